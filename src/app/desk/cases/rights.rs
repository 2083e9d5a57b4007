//! Who may read a case: the team, some people by name, guests for a time. Rights are keys: whoever loses a right loses the
//! grant in the same transaction.
use serde::{Deserialize, Serialize};
use tocsin_seal::asked::many;
use tocsin_seal::{Act, PartId, Recipient};

use super::super::{Fault, Lead, Reader, accounts};
use super::say::{parsed, refused};
use super::sight::Sight;
use super::{Held, bytes, case_id};
use crate::app::{
    App, people,
    rows::{self, CaseState, GrantKind, GrantState},
    said::{NewGrant, PART_LIMIT, Said},
    work::{Account, Guest, Work},
};
use crate::store::Tx;
use tocsin_domain::role::Role;
use tocsin_seal::Kind;

/// The longest somebody can be a guest.
const GUEST_DAYS: i64 = 30;
/// Guests of one case, and people it can be restricted to.
const MOST: usize = 20;
const DAY: i64 = 86_400;
/// A sealed key is shorter.
const GRANT: usize = 4 * 1024;

/// A grant as the desk sends it. `to`: the team or a person by their recipient's fingerprint, or a person by their id.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenGrant {
    kind: GrantKind,
    to: String,
    grant: String,
}

/// A new answer to the question who may read a case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rights {
    version: u64,
    grants: Vec<GivenGrant>,
    /// Empty where staff have written nothing and no identity is given.
    staff_recipient: String,
    to: Vec<Account>,
    note: Option<SignedNote>,
    #[serde(default)]
    resealed: Vec<Resealed>,
    /// Parts that do not open to whoever changes the rights, so that they cannot be sealed anew; they stay as they are.
    #[serde(default)]
    left: Vec<String>,
    audit: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignedNote {
    statement: String,
    body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resealed {
    part: String,
    body: String,
}

/// Somebody who shall read a case until a day.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewGuest {
    account: Account,
    until: i64,
    grants: Vec<GivenGrant>,
    audit: String,
}

/// A guest as the desk sees and names one.
#[derive(Serialize)]
pub struct Guesting {
    account: Account,
    until: i64,
}

impl Guesting {
    pub(super) fn of(guest: Guest) -> Self {
        Self { account: guest.account, until: guest.until }
    }
}

/// Somebody whose key a grant can be sealed to.
pub(super) struct Holder {
    /// `None`: the team.
    pub account: Option<Account>,
    /// Of their recipient.
    pub fingerprint: String,
}

/// Grants as they are kept; [`Fault::Bad`] if one is no sealed key, or is for somebody else.
pub(super) fn given(grants: &[GivenGrant], holders: &[Holder]) -> Result<Vec<NewGrant>, Fault> {
    if grants.is_empty() || grants.len() > 4 * MOST {
        return Err(Fault::Bad);
    }
    let kept = grants.iter().map(|grant| {
        let named =
            |holder: &&Holder| holder.fingerprint == grant.to || holder.account.is_some_and(|account| account.to_string() == grant.to);
        let holder = holders.iter().find(named).ok_or(Fault::Bad)?;
        NewGrant::new(grant.kind, &holder.fingerprint, bytes(&grant.grant, GRANT)?).ok_or(Fault::Bad)
    });
    kept.collect()
}

/// Nobody looks after a case that they may not read.
pub(super) fn settle_assignee(work: &mut Work) {
    work.assignee = work.assignee.filter(|assignee| work.lets(*assignee));
}

