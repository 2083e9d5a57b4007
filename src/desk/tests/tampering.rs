//! Everything an owner of the server, a hostile reporter or a thief could do to an exported folder is refused in one
//! line, and nothing is left behind. The manifest is made anew after each change unless the test says otherwise:
//! whoever can change a file can change it too.

mod common;

use std::fs;

use common::{World, now, only_report, rng, stderr, tampered, urgency, write};
use tocsin_seal::{
    CaseId, Hash32, Identity, Kind, Receipt, Recovery, Roster, SigningKey, TeamKey, grant, grant_signing, seal, sign_roster, sign_statement,
};

#[test]
fn swapped_messages_are_refused() {
    tampered(
        |_, case| {
            case.swap("messages/0001.age", "messages/0002.age");
            case.swap("messages/0001.statement.json", "messages/0002.statement.json");
        },
        "is the statement of message 2",
    );
}

#[test]
fn swapped_bodies_are_refused() {
    tampered(|_, case| case.swap("messages/0001.age", "messages/0002.age"), "message 1 is not the one that was signed");
}

#[test]
fn a_reply_of_a_stranger_is_refused() {
    tampered(
        |world, case| {
            let stranger = SigningKey::generate(&rng()).unwrap();
            case.reply_signed_by(&stranger, world.team().roster.hash(), "Come to the embassy.");
        },
        "reply 2: the signature is not the author's",
    );
}

/// Whoever left the team kept its key.
#[test]
fn a_reply_of_a_team_from_before_the_report_is_refused() {
    let mut world = World::new();
    let left = SigningKey::parse(&world.team().keys.signing.to_secret()).unwrap();
    let under = world.team().roster.hash();
    world.next_team();
    let mut case = world.case();
    case.reply_signed_by(&left, under, "Come to the embassy.");
    case.manifest("urgent");
    world.refused("reply 2: is signed by a team from before the report");
}

#[test]
fn a_reply_made_by_the_reporter_is_refused() {
    tampered(
        |_, case| {
            let sealed = fs::read(case.file("replies/0001.age")).unwrap();
            let statement = case.statement(Kind::Reply, 1, None, &sealed, &[]);
            write(&case.file("replies/0001.statement.json"), case.mailbox.sign(&statement).bytes());
        },
        "reply 1: the signature is not the author's",
    );
}

#[test]
fn a_message_made_by_the_server_is_refused() {
    tampered(
        |_, case| {
            let sealed = fs::read(case.file("messages/0002.age")).unwrap();
            let signed = tocsin_seal::SignedStatement::parse(&fs::read(case.file("messages/0002.statement.json")).unwrap()).unwrap();
            assert!(signed.claimed().covers(&sealed));
            let server = SigningKey::generate(&rng()).unwrap();
            write(&case.file("messages/0002.statement.json"), sign_statement(signed.claimed(), &server).bytes());
        },
        "message 2: the signature is not the author's",
    );
}

#[test]
fn another_cases_grant_is_refused() {
    tampered(
        |world, case| {
            let other = Identity::generate(&rng()).unwrap();
            fs::write(case.grant(), grant(&other, world.team().keys.identity.recipient()).unwrap()).unwrap();
        },
        "report: not sealed to this identity",
    );
}

/// Whoever can add a grant could shut everybody out of the case otherwise.
#[test]
fn a_false_grant_beside_the_true_one_is_told_and_shuts_nobody_out() {
    let other = Identity::generate(&rng()).unwrap();
    for (name, junk, says) in [
        ("0000000000000000.age", false, "a grant holds another key than the case's; it is not used"),
        ("ffffffffffffffff.age", true, "does not hold exactly one key"),
    ] {
        let world = World::new();
        let case = world.case();
        let to = world.team().keys.identity.recipient();
        let sealed = if junk { seal(b"nothing", &[to]).unwrap() } else { grant(&other, to).unwrap() };
        write(&case.file(&format!("grants/{name}")), &sealed);
        case.manifest("urgent");
        let output = world.open(&[]);
        assert!(output.status.success(), "{}", stderr(&output));
        let warnings = fs::read_to_string(world.path("out").join(format!("case-{}/report.json", case.id))).unwrap();
        assert!(warnings.contains(says), "{warnings}");
    }
}

#[test]
fn a_grant_with_two_identities_is_refused() {
    tampered(
        |world, case| {
            let other = Identity::generate(&rng()).unwrap();
            let lines = format!("{}\n{}\n", case.identity.to_secret().as_str(), other.to_secret().as_str());
            case.grant_plain(world, &lines);
        },
        "does not hold exactly one key",
    );
}

