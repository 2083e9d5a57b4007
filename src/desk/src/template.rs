//! A report as a text file: one `[field]` on a line by itself, then its value. Lines that begin with `#:` are questions
//! and never sent; any other line is part of the value above it, so that no line of a person's words is lost.

use tocsin_domain::{
    fields::{self, FieldKind},
    taxonomy::Taxonomy,
};
use zeroize::Zeroizing;

use crate::error::DeskError;

/// Begins a line that is not sent.
const QUESTION: &str = "#:";
/// The three questions of the form, the categories and the language.
const FIRST: [&str; 5] = ["language", "narrative", "danger", "answer_here", "method"];
/// Written by the form itself.
const NOT_ASKED: &str = "method_other";

/// The form's texts by language: the same questions as on the page.
const TEXTS: [(&str, &str); 10] = [
    ("ar", include_str!("../../../templates/locale/ar/ui.ftl")),
    ("en", include_str!("../../../templates/locale/en/ui.ftl")),
    ("fa", include_str!("../../../templates/locale/fa/ui.ftl")),
    ("kk", include_str!("../../../templates/locale/kk/ui.ftl")),
    ("ru", include_str!("../../../templates/locale/ru/ui.ftl")),
    ("tr", include_str!("../../../templates/locale/tr/ui.ftl")),
    ("ug", include_str!("../../../templates/locale/ug/ui.ftl")),
    ("vi", include_str!("../../../templates/locale/vi/ui.ftl")),
    ("zh-Hans", include_str!("../../../templates/locale/zh-Hans/ui.ftl")),
    ("zh-Hant", include_str!("../../../templates/locale/zh-Hant/ui.ftl")),
];

/// What was filled in.
pub struct Filled {
    /// The language the writer named; English if none.
    pub language: String,
    /// Fields as the form would send them.
    pub fields: Vec<(String, String)>,
}

/// The empty template with its questions in a language.
///
/// # Errors
/// There is no such language.
pub fn print(language: &str) -> Result<String, DeskError> {
    let Some((code, texts)) = TEXTS.iter().find(|(code, _)| code.eq_ignore_ascii_case(language)) else {
        let known: Vec<&str> = TEXTS.iter().map(|(code, _)| *code).collect();
        return Err(DeskError::asked(format!("there is no template in that language; there is one in {}", known.join(", "))));
    };
    let mut page = format!(
        "{QUESTION} Fill in what you want; everything may stay empty. Lines that begin with {QUESTION} are not sent.\n\
         {QUESTION} This file holds your words as they are: delete it once it is sealed.\n\n[language]\n{code}\n"
    );
    for name in FIRST.into_iter().skip(1).chain(asked()) {
        page.push_str(&format!("\n{QUESTION} {}\n", question(texts, name)));
        for choice in choices(name) {
            page.push_str(&format!("{QUESTION}   {choice}\n"));
        }
        page.push_str(&format!("[{name}]\n\n"));
    }
    Ok(page)
}

/// Reads a filled template.
///
/// # Errors
/// Not text, or words that stand before the first field.
pub fn parse(bytes: &[u8]) -> Result<Filled, DeskError> {
    let text = std::str::from_utf8(bytes).map_err(|_| DeskError::asked("the template is not UTF-8 text; save it as UTF-8"))?;
    let mut read: Vec<(&str, Zeroizing<String>)> = Vec::new();
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if line.starts_with(QUESTION) {
            continue;
        }
        if let Some(name) = marker(line) {
            read.push((name, Zeroizing::default()));
        } else if let Some((_, value)) = read.last_mut() {
            value.push_str(line);
            value.push('\n');
        } else if !line.trim().is_empty() {
            return Err(DeskError::asked(format!("line {} of the template stands before the first field, such as [narrative]", at + 1)));
        }
    }
    let mut filled = Filled { language: String::new(), fields: Vec::new() };
    for (name, value) in read {
        let value = value.trim_matches('\n').trim_end();
        match name {
            "language" => value.trim().clone_into(&mut filled.language),
            // One category in a line, as the form sends one field for each.
            "method" => filled.fields.extend(value.lines().map(|line| (name.to_owned(), line.trim().to_owned()))),
            _ => filled.fields.push((name.to_owned(), value.to_owned())),
        }
    }
    if filled.language.is_empty() {
        "en".clone_into(&mut filled.language);
    }
    Ok(filled)
}

fn asked() -> impl Iterator<Item = &'static str> {
    fields::FACTS.iter().map(|(name, _)| *name).filter(|name| *name != NOT_ASKED)
}

/// The field that a line opens.
fn marker(line: &str) -> Option<&'static str> {
    let name = line.trim_end().strip_prefix('[')?.strip_suffix(']')?;
    FIRST.into_iter().chain(asked()).find(|known| *known == name)
}

/// The form's question; where it has none, the field's name.
fn question<'a>(texts: &'a str, name: &'a str) -> &'a str {
    let dashed = name.replace('_', "-");
    let keys = match name {
        "answer_here" => ["q-answer".to_owned(), String::new()],
        "not_my_community" => ["q-not-community".to_owned(), String::new()],
        "method" => ["part-methods".to_owned(), String::new()],
        _ => [format!("q-{dashed}"), dashed],
    };
    let found = keys
        .iter()
        .filter(|key| !key.is_empty())
        .find_map(|key| texts.lines().find_map(|line| line.strip_prefix(key.as_str())?.strip_prefix(" = ")));
    found.unwrap_or(name)
}

fn choices(name: &str) -> Vec<String> {
    match (name, fields::fact(name)) {
        ("danger", _) => vec!["now / 3days / 2weeks / later / no / unknown".to_owned()],
        ("answer_here", _) => vec!["yes / no".to_owned()],
        ("method", _) => {
            let taxonomy = Taxonomy::builtin();
            let methods = taxonomy.groups().iter().flat_map(|group| group.methods.iter());
            methods.map(|method| format!("{}  ({})", method.code, method.label)).collect()
        }
        (_, Some((_, FieldKind::Choice))) => vec!["yes / no / unsure".to_owned()],
        (_, Some((_, FieldKind::Tick))) => vec!["yes".to_owned()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_the_form_is_asked_in_every_language() {
        for (code, texts) in TEXTS {
            let page = print(code).unwrap();
            for name in FIRST.into_iter().chain(asked()) {
                assert!(page.contains(&format!("\n[{name}]\n")), "{code}: {name}");
            }
            assert_ne!(question(texts, "narrative"), "narrative", "{code}");
            assert_ne!(question(texts, "consent_keep"), "consent_keep", "{code}");
        }
        assert!(print("tlh").is_err());
    }

    #[test]
    fn an_empty_template_says_nothing_and_no_line_of_a_filled_one_is_lost() {
        let empty = parse(print("ug").unwrap().as_bytes()).unwrap();
        assert_eq!(empty.language, "ug");
        assert!(empty.fields.iter().all(|(_, value)| value.is_empty()));
        let filled = parse(b"\xef\xbb\xbf#: q\n[narrative]\n\n# one\n[not a field]\r\n  two\n\n[method]\na.b\nc.d\n").unwrap();
        assert_eq!(filled.language, "en");
        let expected = [("narrative", "# one\n[not a field]\n  two"), ("method", "a.b"), ("method", "c.d")];
        assert_eq!(filled.fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert!(parse(b"lost words\n[narrative]\n").is_err());
        assert!(parse(b"[narrative]\n\xff").is_err());
    }
}
