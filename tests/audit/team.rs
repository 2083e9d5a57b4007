//! The team at the desk, over HTTP: the team key for a newcomer, a new team that administrators sign, cases sealed on to it.

use std::fs;
use std::path::PathBuf;

use ring::rand::SystemRandom;
use serde_json::{Value, json};
use tocsin::store::StoreOptions;
use tocsin_domain::role::Role;
use tocsin_seal::{
    Act, Hash32, Head, Identity, Recovery, Roster, SignedRoster, SigningKey, TeamKey, grant, grant_signing, sign_roster_with,
};

use crate::staff::{Staff, b64, hex, read};
use crate::writer::write;
use crate::{House, NONE, http};

on_both! {
    a_newcomer_is_given_the_team_key_once_and_only_by_a_lead_who_names_their_fingerprint,
    a_team_drafted_at_the_desk_and_signed_by_command_is_in_force,
    a_team_has_the_recovery_key_that_its_roster_names_and_no_other,
    an_earlier_draft_in_place_of_the_newest_is_refused_and_so_is_one_whose_time_is_over,
    a_draft_that_could_not_come_in_force_is_refused_at_once,
    cases_of_a_former_team_are_sealed_on_and_counted,
    a_case_that_was_sealed_on_with_junk_is_sealed_on_again_and_everybody_signs_which_bytes_they_gave,
    leads_read_the_whole_log_and_can_check_it_and_everybody_gets_its_length,
}

const TEAM: &str = "/desk/api/v1/team";
const GRANT: &str = "/desk/api/v1/team/grant";
const DRAFT: &str = "/desk/api/v1/team/draft";
const REGRANT: &str = "/desk/api/v1/team/regrant";

/// A service with a lead, a caseworker and an administrator, and the keys of its first team.
struct Desk {
    house: House,
    lead: Staff,
    worker: Staff,
    root: Staff,
    admin: SigningKey,
    team: TeamKey,
}

impl Desk {
    async fn open(url: Option<String>) -> Self {
        let house = House::open(url).await;
        let (app, at) = (&house.service.app, house.service.at);
        let lead = Staff::enrolled(app, at, "Lea", &[Role::Lead]).await;
        let worker = Staff::enrolled(app, at, "Wim", &[Role::Caseworker]).await;
        let root = Staff::enrolled(app, at, "Root", &[Role::Administrator]).await;
        let admin = SigningKey::parse(fs::read_to_string(house.keys().join("roster.key")).unwrap().trim()).unwrap();
        let team = house.first_team().await;
        Self { house, lead, worker, root, admin, team }
    }

    fn newest(&self) -> SignedRoster {
        self.house.service.app.rosters().last().unwrap().clone()
    }

    async fn team(&self, who: &Staff) -> Value {
        let answer = who.get(TEAM).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        read(&answer)
    }

    /// Gives somebody the team key of the newest epoch as a lead's desk does.
    async fn give(&self, by: &Staff, to: &Staff, fingerprint: &str) -> http::Answer {
        let recipient = to.keys.identity.recipient();
        let epoch = self.newest().epoch();
        let details = [("fingerprint", fingerprint), ("epoch", &epoch.to_string())];
        let body = json!({
            "account": hex(&to.account), "epoch": epoch, "identity": b64(grant(&self.team.identity, recipient).unwrap()),
            "signing": b64(grant_signing(&self.team.signing, recipient).unwrap()),
            "audit": by.entry(Act::Granted, Some(to.account), &details).await,
        });
        by.post(GRANT, &body).await
    }

    /// The next roster and its keys, as the lead's desk makes them.
    fn next(&self) -> (Roster, TeamKey) {
        let (before, team) = (self.newest(), TeamKey::generate(&SystemRandom::new()).unwrap());
        let now = self.house.service.app.now();
        let roster = Roster {
            deployment: before.deployment().clone(),
            epoch: before.epoch() + 1,
            not_before: now,
            expires: now + 80 * 86_400,
            team_recipient: team.identity.recipient().clone(),
            team_signing_key: team.signing.public(),
            recovery: Recovery::None,
            previous: Some(before.hash()),
        };
        (roster, team)
    }

