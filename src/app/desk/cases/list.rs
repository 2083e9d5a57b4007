//! The list of cases, page by page: what stands in the server's own rows about each. No content is among it.
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap, HashSet},
};

use serde::Serialize;
use tocsin_domain::{role::Role, urgency::Urgency};
use tocsin_seal::CaseId;

use super::super::{CaseParty, Fault, SignedIn, accounts};
use super::former::{self, FormerShown};
use super::sight::{self, Sight};
use crate::app::{
    App, alert,
    ending::NOTICE_DAYS,
    hold::HeldNow,
    people, rota,
    rows::{self, CaseState, Status, TeamGrantState},
    submit::TRIES,
    work::{Account, Reason, SealedSummary, sayable},
};
use crate::store::Tx;

/// Lines of one page.
const PAGE: usize = 2_000;
/// Cases that get their numbers at once.
const NUMBERED: usize = 5_000;
const DAY: i64 = 86_400;

/// A page of the list.
#[derive(Serialize)]
pub struct Cases {
    /// Most urgent and newest first.
    pub cases: Vec<CaseLine>,
    /// Where the next page begins; `None`: this is the last.
    pub next: Option<String>,
    /// Whose ids stand in the lines.
    pub people: Vec<Named>,
}

/// Somebody who works at the desk.
#[derive(Clone, Serialize)]
pub struct Named {
    /// Their id.
    pub account: Account,
    /// What they are called.
    pub alias: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// Whether the rota says that they are away.
    pub away: bool,
}

/// One line.
#[derive(Serialize)]
pub struct CaseLine {
    /// The case.
    pub id: CaseId,
    /// What a change names.
    pub version: u64,
    /// How it is called on the telephone.
    pub number: String,
    /// How soon somebody must look.
    pub urgency: Urgency,
    /// A call rings for it that nobody has acknowledged.
    pub wakes: bool,
    /// When it came, Unix seconds.
    pub created: i64,
    /// When the reporter last said something.
    pub last: i64,
    /// Where the work stands.
    pub status: Status,
    /// Why it is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Who looks after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Account>,
    /// Catalogue the reporter wrote in.
    pub language: String,
    /// This person has not read the reporter's last words.
    pub unread: bool,
    /// The team's last word is newer than the reporter's.
    pub answered: bool,
    /// False if the reporter wants no answer.
    pub answer_here: bool,
    /// Messages behind the report.
    pub messages: u32,
    /// Files.
    pub files: usize,
    /// The day on which somebody should get in touch again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_contact: Option<i64>,
    /// Only named people may read it.
    pub restricted: bool,
    /// This person was given a key to it.
    pub readable: bool,
    /// The reporter took it back, and staff kept it.
    pub withdrawn: bool,
    /// A lowering of its urgency waits for a colleague.
    pub lowered: bool,
    /// It is destroyed within two weeks if nobody does anything.
    pub ending: bool,
    /// A hold, asked for or confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<HeldNow>,
    /// Signs of junk.
    pub junk: Vec<&'static str>,
    /// Made by staff to learn with.
    pub practice: bool,
    /// Of a case that is closed to this lead: the readers whom they may bring back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub former: Option<FormerShown>,
    /// Sealed to the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<SealedSummary>,
}

/// What a line needs besides its own row.
pub(super) struct Around {
    /// Cases whose call rings.
    pub ringing: HashSet<[u8; 16]>,
    /// Files of each case.
    pub files: HashMap<[u8; 16], usize>,
    /// Epochs whose team key this person holds.
    pub epochs: HashSet<u32>,
}

/// Place of a line in the list: rings, urgent, new, and by id.
type Place = (Reverse<bool>, Reverse<Urgency>, Reverse<i64>, [u8; 16]);

impl App {
    /// A page of the cases that this person may see, from behind `after` on.
    pub async fn desk_cases(&self, who: &CaseParty, after: Option<&str>) -> Result<Cases, Fault> {
        let after = after.map(|text| place(text).ok_or(Fault::Bad)).transpose()?;
        for _ in 0..TRIES {
            if let Some(cases) = self.try_cases(who, after).await? {
                return Ok(cases);
            }
        }
        Err(Fault::Busy)
    }

