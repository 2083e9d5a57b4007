//! `tocsin alerts`: what waits and rings, acknowledging, tests and drills; `on-call` is a file of its own.
use std::process::ExitCode;

use clap::{Args, Subcommand};
use tocsin_seal::CaseId;

use super::{Failure, Listed, Place, counted, on_call, open};
use crate::app::{
    alert::{self, TestOutcome, Which},
    people,
};

const DAY: i64 = 86_400;

/// Options of `alerts`.
#[derive(Args)]
pub struct Alerts {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// What waits and what failed.
    Status(Listed),
    /// Try everything again that was given up.
    Retry(Place),
    /// Send a mail to everyone, or to one, the way every alert goes.
    Test {
        #[command(flatten)]
        place: Place,
        /// Only to this person.
        #[arg(long)]
        alias: Option<String>,
    },
    /// Who is on call when: hours, absences, swaps.
    OnCall(on_call::OnCall),
    /// Critical reports that ring, or wait for an answer.
    Calls(Listed),
    /// Say that you look after what rings: nobody else is woken for it.
    Ack {
        #[command(flatten)]
        place: Place,
        /// Who looks after it.
        #[arg(long)]
        alias: String,
        /// Only the call of this case; without it everything that rings.
        #[arg(long, value_name = "ID")]
        case: Option<CaseId>,
    },
    /// Ring a drill now: the way of a critical report, to whoever is on call.
    Drill(Place),
    /// Print the OpenPGP key that signs encrypted alerts; made if there is none yet.
    OpenpgpKey(Place),
    /// The code by which a person knows today's mail.
    Code {
        #[command(flatten)]
        listed: Listed,
        /// Whose mail.
        #[arg(long)]
        alias: String,
    },
}

/// Runs `alerts`.
pub async fn run(args: Alerts) -> Result<ExitCode, Failure> {
    match args.action {
        Action::Status(listed) => status(listed).await,
        Action::Retry(place) => {
            let (_, app) = place.app().await?;
            let count = alert::retry_dead(app.store(), app.now()).await?;
            println!("{} tried again by the running server.", counted(count, "alert is", "alerts are"));
            Ok(ExitCode::SUCCESS)
        }
        Action::Test { place, alias } => test(place, alias.as_deref()).await,
        Action::OnCall(args) => on_call::run(args).await,
        Action::Calls(listed) => calls(listed).await,
        Action::Ack { place, alias, case } => acknowledge(place, &alias, case).await,
        Action::Drill(place) => {
            let (_, app) = place.app().await?;
            alert::ring_drill(app.store(), app.ring(), app.alert_settings(), app.now()).await?;
            println!("A drill rings within minutes, for whoever is on call. They acknowledge it with: tocsin alerts ack --alias …");
            Ok(ExitCode::SUCCESS)
        }
        Action::OpenpgpKey(place) => {
            print!("{}", open::signer(&place.settings()?)?.public()?);
            Ok(ExitCode::SUCCESS)
        }
        Action::Code { listed, alias } => code(listed, &alias).await,
    }
}

