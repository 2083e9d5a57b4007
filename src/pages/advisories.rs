//! Public warnings.

use askama::Template;
use tocsin_domain::advisory::Block;

use super::{Chrome, Page, Tongue};

/// Public warnings, in the reader's language where somebody wrote them in it.
#[derive(Template)]
#[template(path = "pages/advisories.html")]
pub struct AdvisoriesPage {
    /// The frame.
    pub chrome: Chrome,
    /// minisign's public key.
    pub key: String,
    /// Since when the list is out of date, if it is.
    pub stale: Option<String>,
    /// The number of the list; none if nothing was published.
    pub serial: Option<String>,
    /// The last day on which the list is good.
    pub until: String,
    /// The name of the feed's file.
    pub feed: String,
    /// Newest first.
    pub advisories: Vec<AdvisoryView>,
}

/// One of them.
pub struct AdvisoryView {
    /// Its name.
    pub id: String,
    /// One line.
    pub title: String,
    /// Its text; empty where it has no room here.
    pub blocks: Vec<BlockView>,
    /// The name of the signed page.
    pub file: String,
    /// The day it was written.
    pub written: String,
    /// The last day on which it stands.
    pub until: String,
    /// Whether it was taken back.
    pub withdrawn: bool,
    /// Its language, if that is another than the page's.
    pub tongue: Option<Tongue>,
}

/// A piece of its text.
pub struct BlockView {
    /// Whether these are points.
    pub points: bool,
    /// Lines, or points.
    pub lines: Vec<String>,
}

impl From<&Block<'_>> for BlockView {
    fn from(block: &Block<'_>) -> Self {
        let (points, lines) = match block {
            Block::Paragraph(lines) => (false, lines),
            Block::Points(points) => (true, points),
        };
        Self { points, lines: lines.iter().map(|line| (*line).to_owned()).collect() }
    }
}

impl AdvisoriesPage {
    /// The language of the files that go with this page.
    fn language(&self) -> &str {
        self.feed.strip_prefix("feed.").and_then(|name| name.strip_suffix(".xml")).unwrap_or("en")
    }
}

impl Page for AdvisoriesPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}
