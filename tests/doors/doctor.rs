//! `tocsin doctor` beside a running server: every door tried from outside, every fault named with what to do.

use std::process::Output;

use serde_json::Value;
use tocsin_domain::onion::OnionAddress;

use crate::command::{Running, free, with_doors};
use crate::installation::Place;
use crate::tls_client::{NAME, Pair};

struct Findings(Vec<(bool, String)>);

impl Findings {
    fn of(place: &Place) -> Self {
        let Output { stdout, .. } = place.run(&["doctor", "--config", "data/tocsin.toml", "--json"]);
        let rows: Value = serde_json::from_slice(&stdout).unwrap();
        let row = |row: &Value| (row["ok"].as_bool().unwrap(), row["what"].as_str().unwrap().to_owned());
        Self(rows.as_array().unwrap().iter().map(row).collect())
    }

    #[track_caller]
    fn has(&self, ok: bool, words: &[&str]) {
        let found = self.0.iter().any(|(is, what)| *is == ok && words.iter().all(|word| what.contains(word)));
        assert!(found, "{ok} {words:?} in {:#?}", self.0);
    }
}

/// A ready installation with all four doors, and the address that its onion service is told to have.
fn with_all_doors(names: &str) -> (Place, Vec<std::net::SocketAddr>, OnionAddress) {
    let place = Place::ready();
    std::fs::create_dir(place.path("tls")).unwrap();
    let (at, onion) = (free(4), OnionAddress::of_key(&[7; 32]));
    let more = format!(
        "[web.onion]\nlisten = \"{}\"\naddress = \"{onion}\"\n[web.tls]\nlisten = \"{}\"\ncertificate = \"../tls/fullchain.pem\"\n\
         key = \"../tls/privkey.pem\"\nnames = {names}\n[web.staff]\nlisten = \"{}\"\n",
        at[1], at[2], at[3]
    );
    with_doors(&place, at[0], &more);
    (place, at, onion)
}

#[test]
fn every_door_is_tried_from_outside() {
    let (place, at, _) = with_all_doors(&format!("[\"{NAME}\", \"other.example.org\"]"));
    Pair::new(NAME).write(&place.path("tls"));
    let silent = Findings::of(&place);
    silent.has(false, &["the server is not running", "tocsin serve --config"]);
    assert_eq!(silent.0.iter().filter(|(_, what)| what.contains(&at[0].to_string())).count(), 1, "one line says it all: {:#?}", silent.0);

    let running = Running::start(&place, at[0]);
    let found = Findings::of(&place);
    for (door, name) in at.iter().zip(["plain", "onion", "TLS", "staff"]).filter(|(_, name)| *name != "TLS") {
        found.has(true, &[&format!("the {name} door {door} answers")]);
    }
    found.has(true, &["the onion door", "refuses whoever does not come as tor does"]);
    found.has(true, &["the TLS door", "X25519MLKEM768"]);
    found.has(true, &["the TLS door", "is good for", "days"]);
    found.has(true, &["the certificate is for", NAME]);
    found.has(false, &["not for other.example.org"]);
    found.has(false, &["browsers do not trust the certificate"]);
    found.has(true, &["tells browsers to come by TLS alone"]);
    for name in ["plain", "onion", "TLS"] {
        found.has(true, &[&format!("the {name} door"), "has no /desk"]);
    }
    for name in ["plain", "TLS"] {
        found.has(true, &[&format!("the {name} door"), "tells visitors of the onion service"]);
    }
    found.has(true, &["the staff door", "has no /report"]);

    // Changed in the file, but not yet in the server.
    let other = OnionAddress::of_key(&[8; 32]);
    place.edit(|text| {
        text.replace(&OnionAddress::of_key(&[7; 32]).to_string(), other.as_str())
            .replace("trusted_proxies = []", "trusted_proxies = []\nproxy_header = \"x-real-ip\"")
    });
    let found = Findings::of(&place);
    found.has(false, &["Onion-Location", other.as_str(), "start the server again"]);
    found.has(false, &["trusted_proxies is empty"]);
    drop(running);
}

#[test]
fn a_certificate_near_its_end_and_strangers_at_the_doors_are_named() {
    use std::io::{Read as _, Write as _};
    let (place, at, _) = with_all_doors("[]");
    Pair::until(NAME, 2001).write(&place.path("tls"));
    let running = Running::start(&place, at[0]);
    let found = Findings::of(&place);
    found.has(false, &["the certificate at the TLS door", "expired", "renew"]);
    found.has(false, &["web.tls.names is empty"]);
    drop(running);

    // Somebody else's program at the onion door, which answers whatever it hears.
    let stranger = std::net::TcpListener::bind(at[1]).unwrap();
    std::thread::spawn(move || {
        for stream in stranger.incoming().flatten() {
            let mut stream = stream;
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n");
        }
    });
    let found = Findings::of(&place);
    found.has(false, &["the plain door", "nobody listens there"]);
    found.has(false, &["the onion door", "answers without tor's PROXY header"]);
    found.has(false, &["the TLS door", "nobody listens there"]);
    found.has(false, &["the staff door", "nobody listens there"]);
}

/// The likeliest neighbour at a door is another Tocsin: a demo that somebody left running.
#[test]
fn another_program_that_says_ok_at_the_plain_door_is_no_door_of_ours() {
    let (ours, theirs) = (Place::ready(), Place::ready());
    let at = free(1)[0];
    for place in [&ours, &theirs] {
        with_doors(place, at, "");
    }
    let running = Running::start(&theirs, at);
    let found = Findings::of(&ours);
    found.has(false, &["the plain door", "is that of another installation", "ss -ltnp"]);
    Findings::of(&theirs).has(true, &["the plain door", "answers"]);
    drop(running);

    let stranger = std::net::TcpListener::bind(at).unwrap();
    std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        for mut stream in stranger.incoming().flatten() {
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n");
        }
    });
    Findings::of(&ours).has(false, &["the plain door", "shows no roster as this program does", "ss -ltnp"]);
}
