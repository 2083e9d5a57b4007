//! What leaves an entry.

use tocsin::app::alert::Outbox as _;
use tocsin::app::withdraw::Kept;
use tocsin_seal::{Act, CaseId};

use crate::{House, NONE, http};

const DAY: i64 = 86_400;

on_both! {
    taking_back_keeping_closing_and_writing_out_a_case_are_noted,
    a_backup_and_a_new_master_key_are_noted_when_the_service_next_looks_and_once,
    a_roster_that_came_in_force_is_noted_with_its_hash,
}

impl House {
    /// Somebody reports; their receipt.
    pub async fn report(&self) -> String {
        let sent = http::post_form(self.service.at, "/en/report", &[("narrative", None, b"mine"), ("danger", None, b"later")]).await;
        sent.element("receipt-words").expect("a receipt")
    }

    async fn take_back(&self, receipt: &str) {
        let press =
            async |what: &str, session: String| http::post(self.service.at, &format!("/en/mailbox/{what}"), &[("session", &session)]).await;
        let opened = http::post(self.service.at, "/en/mailbox", &[("receipt", receipt)]).await;
        let asked = press("withdraw", opened.hidden("session")).await;
        assert_eq!(press("withdrawn", asked.hidden("session")).await.status, 200);
    }

    /// Lets so many days pass, a day at a time as a service that runs sees them.
    async fn days(&self, count: i64) {
        for _ in 0..count {
            self.clock.jump(DAY);
            self.service.app.sweep().await.unwrap();
        }
    }
}

/// On SQLite alone: beside a PostgreSQL server's clock a test cannot let half a year pass, and nothing is destroyed by a clock that
/// differs from it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_case_that_is_destroyed_leaves_one_entry_and_no_other_does() {
    let house = House::open(None).await;
    house.service.app.sweep().await.unwrap();
    let (gone, stays) = (house.report().await, house.report().await);
    let ids: Vec<CaseId> = house.service.app.cases().await.unwrap().iter().map(|case| case.id).collect();
    house.take_back(&gone).await;
    let living = house.service.app.cases().await.unwrap()[0].id;
    let taken_back = *ids.iter().find(|id| **id != living).unwrap();
    house.days(6).await;
    assert_eq!(house.count(Act::Destroyed).await, 0);
    house.days(2).await;
    let log = house.log().await;
    let destroyed: Vec<_> = log.iter().filter(|(act, ..)| *act == Act::Destroyed).collect();
    assert_eq!(destroyed.len(), 1);
    assert_eq!(destroyed[0].1, Some(*taken_back.as_bytes()));
    assert_eq!(destroyed[0].2, [("why".to_owned(), "withdrawn".to_owned())]);
    let mut tx = house.service.app.store().read().await.unwrap();
    assert_eq!(tx.cases().await.unwrap().len(), 1);
    drop(tx);
    // The other by the calendar.
    house.days(175).await;
    let log = house.log().await;
    let over = log.iter().find(|(act, subject, _)| *act == Act::Destroyed && *subject == Some(*living.as_bytes())).unwrap();
    assert_eq!(over.2, [("why".to_owned(), "over".to_owned())]);
    assert_eq!((house.count(Act::Destroyed).await, house.faults(None).await), (2, vec![]));
    assert!(http::post(house.service.at, "/en/mailbox", &[("receipt", &stays)]).await.status == 200);
    // And what destroys the keys of their month names each key.
    house.days(40).await;
    for _ in 0..3 {
        house.service.app.tend_keys().await.unwrap();
        house.clock.jump(2 * DAY);
        house.service.app.sweep().await.unwrap();
    }
    let keys: Vec<_> = house.log().await.into_iter().filter(|(act, ..)| *act == Act::KeysDestroyed).collect();
    assert!(!keys.is_empty() && keys.iter().all(|(.., said)| said[0].1.starts_with("case/")), "{keys:?}");
    assert_eq!(house.faults(None).await, NONE);
}

async fn taking_back_keeping_closing_and_writing_out_a_case_are_noted(url: Option<String>) {
    let house = House::open(url).await;
    let app = &house.service.app;
    let receipt = house.report().await;
    let case = app.cases().await.unwrap()[0].id;
    let subject = Some(*case.as_bytes());
    app.close_case(case, tocsin::app::work::Reason::Done, false).await.unwrap();
    house.take_back(&receipt).await;
    assert_eq!(app.keep_withdrawn(case).await.unwrap(), Kept::Yes);
    assert_eq!(app.keep_withdrawn(case).await.unwrap(), Kept::Yes, "once more is no second act");
    app.export(&house.service.folder.path().join("out"), None, |_, _| {}).await.unwrap();
    let log = house.log().await;
    let acts: Vec<_> = log.iter().skip_while(|(act, ..)| *act != Act::Status).map(|(act, subject, _)| (*act, *subject)).collect();
    assert_eq!(acts, [(Act::Status, subject), (Act::Withdrawn, subject), (Act::Kept, subject), (Act::Exported, None)]);
    let words: String = log.iter().flat_map(|(.., said)| said.iter().map(|(name, value)| format!("{name}={value} "))).collect();
    assert!(!words.contains("mine"), "{words}");
    assert_eq!(house.faults(None).await, NONE);
}

async fn a_backup_and_a_new_master_key_are_noted_when_the_service_next_looks_and_once(url: Option<String>) {
    let house = House::open(url).await;
    let (app, folder) = (&house.service.app, house.service.folder.path());
    app.ring().date(app.now()).unwrap();
    app.notice(folder).await.unwrap();
    let before = app.audit_head().await.unwrap();
    app.notice(folder).await.unwrap();
    assert_eq!(app.audit_head().await.unwrap(), before, "the first key of an installation is no new one");
    house.clock.jump(60);
    app.ring().rotate_master(app.now()).unwrap();
    let made = app.now();
    let note = serde_json::json!({
        "format": "tocsin.last-backup/1", "made": made, "file": "/away/copy.age", "sha256": "ab".repeat(32), "bytes": 1,
    });
    std::fs::write(folder.join("last-backup.json"), note.to_string()).unwrap();
    for _ in 0..2 {
        app.notice(folder).await.unwrap();
    }
    let log = house.log().await;
    let new = &log[usize::try_from(before.seq).unwrap()..];
    assert_eq!(new.len(), 2, "{new:?}");
    assert_eq!((new[0].0, &new[0].2[0].1[..]), (Act::KeysRotated, "master"));
    assert_eq!((new[1].0, &new[1].2[0].1), (Act::Backup, &made.to_string()));
    assert!(!format!("{new:?}").contains("away"), "where copies lie is nobody's business");
    assert_eq!(house.faults(None).await, NONE);
}

async fn a_roster_that_came_in_force_is_noted_with_its_hash(url: Option<String>) {
    let house = House::open(url).await;
    let roster = house.service.app.rosters()[0].clone();
    let (act, _, said) = house.log().await.remove(0);
    let expected = [("epoch".to_owned(), "1".to_owned()), ("roster".to_owned(), roster.hash().to_string())];
    assert_eq!((act, said), (Act::RosterSigned, expected.to_vec()));
}
