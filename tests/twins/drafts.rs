//! The same form, the same draft and the same problems: also where somebody sends what no browser would.

use crate::{hold, methods};
use serde_json::{Value, json};
use tocsin_domain::{
    fields::{CONTROLS, FACT_LIMIT, FACTS, FACTS_LIMIT, FieldKind, MESSAGE_FACTS, NARRATIVE_LIMIT},
    report::{FieldProblem, MessageDraft, ProblemKind, ReportDraft},
    taxonomy::Taxonomy,
};

type Fields = Vec<(String, String)>;

fn form(fields: &[(&str, &str)]) -> Fields {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn forms() -> Vec<(&'static str, Fields)> {
    let mut forms = vec![
        ("nothing", form(&[])),
        ("only words", form(&[("narrative", "Two men came to my door.")])),
        (
            "everything",
            form(&[
                ("narrative", "line one\r\nline two\rthree\n\r\nfive"),
                ("danger", "3 Days"),
                ("answer_here", "no"),
                ("method", "travel.lure"),
                ("method", "Travel.Lure "),
                ("method", "online.hack"),
                ("safe_now", "No"),
                ("travel_when", "next Tuesday"),
                ("contact", "  only by post\r\n"),
                ("consent_count", "yes"),
                ("consent_keep", "no"),
                ("token", "abc"),
                ("send", "1"),
            ]),
        ),
        ("blank of many kinds", form(&[("narrative", "\u{2003}\u{3000}\u{85}\u{a0}\r\n"), ("contact", "\u{85}"), ("danger", "unknown")])),
        ("a byte order mark is no blank", form(&[("narrative", "\u{feff}")])),
        ("a zero width space is no blank", form(&[("narrative", "\u{200b}")])),
        (
            "twice the same field",
            form(&[("narrative", "one"), ("narrative", ""), ("narrative", "two\r\n"), ("contact", "a"), ("contact", "b")]),
        ),
        ("danger rises and never falls", form(&[("danger", "2weeks"), ("danger", "now"), ("danger", "no")])),
        (
            "method codes",
            form(&[
                ("method", ""),
                ("method", "unknown"),
                ("method", " TRAVEL.HELD\u{85}"),
                ("method", "no.such"),
                ("method", "No.Such too"),
                ("method", "travel.held"),
                ("method_other", "typed by hand"),
            ]),
        ),
        (
            "ticks are yes or nothing",
            form(&[("consent_pass_on", " Y E S "), ("consent_publish", "on"), ("not_my_community", "unsure"), ("wrote_before", "0")]),
        ),
        ("choices stay as typed", form(&[("held", " Unsure? "), ("child", "un_known"), ("papers", "いいえ"), ("at_door", "yes\r\nno")])),
        (
            "names that tease a map",
            form(&[
                ("10", "ten"),
                ("9", "nine"),
                ("__proto__", "proto"),
                ("constructor", "c"),
                ("zz", "last"),
                ("0", "zero"),
                ("a_1", "a"),
                ("tostring", "t"),
                ("hasownproperty", "h"),
                ("length", "l"),
                ("narrative", "x"),
            ]),
        ),
        ("names that are none", form(&[("Upper", "x"), ("spa ce", "x"), ("", "x"), ("ümlaut", "x"), ("a-b", "x"), ("narrative", "x")])),
        ("unknown fields alone say nothing", form(&[("go", "on"), ("button", "send")])),
        (
            "marks and quotes",
            form(&[
                ("narrative", "\"quotes\" \\ back \u{1}\u{8}\u{b}\u{c}\u{1b}\u{1f}\u{7f}\u{80}\u{9f} \u{2028}\u{2029} </script> \u{fffe}"),
                ("contact", "\ttab"),
            ]),
        ),
        (
            "many scripts",
            form(&[
                (
                    "narrative",
                    "ساقچىلار ئۆيۈمگە كەلدى · 昨天警察去了我父母家 · དེ་རིང་ · Вчера · דיווח · 𠮷野家 👩‍👩‍👧 e\u{301} \u{202e}reversed\u{202c}",
                ),
                ("at_risk", "ئانام"),
                ("travel_to", "دبی"),
            ]),
        ),
        ("a null in the words", form(&[("narrative", "a\0b"), ("contact", "c")])),
        ("a null in a fact, and another problem", form(&[("held_who", "\0"), ("narrative", "x"), ("zz", "\0"), ("yy", "\0")])),
        (
            "a message's fields",
            form(&[
                ("text", "more"),
                ("narrative", "and more"),
                ("danger", "later"),
                ("safe_now", "no"),
                ("travel_when", "2026-12-01"),
                ("contact", "not here"),
                ("session", "s"),
                ("medical", "yes"),
            ]),
        ),
        ("only a fact", form(&[("held", "yes")])),
        ("the same control characters as a paste brings", form(&[("narrative", "a\u{b}b\u{c}c\u{85}d\u{2028}e")])),
    ];
    let many: Vec<(String, String)> = (0..80).map(|n| (format!("field_{n:02}"), n.to_string())).collect();
    forms.push((
        "more unknown fields than are kept",
        many.into_iter().chain(form(&[("contact", "known"), ("field_03", "again"), ("narrative", "x")])).collect(),
    ));
    forms
}

/// A field of a long form, written short: its name, a character and how often it stands there.
type Long = (&'static str, char, usize);

fn long_forms() -> Vec<(&'static str, Vec<Long>)> {
    vec![
        ("as long as can be", vec![("narrative", 'a', NARRATIVE_LIMIT)]),
        ("one more", vec![("narrative", 'a', NARRATIVE_LIMIT + 1)]),
        ("characters outside the first plane count once", vec![("narrative", '𠮷', NARRATIVE_LIMIT)]),
        ("two fields and the line between them", vec![("narrative", 'b', NARRATIVE_LIMIT / 2), ("narrative", 'c', NARRATIVE_LIMIT / 2)]),
        ("a fact as long as can be", vec![("contact", 'é', FACT_LIMIT), ("narrative", 'x', 1)]),
        ("a fact too long, twice", vec![("contact", 'é', FACT_LIMIT + 1), ("contact", 'é', 5), ("zz", 'z', FACT_LIMIT + 1)]),
        ("a message too long", vec![("text", 'm', NARRATIVE_LIMIT), ("narrative", 'm', 1)]),
    ]
}

#[test]
fn the_same_form_gives_the_same_draft_and_the_same_problems() {
    let taxonomy = Taxonomy::builtin();
    let mut cases = Vec::new();
    let mut case = |name: &str, fields: Value, parsed: &Fields| {
        for files in [false, true] {
            let report = ReportDraft::parse(parsed, &taxonomy, files);
            let message = MessageDraft::parse(parsed, files);
            cases.push(json!({ "name": name, "fields": fields, "files": files, "report": report_json(&report), "message": message_json(&message) }));
        }
    };
    for (name, fields) in forms() {
        case(name, json!(fields), &fields);
    }
    for (name, long) in long_forms() {
        let fields: Fields = long.iter().map(|(field, c, times)| ((*field).to_owned(), c.to_string().repeat(*times))).collect();
        case(name, json!(long), &fields);
    }
    let kinds = |kind: FieldKind| match kind {
        FieldKind::Choice => "choice",
        FieldKind::Tick => "tick",
        FieldKind::Text => "text",
    };
    let facts: Vec<Value> = FACTS.iter().map(|(name, kind)| json!([name, kinds(*kind)])).collect();
    let tables = json!({
        "facts": facts, "message_facts": MESSAGE_FACTS, "controls": CONTROLS,
        "narrative_limit": NARRATIVE_LIMIT, "fact_limit": FACT_LIMIT, "facts_limit": FACTS_LIMIT,
    });
    hold("drafts.json", &json!({ "methods": methods(), "tables": tables, "cases": cases }));
}

/// Long words would fill the file: their length and hash say as much.
fn words(text: &str) -> Value {
    if text.len() < 1_000 {
        json!(text)
    } else {
        json!({ "bytes": text.len(), "sha256": tocsin_seal::Hash32::of(text.as_bytes()).to_string() })
    }
}

fn facts(facts: &std::collections::BTreeMap<String, String>) -> Value {
    facts.iter().map(|(name, value)| json!([name, words(value)])).collect()
}

fn report_json(parsed: &Result<ReportDraft, Vec<FieldProblem>>) -> Value {
    match parsed {
        Ok(d) => json!({
            "narrative": words(&d.narrative), "danger": d.danger.as_str(), "answer_here": d.answer_here, "methods": d.methods, "facts": facts(&d.facts),
        }),
        Err(problems) => problems_json(problems),
    }
}

fn message_json(parsed: &Result<MessageDraft, Vec<FieldProblem>>) -> Value {
    match parsed {
        Ok(d) => json!({ "text": words(&d.text), "danger": d.danger.as_str(), "facts": facts(&d.facts) }),
        Err(problems) => problems_json(problems),
    }
}

fn problems_json(problems: &[FieldProblem]) -> Value {
    let list: Vec<Value> = problems
        .iter()
        .map(|problem| match problem.kind {
            ProblemKind::Empty => json!({ "field": problem.field, "kind": "empty" }),
            ProblemKind::Control => json!({ "field": problem.field, "kind": "control" }),
            ProblemKind::TooLong { limit, length } => {
                json!({ "field": problem.field, "kind": "too_long", "limit": limit, "length": length })
            }
        })
        .collect();
    json!({ "problems": list })
}
