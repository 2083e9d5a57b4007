//! The audit log of an export, checked offline: `audit.jsonl`, one signed entry a line, and `audit.pub`, the service's key.

use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
};

use tocsin_seal::{
    Act, PublicKey, SignedEntry,
    audit::{Head, MAX_BYTES},
};

use crate::{error::DeskError, files};

/// The log.
const LOG: &str = "audit.jsonl";
/// Whose entries are the service's own.
const SERVICE: &str = "audit.pub";

/// A log that was checked.
pub struct Log {
    /// Where it ends.
    pub head: Head,
    /// Whether a head that somebody remembers is in it; `None` if none was given.
    pub remembered: Option<bool>,
}

/// Checks numbers, hashes and signatures, and that every key was introduced by its owner. `None`: the export has no log.
///
/// # Errors
/// The first entry that is not as it must be.
pub fn check(root: &Path, remembered: Option<Head>) -> Result<Option<Log>, DeskError> {
    let path = root.join(LOG);
    if !files::exists(&path) {
        return match remembered {
            Some(_) => Err(DeskError::refused("there is no audit log in this folder, and one was there when its head was noted")),
            None => Ok(None),
        };
    }
    let service = files::read(&root.join(SERVICE))?;
    let service: PublicKey = std::str::from_utf8(&service)
        .ok()
        .and_then(|text| text.trim().parse().ok())
        .ok_or_else(|| DeskError::refused(format!("{SERVICE} is no public key")))?;
    let mut known = BTreeSet::from([*service.as_bytes()]);
    let mut lines = BufReader::new(files::open_regular(&path)?);
    let (mut head, mut line, mut met) = (Head::EMPTY, Vec::new(), remembered == Some(Head::EMPTY));
    loop {
        line.clear();
        let read = lines.by_ref().take(MAX_BYTES as u64 + 1).read_until(b'\n', &mut line).map_err(DeskError::io("read", &path))?;
        if read == 0 {
            break;
        }
        let wrong = |why: String| DeskError::refused(format!("{LOG}, entry {}: {why}", head.seq + 1));
        let document = line.strip_suffix(b"\n").ok_or_else(|| wrong("is cut off".to_owned()))?;
        let signed = SignedEntry::parse(document).map_err(|error| wrong(error.to_string()))?;
        let next = signed.follows(head).map_err(|error| wrong(error.to_string()))?;
        let entry = signed.verify().map_err(|error| wrong(error.to_string()))?;
        if entry.act == Act::Enrolled {
            known.insert(*entry.actor.as_bytes());
        } else if !known.contains(entry.actor.as_bytes()) {
            return Err(wrong("is signed by a key that nobody enrolled with".to_owned()));
        }
        head = next;
        met |= remembered == Some(head);
    }
    Ok(Some(Log { head, remembered: remembered.map(|_| met) }))
}
