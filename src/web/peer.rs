//! Who is at the other end, as far as limits need to know, in types that cannot be written to a log.

use std::net::IpAddr;

use http::{HeaderMap, HeaderName};
use ring::hmac;
use ring::rand::SecureRandom;
use tower_governor::GovernorError;
use tower_governor::key_extractor::KeyExtractor;

use super::door::Circuit;

/// The other end of a connection: its address, or the circuit it came through. It has no Debug and no Display, and its
/// only use is the keyed hash below.
///
/// ```compile_fail
/// println!("{:?}", tocsin::web::Peer::new([127, 0, 0, 1].into()));
/// ```
#[derive(Clone)]
pub struct Peer(End);

#[derive(Clone, Copy)]
enum End {
    Address(IpAddr),
    Circuit(Circuit),
}

impl Peer {
    /// The peer at `address`; an IPv4 address written as IPv6 is the IPv4 address.
    pub fn new(address: IpAddr) -> Self {
        Self(End::Address(address.to_canonical()))
    }

    /// Whoever is behind a circuit of tor.
    pub fn circuit(circuit: Circuit) -> Self {
        Self(End::Circuit(circuit))
    }
}

/// What the limiter counts by: the first half of an HMAC-SHA256 of the peer under a key that lives as long as the
/// process and is known to nobody. Two processes, or the same one a day later, give different keys for one peer.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Visitor {
    mark: [u8; 16],
    shared: bool,
}

impl Visitor {
    /// Whether everybody behind a proxy or a tor of this machine looks like this one visitor. What one of them does
    /// must not close the door to the others, so limits of one visitor do not apply; those of the whole service do.
    pub fn is_shared(&self) -> bool {
        self.shared
    }
}

/// A header in which a proxy of ours names the true peer, and the addresses that count as this proxy. From anywhere
/// else the header is ignored: anybody can write one.
#[derive(Clone)]
pub struct TrustedProxy {
    /// For example `x-forwarded-for` (its last element is read, the one our proxy wrote) or `x-real-ip`.
    pub header: HeaderName,
    /// The addresses the proxy connects from.
    pub peers: Vec<IpAddr>,
}

/// Derives a [`Visitor`] from a request: the key extractor of the rate limits.
#[derive(Clone)]
pub struct VisitorKey {
    key: hmac::Key,
    proxy: Option<TrustedProxy>,
}

impl VisitorKey {
    /// A fresh key from `random`. Errors only when the system has no randomness.
    pub fn new(random: &dyn SecureRandom, proxy: Option<TrustedProxy>) -> Result<Self, ring::error::Unspecified> {
        Ok(Self { key: hmac::Key::generate(hmac::HMAC_SHA256, random)?, proxy })
    }

    /// The visitor behind `peer`, given the request's headers.
    pub fn visitor(&self, peer: &Peer, headers: &HeaderMap) -> Visitor {
        let address = match peer.0 {
            End::Address(address) => address,
            // Nothing of ours stands between tor and the onion door: headers are the visitor's own.
            End::Circuit(circuit) => return self.hashed(b"circuit", &circuit.number().to_be_bytes()),
        };
        let behind = self
            .proxy
            .as_ref()
            .filter(|proxy| proxy.peers.iter().any(|proxy| proxy.to_canonical() == address))
            .and_then(|proxy| headers.get_all(&proxy.header).iter().next_back())
            .and_then(|value| value.as_bytes().rsplit(|b| *b == b',').next())
            .map(<[u8]>::trim_ascii)
            .filter(|value| !value.is_empty());
        match behind {
            None if address.is_loopback() => Visitor { shared: true, ..self.of_address(address) },
            None => self.of_address(address),
            Some(value) => match std::str::from_utf8(value).ok().and_then(|text| text.parse::<IpAddr>().ok()) {
                Some(address) => self.of_address(address.to_canonical()),
                None => self.hashed(b"header", value),
            },
        }
    }

    /// All requests that came without a peer: they count as one visitor.
    pub(super) fn nobody(&self) -> Visitor {
        Visitor { shared: true, ..self.hashed(b"none", b"") }
    }

    fn of_address(&self, address: IpAddr) -> Visitor {
        match address {
            IpAddr::V4(v4) => self.hashed(b"v4", &v4.octets()),
            // One household or one data centre customer holds a whole /64.
            IpAddr::V6(v6) => self.hashed(b"v6", &v6.octets()[..8]),
        }
    }

    fn hashed(&self, kind: &[u8], value: &[u8]) -> Visitor {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(&[kind.len() as u8]);
        context.update(kind);
        context.update(value);
        let mut mark = [0; 16];
        mark.copy_from_slice(&context.sign().as_ref()[..16]);
        Visitor { mark, shared: false }
    }
}

