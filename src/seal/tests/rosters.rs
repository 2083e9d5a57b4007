//! Rosters: nobody adds a reader alone.

mod support;

use proptest::prelude::*;
use support::{first_roster, rng};
use tocsin_seal::{
    DeploymentId, Hash32, Identity, NewCase, Receipt, Recovery, Roster, RosterError, RosterState, SignedRoster, SigningKey, TeamKey,
    open_grant, sign_roster, sign_roster_with, verify_chain,
};

fn error(bytes: &[u8], key: &SigningKey, before: Option<&SignedRoster>) -> RosterError {
    SignedRoster::verify(bytes, &key.public(), before).unwrap_err()
}

/// The next epoch with a fresh team key.
fn next(before: &SignedRoster) -> (TeamKey, Roster) {
    let team = TeamKey::generate(&rng()).unwrap();
    let roster = Roster {
        epoch: before.epoch() + 1,
        team_recipient: team.identity.recipient().clone(),
        team_signing_key: team.signing.public(),
        previous: Some(before.hash()),
        ..before.roster().clone()
    };
    (team, roster)
}

#[test]
fn a_chain_signed_by_administrators_and_each_team_before_is_accepted() {
    let (admin, mut team, roster) = first_roster();
    let mut documents = vec![sign_roster(&roster, &admin, None)];
    for epoch in 2..=4 {
        let chain = verify_chain(&documents, &admin.public()).unwrap();
        let (new_team, roster) = next(chain.last().unwrap());
        documents.push(sign_roster(&roster, &admin, Some(&team.signing)));
        team = new_team;
        let chain = verify_chain(&documents, &admin.public()).unwrap();
        let last = chain.last().unwrap();
        assert_eq!(last.epoch(), epoch);
        assert_eq!(last.bytes(), documents.last().unwrap());
        assert!(last.team_recipient() == team.identity.recipient());
        assert_eq!(*last.team_signing_key(), team.signing.public());
        assert_eq!(last.roster_key(), admin.public());
    }
    assert!(verify_chain(&[], &admin.public()).unwrap().is_empty());
    assert_eq!(verify_chain(&documents[1..], &admin.public()).unwrap_err(), RosterError::Chain);
    let gap = [documents[0].clone(), documents[2].clone()];
    assert_eq!(verify_chain(&gap, &admin.public()).unwrap_err(), RosterError::Chain);
    let repeated = [documents[0].clone(), documents[0].clone()];
    assert_eq!(verify_chain(&repeated, &admin.public()).unwrap_err(), RosterError::Chain);
}

#[test]
fn neither_administrators_nor_team_nor_a_stranger_can_sign_alone() {
    let (admin, team, roster) = first_roster();
    let stranger = SigningKey::generate(&rng()).unwrap();
    let first = sign_roster(&roster, &admin, None);
    assert_eq!(error(&first, &stranger, None), RosterError::AdminSignature);
    assert_eq!(error(&sign_roster(&roster, &stranger, None), &admin, None), RosterError::AdminSignature);
    let first = SignedRoster::verify(&first, &admin.public(), None).unwrap();

    let (new_team, second) = next(&first);
    let admin_alone = sign_roster(&second, &admin, None);
    assert_eq!(error(&admin_alone, &admin, Some(&first)), RosterError::TeamSignature);
    assert_eq!(error(&admin_alone, &admin, None), RosterError::Chain);
    let self_signed = sign_roster(&second, &admin, Some(&new_team.signing));
    assert_eq!(error(&self_signed, &admin, Some(&first)), RosterError::TeamSignature);
    let twice_admin = sign_roster(&second, &admin, Some(&admin));
    assert_eq!(error(&twice_admin, &admin, Some(&first)), RosterError::TeamSignature);
    let team_alone = sign_roster(&second, &team.signing, Some(&team.signing));
    assert_eq!(error(&team_alone, &admin, Some(&first)), RosterError::AdminSignature);
    let sound = sign_roster(&second, &admin, Some(&team.signing));
    assert_eq!(error(&sound, &admin, None), RosterError::Chain);
    assert!(SignedRoster::verify(&sound, &admin.public(), Some(&first)).is_ok());
}

