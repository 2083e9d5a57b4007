//! What the folder of sealed attachments promises; no different under either database.

mod support;

use std::os::unix::fs::MetadataExt;
use std::time::Duration;
use support::Place;
use tocsin::store::{BlobCheck, BlobRow, CaseRow, HeldBlob, Store, StoreError, Swept};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

fn id(n: u8) -> [u8; 16] {
    [n; 16]
}

async fn read_blob(store: &Store, n: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    store.blobs().reader(&id(n)).await.unwrap().read_to_end(&mut bytes).await.unwrap();
    bytes
}

/// Every file below the blob folder.
fn files(place: &Place) -> Vec<std::path::PathBuf> {
    let folders = std::fs::read_dir(place.blobs()).unwrap().map(|entry| entry.unwrap().path());
    folders.flat_map(|folder| std::fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finished_blob_is_whole_and_listed() {
    let place = Place::sqlite().await;
    let store = place.open().await;
    assert_eq!(store.blobs().list().await.unwrap(), Vec::<[u8; 16]>::new());
    for (n, length) in [(1, 0), (2, 4096), (3, 3 << 20)] {
        let bytes: Vec<u8> = (0..length).map(|at: usize| (at / 7) as u8).collect();
        let mut writer = store.blobs().writer(&id(n));
        for chunk in bytes.chunks(70_001) {
            writer.write_all(chunk).await.unwrap();
        }
        writer.flush().await.unwrap();
        writer.shutdown().await.unwrap();
        assert!(matches!(store.blobs().reader(&id(n)).await.map(drop), Err(StoreError::NoBlob)));
        writer.finish().await.unwrap();
        assert!(read_blob(&store, n).await == bytes, "{length} bytes");
    }
    let mut listed = store.blobs().list().await.unwrap();
    listed.sort();
    assert_eq!(listed, [id(1), id(2), id(3)]);
    assert_eq!(std::fs::metadata(place.blobs()).unwrap().mode() & 0o777, 0o700);
    for file in files(&place) {
        for path in [file.as_path(), file.parent().unwrap()] {
            assert_eq!(std::fs::metadata(path).unwrap().mtime() % 86_400, 0, "{}", path.display());
        }
        assert_eq!(file.file_name().unwrap().len(), 32);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unfinished_blob_leaves_nothing() {
    let place = Place::sqlite().await;
    let store = place.open().await;
    for length in [10, 3 << 20] {
        let mut writer = store.blobs().writer(&id(1));
        writer.write_all(&vec![7; length]).await.unwrap();
        writer.shutdown().await.unwrap();
        drop(writer);
    }
    // The staged file is removed on a thread of its own.
    for _ in 0..100 {
        if files(&place).is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(files(&place), Vec::<std::path::PathBuf>::new());
    assert_eq!(store.blobs().list().await.unwrap(), Vec::<[u8; 16]>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blob_can_be_deleted_twice() {
    let place = Place::sqlite().await;
    let store = place.open().await;
    let mut writer = store.blobs().writer(&id(1));
    writer.write_all(b"sealed").await.unwrap();
    writer.finish().await.unwrap();
    store.blobs().delete(&id(1)).await.unwrap();
    store.blobs().delete(&id(1)).await.unwrap();
    assert!(matches!(store.blobs().reader(&id(1)).await.map(drop), Err(StoreError::NoBlob)));
    assert_eq!(files(&place), Vec::<std::path::PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_dead_process_is_swept_up_after() {
    let place = Place::sqlite().await;
    let store = place.open().await;
    let staged = place.blobs().join("ab").join(format!("{}#1", "ab".repeat(16)));
    std::fs::write(&staged, b"half").unwrap();
    let beside = place.open().await;
    assert!(staged.exists(), "another process may still be writing it");
    assert_eq!(beside.blobs().list().await.unwrap(), Vec::<[u8; 16]>::new());
    drop((store, beside));
    let _store = place.open().await;
    assert!(!staged.exists());
}

async fn written(store: &Store, n: u8) -> HeldBlob {
    let mut writer = store.blobs().writer(&id(n));
    writer.write_all(b"sealed").await.unwrap();
    writer.finish().await.unwrap()
}

async fn named(store: &Store, n: u8) {
    let row = BlobRow { id: id(n), case_id: id(100), size: 6 };
    store.commit(move |tx| Box::pin(async move { tx.insert_blob(&row).await })).await.unwrap();
}

async fn a_case(store: &Store) {
    let row = CaseRow { id: id(100), key_id: 1, version: 1, purge_month: 202701, sealed: vec![1] };
    store.commit(move |tx| Box::pin(async move { tx.insert_case(&row).await })).await.unwrap();
}

async fn listed(store: &Store) -> Vec<u8> {
    let mut all: Vec<u8> = store.blobs().list().await.unwrap().iter().map(|id| id[0]).collect();
    all.sort_unstable();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_process_left_unnamed_goes_at_the_first_sweep_and_what_a_row_names_stays() {
    let place = Place::sqlite().await;
    let store = place.open().await;
    a_case(&store).await;
    for n in 1..=3 {
        drop(written(&store, n).await);
    }
    named(&store, 2).await;
    drop(store);
    let store = place.open().await;
    // Begun by this process: about to be named.
    let held = written(&store, 4).await;
    let swept = store.sweep_blobs(Duration::from_secs(3600)).await.unwrap();
    assert_eq!(swept, Swept { removed: 2, watched: 0, failed: 0 });
    assert_eq!(listed(&store).await, [2, 4]);
    named(&store, 4).await;
    drop(held);
    assert_eq!(store.sweep_blobs(Duration::ZERO).await.unwrap(), Swept::default());
    assert_eq!(listed(&store).await, [2, 4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_process_may_be_about_to_name_is_watched_for_as_long_as_an_upload_may_take() {
    let place = Place::sqlite().await;
    let (store, other) = (place.open().await, place.open().await);
    a_case(&store).await;
    let _held = (written(&other, 1).await, written(&other, 2).await);
    let staged = place.blobs().join("07").join(format!("{}#1", "07".repeat(16)));
    std::fs::write(&staged, b"half").unwrap();
    let patience = Duration::from_millis(300);
    assert_eq!(store.sweep_blobs(patience).await.unwrap(), Swept { removed: 0, watched: 3, failed: 0 });
    assert_eq!(store.sweep_blobs(patience).await.unwrap(), Swept { removed: 0, watched: 3, failed: 0 });
    named(&other, 2).await;
    tokio::time::sleep(patience).await;
    assert_eq!(store.sweep_blobs(patience).await.unwrap(), Swept { removed: 2, watched: 0, failed: 0 });
    assert!(!staged.exists());
    assert_eq!(listed(&store).await, [2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sweep_never_takes_what_is_being_written_and_named_meanwhile() {
    let place = Place::sqlite().await;
    let store = place.open().await;
    a_case(&store).await;
    let sweeper = {
        let store = store.clone();
        tokio::spawn(async move {
            loop {
                store.sweep_blobs(Duration::ZERO).await.unwrap();
            }
        })
    };
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..90 {
        let store = store.clone();
        tasks.spawn(async move {
            let held = written(&store, n).await;
            named(&store, n).await;
            drop(held);
        });
    }
    tasks.join_all().await;
    sweeper.abort();
    assert_eq!(listed(&store).await, (0..90).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_not_ours_are_left_alone() {
    let place = Place::sqlite().await;
    drop(place.open().await);
    let names = ["README", "ab#", &"AB".repeat(16), &format!("{}0", "ab".repeat(16)), &"cd".repeat(16), &format!("{}#x", "ab".repeat(16))];
    for name in names {
        std::fs::write(place.blobs().join("ab").join(name), b"x").unwrap();
    }
    let store = place.open().await;
    assert_eq!(store.sweep_blobs(Duration::ZERO).await.unwrap(), Swept::default());
    assert_eq!(files(&place).len(), names.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_whose_file_is_gone_or_cut_is_counted_and_not_touched() {
    let place = Place::sqlite().await;
    let store = place.open().await;
    a_case(&store).await;
    for n in 1..=4 {
        let _held = written(&store, n).await;
        if n < 4 {
            named(&store, n).await;
        }
    }
    let file = |n: u8| place.blobs().join(format!("0{n}")).join(format!("0{n}").repeat(16));
    std::fs::remove_file(file(1)).unwrap();
    std::fs::write(file(2), b"cut").unwrap();
    assert_eq!(store.check_blobs().await.unwrap(), BlobCheck { named: 3, missing: 1, wrong_size: 1, unnamed: 1 });
    assert_eq!(store.read().await.unwrap().all_blobs().await.unwrap().len(), 3);
}
