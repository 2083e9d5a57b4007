//! Sealing and opening: what goes in comes out, what was altered or mis-announced does not.

mod support;

use futures::executor::block_on;
use futures::io::AsyncWrite;
use proptest::prelude::*;
use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};
use support::rng;
use tocsin_seal::header::max_header_len;
use tocsin_seal::padding::sealed_size;
use tocsin_seal::{
    Hash32, Identity, OpenError, Recipient, SealError, SealWriter, SealedSums, SigningKey, check_header, check_sealed_size, grant,
    grant_signing, open, open_attachment, open_grant, open_reader, open_signing_grant, padme, seal,
};

fn identity() -> Identity {
    Identity::generate(&rng()).ok().unwrap()
}

fn attach(plain: &[u8], to: &Identity) -> (Vec<u8>, SealedSums) {
    block_on(async {
        let mut writer = SealWriter::new(Vec::new(), &[to.recipient()]).await.ok().unwrap();
        for part in plain.chunks(10_007) {
            writer.write(part).await.unwrap();
        }
        assert_eq!(writer.true_len(), plain.len() as u64);
        assert_eq!(writer.true_sha256(), Hash32::of(plain));
        writer.finish().await.unwrap()
    })
}

#[test]
fn what_was_sealed_to_several_opens_for_each_and_nobody_else() {
    let all: Vec<Identity> = (0..3).map(|_| identity()).collect();
    let recipients: Vec<&Recipient> = all.iter().map(Identity::recipient).collect();
    let sealed = seal(b"text", &recipients).unwrap();
    for one in &all {
        assert_eq!(*open(&sealed, one, 3).unwrap(), b"text");
    }
    assert!(matches!(open(&sealed, &identity(), 3), Err(OpenError::NotForUs)));
    assert!(matches!(open(&sealed, &all[0], 2), Err(OpenError::Header(_))));
    assert!(matches!(open(&sealed, &all[0], 4), Err(OpenError::Header(_))));
}

#[test]
fn sealing_to_nobody_or_to_a_crowd_is_refused() {
    let one = identity();
    assert!(matches!(seal(b"", &[]), Err(SealError::Recipients)));
    assert!(matches!(seal(b"", &[one.recipient(); 65]), Err(SealError::Recipients)));
}

#[test]
fn our_own_headers_always_pass_the_strict_check_and_stay_within_its_bound() {
    // The grease is random: enough files to meet its shapes.
    let one = identity();
    for stanzas in (1..=2).cycle().take(150) {
        let sealed = seal(b"", &vec![one.recipient(); stanzas]).unwrap();
        let header = check_header(&sealed, stanzas).unwrap();
        assert!(header <= max_header_len(stanzas));
        assert_eq!(sealed.len() as u64, sealed_size(0, header as u64));
    }
}

#[test]
fn a_streamed_attachment_is_padded_hashed_on_both_sides_and_opens() {
    let to = identity();
    for len in [0, 1, 4095, 4096, 4097, 65_536, 65_537, 300_001] {
        let plain: Vec<u8> = (0..len).map(|i| (i % 253) as u8).collect();
        let (sealed, sums) = attach(&plain, &to);
        assert_eq!(sums.true_len, len as u64);
        assert_eq!(sums.true_sha256, Hash32::of(&plain));
        assert_eq!(sums.sealed_len, sealed.len() as u64);
        assert_eq!(sums.sealed_sha256, Hash32::of(&sealed));
        let header = check_header(&sealed, 1).unwrap() as u64;
        assert_eq!(check_sealed_size(sums.sealed_len, header), Ok(padme(len as u64)));

        let mut out = Vec::new();
        open_attachment(&sealed[..], &to, sums.true_len, &sums.true_sha256, &mut out).unwrap();
        assert_eq!(out, plain);
    }
}

