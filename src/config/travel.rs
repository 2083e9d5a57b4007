//! `[travel]`: the trip check, which is there only if somebody keeps its facts current.
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// `[travel]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Travel {
    /// Who keeps the facts current, as visitors read it under every answer. Without it there is no trip check.
    pub keeper: Option<String>,
    /// A folder with tables of the operator's own; each takes the place of the built-in one of its name.
    pub folder: Option<PathBuf>,
}

/// Who keeps the facts of a demo.
const NOBODY: &str = "nobody: this is a demo";

impl Travel {
    /// Who keeps the facts current, if anybody does. A demo shows the trip check all the same, and says that nobody does.
    pub fn keeper(&self, demo: bool) -> Option<&str> {
        self.keeper.as_deref().or(demo.then_some(NOBODY))
    }

    pub(super) fn resolve(&mut self, folder: &Path) {
        self.folder = self.folder.take().map(|own| folder.join(own));
    }

    pub(super) fn check(&self) -> Result<(), String> {
        match &self.keeper {
            Some(name) if name.trim().is_empty() || name.contains("EXAMPLE") => {
                Err("travel.keeper must say who keeps the facts of the trip check current; leave it out for no trip check".into())
            }
            Some(name) if name.chars().count() > 200 || name.chars().any(char::is_control) => {
                Err("travel.keeper must be one line of at most 200 characters".into())
            }
            Some(_) => Ok(()),
            None if self.folder.is_some() => Err("travel.folder has no effect without travel.keeper".into()),
            None => Ok(()),
        }
    }
}
