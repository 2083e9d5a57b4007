//! The entries about reports that were taken back. Whoever takes them back is outside, and may take back very many: were each entry
//! made at once, the log's end would move all the time, and nothing that staff sign would ever stand behind it. So a report says of
//! itself that its entry is missing, and those entries are made together, one transaction for many, some seconds apart.

use std::sync::{Mutex, PoisonError};

use tocsin_seal::{Act, CaseId};

use super::{
    App, AppError,
    rows::{self, CaseState},
};
use crate::store::Tx;

/// Entries that are made in one transaction.
const AT_ONCE: usize = 200;

/// Cases whose entry is missing, as far as this process knows; the sweep finds those that another left.
#[derive(Default)]
pub(super) struct Unnoted(Mutex<Vec<[u8; 16]>>);

impl Unnoted {
    pub(super) fn add(&self, case: [u8; 16]) {
        let mut cases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !cases.contains(&case) {
            cases.push(case);
        }
    }

    fn take(&self) -> Vec<[u8; 16]> {
        let mut cases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let most = cases.len().min(AT_ONCE);
        cases.drain(..most).collect()
    }
}

impl App {
    /// Makes the entries that are missing, at most so many as fit into one transaction; how many. What is left waits for the
    /// next time.
    pub async fn note_withdrawals(&self) -> Result<usize, AppError> {
        let mut cases = self.inner.unnoted.take();
        // In the order of their ids, so that no two servers wait for each other.
        cases.sort_unstable();
        let noted = self.note_these(&cases).await;
        if noted.is_err() {
            cases.into_iter().for_each(|case| self.inner.unnoted.add(case));
        }
        noted
    }

    async fn note_these(&self, cases: &[[u8; 16]]) -> Result<usize, AppError> {
        if cases.is_empty() {
            return Ok(0);
        }
        let mut tx = self.store().write().await?;
        let mut changed = Vec::new();
        for case in cases {
            // Gone by now, or noted by another server or by whoever kept it.
            let Some(row) = tx.lock_case(case).await? else { continue };
            let Ok(mut state) = rows::open_case(self.ring(), &row) else { continue };
            if state.unnoted {
                state.unnoted = false;
                let key = rows::key_to_write(self.ring(), row.key_id)?;
                let fresh = rows::case_row(self.ring(), CaseId::from_bytes(*case), key, row.version + 1, &state)?;
                tx.update_case(&fresh, row.version).await?;
                changed.push(*case);
            }
        }
        // The log is taken hold of last, and not for longer than its entries take.
        for case in &changed {
            self.note_service(&mut tx, Act::Withdrawn, Some(*case), &[]).await?;
        }
        tx.commit().await?;
        Ok(changed.len())
    }

    /// The missing entry of a case about which another is made now, so that they stand in their order.
    pub(super) async fn note_withdrawal(&self, tx: &mut Tx, case: [u8; 16], state: &mut CaseState) -> Result<(), AppError> {
        if std::mem::take(&mut state.unnoted) {
            self.note_service(tx, Act::Withdrawn, Some(case), &[]).await?;
        }
        Ok(())
    }
}
