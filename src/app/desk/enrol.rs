//! Enrolment: an invited person's browser makes their keys, and they choose how to sign in.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tocsin_domain::role::Roles;
use tocsin_seal::audit::Act;
use tocsin_seal::{Hash32, PublicKey, Recipient, Signature, person};
use webauthn_rs::prelude::PasskeyRegistration;
use zeroize::Zeroizing;

use super::accounts::{self, Account, DEVICES, Device, Enrolled, Passphrase, State, Wrap, WrapKind};
use super::ceremony::Ceremony;
use super::passkeys::credential_id;
use super::sessions::By;
use super::signin::{Entered, TypedKind, secret};
use super::{Fault, totp};
use crate::app::people;
use crate::app::{App, submit::no_random};
use crate::store::Tx;

/// Longest name of a device, in bytes.
pub(super) const NAME: usize = 64;
const DAY: i64 = 86_400;

/// Who is invited, and what their browser needs.
pub struct Invited {
    /// Id of the account.
    pub account: [u8; 16],
    /// What the person is called.
    pub alias: String,
    /// What they will be allowed.
    pub roles: Roles,
    /// Options for a passkey.
    pub passkey: Value,
    /// Comes back with the enrolment.
    pub state: String,
    /// Secret of one-time codes, base32, and the address that apps read.
    pub totp: (String, String),
}

