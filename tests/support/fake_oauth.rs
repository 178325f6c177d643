//! A platform under our control at which people log in: pages where they agree or refuse, codes that work once, logins of
//! an hour and of sixty days, words for renewing that work once, taking back, and Meta's questions about a token. Speaks
//! for all platforms at once, each at its own paths; knows nothing of us.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use http::{HeaderMap, Method, Request, Response};
use serde_json::{Value, json};
use tokio::sync::Notify;
use url::{Url, form_urlencoded};

/// The app that is registered here.
pub const APP: &str = "4711";
/// Its secret.
pub const APP_SECRET: &str = "app-geheim";
/// Who logs in.
pub const PERSON: &str = "218471";

/// What a code stands for.
struct Code {
    redirect: String,
    challenge: Option<String>,
}

#[derive(Default)]
struct World {
    codes: HashMap<String, Code>,
    /// Tokens that are taken.
    alive: HashSet<String>,
    /// Words for renewing that are taken.
    words: HashSet<String>,
    made: u32,
    renewed: u32,
    given_back: Vec<String>,
    denies: bool,
    /// Renews, and then says that it has trouble.
    loses: bool,
    scopes: Vec<String>,
    data_access_until: i64,
    pages: Vec<Value>,
    asked: Vec<String>,
    /// What stands at paths, for whoever is logged in.
    content: HashMap<String, Value>,
}

/// The running platform.
#[derive(Clone)]
pub struct FakeOauth {
    pub base: Url,
    world: Arc<Mutex<World>>,
    /// While it is held, a renewal is done but not answered.
    gate: Arc<Mutex<Option<Arc<Notify>>>>,
    /// Rings when a renewal was done.
    done: Arc<Notify>,
}

impl FakeOauth {
    /// Starts a platform with two Pages.
    pub async fn start() -> Self {
        let world = World {
            scopes: ["pages_show_list", "pages_read_engagement", "pages_read_user_content"].map(str::to_owned).into(),
            pages: vec![
                json!({"id": "100", "name": "Freibad Musterbach", "access_token": "EAAB-seite-100"}),
                json!({"id": "200", "name": "Stadt Musterbach", "access_token": "EAAB-seite-200",
                    "instagram_business_account": {"id": "1784", "username": "musterbach"}}),
            ],
            alive: ["EAAB-seite-100", "EAAB-seite-200"].map(str::to_owned).into(),
            ..World::default()
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        let fake = Self { base, world: Arc::new(Mutex::new(world)), gate: Arc::default(), done: Arc::default() };
        let router = Router::new().fallback(answer).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        fake
    }

    fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        change(&mut self.world.lock().unwrap())
    }

    /// People refuse from now on.
    pub fn deny(&self) {
        self.change(|world| world.denies = true);
    }

    /// From now on it renews and then says that it has trouble.
    pub fn lose(&self) {
        self.change(|world| world.loses = true);
    }

    /// Renewals are done, but not answered until [`FakeOauth::open`].
    pub fn hold(&self) {
        *self.gate.lock().unwrap() = Some(Arc::default());
    }

    /// Answers what was held.
    pub fn open(&self) {
        if let Some(gate) = self.gate.lock().unwrap().take() {
            gate.notify_waiters();
        }
    }

    /// Waits until a renewal was done.
    pub async fn renewal(&self) {
        self.done.notified().await;
    }

    /// How often a login was renewed.
    pub fn renewed(&self) -> u32 {
        self.change(|world| world.renewed)
    }

    /// What was given back: tokens, and whose permissions.
    pub fn given_back(&self) -> Vec<String> {
        self.change(|world| world.given_back.clone())
    }

    /// The login with this token is dead from now on.
    pub fn kill(&self, token: &str) {
        self.change(|world| world.alive.remove(token));
    }

    /// All logins are dead from now on, and none of them can be renewed.
    pub fn forget(&self) {
        self.change(|world| {
            world.alive.clear();
            world.words.clear();
        });
    }

    /// Every token but the newest is dead from now on.
    pub fn kill_old(&self) {
        self.change(|world| {
            let newest = format!("token-{}", world.made);
            world.alive.retain(|token| *token == newest);
        });
    }

    /// What a path answers to whoever is logged in; `null`: nothing stands there.
    pub fn serve(&self, path: &str, body: Value) {
        self.change(|world| world.content.insert(path.to_owned(), body));
    }

    /// A pair of token and word for renewing, as if someone had logged in.
    pub fn pair(&self) -> (String, String) {
        self.change(World::pair)
    }

    /// What Meta says about tokens: the rights, and until when the app may read (in seconds since 1970; 0: for ever).
    pub fn says(&self, scopes: &[&str], data_access_until: i64) {
        self.change(|world| {
            world.scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
            world.data_access_until = data_access_until;
        });
    }

