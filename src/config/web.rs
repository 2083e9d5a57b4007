//! `[web]` and `[limits]`.
use std::net::{IpAddr, SocketAddr};

use serde::Deserialize;

/// `[web]`: the listener.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Web {
    /// Plain HTTP, meant for loopback behind a proxy or tor.
    pub listen: SocketAddr,
    /// Peers whose `proxy_header` is believed. Empty: none.
    pub trusted_proxies: Vec<IpAddr>,
    /// The header in which a trusted proxy names the visitor, for limits only.
    pub proxy_header: Option<String>,
}

impl Default for Web {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 8080)), trusted_proxies: Vec::new(), proxy_header: None }
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
    /// Megabytes of files from everybody together in an hour; words are not counted.
    pub files_mb_per_hour: u32,
    /// Megabytes of the disk that files must leave free, so that words still find room.
    pub reserve_mb: u64,
    /// Connections open at once.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { rate_limit: true, upload_mb: 200, files_mb_per_hour: 4_000, reserve_mb: 500, connections: 1024 }
    }
}
