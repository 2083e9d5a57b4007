//! The report form. Field names and values are a promise, written down in `docs/form.md`.

use askama::Template;

use super::forms::{Ask, ChoiceView, Part, Problem, Question, QuestionView, YES_NO_UNSURE, summary};
use super::{Chrome, FormValues, MethodGroup, Page};

/// Why a report that arrived was not taken, so that it must be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Too many people at once.
    Busy,
    /// A long line: the form holds a place in it.
    Queue {
        /// Whole minutes until it is worth trying again.
        wait_minutes: u32,
    },
    /// Too much from this side.
    TooMany {
        /// Whole minutes until it is worth trying again.
        wait_minutes: u32,
    },
    /// The files are too large together.
    FilesTooLarge,
    /// A part was not text.
    Unreadable,
}

/// The form for a new report.
#[derive(Template)]
#[template(path = "pages/report.html")]
pub struct ReportPage {
    /// The frame.
    pub chrome: Chrome,
    /// The form's token; the first field, so that it arrives before anything that may break off.
    pub token: String,
    /// What was typed, after an error.
    pub values: FormValues,
    /// What to look at, shown on top and beside the fields.
    pub problems: Vec<Problem>,
    /// Most megabytes of files in one report.
    pub file_limit_mb: u64,
    /// Whether the box for clean copies of photographs is ticked.
    pub clean_photos: bool,
    /// Whether there is no room for files; text is still taken.
    pub files_refused: bool,
    /// Why it must be sent again, if it must.
    pub retry: Option<Retry>,
    /// A place in line, sent back with the form.
    pub place: Option<String>,
    /// Whether to explain before the form (not again after an error).
    pub intro: bool,
    /// The taxonomy.
    pub groups: Vec<MethodGroup>,
}

const FIRST: [Question; 3] = [
    Question { name: "narrative", label: "q-narrative", hint: Some("q-narrative-hint"), ask: Ask::Long },
    Question {
        name: "danger",
        label: "q-danger",
        hint: None,
        ask: Ask::Radios(&[
            ("now", "danger-now"),
            ("3days", "danger-3days"),
            ("2weeks", "danger-2weeks"),
            ("later", "danger-later"),
            ("no", "danger-no"),
            ("unknown", "danger-unknown"),
        ]),
    },
    Question {
        name: "answer_here",
        label: "q-answer",
        hint: Some("q-answer-hint"),
        ask: Ask::Radios(&[("yes", "answer-yes"), ("no", "answer-no")]),
    },
];

const FACTS: [Question; 13] = [
    fact("safe_now", "q-safe-now"),
    fact("at_door", "q-at-door"),
    fact("held", "q-held"),
    line("held_who", "q-held-who", None),
    fact("child", "q-child"),
    line("travel_to", "q-travel-to", None),
    line("travel_when", "q-travel-when", Some("q-when-hint")),
    line("travel_from", "q-travel-from", None),
    line("travel_via", "q-travel-via", None),
    fact("deadline", "q-deadline"),
    line("deadline_when", "q-deadline-when", None),
    fact("knows_address", "q-knows-address"),
    fact("papers", "q-papers"),
];

const PERSON: [Question; 5] = [
    Question {
        name: "at_risk",
        label: "q-at-risk",
        hint: None,
        ask: Ask::Radios(&[("me", "at-risk-me"), ("other", "at-risk-other"), ("both", "at-risk-both")]),
    },
    line("at_risk_who", "q-at-risk-who", None),
    Question { name: "never_contact", label: "q-never-contact", hint: Some("q-never-contact-hint"), ask: Ask::Area },
    Question { name: "contact", label: "q-contact", hint: Some("q-contact-hint"), ask: Ask::Area },
    tick("not_my_community", "q-not-community"),
];

const CONSENT: [Question; 4] = [
    tick("consent_pass_on", "consent-pass-on"),
    tick("consent_count", "consent-count"),
    tick("consent_publish", "consent-publish"),
    tick("consent_keep", "consent-keep"),
];

const BEFORE: [Question; 1] = [tick("wrote_before", "q-wrote-before")];

const fn fact(name: &'static str, label: &'static str) -> Question {
    Question { name, label, hint: None, ask: YES_NO_UNSURE }
}

const fn line(name: &'static str, label: &'static str, hint: Option<&'static str>) -> Question {
    Question { name, label, hint, ask: Ask::Line }
}

const fn tick(name: &'static str, label: &'static str) -> Question {
    Question { name, label, hint: None, ask: Ask::Tick }
}

/// A group of the taxonomy, ready to show.
struct GroupView {
    label: String,
    choices: Vec<ChoiceView>,
}

impl ReportPage {
    fn first(&self) -> Vec<QuestionView> {
        self.views(&FIRST)
    }

    fn parts(&self) -> Vec<Part> {
        vec![
            self.part("part-facts", Some("part-facts-hint"), &FACTS, Some("feelings")),
            self.part("part-person", None, &PERSON, None),
            self.part("part-consent", Some("part-consent-hint"), &CONSENT, None),
            self.part("part-before", None, &BEFORE, None),
        ]
    }

    fn part(&self, title: &str, hint: Option<&str>, questions: &[Question], after: Option<&str>) -> Part {
        Part {
            title: self.chrome.t(title),
            hint: hint.map(|id| self.chrome.t(id)),
            questions: self.views(questions),
            after: after.map(|id| self.chrome.t(id)),
        }
    }

    fn views(&self, questions: &[Question]) -> Vec<QuestionView> {
        questions.iter().map(|q| QuestionView::new(&self.chrome, q, &self.values, &self.problems)).collect()
    }

    fn group_views(&self) -> Vec<GroupView> {
        let choice = |code: &String| ChoiceView {
            value: code.clone(),
            label: self.chrome.label("method", code),
            checked: self.values.has("method", code),
        };
        self.groups
            .iter()
            .map(|group| GroupView { label: self.chrome.label("group", &group.code), choices: group.methods.iter().map(choice).collect() })
            .collect()
    }

    fn methods_open(&self) -> bool {
        self.values.all("method").next().is_some()
    }

    fn summary(&self) -> Vec<(Option<String>, String)> {
        let files = (!self.files_refused).then_some("files");
        let asked = FIRST.iter().chain(&FACTS).chain(&PERSON).chain(&CONSENT).chain(&BEFORE);
        let fields: Vec<&str> = asked.map(|q| q.name).chain(files).collect();
        let mut lines = summary(&self.chrome, &self.problems, &fields);
        if let Some(retry) = self.retry {
            let files = files.map(|_| "#f-files");
            let (anchor, sentence) = match retry {
                Retry::Busy => (None, self.chrome.t("problem-busy")),
                Retry::Queue { wait_minutes } => (None, self.chrome.n("problem-queue", "minutes", wait_minutes.max(1))),
                Retry::TooMany { wait_minutes } => (None, self.chrome.n("problem-too-many", "minutes", wait_minutes.max(1))),
                Retry::FilesTooLarge => (files, self.chrome.n("problem-files-too-large", "limit", self.file_limit_mb)),
                Retry::Unreadable => (Some("#f-narrative"), self.chrome.t("problem-unreadable")),
            };
            lines.insert(0, (anchor.map(str::to_owned), sentence));
        }
        lines
    }

    /// Whether to say that all that was written is still here.
    fn kept(&self) -> bool {
        !self.values.is_empty() && !matches!(self.retry, Some(Retry::Unreadable))
    }
}

impl Page for ReportPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn padded(&self) -> bool {
        !self.values.is_empty() || !self.problems.is_empty() || self.retry.is_some()
    }
}
