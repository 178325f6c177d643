//! A neighbour with an account of her own: a tiny ActivityPub server that follows both towns over real HTTP, with
//! signatures both ways. In: what the towns deliver. Out: her actor document, and a list of what arrived for
//! `follower_page`. Started by `demo`. She is a stranger to the server: everything goes through her own listener.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use jiff::Timestamp;
use serde_json::{Value, json};
use url::Url;

use super::website_page::plain;
use crate::clock::SharedClock;
use crate::federation::keys::{SigningKey, VerifyingKey};
use crate::federation::signature::{Dialect, Incoming, Signer, examine, sign};
use crate::net::{Net, Profile, Request, Response};

/// Messages that are kept for showing.
const KEPT: usize = 60;
/// What the Fediverse speaks.
pub const ACTIVITY_JSON: &str = "application/activity+json";

/// Something that arrived.
#[derive(Debug, Clone)]
pub struct Message {
    /// Create, Update, Delete, Accept, …
    pub kind: String,
    pub at: Timestamp,
    /// `@rathaus@musterbach.localhost:8080`
    pub from: String,
    /// The words of it; empty for a Delete.
    pub text: String,
    /// The alt text of each picture.
    pub pictures: Vec<String>,
    /// The object's id, by which Create, Update and Delete of one post belong together.
    pub object: String,
    /// Where people read it.
    pub page: Option<String>,
}

/// The neighbour.
pub struct Follower {
    origin: Url,
    key: SigningKey,
    net: Net,
    clock: SharedClock,
    messages: Mutex<VecDeque<Message>>,
    /// Activity ids that were seen: servers may deliver twice.
    known: Mutex<VecDeque<String>>,
    /// Actor documents by id.
    actors: Mutex<HashMap<String, Value>>,
}

impl Follower {
    /// At home at an origin such as `http://nachbarin.localhost:41234/`.
    ///
    /// # Errors
    /// When no key can be made.
    pub async fn new(origin: Url, net: Net, clock: SharedClock) -> anyhow::Result<Arc<Self>> {
        let key = tokio::task::spawn_blocking(SigningKey::generate).await??;
        let follower = Self {
            origin,
            key,
            net,
            clock,
            messages: Mutex::default(),
            known: Mutex::default(),
            actors: Mutex::default(),
        };
        Ok(Arc::new(follower))
    }

    /// Her id.
    pub fn id(&self) -> String {
        format!("{}petra", self.origin)
    }

    /// Where her inbox can be looked at.
    pub fn page(&self) -> String {
        format!("{}@petra", self.origin)
    }

    /// Who she is, for other servers.
    pub fn document(&self) -> Value {
        let id = self.id();
        json!({
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
            "id": id,
            "type": "Person",
            "preferredUsername": "petra",
            "name": "Petra Nachbarin",
            "url": self.page(),
            "inbox": format!("{id}/inbox"),
            "outbox": format!("{id}/outbox"),
            "publicKey": {
                "id": format!("{id}#main-key"),
                "owner": id,
                "publicKeyPem": self.key.public_key_pem(),
            },
        })
    }

