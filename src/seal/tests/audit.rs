//! The audit log: nobody acts in another's name, and nothing is taken out, changed or put in unnoticed.

mod support;

use proptest::prelude::*;
use support::rng;
use tocsin_seal::audit::{Entry, MAX_DETAILS};
use tocsin_seal::auditor::Fault;
use tocsin_seal::{Act, AuditError, Auditor, Head, PersonKeys, SignedEntry, SigningKey};

const NOW: i64 = 1_795_435_200;

struct Log {
    service: SigningKey,
    head: Head,
    documents: Vec<Vec<u8>>,
}

impl Log {
    fn new() -> Self {
        Self { service: SigningKey::generate(&rng()).unwrap(), head: Head::EMPTY, documents: Vec::new() }
    }

    fn add(&mut self, key: &SigningKey, act: Act, subject: Option<[u8; 16]>, details: &[(&str, &str)]) {
        let signed = Entry::after(self.head, act, subject, details, key.public(), NOW).sign(key).unwrap();
        self.head = signed.follows(self.head).unwrap();
        self.documents.push(signed.bytes().to_vec());
    }

    fn note(&mut self, act: Act, subject: Option<[u8; 16]>, details: &[(&str, &str)]) {
        let service = SigningKey::parse(&self.service.to_secret()).unwrap();
        self.add(&service, act, subject, details);
    }

    fn faults(&self, remembered: Option<Head>) -> Vec<(u64, Fault)> {
        let mut auditor = Auditor::new(self.service.public(), remembered);
        self.documents.iter().for_each(|document| auditor.read(document));
        auditor.finish()
    }
}

fn person() -> PersonKeys {
    PersonKeys::generate(&rng()).unwrap()
}

/// A lead, a caseworker and what they did.
fn a_day() -> (Log, PersonKeys, PersonKeys) {
    let (mut log, lead, worker) = (Log::new(), person(), person());
    log.note(Act::Invited, Some([1; 16]), &[]);
    log.add(&lead.actor, Act::Enrolled, Some([1; 16]), &[("fingerprint", &lead.fingerprint())]);
    log.add(&lead.actor, Act::RosterDrafted, None, &[("epoch", "1")]);
    log.note(Act::Granted, Some([1; 16]), &[("fingerprint", &lead.fingerprint()), ("epoch", "1")]);
    let named = worker.actor.public().to_string();
    log.note(Act::Enrolled, Some([2; 16]), &[("actor", &named), ("by", "passkey"), ("fingerprint", &worker.fingerprint())]);
    log.add(&lead.actor, Act::Granted, Some([2; 16]), &[("fingerprint", &worker.fingerprint()), ("epoch", "1")]);
    log.add(&worker.actor, Act::CaseOpened, Some([9; 16]), &[]);
    log.note(Act::Destroyed, Some([8; 16]), &[("why", "over")]);
    (log, lead, worker)
}

#[test]
fn a_day_as_it_was_is_whole_and_every_head_of_it_can_be_remembered() {
    let (log, lead, worker) = a_day();
    assert_eq!(log.faults(None), []);
    for document in &log.documents {
        let head = SignedEntry::parse(document).unwrap().head();
        assert_eq!(log.faults(Some(head)), []);
        assert_eq!(head.to_string().parse::<Head>(), Ok(head));
    }
    let mut auditor = Auditor::new(log.service.public(), None);
    log.documents.iter().for_each(|document| auditor.read(document));
    assert_eq!(auditor.head(), log.head);
    assert_eq!(auditor.by_service(), 4);
    let mut known = vec![(lead.fingerprint(), true), (worker.fingerprint(), true)];
    known.sort();
    assert_eq!(auditor.people().into_iter().map(|(name, granted)| (name.to_owned(), granted)).collect::<Vec<_>>(), known);
}

