//! `tocsin travel check|write`: the facts of the trip check.
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use tocsin_domain::clock::{self, Clock as _, SystemClock};
use tocsin_domain::travel::{OLD_AFTER_DAYS, Tables, Travel};

use super::{
    Failure, Place, counted,
    doctor::{bad, good},
};
use crate::{config::Settings, mail::Finding, observe, web::Trip};

/// Options of `travel`.
#[derive(Args)]
pub struct TravelArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Read the tables as the service would, and say how old they are; exit code 1 if one is malformed.
    Check {
        /// Tables to read in place of those of the installation: origins.csv, treaties.csv, cases.csv, sources.csv.
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Data folder of an installation; reads DIR/tocsin.toml. Without it: the built-in tables.
        #[arg(long, value_name = "DIR", conflicts_with = "config")]
        data: Option<PathBuf>,
        /// Configuration file of an installation.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Write the built-in tables to a folder, to begin tables of your own. Nothing that is there is overwritten.
    Write {
        /// The folder; made if it is not there.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

/// Runs `travel`.
pub fn run(args: TravelArgs) -> Result<ExitCode, Failure> {
    match args.action {
        Action::Check { files, data, config, json } => check(&files, data, config, json),
        Action::Write { folder } => write(&folder),
    }
}

/// The trip check as the configuration wants it. Malformed tables close it, and nothing else: the form for reports must not
/// stay closed because of a comma.
pub(super) fn trip(settings: &Settings) -> Option<Trip> {
    let keeper = settings.travel.keeper(settings.demo)?.to_owned();
    match facts(settings.travel.folder.as_deref(), &[]) {
        Ok(facts) => Some(Trip { facts, keeper }),
        Err(error) => {
            eprintln!("tocsin: there is no trip check until its tables are mended: {error}");
            observe::error("there is no trip check: its tables are malformed (`tocsin travel check`)", &[]);
            None
        }
    }
}

/// What `doctor` says of it.
pub(super) fn finding(settings: &Settings) -> Finding {
    if settings.travel.keeper(settings.demo).is_none() {
        return good("there is no trip check: [travel] keeper would name who keeps its facts current");
    }
    match facts(settings.travel.folder.as_deref(), &[]) {
        Err(error) => bad(format!("there is no trip check until its tables are mended: {error}")),
        Ok(facts) => {
            let today = clock::day_of(SystemClock.now());
            let says = age(&facts, today);
            if facts.is_old(today) && !settings.demo { bad(says) } else { good(says) }
        }
    }
}

fn check(files: &[PathBuf], data: Option<PathBuf>, config: Option<PathBuf>, json: bool) -> Result<ExitCode, Failure> {
    let place = (data.is_some() || config.is_some()).then_some(Place { data, config });
    let settings = place.map(|place| place.settings()).transpose()?;
    let folder = settings.as_ref().and_then(|settings| settings.travel.folder.as_deref());
    let found = facts(folder, files)?;
    let today = clock::day_of(SystemClock.now());
    if json {
        println!(
            "{}",
            serde_json::json!({
                "origins": found.origins().len(), "treaties": found.treaties().len(), "cases": found.cases().len(),
                "sources": found.sources().len(), "newest": clock::date_string(found.newest_check()),
                "oldest": clock::date_string(found.oldest_check()), "overdue": found.overdue(today), "old": found.is_old(today),
            })
        );
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "{}, {}, {}, {}: well-formed.\n{}.",
        counted(found.origins().len() as u64, "state of origin", "states of origin"),
        counted(found.treaties().len() as u64, "row of treaties", "rows of treaties"),
        counted(found.cases().len() as u64, "case", "cases"),
        counted(found.sources().len() as u64, "source", "sources"),
        age(&found, today)
    );
    if found.is_old(today) {
        eprintln!("tocsin: these facts are old, and every answer says so: look at them again, and write the day into \"checked\"");
    }
    Ok(ExitCode::SUCCESS)
}

fn write(folder: &Path) -> Result<ExitCode, Failure> {
    fs::create_dir_all(folder).map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    for (name, text) in Tables::BUILTIN.named() {
        let file = folder.join(name).with_extension("csv");
        let written = fs::File::create_new(&file).and_then(|mut new| std::io::Write::write_all(&mut new, text.as_bytes()));
        written.map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
        println!("{}", file.display());
    }
    println!("Name the folder in [travel] folder; `tocsin travel check` reads it as the service will at its next start.");
    Ok(ExitCode::SUCCESS)
}

/// When somebody last looked, in words.
fn age(facts: &Travel, today: i64) -> String {
    let newest = facts.newest_check();
    let days = today - newest;
    let ago = if days < 0 { "which has not come yet".to_owned() } else { format!("{} ago", counted(days.unsigned_abs(), "day", "days")) };
    let overdue = match facts.overdue(today) {
        0 => "no fact is overdue".to_owned(),
        some => format!("{} too long not looked at", counted(some as u64, "fact is", "facts are")),
    };
    format!(
        "the facts of the trip check were last looked at on {}, {ago} (old after {OLD_AFTER_DAYS} days), the oldest on {}; {overdue}",
        clock::date_string(newest),
        clock::date_string(facts.oldest_check())
    )
}

/// The facts: those of `files` in place of those of `folder` in place of the built-in ones.
fn facts(folder: Option<&Path>, files: &[PathBuf]) -> Result<Travel, Failure> {
    let mut own: Vec<(&'static str, PathBuf, String)> = Vec::new();
    for (name, _) in Tables::BUILTIN.named() {
        let file = folder.map(|folder| folder.join(name).with_extension("csv")).filter(|file| file.exists());
        let named = |file: &&PathBuf| file.file_stem().is_some_and(|stem| stem == name);
        if let Some(file) = files.iter().rfind(named).cloned().or(file) {
            let text = fs::read_to_string(&file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
            own.push((name, file, text));
        }
    }
    if let Some(other) = files.iter().find(|file| own.iter().all(|(_, known, _)| known != *file)) {
        return Err(format!("{} is none of origins.csv, treaties.csv, cases.csv, sources.csv, or is named twice", other.display()).into());
    }
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return Err(format!("travel.folder {} is no folder: make it with `tocsin travel write`", folder.display()).into());
    }
    let tables = own.iter().try_fold(Tables::BUILTIN, |tables, (name, _, text)| tables.with(name, text));
    let tables = tables.ok_or("a table of no such name")?;
    Travel::parse(&tables).map_err(|error| {
        let file = own.iter().find(|(name, ..)| *name == error.table).map(|(_, file, _)| file.display().to_string());
        let file = file.unwrap_or_else(|| format!("the built-in {}.csv", error.table));
        format!("{file}: line {}, column {}: {}", error.line, error.column, error.problem).into()
    })
}
