//! Every target with its seeds and some thousands of bent copies of them, the same ones in every run.

use std::time::{Duration, Instant};

use super::TARGETS;

/// On a machine that is busy with other things the run ends early; it began with the seeds.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn no_bytes_of_strangers_break_a_promise() {
    let only = std::env::var("FUZZ_TARGET").ok();
    for target in TARGETS.iter().filter(|target| only.as_deref().is_none_or(|name| name == target.name)) {
        let seeds = (target.seeds)();
        assert!(!seeds.is_empty(), "{} has no seeds", target.name);
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        seeds.iter().for_each(|seed| feed(target.run, target.name, seed));
        let begun = Instant::now();
        let mut fed = 0;
        while fed < target.smoke && begun.elapsed() < PATIENCE {
            feed(target.run, target.name, &bent(&seeds, &mut dice));
            fed += 1;
        }
        println!("{:<18}{fed:>6} inputs in {:.1} s", target.name, begun.elapsed().as_secs_f64());
    }
}

#[test]
fn a_broken_promise_is_seen() {
    let fed = std::panic::catch_unwind(|| feed(|bytes| assert!(bytes.is_empty()), "a trial", b"x"));
    assert!(fed.is_err());
}

fn feed(run: fn(&[u8]), name: &str, bytes: &[u8]) {
    if let Err(panic) = std::panic::catch_unwind(|| run(bytes)) {
        eprintln!("{name} broke on: {}", bytes.escape_ascii());
        std::panic::resume_unwind(panic);
    }
}

/// xorshift64*: what is fed must be the same on every machine.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16;
        usize::try_from(number % sides.max(1) as u64).unwrap_or_default()
    }
}

/// Bytes that decoders treat as something special.
const SPECIAL: &[&[u8]] = &[
    b"\0",
    b"\r\n",
    b"\n",
    b"\r",
    b"\"",
    b"\\",
    b"%",
    b"%22",
    b"=",
    b";",
    b"&",
    b":",
    b"-",
    b"--",
    b"->",
    b" ",
    b"\xff",
    b"\xc3",
    b"\xe2\x80\xae",
    b"\xf0\x9f\x98\x80",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b"0",
    b"-1",
    b"99999999999999999999",
    b"1e999",
    b"null",
    b"\\u0000",
    b"/",
    b"..",
    b"A",
];

fn bent(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seeds[dice.throw(seeds.len())].clone();
    for _ in 0..=dice.throw(4) {
        let at = dice.throw(bytes.len() + 1);
        let end = (at + dice.throw(16)).min(bytes.len());
        match dice.throw(8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.throw(8),
            1 if at < bytes.len() => bytes[at] = u8::try_from(dice.throw(256)).unwrap_or_default(),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].to_vec();
                let times = dice.throw(if bytes.len() < 4_096 { 20 } else { 2 });
                bytes.splice(at..at, piece.repeat(times));
            }
            4 | 5 => drop(bytes.splice(at..end, SPECIAL[dice.throw(SPECIAL.len())].iter().copied())),
            6 => {
                let other = &seeds[dice.throw(seeds.len())];
                let from = dice.throw(other.len() + 1);
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            _ => bytes.truncate(at),
        }
    }
    bytes
}
