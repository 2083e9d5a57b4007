//! Before the service can open its rows: guidance, helplines and the trip check are there, everything else says that the form is closed.
//! Whoever had the form open and sends it gets every word back.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::{Method, StatusCode, header};
use tocsin_domain::taxonomy::Taxonomy;

use super::advisories;
use super::form::{FormLimits, FormReader, Typed};
use super::frame::{Frame, Now, Site};
use super::limits::Limits;
use super::public;
use super::report::SILENT;
use super::stack::{Visit, stack};
use super::travel;
use crate::pages::MessageKind;

/// Fields whose values are codes.
const TICKED: [&str; 3] = ["danger", "method", "answer_here"];

/// The site of a service that is locked, ready for [`super::serve`].
pub fn locked_site(site: Site, limits: Limits, now: Now) -> Router {
    let frame = Arc::new(Frame::new(site, limits, &Taxonomy::builtin(), now));
    let routes = Router::new()
        .route("/", get(|State(frame): State<Arc<Frame>>, visit: Visit| async move { public::home_page(&frame, &visit) }))
        .route("/safety", get(|State(frame): State<Arc<Frame>>, visit: Visit| async move { public::safety_page(&frame, &visit) }))
        .route(
            "/travel",
            get(|State(frame): State<Arc<Frame>>, visit: Visit| async move { travel::form_page(&frame, &visit) })
                .post(|State(frame): State<Arc<Frame>>, visit: Visit| async move { travel::answer_page(&frame, &visit, false).await }),
        )
        .route("/leave", get(|State(frame): State<Arc<Frame>>, visit: Visit| async move { public::away(&frame, &visit) }))
        .route("/robots.txt", get(public::robots))
        .route("/healthz", get(healthz))
        .merge(advisories::router(&frame))
        .fallback(closed)
        .with_state(Arc::clone(&frame));
    stack(routes, &frame)
}

/// What a service with a form that is closed says, whatever the reason.
async fn healthz() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], "closed\n").into_response()
}

async fn closed(State(frame): State<Arc<Frame>>, method: Method, visit: Visit) -> Response {
    if method != Method::POST {
        return frame.message(&visit.lang, MessageKind::Locked, None);
    }
    let limits = FormLimits::with_files(frame.site.file_limit);
    let Ok(mut reader) = FormReader::new(&visit.headers, visit.body.clone(), limits, frame.scales.of(&visit.visitor)) else {
        return frame.message(&visit.lang, MessageKind::Locked, None);
    };
    // Words come before files; what was read until an error is given back too.
    let whole = reader.next_file().await.is_ok();
    let kept = words(reader.typed());
    let response = match whole {
        true => frame.message(&visit.lang, MessageKind::Locked, kept),
        false => frame.cut_short(&visit.lang, MessageKind::Locked, kept),
    };
    reader.answered(response)
}

/// Everything that somebody wrote themselves: neither what was ticked nor what must not be shown.
fn words(typed: &Typed) -> Option<String> {
    let written = typed
        .all()
        .iter()
        .filter(|(name, value)| !SILENT.contains(&name.as_str()) && !TICKED.contains(&name.as_str()) && !value.trim().is_empty());
    let words: Vec<&str> = written.map(|(_, value)| value.as_str()).collect();
    (!words.is_empty()).then(|| words.join("\n\n"))
}
