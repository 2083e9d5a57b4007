//! What a form may hold, what it becomes, and what is refused.

use proptest::prelude::*;
use tocsin_domain::{
    report::{Danger, FieldProblem, MessageDraft, ProblemKind, ReportDraft},
    taxonomy::Taxonomy,
};

fn form(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn parse(fields: &[(&str, &str)]) -> Result<ReportDraft, Vec<FieldProblem>> {
    ReportDraft::parse(&form(fields), &Taxonomy::builtin(), false)
}

const EMPTY: FieldProblem = FieldProblem { field: "narrative", kind: ProblemKind::Empty };

#[test]
fn a_full_report_keeps_everything_as_typed() {
    let draft = parse(&[
        ("narrative", "line one\r\nline two\rthree"),
        ("danger", "3 Days"),
        ("answer_here", "no"),
        ("method", "travel.lure"),
        ("method", "Travel.Lure "),
        ("method", "online.hack"),
        ("safe_now", "No"),
        ("travel_when", "next Tuesday"),
        ("contact", "  only by post\r\n"),
        ("consent_count", "yes"),
        ("token", "abc"),
    ])
    .unwrap();
    assert_eq!(draft.narrative, "line one\nline two\nthree");
    assert_eq!(draft.danger, Danger::Days3);
    assert!(!draft.answer_here);
    assert_eq!(draft.methods, ["travel.lure", "online.hack"]);
    let facts: Vec<_> = draft.facts.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let expected = [("consent_count", "yes"), ("contact", "  only by post\n"), ("safe_now", "No"), ("travel_when", "next Tuesday")];
    assert_eq!(facts, expected);
}

#[test]
fn only_a_plain_no_turns_answers_off() {
    for (typed, answers) in [("no", false), (" NO", false), ("", true), ("yes", true), ("unsure", true), ("否", true)] {
        assert_eq!(parse(&[("narrative", "x"), ("answer_here", typed)]).unwrap().answer_here, answers, "{typed}");
    }
    assert!(parse(&[("narrative", "x")]).unwrap().answer_here);
}

#[test]
fn only_an_entirely_empty_report_is_refused() {
    for fields in [
        &[][..],
        &[("narrative", " \r\n\t ")],
        &[("danger", "unknown"), ("answer_here", "no"), ("method", ""), ("safe_now", "unknown"), ("contact", " ")],
        &[("token", "t"), ("send", "Send"), ("go", "on"), ("Bad Name", "x")],
        &[("consent_keep", "no")],
    ] {
        assert_eq!(parse(fields).unwrap_err(), [EMPTY], "{fields:?}");
    }
    for fields in [
        &[("narrative", "x")][..],
        &[("danger", "no")],
        &[("method", "other.unsure")],
        &[("method", "no.such.method")],
        &[("safe_now", "unsure")],
        &[("contact", "x")],
        &[("wrote_before", "yes")],
    ] {
        assert!(parse(fields).is_ok(), "{fields:?}");
    }
    assert!(ReportDraft::parse(&[], &Taxonomy::builtin(), true).is_ok());
}

#[test]
fn unknown_methods_are_dropped_and_remembered() {
    let draft = parse(&[("method", "travel.teleported"), ("method", "travel.held"), ("method", "x.y")]).unwrap();
    assert_eq!(draft.methods, ["travel.held"]);
    assert_eq!(draft.facts["method_other"], "travel.teleported\nx.y");
}

#[test]
fn unreadable_choices_are_kept_and_never_refused() {
    let draft = parse(&[("safe_now", "не знаю"), ("held", "';--"), ("danger", "maintenant")]).unwrap();
    assert_eq!(draft.facts["safe_now"], "не знаю");
    assert_eq!(draft.facts["held"], "';--");
    assert_eq!(draft.danger, Danger::Unknown);
}

#[test]
fn consent_is_a_plain_yes_and_nothing_else() {
    for typed in ["no", "unsure", "perhaps", "", "ja"] {
        assert!(!parse(&[("narrative", "x"), ("consent_publish", typed)]).unwrap().facts.contains_key("consent_publish"), "{typed}");
    }
    assert_eq!(parse(&[("consent_publish", " YES ")]).unwrap().facts["consent_publish"], "yes");
}

#[test]
fn the_limits_count_characters_after_line_ends_are_made_alike() {
    let fits = "ئ".repeat(99_999) + "\r\n";
    assert_eq!(parse(&[("narrative", &fits)]).unwrap().narrative.chars().count(), 100_000);
    let long = "ئ".repeat(100_001);
    let problem = FieldProblem { field: "narrative", kind: ProblemKind::TooLong { limit: 100_000, length: 100_001 } };
    assert_eq!(parse(&[("narrative", &long)]).unwrap_err(), [problem]);
    let fact = "x".repeat(6_000);
    let problem = FieldProblem { field: "contact", kind: ProblemKind::TooLong { limit: 10_000, length: 12_001 } };
    assert_eq!(parse(&[("contact", &fact), ("contact", &fact)]).unwrap_err(), [problem]);
    let unknown = "x".repeat(10_001);
    assert_eq!(parse(&[("strange", &unknown)]).unwrap_err()[0].field, "other");
}

#[test]
fn a_nul_is_a_problem_of_its_field_and_every_problem_is_told() {
    let long = "x".repeat(10_001);
    let problems = parse(&[("narrative", "a\0b"), ("travel_to", &long), ("contact", "\0")]).unwrap_err();
    let kinds: Vec<_> = problems.iter().map(|problem| (problem.field, problem.kind)).collect();
    let expected = [
        ("narrative", ProblemKind::Control),
        ("travel_to", ProblemKind::TooLong { limit: 10_000, length: 10_001 }),
        ("contact", ProblemKind::Control),
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn words_never_reach_a_debug_print() {
    let draft = parse(&[("narrative", "canary-7d1"), ("contact", "canary-7d1"), ("method", "canary-7d1")]).unwrap();
    assert!(!format!("{draft:?}").contains("canary"));
    let problems = parse(&[("narrative", "canary-7d1\0")]).unwrap_err();
    assert!(!format!("{problems:?}").contains("canary"));
    let message = MessageDraft::parse(&form(&[("text", "canary-7d1")]), false).unwrap();
    assert!(!format!("{message:?}").contains("canary"));
}

#[test]
fn fields_nobody_knows_never_crowd_out_those_we_ask_for() {
    let mut fields: Vec<(String, String)> = (0..500).map(|at| (format!("field_{at}"), "x".to_owned())).collect();
    fields.push(("safe_now".into(), "no".into()));
    let draft = ReportDraft::parse(&fields, &Taxonomy::builtin(), false).unwrap();
    assert_eq!(draft.facts["safe_now"], "no");
    assert!(draft.facts.len() <= 65, "{}", draft.facts.len());
}

#[test]
fn a_message_takes_its_few_fields_and_no_others() {
    let fields =
        form(&[("text", "more"), ("narrative", "and more"), ("danger", "now"), ("safe_now", "no"), ("travel_to", "X"), ("contact", "y")]);
    let draft = MessageDraft::parse(&fields, false).unwrap();
    assert_eq!((draft.text.as_str(), draft.danger), ("more\nand more", Danger::Now));
    assert_eq!(draft.facts.keys().collect::<Vec<_>>(), ["safe_now", "travel_to"]);
    assert_eq!(
        MessageDraft::parse(&form(&[("text", " "), ("contact", "y")]), false).unwrap_err(),
        [FieldProblem { field: "text", kind: ProblemKind::Empty }]
    );
    assert!(MessageDraft::parse(&[], true).is_ok());
}

proptest! {
    #[test]
    fn no_form_panics_and_nothing_accepted_is_over_its_limit(fields in proptest::collection::vec(("[a-z_]{0,12}|narrative|danger|method|contact", ".{0,40}"), 0..20), files: bool) {
        if let Ok(draft) = ReportDraft::parse(&fields, &Taxonomy::builtin(), files) {
            prop_assert!(!draft.narrative.contains(['\r', '\0']));
            prop_assert!(draft.facts.values().all(|value| !value.is_empty() && !value.contains(['\r', '\0'])));
        }
        let _ = MessageDraft::parse(&fields, files);
    }
}
