//! The constant words of an alert in each language: subject and text, nothing about the event.

const TEXTS: [(&str, &str); 6] = [
    ("en", include_str!("../../templates/mail/alert/en.txt")),
    ("zh-Hans", include_str!("../../templates/mail/alert/zh-Hans.txt")),
    ("zh-Hant", include_str!("../../templates/mail/alert/zh-Hant.txt")),
    ("ug", include_str!("../../templates/mail/alert/ug.txt")),
    ("fa", include_str!("../../templates/mail/alert/fa.txt")),
    ("ru", include_str!("../../templates/mail/alert/ru.txt")),
];

/// Subject and text; English for a language that has none. `code` is the code of the day.
pub(super) fn words(language: &str, code: &str) -> (&'static str, String) {
    let found = TEXTS.iter().find(|(known, _)| *known == language).unwrap_or(&TEXTS[0]);
    let (subject, body) = found.1.split_once("\n\n").unwrap_or((found.1, ""));
    (subject, body.replace("{code}", code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_subject_text_and_code_and_nothing_that_tells_or_leads_anywhere() {
        for (language, whole) in TEXTS {
            let (subject, body) = words(language, "1234 5678");
            assert!(!subject.contains(['\r', '\n']) && subject.chars().count() < 60, "{language}");
            assert!(body.lines().count() == 3 && body.ends_with('\n') && body.contains("1234 5678"), "{language}");
            for word in ["http", "://", "www", "urgent", "critical", "report", "case", "exile", "tocsin", "danger", "@", "now"] {
                assert!(!whole.to_lowercase().contains(word), "{language}: {word}");
            }
            assert!(!body.contains('{') && !subject.contains('{'), "{language}");
        }
        assert_eq!(words("xx", "1").0, words("en", "1").0);
    }
}
