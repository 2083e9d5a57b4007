//! Receipts as frightened people type them.

mod support;

use proptest::prelude::*;
use support::rng;
use tocsin_seal::{Capsule, DeploymentId, Identity, Receipt, ReceiptError, SigningKey, WordList};

const LISTS: [WordList; 3] = [WordList::ENGLISH, WordList::CHINESE_SIMPLIFIED, WordList::CHINESE_TRADITIONAL];

fn error(typed: &str) -> ReceiptError {
    Receipt::parse(typed).err().unwrap()
}

fn entropy(typed: &str) -> [u8; 16] {
    match Receipt::parse(typed) {
        Ok(receipt) => *receipt.entropy(),
        Err(e) => panic!("{typed:?}: {e}"),
    }
}

#[test]
fn words_are_read_however_they_were_typed() {
    let receipt = Receipt::from_entropy(*b"0123456789abcdef");
    let words = receipt.words(WordList::ENGLISH);
    let list: Vec<&str> = words.split(' ').collect();
    let wide = |s: &str| -> String { s.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect() };
    let numbered = list.iter().enumerate().map(|(i, w)| format!("{}. {w}", i + 1));
    let arabic = list.iter().zip("١٢٣٤٥٦٧٨٩١١١".chars()).map(|(w, n)| format!("{n}) {w}"));
    for typed in [
        words.to_uppercase(),
        format!("  {}\r\n", words.replace(' ', "\r\n\t")),
        list.join("-"),
        list.join(", "),
        list.join("、"),
        list.join("،"),
        list.join("\u{3000}"),
        list.join("\u{a0}"),
        list.join(" \u{2013} "),
        list.join(";"),
        format!("\u{feff}\u{2068}{}\u{2069}", *words),
        list.iter().map(|w| wide(w)).collect::<Vec<_>>().join("\u{3000}"),
        numbered.collect::<Vec<_>>().join("\n"),
        arabic.collect::<Vec<_>>().join("\n"),
        words.to_uppercase().replace('I', "İ"),
        words.replace('i', "ı"),
        words.replace('a', "a\u{ad}"),
    ] {
        assert_eq!(entropy(&typed), *receipt.entropy(), "{typed:?}");
    }
}

#[test]
fn chinese_words_need_no_spaces() {
    let receipt = Receipt::from_entropy([0x5a; 16]);
    for list in &LISTS[1..] {
        let words = receipt.words(*list);
        for typed in [words.replace(' ', ""), words.replace(' ', "，"), words.replace(' ', "\u{3000}\n")] {
            assert_eq!(entropy(&typed), *receipt.entropy(), "{typed}");
        }
    }
}

#[test]
fn digits_are_read_in_every_script_and_grouping() {
    let receipt = Receipt::from_entropy(*b"fedcba9876543210");
    let digits = receipt.digits();
    assert_eq!(digits.len(), 49);
    let script = |zero: char| -> String {
        digits.chars().map(|c| c.to_digit(10).map_or(c, |d| char::from_u32(u32::from(zero) + d).unwrap())).collect()
    };
    for typed in [
        digits.replace(' ', ""),
        digits.replace(' ', "-"),
        digits.replace(' ', "\n"),
        digits.replace(' ', "\u{202f}"),
        digits.replace(' ', ", "),
        script('٠'),
        script('۰'),
        script('０'),
        script('༠'),
        script('०'),
        format!("\u{2067}{}\u{2069}", script('٠')),
        script('٠').replace(' ', "٬"),
    ] {
        assert_eq!(entropy(&typed), *receipt.entropy(), "{typed:?}");
    }
}

