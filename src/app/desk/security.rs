//! What somebody sees and changes of their own ways in: devices, passphrase, kit, sessions.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tocsin_seal::Hash32;
use tocsin_seal::audit::Act;
use webauthn_rs::prelude::PasskeyRegistration;
use zeroize::Zeroizing;

use super::accounts::{self, Account, DEVICES, Enrolled, State, Wrap, WrapKind};
use super::ceremony::Ceremony;
use super::enrol::wraps_fit;
use super::passkeys::credential_id;
use super::sessions::Session;
use super::signin::{TypedKind, secret};
use super::{Fault, SignedIn, totp};
use crate::app::{App, submit::no_random};
use crate::store::Tx;

/// A passkey in the list.
pub struct DeviceLine {
    /// Its id in base64url.
    pub credential: String,
    /// What the person calls it.
    pub name: String,
    /// Unix seconds, the day.
    pub added: i64,
    /// Whether it opens the keys, or signs in alone.
    pub prf: bool,
}

/// Somebody's ways in.
pub struct Security {
    /// Passkeys.
    pub devices: Vec<DeviceLine>,
    /// Whether they can sign in with a passphrase.
    pub passphrase: bool,
    /// Where they are signed in.
    pub sessions: Vec<([u8; 16], Session)>,
}

/// A device that is to be added.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddDevice {
    state: String,
    credential: Value,
    name: String,
    wrap: Option<Wrap>,
    audit: String,
}

/// A new passphrase; with `state` the app makes its codes of a new secret.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetPassphrase {
    auth: Zeroizing<String>,
    code: String,
    state: Option<String>,
    wrap: Wrap,
    audit: String,
}

/// A new kit.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetKit {
    auth: Zeroizing<String>,
    wrap: Wrap,
    audit: String,
}

#[derive(Serialize, Deserialize)]
struct Adding {
    account: [u8; 16],
    passkey: PasskeyRegistration,
}

impl Ceremony for Adding {
    const LABEL: &'static str = "tocsin/ceremony/device/1";
    const LASTS: i64 = 10 * 60;
}

#[derive(Serialize, Deserialize)]
struct Phrasing {
    account: [u8; 16],
    totp: [u8; 20],
}

impl Ceremony for Phrasing {
    const LABEL: &'static str = "tocsin/ceremony/passphrase/1";
    const LASTS: i64 = 3_600;
}

impl App {
    /// The ways in of whoever asks.
    pub async fn security(&self, who: &SignedIn) -> Result<Security, Fault> {
        let mut tx = self.store().read().await?;
        let (account, sessions) = (self.own(&mut tx, who).await?, self.sessions_of(&mut tx, who.account()).await?);
        let enrolled = account.enrolled().ok_or(Fault::SignedOut)?;
        let opens = |id: &str| enrolled.wraps.iter().any(|wrap| wrap.credential.as_deref() == Some(id));
        let line = |device: &accounts::Device| {
            let credential = credential_id(&device.passkey);
            DeviceLine { prf: opens(&credential), credential, name: device.name.clone(), added: device.added }
        };
        Ok(Security { devices: enrolled.devices.iter().map(line).collect(), passphrase: enrolled.passphrase.is_some(), sessions })
    }

    /// Options for one more passkey, and what comes back with it.
    pub async fn begin_device(&self, who: &SignedIn) -> Result<(Value, String), Fault> {
        let account = self.own(&mut self.store().read().await?, who).await?;
        let enrolled = account.enrolled().ok_or(Fault::SignedOut)?;
        let (options, passkey) = self.passkeys()?.begin(who.account(), who.alias(), &enrolled.devices)?;
        Ok((options, self.begun(Adding { account: *who.account(), passkey })?))
    }

    /// Adds a passkey.
    pub async fn add_device(&self, who: &SignedIn, add: &AddDevice) -> Result<(), Fault> {
        let adding: Adding = self.ended(&add.state).filter(|adding: &Adding| adding.account == *who.account()).ok_or(Fault::Bad)?;
        let device = self.new_device(&add.credential, &add.name, &adding.passkey)?;
        let mut tx = self.store().write().await?;
        for other in accounts::all(&mut tx, self.ring()).await? {
            let has = |enrolled: &Enrolled| enrolled.devices.iter().any(|known| known.passkey.cred_id() == device.passkey.cred_id());
            if other.enrolled().is_some_and(has) {
                return Err(Fault::Bad);
            }
        }
        let name = device_word(&credential_id(&device.passkey));
        self.change_own(tx, who, (Act::DeviceAdded, &[("device", &name)]), &add.audit, false, |enrolled| {
            if enrolled.devices.len() >= DEVICES {
                return Err(Fault::Bad);
            }
            enrolled.devices.push(device);
            enrolled.wraps.extend(add.wrap.clone());
            Ok(())
        })
        .await
    }

