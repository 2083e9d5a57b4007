//! Several cases at once: junk that is closed together, and everything of somebody who goes home.
use serde::Deserialize;
use tocsin_seal::{Act, CaseId};

use super::super::{Fault, Reader};
use super::sight::Sight;
use super::{Held, case_id};
use crate::app::{
    App,
    rows::{self, Status},
    work::{Account, Reason},
};

/// Cases that can be closed at once.
const MOST: usize = 500;
/// Rows in memory at once.
const ROWS: u16 = 500;

/// Cases to be closed together.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Several {
    cases: Vec<Seen>,
    reason: Reason,
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
        let entry = self.entered(&mut tx, who, &several.audit, Act::BulkClosed, None).await?;
        for one in &mut held {
            one.state.settle();
            one.state.close(several.reason, self.terms(), who.now());
            one.state.work.note(entry);
            self.keep_held(&mut tx, one).await?;
        }
        Ok(tx.commit().await?)
    }

    /// All open cases that this person looks after are somebody else's from now on; which. What the other may not read stays.
    pub async fn desk_handover(&self, who: &Reader, to: Account, audit: &str) -> Result<Vec<CaseId>, Fault> {
        let me = who.as_account();
        if to == me {
            return Err(Fault::Bad);
        }
        let mine = self.open_cases_of(&[me]).await?;
        let mut tx = self.store().write().await?;
        self.colleague(&mut tx, to).await?;
        let mut held: Vec<Held> = Vec::new();
        for case in mine {
            match self.hold(&mut tx, who, case, Sight::Whole).await {
                Ok(one) if one.state.work.assignee == Some(me) && one.state.work.lets(to) => held.push(one),
                // Changed since it was looked for.
                Ok(_) | Err(Fault::Forbidden) => {}
                Err(fault) => return Err(fault),
            }
        }
        let entry = self.entered(&mut tx, who, audit, Act::Handover, Some(to.0)).await?;
        for one in &mut held {
            one.state.work.assignee = Some(to);
            one.state.work.note(entry);
            self.keep_held(&mut tx, one).await?;
        }
        tx.commit().await?;
        Ok(held.into_iter().map(|one| one.id).collect())
    }

    /// The open cases that these people look after, in the order of their ids.
    pub(super) async fn open_cases_of(&self, people: &[Account]) -> Result<Vec<[u8; 16]>, Fault> {
        let mut tx = self.store().read().await?;
        let (mut found, mut last) = (Vec::new(), None);
        loop {
            let rows = tx.cases_after(last.as_ref(), ROWS).await?;
            let Some(end) = rows.last() else { return Ok(found) };
            last = Some(end.id);
            found.extend(rows.iter().filter_map(|row| {
                let state = rows::open_case(self.ring(), row).ok()?;
                let theirs = state.work.assignee.is_some_and(|assignee| people.contains(&assignee));
                (theirs && state.status != Status::Closed && state.is_staffs(self.now())).then_some(row.id)
            }));
        }
    }
}
