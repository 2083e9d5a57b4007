//! Whatever was bent, swapped, replayed or made up is refused with its code, and nothing of it is stored.

use ring::rand::SystemRandom;
use tocsin::app::additions::MAX_BYTES;
use tocsin::app::setup::DemoTeam;
use tocsin_seal::addition::{MAGIC, SealedMessage};
use tocsin_seal::call::Action;
use tocsin_seal::{
    Addition, CaseId, Hash32, Identity, Kind, PartId, SignedCall, Statement, check_header, pad_json, payload::Attachment, seal,
};

use super::Bench;
use super::http;
use super::program::{Program, call, json, refusal};

const DAY: i64 = 86_400;

on_both! {
    whatever_was_bent_in_a_message_is_refused_with_its_code_and_nothing_is_stored,
    a_call_is_good_for_its_mailbox_its_action_and_half_an_hour,
}

/// The three sections of a file: envelope, statement, message.
fn sections(file: &[u8]) -> [Vec<u8>; 3] {
    super::sections::sections(MAGIC, file)
}

fn file(sections: &[Vec<u8>; 3]) -> Vec<u8> {
    super::sections::joined(MAGIC, sections)
}

/// A good message and ways to bend it.
struct Bend<'a> {
    mine: &'a Program,
    good: [Vec<u8>; 3],
    statement: Statement,
}

impl<'a> Bend<'a> {
    fn of(mine: &'a Program, challenge: &str) -> Self {
        let whole = mine.addition("words", "no", challenge);
        let statement = Addition::parse(&whole).unwrap().signed().claimed().clone();
        Self { mine, good: sections(&whole), statement }
    }

    fn parts(&self, bend: impl FnOnce(&mut [Vec<u8>; 3])) -> Vec<u8> {
        let mut parts = self.good.clone();
        bend(&mut parts);
        file(&parts)
    }

    /// With another statement, which the receipt signed.
    fn statement(&self, bend: impl FnOnce(&mut Statement)) -> Vec<u8> {
        let mut statement = self.statement.clone();
        bend(&mut statement);
        self.parts(|parts| parts[1] = self.mine.keys.sign(&statement).bytes().to_vec())
    }

    /// With another message, for which the receipt signed.
    fn message(&self, message: Vec<u8>) -> Vec<u8> {
        let sealed_len = message.len() as u64;
        let statement = Statement { sealed_sha256: Hash32::of(&message), sealed_len, ..self.statement.clone() };
        self.parts(|parts| {
            parts[1] = self.mine.keys.sign(&statement).bytes().to_vec();
            parts[2] = message;
        })
    }

    fn envelope(&self, challenge: &str, action: Action) -> Vec<u8> {
        self.parts(|parts| parts[0] = SignedCall::sign(&self.mine.keys, challenge, action).to_bytes())
    }
}

fn with_header(sealed: &[u8], stanzas: &str) -> Vec<u8> {
    let header = check_header(sealed, 1).unwrap();
    [b"age-encryption.org/v1\n", stanzas.as_bytes(), &sealed[header..]].concat()
}

