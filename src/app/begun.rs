//! Work that was begun for a visitor runs to its end: past a connection that is cut, and before a clean stop.

use std::time::Duration;

use tokio::sync::watch;

use super::{App, AppError};
use crate::process::forgetting;

/// How long a stop waits for what was begun; after it, the store is closed all the same.
const FAREWELL: Duration = Duration::from_secs(15);

/// Counts what is under way.
pub(super) struct Begun(watch::Sender<usize>);

struct Underway(watch::Sender<usize>);

impl Begun {
    pub fn new() -> Self {
        Self(watch::Sender::new(0))
    }

    fn one(&self) -> Underway {
        self.0.send_modify(|count| *count += 1);
        Underway(self.0.clone())
    }

    async fn none_left(&self) {
        // The sender is ours, so that the wait cannot fail.
        let _ = self.0.subscribe().wait_for(|count| *count == 0).await;
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

impl App {
    /// Runs `work` to its end even if the visitor's connection is gone meanwhile.
    pub(super) async fn to_the_end<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, AppError>> + Send + 'static,
    {
        let underway = self.inner.begun.one();
        let task = tokio::spawn(forgetting(async move {
            let _underway = underway;
            work.await
        }));
        task.await.map_err(|_| AppError::Internal("a task ended before its work".into()))?
    }

    /// The last step of a clean stop, once no more requests come: what was begun is finished and committed, then the
    /// database is closed and SQLite's log folded into its file. Calls after that are told that the service is busy.
    pub async fn close(&self) {
        if tokio::time::timeout(FAREWELL, self.inner.begun.none_left()).await.is_err() {
            crate::observe::warn("something that was begun did not end in time; nothing of it was acknowledged", &[]);
        }
        if tokio::time::timeout(FAREWELL, self.store().close()).await.is_err() {
            crate::observe::warn("the database is still in use; its log is read at the next start", &[]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stop_waits_for_the_last_thing_that_was_begun() {
        let begun = Begun::new();
        let (one, two) = (begun.one(), begun.one());
        drop(one);
        assert!(tokio::time::timeout(Duration::from_millis(50), begun.none_left()).await.is_err());
        drop(two);
        begun.none_left().await;
    }
}
