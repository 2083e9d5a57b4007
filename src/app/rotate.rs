//! Data keys are rotated while the service runs: a new generation seals at once, rows on the old one are sealed anew in
//! small batches, and at the end every row is read once more.
//!
//! A row is written back only if nobody changed it since it was read, so two who rotate at once, or one who rotates and
//! many who report, cannot undo each other. Nothing but the ring remembers that a rotation is under way: whoever is killed
//! goes on where rows still name an old key.

use std::collections::HashMap;
use std::time::Duration;

use tocsin_seal::Act;
use tokio::time::{Instant, sleep};

use super::{
    App, AppError, alert,
    rows::{self, MailboxState},
};
use crate::{
    store::{OutboxRow, SealedRow, SealedTable, StoreError},
    vault::{Class, KeyId, RowRef},
};

/// Rows of one batch: few enough that a report which comes meanwhile waits for milliseconds.
const BATCH: usize = 128;
/// Of the time that a batch takes, such a part is left to others before the next.
const REST: u32 = 8;
/// A pass that finds rows on old keys is followed by another; more than this many would mean that somebody keeps writing
/// under a key that nobody should use.
const PASSES: usize = 20;
/// So often a batch is tried while the store is busy.
const TRIES: u32 = 20;

/// How fast rows may move.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pace {
    /// Rows per second at most; `None`: as fast as leaves room for others.
    pub rows_per_second: Option<u32>,
}

/// Nobody waits for it.
const BY_ITSELF: Pace = Pace { rows_per_second: Some(500) };

/// How far it is.
#[derive(Debug, Clone, Copy)]
pub struct Moved {
    /// Rows sealed anew so far.
    pub done: u64,
    /// Rows that were on old keys at the beginning.
    pub total: u64,
}

/// What the last pass read: every row of a class, each opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The class.
    pub class: Class,
    /// Rows sealed anew by this call, over all passes.
    pub moved: u64,
    /// Rows read and opened in the last pass.
    pub read: u64,
    /// Rows that do not open: altered by somebody, or damaged. They stay as they are, and so does their key.
    pub damaged: u64,
    /// Keys that no row is on any more and that seal nothing.
    pub emptied: Vec<KeyId>,
    /// Whether nothing is left of the rotation.
    pub ended: bool,
}

#[derive(Default)]
struct Pass {
    read: u64,
    moved: u64,
    /// Rows that somebody changed meanwhile, to be looked at again.
    missed: u64,
    damaged: u64,
    /// Keys named by rows that do not open.
    held: Vec<i64>,
}

impl App {
    /// Rotates a class of data keys to the end, or finishes what was begun. `tell` hears of every batch.
    pub async fn rotate_data(&self, class: Class, pace: Pace, tell: &mut (dyn FnMut(Moved) + Send)) -> Result<Proof, AppError> {
        let mut left = self.ring().begin_rotation(class, self.now())?;
        let mut moved = 0;
        loop {
            let mut proof = self.move_rows(class, pace, tell).await?;
            moved += proof.moved;
            if !left || proof.damaged > 0 {
                proof.moved = moved;
                return Ok(proof);
            }
            left = self.ring().resume_rotation(class, self.now())?;
        }
    }

    /// Rotates master and data keys that are older than so many days; how many rows moved.
    pub async fn rotate_what_is_old(&self, every_days: u32) -> Result<u64, AppError> {
        let report = self.key_report(every_days).await?;
        if report.master_is_old {
            self.ring().rotate_master(self.now())?;
        }
        let mut moved = 0;
        for class in report.old {
            moved += self.rotate_data(class, BY_ITSELF, &mut |_| {}).await?.moved;
        }
        Ok(moved)
    }

    /// Finishes what somebody began and did not finish; how many rows moved.
    pub(super) async fn finish_rotation(&self, class: Class, pace: Pace) -> Result<u64, AppError> {
        let mut moved = 0;
        loop {
            let left = self.ring().resume_rotation(class, self.now())?;
            let proof = self.move_rows(class, pace, &mut |_| {}).await?;
            moved += proof.moved;
            if !left || proof.damaged > 0 {
                return Ok(moved);
            }
        }
    }

