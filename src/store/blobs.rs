//! Sealed attachments: one object per blob, durable before its row is committed.
//!
//! In a folder (0700) a blob lies at `ab/abcdef…`, its id as hex text. Its times are set back to the start of the day.
//! What is half-written is staged as `name#1` and never listed. What a dead process left behind, half-written or finished
//! but named by no row, goes with the sweep of orphans (see `orphans`).

use super::error::StoreError;
use super::orphans::Watch;
use crate::vault::hex;
use futures::TryStreamExt;
use object_store::buffered::{BufReader, BufWriter};
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt};
use std::fs::{DirBuilder, File, FileTimes};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, UNIX_EPOCH};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::time::Instant;

/// Bytes held in memory per reader or writer.
const BUFFER: usize = 1 << 20;
const DAY: u64 = 86_400;

/// The sealed attachments. Clones share everything.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    root: Arc<Path>,
    /// What this process holds, and what it has seen that nobody names.
    pub(super) watch: Arc<Watch>,
    /// Shared among all processes that use the folder, so that each knows whether it came alone.
    _in_use: Arc<File>,
}

impl Blobs {
    pub(super) async fn open(root: &Path) -> Result<Self, StoreError> {
        let root = root.to_owned();
        tokio::task::spawn_blocking(move || Self::open_folder(&root)).await.map_err(|error| StoreError::Blob(Box::new(error)))?
    }

    fn open_folder(root: &Path) -> Result<Self, StoreError> {
        let error = |source| StoreError::Io { path: root.to_owned(), source };
        let folders = || (0..=255u8).map(|first| root.join(hex(&[first])));
        DirBuilder::new().recursive(true).mode(0o700).create(root).map_err(error)?;
        // Made beforehand, so that a new one never tells when its first blob came.
        for folder in folders() {
            DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(error)?;
        }
        File::open(root).and_then(|folder| folder.sync_all()).map_err(error)?;
        let in_use = File::open(root).map_err(error)?;
        use rustix::fs::{FlockOperation, flock};
        let watch = Watch::default();
        if flock(&in_use, FlockOperation::NonBlockingLockExclusive).is_ok() {
            // Nobody else is here, so nobody is writing what lies here.
            watch.found_alone(root).map_err(error)?;
        }
        flock(&in_use, FlockOperation::LockShared).map_err(|source| error(source.into()))?;
        let store = LocalFileSystem::new_with_prefix(root)?.with_fsync(true);
        Ok(Self { store: Arc::new(store), root: root.into(), watch: Arc::new(watch), _in_use: Arc::new(in_use) })
    }

    /// Begins a blob. Nothing of it is to be seen before [`BlobWriter::finish`]; dropped before, it leaves nothing.
    pub fn writer(&self, id: &[u8; 16]) -> BlobWriter {
        let inner = BufWriter::with_capacity(self.store.clone(), object_path(id), BUFFER).with_max_concurrency(1);
        BlobWriter { inner, file: self.file(id), failed: false, held: Watch::hold(&self.watch, *id) }
    }

    /// Reads a blob from its beginning; [`StoreError::NoBlob`] if there is none.
    pub async fn reader(&self, id: &[u8; 16]) -> Result<impl AsyncRead + Send + Unpin + use<>, StoreError> {
        let meta = self.store.head(&object_path(id)).await?;
        Ok(BufReader::with_capacity(self.store.clone(), &meta, BUFFER))
    }

    /// A blob's size in bytes; [`StoreError::NoBlob`] if there is none.
    pub async fn size(&self, id: &[u8; 16]) -> Result<u64, StoreError> {
        Ok(self.store.head(&object_path(id)).await?.size)
    }

