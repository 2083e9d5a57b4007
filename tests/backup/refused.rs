//! A backup that is not whole, not ours to read, or not for this place changes nothing and leaves nothing.

use std::fs;

use super::{Lived, fresh_machine, good, names, refusal, restoring, tocsin};

/// Cuts and bends at many places: none comes through, and the folder stays as it was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_or_altered_backup_is_refused_and_leaves_nothing() {
    let lived = Lived::on(None).await;
    lived.backed_up("one.age");
    let whole = fs::read(lived.path("one.age")).unwrap();
    let machine = fresh_machine(&lived, "one.age");
    let before = names(machine.path());
    let cuts = [0, 100, 1_900, whole.len() / 2, whole.len() - 16, whole.len() - 1];
    for cut in cuts {
        fs::write(machine.path().join("one.age"), &whole[..cut]).unwrap();
        refusal(machine.path(), &restoring("one.age", None));
        assert_eq!(names(machine.path()), before, "cut at {cut}");
    }
    for at in [30, 700, 1_700, whole.len() / 2, whole.len() - 100] {
        let mut bent = whole.clone();
        bent[at] ^= 1;
        fs::write(machine.path().join("one.age"), &bent).unwrap();
        refusal(machine.path(), &restoring("one.age", None));
        assert_eq!(names(machine.path()), before, "bent at {at}");
        refusal(machine.path(), &["backup", "verify", "one.age", "--identity", "backup-key.txt"]);
    }
    fs::write(machine.path().join("one.age"), [&whole[..], b"more"].concat()).unwrap();
    refusal(machine.path(), &restoring("one.age", None));
    fs::write(machine.path().join("one.age"), &whole).unwrap();
    assert!(good(machine.path(), &["backup", "verify", "one.age", "--identity", "backup-key.txt"]).contains("Whole"));
    good(machine.path(), &restoring("one.age", None));
}

/// Whoever can seal to the backup recipient can write anything: what is inside is checked as if a stranger wrote it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_was_opened_changed_and_sealed_again_is_refused() {
    let lived = Lived::on(None).await;
    lived.backed_up("one.age");
    let machine = fresh_machine(&lived, "one.age");
    let before = names(machine.path());
    let key = fs::read_to_string(lived.path("backup-key.txt")).unwrap();
    let key = tocsin_seal::Identity::parse(key.lines().find(|line| !line.starts_with('#')).unwrap()).unwrap();
    let open = tocsin_seal::open(&fs::read(lived.path("one.age")).unwrap(), &key, 1).unwrap();
    let find = |part: &[u8]| open.windows(part.len()).position(|window| window == part).unwrap();
    let refused = |name: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut bent = open.to_vec();
        change(&mut bent);
        fs::write(machine.path().join("one.age"), tocsin_seal::seal(&bent, &[key.recipient()]).unwrap()).unwrap();
        let why = refusal(machine.path(), &restoring("one.age", None));
        assert_eq!(names(machine.path()), before, "{name}");
        why
    };
    let (config, blob, manifest) = (find(b"[deployment]"), find(b"\0blobs/") + 1, find(b"manifest.json\0"));
    assert!(refused("another configuration", &|b| b[config + 1] = b'D').contains("manifest"));
    assert!(refused("another attachment", &|b| b[blob + 600] ^= 1).contains("manifest"));
    refused("an entry's name", &|b| b[blob] = b'/');
    refused("an attachment less", &|b| drop(b.drain(blob..manifest)));
    refused("something after the end", &|b| *b.last_mut().unwrap() = 1);
    let schema = find(b"\"schema\": ") + 10;
    let why = refused("a newer schema", &|b| b[schema] = b'9');
    assert!(why.contains("install the newer version"), "{why}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_restored_over_anything_or_opened_with_another_key() {
    let lived = Lived::on(None).await;
    lived.backed_up("one.age");
    let again = tocsin(lived.demo.folder.path(), &["backup", "--data", "data", "--to", "one.age", "--recipient", "backup-key.txt.pub"]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("exists already"));
    let machine = fresh_machine(&lived, "one.age");
    fs::create_dir(machine.path().join("data")).unwrap();
    fs::write(machine.path().join("data/mine.txt"), b"mine").unwrap();
    assert!(refusal(machine.path(), &restoring("one.age", None)).contains("empty"));
    assert_eq!(fs::read(machine.path().join("data/mine.txt")).unwrap(), b"mine");
    fs::remove_file(machine.path().join("data/mine.txt")).unwrap();
    let (before, own) = (names(machine.path()), fs::read(machine.path().join("backup-key.txt")).unwrap());
    fs::copy(lived.path("data-keys/caseworker.txt"), machine.path().join("backup-key.txt")).unwrap();
    assert!(refusal(machine.path(), &restoring("one.age", None)).contains("not sealed to this identity"));
    assert_eq!(names(machine.path()), before);
    fs::write(machine.path().join("backup-key.txt"), own).unwrap();
    let other = tocsin_seal::SigningKey::generate(&ring::rand::SystemRandom::new()).unwrap().public().to_string();
    let wrong = [&restoring("one.age", None)[..], &["--roster-key", &other]].concat();
    assert!(refusal(machine.path(), &wrong).contains("forged"));
    good(machine.path(), &restoring("one.age", None));
    assert!(refusal(machine.path(), &restoring("one.age", None)).contains("empty"), "not a second time");
}

/// `kill -9` anywhere: the name is not there, or all of it is; run again, it goes through.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_or_restore_that_is_killed_is_whole_or_not_there() {
    let lived = Lived::on(None).await;
    lived.backed_up("one.age");
    let machine = fresh_machine(&lived, "one.age");
    super::bring_keys(&lived, machine.path());
    let killed = |folder: &std::path::Path, arguments: &[&str], time: u64| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tocsin"));
        command.args(arguments).current_dir(folder).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let mut child = command.spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(time));
        child.kill().unwrap();
        child.wait().unwrap();
    };
    let back_up = ["backup", "--data", "data", "--to", "two.age", "--recipient", "backup-key.txt.pub"];
    let (home, mut broken) = (lived.demo.folder.path(), 0);
    for time in [2, 10, 20, 30, 40, 60, 80, 120, 200] {
        killed(home, &back_up, time);
        if lived.path("two.age").exists() {
            good(home, &["backup", "verify", "two.age", "--identity", "backup-key.txt"]);
            fs::remove_file(lived.path("two.age")).unwrap();
        } else {
            broken += 1;
        }
        killed(machine.path(), &restoring("one.age", None), time);
        if machine.path().join("data").exists() {
            assert!(good(machine.path(), &["cases", "list", "--data", "data"]).contains(&lived.case));
            fs::remove_dir_all(machine.path().join("data")).unwrap();
        } else {
            broken += 1;
        }
    }
    assert!(broken > 0, "none was broken off");
    good(home, &back_up);
    assert!(!names(home).iter().any(|name| name.ends_with(".partial")), "what a killed one left is gone");
    good(machine.path(), &restoring("one.age", None));
    assert_eq!(names(machine.path()), ["backup-key.txt", "data", "data-keys", "one.age"]);
}
