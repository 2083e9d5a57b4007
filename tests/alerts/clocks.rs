//! Clocks that are changed, days that are there once in four years, and a clock that jumps back: the mail that goes by them.

use std::collections::BTreeMap;

use crate::desk::{Desk, address, inside, memory, names, recipients};
use tocsin::app::alert::{AlertSettings, Outbox};
use tocsin::app::people;
use tocsin::app::rota::Zone;
use tocsin_domain::alert::Lane;

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
/// How often workers look here.
const LOOK: i64 = 30 * MINUTE;

fn by_the_clock() -> AlertSettings {
    AlertSettings { every_slot: true, slot_seconds: 2 * HOUR, drills: None, ..AlertSettings::default() }
}

#[tokio::test]
async fn everybody_gets_one_daily_mail_on_every_day_of_their_place_at_its_hour_whatever_is_done_to_clocks() {
    let places = [("ann", "Europe/Berlin"), ("bob", "America/Toronto"), ("cem", "Australia/Lord_Howe")];
    for (name, begins) in [
        ("spring in Berlin", 1_806_105_600),                    // 2027-03-27
        ("autumn in Berlin", 1_824_854_400),                    // 2027-10-30
        ("spring in Toronto", 1_804_896_000),                   // 2027-03-13
        ("autumn in Toronto", 1_825_459_200),                   // 2027-11-06
        ("half an hour, twice, on Lord Howe", 1_806_624_000),   // 2027-04-02
        ("half an hour, skipped, on Lord Howe", 1_822_262_400), // 2027-09-30
        ("a leap day", 1_835_222_400),                          // 2028-02-27
    ] {
        let desk = Desk::with(by_the_clock(), &places.map(|(name, _)| (name, false))).await;
        // The slots are for whoever is on call; everybody, if nobody is.
        desk.add("dan", true).await;
        for (person, zone) in places {
            let set = |reach: &mut people::Reach| {
                reach.zone = Some(zone.to_owned());
                Ok(())
            };
            people::set_reach(&desk.store, &desk.ring, person, set).await.expect("set");
        }
        desk.now.store(begins, std::sync::atomic::Ordering::SeqCst);
        let (mailer, mut got) = (memory(), BTreeMap::<(String, i64), i64>::new());
        for _ in 0..4 * DAY / LOOK {
            desk.run(&mailer).await;
            for person in recipients(&mailer) {
                let Some((_, zone)) = places.iter().find(|(name, _)| *name == person) else { continue };
                let local = Zone::parse(zone).expect("zone").local(desk.now());
                let first = got.insert((person.clone(), local.div_euclid(DAY)), local.rem_euclid(DAY));
                assert_eq!(first, None, "{name}: a second one for {person}");
            }
            desk.sleep(LOOK);
        }
        assert!((11..=12).contains(&got.len()), "{name}: {got:?}");
        for (person, _) in places {
            let days: Vec<i64> = got.keys().filter(|(name, _)| name == person).map(|(_, day)| *day).collect();
            assert!(days.windows(2).all(|pair| pair[1] == pair[0] + 1), "{name}: {person} {days:?}");
        }
        let hour = 8 * HOUR..8 * HOUR + LOOK + 2 * MINUTE;
        assert!(got.values().all(|at| hour.contains(at)), "{name}: {got:?}");
    }
}

#[tokio::test]
async fn after_a_clock_that_jumps_back_no_daily_mail_and_no_slot_is_missing_and_one_is_repeated_at_most() {
    for back in [10 * MINUTE, 3 * HOUR, 30 * DAY] {
        let desk = Desk::with(by_the_clock(), &[("ann", true), ("bob", false)]).await;
        desk.now.store(20_832 * DAY, std::sync::atomic::Ordering::SeqCst);
        let (mailer, mut dailies, mut slots, mut jumped) = (memory(), BTreeMap::<i64, i64>::new(), BTreeMap::<i64, i64>::new(), false);
        while desk.now() < 20_832 * DAY + 4 * DAY - if jumped { back } else { 0 } {
            desk.run(&mailer).await;
            for person in names(inside(&mailer).take()) {
                let counted = if person == "bob" { dailies.entry(desk.now() / DAY) } else { slots.entry(desk.now() / (2 * HOUR)) };
                *counted.or_default() += 1;
            }
            desk.sleep(LOOK);
            if !jumped && desk.now() >= 20_833 * DAY + 10 * HOUR {
                desk.sleep(-back);
                jumped = true;
            }
        }
        let before = 20_832..=20_833;
        let after = (desk.now() - 2 * DAY) / DAY..desk.now() / DAY;
        for day in before.chain(after) {
            let count = dailies.get(&day).copied().unwrap_or(0);
            assert!((1..=2).contains(&count), "{back} s back: {count} on day {day}: {dailies:?}");
        }
        let (first, last) = ((desk.now() - 2 * DAY) / (2 * HOUR) + 1, desk.now() / (2 * HOUR) - 1);
        assert!((first..=last).all(|slot| slots.contains_key(&slot)), "{back} s back: {slots:?}");
        let repeated = dailies.values().filter(|count| **count > 1).count();
        assert!(repeated <= 1, "{back} s back: {dailies:?}");
        if back == 10 * MINUTE {
            assert_eq!(repeated, 0, "what ordinary setting of clocks does repeats nothing");
        }
    }
}

#[tokio::test]
async fn a_clock_that_jumps_back_holds_up_neither_a_new_critical_report_nor_one_that_rings() {
    for back in [HOUR, DAY, 400 * DAY] {
        let desk =
            Desk::with(AlertSettings { every_slot: false, ..by_the_clock() }, &[("ann", true), ("bob", false), ("cem", false)]).await;
        people::set_lead(&desk.store, &desk.ring, "bob", true).await.expect("a lead");
        let mailer = memory();
        let minutes = async |count: i64| {
            let mut got = Vec::new();
            for _ in 0..count {
                desk.run(&mailer).await;
                got.extend(recipients(&mailer));
                desk.sleep(MINUTE);
            }
            got
        };
        desk.event(Lane::Wake).await;
        assert_eq!(minutes(10).await, ["ann"]);
        desk.sleep(-back);
        desk.event(Lane::Wake).await;
        let woken = minutes(125).await;
        assert!(woken.contains(&"bob".to_owned()), "{back} s back: the lead within two hours, {woken:?}");
        // Up to about two hours a mark that she was woken is believed; one from further ahead is not.
        assert!(back <= 2 * HOUR || woken.contains(&"ann".to_owned()), "{back} s back: {woken:?}");
    }
    // Whoever was woken a moment before the jump is not spared for as long as the clock went back.
    let desk = Desk::with(AlertSettings { every_slot: false, ..by_the_clock() }, &[("ann", true)]).await;
    let mailer = memory();
    desk.event(Lane::Wake).await;
    for _ in 0..10 {
        desk.run(&mailer).await;
        desk.sleep(MINUTE);
    }
    assert_eq!(recipients(&mailer), ["ann"]);
    desk.sleep(-20 * DAY);
    desk.event(Lane::Wake).await;
    for _ in 0..61 {
        desk.run(&mailer).await;
        desk.sleep(MINUTE);
    }
    assert!(!recipients(&mailer).is_empty(), "within the hour that nobody is spared any longer: {}", address("ann"));
}
