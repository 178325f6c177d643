//! What stands under `/ap/`: which status, and what an outbox shows.

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::world::{ORIGIN, RATHAUS, World, start};
use crate::domain::body::Body;
use crate::domain::ids::{Ulid, ulid_from};
use crate::domain::post::{Content, Post};
use crate::store::activities::NewActivity;
use crate::store::posts::NewPost;
use crate::store::{Conn, StoreError, activities, posts, posts_read};
use crate::urls;

/// Publishes a post with its Create and gives both ids.
async fn publish(world: &World, number: u8) -> (Ulid, Ulid) {
    let at = start() - SignedDuration::from_mins(i64::from(number));
    let (ulid, activity) = (ulid_from(at, [1; 10]), ulid_from(at, [2; 10]));
    let content = content(&format!("Beitrag {number}"));
    world
        .write(async |c: &mut Conn<'_>| {
            let new = NewPost {
                town: world.town.id,
                ulid,
                actor: Some(world.rathaus.id),
                slug: "beitrag",
                silent: true,
                content: &content,
                created_at: at,
                date_only: false,
                undated: false,
                listed: true,
                item: None,
                in_reply_to: None,
            };
            let post = posts::add(c, new, start()).await?;
            let create = NewActivity {
                town: world.town.id,
                actor: world.rathaus.id,
                ulid: activity,
                kind: "Create",
                post: Some(post),
                chain: "chain",
                body: "{\"as it was\":true}",
                in_outbox: true,
                expires_at: None,
            };
            activities::add(c, create, start()).await?;
            Ok(())
        })
        .await;
    (ulid, activity)
}

fn content(text: &str) -> Content {
    Content {
        title: None,
        body: Body::from_plain(text),
        lang: "de".into(),
        hashtags: Vec::new(),
        canonical_url: None,
        media: Vec::new(),
        event: None,
        recordings: Vec::new(),
        warning: None,
        sensitive: None,
    }
}

