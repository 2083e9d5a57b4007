//! Who asks, as values that only the check of a session makes. A function that takes a [`Lead`] cannot be called for
//! anybody else, and a handler that forgot to ask has nothing to call it with.

use std::ops::Deref;

use tocsin_domain::role::{Role, Roles};
use tocsin_seal::{PublicKey, Recipient};

use super::Fault;
use super::accounts::Ways;
use super::sessions::By;

/// Somebody whose session was checked for this request.
///
/// ```compile_fail
/// let somebody = tocsin::app::desk::SignedIn { account: [0; 16] };
/// ```
#[derive(Clone)]
pub struct SignedIn {
    pub(super) account: [u8; 16],
    pub(super) alias: String,
    pub(super) roles: Roles,
    pub(super) recipient: Recipient,
    pub(super) actor: PublicKey,
    pub(super) session: [u8; 16],
    pub(super) by: By,
    pub(super) shared: bool,
    pub(super) kit_used: Vec<(i64, bool)>,
    pub(super) ways: Ways,
    pub(super) until: i64,
    pub(super) fresh_until: i64,
    pub(super) now: i64,
}

impl SignedIn {
    /// Id of the person and of their account.
    pub fn account(&self) -> &[u8; 16] {
        &self.account
    }

    /// What they are called.
    pub fn alias(&self) -> &str {
        &self.alias
    }

    /// What they may do.
    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    /// What is sealed to them.
    pub fn recipient(&self) -> &Recipient {
        &self.recipient
    }

    /// The key that signs their entries of the audit log.
    pub fn actor(&self) -> PublicKey {
        self.actor
    }

    /// Id of the session; not what the browser holds.
    pub fn session(&self) -> &[u8; 16] {
        &self.session
    }

    /// How they signed in.
    pub fn by(&self) -> By {
        self.by
    }

    /// Whether the computer is one that others use too.
    pub fn shared(&self) -> bool {
        self.shared
    }

    /// When the kit was used in the last weeks, and whether it was in this very session.
    pub fn kit_used(&self) -> &[(i64, bool)] {
        &self.kit_used
    }

    /// How they can show that it is they, and open their keys.
    pub fn ways(&self) -> Ways {
        self.ways
    }

    /// End of the session, Unix seconds.
    pub fn until(&self) -> i64 {
        self.until
    }

    /// Until when sensitive acts are allowed without another check, Unix seconds.
    pub fn fresh_until(&self) -> i64 {
        self.fresh_until
    }

    /// The time of the request, Unix seconds.
    pub fn now(&self) -> i64 {
        self.now
    }

    /// Whether they proved within ten minutes that it is still they.
    pub fn is_fresh(&self) -> bool {
        self.fresh_until > self.now
    }

    /// As somebody who reads what the team reads.
    pub fn reader(self) -> Result<Reader, Fault> {
        if self.roles.reads() { Ok(Reader(self)) } else { Err(Fault::Forbidden) }
    }

    /// As a lead.
    pub fn lead(self) -> Result<Lead, Fault> {
        if self.roles.has(Role::Lead) { Ok(Lead(self)) } else { Err(Fault::Forbidden) }
    }

    /// As an administrator.
    pub fn administrator(self) -> Result<Administrator, Fault> {
        if self.roles.has(Role::Administrator) { Ok(Administrator(self)) } else { Err(Fault::Forbidden) }
    }

    /// As somebody who may have a part in some case: a reader, or an interpreter. Which case is looked at case by case.
    pub fn case_party(self) -> Result<CaseParty, Fault> {
        if self.roles.reads() || self.roles.has(Role::Interpreter) { Ok(CaseParty(self)) } else { Err(Fault::Forbidden) }
    }
}

macro_rules! proof {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(SignedIn);

        impl Deref for $name {
            type Target = SignedIn;

            fn deref(&self) -> &SignedIn {
                &self.0
            }
        }
    )* };
}
proof! {
    /// A caseworker or lead.
    Reader;
    /// A lead.
    Lead;
    /// An administrator.
    Administrator;
    /// A reader, or an interpreter, who may be a guest in some cases.
    CaseParty;
}
