//! Grants that an offline desk made: the team key for a new member, one case for a guest. The team vouches for each with a
//! signed document beside it; what is inside a sealed key only its reader sees.
use std::{
    fs,
    path::{Path, PathBuf},
};

use tocsin_seal::{
    Act, CaseId, Grants,
    grants::{GrantsError, Opens},
    person,
};

use super::{Refusal, Step, entries};
use crate::app::{
    App, AppError,
    desk::accounts::{self, Enrolled},
    people,
    roster::MemberGrant,
    rows::{self, GrantKind},
    said::NewGrant,
    work::{Account, Guest},
};
use crate::store::Tx;
use crate::vault::hex;
use tocsin_domain::role::Role;

/// The longest somebody can be a guest; an hour for clocks.
const GUEST_SECONDS: i64 = 30 * 86_400 + 3_600;
/// Guests of one case.
const MOST: usize = 20;
/// Larger than any sealed key, or than what vouches for it.
const LARGEST: u64 = 16 * 1024;

/// The folders of grants below `from`.
pub(super) fn folders(from: &Path) -> Result<Vec<PathBuf>, AppError> {
    let ours = |name: &str| name.starts_with("team-") || name.starts_with("guest-");
    Ok(entries(from)?.into_iter().filter(|(name, path)| ours(name) && path.join("grants.json").exists()).map(|(_, path)| path).collect())
}

/// Somebody with keys who is not disabled.
struct Reader {
    account: [u8; 16],
    fingerprint: String,
    reads: bool,
    interprets: bool,
}

impl App {
    pub(super) async fn import_grants(&self, folder: &Path) -> Result<Result<Step, Refusal>, AppError> {
        let rosters = self.rosters();
        let Some(roster) = rosters.last() else { return Ok(Err(Refusal::Signature)) };
        let vouched = match read(folder, "grants.json") {
            Ok(document) => Grants::verify(&document, roster.team_signing_key()),
            Err(refusal) => return Ok(Err(refusal)),
        };
        let vouched = match vouched {
            Ok(vouched) if vouched.roster_hash == roster.hash() && vouched.epoch == roster.epoch() => vouched,
            Ok(_) | Err(GrantsError::Signature) => return Ok(Err(Refusal::Signature)),
            Err(GrantsError::Malformed) => return Ok(Err(Refusal::OtherGrant)),
        };
        match vouched.case_id {
            None => self.import_member(folder, &vouched).await,
            Some(case) => self.import_guest(folder, &vouched, case).await,
        }
    }

    /// The team key. Who has no account reads with an export, as before there were accounts.
    async fn import_member(&self, folder: &Path, vouched: &Grants) -> Result<Result<Step, Refusal>, AppError> {
        let sealed =
            [("identity.age", Opens::Identity), ("signing.age", Opens::Signing)].map(|(name, opens)| key(folder, name, vouched, opens));
        let (identity, signing) = match sealed {
            [Ok(identity), Ok(signing)] => (identity, signing),
            [Err(refusal), _] | [_, Err(refusal)] => return Ok(Err(refusal)),
        };
        let mut tx = self.store().write().await?;
        let known = self.team_grants_in(&mut tx).await?;
        if known.iter().any(|(epoch, grant)| *epoch == i64::from(vouched.epoch) && grant.to == vouched.to) {
            return Ok(Ok(Step::Known));
        }
        let reader = self.reader(&mut tx, &vouched.to).await?;
        if reader.as_ref().is_some_and(|reader| !reader.reads) {
            return Ok(Err(Refusal::NoReader));
        }
        let grant = MemberGrant { to: vouched.to.clone(), identity, signing };
        tx.insert_team_grant(&self.team_grant_row(vouched.epoch, &grant)?).await?;
        let (epoch, fingerprint) = (vouched.epoch.to_string(), reader.as_ref().map_or(&vouched.to, |reader| &reader.fingerprint));
        let details = [("epoch", epoch.as_str()), ("fingerprint", fingerprint.as_str()), ("by", "import")];
        self.note_service(&mut tx, Act::Granted, reader.as_ref().map(|reader| reader.account), &details).await?;
        tx.commit().await?;
        Ok(Ok(Step::Taken))
    }

