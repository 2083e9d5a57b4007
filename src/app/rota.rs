//! The rota: who is on call when, in whose time zone, who is away, who stands in for whom, and how the drills went.
//!
//! Each entry is one sealed row of the table `rota`, all of one size. People whose flag says "always on call" need no
//! entry. Whoever has quiet hours is not woken in them as long as somebody else is on call.

mod hours;
mod told;

pub use hours::{Hours, LocalError, Span, Zone};
pub use told::{Detail, Moment, Next, OnCall};

use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};

use super::people::Person;
use crate::store::{RotaRow, Store, StoreError, Tx};
use crate::vault::{Class, KeyId, KeyRing, RowRef, VaultError, hex};

const FORMAT: &str = "tocsin.rota/1";
/// Every record has this size, so that a row does not tell what it holds.
const RECORD_BYTES: usize = 512;
/// How fine gaps are looked for.
const GRAIN: i64 = 15 * 60;
/// So many drills are remembered.
const DRILLS_KEPT: usize = 12;

/// Why the rota was not read or changed.
#[derive(Debug, thiserror::Error)]
pub enum RotaError {
    /// A local time cannot be read.
    #[error(transparent)]
    Local(#[from] LocalError),
    /// Nobody stands in for themselves.
    #[error("nobody can stand in for themselves")]
    SamePerson,
    /// No entry begins with that.
    #[error("no entry of the rota, or more than one, begins with that id: see `tocsin alerts on-call show`")]
    Unknown,
    /// A stored record is not what this version writes.
    #[error("an entry of the rota is damaged")]
    Damaged,
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness")]
    Random,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// What an entry says.
#[derive(Debug, Clone)]
pub enum What {
    /// Somebody is on call every week in these hours.
    Duty {
        /// Who.
        person: [u8; 16],
        /// When.
        hours: Hours,
    },
    /// Somebody is not to be woken in these hours if anybody else is on call.
    Quiet {
        /// Who.
        person: [u8; 16],
        /// When.
        hours: Hours,
    },
    /// Somebody is on holiday or ill.
    Away {
        /// Who.
        person: [u8; 16],
        /// When.
        span: Span,
    },
    /// Somebody does another's duty.
    Swap {
        /// Whose duty it was.
        out: [u8; 16],
        /// Who does it.
        stand_in: [u8; 16],
        /// When.
        span: Span,
    },
    /// How a drill went.
    Drill(Drill),
}

/// How a drill went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drill {
    /// When the first mail of it was queued, Unix seconds.
    pub rang: i64,
    /// Who acknowledged it after how many seconds; `None`: nobody did within an hour.
    pub acknowledged: Option<([u8; 16], i64)>,
}

/// One entry of the rota.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Random id.
    pub id: [u8; 16],
    /// What it says.
    pub what: What,
}

/// All entries that can be read.
#[derive(Debug, Clone, Default)]
pub struct Rota {
    /// In no telling order.
    pub entries: Vec<Entry>,
    /// Rows that were tampered with: left out, so that they keep nobody from being woken.
    pub damaged: usize,
}

impl Rota {
    /// Who is on call at this instant. Quiet hours give way where nobody would be left; absences do not.
    pub fn on_call(&self, people: &[Person], now: i64) -> Vec<[u8; 16]> {
        let mut on_call: Vec<[u8; 16]> =
            people.iter().filter(|person| person.on_call || self.has_duty(person.id, now)).map(|person| person.id).collect();
        for entry in &self.entries {
            if let What::Swap { out, stand_in, span } = &entry.what
                && span.holds(now)
                && on_call.contains(out)
            {
                on_call.retain(|id| id != out);
                on_call.push(*stand_in);
            }
        }
        let active = |id: &[u8; 16]| people.iter().any(|person| person.id == *id && person.active);
        on_call.retain(|id| active(id) && !self.is_away(*id, now));
        on_call.sort_unstable();
        on_call.dedup();
        let awake: Vec<[u8; 16]> = on_call.iter().filter(|id| !self.is_quiet(**id, now)).copied().collect();
        if awake.is_empty() { on_call } else { awake }
    }