async fn whatever_was_bent_in_a_message_is_refused_with_its_code_and_nothing_is_stored(url: Option<String>) {
    let bench = Bench::new(url).await;
    let (mine, theirs) = (bench.program().await, bench.program().await);
    let challenge = mine.challenge().await;
    let (bend, other) = (Bend::of(&mine, &challenge), Bend::of(&theirs, &challenge));
    let to = &mine.capsule.case_recipient;
    let stranger = Identity::generate(&SystemRandom::new()).unwrap();
    let page = pad_json(b"{}".to_vec());
    let good = &bend.good;
    let x25519 = format!("-> X25519 {0}\n{0}\n-> x-grease\n\n--- {0}\n", "A".repeat(43));
    let plugin = format!("-> piv-p256 {0}\n{0}\n-> x-grease\n\n--- {0}\n", "A".repeat(43));
    let envelope = String::from_utf8(good[0].clone()).unwrap();
    let swapped = |at: usize| bend.parts(|parts| parts[at] = other.good[at].clone());
    let read = SignedCall::sign(&mine.keys, &challenge, Action::Read).to_bytes();
    let file_ref = |id| vec![tocsin_seal::SealedRef { id, len: 6_000, sha256: Hash32::of(b"f") }];
    let cases: Vec<(&str, Vec<u8>, u16, &str)> = vec![
        ("another's message", swapped(2), 422, "parts_mismatch"),
        ("another's statement", swapped(1), 422, "parts_mismatch"),
        ("another's envelope", swapped(0), 422, "parts_mismatch"),
        ("another's statement and message", bend.parts(|p| p[1..].clone_from_slice(&other.good[1..])), 422, "parts_mismatch"),
        (
            "all of another's but the signature",
            {
                let (mine_signed, theirs_call) = (envelope.split_once(",\"signature\"").unwrap().1, &other.good[0]);
                let theirs_call = String::from_utf8(theirs_call.clone()).unwrap();
                let forged = format!("{},\"signature\"{mine_signed}", theirs_call.split_once(",\"signature\"").unwrap().0);
                file(&[forged.into_bytes(), other.good[1].clone(), other.good[2].clone()])
            },
            404,
            "unknown_mailbox",
        ),
        (
            "a statement that another signed",
            bend.parts(|p| p[1] = theirs.keys.sign(&bend.statement).bytes().to_vec()),
            422,
            "wrong_signature",
        ),
        ("a call to read in place of the envelope", bend.parts(|p| p[0] = read), 422, "bad_envelope"),
        (
            "an urgency that somebody raised",
            bend.parts(|p| p[0] = envelope.replace("routine", "urgent").into_bytes()),
            404,
            "unknown_mailbox",
        ),
        ("routine that wakes", bend.envelope(&challenge, Action::Message { urgency: "routine".into(), wakes: true }), 422, "bad_envelope"),
        (
            "an urgency nobody knows",
            bend.envelope(&challenge, Action::Message { urgency: "high".into(), wakes: false }),
            422,
            "bad_envelope",
        ),
        ("a challenge of nobody", bend.envelope("AAAA", Action::Message { urgency: "routine".into(), wakes: false }), 409, "challenge_old"),
        ("statement and message changed places", bend.parts(|p| p.swap(1, 2)), 422, "bad_message"),
        ("a second reader", bend.message(seal(&page, &[to, stranger.recipient()]).unwrap()), 422, "bad_message"),
        ("a key that no quantum computer would stop at", bend.message(with_header(&good[2], &x25519)), 422, "bad_message"),
        ("a stanza of a plugin", bend.message(with_header(&good[2], &plugin)), 422, "bad_message"),
        ("unpadded", bend.message(seal(b"{\"format\":\"tocsin.message/1\"}", &[to]).unwrap()), 422, "not_padded"),
        ("one byte short", bend.message(good[2][..good[2].len() - 1].to_vec()), 422, "not_padded"),
        ("not sealed at all", bend.message(page.clone()), 422, "bad_message"),
        ("one byte changed", bend.parts(|p| *p[2].last_mut().unwrap() ^= 1), 422, "parts_mismatch"),
        ("a report", bend.statement(|s| (s.kind, s.seq, s.prev) = (Kind::Report, 0, None)), 422, "bad_statement"),
        ("an answer in the team's name", bend.statement(|s| (s.kind, s.prev) = (Kind::Reply, None)), 422, "bad_statement"),
        ("a note of the staff", bend.statement(|s| (s.kind, s.prev) = (Kind::Note, None)), 422, "bad_statement"),
        ("another case", bend.statement(|s| s.case_id = CaseId::from_bytes([9; 16])), 422, "parts_mismatch"),
        ("another's case", bend.statement(|s| s.case_id = theirs.capsule.case_id), 422, "parts_mismatch"),
        ("another's mailbox", bend.statement(|s| s.mailbox_id = theirs.keys.mailbox_id()), 422, "parts_mismatch"),
        ("another roster", bend.statement(|s| s.roster_hash = Hash32::of(b"ours")), 409, "roster_unknown"),
        ("one that is left out", bend.statement(|s| s.seq = 2), 409, "out_of_order"),
        ("another one before it", bend.statement(|s| s.prev = Some(Hash32::of(b""))), 409, "out_of_order"),
        ("files that never came", bend.statement(|s| s.attachments = file_ref(PartId::from_bytes([3; 16]))), 409, "missing_file"),
        ("another spelling", bend.parts(|p| p[0].push(b' ')), 422, "bad_envelope"),
        ("another spelling of the statement", bend.parts(|p| p[1].push(b' ')), 422, "bad_statement"),
        ("something behind", [file(good), vec![0]].concat(), 422, "malformed"),
        (
            "another version",
            file(good).iter().enumerate().map(|(n, b)| if n == MAGIC.len() - 2 { b'2' } else { *b }).collect(),
            422,
            "malformed",
        ),
        ("a section beyond its limit", [MAGIC, &[0xff; 8]].concat(), 422, "malformed"),
        ("nothing", Vec::new(), 422, "truncated"),
        ("cut", file(good)[..3_000].to_vec(), 422, "truncated"),
        ("too large", vec![b'x'; MAX_BYTES + 1], 413, "too_large"),
        ("a report's file", mine.file.clone(), 422, "malformed"),
    ];
    for (what, body, status, code) in cases {
        let answer = mine.post(&body).await;
        assert_eq!(refusal(&answer), (status, code.to_owned()), "{what}");
        let told = json(&answer);
        assert_eq!(told["rosters"].is_array(), code.starts_with("roster"), "{what}");
        assert_eq!(told["challenge"].is_string(), code == "challenge_old", "{what}");
        assert_eq!(told["missing"], if code == "missing_file" { serde_json::json!(["03".repeat(16)]) } else { serde_json::Value::Null });
    }
    let wrong_type = http::request(mine.at, "POST", "/api/v1/mailbox/messages", &[("Content-Type", "text/plain")], &file(good)).await;
    assert_eq!(refusal(&wrong_type), (415, "wrong_type".into()));
    assert_eq!((mine.read().await["sent"].as_array().unwrap().len(), theirs.read().await["sent"].as_array().unwrap().len()), (1, 1));
    assert_eq!(mine.post(&file(good)).await.status, 201, "and the good one is still taken");
}

