//! Recorded answers of real platforms, kept outside the repository: `AUSRUFER_FIXTURES`, else `../shared/fixtures`.
//! In: a folder's name. Out: its files with their bytes, or nothing where there are none. Called by tests only.

use std::path::{Path, PathBuf};

/// The files of a folder, by name; `None`, with a word on the output, where there are no recordings.
pub fn files(kind: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let folder = std::env::var_os("AUSRUFER_FIXTURES")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures"), PathBuf::from)
        .join(kind);
    if !folder.is_dir() {
        println!("skipped: no recordings of {kind} (set AUSRUFER_FIXTURES)");
        return None;
    }
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap()))
        .collect();
    files.sort();
    Some(files)
}
