//! What the mailbox tells to whom: nothing to who watches the line, nothing of a case that is closed to who holds its receipt.

use std::time::{Duration, Instant};

use ring::rand::SystemRandom;
use serde_json::Value;
use tocsin::app::withdraw::Kept;
use tocsin_seal::call::Action;
use tocsin_seal::{Receipt, SignedCall};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::Bench;
use super::http;
use super::program::{Program, json, refusal};

on_both! {
    on_the_line_nothing_tells_whether_a_mailbox_is_there_or_what_was_asked,
    unknown_withdrawn_and_wrongly_signed_are_one_answer_to_the_byte,
    a_receipt_that_was_taken_back_is_to_the_interface_as_one_never_used,
}

/// The whole answer as it comes over the line, and how long it took.
async fn on_the_line(program: &Program, path: &str, kind: &str, body: &[u8]) -> (Vec<u8>, Duration) {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(program.at).await.unwrap();
    stream.write_all(&http::written("test", "POST", path, &[("Content-Type", kind)], body)).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    (answer, begun.elapsed())
}

async fn asked(program: &Program, keys_of: &Program, action: Action) -> (Vec<u8>, Duration) {
    let call = SignedCall::sign(&keys_of.keys, &program.challenge().await, action).to_bytes();
    on_the_line(program, "/api/v1/mailbox", "application/json", &call).await
}

async fn on_the_line_nothing_tells_whether_a_mailbox_is_there_or_what_was_asked(url: Option<String>) {
    let bench = Bench::new(url).await;
    let mine = bench.program().await;
    bench.answer(&mine, "an answer").await;
    let part = mine.read().await["replies"][0]["id"].as_str().unwrap().parse().unwrap();
    let nobody = Program::made(mine.at, mine.roster.clone(), "never sent", mine.now);
    let mut sizes = Vec::new();
    for (owner, action) in [
        (&mine, Action::Read),
        (&nobody, Action::Read),
        (&mine, Action::Delete { part }),
        (&nobody, Action::Delete { part }),
        (&nobody, Action::Withdraw),
        (&mine, Action::Withdraw),
        (&mine, Action::Read),
    ] {
        let (answer, took) = asked(&mine, owner, action).await;
        assert!(took >= Duration::from_millis(249), "an answer left before its beat");
        sizes.push(answer.len());
    }
    assert!(sizes.iter().all(|size| *size == sizes[0]) && sizes[0] > tocsin::pages::OPENED, "{sizes:?}");

    let other = bench.program().await;
    let mut sizes = Vec::new();
    for (owner, times) in [(&other, 2), (&nobody, 1)] {
        let file = owner.addition("words", "no", &owner.challenge().await);
        for _ in 0..times {
            let (answer, took) = on_the_line(owner, "/api/v1/mailbox/messages", tocsin::app::additions::MEDIA_TYPE, &file).await;
            assert!(took >= Duration::from_millis(249), "an answer left before its beat");
            sizes.push((answer.len(), String::from_utf8_lossy(&answer[..12]).into_owned()));
        }
    }
    let statuses: Vec<&str> = sizes.iter().map(|(_, status)| &status[9..]).collect();
    assert_eq!(statuses, ["201", "200", "404"]);
    assert!(sizes.iter().all(|(size, _)| *size == sizes[0].0), "{sizes:?}");
}

