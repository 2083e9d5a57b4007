//! What is handed to a body outside: read as it was made and in no other way, and proved to be the team's.

mod support;

use std::io::Write as _;
use std::process::{Command, Stdio};

use support::rng;
use tocsin_seal::bundle::{About, Item, ItemKind, MAX_PAGE};
use tocsin_seal::{
    Bundle, BundleError, DeploymentId, Identity, Recipient, Recovery, Roster, SignedRoster, SigningKey, TeamKey, seal, sign_roster,
};

struct Station {
    admin: SigningKey,
    team: TeamKey,
    rosters: Vec<SignedRoster>,
}

fn station() -> Station {
    let (admin, team) = (SigningKey::generate(&rng()).unwrap(), TeamKey::generate(&rng()).unwrap());
    let roster = Roster {
        deployment: DeploymentId::random(&rng()).unwrap(),
        epoch: 1,
        not_before: 1,
        expires: 1_000,
        team_recipient: team.identity.recipient().clone(),
        team_signing_key: team.signing.public(),
        recovery: Recovery::None,
        previous: None,
    };
    let signed = SignedRoster::verify(&sign_roster(&roster, &admin, None), &admin.public(), None).unwrap();
    Station { admin, team, rosters: vec![signed] }
}

fn item(kind: ItemKind, bytes: &[u8]) -> Item {
    let file = kind == ItemKind::File;
    let (name, media_type) = if file { ("photo.jpg", "image/jpeg") } else { ("", "text/plain") };
    Item {
        kind,
        number: 0,
        at: 7,
        language: if file { "" } else { "ug" }.into(),
        name: name.into(),
        media_type: media_type.into(),
        bytes: bytes.to_vec().into(),
    }
}

const HOSTILE: &str = "</pre><script>alert(1)</script><a href=\"javascript:x\">\u{202e}\0";

fn items() -> Vec<Item> {
    vec![item(ItemKind::Report, HOSTILE.as_bytes()), item(ItemKind::File, b"\xff\xd8 a picture")]
}

fn about(to: Option<&Recipient>) -> About<'_> {
    About { case: "4711-29", at: 9, note: "for the court <b>", cautions: Vec::new(), to }
}

#[test]
fn the_body_opens_what_was_sealed_to_it_and_knows_the_team() {
    let (station, body) = (station(), Identity::generate(&rng()).unwrap());
    let made = Bundle::sign(about(Some(body.recipient())), items(), &station.rosters, &station.team.signing).unwrap();
    let read = Bundle::open(&made.seal(body.recipient()).unwrap(), &body).unwrap();
    assert_eq!(read.verify(&station.admin.public()).unwrap(), 1);
    let parts: Vec<_> = read.items().map(|(part, bytes)| (part.path.as_str(), bytes.to_vec())).collect();
    assert_eq!(parts, [("parts/001-report.txt", HOSTILE.as_bytes().to_vec()), ("parts/002-file.jpg", b"\xff\xd8 a picture".to_vec())]);
}

