//! The sealed record of one row in the outbox: a mail to be sent, a call that is open, or the mark of a mail that rang.

use serde::{Deserialize, Serialize};

use super::AlertError;
use crate::app::rota::unhex;
use crate::store::OutboxRow;
use crate::vault::{Class, KeyId, KeyRing, RowRef, VaultError, hex};

const FORMAT: &str = "tocsin.alert/2";
/// What an earlier version wrote: no calls, no marks.
const FIRST_FORMAT: &str = "tocsin.alert/1";
/// Every record has this size, so that a row does not tell what it holds.
const RECORD_BYTES: usize = 512;

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A critical report, or a drill, that somebody must acknowledge.
    Call(Call),
    /// What wakes one person, in one way.
    Wake(Wake),
    /// That person was woken in that way and is not woken again until they acknowledge or time has passed.
    Rung(Wake),
    /// With the slot of this number.
    Slot(i64),
    /// The mail of this local day, counted from 1970-01-01.
    Daily(i64),
    /// A trial, asked for by hand.
    Test,
}

/// A way of waking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Wake {
    /// By the person's webhook; else by mail.
    pub(super) hook: bool,
    /// What for. Only mails of one cause stand for each other.
    pub(super) cause: Cause,
    /// Goes to those who were not on call, since somebody who was cannot be reached: it is passed on no further.
    pub(super) rest: bool,
}

/// Why somebody is woken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Cause {
    /// A report that nobody has acknowledged.
    #[default]
    Report,
    /// A drill.
    Drill,
    /// A report that somebody has acknowledged and nobody has answered.
    Unanswered,
}

impl Wake {
    /// What lists and marks call it.
    pub(super) fn word(self) -> &'static str {
        match (self.cause, self.hook) {
            (Cause::Report, false) => "wake",
            (Cause::Report, true) => "wake-hook",
            (Cause::Drill, false) => "drill",
            (Cause::Drill, true) => "drill-hook",
            (Cause::Unanswered, false) => "unanswered",
            (Cause::Unanswered, true) => "unanswered-hook",
        }
    }
}

impl Cause {
    fn word(self) -> Option<String> {
        match self {
            Self::Report => None,
            Self::Drill => Some("drill".into()),
            Self::Unanswered => Some("unanswered".into()),
        }
    }

    fn parse(word: Option<&str>) -> Result<Self, AlertError> {
        match word {
            None => Ok(Self::Report),
            Some("drill") => Ok(Self::Drill),
            Some("unanswered") => Ok(Self::Unanswered),
            Some(_) => Err(AlertError::Damaged),
        }
    }
}

/// One critical report, or one drill, until it is answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Call {
    /// Its case; `None`: a drill.
    pub(super) case: Option<[u8; 16]>,
    /// How often it rang: 1 for those on call, 2 for the leads, from 3 on for everybody.
    pub(super) stage: i64,
    /// When it first rang.
    pub(super) first: Option<i64>,
    /// When it last rang.
    pub(super) last: Option<i64>,
    /// Who acknowledged it, and when.
    pub(super) acknowledged: Option<([u8; 16], i64)>,
    /// How often it rang because nobody answered the reporter.
    pub(super) late: i64,
}

