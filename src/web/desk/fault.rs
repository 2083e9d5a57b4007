//! The one place where what the desk refuses becomes an answer.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use crate::app::desk::Fault;
use crate::observe::{self, Cause, Incident};
use crate::web::WebState;
use crate::web::form::is_type;
use crate::web::limits::RetryAfter;
use crate::web::stack::prefix;

/// Where programs ask, not people.
const PREFIXES: [&str; 2] = ["/desk/api/", "/admin/api/"];

/// A refusal as its caller hears it; what broke on our side goes to the log with a number.
pub(super) fn refused(_: &WebState, fault: &Fault) -> Response {
    if let Fault::Internal(cause) = fault {
        let incident = Incident::new(&ring::rand::SystemRandom::new());
        observe::error("a request of the desk failed", &[("incident", &incident), ("cause", &Cause(cause))]);
    }
    let (status, code) = words(fault);
    let mut said = json!({ "error": code });
    match fault {
        Fault::AuditMoved { seq, hash } => said["head"] = json!({ "seq": seq, "hash": hash }),
        Fault::TooMany { seconds } => said["retry_after"] = (*seconds).into(),
        _ => {}
    }
    let answer = answer(status, &said);
    match fault {
        Fault::TooMany { seconds } => RetryAfter(*seconds).on(answer),
        _ => answer,
    }
}

/// Status and code of every refusal.
fn words(fault: &Fault) -> (StatusCode, &'static str) {
    match fault {
        Fault::SignedOut => (StatusCode::UNAUTHORIZED, "signed_out"),
        Fault::NotFresh => (StatusCode::FORBIDDEN, "not_fresh"),
        Fault::Forbidden => (StatusCode::FORBIDDEN, "forbidden"),
        Fault::Wrong => (StatusCode::UNAUTHORIZED, "wrong"),
        Fault::TooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, "too_many"),
        Fault::Bad => (StatusCode::BAD_REQUEST, "bad"),
        Fault::AuditMoved { .. } => (StatusCode::CONFLICT, "audit_moved"),
        Fault::Moved => (StatusCode::CONFLICT, "moved"),
        Fault::Taken => (StatusCode::CONFLICT, "taken"),
        Fault::UnknownInvite => (StatusCode::NOT_FOUND, "unknown_invite"),
        Fault::LastAdministrator => (StatusCode::CONFLICT, "last_administrator"),
        Fault::NotEnrolled => (StatusCode::CONFLICT, "not_enrolled"),
        Fault::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
        Fault::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
    }
}

fn answer(status: StatusCode, said: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], said.to_string()).into_response()
}

/// A layer: refusals that the layers around the handlers made are pages; the desk gets the code.
pub(in crate::web) async fn in_codes(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let asked = |path: &str| PREFIXES.iter().any(|start| path.starts_with(start));
    let ours = asked(path) || prefix(path).is_some_and(|(_, rest)| asked(rest));
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    // Where staff have a door of their own, the others answer as if there were no desk.
    let hidden = response.status() == StatusCode::NOT_FOUND;
    if !ours || hidden || response.status().is_success() || is_type(kind, b"application/json") {
        return response;
    }
    let code = match response.status() {
        StatusCode::TOO_MANY_REQUESTS => "too_many",
        StatusCode::SERVICE_UNAVAILABLE => "busy",
        StatusCode::FORBIDDEN => "forbidden",
        status if status.is_server_error() => "internal",
        _ => "bad",
    };
    let mut said = answer(response.status(), &json!({ "error": code }));
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = response.headers().get(&name) {
            said.headers_mut().insert(name, value.clone());
        }
    }
    said
}