    /// What the lead's desk sends of it.
    fn drafted(&self, roster: &Roster, team: &TeamKey, members: &[&Staff]) -> Value {
        let grants: Vec<Value> = members
            .iter()
            .map(|member| {
                let to = member.keys.identity.recipient();
                json!({
                    "to": hex(&member.account), "identity": b64(grant(&team.identity, to).unwrap()),
                    "signing": b64(grant_signing(&team.signing, to).unwrap()),
                })
            })
            .collect();
        json!({
            "roster": b64(roster.to_bytes()), "team_signature": roster.sign_as_previous_team(&self.team.signing).to_string(), "grants": grants,
        })
    }

    async fn send(&self, mut draft: Value, roster: &Roster) -> http::Answer {
        let hash = Hash32::of(&roster.to_bytes()).to_string();
        let details = [("epoch", &roster.epoch.to_string()[..]), ("roster", &hash)];
        draft["audit"] = self.lead.entry(Act::RosterDrafted, None, &details).await.into();
        self.lead.post(DRAFT, &draft).await
    }

    /// Seals a case on to the newest team, as whoever works at a desk does.
    async fn seal_on(&self, who: &Staff, case: &Value, grants: Value) -> http::Answer {
        let subject = case.as_str().unwrap().parse::<tocsin_seal::CaseId>().unwrap();
        let hash = grants.get(0).map_or_else(String::new, |grant| Hash32::of(&b64_bytes(&grant["grant"])).to_string());
        let epoch = self.newest().epoch().to_string();
        let audit = who.entry(Act::Regranted, Some(*subject.as_bytes()), &[("case", &hash), ("epoch", &epoch)]).await;
        who.post(REGRANT, &json!({ "case": case, "grants": grants, "audit": audit })).await
    }

    /// The key of a case, as the first team opens it.
    async fn case_key(&self, case: &Value) -> Identity {
        let detail = read(&self.lead.get(&format!("/desk/api/v1/cases/{}", case.as_str().unwrap())).await);
        tocsin_seal::open_grant(&b64_bytes(&detail["grants"][0]["grant"]), &self.team.identity).unwrap()
    }

    /// Signs what waits, as `tocsin roster sign --draft` does.
    async fn sign(&self) -> SignedRoster {
        let draft = self.house.service.app.waiting_draft().await.unwrap().expect("a draft waits");
        let doc = sign_roster_with(&draft.roster, &self.admin, draft.team_signature);
        self.house.service.app.install_roster(&doc, &draft.grants).await.unwrap()
    }
}

impl House {
    fn keys(&self) -> PathBuf {
        self.service.folder.path().join("keys")
    }

    /// The team key of the service's first roster, as its one member opens it.
    pub(crate) async fn first_team(&self) -> TeamKey {
        let text = fs::read_to_string(self.keys().join("caseworker.txt")).unwrap();
        let member = Identity::parse(text.lines().find(|line| !line.starts_with('#')).unwrap()).unwrap();
        let out = self.service.folder.path().join("team-export");
        self.service.app.export(&out, None, |_, _| {}).await.unwrap();
        let file = |ending: &str| fs::read(out.join(format!("team/1/{}.{ending}", member.recipient().fingerprint()))).unwrap();
        TeamKey {
            identity: tocsin_seal::open_grant(&file("age"), &member).unwrap(),
            signing: tocsin_seal::open_signing_grant(&file("sign.age"), &member).unwrap(),
        }
    }
}

fn refused(answer: &http::Answer) -> (u16, String) {
    (answer.status, read(answer)["error"].as_str().unwrap_or_default().to_owned())
}

fn bad() -> (u16, String) {
    (400, "bad".to_owned())
}

fn moved() -> (u16, String) {
    (409, "moved".to_owned())
}