async fn unknown_withdrawn_and_wrongly_signed_are_one_answer_to_the_byte(url: Option<String>) {
    let bench = Bench::new(url).await;
    let (living, mut closed) = (bench.program().await, bench.program().await);
    let nobody = Program::made(living.at, living.roster.clone(), "never sent", living.now);
    assert_eq!(closed.call(Action::Withdraw).await.status, 200);
    let forged = |action: Action| {
        let (living, nobody) = (&living, &nobody);
        async move {
            let call = SignedCall::sign(&nobody.keys, &living.challenge().await, action).to_bytes();
            let ids = [nobody.keys.mailbox_id().to_string(), living.keys.mailbox_id().to_string()];
            String::from_utf8(call).unwrap().replace(&ids[0], &ids[1]).into_bytes()
        }
    };
    for action in [Action::Read, Action::Withdraw, Action::Delete { part: [1; 16].into() }] {
        let unknown = nobody.call(action.clone()).await;
        assert_eq!(refusal(&unknown), (404, "unknown_mailbox".into()));
        let gone = closed.call(action.clone()).await;
        let wrong = super::program::call(living.at, &forged(action).await).await;
        for other in [gone, wrong] {
            assert_eq!((other.status, &other.body), (unknown.status, &unknown.body));
            let but_the_date = |answer: &http::Answer| answer.headers.iter().filter(|(n, _)| n != "date").cloned().collect::<Vec<_>>();
            assert_eq!(but_the_date(&other), but_the_date(&unknown));
        }
    }
    let (unknown, gone) = (nobody.addition("x", "no", &nobody.challenge().await), closed.add("x", "no").await);
    assert_eq!(nobody.post(&unknown).await.body, gone.body);
    assert_eq!(living.read().await["sent"].as_array().unwrap().len(), 1, "and the living one lives");
}

async fn a_receipt_that_was_taken_back_is_to_the_interface_as_one_never_used(url: Option<String>) {
    let bench = Bench::new(url).await;
    let mine = bench.program().await;
    let app = &bench.service.app;
    let receipt = || Receipt::from_entropy(*mine.receipt.entropy());
    let another = || Program::made_for(mine.at, mine.roster.clone(), receipt(), "by whoever took it", mine.now);
    assert_eq!(refusal(&another().send().await), (409, "mailbox_taken".into()), "while it lives its owner may know");

    assert_eq!(mine.call(Action::Withdraw).await.status, 200);
    let unused = Program::made_for(mine.at, mine.roster.clone(), Receipt::generate(&SystemRandom::new()).unwrap(), "w", mine.now);
    let (first, captor) = (unused.send().await, another());
    let answer = captor.send().await;
    assert_eq!((answer.status, &answer.body), (first.status, &first.body));
    assert_eq!((answer.status, &json(&answer)["outcome"]), (201, &Value::from("new")));
    assert_eq!(captor.read().await["sent"].as_array().unwrap().len(), 1, "they find what they put there, and nothing else");
    assert_eq!(captor.call(Action::Withdraw).await.status, 200);
    assert_eq!(another().send().await.status, 201, "and so on");

    let waiting: Vec<_> = app.withdrawn_cases().await.unwrap().iter().map(|line| line.id).collect();
    assert_eq!(waiting.len(), 2);
    assert!(waiting.contains(&mine.capsule.case_id), "staff see the first as before");
    assert_eq!(app.keep_withdrawn(mine.capsule.case_id).await.unwrap(), Kept::Yes);
    let out = bench.service.folder.path().join("kept");
    assert_eq!(app.export(&out, Some(mine.capsule.case_id), |_, _| {}).await.unwrap().cases, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_whose_case_is_over_is_one_never_used_even_before_the_sweep() {
    let bench = Bench::new(None).await;
    let mine = bench.program().await;
    bench.clock.jump(179 * 86_400);
    // Rosters of the demo live for 90 days; its team signs on.
    let keys = bench.service.folder.path().join("keys");
    let team = tocsin::app::setup::DemoTeam::load(&keys).unwrap();
    team.keep_roster(&bench.service.app, mine.roster.deployment(), &SystemRandom::new()).await.unwrap();
    let roster = bench.service.app.rosters().last().unwrap().clone();
    let receipt = || Receipt::from_entropy(*mine.receipt.entropy());
    let another = |now| Program::made_for(mine.at, roster.clone(), receipt(), "again", now);
    let now = bench.service.app.now();
    assert_eq!(refusal(&another(now).send().await), (409, "mailbox_taken".into()), "to the last day");
    bench.clock.jump(2 * 86_400);
    assert_eq!(refusal(&mine.call(Action::Read).await), (404, "unknown_mailbox".into()));
    let fresh = another(now);
    assert_eq!(fresh.send().await.status, 201);
    assert_eq!(fresh.read().await["sent"].as_array().unwrap().len(), 1);
}
