//! `tocsin doctor`: looks at everything and says what is wrong and what to do.
use std::{fs, os::unix::fs::PermissionsExt as _, process::ExitCode};

use clap::Args;

use super::{Failure, Listed, advisory, backup, counted, doctor_alerts, doctor_desk, doctor_doors, open, serve, travel};
use crate::{
    app::{App, retention::ClockDoubt},
    config::{Settings, alerts::Transport},
    mail::{self, Finding},
    process::{self, Machine},
};

/// Options of `doctor`.
#[derive(Args)]
pub struct Doctor {
    #[command(flatten)]
    listed: Listed,
    /// Also ask the name server whether SPF, DKIM and DMARC of the sending domain are right.
    #[arg(long)]
    dns: bool,
}

/// Prints one line per finding; exit code 1 if anything is wrong.
pub async fn run(args: Doctor) -> Result<ExitCode, Failure> {
    let Doctor { listed: args, dns } = args;
    let settings = args.place.settings()?;
    let mut found = vec![good(format!("{} is well formed", args.place.file().display()))];
    if !settings.demo {
        found.push(match serve::fit_to_serve(&settings, &args.place) {
            Ok(()) => good("organisation details, key files and data folder are as they should be"),
            Err(error) => bad(error),
        });
    }
    found.extend(real(&settings));
    let mut alerted = Vec::new();
    match open::app(&settings).await {
        Ok(app) => {
            found.push(good("master key, key ring, token key, database and rosters belong together"));
            look(&app, &settings, &mut found).await?;
            alerted = doctor_alerts::addresses(&app).await?;
        }
        Err(error) => found.push(bad(error)),
    }
    match backup::findings(&settings) {
        Ok(findings) => found.extend(findings.into_iter().map(|(ok, what)| Finding { ok, what })),
        Err(error) => found.push(bad(error)),
    }
    found.extend(advisory::findings(&settings));
    found.push(travel::finding(&settings));
    found.extend(doctor_doors::look(&settings, &args.place).await);
    match open::mailer(&settings) {
        Ok(mailer) => found.extend(mailer.check(&alerted).await),
        Err(error) => found.push(bad(error)),
    }
    if let Some(smtp) = settings.alerts.smtp.as_ref().filter(|_| dns) {
        let domain = smtp.from.rsplit_once('@').map_or("", |(_, domain)| domain);
        found.extend(mail::check_domain(domain, smtp.dkim_selector.as_deref(), None).await);
    }
    found.extend(process::findings(&Machine::here()).into_iter().map(|seen| machine(seen, settings.demo)));
    let wrong = found.iter().filter(|f| !f.ok).count();
    if args.json {
        let rows: Vec<_> = found.iter().map(|f| serde_json::json!({ "ok": f.ok, "what": f.what })).collect();
        println!("{}", serde_json::Value::from(rows));
    } else {
        for f in &found {
            println!("{}  {}", if f.ok { "good " } else { "WRONG" }, f.what);
        }
        println!("{}", if wrong == 0 { "Nothing is wrong.".to_owned() } else { format!("{wrong} to mend.") });
    }
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn look(app: &App, settings: &Settings, found: &mut Vec<Finding>) -> Result<(), Failure> {
    found.push(match app.roster_days_left() {
        None => bad("there is no roster yet, so the form is closed: `tocsin-desk team new`, then `tocsin roster sign`"),
        Some(days) if days < -30 => {
            bad(format!("the roster expired {} ago and the form is closed: make and sign the next one", days_of(-days)))
        }
        Some(days) if days < 0 => {
            bad(format!("the roster expired {} ago; the form closes 30 days after: make and sign the next one now", days_of(-days)))
        }
        Some(days) if days <= 30 => bad(format!("the roster expires in {}: make and sign the next one", days_of(days))),
        Some(days) => good(format!("the roster is good for {days} more days")),
    });
    let drift = (app.store().database_clock().await? - app.now()).abs();
    found.push(if drift <= 30 {
        good("this clock and the database's agree")
    } else {
        bad(format!("this clock is {drift} seconds off the database's: set it right"))
    });
    found.push(match app.clock_doubt().await? {
        Some(ClockDoubt::Ahead { days, hours_left }) => bad(format!(
            "this clock is {days} days past the time at which it was last believed: if that is wrong, set it right; \
             nothing is destroyed until the service has run for {hours_left} more hours"
        )),
        Some(ClockDoubt::Apart(_)) | None => good("the clock has not jumped ahead"),
    });
    let keys = app.key_report(settings.keys.rotate_every_days).await?;
    found.extend(keys.announced.iter().map(good));
    match keys.due.is_empty() {
        true => found.push(good("no key is due to be rotated")),
        false => found.extend(keys.due.iter().map(bad)),
    }
    let blobs = app.check_blobs().await?;
    found.push(if blobs.missing + blobs.wrong_size == 0 {
        good(counted(blobs.named as u64, "attachment is in its place", "attachments are in their place"))
    } else {
        bad(format!(
            "of {} attachments {} are missing and {} have another size: restore the folder of blobs from a backup",
            blobs.named, blobs.missing, blobs.wrong_size
        ))
    });
    doctor_alerts::look(app, settings.demo, found).await?;
    doctor_desk::look(app, found).await?;
    found.push(good(format!("languages shown: {}", settings.languages.enabled.join(", "))));
    Ok(())
}

fn days_of(days: i64) -> String {
    counted(days.unsigned_abs(), "day", "days")
}

/// What serves for trying out, and not for real reports.
fn real(settings: &Settings) -> Vec<Finding> {
    if settings.demo {
        return Vec::new();
    }
    let mut found = Vec::new();
    if settings.alerts.transport == Transport::Directory {
        found.push(bad(
            "alert mail is written to a folder and wakes nobody: set alerts.transport = \"smtp\", unless something of yours carries it on",
        ));
    }
    let keys = &settings.keys.folder;
    found.extend(fs::metadata(keys).ok().map(|about| match about.permissions().mode() & 0o077 {
        0 => good("the key folder is its owner's alone"),
        _ => bad(format!("the key folder {0} is open to others of this machine; run: chmod 700 {0}", keys.display())),
    }));
    found
}

/// The machine of a demo need not be fit for real reports.
fn machine(seen: process::Seen, demo: bool) -> Finding {
    match seen.ok || !demo {
        true => Finding { ok: seen.ok, what: seen.what },
        false => good(format!("no matter for a demo, but for real use: {}", seen.what)),
    }
}

pub(super) fn good(what: impl ToString) -> Finding {
    Finding { ok: true, what: what.to_string() }
}

pub(super) fn bad(what: impl ToString) -> Finding {
    Finding { ok: false, what: what.to_string() }
}