async fn test(place: Place, alias: Option<&str>) -> Result<ExitCode, Failure> {
    let (settings, app) = place.app().await?;
    let mailer = open::mailer(&settings)?;
    let outcomes = alert::send_test(&app, &mailer, alias).await?;
    let mut all_sent = !outcomes.is_empty();
    for (alias, outcome) in outcomes {
        match outcome {
            TestOutcome::Sent => println!("{}: sent", alias.as_str()),
            TestOutcome::Waiting(why) => {
                all_sent = false;
                println!("{}: not yet: {why}", alias.as_str());
            }
            TestOutcome::Dead(why) => {
                all_sent = false;
                println!("{}: refused: {why}", alias.as_str());
            }
        }
    }
    if !all_sent {
        eprintln!("tocsin: not everybody can be alerted; `tocsin doctor` says why, `tocsin people list` shows who there is");
    }
    Ok(if all_sent { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn acknowledge(place: Place, alias: &str, case: Option<CaseId>) -> Result<ExitCode, Failure> {
    let (_, app) = place.app().await?;
    let person = people::named(app.store(), app.ring(), alias).await?;
    let which = case.map_or(Which::All, |case| Which::Case(*case.as_bytes()));
    let done = alert::acknowledge(app.store(), app.ring(), person.id, which, app.now()).await?;
    if done.is_empty() {
        println!("Nothing rings that nobody has acknowledged.");
    }
    for call in &done {
        let after = call
            .after
            .map_or("before it rang".to_owned(), |seconds| format!("{} min {} s after it first rang", seconds / 60, seconds % 60));
        match call.case {
            Some(case) => {
                println!("{}: acknowledged {after}. The reporter should have an answer within two hours.", CaseId::from_bytes(case))
            }
            None => println!("drill: acknowledged {after}."),
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn calls(listed: Listed) -> Result<ExitCode, Failure> {
    let (_, app) = listed.place.app().await?;
    let calls = alert::open_calls(app.store(), app.ring()).await?;
    let zone = &app.alert_settings().zone;
    if listed.json {
        let rows: Vec<_> = calls
            .iter()
            .map(|call| {
                serde_json::json!({
                    "case": call.case.map(|case| CaseId::from_bytes(case).to_string()), "drill": call.case.is_none(), "came": call.came,
                    "rang": call.rang, "times": call.stage, "acknowledged_at": call.acknowledged.as_ref().map(|(_, at)| at),
                    "acknowledged_by": call.acknowledged.as_ref().and_then(|(by, _)| by.as_ref()).map(|alias| alias.as_str()),
                    "unanswered": call.unanswered,
                })
            })
            .collect();
        println!("{}", serde_json::Value::from(rows));
    } else if calls.is_empty() {
        println!("Nothing rings, and nobody waits for a first answer to a critical report.");
    } else {
        for call in &calls {
            let what = call.case.map_or("drill".to_owned(), |case| CaseId::from_bytes(case).to_string());
            let state = match (&call.acknowledged, call.rang) {
                (Some((by, at)), _) => format!(
                    "acknowledged by {} at {}{}",
                    by.as_ref().map_or("somebody", |alias| alias.as_str()),
                    zone.shown(*at),
                    if call.unanswered { ", NO ANSWER for two hours" } else { "" }
                ),
                (None, Some(rang)) => format!("rings since {}, {} times: NOBODY ACKNOWLEDGED", zone.shown(rang), call.stage),
                (None, None) => "rings within minutes".to_owned(),
            };
            println!("{what:32}  {state}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn code(listed: Listed, alias: &str) -> Result<ExitCode, Failure> {
    let (_, app) = listed.place.app().await?;
    let person = people::named(app.store(), app.ring(), alias).await?;
    let today = app.now().div_euclid(DAY);
    let codes = [today, today - 1].map(|day| alert::Outbox::code(&app, day, &person.id));
    if listed.json {
        println!("{}", serde_json::json!({ "today": codes[0], "yesterday": codes[1] }));
    } else {
        println!("{}  today (UTC)\n{}  yesterday", codes[0], codes[1]);
    }
    Ok(ExitCode::SUCCESS)
}

async fn status(listed: Listed) -> Result<ExitCode, Failure> {
    let (_, app) = listed.place.app().await?;
    let status = alert::status(&app).await?;
    let letters = alert::letters(app.store(), app.ring()).await?;
    let zone = &app.alert_settings().zone;
    if listed.json {
        let drill = status.last_drill.map(
            |drill| serde_json::json!({ "rang": drill.rang, "seconds_to_acknowledgement": drill.acknowledged.map(|(_, seconds)| seconds) }),
        );
        println!(
            "{}",
            serde_json::json!({
                "waiting": status.waiting, "dead": status.dead, "unassigned": status.unassigned, "damaged": status.damaged,
                "oldest_waiting_minutes": status.oldest_waiting_minutes, "nobody_on_call": status.nobody_on_call, "nobody": status.nobody,
                "ringing": status.ringing, "unanswered": status.unanswered, "flood": status.flood, "drill": drill, "drill_missed": status.drill_missed,
                "next_gap": status.next_gap.map(|gap| [gap.from, gap.until]),
                "mails": letters.iter().map(|letter| serde_json::json!({
                    "alias": letter.alias.as_ref().map(|alias| alias.as_str()), "lane": letter.lane, "dead": letter.dead,
                    "attempts": letter.attempts, "due_at": letter.due_at, "failing_since": letter.failing_since, "why": letter.why,
                })).collect::<Vec<_>>(),
            })
        );
    } else {
        println!("{} waiting, {} given up, {} for nobody", status.waiting, status.dead, status.unassigned);
        for letter in &letters {
            let state = if letter.dead { "given up" } else { "waiting" };
            let who = letter.alias.as_ref().map_or("nobody", |a| a.as_str());
            let failing =
                letter.failing_since.filter(|_| letter.attempts > 0).map(|at| format!(" since {}", zone.shown(at))).unwrap_or_default();
            let why = letter.why.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
            println!(
                "  {state:8}  {:10}  {who}  {}{failing}{why}",
                letter.lane,
                counted(letter.attempts.unsigned_abs(), "failed attempt", "failed attempts")
            );
        }
        if status.ringing + status.unanswered > 0 {
            println!("{} ring unacknowledged, {} wait for an answer: tocsin alerts calls", status.ringing, status.unanswered);
        }
        if let Some(calls) = status.flood {
            println!("{calls} critical reports within an hour: somebody may be doing it on purpose.");
        }
        if let Some(drill) = status.last_drill {
            match drill.acknowledged {
                Some((_, seconds)) => {
                    println!("Last drill {}: acknowledged after {} min {} s.", zone.shown(drill.rang), seconds / 60, seconds % 60)
                }
                None => println!("Last drill {}: NOBODY ACKNOWLEDGED IT.", zone.shown(drill.rang)),
            }
        }
        if status.drill_missed {
            println!("THE WEEKLY DRILL IS MISSING OR WAS MISSED. Find out why, then: tocsin alerts drill");
        }
        if status.nobody {
            println!("Nobody is alerted: tocsin people add --alias … --email … --on-call");
        } else if status.nobody_on_call {
            println!("Nobody is on call: what cannot wait goes to everybody.");
        } else if let Some(gap) = status.next_gap {
            println!("Nobody is on call from {} to {} ({}).", zone.shown(gap.from), zone.shown(gap.until), zone.name());
        }
    }
    let wrong = status.dead + status.unassigned + status.damaged;
    Ok(if wrong > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
