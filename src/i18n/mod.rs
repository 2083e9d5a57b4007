//! Message catalogues: one per language, in Fluent's format, compiled into the program.
//!
//! A language is five files joined (`ui.ftl` the pages' own words, `categories.ftl` the taxonomy's
//! labels, `guidance.ftl` what to do, `script.ftl` what is said about script and by it, `travel.ftl` the trip check) and a `meta.toml` with the facts about the catalogue. An id a
//! language lacks is answered in English, so that nobody meets an empty line; a test fails for it
//! all the same. Arguments are wrapped in direction isolates by Fluent: receipts never go through
//! a message, they must arrive exactly as they are.
mod builtin;
mod negotiate;

use std::sync::{Arc, LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use serde::Deserialize;

pub use builtin::Source;

/// Which way a script runs; Display gives HTML's `dir` value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl std::fmt::Display for Direction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        })
    }
}

/// Whether a native reader has read every line of a catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Review {
    /// Every line was read.
    Reviewed,
    /// Not yet: shown only by the operator's choice, with a polite sentence on the page.
    Unreviewed,
}

/// What `meta.toml` says about a catalogue.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Meta {
    code: String,
    name: String,
    dir: Direction,
    review: Review,
    staffed: bool,
    receipt_words: bool,
}

/// Why a catalogue could not be read; the built-in ones are read by a test.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// `meta.toml` is not TOML, or lacks or has a key too many.
    #[error("the facts about the catalogue: {0}")]
    Meta(#[from] toml::de::Error),
    /// The code is not a language tag (BCP 47).
    #[error("“{0}” is not a language tag")]
    Code(String),
    /// A message file breaks Fluent's syntax, or names an id twice.
    #[error("messages of {code}: {problems}")]
    Messages {
        /// Whose messages.
        code: String,
        /// Fluent's own words about them.
        problems: String,
    },
}

/// A value for a placeholder in a message. Numbers choose plural forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A whole number.
    Number(u64),
    /// A text. Never a receipt, never a reporter's words.
    Text(String),
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// The words of one language.
pub struct Catalog {
    /// BCP 47 tag as it stands in addresses and `lang`: "en", "zh-Hans", "ug".
    pub code: String,
    /// The language's name in its own script.
    pub name: String,
    /// Which way it runs.
    pub dir: Direction,
    /// Whether a native reader has read it.
    pub review: Review,
    /// Whether somebody reads and answers in it, unless the configuration says otherwise.
    pub staffed: bool,
    /// Whether the receipt is shown as words first (BIP-39 has a list), else as digits.
    pub receipt_words: bool,
    words: FluentBundle<FluentResource>,
    fallback: Option<Arc<Catalog>>,
}

impl Catalog {
    /// Reads one catalogue; ids it lacks are looked up in `fallback`.
    pub fn parse(source: &Source<'_>, fallback: Option<Arc<Catalog>>) -> Result<Self, CatalogError> {
        let meta: Meta = toml::from_str(source.meta)?;
        let tag = meta.code.parse().map_err(|_| CatalogError::Code(meta.code.clone()))?;
        let mut words = FluentBundle::new_concurrent(vec![tag]);
        for file in source.messages {
            let problem = |problems: String| CatalogError::Messages { code: meta.code.clone(), problems };
            let resource = FluentResource::try_new((*file).to_owned()).map_err(|(_, e)| problem(format!("{e:?}")))?;
            words.add_resource(resource).map_err(|e| problem(format!("{e:?}")))?;
        }
        Ok(Self {
            code: meta.code,
            name: meta.name,
            dir: meta.dir,
            review: meta.review,
            staffed: meta.staffed,
            receipt_words: meta.receipt_words,
            words,
            fallback,
        })
    }

    /// The message, in English if this language lacks it, or the id itself if nobody has it.
    pub fn text(&self, id: &str) -> String {
        self.text_with(id, &[])
    }

    /// The message with its placeholders filled.
    pub fn text_with(&self, id: &str, values: &[(&str, Value)]) -> String {
        let Some(pattern) = self.words.get_message(id).and_then(|m| m.value()) else {
            return match &self.fallback {
                Some(other) => other.text_with(id, values),
                None => id.to_owned(),
            };
        };
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            match value {
                Value::Number(n) => args.set(*name, *n),
                Value::Text(t) => args.set(*name, t.as_str()),
            }
        }
        let mut problems = Vec::new();
        self.words.format_pattern(pattern, Some(&args), &mut problems).into_owned()
    }

    /// A message's lines: each is a point of a list. Empty if no language has the id.
    pub fn lines(&self, id: &str) -> Vec<String> {
        if !self.has(id) {
            return Vec::new();
        }
        self.text(id).lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    }

    /// Whether this language, or English behind it, has the id.
    pub fn has(&self, id: &str) -> bool {
        self.has_own(id) || self.fallback.as_ref().is_some_and(|other| other.has(id))
    }

    /// Whether this language itself has the id.
    pub fn has_own(&self, id: &str) -> bool {
        self.words.has_message(id)
    }
}

/// Every language of this program, English first.
#[derive(Clone)]
pub struct Catalogs {
    list: Vec<Arc<Catalog>>,
}

impl Catalogs {
    /// The catalogues compiled into the program. A catalogue that cannot be read is left out
    /// (a test reads them all), so that a slip in one language never closes the form in another.
    pub fn builtin() -> Self {
        // Read once: each language is a megabyte in memory.
        static BUILTIN: LazyLock<Catalogs> = LazyLock::new(Catalogs::read);
        BUILTIN.clone()
    }

    fn read() -> Self {
        let mut list: Vec<Arc<Catalog>> = Vec::new();
        for source in builtin::SOURCES {
            if let Ok(catalog) = Catalog::parse(source, list.first().cloned()) {
                list.push(Arc::new(catalog));
            }
        }
        if list.is_empty() {
            list.push(Arc::new(Catalog::bare()));
        }
        Self { list }
    }

    /// All of them, English first.
    pub fn all(&self) -> &[Arc<Catalog>] {
        &self.list
    }

    /// The catalogue with exactly this code.
    pub fn by_code(&self, code: &str) -> Option<&Arc<Catalog>> {
        self.list.iter().find(|catalog| catalog.code == code)
    }

    /// The best of the `enabled` codes for an `Accept-Language` header (RFC 9110, 12.5.4), else
    /// the first enabled one, else English.
    pub fn negotiate(&self, accept_language: Option<&str>, enabled: &[String]) -> &Arc<Catalog> {
        let offered: Vec<&Arc<Catalog>> = enabled.iter().filter_map(|code| self.by_code(code)).collect();
        let best = negotiate::wanted(accept_language.unwrap_or_default())
            .iter()
            .find_map(|tag| offered.iter().copied().find(|catalog| negotiate::matches(tag, &catalog.code)));
        best.or_else(|| offered.first().copied()).unwrap_or(&self.list[0])
    }
}

impl Catalog {
    /// English without words: ids stand in for texts. Only if nothing could be read.
    fn bare() -> Self {
        Self {
            code: "en".to_owned(),
            name: "English".to_owned(),
            dir: Direction::Ltr,
            review: Review::Reviewed,
            staffed: true,
            receipt_words: true,
            words: FluentBundle::new_concurrent(Vec::new()),
            fallback: None,
        }
    }
}
