//! Accounts of staff over HTTP, against the real site: invitations, enrolment, signing in, sessions.

#[macro_use]
#[path = "../support/both.rs"]
mod both;
#[path = "../support/demo.rs"]
mod demo;
#[path = "../support/http.rs"]
mod http;
#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/server.rs"]
mod server;
#[path = "../support/softkey.rs"]
mod softkey;
#[path = "../support/staff.rs"]
mod staff;

mod at_once;
mod enrolling;
mod from_elsewhere;
mod own_ways;
mod pages;
mod passkeys;
mod sessions;
mod signing_in;

use std::sync::Arc;

use server::{MovedClock, Service, Setup, proxied_limits};
use staff::ORIGIN;

/// A service with a desk, whose clock can be moved and which tells visitors apart by `X-Real-IP`.
struct Bench {
    service: Service,
    clock: Arc<MovedClock>,
}

impl Bench {
    async fn new(url: Option<String>) -> Self {
        let clock = Arc::new(MovedClock::default());
        let desk = Some(ORIGIN.parse().unwrap());
        let service = Service::made(Setup { url, clock: clock.clone(), desk, limits: proxied_limits(), ..Setup::usual() }).await;
        Self { service, clock }
    }

    fn now(&self) -> i64 {
        self.service.app.now()
    }
}
