//! One case: everything the desk needs to open it, its parts one by one, and its files as streams.
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;
use std::collections::BTreeMap;
use tocsin_domain::urgency::Urgency;
use tocsin_seal::{CaseId, Hash32, MailboxId, PartId, PublicKey};
use tokio::io::AsyncRead;

use super::super::{Fault, SignedIn, accounts};
use super::former::{self, FormerShown};
use super::list::{self, CaseLine, Named};
use super::reading::Opened;
use super::rights::Guesting;
use super::sight::{self, Sight};
use crate::app::{
    App,
    rows::{self, CaseState, PartState, Tip},
    work::Account,
};
use crate::store::{CaseRow, Tx};

/// One case, for who may read it.
#[derive(Serialize)]
pub struct CaseDetail {
    line: CaseLine,
    version: u64,
    epoch: u32,
    mailbox: MailboxId,
    case_recipient: String,
    receipt_key: PublicKey,
    roster_hash: Hash32,
    expires: i64,
    grants: Vec<GrantShown>,
    /// Rows of grants that do not open: they are as good as not there.
    #[serde(skip_serializing_if = "is_none")]
    damaged_grants: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    staff_recipient: Option<String>,
    /// Where the staff's chain ends, so that it goes on where its last row does not open.
    #[serde(skip_serializing_if = "Option::is_none")]
    staff_tip: Option<Tip>,
    /// They are not told what staff did with it, and must not take that for nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    guest: bool,
    parts: Vec<PartShown>,
    files: Vec<FileShown>,
    links: Vec<CaseId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lowered: Option<LoweredShown>,
    people: Vec<Named>,
    guests: Vec<Guesting>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    former: Vec<FormerShown>,
    timeline: Vec<Happened>,
}

#[derive(Serialize)]
struct GrantShown {
    kind: &'static str,
    to: String,
    grant: String,
}

#[derive(Serialize)]
struct PartShown {
    id: PartId,
    received: i64,
    statement: String,
    /// Bytes of its body; 0: deleted by its reader.
    size: u64,
}

#[derive(Serialize)]
struct FileShown {
    id: PartId,
    size: i64,
}

#[derive(Serialize)]
struct LoweredShown {
    from: Urgency,
    to: Urgency,
    by: Account,
    at: i64,
}

/// Something in the audit log about this case.
#[derive(Serialize)]
struct Happened {
    at: i64,
    seq: u64,
    action: &'static str,
    /// An account, `service`, or a public key that is nobody's any more.
    actor: String,
    details: BTreeMap<String, String>,
}

fn is_none(count: &usize) -> bool {
    *count == 0
}

/// A sealed file on its way to a desk.
pub struct FileReader {
    /// Its bytes.
    pub size: u64,
    /// From the first on.
    pub reader: Box<dyn AsyncRead + Send + Unpin>,
}

impl App {
    /// Everything about a case.
    pub async fn desk_case(&self, opened: &Opened) -> Result<CaseDetail, Fault> {
        let (who, case) = (&opened.who, opened.case);
        let mut tx = self.store().read().await?;
        let (row, state, sight) = self.look(&mut tx, who, case).await?;
        let (grants, damaged_grants) = self.grants_shown(&mut tx, &row, who, sight).await?;
        let parts = self.parts_shown(&mut tx, &row).await?;
        let files: Vec<FileShown> =
            tx.blobs(&row.id).await?.into_iter().map(|blob| FileShown { id: PartId::from_bytes(blob.id), size: blob.size }).collect();
        let around = self.around(&mut tx, who, Some(&row.id)).await?;
        let whole = sight == Sight::Whole;
        let (people, timeline) = match whole {
            true => (self.who_knows(&mut tx, &state).await?, self.happened(&mut tx, &state).await?),
            false => (Vec::new(), Vec::new()),
        };
        let work = &state.work;
        let now = self.now();
        Ok(CaseDetail {
            version: work.changes,
            epoch: state.epoch,
            mailbox: state.mailbox_id,
            case_recipient: state.case_recipient.clone(),
            receipt_key: state.receipt_key,
            roster_hash: state.roster_hash,
            expires: state.expires,
            grants,
            damaged_grants,
            staff_recipient: work.staff_recipient.clone(),
            staff_tip: work.staff,
            guest: !whole,
            parts,
            files,
            links: if whole { work.links.clone() } else { Vec::new() },
            lowered: work.lowered.filter(|_| whole).map(|lowered| LoweredShown {
                from: lowered.from,
                to: lowered.to,
                by: lowered.by,
                at: lowered.at,
            }),
            people,
            guests: work.guests.iter().filter(|guest| whole && guest.until > now).map(|guest| Guesting::of(*guest)).collect(),
            former: if whole { former::shown(work, who) } else { Vec::new() },
            timeline,
            line: list::line(&row.id, &state, who, sight, &around),
        })
    }

