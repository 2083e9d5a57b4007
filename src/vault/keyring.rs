//! The key ring at work: data keys by id, made when first needed, shared by every process of the deployment.

use super::file::{self, Stamp};
use super::keyring_file::{self, Content};
use super::master::{MasterKey, RingKeys};
use super::row::{self, RowRef};
use super::{Class, KeyId, VaultError, derive, hex, random, tuple};
use ring::{digest, hmac};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use zeroize::Zeroizing;

/// A blind look-up tries this many keys of a class at once: more than the months any case may live.
pub const LIVE_BUCKETS: usize = 32;

/// The data keys of one deployment. Threads share one; other processes may use the same file beside it.
/// Everything is in memory; the disk is touched by [`KeyRing::current`] and [`KeyRing::lookup`] (one `stat`), and
/// when a key is made or an unknown one is met.
pub struct KeyRing {
    path: PathBuf,
    deployment: String,
    keys: RingKeys,
    state: RwLock<State>,
}

struct State {
    content: Content,
    stamp: Stamp,
}

impl KeyRing {
    /// Makes an empty ring and its file, mode 0600, durable on return; [`VaultError::Exists`] if there is one.
    pub fn create(path: impl AsRef<Path>, master: &MasterKey, deployment: &str) -> Result<Self, VaultError> {
        let path = path.as_ref().to_owned();
        let keys = master.ring_keys()?;
        let mut ring_id = [0; 16];
        random(&mut ring_id)?;
        let content = Content { ring_id: hex(&ring_id), revision: 1, keys: BTreeMap::new() };
        let _lock = file::lock(&path)?;
        file::create_private(&path, &keyring_file::encode(&content, deployment, &keys)?)?;
        let stamp = file::stamp(&path)?;
        Ok(Self { path, deployment: deployment.to_owned(), keys, state: RwLock::new(State { content, stamp }) })
    }

    /// Reads a ring. Told apart: [`VaultError::Missing`], [`VaultError::ReadableByOthers`], [`VaultError::Malformed`],
    /// [`VaultError::WrongMaster`], [`VaultError::Tampered`], [`VaultError::OtherDeployment`].
    pub fn load(path: impl AsRef<Path>, master: MasterKey, deployment: &str) -> Result<Self, VaultError> {
        let path = path.as_ref().to_owned();
        let keys = master.ring_keys()?;
        let (bytes, stamp) = file::read_private(&path)?;
        let content = keyring_file::decode(&bytes, &path, deployment, &keys)?;
        Ok(Self { path, deployment: deployment.to_owned(), keys, state: RwLock::new(State { content, stamp }) })
    }

    /// What a database remembers of its ring: SHA-256 of the ring's random id and its deployment. A different value
    /// at start-up means that the ring was exchanged.
    pub fn fingerprint(&self) -> [u8; 32] {
        let input = tuple(&[b"tocsin/ring-fingerprint/1", self.read_state().content.ring_id.as_bytes(), self.deployment.as_bytes()]);
        let mut out = [0; 32];
        out.copy_from_slice(digest::digest(&digest::SHA256, &input).as_ref());
        out
    }

    /// The deployment whose rows this ring opens.
    pub fn deployment(&self) -> &str {
        &self.deployment
    }

    /// Every live key, oldest first within its class.
    pub fn live(&self) -> Vec<KeyId> {
        self.read_state().content.keys.keys().copied().collect()
    }

    /// The newest generation of a bucket, for sealing. If there is none it is made and durable on disk before this
    /// returns; processes and threads that ask at once get the same one.
    pub fn current(&self, class: Class, bucket: u32) -> Result<KeyId, VaultError> {
        let first = KeyId::new(class, bucket, 1)?;
        // Even when the key is in memory: a ring lost from disk must stop new data at once, not at the next start.
        self.refresh()?;
        if let Some(id) = newest(&self.read_state().content, class, bucket) {
            return Ok(id);
        }
        let _lock = file::lock(&self.path)?;
        self.refresh()?;
        let mut state = self.write_state();
        if let Some(id) = newest(&state.content, class, bucket) {
            return Ok(id);
        }
        if of_class(&state.content, class).count() >= LIVE_BUCKETS {
            return Err(VaultError::TooManyLive);
        }
        let mut key = Zeroizing::new([0; 32]);
        random(&mut *key)?;
        state.content.keys.insert(first, key);
        state.content.revision += 1;
        let written =
            keyring_file::encode(&state.content, &self.deployment, &self.keys).and_then(|bytes| file::replace_private(&self.path, &bytes));
        match written {
            Ok(stamp) => {
                state.stamp = stamp;
                Ok(first)
            }
            Err(error) => {
                // Not durable, so not to be used. The revision too goes back to that of the file we last read.
                state.content.keys.remove(&first);
                state.content.revision -= 1;
                Err(error)
            }
        }
    }

