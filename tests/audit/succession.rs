//! A new roster key on either database: old receipts go on, the old key signs nothing more, and what was set back is noticed.

use std::fs;

use ring::rand::SystemRandom;
use serde_json::Value;
use tocsin_seal::{Act, Chain, Identity, Roster, SigningKey, Succession, TeamKey, sign_roster, sign_succession};

use crate::writer::write;
use crate::{House, http};

on_both! {
    a_new_roster_key_is_followed_by_old_receipts_and_signs_from_then_on,
    a_succession_by_another_key_out_of_its_time_or_brought_twice_is_refused,
    a_database_set_back_behind_a_new_roster_key_is_refused,
}

const DAY: i64 = 86_400;

impl House {
    fn roster_key(&self) -> SigningKey {
        let file = self.service.folder.path().join("keys/roster.key");
        SigningKey::parse(fs::read_to_string(file).unwrap().trim()).unwrap()
    }

    fn said(&self, old: &SigningKey, new: &SigningKey) -> Succession {
        let (chain, now) = (self.service.app.rosters(), self.service.app.now());
        let last = chain.last().unwrap();
        Succession {
            deployment: last.deployment().clone(),
            number: u32::try_from(chain.successions().len() + 1).unwrap(),
            old: old.public(),
            new: new.public(),
            epoch: last.epoch(),
            roster: last.hash(),
            signed_at: now,
            expires: now + 30 * DAY,
        }
    }

    /// The chain as everybody is given it.
    async fn served(&self) -> Vec<Vec<u8>> {
        let answer: Value = serde_json::from_slice(&http::get(self.service.at, "/api/v1/roster", &[]).await.body).unwrap();
        answer["rosters"].as_array().unwrap().iter().map(|document| document.as_str().unwrap().into()).collect()
    }

    /// Whether the receipt opens its mailbox, and a message is taken there.
    async fn writes(&self, receipt: &str) -> bool {
        let opened = http::post(self.service.at, "/en/mailbox", &[("receipt", receipt)]).await;
        if opened.status != 200 {
            return false;
        }
        let session = opened.hidden("session");
        let fields = [("session", None, session.as_bytes()), ("text", None, &b"and again"[..])];
        let sent = http::post_form(self.service.at, "/en/mailbox/add", &fields).await;
        sent.status == 200
    }
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed([seed; 32])
}

async fn a_new_roster_key_is_followed_by_old_receipts_and_signs_from_then_on(url: Option<String>) {
    let house = House::open(url).await;
    let app = &house.service.app;
    let (old, new) = (house.roster_key(), key(61));
    let before = house.report().await;
    assert!(house.writes(&before).await);
    let document = sign_succession(&house.said(&old, &new), &old, &new);
    app.install_succession(&document).await.unwrap();
    assert_eq!(app.roster_key(), new.public().to_string());
    for known in [&old, &new] {
        let chain = Chain::verify(&house.served().await, &known.public()).unwrap();
        assert_eq!((chain.len(), *chain.key()), (1, new.public()));
    }
    let (act, _, said) = house.log().await.pop().unwrap();
    assert_eq!(act, Act::RosterSigned);
    assert!(said.contains(&("roster_key".to_owned(), new.public().fingerprint())), "{said:?}");
    let between = house.report().await;

    // The next team: by the old key no more, by the new one at once.
    let (team, next) = (house.first_team().await, TeamKey::generate(&SystemRandom::new()).unwrap());
    let rosters = app.rosters();
    let last = rosters.last().unwrap();
    let roster = Roster {
        epoch: 2,
        not_before: app.now(),
        expires: app.now() + 80 * DAY,
        team_recipient: next.identity.recipient().clone(),
        team_signing_key: next.signing.public(),
        previous: Some(last.hash()),
        ..last.roster().clone()
    };
    let member = Identity::from_seed([62; 32]);
    let grants = || {
        vec![tocsin::app::roster::MemberGrant {
            to: member.recipient().fingerprint(),
            identity: tocsin_seal::grant(&next.identity, member.recipient()).unwrap(),
            signing: tocsin_seal::grant_signing(&next.signing, member.recipient()).unwrap(),
        }]
    };
    let refused = app.install_roster(&sign_roster(&roster, &old, Some(&team.signing)), &grants()).await.err().unwrap();
    assert!(refused.to_string().contains("roster key"), "{refused}");
    assert!(app.install_roster(&document, &grants()).await.is_err(), "a succession is no roster");
    app.install_roster(&sign_roster(&roster, &new, Some(&team.signing)), &grants()).await.unwrap();
    let after = house.report().await;
    for receipt in [&before, &between, &after] {
        assert!(house.writes(receipt).await, "a receipt of whatever time opens its mailbox");
    }
    assert!(Chain::verify(&house.served().await, &old.public()).unwrap().len() == 2);
    assert_eq!(fs::read_to_string(house.service.folder.path().join("keys/epoch")).unwrap(), "2 1\n");
}

