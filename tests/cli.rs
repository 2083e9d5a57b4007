//! The real program: production set-up step by step as `init` prints it, and what `serve` refuses, each time with what
//! to do next.
#[path = "support/installation.rs"]
mod installation;

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use installation::Place;
use ring::rand::SystemRandom;
use tocsin_seal::{Identity, SigningKey};

fn mode(file: &Path) -> u32 {
    fs::metadata(file).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_demo_listens_on_this_machine_only() {
    let place = Place { folder: tempfile::tempdir().unwrap() };
    assert!(place.refused(&["demo", "--listen", "0.0.0.0:0"]).contains("tocsin init"));
    assert!(fs::read_dir(place.folder.path()).unwrap().next().is_none(), "a refused demo makes nothing");
}

#[test]
fn what_init_makes_is_its_owners_alone_and_is_never_made_twice() {
    let place = Place::initialised();
    for file in ["data-keys/master.key", "data-keys/ring.json", "data-keys/token.key", "data-roster-key/roster.key", "data/tocsin.toml"] {
        assert_eq!(mode(&place.path(file)) & 0o077, 0, "{file}");
    }
    let before = fs::read(place.path("data-keys/ring.json")).unwrap();
    assert!(place.refused(&["init", "--data", "data"]).contains("nothing was changed"));
    assert_eq!(fs::read(place.path("data-keys/ring.json")).unwrap(), before);
}

#[test]
fn serve_refuses_what_is_not_fit_and_says_what_to_do() {
    let place = Place::initialised();
    assert!(place.serve_refused().contains("organisation.name"), "placeholders are named");
    place.fill_in();
    assert!(place.serve_refused().contains("roster sign"), "no roster yet");
    place.sign();

    let ring = place.path("data-keys/ring.json");
    fs::set_permissions(&ring, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(place.serve_refused().contains("chmod 600"));
    fs::set_permissions(&ring, fs::Permissions::from_mode(0o600)).unwrap();

    let stray = place.path("data/key.txt");
    fs::copy(place.path("data-roster-key/roster.key"), &stray).unwrap();
    assert!(place.serve_refused().contains("private key"), "a signing key in the data folder");
    fs::write(&stray, Identity::generate(&SystemRandom::new()).unwrap().to_secret().as_bytes()).unwrap();
    assert!(place.serve_refused().contains("private key"), "an identity in the data folder");
    fs::remove_file(&stray).unwrap();

    fs::rename(&ring, place.path("elsewhere")).unwrap();
    assert!(place.serve_refused().contains("bring it back"), "a missing ring");
    let other = Place::initialised();
    fs::copy(other.path("data-keys/ring.json"), &ring).unwrap();
    assert!(!place.serve_refused().is_empty(), "another installation's ring");
    fs::rename(place.path("elsewhere"), &ring).unwrap();

    place.edit(|text| text.replace("upload_mb", "upload_megabytes"));
    assert!(place.serve_refused().contains("upload_megabytes"), "an unknown key is named");
    place.edit(|text| text.replace("upload_megabytes", "upload_mb").replace("127.0.0.1:8080", "0.0.0.0:8080"));
    assert!(place.serve_refused().contains("plain HTTP"), "an address that others reach");
    place.edit(|text| text.replace("0.0.0.0:8080", "127.0.0.1:8080").replace("../data-keys", "keys"));
    fs::rename(place.path("data-keys"), place.path("data/keys")).unwrap();
    assert!(place.serve_refused().contains("inside the data folder"));
}

#[test]
fn the_steps_that_init_prints_lead_to_a_service_that_runs_and_stops() {
    let place = Place::ready();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    place.edit(|text| text.replace("127.0.0.1:8080", &format!("127.0.0.1:{port}")));
    place.good(&["people", "add", "--data", "data", "--alias", "A1", "--email", "a1@example.net", "--on-call"]);
    assert!(place.refused(&["people", "add", "--data", "data", "--alias", "A2", "--email", "A1@example.net"]).contains("address"));
    // A bare file name from inside the folder, as people type it.
    let mut server = Command::new(env!("CARGO_BIN_EXE_tocsin"))
        .args(["serve", "--config", "tocsin.toml"])
        .current_dir(place.path("data"))
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let mut answer = String::new();
    while !answer.starts_with("HTTP/1.1 200") {
        assert!(begun.elapsed() < Duration::from_secs(20), "the service does not answer: {answer}");
        std::thread::sleep(Duration::from_millis(50));
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { continue };
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        answer.clear();
        stream.read_to_string(&mut answer).unwrap();
    }
    let people: serde_json::Value = serde_json::from_str(&place.good(&["people", "list", "--data", "data", "--json"])).unwrap();
    assert_eq!(people.as_array().unwrap().len(), 1, "commands run beside a live server");
    assert!(place.good(&["roster", "verify", "--data", "data"]).contains("1 roster,"));
    assert_eq!(place.good(&["cases", "list", "--data", "data", "--json"]).trim(), "[]");
    let stopped = Command::new("kill").arg(server.id().to_string()).status().unwrap();
    assert!(stopped.success());
    assert!(server.wait().unwrap().success(), "SIGTERM ends it well");
}

#[test]
fn the_roster_key_is_replaced_by_one_command_and_either_key_serves_in_the_configuration() {
    let place = Place::ready();
    let old_key = fs::read_to_string(place.path("data-roster-key/roster.key")).unwrap();
    let old = SigningKey::parse(old_key.trim()).unwrap().public();
    let succeed = |new: &'static str, more: &[&'static str]| {
        let words = ["roster", "succeed", "--data", "data", "--key", "data-roster-key/roster.key", "--new-key", new];
        [&words[..], more].concat()
    };
    assert!(place.refused(&succeed("data/next.key", &[])).contains("must not lie in the data folder"));
    assert!(place.good(&succeed("next.key", &["--dry-run"])).contains("Nothing was changed"));
    assert!(!place.path("next.key").exists());
    let said = place.good(&succeed("next.key", &[]));
    let new = SigningKey::parse(fs::read_to_string(place.path("next.key")).unwrap().trim()).unwrap().public();
    assert!(said.contains(&format!("The roster key is now {}", new.fingerprint())) && said.contains("What is left"), "{said}");
    assert_eq!(mode(&place.path("next.key")), 0o600);
    assert_eq!(fs::read_to_string(place.path("data-keys/epoch")).unwrap(), "1 1\n");
    assert!(place.refused(&succeed("third.key", &[])).contains(&format!("{} signs the rosters", new.fingerprint())));
    assert!(!place.path("third.key").exists());
    let shown = place.good(&["roster", "show", "--data", "data"]);
    assert!(shown.contains(&format!("roster key {}", new.fingerprint())) && shown.contains("the configuration names"), "{shown}");
    place.edit(|text| text.replace(&old.to_string(), &new.to_string()));
    assert!(place.good(&["roster", "verify", "--data", "data"]).contains("1 roster,"));
    assert!(!place.good(&["roster", "show", "--data", "data"]).contains("the configuration names"));
    // What is exported is followed by whoever knows either.
    place.good(&["export", "--data", "data", "--out", "bundle"]);
    let chain = ["bundle/roster/1.json", "bundle/roster/key-1.json"].map(|file| fs::read(place.path(file)).unwrap());
    for known in [old, new] {
        assert_eq!(tocsin_seal::Chain::verify(&chain, &known).unwrap().key(), &new);
    }
}

#[test]
fn every_command_explains_itself() {
    let place = Place { folder: tempfile::tempdir().unwrap() };
    for command in
        ["demo", "init", "serve", "doctor", "onion", "people", "roster", "cases", "alerts", "export", "import", "backup", "restore"]
    {
        assert!(place.good(&[command, "--help"]).lines().next().is_some_and(|l| l.len() > 10), "{command}");
    }
}

#[test]
fn who_is_on_call_how_they_are_reached_and_what_they_acknowledge_is_kept_by_commands() {
    let place = Place::ready();
    for alias in ["A1", "B2"] {
        place.good(&["people", "add", "--data", "data", "--alias", alias, "--email", &format!("{alias}@example.net")]);
    }
    place.good(&["people", "lead", "--data", "data", "--alias", "B2"]);
    let reach = ["people", "reach", "--data", "data", "--alias", "A1", "--wake-email"];
    assert!(place.refused(&[&reach[..], &["b2@EXAMPLE.net"]].concat()).contains("nothing else"), "somebody's other address");
    place.good(&[&reach[..], &["bell@example.net", "--language", "ug", "--zone", "Europe/Berlin"]].concat());
    assert!(place.refused(&["people", "reach", "--data", "data", "--alias", "A1", "--zone", "Berlin"]).contains("Europe/Berlin"));
    assert!(place.refused(&["people", "webhook", "--data", "data", "--alias", "A1", "--url", "http://push.example/"]).contains("https"));
    let hook = place.good(&["people", "webhook", "--data", "data", "--alias", "A1", "--url", "https://push.example/"]);
    assert_eq!(hook.trim().lines().last().map(str::len), Some(32), "its key is shown once: {hook}");
    let people: serde_json::Value = serde_json::from_str(&place.good(&["people", "list", "--data", "data", "--json"])).unwrap();
    assert_eq!((people[0]["wake_email"].as_str(), people[0]["language"].as_str()), (Some("bell@example.net"), Some("ug")));
    assert_eq!((people[0]["webhook"].as_bool(), people[1]["lead"].as_bool()), (Some(true), Some(true)));

    let duty = ["alerts", "on-call", "duty", "--data", "data", "--alias", "A1", "--hours"];
    assert!(place.refused(&[&duty[..], &["Moonday 01:00-02:00"]].concat()).contains("Moonday"));
    assert!(place.good(&[&duty[..], &["daily 00:00-12:00"]].concat()).contains("Nobody is on call from"), "a hole is said at once");
    let filled = place.good(&[&duty[..], &["daily 12:00-24:00"]].concat());
    assert!(!filled.contains("Nobody"), "{filled}");
    let swap = ["--stand-in", "B2", "--from", "2026-01-01", "--until", "2099-12-31"];
    place.good(&[&["alerts", "on-call", "swap", "--data", "data", "--alias", "A1"][..], &swap[..]].concat());
    let shown: serde_json::Value = serde_json::from_str(&place.good(&["alerts", "on-call", "show", "--data", "data", "--json"])).unwrap();
    assert_eq!((shown["on_call"][0].as_str(), shown["entries"].as_array().map(Vec::len)), (Some("B2"), Some(3)));

    let code = place.good(&["alerts", "code", "--data", "data", "--alias", "A1"]);
    assert_eq!(code, place.good(&["alerts", "code", "--data", "data", "--alias", "a1"]));
    assert_ne!(code, place.good(&["alerts", "code", "--data", "data", "--alias", "B2"]));
    assert!(place.good(&["alerts", "calls", "--data", "data"]).contains("Nothing rings"));
    place.good(&["alerts", "drill", "--data", "data"]);
    let calls: serde_json::Value = serde_json::from_str(&place.good(&["alerts", "calls", "--data", "data", "--json"])).unwrap();
    assert_eq!((calls[0]["drill"].as_bool(), calls[0]["rang"].is_null()), (Some(true), true));
    let early = place.good(&["alerts", "ack", "--data", "data", "--alias", "B2"]);
    assert!(early.contains("Nothing rings"), "a drill that has not rung shows nothing: {early}");
    let status: serde_json::Value = serde_json::from_str(&place.good(&["alerts", "status", "--data", "data", "--json"])).unwrap();
    assert_eq!((status["drill"].is_null(), status["drill_missed"].as_bool()), (true, Some(true)));
    assert!(place.good(&["alerts", "openpgp-key", "--data", "data"]).starts_with("-----BEGIN PGP PUBLIC KEY BLOCK-----"));
    assert_eq!(mode(&place.path("data-keys/openpgp.key")), 0o600);
}

#[test]
fn a_malformed_table_of_the_trip_check_is_refused_with_its_line_and_column_and_closes_nothing_else() {
    let place = Place { folder: tempfile::tempdir().unwrap() };
    assert!(place.good(&["travel", "check"]).contains("well-formed"), "the built-in tables");
    assert!(place.good(&["travel", "write", "own"]).contains("cases.csv"));
    assert!(place.refused(&["travel", "write", "own"]).contains("cannot be written"), "what is there is not overwritten");
    let file = place.path("own/cases.csv");
    let bent = fs::read_to_string(&file).unwrap().replacen(",held,danger,", ",held,safe,", 1);
    let line = bent.lines().position(|line| line.contains(",safe,")).unwrap() + 1;
    fs::write(&file, bent).unwrap();
    let told = place.refused(&["travel", "check", "own/cases.csv"]);
    assert!(told.contains(&format!("own/cases.csv: line {line}, column 12: \"safe\" is none of: advice, danger")), "{told}");
    assert!(place.refused(&["travel", "check", "elsewhere.csv"]).contains("is none of origins.csv"));

    let place = Place::initialised();
    place.fill_in();
    place.sign();
    let settings = |text: &str| place.edit(|config| config.replacen("[limits]", &format!("{text}\n[limits]"), 1));
    settings("[travel]\nkeeper = \"The lawyers\"\nfolder = \"own\"\n");
    assert!(place.refused(&["travel", "check", "--data", "data"]).contains("tocsin travel write"), "a folder that is not there");
    place.good(&["travel", "write", "data/own"]);
    assert!(place.good(&["travel", "check", "--data", "data", "--json"]).contains("\"treaties\":"));
    fs::write(place.path("data/own/treaties.csv"), "# tocsin.travel/1 treaties\norigin,place\n").unwrap();
    let doctor = place.run(&["doctor", "--data", "data"]);
    let told = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(told.contains("WRONG  there is no trip check until its tables are mended") && told.contains("line 2, column 1"), "{told}");
}

#[test]
fn a_trip_check_without_the_name_of_whoever_keeps_it_is_refused() {
    let place = Place::initialised();
    for (wrong, said) in
        [("keeper = \"\"", "must say who keeps"), ("keeper = \"EXAMPLE\"", "must say who keeps"), ("folder = \"own\"", "no effect")]
    {
        place.edit(|config| config.replacen("[limits]", &format!("[travel]\n{wrong}\n[limits]"), 1));
        assert!(place.refused(&["travel", "check", "--data", "data"]).contains(said), "{wrong}");
        place.edit(|config| config.replacen(&format!("[travel]\n{wrong}\n"), "", 1));
    }
}
