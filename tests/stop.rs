//! A clean stop finishes what was begun: whoever had begun to send is answered, and what was answered is there.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/http.rs"]
mod http;

use demo::{Demo, said};
use http::{BOUNDARY, multipart};
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

fn request(words: &str, file: Option<&[u8]>) -> Vec<u8> {
    let mut parts: Vec<http::Part<'_>> = vec![("narrative", None, words.as_bytes()), ("danger", None, b"later")];
    parts.extend(file.map(|file| ("files", Some("f.bin"), file)));
    let body = multipart(&parts);
    let head = format!(
        "POST /en/report HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), &body].concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_had_begun_to_send_is_answered_and_stored_when_the_service_is_told_to_stop() {
    let mut demo = Demo::start();
    let at = demo.at;
    // A file that needs two seconds more than the signal.
    let upload = tokio::spawn(async move {
        let bytes = request("with a file", Some(&[7; 400_000]));
        let mut stream = TcpStream::connect(at).await.unwrap();
        for piece in bytes.chunks(bytes.len() / 10 + 1) {
            stream.write_all(piece).await.unwrap();
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        http::read_answer(&mut stream, false).await
    });
    tokio::time::sleep(Duration::from_millis(400)).await;
    let crowd: Vec<_> = (0..30)
        .map(|n| {
            tokio::spawn(async move {
                // On a slow machine some come when the door is closed already.
                let mut stream = TcpStream::connect(at).await.ok()?;
                stream.write_all(&request(&format!("report {n}"), None)).await.ok()?;
                http::read_answer(&mut stream, false).await
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let pid = rustix::process::Pid::from_raw(demo.process().try_into().unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let file = upload.await.unwrap().expect("the upload is answered");
    assert_eq!(file.status, 200);
    assert!(file.element("receipt-words").is_some());
    let mut answered = 1;
    for one in crowd {
        // A connection that the server had not yet taken up is closed without an answer: nothing was promised.
        if let Some(answer) = one.await.unwrap() {
            assert_eq!(answer.status, 200);
            answered += 1;
        }
    }
    assert!(answered > 1, "nobody else had begun: the test shows little");
    let begun = Instant::now();
    while demo.runs() {
        assert!(begun.elapsed() < Duration::from_secs(60), "it does not stop");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(!demo.path("data/tocsin.db-wal").exists(), "the log is folded into the database");
    demo.again();
    let cases = demo.cases();
    assert_eq!(cases.len(), answered);
    assert_eq!(cases.iter().filter(|case| case["files"] == 1).count(), 1);
    let doctor = said(&demo.tocsin(&["doctor"]).stdout);
    assert!(doctor.contains("1 attachment is in its place"), "{doctor}");
}
