//! What whoever looks after a case does besides writing: read it, answer its call or pass it on, sum it up, hand parts outside.
use serde::Deserialize;
use tocsin_seal::Act;

use super::super::{CaseParty, Fault, Reader};
use super::bytes;
use super::sight::Sight;
use crate::app::{
    App, AppError, alert, people,
    rows::Status,
    submit::TRIES,
    work::{Account, SealedSummary},
};

/// Longest sealed summary, bytes.
const SUMMARY: usize = 1_024;

/// A summary as the desk sends it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    epoch: u32,
    sealed: String,
}

impl App {
    /// This person has read everything up to now. The first time stands in the log, signed by the service: nobody forgets to
    /// say that they have looked.
    pub async fn desk_read(&self, who: &CaseParty, case: [u8; 16]) -> Result<(), Fault> {
        let mut tx = self.store().write().await?;
        let mut held = self.hold(&mut tx, who, case, Sight::Guest).await?;
        let (me, last) = (who.as_account(), held.state.reporter.seq);
        if held.state.work.seen_by(me) == Some(last) {
            return Ok(());
        }
        if held.state.work.see(me, last) {
            let by = me.to_string();
            let head = self.note_service(&mut tx, Act::CaseOpened, Some(held.row.id), &[("by", &by)]).await?;
            held.state.work.note(head.seq);
        }
        self.keep_quietly(&mut tx, &held).await?;
        Ok(tx.commit().await?)
    }

    /// This person looks after the case: its call rings nobody else. Also from a locked page, where nobody can sign: then
    /// the service notes who it was. Whoever is closed out of a restricted case can do so as well: it is they who are woken.
    pub async fn desk_acknowledge(&self, who: &Reader, case: [u8; 16], audit: Option<&str>) -> Result<(), Fault> {
        for _ in 0..TRIES {
            let mut tx = self.store().write().await?;
            let mut held = self.hold(&mut tx, who, case, Sight::Line).await?;
            let which = alert::Which::Case(case);
            let done = alert::acknowledge_in(&mut tx, self.ring(), *who.account(), which, self.now()).await.map_err(AppError::from)?;
            // A worker changed the same call this very moment.
            let Some(done) = done else { continue };
            let fresh = held.state.status == Status::New;
            if done.is_empty() && !fresh {
                return Ok(());
            }
            held.state.settle();
            if fresh {
                held.state.status = Status::Acknowledged;
            }
            let entry = self.entered_or_noted(&mut tx, who, audit, Act::Acknowledged, Some(case), &[]).await?;
            held.state.work.note(entry);
            self.keep_held(&mut tx, &mut held).await?;
            tx.commit().await?;
            self.queued().notify_one();
            return Ok(());
        }
        Err(Fault::Busy)
    }

    /// Somebody else is woken for the case, now. [`Fault::Moved`] if nothing is open for it any more.
    pub async fn desk_pass(&self, who: &Reader, case: [u8; 16], to: Account, audit: Option<&str>) -> Result<(), Fault> {
        for _ in 0..TRIES {
            let mut tx = self.store().write().await?;
            let mut held = self.hold(&mut tx, who, case, Sight::Line).await?;
            self.colleague(&mut tx, to).await?;
            if !held.state.work.lets(to) {
                return Err(Fault::Bad);
            }
            let people = people::load(&mut tx, self.ring()).await?;
            let person = people.iter().find(|person| person.id == to.0 && person.active).ok_or(Fault::NotEnrolled)?;
            let open = alert::is_open(&mut tx, self.ring(), case).await.map_err(AppError::from)?;
            if !open {
                return Err(Fault::Moved);
            }
            if !alert::pass_in(&mut tx, self.ring(), person, case, self.now()).await.map_err(AppError::from)? {
                continue;
            }
            let name = to.to_string();
            let entry = self.entered_or_noted(&mut tx, who, audit, Act::Passed, Some(case), &[("to", &name)]).await?;
            held.state.work.note(entry);
            self.keep_held(&mut tx, &mut held).await?;
            tx.commit().await?;
            self.queued().notify_one();
            return Ok(());
        }
        Err(Fault::Busy)
    }

    /// What lists show of the case from now on, sealed to the team. Not of a restricted case: the team must not read it.
    pub async fn desk_summary(&self, who: &Reader, case: [u8; 16], summary: Sealed) -> Result<(), Fault> {
        bytes(&summary.sealed, SUMMARY)?;
        if !self.rosters().iter().any(|roster| roster.epoch() == summary.epoch) {
            return Err(Fault::Bad);
        }
        let mut tx = self.store().write().await?;
        let mut held = self.hold(&mut tx, who, case, Sight::Whole).await?;
        if held.state.work.restricted_to.is_some() {
            return Err(Fault::Forbidden);
        }
        held.state.work.summary = Some(SealedSummary { epoch: summary.epoch, sealed: summary.sealed });
        self.keep_quietly(&mut tx, &held).await?;
        Ok(tx.commit().await?)
    }

    /// Notes that parts of the case were handed to a body outside.
    pub async fn desk_shared(&self, who: &Reader, case: [u8; 16], audit: &str) -> Result<(), Fault> {
        let mut tx = self.store().write().await?;
        let mut held = self.hold(&mut tx, who, case, Sight::Whole).await?;
        self.entered_about(&mut tx, who, audit, Act::Shared, &mut held).await?;
        self.keep_held(&mut tx, &mut held).await?;
        Ok(tx.commit().await?)
    }
}
