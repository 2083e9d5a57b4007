//! From the text of the tables to what they mean. Every refusal says where.

use std::collections::{BTreeMap, BTreeSet};

use super::csv::{self, Cell, TableError};
use super::facts::{Case, Confidence, Coverage, Instrument, Kind, Origin, PartDate, Place, Source, Status, Treaty, Weight};
use super::names::Names;

/// More sources for one fact no reader looks at.
const MOST_SOURCES: usize = 8;
/// Longest address of a source.
const LONGEST_ADDRESS: usize = 400;

/// What a fact's cells may refer to.
pub(super) struct Known<'a> {
    places: &'a Names,
    origins: BTreeSet<Place>,
    sources: BTreeMap<String, usize>,
}

impl<'a> Known<'a> {
    pub(super) fn new(places: &'a Names, origins: &[Origin], sources: &[Source]) -> Self {
        Self {
            places,
            origins: origins.iter().map(|origin| origin.place).collect(),
            sources: sources.iter().enumerate().map(|(at, source)| (source.id.clone(), at)).collect(),
        }
    }

    fn origin(&self, cell: &Cell) -> Result<Place, TableError> {
        let found = Place::parse(&cell.text).filter(|place| self.origins.contains(place));
        found.ok_or_else(|| cell.wrong(format!("{:?} has no row in origins.csv", cell.text)))
    }

    fn sources(&self, cell: &Cell) -> Result<Vec<usize>, TableError> {
        let mut found = Vec::new();
        for id in cell.text.split(' ').filter(|id| !id.is_empty()) {
            let at = *self.sources.get(id).ok_or_else(|| cell.wrong(format!("{id:?} has no row in sources.csv")))?;
            if found.contains(&at) {
                return Err(cell.wrong(format!("{id:?} stands here twice")));
            }
            found.push(at);
        }
        if found.len() > MOST_SOURCES { Err(cell.wrong(format!("at most {MOST_SOURCES} sources"))) } else { Ok(found) }
    }
}

pub(super) fn origins(text: &str, places: &Names) -> Result<Vec<Origin>, TableError> {
    let rows = csv::rows("origins", text, ["origin", "territory", "also", "coverage"])?;
    let all: BTreeSet<Place> = rows.iter().filter_map(|[origin, ..]| Place::parse(&origin.text)).collect();
    let mut found: Vec<Origin> = Vec::with_capacity(rows.len());
    for [origin, territory, also, coverage] in &rows {
        let place = place(origin, places)?;
        if found.iter().any(|other| other.place == place) {
            return Err(origin.wrong(format!("{place} has a row already")));
        }
        let also_places = list(also, places)?;
        if let Some(missing) = also_places.iter().find(|other| !all.contains(other) || **other == place) {
            return Err(also.wrong(format!("{missing} must be another origin with a row of its own")));
        }
        let coverage = word(coverage, &[("broad", Coverage::Broad), ("few", Coverage::Few)])?;
        found.push(Origin { place, territory: list(territory, places)?, also: also_places, coverage });
    }
    Ok(found)
}

pub(super) fn sources(text: &str) -> Result<Vec<Source>, TableError> {
    let rows = csv::rows("sources", text, ["id", "title", "date", "address"])?;
    let mut seen = BTreeSet::new();
    let mut found = Vec::with_capacity(rows.len());
    for [id, title, date, address] in &rows {
        let plain = id.text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if id.is_empty() || id.text.len() > 40 || !plain {
            return Err(id.wrong("an id is made of small letters, digits and hyphens"));
        }
        if !seen.insert(id.text.clone()) {
            return Err(id.wrong(format!("{:?} has a row already", id.text)));
        }
        if title.is_empty() {
            return Err(title.wrong("who published it?"));
        }
        found.push(Source { id: id.text.clone(), title: title.text.clone(), date: part_date(date)?, address: web_address(address)? });
    }
    Ok(found)
}

pub(super) fn treaties(text: &str, known: &Known<'_>) -> Result<Vec<Treaty>, TableError> {
    let columns = ["origin", "place", "kind", "status", "signed", "in_force", "checked", "confidence", "sources", "note"];
    let rows = csv::rows("treaties", text, columns)?;
    let mut seen = BTreeSet::new();
    let mut found = Vec::with_capacity(rows.len());
    for [origin, at, kind, status, signed, in_force, checked, confidence, sources, _note] in &rows {
        let treaty = Treaty {
            origin: known.origin(origin)?,
            place: place(at, known.places)?,
            kind: word(kind, &[("extradition", Instrument::Extradition), ("surrender", Instrument::Surrender)])?,
            status: word(status, STATUSES)?,
            signed: part_date(signed)?,
            in_force: part_date(in_force)?,
            checked: day(checked)?,
            confidence: if confidence.is_empty() { None } else { Some(word(confidence, CONFIDENCES)?) },
            sources: known.sources(sources)?,
        };
        if treaty.place == treaty.origin {
            return Err(at.wrong("a state has no treaty with itself"));
        }
        if !seen.insert((treaty.origin, treaty.place, kind.text.clone())) {
            return Err(at.wrong(format!("{} and {} have a row of this kind already", treaty.origin, treaty.place)));
        }
        if let (Some(a), Some(b)) = (&treaty.signed, &treaty.in_force)
            && b.last() < a.first()
        {
            return Err(in_force.wrong("in force before it was signed?"));
        }
        if treaty.in_force.is_some() && matches!(treaty.status, Status::Signed | Status::None | Status::Unknown) {
            return Err(in_force.wrong("this status has no such date"));
        }
        match treaty.status {
            Status::Unknown if treaty.confidence.is_some() => return Err(confidence.wrong("must be empty where the status is unknown")),
            Status::Unknown => {}
            _ if treaty.confidence.is_none() => return Err(confidence.wrong("how sure is it: high, medium or low?")),
            _ if treaty.sources.is_empty() => return Err(sources.wrong("a fact needs a source; without one the status is unknown")),
            _ => {}
        }
        found.push(treaty);
    }
    Ok(found)
}

