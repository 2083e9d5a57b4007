//! Sealed reports in one file: read as they were written, and in no other way.

use ring::rand::SystemRandom;
use std::collections::BTreeMap;
use tocsin_seal::payload::{Report, SealedUrgency, open_payload};
use tocsin_seal::submission::Words;
use tocsin_seal::{
    DeploymentId, Identity, Receipt, Recovery, Roster, SignedRoster, SigningKey, Submission, SubmissionError, TeamKey, open_grant,
    sign_roster,
};

fn made() -> (Submission, Receipt, Identity, SignedRoster) {
    let rng = SystemRandom::new();
    let (admin, team) = (SigningKey::generate(&rng).unwrap(), TeamKey::generate(&rng).unwrap());
    let roster = Roster {
        deployment: DeploymentId::random(&rng).unwrap(),
        epoch: 1,
        not_before: 0,
        expires: 1_000,
        team_recipient: team.identity.recipient().clone(),
        team_signing_key: team.signing.public(),
        recovery: Recovery::None,
        previous: None,
    };
    let roster = SignedRoster::verify(&sign_roster(&roster, &admin, None), &admin.public(), None).unwrap();
    let receipt = Receipt::generate(&rng).unwrap();
    let words = Words {
        written_at: 7,
        language: "zh-Hant",
        narrative: "words of a person",
        danger: "no",
        answer_here: false,
        methods: &["calls.home".to_owned()],
        facts: &BTreeMap::from([("contact".to_owned(), "none".to_owned())]),
        urgency: SealedUrgency { level: "routine".into(), wakes: false, rules: Vec::new(), rule_set: "1".into() },
    };
    let made = Submission::seal(&rng, &receipt.keys(roster.deployment()), &roster, words).unwrap();
    (made, receipt, team.identity, roster)
}

#[test]
fn the_team_opens_what_was_sealed_and_the_receipt_vouches_for_it() {
    let (made, receipt, team, roster) = made();
    let read = Submission::parse(&made.to_bytes()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(read.to_bytes(), made.to_bytes());
    let report: Report = open_payload(read.report(), &open_grant(read.grant(), &team).unwrap(), 1).unwrap();
    assert!(report.narrative == "words of a person" && report.language == read.language() && !read.answer_here());
    assert!(report.case_id == read.case_id() && report.receipt_key == read.receipt_key() && report.roster_hash == roster.hash());
    let capsule = receipt.keys(roster.deployment()).open_capsule(read.capsule_bytes()).unwrap();
    assert!(capsule == *read.capsule() && capsule.case_recipient == report.case_recipient);
}

#[test]
fn a_file_cut_anywhere_is_cut_off_and_one_byte_more_is_none() {
    let whole = made().0.to_bytes();
    for cut in 0..whole.len() {
        assert!(matches!(Submission::parse(&whole[..cut]), Err(SubmissionError::Truncated)), "{cut}");
    }
    assert!(matches!(Submission::parse(&[&whole[..], b"\n"].concat()), Err(SubmissionError::Malformed)));
}

#[test]
fn a_changed_bit_is_seen_wherever_neither_receipt_nor_team_is_needed_to_see_it() {
    let (made, ..) = made();
    let whole = made.to_bytes();
    let inside = |part: &[u8]| {
        let at = whole.windows(part.len()).position(|window| window == part).unwrap();
        at..at + part.len()
    };
    // What only the receipt or the team can check: the capsule's MAC and recipient, and what is sealed in the grant.
    let unseen = [inside(made.capsule_bytes()), inside(made.grant())];
    for at in (0..whole.len()).step_by(7).filter(|at| !unseen.iter().any(|range| range.contains(at))) {
        let mut bent = whole.clone();
        bent[at] ^= 1;
        assert!(Submission::parse(&bent).is_err(), "{at}");
    }
}
