//! A platform of every kind under our control, on loopback: an account of the town that says, edits and deletes posts,
//! strangers wherever that platform lets them speak, and trouble. A new kind of source needs a line in each function here.

use ausrufer::admin::{Keyring, NewSourceRequest, add_source};
use ausrufer::domain::connection::{Login, Secret};
use ausrufer::domain::source::{Source, SourceKind};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::fake_graph::{self, FakeGraph, Mood};
use super::letters::Letters;
use super::platform_words as words;
use super::server::{TestServer, start_of_tests};
use super::site::{Answer, Site};

/// Stands wherever a platform lets others speak, and must be stored nowhere.
pub const STRANGER: &str = "Kanarienvogel";
/// What every platform but Meta's takes as a login.
pub const TOKEN: &str = "geheimes-wort";
/// What apps sign with.
pub const APP_SECRET: &str = fake_graph::APP_SECRET;

/// A post of the town on a platform.
#[derive(Debug, Clone, Copy)]
pub struct Said {
    pub id: u32,
    pub words: &'static str,
    /// Seconds after the beginning of the tests.
    pub at: i64,
    pub edited: bool,
}

/// A post that was not edited.
pub const fn said(id: u32, words: &'static str, at: i64) -> Said {
    Said { id, words, at, edited: false }
}

impl Said {
    pub fn time(self) -> Timestamp {
        start_of_tests() + SignedDuration::from_secs(self.at)
    }
}

/// The running platform.
pub struct Platform {
    pub kind: SourceKind,
    stand: Stand,
}

enum Stand {
    Web(Site),
    Graph(FakeGraph),
    Post(Letters),
}

impl Platform {
    /// Starts a platform that knows the town's account; none for what nobody reads anywhere.
    pub async fn start(kind: SourceKind) -> Option<Self> {
        let stand = match kind {
            SourceKind::Own => return None,
            SourceKind::Facebook | SourceKind::Instagram | SourceKind::Threads => {
                let graph = FakeGraph::start().await;
                words::graph_account(kind.as_str()).into_iter().for_each(|node| graph.node(node));
                Stand::Graph(graph)
            }
            SourceKind::Mail => Stand::Post(Letters::start().await),
            _ => Stand::Web(Site::start(kind.as_str()).await),
        };
        Some(Self { kind, stand })
    }

    /// The account says these, the newest first; `gone` was deleted, where one can delete there.
    pub fn says(&self, posts: &[Said], gone: &[u32]) {
        match &self.stand {
            Stand::Web(site) => {
                let answers = words::answers(self.kind, posts, gone, &site.url(""));
                let type_of =
                    |body: &str| if body.starts_with("BEGIN:") { "text/calendar" } else { words::type_of(body) };
                for (path, body) in answers {
                    let answer = match body {
                        Some(body) => Answer::ok(type_of(&body), body),
                        None => Answer::status(404),
                    };
                    site.put(&path, answer);
                }
                if self.kind == SourceKind::Feed {
                    site.put("/hub", Answer::status(202));
                    let links =
                        format!("<{}>; rel=\"hub\", <{}>; rel=\"self\"", site.url("/hub"), site.url("/feed.xml"));
                    site.add_header("/feed.xml", "link", &links);
                }
                if self.kind == SourceKind::Youtube {
                    site.put("/subscribe", Answer::status(202));
                }
            }
            Stand::Graph(graph) => {
                let edge = words::graph_edge(self.kind.as_str());
                posts.iter().rev().for_each(|one| graph.publish(edge, words::graph_node(self.kind.as_str(), one)));
                words::graph_strangers(self.kind.as_str()).into_iter().for_each(|node| graph.publish(edge, node));
                gone.iter().for_each(|id| graph.delete(&format!("100064_{id}")));
            }
            Stand::Post(letters) => letters.replace(posts.iter().rev().map(words::letter).collect()),
        }
    }

    /// Whether people can withdraw what they said, so that it shows.
    pub fn withdraws(&self) -> bool {
        !matches!(self.kind, SourceKind::Telegram | SourceKind::Mail | SourceKind::Cap)
    }

    /// Whether people can change what they said.
    pub fn edits(&self) -> bool {
        self.kind != SourceKind::Mail
    }

