//! Recipients and identities of type `mlkem768x25519`: HPKE (RFC 9180) in base mode with the KEM
//! X-Wing (0x647a: ML-KEM-768 and X25519), HKDF-SHA256 and ChaCha20-Poly1305, as age 1.3 defines.

use crate::bech;
use crate::header::{ENC_BYTES, STANZA_TAG, WRAPPED_BYTES};
use crate::ids::{RandomFailed, hex, random_bytes, serde_as_text};
use age_core::format::{FILE_KEY_BYTES, FileKey, Stanza};
use age_core::secrecy::ExposeSecret;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD as BASE64;
use bech32::Hrp;
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use ring::agreement;
use ring::rand::{SecureRandom, SystemRandom};
use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use zeroize::{Zeroize, Zeroizing};

const RECIPIENT_HRP: Hrp = Hrp::parse_unchecked("age1pq");
const IDENTITY_HRP: Hrp = Hrp::parse_unchecked("age-secret-key-pq-");
const INFO: &[u8] = b"age-encryption.org/mlkem768x25519";
/// Stanzas with this label are never mixed with others: one weak recipient would undo the rest.
const LABEL: &str = "postquantum";
/// Bytes of a recipient: ML-KEM-768 key (1,184) and X25519 key (32).
pub const RECIPIENT_BYTES: usize = 1216;
const X25519_BYTES: usize = 32;

type PrivateKey = <XWing as Kem>::PrivateKey;
type HpkePublicKey = <XWing as Kem>::PublicKey;
type EncappedKey = <XWing as Kem>::EncappedKey;

/// A text is not a key of the kind expected. Says nothing about what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not `age1pq1…`.
    #[error("not a post-quantum age recipient (age1pq1…)")]
    Recipient,
    /// Not `AGE-SECRET-KEY-PQ-1…`.
    #[error("not a post-quantum age identity (AGE-SECRET-KEY-PQ-1…)")]
    Identity,
    /// Not `tocsinpub1…`.
    #[error("not a public signing key (tocsinpub1…)")]
    PublicKey,
    /// Not `TOCSIN-SIGN-KEY-1…`.
    #[error("not a secret signing key (TOCSIN-SIGN-KEY-1…)")]
    SigningKey,
}

/// A public key that files are sealed to; text form `age1pq1…` (1,959 characters).
#[derive(Clone)]
pub struct Recipient(Arc<RecipientInner>);

struct RecipientInner {
    bytes: [u8; RECIPIENT_BYTES],
    key: HpkePublicKey,
}

impl Recipient {
    fn from_bytes(bytes: &[u8; RECIPIENT_BYTES]) -> Result<Self, KeyError> {
        let key = HpkePublicKey::from_bytes(bytes).map_err(|_| KeyError::Recipient)?;
        if !contributory(bytes) {
            return Err(KeyError::Recipient);
        }
        Ok(Self(Arc::new(RecipientInner { bytes: *bytes, key })))
    }

    fn from_key(key: HpkePublicKey) -> Self {
        let mut bytes = [0; RECIPIENT_BYTES];
        key.write_exact(&mut bytes);
        Self(Arc::new(RecipientInner { bytes, key }))
    }

    /// The raw key.
    pub fn as_bytes(&self) -> &[u8; RECIPIENT_BYTES] {
        &self.0.bytes
    }

    /// Sixteen hexadecimal digits (the first 64 bits of the key's SHA-256) for people to compare.
    pub fn fingerprint(&self) -> String {
        let hash = crate::Hash32::of(self.as_bytes());
        hex(hash.as_bytes().first_chunk::<8>().map_or(&[][..], |c| c))
    }
}

impl PartialEq for Recipient {
    fn eq(&self, other: &Self) -> bool {
        self.0.bytes == other.0.bytes
    }
}

impl Eq for Recipient {}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&bech::encode(RECIPIENT_HRP, self.as_bytes()))
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recipient({})", self.fingerprint())
    }
}

impl FromStr for Recipient {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let bytes = bech::decode(RECIPIENT_HRP, false, text).ok_or(KeyError::Recipient)?;
        Self::from_bytes(&bytes)
    }
}

serde_as_text!(Recipient);

