//! Webhooks, called for real: signed, constant, and only for what wakes.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::desk::{Desk, memory, recipients};
use ring::hmac;
use tempfile::TempDir;
use tocsin::app::alert::{self, AlertSettings, HookLetter};
use tocsin::app::people::{self, PeopleError, Webhook};
use tocsin::mail::{DirectoryMailer, Mailer};
use tocsin_domain::alert::Lane;
use tocsin_domain::mail_address::MailAddress;

/// Takes calls on the loopback address, answers each with the status that is next, and passes on what came.
fn stub(statuses: Vec<u16>) -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("bind");
    let port = listener.local_addr().expect("address").port();
    let (send, receive) = channel();
    std::thread::spawn(move || {
        for status in statuses {
            let Ok((mut stream, _)) = listener.accept() else { return };
            stream.set_read_timeout(Some(Duration::from_secs(5))).expect("time limit");
            let mut request = Vec::new();
            let mut chunk = [0; 4096];
            loop {
                let text = String::from_utf8_lossy(&request).into_owned();
                if let Some((head, body)) = text.split_once("\r\n\r\n") {
                    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).and_then(|n| n.parse().ok());
                    if body.len() >= length.unwrap_or(0) {
                        break;
                    }
                }
                match stream.read(&mut chunk) {
                    Ok(0) | Err(_) => break,
                    Ok(n) => request.extend_from_slice(&chunk[..n]),
                }
            }
            let _ = write!(stream, "HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            let _ = send.send(String::from_utf8_lossy(&request).into_owned());
        }
    });
    (port, receive)
}

fn header<'a>(request: &'a str, name: &str) -> &'a str {
    request.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap_or_else(|| panic!("no {name} in {request}"))
}

async fn desk_with(hook: Webhook) -> Desk {
    let settings = AlertSettings { every_slot: false, wake_within: 0, slot_seconds: 7_200, ..AlertSettings::default() };
    let desk = Desk::with(settings, &[("ann", true)]).await;
    let set = people::set_reach(&desk.store, &desk.ring, "ann", |reach| {
        reach.webhook = Some(hook);
        Ok(())
    });
    set.await.expect("set");
    desk
}

