//! The mailbox for programs and for script: signed calls, and messages that were sealed before they came.
//!
//! Whoever watches the line must not see whether a mailbox is there: all answers of one route have one size, status line
//! included, and leave on the beat.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::WebState;
use super::api::{body, failed, fault, place_for, rosters, said, turned_away};
use super::favours::Favour;
use super::form::{encoded, is_type};
use super::limits::{Action, RetryAfter};
use super::mailbox::on_the_beat;
use super::stack::Visit;
use super::weight::Weight;
use crate::app::additions::{self, AdditionRefusal, Taken};
use crate::app::call::CallRefusal;
use crate::app::contents::Followed;
use crate::pages::{OPENED, PAD};

/// The media type of calls.
const CALL: &str = "application/json";
/// Most bytes of a call; spaces behind it are allowed, so that calls of all kinds can have one length.
const MAX_CALL: usize = 4 << 10;

/// What calls of the next 30 minutes must carry.
pub(super) async fn challenge(State(web): State<WebState>) -> Response {
    said(StatusCode::OK, &json!({ "format": "tocsin.challenge/1", "challenge": web.app.call_challenge(), "seconds": 1_800 }))
}

/// Reading, deleting an answer, taking the report back.
pub(super) async fn mailbox(State(web): State<WebState>, visit: Visit) -> Response {
    let mut weight = web.frame.scales.nothing();
    let call = match brought(&web, &visit, &mut weight, CALL, Action::Mailbox, MAX_CALL).await {
        Ok(call) => call,
        Err(refusal) => return refusal,
    };
    let begun = Instant::now();
    let answer = match web.frame.queue.seat(&visit.visitor, false).await {
        Ok(_seat) => followed(&web, &call).await,
        Err(_) => RetryAfter(60).on(fault(StatusCode::SERVICE_UNAVAILABLE)),
    };
    on_the_beat(begun).await;
    answer
}

async fn followed(web: &WebState, call: &[u8]) -> Response {
    let (status, what) = match web.app.follow_call(call.trim_ascii_end()).await {
        Ok(Ok(Followed::Read(contents))) => (StatusCode::OK, serde_json::to_value(contents).unwrap_or_default()),
        Ok(Ok(Followed::Deleted(true))) => (StatusCode::OK, json!({ "outcome": "deleted" })),
        Ok(Ok(Followed::Deleted(false))) => (StatusCode::NOT_FOUND, json!({ "error": "unknown_part" })),
        Ok(Ok(Followed::Withdrawn)) => (StatusCode::OK, json!({ "outcome": "withdrawn" })),
        Ok(Err(refusal)) => (call_status(refusal), called_off(web, refusal)),
        Err(error) => return failed(web, error),
    };
    even(status, &what, OPENED)
}

/// A further message.
pub(super) async fn message(State(web): State<WebState>, visit: Visit) -> Response {
    let mut weight = web.frame.scales.nothing();
    let bytes = match brought(&web, &visit, &mut weight, additions::MEDIA_TYPE, Action::Upload, additions::MAX_BYTES).await {
        Ok(bytes) => bytes,
        Err(refusal) => return weight.on(refusal),
    };
    let begun = Instant::now();
    let mut place = place_for(&web, &visit, &bytes);
    let answer = match web.frame.queue.seat(&visit.visitor, place.favour.is_some()).await {
        Ok(_seat) => {
            place.favour.iter_mut().for_each(Favour::spend);
            added(&web, &bytes, &mut place.favour).await
        }
        Err(_) => turned_away(&web, &place),
    };
    on_the_beat(begun).await;
    weight.on(answer)
}

async fn added(web: &WebState, bytes: &[u8], favour: &mut Option<Favour>) -> Response {
    let (status, what) = match web.app.take_addition(bytes).await {
        Ok(Ok(Taken::New)) => (StatusCode::CREATED, json!({ "outcome": "new" })),
        Ok(Ok(Taken::Repeated)) => (StatusCode::OK, json!({ "outcome": "repeated" })),
        Ok(Err(refusal)) => (status(&refusal), refused(web, &refusal)),
        Err(error) => {
            favour.iter_mut().for_each(Favour::regret);
            return failed(web, error);
        }
    };
    even(status, &what, PAD)
}

