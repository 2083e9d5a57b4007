//! The commands, run as an administrator runs them.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use ring::rand::SystemRandom;
use serde_json::{Value, json};
use tocsin::app::{AlertSettings, App, Parts, TokenKey};
use tocsin::config::Settings;
use tocsin::store::{Store, StoreOptions};
use tocsin::vault::{KeyRing, MasterKey};
use tocsin::web::{self, Transport};
use tocsin_domain::clock::SystemClock;
use tocsin_domain::role::Role;
use tocsin_domain::taxonomy::Taxonomy;
use tocsin_domain::triage::RuleSet;
use tocsin_seal::{Act, Hash32, Recovery, Roster, TeamKey, grant, grant_signing};

use crate::installation::Place;
use crate::server::{Server, a_site, some_limits};
use crate::staff::{ORIGIN, Staff, b64, hex};

/// The service of an installation, in this process beside the commands.
async fn serve(place: &Place) -> (App, Server) {
    let settings = Settings::load(&place.path("data/tocsin.toml")).unwrap();
    let url = settings.database.url.clone();
    let options = StoreOptions { url, blobs: settings.storage.blobs.clone(), statement_timeout: Duration::from_secs(10) };
    let master = MasterKey::load(settings.keys.master()).unwrap();
    let app = App::open(Parts {
        store: Store::open(&options).await.unwrap(),
        ring: KeyRing::load(settings.keys.ring(), master, &settings.deployment.id.to_string()).unwrap(),
        token_key: TokenKey::load(&settings.keys.token()).unwrap(),
        deployment: settings.deployment.id.clone(),
        roster_key: settings.deployment.roster_key,
        epoch_file: settings.keys.epoch(),
        desk: Some(ORIGIN.parse().unwrap()),
        alerts: AlertSettings::quick(),
        terms: tocsin::app::ending::Terms { case_days: 180, grace_days: 60, closed_days: Vec::new() },
        reserve: 0,
        rules: RuleSet::builtin(),
        taxonomy: Taxonomy::builtin(),
        clock: Arc::new(SystemClock),
    });
    let app = app.await.unwrap();
    let server = Server::start(web::site(app.clone(), a_site(), some_limits(true)), Transport::default()).await;
    (app, server)
}

fn json_of(place: &Place, arguments: &[&str]) -> Value {
    serde_json::from_str(&place.good(&[arguments, &["--data", "data", "--json"]].concat())).unwrap()
}

