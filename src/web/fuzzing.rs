//! Targets for what this ring reads from strangers; see `crate::fuzzing`.

use std::sync::LazyLock;

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use tokio::runtime::{Builder, Runtime};

use super::disposition::{self, Disposition};
use super::door::parse_proxy_header;
use super::form::{FormError, FormLimits, FormReader};
use super::inflow::{Inflow, Pace};
use super::small_form::read_urlencoded;
use super::tus;
use super::weight::Scales;
use crate::fuzzing::{Script, seeds};

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Builder::new_multi_thread().worker_threads(1).enable_time().build().unwrap());

const LIMITS: FormLimits = FormLimits { text: 4_096, parts: 20, name: 64, part_header: 1_024, files: 6_000 };

/// What came of a form.
#[derive(Debug, PartialEq)]
struct Outcome {
    typed: Vec<(String, String)>,
    files: Vec<(String, String, Vec<u8>)>,
    error: Option<FormError>,
}

/// `data` cut into pieces of the given length, as a network cuts.
fn body(data: &[u8], piece: usize) -> Inflow {
    let pieces: Vec<Result<Bytes, std::io::Error>> = data.chunks(piece.max(1)).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    Inflow::new(Body::from_stream(futures::stream::iter(pieces)), Pace::FLOOR)
}

fn typed_as(kind: &'static str) -> HeaderMap {
    HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(kind))])
}

fn read(data: &[u8], piece: usize) -> Outcome {
    let headers = typed_as("multipart/form-data; boundary=b");
    RUNTIME.block_on(async {
        let mut reader = FormReader::new(&headers, body(data, piece), LIMITS, Scales::default().nothing()).unwrap();
        let mut files = Vec::new();
        let error = loop {
            let head = match reader.next_file().await {
                Ok(Some(head)) => head,
                Ok(None) => break None,
                Err(error) => break Some(error),
            };
            let mut content = Vec::new();
            let error = loop {
                match reader.file_chunk().await {
                    Ok(Some(chunk)) => content.extend_from_slice(&chunk),
                    Ok(None) => break None,
                    Err(error) => break Some(error),
                }
            };
            assert!(!head.empty || content.is_empty());
            files.push((head.name, head.media_type, content));
            if let Some(error) = error {
                break Some(error);
            }
        };
        Outcome { typed: reader.typed().all().to_vec(), files, error }
    })
}

fn within_bounds(outcome: &Outcome) {
    let Outcome { typed, files, .. } = outcome;
    assert!(typed.len() + files.len() <= LIMITS.parts);
    assert!(files.iter().map(|file| file.2.len() as u64).sum::<u64>() <= LIMITS.files);
    for (name, value) in typed {
        assert!(name.len() <= LIMITS.name && !name.chars().any(char::is_control), "{name:?}");
        // What came in one piece past the bound is still shown again.
        assert!(!value.contains('\0') && value.len() as u64 <= LIMITS.text + 3 * 64 * 1024);
    }
    for (name, media_type, _) in files {
        harmless_name(name);
        assert!(media_type.is_ascii() && media_type.len() < 256 && !media_type.contains(['\r', '\n']), "{media_type:?}");
    }
}

/// Any body: bounds hold, and a network that cuts it elsewhere changes nothing of a form that is taken.
pub fn multipart(data: &[u8]) {
    let whole = read(data, usize::MAX);
    within_bounds(&whole);
    for piece in [1, 7, 64] {
        let cut = read(data, piece);
        within_bounds(&cut);
        if whole.error.is_none() && cut.error.is_none() {
            assert_eq!(whole, cut);
        }
    }
}

