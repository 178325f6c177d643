//! Recorded answers, kept outside the repository.

use super::super::contract::NormaliseCx;
use super::super::test_site::recordings;
use super::normalise::normalise;
use crate::domain::item::{Item, ItemKind};
use crate::domain::source::ErrorClass;

/// What a recording gives: items and hints. Those not named give nothing.
fn expected(name: &str) -> (usize, usize) {
    match name {
        "activities_p1.json" | "playlistitems_uploads_p1.json" => (10, 0),
        "channel_atom.xml" => (1, 0),
        "videos_multi.json" => (2, 0),
        "push_deleted_entry.xml" | "push_new_video.xml" => (0, 1),
        _ => (0, 0),
    }
}

#[test]
fn every_recorded_answer_gives_what_is_the_channels_own() {
    let Some(files) = recordings("youtube") else { return };
    assert!(files.len() > 10, "only {} files", files.len());
    for (name, bytes) in &files {
        let parsed = match normalise(bytes, &NormaliseCx::default()) {
            Ok(parsed) => parsed,
            Err(error) => {
                let class = if name.contains("403") { ErrorClass::PermissionMissing } else { ErrorClass::AuthDead };
                assert_eq!((error.class(), name.starts_with("error_")), (class, true), "{name}");
                continue;
            }
        };
        assert_eq!((parsed.items.len(), parsed.hints.len()), expected(name), "{name}");
        let sound = |item: &Item| item.kind == ItemKind::Video && item.media.len() == 1 && item.title.is_some();
        assert!(parsed.items.iter().all(sound), "{name}");
    }
}
