//! Sealing as a stream, for attachments: constant memory, padded at the end, and hashed on both
//! sides (the true bytes for whoever opens it, the sealed bytes for whoever keeps it).

use crate::age_file::{SealError, encryptor};
use crate::ids::Hash32;
use crate::keys::Recipient;
use crate::padding::padme;
use futures::FutureExt as _;
use futures::io::{AllowStdIo, AsyncWrite, AsyncWriteExt as _};
use ring::digest;
use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroizing;

/// Plaintext bytes sealed between two writes to the destination.
const STEP: usize = 64 * 1024;

/// Lengths (bytes) and hashes of a sealed stream, before and after sealing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealedSums {
    /// Bytes given to [`SealWriter::write`]. Secret until sealed: keep it in the payload only.
    pub true_len: u64,
    /// SHA-256 of these bytes. Secret likewise.
    pub true_sha256: Hash32,
    /// Bytes of the sealed file.
    pub sealed_len: u64,
    /// SHA-256 of the sealed file.
    pub sealed_sha256: Hash32,
}

/// Seals everything that comes from `from`, padded, to one recipient, and writes it to `to`, in constant memory. Making it
/// durable is the caller's.
///
/// # Errors
/// What was written by then is a file that nobody can open.
pub fn seal_stream(mut from: impl Read, to: impl Write, recipient: &Recipient) -> Result<SealedSums, SealError> {
    let work = async {
        let mut writer = SealWriter::new(AllowStdIo::new(to), &[recipient]).await?;
        let mut buffer = Zeroizing::new(vec![0; STEP]);
        loop {
            match from.read(&mut buffer) {
                Ok(0) => return writer.finish().await.map(|(_, sums)| sums),
                Ok(n) => writer.write(buffer.get(..n).unwrap_or_default()).await?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
    };
    // Reading and writing of this kind never wait for anybody to wake them.
    work.now_or_never().unwrap_or(Err(SealError::Crypto))
}

/// Seals what is written to it and passes it on. Dropping it without [`SealWriter::finish`] leaves
/// a file that nobody can open.
pub struct SealWriter<W> {
    out: W,
    /// The sealed bytes not yet passed on; the age library writes into the other handle.
    pending: Shared,
    stream: age::stream::StreamWriter<Shared>,
    true_len: u64,
    true_hash: digest::Context,
    sealed_len: u64,
    sealed_hash: digest::Context,
}

impl<W: AsyncWrite + Unpin> SealWriter<W> {
    /// Starts a sealed file by writing its header to `out`.
    pub async fn new(out: W, recipients: &[&Recipient]) -> Result<Self, SealError> {
        let pending = Shared::default();
        let stream = encryptor(recipients)?.wrap_output(pending.clone())?;
        let mut writer = Self {
            out,
            pending,
            stream,
            true_len: 0,
            true_hash: digest::Context::new(&digest::SHA256),
            sealed_len: 0,
            sealed_hash: digest::Context::new(&digest::SHA256),
        };
        writer.pass_on().await?;
        Ok(writer)
    }

    /// Seals all of `bytes`.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), SealError> {
        for part in bytes.chunks(STEP) {
            self.true_hash.update(part);
            self.true_len += part.len() as u64;
            self.stream.write_all(part)?;
            self.pass_on().await?;
        }
        Ok(())
    }

    /// Bytes written so far, without padding.
    pub fn true_len(&self) -> u64 {
        self.true_len
    }

    /// SHA-256 of the bytes written so far, without padding.
    pub fn true_sha256(&self) -> Hash32 {
        Hash32::from_digest(&self.true_hash.clone().finish())
    }

    /// Pads with zeros, seals the last chunk, flushes, and gives the destination back. It is not
    /// closed: making it durable is the caller's.
    pub async fn finish(mut self) -> Result<(W, SealedSums), SealError> {
        static ZEROS: [u8; STEP] = [0; STEP];
        let mut padding = padme(self.true_len) - self.true_len;
        while padding > 0 {
            let n = padding.min(STEP as u64);
            self.stream.write_all(ZEROS.get(..n as usize).unwrap_or(&ZEROS))?;
            self.pass_on().await?;
            padding -= n;
        }
        let Self { mut out, pending, stream, true_len, true_hash, sealed_len, mut sealed_hash } = self;
        stream.finish()?;
        let last = pending.take();
        sealed_hash.update(&last);
        out.write_all(&last).await?;
        out.flush().await?;
        let sums = SealedSums {
            true_len,
            true_sha256: Hash32::from_digest(&true_hash.finish()),
            sealed_len: sealed_len + last.len() as u64,
            sealed_sha256: Hash32::from_digest(&sealed_hash.finish()),
        };
        Ok((out, sums))
    }

    async fn pass_on(&mut self) -> Result<(), SealError> {
        let sealed = self.pending.take();
        self.sealed_hash.update(&sealed);
        self.sealed_len += sealed.len() as u64;
        Ok(self.out.write_all(&sealed).await?)
    }
}

/// A buffer with two handles: the library owns one, and never gives it back before the end.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
