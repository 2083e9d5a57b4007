//! The ring and the master key alone: what a copy of either is worth after a rotation, and what a killed process leaves.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;
use tocsin::vault::{Class, KeyId, KeyRing, LIVE_BUCKETS, MasterKey, Protection, RowRef, VaultError, hex};

use crate::faults::{Error, Faults, Lasting};

const DEPLOYMENT: &str = "d-00112233445566778899aabbccddeeff";
const AT: RowRef<'static> = RowRef { table: "cases", column: "sealed", row: &[1; 16], case: &[1; 16], version: 3 };
const NOW: i64 = 1_800_000_000;

/// A ring in a folder, as an installation has it: `data-keys`, so that faults reach it.
struct Keys {
    folder: TempDir,
}

impl Keys {
    fn new() -> Self {
        let keys = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(keys.path("")).unwrap();
        let master = MasterKey::create(keys.path("master.key")).unwrap();
        KeyRing::create(keys.path("ring.json"), &master, DEPLOYMENT).unwrap();
        keys
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("data-keys").join(name)
    }

    fn load(&self) -> Result<KeyRing, VaultError> {
        load(&self.path(""))
    }

    /// The files by name, a lock apart.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(self.path("")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names.retain(|name| name != "ring.json.lock");
        names
    }

    /// Another folder with one file of this one and one of another.
    fn mixed(master: &[u8], ring: &[u8]) -> Self {
        let keys = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(keys.path("")).unwrap();
        for (name, bytes) in [("master.key", master), ("ring.json", ring)] {
            fs::write(keys.path(name), bytes).unwrap();
            fs::set_permissions(keys.path(name), PermissionsExt::from_mode(0o600)).unwrap();
        }
        keys
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }
}

fn load(folder: &Path) -> Result<KeyRing, VaultError> {
    KeyRing::load(folder.join("ring.json"), MasterKey::load(folder.join("master.key"))?, DEPLOYMENT)
}

fn month(ring: &KeyRing, bucket: u32) -> (KeyId, Vec<u8>) {
    let key = ring.current(Class::Case, bucket).unwrap();
    (key, ring.seal(key, &AT, b"who").unwrap())
}

#[test]
fn a_ring_without_dates_is_read_and_becomes_one_with_dates() {
    let keys = Keys::mixed(include_bytes!("../vectors/ring-1/master.key"), include_bytes!("../vectors/ring-1/ring.json"));
    let load = || {
        let master = MasterKey::load(keys.path("master.key"))?;
        KeyRing::load(keys.path("ring.json"), master, "d-27e2e8dec1c9785cba60feb79678b712")
    };
    let ring = load().unwrap();
    let row = include_str!("../vectors/ring-1/row.txt");
    let [id, key, version, sealed] = row.split(' ').collect::<Vec<_>>()[..] else { panic!("{row}") };
    let bytes = |text: &str| -> Vec<u8> {
        text.trim().as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    };
    let (id, key) = (bytes(id), KeyId::from_i64(key.parse().unwrap()).unwrap());
    let at = RowRef { table: "people", column: "sealed", row: &id, case: b"", version: version.parse().unwrap() };
    let opened = |ring: &KeyRing| String::from_utf8(ring.open(key, &at, &bytes(sealed)).unwrap().to_vec()).unwrap();
    assert!(opened(&ring).contains("a1@example.net"));
    assert_eq!(ring.standing().unwrap().keys[0].created, None);
    ring.date(NOW).unwrap();
    assert!(fs::read_to_string(keys.path("ring.json")).unwrap().contains("tocsin.ring/2"));
    let again = load().unwrap();
    assert!(opened(&again).contains("a1@example.net"));
    let standing = again.standing().unwrap();
    assert_eq!((standing.master_since, standing.keys[0].created), (Some(NOW), Some(NOW)));
    // A second look changes no date.
    again.date(NOW + 5).unwrap();
    assert_eq!(again.standing().unwrap(), standing);
    // And nobody turns it back into one without.
    let text = fs::read_to_string(keys.path("ring.json")).unwrap().replace("tocsin.ring/2", "tocsin.ring/1");
    fs::write(keys.path("ring.json"), text).unwrap();
    assert!(matches!(load(), Err(VaultError::Tampered)));
}

