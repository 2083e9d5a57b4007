//! Writing a backup: one snapshot of the rows, the attachments they name, and the named files, in bounded memory.

use futures::io::AllowStdIo;
use ring::digest;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File, OpenOptions},
    io::{BufWriter, Read as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};
use tocsin_seal::{DeploymentId, Hash32, PublicKey, Recipient, SealWriter, check_header, check_sealed_size, header::max_header_len};
use tokio::io::AsyncReadExt as _;

use super::{BackupError, FORMAT, HEAD, Head, LARGEST_FILE, MAC, MANIFEST, Manifest, TableHead, io, refused, rows, tar};
use crate::{
    app::TokenKey,
    store::{BlobRow, Store, StoreError, Table, Tx},
    vault::hex,
};

/// Rows asked for at once. A report's body is some megabytes at most, and other rows are small.
const PAGE: i64 = 16;
/// About so many bytes of rows stand in one entry.
const BATCH: usize = 1 << 20;
/// What a row counts towards the progress, in bytes.
const ROW: u64 = 2048;

/// Tables of what is still on its way in: its files grow while they are copied, and whoever sends it begins again.
const ON_ITS_WAY: &[&str] = &["uploads", "sessions"];

/// A small file that goes along.
pub struct Named {
    /// Its name in the backup, such as `config/tocsin.toml`.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
}

/// What a backup is made of.
pub struct Source<'a> {
    /// Rows and attachments.
    pub store: &'a Store,
    /// The installation.
    pub deployment: &'a DeploymentId,
    /// The roster key of its configuration.
    pub roster_key: PublicKey,
    /// Vouches for what is written.
    pub token_key: &'a TokenKey,
    /// Unix seconds.
    pub now: i64,
    /// Configuration, onion service.
    pub files: Vec<Named>,
    /// Who can open it.
    pub recipient: &'a Recipient,
}

/// What was written, and read again.
#[derive(Debug)]
pub struct Written {
    /// Where.
    pub file: PathBuf,
    /// Bytes of the sealed file.
    pub bytes: u64,
    /// SHA-256 of the sealed file.
    pub sha256: Hash32,
    /// Rows of all tables.
    pub rows: u64,
    /// Attachments.
    pub blobs: u64,
    /// Attachments that were not in their place or not of their size.
    pub damaged: u64,
}

/// Writes a backup to `to`, which must not exist: under a temporary name, then reads it again, then renames.
/// Calls `progress(done, of)`, in bytes.
pub async fn write(source: &Source<'_>, to: &Path, mut progress: impl FnMut(u64, u64)) -> Result<Written, BackupError> {
    if to.symlink_metadata().is_ok() {
        return Err(BackupError::Taken(to.to_owned()));
    }
    let partial = Partial::beside(to)?;
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial.path).map_err(io(&partial.path))?;
    let out = AllowStdIo::new(BufWriter::with_capacity(1 << 20, file));
    let mut archive = Archive { out: SealWriter::new(out, &[source.recipient]).await?, hash: digest::Context::new(&digest::SHA256) };
    let manifest = fill(&mut archive, source, &mut progress).await?;
    let (out, sums) = archive.out.finish().await?;
    let file = out.into_inner().into_inner().map_err(|error| io(&partial.path)(error.into_error()))?;
    file.sync_all().map_err(io(&partial.path))?;
    drop(file);
    reads_the_same(&partial.path, sums.sealed_len, &sums.sealed_sha256)?;
    partial.finish(to)?;
    Ok(Written {
        file: to.to_owned(),
        bytes: sums.sealed_len,
        sha256: sums.sealed_sha256,
        rows: manifest.rows.values().sum(),
        blobs: manifest.blobs,
        damaged: manifest.damaged.len() as u64,
    })
}

