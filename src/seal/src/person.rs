//! One of the staff: how sign-in and unlocking are derived from a secret, the sealed copies of a person's keys, the proof that
//! both keys were made together, and the digits by which a lead knows them.

use crate::ids::{Hash32, RandomFailed, hex, random_bytes};
use crate::keys::{Identity, Recipient};
use crate::mailbox::expand;
use crate::signing::{PublicKey, Signature, SigningKey};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf;
use ring::rand::SecureRandom;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

const KEYS_FORMAT: &str = "tocsin.keys/1";
/// Context of the signature at enrolment.
const ENROL: &str = "tocsin/enrol/1";
/// A wrap's length: nonce, keys, tag.
const MAX_WRAP: usize = 512;

/// Names an account: the id of the person.
pub type AccountId = [u8; 16];

/// What is derived of a person's secret (the words of a passphrase or kit, or a passkey's PRF output), each half telling
/// nothing of the other.
pub struct Derived {
    /// Sent to the server, which keeps a hash: label `tocsin/auth/1`.
    pub auth: Zeroizing<[u8; 32]>,
    /// Opens the wrap and never leaves the browser: label `tocsin/unwrap/1`.
    pub unwrap: Zeroizing<[u8; 32]>,
}

/// HKDF-SHA256 of `secret` with the account's id as salt. Words are lower-case, one space between them.
pub fn derive(account: &AccountId, secret: &[u8]) -> Derived {
    let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, account).extract(secret);
    let mut derived = Derived { auth: Zeroizing::new([0; 32]), unwrap: Zeroizing::new([0; 32]) };
    expand(&prk, b"tocsin/auth/1", derived.auth.as_mut());
    expand(&prk, b"tocsin/unwrap/1", derived.unwrap.as_mut());
    derived
}

/// What opens a wrap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WrapKind {
    /// The PRF output of a passkey.
    Passkey,
    /// Nine generated words.
    Passphrase,
    /// The twelve words of the printed kit.
    Kit,
}

impl WrapKind {
    /// The word for it in associated data and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::Passphrase => "passphrase",
            Self::Kit => "kit",
        }
    }
}

/// A person's secret keys.
pub struct PersonKeys {
    /// Opens what is granted to the person.
    pub identity: Identity,
    /// Signs audit entries.
    pub actor: SigningKey,
}

/// A wrap did not open: another secret, account or kind, or altered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the wrapped keys do not open")]
pub struct WrapError;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireKeys<'a> {
    format: &'a str,
    identity: &'a str,
    actor: &'a str,
}

impl PersonKeys {
    /// Fresh keys.
    pub fn generate(rng: &dyn SecureRandom) -> Result<Self, RandomFailed> {
        Ok(Self { identity: Identity::generate(rng)?, actor: SigningKey::generate(rng)? })
    }

    /// The fingerprint that is compared by voice.
    pub fn fingerprint(&self) -> String {
        fingerprint(self.identity.recipient(), &self.actor.public())
    }

    /// The actor's signature that these two keys belong to this account.
    pub fn prove(&self, account: &AccountId) -> Signature {
        self.actor.sign_in(ENROL, &enrolment(account, self.identity.recipient()))
    }

    /// Nonce and AES-256-GCM of the keys under `unwrap`.
    pub fn wrap(&self, account: &AccountId, kind: WrapKind, unwrap: &[u8; 32], rng: &dyn SecureRandom) -> Result<Vec<u8>, RandomFailed> {
        self.wrap_with(account, kind, unwrap, random_bytes::<NONCE_LEN>(rng)?)
    }

    /// The same with a nonce that was never used with this key, for test vectors.
    pub fn wrap_with(
        &self,
        account: &AccountId,
        kind: WrapKind,
        unwrap: &[u8; 32],
        nonce: [u8; NONCE_LEN],
    ) -> Result<Vec<u8>, RandomFailed> {
        let (identity, actor) = (self.identity.to_secret(), self.actor.to_secret());
        let wire = WireKeys { format: KEYS_FORMAT, identity: &identity, actor: &actor };
        let mut plain = Zeroizing::new(Vec::with_capacity(MAX_WRAP));
        serde_json::to_writer(&mut *plain, &wire).map_err(|_| RandomFailed)?;
        let mut sealed = Vec::with_capacity(MAX_WRAP);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&plain);
        let nonce = Nonce::assume_unique_for_key(nonce);
        let body = sealed.get_mut(NONCE_LEN..).ok_or(RandomFailed)?;
        let tag = cipher(unwrap).and_then(|key| key.seal_in_place_separate_tag(nonce, Aad::from(wrap_aad(account, kind)), body).ok());
        sealed.extend_from_slice(tag.ok_or(RandomFailed)?.as_ref());
        Ok(sealed)
    }

    /// Opens a wrap.
    pub fn unwrap(account: &AccountId, kind: WrapKind, unwrap: &[u8; 32], sealed: &[u8]) -> Result<Self, WrapError> {
        if sealed.len() > MAX_WRAP {
            return Err(WrapError);
        }
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(WrapError)?;
        let mut body = Zeroizing::new(body.to_vec());
        let key = cipher(unwrap).ok_or(WrapError)?;
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let plain = key.open_in_place(nonce, Aad::from(wrap_aad(account, kind)), &mut body).map_err(|_| WrapError)?;
        let wire: WireKeys = serde_json::from_slice(plain).map_err(|_| WrapError)?;
        if wire.format != KEYS_FORMAT {
            return Err(WrapError);
        }
        let identity = Identity::parse(wire.identity).map_err(|_| WrapError)?;
        let actor = SigningKey::parse(wire.actor).map_err(|_| WrapError)?;
        Ok(Self { identity, actor })
    }
}

/// Whether a sealed copy of keys can be one, by its length: what the server can tell of it.
pub fn is_wrap(sealed: &[u8]) -> bool {
    (NONCE_LEN + 64..=MAX_WRAP).contains(&sealed.len())
}

/// The first 16 hexadecimal digits of SHA-256 of recipient and actor key, a line each: what a lead compares by voice.
pub fn fingerprint(recipient: &Recipient, actor: &PublicKey) -> String {
    let hash = Hash32::of(format!("{recipient}\n{actor}\n").as_bytes());
    hex(hash.as_bytes().first_chunk::<8>().map_or(&[][..], |c| c))
}

/// Whether `actor` vouched for `recipient` as that account's.
pub fn is_proved(account: &AccountId, recipient: &Recipient, actor: &PublicKey, proof: &Signature) -> bool {
    actor.verify_in(ENROL, &enrolment(account, recipient), proof)
}

fn enrolment(account: &AccountId, recipient: &Recipient) -> Vec<u8> {
    format!("{}\n{recipient}\n", hex(account)).into_bytes()
}

fn wrap_aad(account: &AccountId, kind: WrapKind) -> Vec<u8> {
    format!("tocsin/wrap/1|{}|{}", hex(account), kind.word()).into_bytes()
}

fn cipher(key: &[u8; 32]) -> Option<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, key).ok().map(LessSafeKey::new)
}
