//! What stands inside the sealed column of each row: JSON, one authenticated vault value each.
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tocsin_domain::{clock::month_of, urgency::Urgency};
use tocsin_seal::{CaseId, Hash32, MailboxId, PartId, PublicKey, SignedStatement};

pub use super::work::Status;
use super::{
    AppError,
    ending::Terms,
    junk::Sign,
    work::{Account, Work},
};
use crate::{
    store::{CaseRow, GrantRow, MailboxRow, PartRow},
    vault::{Class, KeyId, KeyRing, RowRef},
};

/// A kind of sealed row.
pub trait Sealed: Serialize + DeserializeOwned {
    /// First field of the JSON, with the version.
    const FORMAT: &'static str;
    /// Table; the column is always `sealed`.
    const TABLE: &'static str;
    /// Class of the data key.
    const CLASS: Class;
}

/// `cases.sealed`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseState {
    /// Unix seconds of arrival, the minute.
    pub created: i64,
    /// Unix seconds after which the case is gone for everyone.
    pub expires: i64,
    /// Set when the reporter withdrew it: hidden from then on.
    pub withdrawn: Option<i64>,
    /// Taken back, but staff stopped its destruction: theirs again, hidden from the mailbox for good.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kept: bool,
    /// Taken back, and the log does not say so yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unnoted: bool,
    /// As computed at sending and raised since; a claim that the desk computes anew.
    pub urgency: Urgency,
    /// Catalogue the reporter wrote in.
    pub language: String,
    /// Where the work on it stands.
    pub status: Status,
    /// False if the reporter asked for no answer.
    pub answer_here: bool,
    /// Recipient of the case.
    pub case_recipient: String,
    /// The receipt's look-up id.
    pub mailbox_id: MailboxId,
    /// The receipt's signing key.
    pub receipt_key: PublicKey,
    /// Roster the case was made under.
    pub roster_hash: Hash32,
    /// Epoch of that roster.
    pub epoch: u32,
    /// The reporter's chain: number and statement hash of its last part.
    pub reporter: Tip,
    /// The team's chain; `None` before the first reply.
    pub team: Option<Tip>,
    /// Keyed marks of what was already taken, so that a second sending of the same is known; newest last.
    pub taken: Vec<Hash32>,
    /// Signs of junk that were noticed when the report came.
    #[serde(default)]
    pub noticed: Vec<Sign>,
    /// Bytes of the reporter's sealed words, report and messages together.
    #[serde(default)]
    pub words: u64,
    /// What staff have done with it.
    #[serde(default)]
    pub work: Work,
}

/// A case's row is padded to a multiple of this: most have one length, whatever staff noted in them.
const CASE_STEP: usize = 4_096;
/// How many marks of what was taken a case remembers.
const MARKS: usize = 64;
/// Messages that one case may have behind its report, those that only bring files included.
pub const MESSAGES: u32 = 200;
/// Bytes of sealed words that one case may have.
pub const WORDS: u64 = 20_000_000;

impl CaseState {
    /// Whether its receipt opens nothing any more: taken back, or over.
    pub fn is_closed(&self, now: i64) -> bool {
        self.withdrawn.is_some() || self.has_ended(now)
    }

    /// Remembers marks of what was taken, and forgets the oldest beyond [`MARKS`].
    pub fn remember(&mut self, marks: impl IntoIterator<Item = Hash32>) {
        self.taken.extend(marks);
        let surplus = self.taken.len().saturating_sub(MARKS);
        self.taken.drain(..surplus);
    }

    /// Counts `sealed` bytes of another message; [`AppError::Full`] if the case may have no more.
    pub fn hold(&mut self, sealed: usize) -> Result<(), AppError> {
        let words = self.words.saturating_add(sealed as u64);
        if self.reporter.seq >= MESSAGES || words > WORDS {
            return Err(AppError::Full);
        }
        self.words = words;
        Ok(())
    }

    /// A further message of the reporter: opens a closed case again, takes back a lowering that it does not bear out, and
    /// gives whoever has to read it the time for that.
    pub fn hear(&mut self, tip: Tip, urgency: Urgency, terms: &Terms, now: i64) {
        self.settle();
        self.work.changes += 1;
        self.reporter = tip;
        self.urgency = self.urgency.max(urgency);
        self.work.lowered = self.work.lowered.filter(|lowered| urgency <= lowered.to);
        self.work.last = Some(now - now.rem_euclid(60));
        if self.status == Status::Closed {
            self.work.reason = None;
            self.status = Status::New;
            self.end_as_before(terms, now);
        }
        self.give_grace(terms, now);
    }

    /// The team answers: whatever the reporter said so far has its answer.
    pub fn answer(&mut self, tip: Tip) {
        self.team = Some(tip);
        self.work.answered = Some(self.reporter.seq);
        if matches!(self.status, Status::New | Status::Acknowledged) {
            self.status = Status::Working;
        }
    }

