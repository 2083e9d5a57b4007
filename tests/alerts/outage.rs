//! Failures that pass, failures that do not, and how they are shown.

use crate::desk::{Desk, address, demo, inside, memory, recipients};
use crate::queue::Slow;
use tocsin::app::alert::{self, AlertError, AlertSettings, Outbox, TestOutcome};
use tocsin::app::people::{self, PeopleError};
use tocsin::mail::{MailError, Reason};
use tocsin_domain::alert::Lane;
use tokio::sync::Notify;

/// A demo in which whoever was woken is spared for a while, as in real use.
fn sparing() -> AlertSettings {
    AlertSettings { window: 2_700, ..demo() }
}

#[tokio::test]
async fn a_worker_that_dies_with_a_mail_in_hand_loses_it_to_another_after_its_lease() {
    let desk = Desk::with(demo(), &[("ann", true)]).await;
    desk.event(Lane::Wake).await;
    let slow = Slow { under_way: Notify::new(), go_on: Notify::new(), answer: Ok(()) };
    tokio::select! {
        _ = desk.run(&slow) => panic!("it hangs"),
        () = slow.under_way.notified() => {}
    }
    let mailer = memory();
    assert_eq!(desk.run(&mailer).await.sent, 0, "still under the lease");
    desk.sleep(61);
    assert_eq!(desk.run(&mailer).await.sent, 1);
}

#[tokio::test]
async fn an_outage_of_the_mail_server_delays_alerts_and_loses_none() {
    let desk = Desk::with(sparing(), &[("ann", true), ("bob", false)]).await;
    let mailer = memory();
    inside(&mailer).fail_all(Some(MailError::Passing(Reason::Unreachable)));
    desk.event(Lane::Wake).await;
    desk.event(Lane::Slot).await;
    let mut attempts = 0;
    // Two days and 23 hours: retried all along, at growing distances, never given up.
    for _ in 0..71 * 60 {
        desk.sleep(60);
        let pass = desk.run(&mailer).await;
        assert_eq!((pass.sent, pass.dead), (0, 0));
        attempts += pass.failed;
    }
    // What wakes is tried every five minutes, for two people since nobody acknowledges; the rest every hour.
    assert!((1_000..2_600).contains(&attempts), "{attempts}");
    let status = desk.status().await;
    assert_eq!((status.waiting, status.dead), (4, 0));
    assert!(status.oldest_waiting_minutes >= Some(70 * 60));
    inside(&mailer).fail_all(None);
    desk.sleep(2 * 3600);
    assert_eq!(desk.run(&mailer).await.sent, 4);
    assert_eq!(recipients(&mailer), ["ann", "ann", "bob", "bob"]);
    assert_eq!(desk.status().await.waiting, 0);
}

#[tokio::test]
async fn a_clock_that_jumps_a_year_ahead_in_an_outage_gives_no_alert_up() {
    let desk = Desk::with(sparing(), &[("ann", true)]).await;
    let mailer = memory();
    inside(&mailer).fail_all(Some(MailError::Passing(Reason::Unreachable)));
    desk.event(Lane::Wake).await;
    for _ in 0..5 {
        let pass = desk.run(&mailer).await;
        assert_eq!((pass.failed, pass.dead), (1, 0));
        desk.sleep(365 * 86_400);
    }
    inside(&mailer).fail_all(None);
    desk.sleep(-5 * 365 * 86_400);
    assert_eq!(desk.run(&mailer).await.sent, 1, "set right again, it does not wait for years");
}

#[tokio::test]
async fn a_lease_taken_under_a_clock_that_ran_ahead_ends_when_the_clock_is_set_right() {
    let desk = Desk::with(demo(), &[("ann", true)]).await;
    desk.event(Lane::Wake).await;
    desk.sleep(10 * 86_400);
    let slow = Slow { under_way: Notify::new(), go_on: Notify::new(), answer: Ok(()) };
    tokio::select! {
        _ = desk.run(&slow) => panic!("it hangs"),
        () = slow.under_way.notified() => {}
    }
    desk.sleep(-10 * 86_400);
    assert_eq!(desk.run(&memory()).await.sent, 1);
}

#[tokio::test]
async fn events_during_an_outage_do_not_pile_up() {
    let desk = Desk::with(sparing(), &[("ann", true)]).await;
    let mailer = memory();
    inside(&mailer).fail_all(Some(MailError::Passing(Reason::Timeout)));
    for _ in 0..100 {
        desk.event(Lane::Wake).await;
        desk.event(Lane::Slot).await;
        desk.sleep(3);
        desk.run(&mailer).await;
    }
    assert!(desk.status().await.waiting <= 3, "{:?}", desk.status().await);
    inside(&mailer).fail_all(None);
    desk.sleep(7200);
    assert!((1..=3).contains(&desk.run(&mailer).await.sent));
}

