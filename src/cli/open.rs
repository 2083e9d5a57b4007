//! From a place on the command line to the parts of the service.
use std::{path::PathBuf, sync::Arc, time::Duration};

use tocsin_domain::{clock::SystemClock, mail_address::MailAddress, taxonomy::Taxonomy, triage::RuleSet};

use super::{Failure, Place, secret};
use crate::{
    app::{
        AlertSettings, App, Parts, TokenKey, backup,
        ending::Terms,
        roster::check_ring,
        rota::{Hours, Zone},
    },
    config::{Retention, Settings, alerts::Transport},
    mail::{DirectoryMailer, Mailer, Signer, SmtpMailer},
    store::{Store, StoreOptions},
    vault::{KeyRing, MasterKey, Protection, VaultError},
};

/// A database that answers does so within this.
const AT_ONCE: Duration = Duration::from_secs(1);
/// The OpenPGP key that signs alerts, in the key folder.
const SIGNER: &str = "openpgp.key";

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
    there(settings)?;
    new_app(settings).await
}

/// A database that is not there is said, never made: an empty one in its place would hide that the cases are gone.
pub(super) fn there(settings: &Settings) -> Result<(), Failure> {
    if let Some(file) = options(settings).file().filter(|file| !file.exists()) {
        return Err(format!(
            "the database {} is missing: bring it back, or say in database.url where it is; only `tocsin init` makes a new one, \
             and nothing was changed",
            file.display()
        )
        .into());
    }
    Ok(())
}

/// The same with a ring that is open.
pub(super) async fn app_with(settings: &Settings, ring: KeyRing) -> Result<App, Failure> {
    there(settings)?;
    app_of(settings, ring).await
}

/// The same for a new installation: its database is made.
pub(super) async fn new_app(settings: &Settings) -> Result<App, Failure> {
    app_of(settings, ring(settings)?).await
}

async fn app_of(settings: &Settings, ring: KeyRing) -> Result<App, Failure> {
    let token_key = TokenKey::load(&settings.keys.token())?;
    if settings.file.is_some() {
        backup::check_origin(&settings.folder(), &token_key, &settings.deployment.roster_key)?;
    }
    let store = store(settings).await?;
    check_ring(&store, &ring).await?;
    let parts = Parts {
        store,
        ring,
        token_key,
        deployment: settings.deployment.id.clone(),
        roster_key: settings.deployment.roster_key,
        epoch_file: settings.keys.epoch(),
        desk: settings.desk.address.clone(),
        alerts: alerts(settings)?,
        terms: terms(&settings.retention),
        reserve: settings.limits.reserve_mb.saturating_mul(1_000_000),
        rules: RuleSet::builtin(),
        taxonomy: Taxonomy::builtin(),
        clock: Arc::new(SystemClock),
    };
    Ok(App::open(parts).await?)
}

/// How long cases are kept.
fn terms(kept: &Retention) -> Terms {
    let closed = kept.closed_days.all().filter_map(|(reason, days)| Some((reason.parse().ok()?, days)));
    Terms { case_days: kept.case_days, grace_days: kept.grace_days, closed_days: closed.collect() }
}

/// When alerts go.
fn alerts(settings: &Settings) -> Result<AlertSettings, Failure> {
    let alerts = &settings.alerts;
    let base = if settings.demo { AlertSettings::quick() } else { AlertSettings::default() };
    let drills = match alerts.drills.as_str() {
        "" => None,
        _ if settings.demo => None,
        hours => Some(Hours::parse(hours, &alerts.zone).map_err(|e| format!("alerts.drills: {e}"))?),
    };
    Ok(AlertSettings {
        slot_seconds: alerts.slot_seconds,
        every_slot: alerts.every_slot,
        daily_hour: alerts.daily_hour,
        zone: Zone::parse(&alerts.zone).map_err(|e| format!("alerts.zone: {e}"))?,
        drills,
        ..base
    })
}

/// The key ring, opened with the master key.
pub(super) fn ring(settings: &Settings) -> Result<KeyRing, Failure> {
    let file = settings.keys.master();
    let plain = match MasterKey::load(&file) {
        Ok(master) => match ring_with(settings, master) {
            // Unless somebody was killed while locking it: then what was to take its place opens the ring.
            Err(VaultError::WrongMaster) if MasterKey::protections(&file)?.len() > 1 => None,
            other => Some(other?),
        },
        Err(VaultError::Locked(_)) => None,
        Err(other) => return Err(other.into()),
    };
    if let Some(ring) = plain {
        return Ok(ring);
    }
    let locked_by = lock(settings)?;
    let secret = match secret::unasked(settings, locked_by)? {
        Some(secret) => secret,
        None => secret::passphrase("Passphrase of the master key")?,
    };
    Ok(ring_with(settings, MasterKey::unlock(&file, &secret)?)?)
}

