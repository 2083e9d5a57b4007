//! Files of an exported case that were changed, added, removed, cut or linked elsewhere are refused.

mod common;

use std::fs;

use common::{Case, World, rng, stderr, tampered, write};
use tocsin_seal::{CaseId, Hash32, Identity, payload::Attachment, seal};

#[test]
fn a_changed_file_is_refused_by_the_manifest() {
    let world = World::new();
    let case = world.case();
    let mut bytes = fs::read(case.file("report.age")).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(case.file("report.age"), bytes).unwrap();
    world.refused("report.age is not the file the manifest lists");
}

#[test]
fn a_changed_manifest_is_refused() {
    let world = World::new();
    let case = world.case();
    let text = fs::read_to_string(case.file("manifest.json")).unwrap();
    fs::write(case.file("manifest.json"), text.replace("report.age", "report.aged")).unwrap();
    world.refused("report.aged is listed and not there");
    fs::write(case.file("manifest.json"), text.replace("report.age", "../report.age")).unwrap();
    world.refused("../report.age is listed and not there");
    fs::write(case.file("manifest.json"), text.replace("export/1", "export/2")).unwrap();
    world.refused("manifest.json is of another format");
    fs::write(case.file("manifest.json"), "{").unwrap();
    world.refused("manifest.json is no manifest");
    let other = CaseId::random(&rng()).unwrap().to_string();
    fs::write(case.file("manifest.json"), text.replace(&case.id.to_string(), &other)).unwrap();
    world.refused("manifest.json is of case");
}

#[test]
fn a_file_that_is_not_listed_is_refused() {
    let world = World::new();
    let case = world.case();
    write(&case.file("attachments/more.age"), b"x");
    world.refused("attachments/more.age is not listed");
}

#[test]
fn a_file_that_is_no_part_of_a_case_is_refused() {
    tampered(|_, case| write(&case.file("run.sh"), b"#!/bin/sh\n"), "run.sh is no file of a case");
    tampered(|_, case| write(&case.file("messages/3.age"), b"x"), "messages/3.age is no file of a case");
}

#[test]
fn a_link_in_place_of_a_file_is_refused() {
    tampered(
        |world, case| {
            let report = case.file("report.age");
            fs::rename(&report, world.path("elsewhere")).unwrap();
            std::os::unix::fs::symlink(world.path("elsewhere"), &report).unwrap();
        },
        "is no regular file",
    );
}

#[test]
fn a_truncated_attachment_is_refused() {
    tampered(
        |_, case| {
            let file = attachment(case);
            let bytes = fs::read(&file).unwrap();
            fs::write(&file, &bytes[..bytes.len() - 1]).unwrap();
        },
        "not padded as every honest sealer pads",
    );
}

#[test]
fn a_replaced_attachment_is_refused() {
    tampered(
        |_, case| {
            let sealed = seal(&[0; 4096], &[case.identity.recipient()]).unwrap();
            fs::write(attachment(case), sealed).unwrap();
        },
        "is not the one that was signed",
    );
}

#[test]
fn a_missing_attachment_is_refused() {
    tampered(|_, case| fs::remove_file(attachment(case)).unwrap(), "is missing or named twice");
}

#[test]
fn an_attachment_of_no_message_is_refused() {
    tampered(|_, case| drop(case.attach("more", b"more")), "belongs to no message");
}

#[test]
fn an_attachment_that_is_not_as_its_sender_announced_is_left_out_and_costs_nothing_else() {
    let world = World::new();
    let mut case = world.case();
    let mut lie = case.attach("lie.txt", b"true");
    lie.sha256 = Hash32::of(b"false");
    let short = Attachment { length: 1_000_000, ..case.attach("short.txt", b"short") };
    let honest = case.attach("honest.txt", b"honest");
    case.message("three files", vec![lie, short, honest]);
    case.manifest("urgent");
    let output = world.opened(&["--attachments"]);
    let said = stderr(&output);
    let left_out = said.lines().filter(|line| line.contains("is not the one that was announced; it is left out")).count();
    assert_eq!(left_out, 2, "{said}");
    let files = world.path(&format!("out/case-{}/files", case.id));
    assert_eq!(fs::read(files.join("honest.txt")).unwrap(), b"honest");
    assert!(!files.join("lie.txt").exists() && !files.join("short.txt").exists() && files.join("photo.jpg").exists());
    let text = fs::read_to_string(files.with_file_name("report.txt")).unwrap();
    assert!(text.contains("three files"), "{text}");
    assert_eq!(text.matches("not opened").count(), 2, "{text}");
}

fn attachment(case: &Case) -> std::path::PathBuf {
    fs::read_dir(case.file("attachments")).unwrap().next().unwrap().unwrap().path()
}

#[test]
fn a_report_sealed_to_a_second_reader_is_refused() {
    tampered(
        |_, case| {
            for folder in ["messages", "replies", "attachments"] {
                fs::remove_dir_all(case.file(folder)).unwrap();
            }
            let (own, other) = (case.identity.recipient().clone(), Identity::generate(&rng()).unwrap());
            let payload = case.report_payload("x", Vec::new());
            case.store_report(&payload, &[&own, other.recipient()]);
        },
        "sealed to another number of recipients",
    );
}

#[test]
fn bytes_behind_a_sealed_file_are_refused() {
    tampered(
        |_, case| {
            let mut bytes = fs::read(case.file("report.age")).unwrap();
            bytes.push(0);
            fs::write(case.file("report.age"), bytes).unwrap();
        },
        "not padded as every honest sealer pads",
    );
}
