//! Cases as sealed bundles in a folder, for `tocsin-desk`.
use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use serde_json::json;
use tocsin_seal::{Act, CaseId, Hash32, Kind};
use tokio::io::AsyncReadExt;

use super::{
    App, AppError,
    mailbox::decode,
    rows::{self, CaseState, GrantKind},
    work::sayable,
};
use crate::store::{CaseRow, PartRow};

/// Name of the mark by which a folder is known as an earlier export, and so may be replaced.
const MARK: &str = ".tocsin-export";
/// Entries of the audit log in memory at once.
const LOG_PAGE: u16 = 500;

/// What was written.
pub struct Exported {
    /// Cases in the folder.
    pub cases: usize,
    /// Cases of which something is not in it, because somebody altered it or added it in the database, or it is gone.
    pub damaged: Vec<Damaged>,
}

/// A case that is not whole, or not there. It keeps no other case from the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damaged {
    /// Which.
    pub case: CaseId,
    /// Rows and files that were left out; None: its own row does not open, and it is not there at all.
    pub left_out: Option<usize>,
}

/// What of it lies in the folder by now.
#[derive(Default)]
struct Written {
    cases: usize,
    rows: Vec<PartRow>,
    damaged: Vec<Damaged>,
}

impl App {
    /// Writes rosters, team grants and cases (all, or one) to `out`, which is replaced as a whole if it is an earlier
    /// export. Calls `progress(done, of)` after each case. Parts written are noted as collected.
    pub async fn export(&self, out: &Path, only: Option<CaseId>, mut progress: impl FnMut(usize, usize)) -> Result<Exported, AppError> {
        let old = if out.exists() { Some(replaceable(out)?) } else { None };
        let partial = sibling(out, "partial");
        let _ = fs::remove_dir_all(&partial);
        let written = self.write_all(&partial, only, &mut progress).await;
        let Written { cases, rows, damaged } = match written {
            Ok(done) => done,
            Err(error) => {
                let _ = fs::remove_dir_all(&partial);
                return Err(error);
            }
        };
        let of = only.map_or_else(|| "all".to_owned(), |case| case.to_string());
        self.note_service_alone(Act::Exported, vec![("cases", cases.to_string()), ("of", of)]).await?;
        if let Some(old) = &old {
            fs::rename(out, old).map_err(|e| disk(out, &e))?;
        }
        fs::rename(&partial, out).map_err(|e| disk(out, &e))?;
        if let Some(old) = &old {
            fs::remove_dir_all(old).map_err(|e| disk(old, &e))?;
        }
        self.mark_collected(&rows, |kind| kind != Kind::Reply).await?;
        Ok(Exported { cases, damaged })
    }

    async fn write_all(&self, out: &Path, only: Option<CaseId>, progress: &mut impl FnMut(usize, usize)) -> Result<Written, AppError> {
        write(&out.join(MARK), b"tocsin export 1\n")?;
        for (epoch, doc) in self.roster_documents() {
            write(&out.join(format!("roster/{epoch}.json")), &doc)?;
        }
        for succession in self.rosters().successions() {
            write(&out.join(format!("roster/key-{}.json", succession.said().number)), succession.bytes())?;
        }
        // For whoever opens this without knowing the key: pinned on first use, with a warning.
        write(&out.join("roster/key.pub"), format!("{}\n", self.roster_key()).as_bytes())?;
        for (epoch, grant) in self.team_grants().await? {
            write(&out.join(format!("team/{epoch}/{}.age", grant.to)), &grant.identity)?;
            if !grant.signing.is_empty() {
                write(&out.join(format!("team/{epoch}/{}.sign.age", grant.to)), &grant.signing)?;
            }
        }
        let mut tx = self.store().read().await?;
        let mut cases = tx.cases().await?;
        drop(tx);
        if let Some(id) = only {
            cases.retain(|c| c.id == *id.as_bytes());
            if cases.is_empty() {
                return Err(AppError::Internal(format!("there is no case {id}: `tocsin cases list` shows them")));
            }
        }
        self.write_log(out).await?;
        let (total, mut written, mut withdrawn) = (cases.len(), Written::default(), Vec::new());
        for (n, row) in cases.iter().enumerate() {
            let case = CaseId::from_bytes(row.id);
            match rows::open_case(self.ring(), row) {
                Ok(state) if state.is_staffs(self.now()) => {
                    let left_out = self.write_case(out, row, &state, &mut written.rows).await?;
                    written.cases += 1;
                    written.damaged.extend((left_out > 0).then_some(Damaged { case, left_out: Some(left_out) }));
                }
                Ok(state) if state.withdrawn.is_some() => withdrawn.push(case.to_string()),
                Ok(_) => {}
                Err(_) => written.damaged.push(Damaged { case, left_out: None }),
            }
            progress(n + 1, total);
        }
        // Desks that opened them before are to delete what they have.
        let taken_back = json!({ "format": "tocsin.withdrawn/1", "cases": withdrawn });
        write(&out.join("withdrawn.json"), &serde_json::to_vec_pretty(&taken_back).map_err(super::submit::internal)?)?;
        Ok(written)
    }

