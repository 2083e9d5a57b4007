//! What was acknowledged stays, whatever happens the moment after.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/http.rs"]
mod http;

use demo::{Demo, receipt};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_whose_answer_was_read_survives_the_kill_that_follows_at_once() {
    let mut demo = Demo::start();
    let mut receipts = Vec::new();
    for round in 0..10 {
        let at = demo.at;
        let others: Vec<_> = (0..4)
            .map(|n| {
                tokio::spawn(async move {
                    let file = vec![n; 60_000];
                    let body = http::multipart(&[("narrative", None, b"in flight"), ("files", Some("f.bin"), &file)]);
                    let head = format!(
                        "POST /en/report HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary={}\r\nContent-Length: {}\r\n\r\n",
                        http::BOUNDARY,
                        body.len()
                    );
                    http::raw(at, &[head.as_bytes(), &body].concat()).await
                })
            })
            .collect();
        let text = format!("round {round}");
        let answer =
            demo.send("en", &[("narrative", None, text.as_bytes()), ("danger", None, b"now"), ("files", Some("a"), b"file")]).await;
        demo.kill();
        receipts.push(receipt(&answer).0);
        for other in others {
            if let Some(answer) = other.await.unwrap() {
                receipts.push(receipt(&answer).0);
            }
        }
        demo.again();
    }
    for words in &receipts {
        let mailbox = demo.open("en", words).await;
        assert_eq!(mailbox.status, 200);
        assert!(!mailbox.hidden("session").is_empty());
    }
    let cases = demo.cases();
    assert!(cases.len() >= receipts.len(), "{} cases, {} receipts", cases.len(), receipts.len());
    assert!(cases.len() <= 50);
    // Words are kept before files: a report that was never acknowledged may lack its file, no other.
    let with_file = cases.iter().filter(|c| c["files"] == 1).count();
    assert!(with_file >= receipts.len(), "{with_file} cases with a file, {} receipts", receipts.len());
    let alerts = demo.json(&["alerts", "status"]);
    let waiting = usize::try_from(alerts["waiting"].as_u64().unwrap()).unwrap();
    assert!(demo.mails().len() + waiting > 0, "nobody was or will be told");
    assert_eq!((alerts["dead"].as_u64(), alerts["damaged"].as_u64(), alerts["unassigned"].as_u64()), (Some(0), Some(0), Some(0)));
    let findings = demo.json(&["doctor"]);
    assert!(findings.as_array().unwrap().iter().all(|f| f["ok"] == true), "{findings}");
    assert_eq!(demo.json(&["export", "--out", "bundles"])["cases"], cases.len());
    demo.desk(&["open", "--identity", "data-keys/caseworker.txt", "bundles", "--out", "opened", "--attachments"]);
}
