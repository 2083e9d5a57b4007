//! Signs of junk: the same text again and again, or many reports from one side. A sign is shown to caseworkers and
//! changes nothing else: a report with one is stored, sealed and alerted like any other.
//!
//! What is remembered lives in memory alone, as keyed hashes under a key that nobody knows, for a day at most.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use ring::{hmac, rand::SystemRandom};
use serde::{Deserialize, Serialize};

/// Whose limits a report counted against, as an opaque mark; `None` if one visitor stands for many.
#[derive(Clone, Copy, Default)]
pub struct Origin(pub Option<[u8; 16]>);

/// A sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// The same text came before, more than twice within a day.
    SameText,
    /// More than five reports came from the same side within an hour.
    ManyFromOneSide,
}

impl Sign {
    /// The word that lists and exports show.
    pub fn word(self) -> &'static str {
        match self {
            Self::SameText => "same-text",
            Self::ManyFromOneSide => "many-from-one-side",
        }
    }
}

const SAME_TEXTS: u32 = 2;
const FROM_ONE_SIDE: u32 = 5;
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;
/// Shorter texts are alike by chance.
const SHORT: usize = 24;
/// Most things remembered; then all are forgotten, since a flood that makes so many is told by other means.
const MOST: usize = 50_000;

/// What came lately.
pub(crate) struct Lately {
    key: hmac::Key,
    seen: Mutex<HashMap<[u8; 16], (u32, i64)>>,
}

impl Lately {
    pub fn new(rng: &SystemRandom) -> Result<Self, ring::error::Unspecified> {
        Ok(Self { key: hmac::Key::generate(hmac::HMAC_SHA256, rng)?, seen: Mutex::default() })
    }

    /// Counts a new report and says what is striking about it.
    pub fn signs(&self, origin: Origin, text: &str, now: i64) -> Vec<Sign> {
        let mut signs = Vec::new();
        let words = squeezed(text);
        if words.chars().count() >= SHORT && self.count(b"text", words.as_bytes(), now, DAY) > SAME_TEXTS {
            signs.push(Sign::SameText);
        }
        if let Some(mark) = origin.0
            && self.count(b"side", &mark, now, HOUR) > FROM_ONE_SIDE
        {
            signs.push(Sign::ManyFromOneSide);
        }
        signs
    }

    /// How often this came, this time included, since it first came within `span`.
    fn count(&self, kind: &[u8], value: &[u8], now: i64, span: i64) -> u32 {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(kind);
        context.update(value);
        let mut mark = [0; 16];
        mark.copy_from_slice(&context.sign().as_ref()[..16]);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MOST {
            seen.retain(|_, (_, since)| (0..DAY).contains(&(now - *since)));
            if seen.len() >= MOST {
                seen.clear();
            }
        }
        let (count, since) = seen.entry(mark).or_insert((0, now));
        if !(0..span).contains(&(now - *since)) {
            (*count, *since) = (0, now);
        }
        *count = count.saturating_add(1);
        *count
    }
}

/// Letters and digits alone, in lower case: spacing and punctuation do not make another text.
fn squeezed(text: &str) -> zeroize::Zeroizing<String> {
    zeroize::Zeroizing::new(text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "They came to my mother's flat on Tuesday.";

    fn lately() -> Lately {
        Lately::new(&SystemRandom::new()).unwrap()
    }

    #[test]
    fn the_third_like_text_of_a_day_is_noticed_whatever_its_spacing() {
        let lately = lately();
        assert_eq!(lately.signs(Origin(None), TEXT, 0), []);
        assert_eq!(lately.signs(Origin(None), &TEXT.to_uppercase(), 10), []);
        assert_eq!(lately.signs(Origin(None), "they came, to my mother's  flat on tuesday", 20), [Sign::SameText]);
        assert_eq!(lately.signs(Origin(None), "They came to my mother's flat on Friday.", 20), []);
        assert_eq!(lately.signs(Origin(None), TEXT, DAY + 1), [], "another day begins anew");
    }

    #[test]
    fn short_texts_are_alike_by_chance() {
        let lately = lately();
        assert!((0..10).all(|_| lately.signs(Origin(None), "help me", 0).is_empty()));
    }

    #[test]
    fn many_from_one_side_are_noticed_and_who_shares_a_side_with_all_is_not() {
        let lately = lately();
        let report = |origin, n: i64| lately.signs(origin, &format!("a different text each time, number {n}"), n);
        assert!((0..5).all(|n| report(Origin(Some([1; 16])), n).is_empty()));
        assert_eq!(report(Origin(Some([1; 16])), 6), [Sign::ManyFromOneSide]);
        assert_eq!(report(Origin(Some([2; 16])), 7), []);
        assert!((10..40).all(|n| report(Origin(None), n).is_empty()));
    }

    #[test]
    fn memory_is_bounded() {
        let lately = lately();
        for n in 0..(2 * MOST as i64) {
            lately.signs(Origin(None), &format!("a different text each time, number {n}"), 0);
        }
        assert!(lately.seen.lock().unwrap().len() <= MOST);
    }
}
