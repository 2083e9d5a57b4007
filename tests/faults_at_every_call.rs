//! The disk fails at each single call that changes a file, once or from there on, with EIO and with "no room": what was
//! acknowledged is there, nothing is half-stored, and once the fault ends the next report is taken without a restart.
//! Here at 20 calls of each kind, spread over a report with a file; at every call in `tests/campaign/run faults`
//! (TOCSIN_EVERY_CALL).

#[path = "support/campaign.rs"]
mod campaign;
#[path = "support/demo.rs"]
mod demo;
#[path = "support/faults.rs"]
mod faults;
#[path = "support/http.rs"]
mod http;
#[path = "support/ledger.rs"]
mod ledger;
#[path = "support/postgres.rs"]
mod postgres;

use std::time::{Duration, Instant};

use campaign::Campaign;
use demo::Demo;
use faults::{Error, Faults, Lasting};
use ledger::Sent;

const POINTS: u32 = 20;

fn whole() -> bool {
    std::env::var_os("TOCSIN_EVERY_CALL").is_some()
}

/// Which of `calls` calls fail: all, or some spread evenly, the first and the last among them.
fn points(calls: u32) -> Vec<u32> {
    if whole() || calls <= POINTS {
        return (1..=calls).collect();
    }
    (0..POINTS).map(|n| 1 + n * (calls - 1) / (POINTS - 1)).collect()
}

struct Trial {
    campaign: Campaign,
    faults: Faults,
    refused: u32,
    failed: u32,
}

impl Trial {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let faults = Faults::of(folder.path());
        let demo = Demo::start_in(folder, faults.environment());
        Self { campaign: Campaign::new(demo, None), faults, refused: 0, failed: 0 }
    }

    /// With the rows in PostgreSQL: what fails is the disk of the files, keys and mails.
    fn start_on_postgres() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let faults = Faults::of(folder.path());
        let server = postgres::Server::start();
        let demo = Demo::start_in(folder, faults.environment()).on_database(&server.address());
        Self { campaign: Campaign::new(demo, Some(server)), faults, refused: 0, failed: 0 }
    }

    /// How many calls one report with a file takes, its alert included.
    async fn calls(&mut self) -> u32 {
        for _ in 0..3 {
            self.campaign.honest("nothing fails yet").await;
        }
        self.faults.arm(0, Lasting::Once, Error::Io);
        self.campaign.honest("nothing fails yet").await;
        self.quiet().await;
        let seen = self.faults.end();
        assert!(seen.calls > 5, "only {} calls were seen: is the library loaded?", seen.calls);
        seen.calls
    }

    /// Until nothing has been written for a while: what a report sets going after its answer is done.
    async fn quiet(&self) {
        let (mut calls, begun) = (self.faults.seen().calls, Instant::now());
        loop {
            tokio::time::sleep(Duration::from_millis(150)).await;
            let now = self.faults.seen().calls;
            if now == calls || begun.elapsed() > Duration::from_secs(5) {
                return;
            }
            calls = now;
        }
    }

    /// One report while call `number` fails, and what comes after.
    async fn fail_at(&mut self, number: u32, lasting: Lasting, error: Error) {
        let what = format!("{error:?} at call {number}, {lasting:?}");
        let form = self.campaign.form(number.is_multiple_of(2)).await;
        let at = self.campaign.ledger.begin(form);
        self.faults.arm(number, lasting, error);
        let sent = self.campaign.ledger.send(self.campaign.demo.at, at).await;
        assert_ne!(sent, Sent::Nothing, "{what}: no answer");
        if self.faults.seen().calls < number {
            self.quiet().await;
        }
        let seen = self.faults.end();
        self.failed += u32::from(seen.failed > 0);
        self.refused += u32::from(sent != Sent::Acknowledged);
        assert!(self.campaign.demo.runs(), "{what}: the program has ended");

        let honest = self.campaign.honest(&format!("{what}, which is over")).await;
        // Whoever was refused sends the same form again: it is one case, with its file.
        assert_eq!(self.campaign.ledger.send(self.campaign.demo.at, at).await, Sent::Acknowledged, "{what}: the same form, sent again");
        assert!(self.campaign.ledger.whole(at), "{what}: its file is not taken either");
        for entry in [at, honest] {
            self.campaign.ledger.check(self.campaign.demo.at, entry).await;
        }
        assert!(!self.campaign.demo.log().contains("panicked"), "{what}: {}", self.campaign.demo.log());
    }

    /// What lay about because it could not be removed goes with the next start; then everything fits together.
    async fn finish(mut self) {
        self.campaign.ledger.check_list(&self.campaign.demo.cases());
        self.campaign.demo.kill();
        self.campaign.demo.again();
        self.campaign.check_everything().await;
        if whole() {
            self.campaign.outbox_empties().await;
        }
        self.campaign.open_everything();
        println!("{} faults, {} of which a report was refused for; {}", self.failed, self.refused, self.campaign.figures());
    }
}

