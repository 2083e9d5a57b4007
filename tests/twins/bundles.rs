//! What is handed to a body outside: plain words of payloads, the signed archive and the page, byte for byte.

use crate::{NOW, Station, hold, receipt, seed};
use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tocsin_seal::{
    Bundle, CaseId, Hash32, Identity,
    bundle::{About, Item, ItemKind, NOT_MY_COMMUNITY, contact_words, message_words, report_words},
    payload::{Format, Message, Report, SealedUrgency},
};

fn urgency() -> SealedUrgency {
    SealedUrgency { level: "urgent".to_owned(), wakes: false, rules: Vec::new(), rule_set: "1".to_owned() }
}

fn facts() -> BTreeMap<String, String> {
    let pairs = [
        ("contact", "post"),
        ("never_contact", "telephone\nand family"),
        ("not_my_community", "yes"),
        ("safe_now", "No"),
        ("10", "ten"),
        ("deadline", "昨天\n"),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn report(narrative: &str, methods: &[&str], facts: BTreeMap<String, String>) -> Report {
    let station = Station::with_epochs(1);
    let keys = receipt().keys(&station.deployment);
    let case_id: CaseId = seed::<16>("case").into();
    Report {
        format: Format::default(),
        case_id,
        case_recipient: Identity::from_seed(seed("case identity")).recipient().clone(),
        mailbox_id: keys.mailbox_id(),
        mailbox_recipient: keys.recipient().clone(),
        receipt_key: keys.public(),
        roster_hash: station.current().hash(),
        written_at: NOW,
        language: "ug".to_owned(),
        narrative: narrative.to_owned(),
        danger: "3days".to_owned(),
        answer_here: true,
        methods: methods.iter().map(|code| (*code).to_owned()).collect(),
        facts,
        urgency: urgency(),
        attachments: Vec::new(),
    }
}

fn message(text: &str) -> Message {
    let report = report("", &[], BTreeMap::new());
    Message {
        format: Format::default(),
        case_id: report.case_id,
        mailbox_id: report.mailbox_id,
        seq: 1,
        prev: Hash32::of(b"before"),
        roster_hash: report.roster_hash,
        written_at: NOW + 60,
        language: "zh-Hans".to_owned(),
        text: text.to_owned(),
        danger: "unknown".to_owned(),
        facts: facts(),
        urgency: urgency(),
        attachments: Vec::new(),
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn words_for_outside_are_the_same_bytes() {
    let reports = [
        report("Two men came.\r\n<b>Now</b>", &["contact.officials", "family"], facts()),
        report("", &[], BTreeMap::new()),
        report("x", &[], [("never_contact".to_owned(), String::new())].into()),
    ];
    let reports: Vec<Value> = reports
        .iter()
        .map(|report| {
            let contact = contact_words(report).map(|words| text(&words).to_owned());
            json!({ "narrative": report.narrative, "danger": report.danger, "methods": report.methods, "facts": report.facts,
                "words": text(&report_words(report)), "contact": contact })
        })
        .collect();
    let messages: Vec<Value> = ["And again.", ""]
        .iter()
        .map(|words| {
            let message = message(words);
            json!({ "text": message.text, "danger": message.danger, "facts": message.facts, "words": text(&message_words(&message)) })
        })
        .collect();
    hold("outside-words.json", &json!({ "reports": reports, "messages": messages }));
}

fn items(which: &str) -> Vec<Item> {
    let item = |kind, number, language: &str, name: &str, media_type: &str, bytes: &[u8]| Item {
        kind,
        number,
        at: NOW + i64::from(number) * 61,
        language: language.to_owned(),
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        bytes: bytes.to_vec().into(),
    };
    let words = |kind, number, language: &str, text: &str| item(kind, number, language, "", "text/plain", text.as_bytes());
    let hostile = "</pre><script>alert(1)</script>\r\n&amp;<b>U+0041</b>\"'\u{202e}\u{0}\u{1b}\u{7f}\u{85}\u{2028}\u{200c}\u{feff}\u{fffe}\u{e0041}\u{1f469}\u{200d}";
    match which {
        "a report alone" => vec![words(ItemKind::Report, 0, "ug", "قىز")],
        "every kind" => vec![
            words(ItemKind::Report, 0, "ug", hostile),
            words(ItemKind::Contact, 0, "", "contact:\npost"),
            words(ItemKind::Message, 12, "zh-Hans", "昨天"),
            words(ItemKind::Reply, 1, "en", ""),
            words(ItemKind::Translation, 3, "en", "Yesterday"),
            item(ItemKind::File, 0, "", "фото \"1\" & <2>.JPG", "image/jpeg", b"\xff\xd8\0"),
            item(ItemKind::File, 12, "", "no ending", "text/html; charset=x", &seed::<32>("file")),
            item(ItemKind::File, 12, "nonsense \"<", "a.pdf.exe/", "a/b\"", b""),
            item(ItemKind::File, 12, "", "", "application/x.y+z", &[7; 513]),
        ],
        _ => vec![item(ItemKind::File, 0, "", "long.bin", "application/octet-stream", &[0x61; 70_000])],
    }
}

#[test]
fn bundles_are_the_same_bytes() {
    let station = Station::with_epochs(2);
    let to = Identity::from_seed(seed("a body outside"));
    let mut made = Vec::new();
    for (name, note, caution) in
        [("a report alone", "", false), ("every kind", "For the court.\n<i>\u{202e}\"", true), ("a large file", "n", false)]
    {
        let cautions = || if caution { vec![NOT_MY_COMMUNITY.to_owned()] } else { Vec::new() };
        let about = |to| About { case: "4711-29", at: NOW + 5, note, cautions: cautions(), to };
        let team = &station.teams[1].signing;
        let sealed = Bundle::sign(about(Some(to.recipient())), items(name), &station.rosters, team).unwrap();
        let page = Bundle::sign(about(None), items(name), &station.rosters, team).unwrap();
        let (archive, html) = (sealed.to_tar(), page.to_html().unwrap());
        assert_eq!(Bundle::from_tar(&archive).unwrap().verify(&station.admin.public()).unwrap(), 2);
        assert_eq!(Bundle::from_html(&html).unwrap().verify(&station.admin.public()).unwrap(), 2);
        let large = html.len() > 50_000;
        made.push(json!({
            "name": name, "case": "4711-29", "at": NOW + 5, "note": note, "cautions": cautions(),
            "items": items(name).iter().map(|item| json!({
                "kind": item.kind, "number": item.number, "at": item.at, "language": item.language, "name": item.name,
                "media_type": item.media_type, "bytes": BASE64.encode(&item.bytes),
            })).collect::<Vec<_>>(),
            "paths": sealed.manifest().parts.iter().map(|part| &part.path).collect::<Vec<_>>(),
            "archive_length": archive.len(), "archive_sha256": Hash32::of(&archive),
            "page_sha256": Hash32::of(html.as_bytes()), "page": if large { Value::Null } else { html.into() },
            "archive": if large { Value::Null } else { BASE64.encode(&*archive).into() },
        }));
    }
    hold(
        "bundles.json",
        &json!({
            "deployment": station.deployment.to_string(), "roster_key": station.admin.public().to_string(), "rosters": station.documents(),
            "team": station.teams[1].signing.to_secret().as_str(), "to": to.to_secret().as_str(),
            "to_recipient": to.recipient().to_string(), "bundles": made,
        }),
    );
}
