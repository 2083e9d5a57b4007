//! One line that shows how far long work is; on a terminal alone.
use std::io::{IsTerminal, Write};

const WIDTH: u64 = 30;

/// A progress bar.
pub struct Bar {
    what: &'static str,
    shown: bool,
    last: Option<u64>,
}

impl Bar {
    /// A bar for this work.
    pub fn new(what: &'static str) -> Self {
        Self { what, shown: std::io::stderr().is_terminal(), last: None }
    }

    /// Shows `done` of `of`, if that changes the picture.
    pub fn show(&mut self, done: u64, of: u64) {
        let percent = done.min(of).saturating_mul(100).checked_div(of).unwrap_or(100);
        if self.shown && self.last != Some(percent) {
            self.last = Some(percent);
            let _ = write!(std::io::stderr(), "\r{}", line(self.what, percent));
        }
    }

    /// Ends the line.
    pub fn end(&self) {
        if self.last.is_some() {
            eprintln!();
        }
    }
}

fn line(what: &str, percent: u64) -> String {
    let full = usize::try_from(percent * WIDTH / 100).unwrap_or_default();
    let rest = usize::try_from(WIDTH).unwrap_or_default().saturating_sub(full);
    format!("{what} [{}{}] {percent} %", "#".repeat(full), " ".repeat(rest))
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn the_bar_fills_up() {
        assert_eq!(line("backup", 0), format!("backup [{}] 0 %", " ".repeat(30)));
        assert_eq!(line("backup", 50), format!("backup [{}{}] 50 %", "#".repeat(15), " ".repeat(15)));
        assert_eq!(line("backup", 100), format!("backup [{}] 100 %", "#".repeat(30)));
    }
}
