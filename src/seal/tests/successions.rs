//! A new roster key: whoever knew the old one follows, whoever knows the new one looks back, and nobody else is followed.

mod support;

use proptest::prelude::*;
use support::first_roster;
use tocsin_seal::{
    Chain, DeploymentId, Hash32, Identity, Roster, RosterError, SigningKey, Succession, sign_roster, sign_succession, verify_chain,
};

/// An installation's documents as they come to be, with every key that is needed for the next.
struct Past {
    documents: Vec<Vec<u8>>,
    admins: Vec<SigningKey>,
    team: SigningKey,
    made: u8,
}

impl Past {
    fn new() -> Self {
        let (admin, team, roster) = first_roster();
        Self { documents: vec![sign_roster(&roster, &admin, None)], admins: vec![admin], team: team.signing, made: 0 }
    }

    fn chain(&self) -> Chain {
        Chain::verify(&self.documents, &self.admins[0].public()).unwrap()
    }

    fn seed(&mut self) -> [u8; 32] {
        self.made += 1;
        [100 + self.made; 32]
    }

    fn signing(&self) -> &SigningKey {
        self.admins.last().unwrap()
    }

    /// The next epoch with a fresh team.
    fn next_roster(&mut self) -> (Roster, SigningKey) {
        let (chain, seed) = (self.chain(), self.seed());
        let (last, team) = (chain.last().unwrap(), SigningKey::from_seed(seed));
        let roster = Roster {
            epoch: last.epoch() + 1,
            team_recipient: Identity::from_seed(seed).recipient().clone(),
            team_signing_key: team.public(),
            previous: Some(last.hash()),
            ..last.roster().clone()
        };
        (roster, team)
    }

    fn team(&mut self) {
        let (roster, team) = self.next_roster();
        self.documents.push(sign_roster(&roster, self.signing(), Some(&self.team)));
        self.team = team;
    }

    fn said(&self, new: &SigningKey) -> Succession {
        let chain = self.chain();
        let last = chain.last().unwrap();
        Succession {
            deployment: last.deployment().clone(),
            number: u32::try_from(chain.successions().len() + 1).unwrap(),
            old: *chain.key(),
            new: new.public(),
            epoch: last.epoch(),
            roster: last.hash(),
            signed_at: 1_000,
            expires: 2_000,
        }
    }

    fn succeed(&mut self) {
        let new = SigningKey::from_seed(self.seed());
        self.documents.push(sign_succession(&self.said(&new), self.signing(), &new));
        self.admins.push(new);
    }
}

fn refused(documents: &[Vec<u8>], key: &SigningKey) -> RosterError {
    Chain::verify(documents, &key.public()).unwrap_err()
}

