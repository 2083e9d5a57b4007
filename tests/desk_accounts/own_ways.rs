//! What somebody changes of their own ways in.

use serde_json::{Value, json};
use tocsin_domain::role::Role;
use tocsin_seal::audit::Act;
use tocsin_seal::person::{WrapKind, derive};
use tocsin_seal::{Hash32, Head};

use crate::Bench;
use crate::enrolling::asked;
use crate::softkey::SoftKey;
use crate::staff::{ORIGIN, Staff, b64, code_at, from_base32, hex, post, read, wrap};

const DEVICE: &str = "/desk/api/v1/security/device";

async fn add(staff: &Staff, key: &SoftKey, audit: Option<String>) -> crate::http::Answer {
    let begun = read(&staff.post(DEVICE, &json!({ "begin": true })).await);
    let wrap = wrap(&staff.keys, &staff.account, WrapKind::Passkey, &[9; 32], Some(&key.credential_id()));
    let audit = match audit {
        Some(audit) => audit,
        None => staff.entry(Act::DeviceAdded, Some(staff.account), &[]).await,
    };
    let body = json!({
        "state": begun["state"], "credential": key.created(&begun["options"], ORIGIN), "name": "Telephone", "wrap": wrap, "audit": audit,
    });
    staff.post(DEVICE, &body).await
}

async fn security(staff: &Staff) -> Value {
    read(&staff.get("/desk/api/v1/security").await)
}

on_both! {
    a_device_is_added_signs_in_and_is_taken_away_with_its_sessions,
    one_of_the_own_sessions_is_ended_and_nobody_elses,
}

async fn a_device_is_added_signs_in_and_is_taken_away_with_its_sessions(url: Option<String>) {
    let bench = Bench::new(url).await;
    let ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    let key = SoftKey::new();
    let added = add(&ilona, &key, None).await;
    assert_eq!(added.status, 200, "{}", added.text());
    let listed = security(&ilona).await;
    assert_eq!((&listed["devices"][0]["name"], &listed["devices"][0]["prf"]), (&json!("Telephone"), &json!(true)));
    let (options, state) = asked(ilona.at).await;
    let shown = json!({ "state": state, "credential": key.shown(&options, ORIGIN, &ilona.account), "shared": false });
    let there = post(ilona.at, "/desk/api/v1/passkey/finish", None, &shown).await;
    assert_eq!(there.status, 200);
    let elsewhere = crate::staff::cookie_of(&there).unwrap();
    let audit = ilona.entry(Act::DeviceRevoked, Some(ilona.account), &[]).await;
    let gone = ilona.post("/desk/api/v1/security/revoke", &json!({ "credential": key.credential_id(), "audit": audit })).await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    assert_eq!(security(&ilona).await["devices"], json!([]));
    assert_eq!(crate::staff::get(ilona.at, "/desk/api/v1/me", Some(&elsewhere)).await.status, 401, "what it signed in is over");
    let (options, state) = asked(ilona.at).await;
    let shown = json!({ "state": state, "credential": key.shown(&options, ORIGIN, &ilona.account), "shared": false });
    assert_eq!(post(ilona.at, "/desk/api/v1/passkey/finish", None, &shown).await.status, 401);
}

