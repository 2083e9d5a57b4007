//! Reading with bounds, and writing private files and folders that appear whole or not at all.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{Read as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use ring::rand::SystemRandom;
use rustix::fs::OFlags;
use tocsin_seal::PartId;
use zeroize::Zeroizing;

use crate::error::DeskError;

/// Largest file read into memory, in bytes: a report with every field full stays below a third of it.
pub const MEMORY_LIMIT: u64 = 16 * 1024 * 1024;

/// Opens a regular file; a link, a device or a pipe in its place is refused.
pub fn open_regular(path: &Path) -> Result<File, DeskError> {
    let about = fs::symlink_metadata(path).map_err(DeskError::io("read", path))?;
    if !about.is_file() {
        return Err(DeskError::refused(format!("{} is no regular file", crate::visible::visible_path(path))));
    }
    let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).unwrap_or_default();
    OpenOptions::new().read(true).custom_flags(flags).open(path).map_err(DeskError::io("read", path))
}

/// Reads a regular file of at most [`MEMORY_LIMIT`] bytes. The buffer is sized beforehand and wiped when dropped.
pub fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, DeskError> {
    read_up_to(path, MEMORY_LIMIT)
}

/// The same with another limit, in bytes.
pub fn read_up_to(path: &Path, limit: u64) -> Result<Zeroizing<Vec<u8>>, DeskError> {
    let file = open_regular(path)?;
    let length = file.metadata().map_err(DeskError::io("read", path))?.len();
    let too_large = || DeskError::refused(format!("{} is larger than any such file", crate::visible::visible_path(path)));
    if length > limit {
        return Err(too_large());
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1));
    file.take(limit + 1).read_to_end(&mut bytes).map_err(DeskError::io("read", path))?;
    if bytes.len() as u64 > limit { Err(too_large()) } else { Ok(bytes) }
}

/// The names in a folder, sorted; a link in place of the folder is refused.
pub fn names(folder: &Path) -> Result<Vec<String>, DeskError> {
    let about = fs::symlink_metadata(folder).map_err(DeskError::io("read", folder))?;
    if !about.is_dir() {
        return Err(DeskError::refused(format!("{} is no folder", crate::visible::visible_path(folder))));
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(DeskError::io("read", folder))? {
        let name = entry.map_err(DeskError::io("read", folder))?.file_name();
        let name = name
            .into_string()
            .map_err(|_| DeskError::refused(format!("{} holds a name that is no text", crate::visible::visible_path(folder))))?;
        names.push(name);
    }
    names.sort();
    Ok(names)
}

/// Whether anything, even a dangling link, has this name.
pub fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// A new file that only its owner can read; refused if the name is taken.
pub fn create(path: &Path) -> Result<File, DeskError> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(DeskError::io("write", path))
}

/// Writes a new private file durably.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), DeskError> {
    let mut file = create(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(DeskError::io("write", path))
}

/// A new folder that only its owner can enter.
pub fn create_dir(path: &Path) -> Result<(), DeskError> {
    DirBuilder::new().mode(0o700).create(path).map_err(DeskError::io("write", path))
}

/// The same with its parents; what exists already stays as it is.
pub fn create_dirs(path: &Path) -> Result<(), DeskError> {
    DirBuilder::new().mode(0o700).recursive(true).create(path).map_err(DeskError::io("write", path))
}

/// Makes the names in a folder durable.
pub fn sync_dir(path: &Path) -> Result<(), DeskError> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(DeskError::io("write", path))
}

/// Renames and makes it durable.
pub fn rename(from: &Path, to: &Path) -> Result<(), DeskError> {
    fs::rename(from, to).map_err(DeskError::io("write", to))?;
    match to.parent() {
        Some(parent) if parent.as_os_str().is_empty() => sync_dir(Path::new(".")),
        Some(parent) => sync_dir(parent),
        None => Ok(()),
    }
}

/// A folder under construction: removed with all it holds unless it is finished.
pub struct Partial {
    path: PathBuf,
    finished: bool,
}

impl Partial {
    /// Makes `.partial-<random>` inside `parent`, so that finishing is a rename on one file system.
    pub fn inside(parent: &Path) -> Result<Self, DeskError> {
        let path = parent.join(format!(".partial-{}", random_name()?));
        create_dir(&path)?;
        Ok(Self { path, finished: false })
    }

    /// Where to write.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the folder its name. What had the name before is replaced only if `replace`.
    pub fn finish(mut self, target: &Path, replace: bool) -> Result<(), DeskError> {
        sync_dir(&self.path)?;
        if replace && exists(target) {
            let old = self.path.with_file_name(format!(".old-{}", random_name()?));
            rename(target, &old)?;
            if let Err(error) = rename(&self.path, target) {
                rename(&old, target)?;
                return Err(error);
            }
            self.finished = true;
            return remove(&old);
        }
        if exists(target) {
            return Err(DeskError::asked(format!("{} exists already", crate::visible::visible_path(target))));
        }
        rename(&self.path, target)?;
        self.finished = true;
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.finished && remove(&self.path).is_err() {
            eprintln!("tocsin-desk: could not remove {}; delete it by hand", crate::visible::visible_path(&self.path));
        }
    }
}

fn remove(path: &Path) -> Result<(), DeskError> {
    let about = fs::symlink_metadata(path).map_err(DeskError::io("remove", path))?;
    let removed = if about.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    removed.map_err(DeskError::io("remove", path))
}

fn random_name() -> Result<String, DeskError> {
    let id = PartId::random(&SystemRandom::new()).map_err(|error| DeskError::asked(error.to_string()))?;
    Ok(id.to_string())
}
