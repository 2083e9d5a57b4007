//! Everything a script needs to show in one language, as one document: no later request tells what somebody chose.
use serde_json::{Map, Value as Json, json};
use tocsin_domain::triage::RuleSet;

use super::{Chrome, MethodGroup};
use crate::i18n::{Catalog, Value};

/// The words the script shows as they are.
const PLAIN: &[&str] = &[
    // problems of a form
    "problems-title",
    "problems-kept",
    "problem-empty",
    "problem-message-empty",
    "problem-unreadable",
    "problem-files-refused",
    "send-again",
    // after sending
    "answer-title",
    "answer-title-added",
    "answer-new",
    "answer-repeated",
    "answer-added",
    "receipt-title",
    "receipt-why",
    "receipt-as-words",
    "receipt-as-digits",
    "receipt-either",
    "receipt-keep-title",
    "receipt-keep",
    "receipt-none",
    "next-title",
    "next-read",
    "next-return",
    "next-no-call",
    "next-tell-nobody",
    "rules-title",
    "guidance-title",
    "guidance-choose",
    "guide-do",
    "guide-avoid",
    "guide-keep",
    "guide-feelings",
    // files
    "add-files-title",
    "add-files-send",
    "q-files",
    "files-title",
    "file-ok",
    "file-failed",
    "file-unnamed",
    "file-reason-broken",
    "file-reason-too-large",
    "file-reason-refused",
    "file-reason-empty",
    "upload-broken",
    // the mailbox
    "mailbox-title",
    "mailbox-never-ask",
    "mailbox-no-replies",
    "mailbox-ends",
    "mailbox-gaps",
    "reply-day",
    "reply-delete",
    "reply-delete-note",
    "check-again",
    "lock-now",
    "sent-title",
    "sent-report",
    "sent-waiting",
    "sent-collected",
    "sent-troubled-device",
    "message-title",
    "q-text",
    "q-text-hint",
    "q-danger",
    "danger-now",
    "danger-3days",
    "danger-2weeks",
    "danger-later",
    "danger-no",
    "danger-unknown",
    "send-message",
    "message-full",
    "notice-message-sent",
    "notice-files-sent",
    "notice-deleted",
    "notice-not-deleted",
    "notice-checked",
    "withdraw-heading",
    "withdraw-ask",
    "withdraw-note",
    "withdraw-title",
    "withdraw-text",
    "withdraw-forced",
    "withdraw-no",
    "withdraw-yes",
    "withdrawn-title",
    "withdrawn-text",
    "receipt-problem-empty",
    "receipt-problem-checksum",
    "receipt-problem-not-found",
    // which way is in force, and progress
    "mode-device",
    "mode-mailbox-device",
    "checks-device",
    "leave-shift",
    "seal-preparing",
    "seal-locking",
    "seal-sending",
    "seal-failed",
    "seal-refused",
    "seal-closed",
    "seal-unknown",
    "seal-offer",
    "seal-offer-button",
    "files-sending",
    "files-keep-open",
    "files-added",
    "file-waiting",
    "file-again",
    "file-paused",
    "file-pause",
    "file-go-on",
    "q-clean",
    "q-clean-hint",
    "file-clean",
    "file-not-clean",
    "mailbox-opening",
    "mailbox-locks-device",
    "lock-soon",
    "lock-stay",
    "open-failed",
    "open-offer",
    "open-offer-button",
    "act-failed",
    "act-unknown",
];

/// Words with numbers in them; the first number chooses the form.
const COUNTED: &[(&str, &[&str])] = &[
    ("problem-too-long", &["length", "limit"]),
    ("problem-files-too-large", &["limit"]),
    ("q-files-hint", &["limit"]),
    ("receipt-problem-word-count", &["count"]),
    ("receipt-problem-unknown-word", &["number"]),
    ("receipt-problem-digit-count", &["count"]),
    ("mailbox-troubled-device", &["count"]),
    ("reply-heading", &["number"]),
    ("sent-message", &["number"]),
    ("sent-files", &["count"]),
    ("seal-resending", &["seconds"]),
    ("seal-waiting", &["seconds"]),
];

/// Words with texts in them.
const NAMED: &[(&str, &[&str])] = &[("reply-from", &["author"]), ("files-size", &["size"]), ("file-progress", &["done", "all"])];

/// One number of every plural category that whole numbers have in any language (CLDR); none and one are often said in
/// words of their own. Whoever has another number takes the form of the sample in the same category.
const SAMPLES: [u64; 6] = [0, 1, 2, 5, 11, 100];
/// What stands for every number but the first; in no sample.
const ELSEWHERE: u64 = 77_777;

