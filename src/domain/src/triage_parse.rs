//! Reads a rule file; every refusal names the rule and the field.

use toml::{Table, Value};

use crate::{
    fields::{self, FieldKind},
    report::Danger,
    triage::{Condition, Rule, RuleSet, When},
    urgency::Urgency,
};

const FORMAT: &str = "tocsin.triage/1";
/// A rule that looks further ahead than this is a slip of the pen.
const MAX_DAYS: i64 = 366;
const ANSWERS: [&str; 3] = ["yes", "no", "unsure"];

/// Why a rule file was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// Not TOML at all.
    #[error("the triage rules cannot be read: {0}")]
    Syntax(String),
    /// A field outside the rules.
    #[error("triage rules, field {field}: {problem}")]
    File {
        /// The field's name.
        field: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A field of one rule.
    #[error("triage rule {rule}, field {field}: {problem}")]
    Rule {
        /// The rule's id, or its place in the file (`#3`) where it has none.
        rule: String,
        /// The field's name.
        field: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// A field's name and what is wrong with it; the caller knows the rule.
type Wrong = (String, String);

pub(crate) fn rule_set(text: &str) -> Result<RuleSet, RuleError> {
    let mut file: Table = text.parse().map_err(|error: toml::de::Error| RuleError::Syntax(error.to_string()))?;
    let at_file = |(field, problem)| RuleError::File { field, problem };
    let format = string(&mut file, "format").map_err(at_file)?;
    if format != FORMAT {
        return Err(at_file(wrong("format", format!("{format:?} is not {FORMAT:?}"))));
    }
    let version = string(&mut file, "version").map_err(at_file)?;
    let Some(Value::Array(entries)) = file.remove("rule") else {
        return Err(at_file(wrong("rule", "at least one [[rule]] is needed")));
    };
    nothing_left(&file).map_err(at_file)?;
    let mut rules: Vec<Rule> = Vec::with_capacity(entries.len());
    for (at, entry) in entries.into_iter().enumerate() {
        let name = entry.get("id").and_then(Value::as_str).map_or_else(|| format!("#{}", at + 1), str::to_owned);
        let in_rule = |(field, problem)| RuleError::Rule { rule: name.clone(), field, problem };
        let parsed = rule(entry).map_err(in_rule)?;
        if rules.iter().any(|other| other.id == parsed.id) {
            return Err(in_rule(wrong("id", "another rule has this id")));
        }
        let second = |other: &Rule| matches!((&other.when, &parsed.when), (When::Otherwise, When::Otherwise));
        if rules.iter().any(second) {
            return Err(in_rule(wrong("otherwise", "another rule is the otherwise rule")));
        }
        rules.push(parsed);
    }
    Ok(RuleSet { name: format!("{FORMAT} {version}"), rules })
}

fn rule(entry: Value) -> Result<Rule, Wrong> {
    let Value::Table(mut table) = entry else {
        return Err(wrong("rule", "must be a table"));
    };
    let id = string(&mut table, "id")?;
    let urgency: Urgency = {
        let word = string(&mut table, "urgency")?;
        word.parse().map_err(|error| wrong("urgency", format!("{word:?}: {error}")))?
    };
    let wakes = boolean(table.remove("wakes"), "wakes")?;
    if wakes && urgency != Urgency::Critical {
        return Err(wrong("wakes", "only a critical rule may wake somebody"));
    }
    let sentence = string(&mut table, "sentence")?;
    let when = match (table.remove("when"), table.remove("otherwise")) {
        (Some(Value::Array(alternatives)), None) if !alternatives.is_empty() => {
            When::Any(alternatives.into_iter().map(alternative).collect::<Result<_, _>>()?)
        }
        (None, Some(Value::Boolean(true))) if urgency == Urgency::Routine => When::Otherwise,
        (None, Some(_)) => return Err(wrong("otherwise", "must be true, and the rule routine")),
        (Some(_), Some(_)) => return Err(wrong("otherwise", "cannot stand beside when")),
        _ => return Err(wrong("when", "must be a list of at least one alternative")),
    };
    nothing_left(&table)?;
    Ok(Rule { id, urgency, wakes, sentence, when })
}

fn alternative(value: Value) -> Result<Vec<Condition>, Wrong> {
    match value {
        Value::Table(table) if !table.is_empty() => table.into_iter().map(|(key, value)| condition(&key, value)).collect(),
        _ => Err(wrong("when", "an alternative must be a table of at least one condition")),
    }
}

fn condition(key: &str, value: Value) -> Result<Condition, Wrong> {
    match key {
        "method" => Ok(Condition::Method(words(key, value)?)),
        "danger" => Ok(Condition::Danger(danger_answers(words(key, value)?)?)),
        "travel_within" => Ok(Condition::Within("travel_when", days(key, &value)?)),
        "deadline_within" => Ok(Condition::Within("deadline_when", days(key, &value)?)),
        "has_text" => Ok(Condition::HasText(boolean(Some(value), key)?)),
        "has_files" => Ok(Condition::HasFiles(boolean(Some(value), key)?)),
        _ => match fields::fact(key) {
            Some((field, FieldKind::Choice)) => Ok(Condition::Choice(field, choice_answers(key, words(key, value)?)?)),
            Some(_) => Err(wrong(key, "is free text, which sets no level")),
            None => Err(wrong(key, "is no field of the form")),
        },
    }
}

fn danger_answers(answers: Vec<String>) -> Result<Vec<Danger>, Wrong> {
    let exact = |answer: String| {
        let danger = Danger::parse(&answer);
        if danger.as_str() == answer { Ok(danger) } else { Err(wrong("danger", format!("{answer:?} is no answer"))) }
    };
    answers.into_iter().map(exact).collect()
}

fn choice_answers(field: &str, answers: Vec<String>) -> Result<Vec<&'static str>, Wrong> {
    let exact = |answer: String| {
        let known = ANSWERS.into_iter().find(|known| *known == answer);
        known.ok_or_else(|| wrong(field, format!("{answer:?} is none of yes, no, unsure")))
    };
    answers.into_iter().map(exact).collect()
}

fn words(field: &str, value: Value) -> Result<Vec<String>, Wrong> {
    let list = match value {
        Value::Array(list) if !list.is_empty() => list,
        _ => return Err(wrong(field, "must be a list of at least one word")),
    };
    let word = |item| match item {
        Value::String(word) if !word.is_empty() => Ok(word),
        _ => Err(wrong(field, "holds something that is no word")),
    };
    list.into_iter().map(word).collect()
}

fn days(field: &str, value: &Value) -> Result<i64, Wrong> {
    match value {
        Value::Integer(days) if (0..=MAX_DAYS).contains(days) => Ok(*days),
        _ => Err(wrong(field, format!("must be a whole number of days from 0 to {MAX_DAYS}"))),
    }
}

fn string(table: &mut Table, field: &str) -> Result<String, Wrong> {
    match table.remove(field) {
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(text),
        Some(_) => Err(wrong(field, "must be text that is not empty")),
        None => Err(wrong(field, "is missing")),
    }
}

fn boolean(value: Option<Value>, field: &str) -> Result<bool, Wrong> {
    match value {
        Some(Value::Boolean(value)) => Ok(value),
        Some(_) => Err(wrong(field, "must be true or false")),
        None => Err(wrong(field, "is missing")),
    }
}

fn nothing_left(table: &Table) -> Result<(), Wrong> {
    table.keys().next().map_or(Ok(()), |key| Err(wrong(key, "is unknown")))
}

fn wrong(field: &str, problem: impl Into<String>) -> Wrong {
    (field.to_owned(), problem.into())
}
