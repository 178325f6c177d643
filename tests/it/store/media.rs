//! Media: the same bytes are one medium, and a file stays as long as one of them needs it.

use ausrufer::domain::media::AltOrigin;
use ausrufer::domain::post::ContentMedia;
use ausrufer::store::{media, posts};

use crate::support::databases;
use crate::support::seed::{self, at, read, store};

#[tokio::test]
async fn the_same_picture_from_two_places_is_stored_once_and_found_by_both() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let first = seed::picture(db, &town, "Rathaus", "Datei").await;
        let stored = read!(db, |c| media::by_id(c, town.id, first)).unwrap();
        let sha = ausrufer::seal::sha256_hex(b"Rathaus");
        let elsewhere = media::NewMedia {
            town: town.id,
            source_sha256: &sha,
            kind: stored.kind,
            variants: &[],
            blurhash: Some("other"),
            looks: None,
            origin: "elsewhere",
        };
        assert_eq!(store!(db, |c| media::add(c, elsewhere, at(1))), first);
        assert_eq!(read!(db, |c| media::by_id(c, town.id, first)), Some(stored), "the first one stays");
        for origin in ["origin Rathaus", "elsewhere"] {
            assert_eq!(read!(db, |c| media::by_origin(c, town.id, origin)), Some(first));
        }
        assert_eq!(read!(db, |c| media::by_origin(c, town.id, "nowhere")), None);
    }
}

#[tokio::test]
async fn an_address_that_shows_another_picture_now_means_the_new_one() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let old = seed::picture(db, &town, "alt", "a").await;
        let (sha, variants) = (ausrufer::seal::sha256_hex(b"neu"), [seed::variant("b")]);
        let new = media::NewMedia {
            town: town.id,
            source_sha256: &sha,
            kind: ausrufer::domain::media::MediaKind::Image,
            variants: &variants,
            blurhash: None,
            looks: None,
            origin: "origin alt",
        };
        let new = store!(db, |c| media::add(c, new, at(1)));
        assert_ne!(new, old);
        assert_eq!(read!(db, |c| media::by_origin(c, town.id, "origin alt")), Some(new));
    }
}

#[tokio::test]
async fn a_file_that_two_media_share_stays_until_both_are_forgotten() {
    for test in databases::each().await {
        let db = &test.db;
        let (town, other) = (seed::town(db, "a.test").await, seed::town(db, "b.test").await);
        let (one, two) = (seed::picture(db, &town, "one", "same").await, seed::picture(db, &town, "two", "same").await);
        seed::picture(db, &other, "one", "same").await;
        let file = seed::variant("same");
        store!(db, |c| media::forget(c, town.id, one));
        assert!(read!(db, |c| media::needs_file(c, town.id, &file.hash)));
        store!(db, |c| media::forget(c, town.id, two));
        assert!(!read!(db, |c| media::needs_file(c, town.id, &file.hash)));
        assert!(read!(db, |c| media::needs_file(c, other.id, &file.hash)), "files are per town");
        assert_eq!(read!(db, |c| media::by_origin(c, town.id, "origin one")), None);
    }
}

#[tokio::test]
async fn a_file_is_shown_as_long_as_a_public_post_of_its_town_shows_it() {
    for test in databases::each().await {
        let db = &test.db;
        let (town, other) = (seed::town(db, "a.test").await, seed::town(db, "b.test").await);
        let (shown, _loose) =
            (seed::picture(db, &town, "shown", "a").await, seed::picture(db, &town, "loose", "b").await);
        let mut content = seed::content("Markt");
        content.media = vec![ContentMedia { media: shown, alt: None, alt_origin: AltOrigin::None }];
        let post = seed::add_post(db, seed::new_post(&town, "Markt", &content, at(0))).await;
        let (file, loose) = (seed::variant("a").hash, seed::variant("b").hash);
        assert!(read!(db, |c| media::is_shown(c, town.id, &file)));
        assert!(!read!(db, |c| media::is_shown(c, town.id, &loose)));
        assert!(!read!(db, |c| media::is_shown(c, town.id, "%")));
        assert!(!read!(db, |c| media::is_shown(c, other.id, &file)));
        store!(db, |c| posts::set_hidden(c, &post, true, at(1)));
        assert!(!read!(db, |c| media::is_shown(c, town.id, &file)));
    }
}

#[tokio::test]
async fn only_pictures_that_no_post_shows_and_that_are_old_enough_are_unused() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let (shown, loose) =
            (seed::picture(db, &town, "shown", "a").await, seed::picture(db, &town, "loose", "b").await);
        let mut content = seed::content("Markt");
        content.media = vec![ContentMedia { media: shown, alt: None, alt_origin: AltOrigin::None }];
        seed::add_post(db, seed::new_post(&town, "Markt", &content, at(0))).await;
        assert!(
            read!(db, |c| media::unused(c, town.id, at(0))).is_empty(),
            "it may belong to a post that is being made"
        );
        let unused = read!(db, |c| media::unused(c, town.id, at(1)));
        assert_eq!(unused.iter().map(|one| one.id).collect::<Vec<_>>(), [loose]);
    }
}