    /// One case, for a time that only an account has an end of.
    async fn import_guest(&self, folder: &Path, vouched: &Grants, case: CaseId) -> Result<Result<Step, Refusal>, AppError> {
        let until = vouched.until.unwrap_or_default();
        if until <= self.now() || until > self.now() + GUEST_SECONDS {
            return Ok(Err(Refusal::Until));
        }
        let mut sealed = Vec::new();
        for (name, opens, kind) in [("case.age", Opens::Case, GrantKind::Case), ("staff.age", Opens::Staff, GrantKind::Staff)] {
            if opens == Opens::Staff && !folder.join(name).exists() && vouched.grants.len() == 1 {
                continue;
            }
            match key(folder, name, vouched, opens).map(|bytes| NewGrant::new(kind, &vouched.to, bytes)) {
                Ok(Some(grant)) => sealed.push(grant),
                Ok(None) => return Ok(Err(Refusal::OtherGrant)),
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        let mut tx = self.store().write().await?;
        let Some(row) = tx.lock_case(case.as_bytes()).await? else { return Ok(Err(Refusal::NoCase)) };
        let mut state = rows::open_case(self.ring(), &row)?;
        if !state.is_staffs(self.now()) {
            return Ok(Err(Refusal::NoCase));
        }
        // Whoever signed it may not be among those who read the case by now; and its keys are of before.
        // When it was signed is the signer's word, who may be one of those shut out: into a restricted case guests come at the desk alone.
        let work = &state.work;
        let before = work.rights_at.is_some_and(|at| at >= vouched.written_at) || vouched.written_at > self.now() + 3_600;
        if work.restricted_to.is_some() || before {
            return Ok(Err(Refusal::Restricted));
        }
        let reader = self.reader(&mut tx, &vouched.to).await?;
        let Some(reader) = reader.filter(|reader| reader.reads || reader.interprets) else { return Ok(Err(Refusal::NoReader)) };
        let guest = Guest { account: Account(reader.account), until };
        if state.work.guests.contains(&guest) {
            return Ok(Ok(Step::Known));
        }
        state.work.guests.retain(|known| known.account != guest.account);
        state.work.guests.push(guest);
        if state.work.guests.len() > MOST {
            return Ok(Err(Refusal::Until));
        }
        // Somebody who is named besides keeps the grants of their own.
        if state.work.restricted_to.as_ref().is_none_or(|named| !named.contains(&guest.account)) {
            for (grant, _) in self.standing_grants(&mut tx, &row.id).await?.0.into_iter().filter(|(_, known)| known.to == vouched.to) {
                tx.delete_grant(&row.id, &grant.id).await?;
            }
        }
        for grant in &sealed {
            self.add_grant(&mut tx, &row, grant).await?;
        }
        let (account, end) = (hex(&reader.account), until.to_string());
        let details = [("account", account.as_str()), ("until", end.as_str()), ("by", "import")];
        let head = self.note_service(&mut tx, Act::Guest, Some(row.id), &details).await?;
        state.work.note(head.seq);
        if !self.write_case_back(&mut tx, &row, &state).await? {
            return Ok(Err(Refusal::OutOfOrder));
        }
        tx.commit().await?;
        Ok(Ok(Step::Taken))
    }

    /// Who has enrolled with the key of this fingerprint, and is not disabled.
    async fn reader(&self, tx: &mut Tx, recipient: &str) -> Result<Option<Reader>, AppError> {
        let internal = |error: &dyn std::fmt::Display| AppError::Internal(error.to_string());
        let all = accounts::all(tx, self.ring()).await.map_err(|fault| internal(&fault))?;
        for account in all {
            let Some(Enrolled { recipient: theirs, actor, .. }) = account.enrolled() else { continue };
            if theirs.fingerprint() != recipient {
                continue;
            }
            let active = people::find(tx, self.ring(), &account.id).await.map_err(|error| internal(&error))?.is_some_and(|p| p.active);
            return Ok(active.then(|| Reader {
                account: account.id,
                fingerprint: person::fingerprint(theirs, actor),
                reads: account.roles.reads(),
                interprets: account.roles.has(Role::Interpreter),
            }));
        }
        Ok(None)
    }
}

/// A sealed key that the team signed for, as that.
fn key(folder: &Path, name: &str, vouched: &Grants, opens: Opens) -> Result<Vec<u8>, Refusal> {
    let sealed = read(folder, name)?;
    let right = vouched.names(opens, &sealed) && tocsin_seal::check_header(&sealed, 1).is_ok();
    if right { Ok(sealed) } else { Err(Refusal::OtherGrant) }
}

fn read(folder: &Path, name: &str) -> Result<Vec<u8>, Refusal> {
    let path = folder.join(name);
    if fs::metadata(&path).map_err(Refusal::Unreadable)?.len() > LARGEST {
        return Err(Refusal::OtherGrant);
    }
    fs::read(&path).map_err(Refusal::Unreadable)
}
