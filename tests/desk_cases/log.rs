//! What each sees of the log, and that nothing of a case is given out which does not stand in it.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use tocsin::web::desk_routes;
use tocsin_seal::{Act, Hash32, SignedEntry};

use super::house::{House, Staff, case_of, forbidden, good, grant, refused};

on_both! {
    whatever_is_given_out_of_a_case_stands_in_the_log_once_in_each_session,
    each_sees_of_the_log_what_concerns_them_and_of_the_rest_a_hash,
    many_who_take_their_reports_back_keep_nobody_from_signing,
}

async fn whatever_is_given_out_of_a_case_stands_in_the_log_once_in_each_session(url: Option<String>) {
    let house = House::open(url).await;
    let program = house.report("a letter came").await;
    let case = case_of(&program);
    let first = house.staff("Anna", &["lead"]).await;
    let part = first.detail(&case).await["parts"][0]["id"].as_str().unwrap().to_owned();
    // Whatever stands under a case and is only read, by the table of the router itself: a new address is tried the day it is made.
    let routes = desk_routes().into_iter().filter(|route| !route.changes && route.path.contains("/cases/{case}"));
    let paths: Vec<String> = routes
        .map(|route| route.path.replace("/desk/api/v1/", "").replace("{case}", &case).replace("{part}", &part).replace("{file}", &part))
        .collect();
    assert!(paths.len() >= 3 && paths.iter().all(|path| !path.contains('{')), "{paths:?}");
    for (at, path) in paths.iter().enumerate() {
        let mut who = house.staff(&format!("Ben-{}", ["one", "two", "three", "four", "five"][at]), &["caseworker"]).await;
        for _ in 0..2 {
            let before = house.log().await.len();
            for _ in 0..2 {
                who.get(path).await;
            }
            let log = house.log().await;
            assert_eq!((log.len(), log.last()), (before + 1, Some(&("case_opened".to_owned(), Some(case.clone())))), "{path}");
            let last = house.service.app.audit_after(0, 10_000).await.unwrap().pop().unwrap();
            assert_eq!(SignedEntry::parse(&last).unwrap().claimed().details["by"], who.account, "{path}");
            house.sign_in(&mut who).await;
        }
    }
    // All that ask at once make one entry; whoever may not read it makes none.
    let (quick, root) = (house.staff("Quick", &["caseworker"]).await, house.staff("Root", &["administrator", "interpreter"]).await);
    let before = house.log().await.len();
    futures::future::join_all((0..6).map(|_| quick.get(&paths[0]))).await;
    for path in &paths {
        assert_eq!(refused(&root.get(path).await), forbidden());
    }
    good(&quick.post(&format!("cases/{case}/read"), &json!({})).await);
    assert_eq!(house.log().await.len(), before + 1);
    // Reading is no reason to refuse what somebody decides.
    let timeline = first.detail(&case).await["timeline"].clone();
    let readers: BTreeSet<&str> = timeline.as_array().unwrap().iter().map(|one| one["details"]["by"].as_str().unwrap()).collect();
    assert_eq!(timeline.as_array().unwrap().len(), readers.len(), "in the case itself each is named once");
}

/// What somebody sees of the whole log: each act with its subject, or nothing; the chain checked as far as it shows.
async fn seen(house: &House, who: &Staff) -> Vec<Option<(Act, Option<String>)>> {
    let page = good(&who.get("audit?after=0").await);
    let whole = house.service.app.audit_after(0, 10_000).await.unwrap();
    let shown = page["entries"].as_array().unwrap();
    assert_eq!((shown.len(), page["head"]["seq"].as_u64()), (whole.len(), Some(whole.len() as u64)));
    let each = shown.iter().zip(&whole).map(|(shown, document)| {
        let hash = Hash32::of(document).to_string();
        let Some(text) = shown.as_str() else {
            assert_eq!(shown, &json!({ "hash": hash }), "a hash and nothing else");
            return None;
        };
        assert_eq!(STANDARD.decode(text).unwrap(), *document);
        let entry = SignedEntry::parse(document).unwrap().claimed().clone();
        Some((entry.act, entry.subject.map(|id| tocsin::vault::hex(&id))))
    });
    each.collect()
}

