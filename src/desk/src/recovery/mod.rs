//! `tocsin-desk recovery`: the key of last resort, held by trustees who are not administrators, in shares of which some are
//! enough. Made, split, rehearsed and put together here, offline, and nowhere else.

mod gather;
mod share;

use std::{collections::BTreeMap, path::Path, process::ExitCode};

use getrandom::{SysRng, rand_core::UnwrapErr};
use ring::rand::SystemRandom;
use serde_json::json;
use tocsin_seal::{Identity, Recipient, open_grant};
use vsss_rs::Gf256;
use zeroize::Zeroizing;

use crate::{
    cli::{RecoveryCombine, RecoveryCommand, RecoveryNew, RecoveryRehearse, RecoverySplit, Sharing},
    error::DeskError,
    files::{self, Partial},
    folder::Folder,
    identity::{self, KeyFile},
    visible::visible_path,
};
use gather::{Gathered, MOST, Public, gather, start};
use share::Share;

/// The public half, for leads and rehearsals.
const PUBLIC: &str = "recovery.pub";
const MARK: &str = "# share ";

/// Runs `recovery`.
pub fn run(command: &RecoveryCommand, json: bool) -> Result<ExitCode, DeskError> {
    match command {
        RecoveryCommand::New(options) => new(options, json),
        RecoveryCommand::Split(options) => split(options, json),
        RecoveryCommand::Rehearse(options) => rehearse(options, json),
        RecoveryCommand::Combine(options) => combine(options, json),
    }
}

fn new(options: &RecoveryNew, json: bool) -> Result<ExitCode, DeskError> {
    let identity = Identity::generate(&SystemRandom::new()).map_err(|error| DeskError::asked(error.to_string()))?;
    write(&identity, &options.sharing, json)
}

fn split(options: &RecoverySplit, json: bool) -> Result<ExitCode, DeskError> {
    let key = KeyFile::read(&options.identity)?;
    let done = write(&key.identity, &options.sharing, json)?;
    eprintln!("warning: {} still holds the whole key: destroy it once the shares were rehearsed", visible_path(&options.identity));
    Ok(done)
}

fn write(identity: &Identity, sharing: &Sharing, json: bool) -> Result<ExitCode, DeskError> {
    let Sharing { shares, needed, out } = sharing;
    if !(2..=MOST).contains(needed) || !(*needed..=MOST).contains(shares) {
        return Err(DeskError::asked(format!("of at most {MOST} shares at least 2 and at most all must be needed")));
    }
    if files::exists(out) {
        return Err(DeskError::asked(format!("{} exists already; name a new folder", visible_path(out))));
    }
    let made = shared(identity, *needed, *shares)?;
    let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    files::create_dirs(parent)?;
    let partial = Partial::inside(parent)?;
    let recipient = identity.recipient();
    let marks: String = made.iter().map(|share| format!("{MARK}{} {}\n", share.number, share.mark())).collect();
    let public = format!("# a recovery key; any {needed} of {shares} shares make it\n{marks}{recipient}\n");
    files::write_new(&partial.path().join(PUBLIC), public.as_bytes())?;
    for share in &made {
        let name = format!("share-{}-of-{shares}.txt", share.number);
        files::write_new(&partial.path().join(name), printed(share, recipient).as_bytes())?;
    }
    partial.finish(out, false)?;
    if json {
        println!("{}", json!({ "out": out, "fingerprint": recipient.fingerprint(), "needed": needed, "shares": shares }));
    } else {
        println!("Recovery key {}: any {needed} of {shares} shares make it; the key itself was written nowhere.", recipient.fingerprint());
        println!("Next:");
        println!("  1. Print each share-….txt (or write its 32 words down), hand it to its trustee, then destroy the files.");
        println!("  2. Rehearse: tocsin-desk recovery rehearse --recipient {PUBLIC} --share … --share …");
        println!("  3. {PUBLIC} is public: the lead gives it with --recovery to every `tocsin-desk team new`.");
    }
    Ok(ExitCode::SUCCESS)
}

fn shared(identity: &Identity, needed: u8, of: u8) -> Result<Vec<Share>, DeskError> {
    let failed = || DeskError::asked("the key cannot be split");
    let made = Gf256::split_bytes(usize::from(needed), usize::from(of), identity.seed(), UnwrapErr(SysRng)).map_err(|_| failed())?;
    made.into_iter()
        .map(Zeroizing::new)
        .map(|bytes| {
            let (number, rest) = bytes.split_first().ok_or_else(failed)?;
            let value = Zeroizing::new(*rest.first_chunk::<32>().filter(|_| rest.len() == 32).ok_or_else(failed)?);
            Ok(Share { needed, of, number: *number, key: start(identity.recipient()), value })
        })
        .collect()
}

