//! Passkeys (WebAuthn level 3), by the library: discoverable, so that nobody types a name, and with the person verified
//! (PIN, finger, face), so that a found device opens nothing.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tocsin_domain::desk_address::DeskAddress;
use webauthn_rs::Webauthn;
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, WebauthnBuilder,
};

use super::Fault;
use super::accounts::Device;
use super::ceremony::Ceremony;

/// What is asked of browsers, at one address.
pub(in crate::app) struct Passkeys(Webauthn);

/// Somebody is about to show a passkey.
#[derive(Serialize, Deserialize)]
pub(super) struct Showing(DiscoverableAuthentication);

impl Ceremony for Showing {
    const LABEL: &'static str = "tocsin/ceremony/show/1";
    const LASTS: i64 = 5 * 60;
}

/// A passkey was shown by the owner of this account, if the rest fits.
pub(super) struct Shown {
    pub account: [u8; 16],
    credential: PublicKeyCredential,
}

impl Passkeys {
    /// For the desk at this address.
    pub(in crate::app) fn new(address: &DeskAddress) -> Option<Self> {
        let origin = Url::parse(address.origin()).ok()?;
        // The name stands in the dialogue of the browser and in the lists of password managers: it says nothing.
        let builder = WebauthnBuilder::new(address.host(), &origin).ok()?.rp_name("Desk");
        builder.build().ok().map(Self)
    }

    /// The options for a new passkey, and what must be known at the end.
    pub(super) fn begin(&self, account: &[u8; 16], alias: &str, known: &[Device]) -> Result<(Value, PasskeyRegistration), Fault> {
        let exclude: Vec<CredentialID> = known.iter().map(|device| device.passkey.cred_id().clone()).collect();
        let user = Uuid::from_bytes(*account);
        let (options, state) = self.0.start_passkey_registration(user, alias, alias, Some(exclude)).map_err(|_| broken())?;
        let mut options = serde_json::to_value(options).map_err(|_| broken())?;
        let mut options = options["publicKey"].take();
        options["authenticatorSelection"]["residentKey"] = "required".into();
        options["authenticatorSelection"]["requireResidentKey"] = true.into();
        Ok((options, state))
    }

    /// The new passkey. [`Fault::Bad`] if it does not verify, or brings what must not leave the browser.
    pub(super) fn finish(&self, credential: &Value, state: &PasskeyRegistration) -> Result<Passkey, Fault> {
        without_secrets(credential)?;
        let credential: RegisterPublicKeyCredential = serde_json::from_value(credential.clone()).map_err(|_| Fault::Bad)?;
        self.0.finish_passkey_registration(&credential, state).map_err(|_| Fault::Bad)
    }

    /// The options for showing any passkey of ours, and what must be known at the end.
    pub(super) fn ask(&self) -> Result<(Value, Showing), Fault> {
        let (options, state) = self.0.start_discoverable_authentication().map_err(|_| broken())?;
        let mut options = serde_json::to_value(options).map_err(|_| broken())?;
        Ok((options["publicKey"].take(), Showing(state)))
    }

    /// Whose passkey it says it is.
    pub(super) fn shown(&self, credential: &Value) -> Result<Shown, Fault> {
        without_secrets(credential)?;
        let credential: PublicKeyCredential = serde_json::from_value(credential.clone()).map_err(|_| Fault::Wrong)?;
        let (user, _) = self.0.identify_discoverable_authentication(&credential).map_err(|_| Fault::Wrong)?;
        Ok(Shown { account: user.into_bytes(), credential })
    }

    /// Whether it is one of these; its counter is noted.
    pub(super) fn verify(&self, shown: &Shown, state: &Showing, devices: &mut [Device]) -> Result<(), Fault> {
        let id = shown.credential.get_credential_id();
        let device = devices.iter_mut().find(|device| device.passkey.cred_id()[..] == *id).ok_or(Fault::Wrong)?;
        let key = DiscoverableKey::from(&device.passkey);
        let result = self.0.finish_discoverable_authentication_v2(&shown.credential, state.0.clone(), &key).map_err(|_| Fault::Wrong)?;
        if !result.user_verified() {
            return Err(Fault::Wrong);
        }
        device.passkey.update_credential(&result);
        Ok(())
    }
}

/// The id of a passkey as browsers write it.
pub(super) fn credential_id(passkey: &Passkey) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(passkey.cred_id())
}

/// What a passkey's PRF gives opens the person's keys: a browser that sends it along is refused, and noticed.
fn without_secrets(credential: &Value) -> Result<(), Fault> {
    let results = ["clientExtensionResults", "extensions"].map(|name| &credential[name]["prf"]["results"]);
    if results.iter().all(|results| results.is_null()) { Ok(()) } else { Err(Fault::Bad) }
}

fn broken() -> Fault {
    Fault::Internal("passkeys cannot be asked for".to_owned())
}
