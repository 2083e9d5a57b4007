//! Who may read a case: named people alone, guests for a time, interpreters only what was given to them.

use ring::rand::SystemRandom;
use serde_json::{Value, json};
use tocsin_seal::payload::{Format, seal_payload};
use tocsin_seal::staff::{About, Note, Resealed};
use tocsin_seal::{Act, Hash32, Identity, Kind};

use super::house::{House, Staff, bad, case_of, forbidden, good, grant, moved, opened, parts, refused};
use super::program::Program;

on_both! {
    of_a_restricted_case_the_others_see_that_it_is_there_and_how_urgent_and_nothing_else,
    what_staff_wrote_is_sealed_anew_and_the_case_opens_to_the_team_again,
    no_case_is_left_that_nobody_could_open,
    a_guest_reads_one_case_until_the_day_and_loses_the_key_with_an_entry_in_the_log,
    an_interpreter_translates_and_does_nothing_else,
    rights_need_a_check_within_ten_minutes,
}

/// Restricts a case in which nobody wrote yet.
async fn restrict(house: &House, lead: &Staff, program: &Program, to: &[&Staff]) -> super::http::Answer {
    let case = case_of(program);
    let detail = lead.detail(&case).await;
    let identity = house.case_identity(&detail);
    let grants: Vec<Value> = to.iter().map(|who| grant("case", &identity, who.identity.recipient())).collect();
    let accounts: Vec<&str> = to.iter().map(|who| who.account.as_str()).collect();
    let change = json!({
        "version": detail["version"], "to": accounts, "staff_recipient": "", "grants": grants,
        "audit": house.entry(lead, Act::Restricted, Some(&case)).await,
    });
    lead.post(&format!("cases/{case}/grants"), &change).await
}

async fn of_a_restricted_case_the_others_see_that_it_is_there_and_how_urgent_and_nothing_else(url: Option<String>) {
    let house = House::open(url).await;
    let (lead, ben) = (house.staff("Lena", &["lead"]).await, house.staff("Ben", &["caseworker", "interpreter"]).await);
    let program = house.alarm("they are here").await;
    let case = case_of(&program);
    let whole = ben.line(&case).await.unwrap();
    let part = ben.detail(&case).await["parts"][0]["id"].as_str().unwrap().to_owned();
    good(&restrict(&house, &lead, &program, &[&lead]).await);
    let line = ben.line(&case).await.unwrap();
    assert_eq!((&line["id"], &line["urgency"], &line["restricted"]), (&case.as_str().into(), &"critical".into(), &true.into()));
    assert_eq!((&line["readable"], &line["wakes"]), (&false.into(), &true.into()));
    for hidden in ["number", "language", "created", "messages", "version"] {
        assert_ne!(line[hidden], whole[hidden], "{hidden}");
    }
    assert_eq!(line["created"].as_i64().unwrap() % 86_400, 0, "the day alone");
    for path in [format!("cases/{case}"), format!("cases/{case}/parts/{part}")] {
        assert_eq!(refused(&ben.get(&path).await), forbidden());
    }
    let reply = house.reply(&program, None, "Ben", "hello");
    assert_eq!(refused(&house.send(&ben, &case, &reply, Act::Replied, None).await), forbidden());
    let version = lead.detail(&case).await["version"].clone();
    let change = json!({ "version": version, "status": "working", "audit": house.entry(&ben, Act::Status, Some(&case)).await });
    assert_eq!(refused(&ben.post(&format!("cases/{case}/state"), &change).await), forbidden());
    // Nobody is given what they may not read.
    assert_eq!(refused(&house.change(&lead, &case, Act::Assigned, json!({ "assignee": ben.account })).await), bad());
    // Whoever is woken for it can still answer the call.
    good(&ben.post(&format!("cases/{case}/acknowledge"), &json!({})).await);
    // The keys are gone with the right: what is left opens to the lead alone.
    let detail = lead.detail(&case).await;
    assert!(opened(&detail, "case", &house.team.identity).is_none() && opened(&detail, "case", &lead.identity).is_some());
    assert_eq!(detail["grants"].as_array().unwrap().len(), 1);
    assert_eq!(detail["people"][0]["alias"], "Lena");
    assert_eq!(lead.line(&case).await.unwrap()["readable"], true);
}

