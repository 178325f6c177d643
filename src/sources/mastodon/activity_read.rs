//! ActivityPub documents become items and hints (W3C ActivityPub; FEP-044f quotes). In: an activity, an object, or a
//! collection of them. Out: items for objects that the account said in public, and for activities a hint as well: an
//! activity that was pushed is a reason to look. Called by `normalise`.

use serde_json::Value;

use super::super::contract::{Hint, HintVerb, NormaliseCx, Parsed, Profile};
use super::super::json_value::{has_object, id, list, owned, text, web};
use super::super::sorting::{Sorted, not_ours, sort};
use super::object_read;
use crate::domain::item::{Item, ItemKind, NativeId, Quote};

/// Entries of one collection that are read.
const MAX_ENTRIES: usize = 200;

const ACTORS: &[&str] = &["Person", "Service", "Group", "Organization", "Application"];

/// Whether a document is ActivityPub's, not the REST interface's.
#[must_use]
pub fn is_activity(value: &Value) -> bool {
    value.get("@context").is_some()
        || (value.get("type").is_some_and(Value::is_string) && value.get("account").is_none())
}

/// Reads a document.
#[must_use]
pub fn read(value: &Value, cx: &NormaliseCx) -> Parsed {
    if text(value, "/type").is_some_and(|kind| ACTORS.contains(&kind)) {
        return Parsed { profile: profile(value), ..Parsed::default() };
    }
    let mut found = Found::default();
    let items = [list(value, "/orderedItems"), list(value, "/items")].concat();
    let page = value.get("first").filter(|first| first.is_object());
    let paged = page.map(|page| [list(page, "/orderedItems"), list(page, "/items")].concat()).unwrap_or_default();
    match text(value, "/type") {
        Some(kind) if kind.contains("Collection") => {
            for entry in items.iter().chain(&paged).take(MAX_ENTRIES) {
                one(entry, cx, &mut found);
            }
        }
        _ => one(value, cx, &mut found),
    }
    Parsed { hints: found.hints, ..sort(found.entries, cx) }
}

fn profile(actor: &Value) -> Profile {
    Profile {
        name: owned(actor, "/name").or_else(|| owned(actor, "/preferredUsername")),
        site_url: web(actor, "/url").or_else(|| web(actor, "/id")),
        lang: None,
    }
}

#[derive(Default)]
struct Found {
    entries: Vec<Sorted>,
    hints: Vec<Hint>,
}

fn one(value: &Value, cx: &NormaliseCx, into: &mut Found) {
    let object = value.get("object").unwrap_or(&Value::Null);
    let about = id(value, "/object").or_else(|| id(value, "/object/id"));
    let verb = match text(value, "/type").unwrap_or_default() {
        "Create" => HintVerb::Create,
        "Update" => HintVerb::Update,
        "Delete" | "Remove" => HintVerb::Delete,
        "Undo" if text(value, "/object/type") == Some("Announce") => HintVerb::Delete,
        "Tombstone" => {
            into.hints.extend(id(value, "/id").map(|id| hint(id, HintVerb::Delete)));
            return;
        }
        "Announce" => {
            into.entries.push(announce(value, cx));
            return;
        }
        _ => {
            into.entries.push(object_read::read(value, cx));
            return;
        }
    };
    let by_account = cx.account.as_deref().is_none_or(|account| id(value, "/actor").as_deref() == Some(account));
    let Some(about) = about.filter(|_| by_account) else {
        into.entries.push(not_ours(id(value, "/id"), "an activity without an object of this account"));
        return;
    };
    into.hints.push(hint(about, verb));
    if verb != HintVerb::Delete && object.is_object() {
        into.entries.push(object_read::read(object, cx));
    }
}

fn hint(id: String, verb: HintVerb) -> Hint {
    Hint { native_id: NativeId(id), verb }
}

/// A boost. Whose post it was is not known from here; its address is all that is kept.
fn announce(value: &Value, cx: &NormaliseCx) -> Sorted {
    let native = id(value, "/id");
    let actor = id(value, "/actor").or_else(|| id(value, "/actor/id"));
    if cx.account.is_some() && actor != cx.account {
        return not_ours(native, "a boost by another account");
    }
    let url = web(value, "/object").or_else(|| web(value, "/object/id"));
    let (Some(native), Some(url)) = (native, url) else { return not_ours(None, "a boost without an address") };
    let own = actor.as_deref().is_some_and(|actor| url.starts_with(&format!("{actor}/")));
    if own || has_object(value, "/object/object") {
        return not_ours(Some(native), "a boost of an own post");
    }
    let mut item = Item::new(NativeId(native));
    item.account_native_id = actor;
    item.kind = ItemKind::RepostLink;
    item.canonical_url = Some(url.clone());
    item.created_at = object_read::time(value, "/published", cx);
    item.quote = Some(Quote { native_id: Some(url.clone()), url, author: None });
    item.content_hash = super::super::item_hash::content_hash("mastodon/1", &item);
    Ok(item)
}
