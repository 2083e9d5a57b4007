//! One connection, from its first byte to its last.

use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use http::{HeaderValue, Method, header};
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::Watcher;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::Instant;
use tower::ServiceExt as _;

use super::gate::{Shows, Sign};
use super::proxy::{Circuit, LONGEST, parse_proxy_header};
use super::seats::{Crowd, Seat, Wait};
use super::stream::{BodyBegun, Wire};
use super::{Transport, Way};
use crate::web::peer::Peer;
use crate::web::weight::Carried;

/// What all connections of one door have in common.
pub(super) struct Hall {
    pub(super) way: Way,
    pub(super) shows: Shows,
    pub(super) sign: Sign,
    pub(super) router: Router,
    pub(super) transport: Transport,
}

/// Talks until the other side leaves, a time limit is over, or the seat is wanted back. How a connection ended is
/// nobody's business.
pub(super) async fn talk(hall: Arc<Hall>, stream: TcpStream, address: IpAddr, seat: Seat, watcher: Watcher) {
    let seat = Arc::new(seat);
    let _ = stream.set_nodelay(true);
    tokio::select! {
        biased;
        () = seat.wanted_back() => {}
        () = admit(&hall, stream, address, &seat, watcher) => {}
    }
}

async fn admit(hall: &Arc<Hall>, mut stream: TcpStream, address: IpAddr, seat: &Arc<Seat>, watcher: Watcher) {
    let in_time = hall.transport.header_time;
    match &hall.way {
        Way::Plain | Way::Staff => converse(hall, stream, BytesMut::new(), Peer::new(address), seat, watcher).await,
        Way::Onion => {
            let Ok(Some((circuit, ahead))) = tokio::time::timeout(in_time, circuit_of(&mut stream)).await else { return };
            if seat.belongs_to(Crowd::Circuit(circuit)) {
                converse(hall, stream, ahead, Peer::circuit(circuit), seat, watcher).await;
            }
        }
        Way::Tls(keys) => {
            let Ok(Ok(stream)) = tokio::time::timeout(in_time, keys.accept(stream)).await else { return };
            converse(hall, stream, BytesMut::new(), Peer::new(address), seat, watcher).await;
        }
    }
}

/// The circuit that tor names before all else, and what was read behind its name; None for anything else.
async fn circuit_of(stream: &mut TcpStream) -> Option<(Circuit, BytesMut)> {
    let mut bytes = BytesMut::with_capacity(LONGEST);
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        if let Some((circuit, length)) = parse_proxy_header(&bytes).ok()? {
            return Some((circuit, bytes.split_off(length)));
        }
    }
}

async fn converse<S>(hall: &Arc<Hall>, stream: S, ahead: BytesMut, peer: Peer, seat: &Arc<Seat>, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let transport = hall.transport;
    let body_begun = BodyBegun::default();
    let wire = Wire::new(stream, ahead, Arc::clone(seat), Arc::clone(&body_begun), transport.write_stall);
    let served = AtomicU32::new(0);
    let service = hyper::service::service_fn(|mut request: http::Request<Incoming>| {
        let wanted = seat.our_turn();
        let with_body = !request.body().is_end_stream();
        body_begun.store(with_body, Ordering::Relaxed);
        // A request with a body is the last one of its connection: whatever follows a body, and whoever disagrees with
        // us where it ended, is never taken for a request.
        let last = with_body || is_for_a_proxy(&request) || served.fetch_add(1, Ordering::Relaxed) + 1 >= transport.requests;
        request.extensions_mut().insert(peer.clone());
        request.extensions_mut().insert(hall.shows);
        let request: Request = request.map(|body| Body::new(Awaited::new(body, Arc::clone(seat))));
        let (hall, seat) = (Arc::clone(hall), Arc::clone(seat));
        async move {
            if !wanted {
                // The seat is somebody else's already; `talk` ends before this is polled again.
                std::future::pending::<()>().await;
            }
            let asked = hall.sign.asked(&request);
            let mut response: Response = hall.router.clone().oneshot(request).await?;
            seat.our_turn();
            if let Some(weight) = response.extensions_mut().remove::<Carried>() {
                weight.ended_by(seat.dismissal());
            }
            hall.sign.put_on(&mut response, asked);
            if last {
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(response.map(|body| Answered { body, seat }))
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(transport.header_time)
        .max_headers(64)
        .max_header_size(transport.header_bytes)
        .max_buf_size(transport.header_bytes.max(8 * 1024))
        .auto_date_header(false)
        .serve_connection(TokioIo::new(wire), service);
    let _ = watcher.watch(connection).await;
}

/// We are nobody's proxy: what is asked of one is answered like anything else, once.
fn is_for_a_proxy<B>(request: &http::Request<B>) -> bool {
    request.uri().authority().is_some() || request.method() == Method::CONNECT
}

/// A request's body that tells the seat when we wait for it. What it owes is the time we waited less what its bytes
/// were worth, so that a byte now and then counts for nothing.
struct Awaited {
    body: Incoming,
    seat: Arc<Seat>,
    owed: Duration,
    waiting: Option<Instant>,
}

/// What a byte is worth: 1 KiB/s, as slow as a body may be at all.
const WORTH: Duration = Duration::from_nanos(1_000_000_000 / 1024);

/// What a body owes before its first byte: browsers send it with the header, so that one which never begins is given no
/// longer than a header that never ends.
const UNPROVED: Duration = Duration::from_secs(3);

impl Awaited {
    fn new(body: Incoming, seat: Arc<Seat>) -> Self {
        Self { body, seat, owed: UNPROVED, waiting: None }
    }
}

impl HttpBody for Awaited {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let this = &mut *self;
        let polled = Pin::new(&mut this.body).poll_frame(cx);
        match &polled {
            Poll::Pending if this.waiting.is_none() => {
                let now = Instant::now();
                this.waiting = Some(now);
                this.seat.their_turn(Wait::Body, now.checked_sub(this.owed).unwrap_or(now));
            }
            Poll::Pending => {}
            Poll::Ready(frame) => {
                let waited = this.waiting.take().map(|since| since.elapsed());
                if waited.is_some() {
                    this.seat.our_turn();
                }
                let waited = waited.unwrap_or_default();
                let bytes = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref()).map_or(0, Bytes::len);
                this.seat.body_came(waited, bytes);
                this.owed += waited;
                this.owed = this.owed.saturating_sub(WORTH.saturating_mul(u32::try_from(bytes).unwrap_or(u32::MAX)));
            }
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// An answer that tells the seat when it was handed over.
struct Answered {
    body: Body,
    seat: Arc<Seat>,
}

impl HttpBody for Answered {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Answered {
    fn drop(&mut self) {
        self.seat.their_turn(Wait::Next, Instant::now());
    }
}
