//! From an event to a mail that left: the outbox, its workers, outages and the people.

#[path = "support/smtp.rs"]
mod smtp;

use smtp::{Certificates, Rules, Server};
use std::io::Write;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tocsin::app::alert::{
    self, AlertError, AlertSettings, AlertStatus, Deliver, Outbox, Progress, TestOutcome, Undelivered,
};
use tocsin::app::people::{self, NewPerson, PeopleError};
use tocsin::jobs::Jobs;
use tocsin::mail::{MESSAGE_BYTES, Mailer, MemoryMail, MemoryMailer, MailError, Reason, Security, SmtpMailer, SmtpSettings};
use tocsin::store::{Store, StoreOptions};
use tocsin::vault::{KeyRing, MasterKey};
use tocsin_domain::alert::Lane;
use tocsin_domain::mail_address::MailAddress;
use tokio::sync::Notify;

const START: i64 = 1_800_000_000;
const DEMO: AlertSettings = AlertSettings { slot_seconds: 3, every_slot: false };

/// A service as far as alerts are concerned, with a clock of its own.
#[derive(Clone)]
struct Desk {
    store: Store,
    ring: Arc<KeyRing>,
    settings: AlertSettings,
    now: Arc<AtomicI64>,
    queued: Arc<Notify>,
    folder: Arc<TempDir>,
}

impl Outbox for Desk {
    fn store(&self) -> &Store {
        &self.store
    }
    fn ring(&self) -> &KeyRing {
        &self.ring
    }
    fn settings(&self) -> &AlertSettings {
        &self.settings
    }
    fn now(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }
    fn queued(&self) -> Arc<Notify> {
        Arc::clone(&self.queued)
    }
}

impl Desk {
    async fn new(settings: AlertSettings) -> Self {
        let folder = TempDir::new().expect("folder");
        let master = MasterKey::create(folder.path().join("master")).expect("master");
        let ring = KeyRing::create(folder.path().join("ring"), &master, "d-00").expect("ring");
        let url = format!("sqlite:{}", folder.path().join("db").display());
        let mut options = StoreOptions::new(url, folder.path().join("blobs"));
        options.statement_timeout = Duration::from_millis(400);
        Self {
            store: Store::open(&options).await.expect("store"),
            ring: Arc::new(ring),
            settings,
            now: Arc::new(AtomicI64::new(START)),
            queued: Arc::default(),
            folder: Arc::new(folder),
        }
    }

    async fn with(settings: AlertSettings, people: &[(&str, bool)]) -> Self {
        let desk = Self::new(settings).await;
        for (name, on_call) in people {
            desk.add(name, *on_call).await;
        }
        desk
    }

    async fn add(&self, name: &str, on_call: bool) {
        let new = NewPerson::parse(name, &address(name), on_call).expect("a person");
        people::add(&self.store, &self.ring, new).await.expect("added");
    }

    fn sleep(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }

    async fn event(&self, lane: Lane) {
        let mut tx = self.store.write().await.expect("write");
        let staff = people::load(&mut tx, &self.ring).await.expect("people");
        alert::queue(&mut tx, &self.ring, &staff, lane, self.now(), &self.settings).await.expect("queued");
        tx.commit().await.expect("commit");
        self.queued.notify_one();
    }

    /// Everything that is due now.
    async fn run<D: Deliver>(&self, mailer: &D) -> Progress {
        let mut sum = Progress::default();
        loop {
            let pass = alert::run_for(self, mailer).await.expect("a pass");
            if !pass.any() {
                return sum;
            }
            sum.sent += pass.sent;
            sum.failed += pass.failed;
            sum.dead += pass.dead;
            sum.passed_on += pass.passed_on;
            sum.unassigned += pass.unassigned;
            sum.trouble = pass.trouble.or(sum.trouble);
        }
    }

    async fn status(&self) -> AlertStatus {
        alert::status(&self.store, &self.ring, self.now()).await.expect("status")
    }
}

fn address(name: &str) -> String {
    format!("{name}@desk.example")
}

