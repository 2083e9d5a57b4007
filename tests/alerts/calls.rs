//! Critical reports: who is woken, how often, and until when.

use std::sync::atomic::Ordering;

use crate::desk::{Desk, START, address, inside, memory, new_case, recipients};
use tocsin::app::alert::{self, AlertSettings, Which};
use tocsin::app::people;
use tocsin::app::rota::{self, Hours, Span, What};
use tocsin::mail::{MailError, Mailer, Reason};
use tocsin_domain::alert::Lane;

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;

/// As in real use, but for the mail that goes by the clock: only what wakes is looked at here.
fn real() -> AlertSettings {
    AlertSettings { every_slot: false, slot_seconds: 7_200, ..AlertSettings::default() }
}

/// Who got mail, minute by minute.
async fn minutes(desk: &Desk, mailer: &Mailer, count: i64) -> Vec<(i64, String)> {
    let mut got = Vec::new();
    for _ in 0..count {
        desk.run(mailer).await;
        let minute = (alert::Outbox::now(desk) - START) / MINUTE;
        got.extend(recipients(mailer).into_iter().map(|name| (minute, name)));
        desk.sleep(MINUTE);
    }
    got
}

async fn acknowledge(desk: &Desk, name: &str, which: Which) -> usize {
    let person = people::named(&desk.store, &desk.ring, name).await.expect("there");
    alert::acknowledge(&desk.store, &desk.ring, person.id, which, alert::Outbox::now(desk)).await.expect("acknowledged").len()
}

async fn lead(desk: &Desk, name: &str) {
    people::set_lead(&desk.store, &desk.ring, name, true).await.expect("a lead");
}

fn names(got: &[(i64, String)]) -> Vec<&str> {
    got.iter().map(|(_, name)| name.as_str()).collect()
}

#[tokio::test]
async fn a_critical_report_rings_within_five_minutes_at_a_moment_that_chance_draws() {
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..12 {
        let desk = Desk::with(real(), &[("ann", true), ("bob", false)]).await;
        desk.event(Lane::Wake).await;
        let mailer = memory();
        while desk.run(&mailer).await.sent == 0 {
            desk.sleep(5);
            assert!(alert::Outbox::now(&desk) <= START + 305, "five minutes are over");
        }
        assert_eq!(recipients(&mailer), ["ann"]);
        seen.insert(alert::Outbox::now(&desk));
    }
    assert!(seen.len() > 3, "{seen:?}");
}

#[tokio::test]
async fn nobody_acknowledges_so_it_goes_to_the_lead_after_an_hour_and_to_all_after_90_minutes() {
    let desk = Desk::with(AlertSettings { wake_within: 0, ..real() }, &[("ann", true), ("bob", false), ("lea", false)]).await;
    lead(&desk, "lea").await;
    desk.event(Lane::Wake).await;
    let mailer = memory();
    let got = minutes(&desk, &mailer, 160).await;
    let told: Vec<(i64, &str)> = got.iter().map(|(minute, name)| (*minute, name.as_str())).collect();
    assert_eq!(told, [(0, "ann"), (60, "lea"), (90, "ann"), (90, "bob"), (150, "ann"), (150, "bob"), (150, "lea")]);
    assert_eq!(desk.status().await.ringing, 1);
}

#[tokio::test]
async fn an_acknowledgement_ends_the_ringing_and_a_new_critical_report_rings_again() {
    let desk = Desk::with(AlertSettings { wake_within: 0, ..real() }, &[("ann", true), ("lea", false)]).await;
    lead(&desk, "lea").await;
    let mailer = memory();
    desk.event(Lane::Wake).await;
    assert_eq!(names(&minutes(&desk, &mailer, 5).await), ["ann"]);
    // More of them before she acknowledges make no more mail.
    desk.event(Lane::Wake).await;
    desk.event(Lane::Wake).await;
    assert_eq!(names(&minutes(&desk, &mailer, 5).await), [""; 0]);
    assert_eq!(acknowledge(&desk, "ann", Which::All).await, 3);
    assert_eq!(names(&minutes(&desk, &mailer, 100).await), [""; 0]);
    desk.event(Lane::Wake).await;
    assert_eq!(names(&minutes(&desk, &mailer, 5).await), ["ann"]);
    assert_eq!(acknowledge(&desk, "ann", Which::Case([1; 16])).await, 0, "that is another case");
    assert_eq!(acknowledge(&desk, "lea", Which::All).await, 1);
    assert_eq!(acknowledge(&desk, "lea", Which::All).await, 0);
}

