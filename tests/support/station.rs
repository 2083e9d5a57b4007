//! A real installation, set up step by step as `tocsin init` prints it, and served by the real program with its limits on.
#![allow(dead_code, reason = "each test program uses its own part of this")]

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use tocsin::config::Settings;

/// An installation with one caseworker; dropped, its process is killed and its folder removed.
pub struct Station {
    folder: TempDir,
    serving: Option<Child>,
}

impl Station {
    /// `init`, configuration, the caseworker's key, the team, its roster signed, an address to alert. `edit` may change
    /// the configuration further.
    pub fn set_up(edit: impl FnOnce(String) -> String) -> Self {
        let station = Self { folder: tempfile::tempdir().unwrap(), serving: None };
        station.tocsin(&["init", "--data", "data"]);
        let file = station.path("data/tocsin.toml");
        fs::write(&file, edit(filled_in(&fs::read_to_string(&file).unwrap()))).unwrap();
        let settings = Settings::load(&file).unwrap_or_else(|error| panic!("{error}"));
        let roster_key = settings.deployment.roster_key.to_string();
        station.desk(&["keygen", "--out", "anna.txt", "--roster-key", &roster_key]);
        let deployment = settings.deployment.id.to_string();
        station.desk(&["team", "new", "--deployment", &deployment, "--member", "anna.txt.pub", "--out", "team-1"]);
        station.tocsin(&["roster", "sign", "--data", "data", "--key", "data-roster-key/roster.key", "--team", "team-1"]);
        station.tocsin(&["people", "add", "--data", "data", "--alias", "A1", "--email", "a1@example.net", "--on-call"]);
        station
    }

    /// An edit for [`Station::set_up`]: this machine's proxy names visitors in `x-real-ip`.
    pub fn behind_a_proxy(config: String) -> String {
        config.replace("trusted_proxies = []", "trusted_proxies = [\"127.0.0.1\"]\nproxy_header = \"x-real-ip\"")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Serves in the background; returns where plain HTTP listens.
    pub fn serve(&mut self) -> SocketAddr {
        self.spawn();
        let begun = Instant::now();
        loop {
            let said = fs::read_to_string(self.path("stdout")).unwrap();
            let address = said.split_once("http://").map(|(_, rest)| rest.split(|c: char| c.is_whitespace() || c == '/').next());
            if let Some(address) = address.flatten().and_then(|text| text.trim_end_matches(['.', ',']).parse().ok()) {
                return address;
            }
            let errors = fs::read_to_string(self.path("stderr")).unwrap();
            assert!(begun.elapsed() < Duration::from_secs(30), "the service does not start: {said}{errors}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Starts the service without waiting for it. It is killed with the test, however the test ends.
    pub fn spawn(&mut self) {
        let child = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", env!("CARGO_BIN_EXE_tocsin"), "serve", "--config", "data/tocsin.toml"])
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::from(fs::File::create(self.path("stdout")).unwrap()))
            .stderr(Stdio::from(fs::File::create(self.path("stderr")).unwrap()))
            .spawn()
            .unwrap();
        self.serving = Some(child);
    }

    /// Ends the service at once.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.serving.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// The number of the serving process.
    pub fn process(&self) -> u32 {
        self.serving.as_ref().expect("serving").id()
    }

    /// A command of the server, which must succeed; what it printed.
    pub fn tocsin(&self, arguments: &[&str]) -> String {
        self.run(Path::new(env!("CARGO_BIN_EXE_tocsin")), arguments)
    }

    /// The same, with --json.
    pub fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.tocsin(&[arguments, &["--data", "data", "--json"]].concat())).unwrap()
    }

    /// The caseworker's offline program.
    pub fn desk(&self, arguments: &[&str]) -> String {
        self.run(&super::demo::desk(), arguments)
    }

    fn run(&self, program: &Path, arguments: &[&str]) -> String {
        let output: Output = Command::new(program).args(arguments).current_dir(self.folder.path()).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "{arguments:?}: {}{}", text(&output.stdout), text(&output.stderr));
        text(&output.stdout)
    }
}

impl Drop for Station {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The reference configuration without its EXAMPLEs, alerts as files in a folder, on a free port.
fn filled_in(text: &str) -> String {
    let (mail, languages) = (text.find("[alerts.smtp]").unwrap(), text.find("[languages]").unwrap());
    format!("{}{}", &text[..mail], &text[languages..])
        .replace("transport = \"smtp\"", "transport = \"directory\"\ndirectory = \"mail\"")
        .replace("EXAMPLE", "Small")
        .replace("127.0.0.1:8080", "127.0.0.1:0")
}
