//! A backup comes back on an empty installation. Everything is checked before anything is touched; what a crash leaves
//! half-way is marked, so that no server starts on it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::backup_archive::{
    ArchiveReader, FORMAT, FileEntry, MANIFEST, Manifest, Part, count_lines, damaged, file_error, sync_folder,
    unreadable, with_ending,
};
use super::{AdminError, Refusal};
use crate::config::Config;
use crate::seal::{SealError, Sealer, read_key, sha256_hex, write_key};
use crate::store::blobs::Blobs;
use crate::store::tables::{self, LINKS, Table};
use crate::store::{Conn, Db, Lane, meta, sqlite_path};

/// Lies in the data folder while a restore is under way.
const UNFINISHED: &str = "WIEDERHERSTELLUNG-UNVOLLSTAENDIG";

/// A backup that was read through and found whole.
pub struct CheckedBackup {
    file: PathBuf,
    pub manifest: Manifest,
    /// Names the backup: the SHA-256 of its list.
    digest: String,
}

/// Reads a backup through: every length and SHA-256, and how many rows each table has.
///
/// # Errors
/// When it is damaged or was written by a newer version; the refusal names the damaged part.
pub fn check_backup(file: &Path) -> Result<CheckedBackup, AdminError> {
    let mut reader = ArchiveReader::open(file)?;
    let (mut found, mut rows, mut list) = (Vec::new(), BTreeMap::new(), None);
    for next in reader.files()? {
        let (path, bytes) = next?;
        if path == MANIFEST {
            list = Some(bytes);
            continue;
        }
        if let Part::Rows { table } = Part::of(&path) {
            *rows.entry(table.to_owned()).or_insert(0) += count_lines(&bytes);
        }
        found.push(FileEntry {
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            sha256: sha256_hex(&bytes),
            path,
        });
    }
    reader.end()?;
    let list = list.ok_or_else(|| damaged(file, MANIFEST, "damage-missing"))?;
    let newer = || Refusal::new("refused-backup-newer").with("file", file.display().to_string());
    let manifest: Manifest = match serde_json::from_slice(&list) {
        Ok(manifest) => manifest,
        Err(error) => {
            let format = serde_json::from_slice::<serde_json::Value>(&list).ok().and_then(|it| it["format"].as_u64());
            let newer_form = format.is_some_and(|format| format > u64::from(FORMAT));
            return Err(if newer_form { newer().into() } else { unreadable(file, MANIFEST, &error) });
        }
    };
    if manifest.format > FORMAT || manifest.schema > Db::newest_version() {
        return Err(newer().into());
    }
    if let Some(wrong) = first_difference(&manifest.files, &found) {
        return Err(damaged(file, wrong, "damage-changed"));
    }
    if let Some(wrong) = manifest.tables.iter().find(|one| rows.remove(&one.name).unwrap_or(0) != one.rows) {
        return Err(damaged(file, &wrong.name, "damage-rows"));
    }
    if let Some((stranger, _)) = rows.pop_first() {
        return Err(damaged(file, &stranger, "damage-unexpected"));
    }
    Ok(CheckedBackup { file: file.to_owned(), manifest, digest: sha256_hex(&list) })
}

fn first_difference<'a>(listed: &'a [FileEntry], found: &'a [FileEntry]) -> Option<&'a str> {
    let wrong = listed.iter().zip(found).find(|(a, b)| a != b).map(|(listed, _)| listed);
    let left = || listed.get(found.len()).or_else(|| found.get(listed.len()));
    wrong.or_else(left).map(|file| file.path.as_str())
}

/// Refuses to work on what a broken restore left behind.
///
/// # Errors
/// When a restore began in this data folder and did not end.
pub fn refuse_unfinished(config: &Config) -> Result<(), AdminError> {
    if config.storage.data_dir.join(UNFINISHED).exists() {
        let folder = config.storage.data_dir.display().to_string();
        return Err(Refusal::new("refused-restore-unfinished").with("folder", folder).into());
    }
    Ok(())
}

