//! What an administrator does to the keys: a new master, new generations, destruction.
//!
//! Each act is one atomic replacement of the ring's file under its lock, so that two who act at once act one after the
//! other, and one who is killed has done all of it or nothing. What rows are on which key only the caller knows.

use super::keyring::{KeyRing, State, in_use, newest, of_class};
use super::keyring_file::{self, Content, DataKey};
use super::{Class, KeyId, LIVE_BUCKETS, Protection, VaultError, file};

/// A data key as it stands; Unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyStanding {
    /// Its id.
    pub id: KeyId,
    /// Since when it is used; `None` if nobody with a clock has looked yet.
    pub created: Option<i64>,
    /// When a newer generation came; `None` while it is the one that seals.
    pub retired: Option<i64>,
    /// Since when no row is on it.
    pub emptied: Option<i64>,
    /// When its destruction was announced.
    pub doomed: Option<i64>,
}

/// The ring as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RingStanding {
    /// Public name of the master key.
    pub master: String,
    /// Since when it is in force.
    pub master_since: Option<i64>,
    /// Every data key, by class, bucket and generation.
    pub keys: Vec<KeyStanding>,
    /// Classes whose rotation was begun and is not finished.
    pub rotating: Vec<Class>,
}

impl KeyRing {
    /// What an administrator wants to know of the ring, read anew.
    pub fn standing(&self) -> Result<RingStanding, VaultError> {
        self.refresh()?;
        let state = self.read_state();
        let content = &state.content;
        let keys = content.keys.iter().map(|(id, key)| {
            let (class, bucket, generation) = id.parts();
            let next = content.keys.iter().find(|(other, _)| {
                let (its_class, its_bucket, its_generation) = other.parts();
                (its_class, its_bucket) == (class, bucket) && its_generation > generation
            });
            let retired = next.map(|(_, next)| next.created.unwrap_or(0));
            KeyStanding { id: *id, created: key.created, retired, emptied: key.emptied, doomed: key.doomed }
        });
        Ok(RingStanding {
            master: state.keys.master_id.clone(),
            master_since: content.master_since,
            keys: keys.collect(),
            rotating: content.rotating.keys().copied().collect(),
        })
    }

    /// Whether this key was destroyed on purpose, so that rows which name it are from an old copy of the database.
    pub fn was_destroyed(&self, id: KeyId) -> bool {
        self.read_state().content.destroyed.contains_key(&id)
    }

    /// Dates what has no date yet: keys are made by those who need them, and the vault has no clock.
    pub fn date(&self, now: i64) -> Result<(), VaultError> {
        let undated = |content: &Content| content.master_since.is_none() || content.keys.values().any(|key| key.created.is_none());
        self.refresh()?;
        // Mostly there is nothing to do, and then no lock is taken.
        if !undated(&self.read_state().content) {
            return Ok(());
        }
        self.change(|content| {
            let changed = undated(content);
            content.master_since.get_or_insert(now);
            for key in content.keys.values_mut() {
                key.created.get_or_insert(now);
            }
            Ok(changed)
        })
        .map(drop)
    }

    /// Begins to rotate a class, or goes on with what was begun: every bucket gets a new generation, under which all that
    /// is new is sealed at once. True if there was no room for all of them: call again once rows have moved.
    pub fn begin_rotation(&self, class: Class, now: i64) -> Result<bool, VaultError> {
        self.go_on(class, now, true)
    }

    /// Goes on with a rotation that was begun, if one was.
    pub fn resume_rotation(&self, class: Class, now: i64) -> Result<bool, VaultError> {
        self.go_on(class, now, false)
    }

    fn go_on(&self, class: Class, now: i64, anew: bool) -> Result<bool, VaultError> {
        let mut left = false;
        self.change(|content| {
            if !anew && !content.rotating.contains_key(&class) {
                return Ok(false);
            }
            let newest_date = of_class(content, class).filter_map(|(_, key)| key.created).max();
            // Later than any key there is, whatever the clock shows: a key is rotated once in a rotation.
            let begun = now.max(newest_date.map_or(now, |date| date + 1));
            let fresh = !content.rotating.contains_key(&class);
            let since = *content.rotating.entry(class).or_insert(begun);
            let due = waiting(content, class, since);
            if fresh && due.is_empty() {
                content.rotating.remove(&class);
                return Ok(false);
            }
            let room = LIVE_BUCKETS.saturating_sub(in_use(content, class).count());
            left = due.len() > room;
            if left && room == 0 {
                return Err(VaultError::TooManyLive);
            }
            for id in due.iter().take(room) {
                let (class, bucket, generation) = id.parts();
                content.keys.insert(KeyId::new(class, bucket, generation + 1)?, DataKey::generate(Some(since.max(now)))?);
            }
            Ok(true)
        })?;
        Ok(left)
    }

    /// Notes that no row is on these retired keys, as somebody has just read who found none to move; ends the rotation of
    /// the class if every bucket has its new generation. True if it is ended.
    pub fn note_emptied(&self, class: Class, emptied: &[KeyId], now: i64) -> Result<bool, VaultError> {
        let mut ended = false;
        self.change(|content| {
            let mut changed = false;
            for id in emptied {
                let (its_class, bucket, _) = id.parts();
                if newest(content, its_class, bucket) != Some(*id)
                    && let Some(key) = content.keys.get_mut(id).filter(|key| key.emptied.is_none())
                {
                    key.emptied = Some(now);
                    changed = true;
                }
            }
            let since = content.rotating.get(&class).copied();
            ended = since.is_none_or(|since| waiting(content, class, since).is_empty());
            if ended {
                changed |= content.rotating.remove(&class).is_some();
            }
            Ok(changed)
        })?;
        Ok(ended)
    }

