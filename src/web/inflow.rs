//! The body of a request as it flows in: never slower than a floor, and still in our hands when a reader gave up.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures::FutureExt as _;
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt as _;
use tokio::time::{Instant, Sleep};

/// The slowest a body may be: fewer than `bytes` in a `window` of waiting ends the request. Only time spent waiting for
/// the client counts; a busy disk of ours is not the client's fault.
#[derive(Clone, Copy)]
pub struct Pace {
    /// Bytes that must come within a window.
    pub bytes: u64,
    /// The time waited for the client over which they are counted.
    pub window: Duration,
}

impl Pace {
    /// 1 KiB/s averaged over 30 s of waiting.
    pub const FLOOR: Pace = Pace { bytes: 30 * 1024, window: Duration::from_secs(30) };
}

/// Why a body ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InflowError {
    /// Slower than the floor.
    #[error("the request came too slowly")]
    TooSlow,
    /// The client went away, or what it sent is no HTTP.
    #[error("the request ended before its end")]
    Broken,
}

/// A request body shared between the handler that reads it and the layer that drains what is left, so that an answer
/// given early still arrives: a connection closed with unread bytes is reset, and the page with the typed text is lost.
#[derive(Clone)]
pub struct Inflow(Arc<Mutex<Inner>>);

struct Inner {
    body: Body,
    pace: Pace,
    waited: Duration,
    window_bytes: u64,
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
    over: bool,
}

impl Inflow {
    /// Takes `body` over.
    pub fn new(body: Body, pace: Pace) -> Self {
        let over = body.is_end_stream();
        let inner = Inner { body, pace, waited: Duration::ZERO, window_bytes: 0, waiting: None, over };
        Self(Arc::new(Mutex::new(inner)))
    }

    /// Reads and forgets what is left, until the end, `bytes` more, or `time`, whichever is first.
    pub async fn drain(mut self, bytes: u64, time: Duration) {
        let left = async {
            let mut seen = 0;
            while let Some(Ok(frame)) = self.frame().await {
                seen += frame.data_ref().map_or(0, |data| data.len() as u64);
                if seen > bytes {
                    return;
                }
            }
        };
        let _ = tokio::time::timeout(time, left).await;
    }
}

impl http_body::Body for Inflow {
    type Data = Bytes;
    type Error = InflowError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, InflowError>>> {
        // A panic in a body's poll leaves nothing half-changed that matters here.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).poll(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).over
    }

    fn size_hint(&self) -> SizeHint {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).body.size_hint()
    }
}

impl Inner {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, InflowError>>> {
        if self.over {
            return Poll::Ready(None);
        }
        match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Pending => self.keep_waiting(cx),
            Poll::Ready(Some(Ok(frame))) => {
                if let Some((since, _)) = self.waiting.take() {
                    self.waited += since.elapsed();
                }
                self.window_bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
                if self.waited >= self.pace.window && self.window_is_slow() {
                    return self.fail(InflowError::TooSlow);
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(_))) => self.fail(InflowError::Broken),
            Poll::Ready(None) => {
                self.over = true;
                Poll::Ready(None)
            }
        }
    }

    fn keep_waiting(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, InflowError>>> {
        loop {
            let left = self.pace.window.saturating_sub(self.waited);
            let (_, sleep) = self.waiting.get_or_insert_with(|| (Instant::now(), Box::pin(tokio::time::sleep(left))));
            if sleep.poll_unpin(cx).is_pending() {
                return Poll::Pending;
            }
            self.waiting = None;
            if self.window_is_slow() {
                return self.fail(InflowError::TooSlow);
            }
        }
    }

    /// Closes a window, and says whether too little came in it.
    fn window_is_slow(&mut self) -> bool {
        self.waited = Duration::ZERO;
        std::mem::take(&mut self.window_bytes) < self.pace.bytes
    }

    fn fail(&mut self, error: InflowError) -> Poll<Option<Result<Frame<Bytes>, InflowError>>> {
        self.over = true;
        Poll::Ready(Some(Err(error)))
    }
}

#[cfg(test)]
mod tests {
    use futures::StreamExt as _;

    use super::*;

    fn trickle(chunk: usize, every: Duration) -> Body {
        let chunks = futures::stream::repeat(()).then(move |()| async move {
            tokio::time::sleep(every).await;
            Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; chunk]))
        });
        Body::from_stream(chunks)
    }

    async fn end_of(mut inflow: Inflow, frames: usize) -> Option<InflowError> {
        for _ in 0..frames {
            match inflow.frame().await {
                Some(Ok(_)) => {}
                Some(Err(error)) => return Some(error),
                None => return None,
            }
        }
        None
    }

    #[tokio::test]
    async fn a_body_below_the_floor_is_cut_and_one_above_it_is_not() {
        let pace = Pace { bytes: 100, window: Duration::from_millis(100) };
        let slow = Inflow::new(trickle(1, Duration::from_millis(5)), pace);
        assert_eq!(end_of(slow, 1_000).await, Some(InflowError::TooSlow));
        let steady = Inflow::new(trickle(200, Duration::from_millis(5)), pace);
        assert_eq!(end_of(steady, 60).await, None);
    }

    #[tokio::test]
    async fn a_body_that_stops_altogether_is_cut() {
        let silent = Body::from_stream(futures::stream::pending::<Result<Bytes, std::io::Error>>());
        let inflow = Inflow::new(silent, Pace { bytes: 1, window: Duration::from_millis(20) });
        assert_eq!(end_of(inflow, 1).await, Some(InflowError::TooSlow));
    }

    #[tokio::test]
    async fn what_a_reader_left_is_drained_within_its_bounds() {
        let chunks = futures::stream::iter((0..10).map(|_| Ok::<_, std::io::Error>(Bytes::from_static(&[0; 100]))));
        let inflow = Inflow::new(Body::from_stream(chunks), Pace::FLOOR);
        inflow.clone().drain(u64::MAX, Duration::from_secs(5)).await;
        assert!(inflow.is_end_stream());

        let endless = Inflow::new(trickle(100, Duration::from_millis(1)), Pace::FLOOR);
        endless.clone().drain(500, Duration::from_secs(5)).await;
        assert!(!endless.is_end_stream());
        endless.drain(u64::MAX, Duration::from_millis(20)).await;
    }
}
