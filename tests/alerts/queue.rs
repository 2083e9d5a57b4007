//! What is queued for whom, and what one mail stands for.

use crate::desk::{Desk, START, demo, inside, memory, names, recipients};
use std::sync::atomic::Ordering;
use tocsin::app::alert::{self, AlertSettings, Deliver, HookLetter, Letter, Progress, Undelivered};
use tocsin::app::people;
use tocsin::mail::MESSAGE_BYTES;
use tocsin_domain::alert::Lane;
use tokio::sync::Notify;

#[tokio::test]
async fn what_wakes_goes_at_once_to_those_on_call_and_the_rest_to_everybody_with_the_slot() {
    let desk = Desk::with(demo(), &[("ann", true), ("bob", false), ("cem", false)]).await;
    let mailer = memory();
    desk.event(Lane::Wake).await;
    desk.event(Lane::Slot).await;
    assert_eq!(desk.run(&mailer).await.sent, 1);
    assert_eq!(recipients(&mailer), ["ann"]);
    desk.sleep(3);
    assert_eq!(desk.run(&mailer).await.sent, 3);
    assert_eq!(recipients(&mailer), ["ann", "bob", "cem"]);
    assert_eq!(desk.status().await.waiting, 0);
}

#[tokio::test]
async fn with_nobody_on_call_what_wakes_wakes_everybody_who_is_active() {
    let desk = Desk::with(demo(), &[("ann", true), ("bob", false), ("cem", false)]).await;
    people::set_on_call(&desk.store, &desk.ring, "ann", false).await.expect("off call");
    people::disable(&desk.store, &desk.ring, "cem").await.expect("disabled");
    assert!(desk.status().await.nobody_on_call);
    let mailer = memory();
    desk.event(Lane::Wake).await;
    desk.run(&mailer).await;
    assert_eq!(recipients(&mailer), ["ann", "bob"]);
}

#[tokio::test]
async fn what_was_not_committed_is_not_queued() {
    let desk = Desk::with(demo(), &[("ann", true)]).await;
    let mut tx = desk.store.write().await.expect("write");
    alert::queue(&mut tx, &desk.ring, Lane::Wake, [1; 16], START, &demo()).await.expect("queued");
    drop(tx);
    assert_eq!(desk.run(&memory()).await, Progress::default());
}

#[tokio::test]
async fn seven_hundred_events_before_the_worker_comes_make_one_mail_per_person() {
    let desk = Desk::with(AlertSettings { window: 2_700, ..demo() }, &[("ann", true), ("bob", true)]).await;
    let mut tx = desk.store.write().await.expect("write");
    for _ in 0..700 {
        alert::queue(&mut tx, &desk.ring, Lane::Wake, [1; 16], START, &demo()).await.expect("queued");
        alert::queue(&mut tx, &desk.ring, Lane::Slot, [1; 16], START, &demo()).await.expect("queued");
    }
    tx.commit().await.expect("commit");
    desk.sleep(3);
    let mailer = memory();
    assert_eq!(desk.run(&mailer).await.sent, 4);
    assert_eq!(recipients(&mailer), ["ann", "ann", "bob", "bob"]);
}

/// Lets the test act while a mail is on its way.
pub(crate) struct Slow {
    pub(crate) under_way: Notify,
    pub(crate) go_on: Notify,
    pub(crate) answer: Result<(), Undelivered>,
}

impl Deliver for Slow {
    async fn call(&self, _: &HookLetter<'_>) -> Result<(), Undelivered> {
        self.answer.clone()
    }

    async fn deliver(&self, _: &Letter<'_>) -> Result<(), Undelivered> {
        self.under_way.notify_one();
        self.go_on.notified().await;
        self.answer.clone()
    }
}

#[tokio::test]
async fn an_event_during_the_sending_makes_another_mail_where_nobody_is_spared() {
    for answer in [Ok(()), Err(Undelivered::Passing("later".into()))] {
        let desk = Desk::with(demo(), &[("ann", true)]).await;
        desk.event(Lane::Wake).await;
        // The call rings; its mail is the second pass's.
        assert_eq!(alert::run_for(&desk, &memory()).await.expect("a pass").calls, 1);
        let slow = Slow { under_way: Notify::new(), go_on: Notify::new(), answer: answer.clone() };
        let (pass, ()) = tokio::join!(alert::run_for(&desk, &slow), async {
            slow.under_way.notified().await;
            desk.event(Lane::Wake).await;
            desk.event(Lane::Wake).await;
            assert_eq!(desk.status().await.waiting, 3);
            slow.go_on.notify_one();
        });
        assert_eq!(pass.expect("a pass").failed, usize::from(answer.is_err()));
        // The second event still has its mail; one that failed may go besides.
        desk.sleep(90);
        let mailer = memory();
        assert!((1..=1 + usize::from(answer.is_err())).contains(&desk.run(&mailer).await.sent));
        assert!(recipients(&mailer).iter().all(|name| name == "ann"));
        assert_eq!(desk.status().await.waiting, 0);
    }
}