async fn stored(world: &World, ulid: Ulid) -> Post {
    world.read(async |c: &mut Conn<'_>| posts_read::by_ulid(c, world.town.id, ulid).await).await.unwrap()
}

#[tokio::test]
async fn a_post_is_there_then_hidden_then_gone() {
    let world = World::new().await;
    let (ulid, activity) = publish(&world, 1).await;
    let (note, create) = (format!("/ap/posts/{ulid}"), format!("/ap/activities/{activity}"));
    let (status, document) = world.get(&note).await;
    assert_eq!((status, &document["id"]), (StatusCode::OK, &json!(format!("{ORIGIN}{note}"))));
    for part in ["replies", "likes", "shares"] {
        let (status, document) = world.get(&format!("{note}/{part}")).await;
        assert_eq!((status, &document["totalItems"]), (StatusCode::OK, &json!(0)));
    }
    let (status, document) = world.get(&create).await;
    assert_eq!((status, &document["type"]), (StatusCode::OK, &json!("Create")));
    let post = stored(&world, ulid).await;
    world.write(async |c: &mut Conn<'_>| posts::set_hidden(c, &post, true, start()).await).await;
    for path in [&note, &create] {
        assert_eq!(world.get(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    world.write(async |c: &mut Conn<'_>| posts::bury(c, &post, start()).await).await;
    let (status, tombstone) = world.get(&note).await;
    assert_eq!((status, &tombstone["type"]), (StatusCode::GONE, &json!("Tombstone")));
    assert_eq!(world.get(&create).await.0, StatusCode::GONE);
    assert_eq!(world.get(&format!("{note}/replies")).await.0, StatusCode::GONE);
    assert_eq!(world.get("/ap/rathaus/outbox").await.1["totalItems"], 0);
}

#[tokio::test]
async fn an_outbox_is_walked_newest_first_to_its_end() {
    let world = World::new().await;
    for number in 0..45 {
        publish(&world, number).await;
    }
    let (hidden, _) = publish(&world, 45).await;
    let post = stored(&world, hidden).await;
    world.write(async |c: &mut Conn<'_>| posts::set_hidden(c, &post, true, start()).await).await;
    let (edited, _) = publish(&world, 46).await;
    let post = stored(&world, edited).await;
    let revised = content("Neu gefasst");
    let at = start() + SignedDuration::from_mins(5);
    world.write(async |c: &mut Conn<'_>| posts::revise(c, &post, &revised, Some(at), at).await).await;

    let (_, head) = world.get("/ap/rathaus/outbox").await;
    assert_eq!((&head["type"], &head["totalItems"]), (&json!("OrderedCollection"), &json!(46)));
    let (mut next, mut pages, mut seen) = (head["first"].clone(), 0, Vec::<Value>::new());
    while let Some(url) = next.as_str() {
        let (status, page) = world.get(url.strip_prefix(ORIGIN).unwrap()).await;
        assert_eq!((status, &page["partOf"]), (StatusCode::OK, &json!(format!("{RATHAUS}/outbox"))));
        assert_eq!(page["id"], url);
        seen.extend(page["orderedItems"].as_array().unwrap().clone());
        (next, pages) = (page["next"].clone(), pages + 1);
    }
    assert_eq!((pages, seen.len()), (3, 46));
    let times: Vec<&str> = seen.iter().map(|item| item["object"]["published"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a > b));
    assert!(seen.iter().all(|item| item["type"] == "Create" && item["object"]["type"] == "Note"));
    let last = &seen[45]["object"];
    assert!(last["content"].as_str().unwrap().contains("Neu gefasst"), "an edited post is shown as it is now");
    assert!(last["updated"].is_string());
    assert!(!seen.iter().any(|item| item.to_string().contains(&hidden.to_string())));
}

#[tokio::test]
async fn every_edit_is_told_as_later_than_the_one_before() {
    let world = World::new().await;
    let (ulid, _) = publish(&world, 1).await;
    let mut told = vec![world.get(&urls::note(ulid)).await.1["published"].as_str().unwrap().to_owned()];
    for edit in 0..3 {
        let post = stored(&world, ulid).await;
        let (revised, at) = (content(&format!("Fassung {edit}")), post.published_at);
        world.write(async |c: &mut Conn<'_>| posts::revise(c, &post, &revised, Some(at), at).await).await;
        told.push(world.get(&urls::note(ulid)).await.1["updated"].as_str().expect("an edit has a time").to_owned());
    }
    assert!(told.is_sorted_by(|earlier, later| earlier < later), "{told:?}");
}

#[tokio::test]
async fn every_part_of_an_actor_answers_and_nothing_else_does() {
    let world = World::new().await;
    for part in ["outbox", "followers", "following", "featured", "tags"] {
        let (status, document) = world.get(&format!("/ap/rathaus/{part}")).await;
        assert_eq!((status, &document["totalItems"]), (StatusCode::OK, &json!(0)), "{part}");
        assert_eq!(document["id"], format!("{RATHAUS}/{part}"));
    }
    for part in ["outbox", "followers", "following"] {
        assert_eq!(world.get(&format!("/ap/instance/{part}")).await.0, StatusCode::OK);
    }
    for inbox in ["/ap/inbox", "/ap/rathaus/inbox", "/ap/instance/inbox"] {
        assert_eq!(world.get(inbox).await.0, StatusCode::METHOD_NOT_ALLOWED);
    }
    let ulid = ulid_from(start(), [9; 10]);
    for path in [
        "/ap/niemand",
        "/ap/Rathaus",
        "/ap/rathaus/",
        "/ap/rathaus/liked",
        "/ap/",
        "/ap/posts/x",
        &format!("/ap/posts/{ulid}"),
        &format!("/ap/activities/{ulid}"),
        "/ap/rathaus/outbox?max_id=x",
        "/beitrag/x",
    ] {
        assert_eq!(world.get(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_post_has_one_address_and_an_accept_has_none() {
    let world = World::new().await;
    let (ulid, _) = publish(&world, 1).await;
    assert_eq!(world.get(&format!("/ap/posts/{}", ulid.to_string().to_lowercase())).await.0, StatusCode::NOT_FOUND);
    let accept = ulid_from(start(), [5; 10]);
    let new = NewActivity {
        town: world.town.id,
        actor: world.rathaus.id,
        ulid: accept,
        kind: "Accept",
        post: None,
        chain: "chain",
        body: "{}",
        in_outbox: false,
        expires_at: None,
    };
    world.write(async |c: &mut Conn<'_>| activities::add(c, new, start()).await).await;
    assert_eq!(world.get(&format!("/ap/activities/{accept}")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_draft_town_is_not_there() {
    let world = World::new().await;
    let (ulid, _) = publish(&world, 1).await;
    let mut draft = world.town.clone();
    draft.published_at = None;
    for path in ["/ap/rathaus", "/ap/instance", "/ap/rathaus/outbox", &format!("/ap/posts/{ulid}")] {
        let document = world
            .read(async |c: &mut Conn<'_>| Ok::<_, StoreError>(world.federation.document(c, &draft, path, None).await?))
            .await;
        assert_eq!((document.status, document.max_age_s), (StatusCode::NOT_FOUND, 0), "{path}");
    }
}
