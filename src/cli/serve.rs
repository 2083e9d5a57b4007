//! `tocsin serve`: the service, until it is told to stop.
use std::{collections::BTreeMap, fs, os::unix::fs::PermissionsExt, path::Path, process::ExitCode, sync::Arc, time::Duration};

use http::HeaderName;
use ring::rand::SystemRandom;
use tocsin_domain::clock::{Clock as _, SystemClock};
use tocsin_seal::SigningKey;
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::oneshot,
};

use super::{
    Failure, Place, advisory, doors, open, secret, travel,
    unlock::{self, Waiting},
};
use crate::{
    app::{
        App,
        desk::overview::Upkeep,
        rota::{Detail, Zone},
    },
    config::{
        Settings,
        organisation::{Helpline, SayOnCall},
        whole,
    },
    jobs::Jobs,
    mail::Mailer,
    observe,
    vault::Protection,
    web::{self, Bounds, Doors, Limits, Site, Switch, Transport, TrustedProxy, UploadBounds},
};

/// How long jobs may take to finish what they began.
const PATIENCE: Duration = Duration::from_secs(20);

/// Runs `serve`: refuses what would not be safe, saying what to do.
pub async fn run(place: Place) -> Result<ExitCode, Failure> {
    let settings = place.settings()?;
    fit_to_serve(&settings, &place)?;
    let locked_by = open::lock(&settings)?;
    if locked_by == Protection::Passphrase && secret::unasked(&settings, locked_by)?.is_none() {
        return serve_locked(settings).await;
    }
    let app = served(open::app(&settings).await?, settings.desk.address.is_some())?;
    let mailer = open::mailer(&settings)?;
    let doors = doors::open(&settings)?;
    println!("Serving on\n{}Stop with Ctrl-C.", doors::in_words(&settings, &doors)?);
    serve(&settings, app, mailer, doors).await?;
    Ok(ExitCode::SUCCESS)
}

/// With a desk the first team is made there: until its roster is signed the form is closed.
fn served(app: App, has_desk: bool) -> Result<App, Failure> {
    if app.rosters().is_empty() {
        let missing = "there is no roster yet, so nothing to seal to: `tocsin-desk team new`, then `tocsin roster sign`";
        if !has_desk {
            return Err(missing.into());
        }
        println!("The form is closed: {missing}; or a lead makes the team at the desk, then `tocsin roster sign --draft`.");
    }
    Ok(app)
}

/// The master key is locked and nobody has said the passphrase yet: guidance and helplines are there, the form is closed,
/// until somebody says it.
async fn serve_locked(settings: Settings) -> Result<ExitCode, Failure> {
    let mailer = open::mailer(&settings)?;
    let doors = doors::open(&settings)?;
    let limits = limits(&settings)?;
    let told = until_told()?;
    let waiting = Waiting::open(&settings)?;
    println!(
        "LOCKED: the form is closed until somebody runs `tocsin unlock`.\nServing guidance on\n{}Stop with Ctrl-C.",
        doors::in_words(&settings, &doors)?
    );
    observe::error("the master key is locked and the form is closed: `tocsin unlock`", &[]);
    let switch = Switch::new(web::locked_site(site(&settings)?, limits.clone(), Arc::new(|| SystemClock.now())));
    let quiet = tokio::spawn(limits.clone().forget_the_quiet());
    let (router, connections) = (switch.router(), doors::connections(settings.limits.connections));
    let (end, ended) = oneshot::channel();
    let opening = tokio::spawn(unlocked(settings, mailer, limits, switch, waiting, ended));
    let stop = async move {
        let _ = told.await;
        observe::info("stopping; what was begun is finished", &[]);
    };
    web::serve_doors(doors, router, Transport { connections, ..Transport::default() }, stop).await;
    quiet.abort();
    let _ = end.send(());
    opening.await??;
    Ok(ExitCode::SUCCESS)
}

