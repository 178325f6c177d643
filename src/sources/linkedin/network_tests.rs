//! Looks at a fake interface that publishes, edits, deletes and refuses.

use serde_json::{Value, json};

use super::LinkedinConnector;
use crate::domain::connection::Login;
use crate::domain::item::{ItemKind, ItemMedia, NativeId};
use crate::domain::media::MediaKind;
use crate::domain::source::{Cause, ErrorClass, SourceKind};
use crate::sources::contract::{Ask, Batch, Budget, Connector, Cursor, Fetched, Sign, Window};
use crate::sources::failure::SourceError;
use crate::sources::test_site::{Bench, bench};

const LIST: &str = "/rest/posts";
const URN: &str = "urn:li:organization:5";
const STRANGER: &str = "Kanarienvogel";
/// 2025-07-18, 10:00 in Greenwich.
const TEN: i64 = 1_752_832_800_000;

fn post(n: u32, words: &str, change: Value) -> Value {
    let mut post = json!({
        "id": format!("urn:li:share:{n}"), "author": URN, "lifecycleState": "PUBLISHED", "visibility": "PUBLIC",
        "publishedAt": TEN + i64::from(n), "lastModifiedAt": TEN + 60_000, "commentary": words,
        "distribution": { "feedDistribution": "MAIN_FEED", "thirdPartyDistributionChannels": [] }, "isNew": [1],
    });
    post.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    post
}

fn plain(n: u32, words: &str) -> Value {
    post(n, words, json!({}))
}

fn listing(posts: &[Value], more: bool) -> String {
    let links = if more { json!([{ "rel": "next", "href": "/rest/posts?start=50" }]) } else { json!([]) };
    json!({ "elements": posts, "paging": { "start": 0, "count": 50, "links": links } }).to_string()
}

async fn page() -> Bench {
    let mut bench = bench(SourceKind::Linkedin, "company/musterbach").await;
    bench.source.account = Some(URN.to_owned());
    bench.login = Some(Login::with_token("geheim"));
    bench
}

async fn poll(bench: &Bench, cursor: Option<Cursor>) -> Result<Batch, SourceError> {
    let cursor = cursor.map(|cursor| Cursor(serde_json::from_str(&cursor.0.to_string()).unwrap()));
    LinkedinConnector.poll(&bench.cx(), cursor, &mut Budget::requests(4)).await
}

async fn look_up(bench: &Bench, n: u32) -> Result<Fetched, SourceError> {
    let ask = Ask { native_id: NativeId(format!("urn:li:share:{n}")), canonical_url: None, starts: None };
    let answers = LinkedinConnector.refetch(&bench.cx(), &[ask], &mut Budget::requests(1)).await?;
    Ok(answers.into_iter().next().unwrap().1)
}

fn at(n: u32) -> String {
    format!("/rest/posts/urn%3Ali%3Ashare%3A{n}")
}

