//! The sealed record of one alert in the outbox.

use serde::{Deserialize, Serialize};

use super::AlertError;
use crate::store::OutboxRow;
use crate::vault::{Class, KeyId, KeyRing, RowRef, VaultError, hex};

const FORMAT: &str = "tocsin.alert/1";
/// Every record has this size, so that a row does not tell what it holds.
const RECORD_BYTES: usize = 512;

/// Which way an alert goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// At once; `escalated` if those on call could not be reached and this goes to the others.
    Wake { escalated: bool },
    /// With the slot of this number.
    Slot(i64),
    /// A trial, asked for by hand.
    Test,
}

/// One alert, opened.
#[derive(Clone)]
pub(super) struct Item {
    pub(super) id: [u8; 16],
    pub(super) version: i64,
    /// `None`: nobody was there to alert.
    pub(super) person: Option<[u8; 16]>,
    pub(super) kind: Kind,
    /// When its event came, Unix seconds.
    pub(super) queued: i64,
    /// When the first attempt in a row failed.
    pub(super) failing_since: Option<i64>,
    /// Why the last attempt failed, in words without names.
    pub(super) why: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    format: String,
    person: Option<String>,
    lane: String,
    slot: Option<i64>,
    queued: i64,
    failing_since: Option<i64>,
    why: Option<String>,
}

impl Item {
    pub(super) fn new(id: [u8; 16], person: Option<[u8; 16]>, kind: Kind, queued: i64) -> Self {
        Self { id, version: 1, person, kind, queued, failing_since: None, why: None }
    }

    /// The row that holds it, waiting and not yet tried.
    pub(super) fn seal(&self, ring: &KeyRing, due_at: i64, dedupe: Option<[u8; 32]>) -> Result<OutboxRow, AlertError> {
        let (lane, slot) = match self.kind {
            Kind::Wake { escalated: false } => ("wake", None),
            Kind::Wake { escalated: true } => ("rest", None),
            Kind::Slot(slot) => ("slot", Some(slot)),
            Kind::Test => ("test", None),
        };
        let record = Record {
            format: FORMAT.to_owned(),
            person: self.person.map(|id| hex(&id)),
            lane: lane.to_owned(),
            slot,
            queued: self.queued,
            failing_since: self.failing_since,
            why: self.why.as_ref().map(|why| why.chars().take(200).collect()),
        };
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
        let kind = match (record.lane.as_str(), record.slot) {
            ("wake", None) => Kind::Wake { escalated: false },
            ("rest", None) => Kind::Wake { escalated: true },
            ("slot", Some(slot)) => Kind::Slot(slot),
            ("test", None) => Kind::Test,
            _ => return Err(AlertError::Damaged),
        };
        if record.format != FORMAT {
            return Err(AlertError::Damaged);
        }
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

    /// What two alerts have in common that one mail is enough for. `late`: the slot is past and the mail waits for
    /// the server; all such mails to one person are one.
    pub(super) fn dedupe(&self, ring: &KeyRing, late: bool) -> Result<Option<[u8; 32]>, AlertError> {
        let whom = self.person.as_ref().map_or(&b"unassigned"[..], |id| &id[..]);
        let key = ring.current(Class::Outbox, 0)?;
        let index = match self.kind {
            Kind::Wake { .. } => ring.index(key, "wake", whom)?,
            Kind::Slot(_) if late => ring.index(key, "late", whom)?,
            Kind::Slot(slot) => ring.index(key, "slot", &[whom, &slot.to_be_bytes()].concat())?,
            Kind::Test => return Ok(None),
        };
        Ok(Some(index))
    }
}

fn address<'a>(id: &'a [u8; 16], version: i64) -> RowRef<'a> {
    RowRef { table: "outbox", column: "sealed", row: id, case: b"", version }
}

fn unhex(text: &str) -> Option<[u8; 16]> {
    let mut id = [0; 16];
    if text.len() != 32 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in id.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(id)
}
