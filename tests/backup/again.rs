//! A machine is lost: backup, keys and the steps that `restore` prints make the same service on another.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::demo::{Demo, files, said};
use super::{Lived, PICTURE, bring_keys, fresh_machine, good, postgres, restoring};

on_both! {
    on_another_machine_the_backup_and_the_keys_serve_and_an_old_receipt_opens,
    a_backup_holds_no_key_and_shows_nothing,
}

async fn on_another_machine_the_backup_and_the_keys_serve_and_an_old_receipt_opens(database: Option<String>) {
    let lived = Lived::on(database.as_deref()).await;
    let made = lived.backed_up("one.age");
    assert_eq!((&made["attachments"], &made["damaged"]), (&1.into(), &0.into()), "{made}");
    assert!(said(&lived.demo.tocsin(&["doctor"]).stdout).contains("the newest backup is 0 days old"));
    let machine = fresh_machine(&lived, "one.age");
    let keys = tempfile::tempdir().unwrap();
    bring_keys(&lived, keys.path());
    let (receipt, case) = (lived.receipt, lived.case);
    drop(lived.demo);

    let new = match &database {
        Some(_) => Some(postgres::fresh_schema().await),
        None => None,
    };
    let steps = good(machine.path(), &restoring("one.age", new.as_deref()));
    for named in ["[     ]", "ring.json", "master.key", "token.key", "epoch", "tocsin doctor"] {
        assert!(steps.contains(named), "{named}: {steps}");
    }
    fs::rename(keys.path().join("data-keys"), machine.path().join("data-keys")).unwrap();
    let demo = Demo::start_in(machine, Vec::new());
    let mailbox = demo.open("en", &receipt).await;
    assert!(mailbox.text().contains("answer-77d1"), "{}", mailbox.text());
    assert_eq!(demo.cases()[0]["case"], case);
    let doctor = said(&demo.tocsin(&["doctor"]).stdout);
    assert!(doctor.contains("rosters belong together") && doctor.contains("1 attachment is in its place"), "{doctor}");
    demo.json(&["export", "--out", "bundles"]);
    demo.desk(&["open", "--identity", "data-keys/caseworker.txt", "bundles", "--out", "opened", "--attachments"]);
    let opened = files(&demo.path("opened"));
    assert!(opened.iter().any(|file| fs::read(file).unwrap() == PICTURE), "the attachment opens");
    // And life goes on: what comes now is kept beside what was brought back.
    super::reported(&demo, "after the move", None).await;
    assert_eq!(demo.cases().len(), 2);
}

async fn a_backup_holds_no_key_and_shows_nothing(database: Option<String>) {
    let lived = Lived::on(database.as_deref()).await;
    lived.backed_up("one.age");
    let sealed = fs::read(lived.path("one.age")).unwrap();
    assert_eq!(fs::metadata(lived.path("one.age")).unwrap().permissions().mode() & 0o777, 0o600);
    let key = fs::read_to_string(lived.path("backup-key.txt")).unwrap();
    let key = tocsin_seal::Identity::parse(key.lines().find(|line| !line.starts_with('#')).unwrap()).unwrap();
    let open = tocsin_seal::open(&sealed, &key, 1).unwrap();
    for file in files(&lived.path("data-keys")).iter().filter(|file| !file.ends_with("epoch")) {
        let text = fs::read_to_string(file).unwrap();
        for line in text.lines().map(str::trim).filter(|line| line.len() > 20 && !line.starts_with('#') && !line.contains("deployment")) {
            assert!(!has(&open, line.as_bytes()), "{} is in the backup", file.display());
        }
    }
    for canary in [&b"canary-41c7"[..], b"canary-77aa", b"answer-77d1", b"caseworker@demo.invalid", lived.receipt.as_bytes()] {
        assert!(!has(&open, canary), "{}", said(canary));
    }
    assert!(has(&open, b"tocsin.backup/1") && has(&open, b"database/cases/"), "the search itself finds what is there");
    // Without the key not even names show.
    assert!(!has(&sealed, b"database/") && !has(&sealed, b"tocsin.toml"));
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn stock_tar_unpacks_what_stock_age_opened() {
    let (demo, folder) = (Demo::start(), tempfile::tempdir().unwrap());
    demo.desk(&["keygen", "--out", "backup-key.txt"]);
    demo.json(&["backup", "--to", "one.age", "--recipient", "backup-key.txt.pub"]);
    let key = fs::read_to_string(demo.path("backup-key.txt")).unwrap();
    let key = tocsin_seal::Identity::parse(key.lines().find(|line| !line.starts_with('#')).unwrap()).unwrap();
    let open = tocsin_seal::open(&fs::read(demo.path("one.age")).unwrap(), &key, 1).unwrap();
    fs::write(folder.path().join("one.tar"), &*open).unwrap();
    let tar = std::process::Command::new("tar").args(["xf", "one.tar"]).current_dir(folder.path()).status().unwrap();
    assert!(tar.success());
    let unpacked = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert_eq!(unpacked("files/config/tocsin.toml"), fs::read(demo.path("data/tocsin.toml")).unwrap());
    let manifest: serde_json::Value = serde_json::from_slice(&unpacked("manifest.json")).unwrap();
    assert_eq!(manifest["format"], "tocsin.backup/1");
    assert_eq!(manifest["rows"]["rosters"], 1);
}

#[test]
fn the_onion_services_key_goes_along_where_it_is_named() {
    let demo = Demo::start();
    demo.desk(&["keygen", "--out", "backup-key.txt"]);
    let tor = demo.path("tor");
    fs::create_dir(&tor).unwrap();
    for name in ["hostname", "hs_ed25519_public_key", "hs_ed25519_secret_key"] {
        fs::write(tor.join(name), name).unwrap();
    }
    demo.json(&["backup", "--to", "one.age", "--recipient", "backup-key.txt.pub", "--onion-service", "tor"]);
    let machine = tempfile::tempdir().unwrap();
    for name in ["one.age", "backup-key.txt"] {
        fs::copy(demo.path(name), machine.path().join(name)).unwrap();
    }
    let steps = good(machine.path(), &restoring("one.age", None));
    assert!(steps.contains("data-onion"), "{steps}");
    let secret = machine.path().join("data-onion/hs_ed25519_secret_key");
    assert_eq!(fs::read(&secret).unwrap(), b"hs_ed25519_secret_key");
    assert_eq!(fs::metadata(&secret).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doctor_says_how_old_the_newest_backup_is_and_when_that_is_too_old() {
    let lived = Lived::on(None).await;
    let says = || said(&lived.demo.tocsin(&["doctor"]).stdout);
    assert!(says().contains("good   no backup was ever made; no matter for a demo"), "{}", says());
    let config = fs::read_to_string(lived.path("data/tocsin.toml")).unwrap();
    fs::write(lived.path("data/tocsin.toml"), format!("{config}\n[backup]\nrecipient = \"../backup-key.txt.pub\"\nto = \"..\"\n")).unwrap();
    assert!(says().contains("WRONG  NO BACKUP WAS EVER MADE"), "{}", says());
    lived.demo.json(&["backup"]);
    assert!(says().contains("good   the newest backup is 0 days old"), "{}", says());
    let note = lived.path("data/last-backup.json");
    let mut old: serde_json::Value = serde_json::from_slice(&fs::read(&note).unwrap()).unwrap();
    old["made"] = (old["made"].as_i64().unwrap() - 9 * 86_400).into();
    fs::write(&note, old.to_string()).unwrap();
    assert!(says().contains("WRONG  the newest backup is 9 days old"), "{}", says());
}
