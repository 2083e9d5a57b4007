//! The desk's two pages, which are empty but for their script, and its words.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use askama::Template;
use serde_json::{Map, Value as Json};

use super::kit::counted;
use super::{Chrome, Page};
use crate::i18n::{Catalog, Value};

/// The one style block of the desk's page.
pub const DESK_STYLE: &str = concat!(include_str!("../../templates/desk/desk.css"), include_str!("../../templates/desk/case.css"));
/// The script of the viewer, which the policy allows by its hash.
pub const DESK_FRAME_SCRIPT: &str = include_str!("../../templates/desk/frame.js");
/// The viewer's style block.
pub const DESK_FRAME_STYLE: &str = include_str!("../../templates/desk/frame.css");
/// The words, as they are written.
const WORDS: &str =
    concat!(include_str!("../../templates/locale/en/desk.ftl"), "\n", include_str!("../../templates/locale/en/desk-case.ftl"));

/// The desk's page.
#[derive(Template)]
#[template(path = "pages/desk.html")]
pub struct DeskPage {
    /// The frame.
    pub chrome: Chrome,
    /// Its script.
    pub script: DeskScript,
}

/// What the desk's page tells its script.
pub struct DeskScript {
    /// Address of the script.
    pub module: &'static str,
    /// Its hash, as browsers check it (Subresource Integrity).
    pub integrity: String,
    /// Address of the worker that holds the keys.
    pub worker: &'static str,
    /// This deployment's id.
    pub deployment: String,
    /// The public key that signs rosters.
    pub roster_key: String,
}

/// The page in which sound and film are shown, an origin of its own.
#[derive(Template)]
#[template(path = "pages/desk_frame.html")]
pub struct DeskFramePage {
    /// The frame.
    pub chrome: Chrome,
}

impl Page for DeskPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}

impl Page for DeskFramePage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}

/// A text of the desk: its id, and the names of what is filled in. The first is a number where the text has forms.
struct Word {
    id: String,
    names: Vec<String>,
    has_forms: bool,
}

/// Read from the English words once: whatever stands there is sent, so that no list can lack one.
static ALL: LazyLock<Vec<Word>> = LazyLock::new(|| words(WORDS));

/// Every text of the desk in one language, English where it lacks one: a text, or its forms by sample number.
pub fn desk_texts(cat: &Catalog) -> Map<String, Json> {
    let text = |word: &Word| {
        if word.has_forms {
            return counted(cat, &word.id, &word.names.iter().map(String::as_str).collect::<Vec<_>>());
        }
        let values: Vec<(&str, Value)> = word.names.iter().map(|name| (name.as_str(), Value::Text(format!("{{{name}}}")))).collect();
        cat.text_with(&word.id, &values).into()
    };
    ALL.iter().map(|word| (word.id.clone(), text(word))).collect()
}

fn words(source: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for line in source.lines() {
        let begins = line.as_bytes().first().is_some_and(u8::is_ascii_lowercase);
        if begins && let Some((id, _)) = line.split_once('=') {
            words.push(Word { id: id.trim().to_owned(), names: Vec::new(), has_forms: false });
        }
        let Some(word) = words.last_mut() else { continue };
        for piece in line.split('{').skip(1) {
            let inside = piece.trim_start();
            let Some(name) = inside.strip_prefix('$') else { continue };
            let name: String = name.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
            let chooses = inside.contains("->");
            word.has_forms |= chooses;
            let known = word.names.iter().position(|other| *other == name);
            match (known, chooses) {
                // The number that chooses the form comes first.
                (Some(at), true) => word.names.swap(0, at),
                (None, true) => word.names.insert(0, name),
                (None, false) => word.names.push(name),
                (Some(_), false) => {}
            }
        }
    }
    let mut seen = BTreeSet::new();
    words.retain(|word| seen.insert(word.id.clone()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Catalogs;

    #[test]
    fn every_word_of_the_desk_is_sent_in_every_language_with_its_places() {
        for cat in Catalogs::builtin().all() {
            let texts = desk_texts(cat);
            assert!(texts.len() > 5);
            for word in ALL.iter() {
                let forms: Vec<&str> = match &texts[&word.id] {
                    Json::Object(forms) => forms.values().filter_map(Json::as_str).collect(),
                    text => vec![text.as_str().unwrap()],
                };
                assert!(forms.iter().all(|form| *form != word.id && !form.is_empty()), "{}", word.id);
                for name in &word.names {
                    assert!(forms.iter().any(|form| form.contains(&format!("\u{2068}{{{name}}}\u{2069}"))), "{}: {forms:?}", word.id);
                }
            }
        }
    }

    #[test]
    fn names_and_forms_are_found_in_the_source() {
        let found =
            words("a-b = x { $name } y\nc = { $n ->\n    [one] { $n } of { $all }\n   *[other] { $n } of { $all }\n }\n# no = word\n");
        let plain: Vec<(&str, Vec<&str>, bool)> =
            found.iter().map(|word| (word.id.as_str(), word.names.iter().map(String::as_str).collect(), word.has_forms)).collect();
        assert_eq!(plain, [("a-b", vec!["name"], false), ("c", vec!["n", "all"], true)]);
    }

    #[test]
    fn what_the_pages_hold_inline_cannot_end_early_or_load_anything() {
        for text in [DESK_STYLE, DESK_FRAME_STYLE, DESK_FRAME_SCRIPT] {
            for forbidden in ["</", "url(", "@import", "\r", "http"] {
                assert!(!text.contains(forbidden), "{forbidden}");
            }
        }
    }
}