#[test]
fn a_roster_that_does_not_follow_the_one_before_is_refused() {
    let (admin, team, roster) = first_roster();
    let first = SignedRoster::verify(&sign_roster(&roster, &admin, None), &admin.public(), None);
    let first = first.unwrap();
    let sound = next(&first).1;
    for (changed, expected) in [
        (Roster { epoch: 3, ..sound.clone() }, RosterError::Chain),
        (Roster { epoch: u32::MAX, ..sound.clone() }, RosterError::Chain),
        (Roster { previous: Some(Hash32::of(b"")), ..sound.clone() }, RosterError::Chain),
        (Roster { deployment: DeploymentId::random(&rng()).unwrap(), ..sound.clone() }, RosterError::Chain),
        (Roster { previous: None, ..sound.clone() }, RosterError::Inconsistent),
        (Roster { epoch: 1, ..sound.clone() }, RosterError::Inconsistent),
        (Roster { epoch: 0, ..sound.clone() }, RosterError::Inconsistent),
        (Roster { expires: sound.not_before, ..sound.clone() }, RosterError::Inconsistent),
        (Roster { not_before: -1, ..sound.clone() }, RosterError::Inconsistent),
        (Roster { expires: i64::MAX, ..sound.clone() }, RosterError::Inconsistent),
    ] {
        let bytes = sign_roster(&changed, &admin, Some(&team.signing));
        assert_eq!(error(&bytes, &admin, Some(&first)), expected, "{changed:?}");
    }
    // Another installation's first roster, under the same administrators.
    let other = Roster { deployment: DeploymentId::random(&rng()).unwrap(), ..roster };
    assert_eq!(error(&sign_roster(&other, &admin, None), &admin, Some(&first)), RosterError::Chain);
}

#[test]
fn a_roster_names_its_recovery_key_and_one_of_the_first_versions_only_says_that_there_is_one() {
    let (admin, _, none) = first_roster();
    let key = Identity::from_seed([9; 32]).recipient().clone();
    for (recovery, text) in [
        (Recovery::None, "\"recovery\":false,\"team_recipient\":".to_owned()),
        (Recovery::Unnamed, "\"recovery\":true,\"team_recipient\":".to_owned()),
        (Recovery::Key(key.clone()), format!("\"recovery\":true,\"recovery_recipient\":\"{key}\",\"team_recipient\":")),
    ] {
        let document = sign_roster(&Roster { recovery: recovery.clone(), ..none.clone() }, &admin, None);
        assert!(String::from_utf8(document.clone()).unwrap().contains(&text), "{recovery:?}");
        let signed = SignedRoster::verify(&document, &admin.public(), None).unwrap();
        assert_eq!(signed.roster().recovery, recovery);
        assert_eq!(recovery.is_there(), recovery != Recovery::None);
        assert_eq!(recovery.recipient(), Some(&key).filter(|_| matches!(recovery, Recovery::Key(_))));
    }
    let own = Roster { recovery: Recovery::Key(none.team_recipient.clone()), ..none.clone() };
    assert_eq!(error(&sign_roster(&own, &admin, None), &admin, None), RosterError::Inconsistent);
}

#[test]
fn a_recovery_key_is_signed_for_and_none_is_put_beside_it() {
    let (admin, _, roster) = first_roster();
    let [key, other] = [9, 10].map(|seed| Identity::from_seed([seed; 32]).recipient().clone());
    let named = Roster { recovery: Recovery::Key(key.clone()), ..roster.clone() };
    let text = String::from_utf8(sign_roster(&named, &admin, None)).unwrap();
    let field = format!(",\"recovery_recipient\":\"{key}\"");
    for changed in [
        text.replace(&key.to_string(), &other.to_string()),
        text.replace(&field, ""),
        text.replace("\"recovery\":true", "\"recovery\":false"),
    ] {
        assert_ne!(changed, text);
        assert_eq!(error(changed.as_bytes(), &admin, None), RosterError::AdminSignature);
    }
    for changed in [
        text.replace(&format!("\"{key}\""), "null"),
        text.replace(&format!("\"{key}\""), "\"\""),
        text.replace(&field, &field.repeat(2)),
        text.replace(&key.to_string(), &key.to_string().to_uppercase()),
    ] {
        assert_ne!(changed, text);
        assert_eq!(error(changed.as_bytes(), &admin, None), RosterError::Malformed);
    }
    // Signed by somebody who says both.
    let bytes = named.to_bytes();
    let said = String::from_utf8(bytes).unwrap().replace("\"recovery\":true", "\"recovery\":false");
    assert_eq!(Roster::parse(said.as_bytes()), Err(RosterError::Inconsistent));
}

