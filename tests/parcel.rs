//! Reports with files that were sealed offline and carried here: taken in one go, opened whole at the desk, alike in every
//! row, brought in again after a crash, and refused with nothing left wherever a part was bent.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/http.rs"]
mod http;
#[path = "support/pieces.rs"]
mod pieces;
#[path = "support/sender.rs"]
mod sender;
#[path = "support/server.rs"]
mod server;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use demo::{Demo, said};
use pieces::{below, new_id, noise, sealed};
use ring::rand::SystemRandom;
use sender::{attachment, files_message, urgency};
use server::Service;
use tocsin::app::Origin;
use tocsin::app::parcel::{ParcelRefusal, Unpacked};
use tocsin::app::sealed::{Kept, Way};
use tocsin::store::Store;
use tocsin_seal::addition::SealedMessage;
use tocsin_seal::parcel::{MAGIC, MOST_FILES};
use tocsin_seal::payload::Attachment;
use tocsin_seal::{Identity, Kind, MailboxKeys, PartId, Receipt, Statement, Submission, check_header, seal, submission};

const WORDS: &str = "canary-parcel-31b they took the phone";
const NAME: &str = "canary-name \u{202e}gpj.\u{62a}.jpg";

/// Seals with the real program in a terminal of its own.
fn seal_in_a_terminal(demo: &Demo, files: &[&str], out: &str) {
    std::fs::write(demo.path("report.txt"), format!("[narrative]\n{WORDS}\n[danger]\nnow\n")).unwrap();
    let key = std::fs::read_to_string(demo.path("before/roster/key.pub")).unwrap().trim().to_owned();
    let files: String = files.iter().map(|file| format!(" --file '{file}'")).collect();
    let line = format!(
        "{} seal --roster roster.json --roster-key {key} --template report.txt{files} --out {out} > told.txt",
        demo::desk().display()
    );
    let output = Command::new("script").args(["-qec", &line, "/dev/null"]).current_dir(demo.folder.path()).output().unwrap();
    assert!(output.status.success(), "{}{}", said(&output.stdout), std::fs::read_to_string(demo.path("told.txt")).unwrap_or_default());
}

async fn a_demo() -> Demo {
    let demo = Demo::start();
    std::fs::write(demo.path("roster.json"), http::get(demo.at, "/api/v1/roster", &[]).await.body).unwrap();
    demo.json(&["export", "--out", "before"]);
    demo
}

