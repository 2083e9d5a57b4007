//! Payloads: padded, strict, and file names that cannot hurt.

mod support;

use proptest::prelude::*;
use std::collections::BTreeMap;
use support::rng;
use tocsin_seal::payload::{
    Attachment, Message, Payload, PayloadError, Reply, Report, SealedRule, SealedUrgency, open_payload, parse, seal_payload, to_padded,
};
use tocsin_seal::{CaseId, Hash32, Identity, MailboxId, PartId, SigningKey, check_header, check_sealed_size, pad_json, padme};

fn urgency() -> SealedUrgency {
    SealedUrgency {
        level: "urgent".to_owned(),
        wakes: true,
        rules: vec![SealedRule { id: "r1".to_owned(), sentence: "Somebody is held.".to_owned() }],
        rule_set: "1".to_owned(),
    }
}

fn attachment(name: &str) -> Attachment {
    Attachment {
        id: PartId::from_bytes([3; 16]),
        name: name.to_owned(),
        media_type: "image/png".to_owned(),
        length: 5,
        sha256: Hash32::of(b"a"),
        sealed_sha256: Hash32::of(b"b"),
        sealed_length: 9000,
        clean_copy_of: None,
    }
}

fn report(narrative: &str) -> Report {
    let recipient = Identity::from_seed([1; 32]).recipient().clone();
    Report {
        format: Default::default(),
        case_id: CaseId::from_bytes([1; 16]),
        case_recipient: recipient.clone(),
        mailbox_id: MailboxId::from_bytes([2; 16]),
        mailbox_recipient: recipient,
        receipt_key: SigningKey::from_seed([1; 32]).public(),
        roster_hash: Hash32::of(b"r"),
        written_at: 1_790_000_000,
        language: "ug".to_owned(),
        narrative: narrative.to_owned(),
        danger: "now".to_owned(),
        answer_here: true,
        methods: vec!["calls.police".to_owned()],
        facts: BTreeMap::from([("safe_now".to_owned(), "no".to_owned())]),
        urgency: urgency(),
        attachments: vec![attachment("../../etc/passwd")],
    }
}

fn reply() -> Reply {
    Reply {
        format: Default::default(),
        case_id: CaseId::from_bytes([1; 16]),
        mailbox_id: MailboxId::from_bytes([2; 16]),
        seq: 1,
        prev: None,
        roster_hash: Hash32::of(b"r"),
        written_at: 5,
        author: "Robin".to_owned(),
        text: "We read it.\u{2028}\0\"\\".to_owned(),
    }
}

#[test]
fn what_was_written_comes_back_whole_and_in_a_padded_size() {
    for narrative in ["", "ئۇيغۇر 维吾尔 \u{1f514} \0 \u{2028} \" \\ ", &"x".repeat(100_000)] {
        let padded = to_padded(&report(narrative));
        assert_eq!(padded.len() as u64, padme(padded.len() as u64));
        let back: Report = parse(&padded).unwrap();
        assert_eq!(back.narrative, narrative);
        assert_eq!(back.attachments[0].name, "../../etc/passwd");
        assert_eq!(*to_padded(&back), *padded);
    }
    let message = Message {
        format: Default::default(),
        case_id: CaseId::from_bytes([1; 16]),
        mailbox_id: MailboxId::from_bytes([2; 16]),
        seq: 1,
        prev: Hash32::of(b"p"),
        roster_hash: Hash32::of(b"r"),
        written_at: 5,
        language: "en".to_owned(),
        text: "more".to_owned(),
        danger: "no".to_owned(),
        facts: BTreeMap::new(),
        urgency: urgency(),
        attachments: Vec::new(),
    };
    assert_eq!(parse::<Message>(&to_padded(&message)).unwrap().text, "more");
    assert_eq!(parse::<Reply>(&to_padded(&reply())).unwrap().text, reply().text);
}

#[test]
fn a_sealed_payload_has_a_padded_size_and_opens_for_both_its_readers() {
    let (one, two) = (Identity::generate(&rng()).ok().unwrap(), Identity::from_seed([8; 32]));
    let sealed = seal_payload(&reply(), &[one.recipient(), two.recipient()]).unwrap();
    let header = check_header(&sealed, 2).unwrap() as u64;
    assert_eq!(check_sealed_size(sealed.len() as u64, header), Ok(4096));
    for reader in [one, two] {
        assert_eq!(open_payload::<Reply>(&sealed, &reader, 2).ok().unwrap().author, "Robin");
    }
}

#[test]
fn everything_but_the_strict_form_is_refused() {
    let padded = to_padded(&reply()).to_vec();
    let text = String::from_utf8(padded).unwrap();
    let json = text.trim_end().to_owned();
    let refuse = |bytes: Vec<u8>| match parse::<Reply>(&bytes) {
        Ok(_) => panic!("accepted: {:.200}", String::from_utf8_lossy(&bytes)),
        Err(PayloadError::Open(e)) => panic!("{e}"),
        Err(_) => {}
    };
    for changed in [
        json.replace("reply/1", "reply/2"),
        json.replace("reply/1", "report/1"),
        json.replace("\"format\":\"tocsin.reply/1\",", ""),
        json.replace("\"seq\":1", "\"seq\":1,\"seq\":2"),
        json.replace("\"seq\":1", "\"seq\":1,\"extra\":2"),
        json.replace("\"seq\":1", "\"seq\":-1"),
        json.replace("\"seq\":1", "\"seq\":1.5"),
        json.replace("\"seq\":1", "\"seq\":99999999999"),
        json.replace("\"seq\":1,", ""),
        json.replace("0101", "01 1"),
        format!(" {json}"),
        format!("\u{feff}{json}"),
        format!("[{json}]"),
        format!("{json}{json}"),
        format!("{json}x"),
        format!("{json}\n"),
        format!("{json}\0"),
        json[..json.len() - 1].to_owned(),
        "[".repeat(4096),
        "{\"format\":".repeat(400),
        String::new(),
    ] {
        assert_ne!(changed, json);
        refuse(pad_json(changed.into_bytes()));
    }
    refuse(json.clone().into_bytes());
    refuse(text.as_bytes()[..text.len() - 1].to_vec());
    refuse(format!("{text} ").into_bytes());
    refuse(Vec::new());
    let mut not_utf8 = text.clone().into_bytes();
    let at = text.find("Robin").unwrap();
    not_utf8[at] = 0xff;
    refuse(not_utf8);
    refuse(pad_json(json.replace("Robin", "\\ud800").into_bytes()));
    assert!(parse::<Reply>(text.as_bytes()).is_ok());
    assert!(parse::<Report>(text.as_bytes()).is_err());
}

