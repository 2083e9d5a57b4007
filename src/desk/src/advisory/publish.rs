//! The signed folder.

use std::{
    collections::BTreeMap,
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::ExitCode,
};

use minisign::SecretKey;
use serde_json::json;
use tocsin_domain::advisory::{Approval, Day, Index, MAX_FILES, MAX_SET, Set, SiteKey};
use tocsin_seal::PublicKey;

use super::{
    draft::{approvals, read},
    keys, print, today,
};
use crate::{
    cli::{Check, Sign, approver},
    error::DeskError,
    files::{self, Partial},
    visible::{counted, visible_line, visible_path},
};

/// `advisory sign`.
pub fn sign(options: &Sign, json: bool) -> Result<ExitCode, DeskError> {
    let approvers = options.approvers.iter().map(|path| read_approver(path)).collect::<Result<Vec<_>, _>>()?;
    if files::exists(&options.out) {
        return Err(DeskError::asked(format!("{} exists already; give another --out", visible_path(&options.out))));
    }
    // What two people said is looked at before a passphrase is asked for.
    let mut new = Vec::new();
    for path in &options.drafts {
        let advisory = read(path)?;
        let people = Approval::enough(&advisory, &approvals(path)?, &approvers)
            .map_err(|error| DeskError::refused(format!("{}: {error}", visible_path(path))))?;
        if !json {
            print(&advisory);
            println!("Approved by {}", people.iter().map(PublicKey::fingerprint).collect::<Vec<_>>().join(" and "));
        }
        new.push(advisory);
    }
    let (secret, public) = keys::open(&options.key, &options.passphrase)?;
    let before = options.before.as_deref().map(|folder| load(folder, &public)).transpose()?;
    let today = today();
    let advisories = Set::follow(before.as_ref().map_or(&[], |set| &set.advisories), new, today)
        .map_err(|error| DeskError::refused(error.to_string()))?;
    let index = next(before.as_ref(), options, today)?;
    let (serial, expires) = (index.serial, index.expires);
    let mut signed = BTreeMap::new();
    for (name, bytes, comment) in Set::compose(index, &advisories, &public) {
        signed.insert(format!("{name}.minisig"), signature(&secret, &bytes, &comment)?);
        signed.insert(name, bytes);
    }
    // What is written is what a reader accepts.
    let set = Set::check(signed, &public).map_err(|error| DeskError::refused(error.to_string()))?;
    write(&set, &options.out)?;
    let standing = advisories.iter().filter(|advisory| advisory.stands(today)).count();
    if json {
        println!(
            "{}",
            json!({ "folder": options.out, "serial": serial, "expires": expires.to_string(), "advisories": advisories.len(), "standing": standing })
        );
    } else {
        println!(
            "{}: number {serial}, {}, sign again before {expires}",
            visible_path(&options.out),
            counted(standing, "warning stands", "warnings stand")
        );
        println!("Bring it to the server (tocsin advisory publish --from DIR), and keep it: the next signing begins with it.");
    }
    Ok(ExitCode::SUCCESS)
}

/// `advisory check`.
pub fn check(options: &Check, json: bool) -> Result<ExitCode, DeskError> {
    let key = SiteKey::parse(&options.key).map_err(|error| DeskError::asked(error.to_string()))?;
    let set = load(&options.folder, &key)?;
    let stale = set.is_stale(today());
    if json {
        println!(
            "{}",
            json!({ "serial": set.index.serial, "expires": set.index.expires.to_string(), "stale": stale, "advisories": set.index.advisories })
        );
    } else {
        println!("Signed by {}: every file is whole and as it was signed.", key.as_str());
        println!("Number {} of {}, written {}", set.index.serial, visible_line(&set.index.organisation), set.index.issued);
        if stale {
            println!("OUT OF DATE since {}: a newer list should be there. Look at another place.", set.index.expires);
        } else {
            println!("Good until {}. If you saw a higher number before, somebody keeps the newer list back.", set.index.expires);
        }
        for advisory in &set.advisories {
            let text = advisory.text("en").map(|(_, text)| visible_line(&text.title)).unwrap_or_default();
            let state = if advisory.withdrawn { ", TAKEN BACK" } else { "" };
            println!("  {} until {}{state}: {text}", advisory.id, advisory.expires);
        }
    }
    Ok(if stale { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn next(before: Option<&Set>, options: &Sign, today: Day) -> Result<Index, DeskError> {
    let organisation = options.organisation.clone().or_else(|| before.map(|set| set.index.organisation.clone())).unwrap_or_default();
    if organisation.trim().is_empty() {
        return Err(DeskError::asked("say who publishes with --organisation"));
    }
    let addresses = match (options.addresses.is_empty(), before) {
        (true, Some(set)) => set.index.addresses.clone(),
        _ => options.addresses.clone(),
    };
    Ok(Index {
        addresses,
        advisories: Vec::new(),
        expires: Day::of(today.number() + options.days),
        files: BTreeMap::new(),
        format: String::new(),
        issued: today,
        organisation,
        serial: before.map_or(0, |set| set.index.serial) + 1,
    })
}

fn signature(key: &SecretKey, bytes: &[u8], comment: &str) -> Result<Vec<u8>, DeskError> {
    let signed = minisign::sign(None, key, bytes, Some(comment), Some("public warning: check it with minisign")).map_err(keys::unusable)?;
    Ok(signed.into_string().into_bytes())
}

/// The folder appears whole or not at all. It is public: whoever serves it must be able to read it.
fn write(set: &Set, out: &Path) -> Result<(), DeskError> {
    let parent = match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let partial = Partial::inside(parent)?;
    for (name, bytes) in set.files() {
        let path = partial.path().join(name);
        files::write_new(&path, bytes)?;
        open_to_all(&path, 0o644)?;
    }
    open_to_all(partial.path(), 0o755)?;
    partial.finish(out, false)
}

fn open_to_all(path: &Path, mode: u32) -> Result<(), DeskError> {
    fs::set_permissions(path, Permissions::from_mode(mode)).map_err(DeskError::io("write", path))
}

fn load(folder: &Path, key: &SiteKey) -> Result<Set, DeskError> {
    let names = files::names(folder)?;
    if names.len() > MAX_FILES {
        return Err(DeskError::refused(format!("{} holds more files than advisories have", visible_path(folder))));
    }
    let mut all = BTreeMap::new();
    let mut room = MAX_SET;
    for name in names {
        let bytes = files::read_up_to(&folder.join(&name), room as u64)?.to_vec();
        room = room.saturating_sub(bytes.len());
        all.insert(name, bytes);
    }
    Set::check(all, key).map_err(|error| DeskError::refused(format!("{}: {error}", visible_path(folder))))
}

fn read_approver(path: &Path) -> Result<PublicKey, DeskError> {
    let bytes = files::read_up_to(path, 4096)?;
    let key = std::str::from_utf8(&bytes).ok().and_then(approver);
    key.ok_or_else(|| DeskError::asked(format!("{} is no public key of `tocsin-desk advisory approver`", visible_path(path))))
}
