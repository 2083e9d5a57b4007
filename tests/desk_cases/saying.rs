//! Replies and notes: who gets them, and that none is taken or believed that the team did not sign in its order.

use ring::rand::SystemRandom;
use serde_json::json;
use tocsin::app::rows::{self, PartState, Tip};
use tocsin_seal::payload::{Format, seal_payload};
use tocsin_seal::staff::Labels;
use tocsin_seal::statement::Chain;
use tocsin_seal::{Act, Hash32, Identity, Kind, PartId, SigningKey, StaffPayload, StatementError, sign_statement};

use super::house::{House, Written, bad, case_of, decoded, forbidden, good, id, moved, opened, parts, refused};
use super::http;

on_both! {
    a_reply_reaches_the_mailbox_without_script_and_a_note_reaches_nobody_but_staff,
    a_part_that_the_team_did_not_sign_for_this_place_is_refused_and_nothing_of_it_is_stored,
    what_somebody_wrote_into_the_database_is_refused_by_the_chain_and_by_the_next_part,
    the_first_note_brings_the_staff_identity_and_of_two_first_notes_one_stands,
    two_desks_at_once_lose_nothing_and_the_slower_one_signs_again,
    a_part_sent_twice_is_one,
}

async fn a_reply_reaches_the_mailbox_without_script_and_a_note_reaches_nobody_but_staff(url: Option<String>) {
    let house = House::open(url).await;
    let anna = house.staff("Anna", &["caseworker"]).await;
    let program = house.report("two men asked the landlord").await;
    let case = case_of(&program);
    let before = http::post(house.service.at, "/en/mailbox", &[("receipt", &receipt(&program))]).await;
    let (staff, tip) = house.first_note(&anna, &program, "CANARY-NOTE").await;
    let note = house.note(&program, staff.recipient(), Some(tip), "Anna", "CANARY-NOTE again");
    assert_eq!(house.send(&anna, &case, &note, Act::Noted, None).await.status, 201);
    // Before the team answers, nothing in the mailbox tells that anybody wrote a note.
    let after = http::post(house.service.at, "/en/mailbox", &[("receipt", &receipt(&program))]).await;
    assert_eq!(without_session(&before), without_session(&after));
    let contents = program.read().await;
    assert_eq!(contents["replies"].as_array().unwrap().len(), 0);
    assert_eq!(contents["sent"].as_array().unwrap().len(), 1);
    assert_eq!(anna.line(&case).await.unwrap()["status"], "new");

    let reply = house.reply(&program, None, "Anna", "stay where you are, we call the lawyer");
    let answer = house.send(&anna, &case, &reply, Act::Replied, None).await;
    assert_eq!((answer.status, &good(&answer)["seq"]), (201, &json!(1)));
    let line = anna.line(&case).await.unwrap();
    assert_eq!((&line["status"], &line["answered"], &line["unread"]), (&"working".into(), &true.into(), &false.into()));
    let page = http::post(house.service.at, "/en/mailbox", &[("receipt", &receipt(&program))]).await.text();
    assert!(page.contains("stay where you are, we call the lawyer") && page.contains("Anna"), "{page}");
    assert!(!page.contains("CANARY") && !page.contains("could not be verified"));
    let contents = program.read().await;
    assert_eq!(program.replies(&contents), [Some("stay where you are, we call the lawyer".to_owned())]);
    assert!(!contents.to_string().contains("note"));
    // A colleague reads both notes with the key that was granted to the team.
    let ben = house.staff("Ben", &["caseworker"]).await;
    let detail = ben.detail(&case).await;
    let granted = opened(&detail, "staff", &house.team.identity).expect("granted to the team");
    assert_eq!(granted.recipient().to_string(), detail["staff_recipient"]);
    let mut chain = Chain::of_staff(program.capsule.case_id, program.keys.mailbox_id());
    for (part, signed) in parts(&detail, Kind::Note) {
        let statement = chain.accept(&signed, &house.team.signing.public()).unwrap();
        let body = ben.body(&case, &part).await.body;
        assert!(statement.covers(&body));
        let said = StaffPayload::parse(&tocsin_seal::open(&body, &granted, 1).unwrap()).unwrap();
        assert!(said.common().agrees_with(&statement));
    }
    assert_eq!(chain.next_seq(), 3);
    // A new message waits for an answer again.
    let mut program = program;
    assert_eq!(program.add("thank you, and now?", "later").await.status, 201);
    let line = anna.line(&case).await.unwrap();
    assert_eq!((&line["status"], &line["answered"], &line["unread"]), (&"working".into(), &false.into(), &true.into()));
}

