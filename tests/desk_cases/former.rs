//! Whoever changes the rights of a case seals its keys anew, and only the new readers can tell whether they sealed anything.
//! So the former keys are kept for a time, handed to nobody, and can be brought back.

use ring::rand::SystemRandom;
use serde_json::{Value, json};
use tocsin::app::rows;
use tocsin_seal::payload::{Format, seal_payload};
use tocsin_seal::staff::{About, Note, Resealed};
use tocsin_seal::{Act, Hash32, Identity, Kind};

use super::house::{House, Staff, bad, case_of, decoded, forbidden, good, grant, id, moved, opened, parts, refused};
use super::program::Program;
use super::signing;

on_both! {
    a_lead_who_grants_nothing_destroys_no_case,
    once_a_second_reader_has_opened_it_strangers_bring_nobody_back_and_the_former_keys_go_after_two_weeks,
    what_staff_wrote_comes_back_with_the_former_readers,
    a_damaged_grant_keeps_no_guest_and_nobody_from_the_others,
}

const WEEKS: i64 = 15 * 86_400;

/// What a lead sends who restricts a case in which nobody wrote yet, with grants of `what`.
async fn restricted(house: &House, lead: &Staff, program: &Program, what: &Identity, to: &[&Staff]) {
    let case = case_of(program);
    let grants: Vec<Value> = to.iter().map(|who| grant("case", what, who.identity.recipient())).collect();
    let accounts: Vec<&str> = to.iter().map(|who| who.account.as_str()).collect();
    let change = json!({
        "version": lead.detail(&case).await["version"], "to": accounts, "staff_recipient": "", "grants": grants,
        "audit": house.entry(lead, Act::Restricted, Some(&case)).await,
    });
    good(&lead.post(&format!("cases/{case}/grants"), &change).await);
}

/// Asks for the former readers of this change of rights.
async fn bring_back(house: &House, who: &Staff, case: &str, set: &Value) -> super::http::Answer {
    let body = json!({ "set": set, "audit": signed(house, who, case, &set.to_string()).await });
    who.post(&format!("cases/{case}/former"), &body).await
}

async fn signed(house: &House, who: &Staff, case: &str, set: &str) -> String {
    signing::to_sign(&who.actor, house.head().await, Act::FormerReaders, Some(id(case)), Some(&[("set", set)]), house.now())
}

fn fresh() -> Identity {
    Identity::generate(&SystemRandom::new()).unwrap()
}

async fn a_lead_who_grants_nothing_destroys_no_case(url: Option<String>) {
    let house = House::open(url).await;
    let (lead, other) = (house.staff("Lena", &["lead"]).await, house.staff("Olga", &["lead"]).await);
    let anna = house.staff("Anna", &["caseworker"]).await;
    let program = house.report("a letter").await;
    let case = case_of(&program);
    let before = other.detail(&case).await;
    assert_eq!(before["former"], Value::Null);
    restricted(&house, &lead, &program, &fresh(), &[&lead]).await;
    // Nobody is handed what was set aside: neither those who read it now, nor a folder for the offline desk.
    let detail = lead.detail(&case).await;
    assert_eq!(detail["grants"].as_array().unwrap().len(), 1);
    assert!(opened(&detail, "case", &house.team.identity).is_none());
    let out = house.service.folder.path().join("out");
    house.service.app.export(&out, None, |_, _| {}).await.unwrap();
    let names: Vec<_> = std::fs::read_dir(out.join(format!("case-{case}/grants"))).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert_eq!(names, [format!("{}.age", lead.identity.recipient().fingerprint()).as_str()]);

    let offered = other.line(&case).await.unwrap()["former"].clone();
    assert_eq!((&offered["by"], &offered["to"]), (&lead.account.as_str().into(), &json!([])));
    assert_eq!(anna.line(&case).await.unwrap()["former"], Value::Null, "leads decide that");
    assert_eq!(refused(&bring_back(&house, &anna, &case, &offered["set"]).await), forbidden());
    assert_eq!(refused(&bring_back(&house, &other, &case, &json!(4_711)).await), moved());
    // The entry names just what is brought back.
    let unsigned = json!({ "set": offered["set"], "audit": signed(&house, &other, &case, "4711").await });
    assert_eq!(refused(&other.post(&format!("cases/{case}/former"), &unsigned).await), bad());
    // Whatever time goes by, as long as nobody else has opened it with the new keys.
    house.clock.jump(WEEKS);
    let (mut lead, mut other) = (lead, other);
    house.sign_in(&mut lead).await;
    house.sign_in(&mut other).await;
    good(&lead.post(&format!("cases/{case}/read"), &json!({ "opens": true })).await);
    assert_eq!(house.service.app.tidy_desk().await.unwrap().former, 0, "their own word is no proof");
    good(&bring_back(&house, &other, &case, &offered["set"]).await);
    let after = other.detail(&case).await;
    assert!(opened(&after, "case", &house.team.identity).is_some());
    assert_eq!(after["grants"].as_array().unwrap().len(), before["grants"].as_array().unwrap().len());
    assert_eq!(other.line(&case).await.unwrap()["restricted"], false);
    // And that can be undone as well.
    assert_eq!(after["former"][0]["to"], json!([lead.account]));
    // Besides who opened it.
    let acts: Vec<String> = house.log().await.into_iter().map(|(act, _)| act).filter(|act| act != "case_opened").collect();
    assert_eq!(acts, ["restricted", "exported", "former_readers"]);
}

