//! A master key that lies encrypted in its file, under a passphrase or a secret that is kept elsewhere.
//!
//! One line: `tocsin-master-wrapped/1:KDF:SALT:SEALED`, the last two in hex. `KDF` is `argon2id,MIB,PASSES,LANES` (RFC 9106)
//! for what a person types, or `hkdf` for a secret of 32 random bytes or more. `SEALED` is nonce, ciphertext and tag of
//! AES-256-GCM; the fields before it are associated data. A new master key is wrapped under the same salt, so that
//! servers which hold the wrapping key in memory read it without being told the passphrase again.

use super::{VaultError, derive, hex, random, tuple};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

const PREFIX: &str = "tocsin-master-wrapped/1:";
/// 64 MiB, three passes, one lane: RFC 9106's second recommended set, for a lane each of a small machine's cores.
const ARGON2: Kdf = Kdf::Argon2id { mib: 64, passes: 3, lanes: 1 };
/// What a file may ask of this machine; more is refused before it is tried.
const MOST_MIB: u32 = 1024;
const MOST_PASSES: u32 = 16;

/// What opens a master key's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// The file's rights alone.
    File,
    /// A passphrase.
    Passphrase,
    /// A secret that a machine keeps elsewhere.
    Secret,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kdf {
    Argon2id { mib: u32, passes: u32, lanes: u32 },
    Hkdf,
}

/// The wrapping key in memory, and how it was made.
#[derive(Clone)]
pub(super) struct Wrap {
    kdf: Kdf,
    salt: [u8; 16],
    key: Zeroizing<[u8; 32]>,
}

struct Line {
    kdf: Kdf,
    salt: [u8; 16],
    sealed: Vec<u8>,
}

impl Wrap {
    /// A wrapping key from a passphrase or secret, with a salt of its own.
    pub(super) fn new(protection: Protection, secret: &[u8]) -> Result<Self, VaultError> {
        let kdf = if protection == Protection::Passphrase { ARGON2 } else { Kdf::Hkdf };
        let mut salt = [0; 16];
        random(&mut salt)?;
        Ok(Self { kdf, salt, key: kdf.key(secret, &salt)? })
    }

    /// The wrapping key of an existing file.
    pub(super) fn of(file: &[u8], secret: &[u8]) -> Result<Self, VaultError> {
        let Line { kdf, salt, .. } = parse(file).ok_or(VaultError::WrongSecret)?;
        Ok(Self { kdf, salt, key: kdf.key(secret, &salt)? })
    }

    /// The file's text for a master key.
    pub(super) fn seal(&self, master: &[u8; 32]) -> Result<String, VaultError> {
        let mut nonce = [0; NONCE_LEN];
        random(&mut nonce)?;
        let mut body = Zeroizing::new(master.to_vec());
        let tag = self
            .aead()?
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(self.aad()), &mut body)
            .map_err(|_| VaultError::Primitive)?;
        let sealed = hex(&[&nonce[..], &body, tag.as_ref()].concat());
        Ok(format!("{PREFIX}{}:{}:{sealed}\n", self.kdf.text(), hex(&self.salt)))
    }

    /// The master key in a file's text; [`VaultError::WrongSecret`] if it was wrapped by another key, or altered.
    pub(super) fn open(&self, file: &[u8]) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let line = parse(file).filter(|line| line.kdf == self.kdf && line.salt == self.salt).ok_or(VaultError::WrongSecret)?;
        let (nonce, body) = line.sealed.split_at_checked(NONCE_LEN).ok_or(VaultError::WrongSecret)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| VaultError::WrongSecret)?;
        let mut body = Zeroizing::new(body.to_vec());
        let plain = self.aead()?.open_in_place(nonce, Aad::from(self.aad()), &mut body).map_err(|_| VaultError::WrongSecret)?;
        let plain: &[u8; 32] = (&*plain).try_into().map_err(|_| VaultError::WrongSecret)?;
        Ok(Zeroizing::new(*plain))
    }

    fn aead(&self) -> Result<LessSafeKey, VaultError> {
        UnboundKey::new(&AES_256_GCM, &*self.key).map(LessSafeKey::new).map_err(|_| VaultError::Primitive)
    }

    fn aad(&self) -> Vec<u8> {
        tuple(&[PREFIX.as_bytes(), self.kdf.text().as_bytes(), &self.salt])
    }
}

/// What opens a file with this content.
pub(super) fn protection(file: &[u8]) -> Protection {
    match file.strip_prefix(PREFIX.as_bytes()) {
        None => Protection::File,
        Some(rest) if rest.starts_with(b"hkdf:") => Protection::Secret,
        Some(_) => Protection::Passphrase,
    }
}

