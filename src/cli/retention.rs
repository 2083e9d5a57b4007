//! `tocsin retention run`: what the service does every hour with what is over, by hand.
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{Failure, Listed, counted};

/// Options of `retention`.
#[derive(Args)]
pub struct Retention {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Destroy what is over, move held cases on, and see to the keys of months that are over. The service does the same
    /// every hour.
    Run {
        #[command(flatten)]
        listed: Listed,
        /// Say which cases would be destroyed, and do nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Runs `retention`.
pub async fn run(args: Retention) -> Result<ExitCode, Failure> {
    let Action::Run { listed, dry_run } = args.action;
    let (_, app) = listed.place.app().await?;
    let doubt = app.clock_doubt().await?.is_some();
    if dry_run {
        let doomed = app.doomed_cases().await?;
        if listed.json {
            let rows = doomed.iter().map(|d| serde_json::json!({ "case": d.id.to_string(), "why": d.why }));
            println!("{}", serde_json::json!({ "doomed": rows.collect::<Vec<_>>(), "clock_in_doubt": doubt }));
            return Ok(ExitCode::SUCCESS);
        }
        for d in &doomed {
            let why = match d.why {
                "withdrawn" => "the reporter took it back",
                "keys" => "the keys of its month are destroyed",
                _ => "its time is over",
            };
            println!("{}  {why}", d.id);
        }
        println!("{} would be destroyed; nothing was changed.", counted(doomed.len() as u64, "case", "cases"));
        if doubt {
            println!("The clock is in doubt (`tocsin doctor` says why): until that is over none is destroyed.");
        }
        return Ok(ExitCode::SUCCESS);
    }
    let swept = app.sweep().await?;
    let tended = app.tend_keys().await?;
    if listed.json {
        println!(
            "{}",
            serde_json::json!({
                "destroyed": swept.cases, "held_on": swept.held, "damaged": swept.damaged, "clock_in_doubt": swept.doubt.is_some(),
                "keys_announced": tended.announced, "keys_destroyed": tended.destroyed,
            })
        );
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "{} destroyed, {} held and moved on; keys: {} announced, {} destroyed.",
        counted(swept.cases, "case", "cases"),
        swept.held,
        counted(tended.announced as u64, "month", "months"),
        tended.destroyed
    );
    if swept.damaged > 0 {
        return Err(format!("{} do not open and were left as they are", counted(swept.damaged, "case", "cases")).into());
    }
    if swept.doubt.is_some() {
        println!("The clock is in doubt (`tocsin doctor` says why): no case was touched.");
    }
    Ok(ExitCode::SUCCESS)
}