fn receipt(program: &super::program::Program) -> String {
    program.receipt.digits().to_string()
}

/// A page without what differs in every answer.
fn without_session(answer: &http::Answer) -> String {
    let text = answer.text();
    let mut rest = text.as_str();
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once("value=\"") {
        kept.push_str(before);
        rest = after.split_once('"').map_or("", |(_, after)| after);
    }
    kept.push_str(rest.trim_end());
    kept.split("<!--").next().unwrap_or_default().trim_end().to_owned()
}

async fn a_part_that_the_team_did_not_sign_for_this_place_is_refused_and_nothing_of_it_is_stored(url: Option<String>) {
    let house = House::open(url).await;
    let anna = house.staff("Anna", &["caseworker"]).await;
    let (program, other) = (house.report("one").await, house.report("two").await);
    let case = case_of(&program);
    let (staff, tip) = house.first_note(&anna, &program, "a note").await;
    let detail = anna.detail(&case).await;
    let stranger = SigningKey::generate(&SystemRandom::new()).unwrap();
    let forged = |written: Written| Written { statement: sign_statement(written.statement.claimed(), &stranger), ..written };
    let note = |after| house.note(&program, staff.recipient(), after, "Anna", "more");
    let mut altered = note(Some(tip));
    let last = altered.body.len() - 1;
    altered.body[last] ^= 1;
    let two_readers = {
        let (body, claimed) = (house.reply(&program, None, "Anna", "x").body, note(Some(tip)).statement.claimed().clone());
        house.signed(Kind::Note, claimed.case_id, claimed.mailbox_id, (claimed.seq, claimed.prev), body)
    };
    let one_reader = {
        let body = note(Some(tip)).body;
        house.signed(Kind::Reply, program.capsule.case_id, program.keys.mailbox_id(), (1, None), body)
    };
    let elsewhere = house.note(&other, staff.recipient(), Some(tip), "Anna", "for another case");
    let message = house.signed(Kind::Message, program.capsule.case_id, program.keys.mailbox_id(), (1, Some(tip.1)), note(None).body);
    for (what, written, act, refusal) in [
        ("a stranger's note", forged(note(Some(tip))), Act::Noted, bad()),
        ("a stranger's reply", forged(house.reply(&program, None, "Anna", "come to the embassy")), Act::Replied, bad()),
        ("altered bytes", altered, Act::Noted, bad()),
        ("a note with two readers", two_readers, Act::Noted, bad()),
        ("a reply with one reader", one_reader, Act::Replied, bad()),
        ("a note for another case", elsewhere, Act::Noted, bad()),
        ("words in the reporter's name", message, Act::Replied, forbidden()),
        ("a note out of order", note(None), Act::Noted, moved()),
        ("a note that leaves one out", note(Some((2, tip.1))), Act::Noted, moved()),
        ("a reply that leaves one out", house.reply(&program, Some((1, tip.1)), "Anna", "x"), Act::Replied, moved()),
        ("a reply called a note in the log", house.reply(&program, None, "Anna", "x"), Act::Noted, bad()),
        ("a note called a reply in the log", note(Some(tip)), Act::Replied, bad()),
    ] {
        assert_eq!(refused(&house.send(&anna, &case, &written, act, None).await), refusal, "{what}");
        assert_eq!(anna.detail(&case).await, detail, "{what}");
    }
    // Signed by the team, but the entry for the log is somebody else's.
    let ben = house.staff("Ben", &["caseworker"]).await;
    let written = note(Some(tip));
    let head = house.head().await;
    let part = json!({
        "statement": base64(written.statement.bytes()), "body": base64(&written.body), "audit": house.entry(&ben, Act::Noted, Some(&case)).await,
    });
    assert_eq!(refused(&anna.post(&format!("cases/{case}/parts"), &part).await), bad());
    assert_eq!((house.head().await, anna.detail(&case).await), (head, detail));
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

async fn what_somebody_wrote_into_the_database_is_refused_by_the_chain_and_by_the_next_part(url: Option<String>) {
    let house = House::open(url).await;
    let anna = house.staff("Anna", &["caseworker"]).await;
    let program = house.report("one").await;
    let case = case_of(&program);
    let (staff, tip) = house.first_note(&anna, &program, "a note").await;
    // A writer to the database who even holds the key ring, and whose key is not the team's.
    let stranger = SigningKey::generate(&SystemRandom::new()).unwrap();
    let forged_note = house.note(&program, staff.recipient(), Some(tip), "Anna", "he is one of us, trust him");
    let forged_reply = house.reply(&program, None, "Anna", "come to the embassy");
    let mut hashes = Vec::new();
    for written in [&forged_note, &forged_reply] {
        let signed = sign_statement(written.statement.claimed(), &stranger);
        hashes.push(signed.hash());
        let mut tx = house.store.write().await.unwrap();
        let row = tx.case(&id(&case)).await.unwrap().unwrap();
        let mut state = rows::open_case(&house.ring, &row).unwrap();
        let end = Tip { seq: signed.claimed().seq, hash: signed.hash() };
        if signed.claimed().kind == Kind::Note {
            state.work.staff = Some(end)
        } else {
            state.answer(end)
        }
        let key = rows::key(row.key_id).unwrap();
        let part = PartState {
            received: house.now(),
            statement: String::from_utf8(signed.bytes().to_vec()).unwrap(),
            collected: false,
            deleted: false,
            aside: None,
        };
        let part_id = PartId::random(&SystemRandom::new()).unwrap();
        tx.insert_part(&rows::part_row(&house.ring, part_id, program.capsule.case_id, key, 1, &part, Some(written.body.clone())).unwrap())
            .await
            .unwrap();
        let fresh = rows::case_row(&house.ring, program.capsule.case_id, key, row.version + 1, &state).unwrap();
        tx.update_case(&fresh, row.version).await.unwrap();
        tx.commit().await.unwrap();
    }
    // The desk's check.
    let detail = anna.detail(&case).await;
    let mut chain = Chain::of_staff(program.capsule.case_id, program.keys.mailbox_id());
    let outcomes: Vec<_> =
        parts(&detail, Kind::Note).iter().map(|(_, signed)| chain.accept(signed, &house.team.signing.public()).err()).collect();
    assert_eq!(outcomes, [None, Some(StatementError::Signature)]);
    let mut chain = Chain::of_team(program.capsule.case_id, program.keys.mailbox_id());
    let outcomes: Vec<_> =
        parts(&detail, Kind::Reply).iter().map(|(_, signed)| chain.accept(signed, &house.team.signing.public()).err()).collect();
    assert_eq!(outcomes, [Some(StatementError::Signature)]);
    // The mailbox's.
    let page = http::post(house.service.at, "/en/mailbox", &[("receipt", &program.receipt.digits())]).await.text();
    assert!(!page.contains("come to the embassy"));
    // The very same parts are taken neither from a desk nor from a folder.
    for (written, act) in [(forged_note, Act::Noted), (forged_reply, Act::Replied)] {
        let written = Written { statement: sign_statement(written.statement.claimed(), &stranger), ..written };
        assert_eq!(refused(&house.send(&anna, &case, &written, act, None).await), bad());
        let folder = house.service.folder.path().join("forged").join(format!("case-{case}/replies"));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("0001.age"), &written.body).unwrap();
        std::fs::write(folder.join("0001.statement.json"), written.statement.bytes()).unwrap();
        let imported = house.service.app.import(folder.parent().unwrap().parent().unwrap()).await.unwrap();
        assert_eq!((imported.taken, imported.refused.len()), (0, 1));
    }
}

