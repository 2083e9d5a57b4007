//! Failed tries to sign in, counted per account **and** visitor: whoever tries on somebody's name shuts out themselves and
//! nobody else. In memory alone; nothing about anybody is kept.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use ring::hmac;

use crate::app::Origin;

/// How many tries may fail within [`WINDOW`].
const FAILURES: usize = 10;
/// Seconds over which they count.
const WINDOW: i64 = 3_600;
/// Most pairs remembered; the oldest give way.
const PAIRS: usize = 50_000;

/// What was tried lately, by this process.
#[derive(Default)]
pub(in crate::app) struct Tries(Mutex<HashMap<[u8; 16], Vec<i64>>>);

/// One account as tried by one visitor.
#[derive(Clone, Copy)]
pub(super) struct Pair(Option<[u8; 16]>);

impl Pair {
    /// `name` is what was typed, or the account's id, whether there is such an account or not. A visitor that stands for
    /// many makes no pair: one of them could shut out the others.
    pub(super) fn of(key: &hmac::Key, visitor: Origin, name: &[u8]) -> Self {
        Self(visitor.0.map(|visitor| {
            let mut context = hmac::Context::with_key(key);
            context.update(b"tocsin/tries/1");
            context.update(&visitor);
            context.update(name);
            let mut mark = [0; 16];
            mark.copy_from_slice(&context.sign().as_ref()[..16]);
            mark
        }))
    }
}

impl Tries {
    /// Whether another try is let through; else the seconds to wait.
    pub(super) fn check(&self, pair: Pair, now: i64) -> Result<(), u64> {
        let Some(mark) = pair.0 else { return Ok(()) };
        let pairs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = pairs.get(&mark).map_or(&[][..], Vec::as_slice);
        let counted: Vec<i64> = failed.iter().copied().filter(|at| now - at < WINDOW).collect();
        match counted.first() {
            Some(first) if counted.len() >= FAILURES => Err((first + WINDOW - now).max(1).unsigned_abs()),
            _ => Ok(()),
        }
    }

    /// Counts a failure.
    pub(super) fn failed(&self, pair: Pair, now: i64) {
        let Some(mark) = pair.0 else { return };
        let mut pairs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if pairs.len() >= PAIRS && !pairs.contains_key(&mark) {
            pairs.retain(|_, failed| failed.last().is_some_and(|at| now - at < WINDOW));
            if pairs.len() >= PAIRS {
                let oldest = pairs.iter().min_by_key(|(_, failed)| failed.last().copied()).map(|(mark, _)| *mark);
                oldest.and_then(|oldest| pairs.remove(&oldest));
            }
        }
        let failed = pairs.entry(mark).or_default();
        failed.retain(|at| now - at < WINDOW);
        failed.push(now);
    }

    /// Forgets the failures of a pair that came through.
    pub(super) fn passed(&self, pair: Pair) {
        if let Some(mark) = pair.0 {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&mark);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(visitor: u8, name: &[u8]) -> Pair {
        Pair::of(&hmac::Key::new(hmac::HMAC_SHA256, &[7; 32]), Origin(Some([visitor; 16])), name)
    }

    #[test]
    fn whoever_fails_too_often_waits_and_nobody_else_does() {
        let tries = Tries::default();
        for at in 0..10 {
            assert_eq!(tries.check(pair(1, b"a"), at), Ok(()));
            tries.failed(pair(1, b"a"), at);
        }
        assert_eq!(tries.check(pair(1, b"a"), 10), Err(3_590));
        assert_eq!(tries.check(pair(2, b"a"), 10), Ok(()), "another visitor, the person themselves perhaps");
        assert_eq!(tries.check(pair(1, b"b"), 10), Ok(()));
        assert_eq!(tries.check(pair(1, b"a"), 3_600), Ok(()), "an hour later");
    }

    #[test]
    fn whoever_comes_with_many_others_is_never_counted() {
        let tries = Tries::default();
        let many = Pair::of(&hmac::Key::new(hmac::HMAC_SHA256, &[7; 32]), Origin(None), b"a");
        (0..100).for_each(|at| tries.failed(many, at));
        assert_eq!(tries.check(many, 100), Ok(()));
    }

    #[test]
    fn coming_through_forgets_what_failed_before() {
        let tries = Tries::default();
        (0..10).for_each(|at| tries.failed(pair(1, b"a"), at));
        tries.passed(pair(1, b"a"));
        assert_eq!(tries.check(pair(1, b"a"), 10), Ok(()));
    }
}
