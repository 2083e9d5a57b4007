//! The real program in a folder of its own, as a newcomer runs it: `tocsin demo`, and the commands beside it.
#![allow(dead_code, reason = "each test program uses its own part of this")]

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use super::http::{self, Answer, Part};

/// A demo; dropped, its process is killed and its folder removed.
pub struct Demo {
    pub at: SocketAddr,
    pub folder: TempDir,
    child: Child,
    runs: u32,
}

impl Demo {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("tmp")).unwrap();
        let (child, at) = run(folder.path(), 0);
        Self { at, folder, child, runs: 1 }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `kill -9`, at once.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts the killed demo again on the same folder.
    pub fn again(&mut self) {
        (self.child, self.at) = run(self.folder.path(), self.runs);
        self.runs += 1;
    }

    /// A command of the service, with the data folder named.
    pub fn tocsin(&self, arguments: &[&str]) -> Output {
        self.command(Path::new(env!("CARGO_BIN_EXE_tocsin"))).args(arguments).arg("--data").arg(self.path("data")).output().unwrap()
    }

    /// The same, with --json, which must succeed and print JSON.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let output = self.tocsin(&[arguments, &["--json"]].concat());
        assert!(output.status.success(), "{arguments:?}: {}{}", said(&output.stdout), said(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The caseworker's offline program.
    pub fn desk(&self, arguments: &[&str]) -> Output {
        let output = self.command(&desk()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}{}", said(&output.stdout), said(&output.stderr));
        output
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).env("TMPDIR", self.path("tmp"));
        command
    }

    pub async fn token(&self, language: &str) -> String {
        http::get(self.at, &format!("/{language}/report"), &[]).await.hidden("token")
    }

    pub async fn send(&self, language: &str, parts: &[Part<'_>]) -> Answer {
        http::post_form(self.at, &format!("/{language}/report"), parts).await
    }

    pub async fn open(&self, language: &str, receipt: &str) -> Answer {
        http::post(self.at, &format!("/{language}/mailbox"), &[("receipt", receipt)]).await
    }

    /// The alert mails written so far.
    pub fn mails(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("data/mail")).into_iter().flatten().flatten().map(|e| e.path());
        let mails = entries.filter(|p| p.extension().is_some_and(|e| e == "eml"));
        mails.map(|p| fs::read_to_string(p).unwrap()).collect()
    }

    /// Waits until there are `count` mails; the promise is 3 s from the slot, 10 s on a busy machine are forgiven.
    pub async fn mails_reach(&self, count: usize) -> Vec<String> {
        let begun = Instant::now();
        while self.mails().len() < count {
            assert!(begun.elapsed() < Duration::from_secs(10), "{} mails instead of {count}", self.mails().len());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.mails()
    }

    pub fn cases(&self) -> Vec<Value> {
        self.json(&["cases", "list"]).as_array().unwrap().clone()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[expect(clippy::zombie_processes, reason = "the child is handed out; `Drop` of its holder waits for it")]
fn run(folder: &Path, number: u32) -> (Child, SocketAddr) {
    let out = folder.join(format!("stdout-{number}"));
    let child = Command::new(env!("CARGO_BIN_EXE_tocsin"))
        .args(["demo", "--listen", "127.0.0.1:0", "--no-rate-limit", "--data", "data"])
        .current_dir(folder)
        .env("TMPDIR", folder.join("tmp"))
        .stdout(Stdio::from(fs::File::create(&out).unwrap()))
        .stderr(Stdio::from(fs::File::create(folder.join(format!("stderr-{number}"))).unwrap()))
        .spawn()
        .unwrap();
    let begun = Instant::now();
    loop {
        let text = fs::read_to_string(&out).unwrap();
        if let Some((address, _)) = text.split_once("http://").and_then(|(_, rest)| rest.split_once("/report")) {
            return (child, address.parse().unwrap());
        }
        let errors = fs::read_to_string(folder.join(format!("stderr-{number}"))).unwrap();
        assert!(begun.elapsed() < Duration::from_secs(30), "the demo does not start: {text}{errors}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// tocsin-desk lies beside tocsin; built here if nobody did.
pub fn desk() -> PathBuf {
    let path = Path::new(env!("CARGO_BIN_EXE_tocsin")).with_file_name(format!("tocsin-desk{}", std::env::consts::EXE_SUFFIX));
    if !path.exists() {
        let built = Command::new(env!("CARGO")).args(["build", "-p", "tocsin-desk"]).current_dir(env!("CARGO_MANIFEST_DIR")).status();
        assert!(built.unwrap().success());
    }
    path
}

pub fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Words and digits of the receipt on an answer page.
pub fn receipt(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, 200, "{}", said(&answer.body));
    (answer.element("receipt-words").expect("words"), answer.element("receipt-digits").expect("digits"))
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}
