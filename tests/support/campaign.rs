//! Kills at random moments under load, again and again on the same folder, so that any damage would gather; after each,
//! what the service has is held against what it acknowledged.

#![allow(dead_code, reason = "each test program uses its own part of this")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::task::JoinHandle;

use super::demo::{Demo, files};
use super::http;
use super::ledger::{Form, Ledger, Sent, sum};
use super::postgres;

/// Those who send at the same time.
const SENDERS: u64 = 6;
/// Kills between two checks of everything.
const WHOLE_CHECK: usize = 50;
/// How long an alert may wait: one that a killed process had in hand comes free when its lease of a minute ends.
const ALERT: Duration = Duration::from_secs(90);

/// A service that is killed, and what it said before.
pub struct Campaign {
    pub demo: Demo,
    pub ledger: Ledger,
    server: Option<postgres::Server>,
    chance: Chance,
    /// Entries before this one were checked since they were last changed.
    checked: usize,
    told: Arc<Told>,
    pub kills: u64,
}

/// How many alert mails there were when the last acknowledged report was about to be sent: one more must come.
#[derive(Default)]
struct Told {
    mails: AtomicU64,
}

/// A small generator of chances (xorshift64*); nothing secret comes of it.
#[derive(Clone)]
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % limit
    }
}

impl Campaign {
    /// On the database that a demo makes for itself.
    pub fn on_sqlite() -> Self {
        Self::new(Demo::start(), None)
    }

    /// On a PostgreSQL server that is killed too.
    pub fn on_postgres() -> Self {
        let server = postgres::Server::start();
        Self::new(Demo::start().on_database(&server.address()), Some(server))
    }

    /// On a demo that runs.
    pub fn new(demo: Demo, server: Option<postgres::Server>) -> Self {
        let seed = u64::from(std::process::id()) ^ u64::from(demo.at.port()) << 32;
        Self { demo, server, ledger: Ledger::default(), chance: Chance::new(seed), checked: 0, told: Arc::default(), kills: 0 }
    }

    /// So many kills, then a look at everything, to the last byte of the last file.
    pub async fn run(&mut self, kills: usize) {
        for number in 1..=kills {
            match (number % 4, self.server.is_some()) {
                (0, _) => self.kill_right_after_the_answer().await,
                (2, true) => self.kill_the_database().await,
                _ => self.kill_under_load().await,
            }
            self.kills += 1;
            self.settle().await;
            if number % WHOLE_CHECK == 0 {
                self.check_everything().await;
                self.outbox_empties().await;
                let (forms, taken) = (self.ledger.forms(), self.ledger.acknowledged());
                println!("{number} kills: {forms} forms, {taken} acknowledged, all there");
            }
        }
        self.check_everything().await;
        if kills >= WHOLE_CHECK {
            self.outbox_empties().await;
        }
        self.open_everything();
    }

    /// What became of it all, for people.
    pub fn figures(&self) -> String {
        let (messages, files) = self.ledger.messages_and_files();
        let (forms, taken) = (self.ledger.forms(), self.ledger.acknowledged());
        format!("{} kills, {forms} forms, acknowledged: {taken} reports, {messages} messages, {files} files", self.kills)
    }

    async fn kill_under_load(&mut self) {
        let load = self.load();
        // A mailbox answers on the beat: in the longer times messages get through as well.
        let longest = if self.chance.below(3) == 0 { 2_000 } else { 400 };
        tokio::time::sleep(Duration::from_millis(self.chance.below(longest))).await;
        // On PostgreSQL every other time the power goes for both.
        let both = self.chance.below(2) == 0;
        if let Some(server) = self.server.as_ref().filter(|_| both) {
            server.kill();
        }
        self.demo.kill();
        load.end().await;
        if let Some(server) = self.server.as_ref().filter(|_| both) {
            server.start_again();
        }
        // Sometimes it does not even get up before it falls again.
        if self.chance.below(5) == 0 {
            self.demo.again_for(Duration::from_millis(self.chance.below(200)));
            self.kills += 1;
        }
        self.demo.again();
    }

