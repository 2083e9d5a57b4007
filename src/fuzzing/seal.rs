//! What is sealed end to end: receipts, age files, grants, rosters, statements, payloads, capsules.

use std::sync::LazyLock;

use ring::rand::SystemRandom;
use tocsin_seal::{
    Addition, Bundle, Capsule, CaseId, Chain, DeploymentId, Hash32, Identity, Kind, MailboxId, NewCase, Parcel, PartId, PublicKey, Receipt,
    Recovery, Roster, SignedCall, SignedRoster, SignedStatement, SigningKey, Statement, Submission, Succession, WordList, addition, bundle,
    call::Action,
    check_header, parcel,
    payload::{self, Attachment, Format, Message, Payload, Reply, Report, SealedRule, SealedUrgency},
    seal_stream, sign_roster, sign_succession, submission, verify_chain,
};

struct World {
    identity: Identity,
    other: Identity,
    signing: SigningKey,
    receipt: Receipt,
    deployment: DeploymentId,
    chain: Vec<Vec<u8>>,
    /// Names the next roster key, behind the second roster.
    succession: Vec<u8>,
    roster_key: PublicKey,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let (admin, signing) = (SigningKey::from_seed([1; 32]), SigningKey::from_seed([2; 32]));
    let deployment: DeploymentId = "d-0123456789abcdef0123456789abcdef".parse().unwrap();
    let identity = Identity::from_seed([3; 32]);
    let mut roster = Roster {
        deployment: deployment.clone(),
        epoch: 1,
        not_before: 1_700_000_000,
        expires: 1_707_776_000,
        team_recipient: identity.recipient().clone(),
        team_signing_key: signing.public(),
        recovery: Recovery::None,
        previous: None,
    };
    let first = sign_roster(&roster, &admin, None);
    let signed = SignedRoster::verify(&first, &admin.public(), None).unwrap();
    roster.epoch = 2;
    roster.previous = Some(signed.hash());
    let second = sign_roster(&roster, &admin, Some(&signing));
    let last = SignedRoster::verify(&second, &admin.public(), Some(&signed)).unwrap();
    let next = SigningKey::from_seed([6; 32]);
    let said = Succession {
        deployment: deployment.clone(),
        number: 1,
        old: admin.public(),
        new: next.public(),
        epoch: 2,
        roster: last.hash(),
        signed_at: 1_700_000_000,
        expires: 1_700_086_400,
    };
    World {
        succession: sign_succession(&said, &admin, &next),
        identity,
        other: Identity::from_seed([4; 32]),
        signing,
        receipt: Receipt::from_entropy([5; 16]),
        deployment,
        chain: vec![first, second],
        roster_key: admin.public(),
    }
});

/// What is read as a receipt is one: its words and digits lead back to it.
pub fn receipt(data: &[u8]) {
    let Ok(typed) = std::str::from_utf8(data) else { return };
    let Ok(receipt) = Receipt::parse(typed) else { return };
    for written in [receipt.digits(), receipt.words(WordList::ENGLISH)] {
        let again = Receipt::parse(&written).expect("what we write is read");
        assert_eq!(again.entropy(), receipt.entropy());
    }
}

pub fn receipt_seeds() -> Vec<Vec<u8>> {
    let receipt = &WORLD.receipt;
    let words = receipt.words(WordList::ENGLISH);
    let mut seeds = super::seeds(&[&words, &words.to_uppercase(), &receipt.digits(), &receipt.digits().replace(' ', "-"), "", "١٢٣٤ ۵۶۷۸"]);
    for tag in ["zh-Hans", "zh-Hant", "fr", "ja"] {
        seeds.extend(WordList::for_language(tag).map(|list| receipt.words(list).as_bytes().to_vec()));
    }
    seeds
}

/// A header that is refused is never opened, and one that is taken is taken whatever follows it.
pub fn age_header(data: &[u8]) {
    for stanzas in [1, 2] {
        match check_header(data, stanzas) {
            Err(_) => assert!(tocsin_seal::open(data, &WORLD.identity, stanzas).is_err()),
            Ok(length) => {
                assert!(length <= data.len());
                assert_eq!(check_header(&data[..length], stanzas), Ok(length), "what follows a header changes how it is read");
                assert!(check_header(data, 3 - stanzas).is_err(), "one file for one and for two readers");
                let _ = tocsin_seal::open(data, &WORLD.identity, stanzas);
            }
        }
    }
}

