//! A member at the desk: which team keys the member's key opens, each compared with its roster.

use std::collections::BTreeMap;

use tocsin_seal::{GrantError, Identity, OpenError, SignedRoster, SigningKey, open_grant, open_signing_grant};

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
        for roster in &folder.rosters {
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
        if teams.is_empty() {
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

    /// The case's identity, from the one grant that one of our team keys opens.
    ///
    /// # Errors
    /// No grant for us; a grant that opens and does not hold exactly one identity; two grants that differ.
    pub fn case_identity(&self, case: &CaseFiles) -> Result<Identity, DeskError> {
        let mut found: Option<Identity> = None;
        for (name, grant) in &case.grants {
            for team in self.teams.values() {
                match open_grant(grant, team) {
                    Ok(identity) if found.as_ref().is_none_or(|other| other.recipient() == identity.recipient()) => found = Some(identity),
                    Ok(_) => return Err(DeskError::refused(format!("{name}: the grants hold different keys"))),
                    Err(GrantError::Open(OpenError::NotForUs)) => {}
                    Err(error) => return Err(DeskError::refused(format!("{name}: {error}"))),
                }
            }
        }
        found.ok_or_else(|| DeskError::refused("no grant of this case is for a team key of yours"))
    }
}

fn no_grant(roster: &SignedRoster) -> DeskError {
    DeskError::asked(format!(
        "your key has no signing grant of roster epoch {}; ask the lead for a new team key that includes you",
        roster.epoch()
    ))
}
