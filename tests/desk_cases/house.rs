//! A service with staff who have keys and sessions, as far as cases need them.

use std::fs;
use std::net::SocketAddr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use serde_json::{Value, json};
use tocsin::app::people::{self, NewPerson};
use tocsin::app::rows::{self, TeamGrantState};
use tocsin::store::{AccountRow, SessionRow, Store, TeamGrantRow};
use tocsin::vault::{Class, KeyRing, MasterKey, RowRef};
use tocsin_seal::payload::{Format, Reply, seal_payload};
use tocsin_seal::staff::{About, Note};
use tocsin_seal::{
    Act, CaseId, Hash32, Head, Identity, Kind, MailboxId, Recipient, SignedEntry, SignedRoster, SignedStatement, SigningKey, Statement,
    TeamKey, sign_statement,
};

use super::http::{self, Answer};
use super::program::Program;
use super::server::{MovedClock, Service, Setup};
use super::signing;

/// A service, its team's keys, and a second way to its rows.
pub struct House {
    pub service: Service,
    pub clock: Arc<MovedClock>,
    pub store: Store,
    pub ring: KeyRing,
    pub team: TeamKey,
    /// Entries of the log from before staff came.
    begun: usize,
}

/// Somebody with keys, signed in.
pub struct Staff {
    pub account: String,
    pub id: [u8; 16],
    pub alias: String,
    pub identity: Identity,
    pub actor: SigningKey,
    pub cookie: String,
    at: SocketAddr,
}

/// What a desk sends when somebody writes.
pub struct Written {
    pub statement: SignedStatement,
    pub body: Vec<u8>,
}

impl House {
    pub async fn open(url: Option<String>) -> Self {
        let clock = Arc::new(MovedClock::default());
        let service =
            Service::made(Setup { url, clock: clock.clone(), desk: Some("http://localhost:8080".parse().unwrap()), ..Setup::usual() })
                .await;
        let keys = service.folder.path().join("keys");
        let store = Store::open(&service.options).await.unwrap();
        let master = MasterKey::load(keys.join("master.key")).unwrap();
        let ring = KeyRing::load(keys.join("ring.json"), master, &service.app.deployment()).unwrap();
        let team = the_team(&service, &keys).await;
        let begun = usize::try_from(service.app.audit_head().await.unwrap().seq).unwrap();
        Self { service, clock, store, ring, team, begun }
    }

    pub fn roster(&self) -> SignedRoster {
        self.service.app.rosters().last().unwrap().clone()
    }

    pub fn now(&self) -> i64 {
        self.service.app.now()
    }

    /// A report whose author waits for an answer.
    pub async fn report(&self, words: &str) -> Program {
        Program::begun(self.service.at, self.roster(), words, self.now()).await
    }

    /// One that wakes somebody.
    pub async fn alarm(&self, words: &str) -> Program {
        let mut program = self.report(words).await;
        assert_eq!(program.add("they are at the door", "now").await.status, 201);
        program
    }

