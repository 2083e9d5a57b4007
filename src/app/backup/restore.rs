//! Bringing an installation back from a backup: into an empty place, whole or not at all.

use std::{
    collections::BTreeSet,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{ErrorKind, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    time::Duration,
};
use tocsin_seal::Identity;
use tokio::io::AsyncWriteExt as _;

use super::{
    BackupError, Checked, Head, io,
    origin::note_origin,
    read::{Backup, Piece},
    refused,
};
use crate::store::{Blobs, ColumnKind, Store, StoreOptions, Table, Tx, Value};

/// Rows and attachments come in one transaction, however long that takes.
const PATIENCE: Duration = Duration::from_secs(24 * 3600);

/// What is brought back, and whereto.
pub struct Restoring<'a> {
    /// The backup.
    pub file: &'a Path,
    /// Opens it.
    pub identity: &'a Identity,
    /// What [`super::check`] found in it.
    pub checked: &'a Checked,
    /// Where everything is put together: a folder beside `target` that does not exist.
    pub stage: &'a Path,
    /// The folder of the configuration; must not exist, or be empty.
    pub target: &'a Path,
    /// The configuration as it is to stand there.
    pub config: &'a str,
    /// The empty database; a file may lie in `stage`.
    pub url: &'a str,
    /// The folder of the attachments, likewise.
    pub blobs: &'a Path,
    /// Gets the files of the onion service, if there are any; must not exist.
    pub onion: &'a Path,
}

/// What was brought back.
pub struct Restored {
    /// Rows of all tables.
    pub rows: u64,
    /// Attachments.
    pub blobs: u64,
    /// Names of the onion service's files.
    pub onion: Vec<String>,
}

/// Reads the head of a backup alone.
pub fn peek(file: &Path, identity: &Identity) -> Result<Head, BackupError> {
    Ok(Backup::open(file, identity)?.head)
}

/// Brings it back. After an error nothing of it is left. Calls `progress(done, of)`, in bytes.
pub async fn restore(what: &Restoring<'_>, progress: impl FnMut(u64, u64)) -> Result<Restored, BackupError> {
    let database = what.url.strip_prefix("sqlite:").map(|path| PathBuf::from(path.strip_prefix("//").unwrap_or(path)));
    empty_or_missing(what.target)?;
    for taken in [Some(what.stage), database.as_deref(), Some(what.onion)].into_iter().flatten() {
        if taken.symlink_metadata().is_ok() {
            return Err(BackupError::Taken(taken.to_owned()));
        }
    }
    empty_or_missing(what.blobs)?;
    let mut undo = Undo(vec![what.stage.to_owned(), what.blobs.to_owned(), what.onion.to_owned()]);
    if let Some(file) = &database {
        for ending in ["", "-wal", "-shm"] {
            let mut name = file.clone().into_os_string();
            name.push(ending);
            undo.0.push(name.into());
        }
    }
    folder(what.stage)?;
    if let Some(parent) = database.as_deref().and_then(Path::parent) {
        folder(parent)?;
    }
    let options = StoreOptions { statement_timeout: PATIENCE, ..StoreOptions::new(what.url, what.blobs) };
    let store = Store::connect(&options).await?;
    let filled = fill(&store, what, progress).await;
    store.close().await;
    let restored = filled?;
    write(&what.stage.join("tocsin.toml"), what.config.as_bytes())?;
    note_origin(what.stage, what.checked)?;
    sync(what.stage)?;
    fs::rename(what.stage, what.target).map_err(io(what.target))?;
    sync(what.target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
    undo.0.clear();
    Ok(restored)
}

async fn fill(store: &Store, what: &Restoring<'_>, mut progress: impl FnMut(u64, u64)) -> Result<Restored, BackupError> {
    let mut backup = Backup::open(what.file, what.identity)?;
    let mut tx = store.write_copy(backup.head.schema).await?;
    let places = places(&backup.head, &tx.tables().await?)?;
    let mut restored = Restored { rows: 0, blobs: 0, onion: Vec::new() };
    loop {
        match backup.next()? {
            Piece::File { name, content } => {
                if let Some(file) = name.strip_prefix("onion/") {
                    folder(what.onion)?;
                    write(&what.onion.join(file), &content)?;
                    restored.onion.push(file.to_owned());
                }
            }
            Piece::Rows { table, rows } => {
                let place = places.get(table).ok_or_else(|| refused("it holds rows of no table"))?;
                restored.rows += place.insert(&mut tx, rows, &what.checked.destroyed).await?;
            }
            Piece::Blob { id } => {
                // Those of cases that were destroyed while the copy was made have no row here.
                let wanted = !what.checked.unusable.contains(&id) && tx.blob_is_named(&id).await?;
                restored.blobs += u64::from(wanted);
                blob(&mut backup, store.blobs(), &id, wanted).await?;
            }
            Piece::End => break,
        }
        let (done, of) = backup.progress();
        progress(done, of);
    }
    let again = backup.checked()?;
    if again.manifest != what.checked.manifest {
        return Err(refused("it changed while it was read"));
    }
    tx.commit().await?;
    store.migrate().await?;
    Ok(restored)
}

async fn blob(backup: &mut Backup<'_>, blobs: &Blobs, id: &[u8; 16], wanted: bool) -> Result<(), BackupError> {
    let mut writer = wanted.then(|| blobs.writer(id));
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let n = backup.blob(&mut buffer)?;
        if n == 0 {
            break;
        }
        if let Some(writer) = &mut writer {
            writer.write_all(&buffer[..n]).await.map_err(|error| refused(format!("an attachment cannot be written: {error}")))?;
        }
    }
    match writer {
        // No row is waiting: the transaction that names it commits last, and nobody sweeps a folder that is being filled.
        Some(writer) => writer.finish().await.map(drop).map_err(BackupError::from),
        None => Ok(()),
    }
}

