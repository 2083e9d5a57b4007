//! What staff keep and write: sealed copies of keys, summaries, notes.

mod support;

use support::rng;
use tocsin_seal::person::{derive, is_proved};
use tocsin_seal::statement::Chain;
use tocsin_seal::{
    CaseId, Hash32, Identity, Kind, MailboxId, PersonKeys, SigningKey, StaffPayload, Statement, StatementError, Summary, WrapKind,
    payload::{Format, to_padded},
    staff::{About, Note},
};

const CASE: CaseId = CaseId::from_bytes([1; 16]);
const MAILBOX: MailboxId = MailboxId::from_bytes([2; 16]);

#[test]
fn sealed_keys_open_for_their_account_their_kind_and_their_secret_only() {
    let (keys, account) = (PersonKeys::generate(&rng()).unwrap(), [3; 16]);
    let derived = derive(&account, b"nine words");
    let sealed = keys.wrap(&account, WrapKind::Passphrase, &derived.unwrap, &rng()).unwrap();
    let open = |account, kind, secret: &[u8], sealed: &[u8]| PersonKeys::unwrap(account, kind, &derive(account, secret).unwrap, sealed);
    let opened = open(&account, WrapKind::Passphrase, b"nine words", &sealed).unwrap();
    assert_eq!(opened.fingerprint(), keys.fingerprint());
    assert!(open(&[4; 16], WrapKind::Passphrase, b"nine words", &sealed).is_err());
    assert!(open(&account, WrapKind::Kit, b"nine words", &sealed).is_err());
    assert!(open(&account, WrapKind::Passphrase, b"ten words", &sealed).is_err());
    assert!(PersonKeys::unwrap(&account, WrapKind::Passphrase, &derived.auth, &sealed).is_err(), "what the server sees opens nothing");
    for at in (0..sealed.len()).step_by(5) {
        let mut bent = sealed.clone();
        bent[at] ^= 1;
        assert!(open(&account, WrapKind::Passphrase, b"nine words", &bent).is_err());
    }
    assert!(open(&account, WrapKind::Passphrase, b"nine words", &sealed[..sealed.len() - 1]).is_err());
    assert_ne!(sealed, keys.wrap(&account, WrapKind::Passphrase, &derived.unwrap, &rng()).unwrap(), "each time another nonce");
}

#[test]
fn the_proof_of_enrolment_binds_both_keys_to_one_account() {
    let (keys, other) = (PersonKeys::generate(&rng()).unwrap(), PersonKeys::generate(&rng()).unwrap());
    let (recipient, actor, proof) = (keys.identity.recipient(), keys.actor.public(), keys.prove(&[3; 16]));
    assert!(is_proved(&[3; 16], recipient, &actor, &proof));
    assert!(!is_proved(&[4; 16], recipient, &actor, &proof));
    assert!(!is_proved(&[3; 16], other.identity.recipient(), &actor, &proof));
    assert!(!is_proved(&[3; 16], recipient, &other.actor.public(), &proof));
    assert_ne!(keys.fingerprint(), other.fingerprint());
}

#[test]
fn a_summary_opens_for_its_team_and_case_only_and_tells_nothing_by_its_length() {
    let (team, other) = (Identity::generate(&rng()).unwrap(), Identity::generate(&rng()).unwrap());
    let summary = |text: &str| Summary { kind: "call".into(), text: text.into(), who: "self".into(), labels: Vec::new() };
    let sealed = summary("They called.").seal(&team, &CASE, &rng()).unwrap();
    assert!(Summary::open(&sealed, &team, &CASE).unwrap() == summary("They called."));
    assert!(Summary::open(&sealed, &other, &CASE).is_err());
    assert!(Summary::open(&sealed, &team, &CaseId::from_bytes([9; 16])).is_err());
    assert_eq!(sealed.len(), summary("").seal(&team, &CASE, &rng()).unwrap().len());
    assert!(summary(&"x".repeat(250)).seal(&team, &CASE, &rng()).is_err());
}

#[test]
fn the_staffs_chain_takes_notes_of_its_team_in_their_order_and_nothing_else() {
    let team = SigningKey::generate(&rng()).unwrap();
    let statement = |kind, seq, prev| Statement {
        kind,
        case_id: CASE,
        mailbox_id: MAILBOX,
        seq,
        prev,
        roster_hash: Hash32::of(b"roster"),
        sealed_sha256: Hash32::of(b"sealed"),
        sealed_len: 6,
        attachments: Vec::new(),
    };
    let mut chain = Chain::of_staff(CASE, MAILBOX);
    let first = team.sign(&statement(Kind::Note, 1, None));
    assert_eq!(chain.accept(&team.sign(&statement(Kind::Reply, 1, None)), &team.public()), Err(StatementError::Elsewhere));
    assert_eq!(chain.accept(&first, &SigningKey::generate(&rng()).unwrap().public()), Err(StatementError::Signature));
    let read = chain.accept(&first, &team.public()).unwrap();
    assert_eq!(chain.accept(&first, &team.public()), Err(StatementError::Order), "a note is not taken twice");
    assert_eq!(chain.accept(&team.sign(&statement(Kind::Note, 3, chain.last())), &team.public()), Err(StatementError::Order));
    chain.accept(&team.sign(&statement(Kind::Note, 2, chain.last())), &team.public()).unwrap();
    // And a note is no answer: the team's other chain refuses it.
    assert_eq!(Chain::of_team(CASE, MAILBOX).accept(&first, &team.public()), Err(StatementError::Elsewhere));
    let note = |seq| {
        to_padded(&Note {
            format: Format::default(),
            case_id: CASE,
            mailbox_id: MAILBOX,
            seq,
            prev: None,
            roster_hash: Hash32::of(b"roster"),
            written_at: 1,
            author: "Robin".into(),
            text: "They called.".into(),
            about: About::Note,
            resealed: Vec::new(),
        })
    };
    assert!(StaffPayload::parse(&note(1)).unwrap().common().agrees_with(&read));
    assert!(!StaffPayload::parse(&note(2)).unwrap().common().agrees_with(&read), "sealed words in another place than was signed");
}
