//! The recovery key: enough shares open every case, fewer open nothing, and a share that is not good is named.

mod common;

use std::{fs, os::unix::fs::PermissionsExt as _, process::Output};

use common::{World, desk, stderr, stdout};
use serde_json::Value;
use tocsin_seal::Recipient;

/// A world whose second team was granted to a recovery key, 3 of 5, with a case in each epoch.
fn world() -> World {
    let mut world = World::new();
    let made = run(&world, &["recovery", "new", "--shares", "5", "--needed", "3", "--out", "recovery"]);
    assert!(made.status.success(), "{}", stderr(&made));
    world.recovery = Some(recipient(&world));
    world.next_team();
    world
}

fn recipient(world: &World) -> Recipient {
    let text = fs::read_to_string(world.path("recovery/recovery.pub")).unwrap();
    text.lines().find(|line| !line.starts_with('#')).unwrap().parse().unwrap()
}

/// Runs the program with the names of files of the world made whole.
fn run(world: &World, arguments: &[&str]) -> Output {
    let admin = world.admin.public().to_string();
    let whole = |word: &&str| match word.starts_with("recovery/")
        || word.ends_with(".key")
        || ["recovery", "export", "again", "whole.txt"].contains(word)
    {
        true => world.path(word).display().to_string(),
        false => (*word).to_owned(),
    };
    // The first word is the command, which may have the name of a folder.
    let words: Vec<String> = arguments.iter().take(1).map(|word| (*word).to_owned()).chain(arguments.iter().skip(1).map(whole)).collect();
    let key = if arguments.contains(&"combine") { vec!["--roster-key".to_owned(), admin] } else { Vec::new() };
    desk(&[words, key].concat())
}

