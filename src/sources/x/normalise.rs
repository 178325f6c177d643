//! X's API v2 (and the objects of v1.1 that archives still hold): recorded answers become items and hints. In: posts
//! with their `includes`, one post, a user, a delivery of the Activity API, or problems. Out: [`Parsed`]. Pure. Called
//! through [`crate::sources::Registry`].
//!
//! **Identity**: the first id of the edit history, since each edit is a post of its own there. **`content_hash`**:
//! `item_hash` under `x/1`.

use serde_json::Value;

use super::super::contract::{Hint, HintVerb, NormaliseCx, Parsed, Profile};
use super::super::failure::SourceError;
use super::super::json_value::{id, list, owned, parse, text};
use super::super::sorting::{Sorted, not_ours, sort};
use super::post_read;
use crate::domain::item::NativeId;
use crate::domain::source::Cause;

/// Posts of one answer; the platform lists at most 100.
const MAX_POSTS: usize = 500;

/// Reads one answer.
///
/// # Errors
/// The platform's own problem where there is nothing else, or bytes that are no JSON.
pub fn normalise(raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
    of_answer(&parse(raw)?, cx)
}

/// Reads one answer that is JSON already.
///
/// # Errors
/// The platform's own problem where there is nothing else.
pub(super) fn of_answer(value: &Value, cx: &NormaliseCx) -> Result<Parsed, SourceError> {
    if let Some(hints) = pushed(value, cx) {
        return Ok(Parsed { hints, ..Parsed::default() });
    }
    let gone = missing(value);
    let data = value.get("data");
    if data.is_none()
        && gone.is_empty()
        && let Some(error) = error_of(value)
    {
        return Err(error);
    }
    let posts: Vec<&Value> = match data {
        Some(Value::Array(posts)) => posts.iter().take(MAX_POSTS).collect(),
        Some(post) => vec![post],
        None => value.as_array().map_or_else(|| vec![value], |posts| posts.iter().take(MAX_POSTS).collect()),
    };
    let includes = value.get("includes").unwrap_or(&Value::Null);
    let strangers = cx.account.is_none() && are_of_many(&posts);
    let read = |post: &&Value| -> Sorted {
        match id(post, "/id") {
            _ if !is_post(post) => not_ours(None, "this is not a post"),
            native if strangers => not_ours(native, "one of a list of several people's posts"),
            _ => post_read::read(post, includes, cx),
        }
    };
    let only_missing = data.is_none() && !gone.is_empty();
    let entries = if only_missing { Vec::new() } else { posts.iter().map(read).collect() };
    let mut parsed = sort(entries, cx);
    parsed.hints = gone;
    parsed.profile = profile(data.unwrap_or(value));
    Ok(parsed)
}

/// A post has an id and words; a message between people has them too.
fn is_post(value: &Value) -> bool {
    let words = value.get("text").or_else(|| value.get("full_text")).is_some_and(Value::is_string);
    words && id(value, "/id").or_else(|| id(value, "/id_str")).is_some() && value.get("dm_conversation_id").is_none()
}

/// Whether a list cannot be one account's own: it has several authors, or names none and all call the same name.
fn are_of_many(posts: &[&Value]) -> bool {
    let mut authors: Vec<String> = posts.iter().filter_map(|post| id(post, "/author_id")).collect();
    authors.sort();
    authors.dedup();
    if authors.len() > 1 {
        return true;
    }
    let called = |post: &&Value| -> Vec<String> {
        let words = text(post, "/text").unwrap_or_default().to_lowercase();
        let names = words.split(|c: char| c.is_whitespace() || matches!(c, '\u{2026}' | ',' | '.' | ':'));
        names.filter(|word| word.len() > 1 && word.starts_with('@')).map(str::to_owned).collect()
    };
    let Some(first) = posts.first().filter(|_| authors.is_empty() && posts.len() > 1) else { return false };
    called(first).iter().any(|name| posts.iter().all(|post| called(post).contains(name)))
}