    /// Somebody who enrolled, was given the team key if they read, and signed in a moment ago.
    pub async fn staff(&self, alias: &str, roles: &[&str]) -> Staff {
        let rng = SystemRandom::new();
        let mail = format!("{}@example.net", alias.to_lowercase());
        let person = people::add(&self.store, &self.ring, NewPerson::parse(alias, &mail, true).unwrap()).await.unwrap();
        let (identity, actor) = (Identity::generate(&rng).unwrap(), SigningKey::generate(&rng).unwrap());
        let record = json!({
            "format": "tocsin.account/1", "roles": roles, "former": [],
            "state": { "enrolled": {
                "recipient": identity.recipient().to_string(), "actor": actor.public().to_string(), "proof": "", "devices": [],
                "passphrase": null, "kit": Hash32::of(b"kit").to_string(), "wraps": [], "spent": [], "kit_used": [],
            } },
        });
        let key = self.ring.current(Class::Account, 0).unwrap();
        let mut tx = self.store.write().await.unwrap();
        let at = RowRef { table: "accounts", column: "sealed", row: &person.id, case: b"", version: 1 };
        let sealed = self.ring.seal(key, &at, record.to_string().as_bytes()).unwrap();
        tx.insert_account(&AccountRow { id: person.id, key_id: key.as_i64(), version: 1, sealed }).await.unwrap();
        if roles.contains(&"caseworker") || roles.contains(&"lead") {
            let grant = TeamGrantState {
                to: identity.recipient().fingerprint(),
                identity: STANDARD.encode(tocsin_seal::grant(&self.team.identity, identity.recipient()).unwrap()),
                signing: STANDARD.encode(tocsin_seal::grant_signing(&self.team.signing, identity.recipient()).unwrap()),
            };
            let sealed = rows::seal(&self.ring, key, &person.id, &[], 1, &grant).unwrap();
            let row = TeamGrantRow { id: person.id, epoch: 1, key_id: key.as_i64(), version: 1, sealed };
            tx.insert_team_grant(&row).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut staff = Staff {
            account: tocsin::vault::hex(&person.id),
            id: person.id,
            alias: alias.to_owned(),
            identity,
            actor,
            cookie: String::new(),
            at: self.service.at,
        };
        self.sign_in(&mut staff).await;
        staff
    }

    /// A new session, checked just now.
    pub async fn sign_in(&self, staff: &mut Staff) {
        let secret: [u8; 32] = ring::rand::generate(&SystemRandom::new()).unwrap().expose();
        let hash = Hash32::of(&secret);
        let id: [u8; 16] = hash.as_bytes()[..16].try_into().unwrap();
        let now = self.now();
        let record = json!({
            "format": "tocsin.session/1", "token": hash.to_string(), "account": staff.id, "since": now, "seen": now, "checked": now,
            "by": "passphrase", "shared": false, "kit_used": 0,
        });
        let key = self.ring.current(Class::Account, 0).unwrap();
        let at = RowRef { table: "sessions", column: "sealed", row: &id, case: b"", version: 1 };
        let sealed = self.ring.seal(key, &at, record.to_string().as_bytes()).unwrap();
        let mut tx = self.store.write().await.unwrap();
        tx.insert_session(&SessionRow { id, due_at: now + 86_400, key_id: key.as_i64(), version: 1, sealed }).await.unwrap();
        tx.commit().await.unwrap();
        staff.cookie = format!("__Host-desk={}", URL_SAFE_NO_PAD.encode(secret));
    }

    pub async fn head(&self) -> Head {
        self.service.app.audit_head().await.unwrap()
    }

    /// An entry for the log behind its head of this moment, to be signed when it is sent: it says what is sent.
    pub async fn entry(&self, who: &Staff, act: Act, subject: Option<&str>) -> String {
        self.entry_after(self.head().await, who, act, subject)
    }

    pub fn entry_after(&self, head: Head, who: &Staff, act: Act, subject: Option<&str>) -> String {
        signing::to_sign(&who.actor, head, act, subject.map(id), None, self.now())
    }

    /// What stands in the log since staff are here; all of it checked: numbers, links and signatures.
    pub async fn log(&self) -> Vec<(String, Option<String>)> {
        let entries = self.service.app.audit_after(0, 10_000).await.unwrap();
        let mut head = Head::EMPTY;
        let said = entries.iter().map(|document| {
            let entry = SignedEntry::parse(document).expect("canonical");
            head = entry.follows(head).expect("in order");
            let entry = entry.verify().expect("signed");
            (entry.act.word().to_owned(), entry.subject.map(|id| tocsin::vault::hex(&id)))
        });
        said.skip(self.begun).collect()
    }

    /// The same without who opened which case.
    pub async fn done(&self) -> Vec<(String, Option<String>)> {
        self.log().await.into_iter().filter(|(act, _)| act != "case_opened").collect()
    }

    /// Everything staff say that is sealed to mailbox and case.
    pub fn reply(&self, program: &Program, after: Option<(u32, Hash32)>, author: &str, text: &str) -> Written {
        let (seq, prev) = next(after);
        let capsule = &program.capsule;
        let reply = Reply {
            format: Format::default(),
            case_id: capsule.case_id,
            mailbox_id: program.keys.mailbox_id(),
            seq,
            prev,
            roster_hash: self.roster().hash(),
            written_at: self.now(),
            author: author.to_owned(),
            text: text.to_owned(),
        };
        let body = seal_payload(&reply, &[program.keys.identity().recipient(), &capsule.case_recipient]).unwrap();
        self.signed(Kind::Reply, capsule.case_id, program.keys.mailbox_id(), (seq, prev), body)
    }

    pub fn note(&self, program: &Program, staff: &Recipient, after: Option<(u32, Hash32)>, author: &str, text: &str) -> Written {
        let (seq, prev) = next(after);
        let note = Note {
            format: Format::default(),
            case_id: program.capsule.case_id,
            mailbox_id: program.keys.mailbox_id(),
            seq,
            prev,
            roster_hash: self.roster().hash(),
            written_at: self.now(),
            author: author.to_owned(),
            text: text.to_owned(),
            about: About::Note,
            resealed: Vec::new(),
        };
        let body = seal_payload(&note, &[staff]).unwrap();
        self.signed(Kind::Note, program.capsule.case_id, program.keys.mailbox_id(), (seq, prev), body)
    }

    pub fn signed(&self, kind: Kind, case_id: CaseId, mailbox_id: MailboxId, (seq, prev): (u32, Option<Hash32>), body: Vec<u8>) -> Written {
        let statement = Statement {
            kind,
            case_id,
            mailbox_id,
            seq,
            prev,
            roster_hash: self.roster().hash(),
            sealed_sha256: Hash32::of(&body),
            sealed_len: body.len() as u64,
            attachments: Vec::new(),
        };
        Written { statement: sign_statement(&statement, &self.team.signing), body }
    }

    /// The grant of `what` to the team.
    pub fn to_team(&self, kind: &str, what: &Identity) -> Value {
        grant(kind, what, self.team.identity.recipient())
    }

    /// Sends what somebody wrote.
    pub async fn send(&self, who: &Staff, case: &str, written: &Written, act: Act, staff: Option<(&Identity, Vec<Value>)>) -> Answer {
        let mut part = json!({
            "statement": STANDARD.encode(written.statement.bytes()), "body": STANDARD.encode(&written.body),
            "audit": self.entry(who, act, Some(case)).await,
        });
        if let Some((identity, grants)) = staff {
            part["staff"] = json!({ "recipient": identity.recipient().to_string(), "grants": grants });
        }
        who.post(&format!("cases/{case}/parts"), &part).await
    }

    /// A first note with a staff identity of its own; the identity and the tip of the chain.
    pub async fn first_note(&self, who: &Staff, program: &Program, text: &str) -> (Identity, (u32, Hash32)) {
        let staff = Identity::generate(&SystemRandom::new()).unwrap();
        let note = self.note(program, staff.recipient(), None, &who.alias, text);
        let answer = self.send(who, &case_of(program), &note, Act::Noted, Some((&staff, vec![self.to_team("staff", &staff)]))).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        (staff, (1, note.statement.hash()))
    }

    /// Changes a case as it is now.
    pub async fn change(&self, who: &Staff, case: &str, act: Act, change: Value) -> Answer {
        let version = who.detail(case).await["version"].clone();
        let mut change = change;
        change["version"] = version;
        change["audit"] = self.entry(who, act, Some(case)).await.into();
        who.post(&format!("cases/{case}/state"), &change).await
    }

    /// The case's identity, as whoever holds the team key opens it.
    pub fn case_identity(&self, detail: &Value) -> Identity {
        opened(detail, "case", &self.team.identity).expect("a grant to the team")
    }
}

impl Staff {
    pub async fn get(&self, path: &str) -> Answer {
        http::get(self.at, &format!("/desk/api/v1/{path}"), &[("Cookie", &self.cookie)]).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        let headers = [("Cookie", self.cookie.as_str()), ("x-desk", "1"), ("Content-Type", "application/json")];
        http::request(self.at, "POST", &format!("/desk/api/v1/{path}"), &headers, signing::signed(body).to_string().as_bytes()).await
    }

