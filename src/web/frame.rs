//! What every page and every refusal needs, whoever asks: languages, the organisation's texts, limits, the time.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, StatusCode, header};
use tocsin_domain::hours::{Reading, Schedule};
use tocsin_domain::taxonomy::Taxonomy;

use super::duty::{Duty, on_call};
use super::favours::Favours;
use super::limits::{Limits, RetryAfter};
use super::queue::{Queue, QueueBounds};
use super::script::Scripted;
use super::travel::Trip;
use super::uploads::{UploadBounds, Uploads};
use super::weight::{Scales, TextBounds};
use crate::app::advise::Advisories;
use crate::app::desk::overview::Upkeep;
use crate::app::rota::{Detail, Zone};
use crate::i18n::{Catalog, Catalogs, Direction};
use crate::observe::{self, Cause, Incident};
use crate::pages::{self, Chrome, MessageKind, MessagePage, MethodGroup, OrganisationView, Page, ReadingView, Tongue};

/// What the operator decided about the pages. Texts are by language code; a language without one shows the English one.
pub struct Site {
    /// Whether this is the demo, which wears a banner.
    pub demo: bool,
    /// Codes of the catalogues shown, in this order; not empty.
    pub languages: Vec<String>,
    /// Languages in which somebody reads and answers.
    pub staffed: Vec<String>,
    /// The organisation's name.
    pub name: String,
    /// The country whose courts can reach it.
    pub country: String,
    /// The privacy notice.
    pub privacy: BTreeMap<String, String>,
    /// Label and number of each helpline.
    pub helplines: BTreeMap<String, Vec<(String, String)>>,
    /// Where "leave this page" goes: an https address.
    pub exit_page: BTreeMap<String, String>,
    /// When somebody reads…
    pub schedule: Schedule,
    /// …by the clock in this zone; without one by the schedule's own offset.
    pub reading_zone: Option<Zone>,
    /// How finely reporters are told of who is on call…
    pub on_call: Detail,
    /// …by the clock in this zone.
    pub on_call_zone: Zone,
    /// Most bytes of files in one sending.
    pub file_limit: u64,
    /// Most bytes of one file that comes in pieces.
    pub resumable_limit: u64,
    /// How much is done at once.
    pub bounds: Bounds,
    /// The trip check, if somebody keeps its facts current.
    pub trip: Option<Trip>,
    /// For the administrators' pages.
    pub upkeep: Upkeep,
    /// Public warnings.
    pub advisories: Option<Advisories>,
}

/// How much is done at once, for everybody together.
#[derive(Clone, Copy)]
pub struct Bounds {
    /// The line before costly work.
    pub queue: QueueBounds,
    /// Files.
    pub uploads: UploadBounds,
    /// Long texts.
    pub texts: TextBounds,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { queue: QueueBounds::USUAL, uploads: UploadBounds::USUAL, texts: TextBounds::USUAL }
    }
}

/// The time in Unix seconds, as the service tells it.
pub type Now = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Everything the web layer knows but the service itself.
pub struct Frame {
    pub(super) site: Site,
    pub(super) limits: Limits,
    pub(super) queue: Queue,
    pub(super) favours: Favours,
    pub(super) uploads: Uploads,
    pub(super) scales: Scales,
    pub(super) methods: Vec<MethodGroup>,
    pub(super) policy: HeaderValue,
    pub(super) policy_with_script: HeaderValue,
    pub(super) rooms: RoomPolicies,
    pub(super) duty: Duty,
    catalogs: Catalogs,
    enabled: Vec<Arc<Catalog>>,
    now: Now,
}

/// Marks a page that holds nothing of anybody and reflects nothing: it alone may be compressed.
#[derive(Clone)]
pub(super) struct Harmless;

impl Frame {
    /// Puts the frame together.
    pub fn new(site: Site, limits: Limits, taxonomy: &Taxonomy, now: Now) -> Self {
        let catalogs = Catalogs::builtin();
        let enabled = site.languages.iter().filter_map(|code| catalogs.by_code(code).cloned()).collect();
        let methods = taxonomy
            .groups()
            .iter()
            .map(|group| MethodGroup { code: group.code.clone(), methods: group.methods.iter().map(|m| m.code.clone()).collect() })
            .collect();
        let queue = Queue::new(site.bounds.queue);
        let uploads = Uploads::new(site.bounds.uploads, limits.clone());
        let scales = Scales::new(site.bounds.texts);
        Self {
            site,
            limits,
            queue,
            favours: Favours::default(),
            uploads,
            scales,
            methods,
            policy: content_policy(""),
            policy_with_script: content_policy(SCRIPT),
            rooms: RoomPolicies::new(),
            duty: Duty::default(),
            catalogs,
            enabled,
            now,
        }
    }

