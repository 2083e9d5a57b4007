//! Group commit: what arrives while the disk is busy shares the next commit, and is acknowledged after it.
//!
//! SQLite has one write connection. A task holds the queue to it: it takes every job that waits (at most [`GROUP`]), runs
//! each in a savepoint of its own, commits once and then answers all. So one `fsync` carries up to 64 reports, and a report
//! that comes alone waits for nobody. An error or a panic of one job undoes that job only.
//!
//! A group that fails as a whole (the disk is full, the file system went read-only) acknowledges nothing. Since one job
//! may be the cause, the others are told [`StoreError::Interrupted`]: tried again at once, they run alone for a while, so
//! that a job too large for the disk does not take small ones with it.
//!
//! PostgreSQL commits for several connections at once by itself: there a job is a transaction of its own.

use super::error::StoreError;
use super::sql;
use super::tx::Tx;
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::{Pool, Sqlite};
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Most jobs that share a commit.
const GROUP: usize = 64;
/// Most jobs that wait; whoever comes then waits at the door, and is told that the store is busy if it lasts.
const QUEUE: usize = 2 * GROUP;

/// The way to the task that commits. Clones share it; when the last is gone the task ends.
#[derive(Clone)]
pub(super) struct Committer {
    queue: mpsc::Sender<Message>,
    patience: Duration,
}

enum Message {
    Job(Box<dyn Job>),
    /// Finish what waits, take nothing new, ring this.
    Stop(oneshot::Sender<()>),
}

/// A job in the queue, whatever it gives back.
trait Job: Send {
    /// Whether somebody still waits for it.
    fn wanted(&self) -> bool;
    /// Does the work; whether its rows are to stay. Called once.
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool>;
    /// Tells the caller how it ended: with what the job itself gave, or with the reason why that does not count.
    fn answer(self: Box<Self>, end: Result<(), StoreError>);
}

struct Work<T, E, F> {
    job: Option<F>,
    done: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Job for Work<T, E, F>
where
    T: Send,
    E: From<StoreError> + Send,
    F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send,
{
    fn wanted(&self) -> bool {
        !self.caller.is_closed()
    }

    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool> {
        Box::pin(async move {
            let Some(job) = self.job.take() else { return false };
            let done = job(tx).await;
            let keep = done.is_ok();
            self.done = Some(done);
            keep
        })
    }

    fn answer(self: Box<Self>, end: Result<(), StoreError>) {
        let result = match (self.done, end) {
            (_, Err(end)) => Err(end.into()),
            (Some(done), Ok(())) => done,
            (None, Ok(())) => Err(StoreError::BrokenOff.into()),
        };
        // Nobody may wait any more: what is committed stays committed.
        let _ = self.caller.send(result);
    }
}

impl Committer {
    /// Starts the task. No job, and no wait for the lock on the database, lasts longer than `patience`.
    pub(super) fn start(write: Pool<Sqlite>, patience: Duration) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(work(write, waiting, patience));
        Self { queue, patience }
    }

    /// Queues a job and waits for the commit that holds it.
    pub(super) async fn commit<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let work = Message::Job(Box::new(Work { job: Some(job), done: None, caller }));
        self.queue.send_timeout(work, self.patience).await.map_err(|error| match error {
            mpsc::error::SendTimeoutError::Timeout(_) => StoreError::Busy,
            mpsc::error::SendTimeoutError::Closed(_) => closed(),
        })?;
        answer.await.unwrap_or_else(|_| Err(closed().into()))
    }

    /// Commits and answers what was queued before; later jobs are refused.
    pub(super) async fn stop(&self) {
        let (rung, done) = oneshot::channel();
        if self.queue.send(Message::Stop(rung)).await.is_ok() {
            // An error: somebody else's stop was quicker, and the task has ended.
            let _ = done.await;
        }
    }
}

fn closed() -> StoreError {
    StoreError::Unavailable(sqlx::Error::PoolClosed)
}

async fn work(write: Pool<Sqlite>, mut queue: mpsc::Receiver<Message>, patience: Duration) {
    let mut waiting = Vec::with_capacity(GROUP);
    let mut stops = Vec::new();
    // So many of the next jobs run alone, after a group that failed.
    let mut alone: usize = 0;
    while queue.recv_many(&mut waiting, if alone > 0 { 1 } else { GROUP }).await > 0 {
        alone = alone.saturating_sub(1);
        let mut jobs = Vec::with_capacity(waiting.len());
        for message in waiting.drain(..) {
            match message {
                // Nobody waits for it and nothing was promised.
                Message::Job(job) if !job.wanted() => {}
                Message::Job(job) => jobs.push(job),
                Message::Stop(ring) => {
                    queue.close();
                    stops.push(ring);
                }
            }
        }
        // Jobs guard against their own panics; one anywhere else must not end the task that everybody needs.
        match AssertUnwindSafe(together(&write, jobs, patience)).catch_unwind().await {
            Ok(Outcome::Committed) => {}
            Ok(Outcome::Failed(count)) => alone = count,
            // The jobs are dropped with it, so that their callers know.
            Err(_) => alone = GROUP,
        }
    }
    for ring in stops {
        let _ = ring.send(());
    }
}

