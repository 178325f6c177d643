//! Pictures are fetched at once and stored by us; a picture in trouble never holds its message back.

use std::io::Cursor;
use std::time::Duration;

use ausrufer::admin::{change_rules, set_source_rules};
use ausrufer::domain::rules::Rules;
use ausrufer::jobs::{Answer as Decision, answer_held, apply_to_old};
use ausrufer::store::posts_read::{self, Listing};
use ausrufer::store::{Conn, held};

use crate::support::databases;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

pub fn jpeg() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(800, 450, |x, y| image::Rgb([(x / 4) as u8, (y / 2) as u8, 90]));
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

#[tokio::test]
async fn a_picture_is_shown_from_our_own_host_with_its_description() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.put("/bild.jpg", Answer::ok("image/jpeg", jpeg()));
        let mut entry = Entry::new("a", "Schnee in Musterbach", start_of_tests() - Duration::from_secs(60));
        entry.picture = Some("/bild.jpg".into());
        site.feed(&[entry]);
        let server = TestServer::start(&database).await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        let (_, _, page) = server.get("/", "text/html").await;
        assert!(page.contains("alt=\"Das Rathaus im Schnee\""), "{page}");
        assert!(!page.contains("bild.jpg"), "never from the website itself");
        let at = page.find("/medien/").unwrap();
        let path: String = page[at..].chars().take_while(|c| !"\" ,".contains(*c)).collect();
        let (status, headers, _) = server.get(&path, "image/*").await;
        assert_eq!(status, 200);
        assert_eq!(headers["x-content-type-options"], "nosniff");
    }
}

#[tokio::test]
async fn a_film_shows_its_still_and_leads_to_where_it_plays() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.put("/still.jpg", Answer::ok("image/jpeg", jpeg()));
        let film = site.url("/film.mp4");
        let feed = format!(
            "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><title>Film</title><item>\
             <guid>f1</guid><title>Der Haushalt in drei Minuten</title><pubDate>Tue, 24 Nov 2026 07:55:00 GMT</pubDate>\
             <media:content url='{film}' type='video/mp4' medium='video' duration='180'>\
             <media:thumbnail url='{still}'/></media:content></item></channel></rss>",
            still = site.url("/still.jpg"),
        );
        site.put("/feed.xml", Answer::ok("application/rss+xml", feed));
        let server = TestServer::start(&database).await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        let (_, _, page) = server.get("/", "text/html").await;
        assert!(page.contains("<img") && page.contains("/medien/") && !page.contains("still.jpg"), "{page}");
        assert!(page.contains(&format!("href=\"{film}\"")) && page.contains("3 Minuten"), "{page}");
    }
}

#[tokio::test]
async fn a_picture_that_fails_at_first_comes_later() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.put("/bild.jpg", Answer::status(503));
        let mut entry = Entry::new("a", "Schnee in Musterbach", start_of_tests() - Duration::from_secs(60));
        entry.picture = Some("/bild.jpg".into());
        site.feed(&[entry]);
        let server = TestServer::start(&database).await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        assert_eq!(server.headings().await, ["Schnee in Musterbach"], "the message is not held back");
        site.put("/bild.jpg", Answer::ok("image/jpeg", jpeg()));
        server.pass(61).await;
        let (_, _, page) = server.get("/", "text/html").await;
        assert!(page.contains("/medien/"), "the picture arrived later");
    }
}

#[tokio::test]
async fn a_picture_that_comes_late_does_not_bring_back_an_older_text() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.put("/bild.jpg", Answer::status(503));
        let mut entry = Entry::new("a", "Schnee in Musterbach", start_of_tests() - Duration::from_secs(60));
        entry.picture = Some("/bild.jpg".into());
        site.feed(std::slice::from_ref(&entry));
        let server = TestServer::start(&database).await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        entry.text = "<p>Der Räumdienst ist unterwegs.</p>".into();
        site.feed(&[entry]);
        site.put("/bild.jpg", Answer::ok("image/jpeg", jpeg()));
        server.pass(61).await;
        server.pass(600).await;
        let (_, _, page) = server.get("/", "text/html").await;
        assert!(page.contains("Räumdienst") && page.contains("/medien/"), "{page}");
    }
}

