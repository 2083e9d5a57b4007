//! State, assignee, urgency, dates, links: what may follow what, who must agree, and that nothing changes without its entry.

use serde_json::{Value, json};
use tocsin_seal::Act;

use super::house::{House, Staff, bad, case_of, forbidden, good, moved, refused};
use super::signing;

on_both! {
    a_case_goes_the_way_of_its_work_and_a_closed_one_is_opened_by_its_reporter,
    lowering_waits_for_a_colleague_and_raising_does_not,
    linked_cases_name_each_other_and_both_receipts_go_on_working,
    whoever_changes_what_somebody_else_has_changed_reads_again,
    no_change_stands_without_its_entry_and_each_has_exactly_one,
}

async fn a_case_goes_the_way_of_its_work_and_a_closed_one_is_opened_by_its_reporter(url: Option<String>) {
    let house = House::open(url).await;
    let anna = house.staff("Anna", &["caseworker"]).await;
    let ben = house.staff("Ben", &["lead"]).await;
    let root = house.staff("Root", &["administrator"]).await;
    let mut program = house.report("a letter").await;
    let case = case_of(&program);
    let day = house.now() + 3 * 86_400;
    for (act, change, refusal) in [
        (Act::Status, json!({ "status": "acknowledged" }), None),
        (Act::Status, json!({ "status": "new" }), Some(bad())),
        (Act::Status, json!({ "status": "closed" }), Some(bad())),
        (Act::Status, json!({ "status": "working", "reason": "done" }), Some(bad())),
        (Act::Status, json!({ "status": "referred" }), None),
        (Act::Status, json!({ "status": "acknowledged" }), Some(bad())),
        (Act::Status, json!({ "reason": "done" }), Some(bad())),
        (Act::Assigned, json!({ "assignee": ben.account }), None),
        (Act::Assigned, json!({ "assignee": root.account }), Some((409, "not_enrolled".to_owned()))),
        (Act::Assigned, json!({ "assignee": "00".repeat(16) }), Some((409, "not_enrolled".to_owned()))),
        (Act::Assigned, json!({ "assignee": null }), None),
        (Act::NextContact, json!({ "next_contact": day }), None),
        (Act::NextContact, json!({ "next_contact": 5 }), Some(bad())),
        (Act::Status, json!({ "assignee": ben.account }), Some(bad())),
        (Act::Status, json!({}), Some(bad())),
        (Act::Status, json!({ "status": "closed", "reason": "out_of_scope" }), None),
        (Act::Status, json!({ "status": "referred" }), Some(bad())),
        (Act::Status, json!({ "status": "closed", "reason": "duplicate" }), None),
    ] {
        let answer = house.change(&anna, &case, act, change.clone()).await;
        match refusal {
            Some(refusal) => assert_eq!(refused(&answer), refusal, "{change}"),
            None => drop(good(&answer)),
        }
    }
    let line = anna.line(&case).await.unwrap();
    assert_eq!((&line["status"], &line["reason"], &line["assignee"]), (&"closed".into(), &"duplicate".into(), &Value::Null));
    assert_eq!(line["next_contact"], day - day.rem_euclid(86_400));
    assert_eq!(program.add("it is not over", "later").await.status, 201);
    let line = anna.line(&case).await.unwrap();
    assert_eq!((&line["status"], &line["reason"], &line["unread"]), (&"new".into(), &Value::Null, &true.into()));
}

