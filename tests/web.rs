//! The transport and the stack over real sockets, with routes of the tests' own.

#[path = "support/http.rs"]
mod http;
#[path = "support/server.rs"]
mod server;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::{get, post};
use server::{Server, a_site, proxied_limits, some_limits};
use tocsin::web::{Frame, Limits, Transport, stack};
use tocsin_domain::taxonomy::Taxonomy;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const ALWAYS: [(&str, &str); 9] = [
    ("referrer-policy", "no-referrer"),
    ("cache-control", "no-store"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("x-robots-tag", "noindex, nofollow"),
    ("x-dns-prefetch-control", "off"),
];

/// Routes of our own behind the real stack.
fn test_routes() -> Router {
    Router::new()
        .route("/", get(|| async { "home" }))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/echo", post(|| async { "taken" }))
        .route(
            "/slow",
            get(|| async {
                tokio::time::sleep(Duration::from_millis(400)).await;
                "finished"
            }),
        )
        .route("/large", get(|| async { "x".repeat(60_000_000) }))
        .route(
            "/panic",
            get(|| async {
                if true {
                    panic!("the words of a person")
                }
                "never"
            }),
        )
}

fn stacked(limits: Limits) -> Router {
    let frame = Frame::new(a_site(), limits, &Taxonomy::builtin(), Arc::new(|| 1_800_000_000));
    stack(test_routes(), &Arc::new(frame))
}

async fn plain() -> Server {
    Server::start(stacked(some_limits(false)), Transport::default()).await
}

/// Reads until the other side closes; how long that took.
async fn until_closed(stream: &mut TcpStream) -> Duration {
    let begun = Instant::now();
    let mut bytes = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut bytes)).await.expect("the server closes");
    begun.elapsed()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_wears_the_security_headers_and_no_banner() {
    let server = plain().await;
    let answers = [
        http::get(server.at, "/", &[]).await,
        http::get(server.at, "/nothing-here", &[]).await,
        http::get(server.at, "/panic", &[]).await,
        http::request(server.at, "POST", "/echo", &[("Sec-Fetch-Site", "cross-site")], b"x").await,
        http::request(server.at, "DELETE", "/", &[], b"").await,
        http::request(server.at, "HEAD", "/", &[], b"").await,
        http::get(server.at, "/healthz", &[]).await,
    ];
    let statuses: Vec<u16> = answers.iter().map(|a| a.status).collect();
    assert_eq!(statuses, [200, 404, 500, 403, 405, 200, 200]);
    for answer in &answers {
        for (name, value) in ALWAYS {
            assert_eq!(answer.header(name), Some(value), "{name} at {}", answer.status);
        }
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
        assert!(answer.header("permissions-policy").unwrap().contains("geolocation=()"));
        for absent in ["server", "date", "set-cookie", "x-powered-by", "etag", "last-modified"] {
            assert_eq!(answer.header(absent), None, "{absent}");
        }
        assert!(answer.header("content-length").is_some());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_style_that_the_policy_allows_is_the_one_on_the_page() {
    use base64::Engine as _;
    let server = Server::start(missing(), Transport::default()).await;
    let answer = http::get(server.at, "/nothing-here", &[]).await;
    let text = answer.text();
    let style = text.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let hash = ring::digest::digest(&ring::digest::SHA256, style.as_bytes());
    let hash = base64::engine::general_purpose::STANDARD.encode(hash);
    assert!(answer.header("content-security-policy").unwrap().contains(&format!("'sha256-{hash}'")));
}

/// A stack whose only route sends a page of ours: the one a limit shows.
fn missing() -> Router {
    let frame = Arc::new(Frame::new(a_site(), some_limits(true), &Taxonomy::builtin(), Arc::new(|| 1_800_000_000)));
    stack(
        Router::new().fallback(|| async {
            if true {
                panic!("shown as a page")
            }
            ""
        }),
        &frame,
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_shows_a_number_and_nothing_of_what_was_said() {
    let server = plain().await;
    let answer = http::get(server.at, "/en/panic", &[]).await;
    assert_eq!(answer.status, 500);
    let text = answer.text();
    assert!(!text.contains("words of a person"));
    let number = text.rsplit_once("<bdi dir=\"ltr\">").unwrap().1.split('<').next().unwrap();
    assert_eq!(number.len(), 8, "{number}");
    assert_eq!(http::get(server.at, "/", &[]).await.status, 200, "the server goes on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_language_is_the_paths_else_the_browsers_else_the_first() {
    let server = plain().await;
    let lang = |answer: http::Answer| {
        let text = answer.text();
        text.split_once("<html lang=\"").unwrap().1.split('"').next().unwrap().to_owned()
    };
    let bare = http::get(server.at, "/zh-Hans", &[]).await;
    assert_eq!((bare.status, bare.text().as_str()), (200, "home"));
    assert_eq!(http::get(server.at, "/zh-hans/", &[]).await.text(), "home");
    assert_eq!(lang(http::get(server.at, "/zh-Hans/panic", &[]).await), "zh-Hans");
    assert_eq!(lang(http::get(server.at, "/panic", &[("Accept-Language", "fr, zh-CN;q=0.9, en;q=0.1")]).await), "zh-Hans");
    assert_eq!(lang(http::get(server.at, "/en/panic", &[("Accept-Language", "zh")]).await), "en");
    assert_eq!(lang(http::get(server.at, "/panic", &[("Accept-Language", "\u{9}")]).await), "en");
    assert_eq!(http::get(server.at, "/ug/", &[]).await.status, 404, "a language that is not switched on");
    assert_eq!(http::get(server.at, "/en/en/", &[]).await.status, 404, "one prefix is taken off, not two");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_form_from_another_site_is_refused() {
    let server = plain().await;
    let send =
        |headers: Vec<(&'static str, &'static str)>| async move { http::request(server.at, "POST", "/echo", &headers, b"x").await.status };
    assert_eq!(send(vec![("Sec-Fetch-Site", "cross-site")]).await, 403);
    assert_eq!(send(vec![("Sec-Fetch-Site", "same-origin")]).await, 200);
    assert_eq!(send(vec![("Sec-Fetch-Site", "same-site")]).await, 200);
    assert_eq!(send(vec![("Sec-Fetch-Site", "none")]).await, 200);
    assert_eq!(send(vec![("Origin", "null")]).await, 200);
    assert_eq!(send(vec![]).await, 200);
    assert_eq!(http::get(server.at, "/", &[("Sec-Fetch-Site", "cross-site")]).await.status, 200, "links from elsewhere work");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_is_told_when_to_come_back_and_health_is_not_counted() {
    let server = Server::start(stacked(proxied_limits()), Transport::default()).await;
    let mut refused = None;
    for _ in 0..200 {
        let answer = http::get(server.at, "/", &[("X-Real-IP", "192.0.2.1")]).await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("200 requests in no time are too many");
    assert!(refused.header("retry-after").unwrap().parse::<u64>().unwrap() >= 1);
    assert!(refused.text().contains("<html lang=\"en\""));
    for _ in 0..50 {
        assert_eq!(http::get(server.at, "/healthz", &[("X-Real-IP", "192.0.2.1")]).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_limits_nothing_is_refused() {
    let server = Server::start(stacked(some_limits(true)), Transport::default()).await;
    for _ in 0..300 {
        assert_eq!(http::get(server.at, "/", &[]).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_a_request_and_an_idle_connection_are_closed() {
    let transport = Transport { header_time: Duration::from_millis(300), ..Transport::default() };
    let server = Server::start(stacked(some_limits(true)), transport).await;
    let mut silent = TcpStream::connect(server.at).await.unwrap();
    let mut half = TcpStream::connect(server.at).await.unwrap();
    half.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-").await.unwrap();
    let mut idle = TcpStream::connect(server.at).await.unwrap();
    idle.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    assert_eq!(http::read_answer(&mut idle, false).await.unwrap().status, 200);
    for stream in [&mut silent, &mut half, &mut idle] {
        assert!(until_closed(stream).await < Duration::from_secs(3));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dripping_header_is_closed_too() {
    let transport = Transport { header_time: Duration::from_millis(300), ..Transport::default() };
    let server = Server::start(stacked(some_limits(true)), transport).await;
    let mut stream = TcpStream::connect(server.at).await.unwrap();
    let begun = Instant::now();
    let closed = loop {
        if stream.write_all(b"G").await.is_err() || begun.elapsed() > Duration::from_secs(5) {
            break begun.elapsed();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert!(closed < Duration::from_secs(4), "{closed:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_serves_so_many_requests_and_then_says_goodbye() {
    let transport = Transport { requests: 3, ..Transport::default() };
    let server = Server::start(stacked(some_limits(true)), transport).await;
    let mut stream = TcpStream::connect(server.at).await.unwrap();
    for n in 1..=3 {
        stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        let answer = http::read_answer(&mut stream, false).await.unwrap();
        assert_eq!(answer.header("connection") == Some("close"), n == 3, "request {n}");
    }
    assert!(until_closed(&mut stream).await < Duration::from_secs(2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn headers_beyond_their_bound_are_refused() {
    let server = Server::start(stacked(some_limits(true)), Transport::default()).await;
    let large = "y".repeat(40_000);
    let answer = http::raw(server.at, format!("GET / HTTP/1.1\r\nHost: x\r\nX-A: {large}\r\n\r\n").as_bytes()).await;
    assert!(answer.is_none_or(|a| a.status == 431));
    let many: String = (0..200).map(|n| format!("X-{n}: 1\r\n")).collect();
    let answer = http::raw(server.at, format!("GET / HTTP/1.1\r\nHost: x\r\n{many}\r\n").as_bytes()).await;
    assert!(answer.is_none_or(|a| a.status == 431));
    assert_eq!(http::get(server.at, "/", &[("X-A", &"y".repeat(8_000))]).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_early_answer_arrives_although_the_body_was_not_wanted() {
    let server = Server::start(stacked(some_limits(true)), Transport::default()).await;
    let body = vec![b'z'; 8_000_000];
    let refused = http::request(server.at, "POST", "/echo", &[("Sec-Fetch-Site", "cross-site")], &body).await;
    assert_eq!(refused.status, 403);
    assert_eq!(http::request(server.at, "POST", "/nothing-here", &[], &body).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_finishes_what_was_begun_and_takes_nothing_new() {
    let server = Server::start(stacked(some_limits(true)), Transport::default()).await;
    let at = server.at;
    let begun = tokio::spawn(async move { http::get(at, "/slow", &[]).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.stop().await;
    assert_eq!(begun.await.unwrap().text(), "finished");
    assert!(TcpStream::connect(at).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_too_many_waits_for_a_seat() {
    let transport = Transport { connections: 1, header_time: Duration::from_millis(500), ..Transport::default() };
    let server = Server::start(stacked(some_limits(true)), transport).await;
    let holder = TcpStream::connect(server.at).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let begun = Instant::now();
    assert_eq!(http::get(server.at, "/", &[]).await.status, 200);
    assert!(begun.elapsed() >= Duration::from_millis(300), "it waited until the silent one was closed");
    drop(holder);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_takes_nothing_does_not_hold_its_seat() {
    let transport = Transport { connections: 1, write_stall: Duration::from_millis(300), ..Transport::default() };
    let server = Server::start(stacked(some_limits(true)), transport).await;
    let mut deaf = TcpStream::connect(server.at).await.unwrap();
    deaf.write_all(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let next = tokio::time::timeout(Duration::from_secs(10), http::get(server.at, "/", &[])).await;
    assert_eq!(next.expect("a seat was freed").status, 200);
    drop(deaf);
}
