//! The JSON that leaves: golden actor and note, and the rules of spec interop §1.7 and §5.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::world::{ORIGIN, RATHAUS, World, start};
use crate::domain::body::{Block, Body, Span};
use crate::domain::ids::{Ulid, ulid_from};
use crate::domain::media::{AltOrigin, Attached, Media, MediaKind, Variant};
use crate::domain::post::{Post, PostState};
use crate::domain::{ActorId, MediaId, PostId, TownId};
use crate::federation::forms::{self, Voice};
use crate::federation::signature::test_key;

fn ulid() -> Ulid {
    ulid_from(start(), [1; 10])
}

pub fn post(body: Body) -> Post {
    Post {
        id: PostId(1),
        town: TownId(1),
        ulid: ulid(),
        actor: Some(ActorId(2)),
        slug: "sperrung".into(),
        state: PostState::Public,
        silent: false,
        title: Some("Sperrung & Umleitung".into()),
        body,
        lang: "de".into(),
        hashtags: Vec::new(),
        canonical_url: Some("https://www.musterbach.example/news/1".into()),
        attached: Vec::new(),
        event: None,
        recordings: Vec::new(),
        warning: None,
        listed: true,
        sensitive: None,
        created_at: start(),
        date_only: false,
        undated: false,
        published_at: start(),
        edited_at: None,
        gone_at: None,
        joined_into: None,
        in_reply_to: None,
        validity: None,
        validity_origin: crate::domain::validity::ValidityOrigin::Text,
        channels: Vec::new(),
        labels: Vec::new(),
    }
}

fn variant(ext: &str, width: u32) -> Variant {
    Variant { hash: "ab".repeat(16), ext: ext.into(), width, height: width / 2, bytes: 1 }
}

fn picture(variants: Vec<Variant>, alt: Option<&str>) -> Attached {
    let media = Media {
        id: MediaId(1),
        town: TownId(1),
        kind: MediaKind::Image,
        variants,
        blurhash: Some("LEHV6nWB2yk8pyo0adR*.7kCMdnj".into()),
    };
    Attached { media, alt: alt.map(str::to_owned), alt_origin: AltOrigin::Author }
}

