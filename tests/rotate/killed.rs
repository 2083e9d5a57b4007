//! The real commands, killed before any of their calls that change a file, and at random moments while reports arrive at
//! a service that runs: afterwards everything opens, and the command, run again, finishes.
//!
//! The gate kills at some of the steps and at ten random moments; `tests/campaign/run rotate` at all steps
//! (TOCSIN_EVERY_STEP) and at as many moments as TOCSIN_KILLS says.

use std::fs;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::Value;

use crate::demo::{Demo, files, program, receipt, said};
use crate::faults::{Error, Faults, Lasting};

on_both! {
    whatever_step_a_rotation_is_killed_at_everything_opens_and_it_finishes_when_run_again,
    killed_at_random_moments_under_load_a_rotation_loses_nothing,
}

const MASTER: &[&str] = &["keys", "rotate-master"];
const DATA: &[&str] = &["keys", "rotate-data"];

struct Running {
    demo: Demo,
    faults: Faults,
    /// Words and receipt of every acknowledged report.
    sent: Vec<(String, String)>,
}

impl Running {
    async fn with(url: Option<String>, reports: usize) -> Self {
        let demo = Demo::start();
        let demo = match url {
            Some(url) => demo.on_database(&url),
            None => demo,
        };
        let faults = Faults::of(demo.folder.path());
        let mut running = Self { demo, faults, sent: Vec::new() };
        for _ in 0..reports {
            running.report().await;
        }
        running
    }

    async fn report(&mut self) {
        let words = format!("the words of report {}", self.sent.len());
        let answer = self.demo.send("en", &[("narrative", None, words.as_bytes()), ("danger", None, b"later")]).await;
        self.sent.push((words, receipt(&answer).0));
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).arg("--data").arg(self.demo.path("data")).current_dir(self.demo.folder.path());
        command
    }

    /// A command whose calls are counted, and which is killed before the given one (0: not at all).
    fn counted(&self, arguments: &[&str], call: u32) -> (Output, u32) {
        self.faults.arm(call, Lasting::Once, Error::Killed);
        let output = self.command(arguments).envs(self.faults.environment()).output().unwrap();
        let seen = self.faults.end();
        assert_eq!(output.status.success(), seen.failed == 0, "{arguments:?} at {call}: {}", said(&output.stderr));
        (output, seen.calls)
    }

    fn good(&self, arguments: &[&str]) -> Output {
        let output = self.demo.tocsin(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", said(&output.stderr));
        output
    }

    /// One of the receipts opens at the service that runs.
    async fn one_opens(&self, number: usize) {
        let (words, receipt) = &self.sent[number % self.sent.len()];
        let page = self.demo.open("en", receipt).await;
        assert!(page.text().contains("/mailbox/lock"), "{words}: its receipt opens nothing: {}", self.demo.log());
    }

    /// Every receipt opens, the caseworker opens every report, no key is retired with rows, nothing is left of the killed.
    async fn everything_opens(&self) {
        for number in 0..self.sent.len() {
            self.one_opens(number).await;
        }
        let status = self.demo.json(&["keys", "status"]);
        assert_eq!(status["due"].as_array().map(Vec::len), Some(0), "{status}");
        for key in keys(&status) {
            assert!(key["state"] == "seals" || key["rows"] == 0, "rows on a retired key: {status}");
        }
        let rows: u64 = keys(&status).iter().map(|key| key["rows"].as_u64().unwrap()).sum();
        assert!(rows >= 4 * self.sent.len() as u64, "{status}");
        for name in ["master.key.next", "master.key.old"] {
            assert!(!self.demo.path("data-keys").join(name).exists(), "{name} is left");
        }
        self.good(&["export", "--out", "bundles"]);
        self.demo.desk(&["open", "--identity", "data-keys/caseworker.txt", "bundles", "--out", "opened", "--force"]);
        let opened: Vec<String> = files(&self.demo.path("opened"))
            .iter()
            .filter(|path| path.ends_with("report.txt"))
            .map(|path| fs::read_to_string(path).unwrap())
            .collect();
        for (words, _) in &self.sent {
            assert!(opened.iter().any(|text| text.contains(words)), "{words} does not open at the desk");
        }
    }
}

fn keys(status: &Value) -> &Vec<Value> {
    status["keys"].as_array().unwrap()
}

async fn whatever_step_a_rotation_is_killed_at_everything_opens_and_it_finishes_when_run_again(url: Option<String>) {
    let mut running = Running::with(url, 4).await;
    let every = std::env::var_os("TOCSIN_EVERY_STEP").is_some();
    for (arguments, most) in [(MASTER, u32::MAX), (DATA, 20)] {
        let (_, calls) = running.counted(arguments, 0);
        assert!(calls > 8, "{arguments:?}: {calls} calls");
        let stride = if every { 1 } else { (calls / most).max(1) as usize };
        let mut killed = 0;
        for call in (1..=calls).step_by(stride) {
            let (output, _) = running.counted(arguments, call);
            killed += u32::from(!output.status.success());
            running.one_opens(call as usize).await;
            if call as usize % (4 * stride) == 1 {
                running.report().await;
            }
        }
        assert!(killed >= calls / (2 * stride as u32), "{arguments:?} was killed {killed} times of {calls} calls");
        println!("{arguments:?}: {calls} calls, killed {killed} times");
        running.good(arguments);
        running.everything_opens().await;
    }
}

async fn killed_at_random_moments_under_load_a_rotation_loses_nothing(url: Option<String>) {
    let kills: u64 = std::env::var("TOCSIN_KILLS").map_or(10, |number| number.parse().expect("TOCSIN_KILLS is a number"));
    let mut running = Running::with(url, 30).await;
    let stop = Arc::new(AtomicBool::new(false));
    let mut senders = Vec::new();
    for sender in 0..3 {
        let (stop, at) = (stop.clone(), running.demo.at);
        senders.push(tokio::spawn(async move {
            let mut sent = Vec::new();
            while !stop.load(Ordering::SeqCst) {
                let words = format!("under load {sender} {}", sent.len());
                let answer = crate::http::post_form(at, "/en/report", &[("narrative", None, words.as_bytes())]).await;
                sent.push((words, receipt(&answer).0));
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            sent
        }));
    }
    let mut chance = u64::from(std::process::id());
    let mut cut = 0;
    for kill in 0..kills {
        let arguments = if kill % 3 == 2 { MASTER } else { DATA };
        let mut child = running.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        tokio::time::sleep(Duration::from_millis((chance >> 33) % 250)).await;
        cut += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        running.one_opens(usize::try_from(kill).unwrap()).await;
    }
    stop.store(true, Ordering::SeqCst);
    for sender in senders {
        running.sent.extend(sender.await.expect("every report under load is taken"));
    }
    println!("{kills} kills, {cut} of a command that still ran, {} reports", running.sent.len());
    assert!(cut > 0, "every command had ended before it was killed");
    running.good(MASTER);
    running.good(DATA);
    running.everything_opens().await;
}
