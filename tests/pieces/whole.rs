//! The real program from end to end: words, a file in pieces over a network that breaks, the message that takes it, and
//! the desk that opens it.

use std::collections::BTreeMap;

use ring::rand::SystemRandom;
use serde_json::Value;
use tocsin_domain::clock::{Clock as _, SystemClock};
use tocsin_seal::addition::{self, Place, SealedMessage, Words as MessageWords};
use tocsin_seal::payload::{Attachment, SealedUrgency};
use tocsin_seal::{Addition, Hash32, MailboxKeys, PartId, Receipt, SealedSums, SignedRoster, Submission, submission, verify_chain};

use crate::demo::Demo;
use crate::http;
use crate::pieces::{Breaking, add, begin, below, head, new_id, noise, offset, patch, sealed, send};

const NAME: &str = "canary-file-7d2 photo.jpg";

/// Somebody with a program of their own.
struct Sender {
    roster: SignedRoster,
    keys: MailboxKeys,
    report: Submission,
}

impl Sender {
    async fn of(demo: &Demo) -> Self {
        let answer: Value = serde_json::from_slice(&http::get(demo.at, "/api/v1/roster", &[]).await.body).unwrap();
        let chain: Vec<Vec<u8>> = answer["rosters"].as_array().unwrap().iter().map(|doc| doc.as_str().unwrap().into()).collect();
        demo.json(&["export", "--out", "before"]);
        let key = std::fs::read_to_string(demo.path("before/roster/key.pub")).unwrap().trim().parse().unwrap();
        let roster = verify_chain(&chain, &key).unwrap().pop().unwrap();
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
        assert_eq!(http::request(demo.at, "POST", "/api/v1/reports", &kind, &report.to_bytes()).await.status, 201);
        Self { roster, keys, report }
    }

    async fn challenge(&self, demo: &Demo) -> String {
        let answer: Value = serde_json::from_slice(&http::get(demo.at, "/api/v1/challenge", &[]).await.body).unwrap();
        answer["challenge"].as_str().unwrap().to_owned()
    }

    async fn begin(&self, demo: &Demo, id: PartId, length: usize) {
        assert_eq!(begin(demo.at, &self.keys, &self.challenge(demo).await, id, length).await.status, 201);
    }

    async fn message(&self, demo: &Demo, attachments: Vec<Attachment>) -> Vec<u8> {
        let place = Place {
            case_id: self.report.case_id(),
            case_recipient: &self.report.capsule().case_recipient,
            seq: 1,
            prev: self.report.signed().hash(),
            roster_hash: self.roster.hash(),
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
        let sealed = SealedMessage::seal(&self.keys, &place, words).unwrap();
        Addition::new(&self.keys, &self.challenge(demo).await, "routine", false, sealed).to_bytes()
    }
}

fn urgency() -> SealedUrgency {
    SealedUrgency { level: "routine".into(), wakes: false, rules: Vec::new(), rule_set: "test".into() }
}

fn attachment(id: PartId, sums: &SealedSums) -> Attachment {
    Attachment {
        id,
        name: NAME.into(),
        media_type: "image/jpeg".into(),
        length: sums.true_len,
        sha256: sums.true_sha256,
        sealed_sha256: sums.sealed_sha256,
        sealed_length: sums.sealed_len,
    }
}

async fn post(demo: &Demo, message: &[u8]) -> (u16, Value) {
    let answer = http::request(demo.at, "POST", "/api/v1/mailbox/messages", &[("Content-Type", addition::MEDIA_TYPE)], message).await;
    (answer.status, serde_json::from_slice(&answer.body).unwrap())
}

/// What the desk finds in the exported case, after verifying everything.
fn opened(demo: &Demo, sender: &Sender) -> Vec<u8> {
    demo.json(&["export", "--out", "bundles"]);
    demo.desk(&["verify", "bundles"]);
    demo.desk(&["open", "--identity", "data-keys/caseworker.txt", "bundles", "--out", "opened", "--attachments"]);
    std::fs::read(demo.path(&format!("opened/case-{}/files/{NAME}", sender.report.case_id()))).unwrap()
}

/// How many kB of memory the server held at its most, and may now begin to count anew.
fn peak(demo: &Demo) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", demo.process())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_ascii_whitespace().nth(1).unwrap().parse().unwrap()
}

