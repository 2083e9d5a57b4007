//! `docs/backup.md`: its commands are run as they stand, on a service that runs, is lost, and comes back.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::demo::{desk, files, receipt, said};
use super::http;
use super::station::Station;
use tocsin::config::Settings;

const PAGE: &str = include_str!("../../docs/backup.md");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_machine_is_lost_and_comes_back_as_the_page_says() {
    let mut station = Station::set_up(|config| config);
    let (usb, root) = (station.path("usb"), station.path(""));
    fs::create_dir(&usb).unwrap();
    for (from, to) in [("anna.txt", "anna.txt"), ("anna.txt.pub", "anna.txt.pub"), ("data-roster-key/roster.key", "roster.key")] {
        fs::copy(station.path(from), usb.join(to)).unwrap();
    }
    let settings = Settings::load(&station.path("data/tocsin.toml")).unwrap();
    fs::write(usb.join("roster-key.pub"), settings.deployment.roster_key.to_string()).unwrap();
    assert!(desk().exists());
    let blocks: Vec<&str> = PAGE.split("```sh\n").skip(1).map(|rest| rest.split_once("```").unwrap().0).collect();
    assert_eq!(blocks.len(), 11, "a block was added or taken away: what it says is checked below");
    let (before, rest) = blocks.split_at(4);
    let (backup, after) = rest.split_at(3);
    let (restore, last_resort) = after.split_at(3);

    let said = run(&root, before);
    assert!(said.contains("3 good shares make the recovery key") && said.contains("is in force until"), "{said}");
    let at = station.serve();
    let token = http::get(at, "/en/report", &[]).await.hidden("token");
    let answer = http::post_form(at, "/en/report", &[("token", None, token.as_bytes()), ("narrative", None, b"canary-9d3e")]).await;
    let (words, _) = receipt(&answer);
    let said = run(&root, backup);
    assert!(said.contains("read again and right") && said.contains("Whole: "), "{said}");

    station.kill();
    for lost in ["data", "data-keys", "backup.pub"] {
        fs::rename(station.path(lost), station.path(&format!("lost-{lost}"))).unwrap();
    }
    let said = run(&root, restore);
    for promised in ["To be brought by hand:", "[     ]", "ring.json", "master.key", "2 rosters", "canary"] {
        assert_eq!(said.contains(promised), promised != "canary", "{promised}: {said}");
    }
    let at = station.serve();
    let mailbox = http::post(at, "/en/mailbox", &[("receipt", &words)]).await;
    assert!(mailbox.text().contains("/mailbox/lock"), "an old receipt opens: {}", mailbox.text());

    let said = run(&root, last_resort);
    assert!(said.contains("it opens the team keys of epoch 2"), "{said}");
    let opened = files(&usb.join("opened"));
    assert!(opened.iter().any(|file| fs::read_to_string(file).is_ok_and(|text| text.contains("canary-9d3e"))), "{opened:?}");
}

/// Runs blocks of the page with its folders put in place; what they printed.
fn run(root: &Path, blocks: &[&str]) -> String {
    let programs = Path::new(env!("CARGO_BIN_EXE_tocsin")).parent().unwrap().display().to_string();
    let path = format!("{programs}:{}", std::env::var("PATH").unwrap());
    let root = root.display().to_string();
    let root = root.trim_end_matches('/');
    let mut all = String::new();
    for block in blocks {
        let here = block.replace("/srv/tocsin", root).replace("/srv/backup", &format!("{root}/backups"));
        let here = here.replace("/media/usb", &format!("{root}/usb")).replace("/media/safe", &format!("{root}/safe"));
        let output = Command::new("sh").args(["-euc", &here]).env("PATH", &path).current_dir(root).output().unwrap();
        assert!(output.status.success(), "{block}\n{}{}", said(&output.stdout), said(&output.stderr));
        all += &said(&output.stdout);
    }
    all
}

#[test]
fn the_page_names_only_commands_that_there_are() {
    for (mark, program) in [("`tocsin ", Path::new(env!("CARGO_BIN_EXE_tocsin")).to_owned()), ("`tocsin-desk ", desk())] {
        for line in PAGE.split(mark).skip(1) {
            let command = line.split(['`', '\n']).next().unwrap();
            let plain = |word: &&str| word.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !word.starts_with('-');
            let words: Vec<&str> = command.split(' ').take_while(plain).collect();
            let help = Command::new(&program).args(&words).arg("--help").output().unwrap();
            assert!(help.status.success(), "{command}: {}", said(&help.stderr));
        }
    }
}
