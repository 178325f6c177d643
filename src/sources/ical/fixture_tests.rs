//! Recorded calendars, kept outside the repository: `AUSRUFER_FIXTURES`, else `../shared/fixtures`.

use std::collections::HashMap;
use std::path::Path;

use super::super::contract::{NormaliseCx, Parsed};
use super::super::test_site::recorded;
use super::document_parse::parse;
use crate::domain::item::EventStatus;

fn read(path: &Path) -> Parsed {
    let bytes = std::fs::read(path).unwrap();
    parse(&bytes, &NormaliseCx::default()).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_recorded_calendar_gives_its_events() {
    let Some(folder) = recorded("ics") else { return };
    let expected: HashMap<&str, usize> = [
        ("bom_calendar.ics", 0),
        ("broken_ical.ics", 1),
        ("de_iserlohn_alle.ics", 96),
        ("de_iserlohn_finanzausschuss.ics", 6),
        ("de_iserlohn_rat.ics", 7),
        ("de_iserlohn_rat_older.ics", 7),
        ("event_with_recurrence_exdates_on_different_lines.ics", 1),
        ("example.ics", 3),
        ("issue_1081_event_with_rrule.ics", 1),
        ("issue_168_input.ics", 1),
        ("issue_526_calendar_with_events.ics", 2),
        ("issue_53_description_parsed_properly.ics", 1),
        ("issue_722_missing_timezones.ics", 2),
        ("multiple_timezones.ics", 3),
    ]
    .into();
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let parsed = read(&path);
        if let Some(expected) = expected.get(name.as_str()) {
            assert_eq!(parsed.items.len(), *expected, "{name}: {:?}", parsed.quarantined);
        }
        for item in &parsed.items {
            assert!(item.event.is_some() && item.content_hash.len() == 64, "{name}");
        }
        files += 1;
    }
    assert!(files > 10, "only {files} files");
}

#[test]
fn a_council_calendar_is_read_and_its_daily_export_edits_nothing() {
    let Some(folder) = recorded("ics") else { return };
    let (old, new) = (read(&folder.join("de_iserlohn_rat_older.ics")), read(&folder.join("de_iserlohn_rat.ics")));
    let hashes = |parsed: &Parsed| -> Vec<_> {
        parsed.items.iter().map(|item| (item.native_id.clone(), item.content_hash.clone())).collect()
    };
    assert_eq!(hashes(&old), hashes(&new));
    let item = &new.items[0];
    let event = item.event.as_ref().unwrap();
    assert_eq!(
        (event.tz.as_deref(), event.start.utc.to_string().as_str()),
        (Some("Europe/Berlin"), "2026-12-15T16:00:00Z")
    );
    assert!(event.place.is_none() && item.created_at.is_none() && !item.text.contains("Exportiert"), "{item:?}");
    let all = read(&folder.join("de_iserlohn_alle.ics"));
    let cancelled = |item: &&crate::domain::item::Item| item.event.as_ref().unwrap().status == EventStatus::Cancelled;
    assert_eq!(all.items.iter().filter(cancelled).count(), 1);
}

#[test]
fn the_recorded_series_leaves_its_dates_out() {
    let Some(folder) = recorded("ics") else { return };
    let parsed = read(&folder.join("event_with_recurrence_exdates_on_different_lines.ics"));
    let event = parsed.items[0].event.as_ref().unwrap();
    assert_eq!(event.occurrences("2012-03-01T00:00:00Z".parse().unwrap()).len(), 10);
    let zones = read(&folder.join("issue_526_calendar_with_events.ics"));
    assert_eq!(zones.items[0].event.as_ref().unwrap().start.utc.to_string(), "2021-11-01T15:00:00Z");
}
