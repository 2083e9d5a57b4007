//! Backups and restores with the real programs, on both databases: what comes back, and what is refused.

#[macro_use]
#[path = "../support/both.rs"]
mod both;
#[path = "../support/demo.rs"]
mod demo;
#[path = "../support/http.rs"]
mod http;
#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/station.rs"]
mod station;

mod again;
mod day;
mod meanwhile;
mod origin;
mod refused;
mod under_load;
mod upgrade;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use demo::{Demo, receipt, said};
use http::Part;
use tempfile::TempDir;

/// A file whose bytes are searched for.
const PICTURE: &[u8] = b"\xff\xd8 canary-77aa not really a picture";

/// The service with one report, its receipt in words and its case, an answer in its mailbox, and a backup key.
struct Lived {
    demo: Demo,
    receipt: String,
    case: String,
}

impl Lived {
    async fn on(database: Option<&str>) -> Self {
        let demo = Demo::start();
        let demo = match database {
            Some(url) => demo.on_database(url),
            None => demo,
        };
        let receipt = reported(&demo, "canary-41c7 two men waited at my door", Some(PICTURE)).await;
        demo.json(&["export", "--out", "bundles"]);
        let case = demo.cases()[0]["case"].as_str().unwrap().to_owned();
        let identity = "data-keys/caseworker.txt";
        demo.desk(&["reply", "--identity", identity, "bundles", "--case", &case, "--text", "answer-77d1", "--out", "replies"]);
        demo.json(&["import", "--from", "replies"]);
        demo.desk(&["keygen", "--out", "backup-key.txt"]);
        Self { demo, receipt, case }
    }

    /// Makes a backup under this name.
    fn backed_up(&self, name: &str) -> serde_json::Value {
        self.demo.json(&["backup", "--to", name, "--recipient", "backup-key.txt.pub"])
    }

    fn path(&self, name: &str) -> PathBuf {
        self.demo.path(name)
    }
}

/// Sends a report as a visitor does; the receipt in words.
async fn reported(demo: &Demo, words: &str, file: Option<&[u8]>) -> String {
    let token = demo.token("en").await;
    let mut form: Vec<Part<'_>> = vec![
        ("token", None, token.as_bytes()),
        ("narrative", None, words.as_bytes()),
        ("danger", None, b"now"),
        ("answer_here", None, b"yes"),
    ];
    form.extend(file.map(|file| ("files", Some("photo.jpg"), file)));
    receipt(&demo.send("en", &form).await).0
}

/// A command of the service in a folder, as typed.
fn tocsin(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tocsin")).args(arguments).current_dir(folder).output().unwrap()
}

fn good(folder: &Path, arguments: &[&str]) -> String {
    let output = tocsin(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}{}", said(&output.stdout), said(&output.stderr));
    said(&output.stdout)
}

fn refusal(folder: &Path, arguments: &[&str]) -> String {
    let output = tocsin(folder, arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?} should be refused: {}", said(&output.stdout));
    said(&output.stderr)
}

/// Another machine: the backup, the key that opens it, and nothing else yet.
fn fresh_machine(lived: &Lived, backup: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in [backup, "backup-key.txt"] {
        fs::copy(lived.path(name), folder.path().join(name)).unwrap();
    }
    folder
}

/// Brings the keys, as an administrator does from where their copy lies.
fn bring_keys(lived: &Lived, to: &Path) {
    fs::create_dir(to.join("data-keys")).unwrap();
    for entry in fs::read_dir(lived.path("data-keys")).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        fs::copy(entry.path(), to.join("data-keys").join(entry.file_name())).unwrap();
    }
}

/// `restore` as typed, with another database where there is one.
fn restoring<'a>(backup: &'a str, database: Option<&'a str>) -> Vec<&'a str> {
    let mut words = vec!["restore", "--from", backup, "--identity", "backup-key.txt", "--data", "data"];
    words.extend(database.iter().flat_map(|url| ["--database", url]));
    words
}

/// What lies in a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
