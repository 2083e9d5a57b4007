//! `tocsin cases list|close`: what an administrator may see of cases: no content.
use std::process::ExitCode;

use clap::{Args, Subcommand};
use tocsin_seal::CaseId;

use super::{Failure, Listed};

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
}

/// Runs `cases`.
pub async fn run(args: Cases) -> Result<ExitCode, Failure> {
    match args.action {
        Action::List(listed) => {
            let (_, app) = listed.place.app().await?;
            let cases = app.cases().await?;
            if listed.json {
                let rows: Vec<_> = cases.iter().map(|c| serde_json::json!({
                    "case": c.id.to_string(), "urgency": c.urgency.to_string(), "status": c.status.word(), "day": c.day,
                    "language": c.language, "messages": c.messages, "replies": c.replies, "files": c.files, "answer_here": c.answer_here,
                    "noticed": c.noticed.iter().map(|sign| sign.word()).collect::<Vec<_>>(),
                })).collect();
                println!("{}", serde_json::Value::from(rows));
            } else if cases.is_empty() {
                println!("No case yet.");
            } else {
                for c in &cases {
                    println!(
                        "{}  {:8}  {:8}  {}  {:7}  {} messages, {} files, {} replies{}{}",
                        c.id,
                        c.urgency.to_string(),
                        c.status.word(),
                        c.day,
                        c.language,
                        c.messages,
                        c.files,
                        c.replies,
                        if c.answer_here { "" } else { "  (wants no answer)" },
                        c.noticed.iter().map(|sign| format!("  [{}]", sign.word())).collect::<String>()
                    );
                }
            }
        }
        Action::Close { listed, case } => {
            let (_, app) = listed.place.app().await?;
            app.close_case(case).await?;
            println!("Case {case} is closed. A new message opens it again.");
        }
    }
    Ok(ExitCode::SUCCESS)
}
