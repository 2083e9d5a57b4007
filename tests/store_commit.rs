//! Jobs that share a commit: nothing is acknowledged before it is durable, and nobody pays for another's fault.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use support::{Place, on_both_databases};
use tocsin::store::*;

on_both_databases! {
    what_was_acknowledged_is_there,
    a_refusal_speaks_only_of_what_is_stored,
    an_error_of_one_job_undoes_that_job_alone,
    a_panic_in_one_job_undoes_that_job_alone,
    a_job_that_nobody_waits_for_leaves_all_or_nothing,
    changes_of_one_case_by_many_never_get_lost,
    a_closed_store_has_committed_what_waited_and_refuses_the_rest,
}

fn case(n: u16) -> CaseRow {
    let mut id = [0; 16];
    id[..2].copy_from_slice(&n.to_be_bytes());
    CaseRow { id, key_id: 7, version: 1, purge_month: 202712, sealed: vec![n as u8; 40] }
}

async fn insert(store: Store, n: u16) -> Result<(), StoreError> {
    store.commit(move |tx| Box::pin(async move { tx.insert_case(&case(n)).await })).await
}

async fn stored(store: &Store) -> Vec<u16> {
    let rows = store.read().await.unwrap().cases().await.unwrap();
    rows.iter().map(|row| u16::from_be_bytes([row.id[0], row.id[1]])).collect()
}

async fn what_was_acknowledged_is_there(place: Place) {
    let store = place.open().await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..200 {
        let store = store.clone();
        tasks.spawn(async move {
            insert(store.clone(), n).await.unwrap();
            assert!(stored(&store).await.contains(&n));
        });
    }
    tasks.join_all().await;
    assert_eq!(stored(&store).await, (0..200).collect::<Vec<_>>());
}

/// "It is there already" must mean that it is there: whoever hears it goes and reads.
async fn a_refusal_speaks_only_of_what_is_stored(place: Place) {
    let store = place.open().await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..300 {
        let store = store.clone();
        tasks.spawn(async move {
            let number = n / 3;
            match insert(store.clone(), number).await {
                Ok(()) | Err(StoreError::Duplicate) => assert!(stored(&store).await.contains(&number), "{number}"),
                Err(other) => panic!("{other}"),
            }
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended.unwrap();
    }
}

async fn an_error_of_one_job_undoes_that_job_alone(place: Place) {
    let store = place.open().await;
    insert(store.clone(), 500).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..60 {
        let store = store.clone();
        tasks.spawn(async move {
            let bad = n % 3 == 0;
            let done = store.commit(move |tx| {
                Box::pin(async move {
                    tx.insert_case(&case(n)).await?;
                    // After its own row, so that there is something to undo.
                    if bad { tx.insert_case(&case(500)).await } else { Ok(()) }
                })
            });
            match done.await {
                Err(StoreError::Duplicate) => assert!(bad),
                other => assert!(!bad && other.is_ok(), "{other:?}"),
            }
        });
    }
    tasks.join_all().await;
    let wanted: Vec<u16> = (0..60).filter(|n| n % 3 != 0).chain([500]).collect();
    assert_eq!(stored(&store).await, wanted);
}

async fn a_panic_in_one_job_undoes_that_job_alone(place: Place) {
    let store = place.open().await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..40 {
        let store = store.clone();
        tasks.spawn(async move {
            let done = store.commit(move |tx| {
                Box::pin(async move {
                    tx.insert_case(&case(n)).await?;
                    assert!(n % 4 != 0, "a fault of the program, meant for this test");
                    Ok::<_, StoreError>(())
                })
            });
            (n, done.await)
        });
    }
    let mut kept = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok((n, Ok(()))) => kept.push(n),
            Ok((n, Err(error))) => assert!(matches!(error, StoreError::BrokenOff) && n % 4 == 0, "{error}"),
            // On PostgreSQL the caller runs the job itself.
            Err(error) => assert!(error.is_panic()),
        }
    }
    kept.sort_unstable();
    assert_eq!(kept, (0..40).filter(|n| n % 4 != 0).collect::<Vec<_>>());
    assert_eq!(stored(&store).await, kept);
    insert(store, 99).await.unwrap();
}

async fn a_job_that_nobody_waits_for_leaves_all_or_nothing(place: Place) {
    let store = place.open().await;
    for n in 0..40u16 {
        let job = store.commit(move |tx| {
            Box::pin(async move {
                tx.insert_case(&case(2 * n)).await?;
                tx.insert_case(&case(2 * n + 1)).await
            })
        });
        let _ = tokio::time::timeout(Duration::from_micros(u64::from(n) * 100), job).await;
    }
    insert(store.clone(), 1000).await.unwrap();
    let there = stored(&store).await;
    for n in 0..40 {
        assert_eq!(there.contains(&(2 * n)), there.contains(&(2 * n + 1)), "half of job {n}");
    }
}

