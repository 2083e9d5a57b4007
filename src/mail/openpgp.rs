//! Alerts for whoever has an OpenPGP key on file: signed, encrypted, in PGP/MIME (RFC 3156), of one size.
//!
//! Keys are checked when they are put on file and again at every mail: bindings, revocation, expiry, strength. Whoever's
//! key can no longer be used gets the ordinary constant mail: an alert that cannot be read is worse than one that says
//! little. The server's own key signs; it lies beside the other keys, never in the data folder.

use std::fs;
use std::io::{Cursor, Write as _};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use pgp::composed::{
    ArmorOptions, Deserializable, EncryptionCaps, KeyType, MessageBuilder, SecretKeyParamsBuilder, SignedPublicKey, SignedPublicSubKey,
    SignedSecretKey,
};
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{Signature, SignatureType};
use pgp::ser::Serialize as _;
use pgp::types::{KeyDetails, Password, PublicParams};
use rand_core::{CryptoRng, RngCore};
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use super::message::{Sender, mime_head};
use super::{Alert, MailError, Reason};
use tocsin_domain::mail_address::MailAddress;

/// The size of every encrypted message in bytes, headers included.
pub const PRIVATE_BYTES: usize = 12_288;
/// The size of what is encrypted.
const PLAIN_BYTES: usize = 3_072;
/// A certificate on file is at most so large.
const LARGEST: usize = 6_000;
/// RSA of 3072 bits and a small exponent, as OpenPGP writes them.
const STRONG_RSA: usize = 3072 / 8 + 2 + 2 + 1;
const LINE: usize = 76;
const BOUNDARY: &str = "=-a-part-=";

/// Why a key cannot be used; the text says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// Not an OpenPGP certificate, or its parts do not belong together.
    #[error("this is no OpenPGP public key, or its signatures do not hold; export it anew")]
    Malformed,
    /// Too large to be kept.
    #[error("this key is too large: export it with --export-options export-minimal")]
    Large,
    /// Taken back by its owner.
    #[error("this key was revoked")]
    Revoked,
    /// Over.
    #[error("this key has expired: extend or replace it, and export it anew")]
    Expired,
    /// No part of it can be encrypted to, or only weakly.
    #[error(
        "this key has no part for encryption that is strong enough: RSA of 3072 bits, Curve25519, Curve448 or a NIST or Brainpool curve"
    )]
    Weak,
    /// The server's own key cannot be read, made or written.
    #[error("the server's OpenPGP key cannot be read or written; it must be a file of mode 0600")]
    Own,
}

/// Somebody's certificate, checked when it was read.
#[derive(Clone)]
pub struct Certificate {
    bytes: Vec<u8>,
}

impl Certificate {
    /// From a file as exported, armored or not; refused unless it can be used at this time.
    pub fn parse(file: &[u8], now: i64) -> Result<Self, KeyFault> {
        let (key, _) = SignedPublicKey::from_reader_single(Cursor::new(file)).map_err(|_| KeyFault::Malformed)?;
        usable(&key, now)?;
        let bytes = key.to_bytes().map_err(|_| KeyFault::Malformed)?;
        if bytes.len() > LARGEST { Err(KeyFault::Large) } else { Ok(Self { bytes }) }
    }

    /// As [`Certificate::bytes`] gave it.
    pub fn stored(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }

    /// As it is stored.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What is wrong with it at this time.
    pub fn check(&self, now: i64) -> Result<(), KeyFault> {
        self.opened(now).map(drop)
    }

    fn opened(&self, now: i64) -> Result<(SignedPublicKey, usize), KeyFault> {
        let key = SignedPublicKey::from_bytes(&self.bytes[..]).map_err(|_| KeyFault::Malformed)?;
        let at = usable(&key, now)?;
        Ok((key, at))
    }
}

/// Which subkey is encrypted to.
fn usable(key: &SignedPublicKey, now: i64) -> Result<usize, KeyFault> {
    key.verify_bindings().map_err(|_| KeyFault::Malformed)?;
    if !key.details.revocation_signatures.is_empty() {
        return Err(KeyFault::Revoked);
    }
    let of_users = key.details.users.iter().flat_map(|user| user.signatures.iter());
    let own: Vec<&Signature> =
        of_users.chain(&key.details.direct_signatures).filter(|signature| signature.typ() != Some(SignatureType::CertRevocation)).collect();
    if is_over(created(&key.primary_key), &own, now) {
        return Err(KeyFault::Expired);
    }
    let mut fault = KeyFault::Weak;
    for (at, subkey) in key.public_subkeys.iter().enumerate() {
        match encrypts(subkey, now) {
            Ok(()) => return Ok(at),
            Err(KeyFault::Expired) => fault = KeyFault::Expired,
            Err(_) => {}
        }
    }
    Err(fault)
}

fn encrypts(subkey: &SignedPublicSubKey, now: i64) -> Result<(), KeyFault> {
    let bindings: Vec<&Signature> =
        subkey.signatures.iter().filter(|signature| signature.typ() == Some(SignatureType::SubkeyBinding)).collect();
    if subkey.signatures.iter().any(|signature| signature.typ() == Some(SignatureType::SubkeyRevocation)) {
        return Err(KeyFault::Revoked);
    }
    let meant = |signature: &&Signature| signature.key_flags().encrypt_comms() || signature.key_flags().encrypt_storage();
    let strong = match subkey.key.public_params() {
        PublicParams::RSA(_) => subkey.key.public_params().write_len() >= STRONG_RSA,
        PublicParams::ECDH(_) | PublicParams::X25519(_) | PublicParams::X448(_) => true,
        _ => false,
    };
    if !strong || !newest(&bindings).is_some_and(|signature| meant(&signature)) {
        return Err(KeyFault::Weak);
    }
    if is_over(created(&subkey.key), &bindings, now) { Err(KeyFault::Expired) } else { Ok(()) }
}

