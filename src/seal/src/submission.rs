//! A report that was sealed before it left its writer: the parts that a server needs to keep it, in one file.
//!
//! The file `tocsin.sealed/1` is what `POST /api/v1/reports` takes, what `tocsin-desk seal` writes and what
//! `tocsin import --sealed` brings in: the line `tocsin.sealed/1`, then five sections, each behind its length (four
//! bytes, most significant first), and nothing behind them:
//!
//! 1. the envelope, canonical JSON signed by the receipt's key: what the server must know without opening anything
//! 2. the capsule, MACed under the receipt's key
//! 3. the report's statement, signed by the receipt's key
//! 4. the grant: the case identity, sealed to the team
//! 5. the report, sealed to the case
//!
//! [`Submission::parse`] checks everything that can be checked without a key and without a roster. Who has the rosters
//! compares [`Submission::roster_hash`] and [`Submission::capsule`] with them.

use crate::canonical;
use crate::case::{CaseError, NewCase};
use crate::header::check_header;
use crate::ids::{CaseId, Hash32, MailboxId};
use crate::mailbox::{Capsule, MailboxKeys};
use crate::padding::check_sealed_size;
use crate::payload::{Format, Report, SealedUrgency, seal_payload};
use crate::roster::SignedRoster;
use crate::sections::{self, SectionError};
use crate::signing::{PublicKey, Signature};
use crate::statement::{Kind, SignedStatement, Statement, StatementError};
use ring::rand::SecureRandom;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The first line of the file, line feed included.
pub const MAGIC: &[u8] = b"tocsin.sealed/1\n";
/// The media type under which it is sent.
pub const MEDIA_TYPE: &str = "application/vnd.tocsin.sealed";
/// The largest sealed report, in bytes: twice what a whole form of text can hold.
pub const MAX_REPORT: usize = 2 * 1024 * 1024;
/// The largest file.
pub const MAX_BYTES: usize = MAX_REPORT + 64 * 1024;

const ENVELOPE: &str = "tocsin.envelope/1";
/// Context of the envelope's signature.
pub const ENVELOPE_CONTEXT: &str = "tocsin/envelope/1";
const MAX_ENVELOPE: usize = 1024;
const MAX_CAPSULE: usize = 8 * 1024;
const MAX_STATEMENT: usize = 4 * 1024;
const MAX_GRANT: usize = 8 * 1024;
/// The one line of a grant: `AGE-SECRET-KEY-PQ-1`, 32 bytes in bech32 and a line feed.
const GRANT_LINE: usize = 78;
/// Longest language tag.
const MAX_LANGUAGE: usize = 12;

/// Why a file is refused, in the order of the checks. Nothing in it is anybody's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SubmissionError {
    /// It ends too early.
    #[error("the file is cut off")]
    Truncated,
    /// Not such a file, or with something behind its end, or with a section beyond its limit.
    #[error("not a sealed report of this version")]
    Malformed,
    /// The envelope or the capsule is not the one spelling of what it may say.
    #[error("the envelope or the capsule is malformed")]
    Envelope,
    /// The grant is no age file of one recipient that holds one key line.
    #[error("the grant is not one sealed key")]
    Grant,
    /// The report is no age file of one recipient.
    #[error("the report is not an age file of the one shape that is taken")]
    Report,
    /// The report was not padded.
    #[error("the report is not padded as every honest sealer pads")]
    NotPadded,
    /// No signed statement, or one of another kind or place.
    #[error("the statement is not that of a first report")]
    Statement,
    /// Statement or envelope signed by another key than the envelope names, or altered since.
    #[error("the statement or the envelope is not signed by the receipt's key")]
    Signature,
    /// The statement speaks of another report, or the capsule of another case.
    #[error("the parts do not belong together")]
    Mismatch,
}

impl From<SectionError> for SubmissionError {
    fn from(error: SectionError) -> Self {
        match error {
            SectionError::Truncated => Self::Truncated,
            SectionError::Malformed => Self::Malformed,
        }
    }
}

