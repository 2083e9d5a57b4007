//! `[web]` and `[limits]`.
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, de::Error as _};
use tocsin_domain::onion::OnionAddress;

/// `[web]`: the ways in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Web {
    /// Plain HTTP, meant for loopback behind a proxy or tor.
    pub listen: SocketAddr,
    /// Peers whose `proxy_header` is believed. Empty: none.
    pub trusted_proxies: Vec<IpAddr>,
    /// The header in which a trusted proxy names the visitor, for limits only.
    pub proxy_header: Option<String>,
    /// The door for tor.
    pub onion: Option<Onion>,
    /// The door with TLS of our own.
    pub tls: Option<Tls>,
    /// The door for staff, if they have one of their own.
    pub staff: Option<Staff>,
}

/// `[web.onion]`: where tor brings those who come to the onion service.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Onion {
    /// On loopback; every connection begins with tor's PROXY header.
    pub listen: SocketAddr,
    /// The onion service's address, told to those who come by the web. Known once tor has made it.
    #[serde(deserialize_with = "onion_address")]
    pub address: Option<OnionAddress>,
}

impl Default for Onion {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 8081)), address: None }
    }
}

/// `[web.tls]`: HTTP over TLS, open to the network.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// Any address.
    pub listen: SocketAddr,
    /// PEM: the certificate and those between it and its authority.
    pub certificate: PathBuf,
    /// PEM: its private key, 0600.
    pub key: PathBuf,
    /// The names visitors type; `doctor` compares them with the certificate.
    #[serde(default)]
    pub names: Vec<String>,
}

/// `[web.staff]`: plain HTTP on loopback for `/desk` and `/admin`, which then are on no other door.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Staff {
    /// On loopback.
    pub listen: SocketAddr,
}

impl Web {
    pub(super) fn resolve(&mut self, folder: &Path) {
        if let Some(tls) = &mut self.tls {
            for file in [&mut tls.certificate, &mut tls.key] {
                *file = folder.join(&file);
            }
        }
    }
}

fn onion_address<'de, D: Deserializer<'de>>(from: D) -> Result<Option<OnionAddress>, D::Error> {
    String::deserialize(from)?.parse().map(Some).map_err(D::Error::custom)
}

impl Default for Web {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            trusted_proxies: Vec::new(),
            proxy_header: None,
            onion: None,
            tls: None,
            staff: None,
        }
    }
}

/// `[limits]`: sizes and rates.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// False switches all rate limits off.
    pub rate_limit: bool,
    /// All files of one sending together, in megabytes (1,000,000 bytes).
    pub upload_mb: u64,
    /// The largest file that a page with script or a program may send in pieces, in megabytes.
    pub resumable_mb: u64,
    /// Megabytes of files from everybody together in an hour; words are not counted.
    pub files_mb_per_hour: u32,
    /// Megabytes of the disk that files must leave free, so that words still find room.
    pub reserve_mb: u64,
    /// Connections open at once.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { rate_limit: true, upload_mb: 200, resumable_mb: 1_000, files_mb_per_hour: 4_000, reserve_mb: 500, connections: 1024 }
    }
}
