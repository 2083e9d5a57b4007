//! The audit log of an export, checked offline: `audit.jsonl`, one signed entry a line, and `audit.pub`, the service's key.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
};

use tocsin_seal::{Auditor, Head, PublicKey};

use crate::{error::DeskError, files};

/// The log.
const LOG: &str = "audit.jsonl";
/// Whose entries are the service's own.
const SERVICE: &str = "audit.pub";
/// Longer than any entry, or what stands in the place of a row that did not open.
const LONGEST: u64 = 64 * 1024;

/// Checks numbers, hashes and signatures, and that every key was introduced by its owner, as `tocsin audit verify` does; the
/// log's end. `None`: the export has no log.
///
/// # Errors
/// The first entry that is not as it must be; a remembered head that is not in it.
pub fn check(root: &Path, remembered: Option<Head>) -> Result<Option<Head>, DeskError> {
    let path = root.join(LOG);
    if !files::exists(&path) {
        return match remembered {
            Some(_) => Err(DeskError::refused("there is no audit log in this folder, and one was there when its head was noted")),
            None => Ok(None),
        };
    }
    let service = files::read(&root.join(SERVICE))?;
    let service = std::str::from_utf8(&service).ok().and_then(|text| text.trim().parse::<PublicKey>().ok());
    let mut auditor = Auditor::new(service.ok_or_else(|| DeskError::refused(format!("{SERVICE} is no public key")))?, remembered);
    let mut lines = BufReader::new(files::open_regular(&path)?);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = lines.by_ref().take(LONGEST).read_until(b'\n', &mut line).map_err(DeskError::io("read", &path))?;
        if read == 0 {
            break;
        }
        let document = line.strip_suffix(b"\n").ok_or_else(|| DeskError::refused(format!("{LOG} is cut off or holds no entries")))?;
        auditor.read(document);
    }
    let head = auditor.head();
    match auditor.finish().into_iter().next() {
        Some((seq, fault)) => Err(DeskError::refused(format!("{LOG}, entry {seq}: {}", fault.words()))),
        None => Ok(Some(head)),
    }
}
