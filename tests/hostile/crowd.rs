//! Many at once.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::Barrier;

use super::http::{self, multipart};
use super::siege::{Siege, head, multipart_line};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_tiny_requests_at_once_are_all_answered() {
    let mut siege = Siege::start().await;
    let at = siege.at();
    let start = Arc::new(Barrier::new(2_000));
    let asking: Vec<_> = (0..2_000)
        .map(|n| {
            let start = Arc::clone(&start);
            tokio::spawn(async move {
                start.wait().await;
                let body = multipart(&[("narrative", None, b" ")]);
                let length = format!("Content-Length: {}", body.len());
                let request = match n % 4 {
                    0 => b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_vec(),
                    1 => b"GET /en/report HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_vec(),
                    2 => b"POST /en/mailbox HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".to_vec(),
                    _ => [head("/en/report", &[&multipart_line(), &length, "Connection: close"]), body].concat(),
                };
                (n % 4, patient(at, &request).await.map(|answer| answer.status))
            })
        })
        .collect();
    for task in asking {
        let (kind, status) = task.await.unwrap();
        assert_eq!(status, Some([200, 200, 415, 422][kind]), "kind {kind}");
    }
    siege.stands_after("2,000 tiny requests", 0).await;
}

/// One request and its answer. The system's queue for connections is shorter than this crowd, and who is slow to speak
/// while others have no seat must come again: some knock several times.
async fn patient(to: SocketAddr, request: &[u8]) -> Option<http::Answer> {
    for _ in 0..5 {
        let Ok(mut stream) = TcpStream::connect(to).await else { continue };
        let _ = stream.write_all(request).await;
        if let Some(answer) = http::read_answer_within(&mut stream, false, Duration::from_secs(60)).await {
            return Some(answer);
        }
    }
    None
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_leave_in_the_middle_of_a_file_leave_nothing() {
    let mut siege = Siege::start().await;
    let body = multipart(&[("narrative", None, b" "), ("files", Some("cut.bin"), &vec![7; 3_000_000])]);
    let at = siege.at();
    let leaving: Vec<_> = (1..=40)
        .map(|n| {
            let length = format!("Content-Length: {}", body.len());
            let cut = body.len() * n / 42;
            let request = [head("/en/report", &[&multipart_line(), &length]), body[..cut].to_vec()].concat();
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(at).await.unwrap();
                let _ = stream.write_all(&request).await;
                // Dropped: the connection is closed without reading.
            })
        })
        .collect();
    for task in leaving {
        task.await.unwrap();
    }
    // A report without words but with a file is a report: those whose file began have their case, without the file.
    let begun = Instant::now();
    let mut before = usize::MAX;
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let now = siege.demo.cases().len();
        if now == before {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "cases still come");
        before = now;
    }
    assert!(before <= 41, "{before} cases");
    siege.stands_after("40 clients that left", before - 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_that_somebody_filled_costs_no_more_memory_to_look_at() {
    let mut siege = Siege::start().await;
    let at = siege.at();
    let token = http::get(at, "/en/report", &[]).await.hidden("token");
    let fact = "y".repeat(10_000);
    let names: Vec<String> = (0..60).map(|n| format!("fact{n}")).collect();
    let (mut session, mut last) = (String::new(), 0);
    for n in 0..60 {
        let text = format!("{n} {}", "x".repeat(99_000));
        let mut parts: Vec<http::Part<'_>> = vec![("token", None, token.as_bytes()), ("narrative", None, text.as_bytes())];
        parts.extend(names.iter().map(|name| (name.as_str(), None, fact.as_bytes())));
        let answer = siege.demo.send("en", &parts).await;
        if answer.status == 409 {
            break;
        }
        assert_eq!(answer.status, 200);
        (session, last) = (answer.hidden("session"), n);
    }
    // 20 MB lie in it now, and no more fit; eight look at once.
    assert!((25..40).contains(&last), "{last}");
    let again = [("session", session.as_str())];
    let looking = (0..8).map(|_| http::post(at, "/en/mailbox/again", &again));
    for answer in futures::future::join_all(looking).await {
        assert!(answer.status == 200 && answer.text().contains(&format!("Message {last}")), "{}", answer.text());
    }
    siege.stands_after("a filled mailbox", 1).await;
}