async fn a_newcomer_is_given_the_team_key_once_and_only_by_a_lead_who_names_their_fingerprint(url: Option<String>) {
    let desk = Desk::open(url).await;
    let (lead, worker, root) = (&desk.lead, &desk.worker, &desk.root);
    let fingerprint = worker.keys.fingerprint();
    let before = desk.house.service.app.audit_head().await.unwrap();
    assert_eq!(desk.give(worker, worker, &fingerprint).await.status, 403, "nobody gives it to themselves");
    assert_eq!(desk.give(root, worker, &fingerprint).await.status, 403);
    assert_eq!(refused(&desk.give(lead, worker, &root.keys.fingerprint()).await), bad(), "another's fingerprint was compared");
    assert_eq!(
        refused(&desk.give(lead, root, &root.keys.fingerprint()).await),
        (409, "not_enrolled".to_owned()),
        "administrators do not read"
    );
    assert_eq!(desk.house.service.app.audit_head().await.unwrap(), before, "what was refused left nothing");
    assert_eq!(worker.me().await["granted_epoch"], 0);
    assert_eq!(desk.give(lead, worker, &fingerprint).await.status, 200);
    assert_eq!(refused(&desk.give(lead, worker, &fingerprint).await), moved(), "once is enough");

    let me = worker.me().await;
    assert_eq!(me["granted_epoch"], 1);
    let sealed = b64_bytes(&me["team"][0]["identity"]);
    let opened = tocsin_seal::open_grant(&sealed, &worker.keys.identity).unwrap();
    assert_eq!(opened.recipient(), desk.newest().team_recipient());
    let team = desk.team(worker).await;
    let line = |alias: &str| team["members"].as_array().unwrap().iter().find(|member| member["alias"] == alias).unwrap().clone();
    assert_eq!((line("Wim")["granted"].clone(), line("Lea")["granted"].clone()), (true.into(), false.into()));
    assert_eq!(line("Wim")["fingerprint"], fingerprint);
    assert_eq!(root.get(TEAM).await.status, 403);
    // In the log it is the lead's act.
    let (act, subject, said) = desk.house.log().await.pop().unwrap();
    assert_eq!((act, subject), (Act::Granted, Some(worker.account)));
    assert_eq!(said[..2], [("epoch".to_owned(), "1".to_owned()), ("fingerprint".to_owned(), fingerprint)]);
    assert_eq!((said[2].0.as_str(), said[2].1.len(), said.len()), ("request", 64, 3));
}

async fn a_team_drafted_at_the_desk_and_signed_by_command_is_in_force(url: Option<String>) {
    let desk = Desk::open(url).await;
    let app = &desk.house.service.app;
    assert!(app.waiting_draft().await.unwrap().is_none());
    let (roster, team) = desk.next();
    let answer = desk.send(desk.drafted(&roster, &team, &[&desk.lead, &desk.worker]), &roster).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let shown = desk.team(&desk.worker).await["draft"].clone();
    assert_eq!((shown["epoch"].clone(), shown["by"].clone()), (2.into(), hex(&desk.lead.account).into()));
    assert_eq!(shown["members"], json!([hex(&desk.lead.account), hex(&desk.worker.account)]));

    let draft = app.waiting_draft().await.unwrap().unwrap();
    assert_eq!(draft.by, "Lea");
    assert_eq!(draft.members, [("Lea".to_owned(), desk.lead.keys.fingerprint()), ("Wim".to_owned(), desk.worker.keys.fingerprint())]);
    let installed = desk.sign().await;
    assert_eq!((installed.epoch(), desk.newest().team_recipient()), (2, team.identity.recipient()));
    assert!(app.waiting_draft().await.unwrap().is_none());
    assert_eq!(desk.team(&desk.worker).await.get("draft"), None);
    for member in [&desk.lead, &desk.worker] {
        let me = member.me().await;
        assert_eq!(me["granted_epoch"], 2);
        assert!(tocsin_seal::open_grant(&b64_bytes(&me["team"][0]["identity"]), &member.keys.identity).is_ok());
    }
    let log = desk.house.log().await;
    let acts: Vec<Act> = log.iter().rev().take(4).map(|(act, ..)| *act).collect();
    assert_eq!(acts, [Act::Granted, Act::Granted, Act::RosterSigned, Act::RosterDrafted]);
    assert_eq!(desk.house.faults(None).await, NONE);
    // What comes now is the new team's.
    desk.house.report().await;
    assert_eq!(app.cases_to_regrant().await.unwrap(), 0);
}

