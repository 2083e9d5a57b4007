//! From an event to a mail that left: the outbox, its workers, outages and the people.

#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/smtp.rs"]
mod smtp;

mod calls;
mod clocks;
mod desk;
mod dns;
mod hooks;
mod misbehaving;
mod month;
mod outage;
mod people;
mod private;
mod queue;
mod told;
mod week;
mod workers;
