//! What the tables hold, row by row.

use std::fmt;

use crate::clock;

/// A country or territory by its code of two letters (ISO 3166-1, and XK as it is used for Kosovo). A code says what a
/// passport or a border says; it is no opinion about whose a place is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place([u8; 2]);

impl Place {
    /// Two capital letters, whether or not there is such a place.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let code: [u8; 2] = text.as_bytes().try_into().ok()?;
        code.iter().all(u8::is_ascii_uppercase).then_some(Self(code))
    }

    /// The two letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A date as sources give it: a year, a month or a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartDate {
    text: String,
    first: i64,
    last: i64,
}

impl PartDate {
    /// Reads `2021`, `2021-05` or `2021-05-27`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let shape = |length: usize| {
            let fits = |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
            text.len() == length && text.bytes().enumerate().all(fits)
        };
        let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
        let (first, last) = if shape(4) {
            let year = number(0, 4)?;
            (clock::day_of_date(year, 1, 1)?, clock::day_of_date(year, 12, 31)?)
        } else if shape(7) {
            let (year, month) = (number(0, 4)?, number(5, 7)?);
            let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            (clock::day_of_date(year, month, 1)?, clock::day_of_date(next.0, next.1, 1)? - 1)
        } else if shape(10) {
            let day = clock::day_of_date(number(0, 4)?, number(5, 7)?, number(8, 10)?)?;
            (day, day)
        } else {
            return None;
        };
        Some(Self { text: text.to_owned(), first, last })
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The first day it can mean, counted from 1970-01-01.
    #[must_use]
    pub fn first(&self) -> i64 {
        self.first
    }

    /// The last day it can mean.
    #[must_use]
    pub fn last(&self) -> i64 {
        self.last
    }
}

/// Where a fact was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name in the tables.
    pub id: String,
    /// Who published it, and what.
    pub title: String,
    /// When, if it says so.
    pub date: Option<PartDate>,
    /// Where on the web, if it is known. Shown as text, never as a link: whoever follows it tells others that they read it.
    pub address: Option<String>,
}

/// How much is known about a state that hunts people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// Most other states were looked at.
    Broad,
    /// Single cases.
    Few,
}

/// A state that hunts people abroad: the key of everything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Its own place.
    pub place: Place,
    /// Other places that are under one authority with it.
    pub territory: Vec<Place>,
    /// States whose treaties and cases concern its exiles too.
    pub also: Vec<Place>,
    /// How much is known.
    pub coverage: Coverage,
}

/// How sure a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// Good sources that agree.
    High,
    /// One source, or older ones.
    Medium,
    /// Derived, disputed, or from a poor source.
    Low,
}

/// What kind of agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instrument {
    /// A treaty of extradition between two states.
    Extradition,
    /// An agreement on the surrender of people, as Hong Kong makes them.
    Surrender,
}

/// How an agreement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// In force.
    InForce,
    /// Signed; not in force, or not known to be.
    Signed,
    /// A source says that there is none.
    None,
    /// Was in force, is suspended.
    Suspended,
    /// Was in force, is ended.
    Ended,
    /// Looked for, and nothing found either way. Never shown as if it were "none".
    Unknown,
}

/// An agreement, or that there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Treaty {
    /// With whom.
    pub origin: Place,
    /// Whose.
    pub place: Place,
    /// What kind.
    pub kind: Instrument,
    /// How it stands.
    pub status: Status,
    /// When it was signed.
    pub signed: Option<PartDate>,
    /// Since when it is in force.
    pub in_force: Option<PartDate>,
    /// The day on which somebody last looked whether this still holds, counted from 1970-01-01.
    pub checked: i64,
    /// How sure it is; none where the status is unknown.
    pub confidence: Option<Confidence>,
    /// Where it was read, as places in [`super::Travel::sources`].
    pub sources: Vec<usize>,
}

/// What happened to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Handed over, deported or extradited.
    Returned,
    /// Kidnapped, or vanished and in custody later.
    Abducted,
    /// Held for the state of origin.
    Held,
    /// Killed.
    Killed,
    /// Handed over in ordinary criminal cases.
    Crime,
    /// Followed, threatened or made to go back by agents.
    Pressed,
}

/// How heavily a case weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Reason for advice before a journey.
    Advice,
    /// A known danger.
    Danger,
}

/// A documented case. No names: nobody who lives is found through this table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// For which state.
    pub origin: Place,
    /// Where.
    pub place: Place,
    /// What.
    pub kind: Kind,
    /// How heavily it weighs.
    pub weight: Weight,
    /// Its beginning.
    pub from: Option<PartDate>,
    /// Its end.
    pub to: Option<PartDate>,
    /// Whether it happened between two flights.
    pub in_transit: bool,
    /// How many people, at least.
    pub people: Option<u32>,
    /// The day on which somebody last looked whether this still holds, counted from 1970-01-01.
    pub checked: i64,
    /// How sure it is.
    pub confidence: Confidence,
    /// Where it was read, as places in [`super::Travel::sources`].
    pub sources: Vec<usize>,
}

/// Days after which somebody should have looked again.
const SOON: i64 = 180;
const LATER: i64 = 365;

impl Treaty {
    /// Whether nobody has looked for too long: what is not in force can come into force.
    #[must_use]
    pub fn overdue(&self, today: i64) -> bool {
        let most = match self.status {
            Status::InForce => LATER,
            Status::Signed | Status::None | Status::Suspended | Status::Ended | Status::Unknown => SOON,
        };
        today.saturating_sub(self.checked) > most
    }
}

impl Case {
    /// Whether nobody has looked for too long.
    #[must_use]
    pub fn overdue(&self, today: i64) -> bool {
        today.saturating_sub(self.checked) > LATER
    }

    /// The newest day it can mean, to put the newest first.
    #[must_use]
    pub fn newest(&self) -> i64 {
        self.to.as_ref().or(self.from.as_ref()).map_or(i64::MIN, PartDate::last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_year_a_month_or_a_day() {
        for (text, first, last) in
            [("2024", "2024-01-01", "2024-12-31"), ("2024-02", "2024-02-01", "2024-02-29"), ("2023-12", "2023-12-01", "2023-12-31")]
        {
            let date = PartDate::parse(text).unwrap();
            assert_eq!((clock::date_string(date.first()), clock::date_string(date.last())), (first.into(), last.into()));
        }
        for text in ["", "24", "2024-13", "2024-2-1", "2024-02-30", "undated", "2024-02-01x", "20240201", "2024/02"] {
            assert!(PartDate::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_place_is_two_capital_letters() {
        assert_eq!(Place::parse("NA").unwrap().code(), "NA", "Namibia is no missing value");
        for text in ["", "N", "na", "NAM", "1A", "ÄA"] {
            assert!(Place::parse(text).is_none(), "{text}");
        }
    }
}