async fn a_team_has_the_recovery_key_that_its_roster_names_and_no_other(url: Option<String>) {
    let desk = Desk::open(url).await;
    let (mut roster, team) = desk.next();
    let key = another_key();
    roster.recovery = Recovery::Key(key.clone());
    let mut draft = desk.drafted(&roster, &team, &[&desk.lead]);
    let recovery =
        |to: &tocsin_seal::Recipient| json!({ "to": "recovery", "identity": b64(grant(&team.identity, to).unwrap()), "signing": "" });
    draft["grants"].as_array_mut().unwrap().push(recovery(&key));
    assert_eq!(refused(&desk.send(draft.clone(), &roster).await), bad(), "the key is not said");
    draft["recovery"] = roster.team_recipient.to_string().into();
    assert_eq!(refused(&desk.send(draft.clone(), &roster).await), bad(), "another key than the roster's");
    draft["recovery"] = key.to_string().into();
    let answer = desk.send(draft, &roster).await;
    assert_eq!(answer.status, 200, "{}", answer.text());

    let app = &desk.house.service.app;
    let waiting = app.waiting_draft().await.unwrap().unwrap();
    let reads: Vec<_> = waiting.grants.iter().filter(|grant| grant.signing.is_empty()).map(|grant| grant.to.clone()).collect();
    assert_eq!(reads, [key.fingerprint()]);
    // Whoever signs brings the grants beside it: one for another reader, or none, is not taken.
    let doc = sign_roster_with(&waiting.roster, &desk.admin, waiting.team_signature);
    let mut grants = waiting.grants;
    grants.last_mut().unwrap().to = "00112233aabbccdd".to_owned();
    assert!(app.install_roster(&doc, &grants).await.is_err());
    grants.pop();
    assert!(app.install_roster(&doc, &grants).await.is_err());
    assert_eq!(desk.newest().epoch(), 1);
    let installed = desk.sign().await;
    assert_eq!(installed.roster().recovery.recipient(), Some(&key));
}

fn another_key() -> tocsin_seal::Recipient {
    Identity::from_seed([77; 32]).recipient().clone()
}

async fn an_earlier_draft_in_place_of_the_newest_is_refused_and_so_is_one_whose_time_is_over(url: Option<String>) {
    let desk = Desk::open(url).await;
    let (app, options) = (&desk.house.service.app, &desk.house.service.options);
    let (first, first_team) = desk.next();
    assert_eq!(desk.send(desk.drafted(&first, &first_team, &[&desk.lead, &desk.worker]), &first).await.status, 200);
    let kept = copied(options, "drafts").await;
    let (second, second_team) = desk.next();
    assert_eq!(desk.send(desk.drafted(&second, &second_team, &[&desk.lead]), &second).await.status, 200);
    assert_eq!(app.waiting_draft().await.unwrap().unwrap().members.len(), 1, "the later one takes the place");
    let newer = copied(options, "drafts").await;
    // Somebody who writes to the database brings the first one back, with the colleague who was left out.
    put_back(options, "drafts", &kept).await;
    let error = app.waiting_draft().await.err().unwrap().to_string();
    assert!(error.contains("the audit log does not name it as the newest"), "{error}");
    put_back(options, "drafts", &newer).await;
    desk.sign().await;
    // And once more after a roster is in force: neither opens the way to another.
    for draft in [&kept, &newer] {
        write(options, "DELETE FROM drafts".to_owned()).await;
        put_back(options, "drafts", draft).await;
        if let Ok(Some(draft)) = app.waiting_draft().await {
            let doc = sign_roster_with(&draft.roster, &desk.admin, draft.team_signature);
            assert!(app.install_roster(&doc, &draft.grants).await.is_err());
        }
    }
    assert_eq!(desk.newest().epoch(), 2);
}

