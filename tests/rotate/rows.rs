//! Data keys rotated under a service that runs, on both databases: every row moves, every report opens, nothing that
//! comes meanwhile is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tocsin::app::alert::{self, Outbox as _};
use tocsin::app::keys::KeyState;
use tocsin::app::people::{self, NewPerson};
use tocsin::app::rotate::{Moved, Pace, Proof};
use tocsin::vault::{Class, KeyId};

use crate::http;
use crate::server::{MovedClock, Service, Setup};
use crate::writer::write;

on_both! {
    every_row_moves_to_the_new_key_and_every_receipt_opens,
    reports_and_messages_that_come_during_a_rotation_are_all_there,
    two_rotations_at_once_do_each_others_work_once,
    a_row_that_somebody_altered_stays_with_its_key_and_is_named,
    alerts_that_wait_are_sent_once_after_their_key_was_rotated,
    a_wrong_receipt_is_answered_alike_after_the_key_behind_the_pretence_is_gone,
    keys_that_have_become_old_are_due_and_rotated_by_the_calendar,
}

pub struct Inside {
    pub service: Service,
    pub clock: Arc<MovedClock>,
    pub receipts: Vec<String>,
}

impl Inside {
    pub async fn with(url: Option<String>, reports: usize) -> Self {
        let clock = Arc::new(MovedClock::default());
        let service = Service::made(Setup { url, clock: clock.clone(), ..Setup::usual() }).await;
        let mut inside = Self { service, clock, receipts: Vec::new() };
        for number in 0..reports {
            inside.report(number).await;
        }
        inside
    }

    pub async fn report(&mut self, number: usize) {
        let receipt = report(&self.service, number).await;
        self.receipts.push(receipt);
    }

    pub async fn rotate(&self, class: Class) -> Proof {
        self.service.app.rotate_data(class, Pace::default(), &mut |_| {}).await.unwrap()
    }

    pub async fn all_open(&self) {
        for (number, receipt) in self.receipts.iter().enumerate() {
            let page = http::post(self.service.at, "/en/mailbox", &[("receipt", receipt)]).await;
            assert!(page.text().contains("/mailbox/lock"), "receipt {number} opens nothing");
        }
    }

    /// Key ids that rows of a class are on.
    pub async fn used(&self, class: Class) -> Vec<KeyId> {
        let report = self.service.app.key_report(180).await.unwrap();
        report.keys.iter().filter(|key| key.id.class() == class && key.rows > 0).map(|key| key.id).collect()
    }
}

async fn report(service: &Service, number: usize) -> String {
    let words = format!("report {number}");
    let sent = http::post_form(service.at, "/en/report", &[("narrative", None, words.as_bytes()), ("danger", None, b"later")]).await;
    sent.element("receipt-words").expect("a receipt")
}

async fn every_row_moves_to_the_new_key_and_every_receipt_opens(url: Option<String>) {
    let inside = Inside::with(url, 5).await;
    let [old] = inside.used(Class::Case).await[..] else { panic!("one month") };
    let mut seen = Vec::new();
    let proof = inside.service.app.rotate_data(Class::Case, Pace::default(), &mut |moved: Moved| seen.push(moved)).await.unwrap();
    // Case, mailbox, report and grant of each.
    assert_eq!((proof.moved, proof.read, proof.damaged, proof.ended), (20, 20, 0, true));
    assert_eq!(proof.emptied, [old]);
    assert!(seen.first().is_some_and(|moved| moved.done == 0 && moved.total == 20));
    assert!(seen.last().is_some_and(|moved| moved.done == 20));
    let [new] = inside.used(Class::Case).await[..] else { panic!("one generation") };
    assert_eq!(new.parts().2, old.parts().2 + 1);
    inside.all_open().await;
    assert_eq!(inside.service.app.cases().await.unwrap().len(), 5);
    // The old one still opens what a backup brings back, and then goes.
    let state = |report: &tocsin::app::keys::KeyReport| report.keys.iter().find(|key| key.id == old).map(|key| key.state);
    let report = inside.service.app.key_report(180).await.unwrap();
    assert!(matches!(state(&report), Some(KeyState::Retired { .. })) && report.due.is_empty(), "{:?}", report.due);
    assert_eq!(inside.rotate(Class::Account).await.damaged, 0);
    assert_eq!(inside.service.app.destroy_retired(true).await.unwrap().0, 0, "what was begun under it may still come");
    inside.clock.jump(200);
    assert_eq!(inside.service.app.destroy_retired(true).await.unwrap(), (2, 0));
    assert_eq!(state(&inside.service.app.key_report(180).await.unwrap()), None);
    inside.all_open().await;
}

