//! The names and kinds of the form's fields, in one place; `docs/form.md` explains each.

/// What an answer may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// `yes`, `no` or `unsure`; anything else typed counts as unsure.
    Choice,
    /// A ticked box: `yes`, or absent.
    Tick,
    /// Free text up to [`FACT_LIMIT`] characters.
    Text,
}

/// Longest narrative or message, in Unicode scalar values.
pub const NARRATIVE_LIMIT: usize = 100_000;
/// Longest other text, in Unicode scalar values.
pub const FACT_LIMIT: usize = 10_000;
/// Fields this program does not know are kept only while a report has fewer facts than this.
pub const FACTS_LIMIT: usize = 64;

/// The optional fields of a report, in the order of the form.
pub const FACTS: &[(&str, FieldKind)] = &[
    ("safe_now", FieldKind::Choice),
    ("at_door", FieldKind::Choice),
    ("medical", FieldKind::Choice),
    ("held", FieldKind::Choice),
    ("held_who", FieldKind::Text),
    ("child", FieldKind::Choice),
    ("travel_from", FieldKind::Text),
    ("travel_to", FieldKind::Text),
    ("travel_via", FieldKind::Text),
    ("travel_when", FieldKind::Text),
    ("deadline", FieldKind::Choice),
    ("deadline_when", FieldKind::Text),
    ("knows_address", FieldKind::Choice),
    ("papers", FieldKind::Choice),
    ("at_risk", FieldKind::Text),
    ("at_risk_who", FieldKind::Text),
    ("never_contact", FieldKind::Text),
    ("contact", FieldKind::Text),
    ("not_my_community", FieldKind::Tick),
    ("consent_pass_on", FieldKind::Tick),
    ("consent_count", FieldKind::Tick),
    ("consent_publish", FieldKind::Tick),
    ("consent_keep", FieldKind::Tick),
    ("wrote_before", FieldKind::Tick),
    // Written by the parser itself: method codes that the taxonomy does not know.
    ("method_other", FieldKind::Text),
];

/// The facts a later message carries beside its text and its danger answer.
pub const MESSAGE_FACTS: &[&str] = &["safe_now", "at_door", "held", "travel_from", "travel_to", "travel_via", "travel_when"];

/// Fields that steer the form and are no part of a report.
pub const CONTROLS: &[&str] = &[
    "token",
    "session",
    "receipt",
    "files",
    "file",
    "clean_photos",
    "language",
    "lang",
    "action",
    "send",
    "submit",
    "add",
    "script",
    "csrf",
    "id",
    "page",
    "place",
    "work",
    "work_nonce",
];

/// The static name and kind of a known fact.
#[must_use]
pub fn fact(name: &str) -> Option<(&'static str, FieldKind)> {
    FACTS.iter().copied().find(|(known, _)| *known == name)
}

/// The one form of a choice: lower case without blanks, `-` and `_`. Common short forms are understood; an answer in no
/// known form is `unsure`, because it was given and cannot be read. Empty and `unknown` are no answer at all.
#[must_use]
pub fn choice(typed: &str) -> Option<&'static str> {
    match squeeze(typed).as_str() {
        "" | "unknown" => None,
        "yes" | "y" | "true" | "on" | "1" => Some("yes"),
        "no" | "n" | "false" | "off" | "0" => Some("no"),
        _ => Some("unsure"),
    }
}

/// Lower case, blanks and joining marks taken out; bounded, since only short words are compared.
pub(crate) fn squeeze(typed: &str) -> String {
    typed
        .chars()
        .filter(|character| !character.is_whitespace() && !matches!(character, '-' | '_'))
        .take(32)
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_understood_in_any_case_and_spacing() {
        for typed in ["no", " No ", "NO", "n o"] {
            assert_eq!(choice(typed), Some("no"), "{typed}");
        }
        for typed in ["", "  ", "unknown", "UNKNOWN"] {
            assert_eq!(choice(typed), None, "{typed:?}");
        }
        for typed in ["unsure", "нет", "不", "'; --", "maybe"] {
            assert_eq!(choice(typed), Some("unsure"), "{typed}");
        }
    }

    #[test]
    fn every_field_has_one_kind_and_is_explained() {
        let form = include_str!("../../../docs/form.md");
        for (at, (name, _)) in FACTS.iter().enumerate() {
            assert!(FACTS.iter().skip(at + 1).all(|(other, _)| other != name), "{name} appears twice");
            assert!(form.contains(&format!("`{name}`")), "docs/form.md does not explain {name}");
            assert!(!CONTROLS.contains(name), "{name} is both a fact and a control");
        }
        assert!(MESSAGE_FACTS.iter().all(|name| fact(name).is_some()));
    }
}
