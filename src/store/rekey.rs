//! Rows of every table under one view, for the change of keys: read in the order of their random ids, written back if
//! nobody changed them meanwhile.

use super::error::StoreError;
use super::rows::SealedRow;
use super::sql;
use super::tx::{Tx, execute, rows};
use std::collections::BTreeSet;

/// A table with a sealed column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SealedTable {
    /// Cases.
    Cases,
    /// Mailboxes.
    Mailboxes,
    /// Parts of cases; their bodies are sealed end to end and no business of the vault.
    Parts,
    /// Grants of cases.
    Grants,
    /// Who is alerted.
    People,
    /// Who is on call when.
    Rota,
    /// Grants of team keys.
    TeamGrants,
    /// How staff sign in.
    Accounts,
    /// Who is signed in.
    Sessions,
    /// What staff did.
    Audit,
    /// What waits for a second person.
    Drafts,
    /// Alerts.
    Outbox,
}

impl SealedTable {
    /// Every one.
    pub const ALL: [Self; 12] = [
        Self::Cases,
        Self::Mailboxes,
        Self::Parts,
        Self::Grants,
        Self::People,
        Self::Rota,
        Self::TeamGrants,
        Self::Accounts,
        Self::Sessions,
        Self::Audit,
        Self::Drafts,
        Self::Outbox,
    ];

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Mailboxes => "mailboxes",
            Self::Parts => "parts",
            Self::Grants => "grants",
            Self::People => "people",
            Self::Rota => "rota",
            Self::TeamGrants => "team_grants",
            Self::Accounts => "accounts",
            Self::Sessions => "sessions",
            Self::Audit => "audit",
            Self::Drafts => "drafts",
            Self::Outbox => "outbox",
        }
    }

    fn read(self) -> &'static str {
        match self {
            Self::Cases => sql::SEALED_CASES,
            Self::Mailboxes => sql::SEALED_MAILBOXES,
            Self::Parts => sql::SEALED_PARTS,
            Self::Grants => sql::SEALED_GRANTS,
            Self::People => sql::SEALED_PEOPLE,
            Self::Rota => sql::SEALED_ROTA,
            Self::TeamGrants => sql::SEALED_TEAM_GRANTS,
            Self::Accounts => sql::SEALED_ACCOUNTS,
            Self::Sessions => sql::SEALED_SESSIONS,
            Self::Audit => sql::SEALED_AUDIT,
            Self::Drafts => sql::SEALED_DRAFTS,
            Self::Outbox => sql::SEALED_OUTBOX,
        }
    }
}

impl Tx {
    /// The next rows after an id, in the order of ids.
    pub async fn sealed_rows(&mut self, table: SealedTable, after: Option<[u8; 16]>, most: i64) -> Result<Vec<SealedRow>, StoreError> {
        let after = after.as_ref().map_or(&[][..], |id| &id[..]);
        rows!(self, fetch_all, table.read(), after, most)
    }

    /// Writes a row sealed anew; `false` if it is gone or has another version than expected.
    /// [`StoreError::Duplicate`] if another row has its mark.
    pub async fn reseal(&mut self, table: SealedTable, row: &SealedRow, expected_version: i64) -> Result<bool, StoreError> {
        let (id, sealed) = (&row.id[..], &row.sealed[..]);
        let mark = row.mark.as_ref().map(|mark| &mark[..]);
        let touched = match table {
            SealedTable::Cases => execute!(self, sql::RESEAL_CASE, id, row.key_id, row.version, sealed, expected_version)?,
            SealedTable::Mailboxes => execute!(self, sql::RESEAL_MAILBOX, id, row.key_id, row.version, sealed, expected_version, mark)?,
            SealedTable::Parts => execute!(self, sql::RESEAL_PART, id, row.key_id, row.version, sealed, expected_version)?,
            SealedTable::Grants => execute!(self, sql::RESEAL_GRANT, id, row.key_id, row.version, sealed, expected_version)?,
            SealedTable::People => execute!(self, sql::RESEAL_PERSON, id, row.key_id, row.version, sealed, expected_version)?,
            SealedTable::Rota => execute!(self, sql::RESEAL_ROTA, id, row.key_id, row.version, sealed, expected_version)?,
            SealedTable::TeamGrants => execute!(self, sql::RESEAL_TEAM_GRANT, id, row.key_id, row.version, sealed, expected_version)?,
            SealedTable::Accounts => execute!(self, sql::RESEAL_ACCOUNT, id, row.key_id, row.version, sealed, expected_version)?,
            SealedTable::Sessions => execute!(self, sql::RESEAL_SESSION, id, row.key_id, row.version, sealed, expected_version)?,
            SealedTable::Audit => execute!(self, sql::RESEAL_AUDIT, id, row.key_id, row.version, sealed, expected_version)?,
            SealedTable::Drafts => execute!(self, sql::RESEAL_DRAFT, id, row.key_id, row.version, sealed, expected_version)?,
            SealedTable::Outbox => execute!(self, sql::RESEAL_OUTBOX, id, row.key_id, row.version, sealed, expected_version, mark)?,
        };
        Ok(touched == 1)
    }

    /// Writes an alert sealed anew without a mark, whatever mark it has.
    pub async fn reseal_unmarked(&mut self, row: &SealedRow, expected_version: i64) -> Result<bool, StoreError> {
        let (id, sealed) = (&row.id[..], &row.sealed[..]);
        Ok(execute!(self, sql::RESEAL_UNMARKED, id, row.key_id, row.version, sealed, expected_version)? == 1)
    }

    /// Keeps others from changing these cases until this write transaction ends.
    pub async fn lock_cases(&mut self, ids: impl IntoIterator<Item = [u8; 16]>) -> Result<(), StoreError> {
        // BEGIN IMMEDIATE already keeps every other writer of SQLite out. In one order, so that no two wait for each other.
        let ids: BTreeSet<[u8; 16]> = ids.into_iter().collect();
        if let Tx::Postgres(t) = self {
            let ids: Vec<Vec<u8>> = ids.iter().map(|id| id.to_vec()).collect();
            sqlx::query(sql::POSTGRES_LOCK_CASES).bind(ids).execute(&mut **t).await?;
        }
        Ok(())
    }

    /// Removes a waiting alert in whose place another stands that says the same.
    pub async fn drop_alert(&mut self, id: &[u8; 16], version: i64) -> Result<bool, StoreError> {
        Ok(execute!(self, sql::DROP_ALERT, &id[..], version)? == 1)
    }

    /// How many rows are on each key: table, key id, rows.
    pub async fn rows_by_key(&mut self) -> Result<Vec<(String, i64, i64)>, StoreError> {
        rows!(self, fetch_all, sql::ROWS_BY_KEY)
    }
}
