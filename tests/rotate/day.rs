//! `docs/keys.md`: its commands are run as they stand, beside a service that runs.

use std::process::Command;

use tocsin::vault::{Class, KeyRing, MasterKey};

use crate::demo::{Demo, program, receipt, said};

const PAGE: &str = include_str!("../../docs/keys.md");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_administrators_day_goes_as_the_page_says() {
    let demo = Demo::start();
    let sent = demo.send("en", &[("narrative", None, b"before that day")]).await;
    let words = receipt(&sent).0;
    // A month that is long over: what an installation of some years has.
    let master = MasterKey::load(demo.path("data-keys/master.key")).unwrap();
    let deployment = std::fs::read_to_string(demo.path("data/tocsin.toml")).unwrap();
    let deployment = deployment.split('"').find(|word| word.starts_with("d-")).unwrap().to_owned();
    KeyRing::load(demo.path("data-keys/ring.json"), master, &deployment).unwrap().current(Class::Case, 202_501).unwrap();
    let mut said_in_all = String::new();
    let day = PAGE.split_once("## A new administrator's day").unwrap().1;
    let blocks: Vec<&str> = day.split("```sh\n").skip(1).map(|rest| rest.split_once("```").unwrap().0).collect();
    assert_eq!(blocks.len(), 5, "a block was added or taken away: what it says is checked below");
    for block in blocks {
        let here = block.replace("/srv/tocsin", &demo.folder.path().display().to_string());
        let path = format!("{}:{}", program().parent().unwrap().display(), std::env::var("PATH").unwrap());
        let output = Command::new("sh").args(["-euc", &here]).env("PATH", path).current_dir(demo.folder.path()).output().unwrap();
        assert!(output.status.success(), "{block}\n{}{}", said(&output.stdout), said(&output.stderr));
        said_in_all += &said(&output.stdout);
    }
    for promised in [
        "master key ",
        "The master key is rotated",
        "Proof: 4 rows read, every one opened. None is on a retired key",
        "\"state\":\"retired\"",
        "Announced: the keys of 202501",
        "every case of 202501 is over",
        "The keys of 202501 stay for now",
    ] {
        assert!(said_in_all.contains(promised), "{promised} is not said:\n{said_in_all}");
    }
    // The service has run on, and has the new keys.
    assert!(demo.open("en", &words).await.text().contains("/mailbox/lock"), "{}", demo.log());
    receipt(&demo.send("en", &[("narrative", None, b"after that day")]).await);
    let log = demo.log();
    assert!(!log.contains("ERROR"), "{log}");
}

/// The blocks of one section, run as they stand; what they said.
fn run_section(demo: &Demo, title: &str) -> String {
    let section = PAGE.split_once(&format!("\n## {title}\n")).unwrap().1;
    let section = section.split("\n## ").next().unwrap();
    let mut said_in_all = String::new();
    for block in section.split("```sh\n").skip(1).map(|rest| rest.split_once("```").unwrap().0) {
        let folder = demo.folder.path().display().to_string();
        let here = block.replace("/srv/tocsin", &folder).replace("/media/usb", &format!("{folder}/usb"));
        let path = format!("{}:{}", program().parent().unwrap().display(), std::env::var("PATH").unwrap());
        let output = Command::new("sh").args(["-euc", &here]).env("PATH", path).current_dir(demo.folder.path()).output().unwrap();
        assert!(output.status.success(), "{block}\n{}{}", said(&output.stdout), said(&output.stderr));
        said_in_all += &said(&output.stdout);
    }
    said_in_all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_roster_key_goes_as_the_page_says_and_receipts_of_before_go_on() {
    let demo = Demo::start();
    let words = receipt(&demo.send("en", &[("narrative", None, b"before that key")]).await).0;
    std::fs::create_dir(demo.path("usb")).unwrap();
    std::fs::copy(demo.path("data-keys/roster.key"), demo.path("usb/roster.key")).unwrap();
    let told = run_section(&demo, "A new roster key");
    for promised in ["Nothing was changed", "The roster key is now", "What is left", "the configuration names"] {
        assert!(told.contains(promised), "{promised} is not said:\n{told}");
    }
    assert!(demo.open("en", &words).await.text().contains("/mailbox/lock"), "{}", demo.log());
    let later = receipt(&demo.send("en", &[("narrative", None, b"after that key")]).await).0;
    assert!(demo.open("en", &later).await.text().contains("/mailbox/lock"));
}

#[test]
fn the_page_names_only_commands_that_there_are() {
    for line in PAGE.split("`tocsin ").skip(1) {
        let command = line.split(['`', '\n']).next().unwrap();
        let words: Vec<&str> = command
            .split(' ')
            .take_while(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !word.starts_with('-'))
            .collect();
        let help = Command::new(program()).args(&words).arg("--help").output().unwrap();
        assert!(help.status.success(), "tocsin {command}: {}", said(&help.stderr));
    }
}
