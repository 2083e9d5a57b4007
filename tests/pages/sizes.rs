//! Pages have sizes that tell nothing of what stands in them.
use tocsin::i18n::Catalogs;
use tocsin::pages::{self, samples};

#[test]
fn padding_hides_how_much_was_written() {
    let short = pages::pad("a".repeat(100));
    let long = pages::pad("a".repeat(9_000));
    assert_eq!(short.len(), long.len());
}

#[test]
fn whatever_a_receipt_opens_the_page_has_one_size() {
    let catalogs = Catalogs::builtin();
    for cat in catalogs.all() {
        let frame = samples::chrome(cat, catalogs.all(), "/mailbox");
        for (name, mut page) in pages::MailboxPage::samples(&frame) {
            let long = page.replies.first().cloned();
            for reply in long.into_iter().cycle().take(3) {
                page.replies.push(pages::ReplyView { text: "\u{0f56}&".repeat(50_000), ..reply });
            }
            let shown = page.fitted().expect("a page");
            assert_eq!(pages::Page::html(&shown).expect("a page").len(), pages::OPENED, "{} {name}", cat.code);
        }
        for (name, mut page) in pages::MailboxEntryPage::samples(&frame) {
            page.chrome.pad_to = Some(pages::OPENED);
            assert_eq!(pages::Page::html(&page).expect("a page").len(), pages::OPENED, "{} {name}", cat.code);
        }
    }
}

#[test]
fn what_does_not_fit_on_the_first_page_is_said_and_the_newest_stays() {
    let catalogs = Catalogs::builtin();
    let cat = catalogs.by_code("en").expect("English");
    let frame = samples::chrome(cat, catalogs.all(), "/mailbox");
    let (_, mut page) = pages::MailboxPage::samples(&frame).into_iter().find(|(_, page)| !page.replies.is_empty()).expect("answers");
    let reply = page.replies[0].clone();
    page.replies = (1..=40)
        .map(|number| pages::ReplyView { number, text: format!("answer-number-{number} {}", "x".repeat(3_000)), ..reply.clone() })
        .collect();
    let html = pages::Page::html(&page.fitted().expect("a page")).expect("a page");
    assert!(html.contains("answer-number-40 ") && !html.contains("answer-number-1 "));
    assert!(html.contains("older answers and messages") && html.contains("Show all of them"));
    assert!(!html.contains("There is no answer yet."));
}
