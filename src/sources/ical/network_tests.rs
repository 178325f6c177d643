//! Looks at a real listener that says what a calendar's server may say.

use http::header;

use super::super::contract::{Ask, Batch, Budget, Connector, Cursor, Fetched, Sign, Window};
use super::super::failure::SourceError;
use super::super::test_site::{Bench, Site, bench};
use super::IcalConnector;
use crate::domain::item::{EventStatus, NativeId};
use crate::domain::source::{Cause, ErrorClass, SourceKind};

async fn calendars() -> Bench {
    bench(SourceKind::Ical, "k.ics").await
}

fn list(site: &Site, events: &[&str]) {
    site.put("/k.ics", 200, &[("etag", "\"a\""), ("content-type", "text/calendar")], calendar(events));
}

async fn poll(bench: &Bench, cursor: Option<Cursor>) -> Result<Batch, SourceError> {
    IcalConnector.poll(&bench.cx(), cursor, &mut Budget::requests(1)).await
}

async fn look_up(bench: &Bench, ids: &[&str]) -> Result<Vec<String>, SourceError> {
    let asks: Vec<_> =
        ids.iter().map(|id| Ask { native_id: NativeId((*id).to_owned()), canonical_url: None, starts: None }).collect();
    let answers = IcalConnector.refetch(&bench.cx(), &asks, &mut Budget::requests(9)).await?;
    let word = |fetched| match fetched {
        Fetched::Found(_) => "found",
        Fetched::StillThere => "there",
        Fetched::Gone(evidence) if evidence.sign == Sign::NotFound => "gone",
        Fetched::Gone(_) => "said gone",
        Fetched::Forbidden => "forbidden",
        Fetched::Transient => "unknown",
    };
    Ok(answers.into_iter().map(|(id, fetched)| format!("{id} {}", word(fetched))).collect())
}

fn calendar(events: &[&str]) -> String {
    let event = |lines: &&str| format!("BEGIN:VEVENT\r\nDTSTART:20261205T180000Z\r\n{lines}\r\nEND:VEVENT\r\n");
    let events: String = events.iter().map(event).collect();
    format!("BEGIN:VCALENDAR\r\nX-WR-CALNAME:Termine\r\nREFRESH-INTERVAL:PT5M\r\n{events}END:VCALENDAR\r\n")
}

#[tokio::test]
async fn events_appear_change_and_are_called_off() {
    let bench = calendars().await;
    list(&bench.site, &["UID:1\r\nSUMMARY:Rat", "UID:2\r\nSUMMARY:Fest"]);
    let first = poll(&bench, None).await.unwrap();
    assert!(bench.site.last()[header::ACCEPT].to_str().unwrap().starts_with("text/calendar"));
    assert_eq!((first.items.len(), first.interval_hint_s), (2, Some(300)));
    assert_eq!(first.window, Window::Complete { from: None, to: Some(bench.now) });
    assert_eq!(first.profile.as_ref().unwrap().name.as_deref(), Some("Termine"));

    let second = poll(&bench, first.next.clone()).await.unwrap();
    assert_eq!((second.unchanged, &bench.site.last()[header::IF_NONE_MATCH]), (true, &"\"a\"".parse().unwrap()));

    let changed = calendar(&["UID:1\r\nSUMMARY:Rat\r\nSTATUS:CANCELLED", "UID:2\r\nSUMMARY:Fest"]);
    bench.site.put("/k.ics", 200, &[("etag", "\"b\"")], &changed);
    let third = poll(&bench, second.next).await.unwrap();
    assert_eq!(third.items[0].event.as_ref().unwrap().status, EventStatus::Cancelled);
    assert_ne!(third.items[0].content_hash, first.items[0].content_hash);
    assert_eq!(third.items[1].content_hash, first.items[1].content_hash);
}

#[tokio::test]
async fn a_lookup_reads_the_whole_calendar_anew_and_once() {
    let bench = calendars().await;
    list(&bench.site, &["UID:1\r\nSUMMARY:Rat"]);
    let asked = bench.site.asked();
    assert_eq!(look_up(&bench, &["1", "2"]).await.unwrap(), ["1 found", "2 gone"]);
    assert_eq!(bench.site.asked(), asked + 1);
    assert!(bench.site.last().get(header::IF_NONE_MATCH).is_none());
}