fn memory() -> Mailer {
    Mailer::Memory(MemoryMailer::new(MailAddress::parse("notice@desk.example").expect("address")))
}

fn inside(mailer: &Mailer) -> &MemoryMailer {
    let Mailer::Memory(memory) = mailer else { panic!("not in memory") };
    memory
}

/// Whom mails went to, sorted.
fn recipients(mailer: &Mailer) -> Vec<String> {
    names(inside(mailer).take())
}

fn names(mails: Vec<MemoryMail>) -> Vec<String> {
    let mut names: Vec<String> = mails.into_iter().map(|mail| mail.to.replace("@desk.example", "")).collect();
    names.sort();
    names
}

async fn eventually(what: &str, mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(20), "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn what_wakes_goes_at_once_to_those_on_call_and_the_rest_to_everybody_with_the_slot() {
    let desk = Desk::with(DEMO, &[("ann", true), ("bob", false), ("cem", false)]).await;
    let mailer = memory();
    desk.event(Lane::Wake).await;
    desk.event(Lane::Slot).await;
    assert_eq!(desk.run(&mailer).await.sent, 1);
    assert_eq!(recipients(&mailer), ["ann"]);
    desk.sleep(3);
    assert_eq!(desk.run(&mailer).await.sent, 3);
    assert_eq!(recipients(&mailer), ["ann", "bob", "cem"]);
    assert_eq!(desk.status().await.waiting, 0);
}

#[tokio::test]
async fn with_nobody_on_call_what_wakes_wakes_everybody_who_is_active() {
    let desk = Desk::with(DEMO, &[("ann", true), ("bob", false), ("cem", false)]).await;
    people::set_on_call(&desk.store, &desk.ring, "ann", false).await.expect("off call");
    people::disable(&desk.store, &desk.ring, "cem").await.expect("disabled");
    assert!(desk.status().await.nobody_on_call);
    let mailer = memory();
    desk.event(Lane::Wake).await;
    desk.run(&mailer).await;
    assert_eq!(recipients(&mailer), ["ann", "bob"]);
}

#[tokio::test]
async fn what_was_not_committed_is_not_queued() {
    let desk = Desk::with(DEMO, &[("ann", true)]).await;
    let mut tx = desk.store.write().await.expect("write");
    let staff = people::load(&mut tx, &desk.ring).await.expect("people");
    alert::queue(&mut tx, &desk.ring, &staff, Lane::Wake, START, &DEMO).await.expect("queued");
    drop(tx);
    assert_eq!(desk.run(&memory()).await, Progress::default());
}

#[tokio::test]
async fn seven_hundred_events_before_the_worker_comes_make_one_mail_per_person() {
    let desk = Desk::with(DEMO, &[("ann", true), ("bob", true)]).await;
    let mut tx = desk.store.write().await.expect("write");
    let staff = people::load(&mut tx, &desk.ring).await.expect("people");
    for _ in 0..700 {
        alert::queue(&mut tx, &desk.ring, &staff, Lane::Wake, START, &DEMO).await.expect("queued");
        alert::queue(&mut tx, &desk.ring, &staff, Lane::Slot, START, &DEMO).await.expect("queued");
    }
    tx.commit().await.expect("commit");
    desk.sleep(3);
    let mailer = memory();
    assert_eq!(desk.run(&mailer).await.sent, 4);
    assert_eq!(recipients(&mailer), ["ann", "ann", "bob", "bob"]);
}

/// Lets the test act while a mail is on its way.
struct Slow {
    under_way: Notify,
    go_on: Notify,
    answer: Result<(), Undelivered>,
}

impl Deliver for Slow {
    async fn deliver(&self, _: &str, _: [u8; 16], _: i64) -> Result<(), Undelivered> {
        self.under_way.notify_one();
        self.go_on.notified().await;
        self.answer.clone()
    }
}

