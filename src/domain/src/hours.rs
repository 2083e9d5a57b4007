//! Reading hours: when somebody reads, said to reporters without time zones ("in about 6 hours").
//!
//! A schedule is written `Mon-Fri 09:00-17:00`, several spans separated by `;`, days also as lists
//! (`Mon,Wed,Sat 10:00-14:00`), `daily` for every day, `always` for day and night, nothing for "not stated".
//! A span that ends before it begins runs past midnight; `24:00` is the end of a day.

use crate::clock::{self, DAY};

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MINUTE: i64 = 60;
/// How far ahead the next reading is looked for; a longer pause is [`Reading::Unknown`].
const HORIZON_DAYS: i64 = 35;
/// The widest offset from UTC in use is 14 hours.
const MAX_OFFSET: i32 = 14 * 60;

/// Whether somebody reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Somebody reads now.
    Now,
    /// The next reading begins in this many hours, rounded up.
    InHours(u32),
    /// No hours are stated, or none within the next five weeks.
    Unknown,
}

/// Why reading hours were refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// Not `days HH:MM-HH:MM`.
    #[error("reading hours: {0:?} is not written like \"Mon-Fri 09:00-17:00\"")]
    Span(String),
    /// A day name other than Mon … Sun or daily.
    #[error("reading hours: {0:?} is no day; use Mon, Tue, Wed, Thu, Fri, Sat, Sun or daily")]
    Day(String),
    /// A time that does not exist.
    #[error("reading hours: {0:?} is no time from 00:00 to 24:00")]
    Time(String),
    /// A holiday that is no date.
    #[error("reading hours: the holiday {0:?} is not written YYYY-MM-DD")]
    Holiday(String),
    /// An offset no place on earth has.
    #[error("reading hours: an offset of {0} minutes from UTC does not exist")]
    Offset(i32),
}

/// Parsed reading hours.
#[derive(Debug, Clone)]
pub struct Schedule {
    spans: Vec<Span>,
    always: bool,
    offset: i64,
    holidays: Vec<i64>,
}

/// Minutes of the local day; `end` may lie past midnight.
#[derive(Debug, Clone)]
struct Span {
    days: [bool; 7],
    begin: i64,
    end: i64,
}

impl Schedule {
    /// Reads a schedule. `utc_offset` is minutes east of UTC; holidays (`YYYY-MM-DD`, local) are days nobody reads.
    ///
    /// # Errors
    /// Names the part that cannot be read.
    pub fn parse<S: AsRef<str>>(text: &str, utc_offset: i32, holidays: &[S]) -> Result<Self, HoursError> {
        if utc_offset.abs() > MAX_OFFSET {
            return Err(HoursError::Offset(utc_offset));
        }
        let holiday = |date: &S| clock::parse_date(date.as_ref()).ok_or_else(|| HoursError::Holiday(date.as_ref().to_owned()));
        let holidays = holidays.iter().map(holiday).collect::<Result<_, _>>()?;
        let always = text.trim().eq_ignore_ascii_case("always");
        let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty() && !always);
        let spans = parts.map(span).collect::<Result<_, _>>()?;
        Ok(Self { spans, always, offset: i64::from(utc_offset) * MINUTE, holidays })
    }

    /// Whether somebody reads at this Unix time.
    #[must_use]
    pub fn state(&self, now: i64) -> Reading {
        let local = now.saturating_add(self.offset);
        let today = clock::day_of(local);
        // Yesterday's span may run past midnight.
        let begins = (-1..=HORIZON_DAYS).flat_map(|ahead| self.spans_of(today.saturating_add(ahead)));
        let mut next = None;
        for (begin, end) in begins {
            if (begin..end).contains(&local) {
                return Reading::Now;
            }
            if begin > local {
                next = Some(next.map_or(begin, |known: i64| known.min(begin)));
            }
        }
        let hours = next.and_then(|begin| u32::try_from((begin - local + 3_599) / 3_600).ok());
        hours.map_or(Reading::Unknown, Reading::InHours)
    }

    /// Whether somebody reads at this Unix time, without a look at what comes later.
    #[must_use]
    pub fn holds(&self, now: i64) -> bool {
        let local = now.saturating_add(self.offset);
        let today = clock::day_of(local);
        (-1..=0).flat_map(|ago| self.spans_of(today.saturating_add(ago))).any(|(begin, end)| (begin..end).contains(&local))
    }

    /// Begin and end, in local seconds, of what is read on a day.
    fn spans_of(&self, day: i64) -> Vec<(i64, i64)> {
        if self.holidays.contains(&day) {
            return Vec::new();
        }
        let midnight = day.saturating_mul(DAY);
        let at = |minutes: i64| midnight.saturating_add(minutes * MINUTE);
        if self.always {
            return vec![(at(0), at(24 * 60))];
        }
        // 1970-01-01, day 0, was a Thursday.
        let weekday = usize::try_from((day + 3).rem_euclid(7)).unwrap_or_default();
        let of_day = self.spans.iter().filter(|span| span.days.get(weekday) == Some(&true));
        of_day.map(|span| (at(span.begin), at(span.end))).collect()
    }
}

