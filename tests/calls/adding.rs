//! Sealed messages: taken once, in order, durable, and alike in the rows however they were made.

use futures::future::join_all;
use tocsin::store::Store;
use tocsin_seal::addition::MAGIC;
use tocsin_seal::call::Action;
use tocsin_seal::{Addition, CaseId, SignedCall, check_header};

use super::Bench;
use super::demo::Demo;
use super::http;
use super::program::{Program, json, refusal};

on_both! {
    a_message_counts_once_however_often_it_is_sent,
    of_two_messages_for_one_place_one_is_taken_and_the_other_is_told_where_it_must_go,
    what_cannot_wait_wakes_somebody_whichever_way_it_came,
    the_rows_of_a_message_do_not_tell_who_sealed_it,
}

async fn a_message_counts_once_however_often_it_is_sent(url: Option<String>) {
    let bench = Bench::new(url).await;
    let mut mine = bench.program().await;
    let file = mine.addition("they came again", "no", &mine.challenge().await);
    let answers = join_all((0..8).map(|_| mine.post(&file))).await;
    let count = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((count(201), count(200)), (1, 7));
    assert!(answers.iter().all(|answer| matches!(json(answer)["outcome"].as_str(), Some("new" | "repeated"))));

    // Half an hour later the page signs it again, with another envelope.
    bench.clock.jump(31 * 60);
    assert_eq!(refusal(&mine.post(&file).await), (409, "challenge_old".into()));
    let anew = SignedCall::sign(&mine.keys, &mine.challenge().await, Action::Message { urgency: "routine".into(), wakes: false });
    let anew = with_envelope(&file, &anew.to_bytes());
    assert_eq!(json(&mine.post(&anew).await)["outcome"], "repeated");
    mine.follow(&file);
    assert_eq!(mine.add("and left", "no").await.status, 201);
    assert_eq!(json(&mine.post(&anew).await)["outcome"], "repeated", "also once others stand behind it");
    assert_eq!(mine.read().await["sent"].as_array().unwrap().len(), 3);
}

fn with_envelope(file: &[u8], envelope: &[u8]) -> Vec<u8> {
    let rest = &file[MAGIC.len()..];
    let old = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
    let length = u32::try_from(envelope.len()).unwrap().to_be_bytes();
    [MAGIC, &length, envelope, &rest[4 + old..]].concat()
}

async fn of_two_messages_for_one_place_one_is_taken_and_the_other_is_told_where_it_must_go(url: Option<String>) {
    let bench = Bench::new(url).await;
    let mut mine = bench.program().await;
    let challenge = mine.challenge().await;
    let files: Vec<_> = (0..6).map(|n| mine.addition(&format!("word {n}"), "no", &challenge)).collect();
    let answers = join_all(files.iter().map(|file| mine.post(file))).await;
    let taken: Vec<_> = answers.iter().zip(&files).filter(|(answer, _)| answer.status == 201).collect();
    assert_eq!(taken.len(), 1);
    let tip = Addition::parse(taken[0].1).unwrap().signed().hash().to_string();
    for late in answers.iter().filter(|answer| answer.status != 201) {
        let told = json(late);
        assert_eq!((late.status, told["error"].as_str(), told["tip"]["seq"].as_u64()), (409, Some("out_of_order"), Some(1)));
        assert_eq!(told["tip"]["hash"].as_str(), Some(&*tip));
    }
    mine.follow(taken[0].1);
    let old = mine.tip;
    assert_eq!(mine.add("next", "no").await.status, 201);
    mine.tip = (7, old.1);
    assert_eq!(refusal(&mine.add("from the future", "no").await), (409, "out_of_order".into()));
    mine.tip = (2, old.1);
    assert_eq!(refusal(&mine.add("on another's back", "no").await), (409, "out_of_order".into()));
    assert_eq!(mine.read().await["sent"].as_array().unwrap().len(), 3, "nothing else was stored");
}