#[test]
fn a_grant_with_a_plugin_line_is_refused() {
    tampered(|world, case| case.grant_plain(world, "AGE-PLUGIN-EVIL-1QQQQ\n"), "does not hold exactly one key");
}

#[test]
fn a_grant_for_somebody_else_is_refused() {
    tampered(
        |_, case| {
            let stranger = Identity::generate(&rng()).unwrap();
            fs::write(case.grant(), grant(&case.identity, stranger.recipient()).unwrap()).unwrap();
        },
        "no grant of this case is for a team key of yours",
    );
}

#[test]
fn a_grant_that_does_not_match_the_report_is_refused() {
    tampered(
        |_, case| {
            let mut payload = case.report_payload("x", Vec::new());
            payload.case_recipient = Identity::generate(&rng()).unwrap().recipient().clone();
            only_report(case, &payload);
        },
        "the grant holds another key than the report names",
    );
}

#[test]
fn a_report_that_names_another_case_is_refused() {
    tampered(
        |_, case| {
            let mut payload = case.report_payload("x", Vec::new());
            payload.case_id = CaseId::random(&rng()).unwrap();
            only_report(case, &payload);
        },
        "the report says it is case",
    );
}

#[test]
fn a_report_that_names_another_mailbox_is_refused() {
    tampered(
        |world, case| {
            let mut payload = case.report_payload("x", Vec::new());
            payload.mailbox_id = Receipt::generate(&rng()).unwrap().keys(&world.deployment).mailbox_id();
            only_report(case, &payload);
        },
        "names another mailbox than its statement",
    );
}

#[test]
fn a_report_of_an_unknown_roster_is_refused() {
    tampered(
        |_, case| {
            let mut payload = case.report_payload("x", Vec::new());
            payload.roster_hash = Hash32::of(b"another");
            only_report(case, &payload);
        },
        "names a roster that is not in the chain",
    );
}

#[test]
fn an_old_chain_of_rosters_is_refused_for_newer_reports() {
    let mut world = World::new();
    world.next_team();
    let _case = world.case();
    fs::remove_file(world.folder().join("roster/2.json")).unwrap();
    world.refused("reply 1: names a roster that is not in the chain");
}

#[test]
fn an_epoch_the_manifest_invents_is_refused() {
    tampered(|_, case| case.epoch = 2, "the manifest says roster epoch 2, the report 1");
}

#[test]
fn a_roster_added_by_the_server_is_refused() {
    tampered(|world, _| add_roster(world, &SigningKey::generate(&rng()).unwrap(), true), "not signed by the administrators' roster key");
}

#[test]
fn a_roster_added_by_the_administrators_alone_is_refused() {
    tampered(
        |world, _| {
            let admin = SigningKey::parse(&world.admin.to_secret()).unwrap();
            add_roster(world, &admin, false);
        },
        "not signed by the team before it",
    );
}

/// A second roster with a reader of the adversary, granted to the member too.
fn add_roster(world: &World, admin: &SigningKey, signed_by_team: bool) {
    let keys = TeamKey::generate(&rng()).unwrap();
    let roster = Roster {
        deployment: world.deployment.clone(),
        epoch: 2,
        not_before: now() - 10,
        expires: now() + 86_400,
        team_recipient: keys.identity.recipient().clone(),
        team_signing_key: keys.signing.public(),
        recovery: Recovery::None,
        previous: Some(world.team().roster.hash()),
    };
    let team = signed_by_team.then_some(&world.team().keys.signing);
    write(&world.folder().join("roster/2.json"), &sign_roster(&roster, admin, team));
}

#[test]
fn a_gap_in_the_rosters_is_refused() {
    let mut world = World::new();
    world.next_team();
    let _case = world.case();
    fs::remove_file(world.folder().join("roster/1.json")).unwrap();
    world.refused("the roster of epoch 1 is missing");
}

#[test]
fn a_replaced_team_is_refused_once_the_true_one_was_seen() {
    let world = World::new();
    let case = world.case();
    world.opened(&[]);
    fs::remove_dir_all(world.path("out")).unwrap();
    // The administrators, coerced, sign another first roster.
    let keys = TeamKey::generate(&rng()).unwrap();
    let roster = Roster {
        team_recipient: keys.identity.recipient().clone(),
        team_signing_key: keys.signing.public(),
        ..world.team().roster.roster().clone()
    };
    write(&world.folder().join("roster/1.json"), &sign_roster(&roster, &world.admin, None));
    case.manifest("urgent");
    world.refused("is not the one seen before");
}