    /// The sealed body of one part.
    pub async fn desk_part(&self, opened: &Opened, part: [u8; 16]) -> Result<Vec<u8>, Fault> {
        let mut tx = self.store().read().await?;
        let (row, ..) = self.look(&mut tx, &opened.who, opened.case).await?;
        let part = tx.part(&row.id, &part).await?.ok_or(Fault::Forbidden)?;
        // What was set aside is no part, and is handed to nobody.
        rows::open_part(self.ring(), &part).map_err(|_| Fault::Forbidden)?;
        part.body.ok_or(Fault::Forbidden)
    }

    /// A sealed file; its bytes are read while they are sent.
    pub async fn desk_file(&self, opened: &Opened, file: [u8; 16]) -> Result<FileReader, Fault> {
        let mut tx = self.store().read().await?;
        let (row, ..) = self.look(&mut tx, &opened.who, opened.case).await?;
        // Named by this case, whoever asks: an id alone opens nothing.
        let blob = tx.blob(&file).await?.filter(|blob| blob.case_id == row.id).ok_or(Fault::Forbidden)?;
        drop(tx);
        let blobs = self.store().blobs();
        let size = blobs.size(&blob.id).await?;
        Ok(FileReader { size, reader: Box::new(blobs.reader(&blob.id).await?) })
    }

    /// Whether somebody reads all of a case: as one of the team, or by name where it is restricted. Of what is not there nobody does.
    pub(in crate::app::desk) async fn reads_all_of(&self, tx: &mut Tx, who: &SignedIn, case: [u8; 16]) -> Result<bool, Fault> {
        match self.look(tx, who, case).await {
            Ok((.., sight)) => Ok(sight == Sight::Whole),
            Err(Fault::Forbidden) => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    /// A case that this person may read.
    pub(super) async fn look(&self, tx: &mut Tx, who: &SignedIn, case: [u8; 16]) -> Result<(CaseRow, CaseState, Sight), Fault> {
        let row = tx.case(&case).await?.ok_or(Fault::Forbidden)?;
        let state = rows::open_case(self.ring(), &row)?;
        match sight::of(&state, who) {
            Sight::Nothing | Sight::Line => Err(Fault::Forbidden),
            sight => Ok((row, state, sight)),
        }
    }

    /// All grants, to a guest their own; and how many were tampered with. Those open nothing; the others may.
    async fn grants_shown(&self, tx: &mut Tx, row: &CaseRow, who: &SignedIn, sight: Sight) -> Result<(Vec<GrantShown>, usize), Fault> {
        let me = who.recipient().fingerprint();
        let (standing, damaged) = self.standing_grants(tx, &row.id).await?;
        let states = standing.into_iter().map(|(_, state)| state).filter(|state| sight == Sight::Whole || state.to == me);
        let shown = states.map(|state| GrantShown { kind: state.kind.word(), to: state.to, grant: state.grant });
        Ok((shown.collect(), damaged))
    }

    /// The parts in the order in which they came. Who wrote what is for the desk to verify; a row that does not open is left
    /// out, which its chain shows.
    async fn parts_shown(&self, tx: &mut Tx, row: &CaseRow) -> Result<Vec<PartShown>, Fault> {
        let mut shown = Vec::new();
        for part in tx.part_heads(&row.id).await? {
            let Ok((PartState { received, statement, deleted, .. }, signed)) = rows::open_part(self.ring(), &part) else { continue };
            let (id, size) = (PartId::from_bytes(part.id), if deleted { 0 } else { signed.claimed().sealed_len });
            shown.push((received, signed.claimed().seq, PartShown { id, received, statement: STANDARD.encode(statement), size }));
        }
        shown.sort_by_key(|(received, seq, _)| (*received, *seq));
        Ok(shown.into_iter().map(|(.., part)| part).collect())
    }

    /// Who has read the case; of a restricted one, who may.
    async fn who_knows(&self, tx: &mut Tx, state: &CaseState) -> Result<Vec<Named>, Fault> {
        let mut named = self.named(tx).await?;
        match &state.work.restricted_to {
            Some(may) => named.retain(|named| may.contains(&named.account)),
            None => named.retain(|named| state.work.seen_by(named.account).is_some()),
        }
        Ok(named)
    }

    async fn happened(&self, tx: &mut Tx, state: &CaseState) -> Result<Vec<Happened>, Fault> {
        let accounts = accounts::all(tx, self.ring()).await?;
        let service = self.audit_key();
        let whose = |key: PublicKey| {
            if key == service {
                return "service".to_owned();
            }
            let theirs = |account: &&accounts::Account| {
                account.former.contains(&key) || account.enrolled().is_some_and(|enrolled| enrolled.actor == key)
            };
            accounts.iter().find(theirs).map_or_else(|| key.to_string(), |account| Account(account.id).to_string())
        };
        let mut happened = Vec::new();
        for entry in self.audit_entries(tx, &state.work.entries).await? {
            let said = entry.claimed();
            happened.push(Happened {
                at: said.at,
                seq: said.seq,
                action: said.act.word(),
                actor: whose(said.actor),
                details: said.details.clone(),
            });
        }
        Ok(happened)
    }
}