pub(super) fn cases(text: &str, known: &Known<'_>) -> Result<Vec<Case>, TableError> {
    let columns = ["origin", "place", "kind", "level", "from", "to", "in_transit", "people", "checked", "confidence", "sources", "note"];
    let rows = csv::rows("cases", text, columns)?;
    let mut found = Vec::with_capacity(rows.len());
    for [origin, at, kind, level, from, to, in_transit, people, checked, confidence, sources, _note] in &rows {
        let case = Case {
            origin: known.origin(origin)?,
            place: place(at, known.places)?,
            kind: word(kind, KINDS)?,
            weight: word(level, &[("advice", Weight::Advice), ("danger", Weight::Danger)])?,
            from: part_date(from)?,
            to: part_date(to)?,
            in_transit: word(in_transit, &[("", false), ("yes", true)])?,
            people: number(people)?,
            checked: day(checked)?,
            confidence: word(confidence, CONFIDENCES)?,
            sources: known.sources(sources)?,
        };
        match (&case.from, &case.to) {
            (None, None) => return Err(from.wrong("when was it?")),
            (Some(a), Some(b)) if b.last() < a.first() => return Err(to.wrong("ends before it begins")),
            _ => {}
        }
        if case.sources.is_empty() {
            return Err(sources.wrong("a fact needs a source"));
        }
        found.push(case);
    }
    Ok(found)
}

const STATUSES: &[(&str, Status)] = &[
    ("in_force", Status::InForce),
    ("signed", Status::Signed),
    ("none", Status::None),
    ("suspended", Status::Suspended),
    ("ended", Status::Ended),
    ("unknown", Status::Unknown),
];
const CONFIDENCES: &[(&str, Confidence)] = &[("high", Confidence::High), ("medium", Confidence::Medium), ("low", Confidence::Low)];
const KINDS: &[(&str, Kind)] = &[
    ("returned", Kind::Returned),
    ("abducted", Kind::Abducted),
    ("held", Kind::Held),
    ("killed", Kind::Killed),
    ("crime", Kind::Crime),
    ("pressed", Kind::Pressed),
];

fn word<T: Copy>(cell: &Cell, words: &[(&str, T)]) -> Result<T, TableError> {
    let found = words.iter().find(|(word, _)| *word == cell.text).map(|(_, meaning)| *meaning);
    found.ok_or_else(|| {
        let known: Vec<&str> = words.iter().map(|(word, _)| if word.is_empty() { "empty" } else { word }).collect();
        cell.wrong(format!("{:?} is none of: {}", cell.text, known.join(", ")))
    })
}

fn place(cell: &Cell, places: &Names) -> Result<Place, TableError> {
    let found = Place::parse(&cell.text).filter(|place| places.name(*place).is_some());
    found.ok_or_else(|| cell.wrong(format!("{:?} is no code of a country (two capital letters, ISO 3166-1, or XK)", cell.text)))
}

fn list(cell: &Cell, places: &Names) -> Result<Vec<Place>, TableError> {
    let one = |text: &str| place(&cell.holding(text), places);
    cell.text.split(' ').filter(|part| !part.is_empty()).map(one).collect()
}

fn part_date(cell: &Cell) -> Result<Option<PartDate>, TableError> {
    if cell.is_empty() {
        return Ok(None);
    }
    let date = PartDate::parse(&cell.text);
    date.map(Some).ok_or_else(|| cell.wrong(format!("{:?} is no date: 2021, 2021-05 or 2021-05-27", cell.text)))
}

fn day(cell: &Cell) -> Result<i64, TableError> {
    let day = PartDate::parse(&cell.text).filter(|date| date.first() == date.last()).map(|date| date.first());
    day.ok_or_else(|| cell.wrong(format!("{:?} is no day: 2021-05-27; on which day did somebody last look?", cell.text)))
}

fn number(cell: &Cell) -> Result<Option<u32>, TableError> {
    if cell.is_empty() {
        return Ok(None);
    }
    let plain = cell.text.bytes().all(|byte| byte.is_ascii_digit());
    let number = cell.text.parse().ok().filter(|number| plain && (1..=10_000_000).contains(number));
    number.map(Some).ok_or_else(|| cell.wrong(format!("{:?} is no number of people", cell.text)))
}

fn web_address(cell: &Cell) -> Result<Option<String>, TableError> {
    if cell.is_empty() {
        return Ok(None);
    }
    let schemed = ["https://", "http://"].iter().any(|scheme| cell.text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()));
    let plain = cell.text.len() <= LONGEST_ADDRESS && cell.text.bytes().all(|byte| byte.is_ascii_graphic());
    match schemed && plain {
        true => Ok(Some(cell.text.clone())),
        false => Err(cell.wrong("an address begins with https:// and has no blanks; leave it empty if there is none")),
    }
}

/// The newest day on which somebody looked, and the oldest.
pub(super) fn checked(treaties: &[Treaty], cases: &[Case]) -> Option<(i64, i64)> {
    let days = || treaties.iter().map(|treaty| treaty.checked).chain(cases.iter().map(|case| case.checked));
    days().max().zip(days().min())
}
