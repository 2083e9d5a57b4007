//! What commands print. The standard macros panic when nobody reads any more (`tocsin init | head`); these, of the same
//! names and for every command, let a command finish what it does and then say whether its words arrived.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether something could not be written for another reason than that nobody reads.
static LOST: AtomicBool = AtomicBool::new(false);

macro_rules! print {
    ($($words:tt)*) => { $crate::cli::out::write(format_args!($($words)*)) };
}
macro_rules! println {
    () => { $crate::cli::out::write(format_args!("\n")) };
    ($($words:tt)*) => { $crate::cli::out::write(format_args!("{}\n", format_args!($($words)*))) };
}
macro_rules! eprintln {
    () => { $crate::cli::out::show(format_args!("\n")) };
    ($($words:tt)*) => { $crate::cli::out::warn(format_args!($($words)*)) };
}

/// Writes to standard output.
pub fn write(words: Arguments<'_>) {
    let mut out = std::io::stdout().lock();
    if let Err(error) = out.write_fmt(words).and_then(|()| out.flush())
        && error.kind() != ErrorKind::BrokenPipe
    {
        LOST.store(true, Ordering::Relaxed);
    }
}

/// Writes to standard error without ending the line.
pub fn show(words: Arguments<'_>) {
    let _ = std::io::stderr().write_fmt(words);
}

/// Writes a line to standard error, if anybody reads it.
pub fn warn(words: Arguments<'_>) {
    let _ = writeln!(std::io::stderr(), "{words}");
}

/// Whether everything that somebody wanted to read was written.
pub fn arrived() -> bool {
    !LOST.load(Ordering::Relaxed)
}
