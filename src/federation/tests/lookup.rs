//! WebFinger, host-meta and NodeInfo (spec interop §1.3, C-01 … C-12).

use http::StatusCode;
use serde_json::{Value, json};

use super::world::{HOST, ORIGIN, RATHAUS, World, add_actor};
use crate::domain::actor::{ActorKind, Username};
use crate::federation::Document;
use crate::store::Conn;

async fn ask(world: &World, path: &str, query: Option<&str>) -> Document {
    world.read(async |c: &mut Conn<'_>| world.federation.well_known(c, &world.town, path, query).await).await
}

async fn finger(world: &World, query: Option<&str>) -> (StatusCode, Value) {
    let document = ask(world, "/.well-known/webfinger", query).await;
    assert!(document.cors);
    if document.status == StatusCode::OK {
        assert_eq!((document.content_type, document.max_age_s), ("application/jrd+json", 3600));
    }
    (document.status, serde_json::from_str(&document.body).unwrap())
}

#[tokio::test]
async fn every_spelling_of_a_resource_gives_the_same_answer() {
    let world = World::new().await;
    let (_, expected) = finger(&world, Some(&format!("resource=acct:rathaus@{HOST}"))).await;
    assert_eq!(
        expected,
        json!({
            "subject": format!("acct:rathaus@{HOST}"),
            "aliases": [format!("{ORIGIN}/@rathaus"), RATHAUS],
            "links": [
                { "rel": "self", "type": "application/activity+json", "href": RATHAUS },
                { "rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": format!("{ORIGIN}/@rathaus") },
                { "rel": "http://webfinger.net/rel/avatar", "type": "image/png",
                  "href": format!("{ORIGIN}/medien/0123456789abcdef0123456789abcdef.png") },
                { "rel": "alternate", "type": "application/atom+xml", "href": format!("{ORIGIN}/feed.atom") }
            ]
        })
    );
    for query in [
        "resource=acct%3Arathaus%40stadt.localhost%3A8080".to_owned(),
        format!("resource=acct:RATHAUS@{}", HOST.to_uppercase()),
        format!("resource=ACCT:Rathaus@{HOST}&rel=self"),
        format!("rel=self&resource={RATHAUS}"),
        format!("resource={ORIGIN}/@rathaus"),
        format!("resource={ORIGIN}/@RatHaus"),
    ] {
        assert_eq!(finger(&world, Some(&query)).await, (StatusCode::OK, expected.clone()), "{query}");
    }
}

#[tokio::test]
async fn the_instance_actor_can_be_found() {
    let world = World::new().await;
    for resource in [
        format!("acct:instance@{HOST}"),
        format!("acct:{HOST}@{HOST}").replace(":8080@", "%3A8080@"),
        format!("{ORIGIN}/"),
        ORIGIN.to_owned(),
        format!("{ORIGIN}/ap/instance"),
    ] {
        let (status, jrd) = finger(&world, Some(&format!("resource={resource}"))).await;
        assert_eq!((status, &jrd["subject"]), (StatusCode::OK, &json!(format!("acct:instance@{HOST}"))), "{resource}");
        assert_eq!(jrd["links"][0]["href"], format!("{ORIGIN}/ap/instance"));
    }
}

#[tokio::test]
async fn an_actor_with_a_handle_of_another_domain_has_one_canonical_name() {
    let world = World::new().await;
    let name = Username::parse("warnung").unwrap();
    add_actor(&world.db, &world.sealer, world.town.id, ActorKind::Topic, name).await;
    for resource in [
        "acct:warnung@musterbach.example".to_owned(),
        "acct:Warnung@MUSTERBACH.example".to_owned(),
        format!("acct:warnung@{HOST}"),
        format!("{ORIGIN}/ap/warnung"),
    ] {
        let (status, jrd) = finger(&world, Some(&format!("resource={resource}"))).await;
        assert_eq!((status, &jrd["subject"]), (StatusCode::OK, &json!("acct:warnung@musterbach.example")));
        assert_eq!(jrd["links"][0]["href"], format!("{ORIGIN}/ap/warnung"));
    }
    let (status, _) = finger(&world, Some("resource=acct:rathaus@musterbach.example")).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "the rathaus lives at the town's host");
    assert_eq!(world.get("/ap/warnung").await.1["webfinger"], "warnung@musterbach.example");
}

