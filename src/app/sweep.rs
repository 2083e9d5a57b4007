//! What is over goes: cases past their end and withdrawn ones after seven days, rows first, then their files; files that
//! no message took; and those that no row names.
use std::time::Duration;

use tocsin_domain::clock::DAY;
use tocsin_seal::{Act, CaseId};

use super::{
    App, AppError,
    retention::ClockDoubt,
    rows::{self, CaseState},
    upload::UNNAMED_FOR,
    withdraw::end_of,
};
use crate::store::{BlobCheck, CaseRow, Swept as Files};

/// Days between a withdrawal and the destruction of the case.
pub(super) const WITHDRAWN_DAYS: i64 = 7;
/// The key of the month in which cases end that are begun so many days from now is made ahead.
const KEYS_AHEAD_DAYS: i64 = 5;

/// After so many cases were destroyed the sweep rests.
const BREATH: u32 = 25;
/// Cases in memory at once.
const PAGE: u16 = 500;
/// A held case that would end within so many days gets a later end, so that its receipt goes on opening it and the keys of
/// its month can be destroyed.
const HELD_NEAR_DAYS: i64 = 31;
/// So far ahead that end then lies.
const HELD_ON_DAYS: i64 = 62;

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Cases destroyed.
    pub cases: u32,
    /// Held cases whose end was moved on.
    pub held: u32,
    /// Cases whose rows do not open: left as they are.
    pub damaged: u32,
    /// Attachments of destroyed cases that could not be removed; as orphans they are tried again.
    pub left: u32,
    /// Files that came in pieces and that no message took in time.
    pub uploads: usize,
    /// Files that no row names.
    pub files: Files,
    /// If the clock is not believed: no case was touched.
    pub doubt: Option<ClockDoubt>,
}

/// A case that a sweep would destroy now; no content.
pub struct Doomed {
    /// The case.
    pub id: CaseId,
    /// `over`: its time is; `withdrawn`: it was taken back; `keys`: those of its month are gone.
    pub why: &'static str,
}

impl App {
    /// What a sweep would destroy now; nothing is changed.
    pub async fn doomed_cases(&self) -> Result<Vec<Doomed>, AppError> {
        let (mut tx, now) = (self.store().read().await?, self.now());
        let (mut doomed, mut last) = (Vec::new(), None);
        loop {
            let cases = tx.cases_after(last.as_ref(), PAGE).await?;
            let Some(end) = cases.last() else { return Ok(doomed) };
            last = Some(end.id);
            for row in &cases {
                let why = match rows::open_case(self.ring(), row) {
                    Ok(state) if over(&state, now) => why(&state, now),
                    Err(_) if self.keys_are_gone(row) => "keys",
                    Ok(_) | Err(_) => continue,
                };
                doomed.push(Doomed { id: CaseId::from_bytes(row.id), why });
            }
        }
    }

    /// Removes what is over. One case that cannot be removed does not keep the others.
    pub async fn sweep(&self) -> Result<Swept, AppError> {
        let doubt = self.step_clock().await?;
        let mut swept = Swept { doubt, ..Swept::default() };
        if doubt.is_none() {
            self.sweep_cases(&mut swept).await?;
            swept.uploads = self.sweep_uploads().await?;
        }
        swept.files = self.store().sweep_blobs(UNNAMED_FOR).await?;
        Ok(swept)
    }

    async fn sweep_cases(&self, swept: &mut Swept) -> Result<(), AppError> {
        let now = self.now();
        let mut last = None;
        loop {
            let cases = self.store().read().await?.cases_after(last.as_ref(), PAGE).await?;
            let Some(end) = cases.last() else { return Ok(()) };
            last = Some(end.id);
            for row in &cases {
                match rows::open_case(self.ring(), row) {
                    Ok(state) if over(&state, now) => {
                        self.destroy(row, swept).await?;
                        self.let_others_sign(swept).await;
                    }
                    Ok(state) if is_to_go_on(&state, now) => swept.held += u32::from(self.carry_on(row.id).await?),
                    // Its server ended before it made the entry.
                    Ok(state) if state.unnoted => self.inner.unnoted.add(row.id),
                    Ok(_) => {}
                    // Brought back by an old copy of the database after its month was over: it opens for nobody, ever.
                    Err(_) if self.keys_are_gone(row) => {
                        swept.left += self.purge(&row.id, true).await?;
                        swept.cases += 1;
                    }
                    Err(_) => swept.damaged += 1,
                }
            }
        }
    }