    /// The login that the town has there, where one is needed.
    fn login(&self) -> Option<Login> {
        let with = |token: &str| Login {
            app_secret: Some(Secret::new(APP_SECRET)),
            verify: Some(Secret::new("wort")),
            ..Login::with_token(token)
        };
        match self.kind {
            SourceKind::Facebook | SourceKind::Instagram | SourceKind::Threads => Some(with(fake_graph::TOKEN)),
            SourceKind::Youtube | SourceKind::Mastodon => Some(Login::with_token(TOKEN)),
            SourceKind::Telegram => Some(Login::with_token(format!("123:{TOKEN}"))),
            SourceKind::Linkedin | SourceKind::Tiktok | SourceKind::X => Some(with(TOKEN)),
            SourceKind::Mail => Some(Login { user: Some("spiegel".into()), ..Login::with_token(TOKEN) }),
            _ => None,
        }
    }

    /// What the town holds to log in there; `None` where nobody logs in.
    pub fn keyring(&self) -> Option<Keyring> {
        let login = self.login()?;
        Some(Keyring { login, person: Some("eva@musterbach.test".into()), deputy: None })
    }

    /// Mirrors the account.
    pub async fn mirror(&self, server: &TestServer) -> Source {
        let request = NewSourceRequest {
            town: server.host.clone(),
            address: self.address(),
            name: Some(format!("Kanal {}", self.kind.as_str())),
            interval: Some(60),
            api_base: self.api_base(),
            keyring: self.keyring(),
            settings: words::settings(self.kind)
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value.into()))
                .collect(),
        };
        let added = add_source(&server.app.desk(), request).await;
        added.unwrap_or_else(|error| panic!("{}: {error:?}", self.kind.as_str())).source
    }

    fn api_base(&self) -> Option<String> {
        match (&self.stand, self.kind) {
            (_, SourceKind::Feed | SourceKind::Html | SourceKind::Ical) | (Stand::Post(_), _) => None,
            (Stand::Web(site), _) => Some(site.url("/")),
            (Stand::Graph(graph), _) => Some(graph.base.to_string()),
        }
    }

    fn address(&self) -> String {
        let site = |path: &str| match &self.stand {
            Stand::Web(site) => site.url(path),
            _ => String::new(),
        };
        match (&self.stand, self.kind) {
            (_, SourceKind::Feed) => format!("feed:{}", site("/feed.xml")),
            (_, SourceKind::Html) => format!("html:{}", site("/neu/")),
            (_, SourceKind::Ical) => format!("ical:{}", site("/k.ics")),
            (Stand::Post(letters), _) => format!("mail:imap://{}/INBOX", letters.address),
            (_, kind) => format!("{}:{}", kind.as_str(), words::account(kind)),
        }
    }

    /// Requests so far.
    pub fn asked(&self) -> usize {
        match &self.stand {
            Stand::Web(site) => site.count(),
            Stand::Graph(graph) => graph.asked().len(),
            Stand::Post(letters) => letters.asked().len(),
        }
    }

    /// A form that was posted to a path of this platform; the last one.
    pub fn posted(&self, path: &str) -> Option<String> {
        match &self.stand {
            Stand::Web(site) => site.asked(path).pop().map(|asked| asked.body),
            _ => None,
        }
    }

    /// From now on it answers nothing but this.
    pub fn refuses(&self, answer: Answer) {
        match &self.stand {
            Stand::Web(site) => site.only(Some(answer)),
            Stand::Graph(graph) => graph.mood(Mood::Html),
            Stand::Post(letters) => letters.down(true),
        }
    }

    /// From now on it takes no login, or only another one.
    pub fn locks_out(&self) {
        match &self.stand {
            Stand::Web(site) => {
                let reason = serde_json::json!({ "ok": false, "error_code": 401, "description": "Unauthorized",
                    "error": { "code": 401, "errors": [{ "reason": "keyInvalid" }] } });
                site.only(Some(Answer { status: 401, ..Answer::ok("application/json", reason.to_string()) }));
            }
            Stand::Graph(graph) => graph.mood(Mood::Error { code: 190, subcode: Some(460) }),
            Stand::Post(letters) => letters.lock_out(true),
        }
    }

    /// All is well again.
    pub fn recovers(&self) {
        match &self.stand {
            Stand::Web(site) => site.only(None),
            Stand::Graph(graph) => graph.mood(Mood::Well),
            Stand::Post(letters) => {
                letters.down(false);
                letters.lock_out(false);
            }
        }
    }
}

/// Every kind that somebody reads, each with a platform.
pub async fn every() -> Vec<Platform> {
    let mut all = Vec::new();
    for kind in SourceKind::ALL {
        all.extend(Platform::start(*kind).await);
    }
    all
}

/// What stands in a push, for those who push anything but a bare word.
pub fn push_of(kind: SourceKind, post: &Said) -> Value {
    words::push(kind, post)
}
