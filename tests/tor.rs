//! The onion service for real: a private Tor network on this machine carries a reporter's whole journey, and each circuit
//! has a limit of its own.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/http.rs"]
mod http;
#[path = "support/socks.rs"]
mod socks;
#[path = "support/station.rs"]
mod station;
#[path = "support/tornet.rs"]
mod tornet;

use std::fs;
use std::net::SocketAddr;

use http::{Answer, Part};
use station::Station;
use tornet::{Reporter, TorNet};

const WORDS: &str = "canary-c0de somebody asks my landlord about me";
const ANSWER: &str = "answer-5e1f do not open the door";

/// Larger than any buffer on the way; every byte differs from its neighbours, so that a lost piece shows.
fn large_file() -> Vec<u8> {
    (0..3_000_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes().into_iter().take(1)).collect()
}

async fn page(reporter: &Reporter, circuit: &str, path: &str) -> Answer {
    let answer = reporter.ask(circuit, "GET", path, &[], b"").await;
    assert_eq!(answer.status, 200, "{path}");
    answer
}

async fn send(reporter: &Reporter, circuit: &str, parts: &[Part<'_>]) -> Answer {
    let kind = format!("multipart/form-data; boundary={}", http::BOUNDARY);
    reporter.ask(circuit, "POST", "/en/report", &[("Content-Type", &kind)], &http::multipart(parts)).await
}

async fn open(reporter: &Reporter, circuit: &str, receipt: &str) -> Answer {
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    reporter.ask(circuit, "POST", "/en/mailbox", &[kind], http::urlencoded(&[("receipt", receipt)]).as_bytes()).await
}

/// A report with a large file, sent; opened and answered by the caseworker; the answer read in the mailbox.
async fn journey(station: &Station, reporter: &Reporter) {
    let token = page(reporter, "journey", "/en/report").await.hidden("token");
    let file = large_file();
    let parts: [Part<'_>; 4] = [
        ("token", None, token.as_bytes()),
        ("narrative", None, WORDS.as_bytes()),
        ("danger", None, b"now"),
        ("files", Some("film.bin"), &file),
    ];
    let (words, _) = demo::receipt(&send(reporter, "journey", &parts).await);

    station.json(&["export", "--out", "bundles"]);
    station.desk(&["open", "--identity", "anna.txt", "bundles", "--out", "opened", "--attachments"]);
    let cases = station.json(&["cases", "list"]);
    let case = cases[0]["case"].as_str().unwrap();
    let opened = demo::files(&station.path(&format!("opened/case-{case}")));
    let report = opened.iter().find(|path| path.ends_with("report.txt")).expect("the report");
    assert!(std::fs::read_to_string(report).unwrap().contains(WORDS));
    assert!(opened.iter().any(|path| std::fs::read(path).unwrap() == file), "the file as it was sent: {opened:?}");
    station.desk(&["reply", "--identity", "anna.txt", "bundles", "--case", case, "--text", ANSWER, "--out", "replies"]);
    assert_eq!(station.json(&["import", "--from", "replies"])["taken"], 1);

    // Days later, from elsewhere: another circuit.
    let mailbox = open(reporter, "days later", &words).await;
    assert!(mailbox.text().contains(ANSWER), "{}", mailbox.text());
}

/// One circuit sends reports until it is told to wait, its text given back; another is not held for it.
async fn two_circuits_two_limits(reporter: &Reporter) {
    let mut refused = None;
    for number in 0..60 {
        let words = format!("greedy {number}");
        let answer = send(reporter, "greedy", &[("narrative", None, words.as_bytes())]).await;
        if answer.status == 429 {
            assert!(answer.text().contains(&words), "what was typed is given back: {}", answer.text());
            refused = Some(number);
            break;
        }
        demo::receipt(&answer);
    }
    assert!(refused.is_some_and(|before| before > 0), "60 reports in a row through one circuit, {refused:?} before the limit");
    demo::receipt(&send(reporter, "another", &[("narrative", None, b"I come from elsewhere")]).await);
}

/// A caseworker's configuration: with the onion door, and with the service's address once tor has made it.
fn with_onion(config: &str, door: SocketAddr, address: Option<&str>) -> String {
    let address = address.map(|name| format!("address = \"{name}\"\n")).unwrap_or_default();
    config.replace("[limits]", &format!("[web.onion]\nlisten = \"{door}\"\n{address}\n[limits]"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_private_tor_network_carries_a_whole_journey_and_two_circuits_have_two_limits() {
    let mut net = TorNet::start();
    let door = net.port();
    let mut station = Station::set_up(|config| config);
    let file = station.path("data/tocsin.toml");
    let config = fs::read_to_string(&file).unwrap();
    fs::write(&file, with_onion(&config, door, None)).unwrap();
    station.serve();
    net.agreed().await;
    let folder = net.service_folder();
    let printed = station.json(&["onion", "--service-dir", folder.to_str().unwrap()]);
    let service = net.service(printed["torrc"].as_str().unwrap());
    let socks = net.client();
    net.ready(&["service", "client"]).await;

    let reporter = Reporter { socks, onion: service.onion() };
    journey(&station, &reporter).await;
    two_circuits_two_limits(&reporter).await;
    assert!(service.log().contains("PoW defenses are enabled"), "{}", service.log());
    assert!(service.log().contains("Initializing pow_params in descriptor"), "{}", service.log());
    assert_eq!(net.sockets_outside(), Vec::<String>::new());

    // As `tocsin onion` says next: the address is configured, the service started again.
    station.kill();
    fs::write(&file, with_onion(&config, door, Some(&reporter.onion))).unwrap();
    let web = station.serve();
    assert_eq!(page(&reporter, "later", "/en/safety").await.header("onion-location"), None, "who came by onion is there");
    let told = http::get(web, "/en/safety", &[]).await;
    let onion = format!("http://{}/en/safety", reporter.onion);
    assert_eq!(told.header("onion-location"), Some(onion.as_str()), "{:?}", told.headers);
}