    /// Whether somebody is away at this instant.
    pub fn is_away(&self, person: [u8; 16], now: i64) -> bool {
        self.entries.iter().any(|entry| matches!(&entry.what, What::Away { person: who, span } if *who == person && span.holds(now)))
    }

    /// The first span within these in which nobody is on call, to a quarter of an hour.
    pub fn gap(&self, people: &[Person], within: Span) -> Option<Span> {
        let empty = |at: &i64| self.on_call(people, *at).is_empty();
        let step = usize::try_from(GRAIN).unwrap_or(900);
        let from = (within.from..within.until).step_by(step).find(empty)?;
        let until = (from..within.until).step_by(step).find(|at| !empty(at)).unwrap_or(within.until);
        Some(Span { from, until })
    }

    /// The drills that are remembered, the last one first.
    pub fn drills(&self) -> Vec<Drill> {
        let mut drills: Vec<Drill> =
            self.entries.iter().filter_map(|e| if let What::Drill(drill) = e.what { Some(drill) } else { None }).collect();
        drills.sort_unstable_by_key(|drill| std::cmp::Reverse(drill.rang));
        drills
    }

    fn has_duty(&self, person: [u8; 16], now: i64) -> bool {
        self.entries.iter().any(|entry| matches!(&entry.what, What::Duty { person: who, hours } if *who == person && hours.hold(now)))
    }

    fn is_quiet(&self, person: [u8; 16], now: i64) -> bool {
        self.entries.iter().any(|entry| matches!(&entry.what, What::Quiet { person: who, hours } if *who == person && hours.hold(now)))
    }
}

/// Everything that can be read, in a transaction of the caller's.
pub async fn load(tx: &mut Tx, ring: &KeyRing) -> Result<Rota, RotaError> {
    let mut rota = Rota::default();
    for row in tx.rota().await? {
        match open(ring, &row) {
            Ok(what) => rota.entries.push(Entry { id: row.id, what }),
            Err(RotaError::Damaged | RotaError::Vault(VaultError::Broken { .. })) => rota.damaged += 1,
            Err(other) => return Err(other),
        }
    }
    Ok(rota)
}

/// Adds an entry; gives its id.
pub async fn add(store: &Store, ring: &KeyRing, what: What) -> Result<[u8; 16], RotaError> {
    let mut tx = store.write().await?;
    let id = insert(&mut tx, ring, &what).await?;
    tx.commit().await?;
    Ok(id)
}

/// Removes the entry whose id in hex begins with `start`.
pub async fn remove(store: &Store, ring: &KeyRing, start: &str) -> Result<(), RotaError> {
    let mut tx = store.write().await?;
    let entries = load(&mut tx, ring).await?.entries;
    let found: Vec<_> = entries.iter().filter(|entry| start.len() >= 4 && hex(&entry.id).starts_with(start)).collect();
    let [entry] = found[..] else { return Err(RotaError::Unknown) };
    tx.delete_rota(&entry.id).await?;
    Ok(tx.commit().await?)
}

/// Notes how a drill went, and forgets those of long ago.
pub(super) async fn note_drill(tx: &mut Tx, ring: &KeyRing, drill: Drill) -> Result<(), RotaError> {
    let rota = load(tx, ring).await?;
    for old in rota.drills().iter().skip(DRILLS_KEPT - 1) {
        for entry in rota.entries.iter().filter(|entry| matches!(&entry.what, What::Drill(drill) if drill == old)) {
            tx.delete_rota(&entry.id).await?;
        }
    }
    insert(tx, ring, &What::Drill(drill)).await.map(drop)
}

