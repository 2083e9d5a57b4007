//! Notes, translations, labels and replies: written offline, brought back, seen at the desk in a browser and in no mailbox.

use std::fs;

use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use serde_json::Value;
use tocsin_domain::role::Role;
use tocsin_seal::{CaseId, Hash32, Identity, SignedStatement, sign_statement};

use crate::staff::{Staff, read};
use crate::{Twin, no};

impl Twin {
    async fn import(&self, folder: &str) -> (usize, usize, usize, Vec<String>) {
        let done = self.service.app.import(&self.path(folder)).await.unwrap();
        let refused = done.refused.iter().map(|(_, refusal)| refusal.to_string()).collect();
        (done.taken, done.notes, done.known, refused)
    }
}

/// Kind, number and sealed bytes of every part that the desk in a browser gets.
async fn parts_at_the_desk(staff: &Staff, case: CaseId) -> Vec<(String, u32, Vec<u8>)> {
    let answer = staff.get(&format!("/desk/api/v1/cases/{case}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let detail: Value = read(&answer);
    let mut parts = Vec::new();
    for part in detail["parts"].as_array().unwrap() {
        let statement = SignedStatement::parse(&BASE64.decode(part["statement"].as_str().unwrap()).unwrap()).unwrap();
        let body = staff.get(&format!("/desk/api/v1/cases/{case}/parts/{}", part["id"].as_str().unwrap())).await;
        assert_eq!(body.status, 200);
        let claimed = statement.claimed();
        parts.push((format!("{:?}", claimed.kind), claimed.seq, body.body));
    }
    parts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_written_offline_is_there_at_the_desk_and_in_no_mailbox() {
    let twin = Twin::new().await;
    let lead = Staff::enrolled(&twin.service.app, twin.service.at, "Lead", &[Role::Lead]).await;
    let (receipt, case) = twin.report("ئۆيگە كەلدى", &[]).await;
    let id = case.to_string();
    twin.export().await;

    let on = |command: &'static str, more: &[&str]| {
        let mut all = vec![command, "export", "--case", &id, "--author", "B2", "--out", "back"];
        all.extend(more);
        twin.desk(&all)
    };
    assert_eq!(on("note", &["--text", "Canary-note: call the lawyer", "--about", "handover"])["seq"], 1);
    assert_eq!(on("reply", &["--text", "We are here."])["seq"], 1);
    assert_eq!(twin.import("back").await, (1, 1, 0, vec![]));
    assert_eq!(twin.import("back").await, (0, 0, 2, vec![]), "brought twice, it is there once");

    twin.export().await;
    assert_eq!(on("translate", &["--of", "report", "--from", "ug", "--to", "en", "--text", "They came home"])["seq"], 2);
    assert_eq!(twin.import("back").await.1, 1);
    twin.export().await;
    assert_eq!(on("labels", &["--label", "police", "--label", "family"])["seq"], 3);
    assert_eq!(twin.import("back").await.1, 1);

    let seen = parts_at_the_desk(&lead, case).await;
    for (number, kind) in [(1, "Note"), (2, "Note"), (3, "Note"), (1, "Reply")] {
        let folder = if kind == "Note" { "notes" } else { "replies" };
        let written = fs::read(twin.path(&format!("back/case-{case}/{folder}/{number:04}.age"))).unwrap();
        assert!(seen.contains(&(kind.to_owned(), number, written)), "{kind} {number}");
    }

    twin.export().await;
    let opened = twin.opened(case);
    let staff = &opened["staff"];
    assert_eq!(
        (staff["notes"][0]["text"].as_str(), staff["notes"][0]["about"].as_str()),
        (Some("Canary-note: call the lawyer"), Some("handover"))
    );
    assert_eq!(
        (staff["translations"][0]["text"].as_str(), staff["translations"][0]["matches"].as_bool()),
        (Some("They came home"), Some(true))
    );
    assert_eq!(staff["labels"], serde_json::json!(["police", "family"]));
    assert_eq!(opened["replies"][0]["text"], "We are here.");
    let page = fs::read_to_string(twin.path(&format!("opened/case-{case}/report.txt"))).unwrap();
    for line in
        ["LABELS: police · family", "NOTE 1 (B2) for whoever takes over", "TRANSLATION 2 ug → en by B2", "Of: report", "| They came home"]
    {
        assert!(page.contains(line), "{line}: {page}");
    }

    let session = twin.service.app.open_mailbox(&receipt).await.unwrap().unwrap();
    let session = twin.service.app.session(&session).unwrap();
    let view = twin.service.app.mailbox(&session).await.unwrap().unwrap();
    assert_eq!((view.replies.len(), view.troubled, view.gaps), (1, 0, false), "the reporter sees the reply and nothing else");
    assert_eq!(view.replies[0].text, "We are here.");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_export_writes_nothing_where_something_newer_is_known() {
    let twin = Twin::new().await;
    let (_, case) = twin.report("x", &[]).await;
    let id = case.to_string();
    twin.export().await;
    fs::create_dir(twin.path("old")).unwrap();
    fs::rename(twin.path("export"), twin.path("old/export")).unwrap();
    twin.export().await;
    let reply = |from: &str| twin.run_as("keys/caseworker.txt", &["reply", from, "--case", &id, "--text", "x", "--out", "back"]);
    assert!(reply("export").status.success());
    assert_eq!(twin.import("back").await.0, 1);
    twin.export().await;
    assert!(reply("export").status.success(), "reply 2");
    fs::remove_file(twin.path(&format!("back/case-{case}/replies/0001.age"))).unwrap();
    fs::remove_file(twin.path(&format!("back/case-{case}/replies/0001.statement.json"))).unwrap();
    let said = no(&reply("old/export"));
    assert!(said.contains("this export is stale: reply 2 lies in back and this one would be number 1"), "{said}");
    // Without knowing better it is written, and import says the same.
    let elsewhere = twin.run_as("keys/caseworker.txt", &["reply", "old/export", "--case", &id, "--text", "x", "--out", "other"]);
    assert!(elsewhere.status.success());
    assert_eq!(twin.import("other").await.3, ["does not follow the last one: export again and write it anew"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_that_is_not_the_teams_own_is_not_taken() {
    let twin = Twin::new().await;
    let ((_, case), (_, other)) = (twin.report("x", &[]).await, twin.report("y", &[]).await);
    twin.export().await;
    let id = case.to_string();
    twin.desk(&["note", "export", "--case", &id, "--text", "n", "--out", "back"]);
    let folder = twin.path(&format!("back/case-{case}"));
    let body = fs::read(folder.join("notes/0001.age")).unwrap();

    // Without the key it was sealed to; with other bytes; in another case's folder; as a reply.
    fs::rename(folder.join("staff"), twin.path("aside")).unwrap();
    assert!(twin.import("back").await.3[0].contains("no key for notes"));
    fs::rename(twin.path("aside"), folder.join("staff")).unwrap();
    let mut bent = body.clone();
    *bent.last_mut().unwrap() ^= 1;
    fs::write(folder.join("notes/0001.age"), &bent).unwrap();
    assert!(twin.import("back").await.3[0].contains("is not the sealed reply or note"));
    fs::write(folder.join("notes/0001.age"), &body).unwrap();
    let wrong = twin.path(&format!("wrong/case-{other}"));
    fs::create_dir_all(wrong.parent().unwrap()).unwrap();
    fs::rename(&folder, &wrong).unwrap();
    assert!(twin.import("wrong").await.3[0].contains("another conversation"));
    fs::rename(&wrong, &folder).unwrap();
    fs::rename(folder.join("notes"), folder.join("replies")).unwrap();
    assert!(twin.import("back").await.3[0].contains("is not the sealed reply or note"));
    fs::rename(folder.join("replies"), folder.join("notes")).unwrap();
    assert_eq!(twin.import("back").await, (0, 1, 0, vec![]), "and whole it is taken");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_file_that_staff_wrote_is_found_when_it_was_changed() {
    let twin = Twin::new().await;
    let (_, case) = twin.report("x", &[]).await;
    let id = case.to_string();
    for _ in 0..2 {
        twin.export().await;
        twin.desk(&["note", "export", "--case", &id, "--text", "n", "--out", "back"]);
        assert_eq!(twin.import("back").await.1, 1);
    }
    twin.export().await;
    let folder = twin.path(&format!("export/case-{case}"));
    let team = fs::read_dir(folder.join("staff")).unwrap().flatten().map(|entry| entry.file_name()).find(|name| name != "key.pub").unwrap();
    let staff = format!("staff/{}", team.to_str().unwrap());
    let names =
        ["notes/0001.age", "notes/0001.statement.json", "notes/0002.age", "notes/0002.statement.json", staff.as_str(), "staff/key.pub"];
    for name in names {
        let path = folder.join(name);
        let whole = fs::read(&path).unwrap();
        // Changed, and taken out; the manifest says so or not: whoever owns the server can change it too.
        for change in ["bent", "gone"] {
            for told in [false, true] {
                let mut bent = whole.clone();
                let at = bent.len() / 2;
                bent[at] ^= 1;
                if change == "bent" {
                    fs::write(&path, &bent).unwrap()
                } else {
                    fs::remove_file(&path).unwrap()
                }
                let manifest = folder.join("manifest.json");
                let honest = fs::read(&manifest).unwrap();
                if told {
                    let mut text: Value = serde_json::from_slice(&honest).unwrap();
                    if change == "bent" {
                        text["files"][name] = tocsin_seal::Hash32::of(&bent).to_string().into();
                    } else {
                        text["files"].as_object_mut().unwrap().remove(name);
                    }
                    fs::write(&manifest, text.to_string()).unwrap();
                }
                let seen = twin.run_as("keys/caseworker.txt", &["open", "export", "--out", "opened", "--force", "--case", &id]);
                let said = String::from_utf8(seen.stderr).unwrap();
                // The newest note, or the recipient for those who only write, can be kept back: a folder cannot prove that
                // nothing came behind its end. Everything else is refused or warned about.
                let end = name == "staff/key.pub" && change == "gone";
                let told_of = ["does not open with what is granted to you", "note 1 is not the one that was signed", "note 1 is missing"];
                let warned = told_of.iter().any(|sentence| said.contains(sentence));
                assert!(!seen.status.success() || warned || (told && end), "{name} {change} {told}: {said}");
                fs::write(&path, &whole).unwrap();
                fs::write(&manifest, &honest).unwrap();
            }
        }
    }
    assert_eq!(twin.opened(case)["staff"]["notes"].as_array().unwrap().len(), 2, "and unchanged it opens");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_that_was_taken_back_is_named_and_not_written_in() {
    let twin = Twin::new().await;
    let (receipt, case) = twin.report("x", &[]).await;
    twin.export().await;
    twin.opened(case);
    let session = twin.service.app.open_mailbox(&receipt).await.unwrap().unwrap();
    assert!(twin.service.app.withdraw(&twin.service.app.session(&session).unwrap()).await.unwrap());
    twin.export().await;
    let seen = twin.run_as("keys/caseworker.txt", &["open", "export", "--out", "opened", "--json"]);
    let said = String::from_utf8(seen.stderr.clone()).unwrap();
    assert!(
        said.contains(&format!("case-{case} was taken back by its reporter")) && said.contains("delete what you opened: opened/case-"),
        "{said}"
    );
    assert_eq!(crate::good(&seen)["withdrawn"], serde_json::json!([case.to_string()]));
    let said = twin.refused(&["note", "export", "--case", &case.to_string(), "--text", "x", "--out", "back"]);
    assert!(said.contains("was taken back by its reporter"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_audit_log_is_verified_offline_and_its_head_remembered() {
    let twin = Twin::new().await;
    twin.report("x", &[]).await;
    Staff::enrolled(&twin.service.app, twin.service.at, "Lead", &[Role::Lead]).await;
    twin.export().await;
    let key = twin.service.app.roster_key();
    let verify = |more: &[&str]| {
        let mut all = vec!["verify", "export", "--json", "--roster-key", &key];
        all.extend(more);
        twin.run(&all)
    };
    let first = crate::good(&verify(&[]));
    let head = first["audit"]["head"].as_str().unwrap().to_owned();
    assert!(first["audit"]["entries"].as_u64().unwrap() >= 3, "{first}");
    twin.export().await;
    crate::good(&verify(&["--head", &head]));

    let path = twin.path("export/audit.jsonl");
    let whole = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let without =
        |left: usize| lines.iter().enumerate().filter(|(at, _)| *at != left).map(|(_, line)| format!("{line}\n")).collect::<String>();
    for (bent, why) in [
        (without(0), "does not follow"),
        (without(1), "does not follow"),
        (whole.replacen("enrolled", "assigned", 1), "not signed by the actor"),
        (format!("{whole}{}\n", lines[0]), "does not follow"),
        (whole[..whole.len() - 1].to_owned(), "cut off"),
    ] {
        fs::write(&path, bent).unwrap();
        let said = no(&verify(&[]));
        assert!(said.contains(why), "{why}: {said}");
    }
    // Cut at its end it is whole in itself; only who remembers the head sees it.
    let seq: usize = head.split(':').next().unwrap().parse().unwrap();
    fs::write(&path, lines[..seq - 1].iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    assert!(verify(&[]).status.success());
    assert!(no(&verify(&["--head", &head])).contains("was remembered"), "the end was taken off");
    fs::remove_file(&path).unwrap();
    assert!(no(&verify(&["--head", &head])).contains("there is no audit log"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_last_note_that_holds_nothing_keeps_nobody_from_writing_offline_either() {
    let twin = Twin::new().await;
    let (_, case) = twin.report("x", &[]).await;
    let id = case.to_string();
    let note = |text: &str, out: &str| twin.desk(&["note", "export", "--case", &id, "--text", text, "--out", out]);
    twin.export().await;
    note("first", "one");
    assert_eq!(twin.import("one").await.1, 1);
    // A colleague signs something as the second note that is sealed to a key of their own.
    let member = fs::read_to_string(twin.path("keys/caseworker.txt")).unwrap();
    let member = Identity::parse(member.lines().find(|line| !line.starts_with('#')).unwrap()).unwrap();
    let grant = fs::read(twin.path(&format!("export/team/1/{}.sign.age", member.recipient().fingerprint()))).unwrap();
    let signing = tocsin_seal::open_signing_grant(&grant, &member).unwrap();
    let first = SignedStatement::parse(&fs::read(twin.path(&format!("one/case-{case}/notes/0001.statement.json"))).unwrap()).unwrap();
    let stranger = Identity::generate(&ring::rand::SystemRandom::new()).unwrap();
    let body = tocsin_seal::seal(&[b' '; 4_096], &[stranger.recipient()]).unwrap();
    let mut statement = first.claimed().clone();
    statement.seq = 2;
    statement.prev = Some(first.hash());
    statement.sealed_len = body.len() as u64;
    statement.sealed_sha256 = Hash32::of(&body);
    let folder = twin.path(&format!("junk/case-{case}/notes"));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("0002.age"), &body).unwrap();
    fs::write(folder.join("0002.statement.json"), sign_statement(&statement, &signing).bytes()).unwrap();
    assert_eq!(twin.import("junk").await, (0, 1, 0, vec![]), "the server cannot tell");

    twin.export().await;
    let opened = twin.opened(case);
    assert_eq!(opened["staff"]["notes"][0]["text"], "first");
    assert!(opened["warnings"].to_string().contains("makes a new key for notes"), "{}", opened["warnings"]);
    let refused = twin.refused(&["grant", "export", "--case", &id, "--member", "keys/caseworker.txt.pub", "--out", "guest"]);
    assert!(!refused.is_empty());
    assert_eq!(note("third", "three")["seq"], 3);
    let staff = twin.path(&format!("three/case-{case}/staff"));
    assert_eq!(fs::read_to_string(staff.join("seq")).unwrap(), "3\n");
    // Without its key it is not taken: it could be read by nobody.
    fs::rename(staff.join("key.pub"), twin.path("aside.pub")).unwrap();
    assert!(twin.import("three").await.3[0].contains("no key for notes"));
    fs::rename(twin.path("aside.pub"), staff.join("key.pub")).unwrap();
    assert_eq!(twin.import("three").await, (0, 1, 0, vec![]));
    twin.export().await;
    let opened = twin.opened(case);
    let texts: Vec<_> = opened["staff"]["notes"].as_array().unwrap().iter().map(|note| note["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["first", "third"], "{}", opened["warnings"]);
    assert_eq!(note("fourth", "four")["seq"], 4);
    assert!(!twin.path(&format!("four/case-{case}/staff")).exists(), "the new key is everybody's now");
}
