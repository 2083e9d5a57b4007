//! How sessions begin and end.

use serde_json::json;
use tocsin::app::desk::Noted;
use tocsin_domain::role::{Role, Roles};

use crate::Bench;
use crate::staff::{Staff, code_at, cookie_of, get, post, read};

const ME: &str = "/desk/api/v1/me";

on_both! {
    a_session_ends_after_twelve_hours_however_it_is_used,
    a_session_left_behind_ends_after_four_hours_and_on_a_shared_computer_after_half_an_hour,
    signing_out_ends_it_for_the_server_and_empties_the_browser,
    whoever_is_disabled_is_out_with_the_next_request,
    what_is_over_is_swept,
}

async fn a_session_ends_after_twelve_hours_however_it_is_used(url: Option<String>) {
    let bench = Bench::new(url).await;
    let ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    for _ in 0..3 {
        bench.clock.jump(4 * 3_600 - 60);
        assert_eq!(ilona.get(ME).await.status, 200);
    }
    bench.clock.jump(4 * 60);
    let over = ilona.get(ME).await;
    assert_eq!((over.status, read(&over)), (401, json!({ "error": "signed_out" })));
}

async fn a_session_left_behind_ends_after_four_hours_and_on_a_shared_computer_after_half_an_hour(url: Option<String>) {
    let bench = Bench::new(url).await;
    let mut ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    bench.clock.jump(4 * 3_600 - 5);
    assert_eq!(ilona.get(ME).await.status, 200, "which counts as use");
    bench.clock.jump(4 * 3_600 + 5);
    assert_eq!(ilona.get(ME).await.status, 401);
    let mut typed = ilona.typed("kit", None);
    typed["shared"] = true.into();
    ilona.cookie = cookie_of(&post(ilona.at, "/desk/api/v1/code", None, &typed).await).unwrap();
    assert_eq!(ilona.me().await["session"]["shared"], true);
    bench.clock.jump(29 * 60);
    assert_eq!(ilona.get(ME).await.status, 200);
    bench.clock.jump(31 * 60);
    assert_eq!(ilona.get(ME).await.status, 401);
}

async fn signing_out_ends_it_for_the_server_and_empties_the_browser(url: Option<String>) {
    let bench = Bench::new(url).await;
    let ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    let out = ilona.post("/desk/api/v1/sign-out", &json!({})).await;
    assert_eq!(out.status, 200);
    assert_eq!(out.header("clear-site-data"), Some("\"cache\", \"cookies\", \"storage\""));
    assert!(out.header("set-cookie").unwrap().starts_with("__Host-desk=; Path=/; Max-Age=0;"));
    assert_eq!(ilona.get(ME).await.status, 401);
    assert_eq!(ilona.post("/desk/api/v1/sign-out", &json!({})).await.status, 401);
}

async fn whoever_is_disabled_is_out_with_the_next_request(url: Option<String>) {
    let bench = Bench::new(url).await;
    let app = &bench.service.app;
    let ilona = Staff::enrolled(app, bench.service.at, "Ilona", &[Role::Administrator]).await;
    let marek = Staff::enrolled(app, bench.service.at, "Marek", &[Role::Administrator]).await;
    app.disable_account(&Noted::Service, &ilona.account).await.unwrap();
    assert_eq!((ilona.get(ME).await.status, marek.get(ME).await.status), (401, 200));
    assert_eq!(post(ilona.at, "/desk/api/v1/code", None, &ilona.typed("kit", None)).await.status, 401);
    app.end_all_sessions(&marek.account).await.unwrap();
    assert_eq!(marek.get(ME).await.status, 401);
}

async fn what_is_over_is_swept(url: Option<String>) {
    let bench = Bench::new(url).await;
    Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    assert_eq!(bench.service.app.sweep_sessions().await.unwrap(), 0);
    bench.clock.jump(14 * 3_600);
    assert_eq!(bench.service.app.sweep_sessions().await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn roles_that_were_taken_are_gone_with_the_next_request() {
    let bench = Bench::new(None).await;
    let ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Lead]).await;
    bench.service.app.set_roles(&Noted::Service, &ilona.account, Roles::new([Role::Interpreter]).unwrap()).await.unwrap();
    assert_eq!(ilona.me().await["roles"], json!(["interpreter"]));
}

/// Whoever writes to the database can spoil a row, and must not shut everybody out with it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_team_grant_keeps_nobody_from_signing_in() {
    let bench = Bench::new(None).await;
    let ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    let store = tocsin::store::Store::open(&bench.service.options).await.unwrap();
    let mut tx = store.write().await.unwrap();
    let key_id = tx.people().await.unwrap()[0].key_id;
    tx.insert_team_grant(&tocsin::store::TeamGrantRow { id: [7; 16], epoch: 1, key_id, version: 1, sealed: vec![9; 400] }).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ilona.get(ME).await.status, 200);
    assert_eq!(post(ilona.at, "/desk/api/v1/code", None, &ilona.typed("kit", None)).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cookie_is_for_this_host_alone_and_for_no_script_and_goes_with_the_browser() {
    let bench = Bench::new(None).await;
    let ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    let answer = post(ilona.at, "/desk/api/v1/code", None, &ilona.typed("kit", None)).await;
    let set = answer.header("set-cookie").unwrap();
    let (value, attributes) = set.split_once("; ").unwrap();
    assert_eq!(attributes, "Path=/; Secure; HttpOnly; SameSite=Strict");
    assert_eq!(value.strip_prefix("__Host-desk=").unwrap().len(), 43, "256 bits");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_ne!(cookie_of(&answer), Some(ilona.cookie));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cookie_that_is_none_of_ours_opens_nothing() {
    let bench = Bench::new(None).await;
    let ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    let mut other = ilona.cookie.clone().into_bytes();
    other[20] = if other[20] == b'A' { b'B' } else { b'A' };
    for bad in ["", "A", &"A".repeat(43), &String::from_utf8(other).unwrap(), &"A".repeat(4_000), &ilona.cookie[1..]] {
        assert_eq!(get(ilona.at, ME, Some(bad)).await.status, 401, "{bad}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_counts_for_ten_minutes_and_can_be_made_anew() {
    let bench = Bench::new(None).await;
    let ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    let begin = json!({ "begin": true });
    assert_eq!(ilona.post("/desk/api/v1/security/device", &begin).await.status, 200);
    bench.clock.jump(10 * 60);
    let stale = ilona.post("/desk/api/v1/security/device", &begin).await;
    assert_eq!((stale.status, read(&stale)), (403, json!({ "error": "not_fresh" })));
    let mut wrong = ilona.typed("passphrase", Some("000000".into()));
    assert_eq!(ilona.post("/desk/api/v1/fresh", &wrong).await.status, 401);
    wrong["code"] = code_at(&ilona.totp, bench.now()).into();
    let fresh = ilona.post("/desk/api/v1/fresh", &wrong).await;
    assert_eq!(read(&fresh)["wraps"].as_array().unwrap().len(), 2, "{}", fresh.text());
    assert_eq!(ilona.post("/desk/api/v1/security/device", &begin).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_elses_secret_makes_no_session_fresh() {
    let bench = Bench::new(None).await;
    let ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    let marek = Staff::enrolled(&bench.service.app, bench.service.at, "Marek", &[Role::Caseworker]).await;
    assert_eq!(ilona.post("/desk/api/v1/fresh", &marek.typed("kit", None)).await.status, 401);
    assert_eq!(ilona.post("/desk/api/v1/fresh", &ilona.typed("kit", None)).await.status, 200);
}
