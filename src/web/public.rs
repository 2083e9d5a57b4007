//! Pages that ask nothing of the service but a token.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};

use super::WebState;
use super::frame::Frame;
use super::report::{Again, form};
use super::stack::Visit;
use crate::pages::{HomePage, MailboxEntryPage, MessageKind, SafetyPage};

/// What a browser that listens forgets of us at once.
pub(super) const FORGET: (HeaderName, HeaderValue) =
    (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\", \"cookies\", \"storage\""));

pub(super) async fn home(State(web): State<WebState>, visit: Visit) -> Response {
    home_page(&web.frame, &visit)
}

pub(super) async fn safety(State(web): State<WebState>, visit: Visit) -> Response {
    safety_page(&web.frame, &visit)
}

pub(super) async fn report(State(web): State<WebState>, visit: Visit) -> Response {
    match form(&web, &visit, Again::default()) {
        Ok(page) => web.frame.show_harmless(&page),
        Err(error) => web.fault(&visit.lang, error, None),
    }
}

pub(super) async fn mailbox(State(web): State<WebState>, visit: Visit) -> Response {
    let mut page = MailboxEntryPage { chrome: web.frame.chrome(&visit.lang, "/mailbox"), problem: None };
    page.chrome.script = web.script();
    web.frame.show_harmless(&page)
}

/// Away from here, without a script, to a dull page; the address of ours is not passed on.
pub(super) async fn leave(State(web): State<WebState>, visit: Visit) -> Response {
    away(&web.frame, &visit)
}

// What is the same while the service cannot open its rows.

pub(super) fn home_page(frame: &Frame, visit: &Visit) -> Response {
    frame.show_harmless(&HomePage { chrome: frame.chrome(&visit.lang, "/") })
}

pub(super) fn safety_page(frame: &Frame, visit: &Visit) -> Response {
    frame.show_harmless(&SafetyPage { chrome: frame.chrome(&visit.lang, "/safety"), methods: frame.methods.clone() })
}

pub(super) fn away(frame: &Frame, visit: &Visit) -> Response {
    match HeaderValue::from_str(frame.exit_page(&visit.lang)) {
        Ok(page) => (StatusCode::SEE_OTHER, [(header::LOCATION, page), FORGET]).into_response(),
        Err(_) => frame.message(&visit.lang, MessageKind::NotFound, None),
    }
}

/// "ok" while reports can be taken. Tells nothing else, and is not counted by the limits.
pub(super) async fn healthz(State(web): State<WebState>) -> Response {
    let (status, text) = if web.app.form_open() { (StatusCode::OK, "ok\n") } else { (StatusCode::SERVICE_UNAVAILABLE, "closed\n") };
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

pub(super) async fn robots() -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], "User-agent: *\nDisallow: /\n").into_response()
}

pub(super) async fn not_found(State(web): State<WebState>, visit: Visit) -> Response {
    web.frame.message(&visit.lang, MessageKind::NotFound, None)
}

/// Another method than the page knows: `Allow` is set by the router.
pub(super) async fn wrong_method(State(web): State<WebState>, visit: Visit) -> Response {
    let mut response = web.frame.message(&visit.lang, MessageKind::BadRequest, None);
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response
}
