//! `tocsin-desk open`: every case of a folder, each all or nothing.

use std::{fs, io::IsTerminal as _, path::PathBuf, process::ExitCode};

use serde_json::{Value, json};
use tocsin_seal::CaseId;

use crate::{
    case::OpenedCase,
    case_files::CaseFiles,
    cli::Open,
    desk::Desk,
    error::DeskError,
    files,
    folder::Folder,
    identity::KeyFile,
    output,
    visible::{counted, visible_path},
};

/// From here on progress is shown.
const MANY: usize = 5;

/// Opens the folder; a hostile case is named and left out.
pub fn run(options: &Open, json: bool) -> Result<ExitCode, DeskError> {
    let key = KeyFile::read(&options.identity)?;
    let folder = Folder::for_member(&options.folder, &key, options.roster_key)?;
    let warnings = folder.warnings.clone();
    for warning in &warnings {
        eprintln!("warning: {warning}");
    }
    let taken_back = taken_back(&folder, options);
    let (mut cases, odd) = folder.cases()?;
    if let Some(wanted) = options.case {
        cases.retain(|id| *id == wanted);
    }
    if cases.is_empty() && odd.is_empty() && taken_back.is_empty() {
        return Err(DeskError::asked(match options.case {
            Some(id) => format!("case {id} is not in this folder; export again"),
            None => "this folder holds no case; is it the one written by `tocsin export`?".to_owned(),
        }));
    }
    let desk = Desk::sit_down(folder, key)?;
    let made = make_out(&options.out)?;
    let (mut opened, mut refused) = (Vec::new(), Vec::new());
    for name in odd.iter().filter(|_| options.case.is_none()) {
        refuse(name, &DeskError::refused("is not the name of a case"), &mut refused);
    }
    for (at, id) in cases.iter().enumerate() {
        progress(at, cases.len());
        match one(&desk, *id, options) {
            Ok((case, path)) => opened.push(tell(&case, &path, json)),
            Err(error) => refuse(&format!("case-{id}"), &error, &mut refused),
        }
    }
    if opened.is_empty() && made {
        // Made by us and still empty: nothing is left behind. Failing that, an empty folder harms nobody.
        let _ = fs::remove_dir(&options.out);
    }
    if json {
        println!("{}", json!({ "opened": opened, "refused": refused, "withdrawn": taken_back, "warnings": warnings }));
    } else {
        println!("{} opened, {} refused", opened.len(), refused.len());
    }
    Ok(if refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Says of each case that its reporter took back where it lies opened here.
fn taken_back(folder: &Folder, options: &Open) -> Vec<String> {
    let mut told = Vec::new();
    for id in folder.withdrawn.iter().filter(|id| options.case.is_none_or(|wanted| wanted == **id)) {
        let opened = options.out.join(format!("case-{id}"));
        let what_to_do = match files::exists(&opened) {
            true => format!("; delete what you opened: {}", visible_path(&opened)),
            false => String::new(),
        };
        eprintln!("warning: case-{id} was taken back by its reporter and is not in this folder{what_to_do}");
        told.push(id.to_string());
    }
    told
}

fn one(desk: &Desk, id: CaseId, options: &Open) -> Result<(OpenedCase, PathBuf), DeskError> {
    let case_files = CaseFiles::read(&desk.folder.case_path(id), id)?;
    let mut case = OpenedCase::open(desk, case_files)?;
    let path = output::write(&mut case, &options.out, options.attachments, options.force)?;
    Ok((case, path))
}

/// Makes OUT; whether it was missing before.
fn make_out(out: &std::path::Path) -> Result<bool, DeskError> {
    let missing = !files::exists(out);
    files::create_dirs(out)?;
    for name in files::names(out)? {
        if name.starts_with(".partial-") || name.starts_with(".old-") {
            eprintln!("warning: {} is left from an interrupted run; delete it", visible_path(&out.join(name)));
        }
    }
    Ok(missing)
}

fn tell(case: &OpenedCase, path: &std::path::Path, json: bool) -> Value {
    for warning in &case.warnings {
        eprintln!("warning: case-{}: {warning}", case.id);
    }
    let files = case.attachments().count();
    if !json {
        println!(
            "case-{}  {}  {}, {}, {}  {}",
            case.id,
            case.urgency.level,
            counted(case.later_messages(), "message", "messages"),
            counted(case.replies.len(), "reply", "replies"),
            counted(files, "file", "files"),
            visible_path(path)
        );
    }
    json!({
        "case": case.id.to_string(), "urgency": case.urgency.level, "rules": case.urgency.rules, "messages": case.messages.len(),
        "replies": case.replies.len(), "files": files, "language": case.report.language, "path": path, "warnings": case.warnings,
        "number": case.number(), "notes": case.staff.notes.len(), "translations": case.staff.translations.len(),
        "drafts": case.staff.drafts.len(), "labels": case.staff.labels,
    })
}

fn refuse(name: &str, error: &DeskError, refused: &mut Vec<Value>) {
    eprintln!("tocsin-desk: {name}: {error}");
    refused.push(json!({ "case": name, "reason": error.to_string() }));
}

fn progress(at: usize, total: usize) {
    let terminal = std::io::stderr().is_terminal();
    if total > MANY && (terminal || at.is_multiple_of(50)) {
        eprint!("{}case {} of {total}{}", if terminal { "\r" } else { "" }, at + 1, if terminal && at + 1 < total { "" } else { "\n" });
    }
}
