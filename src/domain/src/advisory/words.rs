//! The few words around an advisory in the files that leave the service, where no catalogue goes along.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The words of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Which way it runs: `ltr` or `rtl`.
    pub dir: String,
    /// "Warning".
    pub warning: String,
    /// "This warning was taken back."
    pub withdrawn: String,
    /// "Written on".
    pub written: String,
    /// "Valid until".
    pub until: String,
    /// "Warnings of", before the organisation.
    pub of: String,
    /// "There is no warning now."
    pub none: String,
    /// "Is it real? Check the signature:".
    pub check: String,
}

static ALL: LazyLock<BTreeMap<String, Words>> =
    LazyLock::new(|| toml::from_str(include_str!("words.toml")).expect("the words of advisories, which a test reads"));

/// The words of a language, English where there are none.
pub fn words(language: &str) -> &'static Words {
    ALL.get(language).unwrap_or(&ALL["en"])
}
