//! A sealed file taken apart into its sections, and put together again, so that tests can bend one of them.

/// The sections behind `magic`; the caller says how many.
pub fn sections<const N: usize>(magic: &[u8], file: &[u8]) -> [Vec<u8>; N] {
    let mut rest = &file[magic.len()..];
    std::array::from_fn(|_| {
        let (length, after) = rest.split_first_chunk::<4>().unwrap();
        let (section, after) = after.split_at(u32::from_be_bytes(*length) as usize);
        rest = after;
        section.to_vec()
    })
}

/// The file of these sections.
pub fn joined(magic: &[u8], sections: &[Vec<u8>]) -> Vec<u8> {
    let framed = sections.iter().flat_map(|s| [&u32::try_from(s.len()).unwrap().to_be_bytes()[..], s].concat());
    magic.iter().copied().chain(framed).collect()
}
