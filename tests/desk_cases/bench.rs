//! How long the list of 10,000 cases takes, against opening their bare rows: a ratio, since machines differ. In release:
//! `cargo test --release --test desk_cases -- --ignored --nocapture ten_thousand`.

use std::time::Instant;

use ring::rand::SystemRandom;
use tocsin::app::rows;
use tocsin_seal::CaseId;

use super::house::{House, good};

const CASES: usize = 10_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement: minutes without optimisation"]
async fn ten_thousand_cases_are_listed_for_little_more_than_opening_their_rows() {
    let house = House::open(None).await;
    let anna = house.staff("Anna", &["caseworker"]).await;
    house.report("a letter").await;
    let mut tx = house.store.write().await.unwrap();
    let row = tx.cases().await.unwrap().remove(0);
    let state = rows::open_case(&house.ring, &row).unwrap();
    let key = rows::key(row.key_id).unwrap();
    for _ in 1..CASES {
        let id = CaseId::random(&SystemRandom::new()).unwrap();
        tx.insert_case(&rows::case_row(&house.ring, id, key, 1, &state).unwrap()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let begun = Instant::now();
    good(&anna.get("cases").await);
    println!("first list, {CASES} numbers given: {:?}", begun.elapsed());

    let bare = |rows: &[tocsin::store::CaseRow]| rows.iter().filter(|row| rows::open_case(&house.ring, row).is_ok()).count();
    let (mut rows_take, mut page_takes) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let begun = Instant::now();
        let rows = house.store.read().await.unwrap().cases().await.unwrap();
        assert_eq!(bare(&rows), CASES);
        rows_take.push(begun.elapsed());
        drop(rows);
        let begun = Instant::now();
        let page = good(&anna.get("cases").await);
        page_takes.push(begun.elapsed());
        assert_eq!(page["cases"].as_array().unwrap().len(), 2_000);
    }
    let begun = Instant::now();
    let (mut seen, mut after) = (0, String::new());
    loop {
        let page = good(&anna.get(&format!("cases{after}")).await);
        seen += page["cases"].as_array().unwrap().len();
        match page["next"].as_str() {
            Some(next) => after = format!("?after={next}"),
            None => break,
        }
    }
    let all = begun.elapsed();
    rows_take.sort_unstable();
    page_takes.sort_unstable();
    let ratio = page_takes[2].as_secs_f64() / rows_take[2].as_secs_f64();
    println!("rows read and opened: {:?}; one page: {:?} (ratio {ratio:.2}); all five pages: {all:?}", rows_take[2], page_takes[2]);
    assert_eq!(seen, CASES);
    assert!(ratio < 3.0, "{ratio}");
}
