//! Honest reporters among hostile connections that do as much as they can, each counted as a visitor of its own by the
//! header of a trusted proxy.
#![allow(dead_code, reason = "each test program uses its own part of this")]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::http::{self, Answer, BOUNDARY, Part};

/// The header by which the proxy names a visitor.
pub const HEADER: &str = "x-real-ip";
/// Nobody waits longer for a form to be taken.
const PATIENCE: Duration = Duration::from_secs(300);
const KIND: (&str, &str) = ("Content-Type", "multipart/form-data; boundary=----tocsin-test");

/// How many, for how long.
pub struct Plan {
    pub honest: usize,
    pub hostile: usize,
    pub time: Duration,
    /// An honest reporter's pause before the next report.
    pub pause: Duration,
}

/// What came of it.
#[derive(Default)]
pub struct Outcome {
    pub accepted: Vec<Accepted>,
    /// Why honest reports were not accepted.
    pub lost: Vec<String>,
    /// Answers to hostile requests by status; 0 stands for none.
    pub hostile: BTreeMap<u16, usize>,
}

/// An honest report that was acknowledged.
pub struct Accepted {
    /// From the first byte sent to the receipt, asking again included.
    pub took: Duration,
    /// How often it was sent.
    pub tries: u32,
    pub receipt: String,
    pub visitor: String,
}

/// Lets the hostile ones begin, then the honest ones, until the time is over; waits for every honest report.
pub async fn run(at: SocketAddr, plan: &Plan) -> Outcome {
    let (begun, end) = (Instant::now(), Instant::now() + plan.time);
    let mut hostile = JoinSet::new();
    for number in 0..plan.hostile {
        hostile.spawn(attack(at, number, end));
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut honest = JoinSet::new();
    for number in 0..plan.honest {
        honest.spawn(reporter(at, number, end, plan.pause));
    }
    let mut outcome = Outcome::default();
    for reports in honest.join_all().await {
        for report in reports {
            match report {
                Ok(accepted) => outcome.accepted.push(accepted),
                Err(why) => outcome.lost.push(why),
            }
        }
    }
    for statuses in hostile.join_all().await {
        for (status, count) in statuses {
            *outcome.hostile.entry(status).or_default() += count;
        }
    }
    assert!(begun.elapsed() >= plan.time, "the flood ended early");
    outcome
}

/// One report after the other, each by another exile behind another address.
async fn reporter(at: SocketAddr, number: usize, end: Instant, pause: Duration) -> Vec<Result<Accepted, String>> {
    let mut all = Vec::new();
    while Instant::now() < end {
        let nth = all.len();
        let visitor = format!("10.{number}.{}.{}", nth / 250, nth % 250 + 1);
        all.push(report(at, &visitor, &format!("honest {number}/{nth}: they asked my parents where I live")).await);
        tokio::time::sleep(pause).await;
    }
    all
}

/// What a person does: opens the form, writes, sends; where the page asks to wait, waits and presses its button again.
async fn report(at: SocketAddr, visitor: &str, words: &str) -> Result<Accepted, String> {
    let token = form(at, visitor).await?.hidden("token");
    let mut fields = vec![("token", token), ("narrative", words.to_owned()), ("danger", "now".to_owned())];
    let begun = Instant::now();
    for tries in 1.. {
        let parts: Vec<Part<'_>> = fields.iter().map(|(name, value)| (*name, None, value.as_bytes())).collect();
        let answer = ask(at, visitor, "POST", "/en/report", &[KIND], &http::multipart(&parts)).await;
        let status = answer.as_ref().map(|answer| answer.status);
        let wait = match answer {
            Some(answer) if answer.status == 200 => {
                let receipt = answer.element("receipt-words").ok_or_else(|| format!("no receipt: {}", answer.text()))?;
                return Ok(Accepted { took: begun.elapsed(), tries, receipt, visitor: visitor.to_owned() });
            }
            Some(page) => {
                let wait = told_to_wait(&page)?;
                if !page.text().contains(words) {
                    return Err(format!("what was typed is gone: {}", page.text()));
                }
                // A place in line that the page gives is sent with the form.
                if page.text().contains("name=\"place\"") {
                    fields.retain(|(name, _)| *name != "place");
                    fields.push(("place", page.hidden("place")));
                }
                wait
            }
            None => Duration::from_secs(1),
        };
        if begun.elapsed() > PATIENCE {
            return Err(format!("not taken after {tries} tries: {status:?}"));
        }
        tokio::time::sleep(wait).await;
    }
    unreachable!("patience ends first")
}

async fn form(at: SocketAddr, visitor: &str) -> Result<Answer, String> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let wait = match ask(at, visitor, "GET", "/en/report", &[], b"").await {
            Some(page) if page.status == 200 => return Ok(page),
            Some(page) => told_to_wait(&page)?,
            None => Duration::from_secs(1),
        };
        tokio::time::sleep(wait).await;
    }
    Err("no form".to_owned())
}

