//! The outbox: alerts queued in the transaction of their event, taken by workers under a lease.

use super::error::StoreError;
use super::rows::OutboxRow;
use super::sql;
use super::tx::{Tx, execute, rows};

/// A claim that lost a race looks again this often before it says that there is nothing.
const CLAIM_TRIES: usize = 16;

/// What a worker goes by when it takes an alert; Unix seconds.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// The time.
    pub now: i64,
    /// Until when the alert is this worker's; after `now`.
    pub lease_until: i64,
    /// No alert is ever put off beyond this. One that is was queued under a clock that ran ahead, and is due.
    pub latest_due: i64,
    /// Whether the alert goes on standing for what comes while it is being sent; else that makes another.
    pub keeps_mark: bool,
}

impl Claim {
    /// A lease beyond this was taken under a clock that ran ahead, and has lapsed. Twice its length, since the clocks
    /// of two servers may differ a little.
    fn longest_lease(&self) -> i64 {
        self.lease_until.saturating_add(self.lease_until - self.now)
    }
}

impl Tx {
    /// Queues an alert; `false` if one of the same `dedupe` is there already.
    pub async fn enqueue(&mut self, row: &OutboxRow) -> Result<bool, StoreError> {
        let (id, sealed) = (&row.id[..], &row.sealed[..]);
        let dedupe = row.dedupe.as_ref().map(|value| &value[..]);
        let (there,): (Vec<u8>,) = rows!(
            self,
            fetch_one,
            sql::ENQUEUE,
            id,
            row.key_id,
            row.version,
            row.due_at,
            row.leased_until,
            row.state,
            row.attempts,
            dedupe,
            sealed
        )?;
        Ok(there == row.id)
    }

    /// Takes the longest due alert for this worker. Whoever holds a lease finishes or reschedules with it; a worker that
    /// dies loses it by time. Commit at once: the lease is taken by the commit.
    pub async fn claim(&mut self, at: &Claim) -> Result<Option<OutboxRow>, StoreError> {
        for _ in 0..CLAIM_TRIES {
            let keeps = i64::from(at.keeps_mark);
            let claimed: Option<OutboxRow> =
                rows!(self, fetch_optional, sql::CLAIM, at.now, at.lease_until, at.latest_due, at.longest_lease(), keeps)?;
            if claimed.is_some() {
                return Ok(claimed);
            }
            // Under PostgreSQL another worker may have won the very row; there may be others.
            if self.claimable(at).await? == 0 {
                break;
            }
        }
        Ok(None)
    }

    /// How many alerts could be claimed.
    pub async fn claimable(&mut self, at: &Claim) -> Result<i64, StoreError> {
        let (count,): (i64,) = rows!(self, fetch_one, sql::CLAIMABLE, at.now, at.latest_due, at.longest_lease())?;
        Ok(count)
    }

    /// Removes a done alert; `false` if our lease is no longer the one on the row.
    pub async fn finish_outbox(&mut self, id: &[u8; 16], leased_until: i64) -> Result<bool, StoreError> {
        Ok(execute!(self, sql::FINISH_OUTBOX, &id[..], leased_until)? == 1)
    }

    /// Removes an alert that nobody has under a lease and that is as it was read; `false` if that is no longer so.
    pub async fn drop_outbox(&mut self, row: &OutboxRow) -> Result<bool, StoreError> {
        Ok(execute!(self, sql::DROP_OUTBOX, &row.id[..], row.leased_until, row.version)? == 1)
    }

    /// Gives an alert back with a new time, state and record, free to be claimed; `false` if our lease
    /// (`leased_until`, as claimed) is no longer the one on the row.
    pub async fn reschedule_outbox(&mut self, row: &OutboxRow, leased_until: i64) -> Result<bool, StoreError> {
        let (id, sealed) = (&row.id[..], &row.sealed[..]);
        let dedupe = row.dedupe.as_ref().map(|value| &value[..]);
        let touched = execute!(
            self,
            sql::RESCHEDULE_OUTBOX,
            id,
            leased_until,
            row.key_id,
            row.version,
            row.due_at,
            row.state,
            row.attempts,
            dedupe,
            sealed
        )?;
        Ok(touched == 1)
    }

    /// Everything queued, the longest due first.
    pub async fn outbox(&mut self) -> Result<Vec<OutboxRow>, StoreError> {
        rows!(self, fetch_all, sql::OUTBOX)
    }

    /// Revives dead alerts, due now; gives their number.
    pub async fn retry_dead(&mut self, now: i64) -> Result<u64, StoreError> {
        execute!(self, sql::RETRY_DEAD, now)
    }
}
