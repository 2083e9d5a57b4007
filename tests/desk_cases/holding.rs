//! A hold at the desk: two leads, each with an entry that their own key signed.

use serde_json::{Value, json};
use tocsin_seal::Act;

use super::house::{House, case_of, forbidden, good, moved, refused};

on_both! {
    two_leads_hold_a_case_and_two_let_it_go_and_nobody_else_does,
}

async fn two_leads_hold_a_case_and_two_let_it_go_and_nobody_else_does(url: Option<String>) {
    let house = House::open(url).await;
    let anna = house.staff("Anna", &["lead"]).await;
    let ben = house.staff("Ben", &["lead", "caseworker"]).await;
    let cleo = house.staff("Cleo", &["caseworker"]).await;
    let case = case_of(&house.report("a letter from the court").await);
    let (hold, release) = (json!({ "hold": "legal" }), json!({ "release": true }));
    let state = async || anna.line(&case).await.unwrap()["hold"]["state"].clone();
    assert_eq!(refused(&house.change(&cleo, &case, Act::HoldAsked, hold.clone()).await), forbidden());
    assert_eq!(refused(&house.change(&anna, &case, Act::ReleaseAsked, release.clone()).await), moved());
    good(&house.change(&anna, &case, Act::HoldAsked, hold.clone()).await);
    assert_eq!(state().await, "asked");
    assert_eq!(refused(&house.change(&anna, &case, Act::HoldConfirmed, hold.clone()).await), forbidden(), "one person is not two");
    // An entry that says something else than what is done is no entry for it.
    assert_ne!(house.change(&ben, &case, Act::HoldAsked, hold.clone()).await.status, 200);
    assert_eq!(state().await, "asked");
    good(&house.change(&ben, &case, Act::HoldConfirmed, hold.clone()).await);
    let line = cleo.line(&case).await.unwrap();
    assert_eq!(
        (&line["hold"]["state"], &line["hold"]["by"], &line["hold"]["why"]),
        (&"held".into(), &ben.account.as_str().into(), &"legal".into())
    );
    good(&house.change(&ben, &case, Act::ReleaseAsked, release.clone()).await);
    assert_eq!(refused(&house.change(&ben, &case, Act::HoldReleased, release.clone()).await), forbidden());
    assert_eq!(refused(&house.change(&cleo, &case, Act::HoldReleased, release.clone()).await), forbidden());
    assert_eq!(state().await, "release");
    good(&house.change(&anna, &case, Act::ReleaseDropped, hold).await);
    assert_eq!(state().await, "held");
    good(&house.change(&ben, &case, Act::ReleaseAsked, release.clone()).await);
    good(&house.change(&anna, &case, Act::HoldReleased, release).await);
    assert_eq!(state().await, Value::Null);
    let told: Vec<Value> = anna.detail(&case).await["timeline"].as_array().unwrap().iter().map(|entry| entry["action"].clone()).collect();
    for action in ["hold_asked", "hold_confirmed", "release_asked", "release_dropped", "hold_released"] {
        assert!(told.contains(&action.into()), "{action}: {told:?}");
    }
}
