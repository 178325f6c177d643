//! Recorded answers, kept outside the repository.

use super::super::contract::NormaliseCx;
use super::super::test_site::recordings;
use super::normalise::normalise;

/// What a recording gives: items and hints. Those not named give nothing.
fn expected(name: &str) -> (usize, usize) {
    match name {
        "feedviewpost.json" | "post_view.json" | "postview_embed_external.json" | "postview_video.json" => (1, 0),
        "record_embed_external.json" | "record_facet_tag.json" | "record_images.json" | "thread.json" => (1, 0),
        "getAuthorFeed_bob.json" => (2, 0),
        "getAuthorFeed_pinned.json" => (6, 0),
        "getAuthorFeed_replies_images_labels.json" => (3, 0),
        "jetstream_v1_golden.jsonl" => (0, 1),
        "jetstream_v1_posts.jsonl" => (0, 6),
        _ => (0, 0),
    }
}

#[test]
fn every_recorded_answer_gives_what_is_the_authors_own() {
    let Some(files) = recordings("bluesky") else { return };
    assert!(files.len() > 20, "only {} files", files.len());
    for (name, bytes) in &files {
        let parsed = normalise(bytes, &NormaliseCx::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((parsed.items.len(), parsed.hints.len()), expected(name), "{name}");
        assert!(parsed.items.iter().all(|item| item.content_hash.len() == 64), "{name}");
    }
}

#[test]
fn a_recorded_pin_is_one_post_and_a_recorded_mark_has_its_place() {
    let Some(files) = recordings("bluesky") else { return };
    let read = |wanted: &str| {
        let (_, bytes) = files.iter().find(|(name, _)| name == wanted).unwrap();
        normalise(bytes, &NormaliseCx::default()).unwrap().items
    };
    assert_eq!(read("getAuthorFeed_pinned.json").iter().filter(|item| item.pinned).count(), 1);
    let marked = read("record_facet_tag.json").remove(0);
    assert_eq!(marked.spans.iter().map(|span| &marked.text[span.start..span.end]).collect::<Vec<_>>(), ["#hache-☕"]);
}