/// Waits for the passphrase, opens the service behind the doors that are open already, and closes it at the end.
async fn unlocked(
    settings: Settings,
    mailer: Mailer,
    limits: Limits,
    switch: Switch,
    waiting: Waiting,
    mut ended: oneshot::Receiver<()>,
) -> Result<(), Failure> {
    let mailer = Arc::new(mailer);
    let (app, jobs) = loop {
        let (ring, caller) = tokio::select! {
            waited = waiting.ring(&settings) => waited?,
            _ = &mut ended => return Ok(()),
        };
        let opened = async {
            let app = served(open::app_with(&settings, ring).await?, settings.desk.address.is_some())?;
            app.check_clock().await?;
            Ok::<_, Failure>((web::site(app.clone(), site(&settings)?, limits.clone()), app))
        };
        match opened.await {
            Ok((router, app)) => {
                let jobs = jobs(&settings, &app, mailer.clone());
                switch.turn(router);
                drop(waiting);
                observe::info("unlocked: the form is open", &[]);
                unlock::opened(caller).await;
                break (app, jobs);
            }
            Err(error) => unlock::failed(caller, &error.to_string()).await,
        }
    };
    // An error: whoever serves is gone.
    let _ = ended.await;
    close(app, jobs).await;
    Ok(())
}

fn limits(settings: &Settings) -> Result<Limits, Failure> {
    let proxy = match &settings.web.proxy_header {
        Some(name) => Some(TrustedProxy {
            header: HeaderName::try_from(name.as_str()).map_err(|_| format!("web.proxy_header: \"{name}\" is not a header's name"))?,
            peers: settings.web.trusted_proxies.clone(),
        }),
        None => None,
    };
    let limits = Limits::new(&SystemRandom::new(), proxy, !settings.limits.rate_limit);
    Ok(limits.map_err(|_| "the system gives no random bytes")?)
}

fn jobs(settings: &Settings, app: &App, mailer: Arc<Mailer>) -> Jobs {
    let jobs = Jobs::start(app.clone(), mailer).with_housekeeping(app).with_notices(app, settings.folder());
    match settings.keys.rotate_by_itself {
        true => jobs.with_key_rotation(app, settings.keys.rotate_every_days),
        false => jobs,
    }
}

async fn close(app: App, jobs: Jobs) {
    if tokio::time::timeout(PATIENCE, jobs.stop()).await.is_err() {
        observe::warn("a mail server hangs; what was being sent is tried again after the next start", &[]);
    }
    app.close().await;
}

/// Serves until SIGTERM or SIGINT; then finishes what was begun, or ends at once when told a second time.
pub(super) async fn serve(settings: &Settings, app: App, mailer: Mailer, doors: Doors) -> Result<(), Failure> {
    app.check_clock().await?;
    let limits = limits(settings)?;
    let router = web::site(app.clone(), site(settings)?, limits.clone());
    let jobs = jobs(settings, &app, Arc::new(mailer));
    let quiet = tokio::spawn(limits.forget_the_quiet());
    let told = until_told()?;
    let stop = async move {
        let _ = told.await;
        observe::info("stopping; what was begun is finished", &[]);
    };
    let connections = doors::connections(settings.limits.connections);
    web::serve_doors(doors, router, Transport { connections, ..Transport::default() }, stop).await;
    quiet.abort();
    close(app, jobs).await;
    Ok(())
}

/// Resolves at the first signal to stop. The second ends the process: whatever was acknowledged is on the disk.
fn until_told() -> Result<oneshot::Receiver<()>, Failure> {
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let (tell, told) = oneshot::channel();
    tokio::spawn(async move {
        tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
        let _ = tell.send(());
        tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
        observe::warn("told to stop a second time: ended at once", &[]);
        std::process::exit(1);
    });
    Ok(told)
}

