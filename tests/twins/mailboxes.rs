//! Mailboxes as the server answers them: checked in the page against everything that somebody could have done to them.

use crate::{
    NOW, Station, node, receipt, seed,
    signed::{base64, hex},
};
use serde_json::{Value, json};
use tocsin_seal::{
    Capsule, CaseId, Hash32, Identity, Kind, MailboxKeys, PartId, SignedStatement, SigningKey, Statement,
    payload::{Format, Reply, seal_payload},
};

/// A conversation: the report, one message of two files, two replies under two rosters.
struct Talk {
    station: Station,
    keys: MailboxKeys,
    case_id: CaseId,
    case: Identity,
    sent: Vec<SignedStatement>,
    replies: Vec<(SignedStatement, Vec<u8>)>,
}

impl Talk {
    fn new() -> Self {
        let station = Station::with_epochs(3);
        let keys = receipt().keys(&station.deployment);
        let mut talk = Self {
            keys,
            station,
            case_id: seed::<16>("case").into(),
            case: Identity::from_seed(seed("case identity")),
            sent: Vec::new(),
            replies: Vec::new(),
        };
        talk.sent.push(talk.ours(Kind::Report, 0, None));
        talk.sent.push(talk.ours(Kind::Message, 1, Some(talk.sent[0].hash())));
        for (seq, epoch, text) in [(1, 2, "Do not travel."), (2, 3, "谢谢。\nWe are here.")] {
            let prev = talk.replies.last().map(|(signed, _)| signed.hash());
            let reply = talk.reply(seq, prev, epoch, text);
            talk.replies.push(reply);
        }
        talk
    }

    fn place(&self, kind: Kind, seq: u32, prev: Option<Hash32>, epoch: usize, body: &[u8]) -> Statement {
        Statement {
            kind,
            case_id: self.case_id,
            mailbox_id: self.keys.mailbox_id(),
            seq,
            prev,
            roster_hash: self.station.rosters[epoch - 1].hash(),
            sealed_sha256: Hash32::of(body),
            sealed_len: body.len() as u64,
            attachments: Vec::new(),
        }
    }

    fn ours(&self, kind: Kind, seq: u32, prev: Option<Hash32>) -> SignedStatement {
        self.keys.sign(&self.place(kind, seq, prev, 2, b"sealed"))
    }

    fn payload(&self, seq: u32, prev: Option<Hash32>, epoch: usize, text: &str) -> Reply {
        Reply {
            format: Format::default(),
            case_id: self.case_id,
            mailbox_id: self.keys.mailbox_id(),
            seq,
            prev,
            roster_hash: self.station.rosters[epoch - 1].hash(),
            written_at: NOW,
            author: "Robin".to_owned(),
            text: text.to_owned(),
        }
    }

    fn reply(&self, seq: u32, prev: Option<Hash32>, epoch: usize, text: &str) -> (SignedStatement, Vec<u8>) {
        self.signed_by(&self.station.teams[epoch - 1].signing, self.payload(seq, prev, epoch, text), epoch)
    }

    /// Whatever a payload says, signed by a key for the place that it claims.
    fn signed_by(&self, key: &SigningKey, reply: Reply, epoch: usize) -> (SignedStatement, Vec<u8>) {
        let body = seal_payload(&reply, &[self.keys.recipient(), self.case.recipient()]).unwrap();
        (key.sign(&self.place(Kind::Reply, reply.seq, reply.prev, epoch, &body)), body)
    }

    fn capsule(&self) -> Capsule {
        Capsule { case_id: self.case_id, case_recipient: self.case.recipient().clone(), roster_key: self.station.admin.public(), epoch: 2 }
    }

    fn answer(&self) -> Value {
        let tip = self.sent.last().unwrap();
        let text = |signed: &SignedStatement| String::from_utf8(signed.bytes().to_vec()).unwrap();
        let sent: Vec<Value> = self
            .sent
            .iter()
            .map(|signed| json!({ "number": signed.claimed().seq, "day": "2026-11-23", "files": 0, "collected": true, "statement": text(signed) }))
            .collect();
        let replies: Vec<Value> = self.replies.iter().enumerate().map(|(at, reply)| row(at, reply)).collect();
        json!({
            "format": "tocsin.mailbox/1", "capsule": base64(&self.keys.seal_capsule(&self.capsule())), "answer_here": true, "ends": "2027-11-23",
            "tip": { "seq": tip.claimed().seq, "hash": tip.hash().to_string() }, "team": self.replies.len(), "sent": sent, "replies": replies,
            "rosters": self.station.documents(),
        })
    }
}

