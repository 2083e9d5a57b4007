//! The receipt: 128 secret bits that open a mailbox, written down by a frightened person.
//!
//! Two text forms of the same 132 bits (128 and the four checksum bits of BIP-39): twelve words
//! where the reporter's language has a BIP-39 list, or the number in decimal, 40 digits.
//!
//! The two Chinese lists share 1,275 characters, each at the same place in both: twelve of them are
//! the same receipt whichever list is meant.

use crate::ids::{DeploymentId, RandomFailed, random_bytes};
use crate::mailbox::{MailboxKeys, expand};
use bip39::Language;
use ring::hkdf;
use ring::rand::SecureRandom;
use zeroize::{Zeroize, Zeroizing};

/// Words of a receipt.
pub const WORDS: usize = 12;
/// Digits of a receipt.
pub const DIGITS: usize = 40;
/// 132 bits in front, four zero bits behind.
type Bits = Zeroizing<[u8; 17]>;

/// What is wrong with a typed receipt, in terms its owner can act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Nothing was typed.
    #[error("nothing was typed")]
    Empty,
    /// Not twelve words but so many.
    #[error("12 words expected, {0} found")]
    WordCount(usize),
    /// The word at this place (from 1) is in no list.
    #[error("word {0} is in none of the lists")]
    UnknownWord(usize),
    /// Not forty digits but so many.
    #[error("40 digits expected, {0} found")]
    DigitCount(usize),
    /// A typing error: the whole does not fit its checksum.
    #[error("the words or digits do not fit together: one of them is mistyped")]
    Checksum,
}

/// A BIP-39 word list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WordList(Language);

impl WordList {
    /// The English list.
    pub const ENGLISH: Self = Self(Language::English);
    /// The list of simplified Chinese characters.
    pub const CHINESE_SIMPLIFIED: Self = Self(Language::SimplifiedChinese);
    /// The list of traditional Chinese characters.
    pub const CHINESE_TRADITIONAL: Self = Self(Language::TraditionalChinese);
    const ALL: [Self; 3] = [Self::ENGLISH, Self::CHINESE_SIMPLIFIED, Self::CHINESE_TRADITIONAL];

    /// The list for a language tag (`en`, `zh-Hans`, `zh-Hant`, also with a region), if there is
    /// one; other languages use digits.
    pub fn for_language(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase().replace('_', "-");
        let mut parts = tag.split('-');
        match parts.next() {
            Some("en") => Some(Self::ENGLISH),
            Some("zh") => {
                let traditional = parts.any(|p| matches!(p, "hant" | "tw" | "hk" | "mo")) && !tag.contains("hans");
                Some(if traditional { Self::CHINESE_TRADITIONAL } else { Self::CHINESE_SIMPLIFIED })
            }
            _ => None,
        }
    }
}

/// 128 secret bits. Neither printable nor copyable.
///
/// ```compile_fail
/// fn print(receipt: &tocsin_seal::Receipt) -> String { format!("{receipt:?}") }
/// ```
pub struct Receipt(Zeroizing<[u8; 16]>);

impl Receipt {
    /// The receipt of 128 given bits.
    pub fn from_entropy(mut entropy: [u8; 16]) -> Self {
        let receipt = Self(Zeroizing::new(entropy));
        entropy.zeroize();
        receipt
    }

    /// A fresh receipt.
    pub fn generate(rng: &dyn SecureRandom) -> Result<Self, RandomFailed> {
        random_bytes(rng).map(Self::from_entropy)
    }

