//! `tocsin-desk seal`: a report sealed without a server, from a text file and the signed roster alone.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use ring::rand::SystemRandom;
use serde::Deserialize;
use serde_json::json;
use tocsin_domain::{
    clock::{Clock as _, SystemClock, day_of},
    report::{ProblemKind, ReportDraft},
    taxonomy::Taxonomy,
    triage::{Decision, RuleSet, TriageInput},
};
use tocsin_seal::{
    Chain, PublicKey, Receipt, RosterState, SignedRoster, Submission, WordList,
    payload::{SealedRule, SealedUrgency},
    submission::{MEDIA_TYPE, Words},
};
use zeroize::Zeroizing;

use crate::{
    cli::Seal,
    error::DeskError,
    files, parcel, template,
    visible::{counted, visible_path},
};

/// The terminal of whoever started the program, wherever its output goes.
const TERMINAL: &str = "/dev/tty";

/// Prints the template, or seals a filled one and shows its receipt.
pub fn run(options: &Seal, json: bool) -> Result<ExitCode, DeskError> {
    if let Some(language) = &options.print_template {
        print!("{}", template::print(language)?);
        return Ok(ExitCode::SUCCESS);
    }
    let (Some(roster), Some(key), Some(from), Some(out)) = (&options.roster, &options.roster_key, &options.template, &options.out) else {
        return Err(DeskError::asked("--roster, --roster-key, --template and --out are all needed"));
    };
    let now = SystemClock.now();
    let roster = usable_roster(&files::read(roster)?, key, now)?;
    let filled = template::parse(&files::read(from)?)?;
    let with_files = !options.files.is_empty();
    let draft = ReportDraft::parse(&filled.fields, &Taxonomy::builtin(), with_files).map_err(|found| problems(&found))?;
    let receipt = Receipt::generate(&SystemRandom::new()).map_err(|error| DeskError::asked(error.to_string()))?;
    let submission = sealed(&draft, with_files, &filled.language, &receipt, &roster, now)?;
    // First the terminal: a sealed report whose receipt nobody saw would be a conversation that nobody can open.
    let mut terminal = if draft.answer_here { Some(terminal()?) } else { None };
    let out = if out.is_dir() { out.join("report.sealed") } else { out.clone() };
    let length = if with_files {
        if files::exists(&out) {
            return Err(DeskError::asked(format!("{} exists already", visible_path(&out))));
        }
        let along = parcel::Sealed::of(&options.files, &submission, &out)?;
        along.write(submission, &receipt.keys(roster.deployment()), &filled.language, &roster, now, &out)?
    } else {
        let file = submission.to_bytes();
        files::write_new(&out, &file)?;
        file.len() as u64
    };
    if let Some(terminal) = &mut terminal
        && let Err(error) = show(terminal, &receipt, &filled.language)
    {
        fs::remove_file(&out).map_err(DeskError::io("remove", &out))?;
        return Err(DeskError::io("write to", Path::new(TERMINAL))(error));
    }
    told(&out, length, roster.epoch(), options, from, json);
    Ok(ExitCode::SUCCESS)
}

/// What `GET /api/v1/roster` answers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rosters {
    format: String,
    rosters: Vec<String>,
}

/// The newest roster of a file that holds the whole chain, or the first roster alone.
fn usable_roster(bytes: &[u8], key: &PublicKey, now: i64) -> Result<SignedRoster, DeskError> {
    let documents = match serde_json::from_slice::<Rosters>(bytes) {
        Ok(chain) if chain.format == "tocsin.rosters/1" => chain.rosters.into_iter().map(String::into_bytes).collect(),
        _ => vec![bytes.trim_ascii_end().to_vec()],
    };
    let chain = Chain::verify(&documents, key).map_err(|error| {
        DeskError::refused(format!("{error}; from the second epoch on the file must hold the whole chain, as GET /api/v1/roster gives it"))
    })?;
    if chain.key() != key {
        eprintln!("note: the roster key was replaced since; the key in force is {}", chain.key().fingerprint());
    }
    let roster = chain.last().cloned().ok_or_else(|| DeskError::refused("the file holds no roster"))?;
    match roster.state(now) {
        RosterState::Current => {}
        RosterState::NotYet => eprintln!("warning: the roster is not in force yet; is this machine's clock right?"),
        RosterState::Late => eprintln!("warning: the roster has expired; get a newer one if you can"),
        RosterState::Refused => {
            return Err(DeskError::refused(
                "the roster expired more than 30 days ago; get a newer one (or is this machine's clock wrong?)",
            ));
        }
    }
    Ok(roster)
}