pub fn age_seeds() -> Vec<Vec<u8>> {
    let (one, two) = (WORLD.identity.recipient(), WORLD.other.recipient());
    let seal = |plain: &[u8], to: &[&tocsin_seal::Recipient]| tocsin_seal::seal(plain, to).unwrap();
    vec![seal(b"", &[one]), seal(b"words", &[one]), seal(&[7; 70_000], &[one]), seal(b"words", &[one, two])]
}

/// A grant holds exactly one key line and nothing else. The first byte says whether `data` is the sealed file or what
/// is sealed in one.
pub fn grants(data: &[u8]) {
    let Some((kind, data)) = data.split_first() else { return };
    if kind % 2 == 0 {
        let _ = tocsin_seal::open_grant(data, &WORLD.identity);
        let _ = tocsin_seal::open_signing_grant(data, &WORLD.identity);
        return;
    }
    let sealed = tocsin_seal::seal(data, &[WORLD.identity.recipient()]).unwrap();
    if let Ok(identity) = tocsin_seal::open_grant(&sealed, &WORLD.identity) {
        assert_line(data, &identity.to_secret());
    }
    if let Ok(key) = tocsin_seal::open_signing_grant(&sealed, &WORLD.identity) {
        assert_line(data, &key.to_secret());
    }
}

fn assert_line(plain: &[u8], key: &str) {
    let line = plain.strip_suffix(b"\n").expect("a key's line ends");
    assert!(line.eq_ignore_ascii_case(key.as_bytes()), "a grant with something beside its key");
}

pub fn grant_seeds() -> Vec<Vec<u8>> {
    let (secret, signing) = (WORLD.other.to_secret(), WORLD.signing.to_secret());
    let inside = |text: &str| [b"\x01", text.as_bytes()].concat();
    let sealed = tocsin_seal::grant(&WORLD.other, WORLD.identity.recipient()).unwrap();
    vec![
        inside(&secret),
        inside(&format!("{}\n", *secret)),
        inside(&format!("{0}\n{0}\n", *secret)),
        inside(&format!("# comment\n{}\n", *secret)),
        inside(&signing),
        inside("AGE-PLUGIN-X-1QQQ\n"),
        [b"\0".to_vec(), sealed].concat(),
    ]
}

/// No document is a link of the chain but those that were signed.
pub fn roster(data: &[u8]) {
    let documents: Vec<Vec<u8>> = data.split(|b| *b == 0).take(4).map(<[u8]>::to_vec).collect();
    if let Ok(chain) = Chain::verify(&documents, &WORLD.roster_key) {
        assert!(chain.successions().iter().all(|one| one.bytes() == WORLD.succession), "a key that nobody named");
        assert_eq!(chain.documents(), documents, "each in its place");
        for (signed, known) in chain.iter().zip(&WORLD.chain) {
            let known: SignedRoster = if signed.epoch() == 1 {
                SignedRoster::verify(known, &WORLD.roster_key, None).unwrap()
            } else {
                SignedRoster::verify(known, &WORLD.roster_key, chain.first()).unwrap()
            };
            assert_eq!(signed.hash(), known.hash(), "a roster that nobody signed");
        }
        assert!(chain.len() <= WORLD.chain.len());
    }
}

pub fn roster_seeds() -> Vec<Vec<u8>> {
    let [first, second] = &WORLD.chain[..] else { unreachable!("two rosters were made") };
    vec![
        first.clone(),
        [first, &b"\0"[..], second].concat(),
        [second, &b"\0"[..], first].concat(),
        b"{}".to_vec(),
        { [first, &b"\0"[..], second, b"\0", &WORLD.succession].concat() },
        WORLD.succession.clone(),
    ]
}

/// A statement is read in its one canonical form, and verifies for nobody who did not sign it.
pub fn statement(data: &[u8]) {
    let Ok(signed) = SignedStatement::parse(data) else { return };
    let again = SignedStatement::parse(signed.bytes()).expect("what is written is read");
    assert_eq!(again.hash(), signed.hash());
    if let Ok(statement) = signed.verify(&WORLD.signing.public()) {
        assert!(signed_statements().iter().any(|known| known.claimed() == &statement), "a statement that nobody signed");
    }
}