    /// The receipt of a form: the same token always gives the same one. HKDF-SHA256 of the token,
    /// salted with the server's token key, label `tocsin/receipt/1/token`.
    pub fn from_token(token: &[u8; 16], server_token_key: &[u8; 32]) -> Self {
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, server_token_key).extract(token);
        let mut entropy = Zeroizing::new([0; 16]);
        expand(&prk, b"tocsin/receipt/1/token", entropy.as_mut());
        Self(entropy)
    }

    /// Reads what a person typed: words of any list or digits of any script, in any spacing, case
    /// and width, with hyphens, commas and numbering or without.
    pub fn parse(typed: &str) -> Result<Self, ReceiptError> {
        let (words, digits) = tokens(typed);
        if !words.is_empty() {
            return parse_words(&words);
        }
        match digits.len() {
            0 => Err(ReceiptError::Empty),
            DIGITS => parse_digits(&digits),
            n => Err(ReceiptError::DigitCount(n)),
        }
    }

    /// The twelve words, separated by spaces.
    pub fn words(&self, list: WordList) -> Zeroizing<String> {
        let words = list.0.word_list();
        let mut text = Zeroizing::new(String::with_capacity(WORDS * 9));
        for index in self.indices().iter().copied() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(words.get(index).copied().unwrap_or_default());
        }
        text
    }

    /// The forty digits in groups of four, separated by spaces.
    pub fn digits(&self) -> Zeroizing<String> {
        let mut number = self.bits();
        shift_right_4(&mut number);
        let mut digits = Zeroizing::new([b'0'; DIGITS]);
        for digit in digits.iter_mut().rev() {
            *digit += divide_by_10(&mut number);
        }
        let mut text = Zeroizing::new(String::with_capacity(DIGITS + DIGITS / 4));
        for group in digits.chunks(4) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.extend(group.iter().copied().map(char::from));
        }
        text
    }

    /// The 128 bits.
    pub fn entropy(&self) -> &[u8; 16] {
        &self.0
    }

    /// The keys it opens at one installation.
    pub fn keys(&self, deployment: &DeploymentId) -> MailboxKeys {
        MailboxKeys::derive(self, deployment)
    }

    fn bits(&self) -> Bits {
        let mut bits = Zeroizing::new([0; 17]);
        for (to, from) in bits.iter_mut().zip(self.0.iter()) {
            *to = *from;
        }
        if let Some(last) = bits.last_mut() {
            *last = checksum(&self.0) << 4;
        }
        bits
    }

    /// The twelve word numbers of 11 bits each.
    fn indices(&self) -> Zeroizing<[usize; WORDS]> {
        let bits = self.bits();
        let mut indices = Zeroizing::new([0; WORDS]);
        for (place, index) in indices.iter_mut().enumerate() {
            for bit in place * 11..place * 11 + 11 {
                let byte = bits.get(bit / 8).copied().unwrap_or_default();
                *index = *index << 1 | usize::from(byte >> (7 - bit % 8) & 1);
            }
        }
        indices
    }

    /// Takes 132 bits apart, if the checksum fits.
    fn from_bits(bits: &Bits) -> Option<Self> {
        let entropy = Zeroizing::new(*bits.first_chunk::<16>()?);
        (bits.last()? >> 4 == checksum(&entropy)).then_some(Self(entropy))
    }
}

/// BIP-39's checksum of 128 bits: the first four bits of their SHA-256.
fn checksum(entropy: &[u8; 16]) -> u8 {
    crate::Hash32::of(entropy).as_bytes().first().copied().unwrap_or_default() >> 4
}

fn parse_words(words: &[Zeroizing<String>]) -> Result<Receipt, ReceiptError> {
    if words.len() != WORDS {
        return Err(ReceiptError::WordCount(words.len()));
    }
    let words: Vec<&str> = words.iter().map(|w| w.as_str()).collect();
    let mut error = ReceiptError::UnknownWord(0);
    for list in WordList::ALL {
        match read(&words, list) {
            Ok(Some(receipt)) => return Ok(receipt),
            Ok(None) => error = ReceiptError::Checksum,
            // The list that understands most of the words tells best which one is wrong.
            Err(place) => match error {
                ReceiptError::UnknownWord(best) if best < place => {
                    error = ReceiptError::UnknownWord(place);
                }
                _ => {}
            },
        }
    }
    Err(error)
}

