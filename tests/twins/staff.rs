//! What staff write and sign: derivations, sealed copies of keys, summaries, staff payloads, audit entries.

use crate::{NOW, Station, hold, seed, signed::base64, signed::hex, team_of};
use serde_json::{Value, json};
use tocsin_seal::{
    Act, CaseId, Hash32, Head, Identity, Kind, PersonKeys, SignedEntry, SigningKey, StaffPayload, Statement, Summary, WrapKind,
    asked::{many, request_hash},
    audit::Entry,
    payload::{self, Format, Payload},
    person::{self, derive},
    staff::{About, Draft, Labels, Note, Resealed, Translation},
};

fn person(name: &str) -> PersonKeys {
    PersonKeys {
        identity: Identity::from_seed(seed(&format!("{name} reads"))),
        actor: SigningKey::from_seed(seed(&format!("{name} acts"))),
    }
}

#[test]
fn keys_of_a_person_are_derived_wrapped_and_known_alike() {
    let kinds = [
        (WrapKind::Passkey, seed::<32>("prf").to_vec()),
        (WrapKind::Passphrase, b"zoo abandon wrong river ozone vivid legal wrist about".to_vec()),
        (WrapKind::Kit, tocsin_seal::Receipt::from_entropy(seed("kit")).words(tocsin_seal::WordList::ENGLISH).as_bytes().to_vec()),
    ];
    let mut cases = Vec::new();
    for name in ["Robin", "Li"] {
        let (account, keys) = (seed::<16>(&format!("account of {name}")), person(name));
        for (kind, secret) in &kinds {
            let derived = derive(&account, secret);
            let nonce = seed::<12>(&format!("nonce {name} {kind:?}"));
            let sealed = keys.wrap_with(&account, *kind, &derived.unwrap, nonce).unwrap();
            let opened = PersonKeys::unwrap(&account, *kind, &derived.unwrap, &sealed).unwrap();
            assert_eq!(*opened.actor.to_secret(), *keys.actor.to_secret());
            assert!(person::is_wrap(&sealed));
            cases.push(json!({
                "account": hex(&account), "kind": kind.word(), "secret": base64(secret), "auth": base64(&*derived.auth),
                "unwrap": base64(&*derived.unwrap), "nonce": base64(&nonce), "wrap": base64(&sealed),
                "identity": *keys.identity.to_secret(), "actor_secret": *keys.actor.to_secret(),
                "recipient": keys.identity.recipient().to_string(), "actor": keys.actor.public().to_string(),
                "proof": keys.prove(&account).to_string(), "fingerprint": keys.fingerprint(),
            }));
        }
    }
    hold("people.json", &json!({ "cases": cases }));
}

#[test]
fn a_summary_is_sealed_alike() {
    let team = team_of(1);
    let summary = |text: &str, labels: &[&str]| Summary {
        kind: "travel.lure".to_owned(),
        text: text.to_owned(),
        who: "self".to_owned(),
        labels: labels.iter().map(|label| (*label).to_owned()).collect(),
    };
    let fits = 256 - serde_json::to_vec(&summary("", &[])).unwrap().len();
    let summaries = [
        summary("Two men came to my door.", &[]),
        summary("ساقچىلار \"昨天\" \\ \u{7}\n", &["家族", "a b"]),
        summary("", &[]),
        summary(&"x".repeat(fits), &[]),
        summary(&"x".repeat(fits + 1), &[]),
    ];
    let cases: Vec<Value> = summaries
        .iter()
        .enumerate()
        .map(|(at, summary)| {
            let case: CaseId = seed::<16>(&format!("summary {at}")).into();
            let nonce = seed::<12>(&format!("summary nonce {at}"));
            let sealed = summary.seal_with(&team.identity, &case, nonce).ok();
            if let Some(sealed) = &sealed {
                assert!(Summary::open(sealed, &team.identity, &case).ok().as_ref() == Some(summary));
            }
            json!({ "case_id": case.to_string(), "nonce": base64(&nonce), "summary": summary, "sealed": sealed.map(|s| base64(&s)) })
        })
        .collect();
    hold("summaries.json", &json!({ "team_identity": *team.identity.to_secret(), "cases": cases }));
}

struct Common {
    case_id: CaseId,
    mailbox_id: tocsin_seal::MailboxId,
    roster_hash: Hash32,
}

