//! Two programs do the same thing: Rust on the server and at the desk, TypeScript in the browser (`browser/src/lib`). Here
//! is what Rust makes of fixed inputs, held against `tests/vectors/twins`; `browser/test` holds TypeScript against the same
//! files. What is random by nature (sealed files) is exchanged: each side opens what the other has just sealed.
//!
//! `UPDATE_VECTORS=1 cargo test --test twins` writes the files anew.

mod bundles;
mod drafts;
mod exchange;
mod mailboxes;
mod node;
mod receipts;
mod rosters;
mod signed;
mod staff;
mod urgency;

use serde_json::Value;
use std::path::{Path, PathBuf};
use tocsin_seal::{DeploymentId, Identity, Receipt, Recovery, Roster, SignedRoster, SigningKey, TeamKey, sign_roster};

/// 2026-11-23 12:00 UTC.
pub const NOW: i64 = 1_795_435_200;

/// The project's top folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Holds what Rust makes against the file of that name, or writes the file.
pub fn hold(name: &str, made: &Value) {
    let path: PathBuf = root().join("tests/vectors/twins").join(name);
    let made = serde_json::to_string_pretty(made).unwrap() + "\n";
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        std::fs::write(&path, &made).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = kept.lines().zip(made.lines()).position(|(kept, made)| kept != made);
    let line = differs.map_or_else(String::new, |at| format!(", first in line {}", at + 1));
    assert!(kept == made, "{name} is not what Rust makes{line}; if the change is meant: UPDATE_VECTORS=1 cargo test --test twins");
}

/// Bytes that look random and are the same in every run.
pub fn seed<const N: usize>(name: &str) -> [u8; N] {
    let digest = ring::digest::digest(&ring::digest::SHA256, name.as_bytes());
    let mut seed = [0; N];
    for (to, from) in seed.iter_mut().zip(digest.as_ref()) {
        *to = *from;
    }
    seed
}

/// An installation with fixed keys.
pub struct Station {
    /// Its name.
    pub deployment: DeploymentId,
    /// The administrators' roster key.
    pub admin: SigningKey,
    /// One for each epoch.
    pub teams: Vec<TeamKey>,
    /// The signed rosters, oldest first.
    pub documents: Vec<Vec<u8>>,
    /// The same, checked.
    pub rosters: Vec<SignedRoster>,
}

impl Station {
    /// With so many epochs, the last of them current.
    pub fn with_epochs(epochs: u32) -> Self {
        let mut station = Self {
            deployment: format!("d-{}", "7e".repeat(16)).parse().unwrap(),
            admin: SigningKey::from_seed(seed("admin")),
            teams: Vec::new(),
            documents: Vec::new(),
            rosters: Vec::new(),
        };
        for epoch in 1..=epochs {
            let roster = station.next_roster(epoch);
            let team = station.teams.last().map(|team| &team.signing);
            let document = sign_roster(&roster, &station.admin, team);
            let signed = SignedRoster::verify(&document, &station.admin.public(), station.rosters.last()).unwrap();
            station.teams.push(team_of(epoch));
            station.documents.push(document);
            station.rosters.push(signed);
        }
        station
    }

    /// What the leads of that epoch would hand in.
    pub fn next_roster(&self, epoch: u32) -> Roster {
        let team = team_of(epoch);
        Roster {
            deployment: self.deployment.clone(),
            epoch,
            not_before: NOW - 86_400 * i64::from(10 - epoch.min(9)),
            expires: NOW + 86_400 * 80,
            team_recipient: team.identity.recipient().clone(),
            team_signing_key: team.signing.public(),
            recovery: if epoch == 2 { Recovery::Unnamed } else { Recovery::None },
            previous: self.rosters.last().map(SignedRoster::hash),
        }
    }

    /// The newest.
    pub fn current(&self) -> &SignedRoster {
        self.rosters.last().unwrap()
    }

    /// The signed rosters as text.
    pub fn documents(&self) -> Vec<String> {
        self.documents.iter().map(|document| String::from_utf8(document.clone()).unwrap()).collect()
    }
}

/// The team's keys of an epoch.
pub fn team_of(epoch: u32) -> TeamKey {
    TeamKey {
        identity: Identity::from_seed(seed(&format!("team {epoch}"))),
        signing: SigningKey::from_seed(seed(&format!("team signs {epoch}"))),
    }
}

/// The reporter's receipt.
pub fn receipt() -> Receipt {
    Receipt::from_entropy(seed("receipt"))
}

/// The rules as the pages' kit carries them.
pub fn rules() -> Value {
    let file: toml::Table = include_str!("../../config/triage.toml").parse().unwrap();
    let rules = serde_json::to_value(&file["rule"]).unwrap();
    serde_json::json!({ "rule_set": tocsin_domain::triage::RuleSet::builtin().name(), "rules": rules })
}

/// The codes of the methods that the form offers.
pub fn methods() -> Vec<String> {
    let taxonomy = tocsin_domain::taxonomy::Taxonomy::builtin();
    taxonomy.groups().iter().flat_map(|group| group.methods.iter().map(|method| method.code.clone())).collect()
}
