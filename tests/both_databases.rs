//! The whole service on either database: report, files, mailbox, message, alert, withdrawal, destruction; the clock.

#[macro_use]
#[path = "support/both.rs"]
mod both;
#[path = "support/http.rs"]
mod http;
#[path = "support/postgres.rs"]
mod postgres;
#[path = "support/server.rs"]
mod server;

use http::{Answer, Part};
use server::{MovedClock, Service, Setup};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tocsin::app::retention::ClockDoubt;
use tocsin::jobs::Jobs;
use tocsin::mail::{Mailer, MemoryMailer};
use tocsin_domain::mail_address::MailAddress;

const DAY: i64 = 86_400;

on_both! {
    from_a_report_to_its_answer_page_its_mailbox_a_message_and_its_alerts,
    many_at_once_are_all_taken_once_and_all_alerted,
    one_form_sent_by_many_connections_at_once_is_one_case,
    messages_sent_to_one_case_at_once_are_all_kept_in_order,
    a_withdrawn_case_is_hidden_at_once_and_destroyed_with_its_files_after_seven_days,
}

async fn token(service: &Service) -> String {
    http::get(service.at, "/en/report", &[]).await.hidden("token")
}

async fn send(service: &Service, token: &str, words: &str, danger: &str, file: Option<&[u8]>) -> Answer {
    let mut parts: Vec<Part<'_>> =
        vec![("token", None, token.as_bytes()), ("narrative", None, words.as_bytes()), ("danger", None, danger.as_bytes())];
    parts.extend(file.map(|file| ("files", Some("photo.jpg"), file)));
    http::post_form(service.at, "/en/report", &parts).await
}

async fn open(service: &Service, receipt: &str) -> Answer {
    http::post(service.at, "/en/mailbox", &[("receipt", receipt)]).await
}

fn receipt(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.element("receipt-words").expect("a receipt")
}

fn memory() -> Arc<Mailer> {
    Arc::new(Mailer::Memory(MemoryMailer::new(MailAddress::parse("bell@desk.example").unwrap())))
}