// Fields in sorted order: that is the canonical form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    answer_here: bool,
    case_id: CaseId,
    format: String,
    language: String,
    receipt_key: PublicKey,
    urgency: String,
    wakes: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignedEnvelope {
    envelope: Envelope,
    signature: Signature,
}

/// What a report says, before it is sealed.
pub struct Words<'a> {
    /// Unix seconds.
    pub written_at: i64,
    /// Language tag.
    pub language: &'a str,
    /// As in [`Report::narrative`].
    pub narrative: &'a str,
    /// As in [`Report::danger`].
    pub danger: &'a str,
    /// As in [`Report::answer_here`].
    pub answer_here: bool,
    /// As in [`Report::methods`].
    pub methods: &'a [String],
    /// As in [`Report::facts`].
    pub facts: &'a BTreeMap<String, String>,
    /// As in [`Report::urgency`].
    pub urgency: SealedUrgency,
}

/// A sealed report whose parts have the right shape and belong together.
pub struct Submission {
    outside: SignedEnvelope,
    capsule: Vec<u8>,
    claimed: Capsule,
    signed: SignedStatement,
    statement: Statement,
    grant: Vec<u8>,
    report: Vec<u8>,
}

impl Submission {
    /// Makes a case and seals its report to the team of `roster`. Whether the roster may still be used is the caller's
    /// to check, who has the clock. The one way in which reports are made, with and without a server.
    pub fn seal(rng: &dyn SecureRandom, keys: &MailboxKeys, roster: &SignedRoster, words: Words<'_>) -> Result<Self, CaseError> {
        let NewCase { case_id, identity, grant, capsule: claimed } = NewCase::create(rng, roster)?;
        let envelope = Envelope {
            answer_here: words.answer_here,
            case_id,
            format: ENVELOPE.to_owned(),
            language: words.language.to_owned(),
            receipt_key: keys.public(),
            urgency: words.urgency.level.clone(),
            wakes: words.urgency.wakes,
        };
        let report = Report {
            format: Format::default(),
            case_id,
            case_recipient: identity.recipient().clone(),
            mailbox_id: keys.mailbox_id(),
            mailbox_recipient: keys.recipient().clone(),
            receipt_key: keys.public(),
            roster_hash: roster.hash(),
            written_at: words.written_at,
            language: words.language.to_owned(),
            narrative: words.narrative.to_owned(),
            danger: words.danger.to_owned(),
            answer_here: words.answer_here,
            methods: words.methods.to_vec(),
            facts: words.facts.clone(),
            urgency: words.urgency,
            attachments: Vec::new(),
        };
        let report = seal_payload(&report, &[identity.recipient()])?;
        let statement = Statement {
            kind: Kind::Report,
            case_id,
            mailbox_id: keys.mailbox_id(),
            seq: 0,
            prev: None,
            roster_hash: roster.hash(),
            sealed_sha256: Hash32::of(&report),
            sealed_len: report.len() as u64,
            attachments: Vec::new(),
        };
        let signed = keys.sign(&statement);
        let signature = keys.sign_in(ENVELOPE_CONTEXT, &canonical::to_bytes(&envelope));
        let outside = SignedEnvelope { envelope, signature };
        Ok(Self { outside, capsule: keys.seal_capsule(&claimed), claimed, signed, statement, grant, report })
    }

