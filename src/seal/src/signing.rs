//! Ed25519 keys (RFC 8032, through `ring`). Every signature is made over a context, a zero byte
//! and the message, so that none is ever valid for another purpose.

use crate::bech;
use crate::ids::{RandomFailed, hex, random_bytes, serde_as_text};
use crate::keys::KeyError;
use crate::statement::{self, SignedStatement, Statement};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use bech32::Hrp;
use ring::rand::SecureRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use std::fmt;
use std::str::FromStr;
use zeroize::{Zeroize, Zeroizing};

const PUBLIC_HRP: Hrp = Hrp::parse_unchecked("tocsinpub");
const SECRET_HRP: Hrp = Hrp::parse_unchecked("tocsin-sign-key-");

/// A signature: 64 bytes; text form unpadded URL-safe base64.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature([u8; 64]);

impl Signature {
    /// From its bytes.
    pub const fn from_bytes(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64.encode(self.0))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({self})")
    }
}

impl FromStr for Signature {
    type Err = crate::IdError;

    fn from_str(text: &str) -> Result<Self, crate::IdError> {
        let bytes = BASE64.decode(text).map_err(|_| crate::IdError)?;
        bytes.try_into().map(Self).map_err(|_| crate::IdError)
    }
}

serde_as_text!(Signature);

/// A public signing key; text form `tocsinpub1…`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// The raw key.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Sixteen hexadecimal digits (the first 64 bits of the key's SHA-256) for people to compare.
    pub fn fingerprint(&self) -> String {
        let hash = crate::Hash32::of(&self.0);
        hex(hash.as_bytes().first_chunk::<8>().map_or(&[][..], |c| c))
    }

    /// Whether `signature` is this key's over exactly these bytes. For signatures of this crate,
    /// which carry a context, use [`PublicKey::verify_in`].
    pub fn verify(&self, message: &[u8], signature: &Signature) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.0).verify(message, &signature.0).is_ok()
    }

    /// Whether `signature` is this key's over `message` in `context`.
    pub fn verify_in(&self, context: &str, message: &[u8], signature: &Signature) -> bool {
        self.verify(&in_context(context, message), signature)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&bech::encode(PUBLIC_HRP, &self.0))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        bech::decode(PUBLIC_HRP, false, text).map(|b| Self(*b)).ok_or(KeyError::PublicKey)
    }
}

serde_as_text!(PublicKey);

/// A secret signing key; text form `TOCSIN-SIGN-KEY-1…`. Neither printable nor copyable.
///
/// ```compile_fail
/// fn print(key: &tocsin_seal::SigningKey) -> String { format!("{key:?}") }
/// ```
/// ```compile_fail
/// fn copy(key: &tocsin_seal::SigningKey) -> tocsin_seal::SigningKey { key.clone() }
/// ```
pub struct SigningKey {
    seed: Zeroizing<[u8; 32]>,
    public: PublicKey,
}

impl SigningKey {
    /// A fresh key.
    pub fn generate(rng: &dyn SecureRandom) -> Result<Self, RandomFailed> {
        let mut seed = random_bytes(rng)?;
        let key = Self::from_seed(seed);
        seed.zeroize();
        Ok(key)
    }

    /// The key of a seed of 256 random bits.
    pub fn from_seed(mut seed: [u8; 32]) -> Self {
        let mut public = [0; 32];
        public.copy_from_slice(pair(&seed).public_key().as_ref());
        let key = Self { seed: Zeroizing::new(seed), public: PublicKey(public) };
        seed.zeroize();
        key
    }

    /// Reads `TOCSIN-SIGN-KEY-1…`, upper case, nothing before or after it.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let seed = bech::decode(SECRET_HRP, true, text).ok_or(KeyError::SigningKey)?;
        Ok(Self::from_seed(*seed))
    }

    /// The secret text form.
    pub fn to_secret(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(bech::encode(SECRET_HRP, self.seed.as_slice()));
        text.make_ascii_uppercase();
        text
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        self.public
    }

    /// Signs `message` for one purpose: `context` names it, with a version.
    pub fn sign_in(&self, context: &str, message: &[u8]) -> Signature {
        let mut signature = [0; 64];
        let signed = pair(&self.seed).sign(&in_context(context, message));
        signature.copy_from_slice(signed.as_ref());
        Signature(signature)
    }

    /// Signs a statement.
    pub fn sign(&self, statement: &Statement) -> SignedStatement {
        statement::sign_statement(statement, self)
    }
}

/// `ring` never wipes its keys, so one lives only as long as it is used.
fn pair(seed: &[u8; 32]) -> Ed25519KeyPair {
    #[expect(clippy::expect_used, reason = "fails only for another length than the type's 32")]
    Ed25519KeyPair::from_seed_unchecked(seed).expect("32 bytes")
}

fn in_context(context: &str, message: &[u8]) -> Vec<u8> {
    [context.as_bytes(), b"\0", message].concat()
}
