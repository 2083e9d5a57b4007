//! `report.txt`: what a caseworker reads first. Words of others stand behind a bar, so that no report can pretend to
//! be a part of this page.

use std::{collections::BTreeMap, fmt::Write as _};

use tocsin_domain::{
    clock::{DAY, date_string, day_of},
    taxonomy::Taxonomy,
};
use tocsin_seal::{Hash32, Kind, payload::Attachment, staff::About};

use crate::{
    case::{Answer, OpenedCase},
    case_files::label,
    output::{Saved, is_of},
    visible::{visible, visible_line},
};

/// Facts that stand on top and are not repeated below.
const ON_TOP: [&str; 3] = ["never_contact", "contact", "not_my_community"];

/// The readable form of a case. `saved` names the files written, by attachment.
pub fn page(case: &OpenedCase, saved: &BTreeMap<String, Saved>) -> String {
    let mut page = Page(String::with_capacity(64 * 1024));
    page.line(&format!("CASE {}", case.id));
    if let Some(number) = case.number() {
        page.line(&format!("Said on the telephone: {}", visible_line(number)));
    }
    page.line(&format!("URGENCY: {}", case.urgency.level.as_str().to_uppercase()));
    for rule in &case.urgency.rules {
        page.line(&format!("  - {} [{}]", rule.sentence, rule.id));
    }
    for warning in &case.warnings {
        page.line(&format!("WARNING: {warning}"));
    }
    if !case.staff.labels.is_empty() {
        page.line(&format!("LABELS: {}", visible_line(&case.staff.labels.join(" · "))));
    }
    page.contact(case);
    page.report(case, saved);
    for message in &case.messages {
        if case.came_with_report(message) {
            page.head(&format!("FILES that came with the report, {}", time(message.written_at)));
            page.files(&message.attachments, saved);
            continue;
        }
        page.head(&format!("MESSAGE {} of the reporter, {}", message.seq, time(message.written_at)));
        page.line(&format!("Danger: {}", visible_line(&message.danger)));
        page.quote(&message.text);
        page.facts(&message.facts);
        page.files(&message.attachments, saved);
    }
    for unread in &case.unread {
        page.head(&format!("MESSAGE {} of the receipt cannot be read", unread.seq));
        page.line(&unread.reason);
    }
    for reply in &case.replies {
        match reply {
            Answer::Kept(reply) => {
                page.head(&format!("REPLY {} of the team ({}), {}", reply.seq, visible_line(&reply.author), time(reply.written_at)));
                page.quote(&reply.text);
            }
            Answer::Deleted(seq) => page.head(&format!("REPLY {seq} of the team was deleted by its reader")),
            Answer::Unread(unread) => {
                page.head(&format!("REPLY {} of the team cannot be read", unread.seq));
                page.line(&unread.reason);
            }
        }
    }
    page.staff(case);
    page.head("VERIFIED");
    for check in &case.checks {
        page.line(&format!("  - {check}"));
    }
    page.0
}

struct Page(String);

impl Page {
    fn line(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }

    fn head(&mut self, text: &str) {
        self.line("");
        self.line(&format!("=== {text} ==="));
    }

    fn quote(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        for line in visible(text).split('\n') {
            self.line(&format!("| {line}"));
        }
    }

    fn contact(&mut self, case: &OpenedCase) {
        let facts = &case.report.facts;
        self.head("CONTACT");
        if let Some(never) = facts.get("never_contact") {
            self.line("NEVER CONTACT THIS WAY:");
            self.quote(never);
        }
        if facts.contains_key("not_my_community") {
            self.line("NOT TO PEOPLE FROM THE REPORTER'S COMMUNITY.");
        }
        self.line(if case.report.answer_here {
            "The reporter reads answers in the mailbox."
        } else {
            "The reporter wants NO answer in the mailbox."
        });
        if let Some(contact) = facts.get("contact") {
            self.line("Other safe ways, as written:");
            self.quote(contact);
        }
        self.line(&format!("Writes in: {}", visible_line(&case.report.language)));
    }

