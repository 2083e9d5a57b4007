//! Photographs sent without script, through the real program: the original as it is, and a clean copy beside it.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/http.rs"]
mod http;

use std::fs;
use std::path::{Path, PathBuf};

use demo::{Demo, files, receipt};
use http::{Answer, Part};
use serde_json::Value;

/// What the phone's camera wrote into the photograph of the vectors; the second is its latitude's 43 degrees.
const CANARIES: [&str; 6] = ["CANARY", "\0\0\0\x2b\0\0\0\x01", "Phones", "photoshop", "ICC_PROFILE", "ftypmp42"];

const MADE: &str = "A clean copy without place and device was made too.";
const NOT_MADE: &str = "We could not make a clean copy.";

fn vector(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/photos").join(name)).unwrap()
}

/// A photograph of so many bytes and more: its picture data is longer than its picture.
fn large(bytes: usize) -> Vec<u8> {
    let photo = vector("good/turned-6.jpg");
    let end = photo.len() - 2;
    [&photo[..end], &vec![0x55; bytes], &photo[end..]].concat()
}

fn form<'a>(photos: &[(&'a str, &'a [u8])]) -> Vec<Part<'a>> {
    let mut parts: Vec<Part<'a>> =
        vec![("narrative", None, b"see the photo"), ("clean_photos", None, b"no"), ("clean_photos", None, b"yes")];
    parts.extend(photos.iter().map(|(name, photo)| ("files", Some(*name), *photo)));
    parts
}

