//! `tocsin init`: a new installation, and the steps that make it ready.
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use ring::rand::SystemRandom;
use tocsin_seal::{DeploymentId, PublicKey, SigningKey};
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

/// Makes folders, keys, configuration and database; prints what comes next. All of it, or nothing.
pub async fn run(args: Init) -> Result<ExitCode, Failure> {
    let data = whole(&args.data);
    let place = New { config: data.join("tocsin.toml"), keys: beside(&data, "keys"), admin: beside(&data, "roster-key"), data };
    let taken: Vec<_> = [&place.config, &place.keys, &place.admin].into_iter().filter(|path| path.exists()).collect();
    if let Some(first) = taken.first() {
        let all = taken.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(" ");
        return Err(format!(
            "{} exists already: this installation was made before; nothing was changed. If an earlier init was broken off \
             before it printed the next steps, nothing depends on what it left ({all}): remove that first",
            first.display()
        )
        .into());
    }
    let mut made = Made::default();
    match place.make(&mut made).await {
        Ok((deployment, roster_key)) => {
            print_steps(&place, &deployment, &roster_key);
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => Err(match made.undo() {
            left if left.is_empty() => format!("{error}; nothing of the new installation was kept: mend that and run it again"),
            left => format!("{error}; remove what could not be removed before you run it again: {}", left.join(" ")),
        }
        .into()),
    }
}

/// Where everything of a new installation goes.
struct New {
    data: PathBuf,
    config: PathBuf,
    keys: PathBuf,
    admin: PathBuf,
}

impl New {
    async fn make(&self, made: &mut Made) -> Result<(DeploymentId, PublicKey), Failure> {
        let rng = SystemRandom::new();
        let deployment = DeploymentId::random(&rng)?;
        let roster_key = SigningKey::generate(&rng)?;
        made.soon(&self.keys);
        setup::create_keys(&self.keys, &deployment, &rng)?;
        made.soon(&self.admin);
        fs::create_dir_all(&self.admin).map_err(|e| format!("{}: {e}", self.admin.display()))?;
        setup::write_secret(&self.admin.join("roster.key"), &Zeroizing::new(format!("{}\n", roster_key.to_secret().as_str())))?;
        made.soon(&self.data);
        for name in ["tocsin.toml", "tocsin.db", "tocsin.db-wal", "tocsin.db-shm", "blobs"] {
            made.soon(&self.data.join(name));
        }
        let text = REFERENCE
            .replace("d-00000000000000000000000000000000", &deployment.to_string())
            .replace("@ROSTER_KEY@", &roster_key.public().to_string())
            .replace("../tocsin-keys", &format!("../{}", file_name(&self.keys)));
        fs::create_dir_all(&self.data).map_err(|e| format!("{}: {e}", self.data.display()))?;
        fs::write(&self.config, &text).map_err(|e| format!("{}: {e}", self.config.display()))?;
        let settings = Settings::parse(&text, &self.data)?;
        open::new_app(&settings).await?.close().await;
        Ok((deployment, roster_key.public()))
    }
}

/// What this run made, so that it can be taken back.
#[derive(Default)]
struct Made(Vec<PathBuf>);

impl Made {
    /// `path` is about to be made. What was there before is not ours to remove.
    fn soon(&mut self, path: &Path) {
        if !path.exists() {
            self.0.push(path.to_owned());
        }
    }

    /// Removes all of it; what is left, by name.
    fn undo(self) -> Vec<String> {
        for path in self.0.iter().rev() {
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
        self.0.iter().filter(|path| path.exists()).map(|path| path.display().to_string()).collect()
    }
}

fn print_steps(place: &New, deployment: &DeploymentId, roster_key: &PublicKey) {
    let (data, keys, admin) = (place.data.display(), place.keys.display(), place.admin.display());
    let fingerprint = roster_key.fingerprint();
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
     and sends anna.txt.pub to the lead; both compare the fingerprint by voice, and that of the roster key: {fingerprint}.
  3. The lead:
       tocsin-desk team new --deployment {deployment} --member anna.txt.pub --member boris.txt.pub --out team-1
     A recovery key, if you want one, opens every report when all members' keys are lost; trustees hold it in shares,
     and enough of them together can read everything. Make it first, without a network, and add it to the line above:
       tocsin-desk recovery new --shares 5 --needed 3 --out recovery          # then: --recovery recovery/recovery.pub
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
