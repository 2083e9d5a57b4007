//! `tocsin cases list|ending|close|keep|hold|release`: what an administrator may see of cases: no content.
use std::process::ExitCode;

use clap::{Args, Subcommand};
use tocsin_domain::clock::{date_string, day_of};
use tocsin_seal::CaseId;

use super::{Failure, Listed, counted};
use crate::app::{
    ending::NOTICE_DAYS,
    hold::{HeldNow, HoldFor, Holding, Wish},
    withdraw::Kept,
    work::Reason,
};

/// Options of `cases`.
#[derive(Args)]
pub struct Cases {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Id, urgency, state, day, language and counts of every case.
    List(Listed),
    /// Cases that end soon, and what can be done about it.
    Ending {
        #[command(flatten)]
        listed: Listed,
        /// Within so many days.
        #[arg(long, value_name = "N", default_value_t = NOTICE_DAYS)]
        days: u32,
    },
    /// Note that the work on a case is done; a new message of the reporter opens it again. The reason can set the day on
    /// which the case ends: `[retention.closed_days]` of the configuration.
    Close {
        #[command(flatten)]
        listed: Listed,
        /// The case.
        #[arg(long, value_name = "ID")]
        case: CaseId,
        /// Why: done, spam, duplicate, out_of_scope or test.
        #[arg(long, value_name = "REASON", default_value = "done")]
        reason: Reason,
        /// Say what would happen, and do nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Hold a case: it does not end until it is released. The first person asks for it, a second one gives the same command
    /// and so confirms it. Whoever may use this shell can say both names: the log notes that it was a command. At the desk
    /// each of the two signs with their own key.
    Hold {
        #[command(flatten)]
        wish: Wished,
        /// What for: legal or safety.
        #[arg(long, value_name = "WHY", default_value = "legal")]
        why: HoldFor,
    },
    /// Let a held case go; two people again. One that nobody confirmed yet is taken back by one.
    Release(Wished),
    /// Stop the destruction of a case that was taken back, because somebody forced the reporter or the reporter asks for
    /// it. Its mailbox stays closed: whoever forced it must not see this.
    Keep {
        #[command(flatten)]
        listed: Listed,
        /// The case.
        #[arg(long, value_name = "ID")]
        case: CaseId,
    },
}

#[derive(Args)]
struct Wished {
    #[command(flatten)]
    listed: Listed,
    /// The case.
    #[arg(long, value_name = "ID")]
    case: CaseId,
    /// Alias of the person who wants it: `tocsin people list`.
    #[arg(long, value_name = "ALIAS")]
    by: String,
    /// Say what would happen, and do nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Runs `cases`.
pub async fn run(args: Cases) -> Result<ExitCode, Failure> {
    match args.action {
        Action::List(listed) => {
            let (_, app) = listed.place.app().await?;
            let (cases, withdrawn) = (app.cases().await?, app.withdrawn_cases().await?);
            if listed.json {
                let mut rows: Vec<_> = cases.iter().map(|c| serde_json::json!({
                    "case": c.id.to_string(), "number": c.number, "urgency": c.urgency.to_string(),
                    "status": c.status.word(), "answered": c.answered, "practice": c.practice, "day": c.day,
                    "language": c.language, "messages": c.messages, "replies": c.replies, "files": c.files, "answer_here": c.answer_here,
                    "noticed": c.noticed.iter().map(|sign| sign.word()).collect::<Vec<_>>(), "kept": c.kept,
                    "ends_on": c.ends_on, "hold": c.hold,
                })).collect();
                rows.extend(
                    withdrawn
                        .iter()
                        .map(|w| serde_json::json!({ "case": w.id.to_string(), "status": "withdrawn", "destroyed_on": w.destroyed_on })),
                );
                println!("{}", serde_json::Value::from(rows));
            } else if cases.is_empty() && withdrawn.is_empty() {
                println!("No case yet.");
            } else {
                for c in &cases {
                    println!(
                        "{}  {:7}  {:8}  {:12}  {}  {:7}  {}, {}, {}{}{}{}{}{}{}",
                        c.id,
                        c.number.as_deref().unwrap_or("-"),
                        c.urgency.to_string(),
                        c.status.word(),
                        c.day,
                        c.language,
                        counted(c.messages, "message", "messages"),
                        counted(c.files as u64, "file", "files"),
                        counted(c.replies, "reply", "replies"),
                        if c.answered { "  (answered)" } else { "" },
                        if c.practice { "  (practice, goes after a day)" } else { "" },
                        if c.answer_here { "" } else { "  (wants no answer)" },
                        if c.kept { "  (taken back, but kept: nobody reads answers to it)" } else { "" },
                        c.hold.map(|hold| format!("  ({})", holds(hold))).unwrap_or_default(),
                        c.noticed.iter().map(|sign| format!("  [{}]", sign.word())).collect::<String>()
                    );
                }
                for w in &withdrawn {
                    println!("{}  taken back by the reporter; destroyed on {} unless kept", w.id, w.destroyed_on);
                }
            }
        }
        Action::Ending { listed, days } => ending(&listed, days).await?,
        Action::Close { listed, case, reason, dry_run } => {
            let (_, app) = listed.place.app().await?;
            let closing = app.close_case(case, reason, dry_run).await?;
            let done = if dry_run { "would be closed; nothing was changed" } else { "is closed" };
            let end = match closing.ends_on == closing.ended_on {
                true => format!("It ends on {} as before.", closing.ends_on),
                false => format!("It ends on {} and not on {}.", closing.ends_on, closing.ended_on),
            };
            let moved = if closing.moves { " What is stored of it moves to the keys of that month." } else { "" };
            println!("Case {case} {done}. {end}{moved} A new message opens it again.");
        }
        Action::Hold { wish, why } => wished(wish, Wish::Hold(why)).await?,
        Action::Release(wish) => wished(wish, Wish::Release).await?,
        Action::Keep { listed, case } => {
            let (_, app) = listed.place.app().await?;
            match app.keep_withdrawn(case).await? {
                Kept::Yes => println!("Case {case} is kept and in the list again. Its mailbox stays closed."),
                Kept::NotWithdrawn => return Err(format!("case {case} was not taken back: there is nothing to stop").into()),
                Kept::Gone => return Err(format!("case {case} is not here (any more): `tocsin cases list` shows what is").into()),
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn ending(listed: &Listed, days: u32) -> Result<(), Failure> {
    let (_, app) = listed.place.app().await?;
    let cases = app.ending_cases(days).await?;
    if listed.json {
        let rows = cases.iter().map(|c| {
            serde_json::json!({
                "case": c.id.to_string(), "number": c.number, "ends_on": c.ends_on, "days_left": c.days_left, "status": c.status.word(),
                "waits": c.waits, "hold": c.hold,
            })
        });
        println!("{}", rows.collect::<serde_json::Value>());
        return Ok(());
    }
    for c in &cases {
        println!(
            "{}  {:7}  ends on {}, in {}  {}{}{}",
            c.id,
            c.number.as_deref().unwrap_or("-"),
            c.ends_on,
            counted(c.days_left.max(0).unsigned_abs(), "day", "days"),
            c.status.word(),
            if c.waits { "  (the reporter waits for an answer)" } else { "" },
            c.hold.map(|hold| format!("  ({})", holds(hold))).unwrap_or_default(),
        );
    }
    match cases.len() {
        0 => println!("No case ends within {}.", counted(days, "day", "days")),
        _ => println!(
            "They are destroyed on that day, for good. A new message of the reporter gives a case more time; `tocsin cases hold`, given \
             by two people, stops its end."
        ),
    }
    Ok(())
}

async fn wished(wish: Wished, what: Wish) -> Result<(), Failure> {
    let Wished { listed, case, by, dry_run } = wish;
    let (_, app) = listed.place.app().await?;
    let done = app.wish_by_command(case, what, &by, dry_run).await?;
    let ends = date_string(day_of(done.ends));
    if listed.json {
        let outcome = done.outcome.act().word();
        println!("{}", serde_json::json!({ "case": case.to_string(), "outcome": outcome, "ends_on": ends, "dry_run": dry_run }));
        return Ok(());
    }
    let said = match done.outcome {
        Holding::Asked => format!("{by} asks to hold it. It is held once a second person gives the same command or confirms at the desk."),
        Holding::Held => "It is held: it does not end until two people let it go.".to_owned(),
        Holding::Dropped => "The wish to hold it is taken back; nobody had confirmed it.".to_owned(),
        Holding::ReleaseAsked => format!("{by} asks to let it go. It stays held until a second person does the same."),
        Holding::Released => format!("It is held no longer and ends on {ends}. One that was taken back goes with the next sweep."),
        Holding::StaysHeld => "The wish to let it go is taken back: it stays held.".to_owned(),
    };
    println!("{}Case {case}: {said}", if dry_run { "Nothing was changed. This would happen: " } else { "" });
    Ok(())
}

/// A hold in words.
fn holds(hold: HeldNow) -> String {
    let why = hold.why.word();
    match hold.state {
        "held" => format!("held by two people: {why}"),
        "release" => format!("held: {why}; to let it go is asked, and waits for a second person"),
        _ => format!("to hold it is asked: {why}; it waits for a second person and ends meanwhile"),
    }
}
