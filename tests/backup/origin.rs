//! Sealing says nothing of who sealed: a folder from somebody else's backup does not open with our keys.

use std::fs;

use super::{Lived, bring_keys, fresh_machine, good, refusal, restoring};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_backup_does_not_open_with_our_keys() {
    let lived = Lived::on(None).await;
    // Somebody with a copy of the data, who knows the backup recipient, slips in their own roster key: they have every key
    // but the token key.
    let token = fs::read(lived.path("data-keys/token.key")).unwrap();
    let evil = tocsin_seal::SigningKey::generate(&ring::rand::SystemRandom::new()).unwrap().public().to_string();
    let config = fs::read_to_string(lived.path("data/tocsin.toml")).unwrap();
    let ours = config.lines().find_map(|line| line.strip_prefix("roster_key = \"")?.strip_suffix('"')).unwrap().to_owned();
    fs::write(lived.path("data/tocsin.toml"), config.replace(&ours, &evil)).unwrap();
    fs::write(lived.path("data-keys/token.key"), format!("tocsin-token/1:{}\n", "A".repeat(43))).unwrap();
    lived.backed_up("forged.age");
    fs::write(lived.path("data/tocsin.toml"), config).unwrap();
    fs::write(lived.path("data-keys/token.key"), token).unwrap();

    let machine = fresh_machine(&lived, "forged.age");
    bring_keys(&lived, machine.path());
    good(machine.path(), &restoring("forged.age", None));
    let why = refusal(machine.path(), &["cases", "list", "--data", "data"]);
    assert!(why.contains("another token key vouches") && why.contains("by voice"), "{why}");
    assert!(refusal(machine.path(), &["demo", "--data", "data", "--listen", "127.0.0.1:0"]).contains("another token key vouches"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_ring_is_named_before_anything_is_served() {
    let lived = Lived::on(None).await;
    lived.backed_up("one.age");
    let machine = fresh_machine(&lived, "one.age");
    good(machine.path(), &restoring("one.age", None));
    bring_keys(&lived, machine.path());
    let other = tempfile::tempdir().unwrap();
    good(other.path(), &["init", "--data", "data"]);
    for name in ["ring.json", "master.key"] {
        fs::copy(other.path().join("data-keys").join(name), machine.path().join("data-keys").join(name)).unwrap();
    }
    let why = refusal(machine.path(), &["cases", "list", "--data", "data"]);
    assert!(why.contains("installation") || why.contains("ring"), "{why}");
    bring_keys_again(&lived, machine.path());
    good(machine.path(), &["cases", "list", "--data", "data"]);
}

fn bring_keys_again(lived: &Lived, to: &std::path::Path) {
    fs::remove_dir_all(to.join("data-keys")).unwrap();
    bring_keys(lived, to);
}