fn span(part: &str) -> Result<Span, HoursError> {
    let not_a_span = || HoursError::Span(part.to_owned());
    let (days, times) = part.rsplit_once(char::is_whitespace).ok_or_else(not_a_span)?;
    let (begin, end) = times.split_once('-').ok_or_else(not_a_span)?;
    let (begin, end) = (minutes(begin)?, minutes(end)?);
    let end = if end <= begin { end + 24 * 60 } else { end };
    Ok(Span { days: weekdays(days)?, begin, end })
}

fn weekdays(text: &str) -> Result<[bool; 7], HoursError> {
    let mut days = [false; 7];
    for item in text.split(',').map(str::trim) {
        let (first, last) = match item.split_once('-') {
            Some((first, last)) => (weekday(first)?, weekday(last)?),
            None if item.eq_ignore_ascii_case("daily") => (0, 6),
            None => (weekday(item)?, weekday(item)?),
        };
        // "Sat-Mon" runs over the turn of the week.
        let length = (last + 7 - first) % 7;
        for (at, day) in days.iter_mut().enumerate() {
            *day |= (at + 7 - first) % 7 <= length;
        }
    }
    Ok(days)
}

fn weekday(name: &str) -> Result<usize, HoursError> {
    let lower = name.trim().to_ascii_lowercase();
    WEEKDAYS.iter().position(|known| *known == lower).ok_or_else(|| HoursError::Day(name.trim().to_owned()))
}