#[test]
fn an_error_names_what_is_wrong() {
    assert_eq!(error(""), ReceiptError::Empty);
    assert_eq!(error(" \u{200b}-,\n"), ReceiptError::Empty);
    let words = Receipt::from_entropy([0; 16]).words(WordList::ENGLISH);
    assert_eq!(*words, "abandon ".repeat(11) + "about");
    assert_eq!(error("abandon"), ReceiptError::WordCount(1));
    assert_eq!(error(&format!("{} abandon", *words)), ReceiptError::WordCount(13));
    assert_eq!(error(&words.replace("about", "abuot")), ReceiptError::UnknownWord(12));
    assert_eq!(error(&words.replacen("abandon", "xyz", 1)), ReceiptError::UnknownWord(1));
    assert_eq!(error(&words.replace("about", "zoo")), ReceiptError::Checksum);
    assert_eq!(error(&"ئا ".repeat(12)), ReceiptError::UnknownWord(1));
    assert_eq!(error("1234"), ReceiptError::DigitCount(4));
    assert_eq!(error(&"1".repeat(41)), ReceiptError::DigitCount(41));
    assert_eq!(error(&"9".repeat(40)), ReceiptError::Checksum);
    let mut digits = Receipt::from_entropy([3; 16]).digits().to_string();
    let last = digits.pop().unwrap();
    digits.push(if last == '0' { '1' } else { '0' });
    assert_eq!(error(&digits), ReceiptError::Checksum);
    // 2^132 and beyond do not wrap around.
    assert_eq!(error("5444517870735015415413993718908291383296"), ReceiptError::Checksum);
    let chinese = Receipt::from_entropy([0x5a; 16]).words(WordList::CHINESE_SIMPLIFIED);
    let broken = chinese.replacen(' ', "", 11);
    let broken: String = broken.chars().take(11).chain(['魑']).collect();
    assert_eq!(error(&broken), ReceiptError::UnknownWord(12));
}

#[test]
fn only_languages_with_a_list_get_words() {
    for (tag, list) in [
        ("en", Some(WordList::ENGLISH)),
        ("en-GB", Some(WordList::ENGLISH)),
        ("zh", Some(WordList::CHINESE_SIMPLIFIED)),
        ("zh-Hans", Some(WordList::CHINESE_SIMPLIFIED)),
        ("zh-CN", Some(WordList::CHINESE_SIMPLIFIED)),
        ("zh-Hans-HK", Some(WordList::CHINESE_SIMPLIFIED)),
        ("zh-Hant", Some(WordList::CHINESE_TRADITIONAL)),
        ("zh-Hant-HK", Some(WordList::CHINESE_TRADITIONAL)),
        ("zh_TW", Some(WordList::CHINESE_TRADITIONAL)),
        ("ug", None),
        ("bo", None),
        ("fa", None),
        ("ru", None),
        ("tr", None),
        ("", None),
        ("english", None),
    ] {
        assert_eq!(WordList::for_language(tag), list, "{tag}");
    }
}

#[test]
fn the_same_form_gives_the_same_receipt_and_another_key_another() {
    let one = Receipt::from_token(&[1; 16], &[2; 32]);
    assert_eq!(one.entropy(), Receipt::from_token(&[1; 16], &[2; 32]).entropy());
    assert_ne!(one.entropy(), Receipt::from_token(&[0; 16], &[2; 32]).entropy());
    assert_ne!(one.entropy(), Receipt::from_token(&[1; 16], &[3; 32]).entropy());
    // Fixed: a change would lose the receipt of everybody who sends a form again.
    let hex: String = one.entropy().iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(hex, "996775bdc8b0a2294a94f8cb95412e09");
}

#[test]
fn twelve_characters_are_the_same_receipt_in_both_chinese_lists() {
    let (simplified, traditional) = (bip39::Language::SimplifiedChinese, bip39::Language::TraditionalChinese);
    let shared = traditional
        .word_list()
        .iter()
        .enumerate()
        .filter_map(|(i, word)| simplified.word_list().iter().position(|other| other == word).map(|j| (i, j)));
    let shared: Vec<(usize, usize)> = shared.collect();
    assert_eq!(shared.len(), 1275);
    assert!(shared.iter().all(|(i, j)| i == j));
}

#[test]
fn a_fresh_receipt_reads_back_from_every_list() {
    let (one, two) = (Receipt::generate(&rng()).ok().unwrap(), Receipt::generate(&rng()).ok().unwrap());
    assert_ne!(one.entropy(), two.entropy());
    for list in LISTS {
        assert_eq!(entropy(&one.words(list)), *one.entropy());
    }
}