#[tokio::test]
async fn without_an_answer_two_hours_after_it_rang_the_lead_and_the_acknowledger_hear_of_it() {
    let desk = Desk::with(AlertSettings { wake_within: 0, ..real() }, &[("ann", true), ("bob", false), ("lea", false)]).await;
    lead(&desk, "lea").await;
    let mailer = memory();
    desk.event(Lane::Wake).await;
    minutes(&desk, &mailer, 10).await;
    acknowledge(&desk, "ann", Which::All).await;
    let got = minutes(&desk, &mailer, 260).await;
    let told: Vec<(i64, &str)> = got.iter().map(|(minute, name)| (*minute, name.as_str())).collect();
    assert_eq!(told, [(120, "ann"), (120, "lea"), (240, "ann"), (240, "bob"), (240, "lea")]);
    let status = desk.status().await;
    assert_eq!((status.ringing, status.unanswered), (0, 1));
}

#[tokio::test]
async fn a_report_that_is_late_does_not_keep_a_new_critical_one_from_ringing() {
    let desk = Desk::with(AlertSettings { wake_within: 0, ..real() }, &[("ann", true), ("lea", false)]).await;
    let mailer = memory();
    desk.event(Lane::Wake).await;
    minutes(&desk, &mailer, 10).await;
    acknowledge(&desk, "ann", Which::All).await;
    minutes(&desk, &mailer, 112).await;
    desk.event(Lane::Wake).await;
    assert_eq!(names(&minutes(&desk, &mailer, 3).await), ["ann"]);
}

#[tokio::test]
async fn seven_hundred_critical_reports_make_one_mail_and_raise_the_flag() {
    let desk = Desk::with(real(), &[("ann", true)]).await;
    let mailer = memory();
    for _ in 0..700 {
        desk.event(Lane::Wake).await;
    }
    assert_eq!(names(&minutes(&desk, &mailer, 40).await), ["ann"]);
    let status = desk.status().await;
    assert_eq!((status.ringing, status.flood), (700, Some(700)));
    assert_eq!(acknowledge(&desk, "ann", Which::All).await, 700, "and each of them is there to be acknowledged");
    desk.event(Lane::Wake).await;
    assert_eq!(names(&minutes(&desk, &mailer, 10).await), ["ann"]);
}

#[tokio::test]
async fn what_wakes_goes_to_an_address_of_its_own_and_drills_besides_and_nothing_else() {
    let settings = AlertSettings { slot_seconds: 600, ..AlertSettings::default() };
    let desk = Desk::with(settings, &[("ann", true)]).await;
    people::set_reach(&desk.store, &desk.ring, "ann", |reach| reach.set_wake_email("ring@phone.example")).await.expect("set");
    let mailer = memory();
    desk.event(Lane::Slot).await;
    desk.event(Lane::Daily).await;
    let ordinary = minutes(&desk, &mailer, 30 * 60).await;
    assert!(!ordinary.is_empty() && ordinary.iter().all(|(_, name)| name == "ann"));
    desk.event(Lane::Wake).await;
    let waking = minutes(&desk, &mailer, 6).await;
    assert_eq!(waking.iter().filter(|(_, name)| name == "ring@phone.example").count(), 1);
    acknowledge(&desk, "ann", Which::All).await;
    alert::ring_drill(&desk.store, &desk.ring, &desk.settings, alert::Outbox::now(&desk)).await.expect("a drill");
    let drill = minutes(&desk, &mailer, 6).await;
    assert_eq!(drill.iter().filter(|(_, name)| name == "ring@phone.example").count(), 1);
}