#[tokio::test]
async fn an_event_during_the_sending_makes_another_mail_and_a_failed_mail_merges_with_it() {
    for answer in [Ok(()), Err(Undelivered::Passing("later".into()))] {
        let desk = Desk::with(DEMO, &[("ann", true)]).await;
        desk.event(Lane::Wake).await;
        let slow = Slow { under_way: Notify::new(), go_on: Notify::new(), answer: answer.clone() };
        let (pass, ()) = tokio::join!(alert::run_for(&desk, &slow), async {
            slow.under_way.notified().await;
            desk.event(Lane::Wake).await;
            desk.event(Lane::Wake).await;
            assert_eq!(desk.status().await.waiting, 2);
            slow.go_on.notify_one();
        });
        assert_eq!(pass.expect("a pass").failed, usize::from(answer.is_err()));
        // Sent: the second event still has its mail. Failed: one mail stands for both.
        assert_eq!(desk.status().await.waiting, 1);
        let mailer = memory();
        assert_eq!(desk.run(&mailer).await.sent, 1);
        assert_eq!(recipients(&mailer), ["ann"]);
        assert_eq!(desk.status().await.waiting, 0);
    }
}

#[tokio::test]
async fn a_worker_that_dies_with_a_mail_in_hand_loses_it_to_another_after_its_lease() {
    let desk = Desk::with(DEMO, &[("ann", true)]).await;
    desk.event(Lane::Wake).await;
    let slow = Slow { under_way: Notify::new(), go_on: Notify::new(), answer: Ok(()) };
    tokio::select! {
        _ = alert::run_for(&desk, &slow) => panic!("it hangs"),
        () = slow.under_way.notified() => {}
    }
    let mailer = memory();
    assert_eq!(desk.run(&mailer).await.sent, 0, "still under the lease");
    desk.sleep(61);
    assert_eq!(desk.run(&mailer).await.sent, 1);
}

#[tokio::test]
async fn an_outage_of_the_mail_server_delays_alerts_and_loses_none() {
    let desk = Desk::with(DEMO, &[("ann", true), ("bob", false)]).await;
    let mailer = memory();
    inside(&mailer).fail_all(Some(MailError::Passing(Reason::Unreachable)));
    desk.event(Lane::Wake).await;
    desk.event(Lane::Slot).await;
    let mut attempts = 0;
    // Two days and 23 hours: retried all along, at growing distances, never given up.
    for _ in 0..71 * 60 {
        desk.sleep(60);
        let pass = desk.run(&mailer).await;
        assert_eq!((pass.sent, pass.dead), (0, 0));
        attempts += pass.failed;
    }
    assert!((150..400).contains(&attempts), "{attempts}");
    let status = desk.status().await;
    assert_eq!((status.waiting, status.dead), (3, 0));
    assert!(status.oldest_waiting_minutes >= Some(70 * 60));
    inside(&mailer).fail_all(None);
    desk.sleep(2 * 3600);
    assert_eq!(desk.run(&mailer).await.sent, 3);
    assert_eq!(recipients(&mailer), ["ann", "ann", "bob"]);
    assert_eq!(desk.status().await.waiting, 0);
}

#[tokio::test]
async fn events_during_an_outage_do_not_pile_up() {
    let desk = Desk::with(DEMO, &[("ann", true)]).await;
    let mailer = memory();
    inside(&mailer).fail_all(Some(MailError::Passing(Reason::Timeout)));
    for _ in 0..100 {
        desk.event(Lane::Wake).await;
        desk.event(Lane::Slot).await;
        desk.sleep(3);
        desk.run(&mailer).await;
    }
    assert!(desk.status().await.waiting <= 2, "{:?}", desk.status().await);
    inside(&mailer).fail_all(None);
    desk.sleep(7200);
    assert!((1..=2).contains(&desk.run(&mailer).await.sent));
}