#[test]
fn keys_differ_between_receipts_and_installations() {
    let (here, there) = (DeploymentId::random(&rng()).unwrap(), DeploymentId::random(&rng()).unwrap());
    let one = Receipt::from_entropy([1; 16]);
    let keys = one.keys(&here);
    assert_eq!(keys.mailbox_id(), one.keys(&here).mailbox_id());
    for other in [one.keys(&there), Receipt::from_entropy([2; 16]).keys(&here)] {
        assert_ne!(keys.mailbox_id(), other.mailbox_id());
        assert_ne!(keys.public(), other.public());
        assert!(keys.recipient() != other.recipient());
    }
}

#[test]
fn a_capsule_only_opens_unchanged_and_for_its_own_receipt() {
    let deployment = DeploymentId::random(&rng()).unwrap();
    let keys = Receipt::from_entropy([1; 16]).keys(&deployment);
    let capsule = Capsule {
        case_id: tocsin_seal::CaseId::random(&rng()).unwrap(),
        case_recipient: Identity::generate(&rng()).ok().unwrap().recipient().clone(),
        roster_key: SigningKey::generate(&rng()).unwrap().public(),
        epoch: 4,
    };
    let bytes = keys.seal_capsule(&capsule);
    assert_eq!(keys.open_capsule(&bytes).unwrap(), capsule);
    assert!(Receipt::from_entropy([2; 16]).keys(&deployment).open_capsule(&bytes).is_err());

    let text = String::from_utf8(bytes).unwrap();
    let substituted = Identity::generate(&rng()).ok().unwrap().recipient().to_string();
    for changed in [
        text.replace("\"epoch\":4", "\"epoch\":3"),
        text.replace("\"epoch\":4", "\"epoch\":4.0"),
        text.replace("\"epoch\":4", "\"epoch\":4,\"epoch\":4"),
        text.replace("\"epoch\":4", "\"epoch\":4,\"extra\":1"),
        text.replace(&capsule.case_recipient.to_string(), &substituted),
        text.replace("capsule/1", "capsule/2"),
        text.replace(':', ": "),
        format!("{text} "),
        format!(" {text}"),
        text[..text.len() - 1].to_owned(),
        text.replace("\"mac\":\"", "\"mac\":\"A"),
        String::new(),
        "null".to_owned(),
        "[".repeat(5000),
    ] {
        assert_ne!(changed, text);
        assert!(keys.open_capsule(changed.as_bytes()).is_err(), "{changed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn every_receipt_comes_back_from_words_and_digits(bits in any::<[u8; 16]>()) {
        let receipt = Receipt::from_entropy(bits);
        prop_assert_eq!(entropy(&receipt.words(WordList::ENGLISH)), bits);
        prop_assert_eq!(entropy(&receipt.words(WordList::CHINESE_SIMPLIFIED)), bits);
        prop_assert_eq!(entropy(&receipt.digits()), bits);
    }

    #[test]
    fn our_words_are_those_of_the_bip39_library(bits in any::<[u8; 16]>()) {
        for (list, theirs) in [
            (WordList::ENGLISH, bip39::Language::English),
            (WordList::CHINESE_SIMPLIFIED, bip39::Language::SimplifiedChinese),
            (WordList::CHINESE_TRADITIONAL, bip39::Language::TraditionalChinese),
        ] {
            let mnemonic = bip39::Mnemonic::from_entropy_in(theirs, &bits).unwrap();
            prop_assert_eq!(&*Receipt::from_entropy(bits).words(list), &mnemonic.to_string());
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in any::<String>(), letters in "[a-z \u{4e00}-\u{4e80}٠-٩0-9-]{0,120}") {
        let _ = Receipt::parse(&text);
        let _ = Receipt::parse(&letters);
    }

    #[test]
    fn no_string_of_forty_digits_makes_the_parser_panic(digits in "[0-9]{40}") {
        if let Ok(receipt) = Receipt::parse(&digits) {
            prop_assert_eq!(receipt.digits().replace(' ', ""), digits);
        }
    }
}
