//! Seal and open age files, in memory and as a stream. Opening checks the header strictly first
//! (see [`crate::header`]).

use crate::header::{HeaderError, MAX_STANZAS, check_header, max_header_len};
use crate::ids::Hash32;
use crate::keys::{Identity, Recipient};
use crate::padding::padme;
use ring::digest;
use std::io::{self, BufReader, Cursor, Read, Write};
use zeroize::Zeroizing;

/// Sealing failed; nothing usable was written.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// No recipient, or more than a file of ours can have.
    #[error("a file is sealed to at least one and at most 64 recipients")]
    Recipients,
    /// The cryptographic library failed.
    #[error("sealing failed")]
    Crypto,
    /// The place written to failed.
    #[error("writing the sealed file failed")]
    Io(#[from] io::Error),
}

/// Opening failed; what was read so far must not be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Refused before any key was tried.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// Sealed to somebody else.
    #[error("not sealed to this identity")]
    NotForUs,
    /// Altered or cut off.
    #[error("the file was altered or is cut off")]
    Damaged,
    /// Opened, but not what was announced (length, hash or padding).
    #[error("the opened file is not the one that was announced")]
    NotAsAnnounced,
    /// The place read from or written to failed.
    #[error("reading or writing failed")]
    Io(#[source] io::Error),
}

/// Seals `plain`, as it is (padding is the caller's, see [`crate::padding`]), to all `recipients`.
pub fn seal(plain: &[u8], recipients: &[&Recipient]) -> Result<Vec<u8>, SealError> {
    let capacity = plain.len() + plain.len() / 4096 + 64 + max_header_len(recipients.len());
    let mut writer = encryptor(recipients)?.wrap_output(Vec::with_capacity(capacity))?;
    writer.write_all(plain)?;
    Ok(writer.finish()?)
}

/// The age library's encryptor for `recipients`. It adds the one grease stanza itself.
pub(crate) fn encryptor(recipients: &[&Recipient]) -> Result<age::Encryptor, SealError> {
    if recipients.is_empty() || recipients.len() > MAX_STANZAS {
        return Err(SealError::Recipients);
    }
    age::Encryptor::with_recipients(recipients.iter().map(|r| *r as &dyn age::Recipient)).map_err(|_| SealError::Crypto)
}

/// Opens a file sealed to exactly `stanzas` recipients, `identity` among them.
pub fn open(sealed: &[u8], identity: &Identity, stanzas: usize) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    check_header(sealed, stanzas)?;
    let mut reader = decrypt(sealed, identity)?;
    // Sized beforehand: a growing buffer would leave copies of the text behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader.read_to_end(&mut plain).map_err(payload_error)?;
    Ok(plain)
}

/// Opens a stream sealed to exactly `stanzas` recipients. The header is checked before this
/// returns; each chunk is verified before its bytes are given out, but only the end of the stream
/// proves that none is missing: use nothing before that.
pub fn open_reader<R: Read>(mut sealed: R, identity: &Identity, stanzas: usize) -> Result<impl Read + use<R>, OpenError> {
    let mut head = Vec::new();
    // Room for one recipient too many, so that the error says so.
    let limit = max_header_len(stanzas.saturating_add(1));
    sealed.by_ref().take(limit as u64).read_to_end(&mut head).map_err(OpenError::Io)?;
    check_header(&head, stanzas).map_err(|e| match e {
        // Not the file ended but our patience: no sound header is longer.
        HeaderError::Truncated if head.len() >= limit => HeaderError::Stanza,
        e => e,
    })?;
    decrypt(BufReader::new(Cursor::new(head).chain(sealed)), identity)
}

/// Opens a sealed attachment into `out` and checks at its end that it has `true_len` bytes with
/// the hash `true_sha256`, followed by zeros up to the padded size and nothing else. Whatever was
/// written to `out` may be used only after `Ok`: write to a temporary file and rename it then.
pub fn open_attachment(
    sealed: impl Read,
    identity: &Identity,
    true_len: u64,
    true_sha256: &Hash32,
    mut out: impl Write,
) -> Result<(), OpenError> {
    let mut reader = open_reader(sealed, identity, 1)?;
    let mut buffer = Zeroizing::new(vec![0; 64 * 1024]);
    let mut hash = digest::Context::new(&digest::SHA256);
    let mut total: u64 = 0;
    loop {
        let n = match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(payload_error(e)),
        };
        let part = buffer.get(..n).unwrap_or_default();
        let left = usize::try_from(true_len.saturating_sub(total)).unwrap_or(usize::MAX);
        let (content, padding) = part.split_at(left.min(part.len()));
        hash.update(content);
        out.write_all(content).map_err(OpenError::Io)?;
        if padding.iter().any(|b| *b != 0) {
            return Err(OpenError::NotAsAnnounced);
        }
        total = total.saturating_add(part.len() as u64);
        if total > padme(true_len) {
            return Err(OpenError::NotAsAnnounced);
        }
    }
    if total != padme(true_len) || Hash32::from_digest(&hash.finish()) != *true_sha256 {
        return Err(OpenError::NotAsAnnounced);
    }
    out.flush().map_err(OpenError::Io)
}

fn decrypt<R: io::BufRead>(sealed: R, identity: &Identity) -> Result<age::stream::StreamReader<R>, OpenError> {
    age::Decryptor::new_buffered(sealed).and_then(|d| d.decrypt(std::iter::once(identity as &dyn age::Identity))).map_err(|e| match e {
        age::DecryptError::NoMatchingKeys => OpenError::NotForUs,
        age::DecryptError::Io(e) => payload_error(e),
        _ => OpenError::Damaged,
    })
}

/// The library reports a chunk that fails to verify as `InvalidData`, a missing one as
/// `UnexpectedEof`.
fn payload_error(error: io::Error) -> OpenError {
    match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => OpenError::Damaged,
        _ => OpenError::Io(error),
    }
}
