//! Parts that a desk sends: a reply to the reporter, or what staff write for each other.
use serde::Deserialize;
use tocsin_seal::{Act, Kind, Recipient, SignedStatement};

use super::super::{CaseParty, Fault};
use super::rights::{GivenGrant, Holder, given};
use super::sight::{self, Sight};
use super::{Held, bytes};
use crate::app::{
    App,
    import::Refusal,
    rows::GrantKind,
    said::{PART_LIMIT, Said, StaffIdentity},
};
use crate::store::Tx;

/// Longest statement that staff make: theirs name no files.
const STATEMENT_LIMIT: usize = 16 * 1024;

/// A part as the desk sends it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPart {
    pub(super) statement: String,
    pub(super) body: String,
    audit: String,
    staff: Option<NewStaff>,
}

/// The staff identity that the first to write in a case made.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewStaff {
    recipient: String,
    grants: Vec<GivenGrant>,
}

impl App {
    /// Adds a part to a case; its number in its chain. A part that was taken before is not taken twice.
    pub async fn desk_say(&self, who: &CaseParty, case: [u8; 16], part: NewPart) -> Result<u32, Fault> {
        let mut tx = self.store().write().await?;
        let mut held = self.hold(&mut tx, who, case, Sight::Guest).await?;
        let guest = sight::of(&held.state, who) == Sight::Guest;
        let (signed, body) = parsed(&part.statement, &part.body)?;
        let kind = signed.claimed().kind;
        let seq = signed.claimed().seq;
        // A guest translates. Staff's own parts look alike from outside; what it was, its author signs in the log.
        let acts: &[Act] = match (kind, guest) {
            (Kind::Note, false) => &[Act::Noted, Act::Translated, Act::Labelled, Act::Drafted],
            (Kind::Note, true) => &[Act::Translated],
            (Kind::Reply, false) => &[Act::Replied],
            _ => return Err(Fault::Forbidden),
        };
        let mut staff = None;
        if let Some(new) = part.staff {
            if guest || kind != Kind::Note {
                return Err(Fault::Forbidden);
            }
            staff = Some(self.staff_begins(&mut tx, &mut held, new).await?);
        }
        match self.say(&mut tx, &held.row, &mut held.state, &signed, body).await?.map_err(refused)? {
            Said::Taken => {}
            Said::Known => return Ok(seq),
        }
        let act = named(&part.audit, acts)?;
        // Whoever answers or notes has read what they answer to.
        let reporter = held.state.reporter.seq;
        if !guest {
            held.state.work.see(who.as_account(), reporter);
        }
        let (number, statement) = (seq.to_string(), signed.hash().to_string());
        let mut said = vec![("seq", number.as_str()), ("statement", &statement)];
        said.extend(staff.as_deref().map(|staff| ("staff", staff)));
        self.signed_about(&mut tx, who, &part.audit, act, &mut held, &said).await?;
        self.keep_held(&mut tx, &mut held).await?;
        tx.commit().await?;
        Ok(seq)
    }

    /// Its fingerprint.
    async fn staff_begins(&self, tx: &mut Tx, held: &mut Held, staff: NewStaff) -> Result<String, Fault> {
        let recipient: Recipient = staff.recipient.parse().map_err(|_| Fault::Bad)?;
        let fingerprint = recipient.fingerprint();
        let readers = self.who_reads(tx, &held.state).await?;
        let grants = given(&staff.grants, &readers)?;
        let has = |reader: &Holder| grants.iter().any(|grant| grant.to == reader.fingerprint);
        if grants.iter().any(|grant| grant.kind != GrantKind::Staff) || !readers.iter().all(has) {
            return Err(Fault::Bad);
        }
        // What stands in the row before anybody has written is vouched for by nobody.
        if held.state.work.staff.is_none() && held.state.work.staff_recipient.take().is_some() {
            self.drop_grants(tx, held, |grant| grant.kind == GrantKind::Staff).await?;
        }
        self.begin_staff(tx, &held.row, &mut held.state, StaffIdentity { recipient, grants }).await?.map_err(refused)?;
        Ok(fingerprint)
    }
}

/// A statement with the bytes it speaks of.
pub(super) fn parsed(statement: &str, body: &str) -> Result<(SignedStatement, Vec<u8>), Fault> {
    let statement = bytes(statement, STATEMENT_LIMIT)?;
    let most = usize::try_from(PART_LIMIT).unwrap_or(usize::MAX);
    Ok((SignedStatement::parse(&statement).map_err(|_| Fault::Bad)?, bytes(body, most)?))
}

/// The act that an entry claims, if it is one of these; whether it is signed is looked at when it is taken.
fn named(audit: &str, acts: &[Act]) -> Result<Act, Fault> {
    let document = bytes(audit, tocsin_seal::audit::MAX_BYTES)?;
    let act = tocsin_seal::SignedEntry::parse(&document).map_err(|_| Fault::Bad)?.claimed().act;
    if acts.contains(&act) { Ok(act) } else { Err(Fault::Bad) }
}

/// What the desk hears of a part that is not taken. Out of order: somebody wrote meanwhile, and it must be read again.
pub(super) fn refused(refusal: Refusal) -> Fault {
    match refusal {
        Refusal::OutOfOrder => Fault::Moved,
        Refusal::NoCase => Fault::Forbidden,
        _ => Fault::Bad,
    }
}
