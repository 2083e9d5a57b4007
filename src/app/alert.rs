//! Alerts: queued in the transaction of their event, sent by workers that share the outbox by leases.
//!
//! * **At once** (`Lane::Wake`): to every active person on call; if none is, to every active person.
//! * **In the next slot** (`Lane::Slot`): to every active person, one mail per slot however much came. With
//!   `every_slot` the mail goes in every slot to everyone, so that it says nothing.
//! * **Nobody there**: the alert waits unassigned and goes out as soon as there is somebody; `status` shows it.
//!
//! A mail that still waits stands for everything that came until a worker takes it. At that moment its `dedupe` is
//! cleared, so that what comes while it is being sent makes another mail. A mail may go out twice (the server's answer
//! was lost, a worker died), never not at all.

mod record;
mod run;
mod watch;

pub use run::{Deliver, Progress, Undelivered, run_due, run_for};
pub use watch::{AlertStatus, Letter, TestOutcome, letters, retry_dead, send_test, status};

use ring::rand::{SecureRandom, SystemRandom};
use serde::Deserialize;
use std::sync::Arc;
use tocsin_domain::alert::Lane;
use tokio::sync::Notify;

use crate::app::people::{PeopleError, Person};
use crate::store::{Store, StoreError, Tx};
use crate::vault::{KeyRing, VaultError};
use record::{Item, Kind};

/// The section `[alerts]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertSettings {
    /// Length of a slot in seconds; slots begin at whole multiples of it since 1970 in UTC.
    pub slot_seconds: i64,
    /// Whether a mail goes in every slot to everyone, even if nothing came.
    pub every_slot: bool,
}

impl Default for AlertSettings {
    /// Every two hours, always.
    fn default() -> Self {
        Self { slot_seconds: 7200, every_slot: true }
    }
}

impl AlertSettings {
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
    /// A queued record is not what this version writes.
    #[error("an alert in the outbox is damaged")]
    Damaged,
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness")]
    Random,
}

/// Queues the alerts of one event. Call it inside the event's own transaction: either both are there or neither.
/// `people` are those of [`crate::app::people::load`] in the same transaction.
pub async fn queue(
    tx: &mut Tx,
    ring: &KeyRing,
    people: &[Person],
    lane: Lane,
    now: i64,
    settings: &AlertSettings,
) -> Result<(), AlertError> {
    let kind = match lane {
        Lane::Wake => Kind::Wake { escalated: false },
        Lane::Slot => Kind::Slot(settings.slot(now) + 1),
    };
    queue_kind(tx, ring, people, kind, now, settings).await
}

async fn queue_kind(
    tx: &mut Tx,
    ring: &KeyRing,
    people: &[Person],
    kind: Kind,
    now: i64,
    settings: &AlertSettings,
) -> Result<(), AlertError> {
    let targets = targets(people, kind);
    if targets.is_empty() {
        return enqueue(tx, ring, None, kind, now, settings).await;
    }
    for person in targets {
        enqueue(tx, ring, Some(person.id), kind, now, settings).await?;
    }
    Ok(())
}

/// One row, unless one that means the same still waits.
async fn enqueue(
    tx: &mut Tx,
    ring: &KeyRing,
    person: Option<[u8; 16]>,
    kind: Kind,
    now: i64,
    settings: &AlertSettings,
) -> Result<(), AlertError> {
    let item = Item::new(random()?, person, kind, now);
    let due_at = match kind {
        // Zero, not now: the column stands in clear.
        Kind::Wake { .. } | Kind::Test => 0,
        Kind::Slot(slot) => settings.begins(slot),
    };
    let dedupe = item.dedupe(ring, false)?;
    tx.enqueue(&item.seal(ring, due_at, dedupe)?).await?;
    Ok(())
}

/// Whom an alert concerns.
fn targets(people: &[Person], kind: Kind) -> Vec<&Person> {
    let active = || people.iter().filter(|person| person.active);
    let on_call: Vec<&Person> = active().filter(|person| person.on_call).collect();
    match kind {
        Kind::Wake { escalated: false } if !on_call.is_empty() => on_call,
        // Those on call could not be reached.
        Kind::Wake { escalated: true } => active().filter(|person| !person.on_call).collect(),
        Kind::Wake { .. } | Kind::Slot(_) | Kind::Test => active().collect(),
    }
}

/// `ring` lets no other generator in, so that there is nothing a caller could pass.
fn random<const N: usize>() -> Result<[u8; N], AlertError> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| AlertError::Random)?;
    Ok(bytes)
}