impl App {
    /// Restricts a case to these people, or opens it to the team again; its new version. All grants are replaced, guests
    /// leave, and what staff wrote is sealed anew. Refused where somebody who may read it would have no key. What was there
    /// before is kept aside for a time: nobody but the new readers can tell whether the new grants hold anything.
    pub async fn desk_grants(&self, who: &Lead, case: [u8; 16], rights: Rights) -> Result<u64, Fault> {
        let mut tx = self.store().write().await?;
        let mut held = self.hold(&mut tx, who, case, Sight::Whole).await?;
        if held.state.work.changes != rights.version {
            return Err(Fault::Moved);
        }
        let mut named = rights.to.clone();
        named.sort_unstable();
        named.dedup();
        if named.len() > MOST {
            return Err(Fault::Bad);
        }
        let restricted = !named.is_empty();
        let (people, everybody) = (named.len().to_string(), many(named.iter().map(ToString::to_string)).to_string());
        for account in &named {
            self.colleague(&mut tx, *account).await?;
        }
        let set = self.set_aside(&mut tx, &mut held, who.as_account()).await?;
        held.state.work.restricted_to = restricted.then_some(named);
        held.state.work.guests.clear();
        let readers = self.who_reads(&mut tx, &held.state).await?;
        let grants = given(&rights.grants, &readers)?;
        self.change_staff(&mut tx, &mut held, &rights, set).await?;
        let staffed = held.state.work.staff_recipient.is_some();
        for reader in &readers {
            let has = |kind| grants.iter().any(|grant| grant.kind == kind && grant.to == reader.fingerprint);
            if !has(GrantKind::Case) || (staffed && !has(GrantKind::Staff)) {
                return Err(Fault::Bad);
            }
        }
        for grant in &grants {
            self.add_grant(&mut tx, &held.row, grant).await?;
        }
        let work = &mut held.state.work;
        if restricted {
            work.summary = None;
        } else if let Some(roster) = self.rosters().last().filter(|roster| roster.epoch() != held.state.epoch)
            && !work.granted.contains(&roster.epoch())
        {
            work.granted.push(roster.epoch());
        }
        settle_assignee(work);
        let act = if restricted { Act::Restricted } else { Act::OpenedToTeam };
        self.signed_about(&mut tx, who, &rights.audit, act, &mut held, &[("people", &people), ("named", &everybody)]).await?;
        let version = self.keep_held(&mut tx, &mut held).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// Lets somebody read a case until a day, or longer than before.
    pub async fn desk_guest(&self, who: &Reader, case: [u8; 16], guest: NewGuest) -> Result<(), Fault> {
        let NewGuest { account, until, grants, audit } = guest;
        let now = self.now();
        if until <= now || until > now + GUEST_DAYS * DAY {
            return Err(Fault::Bad);
        }
        let mut tx = self.store().write().await?;
        let mut held = self.hold(&mut tx, who, case, Sight::Whole).await?;
        let (found, holder) = self.holder(&mut tx, account).await?;
        if !found.roles.has(Role::Interpreter) && !found.roles.reads() {
            return Err(Fault::NotEnrolled);
        }
        let grants = given(&grants, std::slice::from_ref(&holder))?;
        if !grants.iter().any(|grant| grant.kind == GrantKind::Case) {
            return Err(Fault::Bad);
        }
        let guests = &mut held.state.work.guests;
        guests.retain(|guest| guest.account != account);
        guests.push(Guest { account, until });
        if guests.len() > MOST {
            return Err(Fault::Bad);
        }
        // Somebody who is named besides keeps the grants of their own.
        if held.state.work.restricted_to.as_ref().is_none_or(|named| !named.contains(&account)) {
            self.drop_grants(&mut tx, &held, |grant| grant.to == holder.fingerprint).await?;
        }
        for grant in &grants {
            self.add_grant(&mut tx, &held.row, grant).await?;
        }
        let (guest, end) = (account.to_string(), until.to_string());
        self.signed_about(&mut tx, who, &audit, Act::Guest, &mut held, &[("account", &guest), ("until", &end)]).await?;
        self.keep_held(&mut tx, &mut held).await?;
        Ok(tx.commit().await?)
    }

    /// The staff identity after a change of rights, the note that tells of it, and what was sealed anew.
    async fn change_staff(&self, tx: &mut Tx, held: &mut Held, rights: &Rights, set: u64) -> Result<(), Fault> {
        let same = held.state.work.staff_recipient.as_deref().unwrap_or_default() == rights.staff_recipient;
        let Some(note) = &rights.note else {
            // Without a note nothing vouches for another identity.
            return if same && rights.resealed.is_empty() && rights.left.is_empty() { Ok(()) } else { Err(Fault::Bad) };
        };
        let recipient: Recipient = rights.staff_recipient.parse().map_err(|_| Fault::Bad)?;
        let before = self.staff_parts(tx, held).await?;
        held.state.work.staff_recipient = Some(recipient.to_string());
        let (signed, body) = parsed(&note.statement, &note.body)?;
        if signed.claimed().kind != Kind::Note {
            return Err(Fault::Bad);
        }
        match self.say(tx, &held.row, &mut held.state, &signed, body).await?.map_err(refused)? {
            Said::Taken => {}
            Said::Known => return Err(Fault::Moved),
        }
        if same {
            return if rights.resealed.is_empty() && rights.left.is_empty() { Ok(()) } else { Err(Fault::Bad) };
        }
        // Every earlier part, each once, and nothing else: one that was left out could be read by nobody.
        let mut named = rights.left.iter().map(|part| case_id(part)).collect::<Result<Vec<_>, _>>()?;
        for again in &rights.resealed {
            named.push(self.reseal(tx, held, again, set).await?);
        }
        named.sort_unstable();
        if named == before { Ok(()) } else { Err(Fault::Bad) }
    }

    /// What staff have written in a case, by id in their order. A row that does not open is nobody's to seal anew.
    async fn staff_parts(&self, tx: &mut Tx, held: &Held) -> Result<Vec<[u8; 16]>, Fault> {
        let rows = tx.part_heads(&held.row.id).await?;
        let notes =
            rows.iter().filter(|row| rows::open_part(self.ring(), row).is_ok_and(|(_, signed)| signed.claimed().kind == Kind::Note));
        let mut ids: Vec<[u8; 16]> = notes.map(|row| row.id).collect();
        ids.sort_unstable();
        Ok(ids)
    }

    /// The same words under another key; the statement stays, its author is who it was.
    async fn reseal(&self, tx: &mut Tx, held: &Held, again: &Resealed, set: u64) -> Result<[u8; 16], Fault> {
        let body = bytes(&again.body, usize::try_from(PART_LIMIT).unwrap_or(usize::MAX))?;
        let header = tocsin_seal::check_header(&body, 1).map_err(|_| Fault::Bad)?;
        tocsin_seal::check_sealed_size(body.len() as u64, header as u64).map_err(|_| Fault::Bad)?;
        let part = tx.part(&held.row.id, &case_id(&again.part)?).await?.ok_or(Fault::Bad)?;
        let (state, signed) = rows::open_part(self.ring(), &part)?;
        let newest = held.state.work.staff.map_or(0, |tip| tip.seq);
        if signed.claimed().kind != Kind::Note || signed.claimed().seq >= newest {
            return Err(Fault::Bad);
        }
        self.set_body_aside(tx, held, &part, set).await?;
        let key = rows::key_to_write(self.ring(), part.key_id)?;
        let id = PartId::from_bytes(part.id);
        let fresh = rows::part_row(self.ring(), id, held.id, key, part.version + 1, &state, Some(body))?;
        tx.update_part(&fresh, part.version).await?;
        Ok(part.id)
    }

    /// Who reads a case now, guests aside.
    pub(super) async fn who_reads(&self, tx: &mut Tx, state: &CaseState) -> Result<Vec<Holder>, Fault> {
        let Some(named) = &state.work.restricted_to else {
            let fingerprint = self.team_fingerprint().ok_or(Fault::Busy)?;
            return Ok(vec![Holder { account: None, fingerprint }]);
        };
        let mut holders = Vec::new();
        for account in named {
            holders.push(self.holder(tx, *account).await?.1);
        }
        Ok(holders)
    }

    /// Takes the grants away that `which` names. A row that does not open is told by [`App::desk_case`] and keeps no other.
    pub(super) async fn drop_grants(&self, tx: &mut Tx, held: &Held, which: impl Fn(&GrantState) -> bool) -> Result<(), Fault> {
        for (row, _) in self.standing_grants(tx, &held.row.id).await?.0.into_iter().filter(|(_, state)| which(state)) {
            tx.delete_grant(&held.row.id, &row.id).await?;
        }
        Ok(())
    }

    /// Somebody with keys who is not disabled.
    async fn holder(&self, tx: &mut Tx, account: Account) -> Result<(accounts::Account, Holder), Fault> {
        let found = accounts::find(tx, self.ring(), &account.0).await?.ok_or(Fault::NotEnrolled)?;
        let active = people::find(tx, self.ring(), &account.0).await?.is_some_and(|person| person.active);
        let enrolled = found.enrolled().filter(|_| active).ok_or(Fault::NotEnrolled)?;
        let fingerprint = enrolled.recipient.fingerprint();
        Ok((found, Holder { account: Some(account), fingerprint }))
    }

    /// Somebody who reads what the team reads, and is not disabled.
    pub(super) async fn colleague(&self, tx: &mut Tx, account: Account) -> Result<(), Fault> {
        let (found, _) = self.holder(tx, account).await?;
        if found.roles.reads() { Ok(()) } else { Err(Fault::NotEnrolled) }
    }
}
