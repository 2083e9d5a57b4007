//! The whole stack between the connection and the handlers, in one place.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use http_body_util::BodyExt as _;
use tower::Service as _;
use tower_http::catch_panic::CatchPanic;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::Predicate;

use super::door::gated;
use super::frame::{Frame, Harmless, Room};
use super::inflow::{Inflow, Pace};
use super::limits::Action;
use super::peer::Visitor;
use super::script::Scripted;
use super::weight::{Carried, carried};
use crate::i18n::Catalog;
use crate::observe;
use crate::pages::MessageKind;

/// The longest a request without files may take, its answer included.
const SMALL: Duration = Duration::from_secs(60);
/// The longest an upload may take; [`Pace::FLOOR`] ends slow ones much earlier.
const UPLOAD: Duration = Duration::from_secs(6 * 60 * 60);
/// What is read and forgotten of a body nobody wanted, so that the answer arrives.
const DRAIN: (u64, Duration) = (64 << 20, Duration::from_secs(10));

/// On every answer, whatever it is.
const HEADERS: [(HeaderName, &str); 10] = [
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    (HeaderName::from_static("x-dns-prefetch-control"), "off"),
    (PERMISSIONS, PERMITTED),
];

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
/// Nothing.
const PERMITTED: &str = "accelerometer=(), ambient-light-sensor=(), attribution-reporting=(), autoplay=(), battery=(), bluetooth=(), \
     browsing-topics=(), camera=(), clipboard-read=(), clipboard-write=(), display-capture=(), encrypted-media=(), fullscreen=(), \
     geolocation=(), gyroscope=(), hid=(), idle-detection=(), keyboard-map=(), local-fonts=(), magnetometer=(), \
     microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), \
     screen-wake-lock=(), serial=(), storage-access=(), usb=(), web-share=(), window-management=(), \
     xr-spatial-tracking=()";
/// The same, but for passkeys.
static PERMISSIONS_OF_THE_DESK: LazyLock<HeaderValue> = LazyLock::new(|| {
    let passkeys = "publickey-credentials-get=(self), publickey-credentials-create=(self)";
    let permitted = PERMITTED.replace("publickey-credentials-get=()", passkeys);
    HeaderValue::try_from(permitted).unwrap_or(HeaderValue::from_static(PERMITTED))
});

/// Wraps `routes` in everything that a request meets before its handler. From the outside inward:
///
/// 1. `guarded`: the security headers, on every answer that our code makes, refusals included;
/// 2. `settled`: the body as one piece, so that each answer has a Content-Length, compressed or not;
///    `in_json`: to programs, refusals of the layers below are codes instead of pages;
/// 3. gzip, only of pages marked [`Harmless`]: compression of what a visitor can influence tells its content by its length;
/// 4. `in_language`: takes `/ug` off the path, else reads Accept-Language; it must stand outside the router, which sees
///    the path without it, and outside the layers below, whose refusals are pages in that language;
/// 5. `body_in_hand`: the body is paced, and what a handler leaves of it is drained, so that early answers arrive;
/// 6. `incident`: a panic becomes a page with a number;
/// 7. `in_time`: an end to everything that hangs;
/// 8. `counted`: the limit on requests, and the visitor's key for the finer limits that handlers ask for;
///    `/healthz` is not counted;
/// 9. `from_here`: forms sent from other sites are refused;
/// 10. `gated`: where staff have a door of their own, their pages are on no other;
/// 11. the routes.
pub fn stack(routes: Router, frame: &Arc<Frame>) -> Router {
    let with = || Arc::clone(frame);
    Router::new()
        .fallback_service(routes)
        .layer(from_fn(gated))
        .layer(from_fn_with_state(with(), from_here))
        .layer(from_fn_with_state(with(), counted))
        .layer(from_fn_with_state(with(), in_time))
        .layer(from_fn_with_state(with(), incident))
        .layer(from_fn(body_in_hand))
        .layer(from_fn_with_state(with(), in_language))
        .layer(CompressionLayer::new().gzip(true).compress_when(OnlyHarmless))
        .layer(from_fn(super::api::in_json))
        .layer(from_fn(super::desk::in_codes))
        .layer(from_fn(settled))
        .layer(from_fn_with_state(with(), guarded))
}

/// What a handler knows of a request: its language, whom to count it for, its headers and its body.
pub(super) struct Visit {
    pub lang: Arc<Catalog>,
    pub visitor: Visitor,
    pub headers: HeaderMap,
    pub body: Inflow,
}

