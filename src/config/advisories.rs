//! `[advisories]`: public warnings.
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tocsin_domain::advisory::SiteKey;

/// `[advisories]`. Without a key there are none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Advisories {
    /// Public half of the key that signs them: minisign's line (`RW…`), or the path of its `.pub` file.
    pub public_key: Option<String>,
    /// Where the signed files are kept.
    pub folder: PathBuf,
}

impl Default for Advisories {
    fn default() -> Self {
        Self { public_key: None, folder: "advisories".into() }
    }
}

impl Advisories {
    pub(super) fn resolve(&mut self, folder: &Path) {
        self.folder = folder.join(&self.folder);
        if let Some(key) = self.public_key.as_mut().filter(|text| !text.starts_with("RW")) {
            *key = folder.join(&*key).display().to_string();
        }
    }

    /// The key, read from its file if the configuration names one.
    ///
    /// # Errors
    /// A sentence that says what to do.
    pub fn key(&self) -> Result<Option<SiteKey>, String> {
        let Some(given) = &self.public_key else { return Ok(None) };
        let text = match given.starts_with("RW") {
            true => given.clone(),
            false => std::fs::read_to_string(given).map_err(|e| format!("advisories.public_key: {given} cannot be read ({e})"))?,
        };
        SiteKey::parse(&text).map(Some).map_err(|error| format!("advisories.public_key: {error}"))
    }
}
