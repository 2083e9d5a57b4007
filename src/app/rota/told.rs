//! What reporters are told of the rota: whether somebody is on call, and if not, when next; never who, nor how many.
//!
//! As a rule to a quarter of a day: within one, everybody is told the same, so that whoever asks every minute learns of
//! each quarter that somebody is on call for all, some or none of it, and no hour of a handover.

use super::{GRAIN, Rota, What, Zone};
use crate::app::alert::AlertError;
use crate::app::people::{self, Person};
use crate::app::{App, AppError};

/// A quarter of a day.
const PART: i64 = 6 * 3600;
/// So far ahead a weekday is told: it must not be mistaken for the one of next week.
const AHEAD: i64 = 6 * 86_400;

/// How finely it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Not at all.
    No,
    /// To a quarter of a day.
    Coarse,
    /// To a quarter of an hour.
    Hours,
}

/// Whether somebody is on call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnCall {
    /// Somebody is.
    Now,
    /// For some of this quarter of the day, perhaps not at this minute.
    Partly,
    /// Nobody is; then somebody is.
    Next(Next),
    /// Nobody is within the next days.
    Nobody,
}

/// When somebody is on call next, by the clock on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    /// 0 is Monday.
    pub weekday: u8,
    /// From when on.
    pub from: Moment,
}

/// A moment of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// In this quarter of the day, 0 from midnight on.
    Part(u8),
    /// Hour and minute.
    Time(u8, u8),
}

impl Rota {
    /// What to tell at this instant, by the clock in `zone`; `None` if nobody keeps a rota, or nothing is to be told.
    pub fn told(&self, people: &[Person], detail: Detail, zone: &Zone, now: i64) -> Option<OnCall> {
        let kept = people.iter().any(|person| person.active && person.on_call)
            || self.entries.iter().any(|entry| matches!(entry.what, What::Duty { .. }));
        if !kept {
            return None;
        }
        let anybody = |at: i64| !self.on_call(people, at).is_empty();
        let now = now - now.rem_euclid(GRAIN);
        let (here, begins) = match detail {
            Detail::No => return None,
            Detail::Hours => (anybody(now).then_some(OnCall::Now), now),
            Detail::Coarse => {
                let (begins, ends) = part_around(zone, now);
                let times = steps(begins, ends);
                let there = times.clone().filter(|at| anybody(*at)).count();
                let here = match there {
                    0 => None,
                    some if some == times.count() => Some(OnCall::Now),
                    _ => Some(OnCall::Partly),
                };
                (here, ends)
            }
        };
        here.or_else(|| {
            let next = steps(begins, now + AHEAD).find(|at| anybody(*at));
            Some(next.map_or(OnCall::Nobody, |at| OnCall::Next(moment(zone, detail, at))))
        })
    }
}

impl App {
    /// What to tell reporters of the rota at this moment. Reads the rota: not for every visitor.
    pub async fn on_call_told(&self, detail: Detail, zone: &Zone) -> Result<Option<OnCall>, AppError> {
        if detail == Detail::No {
            return Ok(None);
        }
        let mut tx = self.store().read().await?;
        let people = people::load(&mut tx, self.ring()).await.map_err(AlertError::from)?;
        let rota = super::load(&mut tx, self.ring()).await.map_err(AlertError::from)?;
        Ok(rota.told(&people, detail, zone, self.now()))
    }
}

fn steps(from: i64, until: i64) -> impl Iterator<Item = i64> + Clone {
    (from..until).step_by(usize::try_from(GRAIN).unwrap_or(900))
}

/// The first instant of the quarter of the day that `now` lies in, and the first behind it: 5, 6 or 7 hours where clocks change.
fn part_around(zone: &Zone, now: i64) -> (i64, i64) {
    let part = |at: i64| zone.local(at).div_euclid(PART);
    let within = |at: &i64| part(*at) == part(now);
    let begins = (1..).map(|step| now - step * GRAIN).take_while(within).last().unwrap_or(now);
    let ends = (1..).map(|step| now + step * GRAIN).find(|at| !within(at)).unwrap_or(now);
    (begins, ends)
}

fn moment(zone: &Zone, detail: Detail, at: i64) -> Next {
    let local = zone.local(at);
    let small = |number: i64| u8::try_from(number).unwrap_or_default();
    let second = local.rem_euclid(86_400);
    let from = match detail {
        Detail::Hours => Moment::Time(small(second / 3600), small(second / 60 % 60)),
        Detail::Coarse | Detail::No => Moment::Part(small(second / PART)),
    };
    // 1970-01-01, day 0, was a Thursday.
    Next { weekday: small((local.div_euclid(86_400) + 3).rem_euclid(7)), from }
}