    fn staff(&mut self, case: &OpenedCase) {
        let texts = case.texts();
        for note in &case.staff.notes {
            let about = match note.about {
                About::Note => "",
                About::Lowered => " on why the urgency was lowered",
                About::Handover => " for whoever takes over",
                About::Closed => " on why it was closed",
                About::Shared => " on what was handed outside",
                About::Restricted => " with a new key for who may read",
            };
            self.head(&format!("NOTE {} ({}){about}, {}", note.seq, visible_line(&note.author), time(note.written_at)));
            self.quote(&note.text);
        }
        for translation in &case.staff.translations {
            let (from, to) = (visible_line(&translation.from), visible_line(&translation.to));
            self.head(&format!(
                "TRANSLATION {} {from} → {to} by {}, {}",
                translation.seq,
                visible_line(&translation.by),
                time(translation.written_at)
            ));
            self.line(&match is_of(translation, &texts) {
                true => format!("Of: {}", what_has(case, &translation.of)),
                false => "WARNING: this is of no text that stands in this case; the translated words may have been others".to_owned(),
            });
            self.quote(&translation.text);
        }
        for draft in &case.staff.drafts {
            let language = visible_line(&draft.language);
            self.head(&format!(
                "DRAFT {} of a reply in {language} ({}), NOT sent, {}",
                draft.seq,
                visible_line(&draft.author),
                time(draft.written_at)
            ));
            self.quote(&draft.text);
            if !draft.translation.is_empty() {
                self.line("The same for who looks at it:");
                self.quote(&draft.translation);
            }
        }
    }

    fn report(&mut self, case: &OpenedCase, saved: &BTreeMap<String, Saved>) {
        let report = &case.report;
        self.head(&format!("REPORT, {}", time(report.written_at)));
        self.line(&format!("Danger now or in the next hours: {}", visible_line(&report.danger)));
        let taxonomy = Taxonomy::builtin();
        for code in &report.methods {
            let label = taxonomy.method(code).map_or("(not in this program's list)", |method| method.label.as_str());
            self.line(&format!("Kind: {} [{}]", label, visible_line(code)));
        }
        self.facts(&report.facts);
        self.line("In their words:");
        self.quote(&report.narrative);
        self.files(&report.attachments, saved);
    }

    fn facts(&mut self, facts: &BTreeMap<String, String>) {
        for (name, value) in facts.iter().filter(|(name, _)| !ON_TOP.contains(&name.as_str())) {
            self.line(&format!("{}:", visible_line(name)));
            self.quote(value);
        }
    }

    fn files(&mut self, attachments: &[Attachment], saved: &BTreeMap<String, Saved>) {
        for file in attachments {
            let written = saved.get(&file.id.to_string());
            let place = written.map_or_else(|| "not opened".to_owned(), |file| format!("files/{}", file.name));
            self.line(&format!("File: {} bytes, {place}, SHA-256 {}, file-{}", file.length, file.sha256, file.id));
            match (file.clean_copy_of, written.map(|file| &file.clean_copy_of)) {
                (None, _) => {}
                (Some(_), Some(Some(original))) => {
                    self.line(&format!("  CLEAN COPY of files/{original}, made again from it and found the same"));
                }
                (Some(_), Some(None)) => self.line("  Sent as a clean copy, and is none: see the warning on top"),
                (Some(_), None) => self.line("  Sent as the clean copy of a photograph; opened with --attachments it is compared"),
            }
            self.quote(&format!("{} ({})", visible_line(&file.name), visible_line(&file.media_type)));
        }
    }
}

/// What stands beside the statement of this hash.
fn what_has(case: &OpenedCase, hash: &Hash32) -> String {
    let messages = case.messages.iter().map(|message| (Kind::Message, message.seq));
    let replies = case.replies.iter().filter_map(|reply| match reply {
        Answer::Kept(reply) => Some((Kind::Reply, reply.seq)),
        Answer::Deleted(_) | Answer::Unread(_) => None,
    });
    let all = std::iter::once((Kind::Report, 0)).chain(messages).chain(replies);
    let found = all.into_iter().find(|(kind, seq)| case.statement_hash(*kind, *seq) == Some(*hash));
    found.map_or_else(|| "a part of this case".to_owned(), |(kind, seq)| label(kind, seq))
}

/// `YYYY-MM-DD HH:MM UTC`.
fn time(unix: i64) -> String {
    let minutes = unix.rem_euclid(DAY) / 60;
    let mut text = date_string(day_of(unix));
    // Writing to a String cannot fail.
    let _ = write!(text, " {:02}:{:02} UTC", minutes / 60, minutes % 60);
    text
}
