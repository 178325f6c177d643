//! A zip archive of alerts, as the weather service publishes its snapshot. In: bytes. Out: the files in it, within bounds
//! that no honest snapshot reaches. Called by `dwd` and `answer_read`.

use std::io::{Cursor, Read};

use super::super::failure::SourceError;
use crate::domain::source::Cause;

/// Files read of one archive; in a storm there are some hundreds of alerts.
const MOST_FILES: usize = 5000;

/// Bytes of one file, unpacked.
const MAX_FILE: u64 = 8 * 1024 * 1024;

/// Bytes of all files together, unpacked.
const MAX_ALL: usize = 256 * 1024 * 1024;

/// A file of an archive.
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Unpacks the XML files of an archive.
///
/// # Errors
/// When it is no whole archive or larger than any honest one: nothing may then be concluded from what is in it.
pub fn files(raw: &[u8]) -> Result<Vec<File>, SourceError> {
    let broken = |error: zip::result::ZipError| {
        SourceError::new(Cause::BrokenOff, format!("the archive cannot be read: {error}"))
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(raw)).map_err(broken)?;
    if archive.len() > MOST_FILES {
        return Err(too_large());
    }
    let mut files = Vec::new();
    let mut all = 0;
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).map_err(broken)?;
        let name = entry.name().to_owned();
        if !entry.is_file() || !name.to_ascii_lowercase().ends_with(".xml") {
            continue;
        }
        let mut bytes = Vec::new();
        entry.by_ref().take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|error| broken(error.into()))?;
        all += bytes.len();
        if bytes.len() as u64 > MAX_FILE || all > MAX_ALL {
            return Err(too_large());
        }
        files.push(File { name, bytes });
    }
    Ok(files)
}

fn too_large() -> SourceError {
    SourceError::new(Cause::TooLarge, "the archive is larger than any honest snapshot")
}
