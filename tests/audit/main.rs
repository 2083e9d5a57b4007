//! The audit log on either database: no gap and no fork whoever writes at once, nothing changed unnoticed, and an entry for
//! whatever is destroyed, taken out or brought in.

#[macro_use]
#[path = "../support/both.rs"]
mod both;
#[path = "../support/http.rs"]
mod http;
#[path = "../support/installation.rs"]
mod installation;
#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/server.rs"]
mod server;
#[path = "../support/softkey.rs"]
mod softkey;
#[path = "../support/staff.rs"]
mod staff;
#[path = "../support/writer.rs"]
mod writer;

mod chain;
mod command;
mod entries;
mod succession;
mod team;

use std::sync::Arc;

use server::{MovedClock, Service, Setup};
use tocsin_seal::audit::Entry;
use tocsin_seal::{Act, Head, PersonKeys, SignedEntry};

/// Of faults.
pub const NONE: [u64; 0] = [];

/// A service whose clock the test moves.
pub struct House {
    /// The service.
    pub service: Service,
    /// Its clock.
    pub clock: Arc<MovedClock>,
}

impl House {
    /// On that database; None: SQLite.
    pub async fn open(url: Option<String>) -> Self {
        let clock = Arc::new(MovedClock::default());
        let service =
            Service::made(Setup { url, clock: clock.clone(), desk: Some(staff::ORIGIN.parse().unwrap()), ..Setup::usual() }).await;
        Self { service, clock }
    }

    /// Every entry: what was done, about whom, and more.
    pub async fn log(&self) -> Vec<(Act, Option<[u8; 16]>, Vec<(String, String)>)> {
        let documents = self.service.app.audit_after(0, 10_000).await.unwrap();
        let entries = documents.iter().map(|document| SignedEntry::parse(document).unwrap());
        entries.map(|signed| signed.claimed().clone()).map(|e| (e.act, e.subject, e.details.into_iter().collect())).collect()
    }

    /// How many entries of one act there are.
    pub async fn count(&self, act: Act) -> usize {
        self.log().await.iter().filter(|(done, ..)| *done == act).count()
    }

    /// The log read from its beginning; numbers of entries with faults.
    pub async fn faults(&self, remembered: Option<Head>) -> Vec<u64> {
        self.service.app.verify_audit(remembered).await.unwrap().faults.into_iter().map(|(seq, _)| seq).collect()
    }
}

/// An entry about nothing in particular, signed by somebody's desk.
pub fn signed(keys: &PersonKeys, head: Head, act: Act, subject: Option<[u8; 16]>, at: i64) -> Vec<u8> {
    Entry::after(head, act, subject, &[], keys.actor.public(), at).sign(&keys.actor).unwrap().bytes().to_vec()
}