    /// Whether the team's last word is newer than the reporter's. A row of an earlier version tells it by its state alone.
    pub fn answered(&self) -> bool {
        match self.work.answered {
            Some(seq) => seq >= self.reporter.seq,
            None => self.team.is_some() && self.status == Status::Working,
        }
    }

    /// Before anything that [`CaseState::answered`] looks at is changed in a row of an earlier version.
    pub fn settle(&mut self) {
        if self.team.is_some() && self.work.answered.is_none() {
            self.work.answered = Some(if self.answered() { self.reporter.seq } else { self.reporter.seq.saturating_sub(1) });
        }
    }

    /// Whether the reporter waits for somebody.
    pub fn waits(&self) -> bool {
        self.status != Status::Closed && !self.answered()
    }

    /// The day on which somebody meant to get in touch again, if it is there or past.
    pub fn contact_due(&self, now: i64) -> Option<i64> {
        self.work.next_contact.filter(|day| *day <= now && self.status != Status::Closed)
    }

    /// Whether staff may see it: living, and not taken back, or kept or held all the same.
    pub fn is_staffs(&self, now: i64) -> bool {
        !self.has_ended(now) && (self.withdrawn.is_none() || self.kept || self.work.is_held())
    }
}

/// End of a chain.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tip {
    /// Sequence number.
    pub seq: u32,
    /// Hash of its statement.
    pub hash: Hash32,
}

/// `mailboxes.sealed`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailboxState {
    /// The look-up id itself, so that the row can move to a newer key.
    pub mailbox_id: MailboxId,
    /// What the receipt vouches for, MACed under its key; base64.
    pub capsule: String,
}

/// `parts.sealed`: one report, message or reply; its age file stands beside it in `body`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartState {
    /// Unix seconds of arrival, the minute.
    pub received: i64,
    /// The signed statement, as bytes.
    pub statement: String,
    /// Shown to the other side: a reply to the reporter, anything else exported to the desk.
    pub collected: bool,
    /// Deleted by the reporter after reading; the statement stays so that no gap opens.
    pub deleted: bool,
    /// What a part of the staff was sealed to before a change of rights: nobody gets it, until somebody brings the former
    /// readers back or it is dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aside: Option<AsidePart>,
}

/// Whose former words these are.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AsidePart {
    /// The change of rights, by [`super::work::Former::set`].
    pub set: u64,
    /// The part whose body this was.
    pub part: PartId,
}

/// What a grant opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GrantKind {
    /// The case: what the reporter said.
    #[default]
    Case,
    /// The staff identity of the case: what staff say among themselves.
    Staff,
}

impl GrantKind {
    fn is_case(&self) -> bool {
        *self == Self::Case
    }

    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Staff => "staff",
        }
    }
}

/// `grants.sealed` holds the age file itself, base64 in JSON like all rows.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantState {
    /// What it opens.
    #[serde(default, skip_serializing_if = "GrantKind::is_case")]
    pub kind: GrantKind,
    /// To whom, by the fingerprint of their recipient.
    pub to: String,
    /// Age file, base64.
    pub grant: String,
    /// Who sealed it on to a later team; others may seal the same case on once more beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Account>,
    /// Taken from its readers by this change of rights, by [`super::work::Former::set`]: kept, and handed to nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aside: Option<u64>,
}

/// `team_grants.sealed`: one member's two grants for an epoch.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamGrantState {
    /// The member, by fingerprint.
    pub to: String,
    /// The team identity, age file, base64.
    pub identity: String,
    /// The team signing key, age file, base64.
    pub signing: String,
}

/// `audit.sealed`: one signed entry.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditState {
    /// The document, canonical JSON.
    pub document: String,
}

macro_rules! sealed {
    ($($kind:ty, $format:literal, $table:literal, $class:expr;)*) => { $(
        impl Sealed for $kind {
            const FORMAT: &'static str = $format;
            const TABLE: &'static str = $table;
            const CLASS: Class = $class;
        }
    )* };
}
sealed! {
    CaseState, "tocsin.case/1", "cases", Class::Case;
    MailboxState, "tocsin.mailbox/1", "mailboxes", Class::Case;
    PartState, "tocsin.part/1", "parts", Class::Case;
    GrantState, "tocsin.grant/1", "grants", Class::Case;
    TeamGrantState, "tocsin.team-grant/1", "team_grants", Class::Account;
    AuditState, "tocsin.audit-row/1", "audit", Class::Audit;
}

#[derive(Serialize, Deserialize)]
struct Versioned<T> {
    format: String,
    value: T,
}

/// Seals `value` for its row. `case` is empty for rows that belong to none.
pub fn seal<T: Sealed>(ring: &KeyRing, key: KeyId, row: &[u8], case: &[u8], version: i64, value: &T) -> Result<Vec<u8>, AppError> {
    seal_in_steps(ring, key, row, case, version, value, 1)
}

