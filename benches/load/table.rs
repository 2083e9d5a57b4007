//! Rows as `docs/performance.md` has them, and whether each keeps its limit.

use std::process::ExitCode;

/// What a figure is held against.
#[derive(Clone, Copy)]
pub enum Limit {
    None,
    AtMost(f64),
    Below(f64),
    AtLeast(f64),
}

impl Limit {
    fn kept_by(self, value: f64) -> bool {
        match self {
            Limit::None => true,
            Limit::AtMost(limit) => value <= limit,
            Limit::Below(limit) => value < limit,
            Limit::AtLeast(limit) => value >= limit,
        }
    }

    fn words(self) -> String {
        match self {
            Limit::None => String::new(),
            Limit::AtMost(limit) => format!("at most {}", number(limit)),
            Limit::Below(limit) => format!("under {}", number(limit)),
            Limit::AtLeast(limit) => format!("at least {}", number(limit)),
        }
    }
}

/// The rows so far.
#[derive(Default)]
pub struct Table {
    broken: Vec<String>,
}

impl Table {
    /// Prints a row.
    pub fn row(&mut self, what: &str, value: f64, unit: &str, limit: Limit) {
        println!("| {what} | {} | {} |", format!("{} {unit}", number(value)).trim(), limit.words());
        if !limit.kept_by(value) {
            self.broken.push(what.to_owned());
        }
    }

    /// 1 if a limit was broken, with their names.
    pub fn verdict(self) -> ExitCode {
        for what in &self.broken {
            eprintln!("LIMIT BROKEN: {what}");
        }
        if self.broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Three digits are enough.
fn number(value: f64) -> String {
    let whole = if value.abs() >= 10_000.0 { (value / 100.0).round() * 100.0 } else { value };
    match whole.abs() {
        small if small < 10.0 && small.fract() != 0.0 => format!("{whole:.1}"),
        _ => format!("{whole:.0}"),
    }
}
