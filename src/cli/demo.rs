//! `tocsin demo`: a newcomer's everything, on this machine only.
use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use clap::Args;
use ring::rand::SystemRandom;
use tocsin_domain::desk_address::DeskAddress;
use tocsin_seal::{DeploymentId, SigningKey};

use super::{Failure, accounts, doors, init::beside, open, serve};
use crate::{
    app::{
        App,
        setup::{self, DemoTeam},
    },
    config::{Settings, whole},
    observe::{self, Cause},
};

/// Options of `demo`.
#[derive(Args)]
pub struct Demo {
    /// Where to listen; only addresses of this machine.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS", value_parser = address)]
    listen: SocketAddr,
    /// Data folder; secrets go to DIR-keys beside it.
    #[arg(long, default_value = "tocsin-demo", value_name = "DIR")]
    data: PathBuf,
    /// Switch off all rate limits, for trying out load.
    #[arg(long)]
    no_rate_limit: bool,
}

const CONFIG: &str = r#"# A demo: for trying out only. `tocsin init` makes a real one.
demo = true

[deployment]
id = "@ID@"
roster_key = "@ROSTER_KEY@"

[keys]
folder = "../@KEYS@"

[desk]
address = "http://localhost:@PORT@"

[alerts]
transport = "directory"
directory = "mail"
slot_seconds = 3
every_slot = false

[languages]
enabled = ["en", "zh-Hans", "zh-Hant", "ug", "fa", "ru", "ar", "kk", "tr", "vi"]
staffed = ["en"]

[organisation]
name = "Demo"
country = "nowhere: this is a demo"
reading_hours = ""
say_on_call = "no"

[organisation.privacy_notice]
en = "This is a demo on one machine. Do not send real reports: nobody reads them."

[organisation.exit_page]
en = "https://www.weather.gov/"
zh-Hans = "https://weather.cma.cn/"
zh-Hant = "https://www.hko.gov.hk/"
"#;

/// Who is alerted in a demo, and works at its desk.
const PERSON: &str = "Demo caseworker";

/// An address with its port.
fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| match text.trim_start_matches(':').parse::<u16>() {
        Ok(port) => format!("that is a port alone; write 127.0.0.1:{port}"),
        Err(_) => "write an address and a port, such as 127.0.0.1:8080".to_owned(),
    })
}

/// Prepares what is missing, prints the next steps, serves.
pub async fn run(args: Demo) -> Result<ExitCode, Failure> {
    if !args.listen.ip().is_loopback() {
        return Err(format!("a demo listens on this machine only, not on {}; for real use: `tocsin init`", args.listen).into());
    }
    let data = whole(&args.data);
    let keys = beside(&data, "keys");
    let file = data.join("tocsin.toml");
    let rng = SystemRandom::new();
    let team = if file.exists() { DemoTeam::load(&keys)? } else { prepare(&data, &keys, args.listen.port(), &rng)? };
    let first = !keys.join("epoch").exists();
    let mut settings = Settings::load(&file)?;
    if !settings.demo {
        return Err(format!("{} is no demo; serve it with: tocsin serve --config {}", data.display(), file.display()).into());
    }
    settings.web.listen = args.listen;
    settings.limits.rate_limit &= !args.no_rate_limit;
    let doors = doors::open(&settings)?;
    let form = doors.doors.first().ok_or("there is no door")?.address()?;
    // Passkeys are of a name, never of a number; and this start may listen elsewhere than the first.
    let desk: DeskAddress = format!("http://localhost:{}", form.port()).parse()?;
    settings.desk.address = Some(desk.clone());
    let app = if first { open::new_app(&settings).await? } else { open::app(&settings).await? };
    team.keep_roster(&app, &settings.deployment.id, &rng).await?;
    let invite = team.invite(&app, PERSON, "caseworker@demo.invalid").await?;
    let mailer = open::mailer(&settings)?;
    let link = invite.map_or_else(|| format!("{desk}/desk"), |invite| accounts::link(&desk, &invite));
    print_steps(&data, &keys, form, &link);
    let welcoming = tokio::spawn(welcome(team, app.clone()));
    let served = serve::serve(&settings, app, mailer, doors).await;
    welcoming.abort();
    served?;
    Ok(ExitCode::SUCCESS)
}

