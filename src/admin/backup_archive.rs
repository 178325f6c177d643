//! The form of a backup: a tar archive under zstd that holds `tabellen/{table}/{number}.jsonl`, `medien/{town}/{file}`
//! and, at its end, `manifest.json` with the length and SHA-256 of everything before it.
//!
//! Written by `backup_make`, read by `backup_restore`; both keep no more than one of its files in memory.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AdminError, Refusal};
use crate::seal::sha256_hex;

/// The version of this form; raised when an older program could misread it.
pub(super) const FORMAT: u32 = 1;
/// The name of the list at the end.
pub(super) const MANIFEST: &str = "manifest.json";
/// Rows are cut into files of about this many bytes.
const CHUNK: usize = 4 * 1024 * 1024;
/// No file in a backup is larger than this.
const LARGEST: u64 = 512 * 1024 * 1024;

/// What a person finds who opens the archive with `tar`.
const READ_ME: &str = "Dies ist eine Sicherung von Ausrufer. Zurückspielen: ausrufer restore DATEI\n\
    Der Schlüssel (secret.key) ist nicht darin. Ohne ihn lassen sich die Konten nicht weiterführen.\n\n\
    This is a backup made by Ausrufer. Put it back with: ausrufer restore FILE\n\
    The key (secret.key) is not in it. Without it the accounts cannot go on.\n";

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// The program that wrote it.
    pub program: String,
    pub engine: String,
    /// The version of the schema: the number of its newest migration.
    pub schema: i64,
    pub made_at: Timestamp,
    /// The sealed word that only the right key opens; none when nothing was ever sealed.
    pub key_check: Option<String>,
    /// Parents before children.
    pub tables: Vec<TableEntry>,
    pub files: Vec<FileEntry>,
    /// Pictures that the database names, but that were not in the storage.
    pub missing: Vec<String>,
}

/// A table in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableEntry {
    pub name: String,
    pub columns: Vec<String>,
    pub rows: u64,
}

/// A file in a backup, in the order of the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    pub path: String,
    pub bytes: u64,
    pub sha256: String,
}

impl Manifest {
    /// How many rows a table has.
    #[must_use]
    pub fn rows(&self, table: &str) -> u64 {
        self.tables.iter().find(|one| one.name == table).map_or(0, |one| one.rows)
    }

    /// How many pictures there are.
    #[must_use]
    pub fn pictures(&self) -> usize {
        self.files.iter().filter(|file| matches!(Part::of(&file.path), Part::Picture { .. })).count()
    }
}

/// What a file in the archive is, by its name.
pub(super) enum Part<'a> {
    Rows { table: &'a str },
    Picture { town: &'a str, hash: &'a str, ext: &'a str },
    Other,
}

impl<'a> Part<'a> {
    pub(super) fn of(path: &'a str) -> Self {
        let parts: Vec<&str> = path.split('/').collect();
        match parts.as_slice() {
            ["tabellen", table, number] if number.ends_with(".jsonl") => Part::Rows { table },
            ["medien", town, name] => {
                name.split_once('.').map_or(Part::Other, |(hash, ext)| Part::Picture { town, hash, ext })
            }
            _ => Part::Other,
        }
    }
}

/// Rows of a table on their way into files of about [`CHUNK`] bytes.
pub(super) struct Chunks<'a> {
    table: &'a str,
    rows: u64,
    files: usize,
    text: String,
}

impl<'a> Chunks<'a> {
    pub(super) fn new(table: &'a str) -> Self {
        Self { table, rows: 0, files: 0, text: String::new() }
    }

    /// Takes a row; `add` gets a file when it is full.
    pub(super) fn push<E>(&mut self, row: &str, add: &mut impl FnMut(String, &[u8]) -> Result<(), E>) -> Result<(), E> {
        self.text.push_str(row);
        self.text.push('\n');
        self.rows += 1;
        if self.text.len() >= CHUNK { self.flush(add) } else { Ok(()) }
    }

    /// Hands over the rest; gives the number of rows.
    pub(super) fn end<E>(mut self, add: &mut impl FnMut(String, &[u8]) -> Result<(), E>) -> Result<u64, E> {
        if !self.text.is_empty() {
            self.flush(add)?;
        }
        Ok(self.rows)
    }

    fn flush<E>(&mut self, add: &mut impl FnMut(String, &[u8]) -> Result<(), E>) -> Result<(), E> {
        self.files += 1;
        add(format!("tabellen/{}/{:04}.jsonl", self.table, self.files), self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }
}

/// The name of a picture's file.
pub(super) fn picture_path(town: &str, hash: &str, ext: &str) -> String {
    format!("medien/{town}/{hash}.{ext}")
}

/// A file or folder that cannot be read or written.
pub(super) fn file_error(path: &Path) -> impl Fn(std::io::Error) -> AdminError + '_ {
    move |cause| AdminError::File { path: path.display().to_string(), cause }
}

/// An archive in the making: `FILE.part`, until [`ArchiveWriter::finish`] gives it its name.
pub(super) struct ArchiveWriter {
    tar: tar::Builder<zstd::Encoder<'static, BufWriter<File>>>,
    part: PartFile,
    made_at: Timestamp,
    files: Vec<FileEntry>,
}

/// Removes the unfinished file when dropped.
struct PartFile(PathBuf);

impl Drop for PartFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