/// The opened case's files by their name, after the desk verified everything.
fn opened(demo: &Demo) -> BTreeMap<String, Vec<u8>> {
    demo.json(&["export", "--out", "bundles"]);
    demo.desk(&["verify", "bundles"]);
    demo.desk(&["open", "--identity", "data-keys/caseworker.txt", "bundles", "--out", "opened", "--attachments", "--force"]);
    let cases = demo.cases();
    assert_eq!(cases.len(), 1);
    let case = demo.path(&format!("opened/case-{}", cases[0]["case"].as_str().unwrap()));
    let report = std::fs::read_to_string(case.join("report.txt")).unwrap();
    assert!(report.contains(WORDS) && report.contains("URGENCY: CRITICAL") && !report.contains("WARNING"), "{report}");
    let files = std::fs::read_dir(case.join("files")).unwrap().flatten();
    files.map(|file| (file.file_name().into_string().unwrap(), std::fs::read(file.path()).unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sealed_offline_with_files_carried_in_and_opened_whole() {
    let demo = a_demo().await;
    let (photo, long) = (noise(300_000), noise(5_000_000));
    std::fs::write(demo.path(NAME), &photo).unwrap();
    std::fs::write(demo.path("long.mp4"), &long).unwrap();
    std::fs::write(demo.path("empty"), b"").unwrap();
    seal_in_a_terminal(&demo, &[NAME, "long.mp4", "empty"], "one.parcel");
    let told = std::fs::read_to_string(demo.path("told.txt")).unwrap();
    assert!(told.contains("import --data DIR --sealed") && !told.contains("curl"), "{told}");
    let parcel = std::fs::read(demo.path("one.parcel")).unwrap();
    for secret in [NAME, "canary", "long.mp4", "video/mp4", "image/jpeg"] {
        assert!(!contains(&parcel, secret.as_bytes()) && !contains(&parcel, &photo[..64]), "{secret}");
    }
    let left: Vec<_> = std::fs::read_dir(demo.folder.path()).unwrap().flatten().map(|e| e.file_name().into_string().unwrap()).collect();
    assert!(left.iter().all(|name| !name.starts_with(".partial")), "{left:?}");

    assert_eq!(demo.json(&["import", "--sealed", "one.parcel"]), serde_json::json!({ "outcome": "new", "files": 3 }));
    assert_eq!(demo.json(&["import", "--sealed", "one.parcel"]), serde_json::json!({ "outcome": "repeated", "files": 3 }));
    assert!(demo.mails_reach(1).await.iter().all(|mail| !mail.contains("canary")));
    let files = opened(&demo);
    let by_length: BTreeMap<usize, &Vec<u8>> = files.values().map(|file| (file.len(), file)).collect();
    assert_eq!(by_length.into_values().collect::<Vec<_>>(), [&Vec::new(), &photo, &long]);
    assert!(files.contains_key("long.mp4") && !files.contains_key(NAME), "under safe names: {:?}", files.keys());
}

fn contains(hay: &[u8], needle: &[u8]) -> bool {
    hay.windows(needle.len()).any(|window| window == needle)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_was_killed_anywhere_leaves_no_half_and_is_done_again() {
    let demo = a_demo().await;
    let file = noise(20_000_000);
    std::fs::write(demo.path("long.bin"), &file).unwrap();
    seal_in_a_terminal(&demo, &["long.bin", "roster.json"], "one.parcel");
    for _ in 0..4 {
        let mut import = Command::new(demo::program())
            .args(["import", "--sealed", "one.parcel", "--data", "data"])
            .current_dir(demo.folder.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(100 + below(900)));
        import.kill().unwrap();
        import.wait().unwrap();
        let cases = demo.cases();
        assert!(cases.len() <= 1);
    }
    let outcome = demo.json(&["import", "--sealed", "one.parcel"])["outcome"].as_str().unwrap().to_owned();
    assert!(["new", "repeated"].contains(&outcome.as_str()));
    let files = opened(&demo);
    assert!(files.len() == 2 && files["long.bin"] == file);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_desk_cannot_seal_along_it_does_not_seal_at_all() {
    let demo = a_demo().await;
    std::fs::write(demo.path("report.txt"), "[narrative]\nwords\n[answer_here]\nno\n").unwrap();
    std::os::unix::fs::symlink("/etc/hostname", demo.path("link")).unwrap();
    let key = std::fs::read_to_string(demo.path("before/roster/key.pub")).unwrap().trim().to_owned();
    let many = ["--file", "report.txt"].repeat(MOST_FILES + 1);
    for (files, why) in [
        (vec!["--file", "absent"], "absent"),
        (vec!["--file", "link"], "no regular file"),
        (vec!["--file", "before"], "no regular file"),
        (many, "at most"),
    ] {
        let basic = ["seal", "--roster", "roster.json", "--roster-key", &key, "--template", "report.txt", "--out", "out.parcel"];
        let output = Command::new(demo::desk()).args(basic).args(&files).current_dir(demo.folder.path()).output().unwrap();
        assert!(!output.status.success() && said(&output.stderr).contains(why), "{}", said(&output.stderr));
        assert!(!demo.path("out.parcel").exists());
    }
}

/// Everything of a parcel that a hostile hand could bend.
struct Bench {
    service: Service,
    keys: MailboxKeys,
    report: Submission,
    files: Vec<Vec<u8>>,
    attachments: Vec<Attachment>,
}

impl Bench {
    async fn new() -> Self {
        let service = Service::start().await;
        let roster = service.app.rosters().last().unwrap().clone();
        let keys = Receipt::generate(&SystemRandom::new()).unwrap().keys(roster.deployment());
        let facts = BTreeMap::new();
        let words = submission::Words {
            written_at: service.app.now(),
            language: "en",
            narrative: WORDS,
            danger: "unknown",
            answer_here: true,
            methods: &[],
            facts: &facts,
            urgency: urgency(),
        };
        let report = Submission::seal(&SystemRandom::new(), &keys, &roster, words).unwrap();
        let (mut files, mut attachments) = (Vec::new(), Vec::new());
        for length in [100, 200_000] {
            let (file, sums) = sealed(&report.capsule().case_recipient, &noise(length)).await;
            files.push(file);
            attachments.push(attachment(new_id(), &sums));
        }
        Self { service, keys, report, files, attachments }
    }

    fn message(&self, attachments: Vec<Attachment>) -> SealedMessage {
        files_message(&self.keys, &self.report, attachments)
    }

    /// The parcel of any report, statement, message and files.
    fn parcel(&self, statement: &[u8], message: &[u8], files: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for section in [&self.report.to_bytes()[..], statement, message] {
            bytes.extend_from_slice(&u32::try_from(section.len()).unwrap().to_be_bytes());
            bytes.extend_from_slice(section);
        }
        for file in files {
            bytes.extend_from_slice(&(file.len() as u64).to_be_bytes());
            bytes.extend_from_slice(file);
        }
        bytes
    }

    fn good(&self) -> Vec<u8> {
        let message = self.message(self.attachments.clone());
        self.parcel(message.signed.bytes(), &message.body, &self.files)
    }

    /// A parcel whose signed statement says something else.
    fn with_statement(&self, change: impl FnOnce(&mut Statement)) -> Vec<u8> {
        let message = self.message(self.attachments.clone());
        let mut statement = message.signed.claimed().clone();
        change(&mut statement);
        self.parcel(self.keys.sign(&statement).bytes(), &message.body, &self.files)
    }

    /// A parcel with another first file, which the statement names as it is.
    fn with_file(&self, file: Vec<u8>) -> Vec<u8> {
        let mut attachments = self.attachments.clone();
        attachments[0].sealed_length = file.len() as u64;
        attachments[0].sealed_sha256 = tocsin_seal::Hash32::of(&file);
        let message = self.message(attachments);
        self.parcel(message.signed.bytes(), &message.body, &[file, self.files[1].clone()])
    }

    async fn take(&self, parcel: &[u8]) -> Result<Unpacked, ParcelRefusal> {
        let path: PathBuf = self.service.folder.path().join("parcel");
        std::fs::write(&path, parcel).unwrap();
        self.service.app.take_parcel(Origin(None), &path).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_bent_is_refused_with_its_code_and_leaves_nothing() {
    let bench = Bench::new().await;
    let recipient = bench.report.capsule().case_recipient.clone();
    let stranger = Identity::generate(&SystemRandom::new()).unwrap();
    let good = bench.good();
    let message = bench.message(bench.attachments.clone());
    let none = bench.message(Vec::new());
    let other_keys = Receipt::generate(&SystemRandom::new()).unwrap().keys(bench.service.app.rosters()[0].deployment());
    let forged = other_keys.sign(message.signed.claimed());
    let mut many = vec![bench.attachments[0].clone(); MOST_FILES + 1];
    many.iter_mut().for_each(|attachment| attachment.id = new_id());
    let many = bench.message(many);
    let swapped = bench.files.iter().rev().cloned().collect::<Vec<_>>();
    let at_files = good.len() - bench.files.iter().map(|file| file.len() + 8).sum::<usize>();
    let mut altered = good.clone();
    *altered.last_mut().unwrap() ^= 1;
    let mut version = good.clone();
    version[MAGIC.len() - 2] = b'2';
    let unpadded = seal(&[0; 5_000], &[&recipient]).unwrap();
    let two = |plain: &[u8]| seal(plain, &[&recipient, stranger.recipient()]).unwrap();
    let bent_message = |body: Vec<u8>| {
        let statement =
            Statement { sealed_sha256: tocsin_seal::Hash32::of(&body), sealed_len: body.len() as u64, ..message.signed.claimed().clone() };
        bench.parcel(bench.keys.sign(&statement).bytes(), &body, &bench.files)
    };
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nothing", Vec::new(), "truncated"),
        ("another version", version, "malformed"),
        ("another kind of file", bench.report.to_bytes(), "malformed"),
        ("a section beyond its limit", [MAGIC, &[0xff; 8]].concat(), "malformed"),
        ("cut in the report", good[..3_000].to_vec(), "truncated"),
        ("cut before the files", good[..at_files].to_vec(), "truncated"),
        ("cut in a file", good[..good.len() - 1].to_vec(), "truncated"),
        ("something behind", [&good[..], b"x"].concat(), "malformed"),
        ("a byte of a file changed", altered, "parts_mismatch"),
        ("files that changed places", bench.parcel(message.signed.bytes(), &message.body, &swapped), "parts_mismatch"),
        ("one file of two", bench.parcel(message.signed.bytes(), &message.body, &bench.files[..1]), "truncated"),
        ("no files", bench.parcel(none.signed.bytes(), &none.body, &[]), "bad_statement"),
        ("too many files", bench.parcel(many.signed.bytes(), &many.body, &[]), "bad_statement"),
        ("a later message", bench.with_statement(|s| s.seq = 2), "bad_statement"),
        ("a message that follows another report", bench.with_statement(|s| s.prev = Some(s.roster_hash)), "bad_statement"),
        ("a report for a message", bench.with_statement(|s| (s.kind, s.seq, s.prev) = (Kind::Report, 0, None)), "bad_statement"),
        ("another case", bench.with_statement(|s| s.case_id = tocsin_seal::CaseId::from_bytes([7; 16])), "parts_mismatch"),
        ("another mailbox", bench.with_statement(|s| s.mailbox_id = other_keys.mailbox_id()), "parts_mismatch"),
        ("another roster", bench.with_statement(|s| s.roster_hash = s.sealed_sha256), "parts_mismatch"),
        ("another message", bench.with_statement(|s| s.sealed_len += 1), "parts_mismatch"),
        ("signed by somebody else", bench.parcel(forged.bytes(), &message.body, &bench.files), "wrong_signature"),
        ("another spelling", bench.parcel(&[message.signed.bytes(), b" "].concat(), &message.body, &bench.files), "bad_statement"),
        ("a second reader of the message", bent_message(two(&[b' '; 4096])), "bad_message"),
        ("an unpadded message", bent_message(unpadded.clone()), "bad_message"),
        ("a second reader of a file", bench.with_file(two(&[0; 4096])), "bad_file"),
        ("an unpadded file", bench.with_file(unpadded), "bad_file"),
        ("a file that is not sealed", bench.with_file(vec![b'x'; 6_000]), "bad_file"),
        ("an empty file", bench.with_file(Vec::new()), "bad_file"),
    ];
    for (what, parcel, code) in cases {
        let refused = bench.take(&parcel).await;
        assert_eq!(refused.as_ref().map_err(ParcelRefusal::code), Err(code), "{what}");
        assert_eq!((bench.service.cases().await, bench.service.blobs()), (0, 0), "{what}");
    }
    assert_eq!(bench.take(&good).await.unwrap(), Unpacked { kept: Kept::New, files: 2 });
    assert_eq!(bench.take(&good).await.unwrap(), Unpacked { kept: Kept::Repeated, files: 2 });
    assert_eq!((bench.service.cases().await, bench.service.blobs()), (1, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_parcel_takes_the_file_of_another_case_nor_its_own_twice() {
    let bench = Bench::new().await;
    assert!(bench.take(&bench.good()).await.is_ok());
    let blob = |id: PartId| bench.service.data.join("blobs").join(&id.to_string()[..2]).join(id.to_string());
    let before = std::fs::read(blob(bench.attachments[0].id)).unwrap();
    // Another report whose files have these ids.
    let mut other = Bench::new().await;
    other.attachments.iter_mut().zip(&bench.attachments).for_each(|(theirs, ours)| theirs.id = ours.id);
    let roster = bench.service.app.rosters().last().unwrap().clone();
    let facts = BTreeMap::new();
    let words = submission::Words {
        written_at: 0,
        language: "en",
        narrative: "x",
        danger: "no",
        answer_here: true,
        methods: &[],
        facts: &facts,
        urgency: urgency(),
    };
    other.keys = Receipt::generate(&SystemRandom::new()).unwrap().keys(roster.deployment());
    other.report = Submission::seal(&SystemRandom::new(), &other.keys, &roster, words).unwrap();
    let refused = bench.take(&other.good()).await;
    assert_eq!(refused.map_err(|refusal| refusal.code()), Err("id_taken"));
    assert_eq!(std::fs::read(blob(bench.attachments[0].id)).unwrap(), before);
    assert_eq!((bench.service.cases().await, bench.service.blobs()), (1, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_that_came_alone_gets_its_files_unless_the_conversation_went_on() {
    let bench = Bench::new().await;
    let app = &bench.service.app;
    let report = bench.report.to_bytes();
    assert!(matches!(app.take_sealed(Origin(None), Way::Uploaded, &report).await, Ok(Ok(Kept::New))));
    assert_eq!(bench.take(&bench.good()).await.unwrap(), Unpacked { kept: Kept::New, files: 2 });

    let bench = Bench::new().await;
    let app = &bench.service.app;
    assert!(matches!(app.take_sealed(Origin(None), Way::Uploaded, &bench.report.to_bytes()).await, Ok(Ok(Kept::New))));
    let words = tocsin_seal::Addition::new(&bench.keys, &app.call_challenge(), "routine", false, bench.message(Vec::new()));
    assert!(app.take_addition(&words.to_bytes()).await.unwrap().is_ok());
    let refused = bench.take(&bench.good()).await;
    assert_eq!((refused.map_err(|refusal| refusal.code()), bench.service.blobs()), (Err("out_of_order"), 0));
}

/// What each table says of a case, as sizes; what is random in a sealed file's header is taken off.
async fn shape(store: &Store, blobs: &std::path::Path, id: &[u8; 16]) -> Vec<(String, i64, usize)> {
    let mut tx = store.read().await.unwrap();
    let case = tx.case(id).await.unwrap().unwrap();
    let mut shape = vec![(format!("case {}", case.purge_month), case.version, case.sealed.len())];
    for part in tx.parts(id).await.unwrap() {
        let body = part.body.unwrap();
        shape.push(("part".into(), part.version, part.sealed.len()));
        shape.push(("body".into(), 0, body.len() - check_header(&body, 1).unwrap()));
    }
    for blob in tx.blobs(id).await.unwrap() {
        let name = PartId::from_bytes(blob.id).to_string();
        let file = std::fs::read(blobs.join(&name[..2]).join(name)).unwrap();
        assert_eq!(file.len() as i64, blob.size);
        shape.push(("blob".into(), 0, file.len() - check_header(&file, 1).unwrap()));
    }
    assert!(tx.uploads(id).await.unwrap().is_empty());
    // The statement of a file names its sealed length, whose digits are those of the random header too.
    shape.iter_mut().filter(|(what, ..)| what == "part").for_each(|(.., length)| *length /= 8);
    shape.sort();
    shape
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rows_of_a_report_with_files_do_not_tell_how_it_came() {
    let bench = Bench::new().await;
    assert!(bench.take(&bench.good()).await.is_ok());
    let (first, second) = (noise(100), noise(200_000));
    let form: [http::Part<'_>; 3] = [("narrative", None, WORDS.as_bytes()), ("files", Some(NAME), &first), ("files", Some(NAME), &second)];
    assert_eq!(http::post_form(bench.service.at, "/en/report", &form).await.status, 200);
    let store = Store::open(&bench.service.options).await.unwrap();
    let ids: Vec<[u8; 16]> = store.read().await.unwrap().cases().await.unwrap().iter().map(|case| case.id).collect();
    assert_eq!(ids.len(), 2);
    let blobs = bench.service.data.join("blobs");
    assert_eq!(shape(&store, &blobs, &ids[0]).await, shape(&store, &blobs, &ids[1]).await);
}
