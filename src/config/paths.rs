//! `[database]`, `[storage]`, `[keys]`: where things lie.
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// `[database]`: SQLite beside the configuration by default, PostgreSQL by `url`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// `sqlite:FILE` (relative to the configuration) or `postgres://…`.
    pub url: String,
}

impl Default for Database {
    fn default() -> Self {
        Self { url: "sqlite:tocsin.db".into() }
    }
}

impl Database {
    pub(super) fn resolve(&mut self, folder: &Path) {
        if let Some(file) = self.url.strip_prefix("sqlite:") {
            self.url = format!("sqlite:{}", folder.join(file).display());
        }
    }
}

/// `[storage]`: sealed attachments.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Storage {
    /// A folder on the same machine.
    pub blobs: PathBuf,
}

impl Default for Storage {
    fn default() -> Self {
        Self { blobs: "blobs".into() }
    }
}

impl Storage {
    pub(super) fn resolve(&mut self, folder: &Path) {
        self.blobs = folder.join(&self.blobs);
    }
}

/// `[keys]`: a folder outside the data folder and outside its backups.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// Holds `master.key`, `ring.json`, `token.key` and `epoch`, each readable by the service alone.
    pub folder: PathBuf,
    /// A copy of `ring.json`, always overwritten: on another disk, outside every backup.
    #[serde(default)]
    pub ring_copy: Option<PathBuf>,
    /// Name of the systemd credential that holds the secret of a locked master key.
    #[serde(default)]
    pub unlock_credential: Option<String>,
    /// Program and arguments that print the secret of a locked master key.
    #[serde(default)]
    pub unlock_command: Vec<String>,
    /// So old a key may become before `doctor` asks for its rotation.
    #[serde(default = "half_a_year")]
    pub rotate_every_days: u32,
    /// Whether the service rotates by itself what has become so old.
    #[serde(default)]
    pub rotate_by_itself: bool,
}

fn half_a_year() -> u32 {
    180
}

impl Keys {
    pub(super) fn resolve(&mut self, folder: &Path) {
        self.folder = super::whole(&folder.join(&self.folder));
        self.ring_copy = self.ring_copy.take().map(|copy| super::whole(&folder.join(copy)));
    }
    pub(super) fn check(&self) -> Result<(), String> {
        if !(1..=3650).contains(&self.rotate_every_days) {
            return Err("keys.rotate_every_days must be from 1 to 3650".into());
        }
        if self.unlock_credential.as_ref().is_some_and(|name| name.is_empty() || name.contains('/')) {
            return Err("keys.unlock_credential must be the name of a credential, not a path".into());
        }
        if self.unlock_credential.is_some() && !self.unlock_command.is_empty() {
            return Err("keys.unlock_credential and keys.unlock_command are two ways to one secret: keep one".into());
        }
        Ok(())
    }
    /// The master key that wraps the ring.
    pub fn master(&self) -> PathBuf {
        self.folder.join("master.key")
    }
    /// The key ring.
    pub fn ring(&self) -> PathBuf {
        self.folder.join("ring.json")
    }
    /// Where `tocsin unlock` reaches a locked server.
    pub fn unlock_socket(&self) -> PathBuf {
        self.folder.join("unlock.sock")
    }
    /// The key behind form tokens, receipts made without script, and mailbox sessions.
    pub fn token(&self) -> PathBuf {
        self.folder.join("token.key")
    }
    /// The highest roster epoch seen: survives a database that was rolled back.
    pub fn epoch(&self) -> PathBuf {
        self.folder.join("epoch")
    }
}
