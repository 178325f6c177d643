//! Recorded answers of the real platform; skipped where there are none.

use super::super::graph::fixture_folder::check;
use super::super::test_site::recorded;
use super::InstagramConnector;

/// Recordings that give something: name, items, hints, class of the error.
const EXPECTED: &[(&str, usize, usize, &str)] = &[
    ("error_igapi_2500.json", 0, 0, "config_wrong"),
    ("iglogin_media_p1.json", 2, 0, ""),
    ("iglogin_media_p2.json", 2, 0, ""),
    ("media_by_ids_carousel.json", 2, 0, ""),
    ("media_default.json", 1, 0, ""),
    ("media_image.json", 1, 0, ""),
    ("media_p2.json", 2, 0, ""),
    ("stories.json", 3, 0, ""),
    ("story.json", 1, 0, ""),
];

#[test]
fn every_recorded_answer_is_read_and_no_stranger_is_in_it() {
    let Some(folder) = recorded("instagram") else { return };
    check(&InstagramConnector, &folder, EXPECTED);
}