    /// The catalogue that a path prefix names, if it is switched on.
    pub(super) fn by_prefix(&self, code: &str) -> Option<&Arc<Catalog>> {
        self.enabled.iter().find(|catalog| catalog.code.eq_ignore_ascii_case(code))
    }

    /// The best catalogue for an `Accept-Language`.
    pub(super) fn negotiated(&self, accept: Option<&str>) -> Arc<Catalog> {
        Arc::clone(self.catalogs.negotiate(accept, &self.site.languages))
    }

    /// What stands around the page at `path` (without its language).
    pub(super) fn chrome(&self, lang: &Arc<Catalog>, path: &str) -> Chrome {
        let now = (self.now)();
        let local = self.site.reading_zone.as_ref().map_or(now, |zone| zone.local(now));
        let reading = match self.site.schedule.state(local) {
            Reading::Now => ReadingView::Now,
            Reading::InHours(hours) => ReadingView::InHours(hours),
            Reading::Unknown => ReadingView::Unknown,
        };
        let privacy = text(&self.site.privacy, &lang.code);
        let helplines = text(&self.site.helplines, &lang.code);
        let organisation = OrganisationView {
            privacy_in: privacy.and_then(|(code, _)| self.tongue(code, lang)),
            helplines_in: helplines.and_then(|(code, _)| self.tongue(code, lang)),
            name: self.site.name.clone(),
            country: self.site.country.clone(),
            privacy: privacy.map(|(_, text)| text.clone()).unwrap_or_default(),
            helplines: helplines.map(|(_, lines)| lines.clone()).unwrap_or_default(),
            reading,
            on_call: self.duty.told((self.now)()).map(|told| on_call(told, &self.site.on_call_zone)),
        };
        let mut chrome = Chrome::new(lang, path, &self.enabled, organisation);
        chrome.demo = self.site.demo;
        chrome.advisories = self.site.advisories.is_some();
        chrome.trip = self.site.trip.is_some();
        chrome.staffed = self.site.staffed.contains(&lang.code);
        chrome
    }

    /// The time in Unix seconds.
    pub(super) fn now(&self) -> i64 {
        (self.now)()
    }

    /// How a text in language `code` is marked on a page in `lang`.
    pub(super) fn tongue(&self, code: &str, lang: &Catalog) -> Option<Tongue> {
        let dir = self.catalogs.by_code(code).map_or("auto", |catalog| match catalog.dir {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        });
        (code != lang.code).then(|| Tongue { code: code.to_owned(), dir })
    }

    /// The page that "leave this page" goes to.
    pub(super) fn exit_page(&self, lang: &Catalog) -> &str {
        text(&self.site.exit_page, &lang.code).map_or("https://www.wikipedia.org/", |(_, page)| page)
    }

    /// Most megabytes of files, as pages say it.
    pub(super) fn file_limit_mb(&self) -> u64 {
        self.site.file_limit / 1_000_000
    }

