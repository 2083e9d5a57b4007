//! The urgency computed again from what was sealed, and compared with what was claimed.

use std::collections::BTreeMap;

use tocsin_domain::{
    clock,
    triage::{Decision, RuleHit, RuleSet, TriageInput},
    urgency::Urgency,
};
use tocsin_seal::payload::{Message, Report, SealedUrgency};

use crate::visible::visible_line;

/// How urgent the case is, and why.
pub struct Verdict {
    /// The highest of all that was sealed and all that was computed again.
    pub level: Urgency,
    /// Reasons, the most urgent first, each once.
    pub rules: Vec<RuleHit>,
}

/// What one payload gives the rules.
struct Facts<'a> {
    what: String,
    methods: Vec<String>,
    danger: &'a str,
    facts: &'a BTreeMap<String, String>,
    has_text: bool,
    has_files: bool,
    written_at: i64,
    sealed: &'a SealedUrgency,
}

/// Applies the built-in rules to the report and every message. Warns where the sealed level differs from the computed
/// one, and where the server claims another level than both give.
pub fn review(report: &Report, messages: &[Message], claimed: &str) -> (Verdict, Vec<String>) {
    let rules = RuleSet::builtin();
    let mut warnings = Vec::new();
    let mut verdict = Verdict { level: Urgency::Routine, rules: Vec::new() };
    let mut decisions = Vec::new();
    let mut sealed_level = Urgency::Routine;
    for facts in std::iter::once(of_report(report)).chain(messages.iter().map(of_message)) {
        let decision = evaluate(&rules, &facts, facts.has_text, facts.has_files);
        // Files that are sent with the words count with them, and are sealed with a later message or without words.
        let sent_with_files = [evaluate(&rules, &facts, facts.has_text, true), evaluate(&rules, &facts, true, true)];
        match facts.sealed.level.parse::<Urgency>() {
            Ok(level) => {
                sealed_level = sealed_level.max(level);
                let as_computed = std::iter::once(&decision).chain(&sent_with_files).any(|fair| fair.urgency == level);
                if !as_computed {
                    warnings.push(difference(&facts, level, decision.urgency, rules.name()));
                }
            }
            Err(_) => warnings.push(format!("{}: the sealed urgency {:?} is none", facts.what, visible_line(&facts.sealed.level))),
        }
        decisions.push(decision);
    }
    decisions.sort_by_key(|decision| std::cmp::Reverse(decision.urgency));
    for decision in decisions {
        verdict.level = verdict.level.max(decision.urgency);
        verdict.add(decision.rules);
    }
    verdict.level = verdict.level.max(sealed_level);
    if verdict.rules.len() > 1 {
        // The rule for "nothing else held" says nothing once another rule holds somewhere.
        verdict.rules.retain(|rule| rule.id != "R1");
    }
    if claimed.parse() != Ok(sealed_level) {
        warnings.push(format!(
            "the server claims urgency {:?}; sealed is {sealed_level}, the facts give {}",
            visible_line(claimed),
            verdict.level
        ));
    }
    (verdict, warnings)
}

/// What the server noticed while the report came. Its word alone: a sign to look twice, nothing more.
pub fn junk(noticed: &[String]) -> Vec<String> {
    let sentence = |sign: &String| match sign.as_str() {
        "same-text" => "the server noticed: the same text came several times within a day; look whether it is junk".to_owned(),
        "many-from-one-side" => {
            "the server noticed: many reports came from the same side within an hour; look whether it is junk".to_owned()
        }
        other => format!("the server noticed something this program does not know: {:?}", visible_line(other)),
    };
    noticed.iter().map(sentence).collect()
}

impl Verdict {
    fn add(&mut self, rules: Vec<RuleHit>) {
        for rule in rules {
            if self.rules.iter().all(|known| known.id != rule.id) {
                self.rules.push(rule);
            }
        }
    }
}

fn evaluate(rules: &RuleSet, facts: &Facts<'_>, has_text: bool, has_files: bool) -> Decision {
    rules.evaluate(&TriageInput {
        methods: &facts.methods,
        danger: facts.danger,
        facts: facts.facts,
        has_text,
        has_files,
        today: clock::day_of(facts.written_at),
    })
}

fn difference(facts: &Facts<'_>, sealed: Urgency, computed: Urgency, rule_set: &str) -> String {
    let other_rules = if facts.sealed.rule_set == rule_set {
        String::new()
    } else {
        format!(" (sealed by rules {}, here {rule_set})", visible_line(&facts.sealed.rule_set))
    };
    format!("{}: sealed as {sealed}, its facts give {computed}{other_rules}; read it yourself", facts.what)
}

fn of_report(report: &Report) -> Facts<'_> {
    Facts {
        what: "report".to_owned(),
        methods: report.methods.clone(),
        danger: &report.danger,
        facts: &report.facts,
        has_text: !report.narrative.trim().is_empty(),
        has_files: !report.attachments.is_empty(),
        written_at: report.written_at,
        sealed: &report.urgency,
    }
}

/// A form sent again with other content is a message whose methods stand in the fact `method`.
fn of_message(message: &Message) -> Facts<'_> {
    let methods = message.facts.get("method").map(|codes| codes.split_whitespace().map(str::to_owned).collect());
    Facts {
        what: format!("message {}", message.seq),
        methods: methods.unwrap_or_default(),
        danger: &message.danger,
        facts: &message.facts,
        // The report before it has said something: files alone are nothing to be puzzled by here.
        has_text: true,
        has_files: !message.attachments.is_empty(),
        written_at: message.written_at,
        sealed: &message.urgency,
    }
}
