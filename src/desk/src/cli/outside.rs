//! Options of what is handed to a body outside.

use std::{fmt, path::PathBuf, str::FromStr};

use clap::Args;
use tocsin_seal::{CaseId, PartId, PublicKey};

use super::{
    case_id, roster_key,
    staff::{Source, place},
};

/// Options of `share`.
#[derive(Args)]
#[command(group(clap::ArgGroup::new("way").required(true).args(["to", "html"])))]
pub struct Share {
    /// Your key file
    #[arg(long, value_name = "FILE")]
    pub identity: PathBuf,
    /// The folder written by `tocsin export`
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// The case
    #[arg(long, value_name = "ID", value_parser = case_id)]
    pub case: CaseId,
    /// What is handed over: report, contact, message-2, reply-1, translation-3, file-<id>; separated by commas
    #[arg(long, value_name = "PARTS", value_delimiter = ',', required = true)]
    pub parts: Vec<Chosen>,
    /// Seal it to this key: age1pq1…, or a file with one
    #[arg(long, value_name = "KEY")]
    pub to: Option<String>,
    /// One page instead, which is NOT sealed
    #[arg(long)]
    pub html: bool,
    /// What the body should know
    #[arg(long, value_name = "TEXT", conflicts_with = "note_file")]
    pub note: Option<String>,
    /// A text file with what the body should know
    #[arg(long, value_name = "FILE")]
    pub note_file: Option<PathBuf>,
    /// The number under which the case is known outside, if the server gave it none
    #[arg(long, value_name = "NUMBER", value_parser = number)]
    pub number: Option<String>,
    /// The reporter does not want their own community to see it, and you made sure of who reads it there
    #[arg(long)]
    pub mindful: bool,
    /// The reporter did not allow it on the form, but has since, in their own words, or a life hangs on it
    #[arg(long)]
    pub without_consent: bool,
    /// The administrators' public roster key, where your key file does not name it
    #[arg(long, value_name = "KEY", value_parser = roster_key)]
    pub roster_key: Option<PublicKey>,
    /// The file to write; never overwritten
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// Options of `verify-bundle`.
#[derive(Args)]
pub struct VerifyBundle {
    /// The bundle, what `age -d` made of it, or the page
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The administrators' public roster key, asked for by another way than the file came
    #[arg(long, value_name = "KEY", value_parser = roster_key)]
    pub roster_key: PublicKey,
    /// The key it was sealed to
    #[arg(long, value_name = "FILE")]
    pub identity: Option<PathBuf>,
    /// Write its parts into this folder; must not exist
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

fn number(text: &str) -> Result<String, String> {
    let fits = (1..=16).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if fits { Ok(text.to_owned()) } else { Err("a number is up to 16 letters, digits and hyphens".to_owned()) }
}

/// A part that can be handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// The report without the ways to reach its reporter, a message, or a reply.
    Said(Source),
    /// The ways to reach its reporter.
    Contact,
    /// A translation by its number.
    Translation(u32),
    /// A file by its id.
    File(PartId),
}

impl fmt::Display for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Said(source) => fmt::Display::fmt(source, f),
            Self::Contact => f.write_str("contact"),
            Self::Translation(seq) => write!(f, "translation-{seq}"),
            Self::File(id) => write!(f, "file-{id}"),
        }
    }
}

impl FromStr for Chosen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = match text.split_once('-') {
            None if text == "contact" => Some(Self::Contact),
            Some(("translation", seq)) => place(seq).map(Self::Translation),
            Some(("file", id)) => id.parse().ok().map(Self::File),
            _ => text.parse().ok().map(Self::Said),
        };
        found.ok_or_else(|| "a part is report, contact, message-2, reply-1, translation-3 or file-<id>".to_owned())
    }
}
