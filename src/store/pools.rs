//! Opening the database and handing out transactions.

use super::blobs::Blobs;
use super::commit::Committer;
use super::error::StoreError;
use super::tx::Tx;
use super::{migrations, space, sql};
use futures::future::BoxFuture;
use sqlx::pool::PoolOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Database, Pool, Postgres, Sqlite};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;
const STATEMENTS_TIMEOUT: Duration = Duration::from_secs(15);

/// Where everything is stored.
#[derive(Clone)]
pub struct StoreOptions {
    /// `sqlite:/path/of/file.db` or `postgres://…` (a schema by `?options=-c%20search_path%3Dname`).
    pub url: String,
    /// Folder of the sealed attachments.
    pub blobs: PathBuf,
    /// No statement, and no wait for a connection or lock, lasts longer.
    pub statement_timeout: Duration,
}

impl StoreOptions {
    /// The file of the database, where it is one.
    pub fn file(&self) -> Option<&Path> {
        self.url.strip_prefix("sqlite:").map(|path| Path::new(path.strip_prefix("//").unwrap_or(path)))
    }

    /// Options with the usual time limit.
    pub fn new(url: impl Into<String>, blobs: impl Into<PathBuf>) -> Self {
        Self { url: url.into(), blobs: blobs.into(), statement_timeout: STATEMENTS_TIMEOUT }
    }
}

/// The open store. Clones share connections.
#[derive(Clone)]
pub struct Store {
    database: Pools,
    blobs: Blobs,
    folders: Arc<Vec<PathBuf>>,
}

#[derive(Clone)]
enum Pools {
    /// One connection writes: waiting for it in turn is far quicker than SQLite's own retries.
    Sqlite {
        write: Pool<Sqlite>,
        read: Pool<Sqlite>,
        committer: Committer,
    },
    Postgres(Pool<Postgres>),
}

impl Store {
    /// Opens both parts and brings the schema up to date. [`StoreError::Unavailable`] if the database cannot be
    /// reached, [`StoreError::NewerSchema`] and [`StoreError::ChangedMigration`] if it is not this program's.
    pub async fn open(options: &StoreOptions) -> Result<Self, StoreError> {
        let store = Self::connect(options).await?;
        store.migrate().await?;
        Ok(store)
    }

