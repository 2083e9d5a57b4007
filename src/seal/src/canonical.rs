//! Canonical JSON: object keys sorted, no white space, whole numbers only. What is signed must
//! have one spelling; it is parsed, written again and compared byte for byte.
//!
//! Keys come out sorted because the structs that use this declare their fields in that order.

use serde::{Serialize, de::DeserializeOwned};

/// The largest whole number every JSON reader holds exactly (2^53 - 1).
pub(crate) const MAX_SAFE: u64 = (1 << 53) - 1;

/// Writes `value`. Only used for types whose serialisation cannot fail.
pub(crate) fn to_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// Reads a value of at most `limit` bytes whose bytes are exactly those [`to_bytes`] writes.
pub(crate) fn from_bytes<T: Serialize + DeserializeOwned>(bytes: &[u8], limit: usize) -> Option<T> {
    if bytes.len() > limit {
        return None;
    }
    let value: T = serde_json::from_slice(bytes).ok()?;
    (to_bytes(&value) == bytes).then_some(value)
}