#[test]
fn whoever_knows_any_of_the_keys_follows_the_whole_chain() {
    let mut past = Past::new();
    past.team();
    past.succeed();
    past.team();
    past.succeed();
    past.succeed();
    past.team();
    for admin in &past.admins {
        let chain = Chain::verify(&past.documents, &admin.public()).unwrap();
        assert_eq!(chain.iter().map(tocsin_seal::SignedRoster::epoch).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert_eq!(chain.keys(), past.admins.iter().map(SigningKey::public).collect::<Vec<_>>());
        assert_eq!(chain.key(), &past.signing().public());
        assert_eq!(chain.documents(), past.documents);
        let signed: Vec<usize> = chain.iter().map(|one| chain.keys().iter().position(|key| *key == one.roster_key()).unwrap()).collect();
        assert_eq!(signed, [0, 0, 1, 3], "each roster by the key of its time");
    }
    let stranger = SigningKey::from_seed([7; 32]);
    assert_eq!(refused(&past.documents, &stranger), RosterError::AdminSignature);
}

#[test]
fn a_key_that_was_given_up_signs_nothing_and_does_not_come_back() {
    let mut past = Past::new();
    past.team();
    past.succeed();
    let old = SigningKey::from_seed_of(&past.admins[0]);
    let (roster, _) = past.next_roster();
    let by_old = sign_roster(&roster, &old, Some(&past.team));
    let with = |document: Vec<u8>| [past.documents.clone(), vec![document]].concat();
    assert_eq!(refused(&with(by_old), &old), RosterError::AdminSignature);
    // It names itself once more, and another in place of the one that it named.
    let mut back = past.said(&old);
    assert_eq!(refused(&with(sign_succession(&back, past.signing(), &old)), &old), RosterError::Chain);
    let other = SigningKey::from_seed([8; 32]);
    back = Succession { old: old.public(), new: other.public(), ..back };
    assert_eq!(refused(&with(sign_succession(&back, &old, &other)), &old), RosterError::Chain);
    // In place of it that is another history: whoever has seen the first one, or pinned the new key, is not taken along.
    let fork = [past.documents[..2].to_vec(), vec![sign_succession(&Succession { number: 1, ..back }, &old, &other)]].concat();
    assert_eq!(refused(&fork, past.signing()), RosterError::AdminSignature);
}

#[test]
fn a_succession_by_anybody_but_the_old_key_and_the_new_is_refused() {
    let mut past = Past::new();
    past.team();
    let [new, stranger] = [21, 22].map(|seed| SigningKey::from_seed([seed; 32]));
    let (said, admin) = (past.said(&new), past.signing());
    for (by_old, by_new) in [(&stranger, &new), (admin, &stranger), (&new, admin), (&past.team, &new), (&new, &new), (admin, admin)] {
        let documents = [past.documents.clone(), vec![sign_succession(&said, by_old, by_new)]].concat();
        assert_eq!(refused(&documents, admin), RosterError::KeySignature);
        assert!(Chain::verify(&documents, &new.public()).is_err(), "nor by whoever pinned the new key");
    }
    // Signed by a stranger for a stranger's key: two good signatures, and nobody's that we know.
    let theirs = Succession { old: stranger.public(), ..said };
    let documents = [past.documents.clone(), vec![sign_succession(&theirs, &stranger, &new)]].concat();
    assert!(Chain::verify(&documents, &admin.public()).is_err());
    assert!(Chain::verify(&documents, &new.public()).is_err());
    let mut chain = past.chain();
    assert_eq!(chain.push(&sign_succession(&theirs, &stranger, &new)).unwrap_err(), RosterError::Chain);
    assert_eq!(chain.documents(), past.documents, "what is refused changes nothing");
}

#[test]
fn a_succession_belongs_to_one_place_of_one_chain() {
    let mut past = Past::new();
    past.team();
    let new = SigningKey::from_seed([21; 32]);
    let (said, admin) = (past.said(&new), past.signing());
    for (changed, expected) in [
        (Succession { deployment: DeploymentId::random(&support::rng()).unwrap(), ..said.clone() }, RosterError::Chain),
        (Succession { number: 2, ..said.clone() }, RosterError::Chain),
        (Succession { epoch: 1, ..said.clone() }, RosterError::Chain),
        (Succession { epoch: 3, ..said.clone() }, RosterError::Chain),
        (Succession { roster: Hash32::of(b"another"), ..said.clone() }, RosterError::Chain),
        (Succession { number: 0, ..said.clone() }, RosterError::Inconsistent),
        (Succession { epoch: 0, ..said.clone() }, RosterError::Inconsistent),
        (Succession { expires: said.signed_at, ..said.clone() }, RosterError::Inconsistent),
        (Succession { signed_at: -1, ..said.clone() }, RosterError::Inconsistent),
        (Succession { expires: said.signed_at + 366 * 86_400 + 1, ..said.clone() }, RosterError::Inconsistent),
        (Succession { expires: i64::MAX, ..said.clone() }, RosterError::Inconsistent),
    ] {
        let documents = [past.documents.clone(), vec![sign_succession(&changed, admin, &new)]].concat();
        assert_eq!(refused(&documents, admin), expected, "{changed:?}");
    }
    let itself = Succession { new: admin.public(), ..said.clone() };
    let documents = [past.documents.clone(), vec![sign_succession(&itself, admin, admin)]].concat();
    assert_eq!(refused(&documents, admin), RosterError::Inconsistent);
    // Before any roster, before its roster, twice, and after the next one.
    let one = sign_succession(&said, admin, &new);
    let [first, second] = &past.documents[..] else { unreachable!() };
    for documents in [
        vec![one.clone()],
        vec![one.clone(), first.clone(), second.clone()],
        vec![first.clone(), one.clone(), second.clone()],
        vec![first.clone(), second.clone(), one.clone(), one.clone()],
    ] {
        assert_eq!(refused(&documents, admin), RosterError::Chain);
    }
    assert!(verify_chain(&[first.clone(), second.clone(), one], &new.public()).is_ok());
}

#[test]
fn a_succession_has_one_spelling() {
    let mut past = Past::new();
    past.succeed();
    let text = String::from_utf8(past.documents[1].clone()).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value.to_string(), text, "sorted keys, no white space");
    for changed in [
        format!("{text}\n"),
        text.replace(':', ": "),
        text.replace("\"number\":1", "\"number\":1.0"),
        text.replace("\"number\":1", "\"number\":01"),
        text.replace("\"number\":1", "\"number\":1,\"number\":1"),
        text.replace("\"number\":1", "\"extra\":1,\"number\":1"),
        text.replace("\"number\":1,", ""),
        text.replace("roster-key/1", "roster-key/2"),
        text.replace("tocsinpub1", "TOCSINPUB1"),
        text[..text.len() - 1].to_owned(),
    ] {
        assert_ne!(changed, text);
        let documents = [past.documents[0].clone(), changed.clone().into_bytes()];
        assert_eq!(refused(&documents, &past.admins[0]), RosterError::Malformed, "{changed:.80}");
    }
    let later = text.replace("\"expires\":2000", "\"expires\":2001");
    assert_ne!(later, text);
    assert_eq!(refused(&[past.documents[0].clone(), later.into_bytes()], &past.admins[0]), RosterError::KeySignature);
}

