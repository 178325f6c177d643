//! Recorded answers, kept outside the repository.

use super::super::contract::NormaliseCx;
use super::super::test_site::recordings;
use super::normalise::normalise;
use crate::domain::source::Cause;

/// Recordings with posts; all others hold service messages, private things, fragments or nothing.
const POSTS: &[(&str, usize)] = &[
    ("getupdates_channel_posts_recorded.json", 2),
    ("message_forward_origin.json", 1),
    ("message_photo_caption_above.json", 1),
    ("message_photo_caption_entities.json", 1),
    ("message_photo_sizes.json", 1),
    ("message_video_forwarded.json", 1),
    ("update_channel_post.json", 1),
    ("update_channel_post_min_recorded.json", 1),
    ("update_edited_channel_post.json", 1),
];

#[test]
fn every_recorded_answer_gives_what_is_the_channels_own() {
    let Some(files) = recordings("telegram") else { return };
    assert!(files.len() > 20, "only {} files", files.len());
    for (name, bytes) in &files {
        let parsed = match normalise(bytes, &NormaliseCx::default()) {
            Ok(parsed) => parsed,
            Err(error) => {
                let cause = match name.as_str() {
                    "error_400_migrate.json" => Cause::NotFound,
                    "error_409_conflict_getupdates.json" => Cause::ReadElsewhere,
                    _ => Cause::AskedToWait,
                };
                assert_eq!((error.cause, name.starts_with("error_")), (cause, true), "{name}");
                continue;
            }
        };
        let posts = POSTS.iter().find(|(known, _)| known == name).map_or(0, |(_, posts)| *posts);
        assert_eq!(parsed.items.len(), posts, "{name}");
    }
}

#[test]
fn recordings_name_nobody_and_show_the_largest_picture() {
    let Some(files) = recordings("telegram") else { return };
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with("message_") || name.starts_with("getupdates"))
    {
        let items = format!("{:?}", normalise(bytes, &NormaliseCx::default()).unwrap().items);
        for person in ["Jun", "aka_dude", "shadowchain", "Crax", "TITLE2"] {
            assert!(!items.contains(person), "{name} names {person}");
        }
        if name == "message_photo_sizes.json" {
            assert!(items.contains("w: Some(962)"), "{items}");
        }
    }
}