    /// Moves every row of a class to the newest generation of its bucket, until a whole pass finds none that is not.
    async fn move_rows(&self, class: Class, pace: Pace, tell: &mut (dyn FnMut(Moved) + Send)) -> Result<Proof, AppError> {
        let total = self.rows_to_move(class).await?;
        let mut done = 0;
        tell(Moved { done, total });
        for _ in 0..PASSES {
            let mut pass = Pass::default();
            for table in tables(class) {
                self.pass_over(*table, class, pace, &mut pass, &mut |moved| {
                    done += moved;
                    tell(Moved { done, total: total.max(done) });
                })
                .await?;
            }
            if pass.moved + pass.missed == 0 {
                return self.proved(class, done, &pass).await;
            }
        }
        Err(AppError::Internal("rows keep coming under an old key: is an older version of this program running beside?".into()))
    }

    async fn proved(&self, class: Class, moved: u64, pass: &Pass) -> Result<Proof, AppError> {
        let retired = self.ring().standing()?.keys.into_iter().filter(|key| key.id.class() == class && key.retired.is_some());
        let emptied: Vec<KeyId> = retired.map(|key| key.id).filter(|id| !pass.held.contains(&id.as_i64())).collect();
        let ended = self.ring().note_emptied(class, &emptied, self.now())?;
        if moved > 0 {
            self.note_service_alone(Act::KeysRotated, vec![("class", class.word().to_owned()), ("rows", moved.to_string())]).await?;
        }
        Ok(Proof { class, moved, read: pass.read, damaged: pass.damaged, emptied, ended })
    }

    async fn rows_to_move(&self, class: Class) -> Result<u64, AppError> {
        let mut total = 0;
        for (key, count) in self.rows_by_key().await? {
            // A key that is not in the ring: its rows do not open, and are counted when they are read.
            if key.class() == class && self.ring().successor(key).is_ok_and(|newest| newest != key) {
                total += count;
            }
        }
        Ok(total)
    }

    async fn pass_over(
        &self,
        table: SealedTable,
        class: Class,
        pace: Pace,
        pass: &mut Pass,
        tell: &mut (dyn FnMut(u64) + Send),
    ) -> Result<(), AppError> {
        let mut after = None;
        loop {
            let begun = Instant::now();
            let rows = self.store().read().await?.sealed_rows(table, after, BATCH as i64).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = Some(last.id);
            let (mut fresh, mut newest) = (Vec::new(), HashMap::new());
            for row in &rows {
                match self.resealed(table, class, row, &mut newest) {
                    Ok(Some(row)) => fresh.push(row),
                    Ok(None) => pass.read += 1,
                    Err(_) => {
                        pass.damaged += 1;
                        pass.held.push(row.key_id);
                    }
                }
            }
            if fresh.is_empty() {
                continue;
            }
            let (count, moved) = (fresh.len() as u64, self.write_back(table, fresh).await?);
            pass.moved += moved;
            pass.missed += count - moved;
            tell(moved);
            let rest = begun.elapsed() / REST;
            let slow = pace.rows_per_second.map(|rate| Duration::from_secs(moved) / rate.max(1));
            sleep(slow.map_or(rest, |slow| slow.saturating_sub(begun.elapsed()).max(rest))).await;
        }
    }

    /// The row under the newest generation; `None` if it is, and opens.
    fn resealed(
        &self,
        table: SealedTable,
        class: Class,
        row: &SealedRow,
        known: &mut HashMap<KeyId, KeyId>,
    ) -> Result<Option<SealedRow>, AppError> {
        let ring = self.ring();
        let key = rows::key(row.key_id)?;
        if key.class() != class {
            return Err(AppError::Internal("a row names a key of another class".into()));
        }
        let newest = match known.get(&key) {
            Some(newest) => *newest,
            None => {
                let newest = ring.successor(key)?;
                known.insert(key, newest);
                newest
            }
        };
        if newest == key {
            return ring.open(key, &address(table, row, row.version), &row.sealed).map(|_| None).map_err(AppError::from);
        }
        self.under(table, row, newest).map(Some)
    }