#[test]
fn dates_and_what_was_destroyed_do_not_stand_in_the_file_in_clear() {
    let keys = Keys::new();
    let ring = keys.load().unwrap();
    let (gone, _) = month(&ring, 202_701);
    month(&ring, 202_702);
    ring.date(NOW).unwrap();
    ring.destroy(&[gone], NOW).unwrap();
    let text = fs::read_to_string(keys.path("ring.json")).unwrap();
    assert!(!text.contains(&NOW.to_string()) && !text.contains(&gone.as_i64().to_string()), "{text}");
    assert!(keys.load().unwrap().was_destroyed(gone));
}

#[test]
fn after_the_master_is_rotated_neither_old_file_opens_anything_with_a_new_one() {
    let keys = Keys::new();
    let ring = keys.load().unwrap();
    let (key, sealed) = month(&ring, 202_701);
    let (old_master, old_ring) = (keys.read("master.key"), keys.read("ring.json"));
    ring.rotate_master(NOW).unwrap();
    let (new_master, new_ring) = (keys.read("master.key"), keys.read("ring.json"));
    assert_ne!(old_master, new_master);
    assert_eq!(&*keys.load().unwrap().open(key, &AT, &sealed).unwrap(), b"who");
    assert!(matches!(Keys::mixed(&new_master, &old_ring).load(), Err(VaultError::WrongMaster)));
    assert!(matches!(Keys::mixed(&old_master, &new_ring).load(), Err(VaultError::WrongMaster)));
    // What the thief of both had is of the past: a key made since is not in it.
    let (later, _) = month(&ring, 202_702);
    let thief = Keys::mixed(&old_master, &old_ring);
    let stolen = thief.load().unwrap();
    assert!(matches!(stolen.seal(later, &AT, b""), Err(VaultError::UnknownKey(_))));
    for name in ["master.key", "ring.json"] {
        assert_eq!(fs::metadata(keys.path(name)).unwrap().mode() & 0o777, 0o600);
    }
    assert_eq!(keys.names(), ["master.key", "ring.json"]);
}

#[test]
fn a_destroyed_key_comes_back_from_no_older_copy_of_the_ring() {
    let keys = Keys::new();
    let ring = keys.load().unwrap();
    let (gone, sealed) = month(&ring, 202_701);
    let (kept, other) = month(&ring, 202_702);
    // A copy after every change, as a careless backup keeps them.
    let mut copies = vec![keys.read("ring.json")];
    ring.date(NOW).unwrap();
    copies.push(keys.read("ring.json"));
    ring.rotate_master(NOW).unwrap();
    copies.push(keys.read("ring.json"));
    ring.announce(Class::Case, 202_701, Some(NOW)).unwrap();
    copies.push(keys.read("ring.json"));
    assert!(ring.destroy(&[gone], NOW).unwrap());
    assert!(matches!(ring.open(gone, &AT, &sealed), Err(VaultError::UnknownKey(_))));
    assert_eq!(&*ring.open(kept, &AT, &other).unwrap(), b"who");
    for copy in copies {
        assert!(matches!(Keys::mixed(&keys.read("master.key"), &copy).load(), Err(VaultError::WrongMaster)));
    }
    let fresh = keys.load().unwrap();
    assert!(matches!(fresh.open(gone, &AT, &sealed), Err(VaultError::UnknownKey(_))));
    // The month is never given the same key id again.
    assert_eq!(fresh.current(Class::Case, 202_701).unwrap(), KeyId::new(Class::Case, 202_701, 2).unwrap());
    // Destroying nothing rotates nothing.
    let before = fresh.standing().unwrap().master;
    assert!(!fresh.destroy(&[gone], NOW).unwrap());
    assert_eq!(fresh.standing().unwrap().master, before);
}

#[test]
fn whoever_runs_takes_the_new_master_over_without_a_restart() {
    let keys = Keys::new();
    let (server, command) = (keys.load().unwrap(), keys.load().unwrap());
    let (key, sealed) = month(&server, 202_701);
    for round in 0..3 {
        command.rotate_master(NOW + round).unwrap();
        let (later, _) = month(&server, 202_702 + u32::try_from(round).unwrap());
        assert_eq!(&*server.open(key, &AT, &sealed).unwrap(), b"who");
        assert_eq!(command.successor(later).unwrap(), later, "what the server made after it is seen by the command");
    }
}

