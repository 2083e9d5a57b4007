//! Taking a report back: hidden at once, destroyed after seven days by the sweep, unless staff stop that.
//!
//! Whoever holds the receipt cannot undo it, and a kept case stays hidden from the mailbox for good: the one who forced
//! somebody to take a report back may hold the receipt too, and must see what everybody sees behind a wrong one.
use tocsin_domain::{
    alert::Lane,
    clock::{date_string, day_of},
};
use tocsin_seal::{Act, CaseId, MailboxId};
use tokio::time::Instant;

use super::{
    App, AppError,
    rows::{self, CaseState},
    submit::{TRIES, TRY_FOR},
    sweep::WITHDRAWN_DAYS,
    token::Session,
};
use crate::observe;

/// A case that was taken back and waits for its destruction; nothing else of it is shown.
pub struct WithdrawnLine {
    /// The case.
    pub id: CaseId,
    /// `YYYY-MM-DD`, UTC: the day on which the sweep destroys it.
    pub destroyed_on: String,
}

/// What became of the wish to keep a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is not destroyed, from now on or since an earlier wish.
    Yes,
    /// Nobody took it back.
    NotWithdrawn,
    /// There is no such case, or it is too late.
    Gone,
}

impl App {
    /// The reporter takes the case back; staff are told. False if the receipt opens nothing (any more).
    pub async fn withdraw(&self, session: &Session) -> Result<bool, AppError> {
        let keys = self.keys(session);
        match self.found(&keys).await? {
            Some(_) => self.take_back(keys.mailbox_id()).await,
            None => Ok(false),
        }
    }

    /// The same for a mailbox whose owner is known by other means.
    pub(super) async fn take_back(&self, mailbox: MailboxId) -> Result<bool, AppError> {
        let begun = Instant::now();
        for _ in 0..TRIES {
            let now = self.now();
            let living = self.behind(mailbox).await?.filter(|found| !found.state.is_closed(now));
            let Some(mut found) = living else { return Ok(false) };
            found.state.withdrawn = Some(now);
            found.state.unnoted = true;
            let key = rows::key_to_write(self.ring(), found.key_id)?;
            let row = rows::case_row(self.ring(), found.case, key, found.version + 1, &found.state)?;
            let (app, case) = (self.clone(), found.case);
            let stored = self.store().commit(move |tx| {
                Box::pin(async move {
                    tx.update_case(&row, found.version).await?;
                    app.queue_alert(tx, Lane::Slot, case, now).await
                })
            });
            match stored.await {
                Ok(()) => {
                    self.inner.unnoted.add(*case.as_bytes());
                    self.inner.opened.forget(case.as_bytes());
                    self.inner.queued.notify_one();
                    return Ok(true);
                }
                Err(AppError::Busy) if begun.elapsed() < TRY_FOR => {}
                Err(other) => return Err(other),
            }
        }
        Err(AppError::Busy)
    }

    /// Cases that were taken back and are not kept, the next to be destroyed first.
    pub async fn withdrawn_cases(&self) -> Result<Vec<WithdrawnLine>, AppError> {
        let mut lines = Vec::new();
        for row in self.store().read().await?.cases().await? {
            let state = rows::open_case(self.ring(), &row)?;
            if let Some(end) = end_of(&state).filter(|end| *end > self.now()) {
                lines.push((end, WithdrawnLine { id: CaseId::from_bytes(row.id), destroyed_on: date_string(day_of(end)) }));
            }
        }
        lines.sort_by_key(|(end, _)| *end);
        Ok(lines.into_iter().map(|(_, line)| line).collect())
    }

    /// Stops the destruction of a case that was taken back. Staff see it again; its mailbox stays closed.
    pub async fn keep_withdrawn(&self, case: CaseId) -> Result<Kept, AppError> {
        let mut tx = self.store().write().await?;
        let Some(row) = tx.lock_case(case.as_bytes()).await? else { return Ok(Kept::Gone) };
        let mut state = rows::open_case(self.ring(), &row)?;
        if super::sweep::over(&state, self.now()) {
            return Ok(Kept::Gone);
        }
        if state.withdrawn.is_none() {
            return Ok(Kept::NotWithdrawn);
        }
        if state.kept {
            return Ok(Kept::Yes);
        }
        state.kept = true;
        self.note_withdrawal(&mut tx, row.id, &mut state).await?;
        let fresh = rows::case_row(self.ring(), case, rows::key_to_write(self.ring(), row.key_id)?, row.version + 1, &state)?;
        tx.update_case(&fresh, row.version).await?;
        self.note_service(&mut tx, Act::Kept, Some(row.id), &[("by", "command")]).await?;
        tx.commit().await?;
        observe::info("the destruction of cases that were taken back is stopped", &[("cases", &1u64)]);
        Ok(Kept::Yes)
    }
}

/// When a case that was taken back ends; `None` if it was not, or is kept or held.
pub(super) fn end_of(state: &CaseState) -> Option<i64> {
    let at = state.withdrawn.filter(|_| !state.kept && !state.work.is_held())?;
    Some(at.saturating_add(WITHDRAWN_DAYS * 86_400).min(state.expires))
}
