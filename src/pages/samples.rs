//! Every page with made-up content, for tests and for looking at: no real person, case or number.

use std::sync::Arc;

use tocsin_domain::travel::{Place, Route, Travel};

use super::travel::Asked;
use super::{
    AdvisoriesPage, AdvisoryView, AnswerPage, BlockView, Chrome, FileOutcome, FormValues, HomePage, LockedPage, MailboxEntryPage,
    MailboxPage, MessageKind, MessagePage, MethodGroup, OnCallView, OrganisationView, Outcome, Page, Problem, ReadingView, ReceiptProblem,
    ReceiptView, ReplyView, ReportPage, Retry, SafetyPage, ScriptView, SentView, Tongue, TravelAnswerPage, TravelPage, WithdrawPage,
    WithdrawnPage,
};
use crate::i18n::Catalog;

/// Text that breaks out of a page if anything forgets to escape it.
pub const HOSTILE: &str = "\n</textarea></title></style><script>alert(1)</script><b title=\"'>&amp; {{ x }}";

/// The receipt of the samples: BIP-39's test vector for 128 zero bits.
pub const WORDS: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

/// The same as digits, in form only.
pub const DIGITS: &str = "0000 0000 0000 0000 0000 0000 0000 0000 0000 0003";

const GROUPS: &[(&str, &[&str])] = &[
    ("family", &["police_visit", "home_search", "detained", "forced_contact", "forced_break", "fake_emergency", "punished"]),
    ("contact", &["officials", "threat", "info_demand", "money_demand"]),
    ("person", &["at_door", "approach", "impersonation", "asking_around", "followed", "attack"]),
    ("travel", &["lure", "plan_check", "held", "kidnapped", "forced_return"]),
    ("legal", &["interpol", "wanted_list", "passport", "assets", "false_report"]),
    ("online", &["hack", "harass", "fake_me", "watched"]),
    ("community", &["informant", "event"]),
    ("other", &["missing", "unsure", "witness"]),
];

/// The groups of the taxonomy as it stood when the form was drawn.
pub fn groups() -> Vec<MethodGroup> {
    GROUPS
        .iter()
        .map(|(group, methods)| MethodGroup {
            code: (*group).to_owned(),
            methods: methods.iter().map(|method| format!("{group}.{method}")).collect(),
        })
        .collect()
}

/// A frame with everything in it.
pub fn chrome(cat: &Arc<Catalog>, enabled: &[Arc<Catalog>], path: &str) -> Chrome {
    let english = (cat.code != "en").then(|| Tongue { code: "en".to_owned(), dir: "ltr" });
    let organisation = OrganisationView {
        privacy_in: english.clone(),
        helplines_in: english,
        name: "Lantern House".to_owned(),
        country: "Ruritania".to_owned(),
        privacy: "We keep as little as we can.\nWe delete a closed report after 90 days.".to_owned(),
        helplines: vec![("Lantern line".to_owned(), "+00 000 000".to_owned())],
        reading: ReadingView::InHours(6),
        on_call: Some(OnCallView::Part { weekday: 1, part: 1, place: "Berlin".to_owned() }),
    };
    Chrome { demo: true, trip: true, advisories: true, ..Chrome::new(cat, path, enabled, organisation) }
}

/// The frame of a page with a script.
fn scripted(chrome: &Chrome) -> Chrome {
    let script = ScriptView {
        src: "/module.js",
        integrity: format!("sha384-{}", "Ab3+".repeat(16)),
        deployment: format!("d-{}", "0f".repeat(16)),
        roster_key: format!("tocsinpub1{}", "qz".repeat(29)),
        roster: "5c".repeat(32),
        rules: "a7".repeat(32),
        files: 200_000_000,
    };
    Chrome { script: Some(script), ..chrome.clone() }
}