async fn what_cannot_wait_wakes_somebody_whichever_way_it_came(url: Option<String>) {
    let bench = Bench::new(url).await;
    let mut mine = bench.program().await;
    assert_eq!(bench.service.app.cases().await.unwrap()[0].urgency.to_string(), "routine");
    bench.service.app.close_case(mine.capsule.case_id, tocsin::app::work::Reason::Done, false).await.unwrap();
    let before = alerts(&bench).await;
    assert_eq!(mine.add("they are at the door", "now").await.status, 201);
    let case = &bench.service.app.cases().await.unwrap()[0];
    assert_eq!((case.urgency.to_string().as_str(), case.status.word(), case.messages), ("critical", "new", 1));
    assert_eq!(alerts(&bench).await, before + 1, "queued with the message");
    assert_eq!(mine.add("they left", "no").await.status, 201);
    assert_eq!(bench.service.app.cases().await.unwrap()[0].urgency.to_string(), "critical", "it is never lowered");
}

async fn alerts(bench: &Bench) -> usize {
    let store = Store::open(&bench.service.options).await.unwrap();
    let count = store.read().await.unwrap().outbox().await.unwrap().len();
    store.close().await;
    count
}

/// What each table says of a case, as sizes; what is random in a sealed file's header is taken off.
async fn shape(store: &Store, case: CaseId) -> Vec<(String, i64, usize)> {
    let mut tx = store.read().await.unwrap();
    let row = tx.case(case.as_bytes()).await.unwrap().unwrap();
    let mut shape = vec![(format!("case {}", row.purge_month), row.version, row.sealed.len())];
    for part in tx.parts(case.as_bytes()).await.unwrap() {
        let body = part.body.unwrap();
        shape.push(("part".into(), part.version, part.sealed.len()));
        shape.push(("body".into(), 0, body.len() - check_header(&body, 1).unwrap()));
    }
    shape.sort();
    shape
}

async fn the_rows_of_a_message_do_not_tell_who_sealed_it(url: Option<String>) {
    let bench = Bench::new(url).await;
    let (mut by_script, by_form) = (bench.program().await, bench.program().await);
    for words in ["the very same words", "and some more of them"] {
        assert_eq!(by_script.add(words, "unknown").await.status, 201);
        let opened = http::post(bench.service.at, "/en/mailbox", &[("receipt", &*by_form.receipt.digits())]).await;
        let session = opened.hidden("session");
        let typed: [http::Part<'_>; 2] = [("session", None, session.as_bytes()), ("text", None, words.as_bytes())];
        assert_eq!(http::post_form(bench.service.at, "/en/mailbox/add", &typed).await.status, 200);
    }
    let store = Store::open(&bench.service.options).await.unwrap();
    let (one, other) = (shape(&store, by_script.capsule.case_id).await, shape(&store, by_form.capsule.case_id).await);
    store.close().await;
    assert_eq!(one.len(), 7);
    assert_eq!(one, other);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_there_after_the_program_was_killed() {
    let mut demo = Demo::start();
    let mut mine = begin(&demo).await;
    for round in 0..4 {
        let file = mine.addition(&format!("round {round}"), "no", &mine.challenge().await);
        assert_eq!(mine.post(&file).await.status, 201);
        demo.kill();
        mine.follow(&file);
        demo.again();
        mine.at = demo.at;
        let read = mine.read().await;
        assert_eq!(read["tip"]["hash"].as_str().unwrap(), mine.tip.1.to_string(), "round {round}");
        assert_eq!(json(&mine.post(&file).await)["outcome"], "repeated");
    }
}

/// A program that begins with a demo: the chain as the interface gives it, the key as the organisation gives it.
pub async fn begin(demo: &Demo) -> Program {
    let rosters = json(&http::get(demo.at, "/api/v1/roster", &[]).await);
    let chain: Vec<Vec<u8>> = rosters["rosters"].as_array().unwrap().iter().map(|r| r.as_str().unwrap().into()).collect();
    demo.json(&["export", "--out", "keys"]);
    let key = std::fs::read_to_string(demo.path("keys/roster/key.pub")).unwrap().trim().parse().unwrap();
    let roster = tocsin_seal::verify_chain(&chain, &key).unwrap().pop().unwrap();
    let now = i64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()).unwrap();
    Program::begun(demo.at, roster, "canary-first-71c they waited outside the school", now).await
}