#[tokio::test]
async fn after_three_days_of_failures_an_alert_is_given_up_shown_and_can_be_retried() {
    let desk = Desk::with(DEMO, &[("ann", true)]).await;
    let mailer = memory();
    inside(&mailer).fail_all(Some(MailError::Passing(Reason::CertificateExpired)));
    desk.event(Lane::Wake).await;
    for _ in 0..75 {
        desk.run(&mailer).await;
        desk.sleep(3600);
    }
    let status = desk.status().await;
    assert_eq!((status.waiting, status.dead), (0, 1));
    let letters = alert::letters(&desk.store, &desk.ring).await.expect("letters");
    assert_eq!(letters[0].alias.as_ref().map(|alias| alias.as_str()), Some("ann"));
    assert_eq!((letters[0].lane, letters[0].dead), ("wake", true));
    assert_eq!(letters[0].why.as_deref(), Some("the certificate has expired"));
    // A new event is not kept back by the dead one.
    inside(&mailer).fail_all(None);
    desk.event(Lane::Wake).await;
    assert_eq!(desk.run(&mailer).await.sent, 1);
    inside(&mailer).fail_all(Some(MailError::Passing(Reason::Timeout)));
    assert_eq!(alert::retry_dead(&desk.store, desk.now()).await.expect("retry"), 1);
    assert_eq!(desk.run(&mailer).await.failed, 1, "it has three new days");
    inside(&mailer).fail_all(None);
    desk.sleep(120);
    assert_eq!(desk.run(&mailer).await.sent, 1);
    assert_eq!(desk.status().await, AlertStatus::default());
}

#[tokio::test]
async fn one_refused_recipient_becomes_a_dead_letter_and_the_others_get_theirs() {
    let desk = Desk::with(DEMO, &[("ann", true), ("bob", true), ("cem", false), ("dan", false)]).await;
    let mailer = memory();
    inside(&mailer).fail_for(&address("ann"), Some(MailError::Permanent(Reason::Code(550))));
    desk.event(Lane::Slot).await;
    desk.sleep(3);
    let pass = desk.run(&mailer).await;
    assert_eq!((pass.sent, pass.dead), (3, 1));
    assert_eq!(recipients(&mailer), ["bob", "cem", "dan"]);
    assert_eq!(desk.status().await.dead, 1);
    let letters = alert::letters(&desk.store, &desk.ring).await.expect("letters");
    assert!(letters[0].why.as_ref().is_some_and(|why| why.contains("550") && !why.contains('@')));
}

#[tokio::test]
async fn if_somebody_on_call_cannot_be_reached_for_good_the_others_are_woken_once() {
    let desk = Desk::with(DEMO, &[("ann", true), ("bob", false), ("cem", false)]).await;
    let mailer = memory();
    inside(&mailer).fail_for(&address("ann"), Some(MailError::Permanent(Reason::Code(550))));
    inside(&mailer).fail_for(&address("bob"), Some(MailError::Permanent(Reason::Code(550))));
    desk.event(Lane::Wake).await;
    let pass = desk.run(&mailer).await;
    assert_eq!((pass.sent, pass.dead), (1, 2));
    assert_eq!(recipients(&mailer), ["cem"]);
}

#[tokio::test]
async fn an_alert_for_nobody_waits_until_somebody_is_there() {
    let desk = Desk::new(DEMO).await;
    let mailer = memory();
    desk.event(Lane::Wake).await;
    desk.event(Lane::Wake).await;
    desk.event(Lane::Slot).await;
    assert_eq!(desk.run(&mailer).await.unassigned, 1);
    desk.sleep(86_400 * 10);
    assert_eq!(desk.run(&mailer).await.unassigned, 2);
    let status = desk.status().await;
    assert_eq!((status.unassigned, status.waiting, status.dead, status.nobody), (2, 2, 0, true));
    assert_eq!(status.oldest_waiting_minutes, Some(14_400));
    desk.add("ann", true).await;
    desk.add("bob", false).await;
    desk.sleep(10);
    assert_eq!(desk.run(&mailer).await.sent, 3);
    assert_eq!(recipients(&mailer), ["ann", "ann", "bob"]);
}