async fn lowering_waits_for_a_colleague_and_raising_does_not(url: Option<String>) {
    let house = House::open(url).await;
    let (anna, ben) = (house.staff("Anna", &["caseworker"]).await, house.staff("Ben", &["caseworker"]).await);
    let mut program = house.alarm("they are here").await;
    let case = case_of(&program);
    let urgency = async || anna.line(&case).await.unwrap()["urgency"].as_str().unwrap().to_owned();
    assert_eq!(urgency().await, "critical");
    good(&house.change(&anna, &case, Act::Lowered, json!({ "urgency": "routine" })).await);
    assert_eq!((urgency().await.as_str(), &anna.line(&case).await.unwrap()["lowered"]), ("critical", &true.into()));
    let pending = &anna.detail(&case).await["lowered"];
    assert_eq!((&pending["from"], &pending["to"], &pending["by"]), (&"critical".into(), &"routine".into(), &anna.account.as_str().into()));
    assert_eq!(refused(&house.change(&anna, &case, Act::LoweringConfirmed, json!({ "confirm_lowered": true })).await), forbidden());
    assert_eq!(urgency().await, "critical", "not by whoever asked");
    good(&house.change(&ben, &case, Act::LoweringConfirmed, json!({ "confirm_lowered": true })).await);
    assert_eq!((urgency().await.as_str(), &anna.line(&case).await.unwrap()["lowered"]), ("routine", &false.into()));
    assert_eq!(refused(&house.change(&ben, &case, Act::LoweringConfirmed, json!({ "confirm_lowered": true })).await), moved());
    good(&house.change(&anna, &case, Act::Raised, json!({ "urgency": "urgent" })).await);
    assert_eq!(urgency().await, "urgent");
    // A wish is taken back by asking for what is, and by what the reporter says.
    good(&house.change(&anna, &case, Act::Lowered, json!({ "urgency": "routine" })).await);
    good(&house.change(&ben, &case, Act::Raised, json!({ "urgency": "urgent" })).await);
    assert_eq!(anna.line(&case).await.unwrap()["lowered"], false);
    good(&house.change(&anna, &case, Act::Lowered, json!({ "urgency": "routine" })).await);
    assert_eq!(program.add("now they are inside", "now").await.status, 201);
    let line = anna.line(&case).await.unwrap();
    assert_eq!((&line["urgency"], &line["lowered"]), (&"critical".into(), &false.into()));
    assert_eq!(refused(&house.change(&ben, &case, Act::LoweringConfirmed, json!({ "confirm_lowered": true })).await), moved());
}

async fn linked_cases_name_each_other_and_both_receipts_go_on_working(url: Option<String>) {
    let house = House::open(url).await;
    let anna = house.staff("Anna", &["caseworker"]).await;
    let (one, two) = (house.report("one").await, house.report("two").await);
    let (first, second) = (case_of(&one), case_of(&two));
    good(&house.change(&anna, &first, Act::Linked, json!({ "link": second })).await);
    assert_eq!(anna.detail(&first).await["links"], json!([second]));
    assert_eq!(anna.detail(&second).await["links"], json!([first]));
    assert_eq!(anna.detail(&second).await["timeline"][0]["action"], "linked", "both know of it");
    assert_eq!(refused(&house.change(&anna, &first, Act::Linked, json!({ "link": first })).await), bad());
    assert_eq!(refused(&house.change(&anna, &first, Act::Linked, json!({ "link": "00".repeat(16) })).await), forbidden());
    for program in [&one, &two] {
        let reply = house.reply(program, None, "Anna", "hello");
        assert_eq!(house.send(&anna, &case_of(program), &reply, Act::Replied, None).await.status, 201);
        assert_eq!(program.replies(&program.read().await), [Some("hello".to_owned())]);
    }
    good(&house.change(&anna, &second, Act::Unlinked, json!({ "unlink": first })).await);
    assert_eq!((&anna.detail(&first).await["links"], &anna.detail(&second).await["links"]), (&json!([]), &json!([])));
}

