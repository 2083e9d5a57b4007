//! Trip check: the form, and what is known about one journey. Countries are chosen from lists, so that no typing error
//! can turn one into another or into "nothing found".

use askama::Template;
use tocsin_domain::clock;
use tocsin_domain::travel::{Case, Confidence, Coverage, Instrument, Kind, Names, PartDate, Place, Route, Status, Travel, Treaty, Verdict};
use tocsin_domain::triage;

use super::forms::{Ask, Problem, Question, QuestionView, summary};
use super::{Chrome, FormValues, OPENED, Page};

/// How many stops the form has between beginning and end, and how many of them are folded away.
const STOPS: usize = 6;
const SHOWN_STOPS: usize = 2;
/// A journey that begins within so many days is soon.
const SOON: i64 = 14;

const WHEN: Question = Question { name: "travel_when", label: "q-travel-when", hint: Some("q-when-hint"), ask: Ask::Line };

/// The form.
#[derive(Template)]
#[template(path = "pages/travel.html")]
pub struct TravelPage {
    /// The frame.
    pub chrome: Chrome,
    /// What was chosen, after an error.
    pub values: FormValues,
    /// What to look at.
    pub problems: Vec<Problem>,
}

/// A list to choose a country from.
struct ChoosePlace {
    id: String,
    name: &'static str,
    label: String,
    hint: Option<String>,
    problem: Option<String>,
    required: bool,
    value: String,
}

impl ChoosePlace {
    fn described(&self) -> String {
        let problem = self.problem.as_ref().map(|_| format!("p-{}", self.id));
        let hint = self.hint.as_ref().map(|_| format!("h-{}", self.id));
        [problem, hint].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

impl TravelPage {
    fn places(&self) -> &'static [(Place, String)] {
        Names::of(&self.chrome.cat.code).all()
    }

    fn first(&self) -> Vec<ChoosePlace> {
        let ends = [self.choice("origin", "q-trip-origin"), self.choice("travel_from", "q-trip-from")];
        ends.into_iter().chain((0..SHOWN_STOPS).map(|at| self.stop(at))).collect()
    }

    fn more(&self) -> Vec<ChoosePlace> {
        (SHOWN_STOPS..STOPS).map(|at| self.stop(at)).collect()
    }

    fn more_open(&self) -> bool {
        self.values.all("travel_via").skip(SHOWN_STOPS).any(|value| !value.is_empty())
    }

    fn end(&self) -> ChoosePlace {
        self.choice("travel_to", "q-trip-to")
    }

    fn when(&self) -> QuestionView {
        QuestionView::new(&self.chrome, &WHEN, &self.values, &self.problems)
    }

    fn choice(&self, name: &'static str, label: &str) -> ChoosePlace {
        ChoosePlace {
            id: name.to_owned(),
            name,
            label: self.chrome.t(label),
            hint: None,
            problem: self.problems.iter().find(|problem| problem.field == name).map(|problem| problem.sentence(&self.chrome)),
            required: name == "origin",
            value: self.values.first(name).to_owned(),
        }
    }

    fn stop(&self, at: usize) -> ChoosePlace {
        let hint = (at == 0).then(|| self.chrome.t("q-trip-via-hint"));
        let problem = if at == 0 { self.choice("travel_via", "q-trip-via").problem } else { None };
        let value = self.values.all("travel_via").nth(at).unwrap_or_default().to_owned();
        let id = if at == 0 { "travel_via".to_owned() } else { format!("travel_via-{at}") };
        let label = self.chrome.n("q-trip-via", "number", at as u64 + 1);
        ChoosePlace { id, name: "travel_via", label, hint, problem, required: false, value }
    }

    fn summary(&self) -> Vec<(Option<String>, String)> {
        summary(&self.chrome, &self.problems, &["origin", "travel_from", "travel_via", "travel_to", "travel_when"])
    }

    fn kept(&self) -> bool {
        false
    }
}

impl Page for TravelPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn padded(&self) -> bool {
        !self.values.is_empty() || !self.problems.is_empty()
    }
}

