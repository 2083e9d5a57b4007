//! A hold: two people ask that a case does not end, and two let it go.

use std::sync::Arc;

use tocsin::app::alert::Outbox as _;
use tocsin::app::hold::{HoldError, HoldFor, Holding, NotHeld, Wish};
use tocsin::app::people::{self, NewPerson};
use tocsin_seal::Act;

use crate::House;

on_both! {
    one_person_asks_another_confirms_and_both_entries_name_them,
    a_dry_run_of_a_hold_changes_nothing,
}

const HOLD: Wish = Wish::Hold(HoldFor::Legal);

impl House {
    async fn staff(&self, names: &[&str]) {
        for name in names {
            let new = NewPerson::parse(name, &format!("{name}@desk.example"), false).unwrap();
            people::add(self.service.app.store(), self.service.app.ring(), new).await.unwrap();
        }
    }

    async fn wish(&self, wish: Wish, by: &str) -> Result<Holding, HoldError> {
        self.service.app.wish_by_command(self.case, wish, by, false).await.map(|done| done.outcome)
    }
}

async fn one_person_asks_another_confirms_and_both_entries_name_them(url: Option<String>) {
    let house = House::open(url).await;
    house.staff(&["ann", "bob"]).await;
    assert!(matches!(house.wish(HOLD, "nobody").await, Err(HoldError::Person(_))));
    assert_eq!(house.wish(HOLD, "ann").await.unwrap(), Holding::Asked);
    assert!(matches!(house.wish(HOLD, "ann").await, Err(HoldError::Not(NotHeld::SamePerson))));
    assert!(!house.state().await.work.is_held());
    assert_eq!(house.wish(HOLD, "bob").await.unwrap(), Holding::Held);
    assert!(house.state().await.work.is_held());
    assert_eq!((house.count(Act::HoldAsked).await, house.count(Act::HoldConfirmed).await), (1, 1));
    let line = &house.service.app.cases().await.unwrap()[0];
    assert_eq!(line.hold.map(|hold| (hold.state, hold.why)), Some(("held", HoldFor::Legal)));
    people::disable(house.service.app.store(), house.service.app.ring(), "bob").await.unwrap();
    assert!(matches!(house.wish(Wish::Release, "bob").await, Err(HoldError::Disabled(_))));
}

async fn a_dry_run_of_a_hold_changes_nothing(url: Option<String>) {
    let house = House::open(url).await;
    house.staff(&["ann"]).await;
    let done = house.service.app.wish_by_command(house.case, HOLD, "ann", true).await.unwrap();
    assert_eq!(done.outcome, Holding::Asked);
    assert!(house.state().await.work.hold.is_none());
    assert_eq!(house.count(Act::HoldAsked).await, 0);
}

/// On SQLite alone, as everything that needs months to pass.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_held_case_does_not_end_and_one_that_was_let_go_does() {
    let house = Arc::new(House::open(None).await);
    house.service.app.sweep().await.unwrap();
    house.staff(&["ann", "bob"]).await;
    house.wish(HOLD, "ann").await.unwrap();
    house.wish(HOLD, "bob").await.unwrap();
    house.days(300).await;
    assert!(house.is_there().await && house.opens().await, "long behind its end");
    assert_eq!(house.service.cases().await, 1);
    let [month] = house.months().await[..] else { panic!("one month") };
    assert!(month >= house.month(0), "its keys are those of a month to come, and the others can be destroyed");
    house.wish(Wish::Release, "ann").await.unwrap();
    house.days(100).await;
    assert!(house.is_there().await, "one person lets nothing go");
    assert_eq!(house.wish(Wish::Release, "bob").await.unwrap(), Holding::Released);
    house.days(13).await;
    assert!(house.is_there().await, "the time of a notice");
    house.days(62).await;
    assert!(!house.is_there().await);
    assert_eq!(house.count(Act::Destroyed).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hold_that_nobody_confirmed_stops_nothing() {
    let house = House::open(None).await;
    house.service.app.sweep().await.unwrap();
    house.staff(&["ann"]).await;
    house.wish(HOLD, "ann").await.unwrap();
    assert_eq!(house.service.app.ending_cases(101).await.unwrap()[0].hold.map(|hold| hold.state), Some("asked"));
    house.days(102).await;
    assert!(!house.is_there().await);
}
