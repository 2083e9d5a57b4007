//! Who may use whom, as data, held against the source text.
//!
//! The rings are the review surfaces: what the internet touches is `web`, what is kept about people is `store`, what a
//! stolen disk can tell is `vault`, what the service does is `app`. A breach of this table moves something out of the
//! place where a reviewer looks for it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A ring of the server and the rings of ours it may name. `seal` and `domain` are the crates of that name.
const MAY_USE: &[(&str, &[&str])] = &[
    ("vault", &[]),
    ("store", &["vault", "seal", "domain"]),
    ("i18n", &["domain"]),
    ("pages", &["domain", "i18n"]),
    ("observe", &[]),
    ("process", &["observe"]),
    ("mail", &["domain", "observe"]),
    ("app", &["domain", "store", "vault", "seal", "mail", "observe", "process"]),
    // Of `seal`, the web ring names only what a visitor types: receipts and their word lists.
    ("web", &["app", "pages", "i18n", "domain", "observe", "process", "seal"]),
    ("jobs", &["app", "mail", "domain", "observe"]),
    ("config", &["domain", "i18n", "seal", "mail"]),
    ("cli", &["vault", "store", "app", "i18n", "pages", "mail", "web", "jobs", "observe", "config", "process", "domain", "seal"]),
    // Targets for the decoders of every ring; built for tests alone.
    ("fuzzing", &["vault", "app", "web", "i18n", "config", "domain", "seal"]),
];

/// A library and the rings that may name it; nobody else may.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("sqlx", &["store"]),
    ("object_store", &["store"]),
    ("axum", &["web"]),
    ("hyper", &["web", "mail"]),
    ("hyper_util", &["web", "mail"]),
    ("multer", &["web"]),
    ("tower_http", &["web"]),
    ("tower_governor", &["web"]),
    ("tokio_rustls", &["web", "mail"]),
    ("lettre", &["mail"]),
    ("pgp", &["mail"]),
    ("hickory_resolver", &["mail"]),
    ("jiff", &["app"]),
    ("webauthn_rs", &["app"]),
    ("askama", &["pages"]),
    ("fluent_bundle", &["i18n"]),
    ("tracing_subscriber", &["observe"]),
];

/// What `web` may name of `tocsin_seal`.
const SEAL_FOR_WEB: &[&str] = &["Receipt", "ReceiptError", "WordList", "PartId"];

const CRATES: &[(&str, &str)] = &[("tocsin_seal", "seal"), ("tocsin_domain", "domain")];

#[test]
fn no_ring_uses_what_it_may_not() {
    let mut breaches = Vec::new();
    for (ring, allowed) in MAY_USE {
        for (file, text) in sources_of(ring) {
            for used in rings_named(&text) {
                if used != *ring && !allowed.contains(&used.as_str()) {
                    breaches.push(format!("{}: {ring} names {used}", file.display()));
                }
            }
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn libraries_stay_in_the_rings_that_hold_them() {
    let mut breaches = Vec::new();
    for (ring, _) in MAY_USE {
        for (file, text) in sources_of(ring) {
            for (library, holders) in LIBRARIES {
                if !holders.contains(ring) && names(&text, library) {
                    breaches.push(format!("{}: {ring} names {library}", file.display()));
                }
            }
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn the_web_takes_no_more_of_seal_than_what_visitors_type() {
    for (file, text) in sources_of("web") {
        for line in text.lines().filter(|line| line.contains("tocsin_seal::")) {
            let after = line.split("tocsin_seal::").nth(1).unwrap_or_default();
            let named = after.trim_matches(|c: char| "{};".contains(c)).split(',').map(|name| {
                let word: String = name.trim().chars().take_while(char::is_ascii_alphanumeric).collect();
                word
            });
            for name in named.filter(|name| !name.is_empty()) {
                assert!(SEAL_FOR_WEB.contains(&name.as_str()), "{}: {name}", file.display());
            }
        }
    }
}

#[test]
fn the_sealing_crates_name_nothing_of_the_server() {
    for (crate_dir, forbidden) in [
        ("seal", &["tocsin_domain", "tocsin::", "sqlx", "axum", "tokio::fs", "std::fs", "SystemTime"][..]),
        ("domain", &["tocsin::", "sqlx", "axum", "tokio", "std::fs"][..]),
        ("desk", &["tocsin::", "sqlx", "axum", "hyper", "tokio"][..]),
    ] {
        for (file, text) in sources_of(crate_dir) {
            for word in forbidden {
                assert!(!names(&text, word), "{} names {word}", file.display());
            }
        }
    }
}

#[test]
fn every_folder_of_the_source_is_in_the_table() {
    let folders: BTreeSet<String> = fs::read_dir(source())
        .unwrap()
        .flatten()
        .filter(|e| e.path().is_dir())
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    let known: BTreeSet<String> =
        MAY_USE.iter().map(|(ring, _)| (*ring).to_owned()).chain(["seal", "domain", "desk"].map(str::to_owned)).collect();
    assert_eq!(folders, known);
}

#[test]
fn the_check_itself_sees_a_breach() {
    assert_eq!(
        rings_named("use crate::store::Tx; let x = crate::{vault::Row, pages};"),
        ["pages", "store", "vault"].map(str::to_owned).into()
    );
    assert_eq!(rings_named("use tocsin_domain::x; tocsin_seal::y()"), ["domain", "seal"].map(str::to_owned).into());
    assert!(names("sqlx::query(\"\")", "sqlx") && names("use sqlx;", "sqlx") && !names("mysqlx::q()", "sqlx"));
    assert!(!without_comments("//! sqlx\nlet a = 1; // crate::store\n").contains("store"));
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every file of a ring, without comments and without its test module: tests may wire what the ring may not.
fn sources_of(ring: &str) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![source().join(ring)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                if !path.ends_with("tests") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|e| e == "rs") && !for_tests(&path) {
                let text = fs::read_to_string(&path).unwrap();
                files.push((path, without_comments(text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default())));
            }
        }
    }
    assert!(!files.is_empty(), "{ring} has no files");
    files
}

/// Tests, and targets for the fuzzer: neither is in the program.
fn for_tests(path: &Path) -> bool {
    path.to_string_lossy().ends_with("tests.rs") || path.ends_with("fuzzing.rs")
}

fn without_comments(text: &str) -> String {
    text.lines()
        .map(|line| line.find("//").filter(|at| !line[..*at].ends_with(':')).map_or(line, |at| &line[..at]))
        .collect::<Vec<_>>()
        .join("\n")
}

fn rings_named(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for after in text.split("crate::").skip(1) {
        let inside = after.strip_prefix('{').map_or_else(|| vec![after], |list| top_level(list));
        for part in inside {
            let name: String = part.trim().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            if MAY_USE.iter().any(|(ring, _)| *ring == name) {
                found.insert(name);
            }
        }
    }
    for (package, name) in CRATES {
        if names(text, package) {
            found.insert((*name).to_owned());
        }
    }
    found
}

/// The members of a brace list, without what stands in braces inside it.
fn top_level(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0usize, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(&list[start..at]);
                return parts;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts
}

/// Whether `text` names `word` as a path's first part.
fn names(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].trim_start();
        let starts = !before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':');
        starts
            && (word.ends_with(':')
                || !word.contains("::") && (after.starts_with("::") || after.starts_with(';') || after.starts_with(" as"))
                || word.contains("::"))
    })
}
