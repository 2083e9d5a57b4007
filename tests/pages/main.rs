//! Every page × sample × language: found words, well-formed markup, labels, nothing that loads or runs.
mod sizes;
mod travel;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use tocsin::i18n::{Catalog, Catalogs, Direction};
use tocsin::pages::{PAD, STYLE, samples};

/// Files whose message ids a language must have all of.
const ENGLISH: [&str; 5] = [
    include_str!("../../templates/locale/en/ui.ftl"),
    include_str!("../../templates/locale/en/categories.ftl"),
    include_str!("../../templates/locale/en/guidance.ftl"),
    include_str!("../../templates/locale/en/script.ftl"),
    include_str!("../../templates/locale/en/travel.ftl"),
];

/// A start tag: its name and attributes.
struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
}

impl Tag {
    fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// A page taken apart by a strict reader: anything but tidy, balanced markup is a panic.
struct Reading {
    tags: Vec<Tag>,
    /// Text outside style, with entities as written.
    text: String,
    /// Text content by the id of the element around it.
    by_id: BTreeMap<String, String>,
    /// Ids of elements below a `<label>`, or the names of unlabelled controls inside one.
    inside_label: BTreeSet<usize>,
}

const VOID: [&str; 5] = ["meta", "link", "input", "br", "hr"];

fn read(page: &str, html: &str) -> Reading {
    let mut reading = Reading { tags: Vec::new(), text: String::new(), by_id: BTreeMap::new(), inside_label: BTreeSet::new() };
    let mut open: Vec<(String, String)> = Vec::new();
    let mut rest = html.strip_prefix("<!doctype html>").unwrap_or_else(|| panic!("{page}: no doctype"));
    while let Some(at) = rest.find('<') {
        let words = &rest[..at];
        assert!(!words.contains('>'), "{page}: a bare > in {words:?}");
        reading.text.push_str(words);
        for (_, id) in open.iter().filter(|(_, id)| !id.is_empty()) {
            reading.by_id.entry(id.clone()).or_default().push_str(words);
        }
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("-->").unwrap_or_else(|| panic!("{page}: an open comment"));
            rest = &comment[end + 3..];
            continue;
        }
        if let Some(style) = rest.strip_prefix("<style>") {
            let end = style.find("</style>").expect("style ends");
            assert_eq!(&style[..end], STYLE, "{page}: the style block is not the one whose hash is allowed");
            rest = &style[end + 8..];
            continue;
        }
        let end = rest.find('>').unwrap_or_else(|| panic!("{page}: an open tag"));
        let inner = &rest[1..end];
        rest = &rest[end + 1..];
        if let Some(name) = inner.strip_prefix('/') {
            let (expected, _) = open.pop().unwrap_or_else(|| panic!("{page}: </{name}> closes nothing"));
            assert_eq!(expected, name, "{page}: wrong nesting");
            continue;
        }
        let tag = tag(page, inner);
        if open.iter().any(|(name, _)| name == "label") {
            reading.inside_label.insert(reading.tags.len());
        }
        if !VOID.contains(&tag.name.as_str()) {
            open.push((tag.name.clone(), tag.attribute("id").to_owned()));
        }
        reading.tags.push(tag);
    }
    assert!(open.is_empty(), "{page}: never closed: {open:?}");
    reading
}

fn tag(page: &str, inner: &str) -> Tag {
    let (name, mut rest) = inner.split_once(' ').unwrap_or((inner, ""));
    assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{page}: <{inner}>");
    let mut attributes = BTreeMap::new();
    while !rest.trim().is_empty() {
        rest = rest.trim_start();
        let end = rest.find([' ', '=']).unwrap_or(rest.len());
        let key = &rest[..end];
        assert!(!key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{page}: <{inner}>");
        rest = &rest[end..];
        let mut value = "";
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let close = quoted.find('"').unwrap_or_else(|| panic!("{page}: open quote in <{inner}>"));
            value = &quoted[..close];
            rest = &quoted[close + 1..];
        }
        assert!(attributes.insert(key.to_owned(), value.to_owned()).is_none(), "{page}: {key} twice in <{inner}>");
    }
    Tag { name: name.to_owned(), attributes }
}

