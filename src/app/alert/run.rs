//! Sending what is due.

use futures::future::join_all;

use super::record::{Item, Kind};
use super::{AlertError, AlertSettings, Outbox, enqueue, queue_kind, random};
use crate::app::people::{self, Person};
use crate::store::{Claim, OutboxRow, Store, StoreError};
use crate::vault::KeyRing;

/// A worker's claim on a row; longer than any single send may take.
const LEASE_SECONDS: i64 = 60;
/// How many mails one pass sends side by side.
const BATCH: usize = 8;
/// The first and the longest wait after a failure that may pass.
const FIRST_DELAY: i64 = 30;
const LONGEST_DELAY: i64 = 3600;
/// For this long a passing failure is tried again, whatever the number of attempts.
const GIVE_UP_AFTER: i64 = 3 * 86_400;
/// Three days hold more attempts than this. A clock that jumps ahead makes no days.
const LEAST_ATTEMPTS: i64 = 40;
/// How soon an alert for nobody looks again whether somebody is there.
const UNASSIGNED_DELAY: i64 = 10;
/// The highest slot for which mails to everybody were queued (`every_slot`).
const SLOT_MARK: &str = "alert-slot";

/// Why a mail was not delivered, in words that hold no address and no name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undelivered {
    /// Trying again can help.
    Passing(String),
    /// It cannot.
    Permanent(String),
}

/// What hands a mail over. The rules of this module need to know no more about mail.
pub trait Deliver: Sync {
    /// Sends the constant alert to an address; `message_id` is fresh, `at` the time for its date.
    fn deliver(&self, to: &str, message_id: [u8; 16], at: i64) -> impl Future<Output = Result<(), Undelivered>> + Send;
}

/// What one pass did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// Mails that were taken.
    pub sent: usize,
    /// Attempts that failed and will be repeated.
    pub failed: usize,
    /// Alerts that were given up and now show as dead letters.
    pub dead: usize,
    /// Alerts handed to others: their person is disabled or gone, or there was nobody when they came.
    pub passed_on: usize,
    /// Alerts that wait because there is nobody to alert.
    pub unassigned: usize,
    /// The last reason of a failure, without names.
    pub trouble: Option<String>,
}

impl Progress {
    /// Whether anything was done, so that more may be due.
    pub fn any(&self) -> bool {
        self.sent + self.failed + self.dead + self.passed_on + self.unassigned > 0
    }
}

