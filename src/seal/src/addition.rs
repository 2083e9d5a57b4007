//! A message of the reporter that was sealed before it left its writer, in one file.
//!
//! The file `tocsin.addition/1` is what `POST /api/v1/mailbox/messages` takes: the line `tocsin.addition/1`, then three
//! sections, each behind its length (four bytes, most significant first), and nothing behind them:
//!
//! 1. the envelope: a signed call ([`crate::call`]) of the action `message`, with what the server must know without
//!    opening anything
//! 2. the message's statement, signed by the receipt's key; it names the sealed files that were sent before
//! 3. the message, sealed to the case
//!
//! [`Addition::parse`] checks everything that can be checked without a key. Who keeps the mailbox knows the receipt's key
//! and checks both signatures with it ([`Addition::verify`]), and the place in the chain.

use crate::age_file::SealError;
use crate::call::{Action, SignedCall};
use crate::header::check_header;
use crate::ids::{CaseId, Hash32};
use crate::keys::Recipient;
use crate::mailbox::MailboxKeys;
use crate::padding::check_sealed_size;
use crate::payload::{Attachment, Format, Message, SealedUrgency, seal_payload};
use crate::sections::{self, SectionError};
use crate::signing::PublicKey;
use crate::statement::{Kind, SignedStatement, Statement, StatementError};
use std::collections::BTreeMap;

/// The first line of the file, line feed included.
pub const MAGIC: &[u8] = b"tocsin.addition/1\n";
/// The media type under which it is sent.
pub const MEDIA_TYPE: &str = "application/vnd.tocsin.addition";
/// The largest sealed message, in bytes: as a report's.
pub const MAX_MESSAGE: usize = crate::submission::MAX_REPORT;
/// The largest file.
pub const MAX_BYTES: usize = MAX_MESSAGE + 64 * 1024;

/// Room for some 280 files.
const MAX_STATEMENT: usize = 48 * 1024;

/// Why a file is refused, in the order of the checks. Nothing in it is anybody's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AdditionError {
    /// It ends too early.
    #[error("the file is cut off")]
    Truncated,
    /// Not such a file, or with something behind its end, or with a section beyond its limit.
    #[error("not a sealed message of this version")]
    Malformed,
    /// The envelope is no call of the action `message`.
    #[error("the envelope is not a signed call for a message")]
    Envelope,
    /// The message is no age file of one recipient.
    #[error("the message is not an age file of the one shape that is taken")]
    Message,
    /// The message was not padded.
    #[error("the message is not padded as every honest sealer pads")]
    NotPadded,
    /// No signed statement, or one of another kind.
    #[error("the statement is not that of a message")]
    Statement,
    /// The statement is signed by another key than the mailbox's, or altered since.
    #[error("the statement is not signed by the receipt's key")]
    Signature,
    /// The statement speaks of another message, another mailbox or another case.
    #[error("the parts do not belong together")]
    Mismatch,
}

impl From<SectionError> for AdditionError {
    fn from(error: SectionError) -> Self {
        match error {
            SectionError::Truncated => Self::Truncated,
            SectionError::Malformed => Self::Malformed,
        }
    }
}

/// Where in a conversation a message stands.
pub struct Place<'a> {
    /// The case.
    pub case_id: CaseId,
    /// It is sealed to this, which the receipt's capsule names.
    pub case_recipient: &'a Recipient,
    /// Its number: one more than that of the reporter's last statement.
    pub seq: u32,
    /// That statement's hash.
    pub prev: Hash32,
    /// The roster in force.
    pub roster_hash: Hash32,
}

/// What a message says, before it is sealed.
pub struct Words<'a> {
    /// Unix seconds.
    pub written_at: i64,
    /// Language tag.
    pub language: &'a str,
    /// As in [`Message::text`].
    pub text: &'a str,
    /// As in [`Message::danger`].
    pub danger: &'a str,
    /// As in [`Message::facts`].
    pub facts: BTreeMap<String, String>,
    /// As in [`Message::urgency`].
    pub urgency: SealedUrgency,
    /// As in [`Message::attachments`].
    pub attachments: Vec<Attachment>,
}

/// A sealed message and its statement.
pub struct SealedMessage {
    /// The statement, signed by the receipt's key.
    pub signed: SignedStatement,
    /// The message, sealed to the case.
    pub body: Vec<u8>,
}

