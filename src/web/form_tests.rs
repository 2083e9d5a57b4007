//! Forms as bytes on the wire: whole, cut anywhere, and hostile.

use std::convert::Infallible;

use axum::body::Body;
use proptest::prelude::*;

use super::super::inflow::Pace;
use super::super::small_form::read_urlencoded;
use super::super::weight::Scales;
use super::*;

const B: &str = "----tocsin";

struct Read {
    end: Result<(), FormError>,
    typed: Vec<(String, String)>,
    files: Vec<(String, String, Result<Vec<u8>, FormError>)>,
}

fn headers(content_type: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, content_type.parse().unwrap());
    headers
}

fn in_chunks(bytes: &[u8], size: usize) -> Inflow {
    let chunks: Vec<_> = bytes.chunks(size.max(1)).map(|c| Ok::<_, Infallible>(Bytes::copy_from_slice(c))).collect();
    Inflow::new(Body::from_stream(futures::stream::iter(chunks)), Pace::FLOOR)
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap()
        .block_on(async { tokio::time::timeout(std::time::Duration::from_secs(60), work).await.expect("a reader that hangs") })
}

async fn read_all(reader: &mut FormReader) -> (Result<(), FormError>, Vec<(String, String, Result<Vec<u8>, FormError>)>) {
    let mut files = Vec::new();
    loop {
        match reader.next_file().await {
            Err(error) => return (Err(error), files),
            Ok(None) => return (Ok(()), files),
            Ok(Some(head)) => {
                let mut content = Vec::new();
                let content = loop {
                    match reader.file_chunk().await {
                        Ok(Some(chunk)) => content.extend_from_slice(&chunk),
                        Ok(None) => break Ok(content),
                        Err(error) => break Err(error),
                    }
                };
                files.push((head.name, head.media_type, content));
            }
        }
    }
}

fn read_with(body: &[u8], chunk: usize, limits: FormLimits) -> Read {
    let mut reader = FormReader::new(
        &headers(&format!("multipart/form-data; boundary={B}")),
        in_chunks(body, chunk),
        limits,
        Scales::default().nothing(),
    )
    .unwrap();
    let (end, files) = block_on(read_all(&mut reader));
    Read { end, typed: reader.typed().all().to_vec(), files }
}

fn read(body: &[u8]) -> Read {
    read_with(body, 1_000, FormLimits::with_files(1 << 20))
}

fn text(name: &str, value: &[u8]) -> Vec<u8> {
    [format!("--{B}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n").as_bytes(), value, b"\r\n"].concat()
}

fn file(name: &str, file_name: &str, value: &[u8]) -> Vec<u8> {
    let head =
        format!("--{B}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: image/png\r\n\r\n");
    [head.as_bytes(), value, b"\r\n"].concat()
}

fn whole(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat().as_slice(), format!("--{B}--\r\n").as_bytes()].concat()
}

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

#[test]
fn texts_and_files_are_read_in_any_order_and_in_chunks_of_any_size() {
    let body = whole(&[
        text("narrative", "كەلدى".as_bytes()),
        file("files", "a.png", b"\x89PNG\r\n--\r\n"),
        text("danger", b"now"),
        file("files", "b.png", b""),
    ]);
    for chunk in [1, 2, 3, 7, 64, 1_000_000] {
        let read = read_with(&body, chunk, FormLimits::with_files(1 << 20));
        assert_eq!(read.end, Ok(()), "chunks of {chunk}");
        assert_eq!(read.typed, pairs(&[("narrative", "كەلدى"), ("danger", "now")]));
        assert_eq!(read.files.len(), 2);
        assert_eq!(read.files[0], ("a.png".into(), "image/png".into(), Ok(b"\x89PNG\r\n--\r\n".to_vec())));
        assert_eq!(read.files[1].2, Ok(Vec::new()));
    }
}

