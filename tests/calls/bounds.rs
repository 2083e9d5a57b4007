//! How much one mailbox holds, how often it may be called, and who goes first when many come.

use std::time::Duration;

use ring::digest;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use tocsin::app::additions::{AdditionRefusal, Taken};
use tocsin::app::rows::{MESSAGES, WORDS};
use tocsin::web::{Action as Limited, Bounds, QueueBounds, Site};
use tocsin_seal::Addition;
use tocsin_seal::addition::MAX_MESSAGE;
use tocsin_seal::call::Action;

use super::http::{self, Answer};
use super::program::{Program, call, json, refusal};
use super::server::{MovedClock, Service, Setup, a_site, proxied_limits};
use super::{Arc, Bench};

on_both! {
    a_mailbox_holds_two_hundred_messages_and_then_says_so_in_both_ways,
    a_mailbox_holds_twenty_megabytes_of_words,
}

/// Adds a message past HTTP, which keeps to its beat.
async fn put(bench: &Bench, mine: &mut Program, text: &str) -> Result<Taken, AdditionRefusal> {
    let app = &bench.service.app;
    let file = Addition::new(&mine.keys, &app.call_challenge(), "routine", false, mine.sealed(text, "no", Vec::new())).to_bytes();
    let taken = app.take_addition(&file).await.unwrap();
    if taken.is_ok() {
        mine.follow(&file);
    }
    taken
}

