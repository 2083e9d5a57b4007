//! The demo's desk: from the link to an open case's keys in seconds, and the commands about accounts.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tocsin_domain::clock::{Clock as _, SystemClock};
use tocsin_seal::{open_grant, open_signing_grant};

use crate::demo::Demo;
use crate::http;
use crate::staff::{Enrolling, Staff, read};

fn banner(demo: &Demo, run: u32) -> String {
    std::fs::read_to_string(demo.path(&format!("stdout-{run}"))).unwrap()
}

fn token(text: &str) -> Option<String> {
    let (_, behind) = text.split_once("/desk#invite=")?;
    Some(behind.split_whitespace().next().unwrap_or_default().to_owned())
}

async fn enrol(demo: &Demo, token: &str) -> Staff {
    let enrolling = Enrolling::begin(demo.at, token).await;
    let body = enrolling.by_passphrase(SystemClock.now());
    enrolling.send(demo.at, &body).await
}

/// Waits until the demo gave them the team key.
async fn welcomed(staff: &Staff) -> Value {
    let begun = Instant::now();
    loop {
        let me = staff.me().await;
        if me["granted_epoch"] == 1 {
            return me;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "no team key");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_starts_a_demo_reads_at_its_desk_a_moment_later() {
    let mut demo = Demo::start();
    let shown = banner(&demo, 0);
    assert!(shown.contains(&format!("http://localhost:{}/desk#invite=", demo.at.port())), "{shown}");
    assert!(shown.contains("This demo holds the team key"), "the banner says what a demo is");
    let first = token(&shown).unwrap();
    demo.kill();
    demo.again();
    assert_eq!(http::get(demo.at, "/desk", &[]).await.status, 200);
    let link = token(&banner(&demo, 1)).unwrap();
    assert_ne!(link, first, "the link of the first start is void");
    let one = enrol(&demo, &link).await;
    let me = welcomed(&one).await;
    assert_eq!(me["roles"], json!(["caseworker", "lead", "administrator"]));
    let sealed = |name: &str| {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.decode(me["team"][0][name].as_str().unwrap()).unwrap()
    };
    let team = open_grant(&sealed("identity"), &one.keys.identity).unwrap();
    let signing = open_signing_grant(&sealed("signing"), &one.keys.identity).unwrap();
    let roster: Value = {
        use base64::Engine;
        let document = base64::engine::general_purpose::STANDARD.decode(me["rosters"][0].as_str().unwrap()).unwrap();
        serde_json::from_slice(&document).unwrap()
    };
    let text = roster.to_string();
    assert!(text.contains(&team.recipient().to_string()) && text.contains(&signing.public().to_string()));
    demo.kill();
    demo.again();
    assert_eq!(token(&banner(&demo, 2)), None, "nobody is invited twice");
    assert_eq!(crate::staff::get(demo.at, "/desk/api/v1/me", Some(&one.cookie)).await.status, 200, "and sessions outlive a restart");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_are_made_changed_and_ended_by_commands() {
    let demo = Demo::start();
    let said = |arguments: &[&str]| {
        let output = demo.tocsin(arguments);
        (output.status.success(), String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap())
    };
    let new = ["people", "invite", "--alias", "Two", "--email", "two@demo.invalid", "--role", "caseworker", "--role", "interpreter"];
    let (good, invited) = said(&new);
    assert!(good, "{invited}");
    let two = enrol(&demo, &token(&invited).unwrap()).await;
    welcomed(&two).await;
    let (good, again) = said(&new);
    assert!(!good && again.contains("tocsin people reinvite"), "{again}");
    assert!(!said(&["people", "invite", "--alias", "Three", "--email", "three@demo.invalid", "--role", "king"]).0);
    let listed = demo.json(&["people", "sessions"]);
    let line = listed.as_array().unwrap().iter().find(|line| line["alias"] == "Two").unwrap();
    assert_eq!((&line["state"], &line["roles"]), (&json!("enrolled"), &json!(["caseworker", "interpreter"])));
    assert_eq!(line["sessions"].as_array().unwrap().len(), 1);
    assert!(said(&["people", "roles", "--alias", "two", "--role", "interpreter"]).0);
    assert_eq!(read(&two.get("/desk/api/v1/me").await)["roles"], json!(["interpreter"]));
    let (_, ended) = said(&["people", "end-sessions", "--alias", "Two"]);
    assert!(ended.contains("1 session ended"), "{ended}");
    assert_eq!(two.get("/desk/api/v1/me").await.status, 401);
    let (_, anew) = said(&["people", "reinvite", "--alias", "Two"]);
    let two = enrol(&demo, &token(&anew).unwrap()).await;
    assert!(said(&["people", "disable", "--alias", "Two"]).0);
    assert_eq!(two.get("/desk/api/v1/me").await.status, 401);
    let (good, refused) = said(&["people", "reinvite", "--alias", "Two"]);
    assert!(!good && refused.contains("people"), "{refused}");
    assert!(!said(&["people", "roles", "--alias", "Nobody", "--role", "lead"]).0);
}