#[tokio::test]
async fn what_waits_for_approval_comes_with_its_pictures_though_they_are_gone_at_the_source_by_then() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let server = TestServer::start(&database).await;
        site.feed(&[]);
        let source = server.add_source(&site.url("/feed.xml")).await;
        let approved = [("approval".to_owned(), "ja".to_owned())];
        let wanted = change_rules(&Rules::default(), Some(source.class), &approved).unwrap();
        set_source_rules(&server.app.desk(), &source, &wanted).await.unwrap();
        server.pass(1).await;
        site.put("/bild.jpg", Answer::ok("image/jpeg", jpeg()));
        let mut entry = Entry::new("a", "Schnee in Musterbach", start_of_tests());
        entry.picture = Some("/bild.jpg".into());
        site.feed(&[entry]);
        server.pass(60).await;
        let town = server.town().await;
        let open = server.app.db.read(async |c: &mut Conn<'_>| held::open(c, town.id).await).await.unwrap();
        assert_eq!((open.len(), server.headings().await.len()), (1, 0));
        site.put("/bild.jpg", Answer::status(404));
        server.pass(25 * 3600).await;
        server.pass(3600).await;
        answer_held(&server.app.hands(), town.id, open[0].id, Decision::Release).await.unwrap();
        server.pass(1).await;
        let (_, _, page) = server.get("/", "text/html").await;
        assert!(page.contains("alt=\"Das Rathaus im Schnee\"") && page.contains("/medien/"), "{page}");
    }
}

#[tokio::test]
async fn a_picture_of_the_channel_in_the_second_row_is_still_there_when_the_first_withdraws() {
    for database in databases::each().await {
        let (website, social) = (Site::start("www").await, Site::start("social").await);
        let server = TestServer::start(&database).await;
        let old = Entry::new("alt", "Stadtbücherei hat neue Öffnungszeiten", start_of_tests());
        for site in [&website, &social] {
            site.feed(&[]);
            site.put("/bild.jpg", Answer::ok("image/jpeg", jpeg()));
            server.add_source(&site.url("/feed.xml")).await;
        }
        website.put("/anderes.jpg", Answer::ok("image/jpeg", other_jpeg()));
        server.pass(1).await;
        let text = "<p>Wegen eines Wasserrohrbruchs ist die Mühlgasse zwischen Marktplatz und Brückenstraße ab sofort für \
            den gesamten Verkehr gesperrt. Die Umleitung über die Lindenallee ist ausgeschildert.</p>";
        let said = |id: &str, picture: &str| Entry {
            text: text.into(),
            picture: Some(picture.into()),
            ..Entry::new(id, "Vollsperrung der Mühlgasse", start_of_tests())
        };
        website.feed(&[said("w", "/anderes.jpg"), old.clone()]);
        server.pass(60).await;
        social.feed(&[said("s", "/bild.jpg")]);
        server.pass(60).await;
        assert_eq!(server.headings().await.len(), 2, "one post in two channels");
        server.pass(25 * 3600).await;
        server.pass(3600).await;
        website.feed(std::slice::from_ref(&old));
        website.put("/artikel/w", Answer::status(410));
        server.pass(900).await;
        server.pass(301).await;
        server.pass(60).await;
        let town = server.town().await;
        let page = async |c: &mut Conn<'_>| posts_read::page(c, town.id, &Listing::All, None, 10).await;
        let all = server.app.db.read(page).await.unwrap();
        let post = all.iter().find(|post| post.heading().contains("Mühlgasse")).expect("it lives on");
        assert_eq!((post.channels.len(), post.attached.len()), (1, 1), "in the other channel, with its picture");
    }
}

/// Not to be taken for [`jpeg`].
pub(crate) fn other_jpeg() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(640, 640, |x, y| {
        let dark = (x / 80 + y / 80) % 2 == 0;
        image::Rgb(if dark { [20, 40, (x / 3) as u8] } else { [230, (y / 3) as u8, 210] })
    });
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

#[tokio::test]
async fn what_changed_rules_bring_onto_the_page_comes_with_its_pictures() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.put("/bild.jpg", Answer::ok("image/jpeg", jpeg()));
        let all = [("a", "/bild.jpg"), ("b", "/spaeter.jpg")].map(|(id, picture)| {
            let mut entry = Entry::new(id, &format!("Schnee {id}"), start_of_tests() - Duration::from_secs(60));
            entry.picture = Some(picture.into());
            entry
        });
        site.feed(&all);
        let server = TestServer::start(&database).await;
        let source = server.add_source(&site.url("/feed.xml")).await;
        let rule = async |word: &str| {
            let pair = [("without_words".to_owned(), word.to_owned())];
            let wanted = change_rules(&Rules::default(), Some(source.class), &pair).unwrap();
            set_source_rules(&server.app.desk(), &source, &wanted).await.unwrap();
        };
        rule("Schnee").await;
        server.pass(1).await;
        assert!(server.headings().await.is_empty());
        rule("").await;
        site.put("/spaeter.jpg", Answer::status(503));
        let done = apply_to_old(&server.app.hands(), &server.town().await, None, true).await.unwrap();
        assert_eq!(done.published, 2);
        let pictures = async || database.number("SELECT count(*) FROM post_media").await;
        assert_eq!(pictures().await, Some(1));
        let other = other_jpeg();
        site.put("/spaeter.jpg", Answer::ok("image/jpeg", other));
        server.pass(61).await;
        assert_eq!(pictures().await, Some(2), "a picture that failed at first comes later");
        assert_eq!(server.get("/", "text/html").await.2.matches("<img ").count(), 2);
    }
}
