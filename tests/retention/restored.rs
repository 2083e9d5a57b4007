//! What was destroyed stays shut whatever backup is brought back, with the real commands: made before the end of the case, after
//! the announcement, and just before the keys went; with the keys of now, and with old halves beside new ones.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tocsin::store::{SealedTable, Store, StoreOptions};
use tocsin::vault::{Class, KeyId, KeyRing, MasterKey, RowRef};
use tocsin_domain::clock::{Clock as _, SystemClock, add_months, month_of};

use crate::DAY;
use crate::demo::{Demo, program, receipt, said};

on_both! {
    a_destroyed_month_opens_from_no_backup_however_old,
}

const TABLES: [SealedTable; 4] = [SealedTable::Cases, SealedTable::Mailboxes, SealedTable::Parts, SealedTable::Grants];
const BACKUPS: [&str; 3] = ["living.age", "announced.age", "last.age"];

fn tocsin(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(program()).args(arguments).args(["--data", "data"]).current_dir(folder).output().unwrap()
}

fn good(folder: &Path, arguments: &[&str]) -> String {
    let output = tocsin(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}{}", said(&output.stdout), said(&output.stderr));
    said(&output.stdout)
}

fn ring(demo: &Demo, deployment: &str) -> KeyRing {
    let keys = demo.path("data-keys");
    KeyRing::load(keys.join("ring.json"), MasterKey::load(keys.join("master.key")).unwrap(), deployment).unwrap()
}

fn copy_keys(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// Writes the only case as if it had come so long ago that its month is over, sealed like one of that month; its key.
async fn grown_old(ring: &KeyRing, options: &StoreOptions) -> KeyId {
    let now = SystemClock.now();
    let key = ring.current(Class::Case, u32::try_from(add_months(month_of(now), -2)).unwrap()).unwrap();
    let store = Store::open(options).await.unwrap();
    let mut tx = store.write().await.unwrap();
    for table in TABLES {
        for row in tx.sealed_rows(table, None, 100).await.unwrap() {
            let case = row.case_id.unwrap();
            let at = |version| RowRef { table: table.name(), column: "sealed", row: &row.id, case: &case, version };
            let plain = ring.open(KeyId::from_i64(row.key_id).unwrap(), &at(row.version), &row.sealed).unwrap();
            let mut json: Value = serde_json::from_slice(&plain).unwrap();
            if table == SealedTable::Cases {
                json["value"]["expires"] = (now - 45 * DAY).into();
            }
            let sealed = ring.seal(key, &at(row.version + 1), json.to_string().as_bytes()).unwrap();
            let fresh = tocsin::store::SealedRow { key_id: key.as_i64(), version: row.version + 1, sealed, ..row.clone() };
            assert!(tx.reseal(table, &fresh, row.version).await.unwrap());
        }
    }
    tx.commit().await.unwrap();
    store.close().await;
    key
}

async fn a_destroyed_month_opens_from_no_backup_however_old(url: Option<String>) {
    let demo = Demo::start();
    let mut demo = match &url {
        Some(url) => demo.on_database(url),
        None => demo,
    };
    let sent = demo.send("en", &[("narrative", None, b"canary-5be2"), ("danger", None, b"later")]).await;
    let words = receipt(&sent).0;
    demo.desk(&["keygen", "--out", "backup-key.txt"]);
    demo.kill();
    let root = demo.folder.path().to_owned();
    let settings = tocsin::config::Settings::load(&demo.path("data/tocsin.toml")).unwrap();
    let deployment = settings.deployment.id.to_string();
    let options = StoreOptions {
        url: settings.database.url.clone(),
        blobs: settings.storage.blobs.clone(),
        statement_timeout: std::time::Duration::from_secs(10),
    };
    let key = grown_old(&ring(&demo, &deployment), &options).await;
    let month = key.parts().1.to_string();
    let backup = |name: &str| good(&root, &["backup", "--to", name, "--recipient", "backup-key.txt.pub"]);

    backup(BACKUPS[0]);
    copy_keys(&demo.path("data-keys"), &demo.path("keys-before"));
    let doomed: Value = serde_json::from_str(&good(&root, &["retention", "run", "--dry-run", "--json"])).unwrap();
    assert_eq!((doomed["doomed"].as_array().map(Vec::len), &doomed["doomed"][0]["why"]), (Some(1), &"over".into()), "{doomed}");
    assert!(good(&root, &["keys", "destroy", "--bucket", &month]).contains("Announced"));
    backup(BACKUPS[1]);
    // Three days go by.
    ring(&demo, &deployment).announce(Class::Case, key.parts().1, None).unwrap();
    ring(&demo, &deployment).announce(Class::Case, key.parts().1, Some(SystemClock.now() - 3 * DAY)).unwrap();
    backup(BACKUPS[2]);
    assert!(good(&root, &["keys", "destroy", "--bucket", &month]).contains("1 keys of"));
    let now = ring(&demo, &deployment);
    assert!(now.was_destroyed(key) && !now.live().contains(&key));

    for name in BACKUPS {
        let machine = tempfile::tempdir().unwrap();
        for file in [name, "backup-key.txt"] {
            fs::copy(demo.path(file), machine.path().join(file)).unwrap();
        }
        copy_keys(&demo.path("data-keys"), &machine.path().join("data-keys"));
        let fresh = match &url {
            Some(_) => Some(crate::postgres::fresh_schema().await),
            None => None,
        };
        let mut words_of = vec!["restore", "--from", name, "--identity", "backup-key.txt"];
        words_of.extend(fresh.iter().flat_map(|url| ["--database", url.as_str()]));
        good(machine.path(), &words_of);
        // The row is there, and is nobody's to open.
        let doomed: Value = serde_json::from_str(&good(machine.path(), &["retention", "run", "--dry-run", "--json"])).unwrap();
        assert_eq!(doomed["doomed"][0]["why"], "keys", "{name}: {doomed}");
        assert!(!tocsin(machine.path(), &["export", "--out", "bundles"]).status.success(), "{name} is written out");
        for (ring, master) in [("keys-before", "data-keys"), ("data-keys", "keys-before")] {
            let mixed = machine.path().join("data-keys");
            fs::copy(demo.path(ring).join("ring.json"), mixed.join("ring.json")).unwrap();
            fs::copy(demo.path(master).join("master.key"), mixed.join("master.key")).unwrap();
            let refused = tocsin(machine.path(), &["cases", "list"]);
            assert!(!refused.status.success(), "{name}: ring of {ring}, master of {master}: {}", said(&refused.stdout));
        }
        copy_keys(&demo.path("data-keys"), &machine.path().join("data-keys"));
        let served = Demo::start_in(machine, Vec::new());
        let page = served.open("en", &words).await;
        assert!(!page.text().contains("/mailbox/lock"), "{name}: the receipt opens");
        let left: Value = served.json(&["cases", "list"]);
        assert_eq!(left, serde_json::json!([]), "{name}");
    }
}
