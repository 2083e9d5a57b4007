//! What `doctor` says of the team and of the log of what staff did.

use super::{
    Failure, counted,
    doctor::{bad, good},
};
use crate::{app::App, mail::Finding};

/// Appends its findings.
pub(super) async fn look(app: &App, found: &mut Vec<Finding>) -> Result<(), Failure> {
    let log = app.verify_audit(None).await?;
    found.push(match log.faults.first() {
        None => good(format!("the audit log is whole: {}", counted(log.head.seq, "entry", "entries"))),
        Some((seq, fault)) => bad(format!("the audit log: entry {seq} {}; `tocsin audit verify`", fault.words())),
    });
    found.push(match app.cases_to_regrant().await? {
        0 => good("the team in force can open every case"),
        missing => bad(format!(
            "{} of former teams cannot be opened by newcomers yet: a caseworker seals them on at the desk, on the page of the team",
            counted(missing as u64, "case", "cases")
        )),
    });
    match app.waiting_draft().await {
        Ok(None) => {}
        Ok(Some(draft)) => found.push(bad(format!(
            "team {}, made by {}, waits for your signature: `tocsin roster draft`, then `tocsin roster sign --draft`",
            draft.roster.epoch, draft.by
        ))),
        Err(error) => found.push(bad(error)),
    }
    Ok(())
}
