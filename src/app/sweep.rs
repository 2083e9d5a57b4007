//! What is over goes: cases past their end and withdrawn ones after seven days, rows first, then their files; files that
//! no message took; and those that no row names.
use tocsin_seal::Act;

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

/// Cases in memory at once.
const PAGE: u16 = 500;

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Cases destroyed.
    pub cases: u32,
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

impl App {
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
                    Ok(state) if over(&state, now) => self.destroy(row, swept).await?,
                    Ok(_) => {}
                    // Brought back by an old copy of the database after its month was over: it opens for nobody, ever.
                    Err(_) if rows::key(row.key_id).is_ok_and(|key| self.ring().was_destroyed(key)) => {
                        swept.left += self.purge(&row.id).await?;
                        swept.cases += 1;
                    }
                    Err(_) => swept.damaged += 1,
                }
            }
        }
    }

    async fn destroy(&self, row: &CaseRow, swept: &mut Swept) -> Result<(), AppError> {
        let id = row.id;
        let (app, now) = (self.clone(), self.now());
        let destroyed = self.store().commit(move |tx| {
            Box::pin(async move {
                // Since it was read, another server may have been quicker, or somebody may have kept it.
                let Some(row) = tx.lock_case(&id).await? else { return Ok::<_, AppError>(None) };
                let state = rows::open_case(app.ring(), &row)?;
                if !over(&state, now) {
                    return Ok(None);
                }
                let why = if state.expires <= now { "over" } else { "withdrawn" };
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

    /// Removes a case of a month whose keys go, whether or not it opens; how many of its attachments are left as orphans.
    pub(super) async fn purge(&self, id: &[u8; 16]) -> Result<u32, AppError> {
        let (id, app) = (*id, self.clone());
        let gone = self.store().commit(move |tx| {
            Box::pin(async move {
                if tx.lock_case(&id).await?.is_none() {
                    return Ok::<_, AppError>(Vec::new());
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
        let ahead = self.now().saturating_add(KEYS_AHEAD_DAYS * 86_400);
        rows::case_key(self.ring(), self.expires(ahead)).map(drop)
    }
}

pub(super) fn over(state: &CaseState, now: i64) -> bool {
    state.expires <= now || end_of(state).is_some_and(|end| end <= now)
}
