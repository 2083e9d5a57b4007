//! From an event to a mail that left: the outbox, its workers, outages and the people.

#[path = "../support/smtp.rs"]
mod smtp;

mod desk;
mod outage;
mod people;
mod queue;
mod workers;
