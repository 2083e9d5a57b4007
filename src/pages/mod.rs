//! The pages: one struct per template, filled by the web layer, escaped by askama.
//!
//! Every page works without script, cookie, image or a second request: one style block, which the
//! content security policy allows by its hash ([`STYLE`]). Two pages have a script besides, at their end; what it does
//! is better done on the visitor's own device ([`ScriptView`]). Pages that hold a receipt, a session or
//! somebody's words are padded ([`pad`]), so that their length on the wire says little.
mod advisories;
mod answer;
mod desk;
mod forms;
mod kit;
mod mailbox;
mod plain;
mod report;
pub mod samples;
mod travel;

use std::sync::Arc;

use askama::Template;

pub use advisories::{AdvisoriesPage, AdvisoryView, BlockView};
pub use answer::{AnswerPage, FileOutcome, Outcome, ReceiptView};
pub use desk::{DESK_FRAME_SCRIPT, DESK_FRAME_STYLE, DESK_STYLE, DeskFramePage, DeskPage, DeskScript, desk_texts};
pub use forms::{FormValues, Problem};
pub use kit::kit;
pub use mailbox::{MailboxEntryPage, MailboxPage, OPENED, ReceiptProblem, ReplyView, SentView, WithdrawPage, WithdrawnPage};
pub use plain::{HomePage, LockedPage, MessageKind, MessagePage, SafetyPage};
pub use report::{ReportPage, Retry};
pub use travel::{Asked, TravelAnswerPage, TravelPage};

use crate::i18n::{Catalog, Direction, Review, Value};

/// The style block's exact bytes, as they stand between `<style>` and `</style>`.
pub const STYLE: &str = include_str!("../../templates/style.css");

/// Padded pages are a multiple of this many bytes long.
pub const PAD: usize = 16 * 1024;

/// A language in the list on top of every page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageLink {
    /// BCP 47 tag, as in addresses.
    pub code: String,
    /// The language's name in its own script.
    pub name: String,
    /// Which way the name runs.
    pub dir: Direction,
}

impl LanguageLink {
    /// The link to a catalogue's language.
    pub fn of(catalog: &Catalog) -> Self {
        Self { code: catalog.code.clone(), name: catalog.name.clone(), dir: catalog.dir }
    }
}

/// When somebody reads what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadingView {
    /// Somebody is reading now.
    Now,
    /// The next reading is in about this many hours.
    InHours(u32),
    /// The configuration does not say.
    Unknown,
}

/// Whether somebody is on call, by the clock of a place that is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnCallView {
    /// Somebody is.
    Now,
    /// Somebody is in this part of the day, perhaps not at this minute.
    Partly,
    /// Nobody is; next in this quarter (0 from midnight on) of this weekday (0 is Monday).
    Part {
        /// Which day.
        weekday: u8,
        /// Which quarter of it.
        part: u8,
        /// Whose clock.
        place: String,
    },
    /// Nobody is; next from this time of this weekday on.
    Time {
        /// Which day.
        weekday: u8,
        /// `HH:MM`.
        time: String,
        /// Whose clock.
        place: String,
    },
    /// Nobody is within the next days.
    Nobody,
}

/// The language of a text that is not the page's: an operator need not have every text in every language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tongue {
    /// BCP 47 tag.
    pub code: String,
    /// "ltr", "rtl", or "auto" where we have no catalogue of it.
    pub dir: &'static str,
}

/// Who runs this deployment, in the reader's language as far as the operator wrote it.
#[derive(Clone, Debug)]
pub struct OrganisationView {
    /// Its name.
    pub name: String,
    /// The country whose courts can reach it.
    pub country: String,
    /// The privacy notice; line breaks are kept. Empty: not shown.
    pub privacy: String,
    /// Its language, if that is another than the page's.
    pub privacy_in: Option<Tongue>,
    /// Label and number of each helpline.
    pub helplines: Vec<(String, String)>,
    /// Their language, if that is another than the page's.
    pub helplines_in: Option<Tongue>,
    /// When somebody reads.
    pub reading: ReadingView,
    /// Whether somebody is on call; none: not said.
    pub on_call: Option<OnCallView>,
}

/// A group of the taxonomy: its code and the full codes of its methods ("family.police_visit").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodGroup {
    /// "family", "contact", …
    pub code: String,
    /// Full codes, in the order of the taxonomy.
    pub methods: Vec<String>,
}