async fn changes_of_one_case_by_many_never_get_lost(place: Place) {
    let store = place.open().await;
    insert(store.clone(), 1).await.unwrap();
    let conflicts = Arc::new(AtomicUsize::new(0));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (store, conflicts) = (store.clone(), Arc::clone(&conflicts));
        tasks.spawn(async move {
            for _ in 0..10 {
                loop {
                    let mut row = store.read().await.unwrap().case(&case(1).id).await.unwrap().unwrap();
                    let before = row.version;
                    row.version += 1;
                    match store.commit(move |tx| Box::pin(async move { tx.update_case(&row, before).await })).await {
                        Ok(()) => break,
                        Err(StoreError::Conflict) => conflicts.fetch_add(1, Ordering::Relaxed),
                        Err(other) => panic!("{other}"),
                    };
                }
            }
        });
    }
    tasks.join_all().await;
    assert_eq!(store.read().await.unwrap().case(&case(1).id).await.unwrap().unwrap().version, 81);
    assert!(conflicts.load(Ordering::Relaxed) > 0, "the eight never met: the test shows nothing");
}

async fn a_closed_store_has_committed_what_waited_and_refuses_the_rest(place: Place) {
    let store = place.open().await;
    let tasks: Vec<_> = (0..100).map(|n| tokio::spawn(insert(store.clone(), n))).collect();
    tokio::task::yield_now().await;
    store.close().await;
    let mut acknowledged = Vec::new();
    for (n, task) in (0..).zip(tasks) {
        match task.await.unwrap() {
            Ok(()) => acknowledged.push(n),
            Err(error) => assert!(error.is_passing() && !error.is_full(), "{error}"),
        }
    }
    assert!(insert(store.clone(), 900).await.is_err());
    store.close().await;
    assert_eq!(stored(&place.open().await).await, acknowledged);
}

// What holds for SQLite alone.

#[tokio::test(flavor = "multi_thread")]
async fn jobs_that_come_while_another_is_committed_share_one_commit() {
    let place = Place::sqlite().await;
    let store = place.open().await;
    // The write connection is taken, so that they all wait.
    let blocker = store.write().await.unwrap();
    let tasks: Vec<_> = (0..30).map(|n| tokio::spawn(insert(store.clone(), n))).collect();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let before = wal(&place);
    drop(blocker);
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    // Each commit by itself writes at least one page of its own to the log; 30 of them together far less.
    let pages = (wal(&place) - before) / 4096;
    assert!((1..15).contains(&pages), "{pages} pages");
    store.close().await;
    assert_eq!(wal(&place), 0, "the log is folded into the file");
}

fn wal(place: &Place) -> u64 {
    std::fs::metadata(place.blobs().with_file_name("tocsin.db-wal")).map_or(0, |file| file.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_fails_acknowledges_none_of_its_jobs_and_the_innocent_succeed_when_they_try_again() {
    let place = Place::sqlite().await;
    let store = place.open().await;
    // The write connection is taken, and one job waits for it: the rest share the group after that.
    let blocker = store.write().await.unwrap();
    let pilot = tokio::spawn(insert(store.clone(), 20));
    tokio::time::sleep(Duration::from_millis(200)).await;
    let bad = PartRow { id: [1; 16], case_id: [77; 16], key_id: 4, version: 1, sealed: vec![], body: None };
    let poison = {
        let (store, bad) = (store.clone(), bad.clone());
        tokio::spawn(async move { poisoned(&store, bad).await })
    };
    let tasks: Vec<_> = (0..10).map(|n| tokio::spawn(insert(store.clone(), n))).collect();
    tokio::time::sleep(Duration::from_millis(200)).await;
    drop(blocker);
    pilot.await.unwrap().unwrap();
    let poison = poison.await.unwrap();
    assert!(matches!(poison, Err(StoreError::Interrupted)), "{poison:?}");
    let mut interrupted = 0;
    for (n, task) in (0..).zip(tasks) {
        if let Err(error) = task.await.unwrap() {
            assert!(matches!(error, StoreError::Interrupted), "{error}");
            interrupted += 1;
            insert(store.clone(), n).await.unwrap();
        }
    }
    assert!(interrupted > 0, "nobody shared the commit that failed");
    assert_eq!(stored(&store).await, (0..10).chain([20]).collect::<Vec<_>>());
    // Alone it hears its own fault, and harms nobody.
    let error = poisoned(&store, bad).await.unwrap_err();
    assert!(!error.is_passing(), "{error}");
    insert(store, 11).await.unwrap();
}

/// A row whose foreign key is looked at by COMMIT only, and then fails it.
async fn poisoned(store: &Store, bad: PartRow) -> Result<(), StoreError> {
    store
        .commit(move |tx| {
            Box::pin(async move {
                let Tx::Sqlite(t) = &mut *tx else { panic!() };
                sqlx::query("PRAGMA defer_foreign_keys = ON").execute(&mut **t).await.unwrap();
                tx.insert_part(&bad).await
            })
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_hangs_is_undone_and_holds_the_others_up_no_longer_than_the_limit() {
    let place = Place::sqlite().await;
    let mut options = place.options();
    options.statement_timeout = Duration::from_millis(500);
    let store = Store::open(&options).await.unwrap();
    let hanging = {
        let store = store.clone();
        tokio::spawn(async move {
            store
                .commit(|tx| {
                    Box::pin(async move {
                        tx.insert_case(&case(1)).await?;
                        std::future::pending::<Result<(), StoreError>>().await
                    })
                })
                .await
        })
    };
    tokio::time::sleep(Duration::from_millis(50)).await;
    tokio::time::timeout(Duration::from_secs(5), insert(store.clone(), 2)).await.unwrap().unwrap();
    assert!(matches!(hanging.await.unwrap(), Err(StoreError::Busy)));
    assert_eq!(stored(&store).await, [2]);
}