/// Runs `work` with the rathaus' voice.
async fn with_voice<T>(work: impl FnOnce(&Voice<'_>) -> T) -> T {
    let world = World::new().await;
    work(&Voice { origin: &world.origin(), town: &world.town, actor: &world.rathaus })
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph { spans: vec![Span::text(text)] }
}

fn page() -> String {
    format!("{ORIGIN}/beitrag/2026-11-22-sperrung-{}", ulid().to_string().to_lowercase())
}

#[tokio::test]
async fn a_note_has_exactly_this_form() {
    let mut post = post(Body {
        blocks: vec![Block::Paragraph {
            spans: vec![Span::text("Die Brücke ist zu. "), Span::Hashtag { tag: "Musterbach".into() }],
        }],
    });
    post.attached = vec![picture(vec![variant("webp", 400), variant("jpg", 1600)], Some("Eine Brücke"))];
    let create = with_voice(|voice| forms::create(voice, &post, Ulid::from_parts(7, 7))).await;
    let content = format!(
        "<p><strong>Sperrung &amp; Umleitung</strong></p><p>Die Brücke ist zu. <a href=\"{ORIGIN}/schlagwort/musterbach\" \
         class=\"mention hashtag\" rel=\"tag\">#<span>Musterbach</span></a></p><p><a href=\"{}\" \
         rel=\"nofollow noopener\">Beitrag auf stadt.localhost:8080</a></p>",
        page()
    );
    let public = "https://www.w3.org/ns/activitystreams#Public";
    let note = format!("{ORIGIN}/ap/posts/{}", ulid());
    let expected = json!({
        "@context": [
            "https://www.w3.org/ns/activitystreams",
            {
                "toot": "http://joinmastodon.org/ns#", "Hashtag": "as:Hashtag", "sensitive": "as:sensitive",
                "blurhash": "toot:blurhash"
            }
        ],
        "id": format!("{ORIGIN}/ap/activities/{}", Ulid::from_parts(7, 7)),
        "type": "Create", "actor": RATHAUS, "published": "2026-11-22T12:00:00Z",
        "to": [public], "cc": [format!("{RATHAUS}/followers")],
        "object": {
            "id": note, "type": "Note", "attributedTo": RATHAUS,
            "to": [public], "cc": [format!("{RATHAUS}/followers")],
            "published": "2026-11-22T12:00:00Z", "sensitive": false, "inReplyTo": null, "url": page(),
            "content": content, "contentMap": { "de": content },
            "tag": [{ "type": "Hashtag", "name": "#Musterbach", "href": format!("{ORIGIN}/schlagwort/musterbach") }],
            "attachment": [{
                "type": "Document", "mediaType": "image/jpeg", "url": format!("{ORIGIN}/medien/{}.jpg", "ab".repeat(16)),
                "name": "Eine Brücke", "width": 1600, "height": 800, "blurhash": "LEHV6nWB2yk8pyo0adR*.7kCMdnj"
            }],
            "replies": format!("{note}/replies"), "likes": format!("{note}/likes"), "shares": format!("{note}/shares")
        }
    });
    assert_eq!(create, expected);
}

#[tokio::test]
async fn the_rathaus_has_exactly_this_form() {
    let world = World::new().await;
    let (_, actor) = world.get("/ap/rathaus").await;
    let mut rest = actor.clone();
    let context = rest.as_object_mut().unwrap().remove("@context").unwrap();
    let remote: Vec<&str> = context.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(remote, ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"]);
    let expected = json!({
        "id": RATHAUS, "type": "Service", "preferredUsername": "rathaus", "name": "Stadt Musterbach (Rathaus)",
        "webfinger": "rathaus@stadt.localhost:8080", "summary": "<p>Beiträge der Stadt.</p>",
        "url": format!("{ORIGIN}/@rathaus"), "published": "2026-11-22T12:00:00Z",
        "inbox": format!("{RATHAUS}/inbox"), "outbox": format!("{RATHAUS}/outbox"),
        "followers": format!("{RATHAUS}/followers"), "following": format!("{RATHAUS}/following"),
        "featured": format!("{RATHAUS}/featured"), "featuredTags": format!("{RATHAUS}/tags"),
        "endpoints": { "sharedInbox": format!("{ORIGIN}/ap/inbox") },
        "manuallyApprovesFollowers": false, "discoverable": true, "indexable": true, "alsoKnownAs": [],
        "attributionDomains": ["www.musterbach.example", "stadt.localhost"],
        "icon": {
            "type": "Image", "mediaType": "image/png", "name": "Wappen: Stadt Musterbach",
            "url": format!("{ORIGIN}/medien/0123456789abcdef0123456789abcdef.png")
        },
        "attachment": [
            { "type": "PropertyValue", "name": "Website", "value": "<a href=\"https://www.musterbach.example/\" \
              rel=\"me nofollow noopener\" translate=\"no\">www.musterbach.example</a>" },
            { "type": "PropertyValue", "name": "Impressum", "value": format!("<a href=\"{ORIGIN}/impressum\" \
              rel=\"nofollow noopener\" translate=\"no\">Impressum</a>") }
        ],
        "tag": [],
        "generator": {
            "type": "Application", "id": format!("{ORIGIN}/ap/instance"), "name": "Ausrufer",
            "implements": [{
                "href": "https://datatracker.ietf.org/doc/html/rfc9421", "name": "RFC-9421: HTTP Message Signatures"
            }]
        },
        "publicKey": {
            "id": format!("{RATHAUS}#main-key"), "owner": RATHAUS, "publicKeyPem": test_key().public_key_pem()
        }
    });
    assert_eq!(rest, expected);
}

#[tokio::test]
async fn the_server_has_an_actor_of_its_own_that_nobody_follows() {
    let world = World::new().await;
    let (_, actor) = world.get("/ap/instance").await;
    assert_eq!(actor["type"], "Application");
    assert_eq!(actor["manuallyApprovesFollowers"], true);
    assert_eq!(actor["publicKey"]["id"], format!("{ORIGIN}/ap/instance#main-key"));
    for part in ["inbox", "outbox"] {
        assert_eq!(actor[part], format!("{ORIGIN}/ap/instance/{part}"));
    }
}

#[tokio::test]
async fn a_long_text_is_cut_between_blocks_and_leads_on() {
    let blocks: Vec<Block> = (0..10).map(|n| paragraph(&format!("{n} {}", "wort ".repeat(100)))).collect();
    let note = with_voice(|voice| forms::note(voice, &post(Body { blocks }))).await;
    let content = note["content"].as_str().unwrap();
    assert!(content.contains("<p>3 wort") && !content.contains("<p>5 wort"), "{content}");
    assert!(content.ends_with(">Weiterlesen auf stadt.localhost:8080</a></p>"));
    let one = Body { blocks: vec![paragraph(&"Wort ".repeat(2000))] };
    let note = with_voice(|voice| forms::note(voice, &post(one))).await;
    let length = note["content"].as_str().unwrap().len();
    assert!((2400..3000).contains(&length), "a single long block is cut inside: {length}");
}

#[tokio::test]
async fn no_activity_is_larger_than_64_kib_or_deeper_than_8() {
    let link = |n: usize| Span::Link {
        href: format!("https://www.musterbach.example/{n}/{}", "x".repeat(1900)),
        spans: vec![Span::text("\"<a>\"")],
    };
    let mut quote = Block::Quote { blocks: vec![paragraph("tief")] };
    for _ in 0..20 {
        quote = Block::Quote { blocks: vec![quote] };
    }
    let heavy = Block::List { ordered: true, entries: (0..400).map(|n| vec![link(n)]).collect() };
    let mut post = post(Body { blocks: vec![quote, heavy] });
    post.attached = vec![picture(vec![variant("jpg", 900)], Some(&"ü".repeat(9000))); 9];
    post.hashtags = (0..200).map(|n| format!("Tag{n}")).collect();
    let create = with_voice(|voice| forms::create(voice, &post, ulid())).await;
    let size = create.to_string().len();
    assert!(size < 64 * 1024, "{size}");
    assert!(depth(&create) <= 8);
    assert_eq!(create["object"]["attachment"].as_array().unwrap().len(), 4);
    assert_eq!(create["object"]["tag"].as_array().unwrap().len(), 5);
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(depth).max().unwrap_or(0),
        Value::Object(map) => 1 + map.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

#[tokio::test]
async fn only_pictures_that_every_server_takes_are_attached() {
    let mut post = post(Body { blocks: vec![paragraph("Text")] });
    post.attached = vec![
        picture(vec![variant("jpg", 1200), variant("jpg", 6000)], None),
        picture(vec![variant("pdf", 1200)], Some("Plan")),
        picture(Vec::new(), None),
    ];
    let note = with_voice(|voice| forms::note(voice, &post)).await;
    let attached = note["attachment"].as_array().unwrap();
    assert_eq!(attached.len(), 1);
    assert_eq!((&attached[0]["width"], attached[0].get("name")), (&json!(1200), None));
}

#[tokio::test]
async fn times_are_never_in_the_future_and_edits_are_later() {
    let mut post = post(Body { blocks: vec![paragraph("Text")] });
    post.created_at = start() + SignedDuration::from_hours(48);
    post.edited_at = Some(start() + SignedDuration::from_millis(400));
    let note = with_voice(|voice| forms::note(voice, &post)).await;
    assert_eq!((&note["published"], note.get("updated")), (&json!("2026-11-22T12:00:00Z"), None));
    post.edited_at = Some(start() + SignedDuration::from_secs(61));
    let update = with_voice(|voice| forms::update(voice, &post, Ulid::from_parts(9, 9))).await;
    assert_eq!(update["object"]["updated"], "2026-11-22T12:01:01Z");
    assert_eq!((&update["type"], &update["object"]["type"]), (&json!("Update"), &json!("Note")));
}

#[tokio::test]
async fn tags_of_the_post_that_the_text_lacks_are_added_and_linked() {
    let mut post = post(Body { blocks: vec![Block::Paragraph { spans: vec![Span::Hashtag { tag: "Rat".into() }] }] });
    post.hashtags = vec!["rat".into(), "Bürgerhaus".into(), "2026".into(), "zwei wörter".into()];
    post.lang = "en".into();
    let note = with_voice(|voice| forms::note(voice, &post)).await;
    let names: Vec<&str> = note["tag"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["#Rat", "#Bürgerhaus"]);
    let content = note["content"].as_str().unwrap();
    assert!(content.contains("#<span>Bürgerhaus</span>") && content.contains("Post at stadt.localhost"));
    assert_eq!(note["contentMap"], json!({ "en": content }));
    assert!(note.get("name").is_none() && note.get("summary").is_none());
}

#[tokio::test]
async fn withdrawals_and_answers_have_plain_ids() {
    let (mut gone, id) = (post(Body::default()), format!("{ORIGIN}/ap/posts/{}", ulid()));
    gone.gone_at = Some(start());
    let (delete, tombstone, accept) = with_voice(|voice| {
        let accept = forms::accept_follow(voice, "https://p.example/f/1", "https://p.example/u/a", ulid());
        (forms::delete(voice, &gone, ulid()), forms::tombstone(voice, &gone), accept)
    })
    .await;
    assert_eq!(delete["object"], json!({ "id": id, "type": "Tombstone" }));
    assert!(delete["to"].is_array() && delete["cc"].is_array());
    assert_eq!(
        (&tombstone["id"], &tombstone["formerType"], &tombstone["deleted"]),
        (&json!(id), &json!("Note"), &json!("2026-11-22T12:00:00Z"))
    );
    assert!(accept["object"]["actor"].is_string() && accept["object"]["object"].is_string());
}
