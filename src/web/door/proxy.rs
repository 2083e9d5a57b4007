//! The line that tor writes before everything else when `HiddenServiceExportCircuitID haproxy` is set: a PROXY header
//! of version 1 (HAProxy's `proxy-protocol.txt`, section 2.1) whose source address carries tor's number of the circuit.
//!
//! `PROXY TCP6 fc00:dead:beef:4dad::AAAA:BBBB ::1 SOURCEPORT PORT\r\n`

use std::net::Ipv6Addr;

/// Tor's own number of the circuit that a connection came through: the last 32 bits of the source address. It says
/// nothing of who is at the other end. Neither Debug nor Display: it stands in no log.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Circuit(u32);

impl Circuit {
    pub(in crate::web) fn number(self) -> u32 {
        self.0
    }
}

#[cfg(test)]
impl Circuit {
    pub(in crate::web) fn test(number: u32) -> Self {
        Self(number)
    }
}

/// Why the first bytes of a connection are no header of tor's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProxyError {
    /// Longer than the 107 bytes that the protocol allows.
    #[error("the PROXY header has no end")]
    TooLong,
    /// Another form.
    #[error("not the PROXY header that tor writes")]
    Form,
    /// A source address that names no circuit.
    #[error("the PROXY header names no circuit")]
    Source,
}

/// The longest header, its line end included.
pub(super) const LONGEST: usize = 107;
const START: &[u8] = b"PROXY TCP6 ";
/// The first 96 bits of the source address, as tor's `connection_edge.c` writes them.
const CIRCUITS: [u16; 6] = [0xfc00, 0xdead, 0xbeef, 0x4dad, 0, 0];

/// Reads the header at the start of `bytes`: the circuit and how many bytes it took; None when more must come first.
pub fn parse_proxy_header(bytes: &[u8]) -> Result<Option<(Circuit, usize)>, ProxyError> {
    if bytes.iter().zip(START).any(|(is, should)| is != should) {
        return Err(ProxyError::Form);
    }
    let within = bytes.get(..LONGEST).unwrap_or(bytes);
    let Some(end) = within.iter().position(|b| *b == b'\n') else {
        return if within.len() == LONGEST { Err(ProxyError::TooLong) } else { Ok(None) };
    };
    let line = within.get(..end).and_then(|line| line.strip_suffix(b"\r")).ok_or(ProxyError::Form)?;
    let line = std::str::from_utf8(line).map_err(|_| ProxyError::Form)?;
    let fields: Vec<&str> = line.split(' ').collect();
    let ["PROXY", "TCP6", source, destination, from, to] = fields[..] else { return Err(ProxyError::Form) };
    let destination: Ipv6Addr = destination.parse().map_err(|_| ProxyError::Form)?;
    if !destination.is_loopback() || !is_port(from) || !is_port(to) {
        return Err(ProxyError::Form);
    }
    let source: Ipv6Addr = source.parse().map_err(|_| ProxyError::Source)?;
    let [a, b, c, d, e, f, high, low] = source.segments();
    if [a, b, c, d, e, f] != CIRCUITS {
        return Err(ProxyError::Source);
    }
    Ok(Some((Circuit((u32::from(high) << 16) | u32::from(low)), end + 1)))
}

