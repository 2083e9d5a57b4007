//! The desk's pages, files and policies.

use crate::Bench;
use crate::http;
use crate::server::{Service, Setup};
use crate::staff::read;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_address_there_is_no_desk() {
    let service = Service::made(Setup::usual()).await;
    for path in ["/desk", "/admin", "/desk/module.js", "/desk/api/v1/start", "/en/desk"] {
        let answer = http::get(service.at, path, &[]).await;
        assert_eq!(answer.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desks_page_runs_its_own_script_and_asks_for_passkeys_and_nothing_else() {
    let bench = Bench::new(None).await;
    for path in ["/desk", "/admin", "/zh-Hans/desk"] {
        let page = http::get(bench.service.at, path, &[]).await;
        assert_eq!(page.status, 200, "{path}");
        let policy = page.header("content-security-policy").unwrap();
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "worker-src 'self'",
            "connect-src 'self'",
            "img-src 'self' blob: data:",
            "frame-src 'self'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types tocsin-desk",
        ] {
            assert!(policy.split("; ").any(|found| found == part), "{part} in {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        let permitted = page.header("permissions-policy").unwrap();
        assert!(permitted.contains("publickey-credentials-get=(self)") && permitted.contains("camera=()"), "{permitted}");
        assert_eq!((page.header("cache-control"), page.header("x-frame-options")), (Some("no-store"), Some("DENY")));
        assert!(page.header("set-cookie").is_none());
    }
    let reporters = http::get(bench.service.at, "/report", &[]).await;
    assert!(reporters.header("permissions-policy").unwrap().contains("publickey-credentials-get=()"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_style_and_the_scripts_that_the_policies_allow_are_those_of_the_pages() {
    let bench = Bench::new(None).await;
    let hash = |text: &str| {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.encode(ring::digest::digest(&ring::digest::SHA256, text.as_bytes()))
    };
    let between = |text: &str, open: &str, close: &str| text.split_once(open).unwrap().1.split_once(close).unwrap().0.to_owned();
    let page = http::get(bench.service.at, "/desk", &[]).await;
    let policy = page.header("content-security-policy").unwrap().to_owned();
    assert!(policy.contains(&format!("style-src 'sha256-{}'", hash(&between(&page.text(), "<style>", "</style>")))));
    let integrity = between(&page.text(), "integrity=\"sha384-", "\"");
    let module = http::get(bench.service.at, "/desk/module.js", &[]).await;
    let sum = ring::digest::digest(&ring::digest::SHA384, &module.body);
    use base64::Engine;
    assert_eq!(integrity, base64::engine::general_purpose::STANDARD.encode(sum));

    let viewer = http::get(bench.service.at, "/desk/frame", &[]).await;
    let policy = viewer.header("content-security-policy").unwrap().to_owned();
    assert!(policy.contains("sandbox allow-scripts;") && policy.contains("frame-ancestors 'self'") && policy.contains("media-src blob:"));
    assert!(!policy.contains("connect-src") && policy.starts_with("default-src 'none'"));
    let text = String::from_utf8(viewer.body.clone()).unwrap();
    assert!(policy.contains(&format!("script-src 'sha256-{}'", hash(&between(&text, "<script>", "</script>")))));
    assert!(policy.contains(&format!("style-src 'sha256-{}'", hash(&between(&text, "<style>", "</style>")))));
    assert_eq!(viewer.header("x-frame-options"), Some("SAMEORIGIN"));

    let worker = http::get(bench.service.at, "/desk/worker.js", &[]).await;
    let policy = worker.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("connect-src"), "the worker talks to nobody: {policy}");
    assert_eq!(worker.header("content-type"), Some("text/javascript; charset=utf-8"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_page_needs_before_anybody_signs_in_is_the_same_for_everyone() {
    let bench = Bench::new(None).await;
    let start = read(&http::get(bench.service.at, "/desk/api/v1/start", &[]).await);
    assert_eq!(start["name"], "A small organisation");
    assert!(start["roster_key"].as_str().unwrap().starts_with("tocsinpub1") && start["demo"] == false);
    let texts = read(&http::get(bench.service.at, "/zh-Hans/desk/texts", &[]).await);
    assert!(texts.as_object().unwrap().len() > 50 && texts["desk-sign-out"].is_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_answers_in_codes_whatever_goes_wrong() {
    let bench = Bench::new(None).await;
    for (method, path, status, code) in
        [("POST", "/desk/api/v1/me", 405, "bad"), ("GET", "/desk/api/v1/me", 401, "signed_out"), ("PUT", "/desk/api/v1/start", 405, "bad")]
    {
        let answer = http::request(bench.service.at, method, path, &[], b"").await;
        assert_eq!((answer.status, read(&answer)["error"].clone()), (status, serde_json::json!(code)), "{method} {path}");
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
}
