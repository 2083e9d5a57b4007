//! What administrators and visitors write as text: configuration, rules, addresses, hours, languages, dates, forms.

use std::path::Path;
use std::sync::LazyLock;

use tocsin_domain::clock::{date_string, parse_date};
use tocsin_domain::fields::{FACT_LIMIT, FACTS, FACTS_LIMIT, MESSAGE_FACTS, NARRATIVE_LIMIT};
use tocsin_domain::hours::Schedule;
use tocsin_domain::mail_address::MailAddress;
use tocsin_domain::onion::OnionAddress;
use tocsin_domain::report::{MessageDraft, ReportDraft};
use tocsin_domain::taxonomy::Taxonomy;
use tocsin_domain::travel::{Names, Place, Route, Tables, Travel, Verdict};
use tocsin_domain::triage::{RuleSet, TriageInput};

use super::{Script, seeds};
use crate::config::{REFERENCE, Settings};
use crate::i18n::Catalogs;

/// Most files are refused; one that is taken is fit to be used.
pub fn config(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Settings::parse(text, Path::new("/srv/tocsin/data")) {
        Err(reason) => assert!(!reason.is_empty()),
        Ok(settings) => {
            settings.organisation.schedule().expect("reading hours were checked");
            assert!(!settings.languages.enabled.is_empty());
            assert!((1..=3650).contains(&settings.retention.case_days));
            for path in [settings.keys.master(), settings.keys.ring(), settings.storage.blobs] {
                assert!(path.is_absolute(), "{path:?} would depend on where the program is started");
            }
        }
    }
}

pub fn config_seeds() -> Vec<Vec<u8>> {
    let key = tocsin_seal::SigningKey::from_seed([1; 32]).public().to_string();
    let whole = REFERENCE.replace("@ROSTER_KEY@", &key);
    let bare: String =
        whole.lines().filter(|line| !line.trim_start().starts_with('#') && !line.is_empty()).map(|l| format!("{l}\n")).collect();
    seeds(&[&whole, &bare, ""])
}

/// A rule file that is taken decides about everything, and more facts never make a case less urgent.
pub fn rules(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let _ = Taxonomy::from_toml(text);
    let Ok(rules) = RuleSet::from_toml(text) else { return };
    let none = std::collections::BTreeMap::new();
    let some = [("travel_when".to_owned(), "2026-11-25".to_owned()), ("held".to_owned(), "yes".to_owned())].into();
    let input = |facts| TriageInput { methods: &[], danger: "unknown", facts, has_text: true, has_files: false, today: 20_000 };
    assert!(rules.evaluate(&input(&some)).urgency >= rules.evaluate(&input(&none)).urgency);
}

pub fn rule_seeds() -> Vec<Vec<u8>> {
    seeds(&[include_str!("../../config/triage.toml"), include_str!("../../config/taxonomy.toml")])
}

/// An address can end neither a header nor an SMTP command.
pub fn mail_address(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(address) = MailAddress::parse(text) else { return };
    assert_eq!(address.as_str(), text);
    assert!(text.len() <= 254 && text.bytes().all(|b| b.is_ascii_graphic() && !b"<>()[],;:\\\"".contains(&b)), "{text:?}");
    assert_eq!(text.matches('@').count(), 1);
    assert!(text.ends_with(address.domain()) && !address.domain().is_empty());
}

pub fn address_seeds() -> Vec<Vec<u8>> {
    seeds(&[
        "a1@example.net",
        "first.last+tag@sub.example.org",
        "a@b@c.org",
        "a@b.org\r\nRCPT TO:<x@y.org>",
        "\"a b\"@c.org",
        "ü@example.org",
    ])
}

