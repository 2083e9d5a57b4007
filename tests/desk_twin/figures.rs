//! What administrators see at the desk is what the commands print.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tocsin_domain::role::Role;
use tocsin_seal::audit::Act;

use crate::installation::Place;
use crate::staff::{Enrolling, ORIGIN, Staff, read, unhex};
use crate::{Twin, staff};

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_at_the_desk_are_those_that_commands_print() {
    let place = Place::ready();
    let at = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    place.edit(|text| {
        let text = text.replace("127.0.0.1:8080", &at.to_string());
        let desk = format!("[desk]\naddress = \"{ORIGIN}\"\n");
        match text.find("\n[desk]") {
            Some(_) => text.replace("# address = ", "address = "),
            None => format!("{text}\n{desk}"),
        }
    });
    place.good(&["people", "add", "--data", "data", "--alias", "W1", "--email", "w1@example.net", "--on-call"]);
    let program = Command::new(env!("CARGO_BIN_EXE_tocsin"))
        .args(["serve", "--config", "data/tocsin.toml"])
        .current_dir(place.folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let _running = Running(program);
    let begun = Instant::now();
    while std::net::TcpStream::connect(at).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(30), "the service does not answer");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let arguments = ["people", "invite", "--data", "data", "--alias", "A1", "--email", "a1@example.net", "--role", "administrator"];
    let said = place.good(&arguments);
    let token = said.split("#invite=").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a link").to_owned();
    let enrolling = Enrolling::begin(at, &token).await;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs().cast_signed();
    let body = enrolling.by_passphrase(now);
    let admin = enrolling.send(at, &body).await;

    let look = || async {
        let answer = admin.get("/admin/api/v1/overview").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        read(&answer)
    };
    let json =
        |arguments: &[&str]| -> Value { serde_json::from_str(&place.good(&[arguments, &["--data", "data", "--json"]].concat())).unwrap() };
    let seen = look().await;
    assert_eq!(
        (seen["backup"]["at"].is_null(), seen["form_open"].as_bool(), seen["retention"]["case_days"].as_u64()),
        (true, Some(true), Some(180))
    );
    let kept = &seen["retention"];
    assert_eq!((&kept["grace_days"], &kept["ending"], &kept["held"], &kept["wishes"]), (&60.into(), &0.into(), &0.into(), &0.into()));

    let people = json(&["people", "list"]);
    let shown =
        |of: &Value, on_call: &str| of.as_array().unwrap().iter().map(|p| (p["alias"].clone(), p[on_call].clone())).collect::<Vec<_>>();
    assert_eq!(shown(&seen["people"], "on_call"), shown(&people, "on_call"));
    assert_eq!((seen["people"][0]["state"].as_str(), seen["people"][1]["state"].as_str()), (Some("enrolled"), Some("added")));

    let alerts = json(&["alerts", "status"]);
    assert_eq!((&seen["mail"]["waiting"], &seen["mail"]["dead"]), (&alerts["waiting"], &alerts["dead"]));
    let keys = json(&["keys", "status"]);
    let line = |key: &Value| (key["id"].clone(), key["rows"].clone(), key["state"].clone());
    let listed: Vec<_> = keys["keys"].as_array().unwrap().iter().map(line).collect();
    // Sessions come and go; keys and states do not.
    let here: Vec<_> = look().await["keys"].as_array().unwrap().iter().map(line).collect();
    assert_eq!(
        here.iter().map(|(id, _, state)| (id, state)).collect::<Vec<_>>(),
        listed.iter().map(|(id, _, state)| (id, state)).collect::<Vec<_>>()
    );
    assert_eq!(here, listed);
    assert_eq!(seen["roster"]["epoch"], 1);
    assert_eq!(seen["roster"]["state"], "current");

    place.good(&["backup", "--data", "data", "--to", "one.age", "--recipient", &admin.keys.identity.recipient().to_string()]);
    let after = look().await;
    assert!(after["backup"]["at"].as_i64().is_some_and(|at| (now - at).abs() < 120) && after["backup"]["verified"] == true, "{after}");
    assert!(!after.to_string().contains("@example.net"), "no address of anybody");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn administrators_invite_change_roles_and_end_accounts_and_each_is_in_the_log() {
    let twin = Twin::new().await;
    let (app, at) = (&twin.service.app, twin.service.at);
    let admin = Staff::enrolled(app, at, "A1", &[Role::Administrator]).await;
    let audit = admin.entry(Act::Invited, None, &[("roles", "caseworker")]).await;
    let invite = json!({ "alias": "W1", "email": "w1@example.org", "roles": ["caseworker"], "salt": "07".repeat(16), "audit": audit });
    let answer = admin.post("/admin/api/v1/invite", &invite).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let token = read(&answer)["link_token"].as_str().unwrap().to_owned();
    let enrolling = Enrolling::begin(at, &token).await;
    let body = enrolling.by_passphrase(app.now());
    let worker = enrolling.send(at, &body).await;

    let id = staff::hex(&worker.account);
    let audit = admin.entry(Act::Roles, Some(worker.account), &[("roles", "lead")]).await;
    let answer = admin.post("/admin/api/v1/roles", &json!({ "account": id, "roles": ["lead"], "audit": audit })).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(worker.me().await["roles"], json!(["lead"]));
    let again = admin.post("/admin/api/v1/roles", &json!({ "account": id, "roles": ["lead"], "audit": audit })).await;
    assert_eq!(again.status, 409, "an entry is good for one act");
    assert_eq!(worker.me().await["roles"], json!(["lead"]), "and nothing was changed without one");

    let audit = admin.entry(Act::Disabled, Some(worker.account), &[]).await;
    assert_eq!(admin.post("/admin/api/v1/disable", &json!({ "account": id, "audit": audit })).await.status, 200);
    assert_eq!(worker.get("/desk/api/v1/me").await.status, 401, "their session is over");
    let overview: Value = read(&admin.get("/admin/api/v1/overview").await);
    let line = overview["people"].as_array().unwrap().iter().find(|person| person["alias"] == "W1").unwrap();
    assert_eq!((line["state"].as_str(), unhex(line["account"].as_str().unwrap())), (Some("disabled"), worker.account));
    let log = app.verify_audit(None).await.unwrap();
    assert!(log.faults.is_empty(), "{:?}", log.faults);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_overview_names_no_case_and_no_word_of_one() {
    let twin = Twin::new().await;
    let (_, case) = twin.report("Canary-overview", &[]).await;
    let admin = Staff::enrolled(&twin.service.app, twin.service.at, "A1", &[Role::Administrator]).await;
    let overview = admin.get("/admin/api/v1/overview").await;
    let (text, seen) = (overview.text(), read(&overview));
    assert!(!text.contains(&case.to_string()) && !text.contains("Canary"));
    assert_eq!((seen["storage"]["cases"].as_i64(), seen["storage"]["blobs"].as_i64()), (Some(1), Some(0)));
    assert!(seen["retention"]["next"].as_i64().unwrap() > twin.service.app.now() + 150 * 86_400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_administrator_is_spared_at_the_desk_and_a_command_may_still_end_them() {
    let twin = Twin::new().await;
    let (app, at) = (&twin.service.app, twin.service.at);
    let admin = Staff::enrolled(app, at, "A1", &[Role::Administrator, Role::Lead]).await;
    staff::invite(app, "Not there yet", &[Role::Administrator]).await;
    let me = staff::hex(&admin.account);
    let tries = async || {
        let roles = json!({ "account": me, "roles": ["lead"], "audit": admin.entry(Act::Roles, Some(admin.account), &[]).await });
        let roles = admin.post("/admin/api/v1/roles", &roles).await;
        let again = json!({ "account": me, "audit": admin.entry(Act::Reinvited, Some(admin.account), &[]).await });
        let again = admin.post("/admin/api/v1/reinvite", &again).await;
        let off = json!({ "account": me, "audit": admin.entry(Act::Disabled, Some(admin.account), &[]).await });
        [roles, again, admin.post("/admin/api/v1/disable", &off).await]
    };
    let head = app.audit_head().await.unwrap();
    for answer in tries().await {
        assert_eq!((answer.status, read(&answer)), (409, json!({ "error": "last_administrator" })));
    }
    assert_eq!(app.audit_head().await.unwrap(), head);
    assert_eq!(admin.me().await["roles"], json!(["lead", "administrator"]));
    // With a second one, everything is allowed again; and a command is never refused.
    let second = Staff::enrolled(app, at, "A2", &[Role::Administrator]).await;
    let [roles, ..] = tries().await;
    assert_eq!(roles.status, 200, "{}", roles.text());
    app.disable_account(&tocsin::app::desk::Noted::Service, &second.account).await.unwrap();
    assert_eq!((app.how_many(Role::Administrator).await.unwrap(), app.how_many(Role::Lead).await.unwrap()), (0, 1));
}
