//! What `tocsin doctor` finds about alerts: is somebody there, does mail leave, did the last drill work.
use super::{
    Failure, counted,
    doctor::{bad, good},
};
use crate::{
    app::{App, alert, people},
    mail::Finding,
};
use tocsin_domain::mail_address::MailAddress;

/// One finding for each thing that can go wrong between a report and somebody who reads it.
pub(super) async fn look(app: &App, demo: bool, found: &mut Vec<Finding>) -> Result<(), Failure> {
    let status = alert::status(app).await?;
    let zone = &app.alert_settings().zone;
    if status.nobody {
        found.push(bad("nobody is alerted: tocsin people add --alias … --email … --on-call"));
    } else if status.nobody_on_call {
        found.push(bad("nobody is on call, so what cannot wait wakes everybody: tocsin alerts on-call duty --alias …"));
    } else if let Some(gap) = status.next_gap {
        found.push(bad(format!(
            "somebody is on call now, but nobody from {} to {} ({}): what cannot wait then wakes everybody; tocsin alerts on-call show",
            zone.shown(gap.from),
            zone.shown(gap.until),
            zone.name()
        )));
    } else {
        found.push(good("somebody is on call now and at every hour of the coming fortnight"));
    }
    if status.no_lead && !status.nobody && !demo {
        found.push(bad("nobody leads, so what nobody acknowledges within an hour goes to everybody: tocsin people lead --alias …"));
    }
    match status.last_drill {
        _ if app.alert_settings().drills.is_none() => {}
        Some(drill) if !status.drill_missed => {
            let seconds = drill.acknowledged.map_or(0, |(_, seconds)| seconds);
            found.push(good(format!("the last drill ({}) was acknowledged after {} minutes", zone.shown(drill.rang), seconds / 60)));
        }
        Some(drill) => found.push(bad(format!(
            "THE LAST DRILL WAS MISSED or is more than a week ago ({}): nobody can be sure that a critical report wakes anybody; \
             find out why, then: tocsin alerts drill",
            zone.shown(drill.rang)
        ))),
        None => found.push(bad("there was no drill yet, so nobody knows whether a critical report wakes anybody: tocsin alerts drill")),
    }
    let soon = app.now() + 30 * 86_400;
    for person in people::list(app.store(), app.ring()).await?.iter().filter(|person| person.active) {
        if let Some(Err(fault)) = person.reach.openpgp.as_ref().map(|key| key.check(soon)) {
            found.push(bad(format!("the OpenPGP key of {}, now or within 30 days: {fault}; then the constant mail goes", person.alias)));
        }
    }
    if status.ringing > 0 {
        found.push(bad(format!("{} critical reports ring and nobody has acknowledged them: tocsin alerts calls", status.ringing)));
    }
    if status.unanswered > 0 {
        found.push(bad(format!(
            "{} critical reports have waited for an answer for more than two hours: tocsin alerts calls",
            status.unanswered
        )));
    }
    if let Some(calls) = status.flood {
        found.push(bad(format!(
            "{calls} critical reports came within an hour: somebody may be doing it on purpose; look at `tocsin cases list`"
        )));
    }
    if status.dead > 0 {
        found.push(bad(format!(
            "{} given up: `tocsin alerts status`, then `tocsin alerts retry`",
            counted(status.dead as u64, "alert was", "alerts were")
        )));
    }
    if status.damaged > 0 {
        found.push(bad("rows of people, rota or alerts do not open: somebody wrote to the database, or it is damaged"));
    }
    match status.oldest_waiting_minutes {
        Some(minutes) if minutes > 5 => found.push(bad(format!(
            "an alert has waited {minutes} minutes past its time: is the server running? what follows says how mail is"
        ))),
        _ => found.push(good(format!("{} for their time", counted(status.waiting as u64, "alert waits", "alerts wait")))),
    }
    Ok(())
}

/// Everybody who is alerted, by alias, with each address of theirs.
pub(super) async fn addresses(app: &App) -> Result<Vec<(String, MailAddress)>, Failure> {
    let mut all = Vec::new();
    for person in people::list(app.store(), app.ring()).await?.into_iter().filter(|person| person.active) {
        if let Some(wake) = person.reach.wake_email {
            all.push((format!("{} (what wakes)", person.alias), wake));
        }
        all.push((person.alias.to_string(), person.email));
    }
    Ok(all)
}