async fn fill(archive: &mut Archive, source: &Source<'_>, progress: &mut impl FnMut(u64, u64)) -> Result<Manifest, BackupError> {
    let mut tx = source.store.read().await?;
    let (schema, known) = (tx.schema().await?, Store::newest_schema());
    if schema > known {
        return Err(StoreError::NewerSchema { found: schema, known }.into());
    }
    let tables = tx.tables().await?;
    let blobs = tx.copied_blobs().await?;
    let mut total = blobs.iter().map(|blob| blob.size.unsigned_abs()).sum::<u64>();
    for table in &tables {
        total += tx.count(table).await? * ROW;
    }
    let head = Head {
        format: FORMAT.to_owned(),
        deployment: source.deployment.clone(),
        roster_key: source.roster_key,
        made: source.now,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema,
        tables: tables.iter().map(table_head).collect(),
    };
    archive.whole(HEAD, &json(&head)?).await?;
    for named in &source.files {
        archive.whole(&format!("files/{}", named.name), &small(&named.path)?).await?;
    }
    let mut done = 0;
    let mut manifest = Manifest {
        format: FORMAT.to_owned(),
        rows: BTreeMap::new(),
        blobs: 0,
        damaged: Vec::new(),
        destroyed: Vec::new(),
        sha256: String::new(),
    };
    manifest.rows.extend(tables.iter().map(|table| (table.name.clone(), 0)));
    for table in tables.iter().filter(|table| !ON_ITS_WAY.contains(&table.name.as_str())) {
        let rows = archive.table(&mut tx, table, &mut |rows| progress(done + rows * ROW, total)).await?;
        done += rows * ROW;
        manifest.rows.insert(table.name.clone(), rows);
    }
    drop(tx);
    let mut destroyed = BTreeSet::new();
    for blob in &blobs {
        match archive.blob(source.store, blob, &mut |bytes| progress(done + bytes, total)).await? {
            Copied::Whole => manifest.blobs += 1,
            Copied::Gone if !source.store.read().await?.case_is_there(&blob.case_id).await? => {
                destroyed.insert(hex(&blob.case_id));
            }
            Copied::Gone | Copied::Damaged => manifest.damaged.push(hex(&blob.id)),
        }
        done += blob.size.unsigned_abs();
        progress(done, total);
    }
    manifest.destroyed = destroyed.into_iter().collect();
    manifest.sha256 = hex(archive.hash.clone().finish().as_ref());
    let text = json(&manifest)?;
    archive.whole(MANIFEST, &text).await?;
    archive.whole(MAC, hex(&source.token_key.vouch(&text)).as_bytes()).await?;
    // Two empty blocks end an archive; the padding that follows is more of the same.
    archive.bytes(&[0; 2 * tar::BLOCK]).await?;
    Ok(manifest)
}

fn table_head(table: &Table) -> TableHead {
    TableHead { name: table.name.clone(), columns: table.columns.iter().map(|column| column.name.clone()).collect() }
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, BackupError> {
    serde_json::to_vec_pretty(value).map_err(|error| refused(error.to_string()))
}

fn small(path: &Path) -> Result<Vec<u8>, BackupError> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(io(path))?;
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(io(path))?;
    match bytes.len() as u64 > LARGEST_FILE {
        true => Err(refused(format!("{} is larger than a megabyte, which no such file is", path.display()))),
        false => Ok(bytes),
    }
}

/// How the copy of an attachment went.
enum Copied {
    Whole,
    Gone,
    Damaged,
}

struct Archive {
    out: SealWriter<AllowStdIo<BufWriter<File>>>,
    hash: digest::Context,
}

impl Archive {
    async fn bytes(&mut self, bytes: &[u8]) -> Result<(), BackupError> {
        self.hash.update(bytes);
        Ok(self.out.write(bytes).await?)
    }

    async fn begin(&mut self, name: &str, size: u64) -> Result<(), BackupError> {
        let header = tar::header(name, size).ok_or_else(|| refused(format!("{name} has no place in a backup")))?;
        self.bytes(&header).await
    }

    async fn end(&mut self, size: u64) -> Result<(), BackupError> {
        self.bytes(&[0; tar::BLOCK][..tar::filling(size)]).await
    }

    async fn whole(&mut self, name: &str, content: &[u8]) -> Result<(), BackupError> {
        self.begin(name, content.len() as u64).await?;
        self.bytes(content).await?;
        self.end(content.len() as u64).await
    }