/// The same, padded to a multiple of `step` bytes, so that the row's length tells little.
pub fn seal_in_steps<T: Sealed>(
    ring: &KeyRing,
    key: KeyId,
    row: &[u8],
    case: &[u8],
    version: i64,
    value: &T,
    step: usize,
) -> Result<Vec<u8>, AppError> {
    let json = serde_json::to_vec(&Versioned { format: T::FORMAT.to_owned(), value })
        .map_err(|e| AppError::Internal(format!("a row of {} cannot be written: {e}", T::TABLE)))?;
    let mut json = zeroize::Zeroizing::new(json);
    let padded = json.len().next_multiple_of(step.max(1));
    json.resize(padded, b' ');
    Ok(ring.seal(key, &RowRef { table: T::TABLE, column: "sealed", row, case, version }, &json)?)
}

/// Opens a row's sealed column; anything that was swapped, replayed from another row or altered is an error.
pub fn open<T: Sealed>(ring: &KeyRing, key_id: i64, row: &[u8], case: &[u8], version: i64, sealed: &[u8]) -> Result<T, AppError> {
    let row = RowRef { table: T::TABLE, column: "sealed", row, case, version };
    read(&ring.open(key(key_id)?, &row, sealed)?)
}

/// Reads what stood in a sealed column.
pub fn read<T: Sealed>(json: &[u8]) -> Result<T, AppError> {
    let opened: Versioned<T> =
        serde_json::from_slice(json).map_err(|_| AppError::Internal(format!("a row of {} has another format", T::TABLE)))?;
    if opened.format != T::FORMAT {
        return Err(AppError::Internal(format!("a row of {} has another format", T::TABLE)));
    }
    Ok(opened.value)
}

/// The key id that stands beside a row.
pub fn key(column: i64) -> Result<KeyId, AppError> {
    KeyId::from_i64(column).ok_or_else(|| AppError::Internal(format!("a row names the key {column}, which is none of ours")))
}

/// The key under which a row that has this one is written from now on: the newest generation of its bucket.
pub fn key_to_write(ring: &KeyRing, column: i64) -> Result<KeyId, AppError> {
    Ok(ring.successor(key(column)?)?)
}

/// The data key of a case that ends at `expires`.
pub fn case_key(ring: &KeyRing, expires: i64) -> Result<KeyId, AppError> {
    let month = u32::try_from(month_of(expires)).map_err(|_| AppError::Internal("the clock is before the year 0".into()))?;
    Ok(ring.current(Class::Case, month)?)
}

/// Opens a case row.
pub fn open_case(ring: &KeyRing, row: &CaseRow) -> Result<CaseState, AppError> {
    open(ring, row.key_id, &row.id, &row.id, row.version, &row.sealed)
}

/// The row for a case's state at `version`.
pub fn case_row(ring: &KeyRing, id: CaseId, key: KeyId, version: i64, state: &CaseState) -> Result<CaseRow, AppError> {
    let id = *id.as_bytes();
    Ok(CaseRow {
        id,
        key_id: key.as_i64(),
        version,
        purge_month: month_of(state.expires),
        sealed: seal_in_steps(ring, key, &id, &id, version, state, CASE_STEP)?,
    })
}

/// Opens a grant row, set aside or not.
pub fn open_grant(ring: &KeyRing, row: &GrantRow) -> Result<GrantState, AppError> {
    open(ring, row.key_id, &row.id, &row.case_id, row.version, &row.sealed)
}

/// Opens a mailbox row.
pub fn open_mailbox(ring: &KeyRing, row: &MailboxRow) -> Result<MailboxState, AppError> {
    open(ring, row.key_id, &row.id, &row.case_id, row.version, &row.sealed)
}

/// The row for a part.
pub fn part_row(
    ring: &KeyRing,
    id: PartId,
    case: CaseId,
    key: KeyId,
    version: i64,
    state: &PartState,
    body: Option<Vec<u8>>,
) -> Result<PartRow, AppError> {
    let (id, case_id) = (*id.as_bytes(), *case.as_bytes());
    Ok(PartRow { id, case_id, key_id: key.as_i64(), version, sealed: seal(ring, key, &id, &case_id, version, state)?, body })
}

/// Opens a part row with its statement, still unverified. One that was set aside is none: nobody is to get it by the way.
pub fn open_part(ring: &KeyRing, row: &PartRow) -> Result<(PartState, SignedStatement), AppError> {
    let (state, statement) = open_any_part(ring, row)?;
    if state.aside.is_some() {
        return Err(AppError::Internal("a part that was set aside is asked for".into()));
    }
    Ok((state, statement))
}

/// The same, set aside or not.
pub fn open_any_part(ring: &KeyRing, row: &PartRow) -> Result<(PartState, SignedStatement), AppError> {
    let state: PartState = open(ring, row.key_id, &row.id, &row.case_id, row.version, &row.sealed)?;
    let statement =
        SignedStatement::parse(state.statement.as_bytes()).map_err(|_| AppError::Internal("a part holds a broken statement".into()))?;
    Ok((state, statement))
}
