//! Grants made offline: the team key for a new member, one case for a guest.

use std::fs;

use serde_json::Value;
use tocsin::app::rows;
use tocsin_domain::role::Role;

use crate::staff::{Staff, read};
use crate::{Twin, no};

impl Twin {
    async fn grants(&self, folder: &str) -> (usize, usize, Vec<String>) {
        let done = self.service.app.import(&self.path(folder)).await.unwrap();
        (done.grants, done.known, done.refused.iter().map(|(_, refusal)| refusal.to_string()).collect())
    }

    /// The public key file of somebody who enrolled in a browser.
    fn public(&self, staff: &Staff, name: &str) {
        fs::write(self.path(name), format!("{}\n", staff.keys.identity.recipient())).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_member_reads_after_a_grant_from_an_export() {
    let twin = Twin::new().await;
    let (_, case) = twin.report("words", &[]).await;
    twin.export().await;
    assert!(twin.run(&["keygen", "--out", "new.key"]).status.success());
    let key = twin.service.app.roster_key();
    let open = || twin.run_as("new.key", &["open", "export", "--out", "theirs", "--roster-key", &key]);
    assert!(no(&open()).contains("no team key in this folder is granted to your key"));
    let made = twin.desk(&["grant", "export", "--member", "new.key.pub", "--out", "back"]);
    let folder = made["folder"].as_str().unwrap().to_owned();

    // Not what the team signed for: another key in the place of one, or a changed word.
    for (name, why) in [("identity.age", "other keys"), ("signing.age", "other keys"), ("grants.json", "the team")] {
        let path = twin.path(&format!("{folder}/{name}"));
        let whole = fs::read(&path).unwrap();
        let mut bent = whole.clone();
        let at = bent.len() - 5;
        bent[at] = if bent[at] == b'A' { b'B' } else { b'A' };
        fs::write(&path, &bent).unwrap();
        let (taken, _, refused) = twin.grants("back").await;
        assert!(taken == 0 && (refused[0].contains(why) || refused[0].contains("other keys")), "{name}: {refused:?}");
        fs::write(&path, &whole).unwrap();
    }
    assert_eq!(twin.grants("back").await, (1, 0, vec![]));
    assert_eq!(twin.grants("back").await, (0, 1, vec![]));
    twin.export().await;
    assert!(open().status.success());
    assert!(fs::read_to_string(twin.path(&format!("theirs/case-{case}/report.txt"))).unwrap().contains("| words"));
    assert!(twin.refused(&["grant", "export", "--member", "new.key.pub", "--out", "again"]).contains("has the team key"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_colleague_with_an_account_gets_the_team_key_and_an_administrator_does_not() {
    let twin = Twin::new().await;
    twin.report("words", &[]).await;
    twin.export().await;
    let app = &twin.service.app;
    let worker = Staff::enrolled(app, twin.service.at, "W1", &[Role::Caseworker]).await;
    let admin = Staff::enrolled(app, twin.service.at, "A1", &[Role::Administrator]).await;
    twin.public(&worker, "w.pub");
    twin.public(&admin, "a.pub");
    twin.desk(&["grant", "export", "--member", "w.pub", "--out", "back"]);
    assert_eq!(twin.grants("back").await, (1, 0, vec![]));
    assert_eq!(worker.me().await["granted_epoch"], 1);
    twin.desk(&["grant", "export", "--member", "a.pub", "--out", "other"]);
    let (taken, _, refused) = twin.grants("other").await;
    assert!(taken == 0 && refused[0].contains("nobody of the staff reads here"), "{refused:?}");
    assert_eq!(admin.me().await["granted_epoch"], 0);
    assert!(app.verify_audit(None).await.unwrap().faults.is_empty(), "the log tells of the grant");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interpreter_is_given_one_case_for_a_time() {
    let twin = Twin::new().await;
    let ((_, case), (_, other)) = (twin.report("words", &[("not_my_community", "yes")]).await, twin.report("others", &[]).await);
    twin.export().await;
    let guest = Staff::enrolled(&twin.service.app, twin.service.at, "I1", &[Role::Interpreter]).await;
    twin.public(&guest, "i.pub");
    let listed = || async {
        let answer = guest.get("/desk/api/v1/cases").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let list: Value = read(&answer);
        list["cases"].as_array().unwrap().iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(listed().await.is_empty());
    let id = case.to_string();
    let said = twin.run_as("keys/caseworker.txt", &["grant", "export", "--case", &id, "--member", "i.pub", "--days", "2", "--out", "back"]);
    assert!(
        String::from_utf8(said.stderr).unwrap().contains("NOBODY FROM THEIR OWN COMMUNITY"),
        "the wish is said before the grant leaves"
    );
    assert!(twin.run(&["keygen", "--out", "stranger.key"]).status.success());
    twin.desk(&["grant", "export", "--case", &id, "--member", "stranger.key.pub", "--out", "stranger"]);
    assert!(twin.grants("stranger").await.2[0].contains("nobody of the staff reads here"));

    assert_eq!(twin.grants("back").await, (1, 0, vec![]));
    assert_eq!(twin.grants("back").await, (0, 1, vec![]));
    assert_eq!(listed().await, std::slice::from_ref(&id), "this one, and not {other}");
    let detail: Value = read(&guest.get(&format!("/desk/api/v1/cases/{id}")).await);
    let grant = detail["grants"].as_array().unwrap().iter().find(|grant| grant["kind"] == "case").expect("their grant");
    let sealed = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, grant["grant"].as_str().unwrap()).unwrap();
    let opened = tocsin_seal::open_grant(&sealed, &guest.keys.identity).unwrap();
    assert_eq!(opened.recipient().to_string(), detail["case_recipient"].as_str().unwrap());
    assert_eq!(guest.get(&format!("/desk/api/v1/cases/{other}")).await.status, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guest_of_before_the_case_was_restricted_is_not_let_in_after_it() {
    let twin = Twin::new().await;
    let (_, case) = twin.report("words", &[]).await;
    twin.export().await;
    let guest = Staff::enrolled(&twin.service.app, twin.service.at, "I1", &[Role::Interpreter]).await;
    twin.public(&guest, "i.pub");
    let id = case.to_string();
    twin.desk(&["grant", "export", "--case", &id, "--member", "i.pub", "--days", "2", "--out", "back"]);
    // Meanwhile somebody decides who may read it.
    let (store, ring) = twin.rows().await;
    let mut tx = store.write().await.unwrap();
    let row = tx.case(case.as_bytes()).await.unwrap().unwrap();
    let mut state = rows::open_case(&ring, &row).unwrap();
    state.work.restricted_to = Some(vec![tocsin::app::work::Account([9; 16])]);
    state.work.rights_at = Some(twin.service.app.now() + 1);
    let fresh = rows::case_row(&ring, case, rows::key(row.key_id).unwrap(), row.version + 1, &state).unwrap();
    tx.update_case(&fresh, row.version).await.unwrap();
    tx.commit().await.unwrap();
    let (taken, _, refused) = twin.grants("back").await;
    assert!(taken == 0 && refused[0].contains("whose readers were changed after it was signed"), "{refused:?}");
    assert_eq!(guest.get(&format!("/desk/api/v1/cases/{id}")).await.status, 403);
}
