//! What an encrypted alert says: counts and opaque ids, nobody's words.

use super::call::opened_call;
use super::{AlertError, Outbox};
use crate::app::ending::NOTICE_DAYS;
use crate::app::hold::HeldNow;
use crate::app::rows;
use tocsin_domain::urgency::Urgency;

/// So many ids are named.
const NAMED: usize = 12;
/// Cases in memory at once.
const PAGE: u16 = 500;

/// As things stand now, in English: its reader has a desk to look at for everything else.
pub(super) async fn summary(outbox: &impl Outbox, code: &str) -> Result<String, AlertError> {
    let mut tx = outbox.store().read().await?;
    let (mut ringing, mut unanswered) = (Vec::new(), Vec::new());
    for row in tx.outbox().await? {
        if let Some((_, call)) = opened_call(outbox.ring(), &row)? {
            let name = call.case.map_or_else(|| "drill".to_owned(), |case| short(&case));
            if call.acknowledged.is_some() { unanswered.push(name) } else { ringing.push(name) }
        }
    }
    let (mut counts, mut newest, mut due) = ([0; 3], Vec::new(), Vec::new());
    let (mut ending, mut wishes) = (0, 0);
    let (now, mut last) = (outbox.now(), None);
    loop {
        let page = tx.cases_after(last.as_ref(), PAGE).await?;
        let Some(end) = page.last() else { break };
        last = Some(end.id);
        for row in &page {
            let Ok(state) = rows::open_case(outbox.ring(), row) else { continue };
            if !state.is_staffs(now) {
                continue;
            }
            ending += usize::from(state.ends_within(NOTICE_DAYS, now));
            wishes += usize::from(HeldNow::of(&state.work).is_some_and(|hold| hold.state != "held"));
            if let Some(day) = state.contact_due(now) {
                due.push((day, short(&row.id)));
            }
            if state.waits() {
                let rank = match state.urgency {
                    Urgency::Critical => 0,
                    Urgency::Urgent => 1,
                    Urgency::Routine => 2,
                };
                counts[rank] += 1;
                newest.push((std::cmp::Reverse((state.urgency, state.created)), short(&row.id)));
            }
        }
    }
    let head = crate::app::audit::head(outbox.ring(), &mut tx).await?;
    newest.sort_unstable();
    due.sort_unstable();
    let due: Vec<String> = due.into_iter().map(|(_, id)| id).collect();
    let cases: Vec<String> = newest.into_iter().map(|(_, id)| id).collect();
    let [critical, urgent, routine] = counts;
    Ok(format!(
        "Ringing, not acknowledged: {}\nAcknowledged, without a first answer: {}\n\
         Waiting for somebody to answer: {critical} critical, {urgent} urgent, {routine} routine\nMost urgent first: {}\n\
         Next contact due: {}\n\
         Ending within {NOTICE_DAYS} days: {ending}\nHolds that wait for a second person: {wishes}\n\
         Code of the day: {code}\nEnd of the audit log: {head}\nOpen your bookmark. This mail never has a link.\n",
        listed(&ringing),
        listed(&unanswered),
        listed(&cases),
        listed(&due)
    ))
}

/// The first digits of an id, enough to find it in the list of cases.
fn short(id: &[u8; 16]) -> String {
    crate::vault::hex(&id[..4])
}

fn listed(names: &[String]) -> String {
    match names.len() {
        0 => "none".to_owned(),
        count if count > NAMED => format!("{count}: {} …", names[..NAMED].join(" ")),
        count => format!("{count}: {}", names.join(" ")),
    }
}
