//! Two small notes beside the configuration: when the last backup was made, and which backup a folder came from.

use serde::{Deserialize, Serialize};
use std::{
    fs,
    io::{ErrorKind, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};
use tocsin_seal::{Hash32, PublicKey};

use super::{BackupError, Checked, Written, io, refused};
use crate::{app::TokenKey, vault::hand_to_owner};

const LAST: &str = "last-backup.json";
const ORIGIN: &str = "restored.json";
const LAST_FORMAT: &str = "tocsin.last-backup/1";
const ORIGIN_FORMAT: &str = "tocsin.restored/1";

/// The newest backup, as `doctor` shows it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastBackup {
    format: String,
    /// Unix seconds.
    pub made: i64,
    /// Where it was written.
    pub file: std::path::PathBuf,
    /// SHA-256 of the sealed file.
    pub sha256: Hash32,
    /// Its size in bytes.
    pub bytes: u64,
}

/// Where a folder came from, and what vouches for it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Origin {
    format: String,
    made: i64,
    manifest: String,
    mac: Hash32,
}

/// The note in the folder of the configuration; `None` if there never was a backup.
pub fn last(folder: &Path) -> Result<Option<LastBackup>, BackupError> {
    read(&folder.join(LAST))
}

/// Notes a backup that was made.
pub fn note(folder: &Path, made: i64, written: &Written) -> Result<(), BackupError> {
    let file = std::path::absolute(&written.file).unwrap_or_else(|_| written.file.clone());
    let note = LastBackup { format: LAST_FORMAT.to_owned(), made, file, sha256: written.sha256, bytes: written.bytes };
    replace(&folder.join(LAST), &note)
}

/// Notes in a restored folder which backup it is.
pub(super) fn note_origin(folder: &Path, from: &Checked) -> Result<(), BackupError> {
    let manifest = String::from_utf8(from.manifest.clone()).map_err(|_| refused("its manifest is no text"))?;
    let note = Origin { format: ORIGIN_FORMAT.to_owned(), made: from.head.made, manifest, mac: Hash32::from_bytes(from.mac) };
    replace(&folder.join(ORIGIN), &note)
}

/// Refuses a folder that was restored from a backup of somebody else's making; else gives the Unix time of the backup, if
/// the folder came from one.
pub fn check_origin(folder: &Path, token_key: &TokenKey, roster_key: &PublicKey) -> Result<Option<i64>, BackupError> {
    let file = folder.join(ORIGIN);
    match read::<Origin>(&file)? {
        None => Ok(None),
        Some(origin) if token_key.vouches(origin.manifest.as_bytes(), origin.mac.as_bytes()) => Ok(Some(origin.made)),
        Some(_) => Err(BackupError::NotOurs { file, roster_key: roster_key.fingerprint() }),
    }
}

fn read<T: for<'de> Deserialize<'de>>(file: &Path) -> Result<Option<T>, BackupError> {
    match fs::read(file) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|_| BackupError::Io { path: file.to_owned(), source: std::io::Error::other("it is not what this program writes") }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io(file)(error)),
    }
}

fn replace(file: &Path, note: &impl Serialize) -> Result<(), BackupError> {
    let text = serde_json::to_vec_pretty(note).map_err(|error| refused(error.to_string()))?;
    let fresh = file.with_extension("new");
    let write = || {
        match fs::remove_file(&fresh) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut out = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
        hand_to_owner(&out, &fresh);
        out.write_all(&text)?;
        out.write_all(b"\n")?;
        out.sync_all()?;
        fs::rename(&fresh, file)
    };
    write().map_err(io(file))
}