fn signed_statements() -> Vec<SignedStatement> {
    let statement = |kind, seq, prev| Statement {
        kind,
        case_id: CaseId::from_bytes([1; 16]),
        mailbox_id: MailboxId::from_bytes([2; 16]),
        seq,
        prev,
        roster_hash: Hash32::of(b"roster"),
        sealed_sha256: Hash32::of(b"sealed"),
        sealed_len: 4_096,
        attachments: Vec::new(),
    };
    let first = WORLD.signing.sign(&statement(Kind::Report, 0, None));
    let second = WORLD.signing.sign(&statement(Kind::Message, 1, Some(first.hash())));
    vec![first, second, WORLD.signing.sign(&statement(Kind::Reply, 1, None))]
}

pub fn statement_seeds() -> Vec<Vec<u8>> {
    signed_statements().iter().map(|signed| signed.bytes().to_vec()).collect()
}

/// A payload that is read is written and read alike.
pub fn payloads(data: &[u8]) {
    stable::<Report>(data);
    stable::<Message>(data);
    stable::<Reply>(data);
    // Padding that a mutation would hardly hit.
    let padded = tocsin_seal::pad_json(data.to_vec());
    stable::<Report>(&padded);
    stable::<Message>(&padded);
    stable::<Reply>(&padded);
}

fn stable<T: Payload>(padded: &[u8]) {
    if let Ok(read) = payload::parse::<T>(padded) {
        let written = payload::to_padded(&read);
        let again = payload::parse::<T>(&written).unwrap_or_else(|error| panic!("what is written is not read: {error}"));
        assert_eq!(*payload::to_padded(&again), *written);
    }
}

pub fn payload_seeds() -> Vec<Vec<u8>> {
    let keys = WORLD.receipt.keys(&WORLD.deployment);
    let (case_id, mailbox_id, roster_hash) = (CaseId::from_bytes([1; 16]), keys.mailbox_id(), Hash32::of(b"roster"));
    let urgency = || SealedUrgency {
        level: "critical".into(),
        wakes: true,
        rules: vec![SealedRule { id: "danger-now".into(), sentence: "In danger now.".into() }],
        rule_set: "1".into(),
    };
    let file = Attachment {
        id: PartId::from_bytes([3; 16]),
        name: "a photo.jpg".into(),
        media_type: "image/jpeg".into(),
        length: 12,
        sha256: Hash32::of(b"true"),
        sealed_sha256: Hash32::of(b"sealed"),
        sealed_length: 6_000,
        clean_copy_of: None,
    };
    let copy = Attachment { id: PartId::from_bytes([4; 16]), clean_copy_of: Some(file.id), ..file.clone() };
    let report = payload::to_padded(&Report {
        format: Format::default(),
        case_id,
        case_recipient: WORLD.other.recipient().clone(),
        mailbox_id,
        mailbox_recipient: keys.recipient().clone(),
        receipt_key: keys.public(),
        roster_hash,
        written_at: 1_700_000_000,
        language: "ug".into(),
        narrative: "They called my mother.".into(),
        danger: "now".into(),
        answer_here: true,
        methods: vec!["call".into()],
        facts: [("contact".to_owned(), "none".to_owned())].into(),
        urgency: urgency(),
        attachments: vec![file.clone()],
    });
    let message = payload::to_padded(&Message {
        format: Format::default(),
        case_id,
        mailbox_id,
        seq: 1,
        prev: roster_hash,
        roster_hash,
        written_at: 1_700_000_000,
        language: "en".into(),
        text: "And again.".into(),
        danger: "unknown".into(),
        facts: Default::default(),
        urgency: urgency(),
        attachments: vec![file, copy],
    });
    let reply = payload::to_padded(&Reply {
        format: Format::default(),
        case_id,
        mailbox_id,
        seq: 1,
        prev: None,
        roster_hash,
        written_at: 1_700_000_000,
        author: "A1".into(),
        text: "We read it.".into(),
    });
    let padded = [report, message, reply];
    padded.iter().flat_map(|whole| [whole.trim_ascii_end().to_vec(), whole.to_vec()]).collect()
}

/// A capsule opens as it was sealed, or not at all.
pub fn capsule(data: &[u8]) {
    let keys = WORLD.receipt.keys(&WORLD.deployment);
    if let Ok(capsule) = keys.open_capsule(data) {
        assert_eq!(keys.seal_capsule(&capsule), data, "one capsule in two forms");
        assert_eq!(capsule.epoch, 1, "a capsule that nobody sealed");
    }
}