#[test]
fn a_clean_copy_names_its_photograph_and_other_files_say_nothing_of_it() {
    let mut with = report("see the photo");
    let original = attachment("photo.png");
    let copy = Attachment { id: PartId::from_bytes([4; 16]), clean_copy_of: Some(original.id), ..attachment("photo-clean.png") };
    with.attachments = vec![original, copy];
    let written = to_padded(&with);
    let text = std::str::from_utf8(&written).unwrap();
    let field = format!(",\"clean_copy_of\":\"{}\"}}", PartId::from_bytes([3; 16]));
    assert_eq!((text.matches("clean_copy_of").count(), text.matches(&field).count()), (1, 1));
    let back: Report = parse(&written).unwrap();
    assert_eq!(back.attachments[0].clean_copy_of, None);
    assert_eq!(back.attachments[1].clean_copy_of, Some(PartId::from_bytes([3; 16])));
}

#[test]
fn every_payload_names_its_format_first() {
    let start = |bytes: &[u8]| String::from_utf8_lossy(&bytes[..40]).into_owned();
    assert!(start(&to_padded(&report(""))).starts_with("{\"format\":\"tocsin.report/1\""));
    assert!(start(&to_padded(&reply())).starts_with("{\"format\":\"tocsin.reply/1\""));
    assert_eq!(Message::FORMAT, "tocsin.message/1");
}

#[test]
fn file_names_cannot_hurt() {
    let long = "x".repeat(4000);
    let tibetan = "བོད".repeat(60) + ".jpeg";
    for (name, safe) in [
        ("photo.jpg", "photo.jpg"),
        ("照片.png", "照片.png"),
        ("سۈرەت.png", "سۈرەت.png"),
        ("two words.txt", "two words.txt"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\a\\b.txt", "b.txt"),
        ("/", "file"),
        ("..", "file"),
        (".", "file"),
        ("...", "file"),
        ("", "file"),
        ("   ", "file"),
        ("\0", "file"),
        ("a/", "a"),
        ("a/..", "file"),
        (".bashrc", "bashrc"),
        ("name.", "name"),
        ("name. . ", "name"),
        ("a\r\nb\0.txt", "ab.txt"),
        ("evil\u{202e}gpj.exe", "evilgpj.exe"),
        ("\u{2067}a\u{2069}\u{feff}\u{200f}.txt", "a.txt"),
        ("a\u{e0041}.txt", "a.txt"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("nul .txt", "_nul .txt"),
        ("COM1", "_COM1"),
        ("lpt9.log", "_lpt9.log"),
        ("com10", "com10"),
        ("console", "console"),
        ("a:b*c?d\"e<f>g|h", "a_b_c_d_e_f_g_h"),
        ("file.txt:stream", "file.txt_stream"),
        ("=cmd.csv", "=cmd.csv"),
        (&long, &long[..99]),
        (&format!("{long}.jpeg"), &format!("{}.jpeg", &long[..94])),
    ] {
        assert_eq!(attachment(name).safe_name(), safe, "{name:?}");
    }
    let safe = attachment(&tibetan).safe_name();
    assert!(safe.len() <= 100 && safe.ends_with(".jpeg"), "{safe}");
}

proptest! {
    #[test]
    fn every_file_name_becomes_a_safe_one(name in any::<String>(), ending in "[./\\\\ a-z\u{202e}]{0,120}") {
        let safe = attachment(&format!("{name}{ending}")).safe_name();
        prop_assert!(!safe.is_empty() && safe.len() <= 100);
        prop_assert!(!safe.starts_with('.') && !safe.ends_with(['.', ' ']));
        let bad = ['/', '\\', ':', '\0', '\n', '\u{202e}', '\u{2028}'];
        prop_assert!(!safe.contains(bad), "unsafe");
        prop_assert!(!safe.chars().any(char::is_control));
        prop_assert_eq!(attachment(&safe).safe_name(), safe.clone());
        let path = std::path::Path::new("out").join(&safe);
        prop_assert_eq!(path.parent(), Some(std::path::Path::new("out")));
    }

    #[test]
    fn every_report_comes_back(narrative in any::<String>(), key in any::<String>(), value in any::<String>()) {
        let mut sent = report(&narrative);
        sent.facts.insert(key.clone(), value.clone());
        let back: Report = parse(&to_padded(&sent)).unwrap();
        prop_assert_eq!(back.narrative, narrative);
        prop_assert_eq!(back.facts.get(&key), Some(&value));
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..4096)) {
        prop_assert!(parse::<Reply>(&bytes).is_err());
        prop_assert!(parse::<Report>(&pad_json(bytes)).is_err());
    }
}
