//! Files and derivations made without our code (`tests/vectors/make.mjs`: npm `age-encryption` and
//! node's own cryptography), and our files opened by npm.

mod support;

use serde_json::{Value, json};
use std::io::Read;
use std::process::Command;
use support::{json, npm_is_there, rng, tests_dir, vector};
use tocsin_seal::{
    Hash32, HeaderError, Identity, OpenError, Receipt, SealWriter, SignedStatement, WordList, check_header, open, open_grant, open_reader,
    seal,
};

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} in {value}"))
}

fn stanzas(value: &Value) -> usize {
    value["stanzas"].as_u64().unwrap().try_into().unwrap()
}

#[test]
fn files_made_by_npm_open() {
    let index = json("npm/index.json");
    let identity = Identity::parse(text(&index, "identity")).unwrap();
    assert_eq!(identity.recipient().to_string(), text(&index, "recipient"));
    assert_eq!(*identity.to_secret(), text(&index, "identity"));
    let files = index["files"].as_array().unwrap();
    assert!(files.len() >= 12);
    for file in files {
        let name = text(file, "file");
        let sealed = vector(&format!("npm/{name}"));
        let plain = if file["greased"].as_bool().unwrap() {
            let streamed = open_reader(sealed.as_slice(), &identity, stanzas(file));
            let mut from_stream = Vec::new();
            streamed.ok().unwrap().read_to_end(&mut from_stream).unwrap();
            let plain = open(&sealed, &identity, stanzas(file)).unwrap();
            assert_eq!(*plain, from_stream, "{name}");
            plain.to_vec()
        } else {
            // Stock files lack the grease that hides the tool: sound, but not ours.
            assert_eq!(check_header(&sealed, stanzas(file)), Err(HeaderError::Grease), "{name}");
            let decryptor = age::Decryptor::new_buffered(sealed.as_slice()).unwrap();
            let mut plain = Vec::new();
            let identity = std::iter::once(&identity as &dyn age::Identity);
            decryptor.decrypt(identity).unwrap().read_to_end(&mut plain).unwrap();
            plain
        };
        assert_eq!(plain.len() as u64, file["length"].as_u64().unwrap(), "{name}");
        assert_eq!(Hash32::of(&plain).to_string(), text(file, "sha256"), "{name}");
    }
    let granted = open_grant(&vector("npm/grant.age"), &identity).ok().unwrap();
    assert!(granted.recipient() == identity.recipient());
}

#[test]
fn every_malformed_file_is_refused_for_its_own_reason() {
    let index = json("refused/index.json");
    let identity = Identity::parse(text(&index, "identity")).unwrap();
    let refused = index["refused"].as_array().unwrap();
    assert!(refused.len() >= 75);
    for file in refused {
        let name = text(file, "file");
        let sealed = vector(&format!("refused/{name}"));
        let whole = open(&sealed, &identity, stanzas(file)).map(|_| ()).unwrap_err();
        let streamed = open_reader(sealed.as_slice(), &identity, stanzas(file)).map_err(|e| reason(&e)).and_then(|mut r| {
            match r.read_to_end(&mut Vec::new()) {
                Ok(_) => Err("opened".to_owned()),
                Err(_) => Err::<(), _>("open:Damaged".to_owned()),
            }
        });
        assert_eq!(reason(&whole), text(file, "expect"), "{name}");
        assert_eq!(streamed.unwrap_err(), text(file, "expect"), "{name}, as a stream");
    }
}

fn reason(error: &OpenError) -> String {
    match error {
        OpenError::Header(e) => format!("{e:?}"),
        OpenError::NotForUs => "open:NotForUs".to_owned(),
        OpenError::Damaged => "open:Damaged".to_owned(),
        OpenError::NotAsAnnounced | OpenError::Io(_) => format!("unexpected: {error:?}"),
    }
}

