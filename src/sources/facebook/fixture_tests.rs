//! Recorded answers of the real platform; skipped where there are none.

use super::super::graph::fixture_folder::check;
use super::super::test_site::recorded;
use super::FacebookConnector;

/// Recordings that give something: name, items, hints, class of the error.
const EXPECTED: &[(&str, usize, usize, &str)] = &[
    ("album.json", 1, 0, ""),
    ("batch_first_error.json", 0, 0, "permission_missing"),
    ("error_100_permission.json", 0, 0, "permission_missing"),
    ("error_100_ppca.json", 0, 0, "config_wrong"),
    ("error_190_460_token_invalid.json", 0, 0, "auth_dead"),
    ("error_190_463_expired.json", 0, 0, "auth_dead"),
    ("error_32_page_throttled_with_headers.json", 0, 0, "rate_limited"),
    ("error_4_app_throttled.json", 0, 0, "rate_limited"),
    ("error_80001_page_buc_throttled.json", 0, 0, "rate_limited"),
    ("event.json", 1, 0, ""),
    ("event_saarbruecken.json", 1, 0, ""),
    ("granary_album.json", 1, 0, ""),
    ("granary_event_full.json", 1, 0, ""),
    ("granary_photo.json", 1, 0, ""),
    ("granary_share.json", 1, 0, ""),
    ("live_video.json", 1, 0, ""),
    ("page_feed_p1.json", 5, 0, ""),
    ("photo_alt_text.json", 1, 0, ""),
    ("photos_p1.json", 2, 0, ""),
    ("post_album_subattachments.json", 1, 0, ""),
    ("post_multishare_carousel.json", 1, 0, ""),
    ("post_story_and_message_tags.json", 1, 0, ""),
    ("posts_by_ids.json", 2, 0, ""),
    ("posts_edge_emoji_p1.json", 5, 0, ""),
    ("posts_edge_emoji_p2.json", 5, 0, ""),
    ("video.json", 1, 0, ""),
    ("videos_p1.json", 3, 0, ""),
    ("webhook_feed_album_add.json", 0, 1, ""),
    ("webhook_feed_photo_add.json", 0, 1, ""),
    ("webhook_feed_photo_add_message.json", 0, 1, ""),
    ("webhook_feed_photo_edited_message.json", 0, 1, ""),
    ("webhook_feed_photo_remove.json", 0, 1, ""),
    ("webhook_feed_post_edit.json", 0, 1, ""),
    ("webhook_feed_post_hide.json", 0, 1, ""),
    ("webhook_feed_post_remove.json", 0, 1, ""),
    ("webhook_feed_post_unhide.json", 0, 1, ""),
    ("webhook_feed_share_add.json", 0, 1, ""),
    ("webhook_feed_status_add.json", 0, 1, ""),
    ("webhook_feed_status_add_photos.json", 0, 1, ""),
    ("webhook_feed_status_edited.json", 0, 1, ""),
    ("webhook_feed_video_add.json", 0, 1, ""),
    ("webhook_feed_video_edited.json", 0, 1, ""),
    ("webhook_feed_video_remove.json", 0, 1, ""),
];

#[test]
fn every_recorded_answer_is_read_and_no_stranger_is_in_it() {
    let Some(folder) = recorded("facebook") else { return };
    check(&FacebookConnector, &folder, EXPECTED);
}
