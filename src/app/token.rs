//! The token key and what is made with it: form tokens, receipts without script, 30-minute sessions, challenges for
//! signed calls, marks of content already taken. Shared by all servers; it outlives rotations of the master key.
use std::{
    fs,
    io::Write,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    hkdf, hmac,
    rand::SecureRandom,
};
use tocsin_seal::{Hash32, MailboxId, Receipt, SigningKey};
use zeroize::{Zeroize, Zeroizing};

use super::line::Line;

const PREFIX: &str = "tocsin-token/1:";
const SESSION_SECONDS: i64 = 30 * 60;
const TAG: usize = 32;

/// 32 random bytes in a file of their own.
pub struct TokenKey {
    salt: Zeroizing<[u8; 32]>,
    form: hmac::Key,
    mark: hmac::Key,
    day: hmac::Key,
    backup: hmac::Key,
    session: LessSafeKey,
    call: hmac::Key,
    desk: hmac::Key,
    ceremony: LessSafeKey,
    line: Line,
    audit: SigningKey,
}

/// Why a token key could not be had.
#[derive(Debug, thiserror::Error)]
pub enum TokenKeyError {
    /// Not there or not readable.
    #[error("the token key {0} cannot be read ({1}); bring it back from where keys are kept: old receipts need it")]
    Unreadable(String, std::io::Error),
    /// Others may read it.
    #[error("the token key {0} is readable by others; run: chmod 600 {0}")]
    Exposed(String),
    /// Not a token key.
    #[error("{0} is not a token key")]
    Malformed(String),
    /// The system gives no random bytes, or refuses to write.
    #[error("the token key {0} cannot be written ({1})")]
    Unwritable(String, std::io::Error),
}

/// What a valid session token says.
pub struct Session {
    pub(crate) receipt: Receipt,
    /// Random, one for each page shown: the same page sent twice counts once.
    pub(crate) once: [u8; 16],
}

impl TokenKey {
    /// Makes the file; refuses to overwrite.
    pub fn create(path: &Path, rng: &dyn SecureRandom) -> Result<Self, TokenKeyError> {
        let unwritable = |e| TokenKeyError::Unwritable(path.display().to_string(), e);
        let mut bytes = Zeroizing::new([0u8; 32]);
        rng.fill(bytes.as_mut()).map_err(|_| unwritable(std::io::Error::other("no random bytes")))?;
        let text = Zeroizing::new(format!("{PREFIX}{}\n", URL_SAFE_NO_PAD.encode(bytes.as_ref())));
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(unwritable)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(unwritable)?;
        Ok(Self::from_bytes(&bytes))
    }