#[tokio::test]
async fn what_waits_for_somebody_who_was_disabled_goes_to_those_who_are_there() {
    let desk = Desk::with(DEMO, &[("ann", true), ("bob", false)]).await;
    let mailer = memory();
    desk.event(Lane::Wake).await;
    people::disable(&desk.store, &desk.ring, "ann").await.expect("disabled");
    let pass = desk.run(&mailer).await;
    assert_eq!((pass.passed_on, pass.sent), (1, 1));
    assert_eq!(recipients(&mailer), ["bob"]);
    people::disable(&desk.store, &desk.ring, "bob").await.expect("disabled");
    desk.event(Lane::Slot).await;
    desk.sleep(3);
    assert_eq!(desk.run(&mailer).await.unassigned, 1);
    people::enable(&desk.store, &desk.ring, "ANN").await.expect("enabled");
    desk.sleep(10);
    desk.run(&mailer).await;
    assert_eq!(recipients(&mailer), ["ann"]);
}

#[tokio::test]
async fn with_every_slot_each_person_gets_one_mail_of_one_size_per_slot_whatever_comes() {
    let desk = Desk::with(AlertSettings { slot_seconds: 7200, every_slot: true }, &[("ann", true), ("bob", false)]).await;
    desk.now.store(START / 7200 * 7200 + 100, Ordering::SeqCst);
    let mailer = memory();
    for slot in 0..36 {
        // A busy slot, a quiet one, and so on; workers look all the time.
        for minute in 0..120 {
            if slot % 2 == 0 && minute % 7 == 0 {
                desk.event(Lane::Slot).await;
            }
            desk.run(&mailer).await;
            desk.sleep(60);
        }
        desk.run(&mailer).await;
        let mails = inside(&mailer).take();
        assert!(mails.iter().all(|mail| mail.bytes.len() == MESSAGE_BYTES));
        assert_eq!(names(mails), ["ann", "bob"], "slot {slot}");
    }
    // A clock that jumps back and forth makes no second mail in a slot.
    desk.sleep(-20);
    desk.run(&mailer).await;
    desk.sleep(20);
    desk.run(&mailer).await;
    assert_eq!(recipients(&mailer), Vec::<String>::new());
}

#[tokio::test]
async fn a_slot_that_failed_is_made_up_by_the_next_one() {
    let desk = Desk::with(AlertSettings { slot_seconds: 600, every_slot: true }, &[("ann", true)]).await;
    let mailer = memory();
    inside(&mailer).fail_all(Some(MailError::Passing(Reason::Dns)));
    for _ in 0..300 {
        desk.run(&mailer).await;
        desk.sleep(60);
    }
    assert!(desk.status().await.waiting <= 4, "{:?}", desk.status().await);
    inside(&mailer).fail_all(None);
    desk.sleep(600);
    desk.run(&mailer).await;
    assert!((1..=3).contains(&recipients(&mailer).len()));
}

#[tokio::test]
async fn a_trial_takes_the_real_way_and_says_for_each_person_how_it_ended() {
    let desk = Desk::with(DEMO, &[("ann", true), ("bob", false), ("cem", false)]).await;
    let mailer = memory();
    inside(&mailer).fail_for(&address("bob"), Some(MailError::Passing(Reason::Code(450))));
    inside(&mailer).fail_for(&address("cem"), Some(MailError::Permanent(Reason::Code(550))));
    let clock = || START;
    let outcomes = alert::send_test(&desk.store, &desk.ring, &mailer, &DEMO, None, &clock).await.expect("trial");
    let told: Vec<_> = outcomes.iter().map(|(alias, outcome)| (alias.as_str(), outcome)).collect();
    assert_eq!(told[0], ("ann", &TestOutcome::Sent));
    assert!(matches!(&told[1], ("bob", TestOutcome::Waiting(why)) if why.contains("450")));
    assert!(matches!(&told[2], ("cem", TestOutcome::Dead(why)) if why.contains("550")));
    let one = alert::send_test(&desk.store, &desk.ring, &mailer, &DEMO, Some("Ann"), &clock).await.expect("trial");
    assert_eq!(one.len(), 1);
    let nobody = alert::send_test(&desk.store, &desk.ring, &mailer, &DEMO, Some("zoe"), &clock).await;
    assert!(matches!(nobody, Err(AlertError::People(PeopleError::Unknown))));
}

