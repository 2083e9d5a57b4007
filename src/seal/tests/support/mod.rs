//! What several of this crate's tests need: where the vectors are, and a roster to seal to.
#![allow(dead_code, reason = "each test file uses a part of it")]

use ring::rand::SystemRandom;
use std::path::PathBuf;
use tocsin_seal::{DeploymentId, Recovery, Roster, SigningKey, TeamKey};

/// `tests/` at the top of the project.
pub fn tests_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests")
}

/// A file of `tests/vectors`.
pub fn vector(path: &str) -> Vec<u8> {
    let path = tests_dir().join("vectors").join(path);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A JSON file of `tests/vectors`.
pub fn json(path: &str) -> serde_json::Value {
    serde_json::from_slice(&vector(path)).unwrap()
}

/// Whether what `npm ci --prefix tests` installs is there. Where a machine checks the project
/// (`CI` is set) its absence is a failure.
pub fn npm_is_there(package: &str) -> bool {
    let there = tests_dir().join("node_modules").join(package).is_dir();
    if !there {
        assert!(std::env::var_os("CI").is_none(), "run `npm ci --prefix tests` first");
        eprintln!("left out: `npm ci --prefix tests` was not run");
    }
    there
}

/// The system's randomness.
pub fn rng() -> SystemRandom {
    SystemRandom::new()
}

/// Administrators' key, team key and the roster that names it.
pub fn first_roster() -> (SigningKey, TeamKey, Roster) {
    let admin = SigningKey::generate(&rng()).unwrap();
    let team = TeamKey::generate(&rng()).unwrap();
    let roster = Roster {
        deployment: DeploymentId::random(&rng()).unwrap(),
        epoch: 1,
        not_before: 1_000,
        expires: 9_000_000,
        team_recipient: team.identity.recipient().clone(),
        team_signing_key: team.signing.public(),
        recovery: Recovery::None,
        previous: None,
    };
    (admin, team, roster)
}
