//! What a Bluesky answer may hold, each with the smallest payload that shows it.

use serde_json::{Value, json};

use super::super::contract::{HintVerb, NormaliseCx, Parsed};
use super::normalise::normalise;
use crate::domain::item::{ItemKind, SpanKind};
use crate::domain::media::{AltOrigin, MediaKind};
use crate::domain::source::Aside;

const DID: &str = "did:plc:a";

fn read(value: &Value) -> Parsed {
    let cx = NormaliseCx { account: Some(DID.to_owned()), ..NormaliseCx::default() };
    normalise(value.to_string().as_bytes(), &cx).unwrap()
}

fn post(did: &str, record: &Value) -> Value {
    json!({ "uri": format!("at://{did}/app.bsky.feed.post/1"), "cid": "c", "author": { "did": did, "handle": "x.test" },
            "record": record })
}

fn record(text: &str) -> Value {
    json!({ "$type": "app.bsky.feed.post", "text": text, "createdAt": "2025-07-18T10:00:00Z", "langs": ["de-DE"] })
}

fn with(mut record: Value, field: &str, value: Value) -> Value {
    record.as_object_mut().unwrap().insert(field.to_owned(), value);
    record
}

#[test]
fn marks_count_in_bytes_and_nonsense_is_dropped() {
    let text = "Grüße 🚒 #Wehr musterbach.de";
    let facet = |start: usize, end: usize, feature: Value| json!({ "index": { "byteStart": start, "byteEnd": end }, "features": [feature] });
    let tag = json!({ "$type": "app.bsky.richtext.facet#tag", "tag": "Wehr" });
    let link = json!({ "$type": "app.bsky.richtext.facet#link", "uri": "https://musterbach.de/" });
    let facets = json!([
        facet(13, 18, tag.clone()),
        facet(19, 32, link),
        facet(3, 9, tag.clone()),
        facet(13, 999, tag),
        facet(19, 32, json!({ "$type": "app.bsky.richtext.facet#link", "uri": "javascript:alert(1)" })),
    ]);
    let item = read(&post(DID, &with(record(text), "facets", facets))).items.remove(0);
    let spans: Vec<_> = item.spans.iter().map(|span| (span.kind, item.text.get(span.start..span.end))).collect();
    assert_eq!(spans, [(SpanKind::Hashtag, Some("#Wehr")), (SpanKind::Link, Some("musterbach.de"))]);
    assert_eq!((item.lang.as_deref(), item.kind), (Some("de"), ItemKind::Note));
}

#[test]
fn replies_to_others_are_nobodys_post_and_own_threads_go_on() {
    let reply = |parent: &str, root: &str| {
        let at = |did: &str| json!({ "uri": format!("at://{did}/app.bsky.feed.post/9"), "cid": "c" });
        post(DID, &with(record("Antwort"), "reply", json!({ "parent": at(parent), "root": at(root) })))
    };
    assert_eq!(read(&reply(DID, DID)).items[0].reply_to.as_deref(), Some("at://did:plc:a/app.bsky.feed.post/9"));
    for (parent, root) in [("did:plc:b", DID), (DID, "did:plc:b"), ("did:plc:b", "did:plc:b")] {
        let parsed = read(&reply(parent, root));
        assert_eq!((parsed.items.len(), parsed.quarantined[0].aside), (0, Aside::NotOurs));
        assert_eq!(parsed.quarantined[0].excerpt, "");
    }
}

#[test]
fn nothing_of_strangers_is_read() {
    let stranger = with(
        post("did:plc:b", &record("Name und Meinung")),
        "author",
        json!({ "did": "did:plc:b", "displayName": "Kanarienvogel" }),
    );
    let repost = json!({ "post": stranger.clone(), "reason": { "$type": "app.bsky.feed.defs#reasonRepost", "by": { "did": DID } } });
    let thread =
        json!({ "thread": { "post": post(DID, &record("Frage")), "replies": [{ "post": stranger, "replies": [] }] } });
    let parsed = [read(&json!({ "feed": [repost] })), read(&thread)];
    assert_eq!(parsed.iter().map(|parsed| parsed.items.len()).collect::<Vec<_>>(), [0, 1]);
    assert!(!format!("{parsed:?}").contains("Kanarienvogel") && !format!("{parsed:?}").contains("Meinung"));
}

#[test]
fn a_pinned_post_is_one_post() {
    let own = post(DID, &record("Öffnungszeiten"));
    let pinned = json!({ "post": own.clone(), "reason": { "$type": "app.bsky.feed.defs#reasonPin" } });
    let parsed = read(&json!({ "feed": [pinned, { "post": own }] }));
    assert_eq!((parsed.items.len(), parsed.items[0].pinned, parsed.quarantined.len()), (1, true, 0));
    let plain = read(&json!({ "feed": [{ "post": post(DID, &record("Öffnungszeiten")) }] }));
    assert_eq!(plain.items[0].content_hash, parsed.items[0].content_hash);
}

