//! The workers of a running server, against a mail server that comes and goes.

use crate::desk::{Desk, address, by_starttls, demo, eventually};
use crate::smtp::{Certificates, Rules, Server};
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tocsin::jobs::Jobs;
use tocsin::mail::{MESSAGE_BYTES, Mailer, SmtpMailer};
use tocsin_domain::alert::Lane;

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

    let desk = Desk::with(demo(), &[("canaryann", true)]).await;
    let folder = TempDir::new().expect("folder");
    let certificates = Certificates::make(folder.path(), "localhost", false);
    // A port where nobody listens yet.
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("port").port();
    let settings = by_starttls(port, &certificates);
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
        desk.sleep(400);
        eventually(words, || log.text().contains(words)).await;
        assert!(server.taken().is_empty());
    }
    server.change(|rules| *rules = Rules::default());
    desk.sleep(400);
    eventually("the mail leaves", || server.taken().len() == 1).await;
    eventually("that is said", || log.text().contains("alerts go out again")).await;

    // A new event while all is well: within a second.
    let start = Instant::now();
    desk.event(Lane::Wake).await;
    eventually("a second mail", || server.taken().len() == 2).await;
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());

    // The database is out when an alert falls due: somebody holds its only writer.
    desk.event(Lane::Slot).await;
    let blocker = desk.store.write().await.expect("write");
    desk.sleep(10);
    eventually("the outage is noticed", || log.text().contains("alerts cannot be read from the database;")).await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    drop(blocker);
    eventually("a third mail", || server.taken().len() == 3).await;
    eventually("that is said", || log.text().contains("from the database again")).await;

    let stopping = Instant::now();
    jobs.stop().await;
    assert!(stopping.elapsed() < Duration::from_secs(3));
    desk.event(Lane::Wake).await;
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert_eq!(server.taken().len(), 3, "nothing is sent after the stop");

    let log = log.text();
    assert_eq!(log.matches("accepts no connection").count(), 1, "{log}");
    assert_eq!(log.matches("alerts go out again").count(), 1, "{log}");
    assert_eq!(log.matches("alerts cannot be read from the database;").count(), 1, "{log}");
    assert!(!log.contains("canaryann") && !log.contains("desk.example"), "{log}");
    for mail in server.taken() {
        assert_eq!((mail.to, mail.hello.as_str(), mail.bytes.len()), (address("canaryann"), "localhost", MESSAGE_BYTES));
    }
    assert!(!server.seen_in_the_clear().contains("canaryann"));
}
