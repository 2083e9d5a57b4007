//! The site over real sockets and a real store: from the form to the mailbox, and everything that can go wrong between.

#[path = "support/http.rs"]
mod http;
#[path = "support/server.rs"]
mod server;

use http::{Answer, BOUNDARY, multipart};
use server::{MovedClock, Service, Setup, proxied_limits};
use std::sync::Arc;
use tocsin::app::people::{self, NewPerson};
use tocsin::app::rota::Detail;
use tocsin::i18n::Catalogs;
use tocsin::store::Store;
use tocsin::web::Site;

const CANARY: &str = "canary-9f2e they came to my mother's flat";

/// Sends a report as the form on the page does.
async fn send(service: &Service, token: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
    let mut parts: Vec<http::Part<'_>> = vec![("token", None, token.as_bytes())];
    parts.extend(fields.iter().map(|(name, value)| (*name, None, value.as_bytes())));
    parts.extend(files.iter().map(|(name, content)| ("files", Some(*name), *content)));
    http::post_form(service.at, "/en/report", &parts).await
}

async fn token(service: &Service) -> String {
    http::get(service.at, "/en/report", &[]).await.hidden("token")
}

async fn open(service: &Service, receipt: &str) -> Answer {
    http::post(service.at, "/en/mailbox", &[("receipt", receipt)]).await
}

