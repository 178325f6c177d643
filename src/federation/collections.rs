//! Collections of an actor and of a post (spec interop §1.5). Who follows is nobody's business: only totals are told.
//! In: ids, totals and items; out: documents with context. Called by [`super::documents`].

use serde_json::{Value, json};

use super::forms::{note_context, with_context};
use crate::domain::ids::Ulid;

/// An ordered collection that tells its size only.
pub(super) fn counted(id: &str, total: u64) -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": id,
        "type": "OrderedCollection",
        "totalItems": total,
    })
}

/// An ordered collection that has nothing in it.
pub(super) fn empty_ordered(id: &str) -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": id,
        "type": "OrderedCollection",
        "totalItems": 0,
        "orderedItems": [],
    })
}

/// A collection that has nothing in it.
pub(super) fn empty(id: &str) -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": id,
        "type": "Collection",
        "totalItems": 0,
        "items": [],
    })
}

/// A collection of which only the size is told.
pub(super) fn sized(id: &str, total: u64) -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": id,
        "type": "Collection",
        "totalItems": total,
    })
}

/// What is known of answers to a post: none yet. The first page stands inline, so that nobody has to ask again.
pub(super) fn replies(id: &str) -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": id,
        "type": "Collection",
        "totalItems": 0,
        "first": { "type": "CollectionPage", "partOf": id, "items": [] },
    })
}

/// The head of an outbox.
pub(super) fn outbox(id: &str, total: u64) -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": id,
        "type": "OrderedCollection",
        "totalItems": total,
        "first": format!("{id}?page=true"),
    })
}

/// A page of an outbox: everything older than `before`, and the way on if there is more.
pub(super) fn outbox_page(id: &str, before: Option<Ulid>, items: Vec<Value>, next: Option<Ulid>) -> Value {
    let own = before.map_or_else(|| format!("{id}?page=true"), |ulid| format!("{id}?max_id={ulid}"));
    let mut page = json!({
        "id": own,
        "type": "OrderedCollectionPage",
        "partOf": id,
        "orderedItems": items,
    });
    if let (Some(map), Some(next)) = (page.as_object_mut(), next) {
        map.insert("next".into(), format!("{id}?max_id={next}").into());
    }
    with_context(note_context(), page)
}
