//! The strict check of an age header, on the bytes, before anything is opened.
//!
//! The library's parser is lenient (it takes a legacy form without stanza bodies, any stanza types
//! and any number of them). Here exactly one spelling of one shape is accepted: the version line,
//! one `mlkem768x25519` stanza per intended recipient, one grease stanza at any place among them,
//! the MAC line. So nobody can add a reader, smuggle data, or mark a file as made by a certain tool.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD as BASE64;

/// The stanza type of the post-quantum hybrid recipients.
pub(crate) const STANZA_TAG: &str = "mlkem768x25519";
/// Bytes of the encapsulated key: ML-KEM-768 ciphertext and X25519 share.
pub(crate) const ENC_BYTES: usize = 1120;
/// Bytes of the wrapped file key: 16 and a tag.
pub(crate) const WRAPPED_BYTES: usize = 32;
/// More recipients than any file of ours has.
pub const MAX_STANZAS: usize = 64;

const VERSION_LINE: &[u8] = b"age-encryption.org/v1\n";
/// Base64 characters of a full body line.
const COLUMNS: usize = 64;
/// A stanza's first line is never longer: `-> mlkem768x25519 ` and 1,494 characters.
const MAX_LINE: usize = 1600;
const MAX_GREASE_BODY: usize = 99;
const MAX_GREASE_WORD: usize = 8;
const MAX_GREASE_ARGS: usize = 4;

/// Why a header is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// The file ends inside its header.
    #[error("the file ends inside its header")]
    Truncated,
    /// Not an age v1 file.
    #[error("not an age v1 file")]
    NotAge,
    /// Another number of recipients than intended.
    #[error("sealed to another number of recipients than it should be")]
    Recipients,
    /// A stanza of another type, or misspelt.
    #[error("the header holds something else than its recipients")]
    Stanza,
    /// Not exactly one well-formed grease stanza.
    #[error("the header does not hold exactly one grease stanza")]
    Grease,
    /// The last line is not a MAC.
    #[error("the header's last line is malformed")]
    Mac,
}

/// The longest header, in bytes, that [`check_header`] accepts for `stanzas` recipients.
pub fn max_header_len(stanzas: usize) -> usize {
    const PER_RECIPIENT: usize = 3 + 14 + 1 + 1494 + 1 + 43 + 1;
    const GREASE: usize = 3 + 15 + MAX_GREASE_ARGS * 9 + 1 + 132 + 4;
    const REST: usize = 21 + 1 + 4 + 43 + 1;
    stanzas.min(MAX_STANZAS) * PER_RECIPIENT + GREASE + REST
}

/// Checks that `bytes` begin with a well-formed header for exactly `stanzas` recipients. Returns
/// the header's length in bytes, its last line feed included; the payload's nonce follows.
pub fn check_header(bytes: &[u8], stanzas: usize) -> Result<usize, HeaderError> {
    if stanzas == 0 || stanzas > MAX_STANZAS {
        return Err(HeaderError::Recipients);
    }
    let Some(rest) = bytes.strip_prefix(VERSION_LINE) else {
        let cut = VERSION_LINE.starts_with(bytes);
        return Err(if cut { HeaderError::Truncated } else { HeaderError::NotAge });
    };
    let mut lines = Lines { rest };
    let (mut recipients, mut grease) = (0, 0);
    loop {
        let line = lines.next()?;
        if let Some(mac) = line.strip_prefix(b"--- ") {
            if decode(mac, 32).map_or(0, |mac| mac.len()) != 32 {
                return Err(HeaderError::Mac);
            }
            break;
        }
        if line.starts_with(b"---") {
            return Err(HeaderError::Mac);
        }
        let words = line.strip_prefix(b"-> ").ok_or(HeaderError::Stanza)?;
        let mut words = words.split(|b| *b == b' ');
        let tag = words.next().unwrap_or_default();
        if tag == STANZA_TAG.as_bytes() {
            let enc = words.next().ok_or(HeaderError::Stanza)?;
            if words.next().is_some() || decode(enc, ENC_BYTES)?.len() != ENC_BYTES {
                return Err(HeaderError::Stanza);
            }
            if body(&mut lines, WRAPPED_BYTES)? != WRAPPED_BYTES {
                return Err(HeaderError::Stanza);
            }
            recipients += 1;
            if recipients > stanzas {
                return Err(HeaderError::Recipients);
            }
        } else if let Some(prefix) = tag.strip_suffix(b"-grease") {
            let mut args = 0;
            for word in std::iter::once(prefix).chain(words.inspect(|_| args += 1)) {
                if !grease_word(word) {
                    return Err(HeaderError::Grease);
                }
            }
            grease += 1;
            if args > MAX_GREASE_ARGS || grease > 1 {
                return Err(HeaderError::Grease);
            }
            body(&mut lines, MAX_GREASE_BODY).map_err(|e| match e {
                HeaderError::Truncated => e,
                _ => HeaderError::Grease,
            })?;
        } else {
            return Err(HeaderError::Stanza);
        }
    }
    if recipients != stanzas {
        return Err(HeaderError::Recipients);
    }
    if grease != 1 {
        return Err(HeaderError::Grease);
    }
    Ok(bytes.len() - lines.rest.len())
}

/// One to eight visible ASCII characters.
fn grease_word(word: &[u8]) -> bool {
    (1..=MAX_GREASE_WORD).contains(&word.len()) && word.iter().all(|b| (33..=126).contains(b))
}

/// Decodes canonical unpadded base64 of at most `limit` bytes (no stray bits, no other letters).
fn decode(text: &[u8], limit: usize) -> Result<Vec<u8>, HeaderError> {
    if text.len() > limit.div_ceil(3) * 4 {
        return Err(HeaderError::Stanza);
    }
    BASE64.decode(text).map_err(|_| HeaderError::Stanza)
}

/// Reads a stanza's body: full lines of 64 characters, then one shorter line, perhaps empty.
/// Returns the number of bytes, at most `limit`.
fn body(lines: &mut Lines<'_>, limit: usize) -> Result<usize, HeaderError> {
    let mut total = 0;
    loop {
        let line = lines.next()?;
        if line.len() > COLUMNS {
            return Err(HeaderError::Stanza);
        }
        total += decode(line, limit)?.len();
        if total > limit {
            return Err(HeaderError::Stanza);
        }
        if line.len() < COLUMNS {
            return Ok(total);
        }
    }
}

struct Lines<'a> {
    rest: &'a [u8],
}

impl<'a> Lines<'a> {
    /// The next line without its line feed; bounded, so that an endless line costs nothing.
    fn next(&mut self) -> Result<&'a [u8], HeaderError> {
        let end = self.rest.iter().take(MAX_LINE).position(|b| *b == b'\n');
        let Some(end) = end else {
            let endless = self.rest.len() >= MAX_LINE;
            return Err(if endless { HeaderError::Stanza } else { HeaderError::Truncated });
        };
        let (line, rest) = self.rest.split_at(end);
        self.rest = rest.get(1..).unwrap_or_default();
        Ok(line)
    }
}
