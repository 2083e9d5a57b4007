//! Sayable numbers: six random digits, no two living cases with the same. A case gets one when staff first see it, so that
//! taking a report need not look at all others.
use std::collections::HashSet;

use ring::rand::SecureRandom;
use tocsin_seal::CaseId;

use super::Fault;
use crate::app::{
    App,
    rows::{self, CaseState},
    submit::no_random,
};
use crate::store::{CaseRow, StoreError, Tx};

/// So many numbers there are.
const ALL: u32 = 1_000_000;
/// Name of the value that whoever gives numbers changes: two who do so at once see it.
const ROUND: &str = "case-numbers";
/// Whoever gives numbers holds this value until they are given.
const LOCK: &str = "case-numbers-lock";

impl App {
    /// The value that tells whether numbers were given since.
    pub(super) async fn numbers_round(&self, tx: &mut Tx) -> Result<Vec<u8>, Fault> {
        Ok(tx.meta(ROUND).await?.unwrap_or_default())
    }

    /// Gives numbers to these cases, which have none, and none that is in `used`; false if somebody else gave numbers since
    /// `round` was read: then nothing was done. A case that somebody changed meanwhile waits for the next time: whoever
    /// sends messages without end must not keep the others from their numbers.
    pub(super) async fn give_numbers(&self, without: &[CaseRow], mut used: HashSet<u32>, round: &[u8]) -> Result<bool, Fault> {
        let mut tx = self.store().write().await?;
        // On PostgreSQL this waits for whoever gives numbers now.
        tx.put_meta(LOCK, b"1").await?;
        if self.numbers_round(&mut tx).await? != round {
            return Ok(false);
        }
        let mut next = [0; 16];
        self.inner.rng.fill(&mut next).map_err(no_random)?;
        tx.put_meta(ROUND, &next).await?;
        for row in without {
            let mut state: CaseState = rows::open_case(self.ring(), row)?;
            let number = self.free_number(&used)?;
            used.insert(number);
            state.work.number = Some(number);
            let key = rows::key_to_write(self.ring(), row.key_id)?;
            let fresh = rows::case_row(self.ring(), CaseId::from_bytes(row.id), key, row.version + 1, &state)?;
            match tx.update_case(&fresh, row.version).await {
                Err(StoreError::Conflict) => {}
                other => other?,
            }
        }
        tx.commit().await?;
        Ok(true)
    }

    fn free_number(&self, used: &HashSet<u32>) -> Result<u32, Fault> {
        // With 10,000 living cases one draw in a hundred is taken.
        for _ in 0..1_000 {
            let mut drawn = [0; 4];
            self.inner.rng.fill(&mut drawn).map_err(no_random)?;
            let drawn = u32::from_be_bytes(drawn);
            // Without the last, incomplete run every number is as likely as every other.
            let number = drawn % ALL;
            if drawn < u32::MAX / ALL * ALL && !used.contains(&number) {
                return Ok(number);
            }
        }
        Err(Fault::Internal("there is no free number for a case".to_owned()))
    }
}
