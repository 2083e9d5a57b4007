//! `tocsin-desk team new`: the team key of the next roster epoch, made by a lead, granted to every member.
//!
//! What it writes is not a roster yet: administrators sign it (`tocsin roster sign --team DIR`). From the second epoch on
//! the team before must sign too; that signature, over the same canonical roster, travels as text in `previous.sig`
//! (`roster-unsigned.json` holds the canonical bytes).

use std::{collections::BTreeSet, process::ExitCode};

use ring::rand::SystemRandom;
use serde_json::json;
use tocsin_domain::clock::{Clock as _, SystemClock, add_days, date_string, day_of};
use tocsin_seal::{Recipient, Roster, SealError, Signature, SignedRoster, SigningKey, TeamKey, grant, grant_signing};

use crate::{
    cli::TeamNew,
    desk::Desk,
    error::DeskError,
    files::{self, Partial},
    folder::Folder,
    identity::{self, KeyFile},
    visible::visible_path,
};

/// Makes the folder for the administrators; it appears whole or not at all.
pub fn run(options: &TeamNew, json: bool) -> Result<ExitCode, DeskError> {
    if files::exists(&options.out) {
        return Err(DeskError::asked(format!("{} exists already; name a new folder", visible_path(&options.out))));
    }
    let members = members(options)?;
    let before = before(options)?;
    let recovery = recovery(options, &members, before.as_ref().is_some_and(|(roster, _)| roster.roster().recovery.is_there()))?;
    let deployment = match (&options.deployment, &before) {
        (Some(given), Some((roster, _))) if given != roster.deployment() => {
            return Err(DeskError::asked(format!("the rosters in --previous are of installation {}", roster.deployment())));
        }
        (_, Some((roster, _))) => roster.deployment().clone(),
        (Some(given), None) => given.clone(),
        (None, None) => return Err(DeskError::asked("give --deployment, as printed by `tocsin init`")),
    };
    let team = TeamKey::generate(&SystemRandom::new()).map_err(|error| DeskError::asked(error.to_string()))?;
    let now = SystemClock.now();
    let roster = Roster {
        deployment,
        epoch: before.as_ref().map_or(0, |(roster, _)| roster.epoch()) + 1,
        not_before: now,
        expires: add_days(now, i64::from(options.days)),
        team_recipient: team.identity.recipient().clone(),
        team_signing_key: team.signing.public(),
        recovery: recovery.clone().into(),
        previous: before.as_ref().map(|(roster, _)| roster.hash()),
    };
    let signature = before.as_ref().map(|(_, signing)| roster.sign_as_previous_team(signing));
    write(options, &roster, signature.as_ref(), &team, &members, recovery.as_ref())?;
    tell(options, &roster, &members, recovery.as_ref(), json);
    Ok(ExitCode::SUCCESS)
}

/// The newest roster so far, and the signing key of its team.
fn before(options: &TeamNew) -> Result<Option<(SignedRoster, SigningKey)>, DeskError> {
    let (Some(previous), Some(identity)) = (&options.previous, &options.identity) else {
        return Ok(None);
    };
    let key = KeyFile::read(identity)?;
    let folder = Folder::for_member(previous, &key, options.roster_key)?;
    for warning in &folder.warnings {
        eprintln!("warning: {warning}");
    }
    if let Some(epoch) = folder.older_than {
        return Err(DeskError::refused(format!("a new team must follow the newest roster, of epoch {epoch} or later; export again")));
    }
    let roster = folder.newest().clone();
    let signing = Desk::sit_down(folder, key)?.signing_key(&roster)?;
    Ok(Some((roster, signing)))
}

fn members(options: &TeamNew) -> Result<Vec<Recipient>, DeskError> {
    let mut fingerprints = BTreeSet::new();
    let mut members = Vec::with_capacity(options.members.len());
    for path in &options.members {
        let member = identity::read_public(path)?;
        if !fingerprints.insert(member.fingerprint()) {
            return Err(DeskError::asked(format!("{} is given twice", visible_path(path))));
        }
        members.push(member);
    }
    Ok(members)
}

/// Whom the team key is granted to for the last resort.
fn recovery(options: &TeamNew, members: &[Recipient], had: bool) -> Result<Option<Recipient>, DeskError> {
    let Some(path) = &options.recovery else {
        return match had && !options.no_recovery {
            true => Err(DeskError::asked(
                "the team before had a recovery key: give its public file with --recovery, or leave it out knowingly with --no-recovery",
            )),
            false => Ok(None),
        };
    };
    let recipient = identity::read_public(path)?;
    if members.contains(&recipient) {
        return Err(DeskError::asked(format!("{} is a member's key: a recovery key is nobody's own", visible_path(path))));
    }
    Ok(Some(recipient))
}

fn write(
    options: &TeamNew,
    roster: &Roster,
    signature: Option<&Signature>,
    team: &TeamKey,
    members: &[Recipient],
    recovery: Option<&Recipient>,
) -> Result<(), DeskError> {
    let parent = options.out.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or_else(|| std::path::Path::new("."));
    files::create_dirs(parent)?;
    let partial = Partial::inside(parent)?;
    let at = |name: String| partial.path().join(name);
    files::write_new(&at("roster-unsigned.json".to_owned()), &roster.to_bytes())?;
    if let Some(signature) = signature {
        files::write_new(&at("previous.sig".to_owned()), format!("{signature}\n").as_bytes())?;
    }
    for member in members {
        let fingerprint = member.fingerprint();
        files::write_new(&at(format!("{fingerprint}.age")), &grant(&team.identity, member).map_err(unsealed)?)?;
        files::write_new(&at(format!("{fingerprint}.sign.age")), &grant_signing(&team.signing, member).map_err(unsealed)?)?;
    }
    if let Some(recovery) = recovery {
        // It opens and signs nothing: who puts it together reads, and cannot speak for the team.
        files::write_new(&at(format!("{}.age", recovery.fingerprint())), &grant(&team.identity, recovery).map_err(unsealed)?)?;
    }
    partial.finish(&options.out, false)
}

fn unsealed(error: SealError) -> DeskError {
    DeskError::asked(format!("the team key cannot be granted: {error}"))
}

fn tell(options: &TeamNew, roster: &Roster, members: &[Recipient], recovery: Option<&Recipient>, json: bool) {
    let fingerprints: Vec<_> = members.iter().map(Recipient::fingerprint).collect();
    let (team, expires) = (roster.team_recipient.fingerprint(), date_string(day_of(roster.expires)));
    if json {
        println!(
            "{}",
            json!({
                "deployment": roster.deployment.to_string(), "epoch": roster.epoch, "team": team, "expires": expires,
                "members": fingerprints, "recovery": recovery.map(Recipient::fingerprint), "out": options.out,
            })
        );
        return;
    }
    println!("Team key of epoch {}: {team}, until {expires}", roster.epoch);
    for fingerprint in fingerprints {
        println!("  granted to member {fingerprint}");
    }
    if let Some(recovery) = recovery {
        println!("  granted to the recovery key {}: it can open, and sign nothing", recovery.fingerprint());
    }
    println!("Next, where the roster key is: tocsin roster sign --data DATA --key ROSTER-KEY --team {}", visible_path(&options.out));
}
