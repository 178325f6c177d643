//! Recorded pages of real sites, kept outside the repository: `AUSRUFER_FIXTURES`, else `../shared/fixtures`.

use super::super::contract::{NormaliseCx, Parsed};
use super::super::test_site::recorded;
use super::document_parse::parse;
use crate::domain::item::{ItemKind, Precision};

fn fixture(path: &str) -> Option<Parsed> {
    let (platform, file) = path.split_once('/')?;
    let bytes = std::fs::read(recorded(platform)?.join(file)).unwrap();
    Some(parse(&bytes, &NormaliseCx::default()).unwrap_or_else(|error| panic!("{path}: {error}")))
}

#[rstest::rstest]
#[case("html/de_salzkotten_list_entry.html", 1, 0)]
#[case("html/de_salzkotten_pager.html", 0, 0)]
#[case("html/jena_event_entry.html", 1, 0)]
#[case("html/jena_event_detail.html", 1, 0)]
#[case("html/de_cottbus_sitemap_excerpt.xml", 0, 4)]
#[case("jsonld/coimbra_broken_event.jsonld", 3, 0)]
#[case("jsonld/coimbra_city_events.json", 0, 0)]
#[case("jsonld/jena_event.jsonld", 1, 0)]
#[case("jsonld/linz_event_minimal.jsonld", 1, 0)]
#[case("jsonld/turku_city_events_api.json", 1, 0)]
fn every_recorded_page_gives_what_it_holds(#[case] path: &str, #[case] items: usize, #[case] hints: usize) {
    let Some(parsed) = fixture(path) else { return };
    assert_eq!((parsed.items.len(), parsed.hints.len()), (items, hints), "{path}: {:?}", parsed.quarantined);
    for item in &parsed.items {
        assert!(item.title.is_some() && !item.native_id.0.is_empty() && item.content_hash.len() == 64, "{path}");
    }
}

#[test]
fn a_recorded_list_entry_gives_its_picture_and_its_day() {
    let Some(parsed) = fixture("html/de_salzkotten_list_entry.html") else { return };
    let item = &parsed.items[0];
    assert_eq!(item.created_at.as_ref().map(|time| time.precision), Some(Precision::Date));
}

#[test]
fn recorded_appointments_keep_their_times() {
    for (path, start) in [
        ("html/jena_event_entry.html", "2022-06-13T14:00:00Z"),
        ("html/jena_event_detail.html", "2022-05-19T14:15:00Z"),
        ("jsonld/jena_event.jsonld", "2022-05-19T14:15:00Z"),
        ("jsonld/coimbra_broken_event.jsonld", "2022-07-27T13:00:00Z"),
        ("jsonld/linz_event_minimal.jsonld", "2024-05-06T10:00:00Z"),
        ("jsonld/turku_city_events_api.json", "2022-06-14T16:30:00Z"),
    ] {
        let Some(parsed) = fixture(path) else { return };
        let item = &parsed.items[0];
        let event = item.event.as_ref().unwrap_or_else(|| panic!("{path} is no appointment"));
        assert_eq!((item.kind, event.start.utc.to_string().as_str()), (ItemKind::Event, start), "{path}");
        assert_eq!(event.all_day, path.contains("linz"), "{path}");
    }
}
