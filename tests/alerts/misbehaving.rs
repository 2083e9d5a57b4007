//! A real conversation with mail servers that misbehave, under a clock that a test can turn: delayed, never lost.

use std::net::TcpListener;

use crate::desk::{Desk, address, by_starttls};
use crate::smtp::{Certificates, Rules, Server};
use tempfile::TempDir;
use tocsin::app::alert::{self, AlertSettings};
use tocsin::mail::{Mailer, SmtpMailer};
use tocsin_domain::alert::Lane;

const MINUTE: i64 = 60;

fn mailer(port: u16, certificates: &Certificates) -> Mailer {
    Mailer::Smtp(SmtpMailer::new(&by_starttls(port, certificates)).expect("settings"))
}

async fn desk() -> Desk {
    let settings = AlertSettings { every_slot: false, slot_seconds: 7_200, ..AlertSettings::default() };
    Desk::with(settings, &[("ann", true)]).await
}

/// A critical report, an hour of misbehaviour, then a server that does what it should: one mail, within ten minutes.
async fn survives(what: &str, rules: Rules) {
    let folder = TempDir::new().expect("folder");
    let certificates = Certificates::make(folder.path(), "localhost", false);
    let server = Server::start(0, &certificates, rules).await;
    let mailer = mailer(server.port, &certificates);
    let desk = desk().await;
    desk.event(Lane::Wake).await;
    let mut attempts = 0;
    for _ in 0..30 {
        desk.sleep(2 * MINUTE);
        let pass = desk.run(&mailer).await;
        assert_eq!((pass.sent, pass.dead), (0, 0), "{what}");
        attempts += pass.failed;
    }
    assert!((8..=31).contains(&attempts), "{what}: {attempts} attempts in an hour");
    let letters = alert::letters(&desk.store, &desk.ring).await.expect("letters");
    assert!(letters[0].why.is_some() && letters[0].failing_since.is_some(), "{what}");
    server.change(|rules| *rules = Rules::default());
    for _ in 0..10 {
        desk.sleep(MINUTE);
        desk.run(&mailer).await;
    }
    // The hour was over: everybody hears of it, and there is only ann.
    let taken = server.taken();
    assert_eq!(taken.len(), 1, "{what}");
    assert_eq!(taken[0].to, address("ann"));
}

#[tokio::test]
async fn delays_refusals_and_broken_connections_at_every_step_cost_an_alert_time_and_nothing_else() {
    let all = ["EHLO", "STARTTLS", "MAIL", "RCPT", "DATA"].map(|step| (step, Rules { closes_at: Some(step), ..Rules::default() }));
    let grey = Rules { rcpt_answers: vec![(address("ann"), "450 greylisted, come again")], ..Rules::default() };
    let more = [
        ("greylisting", grey),
        ("451 after the message", Rules { end_answer: "451 no room", ..Rules::default() }),
        ("421 at the door", Rules { greeting: "421 too busy", ..Rules::default() }),
        ("554 at the door", Rules { greeting: "554 go away", ..Rules::default() }),
        ("553 for our own sender", Rules { mail_answer: "553 sender not allowed", ..Rules::default() }),
        ("no encryption", Rules { offers_starttls: false, ..Rules::default() }),
    ];
    for (what, rules) in all.into_iter().chain(more) {
        survives(what, rules).await;
    }
}

#[tokio::test]
async fn nobody_listening_and_a_wrong_certificate_delay_an_alert_until_they_are_mended() {
    let folder = TempDir::new().expect("folder");
    let (good, other) =
        (Certificates::make(folder.path(), "localhost", false), Certificates::make(folder.path(), "elsewhere.example", false));
    let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("port").port();
    let desk = desk().await;
    desk.event(Lane::Wake).await;
    let closed = mailer(port, &good);
    let posing = Server::start(0, &other, Rules::default()).await;
    let deceived = mailer(posing.port, &good);
    for minute in 0..60 {
        desk.sleep(MINUTE);
        let pass = desk.run(if minute < 30 { &closed } else { &deceived }).await;
        assert_eq!((pass.sent, pass.dead), (0, 0));
    }
    assert!(posing.taken().is_empty());
    let why = alert::letters(&desk.store, &desk.ring).await.expect("letters")[0].why.clone();
    assert!(why.is_some_and(|why| why.contains("certificate")));
    let server = Server::start(0, &good, Rules::default()).await;
    let mended = mailer(server.port, &good);
    for _ in 0..8 {
        desk.sleep(MINUTE);
        desk.run(&mended).await;
    }
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn a_server_that_hangs_after_the_message_may_cause_a_second_mail_and_never_none() {
    let folder = TempDir::new().expect("folder");
    let certificates = Certificates::make(folder.path(), "localhost", false);
    let server = Server::start(0, &certificates, Rules { hangs_after_data: true, ..Rules::default() }).await;
    let mailer = mailer(server.port, &certificates);
    let desk = desk().await;
    desk.event(Lane::Wake).await;
    for _ in 0..4 {
        desk.sleep(6 * MINUTE);
        assert_eq!(desk.run(&mailer).await.sent, 0);
    }
    server.change(|rules| *rules = Rules::default());
    desk.sleep(6 * MINUTE);
    assert_eq!(desk.run(&mailer).await.sent, 1);
}

#[tokio::test]
async fn one_refused_recipient_delays_nobody_else() {
    let folder = TempDir::new().expect("folder");
    let certificates = Certificates::make(folder.path(), "localhost", false);
    let rules = Rules { rcpt_answers: vec![(address("ann"), "550 no such user")], ..Rules::default() };
    let server = Server::start(0, &certificates, rules).await;
    let mailer = mailer(server.port, &certificates);
    let settings = AlertSettings { every_slot: false, wake_within: 0, slot_seconds: 7_200, ..AlertSettings::default() };
    let desk = Desk::with(settings, &[("ann", true), ("bob", true), ("cem", false)]).await;
    desk.event(Lane::Wake).await;
    let pass = desk.run(&mailer).await;
    assert_eq!((pass.sent, pass.dead), (2, 1));
    let mut to: Vec<String> = server.taken().into_iter().map(|mail| mail.to).collect();
    to.sort();
    assert_eq!(to, [address("bob"), address("cem")], "and somebody else is woken in her place");
}
