//! Taking a report back and what the mailbox says beforehand, over HTTP, on either database.

#[macro_use]
#[path = "support/both.rs"]
mod both;
#[path = "support/http.rs"]
mod http;
#[path = "support/postgres.rs"]
mod postgres;
#[path = "support/server.rs"]
mod server;

use std::sync::Arc;

use http::Answer;
use server::{MovedClock, Service, Setup};
use tocsin::app::alert::Outbox as _;
use tocsin::app::withdraw::Kept;
use tocsin::pages::OPENED;
use tocsin_domain::clock::{Clock as _, date_string, day_of};
use tocsin_seal::CaseId;

const DAY: i64 = 86_400;
const WRONG: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

on_both! {
    only_the_second_press_takes_the_report_back,
    after_it_no_page_that_was_open_does_anything_and_the_receipt_is_as_a_wrong_one,
    staff_see_what_was_taken_back_and_until_when_and_can_keep_it,
    a_kept_case_stays_closed_for_whoever_holds_the_receipt,
}

struct Told {
    service: Service,
    clock: Arc<MovedClock>,
    receipt: String,
    case: CaseId,
}

impl Told {
    async fn made(url: Option<String>) -> Self {
        let clock = Arc::new(MovedClock::default());
        let service = Service::made(Setup { url, clock: clock.clone(), ..Setup::usual() }).await;
        let sent = http::post_form(
            service.at,
            "/en/report",
            &[("narrative", None, b"mine"), ("danger", None, b"later"), ("files", Some("f"), b"1")],
        )
        .await;
        let receipt = sent.element("receipt-words").unwrap();
        let case = service.app.cases().await.unwrap()[0].id;
        Self { service, clock, receipt, case }
    }

    async fn open(&self, receipt: &str) -> Answer {
        http::post(self.service.at, "/en/mailbox", &[("receipt", receipt)]).await
    }

    async fn press(&self, what: &str, session: &str) -> Answer {
        http::post(self.service.at, &format!("/en/mailbox/{what}"), &[("session", session)]).await
    }

    /// Takes the report back as a reporter does.
    async fn take_back(&self) -> Answer {
        let asked = self.press("withdraw", &self.open(&self.receipt).await.hidden("session")).await;
        self.press("withdrawn", &asked.hidden("session")).await
    }

    async fn alerts(&self) -> usize {
        let mut tx = self.service.app.store().read().await.unwrap();
        tx.outbox().await.unwrap().len()
    }

    /// The receipt's answer, which must be a wrong receipt's to the byte.
    async fn looks_wrong(&self) {
        let (one, other) = (self.open(WRONG).await, self.open(&self.receipt).await);
        assert_eq!((one.status, one.body.len()), (200, OPENED));
        assert!(one.headers == other.headers && one.body == other.body);
    }
}

async fn only_the_second_press_takes_the_report_back(url: Option<String>) {
    let told = Told::made(url).await;
    let mailbox = told.open(&told.receipt).await;
    assert!(mailbox.text().contains("Take my report back"));
    let asked = told.press("withdraw", &mailbox.hidden("session")).await;
    let text = asked.text();
    for promise in ["hidden at once", "After 7 days we destroy", "can see that a report was taken back", "Does somebody force you"] {
        assert!(text.contains(promise), "{promise}: {text}");
    }
    assert_eq!(asked.body.len() % tocsin::pages::PAD, 0);
    let back = told.press("again", &asked.hidden("session")).await;
    assert!(back.text().contains("Our answers"), "“No” leads back and nothing has happened");
    assert_eq!(told.service.cases().await, 1);

    let done = told.press("withdrawn", &asked.hidden("session")).await;
    assert_eq!(done.status, 200);
    assert!(done.header("clear-site-data").is_some_and(|all| all.contains("cache") && all.contains("storage")));
    assert_eq!(done.header("cache-control"), Some("no-store"));
    let text = done.text();
    assert!(text.contains("It is done."), "{text}");
    for left in ["name=\"session\"", "taken back", "/mailbox/", &told.case.to_string(), "mine"] {
        assert!(!text.contains(left), "the page after it says {left}");
    }
    assert_eq!(done.body.len() % tocsin::pages::PAD, 0, "its length is that of other pages");
    assert_eq!(told.service.cases().await, 0);
}

