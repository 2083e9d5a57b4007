//! Parts of a case handed to a body outside, and checked there.

use std::fs;

use crate::{Twin, good, no};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chosen_parts_reach_a_lawyer_sealed_or_as_a_page_and_are_checked_there() {
    let twin = Twin::new().await;
    let (_, case) =
        twin.report("They <b>came</b> home", &[("contact", "by post"), ("not_my_community", "yes"), ("consent_pass_on", "yes")]).await;
    twin.export().await;
    assert!(twin.run(&["keygen", "--out", "lawyer.key"]).status.success());
    assert!(twin.run(&["keygen", "--out", "other.key"]).status.success());
    let (id, key) = (case.to_string(), twin.service.app.roster_key());
    let share = |more: &[&str]| {
        let mut all = vec!["share", "export", "--case", &id, "--number", "4711-29", "--note", "For the court"];
        all.extend(more);
        twin.run_as("keys/caseworker.txt", &all)
    };
    let said = no(&share(&["--parts", "report", "--html", "--out", "page.html"]));
    assert!(said.contains("NOBODY FROM THEIR OWN COMMUNITY"), "{said}");
    assert!(no(&share(&["--parts", "message-7", "--html", "--mindful", "--out", "page.html"])).contains("there is no message-7"));
    assert!(!twin.path("page.html").exists());
    assert!(share(&["--parts", "report", "--html", "--mindful", "--out", "page.html"]).status.success());
    let page = fs::read_to_string(twin.path("page.html")).unwrap();
    assert!(
        page.contains("They &lt;b&gt;came&lt;/b&gt; home")
            && page.contains("Case 4711-29")
            && page.contains("nobody from their own community")
    );
    assert!(!page.contains("by post") && !page.contains(&id), "neither the ways to reach them nor the case's id");

    assert!(share(&["--parts", "report,contact", "--to", "lawyer.key.pub", "--mindful", "--out", "sealed.age"]).status.success());
    let check = |more: &[&str]| {
        let mut all = vec!["verify-bundle", "--json", "--roster-key", &key];
        all.extend(more);
        twin.run(&all)
    };
    let seen = good(&check(&["sealed.age", "--identity", "lawyer.key", "--out", "parts"]));
    assert_eq!((seen["case"].as_str(), seen["note"].as_str(), seen["epoch"].as_u64()), (Some("4711-29"), Some("For the court"), Some(1)));
    assert!(fs::read_to_string(twin.path("parts/parts/001-report.txt")).unwrap().starts_with("They <b>came</b> home"));
    assert!(fs::read_to_string(twin.path("parts/parts/002-contact.txt")).unwrap().contains("by post"));
    good(&check(&["page.html"]));

    assert!(no(&check(&["sealed.age"])).contains("--identity"));
    assert!(no(&check(&["sealed.age", "--identity", "other.key"])).contains("not sealed to this identity"));
    fs::write(twin.path("bent.html"), page.replace("came", "went")).unwrap();
    assert!(no(&check(&["bent.html"])).contains("parts/001-report.txt is not the part that was signed"));
    let stranger = tocsin_seal::SigningKey::generate(&ring::rand::SystemRandom::new()).unwrap().public().to_string();
    assert!(no(&twin.run(&["verify-bundle", "page.html", "--roster-key", &stranger])).contains("not signed by this roster key"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_reporter_did_not_allow_leaves_only_if_somebody_answers_for_it() {
    let twin = Twin::new().await;
    let (_, silent) = twin.report("They came home", &[]).await;
    let (_, agreed) = twin.report("They came again", &[("consent_pass_on", "yes")]).await;
    twin.export().await;
    let share = |case: &str, out: &str, more: &[&str]| {
        let mut all = vec!["share", "export", "--case", case, "--number", "4711-29", "--parts", "report", "--html", "--out", out];
        all.extend(more);
        twin.run_as("keys/caseworker.txt", &all)
    };
    let said = no(&share(&silent.to_string(), "silent.html", &[]));
    assert!(said.contains("DID NOT AGREE") && said.contains("--without-consent"), "{said}");
    assert!(!twin.path("silent.html").exists());
    assert!(share(&agreed.to_string(), "agreed.html", &[]).status.success());
    assert!(share(&silent.to_string(), "silent.html", &["--without-consent"]).status.success());
}
