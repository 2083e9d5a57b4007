//! `tocsin keys status|rotate-master|rotate-data|destroy`: the keys that protect what is stored.
use std::{
    io::{IsTerminal as _, Write as _},
    process::ExitCode,
    time::{Duration, Instant},
};

use clap::{Args, Subcommand};
use tocsin_domain::clock::{Clock as _, SystemClock};

use super::{Failure, Listed, Place, open, secret};
use crate::{
    app::{
        App,
        destroy::Destruction,
        keys::{KeyLine, KeyReport, moment, protects},
        rotate::{Moved, Pace, Proof},
    },
    vault::{Class, Protection},
};

/// Options of `keys`.
#[derive(Args)]
pub struct Keys {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Every key: what it protects, how old it is, how many rows are on it, what is due.
    Status(Listed),
    /// A new random master key, at once and while the service runs; the old one is destroyed.
    RotateMaster(RotateMaster),
    /// New data keys for all that is new, then every stored row is sealed anew while the service runs. Broken off, it goes
    /// on when run again.
    RotateData(RotateData),
    /// Destroy the keys of a month whose cases are all over: announced first, done 48 hours later.
    Destroy(Destroy),
}

#[derive(Args)]
struct RotateMaster {
    #[command(flatten)]
    place: Place,
    /// Lock it with a new passphrase from now on: servers then start locked and wait for `tocsin unlock`.
    #[arg(long)]
    passphrase: bool,
    /// Lock it with the secret that the configuration names: a systemd credential, or what a program prints.
    #[arg(long, conflicts_with = "passphrase")]
    secret: bool,
    /// Lock it no more: the rights of its file protect it.
    #[arg(long, conflicts_with_all = ["passphrase", "secret"])]
    unlocked: bool,
}

#[derive(Args)]
struct RotateData {
    #[command(flatten)]
    listed: Listed,
    /// One class only: case, account or outbox.
    #[arg(long, value_name = "CLASS")]
    class: Option<Class>,
    /// Rows per second at most.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,
    /// Destroy the retired keys at once instead of after 35 days: you say that no backup of the database exists.
    #[arg(long)]
    now: bool,
}

#[derive(Args)]
struct Destroy {
    #[command(flatten)]
    place: Place,
    /// The month in which the cases ended, YYYYMM.
    #[arg(long, value_name = "YYYYMM", required_unless_present = "retired")]
    bucket: Option<u32>,
    /// Put an announced destruction off.
    #[arg(long, requires = "bucket")]
    cancel: bool,
    /// Destroy every retired key that no row is on, at once: you say that no backup of the database exists.
    #[arg(long, conflicts_with = "bucket")]
    retired: bool,
}

/// Runs `keys`.
pub async fn run(args: Keys) -> Result<ExitCode, Failure> {
    match args.action {
        Action::Status(listed) => status(listed).await?,
        Action::RotateMaster(args) => rotate_master(&args)?,
        Action::RotateData(args) => rotate_data(args).await?,
        Action::Destroy(args) => destroy(args).await?,
    }
    Ok(ExitCode::SUCCESS)
}

fn rotate_master(args: &RotateMaster) -> Result<(), Failure> {
    let settings = args.place.settings()?;
    let mut ring = open::ring(&settings)?;
    let (before, now) = (ring.standing()?.master, SystemClock.now());
    let servers = match (args.passphrase, args.secret, args.unlocked) {
        (false, false, false) => {
            ring.rotate_master(now)?;
            "Servers that run take it over when they next need it."
        }
        (true, ..) => {
            ring.protect_master(now, Protection::Passphrase, &secret::new_passphrase()?)?;
            "It is locked with the passphrase: start every server anew, then `tocsin unlock` each."
        }
        (_, true, _) => {
            ring.protect_master(now, Protection::Secret, &secret::fetched(&settings)?)?;
            "It is locked with the secret that the configuration names: start every server anew."
        }
        (_, _, true) => {
            ring.protect_master(now, Protection::File, b"")?;
            "It is not locked: the rights of its file protect it. Start every server anew."
        }
    };
    println!(
        "The master key is rotated: {} took the place of {before}, which is destroyed. {servers} Copies of the old ring and of the \
         old key are worth nothing together with the new ones.",
        ring.standing()?.master
    );
    Ok(())
}

