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
    /// Whether the disk is full: the visitor then hears that there is no room, and text is tried before files.
    pub fn is_full(&self) -> bool {
        match self {
            // SQLITE_FULL, and PostgreSQL's disk_full.
            Self::Database(sqlx::Error::Database(cause)) => matches!(cause.code().as_deref(), Some("13" | "53100")),
            Self::Io { source, .. } => source.kind() == std::io::ErrorKind::StorageFull,
            Self::Blob(cause) => {
                let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(cause.as_ref());
                while let Some(error) = cause {
                    if error.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::StorageFull) {
                        return true;
                    }
                    cause = error.source();
                }
                false
            }
            _ => false,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(cause) if cause.is_unique_violation() => Self::Duplicate,
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolClosed => Self::Unavailable(error),
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
