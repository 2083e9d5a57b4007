//! Sealed files in pieces, over networks that break: tus 1.0 (core, creation, termination, expiration), so that programs
//! need no protocol of ours. A file is begun with a call that the receipt's key signed; from then on its id is the key
//! to it. Nothing here knows a file's name or type: they stand inside the sealed message that takes the file.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::json;
use tocsin_domain::clock::{date_string, day_of};
use tocsin_seal::PartId;

use super::WebState;
use super::api::{failed, fault, said};
use super::calls::{call_status, called_off};
use super::form::{encoded, is_type};
use super::inflow::InflowError;
use super::limits::{Action, RetryAfter};
use super::stack::Visit;
use super::uploads::Place;
use crate::app::incoming::{FileRefusal, Incoming, Progress, StartRefusal, sealed_limit};

/// The one version that is spoken.
const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");
/// The media type of a piece.
pub(super) const MEDIA_TYPE: &str = "application/offset+octet-stream";
/// What is spoken of it besides the core.
const EXTENSIONS: HeaderValue = HeaderValue::from_static("creation,expiration,termination");
/// The longest signed call, as base64.
const LONGEST_CALL: usize = 2048;

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const VERSIONS: HeaderName = HeaderName::from_static("tus-version");
const EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
const MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
const CALL: HeaderName = HeaderName::from_static("tocsin-call");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

/// Where a file is begun.
pub(super) const FILES: &str = "/api/v1/files";
/// Where it is continued.
pub(super) const FILE: &str = "/api/v1/files/{id}";

/// What the server speaks, and how large a sealed file may be.
pub(super) async fn options(State(web): State<WebState>) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(VERSIONS, VERSION);
    headers.insert(EXTENSION, EXTENSIONS);
    headers.insert(MAX_SIZE, number(web.file_limit()));
    spoken(response)
}

/// Begins a file. The same beginning once more finds it where it was left.
pub(super) async fn begin(State(web): State<WebState>, visit: Visit) -> Response {
    spoken(begun(&web, &visit).await.unwrap_or_else(|refusal| refusal))
}

async fn begun(web: &WebState, visit: &Visit) -> Result<Response, Response> {
    if let Some(refusal) = misunderstood(&visit.headers) {
        return Err(refusal);
    }
    // A name, or bytes, that nobody would look at.
    if visit.headers.contains_key(METADATA) || !http_body::Body::is_end_stream(&visit.body) {
        return Err(bad());
    }
    let length = whole_number(&visit.headers, &LENGTH).ok_or_else(bad)?;
    let call = visit.headers.get(CALL).map(HeaderValue::as_bytes).filter(|call| call.len() <= LONGEST_CALL);
    let call = call.and_then(|call| URL_SAFE_NO_PAD.decode(call).ok()).ok_or_else(bad)?;
    if let Err(wait) = web.frame.limits.check(Action::Upload, &visit.visitor) {
        return Err(wait.on(fault(StatusCode::TOO_MANY_REQUESTS)));
    }
    if web.frame.uploads.closed() {
        return Err(later());
    }
    let Ok(_seat) = web.frame.queue.seat(&visit.visitor, false).await else { return Err(later()) };
    match web.app.start_file(&call, length, web.file_limit()).await {
        Ok(Ok((id, progress))) => {
            let mut response = StatusCode::CREATED.into_response();
            // Hexadecimal by its making.
            if let Ok(at) = HeaderValue::from_str(&format!("{FILES}/{id}")) {
                response.headers_mut().insert(header::LOCATION, at);
            }
            Ok(with_expiry(response, &progress))
        }
        Ok(Err(StartRefusal::Call(refusal))) => Err(said(call_status(refusal), &called_off(web, refusal))),
        Ok(Err(StartRefusal::File(refusal))) => Err(refused(refusal)),
        Err(error) => Err(failed(web, error)),
    }
}

/// How far a file has come.
pub(super) async fn progress(State(web): State<WebState>, Path(id): Path<String>, visit: Visit) -> Response {
    spoken(asked(&web, &id, &visit).await.unwrap_or_else(|refusal| refusal))
}

async fn asked(web: &WebState, id: &str, visit: &Visit) -> Result<Response, Response> {
    if let Some(refusal) = misunderstood(&visit.headers) {
        return Err(refusal);
    }
    match web.app.file_progress(named(id).ok_or_else(unknown)?).await {
        Ok(Ok(progress)) => {
            let mut response = with_offset(StatusCode::OK.into_response(), &progress);
            response.headers_mut().insert(LENGTH, number(progress.length));
            Ok(response)
        }
        Ok(Err(refusal)) => Err(refused(refusal)),
        Err(error) => Err(failed(web, error)),
    }
}

/// Takes the next bytes.
pub(super) async fn add(State(web): State<WebState>, Path(id): Path<String>, visit: Visit) -> Response {
    spoken(added(&web, &id, &visit).await.unwrap_or_else(|refusal| refusal))
}