#[test]
fn receipts_give_the_same_words_digits_and_keys_as_without_our_code() {
    let derived = json("derived.json");
    for vector in derived.as_array().unwrap() {
        let entropy = text(vector, "english");
        let receipt = Receipt::parse(entropy).ok().unwrap();
        assert_eq!(hex(receipt.entropy()), text(vector, "entropy"));
        assert_eq!(*receipt.words(WordList::ENGLISH), text(vector, "english"));
        assert_eq!(*receipt.words(WordList::CHINESE_SIMPLIFIED), text(vector, "simplified"));
        assert_eq!(*receipt.words(WordList::CHINESE_TRADITIONAL), text(vector, "traditional"));
        assert_eq!(*receipt.digits(), text(vector, "digits"));
        for form in ["digits", "simplified", "traditional"] {
            let same = Receipt::parse(text(vector, form)).ok().unwrap();
            assert_eq!(same.entropy(), receipt.entropy(), "{form}");
        }

        let keys = receipt.keys(&text(vector, "deployment").parse().unwrap());
        assert_eq!(keys.mailbox_id().to_string(), text(vector, "mailbox_id"));
        assert_eq!(*keys.identity().to_secret(), text(vector, "identity"));
        let recipient = Hash32::of(keys.recipient().to_string().as_bytes());
        assert_eq!(recipient.to_string(), text(vector, "recipient_sha256"));
        assert_eq!(keys.public().to_string(), text(vector, "public"));

        let capsule = keys.open_capsule(text(vector, "capsule").as_bytes()).unwrap();
        assert_eq!(capsule.epoch, 3);
        assert_eq!(keys.seal_capsule(&capsule), text(vector, "capsule").as_bytes());

        let signed = SignedStatement::parse(text(vector, "statement").as_bytes()).unwrap();
        let statement = signed.verify(&keys.public()).unwrap();
        assert_eq!(signed.hash().to_string(), text(vector, "statement_hash"));
        assert_eq!(keys.sign(&statement).bytes(), text(vector, "statement").as_bytes());
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[test]
fn npm_opens_what_we_seal() {
    if !npm_is_there("age-encryption") {
        return;
    }
    let dir = std::env::temp_dir().join(format!("tocsin-seal-npm-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let identity = Identity::generate(&rng()).ok().unwrap();
    let other = Identity::generate(&rng()).ok().unwrap();
    let both = [other.recipient(), identity.recipient()];
    let mut index = Vec::new();
    let mut add = |name: &str, sealed: Vec<u8>, plain: &[u8]| {
        std::fs::write(dir.join(name), sealed).unwrap();
        index.push(json!({
            "file": name,
            "identity": *identity.to_secret(),
            "recipient": identity.recipient().to_string(),
            "length": plain.len(),
            "sha256": Hash32::of(plain).to_string(),
        }));
    };
    for len in [0, 1, 4096, 65_535, 65_536, 65_537, 200_000] {
        let plain: Vec<u8> = (0..len).map(|i| (i % 251) as u8).collect();
        add(&format!("one-{len}.age"), seal(&plain, &both[1..]).unwrap(), &plain);
        add(&format!("two-{len}.age"), seal(&plain, &both).unwrap(), &plain);
        let (sealed, sums) = futures::executor::block_on(async {
            let mut writer = SealWriter::new(Vec::new(), &both[1..]).await.ok().unwrap();
            writer.write(&plain).await.unwrap();
            writer.finish().await.unwrap()
        });
        let mut padded = plain.clone();
        padded.resize(tocsin_seal::padme(sums.true_len).try_into().unwrap(), 0);
        add(&format!("stream-{len}.age"), sealed, &padded);
    }
    std::fs::write(dir.join("index.json"), serde_json::to_vec(&index).unwrap()).unwrap();
    let out = Command::new("node").arg(tests_dir().join("vectors/open.mjs")).arg(&dir).output();
    let out = out.expect("node, version 20 or later, is needed");
    std::fs::remove_dir_all(&dir).unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(String::from_utf8_lossy(&out.stdout), "21 files opened\n");
}
