//! What the store promises, run against SQLite and against a real PostgreSQL server.

mod support;

use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};
use std::os::unix::fs::MetadataExt;
use std::time::Duration;
use support::{Place, on_both_databases};
use tocsin::store::*;

on_both_databases! {
    every_row_comes_back_as_it_was_written,
    every_statement_can_be_prepared,
    what_is_not_committed_is_gone,
    a_reader_sees_one_snapshot_and_cannot_write,
    a_stale_version_is_a_conflict_and_changes_nothing,
    a_look_up_value_belongs_to_one_mailbox,
    a_mailbox_is_found_under_any_of_the_32_values,
    a_part_is_given_only_with_its_own_case,
    a_part_is_listed_and_noted_on_without_its_body,
    nothing_hangs_on_a_case_that_is_not_there,
    an_upload_becomes_a_blob_of_its_own_case_once_it_is_whole,
    a_deleted_case_leaves_nothing_and_harms_no_other,
    changes_under_a_locked_case_follow_one_another,
    two_processes_share_one_database,
    a_newer_schema_is_refused,
    a_changed_migration_is_refused,
    opening_again_changes_nothing,
    cases_are_read_page_by_page_and_their_keys_each_once,
    the_database_knows_the_time,
}

fn id(n: u8) -> [u8; 16] {
    [n; 16]
}

fn case(n: u8) -> CaseRow {
    CaseRow { id: id(n), key_id: 1 << 50 | 7, version: 1, purge_month: 202712, sealed: vec![n; 40] }
}

fn mailbox(n: u8, of: u8) -> MailboxRow {
    MailboxRow { id: id(n), case_id: id(of), key_id: 3, version: 1, lookup: [n; 32], sealed: vec![n, 0, 255] }
}

fn part(n: u8, of: u8) -> PartRow {
    PartRow { id: id(n), case_id: id(of), key_id: 4, version: 1, sealed: vec![], body: Some(vec![n; 5000]) }
}

fn upload(n: u8, of: u8) -> UploadRow {
    UploadRow { id: id(n), case_id: id(of), size: 9, due_at: 100, sha256: None }
}

fn person(n: u8) -> PersonRow {
    PersonRow { id: id(n), key_id: 2, version: 1, sealed: vec![n] }
}

fn job(n: u8, due_at: i64) -> OutboxRow {
    let dedupe = Some([n; 32]);
    OutboxRow { id: id(n), key_id: 5, version: 1, due_at, leased_until: 0, state: 0, attempts: 0, dedupe, sealed: vec![n] }
}

/// One committed transaction.
macro_rules! commit {
    ($store:expr, |$tx:ident| $body:expr) => {{
        let mut $tx = $store.write().await.unwrap();
        let out = $body;
        $tx.commit().await.unwrap();
        out
    }};
}

async fn run_raw(tx: &mut Tx, text: &str) -> Result<(), sqlx::Error> {
    let text = AssertSqlSafe(text.to_owned());
    match tx {
        Tx::Sqlite(t) => sqlx::raw_sql(text).execute(&mut **t).await.map(drop),
        Tx::Postgres(t) => sqlx::raw_sql(text).execute(&mut **t).await.map(drop),
    }
}

async fn cases_are_read_page_by_page_and_their_keys_each_once(place: Place) {
    let store = place.open().await;
    assert!(store.read().await.unwrap().cases_after(None, 3).await.unwrap().is_empty());
    commit!(store, |tx| {
        for n in [0, 200, 3, 255, 1, 127, 128] {
            tx.insert_case(&CaseRow { key_id: i64::from(n % 2), ..case(n) }).await.unwrap();
        }
    });
    let mut tx = store.read().await.unwrap();
    let (mut seen, mut last) = (Vec::new(), None);
    loop {
        let page = tx.cases_after(last.as_ref(), 3).await.unwrap();
        let Some(end) = page.last() else { break };
        assert!(page.len() <= 3);
        last = Some(end.id);
        seen.extend(page);
    }
    assert_eq!(seen, tx.cases().await.unwrap());
    assert_eq!(tx.case_keys().await.unwrap(), [0, 1]);
}