async fn one_of_the_own_sessions_is_ended_and_nobody_elses(url: Option<String>) {
    let bench = Bench::new(url).await;
    let app = &bench.service.app;
    let mut ilona = Staff::enrolled(app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    let marek = Staff::enrolled(app, bench.service.at, "Marek", &[Role::Caseworker]).await;
    let first = ilona.cookie.clone();
    ilona.again().await;
    let listed = security(&ilona).await;
    let sessions = listed["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    let others = sessions.iter().find(|session| session["current"] == false).unwrap();
    let foreign = security(&marek).await["sessions"][0]["id"].clone();
    let refused = ilona.post("/desk/api/v1/security/end", &json!({ "session": foreign })).await;
    assert_eq!((refused.status, read(&refused)), (403, json!({ "error": "forbidden" })));
    let nothing = ilona.post("/desk/api/v1/security/end", &json!({ "session": hex(&[1; 16]) })).await;
    assert_eq!((nothing.status, nothing.body), (refused.status, refused.body), "what is another's is not there");
    assert_eq!(ilona.post("/desk/api/v1/security/end", &json!({ "session": others["id"] })).await.status, 200);
    assert_eq!(crate::staff::get(ilona.at, "/desk/api/v1/me", Some(&first)).await.status, 401);
    assert_eq!((ilona.get("/desk/api/v1/me").await.status, marek.get("/desk/api/v1/me").await.status), (200, 200));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_changes_without_its_entry_in_the_log() {
    let bench = Bench::new(None).await;
    let app = &bench.service.app;
    let ilona = Staff::enrolled(app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    let marek = Staff::enrolled(app, bench.service.at, "Marek", &[Role::Caseworker]).await;
    for (why, entry) in [
        ("another act", ilona.entry(Act::DeviceRevoked, Some(ilona.account), &[]).await),
        ("another subject", ilona.entry(Act::DeviceAdded, Some(marek.account), &[]).await),
        ("another's signature", marek.entry(Act::DeviceAdded, Some(ilona.account), &[]).await),
        ("another device", ilona.entry(Act::DeviceAdded, Some(ilona.account), &[("device", &"00".repeat(32))]).await),
        ("none", String::new()),
    ] {
        assert_eq!(read(&add(&ilona, &SoftKey::new(), Some(entry)).await), json!({ "error": "bad" }), "{why}");
    }
    let old = ilona.entry_after(Head::EMPTY, Act::DeviceAdded, Some(ilona.account), &[], bench.now());
    let moved = add(&ilona, &SoftKey::new(), Some(old)).await;
    let said = read(&moved);
    assert_eq!((moved.status, &said["error"]), (409, &json!("audit_moved")));
    assert_eq!(security(&ilona).await["devices"], json!([]));
    let head = Head { seq: said["head"]["seq"].as_u64().unwrap(), hash: said["head"]["hash"].as_str().unwrap().parse::<Hash32>().unwrap() };
    let again = ilona.entry_after(head, Act::DeviceAdded, Some(ilona.account), &[], bench.now());
    assert_eq!(add(&ilona, &SoftKey::new(), Some(again)).await.status, 200, "signed again behind the head that was named");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passkey_belongs_to_one_person() {
    let bench = Bench::new(None).await;
    let app = &bench.service.app;
    let ilona = Staff::enrolled(app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    let marek = Staff::enrolled(app, bench.service.at, "Marek", &[Role::Caseworker]).await;
    let key = SoftKey::new();
    assert_eq!(add(&ilona, &key, None).await.status, 200);
    assert_eq!((add(&ilona, &key, None).await.status, add(&marek, &key, None).await.status), (400, 400));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_kit_and_a_new_passphrase_take_the_place_of_the_old() {
    let bench = Bench::new(None).await;
    let mut ilona = Staff::enrolled(&bench.service.app, bench.service.at, "Ilona", &[Role::Caseworker]).await;
    let before = ilona.typed("kit", None);
    ilona.kit = "twelve other words".into();
    let kit = wrap(&ilona.keys, &ilona.account, WrapKind::Kit, ilona.kit.as_bytes(), None);
    let audit = ilona.entry(Act::KitSet, Some(ilona.account), &[]).await;
    let auth = b64(*derive(&ilona.account, ilona.kit.as_bytes()).auth);
    let set = ilona.post("/desk/api/v1/security/kit", &json!({ "auth": auth, "wrap": kit, "audit": audit })).await;
    assert_eq!(set.status, 200, "{}", set.text());
    assert_eq!(post(ilona.at, "/desk/api/v1/code", None, &before).await.status, 401);
    ilona.again().await;

    bench.clock.jump(60);
    let begun = read(&ilona.post("/desk/api/v1/security/passphrase", &json!({ "begin": true })).await);
    ilona.totp = from_base32(begun["totp"]["secret"].as_str().unwrap());
    ilona.passphrase = "nine other words".into();
    let phrase = wrap(&ilona.keys, &ilona.account, WrapKind::Passphrase, ilona.passphrase.as_bytes(), None);
    let audit = ilona.entry(Act::PassphraseSet, Some(ilona.account), &[]).await;
    let auth = b64(*derive(&ilona.account, ilona.passphrase.as_bytes()).auth);
    let body = json!({ "auth": auth, "code": code_at(&ilona.totp, bench.now()), "state": begun["state"], "wrap": phrase, "audit": audit });
    let set = ilona.post("/desk/api/v1/security/passphrase", &body).await;
    assert_eq!(set.status, 200, "{}", set.text());
    bench.clock.jump(60);
    let typed = ilona.typed("passphrase", Some(code_at(&ilona.totp, bench.now())));
    assert_eq!(post(ilona.at, "/desk/api/v1/code", None, &typed).await.status, 200);
}
