//! Somebody can write to the database: they can destroy, but not read, redirect or forge unnoticed.
#[path = "support/server.rs"]
mod server;

use ring::rand::SystemRandom;
use server::Service;
use sqlx::{Connection, SqliteConnection};
use tocsin::app::{App, Origin, export::Damaged, mailbox::MailboxView};
use tocsin_domain::{report::ReportDraft, taxonomy::Taxonomy};
use tocsin_seal::{
    CaseId, Hash32, Identity, Kind, MailboxId, PublicKey, Receipt, Recipient, SignedStatement, SigningKey, Statement, open_grant,
    open_signing_grant,
    payload::{self, Reply},
};

/// What the desk knows of a case.
struct Known {
    receipt: Receipt,
    case: CaseId,
    mailbox: MailboxId,
    to: [Recipient; 2],
}

async fn sent(service: &Service, words: &str) -> Known {
    let fields = vec![("narrative".to_owned(), words.to_owned())];
    let draft = ReportDraft::parse(&fields, &Taxonomy::builtin(), false).unwrap();
    let before: Vec<CaseId> = service.app.cases().await.unwrap().iter().map(|c| c.id).collect();
    let receipt = service.app.submit(Origin(None), None, draft, false, "en").await.unwrap().receipt.unwrap();
    let case = service.app.cases().await.unwrap().iter().map(|c| c.id).find(|id| !before.contains(id)).unwrap();
    // Export and open, as the offline desk does, to learn what only the sealed report says.
    let out = service.folder.path().join(format!("out-{case}"));
    service.app.export(&out, Some(case), |_, _| {}).await.unwrap();
    let team = team(service, &out);
    let folder = out.join(format!("case-{case}"));
    let grant = std::fs::read_dir(folder.join("grants")).unwrap().next().unwrap().unwrap().path();
    let identity = open_grant(&std::fs::read(grant).unwrap(), &team.0).unwrap();
    let report: payload::Report = payload::open_payload(&std::fs::read(folder.join("report.age")).unwrap(), &identity, 1).unwrap();
    assert_eq!(report.narrative, words);
    Known { receipt, case, mailbox: report.mailbox_id, to: [report.mailbox_recipient, report.case_recipient] }
}

fn team(service: &Service, out: &std::path::Path) -> (Identity, SigningKey) {
    let text = std::fs::read_to_string(service.folder.path().join("keys/caseworker.txt")).unwrap();
    let member = Identity::parse(text.lines().find(|l| !l.starts_with('#')).unwrap()).unwrap();
    let grants = out.join("team/1");
    let own = member.recipient().fingerprint();
    let identity = open_grant(&std::fs::read(grants.join(format!("{own}.age"))).unwrap(), &member).unwrap();
    let signing = open_signing_grant(&std::fs::read(grants.join(format!("{own}.sign.age"))).unwrap(), &member).unwrap();
    (identity, signing)
}

fn reply(service: &Service, known: &Known, seq: u32, prev: Option<Hash32>, text: &str, key: &SigningKey) -> (Vec<u8>, SignedStatement) {
    let roster_hash = service.app.rosters().last().unwrap().hash();
    let reply = Reply {
        format: Default::default(),
        case_id: known.case,
        mailbox_id: known.mailbox,
        seq,
        prev,
        roster_hash,
        written_at: service.app.now(),
        author: "A1".into(),
        text: text.into(),
    };
    let sealed = payload::seal_payload(&reply, &[&known.to[0], &known.to[1]]).unwrap();
    let statement = Statement {
        kind: Kind::Reply,
        case_id: known.case,
        mailbox_id: known.mailbox,
        seq,
        prev,
        roster_hash,
        sealed_sha256: Hash32::of(&sealed),
        sealed_len: sealed.len() as u64,
        attachments: Vec::new(),
    };
    let signed = tocsin_seal::sign_statement(&statement, key);
    (sealed, signed)
}

/// Brings a reply in as `tocsin import` does; how many were taken.
async fn import(service: &Service, known: &Known, number: u32, body: &[u8], statement: &[u8]) -> usize {
    let from = tempfile::tempdir().unwrap();
    let folder = from.path().join(format!("case-{}/replies", known.case));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{number:04}.age")), body).unwrap();
    std::fs::write(folder.join(format!("{number:04}.statement.json")), statement).unwrap();
    service.app.import(from.path()).await.unwrap().taken
}

async fn answered(service: &Service, known: &Known, texts: &[&str]) {
    let (_, key) = team(service, &service.folder.path().join(format!("out-{}", known.case)));
    let mut prev = None;
    for (n, text) in texts.iter().enumerate() {
        let seq = u32::try_from(n).unwrap() + 1;
        let (sealed, signed) = reply(service, known, seq, prev, text, &key);
        assert_eq!(import(service, known, seq, &sealed, signed.bytes()).await, 1);
        prev = Some(signed.hash());
    }
}

async fn writer(service: &Service) -> SqliteConnection {
    let file = service.folder.path().join("data/tocsin.db");
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    // Who writes to the database need not keep its rules.
    sqlx::query("PRAGMA foreign_keys = OFF").execute(&mut connection).await.unwrap();
    connection
}

