//! Mail addresses, narrower than RFC 5321 allows: nothing that could end a header or an SMTP command.

use std::fmt;

/// Why a text is no usable mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Longer than 254 characters (RFC 5321, 4.5.3.1.3), or its first part than 64.
    #[error("a mail address has at most 254 characters, and at most 64 before the @")]
    TooLong,
    /// Not `name@domain` in plain ASCII letters, digits and the usual signs.
    #[error("a mail address looks like name@example.org, in ASCII, without spaces, quotes or brackets")]
    Form,
}

/// A mail address in ASCII: dot-atom before the @, a host name after it (RFC 5322, 3.4.1, without quoted forms,
/// comments and address literals).
#[derive(Clone, PartialEq, Eq)]
pub struct MailAddress(String);

impl MailAddress {
    /// Parses `text` as it stands; spaces around it are refused like any other.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let (local, domain) = text.split_once('@').ok_or(AddressError::Form)?;
        if text.len() > 254 || local.len() > 64 {
            return Err(AddressError::TooLong);
        }
        let atom = |part: &str| !part.is_empty() && part.bytes().all(is_atext);
        if !local.split('.').all(atom) || !is_host_name(domain) {
            return Err(AddressError::Form);
        }
        Ok(Self(text.to_owned()))
    }

    /// The whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands after the @.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl fmt::Display for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether `text` is a host name of letters, digits and hyphens (RFC 1123).
#[must_use]
pub fn is_host_name(text: &str) -> bool {
    let label = |part: &str| {
        (1..=63).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_addresses_are_taken_as_they_stand() {
        for good in ["a@b", "case.worker+desk@mail.example.org", "o'neil@xn--bcher-kva.example", "A_b@EXAMPLE.org"] {
            assert_eq!(MailAddress::parse(good).map(|a| a.to_string()), Ok(good.to_owned()));
        }
    }

    #[test]
    fn nothing_that_could_end_a_header_or_command_is_an_address() {
        for bad in [
            "",
            "@",
            "a@",
            "@b",
            "a b@c",
            "a@b c",
            "a@b\r\nBcc: x@y",
            "a\r\n@b",
            "a\n@b",
            "a\0@b",
            "<a@b>",
            "a@b>",
            "\"a\"@b",
            "a@[127.0.0.1]",
            "a@b@c",
            "a..b@c",
            ".a@b",
            "a.@b",
            "a@-b",
            "a@b-",
            "a@b..c",
            "a@b.",
            "ä@b",
            "a@bücher.example",
            "a,b@c",
            "a;b@c",
            "a:b@c",
            "a(b)@c",
            " a@b",
            "a@b ",
            "a@\u{ff42}",
        ] {
            assert_eq!(MailAddress::parse(bad).err(), Some(AddressError::Form), "{bad:?}");
        }
        assert_eq!(MailAddress::parse(&format!("{}@b", "a".repeat(65))).err(), Some(AddressError::TooLong));
        let long = format!("a@{}b", "b.".repeat(130));
        assert_eq!(MailAddress::parse(&long).err(), Some(AddressError::TooLong));
    }
}
