//! `tocsin restore`: an installation from a backup, in an empty place.
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use tocsin_domain::clock::{date_string, day_of};
use tocsin_seal::PublicKey;

use super::{Failure, backup::identity_of, bar::Bar, init::beside};
use crate::{
    app::backup::{self, Restoring},
    config::{Settings, whole},
    store::{Store, StoreError},
};

/// Options of `restore`.
#[derive(Args)]
pub struct Restore {
    /// The backup.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The key file that opens backups; take it off this machine afterwards.
    #[arg(long, value_name = "FILE")]
    identity: PathBuf,
    /// Data folder to make; must not exist, or be empty.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Another database than that of the configuration, empty: sqlite:FILE or postgres://…
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The administrators' public roster key (tocsinpub1…) as you know it: refuse a backup with another.
    #[arg(long, value_name = "KEY")]
    roster_key: Option<PublicKey>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs `restore`.
pub async fn run(args: Restore) -> Result<ExitCode, Failure> {
    let identity = identity_of(&args.identity)?;
    let head = backup::peek(&args.from, &identity)?;
    // Before the whole of it is read: this is the usual mistake.
    if head.schema > Store::newest_schema() {
        return Err(StoreError::NewerSchema { found: head.schema, known: Store::newest_schema() }.into());
    }
    let mut bar = Bar::new("verify ");
    let checked = backup::check(&args.from, &identity, |done, of| bar.show(done, of))?;
    bar.end();
    if args.roster_key.is_some_and(|key| key != checked.head.roster_key) {
        return Err(format!(
            "the backup's configuration names another roster key ({}): it is another installation's, or somebody forged it",
            checked.head.roster_key.fingerprint()
        )
        .into());
    }
    let target = whole(&args.data);
    let stage = target.with_file_name(format!(".{}.restoring", target.file_name().unwrap_or_default().to_string_lossy()));
    clear(&stage)?;
    let config = match &args.database {
        Some(url) => with_database(&checked.config, url)?,
        None => checked.config.clone(),
    };
    let odd = |error| format!("the configuration in the backup has a mistake: {error}");
    let (staged, settings) = (Settings::parse(&config, &stage).map_err(odd)?, Settings::parse(&config, &target).map_err(odd)?);
    let onion = beside(&target, "onion");
    let what = Restoring {
        file: &args.from,
        identity: &identity,
        checked: &checked,
        stage: &stage,
        target: &target,
        config: &config,
        url: &staged.database.url,
        blobs: &staged.storage.blobs,
        onion: &onion,
    };
    let mut bar = Bar::new("restore");
    let restored = backup::restore(&what, |done, of| bar.show(done, of)).await?;
    bar.end();
    let by_hand = by_hand(&settings, &target, &onion, !restored.onion.is_empty());
    if args.json {
        let list: Vec<_> = by_hand.iter().map(|(there, what)| serde_json::json!({ "there": there, "what": what })).collect();
        println!(
            "{}",
            serde_json::json!({
                "data": target, "rows": restored.rows, "attachments": restored.blobs, "damaged": checked.damaged,
                "made": date_string(day_of(checked.head.made)), "deployment": checked.head.deployment.to_string(),
                "roster_key": checked.head.roster_key.fingerprint(), "by_hand": list,
            })
        );
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "{}: {} rows and {} attachments, as of {}",
        target.display(),
        restored.rows,
        restored.blobs,
        date_string(day_of(checked.head.made))
    );
    println!("Roster key in its configuration: {}; compare it with what you know.\n", checked.head.roster_key.fingerprint());
    println!("To be brought by hand:");
    for (there, what) in &by_hand {
        let mark = match there {
            Some(true) => "[there]",
            Some(false) => "[     ]",
            None => "       ",
        };
        println!("  {mark} {what}");
    }
    println!("\nThen: tocsin doctor --data {}\nIt says whether keys, database and rosters belong together.", target.display());
    Ok(ExitCode::SUCCESS)
}

/// What no backup holds: whether it is there (where that can be told), and what and where it is.
fn by_hand(settings: &Settings, target: &Path, onion: &Path, with_onion: bool) -> Vec<(Option<bool>, String)> {
    let keys = &settings.keys;
    let mut list = Vec::new();
    let mut file = |path: PathBuf, what: &str| list.push((Some(path.exists()), format!("{}  {what}", path.display())));
    file(keys.ring(), "the key ring, not older than this backup; 0600");
    file(keys.master(), "the master key of that ring, or its passphrase's file; 0600");
    file(keys.token(), "the token key: vouches for this backup, and forms that are open need it; 0600");
    file(keys.epoch(), "the highest roster epoch: nobody can then bring an older team back");
    if let Some(file_of_password) = settings.alerts.smtp.as_ref().and_then(|smtp| smtp.password_file.clone()) {
        file(file_of_password, "the password of the mail server; 0600");
    }
    if let Some(tls) = &settings.web.tls {
        file(tls.certificate.clone(), "the certificate");
        file(tls.key.clone(), "its key; 0600");
    }
    if with_onion {
        list.push((None, format!("{}  the onion service: move its files to tor's folder, owned by tor", onion.display())));
    } else if settings.web.onion.is_some() {
        list.push((None, "the onion service's key, from the copy you keep: without it the address is lost".into()));
    }
    list.push((None, "the roster key stays where administrators keep it: serving does not need it".into()));
    list.push((None, format!("{}  must belong to the user of the service: chown -R", target.display())));
    list
}

/// What an earlier run that was killed left.
fn clear(stage: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(stage) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(format!("{}: {e}; delete it by hand", stage.display()).into()),
        _ => Ok(()),
    }
}

/// The configuration with another database, every other line as it was.
fn with_database(config: &str, url: &str) -> Result<String, Failure> {
    if url.contains(['"', '\\', '\n']) {
        return Err("--database: no quotes, backslashes and line ends".into());
    }
    let line = format!("url = \"{url}\"");
    let mut section = String::new();
    let mut lines: Vec<String> = Vec::new();
    for text in config.lines() {
        let bare = text.trim_start();
        if bare.starts_with('[') {
            section = bare.to_owned();
        }
        let old = section.starts_with("[database]") && bare.split('=').next().is_some_and(|key| key.trim() == "url");
        if !old {
            lines.push(text.to_owned());
        }
        if bare.starts_with("[database]") {
            lines.push(line.clone());
        }
    }
    if !lines.contains(&line) {
        lines.extend(["[database]".to_owned(), line]);
    }
    Ok(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn another_database_changes_its_line_alone() {
        let config = "a = 1\n[database] # here\nurl = \"sqlite:x\"    # old\n\n[web]\nurl = 3\n";
        assert_eq!(with_database(config, "postgres://y").unwrap(), "a = 1\n[database] # here\nurl = \"postgres://y\"\n\n[web]\nurl = 3\n");
        assert_eq!(with_database("[web]\nx = 1\n", "sqlite:z").unwrap(), "[web]\nx = 1\n[database]\nurl = \"sqlite:z\"\n");
        assert!(with_database("", "a\"b").is_err());
    }
}
