//! The readers that a case had before its rights were changed. Whoever changes rights seals the keys anew, and nobody but the
//! new readers can tell whether they sealed anything: so the former keys are kept aside for two weeks, and until somebody else
//! has opened the case with the new ones. Meanwhile a lead can bring the former readers back.
use serde::{Deserialize, Serialize};
use tocsin_seal::{Act, PartId};

use super::super::{Fault, Lead, SignedIn};
use super::sight::Sight;
use super::{Held, rights};
use crate::app::{
    App,
    rows::{self, AsidePart, GrantKind, GrantState, PartState},
    work::{Account, Former, Work},
};
use crate::store::{PartRow, Tx};

/// So long former keys are kept at the least, in seconds.
const KEPT: i64 = 14 * 86_400;
/// Changes of rights of one case within that time: more would fill the disk, and hide the first among them.
const SETS: usize = 20;

/// Former readers as the desk sees and names them.
#[derive(Serialize)]
pub struct FormerShown {
    set: u64,
    at: i64,
    by: Account,
    /// Empty: the team.
    to: Vec<Account>,
}

/// Which former readers shall read a case again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormerReaders {
    set: u64,
    audit: String,
}

/// Those whom this lead may bring back, the newest first. A stranger to the case may no more once its new keys are proved.
pub(super) fn shown(work: &Work, who: &SignedIn) -> Vec<FormerShown> {
    let theirs = |former: &&Former| may_bring_back(work, former, Account(*who.account()));
    let shown = |former: &Former| FormerShown {
        set: former.set,
        at: former.at,
        by: former.by,
        to: former.restricted_to.clone().unwrap_or_default(),
    };
    if who.roles().has(tocsin_domain::role::Role::Lead) { work.former.iter().rev().filter(theirs).map(shown).collect() } else { Vec::new() }
}

fn may_bring_back(work: &Work, former: &Former, who: Account) -> bool {
    let could = former.restricted_to.as_ref().is_none_or(|named| named.contains(&who));
    work.lets(who) || (could && !work.proved())
}

/// Whether the keys of some former readers are kept no longer.
pub(super) fn is_over(work: &Work, now: i64) -> bool {
    work.proved() && work.former.iter().any(|former| former.at + KEPT <= now)
}

