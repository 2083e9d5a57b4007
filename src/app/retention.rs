//! Whether the clock may be believed before anything is destroyed by it.
//!
//! A clock that jumps ahead by a year would end every case at once. So the last time at which the clock was believed is
//! remembered in the database. If the clock is more than three days past it (the clock jumped, or the service stood
//! still), nothing is destroyed until the service has run for seven days, by the monotonic clock, in which the clock on
//! the wall kept step. Meanwhile the log and `tocsin doctor` say so, and setting the clock right ends it. A clock that
//! goes back destroys nothing and is believed. A roster that has expired by such a clock alone is still sealed to, for as
//! long as it is not believed. Beside a PostgreSQL server's clock ours must be within 30 seconds.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tocsin_seal::{RosterState, SignedRoster};
use tokio::time::Instant;

use super::{App, AppError};
use crate::store::StoreError;

/// Where the memory lies.
const META: &str = "retention-clock";
/// So far ahead of what is remembered a clock is believed at once.
const JUMP: i64 = 3 * 86_400;
/// So long it must then keep step.
const PROBATION: i64 = 7 * 86_400;
/// How far from its database's clock a server may be, in seconds.
const DRIFT: i64 = 30;

/// Why nothing is destroyed for the time being.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockDoubt {
    /// The clock is far past the time at which it was last believed.
    Ahead {
        /// Whole days past it.
        days: i64,
        /// Hours for which the service must still run, the clock keeping step, until it is believed.
        hours_left: i64,
    },
    /// It differs from the database server's by so many seconds.
    Apart(i64),
}

/// What this process knows of the clock.
#[derive(Default)]
pub(super) struct Steps {
    /// When it last looked, by the monotonic clock.
    last: Mutex<Option<Instant>>,
    /// By how many seconds the clock was ahead of what is believed, when it was last looked at.
    ahead: AtomicI64,
}

impl Steps {
    /// Seconds since the last call; 0 at the first.
    fn next(&self) -> i64 {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let elapsed = last.replace(now).map_or(Duration::ZERO, |last| now - last);
        i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
    }

    fn note(&self, doubt: Option<ClockDoubt>) -> Option<ClockDoubt> {
        let ahead = match doubt {
            None => 0,
            Some(ClockDoubt::Ahead { days, .. }) => days.saturating_mul(86_400),
            Some(ClockDoubt::Apart(behind)) => behind.saturating_neg().max(0),
        };
        self.ahead.store(ahead, Ordering::Relaxed);
        doubt
    }
}

impl App {
    /// Looks at the clock before a sweep, and remembers what it showed.
    pub(super) async fn step_clock(&self) -> Result<Option<ClockDoubt>, AppError> {
        let drift = self.clock_drift().await?;
        if drift.abs() > DRIFT {
            return Ok(self.inner.retention.note(Some(ClockDoubt::Apart(drift))));
        }
        let (now, elapsed) = (self.now(), self.inner.retention.next());
        let stepped = self.store().commit(move |tx| {
            Box::pin(async move {
                let before = Memory::decode(tx.meta(META).await?).unwrap_or(Memory::new(now));
                let after = before.step(now, elapsed);
                tx.put_meta(META, &after.encode()).await?;
                Ok::<_, StoreError>(after)
            })
        });
        Ok(self.inner.retention.note(stepped.await?.doubt(now)))
    }

    /// Why nothing is destroyed for the time being, if so; for `doctor`.
    pub async fn clock_doubt(&self) -> Result<Option<ClockDoubt>, AppError> {
        let drift = self.clock_drift().await?;
        if drift.abs() > DRIFT {
            return Ok(self.inner.retention.note(Some(ClockDoubt::Apart(drift))));
        }
        let memory = Memory::decode(self.store().read().await?.meta(META).await?);
        Ok(self.inner.retention.note(memory.and_then(|memory| memory.doubt(self.now()))))
    }

    /// How `roster` stands today. Its end counts by a clock that is believed: one that jumped ahead must not close the form.
    pub(super) fn roster_state(&self, roster: &SignedRoster) -> RosterState {
        match roster.state(self.now()) {
            RosterState::Refused => roster.state(self.now().saturating_sub(self.inner.retention.ahead.load(Ordering::Relaxed))),
            state => state,
        }
    }

    /// A server refuses to run with a clock that is more than 30 s off its database's: several servers share leases.
    pub async fn check_clock(&self) -> Result<(), AppError> {
        match self.clock_drift().await? {
            drift if drift.abs() > DRIFT => Err(AppError::Closed("this clock is more than 30 seconds off the database's: set it right")),
            _ => Ok(()),
        }
    }

    /// Seconds by which the database's clock is ahead of ours; 0 where both are one machine's.
    async fn clock_drift(&self) -> Result<i64, AppError> {
        if !self.store().has_own_clock() {
            return Ok(0);
        }
        Ok(self.store().database_clock().await?.saturating_sub(self.now()))
    }
}