    /// Opens both parts and leaves the schema as it is: call [`Store::migrate`] before anything else than a backup.
    pub async fn connect(options: &StoreOptions) -> Result<Self, StoreError> {
        let database = if let Some(path) = options.url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.starts_with(':') {
                return Err(StoreError::Url("sqlite: needs the path of a file"));
            }
            open_sqlite(Path::new(path), options.statement_timeout).await?
        } else if options.url.starts_with("postgres://") || options.url.starts_with("postgresql://") {
            open_postgres(&options.url, options.statement_timeout).await?
        } else {
            return Err(StoreError::Url("unknown scheme"));
        };
        let folders = Arc::new(space::folders(&options.url, &options.blobs));
        Ok(Self { database, blobs: Blobs::open(&options.blobs).await?, folders })
    }

    /// Brings the schema up to date.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        migrations::migrate(&mut tx, migrations::newest()).await?;
        tx.commit().await
    }

    /// The schema that lies there, if it is an older one than this program's: what to keep a copy of before
    /// [`Store::migrate`].
    pub async fn schema_to_leave(&self) -> Result<Option<i64>, StoreError> {
        let mut tx = self.read().await?;
        let found = tx.schema().await?;
        Ok((1..migrations::newest()).contains(&found).then_some(found))
    }

    /// The schema that this program works with.
    pub fn newest_schema() -> i64 {
        migrations::newest()
    }

    /// A transaction for the rows of a copy whose schema had this version: it is made in an empty database, and nothing is
    /// there before the commit. [`StoreError::NotEmpty`] where tables are already.
    pub async fn write_copy(&self, schema: i64) -> Result<Tx, StoreError> {
        if schema > migrations::newest() {
            return Err(StoreError::NewerSchema { found: schema, known: migrations::newest() });
        }
        let mut tx = self.write().await?;
        if !tx.tables().await?.is_empty() || tx.schema().await? != 0 {
            return Err(StoreError::NotEmpty);
        }
        migrations::migrate(&mut tx, schema).await?;
        tx.defer_references().await?;
        Ok(tx)
    }

    /// A transaction that sees one snapshot and cannot write.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        Ok(match &self.database {
            Pools::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Pools::Postgres(pool) => Tx::Postgres(pool.begin_with(sql::POSTGRES_BEGIN_READ).await?),
        })
    }

    /// A transaction that may write. On SQLite there is one at a time.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        Ok(match &self.database {
            Pools::Sqlite { write, .. } => Tx::Sqlite(write.begin_with(sql::SQLITE_BEGIN_WRITE).await?),
            Pools::Postgres(pool) => Tx::Postgres(pool.begin_with(sql::POSTGRES_BEGIN_WRITE).await?),
        })
    }

    /// Runs a job that writes, and returns once what it wrote is durable. Jobs that come together share a commit (see
    /// the store's design notes); an error of the job, or a panic, undoes that job alone. A job may be skipped only while
    /// nobody waits for it any more. It must do nothing but work on its transaction: others wait behind it.
    ///
    /// [`StoreError::Conflict`], [`StoreError::Duplicate`] and [`StoreError::Interrupted`] call for another try with what
    /// is stored by then.
    pub async fn commit<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        match &self.database {
            Pools::Sqlite { committer, .. } => committer.commit(job).await,
            Pools::Postgres(_) => {
                let mut tx = self.write().await?;
                let done = job(&mut tx).await?;
                tx.commit().await?;
                Ok(done)
            }
        }
    }

    /// The sealed attachments.
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// Bytes free where blobs and an SQLite database lie, the lesser of the two; `None` where the system does not tell.
    pub fn free_bytes(&self) -> Option<u64> {
        space::free(&self.folders)
    }

    /// Whether the database may tell another time than this machine.
    pub fn has_own_clock(&self) -> bool {
        matches!(self.database, Pools::Postgres(_))
    }

    /// The database's clock, Unix seconds; with SQLite that of this machine.
    pub async fn database_clock(&self) -> Result<i64, StoreError> {
        match &self.database {
            Pools::Sqlite { .. } => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Ok(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
            }
            Pools::Postgres(pool) => {
                let (now,): (i64,) = sqlx::query_as(sql::POSTGRES_CLOCK).fetch_one(pool).await?;
                Ok(now)
            }
        }
    }

    /// Commits and answers every job that waits, then closes every connection, once their transactions have ended; SQLite
    /// then folds its log into the database file. What comes later is told that the database is closed.
    pub async fn close(&self) {
        match &self.database {
            Pools::Sqlite { write, read, committer } => {
                committer.stop().await;
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// A connection whose COMMIT once failed is still in a transaction and would refuse every BEGIN until restart:
/// it is thrown away instead of handed out. The ping lets a queued rollback run first.
fn pool<DB: Database>(timeout: Duration) -> PoolOptions<DB> {
    PoolOptions::new().acquire_timeout(timeout).test_before_acquire(false).before_acquire(|connection: &mut DB::Connection, _| {
        Box::pin(async move {
            connection.ping().await?;
            Ok(!connection.is_in_transaction())
        })
    })
}

async fn open_sqlite(path: &Path, timeout: Duration) -> Result<Pools, StoreError> {
    create_database_file(path)?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(timeout)
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging();
    let write = pool(timeout)
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.clone())
        .await
        .map_err(StoreError::Unavailable)?;
    let read = pool(timeout)
        .max_connections(SQLITE_READERS)
        .connect_with(options.pragma("query_only", "ON"))
        .await
        .map_err(StoreError::Unavailable)?;
    let committer = Committer::start(write.clone(), timeout);
    Ok(Pools::Sqlite { write, read, committer })
}

/// SQLite gives its log and index files the rights of the database file, so these are set before it exists.
fn create_database_file(path: &Path) -> Result<(), StoreError> {
    let error = |source| StoreError::Io { path: path.to_owned(), source };
    let created = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match created {
        Ok(_) => {}
        Err(source) if source.kind() == std::io::ErrorKind::AlreadyExists => return Ok(()),
        Err(source) => return Err(error(source)),
    }
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(error),
        _ => Ok(()),
    }
}

async fn open_postgres(url: &str, timeout: Duration) -> Result<Pools, StoreError> {
    // sqlx' own words may repeat parts of the address, which holds a password.
    let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Url("not a postgres:// address"))?;
    let limit = timeout.as_millis().to_string();
    let options = options
        .options([("statement_timeout", &limit), ("idle_in_transaction_session_timeout", &limit)])
        .application_name("tocsin")
        .disable_statement_logging();
    pool(timeout).max_connections(POSTGRES_CONNECTIONS).connect_with(options).await.map(Pools::Postgres).map_err(StoreError::Unavailable)
}