async fn a_draft_that_could_not_come_in_force_is_refused_at_once(url: Option<String>) {
    let desk = Desk::open(url).await;
    let (roster, team) = desk.next();
    let members = [&desk.lead];
    let good = desk.drafted(&roster, &team, &members);
    let head = desk.house.service.app.audit_head().await.unwrap();
    let other = SigningKey::generate(&SystemRandom::new()).unwrap();
    let mut unsigned = good.clone();
    unsigned["team_signature"] = roster.sign_as_previous_team(&other).to_string().into();
    let mut without = good.clone();
    without.as_object_mut().unwrap().remove("team_signature");
    let mut nobody = good.clone();
    nobody["grants"] = json!([]);
    let mut twice = good.clone();
    twice["grants"] = json!([good["grants"][0], good["grants"][0]]);
    let mut no_key = good.clone();
    no_key["grants"][0]["identity"] = b64("AGE-SECRET-KEY").into();
    let mut of_root = good.clone();
    of_root["grants"][0]["to"] = hex(&desk.root.account).into();
    for (what, draft, expected) in [
        ("signed by another", unsigned, bad()),
        ("not signed", without, bad()),
        ("without a member", nobody, bad()),
        ("a member twice", twice, bad()),
        ("a key in clear", no_key, bad()),
        ("an administrator as a reader", of_root, (409, "not_enrolled".to_owned())),
    ] {
        assert_eq!(refused(&desk.send(draft, &roster).await), expected, "{what}");
    }
    for (what, change) in [
        ("an epoch left out", (|r: &mut Roster| r.epoch += 1) as fn(&mut Roster)),
        ("behind another", |r| r.previous = Some(Hash32::of(b"other"))),
        ("over already", |r| r.expires = r.not_before - 1),
        ("for ever", |r| r.expires += 900 * 86_400),
        ("of another installation", |r| r.deployment = format!("d-{}", "00".repeat(16)).parse().unwrap()),
        ("with a recovery key that is not named", |r| r.recovery = Recovery::Unnamed),
        ("with a recovery key that is not there", |r| r.recovery = Recovery::Key(another_key())),
    ] {
        let mut roster = roster.clone();
        change(&mut roster);
        let answer = desk.send(desk.drafted(&roster, &team, &members), &roster).await;
        assert!(matches!(answer.status, 400 | 409), "{what}: {}", answer.text());
    }
    // An entry about another roster, and one that is not the lead's.
    let (another, _) = desk.next();
    assert_eq!(refused(&desk.send(good.clone(), &another).await), bad());
    let mut draft = good.clone();
    let details = [("epoch", "2"), ("roster", &Hash32::of(&roster.to_bytes()).to_string()[..])];
    draft["audit"] = desk.worker.entry(Act::RosterDrafted, None, &details).await.into();
    assert_eq!(refused(&desk.lead.post(DRAFT, &draft).await), bad());
    assert_eq!(desk.worker.post(DRAFT, &draft).await.status, 403, "only leads make teams");
    let now = desk.house.service.app.now();
    draft["audit"] = desk.lead.entry_after(Head::EMPTY, Act::RosterDrafted, None, &details, now).into();
    let answer = desk.lead.post(DRAFT, &draft).await;
    assert_eq!((answer.status, read(&answer)["error"].clone()), (409, "audit_moved".into()));
    assert_eq!(read(&answer)["head"]["seq"], desk.house.service.app.audit_head().await.unwrap().seq);
    assert_eq!(desk.house.service.app.audit_head().await.unwrap(), head);
    assert!(desk.house.service.app.waiting_draft().await.unwrap().is_none());
    // Ten minutes later it needs another check.
    desk.house.clock.jump(601);
    assert_eq!(refused(&desk.send(good, &roster).await), (403, "not_fresh".to_owned()));
}

