//! Files that grow over several visits: sealed elsewhere, sent in pieces over bad networks, and still there after a
//! restart.
//!
//! Such a file lies beside the finished blobs as `<id>.part` and takes the blob's name once it is whole. Whoever adds to
//! it holds a lock of the system on it, so that of all servers on the folder only one does, and a dead one holds nothing.
//! Bytes are only ever added at the end. A length that is told was made durable before. The time of last change is set
//! back to the start of the day with every write.

use super::blobs::{Blobs, HeldBlob, coarsen};
use super::error::StoreError;
use super::orphans::Watch;
use rustix::fs::{FlockOperation, flock};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What stands behind the id in the name of a file that grows.
pub(super) const GROWING: &str = ".part";
/// Bytes that are gathered before they are written.
const BUFFER: usize = 256 * 1024;

/// The way to a file that grows.
pub enum Way {
    /// Open, and nobody else's.
    Open(Growing),
    /// Somebody else is adding to it.
    Busy,
    /// There is no such file (any more).
    Gone,
}

/// A file that grows, locked. Dropped, it keeps what came and lets others go on.
pub struct Growing {
    file: Arc<File>,
    path: PathBuf,
    whole: PathBuf,
    written: u64,
    gathered: Vec<u8>,
}

impl Blobs {
    /// Begins a file that grows, durable and empty on return; hold what is given back until its row is committed.
    /// [`StoreError::Duplicate`] if there is a file of this id with anything in it.
    pub async fn begin_growing(&self, id: &[u8; 16]) -> Result<HeldBlob, StoreError> {
        let held = Watch::hold(&self.watch, *id);
        let (path, whole) = (self.growing_path(id), self.file(id));
        blocking(move || {
            if whole.try_exists().map_err(|source| fault(&whole, source))? {
                return Err(StoreError::Duplicate);
            }
            let file = match OpenOptions::new().append(true).create_new(true).mode(0o600).open(&path) {
                Ok(file) => file,
                // The same beginning once more, after an answer that was lost.
                Err(error) if error.kind() == ErrorKind::AlreadyExists && std::fs::metadata(&path).is_ok_and(|old| old.len() == 0) => {
                    OpenOptions::new().append(true).open(&path).map_err(|source| fault(&path, source))?
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(StoreError::Duplicate),
                Err(source) => return Err(fault(&path, source)),
            };
            coarsen(&file).and_then(|()| file.sync_all()).map_err(|source| fault(&path, source))?;
            settle_folder(&path)
        })
        .await?;
        Ok(held)
    }

    /// The way to add to a file that grows.
    pub async fn growing(&self, id: &[u8; 16]) -> Result<Way, StoreError> {
        let (path, whole) = (self.growing_path(id), self.file(id));
        blocking(move || {
            let file = match OpenOptions::new().read(true).append(true).open(&path) {
                Ok(file) => file,
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Way::Gone),
                Err(source) => return Err(fault(&path, source)),
            };
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => {}
                Err(rustix::io::Errno::WOULDBLOCK) => return Ok(Way::Busy),
                Err(errno) => return Err(fault(&path, errno.into())),
            }
            let about = file.metadata().map_err(|source| fault(&path, source))?;
            // Between opening and locking it may have got its final name, or been removed.
            match std::fs::metadata(&path) {
                Ok(named) if (named.dev(), named.ino()) == (about.dev(), about.ino()) => {}
                Ok(_) => return Ok(Way::Busy),
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Way::Gone),
                Err(source) => return Err(fault(&path, source)),
            }
            Ok(Way::Open(Growing { file: Arc::new(file), path, whole, written: about.len(), gathered: Vec::new() }))
        })
        .await
    }

    /// How many bytes of a file that grows are durable, whoever is adding to it; `None` if there is no such file.
    pub async fn grown(&self, id: &[u8; 16]) -> Result<Option<u64>, StoreError> {
        let path = self.growing_path(id);
        blocking(move || {
            let file = match File::open(&path) {
                Ok(file) => file,
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
                Err(source) => return Err(fault(&path, source)),
            };
            let length = file.metadata().map_err(|source| fault(&path, source))?.len();
            file.sync_all().map_err(|source| fault(&path, source))?;
            Ok(Some(length))
        })
        .await
    }

    /// Of a finished blob the first bytes, at most `head` of them, its length, and its SHA-256; `None` if there is none.
    pub async fn summed(&self, id: &[u8; 16], head: usize) -> Result<Option<(Vec<u8>, u64, [u8; 32])>, StoreError> {
        let whole = self.file(id);
        blocking(move || match read_through(&whole, head) {
            Ok((head, length, sum)) => Ok(Some((head, length, sum))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(fault(&whole, source)),
        })
        .await
    }

    /// Removes whatever there is of an id, growing or finished, durably. Repeating it is no error.
    pub async fn remove_all(&self, id: &[u8; 16]) -> Result<(), StoreError> {
        let path = self.growing_path(id);
        blocking(move || {
            match std::fs::remove_file(&path) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(source) => return Err(fault(&path, source)),
            }
            settle_folder(&path)
        })
        .await?;
        self.delete(id).await
    }

    fn growing_path(&self, id: &[u8; 16]) -> PathBuf {
        let mut name = self.file(id).into_os_string();
        name.push(GROWING);
        name.into()
    }
}