async fn insert(tx: &mut Tx, ring: &KeyRing, what: &What) -> Result<[u8; 16], RotaError> {
    if let What::Swap { out, stand_in, .. } = what
        && out == stand_in
    {
        return Err(RotaError::SamePerson);
    }
    let mut id = [0; 16];
    SystemRandom::new().fill(&mut id).map_err(|_| RotaError::Random)?;
    tx.insert_rota(&seal(ring, id, 1, what)?).await?;
    Ok(id)
}

#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Record {
    format: String,
    kind: String,
    person: String,
    other: Option<String>,
    hours: Option<String>,
    zone: Option<String>,
    from: Option<i64>,
    until: Option<i64>,
}

impl Record {
    fn of(what: &What) -> Self {
        let record =
            |kind: &str, person: &[u8; 16]| Self { format: FORMAT.into(), kind: kind.into(), person: hex(person), ..Self::default() };
        let weekly = |kind, person, hours: &Hours| Self {
            hours: Some(hours.text().to_owned()),
            zone: Some(hours.zone().name().to_owned()),
            ..record(kind, person)
        };
        let dated = |record: Self, span: &Span| Self { from: Some(span.from), until: Some(span.until), ..record };
        match what {
            What::Duty { person, hours } => weekly("duty", person, hours),
            What::Quiet { person, hours } => weekly("quiet", person, hours),
            What::Away { person, span } => dated(record("away", person), span),
            What::Swap { out, stand_in, span } => Self { other: Some(hex(stand_in)), ..dated(record("swap", out), span) },
            What::Drill(drill) => {
                let by = drill.acknowledged.map_or([0; 16], |(by, _)| by);
                let until = drill.acknowledged.map(|(_, seconds)| drill.rang + seconds);
                Self { from: Some(drill.rang), until, ..record("drill", &by) }
            }
        }
    }

    fn what(self) -> Option<What> {
        let person = unhex(&self.person)?;
        let span = || Some(Span { from: self.from?, until: self.until? });
        let hours = || Hours::parse(self.hours.as_deref()?, self.zone.as_deref()?).ok();
        Some(match self.kind.as_str() {
            "duty" => What::Duty { person, hours: hours()? },
            "quiet" => What::Quiet { person, hours: hours()? },
            "away" => What::Away { person, span: span()? },
            "swap" => What::Swap { out: person, stand_in: unhex(self.other.as_deref()?)?, span: span()? },
            "drill" => {
                What::Drill(Drill { rang: self.from?, acknowledged: self.until.zip(self.from).map(|(until, from)| (person, until - from)) })
            }
            _ => return None,
        })
    }
}

fn address<'a>(id: &'a [u8; 16], version: i64) -> RowRef<'a> {
    RowRef { table: "rota", column: "sealed", row: id, case: b"", version }
}

fn seal(ring: &KeyRing, id: [u8; 16], version: i64, what: &What) -> Result<RotaRow, RotaError> {
    let mut plain = serde_json::to_vec(&Record::of(what)).map_err(|_| RotaError::Damaged)?;
    let size = RECORD_BYTES.max(plain.len());
    plain.resize(size, b' ');
    let key = ring.current(Class::Account, 0)?;
    let sealed = ring.seal(key, &address(&id, version), &plain)?;
    Ok(RotaRow { id, key_id: key.as_i64(), version, sealed })
}

fn open(ring: &KeyRing, row: &RotaRow) -> Result<What, RotaError> {
    let key = KeyId::from_i64(row.key_id).ok_or(RotaError::Damaged)?;
    let plain = ring.open(key, &address(&row.id, row.version), &row.sealed)?;
    let record: Record = serde_json::from_slice(&plain).map_err(|_| RotaError::Damaged)?;
    if record.format != FORMAT {
        return Err(RotaError::Damaged);
    }
    record.what().ok_or(RotaError::Damaged)
}

/// The 16 bytes of an id in lower-case hex.
pub(super) fn unhex(text: &str) -> Option<[u8; 16]> {
    let mut id = [0; 16];
    if text.len() != 32 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in id.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(id)
}
