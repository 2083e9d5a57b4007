//! The desk without a browser: the real `tocsin-desk` on an export of the real service, what it writes brought back, and the
//! desk in a browser asked what it sees of it.

#[path = "../support/http.rs"]
mod http;
#[path = "../support/installation.rs"]
mod installation;
#[path = "../support/server.rs"]
mod server;
#[path = "../support/softkey.rs"]
mod softkey;
#[path = "../support/staff.rs"]
mod staff;

mod back;
mod figures;
mod granted;
mod outside;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use server::{Service, Setup};
use staff::ORIGIN;
use tocsin::app::Origin;
use tocsin::store::Store;
use tocsin::vault::{KeyRing, MasterKey};
use tocsin_domain::{report::ReportDraft, taxonomy::Taxonomy};
use tocsin_seal::{CaseId, Receipt};

/// A service with a desk, and a member of its team at a machine without a network.
struct Twin {
    service: Service,
}

impl Twin {
    async fn new() -> Self {
        let desk = Some(ORIGIN.parse().unwrap());
        Self { service: Service::made(Setup { desk, ..Setup::usual() }).await }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.service.folder.path().join(name)
    }

    /// A report with these words; its receipt and case.
    async fn report(&self, words: &str, more: &[(&str, &str)]) -> (Receipt, CaseId) {
        let app = &self.service.app;
        let mut fields = vec![("narrative".to_owned(), words.to_owned())];
        fields.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let draft = ReportDraft::parse(&fields, &Taxonomy::builtin(), false).unwrap();
        let before: Vec<CaseId> = app.cases().await.unwrap().iter().map(|case| case.id).collect();
        let receipt = app.submit(Origin(None), None, draft, false, "ug").await.unwrap().receipt.unwrap();
        let case = app.cases().await.unwrap().iter().map(|case| case.id).find(|id| !before.contains(id)).unwrap();
        (receipt, case)
    }

    /// A second way to the service's rows, and the keys they are sealed with.
    async fn rows(&self) -> (Store, KeyRing) {
        let keys = self.path("keys");
        let master = MasterKey::load(keys.join("master.key")).unwrap();
        let ring = KeyRing::load(keys.join("ring.json"), master, &self.service.app.deployment()).unwrap();
        (Store::open(&self.service.options).await.unwrap(), ring)
    }

    async fn export(&self) {
        self.service.app.export(&self.path("export"), None, |_, _| {}).await.unwrap();
    }

    /// Runs `tocsin-desk` in the folder, the installation's roster key known, and as whom.
    fn run_as(&self, key: &str, arguments: &[&str]) -> Output {
        let mut all: Vec<&str> = arguments.to_vec();
        all.extend(["--identity", key]);
        self.run(&all)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(tocsin_desk()).args(arguments).current_dir(self.service.folder.path()).stdin(Stdio::null()).output().unwrap()
    }

    /// The caseworker's desk; what it says as JSON.
    fn desk(&self, arguments: &[&str]) -> Value {
        let mut all = arguments.to_vec();
        all.push("--json");
        good(&self.run_as("keys/caseworker.txt", &all))
    }

    fn refused(&self, arguments: &[&str]) -> String {
        no(&self.run_as("keys/caseworker.txt", arguments))
    }

    /// The opened case.
    fn opened(&self, case: CaseId) -> Value {
        self.desk(&["open", "export", "--out", "opened", "--force"]);
        serde_json::from_slice(&fs::read(self.path(&format!("opened/case-{case}/report.json"))).unwrap()).unwrap()
    }
}

fn good(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What a refusal says.
fn no(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "it should be refused: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// It lies beside `tocsin`; built here if nobody did.
fn tocsin_desk() -> PathBuf {
    let path = PathBuf::from(env!("CARGO_BIN_EXE_tocsin")).with_file_name(format!("tocsin-desk{}", std::env::consts::EXE_SUFFIX));
    static BUILT: std::sync::Once = std::sync::Once::new();
    BUILT.call_once(|| {
        if !path.exists() {
            let build = Command::new(env!("CARGO")).args(["build", "-p", "tocsin-desk"]).current_dir(env!("CARGO_MANIFEST_DIR")).status();
            assert!(build.unwrap().success());
        }
    });
    path
}
