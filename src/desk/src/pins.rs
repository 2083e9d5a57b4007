//! What a desk has seen before, beside the key file (`FILE.pins`): the roster key of first use, and the newest
//! roster of each installation, so that an older or a second one is noticed.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use tocsin_seal::{Chain, DeploymentId, Hash32, PublicKey, SignedRoster};

use crate::{error::DeskError, files, visible::visible_path};

const HEAD: &str = "# written by tocsin-desk: what it saw before. Delete a line only if you know why it changed.\n";

/// The content of a pins file.
#[derive(Default)]
pub struct Pins {
    path: PathBuf,
    /// Roster key of first use.
    pub roster_key: Option<PublicKey>,
    rosters: BTreeMap<DeploymentId, (u32, Hash32)>,
    /// Roster keys of each installation, the first first.
    keys: BTreeMap<DeploymentId, Vec<PublicKey>>,
    changed: bool,
}

/// How a folder's rosters compare with what was seen before.
#[derive(Debug, PartialEq, Eq)]
pub enum Seen {
    /// The first roster of this installation, or the same as before.
    Same,
    /// The chain grew since.
    Newer,
    /// The folder ends before what was seen: an old export, or an old roster replayed.
    Older(u32),
}

impl Pins {
    /// Reads the pins beside a key file; none is fine.
    ///
    /// # Errors
    /// A pins file that cannot be read is refused rather than ignored.
    pub fn beside(key_file: &Path) -> Result<Self, DeskError> {
        let mut path = key_file.as_os_str().to_owned();
        path.push(".pins");
        let mut pins = Self { path: path.into(), ..Self::default() };
        if !files::exists(&pins.path) {
            return Ok(pins);
        }
        let bytes = files::read(&pins.path)?;
        let text = std::str::from_utf8(&bytes).unwrap_or("?");
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            pins.line(line).ok_or_else(|| {
                DeskError::asked(format!(
                    "{} is damaged; restore it, or delete it and compare the roster key by voice",
                    visible_path(&pins.path)
                ))
            })?;
        }
        Ok(pins)
    }

    fn line(&mut self, line: &str) -> Option<()> {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["roster-key", key] => self.roster_key = Some(key.parse().ok()?),
            ["roster", deployment, epoch, hash] => {
                self.rosters.insert(deployment.parse().ok()?, (epoch.parse().ok()?, hash.parse().ok()?));
            }
            ["roster-keys", deployment, keys @ ..] if !keys.is_empty() => {
                let keys: Option<Vec<PublicKey>> = keys.iter().map(|key| key.parse().ok()).collect();
                self.keys.insert(deployment.parse().ok()?, keys?);
            }
            _ => return None,
        }
        Some(())
    }

    /// Remembers the roster key of first use.
    pub fn pin_key(&mut self, key: PublicKey) {
        self.roster_key = Some(key);
        self.changed = true;
    }

    /// Compares the roster keys of a verified chain with the memory, and remembers those that took the place of others; the newest,
    /// if it is new here.
    ///
    /// # Errors
    /// Other keys were seen before: whoever has a key that was given up named another in its place.
    pub fn compare_keys(&mut self, chain: &Chain) -> Result<Option<PublicKey>, DeskError> {
        let Some(newest) = chain.last() else { return Ok(None) };
        let (deployment, here) = (newest.deployment().clone(), chain.keys());
        let seen = self.keys.get(&deployment).map_or(&[][..], Vec::as_slice);
        let both = seen.len().min(here.len());
        if seen[..both] != here[..both] {
            return Err(DeskError::refused(
                "the roster key was replaced by another than the one seen before: two histories exist; ask an administrator by voice",
            ));
        }
        if here.len() < seen.len() {
            return Err(DeskError::refused(format!(
                "this folder is older than the roster key {}, which was seen before: export again",
                seen[seen.len() - 1].fingerprint()
            )));
        }
        if here.len() == seen.len() || (seen.is_empty() && here.len() == 1) {
            return Ok(None);
        }
        self.keys.insert(deployment, here.to_vec());
        self.changed = true;
        Ok(Some(*chain.key()))
    }

    /// Compares a verified chain with the memory, and remembers it if it is newer.
    ///
    /// # Errors
    /// Another roster stood at the remembered epoch: two histories exist.
    pub fn compare(&mut self, chain: &[SignedRoster]) -> Result<Seen, DeskError> {
        let Some(newest) = chain.last() else { return Ok(Seen::Same) };
        let deployment = newest.deployment().clone();
        let here = (newest.epoch(), newest.hash());
        let seen = match self.rosters.get(&deployment) {
            Some((epoch, _)) if *epoch > here.0 => return Ok(Seen::Older(*epoch)),
            Some((epoch, hash)) => {
                if !chain.iter().any(|roster| roster.epoch() == *epoch && roster.hash() == *hash) {
                    return Err(DeskError::refused(format!(
                        "the roster of epoch {epoch} is not the one seen before: somebody replaced the team; compare fingerprints by voice"
                    )));
                }
                if *epoch == here.0 { Seen::Same } else { Seen::Newer }
            }
            None => Seen::Same,
        };
        self.changed |= self.rosters.insert(deployment, here) != Some(here);
        Ok(seen)
    }

    /// Writes what changed; a medium that cannot be written is worth a warning, not a failure.
    pub fn save(&self) {
        if !self.changed {
            return;
        }
        let mut text = HEAD.to_owned();
        if let Some(key) = &self.roster_key {
            text.push_str(&format!("roster-key {key}\n"));
        }
        for (deployment, (epoch, hash)) in &self.rosters {
            text.push_str(&format!("roster {deployment} {epoch} {hash}\n"));
        }
        for (deployment, keys) in &self.keys {
            let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
            text.push_str(&format!("roster-keys {deployment} {}\n", keys.join(" ")));
        }
        if let Err(error) = self.replace(&text) {
            eprintln!("warning: what was seen cannot be remembered: {error}");
        }
    }

    fn replace(&self, text: &str) -> Result<(), DeskError> {
        let mut fresh = self.path.as_os_str().to_owned();
        fresh.push(".new");
        let fresh = PathBuf::from(fresh);
        if files::exists(&fresh) {
            fs::remove_file(&fresh).map_err(DeskError::io("remove", &fresh))?;
        }
        files::write_new(&fresh, text.as_bytes())?;
        files::rename(&fresh, &self.path)
    }
}
