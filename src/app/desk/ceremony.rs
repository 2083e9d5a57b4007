//! What a ceremony must know at its end is sealed and given to the browser meanwhile: no server keeps anything for somebody
//! who only began, and any server can end it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::aead::{Aad, NONCE_LEN, Nonce};
use ring::rand::SecureRandom;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tocsin_seal::Hash32;
use zeroize::Zeroizing;

use super::Fault;
use crate::app::{App, submit::no_random};

/// The longest text that is opened.
const MAX: usize = 32 << 10;

/// A kind of ceremony: what its state is sealed for, and how long it may take.
pub(super) trait Ceremony: Serialize + DeserializeOwned {
    /// Keeps the state of one kind from being used for another.
    const LABEL: &'static str;
    /// Seconds from its beginning to its end.
    const LASTS: i64;
}

#[derive(Serialize, Deserialize)]
struct Begun<T> {
    at: i64,
    state: T,
}

impl App {
    /// Seals the state of a ceremony that begins now.
    pub(super) fn begun<T: Ceremony>(&self, state: T) -> Result<String, Fault> {
        let begun = Begun { at: self.now(), state };
        let mut sealed =
            Zeroizing::new(serde_json::to_vec(&begun).map_err(|_| Fault::Internal("a ceremony cannot be written".to_owned()))?);
        let mut nonce = [0; NONCE_LEN];
        self.inner.rng.fill(&mut nonce).map_err(no_random)?;
        let key = self.inner.parts.token_key.ceremony_key();
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(T::LABEL), &mut *sealed)
            .map_err(|_| Fault::Internal("a ceremony cannot be sealed".to_owned()))?;
        Ok(URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    /// Opens it again, if it is of ours, of this kind, and not too old.
    pub(super) fn ended<T: Ceremony>(&self, text: &str) -> Option<T> {
        if text.len() > MAX {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_LEN>()?;
        let mut sealed = Zeroizing::new(sealed.to_vec());
        let key = self.inner.parts.token_key.ceremony_key();
        let plain = key.open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(T::LABEL), &mut sealed).ok()?;
        let begun: Begun<T> = serde_json::from_slice(plain).ok()?;
        (-60..=T::LASTS).contains(&(self.now() - begun.at)).then_some(begun.state)
    }
}

/// By what a ceremony is known again that was ended once.
pub(super) fn mark(state: &str) -> Hash32 {
    Hash32::of(state.as_bytes())
}
