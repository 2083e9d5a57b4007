//! Each side opens what the other has just sealed, and nobody can tell from outside who it was.

use crate::{
    NOW, Station, node, rules, seed,
    signed::{base64, hex},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tocsin_domain::{
    clock::day_of,
    report::ReportDraft,
    taxonomy::Taxonomy,
    triage::{RuleSet, TriageInput},
};
use tocsin_seal::{
    Hash32, Receipt, Submission,
    addition::Addition,
    call::Action,
    check_header, check_sealed_size, open_attachment, open_grant,
    payload::{self, Attachment, Message, Report, SealedRule, SealedUrgency},
    submission::Words,
};

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A report as the form without script makes it.
struct Written {
    receipt: Receipt,
    draft: ReportDraft,
    urgency: SealedUrgency,
    language: &'static str,
    fields: Vec<(String, String)>,
    files: bool,
}

fn written() -> Vec<Written> {
    let forms = [
        ("en", false, fields(&[("narrative", "Two men came to my door."), ("method", "person.at_door"), ("safe_now", "no")])),
        ("ug", true, fields(&[("narrative", "ساقچىلار ئۆيۈمگە كەلدى\r\nئىككى"), ("answer_here", "no"), ("consent_keep", "yes")])),
        (
            "zh-Hans",
            false,
            fields(&[("narrative", &"昨天".repeat(9_000)), ("danger", "3days"), ("10", "x"), ("9", "y"), ("contact", "\u{1}\"\\")]),
        ),
        ("ru", true, fields(&[("danger", "unknown"), ("token", "t")])),
        ("fa", false, fields(&[("held", "Unsure?"), ("method", "no.such"), ("travel_when", "24.11.2026")])),
    ];
    forms
        .into_iter()
        .enumerate()
        .map(|(at, (language, files, fields))| {
            let draft = ReportDraft::parse(&fields, &Taxonomy::builtin(), files).unwrap();
            let input = TriageInput {
                methods: &draft.methods,
                danger: draft.danger.as_str(),
                facts: &draft.facts,
                has_text: !draft.narrative.is_empty(),
                has_files: files,
                today: day_of(NOW),
            };
            let decision = RuleSet::builtin().evaluate(&input);
            let urgency = SealedUrgency {
                level: decision.urgency.to_string(),
                wakes: decision.wakes,
                rules: decision.rules.iter().map(|r| SealedRule { id: r.id.clone(), sentence: r.sentence.clone() }).collect(),
                rule_set: decision.rule_set,
            };
            Written { receipt: Receipt::from_entropy(seed(&format!("report {at}"))), draft, urgency, language, fields, files }
        })
        .collect()
}

impl Written {
    fn seal(self, station: &Station) -> Submission {
        let draft = &self.draft;
        let words = Words {
            written_at: NOW,
            language: self.language,
            narrative: &draft.narrative,
            danger: draft.danger.as_str(),
            answer_here: draft.answer_here,
            methods: &draft.methods,
            facts: &draft.facts,
            urgency: self.urgency,
        };
        let rng = ring::rand::SystemRandom::new();
        Submission::seal(&rng, &self.receipt.keys(&station.deployment), station.current(), words).unwrap()
    }
}

fn installation(station: &Station) -> Value {
    json!({
        "deployment": station.deployment.as_str(), "documents": station.documents(), "roster_key": station.admin.public().to_string(),
        "now": NOW, "rules": rules(), "methods": crate::methods(),
    })
}

fn with(mut base: Value, more: Value) -> Value {
    let Value::Object(more) = more else { panic!("an object") };
    base.as_object_mut().unwrap().extend(more);
    base
}

/// Opens a report as the desk does, and gives what it says.
fn opened(submission: &Submission, station: &Station) -> Report {
    let identity = open_grant(submission.grant(), &station.teams.last().unwrap().identity).unwrap();
    assert!(*identity.recipient() == submission.capsule().case_recipient);
    let report: Report = payload::open_payload(submission.report(), &identity, 1).unwrap();
    assert!(report.case_recipient == *identity.recipient());
    report
}

#[test]
fn a_report_sealed_in_the_browser_is_the_one_that_the_server_would_have_sealed() {
    let Some(dir) = node::library() else { return };
    let station = Station::with_epochs(2);
    let forms = written();
    let reports: Vec<Value> = forms
        .iter()
        .map(|w| json!({ "entropy": hex(w.receipt.entropy()), "fields": w.fields, "language": w.language, "files": w.files }))
        .collect();
    let made = node::ask(dir.path(), "reports", &with(installation(&station), json!({ "reports": reports })));
    for (at, form) in forms.into_iter().enumerate() {
        let bytes = std::fs::read(dir.path().join(format!("report-{at}"))).unwrap();
        let theirs = Submission::parse(&bytes).unwrap();
        assert!(theirs.to_bytes() == bytes);
        let keys = form.receipt.keys(&station.deployment);
        assert_eq!(theirs.mailbox_id(), keys.mailbox_id());
        assert_eq!(theirs.receipt_key(), keys.public());
        assert_eq!(theirs.roster_hash(), station.current().hash());
        assert_eq!(keys.open_capsule(theirs.capsule_bytes()).unwrap().roster_key, station.admin.public());
        assert_eq!(made[at]["caseId"], theirs.case_id().to_string());
        assert_eq!(made[at]["tip"]["hash"], theirs.signed().hash().to_string());

        let ours = form.seal(&station);
        assert_eq!((theirs.language(), theirs.urgency(), theirs.wakes()), (ours.language(), ours.urgency(), ours.wakes()));
        assert_eq!((theirs.answer_here(), theirs.capsule().epoch), (ours.answer_here(), ours.capsule().epoch));
        let (mut said, would_say) = (opened(&theirs, &station), opened(&ours, &station));
        // Each case has keys of its own; everything else is the same, and so are all sizes behind the headers.
        assert_eq!(said.case_id, theirs.case_id());
        said.case_id = would_say.case_id;
        said.case_recipient = would_say.case_recipient.clone();
        assert_eq!(serde_json::to_string(&said).unwrap(), serde_json::to_string(&would_say).unwrap());
        for (theirs, ours) in [(theirs.report(), ours.report()), (theirs.grant(), ours.grant())] {
            assert_eq!(theirs.len() - check_header(theirs, 1).unwrap(), ours.len() - check_header(ours, 1).unwrap());
        }
        assert_eq!(theirs.signed().bytes().len(), ours.signed().bytes().len());
    }
}

#[test]
fn a_report_sealed_by_the_server_opens_in_the_browsers_library() {
    let Some(dir) = node::library() else { return };
    let station = Station::with_epochs(2);
    let ours: Vec<Submission> = written().into_iter().map(|form| form.seal(&station)).collect();
    let submissions: Vec<String> = ours.iter().map(|submission| base64(&submission.to_bytes())).collect();
    let team = station.teams.last().unwrap().identity.to_secret();
    let seen = node::ask(dir.path(), "open", &json!({ "submissions": submissions, "team_identity": *team }));
    for (submission, seen) in ours.iter().zip(seen.as_array().unwrap()) {
        let report = opened(submission, &station);
        assert_eq!(seen["plain"].as_str().unwrap().as_bytes(), &**payload::to_padded(&report));
        assert_eq!((&seen["covered"], &seen["sections"]), (&json!(true), &json!(5)));
    }
}

#[test]
fn files_and_the_message_that_names_them_are_sealed_in_the_browser_and_open_at_the_desk() {
    let Some(dir) = node::library() else { return };
    let station = Station::with_epochs(2);
    let form = written().remove(0);
    let keys = form.receipt.keys(&station.deployment);
    let entropy = hex(form.receipt.entropy());
    let report = form.seal(&station);
    let tip = json!({ "seq": 0, "hash": report.signed().hash().to_string() });
    let sizes: [(u64, &[u64]); 7] = [
        (0, &[0]),
        (1, &[1_900, 0]),
        (4_096, &[5_000, 0]),
        (65_536, &[1, 70_000, 0]),
        (65_537, &[66_000, 67_500, 0]),
        (200_000, &[150_000, 3, 131_072, 0]),
        (1_000_000, &[999_999, 500_000, 1_700, 0]),
    ];
    let files: Vec<Value> = sizes
        .iter()
        .map(
            |(length, cuts)| json!({ "name": format!("../a/письмо {length}.JPG"), "type": "Image/JPEG;x", "length": length, "cuts": cuts }),
        )
        .collect();
    let task = json!({
        "entropy": entropy, "capsule": String::from_utf8(report.capsule_bytes().to_vec()).unwrap(), "tip": tip, "files": files, "language": "ug",
        "fields": [["text", "The letter.\r\nAnd a photo."], ["danger", "2weeks"], ["travel_to", "دبی"]], "challenge": "challenge",
    });
    let made = node::ask(dir.path(), "addition", &with(installation(&station), task));

    let identity = open_grant(report.grant(), &station.teams.last().unwrap().identity).unwrap();
    let sent = std::fs::read(dir.path().join("addition")).unwrap();
    let addition = Addition::parse(&sent).unwrap();
    assert!(addition.to_bytes() == sent);
    let (signed, body) = (addition.signed(), addition.message());
    let statement = addition.verify(&keys.public(), report.case_id()).unwrap();
    assert_eq!((statement.seq, statement.prev, statement.case_id), (1, Some(report.signed().hash()), report.case_id()));
    assert!(statement.covers(body));
    assert_eq!(made["tip"], json!({ "seq": 1, "hash": signed.hash().to_string() }));
    let message: Message = payload::open_payload(body, &identity, 1).unwrap();
    assert_eq!((message.text.as_str(), message.danger.as_str(), message.language.as_str()), ("The letter.\nAnd a photo.", "2weeks", "ug"));
    assert_eq!(message.facts.get("travel_to").map(String::as_str), Some("دبی"));
    assert_eq!((message.urgency.level.as_str(), message.seq, message.roster_hash), ("urgent", 1, station.current().hash()));
    assert_eq!(message.attachments.iter().map(Attachment::sealed_ref).collect::<Vec<_>>(), statement.attachments);
    let call = addition.call().verify(&keys.public()).unwrap();
    assert_eq!((call.challenge.as_str(), call.mailbox_id), ("challenge", keys.mailbox_id()));
    assert_eq!(call.action, Action::Message { urgency: "urgent".to_owned(), wakes: false });

    for (at, ((length, _), attachment)) in sizes.iter().zip(&message.attachments).enumerate() {
        let sealed = std::fs::read(dir.path().join(format!("file-{at}"))).unwrap();
        let header = check_header(&sealed, 1).unwrap();
        check_sealed_size(sealed.len() as u64, header as u64).unwrap();
        assert_eq!((attachment.sealed_length, attachment.sealed_sha256), (sealed.len() as u64, Hash32::of(&sealed)), "{length}");
        assert_eq!((attachment.name.as_str(), attachment.media_type.as_str()), (format!("письмо {length}.JPG").as_str(), "image/jpeg"));
        let mut plain = Vec::new();
        open_attachment(sealed.as_slice(), &identity, *length, &attachment.sha256, &mut plain).unwrap();
        assert!(plain.iter().enumerate().all(|(i, byte)| *byte == (i * 7 + at) as u8) && plain.len() as u64 == *length, "{length}");
    }
}

/// How a header looks from outside: length of the grease's tag, number of its arguments, bytes of its body.
fn grease(file: &[u8]) -> (usize, usize, usize) {
    let header = String::from_utf8_lossy(file);
    let (words, after) = header.split_once("-grease").map(|(before, after)| (before.rsplit("-> ").next().unwrap().len(), after)).unwrap();
    let mut lines = after.split('\n');
    let arguments = lines.next().unwrap().split(' ').count() - 1;
    let body: usize = lines.take_while(|line| !line.starts_with("---")).map(str::len).sum();
    (words, arguments, body * 3 / 4)
}

#[test]
fn nobody_can_tell_from_the_grease_which_program_sealed() {
    let Some(dir) = node::library() else { return };
    const FILES: usize = 800;
    let heads = node::ask(dir.path(), "many", &json!({ "count": FILES }));
    let heads = heads.as_array().unwrap().iter().map(|head| base64_decoded(head.as_str().unwrap()));
    let browser: Vec<_> = heads.map(|head| grease(&head)).collect();
    let recipient = tocsin_seal::Identity::from_seed(seed("grease")).recipient().clone();
    let server: Vec<_> = (0..FILES).map(|_| grease(&tocsin_seal::seal(b"", &[&recipient]).unwrap())).collect();
    for (name, least, most, of) in [
        ("characters of the tag", 1, 8, (|g| g.0) as fn(&(usize, usize, usize)) -> usize),
        ("arguments", 0, 4, |g| g.1),
        ("bytes", 0, 99, |g| g.2),
    ] {
        let seen = |files: &[(usize, usize, usize)]| files.iter().map(of).collect::<BTreeSet<_>>();
        let mean = |files: &[(usize, usize, usize)]| files.iter().map(of).sum::<usize>() as f64 / FILES as f64;
        for files in [&browser, &server] {
            let all = seen(files);
            assert!(all.iter().all(|n| (least..=most).contains(n)), "{name}: {all:?}");
            assert!(all.len() * 10 >= (most - least + 1) * 9, "{name}: {all:?}");
        }
        // Equally likely from least to most: five standard errors of the mean.
        let spread = ((most - least + 1) as f64).powi(2) / 12.0;
        let tolerance = 5.0 * (spread / FILES as f64).sqrt();
        let middle = (least + most) as f64 / 2.0;
        for files in [&browser, &server] {
            assert!((mean(files) - middle).abs() < tolerance, "{name}: {} beside {middle}", mean(files));
        }
    }
}

fn base64_decoded(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::prelude::BASE64_STANDARD.decode(text).unwrap()
}