async fn run(service: &Service, sql: &'static str, values: &[&[u8]]) -> u64 {
    let mut query = sqlx::query(sql);
    for value in values {
        query = query.bind(value.to_vec());
    }
    query.execute(&mut writer(service).await).await.unwrap().rows_affected()
}

/// The mailbox as its reporter sees it; `None` if it does not open at all.
async fn seen(app: &App, receipt: &Receipt) -> Option<MailboxView> {
    let token = app.open_mailbox(receipt).await.ok().flatten()?;
    app.mailbox(&app.session(&token)?).await.ok().flatten()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_untouched_conversation_is_whole() {
    let service = Service::start().await;
    let known = sent(&service, "one").await;
    answered(&service, &known, &["first answer", "second answer"]).await;
    let view = seen(&service.app, &known.receipt).await.unwrap();
    assert_eq!(view.replies.iter().map(|r| r.text.as_str()).collect::<Vec<_>>(), ["first answer", "second answer"]);
    assert!(view.troubled == 0 && !view.gaps);
    let kept = view.replies[0].id;
    let session = service.app.session(&view.session).unwrap();
    assert!(service.app.delete_reply(&session, kept).await.unwrap());
    let view = seen(&service.app, &known.receipt).await.unwrap();
    assert_eq!(view.replies.len(), 1);
    assert!(view.troubled == 0 && !view.gaps, "what its reader deleted is no gap");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_swapped_between_two_cases_open_nothing() {
    for sql in [
        "UPDATE cases SET sealed = (SELECT c.sealed FROM cases c WHERE c.id <> cases.id)",
        "UPDATE mailboxes SET sealed = (SELECT m.sealed FROM mailboxes m WHERE m.id <> mailboxes.id)",
        "UPDATE mailboxes SET case_id = (SELECT m.case_id FROM mailboxes m WHERE m.id <> mailboxes.id)",
    ] {
        let service = Service::start().await;
        let (one, two) = (sent(&service, "one").await, sent(&service, "two").await);
        assert!(run(&service, sql, &[]).await >= 1, "{sql}");
        // SQLite changes row after row, so that the second may get its own value back: at least one holds the other's.
        let open = [seen(&service.app, &one.receipt).await.is_some(), seen(&service.app, &two.receipt).await.is_some()];
        assert!(open.iter().filter(|o| **o).count() < 2, "{sql}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_capsule_altered_in_any_byte_is_never_sealed_to() {
    let service = Service::start().await;
    let known = sent(&service, "one").await;
    let token = service.app.open_mailbox(&known.receipt).await.unwrap().unwrap();
    run(&service, "UPDATE mailboxes SET sealed = CAST(substr(sealed, 1, 60) || X'00' || substr(sealed, 62) AS BLOB)", &[]).await;
    let session = service.app.session(&token).unwrap();
    let draft = tocsin_domain::report::MessageDraft::parse(&[("text".to_owned(), "more".to_owned())], false).unwrap();
    assert!(service.app.add_message(&session, Some(draft), Vec::new(), "en").await.is_err());
    assert!(seen(&service.app, &known.receipt).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_whose_bodies_were_swapped_or_replaced_are_not_shown() {
    let service = Service::start().await;
    let known = sent(&service, "one").await;
    answered(&service, &known, &["first answer", "second answer"]).await;
    // A forger knows the recipients and has a signing key, but not the team's.
    let (forged, _) = reply(&service, &known, 1, None, "come to the embassy", &SigningKey::generate(&SystemRandom::new()).unwrap());
    let replaced = run(&service, "UPDATE parts SET body = $1 WHERE case_id = $2", &[&forged, known.case.as_bytes()]).await;
    assert_eq!(replaced, 3);
    let view = seen(&service.app, &known.receipt).await.unwrap();
    assert!(view.replies.is_empty(), "the forger's words are never shown");
    assert_eq!(view.troubled, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_reply_row_shows_as_a_gap_and_a_moved_one_as_trouble() {
    let service = Service::start().await;
    let (one, two) = (sent(&service, "one").await, sent(&service, "two").await);
    answered(&service, &one, &["first answer", "second answer"]).await;
    // All of one's parts now claim to belong to the other's case.
    run(&service, "UPDATE parts SET case_id = $1 WHERE case_id = $2", &[two.case.as_bytes(), one.case.as_bytes()]).await;
    let (view_one, view_two) = (seen(&service.app, &one.receipt).await.unwrap(), seen(&service.app, &two.receipt).await.unwrap());
    assert!(view_one.gaps && view_one.replies.is_empty());
    assert!(view_two.troubled >= 1 && view_two.replies.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_damages_in_one_case_keeps_no_other_from_an_export() {
    let service = Service::start().await;
    let (one, two, three) = (sent(&service, "one").await, sent(&service, "two").await, sent(&service, "three").await);
    answered(&service, &one, &["an answer"]).await;
    let copied = "INSERT INTO parts SELECT randomblob(16), case_id, key_id, version, sealed, body FROM parts WHERE case_id = $1";
    assert_eq!(run(&service, copied, &[one.case.as_bytes()]).await, 2);
    let granted = "INSERT INTO grants SELECT randomblob(16), case_id, key_id, version, sealed FROM grants WHERE case_id = $1";
    assert_eq!(run(&service, granted, &[one.case.as_bytes()]).await, 1);
    let spoiled = "UPDATE cases SET sealed = (SELECT c.sealed FROM cases c WHERE c.id = $1) WHERE id = $2";
    assert_eq!(run(&service, spoiled, &[one.case.as_bytes(), two.case.as_bytes()]).await, 1);
    let out = service.folder.path().join("whole");
    let mut done = service.app.export(&out, None, |_, _| {}).await.unwrap();
    done.damaged.sort_by_key(|damaged| damaged.left_out);
    let damaged = [Damaged { case: two.case, left_out: None }, Damaged { case: one.case, left_out: Some(3) }];
    assert_eq!((done.cases, done.damaged), (2, damaged.to_vec()));
    for known in [&one, &three] {
        let (folder, (team, _)) = (out.join(format!("case-{}", known.case)), team(&service, &out));
        let grant = std::fs::read_dir(folder.join("grants")).unwrap().next().unwrap().unwrap().path();
        let identity = open_grant(&std::fs::read(grant).unwrap(), &team).unwrap();
        assert!(payload::open_payload::<payload::Report>(&std::fs::read(folder.join("report.age")).unwrap(), &identity, 1).is_ok());
    }
    assert!(out.join(format!("case-{}/replies/0001.age", one.case)).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_and_misplaced_replies_are_refused_at_import() {
    let service = Service::start().await;
    let (one, two) = (sent(&service, "one").await, sent(&service, "two").await);
    let (_, key) = team(&service, &service.folder.path().join(format!("out-{}", one.case)));
    let stranger = SigningKey::generate(&SystemRandom::new()).unwrap();
    let (sealed, signed) = reply(&service, &one, 1, None, "hello", &stranger);
    assert_eq!(import(&service, &one, 1, &sealed, signed.bytes()).await, 0, "another signature");
    let (sealed, signed) = reply(&service, &one, 1, None, "hello", &key);
    assert_eq!(import(&service, &two, 1, &sealed, signed.bytes()).await, 0, "another case");
    let mut altered = sealed.clone();
    *altered.last_mut().unwrap() ^= 1;
    assert_eq!(import(&service, &one, 1, &altered, signed.bytes()).await, 0, "changed bytes");
    let (late, late_signed) = reply(&service, &one, 2, Some(signed.hash()), "hello", &key);
    assert_eq!(import(&service, &one, 2, &late, late_signed.bytes()).await, 0, "out of order");
    assert_eq!(import(&service, &one, 1, &sealed, b"{}").await, 0, "no statement");
    assert_eq!(import(&service, &one, 1, &sealed, signed.bytes()).await, 1);
    assert_eq!(import(&service, &one, 1, &sealed, signed.bytes()).await, 0, "known already, not taken twice");
    assert_eq!(seen(&service.app, &one.receipt).await.unwrap().replies.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_added_reader_and_a_rolled_back_roster_are_refused() {
    let service = Service::start().await;
    let known = sent(&service, "one").await;
    let current = service.app.rosters().last().unwrap().clone();
    // A roster with the attacker's own team key, signed by the attacker alone.
    let (attacker, rng) = (SigningKey::generate(&SystemRandom::new()).unwrap(), SystemRandom::new());
    let mut roster = current.roster().clone();
    roster.epoch = 2;
    roster.previous = Some(current.hash());
    roster.team_recipient = Identity::generate(&rng).unwrap().recipient().clone();
    let forged = tocsin_seal::sign_roster(&roster, &attacker, Some(&attacker));
    run(&service, "INSERT INTO rosters (epoch, doc) VALUES (2, $1)", &[&forged]).await;
    assert!(service.app.refresh_rosters().await.is_err());
    assert_eq!(service.app.rosters().last().unwrap().epoch(), 1, "the one known before stays in force");
    // The database set back to before its first roster.
    run(&service, "DELETE FROM rosters", &[]).await;
    assert!(service.app.refresh_rosters().await.is_err());
    let key: PublicKey = *service.app.rosters().last().unwrap().team_signing_key();
    assert_eq!(key, *current.team_signing_key());
    assert!(seen(&service.app, &known.receipt).await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_withdrawn_and_right_receipts_differ_in_nothing_but_what_they_open() {
    let service = Service::start().await;
    let known = sent(&service, "one").await;
    let token = service.app.open_mailbox(&known.receipt).await.unwrap().unwrap();
    assert!(service.app.withdraw(&service.app.session(&token).unwrap()).await.unwrap());
    assert!(service.app.open_mailbox(&known.receipt).await.unwrap().is_none());
    assert!(service.app.mailbox(&service.app.session(&token).unwrap()).await.unwrap().is_none(), "an open session ends with it");
    assert!(service.app.open_mailbox(&Receipt::from_entropy([9; 16])).await.unwrap().is_none());
    assert!(service.app.cases().await.unwrap().is_empty());
}
