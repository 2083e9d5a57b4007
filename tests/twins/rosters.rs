//! Chains of rosters, good and bent in every way: what one side takes the other takes, and refuses for the same reason.

use crate::{NOW, Station, hold, seed, team_of};
use serde_json::{Value, json};
use tocsin_seal::{Chain, Recovery, Roster, RosterError, RosterState, SigningKey, Succession, sign_roster, sign_succession};

const DAY: i64 = 86_400;

fn text(document: Vec<u8>) -> String {
    String::from_utf8(document).unwrap()
}

/// A chain, the key it is checked with and when.
struct Case {
    name: &'static str,
    documents: Vec<String>,
    roster_key: String,
    now: i64,
    pinned: Option<String>,
}

#[test]
fn the_same_chains_are_taken_and_the_others_refused_for_the_same_reason() {
    let station = Station::with_epochs(3);
    let key = station.admin.public().to_string();
    let good = station.documents();
    let case = |name, documents: Vec<String>| Case { name, documents, roster_key: key.clone(), now: NOW, pinned: None };
    let mut cases = vec![case("three epochs", good.clone()), case("the first alone", good[..1].to_vec()), case("none", vec![])];
    cases.push(case("the second alone", good[1..2].to_vec()));
    cases.push(case("the second missing", vec![good[0].clone(), good[2].clone()]));
    cases.push(case("the same twice", vec![good[0].clone(), good[0].clone()]));
    cases.push(case("in another order", vec![good[1].clone(), good[0].clone()]));
    cases.push(Case {
        roster_key: SigningKey::from_seed(seed("other")).public().to_string(),
        ..case("another administration", good.clone())
    });
    cases.push(Case { now: NOW + 80 * DAY, ..case("on its last day", good.clone()) });
    cases.push(Case { now: NOW + 110 * DAY, ..case("late, within thirty days", good.clone()) });
    cases.push(Case { now: NOW + 110 * DAY + 1, ..case("expired for more than thirty days", good.clone()) });
    cases.push(Case { now: NOW - 7 * DAY - 1, ..case("not yet", good.clone()) });
    let pin = |at: usize| Some(station.rosters[at].hash().to_string());
    cases.push(Case { pinned: pin(2), ..case("pinned, the newest", good.clone()) });
    cases.push(Case { pinned: pin(0), ..case("pinned, an older one", good.clone()) });
    cases.push(Case { pinned: pin(2), ..case("pinned, not there", good[..2].to_vec()) });
    for (name, change) in bent() {
        let mut roster = station.next_roster(4);
        let mut by = (SigningKey::from_seed(seed("admin")), Some(SigningKey::from_seed(seed("team signs 3"))));
        change(&mut roster, &mut by);
        let mut documents = good.clone();
        documents.push(text(sign_roster(&roster, &by.0, by.1.as_ref())));
        cases.push(case(name, documents));
    }
    cases.extend(succeeded(&station, &case));
    for (name, from, to) in RESPELT {
        let respelt = good[0].replacen(from, to, 1);
        assert!(respelt != good[0], "{name}");
        cases.push(case(name, vec![respelt]));
    }
    let cases: Vec<Value> = cases.iter().map(|case| judged(case, &station)).collect();
    hold("rosters.json", &json!({ "deployment": station.deployment.as_str(), "cases": cases }));
}

