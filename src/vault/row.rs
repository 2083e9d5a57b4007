//! One value of one row: sealed and opened under the row's own key.
//!
//! Format: version byte `1`, key id (8 bytes, big-endian), nonce (12 random bytes), ciphertext and tag (16 bytes).

use super::{KeyId, VaultError, hex, random, tuple};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const HEAD: usize = 1 + 8 + NONCE_LEN;

/// The address of a stored value. What was sealed at one address opens at no other.
#[derive(Clone, Copy)]
pub struct RowRef<'a> {
    /// Table name.
    pub table: &'static str,
    /// Column name.
    pub column: &'static str,
    /// The row's primary key.
    pub row: &'a [u8],
    /// The case the row belongs to; empty for rows of no case.
    pub case: &'a [u8],
    /// The row's version, counted up by each change.
    pub version: i64,
}

impl RowRef<'_> {
    pub(super) fn broken(&self) -> VaultError {
        VaultError::Broken { table: self.table, column: self.column, row: hex(self.row) }
    }

    fn address(&self, deployment: &str, key: KeyId) -> Vec<u8> {
        tuple(&[
            b"tocsin/vault/1",
            deployment.as_bytes(),
            self.table.as_bytes(),
            self.column.as_bytes(),
            self.row,
            self.case,
            &key.as_i64().to_be_bytes(),
            &self.version.to_be_bytes(),
        ])
    }
}

fn row_key(data_key: &[u8; 32], address: &[u8]) -> Result<LessSafeKey, VaultError> {
    let prk = ring::hkdf::Salt::new(ring::hkdf::HKDF_SHA256, b"tocsin/vault").extract(data_key);
    let info = [address];
    let okm = prk.expand(&info, &AES_256_GCM).map_err(|_| VaultError::Primitive)?;
    Ok(LessSafeKey::new(UnboundKey::from(okm)))
}

pub(super) fn seal(data_key: &[u8; 32], deployment: &str, key: KeyId, at: &RowRef<'_>, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
    let address = at.address(deployment, key);
    let mut nonce = [0; NONCE_LEN];
    random(&mut nonce)?;
    let mut out = Vec::with_capacity(HEAD + plain.len() + AES_256_GCM.tag_len());
    out.push(VERSION);
    out.extend_from_slice(&key.as_i64().to_be_bytes());
    out.extend_from_slice(&nonce);
    // Reserved above, so that the plaintext is never moved and no copy of it stays behind unencrypted.
    out.extend_from_slice(plain);
    let tag = row_key(data_key, &address)?
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(&address), &mut out[HEAD..])
        .map_err(|_| VaultError::Primitive)?;
    out.extend_from_slice(tag.as_ref());
    Ok(out)
}

pub(super) fn open(
    data_key: &[u8; 32],
    deployment: &str,
    key: KeyId,
    at: &RowRef<'_>,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let (version, rest) = sealed.split_first().ok_or_else(|| at.broken())?;
    let (id, rest) = rest.split_at_checked(8).ok_or_else(|| at.broken())?;
    let (nonce, body) = rest.split_at_checked(NONCE_LEN).ok_or_else(|| at.broken())?;
    if *version != VERSION || id != key.as_i64().to_be_bytes() {
        return Err(at.broken());
    }
    let address = at.address(deployment, key);
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| at.broken())?;
    let mut plain = Zeroizing::new(body.to_vec());
    let length = row_key(data_key, &address)?.open_in_place(nonce, Aad::from(&address), &mut plain).map_err(|_| at.broken())?.len();
    plain.truncate(length);
    Ok(plain)
}