async fn every_row_comes_back_as_it_was_written(place: Place) {
    let store = place.open().await;
    let grant = GrantRow { id: id(9), case_id: id(1), key_id: i64::MAX, version: 1, sealed: vec![1; 3000] };
    let blob = BlobRow { id: id(8), case_id: id(1), size: 5_000_000_000 };
    let team = TeamGrantRow { id: id(7), epoch: 2, key_id: 1, version: 1, sealed: vec![0; 9] };
    let bare = PartRow { body: None, ..part(4, 1) };
    let free = OutboxRow { dedupe: None, ..job(2, -5) };
    commit!(store, |tx| {
        tx.put_meta("fingerprint", b"old").await.unwrap();
        tx.put_meta("fingerprint", b"\0new").await.unwrap();
        tx.insert_case(&case(1)).await.unwrap();
        tx.insert_mailbox(&mailbox(2, 1)).await.unwrap();
        tx.insert_part(&part(3, 1)).await.unwrap();
        tx.insert_part(&bare).await.unwrap();
        tx.insert_grant(&grant).await.unwrap();
        tx.insert_blob(&blob).await.unwrap();
        tx.insert_roster(2, b"second").await.unwrap();
        tx.insert_roster(1, b"first").await.unwrap();
        tx.insert_team_grant(&team).await.unwrap();
        tx.insert_person(&person(6)).await.unwrap();
        assert!(tx.enqueue(&job(1, 100)).await.unwrap());
        assert!(tx.enqueue(&free).await.unwrap());
    });
    let mut tx = store.read().await.unwrap();
    assert_eq!(tx.meta("fingerprint").await.unwrap().as_deref(), Some(&b"\0new"[..]));
    assert_eq!(tx.meta("absent").await.unwrap(), None);
    assert_eq!(tx.case(&id(1)).await.unwrap(), Some(case(1)));
    assert_eq!(tx.case(&id(2)).await.unwrap(), None);
    assert_eq!(tx.cases().await.unwrap(), [case(1)]);
    assert_eq!(tx.mailbox_of(&id(1)).await.unwrap(), Some(mailbox(2, 1)));
    assert_eq!(tx.parts(&id(1)).await.unwrap(), [part(3, 1), bare.clone()]);
    assert_eq!(tx.part(&id(1), &id(4)).await.unwrap(), Some(bare));
    assert_eq!(tx.grants(&id(1)).await.unwrap(), [grant]);
    assert_eq!(tx.blobs(&id(1)).await.unwrap(), std::slice::from_ref(&blob));
    assert_eq!(tx.all_blobs().await.unwrap(), [blob]);
    let rosters: Vec<_> = tx.rosters().await.unwrap().into_iter().map(|row| (row.epoch, row.doc)).collect();
    assert_eq!(rosters, [(1, b"first".to_vec()), (2, b"second".to_vec())]);
    assert_eq!(tx.team_grants().await.unwrap(), [team]);
    assert_eq!(tx.people().await.unwrap(), [person(6)]);
    assert_eq!(tx.outbox().await.unwrap(), [free, job(1, 100)]);
}

async fn every_statement_can_be_prepared(place: Place) {
    let store = place.open().await;
    assert!(statements().len() > 35);
    for (name, text) in statements() {
        let mut tx = store.write().await.unwrap();
        let prepared = match &mut tx {
            Tx::Sqlite(t) => t.prepare(text.into_sql_str()).await.map(drop),
            Tx::Postgres(t) => t.prepare(text.into_sql_str()).await.map(drop),
        };
        assert!(prepared.is_ok(), "{name}: {prepared:?}");
    }
}

