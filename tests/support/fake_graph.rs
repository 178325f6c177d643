//! Meta's Graph API under our control: nodes and edges that tests publish, edit, hide and delete, with paging, throttles,
//! dead tokens, media addresses that change, and signed pushes. Speaks as the platform documents it; knows nothing of us.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use http::{HeaderMap, Request, Response};
use serde_json::{Map, Value, json};
use url::Url;

/// The token every test logs in with.
pub const TOKEN: &str = "EAAB-geheim";
/// The secret of the app.
pub const APP_SECRET: &str = "app-geheim";

/// One request as it came.
#[derive(Debug, Clone)]
pub struct Asked {
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
}

impl Asked {
    /// A parameter of the query.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// What the platform does instead of answering.
#[derive(Debug, Clone)]
pub enum Mood {
    Well,
    /// Answers every question with this error.
    Error {
        code: i64,
        subcode: Option<i64>,
    },
    /// An error page of a proxy.
    Html,
    /// Says that so many percent are used up, and after how many minutes it goes on.
    Used {
        percent: u32,
        regain_min: u32,
    },
}

struct World {
    nodes: HashMap<String, Value>,
    /// Ids under `owner/edge`, as listed.
    edges: HashMap<String, Vec<String>>,
    /// Edges that answer with an error.
    refused: HashMap<String, i64>,
    mood: Mood,
    /// Counts how often addresses of media were signed anew.
    signature: u32,
    page_size: usize,
    /// Every listing begins with an empty page.
    empty_first: bool,
    /// Every `next` is the same.
    circle: bool,
    token: String,
    asked: Vec<Asked>,
}

/// The running platform.
#[derive(Clone)]
pub struct FakeGraph {
    /// Where its API lives, with a slash at the end.
    pub base: Url,
    world: Arc<Mutex<World>>,
}

impl FakeGraph {
    /// Starts a platform with nothing on it.
    pub async fn start() -> Self {
        let world = World {
            nodes: HashMap::new(),
            edges: HashMap::new(),
            refused: HashMap::new(),
            mood: Mood::Well,
            signature: 1,
            page_size: 100,
            empty_first: false,
            circle: false,
            token: TOKEN.to_owned(),
            asked: Vec::new(),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        let graph = Self { base, world: Arc::new(Mutex::new(world)) };
        let router = Router::new().fallback(answer).with_state(graph.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        graph
    }

    fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        change(&mut self.world.lock().unwrap())
    }

    /// A node that stands in no listing. `{sig}` in its addresses becomes a signature.
    pub fn node(&self, node: Value) {
        let id = node["id"].as_str().unwrap().to_owned();
        self.change(|world| {
            // A Page is also asked for by its name.
            if let Some(name) = node["username"].as_str() {
                world.nodes.insert(name.to_owned(), node.clone());
            }
            world.nodes.insert(id, node);
        });
    }

    /// Puts a node on top of a listing, `owner/edge`.
    pub fn publish(&self, edge: &str, node: Value) {
        let id = node["id"].as_str().unwrap().to_owned();
        self.node(node);
        self.change(|world| {
            let list = world.edges.entry(edge.to_owned()).or_default();
            list.retain(|known| *known != id);
            list.insert(0, id);
        });
    }

    /// Changes fields of a node.
    pub fn edit(&self, id: &str, fields: Value) {
        self.change(|world| {
            let node = world.nodes.get_mut(id).unwrap().as_object_mut().unwrap();
            node.extend(fields.as_object().unwrap().clone());
        });
    }

    /// Deletes a node: it leaves every listing, and asking for it gives 100/33.
    pub fn delete(&self, id: &str) {
        self.change(|world| {
            world.nodes.remove(id);
            world.edges.values_mut().for_each(|list| list.retain(|known| known != id));
        });
    }

    /// From now on.
    pub fn mood(&self, mood: Mood) {
        self.change(|world| world.mood = mood);
    }

    /// The one token that is taken from now on.
    pub fn token(&self, token: &str) {
        self.change(|world| world.token = token.to_owned());
    }

    /// A listing that answers with an error code.
    pub fn refuse(&self, edge: &str, code: i64) {
        self.change(|world| world.refused.insert(edge.to_owned(), code));
    }

    /// Signs all addresses anew, on other hosts.
    pub fn rotate(&self) {
        self.change(|world| world.signature += 1);
    }

    /// How many nodes stand on a page, whatever is asked for.
    pub fn pages_of(&self, size: usize) {
        self.change(|world| world.page_size = size);
    }

    /// Every listing begins with an empty page that has a `next`.
    pub fn empty_first(&self) {
        self.change(|world| world.empty_first = true);
    }

    /// Every `next` leads to the same page again.
    pub fn in_a_circle(&self) {
        self.change(|world| world.circle = true);
    }

    /// Every request so far, the first one first.
    pub fn asked(&self) -> Vec<Asked> {
        self.change(|world| world.asked.clone())
    }

    /// A push about a Page's feed, with the headers it comes with. Umlauts are escaped, as the platform does.
    pub fn push(page: &str, value: &Value) -> (HeaderMap, Vec<u8>) {
        let body = json!({"object": "page", "entry": [{"id": page, "time": 1_790_000_000,
            "changes": [{"field": "feed", "value": value}]}]});
        Self::signed(&body)
    }

    /// Any push, signed.
    pub fn signed(body: &Value) -> (HeaderMap, Vec<u8>) {
        let escaped: String = body
            .to_string()
            .chars()
            .map(|c| if c.is_ascii() { c.to_string() } else { format!("\\u{:04x}", u32::from(c)) })
            .collect();
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, APP_SECRET.as_bytes());
        let mac = aws_lc_rs::hmac::sign(&key, escaped.as_bytes());
        let signature = format!("sha256={}", data_encoding::HEXLOWER.encode(mac.as_ref()));
        let mut headers = HeaderMap::new();
        headers.insert("x-hub-signature-256", signature.parse().unwrap());
        (headers, escaped.into_bytes())
    }
}

type Body = axum::body::Body;

fn reply(status: u16, body: &Value) -> Response<Body> {
    let response = Response::builder().status(status).header("content-type", "application/json; charset=UTF-8");
    response.body(Body::from(body.to_string())).unwrap()
}

fn error(code: i64, subcode: Option<i64>) -> Response<Body> {
    let mut body =
        json!({"error": {"message": "(#x) a sentence", "type": "OAuthException", "code": code, "fbtrace_id": "A"}});
    if let Some(subcode) = subcode {
        body["error"]["error_subcode"] = subcode.into();
    }
    reply(400, &body)
}

async fn answer(State(graph): State<FakeGraph>, request: Request<Body>) -> Response<Body> {
    let url = graph.base.join(&request.uri().to_string()).unwrap();
    let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let asked = Asked { path: url.path().to_owned(), query, headers: request.headers().clone() };
    let mut world = graph.world.lock().unwrap();
    world.asked.push(asked.clone());
    let bearer = asked.headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let app = bearer.contains('|');
    if !app && bearer != format!("Bearer {}", world.token) {
        return error(190, None);
    }
    let usage = match world.mood {
        Mood::Well => None,
        Mood::Error { code, subcode } => return error(code, subcode),
        Mood::Html => return Response::builder().status(200).body(Body::from("<html>Wartung</html>")).unwrap(),
        Mood::Used { percent, regain_min } => Some(json!({"1": [{"type": "pages", "call_count": percent,
            "total_cputime": 1, "total_time": 1, "estimated_time_to_regain_access": regain_min}]})),
    };
    let mut response = world.respond(&asked, &url);
    if let Some(usage) = usage {
        response.headers_mut().insert("x-business-use-case-usage", usage.to_string().parse().unwrap());
    }
    response
}

impl World {
    fn respond(&self, asked: &Asked, url: &Url) -> Response<Body> {
        let path = asked.path.trim_start_matches('/');
        if path == "refresh_access_token" {
            return reply(200, &json!({"access_token": "IG-neu", "token_type": "bearer", "expires_in": 5_183_944}));
        }
        let Some((_version, path)) = path.split_once('/') else { return error(2500, None) };
        if let Some(ids) = asked.parameter("ids") {
            let found: Option<Map<String, Value>> =
                ids.split(',').map(|id| Some((id.to_owned(), self.shown(id, asked)?))).collect();
            return found.map_or_else(|| error(100, Some(33)), |map| reply(200, &Value::Object(map)));
        }
        if path.contains('/') {
            return self.list(path, asked, url);
        }
        self.shown(path, asked).map_or_else(|| error(100, Some(33)), |node| reply(200, &node))
    }