/// What an enrolment brings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrol {
    token: Zeroizing<String>,
    state: String,
    recipient: String,
    actor: String,
    proof: String,
    passkey: Option<NewPasskey>,
    passphrase: Option<NewPassphrase>,
    kit: Zeroizing<String>,
    wraps: Vec<Wrap>,
    shared: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPasskey {
    credential: Value,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPassphrase {
    auth: Zeroizing<String>,
    code: String,
}

/// Somebody reads their invitation.
#[derive(Serialize, Deserialize)]
struct Reading {
    account: [u8; 16],
    passkey: PasskeyRegistration,
    totp: [u8; 20],
}

impl Ceremony for Reading {
    const LABEL: &'static str = "tocsin/ceremony/enrol/1";
    /// Writing down words takes its time.
    const LASTS: i64 = 2 * 3_600;
}

impl App {
    /// Who is invited by this link.
    pub async fn invited(&self, token: &str) -> Result<Invited, Fault> {
        let mut tx = self.store().read().await?;
        let account = self.invited_by(&mut tx, token).await?;
        let person = people::find(&mut tx, self.ring(), &account.id).await?.ok_or(Fault::UnknownInvite)?;
        let alias = person.alias.to_string();
        let (options, passkey) = self.passkeys()?.begin(&account.id, &alias, &[])?;
        let seed = totp::secret(&self.inner.rng).map_err(no_random)?;
        let state = self.begun(Reading { account: account.id, passkey, totp: seed })?;
        let totp = (totp::base32(&seed), totp::uri(&seed, &alias));
        Ok(Invited { account: account.id, alias, roles: account.roles, passkey: options, state, totp })
    }

    /// Enrols, and signs in. The link is used up.
    pub async fn enrol(&self, enrol: &Enrol) -> Result<Entered, Fault> {
        let reading: Reading = self.ended(&enrol.state).ok_or(Fault::UnknownInvite)?;
        let mut tx = self.store().write().await?;
        let mut account = self.invited_by(&mut tx, &enrol.token).await?;
        if account.id != reading.account {
            return Err(Fault::UnknownInvite);
        }
        let enrolled = self.enrolled_with(&account.id, enrol, &reading)?;
        for other in accounts::all(&mut tx, self.ring()).await? {
            if other.enrolled().is_some_and(|other| is_known(other, &enrolled)) || other.former.contains(&enrolled.actor) {
                return Err(Fault::Bad);
            }
        }
        let by = if enrolled.passphrase.is_some() { By::Passphrase } else { By::Passkey };
        let (fingerprint, actor) = (person::fingerprint(&enrolled.recipient, &enrolled.actor), enrolled.actor.to_string());
        let wraps = enrolled.wraps.clone();
        account.state = State::Enrolled(Box::new(enrolled));
        accounts::keep(&mut tx, self.ring(), &mut account).await?;
        let (token, _) = self.begin_session(&mut tx, account.id, by, enrol.shared).await?;
        let details = [("fingerprint", fingerprint.as_str()), ("actor", actor.as_str()), ("by", by.word())];
        self.note_service(&mut tx, Act::Enrolled, Some(account.id), &details).await?;
        tx.commit().await?;
        Ok(Entered { token, wraps })
    }

    /// The account whose invitation this is, of a person who is active.
    async fn invited_by(&self, tx: &mut Tx, token: &str) -> Result<Account, Fault> {
        let (hash, now) = (Hash32::of(token.as_bytes()), self.now());
        let is_meant =
            |account: &Account| matches!(&account.state, State::Invited(invitation) if invitation.token == hash && invitation.until > now);
        let account = accounts::all(tx, self.ring()).await?.into_iter().find(is_meant).ok_or(Fault::UnknownInvite)?;
        let active = people::find(tx, self.ring(), &account.id).await?.is_some_and(|person| person.active);
        if active { Ok(account) } else { Err(Fault::UnknownInvite) }
    }

    fn enrolled_with(&self, id: &[u8; 16], enrol: &Enrol, reading: &Reading) -> Result<Enrolled, Fault> {
        let recipient: Recipient = enrol.recipient.parse().map_err(|_| Fault::Bad)?;
        let actor: PublicKey = enrol.actor.parse().map_err(|_| Fault::Bad)?;
        let proof: Signature = enrol.proof.parse().map_err(|_| Fault::Bad)?;
        if !person::is_proved(id, &recipient, &actor, &proof) {
            return Err(Fault::Bad);
        }
        let now = self.now();
        let device = enrol.passkey.as_ref().map(|new| self.new_device(&new.credential, &new.name, &reading.passkey)).transpose()?;
        let passphrase = enrol.passphrase.as_ref().map(|new| self.new_passphrase(*id, &new.auth, &new.code, reading.totp)).transpose()?;
        if device.is_none() && passphrase.is_none() {
            return Err(Fault::Bad);
        }
        let enrolled = Enrolled {
            recipient,
            actor,
            proof: enrol.proof.clone(),
            devices: device.into_iter().map(|passkey| Device { added: day(now), ..passkey }).collect(),
            passphrase,
            kit: self.kept(*id, TypedKind::Kit, &*secret(&enrol.kit)?),
            wraps: enrol.wraps.clone(),
            spent: Vec::new(),
            kit_uses: Vec::new(),
        };
        if wraps_fit(&enrolled) { Ok(enrolled) } else { Err(Fault::Bad) }
    }

    /// A passkey that was just made.
    pub(super) fn new_device(&self, credential: &Value, name: &str, state: &PasskeyRegistration) -> Result<Device, Fault> {
        let name = name.trim();
        if name.is_empty() || name.len() > NAME || name.chars().any(char::is_control) {
            return Err(Fault::Bad);
        }
        let passkey = self.passkeys()?.finish(credential, state)?;
        Ok(Device { passkey, name: name.to_owned(), added: day(self.now()) })
    }

    /// A passphrase whose person has the app that makes its codes. [`Fault::Wrong`] if the code is not of now.
    pub(super) fn new_passphrase(&self, id: [u8; 16], auth: &str, code: &str, seed: [u8; 20]) -> Result<Passphrase, Fault> {
        let auth = self.kept(id, TypedKind::Passphrase, &*secret(auth)?);
        let last_step = totp::step_of(&seed, code, 0, self.now()).ok_or(Fault::Wrong)?;
        Ok(Passphrase { auth, totp: seed, last_step, wrong_codes: Vec::new() })
    }
}

fn day(at: i64) -> i64 {
    at.div_euclid(DAY) * DAY
}

/// Whether two people would be one: the same keys, or the same passkey.
fn is_known(one: &Enrolled, other: &Enrolled) -> bool {
    let shares_device = one.devices.iter().any(|a| other.devices.iter().any(|b| a.passkey.cred_id() == b.passkey.cred_id()));
    one.recipient == other.recipient || one.actor == other.actor || shares_device
}

/// Whether the sealed copies are such that the person can open their keys: one for the kit, and one at least for what they sign
/// in with every day; none for a passkey that is not there.
pub(super) fn wraps_fit(enrolled: &Enrolled) -> bool {
    let of = |kind: WrapKind| enrolled.wraps.iter().filter(move |wrap| wrap.kind == kind);
    let known = |wrap: &Wrap| match (wrap.kind, &wrap.credential) {
        (WrapKind::Passkey, Some(id)) => enrolled.devices.iter().any(|device| credential_id(&device.passkey) == *id),
        (WrapKind::Passkey, None) => false,
        (WrapKind::Passphrase | WrapKind::Kit, credential) => credential.is_none(),
    };
    let sealed = |wrap: &Wrap| STANDARD.decode(&wrap.sealed).is_ok_and(|sealed| person::is_wrap(&sealed));
    let (daily, phrases, kits) =
        (of(WrapKind::Passkey).count() + of(WrapKind::Passphrase).count(), of(WrapKind::Passphrase).count(), of(WrapKind::Kit).count());
    let each_once = enrolled.wraps.iter().enumerate().all(|(at, wrap)| {
        let same = |other: &Wrap| other.kind == wrap.kind && other.credential == wrap.credential;
        !enrolled.wraps[..at].iter().any(same)
    });
    enrolled.devices.len() <= DEVICES
        && kits == 1
        && daily >= 1
        && (enrolled.passphrase.is_none() || phrases == 1)
        && each_once
        && enrolled.wraps.iter().all(|wrap| known(wrap) && sealed(wrap))
}
