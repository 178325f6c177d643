//! A town leaves a platform and brings its history along: the archive that it downloaded becomes posts, nobody is
//! disturbed, and nothing is doubled with what the channel itself gave.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use ausrufer::admin::{Keyring, NewSourceRequest, add_source};
use ausrufer::domain::connection::{Login, Secret};
use ausrufer::domain::source::SourceKind;
use ausrufer::jobs::{Imported, channel_of_archive, import_archive};
use ausrufer::sources::archive::{ArchiveFiles, gather};
use serde_json::{Value, json};

use crate::support::databases;
use crate::support::fake_graph::{APP_SECRET, FakeGraph, TOKEN};
use crate::support::http::get;
use crate::support::mini_peer::{MiniPeer, Received};
use crate::support::program::Program;
use crate::support::server::TestServer;

fn jpeg() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(640, 400, |x, y| image::Rgb([(x / 3) as u8, (y / 2) as u8, 120]));
    let mut out = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

fn zip(path: &Path, files: &[(&str, Vec<u8>)]) {
    let mut writer = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap();
}

fn script(name: &str, value: &Value) -> Vec<u8> {
    format!("window.YTD.{name}.part0 = {value}").into_bytes()
}

/// Ten years on X: two posts of their own, one of them with a picture, a reply, a repost and an unreadable entry.
fn archive_of_x(path: &Path) {
    let account = json!([{ "account": { "accountId": "5", "username": "musterbach", "email": "geheim@musterbach.example",
        "accountDisplayName": "Stadt Musterbach" } }]);
    let tweet = |id: &str, at: &str, words: &str| json!({ "tweet": { "id_str": id, "full_text": words, "created_at": at, "lang": "de" } });
    let mut with_picture =
        tweet("11", "Sat May 09 08:15:00 +0000 2015", "Das neue Rathaus ist fertig. #Rathaus https://t.co/p");
    let media = json!([{ "id_str": "77", "type": "photo", "media_url_https": "https://pbs.example/media/Rat.jpg",
        "indices": ["38", "52"], "url": "https://t.co/p", "ext_alt_text": "Das Rathaus mit Fahnen" }]);
    with_picture["tweet"]["extended_entities"] = json!({ "media": media });
    let tweets = json!([
        with_picture,
        tweet("12", "Mon Aug 10 16:00:00 +0000 2020", "Das Freibad öffnet wieder."),
        tweet("13", "Mon Aug 10 17:00:00 +0000 2020", "@jemand Gern geschehen!"),
        tweet("14", "Mon Aug 10 18:00:00 +0000 2020", "RT @nachbarort: Fest am Sonntag"),
        tweet("15", "irgendwann", "Ohne Datum"),
    ]);
    zip(
        path,
        &[
            ("data/account.js", script("account", &account)),
            ("data/tweets.js", script("tweets", &tweets)),
            ("data/tweets_media/11-Rat.jpg", jpeg()),
            ("data/direct-messages.js", script("direct_messages", &json!([{ "text": "nur für uns" }]))),
        ],
    );
}

fn told(program: &Program, arguments: &[&str]) -> Value {
    serde_json::from_str(&program.succeed(&[&["--json"], arguments].concat())).unwrap()
}