/// Chains in which the roster key is replaced behind the second roster, and those in which it is not, though somebody says so.
fn succeeded(station: &Station, case: &dyn Fn(&'static str, Vec<String>) -> Case) -> Vec<Case> {
    let [admin, next, other] = ["admin", "admin 2", "other"].map(|name| SigningKey::from_seed(seed(name)));
    let (good, second) = (station.documents(), &station.rosters[1]);
    let said = Succession {
        deployment: station.deployment.clone(),
        number: 1,
        old: admin.public(),
        new: next.public(),
        epoch: 2,
        roster: second.hash(),
        signed_at: NOW - 3 * DAY,
        expires: NOW + 27 * DAY,
    };
    let one = text(sign_succession(&said, &admin, &next));
    let third = |by: &SigningKey| {
        let mut roster = station.next_roster(3);
        roster.previous = Some(second.hash());
        text(sign_roster(&roster, by, Some(&SigningKey::from_seed(seed("team signs 2")))))
    };
    let chain = |more: &[&String]| good[..2].iter().chain(more.iter().copied()).cloned().collect::<Vec<_>>();
    let by = |name, roster_key: &SigningKey, documents| Case { roster_key: roster_key.public().to_string(), ..case(name, documents) };
    let (by_new, by_old) = (third(&next), third(&admin));
    let mut cases = vec![
        case("a new roster key, the old one known", chain(&[&one, &by_new])),
        by("a new roster key, the new one known", &next, chain(&[&one, &by_new])),
        by("a new roster key, neither known", &other, chain(&[&one, &by_new])),
        case("a new roster key, no roster yet", chain(&[&one])),
        by("a new roster key, no roster yet, the new one known", &next, chain(&[&one])),
        case("a new roster key, and the old one signs on", chain(&[&one, &by_old])),
        case("a new roster key that nobody named", chain(&[&by_new])),
        case("a new roster key twice", chain(&[&one, &one])),
        case("a new roster key in another place", vec![good[0].clone(), one.clone(), good[1].clone()]),
        case("a new roster key before any roster", vec![one.clone()]),
        case("a new roster key behind the third", [good.clone(), vec![one.clone()]].concat()),
    ];
    for (name, said, by) in [
        ("a new roster key by another", said.clone(), (&other, &next)),
        ("a new roster key for another", said.clone(), (&admin, &other)),
        ("a new roster key by the team", said.clone(), (&station.teams[1].signing, &next)),
        ("a new roster key of an administration that we do not know", Succession { old: other.public(), ..said.clone() }, (&other, &next)),
        ("a new roster key with a number left out", Succession { number: 2, ..said.clone() }, (&admin, &next)),
        ("a new roster key without a number", Succession { number: 0, ..said.clone() }, (&admin, &next)),
        ("a new roster key of another epoch", Succession { epoch: 1, ..said.clone() }, (&admin, &next)),
        ("a new roster key behind another roster", Succession { roster: tocsin_seal::Hash32::of(b"x"), ..said.clone() }, (&admin, &next)),
        ("a new roster key that is the old", Succession { new: admin.public(), ..said.clone() }, (&admin, &admin)),
        ("a new roster key that was over before", Succession { expires: said.signed_at, ..said.clone() }, (&admin, &next)),
        ("a new roster key for two years", Succession { expires: said.signed_at + 730 * DAY, ..said.clone() }, (&admin, &next)),
        ("a new roster key before 1970", Succession { signed_at: -1, ..said.clone() }, (&admin, &next)),
        (
            "a new roster key of another installation",
            Succession { deployment: format!("d-{}", "00".repeat(16)).parse().unwrap(), ..said.clone() },
            (&admin, &next),
        ),
    ] {
        cases.push(case(name, chain(&[&text(sign_succession(&said, by.0, by.1))])));
    }
    let back = Succession { number: 2, old: next.public(), new: admin.public(), ..said.clone() };
    cases.push(case("a roster key that comes back", chain(&[&one, &text(sign_succession(&back, &next, &admin))])));
    let again = Succession { number: 2, old: next.public(), new: other.public(), ..said };
    cases.push(case(
        "two new roster keys, one after the other",
        chain(&[&one, &text(sign_succession(&again, &next, &other)), &third(&other)]),
    ));
    for (name, from, to) in [
        ("a new roster key, respelt", "\"number\":1", "\"number\":1.0"),
        ("a new roster key with a field more", "\"number\":1", "\"more\":1,\"number\":1"),
        ("a new roster key of another version", "roster-key/1", "roster-key/2"),
        ("a new roster key, altered after signing", "\"epoch\":2", "\"epoch\":3"),
        ("a new roster key, its signature cut", "\"signatures\":{\"new\":\"", "\"signatures\":{\"new\":\"A"),
    ] {
        let changed = one.replacen(from, to, 1);
        assert!(changed != one, "{name}");
        cases.push(case(name, chain(&[&changed])));
    }
    cases
}

type Signers = (SigningKey, Option<SigningKey>);
type Change = fn(&mut Roster, &mut Signers);

/// A fourth roster, signed as its makers would, but for the change.
fn bent() -> Vec<(&'static str, Change)> {
    vec![
        ("a fourth as it should be", |_, _| {}),
        ("not signed by the team before", |_, by| by.1 = None),
        ("signed by another team", |_, by| by.1 = Some(SigningKey::from_seed(seed("team signs 2")))),
        ("signed by the new team itself", |_, by| by.1 = Some(SigningKey::from_seed(seed("team signs 4")))),
        ("signed by another administration", |_, by| by.0 = SigningKey::from_seed(seed("other"))),
        ("signed the other way round", |_, by| {
            *by = (SigningKey::from_seed(seed("team signs 3")), Some(SigningKey::from_seed(seed("admin"))))
        }),
        ("an epoch left out", |roster, _| roster.epoch = 5),
        ("an epoch again", |roster, _| roster.epoch = 3),
        ("epoch 0", |roster, _| roster.epoch = 0),
        ("following another", |roster, _| roster.previous = Some(tocsin_seal::Hash32::of(b"another"))),
        ("following none", |roster, _| roster.previous = None),
        ("of another installation", |roster, _| roster.deployment = format!("d-{}", "00".repeat(16)).parse().unwrap()),
        ("expiring before it begins", |roster, _| roster.expires = roster.not_before),
        ("before 1970", |roster, _| roster.not_before = -1),
        ("beyond every reader", |roster, _| roster.expires = 1 << 53),
        ("with a recovery key", |roster, _| roster.recovery = Recovery::Key(team_of(8).identity.recipient().clone())),
        ("with the team's key as recovery key", |roster, _| roster.recovery = Recovery::Key(roster.team_recipient.clone())),
        ("a new reader under the old team's signature", |roster, _| roster.team_recipient = team_of(9).identity.recipient().clone()),
    ]
}

/// Another spelling of the first roster, or another content under the old signature.
const RESPELT: &[(&str, &str, &str)] = &[
    ("a blank more", ",\"epoch\"", ", \"epoch\""),
    ("a line feed behind", "\"previous_team\":null}}", "\"previous_team\":null}}\n"),
    ("a number spelt otherwise", "\"epoch\":1,", "\"epoch\":1.0,"),
    ("a number with an exponent", "\"epoch\":1,", "\"epoch\":1e0,"),
    ("a letter escaped", "\"format\"", "\"f\\u006frmat\""),
    ("a field more", "\"recovery\":false", "\"recovery\":false,\"seal_to\":\"x\""),
    ("a field twice", "\"recovery\":false", "\"recovery\":false,\"recovery\":false"),
    ("a field less", "\"recovery\":false,", ""),
    ("a recovery key of nobody", "\"recovery\":false", "\"recovery\":false,\"recovery_recipient\":null"),
    ("a recovery key of somebody", "\"recovery\":false", "\"recovery\":true,\"recovery_recipient\":\"age1\""),
    ("a truth as text", "\"recovery\":false", "\"recovery\":\"false\""),
    ("another version", "tocsin.roster/1", "tocsin.roster/2"),
    ("a recipient in capitals", "age1pq1", "AGE1PQ1"),
    ("a recipient altered", "age1pq1", "age1pq1q"),
    ("a classic recipient", "age1pq1", "age1"),
    ("altered after signing", "\"recovery\":false", "\"recovery\":true"),
    ("a signature cut", "\"signatures\":{\"admin\":\"", "\"signatures\":{\"admin\":\"A"),
    ("no object", "{\"roster\"", "[{\"roster\""),
];

fn judged(case: &Case, station: &Station) -> Value {
    let keys_of = |chain: &Chain| chain.keys().iter().map(ToString::to_string).collect::<Vec<_>>();
    let documents: Vec<Vec<u8>> = case.documents.iter().map(|document| document.clone().into_bytes()).collect();
    let verdict = match Chain::verify(&documents, &case.roster_key.parse().unwrap()) {
        Err(RosterError::Malformed) => json!({ "refused": "malformed" }),
        Err(RosterError::Inconsistent) => json!({ "refused": "inconsistent" }),
        Err(RosterError::AdminSignature) => json!({ "refused": "admin_signature" }),
        Err(RosterError::KeySignature) => json!({ "refused": "key_signature" }),
        Err(RosterError::TeamSignature) => json!({ "refused": "team_signature" }),
        Err(RosterError::Chain) => json!({ "refused": "chain" }),
        Ok(chain) => match chain.last() {
            None => json!({ "refused": "none" }),
            Some(_) if chain.iter().any(|roster| *roster.deployment() != station.deployment) => json!({ "refused": "chain" }),
            Some(_) if case.pinned.as_ref().is_some_and(|pin| !chain.iter().any(|roster| roster.hash().to_string() == *pin)) => {
                json!({ "refused": "not_pinned" })
            }
            Some(newest) => match newest.state(case.now) {
                RosterState::NotYet => json!({ "refused": "not_yet" }),
                RosterState::Refused => json!({ "refused": "expired" }),
                RosterState::Current | RosterState::Late => json!({
                    "hashes": chain.iter().map(|roster| roster.hash().to_string()).collect::<Vec<_>>(),
                    "keys": keys_of(&chain), "recipient": newest.team_recipient().to_string(), "signs": newest.team_signing_key().to_string(),
                }),
            },
        },
    };
    json!({
        "name": case.name, "documents": case.documents, "roster_key": case.roster_key, "now": case.now, "pinned": case.pinned, "verdict": verdict,
    })
}