fn every_page(check: impl Fn(&str, &str, &Catalog)) {
    let catalogs = Catalogs::builtin();
    for cat in catalogs.all() {
        let pages = samples::render_all(cat, catalogs.all()).expect("samples render");
        assert!(pages.len() > 30, "samples went missing");
        for (name, html) in pages {
            check(&format!("{} {name}", cat.code), &html, cat);
        }
    }
}

fn ids(source: &str) -> impl Iterator<Item = &str> {
    source
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" =").map(|(id, _)| id))
}

#[test]
fn every_language_is_complete() {
    let catalogs = Catalogs::builtin();
    let codes: Vec<&str> = catalogs.all().iter().map(|c| c.code.as_str()).collect();
    assert_eq!(
        codes,
        ["en", "zh-Hans", "zh-Hant", "ug", "fa", "ru", "ar", "kk", "tr", "vi"],
        "a catalogue that cannot be read is left out"
    );
    for cat in catalogs.all() {
        for id in ENGLISH.iter().flat_map(|file| ids(file)) {
            assert!(cat.has_own(id), "{} lacks {id}", cat.code);
            let text = cat.text(id);
            assert!(!text.trim().is_empty(), "{} {id} is empty", cat.code);
        }
    }
    for code in ["ug", "fa", "ar"] {
        assert_eq!(catalogs.by_code(code).map(|c| c.dir), Some(Direction::Rtl));
    }
}

#[test]
fn every_kind_of_report_has_a_label_and_guidance_in_every_language() {
    for cat in Catalogs::builtin().all() {
        for group in samples::groups() {
            assert!(cat.has_own(&format!("group-{}", group.code)), "{} {}", cat.code, group.code);
            for code in &group.methods {
                let code = code.replace(['.', '_'], "-");
                assert!(cat.has_own(&format!("method-{code}")), "{} {code}", cat.code);
                for part in ["do", "avoid", "keep"] {
                    assert!(!cat.lines(&format!("guide-{code}-{part}")).is_empty(), "{} {code} {part}", cat.code);
                }
            }
        }
    }
}

#[test]
fn no_message_promises_what_cannot_be_kept_or_blames() {
    let english = ENGLISH.join("\n").to_lowercase();
    let words = |line: &str| line.split_once(" =").map_or(line, |(_, words)| words).to_owned();
    let said: String = english.lines().filter(|line| !line.starts_with('#')).map(words).collect::<Vec<_>>().join("\n");
    for never in [
        "anonymous",
        "untraceable",
        "military-grade",
        "100 %",
        "100%",
        "completely safe",
        "don't worry",
        "do not worry",
        "just ignore",
        "you should have",
        "invalid",
        "failed",
        "report to your embassy",
        "go public",
        "delete everything",
    ] {
        assert!(!said.contains(never), "“{never}” stands in the English words");
    }
}

#[test]
fn the_reader_is_answered_in_the_language_wanted_or_the_first_switched_on() {
    let catalogs = Catalogs::builtin();
    let on = |codes: &[&str]| codes.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
    let code = |accept: Option<&str>, enabled: &[&str]| catalogs.negotiate(accept, &on(enabled)).code.clone();
    let all = ["en", "zh-Hans", "zh-Hant", "ug", "fa", "ru"];
    for (asked, found) in [
        ("zh-TW", "zh-Hant"),
        ("zh-HK,zh;q=0.8", "zh-Hant"),
        ("zh-Hant-MO", "zh-Hant"),
        ("zh", "zh-Hans"),
        ("fa-AF", "fa"),
        ("ru-RU, en", "ru"),
    ] {
        assert_eq!(code(Some(asked), &all), found, "{asked}");
    }
    assert_eq!(code(Some("ug-CN, zh;q=0.5"), &all), "ug");
    assert_eq!(code(Some("fr, zh-CN;q=0.8, en;q=0.5"), &all), "zh-Hans");
    assert_eq!(code(Some("ug, zh-CN;q=0.8"), &["en", "zh-Hans"]), "zh-Hans", "what is switched off is not offered");
    assert_eq!(code(Some("fr"), &["ug", "en"]), "ug");
    assert_eq!(code(None, &["zh-Hans", "en"]), "zh-Hans");
    assert_eq!(code(Some("\u{0}\u{fffd};;q=,"), &[]), "en");
}

