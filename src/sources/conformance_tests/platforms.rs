//! Platforms on loopback that never come to an end: each page names a next one. In: a kind of source. Out: a source that
//! reads one, and how often it was asked. They answer the same to the same question, so that two looks can be compared.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::header;
use serde_json::{Value, json};
use url::Url;

use super::super::mail::test_mailbox::{Post, post};
use super::super::test_site::{Bench, bench};
use crate::domain::connection::{Login, Secret};
use crate::domain::source::SourceKind;

/// What a question is: where the platform lives, the path, the parameters of its address and its body.
struct Asked<'a> {
    base: &'a Url,
    path: &'a str,
    query: Vec<(String, String)>,
}

impl Asked<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Which page is asked for; the first is 1.
    fn page(&self, name: &str) -> u32 {
        self.get(name).and_then(|value| value.parse().ok()).unwrap_or(1)
    }
}

/// A type and a body.
type Answer = (&'static str, String);

/// What it says instead of an answer.
#[derive(Clone)]
pub struct Trouble {
    pub status: u16,
    pub headers: &'static [(&'static str, &'static str)],
    pub body: &'static str,
}

#[derive(Clone)]
struct Server {
    base: Url,
    answer: fn(&Asked<'_>) -> Answer,
    count: Arc<Mutex<usize>>,
    trouble: Arc<Mutex<Option<Trouble>>>,
}

async fn serve(State(server): State<Server>, request: Request) -> Response {
    *server.count.lock().unwrap() += 1;
    let trouble = server.trouble.lock().unwrap().clone();
    if let Some(trouble) = trouble {
        let mut response = Response::builder().status(trouble.status);
        for (name, value) in trouble.headers {
            response = response.header(*name, *value);
        }
        return response.body(trouble.body.into()).unwrap();
    }
    let url = server.base.join(&request.uri().to_string()).unwrap();
    let mut query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let body = axum::body::to_bytes(request.into_body(), 64 * 1024).await.unwrap();
    if let Ok(Value::Object(fields)) = serde_json::from_slice(&body) {
        query.extend(fields.iter().map(|(name, value)| (name.clone(), value.to_string())));
    }
    let asked = Asked { base: &server.base, path: url.path(), query };
    let (kind, body) = (server.answer)(&asked);
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

/// A platform without an end, and a source there.
pub enum Endless {
    Web { bench: Box<Bench>, count: Arc<Mutex<usize>>, trouble: Arc<Mutex<Option<Trouble>>> },
    Mailbox(Box<Post>),
}

impl Endless {
    pub fn bench(&self) -> &Bench {
        match self {
            Self::Web { bench, .. } => bench,
            Self::Mailbox(post) => &post.bench,
        }
    }

    /// How many questions came.
    pub fn asked(&self) -> usize {
        match self {
            Self::Web { count, .. } => *count.lock().unwrap(),
            // Logging in and opening the folder is one, and so is each search and each fetch.
            Self::Mailbox(post) => {
                post.asked().iter().filter(|said| said.starts_with("EXAMINE") || said.starts_with("UID")).count()
            }
        }
    }

    /// From now on it says nothing else; false where a platform has no such trouble.
    pub fn trouble(&self, new: &Trouble) -> bool {
        match self {
            Self::Web { trouble, .. } => {
                *trouble.lock().unwrap() = Some(new.clone());
                true
            }
            Self::Mailbox(_) => false,
        }
    }
}

/// The platform of a kind; none for what nobody reads.
pub async fn platform(kind: SourceKind) -> Option<Endless> {
    let web = |path: &'static str, account: &'static str, answer| web(kind, path, account, answer);
    Some(match kind {
        SourceKind::Feed => web("feed.xml", "", feed).await,
        SourceKind::Html => web("neu/", "", html).await,
        SourceKind::Ical => web("k.ics", "", ical).await,
        SourceKind::Oparl => web("oparl", "", oparl).await,
        SourceKind::Facebook => web("unused", "100064", facebook).await,
        SourceKind::Instagram => web("unused", "17841400000000001", instagram).await,
        SourceKind::Threads => web("unused", "1234567", threads).await,
        SourceKind::Youtube => web("feeds/videos.xml", "UCabcdefghijklmnopqrstuv", youtube).await,
        SourceKind::Telegram => web("musterbach", "-1001", telegram).await,
        SourceKind::Bluesky => web("profile/x", "did:plc:musterbach", bluesky).await,
        SourceKind::Mastodon => web("@rathaus", "7", mastodon).await,
        SourceKind::Cap => web("unused", "", cap).await,
        SourceKind::Mail => mailbox().await,
        SourceKind::Linkedin => web("company/musterbach", "urn:li:organization:5", linkedin).await,
        SourceKind::Tiktok => web("@musterbach", "open-7", tiktok).await,
        SourceKind::X => web("musterbach", "5", x).await,
        SourceKind::Own => return None,
    })
}

async fn web(kind: SourceKind, path: &str, account: &str, answer: fn(&Asked<'_>) -> Answer) -> Endless {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    let (count, trouble) = (Arc::new(Mutex::new(0)), Arc::new(Mutex::new(None)));
    let server = Server { base: base.clone(), answer, count: Arc::clone(&count), trouble: Arc::clone(&trouble) };
    let router = Router::new().fallback(serve).with_state(server);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let mut bench = bench(kind, path).await;
    bench.source.url = base.join(path).unwrap().into();
    bench.source.api_base = Some(base.to_string());
    bench.source.account = (!account.is_empty()).then(|| account.to_owned());
    bench.login = Some(Login {
        app_id: Some("77".to_owned()),
        app_secret: Some(Secret::new("geheim")),
        ..Login::with_token("123:wort")
    });
    bench.base = base;
    if kind == SourceKind::Cap {
        bench.source.url = "https://warnung.bund.de/api31/dashboard/059740000000.json".to_owned();
    }
    if kind == SourceKind::X {
        bench.source.settings = json!({ "terms_allowed_by": "Rechtsamt" });
    }
    if kind == SourceKind::Oparl {
        bench.source.name = "Stadt Musterbach".to_owned();
    }
    Endless::Web { bench: Box::new(bench), count, trouble }
}

async fn mailbox() -> Endless {
    let post = post().await;
    for uid in 1..=90 {
        post.put(uid, post.signer.issue("ed", &uid.to_string(), "Markt", "Text."));
    }
    Endless::Mailbox(Box::new(post))
}

fn json_of(value: &Value) -> Answer {
    ("application/json", value.to_string())
}

fn feed(asked: &Asked<'_>) -> Answer {
    let page = asked.page("page");
    let next = format!("{}feed.xml?page={}", asked.base, page + 1);
    let body = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Stadt</title><link rel=\"next\" href=\"{next}\"/><entry><id>{page}</id>\
         <title>Fest</title><content>Text</content><updated>2025-07-18T10:00:00Z</updated></entry></feed>"
    );
    ("application/atom+xml", body)
}

fn html(asked: &Asked<'_>) -> Answer {
    let page = asked.page("page");
    if asked.path == "/robots.txt" {
        return ("text/plain", String::new());
    }
    let body = if asked.path == "/neu/" {
        let entries: String = (0..9)
            .map(|n| format!("<li class=news><h3><a href='/neu/{page}-{n}'>Titel {page}-{n}</a></h3><p class=date>12.07.2025</p></li>"))
            .collect();
        format!(
            "<html><main><ul>{entries}</ul><a rel=next class=next href='/neu/?page={}'>Weiter</a></main></html>",
            page + 1
        )
    } else {
        "<html><body><article><h1>Titel</h1><p>Die Stadt Musterbach teilt das mit und freut sich.</p></article></body></html>".to_owned()
    };
    ("text/html; charset=utf-8", body)
}

fn ical(_: &Asked<'_>) -> Answer {
    let event =
        |n: u32| format!("BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:20261205T180000Z\r\nSUMMARY:Fest\r\nEND:VEVENT\r\n");
    ("text/calendar", format!("BEGIN:VCALENDAR\r\n{}END:VCALENDAR\r\n", (0..50).map(event).collect::<String>()))
}

fn oparl(asked: &Asked<'_>) -> Answer {
    let id = |path: &str| format!("{}{path}", asked.base);
    let page = asked.page("page");
    let list = |data: Value, next: bool| {
        let here = asked.path.trim_start_matches('/');
        let links = if next { json!({ "next": id(&format!("{here}?page={}", page + 1)) }) } else { json!({}) };
        json_of(&json!({ "data": data, "pagination": {}, "links": links }))
    };
    match asked.path {
        "/oparl" => json_of(&json!({ "id": id("oparl"), "type": "https://schema.oparl.org/1.1/System", "name": "RIS",
            "body": id("bodies") })),
        "/bodies" => list(
            json!([{ "id": id("bodies/1"), "type": "https://schema.oparl.org/1.1/Body", "name": "Stadt Musterbach",
                "meeting": id("meetings"), "paper": id("papers") }]),
            false,
        ),
        "/papers" => list(json!([]), false),
        _ => list(
            json!([{ "id": id(&format!("meetings/{page}")), "type": "https://schema.oparl.org/1.1/Meeting", "name": "Sitzung",
                "start": "2025-08-09T18:00:00+02:00", "modified": "2025-07-18T08:00:00+02:00",
                "agendaItem": [{ "id": id("agenda/1"), "number": "1", "public": true, "name": "Haushalt" }] }]),
            true,
        ),
    }
}

/// A page of one of Meta's listings; what is no listing is the account itself.
fn graph(asked: &Asked<'_>, listings: &[&str], node: impl Fn(u32) -> Value) -> Answer {
    if !listings.iter().any(|name| asked.path.ends_with(name)) {
        return json_of(
            &json!({ "id": asked.path.rsplit('/').next(), "name": "Stadt Musterbach", "username": "musterbach" }),
        );
    }
    let page = asked.page("after");
    let next = format!("{}{}?after={}", asked.base, asked.path.trim_start_matches('/'), page + 1);
    json_of(
        &json!({ "data": [node(page)], "paging": { "cursors": { "after": (page + 1).to_string() }, "next": next } }),
    )
}

fn facebook(asked: &Asked<'_>) -> Answer {
    graph(asked, &["/published_posts", "/events", "/photos"], |n| {
        json!({ "id": format!("100064_{n}"), "message": "Markt", "created_time": "2025-07-18T10:00:00+0000", "is_published": true,
            "from": { "id": "100064", "name": "Stadt Musterbach" } })
    })
}

fn instagram(asked: &Asked<'_>) -> Answer {
    graph(asked, &["/media", "/stories"], |n| {
        json!({ "id": format!("1800{n}"), "caption": "Markt", "media_type": "IMAGE", "username": "musterbach",
            "media_url": "https://scontent.cdninstagram.com/v/7_n.jpg", "owner": { "id": "17841400000000001" },
            "timestamp": "2025-07-18T10:00:00+0000" })
    })
}

fn threads(asked: &Asked<'_>) -> Answer {
    graph(asked, &["/threads"], |n| {
        json!({ "id": format!("900{n}"), "text": "Markt", "media_type": "TEXT_POST", "username": "musterbach",
            "owner": { "id": "1234567" }, "timestamp": "2025-07-18T10:00:00+0000" })
    })
}

fn youtube(asked: &Asked<'_>) -> Answer {
    let page = asked.page("pageToken");
    if asked.path.ends_with("/playlistItems") {
        let item = json!({ "kind": "youtube#playlistItem", "contentDetails": { "videoId": format!("v{page}") } });
        return json_of(&json!({ "items": [item], "nextPageToken": (page + 1).to_string() }));
    }
    let ids = asked.get("id").unwrap_or_default();
    let video = |id: &str| {
        json!({ "kind": "youtube#video", "id": id, "status": { "privacyStatus": "public" },
            "snippet": { "channelId": "UCabcdefghijklmnopqrstuv", "title": "Rat", "publishedAt": "2025-07-18T10:00:00Z",
                "liveBroadcastContent": "none" } })
    };
    json_of(&json!({ "kind": "youtube#videoListResponse", "items": ids.split(',').map(video).collect::<Vec<_>>() }))
}

fn telegram(asked: &Asked<'_>) -> Answer {
    let from = asked.page("offset");
    let update = |n: u32| {
        json!({ "update_id": n, "channel_post": { "message_id": n, "date": 1_752_832_800, "text": "Markt",
            "chat": { "id": -1001, "type": "channel", "title": "Stadt" } } })
    };
    json_of(&json!({ "ok": true, "result": (from..from + 100).map(update).collect::<Vec<_>>() }))
}

fn bluesky(asked: &Asked<'_>) -> Answer {
    let page = asked.page("cursor");
    let post = json!({ "uri": format!("at://did:plc:musterbach/app.bsky.feed.post/{page}"), "cid": "c",
        "author": { "did": "did:plc:musterbach", "handle": "musterbach.de" },
        "record": { "$type": "app.bsky.feed.post", "text": "Markt", "createdAt": "2025-07-18T10:00:00Z" } });
    json_of(&json!({ "did": "did:plc:musterbach", "handle": "musterbach.de", "feed": [{ "post": post }],
        "cursor": (page + 1).to_string() }))
}

fn mastodon(asked: &Asked<'_>) -> Answer {
    let newest = asked.page("max_id").max(2);
    let newest = if asked.get("max_id").is_some() { newest - 1 } else { 1_000_000 };
    let status = |n: u32| {
        json!({ "id": n.to_string(), "created_at": "2025-07-18T10:00:00.000Z", "visibility": "public",
            "url": format!("https://musterbach.social/@rathaus/{n}"), "content": "<p>Markt</p>",
            "account": { "id": "7", "acct": "rathaus" } })
    };
    json_of(&json!((newest - 40..=newest).rev().map(status).collect::<Vec<_>>()))
}

fn cap(asked: &Asked<'_>) -> Answer {
    let name = |n: u32| format!("mow.DE-XX-MB-W001-20250718-{n:03}-000");
    if asked.path.contains("/dashboard/") {
        let entry = |n: u32| {
            json!({ "id": name(n), "payload": { "version": 1, "hash": n.to_string(), "data": {
                "headline": "Rauch", "provider": "MOWAS", "severity": "Severe", "msgType": "Alert" } } })
        };
        return json_of(&json!((0..100).map(entry).collect::<Vec<_>>()));
    }
    let id = asked.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".json");
    json_of(&json!({ "identifier": id, "sender": "DE-XX", "sent": "2025-07-18T11:50:00Z", "status": "Actual",
        "msgType": "Alert", "scope": "Public", "info": [{ "language": "DE", "event": "Brand", "severity": "Severe",
            "headline": "Rauch", "description": "Fenster zu.", "expires": "2025-07-18T20:00:00Z" }] }))
}

fn linkedin(asked: &Asked<'_>) -> Answer {
    let start = asked.get("start").and_then(|start| start.parse().ok()).unwrap_or(0_i64);
    let post = json!({ "id": format!("urn:li:share:{}", 9_000 - start), "author": "urn:li:organization:5",
        "lifecycleState": "PUBLISHED", "visibility": "PUBLIC", "publishedAt": 1_752_832_800_000_i64 - start,
        "lastModifiedAt": 1_752_832_800_000_i64 - start, "commentary": "Markt" });
    json_of(&json!({ "elements": [post], "paging": { "links": [{ "rel": "next", "href": "/rest/posts" }] } }))
}

fn tiktok(asked: &Asked<'_>) -> Answer {
    if asked.path == "/v2/user/info/" {
        return json_of(&json!({ "data": { "user": { "open_id": "open-7" } }, "error": { "code": "ok" } }));
    }
    let page = asked.page("cursor");
    let video = json!({ "id": page.to_string(), "title": "Markt", "video_description": "Markt", "create_time": 1_752_832_800,
        "share_url": format!("https://www.tiktok.com/@musterbach/video/{page}") });
    json_of(&json!({ "data": { "videos": [video], "cursor": page + 1, "has_more": true }, "error": { "code": "ok" } }))
}

fn x(asked: &Asked<'_>) -> Answer {
    let page = asked.page("pagination_token");
    let post = json!({ "id": (9_000 - page).to_string(), "text": "Markt", "author_id": "5", "created_at": "2025-07-18T10:00:00.000Z",
        "edit_history_tweet_ids": [(9_000 - page).to_string()] });
    let meta =
        json!({ "result_count": 1, "newest_id": (9_000 - page).to_string(), "next_token": (page + 1).to_string() });
    json_of(&json!({ "data": [post], "meta": meta }))
}
