//! Cases of former teams: a desk that can open them seals their keys on to the new team; the old grants stay beside the new.
//!
//! What is inside a sealed key only its reader sees. So whoever seals a case on signs which bytes they gave, and nobody's
//! word is the last: any other member can seal the same case on once more, beside what is there.

use std::sync::{Mutex, PoisonError};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use tocsin_seal::{Act, CaseId, Hash32};

use super::{Fault, Reader, account_id, sealed_key};
use crate::app::{
    App, AppError,
    rows::{self, CaseState, GrantKind, GrantState},
    work::Account,
};
use crate::store::{CaseRow, Tx};

/// So many cases are named at once.
const NAMED: usize = 200;
/// Keys of the staff that one case can have been written to.
const STAFF_KEYS: usize = 50;
/// Cases in memory at once.
const PAGE: u16 = 500;
/// So long a count is believed, in seconds; what is sealed on meanwhile is taken off.
const BELIEVED: i64 = 60;

/// What is left to do.
#[derive(Serialize)]
pub struct Regrant {
    missing: usize,
    cases: Vec<String>,
}

/// Grants of one case to the new team, as a desk sends them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regranting {
    case: String,
    grants: Vec<GrantGiven>,
    audit: String,
}

/// One of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantGiven {
    kind: GrantKind,
    to: String,
    grant: String,
}

/// The last count: looking at every case after each one would take as long as the square of their number.
#[derive(Default)]
pub(in crate::app) struct Counted(Mutex<Option<Count>>);

#[derive(Clone, Copy)]
struct Count {
    epoch: u32,
    at: i64,
    missing: usize,
}

impl Counted {
    fn keep(&self, count: Count) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(count);
    }

    /// As many as at the last count, if that is believed still; one less if a case was sealed on for the first time.
    fn left(&self, epoch: u32, now: i64, first: bool) -> Option<usize> {
        let mut count = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = count.as_mut().filter(|count| count.epoch == epoch && (0..BELIEVED).contains(&(now - count.at)))?;
        known.missing = known.missing.saturating_sub(usize::from(first));
        Some(known.missing)
    }
}

impl App {
    /// Cases that the team of the newest roster cannot open yet, and how many there are.
    pub(super) async fn to_regrant(&self) -> Result<Regrant, AppError> {
        let rosters = self.rosters();
        // Where there was one team only, every case is its own.
        let Some(roster) = rosters.last().filter(|roster| roster.epoch() > 1) else {
            return Ok(Regrant { missing: 0, cases: Vec::new() });
        };
        let (epoch, now) = (roster.epoch(), self.now());
        let (mut missing, mut cases, mut last) = (0, Vec::new(), None);
        loop {
            let page = self.store().read().await?.cases_after(last.as_ref(), PAGE).await?;
            let Some(end) = page.last() else { break };
            last = Some(end.id);
            for row in &page {
                // One that does not open is nobody's to seal on; `doctor` counts it.
                if rows::open_case(self.ring(), row).is_ok_and(|state| lacks(&state, epoch, now)) {
                    missing += 1;
                    if cases.len() < NAMED {
                        cases.push(CaseId::from_bytes(row.id).to_string());
                    }
                }
            }
        }
        self.inner.regrants.keep(Count { epoch, at: now, missing });
        Ok(Regrant { missing, cases })
    }

    /// How many cases the newest team cannot open yet.
    pub async fn cases_to_regrant(&self) -> Result<usize, AppError> {
        Ok(self.to_regrant().await?.missing)
    }

    /// Takes grants of one case to the newest team; how many cases are left.
    pub async fn desk_regrant(&self, who: &Reader, given: Regranting) -> Result<usize, Fault> {
        let rosters = self.rosters();
        let roster = rosters.last().ok_or(Fault::Moved)?;
        let (epoch, team) = (roster.epoch(), roster.team_recipient().fingerprint());
        let id = account_id(&given.case).map_err(|_| Fault::Forbidden)?;
        let mut tx = self.store().write().await?;
        let row = tx.lock_case(&id).await?.ok_or(Fault::Forbidden)?;
        let mut state = rows::open_case(self.ring(), &row)?;
        if !state.is_staffs(self.now()) || state.work.restricted_to.is_some() {
            return Err(Fault::Forbidden);
        }
        if state.epoch != epoch {
            let first = lacks(&state, epoch, self.now());
            let said = self.add_regrants(&mut tx, who, &row, &state, &given.grants, &team).await?;
            if first {
                state.work.granted.push(epoch);
            }
            let number = epoch.to_string();
            let said: Vec<(&str, &str)> =
                said.iter().map(|(name, hash)| (*name, hash.as_str())).chain([("epoch", number.as_str())]).collect();
            let entry = self.signed_by(&mut tx, who, &given.audit, Act::Regranted, Some(id), &said).await?;
            state.work.note(entry);
            let key = rows::key_to_write(self.ring(), row.key_id)?;
            tx.update_case(&rows::case_row(self.ring(), CaseId::from_bytes(id), key, row.version + 1, &state)?, row.version).await?;
            tx.commit().await?;
            if let Some(left) = self.inner.regrants.left(epoch, self.now(), first) {
                return Ok(left);
            }
        }
        Ok(self.to_regrant().await?.missing)
    }

    /// One key of the case, and one of what staff write where they have written; each to the team. What the same person gave
    /// before goes. Kind and hash of each: what their entry in the log must say.
    async fn add_regrants(
        &self,
        tx: &mut Tx,
        who: &Reader,
        row: &CaseRow,
        state: &CaseState,
        given: &[GrantGiven],
        team: &str,
    ) -> Result<Vec<(&'static str, String)>, Fault> {
        let count = |kind| given.iter().filter(|grant| grant.kind == kind).count();
        // Of the staff's keys there may be several, where somebody had to begin anew; or none, if none opens any more.
        let most = if state.work.staff_recipient.is_some() { STAFF_KEYS } else { 0 };
        if count(GrantKind::Case) != 1 || count(GrantKind::Staff) > most || given.iter().any(|grant| grant.to != team) {
            return Err(Fault::Bad);
        }
        let by = Account(*who.account());
        for (former, _) in
            self.standing_grants(tx, &row.id).await?.0.into_iter().filter(|(_, known)| known.by == Some(by) && known.to == team)
        {
            tx.delete_grant(&row.id, &former.id).await?;
        }
        let (mut case, mut staff) = (Vec::new(), Vec::new());
        for grant in given {
            let sealed = sealed_key(&grant.grant)?;
            let hash = Hash32::of(&sealed).to_string();
            if grant.kind == GrantKind::Case {
                case.push(hash)
            } else {
                staff.push(hash)
            }
            let (to, grant, kind) = (grant.to.clone(), STANDARD.encode(sealed), grant.kind);
            self.put_grant(tx, row, &GrantState { kind, to, grant, by: Some(by), aside: None }).await?;
        }
        let one = |hashes: Vec<String>| match &hashes[..] {
            [one] => one.clone(),
            several => Hash32::of(several.join("\n").as_bytes()).to_string(),
        };
        let mut said = vec![("case", one(case))];
        if !staff.is_empty() {
            said.push(("staff", one(staff)));
        }
        Ok(said)
    }
}

/// Whether the team of this epoch cannot open the case. A restricted one is named people's, whatever the team.
fn lacks(state: &CaseState, epoch: u32, now: i64) -> bool {
    state.is_staffs(now) && state.work.restricted_to.is_none() && state.epoch != epoch && !state.work.granted.contains(&epoch)
}
