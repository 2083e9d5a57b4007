//! A program of one's own, as `docs/api.md` describes it: it holds a receipt's keys, seals, signs and checks, and gives
//! the server nothing but what is sealed or signed.
#![allow(dead_code, reason = "each test program uses its own part of this")]

use std::collections::BTreeMap;
use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use serde_json::Value;
use tocsin::app::{additions, sealed};
use tocsin_domain::clock::day_of;
use tocsin_domain::triage::{Decision, RuleSet, TriageInput};
use tocsin_seal::addition::{Place, SealedMessage};
use tocsin_seal::call::Action;
use tocsin_seal::payload::{self, Attachment, Reply, SealedRule, SealedUrgency};
use tocsin_seal::{
    Addition, Capsule, Hash32, MailboxKeys, Receipt, SignedCall, SignedRoster, SignedStatement, Submission, addition, submission,
};

use super::http::{self, Answer};

/// One report's program.
pub struct Program {
    pub at: SocketAddr,
    pub receipt: Receipt,
    pub keys: MailboxKeys,
    pub roster: SignedRoster,
    pub capsule: Capsule,
    /// The report as it was sent.
    pub file: Vec<u8>,
    /// Number and hash of the last statement that was taken.
    pub tip: (u32, Hash32),
    /// The time of what is sealed.
    pub now: i64,
}

/// The answer's JSON; every answer to a program is JSON and not kept anywhere.
pub fn json(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), Some("application/json"), "{}", answer.text());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("content-encoding"), None);
    serde_json::from_slice(&answer.body).unwrap()
}

/// Status and code.
pub fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status, json(answer)["error"].as_str().unwrap_or_default().to_owned())
}

fn decided(text: &str, danger: &str, now: i64) -> (Decision, SealedUrgency) {
    let facts = BTreeMap::new();
    let input = TriageInput { methods: &[], danger, facts: &facts, has_text: !text.is_empty(), has_files: false, today: day_of(now) };
    let decision = RuleSet::builtin().evaluate(&input);
    let rules = decision.rules.iter().map(|r| SealedRule { id: r.id.clone(), sentence: r.sentence.clone() }).collect();
    let urgency = SealedUrgency { level: decision.urgency.to_string(), wakes: decision.wakes, rules, rule_set: decision.rule_set.clone() };
    (decision, urgency)
}

impl Program {
    /// A report that is made, and not sent yet.
    pub fn made(at: SocketAddr, roster: SignedRoster, words: &str, now: i64) -> Self {
        Self::made_for(at, roster, Receipt::generate(&SystemRandom::new()).unwrap(), words, now)
    }

    /// The same for a receipt that is there already.
    pub fn made_for(at: SocketAddr, roster: SignedRoster, receipt: Receipt, words: &str, now: i64) -> Self {
        let keys = receipt.keys(roster.deployment());
        let words = submission::Words {
            written_at: now,
            language: "en",
            narrative: words,
            danger: "later",
            answer_here: true,
            methods: &[],
            facts: &BTreeMap::new(),
            urgency: decided(words, "later", now).1,
        };
        let made = Submission::seal(&SystemRandom::new(), &keys, &roster, words).unwrap();
        let (capsule, tip) = (made.capsule().clone(), (0, made.signed().hash()));
        Self { at, receipt, keys, roster, capsule, file: made.to_bytes(), tip, now }
    }

    /// Sends the report.
    pub async fn send(&self) -> Answer {
        http::request(self.at, "POST", "/api/v1/reports", &[("Content-Type", sealed::MEDIA_TYPE)], &self.file).await
    }

    /// A report that was taken.
    pub async fn begun(at: SocketAddr, roster: SignedRoster, words: &str, now: i64) -> Self {
        let program = Self::made(at, roster, words, now);
        assert_eq!(program.send().await.status, 201);
        program
    }

    pub async fn challenge(&self) -> String {
        challenge(self.at).await
    }

