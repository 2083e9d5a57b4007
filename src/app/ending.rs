//! When a case ends: so many days after its report, later if the reporter brings something new, at another time if it was
//! closed for a reason that has one. Staff are told two weeks before. Nothing here destroys anything: the sweep does.
use tocsin_domain::clock::{DAY, date_string, day_of};
use tocsin_seal::CaseId;

use super::{
    App, AppError,
    hold::HeldNow,
    rows::{self, CaseState, Status},
    work::{Reason, sayable},
};

/// So many days before its end staff are told of a case.
pub const NOTICE_DAYS: u32 = 14;
/// Rows in memory at once.
const ROWS: u16 = 500;

/// How long cases are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Days from a report to the end of its case.
    pub case_days: u32,
    /// Days that a case has at least from a new message or file of the reporter on.
    pub grace_days: u32,
    /// Days from closing a case for a reason to its end; a reason that is not here changes nothing.
    pub closed_days: Vec<(Reason, u32)>,
}

impl Terms {
    /// The end of a report that comes now.
    pub fn end(&self, now: i64) -> i64 {
        after(now, self.case_days)
    }

    /// Before this nothing ends about which the reporter has just said something.
    pub fn grace(&self, now: i64) -> i64 {
        after(now, self.grace_days)
    }

    fn closed(&self, reason: Reason, now: i64) -> Option<i64> {
        self.closed_days.iter().find(|(which, _)| *which == reason).map(|(_, days)| after(now, *days))
    }
}

fn after(now: i64, days: u32) -> i64 {
    now.saturating_add(i64::from(days) * DAY)
}

impl CaseState {
    /// Closes it. Where the reason has a time of its own, the case ends then, and remembers the end that it had before.
    pub fn close(&mut self, reason: Reason, terms: &Terms, now: i64) {
        self.status = Status::Closed;
        self.work.reason = Some(reason);
        // Made to learn with, it goes after a day whatever is learnt.
        if self.work.practice {
            return;
        }
        // Closed once more for another reason: what the first did is undone.
        self.end_as_before(terms, now);
        if let Some(end) = terms.closed(reason, now) {
            self.work.open_end = Some(self.expires);
            self.expires = end;
        }
    }

    /// What closing did to its end is undone. If the former end is near or past, there is time for what is to be done.
    pub fn end_as_before(&mut self, terms: &Terms, now: i64) {
        if let Some(end) = self.work.open_end.take() {
            self.expires = end.max(terms.grace(now));
        }
    }

    /// There is something new: whoever has to look at it gets the time for it.
    pub fn give_grace(&mut self, terms: &Terms, now: i64) {
        if !self.work.practice {
            self.expires = self.expires.max(terms.grace(now));
        }
    }

    /// Whether its time is over; a hold has no end.
    pub fn has_ended(&self, now: i64) -> bool {
        self.expires <= now && !self.work.is_held()
    }

    /// Whether it ends within so many days, if nobody does anything.
    pub fn ends_within(&self, days: u32, now: i64) -> bool {
        !self.work.practice && !self.work.is_held() && self.is_staffs(now) && self.expires <= after(now, days)
    }
}

/// A case that ends soon; no content.
pub struct EndingLine {
    /// The case.
    pub id: CaseId,
    /// How it is called on the telephone, once staff have seen it.
    pub number: Option<String>,
    /// `YYYY-MM-DD`, UTC: from this day on it is destroyed.
    pub ends_on: String,
    /// Whole days until then.
    pub days_left: i64,
    /// Where the work stands.
    pub status: Status,
    /// The reporter waits for somebody.
    pub waits: bool,
    /// A hold that waits for a second person: it does not stop the end yet.
    pub hold: Option<HeldNow>,
}

impl App {
    /// Cases that end within so many days, the next first.
    pub async fn ending_cases(&self, days: u32) -> Result<Vec<EndingLine>, AppError> {
        let (mut tx, now) = (self.store().read().await?, self.now());
        let (mut lines, mut last) = (Vec::new(), None);
        loop {
            let rows = tx.cases_after(last.as_ref(), ROWS).await?;
            let Some(end) = rows.last() else { break };
            last = Some(end.id);
            for row in &rows {
                // One that does not open is no reason to be silent about the others; the sweep counts such.
                let Ok(state) = rows::open_case(self.ring(), row) else { continue };
                if state.ends_within(days, now) {
                    lines.push((state.expires, line(row.id, &state, now)));
                }
            }
        }
        lines.sort_by_key(|(end, line)| (*end, line.id));
        Ok(lines.into_iter().map(|(_, line)| line).collect())
    }

    /// How many cases two people hold, and how many holds, or wishes to let go, wait for a second person.
    pub async fn held_cases(&self) -> Result<(usize, usize), AppError> {
        let mut tx = self.store().read().await?;
        let (mut held, mut wishes, mut last) = (0, 0, None);
        loop {
            let rows = tx.cases_after(last.as_ref(), ROWS).await?;
            let Some(end) = rows.last() else { return Ok((held, wishes)) };
            last = Some(end.id);
            for state in rows.iter().filter_map(|row| rows::open_case(self.ring(), row).ok()) {
                held += usize::from(state.work.is_held());
                wishes += usize::from(HeldNow::of(&state.work).is_some_and(|hold| hold.state != "held"));
            }
        }
    }

    /// How long cases are kept.
    pub(super) fn terms(&self) -> &Terms {
        &self.inner.parts.terms
    }
}

fn line(id: [u8; 16], state: &CaseState, now: i64) -> EndingLine {
    EndingLine {
        id: CaseId::from_bytes(id),
        number: state.work.number.map(sayable),
        ends_on: date_string(day_of(state.expires)),
        days_left: (state.expires - now).div_euclid(DAY),
        status: state.status,
        waits: state.waits(),
        hold: HeldNow::of(&state.work),
    }
}
