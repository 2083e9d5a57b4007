//! `[organisation]`: what the pages say about those who run this.
use std::collections::BTreeMap;

use serde::Deserialize;
use tocsin_domain::hours::Schedule;

/// `[organisation]`. Texts are per language code; a language without one shows English.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Name, as people know it.
    pub name: String,
    /// The country whose courts have a say over it, in words.
    pub country: String,
    /// Who reads, why, how long, and whom to complain to.
    pub privacy_notice: BTreeMap<String, String>,
    /// When somebody reads, such as `Mon-Fri 09:00-17:00` or `always`; empty: not said.
    #[serde(default)]
    pub reading_hours: String,
    /// Minutes that the reading hours are ahead of UTC.
    #[serde(default)]
    pub utc_offset_minutes: i32,
    /// Their time zone, as the IANA database names it, in place of the minutes; also the one in which reporters are told
    /// when somebody is on call. Without it that is said in the zone of `[alerts]`.
    #[serde(default)]
    pub zone: Option<String>,
    /// How finely reporters are told of who is on call.
    #[serde(default)]
    pub say_on_call: SayOnCall,
    /// Days without reading, `YYYY-MM-DD`.
    #[serde(default)]
    pub holidays: Vec<String>,
    /// People who can be called, per language.
    #[serde(default)]
    pub helplines: BTreeMap<String, Vec<Helpline>>,
    /// Where "leave this page" goes: dull, without personal content, per language.
    pub exit_page: BTreeMap<String, String>,
}

/// How finely reporters are told of who is on call.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SayOnCall {
    /// Not at all.
    No,
    /// To a quarter of a day.
    #[default]
    Coarse,
    /// To a quarter of an hour.
    Hours,
}

/// A number to call.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Helpline {
    /// Who answers.
    pub name: String,
    /// Number or address, as it is written.
    pub contact: String,
}

impl Organisation {
    /// The text for a language, or the English one.
    pub fn text<'a, T>(map: &'a BTreeMap<String, T>, language: &str) -> Option<&'a T> {
        map.get(language).or_else(|| map.get("en"))
    }

    /// When somebody reads.
    pub fn schedule(&self) -> Result<Schedule, String> {
        Schedule::parse(&self.reading_hours, self.utc_offset_minutes, &self.holidays)
            .map_err(|e| format!("organisation.reading_hours: {e}"))
    }

    /// What of the example was left as it is: `serve` refuses it.
    pub fn placeholders(&self) -> Vec<&'static str> {
        let mut left = Vec::new();
        if self.name.contains("EXAMPLE") || self.name.trim().is_empty() {
            left.push("organisation.name");
        }
        if self.country.contains("EXAMPLE") || self.country.trim().is_empty() {
            left.push("organisation.country");
        }
        if self.privacy_notice.is_empty() || self.privacy_notice.values().any(|t| t.contains("EXAMPLE") || t.trim().is_empty()) {
            left.push("organisation.privacy_notice");
        }
        if self.helplines.values().flatten().any(|h| h.name.contains("EXAMPLE") || h.contact.contains("EXAMPLE")) {
            left.push("organisation.helplines");
        }
        left
    }

    pub(super) fn check(&self) -> Result<(), String> {
        self.schedule()?;
        if self.zone.is_some() && self.utc_offset_minutes != 0 {
            return Err("organisation.zone and organisation.utc_offset_minutes contradict each other: remove the minutes".into());
        }
        for (language, page) in &self.exit_page {
            if !page.starts_with("https://") || page.contains(char::is_whitespace) {
                return Err(format!("organisation.exit_page.{language} must be an https:// address"));
            }
        }
        if !self.exit_page.contains_key("en") {
            return Err("organisation.exit_page.en is missing: where \"leave this page\" goes".into());
        }
        if !self.privacy_notice.contains_key("en") {
            return Err("organisation.privacy_notice.en is missing".into());
        }
        Ok(())
    }
}
