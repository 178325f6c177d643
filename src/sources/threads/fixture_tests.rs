//! Recorded answers of the real platform; skipped where there are none.

use super::super::graph::fixture_folder::check;
use super::super::test_site::recorded;
use super::ThreadsConnector;

/// Recordings that give something: name, items, hints, class of the error.
const EXPECTED: &[(&str, usize, usize, &str)] = &[
    ("error_100_33_gone.json", 0, 0, "gone"),
    ("media_poll.json", 1, 0, ""),
    ("media_quote.json", 1, 0, ""),
    ("media_text.json", 1, 0, ""),
    ("webhook_delete.json", 0, 1, ""),
    ("webhook_publish.json", 0, 1, ""),
];

#[test]
fn every_recorded_answer_is_read_and_no_stranger_is_in_it() {
    let Some(folder) = recorded("threads") else { return };
    check(&ThreadsConnector, &folder, EXPECTED);
}
