//! Looks at a small council system on a real listener.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};
use url::Url;

use super::super::contract::{Ask, Batch, Budget, Connector, Cursor, Fetched, Sign, Window};
use super::super::failure::SourceError;
use super::super::test_site;
use super::OparlConnector;
use crate::domain::item::{ItemState, NativeId};
use crate::domain::source::{ErrorClass, SourceKind};

/// Ids are `http`, as many systems write them, though the town's address is `https`.
const ID: &str = "http://ris.musterbach.example/oparl";
const SYSTEM: &str = "https://ris.musterbach.example/oparl";

/// The council system: objects by path, lists with pages of two.
#[derive(Default)]
struct Council {
    objects: BTreeMap<String, Value>,
    asked: Vec<String>,
    /// Answers the same first page whatever is asked.
    stuck: bool,
    broken: Option<StatusCode>,
    /// The one object that cannot be had.
    failing: Option<String>,
}

type Shared = Arc<Mutex<Council>>;

impl Council {
    fn put(&mut self, path: &str, mut object: Value, kind: &str, modified: &str) {
        object["id"] = json!(format!("{ID}{path}"));
        object["type"] = json!(format!("https://schema.oparl.org/1.1/{kind}"));
        object["modified"] = json!(modified);
        self.objects.insert(path.to_owned(), object);
    }

    fn meeting(&mut self, n: usize, modified: &str, fields: &Value) {
        let mut meeting = json!({
            "name": format!("{n}. Sitzung des Stadtrats"), "start": "2026-12-09T18:00:00+01:00",
            "created": "2026-11-20T08:00:00+01:00",
            "agendaItem": [{ "id": format!("{ID}/agenda/{n}"), "number": "1", "name": "Haushalt", "public": true }]
        });
        for (key, value) in fields.as_object().unwrap() {
            meeting[key] = value.clone();
        }
        self.put(&format!("/meetings/{n}"), meeting, "Meeting", modified);
    }

    fn paper(&mut self, n: usize, modified: &str, meeting: usize, item: &str) {
        let paper = json!({
            "name": "Haushaltssatzung", "reference": format!("2026/{n}"), "date": "2026-11-20",
            "mainFile": { "name": "Vorlage", "accessUrl": format!("https://ris.musterbach.example/vo{n}.pdf") },
            "consultation": [{ "id": format!("{ID}/consultations/{n}"), "meeting": format!("{ID}/meetings/{meeting}"),
                               "agendaItem": format!("{ID}{item}") }]
        });
        self.put(&format!("/papers/{n}"), paper, "Paper", modified);
    }

    fn list(&self, folder: &str, query: &BTreeMap<String, String>) -> Value {
        let since: Option<Timestamp> = query.get("modified_since").map(|since| since.parse().unwrap());
        let changed = |object: &&Value| {
            let modified: Timestamp = object["modified"].as_str().unwrap().parse().unwrap();
            since.is_none_or(|since| modified >= since)
        };
        let all: Vec<&Value> =
            self.objects.iter().filter(|(path, _)| path.starts_with(folder)).map(|(_, o)| o).filter(changed).collect();
        let page: usize = query.get("page").map_or(1, |page| page.parse().unwrap());
        let at = if self.stuck { 0 } else { (page - 1) * 2 };
        let data: Vec<_> = all.iter().skip(at).take(2).collect();
        let more = self.stuck || at + 2 < all.len();
        let since = query.get("modified_since").map_or_else(String::new, |since| format!("&modified_since={since}"));
        let next = format!("{ID}/list{folder}?page={}{}", page + 1, since.replace('+', "%2B"));
        json!({ "data": data, "pagination": {}, "links": if more { json!({ "next": next }) } else { json!({}) } })
    }
}

