//! The real program from end to end: words, a file in pieces over a network that breaks, the message that takes it, and
//! the desk that opens it.

use serde_json::Value;
use tocsin_seal::{Hash32, SealedSums, addition};

use crate::demo::{self, Demo};
use crate::http;
use crate::pieces::{Breaking, add, below, head, new_id, noise, offset, patch, sealed, send};
use crate::sender::{NAME, Sender, attachment};

/// Whoever has the key from elsewhere: here, from an export.
async fn a_sender(demo: &Demo) -> Sender {
    demo.json(&["export", "--out", "before"]);
    Sender::at(demo.at, &std::fs::read_to_string(demo.path("before/roster/key.pub")).unwrap()).await
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
    let sender = a_sender(&demo).await;
    let (id, plain) = (new_id(), noise(size()));
    let (file, sums) = sealed(&sender.report.capsule().case_recipient, &plain).await;
    let message = sender.message(demo.at, vec![attachment(id, &sums)]).await;
    let missing = serde_json::json!({ "error": "missing_file", "missing": [id.to_string()] });
    assert_eq!(post(&demo, &message).await, (409, missing.clone()), "before it was begun");
    sender.begin(demo.at, id, file.len()).await;

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
    let wrong = sender.message(demo.at, vec![attachment(id, &SealedSums { sealed_len: sums.sealed_len, ..other })]).await;
    assert_eq!(post(&demo, &wrong).await.0, 409, "a message that names another sum");
    assert_eq!(post(&demo, &message).await.0, 201);
    assert_eq!(post(&demo, &message).await.0, 200, "and once more");
    assert_eq!((head(demo.at, id).await.status, add(demo.at, id, file.len(), b"").await.status), (410, 410));
    assert!(opened(&demo, &sender) == plain, "another file than was sealed");
    assert!(!demo.log().contains("canary-file"));
    for place in ["data", "tmp", "data-keys"] {
        for stored in demo::files(&demo.path(place)) {
            let bytes = std::fs::read(&stored).unwrap();
            for canary in [&b"canary-file"[..], &plain[..32], &plain[plain.len() - 32..]] {
                assert!(found(&bytes, canary).is_none(), "{} shows what was sealed", stored.display());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_keeps_what_it_acknowledged_and_the_file_goes_on_from_there() {
    let mut demo = Demo::start();
    let sender = a_sender(&demo).await;
    let (id, plain) = (new_id(), noise(8_000_000));
    let (file, sums) = sealed(&sender.report.capsule().case_recipient, &plain).await;
    sender.begin(demo.at, id, file.len()).await;
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
    let message = sender.message(demo.at, vec![attachment(id, &sums)]).await;
    assert_eq!(post(&demo, &message).await.0, 201);
    assert!(opened(&demo, &sender) == plain);
    demo.kill();
    demo.again();
    assert_eq!(post(&demo, &message).await.0, 200);
}

/// Where `needle` stands in `hay`; quick enough for large files without optimisation.
fn found(hay: &[u8], needle: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(step) = hay[from..].iter().position(|byte| *byte == needle[0]) {
        if hay[from + step..].starts_with(needle) {
            return Some(from + step);
        }
        from += step + 1;
    }
    None
}
