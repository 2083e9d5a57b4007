//! Cases at the desk: lists, one case with its parts, and everything that staff change in it.
//!
//! * `sight`: what of a case somebody may see
//! * `list`, `detail`: what they get to see; `opened`: what the list knows from its last look
//! * `say`: replies, and what staff write for each other
//! * `change`: state, assignee, urgency, links
//! * `duty`: read, acknowledged, passed on, summarised, handed outside
//! * `rights`: who may read a case
//! * `former`: who could before that was changed, and can again
//! * `many`: several cases at once
//! * `away`: what the service does by itself for those who are not there
//! * `reading`: that somebody read a case stands in the log
//! * `practice`: a report to learn with
//!
//! Every change locks the case, looks at what the person may, takes the signed entry for the audit log and writes the
//! case: one transaction. Ids come as text and are parsed here: what is no id names nothing.

mod away;
mod change;
mod detail;
mod duty;
mod former;
mod list;
mod many;
mod numbers;
mod opened;
mod practice;
mod reading;
mod rights;
mod say;
mod sight;

pub use away::Tidied;
pub use change::Change;
pub use detail::{CaseDetail, FileReader};
pub use duty::{Handed, Sealed, Seen};
pub use former::{FormerReaders, FormerShown};
pub use list::{CaseLine, Cases, Named};
pub use many::{Several, Shift};
pub(in crate::app) use opened::OpenedLines;
pub use reading::Opened;
pub use rights::{GivenGrant, Guesting, NewGuest, Rights};
pub use say::NewPart;

use base64::{Engine, engine::general_purpose::STANDARD};
use tocsin_seal::{Act, CaseId};

use super::{Fault, SignedIn};
use crate::app::{
    App,
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
        Ok(self.put_case(tx, &held.row, &held.state).await.map(drop)?)
    }

    /// Takes the entry that somebody signed about one case, which remembers it as its own.
    async fn signed_about(
        &self,
        tx: &mut Tx,
        who: &SignedIn,
        audit: &str,
        act: Act,
        held: &mut Held,
        said: &[(&str, &str)],
    ) -> Result<(), Fault> {
        let entry = self.signed_by(tx, who, audit, act, Some(held.row.id), said).await?;
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
