//! A folder written by `tocsin export`: its rosters, and the cases in it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use tocsin_seal::{CaseId, Chain, PublicKey, RosterError, SignedRoster, chain::in_order};

use crate::{
    error::DeskError,
    files,
    identity::KeyFile,
    pins::{Pins, Seen},
    visible::{visible_line, visible_path},
};

/// The folder's own copy of the roster key: believed once, with a warning, then pinned.
const FOLDER_KEY: &str = "key.pub";
/// Cases that were taken back, by their ids.
const WITHDRAWN: &str = "withdrawn.json";

/// A folder whose rosters form one verified chain of at least one.
pub struct Folder {
    /// Where it lies.
    pub root: PathBuf,
    /// Epochs 1, 2, … in order, and the keys that signed them.
    pub rosters: Chain,
    /// What a person must know about where the trust comes from.
    pub warnings: Vec<String>,
    /// Cases that their reporters took back: nothing of them is in the folder, and what was opened before is to be deleted.
    pub withdrawn: BTreeSet<CaseId>,
    /// Whether the folder ends before a roster that was seen elsewhere: the newer epoch.
    pub older_than: Option<u32>,
}

impl Folder {
    /// Opens a folder for a member: the roster key comes from the command line, else the key file's comment, else
    /// the pins of earlier use, else (once, with a warning) the folder.
    pub fn for_member(root: &Path, key: &KeyFile, given: Option<PublicKey>) -> Result<Self, DeskError> {
        let mut pins = Pins::beside(&key.path)?;
        let mut warnings = Vec::new();
        let roster_key = match given.or(key.roster_key).or(pins.roster_key) {
            Some(key) => key,
            None => {
                let found = folder_key(root)?.ok_or_else(|| {
                    DeskError::asked("no roster key is known; ask an administrator for it (tocsinpub1…) and give it with --roster-key")
                })?;
                warnings.push(format!(
                    "the roster key was taken from the folder itself and is remembered from now on; compare it by voice with an administrator, to whom `tocsin roster show` shows it: {}",
                    found.fingerprint()
                ));
                pins.pin_key(found);
                found
            }
        };
        let mut folder = Self::with_key(root, &roster_key)?;
        if let Some(new) = pins.compare_keys(&folder.rosters)? {
            warnings.push(format!(
                "the administrators replaced the roster key; the one before signed for it. Compare the new one by voice: {}",
                new.fingerprint()
            ));
        }
        match pins.compare(&folder.rosters)? {
            Seen::Same => {}
            Seen::Newer => warnings.push(format!(
                "the team changed since last time: roster epoch {}, team key {}",
                folder.newest().epoch(),
                folder.newest().team_recipient().fingerprint()
            )),
            Seen::Older(epoch) => {
                warnings.push(format!("this folder ends at roster epoch {}, epoch {epoch} was seen before", folder.newest().epoch()));
                folder.older_than = Some(epoch);
            }
        }
        pins.save();
        folder.warnings = warnings;
        Ok(folder)
    }

    /// Opens a folder without a member's key; without a given roster key the folder's own proves only that the
    /// folder agrees with itself.
    pub fn for_anybody(root: &Path, given: Option<PublicKey>) -> Result<Self, DeskError> {
        if let Some(key) = given {
            return Self::with_key(root, &key);
        }
        let key = folder_key(root)?
            .ok_or_else(|| DeskError::asked("give the administrators' roster key with --roster-key: this folder holds none"))?;
        let mut folder = Self::with_key(root, &key)?;
        folder.warnings.push("the roster key is the folder's own: this proves only that the folder agrees with itself".to_owned());
        Ok(folder)
    }

