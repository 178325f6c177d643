//! What somebody on another server wrote to us: the words and for whom they were, from an object that its own author sent
//! (spec interop §1.7, §3.1, T-01). In: a received activity; out: a [`RemoteNote`], its words still as they came. Pure.

use jiff::Timestamp;
use serde_json::Value;

use super::received::{Embedded, Received};
use crate::domain::body_html::escape;
use crate::domain::case::Visibility;

/// Objects that are read as text.
const TYPES: [&str; 4] = ["Note", "Question", "Article", "Page"];
/// Mentions that are looked at.
const MAX_TAGS: usize = 500;
/// The ways in which servers write "everybody" (ActivityPub §5.6).
const PUBLIC: [&str; 3] = ["https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"];

/// Somebody's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RemoteNote {
    /// The object's id as written.
    pub uri: String,
    pub in_reply_to: Option<String>,
    /// Markup as it came: never stored or shown before it was cleaned.
    pub html: String,
    pub visibility: Visibility,
    pub said_at: Option<Timestamp>,
    /// Ids of whom it mentions or is addressed to.
    named: Vec<String>,
}

impl RemoteNote {
    /// Reads the object of a Create or Update. `None` when it is no text, not its sender's own, or a vote in a poll.
    pub fn read(received: &Received) -> Option<Self> {
        let object = received.embedded()?;
        if !TYPES.iter().any(|kind| object.is(kind)) || !object.is_by(&received.actor) {
            return None;
        }
        let title = text_in(&object, "name");
        let content = text_in(&object, "content").or_else(|| first_of_map(&object));
        if title.is_some() && content.is_none() {
            return None;
        }
        let mentions = mentions(&object);
        let (to, cc) = received.addressed();
        // What has no addressees of its own has those of what it came in.
        let (to, cc) = match (object.ids_in("to"), object.ids_in("cc")) {
            (None, None) => (to.to_vec(), cc.to_vec()),
            (to, cc) => (to.unwrap_or_default(), cc.unwrap_or_default()),
        };
        let visibility = visibility(&to, &cc, &mentions);
        let paragraphs =
            title.into_iter().chain(text_in(&object, "summary")).map(|line| format!("<p>{}</p>", escape(line)));
        Some(Self {
            uri: object.id_in("id")?.to_owned(),
            in_reply_to: object.id_in("inReplyTo").map(str::to_owned),
            html: paragraphs.chain(content.map(str::to_owned)).collect(),
            visibility,
            said_at: text_in(&object, "published").and_then(|at| at.parse().ok()),
            named: mentions.into_iter().chain(to).chain(cc).collect(),
        })
    }

    /// Whom it names, as far as the lists are read.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.named.iter().map(String::as_str)
    }
}

fn text_in<'a>(object: &Embedded<'a>, field: &str) -> Option<&'a str> {
    object.value().get(field).and_then(Value::as_str).filter(|text| !text.trim().is_empty())
}

fn first_of_map<'a>(object: &Embedded<'a>) -> Option<&'a str> {
    object.value().get("contentMap")?.as_object()?.values().find_map(Value::as_str)
}

fn mentions(object: &Embedded<'_>) -> Vec<String> {
    let tags = match object.value().get("tag") {
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let href = |tag: &Value| {
        let is_mention = tag.get("type").and_then(Value::as_str) == Some("Mention");
        is_mention.then(|| tag.get("href")?.as_str().map(str::to_owned))?
    };
    tags.iter().take(MAX_TAGS).filter_map(href).collect()
}

/// For whom it was. Addressed to nobody but people who are mentioned, it is direct; anything else that is not for
/// everybody is for followers.
fn visibility(to: &[String], cc: &[String], mentions: &[String]) -> Visibility {
    let everybody = |list: &[String]| list.iter().any(|id| PUBLIC.contains(&id.as_str()));
    if everybody(to) {
        return Visibility::Public;
    }
    if everybody(cc) {
        return Visibility::Unlisted;
    }
    let is_person = |id: &String| mentions.contains(id) || !id.ends_with("/followers");
    if to.iter().chain(cc).all(is_person) { Visibility::Direct } else { Visibility::Followers }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ANNA: &str = "https://peer.example/users/anna";
    const EVERYBODY: &str = "https://www.w3.org/ns/activitystreams#Public";

    fn read(object: &Value) -> Option<RemoteNote> {
        let activity =
            json!({ "id": format!("{ANNA}/1"), "type": "Create", "actor": ANNA, "to": [EVERYBODY], "object": object });
        RemoteNote::read(&Received::read(activity.to_string().as_bytes(), false).unwrap())
    }

    fn note(more: &Value) -> Value {
        let mut note =
            json!({ "id": "https://peer.example/n/1", "type": "Note", "attributedTo": ANNA, "content": "x" });
        note.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        note
    }

    #[test]
    fn whom_it_is_for_is_read_from_its_own_addressees() {
        let town = "https://stadt.example/ap/rathaus";
        let followers = format!("{ANNA}/followers");
        let named = json!([{ "type": "Mention", "href": town }]);
        let cases = [
            (json!({}), Visibility::Public),
            (json!({ "to": EVERYBODY, "cc": [followers] }), Visibility::Public),
            (json!({ "to": "as:Public" }), Visibility::Public),
            (json!({ "to": [followers], "cc": [EVERYBODY] }), Visibility::Unlisted),
            (json!({ "to": [followers], "cc": [town], "tag": named }), Visibility::Followers),
            (json!({ "to": [town], "cc": [], "tag": named }), Visibility::Direct),
        ];
        for (more, expected) in cases {
            assert_eq!(read(&note(&more)).unwrap().visibility, expected, "{more}");
        }
    }

    #[test]
    fn votes_other_things_and_the_words_of_others_are_not_read() {
        for more in [
            json!({ "content": null, "name": "Ja" }),
            json!({ "type": "Video" }),
            json!({ "attributedTo": "https://peer.example/users/bob" }),
            json!({ "id": "https://other.example/n/1" }),
        ] {
            assert_eq!(read(&note(&more)), None, "{more}");
        }
        let question = read(&note(&json!({ "type": "Question", "name": "Wann?", "content": "<p>Morgen?</p>" })));
        assert_eq!(question.unwrap().html, "<p>Wann?</p><p>Morgen?</p>");
        assert_eq!(read(&note(&json!({ "content": null, "contentMap": { "de": "y" } }))).unwrap().html, "y");
    }
}
