//! The master key: 32 random bytes in a file of their own, which is in no backup and no copy of the ring.
//!
//! A new one is put in place in four steps, so that whoever is killed between any two of them leaves a ring that opens:
//! the new key beside the old one (`.next`), the ring wrapped by the new key, the new key in the old one's place, the
//! old one's bytes (`.old`) overwritten and removed. A ring that does not open with the key in place opens with the one
//! beside it; whoever finds it so takes the last two steps.

use super::wrap::{self, Protection, Wrap};
use super::{VaultError, derive, file, hex, random, tuple};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const PREFIX: &str = "tocsin-master/1:";

/// Wraps the key ring. Wiped from memory when dropped; can be neither printed nor copied:
///
/// ```compile_fail
/// fn print(key: tocsin::vault::MasterKey) -> String { format!("{key:?}") }
/// ```
/// ```compile_fail
/// fn copy(key: &tocsin::vault::MasterKey) -> tocsin::vault::MasterKey { key.clone() }
/// ```
/// ```compile_fail
/// fn send(key: tocsin::vault::MasterKey) -> String { serde_json::to_string(&key).unwrap() }
/// ```
/// What may be done with one is to hand it over:
/// ```
/// fn give(key: tocsin::vault::MasterKey) -> tocsin::vault::MasterKey { key }
/// ```
pub struct MasterKey {
    key: Zeroizing<[u8; 32]>,
    source: Source,
}

impl MasterKey {
    /// Makes a new key and its file, mode 0600, durable on return. An existing file is an error
    /// ([`VaultError::Exists`]) and stays as it is.
    pub fn create(path: impl AsRef<Path>) -> Result<Self, VaultError> {
        let source = Source { path: path.as_ref().to_owned(), wrap: None };
        let key = fresh()?;
        file::create_private(&source.path, source.text(&key)?.as_bytes())?;
        Ok(Self { key, source })
    }

    /// Reads the key's file: one line `tocsin-master/1:` and 64 hex digits. Refuses a file that group or others
    /// can reach; [`VaultError::Locked`] if the key lies in it encrypted.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, VaultError> {
        let source = Source { path: path.as_ref().to_owned(), wrap: None };
        Ok(Self { key: source.read(&source.path)?, source })
    }

    /// Reads a key that lies encrypted in its file, with a passphrase or secret. Takes about a second for a passphrase.
    pub fn unlock(path: impl AsRef<Path>, secret: &[u8]) -> Result<Self, VaultError> {
        let mut source = Source { path: path.as_ref().to_owned(), wrap: None };
        // Somebody may have been killed between locking the ring under a new secret and putting the key in place.
        for file in [source.path.clone(), source.next()] {
            let Ok(bytes) = file::read_replaceable(&file) else { continue };
            if wrap::protection(&bytes) != Protection::File {
                source.wrap = Some(Wrap::of(&bytes, secret)?);
                match source.read(&file) {
                    Ok(key) => return Ok(Self { key, source }),
                    Err(VaultError::WrongSecret) => {}
                    Err(other) => return Err(other),
                }
            }
        }
        Err(VaultError::WrongSecret)
    }

    /// What opens the key at this path, or, if a change of that was broken off, the key that was to take its place.
    pub fn protections(path: impl AsRef<Path>) -> Result<Vec<Protection>, VaultError> {
        let source = Source { path: path.as_ref().to_owned(), wrap: None };
        let mut found = vec![wrap::protection(&file::read_replaceable(&source.path)?)];
        if let Ok(bytes) = file::read_replaceable(&source.next()) {
            found.push(wrap::protection(&bytes));
            found.dedup();
        }
        Ok(found)
    }

    /// Where it came from, for when it is replaced.
    pub(super) fn source(&self) -> Source {
        self.source.clone()
    }

    /// The keys the ring needs; the master itself need not stay in memory after this.
    pub(super) fn ring_keys(&self) -> Result<RingKeys, VaultError> {
        ring_keys(&self.key)
    }
}

fn fresh() -> Result<Zeroizing<[u8; 32]>, VaultError> {
    let mut key = Zeroizing::new([0; 32]);
    random(&mut *key)?;
    Ok(key)
}

fn ring_keys(master: &[u8; 32]) -> Result<RingKeys, VaultError> {
    let id = derive(master, &tuple(&[b"tocsin/ring-master-id/1"]))?;
    Ok(RingKeys {
        wrap: derive(master, &tuple(&[b"tocsin/ring-wrap/1"]))?,
        mac: derive(master, &tuple(&[b"tocsin/ring-mac/1"]))?,
        master_id: hex(&id[..8]),
    })
}

