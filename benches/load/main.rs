//! The figures of `docs/performance.md`, each beside its limit, against the real program over loopback. `tests/load/run`
//! and `tests/load/flood` build and start this; it ends with 1 if a limit is broken.

mod bare;
mod client;
mod pages;
mod process;
mod sealed;
mod table;
mod upload;

#[path = "../../tests/support/demo.rs"]
mod demo;
#[path = "../../tests/support/flood.rs"]
mod flood;
#[path = "../../tests/support/http.rs"]
mod http;
#[path = "../../tests/support/station.rs"]
mod station;

use std::net::TcpListener;
use std::process::ExitCode;
use std::time::Duration;

use client::Load;
use process::Process;
use station::Station;
use table::{Limit, Table};

/// Reports per run, by how many are sent at once.
const REPORTS: [(usize, usize); 3] = [(1, 500), (8, 3_000), (64, 3_000)];
const PAGES: usize = 6_000;
const SEALED: usize = 3_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let table = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["flood", honest, hostile, seconds] => {
            let plan = flood::Plan {
                honest: honest.parse().unwrap(),
                hostile: hostile.parse().unwrap(),
                time: Duration::from_secs(seconds.parse().unwrap()),
                pause: Duration::from_secs(1),
            };
            runtime.block_on(under_flood(&plan))
        }
        [] => runtime.block_on(figures()),
        _ => panic!("nothing, or: flood HONEST HOSTILE SECONDS"),
    };
    table.verdict()
}

async fn figures() -> Table {
    let mut table = Table::default();
    let (mut station, at) = ready(|config| config.replace("rate_limit = true", "rate_limit = false"));

    let started = client::first_answer(at, || station.spawn()).await;
    table.row("start to the first answered page", ms(started), "ms", Limit::AtMost(300.0));
    let process = Process::of(station.process());
    pages::weights(&mut table, at).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let idle = process.memory();
    table.row("memory, idle, every language shown once", idle, "MB", Limit::AtMost(40.0));

    for (name, together, room) in [("one upload of 200 MB", 1, 32.0), ("8 uploads of 200 MB at once", 8, 64.0)] {
        let (peak, taken) = upload::files(at, &process, together).await;
        table.row(&format!("memory over idle during {name}"), peak - idle, "MB", Limit::AtMost(room));
        table.row(&format!("{name}, sealed and durable"), 200.0 * together as f64 / taken.as_secs_f64(), "MB per second", Limit::None);
    }

    let load = Load::prepare(at, REPORTS.iter().map(|(_, count)| count).sum::<usize>() + 100).await;
    load.reports(1, 100).await;
    for (together, count) in REPORTS {
        let before = process.processor_time();
        let run = load.reports(together, count).await;
        let cpu = (process.processor_time() - before).as_secs_f64() * 1000.0 / count as f64;
        let name = format!("reports, {together} at once");
        let aim = if together == 8 { Limit::AtLeast(400.0) } else { Limit::AtLeast(24.0) };
        table.row(&name, run.per_second(), "per second", aim);
        table.row(&format!("{name}, p50"), ms(run.percentile(50)), "ms", if together == 8 { Limit::Below(20.0) } else { Limit::None });
        table.row(&format!("{name}, p99"), ms(run.percentile(99)), "ms", Limit::None);
        table.row(&format!("{name}, processor time each"), cpu, "ms", Limit::Below(75.0));
        let bare = bare::commits(&station, together, count).await;
        table.row(&format!("the same rows committed bare, {together} at once"), bare.alone, "per second", Limit::None);
        table.row(&format!("{name}, of the bare commits"), 100.0 * run.per_second() / bare.alone, "%", Limit::None);
        table.row(&format!("the same rows committed bare, {together} in each commit"), bare.shared, "per second", Limit::None);
    }
    let run = sealed::reports(&station, at, 8, SEALED).await;
    table.row("sealed reports, 8 at once", run.per_second(), "per second", Limit::AtLeast(600.0));
    table.row("sealed reports, 8 at once, p50", ms(run.percentile(50)), "ms", Limit::None);
    table.row("sealed reports, 8 at once, p99", ms(run.percentile(99)), "ms", Limit::None);
    let run = client::pages(at, 8, PAGES).await;
    table.row("form pages, compressed, 8 at once", run.per_second(), "per second", Limit::None);
    tokio::time::sleep(Duration::from_secs(2)).await;
    table.row("memory after all this", process.memory(), "MB", Limit::None);

    let cases = station.json(&["cases", "list"]);
    let cases = cases.as_array().unwrap();
    let files = cases.iter().filter(|case| case["files"] == 1).count();
    let sent = (load.acknowledged() + upload::TOGETHER_ALL + SEALED, upload::TOGETHER_ALL);
    assert_eq!((cases.len(), files), sent, "what was acknowledged is stored, files included, and nothing else");
    table
}

async fn under_flood(plan: &flood::Plan) -> Table {
    let mut table = Table::default();
    let (mut station, at) = ready(Station::behind_a_proxy);
    client::first_answer(at, || station.spawn()).await;
    let process = Process::of(station.process());
    let idle = process.memory();
    let (outcome, peak) = process.peak_during(flood::run(at, plan)).await;
    for why in &outcome.lost {
        eprintln!("lost: {}", why.chars().take(300).collect::<String>());
    }
    for (status, count) in &outcome.hostile {
        eprintln!("hostile requests answered {status}: {count}");
    }
    let took = client::Run::of(outcome.accepted.iter().map(|report| report.took).collect(), plan.time);
    let again = outcome.accepted.iter().filter(|report| report.tries > 1).count();
    let struck: usize = outcome.hostile.values().sum();
    let name = format!("{} honest among {} hostile connections", plan.honest, plan.hostile);
    table.row(&format!("{name}: honest reports lost"), outcome.lost.len() as f64, "", Limit::AtMost(0.0));
    table.row(&format!("{name}: honest reports taken"), outcome.accepted.len() as f64, "", Limit::AtLeast(plan.honest as f64));
    table.row(&format!("{name}: honest reports, p50"), ms(took.percentile(50)), "ms", Limit::None);
    table.row(&format!("{name}: honest reports, p99"), ms(took.percentile(99)), "ms", Limit::None);
    table.row(&format!("{name}: honest reports sent more than once"), again as f64, "", Limit::None);
    table.row(&format!("{name}: hostile requests"), struck as f64 / plan.time.as_secs_f64(), "per second", Limit::None);
    table.row(&format!("{name}: memory over idle, at most"), peak - idle, "MB", Limit::None);
    table
}

/// An installation that shows every language, and where it will listen.
fn ready(edit: impl FnOnce(String) -> String) -> (Station, std::net::SocketAddr) {
    let at = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let codes: Vec<String> = pages::languages().iter().map(|code| format!("{code:?}")).collect();
    let codes = codes.join(", ");
    let station = Station::set_up(|config| {
        let config = config.replace("enabled = [\"en\"]", &format!("enabled = [{codes}]"));
        let config = config.replace("unreviewed_allowed = []", &format!("unreviewed_allowed = [{codes}]"));
        edit(config.replace("127.0.0.1:0", &at.to_string()))
    });
    (station, at)
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