#[tokio::test]
async fn what_was_pushed_out_of_the_next_five_is_not_gone() {
    let bench = calendars().await;
    let at = |day: i8| bench.now.checked_add(jiff::SignedDuration::from_hours(24 * i64::from(day))).unwrap();
    let event =
        |day: i8| format!("UID:{day}\r\nDTSTART:{}\r\nSUMMARY:Termin {day}", at(day).strftime("%Y%m%dT%H%M%SZ"));
    let listed = |days: &[i8]| {
        let events: String =
            days.iter().map(|day| format!("BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n", event(*day))).collect();
        bench.site.put("/k.ics", 200, &[], format!("BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n"));
    };
    let look = async |day: i8| {
        let ask = Ask { native_id: NativeId(day.to_string()), canonical_url: None, starts: Some(at(day)) };
        let answers = IcalConnector.refetch(&bench.cx(), &[ask], &mut Budget::requests(9)).await.unwrap();
        matches!(answers[0].1, Fetched::Gone(_))
    };
    listed(&[2, 4, 6, 8, 10]);
    assert!(!look(12).await, "it may only lie behind the end of the list");
    assert!(look(7).await, "it would stand in the middle");
    listed(&[2, 4, 6, 8]);
    assert!(look(12).await, "four is no number at which a list is cut");
}

#[tokio::test]
async fn a_calendar_that_is_cut_empty_or_away_tells_of_nothing() {
    let bench = calendars().await;
    let cut = calendar(&["UID:1\r\nSUMMARY:Rat"]).replace("END:VCALENDAR\r\n", "");
    bench.site.put("/k.ics", 200, &[], &cut);
    assert_eq!(look_up(&bench, &["2"]).await.unwrap(), ["2 unknown"]);
    assert_eq!(poll(&bench, None).await.unwrap().window, Window::Partial);
    list(&bench.site, &[]);
    assert_eq!(look_up(&bench, &["2"]).await.unwrap_err().cause, Cause::EmptyList);
    assert_eq!(poll(&bench, None).await.unwrap_err().cause, Cause::EmptyList);
    bench.site.put("/k.ics", 503, &[("retry-after", "60")], "");
    assert_eq!(look_up(&bench, &["2"]).await.unwrap_err().class(), ErrorClass::RateLimited);
    bench.site.put("/k.ics", 200, &[("content-type", "text/html")], "<!doctype html><title>Anmelden</title>");
    assert_eq!(poll(&bench, None).await.unwrap_err().cause, Cause::WebPage);
    bench.site.put("/k.ics", 401, &[], "");
    assert_eq!(poll(&bench, None).await.unwrap_err().class(), ErrorClass::PermissionMissing);
}

#[tokio::test]
async fn a_broken_event_is_still_there() {
    let bench = calendars().await;
    let broken = "BEGIN:VEVENT\r\nUID:2\r\nDTSTART:morgen\r\nEND:VEVENT\r\nEND:VCALENDAR";
    bench.site.put("/k.ics", 200, &[], calendar(&["UID:1"]).replace("END:VCALENDAR", broken));
    assert_eq!(look_up(&bench, &["2"]).await.unwrap(), ["2 there"]);
}

#[tokio::test]
async fn a_calendar_is_found_behind_a_page() {
    let bench = calendars().await;
    list(&bench.site, &["UID:1"]);
    bench.site.put("/termine", 200, &[], "<html><a href='/k.ics'>Kalender abonnieren</a></html>");
    let find = async |path: &str| {
        let given = bench.base.join(path).unwrap();
        IcalConnector.resolve(&bench.look(), given.as_str()).await
    };
    let itself = find("k.ics").await.unwrap();
    assert_eq!((itself.url.path(), itself.name.as_deref(), itself.site_url), ("/k.ics", Some("Termine"), None));
    let behind = find("termine").await.unwrap();
    assert_eq!((behind.url.path(), behind.site_url.unwrap().path()), ("/k.ics", "/termine"));
    bench.site.put("/rat", 200, &[], "<html>Ratsinformationen</html>");
    bench.site.put("/public/ics/SiKalAbo.ics", 200, &[], calendar(&["UID:1"]));
    assert_eq!(find("rat").await.unwrap().url.path(), "/public/ics/SiKalAbo.ics");
    bench.site.drop_page("/public/ics/SiKalAbo.ics");
    assert_eq!(find("rat").await.unwrap_err().cause, Cause::NotACalendar);
    assert_eq!(find("nie").await.unwrap_err().class(), ErrorClass::ConfigWrong);
    let before = bench.site.asked();
    assert_eq!(IcalConnector.resolve(&bench.look(), " ").await.unwrap_err().cause, Cause::AddressUnreadable);
    assert_eq!(bench.site.asked(), before);
}
