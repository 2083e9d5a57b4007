//! Several cases at once: junk closed together, a shift handed over, and what falls back when somebody is away.

use serde_json::{Value, json};
use tocsin::app::rota::{self, Span, What};
use tocsin_seal::Act;

use super::house::{House, Staff, bad, case_of, good, moved, refused};

on_both! {
    junk_is_closed_together_or_not_at_all,
    a_shift_is_handed_over_with_one_entry_and_closed_cases_stay,
    what_somebody_looked_after_who_is_away_falls_to_whoever_stands_in_or_to_everybody,
}

async fn junk_is_closed_together_or_not_at_all(url: Option<String>) {
    let house = House::open(url).await;
    let anna = house.staff("Anna", &["caseworker"]).await;
    for words in ["buy this", "buy that", "a real one"] {
        house.report(words).await;
    }
    let list = anna.list().await;
    let seen: Vec<Value> = list.iter().map(|line| json!({ "id": line["id"], "version": line["version"] })).collect();
    let close = async |cases: &[Value], reason: &str| {
        let audit = house.entry(&anna, Act::BulkClosed, None).await;
        anna.post("cases/bulk", &json!({ "cases": cases, "reason": reason, "audit": audit })).await
    };
    for (cases, reason) in [(vec![], "spam"), (vec![seen[0].clone(), seen[0].clone()], "spam"), (seen[..2].to_vec(), "done")] {
        assert_eq!(refused(&close(&cases, reason).await), bad());
    }
    assert_eq!(refused(&close(&vec![json!({ "id": "00".repeat(16), "version": 1 }); 501], "spam").await), bad());
    // One of them was worked on since it was looked at. That somebody read it would be no reason.
    good(&anna.post(&format!("cases/{}/read", seen[0]["id"].as_str().unwrap()), &json!({})).await);
    good(&house.change(&anna, seen[1]["id"].as_str().unwrap(), Act::Assigned, json!({ "assignee": anna.account })).await);
    assert_eq!(anna.list().await[0]["version"], seen[0]["version"]);
    assert_eq!(refused(&close(&seen[..2], "spam").await), moved());
    assert!(anna.list().await.iter().all(|line| line["status"] == "new"));
    let list = anna.list().await;
    let seen: Vec<Value> = list.iter().map(|line| json!({ "id": line["id"], "version": line["version"] })).collect();
    let entries = house.head().await.seq;
    good(&close(&seen[..2], "spam").await);
    assert_eq!(house.head().await.seq, entries + 1);
    for (line, spam) in anna.list().await.iter().zip([true, true, false]) {
        assert_eq!((line["status"] == "closed", line["reason"] == "spam"), (spam, spam));
    }
}

async fn a_shift_is_handed_over_with_one_entry_and_closed_cases_stay(url: Option<String>) {
    let house = House::open(url).await;
    let (anna, ben) = (house.staff("Anna", &["caseworker"]).await, house.staff("Ben", &["caseworker"]).await);
    let mut cases = Vec::new();
    for words in ["one", "two", "three", "four"] {
        cases.push(case_of(&house.report(words).await));
    }
    for case in &cases[..3] {
        good(&house.change(&anna, case, Act::Assigned, json!({ "assignee": anna.account })).await);
    }
    good(&house.change(&anna, &cases[2], Act::Status, json!({ "status": "closed", "reason": "done" })).await);
    let entries = house.head().await.seq;
    let hand = async |to: &str, cases: &[String]| {
        let audit = house.entry(&anna, Act::Handover, Some(to)).await;
        anna.post("handover", &json!({ "to": to, "cases": cases, "audit": audit })).await
    };
    assert_eq!(refused(&hand(&anna.account, &cases[..2]).await), bad());
    assert_eq!(refused(&hand(&ben.account, &[]).await), bad());
    assert_eq!(refused(&hand(&"00".repeat(16), &cases[..2]).await), (409, "not_enrolled".to_owned()));
    // The entry names what is handed over: one that is closed by now, or nobody's, and nothing is.
    assert_eq!(refused(&hand(&ben.account, &cases[..3]).await), moved());
    assert_eq!(refused(&hand(&ben.account, &[cases[0].clone(), cases[3].clone()]).await), moved());
    assert_eq!(house.head().await.seq, entries);
    let answer = good(&hand(&ben.account, &cases[..2]).await);
    let mut handed: Vec<&str> = answer["cases"].as_array().unwrap().iter().map(|case| case.as_str().unwrap()).collect();
    handed.sort_unstable();
    let mut expected: Vec<&str> = cases[..2].iter().map(String::as_str).collect();
    expected.sort_unstable();
    assert_eq!(handed, expected);
    assert_eq!(house.head().await.seq, entries + 1);
    for (case, assignee) in cases.iter().zip([Some(&ben), Some(&ben), Some(&anna), None]) {
        assert_eq!(assigned(&anna, case).await, assignee.map(|who| who.account.clone()));
    }
}

async fn assigned(who: &Staff, case: &str) -> Option<String> {
    who.line(case).await.unwrap()["assignee"].as_str().map(str::to_owned)
}

async fn what_somebody_looked_after_who_is_away_falls_to_whoever_stands_in_or_to_everybody(url: Option<String>) {
    let house = House::open(url).await;
    let (anna, ben) = (house.staff("Anna", &["caseworker"]).await, house.staff("Ben", &["caseworker"]).await);
    let case = case_of(&house.report("one").await);
    let tidy = async || house.service.app.tidy_desk().await.unwrap().cases;
    let give = async |to: &Staff| good(&house.change(&anna, &case, Act::Assigned, json!({ "assignee": to.account })).await);
    give(&ben).await;
    assert_eq!(tidy().await, 0);
    let span = Span { from: house.now() - 60, until: house.now() + 86_400 };
    let away = rota::add(&house.store, &house.ring, What::Away { person: ben.id, span }).await.unwrap();
    let page = good(&anna.get("cases").await);
    let ben_named = page["people"].as_array().unwrap().iter().find(|named| named["alias"] == "Ben").unwrap();
    assert_eq!(ben_named["away"], true);
    assert_eq!(tidy().await, 1);
    assert_eq!(assigned(&anna, &case).await, None);
    assert_eq!(house.log().await.pop().unwrap(), ("assigned".to_owned(), Some(case.clone())));
    give(&ben).await;
    rota::add(&house.store, &house.ring, What::Swap { out: ben.id, stand_in: anna.id, span }).await.unwrap();
    assert_eq!(tidy().await, 1);
    assert_eq!(assigned(&anna, &case).await.as_ref(), Some(&anna.account));
    rota::remove(&house.store, &house.ring, &tocsin::vault::hex(&away)).await.unwrap();
    give(&ben).await;
    assert_eq!(tidy().await, 0, "back again");
    // Whoever was disabled looks after nothing.
    tocsin::app::people::disable(&house.store, &house.ring, "Ben").await.unwrap();
    assert_eq!(tidy().await, 1);
}
