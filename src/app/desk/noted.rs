//! An act and its entry in the audit log are one transaction.

use base64::{Engine, engine::general_purpose::STANDARD};
use tocsin_seal::audit::Act;

use super::{Fault, SignedIn};
use crate::app::App;
use crate::app::audit::AuditRefusal;
use crate::store::Tx;

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
        let (who, document) = match noted {
            Noted::Service => return self.note_service(tx, act, subject, details).await.map(drop).map_err(Fault::from),
            Noted::By(who, document) => (who, STANDARD.decode(document).map_err(|_| Fault::Bad)?),
        };
        match self.take_signed(tx, &document, &who.actor(), act, subject, self.now()).await? {
            Ok(_) => Ok(()),
            Err(AuditRefusal::Moved(head)) => Err(Fault::AuditMoved { seq: head.seq, hash: head.hash.to_string() }),
            Err(AuditRefusal::Bad) => Err(Fault::Bad),
        }
    }
}