pub fn multipart_seeds() -> Vec<Vec<u8>> {
    let part = |head: &str, content: &str| format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n");
    let text = part("name=\"narrative\"", "words");
    let file = part("name=\"files\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf", "%PDF");
    let odd = part("name=\"files\"; filename*=UTF-8''%e2%80%aea.exe; filename=\"..\\\\b\"", "x");
    let empty = part("name=\"files\"; filename=\"\"", "");
    let long = part("name=\"narrative\"", &"w".repeat(5_000));
    seeds(&[
        &format!("{text}{file}{text}--b--\r\n"),
        &format!("{empty}{odd}--b--"),
        &format!("preamble\r\n{text}{text}"),
        &format!("{long}{file}--b--"),
        &format!("{}--b--", text.repeat(25)),
        &part("name=\"a\"\r\nX: y", "--b\r\n\r\n--c"),
    ])
}

/// A well-made form comes back as it was sent. `data` is a script: what kind of part, how long, its bytes.
pub fn multipart_made(data: &[u8]) {
    let mut script = Script(data);
    let piece = usize::from(script.byte()) + 1;
    let mut form = Vec::new();
    let (mut typed, mut files): (Vec<(String, String)>, Vec<Vec<u8>>) = (Vec::new(), Vec::new());
    while !script.is_over() && typed.len() + files.len() < LIMITS.parts {
        let (kind, length) = (script.byte(), usize::from(script.byte()));
        let content = script.bytes(length);
        // The delimiter cannot stand in a content; a browser chooses another one.
        if content.windows(3).any(|three| three == b"--b") {
            return;
        }
        form.extend_from_slice(b"--b\r\nContent-Disposition: form-data; name=\"f\"");
        if kind % 3 == 0 {
            form.extend_from_slice(b"; filename=\"n\"");
            files.push(content.to_vec());
        } else {
            let Ok(text) = std::str::from_utf8(content) else { return };
            if text.contains('\0') {
                return;
            }
            typed.push(("f".into(), text.to_owned()));
        }
        form.extend_from_slice(b"\r\n\r\n");
        form.extend_from_slice(content);
        form.extend_from_slice(b"\r\n");
    }
    if form.is_empty() || form.len() > 3_500 {
        return;
    }
    form.extend_from_slice(b"--b--\r\n");
    let outcome = read(&form, piece);
    assert_eq!(outcome.error, None, "a well-made form was refused: {}", form.escape_ascii());
    assert_eq!(outcome.typed, typed);
    let contents: Vec<Vec<u8>> = outcome.files.into_iter().map(|file| file.2).collect();
    assert_eq!(contents, files);
}

pub fn made_seeds() -> Vec<Vec<u8>> {
    vec![
        b"\x20\x01\x05words\x00\x04file\x01\x00\x00\x00".to_vec(),
        b"\x00\x01\x06a\r\n--c\x00\x0b\r\n--\r\n-b-\r\n".to_vec(),
        [b"\x07\x01\xff".to_vec(), vec![b'w'; 255], b"\x00\xff".to_vec(), vec![0; 255]].concat(),
    ]
}

/// What is read from a small form is read again from its own encoding.
pub fn urlencoded(data: &[u8]) {
    let headers = typed_as("application/x-www-form-urlencoded");
    let read = |bytes: &[u8]| RUNTIME.block_on(read_urlencoded(&headers, body(bytes, usize::MAX), 64 * 1024));
    let Ok(typed) = read(data) else { return };
    assert!(typed.all().len() <= 50);
    let encode = |text: &str| text.bytes().map(|b| format!("%{b:02x}")).collect::<String>();
    let pairs: Vec<String> = typed.all().iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let encoded = pairs.join("&");
    if encoded.len() < 64 * 1024 {
        let Ok(again) = read(encoded.as_bytes()) else { panic!("what is written is not read: {encoded}") };
        assert_eq!(again.all(), typed.all());
    }
}

pub fn urlencoded_seeds() -> Vec<Vec<u8>> {
    seeds(&["receipt=a+b+c&session=x", "a=%41%20%e2%82%ac&b=", "=&=&=", "a=%", "a=%4", "a=%zz", "a=%00", "a=b=c&&d=e", "a"])
}

