//! Several cases at once: junk that is closed together, and everything of somebody who goes home.
use serde::Deserialize;
use tocsin_seal::asked::many;
use tocsin_seal::{Act, CaseId};

use super::super::{Fault, Reader};
use super::sight::Sight;
use super::{Held, case_id};
use crate::app::{
    App,
    rows::Status,
    work::{Account, Reason},
};

/// Cases that can be closed at once.
const MOST: usize = 500;
/// Cases that can be handed over at once.
const SHIFT: usize = 2_000;

/// Cases to be closed together.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Several {
    cases: Vec<Seen>,
    reason: Reason,
    audit: String,
}

/// What somebody who goes home hands over.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    to: Account,
    cases: Vec<CaseId>,
    audit: String,
}

/// A case as somebody saw it in the list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    id: String,
    version: u64,
}

impl App {
    /// Closes all of these or none: [`Fault::Moved`] if one is another by now, so that nothing is thrown away unseen.
    pub async fn desk_close_several(&self, who: &Reader, several: Several) -> Result<(), Fault> {
        if !matches!(several.reason, Reason::Spam | Reason::Test) || several.cases.is_empty() || several.cases.len() > MOST {
            return Err(Fault::Bad);
        }
        let mut wanted = several.cases.iter().map(|seen| Ok((case_id(&seen.id)?, seen.version))).collect::<Result<Vec<_>, Fault>>()?;
        // In the order of their ids, so that no two people wait for each other.
        wanted.sort_unstable();
        if wanted.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(Fault::Bad);
        }
        let mut tx = self.store().write().await?;
        let mut held = Vec::new();
        for (case, version) in wanted {
            let one = self.hold(&mut tx, who, case, Sight::Whole).await?;
            if one.state.work.changes != version {
                return Err(Fault::Moved);
            }
            held.push(one);
        }
        let (count, cases) = (held.len().to_string(), many(held.iter().map(|one| one.id.to_string())).to_string());
        let said = [("count", count.as_str()), ("cases", &cases), ("reason", several.reason.word())];
        let entry = self.signed_by(&mut tx, who, &several.audit, Act::BulkClosed, None, &said).await?;
        for one in &mut held {
            one.state.settle();
            one.state.close(several.reason, self.terms(), who.now());
            one.state.work.note(entry);
            self.keep_held(&mut tx, one).await?;
        }
        Ok(tx.commit().await?)
    }

    /// These open cases that this person looks after are somebody else's from now on: all of them or none, since the entry names
    /// them. [`Fault::Moved`] if one is not theirs any more, or is closed by now; [`Fault::Bad`] if the other may not read one.
    pub async fn desk_handover(&self, who: &Reader, shift: Shift) -> Result<Vec<CaseId>, Fault> {
        let (me, to) = (who.as_account(), shift.to);
        let mut mine = shift.cases;
        mine.sort_unstable();
        mine.dedup();
        if to == me || mine.is_empty() || mine.len() > SHIFT {
            return Err(Fault::Bad);
        }
        let mut tx = self.store().write().await?;
        self.colleague(&mut tx, to).await?;
        let mut held: Vec<Held> = Vec::new();
        for case in mine {
            let one = self.hold(&mut tx, who, *case.as_bytes(), Sight::Whole).await?;
            if one.state.work.assignee != Some(me) || one.state.status == Status::Closed {
                return Err(Fault::Moved);
            }
            if !one.state.work.lets(to) {
                return Err(Fault::Bad);
            }
            held.push(one);
        }
        let (count, cases) = (held.len().to_string(), many(held.iter().map(|one| one.id.to_string())).to_string());
        let said = [("count", count.as_str()), ("cases", &cases)];
        let entry = self.signed_by(&mut tx, who, &shift.audit, Act::Handover, Some(to.0), &said).await?;
        for one in &mut held {
            one.state.work.assignee = Some(to);
            one.state.work.note(entry);
            self.keep_held(&mut tx, one).await?;
        }
        tx.commit().await?;
        Ok(held.into_iter().map(|one| one.id).collect())
    }
}