async fn a_part_is_listed_and_noted_on_without_its_body(place: Place) {
    let store = place.open().await;
    commit!(store, |tx| {
        tx.insert_case(&case(1)).await.unwrap();
        tx.insert_part(&part(2, 1)).await.unwrap();
    });
    let head = PartRow { body: None, ..part(2, 1) };
    assert_eq!(store.read().await.unwrap().part_heads(&id(1)).await.unwrap(), std::slice::from_ref(&head));
    let noted = PartRow { version: 2, sealed: vec![9; 3], ..head };
    commit!(store, |tx| tx.update_part_head(&noted, 1).await.unwrap());
    let mut tx = store.write().await.unwrap();
    assert!(matches!(tx.update_part_head(&noted, 1).await, Err(StoreError::Conflict)));
    drop(tx);
    let whole = PartRow { body: part(2, 1).body, ..noted };
    assert_eq!(store.read().await.unwrap().part(&id(1), &id(2)).await.unwrap(), Some(whole));
}

async fn what_is_not_committed_is_gone(place: Place) {
    let store = place.open().await;
    let mut tx = store.write().await.unwrap();
    tx.insert_case(&case(1)).await.unwrap();
    tx.enqueue(&job(1, 0)).await.unwrap();
    drop(tx);
    let mut tx = store.write().await.unwrap();
    assert_eq!(tx.cases().await.unwrap(), []);
    assert_eq!(tx.outbox().await.unwrap(), []);
}

async fn a_reader_sees_one_snapshot_and_cannot_write(place: Place) {
    let store = place.open().await;
    let mut reader = store.read().await.unwrap();
    assert_eq!(reader.cases().await.unwrap(), []);
    commit!(store, |tx| tx.insert_case(&case(1)).await.unwrap());
    assert_eq!(reader.cases().await.unwrap(), []);
    assert!(reader.insert_case(&case(2)).await.is_err());
    drop(reader);
    assert_eq!(store.read().await.unwrap().cases().await.unwrap(), [case(1)]);
}

async fn a_stale_version_is_a_conflict_and_changes_nothing(place: Place) {
    let store = place.open().await;
    commit!(store, |tx| {
        tx.insert_case(&case(1)).await.unwrap();
        tx.insert_mailbox(&mailbox(2, 1)).await.unwrap();
        tx.insert_part(&part(3, 1)).await.unwrap();
        tx.insert_person(&person(4)).await.unwrap();
    });
    let new_case = CaseRow { version: 2, key_id: 8, purge_month: 203001, sealed: vec![2], ..case(1) };
    let new_mailbox = MailboxRow { version: 2, key_id: 8, lookup: [77; 32], sealed: vec![2], ..mailbox(2, 1) };
    let new_part = PartRow { version: 2, key_id: 8, sealed: vec![2], body: None, ..part(3, 1) };
    let new_person = PersonRow { version: 2, key_id: 8, sealed: vec![2], ..person(4) };
    for (expected, stands) in [(0, false), (2, false), (1, true), (1, false)] {
        commit!(store, |tx| {
            let done = [
                tx.update_case(&new_case, expected).await,
                tx.update_mailbox(&new_mailbox, expected).await,
                tx.update_part(&new_part, expected).await,
                tx.update_person(&new_person, expected).await,
            ];
            for result in done {
                match result {
                    Ok(()) => assert!(stands),
                    Err(StoreError::Conflict) => assert!(!stands),
                    Err(other) => panic!("{other}"),
                }
            }
        });
    }
    let mut tx = store.read().await.unwrap();
    assert_eq!(tx.case(&id(1)).await.unwrap(), Some(new_case));
    assert_eq!(tx.mailbox_of(&id(1)).await.unwrap(), Some(new_mailbox));
    assert_eq!(tx.parts(&id(1)).await.unwrap(), [new_part]);
    assert_eq!(tx.people().await.unwrap(), [new_person]);
}

async fn a_look_up_value_belongs_to_one_mailbox(place: Place) {
    let store = place.open().await;
    commit!(store, |tx| {
        tx.insert_case(&case(1)).await.unwrap();
        tx.insert_case(&case(2)).await.unwrap();
        tx.insert_mailbox(&mailbox(5, 1)).await.unwrap();
    });
    let twin = MailboxRow { id: id(6), ..mailbox(5, 2) };
    let mut tx = store.write().await.unwrap();
    assert!(matches!(tx.insert_mailbox(&twin).await, Err(StoreError::Duplicate)));
    drop(tx);
    let mut tx = store.write().await.unwrap();
    assert!(matches!(tx.insert_case(&case(1)).await, Err(StoreError::Duplicate)));
    drop(tx);
    assert_eq!(store.read().await.unwrap().mailbox_of(&id(2)).await.unwrap(), None);
}

