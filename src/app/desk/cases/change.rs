//! Changes of a case's state: where the work stands, whose it is, how urgent it is, what it belongs to.
use serde::{Deserialize, Deserializer};
use tocsin_domain::clock::{date_string, day_of};
use tocsin_domain::{role::Role, urgency::Urgency};
use tocsin_seal::{Act, CaseId};

use super::super::{Fault, Reader};
use super::Held;
use super::sight::Sight;
use crate::app::{
    App,
    hold::{HoldFor, NotHeld, Wish},
    rows::Status,
    work::{Account, Lowered, Reason},
};
use crate::store::Tx;

/// Other cases that one can be linked with.
const LINKS: usize = 20;
const DAY: i64 = 86_400;
/// A date further ahead than this is a slip of the hand.
const FURTHEST: i64 = 5 * 366 * DAY;

/// One change: what is given is changed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Version of the case that the person looked at.
    version: u64,
    status: Option<Status>,
    reason: Option<Reason>,
    #[serde(default, deserialize_with = "given")]
    assignee: Option<Option<Account>>,
    #[serde(default, deserialize_with = "given")]
    next_contact: Option<Option<i64>>,
    urgency: Option<Urgency>,
    #[serde(default)]
    confirm_lowered: bool,
    link: Option<CaseId>,
    unlink: Option<CaseId>,
    hold: Option<HoldFor>,
    #[serde(default)]
    release: bool,
    audit: String,
}