/// Sends a report through the proxy of [`proxied_limits`], which names this address.
async fn send_as(service: &Service, address: &str, parts: &[http::Part<'_>]) -> Answer {
    let headers = [("X-Real-IP", address), ("Content-Type", &kind())];
    http::request(service.at, "POST", "/en/report", &headers, &multipart(parts)).await
}

fn raw_form(body: &[u8], content_type: &str) -> Vec<u8> {
    let head = format!(
        "POST /en/report HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn kind() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_is_taken_and_its_receipt_opens_the_mailbox_in_either_form() {
    let service = Service::start().await;
    let answer = send(&service, &token(&service).await, &[("narrative", CANARY), ("danger", "later")], &[]).await;
    assert_eq!(answer.status, 200);
    let words = answer.element("receipt-words").unwrap();
    let digits = answer.element("receipt-digits").unwrap();
    assert_eq!(words.split(' ').count(), 12, "{words}");
    assert_eq!(digits.bytes().filter(u8::is_ascii_digit).count(), 40, "{digits}");
    assert!(!answer.text().contains(CANARY), "the answer does not show the words again");
    for receipt in [words.as_str(), digits.as_str(), &words.to_uppercase(), &digits.replace(' ', "")] {
        let mailbox = open(&service, receipt).await;
        assert_eq!(mailbox.status, 200);
        assert!(!mailbox.hidden("session").is_empty());
        assert!(!mailbox.text().contains(receipt) && !mailbox.text().contains(CANARY));
    }
    assert_eq!(service.cases().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_form_twice_is_one_case_and_other_words_are_not_lost() {
    let service = Service::start().await;
    let token = token(&service).await;
    let first = send(&service, &token, &[("narrative", "one")], &[]).await;
    let again = send(&service, &token, &[("narrative", "one")], &[]).await;
    let other = send(&service, &token, &[("narrative", "two")], &[]).await;
    let words = first.element("receipt-words");
    assert!(words.is_some() && words == again.element("receipt-words") && words == other.element("receipt-words"));
    assert_eq!(service.cases().await, 1);
    let mailbox = open(&service, &words.unwrap()).await.text();
    assert!(mailbox.contains("Message 1") && !mailbox.contains("Message 2"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_whose_case_was_withdrawn_makes_one_new_case_however_often_it_is_sent() {
    let service = Service::start().await;
    let token = token(&service).await;
    let first = send(&service, &token, &[("narrative", "one")], &[]).await;
    assert!(service.app.withdraw(&service.app.session(&first.hidden("session")).unwrap()).await.unwrap());
    let anew = send(&service, &token, &[("narrative", "one")], &[]).await;
    let again = send(&service, &token, &[("narrative", "one")], &[]).await;
    assert_eq!((anew.status, again.status), (200, 200));
    assert!(
        anew.element("receipt-words") == again.element("receipt-words") && anew.element("receipt-words") != first.element("receipt-words")
    );
    assert_eq!(service.cases().await, 1, "the withdrawn one is hidden, and there is one more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_or_missing_token_never_refuses_a_report() {
    let service = Service::start().await;
    for token in ["", "made-up", "!\"<>"] {
        let answer = send(&service, token, &[("narrative", CANARY)], &[]).await;
        assert_eq!(answer.status, 200);
        assert!(answer.element("receipt-words").is_some());
    }
    let none = http::post_form(service.at, "/report", &[("narrative", None, b"x")]).await;
    assert_eq!(none.status, 200);
    assert_eq!(service.cases().await, 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_wants_no_answer_gets_no_receipt() {
    let service = Service::start().await;
    let answer = send(&service, &token(&service).await, &[("narrative", "x"), ("answer_here", "no")], &[]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.element("receipt-words"), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_an_entirely_empty_report_is_refused_and_its_token_stays() {
    let service = Service::start().await;
    let token = token(&service).await;
    let refused = send(&service, &token, &[("narrative", "  "), ("answer_here", "yes")], &[("", b"")]).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.hidden("token"), token);
    assert_eq!(send(&service, &token, &[("danger", "now")], &[]).await.status, 200);
    assert_eq!(service.cases().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_long_a_text_comes_back_whole() {
    let service = Service::start().await;
    let long = format!("{CANARY}{}", "x".repeat(100_001));
    let refused = send(&service, &token(&service).await, &[("narrative", &long), ("contact", "call <me>")], &[]).await;
    assert_eq!(refused.status, 422);
    let text = refused.text();
    assert!(text.contains("canary-9f2e") && text.contains(&"x".repeat(100_001)) && text.contains("call &#60;me&#62;"));
    assert_eq!(service.cases().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_bodies_get_their_own_status_and_what_was_typed_comes_back() {
    let service = Service::start().await;
    let part = |name: &str, value: &[u8]| {
        [format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n").as_bytes(), value, b"\r\n"].concat()
    };
    let close = format!("--{BOUNDARY}--\r\n").into_bytes();
    let words = part("narrative", b"canary-9f2e");
    let cases: [(&str, Vec<u8>, &str, u16, bool); 8] = [
        ("no boundary", b"x".to_vec(), "multipart/form-data", 400, false),
        ("another type", b"{}".to_vec(), "application/json", 415, false),
        ("cut", words.clone(), &kind(), 400, true),
        ("NUL", [words.clone(), part("contact", b"a\0b"), close.clone()].concat(), &kind(), 400, true),
        ("not UTF-8", [words.clone(), part("contact", b"\xff"), close.clone()].concat(), &kind(), 400, true),
        ("too much", [words.clone(), part("contact", &vec![b'y'; 2_000_000]), close.clone()].concat(), &kind(), 413, true),
        ("too many", [words.clone(), part("a", b"").repeat(10_000), close.clone()].concat(), &kind(), 413, true),
        ("an empty body", Vec::new(), &kind(), 400, false),
    ];
    for (name, body, content_type, status, kept) in cases {
        let answer = http::raw(service.at, &raw_form(&body, content_type)).await.expect(name);
        assert_eq!(answer.status, status, "{name}");
        assert_eq!(answer.text().contains("canary-9f2e"), kept, "{name}");
        assert!(answer.text().contains("<html lang=\"en\""), "{name}");
    }
    assert_eq!(service.cases().await, 0, "nothing half-stored");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_arrive_with_the_words_and_are_counted_in_the_mailbox() {
    let service = Service::start().await;
    let photo = vec![7; 700_000];
    let answer =
        send(&service, &token(&service).await, &[("narrative", "x")], &[("a.jpg", &photo), ("../b\u{202e}.pdf", b"%PDF"), ("", b"")]).await;
    assert_eq!(answer.status, 200);
    let text = answer.text();
    assert!(text.contains("a.jpg") && text.contains("b.pdf") && !text.contains("../") && !text.contains("did not arrive"), "{text}");
    assert_eq!(service.blobs(), 2);
    let mailbox = open(&service, &answer.element("receipt-words").unwrap()).await.text();
    assert!(mailbox.contains("2 files"), "{mailbox}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_stops_half_way_never_costs_the_words() {
    let service = Service::start().await;
    let body = multipart(&[
        ("narrative", None, CANARY.as_bytes()),
        ("files", Some("whole.txt"), b"1"),
        ("files", Some("half.bin"), &[9; 400_000]),
    ]);
    let answer = http::raw(service.at, &raw_form(&body[..body.len() - 100_000], &kind())).await.unwrap();
    assert_eq!(answer.status, 200);
    let text = answer.text();
    assert!(answer.element("receipt-words").is_some());
    assert!(text.contains("half.bin") && text.contains("did not arrive"), "{text}");
    assert_eq!(service.cases().await, 1);
    assert_eq!(service.blobs(), 1, "the whole one stays, of the half one nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_that_stop_half_way_are_not_called_whole() {
    let service = Service::start().await;
    let cut = multipart(&[("narrative", None, &[CANARY.as_bytes(), &[b'x'; 2_000]].concat())]);
    let answer = http::raw(service.at, &raw_form(&cut[..cut.len() - 1_500], &kind())).await.unwrap();
    assert_eq!(answer.status, 400);
    let text = answer.text();
    assert!(text.contains("A part of what was sent could not be read.") && text.contains("canary-9f2e"), "{text}");
    assert!(!text.contains("are still here") && !text.contains("is still on this page"), "half of them are not");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_leaves_during_a_file_loses_only_the_file() {
    use tokio::io::AsyncWriteExt as _;
    let service = Service::start().await;
    let body = multipart(&[("narrative", None, CANARY.as_bytes()), ("files", Some("half.bin"), &[9; 400_000])]);
    let request = raw_form(&body, &kind());
    let mut stream = tokio::net::TcpStream::connect(service.at).await.unwrap();
    stream.write_all(&request[..request.len() - 100_000]).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    drop(stream);
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(service.cases().await, 1);
    assert_eq!(service.blobs(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_alone_is_a_report_and_an_empty_one_is_not() {
    let service = Service::start().await;
    assert_eq!(send(&service, "", &[], &[("empty.txt", b"")]).await.status, 422);
    assert_eq!(send(&service, "", &[], &[("photo.jpg", b"x")]).await.status, 200);
    assert_eq!(service.cases().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_beyond_the_limit_are_refused_and_the_words_are_kept() {
    let service = Service::start().await;
    let answer = send(&service, "", &[("narrative", "x")], &[("ok.bin", &vec![1; 1_500_000]), ("over.bin", &vec![2; 600_000])]).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("It is too large."));
    assert_eq!((service.cases().await, service.blobs()), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_that_come_behind_a_file_are_not_lost() {
    let service = Service::start().await;
    let answer = http::post_form(service.at, "/en/report", &[("files", Some("a"), b"1"), ("narrative", None, b"late words")]).await;
    assert_eq!(answer.status, 200);
    let mailbox = open(&service, &answer.element("receipt-words").unwrap()).await.text();
    assert!(mailbox.contains("Message 1"), "{mailbox}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_reports_is_slowed_with_the_text_given_back() {
    let service = Service::with(proxied_limits()).await;
    let mut last = None;
    for _ in 0..30 {
        let answer = send_as(&service, "192.0.2.1", &[("narrative", None, CANARY.as_bytes())]).await;
        if answer.status == 429 {
            last = Some(answer);
            break;
        }
        assert_eq!(answer.status, 200);
    }
    let answer = last.expect("30 reports in a row are too many");
    assert!(answer.header("retry-after").is_some());
    assert!(answer.text().contains("canary-9f2e"));
    assert_eq!(send_as(&service, "192.0.2.2", &[("narrative", None, b"x")]).await.status, 200, "nobody else is slowed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mistyped_receipt_is_named_and_never_shown_again() {
    let service = Service::start().await;
    let wrong = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon";
    for (receipt, sentence) in
        [("", "Please type your code."), (wrong, "Please check the code."), ("abandon zzzz", "word"), ("1234", "digit")]
    {
        let answer = open(&service, receipt).await;
        assert_eq!(answer.status, 422, "{receipt}");
        assert!(answer.text().contains(sentence), "{receipt}");
        assert!(receipt.is_empty() || !answer.text().contains(receipt));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_and_withdrawn_receipts_look_the_same_to_the_byte() {
    let service = Service::start().await;
    let unknown = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
    let answer = send(&service, "", &[("narrative", "x")], &[]).await;
    let receipt = answer.element("receipt-words").unwrap();
    let session = service.app.session(&answer.hidden("session")).unwrap();
    assert!(service.app.withdraw(&session).await.unwrap());
    let (one, other) = (open(&service, unknown).await, open(&service, &receipt).await);
    assert_eq!((one.status, other.status), (200, 200));
    assert!(one.headers == other.headers && one.body == other.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_is_added_checked_again_and_the_mailbox_locked() {
    let service = Service::start().await;
    let answer = send(&service, "", &[("narrative", "x")], &[]).await;
    let session = answer.hidden("session");
    let added = http::post_form(
        service.at,
        "/en/mailbox/add",
        &[("session", None, session.as_bytes()), ("text", None, b"more"), ("danger", None, b"now"), ("files", Some("f"), b"1")],
    )
    .await;
    assert_eq!(added.status, 200);
    assert!(added.text().contains("We have your message.") && added.text().contains("We have your files."), "{}", added.text());
    assert_eq!(service.blobs(), 1);
    let again = http::post(service.at, "/en/mailbox/again", &[("session", &added.hidden("session"))]).await;
    assert!(again.text().contains("We looked again just now."));
    let empty = http::post_form(service.at, "/en/mailbox/add", &[("session", None, session.as_bytes()), ("text", None, b" ")]).await;
    assert_eq!(empty.status, 422);
    let gone = http::post(service.at, "/en/mailbox/delete", &[("session", &session), ("id", &"00".repeat(16))]).await;
    assert!(gone.text().contains("could not be deleted"));
    let locked = http::post(service.at, "/en/mailbox/lock", &[("session", &session)]).await;
    assert_eq!(locked.status, 200);
    assert!(locked.header("clear-site-data").is_some() && !locked.text().contains(&session));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_stops_half_way_comes_back_and_says_that_a_part_is_missing() {
    let service = Service::start().await;
    let session = send(&service, "", &[("narrative", "x")], &[]).await.hidden("session");
    let cut = multipart(&[("session", None, session.as_bytes()), ("text", None, &[CANARY.as_bytes(), &[b'x'; 2_000]].concat())]);
    for (language, said) in [("en", "A part of what you sent did not arrive."), ("zh-Hans", "您发送的内容有一部分没有传到。")]
    {
        let request = String::from_utf8(raw_form(&cut[..cut.len() - 1_500], &kind())).unwrap();
        let request = request.replacen("/en/report", &format!("/{language}/mailbox/add"), 1);
        let answer = http::raw(service.at, request.as_bytes()).await.unwrap();
        assert_eq!(answer.status, 400);
        let text = answer.text();
        assert!(text.contains("canary-9f2e") && text.contains(said), "{text}");
    }
    let whole = http::post_form(service.at, "/en/mailbox/add", &[("session", None, b"AAAA"), ("text", None, CANARY.as_bytes())]).await;
    assert!(whole.text().contains("canary-9f2e") && !whole.text().contains("did not arrive"), "nothing is missing of these");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_made_up_session_opens_nothing_and_gives_the_words_back() {
    let service = Service::start().await;
    for path in ["/en/mailbox/again", "/en/mailbox/delete"] {
        let answer = http::post(service.at, path, &[("session", "AAAA"), ("id", &"00".repeat(16))]).await;
        assert!(answer.text().contains("locked itself"), "{path}");
    }
    let answer = http::post_form(service.at, "/en/mailbox/add", &[("session", None, b"AAAA"), ("text", None, CANARY.as_bytes())]).await;
    assert_eq!(answer.status, 408);
    assert!(answer.text().contains("canary-9f2e"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_that_reflect_nothing_are_small_and_all_others_are_padded_and_never_compressed() {
    let service = Service::start().await;
    let gzip = [("Accept-Encoding", "gzip")];
    for path in ["/", "/report", "/mailbox", "/safety", "/zh-Hans/report"] {
        let page = http::get(service.at, path, &gzip).await;
        assert_eq!(page.header("content-encoding"), Some("gzip"), "{path}");
        assert_eq!(page.header("content-length"), Some(page.body.len().to_string().as_str()));
        if path != "/safety" {
            assert!(page.body.len() <= 14_000, "{path} takes {} bytes", page.body.len());
        }
        assert_eq!(http::get(service.at, path, &[]).await.header("content-encoding"), None);
    }
    let body = multipart(&[("narrative", None, b"x")]);
    let sent = http::request(service.at, "POST", "/report", &[gzip[0], ("Content-Type", &kind())], &body).await;
    let receipt = sent.element("receipt-words").unwrap();
    let form = format!("receipt={}", receipt.replace(' ', "+"));
    let opened =
        http::request(service.at, "POST", "/mailbox", &[gzip[0], ("Content-Type", "application/x-www-form-urlencoded")], form.as_bytes())
            .await;
    for (page, step) in [(sent, tocsin::pages::PAD), (opened, tocsin::pages::OPENED)] {
        assert_eq!((page.status, page.header("content-encoding")), (200, None));
        assert_eq!(page.body.len() % step, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operators_text_in_another_language_than_the_page_says_so() {
    let service = Service::start().await;
    let notice = "<p class=\"said\" lang=\"en\" dir=\"ltr\">We read what you send.</p>";
    assert!(http::get(service.at, "/zh-Hans/", &[]).await.text().contains(notice));
    assert!(http::get(service.at, "/en/", &[]).await.text().contains("<p class=\"said\">We read what you send.</p>"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaving_works_without_script_and_small_files_are_as_they_should_be() {
    let service = Service::start().await;
    let leave = http::get(service.at, "/zh-Hans/leave", &[]).await;
    assert_eq!((leave.status, leave.header("location")), (303, Some("https://example.org/weather")));
    assert!(leave.header("clear-site-data").unwrap().contains("\"cache\""));
    assert_eq!(http::get(service.at, "/healthz", &[]).await.text(), "ok\n");
    assert_eq!(http::get(service.at, "/robots.txt", &[]).await.text(), "User-agent: *\nDisallow: /\n");
    let head = http::request(service.at, "HEAD", "/report", &[("Accept-Encoding", "gzip")], b"").await;
    assert!(head.status == 200 && head.body.is_empty());
    let put = http::request(service.at, "PUT", "/report", &[], b"x").await;
    assert_eq!(put.status, 405);
    assert!(put.header("allow").is_some());
    assert_eq!(http::request(service.at, "BREW", "/nothing", &[], b"").await.status, 404);
    for path in ["/en/report?receipt=abandon", "/mailbox?session=x"] {
        assert_eq!(http::get(service.at, path, &[]).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_script_is_on_the_two_pages_that_take_something_in_and_is_the_one_whose_hash_they_name() {
    use base64::Engine as _;
    let service = Service::start().await;
    let module = http::get(service.at, "/module.js", &[]).await;
    assert_eq!((module.status, module.header("content-type")), (200, Some("text/javascript; charset=utf-8")));
    assert_eq!(module.header("cache-control"), Some("no-store"), "a script that is kept would tell of the visit");
    let hash = base64::engine::general_purpose::STANDARD.encode(ring::digest::digest(&ring::digest::SHA384, &module.body));
    let squeezed = http::get(service.at, "/module.js", &[("Accept-Encoding", "br, gzip;q=0.5")]).await;
    assert_eq!(squeezed.header("content-encoding"), Some("gzip"));
    assert!(squeezed.body.len() < 80_000, "{} bytes", squeezed.body.len());
    for refused in ["", "br", "gzip;q=0", "gzip; q=0.0"] {
        let answer = http::get(service.at, "/module.js", &[("Accept-Encoding", refused)]).await;
        assert!(answer.header("content-encoding").is_none() && answer.body == module.body, "{refused:?}");
    }
    for path in ["/report", "/zh-Hans/mailbox"] {
        let page = http::get(service.at, path, &[]).await;
        assert!(page.text().contains(&format!("src=\"/module.js\" integrity=\"sha384-{hash}\"")), "{path}");
        let policy = page.header("content-security-policy").unwrap();
        for rule in ["script-src 'self';", "connect-src 'self';", "require-trusted-types-for 'script'; trusted-types 'none'"] {
            assert!(policy.contains(rule) && policy.starts_with("default-src 'none'; style-src 'sha256-"), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains("nonce"), "{policy}");
    }
    let answered = send(&service, &token(&service).await, &[("narrative", "x")], &[]).await;
    for page in [http::get(service.at, "/", &[]).await, http::get(service.at, "/safety", &[]).await, answered] {
        assert!(!page.text().contains("<script"));
        assert!(!page.header("content-security-policy").unwrap().contains("script-src"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_kit_is_the_same_for_everybody_who_reads_one_language() {
    let service = Service::start().await;
    let kit = http::get(service.at, "/zh-Hans/api/v1/kit", &[]).await;
    assert_eq!((kit.status, kit.header("content-type")), (200, Some("application/json")));
    let read: serde_json::Value = serde_json::from_slice(&kit.body).unwrap();
    assert_eq!((&read["format"], &read["language"], &read["receipt_words"]), (&"tocsin.kit/1".into(), &"zh-Hans".into(), &true.into()));
    assert!(read["rules"]["rules"].as_array().unwrap().len() > 20 && read["rosters"].as_array().unwrap().len() == 1);
    let page = http::get(service.at, "/report", &[]).await.text();
    for (pin, value) in [("data-deployment", &read["deployment"]), ("data-roster-key", &read["roster_key"])] {
        assert!(page.contains(&format!("{pin}=\"{}\"", value.as_str().unwrap())), "{pin}");
    }
    let decides = serde_json::json!({ "methods": read["methods"], "rules": read["rules"] }).to_string();
    assert!(page.contains(&format!("data-rules=\"{}\"", tocsin_seal::Hash32::of(decides.as_bytes()))), "the page names its rules");
    let again =
        http::get(service.at, "/zh-Hans/api/v1/kit?method=contact.officials", &[("User-Agent", "another"), ("Accept-Language", "en")])
            .await;
    assert_eq!(again.body, kit.body);
    let squeezed = http::get(service.at, "/zh-Hans/api/v1/kit", &[("Accept-Encoding", "gzip")]).await;
    assert_eq!(squeezed.header("content-encoding"), Some("gzip"));
    let described: serde_json::Value = serde_json::from_slice(&http::get(service.at, "/api/v1/openapi.json", &[]).await.body).unwrap();
    let schema = &described["components"]["schemas"]["Kit"];
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<std::collections::BTreeSet<_>>();
    assert_eq!(keys(&schema["properties"]), keys(&read));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_locked_page_can_be_gone_to_and_tells_the_browser_to_forget() {
    let service = Service::start().await;
    let locked = http::get(service.at, "/mailbox/lock", &[]).await;
    assert_eq!(locked.status, 200);
    assert!(locked.header("clear-site-data").unwrap().contains("\"storage\""));
    assert!(locked.text().contains("The page is locked."));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_that_a_reporter_waits_on_says_in_their_language_whether_somebody_is_on_call_and_never_who() {
    let (clock, catalogs) = (Arc::new(MovedClock::default()), Catalogs::builtin());
    let languages = ["en", "zh-Hans", "zh-Hant", "ug", "fa", "ru"];
    let site = Site { on_call: Detail::Coarse, languages: languages.map(str::to_owned).to_vec(), ..server::a_site() };
    let service = Service::made(Setup { clock: clock.clone(), site, ..Setup::usual() }).await;
    let says = |answer: &Answer, language: &str, id: &str| answer.text().contains(&catalogs.by_code(language).unwrap().text(id));
    let sent = send(&service, &token(&service).await, &[("narrative", CANARY), ("danger", "later")], &[]).await;
    let receipt = sent.element("receipt-words").unwrap();
    assert!(says(&sent, "en", "reading-unknown"), "nobody keeps a rota");
    let person = NewPerson::parse("Zarathustra", "zarathustra@desk.example", true).unwrap();
    people::add(&Store::open(&service.options).await.unwrap(), &service.ring(), person).await.unwrap();
    clock.jump(60);
    for language in languages {
        let mut pages = vec![
            http::get(service.at, &format!("/{language}"), &[]).await,
            http::get(service.at, &format!("/{language}/report"), &[]).await,
            http::post(service.at, &format!("/{language}/mailbox"), &[("receipt", &receipt)]).await,
        ];
        let form = [("token", None, pages[1].hidden("token")), ("narrative", None, CANARY.into()), ("danger", None, "later".into())];
        let parts: Vec<http::Part<'_>> = form.iter().map(|(name, file, text)| (*name, *file, text.as_bytes())).collect();
        pages.push(http::post_form(service.at, &format!("/{language}/report"), &parts).await);
        for (at, page) in pages.iter().enumerate() {
            assert!(says(page, language, "on-call-now") && says(page, language, "reading-rest"), "{language} {at}");
            assert!(!page.text().contains("arathustra"), "{language} {at}");
        }
    }
}