#[test]
fn every_page_is_tidy_labelled_and_runs_nothing_but_the_one_script_at_its_end() {
    every_page(|page, html, cat| {
        let reading = read(page, html);
        let count = |name: &str| reading.tags.iter().filter(|t| t.name == name).count();
        assert_eq!(count("h1"), 1, "{page}: one h1");
        assert_eq!(count("main"), 1, "{page}: one main");
        assert_eq!(count("title"), 1, "{page}: one title");
        let sample = page.split(' ').nth(1).expect("a sample's name");
        let may_run = sample.starts_with("report-") || sample.starts_with("mailbox-entry-");
        assert_eq!(count("script"), usize::from(may_run), "{page}: scripts");
        if let Some(script) = reading.tags.iter().find(|t| t.name == "script") {
            assert_eq!((script.attribute("type"), script.attribute("src")), ("module", "/module.js"), "{page}");
            assert!(script.attribute("integrity").starts_with("sha384-"), "{page}: a script without its hash");
            assert!(
                html.trim_end().contains("></script>\n</body>"),
                "{page}: nothing stands in the script, and nothing but the end behind it"
            );
        }
        for never in ["img", "iframe", "svg", "object", "embed", "base", "video", "audio", "style"] {
            assert_eq!(count(never), 0, "{page}: <{never}>");
        }
        let root = &reading.tags[0];
        assert_eq!((root.name.as_str(), root.attribute("lang")), ("html", cat.code.as_str()), "{page}");
        assert_eq!(root.attribute("dir"), cat.dir.to_string(), "{page}");

        let mut seen = BTreeSet::new();
        for tag in &reading.tags {
            for (key, value) in &tag.attributes {
                assert!(!key.starts_with("on") && key != "style", "{page}: {key} on <{}>", tag.name);
                if ["href", "action", "src"].contains(&key.as_str()) {
                    let ours = value == "data:," || value.starts_with('#');
                    let path = value.starts_with('/') && !value.starts_with("//");
                    assert!(ours || path, "{page}: {key}={value}");
                }
                if key == "id" {
                    assert!(seen.insert(value.clone()), "{page}: id {value} twice");
                }
            }
        }
        let labelled: BTreeSet<&str> = reading.tags.iter().filter(|t| t.name == "label").map(|t| t.attribute("for")).collect();
        for (at, tag) in reading.tags.iter().enumerate() {
            let id = tag.attribute("id");
            if ["input", "textarea", "select"].contains(&tag.name.as_str()) && tag.attribute("type") != "hidden" {
                let named = reading.inside_label.contains(&at) || (!id.is_empty() && labelled.contains(id));
                assert!(named, "{page}: nobody says what {} is for", tag.attribute("name"));
            }
            for key in ["aria-describedby", "aria-labelledby"] {
                for target in tag.attribute(key).split_whitespace() {
                    assert!(seen.contains(target), "{page}: {key} points to {target}, which is not there");
                }
            }
            if let Some(target) = tag.attribute("href").strip_prefix('#') {
                assert!(seen.contains(target), "{page}: link to #{target}, which is not there");
            }
            if ["textarea", "input"].contains(&tag.name.as_str()) && ["", "text"].contains(&tag.attribute("type")) {
                assert_eq!(tag.attribute("autocomplete"), "off", "{page}: {}", tag.attribute("name"));
                assert_eq!(tag.attribute("dir"), "auto", "{page}: {}", tag.attribute("name"));
            }
        }
        let words = html.replace(STYLE, "").replace("{{ x }}", "");
        assert!(!words.contains('{') && !words.contains('}'), "{page}: an unfilled placeholder");
    });
}

#[test]
fn no_page_shows_the_id_of_a_message_in_place_of_its_words() {
    let known: BTreeSet<&str> = ENGLISH.iter().flat_map(|file| ids(file)).filter(|id| id.contains('-')).collect();
    every_page(|page, html, _| {
        let text = read(page, html).text;
        for word in text.split_whitespace() {
            assert!(!known.contains(word), "{page}: shows the id {word}");
            let looks_like = ["problem-", "notice-", "guide-", "rule-", "message-", "receipt-", "file-reason-", "q-"];
            assert!(!looks_like.iter().any(|p| word.starts_with(p)), "{page}: shows the id {word}");
        }
    });
}

