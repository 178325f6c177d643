//! One town leaves with everything that is its own: rows, pictures, followers, and its keys under a passphrase. Out goes a
//! folder in the form of a backup that is not packed. Nothing changes here; the town goes on until it is deleted.

use std::borrow::Cow;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::backup_archive::{
    Chunks, FORMAT, FileEntry, MANIFEST, Manifest, TableEntry, create_private, file_error, picture_path, sync_folder,
};
use super::backup_make::in_order;
use super::key_export::check_length;
use super::town_add::{Desk, key_place};
use super::{AdminError, Refusal};
use crate::domain::connection::login_place;
use crate::domain::ids::Ulid;
use crate::domain::town::Town;
use crate::publish::id_key_place;
use crate::seal::passphrase::lock;
use crate::seal::{Sealer, sha256_hex};
use crate::store::blobs::Blobs;
use crate::store::{Conn, StoreError, media, tables, town_rows};

/// What a town's folder holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TownManifest {
    pub host: String,
    pub name: String,
    /// The key that the town's secrets are sealed with on the way, locked with the passphrase.
    pub key: String,
    #[serde(flatten)]
    pub contents: Manifest,
}

/// Writes a town into a new folder.
///
/// # Errors
/// When the passphrase is too short, the folder exists, or something cannot be read or written.
pub async fn export_town(
    desk: &Desk,
    blobs: &Blobs,
    program: &str,
    town: &Town,
    folder: &Path,
    passphrase: &str,
) -> Result<TownManifest, AdminError> {
    check_length(passphrase)?;
    if folder.exists() {
        return Err(Refusal::new("refused-export-exists").with("folder", folder.display().to_string()).into());
    }
    std::fs::create_dir(folder).map_err(file_error(folder))?;
    let mut secret = [0u8; 32];
    desk.rng.fill(&mut secret);
    let way = Resealing { from: &desk.sealer, to: &Sealer::from_key(secret)? };
    let mut files = Folder { folder, files: Vec::new() };
    let (schema, entries, pictures) =
        desk.db.snapshot(async |c: &mut Conn<'_>| write_tables(c, town, &way, &mut files).await).await?;
    let mut missing = Vec::new();
    for (ulid, hash, ext) in &pictures {
        let path = picture_path(ulid, hash, ext);
        match blobs.whole(ulid, hash, ext).await? {
            Some(bytes) => files.add(path, &bytes)?,
            None => missing.push(path),
        }
    }
    let contents = Manifest {
        format: FORMAT,
        program: program.to_owned(),
        engine: desk.db.engine().to_owned(),
        schema,
        made_at: desk.clock.now(),
        key_check: None,
        tables: entries,
        files: files.files,
        missing,
    };
    let key = lock(&secret, passphrase, &*desk.rng)?;
    let manifest = TownManifest { host: town.host.clone(), name: town.name.clone(), key, contents };
    // Last, so that a folder without it is known to be unfinished.
    let list = serde_json::to_vec_pretty(&manifest).map_err(StoreError::from)?;
    write_file(&folder.join(MANIFEST), &list)?;
    Ok(manifest)
}

/// The folder in the making.
struct Folder<'a> {
    folder: &'a Path,
    files: Vec<FileEntry>,
}

impl Folder<'_> {
    fn add(&mut self, path: String, bytes: &[u8]) -> Result<(), AdminError> {
        write_file(&self.folder.join(&path), bytes)?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.files.push(FileEntry { path, bytes: length, sha256: sha256_hex(bytes) });
        Ok(())
    }
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<(), AdminError> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(file_error(parent))?;
    }
    let mut open = create_private(path)?;
    open.write_all(bytes).and_then(|()| open.sync_all()).map_err(file_error(path))?;
    sync_folder(path)
}

type Written = (i64, Vec<TableEntry>, std::collections::BTreeSet<(String, String, String)>);

async fn write_tables(
    conn: &mut Conn<'_>,
    town: &Town,
    way: &Resealing<'_>,
    files: &mut Folder<'_>,
) -> Result<Written, AdminError> {
    let schema = tables::schema_version(conn).await?.unwrap_or_default();
    let mut entries = Vec::new();
    for table in in_order(tables::catalogue(conn).await?)? {
        let Some(condition) = town_rows::condition(&table, town.id) else { continue };
        let mut chunks = Chunks::new(&table.name);
        let add = &mut |path: String, bytes: &[u8]| files.add(path, bytes);
        tables::read_rows(conn, &table, Some(&condition), |row| match table.name.as_str() {
            "job" if !is_about(row, town)? => Ok(()),
            "town" | "actor" => chunks.push(&way.carry(&table.name, row)?, add),
            _ => chunks.push(row, add),
        })
        .await?;
        let rows = chunks.end(add)?;
        let columns = table.columns.into_iter().map(|column| column.name).collect();
        entries.push(TableEntry { name: table.name, columns, rows });
    }
    Ok((schema, entries, media::files(conn, Some(town.id)).await?))
}

/// Whether a job's papers name the town.
fn is_about(row: &str, town: &Town) -> Result<bool, StoreError> {
    let row: Value = serde_json::from_str(row)?;
    let papers: Option<Value> = row["payload"].as_str().and_then(|text| serde_json::from_str(text).ok());
    Ok(papers.is_some_and(|papers| papers["town"] == town.id.0))
}

/// From one sealer to another.
pub(super) struct Resealing<'a> {
    pub from: &'a Sealer,
    pub to: &'a Sealer,
}

impl Resealing<'_> {
    /// A row with its secret sealed anew; a row without one as it is.
    pub(super) fn carry<'r>(&self, table: &str, row: &'r str) -> Result<Cow<'r, str>, AdminError> {
        if !matches!(table, "town" | "actor" | "connection") {
            return Ok(Cow::Borrowed(row));
        }
        let mut row: Value = serde_json::from_str(row).map_err(StoreError::from)?;
        let ulid = row["ulid"].as_str().unwrap_or_default().to_owned();
        let (column, place) = match table {
            "town" => ("id_key", id_key_place(Ulid::from_string(&ulid).unwrap_or_default())),
            "connection" => ("login_sealed", login_place(&ulid)),
            _ => ("private_key_sealed", key_place(&ulid)),
        };
        let secret = self.from.open(&place, row[column].as_str().unwrap_or_default())?;
        row[column] = self.to.seal(&place, &secret)?.into();
        Ok(Cow::Owned(row.to_string()))
    }
}
