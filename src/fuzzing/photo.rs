//! Photographs, which come from anybody and are taken apart.

use tocsin_domain::photo::{Cleaner, Verdict, clean};

/// Whatever is taken is not longer than it was, the same in any pieces, and clean: nothing is left to be taken out of it, and
/// nothing can be hidden behind its end.
pub fn photo(data: &[u8]) {
    let whole = clean(data);
    for size in [1, 5, 64, 1_000] {
        let (mut cleaner, mut copy) = (Cleaner::new(), Vec::new());
        data.chunks(size).for_each(|piece| cleaner.push(piece, &mut copy));
        assert!(copy.len() <= data.len() + 64);
        let made = matches!(cleaner.finish(), Verdict::Clean(_)).then_some(copy);
        assert!(made == whole, "another copy in pieces of {size}");
    }
    let Some(copy) = whole else { return };
    assert!(clean(&copy).as_ref() == Some(&copy), "a clean copy is not clean");
    let longer = [&copy[..], b"more"].concat();
    assert!(clean(&longer).as_ref() == Some(&copy), "something stands behind its end");
}

pub fn photo_seeds() -> Vec<Vec<u8>> {
    let files: [&[u8]; 6] = [
        include_bytes!("../../tests/vectors/photos/good/phone.jpg"),
        include_bytes!("../../tests/vectors/photos/good/between-scans.jpg"),
        include_bytes!("../../tests/vectors/photos/good/filled.jpg"),
        include_bytes!("../../tests/vectors/photos/good/four-inks.jpg"),
        include_bytes!("../../tests/vectors/photos/good/palette.png"),
        include_bytes!("../../tests/vectors/photos/good/two-bits.png"),
    ];
    files.map(<[u8]>::to_vec).to_vec()
}
