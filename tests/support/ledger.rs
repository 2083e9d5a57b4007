//! What was sent to a service and what it acknowledged: held against what it has.

#![allow(dead_code, reason = "each test program uses its own part of this")]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ring::digest::{SHA256, digest};

use super::http::{self, Answer, Part};

/// A form as somebody filled it in. Its token makes it one case, however often it is sent.
#[derive(Clone)]
pub struct Form {
    pub token: String,
    pub words: String,
    /// Whether it says that somebody is in danger now, so that people are woken.
    pub wakes: bool,
    pub file: Option<Vec<u8>>,
}

/// What is known of one form.
#[derive(Clone)]
pub struct Entry {
    pub form: Form,
    /// The receipt, once the report was acknowledged.
    pub receipt: Option<String>,
    /// Whether its own file was acknowledged; words are taken before it and without it.
    pub file_taken: bool,
    /// SHA-256 of every file that was acknowledged, its own and those of messages.
    pub kept: Vec<Vec<u8>>,
    /// Words of the messages that were acknowledged.
    pub said: Vec<String>,
    /// Messages of the mailbox, the one that brings the report's file included: fewest and most there can be.
    pub messages: Range,
    /// Files, likewise.
    pub files: Range,
}

/// What came back on a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    Acknowledged,
    /// A page that gives the words back, with this status.
    Refused(u16),
    /// No answer: the other side is gone.
    Nothing,
}

/// Acknowledged ones at least, tried ones at most.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Range {
    pub least: u64,
    pub most: u64,
}

impl Range {
    fn tried(&mut self) {
        self.most += 1;
    }

    fn taken(&mut self) {
        self.least += 1;
    }

    fn holds(self, found: u64) -> bool {
        (self.least..=self.most).contains(&found)
    }

    fn plus(self, other: Self) -> Self {
        Self { least: self.least + other.least, most: self.most + other.most }
    }
}

/// All forms of a campaign, shared by those who send.
#[derive(Clone, Default)]
pub struct Ledger(Arc<Mutex<Vec<Entry>>>);

/// What a mailbox shows of what was sent: reports and messages, and their files.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    messages: u64,
    files: u64,
}

