//! Pictures are fetched at once and stored by us; a picture in trouble never holds its message back.

use std::io::Cursor;
use std::time::Duration;

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