/// One row, opened.
#[derive(Clone)]
pub(super) struct Item {
    pub(super) id: [u8; 16],
    pub(super) version: i64,
    /// `None`: nobody was there to alert, or it is a call.
    pub(super) person: Option<[u8; 16]>,
    pub(super) kind: Kind,
    /// When its event came, Unix seconds.
    pub(super) queued: i64,
    /// When the first attempt in a row failed.
    pub(super) failing_since: Option<i64>,
    /// Why the last attempt failed, in words without names.
    pub(super) why: Option<String>,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Record {
    format: String,
    person: Option<String>,
    lane: String,
    slot: Option<i64>,
    queued: i64,
    failing_since: Option<i64>,
    why: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    hook: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    rest: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<StoredCall>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredCall {
    case: Option<String>,
    stage: i64,
    first: Option<i64>,
    last: Option<i64>,
    by: Option<String>,
    at: Option<i64>,
    late: i64,
}

impl Item {
    pub(super) fn new(id: [u8; 16], person: Option<[u8; 16]>, kind: Kind, queued: i64) -> Self {
        Self { id, version: 1, person, kind, queued, failing_since: None, why: None }
    }

    /// The row that holds it, waiting and not yet tried.
    pub(super) fn seal(&self, ring: &KeyRing, due_at: i64, dedupe: Option<[u8; 32]>) -> Result<OutboxRow, AlertError> {
        let mut record = Record {
            format: FORMAT.to_owned(),
            person: self.person.map(|id| hex(&id)),
            queued: self.queued,
            failing_since: self.failing_since,
            why: self.why.as_ref().map(|why| why.chars().take(160).collect()),
            ..Record::default()
        };
        record.lane = match &self.kind {
            Kind::Call(call) => {
                record.call = Some(StoredCall::of(call));
                "call"
            }
            Kind::Wake(wake) | Kind::Rung(wake) => {
                (record.hook, record.cause, record.rest) = (wake.hook, wake.cause.word(), wake.rest);
                if matches!(self.kind, Kind::Wake(_)) { "wake" } else { "rung" }
            }
            Kind::Slot(slot) => {
                record.slot = Some(*slot);
                "slot"
            }
            Kind::Daily(day) => {
                record.slot = Some(*day);
                "daily"
            }
            Kind::Test => "test",
        }
        .to_owned();
        let mut plain = serde_json::to_vec(&record).map_err(|_| AlertError::Damaged)?;
        let size = RECORD_BYTES.max(plain.len());
        plain.resize(size, b' ');
        let key = ring.current(Class::Outbox, 0)?;
        Ok(OutboxRow {
            id: self.id,
            key_id: key.as_i64(),
            version: self.version,
            due_at,
            leased_until: 0,
            state: 0,
            attempts: 0,
            dedupe,
            sealed: ring.seal(key, &address(&self.id, self.version), &plain)?,
        })
    }

    /// [`AlertError::Damaged`] if the row was tampered with; other errors are about the key ring.
    pub(super) fn open(ring: &KeyRing, row: &OutboxRow) -> Result<Self, AlertError> {
        let key = KeyId::from_i64(row.key_id).ok_or(AlertError::Damaged)?;
        let plain = ring.open(key, &address(&row.id, row.version), &row.sealed).map_err(|error| match error {
            VaultError::Broken { .. } => AlertError::Damaged,
            other => other.into(),
        })?;
        let record: Record = serde_json::from_slice(&plain).map_err(|_| AlertError::Damaged)?;
        if ![FORMAT, FIRST_FORMAT].contains(&record.format.as_str()) {
            return Err(AlertError::Damaged);
        }
        let cause = Cause::parse(record.cause.as_deref())?;
        let wake = Wake { hook: record.hook, cause, rest: record.rest || record.lane == "rest" };
        let kind = match (record.lane.as_str(), record.slot, record.call) {
            ("call", None, Some(call)) => Kind::Call(call.opened()?),
            ("wake" | "rest", None, None) => Kind::Wake(wake),
            ("rung", None, None) => Kind::Rung(wake),
            ("slot", Some(slot), None) => Kind::Slot(slot),
            ("daily", Some(day), None) => Kind::Daily(day),
            ("test", None, None) => Kind::Test,
            _ => return Err(AlertError::Damaged),
        };
        let person = record.person.map(|text| unhex(&text).ok_or(AlertError::Damaged)).transpose()?;
        Ok(Self {
            id: row.id,
            version: row.version,
            person,
            kind,
            queued: record.queued,
            failing_since: record.failing_since,
            why: record.why,
        })
    }

    /// The same mark under another key. What it means is not in the record: whichever meaning fits the old mark.
    pub(super) fn moved_mark(&self, ring: &KeyRing, old: [u8; 32], from: KeyId, to: KeyId) -> Result<Option<[u8; 32]>, AlertError> {
        let marks = |key| -> Result<[Option<[u8; 32]>; 3], AlertError> {
            Ok([self.mark(ring, key, false)?, self.mark(ring, key, true)?, self.mark_of_dead(ring, key)?])
        };
        Ok(marks(from)?.into_iter().zip(marks(to)?).find(|(mark, _)| *mark == Some(old)).and_then(|(_, moved)| moved))
    }

    /// What two mails have in common that one is enough for. `late`: the slot is past and the mail waits for
    /// the server; all such mails to one person are one.
    pub(super) fn dedupe(&self, ring: &KeyRing, late: bool) -> Result<Option<[u8; 32]>, AlertError> {
        self.mark(ring, ring.current(Class::Outbox, 0)?, late)
    }

    fn mark(&self, ring: &KeyRing, key: KeyId, late: bool) -> Result<Option<[u8; 32]>, AlertError> {
        let whom = self.person.as_ref().map_or(&b"unassigned"[..], |id| &id[..]);
        let index = match &self.kind {
            // A drill keeps nobody from being woken by a report.
            Kind::Wake(wake) | Kind::Rung(wake) => ring.index(key, wake.word(), whom)?,
            Kind::Slot(_) | Kind::Daily(_) if late => ring.index(key, "late", whom)?,
            Kind::Slot(slot) => ring.index(key, "slot", &[whom, &slot.to_be_bytes()].concat())?,
            Kind::Daily(day) => ring.index(key, "daily", &[whom, &day.to_be_bytes()].concat())?,
            Kind::Call(_) | Kind::Test => return Ok(None),
        };
        Ok(Some(index))
    }

    /// One dead letter for each person and lane is enough, however many reports found the address refused.
    pub(super) fn dead_mark(&self, ring: &KeyRing) -> Result<Option<[u8; 32]>, AlertError> {
        self.mark_of_dead(ring, ring.current(Class::Outbox, 0)?)
    }

    fn mark_of_dead(&self, ring: &KeyRing, key: KeyId) -> Result<Option<[u8; 32]>, AlertError> {
        let Some(person) = &self.person else { return Ok(None) };
        let lane = match &self.kind {
            Kind::Wake(wake) => wake.word(),
            Kind::Slot(_) => "slot",
            Kind::Daily(_) => "daily",
            Kind::Call(_) | Kind::Rung(_) | Kind::Test => return Ok(None),
        };
        Ok(Some(ring.index(key, "dead", &[&person[..], lane.as_bytes()].concat())?))
    }
}

impl StoredCall {
    fn of(call: &Call) -> Self {
        Self {
            case: call.case.map(|id| hex(&id)),
            stage: call.stage,
            first: call.first,
            last: call.last,
            by: call.acknowledged.map(|(by, _)| hex(&by)),
            at: call.acknowledged.map(|(_, at)| at),
            late: call.late,
        }
    }

    fn opened(self) -> Result<Call, AlertError> {
        let id = |text: Option<String>| text.map(|text| unhex(&text).ok_or(AlertError::Damaged)).transpose();
        Ok(Call {
            case: id(self.case)?,
            stage: self.stage,
            first: self.first,
            last: self.last,
            acknowledged: id(self.by)?.zip(self.at),
            late: self.late,
        })
    }
}

fn address<'a>(id: &'a [u8; 16], version: i64) -> RowRef<'a> {
    RowRef { table: "outbox", column: "sealed", row: id, case: b"", version }
}