async fn the_first_note_brings_the_staff_identity_and_of_two_first_notes_one_stands(url: Option<String>) {
    let house = House::open(url).await;
    let (anna, ben) = (house.staff("Anna", &["caseworker"]).await, house.staff("Ben", &["caseworker"]).await);
    let program = house.report("one").await;
    let case = case_of(&program);
    let fresh = || Identity::generate(&SystemRandom::new()).unwrap();
    let (mine, theirs) = (fresh(), fresh());
    let note = house.note(&program, mine.recipient(), None, "Anna", "first");
    assert_eq!(refused(&house.send(&anna, &case, &note, Act::Noted, None).await), bad(), "nothing to seal to yet");
    for (what, grants) in [
        ("no grant", vec![]),
        ("a grant of the case", vec![house.to_team("case", &mine)]),
        ("a grant to somebody", vec![super::house::grant("staff", &mine, fresh().recipient())]),
        ("no age file", vec![json!({ "kind": "staff", "to": house.team.identity.recipient().fingerprint(), "grant": "AAAA" })]),
    ] {
        assert_eq!(refused(&house.send(&anna, &case, &note, Act::Noted, Some((&mine, grants))).await), bad(), "{what}");
    }
    assert_eq!(anna.detail(&case).await["staff_recipient"], serde_json::Value::Null);
    let other = house.note(&program, theirs.recipient(), None, "Ben", "first too");
    let first = house.send(&anna, &case, &note, Act::Noted, Some((&mine, vec![house.to_team("staff", &mine)]))).await;
    assert_eq!(first.status, 201);
    let second = house.send(&ben, &case, &other, Act::Noted, Some((&theirs, vec![house.to_team("staff", &theirs)]))).await;
    assert_eq!(refused(&second), moved());
    let detail = ben.detail(&case).await;
    assert_eq!(detail["staff_recipient"], mine.recipient().to_string());
    assert_eq!(detail["grants"].as_array().unwrap().iter().filter(|grant| grant["kind"] == "staff").count(), 1);
    // Labels and the rest are parts of the same chain.
    let labels = Labels {
        format: Format::default(),
        case_id: program.capsule.case_id,
        mailbox_id: program.keys.mailbox_id(),
        seq: 2,
        prev: Some(note.statement.hash()),
        roster_hash: house.roster().hash(),
        written_at: house.now(),
        author: "Ben".into(),
        labels: vec!["landlord".into()],
    };
    let body = seal_payload(&labels, &[mine.recipient()]).unwrap();
    let labels = house.signed(Kind::Note, labels.case_id, labels.mailbox_id, (2, labels.prev), body);
    assert_eq!(house.send(&ben, &case, &labels, Act::Labelled, None).await.status, 201);
    assert_eq!(house.done().await.iter().map(|(act, _)| act.as_str()).collect::<Vec<_>>(), ["noted", "labelled"]);
}

