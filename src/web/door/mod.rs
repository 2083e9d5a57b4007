//! Every way in: listeners, who may sit, and what lies between a socket and HTTP/1. Every wait is bounded, and nothing
//! about the other end is written down.
//!
//! * `seats`: who may sit, so that a flood keeps nobody out
//! * `talk`: one connection, from its first byte to its last
//! * `stream`: lines that end as they must, writes that do not wait for ever
//! * `proxy`: the line in which tor names a circuit
//! * `tls`: our own TLS
//! * `gate`: which pages a door shows, and what it adds to answers

mod gate;
mod proxy;
mod seats;
mod stream;
mod talk;
mod tls;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::server::graceful::GracefulShutdown;
use tocsin_domain::onion::OnionAddress;
use tokio::net::{TcpListener, TcpSocket, TcpStream};

pub(in crate::web) use gate::{gated, is_for_staff};
pub use proxy::{Circuit, ProxyError, parse_proxy_header};
pub use tls::{TlsError, TlsFiles, TlsKeys};

use crate::process::forgetting;
use gate::{Shows, Sign};
use seats::{Crowd, Seats};
use talk::{Hall, talk};

/// Bounds of the transport.
#[derive(Clone, Copy)]
pub struct Transport {
    /// Connections open at once, over all doors; further ones wait in the system's queue.
    pub connections: usize,
    /// How long a request's header may take, and how long a connection may idle between requests; also how long what
    /// comes before HTTP may take.
    pub header_time: Duration,
    /// Bytes of a request's line and headers together.
    pub header_bytes: usize,
    /// How long a client may refuse to take any byte of an answer.
    pub write_stall: Duration,
    /// Requests served on one connection before it is closed.
    pub requests: u32,
    /// How long what was begun may take to finish once the server is told to stop.
    pub farewell: Duration,
    /// How often the files of certificate and key are looked at.
    pub certificate_look: Duration,
}

impl Default for Transport {
    fn default() -> Self {
        Self {
            connections: 1024,
            header_time: Duration::from_secs(10),
            header_bytes: 32 * 1024,
            write_stall: Duration::from_secs(30),
            requests: 100,
            farewell: Duration::from_secs(20),
            certificate_look: Duration::from_secs(5),
        }
    }
}

/// Connections that wait in the system's queue for a seat; the system may allow fewer. Beyond it they are dropped, and
/// who is dropped tries again only after seconds.
const QUEUE: u32 = 4096;

/// Listens at `at`, with room for many to wait.
pub fn listen(at: SocketAddr) -> io::Result<TcpListener> {
    let socket = if at.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(at)?;
    socket.listen(QUEUE)
}

/// One way in.
pub struct Door {
    listener: TcpListener,
    way: Way,
}

enum Way {
    Plain,
    Onion,
    Tls(TlsKeys),
    Staff,
}

impl Way {
    /// Whoever reaches the onion door can say they are any circuit: this machine's tor alone may.
    fn lets_in(&self, address: IpAddr) -> bool {
        !matches!(self, Self::Onion) || address.to_canonical().is_loopback()
    }
}

impl Door {
    /// Plain HTTP, for a proxy on this machine.
    pub fn plain(listener: TcpListener) -> Self {
        Self { listener, way: Way::Plain }
    }

    /// HTTP behind the line in which tor names the circuit. Anybody but this machine is turned away.
    pub fn onion(listener: TcpListener) -> Self {
        Self { listener, way: Way::Onion }
    }

    /// HTTP over TLS.
    pub fn tls(listener: TcpListener, keys: TlsKeys) -> Self {
        Self { listener, way: Way::Tls(keys) }
    }

    /// Plain HTTP for the pages of staff, which then exist on no other door.
    pub fn staff(listener: TcpListener) -> Self {
        Self { listener, way: Way::Staff }
    }