impl SealedMessage {
    /// Seals and signs a message: the one way in which messages are made, with and without a server.
    pub fn seal(keys: &MailboxKeys, place: &Place<'_>, words: Words<'_>) -> Result<Self, SealError> {
        let message = Message {
            format: Format::default(),
            case_id: place.case_id,
            mailbox_id: keys.mailbox_id(),
            seq: place.seq,
            prev: place.prev,
            roster_hash: place.roster_hash,
            written_at: words.written_at,
            language: words.language.to_owned(),
            text: words.text.to_owned(),
            danger: words.danger.to_owned(),
            facts: words.facts,
            urgency: words.urgency,
            attachments: words.attachments,
        };
        let body = seal_payload(&message, &[place.case_recipient])?;
        let signed = keys.sign(&Statement {
            kind: Kind::Message,
            case_id: place.case_id,
            mailbox_id: keys.mailbox_id(),
            seq: place.seq,
            prev: Some(place.prev),
            roster_hash: place.roster_hash,
            sealed_sha256: Hash32::of(&body),
            sealed_len: body.len() as u64,
            attachments: message.attachments.iter().map(Attachment::sealed_ref).collect(),
        });
        Ok(Self { signed, body })
    }
}

/// A sealed message whose parts have the right shape and belong together.
pub struct Addition {
    call: SignedCall,
    urgency: String,
    wakes: bool,
    sealed: SealedMessage,
}

impl Addition {
    /// Puts an envelope on a sealed message; `challenge` is the server's.
    pub fn new(keys: &MailboxKeys, challenge: &str, urgency: &str, wakes: bool, sealed: SealedMessage) -> Self {
        let call = SignedCall::sign(keys, challenge, Action::Message { urgency: urgency.to_owned(), wakes });
        Self { call, urgency: urgency.to_owned(), wakes, sealed }
    }

    /// The file.
    pub fn to_bytes(&self) -> Vec<u8> {
        sections::write(MAGIC, &[&self.call.to_bytes(), self.sealed.signed.bytes(), &self.sealed.body])
    }

    /// Reads such a file and checks everything that can be checked without a key.
    pub fn parse(bytes: &[u8]) -> Result<Self, AdditionError> {
        let limits = [crate::call::MAX_BYTES, MAX_STATEMENT, MAX_MESSAGE];
        let [envelope, statement, body] = sections::read(bytes, MAGIC, limits)?;
        let call = SignedCall::parse(envelope).map_err(|_| AdditionError::Envelope)?;
        let Action::Message { urgency, wakes } = call.claimed().action.clone() else { return Err(AdditionError::Envelope) };
        let header = check_header(body, 1).map_err(|_| AdditionError::Message)?;
        check_sealed_size(body.len() as u64, header as u64).map_err(|_| AdditionError::NotPadded)?;
        let signed = SignedStatement::parse(statement).map_err(|_| AdditionError::Statement)?;
        let claimed = signed.claimed();
        if claimed.kind != Kind::Message {
            return Err(AdditionError::Statement);
        }
        if !claimed.covers(body) || claimed.mailbox_id != call.claimed().mailbox_id {
            return Err(AdditionError::Mismatch);
        }
        Ok(Self { call, urgency, wakes, sealed: SealedMessage { signed, body: body.to_vec() } })
    }

    /// The envelope, not yet verified.
    pub fn call(&self) -> &SignedCall {
        &self.call
    }

    /// What the statement says, if `receipt_key` signed it and it is for `case_id`. The envelope is verified with the call.
    pub fn verify(&self, receipt_key: &PublicKey, case_id: CaseId) -> Result<Statement, AdditionError> {
        let statement = self.sealed.signed.verify(receipt_key).map_err(|error| match error {
            StatementError::Signature => AdditionError::Signature,
            _ => AdditionError::Statement,
        })?;
        if statement.case_id != case_id {
            return Err(AdditionError::Mismatch);
        }
        Ok(statement)
    }

    /// `routine`, `urgent` or `critical`: a claim, which the desk computes anew.
    pub fn urgency(&self) -> &str {
        &self.urgency
    }

    /// Whether it is to wake somebody: a claim too.
    pub fn wakes(&self) -> bool {
        self.wakes
    }

    /// The statement with its signature, not yet verified.
    pub fn signed(&self) -> &SignedStatement {
        &self.sealed.signed
    }

    /// The sealed message.
    pub fn message(&self) -> &[u8] {
        &self.sealed.body
    }
}
