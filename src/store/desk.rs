//! The desk's rows: accounts, sessions, audit entries, drafts.

use super::error::StoreError;
use super::rows::{AccountRow, AuditRow, DraftRow, SessionRow};
use super::sql;
use super::tx::{Tx, changed, execute, rows};

impl Tx {
    /// Adds an account; [`StoreError::Duplicate`] if its id exists.
    pub async fn insert_account(&mut self, row: &AccountRow) -> Result<(), StoreError> {
        execute!(self, sql::INSERT_ACCOUNT, &row.id[..], row.key_id, row.version, &row.sealed[..]).map(drop)
    }

    /// An account by id.
    pub async fn account(&mut self, id: &[u8; 16]) -> Result<Option<AccountRow>, StoreError> {
        rows!(self, fetch_optional, sql::ACCOUNT, &id[..])
    }

    /// All accounts.
    pub async fn accounts(&mut self) -> Result<Vec<AccountRow>, StoreError> {
        rows!(self, fetch_all, sql::ACCOUNTS)
    }

    /// Replaces an account; [`StoreError::Conflict`] unless the stored version is the expected one.
    pub async fn update_account(&mut self, row: &AccountRow, expected_version: i64) -> Result<(), StoreError> {
        changed(execute!(self, sql::UPDATE_ACCOUNT, &row.id[..], row.key_id, row.version, &row.sealed[..], expected_version)?)
    }

    /// Removes an account; [`StoreError::Conflict`] if there is none.
    pub async fn delete_account(&mut self, id: &[u8; 16]) -> Result<(), StoreError> {
        changed(execute!(self, sql::DELETE_ACCOUNT, &id[..])?)
    }

    /// Adds a draft; [`StoreError::Duplicate`] if its id exists.
    pub async fn insert_draft(&mut self, row: &DraftRow) -> Result<(), StoreError> {
        execute!(self, sql::INSERT_DRAFT, &row.id[..], row.key_id, row.version, &row.sealed[..]).map(drop)
    }

    /// A draft by id.
    pub async fn draft(&mut self, id: &[u8; 16]) -> Result<Option<DraftRow>, StoreError> {
        rows!(self, fetch_optional, sql::DRAFT, &id[..])
    }

    /// All drafts.
    pub async fn drafts(&mut self) -> Result<Vec<DraftRow>, StoreError> {
        rows!(self, fetch_all, sql::DRAFTS)
    }

    /// Replaces a draft; [`StoreError::Conflict`] unless the stored version is the expected one.
    pub async fn update_draft(&mut self, row: &DraftRow, expected_version: i64) -> Result<(), StoreError> {
        changed(execute!(self, sql::UPDATE_DRAFT, &row.id[..], row.key_id, row.version, &row.sealed[..], expected_version)?)
    }

    /// Removes a draft; [`StoreError::Conflict`] if there is none.
    pub async fn delete_draft(&mut self, id: &[u8; 16]) -> Result<(), StoreError> {
        changed(execute!(self, sql::DELETE_DRAFT, &id[..])?)
    }

    /// Adds a session; [`StoreError::Duplicate`] if its id exists.
    pub async fn insert_session(&mut self, row: &SessionRow) -> Result<(), StoreError> {
        execute!(self, sql::INSERT_SESSION, &row.id[..], row.due_at, row.key_id, row.version, &row.sealed[..]).map(drop)
    }

    /// A session by id.
    pub async fn session(&mut self, id: &[u8; 16]) -> Result<Option<SessionRow>, StoreError> {
        rows!(self, fetch_optional, sql::SESSION, &id[..])
    }

    /// All sessions.
    pub async fn sessions(&mut self) -> Result<Vec<SessionRow>, StoreError> {
        rows!(self, fetch_all, sql::SESSIONS)
    }

    /// Replaces a session; [`StoreError::Conflict`] unless the stored version is the expected one.
    pub async fn update_session(&mut self, row: &SessionRow, expected_version: i64) -> Result<(), StoreError> {
        let id = &row.id[..];
        changed(execute!(self, sql::UPDATE_SESSION, id, row.due_at, row.key_id, row.version, &row.sealed[..], expected_version)?)
    }

    /// Removes a session. Repeating it is no error: whoever signs out twice is signed out.
    pub async fn delete_session(&mut self, id: &[u8; 16]) -> Result<(), StoreError> {
        execute!(self, sql::DELETE_SESSION, &id[..]).map(drop)
    }

    /// Removes sessions that are over at `now`; how many.
    pub async fn delete_old_sessions(&mut self, now: i64) -> Result<u64, StoreError> {
        execute!(self, sql::DELETE_OLD_SESSIONS, now)
    }

    /// Adds an audit entry; [`StoreError::Duplicate`] if somebody else took its number.
    pub async fn insert_audit(&mut self, row: &AuditRow) -> Result<(), StoreError> {
        execute!(self, sql::INSERT_AUDIT, &row.id[..], row.key_id, row.version, &row.sealed[..]).map(drop)
    }

    /// Keeps everybody else from adding audit entries until this write transaction ends. Take it after all other locks, so
    /// that no two transactions wait for each other.
    pub async fn lock_audit(&mut self) -> Result<(), StoreError> {
        // BEGIN IMMEDIATE already keeps every other writer of SQLite out.
        if let Tx::Postgres(t) = self {
            sqlx::query(sql::POSTGRES_LOCK_AUDIT).execute(&mut **t).await?;
        }
        Ok(())
    }

    /// The newest audit entry whose number is below `bound`.
    pub async fn last_audit(&mut self, bound: &[u8; 16]) -> Result<Option<AuditRow>, StoreError> {
        rows!(self, fetch_optional, sql::LAST_AUDIT, &bound[..])
    }

    /// At most `most` audit entries behind `last` (None: from the first), in order.
    pub async fn audit_after(&mut self, last: Option<&[u8; 16]>, most: u16) -> Result<Vec<AuditRow>, StoreError> {
        let last = last.map_or(&[][..], |id| &id[..]);
        rows!(self, fetch_all, sql::AUDIT_AFTER, last, i64::from(most))
    }
}
