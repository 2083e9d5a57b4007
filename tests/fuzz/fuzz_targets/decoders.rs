//! One program for every target, since each is most of the service: `FUZZ_TARGET=receipt decoders corpus/receipt`.
//! With `FUZZ_SEEDS=FOLDER` it writes the target's seeds there and ends.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tocsin::fuzzing::{TARGETS, Target};

static TARGET: LazyLock<&Target> = LazyLock::new(|| {
    let wanted = std::env::var("FUZZ_TARGET").unwrap_or_default();
    let names = || TARGETS.iter().map(|target| target.name).collect::<Vec<_>>().join(" ");
    TARGETS.iter().find(|target| target.name == wanted).unwrap_or_else(|| {
        eprintln!("FUZZ_TARGET must be one of: {}", names());
        std::process::exit(2);
    })
});

fuzz_target!(
    init: {
        if let Some(folder) = std::env::var_os("FUZZ_SEEDS") {
            for (number, seed) in (TARGET.seeds)().iter().enumerate() {
                std::fs::write(std::path::Path::new(&folder).join(format!("seed-{number}")), seed).expect("seeds are written");
            }
            std::process::exit(0);
        }
    },
    |data: &[u8]| (TARGET.run)(data)
);