#[tokio::test]
async fn an_alert_for_nobody_waits_until_somebody_is_there() {
    let desk = Desk::new(demo()).await;
    let mailer = memory();
    desk.event(Lane::Wake).await;
    desk.event(Lane::Wake).await;
    desk.event(Lane::Slot).await;
    assert_eq!(desk.run(&mailer).await.unassigned, 2);
    desk.sleep(86_400 * 10);
    assert_eq!(desk.run(&mailer).await.unassigned, 3);
    let status = desk.status().await;
    assert_eq!((status.unassigned, status.waiting, status.dead, status.nobody), (3, 3, 0, true));
    assert_eq!(status.oldest_waiting_minutes, Some(14_400));
    desk.add("ann", true).await;
    desk.add("bob", false).await;
    desk.sleep(10);
    assert_eq!(desk.run(&mailer).await.sent, 3);
    assert_eq!(recipients(&mailer), ["ann", "ann", "bob"]);
}

#[tokio::test]
async fn what_waits_for_somebody_who_was_disabled_goes_to_those_who_are_there() {
    let desk = Desk::with(demo(), &[("ann", true), ("bob", false)]).await;
    let mailer = memory();
    desk.event(Lane::Wake).await;
    assert_eq!(alert::run_for(&desk, &mailer).await.expect("a pass").calls, 1);
    people::disable(&desk.store, &desk.ring, "ann").await.expect("disabled");
    let pass = desk.run(&mailer).await;
    assert_eq!((pass.passed_on, pass.sent), (1, 1));
    assert_eq!(recipients(&mailer), ["bob"]);
    people::disable(&desk.store, &desk.ring, "bob").await.expect("disabled");
    desk.event(Lane::Slot).await;
    desk.sleep(3);
    assert_eq!(desk.run(&mailer).await.unassigned, 1);
    people::enable(&desk.store, &desk.ring, "ANN").await.expect("enabled");
    desk.sleep(10);
    desk.run(&mailer).await;
    assert_eq!(recipients(&mailer), ["ann"]);
}

#[tokio::test]
async fn with_every_slot_each_person_on_call_gets_one_mail_of_one_size_per_slot_and_everybody_one_per_day_whatever_comes() {
    let desk = Desk::with(AlertSettings::default(), &[("ann", true), ("bob", true)]).await;
    // Eight o'clock in UTC has just passed: the first daily mail is tomorrow's.
    desk.now.store(START / 7200 * 7200 + 100, Ordering::SeqCst);
    let mailer = memory();
    for slot in 0..36 {
        // A busy slot, a quiet one, and so on; workers look all the time.
        for minute in 0..120 {
            if slot % 2 == 0 && minute % 7 == 0 {
                desk.event(Lane::Slot).await;
            }
            desk.run(&mailer).await;
            desk.sleep(60);
        }
        desk.run(&mailer).await;
        let mails = inside(&mailer).take();
        assert!(mails.iter().all(|mail| mail.bytes.len() == MESSAGE_BYTES));
        let expected: &[&str] = if slot % 12 == 11 { &["ann", "ann", "bob", "bob"] } else { &["ann", "bob"] };
        assert_eq!(names(mails), expected, "slot {slot}");
    }
    // A clock that jumps back and forth makes no second mail in a slot.
    desk.sleep(-20);
    desk.run(&mailer).await;
    desk.sleep(20);
    desk.run(&mailer).await;
    assert_eq!(recipients(&mailer), Vec::<String>::new());
}

#[tokio::test]
async fn a_row_that_was_tampered_with_is_shown_and_holds_up_nobody() {
    let desk = Desk::with(demo(), &[("ann", true), ("bob", true)]).await;
    desk.event(Lane::Wake).await;
    desk.event(Lane::Wake).await;
    let mut tx = desk.store.write().await.expect("write");
    let rows = tx.outbox().await.expect("rows");
    let mut swapped = rows[0].clone();
    swapped.sealed = rows[1].sealed.clone();
    assert!(tx.reschedule_outbox(&swapped, 0).await.expect("swapped"));
    let mut person = tx.people().await.expect("people").remove(0);
    person.sealed[40] ^= 1;
    tx.update_person(&person, person.version).await.expect("damaged");
    tx.commit().await.expect("commit");
    let mailer = memory();
    let pass = desk.run(&mailer).await;
    assert_eq!(pass.dead, 1);
    assert!(pass.sent >= 1);
    let status = desk.status().await;
    assert_eq!((status.damaged, status.dead), (2, 1));
    desk.event(Lane::Wake).await;
    assert_eq!(desk.run(&mailer).await.sent, 1, "one damaged person keeps no event from being queued");
}

#[tokio::test]
async fn nothing_in_the_database_tells_who_is_alerted_or_which_way() {
    let desk = Desk::with(demo(), &[("canaryann", true)]).await;
    desk.event(Lane::Wake).await;
    desk.event(Lane::Slot).await;
    let mut tx = desk.store.read().await.expect("read");
    let rows = tx.outbox().await.expect("rows");
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].sealed.len(), rows[1].sealed.len());
    drop(tx);
    desk.store.close().await;
    for entry in std::fs::read_dir(desk.folder.path()).expect("list") {
        let path = entry.expect("entry").path();
        if path.is_file() {
            let bytes = std::fs::read(&path).expect("readable");
            for canary in [&b"canaryann"[..], b"desk.example", b"tocsin.alert", b"on_call"] {
                assert!(!bytes.windows(canary.len()).any(|window| window == canary), "{path:?}");
            }
        }
    }
}
