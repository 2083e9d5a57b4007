//! What a browser of the staff's brings, and what it gets back.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts as _, Path, Request};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use http_body_util::BodyExt as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::AsyncRead;
use tokio_util::io::ReaderStream;
use zeroize::Zeroizing;

use crate::app::desk::{Fault, is_bound};
use crate::i18n::Catalog;
use crate::web::peer::Visitor;
use crate::web::public::FORGET;
use crate::web::stack::Visit;

/// Bytes of a file that are read at once.
const PIECE: usize = 64 << 10;
/// The cookie's name. The prefix makes browsers take it only from this very host, over TLS, for every path.
const COOKIE: &str = "__Host-desk";

/// A request that passed the checks of its line in the table.
pub(in crate::web) struct Call {
    /// Language of the page.
    pub lang: Arc<Catalog>,
    /// Whom to count it for.
    pub visitor: Visitor,
    params: BTreeMap<String, String>,
    query: String,
    body: Zeroizing<Vec<u8>>,
}

impl Call {
    /// Reads at most `limit` bytes of body.
    pub(super) async fn read(visit: Visit, request: Request, limit: usize) -> Result<Self, Fault> {
        let (mut parts, _) = request.into_parts();
        let query = parts.uri.query().unwrap_or_default().to_owned();
        let params = match Path::<BTreeMap<String, String>>::from_request_parts(&mut parts, &()).await {
            Ok(Path(params)) => params,
            Err(_) => return Err(Fault::Forbidden),
        };
        let mut body = Zeroizing::new(Vec::new());
        let mut inflow = visit.body.clone();
        while limit > 0
            && let Some(frame) = inflow.frame().await
        {
            let Ok(data) = frame.map_err(|_| Fault::Bad)?.into_data() else { continue };
            if body.len() + data.len() > limit {
                return Err(Fault::Bad);
            }
            body.extend_from_slice(&data);
        }
        Ok(Self { lang: visit.lang, visitor: visit.visitor, params, query, body })
    }

    /// The body as JSON of this shape; [`Fault::Bad`] if it is another.
    pub(in crate::web) fn json<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        serde_json::from_slice(&self.body).map_err(|_| Fault::Bad)
    }

    /// [`Fault::Bad`] if the request carries an entry for the log that was signed for another. Looked at here, for every address, so
    /// that no handler can forget it.
    pub(super) fn is_bound(&self) -> Result<(), Fault> {
        is_bound(&self.body)
    }

    /// An id in the path. What is no id names nothing, and nothing is nobody's.
    pub(in crate::web) fn id(&self, name: &str) -> Result<[u8; 16], Fault> {
        self.params.get(name).and_then(|text| id(text)).ok_or(Fault::Forbidden)
    }

    /// A value of the query, as it stands: ids and numbers need no unfolding.
    pub(in crate::web) fn query(&self, name: &str) -> Option<&str> {
        self.query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
    }
}

/// 16 bytes in 32 lower-case hexadecimal digits.
pub(in crate::web) fn id(text: &str) -> Option<[u8; 16]> {
    if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
        return None;
    }
    let mut bytes = [0; 16];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

/// An id as the desk writes it.
pub(in crate::web) fn hex(id: &[u8; 16]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the cookie of the session holds.
pub(super) fn cookie(headers: &HeaderMap) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(name, _)| *name == COOKIE).map(|(_, value)| value.to_owned())
}

/// An answer of the desk.
pub(in crate::web) struct Answer {
    status: StatusCode,
    kind: HeaderValue,
    body: Body,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Answer {
    /// JSON.
    pub(in crate::web) fn json(what: &impl Serialize) -> Result<Self, Fault> {
        let body = serde_json::to_vec(what).map_err(|_| Fault::Internal("an answer of the desk cannot be written".to_owned()))?;
        Ok(Self { status: StatusCode::OK, kind: HeaderValue::from_static("application/json"), body: body.into(), headers: Vec::new() })
    }

    /// `{}`: done.
    pub(in crate::web) fn done() -> Self {
        Self { status: StatusCode::OK, kind: HeaderValue::from_static("application/json"), body: Body::from("{}"), headers: Vec::new() }
    }

    /// Sealed bytes.
    pub(in crate::web) fn octets(body: Vec<u8>) -> Self {
        Self { status: StatusCode::OK, kind: HeaderValue::from_static("application/octet-stream"), body: body.into(), headers: download() }
    }

    /// A sealed file of this size, read as fast as it is taken: a slow reader holds one piece of it in memory.
    pub(in crate::web) fn stream(size: u64, reader: impl AsyncRead + Send + 'static) -> Self {
        let body = Body::from_stream(ReaderStream::with_capacity(reader, PIECE));
        let mut headers = download();
        headers.push((header::CONTENT_LENGTH, HeaderValue::from(size)));
        Self { status: StatusCode::OK, kind: HeaderValue::from_static("application/octet-stream"), body, headers }
    }

    /// The same as 201.
    pub(in crate::web) fn created(self) -> Self {
        Self { status: StatusCode::CREATED, ..self }
    }

    /// With the cookie of a new session. It has no date: it goes when the browser is closed.
    pub(super) fn signed_in(mut self, token: &str) -> Result<Self, Fault> {
        let cookie = format!("{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Strict");
        let cookie = HeaderValue::try_from(cookie).map_err(|_| Fault::Internal("a token was not made well".to_owned()))?;
        self.headers.push((header::SET_COOKIE, cookie));
        Ok(self)
    }

    /// Without a session from now on, and without anything else that the browser keeps of us.
    pub(super) fn signed_out(mut self) -> Self {
        let gone = HeaderValue::from_static("__Host-desk=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict");
        self.headers.extend([(header::SET_COOKIE, gone), FORGET]);
        self
    }

    pub(super) fn into_response(self) -> Response {
        let mut response = (self.status, [(header::CONTENT_TYPE, self.kind)], self.body).into_response();
        for (name, value) in self.headers {
            response.headers_mut().append(name, value);
        }
        response
    }
}

/// Never shown, whatever a browser takes the bytes for; that it guesses nothing every answer says.
fn download() -> Vec<(HeaderName, HeaderValue)> {
    vec![(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        assert_eq!(id("000102030405060708090a0b0c0d0e0f").map(|id| id[15]), Some(15));
        for bad in ["", "00", "000102030405060708090A0B0C0D0E0F", "0001020304050607 8090a0b0c0d0e0f", "+0010203040506070809 a0b0c0d0e0"] {
            assert_eq!(id(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_sessions_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        assert_eq!(cookie(&headers), None);
        headers.append(header::COOKIE, HeaderValue::from_static("a=b; x__Host-desk=no"));
        headers.append(header::COOKIE, HeaderValue::from_static("c=d; __Host-desk=yes; e=f"));
        assert_eq!(cookie(&headers).as_deref(), Some("yes"));
    }
}