fn site(settings: &Settings) -> Result<Site, Failure> {
    let organisation = &settings.organisation;
    let pair = |h: &Helpline| (h.name.clone(), h.contact.clone());
    let helplines: BTreeMap<_, _> =
        organisation.helplines.iter().map(|(lang, all)| (lang.clone(), all.iter().map(pair).collect())).collect();
    let reading_zone = organisation.zone.as_deref().map(Zone::parse).transpose().map_err(|e| format!("organisation.zone: {e}"))?;
    Ok(Site {
        demo: settings.demo,
        languages: settings.languages.enabled.clone(),
        staffed: settings.languages.staffed.clone(),
        name: organisation.name.clone(),
        country: organisation.country.clone(),
        privacy: organisation.privacy_notice.clone(),
        helplines,
        exit_page: organisation.exit_page.clone(),
        schedule: organisation.schedule()?,
        on_call: match organisation.say_on_call {
            SayOnCall::No => Detail::No,
            SayOnCall::Coarse => Detail::Coarse,
            SayOnCall::Hours => Detail::Hours,
        },
        on_call_zone: match &reading_zone {
            Some(zone) => zone.clone(),
            None => Zone::parse(&settings.alerts.zone).map_err(|e| format!("alerts.zone: {e}"))?,
        },
        reading_zone,
        file_limit: settings.limits.upload_mb.saturating_mul(1_000_000),
        resumable_limit: settings.limits.resumable_mb.saturating_mul(1_000_000),
        bounds: Bounds {
            uploads: UploadBounds { megabytes_per_hour: settings.limits.files_mb_per_hour, ..UploadBounds::USUAL },
            ..Bounds::default()
        },
        trip: travel::trip(settings),
        upkeep: Upkeep { folder: settings.file.is_some().then(|| settings.folder()), rotate_every_days: settings.keys.rotate_every_days },
        advisories: advisory::open(settings)?,
    })
}

/// What `serve` refuses, each with what to do.
pub(super) fn fit_to_serve(settings: &Settings, place: &Place) -> Result<(), Failure> {
    if settings.demo {
        return Err("this is a demo's folder, with all keys on one machine; for real use make a new one with `tocsin init`".into());
    }
    doors::fit(&settings.web)?;
    let mut left = settings.organisation.placeholders();
    left.extend(settings.alerts.placeholders());
    if !left.is_empty() {
        return Err(format!("{} still holds the example's text: {}; edit it first", place.file().display(), left.join(", ")).into());
    }
    let data = whole(&place.file()).parent().map(Path::to_owned).unwrap_or_default();
    if settings.keys.folder.starts_with(&data) {
        return Err(format!(
            "the key folder {} lies inside the data folder; move it out and change keys.folder",
            settings.keys.folder.display()
        )
        .into());
    }
    for file in [settings.keys.master(), settings.keys.ring(), settings.keys.token()] {
        let mode = fs::metadata(&file)
            .map_err(|e| format!("{}: {e}; bring it back from where copies of keys are kept", file.display()))?
            .permissions()
            .mode();
        if mode & 0o077 != 0 {
            return Err(format!("{0} is readable by others; run: chmod 600 {0}", file.display()).into());
        }
    }
    if let Some(found) = private_key_in(&data)? {
        return Err(format!(
            "{found} holds a private key; move it out of the data folder: the server must not be able to read reports or sign"
        )
        .into());
    }
    Ok(())
}

/// A file in the data folder (blobs and database apart) that holds a private key.
fn private_key_in(data: &Path) -> Result<Option<String>, Failure> {
    let mut folders = vec![data.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            if kind.is_dir() && entry.file_name() != "blobs" {
                folders.push(path);
            } else if kind.is_file() && entry.metadata()?.len() <= 64 * 1024 {
                let text = String::from_utf8_lossy(&fs::read(&path)?).to_uppercase();
                let secret = text.lines().map(str::trim).any(|l| {
                    l.starts_with("AGE-SECRET-KEY-")
                        || SigningKey::parse(l).is_ok()
                        || l.starts_with("TOCSIN-SIGN-KEY-")
                        || l.starts_with("TOCSIN-MASTER/")
                });
                if secret {
                    return Ok(Some(path.display().to_string()));
                }
            }
        }
    }
    Ok(None)
}
