//! Writes a feed as JSON Feed 1.1 (jsonfeed.org). A picture's description is its attachment's `title`; from when
//! until when a message holds stands in the extension `_ausrufer`.

use serde_json::{Map, Value, json};

use super::card::iso;
use super::feed::{Entry, Feed};
use super::render::RenderError;

/// The document.
///
/// # Errors
/// Never in practice; JSON of strings and numbers can be written.
pub fn write(feed: &Feed) -> Result<String, RenderError> {
    let mut document = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.own,
        "description": feed.description,
        "language": feed.language,
        "authors": [{ "name": feed.author }],
        "items": feed.entries.iter().map(item).collect::<Vec<_>>(),
    });
    if let (Some(icon), Some(object)) = (&feed.icon, document.as_object_mut()) {
        object.insert("icon".into(), json!(icon));
    }
    serde_json::to_string(&document).map_err(|error| RenderError::Feed(error.to_string()))
}

fn item(entry: &Entry) -> Value {
    let attachments: Vec<Value> = entry
        .files
        .iter()
        .map(|file| {
            let mut attachment = json!({ "url": file.href, "mime_type": file.mime, "size_in_bytes": file.bytes });
            if let (Some(alt), Some(object)) = (&file.alt, attachment.as_object_mut()) {
                object.insert("title".into(), json!(alt));
            }
            attachment
        })
        .collect();
    let mut item = Map::new();
    let mut set = |name: &str, value: Value| item.insert(name.into(), value);
    set("id", json!(entry.id));
    set("url", json!(entry.href));
    set("title", json!(entry.title));
    set("content_html", json!(entry.html));
    set("content_text", json!(entry.text));
    set("date_published", json!(iso(entry.published)));
    set("language", json!(entry.language));
    set("authors", json!([{ "name": entry.author }]));
    if entry.updated > entry.published {
        set("date_modified", json!(iso(entry.updated)));
    }
    if let Some(original) = &entry.original {
        set("external_url", json!(original));
    }
    if let Some(image) = entry.files.iter().find(|file| file.mime.starts_with("image/")) {
        set("image", json!(image.href));
    }
    if !entry.tags.is_empty() {
        set("tags", json!(entry.tags));
    }
    if let Some(validity) = &entry.validity {
        let words = json!({
            "kind": validity.kind, "valid_from": validity.from.map(iso), "valid_until": validity.until.map(iso),
        });
        set("_ausrufer", words);
    }
    if !attachments.is_empty() {
        set("attachments", json!(attachments));
    }
    Value::Object(item)
}