async fn cases_of_a_former_team_are_sealed_on_and_counted(url: Option<String>) {
    let desk = Desk::open(url).await;
    let app = &desk.house.service.app;
    for _ in 0..3 {
        desk.house.report().await;
    }
    assert_eq!(desk.team(&desk.worker).await["regrant"], json!({ "missing": 0, "cases": [] }));
    let (roster, team) = desk.next();
    assert_eq!(desk.send(desk.drafted(&roster, &team, &[&desk.lead, &desk.worker]), &roster).await.status, 200);
    desk.sign().await;
    let regrant = desk.team(&desk.worker).await["regrant"].clone();
    assert_eq!((regrant["missing"].clone(), regrant["cases"].as_array().unwrap().len()), (3.into(), 3));
    let to = team.identity.recipient();
    let case_key = Identity::generate(&SystemRandom::new()).unwrap();
    let grants =
        |to: &tocsin_seal::Recipient| json!([{ "kind": "case", "to": to.fingerprint(), "grant": b64(grant(&case_key, to).unwrap()) }]);
    let case = regrant["cases"][0].clone();
    let others = desk.team.identity.recipient();
    let worker = &desk.worker;
    assert_eq!(refused(&desk.seal_on(worker, &case, grants(others)).await), bad(), "to the former team");
    assert_eq!(refused(&desk.seal_on(worker, &case, json!([])).await), bad());
    assert_eq!(refused(&desk.seal_on(worker, &"00".repeat(16).into(), grants(to)).await), (403, "forbidden".to_owned()));
    assert_eq!(desk.seal_on(&desk.root, &case, grants(to)).await.status, 403);
    for left in [2, 2, 1, 0] {
        // The second time it was done already.
        let case = if left == 2 { case.clone() } else { desk.team(&desk.worker).await["regrant"]["cases"][0].clone() };
        let answer = desk.seal_on(worker, &case, grants(to)).await;
        assert_eq!((answer.status, read(&answer)), (200, json!({ "missing": left })));
    }
    assert_eq!(app.cases_to_regrant().await.unwrap(), 0);
    assert_eq!(desk.house.count(Act::Regranted).await, 4);
    assert_eq!(desk.house.faults(None).await, NONE);
    // The old grant stays beside the new one.
    let out = desk.house.service.folder.path().join("out");
    app.export(&out, None, |_, _| {}).await.unwrap();
    let folder = out.join(format!("case-{}/grants", case.as_str().unwrap()));
    for team in [to, others] {
        assert!(folder.join(format!("{}.age", team.fingerprint())).exists());
    }
}