/// Export and opening; the folder of the files and what is said of them.
fn opened(demo: &Demo) -> (PathBuf, Value, String) {
    let _ = fs::remove_dir_all(demo.path("opened"));
    demo.json(&["export", "--out", "bundles"]);
    demo.desk(&["open", "--identity", "data-keys/caseworker.txt", "bundles", "--out", "opened", "--attachments"]);
    let page = files(&demo.path("opened")).into_iter().find(|path| path.ends_with("report.txt")).unwrap();
    let folder = page.parent().unwrap().to_owned();
    let json = serde_json::from_slice(&fs::read(folder.join("report.json")).unwrap()).unwrap();
    (folder.join("files"), json, fs::read_to_string(page).unwrap())
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().flatten().map(|e| e.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

fn said(answer: &Answer, sentence: &str) -> usize {
    answer.text().matches(sentence).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_with_its_place_arrives_as_it_is_and_as_a_clean_copy() {
    let demo = Demo::start();
    let (phone, screenshot) = (vector("good/phone.jpg"), vector("good/screenshot.png"));
    assert!(CANARIES.iter().all(|word| holds(&phone, word)), "the search would find them");
    let answer =
        demo.send("en", &form(&[("IMG_1.JPG", &phone), ("screen", &screenshot), ("letter.txt", b"GPS"), ("IMG_2.HEIC", b"heic")])).await;
    receipt(&answer);
    assert_eq!((said(&answer, MADE), said(&answer, NOT_MADE)), (2, 0), "{}", answer.text());

    let (folder, json, text) = opened(&demo);
    assert_eq!(names(&folder), ["IMG_1-clean.JPG", "IMG_1.JPG", "IMG_2.HEIC", "letter.txt", "screen", "screen-clean"]);
    assert!(fs::read(folder.join("IMG_1.JPG")).unwrap() == phone);
    assert!(fs::read(folder.join("screen")).unwrap() == screenshot);
    for (name, clean) in [("IMG_1-clean.JPG", "clean/phone.jpg"), ("screen-clean", "clean/screenshot.png")] {
        let copy = fs::read(folder.join(name)).unwrap();
        assert!(copy == vector(clean), "{name} is the clean copy whose pixels and way up were compared");
        assert!(CANARIES.iter().all(|word| !holds(&copy, word)), "{name} tells of its place or device");
    }
    assert_eq!(json["clean_copies"], serde_json::json!({ "IMG_1-clean.JPG": "IMG_1.JPG", "screen-clean": "screen" }));
    let files = json["messages"][0]["attachments"].as_array().unwrap();
    assert_eq!(
        (&files[0]["name"], &files[1]["name"], &files[1]["media_type"]),
        (&"IMG_1.JPG".into(), &"IMG_1-clean.JPG".into(), &"image/jpeg".into())
    );
    assert_eq!((&files[1]["clean_copy_of"], files[0].get("clean_copy_of")), (&files[0]["id"], None));
    assert!(text.contains("CLEAN COPY of files/IMG_1.JPG, made again from it and found the same"), "{text}");
    assert_eq!(json["warnings"], serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_cleaned_is_kept_and_said() {
    let demo = Demo::start();
    let (cut, only, fine) = (vector("bad/cut.jpg"), vector("bad/wrong-sum.png"), vector("good/palette.png"));
    let mut parts = form(&[("cut.jpg", &cut), ("only.png", &only), ("fine.png", &fine)]);
    let answer = demo.send("en", &parts).await;
    receipt(&answer);
    assert_eq!((said(&answer, MADE), said(&answer, NOT_MADE)), (1, 2), "{}", answer.text());
    let (folder, _, _) = opened(&demo);
    assert_eq!(names(&folder), ["cut.jpg", "fine-clean.png", "fine.png", "only.png"]);
    assert!(fs::read(folder.join("cut.jpg")).unwrap() == cut);
    // The same once more, from a page without the box: it is the default.
    parts.retain(|(name, ..)| *name != "clean_photos");
    let answer = demo.send("en", &parts).await;
    assert_eq!((said(&answer, MADE), said(&answer, NOT_MADE)), (1, 2), "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_box_left_empty_there_is_no_copy_and_the_box_stays_empty() {
    let demo = Demo::start();
    let page = http::get(demo.at, "/en/report", &[]).await.text();
    let (hidden, ticked) = (
        r#"<input type="hidden" name="clean_photos" value="no">"#,
        r#"name="clean_photos" value="yes" aria-describedby="h-clean" checked>"#,
    );
    assert!(page.contains(hidden) && page.contains(ticked), "{page}");
    assert!(page.find(ticked).unwrap() < page.find("type=\"file\"").unwrap(), "the answer comes before the files");

    let phone = vector("good/phone.jpg");
    let unticked: [Part<'_>; 2] = [("clean_photos", None, b"no"), ("files", Some("a.jpg"), &phone)];
    let answer = demo.send("en", &[&[("narrative", None, &b"as it is"[..])], &unticked[..]].concat()).await;
    let (words, _) = receipt(&answer);
    assert_eq!((said(&answer, MADE), said(&answer, NOT_MADE)), (0, 0));
    assert!(answer.text().contains(hidden) && !answer.text().contains(ticked), "it stays as it was");
    let refused = demo.send("en", &[("narrative", None, b" "), ("clean_photos", None, b"no")]).await;
    assert_eq!(refused.status, 422);
    assert!(!refused.text().contains(ticked));
    let (folder, json, _) = opened(&demo);
    assert_eq!((names(&folder), &json["clean_copies"]), (vec!["a.jpg".to_owned()], &serde_json::json!({})));

    // In the mailbox the same photo with its box ticked is something new, and twice the same is not.
    let session = demo.open("en", &words).await.hidden("session");
    let ticked: [Part<'_>; 4] = [
        ("session", None, session.as_bytes()),
        ("clean_photos", None, b"no"),
        ("clean_photos", None, b"yes"),
        ("files", Some("a.jpg"), &phone),
    ];
    for _ in 0..2 {
        let answer = http::post_form(demo.at, "/en/mailbox/add", &ticked).await;
        assert_eq!((answer.status, said(&answer, MADE)), (200, 1), "{}", answer.text());
    }
    let case = &demo.cases()[0];
    assert_eq!((&case["files"], &case["messages"]), (&3.into(), &2.into()), "no message for nothing, no file twice");
    let (folder, json, _) = opened(&demo);
    assert_eq!(names(&folder), ["a-2-clean.jpg", "a-2.jpg", "a.jpg"]);
    assert_eq!(json["clean_copies"], serde_json::json!({ "a-2-clean.jpg": "a-2.jpg" }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixteen_large_photos_at_once_get_clean_copies_and_are_never_held_in_memory() {
    const EACH: usize = 17 << 20;
    let demo = Demo::start();
    receipt(&demo.send("en", &form(&[("warm.jpg", &vector("good/phone.jpg")[..])])).await);
    let status = |line: &str| -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", demo.process())).unwrap();
        let found = status.lines().find_map(|l| l.strip_prefix(line)).unwrap();
        found.trim().trim_end_matches(" kB").parse().unwrap()
    };
    fs::write(format!("/proc/{}/clear_refs", demo.process()), "5").unwrap();
    let idle = status("VmRSS:");
    let body = http::multipart(&form(&[("large.jpg", &large(EACH)[..])]));
    let kind = format!("multipart/form-data; boundary={}", http::BOUNDARY);
    let request = http::written("test", "POST", "/en/report", &[("Content-Type", &kind)], &body);
    drop(body);
    let request = std::sync::Arc::new(request);
    let sending: Vec<_> = (0..16)
        .map(|_| {
            let (request, at) = (std::sync::Arc::clone(&request), demo.at);
            tokio::spawn(async move {
                let mut stream = tokio::net::TcpStream::connect(at).await.unwrap();
                tokio::io::AsyncWriteExt::write_all(&mut stream, &request).await.unwrap();
                http::read_answer_within(&mut stream, false, std::time::Duration::from_secs(300)).await.unwrap()
            })
        })
        .collect();
    for answer in sending {
        let answer = answer.await.unwrap();
        assert_eq!((answer.status, said(&answer, MADE)), (200, 1), "{}", answer.text());
    }
    let more = status("VmHWM:").saturating_sub(idle);
    println!("16 photos of {} MiB at once: {} MB more than idle", EACH >> 20, more / 1000);
    assert!(more < 128_000, "{more} kB more than idle; the photographs are {} kB", 16 * EACH / 1024);
    let named: u64 = demo.cases().iter().map(|case| case["files"].as_u64().unwrap()).sum();
    assert_eq!(named, 2 * 17);
}