async fn answer(State(council): State<Shared>, request: Request) -> Response {
    let mut council = council.lock().unwrap();
    let uri = request.uri().clone();
    council.asked.push(uri.to_string());
    if let Some(status) = council.broken {
        return status.into_response();
    }
    let path = uri.path().strip_prefix("/oparl").unwrap_or(uri.path());
    if council.failing.as_deref() == Some(path) {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let url = Url::parse(&format!("http://a.example{uri}")).unwrap();
    let query: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
    let body = match path.strip_prefix("/list") {
        Some(folder) => council.list(folder, &query),
        None => match council.objects.get(path) {
            Some(object) => object.clone(),
            None => return StatusCode::NOT_FOUND.into_response(),
        },
    };
    axum::Json(body).into_response()
}

/// A council system and a source that reads it under its public name.
struct Bench {
    council: Shared,
    inner: test_site::Bench,
}

async fn bench() -> Bench {
    let council = Shared::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    let router = Router::new().fallback(answer).with_state(council.clone());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    {
        let mut council = council.lock().unwrap();
        let lists = |n: usize, name: &str| {
            json!({ "name": name, "website": "https://www.musterbach.example", "meeting": format!("{ID}/list/meetings"),
                    "paper": if n == 1 { json!(format!("{ID}/list/papers")) } else { Value::Null } })
        };
        council.put(
            "",
            json!({ "name": "RIS", "body": format!("{ID}/list/bodies") }),
            "System",
            "2026-01-01T00:00:00Z",
        );
        council.put("/bodies/0", lists(0, "Gemeinde Nebenan"), "Body", "2026-01-01T00:00:00Z");
        council.put("/bodies/1", lists(1, "Stadt Musterbach"), "Body", "2026-01-01T00:00:00Z");
    }
    let mut inner = test_site::bench(SourceKind::Oparl, "unused").await;
    inner.now = "2026-12-01T12:00:00Z".parse().unwrap();
    inner.base = Url::parse(&base).unwrap();
    inner.source.name = "Stadt Musterbach".to_owned();
    inner.source.url = SYSTEM.to_owned();
    inner.source.api_base = Some(base);
    Bench { council, inner }
}

impl Bench {
    async fn poll(&self, cursor: Option<Cursor>, requests: u32) -> Result<Batch, SourceError> {
        OparlConnector.poll(&self.inner.cx(), cursor, &mut Budget::requests(requests)).await
    }

    fn council<T>(&self, work: impl FnOnce(&mut Council) -> T) -> T {
        work(&mut self.council.lock().unwrap())
    }

    async fn fetched(&self, path: &str) -> Fetched {
        let ask = Ask {
            native_id: NativeId(format!("{ID}{path}").replace("http:", "https:")),
            canonical_url: None,
            starts: None,
        };
        OparlConnector.refetch(&self.inner.cx(), &[ask], &mut Budget::requests(1)).await.unwrap().remove(0).1
    }
}

#[tokio::test]
async fn of_several_bodies_the_one_with_the_towns_name_is_read() {
    let bench = bench().await;
    let profile = OparlConnector.health(&bench.inner.cx()).await.unwrap();
    assert_eq!(profile.name.as_deref(), Some("Stadt Musterbach"));
    assert_eq!(profile.site_url.as_deref(), Some("https://www.musterbach.example/"));
}

#[rstest::rstest]
#[case("", "Gemeinde Nebenan", "/bodies/0")]
#[case("#Musterbach", "Stadt Musterbach", "/bodies/1")]
#[case("/bodies/1", "Stadt Musterbach", "/bodies/1")]
#[tokio::test]
async fn a_source_is_added_by_any_address_of_its_system(#[case] given: &str, #[case] name: &str, #[case] url: &str) {
    let bench = bench().await;
    let account = OparlConnector.resolve(&bench.inner.look(), &format!("{SYSTEM}{given}")).await.unwrap();
    assert_eq!((account.name.as_deref(), account.url.as_str()), (Some(name), format!("{SYSTEM}{url}").as_str()));
    let list = OparlConnector.resolve(&bench.inner.look(), &format!("{SYSTEM}/list/meetings")).await.unwrap();
    assert_eq!(list.url.as_str(), format!("{SYSTEM}/list/meetings"));
}

#[tokio::test]
async fn a_meeting_comes_with_its_papers_and_only_changes_are_asked_for_later() {
    let mut bench = bench().await;
    bench.council(|c| {
        c.meeting(1, "2026-11-28T08:00:00Z", &json!({}));
        c.paper(1, "2026-11-28T08:00:00Z", 1, "/agenda/1");
    });
    let first = bench.poll(None, 8).await.unwrap();
    assert_eq!(first.items.len(), 1);
    assert!(matches!(first.window, Window::Complete { .. }));
    assert_eq!(first.interval_hint_s, Some(300));
    let html = first.items[0].html.as_deref().unwrap();
    assert!(
        html.contains("<br><a href=\"https://ris.musterbach.example/vo1.pdf\">2026/1: Haushaltssatzung</a>"),
        "{html}"
    );

    bench.inner.source.first_pass_at = Some(bench.inner.now);
    bench.council(|c| c.asked.clear());
    let second = bench.poll(first.next, 8).await.unwrap();
    assert!(second.unchanged && second.window == Window::Partial);
    let asked = bench.council(|c| c.asked.clone());
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked[1].contains("modified_since=2026-12-01T11%3A00%3A00%2B00%3A00"), "{asked:?}");
}

