//! Orphans: sealed files that no row names, because the process died between file and row, or could not delete.
//!
//! None may be removed that an upload is about to name, here or in another process on the same folder, whatever any
//! clock on the wall says. So:
//!
//! * What this process is writing it holds in memory ([`super::HeldBlob`]) until the row is committed.
//! * What lay there when this process opened the folder *alone* (an exclusive lock tells) nobody is writing: it goes at
//!   the first sweep, half-written files at once; files that grow over several visits stay as long as a row knows them.
//! * Anything else unnamed may belong to another process. It goes once this process has seen it unnamed for the given
//!   patience by the monotonic clock. Uploads that last longer than half of that are not named any more by whoever made
//!   them, so that the two can never meet.
//!
//! A file whose name is not of this store's making is left alone.

use super::blobs::{Blobs, HeldBlob};
use super::error::StoreError;
use super::growing::GROWING;
use super::pools::Store;
use crate::vault::hex;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// What one process knows about files without rows.
#[derive(Default)]
pub(super) struct Watch {
    /// Being written, or finished and about to be named.
    held: Mutex<HashSet<[u8; 16]>>,
    /// Names seen without a row, and since when; `None`: from before anybody was here.
    seen: Mutex<HashMap<String, Option<Instant>>>,
}

/// What a sweep of orphans did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files removed.
    pub removed: usize,
    /// Files that are watched: removed later if nobody names them.
    pub watched: usize,
    /// Files that could not be removed; tried again.
    pub failed: usize,
}

/// How rows and files fit together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BlobCheck {
    /// Rows that name a file.
    pub named: usize,
    /// Rows whose file is not there: an attachment is lost.
    pub missing: usize,
    /// Rows whose file has another size than was stored.
    pub wrong_size: usize,
    /// Files that no row names (uploads in flight among them).
    pub unnamed: usize,
}

impl Watch {
    /// Keeps a blob from the sweep until the value given back is dropped.
    pub(super) fn hold(watch: &Arc<Self>, id: [u8; 16]) -> HeldBlob {
        lock(&watch.held).insert(id);
        HeldBlob::new(Arc::clone(watch), id)
    }

    pub(super) fn release(&self, id: &[u8; 16]) {
        lock(&self.held).remove(id);
    }

    /// Called while no other process uses the folder: half-written files go at once, and every other is remembered.
    pub(super) fn found_alone(&self, root: &Path) -> std::io::Result<()> {
        let mut seen = lock(&self.seen);
        for file in files(root)? {
            if file.form == Form::Staged {
                std::fs::remove_file(root.join(&file.name[..2]).join(&file.name))?;
            } else {
                seen.insert(file.name, None);
            }
        }
        Ok(())
    }

    /// Removes what is due of `found`, where `spared` are the blobs that are held or that rows name.
    fn sweep(&self, root: &Path, found: Vec<Found>, spared: &HashSet<[u8; 16]>, patience: Duration) -> Swept {
        let mut before = std::mem::take(&mut *lock(&self.seen));
        let (mut swept, mut after) = (Swept::default(), HashMap::new());
        for file in found {
            if spared.contains(&file.id) {
                continue;
            }
            let since = before.remove(&file.name).unwrap_or_else(|| Some(Instant::now()));
            if since.is_none_or(|since| since.elapsed() >= patience) {
                let folder = root.join(&file.name[..2]);
                let removed = std::fs::remove_file(folder.join(&file.name)).and_then(|()| std::fs::File::open(&folder)?.sync_all());
                if removed.is_ok() {
                    swept.removed += 1;
                    continue;
                }
                swept.failed += 1;
            }
            swept.watched += 1;
            after.insert(file.name, since);
        }
        *lock(&self.seen) = after;
        swept
    }
}

impl Store {
    /// Removes sealed files that no row names, if they have been seen so for `patience`; see above.
    pub async fn sweep_blobs(&self, patience: Duration) -> Result<Swept, StoreError> {
        let found = list(self.blobs()).await?;
        // In this order: what is on the list was begun, so it is held by now, or was let go because its row is committed,
        // and then the rows read after that name it.
        let mut spared = lock(&self.blobs().watch.held).clone();
        let mut tx = self.read().await?;
        spared.extend(tx.all_blobs().await?.into_iter().map(|row| row.id));
        spared.extend(tx.all_uploads().await?.into_iter().map(|row| row.id));
        drop(tx);
        let blobs = self.blobs().clone();
        blocking(move || Ok(blobs.watch.sweep(blobs.root(), found, &spared, patience))).await
    }

    /// Compares rows with files, changing neither.
    pub async fn check_blobs(&self) -> Result<BlobCheck, StoreError> {
        // Before the list: a file is always older than its row.
        let rows = self.read().await?.all_blobs().await?;
        let found = list(self.blobs()).await?;
        let unnamed = found.iter().filter(|file| rows.binary_search_by(|row| row.id.cmp(&file.id)).is_err()).count();
        let sizes: HashMap<[u8; 16], u64> = found.iter().filter(|file| file.form == Form::Whole).map(|file| (file.id, file.size)).collect();
        let missing = rows.iter().filter(|row| !sizes.contains_key(&row.id)).count();
        let wrong = |row: &&super::BlobRow| sizes.get(&row.id).is_some_and(|size| i64::try_from(*size) != Ok(row.size));
        Ok(BlobCheck { named: rows.len(), missing, wrong_size: rows.iter().filter(wrong).count(), unnamed })
    }
}

/// A file of ours in the folder.
struct Found {
    id: [u8; 16],
    name: String,
    form: Form,
    size: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Whole,
    /// Being written in one go, by one process: worth nothing without it.
    Staged,
    /// Growing over several visits: may go on after a restart.
    Growing,
}

async fn list(blobs: &Blobs) -> Result<Vec<Found>, StoreError> {
    let blobs = blobs.clone();
    blocking(move || files(blobs.root()).map_err(|source| StoreError::Io { path: blobs.root().to_owned(), source })).await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, StoreError> + Send + 'static) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| StoreError::Blob(Box::new(error)))?
}

fn files(root: &Path) -> std::io::Result<Vec<Found>> {
    let mut found = Vec::new();
    for first in 0..=255u8 {
        let folder = hex(&[first]);
        let entries = match std::fs::read_dir(root.join(&folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let Some((id, form)) = ours(&name).filter(|_| name.starts_with(&folder)) else { continue };
            match entry.metadata() {
                Ok(metadata) => found.push(Found { id, name, form, size: metadata.len() }),
                // Gone since it was listed.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(found)
}

/// The id in a file's name, and what it is: half-written ones are `id#number`, growing ones `id.part`.
fn ours(name: &str) -> Option<([u8; 16], Form)> {
    let (text, form) = match (name.split_once('#'), name.strip_suffix(GROWING)) {
        (Some((text, number)), _) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => (text, Form::Staged),
        (Some(_), _) => return None,
        (None, Some(text)) => (text, Form::Growing),
        (None, None) => (name, Form::Whole),
    };
    let mut id = [0; 16];
    for (byte, pair) in id.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    // Only what this store would have written itself: no other length or case.
    (hex(&id) == text).then_some((id, form))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Every change under the lock is one step, so that a panic leaves nothing half-changed.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
