//! Large files, streamed.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::http::{self, BOUNDARY};
use super::process::Process;

const SIZE: usize = 200_000_000;
/// Reports with a file that one whole run sends.
pub const TOGETHER_ALL: usize = 1 + 8;

/// Sends `together` reports with a file of 200 MB each; the most memory the service had meanwhile, and the time.
pub async fn files(at: SocketAddr, process: &Process, together: usize) -> (f64, Duration) {
    let begun = Instant::now();
    let ((), peak) = process
        .peak_during(async {
            let mut senders = JoinSet::new();
            for number in 0..together {
                senders.spawn(send(at, number));
            }
            senders.join_all().await;
        })
        .await;
    (peak, begun.elapsed())
}

async fn send(at: SocketAddr, number: usize) {
    let token = http::get(at, "/en/report", &[]).await.hidden("token");
    let words = format!("film {number}");
    let whole = http::multipart(&[
        ("token", None, token.as_bytes()),
        ("narrative", None, words.as_bytes()),
        ("files", Some("film.bin"), b"FILE-GOES-HERE"),
    ]);
    let sign = b"FILE-GOES-HERE";
    let cut = whole.windows(sign.len()).position(|w| w == sign).expect("the file's place");
    let (before, after) = (&whole[..cut], &whole[cut + sign.len()..]);
    let head = format!(
        "POST /en/report HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\n\r\n",
        before.len() + SIZE + after.len()
    );
    let mut stream = TcpStream::connect(at).await.expect("a connection");
    stream.write_all(&[head.as_bytes(), before].concat()).await.expect("the head is taken");
    let piece: Vec<u8> = (0..=255).cycle().take(50_000).collect();
    for _ in 0..SIZE / piece.len() {
        stream.write_all(&piece).await.expect("the file is taken");
    }
    stream.write_all(after).await.expect("the end is taken");
    let answer = http::read_answer(&mut stream, false).await.expect("an answer");
    assert!(answer.status == 200 && answer.element("receipt-words").is_some(), "{}", answer.text());
}