async fn reports_and_messages_that_come_during_a_rotation_are_all_there(url: Option<String>) {
    let mut inside = Inside::with(url, 8).await;
    let stop = Arc::new(AtomicBool::new(false));
    let at = inside.service.at;
    let mut senders = Vec::new();
    for sender in 0..3 {
        let (stop, receipt) = (stop.clone(), inside.receipts[sender].clone());
        senders.push(tokio::spawn(async move {
            let (mut receipts, mut messages) = (Vec::new(), 0);
            while !stop.load(Ordering::SeqCst) {
                let words = format!("during {sender} {}", receipts.len());
                let sent = http::post_form(at, "/en/report", &[("narrative", None, words.as_bytes())]).await;
                receipts.push(sent.element("receipt-words").unwrap_or_else(|| panic!("{} refused", sent.status)));
                let mailbox = http::post(at, "/en/mailbox", &[("receipt", &receipt)]).await;
                let session = mailbox.hidden("session");
                let more = [("session", None, session.as_bytes()), ("text", None, words.as_bytes())];
                let answer = http::post_form(at, "/en/mailbox/add", &more).await;
                assert_eq!(answer.status, 200, "a message is refused");
                messages += 1;
            }
            (receipts, messages)
        }));
    }
    let mut rounds = 0;
    let begun = std::time::Instant::now();
    while begun.elapsed() < std::time::Duration::from_secs(3) {
        for class in [Class::Case, Class::Account, Class::Outbox] {
            assert_eq!(inside.rotate(class).await.damaged, 0);
        }
        inside.service.app.ring().rotate_master(inside.service.app.now()).unwrap();
        rounds += 1;
    }
    stop.store(true, Ordering::SeqCst);
    let mut messages = 0;
    for sender in senders {
        let (receipts, added) = sender.await.unwrap();
        inside.receipts.extend(receipts);
        messages += added;
    }
    assert!(rounds > 3 && messages > 3, "{rounds} rotations, {messages} messages");
    inside.all_open().await;
    let cases = inside.service.app.cases().await.unwrap();
    assert_eq!(cases.len(), inside.receipts.len());
    assert_eq!(cases.iter().map(|case| case.messages).sum::<u32>(), messages);
    // What was sealed under an older key while it was retired moves with the next.
    let proof = inside.rotate(Class::Case).await;
    assert!(proof.ended && inside.used(Class::Case).await.len() == 1);
}

async fn two_rotations_at_once_do_each_others_work_once(url: Option<String>) {
    let inside = Inside::with(url, 40).await;
    let (one, other) = tokio::join!(inside.rotate(Class::Case), inside.rotate(Class::Case));
    assert_eq!(one.damaged + other.damaged, 0);
    let [only] = inside.used(Class::Case).await[..] else { panic!("one generation has rows") };
    // Begun together they share one new generation; whoever came after the other had ended makes a second.
    let moved = one.moved + other.moved;
    assert!(moved == 160 && only.parts().2 == 2 || moved == 320 && only.parts().2 == 3, "{moved} moved to {only}");
    inside.all_open().await;
}

async fn a_row_that_somebody_altered_stays_with_its_key_and_is_named(url: Option<String>) {
    let inside = Inside::with(url, 3).await;
    let [old] = inside.used(Class::Case).await[..] else { panic!("one month") };
    write(&inside.service.options, "UPDATE grants SET version = version + 7 WHERE id = (SELECT id FROM grants ORDER BY id LIMIT 1)").await;
    let proof = inside.rotate(Class::Case).await;
    assert_eq!((proof.moved, proof.damaged), (11, 1));
    assert!(!proof.emptied.contains(&old));
    // It keeps nobody from rotating again, and its key from being destroyed.
    let again = inside.rotate(Class::Case).await;
    assert_eq!((again.moved, again.damaged), (11, 1));
    inside.clock.jump(40 * 86_400);
    let report = inside.service.app.key_report(180).await.unwrap();
    assert!(report.due.iter().any(|line| line.contains(&old.to_string()) && line.contains("do not open")), "{:?}", report.due);
    inside.service.app.destroy_retired(true).await.unwrap();
    assert!(inside.service.app.ring().live().contains(&old));
    inside.all_open().await;
}

