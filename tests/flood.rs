//! Honest reporters among hostile connections: every honest report is taken. A small version of `tests/load/flood`,
//! which also takes the times.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/flood.rs"]
mod flood;
#[path = "support/http.rs"]
mod http;
#[path = "support/station.rs"]
mod station;

use std::time::Duration;

use flood::{HEADER, Plan};
use station::Station;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_honest_report_among_hostile_connections_is_taken_and_its_receipt_works() {
    let mut station = Station::set_up(Station::behind_a_proxy);
    let at = station.serve();
    let plan = Plan { honest: 3, hostile: 60, time: Duration::from_secs(6), pause: Duration::from_millis(500) };
    let outcome = flood::run(at, &plan).await;
    assert_eq!(outcome.lost, Vec::<String>::new());
    assert!(outcome.accepted.len() >= plan.honest, "each reported at least once");
    let struck: usize = outcome.hostile.values().sum();
    assert!(struck > 10 * plan.hostile, "it was no flood: {:?}", outcome.hostile);
    for report in &outcome.accepted {
        let form = http::urlencoded(&[("receipt", &report.receipt)]);
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), (HEADER, report.visitor.as_str())];
        let mailbox = http::request(at, "POST", "/en/mailbox", &headers, form.as_bytes()).await;
        assert_eq!(mailbox.status, 200);
        assert!(!mailbox.hidden("session").is_empty(), "the receipt opens a mailbox");
    }
}
