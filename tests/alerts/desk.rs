//! A service as far as alerts are concerned.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tocsin::app::TokenKey;
use tocsin::app::alert::{self, AlertSettings, AlertStatus, Deliver, Outbox, Progress};
use tocsin::app::people::{self, NewPerson};
use tocsin::mail::{Mailer, MemoryMail, MemoryMailer};
use tocsin::store::{Store, StoreOptions};
use tocsin::vault::{KeyRing, MasterKey};
use tocsin_domain::alert::Lane;
use tocsin_domain::mail_address::MailAddress;
use tokio::sync::Notify;

pub(crate) const START: i64 = 1_800_000_000;
pub(crate) fn demo() -> AlertSettings {
    AlertSettings::quick()
}

/// A service as far as alerts are concerned, with a clock of its own.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) store: Store,
    pub(crate) ring: Arc<KeyRing>,
    pub(crate) settings: AlertSettings,
    pub(crate) now: Arc<AtomicI64>,
    pub(crate) queued: Arc<Notify>,
    token_key: Arc<TokenKey>,
    pub(crate) folder: Arc<TempDir>,
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
    fn code(&self, day: i64, person: &[u8; 16]) -> String {
        self.token_key.daily_code(day, person)
    }
}

impl Desk {
    pub(crate) async fn new(settings: AlertSettings) -> Self {
        let folder = TempDir::new().expect("folder");
        let master = MasterKey::create(folder.path().join("master")).expect("master");
        let ring = KeyRing::create(folder.path().join("ring"), &master, "d-00").expect("ring");
        let url = format!("sqlite:{}", folder.path().join("db").display());
        let mut options = StoreOptions::new(url, folder.path().join("blobs"));
        options.statement_timeout = Duration::from_secs(2);
        Self {
            store: Store::open(&options).await.expect("store"),
            ring: Arc::new(ring),
            settings,
            now: Arc::new(AtomicI64::new(START)),
            queued: Arc::default(),
            token_key: Arc::new(TokenKey::from_bytes(&[7; 32])),
            folder: Arc::new(folder),
        }
    }

    /// Three servers, each with its own connections and key ring in memory, on one fresh PostgreSQL and one clock.
    pub(crate) async fn three_on_postgres(settings: AlertSettings, now: &Arc<AtomicI64>) -> Vec<Self> {
        let url = crate::postgres::fresh_schema().await;
        let folder = Arc::new(TempDir::new().expect("folder"));
        let path = |name: &str| folder.path().join(name);
        let master = MasterKey::create(path("master")).expect("master");
        drop(KeyRing::create(path("ring"), &master, "d-00").expect("ring"));
        let mut desks = Vec::new();
        for _ in 0..3 {
            let master = MasterKey::load(path("master")).expect("master");
            let options = StoreOptions::new(url.clone(), path("blobs"));
            desks.push(Self {
                store: Store::open(&options).await.expect("store"),
                ring: Arc::new(KeyRing::load(path("ring"), master, "d-00").expect("ring")),
                settings: settings.clone(),
                now: Arc::clone(now),
                queued: Arc::default(),
                token_key: Arc::new(TokenKey::from_bytes(&[7; 32])),
                folder: Arc::clone(&folder),
            });
        }
        desks
    }

    pub(crate) async fn with(settings: AlertSettings, people: &[(&str, bool)]) -> Self {
        let desk = Self::new(settings).await;
        for (name, on_call) in people {
            desk.add(name, *on_call).await;
        }
        desk
    }

    pub(crate) async fn add(&self, name: &str, on_call: bool) {
        let new = NewPerson::parse(name, &address(name), on_call).expect("a person");
        people::add(&self.store, &self.ring, new).await.expect("added");
    }

    pub(crate) fn sleep(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) async fn event(&self, lane: Lane) {
        let mut tx = self.store.write().await.expect("write");
        let case = new_case();
        alert::queue(&mut tx, &self.ring, lane, case, self.now(), &self.settings).await.expect("queued");
        tx.commit().await.expect("commit");
        self.queued.notify_one();
    }

    /// Everything that is due now.
    pub(crate) async fn run<D: Deliver>(&self, mailer: &D) -> Progress {
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
            sum.calls += pass.calls;
            sum.trouble = pass.trouble.or(sum.trouble);
        }
    }

    pub(crate) async fn status(&self) -> AlertStatus {
        alert::status(self).await.expect("status")
    }
}

/// A case that is in no database: it is new and stays so.
pub(crate) fn new_case() -> [u8; 16] {
    static NEXT: AtomicI64 = AtomicI64::new(1);
    let mut case = [9; 16];
    case[..8].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    case
}

pub(crate) fn address(name: &str) -> String {
    format!("{name}@desk.example")
}

pub(crate) fn memory() -> Mailer {
    Mailer::Memory(MemoryMailer::new(MailAddress::parse("notice@desk.example").expect("address")))
}

pub(crate) fn inside(mailer: &Mailer) -> &MemoryMailer {
    let Mailer::Memory(memory) = mailer else { panic!("not in memory") };
    memory
}

/// Whom mails went to, sorted.
pub(crate) fn recipients(mailer: &Mailer) -> Vec<String> {
    names(inside(mailer).take())
}

pub(crate) fn names(mails: Vec<MemoryMail>) -> Vec<String> {
    let mut names: Vec<String> = mails.into_iter().map(|mail| mail.to.replace("@desk.example", "")).collect();
    names.sort();
    names
}

pub(crate) async fn eventually(what: &str, mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(20), "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// How to reach a mail server of the tests on this port, by STARTTLS, for one second at most.
pub fn by_starttls(port: u16, certificates: &crate::smtp::Certificates) -> tocsin::mail::SmtpSettings {
    tocsin::mail::SmtpSettings {
        host: "localhost".into(),
        port,
        tls: tocsin::mail::Security::StartTls,
        username: None,
        password_file: None,
        from: "notice@desk.example".into(),
        reply_to: None,
        dkim_selector: None,
        hello_name: "localhost".into(),
        ca_file: Some(certificates.ca.clone()),
        timeout_seconds: 1,
    }
}
