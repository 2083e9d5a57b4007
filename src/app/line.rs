//! Proofs of having waited, and of work: how somebody whom a flood turned away gets to the front of the line.
//!
//! Nothing is stored. A *place* says when a form was first turned away; it is bound to that form's token, so that a
//! place is worth one case and cannot be handed round. A *challenge* asks a program for a proof of work (SHA-256 with
//! leading zero bits, as in hashcash), bound and dated in the same way: scripts may work instead of waiting. People
//! without script wait; nobody is ever turned away for want of a proof.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{digest, hmac};

/// A place or a challenge is good for so long.
const PLACE_SECONDS: i64 = 60 * 60;
const CHALLENGE_SECONDS: i64 = 10 * 60;
/// Whoever waited so long goes to the front.
pub const WAIT_SECONDS: i64 = 45;
/// Leading zero bits asked for: a quarter of a million hashes, a second or two on a cheap phone.
pub const WORK_BITS: u8 = 18;

/// Makes and checks both; derived from the token key, so that all servers of a deployment agree.
pub struct Line {
    key: hmac::Key,
}

impl Line {
    /// From 32 bytes of key.
    pub(super) fn new(key: &[u8]) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, key) }
    }

    /// A place for the form with this token, from `now` (Unix seconds) on.
    pub fn place(&self, form_token: &str, now: i64) -> String {
        self.signed(b"place", form_token, &now.to_be_bytes())
    }

    /// Seconds since the place was given; `None` if it is not ours, of another form, too old or from the future.
    pub fn waited(&self, place: &str, form_token: &str, now: i64) -> Option<i64> {
        let said = self.checked(b"place", form_token, place, 8)?;
        let waited = now - i64::from_be_bytes(said.try_into().ok()?);
        (0..=PLACE_SECONDS).contains(&waited).then_some(waited)
    }

    /// A proof of work to do for the form with this token.
    pub fn challenge(&self, form_token: &str, now: i64) -> String {
        let mut said = now.to_be_bytes().to_vec();
        said.push(WORK_BITS);
        self.signed(b"work", form_token, &said)
    }

    /// Whether SHA-256("tocsin/work/1:" challenge ":" nonce) begins with the zero bits that our challenge asks for.
    pub fn worked(&self, challenge: &str, nonce: &str, form_token: &str, now: i64) -> bool {
        let Some(said) = self.checked(b"work", form_token, challenge, 9) else { return false };
        let (Some(at), Some(bits)) = (said.get(..8).and_then(|at| at.try_into().ok()), said.get(8)) else { return false };
        let age = now - i64::from_be_bytes(at);
        (0..=CHALLENGE_SECONDS).contains(&age) && nonce.len() <= 32 && zero_bits(challenge, nonce) >= u32::from(*bits)
    }

    fn signed(&self, kind: &[u8], form_token: &str, said: &[u8]) -> String {
        let mac = hmac::sign(&self.key, &framed(kind, form_token, said));
        URL_SAFE_NO_PAD.encode([said, mac.as_ref()].concat())
    }

    fn checked(&self, kind: &[u8], form_token: &str, given: &str, length: usize) -> Option<Vec<u8>> {
        if given.len() > 64 {
            return None;
        }
        let whole = URL_SAFE_NO_PAD.decode(given).ok()?;
        let (said, mac) = whole.split_at_checked(length)?;
        hmac::verify(&self.key, &framed(kind, form_token, said), mac).ok()?;
        Some(said.to_vec())
    }
}

/// Each piece behind its length.
fn framed(kind: &[u8], form_token: &str, said: &[u8]) -> Vec<u8> {
    [kind, form_token.as_bytes(), said]
        .iter()
        .flat_map(|piece| (piece.len() as u64).to_be_bytes().into_iter().chain(piece.iter().copied()))
        .collect()
}

/// The leading zero bits of a proof.
pub fn zero_bits(challenge: &str, nonce: &str) -> u32 {
    let hash = digest::digest(&digest::SHA256, format!("tocsin/work/1:{challenge}:{nonce}").as_bytes());
    let mut zeros = 0;
    for byte in hash.as_ref() {
        zeros += byte.leading_zeros();
        if *byte != 0 {
            break;
        }
    }
    zeros
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> Line {
        Line::new(&[7; 32])
    }

    #[test]
    fn a_place_counts_from_when_it_was_given_for_its_own_form_alone() {
        let place = line().place("form", 1_000);
        assert_eq!(line().waited(&place, "form", 1_060), Some(60));
        assert_eq!(line().waited(&place, "another", 1_060), None);
        assert_eq!(line().waited(&place, "form", 999), None);
        assert_eq!(line().waited(&place, "form", 1_000 + PLACE_SECONDS + 1), None);
        assert_eq!(Line::new(&[8; 32]).waited(&place, "form", 1_060), None);
        for junk in ["", "AAAA", &place[1..], &format!("{place}AA"), "ÄÖ", &"A".repeat(10_000)] {
            assert_eq!(line().waited(junk, "form", 1_060), None);
        }
    }

    #[test]
    fn work_counts_when_it_was_done_for_this_form_and_in_time() {
        let challenge = line().challenge("form", 1_000);
        let nonce = (0u64..).map(|n| n.to_string()).find(|n| zero_bits(&challenge, n) >= u32::from(WORK_BITS)).unwrap();
        assert!(line().worked(&challenge, &nonce, "form", 1_300));
        assert!(!line().worked(&challenge, &nonce, "another", 1_300));
        assert!(!line().worked(&challenge, &nonce, "form", 1_000 + CHALLENGE_SECONDS + 1));
        assert!(!line().worked(&challenge, "1", "form", 1_300) || zero_bits(&challenge, "1") >= u32::from(WORK_BITS));
        assert!(!line().worked(&line().place("form", 1_000), &nonce, "form", 1_300), "a place is no challenge");
    }
}