fn created(key: &impl KeyDetails) -> i64 {
    i64::from(key.created_at().as_secs())
}

/// The newest of a key's own signatures counts.
fn newest<'a>(signatures: &[&'a Signature]) -> Option<&'a Signature> {
    signatures.iter().copied().max_by_key(|signature| signature.created().map(|at| at.as_secs()))
}

fn is_over(created: i64, signatures: &[&Signature], now: i64) -> bool {
    let lasts = newest(signatures).and_then(Signature::key_expiration_time).map_or(0, |time| i64::from(time.as_secs()));
    lasts > 0 && created + lasts <= now
}

/// The server's own key.
pub struct Signer {
    key: SignedSecretKey,
}

impl Signer {
    /// Reads the key file, or makes it for this address.
    pub fn open(path: &Path, from: &MailAddress) -> Result<Self, KeyFault> {
        if let Ok(facts) = fs::metadata(path) {
            if facts.permissions().mode() & 0o077 != 0 {
                return Err(KeyFault::Own);
            }
            let bytes = Zeroizing::new(fs::read(path).map_err(|_| KeyFault::Own)?);
            let key = SignedSecretKey::from_bytes(&bytes[..]).map_err(|_| KeyFault::Own)?;
            return Ok(Self { key });
        }
        let mut params = SecretKeyParamsBuilder::default();
        params
            .key_type(KeyType::Ed25519Legacy)
            .can_certify(true)
            .can_sign(true)
            .can_encrypt(EncryptionCaps::None)
            .primary_user_id(format!("<{from}>"));
        let key = params.build().map_err(|_| KeyFault::Own)?.generate(System).map_err(|_| KeyFault::Own)?;
        let bytes = Zeroizing::new(key.to_bytes().map_err(|_| KeyFault::Own)?);
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(|_| KeyFault::Own)?;
        file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(|_| KeyFault::Own)?;
        Ok(Self { key })
    }

    /// The public half, armored, for those who want to check signatures.
    pub fn public(&self) -> Result<String, KeyFault> {
        self.key.to_public_key().to_armored_string(ArmorOptions::default()).map_err(|_| KeyFault::Own)
    }

    /// The whole message: exactly [`PRIVATE_BYTES`]. `text` is what only its reader sees.
    pub(super) fn compose(&self, sender: &Sender, alert: &Alert<'_>, to: &Certificate, text: &str) -> Result<Vec<u8>, MailError> {
        let cannot = || MailError::Permanent(Reason::Key);
        let armored = self.seal(to, text, alert.at).map_err(|_| cannot())?;
        let kind = format!("multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=\"{BOUNDARY}\"");
        let mut message = mime_head(sender, alert, &kind)?;
        message.push_str(&format!(
            "--{BOUNDARY}\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n\
             --{BOUNDARY}\r\nContent-Type: application/octet-stream\r\n\r\n"
        ));
        for line in armored.lines() {
            message.push_str(line.trim_end());
            message.push_str("\r\n");
        }
        message.push_str(&format!("\r\n--{BOUNDARY}--\r\n"));
        // What follows the last boundary is read by nobody.
        let mut missing = PRIVATE_BYTES.checked_sub(message.len()).ok_or_else(cannot)?;
        while missing > 0 {
            // No line of a single byte may be left over: its end takes two.
            let mut take = missing.min(LINE + 2);
            if missing - take == 1 {
                take -= 1;
            }
            message.push_str(&".".repeat(take.saturating_sub(2)));
            message.push_str(if take == 1 { "." } else { "\r\n" });
            missing -= take;
        }
        Ok(message.into_bytes())
    }

    fn seal(&self, to: &Certificate, text: &str, now: i64) -> Result<String, KeyFault> {
        let (key, at) = to.opened(now)?;
        let subkey = key.public_subkeys.get(at).ok_or(KeyFault::Weak)?;
        let mut plain = format!("Content-Type: text/plain; charset=utf-8\r\n\r\n{}", text.replace('\n', "\r\n"));
        if plain.len() > PLAIN_BYTES {
            return Err(KeyFault::Large);
        }
        // Lines of dots, for a reader shows them as they are.
        while plain.len() < PLAIN_BYTES {
            let take = (PLAIN_BYTES - plain.len()).min(LINE);
            plain.push_str(&" ".repeat(take.saturating_sub(2)));
            plain.push_str(if take == 1 { " " } else { "\r\n" });
        }
        let mut builder = MessageBuilder::from_bytes("", plain.into_bytes()).seipd_v1(System, SymmetricKeyAlgorithm::AES256);
        builder.sign(&self.key.primary_key, Password::empty(), HashAlgorithm::Sha256);
        builder.encrypt_to_key(System, subkey).map_err(|_| KeyFault::Weak)?;
        builder.to_armored_string(System, ArmorOptions::default()).map_err(|_| KeyFault::Malformed)
    }
}

/// The system's generator, in the shape that `pgp` takes.
struct System;

impl RngCore for System {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, into: &mut [u8]) {
        // `pgp` has no way to hear of a failure; going on with zeros would give the mail away.
        assert!(SystemRandom::new().fill(into).is_ok(), "the operating system gave no randomness");
    }

    fn try_fill_bytes(&mut self, into: &mut [u8]) -> Result<(), rand_core::Error> {
        SystemRandom::new().fill(into).map_err(|_| rand_core::Error::new("no randomness"))
    }
}

impl CryptoRng for System {}
