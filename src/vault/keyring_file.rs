//! The key ring as a file: `tocsin.ring/1`, JSON.
//!
//! ```json
//! {"format":"tocsin.ring/1","ring_id":"<32 hex>","deployment":"d-…","master":"<16 hex>","revision":3,
//!  "keys":[{"id":281818…,"wrapped":"<base64>"}],"mac":"<base64>"}
//! ```
//! `wrapped` is nonce, ciphertext and tag of AES-256-GCM; `mac` is HMAC-SHA256 over all other fields, so that keys
//! can be neither removed nor added nor moved by one who cannot open them. `revision` counts every change.

use super::master::RingKeys;
use super::{KeyId, VaultError, random, tuple};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use zeroize::Zeroizing;

const FORMAT: &str = "tocsin.ring/1";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    ring_id: String,
    deployment: String,
    master: String,
    revision: u64,
    keys: Vec<Wrapped>,
    mac: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrapped {
    id: i64,
    wrapped: String,
}

/// A ring's content, opened.
pub(super) struct Content {
    /// Random name of the ring, fixed for its life.
    pub(super) ring_id: String,
    /// Counts changes.
    pub(super) revision: u64,
    /// Every live data key.
    pub(super) keys: BTreeMap<KeyId, Zeroizing<[u8; 32]>>,
}

fn mac_input(document: &Document) -> Vec<u8> {
    let revision = document.revision.to_be_bytes();
    let mut fields: Vec<&[u8]> = vec![
        document.format.as_bytes(),
        document.ring_id.as_bytes(),
        document.deployment.as_bytes(),
        document.master.as_bytes(),
        &revision,
    ];
    let ids: Vec<[u8; 8]> = document.keys.iter().map(|key| key.id.to_be_bytes()).collect();
    for (id, key) in ids.iter().zip(&document.keys) {
        fields.push(id);
        fields.push(key.wrapped.as_bytes());
    }
    tuple(&fields)
}

fn wrapping_key(keys: &RingKeys) -> Result<LessSafeKey, VaultError> {
    UnboundKey::new(&AES_256_GCM, &*keys.wrap).map(LessSafeKey::new).map_err(|_| VaultError::Primitive)
}

fn wrapping_aad(ring_id: &str, deployment: &str, id: KeyId) -> Vec<u8> {
    tuple(&[b"tocsin/ring-key/1", ring_id.as_bytes(), deployment.as_bytes(), &id.as_i64().to_be_bytes()])
}

/// The file's bytes for a ring's content.
pub(super) fn encode(content: &Content, deployment: &str, keys: &RingKeys) -> Result<Vec<u8>, VaultError> {
    let wrapping = wrapping_key(keys)?;
    let mut wrapped_keys = Vec::with_capacity(content.keys.len());
    for (id, data_key) in &content.keys {
        let mut nonce = [0; NONCE_LEN];
        random(&mut nonce)?;
        let mut body = Zeroizing::new(data_key.to_vec());
        let tag = wrapping
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(wrapping_aad(&content.ring_id, deployment, *id)),
                &mut body,
            )
            .map_err(|_| VaultError::Primitive)?;
        let sealed = [&nonce[..], &body, tag.as_ref()].concat();
        wrapped_keys.push(Wrapped { id: id.as_i64(), wrapped: STANDARD.encode(sealed) });
    }
    let mut document = Document {
        format: FORMAT.to_owned(),
        ring_id: content.ring_id.clone(),
        deployment: deployment.to_owned(),
        master: keys.master_id.clone(),
        revision: content.revision,
        keys: wrapped_keys,
        mac: String::new(),
    };
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &*keys.mac), &mac_input(&document));
    document.mac = STANDARD.encode(tag);
    let mut bytes = serde_json::to_vec_pretty(&document).map_err(|_| VaultError::Primitive)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Reads a ring's file; everything in it is authenticated before any of it is used.
pub(super) fn decode(bytes: &[u8], path: &Path, deployment: &str, keys: &RingKeys) -> Result<Content, VaultError> {
    let malformed = |reason| VaultError::Malformed { path: path.to_owned(), reason };
    let document: Document = serde_json::from_slice(bytes).map_err(|_| malformed("not a key ring"))?;
    if document.format != FORMAT {
        return Err(malformed("its format is not tocsin.ring/1"));
    }
    if document.master != keys.master_id {
        return Err(VaultError::WrongMaster);
    }
    let mac = STANDARD.decode(&document.mac).map_err(|_| VaultError::Tampered)?;
    hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, &*keys.mac), &mac_input(&document), &mac).map_err(|_| VaultError::Tampered)?;
    if document.deployment != deployment {
        return Err(VaultError::OtherDeployment);
    }
    let wrapping = wrapping_key(keys)?;
    let mut data_keys = BTreeMap::new();
    for key in &document.keys {
        let id = KeyId::from_i64(key.id).ok_or(VaultError::Tampered)?;
        let sealed = STANDARD.decode(&key.wrapped).map_err(|_| VaultError::Tampered)?;
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN).ok_or(VaultError::Tampered)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| VaultError::Tampered)?;
        let mut body = Zeroizing::new(body.to_vec());
        let aad = Aad::from(wrapping_aad(&document.ring_id, deployment, id));
        let plain = wrapping.open_in_place(nonce, aad, &mut body).map_err(|_| VaultError::Tampered)?;
        let mut data_key = Zeroizing::new([0; 32]);
        if plain.len() != data_key.len() {
            return Err(VaultError::Tampered);
        }
        data_key.copy_from_slice(plain);
        data_keys.insert(id, data_key);
    }
    Ok(Content { ring_id: document.ring_id, revision: document.revision, keys: data_keys })
}