/// A page for a trustee.
fn printed(share: &Share, recipient: &Recipient) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(4096));
    text.push_str(&format!(
        "# Tocsin recovery key {}: share {} of {}\n# Any {} shares together make the key that opens every report. One alone opens nothing.\n\
         # Keep it on paper, apart from the other shares and from the server. Give it to nobody who asks by mail or phone:\n\
         # it is typed in beside the other trustees, on a machine without a network. The first four letters of a word are enough.\n\n",
        recipient.fingerprint(),
        share.number,
        share.of,
        share.needed
    ));
    for (at, word) in share.words().into_iter().enumerate() {
        text.push_str(&format!("{:3} {word:<10}{}", at + 1, if at % 4 == 3 { "\n" } else { "" }));
    }
    text
}

fn public(path: &Path) -> Result<Public, DeskError> {
    let recipient = identity::read_public(path)?;
    let bytes = files::read(path)?;
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    let mut marks = BTreeMap::new();
    for line in text.lines().filter_map(|line| line.strip_prefix(MARK)) {
        let mark = line.split_once(' ').and_then(|(number, mark)| Some((number.parse().ok()?, mark.trim().parse().ok()?)));
        let (number, mark) = mark.ok_or_else(|| DeskError::asked(format!("{} is damaged", visible_path(path))))?;
        marks.insert(number, mark);
    }
    Ok(Public { recipient, marks })
}

fn rehearse(options: &RecoveryRehearse, json: bool) -> Result<ExitCode, DeskError> {
    let public = public(&options.recipient)?;
    let gathered = gather(&options.shares, &public)?;
    let fingerprint = public.recipient.fingerprint();
    // The key is gone with this function: nothing was opened with it and nothing written.
    let Gathered { identity, good, bad } = gathered;
    drop(identity);
    bad.iter().for_each(|line| eprintln!("tocsin-desk: {line}"));
    if json {
        println!("{}", json!({ "fingerprint": fingerprint, "good": good, "bad": bad }));
    } else {
        println!("{} good shares make the recovery key {fingerprint}. Nothing was opened, nothing was written.", good.len());
    }
    Ok(if bad.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn combine(options: &RecoveryCombine, json: bool) -> Result<ExitCode, DeskError> {
    if files::exists(&options.out) {
        return Err(DeskError::asked(format!("{} exists already; choose another name", visible_path(&options.out))));
    }
    let public = public(&options.recipient)?;
    let folder = Folder::for_anybody(&options.folder, Some(options.roster_key))?;
    let Gathered { identity, good, bad } = gather(&options.shares, &public)?;
    bad.iter().for_each(|line| eprintln!("tocsin-desk: {line}"));
    let epochs = rostered(&folder, &identity)?;
    files::write_new(&options.out, identity::text(&identity, Some(&options.roster_key)).as_bytes())?;
    let fingerprint = public.recipient.fingerprint();
    if json {
        println!("{}", json!({ "fingerprint": fingerprint, "good": good, "bad": bad, "epochs": epochs, "identity": options.out }));
    } else {
        let epochs: Vec<_> = epochs.iter().map(u32::to_string).collect();
        println!("{} shares make the recovery key {fingerprint}; it opens the team keys of epoch {}.", good.len(), epochs.join(", "));
        println!("Next: tocsin-desk open --identity {} {} --out …", visible_path(&options.out), visible_path(&options.folder));
        println!("Then destroy {}, and make a new recovery key: this one was whole.", visible_path(&options.out));
    }
    Ok(ExitCode::SUCCESS)
}

/// The epochs whose roster names this recovery key, and whose team key it opens: administrators and team signed that. A roster
/// of an earlier version says only that there is one; there the grant, which opens the team key that is named, must do.
fn rostered(folder: &Folder, identity: &Identity) -> Result<Vec<u32>, DeskError> {
    let fingerprint = identity.recipient().fingerprint();
    let mut epochs = Vec::new();
    for roster in folder.rosters.iter().filter(|roster| roster.roster().recovery.is_there()) {
        let named = roster.roster().recovery.recipient();
        if named.is_some_and(|named| named != identity.recipient()) {
            continue;
        }
        let path = folder.root.join(format!("team/{}/{fingerprint}.age", roster.epoch()));
        if !files::exists(&path) {
            continue;
        }
        let wrong = |reason: &str| DeskError::refused(format!("the recovery grant of epoch {}: {reason}", roster.epoch()));
        let team = open_grant(&files::read(&path)?, identity).map_err(|error| wrong(&error.to_string()))?;
        if team.recipient() != roster.team_recipient() {
            return Err(wrong("holds another key than the roster names"));
        }
        epochs.push(roster.epoch());
    }
    match epochs.is_empty() {
        true => Err(DeskError::refused(format!("no roster of this folder has {fingerprint} as its recovery key; nothing was written"))),
        false => Ok(epochs),
    }
}