fn row(at: usize, (signed, body): &(SignedStatement, Vec<u8>)) -> Value {
    let id = PartId::from(seed::<16>(&format!("part {at}")));
    json!({ "id": id.to_string(), "statement": String::from_utf8(signed.bytes().to_vec()).unwrap(), "body": base64(body), "collected": at == 0 })
}

/// What somebody did to an answer, and what the page must then say.
struct Case {
    name: &'static str,
    answer: Value,
    expected: Value,
}

/// Sound: so many replies, none troubled, no gap.
fn shown(replies: usize, troubled: u32, gaps: bool, sent_troubled: bool) -> Value {
    json!({ "replies": replies, "troubled": troubled, "gaps": gaps, "sentTroubled": sent_troubled })
}

fn refused(code: &str) -> Value {
    json!({ "refused": code })
}

fn cases(talk: &Talk) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut case = |name: &'static str, expected: Value, change: &dyn Fn(&mut Value)| {
        let mut answer = talk.answer();
        change(&mut answer);
        cases.push(Case { name, answer, expected });
    };
    case("as it is", shown(2, 0, false, false), &|_| {});
    case("rows in another order", shown(2, 0, false, false), &|a| {
        a["replies"].as_array_mut().unwrap().reverse();
        a["sent"].as_array_mut().unwrap().reverse();
    });
    case("an answer that was read and deleted", shown(1, 0, false, false), &|a| a["replies"][0]["body"] = Value::Null);
    case("no answer yet", shown(0, 0, false, false), &|a| {
        a["replies"] = json!([]);
        a["team"] = Value::Null;
    });
    case("the last answer kept back", shown(1, 0, true, false), &|a| {
        a["replies"].as_array_mut().unwrap().pop();
    });
    case("the first answer kept back", shown(1, 0, true, false), &|a| {
        a["replies"].as_array_mut().unwrap().remove(0);
    });
    case("all answers kept back", shown(0, 0, true, false), &|a| a["replies"] = json!([]));
    case("an answer twice", shown(3, 0, true, false), &|a| {
        let again = a["replies"][0].clone();
        a["replies"].as_array_mut().unwrap().push(again);
    });
    case("bodies exchanged", shown(0, 2, false, false), &|a| {
        let (first, second) = (a["replies"][0]["body"].clone(), a["replies"][1]["body"].clone());
        (a["replies"][0]["body"], a["replies"][1]["body"]) = (second, first);
    });
    case("a body cut", shown(1, 1, false, false), &|a| a["replies"][0]["body"] = json!(base64(b"age-encryption.org/v1\n")));
    let stranger = SigningKey::from_seed(seed("stranger"));
    let add = |a: &mut Value, reply: (SignedStatement, Vec<u8>)| a["replies"].as_array_mut().unwrap().push(row(2, &reply));
    let (last, prev) = (talk.replies[1].0.hash(), talk.replies[0].0.hash());
    case("an answer of a stranger", shown(2, 1, false, false), &|a| {
        add(a, talk.signed_by(&stranger, talk.payload(3, Some(last), 3, "Come home."), 3))
    });
    case("an answer of an earlier team under the new roster", shown(2, 1, false, false), &|a| {
        add(a, talk.signed_by(&talk.station.teams[1].signing, talk.payload(3, Some(last), 3, "Come home."), 3));
    });
    case("an answer of a team from before the report", shown(2, 1, false, false), &|a| {
        add(a, talk.reply(3, Some(last), 1, "Come home."));
    });
    case("an answer for another mailbox", shown(2, 1, false, false), &|a| {
        let mut reply = talk.payload(3, Some(last), 3, "x");
        reply.mailbox_id = seed::<16>("another").into();
        let body = seal_payload(&reply, &[talk.keys.recipient(), talk.case.recipient()]).unwrap();
        let statement = Statement { mailbox_id: reply.mailbox_id, ..talk.place(Kind::Reply, 3, Some(last), 3, &body) };
        add(a, (talk.station.teams[2].signing.sign(&statement), body));
    });
    case("an answer that says another number inside", shown(2, 1, true, false), &|a| {
        let reply = talk.payload(2, Some(prev), 3, "x");
        let body = seal_payload(&reply, &[talk.keys.recipient(), talk.case.recipient()]).unwrap();
        add(a, (talk.station.teams[2].signing.sign(&talk.place(Kind::Reply, 3, Some(last), 3, &body)), body));
    });
    case("an answer sealed to a third reader", shown(2, 1, true, false), &|a| {
        let third = Identity::from_seed(seed("third"));
        let body =
            seal_payload(&talk.payload(3, Some(last), 3, "x"), &[talk.keys.recipient(), talk.case.recipient(), third.recipient()]).unwrap();
        add(a, (talk.station.teams[2].signing.sign(&talk.place(Kind::Reply, 3, Some(last), 3, &body)), body));
    });
    case("an answer that follows another one", shown(3, 0, true, false), &|a| {
        add(a, talk.reply(3, Some(Hash32::of(b"another")), 3, "x"));
        a["team"] = json!(3);
    });
    case("the reporter's own words as an answer", shown(2, 1, false, false), &|a| {
        let statement = a["sent"][1]["statement"].clone();
        a["replies"]
            .as_array_mut()
            .unwrap()
            .push(json!({ "id": "00".repeat(16), "statement": statement, "body": null, "collected": true }));
    });
    case("an answer as the reporter's own words", shown(2, 0, false, true), &|a| {
        let statement = a["replies"][0]["statement"].clone();
        a["sent"]
            .as_array_mut()
            .unwrap()
            .push(json!({ "number": 2, "day": "2026-11-23", "files": 0, "collected": true, "statement": statement }));
    });
    case("a message of the reporter missing", shown(2, 0, false, true), &|a| {
        a["sent"].as_array_mut().unwrap().pop();
    });
    case("another last message than is there", shown(2, 0, false, true), &|a| a["tip"]["hash"] = json!(Hash32::of(b"x").to_string()));
    case("nothing that was sent", shown(2, 0, false, true), &|a| a["sent"] = json!([]));
    case("another receipt's capsule", refused("capsule"), &|a| {
        let other = tocsin_seal::Receipt::from_entropy(seed("another receipt")).keys(&talk.station.deployment);
        a["capsule"] = json!(base64(&other.seal_capsule(&talk.capsule())));
    });
    case("a capsule of no receipt", refused("capsule"), &|a| a["capsule"] = json!("%"));
    case("another administration's rosters", refused("rosters"), &|a| {
        let signed = tocsin_seal::sign_roster(talk.station.rosters[0].roster(), &stranger, None);
        a["rosters"] = json!([String::from_utf8(signed).unwrap()]);
    });
    case("rosters from before the report", refused("rosters"), &|a| {
        a["rosters"].as_array_mut().unwrap().truncate(1);
    });
    case("no rosters", refused("rosters"), &|a| a["rosters"] = json!([]));
    case("another version", refused("malformed"), &|a| a["format"] = json!("tocsin.mailbox/2"));
    case("a day that is none", refused("malformed"), &|a| a["ends"] = json!("<b>never</b>"));
    case("an id that is none", refused("malformed"), &|a| a["replies"][0]["id"] = json!("../x"));
    case("a field missing", refused("malformed"), &|a| {
        a.as_object_mut().unwrap().remove("tip");
    });
    cases
}