async fn two_desks_at_once_lose_nothing_and_the_slower_one_signs_again(url: Option<String>) {
    let house = House::open(url).await;
    let (anna, ben) = (house.staff("Anna", &["caseworker"]).await, house.staff("Ben", &["caseworker"]).await);
    let (one, two) = (house.report("one").await, house.report("two").await);
    let head = house.head().await;
    let part = |who, program, name: &str| {
        let written = house.reply(program, None, name, "hello");
        let audit = house.entry_after(head, who, Act::Replied, Some(&case_of(program)));
        json!({ "statement": base64(written.statement.bytes()), "body": base64(&written.body), "audit": audit })
    };
    let (first, second) = (part(&anna, &one, "Anna"), part(&ben, &two, "Ben"));
    let paths = [format!("cases/{}/parts", case_of(&one)), format!("cases/{}/parts", case_of(&two))];
    let (a, b) = tokio::join!(anna.post(&paths[0], &first), ben.post(&paths[1], &second));
    let (lost, path, who, mut again, program) = match (a.status, b.status) {
        (201, 409) => (b, &paths[1], &ben, second, &two),
        (409, 201) => (a, &paths[0], &anna, first, &one),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&lost), (409, "audit_moved".to_owned()));
    let said: serde_json::Value = serde_json::from_slice(&lost.body).unwrap();
    let head = house.head().await;
    assert_eq!((&said["head"]["seq"], &said["head"]["hash"]), (&json!(head.seq), &json!(head.hash.to_string())));
    assert_eq!(program.read().await["replies"].as_array().unwrap().len(), 0, "nothing of it was stored");
    again["audit"] = house.entry(who, Act::Replied, Some(&case_of(program))).await.into();
    assert_eq!(who.post(path, &again).await.status, 201);
    for program in [&one, &two] {
        assert_eq!(program.read().await["replies"].as_array().unwrap().len(), 1);
    }
    assert_eq!(house.done().await.len(), 2);
}

async fn a_part_sent_twice_is_one(url: Option<String>) {
    let house = House::open(url).await;
    let anna = house.staff("Anna", &["caseworker"]).await;
    let program = house.report("one").await;
    let reply = house.reply(&program, None, "Anna", "hello");
    for _ in 0..2 {
        let answer = house.send(&anna, &case_of(&program), &reply, Act::Replied, None).await;
        assert_eq!((answer.status, &good(&answer)["seq"]), (201, &json!(1)));
    }
    assert_eq!(parts(&anna.detail(&case_of(&program)).await, Kind::Reply).len(), 1);
    assert_eq!(house.done().await.len(), 1, "and stands in the log once");
    let statement = decoded(&anna.detail(&case_of(&program)).await["parts"][1]["statement"]);
    assert_eq!(Hash32::of(&statement), Hash32::of(reply.statement.bytes()));
}
