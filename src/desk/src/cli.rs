//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use tocsin_seal::{CaseId, DeploymentId, Head, PublicKey};

mod advisory;
mod outside;
mod staff;

pub use advisory::{AdvisoryCommand, Approve, Check, Draft, LanguageFile, NewApprover, NewKey, Passphrase, Sign, approver};
pub use outside::{Chosen, Share, VerifyBundle};
pub use staff::{Grant, Labels, Note, Source, StaffPart, Translate};

/// The offline desk of Tocsin: make keys, open and answer exported reports, verify.
#[derive(Parser)]
#[command(name = "tocsin-desk", version, about, max_term_width = 100)]
pub struct Cli {
    /// Print one JSON document on standard output instead of sentences
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// Make a member's key file, once per person
    ///
    /// FILE holds the secret and never leaves its owner; FILE.pub is for the lead. Stock `age` (1.3 or later) can use
    /// both. The fingerprint is what members compare by voice.
    Keygen(Keygen),
    /// Make the intake team's keys
    Team {
        /// What to make
        #[command(subcommand)]
        command: TeamCommand,
    },
    /// The key of last resort, in shares held by trustees. On a machine without a network
    Recovery {
        /// What to do with it
        #[command(subcommand)]
        command: RecoveryCommand,
    },
    /// Open every case of a folder written by `tocsin export`
    ///
    /// Everything is verified before anything is written: hashes, the roster's signatures, grants, the reporter's and
    /// the team's signatures, order and completeness, and what the report says about itself. A case that fails is
    /// named and left out; the exit code is then 1.
    Open(Open),
    /// Write a signed, sealed answer to the reporter of one case
    ///
    /// The case is verified as by `open`. The answer lands in DIR/case-<id>/replies/; bring it to the reporter with
    /// `tocsin import --data DATA --from DIR`. Without --text and --file it is read from standard input.
    Reply(Reply),
    /// Write a note to the team into one case
    ///
    /// Sealed to the staff alone: neither the reporter nor the server reads it. It lands in DIR/case-<id>/notes/; bring it
    /// back with `tocsin import --data DATA --from DIR`. Without --text and --file it is read from standard input.
    Note(Note),
    /// Write a translation of a report, a message or a reply for the team
    Translate(Translate),
    /// Set the labels of one case, in place of those it has
    Labels(Labels),
    /// Give the team key to a new member, or one case to somebody for a time
    ///
    /// Compare the fingerprint with its owner by voice first. The sealed keys land in DIR, signed by the team; bring them
    /// to the server with `tocsin import --data DATA --from DIR`.
    Grant(Grant),
    /// Hand chosen parts of a case to a body outside
    ///
    /// Signed by the team, with the case's number instead of its id. Sealed to the body's key with --to, for stock `age` and
    /// `tar`; or one page with --html, which is not sealed, for people without tools. Share nothing the reporter did not
    /// consent to.
    Share(Share),
    /// Seal a report without a server, from a text file and the signed roster alone
    ///
    /// Prints the receipt once, to the terminal alone. FILE is sent with
    /// curl -H "Content-Type: application/vnd.tocsin.sealed" --data-binary @FILE https://ADDRESS/api/v1/reports
    /// or handed over by any channel and brought in with `tocsin import --sealed FILE`. With files sealed along it is a
    /// parcel, which is handed over; files can also follow from the mailbox, with the receipt.
    Seal(Seal),
    /// Public warnings: drafted, approved by two people, signed away from every server
    Advisory {
        /// What to do
        #[command(subcommand)]
        command: AdvisoryCommand,
    },
    /// Verify an exported folder as far as that goes without any key
    Verify(Verify),
    /// Check what `tocsin-desk share` or the desk handed over
    VerifyBundle(VerifyBundle),
}

/// What a lead can make.
#[derive(Subcommand)]
pub enum TeamCommand {
    /// Make the team key of the next roster epoch and grant it to every member
    ///
    /// Writes into DIR: `roster-unsigned.json` for the administrators (`tocsin roster sign`), and for each member
    /// <fingerprint>.age (opens) and <fingerprint>.sign.age (signs). From the second epoch on the team before must
    /// agree: give the exported folder with --previous and your key with --identity; its signature over the new
    /// roster is written to `previous.sig`.
    New(TeamNew),
}

