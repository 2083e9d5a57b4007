//! With words and codes: what is taken, what is not, and that nobody can shut anybody else out.

use serde_json::{Value, json};
use tocsin_domain::role::Role;
use tocsin_seal::SignedEntry;
use tocsin_seal::person::derive;

use crate::Bench;
use crate::http;
use crate::staff::{OURS, Staff, b64, code_at, cookie_of, post, read};

const CODE: &str = "/desk/api/v1/code";

on_both! {
    passphrase_and_code_open_and_each_code_counts_once,
    the_kit_alone_opens_is_noted_and_said_for_weeks_whoever_comes_first,
    two_at_once_with_one_code_are_one,
}

async fn passphrase_and_code_open_and_each_code_counts_once(url: Option<String>) {
    let bench = Bench::new(url).await;
    let ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    let used = ilona.typed("passphrase", Some(code_at(&ilona.totp, bench.now())));
    assert_eq!(read(&post(ilona.at, CODE, None, &used).await), json!({ "error": "wrong" }), "the code of the enrolment");
    bench.clock.jump(60);
    let fresh = ilona.typed("passphrase", Some(code_at(&ilona.totp, bench.now())));
    let answer = post(ilona.at, CODE, None, &fresh).await;
    assert_eq!(answer.status, 200);
    let said = read(&answer);
    assert_eq!((&said["me"]["session"]["by"], said["wraps"].as_array().unwrap().len()), (&json!("passphrase"), 2));
    assert_eq!(read(&post(ilona.at, CODE, None, &fresh).await), json!({ "error": "wrong" }), "the same once more");
    let before = ilona.typed("passphrase", Some(code_at(&ilona.totp, bench.now() - 30)));
    assert_eq!(read(&post(ilona.at, CODE, None, &before).await), json!({ "error": "wrong" }), "the one before");
}

/// The kit's uses as a session is told of them: how many, and how many of them in itself.
fn told(me: &Value) -> (usize, usize) {
    let used = me["kit_used"].as_array().unwrap();
    (used.len(), used.iter().filter(|used| used["here"] == true).count())
}