async fn a_mailbox_holds_two_hundred_messages_and_then_says_so_in_both_ways(url: Option<String>) {
    let bench = Bench::new(url).await;
    let mut mine = bench.program().await;
    for n in 0..MESSAGES {
        assert_eq!(put(&bench, &mut mine, &format!("message {n}")).await, Ok(Taken::New), "{n}");
    }
    assert_eq!(refusal(&mine.add("one more", "no").await), (409, "full".into()));
    let opened = http::post(mine.at, "/en/mailbox", &[("receipt", &*mine.receipt.digits())]).await;
    let session = opened.hidden("session");
    let typed: [http::Part<'_>; 2] = [("session", None, session.as_bytes()), ("text", None, b"canary-one-more-5d8")];
    let told = http::post_form(mine.at, "/en/mailbox/add", &typed).await;
    assert_eq!(told.status, 409);
    assert!(told.text().contains("This report is full") && told.text().contains("canary-one-more-5d8"), "{}", told.text());
    let file: [http::Part<'_>; 2] = [("session", None, session.as_bytes()), ("files", Some("a.jpg"), b"1")];
    let told = http::post_form(mine.at, "/en/mailbox/add", &file).await;
    assert!(told.text().contains("did not arrive"), "{}", told.text());
    let read = mine.read().await;
    assert_eq!(read["sent"].as_array().unwrap().len(), 1 + MESSAGES as usize, "all of it can still be read");
    assert_eq!(mine.call(Action::Withdraw).await.status, 200, "and taken back");
    assert_eq!(bench.service.cases().await, 0);
}

async fn a_mailbox_holds_twenty_megabytes_of_words(url: Option<String>) {
    let bench = Bench::new(url).await;
    let mut mine = bench.program().await;
    let long = "w".repeat(1_900_000);
    let size = mine.sealed(&long, "no", Vec::new()).body.len();
    assert!(size <= MAX_MESSAGE);
    let fits = usize::try_from(WORDS).unwrap() / size;
    for n in 0..fits {
        assert_eq!(put(&bench, &mut mine, &long).await, Ok(Taken::New), "{n} of {fits}");
    }
    assert_eq!(put(&bench, &mut mine, &long).await, Err(AdditionRefusal::Full));
    assert_eq!(put(&bench, &mut mine, "a short one still fits").await, Ok(Taken::New));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_visitors_calls_are_bounded_and_anothers_pass() {
    let service = Service::with(proxied_limits()).await;
    let roster = service.app.rosters().last().unwrap().clone();
    let mine = Program::begun(service.at, roster, "words", service.app.now()).await;
    let from = |who: &'static str| {
        let headers = [("X-Real-IP", who), ("Content-Type", "application/json")];
        let at = mine.at;
        async move { http::request(at, "POST", "/api/v1/mailbox", &headers, b"x").await }
    };
    let burst = Limited::Mailbox.rate().burst as usize;
    let answers = futures::future::join_all((0..burst + 3).map(|_| from("192.0.2.1"))).await;
    let limited: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 429).collect();
    assert!((2..=3).contains(&limited.len()), "{}", limited.len());
    assert!(limited.iter().all(|answer| refusal(answer).1 == "too_many" && answer.header("retry-after").is_some()));
    assert_eq!(from("192.0.2.2").await.status, 422);
}

fn bound_to(bytes: &[u8]) -> String {
    digest::digest(&digest::SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn send(program: &Program, place: Option<&str>) -> Answer {
    let mut headers = vec![("Content-Type", tocsin::app::sealed::MEDIA_TYPE)];
    headers.extend(place.map(|place| ("Tocsin-Place", place)));
    http::request(program.at, "POST", "/api/v1/reports", &headers, &program.file).await
}

async fn narrow(seats: usize, patience: Duration) -> (Service, Arc<MovedClock>) {
    let bounds = Bounds { queue: QueueBounds { seats, patience, ..QueueBounds::USUAL }, ..Bounds::default() };
    let clock = Arc::new(MovedClock::default());
    let service = Service::made(Setup { clock: clock.clone(), site: Site { bounds, ..a_site() }, ..Setup::usual() }).await;
    (service, clock)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sealed_report_that_is_turned_away_gets_a_place_and_so_does_a_message() {
    let (service, clock) = narrow(0, Duration::from_millis(50)).await;
    let roster = service.app.rosters().last().unwrap().clone();
    let mine = Program::made(service.at, roster.clone(), "words", service.app.now());
    let away = send(&mine, None).await;
    assert_eq!((refusal(&away), away.header("retry-after")), ((503, "busy".into()), Some("60")));
    let place = json(&away)["place"].as_str().unwrap().to_owned();
    let line = service.app.line();
    assert!(line.waited(&place, &bound_to(&mine.file), service.app.now()).is_some());
    clock.jump(30);
    let again = send(&mine, Some(&place)).await;
    assert_eq!(json(&again)["place"].as_str(), Some(&*place), "turned away again, the time waited so far is not lost");
    let other = Program::made(service.at, roster, "others", service.app.now());
    let given = json(&send(&other, Some(&place)).await)["place"].as_str().unwrap().to_owned();
    assert_ne!(given, place, "a place is good for the same bytes alone");
    assert!(line.waited(&given, &bound_to(&other.file), service.app.now()).is_some());

    let file = mine.addition("words", "no", &mine.challenge().await);
    let away = mine.post(&file).await;
    assert_eq!(refusal(&away), (503, "busy".into()));
    assert!(line.waited(json(&away)["place"].as_str().unwrap(), &bound_to(&file), service.app.now()).is_some());
    let calls = call(mine.at, b"x").await;
    assert_eq!((refusal(&calls), json(&calls)["place"].is_null()), ((503, "busy".into()), true));
    assert_eq!(service.cases().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sealed_report_that_waited_goes_first_once() {
    let (service, clock) = narrow(1, Duration::from_secs(20)).await;
    let roster = service.app.rosters().last().unwrap().clone();
    let made = |words: &str| Program::made(service.at, roster.clone(), words, service.app.now());
    let waited = made("waited");
    let place = service.app.line().place(&bound_to(&waited.file), service.app.now());
    clock.jump(50);
    for expected in [["first", "waited", "second"], ["first", "second", "waited"]] {
        // Somebody holds the database, so the one who has the seat cannot finish.
        let file = service.folder.path().join("data/tocsin.db");
        let mut outside = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
        sqlx::query("BEGIN IMMEDIATE").execute(&mut outside).await.unwrap();
        let order = std::sync::Mutex::new(Vec::new());
        let come = async |name: &'static str, wait: u64, program: &Program, place: Option<&str>| {
            tokio::time::sleep(Duration::from_millis(wait)).await;
            assert!(matches!(send(program, place).await.status, 200 | 201), "{name}");
            order.lock().unwrap().push(name);
        };
        let freed = async {
            tokio::time::sleep(Duration::from_millis(900)).await;
            sqlx::query("ROLLBACK").execute(&mut outside).await.unwrap();
        };
        let (first, second) = (made("a"), made("b"));
        tokio::join!(come("first", 0, &first, None), come("second", 300, &second, None), come("waited", 600, &waited, Some(&place)), freed,);
        assert_eq!(*order.lock().unwrap(), expected, "one place is worth one turn");
    }
    assert_eq!(service.cases().await, 5);
}
