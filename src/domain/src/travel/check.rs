//! The answer to one journey. Nothing here can say that a way is safe: there is no such value.

use super::Travel;
use super::facts::{Case, Coverage, Place, Status, Treaty, Weight};
use super::names::Names;

/// Most places of one journey: where it begins, the stops, where it ends.
pub const MOST_PLACES: usize = 8;

/// What is known about a journey, or one place of it. Ordered: the worst place decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing was found, which does not mean that it is safe.
    NothingFound,
    /// There is a treaty, or there were cases: advice first.
    AdviceFirst,
    /// A known danger.
    KnownDanger,
}

/// A journey as it was asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The state that the traveller fled.
    pub origin: Place,
    /// Every place, in the order of the journey; the first [`MOST_PLACES`] count.
    pub places: Vec<Place>,
}

/// What keeps a form from being a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RouteProblem {
    /// The state of origin is missing, or no place.
    Origin,
    /// No place was named.
    Nowhere,
    /// This field names no place: nothing may be left out of a route in silence.
    NoPlace(&'static str),
    /// More places than [`MOST_PLACES`].
    TooMany,
}

/// The fields of the form that name a place of the journey, in its order.
const PLACES: [&str; 3] = ["travel_from", "travel_via", "travel_to"];

impl Route {
    /// Reads the form's fields: `origin`, `travel_from`, any number of `travel_via` in their order, `travel_to`; each a
    /// code of two letters, or empty.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the form.
    pub fn parse(fields: &[(String, String)]) -> Result<Self, Vec<RouteProblem>> {
        let known = |code: &str| Place::parse(code).filter(|place| Names::of("en").name(*place).is_some());
        let typed = |name: &'static str| fields.iter().filter(move |(field, value)| field == name && !value.is_empty()).map(|(_, v)| v);
        let mut problems = Vec::new();
        let mut origins = typed("origin").map(|code| known(code));
        let origin = match (origins.next().flatten(), origins.next()) {
            (Some(origin), None) => Some(origin),
            _ => {
                problems.push(RouteProblem::Origin);
                None
            }
        };
        let mut places = Vec::new();
        for name in PLACES {
            for code in typed(name) {
                match known(code) {
                    Some(place) => places.push(place),
                    None if problems.contains(&RouteProblem::NoPlace(name)) => {}
                    None => problems.push(RouteProblem::NoPlace(name)),
                }
            }
        }
        if places.len() > MOST_PLACES {
            problems.push(RouteProblem::TooMany);
        } else if places.is_empty() && problems.iter().all(|problem| *problem == RouteProblem::Origin) {
            problems.push(RouteProblem::Nowhere);
        }
        match origin {
            Some(origin) if problems.is_empty() => Ok(Self { origin, places }),
            _ => Err(problems),
        }
    }
}

/// What was found about a journey.
#[derive(Debug)]
pub struct Answer<'a> {
    /// That of the worst place; nothing found where no place was named.
    pub verdict: Verdict,
    /// How much is known about the state of origin at all; none: nothing.
    pub coverage: Option<Coverage>,
    /// Each place once, in the order of the journey.
    pub places: Vec<PlaceAnswer<'a>>,
}

/// What was found about one place.
#[derive(Debug)]
pub struct PlaceAnswer<'a> {
    /// Which.
    pub place: Place,
    /// What it comes to.
    pub verdict: Verdict,
    /// Whether this is the state that the traveller fled, or under one authority with it.
    pub own: bool,
    /// Agreements, and that there is none, or that nobody knows.
    pub treaties: Vec<&'a Treaty>,
    /// Cases, the heaviest first, of these the newest.
    pub cases: Vec<&'a Case>,
}

impl PlaceAnswer<'_> {
    /// Whether the tables say nothing at all about this place and this state.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        !self.own && self.treaties.is_empty() && self.cases.is_empty()
    }
}

impl Travel {
    /// Looks every place of the journey up. The answer depends on the tables and the route alone; nothing is kept.
    #[must_use]
    pub fn check(&self, route: &Route) -> Answer<'_> {
        let mut places: Vec<PlaceAnswer<'_>> = Vec::new();
        for place in route.places.iter().take(MOST_PLACES) {
            if places.iter().all(|answer| answer.place != *place) {
                places.push(self.look_up(route.origin, *place));
            }
        }
        let verdict = places.iter().map(|answer| answer.verdict).max().unwrap_or(Verdict::NothingFound);
        Answer { verdict, coverage: self.origin(route.origin).map(|origin| origin.coverage), places }
    }

    fn look_up(&self, origin: Place, place: Place) -> PlaceAnswer<'_> {
        let known = self.origin(origin);
        let own = place == origin || known.is_some_and(|origin| origin.territory.contains(&place));
        let concerns = |other: Place| other == origin || known.is_some_and(|origin| origin.also.contains(&other));
        let treaties: Vec<&Treaty> = self.treaties().iter().filter(|row| row.place == place && concerns(row.origin)).collect();
        let mut cases: Vec<&Case> = self.cases().iter().filter(|row| row.place == place && concerns(row.origin)).collect();
        cases.sort_by_key(|case| (case.weight == Weight::Advice, std::cmp::Reverse(case.newest())));
        let binds = |treaty: &&Treaty| matches!(treaty.status, Status::InForce | Status::Signed);
        let verdict = if own || cases.iter().any(|case| case.weight == Weight::Danger) {
            Verdict::KnownDanger
        } else if treaties.iter().any(binds) || !cases.is_empty() {
            Verdict::AdviceFirst
        } else {
            Verdict::NothingFound
        };
        PlaceAnswer { place, verdict, own, treaties, cases }
    }
}
