//! What programs send is a case like any other: exported, verified, opened and answered at the desk by the real programs;
//! and nothing of it can be read on the server.

use tocsin_seal::call::Action;

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::Bench;
use super::adding::begin;
use super::demo::{Demo, files, said};
use super::program::{json, refusal};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_verifies_opens_and_answers_what_programs_send() {
    let demo = Demo::start();
    let mut mine = begin(&demo).await;
    assert_eq!(mine.add("canary-second-71c they are at the door", "now").await.status, 201);
    assert_eq!(mine.add("canary-third-71c they left", "no").await.status, 201);
    demo.mails_reach(2).await;
    let case = mine.capsule.case_id.to_string();
    let listed = &demo.cases()[0];
    assert_eq!((listed["case"].as_str(), listed["urgency"].as_str()), (Some(&*case), Some("critical")));

    demo.json(&["export", "--out", "bundles"]);
    let verified = demo.desk(&["verify", "bundles"]);
    assert!(!said(&verified.stdout).contains("WARNING"), "{}", said(&verified.stdout));
    demo.desk(&["open", "--identity", "data-keys/caseworker.txt", "bundles", "--out", "opened"]);
    let opened: String =
        files(&demo.path(&format!("opened/case-{case}"))).iter().map(|file| std::fs::read_to_string(file).unwrap_or_default()).collect();
    for words in ["canary-first-71c", "canary-second-71c", "canary-third-71c", "URGENCY: CRITICAL"] {
        assert!(opened.contains(words), "{words} in {opened}");
    }
    assert!(!opened.contains("WARNING"), "{opened}");
    let key = "data-keys/caseworker.txt";
    demo.desk(&["reply", "--identity", key, "bundles", "--case", &case, "--text", "canary-reply-71c", "--out", "replies"]);
    assert_eq!(demo.json(&["import", "--from", "replies"])["taken"], 1);

    let read = mine.read().await;
    assert_eq!(mine.replies(&read), [Some("canary-reply-71c".to_owned())]);
    let part = read["replies"][0]["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(json(&mine.call(Action::Delete { part }).await)["outcome"], "deleted");
    assert_eq!(mine.add("canary-fourth-71c thank you", "no").await.status, 201);
    assert_eq!(json(&mine.call(Action::Withdraw).await)["outcome"], "withdrawn");
    assert_eq!(refusal(&mine.call(Action::Read).await), (404, "unknown_mailbox".into()));

    // Neither words nor anything that opens the mailbox lie in the clear in what the server keeps, logs or mails.
    let secrets = ["canary-", &*mine.receipt.digits(), &mine.receipt.digits().replace(' ', ""), &mine.keys.mailbox_id().to_string()]
        .map(str::to_owned)
        .map(String::into_bytes);
    let raw = [mine.receipt.entropy().to_vec(), mine.keys.mailbox_id().as_bytes().to_vec()];
    let kept = files(&demo.path("data")).into_iter().chain([demo.path("stdout-0"), demo.path("stderr-0")]).chain(files(&demo.path("tmp")));
    let mut searched = 0;
    for file in kept {
        let bytes = std::fs::read(&file).unwrap();
        for secret in secrets.iter().chain(&raw) {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{} in {}", said(secret), file.display());
        }
        searched += bytes.len();
    }
    assert!(searched > 50_000, "there is something to search");
}

/// Runs the example client of the documents; what it printed, or the reason why it ended.
fn example(bench: &Bench, digits: &str, action: &str) -> Result<serde_json::Value, String> {
    let client = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/mailbox.py");
    let address = format!("http://{}", bench.service.at);
    let mut child = Command::new("python3")
        .args([client, &address, action])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("{digits}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    if output.status.success() { Ok(serde_json::from_slice(&output.stdout).unwrap()) } else { Err(said(&output.stderr).trim().to_owned()) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_example_client_of_the_documents_reads_a_mailbox_and_takes_its_report_back() {
    let bench = Bench::new(None).await;
    let mine = bench.program().await;
    bench.answer(&mine, "an answer").await;
    let digits = mine.receipt.digits().to_string();
    let read = example(&bench, &digits, "read").unwrap();
    assert_eq!(mine.replies(&read), [Some("an answer".to_owned())]);
    let typed = |last: u8| format!("{}{last}", &digits[..digits.len() - 1]);
    let mistyped = (0..10).map(typed).find(|typed| tocsin_seal::Receipt::parse(typed).is_err()).unwrap();
    for typed in [&*mistyped, &"9".repeat(50), "no digits"] {
        assert_eq!(example(&bench, typed, "read"), Err("mistyped".into()), "{typed}");
    }
    assert_eq!(example(&bench, &digits, "withdraw").unwrap()["outcome"], "withdrawn");
    assert_eq!(example(&bench, &digits, "read"), Err("unknown_mailbox".into()));
    assert_eq!(bench.service.cases().await, 0);
}
