//! The time as an argument, and coarse calendar arithmetic in UTC.
//!
//! Days are counted from 1970-01-01 (day 0), months are written YYYYMM. The civil-calendar formulas are
//! Howard Hinnant's "chrono-compatible low-level date algorithms" (proleptic Gregorian).

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// Years outside this range are refused when text is read, so that no arithmetic can overflow.
const YEARS: std::ops::RangeInclusive<i64> = 1900..=2999;

/// Where the time comes from; a test passes its own.
pub trait Clock: Send + Sync {
    /// Unix time in whole seconds.
    fn now(&self) -> i64;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> i64 {
        match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_secs()).map_or(i64::MIN, |secs| -secs),
        }
    }
}

/// The day (UTC) a Unix time lies in, counted from 1970-01-01.
#[must_use]
pub const fn day_of(unix: i64) -> i64 {
    unix.div_euclid(DAY)
}

/// The month (UTC) a Unix time lies in, as YYYYMM.
#[must_use]
pub const fn month_of(unix: i64) -> i64 {
    let (year, month, _) = date_of(day_of(unix));
    year * 100 + month
}

/// A month YYYYMM moved by whole months, forward or back.
#[must_use]
pub const fn add_months(month: i64, months: i64) -> i64 {
    let count = (month / 100) * 12 + (month % 100 - 1) + months;
    count.div_euclid(12) * 100 + count.rem_euclid(12) + 1
}

/// A Unix time moved by whole days; stops at the ends of the range instead of overflowing.
#[must_use]
pub const fn add_days(unix: i64, days: i64) -> i64 {
    unix.saturating_add(days.saturating_mul(DAY))
}

/// A day as `YYYY-MM-DD`.
#[must_use]
pub fn date_string(days: i64) -> String {
    let (year, month, day) = date_of(days);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Year, month (1–12) and day of month of a day number.
#[must_use]
pub const fn date_of(days: i64) -> (i64, i64, i64) {
    // i64::MAX / DAY is far below this bound: only a caller's own nonsense meets it.
    let shifted = days.saturating_add(719_468);
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}

/// The day number of a date, or `None` if there is no such date (1900 to 2999).
#[must_use]
pub fn day_of_date(year: i64, month: i64, day: i64) -> Option<i64> {
    if !YEARS.contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let shifted_year = if month <= 2 { year - 1 } else { year };
    let era = shifted_year.div_euclid(400);
    let year_of_era = shifted_year.rem_euclid(400);
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - 719_468;
    (date_of(days) == (year, month, day)).then_some(days)
}

/// Reads `YYYY-MM-DD` or `D.M.YYYY`, with decimal digits of ASCII, Arabic, Persian or full-width form.
/// Anything else is `None`, never an error: people write dates as they like.
#[must_use]
pub fn parse_date(text: &str) -> Option<i64> {
    // The longest date has ten characters; digits of other scripts take up to four bytes each.
    let text = text.trim();
    if text.len() > 40 {
        return None;
    }
    let plain: String = text.chars().map(ascii_digit).collect();
    let (separator, order) = if plain.contains('-') { ('-', [0, 1, 2]) } else { ('.', [2, 1, 0]) };
    let parts: Vec<&str> = plain.split(separator).map(str::trim).collect();
    let numbers: Vec<i64> = parts.iter().filter_map(|part| number(part)).collect();
    let [year, month, day] = order.map(|at| numbers.get(at).copied());
    if parts.len() != 3 || numbers.len() != 3 {
        return None;
    }
    day_of_date(year?, month?, day?)
}

/// One to four ASCII digits; signs and blanks are no part of a date.
fn number(part: &str) -> Option<i64> {
    let plain = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| part.parse().ok()).flatten()
}

/// The ASCII form of a decimal digit a reporter's keyboard may produce; other characters stay.
pub(crate) fn ascii_digit(character: char) -> char {
    const ZEROS: [char; 3] = ['\u{0660}', '\u{06F0}', '\u{FF10}'];
    for zero in ZEROS {
        let offset = u32::from(character).wrapping_sub(u32::from(zero));
        if offset < 10 {
            return char::from_digit(offset, 10).unwrap_or(character);
        }
    }
    character
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Unix times and dates taken from `date -u -d @N`.
    const KNOWN: &[(i64, &str, i64)] = &[
        (0, "1970-01-01", 197_001),
        (-1, "1969-12-31", 196_912),
        (68_169_600, "1972-02-29", 197_202),
        (951_782_400, "2000-02-29", 200_002),
        (951_868_800, "2000-03-01", 200_003),
        (1_709_164_800, "2024-02-29", 202_402),
        (1_709_251_199, "2024-02-29", 202_402),
        (1_709_251_200, "2024-03-01", 202_403),
        (1_795_392_000, "2026-11-23", 202_611),
        (1_795_478_399, "2026-11-23", 202_611),
        (4_107_456_000, "2100-02-28", 210_002),
        (4_107_542_400, "2100-03-01", 210_003),
    ];

    #[test]
    fn known_times_fall_on_their_known_dates() {
        for &(unix, date, month) in KNOWN {
            assert_eq!(date_string(day_of(unix)), date, "{unix}");
            assert_eq!(month_of(unix), month, "{unix}");
            assert_eq!(parse_date(date), Some(day_of(unix)), "{date}");
        }
    }

    #[test]
    fn dates_are_read_in_both_ways_of_writing_and_in_other_digits() {
        let day = Some(20_780);
        assert_eq!(date_string(20_780), "2026-11-23");
        for text in ["2026-11-23", " 23.11.2026 ", "٢٠٢٦-١١-٢٣", "۲۳.۱۱.۲۰۲۶", "２０２６-11-23"] {
            assert_eq!(parse_date(text), day, "{text}");
        }
    }

    #[test]
    fn dates_that_do_not_exist_are_not_read() {
        for text in [
            "",
            "2026-02-29",
            "31.4.2026",
            "2026-13-01",
            "0.1.2026",
            "-1.1.2026",
            "2026-11",
            "tomorrow",
            "2026-11-23-1",
            "99999-1-1",
            "+026-11-23",
            "1.1.1",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn months_move_over_the_turn_of_the_year() {
        assert_eq!(add_months(202_611, 2), 202_701);
        assert_eq!(add_months(202_601, -1), 202_512);
        assert_eq!(add_months(202_612, 12), 202_712);
        assert_eq!(add_months(202_612, 0), 202_612);
    }

    proptest! {
        #[test]
        fn every_day_reads_back_as_itself(day in -25_567_i64..376_000) {
            prop_assert_eq!(parse_date(&date_string(day)), Some(day));
        }

        #[test]
        fn the_next_day_is_later_in_the_calendar(day in -25_567_i64..376_000) {
            prop_assert!(date_of(day) < date_of(day + 1));
        }

        #[test]
        fn months_forward_and_back_cancel(day in -25_567_i64..376_000, months in -600_i64..600) {
            let month = month_of(day * DAY);
            prop_assert_eq!(add_months(add_months(month, months), -months), month);
        }

        #[test]
        fn no_number_and_no_text_panics(unix: i64, text in ".{0,40}") {
            let _ = (date_string(day_of(unix)), month_of(unix), add_days(unix, unix), parse_date(&text), date_of(unix));
        }
    }
}