    /// Paths that were asked for so far.
    pub fn asked(&self) -> Vec<String> {
        self.change(|world| world.asked.clone())
    }
}

impl World {
    fn token(&mut self) -> String {
        self.made += 1;
        let token = format!("token-{}", self.made);
        self.alive.insert(token.clone());
        token
    }

    fn pair(&mut self) -> (String, String) {
        let token = self.token();
        let word = format!("wort-{}", self.made);
        self.words.insert(word.clone());
        (token, word)
    }
}

fn reply(status: u16, body: &Value) -> Response<Body> {
    let response = Response::builder().status(status).header("content-type", "application/json");
    response.body(Body::from(body.to_string())).unwrap()
}

fn error(word: &str) -> Response<Body> {
    reply(400, &json!({"error": word, "error_description": "Ein Satz, der token-1 zitiert"}))
}

async fn answer(State(fake): State<FakeOauth>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let url = fake.base.join(&parts.uri.to_string()).unwrap();
    let raw = axum::body::to_bytes(body, 100_000).await.unwrap();
    let mut given: HashMap<String, String> = url.query_pairs().into_owned().collect();
    given.extend(form_urlencoded::parse(&raw).into_owned());
    let path = url.path().to_owned();
    fake.change(|world| world.asked.push(path.clone()));
    let response = fake.change(|world| world.respond(&parts.method, &path, &given, &parts.headers));
    if given.get("grant_type").is_some_and(|grant| grant == "refresh_token") {
        let gate = fake.gate.lock().unwrap().clone();
        fake.done.notify_one();
        if let Some(gate) = gate {
            gate.notified().await;
        }
    }
    response
}

impl World {
    fn respond(
        &mut self,
        method: &Method,
        path: &str,
        given: &HashMap<String, String>,
        headers: &HeaderMap,
    ) -> Response<Body> {
        match path {
            "/v26.0/dialog/oauth"
            | "/oauth/authorize"
            | "/i/oauth2/authorize"
            | "/oauth/v2/authorization"
            | "/v2/auth/authorize/" => self.agree(given),
            "/v26.0/oauth/access_token"
            | "/oauth/access_token"
            | "/2/oauth2/token"
            | "/oauth/v2/accessToken"
            | "/v2/oauth/token/" => self.exchange(given, headers),
            "/access_token" => self.lengthen(given),
            "/2/oauth2/revoke" | "/oauth/v2/revoke" | "/v2/oauth/revoke/" => self.take_back(given, headers),
            _ => self.read(method, path, given, headers),
        }
    }

    /// The page on which a person agrees.
    fn agree(&mut self, given: &HashMap<String, String>) -> Response<Body> {
        let app = given.get("client_id").or_else(|| given.get("client_key"));
        if app.map(String::as_str) != Some(APP) || given["response_type"] != "code" || given["scope"].is_empty() {
            return error("invalid_request");
        }
        let mut back = Url::parse(&given["redirect_uri"]).unwrap();
        if self.denies {
            back.query_pairs_mut().append_pair("error", "access_denied").append_pair("state", &given["state"]);
        } else {
            self.made += 1;
            let code = format!("code-{}", self.made);
            let challenge = given.get("code_challenge").cloned();
            self.codes.insert(code.clone(), Code { redirect: given["redirect_uri"].clone(), challenge });
            back.query_pairs_mut().append_pair("code", &code).append_pair("state", &given["state"]);
        }
        Response::builder().status(302).header("location", format!("{back}#_")).body(Body::empty()).unwrap()
    }

    fn exchange(&mut self, given: &HashMap<String, String>, headers: &HeaderMap) -> Response<Body> {
        if !knows_app(given, headers) {
            return error("invalid_client");
        }
        match given["grant_type"].as_str() {
            "authorization_code" => {
                let Some(code) = self.codes.remove(&given["code"]) else { return error("invalid_grant") };
                let proven = code
                    .challenge
                    .is_none_or(|challenge| Some(challenge) == given.get("code_verifier").map(|word| hash(word)));
                if !proven || code.redirect != given["redirect_uri"] {
                    return error("invalid_grant");
                }
                let (token, word) = self.pair();
                reply(
                    200,
                    &json!({"access_token": token, "refresh_token": word, "expires_in": 7200, "user_id": PERSON,
                    "refresh_token_expires_in": 31_536_000, "refresh_expires_in": 31_536_000, "open_id": "o-1"}),
                )
            }
            "fb_exchange_token" => {
                if !self.alive.contains(&given["fb_exchange_token"]) {
                    return error("invalid_grant");
                }
                reply(200, &json!({"access_token": self.token(), "expires_in": 5_183_944}))
            }
            "refresh_token" => {
                if !self.words.remove(&given["refresh_token"]) {
                    return error("invalid_grant");
                }
                self.renewed += 1;
                let (token, word) = self.pair();
                if self.loses {
                    return reply(500, &json!({}));
                }
                reply(200, &json!({"access_token": token, "refresh_token": word, "expires_in": 7200}))
            }
            _ => error("unsupported_grant_type"),
        }
    }

