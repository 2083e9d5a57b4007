//! Clean copies of photographs, over the files of `tests/vectors/photos`: made by the tools that photographs go through, and
//! bent by hand. `browser/test/photo.test.mjs` reads the same files and expects the same bytes.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::{Value, json};
use tocsin_domain::photo::{Cleaner, Verdict, clean};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;
use zune_png::PngDecoder;

#[test]
fn every_photograph_gets_the_clean_copy_on_file() {
    let clean_folder = folder("clean");
    for (name, photo) in photos("good") {
        let copy = clean(&photo).unwrap_or_else(|| panic!("{name} gets no clean copy"));
        if updating() {
            fs::create_dir_all(&clean_folder).unwrap();
            fs::write(clean_folder.join(&name), &copy).unwrap();
        }
        assert!(fs::read(clean_folder.join(&name)).unwrap() == copy, "{name}: another clean copy than the one on file");
    }
    assert_eq!(photos("clean").len(), photos("good").len());
}

#[test]
fn broken_photographs_get_none() {
    for (name, photo) in photos("bad") {
        let (mut cleaner, mut copy) = (Cleaner::new(), Vec::new());
        cleaner.push(&photo, &mut copy);
        assert_eq!(cleaner.finish(), Verdict::Broken, "{name}");
        assert_eq!(clean(&photo), None, "{name}");
    }
}

#[test]
fn nothing_that_a_device_wrote_is_in_a_clean_copy() {
    let mut told = 0;
    for (name, photo) in photos("good") {
        told += usize::from(holds(&photo, b"CANARY"));
        let copy = clean(&photo).unwrap();
        for word in
            [&b"CANARY"[..], b"\0\0\0\x2b\0\0\0\x01", b"Phones", b"photoshop", b"http", b"ICC", b"MPF", b"JFXX", b"8BIM", b"2026", b"mp42"]
        {
            assert!(!holds(&copy, word), "{name}: its clean copy holds {}", String::from_utf8_lossy(word));
        }
        assert!(copy.len() <= photo.len() + 64, "{name}");
        for part in parts(&copy) {
            let known =
                ["0xd8", "0xe0", "0xe1", "0xee", "0xc0", "0xc1", "0xc2", "0xc9", "0xca", "0xc4", "0xcc", "0xdb", "0xdd", "0xda", "0xd9"];
            let known = known.contains(&part.as_str()) || ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"].contains(&part.as_str());
            assert!(known, "{name}: its clean copy has a part {part}");
        }
    }
    assert!(told > 20, "only {told} photographs told anything");
}

#[test]
fn no_pixel_changes() {
    for (name, photo) in photos("good") {
        let copy = clean(&photo).unwrap();
        // Few decoders know arithmetic coding, this one not; there was nothing to take out of that file.
        let same = if name.starts_with("arithmetic") { photo == copy } else { pixels(&name, &photo) == pixels(&name, &copy) };
        assert!(same, "{name}: the clean copy looks different");
        assert_eq!(clean(&copy).as_ref(), Some(&copy), "{name}: a clean copy has nothing left to clean");
    }
}

#[test]
fn a_photograph_taken_upside_down_stays_the_right_way_up() {
    for way in 1..=8_u8 {
        let copy = clean(&fs::read(folder("good").join(format!("turned-{way}.jpg"))).unwrap()).unwrap();
        let said = [&b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"[..], &[way, 0, 0, 0, 0, 0, 0]].concat();
        assert_eq!(holds(&copy, &said), way > 1, "{way}");
        assert_eq!(holds(&copy, b"Exif"), way > 1, "{way}");
    }
}

#[test]
fn in_whatever_pieces_a_file_comes_the_copy_is_the_same() {
    for (name, photo) in photos("good").into_iter().chain(photos("bad")) {
        for size in [1, 2, 3, 7, 64, 1000] {
            let (mut cleaner, mut copy) = (Cleaner::new(), Vec::new());
            photo.chunks(size).for_each(|piece| cleaner.push(piece, &mut copy));
            let made = matches!(cleaner.finish(), Verdict::Clean(_)).then_some(copy);
            assert!(made == clean(&photo), "{name} in pieces of {size}");
        }
    }
}

#[test]
fn tables_without_end_are_not_gathered() {
    let plain = fs::read(folder("good").join("plain.jpg")).unwrap();
    let table = [&[0xff, 0xdb, 0, 67, 0][..], &[1; 64]].concat();
    let (mut cleaner, mut copy) = (Cleaner::new(), Vec::new());
    cleaner.push(&plain[..2], &mut copy);
    let taken = (0..100_000).take_while(|_| {
        cleaner.push(&table, &mut copy);
        !cleaner.hopeless()
    });
    assert!((900..1_000).contains(&taken.count()), "a thousand tables are no photograph's");
}

/// What both twins must make of a thousand bent files: the hash of the copy, or nothing.
#[test]
fn bent_photographs_come_out_as_on_file() {
    let file = folder("bent.json");
    if updating() {
        fs::write(&file, format!("{:#}\n", bend())).unwrap();
    }
    let cases: Vec<Value> = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let mut taken = 0;
    for case in &cases {
        let made = clean(&bent(case)).map(|copy| sum(&copy));
        taken += usize::from(made.is_some());
        assert_eq!(made.as_deref(), case["clean"].as_str(), "{case}");
    }
    assert!(cases.len() >= 1_000 && (200..800).contains(&taken), "{taken} of {}", cases.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 300 } else { 5_000 }))]

    #[test]
    fn whatever_is_taken_is_clean_and_shorter(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let photos = photos("good");
        let mut photo = which.get(&photos).1.clone();
        for (place, byte) in changes {
            let at = place.index(photo.len());
            photo[at] = byte;
        }
        if let Some(cut) = cut {
            photo.truncate(cut.index(photo.len()));
        }
        if let Some(copy) = clean(&photo) {
            prop_assert!(copy.len() <= photo.len() + 64);
            prop_assert_eq!(clean(&copy), Some(copy));
        }
    }
}

