//! A small Fediverse server with switches for every way a real one can misbehave. It listens on 127.0.0.1 and is
//! reached as `http://NAME.localhost:PORT`; it has one account, verifies signatures as a strict server does, and
//! remembers every POST to its inboxes.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use ausrufer::clock::SharedClock;
use ausrufer::federation::keys::{SigningKey, VerifyingKey};
use ausrufer::federation::signature::{Claim, Dialect, Incoming, Signer, examine, sign};
use ausrufer::net::{Net, NetConfig, Profile, Request, SystemResolver};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request as Arriving, State};
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::{Notify, Semaphore};
use url::Url;

/// How an inbox answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Script {
    /// 202, if the signature is right, else 401.
    Accept,
    /// This status with these headers, whatever came.
    Status(u16, Vec<(&'static str, String)>),
    /// As [`Script::Accept`], after a while.
    Slow(Duration),
    /// As [`Script::Accept`], once [`MiniPeer::release`] lets it.
    Hold,
    /// No answer at all.
    Hang,
    /// 410: this inbox is gone.
    Gone,
    /// 401 to draft-cavage signatures, 202 to right RFC 9421 ones.
    Only9421,
}

impl Script {
    /// A status without headers.
    pub fn status(code: u16) -> Self {
        Self::Status(code, Vec::new())
    }

    /// A status with `Retry-After` in seconds.
    pub fn retry_after(code: u16, seconds: u32) -> Self {
        Self::Status(code, vec![("retry-after", seconds.to_string())])
    }
}

/// One POST to an inbox, as it came.
#[derive(Debug, Clone)]
pub struct Received {
    /// On the peer's clock.
    pub at: Timestamp,
    pub path: String,
    /// The activity's `id`, `type` and object id; empty when there is none.
    pub id: String,
    pub kind: String,
    pub object: String,
    pub body: Bytes,
    pub headers: HeaderMap,
    pub dialect: Option<Dialect>,
    /// Why the signature is not believed.
    pub distrust: Option<String>,
    /// The status of the answer; 0 when none was given.
    pub answered: u16,
}

impl Received {
    /// Whether the sender may believe that it arrived.
    pub fn is_taken(&self) -> bool {
        (200..300).contains(&self.answered)
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

type Rule = Box<dyn Fn(&Received, usize) -> Script + Send + Sync>;

/// The server. It stops when dropped.
pub struct MiniPeer {
    inner: Arc<Inner>,
    serving: tokio::task::JoinHandle<()>,
}

struct Inner {
    host: String,
    clock: SharedClock,
    net: Net,
    key: Mutex<SigningKey>,
    trusted: Mutex<HashMap<String, String>>,
    rule: Mutex<Rule>,
    account: Mutex<Account>,
    received: Mutex<Vec<Received>>,
    arrived: Notify,
    gate: Semaphore,
    now: AtomicUsize,
    most: AtomicUsize,
}

/// What the account's document says.
#[derive(Clone, Copy)]
struct Account {
    inbox: &'static str,
    shared: &'static str,
    gone: bool,
}

/// Making a key takes a while, so all peers of a process begin with one of two.
fn first_key(which: usize) -> SigningKey {
    static KEYS: [OnceLock<SigningKey>; 2] = [OnceLock::new(), OnceLock::new()];
    KEYS[which % 2].get_or_init(|| SigningKey::generate().unwrap()).clone()
}

impl MiniPeer {
    /// Starts a server named `NAME.localhost`, whose clock is `clock`.
    pub async fn start(name: &str, clock: SharedClock) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = format!("{name}.localhost:{}", listener.local_addr().unwrap().port());
        let config = NetConfig {
            user_agent: "mini-peer".to_owned(),
            loopback: true,
            proxy: None,
            extra_ca_pem: None,
            allow: Vec::new(),
        };
        let inner = Arc::new(Inner {
            host,
            net: Net::new(config, Arc::new(SystemResolver), clock.clone()).unwrap(),
            clock,
            key: Mutex::new(first_key(0)),
            trusted: Mutex::default(),
            rule: Mutex::new(Box::new(|_, _| Script::Accept)),
            account: Mutex::new(Account { inbox: "/users/anna/inbox", shared: "/inbox", gone: false }),
            received: Mutex::default(),
            arrived: Notify::new(),
            gate: Semaphore::new(0),
            now: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        });
        let router = Router::new().fallback(handle).with_state(Arc::clone(&inner));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { inner, serving }
    }

    /// `NAME.localhost:PORT`.
    pub fn host(&self) -> &str {
        &self.inner.host
    }

    /// The account's id.
    pub fn actor_url(&self) -> String {
        self.inner.url("/users/anna")
    }

    /// The inbox of everyone here.
    pub fn shared_inbox_url(&self) -> String {
        self.inner.url("/inbox")
    }

    /// Believes this key without fetching it.
    pub fn trust(&self, key_id: &str, public_key_pem: &str) {
        self.inner.trusted.lock().unwrap().insert(key_id.to_owned(), public_key_pem.to_owned());
    }

    /// Answers every following request alike.
    pub fn answer(&self, script: Script) {
        self.answer_by(move |_, _| script.clone());
    }

    /// Answers one after the other as listed, then accepts.
    pub fn answer_in_turn(&self, scripts: Vec<Script>) {
        let before = self.received().len();
        self.answer_by(move |_, index| scripts.get(index - before).cloned().unwrap_or(Script::Accept));
    }

    /// Answers as the rule says, which sees the request and how many came before it.
    pub fn answer_by(&self, rule: impl Fn(&Received, usize) -> Script + Send + Sync + 'static) {
        *self.inner.rule.lock().unwrap() = Box::new(rule);
    }

    /// Lets this many requests that are held go on.
    pub fn release(&self, count: usize) {
        self.inner.gate.add_permits(count);
    }

    /// Another key under the same id, unannounced.
    pub fn rotate_key(&self) {
        *self.inner.key.lock().unwrap() = first_key(1);
    }

    /// Other inboxes in the account's document; whether the old ones still answer is up to the rule.
    pub fn move_inboxes(&self, inbox: &'static str, shared: &'static str) {
        *self.inner.account.lock().unwrap() = Account { inbox, shared, gone: false };
    }

    /// The account's document is 410 from now on.
    pub fn remove_account(&self) {
        self.inner.account.lock().unwrap().gone = true;
    }

    /// Everything that came, in order of arrival.
    pub fn received(&self) -> Vec<Received> {
        self.inner.received.lock().unwrap().clone()
    }

    /// The types of what came and was taken.
    pub fn taken(&self) -> Vec<String> {
        self.received().into_iter().filter(Received::is_taken).map(|one| one.kind).collect()
    }

    /// The most requests that were under way at the same time.
    pub fn most_at_once(&self) -> usize {
        self.inner.most.load(Ordering::SeqCst)
    }

    /// Waits until what came fits, and gives it; panics with what came when it takes longer than `limit`.
    pub async fn await_received(&self, fits: impl Fn(&[Received]) -> bool, limit: Duration) -> Vec<Received> {
        let waiting = async {
            loop {
                let arrived = self.inner.arrived.notified();
                let so_far = self.received();
                if fits(&so_far) {
                    return so_far;
                }
                arrived.await;
            }
        };
        match tokio::time::timeout(limit, waiting).await {
            Ok(received) => received,
            Err(_) => {
                let came: Vec<_> = self.received().into_iter().map(|one| (one.kind, one.id, one.answered)).collect();
                panic!("{} waited in vain; what came: {came:?}", self.host())
            }
        }
    }

    /// Follows one of our actors: fetches it, then posts a signed Follow. Gives the Follow's id and the answer's status.
    pub async fn follow(&self, actor_url: &str) -> (String, StatusCode) {
        let id = self.inner.url(&format!("/follows/{}", self.inner.clock.now().as_nanosecond()));
        let follow = json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": id, "type": "Follow", "actor": self.actor_url(), "object": actor_url,
        });
        let status = self.post_to_inbox_of(actor_url, &follow).await;
        (id, status)
    }

    /// Takes a Follow back.
    pub async fn undo(&self, follow_id: &str, actor_url: &str) -> StatusCode {
        let undo = json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": format!("{follow_id}/undo"), "type": "Undo", "actor": self.actor_url(),
            "object": {"id": follow_id, "type": "Follow", "actor": self.actor_url(), "object": actor_url},
        });
        self.post_to_inbox_of(actor_url, &undo).await
    }

    /// Fetches an actor and posts anything to its inbox, signed by the account here.
    pub async fn post_to_inbox_of(&self, actor_url: &str, activity: &Value) -> StatusCode {
        let actor = self.inner.fetch(actor_url).await.expect("the actor can be fetched");
        let inbox = Url::parse(actor["inbox"].as_str().expect("the actor has an inbox")).unwrap();
        let body = serde_json::to_vec(activity).unwrap();
        let mut request = Request::post(Profile::Federation, inbox.clone(), body.clone())
            .header(header::CONTENT_TYPE, HeaderValue::from_static("application/activity+json"));
        let key = self.inner.key.lock().unwrap().clone();
        let signer = Signer { key: &key, key_id: &format!("{}#main-key", self.actor_url()) };
        let now = self.inner.clock.now();
        sign(Dialect::Cavage, &signer, &Method::POST, &inbox, &mut request.headers, Some(&body), now).unwrap();
        self.inner.net.send(request).await.expect("the inbox answers").status
    }
}

