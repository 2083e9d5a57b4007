//! Several parts in one file: a first line that names the format, then each part behind its length in four bytes, most
//! significant first, and nothing behind the last.

/// Why a file of sections is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SectionError {
    /// It ends too early.
    Truncated,
    /// Another format, a section beyond its limit, or something behind the last.
    Malformed,
}

/// The file of these parts. Each is far below 4 GiB by what made it.
pub(crate) fn write(magic: &[u8], sections: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(magic.len() + sections.iter().map(|s| s.len() + 4).sum::<usize>());
    bytes.extend_from_slice(magic);
    for section in sections {
        bytes.extend_from_slice(&u32::try_from(section.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend_from_slice(section);
    }
    bytes
}

/// The parts of a file, as many as there are limits, each at most so long.
pub(crate) fn read<'a, const N: usize>(bytes: &'a [u8], magic: &[u8], limits: [usize; N]) -> Result<[&'a [u8]; N], SectionError> {
    let Some(mut rest) = bytes.strip_prefix(magic) else {
        return Err(if magic.starts_with(bytes) { SectionError::Truncated } else { SectionError::Malformed });
    };
    let mut sections = [&bytes[..0]; N];
    for (section, limit) in sections.iter_mut().zip(limits) {
        let (length, after) = rest.split_first_chunk::<4>().ok_or(SectionError::Truncated)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        if length > limit {
            return Err(SectionError::Malformed);
        }
        (*section, rest) = after.split_at_checked(length).ok_or(SectionError::Truncated)?;
    }
    if rest.is_empty() { Ok(sections) } else { Err(SectionError::Malformed) }
}
