//! The accept loop: HTTP/1 over TCP, every wait bounded, nothing about the other end written down.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::response::Response;
use futures::FutureExt as _;
use http::{HeaderValue, Request, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Sleep;
use tower::ServiceExt as _;

use super::peer::Peer;

/// Bounds of the transport.
#[derive(Clone, Copy)]
pub struct Transport {
    /// Connections open at once; further ones wait in the system's queue.
    pub connections: usize,
    /// How long a request's header may take, and how long a connection may idle between requests.
    pub header_time: Duration,
    /// Bytes of a request's line and headers together.
    pub header_bytes: usize,
    /// How long a client may refuse to take any byte of an answer.
    pub write_stall: Duration,
    /// Requests served on one connection before it is closed.
    pub requests: u32,
    /// How long what was begun may take to finish once the server is told to stop.
    pub farewell: Duration,
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
        }
    }
}

/// Serves `router` on `listener` until `stop` resolves; then takes no new connection, finishes what was begun for at
/// most `transport.farewell`, and returns.
///
/// `axum::serve` is not used: it has no time limit on headers, so that a few hundred half-open connections hold it.
pub async fn serve(listener: TcpListener, router: Router, transport: Transport, stop: impl Future<Output = ()>) {
    let seats = Arc::new(Semaphore::new(transport.connections));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, peer, seat) = tokio::select! {
            biased;
            () = &mut stop => break,
            accepted = accept(&listener, &seats) => accepted,
        };
        tokio::spawn(converse(stream, peer, seat, router.clone(), transport, graceful.watcher()));
    }
    drop(listener);
    let _ = tokio::time::timeout(transport.farewell, graceful.shutdown()).await;
}

async fn accept(listener: &TcpListener, seats: &Arc<Semaphore>) -> (TcpStream, Peer, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed, so that the permit is always Some.
    let seat = Arc::clone(seats).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, address)) => return (stream, Peer::new(address.ip()), seat),
            // A client that left while queueing is no news; a lack of file descriptors passes, if slowly.
            Err(error) if matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset) => {}
            Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
        }
    }
}

async fn converse(
    stream: TcpStream,
    peer: Peer,
    _seat: Option<OwnedSemaphorePermit>,
    router: Router,
    transport: Transport,
    watcher: Watcher,
) {
    let _ = stream.set_nodelay(true);
    let served = Arc::new(AtomicU32::new(0));
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer.clone());
        let last = served.fetch_add(1, Ordering::Relaxed) + 1 >= transport.requests;
        let router = router.clone();
        async move {
            let mut response: Response = router.oneshot(request.map(axum::body::Body::new)).await?;
            if last {
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(response)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(transport.header_time)
        .max_headers(64)
        .max_header_size(transport.header_bytes)
        .max_buf_size(transport.header_bytes.max(8 * 1024))
        .auto_date_header(false)
        .serve_connection(TokioIo::new(Unstalled::new(stream, transport.write_stall)), service);
    // How a connection ended is nobody's business.
    let _ = watcher.watch(connection).await;
}

/// A stream whose writes fail when the other side takes nothing for too long: hyper waits for ever.
struct Unstalled<S> {
    stream: S,
    patience: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> Unstalled<S> {
    fn new(stream: S, patience: Duration) -> Self {
        Self { stream, patience, stalled: None }
    }

    fn bounded<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let patience = self.patience;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        match stalled.poll_unpin(cx) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Unstalled<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Unstalled<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, from);
        self.bounded(cx, written)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, from: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, from);
        self.bounded(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.bounded(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.bounded(cx, shut)
    }
}