/// A journey that was asked about, as it goes into a report.
pub struct Asked {
    /// Where it leads.
    pub route: Route,
    /// When, in the traveller's words.
    pub when: String,
    /// The form's fields, for the one press that carries them into a report.
    pub fields: Vec<(String, String)>,
}

/// What is known about one journey.
#[derive(Template)]
#[template(path = "pages/travel_answer.html")]
pub struct TravelAnswerPage {
    /// The frame.
    pub chrome: Chrome,
    verdict: Verdict,
    coverage: Option<Coverage>,
    origin: String,
    places: Vec<PlaceView>,
    fields: Vec<(String, String)>,
    may_report: bool,
    days_ahead: Option<i64>,
    keeper: String,
    newest: String,
    oldest: String,
    old: bool,
}

struct PlaceView {
    name: String,
    verdict: &'static str,
    own: bool,
    blank: bool,
    facts: Vec<FactView>,
}

struct FactView {
    text: String,
    /// Dates alone, which run from left to right in every language.
    when: String,
    details: Vec<String>,
    sources: Vec<SourceView>,
}

struct SourceView {
    title: String,
    date: Option<String>,
    address: Option<String>,
}

impl TravelAnswerPage {
    /// What `facts` say about a journey on the day `today`; `keeper` keeps them.
    pub fn new(chrome: Chrome, facts: &Travel, keeper: &str, asked: Asked, today: i64) -> Self {
        let names = Names::of(&chrome.cat.code);
        let named = |place: Place| names.name(place).map_or_else(|| place.to_string(), str::to_owned);
        let answer = facts.check(&asked.route);
        let teller = Teller { chrome: &chrome, facts, names, asked: asked.route.origin, today };
        let places = answer
            .places
            .iter()
            .map(|found| PlaceView {
                name: named(found.place),
                verdict: match found.verdict {
                    Verdict::KnownDanger => "travel-danger-here",
                    Verdict::AdviceFirst => "travel-advice-here",
                    Verdict::NothingFound => "travel-nothing-here",
                },
                own: found.own,
                blank: found.is_blank(),
                facts: found
                    .cases
                    .iter()
                    .map(|case| teller.case(case))
                    .chain(found.treaties.iter().map(|row| teller.treaty(row)))
                    .collect(),
            })
            .collect();
        Self {
            verdict: answer.verdict,
            coverage: answer.coverage,
            origin: named(asked.route.origin),
            places,
            fields: asked.fields,
            may_report: false,
            days_ahead: triage::days_ahead(&asked.when, today),
            keeper: keeper.to_owned(),
            newest: clock::date_string(facts.newest_check()),
            oldest: clock::date_string(facts.oldest_check()),
            old: facts.is_old(today),
            chrome: Chrome { pad_to: Some(OPENED), ..chrome },
        }
    }

    /// Whether there is a form for reports to carry the journey into.
    #[must_use]
    pub fn may_report(self, may: bool) -> Self {
        Self { may_report: may, ..self }
    }

    fn verdict(&self) -> &'static str {
        match self.verdict {
            Verdict::KnownDanger => "travel-danger",
            Verdict::AdviceFirst => "travel-advice",
            Verdict::NothingFound => "travel-nothing",
        }
    }

    fn verdict_text(&self) -> &'static str {
        match self.verdict {
            Verdict::KnownDanger => "travel-danger-text",
            Verdict::AdviceFirst => "travel-advice-text",
            Verdict::NothingFound => "travel-nothing-text",
        }
    }

    /// What to say about how much is known.
    fn scope(&self) -> Option<&'static str> {
        match self.coverage {
            Some(Coverage::Broad) => None,
            Some(Coverage::Few) => Some("travel-few"),
            None => Some("travel-unheard"),
        }
    }

    fn timing(&self) -> Option<&'static str> {
        self.days_ahead.map(|days| if days <= SOON { "travel-soon" } else { "travel-later" })
    }
}

