//! A report with files, sealed without a server, in one file that is carried by hand.
//!
//! The file `tocsin.parcel/1` is what `tocsin-desk seal --file` writes and what `tocsin import --sealed` brings in: the
//! line `tocsin.parcel/1`, then
//!
//! 1. behind its length (four bytes, most significant first): the report, a whole file as in [`crate::submission`]
//! 2. likewise the statement of a message, number 1 of the same conversation, signed by the receipt's key; it names the
//!    files
//! 3. likewise that message, sealed to the case; it holds the files' names and types
//! 4. for each file, in the statement's order: its length (eight bytes, most significant first) and the sealed file
//!
//! and nothing behind. So a report with files becomes just what the form makes of one: words, then a message with files.
//! [`Parcel::read`] reads all but the files and checks everything that can be checked without a key and without a roster;
//! the files, which may be larger than memory, are the caller's to read on, each against its [`SealedRef`].

use crate::addition::SealedMessage;
use crate::header::check_header;
use crate::ids::Hash32;
use crate::padding::check_sealed_size;
use crate::statement::{Kind, SealedRef, SignedStatement, Statement, StatementError};
use crate::submission::{self, Submission, SubmissionError};
use std::io::{self, Read};

/// The first line of the file, line feed included.
pub const MAGIC: &[u8] = b"tocsin.parcel/1\n";
/// Most files in one parcel.
pub const MOST_FILES: usize = 32;

const MAX_STATEMENT: usize = 16 * 1024;
const MAX_MESSAGE: usize = crate::addition::MAX_MESSAGE;

/// Why a parcel is refused, in the order of the checks. Nothing in it is anybody's words.
#[derive(Debug, thiserror::Error)]
pub enum ParcelError {
    /// The place it is read from failed.
    #[error("reading failed: {0}")]
    Io(#[source] io::Error),
    /// It ends too early.
    #[error("the file is cut off")]
    Truncated,
    /// Not such a file, or with something behind its end, or with a section beyond its limit.
    #[error("not a sealed report with files of this version")]
    Malformed,
    /// The report in it would not be taken alone either.
    #[error("{0}")]
    Report(#[from] SubmissionError),
    /// The message is no age file of one recipient, or not padded.
    #[error("the message is not an age file of the one shape that is taken")]
    Message,
    /// No signed statement, or not of the message that follows the report, or of no files or too many.
    #[error("the statement is not that of a message with files")]
    Statement,
    /// The statement is signed by another key than the report's, or altered since.
    #[error("the statement is not signed by the receipt's key")]
    Signature,
    /// The statement speaks of another message, case, mailbox or roster than the report, or of another file.
    #[error("the parts do not belong together")]
    Mismatch,
    /// A file in it is no age file of one recipient, or not padded.
    #[error("a file in it is not an age file of the one shape that is taken")]
    File,
}

/// Everything in a parcel but the files. Its parts have the right shape and belong together.
pub struct Parcel {
    submission: Submission,
    message: SealedMessage,
    statement: Statement,
}

impl Parcel {
    /// Puts a report and the message with its files together; refuses what [`Parcel::read`] would refuse.
    pub fn new(submission: Submission, message: SealedMessage) -> Result<Self, ParcelError> {
        let header = check_header(&message.body, 1).map_err(|_| ParcelError::Message)?;
        check_sealed_size(message.body.len() as u64, header as u64).map_err(|_| ParcelError::Message)?;
        let claimed = message.signed.claimed();
        let follows = claimed.kind == Kind::Message && claimed.seq == 1 && claimed.prev == Some(submission.signed().hash());
        if !follows || !(1..=MOST_FILES).contains(&claimed.attachments.len()) {
            return Err(ParcelError::Statement);
        }
        let statement = message.signed.verify(&submission.receipt_key()).map_err(|error| match error {
            StatementError::Signature => ParcelError::Signature,
            _ => ParcelError::Statement,
        })?;
        let same = statement.case_id == submission.case_id()
            && statement.mailbox_id == submission.mailbox_id()
            && statement.roster_hash == submission.roster_hash();
        if !same || !statement.covers(&message.body) {
            return Err(ParcelError::Mismatch);
        }
        Ok(Self { submission, message, statement })
    }

    /// What stands before the files.
    pub fn head(&self) -> Vec<u8> {
        crate::sections::write(MAGIC, &[&self.submission.to_bytes(), self.message.signed.bytes(), &self.message.body])
    }

    /// Reads what stands before the files, no byte more. Never holds more than the largest report and message.
    pub fn read(mut from: impl Read) -> Result<Self, ParcelError> {
        let mut magic = [0; MAGIC.len()];
        fill(&mut from, &mut magic)?;
        if magic != MAGIC {
            return Err(ParcelError::Malformed);
        }
        let submission = Submission::parse(&section(&mut from, submission::MAX_BYTES)?)?;
        let statement = section(&mut from, MAX_STATEMENT)?;
        let body = section(&mut from, MAX_MESSAGE)?;
        let signed = SignedStatement::parse(&statement).map_err(|_| ParcelError::Statement)?;
        Self::new(submission, SealedMessage { signed, body })
    }

    /// The report.
    pub fn submission(&self) -> &Submission {
        &self.submission
    }

    /// The message and its statement, which the receipt's key signed.
    pub fn message(&self) -> &SealedMessage {
        &self.message
    }

    /// What the statement says.
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The files, in the order in which they follow.
    pub fn files(&self) -> &[SealedRef] {
        &self.statement.attachments
    }
}

/// What stands before a file.
pub fn file_head(file: &SealedRef) -> [u8; 8] {
    file.len.to_be_bytes()
}

/// Reads what stands before a file, which must be this one.
pub fn read_file_head(from: impl Read, file: &SealedRef) -> Result<(), ParcelError> {
    let mut length = [0; 8];
    fill(from, &mut length)?;
    if u64::from_be_bytes(length) == file.len { Ok(()) } else { Err(ParcelError::Mismatch) }
}

/// Whether a file that was read is the one that was signed, where `head` are its first
/// [`crate::header::max_header_len`] bytes for one recipient, or all it has.
pub fn check_file(file: &SealedRef, head: &[u8], sha256: &Hash32) -> Result<(), ParcelError> {
    if *sha256 != file.sha256 {
        return Err(ParcelError::Mismatch);
    }
    let header = check_header(head, 1).map_err(|_| ParcelError::File)?;
    check_sealed_size(file.len, header as u64).map_err(|_| ParcelError::File).map(drop)
}

/// Whether nothing stands behind the last file.
pub fn read_end(mut from: impl Read) -> Result<(), ParcelError> {
    loop {
        match from.read(&mut [0]) {
            Ok(0) => return Ok(()),
            Ok(_) => return Err(ParcelError::Malformed),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(ParcelError::Io(error)),
        }
    }
}

fn section(from: &mut impl Read, limit: usize) -> Result<Vec<u8>, ParcelError> {
    let mut length = [0; 4];
    fill(&mut *from, &mut length)?;
    let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    if length > limit {
        return Err(ParcelError::Malformed);
    }
    let mut bytes = vec![0; length];
    fill(from, &mut bytes)?;
    Ok(bytes)
}

fn fill(mut from: impl Read, bytes: &mut [u8]) -> Result<(), ParcelError> {
    from.read_exact(bytes).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => ParcelError::Truncated,
        _ => ParcelError::Io(error),
    })
}
