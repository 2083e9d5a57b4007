//! What the vault promises: a value opens where it was sealed and nowhere else; the key ring survives whatever
//! happens to its processes, and tells apart what happened to its file.

use proptest::prelude::*;
use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use tocsin::vault::{Class, KeyId, KeyRing, LIVE_BUCKETS, MasterKey, RowRef, VaultError};

const DEPLOYMENT: &str = "d-00112233445566778899aabbccddeeff";
const AT: RowRef<'static> = RowRef { table: "cases", column: "sealed", row: &[1; 16], case: &[1; 16], version: 3 };

struct Keys {
    folder: TempDir,
}

impl Keys {
    fn new() -> Self {
        let keys = Self { folder: tempfile::tempdir().unwrap() };
        let master = MasterKey::create(keys.master()).unwrap();
        KeyRing::create(keys.ring(), &master, DEPLOYMENT).unwrap();
        keys
    }

    fn master(&self) -> PathBuf {
        self.folder.path().join("master.key")
    }

    fn ring(&self) -> PathBuf {
        self.folder.path().join("ring.json")
    }

    fn load(&self) -> Result<KeyRing, VaultError> {
        KeyRing::load(self.ring(), MasterKey::load(self.master())?, DEPLOYMENT)
    }
}

fn is_broken<T>(result: Result<T, VaultError>) -> bool {
    matches!(result, Err(VaultError::Broken { .. }))
}

#[test]
fn a_value_opens_at_its_own_address_and_at_no_other() {
    let keys = Keys::new();
    let ring = keys.load().unwrap();
    let month = ring.current(Class::Case, 202701).unwrap();
    let next = ring.current(Class::Case, 202702).unwrap();
    let sealed = ring.seal(month, &AT, b"who").unwrap();
    assert_eq!(&*ring.open(month, &AT, &sealed).unwrap(), b"who");
    for elsewhere in [
        RowRef { table: "parts", ..AT },
        RowRef { column: "body", ..AT },
        RowRef { row: &[2; 16], ..AT },
        RowRef { case: &[2; 16], ..AT },
        RowRef { case: &[], ..AT },
        RowRef { version: 2, ..AT },
        // The same bytes divided otherwise between two fields.
        RowRef { table: "case", column: "ssealed", ..AT },
        RowRef { row: &[1; 15], case: &[1; 17], ..AT },
    ] {
        assert!(is_broken(ring.open(month, &elsewhere, &sealed)));
    }
    // Under another key's id, in the column alone or in the value too.
    assert!(is_broken(ring.open(next, &AT, &sealed)));
    let mut renamed = sealed.clone();
    renamed[1..9].copy_from_slice(&next.as_i64().to_be_bytes());
    assert!(is_broken(ring.open(next, &AT, &renamed)));
    assert!(is_broken(ring.open(month, &AT, &renamed)));
}

#[test]
fn no_bit_and_no_byte_of_a_value_can_be_changed() {
    let keys = Keys::new();
    let ring = keys.load().unwrap();
    let key = ring.current(Class::Account, 0).unwrap();
    let sealed = ring.seal(key, &AT, b"a record").unwrap();
    for at in 0..sealed.len() {
        assert!(is_broken(ring.open(key, &AT, &sealed[..at])), "cut to {at}");
        for bit in 0..8 {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1 << bit;
            assert!(is_broken(ring.open(key, &AT, &flipped)), "byte {at} bit {bit}");
        }
    }
    assert!(is_broken(ring.open(key, &AT, &[&sealed[..], &[0]].concat())));
    assert_ne!(sealed, ring.seal(key, &AT, b"a record").unwrap(), "a nonce was used twice");
}

#[test]
fn a_broken_row_is_named_by_table_column_and_id_without_content() {
    let keys = Keys::new();
    let ring = keys.load().unwrap();
    let key = ring.current(Class::Outbox, 0).unwrap();
    let error = ring.open(key, &AT, b"content").unwrap_err();
    assert_eq!(error.to_string(), "cases.sealed of row 01010101010101010101010101010101 does not open: altered, or moved from elsewhere");
}