#[test]
fn stock_tar_unpacks_what_stock_age_opens() {
    let (station, body) = (station(), Identity::generate(&rng()).unwrap());
    let made = Bundle::sign(about(Some(body.recipient())), items(), &station.rosters, &station.team.signing).unwrap();
    let mut tar =
        Command::new("tar").args(["-xOf", "-", "parts/002-file.jpg"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let archive = made.to_tar();
    let mut stdin = tar.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(&archive));
    let unpacked = tar.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(unpacked.status.success());
    assert_eq!(unpacked.stdout, b"\xff\xd8 a picture");
}

#[test]
fn a_bundle_that_its_reader_seals_to_somebody_else_is_known_as_passed_on() {
    let station = station();
    let (body, other) = (Identity::generate(&rng()).unwrap(), Identity::generate(&rng()).unwrap());
    let made = Bundle::sign(about(Some(body.recipient())), items(), &station.rosters, &station.team.signing).unwrap();
    let passed_on = seal(&made.to_tar(), &[other.recipient()]).unwrap();
    assert!(matches!(Bundle::open(&passed_on, &other), Err(BundleError::PassedOn)));
    assert!(matches!(made.seal(other.recipient()), Err(BundleError::PassedOn)));
    assert!(matches!(made.to_html(), Err(BundleError::PassedOn)), "what is sealed to one is no page for everybody");
}

#[test]
fn words_of_a_reporter_never_become_a_part_of_the_page() {
    let station = station();
    let page = Bundle::sign(about(None), items(), &station.rosters, &station.team.signing).unwrap().to_html().unwrap();
    for mark in ["<script", "<a href=\"javascript", "\u{202e}", "\0"] {
        assert!(!page.contains(mark), "{mark:?}");
    }
    assert_eq!(page.matches("<a ").count(), 1, "the one link is the file's");
    assert!(page.contains("default-src 'none'") && !page.contains("http://") && !page.contains("https://"));
}

#[test]
fn a_changed_bit_is_seen_wherever_it_is() {
    let station = station();
    let page = Bundle::sign(about(None), items(), &station.rosters, &station.team.signing).unwrap();
    let (archive, html) = (page.to_tar().to_vec(), page.to_html().unwrap().into_bytes());
    let key = station.admin.public();
    let sound = |read: Result<Bundle, BundleError>| read.is_ok_and(|read| read.verify(&key).is_ok());
    assert!(sound(Bundle::from_tar(&archive)) && sound(Bundle::from_html(std::str::from_utf8(&html).unwrap())));
    for at in (0..archive.len()).step_by(3).chain(0..600) {
        let mut bent = archive.clone();
        bent[at] ^= 1;
        assert!(!sound(Bundle::from_tar(&bent)), "archive, byte {at}");
    }
    for at in 0..html.len() {
        let mut bent = html.clone();
        bent[at] ^= 1;
        let Ok(text) = std::str::from_utf8(&bent) else { continue };
        assert!(!sound(Bundle::from_html(text)), "page, byte {at}");
    }
    for cut in (0..archive.len()).step_by(97) {
        assert!(Bundle::from_tar(&archive[..cut]).is_err(), "{cut}");
    }
    assert!(Bundle::from_tar(&[&archive[..], b"\0"].concat()).is_err());
}

#[test]
fn another_administration_and_another_team_are_told_apart() {
    let (ours, theirs) = (station(), station());
    let made = Bundle::sign(about(None), items(), &ours.rosters, &ours.team.signing).unwrap();
    assert!(matches!(made.verify(&theirs.admin.public()), Err(BundleError::Rosters)));
    assert!(matches!(Bundle::sign(about(None), items(), &ours.rosters, &theirs.team.signing), Err(BundleError::Signature)));
    // A signature of the team over another bundle, under rosters that are right.
    let other = Bundle::sign(about(None), vec![item(ItemKind::Report, b"others")], &ours.rosters, &ours.team.signing).unwrap();
    let signature = |page: &str| page.split("&quot;signature&quot;:&quot;").nth(1).unwrap()[..86].to_owned();
    let (page, other) = (made.to_html().unwrap(), other.to_html().unwrap());
    let swapped = page.replace(&signature(&page), &signature(&other));
    assert!(matches!(Bundle::from_html(&swapped).unwrap().verify(&ours.admin.public()), Err(BundleError::Signature)));
}

#[test]
fn what_is_beyond_its_bounds_is_not_made() {
    let station = station();
    let sign = |about, items| Bundle::sign(about, items, &station.rosters, &station.team.signing).err();
    assert!(matches!(sign(about(None), Vec::new()), Some(BundleError::Bounds)), "nothing");
    assert!(matches!(sign(About { case: "../x", ..about(None) }, items()), Some(BundleError::Bounds)), "a number that is none");
    let long = "x".repeat(20_001);
    assert!(matches!(sign(About { note: &long, ..about(None) }, items()), Some(BundleError::Bounds)), "a long note");
    let hidden = Item { name: "a\u{202e}gpj.exe".into(), ..item(ItemKind::File, b"x") };
    assert!(matches!(sign(about(None), vec![hidden]), Some(BundleError::Bounds)), "a name that reads as another");
    assert!(matches!(sign(about(None), vec![item(ItemKind::Message, b"\xff")]), Some(BundleError::Bounds)), "words that are no text");
    let large = vec![item(ItemKind::File, &vec![0; MAX_PAGE + 1])];
    assert!(matches!(sign(about(None), large), Some(BundleError::TooLarge)));
}
