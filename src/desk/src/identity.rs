//! The member's key file: one `AGE-SECRET-KEY-PQ-1…` line, and comments.

use std::{
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use tocsin_seal::{Identity, PublicKey, Recipient};
use zeroize::Zeroizing;

use crate::{error::DeskError, files, visible::visible_path};

const ROSTER_KEY: &str = "# roster-key:";

/// A key file that was read.
pub struct KeyFile {
    /// Where it lies; what was seen before is kept beside it.
    pub path: PathBuf,
    /// The member's secret.
    pub identity: Identity,
    /// The administrators' roster key, where a comment names it.
    pub roster_key: Option<PublicKey>,
}

impl KeyFile {
    /// Reads a key file. Warns where others can read it too.
    ///
    /// # Errors
    /// Not exactly one key line, another line that is no comment, or a roster key that cannot be read.
    pub fn read(path: &Path) -> Result<Self, DeskError> {
        let name = visible_path(path);
        let bytes = files::read(path)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| DeskError::asked(format!("{name} is no key file")))?;
        let mut identity = None;
        let mut roster_key = None;
        for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
            if let Some(key) = line.strip_prefix(ROSTER_KEY) {
                let key = key.trim().parse().map_err(|_| DeskError::asked(format!("{name}: the roster key cannot be read")))?;
                if roster_key.replace(key).is_some_and(|other| other != key) {
                    return Err(DeskError::asked(format!("{name} names two roster keys; keep the right one")));
                }
            } else if !line.starts_with('#') {
                let parsed = Identity::parse(line).map_err(|error| DeskError::asked(format!("{name}: {error}")))?;
                if identity.replace(parsed).is_some() {
                    return Err(DeskError::asked(format!("{name} holds several keys; give a file with one")));
                }
            }
        }
        let identity = identity
            .ok_or_else(|| DeskError::asked(format!("{name} holds no key; give the file made by `tocsin-desk keygen`, not its .pub")))?;
        warn_if_open(path);
        Ok(Self { path: path.to_owned(), identity, roster_key })
    }
}

/// The text of a key file. No date: it would tell when somebody joined.
pub fn text(identity: &Identity, roster_key: Option<&PublicKey>) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(4096));
    text.push_str("# created by tocsin-desk\n# recipient: ");
    text.push_str(&identity.recipient().to_string());
    text.push('\n');
    if let Some(key) = roster_key {
        text.push_str(&format!("{ROSTER_KEY} {key}\n"));
    }
    text.push_str(&identity.to_secret());
    text.push('\n');
    text
}

/// Reads a public key file: one `age1pq1…` line, comments allowed.
///
/// # Errors
/// Not exactly one recipient. A secret key given by mistake is named as that, never shown.
pub fn read_public(path: &Path) -> Result<Recipient, DeskError> {
    let name = visible_path(path);
    let bytes = files::read(path)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| DeskError::asked(format!("{name} is no public key file")))?;
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return Err(DeskError::asked(format!("{name} must hold exactly one public key (age1pq1…)")));
    };
    if line.starts_with("AGE-SECRET-KEY") {
        return Err(DeskError::asked(format!("{name} is a secret key file; ask its owner for the .pub file instead")));
    }
    line.parse().map_err(|error| DeskError::asked(format!("{name}: {error}")))
}

fn warn_if_open(path: &Path) {
    let open = std::fs::metadata(path).is_ok_and(|about| about.mode() & 0o077 != 0);
    if open {
        eprintln!("warning: others on this machine can read {0}; run: chmod 600 {0}", visible_path(path));
    }
}