/// The words, guidance and sentences of one language, and the rules and categories that they go with.
pub fn kit(chrome: &Chrome, groups: &[MethodGroup], rules: &RuleSet) -> Map<String, Json> {
    let cat = &chrome.cat;
    let mut text = Map::new();
    for id in PLAIN {
        text.insert((*id).to_owned(), chrome.t(id).into());
    }
    for (id, names) in COUNTED {
        text.insert((*id).to_owned(), counted(cat, id, names));
    }
    for (id, names) in NAMED {
        let values: Vec<(&str, Value)> = names.iter().map(|name| (*name, Value::Text(format!("{{{name}}}")))).collect();
        text.insert((*id).to_owned(), cat.text_with(id, &values).into());
    }
    let codes: Vec<&String> = groups.iter().flat_map(|group| &group.methods).collect();
    let guide =
        |code: &str| json!({ "do": chrome.guide(code, "do"), "avoid": chrome.guide(code, "avoid"), "keep": chrome.guide(code, "keep") });
    let mut guidance = Map::new();
    guidance.insert("general".to_owned(), guide("general"));
    for code in &codes {
        let mut one = guide(code);
        one["label"] = chrome.label("method", code).into();
        guidance.insert((*code).clone(), one);
    }
    let sentences: Map<String, Json> =
        rules.ids().map(|id| (id.to_owned(), chrome.lines(&format!("rule-{}", super::hyphens(id))).into())).collect();
    let document = json!({
        "format": "tocsin.kit/1",
        "language": cat.code,
        "receipt_words": cat.receipt_words,
        "reading": chrome.reading(),
        "text": text,
        "guidance": guidance,
        "rule_sentences": sentences,
        "rules": rules,
        "methods": codes,
    });
    match document {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}

/// A message with numbers: its forms by sample number, or one text where all forms are alike.
pub(super) fn counted(cat: &Catalog, id: &str, names: &[&str]) -> Json {
    let forms: Vec<(u64, String)> = SAMPLES.iter().map(|sample| (*sample, with_numbers(cat, id, names, *sample))).collect();
    match forms.first() {
        Some((_, first)) if forms.iter().all(|(_, form)| form == first) => first.clone().into(),
        _ => forms.into_iter().map(|(sample, form)| (sample.to_string(), Json::from(form))).collect::<Map<_, _>>().into(),
    }
}

fn with_numbers(cat: &Catalog, id: &str, names: &[&str], sample: u64) -> String {
    let number = |at: usize| if at == 0 { sample } else { ELSEWHERE + at as u64 };
    let values: Vec<(&str, Value)> = names.iter().enumerate().map(|(at, name)| (*name, Value::Number(number(at)))).collect();
    let mut form = cat.text_with(id, &values);
    for (at, name) in names.iter().enumerate() {
        // Fluent wraps what it fills in with direction isolates, so a number of the text's own is not mistaken for it.
        form = form.replace(&format!("\u{2068}{}\u{2069}", number(at)), &format!("\u{2068}{{{name}}}\u{2069}"));
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Catalogs;
    use crate::pages::samples;

    #[test]
    fn every_text_of_the_kit_exists_and_keeps_its_placeholders_in_every_language() {
        for cat in Catalogs::builtin().all() {
            let kit = kit(&samples::chrome(cat, &[], "/report"), &samples::groups(), &RuleSet::builtin());
            for id in PLAIN {
                let text = kit["text"][*id].as_str().unwrap();
                assert!(cat.has_own(id) && !text.contains(['{', '}']), "{} {id}: {text}", cat.code);
            }
            for (id, names) in COUNTED.iter().chain(NAMED) {
                assert!(cat.has_own(id), "{} {id}", cat.code);
                let forms: Vec<&str> = match &kit["text"][*id] {
                    Json::Object(forms) => forms.values().filter_map(Json::as_str).collect(),
                    text => vec![text.as_str().unwrap()],
                };
                for name in *names {
                    assert!(forms.iter().any(|form| form.contains(&format!("\u{2068}{{{name}}}\u{2069}"))), "{} {id}: {forms:?}", cat.code);
                }
                assert!(!forms.iter().any(|form| form.contains(&ELSEWHERE.to_string()[..4])), "{} {id}: {forms:?}", cat.code);
            }
            for code in samples::groups().iter().flat_map(|group| &group.methods) {
                assert!(kit["guidance"][code]["do"][0].is_string() && kit["guidance"][code]["label"].is_string(), "{} {code}", cat.code);
            }
        }
    }

    /// Every id of the English catalogue that stands in the script's sources is in the kit: a text that is not there
    /// would stop the script in front of a person.
    #[test]
    fn whatever_text_the_script_names_is_in_the_kit() {
        let catalogs = Catalogs::builtin();
        let english = &catalogs.all()[0];
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/browser/src/page");
        let mut named = 0;
        for file in std::fs::read_dir(folder).unwrap().flatten() {
            let source = std::fs::read_to_string(file.path()).unwrap();
            for word in source.split(['"', '`']).filter(|word| word.contains('-') && english.has(word)) {
                let known = PLAIN.contains(&word) || COUNTED.iter().chain(NAMED).any(|(id, _)| *id == word);
                assert!(known, "{}: {word} is not in the kit", file.path().display());
                named += 1;
            }
        }
        assert!(named > 60, "{named}");
        for ending in ["failed", "refused", "closed", "unknown"] {
            assert!(PLAIN.contains(&format!("seal-{ending}").as_str()));
        }
        for ending in ["new", "repeated", "added"] {
            assert!(PLAIN.contains(&format!("answer-{ending}").as_str()));
        }
    }

    #[test]
    fn a_number_has_the_form_of_its_language() {
        let catalogs = Catalogs::builtin();
        let form = |code: &str, sample: &str| {
            let cat = catalogs.by_code(code).unwrap();
            counted(cat, "sent-files", &["count"])[sample].as_str().unwrap_or_default().to_owned()
        };
        assert_eq!(form("en", "0"), "no files");
        assert_eq!(
            (form("en", "1"), form("en", "2")),
            ("\u{2068}{count}\u{2069} file".to_owned(), "\u{2068}{count}\u{2069} files".to_owned())
        );
        let russian: std::collections::BTreeSet<String> = ["1", "2", "5"].iter().map(|sample| form("ru", sample)).collect();
        assert_eq!(russian.len(), 3);
    }
}
