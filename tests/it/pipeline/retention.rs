//! What is no longer needed goes by itself, and nothing that is.

use std::path::PathBuf;
use std::time::Duration;

use ausrufer::seal::sha256_hex;
use ausrufer::store::towns;
use bytes::Bytes;

use crate::support::databases;
use crate::support::mini_peer::MiniPeer;
use crate::support::seed::{self, store};
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

const HOUR: u64 = 3600;

/// A file in the town's folder that was written at a moment.
async fn file(server: &TestServer, name: &str, written: jiff::Timestamp) -> PathBuf {
    let (town, hash) = (server.town().await.ulid.to_string(), sha256_hex(name.as_bytes())[..32].to_owned());
    server.app.jobs.hands().blobs.put(&town, &hash, "webp", Bytes::from_static(b"bild")).await.unwrap();
    let path = server.media_folder().join(town).join(format!("{hash}.webp"));
    age(&path, written);
    path
}

fn age(path: &std::path::Path, written: jiff::Timestamp) {
    let written = std::time::UNIX_EPOCH + Duration::from_secs(written.as_second().unsigned_abs());
    std::fs::File::options().write(true).open(path).unwrap().set_modified(written).unwrap();
}

async fn pass_a_day(server: &TestServer) {
    for _ in 0..24 {
        server.pass(HOUR).await;
    }
}

#[tokio::test]
async fn files_that_no_picture_needs_are_removed_once_they_are_a_day_old() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.put("/bild.jpg", Answer::ok("image/jpeg", super::pictures::jpeg()));
        let mut entry = Entry::new("a", "Schnee", start_of_tests() - Duration::from_secs(60));
        entry.picture = Some("/bild.jpg".into());
        site.feed(&[entry]);
        let server = TestServer::start(&database).await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        let folder = server.media_folder().join(server.town().await.ulid.to_string());
        let needed: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(!needed.is_empty());
        for path in &needed {
            age(path, start_of_tests() - Duration::from_secs(48 * HOUR));
        }
        let left_over = file(&server, "alt", start_of_tests() - Duration::from_secs(48 * HOUR)).await;
        let coming = file(&server, "neu", start_of_tests() + Duration::from_secs(23 * HOUR)).await;
        pass_a_day(&server).await;
        assert!(!left_over.exists(), "nobody needs it");
        assert!(coming.exists(), "it may belong to a picture that is being taken over");
        assert!(needed.iter().all(|path| path.exists()), "a post shows them");
        pass_a_day(&server).await;
        pass_a_day(&server).await;
        assert!(!coming.exists(), "it did not");
        assert!(needed.iter().all(|path| path.exists()));
    }
}

#[tokio::test]
async fn the_files_of_a_deleted_town_go_after_a_day() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await;
        let blobs = &server.app.jobs.hands().blobs;
        let moving = seed::ulid(start_of_tests(), &["moving"]).to_string();
        let hash = &sha256_hex(b"x")[..32];
        blobs.put(&moving, hash, "webp", Bytes::from_static(b"bild")).await.unwrap();
        let coming = server.media_folder().join(&moving).join(format!("{hash}.webp"));
        age(&coming, start_of_tests() + Duration::from_secs(2 * HOUR));
        let gone = file(&server, "alt", start_of_tests() - Duration::from_secs(HOUR)).await;
        store!(server.app.db, |c| towns::delete(c, town.id, start_of_tests()));
        for hour in 1..=24 {
            server.pass(HOUR).await;
            assert_eq!(gone.exists(), hour < 24, "hour {hour}");
        }
        assert!(coming.exists(), "it may belong to a town that is just moving in");
    }
}

#[tokio::test]
async fn words_that_come_back_are_told_also_when_older_versions_are_forgotten() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let mut entry = Entry::new("a", "Markt", start_of_tests() + Duration::from_secs(30));
        site.feed(&[]);
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
        site.feed(std::slice::from_ref(&entry));
        server.pass(60).await;
        let mut told = 0;
        for text in ["um acht", "um neun", "um acht", "um neun", "um acht"] {
            entry.text = format!("<p>Der Markt beginnt {text}.</p>");
            site.feed(std::slice::from_ref(&entry));
            server.pass(60).await;
            told += 1;
            let updates: std::collections::HashSet<String> =
                peer.received().into_iter().filter(|one| one.kind == "Update").map(|one| one.id).collect();
            assert_eq!(updates.len(), told, "each with an id of its own");
            // Time enough for the chore that forgets all versions but the newest.
            database.sql("UPDATE post_revision SET at = 0").await;
            server.pass(HOUR).await;
            assert_eq!(database.number("SELECT count(*) FROM post_revision").await, Some(1));
        }
    }
}