async fn once_a_second_reader_has_opened_it_strangers_bring_nobody_back_and_the_former_keys_go_after_two_weeks(url: Option<String>) {
    let house = House::open(url).await;
    let (mut lead, mut other) = (house.staff("Lena", &["lead"]).await, house.staff("Olga", &["lead"]).await);
    let mut ben = house.staff("Ben", &["caseworker"]).await;
    let program = house.report("a letter").await;
    let case = case_of(&program);
    let identity = house.case_identity(&lead.detail(&case).await);
    restricted(&house, &lead, &program, &identity, &[&lead, &ben]).await;
    let set = other.line(&case).await.unwrap()["former"]["set"].clone();
    // A page that could not open everything says nothing for the keys.
    good(&ben.post(&format!("cases/{case}/read"), &json!({})).await);
    assert_eq!(other.line(&case).await.unwrap()["former"]["set"], set);
    good(&ben.post(&format!("cases/{case}/read"), &json!({ "opens": true })).await);
    assert_eq!(other.line(&case).await.unwrap()["former"], Value::Null);
    assert_eq!(refused(&bring_back(&house, &other, &case, &set).await), forbidden());
    assert_eq!(lead.detail(&case).await["former"][0]["set"], set, "whoever reads it may");
    assert_eq!(house.service.app.tidy_desk().await.unwrap().former, 0, "not before two weeks are over");
    house.clock.jump(WEEKS);
    for staff in [&mut lead, &mut other, &mut ben] {
        house.sign_in(staff).await;
    }
    assert_eq!(house.service.app.tidy_desk().await.unwrap().former, 1);
    assert_eq!(house.service.app.tidy_desk().await.unwrap().former, 0);
    assert_eq!(refused(&bring_back(&house, &lead, &case, &set).await), moved());
    let rows = house.store.read().await.unwrap().grants(&id(&case)).await.unwrap();
    assert_eq!(rows.len(), 2, "those of the two who are named, and no other");
    assert_eq!(house.log().await.pop().unwrap(), ("former_dropped".to_owned(), Some(case.clone())));
    assert!(opened(&ben.detail(&case).await, "case", &ben.identity).is_some());
}