#[tokio::test]
async fn after_three_days_of_failures_an_alert_is_given_up_shown_and_can_be_retried() {
    let desk = Desk::with(sparing(), &[("ann", true)]).await;
    let mailer = memory();
    inside(&mailer).fail_all(Some(MailError::Passing(Reason::CertificateExpired)));
    desk.event(Lane::Wake).await;
    for _ in 0..75 {
        desk.run(&mailer).await;
        desk.sleep(3600);
    }
    let status = desk.status().await;
    assert_eq!((status.waiting, status.dead), (0, 1));
    let letters = alert::letters(&desk.store, &desk.ring).await.expect("letters");
    assert_eq!(letters[0].alias.as_ref().map(|alias| alias.as_str()), Some("ann"));
    assert_eq!((letters[0].lane, letters[0].dead), ("wake", true));
    assert_eq!(letters[0].why.as_deref(), Some("the certificate has expired"));
    // A new event is not kept back by the dead one.
    inside(&mailer).fail_all(None);
    desk.event(Lane::Wake).await;
    assert_eq!(desk.run(&mailer).await.sent, 1);
    let ann = people::named(&desk.store, &desk.ring, "ann").await.expect("there");
    alert::acknowledge(&desk.store, &desk.ring, ann.id, alert::Which::All, desk.now()).await.expect("acknowledged");
    inside(&mailer).fail_all(Some(MailError::Passing(Reason::Timeout)));
    assert_eq!(alert::retry_dead(&desk.store, desk.now()).await.expect("retry"), 1);
    // The report of three days ago has no answer: of that she hears besides.
    assert_eq!(desk.run(&mailer).await.failed, 2, "it has three new days");
    inside(&mailer).fail_all(None);
    desk.sleep(120);
    assert_eq!(desk.run(&mailer).await.sent, 2);
    let status = desk.status().await;
    assert_eq!((status.waiting, status.dead), (0, 0));
}

#[tokio::test]
async fn one_refused_recipient_becomes_a_dead_letter_and_the_others_get_theirs() {
    let desk = Desk::with(demo(), &[("ann", true), ("bob", true), ("cem", false), ("dan", false)]).await;
    let mailer = memory();
    inside(&mailer).fail_for(&address("ann"), Some(MailError::Permanent(Reason::Code(550))));
    desk.event(Lane::Slot).await;
    desk.sleep(3);
    let pass = desk.run(&mailer).await;
    assert_eq!((pass.sent, pass.dead), (3, 1));
    assert_eq!(recipients(&mailer), ["bob", "cem", "dan"]);
    assert_eq!(desk.status().await.dead, 1);
    let letters = alert::letters(&desk.store, &desk.ring).await.expect("letters");
    assert!(letters[0].why.as_ref().is_some_and(|why| why.contains("550") && !why.contains('@')));
}

#[tokio::test]
async fn if_somebody_on_call_cannot_be_reached_for_good_the_others_are_woken_once() {
    let desk = Desk::with(demo(), &[("ann", true), ("bob", false), ("cem", false)]).await;
    let mailer = memory();
    inside(&mailer).fail_for(&address("ann"), Some(MailError::Permanent(Reason::Code(550))));
    inside(&mailer).fail_for(&address("bob"), Some(MailError::Permanent(Reason::Code(550))));
    desk.event(Lane::Wake).await;
    let pass = desk.run(&mailer).await;
    assert_eq!((pass.sent, pass.dead), (1, 2));
    assert_eq!(recipients(&mailer), ["cem"]);
}

#[tokio::test]
async fn a_slot_that_failed_is_made_up_by_the_next_one() {
    let desk = Desk::with(AlertSettings { slot_seconds: 600, ..AlertSettings::default() }, &[("ann", true)]).await;
    let mailer = memory();
    inside(&mailer).fail_all(Some(MailError::Passing(Reason::Dns)));
    for _ in 0..300 {
        desk.run(&mailer).await;
        desk.sleep(60);
    }
    assert!(desk.status().await.waiting <= 4, "{:?}", desk.status().await);
    inside(&mailer).fail_all(None);
    desk.sleep(600);
    desk.run(&mailer).await;
    assert!((1..=3).contains(&recipients(&mailer).len()));
}

#[tokio::test]
async fn a_trial_takes_the_real_way_and_says_for_each_person_how_it_ended() {
    let desk = Desk::with(demo(), &[("ann", true), ("bob", false), ("cem", false)]).await;
    let mailer = memory();
    inside(&mailer).fail_for(&address("bob"), Some(MailError::Passing(Reason::Code(450))));
    inside(&mailer).fail_for(&address("cem"), Some(MailError::Permanent(Reason::Code(550))));
    let outcomes = alert::send_test(&desk, &mailer, None).await.expect("trial");
    let told: Vec<_> = outcomes.iter().map(|(alias, outcome)| (alias.as_str(), outcome)).collect();
    assert_eq!(told[0], ("ann", &TestOutcome::Sent));
    assert!(matches!(&told[1], ("bob", TestOutcome::Waiting(why)) if why.contains("450")));
    assert!(matches!(&told[2], ("cem", TestOutcome::Dead(why)) if why.contains("550")));
    let one = alert::send_test(&desk, &mailer, Some("Ann")).await.expect("trial");
    assert_eq!(one.len(), 1);
    let nobody = alert::send_test(&desk, &mailer, Some("zoe")).await;
    assert!(matches!(nobody, Err(AlertError::People(PeopleError::Unknown))));
}
