//! A tiny HTTP/1.1 client over a plain TCP stream: the tests see every byte of an answer, and send bytes no library would.
#![allow(dead_code, reason = "each test program uses its own part of this")]

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// An answer: status, headers with lower-case names in the order they came, body.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of that (lower-case) name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The body as text, without the marks that isolate the direction of a number in a sentence.
    pub fn text(&self) -> String {
        let text = String::from_utf8(self.body.clone()).expect("a page in UTF-8");
        text.replace(['\u{2068}', '\u{2069}'], "")
    }

    /// The value of the hidden field `name`.
    pub fn hidden(&self, name: &str) -> String {
        let text = self.text();
        let start = format!("name=\"{name}\" value=\"");
        let at = text.find(&start).unwrap_or_else(|| panic!("no hidden {name} in {text}")) + start.len();
        text[at..].split('"').next().unwrap_or_default().to_owned()
    }

    /// The text of the paragraph with this id, without tags.
    pub fn element(&self, id: &str) -> Option<String> {
        let text = self.text();
        let at = text.find(&format!("id=\"{id}\""))?;
        let inside = text[at..].split_once('>')?.1.split_once("</p>")?.0;
        let words = inside.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, after)| after));
        Some(words.collect::<String>().trim().to_owned())
    }
}

/// A request that is written as it stands, and its answer.
pub async fn raw(to: SocketAddr, request: &[u8]) -> Option<Answer> {
    let mut stream = TcpStream::connect(to).await.ok()?;
    answer_to(&mut stream, request).await
}

/// The same on a connection that is there already.
pub async fn answer_to(stream: &mut TcpStream, request: &[u8]) -> Option<Answer> {
    // A server that answers early may stop reading: that is no failure of the client.
    let _ = stream.write_all(request).await;
    read_answer(stream, request.starts_with(b"HEAD")).await
}

/// GET with extra header lines.
pub async fn get(to: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Answer {
    request(to, "GET", path, headers, b"").await
}

/// POST of a small form.
pub async fn post(to: SocketAddr, path: &str, fields: &[(&str, &str)]) -> Answer {
    request(to, "POST", path, &[("Content-Type", "application/x-www-form-urlencoded")], urlencoded(fields).as_bytes()).await
}

/// The body of a small form.
pub fn urlencoded(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields.iter().map(|(n, v)| format!("{}={}", escaped(n), escaped(v))).collect();
    pairs.join("&")
}

/// A part of a multipart form: field name, file name, content.
pub type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

/// The boundary that [`multipart`] uses.
pub const BOUNDARY: &str = "----tocsin-test";

/// A multipart body.
pub fn multipart(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = file.map_or_else(String::new, |f| format!("; filename=\"{f}\"\r\nContent-Type: application/octet-stream"));
        body.extend_from_slice(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// POST of a multipart form.
pub async fn post_form(to: SocketAddr, path: &str, parts: &[Part<'_>]) -> Answer {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    request(to, "POST", path, &[("Content-Type", &kind)], &multipart(parts)).await
}

/// Any request; one connection each.
pub async fn request(to: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let whole = written("test", method, path, headers, body);
    raw(to, &whole).await.unwrap_or_else(|| panic!("no answer to {method} {path}"))
}

/// The bytes of a request to `host` that wants its connection closed.
pub fn written(host: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() || method == "POST" {
        head.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    head.push_str("\r\n");
    [head.as_bytes(), body].concat()
}

/// Reads one answer from a stream; None if the other side closes or does not answer within 30 s.
pub async fn read_answer(stream: &mut (impl AsyncRead + Unpin), head_only: bool) -> Option<Answer> {
    read_answer_within(stream, head_only, Duration::from_secs(30)).await
}

/// The same with another patience.
pub async fn read_answer_within(stream: &mut (impl AsyncRead + Unpin), head_only: bool, patience: Duration) -> Option<Answer> {
    tokio::time::timeout(patience, read(stream, head_only)).await.ok()?
}

async fn read(stream: &mut (impl AsyncRead + Unpin), head_only: bool) -> Option<Answer> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            // "100 Continue" stands before the answer itself.
            if bytes.starts_with(b"HTTP/1.1 1") {
                bytes.drain(..at + 4);
                continue;
            }
            break at;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let mut lines = head.split("\r\n");
    let status: u16 = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> =
        lines.filter_map(|l| l.split_once(':')).map(|(n, v)| (n.to_ascii_lowercase(), v.trim().to_owned())).collect();
    let mut body = bytes.split_off(end + 4);
    let length = headers.iter().find(|(n, _)| n == "content-length").and_then(|(_, v)| v.parse::<usize>().ok());
    // 204 says nothing and has no length.
    while !head_only && status != 204 && body.len() < length? {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Answer { status, headers, body })
}

fn escaped(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