    /// Each destruction moves the end of the log: between many of them somebody at the desk must come to sign.
    async fn let_others_sign(&self, swept: &Swept) {
        if self.desk_address().is_some() && swept.cases.is_multiple_of(BREATH) {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    fn keys_are_gone(&self, row: &CaseRow) -> bool {
        rows::key(row.key_id).is_ok_and(|key| self.ring().was_destroyed(key))
    }

    /// Moves the end of a held case on. One that somebody changes at this moment is looked at again by the next sweep.
    async fn carry_on(&self, case: [u8; 16]) -> Result<bool, AppError> {
        let (app, now) = (self.clone(), self.now());
        let carried = self.store().commit(move |tx| {
            Box::pin(async move {
                let Some(row) = tx.lock_case(&case).await? else { return Ok(false) };
                let mut state = rows::open_case(app.ring(), &row)?;
                if !is_to_go_on(&state, now) {
                    return Ok(false);
                }
                state.expires = now.saturating_add(HELD_ON_DAYS * DAY);
                app.put_case(tx, &row, &state).await?;
                Ok(true)
            })
        });
        match carried.await {
            Err(AppError::Busy) => Ok(false),
            other => other,
        }
    }

    async fn destroy(&self, row: &CaseRow, swept: &mut Swept) -> Result<(), AppError> {
        let id = row.id;
        let (app, now) = (self.clone(), self.now());
        let destroyed = self.store().commit(move |tx| {
            Box::pin(async move {
                // Since it was read, another server may have been quicker, or somebody may have kept it.
                let Some(row) = tx.lock_case(&id).await? else { return Ok::<_, AppError>(None) };
                let mut state = rows::open_case(app.ring(), &row)?;
                if !over(&state, now) {
                    return Ok(None);
                }
                app.note_withdrawal(tx, id, &mut state).await?;
                let why = why(&state, now);
                let blobs = tx.blobs(&id).await?.into_iter().map(|blob| blob.id);
                let files: Vec<_> = blobs.chain(tx.uploads(&id).await?.into_iter().map(|upload| upload.id)).collect();
                tx.delete_case(&id).await?;
                app.note_service(tx, Act::Destroyed, Some(id), &[("why", why)]).await?;
                Ok(Some(files))
            })
        });
        let Some(files) = destroyed.await? else { return Ok(()) };
        self.inner.opened.forget(&id);
        swept.cases += 1;
        for file in files {
            if self.store().blobs().remove_all(&file).await.is_err() {
                swept.left += 1;
            }
        }
        Ok(())
    }

    /// Removes a case of a month whose keys go, whether or not it opens; with `only_gone`, only if the keys under which it lies
    /// at this moment are gone, since it may have been moved after it was read. How many of its attachments are left as orphans.
    pub(super) async fn purge(&self, id: &[u8; 16], only_gone: bool) -> Result<u32, AppError> {
        let (id, app) = (*id, self.clone());
        let gone = self.store().commit(move |tx| {
            Box::pin(async move {
                let Some(row) = tx.lock_case(&id).await? else { return Ok::<_, AppError>(Vec::new()) };
                if only_gone && !app.keys_are_gone(&row) {
                    return Ok(Vec::new());
                }
                let blobs = tx.blobs(&id).await?.into_iter().map(|blob| blob.id);
                let files: Vec<_> = blobs.chain(tx.uploads(&id).await?.into_iter().map(|upload| upload.id)).collect();
                tx.delete_case(&id).await?;
                app.note_service(tx, Act::Destroyed, Some(id), &[("why", "keys")]).await?;
                Ok(files)
            })
        });
        let mut left = 0;
        let gone = gone.await?;
        self.inner.opened.forget(&id);
        for file in gone {
            left += u32::from(self.store().blobs().remove_all(&file).await.is_err());
        }
        Ok(left)
    }

    /// Whether every attachment that a row names is there and whole in size; counts only.
    pub async fn check_blobs(&self) -> Result<BlobCheck, AppError> {
        Ok(self.store().check_blobs().await?)
    }

    /// Makes the key of a coming month ahead, so that its first report does not depend on the key folder's disk.
    pub fn prepare_keys(&self) -> Result<(), AppError> {
        let ahead = self.now().saturating_add(KEYS_AHEAD_DAYS * DAY);
        rows::case_key(self.ring(), self.expires(ahead)).map(drop)
    }
}

fn is_to_go_on(state: &CaseState, now: i64) -> bool {
    state.work.is_held() && state.expires < now.saturating_add(HELD_NEAR_DAYS * DAY)
}

fn why(state: &CaseState, now: i64) -> &'static str {
    if state.expires <= now { "over" } else { "withdrawn" }
}

pub(super) fn over(state: &CaseState, now: i64) -> bool {
    state.has_ended(now) || end_of(state).is_some_and(|end| end <= now)
}
