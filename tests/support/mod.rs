//! What several test binaries share.
#![allow(dead_code, reason = "no test binary uses all of it")]

pub mod postgres;

use std::path::PathBuf;
use tempfile::TempDir;
use tocsin::store::{Store, StoreOptions};

/// Every promise becomes one test per database.
#[allow(unused_macros, reason = "not every test binary has promises for both")]
macro_rules! on_both_databases {
    ($($promise:ident,)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $promise() {
                super::$promise(crate::Place::sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $promise() {
                super::$promise(crate::Place::postgres().await).await;
            })*
        }
    };
}
#[allow(unused_imports, reason = "not every test binary has promises for both")]
pub(crate) use on_both_databases;

/// An empty database of one kind and an empty blob folder; gone when dropped.
pub struct Place {
    folder: TempDir,
    url: String,
}

impl Place {
    /// On SQLite.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("temporary folder");
        let url = format!("sqlite:{}", folder.path().join("tocsin.db").display());
        Self { folder, url }
    }

    /// On PostgreSQL.
    pub async fn postgres() -> Self {
        Self { folder: tempfile::tempdir().expect("temporary folder"), url: postgres::fresh_schema().await }
    }

    /// Where it is.
    pub fn options(&self) -> StoreOptions {
        StoreOptions::new(&self.url, self.blobs())
    }

    /// The blob folder.
    pub fn blobs(&self) -> PathBuf {
        self.folder.path().join("blobs")
    }

    /// Opens it, once more if it is open already.
    pub async fn open(&self) -> Store {
        Store::open(&self.options()).await.expect("open")
    }
}
