//! What is written and signed: payloads byte for byte, statements, envelopes; and statements that must be refused.

use crate::{NOW, Station, hold, receipt, seed};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tocsin_seal::{
    CaseId, Hash32, Identity, Kind, PartId, SealedRef, SignedStatement, SigningKey, Statement,
    call::{Action, SignedCall},
    payload::{self, Attachment, Format, Message, Reply, Report, SealedRule, SealedUrgency},
};

fn urgency() -> SealedUrgency {
    let rule = |id: &str, sentence: &str| SealedRule { id: id.to_owned(), sentence: sentence.to_owned() };
    SealedUrgency {
        level: "critical".to_owned(),
        wakes: true,
        rules: vec![rule("D1", "Said \"now\" \\ \u{7}."), rule("U6", "昨天")],
        rule_set: "tocsin.triage/1 2026-11-24".to_owned(),
    }
}

fn facts() -> BTreeMap<String, String> {
    let pairs = [
        ("10", "ten"),
        ("9", "nine"),
        ("__proto__", "p"),
        ("contact", "  only by post\n"),
        ("safe_now", "No"),
        ("zz", "\u{1f}\u{7f}\u{2028}"),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn attachments() -> Vec<Attachment> {
    let file = |n: u32, name: &str| Attachment {
        id: seed::<16>(&format!("file {n}")).into(),
        name: name.to_owned(),
        media_type: "image/jpeg".to_owned(),
        length: 123_456 + u64::from(n),
        sha256: Hash32::of(name.as_bytes()),
        sealed_sha256: Hash32::of(&seed::<32>(name)),
        sealed_length: 133_000,
        clean_copy_of: (n == 2).then(|| seed::<16>("file 1").into()),
    };
    vec![file(1, "фото \"1\".jpg"), file(2, "b")]
}

const NARRATIVES: &[(&str, &str)] = &[
    ("a few words", "Two men came to my door."),
    (
        "marks",
        "\"quotes\" \\ / \u{0}\u{1}\u{8}\t\n\u{b}\u{c}\r\u{1b}\u{1f}\u{7f}\u{80}\u{9f}\u{2028}\u{2029}</script>\u{feff}\u{fffe}\u{10ffff}",
    ),
    ("many scripts", "ساقچىلار ئۆيۈمگە كەلدى · 昨天 · དེ་རིང་ · Вчера · 𠮷野家 👩‍👩‍👧 e\u{301} \u{202e}x\u{202c}"),
    ("nothing", ""),
];

/// Where the padding changes: payloads of just so many bytes.
fn around_the_padding(shortest: usize) -> Vec<String> {
    [4_095_usize, 4_096, 4_097, 4_352, 4_353, 5_120, 5_121, 5_632, 5_633, 65_536, 65_537]
        .iter()
        .filter_map(|bytes| bytes.checked_sub(shortest))
        .map(|more| "x".repeat(more))
        .collect()
}

#[test]
fn payloads_are_the_same_bytes() {
    let station = Station::with_epochs(1);
    let keys = receipt().keys(&station.deployment);
    let case_id: CaseId = seed::<16>("case").into();
    let case = Identity::from_seed(seed("case identity"));
    let report = |narrative: &str, language: &str| {
        payload::to_padded(&Report {
            format: Format::default(),
            case_id,
            case_recipient: case.recipient().clone(),
            mailbox_id: keys.mailbox_id(),
            mailbox_recipient: keys.recipient().clone(),
            receipt_key: keys.public(),
            roster_hash: station.current().hash(),
            written_at: NOW,
            language: language.to_owned(),
            narrative: narrative.to_owned(),
            danger: "3days".to_owned(),
            answer_here: false,
            methods: vec!["travel.lure".to_owned(), "online.hack".to_owned()],
            facts: facts(),
            urgency: urgency(),
            attachments: Vec::new(),
        })
        .to_vec()
    };
    let message = |text: &str, attachments: Vec<Attachment>| {
        payload::to_padded(&Message {
            format: Format::default(),
            case_id,
            mailbox_id: keys.mailbox_id(),
            seq: 2,
            prev: Hash32::of(b"before"),
            roster_hash: station.current().hash(),
            written_at: NOW + 1,
            language: "zh-Hans".to_owned(),
            text: text.to_owned(),
            danger: "unknown".to_owned(),
            facts: facts(),
            urgency: urgency(),
            attachments,
        })
        .to_vec()
    };
    let unpadded = |padded: &[u8]| String::from_utf8(padded.to_vec()).unwrap().trim_end_matches(' ').len();
    let shortest = (unpadded(&report("", "ug")), unpadded(&message("", Vec::new())));
    let (long_reports, long_messages) = (around_the_padding(shortest.0), around_the_padding(shortest.1));
    let mut cases = Vec::new();
    for text in NARRATIVES.iter().map(|(_, text)| *text).chain(long_reports.iter().map(String::as_str)) {
        cases.push(written("report", text, &report(text, "ug"), Vec::new()));
    }
    for text in NARRATIVES.iter().map(|(_, text)| *text).chain(long_messages.iter().map(String::as_str)) {
        cases.push(written("message", text, &message(text, Vec::new()), Vec::new()));
        cases.push(written("message", text, &message(text, attachments()), attachments()));
    }
    let common = json!({
        "deployment": station.deployment.as_str(), "entropy": hex(receipt().entropy()), "case_id": case_id.to_string(),
        "case_identity": *case.to_secret(), "case_recipient": case.recipient().to_string(), "roster_hash": station.current().hash().to_string(),
        "now": NOW, "facts": facts().iter().map(|(k, v)| json!([k, v])).collect::<Vec<_>>(), "urgency": urgency(),
    });
    hold("payloads.json", &json!({ "common": common, "cases": cases }));
}

fn written(kind: &str, text: &str, padded: &[u8], attachments: Vec<Attachment>) -> Value {
    let json_text = String::from_utf8(padded.to_vec()).unwrap().trim_end_matches(' ').to_owned();
    let said = if text.len() < 1_000 { json!(text) } else { json!(text.len()) };
    let short = if json_text.len() < 4_000 { json!(json_text) } else { Value::Null };
    json!({ "kind": kind, "said": said, "attachments": attachments, "json": short, "bytes": padded.len(), "sha256": Hash32::of(padded).to_string() })
}

#[test]
fn replies_are_read_alike() {
    let reply = |prev: Option<Hash32>, text: &str| Reply {
        format: Format::default(),
        case_id: seed::<16>("case").into(),
        mailbox_id: seed::<16>("mailbox").into(),
        seq: 1 + u32::from(prev.is_some()),
        prev,
        roster_hash: Hash32::of(b"roster"),
        written_at: NOW,
        author: "Robin".to_owned(),
        text: text.to_owned(),
    };
    let sound = payload::to_padded(&reply(None, "Do not travel.")).to_vec();
    let mut cases = vec![sound.clone(), payload::to_padded(&reply(Some(Hash32::of(b"x")), NARRATIVES[1].1)).to_vec()];
    cases.push(payload::to_padded(&reply(None, &"y".repeat(5_000))).to_vec());
    let text = String::from_utf8(sound.clone()).unwrap();
    let respelt = |from: &str, to: &str| {
        let mut bytes = text.trim_end().replacen(from, to, 1).into_bytes();
        bytes.resize(4_096, b' ');
        bytes
    };
    cases.push([&sound[..], b" "].concat());
    cases.push(sound[..4_095].to_vec());
    cases.push(respelt("tocsin.reply/1", "tocsin.reply/2"));
    cases.push(respelt("tocsin.reply/1", "tocsin.note/1"));
    cases.push(respelt("\"author\"", "\"more\":1,\"author\""));
    cases.push(respelt("\"prev\":null,", ""));
    cases.push(respelt("\"seq\":1", "\"seq\":-1"));
    cases.push(respelt("\"seq\":1", "\"seq\":\"1\""));
    cases.push(respelt("\"author\":\"Robin\"", "\"author\":null"));
    cases.push(respelt("{", " {"));
    cases.push(respelt("}", "}}"));
    cases.push(respelt("}", "}\t"));
    cases.push(respelt("}", "} x"));
    cases.push(vec![b' '; 4_096]);
    let cases: Vec<Value> = cases
        .iter()
        .map(|padded| {
            let read: Result<Reply, _> = payload::parse(padded);
            json!({ "padded": base64(padded), "text": read.as_ref().ok().map(|reply| &reply.text), "author": read.as_ref().ok().map(|reply| &reply.author) })
        })
        .collect();
    hold("replies.json", &json!(cases));
}

#[test]
fn statements_and_envelopes_are_signed_and_refused_alike() {
    let station = Station::with_epochs(1);
    let keys = receipt().keys(&station.deployment);
    let team = &station.teams[0].signing;
    let statement = |kind: Kind, seq: u32, prev: Option<&str>| Statement {
        kind,
        case_id: seed::<16>("case").into(),
        mailbox_id: keys.mailbox_id(),
        seq,
        prev: prev.map(|p| Hash32::of(p.as_bytes())),
        roster_hash: station.current().hash(),
        sealed_sha256: Hash32::of(b"sealed"),
        sealed_len: 5_862,
        attachments: Vec::new(),
    };
    let with_files = Statement { attachments: vec![sealed_ref(1), sealed_ref(2)], ..statement(Kind::Message, 1, Some("report")) };
    let mut twice = with_files.clone();
    twice.attachments[1] = twice.attachments[0].clone();
    let beyond = Statement { sealed_len: 1 << 53, ..statement(Kind::Report, 0, None) };
    let mut texts: Vec<(String, &str)> = Vec::new();
    let signed_by = |key: &SigningKey, statement: &Statement| String::from_utf8(key.sign(statement).bytes().to_vec()).unwrap();
    let ours = |statement: &Statement| String::from_utf8(keys.sign(statement).bytes().to_vec()).unwrap();
    for sound in [statement(Kind::Report, 0, None), with_files.clone(), statement(Kind::Message, u32::MAX, Some("x"))] {
        texts.push((ours(&sound), "reporter"));
        texts.push((ours(&sound), "team"));
    }
    for sound in [statement(Kind::Reply, 1, None), statement(Kind::Reply, 2, Some("r")), statement(Kind::Note, 1, None)] {
        texts.push((signed_by(team, &sound), "team"));
        texts.push((signed_by(team, &sound), "reporter"));
    }
    for inconsistent in [
        statement(Kind::Report, 1, None),
        statement(Kind::Report, 0, Some("x")),
        statement(Kind::Message, 0, Some("x")),
        statement(Kind::Message, 1, None),
        twice,
        beyond,
    ] {
        texts.push((ours(&inconsistent), "reporter"));
    }
    texts.push((signed_by(team, &statement(Kind::Reply, 1, Some("x"))), "team"));
    texts.push((signed_by(team, &statement(Kind::Reply, 2, None)), "team"));
    let base = ours(&with_files);
    for (from, to) in [
        ("{\"signature\"", "{ \"signature\""),
        ("\"seq\":1", "\"seq\":2"),
        ("\"seq\":1", "\"seq\":01"),
        ("\"kind\":\"message\"", "\"kind\":\"reply\""),
        ("\"kind\":\"message\"", "\"kind\":\"Message\""),
        ("tocsin.statement/1", "tocsin.statement/2"),
        ("\"seq\":1", "\"seq\":1,\"zz\":1"),
        ("\"case_id\":\"", "\"case_id\":\"A"),
        ("\"len\":6001", "\"len\":6002"),
        ("\"len\":6001", "\"len\":-1"),
        ("\"attachments\":[", "\"attachments\":[null,"),
        ("\"prev\":\"", "\"prev\":\"0"),
    ] {
        assert!(base.contains(from), "{from}");
        texts.push((base.replacen(from, to, 1), "reporter"));
    }
    let cases: Vec<Value> = texts
        .iter()
        .map(|(text, author)| {
            let key = if *author == "team" { team.public() } else { keys.public() };
            let verdict = SignedStatement::parse(text.as_bytes()).and_then(|signed| signed.verify(&key).map(|s| (s, signed.hash())));
            let taken = verdict.ok().map(|(s, hash)| json!({ "seq": s.seq, "files": s.attachments.len(), "hash": hash.to_string() }));
            json!({ "text": text, "author": author, "taken": taken })
        })
        .collect();
    hold(
        "statements.json",
        &json!({
            "entropy": hex(receipt().entropy()), "deployment": station.deployment.as_str(), "team": team.public().to_string(),
            "message": { "case_id": with_files.case_id.to_string(), "roster_hash": with_files.roster_hash.to_string(),
                "prev": with_files.prev.map(|p| p.to_string()), "sealed_sha256": with_files.sealed_sha256.to_string(), "sealed_len": 5_862,
                "attachments": with_files.attachments, "text": base },
            "cases": cases,
        }),
    );
}

#[test]
fn a_capsule_is_believed_only_from_its_own_receipt() {
    let station = Station::with_epochs(1);
    let keys = receipt().keys(&station.deployment);
    let capsule = tocsin_seal::Capsule {
        case_id: seed::<16>("case").into(),
        case_recipient: Identity::from_seed(seed("case identity")).recipient().clone(),
        roster_key: station.admin.public(),
        epoch: 3,
    };
    let sound = String::from_utf8(keys.seal_capsule(&capsule)).unwrap();
    let other = tocsin_seal::Receipt::from_entropy(seed("another receipt")).keys(&station.deployment);
    let mut texts = vec![sound.clone(), String::from_utf8(other.seal_capsule(&capsule)).unwrap(), String::new()];
    for (from, to) in [
        ("\"epoch\":3", "\"epoch\":4"),
        ("\"epoch\":3", "\"epoch\":3.0"),
        ("{\"capsule\"", "{ \"capsule\""),
        ("tocsin.capsule/1", "tocsin.capsule/2"),
        ("\"mac\":\"", "\"mac\":\"A"),
        ("\"epoch\":3", "\"epoch\":3,\"extra\":1"),
        ("\"case_id\":\"", "\"case_id\":\"0"),
    ] {
        assert!(sound.contains(from), "{from}");
        texts.push(sound.replacen(from, to, 1));
    }
    let cases: Vec<Value> = texts
        .iter()
        .map(|text| json!({ "text": text, "epoch": keys.open_capsule(text.as_bytes()).ok().map(|capsule| capsule.epoch) }))
        .collect();
    hold("capsules.json", &json!({ "entropy": hex(receipt().entropy()), "deployment": station.deployment.as_str(), "cases": cases }));
}

#[test]
fn calls_are_the_same_texts() {
    let station = Station::with_epochs(1);
    let keys = receipt().keys(&station.deployment);
    let (id, part) = (PartId::from(seed::<16>("file 1")), PartId::from(seed::<16>("part")));
    let message = |urgency: &str, wakes| Action::Message { urgency: urgency.to_owned(), wakes };
    let calls = [
        ("read", json!({}), Action::Read),
        ("withdraw", json!({}), Action::Withdraw),
        ("delete", json!({ "part": part }), Action::Delete { part }),
        ("file", json!({ "id": id, "len": 133_000 }), Action::File { id, len: 133_000 }),
        ("file", json!({ "id": id, "len": (1_u64 << 53) - 1 }), Action::File { id, len: (1 << 53) - 1 }),
        ("message", json!({ "urgency": "critical", "wakes": true }), message("critical", true)),
        ("message", json!({ "urgency": "routine", "wakes": false }), message("routine", false)),
    ];
    let calls: Vec<Value> = calls
        .into_iter()
        .map(|(action, own, call)| {
            let signed = SignedCall::sign(&keys, "a challenge/1-_ \"x\"", call);
            assert!(SignedCall::parse(&signed.to_bytes()).unwrap().verify(&keys.public()).is_ok());
            json!({ "action": action, "own": own, "text": String::from_utf8(signed.to_bytes()).unwrap() })
        })
        .collect();
    let common =
        json!({ "entropy": hex(receipt().entropy()), "deployment": station.deployment.as_str(), "challenge": "a challenge/1-_ \"x\"" });
    hold("calls.json", &json!({ "common": common, "calls": calls }));
}

fn sealed_ref(n: u64) -> SealedRef {
    SealedRef { id: PartId::from(seed::<16>(&format!("file {n}"))), len: 6_000 + n, sha256: Hash32::of(&[n.to_be_bytes()[7]]) }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Padded base64.
pub fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::prelude::BASE64_STANDARD.encode(bytes)
}
