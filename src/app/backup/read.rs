//! Reading a backup: strictly what `write` writes, in its order, to the last zero.

use ring::digest;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::Read,
    path::Path,
};
use tocsin_seal::{Hash32, Identity, open_reader};

use super::{BackupError, CONFIG, FORMAT, HEAD, Head, LARGEST_FILE, MAC, MANIFEST, Manifest, io, refused, rows, tar};
use crate::{store::Value, vault::hex};

/// No entry that is read whole is larger, in bytes: a batch of rows with one large report at its end.
const LARGEST_BATCH: u64 = 256 << 20;
/// Of a table's and a column's name.
const LONGEST_LIST: usize = 1000;

/// What a backup holds, every byte of it read.
pub struct Checked {
    /// What it is of.
    pub head: Head,
    /// Rows of all tables.
    pub rows: u64,
    /// Attachments.
    pub blobs: u64,
    /// Attachments that were damaged or missing when it was made.
    pub damaged: u64,
    /// The configuration.
    pub config: String,
    /// Names of all small files, such as `config/tocsin.toml`.
    pub files: Vec<String>,
    pub(super) manifest: Vec<u8>,
    pub(super) mac: [u8; 32],
    /// Attachments that are not in it, or not whole.
    pub(super) unusable: BTreeSet<[u8; 16]>,
    /// Cases that were destroyed while it was made.
    pub(super) destroyed: BTreeSet<[u8; 16]>,
}

/// Opens a backup whole and compares it with its manifest. Calls `progress(done, of)`, in bytes.
pub fn check(file: &Path, identity: &Identity, progress: impl FnMut(u64, u64)) -> Result<Checked, BackupError> {
    whole(Backup::open(file, identity)?, progress)
}

pub(super) fn whole(mut backup: Backup<'_>, mut progress: impl FnMut(u64, u64)) -> Result<Checked, BackupError> {
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match backup.next()? {
            Piece::File { .. } | Piece::Rows { .. } => {}
            Piece::Blob { .. } => while backup.blob(&mut buffer)? > 0 {},
            Piece::End => break,
        }
        let (done, of) = backup.progress();
        progress(done, of);
    }
    backup.checked()
}

/// The next thing in a backup.
pub(super) enum Piece {
    /// A small file.
    File {
        name: String,
        content: Vec<u8>,
    },
    /// Some rows of the table with this number in the head.
    Rows {
        table: usize,
        rows: Vec<Vec<Value>>,
    },
    /// An attachment; its bytes come from [`Backup::blob`].
    Blob {
        id: [u8; 16],
    },
    End,
}

/// A backup being read.
pub(super) struct Backup<'a> {
    from: Box<dyn Read + 'a>,
    hash: digest::Context,
    /// Bytes of the archive read so far.
    read: u64,
    /// Bytes of the sealed file.
    length: u64,
    pub(super) head: Head,
    stage: Stage,
    counted: Counted,
    config: Option<String>,
    end: Option<(Manifest, Vec<u8>, [u8; 32])>,
    /// Of the attachment being read: bytes left, bytes that fill its last block.
    left: u64,
    fill: usize,
}

/// What comes is in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Files,
    /// Rows of this table.
    Rows(usize),
    Blobs,
}

#[derive(Default)]
struct Counted {
    /// Of each table, in the head's order.
    rows: BTreeMap<String, u64>,
    blobs: BTreeSet<[u8; 16]>,
    files: BTreeSet<String>,
    batch: u32,
}

impl<'a> Backup<'a> {
    /// Opens the file and reads what it is.
    pub(super) fn open(path: &Path, identity: &'a Identity) -> Result<Self, BackupError> {
        let file = File::open(path).map_err(io(path))?;
        let length = file.metadata().map_err(io(path))?.len();
        Self::reading(open_reader(file, identity, 1)?, length)
    }