enum Outcome {
    Committed,
    /// Of this many jobs, all tell their callers to try again.
    Failed(usize),
}

/// One transaction for all of them. Whoever is refused hears of it after the commit as well: the refusal may rest on what
/// an earlier job of the group wrote, and would else speak of rows that nobody can see yet, or that never come to be.
async fn together(write: &Pool<Sqlite>, jobs: Vec<Box<dyn Job>>, patience: Duration) -> Outcome {
    let count = jobs.len();
    if count == 0 {
        return Outcome::Committed;
    }
    let mut tx = match write.begin_with(sql::SQLITE_BEGIN_WRITE).await {
        Ok(tx) => Tx::Sqlite(tx),
        Err(error) => {
            refuse(jobs, error.into());
            return Outcome::Committed;
        }
    };
    let mut kept = Vec::with_capacity(count);
    let mut undone = Vec::new();
    let mut jobs = jobs.into_iter().peekable();
    // A job alone needs no savepoint: there is nobody to guard from it.
    let mut lost = count > 1 && run(&mut tx, sql::SAVEPOINT).await.is_err();
    while let Some(mut job) = jobs.next_if(|_| !lost) {
        let end = attempt(&mut *job, &mut tx, patience).await;
        // SQLite gives up the whole transaction at some faults (disk full, I/O), and then knows the savepoint no more.
        // After the last job it is COMMIT that tells.
        lost = match end {
            End::Kept if jobs.peek().is_some() => run(&mut tx, sql::NEXT).await.is_err(),
            End::Undone(_) if count > 1 => run(&mut tx, sql::UNDO).await.is_err(),
            _ => false,
        };
        match end {
            End::Kept => kept.push(job),
            // The fault is its own.
            End::Undone(why) if lost => job.answer(why),
            End::Undone(why) => undone.push((job, why)),
        }
    }
    if lost {
        interrupt(kept.into_iter().chain(undone.into_iter().map(|(job, _)| job)).chain(jobs));
        return Outcome::Failed(count);
    }
    if !kept.is_empty() {
        match tx.commit().await {
            Ok(()) => kept.into_iter().for_each(|job| job.answer(Ok(()))),
            Err(error) if count == 1 => refuse(kept, error),
            Err(_) => {
                interrupt(kept.into_iter().chain(undone.into_iter().map(|(job, _)| job)));
                return Outcome::Failed(count);
            }
        }
    }
    undone.into_iter().for_each(|(job, why)| job.answer(why));
    Outcome::Committed
}

fn interrupt(jobs: impl Iterator<Item = Box<dyn Job>>) {
    jobs.for_each(|job| job.answer(Err(StoreError::Interrupted)));
}

/// The fault hit them all; one carries it whole, for the log.
fn refuse(mut jobs: Vec<Box<dyn Job>>, error: StoreError) {
    let last = jobs.pop();
    jobs.into_iter().for_each(|job| job.answer(Err(error.alike())));
    if let Some(job) = last {
        job.answer(Err(error));
    }
}

/// What became of a job's rows.
enum End {
    /// They are there, to be committed.
    Kept,
    /// They must go. `Ok`: the job itself says why; else this is the reason.
    Undone(Result<(), StoreError>),
}

async fn attempt(job: &mut dyn Job, tx: &mut Tx, patience: Duration) -> End {
    match tokio::time::timeout(patience, AssertUnwindSafe(job.run(tx)).catch_unwind()).await {
        Ok(Ok(true)) => End::Kept,
        Ok(Ok(false)) => End::Undone(Ok(())),
        Ok(Err(_)) => End::Undone(Err(StoreError::BrokenOff)),
        Err(_) => End::Undone(Err(StoreError::Busy)),
    }
}

async fn run(tx: &mut Tx, text: &'static str) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(t) => sqlx::raw_sql(text).execute(&mut **t).await?,
        // This file is about SQLite's connection.
        Tx::Postgres(_) => return Err(StoreError::BrokenOff),
    };
    Ok(())
}
