//! A copy made while reports come and cases are destroyed is one moment of the service.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::{Lived, PICTURE, bring_keys, demo::Demo, fresh_machine, good, postgres, reported, restoring};

on_both! {
    a_backup_made_while_reports_come_is_whole_and_holds_what_was_there_before_it,
}

async fn a_backup_made_while_reports_come_is_whole_and_holds_what_was_there_before_it(database: Option<String>) {
    let lived = Lived::on(database.as_deref()).await;
    let (stop, count) = (AtomicBool::new(false), AtomicUsize::new(0));
    let mut receipts = vec![lived.receipt.clone()];
    let send = async {
        let mut sent = Vec::new();
        while !stop.load(Ordering::SeqCst) {
            sent.push(reported(&lived.demo, "words", Some(PICTURE)).await);
            count.fetch_add(1, Ordering::SeqCst);
        }
        sent
    };
    let copy = async {
        let mut made = Vec::new();
        while made.len() < 3 || count.load(Ordering::SeqCst) < 6 {
            let name = format!("{}.age", made.len());
            let folder = lived.demo.folder.path().to_owned();
            let written = tokio::task::spawn_blocking(move || {
                good(&folder, &["backup", "--data", "data", "--to", &name, "--recipient", "backup-key.txt.pub", "--json"])
            });
            made.push(serde_json::from_str::<serde_json::Value>(&written.await.unwrap()).unwrap());
        }
        stop.store(true, Ordering::SeqCst);
        made
    };
    let (sent, made) = tokio::join!(send, copy);
    // From one copy to the next an alert may have been sent, and its row be gone; over all of them reports came.
    assert!(made.first().unwrap()["rows"].as_u64() < made.last().unwrap()["rows"].as_u64(), "reports came meanwhile: {made:?}");
    receipts.extend(sent);
    for (n, written) in made.iter().enumerate() {
        assert_eq!(written["damaged"], 0, "{written}");
        let name = format!("{n}.age");
        assert!(good(lived.demo.folder.path(), &["backup", "verify", &name, "--identity", "backup-key.txt"]).contains("Whole"));
    }
    let last = format!("{}.age", made.len() - 1);
    let machine = fresh_machine(&lived, &last);
    bring_keys(&lived, machine.path());
    let new = if database.is_some() { Some(postgres::fresh_schema().await) } else { None };
    good(machine.path(), &restoring(&last, new.as_deref()));
    drop(lived);
    let demo = Demo::start_in(machine, Vec::new());
    let kept = demo.cases().len();
    assert!(kept >= 1 && kept <= receipts.len(), "{kept} of {}", receipts.len());
    // One moment: the reports kept are those sent first, without a gap.
    for (n, receipt) in receipts.iter().enumerate() {
        let found = demo.open("en", receipt).await.text().contains("/mailbox/lock");
        assert_eq!(found, n < kept, "report {n} of {}, {kept} kept", receipts.len());
    }
}