    /// Notes that rows were found on a key that was thought empty: they are still to be moved, to the keys there are.
    pub fn note_not_empty(&self, id: KeyId) -> Result<(), VaultError> {
        self.change(|content| {
            let Some(key) = content.keys.get_mut(&id).filter(|key| key.emptied.is_some()) else { return Ok(false) };
            key.emptied = None;
            content.rotating.entry(id.class()).or_insert(0);
            Ok(true)
        })
        .map(drop)
    }

    /// Announces that the keys of a bucket will be destroyed, or takes that back (`None`).
    pub fn announce(&self, class: Class, bucket: u32, at: Option<i64>) -> Result<(), VaultError> {
        self.change(|content| {
            for (id, key) in &mut content.keys {
                let (its_class, its_bucket, _) = id.parts();
                if (its_class, its_bucket) == (class, bucket) {
                    key.doomed = at;
                }
            }
            Ok(true)
        })
        .map(drop)
    }

    /// Destroys keys and rotates the master with them, so that no older copy of the ring opens with the new master. What
    /// was on them is gone from every copy of the database. Keys that are not there are none; false if none was.
    pub fn destroy(&self, ids: &[KeyId], now: i64) -> Result<bool, VaultError> {
        self.renew(now, |content| {
            let mut gone = false;
            for id in ids {
                if content.keys.remove(id).is_some() {
                    content.destroyed.insert(*id, now);
                    gone = true;
                }
            }
            gone
        })
    }

    /// A new random master key; the ring is wrapped by it and the old one destroyed. Servers that run take it over when
    /// they next look at the ring.
    pub fn rotate_master(&self, now: i64) -> Result<(), VaultError> {
        self.renew(now, |_| true).map(drop)
    }

    /// The same, and from now on the master key lies in its file under another protection. Servers that run cannot read it
    /// then: they are to be started anew, and unlocked.
    pub fn protect_master(&mut self, now: i64, protection: Protection, secret: &[u8]) -> Result<(), VaultError> {
        let changed = self.source.protected(protection, secret)?;
        // With the old one, what somebody left undone.
        self.settle_master()?;
        self.source = changed;
        self.renew_from(now, false, |_| true).map(drop)
    }

    /// Whether the copy that is kept is the ring as it is; `None` if none is kept.
    pub fn copy_is_current(&self) -> Option<bool> {
        let copy = self.copy.as_ref()?;
        let read = |path| file::read_private(path).map(|(bytes, _)| bytes);
        Some(matches!((read(copy), read(&self.path)), (Ok(copy), Ok(ring)) if copy == ring))
    }

    /// Writes the copy that is kept anew.
    pub fn renew_copy(&self) -> Result<(), VaultError> {
        let Some(copy) = &self.copy else { return Ok(()) };
        let _lock = file::lock(&self.path)?;
        let (bytes, _) = file::read_private(&self.path)?;
        file::replace_private(copy, &bytes).map(drop)
    }

    /// Whether a replacement of the master key was broken off and could not be finished since.
    pub fn master_is_unsettled(&self) -> bool {
        self.source.unfinished()
    }

    /// Finishes what somebody who was killed began.
    pub(super) fn settle_master(&self) -> Result<(), VaultError> {
        let _lock = file::lock(&self.path)?;
        self.refresh()?;
        self.source.settle(&self.read_state().keys.master_id)
    }

    /// One change of the ring under its lock; the closure says whether there is anything to write.
    fn change(&self, change: impl FnOnce(&mut Content) -> Result<bool, VaultError>) -> Result<bool, VaultError> {
        let _lock = file::lock(&self.path)?;
        self.refresh()?;
        let mut state = self.write_state();
        let mut content = state.content.clone();
        let changed = change(&mut content)?;
        if changed {
            self.write(&mut state, content)?;
        }
        Ok(changed)
    }

    /// The same together with a new master key.
    fn renew(&self, now: i64, change: impl FnOnce(&mut Content) -> bool) -> Result<bool, VaultError> {
        self.renew_from(now, true, change)
    }

    fn renew_from(&self, now: i64, settle: bool, change: impl FnOnce(&mut Content) -> bool) -> Result<bool, VaultError> {
        let _lock = file::lock(&self.path)?;
        self.refresh()?;
        let mut state = self.write_state();
        // What an earlier one left undone comes first, or its half would be taken for ours.
        if settle {
            self.source.settle(&state.keys.master_id)?;
        }
        let mut content = state.content.clone();
        if !change(&mut content) {
            return Ok(false);
        }
        content.revision += 1;
        content.master_since = Some(now);
        let keys = self.source.lay_beside()?;
        let bytes = keyring_file::encode(&content, &self.deployment, &keys)?;
        let stamp = file::replace_private(&self.path, &bytes)?;
        let name = keys.master_id.clone();
        *state = State { content, stamp, keys };
        self.write_copy(&bytes);
        self.source.settle(&name)?;
        Ok(true)
    }
}

/// Whether a newer generation has taken its place.
fn is_retired(content: &Content, id: KeyId) -> bool {
    let (class, bucket, _) = id.parts();
    newest(content, class, bucket) != Some(id)
}

/// The newest generations that are older than this, the bucket that takes new reports first. What is about to be destroyed
/// needs no other key.
fn waiting(content: &Content, class: Class, since: i64) -> Vec<KeyId> {
    let old = |(id, key): &(&KeyId, &DataKey)| !is_retired(content, **id) && key.doomed.is_none() && key.created.unwrap_or(0) < since;
    of_class(content, class).rev().filter(old).map(|(id, _)| *id).collect()
}
