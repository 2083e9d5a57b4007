//! Every way in over real sockets: onion circuits, our own TLS, staff apart, a real nginx before it; floods of slow
//! connections and requests that try to be two.

#[path = "../support/http.rs"]
mod http;
#[path = "../support/installation.rs"]
mod installation;
#[path = "../support/server.rs"]
mod server;

mod command;
mod doctor;
mod flood;
mod hostile;
mod house;
mod nginx;
mod onion;
mod staff;
mod tls;
mod tls_client;
