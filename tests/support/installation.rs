//! The real program as an administrator meets it: `init`, the configuration filled in, a signed roster.
#![allow(dead_code, reason = "each test program uses its own part of this")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use ring::rand::SystemRandom;
use tempfile::TempDir;
use tocsin::config::Settings;
use tocsin_seal::{Identity, Recovery, Roster, TeamKey, grant, grant_signing};

/// Signs what [`Place::bring_team`] brought.
pub const SIGN: [&str; 8] = ["roster", "sign", "--data", "data", "--key", "data-roster-key/roster.key", "--team", "team-1"];

/// A folder in which the real program is run; gone when dropped.
pub struct Place {
    pub folder: TempDir,
}

impl Place {
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_tocsin")).args(arguments).current_dir(self.folder.path()).output().unwrap()
    }

    pub fn good(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The one line that a refusal says.
    pub fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?} should be refused");
        String::from_utf8(output.stderr).unwrap()
    }

    pub fn edit(&self, change: impl FnOnce(String) -> String) {
        let file = self.path("data/tocsin.toml");
        fs::write(&file, change(fs::read_to_string(&file).unwrap())).unwrap();
    }

    /// `init`, then the configuration filled in, then a signed roster.
    pub fn ready() -> Self {
        let place = Self::initialised();
        place.fill_in();
        place.sign();
        place
    }

    pub fn initialised() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        let steps = place.good(&["init", "--data", "data"]);
        assert!(steps.contains("tocsin-desk team new") && steps.contains("roster sign") && steps.contains("doctor"));
        place
    }

    pub fn fill_in(&self) {
        self.edit(|text| {
            let mail = text.find("[alerts.smtp]").unwrap();
            let languages = text.find("[languages]").unwrap();
            let text = format!("{}{}", &text[..mail], &text[languages..]);
            text.replace("transport = \"smtp\"", "transport = \"directory\"\ndirectory = \"mail\"").replace("EXAMPLE", "Small")
        });
    }

    /// The team's folder as `tocsin-desk team new` writes it, signed with the roster key that `init` made.
    pub fn sign(&self) {
        self.bring_team();
        self.good(&SIGN);
    }

    /// The team's folder alone.
    pub fn bring_team(&self) {
        let (rng, folder) = (SystemRandom::new(), self.path("team-1"));
        let settings = Settings::load(&self.path("data/tocsin.toml")).unwrap();
        let team = TeamKey::generate(&rng).unwrap();
        let member = Identity::generate(&rng).unwrap();
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs().cast_signed();
        let roster = Roster {
            deployment: settings.deployment.id,
            epoch: 1,
            not_before: now - 10,
            expires: now + 90 * 86_400,
            team_recipient: team.identity.recipient().clone(),
            team_signing_key: team.signing.public(),
            recovery: Recovery::None,
            previous: None,
        };
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("roster-unsigned.json"), roster.to_bytes()).unwrap();
        let name = member.recipient().fingerprint();
        fs::write(folder.join(format!("{name}.age")), grant(&team.identity, member.recipient()).unwrap()).unwrap();
        fs::write(folder.join(format!("{name}.sign.age")), grant_signing(&team.signing, member.recipient()).unwrap()).unwrap();
    }

    pub fn serve_refused(&self) -> String {
        self.refused(&["serve", "--config", "data/tocsin.toml"])
    }
}
