//! NodeInfo 2.0 and 2.1: what runs here, with live numbers (spec interop §1.3).

use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::documents::{Document, Reader};
use crate::domain::actor::ActorKind;
use crate::store::posts_read::{self, Listing};
use crate::store::{Conn, StoreError, actors, outbox};
use crate::urls;

/// How long the answers may be kept, in seconds.
const MAX_AGE_S: u32 = 1800;
/// Where the two documents are.
const VERSIONS: [(&str, &str, &str); 2] = [
    ("2.0", "/nodeinfo/2.0", "application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/2.0#\""),
    ("2.1", "/nodeinfo/2.1", "application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/2.1#\""),
];

/// What the software says about itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Software {
    pub version: &'static str,
    pub source_url: &'static str,
}

/// The list of documents, and the server's own actor (FEP-2677).
pub(super) fn links(reader: &Reader<'_>) -> Document {
    let mut links: Vec<Value> = VERSIONS
        .iter()
        .map(|(version, path, _)| {
            json!({
                "rel": format!("http://nodeinfo.diaspora.software/ns/schema/{version}"),
                "href": reader.origin.absolute(path)
            })
        })
        .collect();
    links.push(json!({
        "rel": "https://www.w3.org/ns/activitystreams#Application",
        "href": reader.origin.absolute(urls::INSTANCE_ACTOR)
    }));
    Document::json(StatusCode::OK, "application/json", &json!({ "links": links }), MAX_AGE_S)
}

/// One of the documents; `None` for any other path.
///
/// # Errors
/// When the store refuses.
pub(super) async fn document(
    reader: &Reader<'_>,
    conn: &mut Conn<'_>,
    software: Software,
    path: &str,
    now: Timestamp,
) -> Result<Option<Document>, StoreError> {
    let Some((version, _, content_type)) = VERSIONS.iter().find(|(_, own, _)| *own == path) else {
        return Ok(None);
    };
    let town = reader.town.id;
    let all = actors::of_town(conn, town).await?;
    let total = all.iter().filter(|a| a.kind != ActorKind::Instance && a.deleted_at.is_none()).count();
    let posts = posts_read::total(conn, town, &Listing::All).await?;
    let days = |n: i64| now.saturating_sub(SignedDuration::from_hours(24 * n)).unwrap_or(Timestamp::MIN);
    let month = outbox::active_actors(conn, town, days(30)).await?;
    let half_year = outbox::active_actors(conn, town, days(180)).await?;
    let mut about = json!({ "name": "ausrufer", "version": software.version });
    if let (Some(map), "2.1") = (about.as_object_mut(), *version) {
        map.insert("repository".into(), software.source_url.into());
    }
    let body = json!({
        "version": version,
        "software": about,
        "protocols": ["activitypub"],
        "services": { "inbound": [], "outbound": ["atom1.0", "rss2.0"] },
        "openRegistrations": false,
        "usage": {
            "users": { "total": total, "activeMonth": month, "activeHalfyear": half_year },
            "localPosts": posts
        },
        "metadata": { "nodeName": reader.town.name, "source": software.source_url }
    });
    Ok(Some(Document::json(StatusCode::OK, content_type, &body, MAX_AGE_S)))
}
