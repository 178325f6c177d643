//! A council system: a meeting with its public agenda becomes an appointment, results are an edit, a deletion a withdrawal.

use std::time::Duration;

use ausrufer::admin::{NewSourceRequest, add_source};
use ausrufer::domain::post::PostState;
use ausrufer::store::Conn;
use ausrufer::store::posts_read::{self, Listing};
use serde_json::{Value, json};

use crate::support::databases;
use crate::support::mini_peer::MiniPeer;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Site};

const JSON: &str = "application/json";
const SOON: Duration = Duration::from_secs(10);
const ID: &str = "https://ris.musterbach.example/oparl";

fn put(ris: &Site, path: &str, body: &Value) {
    ris.put(path, Answer::ok(JSON, body.to_string()));
}

/// Everything listed is said to have changed just now.
fn lists(ris: &Site, meetings: &[Value]) {
    for meeting in meetings {
        put(ris, meeting["id"].as_str().unwrap().strip_prefix("https://ris.musterbach.example").unwrap(), meeting);
    }
    put(ris, "/oparl/meetings", &json!({ "data": meetings, "links": {} }));
}

fn meeting(n: usize, result: &str) -> Value {
    let created = start_of_tests() + Duration::from_secs(30);
    json!({
        "id": format!("{ID}/meetings/{n}"), "type": "https://schema.oparl.org/1.1/Meeting",
        "name": format!("{n}. Sitzung des Stadtrats"), "start": "2026-12-09T18:00:00+01:00", "end": "",
        "created": created.to_string(), "modified": created.to_string(),
        "agendaItem": [
            { "id": format!("{ID}/agenda/{n}"), "number": "1", "name": "Haushalt 2027", "public": true, "result": result,
              "created": created.to_string() },
            { "id": format!("{ID}/agenda/{n}-x"), "number": "2", "name": "Personalsache Kanarienvogel", "public": false }
        ]
    })
}

#[tokio::test]
async fn a_meeting_travels_from_the_council_system_to_a_follower_and_back_off() {
    for database in databases::each().await {
        let ris = Site::start("ris").await;
        let body = json!({ "id": format!("{ID}/bodies/1"), "type": "https://schema.oparl.org/1.1/Body",
            "name": "Stadt Musterbach", "meeting": format!("{ID}/meetings"), "paper": format!("{ID}/papers") });
        put(&ris, "/oparl/bodies/1", &body);
        put(&ris, "/oparl/papers", &json!({ "data": [], "links": {} }));
        lists(&ris, &[]);
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        let request = NewSourceRequest {
            town: server.host.clone(),
            address: format!("oparl:{ID}/bodies/1"),
            api_base: Some(ris.url("/")),
            interval: Some(60),
            ..NewSourceRequest::default()
        };
        let source = add_source(&server.app.desk(), request).await.unwrap().source;
        assert_eq!(source.name, "Stadt Musterbach");
        server.pass(1).await;
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;

        lists(&ris, &[meeting(1, ""), meeting(2, "")]);
        server.pass(60).await;
        peer.await_received(|all| all.iter().filter(|one| one.kind == "Create").count() == 2, SOON).await;
        server.app.web.catch_up().await;
        let (_, _, page) = server.get("/", "text/html").await;
        assert!(page.contains("1. Sitzung des Stadtrats am 9. Dezember 2026") && page.contains("TOP 1: Haushalt 2027"));
        assert_eq!(database.number("SELECT count(*) FROM item WHERE data LIKE '%Kanarienvogel%'").await, Some(0));

        lists(&ris, &[meeting(1, "einstimmig beschlossen"), meeting(2, "")]);
        server.pass(60).await;
        peer.await_received(|all| all.iter().any(|one| one.kind == "Update"), SOON).await;
        server.app.web.catch_up().await;
        let (_, _, page) = server.get("/", "text/html").await;
        assert!(page.contains("TOP 1: Haushalt 2027 (Ergebnis: einstimmig beschlossen)"), "{page}");

        let mut gone = meeting(1, "");
        gone["deleted"] = json!(true);
        lists(&ris, &[gone, meeting(2, "")]);
        server.pass(60).await;
        assert_eq!(server.headings().await, ["2. Sitzung des Stadtrats am 9. Dezember 2026"]);
        server.pass(600).await;
        peer.await_received(|all| all.iter().any(|one| one.kind == "Delete"), SOON).await;
        let town = server.town().await;
        let page = async |c: &mut Conn<'_>| posts_read::page(c, town.id, &Listing::All, None, 9).await;
        let left = server.app.db.read(page).await.unwrap();
        assert!(left.len() == 1 && left[0].state == PostState::Public);
    }
}
