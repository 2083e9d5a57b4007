//! Local time: weekly hours and spans of dates in a named time zone, told from instants and never from offsets.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use tocsin_domain::hours::{HoursError, Schedule};

/// Longer texts of hours would not fit into a record.
const LONGEST: usize = 120;

/// Why a local time was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LocalError {
    /// The hours cannot be read.
    #[error(transparent)]
    Hours(#[from] HoursError),
    /// No such zone.
    #[error("{0:?} is no time zone; they are named like Europe/Berlin or America/Toronto, and UTC")]
    Zone(String),
    /// Neither a date nor a date with a time.
    #[error("{0:?} is neither a date like 2026-12-24 nor a time like \"2026-12-24 18:00\"")]
    When(String),
    /// It ends before it begins.
    #[error("it ends before it begins")]
    Backwards,
    /// Nothing, or too long.
    #[error("hours are written like \"Mon-Fri 20:00-08:00; Sat,Sun 00:00-24:00\", in at most 120 characters")]
    Length,
}

/// A time zone by its name in the IANA database, which is part of the program.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone(TimeZone);

impl Zone {
    /// By name.
    pub fn parse(name: &str) -> Result<Self, LocalError> {
        let known = name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte));
        let zone = known.then(|| TimeZone::get(name).ok()).flatten();
        zone.map(Self).ok_or_else(|| LocalError::Zone(name.to_owned()))
    }

    /// UTC.
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// Seconds of the local calendar and clock, as if they were Unix time: for arithmetic with weekdays and hours alone.
    pub fn local(&self, now: i64) -> i64 {
        let offset = Timestamp::from_second(now).map_or(0, |at| i64::from(self.0.to_offset(at).seconds()));
        now.saturating_add(offset)
    }

    /// The instant of a local time. One that is skipped in spring comes as much later as was skipped; of one that comes
    /// twice in autumn the first is meant.
    fn instant(&self, local: DateTime) -> Option<i64> {
        self.0.to_ambiguous_timestamp(local).compatible().ok().map(Timestamp::as_second)
    }

    /// The instant at which this hour of the local day (counted from 1970-01-01) begins.
    pub fn hour_of(&self, day: i64, hour: u8) -> Option<i64> {
        let date = Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(day).ok()?).ok()?;
        self.instant(date.to_datetime(Time::new(i8::try_from(hour).ok()?, 0, 0, 0).ok()?))
    }

    /// A time as people write it, for lists.
    pub fn shown(&self, at: i64) -> String {
        let Ok(at) = Timestamp::from_second(at) else { return "never".into() };
        let local = self.0.to_datetime(at);
        format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute())
    }
}

/// Weekly hours in a zone.
#[derive(Debug, Clone)]
pub struct Hours {
    text: String,
    zone: Zone,
    schedule: Schedule,
}

impl Hours {
    /// Reads hours such as `Mon-Fri 20:00-08:00` in the zone of that name.
    pub fn parse(text: &str, zone: &str) -> Result<Self, LocalError> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST {
            return Err(LocalError::Length);
        }
        let schedule = Schedule::parse::<&str>(text, 0, &[])?;
        Ok(Self { text: text.to_owned(), zone: Zone::parse(zone)?, schedule })
    }

    /// Whether they hold at this instant: whether the clock on the wall there lies within them.
    pub fn hold(&self, now: i64) -> bool {
        self.schedule.holds(self.zone.local(now))
    }

    /// As they were written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The zone.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }
}

/// From one instant to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first second of it, Unix time.
    pub from: i64,
    /// The first second after it.
    pub until: i64,
}

impl Span {
    /// From local texts; a date alone means the whole day.
    pub fn parse(from: &str, until: &str, zone: &Zone) -> Result<Self, LocalError> {
        let span = Self { from: when(from, zone, false)?, until: when(until, zone, true)? };
        if span.from < span.until { Ok(span) } else { Err(LocalError::Backwards) }
    }

    /// Whether it holds at this instant.
    pub fn holds(&self, now: i64) -> bool {
        (self.from..self.until).contains(&now)
    }
}