fn typed(fields: &[(&str, &str)]) -> FormValues {
    FormValues::new(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
}

fn files() -> Vec<FileOutcome> {
    let failed = |name: &str, reason: &str| FileOutcome { name: name.to_owned(), ok: false, reason: Some(format!("file-reason-{reason}")) };
    vec![
        FileOutcome { name: "paper.pdf".to_owned(), ok: true, reason: None },
        FileOutcome { name: "photo.jpg".to_owned(), ok: true, reason: Some("file-clean".to_owned()) },
        FileOutcome { name: "photo.heic".to_owned(), ok: true, reason: Some("file-not-clean".to_owned()) },
        failed(&format!("\u{202e}{HOSTILE}"), "broken"),
        failed(&"x".repeat(4_000), "too-large"),
        failed("", "name"),
        failed("a", "refused"),
        failed("b", "empty"),
    ]
}

impl HomePage {
    /// Samples by name.
    pub fn samples(chrome: &Chrome) -> Vec<(&'static str, Self)> {
        let mut bare = chrome.clone();
        bare.demo = false;
        bare.organisation.reading = ReadingView::Now;
        bare.organisation.on_call = None;
        bare.organisation.helplines.clear();
        bare.organisation.privacy.clear();
        let mut later = chrome.clone();
        later.organisation.reading = ReadingView::Unknown;
        later.organisation.on_call = None;
        let on_call = |view: OnCallView, reading: ReadingView| {
            let mut chrome = chrome.clone();
            (chrome.organisation.on_call, chrome.organisation.reading) = (Some(view), reading);
            Self { chrome }
        };
        vec![
            ("full", Self { chrome: chrome.clone() }),
            ("bare", Self { chrome: bare }),
            ("later", Self { chrome: later }),
            ("on-call", on_call(OnCallView::Now, ReadingView::InHours(6))),
            ("partly", on_call(OnCallView::Partly, ReadingView::Unknown)),
            ("nobody", on_call(OnCallView::Nobody, ReadingView::Unknown)),
            (
                "next-time",
                on_call(OnCallView::Time { weekday: 6, time: "09:00".to_owned(), place: "New York".to_owned() }, ReadingView::Now),
            ),
        ]
    }
}

impl AdvisoriesPage {
    /// Empty, and with everything there can be.
    pub fn samples(chrome: &Chrome) -> Vec<(&'static str, Self)> {
        let tongue = Some(Tongue { code: "und".to_owned(), dir: "auto" });
        let block = |points, line: &str| BlockView { points, lines: vec![line.to_owned(), line.to_owned()] };
        let view = |id: &str, withdrawn, tongue| AdvisoryView {
            id: id.to_owned(),
            title: HOSTILE.trim().to_owned(),
            blocks: vec![block(false, HOSTILE), block(true, HOSTILE)],
            file: format!("{id}.en.html"),
            written: "2027-01-02".to_owned(),
            until: "2027-02-01".to_owned(),
            withdrawn,
            tongue,
        };
        let page = |serial: Option<&str>, advisories| Self {
            chrome: chrome.clone(),
            key: "RWSfI/yMI6LNa7Axzw1m+7dX2MHwFwm/ViC5sjc+4umjDEhzjqiBGsrb".to_owned(),
            stale: serial.is_some().then(|| "2027-01-16".to_owned()),
            serial: serial.map(str::to_owned),
            until: "2027-01-16".to_owned(),
            feed: "feed.en.xml".to_owned(),
            advisories,
        };
        vec![
            ("none", page(None, Vec::new())),
            ("full", page(Some("7"), vec![view("0a1b2c3d", false, tongue), view("4e5f6071", true, None)])),
        ]
    }
}

impl SafetyPage {
    /// Samples by name.
    pub fn samples(chrome: &Chrome) -> Vec<(&'static str, Self)> {
        vec![("full", Self { chrome: chrome.clone(), methods: groups() })]
    }
}

impl LockedPage {
    /// Samples by name.
    pub fn samples(chrome: &Chrome) -> Vec<(&'static str, Self)> {
        vec![("full", Self { chrome: chrome.clone() })]
    }
}

impl ReportPage {
    /// Samples by name.
    pub fn samples(chrome: &Chrome) -> Vec<(&'static str, Self)> {
        let page = |values: FormValues, problems: Vec<Problem>, retry: Option<Retry>| Self {
            chrome: scripted(chrome),
            token: "dG9rZW4".repeat(12),
            intro: values.is_empty() && problems.is_empty() && retry.is_none(),
            values,
            problems,
            file_limit_mb: 200,
            clean_photos: true,
            files_refused: retry == Some(Retry::Busy),
            place: matches!(retry, Some(Retry::Queue { .. })).then(|| "cGxhY2U".repeat(7)),
            retry,
            groups: groups(),
        };
        let everything = || {
            typed(&[
                ("narrative", HOSTILE),
                ("danger", "3days"),
                ("answer_here", "no"),
                ("method", "contact.officials"),
                ("method", "travel.lure"),
                ("safe_now", "unsure"),
                ("travel_to", HOSTILE),
                ("at_risk", "both"),
                ("contact", HOSTILE),
                ("consent_count", "yes"),
                ("wrote_before", "yes"),
            ])
        };
        vec![
            ("new", page(FormValues::default(), Vec::new(), None)),
            ("empty", page(FormValues::default(), vec![Problem::new("narrative", "problem-empty")], None)),
            (
                "too-long",
                page(
                    everything(),
                    vec![
                        Problem::too_long("narrative", 120_000, 100_000),
                        Problem::too_long("travel_to", 3_000, 2_000),
                        Problem::new("danger", "problem-unreadable"),
                        Problem::new("no_such_field", "problem-unreadable"),
                    ],
                    None,
                ),
            ),
            ("busy", page(everything(), Vec::new(), Some(Retry::Busy))),
            ("queue", page(everything(), Vec::new(), Some(Retry::Queue { wait_minutes: 1 }))),
            ("too-many", page(everything(), Vec::new(), Some(Retry::TooMany { wait_minutes: 4 }))),
            ("too-large", page(everything(), Vec::new(), Some(Retry::FilesTooLarge))),
            ("unreadable", page(everything(), Vec::new(), Some(Retry::Unreadable))),
        ]
    }
}

impl AnswerPage {
    /// Samples by name.
    pub fn samples(chrome: &Chrome) -> Vec<(&'static str, Self)> {
        let page = |words_first: Option<bool>, outcome: Outcome| Self {
            chrome: chrome.clone(),
            receipt: words_first.map(|words_first| ReceiptView { words: WORDS.to_owned(), digits: DIGITS.to_owned(), words_first }),
            outcome,
            session: "c2Vzc2lvbg".repeat(10),
            rules: vec!["C7".to_owned(), "U2".to_owned(), "no-such-rule".to_owned()],
            methods: vec!["contact.officials".to_owned(), "travel.lure".to_owned(), "no.such".to_owned()],
            file_report: if outcome == Outcome::Repeated { Vec::new() } else { files() },
            upload_broken: outcome == Outcome::Added,
            file_limit_mb: 200,
            clean_photos: true,
        };
        vec![
            ("words", page(Some(true), Outcome::New)),
            ("digits", page(Some(false), Outcome::Repeated)),
            ("added", page(Some(true), Outcome::Added)),
            ("no-answer", page(None, Outcome::New)),
        ]
    }
}

impl MailboxEntryPage {
    /// Samples by name.
    pub fn samples(chrome: &Chrome) -> Vec<(&'static str, Self)> {
        [
            ("new", None),
            ("empty", Some(ReceiptProblem::Empty)),
            ("one-word", Some(ReceiptProblem::WordCount(1))),
            ("eleven-words", Some(ReceiptProblem::WordCount(11))),
            ("unknown-word", Some(ReceiptProblem::UnknownWord(3))),
            ("digits", Some(ReceiptProblem::DigitCount(39))),
            ("checksum", Some(ReceiptProblem::Checksum)),
            ("not-found", Some(ReceiptProblem::NotFound)),
            ("locked", Some(ReceiptProblem::Locked)),
        ]
        .into_iter()
        .map(|(name, problem)| (name, Self { chrome: scripted(chrome), problem }))
        .collect()
    }
}

impl WithdrawPage {
    /// Samples by name.
    pub fn samples(chrome: &Chrome) -> Vec<(&'static str, Self)> {
        vec![("asked", Self { chrome: chrome.clone(), session: "c2Vzc2lvbg".repeat(10) })]
    }
}

impl WithdrawnPage {
    /// Samples by name.
    pub fn samples(chrome: &Chrome) -> Vec<(&'static str, Self)> {
        vec![("done", Self { chrome: chrome.clone() })]
    }
}

impl MailboxPage {
    /// Samples by name.
    pub fn samples(chrome: &Chrome) -> Vec<(&'static str, Self)> {
        let page = || Self {
            chrome: chrome.clone(),
            session: "c2Vzc2lvbg".repeat(10),
            ends: "2027-05-19".to_owned(),
            replies: Vec::new(),
            troubled: 0,
            gaps: false,
            sent: vec![SentView { number: 0, day: "2026-11-20".to_owned(), files: 0, collected: false }],
            values: FormValues::default(),
            problems: Vec::new(),
            notices: vec!["notice-checked".to_owned()],
            file_report: Vec::new(),
            file_limit_mb: 200,
            clean_photos: true,
            can_answer: true,
            older: false,
        };
        let reply = |number: u32, text: &str| ReplyView {
            id: format!("{number:032x}"),
            number,
            day: "2026-11-21".to_owned(),
            author: "Heron".to_owned(),
            text: text.to_owned(),
        };
        let sent = |number, files, collected| SentView { number, day: "2026-11-22".to_owned(), files, collected };
        let full = Self {
            replies: vec![
                reply(1, "Thank you for writing.\nPlease wait before you book a ticket."),
                reply(3, HOSTILE),
                reply(4, "ساقچىلار ئۆيۈمگە كەلدى"),
            ],
            troubled: 2,
            gaps: true,
            sent: vec![sent(0, 2, true), sent(1, 1, false), sent(2, 0, false)],
            notices: vec!["notice-message-sent".to_owned(), "notice-files-sent".to_owned()],
            file_report: files(),
            ..page()
        };
        let wrong = Self {
            values: typed(&[("text", HOSTILE), ("danger", "now")]),
            problems: vec![Problem::new("text", "problem-message-empty")],
            notices: vec!["notice-not-deleted".to_owned()],
            troubled: 1,
            ..page()
        };
        let closed = Self { can_answer: false, notices: vec!["notice-deleted".to_owned()], ..page() };
        vec![("waiting", page()), ("full", full), ("wrong", wrong), ("closed", closed)]
    }
}

impl TravelPage {
    /// Samples by name.
    pub fn samples(chrome: &Chrome) -> Vec<(&'static str, Self)> {
        let page = |values: FormValues, problems: Vec<Problem>| Self { chrome: chrome.clone(), values, problems };
        let values =
            typed(&[("origin", "CN"), ("travel_via", "AE"), ("travel_via", HOSTILE), ("travel_to", "XX"), ("travel_when", HOSTILE)]);
        let problems = vec![Problem::new("origin", "travel-problem-origin"), Problem::new("travel_to", "travel-problem-place")];
        vec![("new", page(FormValues::default(), Vec::new())), ("wrong", page(values, problems))]
    }
}

impl TravelAnswerPage {
    /// Samples by name: each verdict, old facts, and the most that can be asked.
    pub fn samples(chrome: &Chrome) -> Vec<(&'static str, Self)> {
        let facts = Travel::builtin();
        let page = |origin: &str, places: &[&str], when: &str, later: i64| {
            let route = Route {
                origin: Place::parse(origin).unwrap_or_else(|| facts.origins()[0].place),
                places: places.iter().filter_map(|code| Place::parse(code)).collect(),
            };
            let asked = Asked { route, when: when.to_owned(), fields: vec![("origin".to_owned(), origin.to_owned())] };
            Self::new(chrome.clone(), facts, "The lawyers of Lantern House", asked, facts.newest_check() + later).may_report(origin != "ER")
        };
        vec![
            ("danger", page("CN", &["TR", "AE", "TH", "HK"], "tomorrow", 1)),
            ("advice", page("HK", &["FR", "CZ", "KE"], HOSTILE, 400)),
            ("nothing", page("CN", &["DE", "GB", "GL"], "", 1)),
            ("unheard", page("ER", &["SD"], "2030-01-01", 1)),
            ("full", page("CN", &["TH", "AE", "SA", "KH", "MA", "LA", "KE", "ES"], "", 400)),
        ]
    }
}

impl MessagePage {
    /// Samples by name.
    pub fn samples(chrome: &Chrome) -> Vec<(&'static str, Self)> {
        [
            ("not-found", MessageKind::NotFound),
            ("too-many", MessageKind::TooMany { wait_minutes: 3 }),
            ("busy", MessageKind::Busy),
            ("full", MessageKind::Full),
            ("locked", MessageKind::Locked),
            ("cross-site", MessageKind::CrossSite),
            ("bad-request", MessageKind::BadRequest),
            ("too-large", MessageKind::TooLarge),
            ("timeout", MessageKind::Timeout),
            ("internal", MessageKind::Internal { incident: "7f3a 09c2".to_owned() }),
            ("unsupported", MessageKind::Unsupported),
        ]
        .into_iter()
        .map(|(name, kind)| {
            let kept = matches!(kind, MessageKind::Timeout | MessageKind::Busy | MessageKind::Full | MessageKind::Locked)
                .then(|| HOSTILE.to_owned());
            let part_missing = kind == MessageKind::Timeout;
            (name, Self { chrome: chrome.clone(), kind, kept, part_missing })
        })
        .collect()
    }
}

/// Every sample of every page in one language: its name ("report-new") and its markup.
pub fn render_all(cat: &Arc<Catalog>, enabled: &[Arc<Catalog>]) -> Result<Vec<(String, String)>, askama::Error> {
    let at = |path: &str| chrome(cat, enabled, path);
    let mut pages = Vec::new();
    add(&mut pages, "home", HomePage::samples(&at("/")))?;
    add(&mut pages, "advisories", AdvisoriesPage::samples(&at("/advisories")))?;
    add(&mut pages, "safety", SafetyPage::samples(&at("/safety")))?;
    add(&mut pages, "report", ReportPage::samples(&at("/report")))?;
    add(&mut pages, "answer", AnswerPage::samples(&at("/report")))?;
    add(&mut pages, "mailbox-entry", MailboxEntryPage::samples(&at("/mailbox")))?;
    add(&mut pages, "mailbox", MailboxPage::samples(&at("/mailbox")))?;
    add(&mut pages, "withdraw", WithdrawPage::samples(&at("/mailbox")))?;
    add(&mut pages, "withdrawn", WithdrawnPage::samples(&at("/mailbox")))?;
    add(&mut pages, "locked", LockedPage::samples(&at("/mailbox")))?;
    add(&mut pages, "travel", TravelPage::samples(&at("/travel")))?;
    add(&mut pages, "travel-answer", TravelAnswerPage::samples(&at("/travel")))?;
    add(&mut pages, "message", MessagePage::samples(&at("/")))?;
    Ok(pages)
}

fn add<P: Page>(pages: &mut Vec<(String, String)>, kind: &str, samples: Vec<(&'static str, P)>) -> Result<(), askama::Error> {
    for (name, page) in samples {
        pages.push((format!("{kind}-{name}"), page.html()?));
    }
    Ok(())
}
