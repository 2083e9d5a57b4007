//! The real program's memory: what is left in it, who may look into it, and what a crash leaves behind.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/http.rs"]
mod http;
#[path = "support/memory.rs"]
mod memory;

use std::fs;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use demo::{Demo, files, receipt};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

const NARRATIVE: &str = "Narrativvogel";
const CONTACT: &str = "kontaktvogel";
const FILE: &str = "Dateivogel";
const FILE_NAME: &str = "dateinamevogel";
const REPLY: &str = "Antwortvogel";
const MESSAGE: &str = "Nachtragvogel";
const REFUSED: &str = "Abgewiesenvogel";

/// Whether this runs as root, without whom no other process' memory can be read. As anybody else that refusal is what
/// can be shown.
fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_a_report_is_left_in_memory_once_its_answer_was_sent() {
    let demo = Demo::start();
    if !is_root() {
        let refused = fs::File::open(format!("/proc/{}/mem", demo.id()));
        assert!(refused.is_err(), "a process of the same user may read the service's memory");
        return;
    }
    let mut codes = Vec::new();
    for round in 0..5 {
        codes.extend(a_whole_visit(&demo, round).await);
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut needles: Vec<&[u8]> =
        [NARRATIVE, CONTACT, FILE, FILE_NAME, REPLY, MESSAGE, REFUSED].iter().map(|text| text.as_bytes()).collect();
    needles.extend(codes.iter().map(|code| code.as_bytes()));
    let left: Vec<(String, (usize, Vec<String>))> = needles
        .iter()
        .map(|n| String::from_utf8_lossy(n).into_owned())
        .zip(memory::found(demo.id(), &needles))
        .filter(|(_, hits)| hits.0 > 0)
        .collect();
    assert!(left.is_empty(), "{left:#?}");
    assert_eq!(demo.cases().len(), 5, "and yet all of it was taken");
    the_search_finds_what_is_there(&demo).await;
}

/// A report with everything, a refused form whose page holds the words again, an answer, the mailbox, a further message.
/// Returns the secrets of it.
async fn a_whole_visit(demo: &Demo, round: usize) -> Vec<String> {
    let narrative = format!("The canary {NARRATIVE} sings. ").repeat(20 + 600 * round);
    let contact = format!("+49 170 1234567 {CONTACT}@example.org");
    let file = format!("{FILE} in a file ").repeat(20_000);
    let name = format!("{FILE_NAME}-{round}.pdf");
    let token = demo.token("en").await;
    let parts = [
        ("token", None, token.as_bytes()),
        ("narrative", None, narrative.as_bytes()),
        ("danger", None, &b"now"[..]),
        ("contact", None, contact.as_bytes()),
        ("files", Some(&*name), file.as_bytes()),
    ];
    let answer = demo.send("en", &parts).await;
    let (words, digits) = receipt(&answer);
    let refused = demo.send("en", &[("narrative", None, REFUSED.repeat(10_000).as_bytes())]).await;
    assert_eq!(refused.status, 422);

    let case = demo.cases()[round]["case"].as_str().unwrap().to_owned();
    let (bundles, replies) = (format!("bundles-{round}"), format!("replies-{round}"));
    demo.json(&["export", "--out", &bundles]);
    demo.desk(&["reply", "--identity", "data-keys/caseworker.txt", &bundles, "--case", &case, "--text", REPLY, "--out", &replies]);
    demo.json(&["import", "--from", &replies]);
    let session = demo.open("en", &words).await.hidden("session");
    let added =
        http::post_form(demo.at, "/en/mailbox/add", &[("session", None, session.as_bytes()), ("text", None, MESSAGE.as_bytes())]).await;
    assert_eq!(added.status, 200);
    demo.open("en", &digits).await;
    vec![words, digits, session]
}

/// Words of a form that is still being sent are in memory, so that a search that finds none means something.
async fn the_search_finds_what_is_there(demo: &Demo) {
    let mut half = TcpStream::connect(demo.at).await.unwrap();
    let head = format!(
        "POST /en/report HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary={}\r\nContent-Length: 100000\r\n\r\n--{}\r\n\
         Content-Disposition: form-data; name=\"narrative\"\r\n\r\nStill coming: Eintreffvogel, Eintreffvogel",
        http::BOUNDARY,
        http::BOUNDARY
    );
    half.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(memory::found(demo.id(), &[b"Eintreffvogel"])[0].0 > 0);
}

#[test]
fn a_crash_leaves_no_core_dump() {
    let folder = tempfile::tempdir().unwrap();
    let control = shell("ulimit -c unlimited; kill -SEGV $$", folder.path()).wait_with_output().unwrap();
    assert_eq!(control.status.signal(), Some(11));
    for signal in ["ABRT", "SEGV"] {
        let place = tempfile::tempdir().unwrap();
        let mut service = start(place.path(), "ulimit -c unlimited; exec \"$0\" demo --listen 127.0.0.1:0 --data data", None);
        let begun = Instant::now();
        let ended = loop {
            // More than once: the standard library's handler swallows the first SEGV that was no fault.
            let _ = Command::new("kill").arg(format!("-{signal}")).arg(service.0.id().to_string()).status();
            std::thread::sleep(Duration::from_millis(100));
            if let Some(ended) = service.0.try_wait().unwrap() {
                break ended;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "SIG{signal} does not end it");
        };
        assert!(ended.signal().is_some(), "it did not crash: {ended}");
        assert!(!ended.core_dumped(), "the system says that it wrote a core dump");
        let cores: Vec<_> =
            files(place.path()).into_iter().filter(|p| p.file_name().unwrap().to_string_lossy().starts_with("core")).collect();
        assert!(cores.is_empty(), "{cores:?}");
    }
    // Where the machine makes dumps at all, the shell's shows that the test would have seen one.
    let pattern = fs::read_to_string("/proc/sys/kernel/core_pattern").unwrap();
    assert_eq!(control.status.core_dumped(), !pattern.trim().is_empty(), "core_pattern {pattern}");
}

#[test]
fn the_same_user_may_not_look_into_the_service() {
    let place = tempfile::tempdir().unwrap();
    let user = if is_root() { Some(65_534) } else { None };
    let service = start(place.path(), "exec \"$0\" demo --listen 127.0.0.1:0 --data data", user);
    let mut other = as_user(Command::new("sleep").arg("60"), user).spawn().unwrap();
    let readable = |id: u32| as_user(Command::new("cat").arg(format!("/proc/{id}/environ")), user).output().unwrap().status.success();
    let (theirs, ours) = (readable(other.id()), readable(service.0.id()));
    other.kill().unwrap();
    other.wait().unwrap();
    assert!(theirs, "any other program of that user can be read");
    assert!(!ours, "the service can be read by its own user");
}

#[test]
fn where_memory_may_not_be_locked_the_service_says_what_to_set_and_runs() {
    let place = tempfile::tempdir().unwrap();
    let user = if is_root() { Some(65_534) } else { None };
    let mut service = start(place.path(), "ulimit -l 64; exec \"$0\" demo --listen 127.0.0.1:0 --data data", user);
    assert_eq!(locked_kilobytes(service.0.id()), 0);
    let errors = fs::read_to_string(place.path().join("stderr")).unwrap();
    assert!(errors.contains("LimitMEMLOCK=infinity") && errors.contains("limit=65536B"), "{errors}");
    assert!(service.0.try_wait().unwrap().is_none());
}

#[test]
fn where_memory_may_be_locked_it_is_and_stays_small() {
    let place = tempfile::tempdir().unwrap();
    // Root may always; anybody else where the limit can be lifted, which a machine's administrator decides.
    if !is_root() && !shell("ulimit -l unlimited", place.path()).wait().unwrap().success() {
        return;
    }
    let line = "ulimit -l unlimited 2>/dev/null; exec \"$0\" demo --listen 127.0.0.1:0 --data data";
    let service = start(place.path(), line, None);
    assert!(locked_kilobytes(service.0.id()) > 0);
    let resident = kilobytes(service.0.id(), "VmRSS:");
    // The demo holds every language, about a megabyte each.
    assert!(resident < 48 * 1024, "{resident} kB while idle");
}

/// A running program; dropped, it is killed.
struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs the program from a shell line, in which it is `$0`, and waits until it serves.
fn start(place: &Path, line: &str, user: Option<u32>) -> Service {
    let out = place.join("stdout");
    // The folder of the build may be closed to other users.
    let program = place.join("tocsin");
    fs::copy(env!("CARGO_BIN_EXE_tocsin"), &program).unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", line]).arg(&program).current_dir(place);
    command.stdout(fs::File::create(&out).unwrap()).stderr(fs::File::create(place.join("stderr")).unwrap());
    if let Some(user) = user {
        chown(place, Some(user), Some(user)).unwrap();
    }
    let service = Service(as_user(&mut command, user).spawn().unwrap());
    let begun = Instant::now();
    while !fs::read_to_string(&out).unwrap().contains("/report") {
        let errors = fs::read_to_string(place.join("stderr")).unwrap();
        assert!(begun.elapsed() < Duration::from_secs(30), "it does not start: {errors}");
        std::thread::sleep(Duration::from_millis(20));
    }
    service
}

fn shell(line: &str, folder: &Path) -> Child {
    Command::new("sh").args(["-c", line]).current_dir(folder).stderr(Stdio::null()).spawn().unwrap()
}

fn as_user(command: &mut Command, user: Option<u32>) -> &mut Command {
    match user {
        Some(user) => command.uid(user).gid(user),
        None => command,
    }
}

fn locked_kilobytes(id: u32) -> u64 {
    kilobytes(id, "VmLck:")
}

fn kilobytes(id: u32, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("no {name} in {status}"));
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