#[test]
fn masters_rotated_while_others_read_and_make_keys_lose_nothing() {
    let keys = Keys::new();
    let (key, sealed) = month(&keys.load().unwrap(), 202_701);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for thread in 0..3u32 {
            let (keys, sealed, stop) = (&keys, &sealed, &stop);
            scope.spawn(move || {
                let mut bucket = 0;
                while !stop.load(Ordering::SeqCst) {
                    let ring = keys.load().unwrap();
                    assert_eq!(&*ring.open(key, &AT, sealed).unwrap(), b"who");
                    bucket = (bucket + 1) % 8;
                    month(&ring, 202_801 + thread * 100 + bucket);
                }
            });
        }
        let ring = keys.load().unwrap();
        let mut round = 0;
        // On a busy machine the others may not get far in forty rounds.
        while round < 40 || (ring.live().len() <= 10 && round < 4_000) {
            ring.rotate_master(NOW + round).unwrap();
            round += 1;
        }
        stop.store(true, Ordering::SeqCst);
    });
    let ring = keys.load().unwrap();
    assert!(ring.live().len() > 10);
    assert_eq!(keys.names(), ["master.key", "ring.json"]);
}

#[test]
fn the_copy_of_the_ring_is_the_ring_after_every_change() {
    let keys = Keys::new();
    let copy = keys.folder.path().join("elsewhere.json");
    let ring = keys.load().unwrap().with_copy(Some(copy.clone()));
    assert_eq!(ring.copy_is_current(), Some(false));
    ring.renew_copy().unwrap();
    let current = || fs::read(&copy).unwrap() == keys.read("ring.json") && ring.copy_is_current() == Some(true);
    assert!(current());
    let (gone, _) = month(&ring, 202_701);
    assert!(current());
    ring.rotate_master(NOW).unwrap();
    assert!(current());
    ring.destroy(&[gone], NOW).unwrap();
    assert!(current());
    // A disk that went away keeps nobody from reporting, and is seen.
    fs::remove_file(&copy).unwrap();
    fs::create_dir(&copy).unwrap();
    month(&ring, 202_702);
    assert_eq!(ring.copy_is_current(), Some(false));
}

#[test]
fn a_rotation_gives_every_bucket_one_new_generation_however_often_it_is_begun() {
    let keys = Keys::new();
    let (one, other) = (keys.load().unwrap(), keys.load().unwrap());
    let old: Vec<KeyId> = [202_701, 202_702].map(|bucket| month(&one, bucket).0).into();
    one.date(NOW).unwrap();
    for ring in [&one, &other, &one] {
        assert!(!ring.begin_rotation(Class::Case, NOW).unwrap());
    }
    let new: Vec<KeyId> = old.iter().map(|id| one.successor(*id).unwrap()).collect();
    assert_eq!(one.live().len(), 4);
    assert!(old.iter().zip(&new).all(|(old, new)| new.parts().2 == old.parts().2 + 1));
    // A new look-up covers both, the new one first.
    let lookup = other.lookup(Class::Case, "mailbox", b"id").unwrap();
    assert_eq!(lookup[0], one.index(new[1], "mailbox", b"id").unwrap());
    assert!(lookup[..4].contains(&one.index(old[0], "mailbox", b"id").unwrap()));
    assert!(one.note_emptied(Class::Case, &old, NOW + 1).unwrap());
    assert!(one.standing().unwrap().rotating.is_empty());
    // Only now is there another one to be begun, even in the same second.
    one.begin_rotation(Class::Case, NOW).unwrap();
    assert_eq!(one.successor(old[0]).unwrap().parts().2, 3);
}