/// What can be done with a recovery key.
#[derive(Subcommand)]
pub enum RecoveryCommand {
    /// Make a recovery key as shares; the whole key is written nowhere
    ///
    /// Writes into DIR one page of 32 words for each trustee, and `recovery.pub`, which the lead gives to every
    /// `tocsin-desk team new --recovery`. Trustees should not be administrators: together they can read every report.
    New(RecoveryNew),
    /// Split an existing key file into shares
    Split(RecoverySplit),
    /// Prove that shares make the key, without opening or writing anything
    ///
    /// A share that is damaged, changed or of another key is named; the exit code is then 1.
    Rehearse(RecoveryRehearse),
    /// Put shares together to a key file that opens every case
    ///
    /// Only if a signed roster of the exported folder has this key as its recovery key.
    Combine(RecoveryCombine),
}

/// How a key is shared out.
#[derive(Args)]
pub struct Sharing {
    /// Shares to make, at most 16
    #[arg(long, value_name = "N")]
    pub shares: u8,
    /// So many of them are needed
    #[arg(long, value_name = "K")]
    pub needed: u8,
    /// The folder to write; must not exist
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// Options of `recovery new`.
#[derive(Args)]
pub struct RecoveryNew {
    /// How many shares
    #[command(flatten)]
    pub sharing: Sharing,
}

/// Options of `recovery split`.
#[derive(Args)]
pub struct RecoverySplit {
    /// The key file to split
    #[arg(long, value_name = "FILE")]
    pub identity: PathBuf,
    /// How many shares
    #[command(flatten)]
    pub sharing: Sharing,
}

/// Options of `recovery rehearse`.
#[derive(Args)]
pub struct RecoveryRehearse {
    /// The public file that was made with the shares
    #[arg(long, value_name = "recovery.pub")]
    pub recipient: PathBuf,
    /// A text file with a share's words; once per share
    #[arg(long = "share", value_name = "FILE", required = true)]
    pub shares: Vec<PathBuf>,
}

/// Options of `recovery combine`.
#[derive(Args)]
pub struct RecoveryCombine {
    /// The folder written by `tocsin export`
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// The public file that was made with the shares
    #[arg(long, value_name = "recovery.pub")]
    pub recipient: PathBuf,
    /// A text file with a share's words; once per share
    #[arg(long = "share", value_name = "FILE", required = true)]
    pub shares: Vec<PathBuf>,
    /// The administrators' public roster key, known from elsewhere than the folder
    #[arg(long, value_name = "KEY", value_parser = roster_key)]
    pub roster_key: PublicKey,
    /// The key file to write; never overwritten
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// Options of `keygen`.
#[derive(Args)]
pub struct Keygen {
    /// The key file to write; never overwritten. The public half goes to FILE.pub
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// The administrators' public roster key (tocsinpub1…), kept as a comment, so that `open` knows whom to believe
    #[arg(long, value_name = "KEY", value_parser = roster_key)]
    pub roster_key: Option<PublicKey>,
}

/// Options of `team new`.
#[derive(Args)]
pub struct TeamNew {
    /// The installation's id (d-…), as printed by `tocsin init`
    #[arg(long, value_name = "ID", value_parser = deployment, required_unless_present = "previous")]
    pub deployment: Option<DeploymentId>,
    /// A member's public key file (FILE.pub); once per member
    #[arg(long = "member", value_name = "FILE.pub", required = true)]
    pub members: Vec<PathBuf>,
    /// An exported folder with the rosters so far, to follow them
    #[arg(long, value_name = "DIR", requires = "identity")]
    pub previous: Option<PathBuf>,
    /// Your key file: a member of the previous team, with a signing grant
    #[arg(long, value_name = "FILE", requires = "previous")]
    pub identity: Option<PathBuf>,
    /// The administrators' public roster key, where your key file does not name it
    #[arg(long, value_name = "KEY", value_parser = roster_key, requires = "previous")]
    pub roster_key: Option<PublicKey>,
    /// The recovery key's public file (`recovery.pub`): it can open what this team can, and sign nothing
    #[arg(long, value_name = "recovery.pub", conflicts_with = "no_recovery")]
    pub recovery: Option<PathBuf>,
    /// Leave the recovery key out that the team before had
    #[arg(long)]
    pub no_recovery: bool,
    /// Days until the roster expires
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=366))]
    pub days: u16,
    /// The folder to write; must not exist
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// Options of `open`.
#[derive(Args)]
pub struct Open {
    /// Your key file
    #[arg(long, value_name = "FILE")]
    pub identity: PathBuf,
    /// The folder written by `tocsin export`
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Where the opened cases go, one folder each
    #[arg(long, value_name = "OUT")]
    pub out: PathBuf,
    /// Write the attached files too, under safe names. Open them only on a machine you can throw away
    #[arg(long)]
    pub attachments: bool,
    /// The administrators' public roster key, where your key file does not name it
    #[arg(long, value_name = "KEY", value_parser = roster_key)]
    pub roster_key: Option<PublicKey>,
    /// Open this case only
    #[arg(long, value_name = "ID", value_parser = case_id)]
    pub case: Option<CaseId>,
    /// Replace cases that were opened before
    #[arg(long)]
    pub force: bool,
}