async fn a_mailbox_is_found_under_any_of_the_32_values(place: Place) {
    let store = place.open().await;
    commit!(store, |tx| {
        tx.insert_case(&case(1)).await.unwrap();
        tx.insert_mailbox(&mailbox(200, 1)).await.unwrap();
    });
    let mut tx = store.read().await.unwrap();
    let spare: [[u8; 32]; 32] = std::array::from_fn(|n| [n as u8; 32]);
    assert_eq!(tx.find_mailbox(&spare).await.unwrap(), None);
    for at in 0..32 {
        let mut lookups = spare;
        lookups[at] = [200; 32];
        assert_eq!(tx.find_mailbox(&lookups).await.unwrap(), Some(mailbox(200, 1)), "place {at}");
    }
}

async fn a_part_is_given_only_with_its_own_case(place: Place) {
    let store = place.open().await;
    commit!(store, |tx| {
        tx.insert_case(&case(1)).await.unwrap();
        tx.insert_case(&case(2)).await.unwrap();
        tx.insert_part(&part(3, 1)).await.unwrap();
    });
    let mut tx = store.write().await.unwrap();
    assert_eq!(tx.part(&id(2), &id(3)).await.unwrap(), None);
    let foreign = PartRow { case_id: id(2), version: 2, ..part(3, 1) };
    assert!(matches!(tx.update_part(&foreign, 1).await, Err(StoreError::Conflict)));
    assert_eq!(tx.part(&id(1), &id(3)).await.unwrap(), Some(part(3, 1)));
}

async fn nothing_hangs_on_a_case_that_is_not_there(place: Place) {
    let store = place.open().await;
    let grant = GrantRow { id: id(9), case_id: id(1), key_id: 1, version: 1, sealed: vec![] };
    let blob = BlobRow { id: id(8), case_id: id(1), size: 1 };
    assert!(store.write().await.unwrap().insert_part(&part(3, 1)).await.is_err());
    assert!(store.write().await.unwrap().insert_mailbox(&mailbox(3, 1)).await.is_err());
    assert!(store.write().await.unwrap().insert_grant(&grant).await.is_err());
    assert!(store.write().await.unwrap().insert_blob(&blob).await.is_err());
    assert!(store.write().await.unwrap().insert_upload(&upload(7, 1)).await.is_err());
    assert!(matches!(store.write().await.unwrap().delete_case(&id(1)).await, Err(StoreError::Conflict)));
}

async fn an_upload_becomes_a_blob_of_its_own_case_once_it_is_whole(place: Place) {
    let store = place.open().await;
    let blob = BlobRow { id: id(7), case_id: id(1), size: 9 };
    commit!(store, |tx| {
        tx.insert_case(&case(1)).await.unwrap();
        tx.insert_case(&case(2)).await.unwrap();
        tx.insert_upload(&upload(7, 1)).await.unwrap();
    });
    assert!(matches!(store.write().await.unwrap().insert_upload(&upload(7, 2)).await, Err(StoreError::Duplicate)));
    assert!(matches!(store.write().await.unwrap().claim_upload(&blob, &[5; 32]).await, Err(StoreError::Conflict)));
    commit!(store, |tx| tx.upload_is_whole(&id(7), &[5; 32]).await.unwrap());
    assert!(matches!(store.write().await.unwrap().upload_is_whole(&id(7), &[6; 32]).await, Err(StoreError::Conflict)));
    let mut tx = store.read().await.unwrap();
    let whole = UploadRow { sha256: Some([5; 32]), ..upload(7, 1) };
    assert_eq!(tx.upload(&id(7)).await.unwrap(), Some(whole.clone()));
    assert_eq!(tx.uploads(&id(1)).await.unwrap(), std::slice::from_ref(&whole));
    assert_eq!(tx.all_uploads().await.unwrap(), [whole]);
    drop(tx);
    for (wrong, sum) in
        [(BlobRow { case_id: id(2), ..blob.clone() }, [5; 32]), (BlobRow { size: 8, ..blob.clone() }, [5; 32]), (blob.clone(), [6; 32])]
    {
        assert!(matches!(store.write().await.unwrap().claim_upload(&wrong, &sum).await, Err(StoreError::Conflict)));
    }
    commit!(store, |tx| tx.claim_upload(&blob, &[5; 32]).await.unwrap());
    let mut tx = store.read().await.unwrap();
    assert_eq!((tx.upload(&id(7)).await.unwrap(), tx.blob(&id(7)).await.unwrap()), (None, Some(blob)));
    assert!(matches!(store.write().await.unwrap().delete_upload(&id(7)).await, Err(StoreError::Conflict)));
}

