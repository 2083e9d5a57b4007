//! Options of public warnings.

use std::{path::PathBuf, str::FromStr};

use clap::{Args, Subcommand};
use tocsin_domain::advisory::Day;
use tocsin_seal::PublicKey;

/// What can be done with public warnings.
#[derive(Subcommand)]
pub enum AdvisoryCommand {
    /// Make the key that signs all warnings, once. On a machine without a network
    ///
    /// A key of minisign, locked with a passphrase: stock `minisign` can use it too. FILE.pub is for the configuration of the
    /// server, and for every place where readers can compare it: printed cards, other sites, profiles.
    Key(NewKey),
    /// Make the key with which one person approves warnings, once per person
    ///
    /// FILE.pub is for whoever signs: they compare its fingerprint by voice.
    Approver(NewApprover),
    /// Put a warning together from text files
    ///
    /// The first line of each file is the title, the rest the text: paragraphs apart by an empty line, points on lines that begin
    /// with "- ". Nothing about a reporter belongs into it: no place, day or detail that points to one.
    Draft(Draft),
    /// Read a warning and say yes to exactly this text
    ///
    /// Prints it, then writes FILE.<fingerprint>.approval beside it. It takes two people.
    Approve(Approve),
    /// Sign the warnings that two people approved, with all earlier ones, as a folder for every server, mirror and stick
    ///
    /// The folder has a page, a text and a signature for each warning and language, a feed, one text of all for messengers, the
    /// true addresses, and a signed list with a serial number and an end. Bring it to the server with `tocsin advisory publish`.
    /// Sign again before the end, also if nothing changed: a list that is out of date tells readers that something is wrong.
    Sign(Sign),
    /// Check a folder of warnings, from wherever it came
    Check(Check),
}

/// How a passphrase is given.
#[derive(Args)]
pub struct Passphrase {
    /// A file with the passphrase of the key; without it you are asked
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// Options of `advisory key`.
#[derive(Args)]
pub struct NewKey {
    /// The key file to write, and FILE.pub beside it
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Its passphrase
    #[command(flatten)]
    pub passphrase: Passphrase,
}

/// Options of `advisory approver`.
#[derive(Args)]
pub struct NewApprover {
    /// The key file to write, and FILE.pub beside it
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// Options of `advisory draft`.
#[derive(Args)]
pub struct Draft {
    /// A text: its language and its file, as in ug=warning-ug.txt. Once per language
    #[arg(long = "text", value_name = "LANG=FILE", required = true)]
    pub texts: Vec<LanguageFile>,
    /// The last day on which it stands
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub until: Day,
    /// The draft that this one takes the place of
    #[arg(long, value_name = "FILE.json")]
    pub instead_of: Option<PathBuf>,
    /// Take the warning back; the texts say why
    #[arg(long, requires = "instead_of")]
    pub withdraw: bool,
    /// The file to write
    #[arg(long, value_name = "FILE.json")]
    pub out: PathBuf,
}

/// Options of `advisory approve`.
#[derive(Args)]
pub struct Approve {
    /// The warning
    #[arg(value_name = "FILE.json")]
    pub draft: PathBuf,
    /// Your approver's key file
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
}

/// Options of `advisory sign`.
#[derive(Args)]
pub struct Sign {
    /// The key made with `advisory key`
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    /// Its passphrase
    #[command(flatten)]
    pub passphrase: Passphrase,
    /// The public key file of somebody who may approve. Once per person, two at least
    #[arg(long = "approver", value_name = "FILE.pub", required = true)]
    pub approvers: Vec<PathBuf>,
    /// The folder that was signed last
    #[arg(long, value_name = "DIR", required_unless_present = "first")]
    pub before: Option<PathBuf>,
    /// There is none yet
    #[arg(long, conflicts_with = "before")]
    pub first: bool,
    /// Who publishes; by default as before
    #[arg(long, value_name = "NAME", required_if_eq("first", "true"))]
    pub organisation: Option<String>,
    /// A true address of the service. Once per address, in place of those before; by default as before
    #[arg(long = "address", value_name = "ADDRESS")]
    pub addresses: Vec<String>,
    /// The list is out of date after so many days
    #[arg(long, default_value_t = 14, value_parser = clap::value_parser!(i64).range(1..=60))]
    pub days: i64,
    /// The folder to write
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// New warnings, with their approvals beside them
    #[arg(value_name = "FILE.json")]
    pub drafts: Vec<PathBuf>,
}

/// Options of `advisory check`.
#[derive(Args)]
pub struct Check {
    /// The folder
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The public key: its line (RW…), which you have from another place than the folder
    #[arg(long, value_name = "RW…")]
    pub key: String,
}

/// A language and a file.
#[derive(Clone)]
pub struct LanguageFile {
    /// The tag.
    pub language: String,
    /// The path.
    pub file: PathBuf,
}

impl FromStr for LanguageFile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (language, file) = text.split_once('=').ok_or("write it as LANG=FILE, for instance en=warning.txt")?;
        Ok(Self { language: language.to_owned(), file: file.into() })
    }
}

fn day(text: &str) -> Result<Day, String> {
    text.parse().map_err(|error: tocsin_domain::advisory::AdvisoryError| error.to_string())
}

/// Reads an approver's public key file.
pub fn approver(text: &str) -> Option<PublicKey> {
    text.trim().parse().ok()
}
