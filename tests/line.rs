//! Under pressure: words before files, those who waited before those who come, and nothing that was typed is lost.

#[path = "support/http.rs"]
mod http;
#[path = "support/server.rs"]
mod server;

use std::time::{Duration, Instant};

use http::Answer;
use server::{Service, proxied_limits, some_limits};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use tocsin::app::line::{WORK_BITS, zero_bits};
use tocsin::web::{Bounds, QueueBounds, TextBounds, UploadBounds};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const CANARY: &str = "canary-51ab they asked for my address";

fn narrow(seats: usize, patience: Duration) -> Bounds {
    Bounds { queue: QueueBounds { seats, patience, ..QueueBounds::USUAL }, ..Bounds::default() }
}

async fn send(service: &Service, fields: &[(&str, &str)]) -> Answer {
    let parts: Vec<http::Part<'_>> = fields.iter().map(|(name, value)| (*name, None, value.as_bytes())).collect();
    http::post_form(service.at, "/en/report", &parts).await
}

fn work(challenge: &str) -> String {
    (0u64..).map(|n| n.to_string()).find(|n| zero_bits(challenge, n) >= u32::from(WORK_BITS)).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_turned_away_keeps_every_word_and_gets_a_place_in_line() {
    let service = Service::within(some_limits(true), narrow(0, Duration::from_millis(100)), 0).await;
    let token = http::get(service.at, "/en/report", &[]).await.hidden("token");
    let fields = [("token", token.as_str()), ("narrative", CANARY), ("danger", "3days"), ("contact", "call <me>")];
    let away = send(&service, &fields).await;
    assert_eq!((away.status, away.header("retry-after")), (503, Some("60")));
    let text = away.text();
    assert!(text.contains(CANARY) && text.contains("call &#60;me&#62;") && text.contains("You are in line."), "{text}");
    assert_eq!(away.hidden("token"), token, "so that it stays one case however often it is sent");
    let place = away.hidden("place");
    let challenge = away.header("tocsin-work").expect("a program may work instead of waiting").to_owned();
    assert!(service.app.line().waited(&place, &token, service.app.now()).is_some());
    assert!(service.app.line().worked(&challenge, &work(&challenge), &token, service.app.now()));

    // Turned away again, the time waited so far is not lost.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let again = send(&service, &[fields.as_slice(), &[("place", &place)]].concat()).await;
    assert_eq!(again.hidden("place"), place);
    // A place of another form, or a made-up one, is replaced and refuses nothing.
    let other = send(&service, &[("narrative", CANARY), ("place", &place)]).await;
    assert!(other.status == 503 && other.hidden("place") != place && other.text().contains(CANARY));
    assert_eq!(service.cases().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_worked_goes_before_one_that_only_came_earlier() {
    let service = Service::within(some_limits(true), narrow(1, Duration::from_secs(20)), 0).await;
    let token = http::get(service.at, "/en/report", &[]).await.hidden("token");
    let challenge = service.app.line().challenge(&token, service.app.now());
    let nonce = work(&challenge);

    // Somebody holds the database, so the one who has the seat cannot finish.
    let file = service.folder.path().join("data/tocsin.db");
    let mut outside = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut outside).await.unwrap();
    let order = std::sync::Mutex::new(Vec::new());
    let come = async |name: &'static str, wait: u64, fields: Vec<(&str, &str)>| {
        tokio::time::sleep(Duration::from_millis(wait)).await;
        assert_eq!(send(&service, &fields).await.status, 200, "{name}");
        order.lock().unwrap().push(name);
    };
    let freed = async {
        tokio::time::sleep(Duration::from_millis(900)).await;
        sqlx::query("ROLLBACK").execute(&mut outside).await.unwrap();
    };
    tokio::join!(
        come("first", 0, vec![("narrative", "a")]),
        come("second", 300, vec![("narrative", "b")]),
        come("worker", 600, vec![("narrative", "c"), ("token", &token), ("work", &challenge), ("work_nonce", &nonce)]),
        freed,
    );
    assert_eq!(*order.lock().unwrap(), ["first", "worker", "second"]);
    assert_eq!(service.cases().await, 3);

    // The same work again goes no further than any other form.
    order.lock().unwrap().clear();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut outside).await.unwrap();
    let freed = async {
        tokio::time::sleep(Duration::from_millis(900)).await;
        sqlx::query("ROLLBACK").execute(&mut outside).await.unwrap();
    };
    tokio::join!(
        come("first", 0, vec![("narrative", "d")]),
        come("second", 300, vec![("narrative", "e")]),
        come("worker", 600, vec![("narrative", "f"), ("token", &token), ("work", &challenge), ("work_nonce", &nonce)]),
        freed,
    );
    assert_eq!(*order.lock().unwrap(), ["first", "second", "worker"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_disk_fills_files_are_refused_and_words_are_taken() {
    let service = Service::within(some_limits(true), Bounds::default(), u64::MAX).await;
    let form = http::get(service.at, "/en/report", &[]).await.text();
    assert!(form.contains("We cannot take files at the moment.") && !form.contains("type=\"file\""));
    let answer = http::post_form(service.at, "/en/report", &[("narrative", None, CANARY.as_bytes()), ("files", Some("a.jpg"), b"1")]).await;
    assert_eq!(answer.status, 200);
    assert!(answer.element("receipt-words").is_some());
    assert!(answer.text().contains("did not arrive") && answer.text().contains("We cannot take files at the moment."));
    assert_eq!((service.cases().await, service.blobs()), (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_hours_budget_for_files_is_used_up_words_are_still_taken() {
    let uploads = UploadBounds { megabytes_per_hour: 1, ..UploadBounds::USUAL };
    let service = Service::within(some_limits(true), Bounds { uploads, ..Bounds::default() }, 0).await;
    assert!(http::get(service.at, "/en/report", &[]).await.text().contains("type=\"file\""));
    let answer = http::post_form(
        service.at,
        "/en/report",
        &[("narrative", None, b"x"), ("files", Some("a"), &[1; 900_000]), ("files", Some("b"), &[2; 900_000])],
    )
    .await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("did not arrive"));
    assert_eq!((service.cases().await, service.blobs()), (1, 1), "the first file and the words");
    let form = http::get(service.at, "/en/report", &[]).await.text();
    assert!(form.contains("We cannot take files at the moment.") && !form.contains("type=\"file\""));
    assert_eq!(send(&service, &[("narrative", "y")]).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_crawls_between_two_files_makes_room_for_the_files_of_others() {
    use tokio::io::AsyncWriteExt as _;
    let uploads = UploadBounds { at_once: 1, grace: Duration::from_millis(200), patience: Duration::from_secs(8), ..UploadBounds::USUAL };
    let service = Service::within(some_limits(true), Bounds { uploads, ..Bounds::default() }, 0).await;
    let body = http::multipart(&[("narrative", None, b"y"), ("files", Some("a"), b"1"), ("text", None, &[b'x'; 20_000])]);
    let kind = format!("multipart/form-data; boundary={}", http::BOUNDARY);
    let request = http::written("localhost", "POST", "/en/report", &[("Content-Type", &kind)], &body);
    let (begun, rest) = request.split_at(request.len() - 15_000);
    let mut hostile = tokio::net::TcpStream::connect(service.at).await.unwrap();
    hostile.write_all(begun).await.unwrap();
    let crawling = async {
        for bytes in rest.chunks(50) {
            tokio::time::sleep(Duration::from_millis(50)).await;
            hostile.write_all(bytes).await.unwrap();
        }
        // There were words behind the file: crawling lost its place, and nothing else.
        http::read_answer(&mut hostile, false).await.unwrap()
    };
    let honest = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        http::post_form(service.at, "/en/report", &[("narrative", None, CANARY.as_bytes()), ("files", Some("b"), b"2")]).await
    };
    let (slow, honest) = tokio::join!(crawling, honest);
    assert!(honest.status == 200 && !honest.text().contains("did not arrive"), "{}", honest.text());
    assert_eq!((slow.status, service.cases().await, service.blobs()), (200, 2, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn right_and_wrong_receipts_are_answered_in_one_size_and_not_before_the_beat() {
    let service = Service::start().await;
    let sent = send(&service, &[("narrative", "x")]).await;
    let right = sent.element("receipt-words").unwrap();
    let wrong = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
    let mut sizes = Vec::new();
    for receipt in [right.as_str(), wrong, "abandon", ""] {
        let begun = Instant::now();
        let answer = http::post(service.at, "/en/mailbox", &[("receipt", receipt)]).await;
        assert!(begun.elapsed() >= Duration::from_millis(249), "an answer left before its beat");
        assert_eq!(answer.header("content-encoding"), None);
        sizes.push(answer.body.len());
    }
    assert_eq!(sizes, [tocsin::pages::OPENED; 4]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_visitor_does_to_the_line_is_bounded_and_others_pass() {
    let service = Service::within(proxied_limits(), narrow(1, Duration::from_secs(5)), 0).await;
    let hostile: Vec<_> = (0..12)
        .map(|n| {
            let at = service.at;
            tokio::spawn(async move {
                let words = format!("junk {n}");
                let body = http::multipart(&[("narrative", None, words.as_bytes())]);
                let kind = format!("multipart/form-data; boundary={}", http::BOUNDARY);
                http::request(at, "POST", "/en/report", &[("X-Real-IP", "192.0.2.1"), ("Content-Type", &kind)], &body).await.status
            })
        })
        .collect();
    let body = http::multipart(&[("narrative", None, CANARY.as_bytes())]);
    let kind = format!("multipart/form-data; boundary={}", http::BOUNDARY);
    let honest = http::request(service.at, "POST", "/en/report", &[("X-Real-IP", "192.0.2.2"), ("Content-Type", &kind)], &body).await;
    assert_eq!(honest.status, 200);
    for one in hostile {
        assert!(matches!(one.await.unwrap(), 200 | 503));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn junk_is_marked_and_never_dropped() {
    let service = Service::start().await;
    for n in 0..4 {
        let text = format!("{} they want my brother's new address", if n == 3 { "This is another text:" } else { "Again" });
        assert_eq!(send(&service, &[("narrative", &text)]).await.status, 200);
    }
    let cases = service.app.cases().await.unwrap();
    assert_eq!(cases.len(), 4, "every one of them is kept");
    let marked = cases.iter().filter(|case| case.noticed == [tocsin::app::junk::Sign::SameText]).count();
    assert_eq!(marked, 1, "the third time of the same text");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_reports_from_one_side_are_marked() {
    let service = Service::with(proxied_limits()).await;
    let kind = format!("multipart/form-data; boundary={}", http::BOUNDARY);
    for n in 0..7 {
        let text = format!("report number {n}, each with words of its own");
        let body = http::multipart(&[("narrative", None, text.as_bytes())]);
        let headers = [("X-Real-IP", if n == 6 { "192.0.2.9" } else { "192.0.2.1" }), ("Content-Type", kind.as_str())];
        assert_eq!(http::request(service.at, "POST", "/en/report", &headers, &body).await.status, 200);
    }
    let marked = service.app.cases().await.unwrap().iter().filter(|case| !case.noticed.is_empty()).count();
    assert_eq!(marked, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_costs_work_in_a_mailbox_waits_its_turn_and_what_costs_none_does_not() {
    let service = Service::within(some_limits(true), narrow(0, Duration::from_millis(100)), 0).await;
    for path in ["/en/mailbox/again", "/en/mailbox/delete", "/en/mailbox/withdrawn"] {
        let answer = http::post(service.at, path, &[("session", "AAAA"), ("id", &"00".repeat(16))]).await;
        assert_eq!(answer.status, 503, "{path}");
    }
    assert_eq!(http::post(service.at, "/en/mailbox/lock", &[("session", "AAAA")]).await.status, 200);
    let words = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
    let opened = http::post(service.at, "/en/mailbox", &[("receipt", words)]).await;
    assert_eq!((opened.status, opened.body.len()), (503, tocsin::pages::OPENED), "of the size of every answer to a receipt");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_without_content_waits_for_no_place() {
    let uploads = UploadBounds { at_once: 0, ..UploadBounds::USUAL };
    let service = Service::within(some_limits(true), Bounds { uploads, ..Bounds::default() }, 0).await;
    let begun = Instant::now();
    let answer = http::post_form(service.at, "/en/report", &[("narrative", None, b"x"), ("files", Some("empty.txt"), b"")]).await;
    assert!(answer.status == 200 && answer.text().contains("empty.txt"));
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

/// `count` senders, told apart by `who`, of a text of nearly a megabyte whose end never comes.
async fn crawlers(at: std::net::SocketAddr, count: u8, who: impl Fn(u8) -> u8) -> JoinSet<()> {
    let mut crawling = JoinSet::new();
    for number in 0..count {
        let head = format!(
            "POST /en/report HTTP/1.1\r\nHost: x\r\nX-Real-IP: 192.0.2.{}\r\nContent-Length: 2000000\r\n\
             Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"narrative\"\r\n\r\n",
            who(number)
        );
        crawling.spawn(async move {
            let mut stream = TcpStream::connect(at).await.unwrap();
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.write_all(&vec![b'x'; 900_000]).await;
            while stream.write_all(&[b'x'; 1_500]).await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            // It takes nothing of the answer either, and stays.
            tokio::time::sleep(Duration::from_secs(60)).await;
        });
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    crawling
}

async fn a_long_honest_text(service: &Service) -> Answer {
    let text = "они приходили опять ".repeat(4_000);
    let headers = [("Content-Type", format!("multipart/form-data; boundary={}", http::BOUNDARY)), ("X-Real-IP", "192.0.2.200".to_owned())];
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    http::request(service.at, "POST", "/en/report", &headers, &http::multipart(&[("narrative", None, text.as_bytes())])).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn long_texts_of_one_visitor_leave_room_for_those_of_others() {
    let service = Service::with(proxied_limits()).await;
    let mut crawling = crawlers(service.at, 40, |_| 1).await;
    let begun = Instant::now();
    assert_eq!(a_long_honest_text(&service).await.status, 200);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    crawling.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn long_texts_that_crawl_and_pages_that_nobody_takes_make_room_for_who_waits() {
    let texts = TextBounds { reading: Duration::from_secs(3), answer: Duration::from_secs(12), ..TextBounds::USUAL };
    let service = Service::within(proxied_limits(), Bounds { texts, ..Bounds::default() }, 0).await;
    let mut crawling = crawlers(service.at, 60, |number| number).await;
    let begun = Instant::now();
    assert_eq!(a_long_honest_text(&service).await.status, 200);
    println!("60 crawling texts of others: a long one was taken after {:?}", begun.elapsed());
    crawling.shutdown().await;
}