impl Drop for MiniPeer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Inner {
    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.host)
    }

    async fn fetch(&self, address: &str) -> Option<Value> {
        let url = Url::parse(address).ok()?;
        let request = Request::get(Profile::Federation, url)
            .header(header::ACCEPT, HeaderValue::from_static("application/activity+json"));
        let response = self.net.send(request).await.ok()?;
        response.status.is_success().then(|| serde_json::from_slice(&response.body).ok())?
    }

    /// The public key under this id: a trusted one, else from its owner's document.
    async fn key(&self, key_id: &Url) -> Option<String> {
        if let Some(pem) = self.trusted.lock().unwrap().get(key_id.as_str()) {
            return Some(pem.clone());
        }
        let document = self.fetch(key_id.as_str()).await?;
        let key = &document["publicKey"];
        (key["id"].as_str() == Some(key_id.as_str())).then(|| key["publicKeyPem"].as_str().map(str::to_owned))?
    }

    async fn distrust(&self, claim: &Result<Claim, String>, actor: &str) -> Option<String> {
        let claim = match claim {
            Ok(claim) => claim,
            Err(reason) => return Some(reason.clone()),
        };
        if claim.key_id.as_str().split('#').next() != Some(actor) {
            return Some("signed by someone else than the actor".to_owned());
        }
        let Some(pem) = self.key(&claim.key_id).await else { return Some("the key cannot be found".to_owned()) };
        match VerifyingKey::from_pem(&pem) {
            Ok(key) => claim.verify(&key).err().map(|error| error.to_string()),
            Err(error) => Some(error.to_string()),
        }
    }

    fn actor_document(&self) -> Value {
        let (id, account) = (self.url("/users/anna"), *self.account.lock().unwrap());
        json!({
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
            "id": id, "type": "Person", "preferredUsername": "anna", "name": "Anna",
            "inbox": self.url(account.inbox), "outbox": self.url("/users/anna/outbox"),
            "followers": self.url("/users/anna/followers"), "following": self.url("/users/anna/following"),
            "endpoints": {"sharedInbox": self.url(account.shared)},
            "publicKey": {
                "id": format!("{id}#main-key"), "owner": id,
                "publicKeyPem": self.key.lock().unwrap().public_key_pem(),
            },
        })
    }

    fn webfinger(&self) -> Value {
        json!({
            "subject": format!("acct:anna@{}", self.host),
            "links": [{"rel": "self", "type": "application/activity+json", "href": self.url("/users/anna")}],
        })
    }

    async fn inbox(&self, method: &Method, path_and_query: &str, headers: HeaderMap, body: Bytes) -> Reply {
        let origin = Url::parse(&self.url("/")).unwrap();
        let incoming = Incoming { method, path_and_query, headers: &headers, body: &body, origin: &origin };
        let claim = examine(&incoming, self.clock.now()).map_err(|error| error.to_string());
        let json: Value = serde_json::from_slice(&body).unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let object = json["object"].as_str().map_or_else(|| text(&json["object"]["id"]), str::to_owned);
        let distrust = self.distrust(&claim, json["actor"].as_str().unwrap_or_default()).await;
        let mut one = Received {
            at: self.clock.now(),
            path: path_and_query.to_owned(),
            id: text(&json["id"]),
            kind: text(&json["type"]),
            object,
            body,
            dialect: claim.ok().map(|claim| claim.dialect),
            distrust,
            headers,
            answered: 0,
        };
        let script = {
            let mut received = self.received.lock().unwrap();
            let script = (self.rule.lock().unwrap())(&one, received.len());
            one.answered = planned(&script, &one);
            received.push(one.clone());
            script
        };
        self.arrived.notify_waiters();
        match script {
            Script::Slow(time) => tokio::time::sleep(time).await,
            Script::Hold => self.gate.acquire().await.unwrap().forget(),
            Script::Hang => std::future::pending().await,
            _ => {}
        }
        let extra = if let Script::Status(_, headers) = script { headers } else { Vec::new() };
        (StatusCode::from_u16(one.answered).unwrap(), extra)
    }
}

