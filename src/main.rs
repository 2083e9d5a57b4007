//! The server and administration program.
use std::process::ExitCode;

fn main() -> ExitCode {
    tocsin::cli::run()
}
