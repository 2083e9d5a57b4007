//! Where a newcomer stumbles: a full disk in the middle, a missing file, a reader that left. Each is said in one line with
//! what to do, and nothing is half done.

#[path = "support/installation.rs"]
mod installation;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use installation::{Place, SIGN};
use tempfile::TempDir;

/// A small file system of its own.
struct Disk(TempDir);

impl Disk {
    fn of(size: &str) -> Self {
        let disk = Self(tempfile::tempdir().unwrap());
        let options = format!("size={size},mode=0700");
        succeeds(Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tocsin-test"]).arg(disk.0.path()));
        disk
    }

    fn grow(&self, size: &str) {
        succeeds(Command::new("mount").args(["-o", &format!("remount,size={size}")]).arg(self.0.path()));
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn fill(&self) {
        use std::io::Write as _;
        let mut file = fs::File::create(self.path("filler")).unwrap();
        for size in [1 << 12, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

fn succeeds(command: &mut Command) {
    assert!(command.status().unwrap().success(), "a small file system cannot be mounted: these tests must run as root");
}

fn names(folder: &Path) -> Vec<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn an_init_that_finds_no_room_leaves_nothing_and_can_be_run_again() {
    let place = Place { folder: tempfile::tempdir().unwrap() };
    let mut refused = 0;
    for size in ["4k", "12k", "16k", "24k", "32k", "64k", "128k", "256k"] {
        let disk = Disk::of(size);
        let data = disk.path("data").display().to_string();
        let output = place.run(&["init", "--data", &data]);
        if !output.status.success() {
            refused += 1;
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(said.contains("nothing of the new installation was kept"), "{size}: {said}");
            assert_eq!(names(disk.0.path()), Vec::<String>::new(), "{size}");
        } else {
            continue;
        }
        disk.grow("8m");
        place.good(&["init", "--data", &data]);
    }
    assert!(refused >= 4, "{refused} of these disks were too small");
}

#[test]
fn an_init_that_fails_keeps_what_was_there_before() {
    let place = Place { folder: tempfile::tempdir().unwrap() };
    let disk = Disk::of("24k");
    fs::create_dir(disk.path("data")).unwrap();
    fs::write(disk.path("data/notes.txt"), "mine").unwrap();
    place.refused(&["init", "--data", &disk.path("data").display().to_string()]);
    assert_eq!(names(disk.0.path()), ["data"]);
    assert_eq!(names(&disk.path("data")), ["notes.txt"]);
}

#[test]
fn a_roster_that_cannot_be_remembered_is_not_taken_and_can_be_signed_again() {
    let place = Place::initialised();
    place.fill_in();
    let disk = Disk::of("64k");
    fs::create_dir(disk.path("keys")).unwrap();
    for name in names(&place.path("data-keys")) {
        fs::copy(place.path("data-keys").join(&name), disk.path("keys").join(&name)).unwrap();
    }
    place.edit(|text| text.replace("\"../data-keys\"", &format!("{:?}", disk.path("keys").display().to_string())));
    place.bring_team();
    disk.fill();
    let said = place.refused(&SIGN);
    assert!(said.contains("cannot be written"), "{said}");
    fs::remove_file(disk.path("filler")).unwrap();
    assert!(place.good(&["roster", "show", "--data", "data"]).contains("No roster yet"), "nothing of it was stored");
    place.good(&SIGN);
    place.good(&["roster", "verify", "--data", "data"]);
}

#[test]
fn a_missing_database_is_named_and_none_is_made_in_its_place() {
    let place = Place::ready();
    let database = place.path("data/tocsin.db");
    fs::rename(&database, place.path("elsewhere.db")).unwrap();
    for arguments in [&["serve", "--config", "data/tocsin.toml"][..], &["cases", "list", "--data", "data"]] {
        let said = place.refused(arguments);
        assert!(said.contains("tocsin.db is missing") && said.contains("tocsin init"), "{said}");
        assert!(!database.exists());
    }
    let looked = place.run(&["doctor", "--data", "data"]);
    assert!(String::from_utf8_lossy(&looked.stdout).contains("tocsin.db is missing"));
    assert!(!database.exists());
}

#[test]
fn a_database_server_that_does_not_answer_is_named_at_once() {
    let place = Place::ready();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("postgres://tocsin:a-password@{}/tocsin", silent.local_addr().unwrap());
    place.edit(|text| {
        let at = text.find("url = ").unwrap();
        let end = at + text[at..].find('\n').unwrap();
        format!("{}url = \"{url}\"{}", &text[..at], &text[end..])
    });
    let mut command = Command::new(env!("CARGO_BIN_EXE_tocsin"));
    let mut running =
        command.args(["people", "list", "--data", "data"]).current_dir(place.folder.path()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    let mut said = String::new();
    BufReader::new(running.stderr.take().unwrap()).read_line(&mut said).unwrap();
    let took = begun.elapsed();
    let _ = running.kill();
    let _ = running.wait();
    assert!(said.contains("does not answer yet") && !said.contains("a-password"), "{said}");
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn a_command_whose_reader_left_finishes_without_a_fuss_and_a_full_disk_is_said() {
    let place = Place { folder: tempfile::tempdir().unwrap() };
    let tocsin = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tocsin"));
        command.current_dir(place.folder.path()).stderr(Stdio::piped());
        command
    };
    let mut running = tocsin().args(["init", "--data", "data"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(running.stdout.take());
    let output = running.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(place.path("data/tocsin.db").exists());
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = tocsin().args(["roster", "show", "--data", "data"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("could not be written"));
}

#[test]
fn a_port_alone_is_answered_with_the_address_to_write() {
    let place = Place { folder: tempfile::tempdir().unwrap() };
    for port in ["8080", ":8080"] {
        let output = place.run(&["demo", "--listen", port]);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("write 127.0.0.1:8080"), "{said}");
    }
}

#[test]
fn doctor_says_what_serves_for_trying_out_and_not_for_real_reports() {
    let place = Place::ready();
    let looked = |place: &Place| String::from_utf8(place.run(&["doctor", "--data", "data"]).stdout).unwrap();
    let said = looked(&place);
    assert!(said.contains("WRONG  alert mail is written to a folder and wakes nobody"), "{said}");
    assert!(said.contains("good   the key folder is its owner's alone"), "{said}");
    assert!(said.contains("WRONG  NO BACKUP WAS EVER MADE, and none is configured"), "{said}");
    fs::set_permissions(place.path("data-keys"), fs::Permissions::from_mode(0o755)).unwrap();
    let said = looked(&place);
    assert!(said.contains("chmod 700") && said.contains("data-keys"), "{said}");
}

#[test]
fn one_of_a_thing_is_not_called_many() {
    let place = Place::ready();
    let said = place.good(&["roster", "verify", "--data", "data"]);
    assert!(said.starts_with("1 roster, "), "{said}");
    assert!(place.good(&["export", "--data", "data", "--out", "bundles"]).starts_with("0 cases, "));
}

#[test]
fn the_fingerprint_that_a_desk_asks_to_compare_can_be_seen_at_the_server() {
    let place = Place { folder: tempfile::tempdir().unwrap() };
    let steps = place.good(&["init", "--data", "data"]);
    place.fill_in();
    place.sign();
    let fingerprint = tocsin::config::Settings::load(&place.path("data/tocsin.toml")).unwrap().deployment.roster_key.fingerprint();
    assert!(steps.contains(&fingerprint));
    assert!(place.good(&["roster", "show", "--data", "data"]).contains(&format!("roster key {fingerprint}")));
}

#[test]
fn the_example_names_every_language_there_is() {
    let line = tocsin::config::REFERENCE.lines().find(|line| line.starts_with("enabled")).unwrap();
    for catalog in tocsin::i18n::Catalogs::builtin().all() {
        assert!(line.contains(&format!("\"{}\"", catalog.code)), "{}", catalog.code);
    }
}