    /// `None` if cases had to be given their numbers first.
    async fn try_cases(&self, who: &CaseParty, after: Option<Place>) -> Result<Option<Cases>, Fault> {
        let mut tx = self.store().read().await?;
        let round = self.numbers_round(&mut tx).await?;
        let around = self.around(&mut tx, who, None).await?;
        let (mut found, mut used, mut without) = (BTreeMap::new(), HashSet::new(), Vec::new());
        let mut more = false;
        for (id, case) in self.opened_cases(&mut tx).await? {
            let state = &case.state;
            used.extend(state.work.number);
            let sight = sight::of(state, who);
            if sight == Sight::Nothing {
                continue;
            }
            if sight > Sight::Line && state.work.number.is_none() {
                if without.len() < NUMBERED {
                    without.push(id);
                }
                continue;
            }
            let at = place_of(&id, state, sight, &around);
            if after.is_none_or(|after| at > after) {
                found.insert(at, (id, case, sight));
                if found.len() > PAGE {
                    more = true;
                    found.pop_last();
                }
            }
        }
        let mut numberless = Vec::with_capacity(without.len());
        for id in &without {
            numberless.extend(tx.case(id).await?);
        }
        let people = if who.roles().reads() { self.named(&mut tx).await? } else { Vec::new() };
        drop(tx);
        if !numberless.is_empty() {
            self.give_numbers(&numberless, used, &round).await?;
            return Ok(None);
        }
        let next = found.last_key_value().filter(|_| more).map(|(at, _)| written(at));
        let cases = found.into_values().map(|(id, case, sight)| line(&id, &case.state, who, sight, &around)).collect();
        Ok(Some(Cases { cases, next, people }))
    }

    /// What lines need; of one case alone, or of all.
    pub(super) async fn around(&self, tx: &mut Tx, who: &SignedIn, case: Option<&[u8; 16]>) -> Result<Around, Fault> {
        let files = match case {
            Some(case) => HashMap::from([(*case, tx.blobs(case).await?.len())]),
            None => tx.blob_counts().await?,
        };
        let ringing = alert::ringing(tx, self.ring()).await.map_err(crate::app::AppError::from)?;
        let (mut epochs, me) = (HashSet::new(), who.recipient().fingerprint());
        for row in tx.team_grants().await? {
            let Ok(grant) = rows::open::<TeamGrantState>(self.ring(), row.key_id, &row.id, &[], row.version, &row.sealed) else { continue };
            if grant.to == me {
                epochs.extend(u32::try_from(row.epoch));
            }
        }
        Ok(Around { ringing, files, epochs })
    }

    /// Everybody who has an account with keys and is not disabled, by alias.
    pub(super) async fn named(&self, tx: &mut Tx) -> Result<Vec<Named>, Fault> {
        let now = self.now();
        let people = people::load(tx, self.ring()).await?;
        let rota =
            rota::load(tx, self.ring()).await.map_err(|error| Fault::from(crate::app::AppError::from(alert::AlertError::from(error))))?;
        let accounts = accounts::all(tx, self.ring()).await?;
        let mut named: Vec<Named> = accounts
            .iter()
            .filter(|account| account.enrolled().is_some())
            .filter_map(|account| {
                let person = people.iter().find(|person| person.id == account.id && person.active)?;
                Some(Named {
                    account: Account(account.id),
                    alias: person.alias.to_string(),
                    roles: account.roles.all().to_vec(),
                    away: rota.is_away(account.id, now),
                })
            })
            .collect();
        named.sort_by(|a, b| a.alias.cmp(&b.alias));
        Ok(named)
    }
}

