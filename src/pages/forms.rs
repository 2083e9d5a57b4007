//! What forms have in common: values kept as typed, problems named beside their field, and
//! questions as data, so that every field of a page is drawn and labelled in one way.

use super::Chrome;
use crate::i18n::Value;

/// The fields of a form as typed: name to values, in the order they came.
///
/// No Debug: these are a reporter's words.
#[derive(Clone, Default)]
pub struct FormValues(Vec<(String, String)>);

impl FormValues {
    /// Keeps these fields. Leave out what must not be echoed (tokens, receipts).
    pub fn new(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// The first value of a field, or nothing typed.
    pub fn first(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// Every value of a field.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Whether a field has this value among its values.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|v| v == value)
    }

    /// Whether nothing was typed at all.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|(_, value)| value.is_empty())
    }
}

/// Something to look at in a form: which field, and the sentence about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field's name; empty if it is about the whole form.
    pub field: String,
    /// The message's id ("problem-too-long").
    pub id: String,
    /// Numbers for the message's placeholders.
    pub args: Vec<(String, u64)>,
}

impl Problem {
    /// A problem without numbers.
    pub fn new(field: &str, id: &str) -> Self {
        Self { field: field.to_owned(), id: id.to_owned(), args: Vec::new() }
    }

    /// With a number for a placeholder.
    pub fn with(mut self, name: &str, number: u64) -> Self {
        self.args.push((name.to_owned(), number));
        self
    }

    /// A text that is too long: its length and the limit, in characters.
    pub fn too_long(field: &str, length: u64, limit: u64) -> Self {
        Self::new(field, "problem-too-long").with("length", length).with("limit", limit)
    }

    pub(super) fn sentence(&self, chrome: &Chrome) -> String {
        let args: Vec<(&str, Value)> = self.args.iter().map(|(n, v)| (n.as_str(), Value::Number(*v))).collect();
        chrome.cat.text_with(&self.id, &args)
    }
}

/// The problems on top of a form, ready to show: the anchor of the field, if it is among `fields`
/// (those the page shows), and the sentence.
pub(super) fn summary(chrome: &Chrome, problems: &[Problem], fields: &[&str]) -> Vec<(Option<String>, String)> {
    let anchor = |p: &Problem| fields.contains(&p.field.as_str()).then(|| format!("#f-{}", p.field));
    problems.iter().map(|p| (anchor(p), p.sentence(chrome))).collect()
}

/// How a question is asked.
pub(super) enum Ask {
    /// Radio buttons: value and label id. None is chosen beforehand.
    Radios(&'static [(&'static str, &'static str)]),
    /// One tick box, value "yes".
    Tick,
    /// One line of text.
    Line,
    /// Some lines of text.
    Area,
    /// A long text.
    Long,
}

/// The three answers most facts have.
pub(super) const YES_NO_UNSURE: Ask = Ask::Radios(&[("yes", "yes"), ("no", "no"), ("unsure", "unsure")]);

/// A question of a form.
pub(super) struct Question {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: Option<&'static str>,
    pub(super) ask: Ask,
}

/// A choice, ready to show.
pub(super) struct ChoiceView {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) checked: bool,
}

/// A question, ready to show.
pub(super) struct QuestionView {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) hint: Option<String>,
    pub(super) problem: Option<String>,
    pub(super) choices: Vec<ChoiceView>,
    pub(super) value: String,
    pub(super) kind: &'static str,
    pub(super) short: bool,
}

impl QuestionView {
    pub(super) fn new(chrome: &Chrome, question: &Question, values: &FormValues, problems: &[Problem]) -> Self {
        let choice = |(value, label): &(&str, &str)| ChoiceView {
            value: (*value).to_owned(),
            label: chrome.t(label),
            checked: values.has(question.name, value),
        };
        let (kind, choices) = match question.ask {
            Ask::Radios(list) => ("radio", list.iter().map(choice).collect()),
            Ask::Tick => ("tick", vec![choice(&("yes", question.label))]),
            Ask::Line => ("line", Vec::new()),
            Ask::Area => ("area", Vec::new()),
            Ask::Long => ("long", Vec::new()),
        };
        Self {
            name: question.name.to_owned(),
            label: chrome.t(question.label),
            hint: question.hint.map(|id| chrome.t(id)),
            problem: problems.iter().find(|p| p.field == question.name).map(|p| p.sentence(chrome)),
            short: choices.len() <= 3,
            choices,
            value: values.first(question.name).to_owned(),
            kind,
        }
    }

    /// Ids of the hint and the problem, for `aria-describedby`; empty if there is neither.
    pub(super) fn described(&self) -> String {
        let mut ids = Vec::new();
        if self.problem.is_some() {
            ids.push(format!("p-{}", self.name));
        }
        if self.hint.is_some() {
            ids.push(format!("h-{}", self.name));
        }
        ids.join(" ")
    }

    /// Whether something is typed, chosen or wrong here.
    pub(super) fn touched(&self) -> bool {
        self.problem.is_some() || !self.value.trim().is_empty() || self.choices.iter().any(|c| c.checked)
    }
}

/// A folded part of a form; open again if something in it was filled in.
pub(super) struct Part {
    pub(super) title: String,
    pub(super) hint: Option<String>,
    pub(super) questions: Vec<QuestionView>,
    pub(super) after: Option<String>,
}

impl Part {
    pub(super) fn open(&self) -> bool {
        self.questions.iter().any(QuestionView::touched)
    }
}
