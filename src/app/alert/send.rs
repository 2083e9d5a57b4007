//! One mail on its way: what it is made of, what becomes of it, and what a failure means.

use super::call::still_rings;
use super::record::{Cause, Item, Kind, Wake};
use super::run::{Outcome, Pass};
use super::summary::summary;
use super::{AlertError, Outbox, Staff, queue_slot, random, wake};
use crate::app::people::{Person, Webhook};
use crate::mail::Certificate;
use crate::store::{OutboxRow, StoreError};

/// The first and the longest wait after a failure that may pass.
const FIRST_DELAY: i64 = 30;
pub(super) const LONGEST_DELAY: i64 = 3600;
/// The longest wait for what wakes somebody.
const LONGEST_DELAY_WAKING: i64 = 300;
/// For this long a passing failure is tried again, whatever the number of attempts.
const GIVE_UP_AFTER: i64 = 3 * 86_400;
/// Three days hold more attempts than this. A clock that jumps ahead makes no days.
const LEAST_ATTEMPTS: i64 = 40;
const DAY: i64 = 86_400;

/// Why a mail was not delivered, in words that hold no address and no name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undelivered {
    /// Trying again can help.
    Passing(String),
    /// It cannot.
    Permanent(String),
}

/// One mail or call of a webhook, as it is handed over.
pub struct Letter<'a> {
    /// The address.
    pub to: &'a str,
    /// Fresh random bytes.
    pub message_id: [u8; 16],
    /// The time for its date, Unix seconds.
    pub at: i64,
    /// The language of the constant text.
    pub language: &'a str,
    /// The code of the day, by which the reader knows it.
    pub code: &'a str,
    /// Their OpenPGP key, and what only they read.
    pub private: Option<(&'a Certificate, &'a str)>,
}

/// One call of somebody's webhook.
pub struct HookLetter<'a> {
    /// Where, and how it is signed.
    pub hook: &'a Webhook,
    /// The time, Unix seconds.
    pub at: i64,
    /// The language of the constant text.
    pub language: &'a str,
    /// The code of the day.
    pub code: &'a str,
}