/// Digits of a number up to 65,535, without a needless zero before it.
fn is_port(text: &str) -> bool {
    let plain = text == "0" || !text.starts_with('0');
    plain && text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn circuit(bytes: &[u8]) -> Option<(u32, usize)> {
        parse_proxy_header(bytes).ok().flatten().map(|(circuit, length)| (circuit.number(), length))
    }

    fn refused(bytes: &[u8]) -> Option<ProxyError> {
        parse_proxy_header(bytes).err()
    }

    #[test]
    fn what_tor_writes_is_read_and_what_follows_is_left() {
        let header = b"PROXY TCP6 fc00:dead:beef:4dad::ffff:ffff ::1 65535 42\r\n";
        assert_eq!(circuit(header), Some((u32::MAX, header.len())));
        let header = b"PROXY TCP6 fc00:dead:beef:4dad::0:1b ::1 27 80\r\n";
        assert_eq!(circuit(&[&header[..], b"GET / HTTP/1.1\r\n"].concat()), Some((27, header.len())));
        assert_eq!(circuit(b"PROXY TCP6 fc00:dead:beef:4dad::1:0 ::1 0 80\r\n").map(|(c, _)| c), Some(65_536));
    }

    #[test]
    fn every_part_of_a_header_asks_for_more_and_none_is_taken_early() {
        let header = b"PROXY TCP6 fc00:dead:beef:4dad::12:34ab ::1 13483 443\r\n";
        for length in 0..header.len() {
            assert!(matches!(parse_proxy_header(&header[..length]), Ok(None)), "{length}");
        }
        assert!(circuit(header).is_some());
    }

    #[test]
    fn anything_else_is_refused_as_soon_as_it_shows() {
        for first in [
            &b"G"[..],
            b"GET / HTTP/1.1\r\n",
            b"\x16\x03\x01",
            b"\r\n\r\n\0\r\nQUIT\n",
            b"proxy",
            b"PROXY TCP4",
            b"PROXY UNKNOWN\r\n",
            b"\n",
        ] {
            assert_eq!(refused(first), Some(ProxyError::Form), "{first:?}");
        }
        assert_eq!(refused(&[b"PROXY TCP6 ", &[b'f'; 96][..]].concat()), Some(ProxyError::TooLong));
        for line in [
            "PROXY TCP6 fc00:dead:beef:4dad::1:2 ::1 1 2\n",
            "PROXY TCP6  fc00:dead:beef:4dad::1:2 ::1 1 2\r\n",
            "PROXY TCP6 fc00:dead:beef:4dad::1:2 ::1 1 2 \r\n",
            "PROXY TCP6 fc00:dead:beef:4dad::1:2 ::1 1 2 3\r\n",
            "PROXY TCP6 fc00:dead:beef:4dad::1:2 ::1 1\r\n",
            "PROXY TCP6 fc00:dead:beef:4dad::1:2 ::2 1 2\r\n",
            "PROXY TCP6 fc00:dead:beef:4dad::1:2 127.0.0.1 1 2\r\n",
            "PROXY TCP6 fc00:dead:beef:4dad::1:2 ::1 01 2\r\n",
            "PROXY TCP6 fc00:dead:beef:4dad::1:2 ::1 +1 2\r\n",
            "PROXY TCP6 fc00:dead:beef:4dad::1:2 ::1 65536 2\r\n",
            "PROXY TCP6 fc00:dead:beef:4dad::1:2 ::1 1 \r\n",
            "PROXY TCP6 fc00:dead:beef:4dad::1:2\t::1 1 2\r\n",
            "PROXY TCP6 fc00:dead:beef:4dad::1:2 ::1 1 2\r\r\n",
            "PROXY TCP6 fc00:dead:beef:4dad::1:2 ::1 1 2\0\r\n",
            "PROXY TCP6 \r\n",
        ] {
            assert!(matches!(refused(line.as_bytes()), Some(ProxyError::Form)), "{line:?}");
        }
        for source in [
            "2001:db8::1:2",
            "::1",
            "127.0.0.1",
            "fc00:dead:beef:4dad:1::1:2",
            "fc00:dead:beef:4dad::1:0:2",
            "fc00:dead:beef:4dad::12345:2",
            "x",
        ] {
            let line = format!("PROXY TCP6 {source} ::1 1 2\r\n");
            assert_eq!(refused(line.as_bytes()), Some(ProxyError::Source), "{line:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_take_more_than_there_is(bytes in proptest::collection::vec(any::<u8>(), 0..200), whole in any::<bool>()) {
            let bytes = if whole { [START, &bytes[..]].concat() } else { bytes };
            match parse_proxy_header(&bytes) {
                Ok(Some((_, length))) => prop_assert!(length <= bytes.len() && length <= LONGEST && bytes[length - 1] == b'\n'),
                Ok(None) => prop_assert!(bytes.len() < LONGEST),
                Err(_) => {}
            }
        }

        #[test]
        fn any_circuit_and_ports_are_read(number in any::<u32>(), from in any::<u16>(), to in any::<u16>()) {
            let line = format!("PROXY TCP6 fc00:dead:beef:4dad::{:x}:{:x} ::1 {from} {to}\r\n", number >> 16, number & 0xffff);
            prop_assert_eq!(circuit(line.as_bytes()), Some((number, line.len())));
        }
    }
}
