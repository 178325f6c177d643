//! Recorded feeds of real sites, kept outside the repository: `AUSRUFER_FIXTURES`, else `../shared/fixtures`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::super::contract::NormaliseCx;
use super::super::test_site::recorded;
use super::document_parse::parse;
use crate::domain::item::Item;

/// Documents that list nothing.
const EMPTY: &[&str] =
    &["feedparser_bozo_http_i18n.xml", "feedparser_undeclared_namespace.xml", "rss_2.0_invalid_1.xml"];

fn folder() -> Option<PathBuf> {
    recorded("rss")
}

fn items(path: &Path) -> Vec<Item> {
    let bytes = std::fs::read(path).unwrap();
    parse(&bytes, &NormaliseCx::default()).unwrap_or_else(|error| panic!("{}: {error}", path.display())).items
}

#[test]
fn every_recorded_feed_gives_its_items() {
    let Some(folder) = folder() else { return };
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let items = items(&path);
        assert_eq!(items.is_empty(), EMPTY.contains(&name.as_str()), "{name}: {} items", items.len());
        for item in &items {
            assert!(!item.native_id.0.is_empty() && item.content_hash.len() == 64, "{name}");
        }
        files += 1;
    }
    assert!(files > 20, "only {files} files");
}

#[test]
fn sound_feeds_give_what_a_strict_reader_gives() {
    let Some(folder) = folder() else { return };
    let mut compared = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Ok(strict) = feed_rs::parser::parse(std::fs::read(&path).unwrap().as_slice()) else { continue };
        let ours = items(&path);
        assert_eq!(ours.len(), strict.entries.len(), "{}", path.display());
        for (ours, strict) in ours.iter().zip(&strict.entries) {
            if let (Some(published), Some(created)) = (strict.published, &ours.created_at)
                && created.precision != crate::domain::item::Precision::Date
            {
                assert_eq!(created.utc.as_second(), published.timestamp(), "{}: {}", path.display(), created.orig);
            }
            assert_eq!(
                ours.title.is_some(),
                strict.title.as_ref().is_some_and(|t| !t.content.trim().is_empty()),
                "{}",
                path.display()
            );
        }
        compared += 1;
    }
    assert!(compared > 15, "only {compared} files were sound");
}

#[test]
fn the_recorded_town_shows_edits_of_forty_and_nothing_else() {
    let Some(folder) = folder() else { return };
    let t0 = items(&folder.join("de_salzkotten_t0_2025-07-21.xml"));
    let t1 = items(&folder.join("de_salzkotten_t1_before_delete.xml"));
    let t2 = items(&folder.join("de_salzkotten_t2_after_delete.xml"));
    assert_eq!((t0.len(), t1.len(), t2.len()), (60, 40, 40));
    let hashes = |items: &[Item]| -> HashMap<String, String> {
        items.iter().map(|item| (item.native_id.0.clone(), item.content_hash.clone())).collect()
    };
    let (h0, h1, h2) = (hashes(&t0), hashes(&t1), hashes(&t2));
    let changed = |a: &HashMap<String, String>, b: &HashMap<String, String>| {
        b.iter().filter(|(id, hash)| a.get(*id).is_some_and(|known| known != *hash)).count()
    };
    let new =
        |a: &HashMap<String, String>, b: &HashMap<String, String>| b.keys().filter(|id| !a.contains_key(*id)).count();
    assert_eq!((new(&h0, &h1), changed(&h0, &h1)), (0, 0));
    assert_eq!((new(&h1, &h2), changed(&h1, &h2)), (0, 40));
}
