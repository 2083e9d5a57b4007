//! Coming back: the page that asks for the receipt, and the answers behind it.

use askama::Template;

use super::forms::{Ask, Problem, Question, QuestionView, summary};
use super::{Chrome, FileOutcome, FormValues, Page};

/// Bytes of every page that answers a typed receipt, right or wrong, so that the wire does not tell which it was.
pub const OPENED: usize = 64 * 1024;

/// What is wrong with a typed receipt. The receipt itself is never shown again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptProblem {
    /// Nothing was typed.
    Empty,
    /// So many words instead of 12.
    WordCount(usize),
    /// The word at this place (from 1) is not in the list.
    UnknownWord(usize),
    /// So many digits instead of 40.
    DigitCount(usize),
    /// Words or digits do not belong together.
    Checksum,
    /// Well formed, but it opens nothing: wrong, withdrawn or expired, which look alike.
    NotFound,
    /// The 30 minutes are over.
    Locked,
}

/// Asks for the receipt.
#[derive(Template)]
#[template(path = "pages/mailbox_entry.html")]
pub struct MailboxEntryPage {
    /// The frame.
    pub chrome: Chrome,
    /// What was wrong with the one typed before.
    pub problem: Option<ReceiptProblem>,
}

impl MailboxEntryPage {
    fn sentence(&self) -> Option<String> {
        let chrome = &self.chrome;
        self.problem.map(|problem| match problem {
            ReceiptProblem::Empty => chrome.t("receipt-problem-empty"),
            ReceiptProblem::WordCount(n) => chrome.n("receipt-problem-word-count", "count", n),
            ReceiptProblem::UnknownWord(n) => chrome.n("receipt-problem-unknown-word", "number", n),
            ReceiptProblem::DigitCount(n) => chrome.n("receipt-problem-digit-count", "count", n),
            ReceiptProblem::Checksum => chrome.t("receipt-problem-checksum"),
            ReceiptProblem::NotFound => chrome.t("receipt-problem-not-found"),
            ReceiptProblem::Locked => chrome.t("receipt-problem-locked"),
        })
    }
}

impl Page for MailboxEntryPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn padded(&self) -> bool {
        self.problem.is_some()
    }

    fn spare(&self) -> [&'static str; 3] {
        ["open-failed", "open-offer", "open-offer-button"]
    }
}

/// An answer of the team that was verified. No Debug: what it says is for the reporter alone.
#[derive(Clone)]
pub struct ReplyView {
    /// The part's id, as the delete form sends it back.
    pub id: String,
    /// Its number in the team's chain, from 1.
    pub number: u32,
    /// Day it was written, YYYY-MM-DD in UTC.
    pub day: String,
    /// The alias it is signed with.
    pub author: String,
    /// Its text.
    pub text: String,
}

/// Something the reporter sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentView {
    /// 0 for the report, then the messages from 1.
    pub number: u32,
    /// Day it arrived, YYYY-MM-DD in UTC.
    pub day: String,
    /// How many files came with it.
    pub files: u32,
    /// Whether a caseworker has collected it.
    pub collected: bool,
}

/// The answers, what was sent, and writing more.
#[derive(Template)]
#[template(path = "pages/mailbox.html")]
pub struct MailboxPage {
    /// The frame.
    pub chrome: Chrome,
    /// The 30-minute session, renewed with every page.
    pub session: String,
    /// Day from which on the receipt opens nothing, YYYY-MM-DD in UTC.
    pub ends: String,
    /// Answers that were verified, oldest first.
    pub replies: Vec<ReplyView>,
    /// Answers that failed verification and are not shown.
    pub troubled: u32,
    /// Whether a number is missing between the answers.
    pub gaps: bool,
    /// What the reporter sent, oldest first.
    pub sent: Vec<SentView>,
    /// What was typed into the message form, after an error.
    pub values: FormValues,
    /// What to look at in the message form.
    pub problems: Vec<Problem>,
    /// Ids of sentences about what was just done ("notice-message-sent").
    pub notices: Vec<String>,
    /// What became of the files just sent.
    pub file_report: Vec<FileOutcome>,
    /// Most megabytes of files in one message.
    pub file_limit_mb: u64,
    /// Whether the box for clean copies of photographs is ticked.
    pub clean_photos: bool,
    /// Whether more can be written here.
    pub can_answer: bool,
    /// Whether the oldest answers and messages were left out, see [`MailboxPage::fitted`].
    pub older: bool,
}

const MESSAGE: [Question; 2] = [
    Question { name: "text", label: "q-text", hint: Some("q-text-hint"), ask: Ask::Long },
    Question {
        name: "danger",
        label: "q-danger",
        hint: None,
        ask: Ask::Radios(&[
            ("now", "danger-now"),
            ("3days", "danger-3days"),
            ("2weeks", "danger-2weeks"),
            ("later", "danger-later"),
            ("no", "danger-no"),
            ("unknown", "danger-unknown"),
        ]),
    },
];

impl MailboxPage {
    /// The page with as much as fits into [`OPENED`] bytes, the newest first, and padded to exactly that.
    pub fn fitted(mut self) -> Result<Self, askama::Error> {
        self.chrome.pad_to = Some(OPENED);
        while !(self.replies.is_empty() && self.sent.is_empty()) && self.html()?.len() > OPENED {
            self.older = true;
            self.replies.drain(..self.replies.len().div_ceil(2));
            if self.replies.is_empty() {
                self.sent.drain(..self.sent.len().div_ceil(2));
            }
        }
        Ok(self)
    }

    fn questions(&self) -> Vec<QuestionView> {
        MESSAGE.iter().map(|q| QuestionView::new(&self.chrome, q, &self.values, &self.problems)).collect()
    }

    fn summary(&self) -> Vec<(Option<String>, String)> {
        let fields: &[&str] = if self.can_answer { &["text", "danger", "files"] } else { &[] };
        summary(&self.chrome, &self.problems, fields)
    }

    fn kept(&self) -> bool {
        !self.values.is_empty()
    }

    fn sent_label(&self, sent: &SentView) -> String {
        match sent.number {
            0 => self.chrome.t("sent-report"),
            n => self.chrome.n("sent-message", "number", n),
        }
    }
}

impl Page for MailboxPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn new_window(&self) -> bool {
        self.kept()
    }

    fn padded(&self) -> bool {
        true
    }
}

/// Says what taking a report back means, and asks once more.
#[derive(Template)]
#[template(path = "pages/withdraw.html")]
pub struct WithdrawPage {
    /// The frame.
    pub chrome: Chrome,
    /// The session of the mailbox.
    pub session: String,
}

impl Page for WithdrawPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn padded(&self) -> bool {
        true
    }
}

/// After that: nothing that tells a person who comes in what was here.
#[derive(Template)]
#[template(path = "pages/withdrawn.html")]
pub struct WithdrawnPage {
    /// The frame.
    pub chrome: Chrome,
}

impl Page for WithdrawnPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    // It holds nothing, but its length would tell the wire that a report was taken back.
    fn padded(&self) -> bool {
        true
    }
}
