//! Watching the outbox: what waits, what rings, what was given up, a trial.

use std::collections::BTreeMap;

use super::call::opened_call;
use super::record::{Item, Kind};
use super::run::run_for;
use super::send::Deliver;
use super::{AlertError, Outbox, Staff, random};
use crate::app::people::{self, Alias, PeopleError};
use crate::app::rota::{Drill, Span};
use crate::store::{OutboxRow, Store};
use crate::vault::KeyRing;

/// How many passes a trial makes at most; each does what is due.
const TEST_PASSES: usize = 100;
/// So many calls within an hour are a flood.
const FLOOD: usize = 20;
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// The state of the alerts in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlertStatus {
    /// Mails that will be sent, and calls that have not rung yet.
    pub waiting: usize,
    /// Mails that were given up: see [`letters`], then [`retry_dead`].
    pub dead: usize,
    /// Those of the waiting ones that have nobody to go to: add people.
    pub unassigned: usize,
    /// Records that were tampered with, among alerts, people and the rota.
    pub damaged: usize,
    /// How long the oldest alert that should have left by now has waited.
    pub oldest_waiting_minutes: Option<i64>,
    /// Calls that ring and that nobody has acknowledged.
    pub ringing: usize,
    /// Calls that somebody acknowledged and nobody answered within two hours.
    pub unanswered: usize,
    /// Calls that came within the last hour, if they are so many that somebody may be doing it on purpose.
    pub flood: Option<usize>,
    /// Nobody is on call now: critical reports wake everybody.
    pub nobody_on_call: bool,
    /// When within the coming fortnight nobody is on call, first.
    pub next_gap: Option<Span>,
    /// Nobody is a lead: calls that nobody acknowledges go to everybody sooner.
    pub no_lead: bool,
    /// Nobody is active at all: no alert reaches anyone.
    pub nobody: bool,
    /// The last drill.
    pub last_drill: Option<Drill>,
    /// Drills are due every week, and the last one was missed or is more than eight days ago.
    pub drill_missed: bool,
}

/// One mail in the outbox, for an administrator's eyes.
pub struct StatusLetter {
    /// Whose it is; `None` if unassigned, damaged, or the person is unknown.
    pub alias: Option<Alias>,
    /// `wake`, `drill`, `unanswered` (each also `-hook`), `slot`, `daily`, `test` or `damaged`.
    pub lane: &'static str,
    /// Given up until retried.
    pub dead: bool,
    /// Failed attempts.
    pub attempts: i64,
    /// Not before this time, Unix seconds.
    pub due_at: i64,
    /// When it began to fail.
    pub failing_since: Option<i64>,
    /// Why the last attempt failed.
    pub why: Option<String>,
}