/// One of each kind, in a chain.
fn staff_payloads(c: &Common) -> Vec<(&'static str, Vec<u8>)> {
    macro_rules! payload {
        ($kind:ident, $seq:expr, { $($field:ident: $value:expr),* $(,)? }) => {
            payload::to_padded(&$kind {
                format: Format::default(), case_id: c.case_id, mailbox_id: c.mailbox_id, seq: $seq,
                prev: ($seq > 1).then(|| Hash32::of(&[$seq])), roster_hash: c.roster_hash, written_at: NOW + i64::from($seq),
                author: "Robin".to_owned(), $($field: $value),*
            })
            .to_vec()
        };
    }
    let words = "昨天 \"said\" \\ \u{7}\u{2028}\n";
    vec![
        (Note::FORMAT, payload!(Note, 1, { text: words.to_owned(), about: About::Note, resealed: Vec::new() })),
        (
            Note::FORMAT,
            payload!(Note, 2, { text: String::new(), about: About::Restricted, resealed: vec![Resealed { seq: 1, sha256: Hash32::of(b"again") }] }),
        ),
        (
            Translation::FORMAT,
            payload!(Translation, 3, {
                of: Hash32::of(b"statement"), source_sha256: Hash32::of(words.as_bytes()), from: "zh-Hans".to_owned(), to: "en".to_owned(),
                text: "Yesterday".to_owned(), by: "Li".to_owned(),
            }),
        ),
        (Labels::FORMAT, payload!(Labels, 4, { labels: vec!["family".to_owned(), "家".to_owned()] })),
        (Labels::FORMAT, payload!(Labels, 5, { labels: Vec::new() })),
        (
            Draft::FORMAT,
            payload!(Draft, 6, { text: "Do not travel.".to_owned(), translation: "不要旅行。".to_owned(), language: "en".to_owned() }),
        ),
        (Note::FORMAT, payload!(Note, 7, { text: "y".repeat(6_000), about: About::Handover, resealed: Vec::new() })),
    ]
}

fn kind_of(padded: &[u8]) -> Option<&'static str> {
    StaffPayload::parse(padded).ok().map(|payload| match payload {
        StaffPayload::Note(_) => Note::FORMAT,
        StaffPayload::Translation(_) => Translation::FORMAT,
        StaffPayload::Labels(_) => Labels::FORMAT,
        StaffPayload::Draft(_) => Draft::FORMAT,
    })
}

#[test]
fn staff_payloads_are_the_same_bytes_and_refused_alike() {
    let station = Station::with_epochs(1);
    let common =
        Common { case_id: seed::<16>("case").into(), mailbox_id: seed::<16>("mailbox").into(), roster_hash: station.current().hash() };
    let mut cases = Vec::new();
    for (format, padded) in staff_payloads(&common) {
        assert_eq!(kind_of(&padded), Some(format));
        let json_text = String::from_utf8(padded.clone()).unwrap().trim_end_matches(' ').to_owned();
        cases.push(json!({ "padded": base64(&padded), "json": json_text, "format": format }));
        let respelt = |from: &str, to: &str| {
            let mut bytes = json_text.replacen(from, to, 1).into_bytes();
            bytes.resize(padded.len(), b' ');
            bytes
        };
        let wrong = [
            respelt("/1\"", "/2\""),
            respelt("\"author\"", "\"more\":1,\"author\""),
            respelt("\"author\":\"Robin\",", ""),
            respelt("\"author\":\"Robin\"", "\"author\":1"),
            respelt("\"about\":\"", "\"about\":\"x"),
            respelt("{", " {"),
            respelt("}", "} x"),
            respelt("\"written_at\":", "\"written_at\":1."),
            [&padded[..], b" "].concat(),
        ];
        for padded in wrong {
            cases.push(json!({ "padded": base64(&padded), "format": kind_of(&padded) }));
        }
    }
    let team = &station.teams[0].signing;
    let mut chain = tocsin_seal::statement::Chain::of_staff(common.case_id, common.mailbox_id);
    let statements: Vec<Value> = (1..=3)
        .map(|seq| {
            let sealed = seed::<32>(&format!("sealed note {seq}"));
            let signed = team.sign(&Statement {
                kind: Kind::Note,
                case_id: common.case_id,
                mailbox_id: common.mailbox_id,
                seq,
                prev: chain.last(),
                roster_hash: common.roster_hash,
                sealed_sha256: Hash32::of(&sealed),
                sealed_len: 32,
                attachments: Vec::new(),
            });
            chain.accept(&signed, &team.public()).unwrap();
            json!({ "text": String::from_utf8(signed.bytes().to_vec()).unwrap(), "hash": signed.hash().to_string() })
        })
        .collect();
    hold(
        "staff.json",
        &json!({
            "case_id": common.case_id.to_string(), "mailbox_id": common.mailbox_id.to_string(), "roster_hash": common.roster_hash.to_string(),
            "team": team.public().to_string(), "now": NOW, "cases": cases, "statements": statements,
        }),
    );
}