/// Hours that are taken answer for every time, far past and far future included.
pub fn reading_hours(data: &[u8]) {
    let mut script = Script(data);
    let offset = i32::from(i16::from_le_bytes([script.byte(), script.byte()]));
    let now = script.bytes(8).try_into().map_or(0, i64::from_le_bytes);
    let Ok(text) = std::str::from_utf8(script.0) else { return };
    let (text, holidays) = text.split_once('|').unwrap_or((text, ""));
    let holidays: Vec<&str> = holidays.split(',').filter(|day| !day.is_empty()).collect();
    if let Ok(schedule) = Schedule::parse(text, offset, &holidays) {
        for time in [now, 0, 1_700_000_000, i64::MIN, i64::MAX] {
            let _ = schedule.state(time);
        }
    }
}

pub fn hours_seeds() -> Vec<Vec<u8>> {
    let times = [
        "Mon-Fri 09:00-17:00",
        "Mon 22:00-06:00; Sat,Sun 10:00-12:00|2026-12-25,2027-01-01",
        "always",
        "",
        "Fri-Mon 00:00-24:00",
        "Mon 9-5",
    ];
    times.iter().map(|text| [&[60, 0, 1, 2, 3, 4, 5, 6, 0, 0], text.as_bytes()].concat()).collect()
}

static CATALOGS: LazyLock<Catalogs> = LazyLock::new(Catalogs::builtin);

/// Whatever a browser asks for, the page has one of the languages that are switched on.
pub fn accept_language(data: &[u8]) {
    let Ok(header) = std::str::from_utf8(data) else { return };
    for enabled in [&["en", "zh-Hans", "ug"][..], &["zh-Hans"], &["ug", "en"]] {
        let enabled: Vec<String> = enabled.iter().map(|code| (*code).to_owned()).collect();
        let chosen = CATALOGS.negotiate(Some(header), &enabled);
        assert!(enabled.contains(&chosen.code), "{} is switched off", chosen.code);
    }
}

pub fn language_seeds() -> Vec<Vec<u8>> {
    seeds(&[
        "ug-CN,ug;q=0.9,zh-CN;q=0.8,en;q=0.5",
        "zh-TW",
        "*",
        "en;q=0",
        "fa-IR, ru;q=0.7, *;q=0.1",
        "zh-Hant-HK;q=1.000",
        "x;q=nan,en;q=-0",
    ])
}

/// A date that is read is written again as it stands.
pub fn dates(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Some(day) = parse_date(text) {
        let written = date_string(day);
        assert_eq!(parse_date(&written), Some(day));
        assert!(written.len() == 10, "{written}");
    }
    let facts = [("travel_when".to_owned(), text.to_owned()), ("deadline_when".to_owned(), text.to_owned())].into();
    let input = |facts| TriageInput { methods: &[], danger: "unknown", facts, has_text: true, has_files: false, today: 20_000 };
    let none = std::collections::BTreeMap::new();
    assert!(RULES.evaluate(&input(&facts)).urgency >= RULES.evaluate(&input(&none)).urgency, "a travel date lowers the urgency");
}

static RULES: LazyLock<RuleSet> = LazyLock::new(RuleSet::builtin);
static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(Taxonomy::builtin);

pub fn date_seeds() -> Vec<Vec<u8>> {
    seeds(&["2024-10-05", "2024-02-30", "5.10.2024", "tomorrow", "2024/10/5", "10 October 2024", "明天", "2024年10月5日", "99999-01-01"])
}

/// A draft keeps to its bounds; a report that is taken says something.
pub fn drafts(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    // A few mutated bytes must be able to make a long text.
    let fields: Vec<(String, String)> = text
        .split('&')
        .take(200)
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| match value.split_once('*') {
            Some((piece, times)) => (name.to_owned(), piece.repeat(times.parse::<usize>().unwrap_or(1).min(200_000 / piece.len().max(1)))),
            None => (name.to_owned(), value.to_owned()),
        })
        .collect();
    if let Ok(draft) = ReportDraft::parse(&fields, &TAXONOMY, false) {
        assert!(draft.narrative.chars().count() <= NARRATIVE_LIMIT && !draft.narrative.contains(['\0', '\r']));
        bounded(&draft.facts, FACTS.len() + FACTS_LIMIT);
        assert!(draft.methods.iter().all(|code| TAXONOMY.contains(code)));
        let empty = draft.narrative.is_empty() && draft.methods.is_empty() && draft.facts.is_empty();
        assert!(!empty || draft.danger != tocsin_domain::report::Danger::Unknown, "an empty report was taken");
    }
    if let Ok(draft) = MessageDraft::parse(&fields, false) {
        assert!(draft.text.chars().count() <= NARRATIVE_LIMIT && !draft.text.contains(['\0', '\r']));
        bounded(&draft.facts, MESSAGE_FACTS.len());
    }
}

