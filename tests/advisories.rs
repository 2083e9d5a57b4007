//! Public warnings from a text file to the reader: approved by two people, signed on another machine, shown by a running
//! server, carried as files, and checked with the stock program.

#[path = "support/http.rs"]
mod http;
#[path = "support/installation.rs"]
mod installation;
#[path = "support/server.rs"]
mod server;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use server::{Service, Setup, a_site};
use tempfile::TempDir;
use tocsin::app::advise::Advisories;
use tocsin::web::Site;
use tocsin_domain::advisory::{Set, SetError, SiteKey};
use tocsin_domain::clock::{Clock as _, SystemClock, date_string, day_of};

/// The offline program lies beside the service's; built here if nobody did.
static DESK: LazyLock<PathBuf> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_BIN_EXE_tocsin")).with_file_name("tocsin-desk");
    if !path.exists() {
        let build = Command::new(env!("CARGO")).args(["build", "-p", "tocsin-desk"]).current_dir(env!("CARGO_MANIFEST_DIR")).status();
        assert!(build.unwrap().success());
    }
    path
});

/// A day that a warning may end on, whenever this is run.
fn later() -> String {
    date_string(day_of(SystemClock.now()) + 40)
}

/// The machine without a network: a folder with everybody's keys.
struct Away {
    folder: TempDir,
}

impl Away {
    fn ready() -> Self {
        let away = Self { folder: tempfile::tempdir().unwrap() };
        away.write("pass", "six words that nobody can guess");
        away.good(&["key", "--out", "site.key", "--passphrase-file", "pass"]);
        for person in ["ana.key", "ben.key", "eve.key"] {
            away.good(&["approver", "--out", person]);
        }
        away
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(&*DESK).arg("advisory").args(arguments).current_dir(self.folder.path()).output().unwrap()
    }

    fn good(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?} should be refused");
        String::from_utf8(output.stderr).unwrap()
    }

    fn key(&self) -> SiteKey {
        SiteKey::parse(&fs::read_to_string(self.path("site.key.pub")).unwrap()).unwrap()
    }

    /// A draft in English and Uyghur, with the yes of those people.
    fn draft(&self, name: &str, title: &str, besides: &[&str], people: &[&str]) {
        self.write("en.txt", &format!("{title}\nThey call at night.\n\n- Hang up\n- Do <b>not</b> argue & write down the number\n"));
        self.write("ug.txt", "ئاگاھلاندۇرۇش\nكېچىدە تېلېفون قىلىدۇ.\n");
        let until = later();
        let draft = ["draft", "--text", "en=en.txt", "--text", "ug=ug.txt", "--until", &until, "--out", name];
        self.good(&[&draft[..], besides].concat());
        for person in people {
            self.good(&["approve", name, "--key", person]);
        }
    }

    fn signing<'a>(before: &[&'a str], out: &'a str, drafts: &[&'a str]) -> Vec<&'a str> {
        let who = ["--approver", "ana.key.pub", "--approver", "ben.key.pub"];
        let key = ["sign", "--key", "site.key", "--passphrase-file", "pass", "--out", out];
        [&key[..], &who[..], before, drafts].concat()
    }

    /// The first set, in `first`: one warning that both people approved.
    fn first(&self) {
        self.draft("w.json", "Callers posing as police", &[], &["ana.key", "ben.key"]);
        let new = ["--first", "--organisation", "A small organisation", "--address", "http://example.onion"];
        self.good(&Self::signing(&new, "first", &["w.json"]));
    }

    fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.path(folder)).unwrap().map(Result::unwrap);
        entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
    }
}

#[test]
fn nothing_is_signed_that_two_named_people_have_not_read_as_it_stands() {
    let away = Away::ready();
    let sign = |draft| Away::signing(&["--first", "--organisation", "O"], "out", &[draft]);
    away.draft("alone.json", "Alone", &[], &["ana.key"]);
    assert!(away.refused(&sign("alone.json")).contains("approved by 1 of the 2 people"));
    away.draft("stranger.json", "Stranger", &[], &["ana.key", "eve.key"]);
    assert!(away.refused(&sign("stranger.json")).contains("approved by 1 of the 2 people"));
    // The text was changed after both had read it.
    away.draft("changed.json", "Before", &[], &["ana.key", "ben.key"]);
    let text = fs::read_to_string(away.path("changed.json")).unwrap().replace("Before", "After.");
    away.write("changed.json", &text);
    assert!(away.refused(&sign("changed.json")).contains("for another text than this one"));
    assert!(!away.path("out").exists(), "nothing is left of what was refused");
    // Nothing hidden in a text comes as far as a draft.
    away.write("en.txt", "Title\nturned \u{202e}around\n");
    let hidden = away.refused(&["draft", "--text", "en=en.txt", "--until", &later(), "--out", "hidden.json"]);
    assert!(hidden.contains("changes the direction of writing"));
    away.draft("fine.json", "Fine", &[], &["ana.key", "ben.key"]);
    let wrong = ["--first", "--organisation", "O"];
    away.write("pass", "another passphrase than that");
    assert!(away.refused(&Away::signing(&wrong, "out", &["fine.json"])).contains("does not open with this passphrase"));
}