impl App {
    /// The former readers read the case again, and what they could read of the staff is as it was. Those who read it now are
    /// former readers from then on, so that this can be undone as well.
    pub async fn desk_former(&self, who: &Lead, case: [u8; 16], wish: FormerReaders) -> Result<u64, Fault> {
        let mut tx = self.store().write().await?;
        let mut held = self.hold(&mut tx, who, case, Sight::Line).await?;
        let me = who.as_account();
        let at = held.state.work.former.iter().position(|former| former.set == wish.set).ok_or(Fault::Moved)?;
        let former = held.state.work.former[at].clone();
        if !may_bring_back(&held.state.work, &former, me) {
            return Err(Fault::Forbidden);
        }
        held.state.work.former.remove(at);
        let set = self.set_aside(&mut tx, &mut held, me).await?;
        let teams = self.put_back(&mut tx, &held, former.set, set).await?;
        let work = &mut held.state.work;
        work.restricted_to = former.restricted_to;
        // Those whose time is over too: the sweep takes their key, with its entry.
        work.guests = former.guests;
        work.staff_recipient = former.staff_recipient;
        if work.restricted_to.is_some() {
            work.summary = None;
        }
        // A team that came meanwhile has no grant among these: it is sealed on to it again.
        work.granted.retain(|epoch| {
            self.rosters().iter().any(|roster| roster.epoch() == *epoch && teams.contains(&roster.team_recipient().fingerprint()))
        });
        rights::settle_assignee(work);
        let number = wish.set.to_string();
        self.signed_about(&mut tx, who, &wish.audit, Act::FormerReaders, &mut held, &[("set", &number)]).await?;
        let version = self.keep_held(&mut tx, &mut held).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// Sets all grants of a case aside, and notes who could read it until now; the number of what was set aside.
    pub(super) async fn set_aside(&self, tx: &mut Tx, held: &mut Held, by: Account) -> Result<u64, Fault> {
        let at = self.now();
        let work = &mut held.state.work;
        if work.former.len() >= SETS {
            return Err(Fault::Bad);
        }
        let set = work.changes;
        let (restricted_to, guests, staff_recipient) = (work.restricted_to.clone(), work.guests.clone(), work.staff_recipient.clone());
        work.former.push(Former { set, at, by, restricted_to, guests, staff_recipient });
        work.proved.clear();
        work.rights_at = Some(at);
        for row in tx.grants(&held.row.id).await? {
            match rows::open_grant(self.ring(), &row) {
                Ok(state) if state.aside.is_some() => {}
                Ok(state) => {
                    tx.delete_grant(&held.row.id, &row.id).await?;
                    self.put_grant(tx, &held.row, &GrantState { aside: Some(set), ..state }).await?;
                }
                // Whoever damaged it can mend it, and would have a reader back.
                Err(_) => tx.delete_grant(&held.row.id, &row.id).await?,
            }
        }
        Ok(set)
    }

    /// Keeps what a part was sealed to until now.
    pub(super) async fn set_body_aside(&self, tx: &mut Tx, held: &Held, part: &PartRow, set: u64) -> Result<(), Fault> {
        let (state, _) = rows::open_part(self.ring(), part)?;
        let state = PartState { aside: Some(AsidePart { set, part: PartId::from_bytes(part.id) }), ..state };
        let key = rows::key_to_write(self.ring(), part.key_id)?;
        let id = PartId::from_bytes(self.row_id()?);
        Ok(tx.insert_part(&rows::part_row(self.ring(), id, held.id, key, 1, &state, part.body.clone())?).await?)
    }

    /// Puts the grants and bodies of this set back; the bodies in whose place they come are set aside under `now`. To whom the
    /// case itself is granted then.
    async fn put_back(&self, tx: &mut Tx, held: &Held, set: u64, now: u64) -> Result<Vec<String>, Fault> {
        let mut to = Vec::new();
        for row in tx.grants(&held.row.id).await? {
            let Some(state) = rows::open_grant(self.ring(), &row).ok().filter(|state| state.aside == Some(set)) else { continue };
            if state.kind == GrantKind::Case {
                to.push(state.to.clone());
            }
            tx.delete_grant(&held.row.id, &row.id).await?;
            self.put_grant(tx, &held.row, &GrantState { aside: None, ..state }).await?;
        }
        if to.is_empty() {
            return Err(Fault::Bad);
        }
        for row in tx.part_heads(&held.row.id).await? {
            let of = rows::open_any_part(self.ring(), &row).ok().and_then(|(state, _)| state.aside);
            let Some(aside) = of.filter(|aside| aside.set == set) else { continue };
            let former = tx.part(&held.row.id, &row.id).await?.and_then(|row| row.body);
            if let Some(part) = tx.part(&held.row.id, aside.part.as_bytes()).await? {
                self.set_body_aside(tx, held, &part, now).await?;
                let (state, _) = rows::open_part(self.ring(), &part)?;
                let key = rows::key_to_write(self.ring(), part.key_id)?;
                let again = rows::part_row(self.ring(), aside.part, held.id, key, part.version + 1, &state, former)?;
                tx.update_part(&again, part.version).await?;
            }
            tx.delete_part(&held.row.id, &row.id).await?;
        }
        Ok(to)
    }

    /// Drops the keys of former readers whose time is over; how many changes of rights they were of.
    pub(super) async fn drop_former(&self, tx: &mut Tx, held: &mut Held) -> Result<u32, Fault> {
        let now = self.now();
        if !is_over(&held.state.work, now) {
            return Ok(0);
        }
        let over = |former: &Former| former.at + KEPT <= now;
        let sets: Vec<u64> = held.state.work.former.iter().filter(|former| over(former)).map(|former| former.set).collect();
        for row in tx.grants(&held.row.id).await? {
            let aside = rows::open_grant(self.ring(), &row).ok().and_then(|state| state.aside);
            if aside.is_some_and(|set| sets.contains(&set)) {
                tx.delete_grant(&held.row.id, &row.id).await?;
            }
        }
        for row in tx.part_heads(&held.row.id).await? {
            let aside = rows::open_any_part(self.ring(), &row).ok().and_then(|(state, _)| state.aside);
            if aside.is_some_and(|aside| sets.contains(&aside.set)) {
                tx.delete_part(&held.row.id, &row.id).await?;
            }
        }
        let work = &mut held.state.work;
        work.former.retain(|former| !over(former));
        if work.former.is_empty() {
            work.proved.clear();
        }
        let count = sets.len().to_string();
        let head = self.note_service(tx, Act::FormerDropped, Some(held.row.id), &[("count", &count)]).await?;
        held.state.work.note(head.seq);
        Ok(u32::try_from(sets.len()).unwrap_or(u32::MAX))
    }
}
