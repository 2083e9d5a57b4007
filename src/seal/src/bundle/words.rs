//! Payloads as plain words, for somebody who reads them outside: the same in Rust and TypeScript, byte for byte.
//!
//! Blocks with an empty line between them: what was written, then `danger: …`, `methods: …`, then each further field as its
//! name, a colon, and its value on lines of their own. How the reporter can be reached is a part of its own.

use crate::payload::{Message, Report};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Fields that say how to reach somebody, or bind whoever reads.
const CONTACT: [&str; 2] = ["contact", "never_contact"];
const CAUTION: &str = super::NOT_MY_COMMUNITY;

/// A report, without the ways to reach its reporter.
pub fn report_words(report: &Report) -> Zeroizing<Vec<u8>> {
    joined(&report.narrative, &report.danger, &report.methods, &report.facts)
}

/// A later message, in the same way.
pub fn message_words(message: &Message) -> Zeroizing<Vec<u8>> {
    joined(&message.text, &message.danger, &[], &message.facts)
}

/// How the reporter says that they can be reached, and how never; `None` if they said nothing.
pub fn contact_words(report: &Report) -> Option<Zeroizing<Vec<u8>>> {
    let mut text = Blocks::default();
    for name in CONTACT {
        if let Some(value) = report.facts.get(name) {
            text.block(&[name, ":\n", value]);
        }
    }
    (!text.0.is_empty()).then_some(text.0)
}

fn joined(words: &str, danger: &str, methods: &[String], facts: &BTreeMap<String, String>) -> Zeroizing<Vec<u8>> {
    let mut text = Blocks::default();
    if !words.is_empty() {
        text.block(&[words]);
    }
    text.block(&["danger: ", danger]);
    if !methods.is_empty() {
        text.block(&["methods: ", &methods.join(", ")]);
    }
    for (name, value) in facts.iter().filter(|(name, _)| !CONTACT.contains(&name.as_str()) && *name != CAUTION) {
        text.block(&[name, ":\n", value]);
    }
    text.0
}

#[derive(Default)]
struct Blocks(Zeroizing<Vec<u8>>);

impl Blocks {
    fn block(&mut self, pieces: &[&str]) {
        if !self.0.is_empty() {
            self.0.extend_from_slice(b"\n\n");
        }
        for piece in pieces {
            self.0.extend_from_slice(piece.as_bytes());
        }
    }
}
