//! A simulated week: three servers on one PostgreSQL, reports of all urgencies, faults by chance, people who sleep.
//!
//! The gate runs a day and a half; `TOCSIN_WEEK=1` (or `tests/campaign/run alerts`) the whole week with 10,000 reports.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use ring::rand::SystemRandom;

use crate::desk::{Desk, new_case};
use tocsin::app::alert::{self, AlertSettings, Deliver, HookLetter, Letter, Undelivered, Which};
use tocsin::app::people;
use tocsin::app::rows::{self, CaseState, Status, Tip};
use tocsin::app::work::Work;
use tocsin::store::CaseRow;
use tocsin_domain::alert::Lane;
use tocsin_domain::urgency::Urgency;
use tocsin_seal::{CaseId, Hash32, MailboxId, SigningKey};
use tokio::sync::Notify;

const MINUTE: i64 = 60;
const DAY: i64 = 86_400;
/// Monday, 2027-01-18, 00:00 UTC.
const START: i64 = 20_836 * DAY;

/// A small generator of chances (xorshift64*); nothing secret comes of it.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % limit
    }
}

/// A mail that arrived; `lost`: the sender never heard of it.
#[derive(Clone)]
struct Arrived {
    to: String,
    at: i64,
    lost: bool,
}

/// A mail server that refuses, forgets to answer, and goes away for hours; and a worker that dies while it waits for it.
struct Flaky {
    chance: Mutex<Chance>,
    now: Arc<AtomicI64>,
    arrived: Mutex<Vec<Arrived>>,
    killed: Notify,
}

impl Flaky {
    fn roll(&self, limit: u64) -> u64 {
        self.chance.lock().expect("chance").below(limit)
    }
}

impl Deliver for Flaky {
    async fn deliver(&self, letter: &Letter<'_>) -> Result<(), Undelivered> {
        let at = self.now.load(Ordering::SeqCst);
        // Every day the mail server is down from 13:00 to 14:30.
        let down = (13 * 60..14 * 60 + 30).contains(&(at % DAY / MINUTE));
        let fate = self.roll(100);
        if down || fate < 8 {
            return Err(Undelivered::Passing("451".into()));
        }
        let lost = fate < 10;
        self.arrived.lock().expect("arrived").push(Arrived { to: letter.to.to_owned(), at, lost: lost || fate == 10 });
        if fate == 10 {
            self.killed.notify_one();
            std::future::pending::<()>().await;
        }
        if lost { Err(Undelivered::Passing("the answer was lost".into())) } else { Ok(()) }
    }

