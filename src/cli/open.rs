//! From a place on the command line to the parts of the service.
use std::{path::PathBuf, sync::Arc, time::Duration};

use tocsin_domain::{clock::SystemClock, mail_address::MailAddress, taxonomy::Taxonomy, triage::RuleSet};

use super::{Failure, Place};
use crate::{
    app::{AlertSettings, App, Parts, TokenKey, roster::check_ring},
    config::{Settings, alerts::Transport},
    mail::{DirectoryMailer, Mailer, SmtpMailer},
    store::{Store, StoreOptions},
    vault::{KeyRing, MasterKey},
};

impl Place {
    /// The configuration file meant.
    pub(super) fn file(&self) -> PathBuf {
        match (&self.config, &self.data) {
            (Some(file), _) => file.clone(),
            (None, Some(data)) => data.join("tocsin.toml"),
            (None, None) => PathBuf::from("tocsin.toml"),
        }
    }

    /// Reads the configuration.
    pub(super) fn settings(&self) -> Result<Settings, Failure> {
        Ok(Settings::load(&self.file())?)
    }

    /// Reads the configuration and opens the service beside whatever else runs on it.
    pub(super) async fn app(&self) -> Result<(Settings, App), Failure> {
        let settings = self.settings()?;
        let app = app(&settings).await?;
        Ok((settings, app))
    }
}

/// Opens store, ring and keys as configured.
pub(super) async fn app(settings: &Settings) -> Result<App, Failure> {
    let ring = ring(settings)?;
    let store = store(settings).await?;
    check_ring(&store, &ring).await?;
    let parts = Parts {
        store,
        ring,
        token_key: TokenKey::load(&settings.keys.token())?,
        deployment: settings.deployment.id.clone(),
        roster_key: settings.deployment.roster_key,
        epoch_file: settings.keys.epoch(),
        alerts: AlertSettings { slot_seconds: settings.alerts.slot_seconds, every_slot: settings.alerts.every_slot },
        case_days: settings.retention.case_days,
        reserve: settings.limits.reserve_mb.saturating_mul(1_000_000),
        rules: RuleSet::builtin(),
        taxonomy: Taxonomy::builtin(),
        clock: Arc::new(SystemClock),
    };
    Ok(App::open(parts).await?)
}

/// The key ring, opened with the master key.
pub(super) fn ring(settings: &Settings) -> Result<KeyRing, Failure> {
    let master = MasterKey::load(settings.keys.master())?;
    Ok(KeyRing::load(settings.keys.ring(), master, &settings.deployment.id.to_string())?)
}

/// The database and the blobs.
pub(super) async fn store(settings: &Settings) -> Result<Store, Failure> {
    let options = StoreOptions {
        url: settings.database.url.clone(),
        blobs: settings.storage.blobs.clone(),
        statement_timeout: Duration::from_secs(10),
    };
    Ok(Store::open(&options).await?)
}

/// What carries alerts.
pub(super) fn mailer(settings: &Settings) -> Result<Mailer, Failure> {
    match settings.alerts.transport {
        Transport::Directory => {
            let folder = settings.alerts.directory.clone().unwrap_or_else(|| "mail".into());
            Ok(Mailer::Directory(DirectoryMailer::open(folder, MailAddress::parse("bell@localhost.invalid")?)?))
        }
        Transport::Smtp => match &settings.alerts.smtp {
            Some(smtp) => Ok(Mailer::Smtp(SmtpMailer::new(smtp)?)),
            None => Err("[alerts.smtp] is missing".into()),
        },
    }
}
