//! `tocsin alerts on-call`: hours, quiet hours, absences and swaps.
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{Failure, Listed, Place};
use crate::{
    app::{
        App, people,
        rota::{self, Entry, Hours, Rota, Span, What, Zone},
    },
    vault::hex,
};

/// Options of `on-call`.
#[derive(Args)]
pub struct OnCall {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Who is on call now, the entries of the rota, and the next time nobody is.
    Show(Listed),
    /// Somebody is on call every week in these hours.
    Duty(Weekly),
    /// Somebody is not to be woken in these hours as long as anybody else is on call.
    Quiet(Weekly),
    /// Somebody is on holiday or ill.
    Away {
        #[command(flatten)]
        place: Place,
        /// Who.
        #[arg(long)]
        alias: String,
        #[command(flatten)]
        dates: Dates,
    },
    /// Somebody does another's duty.
    Swap {
        #[command(flatten)]
        place: Place,
        /// Whose duty it is.
        #[arg(long)]
        alias: String,
        /// Who does it.
        #[arg(long)]
        stand_in: String,
        #[command(flatten)]
        dates: Dates,
    },
    /// Remove an entry.
    Remove {
        #[command(flatten)]
        place: Place,
        /// The first digits of its id, as `show` prints them.
        #[arg(long)]
        id: String,
    },
}

#[derive(Args)]
struct Weekly {
    #[command(flatten)]
    place: Place,
    /// Who.
    #[arg(long)]
    alias: String,
    /// Such as "Mon-Fri 20:00-08:00; Sat,Sun 00:00-24:00", or "always".
    #[arg(long)]
    hours: String,
    /// Whose clock: a zone such as Europe/Berlin; that of the installation without it.
    #[arg(long)]
    zone: Option<String>,
}

#[derive(Args)]
struct Dates {
    /// First day, or "2026-12-24 18:00".
    #[arg(long)]
    from: String,
    /// Last day, or "2026-12-27 08:00".
    #[arg(long)]
    until: String,
    /// Whose calendar: a zone such as Europe/Berlin; that of the installation without it.
    #[arg(long)]
    zone: Option<String>,
}

/// Runs `on-call`.
pub async fn run(args: OnCall) -> Result<ExitCode, Failure> {
    match args.action {
        Action::Show(listed) => return show(listed).await,
        Action::Duty(weekly) => set_weekly(weekly, |person, hours| What::Duty { person, hours }).await?,
        Action::Quiet(weekly) => set_weekly(weekly, |person, hours| What::Quiet { person, hours }).await?,
        Action::Away { place, alias, dates } => {
            let (_, app) = place.app().await?;
            let person = people::named(app.store(), app.ring(), &alias).await?.id;
            add(&app, What::Away { person, span: span(&app, &dates)? }).await?;
        }
        Action::Swap { place, alias, stand_in, dates } => {
            let (_, app) = place.app().await?;
            let out = people::named(app.store(), app.ring(), &alias).await?.id;
            let stand_in = people::named(app.store(), app.ring(), &stand_in).await?.id;
            add(&app, What::Swap { out, stand_in, span: span(&app, &dates)? }).await?;
        }
        Action::Remove { place, id } => {
            let (_, app) = place.app().await?;
            rota::remove(app.store(), app.ring(), &id).await?;
            println!("Removed.");
            gaps(&app).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn set_weekly(weekly: Weekly, what: impl FnOnce([u8; 16], Hours) -> What) -> Result<(), Failure> {
    let (_, app) = weekly.place.app().await?;
    let person = people::named(app.store(), app.ring(), &weekly.alias).await?.id;
    let zone = weekly.zone.unwrap_or_else(|| app.alert_settings().zone.name().to_owned());
    add(&app, what(person, Hours::parse(&weekly.hours, &zone)?)).await
}

fn span(app: &App, dates: &Dates) -> Result<Span, Failure> {
    let zone = dates.zone.as_deref().map_or_else(|| Ok(app.alert_settings().zone.clone()), Zone::parse)?;
    Ok(Span::parse(&dates.from, &dates.until, &zone)?)
}

async fn add(app: &App, what: What) -> Result<(), Failure> {
    let id = rota::add(app.store(), app.ring(), what).await?;
    println!("Noted as {}.", &hex(&id)[..8]);
    gaps(app).await
}

/// A change can leave a hole; whoever made it hears so at once.
async fn gaps(app: &App) -> Result<(), Failure> {
    let (people, rota) = read(app).await?;
    let now = app.now();
    if let Some(gap) = rota.gap(&people, Span { from: now, until: now + 14 * 86_400 }) {
        let zone = &app.alert_settings().zone;
        println!("Nobody is on call from {} to {} ({}).", zone.shown(gap.from), zone.shown(gap.until), zone.name());
    }
    Ok(())
}

async fn read(app: &App) -> Result<(Vec<people::Person>, Rota), Failure> {
    let mut tx = app.store().read().await?;
    Ok((people::load(&mut tx, app.ring()).await?, rota::load(&mut tx, app.ring()).await?))
}

async fn show(listed: Listed) -> Result<ExitCode, Failure> {
    let (_, app) = listed.place.app().await?;
    let (people, rota) = read(&app).await?;
    let name = |id: [u8; 16]| people.iter().find(|person| person.id == id).map_or("somebody who is gone", |person| person.alias.as_str());
    let on_call: Vec<&str> = rota.on_call(&people, app.now()).into_iter().map(name).collect();
    let zone = &app.alert_settings().zone;
    let line = |entry: &Entry| match &entry.what {
        What::Duty { person, hours } => format!("{} is on call {} ({})", name(*person), hours.text(), hours.zone().name()),
        What::Quiet { person, hours } => format!("{} has quiet hours {} ({})", name(*person), hours.text(), hours.zone().name()),
        What::Away { person, span } => {
            format!("{} is away from {} to {} ({})", name(*person), zone.shown(span.from), zone.shown(span.until), zone.name())
        }
        What::Swap { out, stand_in, span } => format!(
            "{} stands in for {} from {} to {} ({})",
            name(*stand_in),
            name(*out),
            zone.shown(span.from),
            zone.shown(span.until),
            zone.name()
        ),
        What::Drill(drill) => match drill.acknowledged {
            Some((by, seconds)) => format!("drill {}: {} after {} min {} s", zone.shown(drill.rang), name(by), seconds / 60, seconds % 60),
            None => format!("drill {}: NOBODY acknowledged it", zone.shown(drill.rang)),
        },
    };
    if listed.json {
        let entries: Vec<_> = rota.entries.iter().map(|entry| serde_json::json!({ "id": hex(&entry.id), "says": line(entry) })).collect();
        println!("{}", serde_json::json!({ "on_call": on_call, "entries": entries }));
    } else {
        println!(
            "On call now: {}",
            if on_call.is_empty() { "NOBODY (what cannot wait wakes everybody)".to_owned() } else { on_call.join(", ") }
        );
        for person in people.iter().filter(|person| person.active && person.on_call) {
            println!("  always    {} is always on call (tocsin people on-call --off changes that)", person.alias.as_str());
        }
        for entry in &rota.entries {
            println!("  {}  {}", &hex(&entry.id)[..8], line(entry));
        }
        gaps(&app).await?;
    }
    Ok(ExitCode::SUCCESS)
}