/// Gives the demo's team key to whoever enrols, within a second.
async fn welcome(team: DemoTeam, app: App) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if let Err(error) = team.welcome(&app).await {
            observe::warn("the demo's team key could not be given to whoever enrolled", &[("cause", &Cause(&error.to_string()))]);
            tokio::time::sleep(Duration::from_secs(30)).await;
        }
    }
}

fn prepare(data: &Path, keys: &Path, port: u16, rng: &SystemRandom) -> Result<DemoTeam, Failure> {
    if keys.exists() && fs::read_dir(keys)?.next().is_some() {
        return Err(format!("{} holds keys of an earlier demo whose data is gone; remove it or name another --data", keys.display()).into());
    }
    let deployment = DeploymentId::random(rng)?;
    let admin = SigningKey::generate(rng)?;
    let config = CONFIG
        .replace("@ID@", &deployment.to_string())
        .replace("@ROSTER_KEY@", &admin.public().to_string())
        .replace("@PORT@", &(if port == 0 { 8080 } else { port }).to_string())
        .replace("@KEYS@", &keys.file_name().unwrap_or_default().to_string_lossy());
    setup::create_keys(keys, &deployment, rng)?;
    let team = DemoTeam::create(keys, admin, rng)?;
    fs::create_dir_all(data)?;
    // Last, and whole or not at all: the file is the mark of a demo that was prepared.
    let fresh = data.join("tocsin.toml.new");
    fs::write(&fresh, config)?;
    fs::rename(&fresh, data.join("tocsin.toml"))?;
    Ok(team)
}

fn print_steps(data: &Path, keys: &Path, address: SocketAddr, link: &str) {
    let (tocsin, desk) = programs();
    let shown = |path: &Path| quoted(&path.display().to_string());
    let (bundles, opened, replies) = (shown(&beside(data, "bundles")), shown(&beside(data, "opened")), shown(&beside(data, "replies")));
    let identity = shown(&keys.join("caseworker.txt"));
    let mail = shown(&data.join("mail"));
    let data = shown(data);
    println!(
        "
  DEMO: for trying out only. All keys lie on this machine. Do not send real reports.

  The form          http://{address}/report
  The mailbox       http://{address}/mailbox
  Alert mail        {mail}/*.eml
  The desk          {link}

  Send a report and keep its receipt. Open the desk in a browser on this machine: the link makes you lead, caseworker and
  administrator in one, once; keep the words it gives you. This demo holds the team key and gives it to whoever enrols
  within a second, unasked. In real use a lead compares fingerprints first, and no server ever has that key.
  A second person: {tocsin} people invite --data {data} --alias \"Demo two\" --email two@demo.invalid --role caseworker

  Or without a browser, in another terminal in this folder:

  1. Read the reports with the caseworker's key
     {tocsin} export --data {data} --out {bundles}
     {desk} open --identity {identity} {bundles} --out {opened} --attachments --force
     cat {opened}/case-*/report.txt

  2. Answer one (its case id is in the name of its folder)
     {desk} reply --identity {identity} {bundles} --case CASE_ID --text \"We read your report.\" --out {replies}
     {tocsin} import --data {data} --from {replies}

  3. Read the answer in the mailbox with the receipt.

  Stop with Ctrl-C; started again, it goes on with the same folder.
"
    );
}

/// How the two programs are called from here: as they lie side by side, else through cargo.
fn programs() -> (String, String) {
    let own = std::env::current_exe().ok();
    let desk = own.as_ref().map(|p| p.with_file_name("tocsin-desk")).filter(|p| p.exists());
    match (own, desk) {
        (Some(own), Some(desk)) => (quoted(&own.display().to_string()), quoted(&desk.display().to_string())),
        _ => ("cargo run --release --bin tocsin --".into(), "cargo run --release --bin tocsin-desk --".into()),
    }
}

/// For a shell.
fn quoted(text: &str) -> String {
    if text.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-+=:@".contains(&b)) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}
