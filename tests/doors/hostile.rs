//! Bytes that try to be two requests, or none.

use std::time::Duration;

use tocsin::web::{Door, Transport};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::house::{House, listener, until_closed};
use crate::http;
use crate::server::some_limits;

async fn plain() -> House {
    House::open(vec![Door::plain(listener().await)], some_limits(true), Transport::default()).await
}

/// Everything that the server says to these bytes until it closes.
async fn said(house: &House, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(house.at[0]).await.unwrap();
    let _ = stream.write_all(bytes).await;
    let (heard, _) = tokio::time::timeout(Duration::from_secs(15), until_closed(&mut stream)).await.expect("closed");
    String::from_utf8_lossy(&heard).into_owned()
}

fn answers(text: &str) -> Vec<&str> {
    text.match_indices("HTTP/1.1 ").map(|(at, _)| &text[at + 9..at + 12]).collect()
}

/// A request that nobody sent: it lies inside another's body.
const INNER: &str = "GET /desk HTTP/1.1\r\nHost: x\r\n\r\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_requests_in_a_row_get_two_answers() {
    let house = plain().await;
    let two = "GET /report HTTP/1.1\r\nHost: x\r\n\r\nGET /desk HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let text = said(&house, two.as_bytes()).await;
    assert_eq!(answers(&text), ["200", "200"], "{text}");
    assert!(text.find("form").unwrap() < text.find("the desk").unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_hidden_in_a_body_is_never_served() {
    let house = plain().await;
    let chunked = format!("{:x}\r\n{INNER}\r\n0\r\n\r\n", INNER.len());
    let cases: Vec<(&str, String)> = vec![
        (
            "length and chunks, length says all",
            format!(
                "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{INNER}",
                5 + INNER.len()
            ),
        ),
        (
            "chunks and length",
            format!("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n{chunked}{INNER}"),
        ),
        (
            "length says less than chunks",
            format!("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}"),
        ),
        ("two lengths", format!("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: {}\r\n\r\n{INNER}", INNER.len())),
        ("two lengths in one", format!("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0, {}\r\n\r\n{INNER}", INNER.len())),
        ("a signed length", format!("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: +0\r\n\r\n{INNER}")),
        ("a negative length", format!("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{INNER}")),
        ("chunked, identity", format!("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n{chunked}{INNER}")),
        ("identity", format!("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n{INNER}")),
        (
            "chunked with a tab",
            format!("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\tchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n{INNER}"),
        ),
        (
            "a space before the colon",
            format!("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n{INNER}"),
        ),
        ("chunks in HTTP/1.0", format!("POST /echo HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{INNER}")),
        ("a folded line", format!("POST /echo HTTP/1.1\r\nHost: x\r\nX-A: b\r\n Content-Length: 5\r\n\r\n{INNER}")),
        ("a folded encoding", format!("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n{INNER}")),
        ("bare line feeds", format!("POST /echo HTTP/1.1\nHost: x\nContent-Length: 0\n\n{INNER}")),
        ("one bare line feed", format!("POST /echo HTTP/1.1\r\nHost: x\nContent-Length: 0\r\n\r\n{INNER}")),
        ("a bare return", format!("POST /echo HTTP/1.1\r\nHost: x\rContent-Length: 5\r\n\r\n{INNER}")),
        (
            "a chunk size too large",
            format!("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff0\r\n{INNER}"),
        ),
        ("a chunk size of letters", format!("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{INNER}")),
        ("an honest body with another request behind it", format!("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx{INNER}")),
        ("an absolute address", format!("GET http://elsewhere/report HTTP/1.1\r\nHost: x\r\n\r\n{INNER}")),
        ("CONNECT", format!("CONNECT elsewhere:443 HTTP/1.1\r\nHost: x\r\n\r\n{INNER}")),
        ("the preface of HTTP/2", format!("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0{INNER}")),
        (
            "an upgrade to HTTP/2",
            format!(
                "GET /report HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n{INNER}"
            ),
        ),
        ("TLS", format!("\x16\x03\x01\x02\0\x01\0\x01\u{7f}\x03\x03{INNER}")),
        ("HTTP/0.9", "GET /report\r\n".to_owned()),
        ("HTTP/3.0", format!("GET /report HTTP/3.0\r\nHost: x\r\n\r\n{INNER}")),
        ("a NUL in a header", format!("GET /report HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n{INNER}")),
    ];
    for (name, bytes) in cases {
        let text = said(&house, bytes.as_bytes()).await;
        assert!(answers(&text).len() <= 1, "{name}: {text}");
        assert!(!text.contains("the desk"), "{name}: {text}");
        assert_eq!(http::get(house.at[0], "/report", &[]).await.status, 200, "the next honest request after {name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_browser_does_is_refused_and_not_guessed_at() {
    let house = plain().await;
    for (name, bytes) in [
        ("two lengths", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n"),
        ("chunked is not the last encoding", "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
        ("a folded line", "GET /report HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\n\r\n"),
        ("bare line feeds", "GET /report HTTP/1.1\nHost: x\n\n"),
        ("CONNECT", "CONNECT elsewhere:443 HTTP/1.1\r\nHost: x\r\n\r\n"),
    ] {
        let text = said(&house, bytes.as_bytes()).await;
        assert!(!answers(&text).contains(&"200"), "{name}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn headers_without_measure_are_refused_and_the_next_request_is_served() {
    let house = plain().await;
    let large = format!("GET /report HTTP/1.1\r\nHost: x\r\nX-A: {}\r\n\r\n", "y".repeat(1 << 20));
    let many: String = (0..10_000).map(|n| format!("X-{n}: 1\r\n")).collect();
    let many = format!("GET /report HTTP/1.1\r\nHost: x\r\n{many}\r\n");
    let long = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "y".repeat(1 << 20));
    let endless = "GET /report HTTP/1.1\r\nHost: x\r\n".to_owned() + &"X-A: y\r\n".repeat(200_000);
    for request in [large, many, long, endless] {
        let text = said(&house, request.as_bytes()).await;
        assert!(answers(&text).iter().all(|status| ["400", "414", "431"].contains(status)), "{text}");
        assert_eq!(http::get(house.at[0], "/report", &[]).await.status, 200);
    }
}
