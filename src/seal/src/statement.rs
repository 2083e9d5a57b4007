//! Statements: who said what, in which order. age does not tell who sealed a file; a statement
//! binds the sealed bytes to a case, a mailbox, a place in a chain and an author's key.
//!
//! Three chains per case: the reporter's (the report has number 0, messages 1, 2, …, signed by the
//! receipt's key), the team's (replies 1, 2, …, signed by the team key) and the staff's (notes and what
//! else staff write for each other, 1, 2, …, signed by the team key too). `prev` is the hash of the
//! statement before in the same chain.

use crate::canonical::{self, MAX_SAFE};
use crate::ids::{CaseId, Hash32, MailboxId, PartId};
use crate::signing::{PublicKey, Signature, SigningKey};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "tocsin.statement/1";
/// Context of the signature.
const CONTEXT: &str = "tocsin/statement/1";
/// Room for some 6,000 attachments.
const MAX_BYTES: usize = 1024 * 1024;

/// What a statement accompanies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The reporter's first words.
    Report,
    /// The reporter's later words.
    Message,
    /// The team's answer.
    Reply,
    /// What staff write for each other: a note, a translation, labels, a draft.
    Note,
}

/// A sealed attachment as its keeper sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedRef {
    /// Its name within the case.
    pub id: PartId,
    /// Bytes of the sealed file.
    pub len: u64,
    /// SHA-256 of the sealed file.
    pub sha256: Hash32,
}

/// What is signed beside each sealed payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What it accompanies.
    pub kind: Kind,
    /// The case.
    pub case_id: CaseId,
    /// The mailbox.
    pub mailbox_id: MailboxId,
    /// Place in its chain: 0 for the report, else from 1.
    pub seq: u32,
    /// [`SignedStatement::hash`] of the one before in the chain; absent for the first.
    pub prev: Option<Hash32>,
    /// The roster in force.
    pub roster_hash: Hash32,
    /// SHA-256 of the sealed payload.
    pub sealed_sha256: Hash32,
    /// Bytes of the sealed payload.
    pub sealed_len: u64,
    /// The sealed attachments that belong to it.
    pub attachments: Vec<SealedRef>,
}

/// Why a statement is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// Not a signed statement in canonical form.
    #[error("not a signed statement of this version in its canonical form")]
    Malformed,
    /// Its number and predecessor do not fit its kind.
    #[error("the statement contradicts itself")]
    Inconsistent,
    /// Signed by another key, or altered.
    #[error("the signature is not the author's")]
    Signature,
    /// For another case or mailbox.
    #[error("the statement belongs to another conversation")]
    Elsewhere,
    /// Not the next one in its chain.
    #[error("a statement is missing, repeated or out of order")]
    Order,
    /// The sealed bytes are not those it speaks of.
    #[error("the sealed file is not the one that was signed")]
    Content,
}

// Fields in sorted order: that is the canonical form.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireStatement {
    attachments: Vec<SealedRef>,
    case_id: CaseId,
    format: String,
    kind: Kind,
    mailbox_id: MailboxId,
    prev: Option<Hash32>,
    roster_hash: Hash32,
    sealed_len: u64,
    sealed_sha256: Hash32,
    seq: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireDocument {
    signature: Signature,
    statement: WireStatement,
}

impl From<&Statement> for WireStatement {
    fn from(s: &Statement) -> Self {
        Self {
            attachments: s.attachments.clone(),
            case_id: s.case_id,
            format: FORMAT.to_owned(),
            kind: s.kind,
            mailbox_id: s.mailbox_id,
            prev: s.prev,
            roster_hash: s.roster_hash,
            sealed_len: s.sealed_len,
            sealed_sha256: s.sealed_sha256,
            seq: s.seq,
        }
    }
}

impl From<WireStatement> for Statement {
    fn from(w: WireStatement) -> Self {
        Self {
            kind: w.kind,
            case_id: w.case_id,
            mailbox_id: w.mailbox_id,
            seq: w.seq,
            prev: w.prev,
            roster_hash: w.roster_hash,
            sealed_sha256: w.sealed_sha256,
            sealed_len: w.sealed_len,
            attachments: w.attachments,
        }
    }
}

impl Statement {
    /// Whether `sealed` are the bytes this statement speaks of.
    pub fn covers(&self, sealed: &[u8]) -> bool {
        u64::try_from(sealed.len()) == Ok(self.sealed_len) && Hash32::of(sealed) == self.sealed_sha256
    }

    /// SHA-256 of the canonical statement: what the next one names as `prev`.
    pub fn hash(&self) -> Hash32 {
        Hash32::of(&canonical::to_bytes(&WireStatement::from(self)))
    }