#[test]
fn all_text_is_in_hand_when_the_first_file_starts() {
    let body = whole(&[text("narrative", b"words"), file("files", "a.png", &[7; 5_000])]);
    block_on(async {
        let mut reader = FormReader::new(
            &headers(&format!("multipart/form-data; boundary={B}")),
            in_chunks(&body, 100),
            FormLimits::with_files(1 << 20),
            Scales::default().nothing(),
        )
        .unwrap();
        assert!(reader.next_file().await.unwrap().is_some());
        assert_eq!(reader.typed().first("narrative"), Some("words"));
    });
}

#[test]
fn a_file_input_left_empty_is_no_file() {
    let read = read(&whole(&[text("narrative", b"words"), file("files", "", b""), text("danger", b"no")]));
    assert_eq!((read.end, read.files.len()), (Ok(()), 0));
    assert_eq!(read.typed.len(), 2);
}

#[test]
fn a_nameless_file_with_content_is_a_file() {
    let read = read(&whole(&[file("files", "", b"x")]));
    assert_eq!(read.files[0].0, "attachment");
    assert_eq!(read.files[0].2, Ok(b"x".to_vec()));
}

#[test]
fn another_content_type_and_a_missing_boundary_are_told_apart() {
    let new = |content_type: &str| {
        FormReader::new(&headers(content_type), in_chunks(b"", 1), FormLimits::with_files(1), Scales::default().nothing()).err()
    };
    assert_eq!(new("multipart/form-data"), Some(FormError::NoBoundary));
    assert_eq!(new("multipart/form-data; boundary=\"\""), Some(FormError::NoBoundary));
    assert_eq!(new("application/json"), Some(FormError::WrongType));
    assert_eq!(new("text/plain; boundary=x"), Some(FormError::WrongType));
    assert_eq!(
        FormReader::new(&HeaderMap::new(), in_chunks(b"", 1), FormLimits::with_files(1), Scales::default().nothing()).err(),
        Some(FormError::WrongType)
    );
    assert_eq!(FormError::WrongType.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[test]
fn invalid_text_is_refused_and_kept_as_far_as_it_can_be_read() {
    let broken = read(&whole(&[text("danger", b"now"), text("narrative", b"they came \xff\xfe today")]));
    assert_eq!(broken.end, Err(FormError::InvalidText));
    assert_eq!(broken.typed, pairs(&[("danger", "now"), ("narrative", "they came \u{fffd}\u{fffd} today")]));
    let nul = read(&whole(&[text("narrative", b"a\0b")]));
    assert_eq!(nul.end, Err(FormError::InvalidText));
    assert_eq!(nul.typed, pairs(&[("narrative", "a\u{fffd}b")]));
}

#[test]
fn what_was_typed_before_the_line_broke_is_kept() {
    let body = whole(&[text("danger", b"now"), text("narrative", b"they took my brother this morning")]);
    let cut = body.len() - 60;
    let read = read(&body[..cut]);
    assert_eq!(read.end, Err(FormError::Truncated));
    assert_eq!(read.typed[0], ("danger".into(), "now".into()));
}

#[test]
fn a_file_that_stops_half_way_is_an_error_and_not_a_short_file() {
    let body = whole(&[text("narrative", b"words"), file("files", "a.png", &[1; 5_000])]);
    let read = read(&body[..body.len() - 2_000]);
    assert_eq!(read.end, Err(FormError::Truncated));
    assert_eq!(read.files[0].2, Err(FormError::Truncated));
    assert_eq!(read.typed, pairs(&[("narrative", "words")]));
}

#[test]
fn more_text_than_the_budget_is_refused_wherever_it_stands() {
    let limits = FormLimits { text: 10_000, ..FormLimits::with_files(1 << 20) };
    let long = vec![b'x'; 10_001];
    for chunk in [100, 1_000_000] {
        let alone = read_with(&whole(&[text("narrative", &long)]), chunk, limits);
        assert_eq!(alone.end, Err(FormError::TextTooLarge));
        let late = read_with(&whole(&[file("files", "a", b"12"), text("narrative", &long)]), chunk, limits);
        assert_eq!(late.end, Err(FormError::TextTooLarge));
    }
    let many: Vec<_> = (0..300).map(|_| text("a", b"")).collect();
    assert_eq!(read_with(&whole(&many), 100, limits).end, Err(FormError::TextTooLarge));
}

#[test]
fn a_large_file_does_not_use_up_the_budget_for_text() {
    let limits = FormLimits { text: 10_000, ..FormLimits::with_files(10 << 20) };
    let mut parts: Vec<_> = (0..60).map(|n| text(&format!("f{n}"), b"x")).collect();
    parts.push(file("files", "a", &vec![5; 3 << 20]));
    parts.push(text("danger", b"no"));
    for chunk in [5_000, 100_000] {
        let read = read_with(&whole(&parts), chunk, limits);
        assert_eq!(read.end, Ok(()), "chunks of {chunk}");
        assert_eq!(read.files[0].2.as_ref().unwrap().len(), 3 << 20);
    }
}

#[test]
fn an_endless_part_header_is_cut_off() {
    let mut body = format!("--{B}\r\nContent-Disposition: form-data; name=\"a\"; x=\"").into_bytes();
    body.extend(std::iter::repeat_n(b'y', 600_000));
    for chunk in [10, 5_000] {
        assert_eq!(read_with(&body, chunk, FormLimits::with_files(1)).end, Err(FormError::TooManyFields));
    }
    assert_eq!(read_with(&vec![b'p'; 600_000], 5_000, FormLimits::with_files(1)).end, Err(FormError::TooManyFields), "an endless preamble");
}

#[test]
fn ten_thousand_fields_are_too_many() {
    let many: Vec<_> = (0..10_000).map(|_| text("m", b"1")).collect();
    let read = read(&whole(&many));
    assert_eq!(read.end, Err(FormError::TooManyFields));
    assert_eq!(read.typed.len(), 400);
}

#[test]
fn a_field_name_is_short_and_plain() {
    assert_eq!(read(&whole(&[text(&"n".repeat(64), b"")])).end, Ok(()));
    assert_eq!(read(&whole(&[text(&"n".repeat(65), b"")])).end, Err(FormError::TooManyFields));
    assert_eq!(read(&whole(&[text("a%0Ab", b"")])).end, Err(FormError::TooManyFields));
}

#[test]
fn hostile_file_names_arrive_as_plain_ones() {
    let long = format!("{}.jpg", "照".repeat(4_000));
    let read = read(&whole(&[file("files", "../../etc/passwd", b"1"), file("files", "a%0D%0Ab", b"2"), file("files", &long, b"3")]));
    assert_eq!(read.end, Ok(()));
    let names: Vec<_> = read.files.iter().map(|f| f.0.as_str()).collect();
    assert_eq!(&names[..2], ["passwd", "a__b"]);
    assert_eq!(names[2].chars().count(), 255);
}

#[test]
fn a_raw_line_end_in_a_file_name_is_refused_and_the_words_are_kept() {
    for bad in ["a\r\nX: b.png", "a\nb.png", "a\r\n\r\nb"] {
        let read = read(&whole(&[text("narrative", b"words"), file("files", bad, b"1")]));
        assert!(matches!(read.end, Err(FormError::Malformed)), "{bad:?} gave {:?}", read.end);
        assert_eq!(read.typed, pairs(&[("narrative", "words")]));
    }
}

#[test]
fn a_file_too_many_is_refused_alone() {
    let body = whole(&[
        text("narrative", b"words"),
        file("files", "big", &[1; 900]),
        file("files", "fits", &[2; 300]),
        file("files", "not", &[3; 900]),
        text("danger", b"no"),
    ]);
    let read = read_with(&body, 100, FormLimits::with_files(1_000));
    assert_eq!(read.files[0].2, Ok(vec![1; 900]));
    assert_eq!(read.files[1].2, Err(FormError::FilesTooLarge));
    assert_eq!(read.files[2].2, Err(FormError::FilesTooLarge));
    assert_eq!(read.typed.len(), 1);
    assert_eq!(read.end, Err(FormError::FilesTooLarge), "no more is swallowed than was allowed to be sent");

    let smaller = whole(&[file("files", "big", &[1; 1_001]), file("files", "fits", &[2; 300])]);
    assert_eq!(read_with(&smaller, 100, FormLimits { files: 2_000, ..FormLimits::with_files(0) }).end, Ok(()));
    let skipped = read_with(
        &whole(&[file("files", "big", &[1; 600]), file("files", "over", &[1; 450]), file("files", "fits", &[2; 300])]),
        100,
        FormLimits::with_files(1_000),
    );
    assert_eq!(skipped.files[2].2, Ok(vec![2; 300]), "a smaller file still fits after a refused one");
    assert_eq!(skipped.end, Ok(()));
}

#[test]
fn small_forms_are_read_strictly() {
    let read = |content_type: &str, body: &'static [u8]| {
        block_on(async move { read_urlencoded(&headers(content_type), in_chunks(body, 3), 64).await.map(|t| t.all().to_vec()) })
    };
    let kind = "application/x-www-form-urlencoded";
    assert_eq!(read(kind, b"receipt=a+b%20c&session=%D8%B3"), Ok(pairs(&[("receipt", "a b c"), ("session", "س")])));
    assert_eq!(read(kind, b""), Ok(vec![]));
    assert_eq!(read(kind, b"a=%zz"), Err(FormError::Malformed));
    assert_eq!(read(kind, b"a=%4"), Err(FormError::Malformed));
    assert_eq!(read(kind, b"a"), Err(FormError::Malformed));
    assert_eq!(read(kind, b"a=%ff"), Err(FormError::InvalidText));
    assert_eq!(read(kind, b"a=%00"), Err(FormError::InvalidText));
    assert_eq!(read(kind, &[b'a'; 65]), Err(FormError::TextTooLarge));
    assert_eq!(read("text/plain", b"a=b"), Err(FormError::WrongType));
}

fn sample() -> Vec<u8> {
    whole(&[
        text("narrative", "他们来了\r\n--".as_bytes()),
        text("danger", b"now"),
        file("files", "a.png", b"\r\n------toc"),
        file("files", "", b""),
    ])
}

#[test]
fn a_form_cut_at_any_byte_is_never_taken_for_a_whole_one() {
    let body = sample();
    let complete = body.len() - 2; // the line end after the closing boundary is not needed
    for cut in 0..body.len() {
        let read = read_with(&body[..cut], 16, FormLimits::with_files(1 << 20));
        assert_eq!(read.end.is_ok(), cut >= complete, "cut at {cut}");
        if let Some((_, _, Ok(content))) = read.files.first() {
            assert_eq!(content, b"\r\n------toc", "cut at {cut}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_is_done_to_a_form_nothing_panics_or_hangs(at in 0usize..400, byte in any::<u8>(), cut in 0usize..500, chunk in 1usize..200) {
        let mut body = sample();
        let place = at % body.len();
        body[place] = byte;
        body.truncate(cut.max(1));
        let read = read_with(&body, chunk, FormLimits::with_files(100));
        prop_assert!(read.typed.len() <= 400);
    }

    #[test]
    fn a_text_comes_out_as_it_went_in(value in "[^\0]{0,300}", chunk in 1usize..50) {
        prop_assume!(!value.contains(B));
        let read = read_with(&whole(&[text("narrative", value.as_bytes())]), chunk, FormLimits::with_files(0));
        prop_assert_eq!(read.end, Ok(()));
        prop_assert_eq!(&read.typed[0].1, &value);
    }
}
