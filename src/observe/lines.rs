//! The filter and the shape of a log line: `2026-11-24T00:10:44Z INFO sentence field=value`.

use std::fmt::{self, Write as _};
use std::time::{SystemTime, UNIX_EPOCH};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

/// A `tracing` layer that lets only our own events at INFO and above through and hands each to `write` as one line
/// without its line end. Spans are not looked at.
pub struct LineLayer<W> {
    write: W,
}

impl<W: Fn(&str) + Send + Sync + 'static> LineLayer<W> {
    /// A layer that gives each finished line to `write`.
    pub fn new(write: W) -> Self {
        Self { write }
    }
}

impl<S: Subscriber, W: Fn(&str) + Send + Sync + 'static> Layer<S> for LineLayer<W> {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let meta = event.metadata();
        if *meta.level() > Level::INFO || !is_ours(meta.target()) {
            return;
        }
        let mut text = Text { message: String::new(), fields: String::new() };
        event.record(&mut text);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
        (self.write)(&one_line(&format!("{} {} {}{}", utc(now), meta.level(), text.message, text.fields), 2_000));
    }
}

fn is_ours(target: &str) -> bool {
    // tocsin, tocsin::…, tocsin_seal::…, tocsin_domain::…
    target.strip_prefix("tocsin").is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '_']))
}

struct Text {
    message: String,
    fields: String,
}

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }
}

/// `text` with everything that could end or forge a line replaced, cut after `limit` characters.
pub(super) fn one_line(text: &str, limit: usize) -> String {
    let dangerous = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().take(limit).map(|c| if dangerous(c) { ' ' } else { c }).collect()
}

/// Unix seconds as `2026-11-24T00:10:44Z` (ISO 8601, UTC), by Howard Hinnant's `civil_from_days`.
pub fn utc(unix: u64) -> String {
    let (days, rest) = (unix / 86_400, unix % 86_400);
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", rest / 3_600, rest / 60 % 60, rest % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_utc() {
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
        assert_eq!(utc(951_827_696), "2000-02-29T12:34:56Z");
        assert_eq!(utc(1_795_478_400), "2026-11-24T00:00:00Z");
        assert_eq!(utc(4_102_444_799), "2099-12-31T23:59:59Z");
    }
}