#[test]
fn the_way_out_and_the_languages_stand_on_every_page_before_the_text() {
    every_page(|page, html, cat| {
        let main = html.find("<main").expect("main");
        let leave = html.find("id=\"leave\"").unwrap_or_else(|| panic!("{page}: no way out"));
        assert!(leave < main, "{page}");
        assert!(html.contains(&format!("href=\"/{}/leave\"", cat.code)), "{page}");
        for other in Catalogs::builtin().all() {
            let link = format!("lang=\"{0}\" hreflang=\"{0}\" dir=\"{1}\"", other.code, other.dir);
            assert!(html[..main].contains(&link), "{page}: no link to {}", other.code);
            assert!(html[..main].contains(&other.name), "{page}: {} is not named in its script", other.code);
        }
    });
}

#[test]
fn titles_and_icons_say_nothing_about_the_service() {
    every_page(|page, html, cat| {
        let title = html.split("<title>").nth(1).and_then(|t| t.split("</title>").next()).expect("title");
        assert!([cat.text("title-form"), cat.text("title-page")].contains(&title.to_owned()), "{page}: {title}");
        assert!(html.contains("<link rel=\"icon\" href=\"data:,\">"), "{page}");
        // The roster key says what it is for; it is in the source of the page alone.
        let said = html.to_lowercase().replace("data-roster-key=\"tocsinpub1", "");
        assert!(!said.contains("tocsin"), "{page} names the service");
    });
}

#[test]
fn the_receipt_can_be_copied_exactly_as_it_is() {
    every_page(|page, html, _| {
        let reading = read(page, html);
        let sample = page.split(' ').nth(1).expect("a sample's name");
        if ["answer-words", "answer-digits", "answer-added"].contains(&sample) {
            assert_eq!(reading.by_id["receipt-words"], samples::WORDS, "{page}");
            assert_eq!(reading.by_id["receipt-digits"], samples::DIGITS, "{page}");
            let first = html.find("id=\"receipt-words\"") < html.find("id=\"receipt-digits\"");
            assert_eq!(first, sample != "answer-digits", "{page}");
        } else {
            assert!(!html.contains("id=\"receipt-words\"") && !html.contains(samples::WORDS), "{page}");
        }
    });
}

#[test]
fn what_holds_words_or_a_receipt_is_padded_and_what_holds_none_is_not() {
    every_page(|page, html, _| {
        let sample = page.split(' ').nth(1).expect("a sample's name");
        let plain = ["home-", "safety-", "advisories-", "locked-"].iter().any(|p| sample.starts_with(p))
            || ["report-new", "mailbox-entry-new", "message-not-found", "travel-new"].contains(&sample);
        if plain {
            assert!(html.ends_with("</html>"), "{page} is padded though it reflects nothing");
        } else if !sample.starts_with("message-") {
            assert_eq!(html.len() % PAD, 0, "{page}");
        }
    });
}

#[test]
fn what_was_typed_stays_after_an_error_and_is_only_ever_text() {
    every_page(|page, html, _| {
        let sample = page.split(' ').nth(1).expect("a sample's name");
        assert!(!html.contains("<script>") && !html.contains("alert(1)</script"), "{page}");
        if ["report-too-long", "report-busy", "report-broken"].contains(&sample) {
            let kept = "name=\"narrative\" rows=\"7\"";
            assert!(html.contains(kept), "{page}");
            assert!(html.contains("value=\"3days\" checked"), "{page}");
            assert!(html.contains("value=\"travel.lure\" checked"), "{page}");
            assert!(!html.contains("value=\"family.detained\" checked"), "{page}");
            // The first line break of a text area is dropped by browsers: ours stands before the text's own.
            assert!(html.contains(">\n\n&#60;/textarea&#62;"), "{page}: the leading line break is lost");
        }
        if sample == "report-new" {
            // What takes place and device out of photographs is on unless somebody turns it off.
            let answers = html.replacen("name=\"clean_photos\" value=\"yes\" aria-describedby=\"h-clean\" checked", "", 1);
            assert!(answers.len() < html.len() && !answers.contains(" checked"), "{page}: something is chosen beforehand");
        }
    });
}

