//! Pictures without a description: shown one after the other, described, called decoration, or skipped.

use std::time::Duration;

use ausrufer::admin::set_town;
use ausrufer::domain::post::Post;

use crate::pipeline::pictures::{jpeg, other_jpeg};
use crate::pipeline::warnings::{HTML, SOON, follow, posts};
use crate::support::clerk::Clerk;
use crate::support::databases;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

/// A post with a picture that nobody described.
fn bare(site: &Site, id: &str, text: &str, picture: &str, minutes: u64) -> Entry {
    let mut entry = Entry::new(id, id, start_of_tests() + Duration::from_secs(60 * minutes));
    entry.text = format!("<p>{text}</p><p><img src=\"{}\"></p>", site.url(picture));
    entry
}

/// Two new posts: one whose message is in the picture alone, and a newer one with words.
async fn scene(server: &TestServer, site: &Site) {
    server.add_actor().await;
    site.feed(&[]);
    server.add_source(&site.url("/feed.xml")).await;
    server.pass(1).await;
    site.put("/a.jpg", Answer::ok("image/jpeg", jpeg()));
    site.put("/b.jpg", Answer::ok("image/jpeg", other_jpeg()));
    let words = "Der Bauhof hat heute die neue Bank am Schlossweg aufgestellt. Sie steht im Schatten der alten Linde.";
    site.feed(&[bare(site, "Plakat", "", "/a.jpg", 1), bare(site, "Bank", words, "/b.jpg", 2)]);
    server.pass(200).await;
}

/// The field of a form.
fn field<'a>(page: &'a str, name: &str) -> &'a str {
    page.split(&format!("name=\"{name}\" value=\""))
        .nth(1)
        .unwrap_or_else(|| panic!("{page}"))
        .split('"')
        .next()
        .unwrap()
}

async fn post_named(server: &TestServer, heading: &str) -> Post {
    posts(server).await.into_iter().find(|post| post.heading() == heading).unwrap()
}

#[tokio::test]
async fn pictures_are_described_one_after_the_other_and_followers_get_an_update() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let server = TestServer::start(&database).await;
        scene(&server, &site).await;
        let peer = follow(&server, "peer", "rathaus").await;
        let mut clerk = Clerk::owner(&server).await;
        let base = format!("/verwaltung/{}", server.host);
        let desk = format!("{base}/bildbeschreibungen");
        assert!(clerk.get(&base).await.text.contains(&format!("href=\"{desk}\"")));
        let first = clerk.get(&desk).await.text;
        assert!(first.contains("Noch 2 Bilder") && first.contains("Nachricht nur im Bild"), "{first}");
        assert!(first.contains("<strong>Plakat</strong>") && first.contains("autofocus"), "{first}");
        let src = first.split("class=\"gross\" src=\"").nth(1).unwrap().split('"').next().unwrap();
        let picture = clerk.get(src).await;
        assert!(picture.status == 200 && picture.headers["content-type"].to_str().unwrap().starts_with("image/"));

        let (which, skipped) = (field(&first, "bild").to_owned(), field(&first, "ab").to_owned());
        let fields = |text, does| [("bild", which.as_str()), ("ab", skipped.as_str()), ("text", text), ("tun", does)];
        let empty = clerk.post(&desk, &fields(" ", "speichern")).await;
        assert!(empty.status == 422 && empty.text.contains("href=\"#text\""), "{}", empty.text);
        let saved = clerk.post(&desk, &fields("Plakat: Markt am 5. Dezember.", "speichern")).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        let second = clerk.get(saved.location()).await.text;
        assert!(second.contains("Noch ein Bild") && second.contains("<strong>Bank</strong>"), "{second}");
        server.pass(1).await;
        let told = peer.await_received(|all| all.iter().any(|one| one.kind == "Update"), SOON).await;
        assert!(String::from_utf8_lossy(&told.last().unwrap().body).contains("Plakat: Markt am 5. Dezember."));
        server.app.web.catch_up().await;
        assert!(server.get("/", HTML).await.2.contains("alt=\"Plakat: Markt am 5. Dezember.\""));

        let bank = post_named(&server, "Bank").await;
        let page = ausrufer::urls::post(&bank, &server.town().await.zone());
        assert!(server.get(&page, HTML).await.2.contains("Beschreibung"), "the page says that nobody described it");
        let which = field(&second, "bild").to_owned();
        let fields = [("bild", which.as_str()), ("ab", "0"), ("text", ""), ("tun", "schmuck")];
        let done = clerk.post(&desk, &fields).await;
        assert!(clerk.get(done.location()).await.text.contains("Alle Bilder sind beschrieben"));
        server.app.web.catch_up().await;
        assert!(server.get(&page, HTML).await.2.contains("alt=\"\""), "decoration is read out by nobody");
        let bank = post_named(&server, "Bank").await;
        assert!(bank.attached[0].is_decorative() && !bank.is_only_in_picture());
        assert!(!clerk.get(&base).await.text.contains("ohne Beschreibung"), "nobody is asked again");
    }
}

#[tokio::test]
async fn what_is_skipped_waits_until_one_begins_again() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let server = TestServer::start(&database).await;
        scene(&server, &site).await;
        let mut clerk = Clerk::owner(&server).await;
        let desk = format!("/verwaltung/{}/bildbeschreibungen", server.host);
        let second = clerk.get(&format!("{desk}?ab=1")).await.text;
        assert!(second.contains("<strong>Bank</strong>"), "{second}");
        let which = field(&second, "bild").to_owned();
        let fields =
            [("bild", which.as_str()), ("ab", "1"), ("text", "Eine Bank unter einer Linde."), ("tun", "speichern")];
        let saved = clerk.post(&desk, &fields).await;
        let rest = clerk.get(saved.location()).await.text;
        assert!(rest.contains("Ein Bild haben Sie übersprungen"), "{rest}");
        assert!(clerk.get(&desk).await.text.contains("<strong>Plakat</strong>"));
    }
}

#[tokio::test]
async fn a_town_says_whether_it_is_reminded() {
    let database = databases::sqlite().await;
    let site = Site::start("www").await;
    let server = TestServer::start(&database).await;
    scene(&server, &site).await;
    let mut clerk = Clerk::owner(&server).await;
    let overview = format!("/verwaltung/{}", server.host);
    let desk = format!("href=\"{overview}/bildbeschreibungen\">");
    let tasks = |page: &str| page.split("<h2>").nth(1).unwrap().contains(&desk);
    assert!(tasks(&clerk.get(&overview).await.text));
    set_town(&server.app.desk(), &server.host, &[("alt_policy".into(), "aus".into())]).await.unwrap();
    assert!(!tasks(&clerk.get(&overview).await.text));
    let wrong = set_town(&server.app.desk(), &server.host, &[("alt_policy".into(), "vielleicht".into())]).await;
    assert!(wrong.unwrap_err().to_string().contains("vielleicht"));
}
