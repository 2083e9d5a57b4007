//! One share of a recovery key: 32 words to be kept on paper.
//!
//! ```text
//! 1 version  1 shares needed  1 shares made  1 number of this one  4 of the key's fingerprint  32 the share  4 checksum
//! ```
//! 44 bytes are exactly 32 words of the English BIP-39 list (11 bits each). The checksum is the start of a SHA-256 over
//! the rest under a label of its own, so that a word misread is noticed before shares are put together, and a BIP-39
//! phrase is not taken for a share. The share itself is of Shamir's scheme over GF(256), byte by byte.

use bip39::Language;
use tocsin_seal::Hash32;
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const BYTES: usize = 44;
const CHECKSUM: usize = 4;
/// Words of a share.
pub const WORDS: usize = 32;
const BITS: usize = 11;
/// A word of the list is told by so many letters.
const TELLING: usize = 4;
const LABEL: &[u8] = b"tocsin/recovery-share/1";

/// A share whose checksum was right.
pub struct Share {
    /// So many are needed.
    pub needed: u8,
    /// So many were made.
    pub of: u8,
    /// Which one it is, from 1.
    pub number: u8,
    /// The start of the fingerprint of the key that it is of.
    pub key: [u8; 4],
    pub(super) value: Zeroizing<[u8; 32]>,
}

/// What is wrong with words that should be a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// Too few or too many.
    #[error("a share has 32 words, here are {0}")]
    Count(usize),
    /// Not of the list; its place, from 1.
    #[error("word {0} is not of the list: read it again")]
    Word(usize),
    /// All words are of the list, and they do not belong together.
    #[error("the checksum is wrong: a word was misread, or two changed places")]
    Checksum,
    /// Another version, or numbers that cannot be.
    #[error("it is no share of this version")]
    Version,
}

impl Share {
    /// The words, in order.
    pub fn words(&self) -> Vec<&'static str> {
        let bytes = self.bytes();
        let bit = |at: usize| usize::from(bytes.get(at / 8).copied().unwrap_or_default() >> (7 - at % 8) & 1);
        let index = |word: usize| (0..BITS).fold(0, |index, n| index << 1 | bit(word * BITS + n));
        let list = Language::English.word_list();
        (0..WORDS).map(|word| list.get(index(word)).copied().unwrap_or_default()).collect()
    }

    /// Reads the words of a share out of a text: lines that begin with `#` and numbers beside the words are passed over;
    /// the first four letters of a word are enough.
    pub fn parse(text: &str) -> Result<Self, ShareError> {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        let words: Vec<&str> = lines.flat_map(str::split_whitespace).filter(|word| word.chars().any(char::is_alphabetic)).collect();
        if words.len() != WORDS {
            return Err(ShareError::Count(words.len()));
        }
        let mut bytes = Zeroizing::new([0; BYTES]);
        for (place, word) in words.iter().enumerate() {
            let index = index_of(word).ok_or(ShareError::Word(place + 1))?;
            for n in (0..BITS).filter(|n| index >> (BITS - 1 - n) & 1 == 1) {
                let at = place * BITS + n;
                if let Some(byte) = bytes.get_mut(at / 8) {
                    *byte |= 1 << (7 - at % 8);
                }
            }
        }
        Self::from_bytes(&bytes)
    }

    /// What the public file keeps of it, to name a share that is not the one that was made. Says nothing of it: the share
    /// has 256 random bits.
    pub fn mark(&self) -> Hash32 {
        Hash32::of(&Zeroizing::new([LABEL, b"/mark", &self.bytes()[..]].concat()))
    }

    /// As the sharing library takes it.
    pub(super) fn for_library(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new([&[self.number], &self.value[..]].concat())
    }

    fn bytes(&self) -> Zeroizing<[u8; BYTES]> {
        let mut bytes = Zeroizing::new([0; BYTES]);
        bytes[..4].copy_from_slice(&[VERSION, self.needed, self.of, self.number]);
        bytes[4..8].copy_from_slice(&self.key);
        bytes[8..BYTES - CHECKSUM].copy_from_slice(&*self.value);
        let sum = checksum(&bytes);
        bytes[BYTES - CHECKSUM..].copy_from_slice(&sum);
        bytes
    }

    fn from_bytes(bytes: &[u8; BYTES]) -> Result<Self, ShareError> {
        if checksum(bytes) != bytes[BYTES - CHECKSUM..] {
            return Err(ShareError::Checksum);
        }
        let [version, needed, of, number] = [bytes[0], bytes[1], bytes[2], bytes[3]];
        if version != VERSION || needed < 2 || needed > of || number < 1 || number > of {
            return Err(ShareError::Version);
        }
        let (mut key, mut value) = ([0; 4], Zeroizing::new([0; 32]));
        key.copy_from_slice(&bytes[4..8]);
        value.copy_from_slice(&bytes[8..BYTES - CHECKSUM]);
        Ok(Self { needed, of, number, key, value })
    }
}

