//! An act and its entry in the audit log are one transaction, and the entry says what is done: its details are those of the act and
//! no others, and `request` is the hash of everything that was asked. Where the request comes in, that hash is compared with what came
//! ([`is_bound`], asked for every address); in [`App::note`] the details are, with what the act comes to.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use tocsin_seal::SignedEntry;
use tocsin_seal::asked::{ENTRY, REQUEST, request_hash};
use tocsin_seal::audit::Act;

use super::{Fault, SignedIn};
use crate::app::App;
use crate::app::audit::AuditRefusal;
use crate::store::Tx;
use crate::vault::hex;

/// [`Fault::Bad`] if a request's body carries an entry for the log that was signed for another: an entry names the hash of everything
/// that is asked. That there is an entry at all, and what else it says, is asked for where the act is done.
pub fn is_bound(body: &[u8]) -> Result<(), Fault> {
    // What is no JSON carries none; whoever takes it looks for itself.
    let Ok(body) = serde_json::from_slice::<Value>(body) else { return Ok(()) };
    // Read as a structure by its place, a list could carry an entry under no name.
    if body.is_array() {
        return Err(Fault::Bad);
    }
    let Some(entry) = body.get(ENTRY).and_then(Value::as_str) else { return Ok(()) };
    let document = STANDARD.decode(entry).map_err(|_| Fault::Bad)?;
    let entry = SignedEntry::parse(&document).map_err(|_| Fault::Bad)?;
    let asked = request_hash(&body).ok_or(Fault::Bad)?.to_string();
    if entry.claimed().details.get(REQUEST) == Some(&asked) { Ok(()) } else { Err(Fault::Bad) }
}

/// Who vouches in the audit log for what is done.
pub enum Noted<'a> {
    /// The service, for a command.
    Service,
    /// Whoever is at the desk, by an entry that their own key signed: base64 of its document.
    By(&'a SignedIn, &'a str),
}

impl App {
    /// Puts the entry of an act into its transaction; the last thing before the commit.
    pub async fn note(
        &self,
        tx: &mut Tx,
        noted: &Noted<'_>,
        act: Act,
        subject: Option<[u8; 16]>,
        details: &[(&str, &str)],
    ) -> Result<(), Fault> {
        match noted {
            Noted::Service => self.note_service(tx, act, subject, details).await.map(drop).map_err(Fault::from),
            Noted::By(who, document) => self.signed_by(tx, who, document, act, subject, details).await.map(drop),
        }
    }

    /// Takes the entry that somebody signed about an act of theirs, if it says just these things of it; its number. The last
    /// thing before the commit.
    pub(super) async fn signed_by(
        &self,
        tx: &mut Tx,
        who: &SignedIn,
        audit: &str,
        act: Act,
        subject: Option<[u8; 16]>,
        said: &[(&str, &str)],
    ) -> Result<u64, Fault> {
        let document = STANDARD.decode(audit).map_err(|_| Fault::Bad)?;
        let entry = SignedEntry::parse(&document).map_err(|_| Fault::Bad)?;
        if !says(&entry, said) {
            return Err(Fault::Bad);
        }
        match self.take_signed(tx, &document, &who.actor(), act, subject, self.now()).await? {
            Ok(head) => Ok(head.seq),
            Err(AuditRefusal::Moved(head)) => Err(Fault::AuditMoved { seq: head.seq, hash: head.hash.to_string() }),
            Err(AuditRefusal::Bad) => Err(Fault::Bad),
        }
    }

    /// The entry that somebody signed, or where their page could not, one of the service's that names them; its number.
    pub(super) async fn signed_or_noted(
        &self,
        tx: &mut Tx,
        who: &SignedIn,
        audit: Option<&str>,
        act: Act,
        subject: Option<[u8; 16]>,
        said: &[(&str, &str)],
    ) -> Result<u64, Fault> {
        if let Some(audit) = audit {
            return self.signed_by(tx, who, audit, act, subject, said).await;
        }
        let by = hex(who.account());
        let details: Vec<(&str, &str)> = said.iter().copied().chain([("by", by.as_str())]).collect();
        Ok(self.note_service(tx, act, subject, &details).await?.seq)
    }
}

/// Whether these are an entry's details: all of them, and besides them only the request's hash, which must be there.
fn says(entry: &SignedEntry, said: &[(&str, &str)]) -> bool {
    let details = &entry.claimed().details;
    let told = said.iter().all(|(name, value)| details.get(*name).is_some_and(|told| told == value));
    told && details.len() == said.len() + 1 && details.contains_key(REQUEST)
}
