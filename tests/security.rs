//! The table in docs/security.md names tests that exist, and goes through all 33 classes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn every_class_has_a_row_and_every_test_it_names_exists() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/security.md")).unwrap();
    let known = functions();
    let mut numbers = Vec::new();
    for line in page.lines().filter(|line| line.starts_with("| ") && line.as_bytes()[2].is_ascii_digit()) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [number, _, construction, tests] = cells[..] else { panic!("four cells: {line}") };
        numbers.push(number.parse::<u32>().unwrap());
        let named: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty() || construction.contains("**Open**"), "class {number} has no test and does not say that it is open");
        for name in named {
            assert!(known.contains(name), "class {number} names the test {name}, which does not exist");
        }
    }
    assert_eq!(numbers, (1..=33).collect::<Vec<_>>());
}

/// The names of all functions in the tests and sources.
fn functions() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("tests"), root.join("src")];
    let mut names = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() && !path.ends_with("node_modules") {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(path).unwrap();
                names.extend(
                    text.split("fn ").skip(1).map(|after| after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()),
                );
            }
        }
    }
    names
}
