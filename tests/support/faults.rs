//! Errors of the disk at a chosen call of the running program: `faults.c` is loaded into it and does as told here.
#![allow(dead_code, reason = "each test program uses its own part of this")]

use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// What the disk answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// The medium is broken.
    Io = 5,
    /// There is no room; of the first write a half still fits.
    Full = 28,
    /// Nothing: the program is killed before the call.
    Killed = 9999,
}

/// How long it answers so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasting {
    /// At this call alone.
    Once,
    /// At this call and every later one.
    On,
}

/// The controls of the faults in one program.
pub struct Faults {
    control: File,
    environment: Vec<(String, PathBuf)>,
}

/// Calls since [`Faults::arm`] that change files, and how many of them failed.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    pub calls: u32,
    pub failed: u32,
}

impl Faults {
    /// Controls for a demo in `folder`: its data and its keys are concerned, its logs are not.
    pub fn of(folder: &Path) -> Self {
        let path = folder.join("faults");
        fs::write(&path, [0; 24]).unwrap();
        let control = File::options().read(true).write(true).open(&path).unwrap();
        let environment = vec![
            ("LD_PRELOAD".to_owned(), library().to_owned()),
            ("TOCSIN_FAULTS".to_owned(), path),
            // `data` and `data-keys`.
            ("TOCSIN_FAULTS_BELOW".to_owned(), folder.canonicalize().unwrap().join("data")),
        ];
        Self { control, environment }
    }

    /// What the program must find in its environment.
    pub fn environment(&self) -> Vec<(String, PathBuf)> {
        self.environment.clone()
    }

    /// From now on calls are counted, and fail from the given one on (from 1; 0: none fails).
    pub fn arm(&self, first: u32, lasting: Lasting, error: Error) {
        let count = if lasting == Lasting::Once { 1 } else { u32::MAX };
        for (place, value) in [(1, first), (2, count), (3, error as u32), (4, 0), (5, 0), (0, 1)] {
            self.set(place, value);
        }
    }

    /// The fault ends.
    pub fn end(&self) -> Seen {
        self.set(0, 0);
        self.seen()
    }

    pub fn seen(&self) -> Seen {
        Seen { calls: self.read(4), failed: self.read(5) }
    }

    fn set(&self, place: u64, value: u32) {
        self.control.write_all_at(&value.to_ne_bytes(), place * 4).unwrap();
    }

    fn read(&self, place: u64) -> u32 {
        let mut bytes = [0; 4];
        self.control.read_exact_at(&mut bytes, place * 4).unwrap();
        u32::from_ne_bytes(bytes)
    }
}

/// Built once per run of the tests, beside the programs.
fn library() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/faults.c");
        let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join("faults.so");
        let fresh = library.with_extension(std::process::id().to_string());
        let built = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"]).arg(&fresh).arg(source).status();
        assert!(built.expect("a C compiler: apt-get install build-essential").success());
        // Others may be loading it: it is replaced whole.
        fs::rename(&fresh, &library).unwrap();
        library
    })
}
