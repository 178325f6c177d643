//! What an answer may hold.

use serde_json::{Value, json};

use super::post_read::normalise;
use crate::domain::item::ItemKind;
use crate::domain::source::{Aside, Cause};
use crate::sources::contract::{NormaliseCx, Parsed};
use crate::sources::failure::SourceError;
use crate::sources::test_site::recordings;

fn read(value: &Value) -> Result<Parsed, SourceError> {
    let cx = NormaliseCx { account: Some("5".to_owned()), ..NormaliseCx::default() };
    normalise(value.to_string().as_bytes(), &cx)
}

fn post(change: Value) -> Value {
    let mut post = json!({
        "id": "urn:li:share:1", "author": "urn:li:organization:5", "lifecycleState": "PUBLISHED", "visibility": "PUBLIC",
        "publishedAt": 1_752_832_800_000_i64, "lastModifiedAt": 1_752_836_400_000_i64, "commentary": "Wir suchen",
    });
    post.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    post
}

#[test]
fn only_the_organisations_own_public_posts_count() {
    for change in [
        json!({ "author": "urn:li:organization:6" }),
        json!({ "lifecycleState": "DRAFT" }),
        json!({ "visibility": "LOGGED_IN" }),
        json!({ "distribution": { "feedDistribution": "NONE" } }),
    ] {
        let parsed = read(&post(change.clone())).unwrap();
        assert_eq!((parsed.items.len(), parsed.quarantined[0].aside), (0, Aside::NotOurs), "{change}");
    }
}

#[test]
fn pictures_polls_and_shares_are_read() {
    let images = json!([{ "id": "urn:li:image:a", "altText": "Rathaus" }, { "id": "urn:li:image:b" }]);
    let list = json!({ "elements": [
        post(json!({ "content": { "multiImage": { "images": images } }, "lifecycleStateInfo": { "isEditedByAuthor": true } })),
        post(json!({ "id": "urn:li:share:2", "commentary": "", "reshareContext": { "parent": "urn:li:share:9" } })),
    ] });
    let items = read(&list).unwrap().items;
    assert_eq!(
        (items[0].kind, items[0].media.len(), items[0].media[0].alt.as_deref()),
        (ItemKind::Album, 2, Some("Rathaus"))
    );
    assert_eq!(items[0].edited_at.as_ref().unwrap().utc.to_string(), "2025-07-18T11:00:00Z");
    assert_eq!((items[1].kind, items[1].quote.as_ref().unwrap().author.as_deref()), (ItemKind::RepostLink, None));
}

#[test]
fn an_error_is_read_by_its_status() {
    let cause = |status: u16, code: &str| read(&json!({ "status": status, "code": code })).unwrap_err().cause;
    assert_eq!(cause(401, "EXPIRED_ACCESS_TOKEN"), Cause::LoginExpired);
    assert_eq!(cause(426, "NONEXISTENT_VERSION"), Cause::Sunset);
    assert_eq!(cause(429, "TOO_MANY_REQUESTS"), Cause::AskedToWait);
}

#[test]
fn every_recorded_answer_is_read() {
    let Some(files) = recordings("linkedin") else { return };
    for (name, bytes) in files {
        let found = normalise(&bytes, &NormaliseCx::default()).map(|parsed| parsed.items.len());
        assert_eq!(found.is_err(), name.starts_with("error_"), "{name}");
        assert_eq!(found.unwrap_or(0) > 0, !name.starts_with("error_") && name != "post_video.json", "{name}");
    }
}