    /// The row under another key, its blind index as well.
    pub(super) fn under(&self, table: SealedTable, row: &SealedRow, newest: KeyId) -> Result<SealedRow, AppError> {
        let (ring, key) = (self.ring(), rows::key(row.key_id)?);
        let plain = ring.open(key, &address(table, row, row.version), &row.sealed)?;
        let mark = match (table, row.mark) {
            (SealedTable::Mailboxes, _) => {
                let mailbox: MailboxState = rows::read(&plain)?;
                Some(ring.index(newest, "mailbox", mailbox.mailbox_id.as_bytes())?)
            }
            (SealedTable::Outbox, Some(old)) => alert::moved_mark(ring, &as_alert(row), old, newest)?,
            (_, mark) => mark,
        };
        let version = row.version + 1;
        let sealed = ring.seal(newest, &address(table, row, version), &plain)?;
        Ok(SealedRow { key_id: newest.as_i64(), version, sealed, mark, ..*row })
    }

    /// Writes a batch; how many of its rows nobody had changed meanwhile.
    async fn write_back(&self, table: SealedTable, fresh: Vec<SealedRow>) -> Result<u64, AppError> {
        if table == SealedTable::Outbox {
            return self.write_alerts_back(fresh).await;
        }
        let fresh = std::sync::Arc::new(fresh);
        let mut tries = 0;
        loop {
            let batch = fresh.clone();
            let written = self.store().commit(move |tx| {
                Box::pin(async move {
                    tx.lock_cases(batch.iter().filter_map(|row| row.case_id)).await?;
                    let mut moved = 0;
                    for row in batch.iter() {
                        moved += u64::from(tx.reseal(table, row, row.version - 1).await?);
                    }
                    Ok::<_, StoreError>(moved)
                })
            });
            tries += 1;
            match written.await.map_err(AppError::from) {
                // Whatever was done in a commit whose answer was lost counts as changed by somebody, and is read again.
                Err(AppError::Busy) if tries < TRIES => sleep(Duration::from_millis(50 * u64::from(tries))).await,
                other => return other,
            }
        }
    }

    /// One by one: a newer alert may have the mark that the moved one would get. It says the same, and is enough.
    async fn write_alerts_back(&self, fresh: Vec<SealedRow>) -> Result<u64, AppError> {
        let mut moved = 0;
        for row in fresh {
            let (id, before, bare) = (row.id, row.version - 1, SealedRow { mark: None, ..row.clone() });
            let written = self.store().commit(move |tx| Box::pin(async move { tx.reseal(SealedTable::Outbox, &row, before).await }));
            let done = match written.await {
                // One that a worker has in hand, or that was given up, stays, and stands for nothing that comes.
                Err(StoreError::Duplicate) => {
                    let dropped = self.store().commit(move |tx| {
                        Box::pin(async move {
                            Ok::<_, StoreError>(tx.drop_alert(&id, before).await? || tx.reseal_unmarked(&bare, before).await?)
                        })
                    });
                    dropped.await
                }
                other => other,
            };
            match done.map_err(AppError::from) {
                Ok(done) => moved += u64::from(done),
                Err(AppError::Busy) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(moved)
    }
}

/// The tables whose rows are on keys of a class.
fn tables(class: Class) -> &'static [SealedTable] {
    match class {
        Class::Case => &[SealedTable::Cases, SealedTable::Mailboxes, SealedTable::Parts, SealedTable::Grants],
        Class::Account => &[
            SealedTable::People,
            SealedTable::Rota,
            SealedTable::TeamGrants,
            SealedTable::Accounts,
            SealedTable::Sessions,
            SealedTable::Drafts,
        ],
        Class::Outbox => &[SealedTable::Outbox],
        Class::Audit => &[SealedTable::Audit],
    }
}

fn address(table: SealedTable, row: &SealedRow, version: i64) -> RowRef<'_> {
    let case = row.case_id.as_ref().map_or(&[][..], |id| &id[..]);
    RowRef { table: table.name(), column: "sealed", row: &row.id, case, version }
}

fn as_alert(row: &SealedRow) -> OutboxRow {
    OutboxRow {
        id: row.id,
        key_id: row.key_id,
        version: row.version,
        due_at: 0,
        leased_until: 0,
        state: 0,
        attempts: 0,
        dedupe: row.mark,
        sealed: row.sealed.clone(),
    }
}