#[test]
fn an_attachment_that_is_not_the_announced_one_is_refused() {
    let to = identity();
    let plain = vec![7u8; 5000];
    let (sealed, sums) = attach(&plain, &to);
    let check = |sealed: &[u8], len: u64, hash: Hash32| open_attachment(sealed, &to, len, &hash, io::sink()).unwrap_err();
    let refused = |e: OpenError| matches!(e, OpenError::NotAsAnnounced);
    assert!(refused(check(&sealed, 4999, Hash32::of(&plain[..4999]))));
    assert!(refused(check(&sealed, 5001, sums.true_sha256)));
    assert!(refused(check(&sealed, 0, Hash32::of(b""))));
    assert!(refused(check(&sealed, u64::MAX, sums.true_sha256)));
    assert!(refused(check(&sealed, 5000, Hash32::of(b"other"))));

    let mut dirty = plain.clone();
    dirty.resize(5120, 0);
    *dirty.last_mut().unwrap() = 1;
    let dirty = seal(&dirty, &[to.recipient()]).unwrap();
    assert!(refused(check(&dirty, 5000, sums.true_sha256)));
    let unpadded = seal(&plain, &[to.recipient()]).unwrap();
    assert!(refused(check(&unpadded, 5000, sums.true_sha256)));
    let mut long = plain.clone();
    long.resize(6144, 0);
    let long = seal(&long, &[to.recipient()]).unwrap();
    assert!(refused(check(&long, 5000, sums.true_sha256)));

    let cut = check(&sealed[..sealed.len() - 1], 5000, sums.true_sha256);
    assert!(matches!(cut, OpenError::Damaged));
}

#[test]
fn a_full_disk_is_an_error_of_writing_not_of_the_file() {
    struct Full;
    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    impl AsyncWrite for Full {
        fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
            Poll::Ready(Err(io::ErrorKind::StorageFull.into()))
        }
        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
        fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }
    let to = identity();
    let (sealed, sums) = attach(b"text", &to);
    let error = open_attachment(&sealed[..], &to, 4, &sums.true_sha256, Full).unwrap_err();
    assert!(matches!(error, OpenError::Io(e) if e.kind() == io::ErrorKind::StorageFull));
    let error = block_on(SealWriter::new(Full, &[to.recipient()])).err().unwrap();
    assert!(matches!(error, SealError::Io(e) if e.kind() == io::ErrorKind::StorageFull));
}

#[test]
fn a_grant_holds_exactly_one_key_of_the_right_kind() {
    let (to, case) = (identity(), identity());
    let signing = SigningKey::generate(&rng()).unwrap();
    let sealed = grant(&case, to.recipient()).unwrap();
    assert!(open_grant(&sealed, &to).ok().unwrap().recipient() == case.recipient());
    let sealed_signing = grant_signing(&signing, to.recipient()).unwrap();
    let opened = open_signing_grant(&sealed_signing, &to).ok().unwrap();
    assert_eq!(opened.public(), signing.public());
    assert!(open_grant(&sealed_signing, &to).is_err());
    assert!(open_signing_grant(&sealed, &to).is_err());
    assert!(open_grant(&sealed, &case).is_err());

    let line = case.to_secret();
    let line = line.as_str();
    for hostile in [
        String::new(),
        "\n".to_owned(),
        line.to_owned(),
        format!("{line}\n\n"),
        format!("{line}\r\n"),
        format!(" {line}\n"),
        format!("{line} \n"),
        format!("\u{feff}{line}\n"),
        format!("{}\n", line.to_lowercase()),
        format!("{line}\n{line}\n"),
        format!("{line}\n{}\n", *to.to_secret()),
        format!("# comment\n{line}\n"),
        format!("{line}\nAGE-PLUGIN-EVIL-1QQQQ\n"),
        "AGE-PLUGIN-EVIL-1QQQQ\n".to_owned(),
        "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX\n".to_owned(),
        format!("{}\n", case.recipient()),
        format!("{line}\n{}", " ".repeat(4096)),
    ] {
        let sealed = seal(hostile.as_bytes(), &[to.recipient()]).unwrap();
        assert!(open_grant(&sealed, &to).is_err(), "{hostile:?}");
    }
    let bytes = seal(&[0xff, 0xfe, b'\n'], &[to.recipient()]).unwrap();
    assert!(open_grant(&bytes, &to).is_err());
    let two = seal(format!("{line}\n").as_bytes(), &[to.recipient(), case.recipient()]).unwrap();
    assert!(open_grant(&two, &to).is_err());
}

