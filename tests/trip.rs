//! Trip check over real sockets: what it answers, what it refuses, what it carries into a report, and that it keeps nothing.

#[path = "support/http.rs"]
mod http;
#[path = "support/server.rs"]
mod server;

use std::sync::Arc;

use http::Answer;
use server::{Server, Service, Setup, a_site, some_limits};
use tocsin::pages::OPENED;
use tocsin::web::{Site, Transport, Trip};
use tocsin_domain::travel::{Tables, Travel};

fn trip() -> Trip {
    Trip { facts: Travel::parse(&Tables::BUILTIN).unwrap(), keeper: "The lawyers of Lantern House".to_owned() }
}

async fn service() -> Service {
    Service::made(Setup { site: Site { trip: Some(trip()), ..a_site() }, ..Setup::usual() }).await
}

async fn ask(service: &Service, fields: &[(&str, &str)]) -> Answer {
    http::post(service.at, "/en/travel", fields).await
}

/// The files of the installation, by name and length.
fn files(service: &Service) -> Vec<(String, u64)> {
    let mut found = Vec::new();
    let mut folders = vec![service.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            match entry.path().is_dir() {
                true => folders.push(entry.path()),
                false => found.push((entry.path().display().to_string(), entry.metadata().unwrap().len())),
            }
        }
    }
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journey_is_answered_with_facts_dates_and_sources_and_nothing_is_kept() {
    let service = service().await;
    let before = files(&service);
    let form = http::get(service.at, "/en/travel", &[("Accept-Encoding", "gzip")]).await;
    assert_eq!((form.status, form.header("content-encoding")), (200, Some("gzip")));
    let fields = [("origin", "CN"), ("travel_from", "TR"), ("travel_via", "AE"), ("travel_via", ""), ("travel_to", "US")];
    let answer = ask(&service, &fields).await;
    let text = answer.text();
    assert_eq!(answer.status, 200);
    for said in [
        "<h1>Known danger on this route</h1>",
        "You asked about: China",
        "<h3>Turkey</h3>",
        "<h3>United Arab Emirates</h3>",
        "<h3>United States</h3>",
        "2021-04-05",
        "It happened between two flights.",
        "AP</bdi> · <bdi dir=\"ltr\" class=\"day\">2021-05-27",
        "https://news.ltn.com.tw/news/politics/paper/1741657",
        "They are kept by: The lawyers of Lantern House",
        "We last looked at these facts on 2026-11-23",
        "They never mean that a trip is safe.",
    ] {
        assert!(text.contains(said), "{said:?} is not said");
    }
    assert!(!text.contains("href=\"http"), "whoever follows a link tells others what they read");
    assert_eq!(answer.header("set-cookie"), None);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let treaty = ask(&service, &[("origin", "CN"), ("travel_to", "FR")]).await.text();
    assert!(treaty.contains("<h1>Treaty or past cases: get advice first</h1>") && treaty.contains("Treaty on extradition: in force"));
    let nothing = ask(&service, &[("origin", "CN"), ("travel_to", "GL")]).await.text();
    assert!(nothing.contains("<h1>Nothing found: this does not mean that it is safe</h1>"));
    assert_eq!(service.cases().await, 0);
    assert_eq!(files(&service), before, "a question about a journey leaves nothing behind");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_about_a_journey_has_one_size() {
    let service = service().await;
    let routes: [&[(&str, &str)]; 4] = [
        &[("origin", "CN"), ("travel_to", "TH"), ("travel_via", "AE"), ("travel_via", "SA"), ("travel_via", "KH")],
        &[("origin", "CN"), ("travel_to", "GL"), ("travel_when", "tomorrow")],
        &[("origin", "ER"), ("travel_to", "ER"), ("travel_from", "SD")],
        &[("origin", "HK"), ("travel_to", "GB"), ("travel_via", "TW"), ("travel_when", "2031-01-01")],
    ];
    for fields in routes {
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept-Encoding", "gzip")];
        let answer = http::request(service.at, "POST", "/en/travel", &headers, http::urlencoded(fields).as_bytes()).await;
        assert_eq!((answer.status, answer.header("content-encoding")), (200, None), "{fields:?}");
        assert_eq!(answer.body.len(), OPENED, "{fields:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_route_that_cannot_be_read_whole_is_asked_for_again_and_never_answered_in_part() {
    let service = service().await;
    let long = "x".repeat(201);
    let wrong: [(&[(&str, &str)], &str); 7] = [
        (&[("travel_to", "FR")], "Please choose the state that you are afraid of."),
        (&[("origin", "CN"), ("origin", "IR"), ("travel_to", "FR")], "Please choose the state that you are afraid of."),
        (&[("origin", "CN")], "Please choose at least one country of the trip."),
        (&[("origin", "CN"), ("travel_via", "Dubai"), ("travel_to", "FR")], "Please choose this country from the list."),
        (&[("origin", "CN"), ("travel_to", "\"><script>alert(1)</script>")], "Please choose this country from the list."),
        (&[("origin", "CN"), ("travel_to", "FR"), ("travel_when", &long)], "This text is too long"),
        (&[("travel_via", "FR"); 9], "Please choose at most 8 countries."),
    ];
    for (fields, said) in wrong {
        let answer = ask(&service, fields).await;
        let text = answer.text();
        assert_eq!(answer.status, 422, "{fields:?}");
        assert!(text.contains(said), "{fields:?}: {said}");
        assert!(!text.contains("<script>") && !text.contains("<h3>"), "{fields:?}");
        assert_eq!(answer.body.len() % tocsin::pages::PAD, 0);
    }
    let kept = ask(&service, &[("travel_to", "FR"), ("travel_via", "AE"), ("travel_when", "in spring")]).await.text();
    for chosen in ["<option value=\"FR\" selected>", "<option value=\"AE\" selected>", "value=\"in spring\""] {
        assert!(kept.contains(chosen), "{chosen} was lost");
    }
    assert_eq!(ask(&service, &[("origin", &"C".repeat(5_000))]).await.status, 413);
    let elsewhere = [("Content-Type", "application/x-www-form-urlencoded"), ("Sec-Fetch-Site", "cross-site")];
    assert_eq!(http::request(service.at, "POST", "/en/travel", &elsewhere, b"origin=CN&travel_to=FR").await.status, 403);
    assert_eq!(http::post_form(service.at, "/en/travel", &[("origin", None, b"CN")]).await.status, 415);
    assert_eq!(http::get(service.at, "/en/travel?origin=CN&travel_to=AE", &[]).await.text().matches(" selected").count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_press_carries_the_journey_into_a_report_which_is_sent_only_by_another() {
    let service = service().await;
    let fields = [("origin", "CN"), ("travel_via", "AE"), ("travel_via", "TH"), ("travel_to", "US"), ("travel_when", "\"next\" <week>")];
    let answer = ask(&service, &fields).await;
    let text = answer.text();
    let inside = text.split_once("/en/travel/ask").unwrap().1.split_once("</form>").unwrap().0;
    let hidden: Vec<(String, String)> = inside
        .split("<input type=\"hidden\" name=\"")
        .skip(1)
        .filter_map(|rest| {
            let (name, rest) = rest.split_once("\" value=\"")?;
            let value = rest.split_once('"')?.0.replace("&#34;", "\"").replace("&#60;", "<").replace("&#62;", ">");
            Some((name.to_owned(), value))
        })
        .collect();
    let sent: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(sent, fields, "the press sends what was asked");
    let form = http::post(service.at, "/en/travel/ask", &sent).await;
    let text = form.text();
    assert_eq!(form.status, 200);
    for filled in [
        "name=\"travel_to\" value=\"United States\"",
        "name=\"travel_via\" value=\"United Arab Emirates; Thailand\"",
        "name=\"travel_when\" value=\"&#34;next&#34; &#60;week&#62;\"",
        "value=\"travel.plan_check\" checked",
        "The state that I am afraid of: China</textarea>",
    ] {
        assert!(text.contains(filled), "{filled}");
    }
    assert_eq!((form.body.len() % tocsin::pages::PAD, service.cases().await), (0, 0), "nothing is sent by opening the form");
    assert_eq!(http::get(service.at, "/en/travel/ask", &[]).await.status, 405, "no address holds a journey");
    let token = form.hidden("token");
    let parts: [http::Part<'_>; 3] =
        [("token", None, token.as_bytes()), ("narrative", None, b"may I?"), ("travel_to", None, b"United States")];
    let report = http::post_form(service.at, "/en/report", &parts).await;
    assert_eq!((report.status, service.cases().await), (200, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_service_is_locked_a_journey_is_answered_and_no_form_is_offered() {
    let site = Site { trip: Some(trip()), ..a_site() };
    let locked = tocsin::web::locked_site(site, some_limits(true), Arc::new(|| 1_800_000_000));
    let server = Server::start(locked, Transport::default()).await;
    assert_eq!(http::get(server.at, "/en/travel", &[]).await.status, 200);
    let fields = [("origin", "CN"), ("travel_to", "TH")];
    let answer = http::post(server.at, "/en/travel", &fields).await;
    assert_eq!((answer.status, answer.body.len()), (200, OPENED));
    assert!(answer.text().contains("<h1>Known danger on this route</h1>") && !answer.text().contains("/travel/ask"));
    assert_eq!(http::post(server.at, "/en/travel/ask", &fields).await.status, 503);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_keeper_there_is_no_trip_check_anywhere() {
    let service = Service::start().await;
    for answer in [
        http::get(service.at, "/en/travel", &[]).await,
        ask(&service, &[("origin", "CN"), ("travel_to", "FR")]).await,
        http::post(service.at, "/en/travel/ask", &[("origin", "CN"), ("travel_to", "FR")]).await,
    ] {
        assert_eq!(answer.status, 404);
    }
    let home = http::get(service.at, "/en/", &[]).await.text();
    assert!(!home.contains("/en/travel"), "nothing leads there");
}