pub fn capsule_seeds() -> Vec<Vec<u8>> {
    let roster = SignedRoster::verify(&WORLD.chain[0], &WORLD.roster_key, None).unwrap();
    let case = NewCase::create(&SystemRandom::new(), &roster).unwrap();
    let keys = WORLD.receipt.keys(&WORLD.deployment);
    let capsule = Capsule { epoch: 1, ..case.capsule };
    vec![keys.seal_capsule(&capsule), Vec::new()]
}

/// A sealed report that is taken has one spelling, and its statement is its own receipt's.
pub fn submission(data: &[u8]) {
    let Ok(taken) = Submission::parse(data) else { return };
    assert_eq!(taken.to_bytes(), data, "one report in two forms");
    let statement = taken.signed().verify(&taken.receipt_key()).expect("taken with a signature that does not verify");
    assert!(statement.covers(taken.report()) && statement.case_id == taken.capsule().case_id);
    assert!(matches!(taken.urgency(), "routine" | "urgent" | "critical"));
}

pub fn submission_seeds() -> Vec<Vec<u8>> {
    let roster = SignedRoster::verify(&WORLD.chain[0], &WORLD.roster_key, None).unwrap();
    let words = submission::Words {
        written_at: 1_700_000_000,
        language: "zh-Hans",
        narrative: "They called my mother.",
        danger: "now",
        answer_here: true,
        methods: &[],
        facts: &Default::default(),
        urgency: SealedUrgency { level: "urgent".into(), wakes: false, rules: Vec::new(), rule_set: "1".into() },
    };
    let made = Submission::seal(&SystemRandom::new(), &WORLD.receipt.keys(&WORLD.deployment), &roster, words).unwrap();
    let whole = made.to_bytes();
    vec![whole[..whole.len() / 2].to_vec(), whole, submission::MAGIC.to_vec()]
}

/// A call that is read has one spelling, and only the receipt's own signature verifies.
pub fn call(data: &[u8]) {
    let Ok(read) = SignedCall::parse(data) else { return };
    assert_eq!(read.to_bytes(), data, "one call in two forms");
    let keys = WORLD.receipt.keys(&WORLD.deployment);
    if let Ok(call) = read.verify(&keys.public()) {
        assert_eq!(SignedCall::sign(&keys, &call.challenge, call.action).to_bytes(), data, "a call that nobody signed");
    }
}

pub fn call_seeds() -> Vec<Vec<u8>> {
    let keys = WORLD.receipt.keys(&WORLD.deployment);
    let part = PartId::from_bytes([9; 16]);
    let actions = [
        Action::Read,
        Action::Withdraw,
        Action::Delete { part },
        Action::File { id: part, len: 70_000 },
        Action::Message { urgency: "critical".into(), wakes: true },
    ];
    actions.map(|action| SignedCall::sign(&keys, "AAAA", action).to_bytes()).into()
}

/// A sealed message that is taken has one spelling, and its statement speaks of its own bytes and mailbox.
pub fn addition(data: &[u8]) {
    let Ok(taken) = Addition::parse(data) else { return };
    assert_eq!(taken.to_bytes(), data, "one message in two forms");
    let claimed = taken.signed().claimed();
    assert!(claimed.covers(taken.message()) && claimed.mailbox_id == taken.call().claimed().mailbox_id);
    assert!(claimed.kind == Kind::Message && claimed.seq > 0 && claimed.prev.is_some());
    assert!(check_header(taken.message(), 1).is_ok() && matches!(taken.urgency(), "routine" | "urgent" | "critical"));
}

pub fn addition_seeds() -> Vec<Vec<u8>> {
    let keys = WORLD.receipt.keys(&WORLD.deployment);
    let place = addition::Place {
        case_id: CaseId::from_bytes([8; 16]),
        case_recipient: WORLD.identity.recipient(),
        seq: 1,
        prev: Hash32::of(b"before"),
        roster_hash: Hash32::of(b"roster"),
    };
    let words = addition::Words {
        written_at: 1_700_000_000,
        language: "ug",
        text: "They came again.",
        danger: "now",
        facts: Default::default(),
        urgency: SealedUrgency { level: "critical".into(), wakes: true, rules: Vec::new(), rule_set: "1".into() },
        attachments: Vec::new(),
    };
    let sealed = addition::SealedMessage::seal(&keys, &place, words).unwrap();
    let whole = Addition::new(&keys, "AAAA", "critical", true, sealed).to_bytes();
    vec![whole[..whole.len() / 2].to_vec(), whole, addition::MAGIC.to_vec()]
}

