//! The server and administration program.
use std::{alloc::System, process::ExitCode};

use zeroizing_alloc::ZeroAlloc;

/// Wipes every block of memory when it is freed, whichever library held it: reports pass through in clear.
#[global_allocator]
static WIPING: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    tocsin::cli::run()
}