#[test]
fn audit_entries_are_the_same_texts_and_refused_alike() {
    let (robin, li) = (person("Robin"), person("Li"));
    let (account, case) = (seed::<16>("account of Robin"), seed::<16>("case"));
    let fingerprint = robin.fingerprint();
    let written = [
        (&robin, Act::Enrolled, Some(account), vec![("fingerprint", fingerprint.as_str()), ("by", "passkey")]),
        (&li, Act::Granted, Some(account), vec![("fingerprint", fingerprint.as_str()), ("epoch", "1")]),
        (&robin, Act::CaseOpened, Some(case), vec![]),
        (&robin, Act::Status, Some(case), vec![("from", "new"), ("to", "closed"), ("reason", "out_of_scope"), ("z9_", "A-b.c,d:e/f+g=")]),
        (&li, Act::Handover, None, vec![("cases", "12")]),
    ];
    let (mut head, mut chain) = (Head::EMPTY, Vec::new());
    for (at, (who, act, subject, details)) in written.iter().enumerate() {
        let time = NOW + i64::try_from(at).unwrap();
        let signed = Entry::after(head, *act, *subject, details, who.actor.public(), time).sign(&who.actor).unwrap();
        head = signed.follows(head).unwrap();
        let details: serde_json::Map<String, Value> = details.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        chain.push(json!({
            "actor_secret": *who.actor.to_secret(), "action": act.word(), "subject": subject.map_or_else(String::new, |id| hex(&id)),
            "details": details, "at": time, "document": String::from_utf8(signed.bytes().to_vec()).unwrap(),
            "head": { "seq": head.seq, "hash": head.hash },
        }));
    }
    let sound = chain[3]["document"].as_str().unwrap().to_owned();
    let mut refused = Vec::new();
    for (from, to) in [
        ("{\"entry\"", "{ \"entry\""),
        ("\"action\":\"status\"", "\"action\":\"Status\""),
        ("\"action\":\"status\"", "\"action\":\"replied\""),
        ("\"seq\":4", "\"seq\":5"),
        ("\"seq\":4", "\"seq\":0"),
        ("\"from\":\"new\"", "\"from\":\"a new\""),
        ("\"from\":\"new\"", "\"from\":\"a@b\""),
        ("\"from\":\"new\"", "\"From\":\"new\""),
        ("\"from\":\"new\"", "\"from\":1"),
        ("\"subject\":\"", "\"subject\":\"0"),
        ("tocsin.audit/1", "tocsin.audit/2"),
        ("\"prev\":\"", "\"prev\":\"A"),
        ("\"at\":", "\"at\":-"),
        ("\"signature\":\"", "\"signature\":\"A"),
        ("}", "},\"more\":1"),
    ] {
        assert!(sound.contains(from), "{from}");
        let text = sound.replacen(from, to, 1);
        assert!(SignedEntry::parse(text.as_bytes()).and_then(|signed| signed.verify().cloned()).is_err(), "{text}");
        refused.push(text);
    }
    let bodies = [
        json!({}),
        json!({ "version": 3, "status": "closed", "reason": "spam", "audit": "not among it" }),
        json!({ "z": [null, true, -7, 9_007_199_254_740_991_u64, { "b": "\u{0}\u{1f}\"\\/\u{7f}\u{2028}é 一 \u{1f510}", "a": [] }], "a": { "audit": 1 } }),
    ];
    let requests: Vec<Value> = bodies.iter().map(|body| json!({ "body": body, "hash": request_hash(body).unwrap() })).collect();
    let ids = vec![hex(&seed::<16>("b")), hex(&seed::<16>("a")), hex(&seed::<16>("c"))];
    let named = json!([{ "ids": ids, "hash": many(&ids) }, { "ids": [], "hash": many::<&str>([]) }]);
    let words: Vec<&str> = Act::ALL.iter().map(|act| act.word()).collect();
    hold(
        "audit.json",
        &json!({ "chain": chain, "refused": refused, "actions": words, "fingerprint": fingerprint, "requests": requests, "many": named }),
    );
}