#[test]
fn pictures_galleries_and_videos_carry_the_authors_words() {
    let blob = |cid: &str| json!({ "ref": { "$link": cid }, "mimeType": "image/jpeg" });
    let embed = json!({ "$type": "app.bsky.embed.gallery", "items": [
        { "image": blob("p1"), "alt": "Das Rathaus", "aspectRatio": { "width": 4, "height": 3 } }, { "image": blob("p2"), "alt": "" }] });
    let view = json!({ "$type": "app.bsky.embed.gallery#view", "items": [
        { "fullsize": "https://cdn.test/full/p1@jpeg", "alt": "Das Rathaus" }, { "fullsize": "https://cdn.test/full/p2@jpeg" }] });
    let shown = with(post(DID, &with(record("Bilder"), "embed", embed.clone())), "embed", view);
    let item = read(&shown).items.remove(0);
    let media: Vec<_> =
        item.media.iter().map(|m| (m.native_media_id.as_deref(), m.alt.as_deref(), m.alt_source)).collect();
    assert_eq!(media, [(Some("p1"), Some("Das Rathaus"), AltOrigin::Author), (Some("p2"), None, AltOrigin::None)]);
    assert_eq!((item.kind, item.media[0].w), (ItemKind::Album, Some(4)));
    // Another server's addresses are the same pictures.
    let bare = read(&post(DID, &with(record("Bilder"), "embed", embed))).items.remove(0);
    assert_eq!(bare.content_hash, item.content_hash);

    let video = json!({ "$type": "app.bsky.embed.video#view", "cid": "v", "playlist": "https://v.test/p.m3u8", "thumbnail": "https://v.test/t.jpg", "alt": "Rede" });
    let item = read(&with(post(DID, &record("Film")), "embed", video)).items.remove(0);
    assert_eq!((item.kind, item.media[0].kind), (ItemKind::Video, MediaKind::Video));
    assert_eq!(item.media[0].poster.as_deref(), Some("https://v.test/t.jpg"));
}

#[test]
fn a_quote_is_a_name_and_an_address() {
    let quoted = json!({ "$type": "app.bsky.embed.record#viewRecord", "uri": "at://did:plc:b/app.bsky.feed.post/7",
                         "author": { "did": "did:plc:b", "displayName": "Feuerwehr" }, "value": { "text": "Fremder Text" } });
    let view = json!({ "$type": "app.bsky.embed.record#view", "record": quoted });
    let item = read(&with(post(DID, &record("Lesenswert")), "embed", view)).items.remove(0);
    let quote = item.quote.clone().unwrap();
    assert_eq!(
        (quote.url.as_str(), quote.author.as_deref()),
        ("https://bsky.app/profile/did:plc:b/post/7", Some("Feuerwehr"))
    );
    assert!(!format!("{item:?}").contains("Fremder Text"));
}

#[test]
fn the_authors_own_label_is_a_warning() {
    let labels = json!({ "values": [{ "val": "graphic-media" }] });
    let item = read(&post(DID, &with(record("Unfall"), "labels", labels))).items.remove(0);
    assert_eq!(item.sensitive.as_deref(), Some("graphic-media"));
    let of_others = with(post(DID, &record("x")), "labels", json!([{ "src": "did:plc:z", "val": "seltsam" }]));
    assert_eq!(read(&of_others).items[0].sensitive, None);
}

#[test]
fn frames_of_the_stream_are_hints() {
    let second = json!({ "$type": "message", "payload": { "$type": "x#commit", "did": DID, "operation": "delete", "collection": "app.bsky.feed.post", "rkey": "2" } });
    let first = |operation: &str, did: &str| json!({ "did": did, "kind": "commit", "commit": { "operation": operation, "collection": "app.bsky.feed.post", "rkey": "1", "record": record("x") } });
    let lines = [first("create", DID), first("update", DID), first("create", "did:plc:b"), second]
        .map(|frame| frame.to_string())
        .join("\n");
    let cx = NormaliseCx { account: Some(DID.to_owned()), ..NormaliseCx::default() };
    let parsed = normalise(lines.as_bytes(), &cx).unwrap();
    let verbs: Vec<_> =
        parsed.hints.iter().map(|hint| (hint.native_id.0.rsplit('/').next().unwrap(), hint.verb)).collect();
    assert_eq!(verbs, [("1", HintVerb::Create), ("1", HintVerb::Update), ("2", HintVerb::Delete)]);
    assert!(parsed.items.is_empty());
}