/// A case as this person may see it.
pub(super) fn line(id: &[u8; 16], state: &CaseState, who: &SignedIn, sight: Sight, around: &Around) -> CaseLine {
    let wakes = around.ringing.contains(id);
    if sight < Sight::Guest {
        return hidden(id, state, wakes, who);
    }
    let answered = state.answered();
    let whole = sight == Sight::Whole;
    let restricted = state.work.restricted_to.is_some();
    let epoch = || around.epochs.contains(&state.epoch) || state.work.granted.iter().any(|epoch| around.epochs.contains(epoch));
    CaseLine {
        id: CaseId::from_bytes(*id),
        version: state.work.changes,
        number: state.work.number.map(sayable).unwrap_or_default(),
        urgency: state.urgency,
        wakes: wakes && whole,
        created: state.created,
        last: state.work.last.unwrap_or(state.created),
        status: state.status,
        reason: state.work.reason,
        assignee: state.work.assignee.filter(|_| whole),
        unread: state.work.seen_by(who.as_account()).is_none_or(|seen| seen < state.reporter.seq),
        answered,
        answer_here: state.answer_here,
        messages: state.reporter.seq,
        files: around.files.get(id).copied().unwrap_or(0),
        next_contact: state.work.next_contact.filter(|_| whole),
        restricted,
        readable: !whole || restricted || epoch(),
        withdrawn: state.withdrawn.is_some(),
        lowered: state.work.lowered.is_some() && whole,
        ending: whole && state.ends_within(NOTICE_DAYS, who.now()),
        hold: HeldNow::of(&state.work).filter(|_| whole),
        junk: state.noticed.iter().map(|sign| sign.word()).collect(),
        practice: state.work.practice,
        former: None,
        summary: state.work.summary.clone().filter(|_| whole && !restricted),
        language: state.language.clone(),
    }
}

/// A restricted case before those who may not read it: that there is one, how urgent it is, and its day, so that nobody has
/// to wonder whether it lies there since yesterday or for a month.
fn hidden(id: &[u8; 16], state: &CaseState, wakes: bool, who: &SignedIn) -> CaseLine {
    let day = day_of(state);
    CaseLine {
        id: CaseId::from_bytes(*id),
        version: 0,
        number: String::new(),
        urgency: state.urgency,
        wakes,
        created: day,
        last: day,
        status: Status::New,
        reason: None,
        assignee: None,
        language: String::new(),
        unread: false,
        answered: false,
        answer_here: true,
        messages: 0,
        files: 0,
        next_contact: None,
        restricted: true,
        readable: false,
        withdrawn: false,
        lowered: false,
        ending: false,
        hold: None,
        junk: Vec::new(),
        practice: false,
        former: former::shown(&state.work, who).into_iter().next(),
        summary: None,
    }
}

/// Where [`line`] of this case stands.
fn place_of(id: &[u8; 16], state: &CaseState, sight: Sight, around: &Around) -> Place {
    let created = if sight < Sight::Guest { day_of(state) } else { state.created };
    let wakes = sight != Sight::Guest && around.ringing.contains(id);
    (Reverse(wakes), Reverse(state.urgency), Reverse(created), *id)
}

fn day_of(state: &CaseState) -> i64 {
    state.created - state.created.rem_euclid(DAY)
}

fn written((wakes, urgency, created, id): &Place) -> String {
    format!("{}.{}.{}.{}", u8::from(wakes.0), urgency.0, created.0, Account(*id))
}

fn place(text: &str) -> Option<Place> {
    let [wakes, urgency, created, id] = text.split('.').collect::<Vec<_>>().try_into().ok()?;
    let wakes = match wakes {
        "0" => false,
        "1" => true,
        _ => return None,
    };
    Some((Reverse(wakes), Reverse(urgency.parse().ok()?), Reverse(created.parse().ok()?), Account::parse(id)?.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_list_is_read_as_it_is_written_and_nothing_else_is_one() {
        let at: Place = (Reverse(true), Reverse(Urgency::Urgent), Reverse(1_800_000_000), [7; 16]);
        assert_eq!(place(&written(&at)), Some(at));
        for bad in
            ["", "1.urgent.1", "2.urgent.1.07070707070707070707070707070707", "1.x.1.07070707070707070707070707070707", "1.urgent.1.0"]
        {
            assert_eq!(place(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_rings_comes_first_then_what_is_urgent_then_what_is_new() {
        let at = |wakes, urgency, created| (Reverse(wakes), Reverse(urgency), Reverse(created), [0; 16]);
        let order = [
            at(true, Urgency::Routine, 1),
            at(false, Urgency::Critical, 2),
            at(false, Urgency::Critical, 1),
            at(false, Urgency::Urgent, 9),
        ];
        assert!(order.is_sorted());
    }
}
