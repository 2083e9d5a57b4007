//! The same answers, the same urgency: the domain's own table of cases, and dates as people write them.

use crate::{NOW, hold, rules};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tocsin_domain::{
    clock::day_of,
    fields::{FACTS, FieldKind},
    triage::{RuleSet, TriageInput},
};

#[derive(Deserialize)]
struct Case {
    name: String,
    #[serde(default)]
    methods: Vec<String>,
    #[serde(default)]
    danger: String,
    #[serde(default)]
    facts: BTreeMap<String, String>,
    #[serde(default = "yes")]
    text: bool,
    #[serde(default)]
    files: bool,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

/// Times as people write them, around 2026-11-23.
const TIMES: &[&str] = &[
    "2026-11-22",
    "2026-11-21",
    "2026-11-23",
    "23.11.2026",
    " 26.11.2026 ",
    "27.11.2026",
    "7.12.2026",
    "8.12.2026",
    "2026-12-7",
    "am 26.11.2026 um 12",
    "26.11.2026.",
    "-26.11.2026-",
    "2026-11-26/2026-11-24",
    "26.11",
    "26.11.26",
    "٢٦.١١.٢٠٢٦",
    "۲۰۲۶-۱۱-۲۵",
    "２０２６-11-24",
    "2026—11—24",
    "2026-02-29",
    "31.11.2026",
    "0.12.2026",
    "12.0.2026",
    "2026-13-01",
    "99999-1-1",
    "1.1.1",
    "2026-11-24-1",
    "1899-12-31",
    "3000-01-01",
    "now",
    "TODAY",
    "to-morrow",
    "to morrow",
    "soon",
    "in 3 days",
    "within 3 days",
    "Within-2-Weeks",
    "3_days",
    "next week",
    "",
    "\u{85}now\u{85}",
    "\u{feff}now",
    "tomorrow\u{200b}",
    "İ",
    "ſoon",
    "ＮＯＷ",
    "n\u{307}ow",
    "later\n2026-11-24",
    "2026-11-24\nnever",
    "2026-11-20\r\n2026-11-25",
    "\n\n2026-12-01\n",
    "ночь",
    "明天",
    "nownownownownownownownownownownow",
    "                                        now",
];

const ANSWERS: &[&str] = &[
    "yes",
    "Y",
    " t r u e ",
    "ON",
    "1",
    "no",
    "n",
    "False",
    "off",
    "0",
    "unsure",
    "unknown",
    "un-known",
    "",
    " ",
    "是",
    "нет",
    "no\nyes",
    "yes\nno",
    "unknown\nunsure",
    "K",
    "ＹＥＳ",
    "yes\u{85}",
    "yes\u{feff}",
    "ye\u{301}s",
];

#[test]
fn the_same_answers_give_the_same_urgency() {
    let table: Cases = toml::from_str(include_str!("../../src/domain/tests/triage_cases.toml")).unwrap();
    let mut cases = table.case;
    assert!(cases.len() >= 40);
    let mut add = |name: String, methods: &[&str], danger: &str, facts: &[(&str, &str)], text: bool, files: bool| {
        let methods = methods.iter().map(|m| (*m).to_owned()).collect();
        let facts = facts.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        cases.push(Case { name, methods, danger: danger.to_owned(), facts, text, files });
    };
    for time in TIMES {
        add(format!("travel {time:?}"), &["travel.lure"], "", &[("travel_when", time)], true, false);
        add(format!("deadline {time:?}"), &["contact.threat", "legal.passport"], "later", &[("deadline_when", time)], true, false);
    }
    for answer in ANSWERS {
        for (name, kind) in FACTS.iter().filter(|(_, kind)| *kind == FieldKind::Choice) {
            debug_assert!(*kind == FieldKind::Choice);
            add(format!("{name} {answer:?}"), &["person.at_door"], "no", &[(name, answer)], true, false);
        }
    }
    for danger in ["now", "yes", "NOW\u{85}", "within-3-days", "Within 2 Weeks", "3days ", "later", "no", "?", "unknown", "now now"] {
        add(format!("danger {danger:?}"), &["other.unsure", "no.such"], danger, &[("child", "yes")], false, false);
    }
    for method in crate::methods() {
        add(format!("only {method}"), &[&method], "", &[], true, false);
    }
    for (text, files) in [(true, true), (true, false), (false, true), (false, false)] {
        add(format!("text {text}, files {files}"), &[], "", &[], text, files);
    }
    let today = day_of(NOW);
    let set = RuleSet::builtin();
    let cases: Vec<Value> = cases
        .iter()
        .map(|case| {
            let Case { name, methods, danger, facts, text, files } = case;
            let input = TriageInput { methods, danger, facts, has_text: *text, has_files: *files, today };
            let decision = set.evaluate(&input);
            json!({
                "name": name, "methods": methods, "danger": danger, "facts": facts, "text": text, "files": files,
                "urgency": decision.urgency, "wakes": decision.wakes,
                "rules": decision.rules.iter().map(|rule| &rule.id).collect::<Vec<_>>(),
            })
        })
        .collect();
    hold("urgency.json", &json!({ "now": NOW, "today": today, "rules": rules(), "cases": cases }));
}