    /// From an hour to sixty days, as Instagram and Threads do it.
    fn lengthen(&mut self, given: &HashMap<String, String>) -> Response<Body> {
        if given["client_secret"] != APP_SECRET || !self.alive.contains(&given["access_token"]) {
            return error("invalid_grant");
        }
        reply(200, &json!({"access_token": format!("IG{}", self.token()), "expires_in": 5_183_944}))
    }

    fn take_back(&mut self, given: &HashMap<String, String>, headers: &HeaderMap) -> Response<Body> {
        if !knows_app(given, headers) {
            return error("invalid_client");
        }
        self.alive.remove(&given["token"]);
        self.words.remove(&given["token"]);
        self.given_back.push(given["token"].clone());
        Response::builder().status(200).body(Body::empty()).unwrap()
    }

    fn read(
        &mut self,
        method: &Method,
        path: &str,
        given: &HashMap<String, String>,
        headers: &HeaderMap,
    ) -> Response<Body> {
        let bearer = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let token = bearer.trim_start_matches("Bearer ").to_owned();
        let known = self.alive.contains(&token) || self.alive.contains(token.trim_start_matches("IG"));
        let of_meta = path.starts_with("/v26.0/") || path.starts_with("/v1.0/");
        if !known && !of_meta {
            return reply(401, &json!({"error": {"code": "access_token_invalid"}}));
        }
        if !known && token != format!("{APP}|{APP_SECRET}") {
            return reply(400, &json!({"error": {"message": "(#190)", "type": "OAuthException", "code": 190}}));
        }
        match self.content.get(path) {
            Some(Value::Null) => return reply(404, &json!({})),
            Some(body) => return reply(200, body),
            None => {}
        }
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match parts.as_slice() {
            ["v26.0", person, "permissions"] if *method == Method::DELETE => {
                self.given_back.push(format!("alles von {person} mit {token}"));
                reply(200, &json!({"success": true}))
            }
            ["v26.0", "me"] if given.get("fields").is_some_and(|fields| fields == "id") => {
                reply(200, &json!({"id": PERSON}))
            }
            ["v26.0", "me", "accounts"] => reply(200, &json!({"data": self.pages})),
            ["v26.0", "debug_token"] => {
                let alive = self.alive.contains(&given["input_token"]);
                reply(
                    200,
                    &json!({"data": {"is_valid": alive, "expires_at": 0, "scopes": self.scopes,
                    "data_access_expires_at": self.data_access_until}}),
                )
            }
            ["v1.0" | "v26.0", "me"] => reply(200, &json!({"id": "17", "user_id": "1799", "username": "musterbach"})),
            ["2", "users", "me"] => reply(200, &json!({"data": {"id": "9", "username": "musterbach"}})),
            ["v2", "user", "info"] => {
                let user = json!({"open_id": "o-1", "display_name": "Stadt Musterbach"});
                reply(200, &json!({"data": {"user": user}, "error": {"code": "ok"}}))
            }
            ["rest", "organizationAcls"] => {
                let role =
                    |role: &str, id: u32| json!({"role": role, "organization": format!("urn:li:organization:{id}")});
                reply(
                    200,
                    &json!({"elements": [role("ADMINISTRATOR", 5), role("ANALYST", 6), role("CONTENT_ADMIN", 5)]}),
                )
            }
            [_, id] => match self.pages.iter().find(|page| page["id"] == *id) {
                Some(page) => reply(
                    200,
                    &json!({"id": id, "name": page["name"], "link": format!("https://www.facebook.com/{id}")}),
                ),
                None => reply(200, &json!({"data": []})),
            },
            _ => reply(200, &json!({"data": []})),
        }
    }
}

/// In the form, or in a header.
fn knows_app(given: &HashMap<String, String>, headers: &HeaderMap) -> bool {
    let basic = format!("Basic {}", data_encoding::BASE64.encode(format!("{APP}:{APP_SECRET}").as_bytes()));
    let in_form = given.get("client_secret").map(String::as_str) == Some(APP_SECRET)
        && given.get("client_id").or_else(|| given.get("client_key")).map(String::as_str) == Some(APP);
    in_form || headers.get("authorization").is_some_and(|value| value.as_bytes() == basic.as_bytes())
}

fn hash(word: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, word.as_bytes());
    data_encoding::BASE64URL_NOPAD.encode(digest.as_ref())
}
