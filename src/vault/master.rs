//! The master key: 32 random bytes in a file of their own, which is in no backup and no copy of the ring.

use super::{VaultError, derive, file, hex, random, tuple};
use std::path::Path;
use zeroize::Zeroizing;

const PREFIX: &str = "tocsin-master/1:";

/// Wraps the key ring. Wiped from memory when dropped; can be neither printed nor copied:
///
/// ```compile_fail
/// fn print(key: tocsin::vault::MasterKey) -> String { format!("{key:?}") }
/// ```
/// ```compile_fail
/// fn copy(key: &tocsin::vault::MasterKey) -> tocsin::vault::MasterKey { key.clone() }
/// ```
/// ```compile_fail
/// fn send(key: tocsin::vault::MasterKey) -> String { serde_json::to_string(&key).unwrap() }
/// ```
/// What may be done with one is to hand it over:
/// ```
/// fn give(key: tocsin::vault::MasterKey) -> tocsin::vault::MasterKey { key }
/// ```
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl MasterKey {
    /// Makes a new key and its file, mode 0600, durable on return. An existing file is an error
    /// ([`VaultError::Exists`]) and stays as it is.
    pub fn create(path: impl AsRef<Path>) -> Result<Self, VaultError> {
        let mut key = Zeroizing::new([0; 32]);
        random(&mut *key)?;
        let mut text = Zeroizing::new(String::with_capacity(PREFIX.len() + 65));
        text.push_str(PREFIX);
        text.push_str(&Zeroizing::new(hex(&*key)));
        text.push('\n');
        file::create_private(path.as_ref(), text.as_bytes())?;
        Ok(Self(key))
    }

    /// Reads the key's file: one line `tocsin-master/1:` and 64 hex digits. Refuses a file that group or others
    /// can reach.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, VaultError> {
        let path = path.as_ref();
        let (bytes, _) = file::read_private(path)?;
        let malformed = |reason| VaultError::Malformed { path: path.to_owned(), reason };
        let digits = bytes.strip_prefix(PREFIX.as_bytes()).ok_or_else(|| malformed("it does not begin with tocsin-master/1:"))?;
        let digits = digits.strip_suffix(b"\n").unwrap_or(digits);
        if digits.len() != 64 {
            return Err(malformed("not 64 hex digits"));
        }
        let mut key = Zeroizing::new([0; 32]);
        for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |at: u8| match at {
                b'0'..=b'9' => Ok(at - b'0'),
                b'a'..=b'f' => Ok(at - b'a' + 10),
                _ => Err(malformed("not 64 hex digits")),
            };
            match pair {
                [high, low] => *byte = digit(*high)? << 4 | digit(*low)?,
                _ => return Err(malformed("not 64 hex digits")),
            }
        }
        Ok(Self(key))
    }

    /// The keys the ring needs; the master itself need not stay in memory after this.
    pub(super) fn ring_keys(&self) -> Result<RingKeys, VaultError> {
        let id = derive(&self.0, &tuple(&[b"tocsin/ring-master-id/1"]))?;
        Ok(RingKeys {
            wrap: derive(&self.0, &tuple(&[b"tocsin/ring-wrap/1"]))?,
            mac: derive(&self.0, &tuple(&[b"tocsin/ring-mac/1"]))?,
            master_id: hex(&id[..8]),
        })
    }
}

/// What is derived from the master key for one ring.
pub(super) struct RingKeys {
    /// Wraps data keys.
    pub(super) wrap: Zeroizing<[u8; 32]>,
    /// Authenticates the whole file.
    pub(super) mac: Zeroizing<[u8; 32]>,
    /// Public name of the master key, by which a wrong one is told from an altered file.
    pub(super) master_id: String,
}
