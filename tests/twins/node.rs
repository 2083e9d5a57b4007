//! The browser's library, run by node.

use crate::root;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// A folder with the library freshly built in it, or nothing where `npm ci --prefix browser` was not run. Where a machine
/// checks the project (`CI` is set) that is a failure.
pub fn library() -> Option<tempfile::TempDir> {
    if !root().join("browser/node_modules/esbuild").is_dir() {
        assert!(std::env::var_os("CI").is_none(), "run `npm ci --prefix browser` first");
        eprintln!("left out: `npm ci --prefix browser` was not run");
        return None;
    }
    let dir = tempfile::tempdir().unwrap();
    node(&[Path::new("browser/build.mjs"), Path::new("--for-tests"), Path::new("--out"), dir.path()]);
    Some(dir)
}

/// Has the peer do one of its tasks: it reads `input.json` in `dir` and leaves `output.json` and what else it makes there.
pub fn ask(dir: &Path, task: &str, input: &Value) -> Value {
    std::fs::write(dir.join("input.json"), input.to_string()).unwrap();
    node(&[Path::new("tests/twins/peer.mjs"), dir, Path::new(task)]);
    serde_json::from_slice(&std::fs::read(dir.join("output.json")).unwrap()).unwrap()
}

fn node(arguments: &[&Path]) {
    let out = Command::new("node").current_dir(root()).args(arguments).output().expect("node is installed");
    assert!(out.status.success(), "{arguments:?}: {}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
}
