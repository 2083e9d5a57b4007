//! `tocsin init`: a new installation, and the steps that make it ready.
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use ring::rand::SystemRandom;
use tocsin_seal::{DeploymentId, SigningKey};
use zeroize::Zeroizing;

use super::{Failure, open};
use crate::{
    app::setup,
    config::{REFERENCE, Settings, whole},
};

/// Options of `init`.
#[derive(Args)]
pub struct Init {
    /// Folder for configuration, database and blobs; keys go to DIR-keys beside it.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

/// Makes folders, keys, configuration and database; prints what comes next.
pub async fn run(args: Init) -> Result<ExitCode, Failure> {
    let data = whole(&args.data);
    let keys = beside(&data, "keys");
    let admin = beside(&data, "roster-key");
    let config = data.join("tocsin.toml");
    for taken in [&config, &keys, &admin] {
        if taken.exists() {
            return Err(format!("{} exists already: this installation was made before; nothing was changed", taken.display()).into());
        }
    }
    let rng = SystemRandom::new();
    let deployment = DeploymentId::random(&rng)?;
    let roster_key = SigningKey::generate(&rng)?;
    setup::create_keys(&keys, &deployment, &rng)?;
    fs::create_dir_all(&admin)?;
    setup::write_secret(&admin.join("roster.key"), &Zeroizing::new(format!("{}\n", roster_key.to_secret().as_str())))?;
    fs::create_dir_all(&data)?;
    let text = REFERENCE
        .replace("d-00000000000000000000000000000000", &deployment.to_string())
        .replace("@ROSTER_KEY@", &roster_key.public().to_string())
        .replace("../tocsin-keys", &format!("../{}", file_name(&keys)));
    fs::write(&config, &text)?;
    let settings = Settings::parse(&text, &data)?;
    open::app(&settings).await?;
    print_steps(&data, &keys, &admin, &deployment, &roster_key.public().to_string());
    Ok(ExitCode::SUCCESS)
}

fn print_steps(data: &Path, keys: &Path, admin: &Path, deployment: &DeploymentId, roster_key: &str) {
    let (data, keys, admin) = (data.display(), keys.display(), admin.display());
    println!(
        "Made:
  {data}        configuration, database, sealed files
  {keys}   master key, key ring, token key. Whoever seizes this folder together with the data reads
                   who reported when and how urgent, never what. Keep its copy apart from backups of the data.
  {admin}/roster.key  the administrators' roster key. Move it off this machine: {admin} is not needed to serve.

Next:
  1. Edit {data}/tocsin.toml: every line with EXAMPLE, mail, languages.
  2. Each caseworker, on their own machine:
       tocsin-desk keygen --out anna.txt --roster-key {roster_key}
     and sends anna.txt.pub to the lead; both compare the fingerprint by voice.
  3. The lead:
       tocsin-desk team new --deployment {deployment} --member anna.txt.pub --member boris.txt.pub --out team-1
  4. Sign it with the roster key and install it:
       tocsin roster sign --data {data} --key {admin}/roster.key --team team-1
  5. Who is alerted:
       tocsin people add --data {data} --alias A1 --email a1@example.net --on-call
  6. Run it, and in another terminal look at everything:
       tocsin serve --config {data}/tocsin.toml
       tocsin doctor --config {data}/tocsin.toml"
    );
}

/// `DIR-ending` beside `DIR`.
pub(super) fn beside(data: &Path, ending: &str) -> PathBuf {
    data.with_file_name(format!("{}-{ending}", file_name(data)))
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}