async fn reports_while_calls_fail(mut trial: Trial, error: Error) -> Trial {
    let calls = trial.calls().await;
    let points = points(calls);
    println!("{error:?}: a report with a file takes {calls} calls; {} of them fail, each once and from there on", points.len());
    for number in &points {
        trial.fail_at(*number, Lasting::Once, error).await;
        trial.fail_at(*number, Lasting::On, error).await;
    }
    // Files differ in length, so that now and then the last calls do not come.
    assert!(trial.failed as usize >= points.len(), "{} of {} faults came", trial.failed, 2 * points.len());
    trial
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_medium_that_fails_at_any_call_loses_nothing_acknowledged_and_the_service_recovers() {
    let trial = reports_while_calls_fail(Trial::start(), Error::Io).await;
    assert!(trial.refused > 0, "no report felt any fault");
    trial.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_is_full_at_any_call_loses_nothing_acknowledged_and_the_service_recovers() {
    let trial = reports_while_calls_fail(Trial::start(), Error::Full).await;
    assert!(trial.refused > 0, "no report felt any fault");
    trial.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_rows_in_postgresql_a_disk_that_fails_under_the_files_costs_no_words() {
    let mut trial = reports_while_calls_fail(Trial::start_on_postgres(), Error::Io).await;
    assert_eq!(trial.refused, 0, "the words were stored elsewhere, and yet refused");
    trial = reports_while_calls_fail(trial, Error::Full).await;
    assert_eq!(trial.refused, 0, "the words were stored elsewhere, and yet refused");
    trial.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_that_the_disk_spoils_says_so_in_a_line_and_the_next_one_succeeds() {
    for error in [Error::Io, Error::Full] {
        let mut trial = Trial::start();
        trial.campaign.honest("nothing fails yet").await;
        trial.campaign.demo.kill();
        trial.faults.arm(0, Lasting::Once, error);
        trial.campaign.demo.again();
        trial.quiet().await;
        let calls = trial.faults.end().calls;
        trial.campaign.demo.kill();
        let (mut spoiled, points) = (0, points(calls));
        println!("{error:?}: a start takes {calls} calls; {} of them fail", points.len());
        for number in points {
            trial.faults.arm(number, Lasting::On, error);
            match trial.campaign.demo.try_again() {
                Ok(()) => {
                    trial.quiet().await;
                    trial.faults.end();
                }
                Err(said) => {
                    spoiled += 1;
                    trial.faults.end();
                    let lines: Vec<&str> = said.lines().filter(|line| line.starts_with("tocsin: ")).collect();
                    assert_eq!(lines.len(), 1, "{error:?} at call {number}: {said}");
                    assert!(!said.contains("panicked"), "{error:?} at call {number}: {said}");
                    trial.campaign.demo.again();
                }
            }
            // Whether it started in spite of the fault or only now.
            trial.campaign.honest(&format!("{error:?} at call {number} of a start is over")).await;
            trial.campaign.demo.kill();
        }
        println!("{error:?}: {spoiled} starts failed and said why");
        trial.campaign.demo.again();
        trial.finish().await;
    }
}
