//! Files that harm whoever opens them: kept byte for byte, and opened by nothing of ours.

use std::collections::BTreeSet;

use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use tocsin_seal::Identity;

use super::demo::{files, receipt};
use super::http::Part;
use super::siege::Siege;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn booby_trapped_files_arrive_as_they_are_and_nothing_opens_them() {
    let mut siege = Siege::start().await;
    let stranger = Identity::generate(&SystemRandom::new()).unwrap();
    let sealed = tocsin_seal::seal(b"not for you", &[stranger.recipient()]).unwrap();
    let mut bent_age = sealed.clone();
    bent_age.truncate(sealed.len() / 2);
    // The antivirus test file, in two pieces so that no scanner takes this source for it.
    let alarm = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"].concat();
    let bomb = zip_bomb();
    let polyglot = [b"%PDF-1.7\n<html><script>alert(1)</script>\nGIF89a", &bomb[..], b"\n%%EOF"].concat();
    let traps: Vec<(&str, Vec<u8>)> = vec![
        ("bomb.zip", bomb),
        ("bomb.gz", [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255][..], &zeros_deflated(300_000)].concat()),
        ("sealed.age", sealed),
        ("half.age", bent_age),
        ("plugin.age", b"age-encryption.org/v1\n-> plugin AAAA\n\n--- AAAA\n".to_vec()),
        ("alarm.com", alarm.into_bytes()),
        ("polyglot.pdf", polyglot),
        ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><use href='//x.example/'/></svg>".to_vec()),
        ("page.html", b"<script>fetch('http://127.0.0.1')</script>".to_vec()),
        ("link.lnk", b"\x4c\0\0\0\x01\x14\x02\0".to_vec()),
        ("table.csv", b"=cmd|' /C calc'!A0,\xff\xfe".to_vec()),
        ("boundary.txt", b"\r\n--\r\n------tocsin-tes\r\nContent-Disposition: form-data; name=\"narrative\"\r\n\r\nforged".to_vec()),
        ("manifest.json", br#"{"format":"tocsin.export/1","files":{}}"#.to_vec()),
        ("report.txt", b"CASE 0\nURGENCY: ROUTINE\n".to_vec()),
        ("empty-looking", vec![0; 100_000]),
    ];
    let mut parts: Vec<Part<'_>> = vec![("narrative", None, b"see the files")];
    parts.extend(traps.iter().map(|(name, content)| ("files", Some(*name), content.as_slice())));
    let answer = siege.demo.send("en", &parts).await;
    receipt(&answer);
    assert!(!answer.text().contains("</bdi>: <strong>"), "all were taken");
    siege.stands_after("booby-trapped files", 1).await;

    for path in files(&siege.demo.path("data/blobs")) {
        let bytes = std::fs::read(path).unwrap();
        assert!(bytes.starts_with(b"age-encryption.org/v1\n-> mlkem768x25519 "), "every blob is sealed, whatever was inside");
    }
    siege.demo.json(&["export", "--out", "bundles"]);
    siege.demo.desk(&["open", "--identity", "data-keys/caseworker.txt", "bundles", "--out", "opened", "--attachments"]);
    let saved: BTreeSet<Vec<u8>> = files(&siege.demo.path("opened"))
        .iter()
        .filter(|path| path.to_string_lossy().contains("/files/"))
        .map(|path| sum(&std::fs::read(path).unwrap()))
        .collect();
    for (name, content) in &traps {
        assert!(saved.contains(&sum(content)), "{name} differs from what was sent");
    }
}

fn sum(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}

/// An archive of 0.5 MB that says it holds 4 GB, and unfolds to 78 MB.
fn zip_bomb() -> Vec<u8> {
    let data = zeros_deflated(300_000);
    let size = u32::try_from(data.len()).unwrap().to_le_bytes();
    let entry = |signature: &[u8]| [signature, &[20, 0, 0, 0, 8, 0, 0, 0, 0, 0], &[0; 4], &size, &[0xff; 4], &[5, 0, 0, 0]].concat();
    let mut zip = [&entry(b"PK\x03\x04")[..], b"a.txt", &data].concat();
    let start = u32::try_from(zip.len()).unwrap().to_le_bytes();
    let central = [&entry(b"PK\x01\x02\x14\0")[..], &[0; 14], b"a.txt"].concat();
    let length = u32::try_from(central.len()).unwrap().to_le_bytes();
    zip.extend(central);
    zip.extend([&b"PK\x05\x06\0\0\0\0\x01\0\x01\0"[..], &length, &start, &[0, 0]].concat());
    zip
}

/// A deflate stream (RFC 1951, fixed codes) of one zero and then `copies` times 258 more, 13 bits each.
fn zeros_deflated(copies: usize) -> Vec<u8> {
    let mut bits = vec![true, true, false];
    bits.extend([false, false, true, true, false, false, false, false]);
    for _ in 0..copies {
        // Length 258 is code 285, written as 11000101; distance 1 is five zero bits.
        bits.extend([true, true, false, false, false, true, false, true, false, false, false, false, false]);
    }
    bits.extend([false; 7]);
    bits.chunks(8).map(|byte| byte.iter().enumerate().fold(0, |sum, (at, bit)| sum | u8::from(*bit) << at)).collect()
}
