//! The real program: what it refuses, prints, and does when told to stop.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tocsin_domain::onion::OnionAddress;

use crate::installation::Place;
use crate::tls_client::{NAME, Pair};

/// `count` addresses nobody listens on.
pub fn free(count: usize) -> Vec<SocketAddr> {
    let held: Vec<TcpListener> = (0..count).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
    held.iter().map(|listener| listener.local_addr().unwrap()).collect()
}

/// `tocsin serve`; dropped, it is killed.
pub struct Running {
    pub child: Child,
}

impl Running {
    /// Starts it and waits until its plain door answers.
    pub fn start(place: &Place, plain: SocketAddr) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_tocsin"))
            .args(["serve", "--config", "data/tocsin.toml"])
            .current_dir(place.folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut running = Self { child };
        let begun = Instant::now();
        while !healthz(plain).is_some_and(|text| text.starts_with("HTTP/1.1 200")) {
            if begun.elapsed() > Duration::from_secs(30) || running.child.try_wait().unwrap().is_some() {
                running.child.kill().unwrap();
                panic!("the service does not answer: {:?}", running.heard());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        running
    }

    pub fn tell(&self) {
        assert!(Command::new("kill").arg(self.child.id().to_string()).status().unwrap().success());
    }

    /// Waits for the end; what was printed to both outputs.
    pub fn heard(&mut self) -> (String, String) {
        let (mut out, mut err) = (String::new(), String::new());
        self.child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        (out, err)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn healthz(at: SocketAddr) -> Option<String> {
    let mut stream = TcpStream::connect(at).ok()?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").ok()?;
    let mut text = String::new();
    stream.read_to_string(&mut text).ok()?;
    Some(text)
}

/// Adds doors to the configuration; the first address is the plain door's.
pub fn with_doors(place: &Place, plain: SocketAddr, more: &str) {
    place.edit(|text| text.replace("127.0.0.1:8080", &plain.to_string()).replace("\n[limits]\n", &format!("\n{more}\n[limits]\n")));
}

#[test]
fn serve_refuses_doors_that_are_not_safe_and_says_what_to_do() {
    let place = Place::ready();
    let original = std::fs::read_to_string(place.path("data/tocsin.toml")).unwrap().replace("127.0.0.1:8080", "127.0.0.1:0");
    let refused = |more: &str| {
        place.edit(|_| original.replace("\n[limits]\n", &format!("\n{more}\n[limits]\n")));
        place.serve_refused()
    };
    assert!(refused("[web.onion]\nlisten = \"0.0.0.0:8081\"").contains("run tor on this machine"));
    assert!(refused("[web.staff]\nlisten = \"0.0.0.0:8082\"").contains("ssh -L"));
    let good = OnionAddress::of_key(&[7; 32]).to_string();
    let mistyped = good.replacen(|c| c != 'a', "a", 1);
    assert!(refused(&format!("[web.onion]\naddress = \"{mistyped}\"")).contains("typing error"));
    assert!(refused("[web.onion]\naddress = \"example.org\"").contains("hostname"));
    assert!(refused("[web.onion]\nport = 1").contains("port"), "an unknown key is named");
    let tls = "[web.tls]\nlisten = \"127.0.0.1:0\"\ncertificate = \"../tls/fullchain.pem\"\nkey = \"../tls/privkey.pem\"";
    assert!(refused(tls).contains("cannot be read"));
    std::fs::create_dir(place.path("tls")).unwrap();
    Pair::new(NAME).write(&place.path("tls"));
    std::fs::write(place.path("tls/privkey.pem"), Pair::new(NAME).key).unwrap();
    assert!(refused(tls).contains("is not the key of the certificate"));
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let said = refused(&format!("[web.staff]\nlisten = \"{}\"", taken.local_addr().unwrap()));
    assert!(said.contains("cannot listen") && said.contains("web.staff.listen"), "{said}");
}

#[test]
fn serve_names_every_door_and_a_second_signal_ends_it_at_once() {
    let place = Place::ready();
    std::fs::create_dir(place.path("tls")).unwrap();
    Pair::new(NAME).write(&place.path("tls"));
    let at = free(4);
    let onion = OnionAddress::of_key(&[7; 32]);
    let more = format!(
        "[web.onion]\nlisten = \"{}\"\naddress = \"{onion}\"\n[web.tls]\nlisten = \"{}\"\ncertificate = \"../tls/fullchain.pem\"\n\
         key = \"../tls/privkey.pem\"\n[web.staff]\nlisten = \"{}\"\n",
        at[1], at[2], at[3]
    );
    with_doors(&place, at[0], &more);
    let mut running = Running::start(&place, at[0]);
    // A report that is being sent for ever: the farewell waits for it.
    let mut begun = TcpStream::connect(at[0]).unwrap();
    begun
        .write_all(
            b"POST /report HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n\r\n--b\r\n",
        )
        .unwrap();
    std::thread::sleep(Duration::from_millis(300));
    running.tell();
    std::thread::sleep(Duration::from_millis(2_000));
    assert!(running.child.try_wait().unwrap().is_none(), "what was begun may finish");
    for door in &at {
        assert!(TcpStream::connect(door).is_err(), "{door} is closed");
    }
    let told = Instant::now();
    running.tell();
    let ended = running.child.wait().unwrap();
    assert!(told.elapsed() < Duration::from_secs(2) && ended.code() == Some(1), "{:?} {ended:?}", told.elapsed());
    let (out, err) = running.heard();
    for (door, scheme) in at.iter().zip(["http://", "", "https://", "http://"]) {
        assert!(out.contains(&format!("{scheme}{door} ")), "{out}");
    }
    assert!(out.contains(onion.as_str()) && out.contains("/desk"), "{out}");
    assert!(err.contains("stopping") && err.contains("second time"), "{err}");
}

#[test]
fn tor_itself_accepts_what_onion_prints() {
    let place = Place::initialised();
    let service = place.path("service");
    let arguments = ["onion", "--data", "data", "--service-dir", service.to_str().unwrap()];
    let text = place.good(&arguments);
    for line in [
        format!("\nHiddenServiceDir {}\n", service.display()),
        "\nHiddenServicePort 80 127.0.0.1:8081\n".into(),
        "\nHiddenServiceExportCircuitID haproxy\n".into(),
        "\nHiddenServicePoWDefensesEnabled 1\n".into(),
        "\nHiddenServiceMaxStreamsCloseCircuit 1\n".into(),
    ] {
        assert!(text.contains(&line), "{line}: {text}");
    }
    assert!(text.contains("# Next:") && text.contains("systemctl reload tor") && text.contains("[web.onion]") && text.contains("hostname"));
    let torrc = place.path("torrc");
    let check = |text: &str| {
        std::fs::write(&torrc, text).unwrap();
        let tor = if std::path::Path::new("/usr/sbin/tor").exists() { "/usr/sbin/tor" } else { "tor" };
        let output = Command::new(tor)
            .args(["--verify-config", "--defaults-torrc", "/dev/null", "-f"])
            .arg(&torrc)
            .arg("--DataDirectory")
            .arg(place.path("tor-data"))
            .output()
            .expect("tor is installed");
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (good, said) = check(&text);
    let warned = said.lines().any(|line| line.contains("[warn]") && !line.contains("Tor as root"));
    assert!(good && said.contains("Configuration was valid") && !warned, "{said}");
    let (good, said) = check(&text.replace("HiddenServicePoWQueueRate 100", "HiddenServicePoWQueueRate none"));
    assert!(!good, "the check itself sees a mistake: {said}");

    let json: serde_json::Value = serde_json::from_str(&place.good(&[&arguments[..], &["--json"]].concat())).unwrap();
    assert!(text.starts_with(json["torrc"].as_str().unwrap()) && json["address"].is_null() && json["door"] == "127.0.0.1:8081");
    assert!(json["next"].as_array().unwrap().len() >= 4);

    let onion = OnionAddress::of_key(&[7; 32]);
    place.edit(|text| {
        text.replace("\n[limits]\n", &format!("\n[web.onion]\nlisten = \"127.0.0.1:9999\"\naddress = \"{onion}\"\n[limits]\n"))
    });
    let text = place.good(&["onion", "--data", "data"]);
    assert!(text.contains("HiddenServicePort 80 127.0.0.1:9999\n") && !text.contains("[web.onion]"), "{text}");
}
