//! Sealed messages in one file: read as they were written, and in no other way.

mod support;

use std::collections::BTreeMap;
use support::rng;
use tocsin_seal::addition::{Place, SealedMessage, Words};
use tocsin_seal::payload::{Attachment, Message, SealedUrgency, open_payload};
use tocsin_seal::{Addition, AdditionError, CaseId, DeploymentId, Hash32, Identity, MailboxKeys, PartId, Receipt};

struct Made {
    keys: MailboxKeys,
    case: Identity,
    case_id: CaseId,
    addition: Addition,
}

fn made(files: usize) -> Made {
    let keys = Receipt::generate(&rng()).unwrap().keys(&DeploymentId::random(&rng()).unwrap());
    let case = Identity::generate(&rng()).unwrap();
    let case_id = CaseId::random(&rng()).unwrap();
    let place =
        Place { case_id, case_recipient: case.recipient(), seq: 3, prev: Hash32::of(b"before"), roster_hash: Hash32::of(b"roster") };
    let attachment = |n: usize| Attachment {
        id: PartId::random(&rng()).unwrap(),
        name: format!("{n}.jpg"),
        media_type: "image/jpeg".into(),
        length: 5,
        sha256: Hash32::of(b"true"),
        sealed_sha256: Hash32::of(b"sealed"),
        sealed_length: (1 << 53) - 1,
        clean_copy_of: None,
    };
    let words = Words {
        written_at: 7,
        language: "ug",
        text: "words of a person",
        danger: "now",
        facts: BTreeMap::from([("contact".to_owned(), "none".to_owned())]),
        urgency: SealedUrgency { level: "critical".into(), wakes: true, rules: Vec::new(), rule_set: "1".into() },
        attachments: (0..files).map(attachment).collect(),
    };
    let sealed = SealedMessage::seal(&keys, &place, words).unwrap();
    let addition = Addition::new(&keys, "challenge", "critical", true, sealed);
    Made { keys, case, case_id, addition }
}

#[test]
fn the_case_opens_what_was_sealed_and_the_receipt_vouches_for_it() {
    let made = made(2);
    let bytes = made.addition.to_bytes();
    let read = Addition::parse(&bytes).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(read.to_bytes(), bytes);
    let statement = read.verify(&made.keys.public(), made.case_id).unwrap();
    let message: Message = open_payload(read.message(), &made.case, 1).unwrap();
    assert!(message.text == "words of a person" && message.language == "ug" && message.mailbox_id == statement.mailbox_id);
    assert!(message.seq == statement.seq && Some(message.prev) == statement.prev && message.roster_hash == statement.roster_hash);
    let refs: Vec<_> = message.attachments.iter().map(Attachment::sealed_ref).collect();
    assert_eq!(refs, statement.attachments);
    assert!(read.urgency() == "critical" && read.wakes());
    assert!(read.call().verify(&made.keys.public()).is_ok());
}

#[test]
fn two_hundred_files_fit_into_one_message_and_a_thousand_do_not() {
    assert!(Addition::parse(&made(200).addition.to_bytes()).is_ok());
    assert!(matches!(Addition::parse(&made(1_000).addition.to_bytes()), Err(AdditionError::Malformed)));
}

#[test]
fn a_file_cut_anywhere_is_cut_off_and_one_byte_more_is_none() {
    let whole = made(0).addition.to_bytes();
    for cut in 0..whole.len() {
        assert!(matches!(Addition::parse(&whole[..cut]), Err(AdditionError::Truncated)), "{cut}");
    }
    assert!(matches!(Addition::parse(&[&whole[..], b"\n"].concat()), Err(AdditionError::Malformed)));
}

#[test]
fn a_changed_bit_is_seen_wherever_it_is() {
    let made = made(1);
    let whole = made.addition.to_bytes();
    for at in 0..whole.len() {
        let mut bent = whole.clone();
        bent[at] ^= 1;
        let sound =
            |read: Addition| read.verify(&made.keys.public(), made.case_id).is_ok() && read.call().verify(&made.keys.public()).is_ok();
        assert!(!Addition::parse(&bent).is_ok_and(sound), "{at}");
    }
}

#[test]
fn another_receipt_and_another_case_are_told_apart() {
    let (mine, theirs) = (made(0), made(0));
    assert_eq!(mine.addition.verify(&theirs.keys.public(), mine.case_id), Err(AdditionError::Signature));
    assert_eq!(mine.addition.verify(&mine.keys.public(), theirs.case_id), Err(AdditionError::Mismatch));
}