    /// The audit log, one document a line, and the key of the service's own entries.
    async fn write_log(&self, out: &Path) -> Result<(), AppError> {
        write(&out.join("audit.pub"), format!("{}\n", self.audit_key()).as_bytes())?;
        let path = out.join("audit.jsonl");
        let mut file = std::io::BufWriter::new(fs::File::create(&path).map_err(|e| disk(&path, &e))?);
        let mut after = 0;
        loop {
            let documents = self.audit_after(after, LOG_PAGE).await?;
            for document in &documents {
                // What does not open is no text; a line of its own says so to whoever verifies.
                let line = if document.contains(&b'\n') { &b"an entry that does not open"[..] } else { document };
                file.write_all(line).and_then(|()| file.write_all(b"\n")).map_err(|e| disk(&path, &e))?;
            }
            after += documents.len() as u64;
            if documents.len() < usize::from(LOG_PAGE) {
                return file.flush().map_err(|e| disk(&path, &e));
            }
        }
    }

    /// Writes what opens of a case; its parts are put behind `seen`. Rows and files that were left out: a chain shows which.
    async fn write_case(&self, out: &Path, row: &CaseRow, state: &CaseState, seen: &mut Vec<PartRow>) -> Result<usize, AppError> {
        let mut left_out = 0;
        let id = CaseId::from_bytes(row.id);
        let mut folder = Folder { root: out.join(format!("case-{id}")), files: BTreeMap::new() };
        let mut tx = self.store().read().await?;
        // A damaged grant opens nothing; the others may.
        let (grants, damaged) = self.standing_grants(&mut tx, &row.id).await?;
        let (mut parts, blobs) = (tx.part_heads(&row.id).await?, tx.blobs(&row.id).await?);
        left_out += damaged;
        for (_, state) in grants {
            let place = if state.kind == GrantKind::Case { "grants" } else { "staff" };
            let name = folder.free(&format!("{place}/{}", state.to));
            folder.write(&name, &decode(&state.grant)?)?;
        }
        if let Some(recipient) = &state.work.staff_recipient {
            folder.write("staff/key.pub", format!("{recipient}\n").as_bytes())?;
        }
        // What was set aside at a change of rights is handed to nobody.
        parts.retain(|part| !rows::open_any_part(self.ring(), part).is_ok_and(|(state, _)| state.aside.is_some()));
        for part in parts {
            let Ok((_, signed)) = rows::open_part(self.ring(), &part) else {
                left_out += 1;
                continue;
            };
            let name = match (signed.claimed().kind, signed.claimed().seq) {
                (Kind::Report, _) => "report".to_owned(),
                (Kind::Message, seq) => format!("messages/{seq:04}"),
                (Kind::Reply, seq) => format!("replies/{seq:04}"),
                (Kind::Note, seq) => format!("notes/{seq:04}"),
            };
            folder.write(&format!("{name}.statement.json"), signed.bytes())?;
            // One at a time: a flood may have left more than memory holds.
            if let Some(body) = tx.part(&row.id, &part.id).await?.and_then(|whole| whole.body) {
                folder.write(&format!("{name}.age"), &body)?;
            }
            seen.push(part);
        }
        drop(tx);
        for blob in blobs {
            left_out += usize::from(!self.copy_blob(&blob.id, &mut folder).await?);
        }
        let manifest = json!({
            "format": "tocsin.export/1", "case_id": id.to_string(), "epoch": state.epoch,
            "urgency": state.urgency.to_string(), "files": folder.files,
            "noticed": state.noticed.iter().map(|sign| sign.word()).collect::<Vec<_>>(),
            "number": state.work.number.map(sayable), "kept": state.kept,
        });
        let text = serde_json::to_vec_pretty(&manifest).map_err(super::submit::internal)?;
        write(&folder.root.join("manifest.json"), &text)?;
        Ok(left_out)
    }