#[test]
fn whatever_is_taken_out_put_in_swapped_or_changed_is_found() {
    let (log, ..) = a_day();
    let remembered = log.head;
    let bent = |change: &dyn Fn(&mut Vec<Vec<u8>>)| {
        let mut bent =
            Log { service: SigningKey::parse(&log.service.to_secret()).unwrap(), head: log.head, documents: log.documents.clone() };
        change(&mut bent.documents);
        bent
    };
    for at in 0..log.documents.len() {
        let last = at + 1 == log.documents.len();
        let cut = bent(&|documents| drop(documents.remove(at)));
        assert_eq!(cut.faults(None).is_empty(), last, "entry {at} is gone");
        assert!(!cut.faults(Some(remembered)).is_empty(), "the last is gone: only who remembers the head sees it");
        assert!(!bent(&|documents| documents.insert(at, documents[at].clone())).faults(None).is_empty());
        assert!(!bent(&|documents| documents[at] = b"{}".to_vec()).faults(None).is_empty());
        assert!(last || !bent(&|documents| documents.swap(at, at + 1)).faults(None).is_empty());
        for byte in (0..log.documents[at].len()).step_by(7) {
            let flipped = bent(&|documents| documents[at][byte] ^= 1);
            assert!(!flipped.faults(Some(remembered)).is_empty(), "entry {at}, byte {byte}");
            assert!(last || !flipped.faults(None).is_empty(), "entry {at}, byte {byte}");
        }
    }
    // Written anew from the middle on by somebody who has the service's key: only the head that was remembered tells.
    let mut forged = bent(&|documents| documents.truncate(3));
    forged.head = SignedEntry::parse(&forged.documents[2]).unwrap().head();
    for _ in 3..log.documents.len() {
        forged.note(Act::Backup, None, &[]);
    }
    assert_eq!(forged.faults(None), []);
    assert_eq!(forged.faults(Some(remembered)), [(remembered.seq, Fault::Head)]);
}

#[test]
fn an_actor_whom_nobody_introduced_or_gave_the_team_key_is_named() {
    let (mut log, _, worker) = a_day();
    let (stranger, newcomer, guest) = (person(), person(), person());
    log.add(&stranger.actor, Act::Replied, Some([9; 16]), &[]);
    log.add(&newcomer.actor, Act::Enrolled, Some([3; 16]), &[("fingerprint", &newcomer.fingerprint())]);
    log.add(&newcomer.actor, Act::PassphraseSet, Some([3; 16]), &[]);
    log.add(&newcomer.actor, Act::CaseOpened, Some([9; 16]), &[]);
    log.add(&guest.actor, Act::Enrolled, Some([4; 16]), &[("fingerprint", &guest.fingerprint())]);
    log.add(&worker.actor, Act::Guest, Some([9; 16]), &[("account", &"04".repeat(16))]);
    log.add(&guest.actor, Act::Translated, Some([9; 16]), &[]);
    log.add(&worker.actor, Act::Enrolled, Some([5; 16]), &[("fingerprint", &worker.fingerprint())]);
    log.add(&person().actor, Act::Enrolled, Some([6; 16]), &[]);
    log.note(Act::Enrolled, Some([7; 16]), &[("fingerprint", "0011223344556677")]);
    let expected =
        [(9, Fault::Stranger), (12, Fault::NotGranted), (16, Fault::Introduction), (17, Fault::Introduction), (18, Fault::Introduction)];
    assert_eq!(log.faults(None), expected);
}

#[test]
fn an_entry_is_its_actors_own_and_says_nothing_but_machine_words() {
    let (key, other) = (SigningKey::generate(&rng()).unwrap(), SigningKey::generate(&rng()).unwrap());
    let entry = |details: &[(&str, &str)]| Entry::after(Head::EMPTY, Act::Noted, None, details, key.public(), NOW);
    assert!(entry(&[("to", "A-b_c.d,e:f/g+h=")]).sign(&key).is_ok());
    assert_eq!(entry(&[]).sign(&other).err(), Some(AuditError::Signature));
    for (name, value) in [
        ("to", "two words"),
        ("to", "a@b.org"),
        ("to", "да"),
        ("to", "a\n"),
        ("To", "x"),
        ("1to", "x"),
        ("", "x"),
        ("to", &"x".repeat(101)),
    ] {
        assert_eq!(entry(&[(name, value)]).sign(&key).err(), Some(AuditError::Malformed), "{name}: {value}");
    }
    let names: Vec<String> = (0..=MAX_DETAILS).map(|n| format!("n{n}")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
    assert!(entry(&many[1..]).sign(&key).is_ok());
    assert!(entry(&many).sign(&key).is_err());
    let late = Entry { at: -1, ..entry(&[]) };
    assert!(late.sign(&key).is_err());
    for text in [
        "",
        "0",
        "1:",
        "x:00",
        "0:00",
        &format!("0:{}", "11".repeat(32)),
        &format!("01:{}", "11".repeat(32)),
        &format!("1:{}", "00".repeat(31)),
    ] {
        assert!(text.parse::<Head>().is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(documents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 0..5)) {
        let mut auditor = Auditor::new(SigningKey::from_seed([1; 32]).public(), None);
        documents.iter().for_each(|document| auditor.read(document));
        prop_assert_eq!(auditor.finish().is_empty(), documents.is_empty());
    }
}