/// An act and what its entry must say of it.
type Done = (Act, Vec<(&'static str, String)>);

/// The one thing that a change changes: an entry of the log is about one act.
enum One {
    Status(Status, Option<Reason>),
    Assignee(Option<Account>),
    NextContact(Option<i64>),
    Urgency(Urgency),
    ConfirmLowered,
    Link(CaseId),
    Unlink(CaseId),
    Hold(Wish),
}

impl Change {
    fn one(&self) -> Result<One, Fault> {
        let given = [
            self.status.map(|status| One::Status(status, self.reason)),
            self.assignee.map(One::Assignee),
            self.next_contact.map(One::NextContact),
            self.urgency.map(One::Urgency),
            self.confirm_lowered.then_some(One::ConfirmLowered),
            self.link.map(One::Link),
            self.unlink.map(One::Unlink),
            self.hold.map(|why| One::Hold(Wish::Hold(why))),
            self.release.then_some(One::Hold(Wish::Release)),
        ];
        let mut given = given.into_iter().flatten();
        match (given.next(), given.next()) {
            (Some(one), None) if self.reason.is_none() || self.status.is_some() => Ok(one),
            _ => Err(Fault::Bad),
        }
    }
}

/// Told from what is missing: `null` takes away.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(d).map(Some)
}

impl App {
    /// Changes a case as somebody saw it; its new version. [`Fault::Moved`] if it is another by now.
    pub async fn desk_change(&self, who: &Reader, case: [u8; 16], change: Change) -> Result<u64, Fault> {
        let mut tx = self.store().write().await?;
        // Two cases are locked in the order of their ids, so that no two people wait for each other.
        let other = change.link.or(change.unlink).map(|other| *other.as_bytes());
        if let Some(other) = other.filter(|other| *other < case) {
            tx.lock_case(&other).await?;
        }
        let mut held = self.hold(&mut tx, who, case, Sight::Whole).await?;
        if held.state.work.changes != change.version {
            return Err(Fault::Moved);
        }
        held.state.settle();
        let mut linked = None;
        let (act, said) = match change.one()? {
            One::Status(status, reason) => self.set_status(&mut held, status, reason, who.now())?,
            One::Assignee(assignee) => self.set_assignee(&mut tx, &mut held, assignee).await?,
            One::NextContact(day) => set_next_contact(&mut held, day, who.now())?,
            One::Urgency(urgency) => set_urgency(&mut held, urgency, who.as_account(), who.now())?,
            One::ConfirmLowered => confirm_lowered(&mut held, who.as_account())?,
            One::Hold(wish) => self.set_hold(&mut held, wish, who)?,
            One::Link(other) => {
                linked = Some(self.link_case(&mut tx, who, &mut held, *other.as_bytes()).await?);
                (Act::Linked, vec![("other", other.to_string())])
            }
            One::Unlink(other) => {
                linked = self.unlink(&mut tx, who, &mut held, *other.as_bytes()).await?;
                (Act::Unlinked, vec![("other", other.to_string())])
            }
        };
        let said: Vec<(&str, &str)> = said.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let entry = self.signed_by(&mut tx, who, &change.audit, act, Some(case), &said).await?;
        if let Some(mut other) = linked {
            other.state.work.note(entry);
            self.keep_held(&mut tx, &mut other).await?;
        }
        held.state.work.note(entry);
        let version = self.keep_held(&mut tx, &mut held).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// Leads alone; the second must be another lead, or an administrator at the command line.
    fn set_hold(&self, held: &mut Held, wish: Wish, who: &Reader) -> Result<Done, Fault> {
        if !who.roles().has(Role::Lead) {
            return Err(Fault::Forbidden);
        }
        let why = match (wish, held.state.work.hold) {
            // The second person confirms what the first asked for.
            (Wish::Hold(why), hold) => Some(hold.map_or(why, |hold| hold.why)),
            (Wish::Release, hold) => hold.map(|hold| hold.why),
        };
        let outcome = held.state.work.wish(wish, who.as_account(), who.now()).map_err(|refused| match refused {
            NotHeld::SamePerson => Fault::Forbidden,
            NotHeld::Already | NotHeld::Nothing => Fault::Moved,
        })?;
        self.end_after(&mut held.state, outcome);
        Ok((outcome.act(), why.map(|why| ("why", why.word().to_owned())).into_iter().collect()))
    }

    /// A reason can set the case's end, and opening it again takes that back.
    fn set_status(&self, held: &mut Held, status: Status, reason: Option<Reason>, now: i64) -> Result<Done, Fault> {
        let state = &mut held.state;
        if !state.status.may_become(status) {
            return Err(Fault::Bad);
        }
        match (status, reason) {
            (Status::Closed, Some(reason)) => state.close(reason, self.terms(), now),
            (Status::Closed, None) | (_, Some(_)) => return Err(Fault::Bad),
            (_, None) => {
                if state.status == Status::Closed {
                    state.end_as_before(self.terms(), now);
                }
                state.status = status;
                state.work.reason = None;
            }
        }
        let said = [Some(("status", status.word().to_owned())), reason.map(|reason| ("reason", reason.word().to_owned()))];
        Ok((Act::Status, said.into_iter().flatten().collect()))
    }

    async fn set_assignee(&self, tx: &mut Tx, held: &mut Held, assignee: Option<Account>) -> Result<Done, Fault> {
        if let Some(account) = assignee {
            self.colleague(tx, account).await?;
            // Nobody looks after what they may not read.
            if !held.state.work.lets(account) {
                return Err(Fault::Bad);
            }
        }
        held.state.work.assignee = assignee;
        Ok((Act::Assigned, vec![("to", assignee.map_or_else(|| "nobody".to_owned(), |to| to.to_string()))]))
    }

    /// Both cases name each other; each keeps its own receipt, mailbox and keys.
    async fn link_case(&self, tx: &mut Tx, who: &Reader, held: &mut Held, other: [u8; 16]) -> Result<Held, Fault> {
        if other == held.row.id {
            return Err(Fault::Bad);
        }
        let mut other = self.hold(tx, who, other, Sight::Whole).await?;
        let (this, that) = (held.id, other.id);
        for (one, two) in [(held, that), (&mut other, this)] {
            let links = &mut one.state.work.links;
            if !links.contains(&two) {
                links.push(two);
            }
            if links.len() > LINKS {
                return Err(Fault::Bad);
            }
        }
        Ok(other)
    }

    /// The other may be gone by now, or closed to this person: then this side alone forgets it.
    async fn unlink(&self, tx: &mut Tx, who: &Reader, held: &mut Held, other: [u8; 16]) -> Result<Option<Held>, Fault> {
        let name = CaseId::from_bytes(other);
        if !held.state.work.links.contains(&name) {
            return Err(Fault::Bad);
        }
        held.state.work.links.retain(|link| *link != name);
        let this = held.id;
        match self.hold(tx, who, other, Sight::Whole).await {
            Ok(mut other) => {
                other.state.work.links.retain(|link| *link != this);
                Ok(Some(other))
            }
            Err(Fault::Forbidden) => Ok(None),
            Err(fault) => Err(fault),
        }
    }
}

fn set_next_contact(held: &mut Held, day: Option<i64>, now: i64) -> Result<Done, Fault> {
    if day.is_some_and(|day| day < now - DAY || day > now + FURTHEST) {
        return Err(Fault::Bad);
    }
    held.state.work.next_contact = day.map(|day| day - day.rem_euclid(DAY));
    let day = day.map_or_else(|| "none".to_owned(), |day| date_string(day_of(day)));
    Ok((Act::NextContact, vec![("day", day)]))
}

/// Raising is for everybody, at once, and takes back a wish to lower; lowering waits for somebody else.
fn set_urgency(held: &mut Held, to: Urgency, by: Account, at: i64) -> Result<Done, Fault> {
    let state = &mut held.state;
    let said = vec![("urgency", to.as_str().to_owned())];
    if to > state.urgency || (to == state.urgency && state.work.lowered.is_some()) {
        state.urgency = to;
        state.work.lowered = None;
        return Ok((Act::Raised, said));
    }
    if to == state.urgency {
        return Err(Fault::Bad);
    }
    state.work.lowered = Some(Lowered { from: state.urgency, to, by, at });
    Ok((Act::Lowered, said))
}

fn confirm_lowered(held: &mut Held, by: Account) -> Result<Done, Fault> {
    let lowered = held.state.work.lowered.ok_or(Fault::Moved)?;
    if lowered.by == by {
        return Err(Fault::Forbidden);
    }
    held.state.urgency = lowered.to;
    held.state.work.lowered = None;
    Ok((Act::LoweringConfirmed, vec![("urgency", lowered.to.as_str().to_owned())]))
}
