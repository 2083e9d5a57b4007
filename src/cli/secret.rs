//! What a locked master key opens with: a passphrase that a person types, or a secret that a machine fetches.
use std::{
    io::{IsTerminal as _, Read as _, Write as _},
    path::PathBuf,
};

use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

use super::Failure;
use crate::{config::Settings, vault::Protection};

/// A file with the passphrase or secret, for commands that nobody watches.
const FILE: &str = "TOCSIN_UNLOCK_FILE";
/// No passphrase is longer.
pub(super) const LONGEST: u64 = 1024;
/// Fewer characters are no passphrase for a key that somebody can try at leisure.
const FEWEST: usize = 16;
/// A secret of a machine is random, and has as many bytes at least.
const SECRET_BYTES: usize = 32;

/// The passphrase or secret from where this machine has it without asking anybody; `None`: a person must say it.
pub(super) fn unasked(settings: &Settings, protection: Protection) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
    if let Some(file) = std::env::var_os(FILE) {
        return Ok(Some(trimmed(&read(&PathBuf::from(file))?)));
    }
    if protection != Protection::Secret {
        return Ok(None);
    }
    fetched(settings).map(Some)
}

/// The secret from where the configuration says that it is kept.
pub(super) fn fetched(settings: &Settings) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let name = settings.keys.unlock_credential.as_deref();
    let secret = match (name, settings.keys.unlock_command.split_first()) {
        (Some(name), _) => {
            let folder = std::env::var_os("CREDENTIALS_DIRECTORY")
                .ok_or("the secret is a credential of systemd, which gives it to the service and to `systemd-run` alone")?;
            read(&PathBuf::from(folder).join(name))?
        }
        (None, Some((program, arguments))) => {
            let output = std::process::Command::new(program).args(arguments).stdin(std::process::Stdio::null()).output();
            let output = output.map_err(|error| format!("keys.unlock_command {program}: {error}"))?;
            if !output.status.success() {
                return Err(format!("keys.unlock_command {program} failed: {}", output.status).into());
            }
            Zeroizing::new(output.stdout)
        }
        (None, None) => return Err("keys.unlock_credential or keys.unlock_command must say where the secret is kept".into()),
    };
    let secret = trimmed(&secret);
    if secret.len() < SECRET_BYTES {
        return Err(format!("the secret has {} bytes; at least {SECRET_BYTES} random ones are needed", secret.len()).into());
    }
    Ok(secret)
}

/// The passphrase: from the file that the environment names, typed unseen, or from the standard input.
pub(super) fn passphrase(prompt: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    if let Some(file) = std::env::var_os(FILE) {
        return Ok(trimmed(&read(&PathBuf::from(file))?));
    }
    said(prompt)
}

/// A new passphrase, typed twice where somebody types. It never comes from the file that holds the present one.
pub(super) fn new_passphrase() -> Result<Zeroizing<Vec<u8>>, Failure> {
    let first = said("New passphrase")?;
    if String::from_utf8_lossy(&first).chars().count() < FEWEST {
        return Err(format!("a passphrase has {FEWEST} characters at least, better six random words").into());
    }
    if std::io::stdin().is_terminal() && *first != *said("The same again")? {
        return Err("the two were not the same: nothing was changed".into());
    }
    Ok(first)
}

/// A line, unseen where somebody types it.
fn said(prompt: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return line(input.lock());
    }
    let _ = write!(std::io::stderr(), "{prompt}: ");
    let before = tcgetattr(&input)?;
    let mut silent = before.clone();
    silent.local_modes.remove(LocalModes::ECHO);
    tcsetattr(&input, OptionalActions::Flush, &silent)?;
    let typed = line(input.lock());
    tcsetattr(&input, OptionalActions::Flush, &before)?;
    let _ = writeln!(std::io::stderr());
    typed
}

fn line(input: impl std::io::BufRead) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST as usize + 1));
    let mut input = input.take(LONGEST);
    std::io::BufRead::read_until(&mut input, b'\n', &mut bytes)?;
    let line = trimmed(&bytes);
    if line.is_empty() {
        return Err(
            "the master key is locked, and no passphrase was given: type it, or name a file that holds it in TOCSIN_UNLOCK_FILE".into()
        );
    }
    Ok(line)
}

fn read(path: &std::path::Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST as usize + 1));
    std::fs::File::open(path)
        .and_then(|file| file.take(LONGEST).read_to_end(&mut bytes))
        .map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(bytes)
}

/// Without the line's end.
fn trimmed(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    Zeroizing::new(bytes.strip_suffix(b"\r").unwrap_or(bytes).to_vec())
}
