//! The team at the desk: who belongs to it, who was given its key, the next team that waits for the administrators, and the
//! cases of former teams that are sealed on to the new one.

mod draft;
mod regrant;

pub(in crate::app) use draft::drop_draft;
pub use draft::{DraftShown, NewTeam, WaitingDraft};
pub(in crate::app) use regrant::Counted;
pub use regrant::{GrantGiven, Regrant, Regranting};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use tocsin_domain::role::Role;
use tocsin_seal::{Act, person};

use super::{Fault, Lead, Reader, accounts};
use crate::app::{App, people, roster::MemberGrant};
use crate::store::Tx;
use crate::vault::hex;

/// A sealed key is shorter, in bytes.
const SEALED_KEY: usize = 8 * 1024;

/// What leads and caseworkers see of the team.
#[derive(Serialize)]
pub struct Team {
    members: Vec<Member>,
    #[serde(skip_serializing_if = "Option::is_none")]
    draft: Option<DraftShown>,
    regrant: Regrant,
}

/// One of the staff who has keys.
#[derive(Serialize)]
pub struct Member {
    account: String,
    alias: String,
    roles: Vec<Role>,
    recipient: String,
    actor: String,
    fingerprint: String,
    granted: bool,
    proof: String,
    /// When the printed kit was last used, lately; leads alone are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    kit_used: Option<i64>,
}

/// The team key for one more member, as a lead's desk sends it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewGrant {
    account: String,
    epoch: u32,
    identity: String,
    signing: String,
    audit: String,
}

/// Somebody with keys who is not disabled.
struct Colleague {
    account: accounts::Account,
    alias: String,
}

impl Colleague {
    fn enrolled(&self) -> Result<&accounts::Enrolled, Fault> {
        self.account.enrolled().ok_or(Fault::NotEnrolled)
    }

    fn fingerprint(&self) -> Result<String, Fault> {
        self.enrolled().map(|enrolled| person::fingerprint(&enrolled.recipient, &enrolled.actor))
    }
}

impl App {
    /// The team as it is.
    pub async fn desk_team(&self, who: &Reader) -> Result<Team, Fault> {
        self.notice_rosters().await?;
        let newest = self.rosters().last().map(|roster| i64::from(roster.epoch()));
        let mut granted: Vec<String> = Vec::new();
        for (epoch, grant) in self.team_grants().await? {
            if Some(epoch) == newest {
                granted.push(grant.to);
            }
        }
        let mut tx = self.store().read().await?;
        let mut members = Vec::new();
        for colleague in self.colleagues(&mut tx).await? {
            let enrolled = colleague.enrolled()?;
            members.push(Member {
                account: hex(&colleague.account.id),
                alias: colleague.alias.clone(),
                roles: colleague.account.roles.all().to_vec(),
                recipient: enrolled.recipient.to_string(),
                actor: enrolled.actor.to_string(),
                fingerprint: colleague.fingerprint()?,
                granted: granted.contains(&enrolled.recipient.fingerprint()),
                proof: enrolled.proof.clone(),
                kit_used: enrolled.kit_used_lately(self.now()).map(|used| used.at).max().filter(|_| who.roles().has(Role::Lead)),
            });
        }
        let draft = draft::waiting(&mut tx, self.ring()).await?.map(|waiting| waiting.shown());
        drop(tx);
        Ok(Team { members, draft, regrant: self.to_regrant().await? })
    }

    /// A lead gives the team key of the newest epoch to somebody whose fingerprint was compared; the entry says which.
    pub async fn desk_grant(&self, who: &Lead, grant: NewGrant) -> Result<(), Fault> {
        let rosters = self.rosters();
        let roster = rosters.last().filter(|roster| roster.epoch() == grant.epoch).ok_or(Fault::Moved)?;
        let id = account_id(&grant.account)?;
        let mut tx = self.store().write().await?;
        let to = self.reading_colleague(&mut tx, &id).await?;
        let member = MemberGrant {
            to: to.enrolled()?.recipient.fingerprint(),
            identity: sealed_key(&grant.identity)?,
            signing: sealed_key(&grant.signing)?,
        };
        let known = self.team_grants_in(&mut tx).await?;
        if known.iter().any(|(epoch, known)| *epoch == i64::from(roster.epoch()) && known.to == member.to) {
            return Err(Fault::Moved);
        }
        tx.insert_team_grant(&self.team_grant_row(roster.epoch(), &member)?).await?;
        let (fingerprint, epoch) = (to.fingerprint()?, roster.epoch().to_string());
        let said = [("fingerprint", fingerprint.as_str()), ("epoch", &epoch)];
        self.signed_by(&mut tx, who, &grant.audit, Act::Granted, Some(id), &said).await?;
        Ok(tx.commit().await?)
    }

    /// Everybody with keys who is not disabled.
    async fn colleagues(&self, tx: &mut Tx) -> Result<Vec<Colleague>, Fault> {
        let people = people::load(tx, self.ring()).await?;
        let accounts = accounts::all(tx, self.ring()).await?.into_iter().filter(|account| account.enrolled().is_some());
        let mut colleagues: Vec<Colleague> = accounts
            .filter_map(|account| {
                let person = people.iter().find(|person| person.id == account.id && person.active)?;
                Some(Colleague { alias: person.alias.to_string(), account })
            })
            .collect();
        colleagues.sort_by(|a, b| a.alias.cmp(&b.alias));
        Ok(colleagues)
    }

    /// Somebody who may read what the team reads.
    async fn reading_colleague(&self, tx: &mut Tx, id: &[u8; 16]) -> Result<Colleague, Fault> {
        let found = self.colleagues(tx).await?.into_iter().find(|colleague| colleague.account.id == *id);
        found.filter(|colleague| colleague.account.roles.reads()).ok_or(Fault::NotEnrolled)
    }

    /// Of these recipients (by fingerprint) those that are somebody's account: id, and the fingerprint that people compare.
    pub(in crate::app) async fn accounts_behind(&self, tx: &mut Tx, recipients: &[&str]) -> Result<Vec<([u8; 16], String)>, Fault> {
        let mut behind = Vec::new();
        for colleague in self.colleagues(tx).await? {
            if recipients.contains(&colleague.enrolled()?.recipient.fingerprint().as_str()) {
                behind.push((colleague.account.id, colleague.fingerprint()?));
            }
        }
        Ok(behind)
    }
}

/// An account's id as it stands in JSON.
fn account_id(text: &str) -> Result<[u8; 16], Fault> {
    text.parse::<tocsin_seal::CaseId>().map(|id| *id.as_bytes()).map_err(|_| Fault::Bad)
}

/// A key sealed to exactly one reader. What is inside only its reader sees.
fn sealed_key(text: &str) -> Result<Vec<u8>, Fault> {
    let sealed = STANDARD.decode(text).ok().filter(|sealed| sealed.len() <= SEALED_KEY).ok_or(Fault::Bad)?;
    tocsin_seal::check_header(&sealed, 1).map_err(|_| Fault::Bad)?;
    Ok(sealed)
}