/// Counts the visit and reads what it brings.
async fn brought(
    web: &WebState,
    visit: &Visit,
    weight: &mut Weight,
    media_type: &str,
    action: Action,
    limit: usize,
) -> Result<Vec<u8>, Response> {
    let kind = visit.headers.get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    if !is_type(kind, media_type.as_bytes()) || encoded(&visit.headers) {
        return Err(fault(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    if let Err(wait) = web.frame.limits.check(action, &visit.visitor) {
        return Err(wait.on(fault(StatusCode::TOO_MANY_REQUESTS)));
    }
    body(visit, weight, limit).await
}

fn refused(web: &WebState, refusal: &AdditionRefusal) -> Value {
    match refusal {
        AdditionRefusal::Call(refusal) => called_off(web, *refusal),
        AdditionRefusal::OutOfOrder { seq, hash } => json!({ "error": refusal.code(), "tip": { "seq": seq, "hash": hash.to_string() } }),
        AdditionRefusal::MissingFile(ids) => {
            json!({ "error": refusal.code(), "missing": ids.iter().map(ToString::to_string).collect::<Vec<_>>() })
        }
        refusal if refusal.wants_roster() => json!({ "error": refusal.code(), "rosters": rosters(web) }),
        refusal => json!({ "error": refusal.code() }),
    }
}

/// With a fresh challenge where the old one was the fault, so that it can be signed again at once.
pub(super) fn called_off(web: &WebState, refusal: CallRefusal) -> Value {
    match refusal {
        CallRefusal::ChallengeOld => json!({ "error": refusal.code(), "challenge": web.app.call_challenge() }),
        CallRefusal::Malformed | CallRefusal::UnknownMailbox => json!({ "error": refusal.code() }),
    }
}

pub(super) fn call_status(refusal: CallRefusal) -> StatusCode {
    match refusal {
        CallRefusal::Malformed => StatusCode::UNPROCESSABLE_ENTITY,
        CallRefusal::ChallengeOld => StatusCode::CONFLICT,
        CallRefusal::UnknownMailbox => StatusCode::NOT_FOUND,
    }
}

fn status(refusal: &AdditionRefusal) -> StatusCode {
    match refusal {
        AdditionRefusal::Part(_) => StatusCode::UNPROCESSABLE_ENTITY,
        AdditionRefusal::Call(refusal) => call_status(*refusal),
        AdditionRefusal::RosterUnknown
        | AdditionRefusal::RosterOld
        | AdditionRefusal::OutOfOrder { .. }
        | AdditionRefusal::MissingFile(_)
        | AdditionRefusal::Full => StatusCode::CONFLICT,
    }
}

/// JSON with spaces behind it, so that status line and body together are a multiple of `step` whatever is said.
fn even(status: StatusCode, what: &Value, step: usize) -> Response {
    let mut text = format!("{what}\n");
    let words = status.canonical_reason().map_or(0, str::len);
    let length = (text.len() + words).next_multiple_of(step) - words;
    text.extend(std::iter::repeat_n(' ', length - text.len()));
    (status, [(header::CONTENT_TYPE, "application/json")], text).into_response()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::web::api::tests::{codes_described, described, statuses_described};

    /// What the layers around a handler and its own checks can answer.
    const AROUND: [u16; 10] = [400, 403, 408, 413, 414, 415, 429, 431, 500, 503];

    fn statuses(own: impl IntoIterator<Item = StatusCode>) -> BTreeSet<u16> {
        AROUND.into_iter().chain(own.into_iter().map(|status| status.as_u16())).collect()
    }

    #[test]
    fn the_description_names_every_status_of_a_call_and_of_a_message() {
        let call = statuses(CallRefusal::ALL.map(call_status).into_iter().chain([StatusCode::OK]));
        assert_eq!(statuses_described("/api/v1/mailbox"), call);
        let own = AdditionRefusal::each().iter().map(status).chain([StatusCode::OK, StatusCode::CREATED]).collect::<Vec<_>>();
        assert_eq!(statuses_described("/api/v1/mailbox/messages"), statuses(own));
    }

    #[test]
    fn the_description_names_every_code_of_a_call_and_of_a_message() {
        let described = codes_described();
        let own = AdditionRefusal::each().into_iter().map(|refusal| refusal.code().to_owned());
        for code in own.chain(["unknown_part".to_owned()]) {
            assert!(described.contains(&code), "{code}");
        }
    }

    #[test]
    fn the_description_names_the_media_types_and_limits_that_are_checked() {
        for (path, kind, limit) in
            [("/api/v1/mailbox", CALL, MAX_CALL), ("/api/v1/mailbox/messages", additions::MEDIA_TYPE, additions::MAX_BYTES)]
        {
            let content = described()["paths"][path]["post"]["requestBody"]["content"].as_object().unwrap().clone();
            assert_eq!(content.keys().collect::<Vec<_>>(), [kind]);
            assert_eq!(described()["paths"][path]["post"]["x-max-bytes"], limit);
        }
    }

    #[test]
    fn whatever_is_said_status_line_and_body_have_one_length() {
        let sizes: BTreeSet<usize> = [StatusCode::OK, StatusCode::CREATED, StatusCode::NOT_FOUND, StatusCode::UNPROCESSABLE_ENTITY]
            .into_iter()
            .map(|status| {
                let response = even(status, &json!({ "error": "x".repeat(usize::from(status.as_u16())) }), PAD);
                let length = http_body::Body::size_hint(response.body()).exact().unwrap();
                usize::try_from(length).unwrap() + status.canonical_reason().unwrap().len()
            })
            .collect();
        assert_eq!(sizes, BTreeSet::from([PAD]));
    }
}