#[tokio::test]
async fn a_paper_that_comes_later_brings_its_meeting_back() {
    let bench = bench().await;
    bench.council(|c| c.meeting(1, "2026-11-28T08:00:00Z", &json!({})));
    let first = bench.poll(None, 8).await.unwrap();
    bench.council(|c| c.paper(1, "2026-12-01T11:30:00Z", 1, "/agenda/1"));
    let second = bench.poll(first.next, 8).await.unwrap();
    assert_eq!(second.items.len(), 1);
    assert!(second.items[0].html.as_deref().unwrap().contains("vo1.pdf"));
    assert_ne!(second.items[0].content_hash, first.items[0].content_hash);
}

#[tokio::test]
async fn papers_of_hidden_items_are_not_linked() {
    let bench = bench().await;
    bench.council(|c| {
        let secret = json!({ "id": format!("{ID}/agenda/9"), "number": "2", "name": "Personal", "public": false });
        let open = json!({ "id": format!("{ID}/agenda/1"), "number": "1", "name": "Haushalt", "public": true });
        c.meeting(1, "2026-11-28T08:00:00Z", &json!({ "agendaItem": [open, secret] }));
        c.paper(1, "2026-11-28T08:00:00Z", 1, "/agenda/9");
    });
    let first = bench.poll(None, 8).await.unwrap();
    let item = serde_json::to_string(&first.items[0]).unwrap();
    assert!(!item.contains("vo1.pdf") && !item.contains("Personal"), "{item}");
}

#[tokio::test]
async fn a_long_list_is_read_over_several_looks() {
    let bench = bench().await;
    bench.council(|c| (1..=7).for_each(|n| c.meeting(n, "2026-11-28T08:00:00Z", &json!({}))));
    let (mut cursor, mut titles, mut looks) = (None, Vec::new(), 0);
    loop {
        let batch = bench.poll(cursor, 3).await.unwrap();
        titles.extend(batch.items.iter().filter_map(|item| item.title.clone()));
        looks += 1;
        if batch.interval_hint_s.is_some() {
            assert!(matches!(batch.window, Window::Complete { .. }));
            break;
        }
        assert!(looks < 10 && batch.window == Window::Partial);
        cursor = batch.next;
    }
    titles.sort_unstable();
    titles.dedup();
    assert_eq!(titles.len(), 7);
}

#[tokio::test]
async fn a_server_that_repeats_its_page_ends_the_look() {
    let bench = bench().await;
    bench.council(|c| {
        c.stuck = true;
        (1..=3).for_each(|n| c.meeting(n, "2026-11-28T08:00:00Z", &json!({})));
    });
    let batch = bench.poll(None, 50).await.unwrap();
    assert_eq!(batch.items.len(), 2);
    assert!(bench.council(|c| c.asked.len()) < 9);
}

