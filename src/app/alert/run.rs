//! One pass of a worker: what goes by the clock is prepared, what is due is claimed and done.

use futures::future::join_all;

use super::call::{self, Step};
use super::record::{Item, Kind};
use super::send::{Deliver, LONGEST_DELAY};
use super::{AlertError, Outbox, Staff, train};
use crate::store::{Claim, OutboxRow};

/// A worker's claim on a row; longer than any single send may take.
const LEASE_SECONDS: i64 = 60;
/// How many rows one pass handles side by side.
const BATCH: usize = 8;

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
    /// Calls that were looked at, and marks that ended.
    pub calls: usize,
    /// The last reason of a failure, without names.
    pub trouble: Option<String>,
}

impl Progress {
    /// Whether anything was done, so that more may be due.
    pub fn any(&self) -> bool {
        self.sent + self.failed + self.dead + self.passed_on + self.unassigned + self.calls > 0
    }
}

/// Queues what goes by the clock, and does up to eight things that are due. Call it again as long as
/// [`Progress::any`]. Several workers and servers may run it at once.
pub async fn run_for<D: Deliver>(outbox: &impl Outbox, mailer: &D) -> Result<Progress, AlertError> {
    let pass = Pass { outbox, mailer, now: outbox.now() };
    train::prepare(outbox.store(), outbox.ring(), outbox.settings(), pass.now).await?;
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
    let staff = Staff::load(&mut outbox.store().read().await?, outbox.ring()).await?;
    let mut first_error = None;
    for outcome in join_all(batch.into_iter().map(|row| pass.handle(row, &staff))).await {
        match outcome {
            Ok(outcome) => outcome.count(&mut progress),
            // The row's lease lapses, and it is tried again; the others were not held up.
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    if progress.sent > 0 {
        outbox.sent(pass.now);
    }
    first_error.map_or(Ok(progress), Err)
}

pub(super) enum Outcome {
    Sent,
    Failed(String),
    Dead(String),
    PassedOn,
    Unassigned,
    Called,
}

impl Outcome {
    fn count(self, progress: &mut Progress) {
        match self {
            Self::Sent => progress.sent += 1,
            Self::PassedOn => progress.passed_on += 1,
            Self::Called => progress.calls += 1,
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

pub(super) struct Pass<'a, O, D> {
    pub(super) outbox: &'a O,
    pub(super) mailer: &'a D,
    pub(super) now: i64,
}

impl<O: Outbox, D: Deliver> Pass<'_, O, D> {
    /// Takes one due row.
    async fn claim(&self) -> Result<Option<OutboxRow>, AlertError> {
        let (store, settings) = (self.outbox.store(), self.outbox.settings());
        // No row is put off beyond this: the next slot, the longest wait of a call or after a failure, and a little for
        // the clocks of other servers. One that is was queued under a clock that ran ahead, and goes at once.
        let latest_due = self.now.saturating_add(settings.slot_seconds.max(2 * LONGEST_DELAY)).saturating_add(600);
        let at = Claim { now: self.now, lease_until: self.now + LEASE_SECONDS, latest_due, keeps_mark: settings.window > 0 };
        // Most looks find nothing, and must not stand in the way of those who write.
        if store.read().await?.claimable(&at).await? == 0 {
            return Ok(None);
        }
        store.commit(move |tx| Box::pin(async move { Ok(tx.claim(&at).await?) })).await
    }

    async fn handle(&self, row: OutboxRow, staff: &Staff) -> Result<Outcome, AlertError> {
        let item = match Item::open(self.outbox.ring(), &row) {
            Ok(item) => item,
            Err(AlertError::Damaged) => return self.bury_damaged(row).await,
            Err(other) => return Err(other),
        };
        match &item.kind {
            Kind::Call(call) => match call::step(self.outbox.store(), self.outbox.ring(), &row, &item, call, self.now).await? {
                Step::Done => Ok(Outcome::Called),
                Step::Nobody => Ok(Outcome::Unassigned),
            },
            Kind::Rung(_) => {
                self.finish(&row).await?;
                Ok(Outcome::Called)
            }
            Kind::Wake(_) | Kind::Slot(_) | Kind::Daily(_) | Kind::Test => self.send(row, item, staff).await,
        }
    }

    /// Tampered with: its bytes stay as they are, for whoever looks.
    async fn bury_damaged(&self, row: OutboxRow) -> Result<Outcome, AlertError> {
        self.put_back(&OutboxRow { state: 1, dedupe: None, ..row }).await?;
        Ok(Outcome::Dead(AlertError::Damaged.to_string()))
    }
}
