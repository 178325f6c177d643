//! Looks at a real listener that says what a calendar's server may say.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;
use url::Url;

use super::super::contract::{Ask, Batch, Budget, Connector, Cursor, Cx, Fetched, Window, default_zone};
use super::super::failure::SourceError;
use super::IcalConnector;
use crate::clock::TestClock;
use crate::domain::ids::{SourceId, TownId, Ulid};
use crate::domain::item::{EventStatus, NativeId};
use crate::domain::source::{Cause, ErrorClass, Health, Source, SourceClass, SourceKind, SourceState};
use crate::net::{Net, NetConfig, SystemResolver};

type Answer = (u16, Vec<(&'static str, String)>, String);

#[derive(Clone, Default)]
struct Site {
    pages: Arc<Mutex<HashMap<String, Answer>>>,
    asked: Arc<Mutex<Vec<(String, HeaderMap)>>>,
}

impl Site {
    fn put(&self, path: &str, status: u16, headers: &[(&'static str, &str)], body: &str) {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.pages.lock().unwrap().insert(path.to_owned(), (status, headers, body.to_owned()));
    }

    fn list(&self, events: &[&str]) {
        self.put("/k.ics", 200, &[("etag", "\"a\""), ("content-type", "text/calendar")], &calendar(events));
    }

    fn last(&self) -> HeaderMap {
        self.asked.lock().unwrap().last().unwrap().1.clone()
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

async fn answer(State(site): State<Site>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    site.asked.lock().unwrap().push((path.clone(), request.headers().clone()));
    let Some((status, headers, body)) = site.pages.lock().unwrap().get(&path).cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let same = headers.iter().any(|(name, value)| *name == "etag" && known == Some(value.as_str()));
    let mut response = Response::builder().status(if same { 304 } else { status });
    for (name, value) in headers {
        response = response.header(name, value);
    }
    response.body(body.into()).unwrap()
}

struct Bench {
    site: Site,
    net: Net,
    source: Source,
    now: Timestamp,
    base: Url,
}

async fn bench() -> Bench {
    let site = Site::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    let router = Router::new().fallback(answer).with_state(site.clone());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let now: Timestamp = "2026-11-30T12:00:00Z".parse().unwrap();
    let config =
        NetConfig { user_agent: "test".to_owned(), loopback: true, proxy: None, extra_ca_pem: None, allow: Vec::new() };
    let net = Net::new(config, Arc::new(SystemResolver), TestClock::at(now)).unwrap();
    let source = Source {
        id: SourceId(1),
        town: TownId(1),
        ulid: Ulid::from_parts(1, 1),
        kind: SourceKind::Ical,
        slug: "termine".to_owned(),
        name: "Termine".to_owned(),
        url: base.join("k.ics").unwrap().into(),
        site_url: None,
        api_base: None,
        state: SourceState::Active,
        class: SourceClass::Official,
        fixed_interval: None,
        cursor: None,
        created_at: now,
        activated_at: now,
        first_pass_at: None,
        retired_at: None,
        health: Health::default(),
    };
    Bench { site, net, source, now, base }
}

impl Bench {
    fn cx(&self) -> Cx<'_> {
        Cx { net: &self.net, source: &self.source, now: self.now, zone: default_zone() }
    }

    async fn poll(&self, cursor: Option<Cursor>) -> Result<Batch, SourceError> {
        IcalConnector.poll(&self.cx(), cursor, &mut Budget::requests(1)).await
    }

    async fn look_up(&self, ids: &[&str]) -> Result<Vec<String>, SourceError> {
        let asks: Vec<_> =
            ids.iter().map(|id| Ask { native_id: NativeId((*id).to_owned()), canonical_url: None }).collect();
        let answers = IcalConnector.refetch(&self.cx(), &asks, &mut Budget::requests(9)).await?;
        let word = |fetched| match fetched {
            Fetched::Found(_) => "found",
            Fetched::StillThere => "there",
            Fetched::Gone(evidence) if !evidence.said => "gone",
            Fetched::Gone(_) => "said gone",
            Fetched::Forbidden => "forbidden",
            Fetched::Transient => "unknown",
        };
        Ok(answers.into_iter().map(|(id, fetched)| format!("{id} {}", word(fetched))).collect())
    }
}

fn calendar(events: &[&str]) -> String {
    let event = |lines: &&str| format!("BEGIN:VEVENT\r\nDTSTART:20261205T180000Z\r\n{lines}\r\nEND:VEVENT\r\n");
    let events: String = events.iter().map(event).collect();
    format!("BEGIN:VCALENDAR\r\nX-WR-CALNAME:Termine\r\nREFRESH-INTERVAL:PT5M\r\n{events}END:VCALENDAR\r\n")
}

#[tokio::test]
async fn events_appear_change_and_are_called_off() {
    let bench = bench().await;
    bench.site.list(&["UID:1\r\nSUMMARY:Rat", "UID:2\r\nSUMMARY:Fest"]);
    let first = bench.poll(None).await.unwrap();
    assert!(bench.site.last()[header::ACCEPT].to_str().unwrap().starts_with("text/calendar"));
    assert_eq!((first.items.len(), first.interval_hint_s), (2, Some(300)));
    assert_eq!(first.window, Window::Complete { from: None, to: Some(bench.now) });
    assert_eq!(first.profile.as_ref().unwrap().name.as_deref(), Some("Termine"));

    let second = bench.poll(first.next.clone()).await.unwrap();
    assert_eq!((second.unchanged, &bench.site.last()[header::IF_NONE_MATCH]), (true, &"\"a\"".parse().unwrap()));

    let changed = calendar(&["UID:1\r\nSUMMARY:Rat\r\nSTATUS:CANCELLED", "UID:2\r\nSUMMARY:Fest"]);
    bench.site.put("/k.ics", 200, &[("etag", "\"b\"")], &changed);
    let third = bench.poll(second.next).await.unwrap();
    assert_eq!(third.items[0].event.as_ref().unwrap().status, EventStatus::Cancelled);
    assert_ne!(third.items[0].content_hash, first.items[0].content_hash);
    assert_eq!(third.items[1].content_hash, first.items[1].content_hash);
}

#[tokio::test]
async fn a_lookup_reads_the_whole_calendar_anew_and_once() {
    let bench = bench().await;
    bench.site.list(&["UID:1\r\nSUMMARY:Rat"]);
    let asked = bench.site.asked();
    assert_eq!(bench.look_up(&["1", "2"]).await.unwrap(), ["1 found", "2 gone"]);
    assert_eq!(bench.site.asked(), asked + 1);
    assert!(bench.site.last().get(header::IF_NONE_MATCH).is_none());
}

#[tokio::test]
async fn a_calendar_that_is_cut_empty_or_away_tells_of_nothing() {
    let bench = bench().await;
    let cut = calendar(&["UID:1\r\nSUMMARY:Rat"]).replace("END:VCALENDAR\r\n", "");
    bench.site.put("/k.ics", 200, &[], &cut);
    assert_eq!(bench.look_up(&["2"]).await.unwrap(), ["2 unknown"]);
    assert_eq!(bench.poll(None).await.unwrap().window, Window::Partial);
    bench.site.list(&[]);
    assert_eq!(bench.look_up(&["2"]).await.unwrap_err().cause, Cause::EmptyList);
    assert_eq!(bench.poll(None).await.unwrap_err().cause, Cause::EmptyList);
    bench.site.put("/k.ics", 503, &[("retry-after", "60")], "");
    assert_eq!(bench.look_up(&["2"]).await.unwrap_err().class(), ErrorClass::RateLimited);
    bench.site.put("/k.ics", 200, &[("content-type", "text/html")], "<!doctype html><title>Anmelden</title>");
    assert_eq!(bench.poll(None).await.unwrap_err().cause, Cause::WebPage);
    bench.site.put("/k.ics", 401, &[], "");
    assert_eq!(bench.poll(None).await.unwrap_err().class(), ErrorClass::PermissionMissing);
}

#[tokio::test]
async fn a_broken_event_is_still_there() {
    let bench = bench().await;
    let broken = "BEGIN:VEVENT\r\nUID:2\r\nDTSTART:morgen\r\nEND:VEVENT\r\nEND:VCALENDAR";
    bench.site.put("/k.ics", 200, &[], &calendar(&["UID:1"]).replace("END:VCALENDAR", broken));
    assert_eq!(bench.look_up(&["2"]).await.unwrap(), ["2 there"]);
}

#[tokio::test]
async fn a_calendar_is_found_behind_a_page() {
    let bench = bench().await;
    bench.site.list(&["UID:1"]);
    bench.site.put("/termine", 200, &[], "<html><a href='/k.ics'>Kalender abonnieren</a></html>");
    let find = async |path: &str| {
        let given = bench.base.join(path).unwrap();
        super::discover::discover(&bench.net, given.as_str(), bench.now, &default_zone()).await
    };
    let itself = find("k.ics").await.unwrap();
    assert_eq!((itself.url.path(), itself.profile.name.as_deref(), itself.page), ("/k.ics", Some("Termine"), None));
    let behind = find("termine").await.unwrap();
    assert_eq!((behind.url.path(), behind.page.unwrap().path()), ("/k.ics", "/termine"));
    bench.site.put("/rat", 200, &[], "<html>Ratsinformationen</html>");
    bench.site.put("/public/ics/SiKalAbo.ics", 200, &[], &calendar(&["UID:1"]));
    assert_eq!(find("rat").await.unwrap().url.path(), "/public/ics/SiKalAbo.ics");
    bench.site.pages.lock().unwrap().remove("/public/ics/SiKalAbo.ics");
    assert_eq!(find("rat").await.unwrap_err().cause, Cause::NotACalendar);
    assert_eq!(find("nie").await.unwrap_err().class(), ErrorClass::ConfigWrong);
}
