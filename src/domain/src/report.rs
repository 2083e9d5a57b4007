//! A report or a message as typed: bounded, line ends made alike, nothing judged.

use std::{collections::BTreeMap, fmt};

use crate::{
    fields::{self, CONTROLS, FACT_LIMIT, FACTS_LIMIT, FieldKind, MESSAGE_FACTS, NARRATIVE_LIMIT},
    taxonomy::Taxonomy,
};

/// The fact that remembers method codes the taxonomy does not know.
const METHOD_OTHER: &str = "method_other";

/// Is someone in danger now or in the next hours?
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Danger {
    /// No answer, "don't know", or an answer that cannot be read.
    #[default]
    Unknown,
    /// No.
    No,
    /// Later than in two weeks.
    Later,
    /// Within two weeks.
    Weeks2,
    /// Within three days.
    Days3,
    /// Now or in the next hours.
    Now,
}

impl Danger {
    /// The short form used in forms, rules and payloads.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::No => "no",
            Self::Later => "later",
            Self::Weeks2 => "2weeks",
            Self::Days3 => "3days",
            Self::Now => "now",
        }
    }

    /// Any case and spacing; what cannot be read is [`Danger::Unknown`], never refused.
    #[must_use]
    pub fn parse(typed: &str) -> Self {
        match fields::squeeze(typed).as_str() {
            "now" | "yes" => Self::Now,
            "3days" | "within3days" => Self::Days3,
            "2weeks" | "within2weeks" => Self::Weeks2,
            "later" => Self::Later,
            "no" => Self::No,
            _ => Self::Unknown,
        }
    }
}

impl fmt::Display for Danger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is wrong with a field; never its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's name; `other` for a field this program does not know.
    pub field: &'static str,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// The kinds of problem a typed field can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// Nothing at all was said in the whole form.
    Empty,
    /// Too long, in Unicode scalar values after line ends were made alike.
    TooLong {
        /// Most that is taken.
        limit: usize,
        /// What came.
        length: usize,
    },
    /// Holds a NUL character, which no keyboard writes.
    Control,
}

/// A report as typed. No `Debug` of its content: it is a person's words.
#[derive(Clone, PartialEq, Eq)]
pub struct ReportDraft {
    /// What happened; up to 100,000 characters, lines end in LF.
    pub narrative: String,
    /// The danger question.
    pub danger: Danger,
    /// Whether the reporter wants an answer; only a plain "no" says no.
    pub answer_here: bool,
    /// Known method codes, in the order picked, each once.
    pub methods: Vec<String>,
    /// Every other field that was filled in, by name, as typed.
    pub facts: BTreeMap<String, String>,
}

/// A later message as typed. No `Debug` of its content.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageDraft {
    /// The message; up to 100,000 characters, lines end in LF.
    pub text: String,
    /// The danger question.
    pub danger: Danger,
    /// The facts a message may carry (`safe_now`, `travel_when`, …), as typed.
    pub facts: BTreeMap<String, String>,
}

impl fmt::Debug for ReportDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReportDraft(..)")
    }
}

impl fmt::Debug for MessageDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MessageDraft(..)")
    }
}

impl ReportDraft {
    /// Reads the form's text fields in the order sent. `has_files` is whether files came with them.
    ///
    /// # Errors
    /// Every problem found, in the order of the fields; an entirely empty report is one problem of `narrative`.
    pub fn parse(fields: &[(String, String)], taxonomy: &Taxonomy, has_files: bool) -> Result<Self, Vec<FieldProblem>> {
        let mut reader = Reader::default();
        let mut draft =
            Self { narrative: String::new(), danger: Danger::Unknown, answer_here: true, methods: Vec::new(), facts: BTreeMap::new() };
        for (name, typed) in fields {
            match name.as_str() {
                "narrative" => reader.join(&mut draft.narrative, name, "narrative", typed, NARRATIVE_LIMIT),
                "danger" => draft.danger = draft.danger.max(Danger::parse(typed)),
                "answer_here" => draft.answer_here &= fields::choice(typed) != Some("no"),
                "method" => reader.method(typed, taxonomy, &mut draft),
                _ => reader.fact(name, typed, &mut draft.facts),
            }
        }
        // A button or hidden field nobody knows does not make an empty form a report.
        let said = draft.facts.keys().any(|name| fields::fact(name).is_some());
        let empty = draft.narrative.trim().is_empty() && draft.danger == Danger::Unknown && draft.methods.is_empty() && !said && !has_files;
        reader.finish(draft, "narrative", empty)
    }
}

