//! Small forms: `application/x-www-form-urlencoded`, whole in memory.

use http::{HeaderMap, header};
use http_body_util::BodyExt as _;
use zeroize::Zeroizing;

use super::disposition;
use super::form::{FormError, Typed, encoded, is_type};
use super::inflow::Inflow;

/// Reads a small `application/x-www-form-urlencoded` body: at most `limit` bytes and 50 fields, strict in its escapes,
/// its UTF-8 and about NUL.
pub async fn read_urlencoded(headers: &HeaderMap, body: Inflow, limit: usize) -> Result<Typed, FormError> {
    let content_type = headers.get(header::CONTENT_TYPE).map_or(&b""[..], http::HeaderValue::as_bytes);
    if !is_type(content_type, b"application/x-www-form-urlencoded") || encoded(headers) {
        return Err(FormError::WrongType);
    }
    let mut body = body;
    let mut bytes = Zeroizing::new(Vec::new());
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        if bytes.len() + data.len() > limit {
            return Err(FormError::TextTooLarge);
        }
        bytes.extend_from_slice(&data);
    }
    parse_urlencoded(&bytes)
}

fn parse_urlencoded(bytes: &[u8]) -> Result<Typed, FormError> {
    let decoded = |part: &[u8]| {
        let spaced: Zeroizing<Vec<u8>> = Zeroizing::new(part.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect());
        let plain = disposition::percent_decoded(&spaced).ok_or(FormError::Malformed)?;
        String::from_utf8(plain).ok().filter(|text| !text.contains('\0')).ok_or(FormError::InvalidText)
    };
    let mut typed = Typed::default();
    for pair in bytes.split(|b| *b == b'&').filter(|pair| !pair.is_empty()) {
        if typed.0.len() == 50 {
            return Err(FormError::TooManyFields);
        }
        let equals = pair.iter().position(|b| *b == b'=').ok_or(FormError::Malformed)?;
        typed.0.push((decoded(&pair[..equals])?, decoded(&pair[equals + 1..])?));
    }
    Ok(typed)
}
