//! The script of the reporters' pages and what it needs: itself, as it was built and checked in, and its kit of words and rules. Neither
//! depends on who asks, so both may be compressed; neither is kept by the browser (`no-store`): a script in a cache
//! would tell of the visit.

use std::io::Write as _;
use std::sync::{Arc, OnceLock};

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderValue, StatusCode, header};

use super::WebState;
use super::stack::Visit;
use crate::i18n::Catalog;
use crate::pages::{self, ScriptView};

/// Where the script is. The name says nothing about the service.
pub(super) const ADDRESS: &str = "/module.js";
/// A built script, and what it comes down to, worked out once; `browser/` has the sources.
pub(super) struct Built {
    bytes: &'static [u8],
    ready: OnceLock<Ready>,
}

struct Ready {
    integrity: String,
    compressed: Option<Vec<u8>>,
}

static MODULE: Built = Built::new(include_bytes!("../../browser/dist/tocsin.js"));
/// The desk's page.
pub(super) static DESK_MODULE: Built = Built::new(include_bytes!("../../browser/dist/desk.js"));
/// What holds the keys of whoever works at the desk.
pub(super) static DESK_WORKER: Built = Built::new(include_bytes!("../../browser/dist/worker.js"));

impl Built {
    const fn new(bytes: &'static [u8]) -> Self {
        Self { bytes, ready: OnceLock::new() }
    }

    fn ready(&self) -> &Ready {
        self.ready.get_or_init(|| {
            let hash = ring::digest::digest(&ring::digest::SHA384, self.bytes);
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            // Writing to memory does not fail; if it did, the script would go out as it is.
            let compressed = encoder.write_all(self.bytes).and_then(|()| encoder.finish()).ok();
            Ready { integrity: format!("sha384-{}", STANDARD.encode(hash)), compressed }
        })
    }

    /// Its hash, as pages name it.
    pub(super) fn integrity(&self) -> String {
        self.ready().integrity.clone()
    }
}

/// Marks a page that has the script: its policy lets it run.
#[derive(Clone)]
pub(super) struct Scripted;

/// The script, compressed for whoever takes that.
pub(super) async fn module(visit: Visit) -> Response {
    served(&MODULE, &visit)
}

/// A script, compressed for whoever takes that.
pub(super) fn served(script: &'static Built, visit: &Visit) -> Response {
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"));
    match &script.ready().compressed {
        Some(compressed) if takes_gzip(visit) => {
            let how = (header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            (StatusCode::OK, [kind, how], &compressed[..]).into_response()
        }
        _ => (StatusCode::OK, [kind], script.bytes).into_response(),
    }
}

fn takes_gzip(visit: &Visit) -> bool {
    let accepted = visit.headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        name.trim().eq_ignore_ascii_case("gzip") && !weight.replace(' ', "").trim_end_matches(['0', '.']).ends_with("q=")
    })
}

/// Everything the script needs in one language: the same for everybody, whatever they report.
pub(super) async fn kit(State(web): State<WebState>, visit: Visit) -> Response {
    let body = serde_json::Value::Object(kit_in(&web, &visit.lang)).to_string();
    let mut response = (StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], body).into_response();
    response.extensions_mut().insert(super::frame::Harmless);
    response
}

/// The kit as JSON.
pub(super) fn kit_in(web: &WebState, lang: &Arc<Catalog>) -> serde_json::Map<String, serde_json::Value> {
    let mut kit = pages::kit(&web.frame.chrome(lang, "/report"), &web.frame.methods, web.app.rules());
    kit.insert("deployment".to_owned(), web.app.deployment().into());
    kit.insert("roster_key".to_owned(), web.app.roster_key().into());
    kit.insert("rosters".to_owned(), super::api::rosters(web).into());
    kit
}

impl WebState {
    /// SHA-256 of the part of the kit that decides what a report shows to others: categories and rules, as JSON with
    /// sorted keys. The page names it, so that whoever altered the kit alone cannot have the urgency, or the length of
    /// what is sealed, tell a category.
    fn rules_hash(&self) -> String {
        let codes: Vec<&String> = self.frame.methods.iter().flat_map(|group| &group.methods).collect();
        let text = serde_json::json!({ "methods": codes, "rules": self.app.rules() }).to_string();
        let hash = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
        hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What a page with the script tells it, and holds the server to from then on.
    pub(super) fn script(&self) -> Option<ScriptView> {
        Some(ScriptView {
            src: ADDRESS,
            integrity: MODULE.integrity(),
            deployment: self.app.deployment(),
            roster_key: self.app.roster_key(),
            roster: self.app.newest_roster_hash().unwrap_or_default(),
            rules: self.rules_hash(),
            files: if self.files_refused() { 0 } else { self.frame.site.resumable_limit },
        })
    }
}
