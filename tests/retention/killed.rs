//! The real command moves a case to another month and is killed before its calls: the receipt opens the mailbox every time,
//! and no row is left in the month that the case left.

use std::process::{Command, Stdio};
use std::time::Instant;

use crate::demo::{Demo, program, receipt, said};
use crate::faults::{Error, Faults, Lasting};

on_both! {
    whatever_step_a_case_is_killed_at_while_it_moves_its_receipt_opens_and_no_row_stays_behind,
}

async fn whatever_step_a_case_is_killed_at_while_it_moves_its_receipt_opens_and_no_row_stays_behind(url: Option<String>) {
    let demo = Demo::start();
    let mut demo = match url {
        Some(url) => demo.on_database(&url),
        None => demo,
    };
    demo.kill();
    let file = demo.path("data/tocsin.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{text}\n[retention.closed_days]\nspam = 2\n")).unwrap();
    demo.again();
    let sent = demo.send("en", &[("narrative", None, b"the words"), ("danger", None, b"later"), ("files", Some("f"), b"1")]).await;
    let words = receipt(&sent).0;
    let case = demo.cases()[0]["case"].as_str().unwrap().to_owned();
    let faults = Faults::of(demo.folder.path());
    let command = |reason: &str, call: u32| {
        faults.arm(call, Lasting::Once, Error::Killed);
        let mut command = Command::new(program());
        command.args(["cases", "close", "--case", &case, "--reason", reason, "--data"]).arg(demo.path("data"));
        let output = command.current_dir(demo.folder.path()).envs(faults.environment()).output().unwrap();
        (output.status.success(), faults.end().calls, said(&output.stderr))
    };
    let months = || {
        let status = demo.json(&["keys", "status"]);
        let keys = status["keys"].as_array().unwrap().clone();
        let on = keys.into_iter().filter(|key| key["class"] == "case" && key["rows"].as_u64() > Some(0));
        on.map(|key| key["bucket"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    let far = months();
    let (done, calls, why) = command("spam", 0);
    assert!(done && calls > 4, "{calls} calls: {why}");
    let near = months();
    assert!(far.len() == 1 && near.len() == 1 && near < far, "{far:?} {near:?}");
    let mut killed = 0;
    let stride = if std::env::var_os("TOCSIN_EVERY_STEP").is_some() { 1 } else { (calls / 12).max(1) as usize };
    for (number, call) in (1..=calls).step_by(stride).enumerate() {
        // To and fro: each one moves it, or is killed at it.
        let reason = if number % 2 == 0 { "done" } else { "spam" };
        killed += u32::from(!command(reason, call).0);
        let page = demo.open("en", &words).await;
        assert!(page.text().contains("/mailbox/lock"), "killed at {call}: {}", demo.log());
        let now = months();
        assert!(now == far || now == near, "rows in two months: {now:?}");
        assert!(command(reason, 0).0);
        assert_eq!(months(), if reason == "done" { far.clone() } else { near.clone() });
        let page = demo.open("en", &words).await;
        assert!(page.text().contains("/mailbox/lock"), "after {call}: {}", demo.log());
    }
    // A database that is a server is no file of the command's: the command is killed in the midst of talking to it.
    let begun = Instant::now();
    assert!(command("done", 0).0);
    let (whole, mut cut) = (begun.elapsed(), 0);
    for kill in 0..20 {
        let reason = if kill % 2 == 0 { "spam" } else { "done" };
        let mut child = Command::new(program());
        child.args(["cases", "close", "--case", &case, "--reason", reason, "--data"]).arg(demo.path("data"));
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        tokio::time::sleep(whole * (kill + 1) / 21).await;
        cut += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let page = demo.open("en", &words).await;
        assert!(page.text().contains("/mailbox/lock"), "killed at moment {kill}: {}", demo.log());
        let now = months();
        assert!(now == far || now == near, "rows in two months: {now:?}");
    }
    println!("{calls} calls, killed {killed} times at one of them and {cut} at a moment");
    assert!(killed > 0 && cut > 4, "{killed} of {calls}, {cut}");
    demo.json(&["export", "--out", "bundles"]);
    demo.desk(&["open", "--identity", "data-keys/caseworker.txt", "bundles", "--out", "opened"]);
    let opened = crate::demo::files(&demo.path("opened"));
    assert!(opened.iter().any(|file| std::fs::read_to_string(file).is_ok_and(|text| text.contains("the words"))), "{opened:?}");
}