async fn a_call_is_good_for_its_mailbox_its_action_and_half_an_hour(url: Option<String>) {
    let bench = Bench::new(url).await;
    let (mine, theirs) = (bench.program().await, bench.program().await);
    let challenge = mine.challenge().await;
    let good = SignedCall::sign(&mine.keys, &challenge, Action::Read).to_bytes();
    let text = String::from_utf8(good.clone()).unwrap();
    let ids = (mine.keys.mailbox_id().to_string(), theirs.keys.mailbox_id().to_string());
    let sign = |action| SignedCall::sign(&mine.keys, &challenge, action).to_bytes();
    for (what, body, status, code) in [
        ("to another's mailbox", text.replace(&ids.0, &ids.1).into_bytes(), 404, "unknown_mailbox"),
        ("to a mailbox that is not there", text.replace(&ids.0, &"0".repeat(32)).into_bytes(), 404, "unknown_mailbox"),
        ("turned into another action", text.replace("\"read\"", "\"withdraw\"").into_bytes(), 404, "unknown_mailbox"),
        ("an action of the door for messages", sign(Action::Message { urgency: "routine".into(), wakes: false }), 422, "bad_call"),
        ("an action of the door for files", sign(Action::File { id: PartId::from_bytes([1; 16]), len: 5 }), 422, "bad_call"),
        ("a field too many", text.replace("\"mailbox_id\"", "\"len\":1,\"mailbox_id\"").into_bytes(), 422, "bad_call"),
        ("spaces inside", text.replace("\":", "\": ").into_bytes(), 422, "bad_call"),
        ("nothing", Vec::new(), 422, "bad_call"),
        ("a challenge that was made up", text.replace(&challenge, &challenge.replace(['A', 'B'], "C")).into_bytes(), 409, "challenge_old"),
        ("too large", vec![b' '; 4_097], 413, "too_large"),
    ] {
        assert_eq!(refusal(&call(mine.at, &body).await), (status, code.to_owned()), "{what}");
    }
    assert_eq!(call(mine.at, &[good.clone(), vec![b' '; 500]].concat()).await.status, 200, "spaces hide which action it is");
    assert_eq!(call(mine.at, &good).await.status, 200, "it may come twice");
    let wrong_type = http::request(mine.at, "POST", "/api/v1/mailbox", &[("Content-Type", "text/plain")], &good).await;
    assert_eq!(refusal(&wrong_type), (415, "wrong_type".into()));
    let elsewhere = Bench::new(None).await;
    let foreign = SignedCall::sign(&mine.keys, &super::program::challenge(elsewhere.service.at).await, Action::Read).to_bytes();
    assert_eq!(refusal(&call(mine.at, &foreign).await), (409, "challenge_old".into()), "another installation's challenge");

    bench.clock.jump(1_795);
    assert_eq!(call(mine.at, &good).await.status, 200);
    bench.clock.jump(10);
    let old = call(mine.at, &good).await;
    assert_eq!(refusal(&old), (409, "challenge_old".into()));
    let anew = SignedCall::sign(&mine.keys, json(&old)["challenge"].as_str().unwrap(), Action::Read).to_bytes();
    assert_eq!(call(mine.at, &anew).await.status, 200, "signed again over what came with the refusal");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_names_a_roster_that_is_in_force_or_was_a_week_ago() {
    let bench = Bench::new(None).await;
    let mut mine = bench.program().await;
    bench.clock.jump(80 * DAY);
    let service = &bench.service;
    let team = DemoTeam::load(&service.folder.path().join("keys")).unwrap();
    team.keep_roster(&service.app, mine.roster.deployment(), &SystemRandom::new()).await.unwrap();
    bench.clock.jump(6 * DAY);
    let early = mine.addition("within the week", "no", &mine.challenge().await);
    assert_eq!(mine.post(&early).await.status, 201);
    mine.follow(&early);
    bench.clock.jump(2 * DAY);
    let late = mine.add("too late", "no").await;
    assert_eq!(refusal(&late), (409, "roster_old".into()));
    let chain: Vec<Vec<u8>> = json(&late)["rosters"].as_array().unwrap().iter().map(|r| r.as_str().unwrap().into()).collect();
    mine.roster = tocsin_seal::verify_chain(&chain, &mine.roster.roster_key()).unwrap().pop().unwrap();
    assert_eq!(mine.add("under the roster that came with the refusal", "no").await.status, 201);
    assert_eq!(mine.read().await["sent"].as_array().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_another_case_has_can_be_named_by_nobody_else() {
    let bench = Bench::new(None).await;
    let form: [http::Part<'_>; 3] = [("narrative", None, b"x"), ("danger", None, b"no"), ("files", Some("a.jpg"), b"1")];
    assert_eq!(http::post_form(bench.service.at, "/en/report", &form).await.status, 200);
    let store = tocsin::store::Store::open(&bench.service.options).await.unwrap();
    let blob = store.read().await.unwrap().all_blobs().await.unwrap().remove(0);
    store.close().await;
    let mine = bench.program().await;
    let attachment = Attachment {
        id: PartId::from_bytes(blob.id),
        name: "mine.jpg".into(),
        media_type: "image/jpeg".into(),
        length: 1,
        sha256: Hash32::of(b"1"),
        sealed_sha256: Hash32::of(b"?"),
        sealed_length: u64::try_from(blob.size).unwrap(),
        clean_copy_of: None,
    };
    let sealed: SealedMessage = mine.sealed("look", "no", vec![attachment]);
    let file = Addition::new(&mine.keys, &mine.challenge().await, "routine", false, sealed).to_bytes();
    assert_eq!(refusal(&mine.post(&file).await), (409, "missing_file".into()));
    assert_eq!(bench.service.blobs(), 1);
}
