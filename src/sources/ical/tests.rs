//! Calendars as towns export them, in small.

use super::super::contract::{NormaliseCx, Parsed};
use super::document_parse::parse;
use crate::domain::item::{EventStatus, Item, ItemKind, Precision};
use crate::domain::source::{Aside, Cause};

fn read(events: &str) -> Parsed {
    let text = format!("BEGIN:VCALENDAR\r\nX-WR-CALNAME:Termine\r\n{events}END:VCALENDAR\r\n");
    parse(text.as_bytes(), &NormaliseCx::default()).unwrap()
}

fn event(lines: &str) -> String {
    format!(
        "BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n",
        lines.trim().lines().map(str::trim).collect::<Vec<_>>().join("\r\n")
    )
}

fn one(lines: &str) -> Item {
    let mut parsed = read(&event(lines));
    assert_eq!(parsed.items.len(), 1, "{:?}", parsed.quarantined);
    parsed.items.remove(0)
}

/// Start, end and whether it takes whole days.
fn times(item: &Item) -> (String, Option<String>, bool) {
    let event = item.event.as_ref().unwrap();
    (event.start.utc.to_string(), event.end.as_ref().map(|end| end.utc.to_string()), event.all_day)
}

const MARKET: &str = "UID:markt
    SUMMARY;LANGUAGE=de-DE:Wochenmarkt
    DTSTART;TZID=Europe/Berlin:20261205T080000
    DTEND;TZID=Europe/Berlin:20261205T130000
    RRULE:FREQ=WEEKLY;BYDAY=SA
    LOCATION:Marktplatz";

