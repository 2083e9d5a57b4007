//! The store: all SQL and all blobs. Nothing else in the server names `sqlx` or `object_store`.
//!
//! Rows are plain structs of bytes and whole numbers; the store neither opens nor interprets them. SQLite by default,
//! PostgreSQL once that is outgrown: one text per statement, one Rust body per operation, expanded for both drivers
//! by a private macro, so that the compiler checks every bind and every row against both; the contract suite runs on
//! both.
//!
//! Whatever many visitors do at once is written by [`Store::commit`], which lets jobs share a commit; rare commands take
//! [`Store::write`]. A [`Tx`] that is dropped rolls back. After any error a transaction is spent: drop it and begin again (PostgreSQL
//! demands it, SQLite would not). Never hold one `write()` while asking for another: SQLite has one write connection.
//!
//! A fault of disk or database ends with the fault: [`StoreError::is_full`] and [`StoreError::is_passing`] say what
//! trying again can help, and nothing has to be started anew.

mod blobs;
mod commit;
mod copy;
mod desk;
mod error;
mod growing;
mod migrations;
mod orphans;
mod outbox;
mod pools;
mod rekey;
mod rows;
mod space;
mod sql;
mod tx;

pub use blobs::{BlobWriter, Blobs, HeldBlob};
pub use copy::{Column, ColumnKind, Table, Value};
pub use error::StoreError;
pub use growing::{Growing, Way};
pub use orphans::{BlobCheck, Swept};
pub use outbox::Claim;
pub use pools::{Store, StoreOptions};
pub use rekey::SealedTable;
pub use rows::{
    AccountRow, AuditRow, BlobRow, CaseHead, CaseRow, DraftRow, GrantRow, MailboxRow, OutboxRow, PartRow, PersonRow, RosterRow, RotaRow,
    SealedRow, SessionRow, TeamGrantRow, UploadRow,
};
pub use sql::statements;
pub use tx::Tx;
