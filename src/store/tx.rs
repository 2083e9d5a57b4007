//! One transaction on either database, and the operations on rows.

use super::error::StoreError;
use super::rows::{BlobRow, CaseHead, CaseRow, GrantRow, MailboxRow, PartRow, PersonRow, RosterRow, RotaRow, TeamGrantRow, UploadRow};
use super::sql;
use sqlx::{Postgres, Sqlite, Transaction};

/// A transaction, from [`super::Store::read`] or [`super::Store::write`]. Dropping it rolls back.
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// Runs a statement; gives the number of rows it touched.
macro_rules! execute {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $tx {
            Tx::Sqlite(t) => sqlx::query($sql)$(.bind($bind))*.execute(&mut **t).await.map(|done| done.rows_affected()),
            Tx::Postgres(t) => sqlx::query($sql)$(.bind($bind))*.execute(&mut **t).await.map(|done| done.rows_affected()),
        }
        .map_err(StoreError::from)
    };
}
/// Reads rows with the given fetch method of sqlx.
macro_rules! rows {
    ($tx:expr, $fetch:ident, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $tx {
            Tx::Sqlite(t) => sqlx::query_as($sql)$(.bind($bind))*.$fetch(&mut **t).await,
            Tx::Postgres(t) => sqlx::query_as($sql)$(.bind($bind))*.$fetch(&mut **t).await,
        }
        .map_err(StoreError::from)
    };
}
pub(super) use {execute, rows};