/// Options of `reply`.
#[derive(Args)]
pub struct Reply {
    /// Your key file
    #[arg(long, value_name = "FILE")]
    pub identity: PathBuf,
    /// The folder written by `tocsin export`
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// The case to answer
    #[arg(long, value_name = "ID", value_parser = case_id)]
    pub case: CaseId,
    /// The answer itself (it will stand in your shell's history: --file and standard input do not)
    #[arg(long, value_name = "TEXT", conflicts_with = "file")]
    pub text: Option<String>,
    /// A text file with the answer
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The name the reporter sees; never your own
    #[arg(long, value_name = "ALIAS", default_value = "Team")]
    pub author: String,
    /// The administrators' public roster key, where your key file does not name it
    #[arg(long, value_name = "KEY", value_parser = roster_key)]
    pub roster_key: Option<PublicKey>,
    /// The folder the answer is written to, for `tocsin import`
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// Options of `seal`.
#[derive(Args)]
pub struct Seal {
    /// Print the empty template with its questions in this language, and do nothing else
    #[arg(long, value_name = "LANG", exclusive = true, required_unless_present = "template")]
    pub print_template: Option<String>,
    /// The filled template
    #[arg(long, value_name = "FILE", requires_all = ["roster", "roster_key", "out"])]
    pub template: Option<PathBuf>,
    /// The signed rosters, as GET /api/v1/roster gives them
    #[arg(long, value_name = "FILE")]
    pub roster: Option<PathBuf>,
    /// The administrators' public roster key, known from elsewhere than the roster
    #[arg(long, value_name = "KEY", value_parser = roster_key)]
    pub roster_key: Option<PublicKey>,
    /// A file to seal along; once per file. Its name and type are sealed too
    #[arg(long = "file", value_name = "PATH", requires = "template")]
    pub files: Vec<PathBuf>,
    /// The file to write, or a folder for it; nothing is overwritten. Files sealed along lie beside it until it is whole
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Options of `verify`.
#[derive(Args)]
pub struct Verify {
    /// The folder written by `tocsin export`
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// The administrators' public roster key; without it the folder's own is used and proves little
    #[arg(long, value_name = "KEY", value_parser = roster_key)]
    pub roster_key: Option<PublicKey>,
    /// Where the audit log ended when you last looked: it must still hold that entry
    #[arg(long, value_name = "SEQ:HASH", value_parser = head)]
    pub head: Option<Head>,
}

fn head(text: &str) -> Result<Head, String> {
    text.parse().map_err(|_| "the head of a log looks like 12:5f…".to_owned())
}

fn roster_key(text: &str) -> Result<PublicKey, String> {
    text.trim().parse().map_err(|_| "a roster key looks like tocsinpub1…".to_owned())
}

fn deployment(text: &str) -> Result<DeploymentId, String> {
    text.parse().map_err(|_| "an installation's id is d- and 32 digits 0-9 a-f".to_owned())
}

fn case_id(text: &str) -> Result<CaseId, String> {
    let id = text.strip_prefix("case-").unwrap_or(text);
    id.parse().map_err(|_| "a case's id is 32 digits 0-9 a-f, as in the name of its folder".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn every_command_and_option_is_explained() {
        fn explained(command: &clap::Command) {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments() {
                assert!(argument.get_help().is_some(), "{} {}", command.get_name(), argument.get_id());
            }
            command.get_subcommands().for_each(explained);
        }
        let command = super::Cli::command();
        command.clone().debug_assert();
        explained(&command);
    }
}