fn with_shares<'a>(command: &[&'a str], shares: &[&'a str]) -> Vec<&'a str> {
    let mut words = [&["recovery"], command].concat();
    words.extend(["--recipient", "recovery/recovery.pub"]);
    words.extend(shares.iter().flat_map(|share| ["--share", share]));
    words
}

const COMBINE: [&str; 4] = ["combine", "export", "--out", "whole.txt"];
const SHARES: [&str; 5] = [
    "recovery/share-1-of-5.txt",
    "recovery/share-2-of-5.txt",
    "recovery/share-3-of-5.txt",
    "recovery/share-4-of-5.txt",
    "recovery/share-5-of-5.txt",
];

#[test]
fn enough_shares_open_every_case_of_an_export() {
    let world = world();
    let cases = [world.case(), world.case()];
    for chosen in [[0, 1, 2], [4, 2, 0], [1, 3, 4]] {
        let shares = chosen.map(|at| SHARES[at]);
        let combined = run(&world, &with_shares(&COMBINE, &shares));
        assert!(combined.status.success(), "{}", stderr(&combined));
        assert!(stdout(&combined).contains("epoch 2"));
        assert_eq!(fs::metadata(world.path("whole.txt")).unwrap().permissions().mode() & 0o777, 0o600);
        let (key, folder, out) = (world.path("whole.txt"), world.folder(), world.path("read"));
        let opened = desk(&["open", "--identity", key.to_str().unwrap(), folder.to_str().unwrap(), "--out", out.to_str().unwrap()]);
        assert!(opened.status.success(), "{}", stderr(&opened));
        for case in &cases {
            assert!(fs::read_to_string(out.join(format!("case-{}/report.txt", case.id))).unwrap().contains("Canary-3f9."));
        }
        fs::remove_dir_all(out).unwrap();
        for file in ["whole.txt", "whole.txt.pins"] {
            let _ = fs::remove_file(world.path(file));
        }
    }
}

#[test]
fn fewer_shares_open_nothing_and_write_nothing() {
    let world = world();
    world.case();
    for shares in [&SHARES[..1], &SHARES[..2], &[SHARES[0], SHARES[0], SHARES[1]], &[SHARES[4], SHARES[4], SHARES[4]]] {
        for command in [&COMBINE[..], &["rehearse"]] {
            let refused = run(&world, &with_shares(command, shares));
            assert_eq!(refused.status.code(), Some(1));
            assert!(stderr(&refused).contains("of 3 needed"), "{}", stderr(&refused));
        }
    }
    assert!(!world.path("whole.txt").exists());
}

#[test]
fn a_rehearsal_proves_shares_and_writes_nothing() {
    let world = world();
    let before = common_names(&world);
    let done = run(&world, &with_shares(&["rehearse"], &SHARES));
    assert!(done.status.success(), "{}", stderr(&done));
    assert!(stdout(&done).contains(&recipient(&world).fingerprint()) && stdout(&done).contains("5 good shares"));
    assert_eq!(common_names(&world), before);
}

fn common_names(world: &World) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(world.dir.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Misread, changed by its holder, of another key: each is named, and where the others suffice they do their work.
#[test]
fn a_bad_share_is_named() {
    let world = world();
    let words = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.flat_map(str::split_whitespace).filter(|word| word.chars().all(char::is_alphabetic)).map(str::to_owned).collect()
    };
    let good = fs::read_to_string(world.path(SHARES[1])).unwrap();
    assert_eq!(words(&good).len(), 32);

    let mut misread = words(&good);
    misread[7] = if misread[7] == "zoo" { "able".to_owned() } else { "zoo".to_owned() };
    let mut unknown = words(&good);
    unknown[30] = "xylophon".to_owned();
    let other = run(&world, &["recovery", "new", "--shares", "5", "--needed", "3", "--out", "again"]);
    assert!(other.status.success(), "{}", stderr(&other));
    let foreign = fs::read_to_string(world.path("again/share-2-of-5.txt")).unwrap();
    let cases = [
        (misread.join(" "), "checksum is wrong"),
        (unknown.join(" "), "word 31 is not of the list"),
        (words(&good)[..31].join(" "), "has 32 words, here are 31"),
        (foreign, "a share of another key"),
        (String::new(), "here are 0"),
    ];
    for (text, why) in cases {
        fs::write(world.path(SHARES[1]), text).unwrap();
        let refused = run(&world, &with_shares(&["rehearse"], &SHARES[..3]));
        assert_eq!(refused.status.code(), Some(1));
        let said = stderr(&refused);
        assert!(said.contains("share-2-of-5.txt") && said.contains(why) && said.contains("2 good of 3 needed"), "{said}");
        assert!(!said.contains("share-1-of-5") && !said.contains("share-3-of-5"), "{said}");
        let enough = run(&world, &[&with_shares(&["rehearse"], &SHARES)[..], &["--json"]].concat());
        assert_eq!(enough.status.code(), Some(1), "a rehearsal with a bad share is not a good one");
        let json: Value = serde_json::from_slice(&enough.stdout).unwrap();
        assert_eq!((json["good"].as_array().unwrap().len(), json["bad"].as_array().unwrap().len()), (4, 1));
    }
    // Written out again, a share is as good as before, by hand and in capitals.
    fs::write(world.path(SHARES[1]), words(&good).join("\n").to_uppercase()).unwrap();
    assert!(run(&world, &with_shares(&["rehearse"], &SHARES[..3])).status.success());
}

/// Its holder made a share with a right checksum and another content: the marks in the public file tell, and without
/// them the others do.
#[test]
fn a_forged_share_is_named_even_with_a_right_checksum() {
    let world = world();
    run(&world, &["recovery", "new", "--shares", "5", "--needed", "3", "--out", "again"]);
    // The other key's share under this key's name: the first eight bytes of one, the content of the other.
    let read = |name: &str| {
        let text = fs::read_to_string(world.path(name)).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let words: Vec<String> =
            lines.flat_map(str::split_whitespace).filter(|word| word.chars().all(char::is_alphabetic)).map(str::to_owned).collect();
        bytes_of(&words)
    };
    let (own, other) = (read(SHARES[3]), read("again/share-4-of-5.txt"));
    let forged = words_of(&[&own[..8], &other[8..40]].concat());
    fs::write(world.path(SHARES[3]), forged.join(" ")).unwrap();
    let said = stderr(&run(&world, &with_shares(&["rehearse"], &[SHARES[3], SHARES[0], SHARES[1]])));
    assert!(said.contains("share-4-of-5.txt") && said.contains("somebody changed it"), "{said}");
    // Without marks: three shares with a bad one make no key, four tell which.
    let public = fs::read_to_string(world.path("recovery/recovery.pub")).unwrap();
    let bare: String = public.lines().filter(|line| !line.starts_with('#')).collect();
    fs::write(world.path("recovery/recovery.pub"), bare).unwrap();
    let said = stderr(&run(&world, &with_shares(&["rehearse"], &[SHARES[3], SHARES[0], SHARES[1]])));
    assert!(said.contains("no 3 of these shares make the key"), "{said}");
    let four = run(&world, &with_shares(&["rehearse"], &[SHARES[3], SHARES[0], SHARES[1], SHARES[4]]));
    assert_eq!(four.status.code(), Some(1));
    assert!(stderr(&four).contains("share-4-of-5.txt: does not make the key"), "{}", stderr(&four));
    assert!(stdout(&four).contains("3 good shares"));
}

#[test]
fn shares_of_a_key_that_no_roster_names_count_for_nothing() {
    let world = world();
    world.case();
    run(&world, &["recovery", "new", "--shares", "3", "--needed", "2", "--out", "again"]);
    let arguments = ["recovery", "combine", "export", "--out", "whole.txt", "--recipient"];
    let recipient = world.path("again/recovery.pub").display().to_string();
    let shares = [1, 2].map(|n| world.path(&format!("again/share-{n}-of-3.txt")).display().to_string());
    let words = [&arguments[..], &[&recipient, "--share", &shares[0], "--share", &shares[1]]].concat();
    let refused = run(&world, &words);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("no roster of this folder"), "{}", stderr(&refused));
    assert!(!world.path("whole.txt").exists());
}

