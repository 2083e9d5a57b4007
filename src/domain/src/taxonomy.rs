//! The methods a report can name, as data: `config/taxonomy.toml`.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::urgency::Urgency;

const BUILTIN: &str = include_str!("../../../config/taxonomy.toml");
const FORMAT: &str = "tocsin.taxonomy/1";

/// One kind of thing that happened. Says what, never who.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    /// `group.method`: lower-case ASCII, never reused, never renamed.
    pub code: String,
    /// Urgency before any fact is known.
    pub default: Urgency,
    /// English wording; translations stand in the catalogues under the same code.
    pub label: String,
    /// Act codes of the HURIDOCS micro-thesauri, list 4.
    pub huridocs: Vec<String>,
    /// Keys of the published typologies that name the method.
    pub sources: Vec<String>,
}

/// Methods shown together on the form.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The part of its methods' codes before the dot.
    pub code: String,
    /// English wording.
    pub label: String,
    /// Its methods in the order of the form.
    #[serde(rename = "method")]
    pub methods: Vec<Method>,
}

/// All groups, checked.
#[derive(Debug, Clone)]
pub struct Taxonomy {
    version: String,
    groups: Vec<Group>,
    codes: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    version: String,
    #[serde(rename = "group")]
    groups: Vec<Group>,
}

/// Why a taxonomy file was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TaxonomyError {
    /// Not TOML, or a field missing, unknown or of the wrong kind.
    #[error("the taxonomy cannot be read: {0}")]
    Syntax(String),
    /// A later or foreign format.
    #[error("the taxonomy says format {0:?}; this program reads {FORMAT:?}")]
    Format(String),
    /// A code is not `group.method` of its own group in lower-case ASCII.
    #[error("taxonomy: {0:?} is not a code of the form group.method inside its own group")]
    Code(String),
    /// A code appears twice.
    #[error("taxonomy: {0:?} appears twice")]
    Twice(String),
}

impl Taxonomy {
    /// The taxonomy this program was built with.
    ///
    /// # Panics
    /// Never in a built program: a test parses the embedded file.
    #[must_use]
    pub fn builtin() -> Self {
        match Self::from_toml(BUILTIN) {
            Ok(taxonomy) => taxonomy,
            Err(error) => unreachable!("the embedded taxonomy is tested: {error}"),
        }
    }

    /// Reads a taxonomy file.
    ///
    /// # Errors
    /// Names what is wrong and, for a code, which.
    pub fn from_toml(text: &str) -> Result<Self, TaxonomyError> {
        let file: File = toml::from_str(text).map_err(|error| TaxonomyError::Syntax(error.to_string()))?;
        if file.format != FORMAT {
            return Err(TaxonomyError::Format(file.format));
        }
        let mut codes = BTreeSet::new();
        for group in &file.groups {
            for method in &group.methods {
                if !well_formed(&group.code, &method.code) {
                    return Err(TaxonomyError::Code(method.code.clone()));
                }
                if !codes.insert(method.code.clone()) {
                    return Err(TaxonomyError::Twice(method.code.clone()));
                }
            }
        }
        Ok(Self { version: file.version, groups: file.groups, codes })
    }

    /// The groups in the order of the form.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Whether this exact code exists.
    #[must_use]
    pub fn contains(&self, code: &str) -> bool {
        self.codes.contains(code)
    }

    /// The method of this exact code.
    #[must_use]
    pub fn method(&self, code: &str) -> Option<&Method> {
        self.groups.iter().flat_map(|group| &group.methods).find(|method| method.code == code)
    }

    /// The file's own version.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }
}

fn well_formed(group: &str, code: &str) -> bool {
    let lower = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    code.split_once('.').is_some_and(|(left, right)| left == group && lower(left) && lower(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_taxonomy_has_every_group_and_code() {
        let taxonomy = Taxonomy::builtin();
        let groups: Vec<_> = taxonomy.groups().iter().map(|group| group.code.as_str()).collect();
        assert_eq!(groups, ["family", "contact", "person", "travel", "legal", "online", "community", "other"]);
        assert_eq!(taxonomy.groups().iter().map(|group| group.methods.len()).collect::<Vec<_>>(), [7, 4, 6, 5, 5, 4, 2, 3]);
        for code in ["family.fake_emergency", "travel.held", "other.unsure", "legal.false_report"] {
            assert!(taxonomy.contains(code), "{code}");
        }
        assert!(!taxonomy.contains("family") && !taxonomy.contains("travel.HELD"));
        assert_eq!(taxonomy.method("travel.held").map(|method| method.default), Some(Urgency::Critical));
    }

    #[test]
    fn a_malformed_taxonomy_is_refused_with_the_reason() {
        let with = |code: &str, more: &str| {
            format!(
                "format = \"{FORMAT}\"\nversion = \"1\"\n[[group]]\ncode = \"a\"\nlabel = \"A\"\n[[group.method]]\ncode = \"{code}\"\ndefault = \"urgent\"\nlabel = \"\"\nhuridocs = []\nsources = []\n{more}"
            )
        };
        assert!(Taxonomy::from_toml(&with("a.b", "")).is_ok());
        for code in ["b.b", "a.", "a", "a.B", "a.b.c"] {
            assert_eq!(Taxonomy::from_toml(&with(code, "")).unwrap_err(), TaxonomyError::Code(code.into()));
        }
        let twice = with("a.b", "[[group.method]]\ncode = \"a.b\"\ndefault = \"urgent\"\nlabel = \"\"\nhuridocs = []\nsources = []\n");
        assert_eq!(Taxonomy::from_toml(&twice).unwrap_err(), TaxonomyError::Twice("a.b".into()));
        assert!(matches!(Taxonomy::from_toml(&with("a.b", "colour = 1")), Err(TaxonomyError::Syntax(_))));
        assert!(matches!(Taxonomy::from_toml(&with("a.b", "").replace("taxonomy/1", "taxonomy/2")), Err(TaxonomyError::Format(_))));
    }
}