#[test]
fn a_roster_has_one_spelling() {
    let (admin, _, roster) = first_roster();
    let bytes = sign_roster(&roster, &admin, None);
    let text = String::from_utf8(bytes).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let keys: Vec<&String> = value["roster"].as_object().unwrap().keys().collect();
    assert!(keys.is_sorted() && keys.len() == 9);
    assert_eq!(value.to_string(), text, "sorted keys, no white space");
    for changed in [
        format!("{text}\n"),
        format!(" {text}"),
        format!("\u{feff}{text}"),
        text.replace(':', ": "),
        text.replace("\"epoch\":1", "\"epoch\":1.0"),
        text.replace("\"epoch\":1", "\"epoch\":1e0"),
        text.replace("\"epoch\":1", "\"epoch\":01"),
        text.replace("\"epoch\":1", "\"epoch\":-1"),
        text.replace("\"epoch\":1", "\"epoch\":4294967297"),
        text.replace("\"epoch\":1", "\"epoch\":\"1\""),
        text.replace("\"epoch\":1", "\"epoch\":1,\"epoch\":1"),
        text.replace("\"epoch\":1", "\"epoch\":1,\"extra\":0"),
        text.replace("\"epoch\":1,", ""),
        text.replace("\"previous\":null,", ""),
        text.replace("roster/1", "roster/2"),
        text.replace("tocsin.roster", "\\u0074ocsin.roster"),
        text.replace("{\"roster\"", "{\"a\":0,\"roster\""),
        text.replace("\"d-", "\"D-"),
        text.replace("age1pq1", "AGE1PQ1"),
        text[..text.len() - 1].to_owned(),
        String::new(),
        "{}".to_owned(),
        "null".to_owned(),
        "[".repeat(15_000),
        " ".repeat(20_000),
    ] {
        assert_ne!(changed, text);
        assert_eq!(error(changed.as_bytes(), &admin, None), RosterError::Malformed, "{changed:.80}");
    }
    let later = text.replace("\"expires\":9000000", "\"expires\":9000001");
    assert_eq!(error(later.as_bytes(), &admin, None), RosterError::AdminSignature);
}

#[test]
fn the_team_and_the_administrators_may_sign_in_different_places() {
    let (admin, team, roster) = first_roster();
    let first = SignedRoster::verify(&sign_roster(&roster, &admin, None), &admin.public(), None);
    let first = first.unwrap();
    let second = next(&first).1;
    // The lead's desk sends the unsigned roster and the team's signature to the administrators.
    let handed = Roster::parse(&second.to_bytes()).unwrap();
    assert_eq!(handed, second);
    let signature = second.sign_as_previous_team(&team.signing);
    let signed = sign_roster_with(&handed, &admin, Some(signature));
    assert_eq!(signed, sign_roster(&second, &admin, Some(&team.signing)));
    assert!(SignedRoster::verify(&signed, &admin.public(), Some(&first)).is_ok());
    let for_another = roster.sign_as_previous_team(&team.signing);
    let bent = sign_roster_with(&handed, &admin, Some(for_another));
    assert_eq!(error(&bent, &admin, Some(&first)), RosterError::TeamSignature);
    let text = String::from_utf8(second.to_bytes()).unwrap();
    for changed in [format!("{text} "), text.replace("roster/1", "roster/2"), text.replace(':', ": ")] {
        assert_eq!(Roster::parse(changed.as_bytes()), Err(RosterError::Malformed));
    }
}

#[test]
fn a_late_roster_serves_for_thirty_days_and_no_longer() {
    let (admin, _, roster) = first_roster();
    let signed = SignedRoster::verify(&sign_roster(&roster, &admin, None), &admin.public(), None);
    let signed = signed.unwrap();
    let month = 30 * 24 * 3600;
    for (now, state) in [
        (i64::MIN, RosterState::NotYet),
        (999, RosterState::NotYet),
        (1_000, RosterState::Current),
        (9_000_000, RosterState::Current),
        (9_000_001, RosterState::Late),
        (9_000_000 + month, RosterState::Late),
        (9_000_001 + month, RosterState::Refused),
        (i64::MAX, RosterState::Refused),
    ] {
        assert_eq!(signed.state(now), state, "{now}");
    }
}

#[test]
fn a_new_case_is_granted_to_the_team_of_the_roster() {
    let (admin, team, roster) = first_roster();
    let signed = SignedRoster::verify(&sign_roster(&roster, &admin, None), &admin.public(), None);
    let case = NewCase::create(&rng(), &signed.unwrap()).ok().unwrap();
    let opened = open_grant(&case.grant, &team.identity).ok().unwrap();
    assert!(opened.recipient() == case.recipient());
    assert!(case.capsule.case_recipient == *case.recipient());
    assert_eq!(case.capsule.case_id, case.case_id);
    assert_eq!(case.capsule.roster_key, admin.public());
    let keys = Receipt::generate(&rng()).ok().unwrap().keys(&roster.deployment);
    let capsule = keys.open_capsule(&keys.seal_capsule(&case.capsule)).unwrap();
    assert_eq!(capsule, case.capsule);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_are_a_roster(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let key = SigningKey::from_seed([1; 32]);
        prop_assert!(SignedRoster::verify(&bytes, &key.public(), None).is_err());
    }

    #[test]
    fn one_changed_byte_anywhere_is_noticed(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let (admin, _, roster) = first_roster();
        let mut bytes = sign_roster(&roster, &admin, None);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(SignedRoster::verify(&bytes, &admin.public(), None).is_err());
    }
}
