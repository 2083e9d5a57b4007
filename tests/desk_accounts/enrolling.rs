//! An invitation becomes an account.

use serde_json::{Value, json};
use tocsin::app::desk::Noted;
use tocsin_domain::role::Role;
use tocsin_seal::SignedEntry;
use tocsin_seal::person::WrapKind;

use crate::Bench;
use crate::softkey::SoftKey;
use crate::staff::{Enrolling, ORIGIN, Staff, b64, get, hex, invite, post, read};

on_both! {
    an_invitation_opens_one_account_and_is_used_up,
    who_enrols_is_in_the_log_with_their_key_and_can_work_at_once,
    a_new_link_for_somebody_who_lost_everything_ends_what_was_before,
}

async fn an_invitation_opens_one_account_and_is_used_up(url: Option<String>) {
    let bench = Bench::new(url).await;
    let at = bench.service.at;
    let token = invite(&bench.service.app, "Ilona", &[Role::Caseworker]).await;
    let enrolling = Enrolling::begin(at, &token).await;
    assert_eq!(enrolling.invited["alias"], "Ilona");
    assert_eq!(enrolling.invited["roles"], json!(["caseworker"]));
    let body = enrolling.by_passphrase(bench.now());
    let ilona = enrolling.send(at, &body).await;
    assert_eq!(ilona.me().await["alias"], "Ilona");
    let again = post(at, "/desk/api/v1/enrol", None, &body).await;
    assert_eq!((again.status, read(&again)), (404, json!({ "error": "unknown_invite" })));
    assert!(again.header("set-cookie").is_none());
    assert_eq!(post(at, "/desk/api/v1/invite", None, &json!({ "token": token })).await.status, 404);
}

async fn who_enrols_is_in_the_log_with_their_key_and_can_work_at_once(url: Option<String>) {
    let bench = Bench::new(url).await;
    let ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Lead, Role::Administrator]).await;
    let me = ilona.me().await;
    assert_eq!(me["fingerprint"], ilona.keys.fingerprint());
    assert_eq!(me["roles"], json!(["lead", "administrator"]));
    assert_eq!((&me["granted_epoch"], &me["team"], &me["kit_used"]), (&json!(0), &json!([]), &json!([])));
    assert_eq!(me["session"]["by"], "passphrase");
    let entries = bench.service.app.audit_after(0, 10).await.unwrap();
    let signed = SignedEntry::parse(entries.last().unwrap()).unwrap();
    let last = signed.claimed();
    assert_eq!((last.act.word(), last.subject), ("enrolled", Some(ilona.account)));
    assert_eq!(last.details["actor"], ilona.keys.actor.public().to_string());
    assert_eq!(last.details["fingerprint"], ilona.keys.fingerprint());
}