    /// A finished page. One that cannot be rendered becomes an incident.
    pub(super) fn show(&self, status: StatusCode, page: &impl Page) -> Response {
        match page.html() {
            Ok(html) => {
                let mut response = (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
                if page.chrome().script.is_some() {
                    response.extensions_mut().insert(Scripted);
                }
                response
            }
            Err(error) => {
                let incident = Incident::new(&ring::rand::SystemRandom::new());
                observe::error("a page could not be rendered", &[("incident", &incident), ("cause", &Cause(&error.to_string()))]);
                (StatusCode::INTERNAL_SERVER_ERROR, incident.to_string()).into_response()
            }
        }
    }

    /// A finished page that may be compressed.
    pub(super) fn show_harmless(&self, page: &impl Page) -> Response {
        let mut response = self.show(StatusCode::OK, page);
        response.extensions_mut().insert(Harmless);
        response
    }

    /// A short message, with what was typed where there is something to give back.
    pub(super) fn message(&self, lang: &Arc<Catalog>, kind: MessageKind, kept: Option<String>) -> Response {
        self.message_with(lang, kind, kept, |_| {})
    }

    /// The same about words that broke off: what is given back of them is not all.
    pub(super) fn cut_short(&self, lang: &Arc<Catalog>, kind: MessageKind, kept: Option<String>) -> Response {
        self.message_with(lang, kind, kept, |page| page.part_missing = true)
    }

    /// The same, as long as other pages in whose place it stands.
    pub(super) fn message_of(&self, lang: &Arc<Catalog>, kind: MessageKind, bytes: usize) -> Response {
        self.message_with(lang, kind, None, |page| page.chrome.pad_to = Some(bytes))
    }

    fn message_with(&self, lang: &Arc<Catalog>, kind: MessageKind, kept: Option<String>, about: impl FnOnce(&mut MessagePage)) -> Response {
        let status = match &kind {
            MessageKind::NotFound => StatusCode::NOT_FOUND,
            MessageKind::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            MessageKind::Busy | MessageKind::Locked => StatusCode::SERVICE_UNAVAILABLE,
            MessageKind::CrossSite => StatusCode::FORBIDDEN,
            MessageKind::BadRequest => StatusCode::BAD_REQUEST,
            MessageKind::Full => StatusCode::CONFLICT,
            MessageKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            MessageKind::Timeout => StatusCode::REQUEST_TIMEOUT,
            MessageKind::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
            MessageKind::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        };
        let kept = kept.filter(|text| !text.trim().is_empty());
        let mut page = MessagePage { chrome: self.chrome(lang, "/"), kind, kept, part_missing: false };
        about(&mut page);
        self.show(status, &page)
    }

    /// "Please wait", with `Retry-After`.
    pub(super) fn too_many(&self, lang: &Arc<Catalog>, wait: RetryAfter, kept: Option<String>) -> Response {
        wait.on(self.message(lang, MessageKind::TooMany { wait_minutes: wait.minutes() }, kept))
    }
}

impl RetryAfter {
    /// Whole minutes, rounded up.
    pub(super) fn minutes(self) -> u32 {
        u32::try_from(self.0.div_ceil(60)).unwrap_or(u32::MAX)
    }

    /// `response` with the header that says when to come back.
    pub(super) fn on(self, mut response: Response) -> Response {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(self.0));
        response
    }
}

/// The operator's text for a language, with the language that it is really in.
fn text<'a, T>(map: &'a BTreeMap<String, T>, language: &str) -> Option<(&'a str, &'a T)> {
    let of = |code: &str| map.get_key_value(code);
    of(language).or_else(|| of("en")).or_else(|| map.iter().next()).map(|(code, text)| (code.as_str(), text))
}

/// What the two reporters' pages with a script allow besides: the script from here, nothing inline, no `eval`, no text made into
/// markup, requests to here alone.
const SCRIPT: &str = "; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

/// A place of the desk's with a policy of its own; marks answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// The desk's page.
    Desk,
    /// The worker, which may load nothing and ask nobody.
    Worker,
    /// The viewer for sound and film: an origin of its own, which is nobody's.
    Viewer,
    /// A public warning as it was signed elsewhere.
    Signed,
}

/// The policies of the desk's rooms.
pub(super) struct RoomPolicies {
    desk: HeaderValue,
    viewer: HeaderValue,
    signed: HeaderValue,
}

impl RoomPolicies {
    fn new() -> Self {
        let hash = |text: &str| STANDARD.encode(ring::digest::digest(&ring::digest::SHA256, text.as_bytes()));
        let style = hash(pages::DESK_STYLE);
        let desk = format!(
            "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'sha256-{style}'; \
             img-src 'self' blob: data:; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; \
             require-trusted-types-for 'script'; trusted-types tocsin-desk"
        );
        let (script, style) = (hash(pages::DESK_FRAME_SCRIPT), hash(pages::DESK_FRAME_STYLE));
        let viewer = format!(
            "default-src 'none'; sandbox allow-scripts; script-src 'sha256-{script}'; style-src 'sha256-{style}'; media-src blob:; \
             form-action 'none'; base-uri 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
        );
        let value = |policy: &str| HeaderValue::from_str(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
        let style = hash(tocsin_domain::advisory::STYLE);
        let signed = format!(
            "default-src 'none'; sandbox; style-src 'sha256-{style}'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
        );
        Self { desk: value(&desk), viewer: value(&viewer), signed: value(&signed) }
    }

    /// The policy of a room.
    pub(super) fn of(&self, room: Room) -> HeaderValue {
        match room {
            Room::Desk => self.desk.clone(),
            Room::Viewer => self.viewer.clone(),
            Room::Signed => self.signed.clone(),
            Room::Worker => HeaderValue::from_static(
                "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
            ),
        }
    }
}

/// The content security policy: nothing is loaded or run; the one style block is allowed by its hash, the empty icon
/// as a data address, forms lead back to us alone.
fn content_policy(besides: &str) -> HeaderValue {
    let hash = STANDARD.encode(ring::digest::digest(&ring::digest::SHA256, pages::STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'{besides}"
    );
    // Base64 and the words above are visible ASCII; the fallback is stricter still.
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}