/// Mails to these names, in the order they came, once there are as many.
async fn mails(mailer: &Mailer, count: usize) -> Vec<String> {
    let Mailer::Memory(memory) = mailer else { panic!("not in memory") };
    let (begun, mut found) = (Instant::now(), Vec::new());
    while found.len() < count {
        assert!(begun.elapsed() < Duration::from_secs(30), "{found:?}");
        found.extend(memory.take().into_iter().map(|mail| mail.to));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    found
}

async fn add(service: &Service, name: &str, on_call: bool) {
    let store = tocsin::store::Store::open(&service.options).await.unwrap();
    let new = tocsin::app::people::NewPerson::parse(name, &format!("{name}@desk.example"), on_call).unwrap();
    tocsin::app::people::add(&store, tocsin::app::alert::Outbox::ring(&service.app), new).await.unwrap();
    store.close().await;
}

async fn from_a_report_to_its_answer_page_its_mailbox_a_message_and_its_alerts(url: Option<String>) {
    let service = Service::made(Setup { url, ..Setup::usual() }).await;
    add(&service, "ann", true).await;
    add(&service, "bob", false).await;
    let mailer = memory();
    let jobs = Jobs::start(service.app.clone(), Arc::clone(&mailer)).with_housekeeping(&service.app);
    let form = token(&service).await;
    let words = receipt(&send(&service, &form, "they stand at my door", "now", Some(&[7; 200_000])).await);
    // Ann is woken; of the file both hear in the next slot.
    let mut told = mails(&mailer, 3).await;
    assert_eq!(told.remove(0), "ann@desk.example");
    told.sort();
    assert_eq!(told, ["ann@desk.example", "bob@desk.example"]);
    assert_eq!(receipt(&send(&service, &form, "they stand at my door", "now", Some(&[7; 200_000])).await), words);
    assert_eq!((service.cases().await, service.blobs()), (1, 1));
    let session = open(&service, &words).await.hidden("session");
    let message: [Part<'_>; 3] = [("session", None, session.as_bytes()), ("text", None, b"they have left"), ("files", Some("b"), b"small")];
    let page = http::post_form(service.at, "/en/mailbox/add", &message).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Message 3") && !page.text().contains("Message 4"), "{}", page.text());
    told = mails(&mailer, 2).await;
    told.sort();
    assert_eq!(told, ["ann@desk.example", "bob@desk.example"]);
    jobs.stop().await;
    let check = service.app.check_blobs().await.unwrap();
    assert_eq!((check.named, check.missing, check.wrong_size, check.unnamed), (2, 0, 0, 0));
    service.app.close().await;
    assert_eq!(send(&service, &form, "too late", "now", None).await.status, 503);
}

async fn many_at_once_are_all_taken_once_and_all_alerted(url: Option<String>) {
    let service = Service::made(Setup { url, ..Setup::usual() }).await;
    add(&service, "ann", true).await;
    let mailer = memory();
    let jobs = Jobs::start(service.app.clone(), Arc::clone(&mailer));
    let crowd = (0..40).map(|n| {
        let service = &service;
        async move {
            let form = token(service).await;
            receipt(&send(service, &form, &format!("report {n}"), "now", None).await)
        }
    });
    let receipts = futures::future::join_all(crowd).await;
    assert_eq!(service.cases().await, 40);
    for words in &receipts {
        assert!(open(&service, words).await.text().contains("name=\"session\""));
    }
    assert!(mails(&mailer, 1).await.iter().all(|to| to == "ann@desk.example"));
    let begun = Instant::now();
    while outbox(&service).await > 0 {
        assert!(begun.elapsed() < Duration::from_secs(20), "an alert stays behind");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    jobs.stop().await;
}

/// Mails that wait, and reports for which nobody was woken yet.
async fn outbox(service: &Service) -> usize {
    tocsin::app::alert::status(&service.app).await.unwrap().waiting
}

async fn one_form_sent_by_many_connections_at_once_is_one_case(url: Option<String>) {
    let service = Service::made(Setup { url, ..Setup::usual() }).await;
    let form = token(&service).await;
    let crowd = (0..12).map(|_| send(&service, &form, "the same words", "later", None));
    let answers = futures::future::join_all(crowd).await;
    let receipts: Vec<String> = answers.iter().map(receipt).collect();
    assert!(receipts.iter().all(|words| *words == receipts[0]));
    assert_eq!(service.cases().await, 1);
    assert!(!open(&service, &receipts[0]).await.text().contains("Message 1"));
}

async fn messages_sent_to_one_case_at_once_are_all_kept_in_order(url: Option<String>) {
    let service = Service::made(Setup { url, ..Setup::usual() }).await;
    let words = receipt(&send(&service, &token(&service).await, "the first", "later", None).await);
    let session = open(&service, &words).await.hidden("session");
    let crowd = (0..6).map(|n| {
        let (service, session) = (&service, &session);
        async move {
            let text = format!("message {n}");
            let parts: [Part<'_>; 2] = [("session", None, session.as_bytes()), ("text", None, text.as_bytes())];
            http::post_form(service.at, "/en/mailbox/add", &parts).await.status
        }
    });
    let taken = futures::future::join_all(crowd).await.iter().filter(|status| **status == 200).count();
    // Who finds the case changed eight times in a row is asked to try again; nothing that was taken is lost or doubled.
    assert!(taken >= 1);
    let page = open(&service, &words).await.text();
    for n in 1..=6 {
        assert_eq!(page.contains(&format!("Message {n}")), n <= taken, "{taken} were taken");
    }
}

async fn a_withdrawn_case_is_hidden_at_once_and_destroyed_with_its_files_after_seven_days(url: Option<String>) {
    let postgres = url.is_some();
    let clock = Arc::new(MovedClock::default());
    let service = Service::made(Setup { url, clock: clock.clone(), ..Setup::usual() }).await;
    let words = receipt(&send(&service, &token(&service).await, "mine", "later", Some(b"a file")).await);
    receipt(&send(&service, &token(&service).await, "another's", "later", Some(b"a file")).await);
    let session = open(&service, &words).await.hidden("session");
    assert!(service.app.withdraw(&service.app.session(&session).unwrap()).await.unwrap());
    assert!(!open(&service, &words).await.text().contains("name=\"session\""));
    // Sweeps on the way, so that the clock is known to have kept step.
    for days in [2, 2, 2, 1] {
        let swept = service.app.sweep().await.unwrap();
        assert_eq!((swept.cases, swept.doubt.is_some(), service.blobs()), (0, postgres && clock.off() > 30, 2));
        clock.jump(days * DAY);
    }
    clock.jump(60);
    let swept = service.app.sweep().await.unwrap();
    if postgres {
        // Its server's clock did not move: ours is the wrong one, and nothing is destroyed by it.
        assert!(matches!(swept.doubt, Some(ClockDoubt::Apart(_))), "{swept:?}");
        assert!(service.app.check_clock().await.is_err());
        assert_eq!((stored(&service).await, service.blobs()), (2, 2));
        return;
    }
    assert_eq!((swept.cases, swept.left, swept.doubt), (1, 0, None));
    assert_eq!((stored(&service).await, service.blobs()), (1, 1));
}

/// Withdrawn cases included.
async fn stored(service: &Service) -> usize {
    tocsin::app::alert::Outbox::store(&service.app).read().await.unwrap().cases().await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_jumps_a_year_ahead_destroys_nothing_and_doctor_can_say_so() {
    let clock = Arc::new(MovedClock::default());
    let service = Service::made(Setup { clock: clock.clone(), ..Setup::usual() }).await;
    let words = receipt(&send(&service, &token(&service).await, "mine", "later", Some(b"a file")).await);
    assert_eq!(service.app.sweep().await.unwrap().doubt, None);
    clock.jump(365 * DAY);
    for _ in 0..3 {
        let swept = service.app.sweep().await.unwrap();
        assert!(matches!(swept.doubt, Some(ClockDoubt::Ahead { days: 365, hours_left: 168 })), "{swept:?}");
        assert_eq!(swept.cases, 0);
    }
    assert!(service.app.clock_doubt().await.unwrap().is_some());
    clock.jump(-365 * DAY);
    assert_eq!(service.app.clock_doubt().await.unwrap(), None);
    assert_eq!(service.app.sweep().await.unwrap().doubt, None);
    assert!(open(&service, &words).await.text().contains("name=\"session\""), "the case is there as before");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_jumps_ahead_does_not_close_the_form_until_it_is_believed() {
    let clock = Arc::new(MovedClock::default());
    let service = Service::made(Setup { clock: clock.clone(), ..Setup::usual() }).await;
    service.app.sweep().await.unwrap();
    clock.jump(365 * DAY);
    service.app.refresh_rosters().await.unwrap();
    assert!(service.app.form_open());
    receipt(&send(&service, &token(&service).await, "they came again", "later", None).await);
    clock.jump(-365 * DAY);
    // A year that passes is another thing.
    for _ in 0..183 {
        clock.jump(2 * DAY);
        service.app.sweep().await.unwrap();
    }
    assert!(!service.app.form_open());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_wrong_behind_a_right_receipt_has_the_size_of_every_answer() {
    let service = Service::start().await;
    let words = receipt(&send(&service, &token(&service).await, "mine", "later", None).await);
    let store = tocsin::app::alert::Outbox::store(&service.app);
    let mut row = store.read().await.unwrap().cases().await.unwrap().remove(0);
    let before = row.version;
    row.sealed[40] ^= 1;
    store.commit(move |tx| Box::pin(async move { tx.update_case(&row, before).await })).await.unwrap();
    let answer = open(&service, &words).await;
    assert_eq!((answer.status, answer.body.len()), (500, tocsin::pages::OPENED));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_whose_row_is_damaged_does_not_keep_others_from_being_destroyed() {
    let clock = Arc::new(MovedClock::default());
    let service = Service::made(Setup { clock: clock.clone(), ..Setup::usual() }).await;
    for n in 0..3 {
        receipt(&send(&service, &token(&service).await, &format!("report {n}"), "later", None).await);
    }
    let store = tocsin::app::alert::Outbox::store(&service.app);
    let mut row = store.read().await.unwrap().cases().await.unwrap().remove(1);
    let before = row.version;
    row.sealed[40] ^= 1;
    store.commit(move |tx| Box::pin(async move { tx.update_case(&row, before).await })).await.unwrap();
    for _ in 0..95 {
        clock.jump(2 * DAY);
        service.app.sweep().await.unwrap();
    }
    assert_eq!(stored(&service).await, 1, "the damaged one alone");
    assert_eq!(service.app.sweep().await.unwrap().damaged, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_and_alerts_outlive_a_clock_that_goes_wrong_and_is_set_right() {
    let clock = Arc::new(MovedClock::default());
    let service = Service::made(Setup { clock: clock.clone(), ..Setup::usual() }).await;
    add(&service, "ann", true).await;
    let mailer = memory();
    let jobs = Jobs::start(service.app.clone(), Arc::clone(&mailer));
    for jump in [5 * DAY, -3 * DAY, 3 * DAY] {
        clock.jump(jump);
        let words = receipt(&send(&service, &token(&service).await, &format!("at {jump}"), "later", None).await);
        let session = open(&service, &words).await.hidden("session");
        assert!(service.app.session(&session).is_some());
        // Queued for a slot that a clock set back would put days away.
        clock.jump(-2 * DAY);
        mails(&mailer, 1).await;
        clock.jump(2 * DAY);
    }
    jobs.stop().await;
}
