//! The page that the desk is, its script, its worker, its words, and the empty room in which sound and film are shown. All
//! the same for everybody: who is signed in shows in what the script asks afterwards.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::Value;

use crate::pages::{self, DeskFramePage, DeskPage, DeskScript};
use crate::web::WebState;
use crate::web::frame::{Harmless, Room};
use crate::web::script::{self, DESK_MODULE, DESK_WORKER};
use crate::web::stack::Visit;

/// The page.
pub(super) async fn desk(State(web): State<WebState>, visit: Visit) -> Response {
    let script = DeskScript {
        module: "/desk/module.js",
        integrity: DESK_MODULE.integrity(),
        worker: "/desk/worker.js",
        deployment: web.app.deployment(),
        roster_key: web.app.roster_key(),
    };
    let page = DeskPage { chrome: web.frame.chrome(&visit.lang, "/desk"), script };
    in_room(web.frame.show_harmless(&page), Room::Desk)
}

/// The page's script.
pub(super) async fn module(visit: Visit) -> Response {
    script::served(&DESK_MODULE, &visit)
}

/// The worker, which may load nothing and ask nobody.
pub(super) async fn worker(visit: Visit) -> Response {
    in_room(script::served(&DESK_WORKER, &visit), Room::Worker)
}

/// Shows sound and film in an origin of its own, where nothing of the desk can be reached.
pub(super) async fn frame(State(web): State<WebState>, visit: Visit) -> Response {
    let page = DeskFramePage { chrome: web.frame.chrome(&visit.lang, "/desk/frame") };
    in_room(web.frame.show_harmless(&page), Room::Viewer)
}

/// Every word of the desk in the language of the page.
pub(super) async fn texts(visit: Visit) -> Response {
    let texts = Value::Object(pages::desk_texts(&visit.lang)).to_string();
    let mut response = (StatusCode::OK, [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], texts).into_response();
    response.extensions_mut().insert(Harmless);
    response
}

fn in_room(mut response: Response, room: Room) -> Response {
    if response.status().is_success() {
        response.extensions_mut().insert(room);
    }
    response
}