#[test]
fn a_recipient_has_one_text_form_and_must_be_a_sound_key() {
    let one = identity();
    let text = one.recipient().to_string();
    assert_eq!(text.len(), 1959);
    assert!(text.parse::<Recipient>().unwrap() == *one.recipient());
    let mut chars: Vec<char> = text.chars().collect();
    chars[100] = if chars[100] == 'q' { 'p' } else { 'q' };
    for bad in [
        String::new(),
        "age1pq1".to_owned(),
        text.to_uppercase(),
        format!("{text} "),
        format!(" {text}"),
        format!("{text}\n"),
        text[..text.len() - 1].to_owned(),
        chars.into_iter().collect(),
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj".to_owned(),
        "q".repeat(100_000),
        format!("age1pq1{}", "q".repeat(1952)),
        "agé1pq1".to_owned(),
    ] {
        assert!(bad.parse::<Recipient>().is_err(), "{}", bad.chars().take(40).collect::<String>());
    }
    assert!(Identity::parse(&one.to_secret().to_lowercase()).is_err());
    assert!(Identity::parse(&format!("{}\n", *one.to_secret())).is_err());
    assert_eq!(one.recipient().fingerprint().len(), 16);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_comes_back(plain in prop::collection::vec(any::<u8>(), 0..5000)) {
        let to = Identity::from_seed([9; 32]);
        let sealed = seal(&plain, &[to.recipient()]).unwrap();
        prop_assert_eq!(&*open(&sealed, &to, 1).unwrap(), &plain);
    }

    #[test]
    fn one_changed_byte_anywhere_is_noticed(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let to = Identity::from_seed([9; 32]);
        let mut sealed = seal(b"text", &[to.recipient()]).unwrap();
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        prop_assert!(open(&sealed, &to, 1).is_err());
        let opened = open_reader(&sealed[..], &to, 1).map_err(|_| ());
        prop_assert!(opened.and_then(|mut r| r.read_to_end(&mut Vec::new()).map_err(|_| ())).is_err());
    }

    #[test]
    fn a_file_cut_anywhere_is_refused(at in any::<prop::sample::Index>()) {
        let to = Identity::from_seed([9; 32]);
        let sealed = seal(b"text", &[to.recipient()]).unwrap();
        prop_assert!(open(&sealed[..at.index(sealed.len())], &to, 1).is_err());
    }

    #[test]
    fn no_bytes_make_the_header_check_panic(
        head in prop::sample::select(vec!["", "age-encryption.org/v1\n", "age-encryption.org/v1\n-> ",
            "age-encryption.org/v1\n-> mlkem768x25519 AA\n", "age-encryption.org/v1\n-> a-grease\n",
            "age-encryption.org/v1\n-> a-grease\n\n--- "]),
        tail in prop::collection::vec(any::<u8>(), 0..300),
        stanzas in 0usize..70,
    ) {
        let bytes = [head.as_bytes(), &tail].concat();
        let _ = check_header(&bytes, stanzas);
        prop_assert!(open(&bytes, &Identity::from_seed([9; 32]), stanzas).is_err());
    }

    #[test]
    fn no_text_makes_a_key_parser_panic(text in "\\PC{0,200}") {
        prop_assert!(text.parse::<Recipient>().is_err());
        prop_assert!(Identity::parse(&text).is_err());
        prop_assert!(SigningKey::parse(&text).is_err());
        prop_assert!(text.parse::<tocsin_seal::PublicKey>().is_err());
        prop_assert!(text.parse::<tocsin_seal::Signature>().is_err());
    }
}
