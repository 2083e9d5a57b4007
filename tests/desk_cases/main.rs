//! Cases at the desk over HTTP, on either database: what staff see, write and change, and what each may not. Keys are made
//! here as browsers make them; the server gets what is sealed and signed and nothing else.

#[macro_use]
#[path = "../support/both.rs"]
mod both;
#[path = "../support/http.rs"]
mod http;
#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/program.rs"]
mod program;
#[path = "../support/server.rs"]
mod server;
#[path = "../support/signing.rs"]
mod signing;

mod bench;
mod changing;
mod duty;
mod former;
mod holding;
mod house;
mod log;
mod many;
mod reading;
mod rights;
mod saying;