#[test]
fn a_copied_database_is_worth_nothing_under_another_ring() {
    let (ours, theirs) = (Keys::new(), Keys::new());
    let (ring, other) = (ours.load().unwrap(), theirs.load().unwrap());
    let key = ring.current(Class::Case, 202701).unwrap();
    let sealed = ring.seal(key, &AT, b"who").unwrap();
    assert!(matches!(other.open(key, &AT, &sealed), Err(VaultError::UnknownKey(id)) if id == key));
    assert_eq!(other.current(Class::Case, 202701).unwrap(), key);
    assert!(is_broken(other.open(key, &AT, &sealed)));
    assert_ne!(ring.index(key, "mailbox", b"x").unwrap(), other.index(key, "mailbox", b"x").unwrap());
    assert_ne!(ring.fingerprint(), other.fingerprint());
}

#[test]
fn an_index_is_equal_only_for_the_same_value_purpose_and_key() {
    let keys = Keys::new();
    let ring = keys.load().unwrap();
    let (one, two) = (ring.current(Class::Case, 202701).unwrap(), ring.current(Class::Case, 202702).unwrap());
    let index = ring.index(one, "mailbox", b"id").unwrap();
    assert_eq!(index, keys.load().unwrap().index(one, "mailbox", b"id").unwrap());
    for (key, purpose, value) in [(two, "mailbox", "id"), (one, "dedupe", "id"), (one, "mailbox", "ie")] {
        assert_ne!(index, ring.index(key, purpose, value.as_bytes()).unwrap());
    }
}

#[test]
fn a_lookup_covers_every_live_bucket_newest_first_and_fills_up_with_random_values() {
    let keys = Keys::new();
    let ring = keys.load().unwrap();
    let months: Vec<KeyId> = [202705, 202701, 202612].map(|month| ring.current(Class::Case, month).unwrap()).into();
    ring.current(Class::Outbox, 0).unwrap();
    let lookup = ring.lookup(Class::Case, "mailbox", b"id").unwrap();
    let expected: Vec<_> = months.iter().map(|key| ring.index(*key, "mailbox", b"id").unwrap()).collect();
    assert_eq!(lookup[..3], expected);
    let again = ring.lookup(Class::Case, "mailbox", b"id").unwrap();
    assert_eq!(lookup.iter().chain(&again).collect::<HashSet<_>>().len(), 3 + 2 * 29);
    // A bucket that another process made is covered without a restart.
    let new = keys.load().unwrap().current(Class::Case, 202706).unwrap();
    let lookup = ring.lookup(Class::Case, "mailbox", b"id").unwrap();
    assert_eq!(lookup[0], ring.index(new, "mailbox", b"id").unwrap());
}

#[test]
fn no_more_keys_can_be_made_than_a_lookup_covers() {
    let keys = Keys::new();
    let ring = keys.load().unwrap();
    let months = (0..LIVE_BUCKETS as u32).map(|n| (2027 + n / 12) * 100 + n % 12 + 1);
    let made: Vec<KeyId> = months.map(|month| ring.current(Class::Case, month).unwrap()).collect();
    assert!(matches!(ring.current(Class::Case, 203101), Err(VaultError::TooManyLive)));
    assert_eq!(ring.current(Class::Case, 202701).unwrap(), made[0]);
    let lookup = ring.lookup(Class::Case, "mailbox", b"id").unwrap();
    for (place, key) in lookup.iter().zip(made.iter().rev()) {
        assert_eq!(*place, ring.index(*key, "mailbox", b"id").unwrap());
    }
    assert_eq!(keys.load().unwrap().live(), made);
}

