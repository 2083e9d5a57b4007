//! Destruction by the month: refused while a case lives, announced two days before, final in every copy.

use tocsin::app::alert::Outbox as _;
use tocsin::app::destroy::{Destruction, Kept};
use tocsin::app::keys::KeyState;
use tocsin::store::Store;
use tocsin::vault::{Class, KeyRing, MasterKey};
use tocsin_domain::clock::{add_months, month_of};

use crate::rows::Inside;
use crate::writer::write;

on_both! {
    a_month_in_which_a_case_lives_is_not_destroyed,
    a_clock_that_jumped_destroys_no_key,
}

/// A service on PostgreSQL believes no clock but that of its database, which a test cannot move: on SQLite alone.
macro_rules! on_sqlite {
    ($($promise:ident,)*) => {
        mod months_go_by {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                super::$promise(None).await;
            })*
        }
    };
}
on_sqlite! {
    a_month_that_is_over_is_announced_and_destroyed_two_days_later_by_the_service_itself,
    a_destruction_can_be_put_off_while_it_waits,
    a_case_that_does_not_open_goes_with_its_month,
    retired_keys_go_after_the_time_that_backups_live,
    a_copy_of_the_database_from_before_is_served_and_its_dead_cases_are_gone,
}

const DAY: i64 = 86_400;

/// The month in which cases end that are begun now.
fn bucket(inside: &Inside) -> u32 {
    u32::try_from(month_of(inside.service.app.now() + 180 * DAY)).unwrap()
}

/// Lets so many days pass, as a service sees them that runs all the time.
async fn days(inside: &Inside, number: i64) {
    for _ in 0..number {
        inside.clock.jump(DAY);
        inside.service.app.sweep().await.unwrap();
    }
}

fn keys_of(inside: &Inside, bucket: u32) -> usize {
    inside.service.app.ring().live().iter().filter(|id| id.class() == Class::Case && id.parts().1 == bucket).count()
}

async fn a_month_in_which_a_case_lives_is_not_destroyed(url: Option<String>) {
    let inside = Inside::with(url, 2).await;
    let (app, bucket) = (&inside.service.app, bucket(&inside));
    assert!(matches!(app.destroy_bucket(bucket).await, Err(Kept::NotOver(_))));
    assert!(matches!(app.destroy_bucket(197_001).await, Err(Kept::Unknown(_))));
    // Even where the month is over and a record in it says that its case is not: nothing is changed.
    app.sweep().await.unwrap();
    let case = app.store().read().await.unwrap().cases().await.unwrap().remove(0);
    let past = u32::try_from(add_months(month_of(app.now()), -2)).unwrap();
    let key = app.ring().current(Class::Case, past).unwrap();
    let at = |version| tocsin::vault::RowRef { table: "cases", column: "sealed", row: &case.id, case: &case.id, version };
    let old = tocsin::vault::KeyId::from_i64(case.key_id).unwrap();
    let plain = app.ring().open(old, &at(case.version), &case.sealed).unwrap();
    let version = case.version + 1;
    let moved = tocsin::store::CaseRow {
        key_id: key.as_i64(),
        version,
        sealed: app.ring().seal(key, &at(version), &plain).unwrap(),
        ..case.clone()
    };
    let mut tx = app.store().write().await.unwrap();
    tx.update_case(&moved, case.version).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(app.destroy_bucket(past).await, Err(Kept::Inside(_, 1))));
    inside.all_open().await;
}

async fn a_month_that_is_over_is_announced_and_destroyed_two_days_later_by_the_service_itself(url: Option<String>) {
    let inside = Inside::with(url, 2).await;
    let (app, bucket) = (&inside.service.app, bucket(&inside));
    days(&inside, 185).await;
    let mut waited = 0;
    while app.tend_keys().await.unwrap().announced == 0 {
        waited += 1;
        assert!(waited < 40, "the month ends");
        days(&inside, 1).await;
    }
    assert!(i64::from(bucket) < month_of(app.now()));
    let master = app.ring().standing().unwrap().master;
    let report = app.key_report(1000).await.unwrap();
    assert!(report.announced.iter().any(|line| line.contains(&bucket.to_string()) && line.contains("--cancel")));
    assert!(report.keys.iter().any(|key| matches!(key.state, KeyState::Announced { .. }) && key.id.parts().1 == bucket));
    assert!(matches!(app.destroy_bucket(bucket).await, Ok(Destruction::Waits(_))));
    days(&inside, 1).await;
    assert_eq!((app.tend_keys().await.unwrap().destroyed, keys_of(&inside, bucket)), (0, 1));
    let (old_ring, keys) =
        (std::fs::read(inside.service.folder.path().join("keys/ring.json")).unwrap(), inside.service.folder.path().join("keys"));
    days(&inside, 1).await;
    assert_eq!((app.tend_keys().await.unwrap().destroyed, keys_of(&inside, bucket)), (1, 0));
    assert_ne!(app.ring().standing().unwrap().master, master);
    assert!(matches!(app.destroy_bucket(bucket).await, Err(Kept::Unknown(_))));
    // The ring of before does not open with the master of now.
    std::fs::write(keys.join("ring.json"), old_ring).unwrap();
    let master = MasterKey::load(keys.join("master.key")).unwrap();
    assert!(KeyRing::load(keys.join("ring.json"), master, app.ring().deployment()).is_err());
}