#[tokio::test]
async fn a_row_that_was_tampered_with_is_shown_and_holds_up_nobody() {
    let desk = Desk::with(DEMO, &[("ann", true), ("bob", true)]).await;
    desk.event(Lane::Wake).await;
    let mut tx = desk.store.write().await.expect("write");
    let rows = tx.outbox().await.expect("rows");
    let mut swapped = rows[0].clone();
    swapped.sealed = rows[1].sealed.clone();
    assert!(tx.reschedule_outbox(&swapped, 0).await.expect("swapped"));
    let mut person = tx.people().await.expect("people").remove(0);
    person.sealed[40] ^= 1;
    tx.update_person(&person, person.version).await.expect("damaged");
    tx.commit().await.expect("commit");
    let mailer = memory();
    let pass = desk.run(&mailer).await;
    assert_eq!(pass.dead, 1);
    assert!(pass.sent >= 1);
    let status = desk.status().await;
    assert_eq!((status.damaged, status.dead), (2, 1));
    desk.event(Lane::Wake).await;
    assert_eq!(desk.run(&mailer).await.sent, 1, "one damaged person keeps no event from being queued");
}

#[tokio::test]
async fn nothing_in_the_database_tells_who_is_alerted_or_which_way() {
    let desk = Desk::with(DEMO, &[("canaryann", true)]).await;
    desk.event(Lane::Wake).await;
    desk.event(Lane::Slot).await;
    let mut tx = desk.store.read().await.expect("read");
    let rows = tx.outbox().await.expect("rows");
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].sealed.len(), rows[1].sealed.len());
    drop(tx);
    desk.store.close().await;
    for entry in std::fs::read_dir(desk.folder.path()).expect("list") {
        let path = entry.expect("entry").path();
        if path.is_file() {
            let bytes = std::fs::read(&path).expect("readable");
            for canary in [&b"canaryann"[..], b"desk.example", b"tocsin.alert", b"on_call"] {
                assert!(!bytes.windows(canary.len()).any(|window| window == canary), "{path:?}");
            }
        }
    }
}

#[tokio::test]
async fn people_with_the_same_address_or_a_look_alike_name_are_refused() {
    let desk = Desk::with(DEMO, &[("ilona", true)]).await;
    let add = async |alias: &str, email: &str| {
        let new = NewPerson::parse(alias, email, false)?;
        people::add(&desk.store, &desk.ring, new).await.map(drop)
    };
    assert!(matches!(add("llona", "other@desk.example").await, Err(PeopleError::AliasTaken)));
    assert!(matches!(add("ILONA", "other@desk.example").await, Err(PeopleError::AliasTaken)));
    assert!(matches!(add("bob", "Ilona@Desk.EXAMPLE").await, Err(PeopleError::AddressTaken)));
    assert!(matches!(add("bob", "bob@desk.example\r\nBcc: x@y").await, Err(PeopleError::Address(_))));
    assert!(matches!(add("bob\r\n", "bob@desk.example").await, Err(PeopleError::Alias)));
    people::disable(&desk.store, &desk.ring, "ilona").await.expect("disabled");
    assert!(matches!(add("bob", "ilona@desk.example").await, Err(PeopleError::AddressTaken)));
    assert!(add("bob", "bob@desk.example").await.is_ok());
    assert!(matches!(people::disable(&desk.store, &desk.ring, "zoe").await, Err(PeopleError::Unknown)));
    let all = people::list(&desk.store, &desk.ring).await.expect("list");
    let seen: Vec<_> = all.iter().map(|p| (p.alias.as_str(), p.email.as_str(), p.on_call, p.active)).collect();
    assert_eq!(seen, [("bob", "bob@desk.example", false, true), ("ilona", "ilona@desk.example", true, false)]);
}

