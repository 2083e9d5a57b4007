//! Backups: everything that makes the installation but its keys, as one file sealed to the backup recipient.
//!
//! The file is an age file to exactly one recipient. Inside is a tar archive of the plainest kind (POSIX ustar, regular
//! files only), so that stock `age` and `tar` unpack it where this program is not to be had:
//!
//! ```text
//! backup.json                    what this is: format, installation, time, schema, tables and their columns
//! files/config/tocsin.toml       the configuration, with the organisation's texts
//! files/onion/…                  the onion service's key and name, where they were named
//! database/<table>/<n>           rows as they lie, see `rows`: values are ciphertext under keys that are not in here
//! blobs/<32 hex>                 sealed attachments
//! manifest.json                  how many of each, what was gone, and the SHA-256 of all the bytes before it
//! manifest.mac                   HMAC-SHA256 of the manifest under the token key
//! ```
//!
//! and zeros up to the padded size. Rows are of one snapshot. An attachment is never changed, only deleted: one that went
//! while the copy was being made belongs to a case that was destroyed meanwhile, and that case is left out when the copy
//! is brought back.
//!
//! age does not say who sealed, and the recipient is no secret: somebody could make a copy with another roster key in its
//! configuration. So the manifest is vouched for under the token key, which is in no backup, and a restored installation
//! opens only with the token key that vouched for it (see `origin`).
//!
//! Not in here: the key ring, the master key, the token key, the roster key, certificates, passwords.

#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzing;
mod origin;
mod read;
mod restore;
mod rows;
mod tar;
mod write;

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, io, path::PathBuf};
use tocsin_seal::{DeploymentId, OpenError, PublicKey, SealError};

use super::token::TokenKeyError;
use crate::store::StoreError;

pub use origin::{LastBackup, check_origin, last, note};
pub use read::{Checked, check};
pub use restore::{Restored, Restoring, peek, restore};
pub use write::{Named, Source, Written, write};

pub(super) const FORMAT: &str = "tocsin.backup/1";
const HEAD: &str = "backup.json";
const MANIFEST: &str = "manifest.json";
const MAC: &str = "manifest.mac";
/// Where the configuration stands.
pub const CONFIG: &str = "config/tocsin.toml";
/// No file of a configuration is larger, in bytes.
const LARGEST_FILE: u64 = 1 << 20;

/// What a copy is of: its first entry.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    format: String,
    /// The installation.
    pub deployment: DeploymentId,
    /// The administrators' roster key, public half, as in the configuration.
    pub roster_key: PublicKey,
    /// When it was made, Unix seconds.
    pub made: i64,
    /// Version of the program that made it.
    pub program: String,
    /// Version of the schema.
    pub schema: i64,
    tables: Vec<TableHead>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TableHead {
    name: String,
    columns: Vec<String>,
}

/// What a copy holds: its last entry.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    format: String,
    /// Rows of each table.
    rows: BTreeMap<String, u64>,
    /// Attachments.
    blobs: u64,
    /// Attachments that rows name and that were not in their place, or not of the size that the row says.
    damaged: Vec<String>,
    /// Cases that were destroyed while the copy was made.
    destroyed: Vec<String>,
    /// Of every byte of the archive before this entry.
    sha256: String,
}

/// Why there is no backup, or nothing is brought back from one.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Sealing.
    #[error("the backup cannot be written: {0}")]
    Seal(#[from] SealError),
    /// The file does not open.
    #[error("the backup does not open: {0}")]
    Open(#[from] OpenError),
    /// It opens and is not what a backup is.
    #[error("the backup is refused: {0}; take another one")]
    Refused(String),
    /// What was read again after writing is not what was written.
    #[error("{} was written and reads differently: the disk cannot be trusted; nothing was kept", .0.display())]
    Unread(PathBuf),
    /// A name that is taken.
    #[error("{} exists already; name an empty place", .0.display())]
    Taken(PathBuf),
    /// The disk.
    #[error("{}: {source}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The token key that vouches.
    #[error(transparent)]
    TokenKey(#[from] TokenKeyError),
    /// The copy was made by somebody who has not our token key.
    #[error(
        "this folder was restored from a backup for which another token key vouches. Bring the installation's own token.key. If that one is lost: \
         compare the roster key by voice ({roster_key}), since a forged backup could have changed it, then delete {}", file.display()
    )]
    NotOurs {
        /// The note that says where the folder came from.
        file: PathBuf,
        /// Fingerprint in the restored configuration.
        roster_key: String,
    },
}

fn io(path: &std::path::Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    move |source| BackupError::Io { path, source }
}

fn refused(why: impl Into<String>) -> BackupError {
    BackupError::Refused(why.into())
}