impl MessageDraft {
    /// Reads the fields of a further message: `text` (or `narrative`), `danger` and the facts of `MESSAGE_FACTS`.
    ///
    /// # Errors
    /// Every problem found, in the order of the fields; an entirely empty message is one problem of `text`.
    pub fn parse(fields: &[(String, String)], has_files: bool) -> Result<Self, Vec<FieldProblem>> {
        let mut reader = Reader::default();
        let mut draft = Self { text: String::new(), danger: Danger::Unknown, facts: BTreeMap::new() };
        for (name, typed) in fields {
            match name.as_str() {
                "text" | "narrative" => reader.join(&mut draft.text, "text", "text", typed, NARRATIVE_LIMIT),
                "danger" => draft.danger = draft.danger.max(Danger::parse(typed)),
                name if MESSAGE_FACTS.contains(&name) => reader.fact(name, typed, &mut draft.facts),
                _ => {}
            }
        }
        let empty = draft.text.trim().is_empty() && draft.danger == Danger::Unknown && draft.facts.is_empty() && !has_files;
        reader.finish(draft, "text", empty)
    }
}

/// Collects problems while fields are read.
#[derive(Default)]
struct Reader {
    problems: Vec<FieldProblem>,
    /// Characters per field so far: a field sent a thousand times is not counted a thousand times over.
    lengths: BTreeMap<String, usize>,
}

impl Reader {
    /// Puts a typed value behind what the field already holds; a field sent twice becomes two lines.
    fn join(&mut self, into: &mut String, name: &str, field: &'static str, typed: &str, limit: usize) {
        if typed.contains('\0') {
            self.report(FieldProblem { field, kind: ProblemKind::Control });
            return;
        }
        let value = even_lines(typed);
        if value.trim().is_empty() {
            return;
        }
        if !into.is_empty() {
            into.push('\n');
        }
        into.push_str(&value);
        let so_far = self.lengths.get(name).map_or(0, |length| length + 1);
        let length = so_far + value.chars().count();
        self.lengths.insert(name.to_owned(), length);
        if length > limit {
            self.report(FieldProblem { field, kind: ProblemKind::TooLong { limit, length } });
        }
    }

    fn method(&mut self, typed: &str, taxonomy: &Taxonomy, draft: &mut ReportDraft) {
        let code: String = typed.trim().to_lowercase();
        if matches!(code.as_str(), "" | "unknown") {
        } else if !taxonomy.contains(&code) {
            self.fact(METHOD_OTHER, typed, &mut draft.facts);
        } else if !draft.methods.contains(&code) {
            draft.methods.push(code);
        }
    }

    fn fact(&mut self, name: &str, typed: &str, facts: &mut BTreeMap<String, String>) {
        let (field, kind) = match fields::fact(name) {
            Some(known) => known,
            None if CONTROLS.contains(&name) || !plain_name(name) => return,
            None => ("other", FieldKind::Text),
        };
        if field == "other" && facts.len() >= FACTS_LIMIT && !facts.contains_key(name) {
            return;
        }
        let silent = match kind {
            FieldKind::Choice => fields::choice(typed).is_none(),
            // Consent is given by a plain yes and by nothing else.
            FieldKind::Tick => fields::choice(typed) != Some("yes"),
            FieldKind::Text => false,
        };
        if silent {
            return;
        }
        let mut value = facts.remove(name).unwrap_or_default();
        if kind == FieldKind::Tick {
            value.clear();
            value.push_str("yes");
        } else {
            self.join(&mut value, name, field, typed, FACT_LIMIT);
        }
        if !value.is_empty() {
            facts.insert(name.to_owned(), value);
        }
    }

    /// One problem per field: the latest, whose length is the whole one.
    fn report(&mut self, problem: FieldProblem) {
        match self.problems.iter_mut().find(|known| known.field == problem.field) {
            Some(known) => *known = problem,
            None => self.problems.push(problem),
        }
    }

    fn finish<T>(mut self, draft: T, field: &'static str, empty: bool) -> Result<T, Vec<FieldProblem>> {
        if self.problems.is_empty() && empty {
            self.problems.push(FieldProblem { field, kind: ProblemKind::Empty });
        }
        if self.problems.is_empty() { Ok(draft) } else { Err(self.problems) }
    }
}

/// CR LF and CR become LF; a browser sends CR LF for every line end in a form.
fn even_lines(typed: &str) -> String {
    if typed.contains('\r') { typed.replace("\r\n", "\n").replace('\r', "\n") } else { typed.to_owned() }
}

/// Fields this program does not know are kept if their name looks like one of a form.
fn plain_name(name: &str) -> bool {
    (1..=40).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