#[tokio::test]
async fn unusable_questions_are_400_and_unknown_names_404() {
    let world = World::new().await;
    for query in [
        None,
        Some(""),
        Some("resource="),
        Some("resource=rathaus"),
        Some("resource=rathaus@stadt.localhost:8080"),
        Some("resource=acct:rathaus"),
        Some("resource=acct:@stadt.localhost"),
        Some("resource=acct:rathaus@"),
        Some("resource=acct:rathaus@a@b"),
        Some("resource=acct:rathaus@evil:x"),
        Some("resource=acct:rathaus@a.b/../x"),
        Some("resource=acct:rat%0Ahaus@stadt.localhost:8080"),
        Some("resource=mailto:rathaus@stadt.localhost"),
        Some("resource=javascript:alert(1)"),
        Some("resource=http://a:b@stadt.localhost:8080/@rathaus"),
        Some("resource=acct:rathaus@stadt.localhost:8080&resource=acct:rathaus@stadt.localhost:8080"),
        Some("Resource=acct:rathaus@stadt.localhost:8080"),
    ] {
        assert_eq!(finger(&world, query).await.0, StatusCode::BAD_REQUEST, "{query:?}");
    }
    for resource in [
        "acct:niemand@stadt.localhost:8080",
        "acct:rathaus@stadt.localhost",
        "acct:rathaus@evil.example",
        "acct:rathaus@127.0.0.1",
        "http://evil.example/@rathaus",
        "https://stadt.localhost:8080/@rathaus",
        "http://stadt.localhost:8080/@rathaus?x=1",
        "http://stadt.localhost:8080/beitrag/1",
    ] {
        let answer = finger(&world, Some(&format!("resource={resource}"))).await;
        assert_eq!(answer.0, StatusCode::NOT_FOUND, "{resource}");
    }
}

#[tokio::test]
async fn nodeinfo_tells_live_numbers() {
    let world = World::new().await;
    let links: Value = serde_json::from_str(&ask(&world, "/.well-known/nodeinfo", None).await.body).unwrap();
    assert_eq!(links["links"].as_array().unwrap().len(), 3);
    assert_eq!(links["links"][2]["href"], format!("{ORIGIN}/ap/instance"));
    for (index, version) in ["2.0", "2.1"].into_iter().enumerate() {
        let path = format!("/nodeinfo/{version}");
        assert_eq!(links["links"][index]["href"], format!("{ORIGIN}{path}"));
        let document = ask(&world, &path, None).await;
        let profile = format!("application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/{version}#\"");
        assert_eq!(document.content_type, profile);
        let info: Value = serde_json::from_str(&document.body).unwrap();
        assert_eq!((&info["version"], &info["software"]["name"]), (&json!(version), &json!("ausrufer")));
        assert_eq!(info["software"].get("repository").is_some(), version == "2.1");
        assert_eq!((&info["usage"]["users"]["total"], &info["usage"]["localPosts"]), (&json!(1), &json!(0)));
        assert_eq!(info["metadata"]["source"], "https://quelle.example/");
    }
    assert_eq!(ask(&world, "/nodeinfo/1.0", None).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn host_meta_leads_to_webfinger() {
    let world = World::new().await;
    let document = ask(&world, "/.well-known/host-meta", None).await;
    assert_eq!(document.content_type, "application/xrd+xml");
    assert!(document.body.contains(&format!("template=\"{ORIGIN}/.well-known/webfinger?resource={{uri}}\"")));
}