async fn what_staff_wrote_is_sealed_anew_and_the_case_opens_to_the_team_again(url: Option<String>) {
    let house = House::open(url).await;
    let (lead, anna) = (house.staff("Lena", &["lead"]).await, house.staff("Anna", &["caseworker"]).await);
    let program = house.report("a letter").await;
    let case = case_of(&program);
    let (_, tip) = house.first_note(&anna, &program, "she is my neighbour").await;
    let detail = lead.detail(&case).await;
    let (identity, fresh) = (house.case_identity(&detail), Identity::generate(&SystemRandom::new()).unwrap());
    let (part, signed) = parts(&detail, Kind::Note).remove(0);
    let again = house.note(&program, fresh.recipient(), None, "Anna", "she is my neighbour").body;
    let note = Note {
        format: Format::default(),
        case_id: program.capsule.case_id,
        mailbox_id: program.keys.mailbox_id(),
        seq: 2,
        prev: Some(tip.1),
        roster_hash: house.roster().hash(),
        written_at: house.now(),
        author: "Lena".into(),
        text: "not to Anna's neighbours".into(),
        about: About::Restricted,
        resealed: vec![Resealed { seq: 1, sha256: Hash32::of(&again) }],
    };
    let body = seal_payload(&note, &[fresh.recipient()]).unwrap();
    let written = house.signed(Kind::Note, note.case_id, note.mailbox_id, (2, note.prev), body);
    let rights = async |to: &[&Staff], resealed: Value, act| {
        let holder = |who: &&Staff| who.identity.recipient().clone();
        let recipients: Vec<_> =
            if to.is_empty() { vec![house.team.identity.recipient().clone()] } else { to.iter().map(holder).collect() };
        let grants: Vec<Value> =
            recipients.iter().flat_map(|recipient| [grant("case", &identity, recipient), grant("staff", &fresh, recipient)]).collect();
        json!({
            "version": lead.detail(&case).await["version"], "grants": grants, "staff_recipient": fresh.recipient().to_string(),
            "to": to.iter().map(|who| who.account.as_str()).collect::<Vec<_>>(), "resealed": resealed,
            "audit": house.entry(&lead, act, Some(&case)).await,
        })
    };
    let signed_note = json!({ "statement": b64(written.statement.bytes()), "body": b64(&written.body) });
    let path = format!("cases/{case}/grants");
    // Another staff identity without the note that vouches for it; and a note that leaves a part behind.
    let bare = rights(&[&lead], json!([]), Act::Restricted).await;
    assert_eq!(refused(&lead.post(&path, &bare).await), bad());
    let mut left = rights(&[&lead], json!([]), Act::Restricted).await;
    left["note"] = signed_note.clone();
    assert_eq!(refused(&lead.post(&path, &left).await), bad());
    let report = parts(&detail, Kind::Report).remove(0).0;
    for wrong in [json!([{ "part": report, "body": b64(&again) }]), json!([{ "part": part, "body": b64(b"no age file") }])] {
        let mut bent = rights(&[&lead], wrong, Act::Restricted).await;
        bent["note"] = signed_note.clone();
        assert_eq!(refused(&lead.post(&path, &bent).await), bad());
    }
    assert_eq!(lead.detail(&case).await, detail, "nothing was changed");
    let mut whole = rights(&[&lead], json!([{ "part": part, "body": b64(&again) }]), Act::Restricted).await;
    whole["note"] = signed_note;
    good(&lead.post(&path, &whole).await);
    let detail = lead.detail(&case).await;
    assert_eq!(detail["staff_recipient"], fresh.recipient().to_string());
    let body = lead.body(&case, &part).await.body;
    assert_eq!(Hash32::of(&body), Hash32::of(&again));
    assert!(tocsin_seal::open(&body, &opened(&detail, "staff", &lead.identity).unwrap(), 1).is_ok());
    assert_eq!(parts(&detail, Kind::Note)[0].1.hash(), signed.hash(), "its author is who it was");
    assert_eq!(refused(&anna.get(&path.replace("/grants", "")).await), forbidden());
    // And to the team again, with the identity that is there.
    let open = rights(&[], json!([]), Act::OpenedToTeam).await;
    good(&lead.post(&path, &open).await);
    let detail = anna.detail(&case).await;
    assert!(opened(&detail, "case", &house.team.identity).is_some() && opened(&detail, "staff", &house.team.identity).is_some());
    assert_eq!(anna.line(&case).await.unwrap()["restricted"], false);
    let acts: Vec<String> = house.done().await.into_iter().map(|(act, _)| act).collect();
    assert_eq!(acts, ["noted", "restricted", "opened_to_team"]);
}