    /// Takes a passkey away, and ends every other session: whoever has the device may be signed in with it.
    pub async fn revoke_device(&self, who: &SignedIn, credential: &str, audit: &str) -> Result<(), Fault> {
        let tx = self.store().write().await?;
        let name = device_word(credential);
        self.change_own(tx, who, (Act::DeviceRevoked, &[("device", &name)]), audit, true, |enrolled| {
            let before = enrolled.devices.len();
            enrolled.devices.retain(|device| credential_id(&device.passkey) != credential);
            enrolled.wraps.retain(|wrap| wrap.credential.as_deref() != Some(credential));
            if enrolled.devices.len() == before { Err(Fault::Forbidden) } else { Ok(()) }
        })
        .await
    }

    /// A secret for one-time codes of somebody who has none yet, or a new one: base32, the address for apps, the state.
    pub fn begin_passphrase(&self, who: &SignedIn) -> Result<(String, String, String), Fault> {
        let seed = totp::secret(&self.inner.rng).map_err(no_random)?;
        let state = self.begun(Phrasing { account: *who.account(), totp: seed })?;
        Ok((totp::base32(&seed), totp::uri(&seed, who.alias()), state))
    }

    /// Sets a passphrase; every other session ends.
    pub async fn set_passphrase(&self, who: &SignedIn, set: &SetPassphrase) -> Result<(), Fault> {
        let id = *who.account();
        let begun = match &set.state {
            Some(state) => Some(self.ended(state).filter(|begun: &Phrasing| begun.account == id).ok_or(Fault::Bad)?.totp),
            None => None,
        };
        let tx = self.store().write().await?;
        let codes = if begun.is_some() { "new" } else { "kept" };
        self.change_own(tx, who, (Act::PassphraseSet, &[("codes", codes)]), &set.audit, true, |enrolled| {
            let (seed, last) = match (&enrolled.passphrase, begun) {
                (_, Some(seed)) => (seed, 0),
                (Some(before), None) => (before.totp, before.last_step),
                (None, None) => return Err(Fault::Bad),
            };
            let mut passphrase = self.new_passphrase(id, &set.auth, &set.code, seed)?;
            if passphrase.last_step <= last {
                return Err(Fault::Wrong);
            }
            passphrase.wrong_codes = Vec::new();
            enrolled.passphrase = Some(passphrase);
            replace(enrolled, WrapKind::Passphrase, &set.wrap)
        })
        .await
    }

    /// Sets a new kit: the paper before opens nothing any more. Every other session ends.
    pub async fn set_kit(&self, who: &SignedIn, set: &SetKit) -> Result<(), Fault> {
        let kit = self.kept(*who.account(), TypedKind::Kit, &*secret(&set.auth)?);
        let tx = self.store().write().await?;
        self.change_own(tx, who, (Act::KitSet, &[]), &set.audit, true, |enrolled| {
            enrolled.kit = kit;
            replace(enrolled, WrapKind::Kit, &set.wrap)
        })
        .await
    }

    /// Ends one of the sessions of whoever asks; what is not theirs is not there.
    pub async fn end_session(&self, who: &SignedIn, session: &[u8; 16]) -> Result<(), Fault> {
        let mut tx = self.store().write().await?;
        if !self.sessions_of(&mut tx, who.account()).await?.iter().any(|(id, _)| id == session) {
            return Err(Fault::Forbidden);
        }
        tx.delete_session(session).await?;
        Ok(tx.commit().await?)
    }

    async fn own(&self, tx: &mut Tx, who: &SignedIn) -> Result<Account, Fault> {
        accounts::find(tx, self.ring(), who.account()).await?.ok_or(Fault::SignedOut)
    }

    async fn change_own(
        &self,
        mut tx: Tx,
        who: &SignedIn,
        (act, said): (Act, &[(&str, &str)]),
        audit: &str,
        ends_others: bool,
        change: impl FnOnce(&mut Enrolled) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut account = self.own(&mut tx, who).await?;
        let State::Enrolled(enrolled) = &mut account.state else { return Err(Fault::SignedOut) };
        change(enrolled)?;
        // Whoever revoked their only passkey has the kit left, which opens: that is theirs to choose.
        let unlocks = enrolled.wraps.iter().any(|wrap| wrap.kind == WrapKind::Kit);
        if !unlocks || (act != Act::DeviceRevoked && !wraps_fit(enrolled)) {
            return Err(Fault::Bad);
        }
        accounts::keep(&mut tx, self.ring(), &mut account).await?;
        if ends_others {
            self.end_sessions(&mut tx, who.account(), Some(who.session())).await?;
        }
        self.signed_by(&mut tx, who, audit, act, Some(*who.account()), said).await?;
        Ok(tx.commit().await?)
    }
}

/// How an entry of the log names a device: a credential's id can be longer than a detail.
fn device_word(credential: &str) -> String {
    Hash32::of(credential.as_bytes()).to_string()
}

/// Puts a sealed copy in the place of the one of its kind.
fn replace(enrolled: &mut Enrolled, kind: WrapKind, wrap: &Wrap) -> Result<(), Fault> {
    if wrap.kind != kind || wrap.credential.is_some() {
        return Err(Fault::Bad);
    }
    enrolled.wraps.retain(|other| other.kind != kind);
    enrolled.wraps.push(wrap.clone());
    Ok(())
}
