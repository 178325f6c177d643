//! An archive's files, from a zip file or from the folder it was unpacked into. In: a path. Out: names, and bytes of the
//! files that a reader asks for, within limits. Nothing is ever written to disk, so a name that leads out of the archive
//! leads nowhere; such names and links are left out all the same.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::error::Words;
use crate::i18n::Locale;

/// Files of one archive; ten years of daily posts with pictures have some ten thousand.
const MOST_FILES: usize = 400_000;
/// Folders inside folders.
const DEEPEST: usize = 16;
/// Bytes read of one archive in all.
const MOST_BYTES: u64 = 64 * 1024 * 1024 * 1024;

/// Why an archive cannot be read.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// It is not there, or may not be read.
    #[error("{0}: {1}")]
    Unread(String, io::Error),
    /// Neither a zip file nor a folder.
    #[error("no archive: {0}")]
    NoArchive(String),
    /// More files, or more bytes, than any honest archive has.
    #[error("too large: {0}")]
    TooLarge(String),
    /// A file in it is broken off or encrypted.
    #[error("damaged: {0}")]
    Damaged(String),
    /// There are no posts in it; the name of the file that should hold them.
    #[error("no {0} in it")]
    NoPosts(&'static str),
    /// It is a person's, whose posts were not all for everybody.
    #[error("the archive of a person")]
    Person,
    /// It says itself that it is a person's.
    #[error("the archive of a person, as it says itself")]
    PersonForSure,
    /// It is another account's than the one that was given.
    #[error("the archive of {archive}, not of {given}")]
    Other { archive: String, given: String },
    /// It is an archive of web pages instead of data.
    #[error("web pages instead of JSON")]
    WebPages,
    /// Archives of this platform are not read.
    #[error("no archives of this kind")]
    Kind,
}

impl Words for ArchiveError {
    fn words(&self, locale: Locale) -> String {
        let about = |key: &str, file: &str| locale.with(key, &[("file", file.into())]);
        match self {
            Self::Unread(file, cause) => {
                locale.with("archive-unread", &[("file", file.as_str().into()), ("cause", cause.words(locale).into())])
            }
            Self::NoArchive(file) => about("archive-none", file),
            Self::TooLarge(file) => about("archive-too-large", file),
            Self::Damaged(file) => about("archive-damaged", file),
            Self::NoPosts(file) => about("archive-no-posts", file),
            Self::Person => locale.text("archive-person"),
            Self::PersonForSure => locale.text("archive-person-for-sure"),
            Self::Other { archive, given } => {
                locale.with("archive-other", &[("archive", archive.as_str().into()), ("given", given.as_str().into())])
            }
            Self::WebPages => locale.text("archive-web-pages"),
            Self::Kind => locale.text("archive-kind"),
        }
    }
}

enum Place {
    Folder(PathBuf),
    Zip(Box<zip::ZipArchive<File>>),
}

/// An opened archive.
pub struct ArchiveFiles {
    place: Place,
    /// Names with `/`, from the archive's root.
    names: Vec<String>,
    by_last_part: HashMap<String, Vec<usize>>,
    /// Bytes that may still be read.
    left: u64,
}

impl ArchiveFiles {
    /// Opens a zip file or a folder.
    ///
    /// # Errors
    /// [`ArchiveError::Unread`], [`ArchiveError::NoArchive`], [`ArchiveError::TooLarge`].
    pub fn open(path: &Path) -> Result<Self, ArchiveError> {
        let shown = path.display().to_string();
        let unread = |cause| ArchiveError::Unread(shown.clone(), cause);
        if std::fs::metadata(path).map_err(unread)?.is_dir() {
            let mut names = Vec::new();
            list(path, "", 0, &mut names).map_err(unread)?;
            return Self::of(Place::Folder(path.to_owned()), names, &shown);
        }
        let file = File::open(path).map_err(unread)?;
        let archive = zip::ZipArchive::new(file).map_err(|_| ArchiveError::NoArchive(shown.clone()))?;
        let names = archive.file_names().take(MOST_FILES + 1).map(str::to_owned).collect();
        Self::of(Place::Zip(Box::new(archive)), names, &shown)
    }

    fn of(place: Place, mut names: Vec<String>, shown: &str) -> Result<Self, ArchiveError> {
        if names.len() > MOST_FILES {
            return Err(ArchiveError::TooLarge(shown.to_owned()));
        }
        names.retain(|name| is_inside(name));
        names.sort();
        let mut by_last_part: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, name) in names.iter().enumerate() {
            by_last_part.entry(last_part(name).to_owned()).or_default().push(at);
        }
        Ok(Self { place, names, by_last_part, left: MOST_BYTES })
    }

    /// All names, sorted.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The file of this name, wherever the archive's root lies in what was opened.
    #[must_use]
    pub fn find(&self, wanted: &str) -> Option<&str> {
        let end = format!("/{wanted}");
        let same = self.by_last_part.get(last_part(wanted))?;
        let names = same.iter().filter_map(|at| self.names.get(*at));
        names.map(String::as_str).find(|name| *name == wanted || name.ends_with(&end))
    }

    /// A file's bytes; never more than `most`, however small it was packed.
    ///
    /// # Errors
    /// [`ArchiveError::TooLarge`], [`ArchiveError::Damaged`], [`ArchiveError::Unread`].
    pub fn read(&mut self, name: &str, most: u64) -> Result<Vec<u8>, ArchiveError> {
        let mut bytes = Vec::new();
        let most = most.min(self.left);
        match &mut self.place {
            Place::Folder(root) => {
                let file = File::open(root.join(name)).map_err(|cause| ArchiveError::Unread(name.to_owned(), cause))?;
                let read = file.take(most + 1).read_to_end(&mut bytes);
                read.map_err(|cause| ArchiveError::Unread(name.to_owned(), cause))?;
            }
            Place::Zip(archive) => {
                let damaged = |_| ArchiveError::Damaged(name.to_owned());
                let entry = archive.by_name(name).map_err(damaged)?;
                let read = entry.take(most + 1).read_to_end(&mut bytes);
                read.map_err(|_| ArchiveError::Damaged(name.to_owned()))?;
            }
        }
        let length = bytes.len() as u64;
        if length > most {
            return Err(ArchiveError::TooLarge(name.to_owned()));
        }
        self.left -= length;
        Ok(bytes)
    }
}

/// The part of a name behind its last `/`.
pub(super) fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn is_inside(name: &str) -> bool {
    let strange = name.contains(['\\', '\0', ':']) || name.starts_with('/') || name.ends_with('/');
    !strange && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// Names of all files below a folder. Links are not followed.
fn list(root: &Path, below: &str, depth: usize, names: &mut Vec<String>) -> io::Result<()> {
    if depth > DEEPEST {
        return Ok(());
    }
    for entry in std::fs::read_dir(root.join(below))? {
        let entry = entry?;
        let (kind, name) = (entry.file_type()?, entry.file_name());
        let Some(name) = name.to_str() else { continue };
        let name = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
        if kind.is_dir() {
            list(root, &name, depth + 1, names)?;
        } else if kind.is_file() && names.len() <= MOST_FILES {
            names.push(name);
        }
    }
    Ok(())
}