#[tokio::test]
async fn a_post_is_seen_edited_and_withdrawn() {
    let bench = page().await;
    bench.site.put(LIST, 200, &[], listing(&[plain(2, "Wir suchen"), plain(1, "Willkommen")], false));
    let first = poll(&bench, None).await.unwrap();
    assert_eq!((first.items.len(), first.window), (2, Window::Complete { from: None, to: Some(bench.now) }));
    let edit = json!({ "lifecycleStateInfo": { "isEditedByAuthor": true }, "lastModifiedAt": TEN + 3_600_000 });
    let edited = post(1, "Herzlich willkommen", edit);
    bench.site.put(LIST, 200, &[], listing(&[edited.clone(), plain(2, "Wir suchen")], false));
    let second = poll(&bench, first.next).await.unwrap();
    assert!(second.items[0].edited_at.is_some() && second.items[0].content_hash != first.items[1].content_hash);
    assert_eq!(second.items[1].content_hash, first.items[0].content_hash);

    bench.site.put(&at(1), 200, &[], edited.to_string());
    assert!(matches!(look_up(&bench, 1).await, Ok(Fetched::Found(item)) if item.text == "Herzlich willkommen"));
    bench.site.put(&at(1), 200, &[], post(1, "Intern", json!({ "visibility": "LOGGED_IN" })).to_string());
    assert!(matches!(look_up(&bench, 1).await, Ok(Fetched::Gone(evidence)) if evidence.sign == Sign::Said));
    bench.site.put(&at(1), 404, &[], r#"{"status":404,"code":"NOT_FOUND"}"#);
    assert!(matches!(look_up(&bench, 1).await, Ok(Fetched::Gone(evidence)) if evidence.sign == Sign::UnknownId));
    bench.site.put(&at(1), 403, &[], r#"{"status":403,"code":"ACCESS_DENIED"}"#);
    assert!(matches!(look_up(&bench, 1).await, Ok(Fetched::Forbidden)));
    bench.site.put(&at(1), 200, &[], plain(9, "Ein anderer").to_string());
    assert!(matches!(look_up(&bench, 1).await, Ok(Fetched::Transient)));
    bench.site.put(&at(1), 401, &[], r#"{"status":401,"code":"EXPIRED_ACCESS_TOKEN"}"#);
    assert_eq!(look_up(&bench, 1).await.unwrap_err().class(), ErrorClass::AuthDead);
}

#[tokio::test]
async fn the_newest_changes_are_a_page_and_older_pages_are_read_once() {
    let bench = page().await;
    bench.site.put_where(LIST, "start=0", 200, listing(&[plain(2, "Zwei")], true));
    bench.site.put_where(LIST, "start=50", 200, listing(&[plain(1, "Eins")], false));
    let first = poll(&bench, None).await.unwrap();
    assert_eq!(first.items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>(), ["Zwei", "Eins"]);
    let from = jiff::Timestamp::from_millisecond(TEN + 60_000).unwrap();
    assert_eq!(first.window, Window::Complete { from: Some(from), to: Some(bench.now) });
    let before = bench.site.asked();
    let second = poll(&bench, first.next).await.unwrap();
    assert_eq!(second.window, Window::Span { from, to: bench.now }, "whole since its oldest change");
    assert_eq!(bench.site.asked() - before, 1);
    let asked = bench.site.all().pop().unwrap();
    assert!(asked.path.contains("sortBy=LAST_MODIFIED") && asked.path.contains("author=urn%3Ali%3Aorganization%3A5"));
    assert_eq!(asked.headers["x-restli-protocol-version"], "2.0.0");
    assert_eq!(
        (&asked.headers["linkedin-version"], &asked.headers["authorization"]),
        (&http::HeaderValue::from_static("202609"), &http::HeaderValue::from_static("Bearer geheim"))
    );
}

#[tokio::test]
async fn only_the_organisations_own_public_words_are_kept() {
    let bench = page().await;
    let reshare = json!({ "reshareContext": { "parent": "urn:li:share:99", "root": "urn:li:share:99" } });
    let posts = [
        post(6, "Lesenswert", reshare.clone()),
        post(5, "", reshare),
        post(4, STRANGER, json!({ "author": "urn:li:person:x" })),
        post(3, STRANGER, json!({ "lifecycleState": "DRAFT" })),
        post(2, STRANGER, json!({ "visibility": "LOGGED_IN" })),
        post(1, STRANGER, json!({ "distribution": { "feedDistribution": "NONE" } })),
    ];
    bench.site.put(LIST, 200, &[], listing(&posts, false));
    let batch = poll(&bench, None).await.unwrap();
    let kinds: Vec<ItemKind> = batch.items.iter().map(|item| item.kind).collect();
    assert_eq!((kinds, batch.quarantined.len()), (vec![ItemKind::Note, ItemKind::RepostLink], 0));
    assert!(!format!("{batch:?}").contains(STRANGER));
}

#[tokio::test]
async fn pictures_stills_and_documents_are_found_by_their_urns() {
    let bench = page().await;
    let posts = [
        post(3, "Film", json!({ "content": { "media": { "id": "urn:li:video:c-d_e", "title": "Fest" } } })),
        post(2, "Heft", json!({ "content": { "media": { "id": "urn:li:document:d", "title": "Amtsblatt" } } })),
        post(1, "Bild", json!({ "content": { "media": { "id": "urn:li:image:a", "altText": "Das Rathaus" } } })),
    ];
    bench.site.put(LIST, 200, &[], listing(&posts, false));
    let items = poll(&bench, None).await.unwrap().items;
    assert_eq!((items[0].kind, items[2].kind), (ItemKind::Video, ItemKind::Photo));
    let card = items[1].link_card.as_ref().unwrap();
    assert_eq!((card.title.as_deref(), Some(&card.url)), (Some("Amtsblatt"), items[1].canonical_url.as_ref()));
    let picture = |at: usize| items[at].media.iter().find(|media| media.kind == MediaKind::Image).unwrap();
    assert_eq!(picture(2).alt.as_deref(), Some("Das Rathaus"));
    let answer = |field: &str, name: &str| {
        json!({ field: format!("https://media.test/{name}"), "downloadUrlExpiresAt": TEN }).to_string()
    };
    bench.site.put("/rest/images/urn%3Ali%3Aimage%3Aa", 200, &[], answer("downloadUrl", "a.jpg"));
    bench.site.put("/rest/videos/urn%3Ali%3Avideo%3Ac-d_e", 200, &[], answer("thumbnail", "c.jpg"));
    let address = async |media: &ItemMedia| LinkedinConnector.media_address(&bench.look(), media).await;
    assert_eq!(address(picture(2)).await.unwrap().unwrap().as_str(), "https://media.test/a.jpg");
    assert_eq!(address(picture(0)).await.unwrap().unwrap().as_str(), "https://media.test/c.jpg");
    let odd = ItemMedia { native_media_id: Some("urn:li:image:a/../../x".into()), ..picture(2).clone() };
    let before = bench.site.asked();
    assert_eq!((address(&odd).await.unwrap(), bench.site.asked()), (None, before));
}

#[tokio::test]
async fn whatever_goes_wrong_is_an_error_of_its_class() {
    let mut bench = page().await;
    bench.source.settings = json!({ "version": "202401" });
    let fail = async |status: u16, body: &str| {
        bench.site.put(LIST, status, &[], body);
        poll(&bench, None).await.unwrap_err()
    };
    let error = |status: u16, code: &str| json!({ "status": status, "code": code, "message": "x" }).to_string();
    assert_eq!(fail(426, &error(426, "NONEXISTENT_VERSION")).await.class(), ErrorClass::VersionSunset);
    assert_eq!(bench.site.last()["linkedin-version"], "202401");
    assert_eq!(fail(401, &error(401, "EXPIRED_ACCESS_TOKEN")).await.class(), ErrorClass::AuthDead);
    assert_eq!(fail(401, &error(401, "RESTRICTED_MEMBER")).await.class(), ErrorClass::PermissionMissing);
    assert_eq!(fail(403, &error(403, "ACCESS_DENIED")).await.class(), ErrorClass::PermissionMissing);
    let busy = fail(429, &error(429, "TOO_MANY_REQUESTS")).await;
    assert_eq!((busy.cause, busy.until), (Cause::AskedToWait, "2025-07-19T00:00:00Z".parse().ok()));
    assert_eq!(fail(502, "").await.class(), ErrorClass::Transient);
    assert_eq!(fail(200, &listing(&[], false)).await.cause, Cause::EmptyList);
    assert_eq!(fail(200, r#"{"paging":{}}"#).await.cause, Cause::NoDocument);
    assert!(LinkedinConnector.check_settings(&json!({ "version": "202512" })).is_ok());
    for wrong in [json!({ "version": "neu" }), json!({ "Version": "202512" })] {
        assert!(LinkedinConnector.check_settings(&wrong).unwrap_err().contains("version=2"), "{wrong}");
    }
}

#[tokio::test]
async fn an_organisation_is_found_by_name_or_number() {
    let bench = page().await;
    bench.site.put(LIST, 200, &[], listing(&[plain(1, "Eins")], false));
    let organisation = json!({ "id": 5, "localizedName": "Stadt Musterbach", "vanityName": "musterbach" });
    bench.site.put("/rest/organizations", 200, &[], json!({ "elements": [organisation] }).to_string());
    let by_name =
        LinkedinConnector.resolve(&bench.look(), "https://www.linkedin.com/company/musterbach/").await.unwrap();
    assert_eq!((by_name.account.as_deref(), by_name.name.as_deref()), (Some(URN), Some("Stadt Musterbach")));
    bench.site.put("/rest/organizations/5", 403, &[], r#"{"status":403,"code":"ACCESS_DENIED"}"#);
    let by_number = LinkedinConnector.resolve(&bench.look(), "5").await.unwrap();
    assert_eq!(by_number.url.as_str(), "https://www.linkedin.com/company/5");
    bench.site.put("/rest/organizations", 200, &[], r#"{"elements":[]}"#);
    assert_eq!(LinkedinConnector.resolve(&bench.look(), "anderswo").await.unwrap_err().cause, Cause::NotFound);
    assert!(LinkedinConnector.health(&bench.cx()).await.is_ok());
    bench.site.put(LIST, 403, &[], r#"{"status":403,"code":"ACCESS_DENIED"}"#);
    assert_eq!(LinkedinConnector.resolve(&bench.look(), "5").await.unwrap_err().cause, Cause::Forbidden);
}
