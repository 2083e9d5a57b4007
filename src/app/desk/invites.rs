//! Who may come in: invitations, roles, and the end of an account. For commands and for the administrators' pages.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::rand::SecureRandom;
use tocsin_domain::role::{Role, Roles};
use tocsin_seal::Hash32;
use tocsin_seal::audit::Act;
use zeroize::Zeroizing;

use super::Fault;
use super::accounts::{self, Account, Invitation, State};
use super::noted::Noted;
use crate::app::people::{self, NewPerson, Person};
use crate::app::{App, submit::no_random};
use crate::store::Tx;

/// How long a link is good for.
pub const GOOD_FOR: i64 = 72 * 3_600;

/// A link that was made; what it holds is kept nowhere.
pub struct Invite {
    /// Who is invited.
    pub account: [u8; 16],
    /// 256 random bits, as they stand behind `#invite=`.
    pub token: Zeroizing<String>,
    /// Unix seconds after which it opens nothing.
    pub until: i64,
}

impl App {
    /// Invites somebody: who is not known yet is added, who is known by this alias and address gets an account.
    pub async fn invite(&self, noted: &Noted<'_>, new: NewPerson, roles: Roles) -> Result<Invite, Fault> {
        let mut tx = people::locked(self.store()).await?;
        let known = people::load(&mut tx, self.ring()).await?.into_iter().find(|person| {
            person.alias.as_str().eq_ignore_ascii_case(new.alias.as_str()) && person.email.as_str().eq_ignore_ascii_case(new.email.as_str())
        });
        let person = match known {
            Some(person) if !person.active => return Err(Fault::Taken),
            Some(person) => person,
            None => people::add_in(&mut tx, self.ring(), new).await?,
        };
        if accounts::find(&mut tx, self.ring(), &person.id).await?.is_some() {
            return Err(Fault::Taken);
        }
        let (invite, invitation) = self.fresh_link(person.id)?;
        let mut account = Account::new(person.id, roles, invitation);
        accounts::keep(&mut tx, self.ring(), &mut account).await?;
        self.follow_roles(&mut tx, person, &account.roles).await?;
        // At a desk the entry is signed before anybody knows the id.
        let subject = matches!(noted, Noted::Service).then_some(account.id);
        self.note(&mut tx, noted, Act::Invited, subject, &[("roles", &words(&account.roles))]).await?;
        tx.commit().await?;
        Ok(invite)
    }

    /// A new link for somebody who has lost everything, or who did not use theirs: old keys are gone, old sessions end.
    pub async fn reinvite(&self, noted: &Noted<'_>, id: &[u8; 16]) -> Result<Invite, Fault> {
        let mut tx = people::locked(self.store()).await?;
        let mut account = accounts::find(&mut tx, self.ring(), id).await?.ok_or(Fault::Forbidden)?;
        if !people::find(&mut tx, self.ring(), id).await?.is_some_and(|person| person.active) {
            return Err(Fault::Forbidden);
        }
        self.spare_the_last_administrator(&mut tx, noted, &account).await?;
        let (invite, invitation) = self.fresh_link(*id)?;
        account.forget_keys(State::Invited(invitation));
        accounts::keep(&mut tx, self.ring(), &mut account).await?;
        self.end_sessions(&mut tx, id, None).await?;
        self.note(&mut tx, noted, Act::Reinvited, Some(*id), &[]).await?;
        tx.commit().await?;
        Ok(invite)
    }

    /// Gives somebody other roles. What they may not do any more ends with their next request.
    pub async fn set_roles(&self, noted: &Noted<'_>, id: &[u8; 16], roles: Roles) -> Result<(), Fault> {
        let mut tx = people::locked(self.store()).await?;
        let mut account = accounts::find(&mut tx, self.ring(), id).await?.ok_or(Fault::Forbidden)?;
        let person = people::find(&mut tx, self.ring(), id).await?.ok_or(Fault::Forbidden)?;
        if !roles.has(Role::Administrator) {
            self.spare_the_last_administrator(&mut tx, noted, &account).await?;
        }
        account.roles = roles;
        accounts::keep(&mut tx, self.ring(), &mut account).await?;
        self.follow_roles(&mut tx, person, &account.roles).await?;
        self.note(&mut tx, noted, Act::Roles, Some(*id), &[("roles", &words(&account.roles))]).await?;
        Ok(tx.commit().await?)
    }