async fn a_deleted_case_leaves_nothing_and_harms_no_other(place: Place) {
    let store = place.open().await;
    for n in [1, 2] {
        commit!(store, |tx| {
            tx.insert_case(&case(n)).await.unwrap();
            tx.insert_mailbox(&mailbox(n + 10, n)).await.unwrap();
            tx.insert_part(&part(n + 20, n)).await.unwrap();
            let (key_id, version, sealed) = (1, 1, vec![n]);
            tx.insert_grant(&GrantRow { id: id(n + 30), case_id: id(n), key_id, version, sealed }).await.unwrap();
            tx.insert_blob(&BlobRow { id: id(n + 40), case_id: id(n), size: 9 }).await.unwrap();
            tx.insert_upload(&upload(n + 50, n)).await.unwrap();
        });
    }
    commit!(store, |tx| tx.delete_case(&id(1)).await.unwrap());
    let mut tx = store.read().await.unwrap();
    for (n, left) in [(1, 0), (2, 1)] {
        assert_eq!(usize::from(tx.case(&id(n)).await.unwrap().is_some()), left);
        assert_eq!(usize::from(tx.mailbox_of(&id(n)).await.unwrap().is_some()), left);
        assert_eq!(tx.parts(&id(n)).await.unwrap().len(), left);
        assert_eq!(tx.grants(&id(n)).await.unwrap().len(), left);
        assert_eq!(tx.blobs(&id(n)).await.unwrap().len(), left);
        assert_eq!(tx.uploads(&id(n)).await.unwrap().len(), left);
    }
    assert_eq!(tx.all_blobs().await.unwrap().len(), 1);
}

async fn changes_under_a_locked_case_follow_one_another(place: Place) {
    let (one, other) = (place.open().await, place.open().await);
    commit!(one, |tx| tx.insert_case(&case(1)).await.unwrap());
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..8 {
        let store = if n % 2 == 0 { one.clone() } else { other.clone() };
        tasks.spawn(async move {
            for _ in 0..5 {
                let mut tx = store.write().await.unwrap();
                let mut row = tx.lock_case(&id(1)).await.unwrap().unwrap();
                let before = row.version;
                row.version += 1;
                tokio::task::yield_now().await;
                tx.update_case(&row, before).await.expect("nobody came between");
                tx.commit().await.unwrap();
            }
        });
    }
    while let Some(task) = tasks.join_next().await {
        task.unwrap();
    }
    assert_eq!(one.read().await.unwrap().case(&id(1)).await.unwrap().unwrap().version, 41);
    assert_eq!(one.write().await.unwrap().lock_case(&id(2)).await.unwrap(), None);
}

async fn two_processes_share_one_database(place: Place) {
    let (server, command) = tokio::join!(place.open(), place.open());
    commit!(server, |tx| tx.insert_case(&case(1)).await.unwrap());
    commit!(command, |tx| tx.insert_case(&case(2)).await.unwrap());
    for store in [server, command] {
        assert_eq!(store.read().await.unwrap().cases().await.unwrap(), [case(1), case(2)]);
    }
}

async fn a_newer_schema_is_refused(place: Place) {
    let store = place.open().await;
    commit!(store, |tx| run_raw(&mut tx, "INSERT INTO schema_migrations VALUES (99, 'later')").await.unwrap());
    match Store::open(&place.options()).await {
        Err(StoreError::NewerSchema { found: 99, known }) => assert!(known < 99),
        other => panic!("{:?}", other.map(drop)),
    }
}

