//! `tocsin cases list|close|keep`: what an administrator may see of cases: no content.
use std::process::ExitCode;

use clap::{Args, Subcommand};
use tocsin_seal::CaseId;

use super::{Failure, Listed, counted};
use crate::app::withdraw::Kept;

/// Options of `cases`.
#[derive(Args)]
pub struct Cases {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Id, urgency, state, day, language and counts of every case.
    List(Listed),
    /// Note that the work on a case is done; a new message of the reporter opens it again.
    Close {
        #[command(flatten)]
        listed: Listed,
        /// The case.
        #[arg(long, value_name = "ID")]
        case: CaseId,
    },
    /// Stop the destruction of a case that was taken back, because somebody forced the reporter or the reporter asks for
    /// it. Its mailbox stays closed: whoever forced it must not see this.
    Keep {
        #[command(flatten)]
        listed: Listed,
        /// The case.
        #[arg(long, value_name = "ID")]
        case: CaseId,
    },
}

/// Runs `cases`.
pub async fn run(args: Cases) -> Result<ExitCode, Failure> {
    match args.action {
        Action::List(listed) => {
            let (_, app) = listed.place.app().await?;
            let (cases, withdrawn) = (app.cases().await?, app.withdrawn_cases().await?);
            if listed.json {
                let mut rows: Vec<_> = cases.iter().map(|c| serde_json::json!({
                    "case": c.id.to_string(), "number": c.number, "urgency": c.urgency.to_string(),
                    "status": c.status.word(), "answered": c.answered, "practice": c.practice, "day": c.day,
                    "language": c.language, "messages": c.messages, "replies": c.replies, "files": c.files, "answer_here": c.answer_here,
                    "noticed": c.noticed.iter().map(|sign| sign.word()).collect::<Vec<_>>(), "kept": c.kept,
                })).collect();
                rows.extend(
                    withdrawn
                        .iter()
                        .map(|w| serde_json::json!({ "case": w.id.to_string(), "status": "withdrawn", "destroyed_on": w.destroyed_on })),
                );
                println!("{}", serde_json::Value::from(rows));
            } else if cases.is_empty() && withdrawn.is_empty() {
                println!("No case yet.");
            } else {
                for c in &cases {
                    println!(
                        "{}  {:7}  {:8}  {:12}  {}  {:7}  {}, {}, {}{}{}{}{}{}",
                        c.id,
                        c.number.as_deref().unwrap_or("-"),
                        c.urgency.to_string(),
                        c.status.word(),
                        c.day,
                        c.language,
                        counted(c.messages, "message", "messages"),
                        counted(c.files as u64, "file", "files"),
                        counted(c.replies, "reply", "replies"),
                        if c.answered { "  (answered)" } else { "" },
                        if c.practice { "  (practice, goes after a day)" } else { "" },
                        if c.answer_here { "" } else { "  (wants no answer)" },
                        if c.kept { "  (taken back, but kept: nobody reads answers to it)" } else { "" },
                        c.noticed.iter().map(|sign| format!("  [{}]", sign.word())).collect::<String>()
                    );
                }
                for w in &withdrawn {
                    println!("{}  taken back by the reporter; destroyed on {} unless kept", w.id, w.destroyed_on);
                }
            }
        }
        Action::Close { listed, case } => {
            let (_, app) = listed.place.app().await?;
            app.close_case(case).await?;
            println!("Case {case} is closed. A new message opens it again.");
        }
        Action::Keep { listed, case } => {
            let (_, app) = listed.place.app().await?;
            match app.keep_withdrawn(case).await? {
                Kept::Yes => println!("Case {case} is kept and in the list again. Its mailbox stays closed."),
                Kept::NotWithdrawn => return Err(format!("case {case} was not taken back: there is nothing to stop").into()),
                Kept::Gone => return Err(format!("case {case} is not here (any more): `tocsin cases list` shows what is").into()),
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
