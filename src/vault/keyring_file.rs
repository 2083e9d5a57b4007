//! The key ring as a file: `tocsin.ring/2`, JSON.
//!
//! ```json
//! {"format":"tocsin.ring/2","ring_id":"<32 hex>","deployment":"d-…","master":"<16 hex>","revision":3,
//!  "head":"<base64>","keys":[{"id":281818…,"wrapped":"<base64>"}],"mac":"<base64>"}
//! ```
//! `head` and `wrapped` are nonce, ciphertext and tag of AES-256-GCM; `mac` is HMAC-SHA256 over all other fields, so that
//! keys can be neither removed nor added nor moved by one who cannot open them. `revision` counts every change. A wrapped
//! key is 32 secret bytes and its three dates, `head` what concerns the ring as a whole: dates are never in clear.
//!
//! `tocsin.ring/1` had no head and no dates. It is read, and written as the second version at the next change.

use super::master::RingKeys;
use super::{Class, KeyId, VaultError, random, tuple};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use zeroize::Zeroizing;

const FORMAT: &str = "tocsin.ring/2";
/// Without dates.
const FIRST: &str = "tocsin.ring/1";
/// A secret and three dates.
const WRAPPED: usize = 32 + 3 * 8;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    ring_id: String,
    deployment: String,
    master: String,
    revision: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    head: Option<String>,
    keys: Vec<Wrapped>,
    mac: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrapped {
    id: i64,
    wrapped: String,
}

/// What `head` holds.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    master_since: Option<i64>,
    rotating: Vec<(u8, i64)>,
    destroyed: Vec<(i64, i64)>,
}

/// A ring's content, opened.
#[derive(Clone)]
pub(super) struct Content {
    /// Random name of the ring, fixed for its life.
    pub(super) ring_id: String,
    /// Counts changes.
    pub(super) revision: u64,
    /// When the master key came into force; `None` until somebody with a clock looked.
    pub(super) master_since: Option<i64>,
    /// Classes whose rotation was begun and not finished, and when it was begun.
    pub(super) rotating: BTreeMap<Class, i64>,
    /// Every live data key.
    pub(super) keys: BTreeMap<KeyId, DataKey>,
    /// Keys that were destroyed, and when: rows of an old copy of the database may still name them.
    pub(super) destroyed: BTreeMap<KeyId, i64>,
}

impl Content {
    pub(super) fn new(ring_id: String) -> Self {
        Self { ring_id, revision: 1, master_since: None, rotating: BTreeMap::new(), keys: BTreeMap::new(), destroyed: BTreeMap::new() }
    }
}

/// A data key and what became of it; Unix seconds.
#[derive(Clone)]
pub(super) struct DataKey {
    /// The key.
    pub(super) secret: Zeroizing<[u8; 32]>,
    /// Since when it is used; `None` until somebody with a clock looked.
    pub(super) created: Option<i64>,
    /// Since when no row is on it, once there is a newer generation.
    pub(super) emptied: Option<i64>,
    /// Since when it is known that it is to be destroyed.
    pub(super) doomed: Option<i64>,
}

impl DataKey {
    /// A new random one.
    pub(super) fn generate(created: Option<i64>) -> Result<Self, VaultError> {
        let mut secret = Zeroizing::new([0; 32]);
        random(&mut *secret)?;
        Ok(Self { secret, created, emptied: None, doomed: None })
    }

    fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut out = Zeroizing::new(Vec::with_capacity(WRAPPED));
        out.extend_from_slice(&*self.secret);
        for date in [self.created, self.emptied, self.doomed] {
            out.extend_from_slice(&date.unwrap_or(0).to_be_bytes());
        }
        out
    }

    fn decode(plain: &[u8]) -> Option<Self> {
        let (secret, dates) = plain.split_first_chunk::<32>()?;
        let date = |at: usize| match dates.get(at * 8..at * 8 + 8).map(<[u8; 8]>::try_from) {
            Some(Ok(bytes)) => Some(i64::from_be_bytes(bytes)).filter(|date| *date != 0),
            _ => None,
        };
        (dates.is_empty() || dates.len() == WRAPPED - 32).then(|| Self {
            secret: Zeroizing::new(*secret),
            created: date(0),
            emptied: date(1),
            doomed: date(2),
        })
    }
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
    fields.extend(document.head.as_ref().map(String::as_bytes));
    let ids: Vec<[u8; 8]> = document.keys.iter().map(|key| key.id.to_be_bytes()).collect();
    for (id, key) in ids.iter().zip(&document.keys) {
        fields.push(id);
        fields.push(key.wrapped.as_bytes());
    }
    tuple(&fields)
}

/// Wraps and unwraps what stands in one ring.
struct Wrapping {
    key: LessSafeKey,
    format: String,
    ring_id: String,
    deployment: String,
}

