//! The audit log: who did what, signed by who did it (or by the service for what commands and jobs do), each entry naming the
//! hash of the one before. An act and its entry are one transaction.
//!
//! Whoever takes an entry does it as the last thing of its transaction: on PostgreSQL the log is locked until the end.
//!
//! Whoever can write to the database can spoil the last row. What the service does by itself must not end there, the
//! destruction of what is over least of all: a row that does not open counts as its sealed bytes, the next entry names their
//! hash, and whoever verifies is told which row it is.

mod notice;

use tocsin_seal::{
    Act, Auditor, Hash32, Head, PublicKey, SignedEntry,
    audit::{Entry, SKEW_SECONDS},
    auditor::Fault,
};

use super::{
    App, AppError,
    rows::{self, AuditState},
};
use crate::{
    store::{AuditRow, StoreError, Tx},
    vault::{Class, KeyRing},
};

/// Rows are padded to a multiple of this, so that their lengths do not tell which act it was.
const STEP: usize = 1_024;
/// Entries in memory at once.
const PAGE: u16 = 500;
/// No true entry has this number or a higher one: a row that does is somebody's who writes to the database, and nothing follows it.
const BEYOND: u64 = 1 << 48;

/// Why an entry that a desk signed was not taken; nothing of its transaction may be kept then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditRefusal {
    /// Somebody else's came first: sign again after this head.
    Moved(Head),
    /// It is not signed by the actor, not about this act and subject, or its time is far from ours.
    Bad,
}

/// What reading the whole log showed.
pub struct Verified {
    /// Where it ends.
    pub head: Head,
    /// Entries of the service itself.
    pub by_service: u64,
    /// Fingerprints of keys that were introduced, and whether anybody gave them the team key.
    pub people: Vec<(String, bool)>,
    /// Numbers of entries that are not as they must be, and why.
    pub faults: Vec<(u64, Fault)>,
}

impl App {
    /// The key by which the service's own entries are known.
    pub fn audit_key(&self) -> PublicKey {
        self.inner.parts.token_key.audit_key().public()
    }

    /// Where the log ends.
    pub async fn audit_head(&self) -> Result<Head, AppError> {
        Ok(head(self.ring(), &mut self.store().read().await?).await?)
    }

    /// At most `most` documents behind number `seq`, in order; all that they say is the reader's to check. In the place of a
    /// row that does not open stand its sealed bytes.
    pub async fn audit_after(&self, seq: u64, most: u16) -> Result<Vec<Vec<u8>>, AppError> {
        let rows = self.store().read().await?.audit_after(Some(&id_of(seq)), most).await?;
        Ok(rows.into_iter().map(|row| document(self.ring(), row)).collect())
    }

    /// The entries of these numbers that are there, in a transaction of the caller's.
    pub(super) async fn audit_entries(&self, tx: &mut Tx, numbers: &[u64]) -> Result<Vec<SignedEntry>, AppError> {
        let mut entries = Vec::new();
        for number in numbers {
            let before = id_of(number.saturating_sub(1));
            let row = tx.audit_after(Some(&before), 1).await?.into_iter().find(|row| row.id == id_of(*number));
            entries.extend(row.and_then(|row| SignedEntry::parse(&document(self.ring(), row)).ok()));
        }
        Ok(entries)
    }

    /// Reads the whole log. `remembered`: a head that somebody noted earlier.
    pub async fn verify_audit(&self, remembered: Option<Head>) -> Result<Verified, AppError> {
        let mut auditor = Auditor::new(self.audit_key(), remembered);
        let mut last: Option<[u8; 16]> = None;
        loop {
            let rows = self.store().read().await?.audit_after(last.as_ref(), PAGE).await?;
            let Some(end) = rows.last() else { break };
            last = Some(end.id);
            rows.into_iter().for_each(|row| auditor.read(&document(self.ring(), row)));
        }
        let people = auditor.people().into_iter().map(|(fingerprint, granted)| (fingerprint.to_owned(), granted)).collect();
        Ok(Verified { head: auditor.head(), by_service: auditor.by_service(), people, faults: auditor.finish() })
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
        let head = head(self.ring(), tx).await?;
        match signed.follows(head) {
            Ok(next) => self.add_entry(tx, &signed).await.map(|()| Ok(next)),
            Err(_) => Ok(Err(AuditRefusal::Moved(head))),
        }
    }

    /// Notes what the service does by itself or at a command's word.
    pub async fn note_service(&self, tx: &mut Tx, act: Act, subject: Option<[u8; 16]>, details: &[(&str, &str)]) -> Result<Head, AppError> {
        tx.lock_audit().await?;
        let head = head(self.ring(), tx).await?;
        let entry = Entry::after(head, act, subject, details, self.audit_key(), self.now());
        let signed = entry.sign(self.inner.parts.token_key.audit_key());
        let signed = signed.map_err(|e| AppError::Internal(format!("an entry of the audit log cannot be made: {e}")))?;
        self.add_entry(tx, &signed).await?;
        Ok(signed.head())
    }

    /// The same in a transaction of its own, for what changes no row of the database.
    pub async fn note_service_alone(&self, act: Act, details: Vec<(&'static str, String)>) -> Result<Head, AppError> {
        let app = self.clone();
        let noted = self.store().commit(move |tx| {
            Box::pin(async move {
                let details: Vec<(&str, &str)> = details.iter().map(|(name, value)| (*name, value.as_str())).collect();
                app.note_service(tx, act, None, &details).await
            })
        });
        noted.await
    }

    async fn add_entry(&self, tx: &mut Tx, signed: &SignedEntry) -> Result<(), AppError> {
        let key = self.ring().current(Class::Audit, 0)?;
        let id = id_of(signed.claimed().seq);
        let document = String::from_utf8(signed.bytes().to_vec());
        let document = document.map_err(|_| AppError::Internal("an entry of the audit log is no text".into()))?;
        let sealed = rows::seal_in_steps(self.ring(), key, &id, &[], 1, &AuditState { document }, STEP)?;
        Ok(tx.insert_audit(&AuditRow { id, key_id: key.as_i64(), version: 1, sealed }).await?)
    }
}

/// Where the log ends.
pub(super) async fn head(ring: &KeyRing, tx: &mut Tx) -> Result<Head, StoreError> {
    let Some(row) = tx.last_audit(&id_of(BEYOND)).await? else { return Ok(Head::EMPTY) };
    let seq = u64::try_from(u128::from_be_bytes(row.id)).unwrap_or(BEYOND);
    // An empty log has one hash, whatever stands under the number 0.
    Ok(if seq == 0 { Head::EMPTY } else { Head { seq, hash: Hash32::of(&document(ring, row)) } })
}

/// The signed document of a row, or its sealed bytes if it does not open or stands under another number than its own.
fn document(ring: &KeyRing, row: AuditRow) -> Vec<u8> {
    let opened: Result<AuditState, _> = rows::open(ring, row.key_id, &row.id, &[], row.version, &row.sealed);
    opened.map_or(row.sealed, |state| state.document.into_bytes())
}

fn id_of(seq: u64) -> [u8; 16] {
    u128::from(seq).to_be_bytes()
}