async fn status(listed: Listed) -> Result<(), Failure> {
    let (settings, app) = listed.place.app().await?;
    app.ring().date(app.now())?;
    let report = app.key_report(settings.keys.rotate_every_days).await?;
    if listed.json {
        println!("{}", as_json(&report, app.now()));
        return Ok(());
    }
    let now = app.now();
    println!("master key {}, {}", report.master, aged(report.master_since, now));
    for key in &report.keys {
        let until = key.state.until().map(|until| format!(", may be destroyed after {}", moment(until))).unwrap_or_default();
        println!(
            "{:<18} {:<9} {:>7} rows  {}{until}\n{:<18} {}",
            key.id.to_string(),
            key.state.word(),
            key.rows,
            aged(key.created, now),
            "",
            protects(key.id.class())
        );
    }
    for line in report.announced.iter().chain(&report.due) {
        println!("Due: {line}");
    }
    if report.due.is_empty() && report.announced.is_empty() {
        println!("Nothing is due.");
    }
    Ok(())
}

fn aged(since: Option<i64>, now: i64) -> String {
    since.map_or_else(|| "new".to_owned(), |since| format!("{} days old", (now - since).max(0) / 86_400))
}

fn as_json(report: &KeyReport, now: i64) -> serde_json::Value {
    let days = |since: Option<i64>| since.map(|since| (now - since).max(0) / 86_400);
    let key = |key: &KeyLine| {
        let (class, bucket, generation) = key.id.parts();
        serde_json::json!({
            "id": key.id.to_string(), "class": class.word(), "bucket": (class == Class::Case).then_some(bucket), "generation": generation,
            "age_days": days(key.created), "protects": protects(class), "rows": key.rows, "state": key.state.word(),
            "destroyed_after": key.state.until().map(moment),
        })
    };
    serde_json::json!({
        "master": { "id": report.master, "age_days": days(report.master_since) },
        "keys": report.keys.iter().map(key).collect::<Vec<_>>(),
        "announced": report.announced,
        "due": report.due,
    })
}

async fn rotate_data(args: RotateData) -> Result<(), Failure> {
    let (_, app) = args.listed.place.app().await?;
    app.ring().date(app.now())?;
    let classes = args.class.map_or_else(|| Class::ALL.to_vec(), |class| vec![class]);
    let mut proofs = Vec::new();
    for class in classes {
        let mut bar = Bar::new(class);
        let proof = app.rotate_data(class, Pace { rows_per_second: args.rate }, &mut |moved| bar.show(moved)).await?;
        bar.end();
        if !args.listed.json {
            println!("{}", in_words(&proof));
        }
        proofs.push(proof);
    }
    let destroyed = if args.now { Some(destroy_retired(&app).await?) } else { None };
    if args.listed.json {
        let rows: Vec<_> = proofs.iter().map(proof_as_json).collect();
        println!("{}", serde_json::json!({ "classes": rows, "destroyed": destroyed }));
    } else if let Some(destroyed) = destroyed {
        println!("{destroyed} retired keys are destroyed, and the master key is rotated.");
    }
    match proofs.iter().map(|proof| proof.damaged).sum::<u64>() {
        0 => Ok(()),
        damaged => Err(format!(
            "{damaged} rows do not open and were left as they are, with their keys: somebody wrote to the database, or it is damaged"
        )
        .into()),
    }
}

fn in_words(proof: &Proof) -> String {
    let retired = match proof.emptied.len() {
        0 => "There is no retired key.".to_owned(),
        _ => format!(
            "None is on a retired key: {} open what backups bring back for 35 days and are then destroyed.",
            proof.emptied.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        ),
    };
    format!("{}: {} rows sealed anew. Proof: {} rows read, every one opened. {retired}", proof.class.word(), proof.moved, proof.read)
}