fn folder_mailer(folder: &TempDir) -> Mailer {
    let from = MailAddress::parse("notice@desk.example").expect("address");
    Mailer::Directory(DirectoryMailer::open(folder.path().join("mail"), from).expect("folder"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_service_is_called_with_the_constant_text_signed_and_again_after_a_failure() {
    // ntfy takes the body as the message and a token in the usual header.
    let (port, calls) = stub(vec![503, 200]);
    let hook = Webhook::new(&format!("http://127.0.0.1:{port}/night-bell"), Some("tk_secret"), None).expect("a webhook");
    let secret = hook.secret.to_string();
    let desk = desk_with(hook).await;
    let folder = TempDir::new().expect("folder");
    let mailer = folder_mailer(&folder);
    desk.event(Lane::Wake).await;
    let pass = desk.run(&mailer).await;
    assert_eq!((pass.sent, pass.failed), (1, 1), "the mail has left, the webhook is tried again");
    desk.sleep(90);
    assert_eq!(desk.run(&mailer).await.sent, 1);
    for _ in 0..2 {
        let call = calls.recv_timeout(Duration::from_secs(5)).expect("a call");
        let (head, body) = call.split_once("\r\n\r\n").expect("a body");
        assert!(head.starts_with("POST /night-bell HTTP/1.1"), "{head}");
        assert_eq!((header(head, "authorization"), header(head, "user-agent")), ("Bearer tk_secret", "-"));
        let signature = header(head, "tocsin-signature");
        let (at, signed) = signature.strip_prefix("t=").and_then(|rest| rest.split_once(",v1=")).expect("two parts");
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let signed: Vec<u8> = (0..64).step_by(2).map(|at| u8::from_str_radix(&signed[at..at + 2], 16).expect("hex")).collect();
        hmac::verify(&key, format!("{at}.{body}").as_bytes(), &signed).expect("the signature holds");
        assert!(body.starts_with("Please look at the desk\nPlease look at what has come in"), "{body}");
        assert!(!body.contains("http") && !call.to_lowercase().contains("critical"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_to_a_messenger_gets_its_own_json_and_a_refusal_for_good_is_a_dead_letter() {
    let (port, calls) = stub(vec![201, 404]);
    let body = r#"{"message":"{text}","number":"+4900000","recipients":["+4911111"]}"#;
    let hook = Webhook::new(&format!("http://localhost:{port}/v2/send"), None, Some(body)).expect("a webhook");
    let desk = desk_with(hook).await;
    let folder = TempDir::new().expect("folder");
    let mailer = folder_mailer(&folder);
    desk.event(Lane::Wake).await;
    assert_eq!(desk.run(&mailer).await.sent, 2);
    let call = calls.recv_timeout(Duration::from_secs(5)).expect("a call");
    assert_eq!(header(&call, "content-type"), "application/json");
    let sent: serde_json::Value = serde_json::from_str(call.split_once("\r\n\r\n").expect("a body").1).expect("JSON");
    assert!(sent["message"].as_str().is_some_and(|text| text.contains("never has a link")));
    assert_eq!(sent["recipients"][0], "+4911111");
    let ann = people::named(&desk.store, &desk.ring, "ann").await.expect("there");
    alert::acknowledge(&desk.store, &desk.ring, ann.id, alert::Which::All, alert::Outbox::now(&desk)).await.expect("acknowledged");
    desk.event(Lane::Wake).await;
    let pass = desk.run(&mailer).await;
    assert_eq!((pass.sent, pass.dead), (1, 1), "the mail leaves all the same");
    let letters = alert::letters(&desk.store, &desk.ring).await.expect("letters");
    assert!(letters.iter().any(|letter| letter.lane == "wake-hook" && letter.dead));
}

#[tokio::test]
async fn a_webhook_rings_for_what_wakes_and_drills_and_for_nothing_else() {
    let hook = Webhook::new("https://push.example/x", None, None).expect("a webhook");
    let desk = desk_with(hook).await;
    let mailer = memory();
    desk.event(Lane::Slot).await;
    desk.event(Lane::Daily).await;
    desk.sleep(7_200);
    desk.run(&mailer).await;
    assert_eq!(recipients(&mailer), ["ann"]);
    alert::ring_drill(&desk.store, &desk.ring, &desk.settings, alert::Outbox::now(&desk)).await.expect("a drill");
    desk.run(&mailer).await;
    assert_eq!(recipients(&mailer), ["ann", "https://push.example/x"]);
}

#[test]
fn what_could_carry_more_than_the_constant_text_or_go_elsewhere_is_refused() {
    for (url, bearer, body) in [
        ("http://push.example/", None, None),
        ("https://push.example/", Some("two words"), None),
        ("https://push.example/", Some("a\r\nHost: evil"), None),
        ("https://push.example/", None, Some("no json {text}")),
        ("https://push.example/", None, Some("{\"message\":\"no place\"}")),
    ] {
        assert!(matches!(Webhook::new(url, bearer, body).err(), Some(PeopleError::Webhook)), "{url} {bearer:?} {body:?}");
    }
}

#[tokio::test]
async fn a_webhook_that_is_gone_or_answers_nonsense_passes() {
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("port").port();
    let hook = Webhook::new(&format!("http://127.0.0.1:{closed}/"), None, None).expect("a webhook");
    let folder = TempDir::new().expect("folder");
    let mailer = folder_mailer(&folder);
    let letter = HookLetter { hook: &hook, at: 0, language: "en", code: "1" };
    let failed = alert::Deliver::call(&mailer, &letter).await;
    assert!(matches!(failed, Err(alert::Undelivered::Passing(why)) if why.contains("accepts no connection")));
}