#[tokio::test]
async fn two_who_add_the_same_person_at_once_make_one() {
    let desk = Desk::new(DEMO).await;
    let add = || people::add(&desk.store, &desk.ring, NewPerson::parse("ann", "ann@desk.example", true).expect("person"));
    let (one, two) = tokio::join!(add(), add());
    assert!(one.is_ok() != two.is_ok());
    assert_eq!(people::list(&desk.store, &desk.ring).await.expect("list").len(), 1);
}

/// Everything logged by this process.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("log").extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("log")).into_owned()
    }
}

#[tokio::test]
async fn workers_wait_out_a_mail_outage_and_a_database_outage_say_each_once_and_name_nobody() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt().with_writer(move || writer.clone()).with_ansi(false).init();

    let desk = Desk::with(DEMO, &[("canaryann", true)]).await;
    let folder = TempDir::new().expect("folder");
    let certificates = Certificates::make(folder.path(), "localhost", false);
    // A port where nobody listens yet.
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("port").port();
    let settings = SmtpSettings {
        host: "localhost".into(),
        port,
        tls: Security::StartTls,
        username: None,
        password_file: None,
        from: "notice@desk.example".into(),
        hello_name: "localhost".into(),
        ca_file: Some(certificates.ca.clone()),
        timeout_seconds: 1,
    };
    let mailer = Arc::new(Mailer::Smtp(SmtpMailer::new(&settings).expect("settings")));
    let jobs = Jobs::start(desk.clone(), mailer);

    desk.event(Lane::Wake).await;
    eventually("the outage is noticed", || log.text().contains("accepts no connection")).await;
    desk.sleep(120);
    tokio::time::sleep(Duration::from_millis(1500)).await;
    // The server comes back, but delays us, then hangs after the message, then refuses; at last it takes the mail.
    let grey = Rules { rcpt_answers: vec![(address("canaryann"), "450 later")], ..Rules::default() };
    let server = Server::start(port, &certificates, grey).await;
    assert_eq!(server.port, port);
    for (rules, words) in [
        (None, "450"),
        (Some(Rules { hangs_after_data: true, ..Rules::default() }), "in time"),
        (Some(Rules { end_answer: "451 no room", ..Rules::default() }), "451"),
    ] {
        if let Some(rules) = rules {
            server.change(|current| *current = rules);
        }
        desk.sleep(7200);
        eventually(words, || log.text().contains(words)).await;
        assert!(server.taken().is_empty());
    }
    server.change(|rules| *rules = Rules::default());
    desk.sleep(7200);
    eventually("the mail leaves", || server.taken().len() == 1).await;
    eventually("that is said", || log.text().contains("leaving again")).await;

    // A new event while all is well: within a second.
    let start = Instant::now();
    desk.event(Lane::Wake).await;
    eventually("a second mail", || server.taken().len() == 2).await;
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());

    // The database is out: somebody holds its only writer.
    let blocker = desk.store.write().await.expect("write");
    eventually("the outage is noticed", || log.text().contains("outbox of alerts cannot be worked on")).await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    drop(blocker);
    desk.event(Lane::Wake).await;
    eventually("a third mail", || server.taken().len() == 3).await;
    eventually("that is said", || log.text().contains("can be read again")).await;

    let stopping = Instant::now();
    jobs.stop().await;
    assert!(stopping.elapsed() < Duration::from_secs(3));
    desk.event(Lane::Wake).await;
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert_eq!(server.taken().len(), 3, "nothing is sent after the stop");

    let log = log.text();
    assert_eq!(log.matches("accepts no connection").count(), 1, "{log}");
    assert_eq!(log.matches("leaving again").count(), 1, "{log}");
    assert_eq!(log.matches("outbox of alerts cannot be worked on").count(), 1, "{log}");
    assert!(!log.contains("canaryann") && !log.contains("desk.example"), "{log}");
    for mail in server.taken() {
        assert_eq!((mail.to, mail.hello.as_str(), mail.bytes.len()), (address("canaryann"), "localhost", MESSAGE_BYTES));
    }
    assert!(!server.seen_in_the_clear().contains("canaryann"));
}
