//! `tocsin-desk grant`: the team key for a new member, or one case for somebody, from an export.

use std::{path::Path, process::ExitCode};

use serde_json::json;
use tocsin_domain::clock::{DAY, date_string, day_of};
use tocsin_seal::{Grants, Recipient, SealError, grant, grant_signing};

use crate::{
    cli::Grant,
    compose::{Writing, apart, in_force, sit_down},
    error::DeskError,
    files::{self, Partial},
    identity,
    visible::visible_path,
};

/// Writes the sealed keys, and what vouches for them, for `tocsin import`.
pub fn run(options: &Grant, json: bool) -> Result<ExitCode, DeskError> {
    let member = identity::read_public(&options.member)?;
    apart(&options.out, &options.folder)?;
    let (folder, what) = match options.case {
        Some(case) => of_case(options, case, &member)?,
        None => of_team(options, &member)?,
    };
    if json {
        println!("{}", json!({ "member": member.fingerprint(), "folder": folder, "case": options.case.map(|case| case.to_string()) }));
    } else {
        println!("{what} is granted to {}; compare that fingerprint with its owner by voice", member.fingerprint());
        println!("Next, at the server: tocsin import --data DATA --from {}", visible_path(&options.out));
    }
    Ok(ExitCode::SUCCESS)
}

fn of_team(options: &Grant, member: &Recipient) -> Result<(std::path::PathBuf, String), DeskError> {
    let desk = sit_down(&options.identity, &options.folder, options.roster_key)?;
    let roster = desk.folder.newest();
    let now = now();
    in_force(roster, now)?;
    let signing = desk.signing_key(roster)?;
    let team = desk.team(roster.epoch()).ok_or_else(|| {
        DeskError::asked(format!("the team key of epoch {} is not granted to you, so you cannot grant it", roster.epoch()))
    })?;
    let fingerprint = member.fingerprint();
    if files::exists(&desk.folder.root.join(format!("team/{}/{fingerprint}.age", roster.epoch()))) {
        return Err(DeskError::asked(format!("{fingerprint} has the team key of epoch {} already", roster.epoch())));
    }
    let (opens, signs) = (grant(team, member).map_err(unsealed)?, grant_signing(&signing, member).map_err(unsealed)?);
    let vouched = Grants::of_team(roster.epoch(), roster.hash(), fingerprint.clone(), &opens, &signs, now).sign(&signing);
    let target = options.out.join(format!("team-{fingerprint}"));
    whole(&options.out, &target, &[("grants.json", &vouched), ("identity.age", &opens), ("signing.age", &signs)])?;
    Ok((target, format!("The team key of epoch {}", roster.epoch())))
}

fn of_case(options: &Grant, case: tocsin_seal::CaseId, member: &Recipient) -> Result<(std::path::PathBuf, String), DeskError> {
    let at = Writing::begin(&options.identity, &options.folder, options.roster_key, case)?;
    if !at.case.staff.sound {
        return Err(DeskError::refused("the grant of what staff wrote may have been exchanged: it is not handed on"));
    }
    if at.case.report.facts.contains_key(tocsin_seal::bundle::NOT_MY_COMMUNITY) {
        eprintln!("warning: the reporter asks that NOBODY FROM THEIR OWN COMMUNITY sees this case; is the new reader?");
    }
    let (roster, fingerprint, until) = (at.roster(), member.fingerprint(), at.now + i64::from(options.days) * DAY);
    let opens = grant(&at.case.identity, member).map_err(unsealed)?;
    let staff = at.case.staff.identity.as_ref().map(|identity| grant(identity, member).map_err(unsealed)).transpose()?;
    let vouched = Grants::of_case(case, roster.epoch(), roster.hash(), fingerprint.clone(), &opens, staff.as_deref(), (at.now, until))
        .sign(&at.signing);
    let target = options.out.join(format!("guest-{case}-{fingerprint}"));
    let mut parts: Vec<(&str, &[u8])> = vec![("grants.json", &vouched), ("case.age", &opens)];
    parts.extend(staff.as_deref().map(|sealed| ("staff.age", sealed)));
    whole(&options.out, &target, &parts)?;
    Ok((target, format!("Case {case}, until {},", date_string(day_of(until)))))
}

/// A folder of these files that appears whole or not at all.
fn whole(out: &Path, target: &Path, parts: &[(&str, &[u8])]) -> Result<(), DeskError> {
    files::create_dirs(out)?;
    let partial = Partial::inside(out)?;
    for (name, bytes) in parts {
        files::write_new(&partial.path().join(name), bytes)?;
    }
    partial.finish(target, false)
}

fn unsealed(error: SealError) -> DeskError {
    DeskError::asked(format!("it cannot be granted: {error}"))
}

fn now() -> i64 {
    use tocsin_domain::clock::{Clock as _, SystemClock};
    SystemClock.now()
}
