//! A backup of everything while the server runs: one state of the database, then the pictures it names.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::Timestamp;

use super::backup_archive::{ArchiveWriter, Chunks, FORMAT, Manifest, TableEntry, picture_path, refuse_existing};
use super::backup_restore::refuse_unfinished;
use super::{AdminError, Refusal};
use crate::config::Config;
use crate::store::blobs::Blobs;
use crate::store::tables::{self, TABLES, Table};
use crate::store::{Conn, Db, media, meta, sqlite_path};

/// A backup that was made.
#[derive(Debug)]
pub struct Backup {
    pub manifest: Manifest,
    /// The archive's size.
    pub bytes: u64,
}

/// Writes a backup of what `config` names into `file`. Nothing is changed, nor brought up to date first; secrets stay
/// sealed, and the key file is not in it.
///
/// # Errors
/// When there is no database, `file` exists (unless `replace`), or something cannot be read or written.
pub async fn make_backup(
    config: &Config,
    program: &str,
    file: &Path,
    replace: bool,
    now: Timestamp,
) -> Result<Backup, AdminError> {
    refuse_existing(file, replace)?;
    refuse_unfinished(config)?;
    let url = config.database_url();
    if sqlite_path(&url).is_some_and(|path| !path.exists()) {
        return Err(Refusal::new("refused-backup-nothing").into());
    }
    let db = Db::open(&url).await?;
    let blobs = Blobs::open(&config.media_place())?;
    let mut archive = ArchiveWriter::create(file, now)?;
    let snapshot = db.snapshot(async |c: &mut Conn<'_>| write_tables(c, &mut archive).await).await?;
    let mut missing = Vec::new();
    for (town, hash, ext) in &snapshot.pictures {
        let path = picture_path(town, hash, ext);
        match blobs.whole(town, hash, ext).await? {
            Some(bytes) => archive.add(path, &bytes)?,
            // Tidied away since, or lost: a backup without one picture is better than none.
            None => missing.push(path),
        }
    }
    let manifest = Manifest {
        format: FORMAT,
        program: program.to_owned(),
        engine: db.engine().to_owned(),
        schema: snapshot.schema,
        made_at: now,
        key_check: snapshot.key_check,
        tables: snapshot.tables,
        files: Vec::new(),
        missing,
    };
    db.close().await;
    let (manifest, bytes) = archive.finish(manifest, file, replace)?;
    Ok(Backup { manifest, bytes })
}

/// What one state of the database says about itself.
struct Snapshot {
    schema: i64,
    key_check: Option<String>,
    tables: Vec<TableEntry>,
    pictures: BTreeSet<(String, String, String)>,
}

async fn write_tables(conn: &mut Conn<'_>, archive: &mut ArchiveWriter) -> Result<Snapshot, AdminError> {
    let schema = tables::schema_version(conn).await?.ok_or_else(|| Refusal::new("refused-backup-nothing"))?;
    let mut entries = Vec::new();
    for table in in_order(tables::catalogue(conn).await?)? {
        let mut chunks = Chunks::new(&table.name);
        let add = &mut |path: String, bytes: &[u8]| archive.add(path, bytes);
        tables::read_rows(conn, &table, None, |row| chunks.push(row, add)).await?;
        let rows = chunks.end(add)?;
        let columns = table.columns.into_iter().map(|column| column.name).collect();
        entries.push(TableEntry { name: table.name, columns, rows });
    }
    let key_check = meta::get(conn, meta::KEY_CHECK).await?;
    Ok(Snapshot { schema, key_check, tables: entries, pictures: media::files(conn, None).await? })
}

/// Parents before children. A table that this program does not know belongs to a newer one.
pub(super) fn in_order(mut all: Vec<Table>) -> Result<Vec<Table>, AdminError> {
    let place = |table: &Table| TABLES.iter().position(|name| *name == table.name);
    if let Some(stranger) = all.iter().find(|table| place(table).is_none()) {
        return Err(Refusal::new("refused-backup-table").with("table", stranger.name.clone()).into());
    }
    all.sort_by_key(place);
    Ok(all)
}