    /// A node with the fields that were asked for, its addresses signed.
    fn shown(&self, id: &str, asked: &Asked) -> Option<Value> {
        let node = self.nodes.get(id)?.as_object()?;
        let names = asked.parameter("fields").map(top_level);
        let kept = node.iter().filter(|(name, _)| {
            *name == "id" || names.as_ref().is_none_or(|names| names.iter().any(|asked| asked == *name))
        });
        let text = Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect()).to_string();
        serde_json::from_str(&text.replace("{sig}", &self.sign())).ok()
    }

    fn sign(&self) -> String {
        format!("_nc_ht=host{n}&oh={n}&oe={:X}", 1_900_000_000 + self.signature, n = self.signature)
    }

    fn list(&self, path: &str, asked: &Asked, url: &Url) -> Response<Body> {
        if let Some(code) = self.refused.get(path) {
            return error(*code, None);
        }
        let Some(ids) = self.edges.get(path) else {
            let owner = path.split('/').next().unwrap();
            return if self.nodes.contains_key(owner) {
                reply(200, &json!({"data": []}))
            } else {
                error(100, Some(33))
            };
        };
        let since = asked.parameter("since").and_then(|since| since.parse::<i64>().ok());
        let fits = |id: &&String| {
            let node = &self.nodes[*id];
            let text =
                node["created_time"].as_str().or(node["timestamp"].as_str()).unwrap_or("2026-01-01T00:00:00+0000");
            let time: jiff::Timestamp = text.replace("+0000", "Z").parse().unwrap();
            since.is_none_or(|since| node.get("start_time").is_some() || time.as_second() >= since)
        };
        let listed: Vec<&String> = ids.iter().filter(fits).collect();
        let limit = asked.parameter("limit").and_then(|limit| limit.parse().ok()).unwrap_or(25).min(self.page_size);
        let from: usize = asked.parameter("after").and_then(|after| after.parse().ok()).unwrap_or(0);
        let first = self.empty_first && asked.parameter("after").is_none();
        let shown: Vec<Value> = if first {
            Vec::new()
        } else {
            listed.iter().skip(from).take(limit).filter_map(|id| self.shown(id, asked)).collect()
        };
        let next = if first { 0 } else { from + shown.len() };
        let mut page = json!({"data": shown});
        if first || next < listed.len() || self.circle {
            let next = if self.circle { 1 } else { next };
            page["paging"] = json!({"cursors": {"after": next.to_string()}, "next": next_page(url, next)});
        }
        reply(200, &page)
    }
}

/// The address of the next page, which carries the token as the platform's own do.
fn next_page(url: &Url, after: usize) -> String {
    let mut next = url.clone();
    let kept: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(name, _)| name != "after" && name != "appsecret_proof").collect();
    next.query_pairs_mut()
        .clear()
        .extend_pairs(kept)
        .append_pair("access_token", TOKEN)
        .append_pair("after", &after.to_string());
    next.into()
}

/// `a,b{c,d},e.limit(3){f}` → a, b, e.
fn top_level(fields: &str) -> Vec<String> {
    let (mut names, mut name, mut depth) = (Vec::new(), String::new(), 0);
    for c in fields.chars() {
        match c {
            '{' | '(' => depth += 1,
            '}' | ')' => depth -= 1,
            ',' if depth == 0 => names.push(std::mem::take(&mut name)),
            c if depth == 0 => name.push(c),
            _ => {}
        }
    }
    names.push(name);
    names.into_iter().map(|name| name.split('.').next().unwrap().trim().to_owned()).collect()
}