fn bounded(facts: &std::collections::BTreeMap<String, String>, most: usize) {
    assert!(facts.len() <= most, "{} facts", facts.len());
    for (name, value) in facts {
        assert!((1..=40).contains(&name.len()) && name.is_ascii(), "{name:?}");
        assert!(!value.is_empty() && value.chars().count() <= FACT_LIMIT && !value.contains(['\0', '\r']));
    }
}

pub fn draft_seeds() -> Vec<Vec<u8>> {
    seeds(&[
        "narrative=they came\r\nagain&danger=now&method=call&method=visit&contact=x@y.org&consent_keep=yes",
        "text=more&safe_now=no&travel_when=2026-12-01&danger=3days",
        "narrative=a*100001&narrative=b",
        "token=x&files=&answer_here=no&method_other=z&made_up=1",
        "contact=x*10000&contact=y",
        "danger=unknown&narrative= ",
    ])
}

/// An onion address is known by its checksum and written in one way.
pub fn onion_address(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(address) = OnionAddress::parse(text) {
        let again = OnionAddress::parse(address.as_str()).expect("what is written is read");
        assert_eq!(again.as_str(), address.as_str());
        assert!(address.as_str().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.'));
    }
}

pub fn onion_seeds() -> Vec<Vec<u8>> {
    let address = OnionAddress::of_key(&[7; 32]);
    seeds(&[address.as_str(), &address.as_str().to_uppercase(), &format!("http://{}/", address.as_str()), "a.onion"])
}

/// A table is refused with a place inside the file, or every journey has an answer that one stop more makes no better.
pub fn travel_tables(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let _ = Names::parse(text);
    let named = text.split(['\r', '\n', ',', ' ']).nth(2).unwrap_or_default();
    let Some(tables) = Tables::BUILTIN.with(named, text) else { return };
    match Travel::parse(&tables) {
        Err(error) => {
            // A broken reference is told at the row that refers.
            let table = tables.named().into_iter().find(|(name, _)| *name == error.table).map_or("", |(_, text)| text);
            let line = table.split('\n').nth(error.line - 1);
            let wide = line.map(|line| line.chars().count());
            assert!(error.column >= 1 && wide.is_none_or(|wide| error.column <= wide + 2), "{error}");
            assert!(wide.is_some() || error.line <= 3, "{error}");
        }
        Ok(travel) => {
            let place = |code: &str| Place::parse(code).expect("a code");
            let verdict_of = |origin: Place, codes: &[&str]| {
                travel.check(&Route { origin, places: codes.iter().map(|code| place(code)).collect() }).verdict
            };
            for origin in ["CN", "HK", "ER"].map(place) {
                let verdict = |codes: &[&str]| verdict_of(origin, codes);
                assert!(verdict(&["AE", "FR"]) >= verdict(&["AE"]) && verdict(&["AE", "FR"]) >= verdict(&["FR"]));
                assert_eq!(verdict(&[origin.code()]), Verdict::KnownDanger);
            }
        }
    }
}

pub fn travel_seeds() -> Vec<Vec<u8>> {
    let short = |text: &str| text.lines().take(12).map(|line| format!("{line}\n")).collect::<String>();
    let tables = Tables::BUILTIN.named();
    let texts: Vec<String> = tables.iter().flat_map(|(_, text)| [(*text).to_owned(), short(text)]).collect();
    let names = include_str!("../../config/travel/names/ug.csv");
    texts.iter().map(|text| text.as_bytes().to_vec()).chain([short(names).into_bytes()]).collect()
}