fn minutes(text: &str) -> Result<i64, HoursError> {
    let number = |digits: &str| {
        let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse::<i64>().ok()).flatten()
    };
    let parts = text.trim().split_once(':').and_then(|(hours, minutes)| Some((number(hours)?, number(minutes)?)));
    match parts {
        Some((hours @ 0..=23, minutes @ 0..=59)) => Ok(hours * 60 + minutes),
        Some((24, 0)) => Ok(24 * 60),
        _ => Err(HoursError::Time(text.trim().to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Monday 2026-11-23, 00:00 UTC.
    const MONDAY: i64 = 20_780 * DAY;
    const HOUR: i64 = 3_600;

    fn at(schedule: &str, offset: i32, holidays: &[&str], now: i64) -> Reading {
        Schedule::parse(schedule, offset, holidays).unwrap().state(now)
    }

    #[test]
    fn inside_the_hours_somebody_reads_now() {
        assert_eq!(at("Mon-Fri 09:00-17:00", 0, &[], MONDAY + 9 * HOUR), Reading::Now);
        assert_eq!(at("Mon-Fri 09:00-17:00", 0, &[], MONDAY + 17 * HOUR - 1), Reading::Now);
        assert_eq!(at("always", 0, &[], MONDAY), Reading::Now);
        assert_eq!(at("daily 00:00-24:00", 0, &[], MONDAY + 6 * DAY), Reading::Now);
    }

    #[test]
    fn outside_the_hours_the_wait_is_rounded_up() {
        assert_eq!(at("Mon-Fri 09:00-17:00", 0, &[], MONDAY + 3 * HOUR), Reading::InHours(6));
        assert_eq!(at("Mon-Fri 09:00-17:00", 0, &[], MONDAY + 3 * HOUR - 1), Reading::InHours(7));
        assert_eq!(at("Mon-Fri 09:00-17:00", 0, &[], MONDAY + 9 * HOUR - 1), Reading::InHours(1));
        // Friday 17:00 to Monday 09:00.
        assert_eq!(at("Mon-Fri 09:00-17:00", 0, &[], MONDAY + 4 * DAY + 17 * HOUR), Reading::InHours(64));
    }

    #[test]
    fn the_offset_and_holidays_are_those_of_the_readers() {
        assert_eq!(at("Mon-Fri 09:00-17:00", 60, &[], MONDAY + 8 * HOUR), Reading::Now);
        assert_eq!(at("Mon-Fri 09:00-17:00", -300, &[], MONDAY + 8 * HOUR), Reading::InHours(6));
        assert_eq!(at("Mon-Fri 09:00-17:00", 0, &["2026-11-23"], MONDAY + 9 * HOUR), Reading::InHours(24));
        assert_eq!(at("always", 0, &["2026-11-23"], MONDAY + 23 * HOUR), Reading::InHours(1));
    }

    #[test]
    fn nights_run_past_midnight_and_weeks_past_sunday() {
        assert_eq!(at("Sun 22:00-06:00", 0, &[], MONDAY + 5 * HOUR), Reading::Now);
        assert_eq!(at("Sun 22:00-06:00", 0, &[], MONDAY + 6 * HOUR), Reading::InHours(6 * 24 + 16));
        assert_eq!(at("Sat-Mon 10:00-11:00; Wed,Thu 12:00-13:00", 0, &[], MONDAY + 11 * HOUR), Reading::InHours(49));
    }

    #[test]
    fn nothing_stated_is_unknown() {
        assert_eq!(at("", 0, &[], MONDAY), Reading::Unknown);
        assert_eq!(at(" ; ", 0, &[], MONDAY), Reading::Unknown);
    }

    #[test]
    fn what_cannot_be_read_is_refused_by_name() {
        let refused = |text: &str| Schedule::parse::<&str>(text, 0, &[]).unwrap_err();
        assert_eq!(refused("Mon-Fri"), HoursError::Span("Mon-Fri".into()));
        assert_eq!(refused("Mon 9:00-17:00"), HoursError::Time("9:00".into()));
        assert_eq!(refused("Mon 09:00-24:01"), HoursError::Time("24:01".into()));
        assert_eq!(refused("Moonday 09:00-17:00"), HoursError::Day("Moonday".into()));
        assert_eq!(Schedule::parse("always", 0, &["23 Nov"]).unwrap_err(), HoursError::Holiday("23 Nov".into()));
        assert_eq!(Schedule::parse::<&str>("always", 1_000, &[]).unwrap_err(), HoursError::Offset(1_000));
    }

    proptest! {
        #[test]
        fn no_text_and_no_time_panics(text in ".{0,40}", offset: i32, now: i64) {
            if let Ok(schedule) = Schedule::parse::<&str>(&text, offset % 900, &[]) {
                let _ = schedule.state(now);
            }
        }

        #[test]
        fn waiting_as_long_as_said_finds_a_reader(minute in 0_i64..40_000) {
            let schedule = Schedule::parse::<&str>("Tue,Fri 08:30-10:00; Sun 23:00-01:00", 90, &[]).unwrap();
            let now = MONDAY + minute * MINUTE;
            if let Reading::InHours(hours) = schedule.state(now) {
                let begun = (0..60).any(|early| schedule.state(now + i64::from(hours) * HOUR - early * MINUTE) == Reading::Now);
                prop_assert!(begun);
            }
        }
    }
}