/// Who a user is.
pub(super) fn profile(user: &Value) -> Profile {
    let Some(name) = text(user, "/username") else { return Profile::default() };
    Profile { name: owned(user, "/name"), site_url: Some(format!("https://x.com/{name}")), lang: None }
}

/// Deliveries of the Activity API and of its forerunner; what others did is no hint.
fn pushed(value: &Value, cx: &NormaliseCx) -> Option<Vec<Hint>> {
    let hint = |id: String, verb| Hint { native_id: NativeId(id), verb };
    let ours = |author: Option<String>, user: Option<String>| {
        author.is_some()
            && user.as_ref().is_none_or(|_| author == user)
            && (cx.account.is_none() || author == cx.account)
    };
    if let Some(kind) = text(value, "/data/event_type").filter(|_| value.pointer("/data/payload").is_some()) {
        let verb = match kind {
            "post.create" => HintVerb::Create,
            "post.update" | "post.edit" => HintVerb::Update,
            "post.delete" => HintVerb::Delete,
            _ => return Some(Vec::new()),
        };
        let own = ours(id(value, "/data/payload/author_id"), id(value, "/data/filter/user_id"));
        let post = id(value, "/data/payload/id").filter(|_| own);
        return Some(post.map(|post| hint(post, verb)).into_iter().collect());
    }
    value.get("for_user_id")?;
    let user = id(value, "/for_user_id");
    let deleted = list(value, "/tweet_delete_events").iter().filter_map(|event| {
        let own = cx.account.is_none() || id(event, "/status/user_id") == cx.account;
        id(event, "/status/id").filter(|_| own).map(|post| hint(post, HintVerb::Delete))
    });
    let created = list(value, "/tweet_create_events").iter().filter_map(|event| {
        let own = ours(id(event, "/user/id_str"), user.clone());
        id(event, "/id_str").filter(|_| own).map(|post| hint(post, HintVerb::Create))
    });
    Some(deleted.chain(created).collect())
}

/// Posts that were asked for and are not there: under a good status, in `errors`.
pub(super) fn missing(value: &Value) -> Vec<Hint> {
    let gone = list(value, "/errors").iter().filter(|error| {
        text(error, "/type").is_some_and(|kind| kind.ends_with("/resource-not-found"))
            && matches!(text(error, "/resource_type"), Some("tweet" | "post"))
    });
    let ids = gone.filter_map(|error| id(error, "/resource_id").or_else(|| id(error, "/value")));
    ids.map(|id| Hint { native_id: NativeId(id), verb: HintVerb::Delete }).collect()
}

/// A problem (RFC 9457), at the top or as the first of `errors`.
pub(super) fn error_of(value: &Value) -> Option<SourceError> {
    let first = value.pointer("/errors/0").unwrap_or(&Value::Null);
    let kind = text(value, "/type").or_else(|| text(first, "/type")).filter(|kind| kind.contains("/problems/"));
    let titled = value.get("title").is_some() || value.get("errors").is_some();
    if kind.is_none() && !titled {
        return None;
    }
    let name = kind.and_then(|kind| kind.rsplit('/').next()).unwrap_or("about:blank");
    let status = super::super::json_value::number(value, "/status");
    let cause = match (name, status) {
        ("usage-capped" | "credits", _) | (_, Some(402)) => Cause::QuotaUsed,
        ("client-forbidden" | "not-authorized-for-resource" | "unsupported-authentication", _) => Cause::Forbidden,
        (_, Some(401)) => Cause::LoginExpired,
        (_, Some(403)) => Cause::Forbidden,
        (_, Some(404)) => Cause::NotFound,
        (_, Some(429)) => Cause::AskedToWait,
        (_, Some(500..=599)) => Cause::ServerTrouble,
        ("resource-not-found", _) => Cause::NotFound,
        _ => Cause::NoDocument,
    };
    Some(SourceError::new(cause, format!("X answers {name}")))
}
