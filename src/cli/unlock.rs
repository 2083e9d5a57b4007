//! A server that starts with a locked master key waits for the passphrase on a socket in the key folder, which only its
//! own user and root can reach; `tocsin unlock` brings it.
use std::{
    io::{ErrorKind, Read as _, Write as _},
    os::unix::net::UnixStream as Plain,
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{UnixListener, UnixStream},
    time::timeout,
};
use zeroize::Zeroizing;

use super::{Failure, Place, open, secret};
use crate::{
    config::Settings,
    observe,
    vault::{KeyRing, MasterKey, VaultError},
};

/// Whoever connects has so long to say it.
const PATIENCE: Duration = Duration::from_secs(10);
const OPENED: &str = "unlocked";
const WRONG: &str = "wrong";

/// Runs `unlock`.
pub fn run(place: Place) -> Result<ExitCode, Failure> {
    let settings = place.settings()?;
    let socket = settings.keys.unlock_socket();
    let mut server = Plain::connect(&socket)
        .map_err(|error| format!("no server waits to be unlocked here ({}: {error}); is one started and locked?", socket.display()))?;
    server.write_all(&secret::passphrase("Passphrase of the master key")?)?;
    server.shutdown(std::net::Shutdown::Write)?;
    let mut said = String::new();
    server.take(secret::LONGEST).read_to_string(&mut said)?;
    match said.as_str() {
        OPENED => {
            println!("Unlocked: the service takes reports.");
            Ok(ExitCode::SUCCESS)
        }
        WRONG => Err("that is not the passphrase; the service stays locked".into()),
        other => Err(format!("the service stays locked: {other}").into()),
    }
}

/// A server's end of the socket; gone when dropped.
pub(super) struct Waiting {
    listener: UnixListener,
    socket: PathBuf,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.socket);
    }
}

impl Waiting {
    /// Opens the socket in the key folder.
    pub(super) fn open(settings: &Settings) -> Result<Self, Failure> {
        let socket = settings.keys.unlock_socket();
        if Plain::connect(&socket).is_ok() {
            return Err("another server waits to be unlocked with this key folder already".into());
        }
        match std::fs::remove_file(&socket) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(format!("{}: {error}", socket.display()).into()),
            // What a server that was killed left behind.
            _ => {}
        }
        let listener = UnixListener::bind(&socket).map_err(|error| format!("{}: {error}", socket.display()))?;
        Ok(Self { listener, socket })
    }

    /// Waits until somebody brings the right passphrase; the ring that it opens, and whom to answer once all is ready.
    pub(super) async fn ring(&self, settings: &Settings) -> Result<(KeyRing, UnixStream), Failure> {
        loop {
            let (mut caller, _) = self.listener.accept().await?;
            let mut said = Zeroizing::new(Vec::with_capacity(secret::LONGEST as usize + 1));
            let heard = timeout(PATIENCE, (&mut caller).take(secret::LONGEST).read_to_end(&mut said)).await;
            if !matches!(heard, Ok(Ok(_))) || said.is_empty() {
                continue;
            }
            // A second of work for each guess, one after the other: nobody tries many.
            let key = || MasterKey::unlock(settings.keys.master(), &said).and_then(|key| open::ring_with(settings, key));
            match tokio::task::block_in_place(key) {
                Ok(ring) => return Ok((ring, caller)),
                Err(VaultError::WrongSecret) => {
                    observe::warn("somebody tried to unlock with another passphrase", &[]);
                    answer(caller, WRONG).await;
                }
                Err(other) => answer(caller, &other.to_string()).await,
            }
        }
    }
}

/// Tells whoever brought the passphrase that it was right.
pub(super) async fn opened(caller: UnixStream) {
    answer(caller, OPENED).await;
}

/// Tells them that it was, but something else failed.
pub(super) async fn failed(caller: UnixStream, why: &str) {
    answer(caller, why).await;
}

async fn answer(mut caller: UnixStream, text: &str) {
    // Whoever has left needs no answer.
    let _ = timeout(PATIENCE, async {
        caller.write_all(text.as_bytes()).await?;
        caller.shutdown().await
    })
    .await;
}
