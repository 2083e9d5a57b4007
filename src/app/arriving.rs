//! Who is adding to which file just now, so that a connection that broke without a word does not keep its sender out.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// A connection that brought nothing for so long gives way to a new one: the sender's circuit changed, and nobody has
/// told us.
const SILENT: Duration = Duration::from_secs(2);
/// The connections that are adding to a file in this process.
#[derive(Clone, Default)]
pub(super) struct Arriving(Arc<Mutex<HashMap<[u8; 16], Arc<Connection>>>>);

/// One of them.
pub(super) struct Connection {
    last: Mutex<Instant>,
    give_way: Notify,
}

impl Arriving {
    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 16], Arc<Connection>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection that begins to add to a file.
    pub fn enter(&self, id: [u8; 16]) -> Arc<Connection> {
        let connection = Arc::new(Connection { last: Mutex::new(Instant::now()), give_way: Notify::new() });
        let mut all = self.lock();
        // Those that ended are held by nobody but this list.
        all.retain(|_, one| Arc::strong_count(one) > 1);
        all.insert(id, Arc::clone(&connection));
        connection
    }

    /// A connection that has ended.
    pub fn leave(&self, id: &[u8; 16], connection: &Arc<Connection>) {
        let mut all = self.lock();
        if all.get(id).is_some_and(|one| Arc::ptr_eq(one, connection)) {
            all.remove(id);
        }
    }

    /// Whether there was a silent connection, which is now told to leave.
    pub fn ask_to_leave(&self, id: &[u8; 16]) -> bool {
        let silent = self.lock().get(id).filter(|one| one.silent()).cloned();
        silent.is_some_and(|connection| {
            connection.give_way.notify_one();
            true
        })
    }
}

impl Connection {
    /// Bytes came.
    pub fn came(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// Ends when it is told to leave.
    pub async fn asked_to_leave(&self) {
        self.give_way.notified().await;
    }

    fn silent(&self) -> bool {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).elapsed() >= SILENT
    }
}
