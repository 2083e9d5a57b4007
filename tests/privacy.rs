//! What a reporter says and shows is nowhere on the server in a form that anybody can read.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/http.rs"]
mod http;

use std::path::Path;

use demo::{Demo, files, receipt};
use http::BOUNDARY;

const NARRATIVE: &str = "canary-narrative-3fd09b";
const CONTACT: &str = "canary-contact-81ee27";
const FILE_NAME: &str = "canary-filename-5a6c10";
const CONTENT: &str = "canary-content-c90b4d";
const AGENT: &str = "canary-agent-17de88";
const FORWARDED: &str = "203.0.113.77";
const REPLY: &str = "canary-reply-e2f5a1";

const TRIP: &str = "canary-trip-4b7fd2";

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let digit = |bits: u32| char::from(ALPHABET[usize::try_from(bits & 63).unwrap()]);
    let groups = bytes.chunks_exact(3).map(|c| u32::from(c[0]) << 16 | u32::from(c[1]) << 8 | u32::from(c[2]));
    groups.flat_map(|g| [digit(g >> 18), digit(g >> 12), digit(g >> 6), digit(g)]).collect()
}

/// The forms in which a text may lie in a file: raw, hex, UTF-16 both ways, base64 and base64url at every alignment.
fn forms(text: &str) -> Vec<Vec<u8>> {
    let bytes = text.as_bytes();
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let mut forms = vec![
        bytes.to_vec(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ];
    for skip in 0..3 {
        let whole = base64(&bytes[skip..]);
        forms.push(whole.replace('+', "-").replace('/', "_").into_bytes());
        forms.push(whole.into_bytes());
    }
    forms
}

/// Which of the secrets lie in which file below the folder.
fn found(folder: &Path, secrets: &[&str]) -> Vec<String> {
    let mut hits = Vec::new();
    let wanted: Vec<_> = secrets.iter().map(|s| (*s, forms(s))).collect();
    for file in files(folder) {
        // Mail bodies may be folded: searched as they are and without line ends.
        let Ok(bytes) = std::fs::read(&file) else { continue };
        let joined: Vec<u8> = bytes.iter().copied().filter(|b| !b"\r\n".contains(b)).collect();
        for (secret, forms) in &wanted {
            let inside = |hay: &[u8], needle: &[u8]| hay.windows(needle.len()).any(|w| w[0] == needle[0] && w == needle);
            if forms.iter().any(|f| inside(&bytes, f) || inside(&joined, f)) {
                hits.push(format!("{secret} in {}", file.display()));
            }
        }
    }
    hits
}

#[test]
fn the_search_finds_a_text_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    for form in forms(NARRATIVE) {
        let file = folder.path().join("scratch");
        std::fs::write(&file, [b"before ", form.as_slice(), b" after"].concat()).unwrap();
        assert_eq!(found(folder.path(), &[NARRATIVE, CONTENT]).len(), 1);
    }
    for shift in ["", "x", "xy"] {
        std::fs::write(folder.path().join("scratch"), base64(format!("{shift}{NARRATIVE}xyz").as_bytes())).unwrap();
        assert_eq!(found(folder.path(), &[NARRATIVE]).len(), 1, "shifted by {}", shift.len());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_a_reporter_says_or_shows_can_be_read_on_the_server() {
    let demo = Demo::start();
    let token = demo.token("en").await;
    let name = format!("{FILE_NAME}.txt");
    let file = CONTENT.repeat(10_000);
    let parts: [http::Part<'_>; 5] = [
        ("token", None, token.as_bytes()),
        ("narrative", None, NARRATIVE.as_bytes()),
        ("danger", None, b"now"),
        ("contact", None, CONTACT.as_bytes()),
        ("files", Some(&name), file.as_bytes()),
    ];
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let headers = [("Content-Type", &*kind), ("User-Agent", AGENT), ("X-Forwarded-For", FORWARDED)];
    let answer = http::request(demo.at, "POST", "/en/report", &headers, &http::multipart(&parts)).await;
    let (words, digits) = receipt(&answer);
    demo.mails_reach(1).await;
    // A body that breaks off, so that errors are searched too.
    let body = http::multipart(&parts);
    http::request(demo.at, "POST", "/en/report", &headers, &body[..body.len() / 2]).await;
    let trip = [("origin", "CN"), ("travel_via", "AE"), ("travel_to", "US"), ("travel_when", TRIP)];
    let facts = http::post(demo.at, "/en/travel", &trip).await;
    assert!(facts.status == 200 && facts.text().contains(TRIP), "the page gives it back for the way into a report");
    assert_eq!(http::post(demo.at, "/en/travel/ask", &trip).await.status, 200);
    assert_eq!(http::post(demo.at, "/en/travel", &trip[1..]).await.status, 422);
    let mailbox = demo.open("en", &words).await;
    let session = mailbox.hidden("session");
    let first: Vec<&str> = words.split(' ').take(4).collect();
    let (some_words, joined) = (first.join(" "), digits.replace(' ', ""));

    demo.json(&["export", "--out", "bundles"]);
    let case = demo.cases()[0]["case"].as_str().unwrap().to_owned();
    let key = "data-keys/caseworker.txt";
    demo.desk(&["reply", "--identity", key, "bundles", "--case", &case, "--text", REPLY, "--out", "replies"]);
    demo.json(&["import", "--from", "replies"]);
    assert!(demo.open("en", &words).await.text().contains(REPLY));

    let secrets = [
        NARRATIVE,
        CONTACT,
        FILE_NAME,
        CONTENT,
        AGENT,
        FORWARDED,
        REPLY,
        TRIP,
        &words,
        &some_words,
        &digits,
        &joined,
        &token,
        &session,
        "127.0.0.1:4",
        "127.0.0.1:5",
        "127.0.0.1:6",
    ];
    // The address the demo listens on is printed for the newcomer; every other appearance would be a reporter's.
    let own = demo.at.to_string();
    for output in ["stdout-0", "stderr-0"] {
        let text = std::fs::read_to_string(demo.path(output)).unwrap().replace(&own, "");
        assert!(!text.contains("127.0.0.1"), "{text}");
        std::fs::write(demo.path(output), text).unwrap();
    }
    assert!(files(&demo.path("data")).len() > 3, "there is something to search");
    let hits = found(demo.folder.path(), &secrets);
    assert!(hits.is_empty(), "{hits:#?}");
    let sent = found(&demo.path("data"), &["127.0.0.1"]);
    assert!(sent.is_empty(), "{sent:#?}");
}
