//! What somebody who sees every mail, its time and its size, can learn from a month of them.
//!
//! The test (its second design, stated before that was run; in the first, reports came on nearly every day): over 30 simulated days routine or urgent reports come on half of the days, in half of
//! their slots, chosen by a fixed seed, at moments of which half lie within a minute of the slot's beginning, where a
//! careless sender would show itself. The observer sees all mail that does not wake. (1) Number and size of mails must
//! be the same in every slot and on every day. (2) From each slot's exact second of sending the observer draws the best
//! threshold on the first half of the month and guesses on the second half; the share of right guesses must lie within
//! 4 standard deviations of a coin's. The same holds for the days and their daily mail.

use std::sync::atomic::Ordering;

use crate::desk::{Desk, inside, memory};
use crate::week::Chance;
use tocsin::app::alert::{self, AlertSettings};
use tocsin::mail::MESSAGE_BYTES;
use tocsin_domain::alert::Lane;

const SLOT: i64 = 7_200;
const DAY: i64 = 86_400;
const DAYS: i64 = 30;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_a_month_of_mail_nobody_can_guess_when_a_report_came_better_than_a_coin() {
    let desk = Desk::with(AlertSettings::default(), &[("ann", true), ("dan", false)]).await;
    // Midnight in UTC; the daily mail goes at eight, in the middle of a slot train of two hours.
    let start = 20_834 * DAY;
    let mut chance = Chance::new(7);
    let mailer = memory();
    let mut slots: Vec<(bool, i64)> = Vec::new();
    let mut days: Vec<(bool, i64)> = Vec::new();
    desk.now.store(start + 10, Ordering::SeqCst);
    let (mut busy, mut came_today) = (true, false);
    for slot in 1..=DAYS * DAY / SLOT {
        let begins = start + slot * SLOT;
        let came = busy && chance.below(2) == 0;
        if came {
            // Before the slot begins: somewhere in it, or in its last minute.
            let early = if chance.below(2) == 0 { chance.below(60) } else { chance.below(SLOT as u64 - 60) };
            desk.now.store(begins - 1 - early as i64, Ordering::SeqCst);
            desk.run(&mailer).await;
            let lane = if chance.below(2) == 0 { Lane::Slot } else { Lane::Daily };
            desk.event(lane).await;
            desk.run(&mailer).await;
            came_today = true;
        }
        assert!(inside(&mailer).take().is_empty(), "mail between the slots");
        let (mut anns, mut dans) = (Vec::new(), Vec::new());
        for second in (-2..=62).step_by(2) {
            desk.now.store(begins + second, Ordering::SeqCst);
            desk.run(&mailer).await;
            for mail in inside(&mailer).take() {
                assert_eq!(mail.bytes.len(), MESSAGE_BYTES);
                if mail.to.starts_with("ann") { anns.push(second) } else { dans.push(second) }
            }
        }
        let daily = (begins - start) % DAY == 8 * 3_600;
        assert_eq!((anns.len(), dans.len()), (if daily { 2 } else { 1 }, usize::from(daily)), "slot {slot}");
        if daily {
            days.push((came_today, dans[0]));
            came_today = false;
            busy = chance.below(2) == 0;
        } else {
            slots.push((came, anns[0]));
        }
    }
    assert_eq!(desk.status().await.waiting, 0);
    for (what, seen) in [("slot", slots), ("day", days)] {
        let (learned, guessed) = seen.split_at(seen.len() / 2);
        let best = (0..=62)
            .flat_map(|limit| [(limit, true), (limit, false)])
            .max_by_key(|(limit, above)| learned.iter().filter(|(came, at)| ((at >= limit) == *above) == *came).count())
            .expect("a threshold");
        let right = guessed.iter().filter(|(came, at)| ((*at >= best.0) == best.1) == *came).count() as f64;
        let (count, share) = (guessed.len() as f64, guessed.iter().filter(|(came, _)| *came).count() as f64 / guessed.len() as f64);
        // Whoever always says the commoner of the two is right so often without having seen any mail.
        let coin = share.max(1.0 - share);
        let limit = coin * count + 4.0 * (count * 0.25).sqrt();
        println!("{what}: {right} of {count} guesses right; a coin {:.1}, limit {limit:.1}", coin * count);
        assert!(right <= limit, "{what}: {right} of {count}");
    }
    assert_eq!(alert::open_calls(&desk.store, &desk.ring).await.expect("calls").len(), 0);
}