/// Queues the mails of the coming slot where they go always, and sends up to eight that are due. Call it again as
/// long as [`Progress::any`]. Several workers and servers may run it at once.
pub async fn run_due<D: Deliver>(
    store: &Store,
    ring: &KeyRing,
    mailer: &D,
    settings: &AlertSettings,
    now: i64,
) -> Result<Progress, AlertError> {
    let pass = Pass { store, ring, mailer, settings, now };
    if settings.every_slot {
        pass.prepare_slot().await?;
    }
    let mut batch = Vec::new();
    while batch.len() < BATCH {
        match pass.claim().await? {
            Some(row) => batch.push(row),
            None => break,
        }
    }
    let mut progress = Progress::default();
    if batch.is_empty() {
        return Ok(progress);
    }
    let people = people::load(&mut store.read().await?, ring).await?;
    let mut first_error = None;
    for outcome in join_all(batch.into_iter().map(|row| pass.handle(row, &people))).await {
        match outcome {
            Ok(outcome) => outcome.count(&mut progress),
            // The row's lease lapses, and it is tried again; the others were not held up.
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    first_error.map_or(Ok(progress), Err)
}

/// [`run_due`] for a service, at its own time.
pub async fn run_for<D: Deliver>(outbox: &impl Outbox, mailer: &D) -> Result<Progress, AlertError> {
    run_due(outbox.store(), outbox.ring(), mailer, outbox.settings(), outbox.now()).await
}

enum Outcome {
    Sent,
    Failed(String),
    Dead(String),
    PassedOn,
    Unassigned,
}

impl Outcome {
    fn count(self, progress: &mut Progress) {
        match self {
            Self::Sent => progress.sent += 1,
            Self::PassedOn => progress.passed_on += 1,
            Self::Unassigned => {
                progress.unassigned += 1;
                progress.trouble = Some("there is nobody to alert".to_owned());
            }
            Self::Failed(why) => {
                progress.failed += 1;
                progress.trouble = Some(why);
            }
            Self::Dead(why) => {
                progress.dead += 1;
                progress.trouble = Some(why);
            }
        }
    }
}

struct Pass<'a, D> {
    store: &'a Store,
    ring: &'a KeyRing,
    mailer: &'a D,
    settings: &'a AlertSettings,
    now: i64,
}

impl<D: Deliver> Pass<'_, D> {
    /// Once per slot, whoever comes first. A mark far ahead is a clock's error and is not believed.
    async fn prepare_slot(&self) -> Result<(), AlertError> {
        let next = self.settings.slot(self.now) + 1;
        let done = |mark: Option<Vec<u8>>| {
            let mark = mark.and_then(|bytes| bytes.try_into().ok()).map(i64::from_be_bytes);
            mark.is_some_and(|mark| (next..=next + 1).contains(&mark))
        };
        let mark = self.store.read().await?.meta(SLOT_MARK).await?;
        if done(mark) {
            return Ok(());
        }
        let mut tx = self.store.write().await?;
        let mark = tx.meta(SLOT_MARK).await?;
        if done(mark) {
            return Ok(());
        }
        for person in people::load(&mut tx, self.ring).await?.iter().filter(|person| person.active) {
            enqueue(&mut tx, self.ring, Some(person.id), Kind::Slot(next), self.now, self.settings).await?;
        }
        tx.put_meta(SLOT_MARK, &next.to_be_bytes()).await?;
        Ok(tx.commit().await?)
    }

    /// Takes one due row: from here on a further event makes a further mail.
    async fn claim(&self) -> Result<Option<OutboxRow>, AlertError> {
        let at = Claim { now: self.now, lease_until: self.now + LEASE_SECONDS, latest_due: latest_due(self.settings, self.now) };
        // Most looks find nothing, and must not stand in the way of those who write.
        if self.store.read().await?.claimable(&at).await? == 0 {
            return Ok(None);
        }
        self.store.commit(move |tx| Box::pin(async move { Ok(tx.claim(&at).await?) })).await
    }

    async fn handle(&self, row: OutboxRow, people: &[Person]) -> Result<Outcome, AlertError> {
        let item = match Item::open(self.ring, &row) {
            Ok(item) => item,
            Err(AlertError::Damaged) => return self.bury_damaged(row).await,
            Err(other) => return Err(other),
        };
        let Some(id) = item.person else { return self.assign(row, &item, people).await };
        let Some(person) = people.iter().find(|person| person.id == id && person.active) else {
            return self.pass_on(&row, &item, people).await;
        };
        match self.mailer.deliver(person.email.as_str(), random()?, self.now).await {
            Ok(()) => {
                self.finish(&row).await?;
                Ok(Outcome::Sent)
            }
            Err(Undelivered::Passing(why)) => self.try_later(row, item, why).await,
            Err(Undelivered::Permanent(why)) => self.give_up(row, item, why, people).await,
        }
    }

    /// Nobody was there when it was queued: is there somebody now?
    async fn assign(&self, row: OutboxRow, item: &Item, people: &[Person]) -> Result<Outcome, AlertError> {
        if people.iter().any(|person| person.active) {
            return self.pass_on(&row, item, people).await;
        }
        let again = OutboxRow { due_at: self.now + UNASSIGNED_DELAY, dedupe: item.dedupe(self.ring, false)?, ..row };
        self.put_back(&again).await?;
        Ok(Outcome::Unassigned)
    }

    /// To those who are there now, in place of this row; a trial just ends.
    async fn pass_on(&self, row: &OutboxRow, item: &Item, people: &[Person]) -> Result<Outcome, AlertError> {
        let kind = match item.kind {
            Kind::Wake { .. } => Some(Kind::Wake { escalated: false }),
            Kind::Slot(slot) => Some(Kind::Slot(slot)),
            Kind::Test => None,
        };
        let mut tx = self.store.write().await?;
        if tx.finish_outbox(&row.id, row.leased_until).await? {
            if let Some(kind) = kind {
                queue_kind(&mut tx, self.ring, people, kind, item.queued, self.settings).await?;
            }
            tx.commit().await?;
        }
        Ok(Outcome::PassedOn)
    }

    async fn try_later(&self, row: OutboxRow, mut item: Item, why: String) -> Result<Outcome, AlertError> {
        if let Kind::Slot(slot) = item.kind
            && self.settings.every_slot
            && self.settings.slot(self.now) > slot
        {
            // The next slot's mail is due as well and says the same.
            self.finish(&row).await?;
            return Ok(Outcome::Failed(why));
        }
        let since = if row.attempts == 0 { self.now } else { item.failing_since.unwrap_or(self.now) };
        item.failing_since = Some(since);
        if self.now - since >= GIVE_UP_AFTER && row.attempts >= LEAST_ATTEMPTS {
            return self.bury(row, item, why).await;
        }
        // To the half minute: the column stands in clear and tells when an attempt was made.
        let due_at = (self.now + delay(row.attempts, random()?)) / 30 * 30 + 30;
        let dedupe = item.dedupe(self.ring, true)?;
        let again = self.resealed(&row, item, &why, due_at, dedupe)?;
        self.put_back(&again).await?;
        Ok(Outcome::Failed(why))
    }

    /// Refused for good. If that was one of those on call, the others are woken, once.
    async fn give_up(&self, row: OutboxRow, item: Item, why: String, people: &[Person]) -> Result<Outcome, AlertError> {
        if item.kind == (Kind::Wake { escalated: false }) {
            let rest = people.iter().filter(|person| person.active && !person.on_call && Some(person.id) != item.person);
            let mut tx = self.store.write().await?;
            for person in rest {
                enqueue(&mut tx, self.ring, Some(person.id), Kind::Wake { escalated: true }, item.queued, self.settings).await?;
            }
            tx.commit().await?;
        }
        self.bury(row, item, why).await
    }

    async fn bury(&self, row: OutboxRow, item: Item, why: String) -> Result<Outcome, AlertError> {
        let due_at = row.due_at;
        let mut dead = self.resealed(&row, item, &why, due_at, None)?;
        dead.state = 1;
        self.put_back(&dead).await?;
        Ok(Outcome::Dead(why))
    }

    /// Tampered with: its bytes stay as they are, for whoever looks.
    async fn bury_damaged(&self, row: OutboxRow) -> Result<Outcome, AlertError> {
        self.put_back(&OutboxRow { state: 1, ..row }).await?;
        Ok(Outcome::Dead(AlertError::Damaged.to_string()))
    }

    /// The row as it will be after a failed attempt, still under our lease.
    fn resealed(&self, row: &OutboxRow, mut item: Item, why: &str, due_at: i64, dedupe: Option<[u8; 32]>) -> Result<OutboxRow, AlertError> {
        item.version += 1;
        item.why = Some(why.to_owned());
        let sealed = item.seal(self.ring, due_at, dedupe)?;
        Ok(OutboxRow { leased_until: row.leased_until, attempts: row.attempts + 1, ..sealed })
    }

    async fn finish(&self, row: &OutboxRow) -> Result<(), AlertError> {
        let (id, lease) = (row.id, row.leased_until);
        // `false`: our lease ran out and somebody else has the row; they will send it once more.
        self.store.commit(move |tx| Box::pin(async move { tx.finish_outbox(&id, lease).await.map(drop) })).await.map_err(AlertError::Store)
    }

    /// Gives the row back; if another one that means the same came meanwhile, that one is enough.
    async fn put_back(&self, row: &OutboxRow) -> Result<(), AlertError> {
        let again = row.clone();
        let back = self.store.commit(move |tx| Box::pin(async move { tx.reschedule_outbox(&again, again.leased_until).await }));
        match back.await {
            Ok(_) => Ok(()),
            Err(StoreError::Duplicate) => self.finish(row).await,
            Err(other) => Err(other.into()),
        }
    }
}