    /// The one page of the list.
    pub async fn list(&self) -> Vec<Value> {
        let page = good(&self.get("cases").await);
        assert_eq!(page["next"], Value::Null);
        page["cases"].as_array().unwrap().clone()
    }

    /// The line of a case, if it is in the list.
    pub async fn line(&self, case: &str) -> Option<Value> {
        self.list().await.into_iter().find(|line| line["id"] == case)
    }

    pub async fn detail(&self, case: &str) -> Value {
        good(&self.get(&format!("cases/{case}")).await)
    }

    /// A part's body.
    pub async fn body(&self, case: &str, part: &str) -> Answer {
        self.get(&format!("cases/{case}/parts/{part}")).await
    }
}

pub fn case_of(program: &Program) -> String {
    program.capsule.case_id.to_string()
}

/// What an answer holds that must be one.
pub fn good(answer: &Answer) -> Value {
    assert!((200..300).contains(&answer.status), "{} {}", answer.status, answer.text());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    serde_json::from_slice(&answer.body).unwrap()
}

/// Status and code of a refusal.
pub fn refused(answer: &Answer) -> (u16, String) {
    let said: Value = serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("{} {}", answer.status, answer.text()));
    (answer.status, said["error"].as_str().unwrap_or_default().to_owned())
}