/// Where the values of a table's rows go: the two databases may list columns in another order.
struct Placed {
    table: Table,
    /// For each column of the table, its place in a row of the backup.
    from: Vec<usize>,
    /// The column that names the case, in the table's order.
    case: Option<usize>,
}

fn places(head: &Head, there: &[Table]) -> Result<Vec<Placed>, BackupError> {
    let odd = |name: &str| refused(format!("its table {name} is not that of schema {}", head.schema));
    if let Some(table) = there.iter().find(|table| head.tables.iter().all(|named| named.name != table.name)) {
        return Err(odd(&table.name));
    }
    head.tables
        .iter()
        .map(|named| {
            let table = there.iter().find(|table| table.name == named.name).ok_or_else(|| odd(&named.name))?.clone();
            let place = |name: &String| named.columns.iter().position(|column| column == name);
            let from: Vec<_> =
                table.columns.iter().map(|column| place(&column.name)).collect::<Option<_>>().ok_or_else(|| odd(&named.name))?;
            if named.columns.len() != table.columns.len() {
                return Err(odd(&named.name));
            }
            let case = if table.name == "cases" { "id" } else { "case_id" };
            let case = table.columns.iter().position(|column| column.name == case);
            Ok(Placed { table, from, case })
        })
        .collect()
}

impl Placed {
    async fn insert(&self, tx: &mut Tx, rows: Vec<Vec<Value>>, destroyed: &BTreeSet<[u8; 16]>) -> Result<u64, BackupError> {
        let mut count = 0;
        for mut row in rows {
            let row: Vec<Value> =
                self.from.iter().map(|at| row.get_mut(*at).map_or(Value::Null, |value| std::mem::replace(value, Value::Null))).collect();
            let gone = |value: &Value| matches!(value, Value::Bytes(id) if <[u8; 16]>::try_from(id.as_slice()).is_ok_and(|id| destroyed.contains(&id)));
            if self.case.and_then(|at| row.get(at)).is_some_and(gone) {
                continue;
            }
            if row.iter().zip(&self.table.columns).any(|(value, column)| !fits(value, column.kind)) {
                return Err(refused(format!("a row of {} holds another kind of value", self.table.name)));
            }
            tx.insert_copy(&self.table, &row).await?;
            count += 1;
        }
        Ok(count)
    }
}

fn fits(value: &Value, kind: ColumnKind) -> bool {
    match value {
        Value::Null => true,
        Value::Number(_) => kind == ColumnKind::Number,
        Value::Text(_) => kind == ColumnKind::Text,
        Value::Bytes(_) => kind == ColumnKind::Bytes,
    }
}

fn empty_or_missing(path: &Path) -> Result<(), BackupError> {
    match fs::read_dir(path) {
        Ok(mut entries) => entries.next().map_or(Ok(()), |_| Err(BackupError::Taken(path.to_owned()))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(io(path)(error)),
    }
}

fn folder(path: &Path) -> Result<(), BackupError> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(io(path))
}

fn write(path: &Path, content: &[u8]) -> Result<(), BackupError> {
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(content)?;
        file.sync_all()
    };
    write().map_err(io(path))
}

fn sync(folder: &Path) -> Result<(), BackupError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io(folder))
}

/// What is removed again unless all of it worked: nothing of it was there before.
struct Undo(Vec<PathBuf>);

impl Drop for Undo {
    fn drop(&mut self) {
        for path in &self.0 {
            let removed = match path.symlink_metadata() {
                Ok(about) if about.is_dir() => fs::remove_dir_all(path),
                Ok(_) => fs::remove_file(path),
                Err(_) => continue,
            };
            if let Err(error) = removed {
                crate::observe::warn(
                    "what was restored in part cannot be removed; delete it by hand",
                    &[("cause", &crate::observe::Cause(&format!("{}: {error}", path.display())))],
                );
            }
        }
    }
}