    /// Deletes a blob, durably on return. Deleting what is not there is no error: a deletion may be repeated.
    pub async fn delete(&self, id: &[u8; 16]) -> Result<(), StoreError> {
        match self.store.delete(&object_path(id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        settle(self.file(id), false).await
    }

    /// Every finished blob.
    pub async fn list(&self) -> Result<Vec<[u8; 16]>, StoreError> {
        let found: Vec<_> = self.store.list(None).try_collect().await?;
        Ok(found.iter().filter_map(|object| parse_path(&object.location)).collect())
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn file(&self, id: &[u8; 16]) -> PathBuf {
        let name = hex(id);
        self.root.join(&name[..2]).join(name)
    }
}

/// A blob being written: any number of bytes, then [`BlobWriter::finish`]. Shutting the stream down only flushes it,
/// so that no adapter above can end a blob early.
pub struct BlobWriter {
    inner: BufWriter,
    file: PathBuf,
    failed: bool,
    held: HeldBlob,
}

/// Keeps a blob that no row names yet from being swept as an orphan; hold it until the row is committed.
pub struct HeldBlob {
    watch: Arc<Watch>,
    id: [u8; 16],
    begun: Instant,
}

impl HeldBlob {
    pub(super) fn new(watch: Arc<Watch>, id: [u8; 16]) -> Self {
        Self { watch, id, begun: Instant::now() }
    }

    /// How long ago its writing began. Other servers sweep what stays unnamed for long.
    pub fn age(&self) -> Duration {
        self.begun.elapsed()
    }
}

impl Drop for HeldBlob {
    fn drop(&mut self) {
        self.watch.release(&self.id);
    }
}

impl BlobWriter {
    /// Completes the blob: on return it is durable, its name included. After an error nothing of it remains, as far as
    /// the disk still obeys; the sweep of orphans sees to the rest.
    pub async fn finish(mut self) -> Result<HeldBlob, StoreError> {
        if self.failed {
            return Err(StoreError::Blob("an earlier write failed".into()));
        }
        // The file, then its folder, are synced on the way.
        let finished = match self.inner.shutdown().await {
            Ok(()) => settle(self.file.clone(), true).await,
            Err(error) => Err(StoreError::Blob(Box::new(error))),
        };
        match finished {
            Ok(()) => Ok(self.held),
            Err(error) => {
                remove_traces(self.file).await;
                Err(error)
            }
        }
    }
}

impl AsyncWrite for BlobWriter {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        if self.failed {
            return Poll::Ready(Err(std::io::Error::other("an earlier write failed")));
        }
        let polled = Pin::new(&mut self.inner).poll_write(cx, bytes);
        self.failed = matches!(polled, Poll::Ready(Err(_)));
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        if self.failed {
            return Poll::Ready(Err(std::io::Error::other("an earlier write failed")));
        }
        let polled = Pin::new(&mut self.inner).poll_flush(cx);
        self.failed = matches!(polled, Poll::Ready(Err(_)));
        polled
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        self.poll_flush(cx)
    }
}

fn object_path(id: &[u8; 16]) -> ObjectPath {
    let name = hex(id);
    ObjectPath::from_iter([&name[..2], &name])
}

fn parse_path(path: &ObjectPath) -> Option<[u8; 16]> {
    let name = path.filename()?;
    let mut id = [0; 16];
    for (byte, pair) in id.iter_mut().zip(name.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    // Only what this module would have written itself: no other length, case or folder.
    (object_path(&id) == *path).then_some(id)
}

/// After a blob came or went: the times of the file and its folder tell the day at most. Where it went, the folder is
/// made durable first; where it came, that was done with its name.
async fn settle(file: PathBuf, written: bool) -> Result<(), StoreError> {
    let work = move || -> Result<(), StoreError> {
        let error = |source| StoreError::Io { path: file.clone(), source };
        if written {
            File::open(&file).and_then(|open| coarsen(&open)).map_err(error)?;
        }
        if let Some(folder) = file.parent() {
            let folder = File::open(folder).map_err(error)?;
            if !written {
                folder.sync_all().map_err(error)?;
            }
            coarsen(&folder).map_err(error)?;
        }
        Ok(())
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| StoreError::Blob(Box::new(error)))?
}

/// A blob whose last step failed may lie there under its name, or still staged.
async fn remove_traces(file: PathBuf) {
    let work = move || {
        let staged = format!("{}#1", file.display());
        // What cannot be removed now is an orphan, and goes with those.
        let _ = (std::fs::remove_file(&file), std::fs::remove_file(staged));
    };
    let _ = tokio::task::spawn_blocking(work).await;
}

pub(super) fn coarsen(file: &File) -> std::io::Result<()> {
    let modified = file.metadata()?.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    let day = UNIX_EPOCH + Duration::from_secs(modified.as_secs() / DAY * DAY);
    file.set_times(FileTimes::new().set_modified(day).set_accessed(day))
}
