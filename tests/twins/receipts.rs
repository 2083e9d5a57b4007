//! Receipts in words and digits, as they are shown and as they are typed, and the keys that they give; padded sizes.

use crate::{hold, seed};
use serde_json::{Value, json};
use tocsin_seal::{Capsule, DeploymentId, Hash32, Identity, Receipt, ReceiptError, SigningKey, WordList, padding, padme};

const LISTS: [(&str, WordList); 3] = [
    ("english", WordList::ENGLISH),
    ("chinese_simplified", WordList::CHINESE_SIMPLIFIED),
    ("chinese_traditional", WordList::CHINESE_TRADITIONAL),
];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn entropies() -> Vec<[u8; 16]> {
    let mut all = vec![[0; 16], [0xff; 16], [0x80; 16], [0x7f; 16]];
    all.extend((0..28).map(|n| seed::<16>(&format!("entropy {n}"))));
    all
}

#[test]
fn a_receipt_is_the_same_words_and_digits_and_gives_the_same_keys() {
    let case_recipient = Identity::from_seed(seed("some case")).recipient().clone();
    let receipts: Vec<Value> = entropies()
        .iter()
        .enumerate()
        .map(|(at, entropy)| {
            let receipt = Receipt::from_entropy(*entropy);
            let deployment: DeploymentId = format!("d-{}", hex(&seed::<16>(&format!("deployment {at}")))).parse().unwrap();
            let keys = receipt.keys(&deployment);
            let capsule = Capsule {
                case_id: seed::<16>(&format!("case {at}")).into(),
                case_recipient: case_recipient.clone(),
                roster_key: SigningKey::from_seed(seed("admin")).public(),
                epoch: u32::try_from(at).unwrap() + 1,
            };
            let words: serde_json::Map<String, Value> = LISTS.iter().map(|(name, list)| ((*name).to_owned(), json!(*receipt.words(*list)))).collect();
            json!({
                "entropy": hex(entropy), "words": words, "digits": *receipt.digits(), "deployment": deployment.as_str(),
                "mailbox_id": keys.mailbox_id().to_string(), "identity": *keys.identity().to_secret(),
                "recipient_sha256": Hash32::of(keys.recipient().to_string().as_bytes()).to_string(), "public_key": keys.public().to_string(),
                "signature": keys.sign_in("tocsin/test/1", entropy).to_string(),
                "capsule": String::from_utf8(keys.seal_capsule(&capsule)).unwrap(),
            })
        })
        .collect();
    hold("receipts.json", &json!({ "receipts": receipts }));
}

#[test]
fn what_people_type_is_read_alike() {
    let receipt = Receipt::from_entropy(seed("typed"));
    let english = receipt.words(WordList::ENGLISH).to_string();
    let chinese = receipt.words(WordList::CHINESE_SIMPLIFIED).to_string();
    let traditional = receipt.words(WordList::CHINESE_TRADITIONAL).to_string();
    let digits = receipt.digits().to_string();
    let wide = |text: &str| -> String {
        text.chars().map(|c| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xfee0).unwrap() } else { c }).collect()
    };
    let in_digits = |zero: char| -> String {
        digits.chars().map(|c| c.to_digit(10).map_or(c, |d| char::from_u32(u32::from(zero) + d).unwrap())).collect()
    };
    let mut typed = vec![
        String::new(),
        " \n".to_owned(),
        "x".to_owned(),
        "1".to_owned(),
        "?!".to_owned(),
        english.clone(),
        english.to_uppercase(),
        english.replace(' ', "-"),
        english.replace(' ', ", "),
        english.replace(' ', "\u{3000}"),
        format!("\u{feff}\u{2068}{english}\u{2069}"),
        wide(&english),
        english.replace('i', "İ"),
        english.replace('i', "ı"),
        english.replace('a', "a\u{ad}"),
        english.replace('e', "e\u{301}"),
        english.split(' ').enumerate().map(|(n, w)| format!("{}. {w}\n", n + 1)).collect(),
        english.rsplit(' ').collect::<Vec<_>>().join(" "),
        english.replacen(' ', " wrong ", 1),
        english.replacen(' ', "", 1),
        english.split(' ').map(|w| &w[..3]).collect::<Vec<_>>().join(" "),
        format!("{english} {digits}"),
        "ß".repeat(12),
        "abandon ".repeat(12),
        "K ".repeat(12),
        chinese.clone(),
        chinese.replace(' ', ""),
        chinese.replace(' ', "，"),
        traditional.clone(),
        traditional.replace(' ', "\u{3000}\n"),
        chinese.chars().rev().collect(),
        format!("{chinese}的"),
        chinese.replacen(chinese.chars().next().unwrap(), "鬱", 1),
        digits.clone(),
        digits.replace(' ', ""),
        digits.replace(' ', "-"),
        wide(&digits),
        digits[..44].to_owned(),
        format!("{digits} 1"),
        digits.replace(['1', '2'], "3"),
        "9".repeat(40),
        "0".repeat(40),
        format!("{:0>40}", "3"),
        "1".repeat(40),
    ];
    for zero in ['٠', '۰', '०', '০', '༠', '０', '၀', '០', '௦', '๐'] {
        typed.push(in_digits(zero));
    }
    let mut mixed: Vec<&str> = english.split(' ').collect();
    mixed[6] = "的";
    typed.push(mixed.join(" "));
    let cases: Vec<Value> = typed
        .iter()
        .map(|text| {
            let read = match Receipt::parse(text) {
                Ok(receipt) => json!({ "entropy": hex(receipt.entropy()) }),
                Err(ReceiptError::Empty) => json!({ "problem": "empty" }),
                Err(ReceiptError::WordCount(found)) => json!({ "problem": "word_count", "found": found }),
                Err(ReceiptError::UnknownWord(place)) => json!({ "problem": "unknown_word", "place": place }),
                Err(ReceiptError::DigitCount(found)) => json!({ "problem": "digit_count", "found": found }),
                Err(ReceiptError::Checksum) => json!({ "problem": "checksum" }),
            };
            json!({ "typed": text, "read": read })
        })
        .collect();
    let tags =
        ["en", "EN-us", "en_GB", "zh", "zh-Hans", "zh-Hant", "zh-TW", "zh_hk", "zh-Hans-TW", "zh-MO", "ug", "fa", "ru", "", "eng", "-en"];
    let lists: Vec<Value> = tags
        .iter()
        .map(|tag| {
            let found = WordList::for_language(tag);
            json!([tag, LISTS.iter().find(|(_, list)| Some(*list) == found).map(|(name, _)| name)])
        })
        .collect();
    hold("typed.json", &json!({ "cases": cases, "lists": lists }));
}

#[test]
fn sizes_are_padded_alike() {
    let mut lengths: Vec<u64> = vec![0, 1, 4095, 4096, 4097, 4352, 4353, 5000, 65_535, 65_536, 65_537, 100_000, 1_000_000, 16 << 20];
    for power in 12..52 {
        lengths.extend([(1 << power) - 1, 1 << power, (1 << power) + 1, (1 << power) + (1 << (power - 3)) + 7]);
    }
    lengths.push((1 << 53) - (1 << 48));
    let sizes: Vec<Value> = lengths.iter().map(|n| json!([n, padme(*n), padding::sealed_size(padme(*n), 1_700)])).collect();
    hold("sizes.json", &json!(sizes));
}
