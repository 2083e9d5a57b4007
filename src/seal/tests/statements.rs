//! Statements: an author cannot be forged, nor a conversation bent.

mod support;

use proptest::prelude::*;
use support::rng;
use tocsin_seal::statement::Chain;
use tocsin_seal::{
    CaseId, DeploymentId, Hash32, Kind, MailboxId, PartId, Receipt, SealedRef, SignedStatement, SigningKey, Statement, StatementError,
    sign_statement,
};

fn statement(kind: Kind, seq: u32, prev: Option<Hash32>) -> Statement {
    Statement {
        kind,
        case_id: CaseId::from_bytes([1; 16]),
        mailbox_id: MailboxId::from_bytes([2; 16]),
        seq,
        prev,
        roster_hash: Hash32::of(b"roster"),
        sealed_sha256: Hash32::of(b"sealed"),
        sealed_len: 6,
        attachments: vec![SealedRef { id: PartId::from_bytes([3; 16]), sha256: Hash32::of(b""), len: 9 }],
    }
}

fn key() -> SigningKey {
    SigningKey::generate(&rng()).unwrap()
}

#[test]
fn a_statement_verifies_for_its_author_only_and_covers_its_bytes_only() {
    let author = key();
    let report = statement(Kind::Report, 0, None);
    let signed = SignedStatement::parse(sign_statement(&report, &author).bytes()).unwrap();
    assert_eq!(signed.verify(&author.public()).unwrap(), report);
    assert_eq!(signed.verify(&key().public()), Err(StatementError::Signature));
    assert_eq!(signed.hash(), report.hash());
    assert!(report.covers(b"sealed"));
    assert!(!report.covers(b"Sealed"));
    assert!(!report.covers(b"sealed "));
    assert!(!report.covers(b""));
}

#[test]
fn a_signature_for_one_purpose_is_worth_nothing_for_another() {
    let author = key();
    let signature = author.sign_in("tocsin/a/1", b"text");
    let public = author.public();
    assert!(public.verify_in("tocsin/a/1", b"text", &signature));
    assert!(!public.verify_in("tocsin/b/1", b"text", &signature));
    assert!(!public.verify_in("tocsin/a/1t", b"ext", &signature));
    assert!(!public.verify(b"text", &signature));
    assert!(public.verify(b"tocsin/a/1\0text", &signature));
}

#[test]
fn a_statement_has_one_spelling() {
    let author = key();
    let signed = sign_statement(&statement(Kind::Report, 0, None), &author);
    let text = String::from_utf8(signed.bytes().to_vec()).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value.to_string(), text, "sorted keys, no white space");
    for changed in [
        format!("{text} "),
        format!("\n{text}"),
        text.replace(':', ": "),
        text.replace("\"seq\":0", "\"seq\":0.0"),
        text.replace("\"seq\":0", "\"seq\":-0"),
        text.replace("\"seq\":0", "\"seq\":0,\"seq\":0"),
        text.replace("\"seq\":0", "\"seq\":0,\"zzz\":0"),
        text.replace("\"seq\":0", "\"seq\":4294967296"),
        text.replace("\"prev\":null,", ""),
        text.replace("statement/1", "statement/2"),
        text.replace("\"report\"", "\"Report\""),
        text.replace("\"report\"", "\"order\""),
        text.replace("\"report\"", "\"\\u0072eport\""),
        text.replace("0101", "0A01"),
        text.replace("{\"signature\"", "{\"a\":1,\"signature\""),
        text.replace("\"len\":9,", ""),
        text[..text.len() - 1].to_owned(),
        String::new(),
        "[]".to_owned(),
        "[".repeat(100_000),
    ] {
        assert_ne!(changed, text);
        let error = SignedStatement::parse(changed.as_bytes()).unwrap_err();
        assert_eq!(error, StatementError::Malformed, "{changed:.100}");
    }
    for (from, to) in
        [("\"sealed_len\":6", "\"sealed_len\":7"), ("\"len\":9", "\"len\":8"), ("01010101", "01010102"), ("02020202", "02020203")]
    {
        let changed = text.replacen(from, to, 1);
        let parsed = SignedStatement::parse(changed.as_bytes()).unwrap();
        assert_eq!(parsed.verify(&author.public()), Err(StatementError::Signature), "{to}");
    }
}

