//! With passkeys.

use serde_json::{Value, json};
use tocsin_domain::role::Role;

use crate::Bench;
use crate::enrolling::asked;
use crate::softkey::SoftKey;
use crate::staff::{Enrolling, ORIGIN, Staff, invite, post, read};

const FINISH: &str = "/desk/api/v1/passkey/finish";

async fn with_passkey(bench: &Bench, alias: &str, key: &SoftKey) -> Staff {
    let token = invite(&bench.service.app, alias, &[Role::Caseworker]).await;
    let enrolling = Enrolling::begin(bench.service.at, &token).await;
    let options = &enrolling.invited["passkey"];
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(options["rp"]["id"], "localhost");
    let body = enrolling.by_passkey(key);
    enrolling.send(bench.service.at, &body).await
}

fn finished(state: &Value, credential: Value) -> Value {
    json!({ "state": state, "credential": credential, "shared": false })
}

on_both! { a_passkey_signs_in_without_a_name_and_each_answer_counts_once, }

async fn a_passkey_signs_in_without_a_name_and_each_answer_counts_once(url: Option<String>) {
    let bench = Bench::new(url).await;
    let (key, at) = (SoftKey::new(), bench.service.at);
    let ilona = with_passkey(&bench, "Ilona", &key).await;
    assert_eq!(ilona.me().await["session"]["by"], "passkey");
    let (options, state) = asked(at).await;
    assert_eq!((&options["userVerification"], &options["allowCredentials"]), (&json!("required"), &json!([])));
    let body = finished(&state, key.shown(&options, ORIGIN, &ilona.account));
    let answer = post(at, FINISH, None, &body).await;
    assert_eq!((answer.status, &read(&answer)["me"]["alias"]), (200, &json!("Ilona")), "{}", answer.text());
    let wraps = read(&answer)["wraps"].clone();
    assert_eq!((&wraps[0]["kind"], &wraps[0]["credential"]), (&json!("passkey"), &json!(key.credential_id())));
    let replayed = post(at, FINISH, None, &body).await;
    assert_eq!((replayed.status, read(&replayed)), (401, json!({ "error": "wrong" })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_wrong_with_a_passkey_is_one_answer() {
    let bench = Bench::new(None).await;
    let (key, at) = (SoftKey::new(), bench.service.at);
    let ilona = with_passkey(&bench, "Ilona", &key).await;
    let other = with_passkey(&bench, "Marek", &SoftKey::new()).await;
    let mut unverified = SoftKey::new();
    unverified.verifies = false;
    let mut seen = Vec::new();
    for wrong in 0..7 {
        let (options, state) = asked(at).await;
        let (_, elsewhere) = asked(at).await;
        let body = match wrong {
            0 => finished(&state, SoftKey::new().shown(&options, ORIGIN, &ilona.account)),
            1 => finished(&state, key.shown(&options, "https://desk.example.net", &ilona.account)),
            2 => finished(&state, key.shown(&options, ORIGIN, &other.account)),
            3 => finished(&state, key.shown(&options, ORIGIN, &[5; 16])),
            4 => finished(&elsewhere, key.shown(&options, ORIGIN, &ilona.account)),
            5 => finished(&json!("made up"), key.shown(&options, ORIGIN, &ilona.account)),
            _ => finished(&state, unverified.shown(&options, ORIGIN, &ilona.account)),
        };
        let answer = post(at, FINISH, None, &body).await;
        seen.push((answer.status, answer.headers, answer.body));
    }
    assert_eq!(seen[0].0, 401);
    assert!(seen.iter().all(|one| *one == seen[0]), "{:?}", seen.iter().map(|one| one.0).collect::<Vec<_>>());
    let (options, state) = asked(at).await;
    bench.clock.jump(6 * 60);
    let late = post(at, FINISH, None, &finished(&state, key.shown(&options, ORIGIN, &ilona.account))).await;
    assert_eq!(late.body, seen[0].2, "five minutes are over");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_does_not_verify_its_owner_opens_nothing_even_if_it_is_known() {
    let bench = Bench::new(None).await;
    let (mut key, at) = (SoftKey::new(), bench.service.at);
    let ilona = with_passkey(&bench, "Ilona", &key).await;
    key.verifies = false;
    let (options, state) = asked(at).await;
    let answer = post(at, FINISH, None, &finished(&state, key.shown(&options, ORIGIN, &ilona.account))).await;
    assert_eq!(answer.status, 401);
    key.verifies = true;
    let (options, state) = asked(at).await;
    assert_eq!(post(at, FINISH, None, &finished(&state, key.shown(&options, ORIGIN, &ilona.account))).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copied_key_whose_counter_goes_back_is_noticed() {
    let bench = Bench::new(None).await;
    let (key, at) = (SoftKey::new(), bench.service.at);
    let ilona = with_passkey(&bench, "Ilona", &key).await;
    key.counter.set(10);
    let (options, state) = asked(at).await;
    assert_eq!(post(at, FINISH, None, &finished(&state, key.shown(&options, ORIGIN, &ilona.account))).await.status, 200);
    key.counter.set(3);
    let (options, state) = asked(at).await;
    assert_eq!(post(at, FINISH, None, &finished(&state, key.shown(&options, ORIGIN, &ilona.account))).await.status, 401);
}
