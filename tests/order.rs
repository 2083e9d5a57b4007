//! The order in which things reach the disk, read off the system calls of the real program: a sealed file, its folder, the
//! row that names it, and only then the answer. `kill -9` cannot show this, since the system keeps what was written; power
//! loss would. Needs strace.

#[path = "support/http.rs"]
mod http;
#[path = "support/pieces.rs"]
mod pieces;
#[path = "support/sender.rs"]
mod sender;

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const CALLS: &str = "trace=fsync,fdatasync,sync_file_range,rename,renameat,renameat2,pwrite64,pwritev,write,writev,sendto,sendmsg";

/// A demo under strace.
struct Traced {
    strace: Child,
    at: SocketAddr,
    folder: TempDir,
}

impl Traced {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let strace = Command::new("strace")
            .args(["-f", "-y", "-x", "-s", "6000", "-e", CALLS, "-o"])
            .arg(path("trace"))
            .arg(env!("CARGO_BIN_EXE_tocsin"))
            .args(["demo", "--listen", "127.0.0.1:0", "--no-rate-limit", "--data", "data"])
            .current_dir(folder.path())
            .stdout(Stdio::from(fs::File::create(path("stdout")).unwrap()))
            .stderr(Stdio::from(fs::File::create(path("stderr")).unwrap()))
            .spawn()
            .expect("strace is not installed, and this test needs it: apt-get install strace");
        // Whole from here on, so that whatever goes wrong ends the processes.
        let mut demo = Self { strace, at: ([127, 0, 0, 1], 0).into(), folder };
        let path = |name: &str| demo.folder.path().join(name);
        let begun = Instant::now();
        loop {
            let text = fs::read_to_string(path("stdout")).unwrap();
            if let Some((address, _)) = text.split_once("http://").and_then(|(_, rest)| rest.split_once("/report")) {
                demo.at = address.parse().unwrap();
                return demo;
            }
            let errors = fs::read_to_string(path("stderr")).unwrap();
            assert!(begun.elapsed() < Duration::from_secs(60), "the demo does not start under strace: {text}{errors}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn signal(&self, signal: rustix::process::Signal) {
        let id = self.strace.id();
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
        for child in children.split_whitespace().filter_map(|pid| rustix::process::Pid::from_raw(pid.parse().ok()?)) {
            let _ = rustix::process::kill_process(child, signal);
        }
    }

    /// Stops the server as an administrator does, and reads what it did.
    fn stopped(mut self) -> (Vec<Call>, PathBuf, TempDir) {
        self.signal(rustix::process::Signal::TERM);
        self.strace.wait().unwrap();
        let trace = fs::read(self.folder.path().join("trace")).unwrap();
        let data = self.folder.path().join("data");
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        (calls(&String::from_utf8_lossy(&trace)), data, folder)
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        // Killing strace alone would let the server go on.
        self.signal(rustix::process::Signal::KILL);
        let _ = self.strace.kill();
        let _ = self.strace.wait();
    }
}

/// One system call: the line on which it began, the one on which it ended, and its text with hex strings decoded.
struct Call {
    name: String,
    text: Vec<u8>,
    began: usize,
    ended: usize,
}

impl Call {
    fn has(&self, bytes: &[u8]) -> bool {
        self.text.windows(bytes.len()).any(|window| window == bytes)
    }

    fn is_sync(&self) -> bool {
        matches!(self.name.as_str(), "fsync" | "fdatasync")
    }
}

/// Calls that another thread's interrupted are put together again.
fn calls(trace: &str) -> Vec<Call> {
    let mut open: Vec<(&str, Call)> = Vec::new();
    let mut done = Vec::new();
    for (at, line) in trace.lines().enumerate() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        if let Some(resumed) = rest.strip_prefix("<... ") {
            let name = resumed.split(' ').next().unwrap_or_default();
            if let Some(place) = open.iter().position(|(by, call)| *by == thread && call.name == name) {
                let (_, mut call) = open.remove(place);
                call.ended = at;
                call.text.extend(decoded(resumed));
                done.push(call);
            }
        } else if let Some((name, _)) = rest.split_once('(') {
            let call = Call { name: name.to_owned(), text: decoded(rest), began: at, ended: at };
            if rest.ends_with("<unfinished ...>") { open.push((thread, call)) } else { done.push(call) }
        }
    }
    done.sort_by_key(|call| call.began);
    done
}

