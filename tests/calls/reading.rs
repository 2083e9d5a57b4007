//! Reading, deleting an answer, taking the report back.

use serde_json::Value;
use tocsin_domain::clock::{date_string, day_of};
use tocsin_seal::PartId;
use tocsin_seal::call::Action;

use super::Bench;
use super::program::{json, refusal};

on_both! {
    a_mailbox_is_read_checked_and_opened_by_the_receipt_alone,
    a_deleted_answer_leaves_its_place_and_not_its_words,
    a_report_taken_back_by_a_call_is_gone_for_the_receipt_and_waits_for_staff,
    form_and_calls_are_two_doors_to_one_mailbox,
}

async fn a_mailbox_is_read_checked_and_opened_by_the_receipt_alone(url: Option<String>) {
    let bench = Bench::new(url).await;
    let mut mine = bench.program().await;
    let other = bench.program().await;
    let fresh = mine.read().await;
    assert_eq!((&fresh["team"], fresh["replies"].as_array().unwrap().len()), (&Value::Null, 0));
    assert_eq!(fresh["tip"]["hash"].as_str().unwrap(), mine.tip.1.to_string());
    let ends = date_string(day_of(bench.service.app.now() + 180 * 86_400));
    assert_eq!((&fresh["answer_here"], fresh["ends"].as_str()), (&Value::Bool(true), Some(&*ends)));
    assert_eq!(fresh["rosters"].as_array().unwrap().len(), 1);

    assert_eq!(mine.add("a second word", "no").await.status, 201);
    bench.answer(&mine, "we have read it").await;
    let read = mine.read().await;
    let sent: Vec<_> = read["sent"].as_array().unwrap().iter().map(|s| (s["number"].as_u64(), s["collected"].as_bool())).collect();
    assert_eq!(sent, [(Some(0), Some(true)), (Some(1), Some(true))]);
    assert_eq!((read["team"].as_u64(), read["tip"]["seq"].as_u64()), (Some(1), Some(1)));
    assert_eq!(mine.replies(&read), [Some("we have read it".to_owned())]);
    assert_eq!(read["replies"][0]["collected"], false, "for the first time");
    assert_eq!(mine.read().await["replies"][0]["collected"], true);
    assert_eq!(other.read().await["replies"].as_array().unwrap().len(), 0, "nobody else has it");
}

async fn a_deleted_answer_leaves_its_place_and_not_its_words(url: Option<String>) {
    let bench = Bench::new(url).await;
    let (mine, other) = (bench.program().await, bench.program().await);
    bench.answer(&mine, "read and burn").await;
    let part: PartId = mine.read().await["replies"][0]["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(refusal(&other.call(Action::Delete { part }).await), (404, "unknown_part".into()), "an id authorises nothing");
    let store = tocsin::store::Store::open(&bench.service.options).await.unwrap();
    let mut tx = store.read().await.unwrap();
    let parts = tx.parts(mine.capsule.case_id.as_bytes()).await.unwrap();
    drop(tx);
    let report = parts.iter().find(|row| row.id != *part.as_bytes()).unwrap().id;
    assert_eq!(refusal(&mine.call(Action::Delete { part: PartId::from_bytes(report) }).await), (404, "unknown_part".into()));
    for _ in 0..2 {
        let answer = mine.call(Action::Delete { part }).await;
        assert_eq!((answer.status, &json(&answer)["outcome"]), (200, &"deleted".into()), "twice is once");
    }
    let read = mine.read().await;
    assert_eq!((mine.replies(&read), read["team"].as_u64()), (vec![None], Some(1)));
    let mut tx = store.read().await.unwrap();
    assert!(tx.part(mine.capsule.case_id.as_bytes(), part.as_bytes()).await.unwrap().unwrap().body.is_none());
    drop(tx);
    store.close().await;
}

async fn a_report_taken_back_by_a_call_is_gone_for_the_receipt_and_waits_for_staff(url: Option<String>) {
    let bench = Bench::new(url).await;
    let mut mine = bench.program().await;
    let answer = mine.call(Action::Withdraw).await;
    assert_eq!((answer.status, &json(&answer)["outcome"]), (200, &"withdrawn".into()));
    for action in [Action::Read, Action::Withdraw, Action::Delete { part: PartId::from_bytes([1; 16]) }] {
        assert_eq!(refusal(&mine.call(action).await), (404, "unknown_mailbox".into()));
    }
    assert_eq!(refusal(&mine.add("more", "no").await), (404, "unknown_mailbox".into()));
    assert_eq!(bench.service.cases().await, 0);
    let waiting = bench.service.app.withdrawn_cases().await.unwrap();
    assert_eq!((waiting.len(), waiting[0].id), (1, mine.capsule.case_id));
}

async fn form_and_calls_are_two_doors_to_one_mailbox(url: Option<String>) {
    let bench = Bench::new(url).await;
    let mut mine = bench.program().await;
    let page = super::http::post(bench.service.at, "/en/mailbox", &[("receipt", &*mine.receipt.digits())]).await;
    let session = page.hidden("session");
    let typed: [super::http::Part<'_>; 2] = [("session", None, session.as_bytes()), ("text", None, b"without script")];
    assert_eq!(super::http::post_form(bench.service.at, "/en/mailbox/add", &typed).await.status, 200);
    let late = mine.add("with script", "no").await;
    assert_eq!(refusal(&late), (409, "out_of_order".into()), "it did not know of the other");
    let tip = &json(&late)["tip"];
    mine.tip = (u32::try_from(tip["seq"].as_u64().unwrap()).unwrap(), tip["hash"].as_str().unwrap().parse().unwrap());
    assert_eq!(mine.add("with script", "no").await.status, 201);
    let read = mine.read().await;
    assert_eq!((read["sent"].as_array().unwrap().len(), mine.tip.0), (3, 2));
    let page = super::http::post(bench.service.at, "/en/mailbox", &[("receipt", &*mine.receipt.digits())]).await;
    assert!(page.text().contains("Message 2") && !page.text().contains("Message 3"));
}
