//! Clean copies of photographs: made again and compared, since whoever sent them may have lied.

mod common;

use std::fs;
use std::path::Path;

use common::{Case, World, stderr};
use serde_json::{Value, json};
use tocsin_domain::photo::clean;
use tocsin_seal::PartId;
use tocsin_seal::payload::Attachment;

fn phone() -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/photos/good/phone.jpg")).unwrap()
}

fn copy_of(original: PartId, copy: Attachment) -> Attachment {
    Attachment { clean_copy_of: Some(original), ..copy }
}

#[test]
fn a_clean_copy_is_called_so_only_if_it_is_one() {
    let world = World::new();
    let mut case = Case::new(&world);
    let photo = phone();
    let original = case.attach("../IMG_1.jpg", &photo);
    let honest = copy_of(original.id, case.attach("whatever.exe", &clean(&photo).unwrap()));
    let lie = copy_of(original.id, case.attach("lie-clean.jpg", &photo));
    let lost = copy_of(PartId::from_bytes([7; 16]), case.attach("lost.jpg", b"x"));
    let itself = case.attach("itself.jpg", &photo);
    let itself = copy_of(itself.id, itself);
    let of_a_copy = copy_of(honest.id, case.attach("again.jpg", &clean(&photo).unwrap()));
    let of_a_text = case.attach("text.txt", b"text");
    let copy_of_a_text = copy_of(of_a_text.id, case.attach("text-copy.txt", b"text"));
    // In an order that no honest sender has: the copy first.
    let files = vec![honest, original, lie, lost, itself, of_a_copy, of_a_text, copy_of_a_text];
    case.report(&world, "see the photo", files);
    case.manifest("urgent");

    let output = world.open(&["--attachments"]);
    assert!(output.status.success());
    let warnings = stderr(&output);
    let out = world.path(&format!("out/case-{}", case.id));
    let json: Value = serde_json::from_slice(&fs::read(out.join("report.json")).unwrap()).unwrap();
    let text = fs::read_to_string(out.join("report.txt")).unwrap();
    assert!(fs::read(out.join("files/IMG_1.jpg")).unwrap() == photo);
    assert!(fs::read(out.join("files/IMG_1-clean.jpg")).unwrap() == clean(&photo).unwrap());
    let copies = json["clean_copies"].as_object().unwrap();
    assert_eq!(copies["IMG_1-clean.jpg"], json!("IMG_1.jpg"));
    assert_eq!(text.matches("CLEAN COPY of files/IMG_1.jpg, made again from it and found the same").count(), 1);
    for (name, reason) in [
        ("lie-clean.jpg", "is not what cleaning its photograph gives"),
        ("lost.jpg", "of a photograph that is not there"),
        ("itself.jpg", "of a photograph that is not there"),
        ("text-copy.txt", "is not what cleaning its photograph gives"),
    ] {
        assert!(out.join("files").join(name).exists(), "{name} keeps its name");
        assert!(!copies.contains_key(name), "{name}");
        let warned = |page: &str| page.lines().any(|line| line.contains(name) && line.contains(reason));
        assert!(warned(&warnings) && warned(&text), "{name}: {warnings}");
    }
    assert!(!text.contains("CLEAN COPY of files/text.txt"));
}

#[test]
fn without_the_files_nothing_is_said_to_be_compared() {
    let world = World::new();
    let mut case = Case::new(&world);
    let original = case.attach("a.jpg", &phone());
    let copy = copy_of(original.id, case.attach("a-clean.jpg", &clean(&phone()).unwrap()));
    case.report(&world, "see the photo", vec![original, copy]);
    case.manifest("urgent");
    world.opened(&[]);
    let text = fs::read_to_string(world.path(&format!("out/case-{}/report.txt", case.id))).unwrap();
    assert!(text.contains("Sent as the clean copy of a photograph; opened with --attachments it is compared"), "{text}");
    assert!(!text.contains("CLEAN COPY"));
}
