//! For tests: recorded answers of the real platforms, kept outside the repository (`AUSRUFER_FIXTURES`, else
//! `../shared/fixtures`). Tests that find none say so and are skipped.

use std::path::{Path, PathBuf};

use super::super::contract::{Connector, NormaliseCx, Parsed};
use super::super::failure::SourceError;

/// The folder of a platform.
pub fn folder(platform: &str) -> Option<PathBuf> {
    let root = std::env::var_os("AUSRUFER_FIXTURES")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures"), PathBuf::from);
    let folder = root.join(platform);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no recordings of {platform} (set AUSRUFER_FIXTURES)");
    None
}

/// Every recording with what a connector makes of it, by name.
pub fn readings(connector: &dyn Connector, folder: &Path) -> Vec<(String, Result<Parsed, SourceError>)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    paths
        .iter()
        .map(|path| (name(path), connector.normalise(&std::fs::read(path).unwrap(), &NormaliseCx::default())))
        .collect()
}

/// One line for each recording: its name, items and hints, or its error class.
pub fn summary(readings: &[(String, Result<Parsed, SourceError>)]) -> Vec<String> {
    readings
        .iter()
        .map(|(name, parsed)| match parsed {
            Ok(parsed) => format!("{name}: {} items, {} hints", parsed.items.len(), parsed.hints.len()),
            Err(error) => format!("{name}: {}", error.class().as_str()),
        })
        .collect()
}
