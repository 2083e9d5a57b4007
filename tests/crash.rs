//! What was acknowledged stays, whatever happens the moment after: `kill -9` of the service and of its database at
//! random moments under load, always on the same folder. `tests/campaign/run crash` does the same a thousand times
//! (TOCSIN_KILLS) with the program that people run (TOCSIN_PROGRAM).

#[path = "support/campaign.rs"]
mod campaign;
#[path = "support/demo.rs"]
mod demo;
#[path = "support/http.rs"]
mod http;
#[path = "support/ledger.rs"]
mod ledger;
#[path = "support/postgres.rs"]
mod postgres;

use campaign::Campaign;

fn kills() -> usize {
    std::env::var("TOCSIN_KILLS").map_or(20, |number| number.parse().expect("TOCSIN_KILLS is a number"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_when_the_service_on_sqlite_is_killed_under_load() {
    let mut campaign = Campaign::on_sqlite();
    campaign.run(kills()).await;
    println!("SQLite: {}", campaign.figures());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_when_the_service_or_postgresql_is_killed_under_load() {
    let mut campaign = Campaign::on_postgres();
    campaign.run(kills()).await;
    println!("PostgreSQL: {}", campaign.figures());
}
