//! The interpreter of the triage rules. The rules are data (`config/triage.toml`): the highest wins, each hit says
//! its id and one sentence, nothing lowers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{clock, fields, report::Danger, urgency::Urgency};

pub use crate::triage_parse::RuleError;

const BUILTIN: &str = include_str!("../../../config/triage.toml");

/// What the rules look at.
#[derive(Clone, Copy)]
pub struct TriageInput<'a> {
    /// Method codes the reporter picked.
    pub methods: &'a [String],
    /// The answer to the danger question, as typed or in its short form.
    pub danger: &'a str,
    /// The other answers by field name, as typed.
    pub facts: &'a BTreeMap<String, String>,
    /// Whether anything was written in the narrative.
    pub has_text: bool,
    /// Whether files came along.
    pub has_files: bool,
    /// The day of sending, counted from 1970-01-01 (`clock::day_of`).
    pub today: i64,
}

/// One rule that held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleHit {
    /// The rule's id in the file.
    pub id: String,
    /// One English sentence for the caseworker; never holds what was typed.
    pub sentence: String,
}

/// What the rules decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The highest urgency of all rules that held.
    pub urgency: Urgency,
    /// Whether a rule that held wakes somebody.
    pub wakes: bool,
    /// Every rule that held, the most urgent first.
    pub rules: Vec<RuleHit>,
    /// Format and version of the rule set, e.g. `tocsin.triage/1 2026-11-24`.
    pub rule_set: String,
}

/// A checked set of rules.
#[derive(Debug, Clone)]
pub struct RuleSet {
    pub(crate) name: String,
    pub(crate) rules: Vec<Rule>,
}

#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) urgency: Urgency,
    pub(crate) wakes: bool,
    pub(crate) sentence: String,
    pub(crate) when: When,
}

#[derive(Debug, Clone)]
pub(crate) enum When {
    /// One alternative is enough; all conditions of an alternative must hold.
    Any(Vec<Vec<Condition>>),
    /// Holds when no other rule does.
    Otherwise,
}

#[derive(Debug, Clone)]
pub(crate) enum Condition {
    Method(Vec<String>),
    Danger(Vec<Danger>),
    Choice(&'static str, Vec<&'static str>),
    Within(&'static str, i64),
    HasText(bool),
    HasFiles(bool),
}

impl RuleSet {
    /// The rules this program was built with.
    ///
    /// # Panics
    /// Never in a built program: a test parses the embedded file.
    #[must_use]
    pub fn builtin() -> Self {
        match Self::from_toml(BUILTIN) {
            Ok(rules) => rules,
            Err(error) => unreachable!("the embedded rules are tested: {error}"),
        }
    }

    /// Reads a rule file.
    ///
    /// # Errors
    /// Names the rule and the field that are wrong.
    pub fn from_toml(text: &str) -> Result<Self, RuleError> {
        crate::triage_parse::rule_set(text)
    }

    /// Format and version, as sealed with every decision.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The ids of the rules, in the order of the file.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.id.as_str())
    }

    /// Applies every rule. Adding a method or a fact never lowers the result.
    #[must_use]
    pub fn evaluate(&self, input: &TriageInput<'_>) -> Decision {
        let mut hits: Vec<&Rule> = self.rules.iter().filter(|rule| rule.holds(input)).collect();
        if hits.is_empty() {
            hits.extend(self.rules.iter().filter(|rule| matches!(rule.when, When::Otherwise)));
        }
        // Stable: rules of one level keep the order of the file.
        hits.sort_by_key(|rule| std::cmp::Reverse(rule.urgency));
        Decision {
            urgency: hits.first().map_or(Urgency::Routine, |rule| rule.urgency),
            wakes: hits.iter().any(|rule| rule.wakes),
            rules: hits.iter().map(|rule| RuleHit { id: rule.id.clone(), sentence: rule.sentence.clone() }).collect(),
            rule_set: self.name.clone(),
        }
    }
}

impl Rule {
    fn holds(&self, input: &TriageInput<'_>) -> bool {
        match &self.when {
            When::Any(alternatives) => alternatives.iter().any(|all| all.iter().all(|condition| condition.holds(input))),
            When::Otherwise => false,
        }
    }
}

impl Condition {
    fn holds(&self, input: &TriageInput<'_>) -> bool {
        match self {
            Self::Method(codes) => input.methods.iter().any(|method| codes.contains(method)),
            Self::Danger(answers) => answers.contains(&Danger::parse(input.danger)),
            Self::Choice(field, answers) => lines(input, field).filter_map(fields::choice).any(|answer| answers.contains(&answer)),
            Self::Within(field, days) => {
                // From yesterday on: where the reporter is, it may still be that day.
                lines(input, field).filter_map(|line| days_ahead(line, input.today)).any(|ahead| (-1..=*days).contains(&ahead))
            }
            Self::HasText(expected) => input.has_text == *expected,
            Self::HasFiles(expected) => input.has_files == *expected,
        }
    }
}

/// A field sent twice is one fact of several lines; each line counts.
fn lines<'a>(input: &TriageInput<'a>, field: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    input.facts.get(field).map(String::as_str).unwrap_or_default().lines()
}

/// How many days ahead a typed time lies: the short answers of the form, a few plain words, or the nearest date
/// from yesterday on that stands anywhere in the text. `None` for everything else.
#[must_use]
pub fn days_ahead(text: &str, today: i64) -> Option<i64> {
    match fields::squeeze(text).as_str() {
        "now" | "today" => return Some(0),
        "tomorrow" => return Some(1),
        "3days" | "within3days" | "soon" => return Some(3),
        "2weeks" | "within2weeks" => return Some(14),
        _ => {}
    }
    let plain: String = text.chars().map(clock::ascii_digit).collect();
    plain
        .split(|character: char| !(character.is_ascii_digit() || matches!(character, '-' | '.')))
        .filter_map(|piece| clock::parse_date(piece.trim_matches(['.', '-'])))
        .map(|day| day.saturating_sub(today))
        .filter(|ahead| *ahead >= -1)
        .min()
}