async fn after_it_no_page_that_was_open_does_anything_and_the_receipt_is_as_a_wrong_one(url: Option<String>) {
    let told = Told::made(url).await;
    let session = told.open(&told.receipt).await.hidden("session");
    let before = told.alerts().await;
    // Into the next slot: mail goes once a slot.
    told.clock.jump(60);
    let first = told.take_back().await;
    assert_eq!(told.alerts().await, before + 1, "staff are told, once");
    told.looks_wrong().await;
    let second = told.press("withdrawn", &session).await;
    assert!((second.status, &second.body) == (200, &first.body), "pressed twice it says the same");
    assert_eq!(told.alerts().await, before + 1);
    for what in ["again", "delete"] {
        let answer = told.press(what, &session).await;
        assert!(!answer.text().contains("Our answers") && !answer.text().contains("name=\"session\""), "{what}");
    }
    let added = http::post_form(told.service.at, "/en/mailbox/add", &[("session", None, session.as_bytes()), ("text", None, b"x")]).await;
    assert!(!added.text().contains("We have your message."));
    let made_up = told.press("withdrawn", "AAAA").await;
    assert!(made_up.text().contains("locked itself"), "without a session nothing is taken back");
}

async fn staff_see_what_was_taken_back_and_until_when_and_can_keep_it(url: Option<String>) {
    let postgres = url.is_some();
    let told = Told::made(url).await;
    let app = &told.service.app;
    assert_eq!(app.keep_withdrawn(told.case).await.unwrap(), Kept::NotWithdrawn);
    assert_eq!(app.keep_withdrawn(CaseId::from_bytes([9; 16])).await.unwrap(), Kept::Gone);
    told.take_back().await;
    let waiting = app.withdrawn_cases().await.unwrap();
    assert_eq!((waiting.len(), waiting[0].id), (1, told.case));
    let day = |seconds: i64| date_string(day_of(told.clock.now() + seconds));
    assert!([day(7 * DAY), day(7 * DAY - 60)].contains(&waiting[0].destroyed_on), "{}", waiting[0].destroyed_on);

    let folder = told.service.folder.path();
    assert_eq!(app.export(&folder.join("hidden"), Some(told.case), |_, _| {}).await.unwrap().cases, 0, "hidden from staff as well");
    for _ in 0..2 {
        assert_eq!(app.keep_withdrawn(told.case).await.unwrap(), Kept::Yes);
    }
    assert!(app.withdrawn_cases().await.unwrap().is_empty());
    let cases = app.cases().await.unwrap();
    assert!(cases.len() == 1 && cases[0].kept, "staff have it again, and see how");
    assert_eq!(app.export(&folder.join("kept"), Some(told.case), |_, _| {}).await.unwrap().cases, 1);
    // The database server's clock does not move, and a clock beside it that does is not believed.
    if postgres {
        return;
    }
    for _ in 0..5 {
        told.clock.jump(2 * DAY);
        assert_eq!(app.sweep().await.unwrap().cases, 0, "what is kept is not destroyed");
    }
    assert_eq!(told.service.blobs(), 1);
    for _ in 0..86 {
        told.clock.jump(2 * DAY);
        app.sweep().await.unwrap();
    }
    assert_eq!((told.service.cases().await, told.service.blobs()), (0, 0), "but it ends on its day as every case does");
}

async fn a_kept_case_stays_closed_for_whoever_holds_the_receipt(url: Option<String>) {
    let told = Told::made(url).await;
    let session = told.open(&told.receipt).await.hidden("session");
    told.take_back().await;
    assert_eq!(told.service.app.keep_withdrawn(told.case).await.unwrap(), Kept::Yes);
    told.looks_wrong().await;
    let again = told.press("again", &session).await;
    assert!(!again.text().contains("name=\"session\""));
    assert!(!told.service.app.withdraw(&told.service.app.session(&session).unwrap()).await.unwrap());
    assert!(told.service.app.cases().await.unwrap()[0].kept);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_seven_days_nothing_can_be_kept_any_more() {
    let told = Told::made(None).await;
    told.take_back().await;
    told.clock.jump(7 * DAY - 5);
    assert_eq!(told.service.app.withdrawn_cases().await.unwrap().len(), 1);
    told.clock.jump(6);
    assert_eq!(told.service.app.keep_withdrawn(told.case).await.unwrap(), Kept::Gone, "even before the sweep came by");
    assert!(told.service.app.withdrawn_cases().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mailbox_names_the_day_on_which_it_ends_and_ends_on_it() {
    let told = Told::made(None).await;
    let page = told.open(&told.receipt).await.text();
    let (_, rest) = page.split_once("your code opens nothing, and we delete what is here: <bdi dir=\"ltr\">").expect("the day is named");
    let named = &rest[..10];
    told.clock.jump(179 * DAY);
    assert!(told.open(&told.receipt).await.text().contains(named), "the same day until the end");
    told.clock.jump(DAY + 1);
    assert_eq!(date_string(day_of(told.clock.now())), named);
    told.looks_wrong().await;
}
