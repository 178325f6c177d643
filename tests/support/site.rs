//! A town's website under our control: paths with answers that tests change, and a log of every request.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use http::{HeaderMap, Request, Response, StatusCode};

/// What a path answers.
#[derive(Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Waits this long first.
    pub delay: Duration,
}

impl Answer {
    pub fn ok(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            headers: vec![("content-type".into(), content_type.into())],
            body: body.into(),
            delay: Duration::ZERO,
        }
    }

    pub fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), delay: Duration::ZERO }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// A request as it came.
#[derive(Clone)]
pub struct Asked {
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

#[derive(Clone, Default)]
struct Shared {
    answers: Arc<Mutex<HashMap<String, Answer>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
    only: Arc<Mutex<Option<Answer>>>,
}

/// The running website.
pub struct Site {
    pub address: SocketAddr,
    name: String,
    shared: Shared,
}

impl Site {
    /// Starts a website that is reached as `http://NAME.localhost:PORT`.
    pub async fn start(name: &str) -> Self {
        let shared = Shared::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(answer).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, name: name.into(), shared }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}.localhost:{}{path}", self.name, self.address.port())
    }

    pub fn put(&self, path: &str, answer: Answer) {
        self.shared.answers.lock().unwrap().insert(path.into(), answer);
    }

    /// Adds a header to what a path answers.
    pub fn add_header(&self, path: &str, name: &str, value: &str) {
        let mut answers = self.shared.answers.lock().unwrap();
        answers.get_mut(path).unwrap().headers.push((name.into(), value.into()));
    }

    /// Answers nothing but this, whatever is asked; `None` ends that.
    pub fn only(&self, answer: Option<Answer>) {
        *self.shared.only.lock().unwrap() = answer;
    }

    /// Requests so far.
    pub fn count(&self) -> usize {
        self.shared.asked.lock().unwrap().len()
    }

    /// Requests so far for a path.
    pub fn asked(&self, path: &str) -> Vec<Asked> {
        self.shared.asked.lock().unwrap().iter().filter(|asked| asked.path == path).cloned().collect()
    }

    /// Serves an RSS feed of entries at `/feed.xml`, and a page for each entry that has none yet.
    pub fn feed(&self, entries: &[Entry]) {
        let items: String = entries.iter().map(|entry| entry.rss(self)).collect();
        let xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel><title>Rathaus aktuell</title>\
             <link>{}</link><description>Neues aus dem Rathaus</description><language>de</language>{items}</channel></rss>",
            self.url("/")
        );
        self.put("/feed.xml", Answer::ok("application/rss+xml; charset=utf-8", xml));
        for entry in entries {
            let page = format!("/artikel/{}", entry.id);
            let mut answers = self.shared.answers.lock().unwrap();
            answers.entry(page).or_insert_with(|| Answer::ok("text/html; charset=utf-8", "<h1>Artikel</h1>"));
        }
    }
}

async fn answer(State(shared): State<Shared>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let body = axum::body::to_bytes(body, 1024 * 1024).await.unwrap();
    let body = String::from_utf8_lossy(&body).into_owned();
    shared.asked.lock().unwrap().push(Asked { path: path.clone(), headers: parts.headers.clone(), body });
    let only = shared.only.lock().unwrap().clone();
    let found = only.or_else(|| shared.answers.lock().unwrap().get(&path).cloned());
    let answer = found.unwrap_or_else(|| Answer::status(404));
    tokio::time::sleep(answer.delay).await;
    let mut response = Response::builder().status(StatusCode::from_u16(answer.status).unwrap());
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    let etag = answer.headers.iter().find(|(name, _)| name == "etag").map(|(_, value)| value.as_str());
    if answer.status == 200
        && etag.is_some()
        && parts.headers.get("if-none-match").and_then(|v| v.to_str().ok()) == etag
    {
        return response.status(304).body(Body::empty()).unwrap();
    }
    response.body(Body::from(answer.body)).unwrap()
}

/// One entry of the feed.
#[derive(Clone)]
pub struct Entry {
    pub id: String,
    pub title: String,
    pub text: String,
    /// RFC 3339; `None` is undated.
    pub date: Option<jiff::Timestamp>,
    pub picture: Option<String>,
}

impl Entry {
    pub fn new(id: &str, title: &str, date: jiff::Timestamp) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            text: format!("<p>Text zu {title}. Näheres im Rathaus.</p>"),
            date: Some(date),
            picture: None,
        }
    }

    fn rss(&self, site: &Site) -> String {
        let date = self.date.map_or_else(String::new, |date| {
            format!("<pubDate>{}</pubDate>", date.strftime("%a, %d %b %Y %H:%M:%S +0000"))
        });
        let picture = self.picture.as_ref().map_or_else(String::new, |path| {
            format!("<p><img src=\"{}\" alt=\"Das Rathaus im Schnee\"></p>", site.url(path))
        });
        format!(
            "<item><guid isPermaLink=\"false\">{}</guid><title>{}</title><link>{}</link>{date}<description><![CDATA[{}{picture}]]></description></item>",
            self.id,
            self.title,
            site.url(&format!("/artikel/{}", self.id)),
            self.text
        )
    }
}