/// `TOCSIN_PIECES_MB=300` for a larger file.
fn size() -> usize {
    std::env::var("TOCSIN_PIECES_MB").map_or(40, |megabytes| megabytes.parse().unwrap()) * 1_000_000
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_cut_five_times_is_taken_by_its_message_and_opened_whole_at_the_desk() {
    let demo = Demo::start();
    let sender = Sender::of(&demo).await;
    let (id, plain) = (new_id(), noise(size()));
    let (file, sums) = sealed(&sender.report.capsule().case_recipient, &plain).await;
    let message = sender.message(&demo, vec![attachment(id, &sums)]).await;
    let missing = serde_json::json!({ "error": "missing_file", "missing": [id.to_string()] });
    assert_eq!(post(&demo, &message).await, (409, missing.clone()), "before it was begun");
    sender.begin(&demo, id, file.len()).await;

    let before = peak(&demo);
    let cuts: Vec<u64> = (0..5).map(|_| 1_000 + below(file.len() as u64 / 6)).collect();
    let network = Breaking::before(demo.at, &cuts).await;
    let begun = std::time::Instant::now();
    let (_, early) = tokio::join!(send(network.at, id, &file), post(&demo, &message));
    let (took, grown) = (begun.elapsed(), peak(&demo) - before);
    println!("{} MB cut after {cuts:?}: {took:?}, memory +{grown} kB", plain.len() / 1_000_000);
    assert_eq!((early, network.left()), ((409, missing), 0), "while it came");
    assert!(grown < 32_000, "{grown} kB more memory for {} bytes", file.len());

    let other = SealedSums { sealed_sha256: Hash32::of(b"another"), ..sealed(&sender.report.capsule().case_recipient, b"x").await.1 };
    let wrong = sender.message(&demo, vec![attachment(id, &SealedSums { sealed_len: sums.sealed_len, ..other })]).await;
    assert_eq!(post(&demo, &wrong).await.0, 409, "a message that names another sum");
    assert_eq!(post(&demo, &message).await.0, 201);
    assert_eq!(post(&demo, &message).await.0, 200, "and once more");
    assert_eq!((head(demo.at, id).await.status, add(demo.at, id, file.len(), b"").await.status), (410, 410));
    assert!(opened(&demo, &sender) == plain, "another file than was sealed");
    let contact = [NAME, "canary-file"];
    assert!(contact.iter().all(|word| !demo.log().contains(word)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_keeps_what_it_acknowledged_and_the_file_goes_on_from_there() {
    let mut demo = Demo::start();
    let sender = Sender::of(&demo).await;
    let (id, plain) = (new_id(), noise(8_000_000));
    let (file, sums) = sealed(&sender.report.capsule().case_recipient, &plain).await;
    sender.begin(&demo, id, file.len()).await;
    let mut acknowledged = 0;
    for round in 0..3 {
        let until = acknowledged + 1_000_000;
        assert_eq!(add(demo.at, id, acknowledged, &file[acknowledged..until]).await.status, 204);
        acknowledged = until;
        // Killed in the midst of the next piece.
        let at = demo.at;
        let rest = patch(id, acknowledged, &file[acknowledged..]);
        let piece = tokio::spawn(async move { http::raw(at, &rest[..rest.len() / 2]).await });
        tokio::time::sleep(std::time::Duration::from_millis(below(200))).await;
        demo.kill();
        piece.abort();
        demo.again();
        let asked = head(demo.at, id).await;
        let came = offset(&asked).unwrap();
        assert!(came >= acknowledged, "round {round}: {came} of {acknowledged}");
        acknowledged = came;
        if file.len() - acknowledged < 1_500_000 {
            break;
        }
    }
    assert_eq!(send(demo.at, id, &file).await, 1);
    let message = sender.message(&demo, vec![attachment(id, &sums)]).await;
    assert_eq!(post(&demo, &message).await.0, 201);
    assert!(opened(&demo, &sender) == plain);
    demo.kill();
    demo.again();
    assert_eq!(post(&demo, &message).await.0, 200);
}