#[test]
fn a_rotation_of_as_many_months_as_a_look_up_covers_goes_on_in_turns() {
    let keys = Keys::new();
    let ring = keys.load().unwrap();
    let months: Vec<u32> = (0..LIVE_BUCKETS as u32 - 2).map(|n| (2027 + n / 12) * 100 + n % 12 + 1).collect();
    let old: Vec<KeyId> = months.iter().map(|bucket| month(&ring, *bucket).0).collect();
    ring.date(NOW).unwrap();
    let mut left = ring.begin_rotation(Class::Case, NOW).unwrap();
    let mut turns = 1;
    assert!(left);
    while left {
        assert!(ring.lookup(Class::Case, "mailbox", b"id").is_ok(), "no mailbox is out of sight meanwhile");
        let retired: Vec<KeyId> = ring.standing().unwrap().keys.iter().filter(|key| key.retired.is_some()).map(|key| key.id).collect();
        assert!(!ring.note_emptied(Class::Case, &retired, NOW + 1).unwrap());
        left = ring.resume_rotation(Class::Case, NOW + 2).unwrap();
        turns += 1;
    }
    assert_eq!(turns, 15);
    assert!(ring.note_emptied(Class::Case, &old, NOW + 3).unwrap());
    assert!(old.iter().all(|id| ring.successor(*id).unwrap().parts().2 == 2));
}

/// The acts below in a process of their own, which is killed.
fn act(keys: &Keys, act: &str, faults: &Faults) -> Output {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "ring::one_act_on_the_ring", "--ignored", "--nocapture"])
        .env("TOCSIN_TEST_KEYS", keys.path(""))
        .env("TOCSIN_TEST_ACT", act)
        .envs(faults.environment())
        .output()
        .unwrap()
}

#[test]
#[ignore = "run by the test below as a process of its own"]
fn one_act_on_the_ring() {
    let folder = std::env::var("TOCSIN_TEST_KEYS").expect("started by another test");
    let ring = open_with_secret(Path::new(&folder));
    let doomed = KeyId::new(Class::Case, 202_701, 1).unwrap();
    match std::env::var("TOCSIN_TEST_ACT").unwrap().as_str() {
        "rotate-master" => ring.rotate_master(NOW).unwrap(),
        "destroy" => drop(ring.destroy(&[doomed], NOW).unwrap()),
        "lock" => open_with_secret(Path::new(&folder)).protect_master(NOW, Protection::Secret, SECRET).unwrap(),
        "unlock" => open_with_secret(Path::new(&folder)).protect_master(NOW, Protection::File, b"").unwrap(),
        "begin" => drop(ring.begin_rotation(Class::Case, NOW).unwrap()),
        other => panic!("{other}"),
    }
}

const SECRET: &[u8] = b"32 random bytes that a machine keeps";