#[test]
fn every_fault_of_the_key_files_has_its_own_name() {
    let keys = Keys::new();
    let fingerprint = keys.load().unwrap().fingerprint();
    assert_eq!(keys.load().unwrap().fingerprint(), fingerprint);
    for file in [keys.master(), keys.ring()] {
        assert_eq!(std::fs::metadata(&file).unwrap().mode() & 0o777, 0o600);
        for mode in [0o640, 0o604, 0o620, 0o601] {
            std::fs::set_permissions(&file, PermissionsExt::from_mode(mode)).unwrap();
            assert!(matches!(keys.load(), Err(VaultError::ReadableByOthers(path)) if path == file));
        }
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
        let away = file.with_extension("away");
        std::fs::rename(&file, &away).unwrap();
        assert!(matches!(keys.load(), Err(VaultError::Missing(path)) if path == file));
        std::fs::rename(&away, &file).unwrap();
    }
    let other = MasterKey::create(keys.folder.path().join("other.key")).unwrap();
    assert!(matches!(KeyRing::load(keys.ring(), other, DEPLOYMENT), Err(VaultError::WrongMaster)));
    let master = MasterKey::load(keys.master()).unwrap();
    assert!(matches!(KeyRing::load(keys.ring(), master, "d-other"), Err(VaultError::OtherDeployment)));
    assert!(matches!(MasterKey::create(keys.master()), Err(VaultError::Exists(_))));
    let master = MasterKey::load(keys.master()).unwrap();
    assert!(matches!(KeyRing::create(keys.ring(), &master, DEPLOYMENT), Err(VaultError::Exists(_))));
    assert_eq!(keys.load().unwrap().fingerprint(), fingerprint);
}

#[test]
fn a_damaged_master_key_file_is_refused() {
    let keys = Keys::new();
    let good = std::fs::read_to_string(keys.master()).unwrap();
    assert!(good.starts_with("tocsin-master/1:") && good.len() == 16 + 64 + 1);
    for bad in [
        String::new(),
        good.replace("/1:", "/2:"),
        good.replace(':', ""),
        good[..79].to_owned(),
        good.trim().to_owned() + "0",
        good.clone() + "\n",
        format!("tocsin-master/1:{}", "G".repeat(64)),
        format!("tocsin-master/1:{}", "é".repeat(32)),
    ] {
        std::fs::write(keys.master(), &bad).unwrap();
        assert!(matches!(MasterKey::load(keys.master()), Err(VaultError::Malformed { .. })), "{bad:?}");
    }
    std::fs::write(keys.master(), good.trim()).unwrap();
    keys.load().unwrap();
}

#[test]
fn no_change_of_the_ring_file_goes_unnoticed() {
    let keys = Keys::new();
    let ring = keys.load().unwrap();
    let case = ring.current(Class::Case, 202701).unwrap();
    ring.current(Class::Audit, 0).unwrap();
    let good = std::fs::read(keys.ring()).unwrap();
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1;
        std::fs::write(keys.ring(), &bad).unwrap();
        // White space between the fields is not part of the statement; all else is.
        let harmless = good[at].is_ascii_whitespace() && bad[at].is_ascii_whitespace();
        assert_eq!(keys.load().is_ok(), harmless, "byte {at}");
        std::fs::write(keys.ring(), &good[..at]).unwrap();
        assert_eq!(keys.load().is_ok(), at == good.len() - 1, "cut to {at}");
    }
    let mut document: serde_json::Value = serde_json::from_slice(&good).unwrap();
    document["keys"].as_array_mut().unwrap().remove(0);
    std::fs::write(keys.ring(), document.to_string()).unwrap();
    assert!(matches!(keys.load(), Err(VaultError::Tampered)));
    // What runs on keeps opening old rows, and refuses to seal under keys it cannot be sure to find again.
    assert!(ring.index(case, "mailbox", b"id").is_ok());
    assert!(matches!(ring.current(Class::Case, 202701), Err(VaultError::Tampered)));
    std::fs::remove_file(keys.ring()).unwrap();
    assert!(matches!(ring.current(Class::Case, 202701), Err(VaultError::Missing(_))));
}