fn sealed(
    draft: &ReportDraft,
    has_files: bool,
    language: &str,
    receipt: &Receipt,
    roster: &SignedRoster,
    now: i64,
) -> Result<Submission, DeskError> {
    let decision = RuleSet::builtin().evaluate(&TriageInput {
        methods: &draft.methods,
        danger: draft.danger.as_str(),
        facts: &draft.facts,
        has_text: !draft.narrative.is_empty(),
        has_files,
        today: day_of(now),
    });
    let words = Words {
        written_at: now,
        language,
        narrative: &draft.narrative,
        danger: draft.danger.as_str(),
        answer_here: draft.answer_here,
        methods: &draft.methods,
        facts: &draft.facts,
        urgency: urgency(decision),
    };
    let made = Submission::seal(&SystemRandom::new(), &receipt.keys(roster.deployment()), roster, words);
    let made = made.map_err(|error| DeskError::asked(format!("the report cannot be sealed: {error}")))?;
    // What the server would refuse must not leave this machine as if it were sealed.
    Submission::parse(&made.to_bytes()).map_err(|error| DeskError::asked(format!("the server would not take this report: {error}")))
}

/// The urgency as it stands in what is sealed.
pub fn urgency(decision: Decision) -> SealedUrgency {
    SealedUrgency {
        level: decision.urgency.to_string(),
        wakes: decision.wakes,
        rules: decision.rules.into_iter().map(|rule| SealedRule { id: rule.id, sentence: rule.sentence }).collect(),
        rule_set: decision.rule_set,
    }
}

fn terminal() -> Result<fs::File, DeskError> {
    OpenOptions::new().write(true).open(TERMINAL).map_err(|_| {
        DeskError::asked(
            "the receipt is shown on a terminal alone, and there is none; run this in a terminal, or answer [answer_here] with no",
        )
    })
}

/// The receipt, once, to the terminal: not to an output that may be a file or another program.
fn show(terminal: &mut fs::File, receipt: &Receipt, language: &str) -> std::io::Result<()> {
    let list = WordList::for_language(language).unwrap_or(WordList::ENGLISH);
    let (words, digits) = (receipt.words(list), receipt.digits());
    let text = Zeroizing::new(format!(
        "\nThe receipt opens the mailbox with the answers. It is shown once and kept nowhere: write it down.\n\n  \
         {}\n\nThe same as digits:\n\n  {}\n\n",
        words.as_str(),
        digits.as_str()
    ));
    terminal.write_all(text.as_bytes())?;
    terminal.flush()
}

fn told(out: &PathBuf, bytes: u64, epoch: u32, options: &Seal, template: &Path, json: bool) {
    let files = options.files.len();
    if json {
        println!("{}", json!({ "file": out, "bytes": bytes, "epoch": epoch, "files": files }));
        return;
    }
    let file = visible_path(out);
    println!("Sealed for the team of roster epoch {epoch}: {file}");
    if files == 0 {
        println!("Send it:  curl -H 'Content-Type: {MEDIA_TYPE}' --data-binary @{file} https://ADDRESS/api/v1/reports");
        println!("Or hand it over: an administrator brings it in with `tocsin import --data DIR --sealed {file}`");
    } else {
        println!(
            "With {} sealed along. Hand it over: an administrator brings it in with `tocsin import --data DIR --sealed {file}`",
            counted(files, "file", "files")
        );
    }
    println!("Your words still stand in {}: delete it when you no longer need it", visible_path(template));
    for path in &options.files {
        println!("And what you sealed along at {}", visible_path(path));
    }
}

fn problems(found: &[tocsin_domain::report::FieldProblem]) -> DeskError {
    let lines = found.iter().map(|problem| match problem.kind {
        ProblemKind::Empty => "the template says nothing".to_owned(),
        ProblemKind::TooLong { limit, length } => format!("[{}] has {length} characters; at most {limit} are taken", problem.field),
        ProblemKind::Control => format!("[{}] holds a NUL character", problem.field),
    });
    DeskError::asked(lines.collect::<Vec<_>>().join("; "))
}