impl<S: Sync> FromRequestParts<S> for Visit {
    /// A request that did not come through the stack.
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let lang = parts.extensions.get::<Lang>().cloned();
        let visitor = parts.extensions.get::<Visitor>().cloned();
        let body = parts.extensions.get::<Inflow>().cloned();
        match (lang, visitor, body) {
            (Some(Lang(lang)), Some(visitor), Some(body)) => Ok(Self { lang, visitor, headers: parts.headers.clone(), body }),
            _ => Err(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }
}

#[derive(Clone)]
struct Lang(Arc<Catalog>);

fn lang_of(frame: &Frame, request: &Request) -> Arc<Catalog> {
    request.extensions().get::<Lang>().map_or_else(|| frame.negotiated(None), |Lang(lang)| Arc::clone(lang))
}

async fn guarded(State(frame): State<Arc<Frame>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let scripted = response.extensions().get::<Scripted>().is_some();
    let room = response.extensions().get::<Room>().copied();
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = match (room, scripted) {
        (Some(room), _) => frame.rooms.of(room),
        (None, true) => frame.policy_with_script.clone(),
        (None, false) => frame.policy.clone(),
    };
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    match room {
        Some(Room::Desk) => {
            headers.insert(PERMISSIONS, PERMISSIONS_OF_THE_DESK.clone());
        }
        Some(Room::Viewer) => {
            headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
        }
        Some(Room::Worker | Room::Signed) | None => {}
    }
    headers.remove(header::SERVER);
    // It would say which pages are compressed for whom; with no-store there is no cache to tell.
    headers.remove(header::VARY);
    response
}

async fn settled(request: Request, next: Next) -> Response {
    let (parts, body) = next.run(request).await.into_parts();
    // Our bodies are made in memory and cannot fail.
    let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let weight = parts.extensions.get::<Carried>().cloned();
    Response::from_parts(parts, carried(bytes, weight))
}

#[derive(Clone, Copy)]
struct OnlyHarmless;

impl Predicate for OnlyHarmless {
    fn should_compress<B: http_body::Body>(&self, response: &http::Response<B>) -> bool {
        response.extensions().get::<Harmless>().is_some()
    }
}

async fn in_language(State(frame): State<Arc<Frame>>, mut request: Request, next: Next) -> Response {
    let lang = match prefix(request.uri().path()).and_then(|(code, rest)| Some((frame.by_prefix(code)?, rest.to_owned()))) {
        Some((lang, rest)) => {
            let lang = Arc::clone(lang);
            *request.uri_mut() = moved(request.uri(), &rest);
            lang
        }
        None => frame.negotiated(request.headers().get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok())),
    };
    request.extensions_mut().insert(Lang(lang));
    let head = request.method() == Method::HEAD;
    let mut response = next.run(request).await;
    if head {
        // There is no body to compress, and its length is already said.
        response.extensions_mut().remove::<Harmless>();
    }
    response
}

/// `/ug/report` as `ug` and `/report`; `/ug` as `ug` and `/`.
pub(super) fn prefix(path: &str) -> Option<(&str, &str)> {
    let after = path.strip_prefix('/')?;
    match after.find('/') {
        Some(slash) => Some((&after[..slash], &after[slash..])),
        None => Some((after, "/")),
    }
}

/// `uri` with another path. Query strings mean nothing here and are dropped.
fn moved(uri: &Uri, path: &str) -> Uri {
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = path.parse::<PathAndQuery>().ok();
    Uri::from_parts(parts).unwrap_or_else(|_| Uri::from_static("/"))
}

async fn body_in_hand(request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let inflow = Inflow::new(body, Pace::FLOOR);
    parts.extensions.insert(inflow.clone());
    let response = next.run(Request::from_parts(parts, Body::empty())).await;
    inflow.drain(DRAIN.0, DRAIN.1).await;
    response
}

async fn incident(State(frame): State<Arc<Frame>>, request: Request, next: Next) -> Response {
    let lang = lang_of(&frame, &request);
    let caught = CatchPanic::custom(next, move |_payload| {
        let number = observe::incident_of_this_panic().to_string();
        frame.message(&lang, MessageKind::Internal { incident: number }, None)
    })
    .call(request)
    .await;
    match caught {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    }
}

async fn in_time(State(frame): State<Arc<Frame>>, request: Request, next: Next) -> Response {
    let lang = lang_of(&frame, &request);
    let kind = request.headers().get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    let long = [&b"multipart/"[..], crate::app::sealed::MEDIA_TYPE.as_bytes(), crate::app::additions::MEDIA_TYPE.as_bytes()];
    let long = [&long[..], &[super::tus::MEDIA_TYPE.as_bytes()]].concat();
    let long = long.iter().any(|start| kind.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start)));
    let limit = if long { UPLOAD } else { SMALL };
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => frame.message(&lang, MessageKind::Timeout, None),
    }
}

async fn counted(State(frame): State<Arc<Frame>>, mut request: Request, next: Next) -> Response {
    let visitor = frame.limits.visitor(&request);
    let path = request.uri().path();
    // Whoever works at the desk asks for every part of a case.
    let action = if super::door::is_for_staff(path) { Action::Desk } else { Action::Page };
    if path != "/healthz"
        && let Err(wait) = frame.limits.check(action, &visitor)
    {
        return frame.too_many(&lang_of(&frame, &request), wait, None);
    }
    request.extensions_mut().insert(visitor);
    next.run(request).await
}

/// There are no cookies, so that another site's form can do nothing in a visitor's name; what it could do is make a
/// visitor's browser send something without their knowing. Browsers that say so are believed, others are let through.
async fn from_here(State(frame): State<Arc<Frame>>, request: Request, next: Next) -> Response {
    let elsewhere = request.headers().get("sec-fetch-site").is_some_and(|site| site.as_bytes() == b"cross-site");
    if elsewhere && !matches!(*request.method(), Method::GET | Method::HEAD) {
        return frame.message(&lang_of(&frame, &request), MessageKind::CrossSite, None);
    }
    next.run(request).await
}