    /// Where it listens.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// All doors of a server.
#[derive(Default)]
pub struct Doors {
    /// The ways in.
    pub doors: Vec<Door>,
    /// The onion service that leads to the onion door, named to those who come by another.
    pub onion: Option<OnionAddress>,
    /// Proxies of ours that are not on this machine: no limit by peer falls on them.
    pub proxies: Vec<IpAddr>,
}

/// Serves `router` on `listener` until `stop` resolves; then takes no new connection, finishes what was begun for at
/// most `transport.farewell`, and returns.
pub async fn serve(listener: TcpListener, router: Router, transport: Transport, stop: impl Future<Output = ()>) {
    serve_doors(Doors { doors: vec![Door::plain(listener)], ..Doors::default() }, router, transport, stop).await;
}

/// How long those who asked nothing yet may take once the server is told to stop.
const LAST_CALL: Duration = Duration::from_secs(1);

/// [`serve`] for several doors, which share `transport.connections`.
///
/// `axum::serve` is not used: it has no time limit on headers, so that a few hundred half-open connections hold it.
pub async fn serve_doors(doors: Doors, router: Router, transport: Transport, stop: impl Future<Output = ()>) {
    let Doors { doors, onion, proxies } = doors;
    let seats = Seats::new(transport.connections, doors.len());
    let graceful = GracefulShutdown::new();
    let staff_apart = doors.iter().any(|door| matches!(door.way, Way::Staff));
    let followers = futures::future::join_all(doors.iter().filter_map(|door| match &door.way {
        Way::Tls(keys) => Some(keys.clone().follow(transport.certificate_look)),
        _ => None,
    }));
    let receiving = futures::future::join_all(doors.into_iter().enumerate().map(|(number, door)| {
        let Door { listener, way } = door;
        let hall = Hall {
            shows: match way {
                _ if !staff_apart => Shows::All,
                Way::Staff => Shows::Staff,
                _ => Shows::Public,
            },
            sign: Sign { onion: onion.clone().filter(|_| matches!(way, Way::Plain | Way::Tls(_))), tls_only: matches!(way, Way::Tls(_)) },
            way,
            router: router.clone(),
            transport,
        };
        receive(listener, number, Arc::new(hall), &seats, &proxies, &graceful)
    }));
    // The listeners live in `receiving`: dropped with it, they are closed.
    tokio::select! {
        biased;
        () = stop => {}
        _ = receiving => {}
        _ = async { followers.await; std::future::pending::<()>().await } => {}
    }
    let ended = tokio::time::timeout(transport.farewell, graceful.shutdown());
    let last_call = async {
        tokio::time::sleep(LAST_CALL).await;
        seats.dismiss_the_idle();
        std::future::pending::<()>().await;
    };
    tokio::select! {
        _ = ended => {}
        () = last_call => {}
    }
}

async fn receive(listener: TcpListener, door: usize, hall: Arc<Hall>, seats: &Arc<Seats>, proxies: &[IpAddr], graceful: &GracefulShutdown) {
    loop {
        let (stream, address) = accept(&listener).await;
        if !hall.way.lets_in(address) {
            continue;
        }
        if let Some(seat) = seats.take(door, Crowd::of(address, proxies)).await {
            tokio::spawn(forgetting(talk(Arc::clone(&hall), stream, address, seat, graceful.watcher())));
        }
    }
}

async fn accept(listener: &TcpListener) -> (TcpStream, IpAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, address)) => return (stream, address.ip()),
            // A client that left while queueing is no news; a lack of file descriptors passes, if slowly.
            Err(error) if matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset) => {}
            Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_onion_door_lets_in_this_machine_alone_and_the_others_everybody() {
        let here = ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"];
        let elsewhere = ["192.0.2.1", "10.0.0.1", "2001:db8::1", "fe80::1", "::ffff:192.0.2.1", "fc00:dead:beef:4dad::1:2", "::"];
        for address in here {
            assert!(Way::Onion.lets_in(address.parse().unwrap()), "{address}");
        }
        for address in elsewhere {
            assert!(!Way::Onion.lets_in(address.parse().unwrap()), "{address}");
            assert!(Way::Plain.lets_in(address.parse().unwrap()), "{address}");
        }
    }
}
