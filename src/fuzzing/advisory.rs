//! What comes from a mirror, a stick or a colleague: warnings, their approvals, whole sets.

use std::collections::BTreeMap;

use tocsin_domain::advisory::{Advisory, AdvisoryId, Approval, Day, INDEX, Set, SiteKey, Text, file_name_is_safe};
use tocsin_seal::SigningKey;

/// Nobody has the secret half: nothing but the forgery of a signature can pass.
const KEY: &str = "RWSfI/yMI6LNa7Axzw1m+7dX2MHwFwm/ViC5sjc+4umjDEhzjqiBGsrb";

/// An advisory that passes is its own canonical form; an approval that passes says it is somebody's; no set passes.
pub fn advisory(data: &[u8]) {
    if let Ok(read) = Advisory::parse(data) {
        assert_eq!(read.bytes(), data);
        assert!(read.texts.values().all(|text| !text.blocks().is_empty()));
    }
    if let Ok(approval) = Approval::parse(data) {
        assert!(Approval::parse(&approval.bytes()).is_ok_and(|again| again == approval));
    }
    let mut files = BTreeMap::new();
    for (at, part) in data.split(|byte| *byte == b'\n').enumerate().take(8) {
        let name = if at == 0 { INDEX.to_owned() } else { String::from_utf8_lossy(part).chars().take(90).collect() };
        if file_name_is_safe(&name) {
            assert!(!name.contains('/') && !name.contains(".."));
        }
        files.insert(name, part.to_vec());
    }
    files.insert(format!("{INDEX}.minisig"), data.to_vec());
    let key = SiteKey::parse(KEY).expect("a key of minisign");
    assert!(Set::check(files, &key).is_err());
}

pub fn advisory_seeds() -> Vec<Vec<u8>> {
    let text = Text { body: "One.\n\n- two".into(), title: "Callers".into() };
    let texts = [("en".to_owned(), text)].into();
    let made = Advisory::new(AdvisoryId::from_bytes([7; 4]), 1, Day::of(20_000), Day::of(20_030), false, texts).expect("an advisory");
    let approval = Approval::sign(&made, &SigningKey::from_seed([1; 32])).bytes();
    let index = br#"{"addresses":[],"advisories":[],"expires":"2026-12-08","files":{},"format":"tocsin.advisories/1","issued":"2026-11-24","organisation":"O","serial":1}"#;
    vec![made.bytes(), approval, index.to_vec(), b"untrusted comment: x\nRUSfI\ntrusted comment: y\nz".to_vec()]
}