#[test]
fn the_token_comes_first_and_the_files_last_in_what_a_form_sends() {
    every_page(|page, html, _| {
        let reading = read(page, html);
        let mut fields: Vec<&str> = Vec::new();
        for tag in &reading.tags {
            if tag.name == "form" {
                check_order(page, &fields);
                fields.clear();
                let multipart = tag.attribute("enctype") == "multipart/form-data";
                assert_eq!(tag.attribute("method"), "post", "{page}");
                let wants = ["/report", "/mailbox/add"].iter().any(|end| tag.attribute("action").ends_with(end));
                assert_eq!(multipart, wants, "{page}: {}", tag.attribute("action"));
            } else if !tag.attribute("name").is_empty() && tag.name != "meta" {
                fields.push(tag.attribute("name"));
            }
        }
        check_order(page, &fields);
    });
}

fn check_order(page: &str, fields: &[&str]) {
    if let Some(at) = fields.iter().position(|f| *f == "files") {
        assert_eq!(at, fields.len() - 1, "{page}: something comes after the files: {fields:?}");
    }
    if fields.contains(&"narrative") {
        assert_eq!(fields[0], "token", "{page}");
    } else if fields.contains(&"travel_to") {
        assert_eq!(fields[0], "origin", "{page}");
    } else if fields.len() > 1 {
        assert_eq!(fields[0], "session", "{page}");
    }
}

#[test]
fn the_form_fits_in_one_small_answer_in_every_language() {
    every_page(|page, html, _| {
        if page.ends_with(" report-new") || page.ends_with(" travel-new") {
            let size = gzip(html.as_bytes());
            assert!(size < 14_000, "{page}: {size} bytes compressed");
        }
    });
}

fn gzip(bytes: &[u8]) -> usize {
    let mut child = Command::new("gzip").args(["-9", "-c", "-n"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("gzip runs");
    let mut input = child.stdin.take().expect("a pipe");
    let bytes = bytes.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&bytes));
    let output = child.wait_with_output().expect("gzip ends");
    writer.join().expect("no panic").expect("gzip reads all");
    assert!(output.status.success());
    output.stdout.len()
}

#[test]
fn text_stands_out_from_its_ground_in_light_and_in_dark() {
    for (start, name) in [(":root{", "light"), (":root{--paper:#1", "dark")] {
        let block = &STYLE[STYLE.find(start).expect("the colours")..];
        let block = &block[..block.find('}').expect("its end")];
        let colour = |name: &str| {
            let from = block.find(&format!("--{name}:#")).unwrap_or_else(|| panic!("no {name}")) + name.len() + 4;
            let hex: String = block[from..].chars().take_while(char::is_ascii_hexdigit).collect();
            luminance(&hex)
        };
        let against = |a: &str, b: &str| {
            let (x, y) = (colour(a), colour(b));
            (x.max(y) + 0.05) / (x.min(y) + 0.05)
        };
        for ground in ["paper", "card", "tint", "warn-tint"] {
            for text in ["ink", "soft", "accent", "warn"] {
                let ratio = against(text, ground);
                assert!(ratio >= 4.5, "{name}: {text} on {ground} is {ratio:.2}");
            }
        }
        assert!(against("on-accent", "accent") >= 4.5, "{name}: buttons");
        assert!(against("edge", "card") >= 3.0, "{name}: edges of fields");
    }
}

/// Relative luminance (WCAG 2.2) of `#rgb` or `#rrggbb` without the sign.
fn luminance(hex: &str) -> f64 {
    let wide = if hex.len() == 3 { hex.chars().flat_map(|c| [c, c]).collect() } else { hex.to_owned() };
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&wide[at..at + 2], 16).expect("hex")) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}

#[test]
fn a_right_to_left_page_is_as_it_was_when_somebody_last_looked_at_it() {
    let catalogs = Catalogs::builtin();
    let cat: &Arc<Catalog> = catalogs.by_code("ug").expect("Uyghur");
    let pages = samples::render_all(cat, catalogs.all()).expect("samples render");
    let (_, html) = pages.iter().find(|(name, _)| name == "mailbox-entry-new").expect("the sample");
    let html = html.replace(STYLE, "");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots/mailbox-entry.ug.html");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(file, &html).expect("the snapshot is written");
    }
    let before = std::fs::read_to_string(file).unwrap_or_default();
    assert_eq!(html, before, "if this is meant, look at the page, then run again with UPDATE_SNAPSHOTS=1");
}
