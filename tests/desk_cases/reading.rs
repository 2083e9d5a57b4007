//! What staff see: the list, one case, its parts and files.

use tocsin::app::rows;
use tocsin_seal::payload::{self, Report};
use tocsin_seal::statement::Chain;
use tocsin_seal::{Act, Kind};

use super::house::{House, bad, case_of, forbidden, good, opened, parts, refused};
use super::http;

on_both! {
    a_report_is_in_the_list_and_opens_with_the_keys_of_whoever_was_granted_the_team_key,
    the_most_urgent_is_first_and_every_case_has_a_number_of_its_own,
    a_list_shows_what_the_rows_say_now_and_not_what_it_knew_from_its_last_look,
    nobody_but_readers_sees_cases_and_an_unknown_id_looks_like_a_forbidden_one,
    a_file_comes_as_it_lies_with_its_length_and_as_nothing_that_is_shown,
    what_was_taken_back_is_gone_from_the_desk_and_what_is_kept_is_there_again,
    a_practice_report_is_sealed_like_any_marked_and_gone_after_a_day_and_wakes_nobody,
}

async fn a_report_is_in_the_list_and_opens_with_the_keys_of_whoever_was_granted_the_team_key(url: Option<String>) {
    let house = House::open(url).await;
    let anna = house.staff("Anna", &["caseworker"]).await;
    let mut program = house.report("two men asked the landlord about me").await;
    assert_eq!(program.add("they came again", "later").await.status, 201);
    let case = case_of(&program);
    let line = anna.line(&case).await.expect("in the list");
    assert_eq!((&line["status"], &line["unread"], &line["readable"]), (&"new".into(), &true.into(), &true.into()));
    assert_eq!((&line["messages"], &line["answered"], &line["language"]), (&1.into(), &false.into(), &"en".into()));

    let detail = anna.detail(&case).await;
    assert_eq!(detail["line"], line);
    let team = opened_by_anna(&house, &anna);
    let identity = opened(&detail, "case", &team).expect("granted to the team");
    assert_eq!(identity.recipient().to_string(), detail["case_recipient"]);
    let (part, signed) = &parts(&detail, Kind::Report)[0];
    let body = anna.body(&case, part).await;
    assert_eq!((body.status, body.header("content-type")), (200, Some("application/octet-stream")));
    assert!(signed.verify(&program.keys.public()).unwrap().covers(&body.body));
    let report: Report = payload::parse(&tocsin_seal::open(&body.body, &identity, 1).unwrap()).unwrap();
    assert_eq!(report.narrative, "two men asked the landlord about me");
    let mut chain = Chain::of_reporter(program.capsule.case_id, program.keys.mailbox_id());
    for (_, signed) in [parts(&detail, Kind::Report), parts(&detail, Kind::Message)].concat() {
        chain.accept(&signed, &program.keys.public()).expect("the whole chain is there");
    }

    good(&anna.post(&format!("cases/{case}/read"), &serde_json::json!({})).await);
    assert_eq!(anna.line(&case).await.unwrap()["unread"], false);
    let detail = anna.detail(&case).await;
    assert_eq!((&detail["people"][0]["alias"], &detail["people"][0]["away"]), (&"Anna".into(), &false.into()));
    assert_eq!((&detail["timeline"][0]["action"], &detail["timeline"][0]["actor"]), (&"case_opened".into(), &"service".into()));
    assert_eq!(detail["timeline"][0]["details"]["by"], anna.account);
    program.now = house.now();
    assert_eq!(program.add("and once more", "later").await.status, 201);
    assert_eq!(anna.line(&case).await.unwrap()["unread"], true, "there is something new");
}

/// What somebody's team grant opens with their own key.
fn opened_by_anna(house: &House, _: &super::house::Staff) -> tocsin_seal::Identity {
    tocsin_seal::Identity::parse(&house.team.identity.to_secret()).unwrap()
}