fn checksum(bytes: &[u8; BYTES]) -> [u8; CHECKSUM] {
    let hash = Hash32::of(&Zeroizing::new([LABEL, b"/sum", &bytes[..BYTES - CHECKSUM]].concat()));
    let mut sum = [0; CHECKSUM];
    sum.copy_from_slice(&hash.as_bytes()[..CHECKSUM]);
    sum
}

fn index_of(word: &str) -> Option<usize> {
    let word = word.to_lowercase();
    let list = Language::English.word_list();
    // Words of three letters stand whole.
    let fits = |listed: &&str| **listed == word || word.len() >= TELLING && listed.starts_with(&word);
    let mut found = list.iter().enumerate().filter(|(_, listed)| fits(listed));
    let exact = list.iter().position(|listed| *listed == word);
    exact.or_else(|| found.next().filter(|_| found.next().is_none()).map(|(at, _)| at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(number: u8) -> Share {
        Share { needed: 3, of: 5, number, key: [1, 2, 3, 4], value: Zeroizing::new(core::array::from_fn(|n| n as u8 * 7 + number)) }
    }

    #[test]
    fn a_share_is_read_back_as_it_was_typed() {
        for number in 1..=5 {
            let words = share(number).words();
            assert_eq!(words.len(), WORDS);
            let numbered: String = words.iter().enumerate().map(|(n, word)| format!(" {:2}. {}\n", n + 1, word.to_uppercase())).collect();
            let short: String = words.iter().map(|word| format!("{} ", &word[..word.len().min(4)])).collect();
            for text in [words.join(" "), format!("# share 1 of 5\n{numbered}# end\n"), short] {
                let read = Share::parse(&text).unwrap();
                assert_eq!((read.needed, read.of, read.number, read.key), (3, 5, number, [1, 2, 3, 4]));
                assert_eq!(*read.value, *share(number).value);
                assert_eq!(read.mark(), share(number).mark());
            }
        }
    }

    #[test]
    fn a_word_misread_left_out_or_moved_is_noticed() {
        let words = share(1).words();
        for place in 0..WORDS {
            let mut other = words.clone();
            other[place] = if other[place] == "zoo" { "abandon" } else { "zoo" };
            assert_eq!(Share::parse(&other.join(" ")).err(), Some(ShareError::Checksum), "word {place}");
            let mut odd = words.clone();
            odd[place] = "tocsin";
            assert_eq!(Share::parse(&odd.join(" ")).err(), Some(ShareError::Word(place + 1)));
            let mut short = words.clone();
            short.remove(place);
            assert_eq!(Share::parse(&short.join(" ")).err(), Some(ShareError::Count(31)));
        }
        let mut turned = words.clone();
        turned.swap(10, 20);
        assert!(words[10] != words[20] && Share::parse(&turned.join(" ")).is_err());
    }

    #[test]
    fn numbers_that_cannot_be_are_refused() {
        for (needed, of, number) in [(1, 5, 1), (6, 5, 1), (3, 5, 0), (3, 5, 6), (0, 0, 0)] {
            let text = Share { needed, of, number, ..share(1) }.words().join(" ");
            assert_eq!(Share::parse(&text).err(), Some(ShareError::Version));
        }
    }
}