async fn what_staff_wrote_comes_back_with_the_former_readers(url: Option<String>) {
    let house = House::open(url).await;
    let (lead, other) = (house.staff("Lena", &["lead"]).await, house.staff("Olga", &["lead"]).await);
    let program = house.report("a letter").await;
    let case = case_of(&program);
    let (staff, tip) = house.first_note(&other, &program, "she is my neighbour").await;
    let detail = lead.detail(&case).await;
    let (part, signed) = parts(&detail, Kind::Note).remove(0);
    let body = lead.body(&case, &part).await.body;
    // The lead seals junk in place of every key and of every word.
    let junk = fresh();
    let again = house.note(&program, junk.recipient(), None, "Olga", "gone").body;
    let note = Note {
        format: Format::default(),
        case_id: program.capsule.case_id,
        mailbox_id: program.keys.mailbox_id(),
        seq: 2,
        prev: Some(tip.1),
        roster_hash: house.roster().hash(),
        written_at: house.now(),
        author: "Lena".into(),
        text: String::new(),
        about: About::Restricted,
        resealed: vec![Resealed { seq: 1, sha256: Hash32::of(&again) }],
    };
    let sealed = seal_payload(&note, &[junk.recipient()]).unwrap();
    let written = house.signed(Kind::Note, note.case_id, note.mailbox_id, (2, note.prev), sealed);
    let to = lead.identity.recipient();
    let mut change = json!({
        "version": detail["version"], "to": [lead.account], "staff_recipient": junk.recipient().to_string(),
        "grants": [grant("case", &fresh(), to), grant("staff", &fresh(), to)],
        "note": { "statement": b64(written.statement.bytes()), "body": b64(&written.body) },
        "left": [part], "audit": house.entry(&lead, Act::Restricted, Some(&case)).await,
    });
    let path = format!("cases/{case}/grants");
    change["resealed"] = json!([{ "part": part, "body": b64(&again) }]);
    assert_eq!(refused(&lead.post(&path, &change).await), bad(), "a part is sealed anew or left, not both");
    change["left"] = json!([]);
    change["audit"] = house.entry(&lead, Act::Restricted, Some(&case)).await.into();
    good(&lead.post(&path, &change).await);
    assert_eq!(Hash32::of(&lead.body(&case, &part).await.body), Hash32::of(&again));
    // What was set aside has an id of its own, by which nobody gets it.
    let rows = house.store.read().await.unwrap().part_heads(&id(&case)).await.unwrap();
    let aside = |row: &&tocsin::store::PartRow| rows::open_any_part(&house.ring, row).unwrap().0.aside.is_some();
    let hidden = tocsin::vault::hex(&rows.iter().find(aside).expect("one is kept").id);
    assert_eq!(refused(&lead.body(&case, &hidden).await), forbidden());
    assert!(lead.detail(&case).await["parts"].as_array().unwrap().iter().all(|part| part["id"] != hidden.as_str()));

    let set = other.line(&case).await.unwrap()["former"]["set"].clone();
    good(&bring_back(&house, &other, &case, &set).await);
    let detail = other.detail(&case).await;
    assert_eq!(detail["staff_recipient"], staff.recipient().to_string());
    assert_eq!(other.body(&case, &part).await.body, body);
    assert!(tocsin_seal::open(&body, &opened(&detail, "staff", &house.team.identity).unwrap(), 1).is_ok());
    assert_eq!(parts(&detail, Kind::Note)[0].1.hash(), signed.hash());
    // The last note opens to nobody now: the next one brings an identity of its own, and the chain goes on.
    let next = fresh();
    let tip = Some((2, written.statement.hash()));
    assert_eq!(detail["staff_tip"], json!({ "seq": 2, "hash": written.statement.hash().to_string() }));
    let note = house.note(&program, next.recipient(), tip, "Olga", "we go on");
    let answer = house.send(&other, &case, &note, Act::Noted, Some((&next, vec![house.to_team("staff", &next)]))).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let detail = other.detail(&case).await;
    assert_eq!(detail["staff_recipient"], next.recipient().to_string());
    let keys = detail["grants"].as_array().unwrap().iter().filter(|grant| grant["kind"] == "staff");
    let mut keys: Vec<String> = keys
        .map(|grant| tocsin_seal::open_grant(&decoded(&grant["grant"]), &house.team.identity).unwrap().recipient().to_string())
        .collect();
    let mut both = [staff.recipient().to_string(), next.recipient().to_string()];
    keys.sort_unstable();
    both.sort_unstable();
    assert_eq!(keys, both, "what was written before stays readable");
}

async fn a_damaged_grant_keeps_no_guest_and_nobody_from_the_others(url: Option<String>) {
    let house = House::open(url).await;
    let ben = house.staff("Ben", &["caseworker"]).await;
    let (one, two) = (house.staff("Ina", &["interpreter"]).await, house.staff("Ivo", &["interpreter"]).await);
    let (program, other) = (house.report("a letter").await, house.report("another").await);
    for (program, guest) in [(&program, &one), (&program, &two), (&other, &one)] {
        let case = case_of(program);
        let identity = house.case_identity(&ben.detail(&case).await);
        let body = json!({
            "account": guest.account, "until": house.now() + 60, "grants": [grant("case", &identity, guest.identity.recipient())],
            "audit": house.entry(&ben, Act::Guest, Some(&case)).await,
        });
        good(&ben.post(&format!("cases/{case}/guest"), &body).await);
    }
    let case = case_of(&program);
    // Somebody who writes to the database spoils the key of one guest.
    let mut tx = house.store.write().await.unwrap();
    let rows = tx.grants(&id(&case)).await.unwrap();
    let theirs = |row: &&tocsin::store::GrantRow| rows::open_grant(&house.ring, row).unwrap().to == one.identity.recipient().fingerprint();
    let mut spoilt = rows.iter().find(theirs).unwrap().clone();
    tx.delete_grant(&id(&case), &spoilt.id).await.unwrap();
    spoilt.sealed[20] ^= 1;
    tx.insert_grant(&spoilt).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ben.detail(&case).await["damaged_grants"], 1);
    house.clock.jump(61);
    let tidied = house.service.app.tidy_desk().await.unwrap();
    assert_eq!((tidied.guests, tidied.damaged), (3, 0));
    let detail = ben.detail(&case).await;
    assert!(opened(&detail, "case", &two.identity).is_none() && opened(&detail, "case", &house.team.identity).is_some());
    assert!(opened(&ben.detail(&case_of(&other)).await, "case", &one.identity).is_none());
}

fn b64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
