//! One message, one post: what several channels say about the same becomes one post, and staff have the last word.

use std::time::Duration;

use ausrufer::admin::{join_posts, split_post};
use ausrufer::domain::post::{Post, PostState};
use ausrufer::jobs::{
    self, KeepError, OwnError, OwnMessage, OwnPicture, PictureFrom, add_own, answer_held, remove_post,
};
use ausrufer::store::held::{self, HeldKind};
use ausrufer::store::posts_read::{self, Listing};
use ausrufer::store::{Conn, likeness};

use crate::support::databases;
use crate::support::mini_peer::{MiniPeer, Received};
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

const SOON: Duration = Duration::from_secs(10);
const HTML: &str = "text/html";

const WEBSITE: &str = "<p>Wegen eines Wasserrohrbruchs ist die Mühlgasse zwischen Marktplatz und Brückenstraße ab sofort \
    für den gesamten Verkehr gesperrt. Die Umleitung über die Lindenallee ist ausgeschildert. Die Arbeiten dauern \
    voraussichtlich bis Freitagabend. Anwohner erreichen ihre Grundstücke zu Fuß.</p>";
const SHORT: &str = "<p>🚧 Wasserrohrbruch in der Mühlgasse! Zwischen Marktplatz und Brückenstraße ist ab sofort gesperrt. \
    Umleitung über die Lindenallee. Voraussichtlich bis Freitagabend. #Musterbach</p>";

fn count(received: &[Received], kind: &str) -> usize {
    received.iter().filter(|one| one.kind == kind && one.is_taken()).count()
}

fn entry(id: &str, title: &str, text: &str, minutes: u64) -> Entry {
    let mut entry = Entry::new(id, title, start_of_tests() + Duration::from_secs(60 * minutes));
    entry.text = text.into();
    entry
}

async fn posts(server: &TestServer) -> Vec<Post> {
    let town = server.town().await;
    let page = async |c: &mut Conn<'_>| posts_read::page(c, town.id, &Listing::All, None, 100).await;
    server.app.db.read(page).await.unwrap()
}

/// A server with an account, two channels whose first look is done, and a follower.
async fn town_with_two_channels(database: &databases::TestDb) -> (TestServer, Site, Site, MiniPeer) {
    let (website, facebook) = (Site::start("www").await, Site::start("social").await);
    website.feed(&[entry(
        "anker-w",
        "Stadtbücherei hat neue Öffnungszeiten",
        "<p>Die Bücherei öffnet nun um neun.</p>",
        0,
    )]);
    facebook.feed(&[entry("anker-f", "Freibad erhält Sprungturm", "<p>Im Sommer kann gesprungen werden.</p>", 0)]);
    let server = TestServer::start(database).await;
    server.add_actor().await;
    server.add_source(&website.url("/feed.xml")).await;
    server.add_source(&facebook.url("/feed.xml")).await;
    server.pass(1).await;
    let peer = MiniPeer::start("peer", server.clock.clone()).await;
    peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
    server.pass(1).await;
    peer.await_received(|all| count(all, "Accept") == 1, SOON).await;
    (server, website, facebook, peer)
}

fn anchor(id: &str) -> Entry {
    match id {
        "w" => entry("anker-w", "Stadtbücherei hat neue Öffnungszeiten", "<p>Die Bücherei öffnet nun um neun.</p>", 0),
        _ => entry("anker-f", "Freibad erhält Sprungturm", "<p>Im Sommer kann gesprungen werden.</p>", 0),
    }
}

