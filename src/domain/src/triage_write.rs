//! The rules as data for a sealer elsewhere: the keys are those of the rule file, so that one reader suffices.

use serde::{Serialize, Serializer, ser::SerializeMap as _};

use crate::triage::{Condition, Rule, RuleSet, When};

/// `{"rule_set": name, "rules": […]}`.
impl Serialize for RuleSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("rule_set", &self.name)?;
        map.serialize_entry("rules", &self.rules)?;
        map.end()
    }
}

/// A rule as in the file.
impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("urgency", &self.urgency)?;
        map.serialize_entry("wakes", &self.wakes)?;
        map.serialize_entry("sentence", &self.sentence)?;
        match &self.when {
            When::Any(alternatives) => {
                let alternatives: Vec<Alternative<'_>> = alternatives.iter().map(|all| Alternative(all)).collect();
                map.serialize_entry("when", &alternatives)?;
            }
            When::Otherwise => map.serialize_entry("otherwise", &true)?,
        }
        map.end()
    }
}

/// Conditions that must all hold: a table, each key once as in the file.
struct Alternative<'a>(&'a [Condition]);

impl Serialize for Alternative<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for condition in self.0 {
            match condition {
                Condition::Method(codes) => map.serialize_entry("method", codes)?,
                Condition::Danger(answers) => {
                    let answers: Vec<&str> = answers.iter().map(|answer| answer.as_str()).collect();
                    map.serialize_entry("danger", &answers)?;
                }
                Condition::Choice(field, answers) => map.serialize_entry(field, answers)?,
                Condition::Within("travel_when", days) => map.serialize_entry("travel_within", days)?,
                Condition::Within(_, days) => map.serialize_entry("deadline_within", days)?,
                Condition::HasText(expected) => map.serialize_entry("has_text", expected)?,
                Condition::HasFiles(expected) => map.serialize_entry("has_files", expected)?,
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn written_rules_are_the_rules_of_the_file() {
        let written = serde_json::to_value(RuleSet::builtin()).unwrap();
        let file: toml::Table = include_str!("../../../config/triage.toml").parse().unwrap();
        let mut rules: Vec<Value> = file["rule"].as_array().unwrap().iter().map(|rule| serde_json::to_value(rule).unwrap()).collect();
        for rule in &mut rules {
            let rule = rule.as_object_mut().unwrap();
            rule.entry("wakes").or_insert(json!(false));
        }
        assert!(rules.len() > 20);
        assert_eq!(written["rules"], Value::Array(rules));
        assert_eq!(written["rule_set"], format!("tocsin.triage/1 {}", file["version"].as_str().unwrap()));
    }
}
