//! A member at the desk: which team keys the member's key opens, each compared with its roster. A guest has none and opens
//! the cases that were granted to them alone.

use std::collections::BTreeMap;

use tocsin_seal::{GrantError, Identity, OpenError, SignedRoster, SigningKey, open_grant, open_signing_grant};
use zeroize::Zeroizing;

use crate::{case_files::CaseFiles, error::DeskError, files, folder::Folder, identity::KeyFile};

/// A folder with the team keys that were granted to the member.
pub struct Desk {
    /// The folder.
    pub folder: Folder,
    /// Team identities by epoch, each the one its roster names.
    teams: BTreeMap<u32, Identity>,
    fingerprint: String,
    key: KeyFile,
}

impl Desk {
    /// Opens every team grant of the member in the folder.
    ///
    /// # Errors
    /// A grant that is damaged or holds another key than its roster names; no grant at all.
    pub fn sit_down(folder: Folder, key: KeyFile) -> Result<Self, DeskError> {
        let fingerprint = key.identity.recipient().fingerprint();
        let mut teams = BTreeMap::new();
        for roster in folder.rosters.iter() {
            let path = folder.root.join(format!("team/{}/{fingerprint}.age", roster.epoch()));
            if !files::exists(&path) {
                continue;
            }
            let wrong = |reason: &str| DeskError::refused(format!("the team grant of epoch {}: {reason}", roster.epoch()));
            let team = open_grant(&files::read(&path)?, &key.identity).map_err(|error| wrong(&error.to_string()))?;
            if team.recipient() != roster.team_recipient() {
                return Err(wrong("holds another key than the roster names"));
            }
            teams.insert(roster.epoch(), team);
        }
        if teams.is_empty() && !has_own_case(&folder, &fingerprint)? {
            return Err(DeskError::asked(format!(
                "no team key in this folder is granted to your key {fingerprint}; ask the lead to run `tocsin-desk team new` with your .pub file, or give the right --identity"
            )));
        }
        Ok(Self { folder, teams, fingerprint, key })
    }

    /// The team's signing key of one epoch.
    pub fn signing_key(&self, roster: &SignedRoster) -> Result<SigningKey, DeskError> {
        let path = self.folder.root.join(format!("team/{}/{}.sign.age", roster.epoch(), self.fingerprint));
        if !files::exists(&path) {
            return Err(no_grant(roster));
        }
        let wrong = |reason: &str| DeskError::refused(format!("the signing grant of epoch {}: {reason}", roster.epoch()));
        let key = open_signing_grant(&files::read(&path)?, &self.key.identity).map_err(|error| wrong(&error.to_string()))?;
        if key.public() != *roster.team_signing_key() {
            return Err(wrong("holds another key than the roster names"));
        }
        Ok(key)
    }

    /// The team identity of one epoch.
    pub fn team(&self, epoch: u32) -> Option<&Identity> {
        self.teams.get(&epoch)
    }

    /// What the grants of the case hold that a team key or the member's own opens, each key once, those of the team first; and
    /// which of them hold none. Whoever can add a grant can add a false one: the report tells which key is the case's.
    ///
    /// # Errors
    /// No grant for us holds a key.
    pub fn case_keys(&self, case: &CaseFiles) -> Result<(Vec<CaseKey>, Vec<String>), DeskError> {
        let (mut found, junk) = self.granted(&case.grants);
        // With the team's, the case is everybody's.
        found.sort_by_key(|key| !key.of_team);
        if found.is_empty() {
            let none = "no grant of this case is for a team key of yours, nor for you";
            return Err(DeskError::refused(junk.first().map_or(none, String::as_str)));
        }
        Ok((found, junk))
    }

    /// Every identity that was granted to us for what staff write, and which grants hold none. None is believed before a part
    /// of the chain opens with it.
    pub fn staff_identities(&self, case: &CaseFiles) -> (Vec<Identity>, Vec<String>) {
        let (keys, junk) = self.granted(&case.staff_grants);
        (keys.into_iter().map(|key| key.identity).collect(), junk)
    }

    fn granted(&self, grants: &[(String, Zeroizing<Vec<u8>>)]) -> (Vec<CaseKey>, Vec<String>) {
        let holders = self.teams.values().map(|team| (team, true)).chain([(&self.key.identity, false)]);
        let holders: Vec<_> = holders.collect();
        let (mut found, mut junk): (Vec<CaseKey>, Vec<String>) = (Vec::new(), Vec::new());
        for (name, grant) in grants {
            for (holder, of_team) in &holders {
                match open_grant(grant, holder) {
                    Ok(identity) => match found.iter_mut().find(|key| key.identity.recipient() == identity.recipient()) {
                        Some(known) => known.of_team |= *of_team,
                        None => found.push(CaseKey { identity, of_team: *of_team }),
                    },
                    Err(GrantError::Open(OpenError::NotForUs)) => {}
                    Err(error) => junk.push(format!("{name}: {error}")),
                }
            }
        }
        (found, junk)
    }
}

/// An identity that was granted.
pub struct CaseKey {
    /// It opens the case.
    pub identity: Identity,
    /// Granted to the team; otherwise to the member alone.
    pub of_team: bool,
}

/// Whether some case of the folder is granted to the member alone.
fn has_own_case(folder: &Folder, fingerprint: &str) -> Result<bool, DeskError> {
    let (cases, _) = folder.cases()?;
    Ok(cases.iter().any(|id| files::exists(&folder.case_path(*id).join(format!("grants/{fingerprint}.age")))))
}

fn no_grant(roster: &SignedRoster) -> DeskError {
    DeskError::asked(format!(
        "your key has no signing grant of roster epoch {}; ask the lead for a new team key that includes you",
        roster.epoch()
    ))
}