    /// Seals a value for one address under a key, which must be live.
    pub fn seal(&self, key: KeyId, at: &RowRef<'_>, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        row::seal(&*self.data_key(key)?, &self.deployment, key, at, plain)
    }

    /// Opens a value at its address. `key` is the row's column and must be the one the value names.
    pub fn open(&self, key: KeyId, at: &RowRef<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        row::open(&*self.data_key(key)?, &self.deployment, key, at, sealed)
    }

    /// The blind index of a value under one key: equal values of one purpose have equal indexes, and nobody without
    /// the ring can compute or compare them.
    pub fn index(&self, key: KeyId, purpose: &str, value: &[u8]) -> Result<[u8; 32], VaultError> {
        blind(&*self.data_key(key)?, &self.deployment, key, purpose, value)
    }

    /// The blind indexes of a value under every live key of a class, newest first, for one query of fixed width;
    /// spare places are random. [`VaultError::TooManyLive`] if there are more keys than places.
    pub fn lookup(&self, class: Class, purpose: &str, value: &[u8]) -> Result<[[u8; 32]; LIVE_BUCKETS], VaultError> {
        // Another process may have made a bucket. If the file cannot be read now, what is in memory still answers.
        let _ = self.refresh();
        let mut out = [[0; 32]; LIVE_BUCKETS];
        for place in &mut out {
            random(place)?;
        }
        let state = self.read_state();
        if of_class(&state.content, class).count() > LIVE_BUCKETS {
            return Err(VaultError::TooManyLive);
        }
        for (place, (id, key)) in out.iter_mut().zip(of_class(&state.content, class).rev()) {
            *place = blind(key, &self.deployment, *id, purpose, value)?;
        }
        Ok(out)
    }

    /// A data key; one not in memory is looked for on disk once, since another process may just have made it.
    fn data_key(&self, id: KeyId) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        if let Some(key) = self.read_state().content.keys.get(&id) {
            return Ok(key.clone());
        }
        self.refresh()?;
        self.read_state().content.keys.get(&id).cloned().ok_or(VaultError::UnknownKey(id))
    }

    /// Takes over the file if it is another than the one last read.
    fn refresh(&self) -> Result<(), VaultError> {
        if file::stamp(&self.path)? == self.read_state().stamp {
            return Ok(());
        }
        let mut state = self.write_state();
        let (bytes, stamp) = file::read_private(&self.path)?;
        let content = keyring_file::decode(&bytes, &self.path, &self.deployment, &self.keys)?;
        if content.ring_id != state.content.ring_id || content.revision < state.content.revision {
            return Err(VaultError::RolledBack);
        }
        // Whoever put it there may have died before it was durable, and a key must be before anything is sealed with it.
        file::sync(&self.path)?;
        *state = State { content, stamp };
        Ok(())
    }

    // A panic while the lock is held cannot leave a half-changed state: changes are single assignments or undone.
    fn read_state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_state(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn of_class(content: &Content, class: Class) -> impl DoubleEndedIterator<Item = (&KeyId, &Zeroizing<[u8; 32]>)> {
    content.keys.iter().filter(move |(id, _)| id.class() == class)
}

fn newest(content: &Content, class: Class, bucket: u32) -> Option<KeyId> {
    let same = |id: &&KeyId| {
        let (its_class, its_bucket, _) = id.parts();
        its_class == class && its_bucket == bucket
    };
    content.keys.keys().rev().find(same).copied()
}

fn blind(data_key: &[u8; 32], deployment: &str, key: KeyId, purpose: &str, value: &[u8]) -> Result<[u8; 32], VaultError> {
    let label = format!("tocsin/index/{purpose}/1");
    let info = tuple(&[label.as_bytes(), deployment.as_bytes(), &key.as_i64().to_be_bytes()]);
    let index_key = derive(data_key, &info)?;
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &*index_key), value);
    let mut out = [0; 32];
    out.copy_from_slice(tag.as_ref());
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `current` never makes so many; a later rotation might.
    #[test]
    fn a_lookup_that_cannot_cover_every_key_is_refused_rather_than_incomplete() {
        let folder = tempfile::tempdir().unwrap();
        let master = MasterKey::create(folder.path().join("master.key")).unwrap();
        let ring = KeyRing::create(folder.path().join("ring.json"), &master, "d-test").unwrap();
        for generation in 1..=LIVE_BUCKETS as u32 + 1 {
            let covered = ring.lookup(Class::Audit, "purpose", b"value");
            assert!(covered.is_ok());
            let id = KeyId::new(Class::Audit, 0, generation).unwrap();
            ring.write_state().content.keys.insert(id, Zeroizing::new([7; 32]));
            assert_eq!(ring.current(Class::Audit, 0).unwrap(), id, "the newest generation seals");
        }
        assert!(matches!(ring.lookup(Class::Audit, "purpose", b"value"), Err(VaultError::TooManyLive)));
        assert!(ring.lookup(Class::Case, "purpose", b"value").is_ok(), "other classes are not concerned");
    }
}
