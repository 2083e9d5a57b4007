//! The page after sending: the receipt, what happens next, what to do meanwhile, and adding files.

use askama::Template;
use zeroize::Zeroize;

use super::{Chrome, Page};

/// The receipt in both forms. No Debug, no Clone; wiped on drop.
pub struct ReceiptView {
    /// Twelve words with one space between them.
    pub words: String,
    /// Forty digits in groups of four with one space between the groups.
    pub digits: String,
    /// Whether the words are shown at once and the digits on request, or the other way round.
    pub words_first: bool,
}

impl Drop for ReceiptView {
    fn drop(&mut self) {
        self.words.zeroize();
        self.digits.zeroize();
    }
}

/// What became of what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A new case.
    New,
    /// The same report was here already.
    Repeated,
    /// Other words under the same form: a further message in that case.
    Added,
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileOutcome {
    /// Its name as sent; shortened when shown.
    pub name: String,
    /// Whether it was stored.
    pub ok: bool,
    /// If not, the id of the sentence that says why ("file-reason-too-large"); if so, of what else there is to say of it
    /// ("file-clean").
    pub reason: Option<String>,
}

impl FileOutcome {
    /// The name as shown: without control characters and marks that reverse the order of letters.
    pub(super) fn shown(&self, chrome: &Chrome) -> String {
        const MOST: usize = 60;
        let turning = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let mut kept: Vec<char> = self.name.chars().filter(|c| !c.is_control() && !turning(*c)).take(MOST + 1).collect();
        if kept.len() > MOST {
            kept[MOST] = '…';
        }
        let name = kept.into_iter().collect::<String>().trim().to_owned();
        if name.is_empty() { chrome.t("file-unnamed") } else { name }
    }
}

/// What a reporter sees after sending.
#[derive(Template)]
#[template(path = "pages/answer.html")]
pub struct AnswerPage {
    /// The frame.
    pub chrome: Chrome,
    /// The receipt; none if no answer is wanted.
    pub receipt: Option<ReceiptView>,
    /// New, repeated or added.
    pub outcome: Outcome,
    /// The 30-minute session that allows adding files.
    pub session: String,
    /// Ids of the triage rules that held ("C1"); shown as softer sentences.
    pub rules: Vec<String>,
    /// Codes whose guidance is shown, as the reporter chose them.
    pub methods: Vec<String>,
    /// What became of the files sent along.
    pub file_report: Vec<FileOutcome>,
    /// Whether the upload broke off; the words arrived.
    pub upload_broken: bool,
    /// Most megabytes of files in one report.
    pub file_limit_mb: u64,
    /// Whether the box for clean copies of photographs is ticked.
    pub clean_photos: bool,
}

impl AnswerPage {
    fn outcome_id(&self) -> &'static str {
        match self.outcome {
            Outcome::New => "answer-new",
            Outcome::Repeated => "answer-repeated",
            Outcome::Added => "answer-added",
        }
    }

    fn title_id(&self) -> &'static str {
        match self.outcome {
            Outcome::New | Outcome::Repeated => "answer-title",
            Outcome::Added => "answer-title-added",
        }
    }

    /// The softer sentence of each rule that has one, no sentence twice.
    fn sentences(&self) -> Vec<String> {
        let mut list: Vec<String> = Vec::new();
        for rule in &self.rules {
            for line in self.chrome.lines(&format!("rule-{}", super::hyphens(rule))) {
                if !list.contains(&line) {
                    list.push(line);
                }
            }
        }
        list
    }

    fn next(&self) -> Vec<String> {
        let ids: &[&str] = match self.receipt {
            Some(_) => &["next-read", "next-return", "next-no-call", "next-tell-nobody"],
            None => &["next-read", "next-no-call", "next-tell-nobody"],
        };
        ids.iter().map(|id| self.chrome.t(id)).collect()
    }

    /// The chosen methods that have guidance, each once.
    fn guided(&self) -> Vec<&str> {
        let mut list: Vec<&str> = Vec::new();
        for code in &self.methods {
            if !list.contains(&code.as_str()) && !self.chrome.guide(code, "do").is_empty() {
                list.push(code);
            }
        }
        list
    }
}

impl Page for AnswerPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn new_window(&self) -> bool {
        self.receipt.is_some()
    }

    fn padded(&self) -> bool {
        true
    }
}
