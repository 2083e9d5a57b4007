//! Trip check, rendered: whatever is asked, no page says that a way is safe.
use std::sync::Arc;

use proptest::prelude::*;
use tocsin::i18n::{Catalog, Catalogs};
use tocsin::pages::{Asked, OPENED, Page, TravelAnswerPage, samples};
use tocsin_domain::travel::{MOST_PLACES, Names, Place, Route, Travel};

fn rendered(cat: &Arc<Catalog>, all: &[Arc<Catalog>], origin: Place, places: &[Place], when: &str, today: i64) -> String {
    let route = Route { origin, places: places.to_vec() };
    let asked = Asked { route, when: when.to_owned(), fields: Vec::new() };
    let page = TravelAnswerPage::new(samples::chrome(cat, all, "/travel"), Travel::builtin(), "Somebody", asked, today);
    page.html().expect("a page")
}

fn every_place() -> Vec<Place> {
    Names::of("en").all().iter().map(|(place, _)| *place).collect()
}

/// What stands between `<main>` and its end, without what sources call themselves.
fn said(html: &str) -> String {
    let main = html.split_once("<main").unwrap().1.split_once("</main>").unwrap().0;
    let mut pieces = main.split("<bdi");
    let first = pieces.next().unwrap_or_default().to_owned();
    first + &pieces.map(|piece| piece.split_once("</bdi>").map_or("", |(_, after)| after)).collect::<String>()
}

/// Every sentence of ours in which the word may stand: each says "not".
const DENIALS: [&str; 3] = ["this does not mean that it is safe", "This does not mean safe.", "They never mean that a trip is safe."];

fn never_safe(html: &str) {
    let said = said(html);
    let heading = said.split_once("<h1>").unwrap().1.split_once("</h1>").unwrap().0.to_owned();
    let known =
        ["Known danger on this route", "Treaty or past cases: get advice first", "Nothing found: this does not mean that it is safe"];
    assert!(known.contains(&heading.as_str()), "{heading}");
    let rest = DENIALS.iter().fold(said, |text, denial| text.replace(denial, ""));
    assert!(!rest.to_lowercase().contains("safe"), "{rest}");
}

#[test]
fn no_place_and_no_state_is_ever_called_safe() {
    let catalogs = Catalogs::builtin();
    let english = &catalogs.all()[0];
    let origins: Vec<Place> = Travel::builtin().origins().iter().map(|origin| origin.place).chain(Place::parse("ER")).collect();
    for origin in origins {
        for places in every_place().chunks(MOST_PLACES) {
            never_safe(&rendered(english, catalogs.all(), origin, places, "", 20_800));
        }
    }
}

#[test]
fn the_heaviest_journeys_fit_on_one_page_of_one_size_in_every_language() {
    let catalogs = Catalogs::builtin();
    let travel = Travel::builtin();
    for cat in catalogs.all() {
        for origin in travel.origins() {
            let weigh = |place: &Place| {
                rendered(cat, catalogs.all(), origin.place, &[*place], "", 20_800 + 400).trim_end_matches("-->").trim_end_matches('.').len()
            };
            let mut touched: Vec<Place> = every_place();
            touched.retain(|place| {
                travel
                    .cases()
                    .iter()
                    .any(|case| case.place == *place && (case.origin == origin.place || origin.also.contains(&case.origin)))
            });
            touched.sort_by_key(|place| std::cmp::Reverse(weigh(place)));
            touched.truncate(MOST_PLACES);
            let html = rendered(cat, catalogs.all(), origin.place, &touched, "2030-01-01", 20_800 + 400);
            assert_eq!(html.len(), OPENED, "{} {}", cat.code, origin.place);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn whatever_is_asked_no_answer_says_safe(
        origin in proptest::sample::select(every_place()),
        places in proptest::collection::vec(proptest::sample::select(every_place()), 0..=MOST_PLACES),
        when in "[^<&\"']{0,40}",
        today in -1_000_000_i64..1_000_000,
    ) {
        let catalogs = Catalogs::builtin();
        never_safe(&rendered(&catalogs.all()[0], catalogs.all(), origin, &places, &when, today));
    }
}
