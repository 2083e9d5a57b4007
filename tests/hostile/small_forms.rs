//! Small forms, encodings nobody asked for, and receipts that are none.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::demo::receipt;
use super::http::{self, BOUNDARY, multipart};
use super::siege::{Siege, head, multipart_line, pour};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bombs_in_small_forms_are_refused_before_they_are_unfolded() {
    let mut siege = Siege::start().await;
    let urlencoded = "application/x-www-form-urlencoded";
    let fields: String = (0..10_000).map(|n| format!("f{n}=v&")).collect();
    let few: String = (0..1_000).map(|n| format!("f{n}=&")).collect();
    let escapes = format!("receipt={}", "%25".repeat(5_000));
    let json = format!("{}1{}", "[".repeat(500_000), "]".repeat(500_000));
    for (attack, path, kind, body, status) in [
        ("10,000 fields", "/en/mailbox", urlencoded, fields.as_bytes(), 413),
        ("1,000 fields", "/en/mailbox", urlencoded, few.as_bytes(), 413),
        ("escaped percent signs", "/en/mailbox", urlencoded, escapes.as_bytes(), 422),
        ("half an escape", "/en/mailbox", urlencoded, b"receipt=%4", 400),
        ("an escape of another kind", "/en/mailbox", urlencoded, b"receipt=%u0061", 400),
        ("an escaped NUL", "/en/mailbox", urlencoded, b"receipt=%00", 400),
        ("an overlong escape", "/en/mailbox", urlencoded, b"receipt=%c0%af", 400),
        ("a megabyte of one field", "/en/mailbox", urlencoded, &vec![b'a'; 1 << 20], 413),
        ("deep JSON to the report", "/en/report", "application/json", json.as_bytes(), 415),
        ("deep JSON to the mailbox", "/en/mailbox", "application/json", json.as_bytes(), 415),
        ("deep JSON as a form", "/en/mailbox", urlencoded, json.as_bytes(), 413),
        ("an XML bomb", "/en/report", "text/xml", b"<!DOCTYPE l [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><l>&b;</l>", 415),
        ("a small form at the report", "/en/report", urlencoded, b"narrative=x", 415),
    ] {
        let answer = http::request(siege.at(), "POST", path, &[("Content-Type", kind)], body).await;
        assert_eq!(answer.status, status, "{attack}");
        assert!(answer.header("content-security-policy").is_some(), "{attack}: a page of ours");
    }
    siege.stands_after("small forms", 0).await;

    let start = head("/en/mailbox", &["Content-Type: application/x-www-form-urlencoded", "Content-Length: 5000000000"]);
    let poured = pour(siege.at(), &start, &[b'a'; 0x10000], 5_000_000_000, b"").await;
    assert_eq!(poured.answer.expect("an answer").status, 413);
    assert!(poured.sent < 96 << 20, "{} bytes were taken from us", poured.sent);
    siege.stands_after("5 GB of a receipt", 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn compressed_requests_are_refused_and_never_unfolded() {
    let mut siege = Siege::start().await;
    let body = gzip_stored(&multipart(&[("narrative", None, b"packed words")]));
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    for encoding in ["gzip", "deflate", "br", "zstd", "gzip, gzip"] {
        let headers = [("Content-Type", kind.as_str()), ("Content-Encoding", encoding)];
        let answer = http::request(siege.at(), "POST", "/en/report", &headers, &body).await;
        assert_eq!(answer.status, 415, "{encoding}");
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Content-Encoding", encoding)];
        let answer = http::request(siege.at(), "POST", "/en/mailbox", &headers, &gzip_stored(b"receipt=x")).await;
        assert_eq!(answer.status, 415, "{encoding}");
    }
    siege.stands_after("compressed requests", 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_waits_for_leave_to_send_gets_it_and_its_report_is_taken() {
    let mut siege = Siege::start().await;
    let body = multipart(&[("narrative", None, b"may I")]);
    let length = format!("Content-Length: {}", body.len());
    let lines = [multipart_line(), length, "Expect: 100-continue".to_owned(), "Connection: close".to_owned()];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut stream = TcpStream::connect(siege.at()).await.unwrap();
    stream.write_all(&head("/en/report", &lines)).await.unwrap();
    let mut leave = [0; 25];
    stream.read_exact(&mut leave).await.unwrap();
    assert_eq!(&leave, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(&body).await.unwrap();
    receipt(&http::read_answer(&mut stream, false).await.expect("an answer"));
    siege.stands_after("Expect: 100-continue", 1).await;

    // Asking for leave and then saying nothing holds no memory; the connection is dropped here.
    let waiting: Vec<_> = futures::future::join_all((0..200).map(|_| TcpStream::connect(siege.at()))).await;
    let mut held = Vec::new();
    for stream in waiting {
        let mut stream = stream.unwrap();
        stream.write_all(&head("/en/report", &[&multipart_line(), "Content-Length: 4000000000", "Expect: 100-continue"])).await.unwrap();
        held.push(stream);
    }
    siege.stands_after("200 that ask for leave and send nothing", 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn receipts_in_any_dress_open_their_mailbox_and_nonsense_opens_none() {
    let mut siege = Siege::start().await;
    let (words, digits) = receipt(&siege.demo.send("en", &[("narrative", None, b"dressed up")]).await);
    let in_script =
        |zero: u32| -> String { digits.chars().map(|c| c.to_digit(10).map_or(c, |d| char::from_u32(zero + d).unwrap())).collect() };
    let full_width: String =
        words.chars().map(|c| if c == ' ' { '\u{3000}' } else { char::from_u32(u32::from(c) + 0xfee0).unwrap() }).collect();
    for typed in [
        in_script(0xff10),
        in_script(0x966),
        in_script(0x6f0),
        in_script(0xf20),
        digits.replace(' ', "\u{a0}"),
        format!("\u{202e}{digits}\u{202c}"),
        format!("\u{feff}{words}\u{200b}"),
        words.replace(' ', "\r\n"),
        full_width,
    ] {
        let mailbox = siege.demo.open("en", &typed).await;
        assert_eq!(mailbox.status, 200, "{typed}");
        assert!(mailbox.text().contains("/mailbox/lock"), "{typed}");
    }
    let long_words = "abandon ".repeat(1_500);
    let long_digits = "1234 ".repeat(2_000);
    let marks = "\u{301}".repeat(2_000);
    let script = format!("<script>alert(1)</script> {}", "zoo ".repeat(11));
    for typed in [long_words.as_str(), &long_digits, &marks, &script, "' OR 1=1 --", "../../etc/passwd", "\u{1f4a3}", "{{7*7}}", "٠", " "]
    {
        let answer = siege.demo.open("en", typed).await;
        assert_eq!(answer.status, 422, "{}", &typed.chars().take(30).collect::<String>());
        let text = answer.text();
        assert!(!text.contains("<script>") && !text.contains("/mailbox/lock") && !text.contains("passwd"), "nothing typed is shown again");
    }
    siege.stands_after("receipts", 1).await;
}

/// A gzip stream that holds the bytes as they are (RFC 1951, stored blocks; RFC 1952).
fn gzip_stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let length = u16::try_from(bytes.len()).unwrap();
    out.push(1);
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend_from_slice(bytes);
    out.extend(crc32(bytes).to_le_bytes());
    out.extend(u32::from(length).to_le_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes
        .iter()
        .fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 }))
}
