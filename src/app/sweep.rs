//! What is over goes: cases past their end and withdrawn ones after seven days, rows first, then their blobs.
use super::{App, AppError, rows};

/// Days between a withdrawal and the destruction of the case.
const WITHDRAWN_DAYS: i64 = 7;

impl App {
    /// Removes what is over; the number of cases removed.
    pub async fn sweep(&self) -> Result<u32, AppError> {
        let now = self.now();
        let mut tx = self.store().read().await?;
        let cases = tx.cases().await?;
        drop(tx);
        let mut removed = 0;
        for row in cases {
            let state = rows::open_case(self.ring(), &row)?;
            let over = state.expires <= now || state.withdrawn.is_some_and(|at| at + WITHDRAWN_DAYS * 86_400 <= now);
            if !over {
                continue;
            }
            let mut tx = self.store().write().await?;
            let blobs = tx.blobs(&row.id).await?;
            tx.delete_case(&row.id).await?;
            tx.commit().await?;
            for blob in blobs {
                self.store().blobs().delete(&blob.id).await?;
            }
            removed += 1;
        }
        Ok(removed)
    }
}
