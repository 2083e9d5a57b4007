//! `tocsin-desk`: the offline desk. Makes keys, opens what the server exported, answers, verifies.
//!
//! It needs no network and believes nothing but signatures: a folder is checked whole before a word of it is
//! written. In order of dependency:
//!
//! * `error`, `files`: one-line refusals; private files that appear whole or not at all
//! * `visible`: text of others made safe to print
//! * `identity`, `pins`: the member's key file, and what was seen before
//! * `folder`, `case_files`, `audit`: an exported folder, checked as far as that goes without a key
//! * `desk`, `case`, `staff`, `review`: opened with the member's key, every claim compared
//! * `output`, `text`: `report.json`, `report.txt`, attachments
//! * `template`: a report as a text file
//! * `parcel`: files sealed along with it
//! * `recovery`: the key of last resort, in shares
//! * `compose`: what writing has in common
//! * `advisory`: public warnings
//! * one file per command: `keygen`, `team`, `open`, `reply`, `note` (with `translate` and `labels`), `grant`, `share`, `seal`,
//!   `verify`, `verify_bundle`

// First, since the macros of a file are known from there on.
#[macro_use]
mod out;

mod advisory;
mod audit;
mod case;
mod case_files;
mod cli;
mod compose;
mod copies;
mod desk;
mod error;
mod files;
mod folder;
mod grant;
mod identity;
mod keygen;
mod note;
mod open;
mod output;
mod parcel;
mod pins;
mod recovery;
mod reply;
mod review;
mod seal;
mod share;
mod staff;
mod team;
mod template;
mod text;
mod verify;
mod verify_bundle;
mod visible;

use std::process::ExitCode;

use clap::Parser;
use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

use crate::cli::{Cli, Command, TeamCommand};

fn main() -> ExitCode {
    let cli = Cli::parse();
    // Whatever this program writes is the owner's alone.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    if let Err(error) = keep_out_of_dumps() {
        eprintln!("tocsin-desk: this system does not let core dumps be forbidden, so a crash could write keys to the disk: {error}");
        return ExitCode::FAILURE;
    }
    let done = match &cli.command {
        Command::Keygen(options) => keygen::run(options, cli.json),
        Command::Team { command: TeamCommand::New(options) } => team::run(options, cli.json),
        Command::Recovery { command } => recovery::run(command, cli.json),
        Command::Open(options) => open::run(options, cli.json),
        Command::Reply(options) => reply::run(options, cli.json),
        Command::Note(options) => note::note(options, cli.json),
        Command::Translate(options) => note::translate(options, cli.json),
        Command::Labels(options) => note::labels(options, cli.json),
        Command::Grant(options) => grant::run(options, cli.json),
        Command::Share(options) => share::run(options, cli.json),
        Command::Seal(options) => seal::run(options, cli.json),
        Command::Advisory { command } => advisory::run(command, cli.json),
        Command::Verify(options) => verify::run(options, cli.json),
        Command::VerifyBundle(options) => verify_bundle::run(options, cli.json),
    };
    match done {
        Ok(_) if !out::arrived() => {
            eprintln!("tocsin-desk: it was done, but what was printed could not be written: is the disk of the output full?");
            ExitCode::FAILURE
        }
        Ok(code) => code,
        Err(error) => {
            eprintln!("tocsin-desk: {error}");
            ExitCode::FAILURE
        }
    }
}

/// A crash must not write opened reports and keys to the disk, nor another program of the same user read them here.
fn keep_out_of_dumps() -> std::io::Result<()> {
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    Ok(set_dumpable_behavior(DumpableBehavior::NotDumpable)?)
}