type Reply = (StatusCode, Vec<(&'static str, String)>);

/// The status that a script gives to a request.
fn planned(script: &Script, one: &Received) -> u16 {
    let believed = if one.distrust.is_none() { 202 } else { 401 };
    match script {
        Script::Accept | Script::Slow(_) | Script::Hold => believed,
        Script::Status(code, _) => *code,
        Script::Gone => 410,
        Script::Hang => 0,
        Script::Only9421 if one.dialect == Some(Dialect::Rfc9421) => believed,
        Script::Only9421 => 401,
    }
}

async fn handle(State(inner): State<Arc<Inner>>, request: Arriving) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let inbox = path == "/inbox" || path.ends_with("/inbox");
    if parts.method == Method::POST && inbox {
        inner.most.fetch_max(inner.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let _leaving = Leaving(Arc::clone(&inner));
        let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
        let (status, extra) = inner.inbox(&parts.method, target, parts.headers, body).await;
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        for (name, value) in extra {
            response.headers_mut().insert(name, value.parse().unwrap());
        }
        return response;
    }
    let gone = inner.account.lock().unwrap().gone;
    let (kind, document) = match path.as_str() {
        "/users/anna" if gone => return Response::builder().status(410).body(Body::empty()).unwrap(),
        "/users/anna" => ("application/activity+json", inner.actor_document()),
        "/.well-known/webfinger" => ("application/jrd+json", inner.webfinger()),
        _ => return Response::builder().status(404).body(Body::empty()).unwrap(),
    };
    Response::builder().header(header::CONTENT_TYPE, kind).body(Body::from(document.to_string())).unwrap()
}

/// Counts a request as over, also when the sender hung up.
struct Leaving(Arc<Inner>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, Ordering::SeqCst);
    }
}