    pub async fn call(&self, action: Action) -> Answer {
        let challenge = self.challenge().await;
        call(self.at, &SignedCall::sign(&self.keys, &challenge, action).to_bytes()).await
    }

    /// What the mailbox holds, the capsule and every statement checked.
    pub async fn read(&self) -> Value {
        let answer = self.call(Action::Read).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let contents = json(&answer);
        assert_eq!(contents["format"], "tocsin.mailbox/1");
        let capsule = STANDARD.decode(contents["capsule"].as_str().unwrap()).unwrap();
        assert_eq!(self.keys.open_capsule(&capsule).unwrap(), self.capsule);
        for (number, sent) in contents["sent"].as_array().unwrap().iter().enumerate() {
            let signed = SignedStatement::parse(sent["statement"].as_str().unwrap().as_bytes()).unwrap();
            assert_eq!(signed.verify(&self.keys.public()).unwrap().seq as usize, number);
        }
        contents
    }

    /// The answers in what was read, opened; None where the words are gone.
    pub fn replies(&self, contents: &Value) -> Vec<Option<String>> {
        let open = |reply: &Value| {
            let signed = SignedStatement::parse(reply["statement"].as_str().unwrap().as_bytes()).unwrap();
            let statement = signed.verify(self.roster.team_signing_key()).unwrap();
            let body = STANDARD.decode(reply["body"].as_str()?).unwrap();
            assert!(statement.covers(&body));
            let plain = tocsin_seal::open(&body, self.keys.identity(), 2).unwrap();
            Some(payload::parse::<Reply>(&plain).unwrap().text)
        };
        contents["replies"].as_array().unwrap().iter().map(open).collect()
    }

    /// A sealed message that follows the last one.
    pub fn sealed(&self, text: &str, danger: &str, attachments: Vec<Attachment>) -> SealedMessage {
        let place = Place {
            case_id: self.capsule.case_id,
            case_recipient: &self.capsule.case_recipient,
            seq: self.tip.0 + 1,
            prev: self.tip.1,
            roster_hash: self.roster.hash(),
        };
        let urgency = decided(text, danger, self.now).1;
        let words = addition::Words { written_at: self.now, language: "en", text, danger, facts: BTreeMap::new(), urgency, attachments };
        SealedMessage::seal(&self.keys, &place, words).unwrap()
    }

    /// The file of a message that follows the last one, its envelope signed over `challenge`.
    pub fn addition(&self, text: &str, danger: &str, challenge: &str) -> Vec<u8> {
        let (decision, _) = decided(text, danger, self.now);
        let sealed = self.sealed(text, danger, Vec::new());
        Addition::new(&self.keys, challenge, &decision.urgency.to_string(), decision.wakes, sealed).to_bytes()
    }

    /// Sends such a file.
    pub async fn post(&self, file: &[u8]) -> Answer {
        http::request(self.at, "POST", "/api/v1/mailbox/messages", &[("Content-Type", additions::MEDIA_TYPE)], file).await
    }

    /// Seals and sends a message, and follows it from then on if it is new.
    pub async fn add(&mut self, text: &str, danger: &str) -> Answer {
        let file = self.addition(text, danger, &self.challenge().await);
        let answer = self.post(&file).await;
        if answer.status == 201 {
            self.follow(&file);
        }
        answer
    }

    /// The next message follows this one.
    pub fn follow(&mut self, file: &[u8]) {
        let signed = Addition::parse(file).unwrap().signed().clone();
        self.tip = (signed.claimed().seq, signed.hash());
    }
}

pub async fn challenge(at: SocketAddr) -> String {
    let answer = http::get(at, "/api/v1/challenge", &[]).await;
    json(&answer)["challenge"].as_str().unwrap().to_owned()
}

pub async fn call(at: SocketAddr, document: &[u8]) -> Answer {
    http::request(at, "POST", "/api/v1/mailbox", &[("Content-Type", "application/json")], document).await
}
