//! Trip check against a table of routes, against arbitrary routes, and against broken tables.

use proptest::prelude::*;
use tocsin_domain::clock::parse_date;
use tocsin_domain::travel::{
    Answer, Coverage, Names, Place, PlaceAnswer, Route, RouteProblem, Status, TableError, Tables, Travel, Verdict, Weight,
};

use Verdict::{AdviceFirst, KnownDanger, NothingFound};

fn place(code: &str) -> Place {
    Place::parse(code).unwrap()
}

fn route(origin: &str, places: &[&str]) -> Route {
    Route { origin: place(origin), places: places.iter().map(|code| place(code)).collect() }
}

fn check(origin: &str, places: &[&str]) -> Answer<'static> {
    Travel::builtin().check(&route(origin, places))
}

/// The ids of everything that an answer about a place was read from.
fn sources(answer: &PlaceAnswer<'_>) -> Vec<&'static str> {
    let of_treaties = answer.treaties.iter().flat_map(|treaty| &treaty.sources);
    let used = of_treaties.chain(answer.cases.iter().flat_map(|case| &case.sources));
    used.map(|at| Travel::builtin().sources()[*at].id.as_str()).collect()
}

/// Origin, route, the verdict, and the sources that the worst place must name.
const ROUTES: &[(&str, &[&str], Verdict, &[&str])] = &[
    // The young man seized while changing planes, and the ways on from there.
    ("CN", &["TR", "AE", "US"], KnownDanger, &["rfa-2021-05", "ap-2021-05"]),
    ("CN", &["AE"], KnownDanger, &["ltn-2026", "cnn-2021"]),
    ("CN", &["MA"], KnownDanger, &["amnesty-ma", "sd-2023"]),
    ("CN", &["TH", "CA"], KnownDanger, &["ap-2025", "hrw-2026", "ltn-2026"]),
    ("CN", &["DE", "LA"], KnownDanger, &["sd-2023-09", "cna-2020"]),
    ("CN", &["HK", "GB"], KnownDanger, &[]),
    ("CN", &["US", "CN"], KnownDanger, &[]),
    ("CN", &["FR"], AdviceFirst, &["ltn-2026", "xinhua-2008", "cna-2020"]),
    ("CN", &["US", "CA", "JP"], AdviceFirst, &["doj-2023", "doj-2025"]),
    ("CN", &["RS"], AdviceFirst, &["reuters-2025", "rferl-2024-12"]),
    ("CN", &["KE"], AdviceFirst, &["monitor-2023", "bbc-2016"]),
    ("CN", &["TR"], AdviceFirst, &["voa-2021", "telegraph-tr"]),
    ("CN", &["AR"], AdviceFirst, &["xinhua-2017", "sd-2023"]),
    ("CN", &["NA"], AdviceFirst, &["china-org-2007", "cna-2020"]),
    ("CN", &["DE", "SE"], NothingFound, &["hkw-2020", "cna-2024"]),
    ("CN", &["GB"], NothingFound, &[]),
    ("CN", &["GL"], NothingFound, &[]),
    ("HK", &["TW", "GB"], NothingFound, &[]),
    ("HK", &["CZ"], AdviceFirst, &["hkdoj-2020", "hkw-2020"]),
    ("HK", &["SG"], AdviceFirst, &["hkdoj-2020"]),
    ("HK", &["CN"], KnownDanger, &[]),
    ("HK", &["AE"], KnownDanger, &["rfa-2021-05"]),
    ("IR", &["FR", "IQ"], KnownDanger, &["nyt-2021", "afp-ir"]),
    ("IR", &["TR"], KnownDanger, &["reuters-2020", "bi-2020"]),
    ("IR", &["AE", "IN"], KnownDanger, &["ap-2020", "iranwire-2021"]),
    ("IR", &["DE"], NothingFound, &[]),
    ("RU", &["KZ"], KnownDanger, &["moscowtimes-2022"]),
    ("RU", &["KG"], KnownDanger, &["rferl-2023", "voa-2024"]),
    ("BY", &["RU"], KnownDanger, &["fh-2022"]),
    ("BY", &["RS"], KnownDanger, &["rferl-2024-08"]),
    ("TJ", &["DE"], KnownDanger, &["rferl-2024-11", "hrw-2024"]),
    ("TR", &["XK"], KnownDanger, &["rferl-xk"]),
    ("SA", &["TR"], KnownDanger, &["gao-sa"]),
    ("ER", &["ER"], KnownDanger, &[]),
    ("ER", &["SD"], NothingFound, &[]),
];

#[test]
fn every_route_of_the_table_gets_its_verdict_and_its_sources() {
    for (origin, places, verdict, expected) in ROUTES {
        let answer = check(origin, places);
        assert_eq!(answer.verdict, *verdict, "{origin} {places:?}");
        assert_eq!(answer.places.len(), places.len(), "{origin} {places:?}");
        let worst = answer.places.iter().rfind(|place| place.verdict == answer.verdict).unwrap();
        let named = sources(worst);
        for source in *expected {
            assert!(named.contains(source), "{origin} {places:?}: {named:?} lacks {source}");
        }
    }
}

#[test]
fn what_nobody_knows_is_never_shown_as_if_there_were_nothing() {
    let about = |origin, code| check(origin, &[code]).places.remove(0);
    assert_eq!(about("CN", "GB").treaties[0].status, Status::Unknown);
    assert!(about("CN", "GL").is_blank() && !about("CN", "GB").is_blank());
    assert_eq!(check("CN", &["GB"]).coverage, Some(Coverage::Broad));
    assert_eq!(check("IR", &["GB"]).coverage, Some(Coverage::Few));
    assert_eq!(check("ER", &["GB"]).coverage, None);
}

#[test]
fn an_agreement_that_is_suspended_is_shown_and_alarms_nobody() {
    let answer = check("HK", &["DE"]);
    assert_eq!(answer.verdict, NothingFound);
    let statuses: Vec<Status> = answer.places[0].treaties.iter().map(|treaty| treaty.status).collect();
    assert_eq!(statuses, [Status::None, Status::Suspended], "that of the state behind it is named too");
}

#[test]
fn every_row_of_the_tables_weighs_what_it_should() {
    let verdict = |origin: Place, at: Place| Travel::builtin().check(&Route { origin, places: vec![at] }).verdict;
    for treaty in Travel::builtin().treaties() {
        let binds = matches!(treaty.status, Status::InForce | Status::Signed);
        assert!(!binds || verdict(treaty.origin, treaty.place) >= AdviceFirst, "{:?} {:?}", treaty.origin, treaty.place);
    }
    for case in Travel::builtin().cases() {
        let least = if case.weight == Weight::Danger { KnownDanger } else { AdviceFirst };
        assert!(verdict(case.origin, case.place) >= least, "{:?} {:?}", case.origin, case.place);
    }
}

#[test]
fn the_heaviest_case_stands_first_and_then_the_newest() {
    let answer = check("CN", &["KH"]);
    let years: Vec<&str> = answer.places[0].cases.iter().map(|case| case.from.as_ref().unwrap().as_str()).collect();
    assert_eq!(years, ["2009-12-19", "2016"]);
    let thailand = check("CN", &["TH"]);
    assert_eq!(thailand.places[0].cases[0].from.as_ref().unwrap().as_str(), "2025-02-27");
}

#[test]
fn every_fact_of_the_tables_has_a_day_and_but_for_the_unknown_a_source() {
    let travel = Travel::builtin();
    assert!(travel.treaties().len() > 120 && travel.cases().len() > 50);
    let today = parse_date("2026-11-24").unwrap();
    assert!(travel.oldest_check() <= today && travel.newest_check() <= today);
    for treaty in travel.treaties() {
        assert_eq!(treaty.sources.is_empty(), treaty.status == Status::Unknown, "{:?}", treaty.place);
    }
    let used = |at: usize| {
        travel.treaties().iter().any(|treaty| treaty.sources.contains(&at)) || travel.cases().iter().any(|case| case.sources.contains(&at))
    };
    let idle: Vec<&str> = travel.sources().iter().enumerate().filter(|(at, _)| !used(*at)).map(|(_, source)| source.id.as_str()).collect();
    assert_eq!(idle, Vec::<&str>::new(), "sources that no fact names");
}

#[test]
fn old_facts_and_old_tables_are_known_as_such() {
    let travel = Travel::builtin();
    let day = travel.newest_check();
    assert!(!travel.is_old(day) && !travel.is_old(day + 90) && travel.is_old(day + 91));
    assert!(travel.is_old(day - 2), "a day that has not come yet keeps no warning away");
    assert_eq!(travel.overdue(travel.oldest_check()), 0);
    let (half, whole) = (travel.overdue(day + 181), travel.overdue(day + 366));
    assert!(half > 0 && half < whole && whole == travel.treaties().len() + travel.cases().len());
}

#[test]
fn a_route_is_read_whole_or_not_at_all() {
    let read = |fields: &[(&str, &str)]| {
        Route::parse(&fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>())
    };
    let whole =
        [("travel_to", "US"), ("origin", "CN"), ("travel_via", "AE"), ("travel_via", ""), ("travel_via", "TH"), ("travel_from", "TR")];
    assert_eq!(read(&whole).unwrap(), route("CN", &["TR", "AE", "TH", "US"]));
    for (fields, problems) in [
        (&[("travel_to", "US")][..], vec![RouteProblem::Origin]),
        (&[("origin", "cn"), ("travel_to", "US")], vec![RouteProblem::Origin]),
        (&[("origin", "CN")], vec![RouteProblem::Nowhere]),
        (&[], vec![RouteProblem::Origin, RouteProblem::Nowhere]),
        (
            &[("origin", "CN"), ("travel_via", "XX"), ("travel_via", "Dubai"), ("travel_to", "US")],
            vec![RouteProblem::NoPlace("travel_via")],
        ),
        (&[("origin", "CN"), ("travel_from", "?")], vec![RouteProblem::NoPlace("travel_from")]),
        (
            &[
                ("origin", "CN"),
                ("travel_via", "US"),
                ("travel_via", "CA"),
                ("travel_via", "MX"),
                ("travel_via", "PE"),
                ("travel_via", "CL"),
                ("travel_via", "AR"),
                ("travel_via", "BR"),
                ("travel_via", "UY"),
                ("travel_via", "PY"),
            ],
            vec![RouteProblem::TooMany],
        ),
    ] {
        assert_eq!(read(fields).unwrap_err(), problems, "{fields:?}");
    }
}

fn broken(table: &str, from: &str, to: &str) -> TableError {
    let text = Tables::BUILTIN.named().into_iter().find(|(name, _)| *name == table).unwrap().1;
    assert!(text.contains(from), "{table} no longer holds {from:?}");
    let bent = text.replacen(from, to, 1);
    Travel::parse(&Tables::BUILTIN.with(table, &bent).unwrap()).expect_err(to)
}

#[test]
fn a_broken_table_is_refused_with_its_line_and_column() {
    for (table, from, to, column) in [
        ("treaties", "CN,AE,extradition,in_force", "XX,AE,extradition,in_force", 1),
        ("treaties", "CN,AE,extradition,in_force", "CN,QQ,extradition,in_force", 4),
        ("treaties", "CN,AE,extradition,in_force", "CN,AE,extraditions,in_force", 7),
        ("treaties", "CN,AE,extradition,in_force", "CN,AE,extradition,safe", 19),
        ("treaties", "CN,AE,extradition,in_force,,,2026-11-23,high", "CN,AE,extradition,in_force,,,2026-11,high", 30),
        ("treaties", "CN,AE,extradition,in_force,,,2026-11-23,high", "CN,AE,extradition,in_force,,,2026-11-23,", 41),
        ("treaties", "ltn-2026 cna-2020", "ltn-2026 no-such", 46),
        ("treaties", "ltn-2026 cna-2020", "", 46),
        ("treaties", "ltn-2026 cna-2020", "ltn-2026 ltn-2026", 46),
        ("cases", "CN,AE,held,danger,2021-04-05,2021-05-27", "CN,AE,held,danger,2021-04-05,2020-05-27", 30),
        ("cases", "CN,AE,held,danger,2021-04-05,2021-05-27", "CN,AE,held,danger,,", 19),
        ("cases", "CN,AE,held,danger,2021-04-05,2021-05-27", "CN,AE,held,mild,2021-04-05,2021-05-27", 12),
        ("cases", "CN,AE,held,danger,2021-04-05,2021-05-27,yes,1", "CN,AE,held,danger,2021-04-05,2021-05-27,yes,0", 45),
    ] {
        let error = broken(table, from, to);
        assert_eq!((error.table, error.line, error.column), (table, 3, column), "{to}: {error}");
    }
    assert_eq!(broken("origins", "CN,HK MO", "CN,HK M").column, 4);
    assert_eq!(broken("origins", "HK,CN MO,CN", "HK,CN MO,US").column, 10);
    assert_eq!(broken("origins", "BY,,,few", "CN,,,few").line, 6);
    assert_eq!(broken("sources", "https://", "ftp://").table, "sources");
    let gone = broken("sources", "\nrfa-2021-05,", "\nrfa-2021-06,");
    assert!(gone.to_string().starts_with("cases, line 3, column ") && gone.problem.contains("rfa-2021-05"), "{gone}");
    let twice = broken("treaties", "CN,AF,extradition,in_force", "CN,AE,extradition,in_force");
    assert_eq!((twice.line, twice.column), (4, 4));
}

fn any_place() -> impl Strategy<Value = Place> {
    let all: Vec<Place> = Names::of("en").all().iter().map(|(place, _)| *place).collect();
    prop_oneof![proptest::sample::select(all), "[A-Z]{2}".prop_map(|code| place(&code))]
}

proptest! {
    #[test]
    fn another_stop_never_makes_a_journey_look_better(origin in any_place(), places in prop::collection::vec(any_place(), 0..7), more in any_place()) {
        let travel = Travel::builtin();
        let fewer = travel.check(&Route { origin, places: places.clone() }).verdict;
        let longer = travel.check(&Route { origin, places: [places, vec![more]].concat() });
        prop_assert!(longer.verdict >= fewer);
        prop_assert_eq!(longer.verdict, longer.places.iter().map(|place| place.verdict).max().unwrap());
    }

    #[test]
    fn a_place_with_a_treaty_or_a_case_is_never_nothing_found(origin in any_place(), at in any_place()) {
        let answer = Travel::builtin().check(&Route { origin, places: vec![at] });
        let found = &answer.places[0];
        let binds = found.treaties.iter().any(|treaty| matches!(treaty.status, Status::InForce | Status::Signed));
        prop_assert_eq!(found.verdict == NothingFound, !binds && found.cases.is_empty() && !found.own);
        prop_assert!(found.verdict == KnownDanger || at != origin);
    }

    #[test]
    fn no_text_breaks_the_reader(text in "(# tocsin.travel/1 cases\norigin,place\n)?[\\PC\r\n,\"]{0,200}") {
        for (name, _) in Tables::BUILTIN.named() {
            if let Err(error) = Travel::parse(&Tables::BUILTIN.with(name, &text).unwrap()) {
                prop_assert!(error.line >= 1 && error.column >= 1);
            }
        }
    }
}