    /// What arrived, newest first.
    pub fn messages(&self) -> Vec<Message> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Looks a handle up and follows it, as any server of the Fediverse does.
    ///
    /// # Errors
    /// When the other side cannot be found or does not take the request.
    pub async fn follow(&self, handle: &str) -> anyhow::Result<()> {
        let host = handle.rsplit('@').next().unwrap_or_default();
        let mut question = Url::parse(&format!("http://{host}/.well-known/webfinger"))?;
        question.query_pairs_mut().append_pair("resource", &format!("acct:{handle}"));
        let answer = self.net.send(Request::get(Profile::Federation, question)).await?;
        let found: Value = serde_json::from_slice(&answer.body).context("no WebFinger answer")?;
        let links = found.get("links").and_then(Value::as_array).into_iter().flatten();
        let own = links.filter(|link| text(link, "rel") == "self").map(|link| text(link, "href")).next();
        let actor = self.actor(own.context("no actor behind the handle")?).await?;
        let inbox = Url::parse(text(&actor, "inbox"))?;
        let request = json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": format!("{}#follow-{host}", self.id()),
            "type": "Follow",
            "actor": self.id(),
            "object": text(&actor, "id"),
        });
        let body = Bytes::from(request.to_string());
        let mut outgoing = Request::post(Profile::Federation, inbox.clone(), body.clone());
        outgoing.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(ACTIVITY_JSON));
        self.sign(&Method::POST, &inbox, &mut outgoing.headers, Some(&body))?;
        let answer = self.net.send(outgoing).await?;
        anyhow::ensure!(answer.status.is_success(), "the inbox answered {}", answer.status);
        Ok(())
    }

    /// Takes what a server brought to her inbox.
    ///
    /// # Errors
    /// The status that says why it is not believed.
    pub async fn receive(&self, path: &str, headers: &HeaderMap, body: &Bytes) -> Result<(), StatusCode> {
        let activity: Value = serde_json::from_slice(body).map_err(|_| StatusCode::BAD_REQUEST)?;
        let incoming =
            Incoming { method: &Method::POST, path_and_query: path, headers, body, origin: &self.origin };
        let claim = examine(&incoming, self.clock.now()).map_err(|_| StatusCode::UNAUTHORIZED)?;
        let actor = self.actor(text(&activity, "actor")).await.map_err(|_| StatusCode::UNAUTHORIZED)?;
        let key = actor.get("publicKey").filter(|key| text(key, "id") == claim.key_id.as_str());
        let key = key.and_then(|key| VerifyingKey::from_pem(text(key, "publicKeyPem")).ok());
        key.and_then(|key| claim.verify(&key).ok()).ok_or(StatusCode::UNAUTHORIZED)?;
        self.keep(&activity, &actor);
        Ok(())
    }

    fn keep(&self, activity: &Value, actor: &Value) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let id = text(activity, "id").to_owned();
        if known.contains(&id) {
            return;
        }
        known.push_front(id);
        known.truncate(KEPT * 4);
        let host = Url::parse(text(actor, "id")).map(|id| id[url::Position::BeforeHost..url::Position::AfterPort].to_owned());
        let from = format!("@{}@{}", text(actor, "preferredUsername"), host.unwrap_or_default());
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.push_front(message(activity, from, self.clock.now()));
        messages.truncate(KEPT);
    }

    /// An actor's document, fetched with a signature and remembered.
    async fn actor(&self, id: &str) -> anyhow::Result<Value> {
        let known = self.actors.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let url = Url::parse(id)?;
        let mut request = Request::get(Profile::Federation, url.clone())
            .header(HeaderName::from_static("accept"), HeaderValue::from_static(ACTIVITY_JSON));
        self.sign(&Method::GET, &url, &mut request.headers, None)?;
        let answer: Response = self.net.send(request).await?;
        let document: Value = serde_json::from_slice(&answer.body)?;
        anyhow::ensure!(text(&document, "id") == id, "another actor's document");
        self.actors.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), document.clone());
        Ok(document)
    }

    fn sign(&self, method: &Method, url: &Url, headers: &mut HeaderMap, body: Option<&[u8]>) -> anyhow::Result<()> {
        let key_id = format!("{}#main-key", self.id());
        let signer = Signer { key: &self.key, key_id: &key_id };
        Ok(sign(Dialect::Cavage, &signer, method, url, headers, body, self.clock.now())?)
    }
}

/// What there is to show of an activity.
fn message(activity: &Value, from: String, at: Timestamp) -> Message {
    let nothing = Value::Null;
    let object = activity.get("object").unwrap_or(&nothing);
    let pictures = object.get("attachment").and_then(Value::as_array).into_iter().flatten();
    Message {
        kind: text(activity, "type").to_owned(),
        at,
        from,
        text: plain(text(object, "content")),
        pictures: pictures.map(|picture| text(picture, "name").to_owned()).collect(),
        object: object.as_str().unwrap_or_else(|| text(object, "id")).to_owned(),
        page: object.get("url").and_then(Value::as_str).map(str::to_owned),
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_shows_words_never_markup() {
        let activity = json!({
            "type": "Create",
            "object": {
                "id": "http://ort.localhost/ap/posts/1",
                "url": "http://ort.localhost/beitrag/1",
                "content": "<p>Guten <script>alert(1)</script><b>Tag</b></p><p>zwei</p>",
                "attachment": [{ "type": "Document", "name": "Ein Hügel" }, { "type": "Document" }],
            },
        });
        let message = message(&activity, "@rathaus@ort.localhost".into(), Timestamp::UNIX_EPOCH);
        assert!(!message.text.contains('<'), "{}", message.text);
        assert!(message.text.ends_with("Tag\nzwei"));
        assert_eq!(message.pictures, ["Ein Hügel", ""]);
        assert_eq!(message.object, "http://ort.localhost/ap/posts/1");
    }
}
