//! Every address of the desk, as the router's own table names it, tried by everybody: with no session, with each role, with
//! ids of nobody and of another. What the table says of a route is all this test knows, so that a new route is tried the day
//! it is made.

#[path = "support/http.rs"]
mod http;
#[path = "support/server.rs"]
mod server;
#[path = "support/softkey.rs"]
mod softkey;
#[path = "support/staff.rs"]
mod staff;

use std::sync::Arc;

use serde_json::{Value, json};
use server::{MovedClock, Service, Setup, some_limits};
use staff::{ORIGIN, OURS, Staff, hex, read};
use tocsin::web::{Access, RouteFacts, desk_routes};
use tocsin_domain::role::Role;
use tocsin_seal::Act;

/// Whether somebody with this one role is let through to the handler.
fn lets(access: Access, role: Role) -> bool {
    match access {
        Access::Anyone | Access::SignedIn => true,
        Access::Reader => matches!(role, Role::Caseworker | Role::Lead),
        Access::Lead => role == Role::Lead,
        Access::Administrator => role == Role::Administrator,
        Access::Case => role != Role::Administrator,
    }
}

struct House {
    service: Service,
    clock: Arc<MovedClock>,
    staff: Vec<(Role, Staff)>,
    case: String,
}

impl House {
    async fn open() -> Self {
        let clock = Arc::new(MovedClock::default());
        let desk = Some(ORIGIN.parse().unwrap());
        let service = Service::made(Setup { clock: clock.clone(), desk, limits: some_limits(true), ..Setup::usual() }).await;
        let mut staff = Vec::new();
        for role in Role::ALL {
            staff.push((role, Staff::enrolled(&service.app, service.at, &format!("One {role}"), &[role]).await));
        }
        let token = http::get(service.at, "/report", &[]).await.hidden("token");
        let parts: &[http::Part<'_>] =
            &[("token", None, token.as_bytes()), ("narrative", None, b"They came again."), ("q-answer", None, b"yes")];
        http::post_form(service.at, "/report", parts).await;
        let cases = service.app.cases().await.unwrap();
        assert_eq!(cases.len(), 1);
        Self { case: cases[0].id.to_string(), service, clock, staff }
    }

    /// As that person's browser asks it; with no body that any handler takes.
    async fn ask(&self, route: &RouteFacts, path: &str, cookie: Option<&str>) -> http::Answer {
        let cookie = cookie.map(|cookie| format!("__Host-desk={cookie}"));
        let mut headers = if route.changes { OURS.to_vec() } else { Vec::new() };
        headers.extend(cookie.as_deref().map(|cookie| ("Cookie", cookie)));
        let body: &[u8] = if route.changes { b"{}" } else { b"" };
        http::request(self.service.at, route.method.as_str(), path, &headers, body).await
    }

    async fn entries(&self) -> usize {
        self.service.app.audit_after(0, 10_000).await.unwrap().len()
    }
}

/// The path with these ids in its places; the first place of a case's route is the case.
fn filled(path: &str, case: &str, other: &str) -> String {
    let mut steps: Vec<String> = Vec::new();
    let mut places = 0;
    for step in path.split('/') {
        if step.starts_with('{') {
            steps.push(if places == 0 { case.to_owned() } else { other.to_owned() });
            places += 1;
        } else {
            steps.push(step.to_owned());
        }
    }
    steps.join("/")
}

fn calls() -> Vec<RouteFacts> {
    desk_routes().into_iter().filter(|route| route.path.contains("/api/")).collect()
}

#[test]
fn every_address_stands_under_the_prefixes_that_a_staff_door_keeps_and_says_who_may_ask() {
    for route in desk_routes() {
        assert!(route.path.starts_with("/desk") || route.path.starts_with("/admin"), "{}", route.path);
        assert_eq!(route.path.starts_with("/admin/api"), route.access == Access::Administrator, "{}", route.path);
        assert_eq!(route.changes, route.method == "POST", "{}", route.path);
        assert!(!route.fresh || route.changes, "{}", route.path);
    }
    let open: Vec<&str> = calls().into_iter().filter(|route| route.access == Access::Anyone).map(|route| route.path).collect();
    let known = ["start", "invite", "enrol", "salt", "code", "passkey/begin", "passkey/finish"].map(|name| format!("/desk/api/v1/{name}"));
    assert_eq!(open, known, "whatever more is open to everybody is to be thought about here");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_session_every_address_that_is_not_everybodys_says_so_and_nothing_more() {
    let house = House::open().await;
    let before = house.entries().await;
    let mut tried = 0;
    for route in calls().into_iter().filter(|route| route.access != Access::Anyone) {
        for id in [house.case.clone(), hex(&[0; 16]), "no-id".to_owned()] {
            for cookie in [None, Some("A".repeat(43))] {
                let answer = house.ask(&route, &filled(route.path, &id, &id), cookie.as_deref()).await;
                assert_eq!((answer.status, read(&answer)), (401, json!({ "error": "signed_out" })), "{}", route.path);
                tried += 1;
            }
        }
    }
    assert!(tried > 40, "{tried}");
    assert_eq!(house.entries().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_not_the_role_is_refused_alike_whether_there_is_such_a_thing_or_not() {
    let house = House::open().await;
    let before = house.entries().await;
    let mut tried = 0;
    for (role, person) in &house.staff {
        for route in calls().into_iter().filter(|route| !lets(route.access, *role)) {
            for id in [house.case.clone(), hex(&person.account), hex(&[0; 16]), "no-id".to_owned()] {
                let answer = house.ask(&route, &filled(route.path, &id, &id), Some(&person.cookie)).await;
                assert_eq!((answer.status, read(&answer)), (403, json!({ "error": "forbidden" })), "{role} at {}", route.path);
                tried += 1;
            }
        }
    }
    println!("{tried} refused");
    assert_eq!(house.entries().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_the_role_is_let_through_to_what_is_theirs() {
    let mut house = House::open().await;
    let mut tried = 0;
    for at in 0..house.staff.len() {
        let role = house.staff[at].0;
        for route in calls().into_iter().filter(|route| lets(route.access, role) && !route.path.contains('{')) {
            let person = &house.staff[at].1;
            let answer = house.ask(&route, route.path, Some(&person.cookie)).await;
            let said: Value = read(&answer);
            let refused = ["signed_out", "not_fresh"].iter().any(|code| said["error"] == *code);
            assert!(!refused && answer.status < 500, "{role} at {}: {said}", route.path);
            tried += 1;
            if person.get("/desk/api/v1/me").await.status == 401 {
                assert_eq!(route.path, "/desk/api/v1/sign-out");
                house.staff[at].1.again().await;
            }
        }
    }
    assert!(tried > 40, "{tried}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_that_is_not_an_interpreters_is_to_them_as_one_that_never_was() {
    let house = House::open().await;
    let (_, interpreter) = house.staff.iter().find(|(role, _)| *role == Role::Interpreter).unwrap();
    let before = house.entries().await;
    for route in calls().into_iter().filter(|route| route.access == Access::Case && route.path.contains('{')) {
        let here = house.ask(&route, &filled(route.path, &house.case, &hex(&[1; 16])), Some(&interpreter.cookie)).await;
        let never = house.ask(&route, &filled(route.path, &hex(&[0; 16]), &hex(&[1; 16])), Some(&interpreter.cookie)).await;
        let no_id = house.ask(&route, &filled(route.path, "no-id", "no-id"), Some(&interpreter.cookie)).await;
        assert_eq!((here.status, &here.headers, &here.body), (never.status, &never.headers, &never.body), "{}", route.path);
        assert!([400, 403].contains(&here.status) && [400, 403].contains(&no_id.status), "{}: {}", route.path, here.status);
    }
    assert_eq!(house.entries().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_address_takes_an_entry_that_was_signed_for_another_request() {
    let house = House::open().await;
    let before = house.entries().await;
    let mut tried = 0;
    for (role, person) in &house.staff {
        for route in calls().into_iter().filter(|route| route.changes && lets(route.access, *role)) {
            // Signed for a request that asks for one thing less, and sent as it is.
            let other = json!({ "audit": person.entry(Act::Shared, None, &[]).await });
            let entry = staff::signing::signed(&other)["audit"].clone();
            let body = json!({ "audit": entry, "more": 1 });
            let answer = staff::post(house.service.at, &filled(route.path, &house.case, &hex(&[0; 16])), Some(&person.cookie), &body).await;
            assert_eq!((answer.status, read(&answer)), (400, json!({ "error": "bad" })), "{role} at {}", route.path);
            tried += 1;
        }
    }
    assert!(tried > 60, "{tried}");
    assert_eq!(house.entries().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_needs_a_fresh_check_is_refused_without_one_to_whoever_has_the_role() {
    let house = House::open().await;
    house.clock.jump(11 * 60);
    let mut tried = 0;
    for (role, person) in &house.staff {
        for route in calls().into_iter().filter(|route| route.fresh && lets(route.access, *role)) {
            let answer = house.ask(&route, &filled(route.path, &house.case, &hex(&[0; 16])), Some(&person.cookie)).await;
            assert_eq!((answer.status, read(&answer)), (403, json!({ "error": "not_fresh" })), "{role} at {}", route.path);
            tried += 1;
        }
    }
    assert!(tried >= 16, "{tried}");
}
