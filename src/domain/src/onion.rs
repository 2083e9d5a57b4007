//! Addresses of onion services, version 3 (Tor specification, "Encoding onion addresses"): a mistyped one is noticed
//! here and not by a reporter who reaches nobody.

use std::fmt;
use std::str::FromStr;

use sha3::{Digest as _, Sha3_256};

/// Why a text is no onion address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OnionAddressError {
    /// Not 56 letters and digits before `.onion`.
    #[error("an onion address is 56 letters a-z and digits 2-7, then .onion: copy it from the file `hostname` that tor wrote")]
    Form,
    /// The checksum inside does not fit.
    #[error("this onion address has a typing error: copy it from the file `hostname` that tor wrote")]
    Checksum,
    /// Another version than 3.
    #[error("only onion addresses of version 3 are known")]
    Version,
}

/// The address of an onion service, lower case, its checksum verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnionAddress(String);

const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
const ENDING: &str = ".onion";

impl OnionAddress {
    /// Parses `text`: 32 bytes of key, two of checksum, one of version in base32, then `.onion`.
    pub fn parse(text: &str) -> Result<Self, OnionAddressError> {
        let text = text.to_ascii_lowercase();
        let name = text.strip_suffix(ENDING).ok_or(OnionAddressError::Form)?;
        let bytes = base32(name).ok_or(OnionAddressError::Form)?;
        let (key, rest) = bytes.split_at(32);
        let [first, second, version] = *rest else { return Err(OnionAddressError::Form) };
        if version != 3 {
            return Err(OnionAddressError::Version);
        }
        if checksum(key) != [first, second] {
            return Err(OnionAddressError::Checksum);
        }
        Ok(Self(text))
    }

    /// The address of the service with this public key.
    #[must_use]
    pub fn of_key(key: &[u8; 32]) -> Self {
        let bytes = [&key[..], &checksum(key), &[3]].concat();
        let mut text = String::with_capacity(62);
        let (mut bits, mut count) = (0u32, 0u32);
        for byte in bytes {
            bits = (bits << 8) | u32::from(byte);
            count += 8;
            while count >= 5 {
                count -= 5;
                text.push(char::from(LETTERS[(bits >> count) as usize & 31]));
            }
            bits &= (1 << count) - 1;
        }
        Self(text + ENDING)
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OnionAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for OnionAddress {
    type Err = OnionAddressError;

    fn from_str(text: &str) -> Result<Self, OnionAddressError> {
        Self::parse(text)
    }
}

fn checksum(key: &[u8]) -> [u8; 2] {
    let hash = Sha3_256::new().chain_update(b".onion checksum").chain_update(key).chain_update([3]).finalize();
    [hash[0], hash[1]]
}

/// 56 letters are 280 bits: 35 bytes and nothing left over.
fn base32(name: &str) -> Option<[u8; 35]> {
    if name.len() != 56 {
        return None;
    }
    let mut bytes = [0; 35];
    let (mut bits, mut count, mut at) = (0u32, 0u32, 0);
    for letter in name.bytes() {
        let value = LETTERS.iter().position(|l| *l == letter)?;
        bits = (bits << 5) | u32::try_from(value).ok()?;
        count += 5;
        if count >= 8 {
            count -= 8;
            *bytes.get_mut(at)? = (bits >> count) as u8;
            at += 1;
            bits &= (1 << count) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Addresses that stand in public: the Tor Project's own site, DuckDuckGo, and the specification's examples.
    const REAL: [&str; 4] = [
        "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion",
        "duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion",
        "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion",
        "sp3k262uwy4r2k3ycr5awluarykdpag6a7y33jxop4cs2lu5uz5sseqd.onion",
    ];

    #[test]
    fn addresses_that_exist_are_known_whatever_their_case() {
        for address in REAL {
            assert_eq!(OnionAddress::parse(address).unwrap().as_str(), address);
            assert_eq!(OnionAddress::parse(&address.to_uppercase()).unwrap().as_str(), address);
        }
    }

    #[test]
    fn one_wrong_letter_anywhere_is_noticed() {
        for at in 0..56 {
            let mut wrong = REAL[0].to_owned().into_bytes();
            wrong[at] = if wrong[at] == b'a' { b'b' } else { b'a' };
            assert!(OnionAddress::parse(std::str::from_utf8(&wrong).unwrap()).is_err(), "letter {at}");
        }
    }

    #[test]
    fn what_is_no_address_says_why() {
        let bare = REAL[0].trim_end_matches(".onion");
        for wrong in [
            "",
            ".onion",
            "expyuzz4wqqyqhjn.onion",
            bare,
            &format!("www.{}", REAL[0]),
            &format!("http://{}", REAL[0]),
            &format!("{}/", REAL[0]),
        ] {
            assert_eq!(OnionAddress::parse(wrong), Err(OnionAddressError::Form), "{wrong}");
        }
        assert_eq!(OnionAddress::parse(&format!("{}é.onion", &bare[..54])), Err(OnionAddressError::Form));
        assert_eq!(OnionAddress::parse(&format!("{}a.onion", &bare[..55])), Err(OnionAddressError::Version));
    }

    proptest! {
        #[test]
        fn any_text_is_refused_or_gives_itself_back(text in ".{0,80}") {
            if let Ok(address) = OnionAddress::parse(&text) {
                prop_assert_eq!(address.as_str(), text.to_ascii_lowercase());
            }
        }

        #[test]
        fn the_address_of_any_key_is_an_address(key in any::<[u8; 32]>()) {
            let address = OnionAddress::of_key(&key);
            prop_assert_eq!(OnionAddress::parse(address.as_str()), Ok(address.clone()));
        }
    }
}