#[tokio::test]
async fn the_archive_of_x_becomes_posts_of_a_closed_channel_once() {
    for database in databases::each().await {
        let program = Program::new(Some(&database.url));
        let host = program.host();
        program.succeed(&["town", "add", "--name", "Musterbach", "--host", &host, "--actor", "rathaus", "--publish"]);
        archive_of_x(&program.folder.path().join("x.zip"));
        let import = ["source", "import-archive", "x", "x.zip"];

        let plan = told(&program, &[&import[..], &["--dry-run"]].concat());
        assert_eq!(
            (&plan["new"], &plan["not_ours"], &plan["set_aside"], &plan["pictures"]),
            (&json!(2), &json!(2), &json!(1), &json!(1))
        );
        assert_eq!(told(&program, &["post", "list"])["posts"], json!([]), "only said, not done");
        assert_eq!(told(&program, &["source", "list"])["sources"], json!([]));

        let said = program.succeed(&import);
        assert!(said.contains("2 von 2 Beiträgen in „Stadt Musterbach“ übernommen."), "{said}");
        assert!(said.contains("Einer zurückgestellt: 1 unleserlich.") && !said.contains('⟦'), "{said}");
        let sources = told(&program, &["source", "list"]);
        assert_eq!((&sources["sources"][0]["state"], &sources["sources"][0]["kind"]), (&json!("retired"), &json!("x")));
        let again = told(&program, &import);
        assert_eq!((&again["new"], &again["known"]), (&json!(0), &json!(2)), "a second time changes nothing");

        let serving = program.serve();
        let posts = told(&program, &["post", "list"]);
        let posts = posts["posts"].as_array().unwrap();
        assert_eq!(posts.len(), 2);
        assert!(posts.iter().all(|post| post["silent"] == true), "nobody is told");
        assert_eq!(posts[1]["created_at"], "2015-05-09T08:15:00Z");
        let url = posts[1]["url"].as_str().unwrap();
        let (status, _, page) = get(&host, &url[url.find("/beitrag").unwrap()..], "text/html").await;
        assert_eq!(status, 200);
        assert!(page.contains("Mai 2015") && page.contains("Das Rathaus mit Fahnen") && page.contains("/medien/"));
        assert!(page.contains("/schlagwort/rathaus") && !page.contains("t.co/"), "{page}");
        let (_, _, front) = get(&host, "/", "text/html").await;
        assert!(front.contains("Freibad") && !front.contains("Gern geschehen") && !front.contains("nur für uns"));
        let (_, _, outbox) = get(&host, "/ap/rathaus/outbox?page=true", "application/activity+json").await;
        assert!(outbox.contains("Freibad"));
        serving.kill();
    }
}

#[test]
fn an_archive_that_cannot_be_taken_over_is_refused_with_cause_and_remedy() {
    let program = Program::new(None);
    let host = program.host();
    program.succeed(&["town", "add", "--name", "Musterbach", "--host", &host, "--publish"]);
    let folder = program.folder.path();
    std::fs::write(folder.join("notiz.txt"), "kein Archiv").unwrap();
    zip(&folder.join("seiten.zip"), &[("posts/your_posts_1.html", b"<html>".to_vec())]);
    let post = json!([{ "timestamp": 1_692_357_221, "data": [{ "post": "Fest" }] }]);
    zip(&folder.join("ohne.zip"), &[("posts/profile_posts_1.json", post.to_string().into_bytes())]);
    zip(&folder.join("person.zip"), &[("posts/your_posts_1.json", post.to_string().into_bytes())]);
    for (arguments, words) in [
        (["x", "fehlt.zip"], "es gibt sie nicht"),
        (["x", "notiz.txt"], "weder eine ZIP-Datei noch ein Ordner"),
        (["x", "seiten.zip"], "Im Archiv fehlt data/tweets.js"),
        (["facebook", "seiten.zip"], "mit dem Format „JSON“"),
        (["facebook", "ohne.zip"], "zu welcher Seite es gehört"),
        (["facebook", "person.zip"], "Archiv einer Person"),
    ] {
        let said = program.refuse(&[&["source", "import-archive"][..], &arguments].concat());
        assert!(said.contains(words) && !said.contains('⟦'), "{arguments:?}: {said}");
    }
    assert_eq!(told(&program, &["source", "list"])["sources"], json!([]));
}

const PAGE: &str = "100064";

