//! The end of a case moves, and the case with it to the keys of the month in which it ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tocsin::app::alert::Outbox as _;
use tocsin::app::destroy::Destruction;
use tocsin::app::rows::Status;
use tocsin::app::work::Reason;
use tocsin::vault::KeyId;

use crate::{DAY, House, http};

on_both! {
    a_new_message_gives_a_case_time_and_moves_everything_of_it_to_the_later_month,
    a_message_long_before_the_end_changes_nothing_about_it,
    closed_for_a_reason_that_has_a_time_it_ends_then_and_opened_again_as_before,
    a_dry_run_says_what_would_be_and_changes_nothing,
    cases_that_end_soon_are_told_of_and_no_others,
    messages_and_looks_at_the_mailbox_while_the_case_moves_to_and_fro_are_all_answered,
}

async fn a_new_message_gives_a_case_time_and_moves_everything_of_it_to_the_later_month(url: Option<String>) {
    let house = House::open(url).await;
    let first = house.month(100);
    assert_eq!(house.months().await, [first]);
    house.clock.jump(95 * DAY);
    house.write("he came back").await;
    let later = house.month(40);
    assert!(later > first);
    assert_eq!(house.months().await, [later], "everything, and the message");
    assert!(house.state().await.expires >= house.service.app.now() + 40 * DAY - 60);
    assert!(house.opens().await);
    // Past the first end it is still there, for the reporter and for staff, and goes on.
    house.clock.jump(20 * DAY);
    house.write("and again").await;
    assert!(house.opens().await);
    assert_eq!(house.service.cases().await, 1);
}

async fn a_message_long_before_the_end_changes_nothing_about_it(url: Option<String>) {
    let house = House::open(url).await;
    let (before, months) = (house.state().await.expires, house.months().await);
    house.write("one more thing").await;
    assert_eq!(house.state().await.expires, before);
    assert_eq!(house.months().await, months);
}

async fn closed_for_a_reason_that_has_a_time_it_ends_then_and_opened_again_as_before(url: Option<String>) {
    let house = House::open(url).await;
    let app = &house.service.app;
    house.write("a second part").await;
    let before = house.state().await.expires;
    let closing = app.close_case(house.case, Reason::Spam, false).await.unwrap();
    assert!(closing.moves && closing.ends_on < closing.ended_on);
    let state = house.state().await;
    assert!(state.expires <= app.now() + 3 * DAY && state.status == Status::Closed);
    assert_eq!(house.months().await, [house.month(3)]);
    assert!(house.opens().await, "until it ends the receipt opens it");
    // For a reason without a time of its own it ends as before.
    app.close_case(house.case, Reason::Done, false).await.unwrap();
    assert_eq!((house.state().await.expires, house.months().await), (before, vec![house.month(100)]));
    app.close_case(house.case, Reason::Spam, false).await.unwrap();
    house.write("I am no robot").await;
    let state = house.state().await;
    assert_eq!((state.expires, state.status), (before, Status::New), "a message opens it again, with its end");
    assert_eq!(house.months().await, [house.month(100)]);
    assert!(house.opens().await);
}

async fn a_dry_run_says_what_would_be_and_changes_nothing(url: Option<String>) {
    let house = House::open(url).await;
    let (before, months) = (house.state().await.work.changes, house.months().await);
    let closing = house.service.app.close_case(house.case, Reason::Spam, true).await.unwrap();
    assert!(closing.moves);
    let state = house.state().await;
    assert_eq!((state.work.changes, state.status, house.months().await), (before, Status::New, months));
    assert_eq!(house.count(tocsin_seal::Act::Status).await, 0);
    assert!(house.service.app.doomed_cases().await.unwrap().is_empty());
    house.clock.jump(101 * DAY);
    let doomed = house.service.app.doomed_cases().await.unwrap();
    assert_eq!(doomed.iter().map(|one| (one.id, one.why)).collect::<Vec<_>>(), [(house.case, "over")]);
    assert!(house.is_there().await);
}

async fn cases_that_end_soon_are_told_of_and_no_others(url: Option<String>) {
    let house = House::open(url).await;
    assert!(house.service.app.ending_cases(14).await.unwrap().is_empty());
    house.clock.jump(90 * DAY);
    crate::report(&house.service, "a later one").await;
    let ending = house.service.app.ending_cases(14).await.unwrap();
    assert_eq!(ending.len(), 1);
    assert_eq!((ending[0].id, ending[0].waits, (9..=10).contains(&ending[0].days_left)), (house.case, true, true));
    house.write("still here").await;
    assert!(house.service.app.ending_cases(14).await.unwrap().is_empty(), "it has its time now");
}

async fn messages_and_looks_at_the_mailbox_while_the_case_moves_to_and_fro_are_all_answered(url: Option<String>) {
    let house = House::open(url).await;
    let (app, case, stop) = (house.service.app.clone(), house.case, Arc::new(AtomicBool::new(false)));
    let stopped = stop.clone();
    let mover = tokio::spawn(async move {
        let mut moves = 0;
        while !stopped.load(Ordering::SeqCst) {
            let reason = if moves % 2 == 0 { Reason::Spam } else { Reason::Done };
            // Somebody wrote at this very moment: tried again, as a person would.
            while app.close_case(case, reason, false).await.is_err() {}
            moves += 1;
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        moves
    });
    for look in 1..=30 {
        assert!(house.opens().await, "look {look}");
        if look % 5 == 0 {
            house.write(&format!("message {look}")).await;
        }
    }
    stop.store(true, Ordering::SeqCst);
    let moves = mover.await.unwrap();
    assert!(moves > 10, "{moves} moves");
    // Six times words; the file is the same each time, and counts once.
    assert_eq!(house.state().await.reporter.seq, 7);
    assert_eq!(house.months().await.len(), 1, "no row is left behind: {:?}", house.months().await);
}

/// On SQLite alone: beside a PostgreSQL server's clock a test cannot let months pass, and nothing is destroyed by a clock
/// that differs from it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_month_that_a_case_left_is_destroyed_and_the_case_still_opens() {
    let house = House::open(None).await;
    let app = &house.service.app;
    app.sweep().await.unwrap();
    let stays = crate::report(&house.service, "this one ends").await;
    let first = house.month(100);
    house.days(97).await;
    house.write("there is more").await;
    // A copy of the row as it was on the old month's key opens as long as that key lives.
    let old = tocsin::vault::KeyId::from_i64(app.store().read().await.unwrap().case_keys().await.unwrap()[0]).unwrap();
    assert_eq!(old.parts().1, first);
    let mut done = None;
    for _ in 0..50 {
        house.days(1).await;
        if let Ok(Destruction::Done(count)) = app.destroy_bucket(first).await {
            done = Some(count);
            break;
        }
    }
    assert_eq!(done, Some(1), "the case that ended is gone, and nothing else keeps the month");
    assert!(!app.ring().live().contains(&old) && app.ring().was_destroyed(KeyId::from_i64(old.as_i64()).unwrap()));
    assert!(house.is_there().await && house.opens().await);
    assert!(!http::post(house.service.at, "/en/mailbox", &[("receipt", &stays)]).await.text().contains("/mailbox/lock"));
}
