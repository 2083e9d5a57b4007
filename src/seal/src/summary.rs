//! What a list shows of a case: a few words sealed with one symmetric operation, so that ten thousand open in a second.
//!
//! ChaCha20-Poly1305 under HKDF-SHA256(team identity's seed, salt = case id, `tocsin/summary/1`). Anybody of the team can have
//! made it: it is for finding one's way, and never believed against the sealed report.

use crate::ids::{CaseId, RandomFailed, random_bytes};
use crate::keys::Identity;
use crate::mailbox::expand;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf;
use ring::rand::SecureRandom;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Bytes of the plain JSON with its padding.
pub const PLAIN_BYTES: usize = 256;
/// Bytes of a sealed summary: nonce, plain, tag.
pub const SEALED_BYTES: usize = NONCE_LEN + PLAIN_BYTES + 16;
const LABEL: &[u8] = b"tocsin/summary/1";

/// What stands in the list. Neither `Debug` nor `Display`: it is somebody's words.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// What happened, as a code.
    pub kind: String,
    /// The first words.
    pub text: String,
    /// Of whom.
    pub who: String,
    /// Labels that staff gave.
    pub labels: Vec<String>,
}

/// A summary cannot be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SummaryError {
    /// More than fits.
    #[error("a summary has {PLAIN_BYTES} bytes at most")]
    Long,
    /// Another team, another case, or altered.
    #[error("the summary does not open")]
    Closed,
    /// No randomness.
    #[error(transparent)]
    Random(#[from] RandomFailed),
}

impl Summary {
    /// Seals it for whoever holds the team identity.
    pub fn seal(&self, team: &Identity, case: &CaseId, rng: &dyn SecureRandom) -> Result<Vec<u8>, SummaryError> {
        self.seal_with(team, case, random_bytes::<NONCE_LEN>(rng)?)
    }

    /// The same with a nonce that was never used for this case, for test vectors.
    pub fn seal_with(&self, team: &Identity, case: &CaseId, nonce: [u8; NONCE_LEN]) -> Result<Vec<u8>, SummaryError> {
        let mut plain = Zeroizing::new(Vec::with_capacity(PLAIN_BYTES));
        serde_json::to_writer(&mut *plain, self).map_err(|_| SummaryError::Long)?;
        if plain.len() > PLAIN_BYTES {
            return Err(SummaryError::Long);
        }
        plain.resize(PLAIN_BYTES, b' ');
        let mut sealed = Vec::with_capacity(SEALED_BYTES);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&plain);
        let body = sealed.get_mut(NONCE_LEN..).ok_or(SummaryError::Long)?;
        let tag = key(team, case)
            .and_then(|key| key.seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), body).ok())
            .ok_or(SummaryError::Closed)?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    /// Opens one.
    pub fn open(sealed: &[u8], team: &Identity, case: &CaseId) -> Result<Self, SummaryError> {
        if sealed.len() != SEALED_BYTES {
            return Err(SummaryError::Closed);
        }
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(SummaryError::Closed)?;
        let mut body = Zeroizing::new(body.to_vec());
        let key = key(team, case).ok_or(SummaryError::Closed)?;
        let plain = key.open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::empty(), &mut body).map_err(|_| SummaryError::Closed)?;
        if plain.first() != Some(&b'{') {
            return Err(SummaryError::Closed);
        }
        let end = plain.iter().rposition(|b| *b != b' ').map_or(0, |last| last + 1);
        serde_json::from_slice(plain.get(..end).unwrap_or_default()).map_err(|_| SummaryError::Closed)
    }
}

fn key(team: &Identity, case: &CaseId) -> Option<LessSafeKey> {
    let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, case.as_bytes()).extract(team.seed());
    let mut bytes = Zeroizing::new([0; 32]);
    expand(&prk, LABEL, bytes.as_mut());
    UnboundKey::new(&CHACHA20_POLY1305, bytes.as_ref()).ok().map(LessSafeKey::new)
}