/// No alert is put off beyond this: the next slot, or the longest wait after a failure, and a little for the clocks of
/// other servers. One that is was queued under a clock that ran ahead; it goes at once rather than in a year.
fn latest_due(settings: &AlertSettings, now: i64) -> i64 {
    now.saturating_add(settings.slot_seconds.max(2 * LONGEST_DELAY)).saturating_add(600)
}

/// Seconds until the next attempt: 30 doubled at each failure up to an hour, and up to a quarter more by chance.
fn delay(attempts: i64, chance: [u8; 2]) -> i64 {
    let doubled = FIRST_DELAY << attempts.clamp(0, 12);
    let base = doubled.min(LONGEST_DELAY);
    base + base * i64::from(u16::from_be_bytes(chance)) / (4 * 65_536)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_from_half_a_minute_to_an_hour_and_differ_by_chance() {
        assert_eq!(delay(0, [0, 0]), 30);
        assert_eq!(delay(1, [0, 0]), 60);
        assert_eq!(delay(6, [0, 0]), 1920);
        assert_eq!(delay(7, [0, 0]), 3600);
        assert_eq!(delay(i64::MAX, [0, 0]), 3600);
        assert!((4400..4500).contains(&delay(90, [0xff, 0xff])));
        assert_ne!(delay(3, [1, 0]), delay(3, [200, 0]));
    }
}
