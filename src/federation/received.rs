//! An activity as it came in: read from plain JSON, tolerant of shapes, strict about identity (spec interop §3.1
//! steps 4 and 5). Embedded objects are looked at for their ids only; what they say is believed of their own author alone
//! ([`super::remote_note`]).

use serde_json::Value;
use url::Url;

use super::strict_json;

/// The longest id that is read, in bytes.
const MAX_ID: usize = 2048;
/// Entries of a list of objects or recipients that are looked at.
const MAX_LISTED: usize = 500;

/// What an activity is, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Follow,
    Undo,
    Delete,
    Block,
    Create,
    Update,
    Like,
    Announce,
    Flag,
    Move,
}

impl Kind {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "Follow" => Self::Follow,
            "Undo" => Self::Undo,
            "Delete" => Self::Delete,
            "Block" => Self::Block,
            "Create" => Self::Create,
            "Update" => Self::Update,
            "Like" | "EmojiReact" => Self::Like,
            "Announce" => Self::Announce,
            "Flag" => Self::Flag,
            "Move" => Self::Move,
            _ => return None,
        })
    }
}

/// A received activity.
#[derive(Debug, Clone)]
pub(super) struct Received {
    /// `None` for the many kinds that mean nothing to us.
    pub kind: Option<Kind>,
    /// Its id as it was written.
    pub id: String,
    /// Who says it.
    pub actor: Url,
    object: Value,
    to: Vec<String>,
    cc: Vec<String>,
    content: Option<String>,
}

impl Received {
    /// Reads a body. `http` is allowed beside `https` under the development switch only.
    ///
    /// # Errors
    /// What is malformed, for the log.
    pub fn read(body: &[u8], allow_http: bool) -> Result<Self, &'static str> {
        let Ok(Value::Object(mut map)) = strict_json::parse(body) else { return Err("not one JSON object") };
        let kind = match map.get("type") {
            Some(Value::String(word)) => Kind::parse(word),
            Some(Value::Array(list)) => list.iter().take(MAX_LISTED).filter_map(Value::as_str).find_map(Kind::parse),
            _ => return Err("no type"),
        };
        let id = map.get("id").and_then(Value::as_str).ok_or("no id")?.to_owned();
        let id_url = address(&id, allow_http).ok_or("the id is no address")?;
        let actor = map.get("actor").and_then(id_of).ok_or("no actor")?;
        let actor = address(actor, allow_http).ok_or("the actor is no address")?;
        if actor.origin() != id_url.origin() {
            return Err("the id is not on the actor's host");
        }
        let listed = |name: &str| -> Vec<String> {
            map.get(name).into_iter().flat_map(ids_of).take(MAX_LISTED).map(str::to_owned).collect()
        };
        let (to, cc) = (listed("to"), listed("cc"));
        let content = map.get("content").and_then(Value::as_str).map(str::to_owned);
        Ok(Self { kind, id, actor, object: map.remove("object").unwrap_or(Value::Null), to, cc, content })
    }

    /// The id of its object, whether it stands alone, embedded, or as the only one of a list.
    pub fn object_id(&self) -> Option<&str> {
        id_of(single(&self.object))
    }

    /// The ids of all its objects.
    pub fn object_ids(&self) -> impl Iterator<Item = &str> {
        ids_of(&self.object).take(MAX_LISTED)
    }

    /// The embedded object, if it is more than an id.
    pub fn embedded(&self) -> Option<Embedded<'_>> {
        single(&self.object).as_object().map(|_| Embedded(single(&self.object)))
    }

    /// Whom it is addressed to, as far as the list is read.
    pub fn audience(&self) -> impl Iterator<Item = &str> {
        self.to.iter().chain(&self.cc).map(String::as_str)
    }

    /// `to` and `cc` apart, as far as the lists are read.
    pub fn addressed(&self) -> (&[String], &[String]) {
        (&self.to, &self.cc)
    }

    /// Words of the activity itself, as a report has them.
    pub fn content(&self) -> &str {
        self.content.as_deref().unwrap_or_default()
    }

    /// Whether its object is its own actor, as when an account deletes or moves itself.
    pub fn is_about_its_actor(&self) -> bool {
        self.object_id().and_then(|id| Url::parse(id).ok()).is_some_and(|id| id == self.actor)
    }
}

/// An object inside an activity.
#[derive(Debug, Clone, Copy)]
pub(super) struct Embedded<'a>(&'a Value);

impl<'a> Embedded<'a> {
    /// The object itself.
    pub fn value(&self) -> &'a Value {
        self.0
    }

    /// Whether it says it is of this type.
    pub fn is(&self, kind: &str) -> bool {
        match self.0.get("type") {
            Some(Value::Array(list)) => list.iter().any(|word| word.as_str() == Some(kind)),
            Some(word) => word.as_str() == Some(kind),
            None => false,
        }
    }

    /// The id in one of its fields.
    pub fn id_in(&self, field: &str) -> Option<&'a str> {
        id_of(single(self.0.get(field)?))
    }

    /// The ids in one of its fields, as far as a list is read; `None` without such a field.
    pub fn ids_in(&self, field: &str) -> Option<Vec<String>> {
        Some(ids_of(self.0.get(field)?).take(MAX_LISTED).map(str::to_owned).collect())
    }

    /// Whether it stands on its author's host and says that this is its author.
    pub fn is_by(&self, actor: &Url) -> bool {
        let on_its_host = self.url_in("id").is_some_and(|id| id.origin() == actor.origin());
        on_its_host && self.url_in("attributedTo").is_some_and(|author| author == *actor)
    }

    /// An address in one of its fields.
    pub fn url_in(&self, field: &str) -> Option<Url> {
        Url::parse(self.id_in(field)?).ok()
    }
}

/// The only entry of a list, or the value itself.
fn single(value: &Value) -> &Value {
    match value {
        Value::Array(list) if list.len() == 1 => list.first().unwrap_or(value),
        other => other,
    }
}

/// A string, or the `id` of an object; never longer than an id may be.
fn id_of(value: &Value) -> Option<&str> {
    let text = match value {
        Value::String(text) => Some(text.as_str()),
        Value::Object(map) => map.get("id").and_then(Value::as_str),
        _ => None,
    };
    text.filter(|text| text.len() <= MAX_ID)
}

fn ids_of(value: &Value) -> impl Iterator<Item = &str> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        other => std::slice::from_ref(other),
    };
    list.iter().filter_map(id_of)
}

/// An absolute web address without credentials.
fn address(text: &str, allow_http: bool) -> Option<Url> {
    let url = Url::parse(text).ok().filter(|_| text.len() <= MAX_ID)?;
    let scheme = url.scheme() == "https" || (allow_http && url.scheme() == "http");
    let plain = url.username().is_empty() && url.password().is_none() && url.has_host();
    let one_line = !text.chars().any(|c| c.is_control() || c.is_whitespace());
    (scheme && plain && one_line).then_some(url)
}
