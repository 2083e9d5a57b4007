//! Target of this ring: what may be inside a file that was sealed to the backup recipient, who is no secret.

use std::sync::LazyLock;

use ring::rand::SystemRandom;
use tocsin_seal::{DeploymentId, Identity, SigningKey};

use super::read::{Backup, whole};
use super::{CONFIG, Named, Source, write};
use crate::app::TokenKey;
use crate::fuzzing::memory;
use crate::store::{BlobRow, CaseRow, Store, StoreOptions};

/// The archive inside a real backup: two rows, an attachment that is missing, a configuration.
static ARCHIVE: LazyLock<Vec<u8>> = LazyLock::new(|| crate::app::fuzzing::RUNTIME.block_on(archive()));

async fn archive() -> Vec<u8> {
    let (folder, rng) = (tempfile::tempdir_in(memory()).unwrap(), SystemRandom::new());
    let url = format!("sqlite:{}", folder.path().join("t.db").display());
    let store = Store::open(&StoreOptions::new(url, folder.path().join("blobs"))).await.unwrap();
    let mut tx = store.write().await.unwrap();
    tx.insert_case(&CaseRow { id: [1; 16], key_id: 1, version: 1, purge_month: 202_701, sealed: vec![1; 30] }).await.unwrap();
    tx.insert_blob(&BlobRow { id: [1; 16], case_id: [1; 16], size: 4 }).await.unwrap();
    tx.commit().await.unwrap();
    let config = folder.path().join("tocsin.toml");
    std::fs::write(&config, "demo = true").unwrap();
    let identity = Identity::generate(&rng).unwrap();
    let source = Source {
        store: &store,
        deployment: &DeploymentId::random(&rng).unwrap(),
        roster_key: SigningKey::generate(&rng).unwrap().public(),
        token_key: &TokenKey::from_bytes(&[1; 32]),
        now: 1_800_000_000,
        files: vec![Named { name: CONFIG.to_owned(), path: config }],
        recipient: identity.recipient(),
    };
    let to = folder.path().join("one.age");
    write(&source, &to, |_, _| {}).await.unwrap();
    let open = tocsin_seal::open(&std::fs::read(to).unwrap(), &identity, 1).unwrap();
    store.close().await;
    open.to_vec()
}

/// A backup is taken only to its last byte, and holds what its manifest says.
pub(crate) fn archive_inside(bytes: &[u8]) {
    let read = |bytes: &[u8]| Backup::reading(bytes.to_vec().as_slice(), 1 << 20).and_then(|backup| whole(backup, |_, _| {})).is_ok();
    if !read(bytes) {
        return;
    }
    // What was taken ends in zeros; everything before them belongs to it.
    let content = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
    assert!(!read(&bytes[..content - 1]), "taken without its end");
    let mut more = bytes.to_vec();
    more.push(1);
    assert!(!read(&more), "taken with something behind it");
}

/// The archive of a real backup, whole and cut.
pub(crate) fn archive_seeds() -> Vec<Vec<u8>> {
    let whole = ARCHIVE.clone();
    let half = whole[..whole.len() / 2].to_vec();
    vec![whole, half]
}