    fn with_key(root: &Path, key: &PublicKey) -> Result<Self, DeskError> {
        let folder = root.join("roster");
        let (mut epochs, mut successions) = (Vec::new(), Vec::new());
        for name in files::names(&folder)? {
            if name == FOLDER_KEY {
                continue;
            }
            if let Some(number) = number_of(name.strip_prefix("key-")) {
                successions.push(number);
                continue;
            }
            let number = number_of(Some(&name));
            epochs.push(number.ok_or_else(|| DeskError::refused(format!("roster/{} is no roster", visible_line(&name))))?);
        }
        epochs.sort_unstable();
        successions.sort_unstable();
        let mut documents = Vec::with_capacity(epochs.len());
        for (at, epoch) in epochs.iter().enumerate() {
            if usize::try_from(*epoch) != Ok(at + 1) {
                return Err(DeskError::refused(format!("the roster of epoch {} is missing", at + 1)));
            }
            documents.push((*epoch, files::read(&folder.join(format!("{epoch}.json")))?.to_vec()));
        }
        let read = |number: &u32| Ok(files::read(&folder.join(format!("key-{number}.json")))?.to_vec());
        let successions = successions.iter().map(read).collect::<Result<Vec<_>, DeskError>>()?;
        let rosters = Chain::verify(&in_order(documents, successions), key).map_err(|error| refused_chain(error, key))?;
        if rosters.is_empty() {
            return Err(DeskError::refused("the folder holds no roster"));
        }
        for (roster, epoch) in rosters.iter().zip(&epochs) {
            if roster.epoch() != *epoch {
                return Err(DeskError::refused(format!("roster/{epoch}.json is the roster of epoch {}", roster.epoch())));
            }
        }
        Ok(Self { root: root.to_owned(), rosters, warnings: Vec::new(), withdrawn: withdrawn(root)?, older_than: None })
    }

    /// The roster in force.
    pub fn newest(&self) -> &SignedRoster {
        // `with_key` refuses an empty chain.
        self.rosters.last().unwrap_or_else(|| unreachable!("a folder has at least one roster"))
    }

    /// The cases, sorted, and the names that look like a case and are none.
    pub fn cases(&self) -> Result<(Vec<CaseId>, Vec<String>), DeskError> {
        let (mut cases, mut odd) = (Vec::new(), Vec::new());
        for name in files::names(&self.root)? {
            match name.strip_prefix("case-").map(str::parse::<CaseId>) {
                Some(Ok(id)) => cases.push(id),
                Some(Err(_)) => odd.push(visible_line(&name)),
                None => {}
            }
        }
        Ok((cases, odd))
    }

    /// Where a case lies.
    pub fn case_path(&self, id: CaseId) -> PathBuf {
        self.root.join(format!("case-{id}"))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Withdrawn {
    format: String,
    cases: BTreeSet<CaseId>,
}

/// What the server says was taken back. An export of an earlier version says nothing.
fn withdrawn(root: &Path) -> Result<BTreeSet<CaseId>, DeskError> {
    let path = root.join(WITHDRAWN);
    if !files::exists(&path) {
        return Ok(BTreeSet::new());
    }
    let read: Option<Withdrawn> = serde_json::from_slice(&files::read(&path)?).ok();
    let read = read.filter(|read| read.format == "tocsin.withdrawn/1");
    read.map(|read| read.cases).ok_or_else(|| DeskError::refused(format!("{WITHDRAWN} is no such list of this version")))
}

/// The number in `7.json`, in its one spelling.
fn number_of(name: Option<&str>) -> Option<u32> {
    let stem = name?.strip_suffix(".json")?;
    stem.parse::<u32>().ok().filter(|number| number.to_string() == stem)
}

fn refused_chain(error: RosterError, key: &PublicKey) -> DeskError {
    let hint = match error {
        RosterError::AdminSignature => format!(" {}: wrong --roster-key, or a forged roster", key.fingerprint()),
        _ => String::new(),
    };
    DeskError::refused(format!("{error}{hint}"))
}

fn folder_key(root: &Path) -> Result<Option<PublicKey>, DeskError> {
    let path = root.join("roster").join(FOLDER_KEY);
    if fs::symlink_metadata(&path).is_err() {
        return Ok(None);
    }
    let bytes = files::read(&path)?;
    let key = std::str::from_utf8(&bytes).ok().and_then(|text| text.trim().parse().ok());
    key.map(Some).ok_or_else(|| DeskError::refused(format!("{} is no roster key", visible_path(&path))))
}