/// A ring whose master key may be locked, or half so, as commands open it.
fn open_with_secret(folder: &Path) -> KeyRing {
    match load(folder) {
        Ok(ring) => ring,
        Err(VaultError::Locked(_) | VaultError::WrongMaster) => {
            let master = MasterKey::unlock(folder.join("master.key"), SECRET).unwrap();
            KeyRing::load(folder.join("ring.json"), master, DEPLOYMENT).unwrap()
        }
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_locked_master_key_opens_with_its_passphrase_alone_and_is_rotated_under_it() {
    let keys = Keys::new();
    let mut ring = keys.load().unwrap();
    let (key, sealed) = month(&ring, 202_701);
    ring.protect_master(NOW, Protection::Passphrase, b"six random words of a list").unwrap();
    assert!(matches!(keys.load(), Err(VaultError::Locked(_))));
    assert_eq!(MasterKey::protections(keys.path("master.key")).unwrap(), [Protection::Passphrase]);
    assert!(matches!(MasterKey::unlock(keys.path("master.key"), b"six random words of a lisp"), Err(VaultError::WrongSecret)));
    let unlocked = || {
        let master = MasterKey::unlock(keys.path("master.key"), b"six random words of a list").unwrap();
        KeyRing::load(keys.path("ring.json"), master, DEPLOYMENT).unwrap()
    };
    let server = unlocked();
    assert_eq!(&*server.open(key, &AT, &sealed).unwrap(), b"who");
    // A command that knows the passphrase too; the server is told nothing and goes on.
    let before = keys.read("master.key");
    unlocked().rotate_master(NOW).unwrap();
    assert_ne!(keys.read("master.key"), before);
    let (later, _) = month(&server, 202_702);
    assert!(unlocked().live().contains(&later));
    // Neither the file nor the old one holds the key itself.
    assert!(String::from_utf8(keys.read("master.key")).unwrap().starts_with("tocsin-master-wrapped/1:argon2id,64,3,1:"));
    assert_eq!(keys.names(), ["master.key", "ring.json"]);
    // Another passphrase, and none at all.
    let mut ring = unlocked();
    ring.protect_master(NOW, Protection::Secret, SECRET).unwrap();
    assert!(matches!(MasterKey::unlock(keys.path("master.key"), b"six random words of a list"), Err(VaultError::WrongSecret)));
    let mut ring = open_with_secret(&keys.path(""));
    ring.protect_master(NOW, Protection::File, b"").unwrap();
    assert_eq!(&*keys.load().unwrap().open(key, &AT, &sealed).unwrap(), b"who");
}

#[test]
fn killed_before_any_call_every_act_leaves_a_ring_that_opens_and_finishes_when_done_again() {
    for name in ["rotate-master", "destroy", "begin", "lock", "unlock"] {
        let mut killed = 0;
        for call in 1.. {
            let keys = Keys::new();
            let (doomed, sealed, kept, other) = {
                let ring = keys.load().unwrap();
                let ((doomed, sealed), (kept, other)) = (month(&ring, 202_701), month(&ring, 202_702));
                (doomed, sealed, kept, other)
            };
            if name == "unlock" {
                keys.load().unwrap().protect_master(NOW, Protection::Secret, SECRET).unwrap();
            }
            let old = (keys.read("master.key"), keys.read("ring.json"));
            let faults = Faults::of(keys.folder.path());
            faults.arm(call, Lasting::Once, Error::Killed);
            let ended = act(&keys, name, &faults);
            let seen = faults.end();
            if seen.failed == 0 {
                assert!(ended.status.success(), "{name}: {}", String::from_utf8_lossy(&ended.stderr));
                assert!(killed > 5, "{name} was killed at {killed} calls alone");
                break;
            }
            killed += 1;
            assert!(!ended.status.success(), "{name} outlived its end at call {call}");
            let ring = open_with_secret(&keys.path(""));
            assert_eq!(&*ring.open(kept, &AT, &other).unwrap(), b"who");
            // All of it or nothing.
            if name == "destroy" {
                match ring.open(doomed, &AT, &sealed) {
                    Ok(_) => assert!(!ring.was_destroyed(doomed)),
                    Err(_) => assert!(ring.was_destroyed(doomed)),
                }
            }
            drop(ring);
            let again = act(&keys, name, &faults);
            assert!(again.status.success(), "{name}, again after call {call}: {}", String::from_utf8_lossy(&again.stderr));
            let ring = open_with_secret(&keys.path(""));
            assert_eq!(&*ring.open(kept, &AT, &other).unwrap(), b"who");
            let locked = MasterKey::protections(keys.path("master.key")).unwrap();
            assert_eq!(locked, [if name == "lock" { Protection::Secret } else { Protection::File }], "{name}, killed before call {call}");
            let left: Vec<String> = keys.names().into_iter().filter(|name| !["master.key", "ring.json"].contains(&name.as_str())).collect();
            assert!(name == "begin" || left.is_empty(), "{name}, killed before call {call}, leaves {left:?} for good");
            if name == "begin" {
                assert_eq!(ring.live().len(), 4, "killed before call {call}");
                continue;
            }
            let shut = |master: &[u8], ring: &[u8]| {
                let mixed = Keys::mixed(master, ring);
                match MasterKey::unlock(mixed.path("master.key"), SECRET) {
                    Ok(master) => assert!(KeyRing::load(mixed.path("ring.json"), master, DEPLOYMENT).is_err()),
                    Err(_) => assert!(matches!(mixed.load(), Err(VaultError::WrongMaster))),
                }
            };
            shut(&keys.read("master.key"), &old.1);
            shut(&old.0, &keys.read("ring.json"));
            if name == "destroy" {
                assert!(matches!(ring.open(doomed, &AT, &sealed), Err(VaultError::UnknownKey(_))), "{}", hex(&sealed));
            }
        }
        println!("{name}: killed before each of {killed} calls");
    }
}