async fn the_most_urgent_is_first_and_every_case_has_a_number_of_its_own(url: Option<String>) {
    let house = House::open(url).await;
    let anna = house.staff("Anna", &["caseworker"]).await;
    let calm = house.report("a letter came").await;
    house.clock.jump(120);
    let newer = house.report("another letter came").await;
    house.clock.jump(120);
    let mut urgent = house.report("they are here").await;
    urgent.now = house.now();
    assert_eq!(urgent.add("they are at the door", "now").await.status, 201);
    let list = anna.list().await;
    let order: Vec<&str> = list.iter().map(|line| line["id"].as_str().unwrap()).collect();
    assert_eq!(order, [case_of(&urgent), case_of(&newer), case_of(&calm)].each_ref().map(String::as_str));
    assert_eq!((&list[0]["urgency"], &list[0]["wakes"], &list[1]["wakes"]), (&"critical".into(), &true.into(), &false.into()));

    let numbers: std::collections::BTreeSet<&str> = list.iter().map(|line| line["number"].as_str().unwrap()).collect();
    assert_eq!(numbers.len(), 3);
    for number in &numbers {
        let (four, two) = number.split_once('-').expect("4711-29");
        assert!(four.len() == 4 && two.len() == 2 && (four.to_owned() + two).bytes().all(|digit| digit.is_ascii_digit()), "{number}");
    }
    // They stay, whoever asks, and however many ask at once for the first time.
    let ben = house.staff("Ben", &["lead"]).await;
    house.report("a third letter").await;
    let (one, two) = tokio::join!(anna.list(), ben.list());
    let told = |list: &[serde_json::Value]| list.iter().map(|line| (line["id"].clone(), line["number"].clone())).collect::<Vec<_>>();
    assert_eq!(told(&one), told(&two));
    assert!(list.iter().all(|line| one.iter().any(|other| other["number"] == line["number"] && other["id"] == line["id"])));
    // From a place in the list on, what stands behind it.
    assert_eq!(refused(&anna.get("cases?after=nowhere").await), bad());
    let place = format!("cases?after=1.critical.{}.{}", list[0]["created"], case_of(&urgent));
    assert_eq!(good(&anna.get(&place).await)["cases"].as_array().unwrap().len(), 3);
}

async fn a_list_shows_what_the_rows_say_now_and_not_what_it_knew_from_its_last_look(url: Option<String>) {
    let house = House::open(url).await;
    let anna = house.staff("Anna", &["caseworker"]).await;
    let made = [house.report("one").await, house.report("two").await, house.report("three").await].map(|program| case_of(&program));
    assert_eq!(anna.list().await.len(), 3);
    assert_eq!(anna.list().await.len(), 3, "from what is known of them");

    // Another server closes the first, somebody spoils the second, and the third is destroyed.
    let mut tx = house.store.write().await.unwrap();
    let mut rows = Vec::new();
    for case in &made {
        rows.push(tx.case(&super::house::id(case)).await.unwrap().unwrap());
    }
    let mut state = rows::open_case(&house.ring, &rows[0]).unwrap();
    state.status = rows::Status::Closed;
    let case = tocsin_seal::CaseId::from_bytes(rows[0].id);
    let closed = rows::case_row(&house.ring, case, rows::key(rows[0].key_id).unwrap(), rows[0].version + 1, &state).unwrap();
    tx.update_case(&closed, rows[0].version).await.unwrap();
    let spoiled = tocsin::store::CaseRow { version: rows[1].version + 1, ..rows[1].clone() };
    tx.update_case(&spoiled, rows[1].version).await.unwrap();
    tx.delete_case(&rows[2].id).await.unwrap();
    tx.commit().await.unwrap();
    let list = anna.list().await;
    let shown: Vec<_> = list.iter().map(|line| (line["id"].as_str().unwrap(), line["status"].as_str().unwrap())).collect();
    assert_eq!(shown, [(made[0].as_str(), "closed")]);
}

async fn nobody_but_readers_sees_cases_and_an_unknown_id_looks_like_a_forbidden_one(url: Option<String>) {
    let house = House::open(url).await;
    let anna = house.staff("Anna", &["caseworker"]).await;
    let admin = house.staff("Root", &["administrator"]).await;
    let guest = house.staff("Inter", &["interpreter"]).await;
    let (program, other) = (house.report("a letter came").await, house.report("another letter").await);
    let (case, other) = (case_of(&program), case_of(&other));
    let detail = anna.detail(&case).await;
    let part = detail["parts"][0]["id"].as_str().unwrap();
    assert_eq!(refused(&admin.get("cases").await), forbidden());
    assert!(guest.list().await.is_empty());
    assert_eq!(http::get(house.service.at, "/desk/api/v1/cases", &[]).await.status, 401);
    let nobody = "00".repeat(16);
    for path in [format!("cases/{case}"), format!("cases/{case}/parts/{part}"), format!("cases/{nobody}"), "cases/x".to_owned()] {
        for who in [&guest, &admin] {
            assert_eq!(refused(&who.get(&path).await), forbidden(), "{path}");
        }
    }
    // A part of one case under the name of another is nobody's.
    for path in [format!("cases/{other}/parts/{part}"), format!("cases/{nobody}"), format!("cases/{case}/files/{part}")] {
        assert_eq!(refused(&anna.get(&path).await), forbidden(), "{path}");
    }
    let forbidden_answer = guest.get(&format!("cases/{case}")).await;
    let unknown_answer = guest.get(&format!("cases/{nobody}")).await;
    assert_eq!(forbidden_answer.body, unknown_answer.body);
}