    /// Reads the archive inside.
    pub(super) fn reading(mut from: impl Read + 'a, length: u64) -> Result<Self, BackupError> {
        let mut hash = digest::Context::new(&digest::SHA256);
        let mut block = [0; tar::BLOCK];
        exactly(&mut from, &mut block)?;
        hash.update(&block);
        let size = match tar::parse(&block) {
            Some((name, size)) if name == HEAD && size <= LARGEST_FILE => size,
            _ => return Err(refused("it is not a backup of this program")),
        };
        let mut content = vec![0; usize::try_from(size).unwrap_or_default() + tar::filling(size)];
        exactly(&mut from, &mut content)?;
        hash.update(&content);
        let read = (tar::BLOCK + content.len()) as u64;
        content.truncate(usize::try_from(size).unwrap_or_default());
        let head: Head = serde_json::from_slice(&content).map_err(|_| refused("it says of itself what no backup of this version does"))?;
        let names: BTreeSet<_> = head.tables.iter().map(|table| &table.name).collect();
        if head.format != FORMAT || names.len() != head.tables.len() || names.len() > LONGEST_LIST {
            return Err(refused("it is of another format: use the program that made it"));
        }
        let counted = Counted { rows: head.tables.iter().map(|table| (table.name.clone(), 0)).collect(), ..Counted::default() };
        let from = Box::new(from);
        Ok(Self { from, hash, read, length, head, stage: Stage::Files, counted, config: None, end: None, left: 0, fill: 0 })
    }

    /// How far it is read, in bytes of about as many.
    pub(super) fn progress(&self) -> (u64, u64) {
        (self.read.min(self.length), self.length)
    }

    /// What comes next; an attachment must have been read to its end before.
    pub(super) fn next(&mut self) -> Result<Piece, BackupError> {
        if self.left > 0 {
            return Err(refused("an attachment was not read to its end"));
        }
        let before = self.hash.clone();
        let mut block = [0; tar::BLOCK];
        self.bytes(&mut block)?;
        let (name, size) = tar::parse(&block).ok_or_else(|| refused("it holds something that no backup does"))?;
        if name == MANIFEST {
            self.manifest(size, before)?;
            return Ok(Piece::End);
        }
        if let Some(name) = name.strip_prefix("files/") {
            self.moves_to(Stage::Files, name)?;
            if !self.counted.files.insert(name.to_owned()) {
                return Err(refused(format!("{name} stands in it twice")));
            }
            let content = self.content(size, LARGEST_FILE)?;
            if name == CONFIG {
                self.config = String::from_utf8(content.clone()).ok();
            }
            return Ok(Piece::File { name: name.to_owned(), content });
        }
        if let Some(rows) = name.strip_prefix("database/") {
            return self.rows(rows, size);
        }
        let id = name.strip_prefix("blobs/").and_then(blob_id).ok_or_else(|| refused(format!("{name} is nothing of a backup")))?;
        self.moves_to(Stage::Blobs, &name)?;
        if !self.counted.blobs.insert(id) {
            return Err(refused(format!("{name} stands in it twice")));
        }
        (self.left, self.fill) = (size, tar::filling(size));
        Ok(Piece::Blob { id })
    }

    fn rows(&mut self, name: &str, size: u64) -> Result<Piece, BackupError> {
        let odd = || refused(format!("database/{name} is nothing of a backup"));
        let (table, number) = name.split_once('/').ok_or_else(odd)?;
        let at = self.head.tables.iter().position(|head| head.name == table).ok_or_else(odd)?;
        if self.stage != Stage::Rows(at) {
            self.moves_to(Stage::Rows(at), name)?;
            self.counted.batch = 0;
        }
        self.counted.batch += 1;
        if number != format!("{:08}", self.counted.batch) {
            return Err(refused(format!("rows of {table} are missing")));
        }
        let columns = self.head.tables.get(at).map_or(0, |table| table.columns.len());
        let content = self.content(size, LARGEST_BATCH)?;
        let rows = rows::decode(&content, columns).ok_or_else(|| refused(format!("the rows of {table} are none")))?;
        *self.counted.rows.entry(table.to_owned()).or_default() += rows.len() as u64;
        Ok(Piece::Rows { table: at, rows })
    }

    /// Bytes of the attachment that [`Backup::next`] named; 0 at its end.
    pub(super) fn blob(&mut self, buffer: &mut [u8]) -> Result<usize, BackupError> {
        let room = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        self.bytes(&mut buffer[..room])?;
        self.left -= room as u64;
        if self.left == 0 && self.fill > 0 {
            self.filling(self.fill)?;
            self.fill = 0;
        }
        Ok(room)
    }

    fn moves_to(&mut self, stage: Stage, name: &str) -> Result<(), BackupError> {
        if stage < self.stage {
            return Err(refused(format!("{name} stands where it should not")));
        }
        self.stage = stage;
        Ok(())
    }

