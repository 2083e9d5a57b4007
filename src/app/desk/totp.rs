//! One-time codes by the clock (RFC 6238): six digits, steps of 30 seconds, HMAC-SHA1 as every app has it. SHA-1's
//! collisions do not touch HMAC.

use ring::hmac;
use ring::rand::SecureRandom;

/// Seconds of a step.
const STEP: i64 = 30;
/// How many steps the person's clock may be off, either way.
const SLACK: i64 = 1;
/// What the secrets are written with.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A secret of 160 bits, as RFC 4226 asks for.
pub(super) fn secret(rng: &dyn SecureRandom) -> Result<[u8; 20], ring::error::Unspecified> {
    let mut secret = [0; 20];
    rng.fill(&mut secret)?;
    Ok(secret)
}

/// The step whose code this is, if it is one of now and later than `last`.
pub(super) fn step_of(secret: &[u8; 20], code: &str, last: i64, now: i64) -> Option<i64> {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let current = now.div_euclid(STEP);
    let mut found = None;
    // Every step is tried whatever the code, so that the clock does not tell which fits.
    for step in current - SLACK..=current + SLACK {
        let fits = alike(digits(&key, step).as_bytes(), code.as_bytes());
        if fits && step > last {
            found = Some(step);
        }
    }
    found
}

/// The code of a step.
fn digits(key: &hmac::Key, step: i64) -> String {
    let tag = hmac::sign(key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let at = usize::from(tag.last().copied().unwrap_or_default() & 0x0f);
    let mut word = [0; 4];
    word.copy_from_slice(&tag[at..at + 4]);
    format!("{:06}", (u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000)
}

/// Whether two short texts are the same, in a time that tells nothing but their lengths.
fn alike(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |other, (a, b)| other | (a ^ b)) == 0
}

/// The secret as people type it.
pub(super) fn base32(secret: &[u8; 20]) -> String {
    let mut text = String::with_capacity(32);
    // 20 bytes are four groups of 40 bits, eight letters each.
    for group in secret.chunks(5) {
        let bits = group.iter().fold(0u64, |bits, byte| (bits << 8) | u64::from(*byte));
        for letter in (0..8).rev() {
            text.push(char::from(BASE32[(bits >> (letter * 5)) as usize & 31]));
        }
    }
    text
}

/// What apps read from a picture. It names no organisation: it stands on the person's telephone.
pub(super) fn uri(secret: &[u8; 20], alias: &str) -> String {
    let alias: String = alias.chars().map(|c| if c == ' ' { "%20".to_owned() } else { c.to_string() }).collect();
    format!("otpauth://totp/Desk:{alias}?secret={}&issuer=Desk&algorithm=SHA1&digits=6&period=30", base32(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8; 20] = b"12345678901234567890";

    /// RFC 6238, appendix B, the rows of SHA-1; six digits are the last six of eight.
    #[test]
    fn codes_are_those_of_the_standard() {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, SECRET);
        for (at, code) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(digits(&key, at / STEP), &code[2..], "{at}");
            assert_eq!(step_of(SECRET, &code[2..], 0, at), Some(at / STEP));
        }
    }

    #[test]
    fn a_code_of_the_step_before_or_behind_is_taken_and_none_further_off() {
        let now = 1_111_111_111;
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, SECRET);
        for off in -3..=3 {
            let step = now / STEP + off;
            assert_eq!(step_of(SECRET, &digits(&key, step), 0, now).is_some(), off.abs() <= 1, "{off}");
        }
    }

    #[test]
    fn a_step_is_never_taken_twice_nor_one_before_it() {
        let now = 1_111_111_111;
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, SECRET);
        let (step, before) = (now / STEP, digits(&key, now / STEP - 1));
        assert_eq!(step_of(SECRET, &digits(&key, step), step, now), None);
        assert_eq!(step_of(SECRET, &before, step, now), None);
        for junk in ["", "05047", "0050471", "05047 1", "abcdef", "٠٥٠٤٧١"] {
            assert_eq!(step_of(SECRET, junk, 0, now), None, "{junk}");
        }
    }

    #[test]
    fn the_secret_is_written_as_apps_read_it() {
        assert_eq!(base32(SECRET), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(uri(SECRET, "Night desk").starts_with("otpauth://totp/Desk:Night%20desk?secret=GEZDGNBV"));
    }
}
