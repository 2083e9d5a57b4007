//! The embedded rules: the table of cases, the promises that hold for every report, and refused rule files.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;
use tocsin_domain::{
    clock,
    fields::{FACTS, FieldKind},
    taxonomy::Taxonomy,
    triage::{Decision, RuleError, RuleSet, TriageInput},
    urgency::Urgency,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
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
    urgency: Urgency,
    #[serde(default)]
    wakes: bool,
    #[serde(default)]
    rules: Vec<String>,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

fn today() -> i64 {
    clock::parse_date("2026-11-23").unwrap()
}

fn evaluate(methods: &[String], danger: &str, facts: &BTreeMap<String, String>) -> Decision {
    let input = TriageInput { methods, danger, facts, has_text: true, has_files: false, today: today() };
    RuleSet::builtin().evaluate(&input)
}

#[test]
fn every_case_of_the_table_gets_its_urgency_and_says_why() {
    let cases: Cases = toml::from_str(include_str!("triage_cases.toml")).unwrap();
    assert!(cases.case.len() >= 40, "{} cases", cases.case.len());
    let rules = RuleSet::builtin();
    for case in cases.case {
        let decision = rules.evaluate(&TriageInput {
            methods: &case.methods,
            danger: &case.danger,
            facts: &case.facts,
            has_text: case.text,
            has_files: case.files,
            today: today(),
        });
        assert_eq!(decision.urgency, case.urgency, "{}: {:?}", case.name, decision.rules);
        assert_eq!(decision.wakes, case.wakes, "{}: {:?}", case.name, decision.rules);
        assert!(!decision.rules.is_empty(), "{}: no reason given", case.name);
        for id in &case.rules {
            assert!(decision.rules.iter().any(|hit| hit.id == *id), "{}: {id} is not in {:?}", case.name, decision.rules);
        }
    }
}

#[test]
fn every_method_starts_at_its_default_urgency_and_no_higher() {
    for method in Taxonomy::builtin().groups().iter().flat_map(|group| group.methods.clone()) {
        let decision = evaluate(std::slice::from_ref(&method.code), "", &BTreeMap::new());
        assert_eq!(decision.urgency, method.default, "{}", method.code);
        assert_eq!(decision.wakes, method.default == Urgency::Critical, "{}", method.code);
    }
}

#[test]
fn every_method_a_rule_names_exists() {
    let file: toml::Table = include_str!("../../../config/triage.toml").parse().unwrap();
    let taxonomy = Taxonomy::builtin();
    for rule in file["rule"].as_array().unwrap() {
        for alternative in rule.get("when").and_then(toml::Value::as_array).into_iter().flatten() {
            for code in alternative.get("method").and_then(toml::Value::as_array).into_iter().flatten() {
                assert!(taxonomy.contains(code.as_str().unwrap()), "{}: {code}", rule["id"]);
            }
        }
    }
}

#[test]
fn the_most_urgent_reason_stands_first_and_the_rule_set_is_named() {
    let decision = evaluate(&["online.hack".into()], "now", &BTreeMap::new());
    assert_eq!(decision.rules.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>(), ["D1", "U6"]);
    assert!(decision.rule_set.starts_with("tocsin.triage/1 2026-"), "{}", decision.rule_set);
}

#[test]
fn a_malformed_rule_file_is_refused_by_rule_and_field() {
    let good = "format = \"tocsin.triage/1\"\nversion = \"t\"\n[[rule]]\nid = \"A\"\nurgency = \"critical\"\nwakes = true\nsentence = \"s\"\nwhen = [{ safe_now = [\"no\"] }]\n";
    assert!(RuleSet::from_toml(good).is_ok());
    let refusals = [
        ("id = \"A\"", "", "#1", "id"),
        ("\"critical\"", "\"severe\"", "A", "urgency"),
        ("\"critical\"", "\"urgent\"", "A", "wakes"),
        ("wakes = true", "wakes = \"yes\"", "A", "wakes"),
        ("wakes = true\n", "", "A", "wakes"),
        ("sentence = \"s\"", "sentence = \" \"", "A", "sentence"),
        ("sentence = \"s\"", "sentence = \"s\"\ncolour = 1", "A", "colour"),
        ("[{ safe_now = [\"no\"] }]", "[]", "A", "when"),
        ("[{ safe_now = [\"no\"] }]", "[{}]", "A", "when"),
        ("[{ safe_now = [\"no\"] }]", "7", "A", "when"),
        ("safe_now = [\"no\"]", "safe_now = [\"No\"]", "A", "safe_now"),
        ("safe_now = [\"no\"]", "safe_now = []", "A", "safe_now"),
        ("safe_now = [\"no\"]", "safe_now = \"no\"", "A", "safe_now"),
        ("safe_now = [\"no\"]", "safe_nwo = [\"no\"]", "A", "safe_nwo"),
        ("safe_now = [\"no\"]", "contact = [\"no\"]", "A", "contact"),
        ("safe_now = [\"no\"]", "danger = [\"soon\"]", "A", "danger"),
        ("safe_now = [\"no\"]", "method = [1]", "A", "method"),
        ("safe_now = [\"no\"]", "travel_within = -1", "A", "travel_within"),
        ("safe_now = [\"no\"]", "deadline_within = 4000", "A", "deadline_within"),
        ("safe_now = [\"no\"]", "has_text = 1", "A", "has_text"),
        ("when = [{ safe_now = [\"no\"] }]", "otherwise = true", "A", "otherwise"),
        ("when =", "otherwise = true\nwhen =", "A", "otherwise"),
    ];
    for (from, to, rule, field) in refusals {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from} is not in the good file");
        match RuleSet::from_toml(&bad) {
            Err(RuleError::Rule { rule: named, field: at, .. }) => assert_eq!((named.as_str(), at.as_str()), (rule, field), "{bad}"),
            other => panic!("{to}: {:?}", other.map(|_| ())),
        }
    }
    let twice = format!("{good}{}", good.split_once("[[rule]]").map(|(_, rule)| format!("[[rule]]{rule}")).unwrap());
    assert!(matches!(RuleSet::from_toml(&twice), Err(RuleError::Rule { field, .. }) if field == "id"));
    for (from, to, field) in
        [("triage/1", "triage/2", "format"), ("version = \"t\"\n", "", "version"), ("version", "more = 1\nversion", "more")]
    {
        let bad = good.replacen(from, to, 1);
        assert!(matches!(RuleSet::from_toml(&bad), Err(RuleError::File { field: at, .. }) if at == field), "{field}");
    }
    assert!(matches!(RuleSet::from_toml("rule = ["), Err(RuleError::Syntax(_))));
}

