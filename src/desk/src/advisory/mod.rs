//! `tocsin-desk advisory`: public warnings, from a text file to a signed folder, away from every server.

mod draft;
mod keys;
mod publish;

use std::process::ExitCode;

use tocsin_domain::advisory::{Advisory, Day};
use tocsin_domain::clock::{Clock as _, SystemClock, day_of};

use crate::{
    cli::AdvisoryCommand,
    error::DeskError,
    visible::{visible, visible_line},
};

/// Does what was asked.
pub fn run(command: &AdvisoryCommand, json: bool) -> Result<ExitCode, DeskError> {
    match command {
        AdvisoryCommand::Key(options) => keys::key(options, json),
        AdvisoryCommand::Approver(options) => keys::approver(options, json),
        AdvisoryCommand::Draft(options) => draft::draft(options, json),
        AdvisoryCommand::Approve(options) => draft::approve(options, json),
        AdvisoryCommand::Sign(options) => publish::sign(options, json),
        AdvisoryCommand::Check(options) => publish::check(options, json),
    }
}

fn today() -> Day {
    Day::of(day_of(SystemClock.now()))
}

/// The warning as the people read it who answer for it.
fn print(advisory: &Advisory) {
    let state = if advisory.withdrawn { "takes it back" } else { "a warning" };
    println!("{} revision {}: {state}, written {}, until {}", advisory.id, advisory.revision, advisory.written, advisory.expires);
    for (language, text) in &advisory.texts {
        println!("\n[{language}] {}\n", visible_line(&text.title));
        println!("{}", visible(&text.body));
    }
    println!();
}
