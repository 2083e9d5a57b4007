//! Changes asked by other sites' pages.

use serde_json::json;
use tocsin_domain::role::Role;

use crate::Bench;
use crate::http;
use crate::staff::{OURS, Staff, read};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_change_is_made_for_a_page_of_another_site() {
    let bench = Bench::new(None).await;
    let ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    let cookie = format!("__Host-desk={}", ilona.cookie);
    let post = async |headers: &[(&str, &str)]| {
        let headers = [headers, &[("Cookie", cookie.as_str())]].concat();
        http::request(ilona.at, "POST", "/desk/api/v1/sign-out", &headers, b"{}").await
    };
    let without = |name: &str| OURS.into_iter().filter(|(other, _)| *other != name).collect::<Vec<_>>();
    let with = |name: &'static str, value: &'static str| [without(name), vec![(name, value)]].concat();
    for (why, headers, status) in [
        ("no x-desk", without("X-Desk"), 403),
        ("another x-desk", with("X-Desk", "0"), 403),
        ("a form", with("Content-Type", "application/x-www-form-urlencoded"), 400),
        ("a text", with("Content-Type", "text/plain"), 400),
        ("no type", without("Content-Type"), 400),
        ("packed", [OURS.to_vec(), vec![("Content-Encoding", "gzip")]].concat(), 400),
        ("another origin", with("Origin", "https://desk.example.net"), 403),
        ("an origin that is nobody", with("Origin", "null"), 403),
        ("our name under another port", with("Origin", "http://localhost:2"), 403),
        ("another site", with("Sec-Fetch-Site", "cross-site"), 403),
        ("a neighbour", with("Sec-Fetch-Site", "same-site"), 403),
        ("typed into the address bar", with("Sec-Fetch-Site", "none"), 403),
    ] {
        let answer = post(&headers).await;
        let error = if status == 403 { "forbidden" } else { "bad" };
        assert_eq!((answer.status, read(&answer)), (status, json!({ "error": error })), "{why}");
        assert_eq!(ilona.get("/desk/api/v1/me").await.status, 200, "{why}");
    }
    // A browser that says neither is let through: the header alone keeps others out.
    let plain = [("Content-Type", "application/json"), ("X-Desk", "1")];
    assert_eq!(post(&plain).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_another_name_the_desk_works_for_pages_of_that_name() {
    let bench = Bench::new(None).await;
    let ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    let cookie = format!("__Host-desk={}", ilona.cookie);
    let headers = [("Content-Type", "application/json"), ("X-Desk", "1"), ("Cookie", &cookie), ("Origin", "http://test")];
    assert_eq!(http::request(ilona.at, "POST", "/desk/api/v1/sign-out", &headers, b"{}").await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_of_the_table_is_refused_without_the_header() {
    let bench = Bench::new(None).await;
    let mut tried = 0;
    for route in tocsin::web::desk_routes().into_iter().filter(|route| route.changes) {
        let path = route.path.replace("{id}", &"0".repeat(32));
        let answer = http::request(bench.service.at, "POST", &path, &[("Content-Type", "application/json")], b"{}").await;
        assert_eq!((answer.status, read(&answer)), (403, json!({ "error": "forbidden" })), "{path}");
        let read_instead = http::get(bench.service.at, &path, &[]).await;
        assert!([401, 403, 405].contains(&read_instead.status) || route.path == "/desk/api/v1/start", "{path}: {}", read_instead.status);
        tried += 1;
    }
    assert!(tried > 10, "{tried}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_is_read_only_as_far_as_its_line_allows_and_no_further_than_its_caller_deserves() {
    let bench = Bench::new(None).await;
    let ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    let padded = |bytes: usize| format!("{{\"session\":\"x\"{}}}", " ".repeat(bytes)).into_bytes();
    let cookie = format!("__Host-desk={}", ilona.cookie);
    let signed_in = [OURS.to_vec(), vec![("Cookie", cookie.as_str())]].concat();
    for (path, headers, bytes, status) in [
        ("/desk/api/v1/code", OURS.to_vec(), 70_000, 400),
        ("/desk/api/v1/security/end", OURS.to_vec(), 2_000_000, 401),
        ("/desk/api/v1/security/end", signed_in.clone(), 1_100_000, 400),
        ("/desk/api/v1/security/end", signed_in, 900_000, 403),
    ] {
        assert_eq!(http::request(ilona.at, "POST", path, &headers, &padded(bytes)).await.status, status, "{path} {bytes}");
    }
}
