//! Multipart bodies that do not end, do not begin, or hold too much.

use super::http::{BOUNDARY, multipart};
use super::siege::{Siege, head, multipart_line, open_part, pour};

/// What the words before an attack say: the page must give them back.
const WORDS: &str = "words typed before the attack";
/// Bytes that a server reads and forgets of a body it refused, and what lies in the system's buffers between us.
const FORGOTTEN: u64 = (64 << 20) + (24 << 20);
/// What an attacker means to send.
const FIVE_GB: u64 = 5_000_000_000;

/// The beginning of a form that never says how long it is: each write of ours is one chunk of 64 KiB.
struct Chunked {
    start: Vec<u8>,
    filler: Vec<u8>,
}

impl Chunked {
    fn new(start: &[u8], pattern: &[u8]) -> Self {
        let body = [format!("{:x}\r\n", start.len()).as_bytes(), start, b"\r\n"].concat();
        let head = head("/en/report", &[&multipart_line(), "Transfer-Encoding: chunked"]);
        let filler: Vec<u8> = pattern.iter().copied().cycle().take(0x10000).collect();
        Self { start: [head, body].concat(), filler: [&b"10000\r\n"[..], &filler, b"\r\n"].concat() }
    }
}

fn words() -> Vec<u8> {
    let form = multipart(&[("narrative", None, WORDS.as_bytes())]);
    form[..form.len() - BOUNDARY.len() - 6].to_vec()
}

/// A form without end.
struct Endless {
    attack: &'static str,
    start: Vec<u8>,
    /// What is sent again and again.
    pattern: Vec<u8>,
    status: u16,
    /// Whether words stood before it, which must come back.
    kept: bool,
}