fn proof_as_json(proof: &Proof) -> serde_json::Value {
    serde_json::json!({
        "class": proof.class.word(), "moved": proof.moved, "read": proof.read, "damaged": proof.damaged, "ended": proof.ended,
        "retired": proof.emptied.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

/// Waits until whoever chose a key before it was retired has committed or given up.
async fn destroy_retired(app: &App) -> Result<usize, Failure> {
    let mut destroyed = 0;
    loop {
        let (count, wait) = app.destroy_retired(true).await?;
        destroyed += count;
        if wait == 0 {
            return Ok(destroyed);
        }
        eprintln!("What was begun under the old keys is waited for: {wait} seconds.");
        tokio::time::sleep(Duration::from_secs(wait.unsigned_abs())).await;
    }
}

async fn destroy(args: Destroy) -> Result<(), Failure> {
    let (_, app) = args.place.app().await?;
    let Some(bucket) = args.bucket else {
        println!("{} retired keys are destroyed.", destroy_retired(&app).await?);
        return Ok(());
    };
    if args.cancel {
        app.put_off(bucket).await?;
        println!("The keys of {bucket} stay for now. The service announces their destruction again at its next sweep.");
        return Ok(());
    }
    match app.destroy_bucket(bucket).await? {
        // Whether this command or the service announced it makes no difference to whoever asks: it waits until then.
        Destruction::Announced(after) | Destruction::Waits(after) => println!(
            "Announced: the keys of {bucket} are destroyed after {0}, by the service or by this command. \
             `tocsin keys status` and `tocsin doctor` show it; --cancel puts it off.",
            moment(after)
        ),
        Destruction::Done(count) => println!(
            "{count} keys of {bucket} are destroyed and the master key is rotated. What was on them opens nowhere any more: \
             not here, and not from a backup without an older ring and the older master key."
        ),
    }
    Ok(())
}

/// Progress on the terminal: part done, speed, time left. Nothing where nobody watches.
struct Bar {
    class: Class,
    begun: Instant,
    shown: Option<Instant>,
    watched: bool,
}

impl Bar {
    fn new(class: Class) -> Self {
        Self { class, begun: Instant::now(), shown: None, watched: std::io::stderr().is_terminal() }
    }

    fn show(&mut self, moved: Moved) {
        let soon = self.shown.is_some_and(|at| at.elapsed() < Duration::from_millis(200));
        if !self.watched || moved.total == 0 || (soon && moved.done < moved.total) {
            return;
        }
        self.shown = Some(Instant::now());
        let _ = write!(std::io::stderr(), "\r{}", line(self.class, moved, self.begun.elapsed()));
    }

    fn end(&self) {
        if self.shown.is_some() {
            let _ = writeln!(std::io::stderr());
        }
    }
}

/// One line of a fixed width, so that it covers the one before.
fn line(class: Class, moved: Moved, passed: Duration) -> String {
    let filled = (moved.done * 20 / moved.total.max(1)).min(20) as usize;
    let speed = moved.done as f64 / passed.as_secs_f64().max(0.001);
    let left = (moved.total - moved.done.min(moved.total)) as f64 / speed.max(0.001);
    let left = if moved.done == 0 { "?".to_owned() } else { format!("{left:.0} s left") };
    let text = format!(
        "{:<8}[{}{}] {} of {} rows, {speed:.0}/s, {left}",
        class.word(),
        "#".repeat(filled),
        "-".repeat(20 - filled),
        moved.done,
        moved.total
    );
    format!("{text:<100}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_says_how_much_is_done_how_fast_and_how_long_it_still_takes() {
        let text = line(Class::Case, Moved { done: 5_000, total: 20_000 }, Duration::from_secs(2));
        assert_eq!(text.trim_end(), "case    [#####---------------] 5000 of 20000 rows, 2500/s, 6 s left");
        assert_eq!(text.len(), 100);
        let begun = line(Class::Outbox, Moved { done: 0, total: 3 }, Duration::ZERO);
        assert!(begun.contains("0 of 3 rows") && begun.contains('?'), "{begun}");
    }
}