/// Unix seconds, in the database as three big-endian numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Memory {
    /// What the clock showed when it was last believed, and what passed in truth since.
    believed: i64,
    /// What it showed when it was last looked at.
    last: i64,
    /// Seconds for which it must still keep step; 0 while believed.
    wanting: i64,
}

impl Memory {
    fn new(now: i64) -> Self {
        Self { believed: now, last: now, wanting: 0 }
    }

    /// `elapsed` seconds have passed in truth since this process last looked.
    fn step(self, now: i64, elapsed: i64) -> Self {
        let ahead = now.saturating_sub(self.believed);
        if ahead <= JUMP {
            return Self::new(now);
        }
        let shown = now.saturating_sub(self.last);
        // Several servers share this: only what nobody counted yet counts.
        let passed = elapsed.min(shown).max(0);
        // What passed in truth is owed to the clock that was believed, so that one set right again is known as right.
        let believed = self.believed.saturating_add(passed);
        if self.wanting == 0 || shown.saturating_abs() > JUMP {
            return Self { believed, last: now, wanting: PROBATION };
        }
        let wanting = self.wanting - passed;
        if wanting <= 0 { Self::new(now) } else { Self { believed, last: now, wanting } }
    }

    fn doubt(self, now: i64) -> Option<ClockDoubt> {
        let ahead = now.saturating_sub(self.believed);
        let wanting = if self.wanting == 0 { PROBATION } else { self.wanting };
        (ahead > JUMP).then_some(ClockDoubt::Ahead { days: ahead / 86_400, hours_left: (wanting + 3599) / 3600 })
    }

    fn encode(self) -> [u8; 24] {
        let mut bytes = [0; 24];
        for (place, number) in bytes.chunks_exact_mut(8).zip([self.believed, self.last, self.wanting]) {
            place.copy_from_slice(&number.to_be_bytes());
        }
        bytes
    }

    fn decode(bytes: Option<Vec<u8>>) -> Option<Self> {
        let bytes: [u8; 24] = bytes?.try_into().ok()?;
        let mut numbers = bytes.as_chunks::<8>().0.iter().map(|eight| i64::from_be_bytes(*eight));
        Some(Self { believed: numbers.next()?, last: numbers.next()?, wanting: numbers.next()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3600;
    const START: i64 = 1_800_000_000;

    /// `hours` hourly looks, from a clock that shows `now` first; the clock at the end.
    fn hourly(mut memory: Memory, mut now: i64, hours: i64) -> (Memory, i64) {
        for _ in 0..hours {
            now += HOUR;
            memory = memory.step(now, HOUR);
        }
        (memory, now)
    }

    #[test]
    fn a_clock_that_keeps_step_is_believed_for_years() {
        let (memory, now) = hourly(Memory::new(START), START, 24 * 800);
        assert_eq!(memory.doubt(now), None);
    }

    #[test]
    fn after_a_jump_ahead_it_takes_seven_days_of_keeping_step_to_be_believed() {
        let year = START + 365 * 86_400;
        let memory = Memory::new(START).step(year, HOUR);
        assert_eq!(memory.doubt(year), Some(ClockDoubt::Ahead { days: 364, hours_left: 168 }));
        let (memory, now) = hourly(memory, year, 167);
        assert_eq!(memory.doubt(now), Some(ClockDoubt::Ahead { days: 364, hours_left: 1 }));
        let (memory, now) = hourly(memory, now, 1);
        assert_eq!(memory.doubt(now), None);
    }

    #[test]
    fn neither_restarts_nor_a_clock_that_runs_fast_shorten_the_seven_days() {
        let year = START + 365 * 86_400;
        let mut memory = Memory::new(START).step(year, HOUR);
        for n in 1..=200 {
            // Started anew each time: no time is known to have passed.
            memory = memory.step(year + n * HOUR, 0);
        }
        assert!(memory.doubt(year + 200 * HOUR).is_some());
        for n in 1..=100 {
            // The clock shows two days for each hour.
            memory = memory.step(year + 200 * HOUR + n * 48 * HOUR, HOUR);
        }
        assert!(memory.doubt(year + 5000 * HOUR).is_some());
    }

    #[test]
    fn a_clock_set_right_again_is_believed_at_once_and_one_that_jumps_on_begins_anew() {
        let year = START + 365 * 86_400;
        let (memory, _) = hourly(Memory::new(START).step(year, HOUR), year, 160);
        let mended = memory.step(START + 161 * HOUR, HOUR);
        assert_eq!(mended.doubt(START + 161 * HOUR), None, "seven days on, hours of them doubted");
        let further = memory.step(2 * year, HOUR);
        assert_eq!(further.wanting, PROBATION);
    }

    #[test]
    fn the_memory_comes_back_from_the_database() {
        let memory = Memory { believed: -5, last: 1 << 40, wanting: 77 };
        assert_eq!(Memory::decode(Some(memory.encode().to_vec())), Some(memory));
        assert_eq!(Memory::decode(Some(vec![0; 23])), None);
    }
}