#[test]
fn the_wrong_roster_key_is_refused() {
    let world = World::new();
    let _case = world.case();
    let other = SigningKey::generate(&rng()).unwrap().public().to_string();
    let output = world.open(&["--roster-key", &other]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("wrong --roster-key, or a forged roster"), "{}", stderr(&output));
    assert!(!world.path("out").exists());
    world.write_key(Some(&other));
    world.refused("wrong --roster-key");
}

#[test]
fn a_team_grant_of_another_key_is_refused() {
    tampered(
        |world, _| {
            let other = Identity::generate(&rng()).unwrap();
            let name = format!("team/1/{}.age", world.member.recipient().fingerprint());
            write(&world.folder().join(name), &grant(&other, world.member.recipient()).unwrap());
        },
        "the team grant of epoch 1: holds another key than the roster names",
    );
}

#[test]
fn a_signing_grant_of_another_key_is_refused_for_answers() {
    let world = World::new();
    let case = world.case();
    let other = SigningKey::generate(&rng()).unwrap();
    let name = format!("team/1/{}.sign.age", world.member.recipient().fingerprint());
    write(&world.folder().join(name), &grant_signing(&other, world.member.recipient()).unwrap());
    let (key, folder, out) = (world.path("me.key"), world.folder(), world.path("answers"));
    let id = case.id.to_string();
    let said = common::desk(&[
        "reply".as_ref(),
        "--identity".as_ref(),
        key.as_os_str(),
        folder.as_os_str(),
        "--case".as_ref(),
        id.as_ref(),
        "--text".as_ref(),
        "x".as_ref(),
        "--out".as_ref(),
        out.as_os_str(),
    ]);
    assert_eq!(said.status.code(), Some(1));
    assert!(stderr(&said).contains("the signing grant of epoch 1: holds another key"), "{}", stderr(&said));
    assert!(!out.exists());
}

#[test]
fn a_statement_from_another_case_is_refused() {
    let world = World::new();
    let (case, other) = (world.case(), world.case());
    fs::copy(other.file("messages/0001.statement.json"), case.file("messages/0001.statement.json")).unwrap();
    fs::copy(other.file("messages/0001.age"), case.file("messages/0001.age")).unwrap();
    case.manifest("urgent");
    fs::remove_dir_all(&other.folder).unwrap();
    world.refused("message 1: the statement belongs to another conversation");
}

#[test]
fn a_gap_in_the_messages_is_refused() {
    tampered(
        |_, case| {
            fs::remove_file(case.file("messages/0001.age")).unwrap();
            fs::remove_file(case.file("messages/0001.statement.json")).unwrap();
        },
        "message 1 is missing, a later one is there",
    );
}

#[test]
fn a_message_without_its_body_or_its_statement_is_refused() {
    tampered(|_, case| fs::remove_file(case.file("messages/0002.age")).unwrap(), "message 2 is missing, its statement is there");
    tampered(|_, case| fs::remove_file(case.file("messages/0002.statement.json")).unwrap(), "message 2 has no signed statement");
}

#[test]
fn a_reply_repeated_under_the_next_number_is_refused() {
    tampered(
        |_, case| {
            fs::copy(case.file("replies/0001.age"), case.file("replies/0002.age")).unwrap();
            fs::copy(case.file("replies/0001.statement.json"), case.file("replies/0002.statement.json")).unwrap();
        },
        "is the statement of reply 1",
    );
}

#[test]
fn a_message_that_does_not_follow_the_one_before_is_refused() {
    tampered(
        |_, case| {
            case.prev = Some(Hash32::of(b"another history"));
            case.message("x", Vec::new());
        },
        "message 3: does not follow the one before it",
    );
}

#[test]
fn a_case_folder_with_another_name_is_refused() {
    let world = World::new();
    let case = world.case();
    let other = CaseId::random(&rng()).unwrap();
    fs::rename(&case.folder, world.folder().join(format!("case-{other}"))).unwrap();
    world.refused("manifest.json is of case");
    fs::rename(world.folder().join(format!("case-{other}")), world.folder().join("case-A")).unwrap();
    world.refused("case-A: is not the name of a case");
}

#[test]
fn another_urgency_than_sealed_is_a_warning() {
    let world = World::new();
    let case = world.case();
    case.manifest("routine");
    let said = stderr(&world.opened(&[]));
    assert!(said.contains("the server claims urgency \"routine\"; sealed is urgent"), "{said}");
}

