//! For tests of connectors: a real listener on loopback that says what a platform may say, and a source that reads it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;
use serde_json::json;
use url::Url;

use super::contract::{Cx, LookCx, default_zone};
use crate::clock::TestClock;
use crate::domain::connection::Login;
use crate::domain::ids::{SourceId, TownId, Ulid};
use crate::domain::source::{Health, Source, SourceClass, SourceKind, SourceState};
use crate::i18n::Locale;
use crate::net::{Net, NetConfig, SystemResolver};

type Answer = (u16, Vec<(&'static str, String)>, Vec<u8>);

/// One request as it came.
#[derive(Debug, Clone)]
pub struct Asked {
    /// With its query, if it had one.
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

/// What the platform says, by path, or by path and query where that differs.
#[derive(Clone, Default)]
pub struct Site {
    pages: Arc<Mutex<HashMap<String, Answer>>>,
    special: Arc<Mutex<Vec<(String, String, Answer)>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Site {
    pub fn put(&self, path: &str, status: u16, headers: &[(&'static str, &str)], body: impl AsRef<[u8]>) {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.pages.lock().unwrap().insert(path.to_owned(), (status, headers, body.as_ref().to_vec()));
    }

    /// What is said at a path where the query, or the body, holds a word. The last one put counts.
    pub fn put_where(&self, path: &str, word: &str, status: u16, body: impl AsRef<[u8]>) {
        let answer = (status, Vec::new(), body.as_ref().to_vec());
        self.special.lock().unwrap().push((path.to_owned(), word.to_owned(), answer));
    }

    /// From now on there is nothing at a path.
    pub fn drop_page(&self, path: &str) {
        self.pages.lock().unwrap().remove(path);
    }

    /// The headers of the last request.
    pub fn last(&self) -> HeaderMap {
        self.all().last().unwrap().headers.clone()
    }

    /// How many requests came.
    pub fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    /// Every request, the first one first.
    pub fn all(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

async fn answer(State(site): State<Site>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let whole = request.uri().path_and_query().map_or_else(|| path.clone(), ToString::to_string);
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let body = String::from_utf8_lossy(&body).into_owned();
    site.asked.lock().unwrap().push(Asked { path: whole.clone(), headers: parts.headers.clone(), body: body.clone() });
    let special =
        |(at, word, _): &&(String, String, Answer)| *at == path && (whole.contains(word) || body.contains(word));
    let found = site.special.lock().unwrap().iter().rfind(special).map(|(.., answer)| answer.clone());
    let found = found.or_else(|| {
        let pages = site.pages.lock().unwrap();
        pages.get(&whole).or_else(|| pages.get(&path)).cloned()
    });
    let Some((status, headers, body)) = found else { return StatusCode::NOT_FOUND.into_response() };
    let etag = headers.iter().find(|(name, _)| *name == "etag").map(|(_, value)| value.as_str());
    let known = parts.headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let status = if etag.is_some() && etag == known { 304 } else { status };
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(name, value);
    }
    response.body(body.into()).unwrap()
}

/// A platform on loopback, the way out to it, and a source there that was added at `now`.
pub struct Bench {
    pub site: Site,
    pub net: Net,
    pub source: Source,
    pub now: Timestamp,
    pub base: Url,
    pub login: Option<Login>,
}

/// A source of a kind that is polled at `path`; its API lives on the listener, too.
pub async fn bench(kind: SourceKind, path: &str) -> Bench {
    let site = Site::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    let router = Router::new().fallback(answer).with_state(site.clone());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let now: Timestamp = "2025-07-18T12:00:00Z".parse().unwrap();
    let config =
        NetConfig { user_agent: "test".to_owned(), loopback: true, proxy: None, extra_ca_pem: None, allow: Vec::new() };
    let net = Net::new(config, Arc::new(SystemResolver), TestClock::at(now)).unwrap();
    let source = Source {
        id: SourceId(1),
        town: TownId(1),
        ulid: Ulid::from_parts(1, 1),
        kind,
        slug: "aktuelles".to_owned(),
        name: "Aktuelles".to_owned(),
        url: base.join(path).unwrap().into(),
        site_url: None,
        api_base: Some(base.to_string()),
        connection: None,
        account: None,
        settings: json!({}),
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
    Bench { site, net, source, now, base, login: None }
}

impl Bench {
    pub fn cx(&self) -> Cx<'_> {
        let (zone, login) = (default_zone(), self.login.as_ref());
        Cx { net: &self.net, source: &self.source, now: self.now, zone, locale: Locale::De, login }
    }

    pub fn look(&self) -> LookCx<'_> {
        LookCx {
            net: &self.net,
            api_base: Some(self.base.clone()),
            login: self.login.as_ref(),
            settings: self.source.settings.as_object(),
            now: self.now,
            zone: default_zone(),
        }
    }
}

/// The recorded payloads of a platform, kept outside the repository: `AUSRUFER_FIXTURES`, else `../shared/fixtures`.
pub fn recorded(platform: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("AUSRUFER_FIXTURES")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures"), PathBuf::from)
        .join(platform);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no recorded payloads of {platform} (set AUSRUFER_FIXTURES)");
    None
}

/// The recorded payloads of a platform by name, with their bytes.
pub fn recordings(platform: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let folder = std::fs::read_dir(recorded(platform)?).unwrap();
    let mut files: Vec<(String, Vec<u8>)> = folder
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap()))
        .collect();
    files.sort();
    Some(files)
}