fn any_methods() -> impl Strategy<Value = Vec<String>> {
    let codes: Vec<String> =
        Taxonomy::builtin().groups().iter().flat_map(|group| group.methods.iter().map(|method| method.code.clone())).collect();
    proptest::collection::vec(proptest::sample::select(codes), 0..4)
}

fn any_fact() -> impl Strategy<Value = (String, String)> {
    let names: Vec<_> = FACTS.iter().map(|(name, kind)| (*name, *kind)).collect();
    proptest::sample::select(names).prop_flat_map(|(name, kind)| {
        let words: &[&str] = match kind {
            FieldKind::Choice => &["yes", "no", "unsure", "Yes", "是"],
            FieldKind::Tick => &["yes"],
            FieldKind::Text => &["now", "3days", "2weeks", "2026-11-24", "1.12.2026", "2027-06-01", "next week", "self"],
        };
        (Just(name.to_owned()), proptest::sample::select(words.to_vec()).prop_map(str::to_owned))
    })
}

fn any_danger() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec!["", "now", "3days", "2weeks", "later", "no", "unknown", "x"])
}

proptest! {
    #[test]
    fn another_fact_or_method_never_lowers_the_urgency(
        methods in any_methods(), danger in any_danger(), facts in proptest::collection::btree_map(any_fact(), Just(()), 0..5),
        more_methods in any_methods(), more in any_fact(),
    ) {
        let facts: BTreeMap<String, String> = facts.into_keys().collect();
        let before = evaluate(&methods, danger, &facts);
        let mut added = facts.clone();
        added.entry(more.0).or_insert(more.1);
        let all: Vec<String> = methods.iter().chain(&more_methods).cloned().collect();
        let after = evaluate(&all, danger, &added);
        prop_assert!(after.urgency >= before.urgency, "{:?} fell to {:?}", before, after);
        prop_assert!(after.wakes >= before.wakes, "{:?} stopped waking: {:?}", before, after);
    }

    #[test]
    fn an_answer_nobody_can_read_never_gives_less_than_silence(methods in any_methods(), danger in any_danger(), junk in "\\PC{1,20}") {
        let silence = evaluate(&methods, danger, &BTreeMap::new());
        for (name, _) in FACTS {
            let facts = BTreeMap::from([((*name).to_owned(), junk.clone())]);
            prop_assert!(evaluate(&methods, danger, &facts).urgency >= silence.urgency);
        }
    }

    #[test]
    fn junk_never_panics(method in ".*", danger in ".*", name in "[a-z_]{0,12}", value in ".*", today: i64, file in ".*") {
        let facts = BTreeMap::from([(name, value.clone()), ("travel_when".into(), value)]);
        let input = TriageInput { methods: &[method], danger: &danger, facts: &facts, has_text: false, has_files: true, today };
        prop_assert!(RuleSet::builtin().evaluate(&input).urgency >= Urgency::Urgent);
        let _ = RuleSet::from_toml(&file);
    }
}
