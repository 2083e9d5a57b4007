//! The next team: made by a lead, waiting for the administrators' signature. One at most; a later one takes its place.
//!
//! The row is sealed, so that nobody forges it; that nobody brings back an earlier one in its place is told by the log: the
//! newest `roster_drafted` must name just this roster, and be signed by whoever is said to have made it.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use tocsin_seal::{Act, Hash32, Recipient, Recovery, Roster, Signature, SignedEntry};

use super::{Fault, Lead, account_id, sealed_key};
use crate::app::{
    App, AppError,
    desk::accounts,
    roster::MemberGrant,
    rows::{self, Sealed},
};
use crate::store::{DraftRow, StoreError, Tx};
use crate::vault::{Class, KeyRing, hex};

/// There is one place.
const PLACE: [u8; 16] = *b"the-next-roster-";
/// The row is padded to a multiple of this: it tells roughly how large the team is, and no more.
const STEP: usize = 64 * 1024;
/// So far from now may a roster begin, in seconds; and so long may it last.
const BEGINS: i64 = 86_400;
const LASTS: i64 = 400 * 86_400;
/// Members of a team.
const MOST: usize = 100;
/// What stands in place of an account for the recovery key.
const RECOVERY: &str = "recovery";

/// A new team as a lead's desk sends it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTeam {
    roster: String,
    #[serde(default)]
    team_signature: Option<String>,
    grants: Vec<NewMember>,
    /// The recovery key's recipient, where one of the grants is its.
    #[serde(default)]
    recovery: Option<Recipient>,
    audit: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewMember {
    to: String,
    identity: String,
    signing: String,
}

/// What everybody of the team sees of it.
#[derive(Serialize)]
pub struct DraftShown {
    epoch: u32,
    by: String,
    at: i64,
    roster: String,
    members: Vec<String>,
}

/// `drafts.sealed`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DraftState {
    /// The unsigned roster, canonical JSON.
    roster: String,
    /// The signature of the team before.
    team_signature: Option<String>,
    grants: Vec<DraftGrant>,
    /// The lead who made it: account.
    by: String,
    /// Unix seconds.
    at: i64,
    /// Its entry in the log.
    entry: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DraftGrant {
    /// Account, or `recovery`.
    account: String,
    /// Of the recipient.
    to: String,
    identity: String,
    signing: String,
}

impl Sealed for DraftState {
    const FORMAT: &'static str = "tocsin.roster-draft/1";
    const TABLE: &'static str = "drafts";
    const CLASS: Class = Class::Account;
}

/// A draft that the log vouches for.
pub struct WaitingDraft {
    /// What it says.
    pub roster: Roster,
    /// The signature of the team before, from the second epoch on.
    pub team_signature: Option<Signature>,
    /// The members' grants.
    pub grants: Vec<MemberGrant>,
    /// Members: alias, and the fingerprint that people compare. The recovery key is not among them.
    pub members: Vec<(String, String)>,
    /// Who made it: alias.
    pub by: String,
    /// When, Unix seconds.
    pub at: i64,
}

impl DraftState {
    pub(super) fn shown(&self) -> DraftShown {
        let epoch = Roster::parse(self.roster.as_bytes()).map_or(0, |roster| roster.epoch);
        let members = self.grants.iter().filter(|grant| grant.account != RECOVERY).map(|grant| grant.account.clone()).collect();
        DraftShown { epoch, by: self.by.clone(), at: self.at, roster: STANDARD.encode(&self.roster), members }
    }
}

/// The draft that waits, as it lies in the database.
pub(super) async fn waiting(tx: &mut Tx, ring: &KeyRing) -> Result<Option<DraftState>, AppError> {
    let Some(row) = tx.draft(&PLACE).await? else { return Ok(None) };
    rows::open(ring, row.key_id, &row.id, &[], row.version, &row.sealed).map(Some)
}

/// Takes the draft away, in whose place a roster is in force now.
pub(in crate::app) async fn drop_draft(tx: &mut Tx) -> Result<(), StoreError> {
    match tx.delete_draft(&PLACE).await {
        Err(StoreError::Conflict) => Ok(()),
        other => other,
    }
}

impl App {
    /// Keeps a new team for the administrators, in place of one that waited.
    pub async fn desk_draft(&self, who: &Lead, team: NewTeam) -> Result<(), Fault> {
        let text = STANDARD.decode(&team.roster).map_err(|_| Fault::Bad)?;
        let roster = Roster::parse(&text).map_err(|_| Fault::Bad)?;
        self.follows(&roster, team.team_signature.as_deref())?;
        let mut tx = self.store().write().await?;
        let grants = self.members_of(&mut tx, &roster, team.recovery.as_ref(), team.grants).await?;
        let (epoch, hash) = (roster.epoch.to_string(), Hash32::of(&text).to_string());
        let said = [("epoch", epoch.as_str()), ("roster", &hash)];
        let before = tx.draft(&PLACE).await?;
        let entry = self.signed_by(&mut tx, who, &team.audit, Act::RosterDrafted, None, &said).await?;
        let roster = String::from_utf8(text).map_err(|_| Fault::Bad)?;
        let state = DraftState { roster, team_signature: team.team_signature, grants, by: hex(who.account()), at: self.now(), entry };
        let version = before.as_ref().map_or(0, |row| row.version) + 1;
        let key = self.ring().current(Class::Account, 0)?;
        let sealed = rows::seal_in_steps(self.ring(), key, &PLACE, &[], version, &state, STEP)?;
        let row = DraftRow { id: PLACE, key_id: key.as_i64(), version, sealed };
        match before {
            Some(before) => tx.update_draft(&row, before.version).await?,
            None => tx.insert_draft(&row).await?,
        }
        Ok(tx.commit().await?)
    }

