//! For tests: recorded answers of the real platforms, kept outside the repository (`AUSRUFER_FIXTURES`, else
//! `../shared/fixtures`). Tests that find none say so and are skipped.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::super::contract::{Connector, NormaliseCx, Parsed};
use super::super::failure::SourceError;

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

/// Checks every recording against the files that are expected to give something: name, items, hints, or the class of
/// an error. Files that are not named give nothing.
pub fn check(connector: &dyn Connector, folder: &Path, expected: &[(&str, usize, usize, &str)]) {
    let mut found = 0;
    for (name, parsed) in readings(connector, folder) {
        let (items, hints, class) = match &parsed {
            Ok(parsed) => (parsed.items.len(), parsed.hints.len(), ""),
            Err(error) => (0, 0, error.class().as_str()),
        };
        let known = expected.iter().find(|(file, ..)| *file == name);
        let (_, want_items, want_hints, want_class) = known.copied().unwrap_or(("", 0, 0, ""));
        assert_eq!((items, hints, class), (want_items, want_hints, want_class), "{name}");
        let Ok(parsed) = parsed else { continue };
        for item in &parsed.items {
            assert!(!item.native_id.0.is_empty() && item.content_hash.len() == 64, "{name}");
            assert!(item.spans.iter().all(|span| item.text.get(span.start..span.end).is_some()), "{name}");
        }
        no_stranger(&name, &std::fs::read(folder.join(&name)).unwrap(), &parsed);
        found += 1;
    }
    assert!(found > 5, "only {found} files");
}

/// Whatever stands under these names in an answer is somebody else's.
const STRANGERS: &[&str] = &[
    "comments",
    "likes",
    "reactions",
    "attending",
    "maybe",
    "declined",
    "noreply",
    "interested",
    "owner",
    "sender_name",
    "replies",
    "user",
    "to",
    "mentioned_media",
];

/// No word of a stranger is in what was made of an answer.
fn no_stranger(name: &str, raw: &[u8], parsed: &Parsed) {
    let mut words = Vec::new();
    collect(&serde_json::from_slice(raw).unwrap(), false, &mut words);
    let made = format!("{parsed:?} {}", serde_json::to_string(&parsed.items).unwrap());
    for word in words {
        assert!(!made.contains(&word), "{name}: {word}");
    }
}

/// Texts with a space in them: names and sentences, not ids or words of the platform.
fn collect(value: &Value, foreign: bool, words: &mut Vec<String>) {
    match value {
        Value::String(text) if foreign && text.contains(' ') => words.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|value| collect(value, foreign, words)),
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| collect(value, foreign || STRANGERS.contains(&key.as_str()), words));
        }
        _ => {}
    }
}