pub fn forbidden() -> (u16, String) {
    (403, "forbidden".to_owned())
}

pub fn bad() -> (u16, String) {
    (400, "bad".to_owned())
}

pub fn moved() -> (u16, String) {
    (409, "moved".to_owned())
}

pub fn grant(kind: &str, what: &Identity, to: &Recipient) -> Value {
    json!({ "kind": kind, "to": to.fingerprint(), "grant": STANDARD.encode(tocsin_seal::grant(what, to).unwrap()) })
}

/// The identity of this kind that a holder's key opens.
pub fn opened(detail: &Value, kind: &str, holder: &Identity) -> Option<Identity> {
    let grants = detail["grants"].as_array().unwrap().iter().filter(|grant| grant["kind"] == kind);
    let mut open = grants.filter_map(|grant| tocsin_seal::open_grant(&decoded(&grant["grant"]), holder).ok());
    open.next()
}

pub fn decoded(text: &Value) -> Vec<u8> {
    STANDARD.decode(text.as_str().unwrap()).unwrap()
}

/// The statements of a case of one kind, in the order of their chain, with the ids of their parts.
pub fn parts(detail: &Value, kind: Kind) -> Vec<(String, SignedStatement)> {
    let parts = detail["parts"].as_array().unwrap().iter();
    let read = parts.map(|part| (part["id"].as_str().unwrap().to_owned(), SignedStatement::parse(&decoded(&part["statement"])).unwrap()));
    let mut of_kind: Vec<_> = read.filter(|(_, signed)| signed.claimed().kind == kind).collect();
    of_kind.sort_by_key(|(_, signed)| signed.claimed().seq);
    of_kind
}

pub fn id(text: &str) -> [u8; 16] {
    let byte = |at: usize| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap();
    std::array::from_fn(byte)
}

fn next(after: Option<(u32, Hash32)>) -> (u32, Option<Hash32>) {
    after.map_or((1, None), |(seq, hash)| (seq + 1, Some(hash)))
}

/// The team key of the service's first roster, as its one member opens it.
async fn the_team(service: &Service, keys: &std::path::Path) -> TeamKey {
    let text = fs::read_to_string(keys.join("caseworker.txt")).unwrap();
    let member = Identity::parse(text.lines().find(|line| !line.starts_with('#')).unwrap()).unwrap();
    let out = service.folder.path().join("team-export");
    service.app.export(&out, None, |_, _| {}).await.unwrap();
    let file = |ending: &str| fs::read(out.join(format!("team/1/{}.{ending}", member.recipient().fingerprint()))).unwrap();
    TeamKey {
        identity: tocsin_seal::open_grant(&file("age"), &member).unwrap(),
        signing: tocsin_seal::open_signing_grant(&file("sign.age"), &member).unwrap(),
    }
}