impl Page for TravelAnswerPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}

/// Puts facts into the reader's language.
struct Teller<'a> {
    chrome: &'a Chrome,
    facts: &'a Travel,
    names: &'static Names,
    asked: Place,
    today: i64,
}

impl Teller<'_> {
    fn treaty(&self, treaty: &Treaty) -> FactView {
        let kind = match treaty.kind {
            Instrument::Extradition => "travel-kind-extradition",
            Instrument::Surrender => "travel-kind-surrender",
        };
        let status = match treaty.status {
            Status::InForce => "travel-status-in-force",
            Status::Signed => "travel-status-signed",
            Status::None => "travel-status-none",
            Status::Suspended => "travel-status-suspended",
            Status::Ended => "travel-status-ended",
            Status::Unknown => "travel-status-unknown",
        };
        let dated = |id: &str, date: &Option<PartDate>| date.as_ref().map(|date| self.chrome.s(id, "date", date.as_str()));
        let details = [
            dated("travel-signed", &treaty.signed),
            dated("travel-since", &treaty.in_force),
            self.unsure(treaty.confidence),
            self.overdue(treaty.overdue(self.today), treaty.checked),
        ];
        FactView {
            text: format!("{}{}: {}", self.chrome.t(kind), self.of_another(treaty.origin), self.chrome.t(status)),
            when: String::new(),
            details: details.into_iter().flatten().collect(),
            sources: self.sources(&treaty.sources),
        }
    }

    fn case(&self, case: &Case) -> FactView {
        let kind = match case.kind {
            Kind::Returned => "travel-case-returned",
            Kind::Abducted => "travel-case-abducted",
            Kind::Held => "travel-case-held",
            Kind::Killed => "travel-case-killed",
            Kind::Crime => "travel-case-crime",
            Kind::Pressed => "travel-case-pressed",
        };
        let when = match (&case.from, &case.to) {
            (Some(from), Some(to)) => format!("{} – {}", from.as_str(), to.as_str()),
            (Some(day), None) => day.as_str().to_owned(),
            (None, Some(to)) => format!("… – {}", to.as_str()),
            (None, None) => String::new(),
        };
        let details = [
            case.people.filter(|count| *count > 1).map(|count| self.chrome.n("travel-people", "count", count)),
            case.in_transit.then(|| self.chrome.t("travel-in-transit")),
            self.unsure(Some(case.confidence)),
            self.overdue(case.overdue(self.today), case.checked),
        ];
        FactView {
            text: format!("{}{}", self.chrome.t(kind), self.of_another(case.origin)),
            when,
            details: details.into_iter().flatten().collect(),
            sources: self.sources(&case.sources),
        }
    }

    /// Names the state of a fact where it is another than the one asked about.
    fn of_another(&self, origin: Place) -> String {
        let other = (origin != self.asked).then(|| self.names.name(origin)).flatten();
        other.map(|name| format!(" ({name})")).unwrap_or_default()
    }

    fn unsure(&self, confidence: Option<Confidence>) -> Option<String> {
        (confidence == Some(Confidence::Low)).then(|| self.chrome.t("travel-unsure"))
    }

    fn overdue(&self, overdue: bool, checked: i64) -> Option<String> {
        overdue.then(|| self.chrome.s("travel-overdue", "date", &clock::date_string(checked)))
    }

    fn sources(&self, used: &[usize]) -> Vec<SourceView> {
        let found = used.iter().filter_map(|at| self.facts.sources().get(*at));
        found
            .map(|source| SourceView {
                title: source.title.clone(),
                date: source.date.as_ref().map(|date| date.as_str().to_owned()),
                address: source.address.clone(),
            })
            .collect()
    }
}