    /// Nothing else is under way: whatever is sent or waits afterwards and did not before is the alert of this report.
    async fn kill_right_after_the_answer(&mut self) {
        // What can be sent has been taken by a worker: a new alert stands beside it and does not join it.
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        let before = mails(self.demo.folder.path()) + self.waiting();
        let form = Form { file: None, ..self.form(true).await };
        let at = self.ledger.begin(form);
        assert_eq!(self.ledger.send(self.demo.at, at).await, Sent::Acknowledged, "an honest report is refused");
        tokio::time::sleep(Duration::from_micros(self.chance.below(20_000))).await;
        self.demo.kill();
        self.demo.again();
        let begun = Instant::now();
        // One that is sent between the two counts is missed by both, once.
        while mails(self.demo.folder.path()) + self.waiting() <= before {
            assert!(begun.elapsed() < Duration::from_secs(5), "{before} alerts sent or waiting before the report, and no more after");
        }
    }

    /// The database alone dies: the service says so, keeps the words, and goes on by itself once it is back.
    async fn kill_the_database(&mut self) {
        let load = self.load();
        tokio::time::sleep(Duration::from_millis(self.chance.below(1_000))).await;
        let server = self.server.as_ref().expect("a server");
        server.kill();
        tokio::time::sleep(Duration::from_millis(self.chance.below(300))).await;
        load.end().await;
        server.start_again();
        self.honest("the database is back").await;
    }

    /// An honest report with a file, which must be taken whole at once.
    pub async fn honest(&mut self, when: &str) -> usize {
        let form = self.form(false).await;
        let at = self.ledger.begin(form);
        let sent = self.ledger.send(self.demo.at, at).await;
        assert_eq!(sent, Sent::Acknowledged, "{when}, and an honest report is refused: {}", self.demo.log());
        assert!(self.ledger.whole(at), "{when}, and the file of an honest report is not taken");
        at
    }

    /// A new form with a file.
    pub async fn form(&mut self, wakes: bool) -> Form {
        let token = self.demo.token("en").await;
        let words = format!("form {} {}", token, self.chance.below(1 << 30));
        Form { token, words, wakes, file: Some(content(&mut self.chance)) }
    }

    /// After a restart: what was cut off is sent again, as people do, then everything new is looked at.
    async fn settle(&mut self) {
        let staged = files(&self.demo.path("data/blobs")).into_iter().filter(|path| path.to_string_lossy().contains('#'));
        assert_eq!(staged.count(), 0, "half-written files after a start");
        self.an_alert_was_or_will_be_sent();
        let unanswered = (self.checked..self.ledger.forms()).filter(|at| self.ledger.entry(*at).receipt.is_none());
        let again: Vec<usize> = unanswered.filter(|_| self.chance.below(4) != 0).collect();
        let again = again.into_iter().map(|at| self.ledger.send(self.demo.at, at));
        let sent = futures::future::join_all(again).await;
        assert!(sent.iter().all(|sent| *sent == Sent::Acknowledged), "the same form, sent again, is refused: {sent:?}");
        let mut looked_at: Vec<usize> = (self.checked..self.ledger.forms()).collect();
        self.checked = self.ledger.forms();
        // A few older ones with the new.
        looked_at.extend((0..3).map(|_| self.chance.below(self.checked.max(1) as u64) as usize).filter(|at| *at < self.checked));
        self.look_at(looked_at).await;
    }

    async fn look_at(&self, entries: Vec<usize>) {
        let at = self.demo.at;
        futures::stream::iter(entries).for_each_concurrent(24, |entry| self.ledger.check(at, entry)).await;
    }