#[test]
fn an_urgency_the_facts_do_not_give_is_a_warning() {
    let world = World::new();
    let mut case = world.case();
    let mut payload = case.report_payload("x", Vec::new());
    payload.danger = "now".to_owned();
    payload.urgency = urgency("routine");
    only_report(&mut case, &payload);
    case.manifest("routine");
    let said = stderr(&world.opened(&[]));
    assert!(said.contains("report: sealed as routine, its facts give critical"), "{said}");
    let text = fs::read_to_string(world.path(&format!("out/case-{}/report.txt", case.id))).unwrap();
    assert!(text.contains("URGENCY: CRITICAL"), "{text}");
}

#[test]
fn one_hostile_case_does_not_keep_the_others_shut() {
    let world = World::new();
    let (good, bad) = (world.case(), world.case());
    bad.swap("messages/0001.age", "messages/0002.age");
    bad.manifest("urgent");
    let output = world.open(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains(&format!("case-{}: message 1 is not the one that was signed", bad.id)));
    assert!(world.path(&format!("out/case-{}/report.txt", good.id)).exists());
    let left: Vec<_> = fs::read_dir(world.path("out")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, [std::ffi::OsString::from(format!("case-{}", good.id))]);
}

/// Only the receipt can make such a message, and somebody may have taken it from the reporter: nothing that was said
/// before may be shut by it.
#[test]
fn a_message_that_cannot_be_read_is_named_and_keeps_nothing_else_shut() {
    let stranger = Identity::generate(&rng()).unwrap();
    for (bent, reason) in [
        ("sealed to somebody else", "message 3: not sealed to this identity"),
        ("blank", "message 3: "),
        ("the first again", "message 3: says another place in the conversation"),
    ] {
        let world = World::new();
        let mut case = world.case();
        let body = match bent {
            "blank" => seal(&[b' '; 4096], &[case.identity.recipient()]).unwrap(),
            "the first again" => fs::read(case.file("messages/0001.age")).unwrap(),
            _ => seal(&[b' '; 4096], &[stranger.recipient()]).unwrap(),
        };
        case.message_of(&body);
        case.message("And after it.", Vec::new());
        case.manifest("urgent");
        let output = world.opened(&["--attachments"]);
        let said = stderr(&output);
        assert!(said.contains(reason) && said.contains("whoever made it has the receipt"), "{said}");
        let folder = world.path(&format!("out/case-{}", case.id));
        let text = fs::read_to_string(folder.join("report.txt")).unwrap();
        for kept in ["They called my mother.", "A second call.", "We are here.", "And after it.", "MESSAGE 3 of the receipt cannot be read"]
        {
            assert!(text.contains(kept), "{kept}: {text}");
        }
        let json: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("report.json")).unwrap()).unwrap();
        assert_eq!((json["messages"].as_array().unwrap().len(), &json["unread_messages"][0]["seq"]), (3, &serde_json::json!(3)));
    }
}

/// One of the team can sign an answer of which nothing can be read; it must not shut the case.
#[test]
fn a_reply_that_cannot_be_read_is_named_and_keeps_nothing_else_shut() {
    for (bent, reason) in [("blank", "reply 2: "), ("the first again", "reply 2: says another place in the conversation")] {
        let world = World::new();
        let mut case = world.case();
        let team = world.team();
        let body = match bent {
            "blank" => seal(&[b' '; 4096], &[case.mailbox.recipient(), case.identity.recipient()]).unwrap(),
            _ => fs::read(case.file("replies/0001.age")).unwrap(),
        };
        let signed = sign_statement(&case.statement(Kind::Reply, 2, case.reply_prev, &body, &[]), &team.keys.signing);
        write(&case.file("replies/0002.age"), &body);
        write(&case.file("replies/0002.statement.json"), signed.bytes());
        (case.reply_seq, case.reply_prev) = (2, Some(signed.hash()));
        case.reply_signed_by(&team.keys.signing, team.roster.hash(), "And after it.");
        case.manifest("urgent");
        let said = stderr(&world.opened(&["--attachments"]));
        assert!(said.contains(reason) && said.contains("it is signed as ours"), "{said}");
        let folder = world.path(&format!("out/case-{}", case.id));
        let text = fs::read_to_string(folder.join("report.txt")).unwrap();
        for kept in ["They called my mother.", "A second call.", "We are here.", "And after it.", "REPLY 2 of the team cannot be read"] {
            assert!(text.contains(kept), "{kept}: {text}");
        }
        let json: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("report.json")).unwrap()).unwrap();
        assert_eq!(json["replies"][1]["seq"], 2);
        assert!(json["replies"][1]["unread"].is_string(), "{json}");
    }
}