    /// Every row of a table, in entries of about [`BATCH`] bytes; gives their number.
    async fn table(&mut self, tx: &mut Tx, table: &Table, progress: &mut impl FnMut(u64)) -> Result<u64, BackupError> {
        let (mut count, mut entry, mut batch, mut after) = (0, 0, Vec::new(), Vec::new());
        loop {
            let page = tx.page(table, &after, PAGE).await?;
            for row in &page {
                rows::encode(row, &mut batch);
            }
            count += page.len() as u64;
            progress(count);
            let last = page.last().map(|row| table.key_of(row));
            if batch.len() >= BATCH || last.is_none() && !batch.is_empty() {
                entry += 1;
                self.whole(&format!("database/{}/{entry:08}", table.name), &batch).await?;
                batch.clear();
            }
            match last {
                Some(key) => after = key,
                None => return Ok(count),
            }
        }
    }

    /// One attachment. Once begun it fills its place whatever happens: what is missing is zeros, and the manifest says so.
    async fn blob(&mut self, store: &Store, row: &BlobRow, progress: &mut impl FnMut(u64)) -> Result<Copied, BackupError> {
        let size = match store.blobs().size(&row.id).await {
            Ok(size) if size == row.size.unsigned_abs() => size,
            Ok(_) => return Ok(Copied::Damaged),
            Err(StoreError::NoBlob) => return Ok(Copied::Gone),
            Err(error) => return Err(error.into()),
        };
        let mut from = match store.blobs().reader(&row.id).await {
            Ok(from) => from,
            Err(StoreError::NoBlob) => return Ok(Copied::Gone),
            Err(error) => return Err(error.into()),
        };
        self.begin(&format!("blobs/{}", hex(&row.id)), size).await?;
        let (mut left, mut buffer) = (size, vec![0; 256 * 1024]);
        while left > 0 {
            let room = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
            let n = match from.read(&mut buffer[..room]).await {
                Ok(n) if n > 0 => n,
                _ => break,
            };
            self.bytes(&buffer[..n]).await?;
            left -= n as u64;
            progress(size - left);
        }
        let whole = left == 0;
        while left > 0 {
            let zeros = [0; 4096];
            let n = usize::try_from(left).unwrap_or(usize::MAX).min(zeros.len());
            self.bytes(&zeros[..n]).await?;
            left -= n as u64;
        }
        self.end(size).await?;
        Ok(if whole { Copied::Whole } else { Copied::Gone })
    }
}

/// A file under its temporary name; removed unless it is finished.
struct Partial {
    path: PathBuf,
}

impl Partial {
    fn beside(to: &Path) -> Result<Self, BackupError> {
        let mut name = std::ffi::OsString::from(".");
        name.push(to.file_name().ok_or_else(|| BackupError::Taken(to.to_owned()))?);
        name.push(".partial");
        let path = to.with_file_name(name);
        // What a run that was killed left. Two runs to one name at once: the later takes the name, the earlier fails.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(io(&path)(error)),
            _ => Ok(Self { path }),
        }
    }

    fn finish(mut self, to: &Path) -> Result<(), BackupError> {
        // A hard link, unlike a rename, overwrites nothing.
        let linked = fs::hard_link(&self.path, to);
        match linked {
            Ok(()) => fs::remove_file(&self.path).map_err(io(&self.path))?,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Err(BackupError::Taken(to.to_owned())),
            // File systems of USB sticks know no links.
            Err(_) => fs::rename(&self.path, to).map_err(io(to))?,
        }
        self.path = PathBuf::new();
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(io(folder))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.path.as_os_str().is_empty() {
            // It may never have been made.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Reads the file back, past what the system still holds of it as far as that can be asked for, and compares.
fn reads_the_same(path: &Path, length: u64, sum: &Hash32) -> Result<(), BackupError> {
    let mut file = File::open(path).map_err(io(path))?;
    // Only a wish: where it is not granted, memory is compared instead of the disk.
    let _ = rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed);
    let (mut hash, mut read, mut head) = (digest::Context::new(&digest::SHA256), 0, Vec::new());
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let n = file.read(&mut buffer).map_err(io(path))?;
        if n == 0 {
            break;
        }
        hash.update(&buffer[..n]);
        read += n as u64;
        let wanted = max_header_len(1).saturating_sub(head.len()).min(n);
        head.extend_from_slice(&buffer[..wanted]);
    }
    let shape = check_header(&head, 1).ok().is_some_and(|header| check_sealed_size(read, header as u64).is_ok());
    match shape && read == length && hash.finish().as_ref() == sum.as_bytes() {
        true => Ok(()),
        false => Err(BackupError::Unread(path.to_owned())),
    }
}