impl Ledger {
    fn lock(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many forms there are.
    pub fn forms(&self) -> usize {
        self.lock().len()
    }

    /// How many messages and files were acknowledged.
    pub fn messages_and_files(&self) -> (usize, usize) {
        let entries = self.lock();
        (entries.iter().map(|entry| entry.said.len()).sum(), entries.iter().map(|entry| entry.kept.len()).sum())
    }

    /// How many of them were acknowledged.
    pub fn acknowledged(&self) -> usize {
        self.lock().iter().filter(|entry| entry.receipt.is_some()).count()
    }

    /// Whether a form was taken with all that belongs to it.
    pub fn whole(&self, at: usize) -> bool {
        let entry = self.entry(at);
        entry.receipt.is_some() && (entry.form.file.is_none() || entry.file_taken)
    }

    /// A copy of one entry.
    pub fn entry(&self, at: usize) -> Entry {
        self.lock()[at].clone()
    }

    /// A mailbox that can be written to, chosen by `number`.
    pub fn some_mailbox(&self, number: usize) -> Option<usize> {
        let entries = self.lock();
        let open: Vec<usize> = (0..entries.len()).filter(|at| entries[*at].receipt.is_some()).collect();
        open.get(number % open.len().max(1)).copied()
    }

    /// Opens an entry for a form that is about to be sent.
    pub fn begin(&self, form: Form) -> usize {
        let file = u64::from(form.file.is_some());
        let upto = Range { least: 0, most: file };
        let mut entries = self.lock();
        entries.push(Entry { form, receipt: None, file_taken: false, kept: Vec::new(), said: Vec::new(), messages: upto, files: upto });
        entries.len() - 1
    }

    /// Sends a form, for the first time or again, and notes what was acknowledged.
    pub async fn send(&self, to: SocketAddr, at: usize) -> Sent {
        let form = self.entry(at).form;
        let mut parts: Vec<Part<'_>> = vec![("token", None, form.token.as_bytes()), ("narrative", None, form.words.as_bytes())];
        if form.wakes {
            parts.push(("danger", None, b"now"));
        }
        if let Some(file) = &form.file {
            parts.push(("files", Some("evidence.bin"), file));
        }
        let Some(answer) = try_form(to, "/en/report", &parts).await else { return Sent::Nothing };
        self.note_answer(at, &answer)
    }

    /// Notes what an answer to a form acknowledges.
    fn note_answer(&self, at: usize, answer: &Answer) -> Sent {
        if answer.status != 200 {
            let words = self.entry(at).form.words;
            assert!(answer.text().contains(&words), "a refusal ({}) does not give the words back", answer.status);
            return Sent::Refused(answer.status);
        }
        let receipt = answer.element("receipt-words").expect("a receipt");
        let mut entries = self.lock();
        let entry = &mut entries[at];
        assert!(entry.receipt.as_ref().is_none_or(|known| *known == receipt), "one form has two receipts");
        entry.receipt = Some(receipt);
        if entry.form.file.is_some() && all_files_taken(answer) && !entry.file_taken {
            entry.file_taken = true;
            entry.kept.extend(entry.form.file.as_deref().map(sum));
            entry.messages.taken();
            entry.files.taken();
        }
        Sent::Acknowledged
    }

    /// Writes a message, with a file if there is one, into the mailbox of an acknowledged form.
    pub async fn add(&self, to: SocketAddr, at: usize, words: &str, file: Option<&[u8]>) -> bool {
        let Some(receipt) = self.entry(at).receipt else { return false };
        let Some(mailbox) = try_post(to, "/en/mailbox", &[("receipt", &receipt)]).await else { return false };
        if mailbox.status >= 500 {
            return false;
        }
        assert!(mailbox.status == 200 && mailbox.text().contains("/mailbox/lock"), "an acknowledged receipt opens nothing");
        let session = mailbox.hidden("session");
        let mut parts: Vec<Part<'_>> = vec![("session", None, session.as_bytes()), ("text", None, words.as_bytes())];
        if let Some(file) = file {
            parts.push(("files", Some("more.bin"), file));
        }
        {
            let entry = &mut self.lock()[at];
            entry.messages.tried();
            if file.is_some() {
                // The file comes as a message of its own.
                entry.messages.tried();
                entry.files.tried();
            }
        }
        let Some(answer) = try_form(to, "/en/mailbox/add", &parts).await else { return false };
        if answer.status != 200 || !answer.text().contains("role=\"status\"") {
            return false;
        }
        let entry = &mut self.lock()[at];
        entry.messages.taken();
        entry.said.push(words.to_owned());
        if file.is_some() && all_files_taken(&answer) {
            entry.kept.extend(file.map(sum));
            entry.messages.taken();
            entry.files.taken();
        }
        true
    }

    /// Holds one mailbox against the ledger; what it shows is what there is from now on, since nothing is under way.
    pub async fn check(&self, to: SocketAddr, at: usize) {
        let entry = self.entry(at);
        let Some(receipt) = &entry.receipt else { return };
        let page = http::post(to, "/en/mailbox", &[("receipt", receipt)]).await;
        assert!(page.status == 200 && page.text().contains("/mailbox/lock"), "form {at}: an acknowledged receipt opens nothing");
        let shown = shown(&page);
        assert!(entry.messages.holds(shown.messages), "form {at}: {shown:?}, messages {:?}", entry.messages);
        assert!(entry.files.holds(shown.files), "form {at}: {shown:?}, files {:?}", entry.files);
        let text = page.text();
        // The demo's own banner is one.
        assert_eq!(text.matches("class=\"note warn\"").count(), 1, "form {at}: its mailbox has a gap or a damaged row");
        let entry = &mut self.lock()[at];
        entry.messages = Range { least: shown.messages, most: shown.messages };
        // Its own file may be among them without our knowledge, or come when the form is sent again.
        let unsent = u64::from(entry.form.file.is_some() && !entry.file_taken);
        entry.files = Range { least: shown.files, most: shown.files + unsent };
        entry.messages.most += unsent;
    }

    /// Holds the list of cases against the ledger: acknowledged ones at least, tried ones at most.
    pub fn check_list(&self, cases: &[serde_json::Value]) {
        let entries = self.lock();
        let least = entries.iter().filter(|entry| entry.receipt.is_some()).count();
        assert!((least..=entries.len()).contains(&cases.len()), "{} cases, {least} acknowledged of {}", cases.len(), entries.len());
        let sum = |name: &str| cases.iter().map(|case| case[name].as_u64().unwrap()).sum::<u64>();
        let range = |of: fn(&Entry) -> Range| entries.iter().map(of).fold(Range::default(), Range::plus);
        let (messages, files) = (range(|entry| entry.messages), range(|entry| entry.files));
        assert!(messages.holds(sum("messages")), "{} messages, {messages:?}", sum("messages"));
        assert!(files.holds(sum("files")), "{} files, {files:?}", sum("files"));
    }
}

/// SHA-256.
pub fn sum(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}

fn all_files_taken(answer: &Answer) -> bool {
    let text = answer.text();
    text.contains("</bdi>: ") && !text.contains("</bdi>: <strong>")
}

/// The list of what was sent, as a mailbox page shows it.
fn shown(page: &Answer) -> Shown {
    let text = page.text();
    let lines = text.split("<li><strong>").skip(1).filter_map(|line| line.split_once("<br>")).map(|(line, _)| line);
    // "… · 2026-11-24 · 1 file": the last number of the line.
    let files = lines.clone().filter_map(|line| line.rsplit(" · ").next()?.split(' ').find_map(|word| word.parse::<u64>().ok()));
    Shown { messages: lines.count().saturating_sub(1) as u64, files: files.sum() }
}

/// A form, where the other side may die meanwhile.
async fn try_form(to: SocketAddr, path: &str, parts: &[Part<'_>]) -> Option<Answer> {
    let kind = format!("multipart/form-data; boundary={}", http::BOUNDARY);
    try_request(to, path, &kind, &http::multipart(parts)).await
}

async fn try_post(to: SocketAddr, path: &str, fields: &[(&str, &str)]) -> Option<Answer> {
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+"))).collect();
    try_request(to, path, "application/x-www-form-urlencoded", body.join("&").as_bytes()).await
}

async fn try_request(to: SocketAddr, path: &str, kind: &str, body: &[u8]) -> Option<Answer> {
    let head =
        format!("POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len());
    http::raw(to, &[head.as_bytes(), body].concat()).await
}
