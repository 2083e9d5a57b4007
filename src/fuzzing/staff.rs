//! What staff write and sign: audit entries, notes, summaries, sealed copies of keys.

use tocsin_seal::{
    Act, Auditor, CaseId, Hash32, Head, Identity, MailboxId, PersonKeys, SignedEntry, SigningKey, StaffPayload, Summary, WrapKind,
    audit::Entry,
    pad_json,
    payload::{self, Format},
    person,
    staff::{About, Draft, Labels, Note, Resealed, Translation},
};

const ACCOUNT: [u8; 16] = [7; 16];
const CASE: CaseId = CaseId::from_bytes([1; 16]);

fn keys() -> PersonKeys {
    PersonKeys { identity: Identity::from_seed([3; 32]), actor: SigningKey::from_seed([2; 32]) }
}

/// An entry has one spelling; a log in which anything was changed is never found whole.
pub fn audit(data: &[u8]) {
    if let Ok(signed) = SignedEntry::parse(data) {
        assert_eq!(signed.bytes(), data, "one entry in two forms");
        if signed.verify().is_ok() {
            assert!(log().iter().any(|known| known == data), "an entry that nobody signed");
        }
    }
    if let Some(head) = std::str::from_utf8(data).ok().and_then(|text| text.parse::<Head>().ok()) {
        assert_eq!(head.to_string().as_bytes(), data, "one head in two forms");
    }
    let documents: Vec<&[u8]> = data.split(|byte| *byte == b'\n').take(8).collect();
    let mut auditor = Auditor::new(SigningKey::from_seed([9; 32]).public(), None);
    documents.iter().for_each(|document| auditor.read(document));
    if auditor.finish().is_empty() {
        assert!(log().iter().zip(&documents).all(|(known, read)| known == read), "a log that nobody wrote");
    }
}

fn log() -> Vec<Vec<u8>> {
    let (keys, service) = (keys(), SigningKey::from_seed([9; 32]));
    let fingerprint = keys.fingerprint();
    let mut head = Head::EMPTY;
    let mut entry = |act, subject, details: &[(&str, &str)], key: &SigningKey| {
        let signed = Entry::after(head, act, subject, details, key.public(), 1_700_000_000).sign(key).unwrap();
        head = signed.head();
        signed.bytes().to_vec()
    };
    vec![
        entry(Act::Enrolled, Some(ACCOUNT), &[("fingerprint", &fingerprint)], &keys.actor),
        entry(Act::Granted, Some(ACCOUNT), &[("epoch", "1"), ("fingerprint", &fingerprint)], &service),
        entry(Act::CaseOpened, Some([1; 16]), &[], &keys.actor),
    ]
}

pub fn audit_seeds() -> Vec<Vec<u8>> {
    let log = log();
    let mut seeds = vec![log.join(&b'\n'), [&log[1][..], &log[0], &log[2]].join(&b'\n'), Head::EMPTY.to_string().into_bytes()];
    seeds.push(format!("3:{}", Hash32::of(&log[2])).into_bytes());
    seeds.extend(log);
    seeds
}

/// What staff wrote is written and read alike, and is of one kind.
pub fn staff_payload(data: &[u8]) {
    for padded in [data.to_vec(), pad_json(data.to_vec())] {
        let Ok(read) = StaffPayload::parse(&padded) else { continue };
        let written = match &read {
            StaffPayload::Note(p) => payload::to_padded(p),
            StaffPayload::Translation(p) => payload::to_padded(p),
            StaffPayload::Labels(p) => payload::to_padded(p),
            StaffPayload::Draft(p) => payload::to_padded(p),
        };
        let again = StaffPayload::parse(&written).unwrap_or_else(|error| panic!("what is written is not read: {error}"));
        assert_eq!(std::mem::discriminant(&again), std::mem::discriminant(&read));
        assert_eq!(again.common().seq, read.common().seq);
    }
}

pub fn staff_seeds() -> Vec<Vec<u8>> {
    macro_rules! made {
        ($kind:ident { $($field:ident: $value:expr),* $(,)? }) => {
            payload::to_padded(&$kind {
                format: Format::default(), case_id: CASE, mailbox_id: MailboxId::from_bytes([2; 16]), seq: 1, prev: None,
                roster_hash: Hash32::of(b"roster"), written_at: 1_700_000_000, author: "Robin".into(), $($field: $value),*
            })
        };
    }
    let again = vec![Resealed { seq: 1, sha256: Hash32::of(b"again") }];
    let padded = [
        made!(Note { text: "They called.".into(), about: About::Restricted, resealed: again }),
        made!(Translation {
            of: Hash32::of(b"of"),
            source_sha256: Hash32::of(b"words"),
            from: "ug".into(),
            to: "en".into(),
            text: "Yes".into(),
            by: "Li".into(),
        }),
        made!(Labels { labels: vec!["family".into()] }),
        made!(Draft { text: "No".into(), translation: "Non".into(), language: "en".into() }),
    ];
    padded.iter().flat_map(|whole| [whole.trim_ascii_end().to_vec(), whole.to_vec()]).collect()
}

/// Nothing but what was sealed opens. The first byte says as what.
pub fn small_boxes(data: &[u8]) {
    let Some((kind, sealed)) = data.split_first() else { return };
    let (keys, unwrap) = (keys(), person::derive(&ACCOUNT, b"words").unwrap);
    if kind % 2 == 0 {
        if PersonKeys::unwrap(&ACCOUNT, WrapKind::Kit, &unwrap, sealed).is_ok() {
            let known = keys.wrap_with(&ACCOUNT, WrapKind::Kit, &unwrap, [5; 12]).unwrap();
            assert_eq!(sealed, known, "keys that nobody wrapped");
        }
    } else if Summary::open(sealed, &keys.identity, &CASE).is_ok() {
        assert_eq!(sealed, summary(), "a summary that nobody sealed");
    }
}

fn summary() -> Vec<u8> {
    let summary = Summary { kind: "call".into(), text: "They called".into(), who: "self".into(), labels: Vec::new() };
    summary.seal_with(&keys().identity, &CASE, [6; 12]).unwrap()
}

pub fn box_seeds() -> Vec<Vec<u8>> {
    let wrap = keys().wrap_with(&ACCOUNT, WrapKind::Kit, &person::derive(&ACCOUNT, b"words").unwrap, [5; 12]).unwrap();
    vec![[b"\0", &wrap[..]].concat(), [b"\x01", &summary()[..]].concat(), b"\0".to_vec()]
}