#[test]
fn a_mailbox_is_shown_only_as_far_as_it_can_be_proved() {
    let Some(dir) = node::library() else { return };
    let talk = Talk::new();
    let cases = cases(&talk);
    let answers: Vec<Value> = cases.iter().map(|case| json!({ "name": case.name, "answer": case.answer.to_string() })).collect();
    let input = json!({
        "entropy": hex(receipt().entropy()), "deployment": talk.station.deployment.as_str(), "roster_key": talk.station.admin.public().to_string(),
        "answers": answers,
    });
    let seen = node::ask(dir.path(), "mailboxes", &input);
    for (case, seen) in cases.iter().zip(seen.as_array().unwrap()) {
        assert_eq!(seen["name"], case.name);
        let found = match seen["replies"].as_array() {
            None => json!({ "refused": seen["refused"] }),
            Some(replies) => {
                json!({ "replies": replies.len(), "troubled": seen["troubled"], "gaps": seen["gaps"], "sentTroubled": seen["sentTroubled"] })
            }
        };
        assert_eq!(found, case.expected, "{}", case.name);
    }
    let whole = &seen[0];
    assert_eq!(whole["replies"][0], json!({ "number": 1, "author": "Robin", "text": "Do not travel.", "day": "2026-11-23" }));
    assert_eq!(whole["replies"][1]["text"], "谢谢。\nWe are here.");
    assert_eq!((&whole["sent"], &whole["tip"]["seq"]), (&json!(2), &json!(1)));
}