impl Growing {
    /// Bytes so far, those not yet durable included.
    pub fn length(&self) -> u64 {
        self.written + self.gathered.len() as u64
    }

    /// Adds bytes. After an error, how many of them are there is to be asked anew.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= BUFFER { self.pass_on().await } else { Ok(()) }
    }

    /// Makes everything that came durable, and says how much that is.
    pub async fn settle(&mut self) -> Result<u64, StoreError> {
        self.pass_on().await?;
        let (file, path) = (Arc::clone(&self.file), self.path.clone());
        blocking(move || file.sync_all().map_err(|source| fault(&path, source))).await?;
        Ok(self.written)
    }

    /// The first bytes, at most `head` of them, and the SHA-256 of everything.
    pub async fn summed(&self, head: usize) -> Result<(Vec<u8>, [u8; 32]), StoreError> {
        let path = self.path.clone();
        let (head, _, sum) = blocking(move || read_through(&path, head).map_err(|source| fault(&path, source))).await?;
        Ok((head, sum))
    }

    /// It is whole: on return it lies durably under its final name. What was added since it was last settled is lost.
    pub async fn finish(mut self) -> Result<(), StoreError> {
        self.gathered.clear();
        let (path, whole) = (self.path.clone(), self.whole.clone());
        let done = blocking(move || {
            std::fs::rename(&path, &whole).map_err(|source| fault(&path, source))?;
            settle_folder(&whole)
        });
        done.await
    }

    /// Removes it, durably.
    pub async fn remove(mut self) -> Result<(), StoreError> {
        self.gathered.clear();
        let path = self.path.clone();
        blocking(move || {
            std::fs::remove_file(&path).map_err(|source| fault(&path, source))?;
            settle_folder(&path)
        })
        .await
    }

    async fn pass_on(&mut self) -> Result<(), StoreError> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let bytes = std::mem::take(&mut self.gathered);
        let (file, path, added) = (Arc::clone(&self.file), self.path.clone(), bytes.len() as u64);
        self.gathered = blocking(move || {
            append(&file, &bytes).map_err(|source| fault(&path, source))?;
            let mut again = bytes;
            again.clear();
            Ok(again)
        })
        .await?;
        self.written += added;
        Ok(())
    }
}

impl Drop for Growing {
    /// A connection that broke must not cost what came over it.
    fn drop(&mut self) {
        if let (false, Ok(runtime)) = (self.gathered.is_empty(), tokio::runtime::Handle::try_current()) {
            let (file, bytes) = (Arc::clone(&self.file), std::mem::take(&mut self.gathered));
            runtime.spawn_blocking(move || {
                // What could not be written is sent again: nobody was told that it is here.
                let _ = append(&file, &bytes);
            });
        }
    }
}

fn append(mut file: &File, bytes: &[u8]) -> std::io::Result<()> {
    let written = file.write_all(bytes);
    coarsen(file)?;
    written
}

fn read_through(path: &Path, head: usize) -> std::io::Result<(Vec<u8>, u64, [u8; 32])> {
    let mut file = File::open(path)?;
    let (mut first, mut length, mut sum) = (Vec::new(), 0, ring::digest::Context::new(&ring::digest::SHA256));
    let mut buffer = vec![0; BUFFER];
    loop {
        let n = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => n,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let piece = buffer.get(..n).unwrap_or_default();
        let wanted = head.saturating_sub(first.len()).min(n);
        first.extend_from_slice(piece.get(..wanted).unwrap_or_default());
        sum.update(piece);
        length += n as u64;
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(sum.finish().as_ref());
    Ok((first, length, hash))
}

/// Makes the names in a file's folder durable, and its time no finer than the day.
fn settle_folder(path: &Path) -> Result<(), StoreError> {
    let Some(folder) = path.parent() else { return Ok(()) };
    let settled = File::open(folder).and_then(|open| {
        open.sync_all()?;
        coarsen(&open)
    });
    settled.map_err(|source| fault(folder, source))
}

fn fault(path: &Path, source: std::io::Error) -> StoreError {
    StoreError::Io { path: path.to_owned(), source }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, StoreError> + Send + 'static) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| StoreError::Blob(Box::new(error)))?
}