/// Bent files: a good one, bytes changed, a piece cut out or put in twice; made from a fixed seed.
fn bend() -> Value {
    let mut state = 0x5eed_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    let photos = photos("good");
    let cases = (0..1_000).map(|_| {
        let (name, photo) = &photos[next(photos.len())];
        // Half of the changes strike the first bytes, where most of the form is.
        let mut place = |length: usize| if next(2) == 0 { next(length.min(700)) } else { next(length) };
        let changed: Vec<Value> = (0..place(3)).map(|_| json!([place(photo.len()), place(256)])).collect();
        let piece = (place(4) == 0).then(|| json!([place(photo.len()), place(40), place(3)]));
        let mut case = json!({ "photo": name, "changed": changed, "piece": piece });
        case["clean"] = json!(clean(&bent(&case)).map(|copy| sum(&copy)));
        case
    });
    Value::Array(cases.collect())
}

fn bent(case: &Value) -> Vec<u8> {
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let mut photo = fs::read(folder("good").join(case["photo"].as_str().unwrap())).unwrap();
    for change in case["changed"].as_array().unwrap() {
        photo[number(&change[0])] = u8::try_from(number(&change[1])).unwrap();
    }
    if let Some([from, length, times]) = case["piece"].as_array().map(Vec::as_slice) {
        let from = number(from);
        let to = (from + number(length)).min(photo.len());
        let piece = photo[from..to].repeat(number(times));
        photo.splice(from..to, piece);
    }
    photo
}

/// The decoded picture, as little interpreted as the decoder can.
fn pixels(name: &str, photo: &[u8]) -> (usize, usize, Vec<u8>) {
    if name.ends_with(".png") {
        let mut decoder = PngDecoder::new(Cursor::new(photo));
        let bytes = decoder.decode_raw().unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let (width, height) = decoder.dimensions().unwrap();
        return (width, height, bytes);
    }
    let grey = name.starts_with("grey");
    let colours = if grey { ColorSpace::Luma } else { ColorSpace::RGB };
    let options = DecoderOptions::default().set_strict_mode(false).jpeg_set_out_colorspace(colours);
    let mut decoder = JpegDecoder::new_with_options(Cursor::new(photo), options);
    let bytes = decoder.decode().unwrap_or_else(|error| panic!("{name}: {error:?}"));
    let (width, height) = decoder.dimensions().unwrap();
    assert_eq!(bytes.len(), width * height * if grey { 1 } else { 3 }, "{name}");
    (width, height, bytes)
}

/// Markers of a JPEG file, chunk types of a PNG file: read in the simplest way, unlike the cleaner does.
fn parts(file: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    if file.starts_with(&[0x89]) {
        let mut at = 8;
        while at < file.len() {
            found.push(String::from_utf8_lossy(&file[at + 4..at + 8]).into_owned());
            at += 12 + u32::from_be_bytes(file[at..at + 4].try_into().unwrap()) as usize;
        }
        assert_eq!(at, file.len(), "nothing behind the last chunk");
        return found;
    }
    let mut at = 0;
    while at < file.len() {
        assert_eq!(file[at], 0xff, "a marker at {at}");
        let code = file[at + 1];
        found.push(format!("{code:#x}"));
        at += 2;
        if !matches!(code, 0xd8 | 0xd9) {
            at += usize::from(u16::from_be_bytes([file[at], file[at + 1]]));
        }
        while code == 0xda && (file[at] != 0xff || matches!(file[at + 1], 0 | 0xd0..=0xd7)) {
            at += 1;
        }
    }
    assert_eq!(found.last().map(String::as_str), Some("0xd9"), "nothing behind the end");
    found
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

fn sum(bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn updating() -> bool {
    std::env::var_os("UPDATE_VECTORS").is_some()
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/photos").join(name)
}

fn photos(which: &str) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder(which)).unwrap().flatten();
    let mut photos: Vec<_> = entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect();
    photos.sort();
    assert!(photos.len() > 20, "{which}");
    photos
}