fn archive_of_facebook(path: &Path) {
    let posts = json!([
        { "timestamp": 1_795_514_400_i64, "data": [{ "post": "Markt am Samstag" }] },
        { "timestamp": 1_433_160_000, "data": [{ "post": "Sch\u{c3}\u{bc}tzenfest im Juni" }],
          "attachments": [{ "data": [{ "media": { "uri": "posts/media/1_2_88888888_n.jpg" } }] }] },
    ]);
    zip(
        path,
        &[
            ("posts/profile_posts_1.json", posts.to_string().into_bytes()),
            ("posts/media/1_2_88888888_n.jpg", jpeg()),
            ("messages/inbox/message_1.json", b"{}".to_vec()),
        ],
    );
}

async fn import(server: &TestServer, path: &Path) -> Imported {
    let (hands, town) = (server.app.hands(), server.town().await);
    let mut files = ArchiveFiles::open(path).unwrap();
    let gathered = gather(SourceKind::Facebook, &mut files, Some(PAGE), hands.now()).unwrap();
    let site = gathered.site_url.as_deref();
    let source = channel_of_archive(&hands, &town, SourceKind::Facebook, Some(PAGE), site).await.unwrap().unwrap();
    import_archive(&hands, &town, &source, &mut files, &gathered, &|_, _| ()).await.unwrap()
}

fn sorted(mut words: Vec<String>) -> Vec<String> {
    words.sort();
    words
}

#[tokio::test]
async fn an_archive_and_its_open_channel_do_not_double_and_nothing_is_taken_for_withdrawn() {
    for database in databases::each().await {
        let graph = FakeGraph::start().await;
        graph.node(json!({"id": PAGE, "name": "Stadt Musterbach", "username": "musterbach", "link": "https://www.facebook.com/musterbach"}));
        let listed = |n: u32, at: &str, message: &str| {
            json!({"id": format!("{PAGE}_{n}"), "message": message, "created_time": at,
            "is_published": true, "from": {"id": PAGE}})
        };
        graph.publish(&format!("{PAGE}/published_posts"), listed(9, "2026-11-24T11:59:00+0000", "Rathaus heute zu"));
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
        let login = Login { app_secret: Some(Secret::new(APP_SECRET)), ..Login::with_token(TOKEN) };
        let request = NewSourceRequest {
            town: server.host.clone(),
            address: "facebook:musterbach".into(),
            interval: Some(60),
            api_base: Some(graph.base.to_string()),
            keyring: Some(Keyring { login, person: None, deputy: None }),
            ..NewSourceRequest::default()
        };
        add_source(&server.app.desk(), request).await.unwrap();
        server.pass(1).await;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("facebook.zip");
        archive_of_facebook(&path);
        let first = import(&server, &path).await;
        assert_eq!((first.new, first.pictures, first.missing), (2, 1, 0));
        let all = ["Markt am Samstag", "Rathaus heute zu", "Schützenfest im Juni"];
        assert_eq!(sorted(server.headings().await), all);

        // The platform lists one of them under its own name: the same post, no edit, no second one.
        graph.publish(&format!("{PAGE}/published_posts"), listed(1, "2026-11-24T10:00:00+0000", "Markt am Samstag"));
        server.pass(60).await;
        server.pass(60).await;
        assert_eq!(sorted(server.headings().await), all);
        assert_eq!(import(&server, &path).await.known, 2, "and the archive knows it still");

        // Whole listings in which the old one never stands prove nothing about it.
        graph.publish(&format!("{PAGE}/published_posts"), listed(2, "2026-11-24T12:02:00+0000", "Glatteis am Berg"));
        for _ in 0..6 {
            server.pass(3600).await;
        }
        let all = ["Glatteis am Berg", all[0], all[1], all[2]];
        assert_eq!(sorted(server.headings().await), all);
        let creates = |all: &[Received]| all.iter().filter(|one| one.kind == "Create").count();
        let received = peer.await_received(|all| creates(all) > 0, Duration::from_secs(10)).await;
        assert_eq!(creates(&received), 1, "of the history nobody is told");
        assert!(
            received.iter().all(|one| matches!(one.kind.as_str(), "Accept" | "Create")),
            "and nothing is withdrawn"
        );
        assert!(String::from_utf8_lossy(&received.last().unwrap().body).contains("Glatteis"));
    }
}