/// A name under which a file may be kept is harmless wherever it is written.
pub fn disposition(data: &[u8]) {
    if let Some(about) = Disposition::parse(data)
        && let Some(sent) = about.file_name
    {
        harmless_name(&disposition::file_name(&sent));
    }
    harmless_name(&disposition::file_name(&String::from_utf8_lossy(data)));
    let media_type = disposition::media_type(Some(data));
    assert!(media_type.bytes().all(|b| b.is_ascii_graphic()) && media_type.split('/').count() == 2, "{media_type:?}");
}

fn harmless_name(name: &str) {
    assert!(!name.is_empty() && name != "." && name != ".." && name.chars().count() <= 255, "{name:?}");
    assert!(!name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']) && !name.chars().any(char::is_control), "{name:?}");
    assert!(!name.contains(['\u{202e}', '\u{2066}', '\u{2028}']), "{name:?}");
    assert!(!name.starts_with('.'), "{name:?} would be hidden");
}

pub fn disposition_seeds() -> Vec<Vec<u8>> {
    seeds(&[
        "form-data; name=\"files\"; filename=\"C:\\\\Users\\\\x\\\\a.pdf\"",
        "form-data; name=a; filename*=UTF-8''%e2%82%ac%20rates.pdf",
        "form-data; name=\"a%22b\"; filename=\"a\\\"b%0d%0a.txt\"",
        "form-data; name=\"x",
        "text/html; charset=utf-8",
        "../../etc/passwd",
        ".hidden",
        "a\u{202e}fdp.exe",
    ])
}

/// A header is taken at its end and nowhere else, whatever follows it; every part of it asks for more.
pub fn proxy_header(data: &[u8]) {
    let Ok(Some((circuit, length))) = parse_proxy_header(data) else { return };
    assert!(length <= data.len() && length <= 107);
    for end in 0..length {
        assert!(matches!(parse_proxy_header(&data[..end]), Ok(None)), "taken or refused after {end} bytes");
    }
    let followed = [&data[..length], b"PROXY TCP6 "].concat();
    assert!(matches!(parse_proxy_header(&followed), Ok(Some((same, at))) if same == circuit && at == length));
}

pub fn proxy_seeds() -> Vec<Vec<u8>> {
    seeds(&[
        "PROXY TCP6 fc00:dead:beef:4dad::ffff:ffff ::1 65535 42\r\nGET / HTTP/1.1\r\n",
        "PROXY TCP6 fc00:dead:beef:4dad::0:1 ::1 1 80\r\n",
        "PROXY TCP4 127.0.0.1 127.0.0.1 1 80\r\n",
        "PROXY UNKNOWN\r\n",
        "PROXY TCP6 fc00:dead:beef:4dad::12:34ab ::1 13483 443",
    ])
}

/// An offset or a length has one spelling and fits where it is kept; a file's name leads to that file and no other.
pub fn tus_headers(data: &[u8]) {
    let name = http::HeaderName::from_static("upload-offset");
    if let Ok(value) = HeaderValue::from_bytes(data) {
        let headers = HeaderMap::from_iter([(name.clone(), value)]);
        if let Some(number) = tus::whole_number(&headers, &name) {
            assert_eq!(number.to_string().as_bytes(), data, "one number in two spellings");
            assert!(i64::try_from(number).is_ok());
        }
    }
    if let Ok(text) = std::str::from_utf8(data)
        && let Some(id) = tus::named(text)
    {
        assert_eq!(id.to_string(), text, "one file under two names");
    }
}

pub fn tus_seeds() -> Vec<Vec<u8>> {
    seeds(&[
        "0",
        "4096",
        "9223372036854775807",
        "9223372036854775808",
        "-1",
        "007",
        "0123456789abcdef0123456789abcdef",
        "0123456789ABCDEF0123456789abcdef",
        "../0123456789abcdef",
    ])
}