#[tokio::test]
async fn a_drill_shows_how_long_it_took_and_a_missed_one_shouts() {
    // None of its own accord while this test looks.
    let drills = Some(Hours::parse("Sun 00:00-01:00", "UTC").expect("hours"));
    let desk = Desk::with(AlertSettings { wake_within: 0, drills, ..real() }, &[("ann", true), ("lea", false)]).await;
    lead(&desk, "lea").await;
    assert!(desk.status().await.drill_missed, "there was none yet");
    let mailer = memory();
    let ring = || alert::ring_drill(&desk.store, &desk.ring, &desk.settings, alert::Outbox::now(&desk));
    ring().await.expect("a drill");
    assert_eq!(names(&minutes(&desk, &mailer, 12).await), ["ann"]);
    assert_eq!(acknowledge(&desk, "ann", Which::All).await, 1);
    let status = desk.status().await;
    assert_eq!((status.last_drill.and_then(|drill| drill.acknowledged).map(|(_, after)| after), status.drill_missed), (Some(720), false));
    ring().await.expect("another");
    let got = minutes(&desk, &mailer, 130).await;
    assert_eq!(names(&got), ["ann", "lea"], "the lead hears of it, nobody else");
    let status = desk.status().await;
    assert_eq!((status.last_drill.map(|drill| drill.acknowledged), status.drill_missed, status.ringing), (Some(None), true, 0));
}

#[tokio::test]
async fn a_drill_that_nobody_answers_keeps_no_critical_report_from_ringing() {
    let desk = Desk::with(AlertSettings { wake_within: 0, ..real() }, &[("ann", true)]).await;
    let mailer = memory();
    alert::ring_drill(&desk.store, &desk.ring, &desk.settings, START).await.expect("a drill");
    assert_eq!(names(&minutes(&desk, &mailer, 3).await), ["ann"]);
    desk.event(Lane::Wake).await;
    assert_eq!(names(&minutes(&desk, &mailer, 3).await), ["ann"]);
}

#[tokio::test]
async fn every_week_one_drill_rings_within_its_hours_at_another_moment() {
    // Monday, 2027-01-18, 00:00 UTC.
    let monday = 20_836 * 86_400;
    let drills = Some(Hours::parse("Tue-Thu 10:00-16:00", "Europe/Berlin").expect("hours"));
    let desk = Desk::with(AlertSettings { drills, ..real() }, &[("ann", true)]).await;
    desk.now.store(monday, Ordering::SeqCst);
    let mailer = memory();
    let mut moments = Vec::new();
    for _ in 0..5 * 7 * 24 * 6 {
        desk.run(&mailer).await;
        if !recipients(&mailer).is_empty() {
            moments.push(alert::Outbox::now(&desk) - monday);
            acknowledge(&desk, "ann", Which::All).await;
        }
        desk.sleep(600);
    }
    let weeks: Vec<i64> = moments.iter().map(|at| at / (7 * 86_400)).collect();
    assert_eq!(weeks, [0, 1, 2, 3, 4]);
    let of_week: std::collections::BTreeSet<i64> = moments.iter().map(|at| at % (7 * 86_400)).collect();
    assert!(of_week.len() > 2, "{of_week:?}");
    for at in of_week {
        let (day, hour) = (at / 86_400, at % 86_400 / HOUR);
        assert!((1..=3).contains(&day) && (9..=15).contains(&hour), "day {day}, {hour} UTC");
    }
}