async fn whoever_changes_what_somebody_else_has_changed_reads_again(url: Option<String>) {
    let house = House::open(url).await;
    let (anna, ben) = (house.staff("Anna", &["caseworker"]).await, house.staff("Ben", &["caseworker"]).await);
    let program = house.report("a letter").await;
    let case = case_of(&program);
    let version = anna.detail(&case).await["version"].clone();
    good(&house.change(&ben, &case, Act::Assigned, json!({ "assignee": ben.account })).await);
    let late = json!({ "version": version, "assignee": anna.account, "audit": house.entry(&anna, Act::Assigned, Some(&case)).await });
    assert_eq!(refused(&anna.post(&format!("cases/{case}/state"), &late).await), moved());
    assert_eq!(anna.line(&case).await.unwrap()["assignee"], ben.account);
    // Eight at once: one is first, the others are told, nothing is lost between them.
    let version = anna.detail(&case).await["version"].clone();
    let head = house.head().await;
    let tries = (0..8).map(|n| {
        let who = if n % 2 == 0 { &anna } else { &ben };
        let audit = house.entry_after(head, who, Act::Assigned, Some(&case));
        let change = json!({ "version": version, "assignee": who.account, "audit": audit });
        let path = format!("cases/{case}/state");
        async move { who.post(&path, &change).await.status }
    });
    let mut ended = futures::future::join_all(tries).await;
    ended.sort_unstable();
    assert_eq!(ended, [200, 409, 409, 409, 409, 409, 409, 409]);
    assert_eq!(house.head().await.seq, head.seq + 1);
}