async fn a_new_link_for_somebody_who_lost_everything_ends_what_was_before(url: Option<String>) {
    let bench = Bench::new(url).await;
    let (app, at) = (&bench.service.app, bench.service.at);
    let before = Staff::enrolled(app, at, "Ilona", &[Role::Caseworker]).await;
    let link = app.reinvite(&Noted::Service, &before.account).await.unwrap();
    assert_eq!(before.get("/desk/api/v1/me").await.status, 401);
    assert_eq!(post(at, "/desk/api/v1/code", None, &before.typed("kit", None)).await.status, 401, "the old kit opens nothing");
    let enrolling = Enrolling::begin(at, &link.token).await;
    assert_eq!(enrolling.account, before.account);
    // The old actor key could sign in somebody else's name.
    let mut old = enrolling.by_passphrase(bench.now());
    old["actor"] = before.keys.actor.public().to_string().into();
    old["recipient"] = before.keys.identity.recipient().to_string().into();
    old["proof"] = before.keys.prove(&before.account).to_string().into();
    assert_eq!(post(at, "/desk/api/v1/enrol", None, &old).await.status, 400);
    let body = enrolling.by_passphrase(bench.now());
    let after = enrolling.send(at, &body).await;
    assert_ne!(after.me().await["fingerprint"], before.keys.fingerprint());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_is_good_for_three_days_and_a_made_up_one_never() {
    let bench = Bench::new(None).await;
    let at = bench.service.at;
    let token = invite(&bench.service.app, "Ilona", &[Role::Caseworker]).await;
    bench.clock.jump(72 * 3_600 - 10);
    let enrolling = Enrolling::begin(at, &token).await;
    bench.clock.jump(20);
    let late = post(at, "/desk/api/v1/enrol", None, &enrolling.by_passphrase(bench.now())).await;
    assert_eq!((late.status, read(&late)), (404, json!({ "error": "unknown_invite" })));
    let over = post(at, "/desk/api/v1/invite", None, &json!({ "token": token })).await;
    let made_up = post(at, "/desk/api/v1/invite", None, &json!({ "token": "A".repeat(43) })).await;
    let empty = post(at, "/desk/api/v1/invite", None, &json!({ "token": "" })).await;
    assert!([&over, &made_up, &empty].iter().all(|answer| answer.status == 404 && answer.body == over.body));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_enrols_without_a_kit_or_with_keys_that_do_not_fit_together() {
    let bench = Bench::new(None).await;
    let at = bench.service.at;
    let token = invite(&bench.service.app, "Ilona", &[Role::Caseworker]).await;
    let enrolling = Enrolling::begin(at, &token).await;
    let other = tocsin_seal::person::PersonKeys::generate(&ring::rand::SystemRandom::new()).unwrap();
    let key = SoftKey::new();
    let good = enrolling.by_passphrase(bench.now());
    let bent = |bend: &dyn Fn(&mut Value)| {
        let mut body = good.clone();
        bend(&mut body);
        body
    };
    let phrase = enrolling.wrap(WrapKind::Passphrase, b"x", None);
    let wraps = good["wraps"].as_array().unwrap();
    for (why, body) in [
        ("no kit among the copies", bent(&|body| body["wraps"] = json!([wraps[0]]))),
        ("nothing for every day", bent(&|body| body["wraps"] = json!([wraps[1]]))),
        ("a copy twice", bent(&|body| body["wraps"] = json!([wraps[0], wraps[1], phrase]))),
        (
            "a copy for a passkey that is not there",
            bent(&|body| {
                body["wraps"].as_array_mut().unwrap().push(enrolling.wrap(WrapKind::Passkey, b"x", Some(&key.credential_id())));
            }),
        ),
        ("a copy that is none", bent(&|body| body["wraps"][0]["sealed"] = b64("short").into())),
        ("another's recipient", bent(&|body| body["recipient"] = other.identity.recipient().to_string().into())),
        ("another's actor key", bent(&|body| body["actor"] = other.actor.public().to_string().into())),
        ("a proof for another account", bent(&|body| body["proof"] = enrolling.keys.prove(&[7; 16]).to_string().into())),
        ("no way to sign in", bent(&|body| drop(body.as_object_mut().unwrap().remove("passphrase")))),
        ("a short secret", bent(&|body| body["kit"] = b64([1; 31]).into())),
    ] {
        let answer = post(at, "/desk/api/v1/enrol", None, &body).await;
        assert_eq!((answer.status, read(&answer)), (400, json!({ "error": "bad" })), "{why}");
    }
    let code = post(at, "/desk/api/v1/enrol", None, &bent(&|body| body["passphrase"]["code"] = "000000".into())).await;
    assert_eq!(read(&code), json!({ "error": "wrong" }), "an app that makes other codes is no app");
    enrolling.send(at, &good).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_passkeys_prf_gives_is_refused_if_a_browser_sends_it() {
    let bench = Bench::new(None).await;
    let at = bench.service.at;
    let token = invite(&bench.service.app, "Ilona", &[Role::Caseworker]).await;
    let enrolling = Enrolling::begin(at, &token).await;
    let key = SoftKey::new();
    let mut body = enrolling.by_passkey(&key);
    body["passkey"]["credential"]["clientExtensionResults"]["prf"] = json!({ "enabled": true, "results": { "first": b64([9; 32]) } });
    assert_eq!(read(&post(at, "/desk/api/v1/enrol", None, &body).await), json!({ "error": "bad" }));
    body["passkey"]["credential"]["clientExtensionResults"]["prf"] = json!({ "enabled": true });
    let ilona = enrolling.send(at, &body).await;
    let (options, state) = asked(at).await;
    let mut shown = key.shown(&options, ORIGIN, &ilona.account);
    shown["clientExtensionResults"]["prf"] = json!({ "results": { "first": b64([9; 32]) } });
    let answer = post(at, "/desk/api/v1/passkey/finish", None, &json!({ "state": state, "credential": shown, "shared": false })).await;
    assert_eq!(read(&answer), json!({ "error": "bad" }));
}

/// Options for showing a passkey, and their state.
pub async fn asked(at: std::net::SocketAddr) -> (Value, Value) {
    let begun = read(&post(at, "/desk/api/v1/passkey/begin", None, &json!({})).await);
    (begun["options"].clone(), begun["state"].clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_server_keeps_holds_neither_a_secret_nor_a_link() {
    let bench = Bench::new(None).await;
    let token = invite(&bench.service.app, "Ilona", &[Role::Caseworker]).await;
    let enrolling = Enrolling::begin(bench.service.at, &token).await;
    let body = enrolling.by_passphrase(bench.now());
    let ilona = enrolling.send(bench.service.at, &body).await;
    let mut everything = Vec::new();
    for file in std::fs::read_dir(&bench.service.data).unwrap().flatten().filter(|file| file.path().is_file()) {
        everything.extend(std::fs::read(file.path()).unwrap());
    }
    let needles = [token.clone(), ilona.cookie.clone(), hex(&ilona.account), "Ilona".to_owned(), body["kit"].as_str().unwrap().to_owned()];
    for needle in needles {
        assert!(!everything.windows(needle.len()).any(|window| window == needle.as_bytes()), "{needle}");
    }
    assert_eq!(get(bench.service.at, "/desk/api/v1/me", Some(&token)).await.status, 401);
}