async fn each_sees_of_the_log_what_concerns_them_and_of_the_rest_a_hash(url: Option<String>) {
    let house = House::open(url).await;
    let (lead, anna) = (house.staff("Lena", &["lead"]).await, house.staff("Anna", &["caseworker"]).await);
    let (root, inter) = (house.staff("Root", &["administrator"]).await, house.staff("Inter", &["interpreter"]).await);
    let (open, closed) = (case_of(&house.report("a letter").await), case_of(&house.report("another").await));
    good(&house.change(&lead, &open, Act::Status, json!({ "status": "working" })).await);
    good(&house.change(&anna, &closed, Act::Status, json!({ "status": "working" })).await);
    let identity = house.case_identity(&lead.detail(&closed).await);
    let restrict = json!({
        "version": lead.detail(&closed).await["version"], "to": [lead.account], "staff_recipient": "",
        "grants": [grant("case", &identity, lead.identity.recipient())], "audit": house.entry(&lead, Act::Restricted, Some(&closed)).await,
    });
    good(&lead.post(&format!("cases/{closed}/grants"), &restrict).await);
    house.service.app.note_service_alone(Act::Exported, vec![("cases", "2".to_owned())]).await.unwrap();

    assert!(seen(&house, &lead).await.iter().all(Option::is_some), "leads see everything");
    let of = |seen: &[Option<(Act, Option<String>)>]| seen.iter().flatten().cloned().collect::<Vec<_>>();
    let hers = of(&seen(&house, &anna).await);
    let about = |seen: &[(Act, Option<String>)], case: &str| {
        seen.iter().filter(|(_, subject)| subject.as_deref() == Some(case)).map(|(act, _)| *act).collect::<Vec<_>>()
    };
    assert_eq!(about(&hers, &open), [Act::CaseOpened, Act::Status], "what a colleague did in a case that she may open");
    assert_eq!(about(&hers, &closed), [Act::CaseOpened, Act::Status], "of the other what she did herself");
    assert!(hers.iter().all(|(act, _)| ![Act::Exported, Act::Restricted].contains(act)));
    let theirs = of(&seen(&house, &root).await);
    assert!(theirs.contains(&(Act::Exported, None)) && about(&theirs, &open).is_empty() && about(&theirs, &closed).is_empty());
    assert!(of(&seen(&house, &inter).await).is_empty());

    // A guest sees that they were made one, and what they themselves open.
    let until = house.now() + 3_600;
    let guest = json!({
        "account": inter.account, "until": until, "grants": [grant("case", &house.case_identity(&lead.detail(&open).await), inter.identity.recipient())],
        "audit": house.entry(&lead, Act::Guest, Some(&open)).await,
    });
    good(&lead.post(&format!("cases/{open}/guest"), &guest).await);
    inter.detail(&open).await;
    assert_eq!(of(&seen(&house, &inter).await), [(Act::Guest, Some(open.clone())), (Act::CaseOpened, Some(open.clone()))]);

    // The page says what stands at the place behind which it begins, so that a remembered end can be compared.
    let head = house.head().await;
    house.service.app.note_service_alone(Act::Exported, vec![("cases", "3".to_owned())]).await.unwrap();
    let page = good(&inter.get(&format!("audit?after={}", head.seq)).await);
    assert_eq!((&page["after"], page["entries"].as_array().unwrap().len()), (&json!(head), 1));
    let beyond = good(&inter.get("audit?after=900000").await);
    assert_eq!((&beyond["after"], &beyond["entries"]), (&Value::Null, &json!([])));
}

async fn many_who_take_their_reports_back_keep_nobody_from_signing(url: Option<String>) {
    let house = House::open(url).await;
    let anna = house.staff("Anna", &["caseworker"]).await;
    let case = case_of(&house.report("it stays").await);
    let version = anna.detail(&case).await["version"].clone();
    let mut others = Vec::new();
    for at in 0..30 {
        others.push(house.report(&format!("number {at}")).await);
    }
    // Signed behind an end of the log that was seen before all of them.
    let head = house.head().await;
    let change = json!({ "version": version, "status": "working", "audit": house.entry_after(head, &anna, Act::Status, Some(&case)) });
    let taken = futures::future::join_all(others.iter().map(|other| other.call(tocsin_seal::call::Action::Withdraw))).await;
    assert!(taken.iter().all(|answer| answer.status == 200));
    good(&anna.post(&format!("cases/{case}/state"), &change).await);
    assert_eq!(house.head().await.seq, head.seq + 1);
    // Then all of them at once, each by name; and none twice.
    assert_eq!(house.service.app.note_withdrawals().await.unwrap(), 30);
    let mut noted: Vec<String> = house.log().await.into_iter().filter(|(act, _)| act == "withdrawn").filter_map(|(_, case)| case).collect();
    noted.sort_unstable();
    let mut expected: Vec<String> = others.iter().map(case_of).collect();
    expected.sort_unstable();
    assert_eq!(noted, expected);
    assert_eq!((house.service.app.note_withdrawals().await.unwrap(), house.head().await.seq), (0, head.seq + 31));
}