impl Wrapping {
    fn new(keys: &RingKeys, format: &str, ring_id: &str, deployment: &str) -> Result<Self, VaultError> {
        let key = UnboundKey::new(&AES_256_GCM, &*keys.wrap).map(LessSafeKey::new).map_err(|_| VaultError::Primitive)?;
        Ok(Self { key, format: format.to_owned(), ring_id: ring_id.to_owned(), deployment: deployment.to_owned() })
    }

    /// `what`: the id of a key; nothing for the head.
    fn aad(&self, what: Option<KeyId>) -> Vec<u8> {
        let label: &[u8] = match (what, self.format.as_str()) {
            (None, _) => b"tocsin/ring-head/2",
            (Some(_), FIRST) => b"tocsin/ring-key/1",
            (Some(_), _) => b"tocsin/ring-key/2",
        };
        let id = what.map(|id| id.as_i64().to_be_bytes());
        tuple(&[label, self.ring_id.as_bytes(), self.deployment.as_bytes(), id.as_ref().map_or(&[], |id| &id[..])])
    }

    fn seal(&self, what: Option<KeyId>, plain: &[u8]) -> Result<String, VaultError> {
        let mut nonce = [0; NONCE_LEN];
        random(&mut nonce)?;
        let mut body = Zeroizing::new(plain.to_vec());
        let tag = self
            .key
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(self.aad(what)), &mut body)
            .map_err(|_| VaultError::Primitive)?;
        Ok(STANDARD.encode([&nonce[..], &body, tag.as_ref()].concat()))
    }

    fn open(&self, what: Option<KeyId>, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
        let sealed = STANDARD.decode(sealed).ok()?;
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut body = Zeroizing::new(body.to_vec());
        let length = self.key.open_in_place(nonce, Aad::from(self.aad(what)), &mut body).ok()?.len();
        body.truncate(length);
        Some(body)
    }
}

/// The file's bytes for a ring's content.
pub(super) fn encode(content: &Content, deployment: &str, keys: &RingKeys) -> Result<Vec<u8>, VaultError> {
    let wrapping = Wrapping::new(keys, FORMAT, &content.ring_id, deployment)?;
    let head = Head {
        master_since: content.master_since,
        rotating: content.rotating.iter().map(|(class, since)| (*class as u8, *since)).collect(),
        destroyed: content.destroyed.iter().map(|(id, when)| (id.as_i64(), *when)).collect(),
    };
    let head = serde_json::to_vec(&head).map_err(|_| VaultError::Primitive)?;
    let wrapped = content
        .keys
        .iter()
        .map(|(id, key)| Ok(Wrapped { id: id.as_i64(), wrapped: wrapping.seal(Some(*id), &key.encode())? }))
        .collect::<Result<_, VaultError>>()?;
    let mut document = Document {
        format: FORMAT.to_owned(),
        ring_id: content.ring_id.clone(),
        deployment: deployment.to_owned(),
        master: keys.master_id.clone(),
        revision: content.revision,
        head: Some(wrapping.seal(None, &head)?),
        keys: wrapped,
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
    match (document.format.as_str(), &document.head) {
        (FORMAT, Some(_)) | (FIRST, None) => {}
        (FORMAT | FIRST, _) => return Err(VaultError::Tampered),
        _ => return Err(malformed("its format is neither tocsin.ring/2 nor tocsin.ring/1")),
    }
    if document.master != keys.master_id {
        return Err(VaultError::WrongMaster);
    }
    let mac = STANDARD.decode(&document.mac).map_err(|_| VaultError::Tampered)?;
    hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, &*keys.mac), &mac_input(&document), &mac).map_err(|_| VaultError::Tampered)?;
    if document.deployment != deployment {
        return Err(VaultError::OtherDeployment);
    }
    let wrapping = Wrapping::new(keys, &document.format, &document.ring_id, deployment)?;
    let mut content = Content { revision: document.revision, ..Content::new(document.ring_id.clone()) };
    if let Some(head) = &document.head {
        let head = wrapping.open(None, head).ok_or(VaultError::Tampered)?;
        let head: Head = serde_json::from_slice(&head).map_err(|_| VaultError::Tampered)?;
        content.master_since = head.master_since;
        for (class, since) in head.rotating {
            content.rotating.insert(Class::from_number(i64::from(class)).ok_or(VaultError::Tampered)?, since);
        }
        for (id, when) in head.destroyed {
            content.destroyed.insert(KeyId::from_i64(id).ok_or(VaultError::Tampered)?, when);
        }
    }
    for key in &document.keys {
        let id = KeyId::from_i64(key.id).ok_or(VaultError::Tampered)?;
        let plain = wrapping.open(Some(id), &key.wrapped).ok_or(VaultError::Tampered)?;
        content.keys.insert(id, DataKey::decode(&plain).ok_or(VaultError::Tampered)?);
    }
    Ok(content)
}