/// Reads twelve words in one list: the receipt, nothing if the checksum does not fit, or the place
/// (from 1) of the first unknown word.
fn read(words: &[&str], list: WordList) -> Result<Option<Receipt>, usize> {
    let mut bits: Bits = Zeroizing::new([0; 17]);
    for (place, word) in words.iter().take(WORDS).enumerate() {
        let index = list.0.find_word(word).ok_or(place + 1)?;
        for i in 0..11 {
            let bit = place * 11 + i;
            if let Some(byte) = bits.get_mut(bit / 8) {
                *byte |= u8::from(index >> (10 - i) & 1 == 1) << (7 - bit % 8);
            }
        }
    }
    Ok(Receipt::from_bits(&bits))
}

fn parse_digits(digits: &[u8]) -> Result<Receipt, ReceiptError> {
    let mut number: Bits = Zeroizing::new([0; 17]);
    for digit in digits {
        let mut carry = u16::from(*digit);
        for byte in number.iter_mut().rev() {
            let sum = u16::from(*byte) * 10 + carry;
            [_, *byte] = sum.to_be_bytes();
            carry = sum >> 8;
        }
        if carry != 0 {
            return Err(ReceiptError::Checksum);
        }
    }
    if number.first().is_some_and(|top| *top > 0x0f) {
        return Err(ReceiptError::Checksum);
    }
    let mut low = 0;
    for byte in number.iter_mut().rev() {
        let value = *byte;
        *byte = value << 4 | low;
        low = value >> 4;
    }
    Receipt::from_bits(&number).ok_or(ReceiptError::Checksum)
}

fn shift_right_4(number: &mut Bits) {
    let mut high = 0;
    for byte in number.iter_mut() {
        let value = *byte;
        *byte = value >> 4 | high << 4;
        high = value & 15;
    }
}

/// Divides in place; returns the remainder.
fn divide_by_10(number: &mut Bits) -> u8 {
    let mut rest = 0u16;
    for byte in number.iter_mut() {
        let value = rest << 8 | u16::from(*byte);
        [_, *byte] = (value / 10).to_be_bytes();
        rest = value % 10;
    }
    rest.to_be_bytes()[1]
}

/// Splits typed text into words (letters of an alphabet together, each Chinese character alone)
/// and digits.
fn tokens(typed: &str) -> (Vec<Zeroizing<String>>, Zeroizing<Vec<u8>>) {
    let mut words = Vec::new();
    let mut digits = Zeroizing::new(Vec::with_capacity(DIGITS));
    let mut word = Zeroizing::new(String::new());
    for c in typed.chars().filter(|c| !invisible(*c)) {
        let c = plain(c);
        if let Some(digit) = c.to_digit(10) {
            digits.push(digit.to_le_bytes()[0]);
        }
        if c.is_alphabetic() && !chinese(c) {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if chinese(c) {
            words.push(Zeroizing::new(c.to_string()));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    (words, digits)
}

/// Marks that change how text looks or runs, not what it says; phones and pages add them.
fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{640}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{300}'..='\u{36f}')
}

/// Lower-case, half-width letters and European digits.
fn plain(c: char) -> char {
    const ZEROS: [char; 8] = ['٠', '۰', '०', '০', '༠', '０', '၀', '០'];
    for zero in ZEROS {
        let offset = u32::from(c).wrapping_sub(u32::from(zero));
        if let Some(digit) = char::from_digit(offset, 10) {
            return digit;
        }
    }
    match c {
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            let ascii = u32::from(c) - u32::from('Ａ') + u32::from('A');
            char::from_u32(ascii).unwrap_or(c).to_ascii_lowercase()
        }
        // Turkish keyboards.
        'İ' | 'ı' => 'i',
        _ => c.to_ascii_lowercase(),
    }
}

fn chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}')
}