#[tokio::test]
async fn the_same_message_in_two_channels_is_one_post_until_the_last_withdraws_it() {
    for database in databases::each().await {
        let (server, website, facebook, peer) = town_with_two_channels(&database).await;
        let short = entry("f1", "Mühlgasse gesperrt", SHORT, 1);
        facebook.feed(&[short.clone(), anchor("f")]);
        server.pass(120).await;
        peer.await_received(|all| count(all, "Create") == 1, SOON).await;

        website.feed(&[entry("w1", "Vollsperrung der Mühlgasse", WEBSITE, 3), anchor("w")]);
        server.pass(120).await;
        let received = peer.await_received(|all| count(all, "Update") == 1, SOON).await;
        assert_eq!(count(&received, "Create"), 1, "the second channel adds no post");
        let all = posts(&server).await;
        assert_eq!(all.len(), 3, "{:?}", all.iter().map(Post::heading).collect::<Vec<_>>());
        let post = all.iter().find(|post| post.channels.len() == 2).expect("one post has two channels");
        assert!(post.heading().contains("Vollsperrung"), "the fuller text speaks");
        let path = ausrufer::urls::post(post, &server.town().await.zone());
        let (_, _, page) = server.get(&path, HTML).await;
        assert!(page.contains("auch auf") && page.contains("Wasserrohrbruch in der Mühlgasse!"), "both are readable");

        // The website takes its article back: the badge goes, the post stays in the other's words.
        website.feed(&[anchor("w")]);
        website.put("/artikel/w1", Answer::status(410));
        server.pass(60).await;
        server.pass(301).await;
        let received = peer.await_received(|all| count(all, "Update") >= 2, SOON).await;
        assert_eq!(count(&received, "Delete"), 0, "the post lives on");
        let (status, _, page) = server.get(&path, HTML).await;
        assert_eq!(status, 200);
        assert!(!page.contains("gesamten Verkehr"), "the withdrawn words are gone");

        facebook.feed(&[anchor("f")]);
        facebook.put("/artikel/f1", Answer::status(410));
        server.pass(60).await;
        server.pass(301).await;
        let received = peer.await_received(|all| count(all, "Delete") == 1, SOON).await;
        assert_eq!(count(&received, "Create"), 1);
        assert_eq!(server.get(&path, HTML).await.0, 410, "it goes with its last channel");
    }
}

#[tokio::test]
async fn two_messages_about_two_streets_stay_two() {
    for database in databases::each().await {
        let (server, website, facebook, peer) = town_with_two_channels(&database).await;
        website.feed(&[entry("w1", "Vollsperrung der Mühlgasse", WEBSITE, 1), anchor("w")]);
        let other = WEBSITE.replace("Mühlgasse", "Gartenstraße").replace("Lindenallee", "Uferweg");
        facebook.feed(&[entry("f1", "Vollsperrung der Gartenstraße", &other, 1), anchor("f")]);
        server.pass(120).await;
        let received = peer.await_received(|all| count(all, "Create") == 2, SOON).await;
        assert_eq!(count(&received, "Update"), 0);
        assert_eq!(posts(&server).await.len(), 4);
    }
}

#[tokio::test]
async fn staff_split_and_join_and_the_decision_sticks() {
    for database in databases::each().await {
        let (server, website, facebook, peer) = town_with_two_channels(&database).await;
        website.feed(&[entry("w1", "Vollsperrung der Mühlgasse", WEBSITE, 1), anchor("w")]);
        server.pass(120).await;
        facebook.feed(&[entry("f1", "Mühlgasse gesperrt", SHORT, 2), anchor("f")]);
        server.pass(60).await;
        let (desk, town) = (server.app.desk(), server.town().await);
        let post = posts(&server).await.into_iter().find(|post| post.channels.len() == 2).unwrap();

        let made = split_post(&desk, &town, &post, None).await.unwrap();
        server.pass(1).await;
        assert_eq!(made.len(), 1);
        let received = peer.await_received(|all| count(all, "Create") == 2, SOON).await;
        assert_eq!(count(&received, "Delete"), 0);
        // An edit of one of them does not bring them together again.
        facebook.feed(&[entry("f1", "Mühlgasse gesperrt", &format!("{SHORT}<p>Danke!</p>"), 2), anchor("f")]);
        server.pass(60).await;
        assert!(posts(&server).await.iter().all(|post| post.channels.len() == 1));

        let (one, other) = (post.clone(), made[0].clone());
        let elder = join_posts(&desk, &town, &other, &one).await.unwrap();
        server.pass(1).await;
        assert_eq!(elder.ulid, post.ulid, "the elder stays");
        let received = peer.await_received(|all| count(all, "Delete") == 1, SOON).await;
        assert_eq!(count(&received, "Create"), 2);
        let zone = town.zone();
        let (status, headers, _) = server.get(&ausrufer::urls::post(&other, &zone), HTML).await;
        assert_eq!(status, 308);
        assert_eq!(headers["location"].to_str().unwrap(), ausrufer::urls::post(&elder, &zone));
        let (status, _, _) = server.get(&ausrufer::urls::note(other.ulid), "application/activity+json").await;
        assert_eq!(status, 410);
    }
}

