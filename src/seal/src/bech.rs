//! Bech32 (BIP-173) without its length limit, as age uses it: a post-quantum recipient has 1,959
//! characters, while the code's error correction, which nobody here relies on, ends at 1,023.

use bech32::primitives::decode::CheckedHrpstring;
use bech32::{ByteIterExt, Checksum, Fe32IterExt, Hrp};
use zeroize::Zeroizing;

/// Bech32's checksum for texts up to 4,096 characters.
enum LongBech32 {}

impl Checksum for LongBech32 {
    type MidstateRepr = u32;
    const CODE_LENGTH: usize = 4096;
    const CHECKSUM_LENGTH: usize = 6;
    const GENERATOR_SH: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    const TARGET_RESIDUE: u32 = 1;
}

/// The lower-case text of `bytes` under the human-readable part `hrp`.
pub(crate) fn encode(hrp: Hrp, bytes: &[u8]) -> String {
    // Sized beforehand: a growing buffer would leave pieces of a secret behind.
    let mut text = String::with_capacity(hrp.len() + 1 + bytes.len() * 8 / 5 + 8);
    let fes = bytes.iter().copied().bytes_to_fes();
    text.extend(fes.with_checksum::<LongBech32>(&hrp).chars());
    text
}

/// Decodes `text`, which must be exactly what [`encode`] writes for its bytes (lower case, or all
/// upper case if `upper`) and hold `N` bytes.
pub(crate) fn decode<const N: usize>(hrp: Hrp, upper: bool, text: &str) -> Option<Zeroizing<[u8; N]>> {
    let checked = CheckedHrpstring::new::<LongBech32>(text).ok()?;
    if checked.hrp() != hrp {
        return None;
    }
    let mut bytes = Zeroizing::new([0; N]);
    let mut iter = checked.byte_iter();
    for byte in bytes.iter_mut() {
        *byte = iter.next()?;
    }
    if iter.next().is_some() {
        return None;
    }
    // Padding bits, letter case and every other freedom of the code: one text per key.
    let mut canonical = Zeroizing::new(encode(hrp, bytes.as_slice()));
    if upper {
        canonical.make_ascii_uppercase();
    }
    (canonical.as_str() == text).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_bech32() {
        LongBech32::sanity_check();
        let hrp = Hrp::parse_unchecked("age");
        let bytes = [7u8; 32];
        let theirs = bech32::encode::<bech32::Bech32>(hrp, &bytes).unwrap();
        assert_eq!(encode(hrp, &bytes), theirs);
        assert_eq!(decode::<32>(hrp, false, &theirs).as_deref(), Some(&bytes));
    }

    #[test]
    fn every_other_spelling_of_the_same_bytes_is_refused() {
        let hrp = Hrp::parse_unchecked("age");
        let text = encode(hrp, &[7u8; 32]);
        assert!(decode::<32>(hrp, false, &text.to_uppercase()).is_none());
        assert!(decode::<32>(hrp, true, &text).is_none());
        assert!(decode::<31>(hrp, false, &text).is_none());
        assert!(decode::<33>(hrp, false, &text).is_none());
        // The last data character carries four padding bits: set one and mend the checksum.
        let mut fes: Vec<bech32::Fe32> = [7u8; 32].iter().copied().bytes_to_fes().collect();
        let last = fes.pop().unwrap();
        fes.push(bech32::Fe32::try_from(last.to_u8() ^ 1).unwrap());
        let odd: String = fes.into_iter().with_checksum::<LongBech32>(&hrp).chars().collect();
        assert!(CheckedHrpstring::new::<LongBech32>(&odd).is_ok());
        assert!(decode::<32>(hrp, false, &odd).is_none());
    }
}
