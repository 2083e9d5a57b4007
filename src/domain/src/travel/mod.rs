//! Trip check: what is known about a journey for somebody whom a state hunts. Tables of dated facts with their sources
//! (`config/travel`, explained in `docs/travel.md`), and the rules that turn them into one of three answers.
//!
//! Pure: no clock, no files, and nothing is remembered of what was asked.

mod check;
mod csv;
mod facts;
mod names;
mod parse;

use std::sync::LazyLock;

pub use check::{Answer, MOST_PLACES, PlaceAnswer, Route, RouteProblem, Verdict};
pub use csv::TableError;
pub use facts::{Case, Confidence, Coverage, Instrument, Kind, Origin, PartDate, Place, Source, Status, Treaty, Weight};
pub use names::Names;

/// Stands in the first line of every table, before the table's name.
const FORMAT: &str = "tocsin.travel/1";

/// So many days after anybody last looked, the whole is old: pages and `doctor` say so.
pub const OLD_AFTER_DAYS: i64 = 90;

/// The text of the four tables.
#[derive(Debug, Clone, Copy)]
pub struct Tables<'a> {
    /// States that hunt people.
    pub origins: &'a str,
    /// Agreements.
    pub treaties: &'a str,
    /// Documented cases.
    pub cases: &'a str,
    /// Where facts were read.
    pub sources: &'a str,
}

impl Tables<'static> {
    /// The tables that this program was built with.
    pub const BUILTIN: Self = Self {
        origins: include_str!("../../../../config/travel/origins.csv"),
        treaties: include_str!("../../../../config/travel/treaties.csv"),
        cases: include_str!("../../../../config/travel/cases.csv"),
        sources: include_str!("../../../../config/travel/sources.csv"),
    };
}

impl<'a> Tables<'a> {
    /// The four by the names of their files.
    #[must_use]
    pub fn named(&self) -> [(&'static str, &'a str); 4] {
        [("origins", self.origins), ("treaties", self.treaties), ("cases", self.cases), ("sources", self.sources)]
    }

    /// The same with another text for the table of this name; none if there is no such table.
    #[must_use]
    pub fn with(self, name: &str, text: &'a str) -> Option<Self> {
        match name {
            "origins" => Some(Self { origins: text, ..self }),
            "treaties" => Some(Self { treaties: text, ..self }),
            "cases" => Some(Self { cases: text, ..self }),
            "sources" => Some(Self { sources: text, ..self }),
            _ => None,
        }
    }
}

/// All facts, checked.
#[derive(Debug)]
pub struct Travel {
    origins: Vec<Origin>,
    treaties: Vec<Treaty>,
    cases: Vec<Case>,
    sources: Vec<Source>,
    newest: i64,
    oldest: i64,
}

impl Travel {
    /// Reads the tables.
    ///
    /// # Errors
    /// Says in which table, line and column something is wrong.
    pub fn parse(tables: &Tables<'_>) -> Result<Self, TableError> {
        let places = Names::of("en");
        let origins = parse::origins(tables.origins, places)?;
        let sources = parse::sources(tables.sources)?;
        let known = parse::Known::new(places, &origins, &sources);
        let treaties = parse::treaties(tables.treaties, &known)?;
        let cases = parse::cases(tables.cases, &known)?;
        let (newest, oldest) = parse::checked(&treaties, &cases).ok_or_else(|| TableError {
            table: "treaties",
            line: 3,
            column: 1,
            problem: "there is neither a treaty nor a case".into(),
        })?;
        Ok(Self { origins, treaties, cases, sources, newest, oldest })
    }

    /// The tables that this program was built with.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Travel> = LazyLock::new(|| {
            Travel::parse(&Tables::BUILTIN).unwrap_or_else(|error| unreachable!("the embedded tables are tested: {error}"))
        });
        &BUILTIN
    }

    /// States that hunt people, of which something is known.
    #[must_use]
    pub fn origins(&self) -> &[Origin] {
        &self.origins
    }

    /// Agreements.
    #[must_use]
    pub fn treaties(&self) -> &[Treaty] {
        &self.treaties
    }

    /// Documented cases.
    #[must_use]
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// Where facts were read.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The day on which somebody last looked at any fact, counted from 1970-01-01.
    #[must_use]
    pub fn newest_check(&self) -> i64 {
        self.newest
    }

    /// The day since which nobody has looked at some fact.
    #[must_use]
    pub fn oldest_check(&self) -> i64 {
        self.oldest
    }

    /// Whether nobody has looked at anything for so long that pages warn of it. A day that has not come yet counts as
    /// old too: a slip of the pen must not keep the warning away.
    #[must_use]
    pub fn is_old(&self, today: i64) -> bool {
        // Where the keeper is, it may be tomorrow already.
        !(-1..=OLD_AFTER_DAYS).contains(&today.saturating_sub(self.newest))
    }

    /// How many facts nobody has looked at for too long.
    #[must_use]
    pub fn overdue(&self, today: i64) -> usize {
        let treaties = self.treaties.iter().filter(|treaty| treaty.overdue(today)).count();
        treaties + self.cases.iter().filter(|case| case.overdue(today)).count()
    }

    fn origin(&self, place: Place) -> Option<&Origin> {
        self.origins.iter().find(|origin| origin.place == place)
    }
}