#[tokio::test]
async fn a_deleted_meeting_is_listed_as_deleted_and_its_lookup_says_so() {
    let bench = bench().await;
    bench.council(|c| c.meeting(1, "2026-11-28T08:00:00Z", &json!({})));
    let first = bench.poll(None, 8).await.unwrap();
    assert_eq!(bench.fetched("/meetings/1").await, Fetched::StillThere);
    bench.council(|c| c.put("/meetings/1", json!({ "deleted": true }), "Meeting", "2026-12-01T11:45:00Z"));
    let second = bench.poll(first.next, 8).await.unwrap();
    assert_eq!((second.items.len(), second.items[0].state), (1, ItemState::Deleted));
    assert!(matches!(bench.fetched("/meetings/1").await, Fetched::Gone(evidence) if evidence.sign == Sign::Said));
    assert!(matches!(bench.fetched("/meetings/2").await, Fetched::Gone(evidence) if evidence.sign == Sign::UnknownId));
    bench.council(|c| c.broken = Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(bench.fetched("/meetings/1").await, Fetched::Transient);
}

#[tokio::test]
async fn old_meetings_and_meetings_without_agenda_stay_away() {
    let bench = bench().await;
    bench.council(|c| {
        c.meeting(1, "2026-11-28T08:00:00Z", &json!({ "start": "2019-01-01T18:00:00+01:00" }));
        c.meeting(2, "2026-11-28T08:00:00Z", &json!({ "agendaItem": [] }));
    });
    let batch = bench.poll(None, 8).await.unwrap();
    assert!(batch.unchanged && batch.quarantined.is_empty());
}

#[rstest::rstest]
#[case(StatusCode::TOO_MANY_REQUESTS, ErrorClass::RateLimited)]
#[case(StatusCode::BAD_GATEWAY, ErrorClass::Transient)]
#[case(StatusCode::FORBIDDEN, ErrorClass::PermissionMissing)]
#[tokio::test]
async fn a_system_in_trouble_says_nothing_about_its_meetings(#[case] status: StatusCode, #[case] class: ErrorClass) {
    let bench = bench().await;
    bench.council(|c| c.broken = Some(status));
    assert_eq!(bench.poll(None, 8).await.unwrap_err().class(), class);
}

fn named(items: impl Iterator<Item = usize>) -> Value {
    json!({ "agendaItem": items.map(|n| format!("{ID}/agenda/{n}")).collect::<Vec<_>>() })
}

impl Council {
    fn agenda_item(&mut self, n: usize, fields: &Value) {
        let mut item = json!({ "number": n.to_string(), "name": format!("Punkt {n}"), "public": true });
        item.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        self.put(&format!("/agenda/{n}"), item, "AgendaItem", "2026-11-28T08:00:00Z");
    }

    fn asked_for_agendas(&self) -> usize {
        self.asked.iter().filter(|path| path.contains("/agenda/")).count()
    }
}

#[tokio::test]
async fn agenda_items_that_are_only_named_are_asked_for_at_this_system_alone() {
    let bench = bench().await;
    bench.council(|c| {
        c.agenda_item(1, &json!({}));
        c.agenda_item(2, &json!({ "public": false, "name": "Personal" }));
        let mut fields = named([1, 2, 3].into_iter());
        fields["agendaItem"].as_array_mut().unwrap().push(json!("https://fremd.example/agenda/4"));
        c.meeting(1, "2026-11-28T08:00:00Z", &fields);
        // Of what happened long ago nothing is asked.
        c.meeting(
            2,
            "2026-11-28T08:00:00Z",
            &json!({ "start": "2019-01-01T18:00:00+01:00", "agendaItem": [format!("{ID}/agenda/1")] }),
        );
    });
    let batch = bench.poll(None, 54).await.unwrap();
    let text = &batch.items[0].text;
    assert_eq!((batch.items.len(), bench.council(|c| c.asked_for_agendas())), (1, 3));
    assert!(text.contains("TOP 1: Punkt 1") && !text.contains("Personal"), "{text}");
    assert_eq!(batch.interval_hint_s, Some(300), "nothing is left to be read");
}

#[tokio::test]
async fn agendas_that_do_not_fit_into_a_look_come_whole_with_the_next() {
    let bench = bench().await;
    bench.council(|c| {
        (1..=60).for_each(|n| c.agenda_item(n, &json!({})));
        c.meeting(1, "2026-11-28T08:00:00Z", &named(1..=30));
        c.meeting(2, "2026-11-28T08:00:00Z", &named(31..=60));
    });
    let first = bench.poll(None, 54).await.unwrap();
    assert_eq!((first.items.len(), first.interval_hint_s, bench.council(|c| c.asked_for_agendas())), (1, None, 30));
    let second = bench.poll(first.next, 54).await.unwrap();
    let points = |batch: &Batch| batch.items[0].text.matches("Punkt").count();
    assert_eq!((second.items.len(), points(&second), second.interval_hint_s), (1, 30, Some(300)));
    bench.council(|c| {
        c.meeting(3, "2026-12-01T11:30:00Z", &named(1..=60));
        c.asked.clear();
    });
    let third = bench.poll(second.next, 54).await.unwrap();
    assert_eq!(
        (points(&third), bench.council(|c| c.asked_for_agendas())),
        (50, 50),
        "no agenda is read without an end"
    );
    for requests in 0..8 {
        bench.council(|c| c.asked.clear());
        let _ = bench.poll(None, requests).await;
        assert!(bench.council(|c| c.asked.len()) <= requests as usize, "{requests}");
    }
}

#[tokio::test]
async fn half_an_agenda_is_not_shown() {
    let bench = bench().await;
    bench.council(|c| {
        c.agenda_item(1, &json!({}));
        c.objects.insert("/agenda/2".to_owned(), json!(null));
        c.meeting(1, "2026-11-28T08:00:00Z", &named([1, 2].into_iter()));
        c.meeting(2, "2026-11-28T08:00:00Z", &json!({}));
        c.failing = Some("/agenda/2".to_owned());
    });
    let first = bench.poll(None, 54).await.unwrap();
    assert_eq!(
        (first.items.len(), first.interval_hint_s),
        (1, Some(300)),
        "the others are there, and nobody is pressed"
    );
    bench.council(|c| {
        c.failing = None;
        c.agenda_item(2, &json!({}));
    });
    let second = bench.poll(first.next, 54).await.unwrap();
    assert!(second.items.iter().any(|item| item.text.contains("Punkt 1") && item.text.contains("Punkt 2")));
}
