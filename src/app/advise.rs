//! Public warnings that were signed elsewhere: brought in, kept, and handed out as they are.
//!
//! A set lies in a folder of its own, named by its number; the file `current` names the one that is shown, and is replaced in
//! one step. Nothing is shown that the configured key has not signed to the last byte, whoever writes to this disk.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use ring::rand::{SecureRandom as _, SystemRandom};
use rustix::fs::OFlags;
use tocsin_domain::advisory::{MAX_FILES, MAX_SET, Set, SetError, SiteKey};

use crate::observe::{self, Cause};

/// Names the set that is shown.
const CURRENT: &str = "current";

/// The warnings of this installation.
pub struct Advisories {
    folder: PathBuf,
    key: SiteKey,
    shown: RwLock<Shown>,
}

#[derive(Default)]
struct Shown {
    /// The number that `current` held when this was read.
    number: Option<u64>,
    set: Option<Arc<Set>>,
}

/// Why a set is not taken or not shown.
#[derive(Debug, thiserror::Error)]
pub enum AdviseError {
    /// It does not hold.
    #[error("{0}")]
    Set(#[from] SetError),
    /// An older one.
    #[error("this is number {given}, and number {shown} is shown already: sign again, beginning with the folder that was signed last")]
    Older {
        /// Its number.
        given: u64,
        /// The number that is shown.
        shown: u64,
    },
    /// Another of the same number.
    #[error("another set of number {0} is shown already: two people signed one each; sign again, beginning with the one that is shown")]
    Forked(u64),
    /// The disk.
    #[error("{0}: {1}")]
    Disk(PathBuf, std::io::Error),
}

impl Advisories {
    /// The warnings in `folder`, signed by `key`. Nothing is read yet.
    pub fn new(folder: PathBuf, key: SiteKey) -> Self {
        Self { folder, key, shown: RwLock::default() }
    }

    /// The line of the public key.
    pub fn key(&self) -> &str {
        self.key.as_str()
    }

    /// What is shown now, if there is anything that holds. A set that was brought in meanwhile is noticed here; one that does not
    /// hold is named in the log, and the one before stays.
    pub fn shown(&self) -> Option<Arc<Set>> {
        // A disk that fails for a moment takes no warning away.
        let Ok(number) = self.number() else { return self.shown.read().unwrap_or_else(PoisonError::into_inner).set.clone() };
        {
            let shown = self.shown.read().unwrap_or_else(PoisonError::into_inner);
            if shown.number == number {
                return shown.set.clone();
            }
        }
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        if shown.number != number {
            shown.number = number;
            match number.map(|number| self.load(number)).transpose() {
                Ok(set) => shown.set = set.map(Arc::new),
                Err(error) => observe::error("public warnings are not shown", &[("cause", &Cause(&error.to_string()))]),
            }
        }
        shown.set.clone()
    }

    /// What lies on the disk now.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn look(&self) -> Result<Option<Set>, AdviseError> {
        self.number()?.map(|number| self.load(number)).transpose()
    }

    /// Takes the set in `from`, whole or not at all. True if it is new.
    ///
    /// # Errors
    /// It does not hold, it is older, or the disk.
    pub fn publish(&self, from: &Path) -> Result<(Set, bool), AdviseError> {
        let set = Set::check(read_all(from)?, &self.key)?;
        let given = set.index.serial;
        // What does not hold, be it damaged or of a key that was given up, is not believed and stands in nobody's way.
        let before = match self.look() {
            Err(AdviseError::Set(_)) => None,
            Err(AdviseError::Disk(_, error)) if error.kind() == std::io::ErrorKind::NotFound => None,
            other => other?,
        };
        if let Some(before) = before {
            let shown = before.index.serial;
            if given < shown {
                return Err(AdviseError::Older { given, shown });
            }
            if given == shown {
                return if before.index == set.index { Ok((set, false)) } else { Err(AdviseError::Forked(given)) };
            }
        }
        fs::create_dir_all(&self.folder).map_err(disk(&self.folder))?;
        let target = self.folder.join(given.to_string());
        // Broken off before it was named: nobody was shown it.
        if target.exists() {
            fs::remove_dir_all(&target).map_err(disk(&target))?;
        }
        let partial = self.folder.join(format!(".new-{}", random_name()));
        fs::create_dir(&partial).map_err(disk(&partial))?;
        for (name, bytes) in set.files() {
            write(&partial.join(name), bytes)?;
        }
        sync(&partial)?;
        fs::rename(&partial, &target).map_err(disk(&target))?;
        sync(&self.folder)?;
        let pointer = self.folder.join(format!(".current-{}", random_name()));
        write(&pointer, format!("{given}\n").as_bytes())?;
        fs::rename(&pointer, self.folder.join(CURRENT)).map_err(disk(&pointer))?;
        sync(&self.folder)?;
        self.tidy(given);
        Ok((set, true))
    }

    fn number(&self) -> Result<Option<u64>, AdviseError> {
        let path = self.folder.join(CURRENT);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text.trim().parse().ok()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(AdviseError::Disk(path, error)),
        }
    }

    fn load(&self, number: u64) -> Result<Set, AdviseError> {
        Ok(Set::check(read_all(&self.folder.join(number.to_string()))?, &self.key)?)
    }

    /// What is shown no longer goes. A failure costs a few kilobytes of what is public anyway.
    fn tidy(&self, number: u64) {
        let keep = [number.to_string(), CURRENT.to_owned()];
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if keep.iter().all(|name| entry.file_name() != name.as_str()) {
                let path = entry.path();
                let _ = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            }
        }
    }
}

/// The files of a folder, which may come from anywhere: no links, no more and no larger than there can be.
fn read_all(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, AdviseError> {
    let mut files = BTreeMap::new();
    let mut room = MAX_SET as u64;
    for entry in fs::read_dir(folder).map_err(disk(folder))? {
        let entry = entry.map_err(disk(folder))?;
        let name = entry.file_name().into_string().map_err(|_| SetError::Name)?;
        if files.len() == MAX_FILES {
            return Err(SetError::TooLarge.into());
        }
        let path = entry.path();
        let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).unwrap_or_default();
        let file = File::options().read(true).custom_flags(flags).open(&path).map_err(disk(&path))?;
        if !file.metadata().map_err(disk(&path))?.is_file() {
            return Err(SetError::Stray(name).into());
        }
        let mut bytes = Vec::new();
        let read = file.take(room + 1).read_to_end(&mut bytes).map_err(disk(&path))? as u64;
        room = room.checked_sub(read).ok_or(SetError::TooLarge)?;
        files.insert(name, bytes);
    }
    Ok(files)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), AdviseError> {
    let mut file = File::create_new(path).map_err(disk(path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(disk(path))
}

fn sync(folder: &Path) -> Result<(), AdviseError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(disk(folder))
}

fn disk(path: &Path) -> impl FnOnce(std::io::Error) -> AdviseError {
    let path = path.to_owned();
    move |error| AdviseError::Disk(path, error)
}

fn random_name() -> String {
    let mut bytes = [0; 8];
    // Without randomness the name is taken at the second time, and that is said.
    let _ = SystemRandom::new().fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