async fn a_file_comes_as_it_lies_with_its_length_and_as_nothing_that_is_shown(url: Option<String>) {
    let house = House::open(url).await;
    let anna = house.staff("Anna", &["caseworker"]).await;
    let page = http::get(house.service.at, "/en/report", &[]).await;
    let large = vec![7; 1_500_000];
    let token = page.hidden("token");
    let fields: [http::Part<'_>; 3] =
        [("token", None, token.as_bytes()), ("narrative", None, b"with a file"), ("files", Some("a.bin"), &large)];
    let sent = http::post_form(house.service.at, "/en/report", &fields).await;
    assert_eq!(sent.status, 200, "{}", sent.text());
    let line = anna.list().await.remove(0);
    assert_eq!(line["files"], 1);
    let case = line["id"].as_str().unwrap().to_owned();
    let detail = anna.detail(&case).await;
    let file = &detail["files"][0];
    let got = anna.get(&format!("cases/{case}/files/{}", file["id"].as_str().unwrap())).await;
    assert_eq!(got.status, 200);
    assert_eq!(got.header("content-length"), Some(file["size"].to_string().as_str()));
    assert_eq!(got.header("content-type"), Some("application/octet-stream"));
    assert_eq!(got.header("content-disposition"), Some("attachment"));
    assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
    let identity = house.case_identity(&detail);
    let mut opened = Vec::new();
    let mut plain = tocsin_seal::open_reader(&got.body[..], &identity, 1).unwrap();
    std::io::Read::read_to_end(&mut plain, &mut opened).unwrap();
    assert_eq!(opened[..large.len()], large);
}

async fn what_was_taken_back_is_gone_from_the_desk_and_what_is_kept_is_there_again(url: Option<String>) {
    let house = House::open(url).await;
    let anna = house.staff("Anna", &["caseworker"]).await;
    let program = house.report("a letter came").await;
    let case = case_of(&program);
    assert!(anna.line(&case).await.is_some());
    assert_eq!(program.call(tocsin_seal::call::Action::Withdraw).await.status, 200);
    assert!(anna.line(&case).await.is_none());
    assert_eq!(refused(&anna.get(&format!("cases/{case}")).await), forbidden());
    house.service.app.keep_withdrawn(program.capsule.case_id).await.unwrap();
    assert_eq!(anna.line(&case).await.unwrap()["withdrawn"], true);
    // Nobody reads answers to it any more; among themselves staff go on.
    let reply = house.reply(&program, None, "Anna", "hello");
    assert_eq!(refused(&house.send(&anna, &case, &reply, Act::Replied, None).await), forbidden());
    house.first_note(&anna, &program, "who forced it?").await;
}

async fn a_practice_report_is_sealed_like_any_marked_and_gone_after_a_day_and_wakes_nobody(url: Option<String>) {
    // A database with a clock of its own sees that this test moves ours, and nothing is destroyed then.
    let one_clock = url.is_none();
    let house = House::open(url).await;
    let lead = house.staff("Lena", &["lead"]).await;
    let anna = house.staff("Anna", &["caseworker"]).await;
    let outbox = async || house.store.read().await.unwrap().outbox().await.unwrap().len();
    let before = outbox().await;
    let ask = serde_json::json!({ "language": "ug", "audit": house.entry(&lead, Act::Practice, None).await });
    assert_eq!(refused(&anna.post("practice", &ask).await), forbidden());
    let case = good(&lead.post("practice", &ask).await)["case"].as_str().unwrap().to_owned();
    assert_eq!(outbox().await, before);
    let line = anna.line(&case).await.unwrap();
    assert_eq!((&line["practice"], &line["language"], &line["wakes"]), (&true.into(), &"ug".into(), &false.into()));
    let detail = anna.detail(&case).await;
    let (part, _) = &parts(&detail, Kind::Report)[0];
    let body = anna.body(&case, part).await.body;
    let report: Report = payload::parse(&tocsin_seal::open(&body, &house.case_identity(&detail), 1).unwrap()).unwrap();
    assert!(report.narrative.contains("PRACTICE"));
    let unknown = serde_json::json!({ "language": "xx", "audit": house.entry(&lead, Act::Practice, None).await });
    assert_eq!(refused(&lead.post("practice", &unknown).await), bad());
    house.clock.jump(86_400 + 60);
    let mut anna = anna;
    house.sign_in(&mut anna).await;
    assert!(anna.line(&case).await.is_none());
    house.service.app.sweep().await.unwrap();
    assert!(!one_clock || house.store.read().await.unwrap().case(&super::house::id(&case)).await.unwrap().is_none());
}
