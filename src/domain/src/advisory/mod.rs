//! Public warnings: what two people approve, one person signs away from every server, and anybody can carry.
//!
//! An [`Advisory`] is what people wrote, in one or more languages, as canonical JSON (`tocsin.advisory/1`): its hash is what is
//! approved. A [`Set`] is every advisory that stands, as one folder of files with a signature each and an [`Index`] of all of
//! them (`tocsin.advisories/1`) that has a serial number and an end: what is left out, put back or out of date shows.
//! Signatures are minisign's (prehashed Ed25519, <https://jedisct1.github.io/minisign/>).

mod approval;
mod index;
mod render;
mod set;
mod words;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use tocsin_seal::Hash32;

pub use approval::{APPROVAL, Approval, ApprovalError};
pub use index::{Index, Listed, Named};
pub use render::{STYLE, addresses, bundle, feed, page, text_of};
pub use set::{INDEX, MAX_FILES, MAX_SET, Set, SetError, SiteKey, file_name_is_safe};
pub use words::{Words, words};

use crate::clock::{date_string, parse_date};

/// The format of one advisory.
pub const FORMAT: &str = "tocsin.advisory/1";
/// Most bytes of one advisory as JSON.
pub const MAX_BYTES: usize = 128 * 1024;
/// Most letters of a title.
pub const MAX_TITLE: usize = 120;
/// Most letters of a text.
pub const MAX_BODY: usize = 4_000;
/// Most days from the day it was written to its end: a warning that nobody renews must not stand for ever.
pub const MAX_DAYS: i64 = 180;

/// Names an advisory through all its revisions: eight hexadecimal digits, chosen by chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AdvisoryId([u8; 4]);

impl AdvisoryId {
    /// From four random bytes.
    pub const fn from_bytes(bytes: [u8; 4]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for AdvisoryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for AdvisoryId {
    type Err = AdvisoryError;

    fn from_str(text: &str) -> Result<Self, AdvisoryError> {
        let right = text.len() == 8 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let number = right.then(|| u32::from_str_radix(text, 16).ok()).flatten().ok_or(AdvisoryError::Id)?;
        Ok(Self(number.to_be_bytes()))
    }
}

impl TryFrom<String> for AdvisoryId {
    type Error = AdvisoryError;

    fn try_from(text: String) -> Result<Self, AdvisoryError> {
        text.parse()
    }
}

impl From<AdvisoryId> for String {
    fn from(id: AdvisoryId) -> Self {
        id.to_string()
    }
}

/// A day (UTC), in JSON as `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(i64);

impl Day {
    /// The day with this number since 1970-01-01.
    pub const fn of(days: i64) -> Self {
        Self(days)
    }

    /// Its number since 1970-01-01.
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&date_string(self.0))
    }
}

impl FromStr for Day {
    type Err = AdvisoryError;

    fn from_str(text: &str) -> Result<Self, AdvisoryError> {
        parse_date(text).map(Self).filter(|day| day.to_string() == text).ok_or(AdvisoryError::Date)
    }
}

impl TryFrom<String> for Day {
    type Error = AdvisoryError;

    fn try_from(text: String) -> Result<Self, AdvisoryError> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

/// Why something is no advisory. Each says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdvisoryError {
    /// The id.
    #[error("an advisory's id is eight digits or letters from a to f")]
    Id,
    /// A date.
    #[error("a date is written YYYY-MM-DD, and exists")]
    Date,
    /// The end.
    #[error("an advisory ends after the day it was written, and {MAX_DAYS} days later at the latest")]
    End,
    /// The number of the revision.
    #[error("the first revision has the number 1")]
    Revision,
    /// A language.
    #[error("\"{0}\" is no language tag such as en, ug or zh-Hans")]
    Language(String),
    /// No text at all.
    #[error("an advisory needs a text in one language at least")]
    NoText,
    /// A title.
    #[error("the title in {0} must be one line of 1 to {MAX_TITLE} letters")]
    Title(String),
    /// A text.
    #[error("the text in {0} must have 1 to {MAX_BODY} letters")]
    Body(String),
    /// Letters that hide or turn others around.
    #[error("the text in {0} holds a control character, or one that changes the direction of writing: type it anew as plain text")]
    Hidden(String),
    /// Not JSON of this format.
    #[error("not an advisory of this version in its canonical form: {0}")]
    Malformed(String),
}

/// An advisory in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Paragraphs apart by an empty line; lines that begin with "- " are points.
    pub body: String,
    /// One line.
    pub title: String,
}

/// One advisory as it is approved. Fields in sorted order: that is the canonical form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advisory {
    /// The last day on which it stands.
    pub expires: Day,
    format: String,
    /// Its name.
    pub id: AdvisoryId,
    /// 1, and one more with every change.
    pub revision: u32,
    /// By language tag; English first where there is a choice.
    pub texts: BTreeMap<String, Text>,
    /// Whether this revision takes the warning back; the texts then say why.
    pub withdrawn: bool,
    /// The day it was written.
    pub written: Day,
}

