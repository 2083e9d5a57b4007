//! Trip check: a form, an answer, and one press that carries the journey into a report. Nothing of it is stored, logged or
//! put into an address; the answer has one size, whatever it says.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use tocsin_domain::clock;
use tocsin_domain::travel::{MOST_PLACES, Names, Place, Route, RouteProblem, Travel};

use super::WebState;
use super::form::Typed;
use super::frame::Frame;
use super::report::{self, Again};
use super::small_form::read_urlencoded;
use super::stack::Visit;
use crate::pages::{Asked, FormValues, MessageKind, Problem, TravelAnswerPage, TravelPage};

/// Most bytes of the form.
const SMALL_FORM: usize = 4 << 10;
/// Most characters of the traveller's own words about the day.
const WHEN_LIMIT: usize = 200;
/// What the form asks; everything else that is sent is dropped.
const FIELDS: [&str; 5] = ["origin", "travel_from", "travel_via", "travel_to", "travel_when"];

/// Facts for the trip check, and who keeps them current.
pub struct Trip {
    /// The facts.
    pub facts: Travel,
    /// Named on every answer.
    pub keeper: String,
}

pub(super) async fn form(State(web): State<WebState>, visit: Visit) -> Response {
    form_page(&web.frame, &visit)
}

pub(super) async fn answer(State(web): State<WebState>, visit: Visit) -> Response {
    answer_page(&web.frame, &visit, true).await
}

/// The form for reports with the journey in it, in the traveller's language. Nothing is sent by opening it.
pub(super) async fn into_report(State(web): State<WebState>, visit: Visit) -> Response {
    let asked = match asked(&web.frame, &visit).await {
        Ok(asked) => asked,
        Err(refusal) => return refusal,
    };
    let typed = carried(&visit, &asked);
    match report::form(&web, &visit, Again { typed: Some(&typed), ..Again::default() }) {
        Ok(mut page) => {
            page.intro = true;
            web.frame.show(StatusCode::OK, &page)
        }
        Err(error) => web.fault(&visit.lang, error, None),
    }
}

// What is the same while the service cannot open its rows.

pub(super) fn form_page(frame: &Frame, visit: &Visit) -> Response {
    if frame.site.trip.is_none() {
        return frame.message(&visit.lang, MessageKind::NotFound, None);
    }
    let chrome = frame.chrome(&visit.lang, "/travel");
    frame.show_harmless(&TravelPage { chrome, values: FormValues::default(), problems: Vec::new() })
}

pub(super) async fn answer_page(frame: &Frame, visit: &Visit, may_report: bool) -> Response {
    let Some(trip) = &frame.site.trip else { return frame.message(&visit.lang, MessageKind::NotFound, None) };
    let asked = match asked(frame, visit).await {
        Ok(asked) => asked,
        Err(refusal) => return refusal,
    };
    let chrome = frame.chrome(&visit.lang, "/travel");
    let page = TravelAnswerPage::new(chrome, &trip.facts, &trip.keeper, asked, clock::day_of(frame.now()));
    frame.show(StatusCode::OK, &page.may_report(may_report))
}

/// The journey that the form asks about, or the form again.
async fn asked(frame: &Frame, visit: &Visit) -> Result<Asked, Response> {
    if frame.site.trip.is_none() {
        return Err(frame.message(&visit.lang, MessageKind::NotFound, None));
    }
    let read = read_urlencoded(&visit.headers, visit.body.clone(), SMALL_FORM).await;
    let typed = read.map_err(|error| frame.message(&visit.lang, report::kind(error), None))?;
    let fields: Vec<_> = typed.all().iter().filter(|(name, _)| FIELDS.contains(&name.as_str())).cloned().collect();
    let when = typed.first("travel_when").unwrap_or_default().to_owned();
    let mut problems = Vec::new();
    let length = when.chars().count();
    if length > WHEN_LIMIT {
        problems.push(Problem::too_long("travel_when", length as u64, WHEN_LIMIT as u64));
    }
    match Route::parse(&fields) {
        Ok(route) if problems.is_empty() => return Ok(Asked { route, when, fields }),
        Ok(_) => {}
        Err(found) => problems.splice(0..0, found.into_iter().map(problem)).for_each(drop),
    }
    let chrome = frame.chrome(&visit.lang, "/travel");
    let page = TravelPage { chrome, values: FormValues::new(fields), problems };
    Err(frame.show(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

fn problem(found: RouteProblem) -> Problem {
    match found {
        RouteProblem::Origin => Problem::new("origin", "travel-problem-origin"),
        RouteProblem::Nowhere => Problem::new("travel_to", "travel-problem-route"),
        RouteProblem::NoPlace(field) => Problem::new(field, "travel-problem-place"),
        RouteProblem::TooMany => Problem::new("travel_via", "travel-problem-many").with("limit", MOST_PLACES as u64),
    }
}

/// The fields of a report about this journey: names instead of codes, and a first sentence that can be changed.
fn carried(visit: &Visit, asked: &Asked) -> Typed {
    let names = Names::of(&visit.lang.code);
    let named = |code: &str| Place::parse(code).and_then(|place| names.name(place)).unwrap_or(code).to_owned();
    let all = |field: &str| {
        let chosen = asked.fields.iter().filter(|(name, value)| name == field && !value.is_empty());
        chosen.map(|(_, code)| named(code)).collect::<Vec<_>>().join("; ")
    };
    let mut fields = vec![
        ("narrative".to_owned(), format!("{} {}", visit.lang.text("travel-carried"), named(asked.route.origin.code()))),
        ("method".to_owned(), "travel.plan_check".to_owned()),
    ];
    fields.extend(["travel_from", "travel_via", "travel_to"].map(|field| (field.to_owned(), all(field))));
    fields.push(("travel_when".to_owned(), asked.when.clone()));
    Typed(fields)
}
