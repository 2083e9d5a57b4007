//! The key ring at work: data keys by id, made when first needed, shared by every process of the deployment.

use super::file::{self, Stamp};
use super::keyring_file::{self, Content, DataKey};
use super::master::{MasterKey, RingKeys, Source};
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
    pub(super) path: PathBuf,
    pub(super) deployment: String,
    pub(super) source: Source,
    pub(super) copy: Option<PathBuf>,
    state: RwLock<State>,
}

pub(super) struct State {
    pub(super) content: Content,
    pub(super) stamp: Stamp,
    /// What the master key gives; another one once the master was rotated.
    pub(super) keys: RingKeys,
}

impl KeyRing {
    /// Makes an empty ring and its file, mode 0600, durable on return; [`VaultError::Exists`] if there is one.
    pub fn create(path: impl AsRef<Path>, master: &MasterKey, deployment: &str) -> Result<Self, VaultError> {
        let path = path.as_ref().to_owned();
        let keys = master.ring_keys()?;
        let mut ring_id = [0; 16];
        random(&mut ring_id)?;
        let content = Content::new(hex(&ring_id));
        let _lock = file::lock(&path)?;
        file::create_private(&path, &keyring_file::encode(&content, deployment, &keys)?)?;
        let stamp = file::stamp(&path)?;
        Ok(Self::of(path, deployment, master.source(), State { content, stamp, keys }))
    }

    /// Reads a ring. Told apart: [`VaultError::Missing`], [`VaultError::ReadableByOthers`], [`VaultError::Malformed`],
    /// [`VaultError::WrongMaster`], [`VaultError::Tampered`], [`VaultError::OtherDeployment`].
    pub fn load(path: impl AsRef<Path>, master: MasterKey, deployment: &str) -> Result<Self, VaultError> {
        let path = path.as_ref().to_owned();
        let source = master.source();
        let state = read(&path, deployment, &source, None)?;
        let ring = Self::of(path, deployment, source, state);
        if ring.source.unfinished() {
            // Whoever replaced the master key was killed, or is at it now: then this waits for them. If it cannot be
            // finished here (a folder that is read-only to us), the ring opens all the same.
            let _ = ring.settle_master();
        }
        Ok(ring)
    }

    /// Keeps a copy of the ring beside, always overwritten, wrapped by the same master key.
    pub fn with_copy(mut self, copy: Option<PathBuf>) -> Self {
        self.copy = copy;
        self
    }

