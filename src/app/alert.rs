//! Alerts: queued in the transaction of their event, sent by workers that share the outbox by leases.
//!
//! * **What wakes** ([`Lane::Wake`]): a *call* that stays open until somebody answers the reporter. It rings those on
//!   call within a few random minutes, the leads if nobody acknowledges it within an hour, everybody after 90 minutes and
//!   then every hour for a day; and once more if the reporter has no answer after two hours.
//! * **What is urgent** ([`Lane::Slot`]): a mail goes in every slot to those on call, whether or not something came, so
//!   that an event needs no mail of its own. Where mail does not go in every slot (a demo) one mail goes to everybody.
//! * **What can wait** ([`Lane::Daily`]): the same with one mail a day to everybody, at a fixed local hour.
//!
//! Whoever was woken and has not acknowledged is not woken again for 45 minutes however many reports come; each of them
//! has a call of its own, and an acknowledgement opens the way for what comes after it. A mail may go out twice (the
//! server's answer was lost, a worker died), never not at all.

mod call;
mod record;
mod run;
mod send;
mod summary;
mod train;
mod watch;

pub use call::{Acknowledged, Which, acknowledge, acknowledge_in, is_open, pass_in, ringing};
pub use run::{Progress, run_for};
pub use send::{Deliver, HookLetter, Letter, Undelivered};
pub use train::ring_drill;
pub use watch::{AlertStatus, OpenCall, StatusLetter, TestOutcome, letters, open_calls, retry_dead, send_test, status};

use ring::rand::{SecureRandom, SystemRandom};
use std::sync::Arc;
use tocsin_domain::alert::Lane;
use tokio::sync::Notify;

use crate::app::people::{self, PeopleError, Person};
use crate::app::rota::{self, Hours, Rota, RotaError, Zone};
use crate::store::{OutboxRow, Store, StoreError, Tx};
use crate::vault::{KeyId, KeyRing, VaultError};
use record::{Call, Item, Kind, Wake};

/// The section `[alerts]`, as far as it says when mail goes.
#[derive(Debug, Clone)]
pub struct AlertSettings {
    /// Length of a slot in seconds; slots begin at whole multiples of it since 1970 in UTC.
    pub slot_seconds: i64,
    /// Whether mail goes in every slot and every day, even if nothing came.
    pub every_slot: bool,
    /// What wakes leaves after a random time of at most so many seconds.
    pub wake_within: i64,
    /// Whoever was woken is not woken again for so many seconds unless they acknowledge.
    pub window: i64,
    /// The local hour of the daily mail.
    pub daily_hour: u8,
    /// Whose hour, unless a person has a zone of their own.
    pub zone: Zone,
    /// Within these hours one drill a week rings, at a moment nobody knows; `None`: no drills.
    pub drills: Option<Hours>,
}

impl Default for AlertSettings {
    /// Every two hours and at eight in UTC, always; within five minutes; no drills.
    fn default() -> Self {
        Self { slot_seconds: 7200, every_slot: true, wake_within: 300, window: 2700, daily_hour: 8, zone: Zone::utc(), drills: None }
    }
}

impl AlertSettings {
    /// As a demo has it: at once, or three seconds later, and only if something came.
    pub fn quick() -> Self {
        Self { slot_seconds: 3, every_slot: false, wake_within: 0, window: 0, ..Self::default() }
    }

    /// The slot in which `now` lies.
    fn slot(&self, now: i64) -> i64 {
        now.div_euclid(self.slot_seconds.max(1))
    }

    /// When a slot begins, Unix seconds.
    fn begins(&self, slot: i64) -> i64 {
        slot.saturating_mul(self.slot_seconds.max(1))
    }
}

/// What a worker needs of the service; the service as a whole implements it.
pub trait Outbox: Clone + Send + Sync + 'static {
    /// Where alerts wait.
    fn store(&self) -> &Store;
    /// What opens them.
    fn ring(&self) -> &KeyRing;
    /// When they go.
    fn settings(&self) -> &AlertSettings;
    /// Unix seconds.
    fn now(&self) -> i64;
    /// Rung after every commit that queued one.
    fn queued(&self) -> Arc<Notify>;
    /// The code that this person's mail of the day (counted from 1970-01-01 in UTC) carries.
    fn code(&self, day: i64, person: &[u8; 16]) -> String;
    /// Told when a mail was taken, for whoever shows that.
    fn sent(&self, _at: i64) {}
}