async fn a_changed_migration_is_refused(place: Place) {
    let store = place.open().await;
    commit!(store, |tx| run_raw(&mut tx, "UPDATE schema_migrations SET hash = 'x' WHERE version = 1").await.unwrap());
    match Store::open(&place.options()).await {
        Err(StoreError::ChangedMigration { version: 1 }) => {}
        other => panic!("{:?}", other.map(drop)),
    }
}

async fn opening_again_changes_nothing(place: Place) {
    let store = place.open().await;
    commit!(store, |tx| tx.insert_case(&case(1)).await.unwrap());
    store.close().await;
    assert!(store.read().await.is_err());
    assert_eq!(place.open().await.read().await.unwrap().cases().await.unwrap(), [case(1)]);
}

async fn the_database_knows_the_time(place: Place) {
    let here = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
    let there = place.open().await.database_clock().await.unwrap();
    assert!((0..30).contains(&(there - here)), "{here} {there}");
}

// What holds for one of the two alone.

#[tokio::test]
async fn a_failed_commit_does_not_wedge_sqlite() {
    let store = Place::sqlite().await;
    let store = store.open().await;
    let mut tx = store.write().await.unwrap();
    run_raw(&mut tx, "PRAGMA defer_foreign_keys = ON").await.unwrap();
    tx.insert_part(&part(3, 1)).await.unwrap();
    assert!(tx.commit().await.is_err());
    commit!(store, |tx| tx.insert_case(&case(1)).await.unwrap());
    let mut tx = store.read().await.unwrap();
    assert_eq!((tx.cases().await.unwrap().len(), tx.parts(&id(1)).await.unwrap().len()), (1, 0));
}

#[tokio::test]
async fn sqlite_files_are_private_and_every_connection_has_its_settings() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("t.db");
    let options = StoreOptions::new(format!("sqlite:{}", file.display()), folder.path().join("blobs"));
    let store = Store::open(&options).await.unwrap();
    for (mut tx, query_only) in [(store.write().await.unwrap(), 0), (store.read().await.unwrap(), 1)] {
        let Tx::Sqlite(t) = &mut tx else { panic!() };
        for (pragma, wanted) in
            [("synchronous", 2), ("secure_delete", 1), ("temp_store", 2), ("foreign_keys", 1), ("query_only", query_only)]
        {
            let text = AssertSqlSafe(format!("PRAGMA {pragma}"));
            let (found,): (i64,) = sqlx::query_as(text).fetch_one(&mut **t).await.unwrap();
            assert_eq!(found, wanted, "{pragma}");
        }
        let (mode,): (String,) = sqlx::query_as("PRAGMA journal_mode").fetch_one(&mut **t).await.unwrap();
        assert_eq!(mode, "wal");
    }
    for name in ["t.db", "t.db-wal", "t.db-shm"] {
        assert_eq!(std::fs::metadata(folder.path().join(name)).unwrap().mode() & 0o777, 0o600, "{name}");
    }
}

#[tokio::test]
async fn an_address_of_no_known_or_reachable_database_is_a_plain_error() {
    let folder = tempfile::tempdir().unwrap();
    let open = async |url: &str| {
        let mut options = StoreOptions::new(url, folder.path().join("blobs"));
        options.statement_timeout = Duration::from_secs(2);
        Store::open(&options).await.map(drop).unwrap_err()
    };
    for url in ["", "mysql://x", "sqlite:", "sqlite::memory:", "postgres://[secret"] {
        let error = open(url).await;
        assert!(matches!(error, StoreError::Url(_)), "{url}: {error}");
        assert!(!error.to_string().contains("secret"));
    }
    let nobody = format!("postgres://me:secret@localhost/tocsin?host={}", folder.path().display());
    let error = open(&nobody).await;
    assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
    assert!(!format!("{error} {error:?}").contains("secret"));
    let nowhere = format!("sqlite:{}/absent/t.db", folder.path().display());
    assert!(matches!(open(&nowhere).await, StoreError::Io { .. }));
}
