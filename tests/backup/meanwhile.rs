//! What is destroyed while a copy is made does not come back with it; what is damaged already is said.

use std::collections::BTreeSet;
use std::path::Path;

use ring::rand::SystemRandom;
use tocsin::app::TokenKey;
use tocsin::app::backup::{self, Named, Restoring, Source};
use tocsin::store::{BlobRow, CaseRow, GrantRow, Store, StoreOptions};
use tocsin_seal::{DeploymentId, Identity, SigningKey};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

on_both! {
    a_case_that_is_destroyed_while_the_copy_is_made_is_not_in_what_is_restored,
}

async fn case(store: &Store, name: u8, file: &[u8]) {
    let id = [name; 16];
    let mut writer = store.blobs().writer(&id);
    writer.write_all(file).await.unwrap();
    let held = writer.finish().await.unwrap();
    let mut tx = store.write().await.unwrap();
    tx.insert_case(&CaseRow { id, key_id: 1, version: 1, purge_month: 202_701, sealed: vec![name] }).await.unwrap();
    tx.insert_grant(&GrantRow { id, case_id: id, key_id: 1, version: 1, sealed: vec![name; 40] }).await.unwrap();
    tx.insert_blob(&BlobRow { id, case_id: id, size: file.len() as i64 }).await.unwrap();
    tx.commit().await.unwrap();
    drop(held);
}

fn options(folder: &Path, url: Option<String>) -> StoreOptions {
    StoreOptions::new(url.unwrap_or_else(|| format!("sqlite:{}", folder.join("tocsin.db").display())), folder.join("blobs"))
}

async fn a_case_that_is_destroyed_while_the_copy_is_made_is_not_in_what_is_restored(database: Option<String>) {
    let folder = tempfile::tempdir().unwrap();
    let again = match &database {
        Some(_) => Some(crate::postgres::fresh_schema().await),
        None => None,
    };
    let store = Store::open(&options(folder.path(), database)).await.unwrap();
    let large = vec![7; 700_000];
    for name in [1, 2, 3] {
        case(&store, name, &large).await;
    }
    // The third attachment was lost long ago.
    store.blobs().delete(&[3; 16]).await.unwrap();
    let rng = SystemRandom::new();
    let (deployment, identity) = (DeploymentId::random(&rng).unwrap(), Identity::generate(&rng).unwrap());
    let token_key = TokenKey::from_bytes(&[7; 32]);
    let config = folder.path().join("tocsin.toml");
    std::fs::write(&config, "# a configuration").unwrap();
    let source = Source {
        store: &store,
        deployment: &deployment,
        roster_key: SigningKey::generate(&rng).unwrap().public(),
        token_key: &token_key,
        now: 1_800_000_000,
        files: vec![Named { name: backup::CONFIG.to_owned(), path: config }],
        recipient: identity.recipient(),
    };
    let to = folder.path().join("one.age");
    let mut destroyed = false;
    let destroy = async |store: &Store| {
        let mut tx = store.write().await.unwrap();
        tx.delete_case(&[2; 16]).await.unwrap();
        tx.commit().await.unwrap();
        store.blobs().delete(&[2; 16]).await.unwrap();
    };
    let written = backup::write(&source, &to, |_, _| {
        if !std::mem::replace(&mut destroyed, true) {
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(destroy(&store)));
        }
    })
    .await
    .unwrap();
    assert_eq!((written.blobs, written.damaged), (1, 1));

    let checked = backup::check(&to, &identity, |_, _| {}).unwrap();
    assert_eq!((checked.blobs, checked.damaged), (1, 1));
    let target = folder.path().join("new");
    let stage = folder.path().join("stage");
    let new = options(&target, again.clone());
    let staged = options(&stage, again);
    let what = Restoring {
        file: &to,
        identity: &identity,
        checked: &checked,
        stage: &stage,
        target: &target,
        config: &checked.config,
        url: &staged.url,
        blobs: &staged.blobs,
        onion: &folder.path().join("onion"),
    };
    let restored = backup::restore(&what, |_, _| {}).await.unwrap();
    assert_eq!(restored.blobs, 1);
    let store = Store::open(&new).await.unwrap();
    let mut tx = store.read().await.unwrap();
    let cases: BTreeSet<[u8; 16]> = tx.cases().await.unwrap().iter().map(|case| case.id).collect();
    assert_eq!(cases, [[1; 16], [3; 16]].into());
    assert!(tx.grants(&[2; 16]).await.unwrap().is_empty());
    assert_eq!(tx.grants(&[3; 16]).await.unwrap()[0].sealed, vec![3; 40]);
    assert_eq!(store.blobs().list().await.unwrap(), [[1; 16]]);
    let mut found = Vec::new();
    store.blobs().reader(&[1; 16]).await.unwrap().read_to_end(&mut found).await.unwrap();
    assert!(found == large, "the attachment is as it was");
    assert!(backup::check_origin(&target, &token_key, &source.roster_key).unwrap().is_some());
    assert!(backup::check_origin(&target, &TokenKey::from_bytes(&[8; 32]), &source.roster_key).is_err());
}
