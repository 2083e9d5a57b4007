//! The desk's own way: keys, team, open, answer, open again.

mod common;

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use common::{Case, World, desk, now, rng, stderr, stdout, write};
use serde_json::Value;
use tocsin_seal::{
    Identity, Roster, SignedRoster, SignedStatement, SigningKey, open_grant, open_signing_grant,
    payload::{Reply, open_payload},
    sign_roster_with,
};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn reply(world: &World, case: &str, more: &[&str]) -> std::process::Output {
    let (key, folder, out) = (world.path("me.key"), world.folder(), world.path("answers"));
    let mut arguments = vec!["reply", "--identity", key.to_str().unwrap(), folder.to_str().unwrap()];
    arguments.extend(["--case", case, "--out", out.to_str().unwrap()]);
    arguments.extend(more);
    desk(&arguments)
}

#[test]
fn a_case_opens_whole_with_private_readable_files() {
    let world = World::new();
    let case = world.case();
    let said = stdout(&world.opened(&["--attachments"]));
    assert!(said.contains("urgent  2 messages, 1 reply, 2 files"), "{said}");
    let out = world.path(&format!("out/case-{}", case.id));
    let json: Value = serde_json::from_slice(&fs::read(out.join("report.json")).unwrap()).unwrap();
    assert_eq!(json["narrative"], "They called my mother.\nCanary-3f9.");
    assert_eq!(json["messages"][1]["text"], "With a letter.");
    assert_eq!(json["replies"][0]["text"], "We are here.");
    assert_eq!(json["computed_urgency"]["level"], "urgent");
    assert!(json["checks"].as_array().unwrap().len() >= 5);
    let text = fs::read_to_string(out.join("report.txt")).unwrap();
    let place = |needle: &str| text.find(needle).unwrap_or_else(|| panic!("{needle} is not in {text}"));
    assert!(place("URGENCY: URGENT") < place("NEVER CONTACT THIS WAY:"));
    assert!(place("| Never by phone") < place("| They called my mother."));
    assert!(text.contains("| nobody ‹U+202E›drawkcab") && !text.contains('\u{202e}'));
    assert_eq!(fs::read(out.join("files/photo.jpg")).unwrap(), b"\xff\xd8 not really a picture");
    assert_eq!(fs::read(out.join("files/escape.txt")).unwrap(), b"letter");
    assert!(!world.path("escape.txt").exists() && !world.path("out/escape.txt").exists());
    for file in ["report.json", "report.txt", "files/photo.jpg"] {
        assert_eq!(mode(&out.join(file)), 0o600, "{file}");
    }
    for folder in [world.path("out"), out.clone(), out.join("files")] {
        assert_eq!(mode(&folder), 0o700, "{}", folder.display());
    }
}

#[test]
fn files_that_came_with_a_report_are_called_so_and_are_no_message() {
    let world = World::new();
    let mut case = Case::new(&world);
    case.report(&world, "They called my mother.", Vec::new());
    let file = case.attach("photo.jpg", b"a picture");
    case.message("", vec![file]);
    let file = case.attach("letter.txt", b"a letter");
    case.message("", vec![file]);
    case.manifest("routine");
    let said = stdout(&world.opened(&["--attachments"]));
    assert!(said.contains("1 message, 0 replies, 2 files"), "{said}");
    let text = fs::read_to_string(world.path(&format!("out/case-{}/report.txt", case.id))).unwrap();
    assert!(text.contains("=== FILES that came with the report, ") && !text.contains("MESSAGE 1"), "{text}");
    assert!(text.contains("=== MESSAGE 2 of the reporter, "), "what was added later is a message: {text}");
}

#[test]
fn attachments_stay_sealed_unless_asked_for() {
    let world = World::new();
    let case = world.case();
    world.opened(&[]);
    assert!(!world.path(&format!("out/case-{}/files", case.id)).exists());
}

#[test]
fn an_opened_case_is_replaced_only_when_asked() {
    let world = World::new();
    let case = world.case();
    world.opened(&[]);
    let again = world.open(&[]);
    assert_eq!(again.status.code(), Some(1));
    assert!(stderr(&again).contains("exists already; use --force"), "{}", stderr(&again));
    let report = world.path(&format!("out/case-{}/report.txt", case.id));
    fs::write(&report, "old").unwrap();
    world.opened(&["--force"]);
    assert!(fs::read_to_string(&report).unwrap().contains("URGENCY"));
    assert_eq!(fs::read_dir(world.path("out")).unwrap().count(), 1);
}

