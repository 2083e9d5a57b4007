//! `tocsin export` and `tocsin import`: between the server and the offline desk.
use std::{
    io::{IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::Args;
use tocsin_seal::CaseId;

use super::{Failure, Place};

/// Options of `export`.
#[derive(Args)]
pub struct Export {
    #[command(flatten)]
    place: Place,
    /// Folder to write; an earlier export there is replaced as a whole.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Only this case.
    #[arg(long, value_name = "ID")]
    case: Option<CaseId>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Options of `import`.
#[derive(Args)]
pub struct Import {
    #[command(flatten)]
    place: Place,
    /// Folder that `tocsin-desk reply` wrote.
    #[arg(long, value_name = "FOLDER")]
    from: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Writes sealed cases to a folder.
pub async fn export(args: Export) -> Result<ExitCode, Failure> {
    let (_, app) = args.place.app().await?;
    let shown = std::io::stderr().is_terminal();
    let done = app
        .export(&args.out, args.case, |n, of| {
            if shown {
                let _ = write!(std::io::stderr(), "\r{n} of {of} cases");
            }
        })
        .await?;
    if shown {
        eprintln!();
    }
    if args.json {
        println!("{}", serde_json::json!({ "cases": done.cases, "folder": args.out }));
    } else {
        println!("{} cases, sealed, in {}", done.cases, args.out.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Brings replies to the mailboxes; exit code 1 if any was refused.
pub async fn import(args: Import) -> Result<ExitCode, Failure> {
    let (_, app) = args.place.app().await?;
    let done = app.import(&args.from).await?;
    for (file, refusal) in &done.refused {
        eprintln!("tocsin: refused: {} {refusal}", file.display());
    }
    if args.json {
        println!("{}", serde_json::json!({ "taken": done.taken, "known": done.known, "refused": done.refused.len() }));
    } else {
        println!("{} replies taken, {} were here already, {} refused", done.taken, done.known, done.refused.len());
        if done.taken + done.known + done.refused.len() == 0 {
            return Err(format!(
                "there is no new case-<id>/replies/*.age below {}; name the folder that `tocsin-desk reply` wrote",
                args.from.display()
            )
            .into());
        }
    }
    Ok(if done.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