#[test]
fn stock_minisign_and_every_reader_of_feeds_take_what_was_signed() {
    let away = Away::ready();
    away.first();
    let line = away.key().as_str().to_owned();
    let signed: Vec<String> = away.files("first").into_keys().filter(|name| !name.ends_with(".minisig")).collect();
    assert!(signed.len() >= 10, "{signed:?}");
    for name in &signed {
        let check = Command::new("minisign").args(["-Vm", name, "-P", &line]).current_dir(away.path("first")).output().unwrap();
        assert!(check.status.success(), "{name}: {}", String::from_utf8_lossy(&check.stderr));
        assert!(String::from_utf8_lossy(&check.stdout).contains(&format!("tocsin advisories 1 {name}")));
    }
    let feed = away.path("first").join("feed.ug.xml");
    let read = "import sys,xml.etree.ElementTree as t;n='{http://www.w3.org/2005/Atom}';r=t.parse(sys.argv[1]).getroot();\
                e=r.findall(n+'entry');assert r.tag==n+'feed' and len(e)==1;\
                assert all(r.find(n+x) is not None for x in('id','title','updated','author'));\
                assert all(e[0].find(n+x) is not None for x in('id','title','updated','content','link'));print(e[0].find(n+'title').text)";
    let read = Command::new("python3").args(["-c", read]).arg(&feed).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    assert_eq!(String::from_utf8(read.stdout).unwrap().trim(), "ئاگاھلاندۇرۇش");
    assert!(away.good(&["check", "first", "--key", &line]).contains("every file is whole"));
}

