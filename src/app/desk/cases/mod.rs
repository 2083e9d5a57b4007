//! Cases at the desk: lists, one case with its parts, and everything that staff change in it.
//!
//! * `sight`: what of a case somebody may see
//! * `list`, `detail`: what they get to see; `opened`: what the list knows from its last look
//! * `say`: replies, and what staff write for each other
//! * `change`: state, assignee, urgency, links
//! * `duty`: read, acknowledged, passed on, summarised, handed outside
//! * `rights`: who may read a case
//! * `many`: several cases at once
//! * `away`: what the service does by itself for those who are not there
//! * `practice`: a report to learn with
//!
//! Every change locks the case, looks at what the person may, takes the signed entry for the audit log and writes the
//! case: one transaction. Ids come as text and are parsed here: what is no id names nothing.

mod away;
mod change;
mod detail;
mod duty;
mod list;
mod many;
mod numbers;
mod opened;
mod practice;
mod rights;
mod say;
mod sight;

pub use away::Tidied;
pub use change::Change;
pub use detail::{CaseDetail, FileReader};
pub use duty::Sealed;
pub use list::{CaseLine, Cases, Named};
pub use many::Several;
pub(in crate::app) use opened::Opened;
pub use rights::{GivenGrant, Guesting, NewGuest, Rights};
pub use say::NewPart;

use base64::{Engine, engine::general_purpose::STANDARD};
use tocsin_seal::{Act, CaseId};

use super::{Fault, SignedIn};
use crate::app::{
    App,
    audit::AuditRefusal,
    rows::{self, CaseState},
    work::Account,
};
use crate::store::{CaseRow, Tx};
use sight::Sight;

/// A case that a transaction holds until its end.
struct Held {
    id: CaseId,
    row: CaseRow,
    state: CaseState,
}

impl SignedIn {
    /// Whose marks and cases are theirs.
    fn as_account(&self) -> Account {
        Account(*self.account())
    }
}

impl App {
    /// The case, if this person may see so much of it. What is not there and what they may not see are refused alike.
    async fn hold(&self, tx: &mut Tx, who: &SignedIn, case: [u8; 16], need: Sight) -> Result<Held, Fault> {
        let row = tx.lock_case(&case).await?.ok_or(Fault::Forbidden)?;
        let state = rows::open_case(self.ring(), &row)?;
        if sight::of(&state, who) < need {
            return Err(Fault::Forbidden);
        }
        Ok(Held { id: CaseId::from_bytes(case), row, state })
    }

    /// Writes a case that was changed; its new version, as desks name it.
    async fn keep_held(&self, tx: &mut Tx, held: &mut Held) -> Result<u64, Fault> {
        held.state.work.changes += 1;
        self.keep_quietly(tx, held).await?;
        Ok(held.state.work.changes)
    }

    /// The same where nothing was changed that anybody decides by: nobody else's change is refused for it.
    async fn keep_quietly(&self, tx: &mut Tx, held: &Held) -> Result<(), Fault> {
        let version = held.row.version + 1;
        let key = rows::key_to_write(self.ring(), held.row.key_id)?;
        let row = rows::case_row(self.ring(), held.id, key, version, &held.state)?;
        Ok(tx.update_case(&row, held.row.version).await?)
    }

    /// Takes the entry that somebody signed about what they do; its number.
    async fn entered(&self, tx: &mut Tx, who: &SignedIn, audit: &str, act: Act, subject: Option<[u8; 16]>) -> Result<u64, Fault> {
        let document = STANDARD.decode(audit).map_err(|_| Fault::Bad)?;
        match self.take_signed(tx, &document, &who.actor(), act, subject, self.now()).await? {
            Ok(head) => Ok(head.seq),
            Err(AuditRefusal::Moved(head)) => Err(Fault::AuditMoved { seq: head.seq, hash: head.hash.to_string() }),
            Err(AuditRefusal::Bad) => Err(Fault::Bad),
        }
    }

    /// The entry that somebody signed, or where their page could not, one of the service's that names them; its number.
    async fn entered_or_noted(
        &self,
        tx: &mut Tx,
        who: &SignedIn,
        audit: Option<&str>,
        act: Act,
        subject: Option<[u8; 16]>,
        details: &[(&str, &str)],
    ) -> Result<u64, Fault> {
        if let Some(audit) = audit {
            return self.entered(tx, who, audit, act, subject).await;
        }
        let by = who.as_account().to_string();
        let details: Vec<(&str, &str)> = details.iter().copied().chain([("by", by.as_str())]).collect();
        Ok(self.note_service(tx, act, subject, &details).await?.seq)
    }

    /// The same about one case, which remembers the entry as its own.
    async fn entered_about(&self, tx: &mut Tx, who: &SignedIn, audit: &str, act: Act, held: &mut Held) -> Result<(), Fault> {
        let entry = self.entered(tx, who, audit, act, Some(held.row.id)).await?;
        held.state.work.note(entry);
        Ok(())
    }
}

/// An id as it stands in addresses and JSON; what is none names nothing.
fn case_id(text: &str) -> Result<[u8; 16], Fault> {
    Account::parse(text).map(|id| id.0).ok_or(Fault::Forbidden)
}

/// Base64 of at most `most` bytes.
fn bytes(text: &str, most: usize) -> Result<Vec<u8>, Fault> {
    if text.len() / 4 * 3 > most + 3 {
        return Err(Fault::Bad);
    }
    STANDARD.decode(text).ok().filter(|bytes| bytes.len() <= most).ok_or(Fault::Bad)
}