async fn a_case_that_was_sealed_on_with_junk_is_sealed_on_again_and_everybody_signs_which_bytes_they_gave(url: Option<String>) {
    let desk = Desk::open(url).await;
    desk.house.report().await;
    let (roster, team) = desk.next();
    assert_eq!(desk.send(desk.drafted(&roster, &team, &[&desk.lead, &desk.worker]), &roster).await.status, 200);
    desk.sign().await;
    let case = desk.team(&desk.worker).await["regrant"]["cases"][0].clone();
    let subject = Some(*case.as_str().unwrap().parse::<tocsin_seal::CaseId>().unwrap().as_bytes());
    let to = team.identity.recipient();
    let sealed = |what: &Identity| json!([{ "kind": "case", "to": to.fingerprint(), "grant": b64(grant(what, to).unwrap()) }]);
    let (junk, right) = (Identity::generate(&SystemRandom::new()).unwrap(), desk.case_key(&case).await);
    // An entry that names other bytes, another team, or nothing, or one of a colleague's.
    let given = sealed(&junk);
    let hash = Hash32::of(&b64_bytes(&given[0]["grant"])).to_string();
    let other = Hash32::of(b"other").to_string();
    for details in
        [vec![], vec![("epoch", "2")], vec![("case", other.as_str()), ("epoch", "2")], vec![("case", hash.as_str()), ("epoch", "1")]]
    {
        let audit = desk.worker.entry(Act::Regranted, subject, &details).await;
        let answer = desk.worker.post(REGRANT, &json!({ "case": case, "grants": given, "audit": audit })).await;
        assert_eq!(refused(&answer), bad(), "{details:?}");
    }
    let audit = desk.lead.entry(Act::Regranted, subject, &[("case", &hash), ("epoch", "2")]).await;
    assert_eq!(refused(&desk.worker.post(REGRANT, &json!({ "case": case, "grants": given, "audit": audit })).await), bad());
    assert_eq!(desk.worker.post(REGRANT, &json!({ "case": case, "grants": given })).await.status, 400, "unsigned");

    for what in [&junk, &Identity::generate(&SystemRandom::new()).unwrap()] {
        assert_eq!(desk.seal_on(&desk.worker, &case, sealed(what)).await.status, 200);
    }
    let opens = async || {
        let detail = read(&desk.lead.get(&format!("/desk/api/v1/cases/{}", case.as_str().unwrap())).await);
        let grants = detail["grants"].as_array().unwrap().clone();
        let keys = grants.iter().filter_map(|grant| tocsin_seal::open_grant(&b64_bytes(&grant["grant"]), &team.identity).ok());
        let keys: Vec<String> = keys.map(|key| key.recipient().to_string()).collect();
        (keys.len(), keys.contains(&right.recipient().to_string()), grants.len())
    };
    assert_eq!(opens().await, (1, false, 2), "of one person the last stands, beside that of the former team");
    assert_eq!(desk.seal_on(&desk.lead, &case, sealed(&right)).await.status, 200);
    assert_eq!(opens().await, (2, true, 3));
    // Nor does the first come again and take it away.
    assert_eq!(desk.seal_on(&desk.worker, &case, sealed(&junk)).await.status, 200);
    assert_eq!(opens().await, (2, true, 3));
    let (act, subject, said) = desk.house.log().await.pop().unwrap();
    assert_eq!((act, subject), (Act::Regranted, subject));
    let names: Vec<&str> = said.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((said[1].1.as_str(), &names[..]), ("2", &["case", "epoch", "request"][..]));
    assert_eq!(desk.house.faults(None).await, NONE);
}

async fn leads_read_the_whole_log_and_can_check_it_and_everybody_gets_its_length(url: Option<String>) {
    let desk = Desk::open(url).await;
    let app = &desk.house.service.app;
    assert_eq!(http::get(desk.house.service.at, "/desk/api/v1/audit", &[]).await.status, 401);
    let page = read(&desk.lead.get("/desk/api/v1/audit?after=0").await);
    let mut auditor = tocsin_seal::Auditor::new(page["service"].as_str().unwrap().parse().unwrap(), None);
    page["entries"].as_array().unwrap().iter().for_each(|entry| auditor.read(&b64_bytes(entry)));
    assert_eq!(auditor.finish(), []);
    assert_eq!(auditor.head(), app.audit_head().await.unwrap());
    assert_eq!(auditor.head().seq, page["head"]["seq"].as_u64().unwrap());
    assert_eq!(auditor.people().len(), 3);
    let after = format!("/desk/api/v1/audit?after={}", auditor.head().seq);
    assert_eq!(read(&desk.root.get(&after).await)["entries"], json!([]));
    for who in [&desk.worker, &desk.root] {
        let theirs = read(&who.get("/desk/api/v1/audit?after=0").await);
        assert_eq!((&theirs["head"], theirs["entries"].as_array().unwrap().len() as u64), (&page["head"], auditor.head().seq));
    }
    assert_eq!(refused(&desk.root.get("/desk/api/v1/audit?after=x").await), bad());
}

fn b64_bytes(text: &Value) -> Vec<u8> {
    use base64::Engine as _;
    base64::prelude::BASE64_STANDARD.decode(text.as_str().unwrap()).unwrap()
}

/// Rows of a table as an insert that brings them back.
async fn copied(options: &StoreOptions, table: &'static str) -> String {
    let name = format!("{table}_kept_{}", hex(&ring::rand::generate::<[u8; 4]>(&SystemRandom::new()).unwrap().expose()));
    write(options, format!("CREATE TABLE {name} AS SELECT * FROM {table}")).await;
    name
}

async fn put_back(options: &StoreOptions, table: &'static str, kept: &str) {
    write(options, format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM {kept}")).await;
}
