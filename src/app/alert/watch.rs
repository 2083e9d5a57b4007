//! Watching the outbox: what waits, what was given up, a trial.

use std::collections::BTreeMap;

use super::record::{Item, Kind};
use super::run::{Deliver, run_due};
use super::{AlertError, AlertSettings, random};
use crate::app::people::{self, Alias, PeopleError};
use crate::store::{OutboxRow, Store};
use crate::vault::KeyRing;

/// How many passes a trial makes at most; each sends what is due.
const TEST_PASSES: usize = 100;

/// The state of the alerts in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlertStatus {
    /// Alerts that will be sent.
    pub waiting: usize,
    /// Alerts that were given up: see [`letters`], then [`retry_dead`].
    pub dead: usize,
    /// Those of the waiting ones that have nobody to go to: add people.
    pub unassigned: usize,
    /// Records that were tampered with, among alerts and people.
    pub damaged: usize,
    /// How long the oldest alert that should have left by now has waited.
    pub oldest_waiting_minutes: Option<i64>,
    /// Nobody active is on call: critical reports wake everybody.
    pub nobody_on_call: bool,
    /// Nobody is active at all: no alert reaches anyone.
    pub nobody: bool,
}

/// One alert in the outbox, for an administrator's eyes.
pub struct Letter {
    /// Whose it is; `None` if unassigned, damaged, or the person is unknown.
    pub alias: Option<Alias>,
    /// `wake`, `slot`, `test` or `damaged`.
    pub lane: &'static str,
    /// Given up until retried.
    pub dead: bool,
    /// Failed attempts.
    pub attempts: i64,
    /// Not before this time, Unix seconds.
    pub due_at: i64,
    /// Why the last attempt failed.
    pub why: Option<String>,
}

/// How a trial ended for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestOutcome {
    /// The mail server took it, or the file is written.
    Sent,
    /// Not yet; it is tried again like any alert.
    Waiting(String),
    /// Refused for good.
    Dead(String),
}

/// The numbers at the time `now`.
pub async fn status(store: &Store, ring: &KeyRing, now: i64) -> Result<AlertStatus, AlertError> {
    let (rows, people) = {
        let mut tx = store.read().await?;
        (tx.outbox().await?, people::load(&mut tx, ring).await?)
    };
    let active = || people.iter().filter(|person| person.active);
    let mut status = AlertStatus {
        nobody: active().count() == 0,
        nobody_on_call: !active().any(|person| person.on_call),
        damaged: people::damaged(store, ring).await?,
        ..AlertStatus::default()
    };
    for row in &rows {
        if row.state == 0 {
            status.waiting += 1;
        } else {
            status.dead += 1;
        }
        let Some(item) = opened(ring, row)? else {
            status.damaged += 1;
            continue;
        };
        if row.state == 0 && item.person.is_none() {
            status.unassigned += 1;
        }
        let overdue = row.state == 0 && (row.due_at <= now || row.attempts > 0 || item.person.is_none());
        if overdue {
            let minutes = (now - item.queued).max(0) / 60;
            status.oldest_waiting_minutes = status.oldest_waiting_minutes.max(Some(minutes));
        }
    }
    Ok(status)
}

/// Every alert in the outbox, the longest due first.
pub async fn letters(store: &Store, ring: &KeyRing) -> Result<Vec<Letter>, AlertError> {
    let (rows, people) = {
        let mut tx = store.read().await?;
        (tx.outbox().await?, people::load(&mut tx, ring).await?)
    };
    let aliases: BTreeMap<_, _> = people.into_iter().map(|person| (person.id, person.alias)).collect();
    let mut letters = Vec::with_capacity(rows.len());
    for row in rows {
        let item = opened(ring, &row)?;
        letters.push(Letter {
            alias: item.as_ref().and_then(|item| aliases.get(&item.person?)).cloned(),
            lane: item.as_ref().map_or("damaged", |item| match item.kind {
                Kind::Wake { .. } => "wake",
                Kind::Slot(_) => "slot",
                Kind::Test => "test",
            }),
            dead: row.state != 0,
            attempts: row.attempts,
            due_at: row.due_at,
            why: item.and_then(|item| item.why),
        });
    }
    Ok(letters)
}

/// Makes every dead alert due now; gives their number.
pub async fn retry_dead(store: &Store, now: i64) -> Result<u64, AlertError> {
    let mut tx = store.write().await?;
    let count = tx.retry_dead(now).await?;
    tx.commit().await?;
    Ok(count)
}

/// Sends a trial to one active person, or to all, the way every alert goes: outbox, lease, mailer. A running server
/// may take part in the sending. `clock` gives Unix seconds.
pub async fn send_test<D: Deliver>(
    store: &Store,
    ring: &KeyRing,
    mailer: &D,
    settings: &AlertSettings,
    alias: Option<&str>,
    clock: &(dyn Fn() -> i64 + Sync),
) -> Result<Vec<(Alias, TestOutcome)>, AlertError> {
    let mut trials = BTreeMap::new();
    let mut tx = store.write().await?;
    for person in people::load(&mut tx, ring).await? {
        let named = alias.is_none_or(|alias| person.alias.as_str().eq_ignore_ascii_case(alias));
        if person.active && named {
            let item = Item::new(random()?, Some(person.id), Kind::Test, clock());
            tx.enqueue(&item.seal(ring, 0, None)?).await?;
            trials.insert(item.id, person.alias);
        }
    }
    if trials.is_empty() {
        return Err(PeopleError::Unknown.into());
    }
    tx.commit().await?;

    for _ in 0..TEST_PASSES {
        let progress = run_due(store, ring, mailer, settings, clock()).await?;
        let rows = store.read().await?.outbox().await?;
        let untried = rows.iter().any(|row| trials.contains_key(&row.id) && row.attempts == 0 && row.state == 0);
        if !untried {
            break;
        }
        if !progress.any() {
            // A running server has them under its lease.
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
    }
    let rows = store.read().await?.outbox().await?;
    let mut outcomes = Vec::new();
    for (id, alias) in trials {
        let row = rows.iter().find(|row| row.id == id);
        let why = match row {
            Some(row) => opened(ring, row)?.and_then(|item| item.why).unwrap_or_else(|| "not tried yet".to_owned()),
            None => String::new(),
        };
        outcomes.push((
            alias,
            match row {
                None => TestOutcome::Sent,
                Some(row) if row.state == 0 => TestOutcome::Waiting(why),
                Some(_) => TestOutcome::Dead(why),
            },
        ));
    }
    outcomes.sort_by(|a, b| a.0.as_str().cmp(b.0.as_str()));
    Ok(outcomes)
}

/// `None` if the row was tampered with.
fn opened(ring: &KeyRing, row: &OutboxRow) -> Result<Option<Item>, AlertError> {
    match Item::open(ring, row) {
        Ok(item) => Ok(Some(item)),
        Err(AlertError::Damaged) => Ok(None),
        Err(other) => Err(other),
    }
}