#[test]
fn an_event_says_when_and_where() {
    let item = one("UID:1
        SUMMARY:Bürger-\\, Vereins- und Dorffest
        DTSTART;TZID=Europe/Berlin:20261205T190000
        DTEND;TZID=Europe/Berlin:20261205T210000
        LOCATION:Rathaus\\nMarktplatz 1\\, 12345 Musterbach
        GEO:50.11;8.68
        ORGANIZER;CN=Erika Beispiel:mailto:erika@musterbach.example
        ATTENDEE;CN=Max Beispiel:mailto:max@musterbach.example
        DESCRIPTION:Musik und Kuchen
        URL:https://musterbach.example/fest?utm_source=ics");
    assert_eq!((item.native_id.0.as_str(), item.kind), ("1", ItemKind::Event));
    assert_eq!(item.title.as_deref(), Some("Bürger-, Vereins- und Dorffest"));
    assert_eq!(item.canonical_url.as_deref(), Some("https://musterbach.example/fest"));
    assert_eq!(times(&item), ("2026-12-05T18:00:00Z".into(), Some("2026-12-05T20:00:00Z".into()), false));
    let event = item.event.as_ref().unwrap();
    assert_eq!((event.tz.as_deref(), event.status), (Some("Europe/Berlin"), EventStatus::Scheduled));
    let place = event.place.clone().unwrap();
    assert_eq!((place.name.as_deref(), place.lat), (Some("Rathaus"), Some(50.11)));
    assert_eq!(place.address.as_deref(), Some("Marktplatz 1, 12345 Musterbach"));
    assert!(!serde_json::to_string(&item).unwrap().contains("Beispiel"), "people's names stay where they are");
}

#[rstest::rstest]
#[case("DTSTART;VALUE=DATE:20261205\nDTEND;VALUE=DATE:20261206", "2026-12-05T11:00:00Z", None)]
#[case("DTSTART;VALUE=DATE:20261205\nDTEND;VALUE=DATE:20261208", "2026-12-05T11:00:00Z", Some("2026-12-07T11:00:00Z"))]
#[case("DTSTART:20261205\nDTEND:20261205", "2026-12-05T11:00:00Z", None)]
#[case("DTSTART;VALUE=DATE:20261205", "2026-12-05T11:00:00Z", None)]
#[case("DTSTART;VALUE=DATE:20261205\nDURATION:P2D", "2026-12-05T11:00:00Z", Some("2026-12-06T11:00:00Z"))]
#[case("DTSTART:20261205T000000\nDTEND:20261207T000000", "2026-12-05T11:00:00Z", Some("2026-12-06T11:00:00Z"))]
#[case("DTSTART:20261205T000000\nDTEND:20261205T235900", "2026-12-05T11:00:00Z", None)]
#[case("DTSTART:20261204T230000Z\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE", "2026-12-05T11:00:00Z", None)]
fn whole_days_end_with_their_last_day(#[case] lines: &str, #[case] start: &str, #[case] end: Option<&str>) {
    let item = one(&format!("UID:1\nSUMMARY:Fest\n{lines}"));
    assert_eq!(times(&item), (start.to_owned(), end.map(str::to_owned), true), "{lines}");
    assert_eq!(item.event.unwrap().start.precision, Precision::Date);
}

#[rstest::rstest]
#[case("DTSTART:20261205T190000\nDURATION:PT90M", "2026-12-05T18:00:00Z", Some("2026-12-05T19:30:00Z"))]
#[case("DTSTART:20261205T190000\nDTEND:20261205T180000", "2026-12-05T18:00:00Z", None)]
#[case("DTSTART;TZID=W. Europe Standard Time:20260705T190000", "2026-07-05T17:00:00Z", None)]
fn times_without_a_zone_are_local_and_bad_ends_are_none(
    #[case] lines: &str,
    #[case] start: &str,
    #[case] end: Option<&str>,
) {
    let item = one(&format!("UID:1\nSUMMARY:Rat\n{lines}"));
    assert_eq!(times(&item), (start.to_owned(), end.map(str::to_owned), false), "{lines}");
}

#[test]
fn a_series_is_one_item_and_a_changed_date_another() {
    let moved = event(
        "UID:markt
        RECURRENCE-ID:20261212T070000Z
        DTSTART;TZID=Europe/Berlin:20261211T080000
        DTEND;TZID=Europe/Berlin:20261211T130000",
    );
    let same = event(
        "UID:markt
        RECURRENCE-ID;TZID=Europe/Berlin:20261219T080000
        SUMMARY:Wochenmarkt
        DTSTART;TZID=Europe/Berlin:20261219T080000
        DTEND;TZID=Europe/Berlin:20261219T130000
        LOCATION:Marktplatz",
    );
    let series = event(&format!("{MARKET}\nEXDATE;TZID=Europe/Berlin:20261226T080000,20270102T080000"));
    let parsed = read(&format!("{moved}{series}{same}"));
    let ids: Vec<_> = parsed.items.iter().map(|item| item.native_id.0.as_str()).collect();
    assert_eq!(ids, ["markt#20261212T070000Z", "markt"]);
    assert_eq!(parsed.quarantined, []);
    let (changed, series) = (&parsed.items[0], &parsed.items[1]);
    assert_eq!((changed.title.as_deref(), changed.lang.as_deref()), (Some("Wochenmarkt"), Some("de")));
    assert_eq!(changed.event.as_ref().unwrap().rrule, None);
    let event = series.event.as_ref().unwrap();
    assert_eq!(event.rrule.as_deref(), Some("FREQ=WEEKLY;BYDAY=SA"));
    let now = "2026-12-06T00:00:00Z".parse().unwrap();
    let next: Vec<_> = event.occurrences(now).iter().take(2).map(|one| one.start.to_string()).collect();
    assert_eq!(next, ["2026-12-19T07:00:00Z", "2027-01-09T07:00:00Z"]);
}

#[test]
fn what_an_export_bumps_is_no_edit_and_what_changes_is_one() {
    let export = |day: &str, rest: &str| {
        one(&format!(
            "UID:ALLRIS-Sitzung-1\nDTSTAMP;TZID=Europe/Berlin:202601{day}T063553\nSEQUENCE:{day}\n\
             LAST-MODIFIED:202601{day}T063553Z\nSUMMARY:Rat\nDTSTART;TZID=Europe/Berlin:20261215T170000\n\
             DESCRIPTION:Exportiert am {day}.01.2026\\n\\nSitzungskalender:\\nhttps://a.example/\n{rest}"
        ))
    };
    let first = export("27", "LOCATION:");
    assert_eq!(first.text, "Sitzungskalender:\nhttps://a.example/");
    assert_eq!(first.content_hash, export("29", "LOCATION:").content_hash);
    for change in ["LOCATION:Saal", "STATUS:CANCELLED", "DTEND:20261215T200000Z", "RRULE:FREQ=WEEKLY"] {
        assert_ne!(first.content_hash, export("27", change).content_hash, "{change}");
    }
}

#[test]
fn the_same_moment_written_otherwise_is_no_edit() {
    let local = one("UID:1\nSUMMARY:Rat\nDTSTART;TZID=Europe/Berlin:20261215T170000");
    let utc = one("UID:1\nSUMMARY:Rat\nDTSTART:20261215T160000Z");
    assert_eq!(local.content_hash, utc.content_hash);
}

#[test]
fn only_a_time_of_its_own_says_when_an_event_was_announced() {
    let two = |a: &str, b: &str| {
        let events = [a, b].map(|stamp| event(&format!("UID:{stamp}\nDTSTART:20261205T190000Z\n{stamp}")));
        read(&events.concat()).items.remove(0).created_at.map(|at| at.utc.to_string())
    };
    let announced = Some("2026-11-01T10:00:00Z".to_owned());
    assert_eq!(two("CREATED:20261101T100000Z", "CREATED:20261102T100000Z"), announced);
    assert_eq!(two("DTSTAMP:20261101T100000Z", "DTSTAMP:20261102T100000Z"), announced);
    assert_eq!(two("LAST-MODIFIED:20261101T100000Z", "LAST-MODIFIED:20261102T100000Z"), announced);
    assert_eq!(two("CREATED:20261101T100000Z", "CREATED:20261101T100003Z"), None, "that is the export's time");
    assert_eq!(two("DTSTAMP:20261101T100000Z", "DTSTAMP:20261101T100000Z"), None);
    assert_eq!(two("CREATED:19700101T000000Z", "CREATED:20261102T100000Z"), None);
}

#[test]
fn one_bad_event_does_not_block_the_others() {
    let bad = [
        event("UID:a\nSUMMARY:Ohne Datum"),
        event("UID:b\nSUMMARY:Geheim\nCLASS:CONFIDENTIAL\nDTSTART:20261205T190000Z"),
        event("UID:c\nSUMMARY:Neu\nSEQUENCE:2\nDTSTART:20261205T190000Z"),
        event("UID:c\nSUMMARY:Alt\nSEQUENCE:1\nDTSTART:20261206T190000Z"),
        event("SUMMARY:Ohne Kennung\nDTSTART:20261205T190000Z"),
    ];
    let parsed = read(&bad.concat());
    let titles: Vec<_> = parsed.items.iter().filter_map(|item| item.title.as_deref()).collect();
    assert_eq!(titles, ["Neu", "Ohne Kennung"]);
    let aside: Vec<_> = parsed.quarantined.iter().map(|piece| piece.aside).collect();
    assert_eq!(aside, [Aside::NoDate, Aside::Private, Aside::Twice]);
    let private = parsed.quarantined.iter().find(|piece| piece.aside == Aside::Private).unwrap();
    assert_eq!(
        (private.native_id.as_ref(), private.excerpt.as_str()),
        (None, ""),
        "what is not public leaves no trace"
    );
}

#[test]
fn pictures_and_markup_are_read() {
    let item = one("UID:1
        SUMMARY:Fest
        DTSTART:20261205T190000Z
        IMAGE;VALUE=URI;FMTTYPE=image/png:https://a.example/plakat.png
        ATTACH;FMTTYPE=application/pdf:https://a.example/plakat.pdf
        DESCRIPTION:<p>Musik &amp\\; Kuchen</p>");
    assert_eq!(item.text, "Musik & Kuchen");
    assert!(item.html.is_some());
    let urls: Vec<_> = item.media.iter().filter_map(|media| media.source_url.as_deref()).collect();
    assert_eq!(urls, ["https://a.example/plakat.png"]);
}

#[test]
fn a_calendar_says_who_it_is_and_how_long_to_wait() {
    let parsed = read("REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n");
    assert_eq!((parsed.profile.name.as_deref(), parsed.ttl_s), (Some("Termine"), Some(3600)));
    assert!(!parsed.damaged && parsed.items.is_empty());
}

#[rstest::rstest]
#[case("<!DOCTYPE html><html><head></head></html>", Cause::WebPage)]
#[case("{\"items\":[]}", Cause::NotACalendar)]
#[case("  \r\n", Cause::EmptyAnswer)]
fn what_is_no_calendar_is_refused(#[case] text: &str, #[case] cause: Cause) {
    assert_eq!(parse(text.as_bytes(), &NormaliseCx::default()).unwrap_err().cause, cause);
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
        let _ = parse(&bytes, &NormaliseCx::default());
        let text = [b"BEGIN:VEVENT\nDTSTART:20261205\nRRULE:FREQ=DAILY\n".as_slice(), &bytes, b"\nEND:VEVENT"].concat();
        for item in parse(&text, &NormaliseCx::default()).map(|parsed| parsed.items).unwrap_or_default() {
            let _ = item.event.map(|event| event.occurrences(jiff::Timestamp::UNIX_EPOCH));
        }
    }
}
