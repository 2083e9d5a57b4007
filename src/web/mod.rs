//! HTTP only: parse, call the service, show a page.
//!
//! * `door`: every way in, and its bounds
//! * `stack`: everything between a connection and a handler, in one function
//! * `inflow`, `form`, `disposition`: bodies and forms, read strictly and within bounds
//! * `peer`, `limits`: who asks, as a keyed hash, and how often
//! * `duty`: what pages say of who is on call
//! * `queue`, `favours`, `uploads`: costly work and files, each within bounds that no flood can use up for the others
//! * `probe`: our own doors tried from outside, for `doctor`
//! * `frame`: what every page needs
//! * `locked`, `switch`: what is there before the service can open its rows, and the change to the rest
//! * `desk`: the pages and calls of staff, one table of who may ask what
//! * `advisories`: public warnings
//! * `public`, `travel`, `report`, `mailbox`, `files`, `photos`, `api`, `calls`, `tus`, `script`: the handlers

mod advisories;
mod api;
mod calls;
mod desk;
mod disposition;
mod door;
mod duty;
mod favours;
mod files;
mod form;
mod frame;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzing;
mod inflow;
mod limits;
mod locked;
mod mailbox;
mod peer;
mod photos;
pub mod probe;
mod public;
mod queue;
mod report;
mod script;
mod small_form;
mod stack;
mod switch;
mod travel;
mod tus;
mod uploads;
mod weight;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{get, head, post};

pub use desk::{Access, RouteFacts, Size, desk_routes};
pub use door::{Circuit, Door, Doors, ProxyError, TlsError, TlsFiles, TlsKeys, Transport, listen, parse_proxy_header, serve, serve_doors};
pub use form::{FileHead, FormError, FormLimits, FormReader, Typed};
pub use frame::{Bounds, Frame, Now, Site};
pub use inflow::{Inflow, InflowError, Pace};
pub use limits::{Action, Limits, Rate, RetryAfter};
pub use locked::locked_site;
pub use peer::{Peer, TrustedProxy, Visitor, VisitorKey};
pub use queue::{NoSeat, Queue, QueueBounds, Seat};
pub use small_form::read_urlencoded;
pub use stack::stack;
pub use switch::Switch;
pub use travel::Trip;
pub use uploads::{UploadBounds, Uploads};
pub use weight::{Scales, TextBounds, TooHeavy, Weight};

use crate::app::{App, AppError};
use crate::i18n::Catalog;
use crate::observe::{self, Cause, Incident};
use crate::pages::MessageKind;

/// What programs may ask: method and path.
const API_ROUTES: [(&str, &str); 14] = [
    ("POST", "/api/v1/reports"),
    ("GET", "/api/v1/roster"),
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/api/v1/challenge"),
    ("POST", "/api/v1/mailbox"),
    ("POST", "/api/v1/mailbox/messages"),
    ("GET", "/api/v1/kit"),
    ("POST", tus::FILES),
    ("OPTIONS", tus::FILES),
    ("OPTIONS", tus::FILE),
    ("HEAD", tus::FILE),
    ("PATCH", tus::FILE),
    ("DELETE", tus::FILE),
    ("POST", tus::FILE),
];

/// What handlers have: the service, and the frame of its pages.
#[derive(Clone)]
struct WebState {
    app: App,
    frame: Arc<Frame>,
}

/// The whole site over `app`, ready for [`serve`].
pub fn site(app: App, site: Site, limits: Limits) -> Router {
    let now: Now = {
        let app = app.clone();
        Arc::new(move || app.now())
    };
    let frame = Arc::new(Frame::new(site, limits, app.taxonomy(), now));
    let routes = Router::new()
        .route("/", get(public::home))
        .route("/report", get(public::report).post(report::send))
        .route("/mailbox", get(public::mailbox).post(mailbox::open))
        .route("/mailbox/again", post(mailbox::check))
        .route("/mailbox/add", post(mailbox::add))
        .route("/mailbox/delete", post(mailbox::delete))
        .route("/mailbox/withdraw", post(mailbox::ask_withdraw))
        .route("/mailbox/withdrawn", post(mailbox::withdraw))
        .route("/mailbox/lock", post(mailbox::lock).get(mailbox::lock))
        .route("/safety", get(public::safety))
        .route("/travel", get(travel::form).post(travel::answer))
        .route("/travel/ask", post(travel::into_report))
        .route("/leave", get(public::leave))
        .merge(advisories::router(&frame))
        .route(API_ROUTES[0].1, post(api::report))
        .route(API_ROUTES[1].1, get(api::roster))
        .route(API_ROUTES[2].1, get(api::openapi))
        .route(API_ROUTES[3].1, get(calls::challenge))
        .route(API_ROUTES[4].1, post(calls::mailbox))
        .route(API_ROUTES[5].1, post(calls::message))
        .route(API_ROUTES[6].1, get(script::kit))
        .route(script::ADDRESS, get(script::module))
        .route(tus::FILES, post(tus::begin).options(tus::options))
        .route(tus::FILE, head(tus::progress).patch(tus::add).delete(tus::forget).post(tus::instead).options(tus::options))
        .route("/healthz", get(public::healthz))
        .route("/robots.txt", get(public::robots))
        .merge(if app.desk_address().is_some() { desk::router() } else { Router::new() })
        .fallback(public::not_found)
        .method_not_allowed_fallback(public::wrong_method)
        .layer(from_fn_with_state(WebState { app: app.clone(), frame: Arc::clone(&frame) }, duty::looked_at))
        .with_state(WebState { app, frame: Arc::clone(&frame) });
    stack(routes, &frame)
}

impl WebState {
    fn form_limits(&self) -> FormLimits {
        FormLimits::with_files(self.frame.site.file_limit)
    }

    /// Whether files are not taken now, for want of room or because too many came within the hour.
    fn files_refused(&self) -> bool {
        self.frame.uploads.closed() || !self.app.room_for_files()
    }

    /// What the service could not do, as a page.
    fn fault(&self, lang: &Arc<Catalog>, error: AppError, kept: Option<String>) -> Response {
        self.frame.message(lang, self.blamed(error), kept)
    }

    /// The one place where what the service could not do becomes a line for the administrator, and what visitors hear.
    fn blamed(&self, error: AppError) -> MessageKind {
        match error {
            AppError::Full => MessageKind::Full,
            AppError::Busy | AppError::NoRoom | AppError::Closed(_) => {
                self.note(&error);
                MessageKind::Busy
            }
            AppError::Internal(cause) => {
                let incident = Incident::new(&ring::rand::SystemRandom::new());
                observe::error("a request failed", &[("incident", &incident), ("cause", &Cause(&cause))]);
                MessageKind::Internal { incident: incident.to_string() }
            }
        }
    }

    /// A line for the administrator about something that visitors are told in other words.
    fn note(&self, error: &AppError) {
        observe::warn("the service could not take something", &[("cause", &Cause(&error.to_string()))]);
    }
}