async fn no_change_stands_without_its_entry_and_each_has_exactly_one(url: Option<String>) {
    let house = House::open(url).await;
    let (lead, ben) = (house.staff("Lena", &["lead"]).await, house.staff("Ben", &["caseworker"]).await);
    let inter = house.staff("Inter", &["interpreter"]).await;
    let program = house.alarm("they are here").await;
    let other = case_of(&house.report("another").await);
    let case = case_of(&program);
    let identity = house.case_identity(&lead.detail(&case).await);
    let to = |who: &Staff| super::house::grant("case", &identity, who.identity.recipient());
    let until = house.now() + 86_400;
    // Every change that there is, with the act it is logged as and what it is about; in an order in which each can be done.
    let reply = house.reply(&program, None, "Lena", "hello");
    let staff = tocsin_seal::Identity::generate(&ring::rand::SystemRandom::new()).unwrap();
    let note = house.note(&program, staff.recipient(), None, "Lena", "first");
    let changes: Vec<(&str, Value, Act, Option<&str>)> = vec![
        ("acknowledge", json!({}), Act::Acknowledged, Some(&case)),
        ("pass", json!({ "to": ben.account }), Act::Passed, Some(&case)),
        ("parts", json!({ "statement": b64(reply.statement.bytes()), "body": b64(&reply.body) }), Act::Replied, Some(&case)),
        (
            "parts",
            json!({
                "statement": b64(note.statement.bytes()), "body": b64(&note.body),
                "staff": { "recipient": staff.recipient().to_string(), "grants": [house.to_team("staff", &staff)] },
            }),
            Act::Noted,
            Some(&case),
        ),
        ("state", json!({ "status": "referred" }), Act::Status, Some(&case)),
        ("state", json!({ "assignee": lead.account }), Act::Assigned, Some(&case)),
        ("state", json!({ "next_contact": until }), Act::NextContact, Some(&case)),
        ("state", json!({ "urgency": "routine" }), Act::Lowered, Some(&case)),
        ("state", json!({ "urgency": "critical" }), Act::Raised, Some(&case)),
        ("state", json!({ "link": other }), Act::Linked, Some(&case)),
        ("state", json!({ "unlink": other }), Act::Unlinked, Some(&case)),
        (
            "shared",
            json!({ "parts": ["contact"], "way": "html", "bundle": tocsin_seal::Hash32::of(b"page").to_string() }),
            Act::Shared,
            Some(&case),
        ),
        ("guest", json!({ "account": inter.account, "until": until, "grants": [to(&inter)] }), Act::Guest, Some(&case)),
        ("handover", json!({ "to": ben.account, "cases": [case] }), Act::Handover, Some(&ben.account)),
        (
            "grants",
            json!({
                "grants": [to(&lead), super::house::grant("staff", &staff, lead.identity.recipient())],
                "staff_recipient": staff.recipient().to_string(), "to": [lead.account],
            }),
            Act::Restricted,
            Some(&case),
        ),
        ("bulk", json!({ "reason": "spam" }), Act::BulkClosed, None),
        ("practice", json!({ "language": "en" }), Act::Practice, None),
    ];
    for (what, mut change, act, subject) in changes {
        let path = match what {
            "handover" | "practice" => what.to_owned(),
            "bulk" => "cases/bulk".to_owned(),
            _ => format!("cases/{case}/{what}"),
        };
        let before = (lead.list().await, lead.detail(&case).await, house.head().await);
        if what == "bulk" {
            change["cases"] = json!([{ "id": case, "version": before.1["version"] }]);
        }
        if what == "state" || what == "grants" {
            change["version"] = before.1["version"].clone();
        }
        let wrong_act = if act == Act::Shared { Act::Status } else { Act::Shared };
        let wrong_subject = if subject.is_none() { Some(other.as_str()) } else { None };
        for audit in [
            house.entry(&lead, wrong_act, subject).await,
            house.entry(&lead, act, wrong_subject).await,
            house.entry(&ben, act, subject).await,
            house.entry_after(tocsin_seal::Head { seq: 900, ..before.2 }, &lead, act, subject),
            "AAAA".to_owned(),
            for_another_request(&change, house.entry(&lead, act, subject).await),
            saying(&house, &signing::said(act, &change), &lead, act, subject, true).await,
            saying(&house, &signing::said(act, &change), &lead, act, subject, false).await,
        ] {
            change["audit"] = audit.into();
            let answer = lead.post(&path, &change).await;
            assert!(matches!(answer.status, 400 | 409), "{what} {act}: {} {}", answer.status, answer.text());
            assert_eq!((lead.list().await, lead.detail(&case).await, house.head().await), before, "{what} {act}");
        }
        change["audit"] = house.entry(&lead, act, subject).await.into();
        good(&lead.post(&path, &change).await);
        assert_eq!(house.head().await.seq, before.2.seq + 1, "{what} {act}: one entry");
        let last = house.log().await.pop().unwrap();
        assert_eq!(last, (act.word().to_owned(), subject.map(str::to_owned)), "{what}");
        let timeline = lead.detail(&case).await["timeline"].as_array().unwrap().last().cloned();
        if act != Act::Practice {
            let timeline = timeline.unwrap();
            assert_eq!((&timeline["action"], &timeline["actor"]), (&act.word().into(), &lead.account.as_str().into()), "{what}");
        }
    }
}

/// Signed for a request in which one thing more is asked.
fn for_another_request(change: &Value, entry: String) -> String {
    let mut other = change.clone();
    other["more"] = 1.into();
    other["audit"] = entry.into();
    let signed = signing::signed(&other);
    signed["audit"].as_str().unwrap().to_owned()
}

/// Signed for this request with another word among its details; or with the right ones, and without the request's hash, as desks
/// signed before entries were bound to it.
async fn saying(house: &House, said: &[(String, String)], who: &Staff, act: Act, subject: Option<&str>, other: bool) -> String {
    let mut said = said.to_vec();
    match said.first_mut().filter(|_| other) {
        Some((_, value)) => value.push('0'),
        None if other => said.push(("more".to_owned(), "1".to_owned())),
        None => {}
    }
    let said: Vec<(&str, &str)> = said.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let (head, subject) = (house.head().await, subject.map(super::house::id));
    if other {
        return signing::to_sign(&who.actor, head, act, subject, Some(&said), house.now());
    }
    let entry = tocsin_seal::audit::Entry::after(head, act, subject, &said, who.actor.public(), house.now());
    b64(entry.sign(&who.actor).unwrap().bytes())
}

fn b64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
