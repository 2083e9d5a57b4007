//! `tocsin alerts status|retry|test`.
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{Failure, Listed, Place, counted, open};
use crate::app::alert::{self, TestOutcome};

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
        Action::Test { place, alias } => {
            let (settings, app) = place.app().await?;
            let mailer = open::mailer(&settings)?;
            let clock = {
                let app = app.clone();
                move || app.now()
            };
            let outcomes = alert::send_test(app.store(), app.ring(), &mailer, app.alert_settings(), alias.as_deref(), &clock).await?;
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
    }
}

async fn status(listed: Listed) -> Result<ExitCode, Failure> {
    let (_, app) = listed.place.app().await?;
    let status = alert::status(app.store(), app.ring(), app.now()).await?;
    let letters = alert::letters(app.store(), app.ring()).await?;
    if listed.json {
        println!(
            "{}",
            serde_json::json!({
                "waiting": status.waiting, "dead": status.dead, "unassigned": status.unassigned, "damaged": status.damaged,
                "oldest_waiting_minutes": status.oldest_waiting_minutes, "nobody_on_call": status.nobody_on_call, "nobody": status.nobody,
            })
        );
    } else {
        println!("{} waiting, {} given up, {} for nobody", status.waiting, status.dead, status.unassigned);
        for letter in &letters {
            let state = if letter.dead { "given up" } else { "waiting" };
            let who = letter.alias.as_ref().map_or("nobody", |a| a.as_str());
            println!(
                "  {state:8}  {:5}  {who}  {}{}",
                letter.lane,
                counted(letter.attempts.unsigned_abs(), "attempt", "attempts"),
                letter.why.as_deref().map(|w| format!(": {w}")).unwrap_or_default()
            );
        }
        if status.nobody {
            println!("Nobody is alerted: tocsin people add --alias … --email … --on-call");
        } else if status.nobody_on_call {
            println!("Nobody is on call: what cannot wait goes to everybody.");
        }
    }
    Ok(if status.dead + status.unassigned + status.damaged > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
