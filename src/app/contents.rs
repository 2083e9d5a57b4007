//! Signed calls followed: what a mailbox holds, as the receipt's owner checks and opens it on their own machine; deleting
//! an answer; taking the report back.
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;
use tocsin_domain::clock::{date_string, day_of};
use tocsin_seal::{Hash32, Kind, PartId, call::Action};

use super::{
    App, AppError,
    call::{CallRefusal, CalledCase, Caller},
    rows::{self, Tip},
};
use crate::store::PartRow;

/// What came of a call.
pub enum Followed {
    /// Everything in the mailbox.
    Read(Box<Contents>),
    /// The words of an answer are gone, now or since an earlier call. False: there is no such answer.
    Deleted(bool),
    /// The report is taken back.
    Withdrawn,
}

/// Everything in a mailbox. Nothing of it is believed by who reads it before it is checked: the capsule against the
/// receipt, statements against the keys that the capsule and the rosters name.
#[derive(Serialize)]
pub struct Contents {
    /// `tocsin.mailbox/1`.
    pub format: &'static str,
    /// What the receipt vouches for, MACed under its key; base64.
    pub capsule: String,
    /// False if no answer was wanted.
    pub answer_here: bool,
    /// `YYYY-MM-DD`, UTC: from this day on the receipt opens nothing and the case is destroyed.
    pub ends: String,
    /// The reporter's last statement; the next message follows it.
    pub tip: Statement,
    /// Number of the team's last answer.
    pub team: Option<u32>,
    /// What the reporter sent, oldest first.
    pub sent: Vec<Sent>,
    /// The team's answers, oldest first.
    pub replies: Vec<Reply>,
    /// Every roster's document, oldest first.
    pub rosters: Vec<String>,
}

/// The end of a chain.
#[derive(Serialize)]
pub struct Statement {
    /// Its number.
    pub seq: u32,
    /// Its hash.
    pub hash: Hash32,
}

/// Something the reporter sent.
#[derive(Serialize)]
pub struct Sent {
    /// 0 is the report.
    pub number: u32,
    /// `YYYY-MM-DD`, UTC, when it arrived.
    pub day: String,
    /// Files that came with it.
    pub files: usize,
    /// Caseworkers took it to their desk.
    pub collected: bool,
    /// Its signed statement, as the very text that was signed.
    pub statement: String,
}

/// An answer of the team.
#[derive(Serialize)]
pub struct Reply {
    /// For "delete".
    pub id: PartId,
    /// Its signed statement, as the very text that was signed.
    pub statement: String,
    /// The age file, base64; `None` once it was deleted.
    pub body: Option<String>,
    /// Read here before.
    pub collected: bool,
}

impl App {
    /// Does what a signed call asks. Calls that belong elsewhere are malformed here.
    pub async fn follow_call(&self, bytes: &[u8]) -> Result<Result<Followed, CallRefusal>, AppError> {
        let Caller { action, found } = match self.called(bytes).await? {
            Ok(caller) => caller,
            Err(refusal) => return Ok(Err(refusal)),
        };
        Ok(match action {
            Action::Read => Ok(Followed::Read(Box::new(self.contents(found).await?))),
            Action::Delete { part } => Ok(Followed::Deleted(self.delete_part(found.case, part).await?)),
            // Taken back twice it is no mailbox any more.
            Action::Withdraw => self.take_back(found.mailbox).await?.then_some(Followed::Withdrawn).ok_or(CallRefusal::UnknownMailbox),
            Action::File { .. } | Action::Message { .. } => Err(CallRefusal::Malformed),
        })
    }

    async fn contents(&self, found: CalledCase) -> Result<Contents, AppError> {
        let rows = self.conversation(found.case).await?;
        let Tip { seq, hash } = found.state.reporter;
        let mut contents = Contents {
            format: "tocsin.mailbox/1",
            capsule: STANDARD.encode(&found.capsule),
            answer_here: found.state.answer_here,
            ends: date_string(day_of(found.state.expires)),
            tip: Statement { seq, hash },
            team: found.state.team.map(|tip| tip.seq),
            sent: Vec::new(),
            replies: Vec::new(),
            rosters: self.roster_texts(),
        };
        self.mark_read(&rows).await?;
        let mut replies = Vec::new();
        for row in rows {
            self.shown(row, &mut contents.sent, &mut replies);
        }
        contents.sent.sort_by_key(|sent| sent.number);
        replies.sort_by_key(|(number, _)| *number);
        contents.replies = replies.into_iter().map(|(_, reply)| reply).collect();
        Ok(contents)
    }

    /// A row that does not open is left out: its place in the chain is missing then, which the reader sees.
    fn shown(&self, row: PartRow, sent: &mut Vec<Sent>, replies: &mut Vec<(u32, Reply)>) {
        let Ok((state, signed)) = rows::open_part(self.ring(), &row) else { return };
        let claimed = signed.claimed();
        match claimed.kind {
            Kind::Report | Kind::Message => sent.push(Sent {
                number: claimed.seq,
                day: date_string(day_of(state.received)),
                files: claimed.attachments.len(),
                collected: state.collected,
                statement: state.statement,
            }),
            Kind::Reply => {
                let body = row.body.filter(|_| !state.deleted).map(|body| STANDARD.encode(body));
                let (id, statement) = (PartId::from_bytes(row.id), state.statement);
                replies.push((claimed.seq, Reply { id, statement, body, collected: state.collected }));
            }
            // The staff's own.
            Kind::Note => {}
        }
    }
}
