//! The list of all files of a set.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tocsin_seal::Hash32;

use super::{AdvisoryId, Day};

/// The format of the list.
pub const FORMAT: &str = "tocsin.advisories/1";

/// Every file of a set and every advisory in it. Fields in sorted order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// The organisation's true addresses.
    pub addresses: Vec<String>,
    /// The advisories, newest first.
    pub advisories: Vec<Listed>,
    /// After this day the set is out of date: a newer one exists, or somebody keeps it back.
    pub expires: Day,
    /// Every other file by its name, but signatures.
    pub files: BTreeMap<String, Named>,
    /// [`FORMAT`].
    pub format: String,
    /// The day it was signed.
    pub issued: Day,
    /// Who publishes.
    pub organisation: String,
    /// One more with every set.
    pub serial: u64,
}

/// A file of the set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Its length.
    pub bytes: u64,
    /// Its hash.
    pub sha256: Hash32,
}

/// An advisory of the set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// The last day on which it stands.
    pub expires: Day,
    /// Its name; its files begin with it.
    pub id: AdvisoryId,
    /// Its languages.
    pub languages: Vec<String>,
    /// Its revision.
    pub revision: u32,
    /// Whether it was taken back.
    pub withdrawn: bool,
}
