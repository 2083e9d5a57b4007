//! What the folder of sealed attachments promises; no different under either database.

mod support;

use std::os::unix::fs::MetadataExt;
use std::time::Duration;
use support::Place;
use tocsin::store::{Store, StoreError};
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
