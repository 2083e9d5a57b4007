//! The configuration file: one file per section, unknown keys refused with the key's name, relative paths read from
//! the file's own folder, secrets only by path.
pub mod advisories;
pub mod alerts;
pub mod backup;
pub mod desk;
pub mod languages;
pub mod organisation;
pub mod paths;
pub mod retention;
pub mod travel;
pub mod web;

use std::path::{Path, PathBuf};

use serde::Deserialize;
use tocsin_seal::{DeploymentId, PublicKey};

pub use advisories::Advisories;
pub use alerts::Alerts;
pub use backup::Backup;
pub use desk::Desk;
pub use languages::Languages;
pub use organisation::Organisation;
pub use paths::{Database, Keys, Storage};
pub use retention::Retention;
pub use travel::Travel;
pub use web::{Limits, Web};

/// The annotated example that `tocsin init` fills in; also `config/reference.toml` of the project.
pub const REFERENCE: &str = include_str!("../../config/reference.toml");

/// Everything an operator decides. Times in the file are in the unit that the key's name says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// True only for `tocsin demo`: a banner on every page, loopback only, private keys beside the ring.
    #[serde(default)]
    pub demo: bool,
    /// Who this installation is, towards its keys.
    pub deployment: Deployment,
    /// Where rows are kept.
    #[serde(default)]
    pub database: Database,
    /// Where sealed attachments are kept.
    #[serde(default)]
    pub storage: Storage,
    /// Where the key ring, the master key and the token key are kept.
    pub keys: Keys,
    /// The ways in and who stands before them.
    #[serde(default)]
    pub web: Web,
    /// Sizes and rates.
    #[serde(default)]
    pub limits: Limits,
    /// How caseworkers are told.
    pub alerts: Alerts,
    /// What pages say about the operator.
    pub organisation: Organisation,
    /// Which catalogues are shown.
    #[serde(default)]
    pub languages: Languages,
    /// How long things are kept.
    #[serde(default)]
    pub retention: Retention,
    /// Where staff work.
    #[serde(default)]
    pub desk: Desk,
    /// Public warnings.
    #[serde(default)]
    pub advisories: Advisories,
    /// The trip check.
    #[serde(default)]
    pub travel: Travel,
    /// Copies of the installation.
    #[serde(default)]
    pub backup: Backup,
    /// The file that all this was read from, if it was one.
    #[serde(skip)]
    pub file: Option<PathBuf>,
}

/// The installation's name towards its keys, and the public half of the roster key.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deployment {
    /// `d-` and 32 hex digits, made once by `init`.
    #[serde(with = "text")]
    pub id: DeploymentId,
    /// The administrators' roster key, public half.
    #[serde(with = "text")]
    pub roster_key: PublicKey,
}

/// Why a configuration file could not be used. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is not there or not readable.
    #[error(
        "the configuration {0} cannot be read ({1}); it must be a file that you may read: as the user of the service, or made with `tocsin init --data DIR`"
    )]
    Unreadable(PathBuf, std::io::Error),
    /// The file is not what it should be; the text names line and key.
    #[error("the configuration {0} has a mistake: {1}")]
    Malformed(PathBuf, String),
}

/// The path from the root, with `.` and `..` resolved by name alone: what is compared must not have two spellings.
pub fn whole(path: &Path) -> PathBuf {
    let mut whole = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        match part {
            std::path::Component::ParentDir => {
                whole.pop();
            }
            part => whole.push(part),
        }
    }
    whole
}

impl Settings {
    /// The folder of the configuration file, where notes about it lie.
    pub fn folder(&self) -> PathBuf {
        self.file.as_deref().and_then(Path::parent).map(Path::to_owned).unwrap_or_default()
    }

    /// Reads FILE; relative paths inside are taken from its folder.
    pub fn load(file: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(file).map_err(|e| ConfigError::Unreadable(file.to_owned(), e))?;
        let folder = whole(file).parent().map(Path::to_owned).unwrap_or_default();
        let settings = Self::parse(&text, &folder).map_err(|e| ConfigError::Malformed(file.to_owned(), e))?;
        Ok(Self { file: Some(whole(file)), ..settings })
    }

    /// Parses the text of a configuration whose relative paths start at `folder`.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, String> {
        let mut settings: Self = toml::from_str(text).map_err(|e| e.to_string())?;
        settings.database.resolve(folder);
        settings.storage.resolve(folder);
        settings.keys.resolve(folder);
        settings.alerts.resolve(folder);
        settings.web.resolve(folder);
        settings.backup.resolve(folder);
        settings.advisories.resolve(folder);
        settings.travel.resolve(folder);
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), String> {
        self.retention.check()?;
        if self.demo && !self.web.listen.ip().is_loopback() {
            return Err("web.listen must be a loopback address such as 127.0.0.1:8080 in a demo".into());
        }
        self.keys.check()?;
        self.alerts.check()?;
        self.backup.check()?;
        self.travel.check()?;
        self.organisation.check()?;
        self.languages.check(self.demo)
    }
}

/// Values whose text form is their only form in the file.
mod text {
    use std::{fmt::Display, str::FromStr};

    use serde::{Deserialize, Deserializer, de::Error};

    pub fn deserialize<'de, D: Deserializer<'de>, T>(from: D) -> Result<T, D::Error>
    where
        T: FromStr,
        T::Err: Display,
    {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