/// Why alerts could not be queued, sent or shown.
#[derive(Debug, thiserror::Error)]
pub enum AlertError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The people could not be read.
    #[error(transparent)]
    People(#[from] PeopleError),
    /// The rota could not be read.
    #[error(transparent)]
    Rota(#[from] RotaError),
    /// A queued record is not what this version writes.
    #[error("an alert in the outbox is damaged")]
    Damaged,
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness")]
    Random,
}

/// Queues the alerts of one event of a case. Call it inside the event's own transaction: either both are there or
/// neither.
pub async fn queue(tx: &mut Tx, ring: &KeyRing, lane: Lane, case: [u8; 16], now: i64, settings: &AlertSettings) -> Result<(), AlertError> {
    if lane == Lane::Wake {
        return open_call(tx, ring, Call { case: Some(case), ..Call::default() }, now, settings).await;
    }
    if settings.every_slot {
        // A mail goes in every slot and on every day: to queue one for this event would only show that it came.
        return Ok(());
    }
    let people = people::load(tx, ring).await?;
    queue_slot(tx, ring, &people, settings.slot(now) + 1, now, settings).await
}

/// A new call, which first rings after a random time.
async fn open_call(tx: &mut Tx, ring: &KeyRing, call: Call, now: i64, settings: &AlertSettings) -> Result<(), AlertError> {
    let item = Item::new(random()?, None, Kind::Call(call), now);
    tx.enqueue(&item.seal(ring, now + chance(settings.wake_within)?, None)?).await?;
    Ok(())
}

/// A mail to everybody with this slot; if there is nobody, one that waits for somebody.
async fn queue_slot(
    tx: &mut Tx,
    ring: &KeyRing,
    people: &[Person],
    slot: i64,
    now: i64,
    settings: &AlertSettings,
) -> Result<(), AlertError> {
    let active: Vec<Option<[u8; 16]>> = people.iter().filter(|person| person.active).map(|person| Some(person.id)).collect();
    let whom = if active.is_empty() { vec![None] } else { active };
    for person in whom {
        enqueue(tx, ring, person, Kind::Slot(slot), settings.begins(slot), now).await?;
    }
    Ok(())
}

/// Wakes each of these by mail and, if they have one, by webhook, unless that waits or was done already.
async fn wake(tx: &mut Tx, ring: &KeyRing, people: &[&Person], wake: Wake, queued: i64) -> Result<(), AlertError> {
    for person in people {
        // Due at once, before everything else that waits.
        enqueue(tx, ring, Some(person.id), Kind::Wake(Wake { hook: false, ..wake }), 0, queued).await?;
        if person.reach.webhook.is_some() {
            enqueue(tx, ring, Some(person.id), Kind::Wake(Wake { hook: true, ..wake }), 0, queued).await?;
        }
    }
    Ok(())
}

/// One row, unless one that means the same is there.
async fn enqueue(tx: &mut Tx, ring: &KeyRing, person: Option<[u8; 16]>, kind: Kind, due_at: i64, now: i64) -> Result<(), AlertError> {
    let item = Item::new(random()?, person, kind, now);
    let dedupe = item.dedupe(ring, false)?;
    tx.enqueue(&item.seal(ring, due_at, dedupe)?).await?;
    Ok(())
}

/// Everybody and the rota, read at one moment.
struct Staff {
    people: Vec<Person>,
    rota: Rota,
}

impl Staff {
    async fn load(tx: &mut Tx, ring: &KeyRing) -> Result<Self, AlertError> {
        Ok(Self { people: people::load(tx, ring).await?, rota: rota::load(tx, ring).await? })
    }

    fn active(&self) -> Vec<&Person> {
        self.people.iter().filter(|person| person.active).collect()
    }

    fn person(&self, id: [u8; 16]) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id && person.active)
    }

    /// Those on call; if nobody is, everybody.
    fn on_call(&self, now: i64) -> Vec<&Person> {
        let ids = self.rota.on_call(&self.people, now);
        let on_call: Vec<&Person> = self.people.iter().filter(|person| ids.contains(&person.id)).collect();
        if on_call.is_empty() { self.everybody(now) } else { on_call }
    }

    /// The leads who are there; if none is, everybody.
    fn leads(&self, now: i64) -> Vec<&Person> {
        let there = |person: &&Person| person.active && person.lead && !self.rota.is_away(person.id, now);
        let leads: Vec<&Person> = self.people.iter().filter(there).collect();
        if leads.is_empty() { self.everybody(now) } else { leads }
    }

    /// All who are not away; if all are, all the same.
    fn everybody(&self, now: i64) -> Vec<&Person> {
        let there: Vec<&Person> = self.active().into_iter().filter(|person| !self.rota.is_away(person.id, now)).collect();
        if there.is_empty() { self.active() } else { there }
    }
}

/// The mark of a row of the outbox under another key; for a change of keys. `None` where it has no meaning any more.
pub(super) fn moved_mark(ring: &KeyRing, row: &OutboxRow, old: [u8; 32], to: KeyId) -> Result<Option<[u8; 32]>, AlertError> {
    let from = KeyId::from_i64(row.key_id).ok_or(AlertError::Damaged)?;
    record::Item::open(ring, row)?.moved_mark(ring, old, from, to)
}

/// `ring` lets no other generator in, so that there is nothing a caller could pass.
fn random<const N: usize>() -> Result<[u8; N], AlertError> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| AlertError::Random)?;
    Ok(bytes)
}

/// A random number from 0 to `most`.
fn chance(most: i64) -> Result<i64, AlertError> {
    let drawn = u32::from_be_bytes(random()?);
    Ok(i64::from(drawn) % (most.max(0) + 1))
}