    /// Ends an account at once, with all its sessions, and every alert to the person. What was sealed to them stays sealed to
    /// them: a new team key is what takes it away.
    pub async fn disable_account(&self, noted: &Noted<'_>, id: &[u8; 16]) -> Result<(), Fault> {
        let mut tx = people::locked(self.store()).await?;
        let mut person = people::find(&mut tx, self.ring(), id).await?.ok_or(Fault::Forbidden)?;
        let account = accounts::find(&mut tx, self.ring(), id).await?;
        if let Some(account) = &account {
            self.spare_the_last_administrator(&mut tx, noted, account).await?;
        }
        person.active = false;
        people::keep_in(&mut tx, self.ring(), person).await?;
        if let Some(mut account) = account {
            account.forget_keys(State::Disabled);
            accounts::keep(&mut tx, self.ring(), &mut account).await?;
        }
        self.end_sessions(&mut tx, id, None).await?;
        self.note(&mut tx, noted, Act::Disabled, Some(*id), &[]).await?;
        Ok(tx.commit().await?)
    }

    /// Ends all sessions of somebody, for a command; how many.
    pub async fn end_all_sessions(&self, id: &[u8; 16]) -> Result<usize, Fault> {
        let mut tx = self.store().write().await?;
        let ended = self.end_sessions(&mut tx, id, None).await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Everybody with what they may do and where their account stands; none for who has no account.
    pub async fn staff(&self) -> Result<Vec<(Person, Option<Account>)>, Fault> {
        let mut tx = self.store().read().await?;
        let mut accounts = accounts::all(&mut tx, self.ring()).await?;
        let mut people = people::load(&mut tx, self.ring()).await?;
        people.sort_by(|a, b| a.alias.as_str().cmp(b.alias.as_str()));
        let with = |person: Person| {
            let at = accounts.iter().position(|account| account.id == person.id);
            (person, at.map(|at| accounts.swap_remove(at)))
        };
        Ok(people.into_iter().map(with).collect())
    }

    /// How many people have this role, keys, and are not disabled.
    pub async fn how_many(&self, role: Role) -> Result<usize, Fault> {
        let mut tx = self.store().read().await?;
        Ok(self.holders_of(&mut tx, role).await?.len())
    }

    async fn holders_of(&self, tx: &mut Tx, role: Role) -> Result<Vec<[u8; 16]>, Fault> {
        let people = people::load(tx, self.ring()).await?;
        let active = |account: &Account| people.iter().any(|person| person.id == account.id && person.active);
        let accounts = accounts::all(tx, self.ring()).await?.into_iter();
        Ok(accounts.filter(|one| one.enrolled().is_some() && one.roles.has(role) && active(one)).map(|one| one.id).collect())
    }

    /// From a desk nobody takes the last administrator's account or role: then no desk could give it back. A command may: whoever
    /// runs it needs no account, and must be able to shut out somebody whose keys were taken at once.
    async fn spare_the_last_administrator(&self, tx: &mut Tx, noted: &Noted<'_>, account: &Account) -> Result<(), Fault> {
        let last = matches!(noted, Noted::By(..)) && self.holders_of(tx, Role::Administrator).await? == [account.id];
        if last { Err(Fault::LastAdministrator) } else { Ok(()) }
    }

    /// Leads are woken when those on call do not answer; the two must not say different things.
    async fn follow_roles(&self, tx: &mut Tx, mut person: Person, roles: &Roles) -> Result<(), Fault> {
        let lead = roles.has(Role::Lead);
        if person.lead != lead {
            person.lead = lead;
            people::keep_in(tx, self.ring(), person).await?;
        }
        Ok(())
    }

    fn fresh_link(&self, account: [u8; 16]) -> Result<(Invite, Invitation), Fault> {
        let mut secret = Zeroizing::new([0; 32]);
        self.inner.rng.fill(&mut *secret).map_err(no_random)?;
        let token = Zeroizing::new(URL_SAFE_NO_PAD.encode(*secret));
        let until = self.now() + GOOD_FOR;
        let invitation = Invitation { token: Hash32::of(token.as_bytes()), until };
        Ok((Invite { account, token, until }, invitation))
    }
}

/// Roles as an entry of the audit log writes them.
fn words(roles: &Roles) -> String {
    roles.all().iter().map(|role| role.word()).collect::<Vec<_>>().join(",")
}
