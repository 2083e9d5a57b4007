//! Sealed attachments: one object per blob, durable before its row is committed.
//!
//! In a folder (0700) a blob lies at `ab/abcdef…`, its id as hex text. Its times are set back to the start of the day.
//! What a crash left half-written is staged as `name#1`, never listed, and swept when the folder is opened by the
//! only process that uses it.

use super::error::StoreError;
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

/// Bytes held in memory per reader or writer.
const BUFFER: usize = 1 << 20;
const DAY: u64 = 86_400;

/// The sealed attachments. Clones share everything.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    root: Arc<Path>,
    /// Shared among all processes that use the folder, so that none sweeps what another is writing.
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
        if flock(&in_use, FlockOperation::NonBlockingLockExclusive).is_ok() {
            folders().try_for_each(|folder| sweep(&folder)).map_err(error)?;
        }
        flock(&in_use, FlockOperation::LockShared).map_err(|source| error(source.into()))?;
        let store = LocalFileSystem::new_with_prefix(root)?.with_fsync(true);
        Ok(Self { store: Arc::new(store), root: root.into(), _in_use: Arc::new(in_use) })
    }

    /// Begins a blob. Nothing of it is to be seen before [`BlobWriter::finish`]; dropped before, it leaves nothing.
    pub fn writer(&self, id: &[u8; 16]) -> BlobWriter {
        let inner = BufWriter::with_capacity(self.store.clone(), object_path(id), BUFFER).with_max_concurrency(1);
        BlobWriter { inner, file: self.file(id), failed: false }
    }

    /// Reads a blob from its beginning; [`StoreError::NoBlob`] if there is none.
    pub async fn reader(&self, id: &[u8; 16]) -> Result<impl AsyncRead + Send + Unpin + use<>, StoreError> {
        let meta = self.store.head(&object_path(id)).await?;
        Ok(BufReader::with_capacity(self.store.clone(), &meta, BUFFER))
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

    fn file(&self, id: &[u8; 16]) -> PathBuf {
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
}

impl BlobWriter {
    /// Completes the blob: on return it is durable, its name included. After an error nothing of it remains.
    pub async fn finish(mut self) -> Result<(), StoreError> {
        if self.failed {
            return Err(StoreError::Blob("an earlier write failed".into()));
        }
        self.inner.shutdown().await.map_err(|error| StoreError::Blob(Box::new(error)))?;
        settle(self.file, true).await
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

/// After a blob came or went: its folder's entry is made durable, and the times of both tell the day at most.
async fn settle(file: PathBuf, written: bool) -> Result<(), StoreError> {
    let work = move || -> Result<(), StoreError> {
        let error = |source| StoreError::Io { path: file.clone(), source };
        if written {
            File::open(&file).and_then(|open| coarsen(&open)).map_err(error)?;
        }
        if let Some(folder) = file.parent() {
            let folder = File::open(folder).map_err(error)?;
            folder.sync_all().map_err(error)?;
            coarsen(&folder).map_err(error)?;
        }
        Ok(())
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| StoreError::Blob(Box::new(error)))?
}

fn coarsen(file: &File) -> std::io::Result<()> {
    let modified = file.metadata()?.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    let day = UNIX_EPOCH + Duration::from_secs(modified.as_secs() / DAY * DAY);
    file.set_times(FileTimes::new().set_modified(day).set_accessed(day))
}

/// Removes what a dead process left half-written in one folder.
fn sweep(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().as_encoded_bytes().contains(&b'#') {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
