//! What reporters are told of the rota: true at every minute, and as coarse as it was promised.

use std::collections::BTreeSet;

use crate::desk::{Desk, demo};
use tocsin::app::people::{self, Person};
use tocsin::app::rota::{self, Detail, Hours, Moment, Next, OnCall, Rota, Span, What, Zone};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Monday 2027-01-18, 00:00 UTC.
const MONDAY: i64 = 1_800_230_400;

async fn kept(desk: &Desk) -> (Vec<Person>, Rota) {
    let mut tx = desk.store.read().await.expect("read");
    (people::load(&mut tx, &desk.ring).await.expect("people"), rota::load(&mut tx, &desk.ring).await.expect("rota"))
}

async fn on_duty(hours: &str, zone: &str) -> (Desk, Vec<Person>, Rota) {
    let desk = Desk::with(demo(), &[("ann", false), ("ben", false)]).await;
    let ann = people::list(&desk.store, &desk.ring).await.expect("list")[0].id;
    let duty = What::Duty { person: ann, hours: Hours::parse(hours, zone).expect("hours") };
    rota::add(&desk.store, &desk.ring, duty).await.expect("noted");
    let (people, rota) = kept(&desk).await;
    (desk, people, rota)
}

fn part(weekday: u8, part: u8) -> Option<OnCall> {
    Some(OnCall::Next(Next { weekday, from: Moment::Part(part) }))
}

#[tokio::test]
async fn the_next_duty_is_told_by_weekday_and_quarter_of_the_day_in_the_place_that_is_named() {
    let (_desk, people, rota) = on_duty("Tue 09:00-12:00; Tue 12:00-15:00", "Europe/Berlin").await;
    let berlin = Zone::parse("Europe/Berlin").expect("zone");
    let coarse = |zone: &Zone, at: i64| rota.told(&people, Detail::Coarse, zone, at);
    assert_eq!(coarse(&berlin, MONDAY + 12 * HOUR), part(1, 1), "Tuesday, in the morning");
    assert_eq!(coarse(&berlin, MONDAY + DAY + 5 * HOUR), Some(OnCall::Partly), "06:00 in Berlin: this morning somebody comes");
    assert_eq!(coarse(&berlin, MONDAY + DAY + 11 * HOUR), Some(OnCall::Partly), "until 15:00 of an afternoon that ends at 18:00");
    assert_eq!(coarse(&berlin, MONDAY + DAY + 17 * HOUR), Some(OnCall::Nobody), "six days ahead a weekday could be mistaken");
    assert_eq!(coarse(&Zone::utc(), MONDAY + 12 * HOUR), part(1, 1));
    let toronto = Zone::parse("America/Toronto").expect("zone");
    assert_eq!(coarse(&toronto, MONDAY + 12 * HOUR), part(1, 0), "three in the night there");
    let hours = rota.told(&people, Detail::Hours, &berlin, MONDAY + 12 * HOUR + 17);
    assert_eq!(hours, Some(OnCall::Next(Next { weekday: 1, from: Moment::Time(9, 0) })));
    assert_eq!(rota.told(&people, Detail::Hours, &berlin, MONDAY + DAY + 8 * HOUR), Some(OnCall::Now));
    assert_eq!(rota.told(&people, Detail::No, &berlin, MONDAY), None);
}

#[tokio::test]
async fn whoever_asks_every_minute_learns_no_hour_of_a_handover_and_now_is_true_at_every_minute() {
    let (_desk, people, rota) = on_duty("Mon-Fri 07:10-18:40; Sat 00:00-24:00", "Europe/Berlin").await;
    let berlin = Zone::parse("Europe/Berlin").expect("zone");
    let mut changes = BTreeSet::new();
    let mut before = None;
    for minute in 0..7 * 24 * 60 {
        let now = MONDAY - HOUR + minute * MINUTE;
        let told = rota.told(&people, Detail::Coarse, &berlin, now);
        if before.is_some() && told != before {
            changes.insert(berlin.local(now).rem_euclid(DAY) / MINUTE);
        }
        before = told;
        let there = !rota.on_call(&people, now).is_empty();
        match told.expect("there is a rota") {
            OnCall::Now => assert!(there, "{minute}"),
            OnCall::Next(_) | OnCall::Nobody => assert!(!there, "{minute}"),
            OnCall::Partly => {}
        }
    }
    assert_eq!(changes, BTreeSet::from([0, 6 * 60, 12 * 60, 18 * 60]), "said anew with each quarter of the day and at no other minute");
}

#[tokio::test]
async fn what_is_told_holds_through_changes_of_clocks_in_three_zones_and_a_leap_day() {
    for (zone, around) in [
        ("Europe/Berlin", 1_806_192_000),       // 2027-03-28 00:00 UTC: an hour is skipped
        ("America/Toronto", 1_825_632_000),     // 2027-11-07, the day before: an hour comes twice
        ("Australia/Lord_Howe", 1_806_710_400), // 2027-04-03: half an hour comes twice
        ("Asia/Tashkent", 1_835_308_800),       // 2028-02-28 to 03-01
    ] {
        let (_desk, people, rota) = on_duty("daily 00:00-06:00; daily 14:00-14:30", zone).await;
        let place = Zone::parse(zone).expect("zone");
        for quarter in -96..3 * 96 {
            let now = around + quarter * 15 * MINUTE;
            let part_of_day = place.local(now).rem_euclid(DAY) / (6 * HOUR);
            let told = rota.told(&people, Detail::Coarse, &place, now);
            let expected = match part_of_day {
                0 => Some(OnCall::Now),
                2 => Some(OnCall::Partly),
                // The morning waits for this afternoon, the evening for the next night.
                at => {
                    let day = place.local(now).div_euclid(DAY) + i64::from(at == 3);
                    part(u8::try_from((day + 3).rem_euclid(7)).expect("a weekday"), if at == 1 { 2 } else { 0 })
                }
            };
            assert_eq!(told, expected, "{zone} {quarter}");
        }
    }
}

#[tokio::test]
async fn without_a_rota_nothing_is_told_and_with_everybody_away_that_nobody_is() {
    let desk = Desk::with(demo(), &[("ann", false)]).await;
    let (people, rota) = kept(&desk).await;
    assert_eq!(rota.told(&people, Detail::Coarse, &Zone::utc(), MONDAY), None, "nobody keeps one");
    let desk = Desk::with(demo(), &[("ann", true)]).await;
    let (people, rota) = kept(&desk).await;
    assert_eq!(rota.told(&people, Detail::Coarse, &Zone::utc(), MONDAY), Some(OnCall::Now));
    let away = What::Away { person: people[0].id, span: Span { from: MONDAY - DAY, until: MONDAY + 30 * DAY } };
    rota::add(&desk.store, &desk.ring, away).await.expect("noted");
    let (people, rota) = kept(&desk).await;
    assert_eq!(rota.told(&people, Detail::Coarse, &Zone::utc(), MONDAY), Some(OnCall::Nobody));
}
