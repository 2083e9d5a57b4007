//! Text that means to be more than text: in words, in names of fields, in names of files.

use super::demo::{files, receipt};
use super::http::{self, BOUNDARY, multipart};
use super::siege::{Siege, multipart_line};

/// Characters that turn the direction of writing, and so hide what a name ends with.
const TURNING: [char; 12] = [
    '\u{200e}', '\u{200f}', '\u{61c}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}',
    '\u{2069}',
];

fn tricky() -> String {
    let turning: String = TURNING.iter().map(|c| format!("a{c}b")).collect();
    let piled = format!("z{}", "\u{35c}\u{489}".repeat(2_000));
    format!(
        "{turning}\n{piled}\n</textarea></main><script>alert(1)</script>\n{{{{7*7}}}} {{% raw %}} ${{7*7}} %s %n\n\
         \u{fff9}\u{fffb}\u{feff}\u{fdd0}\u{10ffff}\n=cmd|' /C calc'!A0\n\u{1b}[2J\u{1b}]0;title\u{7}\n'; DROP TABLE cases; --\n\
         === REPORT, 1970 ===\nCASE 00000000000000000000000000000000"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tricky_words_are_kept_as_words_and_shown_as_words() {
    let mut siege = Siege::start().await;
    let words = tricky();
    receipt(&siege.demo.send("en", &[("narrative", None, words.as_bytes()), ("contact", None, words.as_bytes())]).await);

    // Shown again, inside a field that isolates its direction, without becoming part of the page.
    let cut = multipart(&[("narrative", None, words.as_bytes())]);
    let cut = &cut[..cut.len() - BOUNDARY.len() - 6];
    let kind = multipart_line();
    let kind = kind.split_once(": ").unwrap().1;
    let answer = http::request(siege.at(), "POST", "/en/report", &[("Content-Type", kind)], cut).await;
    assert_eq!(answer.status, 400);
    let page = String::from_utf8(answer.body).unwrap();
    let (before, after) = page.split_once("name=\"narrative\"").expect("the field");
    let (tag, after) = after.split_once('>').unwrap();
    assert!(tag.contains("dir=\"auto\""), "{tag}");
    assert!(!page.contains("<script>"), "markup became markup");
    let (inside, rest) = after.split_once("</textarea>").expect("the end of the field");
    assert!(inside.contains('\u{202e}') && inside.contains("{{7*7}}"), "what was typed is given back as it was");
    assert!(!before.contains('\u{202e}') && !rest.contains('\u{202e}'), "and nowhere else");
    siege.stands_after("tricky words", 1).await;

    siege.demo.json(&["export", "--out", "bundles"]);
    siege.demo.desk(&["open", "--identity", "data-keys/caseworker.txt", "bundles", "--out", "opened", "--attachments"]);
    let opened = opened(&siege);
    let kept = opened.iter().filter(|report| report["narrative"] == words.as_str()).count();
    assert_eq!(kept, 1, "the caseworker has every character");
    for page in files(&siege.demo.path("opened")).iter().filter(|path| path.ends_with("report.txt")) {
        let text = std::fs::read_to_string(page).unwrap();
        assert!(!text.contains(TURNING) && !text.contains('\u{1b}'), "a terminal that shows it is not led astray");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tricky_file_names_lose_what_misleads_and_reach_no_other_folder() {
    let mut siege = Siege::start().await;
    let names = [
        "holiday\u{202e}gpj.exe",
        "\u{2066}\u{2067}\u{2068}turned\u{2069}.txt",
        "../../../../tmp/escaped",
        "..\\..\\windows\\system32\\escaped.dll",
        "/etc/escaped",
        "C:\\escaped:stream",
        "..",
        ".",
        "CON.txt",
        "-rf",
        "<img src=x onerror=alert(1)>.svg",
        "%2e%2e%2fescaped",
        "a\u{2028}b\u{2029}c\u{85}d",
        "\u{feff}bom.txt",
        "e\u{301}\u{489}.txt",
    ];
    let long = format!("{}.{}", "长".repeat(1_000), "x".repeat(1_000));
    let mut parts: Vec<http::Part<'_>> = vec![("narrative", None, b"names")];
    let contents: Vec<[u8; 2]> = (0..names.len()).map(|n| [b'n', u8::try_from(n).unwrap()]).collect();
    parts.extend(names.iter().zip(&contents).map(|(name, content)| ("files", Some(*name), &content[..])));
    parts.push(("files", Some(&long), b"long"));
    let answer = siege.demo.send("en", &parts).await;
    receipt(&answer);
    let page = String::from_utf8(answer.body.clone()).unwrap();
    let shown: Vec<&str> = page.split("<li><bdi>").skip(1).filter_map(|line| line.split_once("</bdi>")).map(|(name, _)| name).collect();
    assert_eq!(shown.len(), names.len() + 1, "one isolated line each");
    for name in &shown {
        assert!(!name.contains(TURNING) && !name.chars().any(char::is_control) && !name.contains(['/', '\\']), "{name:?}");
        assert!(!name.contains("<img"), "{name:?}");
    }
    siege.stands_after("file names", 1).await;

    // No browser sends these in a header: the upload ends there, and the words stay.
    for name in ["a\u{7}b.txt", "a\u{1b}[2J.txt", "a\rb.txt"] {
        let answer = siege.demo.send("en", &[("narrative", None, b"words"), ("files", Some(name), b"x")]).await;
        assert!(answer.status == 400 || !receipt(&answer).0.is_empty(), "{name:?}");
        assert!(!String::from_utf8_lossy(&answer.body).contains(name), "{name:?}");
    }
    let taken = siege.demo.cases().len() - 3;
    siege.stands_after("file names with control characters", taken).await;

    siege.demo.json(&["export", "--out", "bundles"]);
    siege.demo.desk(&["open", "--identity", "data-keys/caseworker.txt", "bundles", "--out", "opened", "--attachments"]);
    let saved: Vec<_> = files(&siege.demo.path("opened")).into_iter().filter(|path| path.to_string_lossy().contains("/files/")).collect();
    // Every file of the attack, and those of the honest reports.
    assert_eq!(saved.len(), names.len() + 1 + 3);
    for path in &saved {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(!name.contains(TURNING) && !name.chars().any(char::is_control) && name.len() <= 255, "{name:?}");
    }
    let strays = files(siege.demo.folder.path()).into_iter().filter(|path| !path.starts_with(siege.demo.path("opened")));
    let strays: Vec<_> = strays.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().contains("escaped"))).collect();
    assert!(strays.is_empty() && !std::path::Path::new("/tmp/escaped").exists(), "{strays:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn text_that_is_no_text_is_refused_with_the_readable_rest() {
    let mut siege = Siege::start().await;
    for (attack, bytes) in [
        ("a half of a pair", &b"\xed\xa0\x80"[..]),
        ("an overlong slash", b"\xc0\xaf"),
        ("beyond Unicode", b"\xf4\x90\x80\x80"),
        ("a lone continuation", b"\x80"),
        ("a cut character", b"\xe4\xb8"),
        ("UTF-16", b"\xff\xfeh\0i\0"),
        ("NUL", b"a\0b"),
    ] {
        let answer = siege.demo.send("en", &[("narrative", None, b"readable"), ("contact", None, bytes)]).await;
        assert_eq!(answer.status, 400, "{attack}");
        assert!(answer.text().contains("readable"), "{attack}");
    }
    siege.stands_after("text that is no text", 0).await;

    // Names of fields: a trick in one is no field of ours, and disappears.
    for name in ["narr\u{202e}ative", "narrative[]", "__proto__", "constructor.prototype", "a; filename*=UTF-8''x", "\u{ff4e}arrative"] {
        let answer = siege.demo.send("en", &[(name, None, b"hidden"), ("narrative", None, b"plain")]).await;
        assert!(answer.status == 200 || answer.status == 400 || answer.status == 413, "{name:?}: {}", answer.status);
        assert!(!String::from_utf8_lossy(&answer.body).contains(name), "{name:?}");
    }
    let taken = siege.demo.cases().len() - 2;
    siege.stands_after("names of fields", taken).await;
}

/// What the desk read, report by report.
fn opened(siege: &Siege) -> Vec<serde_json::Value> {
    let all = files(&siege.demo.path("opened"));
    let reports = all.iter().filter(|path| path.ends_with("report.json"));
    reports.map(|path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()).collect()
}
