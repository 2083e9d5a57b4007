//! `tocsin-desk verify`: what can be said about a folder without any key.

use std::process::ExitCode;

use serde_json::json;
use tocsin_domain::clock::{Clock as _, SystemClock, date_string, day_of};
use tocsin_seal::RosterState;

use crate::{audit, case_files::CaseFiles, cli::Verify, error::DeskError, folder::Folder, visible::counted};

/// Verifies rosters, the audit log, and of each case: files, hashes, shapes, the order of its chains, and the team's signatures.
/// The reporter's signatures need the key inside the report: `open` checks them.
pub fn run(options: &Verify, json: bool) -> Result<ExitCode, DeskError> {
    let folder = Folder::for_anybody(&options.folder, options.roster_key)?;
    let newest = folder.newest();
    let mut warnings = folder.warnings.clone();
    match newest.state(SystemClock.now()) {
        RosterState::Current => {}
        RosterState::NotYet => warnings.push("the newest roster is not in force yet; is this machine's clock right?".to_owned()),
        RosterState::Late => warnings.push("the newest roster has expired; a lead must run `tocsin-desk team new`".to_owned()),
        RosterState::Refused => warnings.push("the newest roster expired more than 30 days ago: nothing can be sealed to it".to_owned()),
    }
    for warning in &warnings {
        eprintln!("warning: {warning}");
    }
    let log = audit::check(&folder.root, options.head)?;
    let (cases, odd) = folder.cases()?;
    let mut refused: Vec<(String, String)> = odd.into_iter().map(|name| (name, "is not the name of a case".to_owned())).collect();
    for id in &cases {
        let checked = CaseFiles::read(&folder.case_path(*id), *id).and_then(|case| case.signed_by_team(&folder.rosters));
        if let Err(error) = checked {
            refused.push((format!("case-{id}"), error.to_string()));
        }
    }
    for (name, reason) in &refused {
        eprintln!("tocsin-desk: {name}: {reason}");
    }
    let right = cases.iter().filter(|id| refused.iter().all(|(name, _)| *name != format!("case-{id}"))).count();
    if json {
        let refused: Vec<_> = refused.iter().map(|(case, reason)| json!({ "case": case, "reason": reason })).collect();
        println!(
            "{}",
            json!({
                "epoch": newest.epoch(), "team": newest.team_recipient().fingerprint(), "expires": date_string(day_of(newest.expires())),
                "verified": right, "refused": refused, "warnings": warnings, "withdrawn": folder.withdrawn.len(),
                "audit": log.map(|head| json!({ "entries": head.seq, "head": head.to_string() })),
            })
        );
    } else {
        println!(
            "{}, the newest of epoch {} for team {}, until {}",
            counted(folder.rosters.len(), "roster", "rosters"),
            newest.epoch(),
            newest.team_recipient().fingerprint(),
            date_string(day_of(newest.expires()))
        );
        if let Some(head) = &log {
            println!("{} in the audit log, signed and in order. Its head, to be remembered: {}", counted_entries(head.seq), head);
        }
        println!("{} whole, {} refused; `open` checks the reporter's signatures", counted(right, "case", "cases"), refused.len());
    }
    Ok(if refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn counted_entries(count: u64) -> String {
    counted(usize::try_from(count).unwrap_or(usize::MAX), "entry", "entries")
}