/// An update that touched no row means that the row is gone or has another version.
pub(super) fn changed(touched: u64) -> Result<(), StoreError> {
    if touched == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

impl Tx {
    /// Makes everything done in this transaction durable.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Tx::Sqlite(t) => t.commit().await,
            Tx::Postgres(t) => t.commit().await,
        }
        .map_err(StoreError::from)
    }

    /// A value of the deployment by name.
    pub async fn meta(&mut self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let row: Option<(Vec<u8>,)> = rows!(self, fetch_optional, sql::META, name)?;
        Ok(row.map(|(value,)| value))
    }

    /// Sets a value of the deployment.
    pub async fn put_meta(&mut self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        execute!(self, sql::PUT_META, name, value).map(drop)
    }

    /// Adds a case; [`StoreError::Duplicate`] if its id exists.
    pub async fn insert_case(&mut self, row: &CaseRow) -> Result<(), StoreError> {
        let id = &row.id[..];
        let sealed = &row.sealed[..];
        execute!(self, sql::INSERT_CASE, id, row.key_id, row.version, row.purge_month, sealed).map(drop)
    }

    /// A case by id.
    pub async fn case(&mut self, id: &[u8; 16]) -> Result<Option<CaseRow>, StoreError> {
        rows!(self, fetch_optional, sql::CASE, &id[..])
    }

    /// A case by id, which nobody else can lock or change until this write transaction ends. Take it before
    /// numbering a new part.
    pub async fn lock_case(&mut self, id: &[u8; 16]) -> Result<Option<CaseRow>, StoreError> {
        // BEGIN IMMEDIATE already keeps every other writer of SQLite out.
        let text = match self {
            Tx::Sqlite(_) => sql::CASE,
            Tx::Postgres(_) => sql::POSTGRES_LOCK_CASE,
        };
        rows!(self, fetch_optional, text, &id[..])
    }

    /// At most `most` cases by id, those behind `last` (None: from the first): all of them may be more than memory holds.
    pub async fn cases_after(&mut self, last: Option<&[u8; 16]>, most: u16) -> Result<Vec<CaseRow>, StoreError> {
        let last = last.map_or(&[][..], |id| &id[..]);
        rows!(self, fetch_all, sql::CASES_AFTER, last, i64::from(most))
    }

    /// The same without what is sealed: enough to see which rows are other than they were.
    pub async fn case_heads_after(&mut self, last: Option<&[u8; 16]>, most: u16) -> Result<Vec<CaseHead>, StoreError> {
        let last = last.map_or(&[][..], |id| &id[..]);
        rows!(self, fetch_all, sql::CASE_HEADS_AFTER, last, i64::from(most))
    }

    /// The ids of all keys that rows of cases are sealed with, each once.
    pub async fn case_keys(&mut self) -> Result<Vec<i64>, StoreError> {
        let keys: Vec<(i64,)> = rows!(self, fetch_all, sql::CASE_KEYS)?;
        Ok(keys.into_iter().map(|(key,)| key).collect())
    }

    /// Every case.
    pub async fn cases(&mut self) -> Result<Vec<CaseRow>, StoreError> {
        rows!(self, fetch_all, sql::CASES)
    }

    /// Replaces a case's row; [`StoreError::Conflict`] unless the stored version is the expected one.
    pub async fn update_case(&mut self, row: &CaseRow, expected_version: i64) -> Result<(), StoreError> {
        let id = &row.id[..];
        let sealed = &row.sealed[..];
        changed(execute!(self, sql::UPDATE_CASE, id, row.key_id, row.version, row.purge_month, sealed, expected_version)?)
    }

    /// Deletes a case with its mailboxes, parts, grants, blob and upload rows; [`StoreError::Conflict`] if there is none.
    /// The files themselves are the caller's to delete once this is committed.
    pub async fn delete_case(&mut self, id: &[u8; 16]) -> Result<(), StoreError> {
        let texts =
            [sql::DELETE_CASE_MAILBOXES, sql::DELETE_CASE_PARTS, sql::DELETE_CASE_GRANTS, sql::DELETE_CASE_BLOBS, sql::DELETE_CASE_UPLOADS];
        for text in texts {
            execute!(self, text, &id[..])?;
        }
        changed(execute!(self, sql::DELETE_CASE, &id[..])?)
    }

    /// Adds a mailbox; [`StoreError::Duplicate`] if its look-up value (or id) exists.
    pub async fn insert_mailbox(&mut self, row: &MailboxRow) -> Result<(), StoreError> {
        let (id, case_id, lookup) = (&row.id[..], &row.case_id[..], &row.lookup[..]);
        let sealed = &row.sealed[..];
        execute!(self, sql::INSERT_MAILBOX, id, case_id, row.key_id, row.version, lookup, sealed).map(drop)
    }

    /// The mailbox under any of these look-up values: one query of the same width whatever is looked for.
    pub async fn find_mailbox(&mut self, lookups: &[[u8; 32]; 32]) -> Result<Option<MailboxRow>, StoreError> {
        match self {
            Tx::Sqlite(t) => {
                let query = lookups.iter().fold(sqlx::query_as(sql::FIND_MAILBOX), |query, at| query.bind(&at[..]));
                query.fetch_optional(&mut **t).await
            }
            Tx::Postgres(t) => {
                let query = lookups.iter().fold(sqlx::query_as(sql::FIND_MAILBOX), |query, at| query.bind(&at[..]));
                query.fetch_optional(&mut **t).await
            }
        }
        .map_err(StoreError::from)
    }

    /// The mailbox of a case, if its reporter wanted one.
    pub async fn mailbox_of(&mut self, case: &[u8; 16]) -> Result<Option<MailboxRow>, StoreError> {
        rows!(self, fetch_optional, sql::MAILBOX_OF, &case[..])
    }

    /// Replaces a mailbox's row (not its case); [`StoreError::Conflict`] unless the stored version is the expected one.
    pub async fn update_mailbox(&mut self, row: &MailboxRow, expected_version: i64) -> Result<(), StoreError> {
        let (id, lookup, sealed) = (&row.id[..], &row.lookup[..], &row.sealed[..]);
        changed(execute!(self, sql::UPDATE_MAILBOX, id, row.key_id, row.version, lookup, sealed, expected_version)?)
    }

    /// Adds a part to a case.
    pub async fn insert_part(&mut self, row: &PartRow) -> Result<(), StoreError> {
        let (id, case_id, sealed) = (&row.id[..], &row.case_id[..], &row.sealed[..]);
        let body = row.body.as_deref();
        execute!(self, sql::INSERT_PART, id, case_id, row.key_id, row.version, sealed, body).map(drop)
    }

    /// Every part of a case, in no telling order.
    pub async fn parts(&mut self, case: &[u8; 16]) -> Result<Vec<PartRow>, StoreError> {
        rows!(self, fetch_all, sql::PARTS, &case[..])
    }

    /// Every part of a case without its body, which is None in all of them: what somebody put into a mailbox may be larger
    /// than memory.
    pub async fn part_heads(&mut self, case: &[u8; 16]) -> Result<Vec<PartRow>, StoreError> {
        rows!(self, fetch_all, sql::PART_HEADS, &case[..])
    }

    /// A part of this very case.
    pub async fn part(&mut self, case: &[u8; 16], id: &[u8; 16]) -> Result<Option<PartRow>, StoreError> {
        rows!(self, fetch_optional, sql::PART, &case[..], &id[..])
    }

    /// Replaces a part of its case; [`StoreError::Conflict`] unless the stored version is the expected one.
    pub async fn update_part(&mut self, row: &PartRow, expected_version: i64) -> Result<(), StoreError> {
        let (id, case_id, sealed) = (&row.id[..], &row.case_id[..], &row.sealed[..]);
        let body = row.body.as_deref();
        changed(execute!(self, sql::UPDATE_PART, case_id, id, row.key_id, row.version, sealed, body, expected_version)?)
    }

    /// Replaces all of a part but its body, which stays as it is; [`StoreError::Conflict`] unless the stored version is the
    /// expected one.
    pub async fn update_part_head(&mut self, row: &PartRow, expected_version: i64) -> Result<(), StoreError> {
        let (id, case_id, sealed) = (&row.id[..], &row.case_id[..], &row.sealed[..]);
        changed(execute!(self, sql::UPDATE_PART_HEAD, case_id, id, row.key_id, row.version, sealed, expected_version)?)
    }

    /// Takes a part away; [`StoreError::Conflict`] if there is none. Only what was set aside goes before its case does.
    pub async fn delete_part(&mut self, case: &[u8; 16], id: &[u8; 16]) -> Result<(), StoreError> {
        changed(execute!(self, sql::DELETE_PART, &case[..], &id[..])?)
    }

    /// Adds a grant to a case.
    pub async fn insert_grant(&mut self, row: &GrantRow) -> Result<(), StoreError> {
        let (id, case_id, sealed) = (&row.id[..], &row.case_id[..], &row.sealed[..]);
        execute!(self, sql::INSERT_GRANT, id, case_id, row.key_id, row.version, sealed).map(drop)
    }

    /// Every grant of a case.
    pub async fn grants(&mut self, case: &[u8; 16]) -> Result<Vec<GrantRow>, StoreError> {
        rows!(self, fetch_all, sql::GRANTS, &case[..])
    }

    /// Takes a grant away; [`StoreError::Conflict`] if there is none.
    pub async fn delete_grant(&mut self, case: &[u8; 16], id: &[u8; 16]) -> Result<(), StoreError> {
        changed(execute!(self, sql::DELETE_GRANT, &case[..], &id[..])?)
    }

    /// Names a blob as part of a case; the blob must be durable before.
    pub async fn insert_blob(&mut self, row: &BlobRow) -> Result<(), StoreError> {
        execute!(self, sql::INSERT_BLOB, &row.id[..], &row.case_id[..], row.size).map(drop)
    }

    /// Every blob of a case.
    pub async fn blobs(&mut self, case: &[u8; 16]) -> Result<Vec<BlobRow>, StoreError> {
        rows!(self, fetch_all, sql::BLOBS, &case[..])
    }

    /// How many cases are stored, and the first month in which one ends.
    pub async fn case_totals(&mut self) -> Result<(i64, Option<i64>), StoreError> {
        rows!(self, fetch_one, sql::CASE_TOTALS)
    }

    /// How many blobs are stored, and their bytes.
    pub async fn blob_totals(&mut self) -> Result<(i64, i64), StoreError> {
        rows!(self, fetch_one, sql::BLOB_TOTALS)
    }

    /// How many blobs each case has; those without any are not named.
    pub async fn blob_counts(&mut self) -> Result<std::collections::HashMap<[u8; 16], usize>, StoreError> {
        let counts: Vec<(Vec<u8>, i64)> = rows!(self, fetch_all, sql::BLOB_COUNTS)?;
        Ok(counts.into_iter().filter_map(|(id, count)| Some((id.try_into().ok()?, usize::try_from(count).ok()?))).collect())
    }

    /// Every blob that a case names; whatever else lies in the blob folder is an orphan.
    pub async fn all_blobs(&mut self) -> Result<Vec<BlobRow>, StoreError> {
        rows!(self, fetch_all, sql::ALL_BLOBS)
    }

    /// A blob by id, whichever case names it.
    pub async fn blob(&mut self, id: &[u8; 16]) -> Result<Option<BlobRow>, StoreError> {
        rows!(self, fetch_optional, sql::BLOB, &id[..])
    }

    /// Notes that a file is on its way in; [`StoreError::Duplicate`] if its id exists.
    pub async fn insert_upload(&mut self, row: &UploadRow) -> Result<(), StoreError> {
        let sha256 = row.sha256.as_ref().map(|sum| &sum[..]);
        execute!(self, sql::INSERT_UPLOAD, &row.id[..], &row.case_id[..], row.size, row.due_at, sha256).map(drop)
    }

    /// An upload by id.
    pub async fn upload(&mut self, id: &[u8; 16]) -> Result<Option<UploadRow>, StoreError> {
        rows!(self, fetch_optional, sql::UPLOAD, &id[..])
    }

    /// Every upload of a case.
    pub async fn uploads(&mut self, case: &[u8; 16]) -> Result<Vec<UploadRow>, StoreError> {
        rows!(self, fetch_all, sql::UPLOADS, &case[..])
    }

    /// How many uploads there are.
    pub async fn upload_count(&mut self) -> Result<i64, StoreError> {
        let (count,): (i64,) = rows!(self, fetch_one, sql::UPLOAD_COUNT)?;
        Ok(count)
    }

    /// Every upload.
    pub async fn all_uploads(&mut self) -> Result<Vec<UploadRow>, StoreError> {
        rows!(self, fetch_all, sql::ALL_UPLOADS)
    }

    /// Notes the SHA-256 of a file of which no byte is missing; [`StoreError::Conflict`] if there is no such upload, or
    /// it was noted before.
    pub async fn upload_is_whole(&mut self, id: &[u8; 16], sha256: &[u8; 32]) -> Result<(), StoreError> {
        changed(execute!(self, sql::UPLOAD_IS_WHOLE, &id[..], &sha256[..])?)
    }

    /// Forgets an upload; [`StoreError::Conflict`] if there is none. Its file is the caller's to delete afterwards.
    pub async fn delete_upload(&mut self, id: &[u8; 16]) -> Result<(), StoreError> {
        changed(execute!(self, sql::DELETE_UPLOAD, &id[..])?)
    }

    /// Makes a whole upload a blob of its case; [`StoreError::Conflict`] unless it is there just so.
    pub async fn claim_upload(&mut self, row: &BlobRow, sha256: &[u8; 32]) -> Result<(), StoreError> {
        changed(execute!(self, sql::CLAIM_UPLOAD, &row.id[..], &row.case_id[..], row.size, &sha256[..])?)?;
        self.insert_blob(row).await
    }

    /// Adds a signed roster; [`StoreError::Duplicate`] if its epoch exists.
    pub async fn insert_roster(&mut self, epoch: i64, doc: &[u8]) -> Result<(), StoreError> {
        execute!(self, sql::INSERT_ROSTER, epoch, doc).map(drop)
    }

    /// Number of the newest roster.
    pub async fn newest_roster(&mut self) -> Result<Option<i64>, StoreError> {
        let newest: Option<(i64,)> = rows!(self, fetch_optional, sql::NEWEST_ROSTER)?;
        Ok(newest.map(|(epoch,)| epoch))
    }

    /// Every roster by epoch, the first first.
    pub async fn rosters(&mut self) -> Result<Vec<RosterRow>, StoreError> {
        rows!(self, fetch_all, sql::ROSTERS)
    }

    /// Adds a grant of a team key.
    pub async fn insert_team_grant(&mut self, row: &TeamGrantRow) -> Result<(), StoreError> {
        let (id, sealed) = (&row.id[..], &row.sealed[..]);
        execute!(self, sql::INSERT_TEAM_GRANT, id, row.epoch, row.key_id, row.version, sealed).map(drop)
    }

    /// Every grant of a team key, by epoch.
    pub async fn team_grants(&mut self) -> Result<Vec<TeamGrantRow>, StoreError> {
        rows!(self, fetch_all, sql::TEAM_GRANTS)
    }

    /// Adds a member of the staff.
    pub async fn insert_person(&mut self, row: &PersonRow) -> Result<(), StoreError> {
        let (id, sealed) = (&row.id[..], &row.sealed[..]);
        execute!(self, sql::INSERT_PERSON, id, row.key_id, row.version, sealed).map(drop)
    }

    /// Every member of the staff.
    pub async fn people(&mut self) -> Result<Vec<PersonRow>, StoreError> {
        rows!(self, fetch_all, sql::PEOPLE)
    }

    /// A member of the staff by id.
    pub async fn person(&mut self, id: &[u8; 16]) -> Result<Option<PersonRow>, StoreError> {
        rows!(self, fetch_optional, sql::PERSON, &id[..])
    }

    /// Replaces a person's row; [`StoreError::Conflict`] unless the stored version is the expected one.
    pub async fn update_person(&mut self, row: &PersonRow, expected_version: i64) -> Result<(), StoreError> {
        let (id, sealed) = (&row.id[..], &row.sealed[..]);
        changed(execute!(self, sql::UPDATE_PERSON, id, row.key_id, row.version, sealed, expected_version)?)
    }

    /// Adds an entry to the rota.
    pub async fn insert_rota(&mut self, row: &RotaRow) -> Result<(), StoreError> {
        let (id, sealed) = (&row.id[..], &row.sealed[..]);
        execute!(self, sql::INSERT_ROTA, id, row.key_id, row.version, sealed).map(drop)
    }

    /// Every entry of the rota.
    pub async fn rota(&mut self) -> Result<Vec<RotaRow>, StoreError> {
        rows!(self, fetch_all, sql::ROTA)
    }

    /// Replaces an entry of the rota; [`StoreError::Conflict`] unless the stored version is the expected one.
    pub async fn update_rota(&mut self, row: &RotaRow, expected_version: i64) -> Result<(), StoreError> {
        let (id, sealed) = (&row.id[..], &row.sealed[..]);
        changed(execute!(self, sql::UPDATE_ROTA, id, row.key_id, row.version, sealed, expected_version)?)
    }

    /// Removes an entry of the rota; [`StoreError::Conflict`] if there is none.
    pub async fn delete_rota(&mut self, id: &[u8; 16]) -> Result<(), StoreError> {
        changed(execute!(self, sql::DELETE_ROTA, &id[..])?)
    }
}
