//! `[desk]`: where staff work in their browsers.
use serde::{Deserialize, Deserializer, de::Error as _};
use tocsin_domain::desk_address::DeskAddress;

/// `[desk]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Desk {
    /// What staff type, `https://…`; without it there is no desk. Passkeys belong to its host: under another they open
    /// nothing.
    #[serde(deserialize_with = "address")]
    pub address: Option<DeskAddress>,
}

fn address<'de, D: Deserializer<'de>>(from: D) -> Result<Option<DeskAddress>, D::Error> {
    String::deserialize(from)?.parse().map(Some).map_err(D::Error::custom)
}
