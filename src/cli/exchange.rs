//! `tocsin export` and `tocsin import`: between the server and the offline desk.
use std::{
    io::{IsTerminal, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use tocsin_seal::{Act, CaseId};

use super::{Failure, Place, counted};
use crate::app::{
    App, Origin,
    export::Damaged,
    parcel::MAGIC,
    sealed::{Kept, MAX_BYTES, Way},
};

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
    /// Folder that `tocsin-desk reply`, `note`, `translate`, `labels` or `grant` wrote.
    #[arg(long, value_name = "FOLDER", required_unless_present = "sealed", conflicts_with = "sealed")]
    from: Option<PathBuf>,
    /// A report, with or without files, that `tocsin-desk seal` wrote and that came here by other ways than the network.
    #[arg(long, value_name = "FILE")]
    sealed: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Writes sealed cases to a folder; exit code 1 if something of them does not open and was left out.
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
    for Damaged { case, left_out } in &done.damaged {
        match left_out {
            Some(count) => eprintln!(
                "tocsin: case {case}: {} left out, altered or added in the database, or gone; the desk shows where something is missing",
                counted(*count as u64, "row or file", "rows and files")
            ),
            None => eprintln!("tocsin: case {case}: not in the folder, its row in the database does not open"),
        }
    }
    if args.json {
        println!("{}", serde_json::json!({ "cases": done.cases, "damaged": done.damaged.len(), "folder": args.out }));
    } else {
        println!("{}, sealed, in {}", counted(done.cases as u64, "case", "cases"), args.out.display());
    }
    Ok(if done.damaged.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Brings replies to the mailboxes, notes and grants to their cases, or one sealed report to its case; exit code 1 if any was refused.
pub async fn import(args: Import) -> Result<ExitCode, Failure> {
    let (_, app) = args.place.app().await?;
    if let Some(file) = &args.sealed {
        return bring_in(&app, file, args.json).await;
    }
    let from = args.from.unwrap_or_default();
    let done = app.import(&from).await?;
    for (file, refusal) in &done.refused {
        eprintln!("tocsin: refused: {} {refusal}", file.display());
    }
    if args.json {
        println!(
            "{}",
            serde_json::json!({
                "taken": done.taken, "notes": done.notes, "grants": done.grants, "known": done.known, "refused": done.refused.len(),
            })
        );
    } else {
        println!(
            "{}, {} and {} taken, {} here already, {} refused",
            counted(done.taken as u64, "reply", "replies"),
            counted(done.notes as u64, "note", "notes"),
            counted(done.grants as u64, "grant", "grants"),
            counted(done.known as u64, "was", "were"),
            done.refused.len()
        );
        if done.taken + done.notes + done.grants + done.known + done.refused.len() == 0 {
            return Err(format!(
                "nothing that `tocsin-desk` wrote for the server lies in {}; name the folder that was given to it as --out",
                from.display()
            )
            .into());
        }
    }
    Ok(if done.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Takes one sealed report; the alert goes out as for one that came over the network.
async fn bring_in(app: &App, file: &Path, json: bool) -> Result<ExitCode, Failure> {
    let unreadable = |error: std::io::Error| format!("{}: {error}", file.display());
    if begins_with(file, MAGIC).map_err(unreadable)? {
        return unpack(app, file, json).await;
    }
    let length = std::fs::metadata(file).map_err(unreadable)?.len();
    if length > MAX_BYTES as u64 {
        return Err(format!("{} is larger than any sealed report", file.display()).into());
    }
    let bytes = std::fs::read(file).map_err(unreadable)?;
    let kept = match app.take_sealed(Origin(None), Way::Carried, &bytes).await? {
        Ok(kept) => kept,
        Err(refusal) => {
            if json {
                println!("{}", serde_json::json!({ "error": refusal.code() }));
            }
            return Err(format!("refused: {}: {refusal}", file.display()).into());
        }
    };
    note_import(app, kept).await?;
    told(kept, 0, json);
    Ok(ExitCode::SUCCESS)
}

/// The same with files. Stopped in between, it is brought in again.
async fn unpack(app: &App, file: &Path, json: bool) -> Result<ExitCode, Failure> {
    match app.take_parcel(Origin(None), file).await? {
        Ok(done) => {
            note_import(app, done.kept).await?;
            told(done.kept, done.files, json);
            Ok(ExitCode::SUCCESS)
        }
        Err(refusal) => {
            if json {
                println!("{}", serde_json::json!({ "error": refusal.code() }));
            }
            Err(format!("refused: {}: {refusal}", file.display()).into())
        }
    }
}

async fn note_import(app: &App, kept: Kept) -> Result<(), Failure> {
    if kept == Kept::New {
        app.note_service_alone(Act::Imported, vec![("reports", "1".to_owned())]).await?;
    }
    Ok(())
}

fn told(kept: Kept, files: usize, json: bool) {
    let word = match kept {
        Kept::New => "new",
        Kept::Repeated => "repeated",
    };
    match (kept, files) {
        _ if json => println!("{}", serde_json::json!({ "outcome": word, "files": files })),
        (Kept::Repeated, _) => println!("it was here already"),
        (Kept::New, 0) => println!("a new case; its alert goes out"),
        (Kept::New, files) => println!("a new case with {files} sealed files; its alert goes out"),
    }
}

fn begins_with(file: &Path, magic: &[u8]) -> std::io::Result<bool> {
    let mut first = Vec::new();
    std::fs::File::open(file)?.take(magic.len() as u64).read_to_end(&mut first)?;
    Ok(first == magic)
}
