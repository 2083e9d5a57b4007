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
    /// What its process finds in its environment.
    pub environment: Vec<(String, PathBuf)>,
    child: Child,
    runs: u32,
}

impl Demo {
    pub fn start() -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), Vec::new())
    }

    /// In a folder that may have been prepared, with more in the environment.
    pub fn start_in(folder: TempDir, environment: Vec<(String, PathBuf)>) -> Self {
        fs::create_dir(folder.path().join("tmp")).unwrap();
        let (child, at) = run(folder.path(), 0, &environment).unwrap_or_else(|why| panic!("{why}"));
        Self { at, folder, environment, child, runs: 1 }
    }

    /// Moves a fresh one to another database than the file that a demo makes for itself.
    pub fn on_database(self, url: &str) -> Self {
        let mut demo = self;
        demo.kill();
        // The other database has no roster yet: the demo makes its first one again.
        fs::remove_file(demo.path("data-keys/epoch")).unwrap();
        let file = demo.path("data/tocsin.toml");
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{text}\n[database]\nurl = \"{url}\"\n")).unwrap();
        for name in ["tocsin.db", "tocsin.db-wal", "tocsin.db-shm"] {
            let _ = fs::remove_file(demo.path("data").join(name));
        }
        demo.again();
        demo
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Whether its process still runs.
    pub fn runs(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// What its processes said in the log, all runs together.
    pub fn log(&self) -> String {
        (0..self.runs).map(|n| fs::read_to_string(self.path(&format!("stderr-{n}"))).unwrap_or_default()).collect()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The process' number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`, at once.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts the killed demo again on the same folder.
    pub fn again(&mut self) {
        self.try_again().unwrap_or_else(|why| panic!("{why}"));
    }

    /// The same, where it may fail: what it said then.
    pub fn try_again(&mut self) -> Result<(), String> {
        self.runs += 1;
        (self.child, self.at) = run(self.folder.path(), self.runs - 1, &self.environment)?;
        Ok(())
    }

    /// Starts the killed demo again and kills it after `time`, wherever it is by then.
    pub fn again_for(&mut self, time: Duration) {
        self.runs += 1;
        let mut child = spawn(self.folder.path(), self.runs - 1, &self.environment);
        std::thread::sleep(time);
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// A command of the service, with the data folder named.
    pub fn tocsin(&self, arguments: &[&str]) -> Output {
        self.command(&program()).args(arguments).arg("--data").arg(self.path("data")).output().unwrap()
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

fn run(folder: &Path, number: u32, environment: &[(String, PathBuf)]) -> Result<(Child, SocketAddr), String> {
    let mut child = spawn(folder, number, environment);
    let begun = Instant::now();
    loop {
        let ended = child.try_wait().unwrap().is_some();
        let text = fs::read_to_string(folder.join(format!("stdout-{number}"))).unwrap();
        if let Some((address, _)) = text.split_once("http://").and_then(|(_, rest)| rest.split_once("/report")) {
            return Ok((child, address.parse().unwrap()));
        }
        if ended || begun.elapsed() > Duration::from_secs(60) {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("{text}{}", fs::read_to_string(folder.join(format!("stderr-{number}"))).unwrap()));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn spawn(folder: &Path, number: u32, environment: &[(String, PathBuf)]) -> Child {
    let file = |name: &str| Stdio::from(fs::File::create(folder.join(format!("{name}-{number}"))).unwrap());
    Command::new(program())
        .args(["demo", "--listen", "127.0.0.1:0", "--no-rate-limit", "--data", "data"])
        .current_dir(folder)
        .env("TMPDIR", folder.join("tmp"))
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdout(file("stdout"))
        .stderr(file("stderr"))
        .spawn()
        .unwrap()
}

/// The program under test: the one built with these tests, or, in campaigns, the one that TOCSIN_PROGRAM names.
pub fn program() -> PathBuf {
    std::env::var_os("TOCSIN_PROGRAM").map_or_else(|| env!("CARGO_BIN_EXE_tocsin").into(), PathBuf::from)
}

/// tocsin-desk lies beside tocsin; built here if nobody did.
pub fn desk() -> PathBuf {
    let path = program().with_file_name(format!("tocsin-desk{}", std::env::consts::EXE_SUFFIX));
    if !path.exists() {
        let profile = if path.parent().is_some_and(|folder| folder.ends_with("release")) { "release" } else { "dev" };
        let built = Command::new(env!("CARGO"))
            .args(["build", "-p", "tocsin-desk", "--profile", profile])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status();
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