/// Signature of another kind, which the same key made.
#[test]
fn a_signature_under_a_roster_is_none_under_a_succession() {
    let mut past = Past::new();
    past.succeed();
    let mut value: serde_json::Value = serde_json::from_slice(&past.documents[1]).unwrap();
    let message = value["succession"].to_string();
    value["signatures"]["old"] = past.admins[0].sign_in("tocsin/roster/1", message.as_bytes()).to_string().into();
    assert_eq!(refused(&[past.documents[0].clone(), value.to_string().into_bytes()], &past.admins[0]), RosterError::KeySignature);
}

/// The same key once more: keys cannot be copied.
trait Again {
    fn from_seed_of(key: &SigningKey) -> SigningKey;
}

impl Again for SigningKey {
    fn from_seed_of(key: &SigningKey) -> SigningKey {
        SigningKey::parse(&key.to_secret()).unwrap()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// However teams and keys follow one another: every key of the chain leads through it, no other does, each part of it ends
    /// somewhere sound, and nothing can be left out, repeated or moved.
    #[test]
    fn any_history_is_followed_and_no_other_order_of_it(steps in prop::collection::vec(any::<bool>(), 1..7), at in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let mut past = Past::new();
        for succession in steps {
            if succession { past.succeed() } else { past.team() }
        }
        let documents = &past.documents;
        for admin in &past.admins {
            let chain = Chain::verify(documents, &admin.public()).unwrap();
            prop_assert_eq!(&chain.documents(), documents);
        }
        let (at, to) = (at.index(documents.len()), to.index(documents.len()));
        let first = past.admins[0].public();
        prop_assert!(Chain::verify(&documents[..at], &first).is_ok(), "a beginning is a chain");
        let mut less = documents.clone();
        less.remove(at);
        prop_assert_eq!(Chain::verify(&less, &first).is_ok(), at + 1 == documents.len());
        let mut twice = documents.clone();
        twice.insert(to, documents[at].clone());
        prop_assert!(Chain::verify(&twice, &first).is_err());
        if at != to {
            let mut moved = documents.clone();
            moved.swap(at, to);
            prop_assert!(Chain::verify(&moved, &first).is_err());
        }
    }

    #[test]
    fn one_changed_byte_of_a_succession_is_noticed(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut past = Past::new();
        past.succeed();
        let at = at.index(past.documents[1].len());
        past.documents[1][at] ^= 1 << bit;
        for admin in &past.admins {
            prop_assert!(Chain::verify(&past.documents, &admin.public()).is_err());
        }
    }
}