#[test]
fn a_statement_out_of_its_place_is_refused_even_if_signed() {
    let author = key();
    let hash = Some(Hash32::of(b""));
    let twice = statement(Kind::Report, 0, None).attachments;
    for wrong in [
        statement(Kind::Report, 1, None),
        statement(Kind::Report, 0, hash),
        statement(Kind::Message, 0, None),
        statement(Kind::Message, 1, None),
        statement(Kind::Message, 0, hash),
        statement(Kind::Reply, 0, None),
        statement(Kind::Reply, 1, hash),
        statement(Kind::Reply, 2, None),
        statement(Kind::Note, 2, None),
        Statement { sealed_len: 1 << 53, ..statement(Kind::Report, 0, None) },
        Statement { attachments: [twice.clone(), twice].concat(), ..statement(Kind::Report, 0, None) },
    ] {
        let signed = sign_statement(&wrong, &author);
        assert_eq!(signed.verify(&author.public()), Err(StatementError::Inconsistent));
        let parsed = SignedStatement::parse(signed.bytes()).map(|_| ());
        assert_eq!(parsed, Err(StatementError::Inconsistent), "{wrong:?}");
    }
}

#[test]
fn a_chain_accepts_each_statement_once_in_order_for_its_conversation() {
    let keys = Receipt::from_entropy([1; 16]).keys(&DeploymentId::random(&rng()).unwrap());
    let author = keys.public();
    let report = keys.sign(&statement(Kind::Report, 0, None));
    let first = keys.sign(&statement(Kind::Message, 1, Some(report.hash())));
    let second = keys.sign(&statement(Kind::Message, 2, Some(first.hash())));
    let start = Chain::of_reporter(CaseId::from_bytes([1; 16]), MailboxId::from_bytes([2; 16]));

    let mut chain = start.clone();
    for signed in [&report, &first, &second] {
        chain.accept(signed, &author).unwrap();
    }
    assert_eq!((chain.next_seq(), chain.last()), (3, Some(second.hash())));

    let mut chain = start.clone();
    assert_eq!(chain.accept(&first, &author), Err(StatementError::Order));
    chain.accept(&report, &author).unwrap();
    assert_eq!(chain.accept(&report, &author), Err(StatementError::Order));
    assert_eq!(chain.accept(&second, &author), Err(StatementError::Order));
    let other_past = keys.sign(&statement(Kind::Message, 1, Some(Hash32::of(b"other"))));
    assert_eq!(chain.accept(&other_past, &author), Err(StatementError::Order));
    let forged = sign_statement(&statement(Kind::Message, 1, Some(report.hash())), &key());
    assert_eq!(chain.accept(&forged, &author), Err(StatementError::Signature));
    let reply = keys.sign(&statement(Kind::Reply, 1, None));
    assert_eq!(chain.accept(&reply, &author), Err(StatementError::Elsewhere));
    chain.accept(&first, &author).unwrap();

    let other_case = Chain::of_reporter(CaseId::from_bytes([9; 16]), MailboxId::from_bytes([2; 16]));
    assert_eq!(other_case.clone().accept(&report, &author), Err(StatementError::Elsewhere));
    let other_box = Chain::of_reporter(CaseId::from_bytes([1; 16]), MailboxId::from_bytes([9; 16]));
    assert_eq!(other_box.clone().accept(&report, &author), Err(StatementError::Elsewhere));

    let team = key();
    let mut replies = Chain::of_team(CaseId::from_bytes([1; 16]), MailboxId::from_bytes([2; 16]));
    let one = sign_statement(&statement(Kind::Reply, 1, None), &team);
    let two = sign_statement(&statement(Kind::Reply, 2, Some(one.hash())), &team);
    assert_eq!(replies.accept(&two, &team.public()), Err(StatementError::Order));
    assert_eq!(replies.accept(&report, &author), Err(StatementError::Elsewhere));
    replies.accept(&one, &team.public()).unwrap();
    replies.accept(&two, &team.public()).unwrap();
}

proptest! {
    #[test]
    fn no_bytes_make_the_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(SignedStatement::parse(&bytes).is_err());
    }

    #[test]
    fn one_changed_byte_anywhere_is_noticed(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let author = SigningKey::from_seed([5; 32]);
        let mut bytes = sign_statement(&statement(Kind::Report, 0, None), &author).bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let verified = SignedStatement::parse(&bytes).and_then(|s| s.verify(&author.public()));
        prop_assert!(verified.is_err());
    }

    #[test]
    fn every_statement_comes_back(seq in 1u32.., len in 0u64..1 << 53, hash in any::<[u8; 32]>(), files in 0u8..20) {
        let author = SigningKey::from_seed([5; 32]);
        let mut message = statement(Kind::Message, seq, Some(Hash32::from_bytes(hash)));
        message.sealed_len = len;
        message.attachments = (0..files)
            .map(|i| SealedRef { id: PartId::from_bytes([i; 16]), sha256: Hash32::of(&[i]), len: i.into() })
            .collect();
        let signed = SignedStatement::parse(sign_statement(&message, &author).bytes()).unwrap();
        prop_assert_eq!(signed.verify(&author.public()).unwrap(), message);
    }
}