async fn no_case_is_left_that_nobody_could_open(url: Option<String>) {
    let house = House::open(url).await;
    let (lead, ben) = (house.staff("Lena", &["lead"]).await, house.staff("Ben", &["caseworker"]).await);
    let inter = house.staff("Inter", &["interpreter"]).await;
    let program = house.report("a letter").await;
    let case = case_of(&program);
    house.first_note(&ben, &program, "a note").await;
    let detail = lead.detail(&case).await;
    let identity = house.case_identity(&detail);
    let staff = opened(&detail, "staff", &house.team.identity).unwrap();
    let to = |kind, what, who: &Staff| grant(kind, what, who.identity.recipient());
    let both = |who: &Staff| vec![to("case", &identity, who), to("staff", &staff, who)];
    for (what, named, grants, refusal) in [
        ("no grants", vec![&lead.account], vec![], bad()),
        ("no staff grant", vec![&lead.account], vec![to("case", &identity, &lead)], bad()),
        ("nobody named", vec![], both(&lead), bad()),
        ("one of two without a key", vec![&lead.account, &ben.account], both(&lead), bad()),
        ("a key for somebody else", vec![&lead.account], [both(&lead), both(&ben)].concat(), bad()),
        ("somebody who does not read", vec![&inter.account], both(&inter), (409, "not_enrolled".to_owned())),
    ] {
        let change = json!({
            "version": detail["version"], "to": named, "staff_recipient": staff.recipient().to_string(), "grants": grants,
            "audit": house.entry(&lead, Act::Restricted, Some(&case)).await,
        });
        assert_eq!(refused(&lead.post(&format!("cases/{case}/grants"), &change).await), refusal, "{what}");
    }
    assert_eq!(lead.detail(&case).await, detail);
    let mut late = json!({
        "version": 0, "to": [lead.account], "staff_recipient": staff.recipient().to_string(), "grants": both(&lead),
        "audit": house.entry(&lead, Act::Restricted, Some(&case)).await,
    });
    assert_eq!(refused(&lead.post(&format!("cases/{case}/grants"), &late).await), moved());
    late["version"] = detail["version"].clone();
    assert_eq!(refused(&ben.post(&format!("cases/{case}/grants"), &late).await), forbidden(), "a lead decides that");
    good(&lead.post(&format!("cases/{case}/grants"), &late).await);
}

async fn a_guest_reads_one_case_until_the_day_and_loses_the_key_with_an_entry_in_the_log(url: Option<String>) {
    let house = House::open(url).await;
    let mut ben = house.staff("Ben", &["caseworker"]).await;
    let mut inter = house.staff("Inter", &["interpreter"]).await;
    let root = house.staff("Root", &["administrator"]).await;
    let (program, other) = (house.report("a letter").await, house.report("another").await);
    let case = case_of(&program);
    let identity = house.case_identity(&ben.detail(&case).await);
    let path = format!("cases/{case}/guest");
    let day = 86_400;
    let invitation = async |who: &Staff, until: i64| {
        json!({
            "account": who.account, "until": until, "grants": [grant("case", &identity, who.identity.recipient())],
            "audit": house.entry(&ben, Act::Guest, Some(&case)).await,
        })
    };
    for until in [house.now(), house.now() + 31 * day] {
        assert_eq!(refused(&ben.post(&path, &invitation(&inter, until).await).await), bad());
    }
    assert_eq!(refused(&ben.post(&path, &invitation(&root, house.now() + day).await).await), (409, "not_enrolled".to_owned()));
    good(&ben.post(&path, &invitation(&inter, house.now() + 10 * day).await).await);
    // Asked again for a shorter time: one guest, one key.
    good(&ben.post(&path, &invitation(&inter, house.now() + 2 * day).await).await);
    assert_eq!(ben.detail(&case).await["guests"].as_array().unwrap().len(), 1);
    let lines = inter.list().await;
    assert_eq!((lines.len(), &lines[0]["id"], &lines[0]["readable"]), (1, &case.as_str().into(), &true.into()));
    let detail = inter.detail(&case).await;
    assert_eq!(detail["grants"].as_array().unwrap().len(), 1, "their own");
    assert!(opened(&detail, "case", &inter.identity).is_some());
    for hidden in ["people", "timeline", "links", "guests"] {
        assert_eq!(detail[hidden], json!([]), "{hidden}");
    }
    let part = detail["parts"][0]["id"].as_str().unwrap();
    assert_eq!(inter.body(&case, part).await.status, 200);
    assert_eq!(refused(&inter.get(&format!("cases/{}", case_of(&other))).await), forbidden());

    house.clock.jump(2 * day + 60);
    house.sign_in(&mut inter).await;
    house.sign_in(&mut ben).await;
    assert!(inter.list().await.is_empty(), "over at once, not only when somebody tidies up");
    assert_eq!(refused(&inter.body(&case, part).await), forbidden());
    let tidied = house.service.app.tidy_desk().await.unwrap();
    assert_eq!((tidied.guests, tidied.cases), (1, 0));
    let detail = ben.detail(&case).await;
    assert!(opened(&detail, "case", &inter.identity).is_none());
    assert!(opened(&detail, "case", &house.team.identity).is_some(), "the team keeps its own");
    let last = house.done().await.pop().unwrap();
    assert_eq!(last, ("guest_ended".to_owned(), Some(case.clone())));
    assert_eq!(house.service.app.tidy_desk().await.unwrap().guests, 0);
}

