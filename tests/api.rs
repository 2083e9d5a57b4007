//! Reports that were sealed before they came: taken once and alerted like any other, and refused with a clear code
//! wherever a part was bent.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/http.rs"]
mod http;
#[path = "support/sections.rs"]
mod sections;
#[path = "support/server.rs"]
mod server;

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::Arc;

use demo::{Demo, said};
use http::Answer;
use ring::rand::SystemRandom;
use serde_json::Value;
use server::{MovedClock, Service, Setup};
use tocsin::app::Origin;
use tocsin::app::sealed::{Kept, MAX_BYTES, MEDIA_TYPE, SealedRefusal, Way};
use tocsin::app::setup::DemoTeam;
use tocsin::store::Store;
use tocsin_domain::clock::day_of;
use tocsin_domain::triage::{RuleSet, TriageInput};
use tocsin_seal::payload::{SealedRule, SealedUrgency};
use tocsin_seal::submission::{ENVELOPE_CONTEXT, MAGIC, Words};
use tocsin_seal::{
    Capsule, Hash32, Identity, Kind, MailboxKeys, Receipt, SignedRoster, Statement, Submission, check_header, pad_json, seal,
};

const DAY: i64 = 86_400;
const WORDS: &str = "canary-sealed-5e1 they waited outside the school";

fn receipt() -> Receipt {
    Receipt::generate(&SystemRandom::new()).unwrap()
}

/// As a program of one's own makes it, for these keys.
fn sealed(keys: &MailboxKeys, roster: &SignedRoster, now: i64) -> Submission {
    let facts = BTreeMap::new();
    let input = TriageInput { methods: &[], danger: "now", facts: &facts, has_text: true, has_files: false, today: day_of(now) };
    let decision = RuleSet::builtin().evaluate(&input);
    let rules = decision.rules.into_iter().map(|rule| SealedRule { id: rule.id, sentence: rule.sentence }).collect();
    let urgency = SealedUrgency { level: decision.urgency.to_string(), wakes: decision.wakes, rules, rule_set: decision.rule_set };
    let words =
        Words { written_at: now, language: "en", narrative: WORDS, danger: "now", answer_here: true, methods: &[], facts: &facts, urgency };
    Submission::seal(&SystemRandom::new(), keys, roster, words).unwrap()
}

async fn post(service: &Service, body: &[u8]) -> Answer {
    http::request(service.at, "POST", "/api/v1/reports", &[("Content-Type", MEDIA_TYPE)], body).await
}

fn answered(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    serde_json::from_slice(&answer.body).unwrap()
}

/// The five sections of a file: envelope, capsule, statement, grant, report.
fn sections(file: &[u8]) -> [Vec<u8>; 5] {
    sections::sections(MAGIC, file)
}

fn file(sections: &[Vec<u8>; 5]) -> Vec<u8> {
    sections::joined(MAGIC, sections)
}

/// An envelope with what it says now, signed anew.
fn signed_envelope(keys: &MailboxKeys, document: &str) -> Vec<u8> {
    let mut document: Value = serde_json::from_str(document).unwrap();
    let signature = keys.sign_in(ENVELOPE_CONTEXT, document["envelope"].to_string().as_bytes());
    document["signature"] = serde_json::to_value(signature).unwrap();
    document.to_string().into_bytes()
}

/// A whole service with one roster, a receipt for it, and a sealed report.
struct Bench {
    service: Service,
    roster: SignedRoster,
    keys: MailboxKeys,
    good: Submission,
}

impl Bench {
    async fn new() -> Self {
        Self::over(Service::start().await)
    }

    fn over(service: Service) -> Self {
        let roster = service.app.rosters().last().unwrap().clone();
        let keys = receipt().keys(roster.deployment());
        let good = sealed(&keys, &roster, service.app.now());
        Self { service, roster, keys, good }
    }