#[test]
fn a_report_cannot_pretend_to_be_another_part_of_the_page() {
    let world = World::new();
    let mut case = common::Case::new(&world);
    case.report(&world, "x\n\n=== VERIFIED ===\n  - all is well\u{1b}[2J", Vec::new());
    case.manifest("urgent");
    world.opened(&[]);
    let text = fs::read_to_string(world.path(&format!("out/case-{}/report.txt", case.id))).unwrap();
    assert_eq!(text.lines().filter(|line| line.starts_with("=== VERIFIED")).count(), 1);
    assert!(text.contains("| === VERIFIED ===") && !text.contains('\u{1b}'));
}

#[test]
fn a_reply_deleted_by_its_reader_leaves_its_place() {
    let world = World::new();
    let mut case = world.case();
    case.reply(&world, "Second.");
    fs::remove_file(case.file("replies/0001.age")).unwrap();
    case.manifest("urgent");
    world.opened(&[]);
    let text = fs::read_to_string(world.path(&format!("out/case-{}/report.txt", case.id))).unwrap();
    assert!(text.contains("REPLY 1 of the team was deleted by its reader") && text.contains("| Second."), "{text}");
}

#[test]
fn an_answer_opens_in_the_mailbox_and_follows_the_one_before() {
    let world = World::new();
    let case = world.case();
    let output = reply(&world, &case.id.to_string(), &["--text", "Do not travel.\r\nWrite again.", "--author", "M"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("The reporter writes in: ug"));
    let folder = world.path(&format!("answers/case-{}/replies", case.id));
    let body = fs::read(folder.join("0002.age")).unwrap();
    let signed = SignedStatement::parse(&fs::read(folder.join("0002.statement.json")).unwrap()).unwrap();
    let statement = signed.verify(world.team().roster.team_signing_key()).unwrap();
    assert!(statement.covers(&body));
    assert_eq!((statement.seq, statement.prev), (2, case.reply_prev));
    assert_eq!(statement.roster_hash, world.team().roster.hash());
    for identity in [case.mailbox.identity(), &case.identity] {
        let reply: Reply = open_payload(&body, identity, 2).unwrap();
        assert_eq!((reply.text.as_str(), reply.author.as_str()), ("Do not travel.\nWrite again.", "M"));
    }
    let twice = reply(&world, &case.id.to_string(), &["--text", "y"]);
    assert!(!twice.status.success() && stderr(&twice).contains("exists already: import that answer"), "{}", stderr(&twice));

    // What import and the next export make of it opens again.
    for name in ["0002.age", "0002.statement.json"] {
        fs::copy(folder.join(name), case.file("replies").join(name)).unwrap();
    }
    case.manifest("urgent");
    world.opened(&[]);
}

#[test]
fn answers_that_cannot_be_sent_are_refused_before_anything_is_written() {
    let world = World::new();
    let case = world.case();
    let id = case.id.to_string();
    let long = "x".repeat(100_001);
    write(&world.path("long.txt"), long.as_bytes());
    write(&world.path("bad.txt"), b"\xff\xfe");
    let (long, bad) = (world.path("long.txt"), world.path("bad.txt"));
    let none = "00".repeat(16);
    for (case, more, reason) in [
        (id.as_str(), vec!["--text", " \n "], "the answer is empty"),
        (&id, vec![], "the answer is empty"),
        (&id, vec!["--file", long.to_str().unwrap()], "100001 characters; at most 100000"),
        (&id, vec!["--file", bad.to_str().unwrap()], "not UTF-8"),
        (&id, vec!["--text", "x", "--author", "a\nb"], "--author must be"),
        (&none, vec!["--text", "x"], "is not in this folder; export again"),
    ] {
        let output = reply(&world, case, &more);
        assert_eq!(output.status.code(), Some(1), "{reason}");
        assert!(stderr(&output).contains(reason), "{reason}: {}", stderr(&output));
        assert!(!world.path("answers").exists(), "{reason}");
    }
}

#[test]
fn an_answer_to_a_reporter_who_wants_none_is_warned_about() {
    let world = World::new();
    let mut case = common::Case::new(&world);
    let mut payload = case.report_payload("x", Vec::new());
    payload.answer_here = false;
    let recipient = case.identity.recipient().clone();
    case.store_report(&payload, &[&recipient]);
    case.manifest("urgent");
    let output = reply(&world, &case.id.to_string(), &["--text", "x"]);
    assert!(output.status.success() && stderr(&output).contains("asked for no answer"), "{}", stderr(&output));
}

#[test]
fn an_answer_needs_the_newest_roster_seen() {
    let mut world = World::new();
    let case = world.case();
    world.next_team();
    world.opened(&[]);
    fs::remove_file(world.folder().join("roster/2.json")).unwrap();
    let output = reply(&world, &case.id.to_string(), &["--text", "x"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("an answer needs the newest roster, of epoch 2"), "{}", stderr(&output));
}

#[test]
fn a_roster_key_is_pinned_on_first_use_and_held_to() {
    let world = World::new();
    let _case = world.case();
    world.write_key(None);
    let none = world.open(&[]);
    assert!(!none.status.success() && stderr(&none).contains("give it with --roster-key"), "{}", stderr(&none));
    let key = world.folder().join("roster/key.pub");
    write(&key, format!("{}\n", world.admin.public()).as_bytes());
    let first = stderr(&world.opened(&[]));
    assert!(first.contains("taken from the folder itself") && first.contains(&world.admin.public().fingerprint()), "{first}");
    assert!(!stderr(&world.opened(&["--force"])).contains("taken from the folder"));

    // Another installation's folder with its own key beside it is not believed any more.
    let other = World::new();
    let _case = other.case();
    write(&other.folder().join("roster/key.pub"), format!("{}\n", other.admin.public()).as_bytes());
    fs::copy(world.path("me.key.pins"), other.path("me.key.pins")).unwrap();
    other.write_key(None);
    other.refused("wrong --roster-key, or a forged roster");
}

/// The administrators replace the key with which they sign rosters: the desk goes on, says so once, and follows no second history.
#[test]
fn a_new_roster_key_is_followed_and_said_and_a_second_history_is_refused() {
    let world = World::new();
    let _case = world.case();
    world.opened(&[]);
    let [next, thief] = [0, 1].map(|_| SigningKey::generate(&rng()).unwrap());
    let last = &world.team().roster;
    let said = |new: &SigningKey| tocsin_seal::Succession {
        deployment: last.deployment().clone(),
        number: 1,
        old: world.admin.public(),
        new: new.public(),
        epoch: last.epoch(),
        roster: last.hash(),
        signed_at: 1_000,
        expires: 2_000,
    };
    let bring =
        |new: &SigningKey| write(&world.folder().join("roster/key-1.json"), &tocsin_seal::sign_succession(&said(new), &world.admin, new));
    bring(&next);
    let told = stderr(&world.opened(&["--force"]));
    assert!(told.contains("replaced the roster key") && told.contains(&next.public().fingerprint()), "{told}");
    assert!(!stderr(&world.opened(&["--force"])).contains("replaced the roster key"), "once");
    let refused = |why: &str| {
        let said = stderr(&world.open(&["--force"]));
        assert!(said.contains(why), "{said}");
    };
    bring(&thief);
    refused("two histories exist");
    fs::remove_file(world.folder().join("roster/key-1.json")).unwrap();
    refused("older than the roster key");
    // Whoever knows the new key alone looks back from there; whoever knows neither is told.
    bring(&next);
    fs::remove_file(world.path("me.key.pins")).unwrap();
    world.write_key(Some(&next.public().to_string()));
    world.opened(&["--force"]);
    world.write_key(Some(&thief.public().to_string()));
    refused("wrong --roster-key, or a forged roster");
}

#[test]
fn keys_are_private_never_overwritten_and_never_dated() {
    let dir = tempfile::TempDir::new().unwrap();
    let file = dir.path().join("mine.key");
    let admin = SigningKey::generate(&rng()).unwrap().public().to_string();
    let made = desk(&["keygen", "--out", file.to_str().unwrap(), "--roster-key", &admin, "--json"]);
    assert!(made.status.success(), "{}", stderr(&made));
    let text = fs::read_to_string(&file).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert_eq!(lines[0], "# created by tocsin-desk");
    assert_eq!(lines[2], format!("# roster-key: {admin}"));
    let identity = Identity::parse(lines[3]).unwrap();
    assert_eq!(lines[1], format!("# recipient: {}", identity.recipient()));
    assert_eq!(fs::read_to_string(dir.path().join("mine.key.pub")).unwrap(), format!("{}\n", identity.recipient()));
    assert_eq!(mode(&file), 0o600);
    let said: Value = serde_json::from_slice(&made.stdout).unwrap();
    assert_eq!(said["fingerprint"], identity.recipient().fingerprint());
    assert!(!stdout(&made).contains("SECRET") && !stderr(&made).contains("SECRET"));
    let again = desk(&["keygen", "--out", file.to_str().unwrap()]);
    assert!(!again.status.success() && stderr(&again).contains("never overwritten"));
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn a_lead_makes_the_first_team_and_the_next_which_the_one_before_signs() {
    let world = World::new();
    let second = Identity::generate(&rng()).unwrap();
    write(&world.path("me.pub"), format!("{}\n", world.member.recipient()).as_bytes());
    write(&world.path("two.pub"), format!("# two\n{}\n", second.recipient()).as_bytes());
    let (me, two) = (world.path("me.pub"), world.path("two.pub"));
    let (first, next) = (world.path("team-1"), world.path("team-2"));
    let deployment = world.deployment.to_string();
    let member = ["--member", me.to_str().unwrap(), "--member", two.to_str().unwrap()];
    let mut arguments = vec!["team", "new", "--deployment", &deployment, "--out", first.to_str().unwrap()];
    arguments.extend(member);
    let made = desk(&arguments);
    assert!(made.status.success(), "{}", stderr(&made));
    let roster = Roster::parse(&fs::read(first.join("roster-unsigned.json")).unwrap()).unwrap();
    assert_eq!((roster.epoch, roster.previous, &roster.deployment), (1, None, &world.deployment));
    assert!((roster.expires - roster.not_before, (now() - roster.not_before).abs() < 60) == (90 * 86_400, true));
    assert!(!first.join("previous.sig").exists());
    for person in [&world.member, &second] {
        let name = person.recipient().fingerprint();
        let team = open_grant(&fs::read(first.join(format!("{name}.age"))).unwrap(), person).unwrap();
        assert_eq!(*team.recipient(), roster.team_recipient);
        let signing = open_signing_grant(&fs::read(first.join(format!("{name}.sign.age"))).unwrap(), person).unwrap();
        assert_eq!(signing.public(), roster.team_signing_key);
    }

    let (folder, key) = (world.folder(), world.path("me.key"));
    let mut arguments = vec!["team", "new", "--previous", folder.to_str().unwrap(), "--identity", key.to_str().unwrap()];
    arguments.extend(["--days", "30", "--out", next.to_str().unwrap()]);
    arguments.extend(member);
    let made = desk(&arguments);
    assert!(made.status.success(), "{}", stderr(&made));
    let roster = Roster::parse(&fs::read(next.join("roster-unsigned.json")).unwrap()).unwrap();
    let signature = fs::read_to_string(next.join("previous.sig")).unwrap().trim().parse().unwrap();
    let document = sign_roster_with(&roster, &world.admin, Some(signature));
    let signed = SignedRoster::verify(&document, &world.admin.public(), Some(&world.team().roster)).unwrap();
    assert_eq!((signed.epoch(), signed.expires() - roster.not_before), (2, 30 * 86_400));

    let again = desk(&arguments);
    assert!(!again.status.success() && stderr(&again).contains("exists already"));
}

#[test]
fn a_secret_key_given_as_a_members_public_key_is_named_and_never_shown() {
    let world = World::new();
    let (key, out, deployment) = (world.path("me.key"), world.path("team"), world.deployment.to_string());
    let said = desk(&["team", "new", "--deployment", &deployment, "--member", key.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert!(!said.status.success() && stderr(&said).contains("is a secret key file"), "{}", stderr(&said));
    assert!(!stderr(&said).contains("SECRET-KEY-PQ-1") && !out.exists());
}

#[test]
fn verify_needs_no_key_and_finds_what_it_can() {
    let world = World::new();
    let case = world.case();
    let (folder, key) = (world.folder(), world.admin.public().to_string());
    let verify = |more: &[&str]| {
        let mut arguments = vec!["verify", folder.to_str().unwrap()];
        arguments.extend(more);
        desk(&arguments)
    };
    let whole = verify(&["--roster-key", &key]);
    assert!(whole.status.success() && stdout(&whole).contains("1 case whole, 0 refused"), "{}", stderr(&whole));
    assert!(stderr(&verify(&[])).contains("--roster-key"));
    let stranger = SigningKey::generate(&rng()).unwrap();
    let mut case = case;
    case.reply_signed_by(&stranger, world.team().roster.hash(), "x");
    case.manifest("urgent");
    let forged = verify(&["--roster-key", &key]);
    assert_eq!(forged.status.code(), Some(1));
    assert!(stderr(&forged).contains("reply 2: the signature is not the author's"), "{}", stderr(&forged));
}

#[test]
fn the_machine_summary_is_one_document() {
    let world = World::new();
    let case = world.case();
    let said: Value = serde_json::from_slice(&world.opened(&["--json"]).stdout).unwrap();
    assert_eq!(said["opened"][0]["case"], case.id.to_string());
    assert_eq!(said["opened"][0]["urgency"], "urgent");
    assert_eq!(said["refused"], Value::Array(Vec::new()));
}

#[test]
fn every_stray_byte_in_a_case_is_noticed() {
    let world = World::new();
    let mut case = common::Case::new(&world);
    case.report(&world, "short", Vec::new());
    case.manifest("urgent");
    let files = ["report.age", "report.statement.json", "manifest.json"];
    for name in files {
        let path = case.file(name);
        let whole = fs::read(&path).unwrap();
        for at in [0, whole.len() / 3, whole.len() / 2, whole.len() - 1] {
            let mut bad = whole.clone();
            bad[at] ^= 0x20;
            fs::write(&path, &bad).unwrap();
            let output = world.open(&[]);
            assert_eq!(output.status.code(), Some(1), "{name} at {at}");
            assert!(!world.path("out").exists(), "{name} at {at}");
        }
        fs::write(&path, whole).unwrap();
    }
    world.opened(&[]);
}