fn endless() -> Vec<Endless> {
    let form = |attack, start, pattern: &[u8], status, kept| Endless { attack, start, pattern: pattern.to_vec(), status, kept };
    let almost = format!("\r\n--{}X", &BOUNDARY[..BOUNDARY.len() - 1]);
    let header = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"contact\"; x=\"");
    let headers = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"contact\"\r\n");
    let mixed =
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"files\"\r\nContent-Type: multipart/mixed; boundary=in\r\n\r\n");
    vec![
        form("a part header without end", [words(), header.into_bytes()].concat(), b"x", 413, true),
        form("part headers without end", [words(), headers.into_bytes()].concat(), b"X-Filler: x\r\n", 413, true),
        form("a preamble without end", Vec::new(), b"preamble ", 400, false),
        form("lines that are almost the boundary", Vec::new(), almost.as_bytes(), 400, false),
        form("a text without end", [words(), open_part("name=\"contact\"")].concat(), b"y", 413, true),
        form("a name without end", [words(), open_part(&format!("name=\"{}\"", "n".repeat(9_000)))].concat(), b"z", 413, true),
        form(
            "nested parts without end",
            [words(), mixed.into_bytes()].concat(),
            b"--in\r\nContent-Type: text/plain\r\n\r\nx\r\n",
            413,
            true,
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forms_without_end_are_cut_early_and_the_words_come_back() {
    let mut siege = Siege::start().await;
    for Endless { attack, start, pattern, status, kept } in endless() {
        let form = Chunked::new(&start, &pattern);
        // Far too long, but it ends: whoever pasted it by mistake must get the page.
        let poured = pour(siege.at(), &form.start, &form.filler, 40_000_000, b"0\r\n\r\n").await;
        let answer = poured.answer.unwrap_or_else(|| panic!("{attack}: no answer"));
        assert_eq!(answer.status, status, "{attack}");
        assert_eq!(answer.text().contains(WORDS), kept, "{attack}");
        siege.stands_after(attack, 0).await;

        // Without end: cut. 1 MiB of it at most is read as a form, and the rest forgotten.
        let poured = pour(siege.at(), &form.start, &form.filler, FIVE_GB, b"").await;
        assert!(poured.sent < (1 << 20) + FORGOTTEN, "{attack}: {} bytes were taken from us", poured.sent);
        assert!(poured.answer.is_none_or(|answer| answer.status == status), "{attack}");
        siege.stands_after(attack, 0).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_gigabytes_against_a_limit_of_200_megabytes_are_cut_and_the_words_are_stored() {
    let mut siege = Siege::start().await;
    let start = [words(), open_part("name=\"files\"; filename=\"huge.bin\"")].concat();
    let chunked = Chunked::new(&start, &[0xa5]);
    let length = format!("Content-Length: {FIVE_GB}");
    let counted = [head("/en/report", &[&multipart_line(), &length]), start.clone()].concat();
    for (attack, start, filler) in [("5 GB in chunks", &chunked.start, &chunked.filler), ("5 GB announced", &counted, &vec![0xa5; 0x10000])]
    {
        let poured = pour(siege.at(), start, filler, FIVE_GB, b"").await;
        let answer = poured.answer.unwrap_or_else(|| panic!("{attack}: no answer"));
        assert!(poured.sent < 201_000_000 + FORGOTTEN, "{attack}: {} bytes were taken from us", poured.sent);
        assert_eq!(answer.status, 200, "{attack}: the words were stored before the file came");
        assert!(answer.element("receipt-words").is_some(), "{attack}");
        assert!(answer.text().contains("huge.bin</bdi>: <strong>"), "{attack}: the page says that the file was not taken");
        siege.stands_after(attack, 1).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forms_of_too_many_parts_are_refused_with_their_words() {
    let mut siege = Siege::start().await;
    let fields: Vec<String> = (0..100_000).map(|n| format!("f{n}")).collect();
    for (attack, count) in [("10,000 fields", 10_000), ("100,000 tiny parts", 100_000)] {
        let mut parts: Vec<super::http::Part<'_>> = vec![("narrative", None, WORDS.as_bytes())];
        parts.extend(fields.iter().take(count).map(|name| (name.as_str(), None, &b"v"[..])));
        let answer = siege.demo.send("en", &parts).await;
        assert_eq!(answer.status, 413, "{attack}");
        assert!(answer.text().contains(WORDS), "{attack}");
        siege.stands_after(attack, 0).await;
    }
    // One name again and again is one fact of many lines, which has its limit too.
    let mut parts: Vec<super::http::Part<'_>> = vec![("narrative", None, WORDS.as_bytes())];
    let long = vec![b'v'; 2_000];
    parts.extend(std::iter::repeat_n(("contact", None, &long[..]), 300));
    let answer = siege.demo.send("en", &parts).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains(WORDS));
    siege.stands_after("one field 300 times", 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_thousand_tiny_files_end_with_the_words_kept_and_every_file_whole_or_absent() {
    let mut siege = Siege::start().await;
    let mut parts: Vec<super::http::Part<'_>> = vec![("narrative", None, WORDS.as_bytes())];
    let contents: Vec<[u8; 4]> = (0..100_000u32).map(u32::to_le_bytes).collect();
    parts.extend(contents.iter().map(|content| ("files", Some("tiny"), &content[..])));
    let answer = siege.demo.send("en", &parts).await;
    assert_eq!(answer.status, 200);
    assert!(answer.element("receipt-words").is_some());
    let told = answer.text().matches("tiny</bdi>:").count();
    assert!(told < 400, "{told} files taken");
    siege.stands_after("100,000 tiny files", 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_inside_parts_are_words_and_no_files() {
    let mut siege = Siege::start().await;
    let mut inner = String::from("the innermost");
    for depth in 0..1_000 {
        inner = format!("--b{depth}\r\nContent-Type: multipart/mixed; boundary=b{}\r\n\r\n{inner}\r\n--b{depth}--", depth + 1);
    }
    let inner = inner.replace("the innermost", "Content-Disposition: file; filename=\"inner.exe\"\r\n\r\nMZ");
    let nested = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"notes\"\r\nContent-Type: multipart/mixed; boundary=b999\r\n\r\n{inner}\r\n--{BOUNDARY}--\r\n"
    );
    let body = [words(), nested.into_bytes()].concat();
    let answer = super::http::request(siege.at(), "POST", "/en/report", &[kind()], &body).await;
    // A fact as long as that is refused, with everything that was typed.
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains(WORDS) && !answer.text().contains("inner.exe</bdi>"));
    siege.stands_after("a thousand nested parts", 0).await;

    let shallow = "--in\r\nContent-Disposition: file; filename=\"inner.exe\"\r\n\r\nMZ\r\n--in--";
    let nested = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"notes\"\r\nContent-Type: multipart/mixed; boundary=in\r\n\r\n{shallow}\r\n--{BOUNDARY}--\r\n"
    );
    let body = [words(), nested.into_bytes()].concat();
    let answer = super::http::request(siege.at(), "POST", "/en/report", &[kind()], &body).await;
    assert_eq!(answer.status, 200);
    assert!(!answer.text().contains("inner.exe"), "nothing inside was taken for a file");
    siege.stands_after("a nested part", 1).await;
}

fn kind() -> (&'static str, &'static str) {
    ("Content-Type", "multipart/form-data; boundary=----tocsin-test")
}
