//! `tocsin roster show|draft|sign|succeed|verify`.
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use tocsin_domain::clock::{date_string, day_of};
use tocsin_seal::{Hash32, Recovery, Roster, Signature, SignedRoster, SigningKey, Succession, sign_succession};
use zeroize::Zeroizing;

use super::{Failure, Listed, Place, counted};
use crate::app::{desk::team::WaitingDraft, roster::MemberGrant, setup};

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
    /// The new team that a lead made at the desk and that waits for the administrators' signature.
    Draft {
        #[command(flatten)]
        listed: Listed,
        /// Write it to a folder of this name, as `tocsin-desk team new` does, for a roster key that is kept elsewhere.
        #[arg(long, value_name = "FOLDER")]
        out: Option<PathBuf>,
    },
    /// Sign the roster that a lead made, at the desk or with `tocsin-desk team new`, and install it with its grants.
    Sign {
        #[command(flatten)]
        place: Place,
        /// The administrators' roster key, private half.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// Folder that `tocsin-desk team new` wrote.
        #[arg(long, value_name = "FOLDER", required_unless_present = "draft", conflicts_with = "draft")]
        team: Option<PathBuf>,
        /// The one that waits at the desk: `tocsin roster draft` shows it. Compare its members with what their lead tells you.
        #[arg(long)]
        draft: bool,
    },
    /// Replace the roster key: the old one names the new one, and signs nothing from then on. Desks and sealers follow by themselves.
    Succeed(Succeed),
    /// Check signatures, order and dates of all rosters.
    Verify(Listed),
}