#[test]
fn a_set_in_which_anything_was_changed_left_out_added_or_moved_is_refused() {
    let away = Away::ready();
    away.first();
    away.good(&Away::signing(&["--before", "first"], "second", &[]));
    let (key, first, second) = (away.key(), away.files("first"), away.files("second"));
    assert!(Set::check(first.clone(), &key).is_ok() && Set::check(second.clone(), &key).is_ok());
    for name in first.keys() {
        let mut files = first.clone();
        files.remove(name);
        assert!(Set::check(files, &key).is_err(), "{name} left out");
        let mut files = first.clone();
        files.get_mut(name).unwrap().push(b' ');
        // White space behind a signature's last line means nothing to anybody.
        assert!(name.ends_with(".minisig") || Set::check(files, &key).is_err(), "{name} changed");
        let mut files = first.clone();
        let middle = files[name].len() / 2;
        files.get_mut(name).unwrap()[middle] ^= 1;
        assert!(Set::check(files, &key).is_err(), "{name} changed in its middle");
        if second.get(name).is_some_and(|other| *other != first[name]) {
            let mut files = second.clone();
            files.insert(name.clone(), first[name].clone());
            assert!(Set::check(files, &key).is_err(), "{name} put back from an earlier set");
        }
    }
    let mut files = first.clone();
    files.insert("note.txt".into(), Vec::new());
    assert_eq!(Set::check(files, &key).unwrap_err(), SetError::Stray("note.txt".into()));
    let mut files = first.clone();
    files.insert("../x".into(), Vec::new());
    assert_eq!(Set::check(files, &key).unwrap_err(), SetError::Name);
    let other = Away::ready().key();
    assert_eq!(Set::check(first, &other).unwrap_err(), SetError::Signature("index.json".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_is_shown_by_the_running_server_and_taken_back_again() {
    let away = Away::ready();
    let shown = tempfile::tempdir().unwrap();
    let folder = shown.path().join("advisories");
    let site = Site { advisories: Some(Advisories::new(folder.clone(), away.key())), ..a_site() };
    let service = Service::made(Setup { site, ..Setup::usual() }).await;
    assert!(http::get(service.at, "/en", &[]).await.text().contains("/en/advisories"));
    let empty = http::get(service.at, "/en/advisories", &[]).await;
    assert_eq!(empty.status, 200);
    assert!(empty.text().contains("There is no warning now") && empty.text().contains(&away.key().as_str().replace('+', "&#43;")[..8]));

    away.first();
    let publisher = Advisories::new(folder.clone(), away.key());
    assert!(publisher.publish(&away.path("first")).unwrap().1);
    assert!(!publisher.publish(&away.path("first")).unwrap().1, "the same again is no fault and nothing new");
    let page = http::get(service.at, "/zh-Hans/advisories", &[]).await.text();
    // Nobody wrote it in Chinese: the English text stands there, marked as English, and not as markup.
    assert!(page.contains("lang=\"en\" dir=\"ltr\"") && page.contains("Callers posing as police"), "{page}");
    assert!(page.contains("&#60;b&#62;not") && !page.contains("<b>not"), "{page}");
    for (name, bytes) in away.files("first") {
        let answer = http::get(service.at, &format!("/advisories/{name}"), &[]).await;
        assert_eq!((answer.status, &answer.body), (200, &bytes), "{name}");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("sandbox") && policy.contains("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    }
    for name in ["..%2fcurrent", "current", "1%2findex.json", "nothing.txt"] {
        assert_eq!(http::get(service.at, &format!("/advisories/{name}"), &[]).await.status, 404, "{name}");
    }

    let id = Set::check(away.files("first"), &away.key()).unwrap().advisories[0].id;
    away.draft("back.json", "It was a mistake", &["--instead-of", "w.json", "--withdraw"], &["ana.key", "ben.key"]);
    away.good(&Away::signing(&["--before", "first"], "second", &["back.json"]));
    publisher.publish(&away.path("second")).unwrap();
    let page = http::get(service.at, "/en/advisories", &[]).await.text();
    assert!(page.contains("We took this warning back") && !page.contains("Callers posing as police"), "{page}");
    let text = http::get(service.at, &format!("/advisories/{id}.en.txt"), &[]).await.text();
    assert!(text.contains("This warning was taken back."), "{text}");
    assert!(publisher.publish(&away.path("first")).unwrap_err().to_string().contains("number 2 is shown already"));
    // Somebody signed another second set.
    away.good(&Away::signing(&["--before", "first"], "fork", &[]));
    assert!(publisher.publish(&away.path("fork")).unwrap_err().to_string().contains("another set of number 2"));
    // Whoever writes to the server's disk shows nothing that was not signed.
    fs::write(folder.join("2").join(format!("{id}.en.txt")), "All is well").unwrap();
    assert!(Advisories::new(folder, away.key()).shown().is_none());
}

#[test]
fn an_administrator_publishes_and_doctor_says_until_when() {
    let away = Away::ready();
    let place = installation::Place::ready();
    let publish = |folder: &str| ["advisory", "publish", "--data", "data", "--from", folder].map(str::to_owned);
    let refused = |folder: &str| place.refused(&publish(folder).each_ref().map(String::as_str));
    let first = away.path("first").display().to_string();
    assert!(refused(&first).contains("[advisories] public_key"), "without a key nothing is published");
    let key = away.path("site.key.pub");
    place.edit(|text| format!("{text}\n[advisories]\npublic_key = \"{}\"\n", key.display()));
    assert!(place.good(&["advisory", "status", "--data", "data"]).contains("No warnings were published yet"));
    away.first();
    let shown = place.good(&publish(&first).each_ref().map(String::as_str));
    assert!(shown.starts_with("Shown now: number 1, 1 warning, good until"), "{shown}");
    let status: serde_json::Value = serde_json::from_str(&place.good(&["advisory", "status", "--data", "data", "--json"])).unwrap();
    assert_eq!((&status["serial"], &status["stale"]), (&1.into(), &false.into()));
    let doctor = String::from_utf8(place.run(&["doctor", "--data", "data"]).stdout).unwrap();
    assert!(doctor.contains("good   public warnings: number 1, 1 warning, good until"), "{doctor}");
    // A set that ends the day after tomorrow is to be signed again.
    away.good(&Away::signing(&["--before", "first", "--days", "2"], "short", &[]));
    let short = away.path("short").display().to_string();
    place.good(&publish(&short).each_ref().map(String::as_str));
    let doctor = String::from_utf8(place.run(&["doctor", "--data", "data"]).stdout).unwrap();
    assert!(doctor.contains("WRONG  public warnings: number 2") && doctor.contains("sign again"), "{doctor}");
    fs::remove_file(away.path("short/index.json.minisig")).unwrap();
    assert!(refused(&short).contains("index.json.minisig is missing"));
}