#[tokio::test]
async fn the_rota_says_who_is_woken_with_swaps_absences_and_quiet_hours() {
    let desk = Desk::with(AlertSettings { wake_within: 0, window: 1, ..real() }, &[("ann", false), ("bob", false), ("cem", false)]).await;
    let id = async |name: &str| people::named(&desk.store, &desk.ring, name).await.expect("there").id;
    let (ann, bob, cem) = (id("ann").await, id("bob").await, id("cem").await);
    let hours = |text: &str| Hours::parse(text, "Europe/Berlin").expect("hours");
    let add = async |what: What| rota::add(&desk.store, &desk.ring, what).await.expect("noted");
    let mailer = memory();
    let woken = async || {
        desk.event(Lane::Wake).await;
        desk.run(&mailer).await;
        let woken = recipients(&mailer);
        acknowledge(&desk, "ann", Which::All).await;
        woken
    };
    // START is Friday, 2027-01-15, 08:00 UTC.
    assert_eq!(woken().await, ["ann", "bob", "cem"], "nobody is on call, so everybody is woken");
    add(What::Duty { person: ann, hours: hours("Fri 09:00-17:00") }).await;
    let bobs = add(What::Duty { person: bob, hours: hours("Fri 09:00-17:00") }).await;
    assert_eq!(woken().await, ["ann", "bob"]);
    add(What::Quiet { person: bob, hours: hours("Fri 08:30-09:30") }).await;
    assert_eq!(woken().await, ["ann"], "bob is spared while ann is there");
    let span = Span { from: START - 60, until: START + HOUR };
    add(What::Away { person: ann, span }).await;
    assert_eq!(woken().await, ["bob"], "but not if nobody else is");
    add(What::Swap { out: bob, stand_in: cem, span }).await;
    assert_eq!(woken().await, ["cem"]);
    people::disable(&desk.store, &desk.ring, "cem").await.expect("disabled");
    assert_eq!(woken().await, ["bob"], "everybody who is active and not away");
    desk.sleep(2 * HOUR);
    // Nobody has answered any of these.
    desk.run(&mailer).await;
    recipients(&mailer);
    assert_eq!(woken().await, ["ann", "bob"], "absence and swap are over");
    rota::remove(&desk.store, &desk.ring, &tocsin::vault::hex(&bobs)[..8]).await.expect("removed");
    assert_eq!(woken().await, ["ann"]);
    let status = desk.status().await;
    assert_eq!(status.next_gap.map(|gap| gap.from), Some(START + 8 * HOUR), "17:00 in Berlin is the first hole");
}

#[tokio::test]
async fn whoever_is_refused_for_good_makes_one_dead_letter_however_many_reports_come() {
    let desk = Desk::with(AlertSettings { wake_within: 0, ..real() }, &[("ann", true), ("bob", false)]).await;
    let mailer = memory();
    inside(&mailer).fail_for(&address("ann"), Some(MailError::Permanent(Reason::Code(550))));
    for _ in 0..20 {
        desk.event(Lane::Wake).await;
    }
    let got = minutes(&desk, &mailer, 5).await;
    assert_eq!(names(&got), ["bob"], "woken in her place, once");
    let letters = alert::letters(&desk.store, &desk.ring).await.expect("letters");
    assert_eq!(letters.iter().filter(|letter| letter.dead).count(), 1);
    inside(&mailer).fail_for(&address("ann"), None);
    assert_eq!(alert::retry_dead(&desk.store, alert::Outbox::now(&desk)).await.expect("retried"), 1);
    assert_eq!(names(&minutes(&desk, &mailer, 1).await), ["ann"]);
}

#[tokio::test]
async fn the_call_of_a_case_that_nobody_knows_goes_on_and_the_list_shows_it() {
    let desk = Desk::with(AlertSettings { wake_within: 0, ..real() }, &[("ann", true)]).await;
    let case = new_case();
    let mut tx = desk.store.write().await.expect("write");
    alert::queue(&mut tx, &desk.ring, Lane::Wake, case, START, &desk.settings).await.expect("queued");
    tx.commit().await.expect("commit");
    minutes(&desk, &memory(), 3).await;
    let calls = alert::open_calls(&desk.store, &desk.ring).await.expect("calls");
    assert_eq!((calls.len(), calls[0].case, calls[0].rang, calls[0].stage), (1, Some(case), Some(START), 1));
}
