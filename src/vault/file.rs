//! Key files on disk: private, replaced whole or not at all, changed by one process at a time.

use super::VaultError;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// No key file is longer; a longer one is refused before it is read.
const LONGEST: u64 = 1 << 20;

/// Which version of a file was read: changes whenever the file is replaced.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    inode: u64,
    length: u64,
    seconds: i64,
    nanoseconds: i64,
}

fn stamp_of(metadata: &std::fs::Metadata) -> Stamp {
    Stamp { inode: metadata.ino(), length: metadata.len(), seconds: metadata.mtime(), nanoseconds: metadata.mtime_nsec() }
}

fn io_error(path: &Path) -> impl FnOnce(std::io::Error) -> VaultError + '_ {
    move |source| match source.kind() {
        ErrorKind::NotFound => VaultError::Missing(path.to_owned()),
        ErrorKind::AlreadyExists => VaultError::Exists(path.to_owned()),
        _ => VaultError::Io { path: path.to_owned(), source },
    }
}

/// The stamp of the file now at `path`.
pub(super) fn stamp(path: &Path) -> Result<Stamp, VaultError> {
    std::fs::metadata(path).map(|metadata| stamp_of(&metadata)).map_err(io_error(path))
}

/// Reads a private file whole. Rights are checked on the open handle, so that it cannot be swapped in between.
pub(super) fn read_private(path: &Path) -> Result<(Zeroizing<Vec<u8>>, Stamp), VaultError> {
    let file = File::open(path).map_err(io_error(path))?;
    let metadata = file.metadata().map_err(io_error(path))?;
    if metadata.mode() & 0o077 != 0 {
        return Err(VaultError::ReadableByOthers(path.to_owned()));
    }
    if !metadata.is_file() || metadata.len() > LONGEST {
        return Err(VaultError::Malformed { path: path.to_owned(), reason: "not a plain file of a sane size" });
    }
    // Reserved beforehand: a buffer that grows would leave copies of a key behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(metadata.len() as usize + 1));
    file.take(LONGEST).read_to_end(&mut bytes).map_err(io_error(path))?;
    Ok((bytes, stamp_of(&metadata)))
}

/// The same for a file that may be replaced and its old bytes wiped meanwhile: what is read is what has the name afterwards.
pub(super) fn read_replaceable(path: &Path) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    loop {
        let (bytes, read) = read_private(path)?;
        if stamp(path)? == read {
            return Ok(bytes);
        }
    }
}

/// Makes a new private file, durable when this returns; refuses to touch an existing one.
pub(super) fn create_private(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    if path.try_exists().map_err(io_error(path))? {
        return Err(VaultError::Exists(path.to_owned()));
    }
    let staged = stage(path, bytes)?;
    // A hard link, unlike a rename, fails if somebody else made the file meanwhile.
    let linked = std::fs::hard_link(&staged, path).map_err(io_error(path));
    std::fs::remove_file(&staged).map_err(io_error(&staged))?;
    linked?;
    sync_folder(path)
}

/// Replaces a private file atomically, durable when this returns: whoever reads sees the old or the new one whole.
/// Call only under [`lock`].
pub(super) fn replace_private(path: &Path, bytes: &[u8]) -> Result<Stamp, VaultError> {
    let staged = stage(path, bytes)?;
    let now = stamp(&staged)?;
    std::fs::rename(&staged, path).map_err(io_error(path))?;
    sync_folder(path)?;
    Ok(now)
}

/// An exclusive lock beside `path`, across processes and threads, until the handle is dropped (or its process dies).
pub(super) fn lock(path: &Path) -> Result<File, VaultError> {
    let path = beside(path, "lock");
    let file = match OpenOptions::new().create_new(true).write(true).mode(0o600).open(&path) {
        // Only what was made this moment is handed over: what lay there may be a link to a file of somebody else's.
        Ok(made) => {
            hand_to_owner(&made, &path);
            made
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => OpenOptions::new().write(true).open(&path).map_err(io_error(&path))?,
        Err(error) => return Err(io_error(&path)(error)),
    };
    rustix::fs::flock(&file, rustix::fs::FlockOperation::LockExclusive).map_err(|error| VaultError::Io { path, source: error.into() })?;
    Ok(file)
}

/// Gives a file a second name, durable on return; what had that name is no longer there.
pub(super) fn link_aside(path: &Path, second: &Path) -> Result<(), VaultError> {
    match is_same(second, path)? {
        true => return Ok(()),
        false => wipe(second)?,
    }
    std::fs::hard_link(path, second).map_err(io_error(second))?;
    sync_folder(path)
}

/// Puts a file in another's place, durable on return.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), VaultError> {
    std::fs::rename(from, to).map_err(io_error(to))?;
    sync_folder(to)
}

/// Whether two names are one file.
pub(super) fn is_same(one: &Path, other: &Path) -> Result<bool, VaultError> {
    let file = |path: &Path| match std::fs::metadata(path) {
        Ok(metadata) => Ok(Some((metadata.dev(), metadata.ino()))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_error(path)(error)),
    };
    let one = file(one)?;
    Ok(one.is_some() && one == file(other)?)
}

/// Overwrites a secret that nothing needs any more, and removes it; nothing to do if it is not there. What the disk itself
/// keeps of the old blocks is beyond a program.
pub(super) fn wipe(path: &Path) -> Result<(), VaultError> {
    let mut file = match OpenOptions::new().write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io_error(path)(error)),
    };
    let length = file.metadata().map_err(io_error(path))?.len().min(LONGEST);
    file.write_all(&vec![0; length as usize]).and_then(|()| file.sync_all()).map_err(io_error(path))?;
    remove(path)
}

/// Removes a name, durable on return.
pub(super) fn remove(path: &Path) -> Result<(), VaultError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(io_error(path)(error)),
        _ => sync_folder(path),
    }
}

/// `name.suffix` in the same folder.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(suffix);
    path.with_file_name(name)
}

/// Writes and syncs the new bytes beside the file. What a killed process left there is written over.
fn stage(path: &Path, bytes: &[u8]) -> Result<PathBuf, VaultError> {
    let staged = beside(path, "new");
    match std::fs::remove_file(&staged) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(io_error(&staged)(error)),
        _ => {}
    }
    let mut file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(&staged).map_err(io_error(&staged))?;
    hand_to_owner(&file, &staged);
    if let Err(error) = file.write_all(bytes).and_then(|()| file.sync_all()) {
        // On a full disk half of a file would stay in the way of others.
        let _ = std::fs::remove_file(&staged);
        return Err(io_error(&staged)(error));
    }
    Ok(staged)
}

/// Gives a file that was just made to the owner of its folder. An administrator runs commands as root; what these leave in
/// the service's folders must stay the service's, or it could not read its own keys at the next start. Whoever is not
/// root makes files of their own and cannot give them away: then nothing happens.
pub fn hand_to_owner(file: &File, path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let (Ok(folder), Ok(own)) = (std::fs::metadata(folder), file.metadata())
        && (folder.uid(), folder.gid()) != (own.uid(), own.gid())
    {
        let _ = std::os::unix::fs::fchown(file, Some(folder.uid()), Some(folder.gid()));
    }
}

/// Makes a file that somebody else put in place durable, its name included.
pub(super) fn sync(path: &Path) -> Result<(), VaultError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(io_error(path))?;
    sync_folder(path)
}

fn sync_folder(path: &Path) -> Result<(), VaultError> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io_error(folder))
}
