//! A reporter whose own program seals words, files and messages, towards a server at an address.
#![allow(dead_code, reason = "each test program uses its own part of this")]

use std::collections::BTreeMap;
use std::net::SocketAddr;

use ring::rand::SystemRandom;
use serde_json::Value;
use tocsin_domain::clock::{Clock as _, SystemClock};
use tocsin_seal::addition::{Place, SealedMessage, Words as MessageWords};
use tocsin_seal::payload::{Attachment, SealedUrgency};
use tocsin_seal::{Addition, MailboxKeys, PartId, Receipt, SealedSums, SignedRoster, Submission, submission, verify_chain};

use super::http;
use super::pieces::begin;

/// A name that no file of the server may show.
pub const NAME: &str = "canary-file-7d2 photo.jpg";

/// Somebody with a program of their own, and one case.
pub struct Sender {
    pub roster: SignedRoster,
    pub keys: MailboxKeys,
    pub report: Submission,
}

impl Sender {
    pub async fn at(at: SocketAddr, roster_key: &str) -> Self {
        let answer: Value = serde_json::from_slice(&http::get(at, "/api/v1/roster", &[]).await.body).unwrap();
        let chain: Vec<Vec<u8>> = answer["rosters"].as_array().unwrap().iter().map(|doc| doc.as_str().unwrap().into()).collect();
        let roster = verify_chain(&chain, &roster_key.trim().parse().unwrap()).unwrap().pop().unwrap();
        let keys = Receipt::generate(&SystemRandom::new()).unwrap().keys(roster.deployment());
        let facts = BTreeMap::new();
        let words = submission::Words {
            written_at: SystemClock.now(),
            language: "en",
            narrative: "a photo follows",
            danger: "unknown",
            answer_here: true,
            methods: &[],
            facts: &facts,
            urgency: urgency(),
        };
        let report = Submission::seal(&SystemRandom::new(), &keys, &roster, words).unwrap();
        let kind = [("Content-Type", submission::MEDIA_TYPE)];
        assert_eq!(http::request(at, "POST", "/api/v1/reports", &kind, &report.to_bytes()).await.status, 201);
        Self { roster, keys, report }
    }

    async fn challenge(&self, at: SocketAddr) -> String {
        let answer: Value = serde_json::from_slice(&http::get(at, "/api/v1/challenge", &[]).await.body).unwrap();
        answer["challenge"].as_str().unwrap().to_owned()
    }

    pub async fn begin(&self, at: SocketAddr, id: PartId, length: usize) {
        assert_eq!(begin(at, &self.keys, &self.challenge(at).await, id, length).await.status, 201);
    }

    pub async fn message(&self, at: SocketAddr, attachments: Vec<Attachment>) -> Vec<u8> {
        let sealed = files_message(&self.keys, &self.report, attachments);
        Addition::new(&self.keys, &self.challenge(at).await, "routine", false, sealed).to_bytes()
    }
}

/// The message that brings files behind this report.
pub fn files_message(keys: &MailboxKeys, report: &Submission, attachments: Vec<Attachment>) -> SealedMessage {
    let place = Place {
        case_id: report.case_id(),
        case_recipient: &report.capsule().case_recipient,
        seq: 1,
        prev: report.signed().hash(),
        roster_hash: report.roster_hash(),
    };
    let words = MessageWords {
        written_at: SystemClock.now(),
        language: "en",
        text: "",
        danger: "unknown",
        facts: BTreeMap::new(),
        urgency: urgency(),
        attachments,
    };
    SealedMessage::seal(keys, &place, words).unwrap()
}

pub fn urgency() -> SealedUrgency {
    SealedUrgency { level: "routine".into(), wakes: false, rules: Vec::new(), rule_set: "test".into() }
}

pub fn attachment(id: PartId, sums: &SealedSums) -> Attachment {
    Attachment {
        id,
        name: NAME.into(),
        media_type: "image/jpeg".into(),
        length: sums.true_len,
        sha256: sums.true_sha256,
        sealed_sha256: sums.sealed_sha256,
        sealed_length: sums.sealed_len,
        clean_copy_of: None,
    }
}
