//! A server with several doors and routes of the tests' own behind the real stack.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Extension;
use axum::Router;
use axum::response::Html;
use axum::routing::{get, post};
use http_body_util::BodyExt as _;
use tocsin::web::{Door, Doors, Frame, Inflow, Limits, Transport, Visitor, serve_doors, stack};
use tocsin_domain::onion::OnionAddress;
use tocsin_domain::taxonomy::Taxonomy;
use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::server::a_site;

/// A running server; dropped, it is told to stop.
pub struct House {
    /// Where its doors are, in the order given.
    pub at: Vec<SocketAddr>,
    stop: Option<oneshot::Sender<()>>,
    ended: JoinHandle<()>,
}

impl House {
    pub async fn open(doors: Vec<Door>, limits: Limits, transport: Transport) -> Self {
        Self::known(doors, None, limits, transport).await
    }

    pub async fn known(doors: Vec<Door>, onion: Option<OnionAddress>, limits: Limits, transport: Transport) -> Self {
        Self::showing(doors, onion, routes(limits), transport).await
    }

    pub async fn showing(doors: Vec<Door>, onion: Option<OnionAddress>, router: Router, transport: Transport) -> Self {
        let at = doors.iter().map(|door| door.address().unwrap()).collect();
        let (stop, stopped) = oneshot::channel();
        let doors = Doors { doors, onion, ..Doors::default() };
        let ended = tokio::spawn(serve_doors(doors, router, transport, async move {
            let _ = stopped.await;
        }));
        Self { at, stop: Some(stop), ended }
    }

    pub async fn stop(mut self) {
        drop(self.stop.take());
        tokio::time::timeout(Duration::from_secs(25), self.ended).await.expect("the server stops").unwrap();
    }
}

fn routes(limits: Limits) -> Router {
    let frame = Frame::new(a_site(), limits, &Taxonomy::builtin(), Arc::new(|| 1_800_000_000));
    let routes = Router::new()
        .route("/", get(|| async { Html("home") }))
        .route("/report", get(|| async { Html("form") }).post(|| async { Html("taken") }))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/robots.txt", get(|| async { "User-agent: *\n" }))
        .route("/who", get(|Extension(visitor): Extension<Visitor>| async move { format!("{visitor:?}") }))
        .route("/echo", post(|| async { "taken" }))
        .route("/swallow", post(|Extension(mut body): Extension<Inflow>| async move { while let Some(Ok(_)) = body.frame().await {} }))
        .route("/desk", get(|| async { Html("the desk") }))
        .route("/desk/cases/{id}", get(|| async { Html("a case") }).post(|| async { "changed" }))
        .route("/admin", get(|| async { Html("administration") }))
        .route(
            "/slow",
            get(|| async {
                tokio::time::sleep(Duration::from_millis(1_500)).await;
                "finished"
            }),
        );
    stack(routes, &Arc::new(frame))
}

pub async fn listener() -> TcpListener {
    tocsin::web::listen(([127, 0, 0, 1], 0).into()).unwrap()
}

/// Reads until the other side closes: what came, and how long that took.
pub async fn until_closed(stream: &mut TcpStream) -> (Vec<u8>, Duration) {
    let begun = Instant::now();
    let mut bytes = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut bytes)).await.expect("the server closes");
    (bytes, begun.elapsed())
}
