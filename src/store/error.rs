//! What can go wrong in the store. For the log and the administrator; no visitor sees any of it.

use std::path::PathBuf;

/// Why the store refused.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The row is not there or has another version: somebody else changed it. Read again and retry.
    #[error("the row was changed by somebody else")]
    Conflict,
    /// A row with this id, look-up value or epoch exists.
    #[error("such a row exists already")]
    Duplicate,
    /// The database did not give a connection in time.
    #[error("the database is too busy: no connection became free in time")]
    Busy,
    /// The group of jobs that shared a commit failed, for a reason that need not be this job's. Try again.
    #[error("the shared commit failed; nothing of it was stored")]
    Interrupted,
    /// The work inside a transaction panicked. Nothing of it was stored.
    #[error("the work broke off; nothing of it was stored")]
    BrokenOff,
    /// The disk of the database or of the blobs is full, or a quota is reached.
    #[error("no room left")]
    Full,
    /// The database could not be reached or opened at all.
    #[error("the database cannot be reached: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// Any other fault of the database.
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
    /// No blob of this id.
    #[error("there is no such blob")]
    NoBlob,
    /// A fault of the folder or service that holds the blobs.
    #[error("blobs: {0}")]
    Blob(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database was made by a newer version of the program.
    #[error("the database has schema {found}, this program knows {known}: install the newer version")]
    NewerSchema {
        /// Highest version in the database.
        found: i64,
        /// Highest version this program knows.
        known: i64,
    },
    /// A migration in the database is not the one that was released under its number.
    #[error("migration {version} in the database is not the released one: restore a backup or the right program")]
    ChangedMigration {
        /// Its number.
        version: i64,
    },
    /// A copy was to be brought into a database that holds something.
    #[error("the database is not empty: name an empty one")]
    NotEmpty,
    /// The tables are not such as can be copied.
    #[error("the database cannot be copied: {0}")]
    NoCopy(String),
    /// `database.url` names no known database.
    #[error("database.url must begin with sqlite:/ or postgres://: {0}")]
    Url(&'static str),
    /// A file or folder of the store cannot be made or read.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
}

impl StoreError {
    /// Whether there is no room: the visitor then hears so, and text is tried before files.
    pub fn is_full(&self) -> bool {
        match self {
            Self::Full => true,
            Self::Database(error) => match fault_of(error) {
                Some(Fault::Sqlite(code)) => code & 0xff == 13,
                Some(Fault::Postgres(code)) => code == "53100",
                None => false,
            },
            Self::Io { source, .. } => full(source),
            Self::Blob(cause) => io_cause(cause.as_ref()).is_some_and(full),
            _ => false,
        }
    }

    /// Whether trying again can help without anybody mending the program: the visitor hears that the service is busy.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Conflict | Self::Duplicate | Self::Interrupted | Self::Busy | Self::Full | Self::Unavailable(_) => true,
            Self::Database(error) => match fault_of(error) {
                // Busy, locked, out of memory, read-only, interrupted, I/O, full, cannot open, locking protocol.
                Some(Fault::Sqlite(code)) => matches!(code & 0xff, 5..=10 | 13..=15),
                // Connection, transaction rollback (deadlock, serialisation), resources, operator, system; a lock that
                // was not to be had, a statement or transaction that took too long, a server that is read-only.
                Some(Fault::Postgres(code)) => {
                    ["08", "40", "53", "57", "58"].iter().any(|class| code.starts_with(class))
                        || matches!(code.as_str(), "55P03" | "25P03" | "25P04" | "25006")
                }
                None => false,
            },
            Self::Io { .. } => true,
            Self::Blob(cause) => io_cause(cause.as_ref()).is_some(),
            Self::BrokenOff
            | Self::NoBlob
            | Self::NewerSchema { .. }
            | Self::ChangedMigration { .. }
            | Self::NotEmpty
            | Self::NoCopy(_)
            | Self::Url(_) => false,
        }
    }

    /// The same news for another one whom the same fault hit.
    pub(super) fn alike(&self) -> Self {
        match self {
            full if full.is_full() => Self::Full,
            Self::Database(error) if !self.is_passing() => Self::Database(sqlx::Error::Protocol(error.to_string())),
            _ => Self::Busy,
        }
    }
}

enum Fault {
    /// The extended result code; the lowest byte is the primary one.
    Sqlite(i64),
    /// The SQLSTATE.
    Postgres(String),
}

/// The codes of the two look alike ("53100" could be either), so that the driver must be asked first.
fn fault_of(error: &sqlx::Error) -> Option<Fault> {
    let cause = error.as_database_error()?;
    let code = cause.code()?;
    if cause.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
        return code.parse().ok().map(Fault::Sqlite);
    }
    Some(Fault::Postgres(code.into_owned()))
}

fn io_cause<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e std::io::Error> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref::<std::io::Error>().filter(|error| error.raw_os_error().is_some()) {
            return Some(found);
        }
        // An io::Error shows what it wraps only here; its `source` skips that.
        cause = match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

fn full(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(cause) if cause.is_unique_violation() => Self::Duplicate,
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Self::Unavailable(error),
            _ => Self::Database(error),
        }
    }
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NoBlob,
            _ => Self::Blob(Box::new(error)),
        }
    }
}