async fn a_destruction_can_be_put_off_while_it_waits(url: Option<String>) {
    let inside = Inside::with(url, 1).await;
    let (app, bucket) = (&inside.service.app, bucket(&inside));
    days(&inside, 185 + 31).await;
    assert!(matches!(app.destroy_bucket(bucket).await, Ok(Destruction::Announced(_))));
    days(&inside, 1).await;
    app.put_off(bucket).await.unwrap();
    assert!(app.key_report(1000).await.unwrap().announced.is_empty());
    days(&inside, 2).await;
    // It begins anew: two whole days.
    assert!(matches!(app.destroy_bucket(bucket).await, Ok(Destruction::Announced(_))));
    assert_eq!(keys_of(&inside, bucket), 1);
    days(&inside, 2).await;
    assert_eq!(app.destroy_bucket(bucket).await.unwrap(), Destruction::Done(1));
    assert!(matches!(app.put_off(bucket).await, Err(Kept::Unknown(_))));
}

async fn a_case_that_does_not_open_goes_with_its_month(url: Option<String>) {
    let inside = Inside::with(url, 2).await;
    let (app, bucket) = (&inside.service.app, bucket(&inside));
    write(&inside.service.options, "UPDATE cases SET version = version + 7 WHERE id = (SELECT id FROM cases ORDER BY id LIMIT 1)").await;
    days(&inside, 185 + 31).await;
    assert_eq!(app.store().read().await.unwrap().cases().await.unwrap().len(), 1, "the sweep leaves what it cannot read");
    app.tend_keys().await.unwrap();
    days(&inside, 2).await;
    assert_eq!(app.tend_keys().await.unwrap().destroyed, 1);
    assert_eq!((app.store().read().await.unwrap().cases().await.unwrap().len(), keys_of(&inside, bucket)), (0, 0));
}

async fn retired_keys_go_after_the_time_that_backups_live(url: Option<String>) {
    let inside = Inside::with(url, 2).await;
    let app = &inside.service.app;
    app.sweep().await.unwrap();
    inside.rotate(Class::Case).await;
    days(&inside, 34).await;
    assert_eq!(app.tend_keys().await.unwrap().destroyed, 0);
    days(&inside, 1).await;
    assert_eq!(app.tend_keys().await.unwrap().destroyed, 1);
    inside.all_open().await;
}

async fn a_copy_of_the_database_from_before_is_served_and_its_dead_cases_are_gone(url: Option<String>) {
    let inside = Inside::with(url, 2).await;
    let (app, bucket) = (&inside.service.app, bucket(&inside));
    let copy = app.store().read().await.unwrap().cases().await.unwrap();
    days(&inside, 185 + 31).await;
    app.tend_keys().await.unwrap();
    days(&inside, 2).await;
    app.tend_keys().await.unwrap();
    assert_eq!(keys_of(&inside, bucket), 0);
    // As a restored database has them.
    let mut tx = app.store().write().await.unwrap();
    for row in &copy {
        tx.insert_case(row).await.unwrap();
    }
    tx.commit().await.unwrap();
    let store = Store::open(&inside.service.options).await.unwrap();
    tocsin::app::roster::check_ring(&store, app.ring()).await.expect("the service starts on it");
    assert!(tocsin::app::rows::open_case(app.ring(), &copy[0]).is_err());
    let swept = app.sweep().await.unwrap();
    assert_eq!((swept.cases, swept.damaged), (2, 0));
    store.close().await;
}

async fn a_clock_that_jumped_destroys_no_key(url: Option<String>) {
    let inside = Inside::with(url, 1).await;
    let (app, bucket) = (&inside.service.app, bucket(&inside));
    app.sweep().await.unwrap();
    inside.rotate(Class::Case).await;
    inside.clock.jump(400 * DAY);
    app.sweep().await.unwrap();
    let tended = app.tend_keys().await.unwrap();
    assert_eq!((tended.announced, tended.destroyed), (0, 0));
    assert!(matches!(app.destroy_bucket(bucket).await, Err(Kept::Clock)));
    assert_eq!(keys_of(&inside, bucket), 2);
}
