//! What can go wrong in the vault, each case told apart because each wants a different act of the administrator.

use super::KeyId;
use std::path::PathBuf;

/// Why the vault refused. The text is for the administrator and the log: it holds no key and no content.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The key file is not there: restore it from its copy; never make a new one over existing data.
    #[error("{} is missing: restore it from its copy; without it the stored data cannot be opened", .0.display())]
    Missing(PathBuf),
    /// `create` found a file already in place and left it alone.
    #[error("{} exists already and is left as it is", .0.display())]
    Exists(PathBuf),
    /// Group or others have rights to the key file.
    #[error("{} can be reached by other users of this machine: run chmod 600 on it", .0.display())]
    ReadableByOthers(PathBuf),
    /// The file is not in the format this version knows.
    #[error("{} is not a key file of this version: {reason}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What was found wrong, without any of its content.
        reason: &'static str,
    },
    /// The master key lies encrypted in its file.
    #[error("{} is locked: it opens with the passphrase or secret that the administrators keep", .0.display())]
    Locked(PathBuf),
    /// Not the passphrase or secret that the master key was wrapped with.
    #[error("that is not what the master key was locked with, or its file was altered")]
    WrongSecret,
    /// The key ring was wrapped by another master key.
    #[error("the key ring belongs to another master key")]
    WrongMaster,
    /// The key ring was altered: its authentication code does not fit.
    #[error("the key ring was altered: restore it from its copy")]
    Tampered,
    /// The key ring on disk is older than the one this process has already seen.
    #[error("the key ring was replaced by an older one: restore the newest copy")]
    RolledBack,
    /// The key ring belongs to another deployment.
    #[error("the key ring belongs to another deployment")]
    OtherDeployment,
    /// No such data key, neither in memory nor, read again, on disk: destroyed, or from another ring.
    #[error("no data key {0} in the key ring")]
    UnknownKey(KeyId),
    /// A stored value does not open at its address: altered, moved, or under another key id than its row says.
    #[error("{table}.{column} of row {row} does not open: altered, or moved from elsewhere")]
    Broken {
        /// Table of the row.
        table: &'static str,
        /// Column of the value.
        column: &'static str,
        /// The row's id as hex text.
        row: String,
    },
    /// More live keys in one class than a look-up is wide: retention has not destroyed old buckets.
    #[error("more than {} live data keys of one class: run retention", super::LIVE_BUCKETS)]
    TooManyLive,
    /// A bucket or generation outside its range.
    #[error("a bucket is a month YYYYMM for cases and 0 otherwise")]
    BadBucket,
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness")]
    Random,
    /// A primitive refused its input (cannot happen with the lengths used here).
    #[error("a cryptographic primitive refused its input")]
    Primitive,
    /// Reading or writing failed.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
}

/// Lower-case hex text of bytes.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
