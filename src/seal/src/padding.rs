//! Sizes. Every plaintext is padded to a Padmé size of at least 4 KiB, so that the length of a
//! sealed file tells at most O(log log n) bits (Nikitin et al., "Reducing Metadata Leakage from
//! Encrypted Files and Communication with PURBs", 2019).

/// The smallest padded size, in bytes.
pub const MIN_PADDED: u64 = 4096;
/// Plaintext bytes per chunk of an age payload.
const CHUNK: u64 = 64 * 1024;
/// Bytes of authentication tag per chunk.
const TAG: u64 = 16;
/// Beyond any file, and safe to round up.
const MAX_PLAIN: u64 = 1 << 62;
/// Bytes of nonce between header and payload.
const NONCE: u64 = 16;

/// A sealed file's size is none that an honest sealer makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SizeError {
    /// Shorter than its own header, nonce and first tag, or cut inside a tag.
    #[error("the file is cut off")]
    Truncated,
    /// The plaintext would not have a padded size.
    #[error("the file was not padded as every honest sealer pads")]
    NotPadded,
}

/// The padded size in bytes for `len` bytes: the next Padmé size, at least [`MIN_PADDED`]. At most
/// 12 % more. Lengths beyond 2^62 stay as they are (no such file exists).
pub fn padme(len: u64) -> u64 {
    if len <= MIN_PADDED {
        return MIN_PADDED;
    }
    if len > MAX_PLAIN {
        return len;
    }
    let e = len.ilog2();
    let s = e.ilog2() + 1;
    let mask = (1u64 << (e - s)) - 1;
    (len + mask) & !mask
}

/// [`padme`] for lengths in memory.
pub(crate) fn padme_usize(len: usize) -> usize {
    u64::try_from(len).ok().map(padme).and_then(|n| usize::try_from(n).ok()).unwrap_or(len)
}

/// Appends spaces, which JSON ignores, up to the padded size.
pub fn pad_json(mut json: Vec<u8>) -> Vec<u8> {
    json.resize(padme_usize(json.len()), b' ');
    json
}

/// Checks that a sealed file of `sealed_len` bytes with a header of `header_len` bytes holds a
/// padded plaintext; returns the plaintext's length (padding included).
pub fn check_sealed_size(sealed_len: u64, header_len: u64) -> Result<u64, SizeError> {
    let payload = sealed_len.checked_sub(header_len).and_then(|n| n.checked_sub(NONCE)).ok_or(SizeError::Truncated)?;
    let chunks = payload.div_ceil(CHUNK + TAG);
    let plain = payload.checked_sub(chunks * TAG).ok_or(SizeError::Truncated)?;
    // A last chunk of fewer bytes than a tag, or (beyond the first) of a tag alone.
    if chunks == 0 || plain.div_ceil(CHUNK).max(1) != chunks {
        return Err(SizeError::Truncated);
    }
    if plain > MAX_PLAIN || plain != padme(plain) {
        return Err(SizeError::NotPadded);
    }
    Ok(plain)
}

/// The length of a sealed file for a plaintext of `plain_len` bytes (padding included).
pub fn sealed_size(plain_len: u64, header_len: u64) -> u64 {
    header_len + NONCE + plain_len + TAG * plain_len.div_ceil(CHUNK).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn padded_sizes_are_those_of_the_paper() {
        for (len, padded) in [(0, 4096), (1, 4096), (4096, 4096), (4097, 4352), (5000, 5120), (100_000, 100_352), (1_000_000, 1_015_808)] {
            assert_eq!(padme(len), padded, "{len}");
        }
    }

    #[test]
    fn a_size_no_sealer_makes_is_refused() {
        let honest = sealed_size(4096, 1700);
        assert_eq!(check_sealed_size(honest, 1700), Ok(4096));
        assert_eq!(check_sealed_size(honest + 1, 1700), Err(SizeError::NotPadded));
        assert_eq!(check_sealed_size(honest - 1, 1700), Err(SizeError::NotPadded));
        for cut in [0, 1699, 1700, 1715, 1716, 1717, 1731] {
            assert_eq!(check_sealed_size(cut, 1700), Err(SizeError::Truncated), "{cut}");
        }
        // A second chunk of a tag alone: age refuses it, so does the size.
        assert_eq!(check_sealed_size(1716 + 65552 + 16, 1700), Err(SizeError::Truncated));
        assert!(check_sealed_size(u64::MAX, 0).is_err());
    }

    proptest! {
        #[test]
        fn padding_never_shrinks_and_wastes_at_most_an_eighth(len in 0u64..1 << 50) {
            let padded = padme(len);
            prop_assert!(padded >= len && padded >= MIN_PADDED);
            prop_assert!(padded == MIN_PADDED || padded - len <= len / 8);
            prop_assert_eq!(padme(padded), padded);
            prop_assert_eq!(check_sealed_size(sealed_size(padded, 77), 77), Ok(padded));
        }

        #[test]
        fn checking_any_two_sizes_never_panics(a in any::<u64>(), b in any::<u64>()) {
            let _ = check_sealed_size(a, b);
            let _ = padme(a);
        }
    }
}