async fn an_interpreter_translates_and_does_nothing_else(url: Option<String>) {
    let house = House::open(url).await;
    let ben = house.staff("Ben", &["caseworker"]).await;
    let inter = house.staff("Inter", &["interpreter"]).await;
    let program = house.alarm("they are here").await;
    let case = case_of(&program);
    let (staff, tip) = house.first_note(&ben, &program, "please translate").await;
    let identity = house.case_identity(&ben.detail(&case).await);
    let to = inter.identity.recipient();
    let guest = json!({
        "account": inter.account, "until": house.now() + 86_400, "grants": [grant("case", &identity, to), grant("staff", &staff, to)],
        "audit": house.entry(&ben, Act::Guest, Some(&case)).await,
    });
    good(&ben.post(&format!("cases/{case}/guest"), &guest).await);
    let note = house.note(&program, staff.recipient(), Some(tip), "Inter", "in other words");
    for act in [Act::Noted, Act::Labelled, Act::Drafted] {
        assert_eq!(refused(&house.send(&inter, &case, &note, act, None).await), bad());
    }
    let reply = house.reply(&program, None, "Inter", "hello");
    assert_eq!(refused(&house.send(&inter, &case, &reply, Act::Replied, None).await), forbidden());
    assert_eq!(house.send(&inter, &case, &note, Act::Translated, None).await.status, 201);
    let version = ben.detail(&case).await["version"].clone();
    let signed = async |act, subject| house.entry(&inter, act, subject).await;
    for (path, body) in [
        (
            format!("cases/{case}/state"),
            json!({ "version": version, "status": "working", "audit": signed(Act::Status, Some(&*case)).await }),
        ),
        (format!("cases/{case}/acknowledge"), json!({})),
        (format!("cases/{case}/pass"), json!({ "to": ben.account })),
        (format!("cases/{case}/summary"), json!({ "epoch": 1, "sealed": "AAAA" })),
        (
            format!("cases/{case}/shared"),
            json!({
                "parts": ["contact"], "way": "html", "bundle": "00".repeat(32), "audit": signed(Act::Shared, Some(&*case)).await,
            }),
        ),
        (format!("cases/{case}/guest"), guest.clone()),
        (
            "handover".to_owned(),
            json!({
                "to": ben.account, "cases": [case], "audit": signed(Act::Handover, Some(&*ben.account)).await,
            }),
        ),
        ("practice".to_owned(), json!({ "language": "en", "audit": signed(Act::Practice, None).await })),
    ] {
        assert_eq!(refused(&inter.post(&path, &body).await), forbidden(), "{path}");
    }
    let bulk = json!({ "cases": [{ "id": case, "version": version }], "reason": "spam", "audit": signed(Act::BulkClosed, None).await });
    assert_eq!(refused(&inter.post("cases/bulk", &bulk).await), forbidden());
    assert_eq!(ben.detail(&case).await["version"], version);
}

async fn rights_need_a_check_within_ten_minutes(url: Option<String>) {
    let house = House::open(url).await;
    let lead = house.staff("Lena", &["lead"]).await;
    let program = house.report("a letter").await;
    house.clock.jump(11 * 60);
    assert_eq!(refused(&restrict(&house, &lead, &program, &[&lead]).await), (403, "not_fresh".to_owned()));
    assert_eq!(refused(&lead.post(&format!("cases/{}/guest", case_of(&program)), &json!({})).await), (403, "not_fresh".to_owned()));
}

fn b64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