async fn alerts_that_wait_are_sent_once_after_their_key_was_rotated(url: Option<String>) {
    let inside = Inside::with(url, 0).await;
    let (app, now) = (&inside.service.app, inside.service.app.now());
    people::add(app.store(), app.ring(), NewPerson::parse("A1", "a1@example.net", true).unwrap()).await.unwrap();
    let queue = || async {
        let mut tx = app.store().write().await.unwrap();
        alert::queue(&mut tx, app.ring(), tocsin_domain::alert::Lane::Slot, [7; 16], now, app.settings()).await.unwrap();
        tx.commit().await.unwrap();
    };
    queue().await;
    queue().await;
    let waiting = || async { app.store().read().await.unwrap().outbox().await.unwrap() };
    let before = waiting().await;
    assert_eq!(before.len(), 1);
    assert_eq!(inside.rotate(Class::Outbox).await.moved, 1);
    queue().await;
    let after = waiting().await;
    assert_eq!(after.len(), 1, "what comes after the rotation joins the alert that waits");
    assert_ne!(after[0].dedupe, before[0].dedupe);
    // One that came under the new key before the old one moved says the same, and is enough.
    app.ring().begin_rotation(Class::Outbox, app.now()).unwrap();
    queue().await;
    assert_eq!(waiting().await.len(), 2);
    inside.rotate(Class::Outbox).await;
    assert_eq!(waiting().await.len(), 1);
    // And one that a worker has in hand gets no mark back, or what comes now would lean on a mail that is on its way.
    let claim = |keeps_mark| tocsin::store::Claim { now: now + 10, lease_until: now + 70, latest_due: now + 7200, keeps_mark };
    let take = |keeps_mark| async move {
        let mut tx = app.store().write().await.unwrap();
        let held = tx.claim(&claim(keeps_mark)).await.unwrap().expect("the alert is due");
        tx.commit().await.unwrap();
        held
    };
    let held = take(false).await;
    inside.rotate(Class::Outbox).await;
    let [row] = &waiting().await[..] else { panic!("one alert") };
    assert!(row.id == held.id && row.dedupe.is_none() && row.leased_until == held.leased_until && row.key_id != held.key_id);
    let mut tx = app.store().write().await.unwrap();
    assert!(tx.finish_outbox(&held.id, held.leased_until).await.unwrap(), "the worker's lease still counts");
    tx.commit().await.unwrap();
    // One in hand that keeps its mark meets one that came under the new key: both stay, and what comes leans on the new one.
    queue().await;
    let held = take(true).await;
    app.ring().begin_rotation(Class::Outbox, app.now()).unwrap();
    queue().await;
    assert_eq!(inside.rotate(Class::Outbox).await.damaged, 0);
    let rows = waiting().await;
    let newest = inside.used(Class::Outbox).await;
    assert!(rows.len() == 2 && newest.len() == 1 && rows.iter().all(|row| row.key_id == newest[0].as_i64()));
    assert!(rows.iter().all(|row| row.dedupe.is_none() == (row.id == held.id)));
}

async fn a_wrong_receipt_is_answered_alike_after_the_key_behind_the_pretence_is_gone(url: Option<String>) {
    let inside = Inside::with(url, 1).await;
    let wrong = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
    let before = http::post(inside.service.at, "/en/mailbox", &[("receipt", wrong)]).await;
    inside.rotate(Class::Account).await;
    inside.clock.jump(200);
    assert_eq!(inside.service.app.destroy_retired(true).await.unwrap().0, 1);
    for _ in 0..2 {
        let after = http::post(inside.service.at, "/en/mailbox", &[("receipt", wrong)]).await;
        assert_eq!((after.status, after.body.len()), (before.status, before.body.len()));
    }
    inside.all_open().await;
}

async fn keys_that_have_become_old_are_due_and_rotated_by_the_calendar(url: Option<String>) {
    let inside = Inside::with(url, 2).await;
    let app = &inside.service.app;
    app.tend_keys().await.unwrap();
    assert!(app.key_report(90).await.unwrap().due.is_empty());
    assert_eq!(app.rotate_what_is_old(90).await.unwrap(), 0);
    inside.clock.jump(91 * 86_400);
    let due = app.key_report(90).await.unwrap().due;
    for what in ["keys rotate-master", "rotate-data --class case", "rotate-data --class account"] {
        assert!(due.iter().any(|line| line.contains(what)), "{what}: {due:?}");
    }
    let master = app.ring().standing().unwrap().master;
    assert!(app.rotate_what_is_old(90).await.unwrap() >= 8);
    assert!(app.key_report(90).await.unwrap().due.is_empty());
    assert_ne!(app.ring().standing().unwrap().master, master);
    inside.all_open().await;
}