    fn content(&mut self, size: u64, largest: u64) -> Result<Vec<u8>, BackupError> {
        if size > largest {
            return Err(refused("it holds an entry larger than any of its kind"));
        }
        // Grown as it is read: a size is believed only as far as there are bytes.
        let mut content = Vec::new();
        let mut left = usize::try_from(size).unwrap_or_default();
        let mut buffer = vec![0; left.min(64 * 1024)];
        while left > 0 {
            let n = left.min(buffer.len());
            self.bytes(&mut buffer[..n])?;
            content.extend_from_slice(&buffer[..n]);
            left -= n;
        }
        self.filling(tar::filling(size))?;
        Ok(content)
    }

    fn filling(&mut self, length: usize) -> Result<(), BackupError> {
        let mut fill = [0; tar::BLOCK];
        self.bytes(&mut fill[..length])?;
        match fill.iter().all(|byte| *byte == 0) {
            true => Ok(()),
            false => Err(refused("it holds something between its entries")),
        }
    }

    fn bytes(&mut self, into: &mut [u8]) -> Result<(), BackupError> {
        exactly(&mut self.from, into)?;
        self.hash.update(into);
        self.read += into.len() as u64;
        Ok(())
    }

    /// The manifest, what vouches for it, and nothing but zeros to the end of the file.
    fn manifest(&mut self, size: u64, before: digest::Context) -> Result<(), BackupError> {
        let text = self.content(size, LARGEST_BATCH)?;
        let manifest: Manifest = serde_json::from_slice(&text).map_err(|_| refused("its manifest is none"))?;
        if manifest.format != FORMAT || manifest.sha256 != hex(before.finish().as_ref()) {
            return Err(refused("it is not what its manifest says"));
        }
        let mut block = [0; tar::BLOCK];
        self.bytes(&mut block)?;
        let size = match tar::parse(&block) {
            Some((name, size)) if name == MAC => size,
            _ => return Err(refused("nothing vouches for its manifest")),
        };
        let mac = self.content(size, LARGEST_FILE)?;
        let mac: Hash32 = std::str::from_utf8(&mac)
            .ok()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| refused("what vouches for its manifest is malformed"))?;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            // To the very end: only the last chunk proves that none is missing.
            match self.from.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) if buffer[..n].iter().all(|byte| *byte == 0) => {}
                Ok(_) => return Err(refused("something follows after its end")),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(cut(&error)),
            }
        }
        self.end = Some((manifest, text, *mac.as_bytes()));
        Ok(())
    }

    /// After [`Piece::End`]: whether it held what the manifest says.
    pub(super) fn checked(self) -> Result<Checked, BackupError> {
        let (manifest, text, mac) = self.end.ok_or_else(|| refused("it ends too early"))?;
        let ids = |list: &[String]| list.iter().map(|id| blob_id(id)).collect::<Option<BTreeSet<_>>>();
        let (Some(unusable), Some(destroyed)) = (ids(&manifest.damaged), ids(&manifest.destroyed)) else {
            return Err(refused("its manifest is none"));
        };
        // Attachments that went while they were read have their place, filled with zeros: there may be more than whole ones.
        if (self.counted.blobs.len() as u64) < manifest.blobs || self.counted.rows != manifest.rows {
            return Err(refused("it does not hold what its manifest says"));
        }
        Ok(Checked {
            head: self.head,
            rows: manifest.rows.values().sum(),
            blobs: manifest.blobs,
            damaged: manifest.damaged.len() as u64,
            config: self.config.ok_or_else(|| refused("it holds no configuration"))?,
            files: self.counted.files.into_iter().collect(),
            manifest: text,
            mac,
            unusable,
            destroyed,
        })
    }
}

fn exactly(from: &mut impl Read, into: &mut [u8]) -> Result<(), BackupError> {
    from.read_exact(into).map_err(|error| cut(&error))
}

/// The age library says by these kinds that a chunk is altered or missing.
fn cut(error: &std::io::Error) -> BackupError {
    match error.kind() {
        std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof => refused("it was altered or is cut off"),
        _ => refused(format!("it cannot be read: {error}")),
    }
}

fn blob_id(text: &str) -> Option<[u8; 16]> {
    let id: tocsin_seal::PartId = text.parse().ok()?;
    (hex(id.as_bytes()) == text).then_some(*id.as_bytes())
}