/// The script of a page, and what it holds the server to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptView {
    /// Its address.
    pub src: &'static str,
    /// Its hash, as browsers check it (Subresource Integrity).
    pub integrity: String,
    /// This deployment's id.
    pub deployment: String,
    /// The public key that signs rosters.
    pub roster_key: String,
    /// The hash of the newest roster; empty if there is none.
    pub roster: String,
    /// The hash of what decides how urgent a report is: categories and rules.
    pub rules: String,
    /// Most bytes of files in one sending; none if files are not taken now.
    pub files: u64,
}

/// What stands around every page.
#[derive(Clone)]
pub struct Chrome {
    /// The reader's language.
    pub cat: Arc<Catalog>,
    /// This page's path without the language in front ("/report"; "/" for the start page). For
    /// pages that answer a form: the path of the page that has the form.
    pub path: String,
    /// Every language switched on.
    pub languages: Vec<LanguageLink>,
    /// Whether this is the demo, which wears a banner.
    pub demo: bool,
    /// Who runs this.
    pub organisation: OrganisationView,
    /// Whether somebody answers in this language.
    pub staffed: bool,
    /// Whether to say that no native reader has checked the words.
    pub unreviewed: bool,
    /// Whether there are public warnings.
    pub advisories: bool,
    /// The script, on pages that have one.
    pub script: Option<ScriptView>,
    /// Whether there is a trip check.
    pub trip: bool,
    /// Pad to a multiple of so many bytes, also where the page itself would not.
    pub pad_to: Option<usize>,
}

impl Chrome {
    /// The frame for a page in `cat`'s language, as the catalogue itself describes it.
    pub fn new(cat: &Arc<Catalog>, path: &str, enabled: &[Arc<Catalog>], organisation: OrganisationView) -> Self {
        Self {
            cat: Arc::clone(cat),
            path: path.to_owned(),
            languages: enabled.iter().map(|c| LanguageLink::of(c)).collect(),
            demo: false,
            organisation,
            staffed: cat.staffed,
            unreviewed: cat.review == Review::Unreviewed,
            advisories: false,
            script: None,
            trip: false,
            pad_to: None,
        }
    }

    fn t(&self, id: &str) -> String {
        self.cat.text(id)
    }

    /// The points of a list.
    fn lines(&self, id: &str) -> Vec<String> {
        self.cat.lines(id)
    }

    /// The points of a list as one paragraph.
    fn run_on(&self, id: &str) -> String {
        // Chinese sets no space between sentences.
        self.lines(id).join(if self.cat.code.starts_with("zh") { "" } else { " " })
    }

    /// A message with one number in it.
    fn n(&self, id: &str, name: &str, number: impl TryInto<u64>) -> String {
        self.cat.text_with(id, &[(name, Value::Number(number.try_into().unwrap_or(u64::MAX)))])
    }

    /// A message with one text in it.
    fn s(&self, id: &str, name: &str, text: &str) -> String {
        self.cat.text_with(id, &[(name, Value::from(text))])
    }

    fn menu(&self) -> Vec<(&'static str, &'static str)> {
        let trip = self.trip.then_some(("/travel", "nav-travel"));
        let always = [("/", "nav-home"), ("/report", "nav-report"), ("/mailbox", "nav-mailbox"), ("/safety", "nav-safety")];
        always.into_iter().chain(trip).collect()
    }

    fn at(&self, path: &str) -> bool {
        self.path == path
    }

    fn run_by(&self) -> String {
        let organisation = &self.organisation;
        self.cat.text_with("run-by", &[("name", organisation.name.as_str().into()), ("country", organisation.country.as_str().into())])
    }

    /// Whether somebody is on call for what cannot wait, and whether somebody reads now.
    fn reading(&self) -> String {
        let reading = match self.organisation.reading {
            ReadingView::Now => self.t("reading-now"),
            ReadingView::InHours(hours) => self.n("reading-in-hours", "hours", hours.max(1)),
            ReadingView::Unknown if self.organisation.on_call.is_some() => self.t("reading-rest"),
            ReadingView::Unknown => self.t("reading-unknown"),
        };
        let Some(on_call) = &self.organisation.on_call else { return reading };
        let on_call = match on_call {
            OnCallView::Now => self.t("on-call-now"),
            OnCallView::Partly => self.t("on-call-partly"),
            OnCallView::Nobody => self.t("on-call-nobody"),
            OnCallView::Part { weekday, part, place } => {
                let part = ["night", "morning", "afternoon", "evening"].get(usize::from(*part)).copied().unwrap_or_default();
                let values = [("day", day(*weekday).into()), ("part", part.into()), ("place", place.as_str().into())];
                self.cat.text_with("on-call-next", &values)
            }
            OnCallView::Time { weekday, time, place } => {
                let values = [("day", day(*weekday).into()), ("time", time.as_str().into()), ("place", place.as_str().into())];
                self.cat.text_with("on-call-next-time", &values)
            }
        };
        // Chinese sets no space between sentences.
        [on_call, reading].join(if self.cat.code.starts_with("zh") { "" } else { " " })
    }