    /// Reads the file.
    pub fn load(path: &Path) -> Result<Self, TokenKeyError> {
        let name = path.display().to_string();
        let unreadable = |e| TokenKeyError::Unreadable(name.clone(), e);
        let mode = fs::metadata(path).map_err(unreadable)?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(TokenKeyError::Exposed(name));
        }
        let text = Zeroizing::new(fs::read_to_string(path).map_err(unreadable)?);
        let mut bytes = Zeroizing::new([0u8; 32]);
        let written = text.trim_end().strip_prefix(PREFIX).map(|t| URL_SAFE_NO_PAD.decode_slice(t, bytes.as_mut()));
        match written {
            Some(Ok(32)) => Ok(Self::from_bytes(&bytes)),
            _ => Err(TokenKeyError::Malformed(name)),
        }
    }

    /// Derives all the keys.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        let derive = |label: &'static str| {
            let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, b"tocsin/token/1").extract(bytes);
            let mut key = Zeroizing::new([0u8; 32]);
            let info = [label.as_bytes()];
            // 32 bytes are far under HKDF's limit, so neither step can fail; a zero key would be caught by every test.
            if let Ok(okm) = prk.expand(&info, hkdf::HKDF_SHA256) {
                let _ = okm.fill(key.as_mut());
            }
            key
        };
        let sealing = |label| match UnboundKey::new(&AES_256_GCM, derive(label).as_ref()) {
            Ok(key) => LessSafeKey::new(key),
            Err(_) => unreachable!("AES-256-GCM takes 32 bytes"),
        };
        Self {
            salt: derive("receipt"),
            form: hmac::Key::new(hmac::HMAC_SHA256, derive("form").as_ref()),
            mark: hmac::Key::new(hmac::HMAC_SHA256, derive("mark").as_ref()),
            day: hmac::Key::new(hmac::HMAC_SHA256, derive("day").as_ref()),
            backup: hmac::Key::new(hmac::HMAC_SHA256, derive("backup").as_ref()),
            session: sealing("session"),
            desk: hmac::Key::new(hmac::HMAC_SHA256, derive("tocsin/desk/1").as_ref()),
            ceremony: sealing("tocsin/ceremony/1"),
            call: hmac::Key::new(hmac::HMAC_SHA256, derive("call").as_ref()),
            line: Line::new(derive("line").as_ref()),
            audit: SigningKey::from_seed(*derive("tocsin/audit-key/1")),
        }
    }

    /// Signs what the service itself notes in the audit log. The same on every server.
    pub(super) fn audit_key(&self) -> &SigningKey {
        &self.audit
    }

    /// Under what sign-in secrets of staff are kept: what is stored is of no use without the token key.
    pub(super) fn desk_key(&self) -> &hmac::Key {
        &self.desk
    }

    /// Under what the state of a ceremony goes out to a browser and comes back to whichever server.
    pub(super) fn ceremony_key(&self) -> &LessSafeKey {
        &self.ceremony
    }

    /// Proofs of having waited and of work.
    pub fn line(&self) -> &Line {
        &self.line
    }

    /// Vouches for the manifest of a backup: sealing says nothing of who sealed.
    pub fn vouch(&self, manifest: &[u8]) -> [u8; 32] {
        let mut mac = [0; 32];
        mac.copy_from_slice(hmac::sign(&self.backup, manifest).as_ref());
        mac
    }

    /// Whether this key vouched for the manifest.
    pub fn vouches(&self, manifest: &[u8], mac: &[u8; 32]) -> bool {
        hmac::verify(&self.backup, manifest, mac).is_ok()
    }

    /// A new form token: 128 random bits and a tag, so that only tokens of ours make receipts.
    pub fn form_token(&self, rng: &dyn SecureRandom) -> Result<String, ring::error::Unspecified> {
        let mut bytes = [0u8; 16 + TAG];
        rng.fill(&mut bytes[..16])?;
        let tag = hmac::sign(&self.form, &bytes[..16]);
        bytes[16..].copy_from_slice(tag.as_ref());
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The random bits of one of our form tokens; `None` for anything else.
    pub fn form_bits(&self, token: &str) -> Option<[u8; 16]> {
        if token.len() > 64 {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (bits, tag) = bytes.split_at_checked(16)?;
        hmac::verify(&self.form, bits, tag).ok()?;
        bits.try_into().ok()
    }

    /// Eight digits by which one person knows the mail of one day (counted from 1970-01-01) as ours. Whoever reads that
    /// person's mail can repeat them for that day, and cannot make those of another day or person.
    pub fn daily_code(&self, day: i64, person: &[u8; 16]) -> String {
        let mut context = hmac::Context::with_key(&self.day);
        context.update(b"tocsin/daily-code/1");
        context.update(&day.to_be_bytes());
        context.update(person);
        let mut first = [0; 8];
        first.copy_from_slice(&context.sign().as_ref()[..8]);
        let digits = u64::from_be_bytes(first) % 100_000_000;
        format!("{:04} {:04}", digits / 10_000, digits % 10_000)
    }

    /// The receipt that belongs to a form token.
    pub fn receipt(&self, bits: &[u8; 16]) -> Receipt {
        Receipt::from_token(bits, &self.salt)
    }

    /// The bits that stand in for a form's own once the case behind them is withdrawn or over; known to us alone.
    pub fn following(&self, bits: &[u8; 16]) -> [u8; 16] {
        let mut context = hmac::Context::with_key(&self.mark);
        context.update(b"tocsin/following/1");
        context.update(bits);
        let mut next = [0; 16];
        next.copy_from_slice(&context.sign().as_ref()[..16]);
        next
    }

    /// A token that opens this mailbox for 30 minutes; for POST bodies only.
    pub fn session(&self, receipt: &Receipt, now: i64, rng: &dyn SecureRandom) -> Result<String, ring::error::Unspecified> {
        let mut nonce = [0u8; 12];
        rng.fill(&mut nonce)?;
        let mut once = [0u8; 16];
        rng.fill(&mut once)?;
        let mut plain = Vec::with_capacity(56);
        plain.extend_from_slice(receipt.entropy());
        plain.extend_from_slice(&once);
        plain.extend_from_slice(&now.to_be_bytes());
        self.session.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(b"tocsin/session/1"), &mut plain)?;
        let mut token = nonce.to_vec();
        token.extend_from_slice(&plain);
        Ok(URL_SAFE_NO_PAD.encode(token))
    }

    /// Opens a session token; `None` if it is not ours or older than 30 minutes.
    pub fn open_session(&self, token: &str, now: i64) -> Option<Session> {
        if token.len() > 200 {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(12)?;
        let mut sealed = sealed.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let plain = self.session.open_in_place(nonce, Aad::from(b"tocsin/session/1"), &mut sealed).ok()?;
        let (entropy, rest) = plain.split_at_checked(16)?;
        let (once, issued) = rest.split_at_checked(16)?;
        let issued = i64::from_be_bytes(issued.try_into().ok()?);
        let session = Session { receipt: Receipt::from_entropy(entropy.try_into().ok()?), once: once.try_into().ok()? };
        plain.zeroize();
        (-60..=SESSION_SECONDS).contains(&(now - issued)).then_some(session)
    }

    /// What a call must carry to be taken within the next 30 minutes. It says the time and nothing else, so that it ties
    /// no two calls together.
    pub fn call_challenge(&self, now: i64) -> String {
        let said = now.to_be_bytes();
        URL_SAFE_NO_PAD.encode([&said[..], hmac::sign(&self.call, &said).as_ref()].concat())
    }

    /// Whether it is a challenge of ours that is not older than 30 minutes.
    pub fn is_call_challenge(&self, challenge: &str, now: i64) -> bool {
        if challenge.len() > 64 {
            return false;
        }
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(challenge) else { return false };
        let Some((said, tag)) = bytes.split_first_chunk::<8>() else { return false };
        let age = now.saturating_sub(i64::from_be_bytes(*said));
        hmac::verify(&self.call, said, tag).is_ok() && (-60..=SESSION_SECONDS).contains(&age)
    }

    /// A keyed mark of something taken for a mailbox, to know it again without keeping it.
    pub fn mark(&self, mailbox: &MailboxId, pieces: &[&[u8]]) -> Hash32 {
        let mut context = hmac::Context::with_key(&self.mark);
        for piece in std::iter::once(mailbox.as_bytes().as_slice()).chain(pieces.iter().copied()) {
            context.update(&(piece.len() as u64).to_be_bytes());
            context.update(piece);
        }
        let mut mark = [0u8; 32];
        mark.copy_from_slice(context.sign().as_ref());
        Hash32::from_bytes(mark)
    }
}

#[cfg(test)]
mod tests {
    use ring::rand::SystemRandom;

    use super::*;

    fn key() -> TokenKey {
        TokenKey::from_bytes(&[7; 32])
    }

    #[test]
    fn only_our_own_form_tokens_are_known_again() {
        let token = key().form_token(&SystemRandom::new()).unwrap();
        assert!(key().form_bits(&token).is_some());
        assert!(TokenKey::from_bytes(&[8; 32]).form_bits(&token).is_none());
        let mut other = token.clone().into_bytes();
        other[0] = if other[0] == b'A' { b'B' } else { b'A' };
        assert!(key().form_bits(std::str::from_utf8(&other).unwrap()).is_none());
        for junk in ["", "AAAA", &token[..21], &format!("{token}AAAA"), "ÄÖ", &"A".repeat(100_000)] {
            assert!(key().form_bits(junk).is_none());
        }
    }

    #[test]
    fn the_same_form_has_the_same_receipt_on_every_server() {
        let bits = [3; 16];
        assert_eq!(*key().receipt(&bits).digits(), *key().receipt(&bits).digits());
        assert_ne!(*key().receipt(&bits).digits(), *TokenKey::from_bytes(&[8; 32]).receipt(&bits).digits());
    }

    #[test]
    fn a_session_ends_after_thirty_minutes_and_cannot_be_made_up() {
        let receipt = Receipt::from_entropy([1; 16]);
        let token = key().session(&receipt, 1_000_000, &SystemRandom::new()).unwrap();
        assert_eq!(key().open_session(&token, 1_000_000 + 1_800).unwrap().receipt.entropy(), &[1; 16]);
        assert!(key().open_session(&token, 1_000_000 + 1_801).is_none());
        assert!(key().open_session(&token, 1_000_000 - 61).is_none());
        assert!(TokenKey::from_bytes(&[8; 32]).open_session(&token, 1_000_000).is_none());
        for junk in ["", "AAAA", &token[..20], &"A".repeat(100_000)] {
            assert!(key().open_session(junk, 1_000_000).is_none());
        }
    }

    #[test]
    fn a_challenge_of_ours_is_good_for_thirty_minutes_on_every_server_and_no_other_is() {
        let challenge = key().call_challenge(1_000_000);
        assert!(key().is_call_challenge(&challenge, 1_000_000));
        assert!(key().is_call_challenge(&challenge, 1_000_000 + 1_800));
        assert!(!key().is_call_challenge(&challenge, 1_000_000 + 1_801));
        assert!(key().is_call_challenge(&challenge, 1_000_000 - 60), "two servers' clocks may differ a little");
        assert!(!key().is_call_challenge(&challenge, 1_000_000 - 61));
        assert!(!TokenKey::from_bytes(&[8; 32]).is_call_challenge(&challenge, 1_000_000));
        let place = key().line().place("", 1_000_000);
        for junk in ["", "AAAA", &challenge[1..], &format!("{challenge}AA"), "ÄÖ", &place, &"A".repeat(100_000)] {
            assert!(!key().is_call_challenge(junk, 1_000_000), "{junk}");
        }
    }

    #[test]
    fn marks_depend_on_every_border() {
        let mailbox = MailboxId::from_bytes([0; 16]);
        assert_ne!(key().mark(&mailbox, &[b"ab", b"c"]), key().mark(&mailbox, &[b"a", b"bc"]));
        assert_ne!(key().mark(&mailbox, &[b"a"]), key().mark(&MailboxId::from_bytes([1; 16]), &[b"a"]));
    }
}