#[test]
fn an_older_ring_put_back_is_noticed_by_who_has_seen_the_newer() {
    let keys = Keys::new();
    let ring = keys.load().unwrap();
    let old = std::fs::read(keys.ring()).unwrap();
    let key = ring.current(Class::Case, 202701).unwrap();
    let sealed = ring.seal(key, &AT, b"who").unwrap();
    std::fs::write(keys.ring(), old).unwrap();
    assert!(matches!(ring.current(Class::Case, 202701), Err(VaultError::RolledBack)));
    assert_eq!(&*ring.open(key, &AT, &sealed).unwrap(), b"who");
    assert!(matches!(keys.load().unwrap().open(key, &AT, &sealed), Err(VaultError::UnknownKey(_))));
}

#[test]
fn an_unknown_key_is_looked_for_on_disk_once() {
    let keys = Keys::new();
    let (server, command) = (keys.load().unwrap(), keys.load().unwrap());
    let key = command.current(Class::Case, 202701).unwrap();
    let sealed = command.seal(key, &AT, b"imported").unwrap();
    assert!(server.live().is_empty());
    assert_eq!(&*server.open(key, &AT, &sealed).unwrap(), b"imported");
    assert_eq!(server.live(), [key]);
    let never = KeyId::new(Class::Case, 209912, 7).unwrap();
    assert!(matches!(server.seal(never, &AT, b""), Err(VaultError::UnknownKey(id)) if id == never));
}

#[test]
fn threads_that_ask_at_once_get_one_key() {
    let keys = Keys::new();
    let (one, other) = (keys.load().unwrap(), keys.load().unwrap());
    let barrier = std::sync::Barrier::new(8);
    let sealed: Vec<(KeyId, Vec<u8>)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|n| {
                let ring = if n % 2 == 0 { &one } else { &other };
                let barrier = &barrier;
                scope.spawn(move || {
                    barrier.wait();
                    let key = ring.current(Class::Case, 202701).unwrap();
                    (key, ring.seal(key, &AT, b"x").unwrap())
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let fresh = keys.load().unwrap();
    for (key, sealed) in sealed {
        assert_eq!(&*fresh.open(key, &AT, &sealed).unwrap(), b"x");
    }
    assert_eq!(fresh.live().len(), 1);
}

/// The helper below as a process of its own.
fn spawn(keys: &Keys) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "make_keys_and_say_so", "--ignored", "--nocapture"])
        .env("TOCSIN_TEST_KEYS", keys.folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn said(line: &str) -> Option<(KeyId, Vec<u8>)> {
    let (id, sealed) = line.split_once("made ")?.1.split_once(' ')?;
    let sealed = sealed.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16));
    Some((KeyId::from_i64(id.parse().unwrap()).unwrap(), sealed.collect::<Result<_, _>>().unwrap()))
}

#[test]
#[ignore = "run by the tests below as a process of its own"]
fn make_keys_and_say_so() {
    let folder = std::env::var("TOCSIN_TEST_KEYS").expect("started by another test");
    let folder = Path::new(&folder);
    let master = MasterKey::load(folder.join("master.key")).unwrap();
    let ring = KeyRing::load(folder.join("ring.json"), master, DEPLOYMENT).unwrap();
    for n in 0..LIVE_BUCKETS as u32 {
        let key = ring.current(Class::Case, (2027 + n / 12) * 100 + n % 12 + 1).unwrap();
        println!("made {} {}", key.as_i64(), tocsin::vault::hex(&ring.seal(key, &AT, b"x").unwrap()));
    }
}

#[test]
fn processes_that_ask_at_once_get_the_same_keys() {
    let keys = Keys::new();
    let children: Vec<Child> = (0..3).map(|_| spawn(&keys)).collect();
    let outputs: Vec<_> = children.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
    let ring = keys.load().unwrap();
    assert_eq!(ring.live().len(), LIVE_BUCKETS);
    for output in outputs {
        assert!(output.status.success());
        let lines = String::from_utf8(output.stdout).unwrap();
        let made: Vec<_> = lines.lines().filter_map(said).collect();
        assert_eq!(made.len(), LIVE_BUCKETS);
        for (key, sealed) in made {
            assert_eq!(&*ring.open(key, &AT, &sealed).unwrap(), b"x");
        }
    }
}