impl Advisory {
    /// A checked advisory. Line ends become `\n`, white space around title and text goes.
    ///
    /// # Errors
    /// What [`AdvisoryError`] says.
    pub fn new(
        id: AdvisoryId,
        revision: u32,
        written: Day,
        expires: Day,
        withdrawn: bool,
        texts: BTreeMap<String, Text>,
    ) -> Result<Self, AdvisoryError> {
        let texts = texts.into_iter().map(|(language, text)| (language, text.tidy())).collect();
        let advisory = Self { expires, format: FORMAT.to_owned(), id, revision, texts, withdrawn, written };
        advisory.check()?;
        Ok(advisory)
    }

    /// Reads one in canonical form and checks it.
    ///
    /// # Errors
    /// What [`AdvisoryError`] says.
    pub fn parse(bytes: &[u8]) -> Result<Self, AdvisoryError> {
        if bytes.len() > MAX_BYTES {
            return Err(AdvisoryError::Malformed("too long".into()));
        }
        let advisory: Self = serde_json::from_slice(bytes).map_err(|e| AdvisoryError::Malformed(e.to_string()))?;
        if advisory.format != FORMAT {
            return Err(AdvisoryError::Malformed(format!("its format is not {FORMAT}")));
        }
        advisory.check()?;
        if advisory.bytes() != bytes {
            return Err(AdvisoryError::Malformed("fields out of order, doubled, or white space between them".into()));
        }
        Ok(advisory)
    }

    /// Its canonical form, which is what is hashed, approved and stored.
    pub fn bytes(&self) -> Vec<u8> {
        // Strings and numbers alone: nothing that JSON could not hold.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// What is approved.
    pub fn hash(&self) -> Hash32 {
        Hash32::of(&self.bytes())
    }

    /// Whether it stands on a day.
    pub fn stands(&self, today: Day) -> bool {
        !self.withdrawn && today <= self.expires
    }

    /// Its text in the best of these languages, with the language: as asked, else English, else the first there is.
    pub fn text(&self, language: &str) -> Option<(&str, &Text)> {
        let of = |code: &str| self.texts.get_key_value(code);
        of(language).or_else(|| of("en")).or_else(|| self.texts.iter().next()).map(|(code, text)| (code.as_str(), text))
    }

    fn check(&self) -> Result<(), AdvisoryError> {
        if self.revision == 0 {
            return Err(AdvisoryError::Revision);
        }
        if !(self.written..=Day(self.written.0 + MAX_DAYS)).contains(&self.expires) {
            return Err(AdvisoryError::End);
        }
        if self.texts.is_empty() {
            return Err(AdvisoryError::NoText);
        }
        self.texts.iter().try_for_each(|(language, text)| {
            if !is_language(language) {
                return Err(AdvisoryError::Language(language.clone()));
            }
            text.check(language)
        })
    }
}

impl Text {
    fn tidy(self) -> Self {
        let body = self.body.replace("\r\n", "\n");
        Self { body: body.trim().to_owned(), title: self.title.trim().to_owned() }
    }

    fn check(&self, language: &str) -> Result<(), AdvisoryError> {
        let within = |text: &str, most: usize| !text.trim().is_empty() && text.trim() == text && text.chars().count() <= most;
        if !within(&self.title, MAX_TITLE) || self.title.contains('\n') {
            return Err(AdvisoryError::Title(language.to_owned()));
        }
        if !within(&self.body, MAX_BODY) {
            return Err(AdvisoryError::Body(language.to_owned()));
        }
        if self.title.chars().chain(self.body.chars()).any(hides) {
            return Err(AdvisoryError::Hidden(language.to_owned()));
        }
        Ok(())
    }

    /// Its paragraphs and lists of points.
    pub fn blocks(&self) -> Vec<Block<'_>> {
        let mut blocks = Vec::new();
        for line in self.body.split('\n').map(str::trim) {
            match (line.strip_prefix("- "), blocks.last_mut()) {
                _ if line.is_empty() => blocks.push(Block::Paragraph(Vec::new())),
                (Some(point), Some(Block::Points(points))) => points.push(point.trim()),
                (Some(point), _) => blocks.push(Block::Points(vec![point.trim()])),
                (None, Some(Block::Paragraph(lines))) => lines.push(line),
                (None, _) => blocks.push(Block::Paragraph(vec![line])),
            }
        }
        blocks.retain(|block| !matches!(block, Block::Paragraph(lines) if lines.is_empty()));
        blocks
    }
}

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum Block<'a> {
    /// Lines that run on.
    Paragraph(Vec<&'a str>),
    /// Points of a list.
    Points(Vec<&'a str>),
}

/// Control characters but the line's end, and marks that turn writing around: a warning must read the same everywhere.
fn hides(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2069}' | '\u{061c}' | '\u{feff}')
        || ('\u{e0000}'..='\u{e007f}').contains(&c)
}

/// `en`, `ug`, `zh-Hans`: what names a file in every system too.
pub fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().is_some_and(|p| (2..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_lowercase()));
    let script = parts.next().is_none_or(|p| {
        p.len() == 4 && p.bytes().enumerate().all(|(i, b)| if i == 0 { b.is_ascii_uppercase() } else { b.is_ascii_lowercase() })
    });
    first && script && parts.next().is_none()
}

#[cfg(test)]
mod tests;
