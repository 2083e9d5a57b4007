//! Options of what staff write for each other, and of grants.

use std::{fmt, path::PathBuf, str::FromStr};

use clap::{Args, ValueEnum};
use tocsin_seal::{CaseId, Kind, PublicKey, staff::About};

use super::{case_id, roster_key};

/// What `note`, `translate` and `labels` have in common.
#[derive(Args)]
pub struct StaffPart {
    /// Your key file
    #[arg(long, value_name = "FILE")]
    pub identity: PathBuf,
    /// The folder written by `tocsin export`
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// The case
    #[arg(long, value_name = "ID", value_parser = case_id)]
    pub case: CaseId,
    /// The name colleagues see
    #[arg(long, value_name = "ALIAS", default_value = "Team")]
    pub author: String,
    /// The administrators' public roster key, where your key file does not name it
    #[arg(long, value_name = "KEY", value_parser = roster_key)]
    pub roster_key: Option<PublicKey>,
    /// The folder it is written to, for `tocsin import`
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// What a note is about.
#[derive(Clone, Copy, ValueEnum)]
pub enum NoteAbout {
    /// The case
    Note,
    /// Why the urgency was lowered
    Lowered,
    /// What the next colleague must know
    Handover,
    /// Why it was closed
    Closed,
    /// What was handed to a body outside
    Shared,
}

impl From<NoteAbout> for About {
    fn from(about: NoteAbout) -> Self {
        match about {
            NoteAbout::Note => Self::Note,
            NoteAbout::Lowered => Self::Lowered,
            NoteAbout::Handover => Self::Handover,
            NoteAbout::Closed => Self::Closed,
            NoteAbout::Shared => Self::Shared,
        }
    }
}

/// Options of `note`.
#[derive(Args)]
pub struct Note {
    /// Case and place
    #[command(flatten)]
    pub part: StaffPart,
    /// What it is about
    #[arg(long, value_name = "WHAT", value_enum, default_value = "note")]
    pub about: NoteAbout,
    /// The note itself (it will stand in your shell's history: --file and standard input do not)
    #[arg(long, value_name = "TEXT", conflicts_with = "file")]
    pub text: Option<String>,
    /// A text file with the note
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// Options of `translate`.
#[derive(Args)]
pub struct Translate {
    /// Case and place
    #[command(flatten)]
    pub part: StaffPart,
    /// What is translated: report, message-2, reply-1
    #[arg(long, value_name = "PART")]
    pub of: Source,
    /// The language it was written in: ug, zh-Hans
    #[arg(long, value_name = "LANG")]
    pub from: String,
    /// The language of the translation
    #[arg(long, value_name = "LANG")]
    pub to: String,
    /// Who translated: an alias, or machine; by default the author
    #[arg(long, value_name = "ALIAS")]
    pub by: Option<String>,
    /// The translation itself (it will stand in your shell's history: --file and standard input do not)
    #[arg(long, value_name = "TEXT", conflicts_with = "file")]
    pub text: Option<String>,
    /// A text file with the translation
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// Options of `labels`.
#[derive(Args)]
pub struct Labels {
    /// Case and place
    #[command(flatten)]
    pub part: StaffPart,
    /// A label; once per label. None: the case has none any more
    #[arg(long = "label", value_name = "LABEL")]
    pub labels: Vec<String>,
}

/// Options of `grant`.
#[derive(Args)]
pub struct Grant {
    /// Your key file
    #[arg(long, value_name = "FILE")]
    pub identity: PathBuf,
    /// The folder written by `tocsin export`
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// The new reader's public key file (FILE.pub)
    #[arg(long, value_name = "FILE.pub")]
    pub member: PathBuf,
    /// Only this case, for a time; without it the team key, which opens every case
    #[arg(long, value_name = "ID", value_parser = case_id)]
    pub case: Option<CaseId>,
    /// With --case: after so many days the server closes it to them again
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=30))]
    pub days: u16,
    /// The administrators' public roster key, where your key file does not name it
    #[arg(long, value_name = "KEY", value_parser = roster_key)]
    pub roster_key: Option<PublicKey>,
    /// The folder it is written to, for `tocsin import`
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// Something that can be translated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The report.
    Report,
    /// A message by its number.
    Message(u32),
    /// A reply by its number.
    Reply(u32),
}

impl Source {
    /// The chain it stands in, and its number.
    pub fn place(self) -> (Kind, u32) {
        match self {
            Self::Report => (Kind::Report, 0),
            Self::Message(seq) => (Kind::Message, seq),
            Self::Reply(seq) => (Kind::Reply, seq),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Report => f.write_str("report"),
            Self::Message(seq) => write!(f, "message-{seq}"),
            Self::Reply(seq) => write!(f, "reply-{seq}"),
        }
    }
}

impl FromStr for Source {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = match text.split_once('-') {
            None if text == "report" => Some(Self::Report),
            Some(("message", seq)) => place(seq).map(Self::Message),
            Some(("reply", seq)) => place(seq).map(Self::Reply),
            _ => None,
        };
        found.ok_or_else(|| "a part is report, message-2 or reply-1".to_owned())
    }
}

/// A place in a chain, from 1.
pub(super) fn place(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number| *number >= 1)
}
