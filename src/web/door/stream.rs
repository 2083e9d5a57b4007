//! What lies between a socket and HTTP: bytes read before HTTP began, lines that must end as the standard says, writes
//! that do not wait for ever.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf as _, BytesMut};
use futures::FutureExt as _;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::seats::Seat;

/// A connection as HTTP sees it.
pub(super) struct Wire<S> {
    stream: S,
    seat: Arc<Seat>,
    /// Read from the socket and not handed on yet.
    held: BytesMut,
    heads: Heads,
    patience: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
}

/// Set once the request being read has a body. It is the last of its connection, so that no header comes after it.
pub(super) type BodyBegun = Arc<AtomicBool>;

/// Follows the lines of request headers. The parser below takes a bare line feed for a line's end; a proxy before us
/// may not, and then the two disagree about where a request ends (RFC 9112, 2.2 and 11.2).
struct Heads {
    body_begun: BodyBegun,
    after_return: bool,
    line_is_empty: bool,
}

impl<S> Wire<S> {
    /// `ahead` was read from `stream` before. Writes that move nothing for `patience` fail: hyper waits for ever.
    pub(super) fn new(stream: S, ahead: BytesMut, seat: Arc<Seat>, body_begun: BodyBegun, patience: Duration) -> Self {
        let heads = Heads { body_begun, after_return: false, line_is_empty: true };
        Self { stream, seat, held: ahead, heads, patience, stalled: None }
    }

    fn bounded<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            if self.stalled.take().is_some() {
                self.seat.blocked(None);
            }
            return written;
        }
        let patience = self.patience;
        if self.stalled.is_none() {
            self.seat.blocked(Some(Instant::now()));
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        match stalled.poll_unpin(cx) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl Heads {
    /// How many of `bytes` may be handed on: up to the end of a header, all of them once a body has begun.
    fn passed(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.body_begun.load(Ordering::Relaxed) {
            return Ok(bytes.len());
        }
        for (at, byte) in bytes.iter().enumerate() {
            let line_ends = *byte == b'\n';
            if line_ends != self.after_return {
                return Err(io::ErrorKind::InvalidData.into());
            }
            self.after_return = *byte == b'\r';
            if line_ends && std::mem::replace(&mut self.line_is_empty, true) {
                return Ok(at + 1);
            }
            self.line_is_empty &= line_ends || self.after_return;
        }
        Ok(bytes.len())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if into.remaining() == 0 {
            return Poll::Ready(Ok(()));
        }
        if this.held.is_empty() {
            let before = into.filled().len();
            std::task::ready!(Pin::new(&mut this.stream).poll_read(cx, into))?;
            let fresh = into.filled().get(before..).unwrap_or_default();
            let passed = this.heads.passed(fresh)?;
            this.held.extend_from_slice(fresh.get(passed..).unwrap_or_default());
            into.set_filled(before + passed);
        } else {
            let most = this.held.len().min(into.remaining());
            let passed = this.heads.passed(this.held.get(..most).unwrap_or_default())?;
            into.put_slice(this.held.get(..passed).unwrap_or_default());
            this.held.advance(passed);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn heads() -> Heads {
        Heads { body_begun: BodyBegun::default(), after_return: false, line_is_empty: true }
    }

    #[test]
    fn a_header_is_handed_on_to_its_end_and_no_further() {
        let header = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        let two = [&header[..], b"GET /b HTTP/1.1\r\n"].concat();
        let mut heads = heads();
        assert_eq!(heads.passed(&two).unwrap(), header.len());
        assert_eq!(heads.passed(&two[header.len()..]).unwrap(), two.len() - header.len());
        heads.body_begun.store(true, Ordering::Relaxed);
        assert_eq!(heads.passed(b"\n\r\n\nany body").unwrap(), 12);
    }

    #[test]
    fn a_line_that_ends_otherwise_is_refused_wherever_it_is_cut() {
        for wrong in [
            &b"GET / HTTP/1.1\nHost: x\r\n\r\n"[..],
            b"GET / HTTP/1.1\r\nHost: x\n\r\n",
            b"GET / HTTP/1.1\r\nA: x\ry\r\n\r\n",
            b"\n",
            b"\r\r\n",
        ] {
            for cut in 0..wrong.len() {
                let mut heads = heads();
                assert!(heads.passed(&wrong[..cut]).and_then(|_| heads.passed(&wrong[cut..])).is_err(), "{wrong:?} at {cut}");
            }
        }
    }

    proptest! {
        #[test]
        fn however_a_stream_is_cut_the_same_bytes_pass(pieces in proptest::collection::vec("[ab\r\n]{0,6}", 0..8)) {
            let whole: String = pieces.concat();
            let all = |chunks: &[&[u8]]| {
                let (mut heads, mut passed) = (heads(), 0usize);
                for chunk in chunks {
                    let mut rest = *chunk;
                    while !rest.is_empty() {
                        match heads.passed(rest) {
                            Ok(n) => { passed += n; rest = &rest[n..]; }
                            Err(_) => return None,
                        }
                    }
                }
                Some(passed)
            };
            let cut: Vec<&[u8]> = pieces.iter().map(|p| p.as_bytes()).collect();
            prop_assert_eq!(all(&cut), all(&[whole.as_bytes()]));
        }
    }
}
