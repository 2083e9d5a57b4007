//! Identifiers and hashes. Each has exactly one text form (lower-case hexadecimal); anything else
//! is refused, so that two texts never name the same thing.

use ring::rand::SecureRandom;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// The operating system gave no randomness. Nothing was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system's source of randomness failed")]
pub struct RandomFailed;

/// A text is not the one text form of an identifier or hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier: lower-case hexadecimal of the right length expected")]
pub struct IdError;

/// Fills a fixed-size array with random bytes.
pub(crate) fn random_bytes<const N: usize>(rng: &dyn SecureRandom) -> Result<[u8; N], RandomFailed> {
    let mut bytes = [0; N];
    rng.fill(&mut bytes).map_err(|_| RandomFailed)?;
    Ok(bytes)
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]).map(char::from).collect()
}

/// The inverse of [`hex`]; upper case, signs and other lengths are refused.
pub(crate) fn unhex<const N: usize>(text: &str) -> Result<[u8; N], IdError> {
    let digit = |c: u8| match c {
        b'0'..=b'9' => Ok(c - b'0'),
        b'a'..=b'f' => Ok(c - b'a' + 10),
        _ => Err(IdError),
    };
    if text.len() != 2 * N {
        return Err(IdError);
    }
    let mut out = [0; N];
    for (byte, pair) in out.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        if let [high, low] = pair {
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
    }
    Ok(out)
}

/// Serialises through `Display` and deserialises through `FromStr`.
macro_rules! serde_as_text {
    ($name:ty) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                struct Text;
                impl serde::de::Visitor<'_> for Text {
                    type Value = $name;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str(stringify!($name))
                    }
                    fn visit_str<E: serde::de::Error>(self, v: &str) -> Result<$name, E> {
                        v.parse().map_err(E::custom)
                    }
                }
                d.deserialize_str(Text)
            }
        }
    };
}
pub(crate) use serde_as_text;

macro_rules! bytes_id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; $len]);

        impl $name {
            /// From its bytes.
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// Its bytes.
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl From<[u8; $len]> for $name {
            fn from(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), hex(&self.0))
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                unhex(text).map(Self)
            }
        }

        serde_as_text!($name);
    };
}

macro_rules! random_id {
    ($name:ident) => {
        impl $name {
            /// A fresh random identifier (128 bits).
            pub fn random(rng: &dyn SecureRandom) -> Result<Self, RandomFailed> {
                random_bytes(rng).map(Self)
            }
        }
    };
}

bytes_id! {
    /// Names a case. Random: it says nothing about when the case was made.
    CaseId, 16
}
bytes_id! {
    /// Names a mailbox; derived from the receipt, so that only its holder can name it.
    MailboxId, 16
}
bytes_id! {
    /// Names a message, reply, note or attachment within a case.
    PartId, 16
}
bytes_id! {
    /// A SHA-256 hash.
    Hash32, 32
}
random_id!(CaseId);
random_id!(MailboxId);
random_id!(PartId);

impl Hash32 {
    /// SHA-256 of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self::from_digest(&ring::digest::digest(&ring::digest::SHA256, bytes))
    }

    /// From a SHA-256 digest of the `ring` library.
    pub(crate) fn from_digest(digest: &ring::digest::Digest) -> Self {
        let mut out = [0; 32];
        for (to, from) in out.iter_mut().zip(digest.as_ref()) {
            *to = *from;
        }
        Self(out)
    }
}

/// Names one installation: `d-` and 32 hexadecimal digits. It salts every key derivation, so that
/// the same receipt means nothing to another installation.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct DeploymentId(String);

impl DeploymentId {
    /// A fresh random identifier (128 bits).
    pub fn random(rng: &dyn SecureRandom) -> Result<Self, RandomFailed> {
        Ok(Self(format!("d-{}", hex(&random_bytes::<16>(rng)?))))
    }

    /// The text form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeploymentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for DeploymentId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        unhex::<16>(text.strip_prefix("d-").ok_or(IdError)?)?;
        Ok(Self(text.to_owned()))
    }
}

impl Serialize for DeploymentId {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for DeploymentId {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_one_text_form_only() {
        let text = "00112233445566778899aabbccddeeff";
        let id: CaseId = text.parse().unwrap();
        assert_eq!(id.to_string(), text);
        for bad in [
            "",
            "00112233445566778899AABBCCDDEEFF",
            "00112233445566778899aabbccddeef",
            "00112233445566778899aabbccddeefff",
            " 0112233445566778899aabbccddeeff",
            "+0112233445566778899aabbccddeeff",
            "0x112233445566778899aabbccddeeff",
            "é0112233445566778899aabbccddeef",
        ] {
            assert_eq!(bad.parse::<CaseId>(), Err(IdError), "{bad:?}");
            assert!(format!("d-{bad}").parse::<DeploymentId>().is_err());
        }
        assert!(text.parse::<DeploymentId>().is_err());
        assert_eq!(format!("d-{text}").parse::<DeploymentId>().unwrap().as_str(), format!("d-{text}"));
    }

    #[test]
    fn the_hash_is_sha_256() {
        assert_eq!(Hash32::of(b"abc").to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