    fn of(path: PathBuf, deployment: &str, source: Source, state: State) -> Self {
        Self { path, deployment: deployment.to_owned(), source, copy: None, state: RwLock::new(state) }
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

    /// Every live key, oldest first within its class; retired generations that still open are among them.
    pub fn live(&self) -> Vec<KeyId> {
        self.read_state().content.keys.keys().copied().collect()
    }

    /// Whether the ring, as it is now, has a key that is not among these.
    pub fn has_other_keys(&self, known: &[KeyId]) -> bool {
        let _ = self.refresh();
        self.read_state().content.keys.keys().any(|id| !known.contains(id))
    }

    /// The newest generation of a bucket, for sealing. If there is none it is made and durable on disk before this
    /// returns; processes and threads that ask at once get the same one.
    pub fn current(&self, class: Class, bucket: u32) -> Result<KeyId, VaultError> {
        KeyId::new(class, bucket, 1)?;
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
        if in_use(&state.content, class).count() >= LIVE_BUCKETS {
            return Err(VaultError::TooManyLive);
        }
        // A generation that was destroyed never comes again.
        let past = newest_of(&state.content.destroyed, class, bucket).map_or(0, |id| id.parts().2);
        let id = KeyId::new(class, bucket, past + 1)?;
        let mut content = state.content.clone();
        content.keys.insert(id, DataKey::generate(None)?);
        self.write(&mut state, content)?;
        Ok(id)
    }

    /// The newest generation of this key's bucket, under which whatever was sealed with it is to be sealed from now on.
    pub fn successor(&self, of: KeyId) -> Result<KeyId, VaultError> {
        self.refresh()?;
        let (class, bucket, _) = of.parts();
        newest(&self.read_state().content, class, bucket).ok_or(VaultError::UnknownKey(of))
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
    /// spare places are random. [`VaultError::TooManyLive`] if there are more keys with rows than places.
    pub fn lookup(&self, class: Class, purpose: &str, value: &[u8]) -> Result<[[u8; 32]; LIVE_BUCKETS], VaultError> {
        // Another process may have made a bucket. If the file cannot be read now, what is in memory still answers.
        let _ = self.refresh();
        let mut out = [[0; 32]; LIVE_BUCKETS];
        for place in &mut out {
            random(place)?;
        }
        let state = self.read_state();
        if in_use(&state.content, class).count() > LIVE_BUCKETS {
            return Err(VaultError::TooManyLive);
        }
        // Those on which no row is come last, and only as far as there is room.
        let emptied = of_class(&state.content, class).rev().filter(|(_, key)| key.emptied.is_some());
        for (place, (id, key)) in out.iter_mut().zip(in_use(&state.content, class).rev().chain(emptied)) {
            *place = blind(&key.secret, &self.deployment, *id, purpose, value)?;
        }
        Ok(out)
    }

    /// A data key; one not in memory is looked for on disk once, since another process may just have made it.
    fn data_key(&self, id: KeyId) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        if let Some(key) = self.read_state().content.keys.get(&id) {
            return Ok(key.secret.clone());
        }
        self.refresh()?;
        self.read_state().content.keys.get(&id).map(|key| key.secret.clone()).ok_or(VaultError::UnknownKey(id))
    }

    /// Takes over the file if it is another than the one last read, and the master key if that is another.
    pub(super) fn refresh(&self) -> Result<(), VaultError> {
        if file::stamp(&self.path)? == self.read_state().stamp {
            return Ok(());
        }
        let mut state = self.write_state();
        let fresh = read(&self.path, &self.deployment, &self.source, Some(&state.keys))?;
        if fresh.content.ring_id != state.content.ring_id || fresh.content.revision < state.content.revision {
            return Err(VaultError::RolledBack);
        }
        // Whoever put it there may have died before it was durable, and a key must be before anything is sealed with it.
        file::sync(&self.path)?;
        *state = fresh;
        Ok(())
    }

    /// Writes a changed content and takes it over; call only under the file's lock. If it cannot be made durable, nothing
    /// of it counts.
    pub(super) fn write(&self, state: &mut State, mut content: Content) -> Result<(), VaultError> {
        content.revision += 1;
        let bytes = keyring_file::encode(&content, &self.deployment, &state.keys)?;
        state.stamp = file::replace_private(&self.path, &bytes)?;
        state.content = content;
        self.write_copy(&bytes);
        Ok(())
    }

    /// A copy that cannot be written must not keep a report from being taken: [`KeyRing::copy_is_current`] tells.
    pub(super) fn write_copy(&self, bytes: &[u8]) {
        if let Some(copy) = &self.copy {
            let _ = file::replace_private(copy, bytes);
        }
    }

    // A panic while the lock is held cannot leave a half-changed state: changes are single assignments or undone.
    pub(super) fn read_state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write_state(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The file opened, by `known` or by what the master key's source holds now.
fn read(path: &Path, deployment: &str, source: &Source, known: Option<&RingKeys>) -> Result<State, VaultError> {
    let mut outcome = Err(VaultError::WrongMaster);
    // While a master key is replaced, ring and key may be read before and after the change: then they are read again.
    for _ in 0..3 {
        let (bytes, stamp) = file::read_private(path)?;
        let now = std::iter::once_with(|| source.candidates()).flatten();
        for keys in known.cloned().into_iter().chain(now) {
            match keyring_file::decode(&bytes, path, deployment, &keys) {
                Err(VaultError::WrongMaster) => {}
                other => {
                    outcome = other.map(|content| State { content, stamp, keys });
                    break;
                }
            }
        }
        if !matches!(outcome, Err(VaultError::WrongMaster)) {
            break;
        }
    }
    outcome
}

pub(super) fn of_class(content: &Content, class: Class) -> impl DoubleEndedIterator<Item = (&KeyId, &DataKey)> {
    content.keys.iter().filter(move |(id, _)| id.class() == class)
}

/// The keys that rows may be on.
pub(super) fn in_use(content: &Content, class: Class) -> impl DoubleEndedIterator<Item = (&KeyId, &DataKey)> {
    of_class(content, class).filter(|(_, key)| key.emptied.is_none())
}

pub(super) fn newest(content: &Content, class: Class, bucket: u32) -> Option<KeyId> {
    newest_of(&content.keys, class, bucket)
}

fn newest_of<T>(keys: &BTreeMap<KeyId, T>, class: Class, bucket: u32) -> Option<KeyId> {
    let same = |id: &&KeyId| {
        let (its_class, its_bucket, _) = id.parts();
        its_class == class && its_bucket == bucket
    };
    keys.keys().rev().find(same).copied()
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

    /// Neither `current` nor a rotation makes so many.
    #[test]
    fn a_lookup_that_cannot_cover_every_key_is_refused_rather_than_incomplete() {
        let folder = tempfile::tempdir().unwrap();
        let master = MasterKey::create(folder.path().join("master.key")).unwrap();
        let ring = KeyRing::create(folder.path().join("ring.json"), &master, "d-test").unwrap();
        for generation in 1..=LIVE_BUCKETS as u32 + 1 {
            let covered = ring.lookup(Class::Audit, "purpose", b"value");
            assert!(covered.is_ok());
            let id = KeyId::new(Class::Audit, 0, generation).unwrap();
            ring.write_state().content.keys.insert(id, DataKey::generate(None).unwrap());
            assert_eq!(ring.current(Class::Audit, 0).unwrap(), id, "the newest generation seals");
        }
        assert!(matches!(ring.lookup(Class::Audit, "purpose", b"value"), Err(VaultError::TooManyLive)));
        assert!(ring.lookup(Class::Case, "purpose", b"value").is_ok(), "other classes are not concerned");
    }
}