fn when(text: &str, zone: &Zone, end: bool) -> Result<i64, LocalError> {
    let unreadable = || LocalError::When(text.to_owned());
    let (date, time) = match text.trim().split_once(' ') {
        Some((date, time)) => (date, Some(time)),
        None => (text.trim(), None),
    };
    let mut date: Date = date.parse().map_err(|_| unreadable())?;
    let time = match time {
        Some(time) if time.len() == 5 => time.parse::<Time>().map_err(|_| unreadable())?,
        Some(_) => return Err(unreadable()),
        None => Time::midnight(),
    };
    if end && !text.trim().contains(' ') {
        date = date.tomorrow().map_err(|_| unreadable())?;
    }
    zone.instant(date.to_datetime(time)).ok_or_else(unreadable)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_second()
    }

    fn held(hours: &str, zone: &str, instants: &[&str]) -> Vec<bool> {
        let hours = Hours::parse(hours, zone).unwrap();
        instants.iter().map(|instant| hours.hold(at(instant))).collect()
    }

    #[test]
    fn hours_follow_the_clock_on_the_wall_when_it_is_changed() {
        // Berlin: 02:00 becomes 03:00 on 2026-03-29 (01:00 UTC), and 03:00 becomes 02:00 on 2026-10-25 (01:00 UTC).
        let night = "Sat 22:00-06:00";
        assert_eq!(
            held(night, "Europe/Berlin", &["2026-03-28T21:00:00Z", "2026-03-29T03:59:59Z", "2026-03-29T04:00:00Z"]),
            [true, true, false]
        );
        assert_eq!(
            held(night, "Europe/Berlin", &["2026-10-24T20:00:00Z", "2026-10-25T04:59:59Z", "2026-10-25T05:00:00Z"]),
            [true, true, false]
        );
        // Toronto: 2026-03-08 and 2026-11-01.
        assert_eq!(
            held("Sun 09:00-10:00", "America/Toronto", &["2026-03-01T14:00:00Z", "2026-03-08T13:00:00Z", "2026-03-08T14:00:00Z"]),
            [true, true, false]
        );
        // Lord Howe Island changes by half an hour, on 2026-04-05 at 02:00 (15:00 UTC the day before).
        assert_eq!(
            held(
                "Sun 01:30-02:00",
                "Australia/Lord_Howe",
                &["2026-04-04T14:30:00Z", "2026-04-04T15:00:00Z", "2026-04-04T15:29:59Z", "2026-04-04T15:30:00Z"]
            ),
            [true, true, true, false]
        );
    }

    #[test]
    fn a_handover_in_the_hour_that_is_skipped_leaves_no_hole_and_one_in_the_hour_that_comes_twice_neither() {
        for (zone, day) in [
            ("Europe/Berlin", "2026-03-28T12:00:00Z"),
            ("Europe/Berlin", "2026-10-24T12:00:00Z"),
            ("America/Toronto", "2026-11-01T00:00:00Z"),
            ("Australia/Lord_Howe", "2026-10-03T00:00:00Z"),
        ] {
            let early = Hours::parse("daily 14:30-02:30", zone).unwrap();
            let late = Hours::parse("daily 02:30-14:30", zone).unwrap();
            for minute in 0..36 * 60 {
                let now = at(day) + minute * 60;
                assert!(early.hold(now) != late.hold(now), "{zone} {minute}: one of the two, and one alone");
            }
        }
    }

    #[test]
    fn a_day_is_a_whole_day_of_the_place_also_if_it_is_short_long_or_a_leap_day() {
        let hours = |from: &str, until: &str, zone: &str| {
            let span = Span::parse(from, until, &Zone::parse(zone).unwrap()).unwrap();
            (span.until - span.from) / 3600
        };
        assert_eq!(hours("2026-03-29", "2026-03-29", "Europe/Berlin"), 23);
        assert_eq!(hours("2026-10-25", "2026-10-25", "Europe/Berlin"), 25);
        assert_eq!(hours("2028-02-28", "2028-03-01", "Asia/Tashkent"), 72);
        assert_eq!(hours("2028-02-29 18:00", "2028-03-01 06:00", "UTC"), 12);
        let leap = Span::parse("2028-02-29", "2028-02-29", &Zone::utc()).unwrap();
        assert!(leap.holds(at("2028-02-29T23:59:59Z")) && !leap.holds(at("2028-03-01T00:00:00Z")));
    }

    #[test]
    fn the_fixed_hour_exists_once_on_every_day_of_the_year_in_every_zone() {
        for zone in ["Europe/Berlin", "America/Toronto", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"] {
            let zone = Zone::parse(zone).unwrap();
            for hour in [0, 2, 8, 23] {
                let mut before = zone.hour_of(20_453, hour).unwrap();
                for day in 20_454..20_454 + 366 * 3 {
                    let now = zone.hour_of(day, hour).unwrap();
                    assert!((23 * 3600 - 3600..=25 * 3600 + 3600).contains(&(now - before)), "{} {day} {hour}", zone.name());
                    assert_eq!(zone.local(now).div_euclid(86_400), day);
                    before = now;
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused_by_name() {
        for zone in ["", "Berlin", "Mars/Olympus", "../etc/passwd", "CEST "] {
            assert!(matches!(Zone::parse(zone), Err(LocalError::Zone(_))), "{zone}");
        }
        assert!(Hours::parse("", "UTC").is_err() && Hours::parse("Moonday 1-2", "UTC").is_err());
        assert!(Hours::parse(&"Mon 00:00-01:00;".repeat(20), "UTC").is_err());
        let utc = Zone::utc();
        for (from, until) in [
            ("2026-02-29", "2026-03-01"),
            ("tomorrow", "2026-03-01"),
            ("2026-03-01 9:00", "2026-03-02"),
            ("2026-03-01 09:00:00", "2026-03-02"),
        ] {
            assert!(matches!(Span::parse(from, until, &utc), Err(LocalError::When(_))), "{from}");
        }
        assert_eq!(Span::parse("2026-03-02", "2026-03-01", &utc), Err(LocalError::Backwards));
    }

    proptest! {
        #[test]
        fn no_text_and_no_time_panics(text in ".{0,40}", zone in ".{0,20}", now: i64) {
            let _ = Zone::parse(&zone);
            let _ = Span::parse(&text, &text, &Zone::utc());
            for zone in ["Europe/Berlin", "UTC"] {
                let zone = Zone::parse(zone).unwrap();
                let _ = (zone.local(now), zone.shown(now), zone.hour_of(now, 255));
            }
        }
    }
}