    /// Every row, file and alert.
    pub async fn check_everything(&mut self) {
        self.look_at((0..self.ledger.forms()).collect()).await;
        let cases = self.demo.cases();
        self.ledger.check_list(&cases);
        self.no_blob_without_a_row(&cases).await;
        sound(&self.demo);
        match &self.server {
            Some(server) => server.check(),
            None => sqlite_is_sound(&self.demo.path("data/tocsin.db")).await,
        }
    }

    async fn no_blob_without_a_row(&self, cases: &[serde_json::Value]) {
        let named: u64 = cases.iter().map(|case| case["files"].as_u64().unwrap()).sum();
        let begun = Instant::now();
        loop {
            let blobs = files(&self.demo.path("data/blobs")).len() as u64;
            if blobs == named {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "{blobs} blobs, {named} of them named by a row");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Every alert goes out in the end.
    pub async fn outbox_empties(&self) {
        let begun = Instant::now();
        while self.waiting() > 0 {
            assert!(begun.elapsed() < ALERT, "{} alerts wait", self.waiting());
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    /// How many alerts wait; none may be damaged, given up or for nobody.
    pub fn waiting(&self) -> u64 {
        let status = self.demo.json(&["alerts", "status"]);
        for kind in ["dead", "damaged", "unassigned"] {
            assert_eq!(status[kind], 0, "alerts: {status}");
        }
        status["waiting"].as_u64().unwrap()
    }

    /// Of the last acknowledged report that could not wait: a mail newer than the report, or one still to come.
    fn an_alert_was_or_will_be_sent(&self) {
        let before = self.told.mails.load(Ordering::SeqCst);
        // Asked in this order: one that is sent in between is seen as waiting.
        let waiting = self.waiting();
        let sent = mails(self.demo.folder.path());
        assert!(waiting > 0 || sent > before || self.ledger.acknowledged() == 0, "no alert after an acknowledged report");
    }

    /// The caseworker opens every case: each acknowledged report is there once, with its words and its files.
    pub fn open_everything(&self) {
        self.demo.json(&["export", "--out", "bundles"]);
        self.demo.desk(&["open", "--identity", "data-keys/caseworker.txt", "bundles", "--out", "opened", "--attachments"]);
        let opened = files(&self.demo.path("opened"));
        let (mut words, mut messages) = (Vec::new(), BTreeSet::new());
        for path in opened.iter().filter(|path| path.ends_with("report.json")) {
            let report: serde_json::Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
            words.push(report["narrative"].as_str().unwrap().to_owned());
            messages.extend(report["messages"].as_array().unwrap().iter().map(|message| message["text"].as_str().unwrap().to_owned()));
        }
        let count = words.len();
        let words: BTreeSet<String> = words.into_iter().collect();
        assert_eq!(words.len(), count, "a report is there twice");
        let saved = opened.iter().filter(|path| path.to_string_lossy().contains("/files/"));
        let sums: BTreeSet<Vec<u8>> = saved.map(|path| sum(&fs::read(path).unwrap())).collect();
        for at in 0..self.ledger.forms() {
            let entry = self.ledger.entry(at);
            if entry.receipt.is_some() {
                assert!(words.contains(&entry.form.words), "the words of form {at} are not there");
            }
            assert!(entry.said.iter().all(|said| messages.contains(said)), "a message to form {at} is not there");
            assert!(entry.kept.iter().all(|kept| sums.contains(kept)), "a file of form {at} is not there: {:?}", entry.files);
        }
    }

    fn load(&self) -> Load {
        let stop = Arc::new(AtomicBool::new(false));
        let senders = (0..SENDERS)
            .map(|number| {
                let mut chance = Chance::new(self.chance.0 ^ number << 17);
                let sender = Sender {
                    to: self.demo.at,
                    folder: self.demo.folder.path().to_owned(),
                    ledger: self.ledger.clone(),
                    told: Arc::clone(&self.told),
                };
                let stop = Arc::clone(&stop);
                tokio::spawn(async move { while !stop.load(Ordering::SeqCst) && sender.one(&mut chance).await {} })
            })
            .collect();
        Load { stop, senders }
    }
}

struct Load {
    stop: Arc<AtomicBool>,
    senders: Vec<JoinHandle<()>>,
}

impl Load {
    async fn end(self) {
        self.stop.store(true, Ordering::SeqCst);
        for sender in self.senders {
            sender.await.unwrap();
        }
    }
}

struct Sender {
    to: std::net::SocketAddr,
    folder: std::path::PathBuf,
    ledger: Ledger,
    told: Arc<Told>,
}

impl Sender {
    /// One report or message; false if the other side is gone.
    async fn one(&self, chance: &mut Chance) -> bool {
        let kind = chance.below(8);
        if kind >= 6
            && let Some(at) = self.ledger.some_mailbox(chance.below(1 << 20) as usize)
        {
            let file = (kind == 7).then(|| content(chance));
            let words = format!("a further message {}", chance.below(1 << 30));
            self.ledger.add(self.to, at, &words, file.as_deref()).await;
            return true;
        }
        let Some(token) = form_token(self.to).await else { return false };
        let wakes = chance.below(2) == 0;
        let words = format!("form {} {}", token, chance.below(1 << 30));
        let form = Form { token, words, wakes, file: (kind >= 3).then(|| content(chance)) };
        let before = mails(&self.folder);
        let at = self.ledger.begin(form);
        let acknowledged = if kind == 2 || kind == 5 {
            // The same form twice at once, as an impatient finger does.
            let (one, other) = tokio::join!(self.ledger.send(self.to, at), self.ledger.send(self.to, at));
            if other == Sent::Acknowledged { other } else { one }
        } else {
            self.ledger.send(self.to, at).await
        };
        if acknowledged == Sent::Acknowledged && wakes {
            self.told.mails.fetch_max(before, Ordering::SeqCst);
        }
        true
    }
}

async fn form_token(to: std::net::SocketAddr) -> Option<String> {
    let page = http::raw(to, b"GET /en/report HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await?;
    (page.status == 200).then(|| page.hidden("token"))
}

/// A file of any size up to 300 kB, unlike every other.
fn content(chance: &mut Chance) -> Vec<u8> {
    let length = 1 + chance.below(300_000);
    let first = chance.below(1 << 31).to_le_bytes();
    first.iter().copied().cycle().take(length as usize + 8).collect()
}

fn mails(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder.join("data/mail")).into_iter().flatten().flatten();
    entries.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "eml")).count() as u64
}

/// `doctor` finds nothing wrong with what is stored. What it thinks of the machine is not asked here, nor that nobody answers
/// the critical reports, nor whether it finds the server, which listens elsewhere than its configuration says.
pub fn sound(demo: &Demo) {
    let output = demo.tocsin(&["doctor", "--json"]);
    let findings: serde_json::Value = serde_json::from_slice(&output.stdout).expect("findings");
    let machine = ["swap", "memory", "core dump", "locked", "nobody listens", "critical reports"];
    let wrong: Vec<_> = findings.as_array().unwrap().iter().filter(|finding| finding["ok"] != true).collect();
    let stored: Vec<_> =
        wrong.into_iter().filter(|finding| !machine.iter().any(|word| finding["what"].to_string().contains(word))).collect();
    assert!(stored.is_empty(), "{stored:?}");
}

/// SQLite's own check of every page, index and reference.
pub async fn sqlite_is_sound(file: &Path) {
    let mut database = sqlx::sqlite::SqliteConnectOptions::new().filename(file).read_only(true).connect().await.unwrap();
    let (answer,): (String,) = sqlx::query_as("PRAGMA integrity_check").fetch_one(&mut database).await.unwrap();
    assert_eq!(answer, "ok");
    let dangling = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut database).await.unwrap();
    assert!(dangling.is_empty(), "{} dangling references", dangling.len());
    database.close().await.unwrap();
}