    /// The file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let envelope = canonical::to_bytes(&self.outside);
        sections::write(MAGIC, &[&envelope, &self.capsule, self.signed.bytes(), &self.grant, &self.report])
    }

    /// Reads such a file and checks everything that can be checked without a key and without a roster.
    pub fn parse(bytes: &[u8]) -> Result<Self, SubmissionError> {
        let limits = [MAX_ENVELOPE, MAX_CAPSULE, MAX_STATEMENT, MAX_GRANT, MAX_REPORT];
        let [envelope, capsule, signed, grant, report] = sections::read(bytes, MAGIC, limits)?;
        let outside: SignedEnvelope = canonical::from_bytes(envelope, MAX_ENVELOPE).ok_or(SubmissionError::Envelope)?;
        let envelope = &outside.envelope;
        if envelope.format != ENVELOPE || !plain_tag(&envelope.language) || !level(&envelope.urgency, envelope.wakes) {
            return Err(SubmissionError::Envelope);
        }
        let claimed = Capsule::claimed(capsule).map_err(|_| SubmissionError::Envelope)?;
        let header = check_header(grant, 1).map_err(|_| SubmissionError::Grant)?;
        // Nonce, the key line, tag.
        if grant.len() != header + 32 + GRANT_LINE {
            return Err(SubmissionError::Grant);
        }
        let header = check_header(report, 1).map_err(|_| SubmissionError::Report)?;
        check_sealed_size(report.len() as u64, header as u64).map_err(|_| SubmissionError::NotPadded)?;
        let signed = SignedStatement::parse(signed).map_err(|_| SubmissionError::Statement)?;
        if signed.claimed().kind != Kind::Report || !signed.claimed().attachments.is_empty() {
            return Err(SubmissionError::Statement);
        }
        let statement = signed.verify(&envelope.receipt_key).map_err(|error| match error {
            StatementError::Signature => SubmissionError::Signature,
            _ => SubmissionError::Statement,
        })?;
        if !envelope.receipt_key.verify_in(ENVELOPE_CONTEXT, &canonical::to_bytes(envelope), &outside.signature) {
            return Err(SubmissionError::Signature);
        }
        if !statement.covers(report) || [claimed.case_id, envelope.case_id] != [statement.case_id; 2] {
            return Err(SubmissionError::Mismatch);
        }
        Ok(Self { outside, capsule: capsule.to_vec(), claimed, signed, statement, grant: grant.to_vec(), report: report.to_vec() })
    }

    /// The case.
    pub fn case_id(&self) -> CaseId {
        self.statement.case_id
    }

    /// The mailbox, as the writer says: only the receipt can prove it.
    pub fn mailbox_id(&self) -> MailboxId {
        self.statement.mailbox_id
    }

    /// The roster it was sealed under, as the writer says.
    pub fn roster_hash(&self) -> Hash32 {
        self.statement.roster_hash
    }

    /// The receipt's signing key, which signed the statement.
    pub fn receipt_key(&self) -> PublicKey {
        self.outside.envelope.receipt_key
    }

    /// Whether the writer wants an answer.
    pub fn answer_here(&self) -> bool {
        self.outside.envelope.answer_here
    }

    /// The tag of the language it is written in.
    pub fn language(&self) -> &str {
        &self.outside.envelope.language
    }

    /// `routine`, `urgent` or `critical`: a claim, which the desk computes anew.
    pub fn urgency(&self) -> &str {
        &self.outside.envelope.urgency
    }

    /// Whether it is to wake somebody: a claim too.
    pub fn wakes(&self) -> bool {
        self.outside.envelope.wakes
    }

    /// The capsule's bytes, MAC included.
    pub fn capsule_bytes(&self) -> &[u8] {
        &self.capsule
    }

    /// What the capsule says. That its receipt says so cannot be seen here.
    pub fn capsule(&self) -> &Capsule {
        &self.claimed
    }

    /// The statement with its signature.
    pub fn signed(&self) -> &SignedStatement {
        &self.signed
    }

    /// The grant to the team.
    pub fn grant(&self) -> &[u8] {
        &self.grant
    }

    /// The sealed report.
    pub fn report(&self) -> &[u8] {
        &self.report
    }
}

/// The language tags that the form has: `en`, `zh-Hans`.
fn plain_tag(tag: &str) -> bool {
    (2..=MAX_LANGUAGE).contains(&tag.len())
        && tag.split('-').all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Only what is critical can wake somebody.
pub(crate) fn level(word: &str, wakes: bool) -> bool {
    matches!((word, wakes), ("critical", _) | ("urgent" | "routine", false))
}
