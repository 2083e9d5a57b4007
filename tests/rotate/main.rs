//! Rotating and destroying keys: whatever moment it is broken off at, every report opens, and what was destroyed opens
//! nowhere.

#[macro_use]
#[path = "../support/both.rs"]
mod both;
#[path = "../support/demo.rs"]
mod demo;
#[path = "../support/faults.rs"]
mod faults;
#[path = "../support/http.rs"]
mod http;
#[path = "../support/installation.rs"]
mod installation;
#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/server.rs"]
mod server;
#[path = "../support/writer.rs"]
mod writer;

mod calendar;
mod day;
mod killed;
mod locked;
mod rate;
mod ring;
mod rows;
