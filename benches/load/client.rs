//! The client: one connection for each request, as strangers come.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::http::{self, BOUNDARY};

/// How long each request took, and all of them.
pub struct Run {
    times: Vec<Duration>,
    whole: Duration,
}

impl Run {
    pub fn of(mut times: Vec<Duration>, whole: Duration) -> Self {
        times.sort();
        Self { times, whole }
    }

    pub fn per_second(&self) -> f64 {
        self.times.len() as f64 / self.whole.as_secs_f64()
    }

    /// The time within which that share of the requests was answered; zero if there were none.
    pub fn percentile(&self, percent: usize) -> Duration {
        let rank = (self.times.len() * percent).div_ceil(100).saturating_sub(1);
        self.times.get(rank).copied().unwrap_or_default()
    }
}

/// The time from `start` to the first whole page.
pub async fn first_answer(at: SocketAddr, start: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    start();
    while TcpStream::connect(at).await.is_err() {
        assert!(begun.elapsed() < Duration::from_secs(30), "the service does not start");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let page = http::get(at, "/en/report", &[]).await;
    assert_eq!(page.status, 200);
    begun.elapsed()
}

/// Forms that were fetched beforehand, each to be sent once.
pub struct Load {
    at: SocketAddr,
    tokens: Vec<String>,
    sent: AtomicUsize,
}

impl Load {
    /// Fetches that many forms.
    pub async fn prepare(at: SocketAddr, forms: usize) -> Self {
        let mut tokens = Vec::with_capacity(forms);
        for _ in 0..forms {
            tokens.push(http::get(at, "/en/report", &[]).await.hidden("token"));
        }
        Self { at, tokens, sent: AtomicUsize::new(0) }
    }

    /// How many reports were acknowledged so far: all that were sent, or the run ended with a panic.
    pub fn acknowledged(&self) -> usize {
        self.sent.load(Ordering::Relaxed)
    }

    /// Sends `count` reports of 2,000 characters; each must be acknowledged with a receipt.
    pub async fn reports(&self, together: usize, count: usize) -> Run {
        let first = self.sent.fetch_add(count, Ordering::Relaxed);
        let requests = self.tokens[first..first + count].iter().enumerate().map(|(number, token)| {
            let words = format!("{} {}", first + number, "they came again ".repeat(125));
            let parts = [
                ("token", None, token.as_bytes()),
                ("narrative", None, &words.as_bytes()[..2_000]),
                ("danger", None, &b"2weeks"[..]),
                ("answer_here", None, b"yes"),
            ];
            let kind = format!("multipart/form-data; boundary={BOUNDARY}");
            http::written("test", "POST", "/en/report", &[("Content-Type", &kind)], &http::multipart(&parts))
        });
        hammer(self.at, together, requests.collect(), 200, b"id=\"receipt-words\"").await
    }
}

/// Asks for the form, as a browser does.
pub async fn pages(at: SocketAddr, together: usize, count: usize) -> Run {
    let request = http::written("test", "GET", "/en/report", &[("Accept-Encoding", "gzip")], b"");
    hammer(at, together, vec![request; count], 200, &[0x1f, 0x8b]).await
}

/// Sends the requests, `together` at a time. Each answer must have this status and hold `sign`.
pub async fn hammer(at: SocketAddr, together: usize, requests: Vec<Vec<u8>>, status: u16, sign: &'static [u8]) -> Run {
    let (requests, next) = (Arc::new(requests), Arc::new(AtomicUsize::new(0)));
    let begun = Instant::now();
    let mut senders = JoinSet::new();
    for _ in 0..together {
        let (requests, next) = (Arc::clone(&requests), Arc::clone(&next));
        senders.spawn(async move {
            let mut times = Vec::new();
            while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
                let begun = Instant::now();
                let answer = http::raw(at, request).await.expect("an answer");
                times.push(begun.elapsed());
                assert_eq!(answer.status, status);
                assert!(answer.body.windows(sign.len()).any(|w| w == sign), "the answer is another page");
            }
            times
        });
    }
    let times = senders.join_all().await.concat();
    Run::of(times, begun.elapsed())
}