/// Runs `roster`.
pub async fn run(args: RosterArgs) -> Result<ExitCode, Failure> {
    match args.action {
        Action::Show(listed) => show(listed).await,
        Action::Draft { listed, out } => draft(listed, out.as_deref()).await,
        Action::Sign { place, key, team, .. } => sign(place, &key, team.as_deref()).await,
        Action::Succeed(args) => succeed(args).await,
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
        println!("roster key {}", rosters.key().fingerprint());
        if settings.deployment.roster_key != *rosters.key() {
            println!(
                "  (the configuration names {}, which it follows from or leads to: put {} there)",
                settings.deployment.roster_key.fingerprint(),
                rosters.key()
            );
        }
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

/// Options of `roster succeed`.
#[derive(Args)]
struct Succeed {
    #[command(flatten)]
    place: Place,
    /// The roster key that signs so far, private half.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The key that takes its place, private half; made and written here if there is no such file. Not in the data folder.
    #[arg(long, value_name = "FILE")]
    new_key: PathBuf,
    /// Check everything and say what would happen; nothing is changed, and no key is made.
    #[arg(long)]
    dry_run: bool,
}

/// Days within which the service takes a succession up.
const TAKEN_UP: i64 = 30;

async fn succeed(args: Succeed) -> Result<ExitCode, Failure> {
    let (settings, app) = args.place.app().await?;
    let (chain, old) = (app.rosters(), secret_key(&args.key)?);
    let last = chain.last().ok_or("there is no roster yet: put the new key's public half into the configuration instead")?;
    if old.public() != *chain.key() {
        let (given, signs) = (old.public().fingerprint(), chain.key().fingerprint());
        return Err(format!("{} is the key {given}, but {signs} signs the rosters: bring that one", args.key.display()).into());
    }
    let there = args.new_key.exists();
    let inside = |folder: &Path| folder.canonicalize().ok().zip(parent(&args.new_key)).is_some_and(|(data, at)| at.starts_with(data));
    if inside(&settings.folder()) {
        return Err("the roster key must not lie in the data folder: name a place off this server".into());
    }
    if args.dry_run {
        let new = if there { secret_key(&args.new_key)?.public().fingerprint() } else { format!("made in {}", args.new_key.display()) };
        println!(
            "Nothing was changed. {} would sign no more; the new key ({new}) would sign after roster {}.",
            old.public().fingerprint(),
            last.epoch()
        );
        return Ok(ExitCode::SUCCESS);
    }
    let new = if there { secret_key(&args.new_key)? } else { made(&args.new_key)? };
    let now = app.now();
    let said = Succession {
        deployment: last.deployment().clone(),
        number: u32::try_from(chain.successions().len() + 1)?,
        old: old.public(),
        new: new.public(),
        epoch: last.epoch(),
        roster: last.hash(),
        signed_at: now,
        expires: now + TAKEN_UP * 86_400,
    };
    let installed = app.install_succession(&sign_succession(&said, &old, &new)).await?;
    println!(
        "The roster key is now {}; {} signs nothing any more.",
        installed.said().new.fingerprint(),
        installed.said().old.fingerprint()
    );
    println!("Servers take it up within a minute; desks and sealers follow by themselves and say so. What is left:");
    println!("  1. Read the new fingerprint out to every caseworker: {}", installed.said().new.fingerprint());
    println!("  2. Keep {} in two places off the server, and its public half on paper: {}", args.new_key.display(), new.public());
    println!("  3. Put that public half into the configuration (deployment.roster_key) when you next edit it. Both serve until then.");
    println!("  4. Destroy the old key: {}", args.key.display());
    Ok(ExitCode::SUCCESS)
}

fn secret_key(file: &Path) -> Result<SigningKey, Failure> {
    let secret = Zeroizing::new(fs::read_to_string(file).map_err(|e| format!("the roster key {}: {e}", file.display()))?);
    Ok(SigningKey::parse(secret.trim()).map_err(|e| format!("{} is not a roster key: {e}", file.display()))?)
}

/// A new roster key in a file that was not there.
fn made(file: &Path) -> Result<SigningKey, Failure> {
    let key = SigningKey::generate(&ring::rand::SystemRandom::new())?;
    setup::write_secret(file, &Zeroizing::new(format!("{}\n", key.to_secret().as_str())))?;
    Ok(key)
}

fn parent(file: &Path) -> Option<PathBuf> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    folder.canonicalize().ok()
}

const NO_DRAFT: &str = "no team waits for a signature: a lead makes one at the desk";

async fn draft(listed: Listed, out: Option<&Path>) -> Result<ExitCode, Failure> {
    let (_, app) = listed.place.app().await?;
    let draft = app.waiting_draft().await?;
    if let (Some(draft), Some(out)) = (&draft, out) {
        write_out(draft, out)?;
    }
    let Some(draft) = draft else {
        match (listed.json, out) {
            (_, Some(_)) => return Err(NO_DRAFT.into()),
            (true, None) => println!("null"),
            (false, None) => println!("No team waits for a signature."),
        }
        return Ok(ExitCode::SUCCESS);
    };
    if listed.json {
        let members: Vec<_> =
            draft.members.iter().map(|(alias, name)| serde_json::json!({ "alias": alias, "fingerprint": name })).collect();
        println!(
            "{}",
            serde_json::json!({
                "epoch": draft.roster.epoch, "roster": Hash32::of(&draft.roster.to_bytes()).to_string(), "by": draft.by, "at": draft.at,
                "expires": date_string(day_of(draft.roster.expires)), "recovery": draft.roster.recovery.is_there(),
                "recovery_key": draft.roster.recovery.recipient().map(tocsin_seal::Recipient::fingerprint), "members": members,
            })
        );
    } else {
        tell(&draft);
        match out {
            Some(out) => println!("Written to {}. Next: tocsin roster sign --key ROSTER-KEY --team {0}", out.display()),
            None => println!("Next: tocsin roster sign --draft --key ROSTER-KEY"),
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn tell(draft: &WaitingDraft) {
    println!(
        "Team {}, made by {} on {}, until {}{}. Whoever is named here reads all reports from then on:",
        draft.roster.epoch,
        draft.by,
        date_string(day_of(draft.at)),
        date_string(day_of(draft.roster.expires)),
        match &draft.roster.recovery {
            Recovery::None => String::new(),
            Recovery::Unnamed => ", with a recovery key".to_owned(),
            Recovery::Key(key) => format!(", with the recovery key {}", key.fingerprint()),
        }
    );
    for (alias, fingerprint) in &draft.members {
        println!("  {fingerprint}  {alias}");
    }
}

/// The folder that `tocsin-desk team new` would have written.
fn write_out(draft: &WaitingDraft, out: &Path) -> Result<(), Failure> {
    let failed = |e: std::io::Error| format!("{}: {e}; name a new folder", out.display());
    fs::create_dir(out).map_err(failed)?;
    let write = |name: String, bytes: &[u8]| fs::write(out.join(name), bytes).map_err(failed);
    write("roster-unsigned.json".to_owned(), &draft.roster.to_bytes())?;
    if let Some(signature) = &draft.team_signature {
        write("previous.sig".to_owned(), format!("{signature}\n").as_bytes())?;
    }
    for grant in &draft.grants {
        write(format!("{}.age", grant.to), &grant.identity)?;
        if !grant.signing.is_empty() {
            write(format!("{}.sign.age", grant.to), &grant.signing)?;
        }
    }
    Ok(())
}

/// `team`: the folder; else the one that waits at the desk.
async fn sign(place: Place, key: &Path, team: Option<&Path>) -> Result<ExitCode, Failure> {
    let (_, app) = place.app().await?;
    let admin = secret_key(key)?;
    let (roster, previous, grants) = match team {
        Some(team) => in_folder(team)?,
        None => {
            let draft = app.waiting_draft().await?.ok_or(NO_DRAFT)?;
            tell(&draft);
            (draft.roster, draft.team_signature, draft.grants)
        }
    };
    let doc = tocsin_seal::sign_roster_with(&roster, &admin, previous);
    let installed: SignedRoster = app.install_roster(&doc, &grants).await?;
    println!(
        "Roster {} is in force until {}. Servers take it up within a minute.",
        installed.epoch(),
        date_string(day_of(installed.expires()))
    );
    Ok(ExitCode::SUCCESS)
}

fn in_folder(team: &Path) -> Result<(Roster, Option<Signature>, Vec<MemberGrant>), Failure> {
    let file = team.join("roster-unsigned.json");
    let text = fs::read(&file).map_err(|e| format!("{}: {e}; name the folder that `tocsin-desk team new` wrote", file.display()))?;
    let roster = Roster::parse(&text).map_err(|e| format!("{}: {e}", file.display()))?;
    let previous = match fs::read_to_string(team.join("previous.sig")) {
        Ok(signature) => Some(signature.trim().parse().map_err(|_| "previous.sig is not a signature")?),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => None,
        Err(e) => return Err(e.into()),
    };
    let grants = grants(team, roster.recovery.is_there())?;
    Ok((roster, previous, grants))
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
