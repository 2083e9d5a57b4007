//! The audit log: who did what, signed by who did it (or by the service for what commands and jobs do), each entry naming the
//! hash of the one before. An act and its entry are one transaction.
//!
//! Whoever takes an entry does it as the last thing of its transaction: on PostgreSQL the log is locked until the end.

use tocsin_seal::{
    Act, AuditError, Head, PublicKey, SignedEntry,
    audit::{Entry, SKEW_SECONDS},
};

use super::{
    App, AppError,
    rows::{self, AuditState},
};
use crate::{
    store::{AuditRow, Tx},
    vault::Class,
};

/// Rows are padded to a multiple of this, so that their lengths do not tell which act it was.
const STEP: usize = 1_024;

/// Why an entry that a desk signed was not taken; nothing of its transaction may be kept then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditRefusal {
    /// Somebody else's came first: sign again after this head.
    Moved(Head),
    /// It is not signed by the actor, not about this act and subject, or its time is far from ours.
    Bad,
}

impl App {
    /// The key by which the service's own entries are known.
    pub fn audit_key(&self) -> PublicKey {
        self.inner.parts.token_key.audit_key().public()
    }

    /// Where the log ends.
    pub async fn audit_head(&self) -> Result<Head, AppError> {
        self.head_in(&mut self.store().read().await?).await
    }

    /// At most `most` entries behind number `seq`, in order; signatures and links are the reader's to check.
    pub async fn audit_after(&self, seq: u64, most: u16) -> Result<Vec<SignedEntry>, AppError> {
        let last = id_of(seq);
        let rows = self.store().read().await?.audit_after(Some(&last), most).await?;
        rows.iter().map(|row| self.open_audit(row)).collect()
    }

    /// Takes an entry that an actor's desk signed, if it is about this act and subject and follows the head.
    pub async fn take_signed(
        &self,
        tx: &mut Tx,
        document: &[u8],
        actor: &PublicKey,
        act: Act,
        subject: Option<[u8; 16]>,
        now: i64,
    ) -> Result<Result<Head, AuditRefusal>, AppError> {
        let Ok(signed) = SignedEntry::parse(document) else { return Ok(Err(AuditRefusal::Bad)) };
        let fits = signed.verify().is_ok_and(|entry| {
            entry.actor == *actor && entry.act == act && entry.subject == subject && now.abs_diff(entry.at) <= SKEW_SECONDS.unsigned_abs()
        });
        if !fits {
            return Ok(Err(AuditRefusal::Bad));
        }
        tx.lock_audit().await?;
        let head = self.head_in(tx).await?;
        match signed.follows(head) {
            Ok(next) => self.add_entry(tx, &signed).await.map(|()| Ok(next)),
            Err(_) => Ok(Err(AuditRefusal::Moved(head))),
        }
    }

    /// Notes what the service does by itself or at a command's word.
    pub async fn note_service(&self, tx: &mut Tx, act: Act, subject: Option<[u8; 16]>, details: &[(&str, &str)]) -> Result<Head, AppError> {
        tx.lock_audit().await?;
        let head = self.head_in(tx).await?;
        let signed = self.sign_as_service(&Entry::after(head, act, subject, details, self.audit_key(), self.now()))?;
        self.add_entry(tx, &signed).await?;
        Ok(signed.head())
    }

    /// The same in a transaction of its own, for what changes no row.
    pub async fn note_service_alone(&self, act: Act, subject: Option<[u8; 16]>, details: &[(&str, &str)]) -> Result<Head, AppError> {
        let mut tx = self.store().write().await?;
        let head = self.note_service(&mut tx, act, subject, details).await?;
        tx.commit().await?;
        Ok(head)
    }

    /// The entries of these numbers that are there, in a transaction of the caller's.
    pub(super) async fn audit_entries(&self, tx: &mut Tx, numbers: &[u64]) -> Result<Vec<SignedEntry>, AppError> {
        let mut entries = Vec::new();
        for number in numbers {
            let before = id_of(number.saturating_sub(1));
            let row = tx.audit_after(Some(&before), 1).await?.into_iter().find(|row| row.id == id_of(*number));
            entries.extend(row.map(|row| self.open_audit(&row)).transpose()?);
        }
        Ok(entries)
    }

    fn sign_as_service(&self, entry: &Entry) -> Result<SignedEntry, AppError> {
        entry.sign(self.inner.parts.token_key.audit_key()).map_err(|e| AppError::Internal(format!("an audit entry cannot be made: {e}")))
    }

    async fn head_in(&self, tx: &mut Tx) -> Result<Head, AppError> {
        let last = tx.last_audit().await?;
        last.map_or(Ok(Head::EMPTY), |row| Ok(self.open_audit(&row)?.head()))
    }

    async fn add_entry(&self, tx: &mut Tx, signed: &SignedEntry) -> Result<(), AppError> {
        let key = self.ring().current(Class::Audit, 0)?;
        let id = id_of(signed.claimed().seq);
        let document = String::from_utf8(signed.bytes().to_vec()).map_err(|_| broken(signed.claimed().seq))?;
        let sealed = rows::seal_in_steps(self.ring(), key, &id, &[], 1, &AuditState { document }, STEP)?;
        Ok(tx.insert_audit(&AuditRow { id, key_id: key.as_i64(), version: 1, sealed }).await?)
    }

    fn open_audit(&self, row: &AuditRow) -> Result<SignedEntry, AppError> {
        let state: AuditState = rows::open(self.ring(), row.key_id, &row.id, &[], row.version, &row.sealed)?;
        let number = u128::from_be_bytes(row.id);
        let signed = SignedEntry::parse(state.document.as_bytes()).map_err(|_: AuditError| broken(number))?;
        (u128::from(signed.claimed().seq) == number).then_some(signed).ok_or_else(|| broken(number))
    }
}

fn id_of(seq: u64) -> [u8; 16] {
    u128::from(seq).to_be_bytes()
}

fn broken(number: impl std::fmt::Display) -> AppError {
    AppError::Internal(format!("entry {number} of the audit log is not what was written there: `tocsin audit verify`"))
}
