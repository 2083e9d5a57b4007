//! Calls answered and passed on, also from a locked page; what is read; summaries.

use std::sync::Mutex;

use serde_json::json;
use tocsin::app::alert::{self, Deliver, HookLetter, Letter, Undelivered};
use tocsin::app::people;
use tocsin::mail::Certificate;
use tocsin_seal::Act;

use super::house::{House, bad, case_of, forbidden, good, moved, refused};

on_both! {
    acknowledging_ends_the_call_and_opening_the_list_does_not,
    passing_on_wakes_the_one_who_is_named_however_often_they_were_woken,
    contacts_that_are_due_are_counted_in_encrypted_mail_and_constant_mail_stays_constant,
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
    let taken = timeline.as_array().unwrap().iter().find(|one| one["action"] == "acknowledged").expect("noted");
    assert_eq!(taken["details"]["by"], anna.account);
    // Once more is no second entry.
    good(&ben.post(&format!("cases/{case}/acknowledge"), &json!({})).await);
    assert_eq!(house.log().await.iter().filter(|(act, _)| act == "acknowledged").count(), 1);
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

/// Keeps what each person would be told in an encrypted mail; `None`: they get the constant one.
#[derive(Default)]
struct Told(Mutex<Vec<(String, Option<String>)>>);

impl Deliver for Told {
    async fn deliver(&self, letter: &Letter<'_>) -> Result<(), Undelivered> {
        self.0.lock().unwrap().push((letter.to.to_owned(), letter.private.map(|(_, words)| words.to_owned())));
        Ok(())
    }

    async fn call(&self, _: &HookLetter<'_>) -> Result<(), Undelivered> {
        Ok(())
    }
}

async fn contacts_that_are_due_are_counted_in_encrypted_mail_and_constant_mail_stays_constant(url: Option<String>) {
    let house = House::open(url).await;
    let (anna, _ben) = (house.staff("Anna", &["caseworker"]).await, house.staff("Ben", &["caseworker"]).await);
    let with_key = |reach: &mut people::Reach| {
        reach.openpgp = Some(Certificate::stored(vec![1]));
        Ok(())
    };
    people::set_reach(&house.store, &house.ring, "Anna", with_key).await.unwrap();
    let day = 86_400;
    let mut cases = Vec::new();
    for (words, contact, closed) in [("one", 0, false), ("two", 3, false), ("three", 0, true), ("four", 0, false)] {
        let case = case_of(&house.report(words).await);
        good(&house.change(&anna, &case, Act::NextContact, json!({ "next_contact": house.now() + contact * day })).await);
        if closed {
            good(&house.change(&anna, &case, Act::Status, json!({ "status": "closed", "reason": "done" })).await);
        }
        cases.push(case);
    }
    let due = async || {
        let told = Told::default();
        alert::send_test(&house.service.app, &told, None).await.unwrap();
        let told = told.0.into_inner().unwrap();
        let of = |name: &str| told.iter().rev().find(|(to, _)| to.starts_with(name)).unwrap().1.clone();
        assert_eq!(of("ben"), None, "the mail that says nothing still does");
        let words = of("anna").unwrap();
        words.lines().find(|line| line.starts_with("Next contact due: ")).map(str::to_owned).unwrap_or(words)
    };
    let mut today = [&cases[0][..8], &cases[3][..8]];
    today.sort_unstable();
    assert_eq!(due().await, format!("Next contact due: 2: {}", today.join(" ")));
    house.clock.jump(4 * day);
    assert!(due().await.starts_with("Next contact due: 3: "));
}
