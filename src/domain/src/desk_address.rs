//! The address at which staff work, as browsers name it: an origin (RFC 6454). Passkeys belong to its host for good.

use std::fmt;
use std::str::FromStr;

/// Why a text is no such address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the desk's address is https:// and a host's name, in lower case, perhaps with a port, and nothing behind it (in a demo http://localhost:PORT)"
)]
pub struct DeskAddressError;

/// `https://host`, `https://host:port` or `http://localhost:port`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskAddress {
    origin: String,
    host: String,
}

impl DeskAddress {
    /// As it stands in the header `Origin`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host's name alone: what passkeys belong to.
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl FromStr for DeskAddress {
    type Err = DeskAddressError;

    fn from_str(text: &str) -> Result<Self, DeskAddressError> {
        let text = text.strip_suffix('/').unwrap_or(text);
        let (secure, place) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
            (Some(place), _) => (true, place),
            (_, Some(place)) => (false, place),
            _ => return Err(DeskAddressError),
        };
        let (host, port) = match place.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (place, None),
        };
        let label = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let named = host.len() <= 253 && host.split('.').all(label) && host.bytes().any(|b| b.is_ascii_lowercase());
        // Browsers leave the usual port out of an origin.
        let usual = if secure { "443" } else { "80" };
        let numbered =
            port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number > 0 && number.to_string() == port) && port != usual);
        if named && numbered && (secure || host == "localhost") {
            Ok(Self { origin: text.to_owned(), host: host.to_owned() })
        } else {
            Err(DeskAddressError)
        }
    }
}

impl fmt::Display for DeskAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_an_origin_as_browsers_write_it() {
        for good in ["https://desk.example.org", "https://desk.example.org:8443", "http://localhost:8080", "https://a", "http://localhost"]
        {
            assert_eq!(good.parse::<DeskAddress>().unwrap().origin(), good);
        }
        assert_eq!("https://desk.example.org:8443/".parse::<DeskAddress>().unwrap().host(), "desk.example.org");
    }

    #[test]
    fn what_a_browser_would_write_otherwise_or_not_keep_secret_is_refused() {
        for bad in [
            "",
            "desk.example.org",
            "http://desk.example.org",
            "http://127.0.0.1:8080",
            "https://127.0.0.1",
            "https://Desk.example.org",
            "https://desk.example.org:443",
            "https://desk.example.org:0",
            "https://desk.example.org:08443",
            "https://desk.example.org:99999",
            "https://desk.example.org/desk",
            "https://user@desk.example.org",
            "https://desk..example.org",
            "https://-desk.example.org",
            "https://d\u{e9}sk.example.org",
            "https://[::1]",
        ] {
            assert_eq!(bad.parse::<DeskAddress>(), Err(DeskAddressError), "{bad}");
        }
    }
}
