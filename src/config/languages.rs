//! `[languages]`: which catalogues are shown, and in which somebody can read.
use serde::Deserialize;

/// `[languages]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Languages {
    /// Codes of the catalogues that pages offer, in this order.
    pub enabled: Vec<String>,
    /// Catalogues that no native reader has checked yet and that the operator shows all the same.
    pub unreviewed_allowed: Vec<String>,
    /// Languages in which somebody here reads and answers.
    pub staffed: Vec<String>,
}

impl Default for Languages {
    fn default() -> Self {
        Self { enabled: vec!["en".into()], unreviewed_allowed: Vec::new(), staffed: vec!["en".into()] }
    }
}

impl Languages {
    pub(super) fn check(&self, demo: bool) -> Result<(), String> {
        if self.enabled.is_empty() {
            return Err("languages.enabled is empty: name at least one, such as \"en\"".into());
        }
        let catalogs = crate::i18n::Catalogs::builtin();
        for code in &self.enabled {
            let Some(catalog) = catalogs.by_code(code) else {
                return Err(format!("languages.enabled: there is no catalogue \"{code}\""));
            };
            if !demo && catalog.review != crate::i18n::Review::Reviewed && !self.unreviewed_allowed.contains(code) {
                return Err(format!(
                    "languages.enabled: no native reader has checked \"{code}\" yet; \
                     to show it all the same, with a sentence that says so, add it to languages.unreviewed_allowed"
                ));
            }
        }
        Ok(())
    }
}
