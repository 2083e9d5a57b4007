//! One file per command. Every command takes `--data DIR` or `--config FILE` and says in one line what to do on error.
// First, since the macros of a file are known from there on.
#[macro_use]
mod out;

mod accounts;
mod advisory;
mod alerts;
mod audit;
mod backup;
mod bar;
mod cases;
mod demo;
mod doctor;
mod doctor_alerts;
mod doctor_desk;
mod doctor_doors;
mod doors;
mod exchange;
mod init;
mod keys;
mod on_call;
mod onion;
mod open;
mod people;
mod restore;
mod retention;
mod roster;
mod secret;
mod serve;
mod travel;
mod unlock;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};

/// A secure tip-submission and alert service for at-risk exiles.
#[derive(Parser)]
#[command(name = "tocsin", version, about, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Everything a newcomer needs, on this machine only: form, mailbox, alert mail, keys. Never for real reports.
    Demo(demo::Demo),
    /// Make a new installation: configuration, keys, database.
    Init(init::Init),
    /// Run the service.
    Serve(Place),
    /// Tell a server that was started with a locked master key the passphrase.
    Unlock(Place),
    /// What tor needs for an onion service that leads here.
    Onion(onion::Onion),
    /// Look at everything and say what is wrong and what to do.
    Doctor(doctor::Doctor),
    /// The people who get alerts.
    People(people::People),
    /// The signed statement of the current team key.
    Roster(roster::RosterArgs),
    /// The cases, without any content.
    Cases(cases::Cases),
    /// Destroy what is over, or see what would be.
    Retention(retention::Retention),
    /// The keys that protect what is stored: how they stand, rotation, destruction.
    Keys(keys::Keys),
    /// The log of what staff and the service did: is it whole, what is in it.
    Audit(audit::Audit),
    /// Alerts: who is on call, what rings, what waits or failed, tests and drills.
    Alerts(alerts::Alerts),
    /// Public warnings, signed elsewhere with tocsin-desk: show them, and until when.
    Advisory(advisory::Advisory),
    /// The facts of the trip check: are they well-formed, how old are they.
    Travel(travel::TravelArgs),
    /// Write sealed cases to a folder, for tocsin-desk.
    Export(exchange::Export),
    /// Copy everything but the keys to one sealed file, while the service runs.
    Backup(backup::Backup),
    /// Make an installation from a backup, in an empty place.
    Restore(restore::Restore),
    /// Bring replies made with tocsin-desk to the mailboxes.
    Import(exchange::Import),
}

/// Which installation a command is for.
#[derive(Args, Clone)]
struct Place {
    /// Data folder; reads DIR/tocsin.toml.
    #[arg(long, value_name = "DIR", conflicts_with = "config", required_unless_present = "config")]
    data: Option<PathBuf>,
    /// Configuration file.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// A place, and how to print.
#[derive(Args, Clone)]
struct Listed {
    #[command(flatten)]
    place: Place,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// A number with its word: "1 file", "2 files".
fn counted(count: impl TryInto<u64>, one: &str, many: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Why a command ended: one line that says what to do.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs the command line; the exit code is 0, 1 for a failure, 2 for words that were not understood.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    // Whatever this program writes is its owner's alone.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    crate::observe::start();
    // Before the first secret is read and the first thread is started.
    let locked = match crate::process::guard() {
        Ok(locked) => locked,
        Err(error) => {
            eprintln!("tocsin: this system does not let core dumps be forbidden, so a crash could write keys to the disk: {error}");
            return ExitCode::FAILURE;
        }
    };
    if matches!(cli.command, Command::Demo(_) | Command::Serve(_)) {
        locked.log();
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("tocsin: this machine gives no threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    let result = runtime.block_on(async {
        match cli.command {
            Command::Demo(args) => demo::run(args).await,
            Command::Init(args) => init::run(args).await,
            Command::Serve(place) => serve::run(place).await,
            Command::Unlock(place) => unlock::run(place),
            Command::Onion(args) => onion::run(args),
            Command::Doctor(args) => doctor::run(args).await,
            Command::People(args) => people::run(args).await,
            Command::Roster(args) => roster::run(args).await,
            Command::Cases(args) => cases::run(args).await,
            Command::Retention(args) => retention::run(args).await,
            Command::Keys(args) => keys::run(args).await,
            Command::Audit(args) => audit::run(args).await,
            Command::Alerts(args) => alerts::run(args).await,
            Command::Advisory(args) => advisory::run(args),
            Command::Travel(args) => travel::run(args),
            Command::Export(args) => exchange::export(args).await,
            Command::Backup(args) => backup::run(args).await,
            Command::Restore(args) => restore::run(args).await,
            Command::Import(args) => exchange::import(args).await,
        }
    });
    match result {
        Ok(_) if !out::arrived() => {
            eprintln!("tocsin: it was done, but what was printed could not be written: is the disk of the output full?");
            ExitCode::FAILURE
        }
        Ok(code) => code,
        Err(error) => {
            eprintln!("tocsin: {error}");
            ExitCode::FAILURE
        }
    }
}
