use proptest::prelude::*;

use super::*;

fn text(title: &str, body: &str) -> Text {
    Text { title: title.into(), body: body.into() }
}

fn advisory(texts: &[(&str, &str, &str)]) -> Result<Advisory, AdvisoryError> {
    let texts = texts.iter().map(|(language, title, body)| ((*language).to_owned(), text(title, body))).collect();
    Advisory::new(AdvisoryId::from_bytes([1, 2, 3, 4]), 1, Day::of(20_000), Day::of(20_030), false, texts)
}

#[test]
fn what_is_approved_is_read_back_as_it_was() {
    let advisory = advisory(&[("en", " Callers ", "One.\r\n\r\n- two\n- three\n")]).unwrap();
    assert_eq!(Advisory::parse(&advisory.bytes()).unwrap(), advisory);
    assert_eq!(advisory.texts["en"], text("Callers", "One.\n\n- two\n- three"));
    assert_eq!(advisory.texts["en"].blocks(), [Block::Paragraph(vec!["One."]), Block::Points(vec!["two", "three"])]);
}

#[test]
fn one_text_has_one_form_and_one_hash() {
    let bytes = advisory(&[("en", "a", "b")]).unwrap().bytes();
    let loose = String::from_utf8(bytes.clone()).unwrap().replace("\"revision\":1", "\"revision\": 1");
    assert!(matches!(Advisory::parse(loose.as_bytes()), Err(AdvisoryError::Malformed(_))));
    let other = String::from_utf8(bytes).unwrap().replace(FORMAT, "tocsin.advisory/2");
    assert!(matches!(Advisory::parse(other.as_bytes()), Err(AdvisoryError::Malformed(_))));
}

#[test]
fn nothing_that_hides_or_turns_writing_is_published() {
    for hidden in ["a\u{202e}b", "a\u{200b}b", "a\u{2066}b", "a\u{7}b", "a\u{feff}b", "a\tb"] {
        assert_eq!(advisory(&[("en", "title", hidden)]), Err(AdvisoryError::Hidden("en".into())), "{hidden:?}");
        assert!(advisory(&[("en", hidden, "body")]).is_err(), "{hidden:?}");
    }
    // Persian needs its joiner between letters.
    assert!(advisory(&[("fa", "هشدار", "می\u{200c}گویند")]).is_ok());
}

#[test]
fn a_title_is_a_line_and_a_language_a_tag() {
    assert_eq!(advisory(&[("en", "a\nb", "c")]), Err(AdvisoryError::Title("en".into())));
    assert_eq!(advisory(&[("en", "a", "  ")]), Err(AdvisoryError::Body("en".into())));
    assert_eq!(advisory(&[]), Err(AdvisoryError::NoText));
    for wrong in ["", "EN", "../x", "en-", "zh-hans", "zh-Hans-x", "e"] {
        assert_eq!(advisory(&[(wrong, "a", "b")]), Err(AdvisoryError::Language(wrong.into())), "{wrong}");
    }
}

#[test]
fn a_warning_ends() {
    let texts = || [("en".to_owned(), text("a", "b"))].into();
    let made = |days| Advisory::new(AdvisoryId::from_bytes([0; 4]), 1, Day::of(100), Day::of(100 + days), false, texts());
    assert!(made(0).is_ok() && made(MAX_DAYS).is_ok());
    assert_eq!(made(-1), Err(AdvisoryError::End));
    assert_eq!(made(MAX_DAYS + 1), Err(AdvisoryError::End));
    let stands = made(3).unwrap();
    assert!(stands.stands(Day::of(103)) && !stands.stands(Day::of(104)));
}

#[test]
fn every_language_of_our_own_has_its_words() {
    for language in ["en", "zh-Hans", "zh-Hant", "ug", "fa", "ru", "ar", "kk", "tr", "vi"] {
        assert!(language == "en" || words(language).warning != words("en").warning, "{language}");
        assert!(matches!(words(language).dir.as_str(), "ltr" | "rtl"));
    }
}

mod sets {
    use std::collections::BTreeMap;

    use super::super::*;
    use super::text;
    use tocsin_seal::SigningKey;