/// The ring under this master key.
pub(super) fn ring_with(settings: &Settings, master: MasterKey) -> Result<KeyRing, VaultError> {
    let ring = KeyRing::load(settings.keys.ring(), master, &settings.deployment.id.to_string())?;
    Ok(ring.with_copy(settings.keys.ring_copy.clone()))
}

/// What the master key is locked with, if it is.
pub(super) fn lock(settings: &Settings) -> Result<Protection, Failure> {
    let protections = MasterKey::protections(settings.keys.master())?;
    Ok(protections.into_iter().find(|by| *by != Protection::File).unwrap_or(Protection::File))
}

/// The database and the blobs, brought to this program's schema.
pub(super) async fn store(settings: &Settings) -> Result<Store, Failure> {
    let store = store_for(settings, Duration::from_secs(10)).await?;
    if let Some(old) = store.schema_to_leave().await? {
        before_upgrade(settings, &store, old).await?;
    }
    store.migrate().await?;
    Ok(store)
}

/// The database and the blobs as they are; no statement lasts longer than `patience`.
pub(super) async fn store_for(settings: &Settings, patience: Duration) -> Result<Store, Failure> {
    let options = StoreOptions { statement_timeout: patience, ..options(settings) };
    let mut opened = std::pin::pin!(Store::connect(&options));
    tokio::select! {
        opened = &mut opened => return Ok(opened?),
        () = tokio::time::sleep(AT_ONCE) => {}
    }
    if options.file().is_none() {
        eprintln!(
            "tocsin: the database server of database.url does not answer yet; it is tried for {} seconds",
            options.statement_timeout.as_secs()
        );
    }
    Ok(opened.await?)
}

fn options(settings: &Settings) -> StoreOptions {
    StoreOptions { url: settings.database.url.clone(), blobs: settings.storage.blobs.clone(), statement_timeout: Duration::from_secs(10) }
}

/// The schema is about to change, and the program before this one could not read it any more: the way back is a backup.
async fn before_upgrade(settings: &Settings, store: &Store, old: i64) -> Result<(), Failure> {
    if settings.backup.recipient.is_none() || settings.backup.to.is_none() {
        eprintln!(
            "tocsin: the database goes from schema {old} to {}, without a backup, since none is configured ([backup]): there is no way back but your own copies",
            Store::newest_schema()
        );
        return Ok(());
    }
    let written = super::backup::write(settings, store).await.map_err(|e| {
        format!(
            "the database must go from schema {old} to {} and there is no backup to go back to: {e}; nothing was changed",
            Store::newest_schema()
        )
    })?;
    eprintln!("tocsin: before the database goes from schema {old} to {}: {}", Store::newest_schema(), written.file.display());
    Ok(())
}

/// What carries alerts.
pub(super) fn mailer(settings: &Settings) -> Result<Mailer, Failure> {
    match settings.alerts.transport {
        Transport::Directory => {
            let folder = settings.alerts.directory.clone().unwrap_or_else(|| "mail".into());
            Ok(Mailer::Directory(DirectoryMailer::open(folder, MailAddress::parse("bell@localhost.invalid")?)?))
        }
        Transport::Smtp => match &settings.alerts.smtp {
            Some(smtp) => {
                let mailer = SmtpMailer::new(smtp)?;
                // Without it nobody has an OpenPGP key on file.
                let has_key = settings.keys.folder.join(SIGNER).exists();
                Ok(Mailer::Smtp(if has_key { mailer.with_signer(signer(settings)?) } else { mailer }))
            }
            None => Err("[alerts.smtp] is missing".into()),
        },
    }
}

/// The OpenPGP key that signs alerts; made at the first call.
pub(super) fn signer(settings: &Settings) -> Result<Signer, Failure> {
    let from = settings.alerts.smtp.as_ref().map_or("bell@localhost.invalid", |smtp| &smtp.from);
    Ok(Signer::open(&settings.keys.folder.join(SIGNER), &MailAddress::parse(from)?)?)
}
