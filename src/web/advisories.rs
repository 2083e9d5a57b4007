//! Public warnings: a page of ours, and the signed files as they are.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::header;
use tocsin_domain::advisory::{Day, INDEX};
use tocsin_domain::clock::day_of;

use super::frame::{Frame, Harmless, Room};
use super::stack::Visit;
use crate::pages::{AdvisoriesPage, AdvisoryView, MessageKind};

/// Texts on the page itself are this many bytes together; further ones are a title and a link. Keeps it within one short load.
const ROOM: usize = 16 * 1024;

/// Everything below `/advisories`, also while the service is locked.
pub(super) fn router<S: Clone + Send + Sync + 'static>(frame: &Arc<Frame>) -> Router<S> {
    Router::new()
        .route("/advisories", get(page))
        .route("/advisories/", get(index))
        .route("/advisories/{name}", get(file))
        .with_state(Arc::clone(frame))
}

/// The page with all that stand and those that were taken back.
pub(super) async fn page(State(frame): State<Arc<Frame>>, visit: Visit) -> Response {
    let Some(advisories) = &frame.site.advisories else { return missing(&frame, &visit) };
    let today = Day::of(day_of(frame.now()));
    let mut page = AdvisoriesPage {
        chrome: frame.chrome(&visit.lang, "/advisories"),
        key: advisories.key().to_owned(),
        stale: None,
        serial: None,
        until: String::new(),
        feed: String::new(),
        advisories: Vec::new(),
    };
    if let Some(set) = advisories.shown() {
        page.serial = Some(set.index.serial.to_string());
        page.until = set.index.expires.to_string();
        page.stale = set.is_stale(today).then(|| set.index.expires.to_string());
        let feed = format!("feed.{}.xml", visit.lang.code);
        page.feed = if set.file(&feed).is_some() { feed } else { "feed.en.xml".into() };
        let mut room = ROOM;
        for advisory in set.advisories.iter().filter(|advisory| advisory.withdrawn || advisory.stands(today)) {
            let Some((code, text)) = advisory.text(&visit.lang.code) else { continue };
            let fits = room.checked_sub(text.body.len());
            room = fits.unwrap_or(0);
            page.advisories.push(AdvisoryView {
                id: advisory.id.to_string(),
                title: text.title.clone(),
                blocks: if fits.is_some() { text.blocks().iter().map(Into::into).collect() } else { Vec::new() },
                file: format!("{}.{code}.html", advisory.id),
                written: advisory.written.to_string(),
                until: advisory.expires.to_string(),
                withdrawn: advisory.withdrawn,
                tongue: frame.tongue(code, &visit.lang),
            });
        }
    }
    frame.show_harmless(&page)
}

/// A signed file, byte for byte.
pub(super) async fn file(State(frame): State<Arc<Frame>>, Path(name): Path<String>, visit: Visit) -> Response {
    let set = frame.site.advisories.as_ref().and_then(|advisories| advisories.shown());
    let Some(bytes) = set.as_ref().and_then(|set| set.file(&name)) else { return missing(&frame, &visit) };
    let kind = match name.rsplit_once('.').map(|(_, end)| end) {
        Some("html") => "text/html; charset=utf-8",
        Some("xml") => "application/atom+xml; charset=utf-8",
        Some("json") => "application/json",
        _ => "text/plain; charset=utf-8",
    };
    let mut response = ([(header::CONTENT_TYPE, kind)], bytes.to_vec()).into_response();
    response.extensions_mut().insert(Harmless);
    response.extensions_mut().insert(Room::Signed);
    response
}

/// The list, where a mirror looks first.
pub(super) async fn index(state: State<Arc<Frame>>, visit: Visit) -> Response {
    file(state, Path(INDEX.to_owned()), visit).await
}

fn missing(frame: &Frame, visit: &Visit) -> Response {
    frame.message(&visit.lang, MessageKind::NotFound, None)
}
