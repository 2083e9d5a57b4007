//! How long a case is kept, on either database: notice, more time where the reporter brings something new, another end by the
//! reason of closing, holds by two people, and that a case which moves to the keys of another month opens at every moment.

#[macro_use]
#[path = "../support/both.rs"]
mod both;
#[path = "../support/demo.rs"]
mod demo;
#[path = "../support/faults.rs"]
mod faults;
#[path = "../support/http.rs"]
mod http;
#[path = "../support/installation.rs"]
mod installation;
#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/server.rs"]
mod server;

mod held;
mod killed;
mod months;
mod restored;

use std::sync::Arc;

use server::{MovedClock, Service, Setup};
use tocsin::app::alert::Outbox as _;
use tocsin::app::ending::Terms;
use tocsin::app::rows::{self, CaseState};
use tocsin::app::work::Reason;
use tocsin::vault::Class;
use tocsin_domain::clock::month_of;
use tocsin_seal::{Act, CaseId, SignedEntry};

const DAY: i64 = 86_400;

/// A service whose clock the test moves, and one report in it.
struct House {
    service: Service,
    clock: Arc<MovedClock>,
    receipt: String,
    case: CaseId,
}

impl House {
    /// Cases end after 100 days, with 40 of grace; closed as spam after 3. The roster of the test is taken for 120.
    async fn open(url: Option<String>) -> Self {
        let clock = Arc::new(MovedClock::default());
        let terms = Terms { case_days: 100, grace_days: 40, closed_days: vec![(Reason::Spam, 3)] };
        let service = Service::made(Setup { url, clock: clock.clone(), terms, ..Setup::usual() }).await;
        let receipt = report(&service, "mine").await;
        let case = service.app.cases().await.unwrap()[0].id;
        Self { service, clock, receipt, case }
    }

    /// Lets so many days pass, a day at a time as a service that runs sees them.
    async fn days(&self, count: i64) {
        for _ in 0..count {
            self.clock.jump(DAY);
            self.service.app.sweep().await.unwrap();
        }
    }

    async fn state(&self) -> CaseState {
        let row = self.service.app.store().read().await.unwrap().case(self.case.as_bytes()).await.unwrap().expect("the case is there");
        rows::open_case(self.service.app.ring(), &row).unwrap()
    }

    async fn is_there(&self) -> bool {
        self.service.app.store().read().await.unwrap().case(self.case.as_bytes()).await.unwrap().is_some()
    }

    /// Whether the receipt opens the mailbox, with everything in it that can be told from here.
    async fn opens(&self) -> bool {
        http::post(self.service.at, "/en/mailbox", &[("receipt", &self.receipt)]).await.text().contains("/mailbox/lock")
    }

    /// The reporter writes, with a file.
    async fn write(&self, words: &str) {
        let session = http::post(self.service.at, "/en/mailbox", &[("receipt", &self.receipt)]).await.hidden("session");
        let parts: [http::Part<'_>; 3] =
            [("session", None, session.as_bytes()), ("text", None, words.as_bytes()), ("files", Some("f"), b"a file")];
        let page = http::post_form(self.service.at, "/en/mailbox/add", &parts).await;
        assert_eq!(page.status, 200, "{}", page.text());
    }

    /// Months that rows are on.
    async fn months(&self) -> Vec<u32> {
        let report = self.service.app.key_report(1000).await.unwrap();
        let on = report.keys.iter().filter(|key| key.id.class() == Class::Case && key.rows > 0);
        on.map(|key| key.id.parts().1).collect()
    }

    fn month(&self, days: i64) -> u32 {
        u32::try_from(month_of(self.service.app.now() + days * DAY)).unwrap()
    }

    async fn count(&self, act: Act) -> usize {
        let documents = self.service.app.audit_after(0, 10_000).await.unwrap();
        documents.iter().filter(|document| SignedEntry::parse(document).unwrap().claimed().act == act).count()
    }
}

async fn report(service: &Service, words: &str) -> String {
    let sent = http::post_form(service.at, "/en/report", &[("narrative", None, words.as_bytes()), ("danger", None, b"later")]).await;
    sent.element("receipt-words").expect("a receipt")
}
