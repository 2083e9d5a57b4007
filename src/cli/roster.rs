//! `tocsin roster show|sign|verify`.
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use tocsin_domain::clock::{date_string, day_of};
use tocsin_seal::{Roster, SignedRoster, SigningKey};
use zeroize::Zeroizing;

use super::{Failure, Listed, Place, counted};
use crate::app::roster::MemberGrant;

/// Options of `roster`.
#[derive(Args)]
pub struct RosterArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// The rosters of this installation.
    Show(Listed),
    /// Sign the roster that `tocsin-desk team new` made, and install it with its grants.
    Sign {
        #[command(flatten)]
        place: Place,
        /// The administrators' roster key, private half.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// Folder that `tocsin-desk team new` wrote.
        #[arg(long, value_name = "FOLDER")]
        team: PathBuf,
    },
    /// Check signatures, order and dates of all rosters.
    Verify(Listed),
}

/// Runs `roster`.
pub async fn run(args: RosterArgs) -> Result<ExitCode, Failure> {
    match args.action {
        Action::Show(listed) => show(listed).await,
        Action::Sign { place, key, team } => sign(place, &key, &team).await,
        // Opening the service verifies the whole chain; a fault ends it with its reason.
        Action::Verify(listed) => {
            let (_, app) = listed.place.app().await?;
            let days = app.roster_days_left().ok_or("there is no roster yet: `tocsin roster sign`")?;
            if listed.json {
                println!("{}", serde_json::json!({ "rosters": app.roster_documents().len(), "days_left": days }));
            } else {
                println!(
                    "{}, every signature and link right; the last one has {} left",
                    counted(app.roster_documents().len() as u64, "roster", "rosters"),
                    counted(days.max(0).unsigned_abs(), "day", "days")
                );
            }
            Ok(if days < 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
    }
}

async fn show(listed: Listed) -> Result<ExitCode, Failure> {
    let (settings, app) = listed.place.app().await?;
    let rosters = app.rosters();
    if listed.json {
        let rows: Vec<_> = rosters
            .iter()
            .map(|r| {
                serde_json::json!({
                    "epoch": r.epoch(), "hash": r.hash().to_string(), "expires": date_string(day_of(r.expires())),
                    "team": r.team_recipient().fingerprint(), "recipient": r.team_recipient().to_string(), "signing_key": r.team_signing_key().to_string(),
                })
            })
            .collect();
        println!("{}", serde_json::Value::from(rows));
    } else if rosters.is_empty() {
        println!("No roster yet. Next: `tocsin-desk team new`, then `tocsin roster sign`.");
    } else {
        // What a desk asks its user to compare by voice.
        println!("roster key {}", settings.deployment.roster_key.fingerprint());
        for r in rosters.iter() {
            println!(
                "epoch {}  expires {}  team {}  roster {}",
                r.epoch(),
                date_string(day_of(r.expires())),
                r.team_recipient().fingerprint(),
                r.hash()
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn sign(place: Place, key: &Path, team: &Path) -> Result<ExitCode, Failure> {
    let (_, app) = place.app().await?;
    let secret = Zeroizing::new(fs::read_to_string(key).map_err(|e| format!("the roster key {}: {e}", key.display()))?);
    let admin = SigningKey::parse(secret.trim()).map_err(|e| format!("{} is not a roster key: {e}", key.display()))?;
    let file = team.join("roster-unsigned.json");
    let text = fs::read(&file).map_err(|e| format!("{}: {e}; name the folder that `tocsin-desk team new` wrote", file.display()))?;
    let roster = Roster::parse(&text).map_err(|e| format!("{}: {e}", file.display()))?;
    let previous = match fs::read_to_string(team.join("previous.sig")) {
        Ok(signature) => Some(signature.trim().parse().map_err(|_| "previous.sig is not a signature")?),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => None,
        Err(e) => return Err(e.into()),
    };
    let doc = tocsin_seal::sign_roster_with(&roster, &admin, previous);
    let installed: SignedRoster = app.install_roster(&doc, &grants(team, roster.recovery)?).await?;
    println!(
        "Roster {} is in force until {}. Servers take it up within a minute.",
        installed.epoch(),
        date_string(day_of(installed.expires()))
    );
    Ok(ExitCode::SUCCESS)
}

/// A member's two grants, as far as they were found.
#[derive(Default)]
struct Pair {
    identity: Option<Vec<u8>>,
    signing: Option<Vec<u8>>,
}

/// The members' grants in the folder: `<fingerprint>.age` with `<fingerprint>.sign.age`; the recovery key has the first alone.
fn grants(team: &Path, recovery: bool) -> Result<Vec<MemberGrant>, Failure> {
    let mut found: BTreeMap<String, Pair> = BTreeMap::new();
    for entry in fs::read_dir(team)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
        if let Some(member) = name.strip_suffix(".sign.age") {
            found.entry(member.to_owned()).or_default().signing = Some(fs::read(&path)?);
        } else if let Some(member) = name.strip_suffix(".age") {
            found.entry(member.to_owned()).or_default().identity = Some(fs::read(&path)?);
        }
    }
    found
        .into_iter()
        .map(|(to, both)| match both {
            Pair { identity: Some(identity), signing: Some(signing) } => Ok(MemberGrant { to, identity, signing }),
            Pair { identity: Some(identity), signing: None } if recovery => Ok(MemberGrant { to, identity, signing: Vec::new() }),
            _ => Err(format!("{to} has only one of its two grants in {}", team.display()).into()),
        })
        .collect()
}