#[test]
fn a_process_killed_at_any_moment_loses_no_key_it_had_used() {
    for after in [1, 2, 3, 5, 8, 13, 21, 30] {
        let keys = Keys::new();
        let mut child = spawn(&keys);
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut made = Vec::new();
        for line in lines.map_while(Result::ok) {
            made.extend(said(&line));
            if made.len() == after {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        let ring = keys.load().unwrap();
        assert!(made.len() >= after);
        for (key, sealed) in made {
            assert_eq!(&*ring.open(key, &AT, &sealed).unwrap(), b"x");
        }
        ring.current(Class::Outbox, 0).unwrap();
    }
}

#[test]
fn what_a_killed_process_left_beside_the_ring_is_written_over() {
    let keys = Keys::new();
    let key = keys.load().unwrap().current(Class::Case, 202701).unwrap();
    let left = keys.folder.path().join("ring.json.new");
    std::fs::write(&left, b"{\"format\":\"tocsin.ri").unwrap();
    let ring = keys.load().unwrap();
    assert_eq!(ring.live(), [key]);
    ring.current(Class::Case, 202702).unwrap();
    assert!(!left.exists());
    assert_eq!(keys.load().unwrap().live().len(), 2);
    assert_eq!(std::fs::metadata(keys.ring()).unwrap().mode() & 0o777, 0o600);
}

proptest! {
    #[test]
    fn whatever_was_sealed_opens_unchanged(
        plain in prop::collection::vec(any::<u8>(), 0..5000),
        row in prop::collection::vec(any::<u8>(), 0..20),
        case in prop::collection::vec(any::<u8>(), 0..20),
        version in any::<i64>(),
    ) {
        let (_keys, ring, key) = shared();
        let at = RowRef { row: &row, case: &case, version, ..AT };
        let sealed = ring.seal(*key, &at, &plain).unwrap();
        prop_assert_eq!(sealed.len(), plain.len() + 37);
        prop_assert_eq!(&*ring.open(*key, &at, &sealed).unwrap(), &plain);
    }

    #[test]
    fn junk_is_refused_without_a_panic(junk in prop::collection::vec(any::<u8>(), 0..200)) {
        let (keys, ring, key) = shared();
        prop_assert!(is_broken(ring.open(*key, &AT, &junk)));
        let headed = [&[1][..], &key.as_i64().to_be_bytes(), &junk].concat();
        prop_assert!(is_broken(ring.open(*key, &AT, &headed)));
        let file = keys.folder.path().join("junk");
        std::fs::write(&file, &junk).unwrap();
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
        prop_assert!(MasterKey::load(&file).is_err());
        prop_assert!(KeyRing::load(&file, MasterKey::load(keys.master()).unwrap(), DEPLOYMENT).is_err());
    }
}

fn shared() -> &'static (Keys, KeyRing, KeyId) {
    static SHARED: std::sync::OnceLock<(Keys, KeyRing, KeyId)> = std::sync::OnceLock::new();
    SHARED.get_or_init(|| {
        let keys = Keys::new();
        let ring = keys.load().unwrap();
        let key = ring.current(Class::Case, 202701).unwrap();
        (keys, ring, key)
    })
}

#[test]
fn what_root_writes_into_the_services_folder_is_the_services() {
    let keys = Keys::new();
    let root = std::fs::metadata(keys.folder.path()).unwrap().uid() == 0;
    let owner = if root { 65_534 } else { std::fs::metadata(keys.folder.path()).unwrap().uid() };
    for path in [keys.folder.path().to_owned(), keys.master(), keys.ring()] {
        std::os::unix::fs::chown(path, Some(owner), None).unwrap();
    }
    let _ = std::fs::remove_file(keys.folder.path().join("ring.json.lock"));
    let ring = KeyRing::load(keys.ring(), MasterKey::load(keys.master()).unwrap(), DEPLOYMENT).unwrap();
    ring.current(Class::Case, 202_701).unwrap();
    for entry in std::fs::read_dir(keys.folder.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().uid(), owner, "{:?} is not the service's", entry.file_name());
    }
}