impl Kdf {
    fn text(self) -> String {
        match self {
            Self::Argon2id { mib, passes, lanes } => format!("argon2id,{mib},{passes},{lanes}"),
            Self::Hkdf => "hkdf".to_owned(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        if text == "hkdf" {
            return Some(Self::Hkdf);
        }
        let numbers: Vec<u32> = text.strip_prefix("argon2id,")?.split(',').map(|number| number.parse().ok()).collect::<Option<_>>()?;
        let [mib, passes, lanes] = numbers[..] else { return None };
        let kdf = Self::Argon2id { mib, passes, lanes };
        let sane = (1..=MOST_MIB).contains(&mib) && (1..=MOST_PASSES).contains(&passes) && (1..=4).contains(&lanes);
        (sane && kdf.text() == text).then_some(kdf)
    }

    fn key(self, secret: &[u8], salt: &[u8; 16]) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let mut key = Zeroizing::new([0; 32]);
        match self {
            Self::Argon2id { mib, passes, lanes } => {
                let params = Params::new(mib * 1024, passes, lanes, Some(32)).map_err(|_| VaultError::Primitive)?;
                let mut memory = vec![Block::default(); params.block_count()];
                Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                    .hash_password_into_with_memory(secret, salt, &mut *key, &mut memory)
                    .map_err(|_| VaultError::Primitive)?;
            }
            Self::Hkdf => {
                // Any length becomes 32 bytes first; short ones are refused where they are read.
                let digest = ring::digest::digest(&ring::digest::SHA256, secret);
                let mut seed = Zeroizing::new([0; 32]);
                seed.copy_from_slice(digest.as_ref());
                key = derive(&seed, &tuple(&[b"tocsin/master-wrap/1", salt]))?;
            }
        }
        // The salt alone would let a key made for one purpose serve another.
        derive(&key, &tuple(&[b"tocsin/master-wrap-key/1", self.text().as_bytes(), salt]))
    }
}

fn parse(file: &[u8]) -> Option<Line> {
    let text = std::str::from_utf8(file).ok()?.strip_prefix(PREFIX)?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    let mut fields = text.split(':');
    let (kdf, salt, sealed) = (fields.next()?, fields.next()?, fields.next()?);
    if fields.next().is_some() {
        return None;
    }
    Some(Line { kdf: Kdf::parse(kdf)?, salt: unhex(salt)?.try_into().ok()?, sealed: unhex(sealed)? })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |at: &u8| match at {
        b'0'..=b'9' => Some(at - b'0'),
        b'a'..=b'f' => Some(at - b'a' + 10),
        _ => None,
    };
    let pair = |pair: &[u8]| Some(digit(pair.first()?)? << 4 | digit(pair.get(1)?)?);
    text.as_bytes().chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quick(secret: &[u8]) -> Wrap {
        let kdf = Kdf::Argon2id { mib: 1, passes: 1, lanes: 1 };
        Wrap { kdf, salt: [3; 16], key: kdf.key(secret, &[3; 16]).unwrap() }
    }

    #[test]
    fn a_wrapped_key_opens_with_its_secret_and_unaltered_alone() {
        for wrap in [quick(b"correct horse"), Wrap::new(Protection::Secret, &[7; 32]).unwrap()] {
            let text = wrap.seal(&[9; 32]).unwrap();
            assert_eq!(*wrap.open(text.as_bytes()).unwrap(), [9; 32]);
            assert!(!text.contains(&hex(&[9; 8])));
            for at in 0..text.len() - 1 {
                let mut bent = text.clone().into_bytes();
                bent[at] ^= 1;
                assert!(matches!(wrap.open(&bent), Err(VaultError::WrongSecret)), "byte {at}");
                assert!(matches!(wrap.open(&text.as_bytes()[..at]), Err(VaultError::WrongSecret)), "cut to {at}");
            }
        }
        let text = quick(b"correct horse").seal(&[9; 32]).unwrap();
        assert!(matches!(quick(b"correct horsf").open(text.as_bytes()), Err(VaultError::WrongSecret)));
        assert_eq!(*Wrap::of(text.as_bytes(), b"correct horse").unwrap().open(text.as_bytes()).unwrap(), [9; 32]);
    }

    #[test]
    fn a_file_cannot_ask_for_more_work_than_a_machine_has() {
        for text in
            ["argon2id,1025,3,1", "argon2id,64,17,1", "argon2id,64,3,5", "argon2id,0,3,1", "argon2id,064,3,1", "argon2id,64,3", "scrypt"]
        {
            assert!(Kdf::parse(text).is_none(), "{text}");
        }
        assert!(Kdf::parse("argon2id,64,3,1") == Some(ARGON2) && Kdf::parse("hkdf") == Some(Kdf::Hkdf));
    }

    /// A vector of the reference implementation's own tests: two passes over 64 MiB, one lane.
    #[test]
    fn argon2id_is_the_one_of_the_reference() {
        let params = Params::new(65_536, 2, 1, Some(32)).unwrap();
        let (mut memory, mut out) = (vec![Block::default(); params.block_count()], [0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(b"password", b"somesalt", &mut out, &mut memory)
            .unwrap();
        assert_eq!(hex(&out), "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
    }
}
