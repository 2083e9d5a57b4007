//! Signed calls: read as they were written, in no other spelling, and only with the receipt's own signature.

use ring::rand::SystemRandom;
use tocsin_seal::call::{Action, CONTEXT, MAX_BYTES};
use tocsin_seal::{CallError, DeploymentId, MailboxKeys, PartId, Receipt, SignedCall};

fn keys() -> MailboxKeys {
    let rng = SystemRandom::new();
    Receipt::generate(&rng).unwrap().keys(&DeploymentId::random(&rng).unwrap())
}

fn actions() -> Vec<Action> {
    let id = PartId::from_bytes([0xab; 16]);
    vec![
        Action::Read,
        Action::Withdraw,
        Action::Delete { part: id },
        Action::File { id, len: (1 << 53) - 1 },
        Action::Message { urgency: "critical".into(), wakes: true },
        Action::Message { urgency: "routine".into(), wakes: false },
    ]
}

#[test]
fn every_call_is_read_as_it_was_signed_and_fits_the_limit() {
    let keys = keys();
    for action in actions() {
        let bytes = SignedCall::sign(&keys, &"c".repeat(128), action.clone()).to_bytes();
        assert!(bytes.len() <= MAX_BYTES, "{}", bytes.len());
        let read = SignedCall::parse(&bytes).unwrap();
        assert_eq!(read.to_bytes(), bytes);
        let call = read.verify(&keys.public()).unwrap();
        assert_eq!((call.action, call.mailbox_id, call.challenge), (action, keys.mailbox_id(), "c".repeat(128)));
    }
}

#[test]
fn the_bytes_of_a_call_are_those_that_the_documents_show() {
    let keys = Receipt::from_entropy([7; 16]).keys(&"d-0123456789abcdef0123456789abcdef".parse().unwrap());
    let part = PartId::from_bytes([1; 16]);
    let bytes = SignedCall::sign(&keys, "C", Action::Delete { part }).to_bytes();
    let (mailbox, part) = (keys.mailbox_id(), "01".repeat(16));
    let inner = format!(r#"{{"action":"delete","challenge":"C","format":"tocsin.call/1","mailbox_id":"{mailbox}","part":"{part}"}}"#);
    let signature = keys.sign_in(CONTEXT, inner.as_bytes());
    assert_eq!(String::from_utf8(bytes).unwrap(), format!(r#"{{"call":{inner},"signature":"{signature}"}}"#));
}

#[test]
fn a_changed_bit_anywhere_is_malformed_or_not_signed() {
    let keys = keys();
    for action in actions() {
        let whole = SignedCall::sign(&keys, "challenge", action).to_bytes();
        for at in 0..whole.len() {
            let mut bent = whole.clone();
            bent[at] ^= 1;
            assert!(SignedCall::parse(&bent).and_then(|call| call.verify(&keys.public())).is_err(), "{at}");
        }
    }
}

#[test]
fn no_other_spelling_and_no_foreign_field_is_read() {
    let keys = keys();
    let good = |action| String::from_utf8(SignedCall::sign(&keys, "c", action).to_bytes()).unwrap();
    let read = good(Action::Read);
    let message = good(Action::Message { urgency: "critical".into(), wakes: true });
    let spoilt = [
        read.replace("\"read\"", "\"reed\""),
        read.replace("tocsin.call/1", "tocsin.call/2"),
        read.replace("\"mailbox_id\"", "\"len\":1,\"mailbox_id\""),
        read.replace("\"mailbox_id\"", "\"len\":null,\"mailbox_id\""),
        read.replace("{\"action\"", "{ \"action\""),
        read.replace(":\"c\"", &format!(":\"{}\"", "c".repeat(129))),
        read.replace("\"read\"", "\"delete\""),
        read.replace("\"read\"", "\"file\""),
        message.replace("critical", "urgent"),
        message.replace("critical", "highest"),
        message.replace(",\"wakes\":true", ""),
        format!("{read}\n"),
        format!("{read}{read}"),
        String::new(),
        "null".into(),
    ];
    for text in spoilt {
        assert_eq!(SignedCall::parse(text.as_bytes()).map(drop), Err(CallError::Malformed), "{text}");
    }
    let file = Action::File { id: PartId::from_bytes([1; 16]), len: 1 << 53 };
    assert!(SignedCall::parse(good(file).as_bytes()).is_err(), "a length that not every reader holds exactly");
}

#[test]
fn a_call_is_good_for_its_own_receipt_alone_and_is_no_other_kind_of_signature() {
    let (mine, theirs) = (keys(), keys());
    let call = SignedCall::sign(&mine, "c", Action::Read);
    assert_eq!(call.verify(&theirs.public()).map(drop), Err(CallError::Signature));
    let document = String::from_utf8(call.to_bytes()).unwrap();
    let inner = &document["{\"call\":".len()..document.find(",\"signature\"").unwrap()];
    assert!(!mine.public().verify_in("tocsin/statement/1", inner.as_bytes(), &mine.sign_in(CONTEXT, inner.as_bytes())));
}