    fn consistent(&self) -> bool {
        let place = match self.kind {
            Kind::Report => self.seq == 0 && self.prev.is_none(),
            Kind::Message => self.seq >= 1 && self.prev.is_some(),
            Kind::Reply | Kind::Note => self.seq >= 1 && (self.seq == 1) == self.prev.is_none(),
        };
        let ids = self.attachments.iter().map(|a| a.id);
        let distinct = ids.collect::<std::collections::HashSet<_>>().len();
        place && self.sealed_len <= MAX_SAFE && distinct == self.attachments.len() && self.attachments.iter().all(|a| a.len <= MAX_SAFE)
    }
}

/// Signs a statement.
pub fn sign_statement(statement: &Statement, key: &SigningKey) -> SignedStatement {
    let wire = WireStatement::from(statement);
    let message = canonical::to_bytes(&wire);
    let signature = key.sign_in(CONTEXT, &message);
    SignedStatement {
        bytes: canonical::to_bytes(&WireDocument { signature, statement: wire }),
        message,
        signature,
        claimed: statement.clone(),
    }
}

/// A statement with its signature, not yet verified: `{"signature":…,"statement":…}`.
#[derive(Clone, Debug)]
pub struct SignedStatement {
    claimed: Statement,
    message: Vec<u8>,
    signature: Signature,
    bytes: Vec<u8>,
}

impl SignedStatement {
    /// Reads one in canonical form. The signature is not looked at.
    pub fn parse(bytes: &[u8]) -> Result<Self, StatementError> {
        let document: WireDocument = canonical::from_bytes(bytes, MAX_BYTES).ok_or(StatementError::Malformed)?;
        if document.statement.format != FORMAT {
            return Err(StatementError::Malformed);
        }
        let message = canonical::to_bytes(&document.statement);
        let claimed = Statement::from(document.statement);
        if !claimed.consistent() {
            return Err(StatementError::Inconsistent);
        }
        Ok(Self { claimed, message, signature: document.signature, bytes: bytes.to_vec() })
    }

    /// The document.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What it claims, unverified: good for finding the key to verify it with, nothing else.
    pub fn claimed(&self) -> &Statement {
        &self.claimed
    }

    /// What it says, if `author` signed it.
    pub fn verify(&self, author: &PublicKey) -> Result<Statement, StatementError> {
        if !self.claimed.consistent() {
            return Err(StatementError::Inconsistent);
        }
        if !author.verify_in(CONTEXT, &self.message, &self.signature) {
            return Err(StatementError::Signature);
        }
        Ok(self.claimed.clone())
    }

    /// SHA-256 of the canonical statement, signature not included.
    pub fn hash(&self) -> Hash32 {
        Hash32::of(&self.message)
    }
}

/// Follows one author's chain in one conversation and accepts statements only in their order.
#[derive(Clone, Debug)]
pub struct Chain {
    case_id: CaseId,
    mailbox_id: MailboxId,
    kinds: &'static [Kind],
    next: u32,
    last: Option<Hash32>,
}

impl Chain {
    /// The reporter's chain: a report, then messages.
    pub fn of_reporter(case_id: CaseId, mailbox_id: MailboxId) -> Self {
        const KINDS: &[Kind] = &[Kind::Report, Kind::Message];
        Self { case_id, mailbox_id, kinds: KINDS, next: 0, last: None }
    }

    /// The team's chain: replies.
    pub fn of_team(case_id: CaseId, mailbox_id: MailboxId) -> Self {
        Self { case_id, mailbox_id, kinds: &[Kind::Reply], next: 1, last: None }
    }

    /// The staff's chain: what they write for each other.
    pub fn of_staff(case_id: CaseId, mailbox_id: MailboxId) -> Self {
        Self { case_id, mailbox_id, kinds: &[Kind::Note], next: 1, last: None }
    }

    /// Accepts the next statement. After an error nothing has changed.
    pub fn accept(&mut self, signed: &SignedStatement, author: &PublicKey) -> Result<Statement, StatementError> {
        let statement = signed.verify(author)?;
        let here = statement.case_id == self.case_id && statement.mailbox_id == self.mailbox_id && self.kinds.contains(&statement.kind);
        if !here {
            return Err(StatementError::Elsewhere);
        }
        if statement.seq != self.next || statement.prev != self.last {
            return Err(StatementError::Order);
        }
        self.next = self.next.checked_add(1).ok_or(StatementError::Order)?;
        self.last = Some(signed.hash());
        Ok(statement)
    }

    /// The number the next statement must have.
    pub fn next_seq(&self) -> u32 {
        self.next
    }

    /// The `prev` the next statement must have.
    pub fn last(&self) -> Option<Hash32> {
        self.last
    }
}