    /// The points under one heading of a code's guidance ("do", "avoid", "keep").
    fn guide(&self, code: &str, part: &str) -> Vec<String> {
        self.lines(&format!("guide-{}-{part}", hyphens(code)))
    }

    /// The label of a method or group of the taxonomy.
    fn label(&self, kind: &str, code: &str) -> String {
        self.t(&format!("{kind}-{}", hyphens(code)))
    }
}

/// A weekday as messages choose by it.
fn day(weekday: u8) -> &'static str {
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].get(usize::from(weekday)).copied().unwrap_or_default()
}

/// What every page has in common.
pub trait Page: Template {
    /// The frame.
    fn chrome(&self) -> &Chrome;

    /// Whether links to other pages open a new window, because this one cannot be shown again.
    fn new_window(&self) -> bool {
        false
    }

    /// Whether the page holds something whose length must not show.
    fn padded(&self) -> bool {
        false
    }

    /// What the script says when it could load no words: that nothing was sent, and the way without it.
    fn spare(&self) -> [&'static str; 3] {
        ["seal-failed", "seal-offer", "seal-offer-button"]
    }

    /// The finished page.
    fn html(&self) -> Result<String, askama::Error> {
        let html = self.render()?;
        Ok(match self.chrome().pad_to {
            Some(step) => pad_to(html, step),
            None if self.padded() => pad(html),
            None => html,
        })
    }
}

/// Appends a comment of filler, so that the length is a multiple of [`PAD`] bytes.
pub fn pad(html: String) -> String {
    pad_to(html, PAD)
}

fn pad_to(mut html: String, step: usize) -> String {
    const OPEN: &str = "<!--";
    const CLOSE: &str = "-->";
    let step = step.max(1);
    let bare = html.len() + OPEN.len() + CLOSE.len();
    let filler = bare.next_multiple_of(step) - bare;
    html.reserve(filler + OPEN.len() + CLOSE.len());
    html.push_str(OPEN);
    html.extend(std::iter::repeat_n('.', filler));
    html.push_str(CLOSE);
    html
}

/// A code of the taxonomy as message ids write it.
fn hyphens(code: &str) -> String {
    code.chars().map(|c| if c == '.' || c == '_' { '-' } else { c.to_ascii_lowercase() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_padded_page_is_a_multiple_of_the_step_and_begins_as_it_was() {
        for length in [0, 1, PAD - 8, PAD - 7, PAD - 6, PAD, PAD + 1] {
            let padded = pad("x".repeat(length));
            assert_eq!(padded.len() % PAD, 0, "{length}");
            assert!(padded.starts_with(&"x".repeat(length)) && padded.ends_with("-->"));
        }
    }

    /// Browsers put back what was chosen in a form, also of a page that they must not keep, and note it on the disk for a
    /// restart. A field can ask not to be put back only if it is a text; the form can for all.
    #[test]
    fn no_browser_is_left_to_put_back_what_was_ticked() {
        let catalogs = crate::i18n::Catalogs::builtin();
        let mut asking = 0;
        for (page, html) in samples::render_all(&catalogs.all()[0], catalogs.all()).unwrap() {
            for form in html.split("<form ").skip(1).map(|rest| rest.split("</form>").next().unwrap_or_default()) {
                let asks = form.contains("<textarea") || form.split("<input ").skip(1).any(|input| !input.starts_with("type=\"hidden\""));
                let tag = form.split('>').next().unwrap_or_default();
                assert!(!asks || tag.contains("autocomplete=\"off\""), "{page}: <form {tag}>");
                asking += usize::from(asks);
            }
        }
        assert!(asking > 10, "{asking}");
    }

    #[test]
    fn the_style_block_cannot_end_early_or_load_anything() {
        for forbidden in ["</", "url(", "@import", "\r", "http"] {
            assert!(!STYLE.contains(forbidden), "{forbidden}");
        }
    }
}
