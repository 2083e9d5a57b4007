//! Sealed files in pieces: over broken connections, past a killed server, several servers at once; and refused wherever
//! something is not as it must be.

#[macro_use]
#[path = "../support/both.rs"]
mod both;
#[path = "../support/demo.rs"]
mod demo;
#[path = "../support/http.rs"]
mod http;
#[path = "../support/pieces.rs"]
mod pieces;
#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/sender.rs"]
mod sender;
#[path = "../support/server.rs"]
mod server;

mod bench;
mod broken;
mod claimed;
mod protocol;
mod refused;
mod whole;
