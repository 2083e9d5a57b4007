//! `tocsin audit verify|show`: what staff and the service did, and whether the log of it is whole.
use std::process::ExitCode;

use clap::{Args, Subcommand};
use tocsin_domain::clock::{date_string, day_of};
use tocsin_seal::{Head, SignedEntry};

use super::{Failure, Listed, counted};
use crate::app::App;

/// Entries in memory at once.
const PAGE: u16 = 500;

/// Options of `audit`.
#[derive(Args)]
pub struct Audit {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Read the whole log: numbers, links, signatures, and whether every actor was introduced and given the team key.
    /// Prints the head; keep it, and compare it the next time: only so is seen that a log was set back.
    Verify {
        #[command(flatten)]
        listed: Listed,
        /// A head that was noted earlier: it must still be in the log.
        #[arg(long, value_name = "SEQ:HASH")]
        head: Option<Head>,
    },
    /// The entries, oldest first. Who acted is shown by the fingerprint of their key; nothing here is content.
    Show {
        #[command(flatten)]
        listed: Listed,
        /// Only what comes behind this number.
        #[arg(long, value_name = "SEQ", default_value_t = 0)]
        after: u64,
    },
}

/// Runs `audit`; exit code 1 if the log is not whole.
pub async fn run(args: Audit) -> Result<ExitCode, Failure> {
    match args.action {
        Action::Verify { listed, head } => verify(&listed, head).await,
        Action::Show { listed, after } => show(&listed, after).await,
    }
}

async fn open(listed: &Listed) -> Result<App, Failure> {
    let (settings, app) = listed.place.app().await?;
    app.notice(&settings.folder()).await?;
    Ok(app)
}

async fn verify(listed: &Listed, remembered: Option<Head>) -> Result<ExitCode, Failure> {
    let found = open(listed).await?.verify_audit(remembered).await?;
    let granted = found.people.iter().filter(|(_, granted)| *granted).count();
    if listed.json {
        let faults: Vec<_> = found.faults.iter().map(|(seq, fault)| serde_json::json!({ "seq": seq, "fault": fault.words() })).collect();
        let people: Vec<_> =
            found.people.iter().map(|(name, granted)| serde_json::json!({ "fingerprint": name, "granted": granted })).collect();
        println!(
            "{}",
            serde_json::json!({ "head": found.head, "by_service": found.by_service, "people": people, "faults": faults, "sound": faults.is_empty() })
        );
    } else {
        for (seq, fault) in &found.faults {
            println!("entry {seq} {}", fault.words());
        }
        let by_people = found.head.seq.saturating_sub(found.by_service);
        println!(
            "{}, {} by the service and {} by {} ({granted} with the team key)",
            counted(found.head.seq, "entry", "entries"),
            found.by_service,
            by_people,
            counted(found.people.len() as u64, "person", "people"),
        );
        if found.faults.is_empty() {
            println!(
                "Every number, link and signature is right. The head, to be kept elsewhere and compared the next time:\n{}",
                found.head
            );
        }
    }
    if found.faults.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!(
        "tocsin: the audit log is not whole: somebody wrote to the database, or it was set back. Do not trust this server: compare with \
         backups, and with the heads that desks remember"
    );
    Ok(ExitCode::FAILURE)
}

async fn show(listed: &Listed, mut after: u64) -> Result<ExitCode, Failure> {
    let app = open(listed).await?;
    let service = app.audit_key();
    let mut rows = Vec::new();
    loop {
        let documents = app.audit_after(after, PAGE).await?;
        for document in &documents {
            after += 1;
            let Ok(signed) = SignedEntry::parse(document) else {
                eprintln!("tocsin: entry {after} is none, or does not open: `tocsin audit verify`");
                continue;
            };
            let entry = signed.claimed();
            after = entry.seq;
            let actor = if entry.actor == service { "service".to_owned() } else { entry.actor.fingerprint() };
            let subject = entry.subject.map(|id| crate::vault::hex(&id)).unwrap_or_default();
            if listed.json {
                rows.push(serde_json::json!({
                    "seq": entry.seq, "at": entry.at, "actor": actor, "action": entry.act.word(), "subject": subject, "details": entry.details,
                }));
                continue;
            }
            let details: Vec<String> = entry.details.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let (seconds, day) = (entry.at.rem_euclid(86_400), date_string(day_of(entry.at)));
            println!(
                "{:>6}  {day} {:02}:{:02}  {actor:16}  {:18} {subject} {}",
                entry.seq,
                seconds / 3_600,
                seconds / 60 % 60,
                entry.act.word(),
                details.join(" ")
            );
        }
        if documents.len() < usize::from(PAGE) {
            break;
        }
    }
    if listed.json {
        println!("{}", serde_json::Value::from(rows));
    } else if after == 0 {
        println!("No entry yet.");
    }
    Ok(ExitCode::SUCCESS)
}