/// A call that is not over.
pub struct OpenCall {
    /// Its case; `None`: a drill.
    pub case: Option<[u8; 16]>,
    /// When its event came, Unix seconds.
    pub came: i64,
    /// When it first rang.
    pub rang: Option<i64>,
    /// How often it rang: 1 those on call, 2 the leads, from 3 on everybody.
    pub stage: i64,
    /// Who acknowledged it, and when.
    pub acknowledged: Option<(Option<Alias>, i64)>,
    /// The reporter has waited for an answer for more than two hours.
    pub unanswered: bool,
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

/// The numbers as they are now.
pub async fn status(outbox: &impl Outbox) -> Result<AlertStatus, AlertError> {
    let (store, ring, settings, now) = (outbox.store(), outbox.ring(), outbox.settings(), outbox.now());
    let (rows, staff) = {
        let mut tx = store.read().await?;
        (tx.outbox().await?, Staff::load(&mut tx, ring).await?)
    };
    let on_call = |at| staff.rota.on_call(&staff.people, at);
    let last_drill = staff.rota.drills().first().copied();
    let missed = last_drill.is_none_or(|drill| now - drill.rang > 8 * DAY || drill.acknowledged.is_none_or(|(_, after)| after > HOUR));
    let mut status = AlertStatus {
        nobody: staff.active().is_empty(),
        nobody_on_call: on_call(now).is_empty(),
        next_gap: staff.rota.gap(&staff.people, Span { from: now, until: now + 14 * DAY }),
        no_lead: !staff.active().iter().any(|person| person.lead),
        damaged: people::damaged(store, ring).await? + staff.rota.damaged,
        last_drill,
        drill_missed: settings.drills.is_some() && missed,
        ..AlertStatus::default()
    };
    let mut lately = 0;
    for row in &rows {
        let Some(item) = opened(ring, row)? else {
            status.damaged += 1;
            status.dead += usize::from(row.state != 0);
            continue;
        };
        match &item.kind {
            Kind::Rung(_) => continue,
            Kind::Call(call) => {
                lately += usize::from((now - HOUR..=now).contains(&item.queued) && call.case.is_some());
                status.ringing += usize::from(call.first.is_some() && call.acknowledged.is_none());
                status.unanswered += usize::from(call.acknowledged.is_some() && call.late > 0);
                if call.first.is_some() {
                    continue;
                }
            }
            _ => {}
        }
        if row.state != 0 {
            status.dead += 1;
            continue;
        }
        status.waiting += 1;
        let nobody = item.person.is_none() && status.nobody;
        status.unassigned += usize::from(nobody);
        if row.due_at <= now || row.attempts > 0 || nobody {
            let since = match item.failing_since {
                Some(since) if row.attempts > 0 => since,
                _ if nobody => item.queued,
                _ => item.queued.max(row.due_at),
            };
            status.oldest_waiting_minutes = status.oldest_waiting_minutes.max(Some((now - since).max(0) / 60));
        }
    }
    status.flood = (lately > FLOOD).then_some(lately);
    Ok(status)
}

/// Every mail in the outbox, the longest due first.
pub async fn letters(store: &Store, ring: &KeyRing) -> Result<Vec<StatusLetter>, AlertError> {
    let (rows, aliases) = rows_and_aliases(store, ring).await?;
    let mut letters = Vec::with_capacity(rows.len());
    for row in rows {
        let item = opened(ring, &row)?;
        let lane = match item.as_ref().map(|item| &item.kind) {
            None => "damaged",
            Some(Kind::Call(_) | Kind::Rung(_)) => continue,
            Some(Kind::Wake(wake)) => wake.word(),
            Some(Kind::Slot(_)) => "slot",
            Some(Kind::Daily(_)) => "daily",
            Some(Kind::Test) => "test",
        };
        letters.push(StatusLetter {
            alias: item.as_ref().and_then(|item| aliases.get(&item.person?)).cloned(),
            lane,
            dead: row.state != 0,
            attempts: row.attempts,
            due_at: row.due_at,
            failing_since: item.as_ref().and_then(|item| item.failing_since),
            why: item.and_then(|item| item.why),
        });
    }
    Ok(letters)
}

/// Every call that is not over, the oldest first.
pub async fn open_calls(store: &Store, ring: &KeyRing) -> Result<Vec<OpenCall>, AlertError> {
    let (rows, aliases) = rows_and_aliases(store, ring).await?;
    let mut calls = Vec::new();
    for row in rows {
        let Some((item, call)) = opened_call(ring, &row)? else { continue };
        calls.push(OpenCall {
            case: call.case,
            came: item.queued,
            rang: call.first,
            stage: call.stage,
            acknowledged: call.acknowledged.map(|(by, at)| (aliases.get(&by).cloned(), at)),
            unanswered: call.late > 0,
        });
    }
    calls.sort_by_key(|call| call.came);
    Ok(calls)
}

async fn rows_and_aliases(store: &Store, ring: &KeyRing) -> Result<(Vec<OutboxRow>, BTreeMap<[u8; 16], Alias>), AlertError> {
    let mut tx = store.read().await?;
    let aliases = people::load(&mut tx, ring).await?.into_iter().map(|person| (person.id, person.alias)).collect();
    Ok((tx.outbox().await?, aliases))
}

/// Makes every dead alert due now; gives their number.
pub async fn retry_dead(store: &Store, now: i64) -> Result<u64, AlertError> {
    let mut tx = store.write().await?;
    let count = tx.retry_dead(now).await?;
    tx.commit().await?;
    Ok(count)
}

/// Sends a trial to one active person, or to all, the way every alert goes: outbox, lease, mailer. A running server
/// may take part in the sending.
pub async fn send_test<D: Deliver>(outbox: &impl Outbox, mailer: &D, alias: Option<&str>) -> Result<Vec<(Alias, TestOutcome)>, AlertError> {
    let (store, ring) = (outbox.store(), outbox.ring());
    let mut trials = BTreeMap::new();
    let mut tx = store.write().await?;
    for person in people::load(&mut tx, ring).await? {
        let named = alias.is_none_or(|alias| person.alias.as_str().eq_ignore_ascii_case(alias));
        if person.active && named {
            let item = Item::new(random()?, Some(person.id), Kind::Test, outbox.now());
            tx.enqueue(&item.seal(ring, 0, None)?).await?;
            trials.insert(item.id, person.alias);
        }
    }
    if trials.is_empty() {
        return Err(PeopleError::Unknown.into());
    }
    tx.commit().await?;

    for _ in 0..TEST_PASSES {
        let progress = run_for(outbox, mailer).await?;
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