fn decoded(text: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once("\\x") {
        bytes.extend_from_slice(before.as_bytes());
        match after.get(..2).and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => rest = after,
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// The commit of the row that holds `id`: where its first byte was handed to the log, and where the log was durable.
fn committed(calls: &[Call], id: &[u8]) -> (usize, usize) {
    let in_log = |call: &&Call| call.has(b"tocsin.db-wal>");
    let written = calls.iter().filter(in_log).find(|call| call.name.starts_with("pwrite") && call.has(id)).expect("the row is written");
    let synced = calls.iter().filter(in_log).find(|call| call.is_sync() && call.began > written.ended).expect("the log is synced");
    (written.began, synced.ended)
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// Every finished file in the folder of blobs.
fn blobs(data: &Path) -> Vec<String> {
    let folders = fs::read_dir(data.join("blobs")).unwrap().map(|entry| entry.unwrap().path());
    folders.flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn answers(calls: &[Call]) -> Vec<usize> {
    let sent = |call: &&Call| matches!(call.name.as_str(), "sendto" | "writev" | "write" | "sendmsg");
    calls.iter().filter(sent).filter(|call| call.has(b"HTTP/1.1 200")).map(|call| call.began).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_answer_comes_after_the_log_is_durable_and_a_file_and_its_folder_are_before_the_row_that_names_it() {
    let demo = Traced::start();
    // More than the writer's buffer, so that the file goes the staged way; then one that goes at once.
    for length in [1_500_000, 1000] {
        let file = vec![7; length];
        let form = [("narrative", None, &b"words"[..]), ("danger", None, b"later"), ("files", Some("f"), &file)];
        let begun = http::post_form(demo.at, "/en/report", &form).await;
        assert!(begun.status == 200 && begun.element("receipt-words").is_some());
    }
    let (calls, data, _folder) = demo.stopped();
    let names = blobs(&data);
    assert_eq!(names.len(), 2, "{names:?}");
    let answers = answers(&calls);
    assert_eq!(answers.len(), 2);
    for name in names {
        let at = |what: &str, test: &dyn Fn(&Call) -> bool| {
            calls.iter().find(|call| test(call)).unwrap_or_else(|| panic!("no {what} of {name}"))
        };
        let staged = format!("{name}#1");
        let folder = format!("/blobs/{}>", &name[..2]);
        let file_synced = at("sync of the file", &|call| call.is_sync() && call.has(staged.as_bytes()));
        let renamed = at("rename", &|call| call.name.starts_with("rename") && call.has(staged.as_bytes()));
        let folder_synced = at("sync of the folder", &|call| call.is_sync() && call.has(folder.as_bytes()) && call.began > renamed.ended);
        let last_write = calls.iter().rfind(|call| call.name.contains("write") && call.has(staged.as_bytes())).unwrap();
        let (row_written, row_durable) = committed(&calls, &bytes(&name));
        assert!(last_write.ended < file_synced.began, "the file is synced when it is whole");
        assert!(file_synced.ended < renamed.began, "its bytes are durable before its name");
        assert!(folder_synced.ended < row_written, "the file is durable before a row speaks of it");
        let answer = answers.iter().find(|answer| **answer > row_written).expect("an answer");
        assert!(row_durable < *answer, "the answer waits for the log");
    }
    assert!(!data.join("tocsin.db-wal").exists(), "a clean stop folds the log into the database");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_far_a_file_in_pieces_is_said_to_be_is_durable_before() {
    use pieces::{add, new_id, noise, sealed};
    let demo = Traced::start();
    let exported = Command::new(env!("CARGO_BIN_EXE_tocsin"))
        .args(["export", "--data", "data", "--out", "before"])
        .current_dir(demo.folder.path())
        .output()
        .unwrap();
    assert!(exported.status.success());
    let sender = sender::Sender::at(demo.at, &fs::read_to_string(demo.folder.path().join("before/roster/key.pub")).unwrap()).await;
    let (id, file) = (new_id(), sealed(&sender.report.capsule().case_recipient, &noise(700_000)).await.0);
    sender.begin(demo.at, id, file.len()).await;
    for (from, to) in [(0, 300_000), (300_000, file.len())] {
        assert_eq!(add(demo.at, id, from, &file[from..to]).await.status, 204);
    }
    let (calls, _, _folder) = demo.stopped();
    let part = format!("{id}.part");
    let answers: Vec<usize> = {
        let sent = |call: &&Call| matches!(call.name.as_str(), "sendto" | "writev" | "write" | "sendmsg");
        calls.iter().filter(sent).filter(|call| call.has(b"HTTP/1.1 204")).map(|call| call.began).collect()
    };
    assert_eq!(answers.len(), 2);
    let of_part = |call: &&Call| call.has(part.as_bytes());
    let mut from = 0;
    for answer in answers {
        let written = calls.iter().filter(of_part).rfind(|call| call.name == "write" && call.began > from && call.ended < answer);
        let written = written.expect("the piece is written");
        let synced = calls.iter().filter(of_part).find(|call| call.is_sync() && call.began > written.ended).expect("the file is synced");
        assert!(synced.ended < answer, "the answer waits for the disk");
        from = answer;
    }
    let renamed = calls.iter().find(|call| call.name.starts_with("rename") && call.has(part.as_bytes())).expect("it gets its name");
    let folder = format!("/blobs/{}>", &id.to_string()[..2]);
    let folder_synced = calls.iter().find(|call| call.is_sync() && call.has(folder.as_bytes()) && call.began > renamed.ended);
    assert!(folder_synced.expect("the folder is synced").ended < calls.last().unwrap().ended);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reports_that_share_a_commit_are_all_answered_after_it() {
    let demo = Traced::start();
    let at = demo.at;
    let crowd = (0..24).map(|n| async move {
        let words = format!("report {n}");
        http::post_form(at, "/en/report", &[("narrative", None, words.as_bytes()), ("danger", None, b"later")]).await.status
    });
    assert!(futures::future::join_all(crowd).await.iter().all(|status| *status == 200));
    let (calls, data, _folder) = demo.stopped();
    let listed = Command::new(env!("CARGO_BIN_EXE_tocsin")).args(["cases", "list", "--json", "--data"]).arg(&data).output().unwrap();
    let cases: Vec<serde_json::Value> = serde_json::from_slice(&listed.stdout).unwrap();
    let mut durable: Vec<usize> = cases.iter().map(|case| committed(&calls, &bytes(case["case"].as_str().unwrap())).1).collect();
    durable.sort_unstable();
    let answers = answers(&calls);
    assert_eq!((durable.len(), answers.len()), (24, 24));
    // Whichever answer belongs to which report: no more answers were out than reports were durable.
    for (count, answer) in answers.iter().enumerate() {
        let safe = durable.iter().filter(|at| *at < answer).count();
        assert!(safe > count, "answer {count} came when only {safe} reports were durable");
    }
    durable.dedup();
    assert!(durable.len() < 24, "none of them shared a commit");
}
