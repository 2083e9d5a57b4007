//! Full disks, held locks, databases that go away: the visitor is told that the service is busy and keeps the text, nothing
//! is half-stored, and the service goes on by itself when the fault ends.
//!
//! Disks are file systems in memory of a few megabytes: mounting them needs root.

#[path = "support/http.rs"]
mod http;
#[path = "support/postgres.rs"]
mod postgres;
#[path = "support/server.rs"]
mod server;

use http::{Answer, Part};
use server::{MovedClock, Service, Setup};
use sqlx::{ConnectOptions, Connection, Executor};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tocsin::jobs::Jobs;
use tocsin::mail::{Mailer, MemoryMailer};
use tocsin_domain::mail_address::MailAddress;

const WORDS: &str = "canary-77d1 a car without plates stood below";

/// A small file system of its own, gone when dropped.
struct Disk(TempDir);

impl Disk {
    fn of(size: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let option = format!("size={size},mode=0700");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &option, "tocsin-test"]).arg(folder.path()).status();
        assert!(mounted.unwrap().success(), "a small file system cannot be mounted: these tests must run as root");
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Takes every byte that is left.
    fn fill(&self) {
        let mut file = std::fs::File::options().append(true).create(true).open(self.path("filler")).unwrap();
        for size in [1 << 16, 1 << 12, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
    }

    fn free(&self) {
        std::fs::remove_file(self.path("filler")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

async fn token(service: &Service) -> String {
    http::get(service.at, "/en/report", &[]).await.hidden("token")
}

async fn send(service: &Service, token: &str, words: &str) -> Answer {
    let parts: [Part<'_>; 2] = [("token", None, token.as_bytes()), ("narrative", None, words.as_bytes())];
    http::post_form(service.at, "/en/report", &parts).await
}

async fn sent(service: &Service, words: &str) -> String {
    let answer = send(service, &token(service).await, words).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.element("receipt-words").unwrap()
}

async fn opens(service: &Service, receipt: &str) -> bool {
    let mailbox = http::post(service.at, "/en/mailbox", &[("receipt", receipt)]).await;
    mailbox.status == 200 && mailbox.text().contains("name=\"session\"")
}

/// The answer of a service that cannot store: try again, and here is your text.
fn kept(answer: &Answer) {
    assert_eq!(answer.status, 503, "{}", answer.text());
    assert!(answer.text().contains(WORDS), "the text is gone: {}", answer.text());
    assert!(answer.element("receipt-words").is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_reports_with_their_text_and_takes_them_again_once_there_is_room() {
    let disk = Disk::of("4m");
    let service = Service::made(Setup { data: Some(disk.path("data")), ..Setup::usual() }).await;
    let mut receipts = vec![sent(&service, "before").await];
    disk.fill();
    // What SQLite's log has room for is still taken, and truly stored.
    let refused = loop {
        let token = token(&service).await;
        let answer = send(&service, &token, WORDS).await;
        if answer.status != 200 {
            kept(&answer);
            break token;
        }
        receipts.push(answer.element("receipt-words").unwrap());
        assert!(receipts.len() < 1000, "the disk does not fill");
    };
    let crowd: Vec<_> = (0..16).map(|_| send(&service, &refused, WORDS)).collect();
    for answer in futures::future::join_all(crowd).await {
        kept(&answer);
    }
    for receipt in &receipts {
        assert!(opens(&service, receipt).await, "the mailbox cannot be read while nothing can be written");
    }
    assert_eq!(service.cases().await, receipts.len());
    disk.free();
    let answer = send(&service, &refused, WORDS).await;
    assert_eq!(answer.status, 200, "it does not recover: {}", answer.text());
    receipts.push(answer.element("receipt-words").unwrap());
    receipts.push(sent(&service, "after").await);
    for receipt in &receipts {
        assert!(opens(&service, receipt).await);
    }
    assert_eq!(service.cases().await, receipts.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_finds_no_room_is_named_as_lost_leaves_nothing_and_its_words_are_taken() {
    let disk = Disk::of("4m");
    let service = Service::made(Setup { data: Some(disk.path("data")), ..Setup::usual() }).await;
    std::fs::File::create(disk.path("filler")).unwrap().write_all(&vec![0; 2_200_000]).unwrap();
    let file = vec![7; 1_900_000];
    let answer =
        http::post_form(service.at, "/en/report", &[("narrative", None, WORDS.as_bytes()), ("files", Some("big.bin"), &file)]).await;
    assert_eq!(answer.status, 200);
    assert!(answer.element("receipt-words").is_some());
    assert!(answer.text().contains("big.bin"), "the page does not say which file was lost");
    let begun = Instant::now();
    while service.blobs() > 0 && begun.elapsed() < Duration::from_secs(5) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(service.blobs(), 0, "something of the file stayed");
    disk.free();
    let small = [("narrative", None, WORDS.as_bytes()), ("files", Some("small.bin"), &file[..100_000])];
    assert_eq!(http::post_form(service.at, "/en/report", &small).await.status, 200);
    assert_eq!(service.blobs(), 1);
    let check = service.app.check_blobs().await.unwrap();
    assert_eq!((check.named, check.missing, check.wrong_size, check.unnamed), (1, 0, 0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_report_of_a_month_waits_for_room_in_the_key_folder_and_is_then_taken() {
    let disk = Disk::of("64k");
    let clock = Arc::new(MovedClock::default());
    let service = Service::made(Setup { keys: Some(disk.path("keys")), clock: clock.clone(), ..Setup::usual() }).await;
    sent(&service, "before").await;
    disk.fill();
    sent(&service, "this month's key is there").await;
    clock.jump(40 * 86_400);
    let form = token(&service).await;
    for _ in 0..3 {
        kept(&send(&service, &form, WORDS).await);
    }
    assert_eq!(service.cases().await, 2);
    disk.free();
    let answer = send(&service, &form, WORDS).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(opens(&service, &answer.element("receipt-words").unwrap()).await);
    // Made ahead, the next month's key does not need the disk on the day.
    clock.jump(26 * 86_400);
    service.app.prepare_keys().unwrap();
    disk.fill();
    clock.jump(5 * 86_400);
    sent(&service, "the month after").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_folder_that_turned_read_only_refuses_and_recovers_alike() {
    let disk = Disk::of("64k");
    let clock = Arc::new(MovedClock::default());
    let service = Service::made(Setup { keys: Some(disk.path("keys")), clock: clock.clone(), ..Setup::usual() }).await;
    sent(&service, "before").await;
    remount(disk.0.path(), "ro");
    clock.jump(40 * 86_400);
    let form = token(&service).await;
    kept(&send(&service, &form, WORDS).await);
    remount(disk.0.path(), "rw");
    assert_eq!(send(&service, &form, WORDS).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_refused_and_words_taken_where_the_folder_of_blobs_is_read_only() {
    let disk = Disk::of("4m");
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(disk.path("blobs"), folder.path().join("blobs")).unwrap();
    std::fs::create_dir(disk.path("blobs")).unwrap();
    let service = Service::made(Setup { data: Some(folder.path().to_owned()), ..Setup::usual() }).await;
    remount(disk.0.path(), "ro");
    let form = [("narrative", None, WORDS.as_bytes()), ("files", Some("a.bin"), &b"file"[..])];
    let answer = http::post_form(service.at, "/en/report", &form).await;
    assert_eq!(answer.status, 200);
    assert!(answer.element("receipt-words").is_some() && answer.text().contains("a.bin"));
    assert_eq!(service.app.check_blobs().await.unwrap().named, 0);
    remount(disk.0.path(), "rw");
    assert_eq!(http::post_form(service.at, "/en/report", &form).await.status, 200);
    assert_eq!(service.app.check_blobs().await.unwrap().named, 1);
}

fn remount(folder: &Path, how: &str) {
    let done = Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(folder).status();
    assert!(done.unwrap().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_another_program_locks_is_waited_for_a_while_and_then_the_text_is_given_back() {
    let service = Service::made(Setup { patience: Duration::from_secs(1), ..Setup::usual() }).await;
    let file = service.data.join("tocsin.db");
    let mut other = sqlx::sqlite::SqliteConnectOptions::new().filename(&file).connect().await.unwrap();
    other.execute("BEGIN EXCLUSIVE").await.unwrap();
    let form = token(&service).await;
    let begun = Instant::now();
    let crowd: Vec<_> = (0..24).map(|_| send(&service, &form, WORDS)).collect();
    for answer in futures::future::join_all(crowd).await {
        kept(&answer);
    }
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    other.execute("ROLLBACK").await.unwrap();
    assert_eq!(send(&service, &form, WORDS).await.status, 200);
    // A short lock is not even noticed.
    other.execute("BEGIN EXCLUSIVE").await.unwrap();
    let (answer, ()) = tokio::join!(send(&service, &form, "other words"), async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        other.execute("ROLLBACK").await.unwrap();
    });
    assert_eq!(answer.status, 200);
    other.close().await.unwrap();
    assert_eq!(service.cases().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_server_that_goes_away_is_found_again_by_reports_and_by_alerts() {
    let postgres = postgres::Server::start();
    let url = postgres.schema("outage").await;
    let service = Service::made(Setup { url: Some(url), patience: Duration::from_secs(2), ..Setup::usual() }).await;
    let mail = Arc::new(Mailer::Memory(MemoryMailer::new(MailAddress::parse("bell@desk.example").unwrap())));
    let jobs = Jobs::start(service.app.clone(), Arc::clone(&mail));
    add_somebody(&service).await;
    let before = sent(&service, "before").await;
    wait_for_mail(&mail).await;
    postgres.crash();
    let form = token(&service).await;
    for _ in 0..3 {
        let begun = Instant::now();
        kept(&send(&service, &form, WORDS).await);
        assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    }
    postgres.start_again();
    let answer = send(&service, &form, WORDS).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(opens(&service, &before).await && opens(&service, &answer.element("receipt-words").unwrap()).await);
    wait_for_mail(&mail).await;
    assert_eq!(service.cases().await, 2);
    jobs.stop().await;
}

async fn add_somebody(service: &Service) {
    let store = tocsin::store::Store::open(&service.options).await.unwrap();
    let ring = tocsin::app::alert::Outbox::ring(&service.app);
    let new = tocsin::app::people::NewPerson::parse("ann", "ann@desk.example", true).unwrap();
    tocsin::app::people::add(&store, ring, new).await.unwrap();
}

async fn wait_for_mail(mail: &Mailer) {
    let Mailer::Memory(mail) = mail else { panic!("not in memory") };
    let begun = Instant::now();
    while mail.take().is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(45), "no alert");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
