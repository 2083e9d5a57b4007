//! The mailbox for programs and for script, over HTTP: signed calls and sealed messages, on either database.

#[macro_use]
#[path = "../support/both.rs"]
mod both;
#[path = "../support/demo.rs"]
mod demo;
#[path = "../support/http.rs"]
mod http;
#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/program.rs"]
mod program;
#[path = "../support/sections.rs"]
mod sections;
#[path = "../support/server.rs"]
mod server;

mod adding;
mod bounds;
mod hidden;
mod offline;
mod reading;
mod tampering;

use std::sync::Arc;

use program::Program;
use server::{MovedClock, Service, Setup};

/// A service whose clock can be moved.
struct Bench {
    service: Service,
    clock: Arc<MovedClock>,
}

impl Bench {
    async fn new(url: Option<String>) -> Self {
        let clock = Arc::new(MovedClock::default());
        let service = Service::made(Setup { url, clock: clock.clone(), ..Setup::usual() }).await;
        Self { service, clock }
    }

    /// A program whose report was taken.
    async fn program(&self) -> Program {
        let roster = self.service.app.rosters().last().unwrap().clone();
        Program::begun(self.service.at, roster, "they waited outside the school", self.service.app.now()).await
    }

    /// Runs the caseworker's program in the service's folder.
    fn desk(&self, arguments: &[&str]) {
        let output = std::process::Command::new(demo::desk()).args(arguments).current_dir(self.service.folder.path()).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}{}", demo::said(&output.stdout), demo::said(&output.stderr));
    }

    /// The team answers a case: exported, answered at the desk, brought back.
    async fn answer(&self, program: &Program, text: &str) {
        let folder = self.service.folder.path();
        self.service.app.export(&folder.join("bundles"), None, |_, _| {}).await.unwrap();
        let _ = std::fs::remove_dir_all(folder.join("replies"));
        let case = program.capsule.case_id.to_string();
        self.desk(&["reply", "--identity", "keys/caseworker.txt", "bundles", "--case", &case, "--text", text, "--out", "replies"]);
        assert_eq!(self.service.app.import(&folder.join("replies")).await.unwrap().taken, 1);
    }
}