/// Puts a backup back where `config` says, brings it up to date and holds all deliveries. `key` is the key if it is
/// brought along; else the key file must be in its place already. An interrupted restore can be repeated.
///
/// # Errors
/// When something is there already, the key is missing or another one, or the storage fails.
pub async fn restore_backup(config: &Config, backup: &CheckedBackup, key: Option<[u8; 32]>) -> Result<(), AdminError> {
    let marker = config.storage.data_dir.join(UNFINISHED);
    let again = marker.exists();
    let url = config.database_url();
    let target = Target::of(&url);
    let blobs = Blobs::open(&config.media_place())?;
    if target.is_taken().await? {
        if again && target.holds(backup).await? {
            // It broke off behind the last step but one.
            return std::fs::remove_file(&marker).map_err(file_error(&marker));
        }
        return Err(Refusal::new("refused-restore-database").into());
    }
    if !again {
        refuse_files(config, &blobs).await?;
    }
    let key = check_key(config, &backup.manifest, key)?;

    std::fs::create_dir_all(&config.storage.data_dir).map_err(file_error(&config.storage.data_dir))?;
    let text = format!("ausrufer restore {}\n", backup.file.display());
    std::fs::write(&marker, text).map_err(file_error(&marker))?;
    sync_folder(&marker)?;
    if let Some(key) = key {
        write_key(&config.secret_key_file(), key)?;
    }
    target.fill(&blobs, backup).await?;
    std::fs::remove_file(&marker).map_err(file_error(&marker))?;
    sync_folder(&marker)
}

/// Where the rows go: into a file beside the final one, or into PostgreSQL, where a transaction does the same.
enum Target<'a> {
    Sqlite { file: &'a Path, draft: PathBuf },
    Postgres(&'a str),
}

impl<'a> Target<'a> {
    fn of(url: &'a str) -> Self {
        match sqlite_path(url) {
            Some(file) => Self::Sqlite { file, draft: with_ending(file, ".part") },
            None => Self::Postgres(url),
        }
    }

    async fn is_taken(&self) -> Result<bool, AdminError> {
        match self {
            Self::Sqlite { file, .. } => Ok(file.exists()),
            Self::Postgres(url) => {
                let db = Db::open(url).await?;
                let blank = db.read(async |c: &mut Conn<'_>| tables::is_blank(c).await).await?;
                db.close().await;
                Ok(!blank)
            }
        }
    }

    /// Whether the database that is there came from this very backup.
    async fn holds(&self, backup: &CheckedBackup) -> Result<bool, AdminError> {
        let db = match self {
            Self::Sqlite { file, .. } => Db::open(&format!("sqlite:{}", file.display())).await?,
            Self::Postgres(url) => Db::open(url).await?,
        };
        let restored = db.read(async |c: &mut Conn<'_>| meta::get(c, meta::RESTORED).await).await?;
        db.close().await;
        Ok(restored.as_deref() == Some(&backup.digest))
    }

    async fn fill(&self, blobs: &Blobs, backup: &CheckedBackup) -> Result<(), AdminError> {
        let Self::Sqlite { file, draft } = self else {
            let Self::Postgres(url) = self else { return Ok(()) };
            let db = Db::open(url).await?;
            put_back(&db, blobs, backup).await?;
            db.close().await;
            return Ok(());
        };
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(with_ending(draft, ending));
        }
        let db = Db::open(&format!("sqlite:{}", draft.display())).await?;
        put_back(&db, blobs, backup).await?;
        // Closing moves everything from the log into the file.
        db.close().await;
        std::fs::rename(draft, file).map_err(file_error(file))?;
        sync_folder(file)
    }
}

/// Refuses a place where pictures or pages lie already.
async fn refuse_files(config: &Config, blobs: &Blobs) -> Result<(), AdminError> {
    let pages = config.storage.data_dir.join("seiten");
    let has_pages = std::fs::read_dir(&pages).is_ok_and(|mut entries| entries.next().is_some());
    let taken = if has_pages {
        pages.display().to_string()
    } else if blobs.is_empty().await? {
        return Ok(());
    } else {
        config.media_place()
    };
    Err(Refusal::new("refused-restore-files").with("place", taken).into())
}

/// Proves the key that is brought along, or the one in its place; gives the one that is still to be written.
fn check_key(config: &Config, manifest: &Manifest, brought: Option<[u8; 32]>) -> Result<Option<[u8; 32]>, AdminError> {
    let path = config.secret_key_file();
    let shown = || path.display().to_string();
    let there = match read_key(&path) {
        Ok(key) => Some(key),
        Err(SealError::KeyMissing(_)) => None,
        Err(error) => return Err(error.into()),
    };
    if let (Some(there), Some(brought)) = (there, brought)
        && there != brought
    {
        return Err(Refusal::new("refused-restore-other-key").with("path", shown()).into());
    }
    let Some(check) = &manifest.key_check else { return Ok(brought.filter(|_| there.is_none())) };
    let Some(key) = brought.or(there) else {
        return Err(Refusal::new("refused-restore-no-key").with("path", shown()).into());
    };
    Sealer::from_key(key)?.prove(check).map_err(|_| Refusal::new("refused-restore-wrong-key"))?;
    Ok(brought.filter(|_| there.is_none()))
}

/// Fills a blank database and the storage in one transaction: the schema as it was, the rows, the pictures, then the
/// schema as it is.
async fn put_back(db: &Db, blobs: &Blobs, backup: &CheckedBackup) -> Result<(), AdminError> {
    db.write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
        Db::migrate_to(c, backup.manifest.schema).await?;
        let known = tables::catalogue(c).await?;
        check_columns(backup, &known)?;
        put_files(c, blobs, backup, &known).await?;
        for table in &known {
            if tables::count(c, table).await? != backup.manifest.rows(&table.name) {
                return Err(damaged(&backup.file, &table.name, "damage-rows"));
            }
            tables::go_on_counting(c, table).await?;
        }
        meta::set(c, meta::DELIVERIES, "held").await?;
        meta::set(c, meta::RESTORED, &backup.digest).await?;
        Db::migrate_to(c, Db::newest_version()).await?;
        Ok(())
    })
    .await
}