impl KeyExtractor for VisitorKey {
    type Key = Visitor;

    fn extract<T>(&self, request: &http::Request<T>) -> Result<Visitor, GovernorError> {
        let peer = request.extensions().get::<Peer>().ok_or(GovernorError::UnableToExtractKey)?;
        Ok(self.visitor(peer, request.headers()))
    }
}

#[cfg(test)]
mod tests {
    use ring::rand::SystemRandom;

    use super::*;

    fn key(proxy: Option<TrustedProxy>) -> VisitorKey {
        VisitorKey::new(&SystemRandom::new(), proxy).unwrap()
    }

    fn peer(address: &str) -> Peer {
        Peer::new(address.parse().unwrap())
    }

    fn forwarded(values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn an_ipv6_network_is_one_visitor_and_its_neighbour_another() {
        let key = key(None);
        let none = HeaderMap::new();
        assert!(key.visitor(&peer("2001:db8:1:2::1"), &none) == key.visitor(&peer("2001:db8:1:2:ffff::9"), &none));
        assert!(key.visitor(&peer("2001:db8:1:2::1"), &none) != key.visitor(&peer("2001:db8:1:3::1"), &none));
        assert!(key.visitor(&peer("::ffff:192.0.2.1"), &none) == key.visitor(&peer("192.0.2.1"), &none));
        assert!(key.visitor(&peer("192.0.2.1"), &none) != key.visitor(&peer("192.0.2.2"), &none));
    }

    #[test]
    fn a_forged_header_from_anywhere_but_our_proxy_changes_nothing() {
        let proxy = TrustedProxy { header: HeaderName::from_static("x-forwarded-for"), peers: vec!["10.0.0.1".parse().unwrap()] };
        let key = key(Some(proxy));
        let plain = key.visitor(&peer("192.0.2.1"), &HeaderMap::new());
        assert!(plain == key.visitor(&peer("192.0.2.1"), &forwarded(&["198.51.100.7"])));
        assert!(plain == key.visitor(&peer("10.0.0.1"), &forwarded(&["192.0.2.1"])));
    }

    #[test]
    fn behind_our_proxy_only_what_the_proxy_wrote_counts() {
        let proxy = TrustedProxy { header: HeaderName::from_static("x-forwarded-for"), peers: vec!["10.0.0.1".parse().unwrap()] };
        let key = key(Some(proxy));
        let honest = key.visitor(&peer("10.0.0.1"), &forwarded(&["192.0.2.1"]));
        assert!(honest == key.visitor(&peer("10.0.0.1"), &forwarded(&["1.2.3.4, 192.0.2.1"])));
        assert!(honest == key.visitor(&peer("10.0.0.1"), &forwarded(&["1.2.3.4", "192.0.2.1"])));
        assert!(honest != key.visitor(&peer("10.0.0.1"), &forwarded(&["192.0.2.9"])));
    }

    #[test]
    fn whoever_comes_through_this_machine_without_a_name_shares_it_with_others() {
        let key = key(Some(TrustedProxy { header: HeaderName::from_static("x-forwarded-for"), peers: vec!["127.0.0.1".parse().unwrap()] }));
        for address in ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"] {
            assert!(key.visitor(&peer(address), &HeaderMap::new()).is_shared(), "{address}");
        }
        assert!(!key.visitor(&peer("192.0.2.1"), &HeaderMap::new()).is_shared());
        assert!(!key.visitor(&peer("127.0.0.1"), &forwarded(&["192.0.2.1"])).is_shared());
        assert!(key.nobody().is_shared());
    }

    #[test]
    fn each_circuit_is_a_visitor_of_its_own_and_no_header_makes_it_another() {
        let proxy = TrustedProxy { header: HeaderName::from_static("x-forwarded-for"), peers: vec!["127.0.0.1".parse().unwrap()] };
        let key = key(Some(proxy));
        let circuit = |number, headers: &HeaderMap| key.visitor(&Peer::circuit(Circuit::test(number)), headers);
        let none = HeaderMap::new();
        assert!(circuit(7, &none) == circuit(7, &forwarded(&["192.0.2.1"])));
        assert!(circuit(7, &none) != circuit(8, &none) && !circuit(7, &none).is_shared());
        // 192.0.2.1 as a number: a circuit of that number is still somebody else.
        assert!(circuit(0xc000_0201, &none) != key.visitor(&peer("192.0.2.1"), &none));
    }

    #[test]
    fn another_process_gives_the_same_peer_another_key() {
        let none = HeaderMap::new();
        assert!(key(None).visitor(&peer("192.0.2.1"), &none) != key(None).visitor(&peer("192.0.2.1"), &none));
    }
}