/// Whoever writes to the server puts a grant for shares of their own beside a roster that names another recovery key.
#[test]
fn a_grant_alone_makes_no_recovery_key_where_the_roster_names_another() {
    let world = world();
    world.case();
    run(&world, &["recovery", "new", "--shares", "3", "--needed", "2", "--out", "again"]);
    let text = fs::read_to_string(world.path("again/recovery.pub")).unwrap();
    let other: Recipient = text.lines().find(|line| !line.starts_with('#')).unwrap().parse().unwrap();
    let granted = tocsin_seal::grant(&world.team().keys.identity, &other).unwrap();
    fs::write(world.folder().join(format!("team/2/{}.age", other.fingerprint())), granted).unwrap();
    let recipient = world.path("again/recovery.pub").display().to_string();
    let shares = [1, 2].map(|n| world.path(&format!("again/share-{n}-of-3.txt")).display().to_string());
    let words =
        ["recovery", "combine", "export", "--out", "whole.txt", "--recipient", &recipient, "--share", &shares[0], "--share", &shares[1]];
    let refused = run(&world, &words);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("no roster of this folder"), "{}", stderr(&refused));
    assert!(!world.path("whole.txt").exists());
}

#[test]
fn a_key_file_is_split_into_shares_that_make_it_again_and_sizes_have_bounds() {
    let world = World::new();
    for (shares, needed) in [("5", "1"), ("5", "6"), ("17", "3"), ("0", "0")] {
        let refused = run(&world, &["recovery", "new", "--shares", shares, "--needed", needed, "--out", "recovery"]);
        assert_eq!(refused.status.code(), Some(1), "{shares} {needed}");
    }
    for (shares, needed) in [("2", "2"), ("16", "9")] {
        let done = run(&world, &["recovery", "split", "--identity", "me.key", "--shares", shares, "--needed", needed, "--out", "recovery"]);
        assert!(done.status.success() && stderr(&done).contains("whole key"), "{}", stderr(&done));
        assert_eq!(recipient(&world), *world.member.recipient());
        let names: Vec<String> = (1..=needed.parse::<u8>().unwrap()).map(|n| format!("recovery/share-{n}-of-{shares}.txt")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let proved = run(&world, &with_shares(&["rehearse"], &names));
        assert!(proved.status.success(), "{}", stderr(&proved));
        fs::remove_dir_all(world.path("recovery")).unwrap();
    }
}

#[test]
fn a_team_that_had_a_recovery_key_is_not_followed_by_one_without_unawares() {
    let world = world();
    let public = world.path("you.pub");
    fs::write(&public, format!("{}\n", world.member.recipient())).unwrap();
    let new = |more: &[&str]| {
        let public = public.display().to_string();
        let out = world.path("team-3").display().to_string();
        let base = ["team", "new", "--member", &public, "--previous", "export", "--identity", "me.key", "--out", &out];
        run(&world, &[&base[..], more].concat())
    };
    assert!(stderr(&new(&[])).contains("had a recovery key"));
    let own = public.display().to_string();
    assert!(stderr(&new(&["--recovery", &own])).contains("a member's key"));
    let made = new(&["--recovery", "recovery/recovery.pub"]);
    assert!(made.status.success(), "{}", stderr(&made));
    let fingerprint = recipient(&world).fingerprint();
    assert!(world.path(&format!("team-3/{fingerprint}.age")).exists() && !world.path(&format!("team-3/{fingerprint}.sign.age")).exists());
    let roster = fs::read_to_string(world.path("team-3/roster-unsigned.json")).unwrap();
    assert!(roster.contains(&format!("\"recovery\":true,\"recovery_recipient\":\"{}\"", recipient(&world))));
    fs::remove_dir_all(world.path("team-3")).unwrap();
    assert!(new(&["--no-recovery"]).status.success());
}

fn bytes_of(words: &[String]) -> Vec<u8> {
    let list = bip39::Language::English.word_list();
    let indexes: Vec<usize> = words.iter().map(|word| list.iter().position(|listed| listed == word).unwrap()).collect();
    let bit = |at: usize| u8::from(indexes[at / 11] >> (10 - at % 11) & 1 == 1);
    (0..44).map(|byte| (0..8).fold(0, |sum, n| sum << 1 | bit(byte * 8 + n))).collect()
}

/// The words of 40 bytes with their checksum, as documented.
fn words_of(content: &[u8]) -> Vec<&'static str> {
    let sum = tocsin_seal::Hash32::of(&[b"tocsin/recovery-share/1/sum", content].concat());
    let bytes = [content, &sum.as_bytes()[..4]].concat();
    let bit = |at: usize| usize::from(bytes[at / 8] >> (7 - at % 8) & 1);
    (0..32).map(|word| bip39::Language::English.word_list()[(0..11).fold(0, |sum, n| sum << 1 | bit(word * 11 + n))]).collect()
}