    pub(super) fn listed() -> Index {
        Index {
            addresses: vec!["https://example.org".into()],
            advisories: Vec::new(),
            expires: Day::of(20_014),
            files: BTreeMap::new(),
            format: String::new(),
            issued: Day::of(20_000),
            organisation: "Friends <& sons>".into(),
            serial: 1,
        }
    }

    fn of(id: u8, revision: u32, written: i64, withdrawn: bool) -> Advisory {
        let texts = [("en".to_owned(), text("<b>Callers</b>", "\"Police\" & co\n\n- do <not> answer"))].into();
        Advisory::new(AdvisoryId::from_bytes([0, 0, 0, id]), revision, Day::of(written), Day::of(written + 30), withdrawn, texts).unwrap()
    }

    #[test]
    fn words_of_people_are_never_markup() {
        let advisory = of(1, 1, 20_000, false);
        for made in [page(&advisory, "en", &listed()), feed(std::slice::from_ref(&advisory), "en", &listed())] {
            assert!(!made.contains("<b>") && !made.contains("<not>") && !made.contains("<& sons>"), "{made}");
            assert!(made.contains("&lt;b&gt;Callers&lt;/b&gt;"), "{made}");
        }
    }

    #[test]
    fn a_later_revision_takes_the_place_of_an_earlier_one_and_never_the_other_way() {
        let all = Set::follow(&[of(1, 1, 20_000, false)], vec![of(1, 2, 20_001, true), of(2, 1, 20_002, false)], Day::of(20_003)).unwrap();
        assert_eq!(all, [of(2, 1, 20_002, false), of(1, 2, 20_001, true)]);
        assert_eq!(Set::follow(&all, vec![of(1, 2, 20_003, false)], Day::of(20_003)), Err(SetError::Revision("00000001".into())));
        assert_eq!(Set::follow(&all, Vec::new(), Day::of(20_092)).unwrap().len(), 1, "what was taken back is shown for 90 days");
        assert_eq!(Set::follow(&all, Vec::new(), Day::of(20_200)).unwrap(), []);
    }

    #[test]
    fn it_takes_two_people_who_are_named_and_read_the_same_text() {
        let keys: Vec<SigningKey> = (1..=3).map(|seed| SigningKey::from_seed([seed; 32])).collect();
        let named = [keys[0].public(), keys[1].public()];
        let (advisory, other) = (of(1, 1, 20_000, false), of(1, 2, 20_000, false));
        let yes = |advisory: &Advisory, at: usize| Approval::parse(&Approval::sign(advisory, &keys[at]).bytes()).unwrap();
        assert_eq!(Approval::enough(&advisory, &[yes(&advisory, 0), yes(&advisory, 1)], &named).unwrap().len(), 2);
        let too_few = Err(ApprovalError::TooFew(1, 2));
        assert_eq!(Approval::enough(&advisory, &[yes(&advisory, 0), yes(&advisory, 0)], &named), too_few, "one person twice");
        assert_eq!(Approval::enough(&advisory, &[yes(&advisory, 0), yes(&advisory, 2)], &named), too_few, "somebody who is not named");
        let stale = Approval::enough(&advisory, &[yes(&advisory, 0), yes(&other, 1)], &named);
        assert_eq!(stale, Err(ApprovalError::Other(keys[1].public().fingerprint())), "a yes to another text");
        let forged = String::from_utf8(yes(&other, 1).bytes()).unwrap().replace(&other.hash().to_string(), &advisory.hash().to_string());
        let forged = Approval::parse(forged.as_bytes()).unwrap();
        assert_eq!(Approval::enough(&advisory, &[yes(&advisory, 0), forged], &named), Err(ApprovalError::Signature));
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_of_advisories_fail_loudly(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Advisory::parse(&bytes);
        let _ = Approval::parse(&bytes);
    }

    #[test]
    fn whatever_passes_is_its_own_canonical_form(title in "\\PC{1,130}", body in "[\\PC\n]{1,300}") {
        if let Ok(made) = advisory(&[("en", &title, &body)]) {
            prop_assert_eq!(Advisory::parse(&made.bytes()).unwrap(), made);
        }
    }

    #[test]
    fn a_name_that_passes_stays_in_its_folder(name in "\\PC{0,90}") {
        if file_name_is_safe(&name) {
            prop_assert!(!name.contains(['/', '\\']) && !name.starts_with('.') && !name.contains(".."));
        }
    }
}
