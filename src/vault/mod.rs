//! The vault: data at rest. Everything the server itself must read is one authenticated value per row.
//!
//! A row is sealed with AES-256-GCM under a key of its own: HKDF-SHA256 of a *data key* with the row's whole
//! address (table, column, row, case, key id, version, deployment) as `info`, and the same address as associated
//! data. So a value copied into another row, another column, another case or an older version does not open, and
//! random nonces cannot run out: no key is used for more than a row's few versions.
//!
//! Data keys live in the [`KeyRing`], a file outside the database, wrapped by the [`MasterKey`], a second file.
//! Destroying a data key destroys every row under it, in every copy of the database. Primitives: `ring` only.
//! All calls are synchronous; those that may touch the disk say so.

mod error;
mod file;
mod id;
mod keyring;
mod keyring_file;
mod master;
mod rotation;
mod row;
mod wrap;

pub use error::{VaultError, hex};
pub use file::hand_to_owner;
pub use id::{Class, KeyId};
pub use keyring::{KeyRing, LIVE_BUCKETS};
pub use master::MasterKey;
pub use rotation::{KeyStanding, RingStanding};
pub use row::RowRef;
pub use wrap::Protection;

/// The one encoding under every label of the vault: each field as an eight-byte big-endian length and its bytes.
/// No two different lists of fields have the same encoding.
fn tuple(fields: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::with_capacity(fields.iter().map(|field| field.len() + 8).sum());
    for field in fields {
        out.extend_from_slice(&(field.len() as u64).to_be_bytes());
        out.extend_from_slice(field);
    }
    out
}

/// HKDF-SHA256 of 32 secret bytes to 32 others for one labelled purpose.
fn derive(secret: &[u8; 32], info: &[u8]) -> Result<zeroize::Zeroizing<[u8; 32]>, VaultError> {
    let mut out = zeroize::Zeroizing::new([0; 32]);
    ring::hkdf::Salt::new(ring::hkdf::HKDF_SHA256, b"tocsin/vault")
        .extract(secret)
        .expand(&[info], ring::hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut *out))
        .map_err(|_| VaultError::Primitive)?;
    Ok(out)
}

/// Fills a buffer from the operating system's generator. `ring` lets no other generator in, so that the vault
/// takes none as an argument: there is nothing a caller could pass.
fn random(out: &mut [u8]) -> Result<(), VaultError> {
    use ring::rand::SecureRandom;
    ring::rand::SystemRandom::new().fill(out).map_err(|_| VaultError::Random)
}

#[cfg(test)]
mod tests {
    use super::tuple;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn two_lists_of_fields_never_share_an_encoding(
            a in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..5), 0..5),
            b in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..5), 0..5),
        ) {
            let of = |list: &Vec<Vec<u8>>| tuple(&list.iter().map(Vec::as_slice).collect::<Vec<_>>());
            prop_assert_eq!(a == b, of(&a) == of(&b));
        }
    }
}
