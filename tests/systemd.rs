//! The unit in config/systemd: how far it confines, and that the service works inside its filter of system calls.
//! There is no running systemd here; its own tool says what the unit comes to, and strace refuses what the filter would.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/http.rs"]
mod http;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use demo::{receipt, said};

/// What `systemd-analyze security` may say at most; 10 is a service without any confinement.
const EXPOSURE: f64 = 1.1;

/// Calls that the journey below does not make, but mail, name look-ups, TLS and PostgreSQL do.
const FOR_MAIL_AND_DATABASES: &[&str] = &[
    "connect",
    "getsockopt",
    "getsockname",
    "getpeername",
    "sendmmsg",
    "recvmsg",
    "sendmsg",
    "recvfrom",
    "sendto",
    "poll",
    "ppoll",
    "ioctl",
    "shutdown",
    "socketpair",
    "newfstatat",
    "fstat",
    "lseek",
    "eventfd2",
    "inotify_init1",
    "inotify_add_watch",
    "mlockall",
    "prctl",
    "prlimit64",
];

/// Calls that no service of ours has any business with.
const NEVER: &[&str] = &[
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "bpf",
    "mount",
    "umount2",
    "setns",
    "unshare",
    "kexec_load",
    "init_module",
    "setuid",
    "chroot",
    "keyctl",
    "add_key",
    "perf_event_open",
    "userfaultfd",
    "personality",
    "io_uring_setup",
    "swapon",
    "reboot",
    "settimeofday",
];

