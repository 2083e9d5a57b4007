//! One header of a POSIX ustar archive, in the one spelling that backups use: a regular file of its owner's alone, without
//! a date or a name of anybody.

/// Bytes of a header, and of the blocks that contents are filled up to.
pub(super) const BLOCK: usize = 512;
/// The largest content a header can say, in bytes.
const LARGEST: u64 = 0o77_777_777_777;
const LONGEST_NAME: usize = 99;

/// The header of a file; `None` if name or size do not fit.
pub(super) fn header(name: &str, size: u64) -> Option<[u8; BLOCK]> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte);
    let odd = |part: &str| part.is_empty() || part.starts_with('.');
    if name.len() > LONGEST_NAME || size > LARGEST || !name.bytes().all(plain) || name.split('/').any(odd) {
        return None;
    }
    let mut block = [0; BLOCK];
    let mut put = |at: usize, text: &str| block[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, "0000600\0");
    put(108, "0000000\0");
    put(116, "0000000\0");
    put(124, &format!("{size:011o}\0"));
    put(136, "00000000000\0");
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\x0000");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    Some(block)
}

/// Name and size from a header, which must be exactly what [`header`] writes for them.
pub(super) fn parse(block: &[u8; BLOCK]) -> Option<(String, u64)> {
    let name = block.split(|byte| *byte == 0).next()?;
    let name = std::str::from_utf8(name).ok()?;
    let size = std::str::from_utf8(block.get(124..135)?).ok()?;
    let size = u64::from_str_radix(size, 8).ok()?;
    (header(name, size)? == *block).then(|| (name.to_owned(), size))
}

/// Bytes that fill a content of this size up to whole blocks.
pub(super) fn filling(size: u64) -> usize {
    usize::try_from(size.wrapping_neg() % BLOCK as u64).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_back_and_every_other_spelling_is_refused() {
        for (name, size) in [("a", 0), ("files/config/tocsin.toml", 4_321), ("blobs/00ff", LARGEST)] {
            let block = header(name, size).unwrap();
            assert_eq!(parse(&block), Some((name.to_owned(), size)));
            for at in 0..BLOCK {
                let mut bent = block;
                bent[at] ^= 1;
                assert_ne!(parse(&bent), Some((name.to_owned(), size)), "byte {at}");
            }
        }
    }

    #[test]
    fn names_that_leave_their_folder_or_carry_words_have_no_header() {
        for name in ["", "/etc/passwd", "../a", "a/../b", "a//b", "a/", ".hidden", "a b", "ü", &"a".repeat(100)] {
            assert!(header(name, 1).is_none(), "{name}");
        }
        assert!(header("a", LARGEST + 1).is_none());
    }

    #[test]
    fn contents_are_filled_to_whole_blocks() {
        assert_eq!([0, 1, 511, 512, 513].map(filling), [0, 511, 1, 0, 511]);
    }
}
