//! `tocsin backup` and `tocsin backup verify`.
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use clap::{Args, Subcommand};
use tocsin_domain::clock::{Clock, SystemClock, date_string, day_of};
use tocsin_seal::{Identity, Recipient};
use zeroize::Zeroizing;

use super::{Failure, Place, bar::Bar, open};
use crate::{
    app::{
        TokenKey,
        backup::{self, Named, Source, Written},
    },
    config::Settings,
    store::Store,
};

/// A backup is slow where its disk is: so long no statement of the database waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Options of `backup`.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Backup {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    make: Make,
}

#[derive(Subcommand)]
enum Action {
    /// Open a backup whole and compare it with what it says of itself.
    Verify {
        /// The backup.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The key file that opens backups. Use it elsewhere than on the server.
        #[arg(long, value_name = "FILE")]
        identity: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args)]
struct Make {
    /// Data folder; reads DIR/tocsin.toml.
    #[arg(long, value_name = "DIR", conflicts_with = "config")]
    data: Option<PathBuf>,
    /// Configuration file.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// File to write, or folder to write it in; else that of the configuration.
    #[arg(long, value_name = "PATH")]
    to: Option<PathBuf>,
    /// Who can open it: age1pq1…, or the .pub file of `tocsin-desk keygen`; else that of the configuration.
    #[arg(long, value_name = "KEY")]
    recipient: Option<String>,
    /// Where tor keeps the onion service's key and name, to take them along; else that of the configuration.
    #[arg(long, value_name = "DIR")]
    onion_service: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs `backup`.
pub async fn run(args: Backup) -> Result<ExitCode, Failure> {
    match args.action {
        Some(Action::Verify { file, identity, json }) => verify(&file, &identity, json),
        None => make(args.make).await,
    }
}

async fn make(args: Make) -> Result<ExitCode, Failure> {
    if args.data.is_none() && args.config.is_none() {
        return Err("name the installation: --data DIR or --config FILE".into());
    }
    let place = Place { data: args.data, config: args.config };
    let mut settings = place.settings()?;
    settings.backup.recipient = args.recipient.or(settings.backup.recipient);
    settings.backup.to = args.to.or(settings.backup.to);
    settings.backup.onion_service = args.onion_service.or(settings.backup.onion_service);
    open::there(&settings)?;
    let store = open::store_for(&settings, PATIENCE).await?;
    let written = write(&settings, &store).await;
    store.close().await;
    let written = written?;
    if args.json {
        println!(
            "{}",
            serde_json::json!({
                "file": written.file, "bytes": written.bytes, "sha256": written.sha256.to_string(),
                "rows": written.rows, "attachments": written.blobs, "damaged": written.damaged,
            })
        );
    } else {
        println!(
            "{}\n{} rows and {} attachments, {} bytes, read again and right. SHA-256 {}",
            written.file.display(),
            written.rows,
            written.blobs,
            written.bytes,
            written.sha256
        );
        println!(
            "Not in it: the keys in {}. Keep a copy of that folder elsewhere, and of its master.key in a third place, apart from both.",
            settings.keys.folder.display()
        );
    }
    if written.damaged > 0 {
        eprintln!("tocsin: {} attachments were missing or damaged before this: `tocsin doctor` says more", written.damaged);
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a backup as configured and notes it. Gives up, saying what to set, where nothing is configured.
pub(super) async fn write(settings: &Settings, store: &Store) -> Result<Written, Failure> {
    let recipient = settings.backup.recipient.as_deref().ok_or("nobody could open it: make a key with `tocsin-desk keygen` on another machine, and give its age1pq1… as --recipient or backup.recipient")?;
    let recipient = recipient_of(recipient)?;
    let to = settings.backup.to.as_deref().ok_or("there is no place for it: give --to, or set backup.to")?;
    let now = SystemClock.now();
    let file = match to.is_dir() {
        true => to.join(format!("tocsin-{}-{:05}.age", date_string(day_of(now)), now.rem_euclid(86_400))),
        false => to.to_owned(),
    };
    let token_key = TokenKey::load(&settings.keys.token())?;
    let source = Source {
        store,
        deployment: &settings.deployment.id,
        roster_key: settings.deployment.roster_key,
        token_key: &token_key,
        now,
        files: files(settings)?,
        recipient: &recipient,
    };
    let mut bar = Bar::new("backup");
    let written = backup::write(&source, &file, |done, of| bar.show(done, of)).await?;
    bar.end();
    backup::note(&settings.folder(), now, &written)?;
    Ok(written)
}

fn files(settings: &Settings) -> Result<Vec<Named>, Failure> {
    let config = settings.file.clone().ok_or("the configuration is no file")?;
    let mut files = vec![Named { name: backup::CONFIG.to_owned(), path: config }];
    if let Some(folder) = &settings.backup.onion_service {
        for name in ["hostname", "hs_ed25519_public_key", "hs_ed25519_secret_key"] {
            let path = folder.join(name);
            fs::metadata(&path).map_err(|e| {
                format!(
                    "the onion service's {}: {e}; run this as a user that may read it, or leave backup.onion_service out",
                    path.display()
                )
            })?;
            files.push(Named { name: format!("onion/{name}"), path });
        }
    }
    Ok(files)
}

fn recipient_of(text: &str) -> Result<Recipient, Failure> {
    if text.starts_with("age1") {
        return Ok(text.trim().parse()?);
    }
    let file = fs::read_to_string(text).map_err(|e| format!("the backup recipient {text}: {e}"))?;
    let mut lines = file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    match (lines.next(), lines.next()) {
        (Some(line), None) => Ok(line.parse().map_err(|e| format!("{text}: {e}; give the .pub file, not the secret one"))?),
        _ => Err(format!("{text} must hold exactly one public key (age1pq1…)").into()),
    }
}

/// The one secret key of a file, comments allowed.
pub(super) fn identity_of(path: &Path) -> Result<Identity, Failure> {
    let text = Zeroizing::new(fs::read_to_string(path).map_err(|e| format!("the key file {}: {e}", path.display()))?);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    match (lines.next(), lines.next()) {
        (Some(line), None) => Ok(Identity::parse(line).map_err(|e| format!("{}: {e}", path.display()))?),
        _ => Err(format!("{} must hold exactly one secret key", path.display()).into()),
    }
}

fn verify(file: &Path, identity: &Path, json: bool) -> Result<ExitCode, Failure> {
    let identity = identity_of(identity)?;
    let mut bar = Bar::new("verify");
    let found = backup::check(file, &identity, |done, of| bar.show(done, of))?;
    bar.end();
    let made = date_string(day_of(found.head.made));
    if json {
        println!(
            "{}",
            serde_json::json!({
                "deployment": found.head.deployment.to_string(), "roster_key": found.head.roster_key.fingerprint(), "made": made,
                "schema": found.head.schema, "program": found.head.program, "rows": found.rows, "attachments": found.blobs,
                "damaged": found.damaged, "files": found.files,
            })
        );
    } else {
        println!("Whole: {} rows, {} attachments, {}", found.rows, found.blobs, found.files.join(", "));
        println!("Of {}, made {made} by version {}, schema {}", found.head.deployment, found.head.program, found.head.schema);
        println!("Roster key in its configuration: {}", found.head.roster_key.fingerprint());
        if found.damaged > 0 {
            println!("{} attachments were missing or damaged already when it was made", found.damaged);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What `doctor` says of backups.
pub(super) fn findings(settings: &Settings) -> Result<Vec<(bool, String)>, Failure> {
    let note = backup::last(&settings.folder())?;
    let configured = settings.backup.recipient.is_some();
    Ok(vec![match (note, configured) {
        (None, false) if settings.demo => (true, "no backup was ever made; no matter for a demo, but for real use set [backup]".into()),
        (None, false) => (
            false,
            "NO BACKUP WAS EVER MADE, and none is configured: what this machine loses is lost. Set [backup], then `tocsin backup`, from a timer".into(),
        ),
        (None, true) => (false, "NO BACKUP WAS EVER MADE: `tocsin backup`, and a timer that does it".into()),
        (Some(note), _) => {
            let days = (SystemClock.now() - note.made).div_euclid(86_400);
            let late = days > i64::from(settings.backup.warn_after_days);
            let what = format!("the newest backup is {days} days old: {}", note.file.display());
            (!late, if late { format!("{what}; make another: `tocsin backup`") } else { what })
        }
    }])
}
