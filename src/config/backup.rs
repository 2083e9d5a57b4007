//! `[backup]`: copies of the installation, sealed to somebody who is not the server.
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// `[backup]`. Without it there are none but those made by hand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Backup {
    /// Public half of the key that opens backups: `age1pq1…`, or the path of the `.pub` file of `tocsin-desk keygen`.
    pub recipient: Option<String>,
    /// Folder for the files of backups; better on another disk.
    pub to: Option<PathBuf>,
    /// Where tor keeps the onion service's key and name: they go along, and with them its address.
    pub onion_service: Option<PathBuf>,
    /// So old the newest backup may become before `doctor` finds that wrong.
    pub warn_after_days: u32,
}

impl Default for Backup {
    fn default() -> Self {
        Self { recipient: None, to: None, onion_service: None, warn_after_days: 8 }
    }
}

impl Backup {
    pub(super) fn resolve(&mut self, folder: &Path) {
        for path in [&mut self.to, &mut self.onion_service].into_iter().flatten() {
            *path = folder.join(&path);
        }
        if let Some(recipient) = self.recipient.as_mut().filter(|text| !text.starts_with("age1")) {
            *recipient = folder.join(&*recipient).display().to_string();
        }
    }

    pub(super) fn check(&self) -> Result<(), String> {
        if self.recipient.as_ref().is_some_and(|text| text.to_uppercase().contains("AGE-SECRET-KEY")) {
            return Err("backup.recipient holds a secret key: give the public half (age1pq1…), and take the secret off this machine".into());
        }
        if !(1..=3650).contains(&self.warn_after_days) {
            return Err("backup.warn_after_days must be from 1 to 3650".into());
        }
        Ok(())
    }
}