#[test]
fn the_log_is_verified_shown_and_compared_by_command() {
    let place = Place::ready();
    place.good(&["export", "--data", "data", "--out", "out"]);
    let found = json_of(&place, &["audit", "verify"]);
    assert_eq!((found["sound"].clone(), found["faults"].clone()), (true.into(), json!([])));
    let head = format!("{}:{}", found["head"]["seq"], found["head"]["hash"].as_str().unwrap());
    let acts: Vec<Value> = json_of(&place, &["audit", "show"]).as_array().unwrap().iter().map(|entry| entry["action"].clone()).collect();
    assert_eq!(acts, ["roster_signed", "exported"]);
    assert_eq!(json_of(&place, &["audit", "show", "--after", "2"]), json!([]));
    place.good(&["keys", "rotate-master", "--data", "data"]);
    let said = place.good(&["audit", "verify", "--data", "data", "--head", &head]);
    assert!(said.contains("Every number, link and signature is right"), "{said}");
    assert!(
        place.good(&["audit", "show", "--data", "data"]).contains("class=master"),
        "what was done without it is noted when it is next looked at"
    );
    let other = format!("2:{}", Hash32::of(b"another"));
    assert!(place.refused(&["audit", "verify", "--data", "data", "--head", &other]).contains("not whole"));
    assert!(place.refused(&["audit", "verify", "--data", "data", "--head", &format!("99:{}", Hash32::of(b"x"))]).contains("not whole"));
    assert!(place.good(&["roster", "draft", "--data", "data"]).contains("No team waits"));
    assert!(
        place.refused(&["roster", "sign", "--draft", "--data", "data", "--key", "data-roster-key/roster.key"]).contains("a lead makes one")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_waiting_team_is_shown_signed_or_carried_to_a_roster_key_elsewhere() {
    let place = Place::initialised();
    place.fill_in();
    let (app, server) = serve(&place).await;
    let lead = Staff::enrolled(&app, server.at, "Lea", &[Role::Lead, Role::Caseworker]).await;
    let sign = ["roster", "sign", "--data", "data", "--key", "data-roster-key/roster.key"];
    let mut before: Option<TeamKey> = None;
    for epoch in 1..=2 {
        let (roster, team) = draft(&app, &lead, before.as_ref()).await;
        let shown = json_of(&place, &["roster", "draft"]);
        assert_eq!((shown["epoch"].clone(), shown["by"].clone()), (epoch.into(), "Lea".into()));
        assert_eq!(shown["roster"], Hash32::of(&roster.to_bytes()).to_string());
        assert_eq!(shown["members"], json!([{ "alias": "Lea", "fingerprint": lead.keys.fingerprint() }]));
        let finding = String::from_utf8(place.run(&["doctor", "--data", "data"]).stdout).unwrap();
        assert!(finding.contains("waits for your signature"), "{finding}");
        if epoch == 1 {
            let said = place.good(&[&sign[..], &["--draft"]].concat());
            assert!(said.contains(&lead.keys.fingerprint()) && said.contains("Roster 1 is in force"), "{said}");
        } else {
            place.good(&["roster", "draft", "--data", "data", "--out", "team-2"]);
            assert!(place.refused(&["roster", "draft", "--data", "data", "--out", "team-2"]).contains("name a new folder"));
            assert_eq!(fs::read(place.path("team-2/roster-unsigned.json")).unwrap(), roster.to_bytes());
            place.good(&[&sign[..], &["--team", "team-2"]].concat());
        }
        assert_eq!(json_of(&place, &["roster", "draft"]), Value::Null);
        app.refresh_rosters().await.unwrap();
        assert_eq!(lead.me().await["granted_epoch"], epoch);
        before = Some(team);
    }
    assert_eq!(json_of(&place, &["audit", "verify"])["sound"], true);
    server.stop().await;
}

/// A team of one, as the lead's desk makes and sends it.
async fn draft(app: &App, lead: &Staff, before: Option<&TeamKey>) -> (Roster, TeamKey) {
    let team = TeamKey::generate(&SystemRandom::new()).unwrap();
    let (rosters, now) = (app.rosters(), app.now());
    let roster = Roster {
        deployment: app.deployment().parse().unwrap(),
        epoch: rosters.last().map_or(0, |roster| roster.epoch()) + 1,
        not_before: now,
        expires: now + 80 * 86_400,
        team_recipient: team.identity.recipient().clone(),
        team_signing_key: team.signing.public(),
        recovery: Recovery::None,
        previous: rosters.last().map(|roster| roster.hash()),
    };
    let (to, hash) = (lead.keys.identity.recipient(), Hash32::of(&roster.to_bytes()).to_string());
    let details = [("epoch", &roster.epoch.to_string()[..]), ("roster", &hash)];
    let mut body = json!({
        "roster": b64(roster.to_bytes()),
        "grants": [{
            "to": hex(&lead.account), "identity": b64(grant(&team.identity, to).unwrap()), "signing": b64(grant_signing(&team.signing, to).unwrap()),
        }],
        "audit": lead.entry(Act::RosterDrafted, None, &details).await,
    });
    if let Some(before) = before {
        body["team_signature"] = roster.sign_as_previous_team(&before.signing).to_string().into();
    }
    let answer = lead.post("/desk/api/v1/team/draft", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    (roster, team)
}