impl age::Recipient for Recipient {
    fn wrap_file_key(&self, file_key: &FileKey) -> Result<(Vec<Stanza>, HashSet<String>), age::EncryptError> {
        let (enc, body) =
            hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, XWing>(&OpModeS::Base, &self.0.key, INFO, file_key.expose_secret(), &[])
                .map_err(|_| age::EncryptError::Io(std::io::Error::other("key encapsulation failed")))?;
        let stanza = Stanza { tag: STANZA_TAG.to_owned(), args: vec![BASE64.encode(enc.to_bytes())], body };
        Ok((vec![stanza], HashSet::from([LABEL.to_owned()])))
    }
}

/// A secret key that opens files; text form `AGE-SECRET-KEY-PQ-1…`. Neither printable nor
/// copyable; [`Identity::to_secret`] and, for splitting a recovery key, [`Identity::seed`] are the doors out.
///
/// ```compile_fail
/// fn print(identity: &tocsin_seal::Identity) -> String { format!("{identity:?}") }
/// ```
/// ```compile_fail
/// fn copy(identity: &tocsin_seal::Identity) -> tocsin_seal::Identity { identity.clone() }
/// ```
pub struct Identity {
    seed: Zeroizing<[u8; 32]>,
    recipient: Recipient,
}

impl Identity {
    /// A fresh identity.
    pub fn generate(rng: &dyn SecureRandom) -> Result<Self, RandomFailed> {
        let mut seed = random_bytes(rng)?;
        let identity = Self::from_seed(seed);
        seed.zeroize();
        Ok(identity)
    }

    /// The identity of a seed of 256 random bits; the seed is the X-Wing decapsulation key.
    pub fn from_seed(mut seed: [u8; 32]) -> Self {
        let identity = Self { recipient: Recipient::from_key(XWing::sk_to_pk(&private_key(&seed))), seed: Zeroizing::new(seed) };
        seed.zeroize();
        identity
    }

    /// Reads `AGE-SECRET-KEY-PQ-1…`, upper case, nothing before or after it.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let seed = bech::decode(IDENTITY_HRP, true, text).ok_or(KeyError::Identity)?;
        Ok(Self::from_seed(*seed))
    }

    /// The seed, to be split among trustees.
    pub fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    /// The secret text form.
    pub fn to_secret(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(bech::encode(IDENTITY_HRP, self.seed.as_slice()));
        text.make_ascii_uppercase();
        text
    }

    /// The public half.
    pub fn recipient(&self) -> &Recipient {
        &self.recipient
    }
}

impl age::Identity for Identity {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, age::DecryptError>> {
        if stanza.tag != STANZA_TAG {
            return None;
        }
        // Malformed is an error, never "for somebody else": a file is either sound or refused.
        let malformed = || Some(Err(age::DecryptError::InvalidHeader));
        let [arg] = stanza.args.as_slice() else {
            return malformed();
        };
        let Ok(enc) = BASE64.decode(arg) else {
            return malformed();
        };
        if enc.len() != ENC_BYTES || stanza.body.len() != WRAPPED_BYTES || !contributory(&enc) {
            return malformed();
        }
        let Ok(encapped) = EncappedKey::from_bytes(&enc) else {
            return malformed();
        };
        let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeR::Base,
            &private_key(&self.seed),
            &encapped,
            INFO,
            &stanza.body,
            &[],
        );
        let plain = Zeroizing::new(opened.ok()?);
        let Some(bytes) = plain.first_chunk::<FILE_KEY_BYTES>() else {
            return malformed();
        };
        Some(Ok(FileKey::init_with_mut(|key| key.copy_from_slice(bytes))))
    }
}

/// The KEM's key of a seed. Every 32 bytes are one.
fn private_key(seed: &[u8; 32]) -> PrivateKey {
    #[expect(clippy::expect_used, reason = "fails only for another length than the type's 32")]
    PrivateKey::from_bytes(seed).expect("32 bytes")
}

/// Whether the X25519 key in the last 32 bytes is of full order. A low-order one gives a shared
/// secret known to everybody (RFC 7748, section 6.1); `ring` refuses it, the KEM library does not.
fn contributory(bytes: &[u8]) -> bool {
    let Some(share) = bytes.last_chunk::<X25519_BYTES>() else {
        return false;
    };
    let share = agreement::UnparsedPublicKey::new(&agreement::X25519, share);
    agreement::EphemeralPrivateKey::generate(&agreement::X25519, &SystemRandom::new())
        .and_then(|throwaway| agreement::agree_ephemeral(throwaway, &share, |_| ()))
        .is_ok()
}