async fn added(web: &WebState, id: &str, visit: &Visit) -> Result<Response, Response> {
    if let Some(refusal) = misunderstood(&visit.headers) {
        return Err(refusal);
    }
    let kind = visit.headers.get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    if !is_type(kind, MEDIA_TYPE.as_bytes()) || encoded(&visit.headers) {
        return Err(fault(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let id = named(id).ok_or_else(unknown)?;
    let offset = whole_number(&visit.headers, &OFFSET).ok_or_else(bad)?;
    let mut incoming = match web.app.continue_file(id, offset).await {
        Ok(Ok(incoming)) => incoming,
        Ok(Err(refusal)) => return Err(refused(refusal)),
        Err(error) => return Err(failed(web, error)),
    };
    if http_body::Body::size_hint(&visit.body).exact().is_some_and(|more| more > incoming.missing()) {
        return Err(refused(FileRefusal::TooLarge));
    }
    let place = tokio::select! {
        place = web.frame.uploads.place(&visit.visitor) => place.map_err(|_| later())?,
        () = incoming.give_way() => return Err(refused(FileRefusal::Busy)),
    };
    let ended = take(web, visit, &mut incoming, &place).await;
    drop(place);
    // Whatever ended it: what came stays, and is told only once it is durable.
    match (incoming.settle().await, ended) {
        (Ok(Ok(progress)), Ok(())) => Ok(with_offset(StatusCode::NO_CONTENT.into_response(), &progress)),
        (Ok(Ok(progress)), Err(refusal)) => Err(with_offset(refusal, &progress)),
        (Ok(Err(refusal)), _) => Err(refused(refusal)),
        (Err(error), _) => Err(failed(web, error)),
    }
}

/// Passes the body on as it comes, until its end or until something ends it.
async fn take(web: &WebState, visit: &Visit, incoming: &mut Incoming, place: &Place) -> Result<(), Response> {
    let mut body = visit.body.clone();
    loop {
        let frame = tokio::select! {
            frame = body.frame() => frame,
            () = place.cut() => return Err(later()),
            () = incoming.give_way() => return Err(refused(FileRefusal::Busy)),
        };
        let Some(frame) = frame else { return Ok(()) };
        let frame = frame.map_err(|error| match error {
            InflowError::TooSlow => fault(StatusCode::REQUEST_TIMEOUT),
            InflowError::Broken => bad(),
        })?;
        let Ok(data) = frame.into_data() else { continue };
        place.count(data.len() as u64).map_err(|_| later())?;
        match incoming.write(&data).await {
            Ok(Ok(())) => {}
            Ok(Err(refusal)) => return Err(refused(refusal)),
            Err(error) => return Err(failed(web, error)),
        }
    }
}

/// The sender does not want to send it any more.
pub(super) async fn forget(State(web): State<WebState>, Path(id): Path<String>, visit: Visit) -> Response {
    spoken(forgotten(&web, &id, &visit).await.unwrap_or_else(|refusal| refusal))
}

async fn forgotten(web: &WebState, id: &str, visit: &Visit) -> Result<Response, Response> {
    if let Some(refusal) = misunderstood(&visit.headers) {
        return Err(refusal);
    }
    match web.app.forget_file(named(id).ok_or_else(unknown)?).await {
        Ok(Ok(())) => Ok(StatusCode::NO_CONTENT.into_response()),
        Ok(Err(refusal)) => Err(refused(refusal)),
        Err(error) => Err(failed(web, error)),
    }
}

/// For networks that let only GET and POST through: the method stands in a header.
pub(super) async fn instead(web: State<WebState>, id: Path<String>, visit: Visit) -> Response {
    let method = visit.headers.get(OVERRIDE).and_then(|method| Method::from_bytes(method.as_bytes()).ok());
    match method {
        Some(Method::PATCH) => add(web, id, visit).await,
        Some(Method::HEAD) => progress(web, id, visit).await,
        Some(Method::DELETE) => forget(web, id, visit).await,
        _ => spoken(fault(StatusCode::METHOD_NOT_ALLOWED)),
    }
}

impl WebState {
    /// Most bytes of one sealed file.
    fn file_limit(&self) -> u64 {
        sealed_limit(self.frame.site.resumable_limit)
    }
}

/// The status of a refusal.
pub(super) fn status(refusal: FileRefusal) -> StatusCode {
    match refusal {
        FileRefusal::Unknown => StatusCode::NOT_FOUND,
        FileRefusal::Gone => StatusCode::GONE,
        FileRefusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        FileRefusal::TooMany | FileRefusal::Taken | FileRefusal::Offset => StatusCode::CONFLICT,
        FileRefusal::Busy => StatusCode::LOCKED,
        FileRefusal::Shape | FileRefusal::NotPadded => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

fn refused(refusal: FileRefusal) -> Response {
    let answer = said(status(refusal), &json!({ "error": refusal.code() }));
    if refusal == FileRefusal::Busy { RetryAfter(2).on(answer) } else { answer }
}

fn unknown() -> Response {
    refused(FileRefusal::Unknown)
}

fn bad() -> Response {
    fault(StatusCode::BAD_REQUEST)
}

/// There is no place or no budget for files just now. What came is kept.
fn later() -> Response {
    RetryAfter(60).on(fault(StatusCode::SERVICE_UNAVAILABLE))
}

/// The answer to whoever speaks another version.
fn misunderstood(headers: &HeaderMap) -> Option<Response> {
    if headers.get(RESUMABLE) == Some(&VERSION) {
        return None;
    }
    let mut answer = fault(StatusCode::PRECONDITION_FAILED);
    answer.headers_mut().insert(VERSIONS, VERSION);
    Some(answer)
}

/// The file that a path names.
pub(super) fn named(id: &str) -> Option<PartId> {
    id.parse().ok()
}

/// A header that is a whole number in its one spelling.
pub(super) fn whole_number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    let text = headers.get(name)?.to_str().ok()?;
    text.parse::<u64>().ok().filter(|number| number.to_string() == text && *number <= i64::MAX as u64)
}

fn with_offset(mut response: Response, progress: &Progress) -> Response {
    response.headers_mut().insert(OFFSET, number(progress.offset));
    with_expiry(response, progress)
}

fn with_expiry(mut response: Response, progress: &Progress) -> Response {
    if let Ok(until) = HeaderValue::from_str(&http_date(progress.until)) {
        response.headers_mut().insert(EXPIRES, until);
    }
    response
}

fn spoken(mut response: Response) -> Response {
    response.headers_mut().insert(RESUMABLE, VERSION);
    response
}

fn number(value: u64) -> HeaderValue {
    HeaderValue::from(value)
}

/// A time as RFC 9110 writes it.
fn http_date(at: i64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let date = date_string(day_of(at));
    let mut words = date.split('-');
    let (year, month, day) = (words.next().unwrap_or_default(), words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let month = month.parse::<usize>().ok().and_then(|month| MONTHS.get(month.wrapping_sub(1))).unwrap_or(&"Jan");
    let weekday = usize::try_from(at.div_euclid(86_400).rem_euclid(7)).ok().and_then(|day| DAYS.get(day)).unwrap_or(&"Thu");
    let second = at.rem_euclid(86_400);
    format!("{weekday}, {day} {month} {year} {:02}:{:02}:{:02} GMT", second / 3600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::app::call::CallRefusal;

    #[test]
    fn times_are_written_as_the_protocol_wants() {
        for (at, text) in [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"),
        ] {
            assert_eq!(http_date(at), text);
        }
    }

    fn described(path: &str, method: &str) -> BTreeSet<u16> {
        let answers = crate::web::api::tests::described()["paths"][path][method]["responses"].as_object().unwrap().clone();
        answers.keys().map(|status| status.parse().unwrap()).collect()
    }

    #[test]
    fn the_description_names_every_status_of_a_piece_and_no_other() {
        // What the layers around a handler and its own checks can answer.
        let around = [400, 403, 408, 412, 414, 429, 431, 500, 503];
        let beginning = [FileRefusal::TooLarge, FileRefusal::TooMany, FileRefusal::Taken, FileRefusal::Gone];
        let own = beginning.map(status).into_iter().chain(CallRefusal::ALL.map(call_status)).map(|status| status.as_u16());
        assert_eq!(described(FILES, "post"), around.into_iter().chain(own).chain([201]).collect());
        let own = FileRefusal::ALL.map(status).map(|status| status.as_u16());
        let piece: BTreeSet<u16> = around.into_iter().chain(own).chain([204, 415]).collect();
        assert_eq!(described(FILE, "patch"), piece);
        assert_eq!(described(FILE, "post"), piece.iter().copied().chain([200, 405]).collect());
        assert_eq!(described(FILE, "head"), around.into_iter().chain([200, 404, 410, 422]).collect());
        assert_eq!(described(FILE, "delete"), around.into_iter().chain([204, 404, 410, 423]).collect());
        assert_eq!((described(FILES, "options"), described(FILE, "options")), ([204].into(), [204].into()));
    }

    #[test]
    fn a_number_has_one_spelling() {
        let headers = |text: &str| HeaderMap::from_iter([(OFFSET, HeaderValue::from_str(text).unwrap())]);
        assert_eq!(whole_number(&headers("0"), &OFFSET).unwrap(), 0);
        assert_eq!(whole_number(&headers("9223372036854775807"), &OFFSET).unwrap(), i64::MAX as u64);
        for bad in ["", "00", "01", "+1", "-1", " 1", "1 ", "0x1", "1e3", "9223372036854775808", "18446744073709551616", "٣"] {
            let bad = HeaderMap::from_iter(HeaderValue::from_bytes(bad.as_bytes()).map(|value| (OFFSET, value)));
            assert!(whole_number(&bad, &OFFSET).is_none());
        }
        assert!(whole_number(&HeaderMap::new(), &OFFSET).is_none());
    }
}
