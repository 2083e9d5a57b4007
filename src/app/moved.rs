//! A case that ends in another month than before moves to the keys of that month, with everything that belongs to it: its
//! own row, its mailbox with the blind index, its parts and grants. Its files have no key of the vault: they are sealed end
//! to end. All of it is one transaction, so that a power cut leaves the case in the one month or in the other.
use tocsin_domain::clock::month_of;
use tocsin_seal::CaseId;

use super::{
    App, AppError,
    rows::{self, CaseState},
};
use crate::{
    observe,
    store::{CaseRow, SealedRow, SealedTable, StoreError, Tx},
    vault::KeyId,
};

impl App {
    /// The key under which a case's row is written from now on, where `column` names the present one: the newest of the
    /// month in which the case ends. Its parts, mailbox and grants are under the same from then on: see [`App::follow`].
    pub(super) fn key_of(&self, column: i64, state: &CaseState) -> Result<KeyId, AppError> {
        if i64::from(rows::key(column)?.parts().1) == month_of(state.expires) {
            rows::key_to_write(self.ring(), column)
        } else {
            rows::case_key(self.ring(), state.expires)
        }
    }

    /// Writes a case's row in a transaction that holds the case, and lets everything else follow if its month is another.
    pub(super) async fn put_case(&self, tx: &mut Tx, before: &CaseRow, state: &CaseState) -> Result<CaseRow, AppError> {
        let key = self.key_of(before.key_id, state)?;
        let row = rows::case_row(self.ring(), CaseId::from_bytes(before.id), key, before.version + 1, state)?;
        tx.update_case(&row, before.version).await?;
        self.follow(tx, &before.id, before.key_id, key).await?;
        Ok(row)
    }

    /// Moves everything of a case but its own row to the key `to`, unless that is of the month in which it is. Call it
    /// behind the change of the case's row, which keeps others from adding to the case.
    pub(super) async fn follow(&self, tx: &mut Tx, case: &[u8; 16], from: i64, to: KeyId) -> Result<(), AppError> {
        if rows::key(from)?.parts().1 == to.parts().1 {
            return Ok(());
        }
        let mut left = 0u64;
        for (table, row) in belongings(tx, case).await? {
            match self.under(table, &row, to) {
                // Somebody changed the row since it was read: all of it is done again.
                Ok(fresh) if !tx.reseal(table, &fresh, row.version).await? => return Err(StoreError::Conflict.into()),
                Ok(_) => {}
                Err(AppError::Internal(_)) => left += 1,
                Err(other) => return Err(other),
            }
        }
        if left > 0 {
            observe::error("rows of a case do not open and stay in the month in which it would have ended", &[("rows", &left)]);
        }
        Ok(())
    }
}

async fn belongings(tx: &mut Tx, case: &[u8; 16]) -> Result<Vec<(SealedTable, SealedRow)>, StoreError> {
    let mut all = Vec::new();
    if let Some(row) = tx.mailbox_of(case).await? {
        let (case_id, mark) = (Some(row.case_id), Some(row.lookup));
        let sealed = SealedRow { id: row.id, case_id, key_id: row.key_id, version: row.version, sealed: row.sealed, mark };
        all.push((SealedTable::Mailboxes, sealed));
    }
    for row in tx.part_heads(case).await? {
        let case_id = Some(row.case_id);
        let sealed = SealedRow { id: row.id, case_id, key_id: row.key_id, version: row.version, sealed: row.sealed, mark: None };
        all.push((SealedTable::Parts, sealed));
    }
    for row in tx.grants(case).await? {
        let case_id = Some(row.case_id);
        let sealed = SealedRow { id: row.id, case_id, key_id: row.key_id, version: row.version, sealed: row.sealed, mark: None };
        all.push((SealedTable::Grants, sealed));
    }
    Ok(all)
}