/// What stands before the files of a parcel that is taken has one spelling, and names files that can follow.
pub fn parcel(data: &[u8]) {
    let mut rest = data;
    let Ok(taken) = Parcel::read(&mut rest) else { return };
    assert_eq!(taken.head(), data[..data.len() - rest.len()], "one parcel in two forms");
    assert!((1..=parcel::MOST_FILES).contains(&taken.files().len()));
    let statement = taken.message().signed.verify(&taken.submission().receipt_key()).expect("taken with a signature that does not verify");
    assert!(statement.covers(&taken.message().body) && statement.prev == Some(taken.submission().signed().hash()));
    for file in taken.files() {
        let (head, body) = rest.split_at(rest.len().min(8));
        if parcel::read_file_head(head, file).is_ok() && body.len() as u64 >= file.len {
            let (whole, after) = body.split_at(file.len as usize);
            let _ = parcel::check_file(file, whole, &Hash32::of(whole));
            rest = after;
        }
    }
}

pub fn parcel_seeds() -> Vec<Vec<u8>> {
    let keys = WORLD.receipt.keys(&WORLD.deployment);
    let report = Submission::parse(&submission_seeds()[1]).unwrap();
    let place = addition::Place {
        case_id: report.case_id(),
        case_recipient: &report.capsule().case_recipient,
        seq: 1,
        prev: report.signed().hash(),
        roster_hash: report.roster_hash(),
    };
    let mut file = Vec::new();
    let sums = seal_stream(&b"a photo"[..], &mut file, place.case_recipient).unwrap();
    let attachment = Attachment {
        id: PartId::from_bytes([4; 16]),
        name: "a.jpg".into(),
        media_type: "image/jpeg".into(),
        length: sums.true_len,
        sha256: sums.true_sha256,
        sealed_sha256: sums.sealed_sha256,
        sealed_length: sums.sealed_len,
        clean_copy_of: None,
    };
    let words = addition::Words {
        written_at: 1_700_000_000,
        language: "ug",
        text: "",
        danger: "unknown",
        facts: Default::default(),
        urgency: SealedUrgency { level: "routine".into(), wakes: false, rules: Vec::new(), rule_set: "1".into() },
        attachments: vec![attachment],
    };
    let sealed = addition::SealedMessage::seal(&keys, &place, words).unwrap();
    let made = Parcel::new(report, sealed).unwrap();
    let head = made.head();
    let whole = [&head[..], &parcel::file_head(&made.files()[0]), &file].concat();
    vec![head[..head.len() / 2].to_vec(), head, whole, parcel::MAGIC.to_vec()]
}

/// A bundle that is read is written as it was, both ways, and its words never become markup.
pub fn bundle(data: &[u8]) {
    if let Ok(read) = Bundle::from_tar(data) {
        assert_eq!(*read.to_tar(), data);
        let _ = read.verify(&WORLD.roster_key);
    }
    let Ok(page) = std::str::from_utf8(data) else { return };
    if let Ok(read) = Bundle::from_html(page) {
        assert_eq!(read.to_html().expect("it was a page"), page);
        assert!(!page.contains("<script"));
    }
}

pub fn bundle_seeds() -> Vec<Vec<u8>> {
    let rosters = verify_chain(&WORLD.chain[..1], &WORLD.roster_key).unwrap();
    let made = |to| {
        let item = |kind, name: &str, media_type: &str, bytes: &[u8]| bundle::Item {
            kind,
            number: 0,
            at: 1_700_000_000,
            language: "ug".into(),
            name: name.into(),
            media_type: media_type.into(),
            bytes: bytes.to_vec().into(),
        };
        let items = vec![
            item(bundle::ItemKind::Report, "", "text/plain", b"<script>alert(1)</script>\0"),
            item(bundle::ItemKind::File, "a.jpg", "image/jpeg", b"\xff\xd8"),
        ];
        let about = bundle::About { case: "4711-29", at: 1_700_000_000, note: "n", cautions: Vec::new(), to };
        Bundle::sign(about, items, &rosters, &WORLD.signing).unwrap()
    };
    vec![made(Some(WORLD.other.recipient())).to_tar().to_vec(), made(None).to_html().unwrap().into_bytes()]
}