impl ArchiveWriter {
    /// Begins an archive that shall be called `file`.
    pub(super) fn create(file: &Path, made_at: Timestamp) -> Result<Self, AdminError> {
        let part = with_ending(file, ".part");
        // One that a crash left behind.
        match std::fs::remove_file(&part) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(file_error(&part)(error)),
            _ => {}
        }
        let open = create_private(&part)?;
        let part = PartFile(part);
        let mut encoder = zstd::Encoder::new(BufWriter::new(open), 0).map_err(file_error(file))?;
        encoder.include_checksum(true).map_err(file_error(file))?;
        let mut writer = Self { tar: tar::Builder::new(encoder), part, made_at, files: Vec::new() };
        writer.add("LIESMICH.txt".to_owned(), READ_ME.as_bytes())?;
        Ok(writer)
    }

    /// Adds a file.
    pub(super) fn add(&mut self, path: String, bytes: &[u8]) -> Result<(), AdminError> {
        self.append(&path, bytes)?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.files.push(FileEntry { path, bytes: length, sha256: sha256_hex(bytes) });
        Ok(())
    }

    fn append(&mut self, path: &str, bytes: &[u8]) -> Result<(), AdminError> {
        let mut header = tar::Header::new_gnu();
        header.set_size(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        header.set_mode(0o600);
        header.set_mtime(u64::try_from(self.made_at.as_second()).unwrap_or_default());
        self.tar.append_data(&mut header, path, bytes).map_err(file_error(&self.part.0))
    }

    /// Writes the list of what is in it and gives the file its name; `replace` says whether there may be one already.
    /// Gives the list and the size.
    pub(super) fn finish(
        mut self,
        mut manifest: Manifest,
        file: &Path,
        replace: bool,
    ) -> Result<(Manifest, u64), AdminError> {
        manifest.files = std::mem::take(&mut self.files);
        let list = serde_json::to_vec_pretty(&manifest).map_err(crate::store::StoreError::from)?;
        self.append(MANIFEST, &list)?;
        let encoder = self.tar.into_inner().map_err(file_error(&self.part.0))?;
        let mut buffer = encoder.finish().map_err(file_error(&self.part.0))?;
        buffer.flush().map_err(file_error(&self.part.0))?;
        let open = buffer.get_ref();
        open.sync_all().map_err(file_error(&self.part.0))?;
        let bytes = open.metadata().map_err(file_error(&self.part.0))?.len();
        refuse_existing(file, replace)?;
        std::fs::rename(&self.part.0, file).map_err(file_error(file))?;
        sync_folder(file)?;
        Ok((manifest, bytes))
    }
}

/// A new file that only its owner may read.
pub(super) fn create_private(path: &Path) -> Result<File, AdminError> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path).map_err(file_error(path))
}

/// Refuses to replace a file unasked.
pub(super) fn refuse_existing(file: &Path, replace: bool) -> Result<(), AdminError> {
    if file.exists() && !replace {
        return Err(Refusal::new("refused-backup-exists").with("file", file.display().to_string()).into());
    }
    Ok(())
}

/// The path with more at its end: `x.db` and `.part` give `x.db.part`.
pub(super) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Makes a new name last through a power cut.
pub(super) fn sync_folder(file: &Path) -> Result<(), AdminError> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|open| open.sync_all()).map_err(file_error(folder))
}

/// Reads an archive from its beginning, file by file.
pub(super) struct ArchiveReader<'a> {
    file: &'a Path,
    tar: tar::Archive<zstd::Decoder<'static, BufReader<File>>>,
}

impl<'a> ArchiveReader<'a> {
    pub(super) fn open(file: &'a Path) -> Result<Self, AdminError> {
        let open = File::open(file).map_err(file_error(file))?;
        let decoder = zstd::Decoder::new(open).map_err(file_error(file))?;
        Ok(Self { file, tar: tar::Archive::new(decoder) })
    }

    /// The files, one after the other: name and bytes.
    pub(super) fn files(&mut self) -> Result<impl Iterator<Item = Result<(String, Vec<u8>), AdminError>>, AdminError> {
        let file = self.file;
        let entries = self.tar.entries().map_err(|error| unreadable(file, "", &error))?;
        // The name under which damage is told: that of the file before, until the next one is known.
        let mut last = String::new();
        Ok(entries.map(move |entry| {
            let mut entry = entry.map_err(|error| unreadable(file, &last, &error))?;
            let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            last.clone_from(&path);
            if entry.size() > LARGEST {
                return Err(damaged(file, &path, "damage-large"));
            }
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).map_err(|error| unreadable(file, &path, &error))?;
            if u64::try_from(bytes.len()).ok() != Some(entry.size()) {
                return Err(damaged(file, &path, "damage-cut"));
            }
            Ok((path, bytes))
        }))
    }

    /// Reads what is behind the last file, so that damage there is seen, too.
    pub(super) fn end(self) -> Result<(), AdminError> {
        let mut rest = self.tar.into_inner();
        let read = std::io::copy(&mut rest, &mut std::io::sink());
        read.map(drop).map_err(|error| unreadable(self.file, MANIFEST, &error))
    }
}

/// The refusal of a damaged archive, with the part of it and the key of what is wrong there.
pub(super) fn damaged(file: &Path, part: &str, reason: &'static str) -> AdminError {
    Refusal::new("refused-backup-damaged")
        .with("file", file.display().to_string())
        .with("part", if part.is_empty() { "-" } else { part })
        .with_texts("reason", vec![reason])
        .into()
}

/// The same for what cannot be read at all; why is for the log.
pub(super) fn unreadable(file: &Path, part: &str, error: &dyn std::error::Error) -> AdminError {
    tracing::debug!(file = %file.display(), part, %error, "unreadable");
    damaged(file, part, "damage-unreadable")
}

/// How many rows a file of rows has.
pub(super) fn count_lines(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |sum, byte| sum + u64::from(*byte == b'\n'))
}