async fn a_succession_by_another_key_out_of_its_time_or_brought_twice_is_refused(url: Option<String>) {
    let house = House::open(url).await;
    let app = &house.service.app;
    let (old, new, stranger) = (house.roster_key(), key(61), key(63));
    let said = house.said(&old, &new);
    let head = app.audit_head().await.unwrap();
    for (what, document) in [
        ("by another", sign_succession(&said, &stranger, &new)),
        ("of another's key", sign_succession(&Succession { old: stranger.public(), ..said.clone() }, &stranger, &new)),
        ("for a key that nobody has", sign_succession(&said, &old, &stranger)),
        (
            "over",
            sign_succession(&Succession { signed_at: said.signed_at - 9 * DAY, expires: said.signed_at - 1, ..said.clone() }, &old, &new),
        ),
        ("of days to come", sign_succession(&Succession { signed_at: said.signed_at + 2 * DAY, ..said.clone() }, &old, &new)),
        ("a roster", house.served().await.pop().unwrap()),
        ("nothing", Vec::new()),
    ] {
        assert!(app.install_succession(&document).await.is_err(), "{what}");
    }
    assert_eq!(app.roster_key(), old.public().to_string());
    assert_eq!(app.audit_head().await.unwrap(), head, "what was refused left nothing");
    let document = sign_succession(&said, &old, &new);
    app.install_succession(&document).await.unwrap();
    assert!(app.install_succession(&document).await.is_err(), "once");
    assert!(app.install_succession(&sign_succession(&house.said(&old, &stranger), &old, &stranger)).await.is_err(), "the old key is over");
    assert!(app.install_succession(&sign_succession(&house.said(&new, &old), &new, &old)).await.is_err(), "and does not come back");
    assert_eq!(app.roster_key(), new.public().to_string());
}

async fn a_database_set_back_behind_a_new_roster_key_is_refused(url: Option<String>) {
    let house = House::open(url).await;
    let (app, options) = (&house.service.app, &house.service.options);
    let (old, new) = (house.roster_key(), key(61));
    let document = sign_succession(&house.said(&old, &new), &old, &new);
    app.install_succession(&document).await.unwrap();
    write(options, "DELETE FROM meta WHERE name = 'roster_key_1'".to_owned()).await;
    let refused = app.refresh_rosters().await.err().unwrap().to_string();
    assert!(refused.contains("successions of the roster key") && refused.contains("set back"), "{refused}");
    assert_eq!(app.roster_key(), new.public().to_string(), "what runs stays with what it knows");
    // Brought back from a later copy, it goes on.
    let text: String = document.iter().map(|byte| format!("{byte:02x}")).collect();
    let value = if options.url.starts_with("sqlite:") { format!("x'{text}'") } else { format!("'\\x{text}'::bytea") };
    write(options, format!("INSERT INTO meta (name, value) VALUES ('roster_key_1', {value})")).await;
    app.refresh_rosters().await.unwrap();
    assert_eq!(app.roster_key(), new.public().to_string());
}
