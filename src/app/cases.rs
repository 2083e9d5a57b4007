//! What administrators may see of cases, and closing them.
use tocsin_domain::{
    clock::{date_string, day_of, month_of},
    urgency::Urgency,
};
use tocsin_seal::{Act, CaseId};

use super::{
    App, AppError,
    hold::HeldNow,
    junk::Sign,
    rows::{self, Status},
    work::{Reason, sayable},
};

/// One line of the list; no content.
pub struct CaseLine {
    /// The case.
    pub id: CaseId,
    /// As computed at sending, raised since.
    pub urgency: Urgency,
    /// How it is called on the telephone, once staff have seen it.
    pub number: Option<String>,
    /// Where the work stands.
    pub status: Status,
    /// The team's last word is newer than the reporter's.
    pub answered: bool,
    /// Made by staff to learn with.
    pub practice: bool,
    /// `YYYY-MM-DD` of arrival.
    pub day: String,
    /// Catalogue of the form.
    pub language: String,
    /// Messages after the report.
    pub messages: u32,
    /// Replies.
    pub replies: u32,
    /// Attached files.
    pub files: usize,
    /// False if the reporter wants no answer.
    pub answer_here: bool,
    /// Signs of junk.
    pub noticed: Vec<Sign>,
    /// The reporter took it back, and staff kept it: nobody reads answers to it.
    pub kept: bool,
    /// `YYYY-MM-DD`, UTC: from this day on it is destroyed.
    pub ends_on: String,
    /// A hold, confirmed or not.
    pub hold: Option<HeldNow>,
}

/// What closing does to the end of a case; days as `YYYY-MM-DD`, UTC.
pub struct Closing {
    /// When it would have ended.
    pub ended_on: String,
    /// When it ends now.
    pub ends_on: String,
    /// Whether it moves to the keys of another month.
    pub moves: bool,
}

impl App {
    /// All living cases, most urgent and newest first.
    pub async fn cases(&self) -> Result<Vec<CaseLine>, AppError> {
        let mut tx = self.store().read().await?;
        let (mut lines, files) = (Vec::new(), tx.blob_counts().await?);
        for row in tx.cases().await? {
            let state = rows::open_case(self.ring(), &row)?;
            if !state.is_staffs(self.now()) {
                continue;
            }
            let line = CaseLine {
                id: CaseId::from_bytes(row.id),
                urgency: state.urgency,
                number: state.work.number.map(sayable),
                answered: state.answered(),
                practice: state.work.practice,
                status: state.status,
                day: date_string(day_of(state.created)),
                language: state.language,
                messages: state.reporter.seq,
                replies: state.team.map_or(0, |t| t.seq),
                files: files.get(&row.id).copied().unwrap_or(0),
                answer_here: state.answer_here,
                noticed: state.noticed,
                kept: state.kept,
                ends_on: date_string(day_of(state.expires)),
                hold: HeldNow::of(&state.work),
            };
            lines.push((std::cmp::Reverse((state.urgency, state.created)), line));
        }
        lines.sort_by_key(|(order, _)| *order);
        Ok(lines.into_iter().map(|(_, line)| line).collect())
    }

    /// Notes that the work on a case is done, and when it ends now. `dry`: nothing is written.
    pub async fn close_case(&self, case: CaseId, reason: Reason, dry: bool) -> Result<Closing, AppError> {
        let mut tx = self.store().write().await?;
        let row = tx.lock_case(case.as_bytes()).await?;
        let row = row.ok_or_else(|| AppError::Internal(format!("there is no case {case}: `tocsin cases list` shows them")))?;
        let mut state = rows::open_case(self.ring(), &row)?;
        state.settle();
        state.work.changes += 1;
        let before = state.expires;
        state.close(reason, self.terms(), self.now());
        let day = |at| date_string(day_of(at));
        let closing = Closing { ended_on: day(before), ends_on: day(state.expires), moves: month_of(before) != month_of(state.expires) };
        if dry {
            return Ok(closing);
        }
        let details = [("to", "closed"), ("reason", reason.word()), ("by", "command")];
        let entry = self.note_service(&mut tx, Act::Status, Some(row.id), &details).await?;
        state.work.note(entry.seq);
        self.put_case(&mut tx, &row, &state).await?;
        tx.commit().await?;
        Ok(closing)
    }
}