    fn statement(&self, report: &[u8]) -> Statement {
        let sealed_len = report.len() as u64;
        Statement { sealed_sha256: Hash32::of(report), sealed_len, ..self.good.signed().claimed().clone() }
    }

    /// The good file with another report, which its own receipt signed.
    fn with_report(&self, report: Vec<u8>) -> Vec<u8> {
        self.bent(|parts| {
            parts[2] = self.keys.sign(&self.statement(&report)).bytes().to_vec();
            parts[4] = report.clone();
        })
    }

    fn with_statement(&self, bend: impl FnOnce(&mut Statement)) -> Vec<u8> {
        let mut statement = self.good.signed().claimed().clone();
        bend(&mut statement);
        self.bent(|parts| parts[2] = self.keys.sign(&statement).bytes().to_vec())
    }

    fn bent(&self, bend: impl FnOnce(&mut [Vec<u8>; 5])) -> Vec<u8> {
        let mut parts = sections(&self.good.to_bytes());
        bend(&mut parts);
        file(&parts)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sealed_report_is_one_case_however_often_it_is_sent() {
    let bench = Bench::new().await;
    let body = bench.good.to_bytes();
    assert!(!said(&body).contains("canary"));
    let first = post(&bench.service, &body).await;
    assert_eq!((first.status, answered(&first)["outcome"].as_str()), (201, Some("new")));
    let second = post(&bench.service, &body).await;
    assert_eq!((second.status, answered(&second)["outcome"].as_str()), (200, Some("repeated")));
    let both = tokio::join!(post(&bench.service, &body), post(&bench.service, &body));
    assert_eq!((both.0.status, both.1.status), (200, 200));
    assert_eq!(bench.service.cases().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_report_sent_by_many_at_once_is_one_case() {
    let bench = Bench::new().await;
    let body = bench.good.to_bytes();
    let answers = futures::future::join_all((0..8).map(|_| post(&bench.service, &body))).await;
    let new = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!((new, answers.iter().filter(|answer| answer.status == 200).count()), (1, 7));
    assert_eq!(bench.service.cases().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_was_bent_is_refused_with_its_code_and_nothing_is_stored() {
    let bench = Bench::new().await;
    let (good, other) =
        (sections(&bench.good.to_bytes()), sections(&sealed(&receipt().keys(bench.roster.deployment()), &bench.roster, 0).to_bytes()));
    let case_recipient = &bench.good.capsule().case_recipient;
    let stranger = Identity::generate(&SystemRandom::new()).unwrap();
    let page = pad_json(b"{}".to_vec());
    let x25519 = |sealed: &[u8]| {
        let header = check_header(sealed, 1).unwrap();
        let stanza = format!("-> X25519 {0}\n{0}\n-> x-grease\n\n--- {0}\n", "A".repeat(43));
        [b"age-encryption.org/v1\n", stanza.as_bytes(), &sealed[header..]].concat()
    };
    let greaseless = {
        let (head, payload) = good[4].split_at(check_header(&good[4], 1).unwrap());
        let (mut kept, mut grease) = (Vec::new(), false);
        for line in std::str::from_utf8(head).unwrap().split_inclusive('\n') {
            if line.starts_with("-") {
                grease = line.split_whitespace().nth(1).unwrap().ends_with("-grease");
            }
            if !grease {
                kept.extend_from_slice(line.as_bytes());
            }
        }
        assert!(kept.len() < head.len());
        [&kept, payload].concat()
    };
    let bench = &bench;
    let swapped = |at: usize| bench.bent(|parts| parts[at] = other[at].clone());
    let envelope = said(&good[0]);
    let cases: Vec<(&str, Vec<u8>, u16, &str)> = vec![
        ("another's report", swapped(4), 422, "parts_mismatch"),
        ("another's capsule", swapped(1), 422, "parts_mismatch"),
        ("another's statement", swapped(2), 422, "wrong_signature"),
        ("another's envelope", swapped(0), 422, "wrong_signature"),
        ("report and grant changed places", bench.bent(|parts| parts.swap(3, 4)), 422, "bad_grant"),
        ("a grant in place of the report", bench.bent(|parts| parts[4] = parts[3].clone()), 422, "not_padded"),
        (
            "a second reader of the report",
            bench.with_report(seal(&page, &[case_recipient, stranger.recipient()]).unwrap()),
            422,
            "bad_report",
        ),
        (
            "a second reader of the grant",
            bench.bent(|p| p[3] = seal(&[b'A'; 78], &[case_recipient, stranger.recipient()]).unwrap()),
            422,
            "bad_grant",
        ),
        ("a grant of two lines", bench.bent(|p| p[3] = seal(&[b'A'; 156], &[case_recipient]).unwrap()), 422, "bad_grant"),
        ("a key that no quantum computer would stop at", bench.with_report(x25519(&good[4])), 422, "bad_report"),
        ("the same for the grant", bench.bent(|parts| parts[3] = x25519(&good[3])), 422, "bad_grant"),
        ("no grease", bench.with_report(greaseless), 422, "bad_report"),
        ("unpadded", bench.with_report(seal(b"{\"format\":\"tocsin.report/1\"}", &[case_recipient]).unwrap()), 422, "not_padded"),
        ("one byte short", bench.with_report(good[4][..good[4].len() - 1].to_vec()), 422, "not_padded"),
        ("not sealed at all", bench.with_report(page.clone()), 422, "bad_report"),
        ("one byte changed", bench.bent(|parts| *parts[4].last_mut().unwrap() ^= 1), 422, "parts_mismatch"),
        ("a message", bench.with_statement(|s| (s.kind, s.seq, s.prev) = (Kind::Message, 1, Some(Hash32::of(b"")))), 422, "bad_statement"),
        ("another roster", bench.with_statement(|s| s.roster_hash = Hash32::of(b"ours")), 409, "roster_unknown"),
        ("routine that wakes", bench.bent(|p| p[0] = envelope.replace("critical", "routine").into_bytes()), 422, "bad_envelope"),
        ("an urgency nobody knows", bench.bent(|p| p[0] = envelope.replace("critical", "highest").into_bytes()), 422, "bad_envelope"),
        ("a language that is no tag", bench.bent(|p| p[0] = envelope.replace("\"en\"", "\"a b\"").into_bytes()), 422, "bad_envelope"),
        (
            "a claim that somebody changed",
            bench.bent(|p| p[0] = envelope.replace("\"wakes\":true", "\"wakes\":false").into_bytes()),
            422,
            "wrong_signature",
        ),
        ("another spelling", bench.bent(|p| p[0].push(b' ')), 422, "bad_envelope"),
        ("something behind", [bench.good.to_bytes(), vec![0]].concat(), 422, "malformed"),
        ("another version", bench.good.to_bytes().replacen_magic(), 422, "malformed"),
        ("a section beyond its limit", [MAGIC, &[0xff; 8]].concat(), 422, "malformed"),
        ("nothing", Vec::new(), 422, "truncated"),
        ("cut", bench.good.to_bytes()[..3_000].to_vec(), 422, "truncated"),
        ("too large", vec![b'x'; MAX_BYTES + 1], 413, "too_large"),
    ];
    for (what, body, status, code) in cases {
        let answer = post(&bench.service, &body).await;
        let said = answered(&answer);
        assert_eq!((answer.status, said["error"].as_str()), (status, Some(code)), "{what}");
        assert_eq!(said["rosters"].is_array(), code.starts_with("roster"), "{what}");
    }
    let epoch = Capsule { epoch: 2, ..bench.good.capsule().clone() };
    let answer = post(&bench.service, &bench.bent(|parts| parts[1] = bench.keys.seal_capsule(&epoch))).await;
    assert_eq!(answered(&answer)["error"], "parts_mismatch", "a capsule of another epoch");
    assert_eq!(bench.service.cases().await, 0);
    assert_eq!(post(&bench.service, &bench.good.to_bytes()).await.status, 201, "and the good one is still taken");
}

trait Bent {
    fn replacen_magic(self) -> Vec<u8>;
}

impl Bent for Vec<u8> {
    /// The file with the next version's first line.
    fn replacen_magic(mut self) -> Vec<u8> {
        self[MAGIC.len() - 2] = b'2';
        self
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_takes_a_case_or_a_mailbox_that_is_anothers() {
    let bench = Bench::new().await;
    assert_eq!(post(&bench.service, &bench.good.to_bytes()).await.status, 201);
    let again = sealed(&bench.keys, &bench.roster, bench.service.app.now());
    let answer = post(&bench.service, &again.to_bytes()).await;
    assert_eq!((answer.status, answered(&answer)["error"].as_str()), (409, Some("mailbox_taken")));

    let keys = receipt().keys(bench.roster.deployment());
    let mine = sealed(&keys, &bench.roster, 0);
    let statement = Statement { case_id: bench.good.case_id(), ..mine.signed().claimed().clone() };
    let mut parts = sections(&mine.to_bytes());
    parts[1] = keys.seal_capsule(&Capsule { case_id: bench.good.case_id(), ..mine.capsule().clone() });
    parts[0] = signed_envelope(&keys, &said(&parts[0]).replace(&mine.case_id().to_string(), &bench.good.case_id().to_string()));
    parts[2] = keys.sign(&statement).bytes().to_vec();
    let answer = post(&bench.service, &file(&parts)).await;
    assert_eq!((answer.status, answered(&answer)["error"].as_str()), (409, Some("case_taken")));
    assert_eq!(bench.service.cases().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_roster_is_taken_for_a_week_after_the_next_and_what_is_brought_by_hand_longer() {
    let clock = Arc::new(MovedClock::default());
    let bench = Bench::over(Service::made(Setup { clock: clock.clone(), ..Setup::usual() }).await);
    clock.jump(80 * DAY);
    let team = DemoTeam::load(&bench.service.folder.path().join("keys")).unwrap();
    team.keep_roster(&bench.service.app, bench.roster.deployment(), &SystemRandom::new()).await.unwrap();
    assert_eq!(bench.service.app.rosters().len(), 2);
    clock.jump(6 * DAY);
    assert_eq!(post(&bench.service, &bench.good.to_bytes()).await.status, 201);
    clock.jump(2 * DAY);
    let late = sealed(&receipt().keys(bench.roster.deployment()), &bench.roster, 0).to_bytes();
    let answer = post(&bench.service, &late).await;
    let told = answered(&answer);
    assert_eq!((answer.status, told["error"].as_str()), (409, Some("roster_old")));
    let chain: Vec<Vec<u8>> = told["rosters"].as_array().unwrap().iter().map(|r| r.as_str().unwrap().into()).collect();
    let chain = tocsin_seal::verify_chain(&chain, &bench.roster.roster_key()).unwrap();
    let fresh = sealed(&receipt().keys(bench.roster.deployment()), chain.last().unwrap(), 0);
    assert_eq!(post(&bench.service, &fresh.to_bytes()).await.status, 201, "sealed again to what came with the refusal");
    let app = &bench.service.app;
    assert!(matches!(app.take_sealed(Origin(None), Way::Carried, &late).await, Ok(Ok(Kept::New))));

    clock.jump(40 * DAY);
    let older = sealed(&receipt().keys(bench.roster.deployment()), &bench.roster, 0).to_bytes();
    assert!(matches!(app.take_sealed(Origin(None), Way::Carried, &older).await, Ok(Err(SealedRefusal::RosterOld))));
    clock.jump(120 * DAY);
    let answer = post(&bench.service, &fresh.to_bytes()).await;
    assert_eq!((answer.status, answered(&answer)["error"].as_str()), (503, Some("closed")), "no roster in force");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_get_codes_and_never_pages() {
    let service = Service::start().await;
    for (answer, status, code) in [
        (http::request(service.at, "POST", "/api/v1/reports", &[("Content-Type", "application/json")], b"x").await, 415, "wrong_type"),
        (http::get(service.at, "/api/v1/reports", &[]).await, 405, "wrong_method"),
        (http::get(service.at, "/api/v1/nothing", &[]).await, 404, "not_found"),
        (http::request(service.at, "POST", "/api/v1/reports", &[("Sec-Fetch-Site", "cross-site")], b"").await, 403, "cross_site"),
    ] {
        assert_eq!((answer.status, answered(&answer)["error"].as_str()), (status, Some(code)));
    }
    let described = answered(&http::get(service.at, "/api/v1/openapi.json", &[]).await);
    assert_eq!(described["openapi"], "3.1.0");
    let rosters = answered(&http::get(service.at, "/api/v1/roster", &[]).await);
    assert_eq!((rosters["format"].as_str(), rosters["rosters"].as_array().unwrap().len()), (Some("tocsin.rosters/1"), 1));
}

/// What each table says of a case, as sizes; what is random in a sealed file's header is taken off.
async fn shape(store: &Store, id: &[u8; 16]) -> Vec<(String, i64, usize)> {
    let mut tx = store.read().await.unwrap();
    let case = tx.case(id).await.unwrap().unwrap();
    let mailbox = tx.mailbox_of(id).await.unwrap().unwrap();
    let mut shape = vec![
        (format!("case {}", case.purge_month), case.version, case.sealed.len()),
        ("mailbox".into(), mailbox.version, mailbox.sealed.len()),
    ];
    for part in tx.parts(id).await.unwrap() {
        let body = part.body.unwrap();
        shape.push(("part".into(), part.version, part.sealed.len()));
        shape.push(("body".into(), 0, body.len() - check_header(&body, 1).unwrap()));
    }
    for grant in tx.grants(id).await.unwrap() {
        // Only the grease differs, by less than this in base64.
        shape.push(("grant".into(), grant.version, grant.sealed.len() / 1_000));
    }
    shape
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rows_of_a_report_do_not_tell_who_sealed_it() {
    let bench = Bench::new().await;
    assert_eq!(post(&bench.service, &bench.good.to_bytes()).await.status, 201);
    let form = [("narrative", None, WORDS.as_bytes()), ("danger", None, &b"now"[..])];
    assert_eq!(http::post_form(bench.service.at, "/en/report", &form).await.status, 200);
    let store = Store::open(&bench.service.options).await.unwrap();
    let mut tx = store.read().await.unwrap();
    let ids: Vec<[u8; 16]> = tx.cases().await.unwrap().iter().map(|case| case.id).collect();
    drop(tx);
    assert_eq!(ids.len(), 2);
    assert_eq!(shape(&store, &ids[0]).await, shape(&store, &ids[1]).await);
}

/// Seals with the real program in a terminal of its own; what the terminal showed.
fn seal_in_a_terminal(demo: &Demo, key: &str, out: &str) -> String {
    let program = demo::desk();
    let line = format!("{} seal --roster roster.json --roster-key {key} --template report.txt --out {out} > told.txt", program.display());
    let output = Command::new("script").args(["-qec", &line, "/dev/null"]).current_dir(demo.folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", said(&output.stdout));
    said(&output.stdout)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sealed_offline_sent_opened_answered_and_read_with_the_receipt() {
    let demo = Demo::start();
    std::fs::write(demo.path("roster.json"), http::get(demo.at, "/api/v1/roster", &[]).await.body).unwrap();
    let template = said(&demo.desk(&["seal", "--print-template", "en"]).stdout);
    let filled = template.replace("[narrative]\n", &format!("[narrative]\n{WORDS}\n")).replace("[danger]\n", "[danger]\nnow\n");
    std::fs::write(demo.path("report.txt"), filled).unwrap();
    demo.json(&["export", "--out", "before"]);
    let key = std::fs::read_to_string(demo.path("before/roster/key.pub")).unwrap().trim().to_owned();

    let shown = seal_in_a_terminal(&demo, &key, "one.sealed");
    let digits = shown.lines().map(str::trim).find(|l| l.len() >= 40 && l.bytes().all(|b| b.is_ascii_digit() || b == b' ')).unwrap();
    let words = shown.lines().map(str::trim).find(|l| l.split(' ').count() == 12 && Receipt::parse(l).is_ok()).unwrap();
    let told = std::fs::read_to_string(demo.path("told.txt")).unwrap();
    assert!(told.contains("curl") && !told.contains(digits) && !told.contains(words), "{told}");
    let body = std::fs::read(demo.path("one.sealed")).unwrap();
    let headers = [("Content-Type", MEDIA_TYPE)];
    let post = || http::request(demo.at, "POST", "/api/v1/reports", &headers, &body);
    assert_eq!(post().await.status, 201);
    let mails = demo.mails_reach(1).await;
    assert!(!mails[0].contains("canary"));
    assert_eq!(post().await.status, 200);

    seal_in_a_terminal(&demo, &key, "two.sealed");
    let import = |file: &str| demo.json(&["import", "--sealed", file])["outcome"].as_str().unwrap().to_owned();
    assert_eq!([import("two.sealed"), import("two.sealed"), import("one.sealed")], ["new", "repeated", "repeated"]);
    std::fs::write(demo.path("bad.sealed"), &body[..4_000]).unwrap();
    let refused = demo.tocsin(&["import", "--sealed", "bad.sealed"]);
    assert!(!refused.status.success() && said(&refused.stderr).contains("cut off"), "{}", said(&refused.stderr));
    assert_eq!(demo.cases().len(), 2);

    demo.json(&["export", "--out", "bundles"]);
    demo.desk(&["open", "--identity", "data-keys/caseworker.txt", "bundles", "--out", "opened"]);
    for case in demo.cases() {
        let case = case["case"].as_str().unwrap();
        let report = std::fs::read_to_string(demo.path(&format!("opened/case-{case}/report.txt"))).unwrap();
        assert!(report.contains(WORDS) && report.contains("URGENCY: CRITICAL") && !report.contains("WARNING"), "{report}");
        let reply =
            ["reply", "--identity", "data-keys/caseworker.txt", "bundles", "--case", case, "--text", "answer-90c", "--out", "replies"];
        demo.desk(&reply);
    }
    assert_eq!(demo.json(&["import", "--from", "replies"])["taken"], 2);
    for typed in [digits, words] {
        assert!(demo.open("en", typed).await.text().contains("answer-90c"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_terminal_for_the_receipt_nothing_is_sealed() {
    let demo = Demo::start();
    std::fs::write(demo.path("roster.json"), http::get(demo.at, "/api/v1/roster", &[]).await.body).unwrap();
    std::fs::write(demo.path("report.txt"), "[narrative]\nwords\n").unwrap();
    demo.json(&["export", "--out", "before"]);
    let key = std::fs::read_to_string(demo.path("before/roster/key.pub")).unwrap().trim().to_owned();
    let stranger = tocsin_seal::SigningKey::generate(&SystemRandom::new()).unwrap().public().to_string();
    for (key, why) in [(&key, "terminal"), (&stranger, "not signed")] {
        let arguments = ["seal", "--roster", "roster.json", "--roster-key", key, "--template", "report.txt", "--out", "out.sealed"];
        let output = Command::new("setsid").arg("-w").arg(demo::desk()).args(arguments).current_dir(demo.folder.path()).output().unwrap();
        assert!(!output.status.success() && said(&output.stderr).contains(why), "{}", said(&output.stderr));
        assert!(!demo.path("out.sealed").exists());
    }
}