#[tokio::test]
async fn what_staff_remove_is_gone_at_once_and_never_comes_back() {
    for database in databases::each().await {
        let (server, website, facebook, peer) = town_with_two_channels(&database).await;
        website.feed(&[entry("w1", "Vollsperrung der Mühlgasse", WEBSITE, 1), anchor("w")]);
        server.pass(120).await;
        let town = server.town().await;
        let picture =
            image::RgbImage::from_fn(640, 360, |x, y| image::Rgb([(x / 3) as u8, (y / 2) as u8, (x ^ y) as u8]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
        let own = OwnMessage {
            channel: "WhatsApp-Kanal".into(),
            text: "Kinder beim Sommerfest im Kindergarten Regenbogen".into(),
            pictures: vec![OwnPicture {
                from: PictureFrom::Bytes(bytes.get_ref().clone().into()),
                alt: Some("Kinder".into()),
            }],
            ..OwnMessage::default()
        };
        let arrived = add_own(server.app.jobs.hands(), &town, own.clone()).await.unwrap();
        server.pass(1).await;
        let all = posts(&server).await;
        let photo = all.iter().find(|post| post.id == arrived.post).unwrap();
        let article = all.iter().find(|post| post.heading().contains("Vollsperrung")).unwrap();
        let variant = &photo.attached[0].media.variants[0];
        let file = ausrufer::urls::media(&variant.hash, &variant.ext);
        assert_eq!(server.get(&file, "image/*").await.0, 200);

        for post in [photo, article] {
            assert!(remove_post(server.app.jobs.hands(), &town, post).await.unwrap());
        }
        server.app.web.catch_up().await;
        assert_eq!(server.get(&file, "image/*").await.0, 404, "the picture is gone with the post");
        let (_, _, feed) = server.get("/feed.atom", "application/atom+xml").await;
        assert!(!feed.contains("Mühlgasse") && !feed.contains("Sommerfest"));
        server.pass(60).await;
        peer.await_received(|all| count(all, "Delete") == 2, SOON).await;
        website.feed(&[entry("w1", "Vollsperrung der Mühlgasse", &format!("{WEBSITE} neu"), 1), anchor("w")]);
        server.pass(3600).await;
        assert!(
            posts(&server).await.iter().all(|post| !post.heading().contains("Vollsperrung")),
            "its source cannot bring it back"
        );

        let again = add_own(server.app.jobs.hands(), &town, own).await;
        assert!(matches!(again, Err(OwnError::Picture(1, KeepError::Removed))), "the same picture is not taken again");
        drop(facebook);
    }
}

#[tokio::test]
async fn eight_channels_that_say_the_same_at_once_make_one_post() {
    for database in databases::each().await {
        let mut sites = Vec::new();
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        for n in 0..8 {
            let site = Site::start(&format!("kanal{n}")).await;
            site.feed(&[]);
            server.add_source(&site.url("/feed.xml")).await;
            sites.push(site);
        }
        server.pass(1).await;
        for (n, site) in sites.iter().enumerate() {
            site.feed(&[entry(&format!("k{n}"), "Vollsperrung der Mühlgasse", WEBSITE, 1)]);
        }
        server.pass(120).await;
        let all = posts(&server).await;
        assert_eq!(all.len(), 1, "{:?}", all.iter().map(Post::heading).collect::<Vec<_>>());
        assert_eq!(all[0].channels.len(), 8);
        assert_eq!(all[0].state, PostState::Public);
        let town = server.town().await;
        let members = async |c: &mut Conn<'_>| likeness::of_posts(c, town.id, &[all[0].id]).await;
        assert_eq!(server.app.db.read(members).await.unwrap()[0].1.len(), 8);
    }
}

#[tokio::test]
async fn a_third_channel_does_not_undo_what_staff_split() {
    for database in databases::each().await {
        let (server, website, facebook, _peer) = town_with_two_channels(&database).await;
        website.feed(&[entry("w1", "Vollsperrung der Mühlgasse", WEBSITE, 1), anchor("w")]);
        server.pass(120).await;
        facebook.feed(&[entry("f1", "Mühlgasse gesperrt", SHORT, 2), anchor("f")]);
        server.pass(60).await;
        let (desk, town) = (server.app.desk(), server.town().await);
        let post = posts(&server).await.into_iter().find(|post| post.channels.len() == 2).unwrap();
        split_post(&desk, &town, &post, None).await.unwrap();

        let third = Site::start("dritter").await;
        third.feed(&[]);
        server.add_source(&third.url("/feed.xml")).await;
        server.pass(60).await;
        third.feed(&[entry("d1", "Vollsperrung der Mühlgasse", WEBSITE, 4)]);
        server.pass(120).await;
        let all = posts(&server).await;
        let about: Vec<usize> =
            all.iter().filter(|post| post.heading().contains("Mühlgasse")).map(|post| post.channels.len()).collect();
        assert_eq!((about.len(), about.iter().sum::<usize>()), (2, 3), "one of them took it in, they stay two");
    }
}

#[tokio::test]
async fn a_doubt_is_a_question_and_the_answer_is_carried_out_or_sticks() {
    for database in databases::each().await {
        let (server, website, facebook, peer) = town_with_two_channels(&database).await;
        let warning = "<p>Der Deutsche Wetterdienst warnt vor Sturmböen bis 85 km/h am Donnerstag ab 15 Uhr. Meiden Sie den \
            Stadtwald und sichern Sie lose Gegenstände. Die Warnung gilt bis 22 Uhr.</p>";
        website.feed(&[entry("w1", "Warnung vor Sturmböen", warning, 1), anchor("w")]);
        server.pass(120).await;
        facebook.feed(&[entry("f1", "Warnung vor Sturmböen", warning, 2), anchor("f")]);
        server.pass(60).await;
        let town = server.town().await;
        let open = async || server.app.db.read(async |c: &mut Conn<'_>| held::open(c, town.id).await).await.unwrap();
        let asked = open().await;
        assert_eq!(asked.len(), 1, "no machine merges a warning; a person is asked");
        assert_eq!(asked[0].kind, HeldKind::Doubt);
        assert_eq!(posts(&server).await.len(), 4);

        let done = answer_held(&server.app.hands(), town.id, asked[0].id, jobs::Answer::Release).await.unwrap();
        assert_eq!(done, Some(1));
        server.pass(1).await;
        peer.await_received(|all| count(all, "Delete") == 1, SOON).await;
        assert_eq!(posts(&server).await.len(), 3, "released: they are one post");

        let next = warning.replace("85 km/h", "110 km/h").replace("15 Uhr", "17 Uhr");
        website.feed(&[entry("w2", "Warnung vor Orkanböen", &next, 3), anchor("w")]);
        facebook.feed(&[entry("f2", "Warnung vor Orkanböen", &next, 3), anchor("f")]);
        server.pass(120).await;
        for question in open().await {
            answer_held(&server.app.hands(), town.id, question.id, jobs::Answer::Reject).await.unwrap();
        }
        facebook.feed(&[entry("f2", "Warnung vor Orkanböen", &format!("{next}<p>Danke!</p>"), 3), anchor("f")]);
        server.pass(60).await;
        assert_eq!(posts(&server).await.len(), 5, "rejected: they stay two");
        assert!(open().await.is_empty(), "and nobody is asked again");
    }
}
