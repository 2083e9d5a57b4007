//! Whole journeys against the real program, over real HTTP without script, from the empty form to the answer deleted.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/http.rs"]
mod http;

use std::time::Duration;

use demo::{Demo, files, receipt};
use http::{Answer, BOUNDARY, Part};

const WORDS: &str = "canary-41c7 two men waited at my door";

fn well_kept(answer: &Answer) {
    assert!(answer.header("content-security-policy").is_some_and(|p| p.contains("default-src 'none'")), "{:?}", answer.headers);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    // The one script, held by its hash; nothing else, whatever was typed.
    let others = answer.text().replacen("<script type=\"module\" src=\"/module.js\" integrity=\"sha384-", "", 1);
    assert!(!others.contains("<script"));
}

async fn from_form_to_answer(language: &str) {
    let mut demo = Demo::start();
    let token = demo.token(language).await;
    let form: [Part<'_>; 6] = [
        ("token", None, token.as_bytes()),
        ("narrative", None, WORDS.as_bytes()),
        ("danger", None, b"now"),
        ("method", None, b"surveillance"),
        ("answer_here", None, b"yes"),
        ("files", Some("photo.jpg"), b"\xff\xd8 not really"),
    ];
    let answer = demo.send(language, &form).await;
    well_kept(&answer);
    let (words, digits) = receipt(&answer);
    assert_eq!(words.split(' ').count(), 12);
    assert_eq!(digits.bytes().filter(u8::is_ascii_digit).count(), 40);
    let mails = demo.mails_reach(1).await;
    assert!(!mails[0].contains("canary") && !mails[0].contains(&words) && !mails[0].contains("127.0.0.1"), "{}", mails[0]);

    // The file's arrival is told in the next slot, of 3 s here.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let (told, before) = (demo.mails().len(), demo.cases());
    // The report itself counts as a message.
    assert_eq!((before.len(), &before[0]["files"], &before[0]["messages"]), (1, &1.into(), &1.into()));
    assert_eq!(receipt(&demo.send(language, &form).await), (words.clone(), digits.clone()), "the same form is the same report");
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!((demo.mails().len(), demo.cases()), (told, before), "and wakes nobody again");
    let other: [Part<'_>; 2] = [("token", None, token.as_bytes()), ("narrative", None, b"one more thing")];
    assert_eq!(receipt(&demo.send(language, &other).await).0, words);
    let cases = demo.cases();
    assert_eq!(cases.len(), 1);
    assert_eq!(cases[0]["messages"], 2, "other words are kept, in the same case");
    let case = cases[0]["case"].as_str().unwrap().to_owned();

    let arabic: String = digits.chars().map(|c| c.to_digit(10).and_then(|d| char::from_u32(0x660 + d)).unwrap_or(c)).collect();
    let spaced = format!("  {}\t\r\n", words.to_uppercase().replace(' ', "   "));
    let mut session = String::new();
    for typed in [&words, &digits, &arabic, &spaced, &digits.replace(' ', "-")] {
        let mailbox = demo.open(language, typed).await;
        assert_eq!(mailbox.status, 200, "{typed}");
        well_kept(&mailbox);
        assert!(mailbox.text().contains("/mailbox/lock"));
        session = mailbox.hidden("session");
    }
    demo.mails_reach(told + 1).await;
    let before = demo.mails().len();
    let parts: [Part<'_>; 3] = [("session", None, session.as_bytes()), ("text", None, b"they are back"), ("danger", None, b"now")];
    let added = http::post_form(demo.at, &format!("/{language}/mailbox/add"), &parts).await;
    assert_eq!(added.status, 200);
    well_kept(&added);
    demo.mails_reach(before + 1).await;

    demo.json(&["export", "--out", "bundles"]);
    demo.desk(&["open", "--identity", "data-keys/caseworker.txt", "bundles", "--out", "opened", "--attachments"]);
    let report = std::fs::read_to_string(demo.path(&format!("opened/case-{case}/report.txt"))).unwrap();
    assert!(report.contains(WORDS), "{report}");
    let said = "answer-77d1 please lock your door";
    demo.desk(&["reply", "--identity", "data-keys/caseworker.txt", "bundles", "--case", &case, "--text", said, "--out", "replies"]);
    assert_eq!(demo.json(&["import", "--from", "replies"])["taken"], 1);
    assert_eq!(demo.json(&["import", "--from", "replies"])["known"], 1, "the same reply twice is one");

    demo.kill();
    demo.again();
    let mailbox = demo.open(language, &words).await;
    assert!(mailbox.text().contains(said), "{}", mailbox.text());
    let (session, id) = (mailbox.hidden("session"), mailbox.hidden("id"));
    let gone = http::post(demo.at, &format!("/{language}/mailbox/delete"), &[("session", &session), ("id", &id)]).await;
    assert!(gone.status == 200 && !gone.text().contains(said));
    assert!(!demo.open(language, &words).await.text().contains(said));
    let locked = http::post(demo.at, &format!("/{language}/mailbox/lock"), &[("session", &session)]).await;
    well_kept(&locked);
    assert!(locked.header("clear-site-data").is_some() && !locked.text().contains(&session));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_form_to_the_answer_deleted_in_english() {
    from_form_to_answer("en").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_form_to_the_answer_deleted_in_uyghur() {
    from_form_to_answer("ug").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_receipts_and_empty_reports_are_told_apart_and_nothing_more() {
    let demo = Demo::start();
    let empty = demo.send("en", &[("narrative", None, b" "), ("files", Some(""), b"")]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains("action=\"/en/report\""));
    let silent = demo.send("en", &[("narrative", None, b"x"), ("answer_here", None, b"no")]).await;
    assert_eq!((silent.status, silent.element("receipt-words")), (200, None));
    let mistyped = demo.open("en", "abandon zzzz").await;
    assert!(mistyped.status == 422 && mistyped.text().contains("word") && !mistyped.text().contains("zzzz"));
    let about = |word: &str| format!("{}{word}", "abandon ".repeat(11));
    let (one, other) = (demo.open("en", &about("about")).await, demo.open("en", &format!("{} wrong", "zoo ".repeat(11).trim())).await);
    assert!(one.status == 200 && one.headers == other.headers && one.body == other.body, "unknown receipts look alike");
    for page in ["/", "/en/report", "/ug/report", "/en/mailbox", "/en/safety", "/en/nowhere"] {
        well_kept(&http::get(demo.at, page, &[]).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bent_requests_are_answered_clearly_and_the_next_honest_report_is_taken() {
    let demo = Demo::start();
    let words = http::multipart(&[("narrative", None, WORDS.as_bytes())]);
    let words = &words[..words.len() - BOUNDARY.len() - 6];
    let part = |head: &str, value: &[u8]| {
        [words, format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(), value].concat()
    };
    let end = format!("\r\n--{BOUNDARY}--\r\n");
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    for (name, body, kind, status, kept) in [
        ("no boundary", words.to_vec(), "multipart/form-data", 400, false),
        ("another type", words.to_vec(), "application/json", 415, false),
        ("cut", words.to_vec(), &*kind, 400, true),
        ("NUL", [part("name=\"contact\"", b"a\0b"), end.clone().into_bytes()].concat(), &kind, 400, true),
        ("not UTF-8", [part("name=\"contact\"", b"\xff\xfe"), end.clone().into_bytes()].concat(), &kind, 400, true),
    ] {
        let answer = http::request(demo.at, "POST", "/en/report", &[("Content-Type", kind)], &body).await;
        assert_eq!(answer.status, status, "{name}");
        assert_eq!(answer.text().contains(WORDS), kept, "{name}");
        well_kept(&answer);
    }
    assert!(demo.cases().is_empty(), "nothing half-stored");
    let half = part("name=\"files\"; filename=\"big.bin\"", &[7; 50_000]);
    let answer = http::request(demo.at, "POST", "/en/report", &[("Content-Type", &kind)], &half).await;
    assert!(!receipt(&answer).0.is_empty(), "a file that stops half-way costs no words");
    let long = format!("../../{}.jpg", "n".repeat(4_000));
    for name in [long.as_str(), "../../etc/passwd", "a%0D%0AX-Evil: 1.jpg", "a\r\nX-Evil: 1.jpg"] {
        let answer = demo.send("en", &[("narrative", None, WORDS.as_bytes()), ("files", Some(name), b"x")]).await;
        assert!(answer.status == 200 || answer.status == 400, "{}", answer.status);
        assert!(answer.header("x-evil").is_none() && !answer.text().contains("../"));
    }
    receipt(&demo.send("en", &[("narrative", None, b"honest")]).await);
    demo.json(&["export", "--out", "bundles"]);
    demo.desk(&["open", "--identity", "data-keys/caseworker.txt", "bundles", "--out", "opened", "--attachments"]);
    let escaped = files(demo.folder.path())
        .into_iter()
        .find(|p| !p.starts_with(demo.path("opened")) && p.file_name().is_some_and(|n| n.to_string_lossy().contains("passwd")));
    assert_eq!(escaped, None, "a file name left its folder");
}