/// The pages that ask to wait say how long; any other is a refusal.
fn told_to_wait(page: &Answer) -> Result<Duration, String> {
    let seconds = page.header("retry-after").and_then(|seconds| seconds.parse().ok());
    match (page.status, seconds) {
        (429 | 503, Some(seconds)) => Ok(Duration::from_secs(seconds)),
        _ => Err(format!("status {}: {}", page.status, page.text())),
    }
}

async fn ask(at: SocketAddr, visitor: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Option<Answer> {
    let headers = [headers, &[(HEADER, visitor)]].concat();
    http::raw(at, &http::written("test", method, path, &headers, body)).await
}

/// One hostile visitor, as fast as it can.
async fn attack(at: SocketAddr, number: usize, end: Instant) -> BTreeMap<u16, usize> {
    let visitor = format!("172.16.{}.{}", number / 250, number % 250 + 1);
    let mut statuses = BTreeMap::new();
    for nth in 0.. {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        let answer = tokio::time::timeout(left, strike(at, &visitor, number, nth)).await;
        *statuses.entry(answer.ok().flatten().map_or(0, |answer| answer.status)).or_default() += 1;
        // A refused connection costs nothing: without this, one task would keep the others from running.
        tokio::task::yield_now().await;
    }
    statuses
}

async fn strike(at: SocketAddr, visitor: &str, number: usize, nth: usize) -> Option<Answer> {
    let words = format!("{number} {nth} {}", "junk ".repeat(400));
    match number % 5 {
        0 => ask(at, visitor, "POST", "/en/report", &[KIND], &http::multipart(&[("narrative", None, words.as_bytes())])).await,
        1 => {
            let file = vec![b'x'; 200_000];
            let parts = [("narrative", None, words.as_bytes()), ("files", Some("x.bin"), &file[..])];
            ask(at, visitor, "POST", "/en/report", &[KIND], &http::multipart(&parts)).await
        }
        2 => {
            let receipt = format!("receipt={}about", "abandon+".repeat(11));
            let kind = ("Content-Type", "application/x-www-form-urlencoded");
            ask(at, visitor, "POST", "/en/mailbox", &[kind], receipt.as_bytes()).await
        }
        3 => dribble(at, visitor).await,
        _ => {
            let head = format!("HTTP/1.1\r\nHost: a\r\n{HEADER}: {visitor}\r\n");
            let junk = match nth % 3 {
                0 => "\x16\x03\x01\x02\0\x01\0".to_owned(),
                1 => format!("GET /en/report {head}Host: b\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                _ => format!("POST /en/report {head}Content-Type: multipart/form-data; boundary=\r\nContent-Length: 3\r\n\r\n--\r"),
            };
            http::raw(at, junk.as_bytes()).await
        }
    }
}

/// A body of a megabyte, a byte a second.
async fn dribble(at: SocketAddr, visitor: &str) -> Option<Answer> {
    let mut stream = TcpStream::connect(at).await.ok()?;
    let head = format!(
        "POST /en/report HTTP/1.1\r\nHost: x\r\n{HEADER}: {visitor}\r\nContent-Type: {}\r\nContent-Length: 1000000\r\n\r\n--{BOUNDARY}\r\n",
        KIND.1
    );
    stream.write_all(head.as_bytes()).await.ok()?;
    while stream.write_all(b"C").await.is_ok() {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    http::read_answer(&mut stream, false).await
}