/// Where the master key lies, and how it is replaced. All but [`Source::candidates`] only under the ring's lock.
#[derive(Clone)]
pub(super) struct Source {
    path: PathBuf,
    /// What it is encrypted with in its file; `None`: the file's rights protect it.
    wrap: Option<Wrap>,
}

impl Source {
    /// The same place, under another protection from the next key on.
    pub(super) fn protected(&self, protection: Protection, secret: &[u8]) -> Result<Self, VaultError> {
        let wrap = if protection == Protection::File { None } else { Some(Wrap::new(protection, secret)?) };
        Ok(Self { path: self.path.clone(), wrap })
    }

    /// What may have wrapped the ring: the key in place, and one that somebody was killed before putting there.
    pub(super) fn candidates(&self) -> Vec<RingKeys> {
        let read = |path: &Path| self.read(path).and_then(|key| ring_keys(&key)).ok();
        [read(&self.path), read(&self.next())].into_iter().flatten().collect()
    }

    /// Makes a new key and lays it beside the one in place, durable on return.
    pub(super) fn lay_beside(&self) -> Result<RingKeys, VaultError> {
        let key = fresh()?;
        file::replace_private(&self.next(), self.text(&key)?.as_bytes())?;
        ring_keys(&key)
    }

    /// Whether somebody began to put a new key in place and did not finish.
    pub(super) fn unfinished(&self) -> bool {
        self.next().exists() || self.old().exists()
    }

    /// Puts the key beside in place if it is the one named, the ring's; overwrites and removes what is not.
    pub(super) fn settle(&self, master_id: &str) -> Result<(), VaultError> {
        let names = |path: &Path| self.read(path).and_then(|key| ring_keys(&key)).is_ok_and(|keys| keys.master_id == master_id);
        if names(&self.next()) {
            // A name for the old one's bytes, so that they can be overwritten once nothing needs them.
            file::link_aside(&self.path, &self.old())?;
            file::rename(&self.next(), &self.path)?;
        }
        if !names(&self.path) {
            return Err(VaultError::WrongMaster);
        }
        file::wipe(&self.next())?;
        // Were it the file in place under a second name, that one would be lost.
        match file::is_same(&self.old(), &self.path)? {
            true => file::remove(&self.old()),
            false => file::wipe(&self.old()),
        }
    }

    fn next(&self) -> PathBuf {
        file::beside(&self.path, "next")
    }

    fn old(&self) -> PathBuf {
        file::beside(&self.path, "old")
    }

    fn text(&self, key: &[u8; 32]) -> Result<Zeroizing<String>, VaultError> {
        if let Some(wrap) = &self.wrap {
            return wrap.seal(key).map(Zeroizing::new);
        }
        let mut text = Zeroizing::new(String::with_capacity(PREFIX.len() + 65));
        text.push_str(PREFIX);
        text.push_str(&Zeroizing::new(hex(key)));
        text.push('\n');
        Ok(text)
    }

    fn read(&self, path: &Path) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let bytes = file::read_replaceable(path)?;
        if wrap::protection(&bytes) != Protection::File {
            return self.wrap.as_ref().ok_or_else(|| VaultError::Locked(path.to_owned()))?.open(&bytes);
        }
        let malformed = |reason| VaultError::Malformed { path: path.to_owned(), reason };
        let digits = bytes.strip_prefix(PREFIX.as_bytes()).ok_or_else(|| malformed("it does not begin with tocsin-master/1:"))?;
        let digits = digits.strip_suffix(b"\n").unwrap_or(digits);
        if digits.len() != 64 {
            return Err(malformed("not 64 hex digits"));
        }
        let mut key = Zeroizing::new([0; 32]);
        for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |at: u8| match at {
                b'0'..=b'9' => Ok(at - b'0'),
                b'a'..=b'f' => Ok(at - b'a' + 10),
                _ => Err(malformed("not 64 hex digits")),
            };
            match pair {
                [high, low] => *byte = digit(*high)? << 4 | digit(*low)?,
                _ => return Err(malformed("not 64 hex digits")),
            }
        }
        Ok(key)
    }
}

/// What is derived from the master key for one ring.
#[derive(Clone)]
pub(super) struct RingKeys {
    /// Wraps data keys.
    pub(super) wrap: Zeroizing<[u8; 32]>,
    /// Authenticates the whole file.
    pub(super) mac: Zeroizing<[u8; 32]>,
    /// Public name of the master key, by which a wrong one is told from an altered file.
    pub(super) master_id: String,
}
