//! `tocsin advisory publish|status`: public warnings, signed elsewhere with `tocsin-desk advisory sign`.
use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use tocsin_domain::{
    advisory::{Day, Set},
    clock::{Clock as _, SystemClock, day_of},
};

use super::{
    Failure, Listed, Place, counted,
    doctor::{bad, good},
};
use crate::{app::advise::Advisories, config::Settings, mail::Finding};

/// `doctor` asks for the next signing so many days before the list is out of date.
const SOON: i64 = 3;

/// Options of `advisory`.
#[derive(Args)]
pub struct Advisory {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Show a folder of warnings that was made with `tocsin-desk advisory sign`. Running servers take it over at once.
    Publish {
        #[command(flatten)]
        place: Place,
        /// The folder.
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
    },
    /// What is shown now, and until when.
    Status {
        #[command(flatten)]
        listed: Listed,
    },
}

/// Runs `advisory`; exit code 1 if what is shown is out of date.
pub fn run(args: Advisory) -> Result<ExitCode, Failure> {
    match args.action {
        Action::Publish { place, from } => {
            let settings = place.settings()?;
            let (set, new) = configured(&settings)?.publish(&from)?;
            println!("{}{}", if new { "Shown now: " } else { "Shown already: " }, words(&set));
            Ok(ExitCode::SUCCESS)
        }
        Action::Status { listed } => status(&listed),
    }
}

fn configured(settings: &Settings) -> Result<Advisories, Failure> {
    open(settings)?.ok_or_else(|| {
        "there is no [advisories] public_key in the configuration: `tocsin-desk advisory key` makes the key, on another machine".into()
    })
}

/// The warnings, where the configuration has a key for them.
pub(super) fn open(settings: &Settings) -> Result<Option<Advisories>, Failure> {
    Ok(settings.advisories.key()?.map(|key| Advisories::new(settings.advisories.folder.clone(), key)))
}

fn status(listed: &Listed) -> Result<ExitCode, Failure> {
    let settings = listed.place.settings()?;
    let advisories = configured(&settings)?;
    let set = advisories.look()?;
    let stale = set.as_ref().is_some_and(|set| set.is_stale(today()));
    match (&set, listed.json) {
        (Some(set), true) => println!(
            "{}",
            serde_json::json!({ "key": advisories.key(), "serial": set.index.serial, "expires": set.index.expires.to_string(), "stale": stale, "advisories": set.index.advisories })
        ),
        (None, true) => println!("{}", serde_json::json!({ "key": advisories.key(), "serial": null })),
        (Some(set), false) => {
            println!("{}", words(set));
            for advisory in &set.advisories {
                let title = advisory.text("en").map(|(_, text)| text.title.as_str()).unwrap_or_default();
                let state = if advisory.withdrawn { ", taken back" } else { "" };
                println!("  {} until {}{state}: {title}", advisory.id, advisory.expires);
            }
        }
        (None, false) => println!("No warnings were published yet: `tocsin advisory publish --from DIR`"),
    }
    Ok(if stale { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn words(set: &Set) -> String {
    let standing = set.advisories.iter().filter(|advisory| advisory.stands(today())).count();
    let until = if set.is_stale(today()) { "OUT OF DATE since" } else { "good until" };
    format!("number {}, {}, {until} {}", set.index.serial, counted(standing, "warning", "warnings"), set.index.expires)
}

/// What `doctor` says.
pub(super) fn findings(settings: &Settings) -> Vec<Finding> {
    let look = || -> Result<Option<Finding>, Failure> {
        let Some(advisories) = open(settings)? else { return Ok(None) };
        Ok(Some(match advisories.look()? {
            None => bad("public warnings have a key, but none were published: sign a first, also an empty, set and publish it"),
            Some(set) if set.index.expires.number() - today().number() < SOON => {
                bad(format!("public warnings: {}; sign again (`tocsin-desk advisory sign`) and publish", words(&set)))
            }
            Some(set) => good(format!("public warnings: {}", words(&set))),
        }))
    };
    match look() {
        Ok(finding) => finding.into_iter().collect(),
        Err(error) => vec![bad(format!("public warnings: {error}"))],
    }
}

fn today() -> Day {
    Day::of(day_of(SystemClock.now()))
}