    async fn call(&self, _: &HookLetter<'_>) -> Result<(), Undelivered> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_week_of_faults_every_critical_report_is_acknowledged_none_rings_twice_and_no_daily_mail_is_missing() {
    let whole = std::env::var_os("TOCSIN_WEEK").is_some();
    let (minutes, reports) = if whole { (7 * 24 * 60, 10_000) } else { (36 * 60, 400) };
    let now = Arc::new(AtomicI64::new(START));
    let desks = Desk::three_on_postgres(AlertSettings::default(), &now).await;
    let desk = &desks[0];
    for (name, on_call) in [("ann", true), ("bob", true), ("lea", false), ("dan", false)] {
        desk.add(name, on_call).await;
        let wake = format!("{name}-wake@desk.example");
        people::set_reach(&desk.store, &desk.ring, name, |reach| reach.set_wake_email(&wake)).await.expect("an address");
    }
    people::set_lead(&desk.store, &desk.ring, "lea", true).await.expect("a lead");
    let mut ids = BTreeMap::new();
    for name in ["ann", "bob", "lea", "dan"] {
        ids.insert(format!("{name}-wake@desk.example"), people::named(&desk.store, &desk.ring, name).await.expect("there").id);
    }
    let seed = 11;
    let post = Flaky { chance: Mutex::new(Chance::new(seed)), now: Arc::clone(&now), arrived: Mutex::default(), killed: Notify::new() };
    let mut chance = Chance::new(seed + 1);
    let mut open: BTreeMap<[u8; 16], i64> = BTreeMap::new();
    // When each who was woken will acknowledge.
    let mut answers: BTreeMap<String, i64> = BTreeMap::new();
    let mut acknowledgements: Vec<i64> = Vec::new();
    let (mut seen, mut critical, mut slowest, mut kills) = (0, 0, 0, 0);
    for minute in 0..minutes {
        let at = START + minute * MINUTE;
        now.store(at, Ordering::SeqCst);
        for _ in 0..reports {
            // As many within each minute as makes the sum, by chance; two in a hundred are critical.
            if chance.below(minutes as u64) == 0 {
                let case = new_case();
                let lane = match chance.below(50) {
                    0 => Lane::Wake,
                    n if n < 15 => Lane::Slot,
                    _ => Lane::Daily,
                };
                let on = &desks[chance.below(3) as usize];
                let mut tx = on.store.write().await.expect("write");
                if lane == Lane::Wake {
                    tx.insert_case(&case_row(on, case, Status::New, 1)).await.expect("a case");
                }
                alert::queue(&mut tx, &on.ring, lane, case, at, &on.settings).await.expect("queued");
                tx.commit().await.expect("commit");
                if lane == Lane::Wake {
                    open.insert(case, at);
                    critical += 1;
                }
            }
        }
        loop {
            let any = {
                let pass = async {
                    let (a, b, c) =
                        tokio::join!(alert::run_for(&desks[0], &post), alert::run_for(&desks[1], &post), alert::run_for(&desks[2], &post));
                    [a, b, c].into_iter().any(|pass| pass.expect("a pass").any())
                };
                tokio::select! {
                    any = pass => any,
                    // All three die at once; what they had in hand is free again after their leases.
                    () = post.killed.notified() => {
                        kills += 1;
                        // Of what was sent in this moment some died before they could note that it was.
                        post.arrived.lock().expect("arrived").iter_mut().filter(|mail| mail.at == at).for_each(|mail| mail.lost = true);
                        false
                    }
                }
            };
            if !any {
                break;
            }
        }
        let arrived: Vec<Arrived> = post.arrived.lock().expect("arrived")[seen..].to_vec();
        seen += arrived.len();
        for mail in arrived.iter().filter(|mail| mail.to.contains("-wake")) {
            let asleep = chance.below(5) == 0;
            let after = if asleep { 75 * MINUTE } else { (5 + chance.below(20) as i64) * MINUTE };
            answers.entry(mail.to.clone()).or_insert(at + after);
        }
        let due: Vec<String> = answers.iter().filter(|(_, when)| **when <= at).map(|(who, _)| who.clone()).collect();
        for who in due {
            answers.remove(&who);
            let done = alert::acknowledge(&desk.store, &desk.ring, ids[&who], Which::All, at).await.expect("acknowledged");
            for call in &done {
                let case = call.case.expect("no drills here");
                let came = open.remove(&case).expect("acknowledged once");
                slowest = slowest.max(at - came);
                // And closed at once, so that it does not ring for want of an answer.
                let mut tx = desk.store.write().await.expect("write");
                tx.update_case(&case_row(desk, case, Status::Closed, 2), 1).await.expect("closed");
                tx.commit().await.expect("commit");
            }
            if !done.is_empty() {
                acknowledgements.push(at);
            }
        }
    }
    let waiting_long: Vec<&i64> = open.values().filter(|came| START + minutes * MINUTE - **came > 4 * 60 * MINUTE).collect();
    assert!(waiting_long.is_empty(), "{} critical reports were never acknowledged", waiting_long.len());
    assert!(slowest <= 5 * 60 * MINUTE, "{slowest} s");
    let arrived = post.arrived.lock().expect("arrived").clone();
    let twice = no_wake_is_repeated(&arrived, &acknowledgements);
    let lost = arrived.iter().filter(|mail| mail.lost).count();
    // Dan is never on call: his ordinary mail is the daily one alone.
    let expected = (minutes * MINUTE - 9 * 60 * MINUTE) / DAY + 1;
    for day in 0..expected {
        let of_day = arrived.iter().filter(|mail| mail.to == "dan@desk.example" && (mail.at - START) / DAY == day);
        let (heard, unheard): (Vec<&Arrived>, Vec<&Arrived>) = of_day.partition(|mail| !mail.lost);
        assert!(heard.len() + unheard.len() >= 1, "no daily mail on day {day}");
        assert!(heard.len() <= 1, "two daily mails on day {day}");
    }
    let status = desk.status().await;
    assert_eq!((status.dead, status.damaged), (0, 0));
    println!(
        "{critical} critical of {reports} reports in {} hours; {} mails, {lost} of them unheard of, {kills} deaths of all three servers; \
         the slowest acknowledged after {} min; {twice} wakings made of lost answers",
        minutes / 60,
        arrived.len(),
        slowest / MINUTE
    );
}

/// A case as the service keeps it, as far as calls are concerned.
fn case_row(desk: &Desk, case: [u8; 16], status: Status, version: i64) -> CaseRow {
    let rng = SystemRandom::new();
    let expires = START + 180 * DAY;
    let state = CaseState {
        created: START,
        expires,
        withdrawn: None,
        kept: false,
        unnoted: false,
        urgency: Urgency::Critical,
        language: "en".into(),
        status,
        answer_here: true,
        case_recipient: String::new(),
        mailbox_id: MailboxId::random(&rng).expect("random"),
        receipt_key: SigningKey::generate(&rng).expect("random").public(),
        roster_hash: Hash32::of(b""),
        epoch: 1,
        reporter: Tip { seq: 0, hash: Hash32::of(b"") },
        team: None,
        taken: Vec::new(),
        noticed: Vec::new(),
        words: 0,
        work: Work::default(),
    };
    let key = rows::case_key(&desk.ring, expires).expect("a key");
    rows::case_row(&desk.ring, CaseId::from_bytes(case), key, version, &state).expect("a row")
}

/// Between two acknowledgements nobody is woken twice within the window, unless the sender never heard of the first.
fn no_wake_is_repeated(arrived: &[Arrived], acknowledgements: &[i64]) -> usize {
    let (mut last, mut twice): (BTreeMap<&str, &Arrived>, usize) = (BTreeMap::new(), 0);
    for mail in arrived.iter().filter(|mail| mail.to.contains("-wake")) {
        if let Some(before) = last.insert(&mail.to, mail) {
            let acknowledged = acknowledgements.iter().any(|at| (before.at..=mail.at).contains(at));
            if before.lost {
                twice += 1;
            } else {
                assert!(acknowledged || mail.at - before.at >= 44 * MINUTE, "{} at {} and {}", mail.to, before.at - START, mail.at - START);
            }
        }
    }
    twice
}