async fn the_kit_alone_opens_is_noted_and_said_for_weeks_whoever_comes_first(url: Option<String>) {
    let bench = Bench::new(url).await;
    let app = &bench.service.app;
    let mut ilona = Staff::enrolled(app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    let root = Staff::enrolled(app, bench.service.at, "Root", &[Role::Administrator, Role::Lead]).await;
    let last = async || SignedEntry::parse(app.audit_after(0, 100).await.unwrap().last().unwrap()).unwrap().claimed().act.word();
    // A thief signs in with the paper, shows it again, makes themselves another way in, and comes by that.
    ilona.again().await;
    assert_eq!(last().await, "signed_in_by_kit");
    assert_eq!(told(&ilona.me().await), (1, 1), "whoever used it knows");
    let again = ilona.post("/desk/api/v1/fresh", &ilona.typed("kit", None)).await;
    assert_eq!((again.status, last().await), (200, "confirmed_by_kit"));
    assert_eq!(told(&ilona.me().await), (2, 2));
    // Whoever comes next is told, and whoever comes after them too.
    for day in [0, 1, 13, 13] {
        bench.clock.jump(day * 86_400 + 60);
        let typed = ilona.typed("passphrase", Some(code_at(&ilona.totp, bench.now())));
        let next = post(ilona.at, CODE, None, &typed).await;
        assert_eq!(told(&read(&next)["me"]), (2, 0), "{day}");
        ilona.cookie = cookie_of(&next).unwrap();
        assert_eq!(told(&ilona.me().await), (2, 0), "as long as the visit lasts");
    }
    // Others are told as well: by name, and when.
    let mut root = root;
    let typed = root.typed("passphrase", Some(code_at(&root.totp, bench.now())));
    root.cookie = cookie_of(&post(root.at, CODE, None, &typed).await).unwrap();
    for (path, list) in [("/desk/api/v1/team", "members"), ("/admin/api/v1/overview", "people")] {
        let page = read(&root.get(path).await);
        let used: Vec<bool> = page[list].as_array().unwrap().iter().map(|one| one["kit_used"].is_i64()).collect();
        assert_eq!(used, [true, false], "{path}");
    }
    let team = read(&ilona.get("/desk/api/v1/team").await);
    assert!(team["members"].as_array().unwrap().iter().all(|member| member.get("kit_used").is_none()), "but not everybody");
    bench.clock.jump(4 * 86_400);
    let typed = ilona.typed("passphrase", Some(code_at(&ilona.totp, bench.now())));
    assert_eq!(told(&read(&post(ilona.at, CODE, None, &typed).await)["me"]), (0, 0), "after a month no more");
}

async fn two_at_once_with_one_code_are_one(url: Option<String>) {
    let bench = Bench::new(url).await;
    let ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    bench.clock.jump(60);
    let typed = ilona.typed("passphrase", Some(code_at(&ilona.totp, bench.now())));
    let all = futures::future::join_all((0..8).map(|_| post(ilona.at, CODE, None, &typed))).await;
    assert_eq!(all.iter().filter(|answer| answer.status == 200).count(), 1);
    assert!(all.iter().all(|answer| [200, 401, 503].contains(&answer.status)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_wrong_is_one_answer_to_the_byte_on_one_beat() {
    let bench = Bench::new(None).await;
    let app = &bench.service.app;
    let ilona = Staff::enrolled(app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    let gone = Staff::enrolled(app, bench.service.at, "Marek", &[Role::Caseworker]).await;
    app.disable_account(&tocsin::app::desk::Noted::Service, &gone.account).await.unwrap();
    crate::staff::invite(app, "Only invited", &[Role::Caseworker]).await;
    bench.clock.jump(60);
    let code = || Some(code_at(&ilona.totp, bench.now()));
    let wrong = b64([1; 32]);
    let with = |mut body: Value, alias: Option<&str>, auth: Option<&str>| {
        alias.into_iter().for_each(|alias| body["alias"] = alias.into());
        auth.into_iter().for_each(|auth| body["auth"] = auth.into());
        body
    };
    let tries = [
        with(ilona.typed("passphrase", code()), Some("Nobody"), None),
        with(ilona.typed("kit", None), Some("Nobody"), None),
        with(ilona.typed("kit", None), Some("Only invited"), None),
        with(ilona.typed("passphrase", code()), None, Some(&wrong)),
        with(ilona.typed("kit", None), None, Some(&wrong)),
        ilona.typed("passphrase", Some("000000".into())),
        ilona.typed("passphrase", None),
        gone.typed("kit", None),
        with(ilona.typed("kit", None), Some(""), None),
    ];
    let mut seen = Vec::new();
    for body in &tries {
        let begun = std::time::Instant::now();
        let answer = post(ilona.at, CODE, None, body).await;
        assert!(begun.elapsed().as_millis() >= 250, "before the beat: {body}");
        seen.push((answer.status, answer.headers, answer.body));
    }
    assert_eq!(seen[0].0, 401);
    assert!(seen.iter().all(|one| *one == seen[0]), "{:?}", seen.iter().map(|one| one.0).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_name_has_an_account_id_too_always_the_same() {
    let bench = Bench::new(None).await;
    let ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    let salt = async |alias: &str| read(&post(ilona.at, "/desk/api/v1/salt", None, &json!({ "alias": alias })).await)["account"].clone();
    assert_eq!(salt("ilona").await, json!(crate::staff::hex(&ilona.account)));
    let nobody = salt("Nobody").await;
    assert_eq!(nobody, salt("nobody").await);
    assert_eq!(nobody.as_str().unwrap().len(), 32);
    assert_ne!(nobody, salt("Nobody else").await);
    crate::staff::invite(&bench.service.app, "Nobody", &[Role::Caseworker]).await;
    assert_eq!(nobody, salt("Nobody").await, "an invitation shows nothing");
}

/// From a visitor of that address.
async fn from(bench: &Bench, address: &str, body: &Value) -> http::Answer {
    let mut headers = OURS.to_vec();
    headers.push(("X-Real-IP", address));
    http::request(bench.service.at, "POST", CODE, &headers, body.to_string().as_bytes()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_tries_on_another_persons_name_shuts_out_themselves_alone() {
    let bench = Bench::new(None).await;
    let ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    let mut guess = ilona.typed("kit", None);
    guess["auth"] = b64([1; 32]).into();
    for _ in 0..10 {
        assert_eq!(from(&bench, "192.0.2.1", &guess).await.status, 401);
    }
    let stopped = from(&bench, "192.0.2.1", &guess).await;
    assert_eq!((stopped.status, &read(&stopped)["error"]), (429, &json!("too_many")));
    assert!(read(&stopped)["retry_after"].as_u64().unwrap() > 3_000 && stopped.header("retry-after").is_some());
    assert_eq!(from(&bench, "192.0.2.1", &ilona.typed("kit", None)).await.status, 429, "the right secret from there has to wait too");
    let mut unknown = guess.clone();
    unknown["alias"] = "Nobody".into();
    for _ in 0..10 {
        from(&bench, "192.0.2.3", &unknown).await;
    }
    assert_eq!(from(&bench, "192.0.2.3", &unknown).await.status, 429, "an unknown name is counted alike");
    assert_eq!(from(&bench, "192.0.2.2", &ilona.typed("kit", None)).await.status, 200, "the person comes in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_whoever_has_the_passphrase_can_wear_out_its_codes_and_the_kit_goes_on() {
    let bench = Bench::new(None).await;
    let ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    bench.clock.jump(60);
    let stranger = |code: String| {
        let mut body = ilona.typed("passphrase", Some(code));
        body["auth"] = b64(*derive(&ilona.account, b"another").auth).into();
        body
    };
    // Twenty strangers without the passphrase.
    for at in 0..20 {
        from(&bench, &format!("198.51.100.{at}"), &stranger("000000".into())).await;
    }
    let good = ilona.typed("passphrase", Some(code_at(&ilona.totp, bench.now())));
    assert_eq!(from(&bench, "192.0.2.9", &good).await.status, 200);
    // Somebody who has it guesses codes, each time from elsewhere.
    bench.clock.jump(60);
    for at in 0..10 {
        from(&bench, &format!("203.0.113.{at}"), &ilona.typed("passphrase", Some("000000".into()))).await;
    }
    let right = ilona.typed("passphrase", Some(code_at(&ilona.totp, bench.now())));
    assert_eq!(from(&bench, "192.0.2.9", &right).await.status, 401, "no code counts for an hour");
    assert_eq!(from(&bench, "192.0.2.9", &ilona.typed("kit", None)).await.status, 200);
    bench.clock.jump(3_600);
    let later = ilona.typed("passphrase", Some(code_at(&ilona.totp, bench.now())));
    assert_eq!(from(&bench, "192.0.2.9", &later).await.status, 200);
}