fn check_columns(backup: &CheckedBackup, known: &[Table]) -> Result<(), AdminError> {
    let columns =
        |table: &Table| -> BTreeSet<String> { table.columns.iter().map(|column| column.name.clone()).collect() };
    for table in known {
        let listed = backup.manifest.tables.iter().find(|entry| entry.name == table.name);
        if listed.is_none_or(|entry| entry.columns.iter().cloned().collect::<BTreeSet<_>>() != columns(table)) {
            return Err(damaged(&backup.file, &table.name, "damage-columns"));
        }
    }
    Ok(())
}

async fn put_files(c: &mut Conn<'_>, blobs: &Blobs, backup: &CheckedBackup, known: &[Table]) -> Result<(), AdminError> {
    let mut reader = ArchiveReader::open(&backup.file)?;
    let mut links = Vec::new();
    let mut listed = backup.manifest.files.iter();
    for next in reader.files()? {
        let (path, bytes) = next?;
        if path == MANIFEST {
            continue;
        }
        // Read a second time: it may have changed since it was checked.
        if listed.next().is_none_or(|entry| entry.path != path || entry.sha256 != sha256_hex(&bytes)) {
            return Err(damaged(&backup.file, &path, "damage-changed"));
        }
        match Part::of(&path) {
            Part::Rows { table } => {
                let found = known.iter().find(|one| one.name == table);
                let table = found.ok_or_else(|| damaged(&backup.file, &path, "damage-unexpected"))?;
                let lines = std::str::from_utf8(&bytes).map_err(|error| unreadable(&backup.file, &path, &error))?;
                tables::put_rows(c, table, lines).await?;
                if LINKS.iter().any(|(name, _)| *name == table.name) {
                    for line in lines.lines() {
                        let row =
                            serde_json::from_str(line).map_err(|error| unreadable(&backup.file, &path, &error))?;
                        links.extend(table.links(&row));
                    }
                }
            }
            Part::Picture { town, hash, ext } => blobs.put(town, hash, ext, bytes.clone().into()).await?,
            Part::Other => {}
        }
    }
    tables::put_links(c, &links).await?;
    Ok(())
}