    /// Whether a roster can be the next one, the administrators' signature aside.
    fn follows(&self, roster: &Roster, signature: Option<&str>) -> Result<(), Fault> {
        let rosters = self.rosters();
        let (before, now) = (rosters.last(), self.now());
        let next = before.map_or(0, tocsin_seal::SignedRoster::epoch) + 1;
        if roster.epoch != next || roster.previous != before.map(tocsin_seal::SignedRoster::hash) {
            return Err(Fault::Moved);
        }
        let dates = now.abs_diff(roster.not_before) <= BEGINS.unsigned_abs() && roster.expires > now && roster.expires <= now + LASTS;
        let signed = match (before, signature) {
            (None, None) => true,
            (Some(before), Some(text)) => {
                text.parse().is_ok_and(|signature| roster.is_signed_by_team(before.team_signing_key(), &signature))
            }
            _ => false,
        };
        let ours = roster.deployment == self.inner.parts.deployment;
        if dates && signed && ours { Ok(()) } else { Err(Fault::Bad) }
    }

    async fn members_of(
        &self,
        tx: &mut Tx,
        roster: &Roster,
        recovery: Option<&Recipient>,
        given: Vec<NewMember>,
    ) -> Result<Vec<DraftGrant>, Fault> {
        let mut grants: Vec<DraftGrant> = Vec::new();
        // A recovery key that the roster does not name counts for nothing: whoever reads it must be signed for.
        if given.len() > MOST || recovery != roster.recovery.recipient() || roster.recovery == Recovery::Unnamed {
            return Err(Fault::Bad);
        }
        for member in given {
            sealed_key(&member.identity)?;
            let to = if member.to == RECOVERY {
                // It opens and signs nothing.
                recovery.filter(|_| member.signing.is_empty()).ok_or(Fault::Bad)?.fingerprint()
            } else {
                sealed_key(&member.signing)?;
                self.reading_colleague(tx, &account_id(&member.to)?).await?.enrolled()?.recipient.fingerprint()
            };
            if grants.iter().any(|grant| grant.to == to) {
                return Err(Fault::Bad);
            }
            grants.push(DraftGrant { account: member.to, to, identity: member.identity, signing: member.signing });
        }
        let recoveries = grants.iter().filter(|grant| grant.account == RECOVERY).count();
        if recoveries == usize::from(roster.recovery.is_there()) && grants.len() > recoveries { Ok(grants) } else { Err(Fault::Bad) }
    }

    /// The draft that waits for the administrators, if the log vouches for it.
    pub async fn waiting_draft(&self) -> Result<Option<WaitingDraft>, AppError> {
        let mut tx = self.store().read().await?;
        let Some(state) = waiting(&mut tx, self.ring()).await? else { return Ok(None) };
        let roster = Roster::parse(state.roster.as_bytes()).map_err(|_| odd("it holds no roster"))?;
        let colleagues = self.colleagues(&mut tx).await.map_err(internal)?;
        drop(tx);
        let maker = account_id(&state.by).map_err(internal)?;
        let maker = colleagues.iter().find(|colleague| colleague.account.id == maker);
        let maker = maker.ok_or_else(|| odd("whoever made it is not here any more; let a lead make another"))?;
        let key = maker.account.enrolled().map(|enrolled| enrolled.actor).ok_or_else(|| odd("whoever made it has no keys"))?;
        self.vouched(&state, &key).await?;
        let bytes = |text: &str| STANDARD.decode(text).map_err(|_| odd("a grant is no base64"));
        let (mut grants, mut members) = (Vec::new(), Vec::new());
        for grant in &state.grants {
            grants.push(MemberGrant { to: grant.to.clone(), identity: bytes(&grant.identity)?, signing: bytes(&grant.signing)? });
            let same = |account: &accounts::Account| hex(&account.id) == grant.account;
            match colleagues.iter().find(|colleague| same(&colleague.account)) {
                Some(member) => members.push((member.alias.clone(), member.fingerprint().map_err(internal)?)),
                None if grant.account == RECOVERY => {}
                None => return Err(odd("one of its members is not here any more; let a lead make another")),
            }
        }
        let team_signature =
            state.team_signature.as_deref().map(|text| text.parse().map_err(|_| odd("its signature is none"))).transpose()?;
        Ok(Some(WaitingDraft { roster, team_signature, grants, members, by: maker.alias.clone(), at: state.at }))
    }

    /// Its entry stands where it should, is its maker's, and no later draft was noted.
    async fn vouched(&self, state: &DraftState, key: &tocsin_seal::PublicKey) -> Result<(), AppError> {
        let (mut after, mut newest) = (state.entry.saturating_sub(1), None);
        loop {
            let documents = self.audit_after(after, 500).await?;
            if documents.is_empty() {
                break;
            }
            after += documents.len() as u64;
            let mut entries = documents.iter().rev().filter_map(|document| SignedEntry::parse(document).ok());
            newest = entries.find(|entry| entry.claimed().act == Act::RosterDrafted).or(newest);
        }
        let hash = Hash32::of(state.roster.as_bytes()).to_string();
        let vouched = newest.is_some_and(|entry: SignedEntry| {
            entry.verify().is_ok_and(|said| said.actor == *key && said.seq == state.entry && said.details.get("roster") == Some(&hash))
        });
        vouched
            .then_some(())
            .ok_or_else(|| odd("the audit log does not name it as the newest; let a lead make another, and `tocsin audit verify`"))
    }
}

fn odd(what: &str) -> AppError {
    AppError::Internal(format!("the draft of a new team is refused: {what}"))
}

fn internal(fault: Fault) -> AppError {
    match fault {
        Fault::Busy => AppError::Busy,
        other => AppError::Internal(other.to_string()),
    }
}