/// What hands a mail over. The rules of this module need to know no more about mail.
pub trait Deliver: Sync {
    /// Sends the constant alert.
    fn deliver(&self, letter: &Letter<'_>) -> impl Future<Output = Result<(), Undelivered>> + Send;

    /// Calls a webhook with the constant text.
    fn call(&self, letter: &HookLetter<'_>) -> impl Future<Output = Result<(), Undelivered>> + Send;
}

impl<O: Outbox, D: Deliver> Pass<'_, O, D> {
    /// Sends the mail in a row that this worker holds.
    pub(super) async fn send(&self, row: OutboxRow, item: Item, staff: &Staff) -> Result<Outcome, AlertError> {
        let Some(id) = item.person else { return self.assign(row, &item, staff).await };
        let Some(person) = staff.person(id) else { return self.pass_on(&row, &item, staff).await };
        match self.hand_over(person, &item).await? {
            Ok(()) => {
                self.sent(row, item).await?;
                Ok(Outcome::Sent)
            }
            Err(Undelivered::Passing(why)) => self.try_later(row, item, why).await,
            Err(Undelivered::Permanent(why)) => self.give_up(row, item, why, staff).await,
        }
    }

    async fn hand_over(&self, person: &Person, item: &Item) -> Result<Result<(), Undelivered>, AlertError> {
        let (language, at) = (person.reach.language(), self.now);
        let code = self.outbox.code(at.div_euclid(DAY), &person.id);
        if let Kind::Wake(wake) = &item.kind
            && wake.hook
        {
            return Ok(match &person.reach.webhook {
                Some(hook) => self.mailer.call(&HookLetter { hook, at, language, code: &code }).await,
                // Taken away meanwhile; the mail goes its own way.
                None => Ok(()),
            });
        }
        let address = if matches!(item.kind, Kind::Wake(_)) { person.wake_address() } else { &person.email };
        let words = match &person.reach.openpgp {
            Some(_) => summary(self.outbox, &code).await?,
            None => String::new(),
        };
        let private = person.reach.openpgp.as_ref().map(|key| (key, words.as_str()));
        let letter = Letter { to: address.as_str(), message_id: random()?, at, language, code: &code, private };
        Ok(self.mailer.deliver(&letter).await)
    }

    /// Whoever was woken is spared more of the same for a while.
    async fn sent(&self, row: OutboxRow, item: Item) -> Result<(), AlertError> {
        let window = self.outbox.settings().window;
        let (Kind::Wake(wake), 1..) = (&item.kind, window) else { return self.finish(&row).await };
        let mut tx = self.outbox.store().write().await?;
        if !still_rings(&mut tx, self.outbox.ring(), wake.cause).await? {
            tx.finish_outbox(&row.id, row.leased_until).await?;
            return Ok(tx.commit().await?);
        }
        let rung = Item { version: item.version + 1, kind: Kind::Rung(*wake), failing_since: None, why: None, ..item.clone() };
        let dedupe = rung.dedupe(self.outbox.ring(), false)?;
        let mark = rung.seal(self.outbox.ring(), self.now + window, dedupe)?;
        let kept = tx.reschedule_outbox(&mark, row.leased_until).await;
        match kept {
            Ok(_) => Ok(tx.commit().await?),
            // Another mail for the same waits: that one stands.
            Err(StoreError::Duplicate) => {
                drop(tx);
                self.finish(&row).await
            }
            Err(other) => Err(other.into()),
        }
    }

    /// Nobody was there when it was queued: is there somebody now?
    async fn assign(&self, row: OutboxRow, item: &Item, staff: &Staff) -> Result<Outcome, AlertError> {
        if !staff.active().is_empty() {
            return self.pass_on(&row, item, staff).await;
        }
        let again = OutboxRow { due_at: self.now + 10, dedupe: item.dedupe(self.outbox.ring(), false)?, ..row };
        self.put_back(&again).await?;
        Ok(Outcome::Unassigned)
    }

    /// To those who are there now, in place of this row; a trial just ends, and so does what goes in every slot anyway.
    async fn pass_on(&self, row: &OutboxRow, item: &Item, staff: &Staff) -> Result<Outcome, AlertError> {
        let (ring, settings) = (self.outbox.ring(), self.outbox.settings());
        let mut tx = self.outbox.store().write().await?;
        if tx.finish_outbox(&row.id, row.leased_until).await? {
            match item.kind {
                Kind::Wake(which) if !which.hook && which.cause != Cause::Drill => {
                    wake(&mut tx, ring, &staff.on_call(self.now), which, item.queued).await?;
                }
                Kind::Slot(slot) if !settings.every_slot => {
                    queue_slot(&mut tx, ring, &staff.people, slot, item.queued, settings).await?;
                }
                _ => {}
            }
            tx.commit().await?;
        }
        Ok(Outcome::PassedOn)
    }

    async fn try_later(&self, row: OutboxRow, mut item: Item, why: String) -> Result<Outcome, AlertError> {
        let settings = self.outbox.settings();
        if let Kind::Slot(slot) = item.kind
            && settings.every_slot
            && settings.slot(self.now) > slot
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
        let longest = if matches!(item.kind, Kind::Wake(_)) { LONGEST_DELAY_WAKING } else { LONGEST_DELAY };
        // To the half minute: the column stands in clear and tells when an attempt was made.
        let due_at = (self.now + delay(row.attempts, longest, random()?)) / 30 * 30 + 30;
        let dedupe = item.dedupe(self.outbox.ring(), true)?;
        let again = self.resealed(&row, item, &why, due_at, dedupe)?;
        self.put_back(&again).await?;
        Ok(Outcome::Failed(why))
    }

    /// Refused for good. If that was somebody on call, the others are woken, once.
    async fn give_up(&self, row: OutboxRow, item: Item, why: String, staff: &Staff) -> Result<Outcome, AlertError> {
        if let Kind::Wake(which) = item.kind
            && !which.rest
            && !which.hook
            && which.cause != Cause::Drill
        {
            let on_call: Vec<[u8; 16]> = staff.on_call(self.now).iter().map(|person| person.id).collect();
            let mut rest = staff.everybody(self.now);
            rest.retain(|person| !on_call.contains(&person.id) && Some(person.id) != item.person);
            let mut tx = self.outbox.store().write().await?;
            wake(&mut tx, self.outbox.ring(), &rest, Wake { rest: true, ..which }, item.queued).await?;
            tx.commit().await?;
        }
        self.bury(row, item, why).await
    }

    async fn bury(&self, row: OutboxRow, item: Item, why: String) -> Result<Outcome, AlertError> {
        let (due_at, mark) = (row.due_at, item.dead_mark(self.outbox.ring())?);
        let mut dead = self.resealed(&row, item, &why, due_at, mark)?;
        dead.state = 1;
        self.put_back(&dead).await?;
        Ok(Outcome::Dead(why))
    }

    /// The row as it will be after a failed attempt, still under our lease.
    fn resealed(&self, row: &OutboxRow, mut item: Item, why: &str, due_at: i64, dedupe: Option<[u8; 32]>) -> Result<OutboxRow, AlertError> {
        item.version += 1;
        item.why = Some(why.to_owned());
        let sealed = item.seal(self.outbox.ring(), due_at, dedupe)?;
        Ok(OutboxRow { leased_until: row.leased_until, attempts: row.attempts + 1, ..sealed })
    }

    pub(super) async fn finish(&self, row: &OutboxRow) -> Result<(), AlertError> {
        let (id, lease) = (row.id, row.leased_until);
        // `false`: our lease ran out and somebody else has the row; they will send it once more.
        let done = self.outbox.store().commit(move |tx| Box::pin(async move { tx.finish_outbox(&id, lease).await.map(drop) }));
        done.await.map_err(AlertError::Store)
    }

    /// Gives the row back; if another one that means the same came meanwhile, that one is enough.
    pub(super) async fn put_back(&self, row: &OutboxRow) -> Result<(), AlertError> {
        let again = row.clone();
        let back = self.outbox.store().commit(move |tx| Box::pin(async move { tx.reschedule_outbox(&again, again.leased_until).await }));
        match back.await {
            Ok(_) => Ok(()),
            Err(StoreError::Duplicate) => self.finish(row).await,
            Err(other) => Err(other.into()),
        }
    }
}

/// Seconds until the next attempt: 30 doubled at each failure up to the longest, and up to a quarter more by chance.
fn delay(attempts: i64, longest: i64, chance: [u8; 2]) -> i64 {
    let doubled = FIRST_DELAY << attempts.clamp(0, 12);
    let base = doubled.min(longest);
    base + base * i64::from(u16::from_be_bytes(chance)) / (4 * 65_536)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_from_half_a_minute_to_an_hour_and_differ_by_chance() {
        let slow = |attempts, chance| delay(attempts, LONGEST_DELAY, chance);
        assert_eq!(slow(0, [0, 0]), 30);
        assert_eq!(slow(1, [0, 0]), 60);
        assert_eq!(slow(6, [0, 0]), 1920);
        assert_eq!(slow(7, [0, 0]), 3600);
        assert_eq!(slow(i64::MAX, [0, 0]), 3600);
        assert!((4400..4500).contains(&slow(90, [0xff, 0xff])));
        assert_ne!(slow(3, [1, 0]), slow(3, [200, 0]));
    }

    #[test]
    fn what_wakes_is_tried_every_five_minutes_at_least() {
        assert!((0..100).all(|attempts| delay(attempts, LONGEST_DELAY_WAKING, [0xff, 0xff]) <= 375));
    }
}