    /// False: it is not to be had.
    async fn copy_blob(&self, id: &[u8; 16], folder: &mut Folder) -> Result<bool, AppError> {
        let Ok(mut from) = self.store().blobs().reader(id).await else { return Ok(false) };
        let name = format!("attachments/{}.age", tocsin_seal::PartId::from_bytes(*id));
        let path = folder.root.join(&name);
        make_parent(&path)?;
        let mut to = fs::File::create(&path).map_err(|e| disk(&path, &e))?;
        let mut sum = ring::digest::Context::new(&ring::digest::SHA256);
        let mut buffer = vec![0; 256 * 1024];
        loop {
            let n = from.read(&mut buffer).await.map_err(super::submit::internal)?;
            if n == 0 {
                break;
            }
            sum.update(&buffer[..n]);
            std::io::Write::write_all(&mut to, &buffer[..n]).map_err(|e| disk(&path, &e))?;
        }
        to.sync_all().map_err(|e| disk(&path, &e))?;
        let mut bytes = [0; 32];
        bytes.copy_from_slice(sum.finish().as_ref());
        folder.files.insert(name, Hash32::from_bytes(bytes).to_string());
        Ok(true)
    }
}

/// A case's folder with the sums of what was written to it.
struct Folder {
    root: PathBuf,
    files: BTreeMap<String, String>,
}

impl Folder {
    /// `stem.age`, or the first of `stem-2.age`, … that is not taken: a key can be granted to somebody twice.
    fn free(&self, stem: &str) -> String {
        let names = std::iter::once(format!("{stem}.age")).chain((2..).map(|n: u32| format!("{stem}-{n}.age")));
        names.into_iter().find(|name| !self.files.contains_key(name)).unwrap_or_default()
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), AppError> {
        write(&self.root.join(name), bytes)?;
        self.files.insert(name.to_owned(), Hash32::of(bytes).to_string());
        Ok(())
    }
}

fn replaceable(out: &Path) -> Result<PathBuf, AppError> {
    let empty = fs::read_dir(out).map_err(|e| disk(out, &e))?.next().is_none();
    if empty || out.join(MARK).exists() {
        return Ok(sibling(out, "old"));
    }
    Err(AppError::Internal(format!("{} exists and is not an earlier export; name a new folder", out.display())))
}

fn sibling(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{ending}"));
    path.with_file_name(name)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), AppError> {
    make_parent(path)?;
    fs::write(path, bytes).map_err(|e| disk(path, &e))
}

fn make_parent(path: &Path) -> Result<(), AppError> {
    path.parent().map_or(Ok(()), |parent| fs::create_dir_all(parent).map_err(|e| disk(parent, &e)))
}

fn disk(path: &Path, error: &std::io::Error) -> AppError {
    AppError::Internal(format!("{}: {error}", path.display()))
}
