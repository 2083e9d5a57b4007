//! Calls answered and passed on, also from a locked page; what is read; summaries.

use serde_json::json;
use tocsin_seal::Act;

use super::house::{House, bad, case_of, forbidden, good, moved, refused};

on_both! {
    acknowledging_ends_the_call_and_opening_the_list_does_not,
    passing_on_wakes_the_one_who_is_named_however_often_they_were_woken,
    a_summary_is_kept_for_the_team_and_none_for_a_restricted_case,
}

async fn acknowledging_ends_the_call_and_opening_the_list_does_not(url: Option<String>) {
    let house = House::open(url).await;
    let (anna, ben) = (house.staff("Anna", &["caseworker"]).await, house.staff("Ben", &["caseworker"]).await);
    let program = house.alarm("they are here").await;
    let case = case_of(&program);
    for _ in 0..2 {
        assert_eq!(anna.line(&case).await.unwrap()["wakes"], true, "looking is not answering");
        anna.detail(&case).await;
    }
    let calls = async || tocsin::app::alert::open_calls(&house.store, &house.ring).await.unwrap();
    assert!(calls().await.iter().all(|call| call.acknowledged.is_none()));
    // From a locked page nobody can sign: the service notes who it was.
    good(&anna.post(&format!("cases/{case}/acknowledge"), &json!({})).await);
    let line = ben.line(&case).await.unwrap();
    assert_eq!((&line["wakes"], &line["status"]), (&false.into(), &"acknowledged".into()));
    assert_eq!(calls().await[0].acknowledged.as_ref().unwrap().0.as_ref().unwrap().as_str(), "Anna");
    let timeline = ben.detail(&case).await["timeline"].clone();
    assert_eq!((&timeline[0]["action"], &timeline[0]["details"]["by"]), (&"acknowledged".into(), &anna.account.as_str().into()));
    // Once more is no second entry.
    good(&ben.post(&format!("cases/{case}/acknowledge"), &json!({})).await);
    assert_eq!(house.log().await.len(), 1);
    // Acknowledged is not answered: the call goes on until the reporter has an answer, and is over with it.
    assert_eq!(ben.line(&case).await.unwrap()["answered"], false);
    let inter = house.staff("Inter", &["interpreter"]).await;
    assert_eq!(refused(&inter.post(&format!("cases/{case}/acknowledge"), &json!({})).await), forbidden());
}

async fn passing_on_wakes_the_one_who_is_named_however_often_they_were_woken(url: Option<String>) {
    let house = House::open(url).await;
    let (anna, ben) = (house.staff("Anna", &["caseworker"]).await, house.staff("Ben", &["caseworker"]).await);
    let root = house.staff("Root", &["administrator"]).await;
    let program = house.alarm("they are here").await;
    let calm = case_of(&house.report("a letter").await);
    let case = case_of(&program);
    let path = format!("cases/{case}/pass");
    let status = async || tocsin::app::alert::status(&house.service.app).await.unwrap().waiting;
    good(
        &anna
            .post(&format!("cases/{case}/acknowledge"), &json!({ "audit": house.entry(&anna, Act::Acknowledged, Some(&case)).await }))
            .await,
    );
    let before = status().await;
    assert_eq!(refused(&anna.post(&path, &json!({ "to": root.account })).await), (409, "not_enrolled".to_owned()));
    assert_eq!(refused(&anna.post(&path, &json!({ "to": "nobody" })).await), bad());
    assert_eq!(refused(&anna.post(&format!("cases/{calm}/pass"), &json!({ "to": ben.account })).await), moved(), "nothing rings");
    assert_eq!(status().await, before);
    good(&anna.post(&path, &json!({ "to": ben.account, "audit": house.entry(&anna, Act::Passed, Some(&case)).await })).await);
    assert_eq!(status().await, before + 1, "one mail that wakes, to Ben");
    assert_eq!(anna.line(&case).await.unwrap()["wakes"], true, "until Ben answers it");
    good(&ben.post(&format!("cases/{case}/acknowledge"), &json!({})).await);
    assert_eq!(anna.line(&case).await.unwrap()["wakes"], false);
}

async fn a_summary_is_kept_for_the_team_and_none_for_a_restricted_case(url: Option<String>) {
    let house = House::open(url).await;
    let lead = house.staff("Lena", &["lead"]).await;
    let inter = house.staff("Inter", &["interpreter"]).await;
    let case = case_of(&house.report("a letter").await);
    let path = format!("cases/{case}/summary");
    let sealed = "A".repeat(380);
    good(&lead.post(&path, &json!({ "epoch": 1, "sealed": sealed })).await);
    assert_eq!(lead.line(&case).await.unwrap()["summary"], json!({ "epoch": 1, "sealed": sealed }));
    assert_eq!(refused(&lead.post(&path, &json!({ "epoch": 2, "sealed": sealed })).await), bad());
    assert_eq!(refused(&lead.post(&path, &json!({ "epoch": 1, "sealed": "A".repeat(1_400) })).await), bad());
    assert_eq!(refused(&inter.post(&path, &json!({ "epoch": 1, "sealed": sealed })).await), forbidden());
    let identity = house.case_identity(&lead.detail(&case).await);
    let change = json!({
        "version": lead.detail(&case).await["version"], "to": [lead.account], "staff_recipient": "",
        "grants": [super::house::grant("case", &identity, lead.identity.recipient())],
        "audit": house.entry(&lead, Act::Restricted, Some(&case)).await,
    });
    good(&lead.post(&format!("cases/{case}/grants"), &change).await);
    assert_eq!(lead.line(&case).await.unwrap()["summary"], serde_json::Value::Null);
    assert_eq!(refused(&lead.post(&path, &json!({ "epoch": 1, "sealed": sealed })).await), forbidden());
}
