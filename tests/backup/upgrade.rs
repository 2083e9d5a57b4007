//! A new program finds a database of an older schema: it takes a backup first, or says that there is none.

use std::fs;

use tocsin::config::Settings;
use tocsin::store::{Store, StoreOptions};

use super::demo::{Demo, said};
use super::{Lived, bring_keys, fresh_machine, good, postgres, restoring, tocsin};

on_both! {
    an_upgrade_takes_a_backup_by_itself_or_does_not_begin,
}

/// The same rows in a new database of the first schema.
async fn older(lived: &Lived, new: &str) {
    let settings = Settings::load(&lived.path("data/tocsin.toml")).unwrap();
    let blobs = tempfile::tempdir().unwrap();
    let from = Store::open(&StoreOptions::new(settings.database.url, blobs.path())).await.unwrap();
    let to = Store::connect(&StoreOptions::new(new, blobs.path())).await.unwrap();
    let (mut read, mut write) = (from.read().await.unwrap(), to.write_copy(1).await.unwrap());
    for table in write.tables().await.unwrap() {
        for row in read.page(&table, &[], 1_000).await.unwrap() {
            write.insert_copy(&table, &row).await.unwrap();
        }
    }
    write.commit().await.unwrap();
    drop(read);
    from.close().await;
    to.close().await;
}

async fn schema(url: &str) -> i64 {
    let blobs = tempfile::tempdir().unwrap();
    let store = Store::connect(&StoreOptions::new(url, blobs.path())).await.unwrap();
    let found = store.read().await.unwrap().schema().await.unwrap();
    store.close().await;
    found
}

async fn an_upgrade_takes_a_backup_by_itself_or_does_not_begin(database: Option<String>) {
    assert!(Store::newest_schema() > 1, "there is a schema to come from");
    let mut lived = Lived::on(database.as_deref()).await;
    lived.demo.kill();
    let new = match database {
        Some(_) => postgres::fresh_schema().await,
        None => format!("sqlite:{}", lived.path("data/old.db").display()),
    };
    older(&lived, &new).await;
    let file = lived.path("data/tocsin.toml");
    let config = fs::read_to_string(&file).unwrap();
    let config: String = config
        .lines()
        .filter(|line| !line.starts_with("[database]") && !line.starts_with("url = "))
        .fold(String::new(), |text, line| text + line + "\n");
    let config = format!("{config}\n[database]\nurl = \"{new}\"\n");
    let configured =
        |to: &str| fs::write(&file, format!("{config}[backup]\nrecipient = \"../backup-key.txt.pub\"\nto = \"{to}\"\n")).unwrap();
    let list = || tocsin(lived.demo.folder.path(), &["cases", "list", "--data", "data", "--json"]);

    // Where there is no room for a backup, nothing is changed.
    configured("/proc/nowhere");
    let refused = list();
    assert!(!refused.status.success() && said(&refused.stderr).contains("nothing was changed"), "{}", said(&refused.stderr));
    assert_eq!(schema(&new).await, 1);

    fs::create_dir(lived.path("backups")).unwrap();
    configured("../backups");
    let done = list();
    assert!(done.status.success() && said(&done.stderr).contains("before the database goes from schema 1"), "{}", said(&done.stderr));
    assert!(said(&done.stdout).contains(&lived.case));
    assert_eq!(schema(&new).await, Store::newest_schema());
    assert!(!said(&list().stderr).contains("schema"), "once is enough");
    let made: Vec<_> = fs::read_dir(lived.path("backups")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [made] = &made[..] else { panic!("{made:?}") };
    fs::copy(made, lived.path("before.age")).unwrap();

    // The way back, and forward again, is that file.
    let machine = fresh_machine(&lived, "before.age");
    bring_keys(&lived, machine.path());
    let checked = good(machine.path(), &["backup", "verify", "before.age", "--identity", "backup-key.txt", "--json"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&checked).unwrap()["schema"], 1);
    let back = match new.starts_with("postgres") {
        true => postgres::fresh_schema().await,
        false => "sqlite:tocsin.db".to_owned(),
    };
    good(machine.path(), &restoring("before.age", Some(&back)));
    let receipt = lived.receipt.clone();
    drop(lived);
    let demo = Demo::start_in(machine, Vec::new());
    assert!(demo.open("en", &receipt).await.text().contains("answer-77d1"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upgrade_without_a_backup_says_so_and_a_newer_database_is_refused() {
    let mut lived = Lived::on(None).await;
    lived.demo.kill();
    let old = format!("sqlite:{}", lived.path("data/old.db").display());
    older(&lived, &old).await;
    let file = lived.path("data/tocsin.toml");
    let config = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{config}\n[database]\nurl = \"{old}\"\n")).unwrap();
    let done = tocsin(lived.demo.folder.path(), &["cases", "list", "--data", "data"]);
    assert!(done.status.success() && said(&done.stderr).contains("without a backup, since none is configured"), "{}", said(&done.stderr));

    let mut newer = <sqlx::SqliteConnection as sqlx::Connection>::connect(&old).await.unwrap();
    sqlx::query("INSERT INTO schema_migrations (version, hash) VALUES (999, '')").execute(&mut newer).await.unwrap();
    sqlx::Connection::close(newer).await.unwrap();
    for command in
        [&["cases", "list", "--data", "data"][..], &["backup", "--data", "data", "--to", "x.age", "--recipient", "backup-key.txt.pub"]]
    {
        let refused = tocsin(lived.demo.folder.path(), command);
        assert!(!refused.status.success() && said(&refused.stderr).contains("install the newer version"), "{}", said(&refused.stderr));
    }
    assert!(!lived.path("x.age").exists());
}