#[test]
fn the_unit_confines_the_service_as_far_as_the_documents_say() {
    let output = analyze(&["security", "--offline=true", "--no-pager", &unit().display().to_string()]);
    let text = said(&output.stdout);
    let line =
        text.lines().find(|line| line.contains("Overall exposure level")).unwrap_or_else(|| panic!("{text}{}", said(&output.stderr)));
    let exposure: f64 = line.split(": ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap().parse().unwrap();
    assert!(exposure <= EXPOSURE, "{line}");
    let page = fs::read_to_string(root().join("docs/production.md")).unwrap();
    assert!(page.contains(&format!("exposure of {EXPOSURE}")), "docs/production.md says another number");
}

#[test]
fn what_the_unit_asks_for_is_known_to_systemd() {
    let output = analyze(&["verify", &unit().display().to_string()]);
    let complaints: Vec<String> = said(&output.stderr)
        .lines()
        .filter(|l| l.contains("tocsin.service") && !l.contains("/usr/local/bin/tocsin"))
        .map(str::to_owned)
        .collect();
    assert!(complaints.is_empty(), "{complaints:?}");
}

#[test]
fn the_filter_lets_through_what_is_needed_and_nothing_dangerous() {
    let allowed = allowed();
    let missing: Vec<_> = FOR_MAIL_AND_DATABASES.iter().filter(|call| !allowed.contains(**call)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let open: Vec<_> = NEVER.iter().filter(|call| allowed.contains(**call)).collect();
    assert!(open.is_empty(), "{open:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_journey_works_where_everything_the_filter_refuses_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("stdout");
    // A leading question mark: names of other machines are not an error.
    let names: Vec<String> = allowed().iter().map(|name| format!("?{name}")).collect();
    let service = Traced(
        Command::new("strace")
            .args(["-f", "-qq", "-e", "signal=none", "-e", "status=failed", "-o"])
            .arg(place.path().join("refused"))
            .args(["-e", &format!("trace=!{}", names.join(",")), "-e", &format!("inject=!{}:error=EPERM", names.join(","))])
            .args([env!("CARGO_BIN_EXE_tocsin"), "demo", "--listen", "127.0.0.1:0", "--data", "data"])
            .current_dir(place.path())
            .stdout(fs::File::create(&out).unwrap())
            .stderr(fs::File::create(place.path().join("stderr")).unwrap())
            .spawn()
            .expect("strace is installed"),
    );
    let errors = || fs::read_to_string(place.path().join("stderr")).unwrap();
    let begun = Instant::now();
    let at = loop {
        let text = fs::read_to_string(&out).unwrap();
        if let Some((address, _)) = text.split_once("http://").and_then(|(_, rest)| rest.split_once("/report")) {
            break address.parse().unwrap();
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "it does not start: {}", errors());
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let file = vec![b'f'; 300_000];
    let parts = [("narrative", None, &b"confined"[..]), ("danger", None, b"now"), ("files", Some("f.bin"), &file)];
    let (words, _) = receipt(&http::post_form(at, "/en/report", &parts).await);
    let session = http::post(at, "/en/mailbox", &[("receipt", &words)]).await.hidden("session");
    let added = http::post_form(at, "/en/mailbox/add", &[("session", None, session.as_bytes()), ("text", None, b"more")]).await;
    assert_eq!(added.status, 200);
    let mails = place.path().join("data/mail");
    while !mails.is_dir() || fs::read_dir(&mails).unwrap().flatten().all(|e| e.path().extension().is_none_or(|x| x != "eml")) {
        assert!(begun.elapsed() < Duration::from_secs(120), "nobody was told: {}", errors());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(errors().contains("memory is locked") || errors().contains("LimitMEMLOCK"), "{}", errors());
    let ended = service.stop();
    assert!(ended.success(), "it does not stop as told: {ended} {}", errors());
}

/// A program under strace; dropped, it is killed.
struct Traced(std::process::Child);

impl Traced {
    /// Tells the traced program to stop, and gives its exit status, which strace hands on.
    fn stop(mut self) -> std::process::ExitStatus {
        let tracer = self.0.id();
        let children = fs::read_to_string(format!("/proc/{tracer}/task/{tracer}/children")).unwrap();
        let child = children.split_whitespace().next().expect("strace traces something");
        assert!(Command::new("kill").arg(child).status().unwrap().success());
        let begun = Instant::now();
        loop {
            if let Some(ended) = self.0.try_wait().unwrap() {
                return ended;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "it does not stop");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        let tracer = self.0.id();
        let children = fs::read_to_string(format!("/proc/{tracer}/task/{tracer}/children")).unwrap_or_default();
        for child in children.split_whitespace() {
            let _ = Command::new("kill").args(["-9", child]).status();
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The calls that the unit's filter lets through, with systemd's sets written out.
fn allowed() -> BTreeSet<String> {
    let sets = sets();
    let text = fs::read_to_string(unit()).unwrap();
    let mut allowed = written_out("@default", &sets);
    for line in text.lines().filter_map(|line| line.strip_prefix("SystemCallFilter=")) {
        let (refuse, names) = line.strip_prefix('~').map_or((false, line), |names| (true, names));
        for call in names.split_whitespace().flat_map(|name| written_out(name, &sets)) {
            // systemd always lets @default through only if the list allows; a later refusal takes away again.
            if refuse {
                allowed.remove(&call)
            } else {
                allowed.insert(call)
            };
        }
    }
    assert!(allowed.len() > 150, "{}", allowed.len());
    allowed
}

fn written_out(name: &str, sets: &BTreeMap<String, Vec<String>>) -> BTreeSet<String> {
    if !name.starts_with('@') {
        return [name.to_owned()].into();
    }
    let members = sets.get(name).unwrap_or_else(|| panic!("systemd knows no {name}"));
    members.iter().flat_map(|member| written_out(member, sets)).collect()
}

fn sets() -> BTreeMap<String, Vec<String>> {
    let text = said(&analyze(&["syscall-filter", "--no-pager"]).stdout);
    let mut sets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut current = None;
    for line in text.lines() {
        let word = line.trim();
        if line.starts_with('@') {
            current = Some(word.to_owned());
        } else if word.is_empty() {
            current = None;
        } else if let (Some(name), false) = (&current, word.starts_with('#')) {
            sets.entry(name.clone()).or_default().push(word.to_owned());
        }
    }
    sets
}

fn analyze(arguments: &[&str]) -> Output {
    Command::new("systemd-analyze").args(arguments).env("SYSTEMD_COLORS", "0").output().expect("systemd's tools are installed")
}

fn unit() -> PathBuf {
    root().join("config/systemd/tocsin.service")
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
