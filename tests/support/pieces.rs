//! A sender of sealed files in pieces, and a network that breaks.
#![allow(dead_code, reason = "each test program uses its own part of this")]

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom as _, SystemRandom};
use tocsin_seal::{MailboxKeys, PartId, Recipient, SealWriter, SealedSums, SignedCall, call::Action};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::http::{self, Answer};

pub const KIND: (&str, &str) = ("Content-Type", "application/offset+octet-stream");
pub const VERSION: (&str, &str) = ("Tus-Resumable", "1.0.0");

pub fn new_id() -> PartId {
    PartId::random(&SystemRandom::new()).unwrap()
}

/// Bytes that no compression and no chance repeats.
pub fn noise(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    SystemRandom::new().fill(&mut bytes).unwrap();
    bytes
}

/// A random number below `bound`.
pub fn below(bound: u64) -> u64 {
    let mut bytes = [0; 8];
    SystemRandom::new().fill(&mut bytes).unwrap();
    u64::from_le_bytes(bytes) % bound
}

/// The sealed form of a file.
pub async fn sealed(recipient: &Recipient, plain: &[u8]) -> (Vec<u8>, SealedSums) {
    let mut writer = SealWriter::new(Vec::new(), &[recipient]).await.unwrap();
    for piece in plain.chunks(1 << 20) {
        writer.write(piece).await.unwrap();
    }
    writer.finish().await.unwrap()
}

/// The header by which a file is begun.
pub fn call(keys: &MailboxKeys, challenge: &str, id: PartId, len: u64) -> String {
    URL_SAFE_NO_PAD.encode(SignedCall::sign(keys, challenge, Action::File { id, len }).to_bytes())
}

pub async fn begin_with(at: SocketAddr, call: &str, length: &str) -> Answer {
    let headers = [VERSION, ("Tocsin-Call", call), ("Upload-Length", length)];
    http::request(at, "POST", "/api/v1/files", &headers, b"").await
}

pub async fn begin(at: SocketAddr, keys: &MailboxKeys, challenge: &str, id: PartId, len: usize) -> Answer {
    begin_with(at, &call(keys, challenge, id, len as u64), &len.to_string()).await
}

pub fn path(id: PartId) -> String {
    format!("/api/v1/files/{id}")
}

pub async fn head(at: SocketAddr, id: PartId) -> Answer {
    http::request(at, "HEAD", &path(id), &[VERSION], b"").await
}

pub fn offset(answer: &Answer) -> Option<usize> {
    answer.header("upload-offset")?.parse().ok()
}

pub fn patch(id: PartId, offset: usize, piece: &[u8]) -> Vec<u8> {
    let (offset, length) = (offset.to_string(), piece.len().to_string());
    let headers = [VERSION, KIND, ("Upload-Offset", &offset), ("Content-Length", &length)];
    let head = http::written("localhost", "PATCH", &path(id), &headers, b"");
    [head.as_slice(), piece].concat()
}

pub async fn add(at: SocketAddr, id: PartId, offset: usize, piece: &[u8]) -> Answer {
    http::raw(at, &patch(id, offset, piece)).await.expect("an answer to a piece")
}

/// Sends the rest of a file, whatever breaks, as a page would: asks how far it is, and goes on from there. How many
/// times it had to.
pub async fn send(at: SocketAddr, id: PartId, file: &[u8]) -> usize {
    for attempt in 0..200 {
        let Some(answer) = http::raw(at, &http::written("localhost", "HEAD", &path(id), &[VERSION], b"")).await else { continue };
        assert_eq!(answer.status, 200, "after {attempt} attempts");
        let from = offset(&answer).unwrap();
        if from == file.len() {
            return attempt;
        }
        match http::raw(at, &patch(id, from, &file[from..])).await {
            None => {}
            // What the broken connection had brought was still on its way when we asked.
            Some(answer) if answer.status == 409 => {}
            Some(answer) if answer.status == 423 => tokio::time::sleep(std::time::Duration::from_millis(500)).await,
            Some(answer) => assert_eq!((answer.status, offset(&answer)), (204, Some(file.len()))),
        }
    }
    panic!("the file did not arrive");
}

/// A network between two ends, which breaks a connection after so many bytes, once for each number; then it holds.
pub struct Breaking {
    pub at: SocketAddr,
    left: Arc<Mutex<VecDeque<u64>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Breaking {
    pub async fn before(to: SocketAddr, after: &[u64]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let left = Arc::new(Mutex::new(VecDeque::from(after.to_vec())));
        let cuts = Arc::clone(&left);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, to, Arc::clone(&cuts)));
            }
        });
        Self { at, left, task }
    }

    /// Cuts that did not happen yet.
    pub fn left(&self) -> usize {
        self.left.lock().unwrap().len()
    }
}

impl Drop for Breaking {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(mut client: TcpStream, to: SocketAddr, cuts: Arc<Mutex<VecDeque<u64>>>) {
    let Ok(mut server) = TcpStream::connect(to).await else { return };
    let (mut from_client, mut to_client) = client.split();
    let (mut from_server, mut to_server) = server.split();
    let up = async {
        let (mut buffer, mut carried) = (vec![0; 64 * 1024], 0);
        while let Ok(n @ 1..) = from_client.read(&mut buffer).await {
            carried += n as u64;
            let due = cuts.lock().unwrap().front().is_some_and(|after| carried >= *after);
            if due {
                cuts.lock().unwrap().pop_front();
                return;
            }
            if to_server.write_all(&buffer[..n]).await.is_err() {
                return;
            }
        }
    };
    let down = async {
        let _ = tokio::io::copy(&mut from_server, &mut to_client).await;
    };
    // Whichever ends first ends both.
    tokio::select! { () = up => {}, () = down => {} }
}
