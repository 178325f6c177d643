//! Listings: each public post once, newest first, on pages that never shift.

use ausrufer::domain::ids::Ulid;
use ausrufer::domain::post::{Channel, Post};
use ausrufer::domain::town::Town;
use ausrufer::store::posts_read::{self, Listing};
use ausrufer::store::{Db, posts};

use crate::support::databases;
use crate::support::seed::{self, at, read, store, ulid};

/// Every page of a listing, `size` posts each.
async fn pages(db: &Db, town: &Town, listing: &Listing, size: u32) -> Vec<Vec<Post>> {
    let (mut all, mut before): (Vec<Vec<Post>>, Option<Ulid>) = (Vec::new(), None);
    loop {
        let page = read!(db, |c| posts_read::page(c, town.id, listing, before, size));
        let Some(last) = page.last() else { return all };
        before = Some(last.ulid);
        all.push(page);
        assert!(all.len() < 100, "the pages never end");
    }
}

async fn titles(db: &Db, town: &Town, listing: &Listing) -> Vec<String> {
    let page = read!(db, |c| posts_read::page(c, town.id, listing, None, 100));
    page.into_iter().filter_map(|post| post.title).collect()
}

#[tokio::test]
async fn paging_walks_every_post_exactly_once_even_when_all_are_from_the_same_moment() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let mut expected = Vec::new();
        for n in 0..23 {
            expected.push(seed::post(db, &town, &format!("Gleichzeitig {n}"), at(0)).await);
        }
        for n in 0..4 {
            expected.push(seed::post(db, &town, &format!("Vorher {n}"), at(-10 - n)).await);
        }
        expected.sort_by_key(|post| std::cmp::Reverse((post.created_at, post.ulid)));
        let expected: Vec<_> = expected.into_iter().map(|post| post.ulid).collect();
        for size in [1, 4, 5, 9, 27, 100] {
            let walked = pages(db, &town, &Listing::All, size).await;
            assert!(walked.iter().all(|page| page.len() <= size as usize));
            let walked: Vec<_> = walked.into_iter().flatten().map(|post| post.ulid).collect();
            assert_eq!(walked, expected, "{size} per page");
        }
        assert_eq!(read!(db, |c| posts_read::total(c, town.id, &Listing::All)), 27);
    }
}

#[tokio::test]
async fn a_page_stays_the_same_while_newer_posts_come_and_its_first_one_goes() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        for n in 0..6 {
            seed::post(db, &town, &format!("{n}"), at(n)).await;
        }
        let walked = pages(db, &town, &Listing::All, 2).await;
        let edge = &walked[0][1];
        seed::post(db, &town, "Neu", at(99)).await;
        store!(db, |c| posts::bury(c, edge, at(100)));
        let second = read!(db, |c| posts_read::page(c, town.id, &Listing::All, Some(edge.ulid), 2));
        assert_eq!(second, walked[1]);
        let unknown = Some(ulid(at(0), &["nobody"]));
        let first = read!(db, |c| posts_read::page(c, town.id, &Listing::All, unknown, 1));
        assert_eq!(first[0].title.as_deref(), Some("Neu"), "an unknown place is the beginning");
    }
}

#[tokio::test]
async fn hidden_gone_and_unlisted_posts_are_in_no_listing_but_found_by_id() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let (actor, source) = (seed::actor(db, &town, "rathaus").await, seed::source(db, &town, "a").await);
        let mut content = seed::content("x");
        content.hashtags = vec!["Markt".to_owned()];
        let mut made = Vec::new();
        for title in ["public", "hidden", "gone", "unlisted"] {
            let item = seed::item(db, &source, title).await;
            content.title = Some(title.to_owned());
            let mut new = seed::new_post(&town, title, &content, at(0));
            new.actor = Some(actor.id);
            new.item = Some((item.id, source.id));
            new.listed = title != "unlisted";
            made.push(seed::add_post(db, new).await);
        }
        store!(db, |c| posts::set_hidden(c, &made[1], true, at(1)));
        store!(db, |c| posts::bury(c, &made[2], at(1)));
        let tag = Listing::Hashtag("markt".to_owned());
        for listing in [Listing::All, Listing::Channel(source.id), tag, Listing::Actor(actor.id)] {
            assert_eq!(titles(db, &town, &listing).await, ["public"], "{listing:?}");
            assert_eq!(read!(db, |c| posts_read::total(c, town.id, &listing)), 1, "{listing:?}");
        }
        for post in made {
            assert!(read!(db, |c| posts_read::by_ulid(c, town.id, post.ulid)).is_some());
        }
    }
}

#[tokio::test]
async fn channels_hashtags_and_actors_list_their_own() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let (fire, council) = (seed::source(db, &town, "feuerwehr").await, seed::source(db, &town, "rat").await);
        let (main, topic) = (seed::actor(db, &town, "rathaus").await, seed::actor(db, &town, "warnung").await);
        for (n, (title, source, actor, tag)) in
            [("Einsatz", &fire, &topic, "Feuerwehr"), ("Sitzung", &council, &main, "STRASSE")].into_iter().enumerate()
        {
            let item = seed::item(db, source, title).await;
            let mut content = seed::content(title);
            content.hashtags = vec![tag.to_owned(), "Beide".to_owned()];
            let mut new = seed::new_post(&town, title, &content, at(i64::try_from(n).unwrap()));
            new.actor = Some(actor.id);
            new.item = Some((item.id, source.id));
            let post = seed::add_post(db, new).await;
            let (slug, name) = (source.slug.clone(), source.name.clone());
            assert_eq!(post.channels, [Channel { slug, name, class: source.class, words: None }]);
        }
        assert_eq!(titles(db, &town, &Listing::All).await, ["Sitzung", "Einsatz"]);
        assert_eq!(titles(db, &town, &Listing::Channel(fire.id)).await, ["Einsatz"]);
        assert_eq!(titles(db, &town, &Listing::Actor(main.id)).await, ["Sitzung"]);
        assert_eq!(titles(db, &town, &Listing::Hashtag("strasse".to_owned())).await, ["Sitzung"]);
        assert_eq!(titles(db, &town, &Listing::Hashtag("beide".to_owned())).await, ["Sitzung", "Einsatz"]);
        assert!(titles(db, &town, &Listing::Hashtag("keiner".to_owned())).await.is_empty());
        let listed = pages(db, &town, &Listing::Hashtag("beide".to_owned()), 1).await;
        assert_eq!(listed.len(), 2);
    }
}

#[tokio::test]
async fn a_flood_is_counted_per_source_and_by_when_it_was_published_here() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let (source, other) = (seed::source(db, &town, "a").await, seed::source(db, &town, "b").await);
        for n in ["1", "2"] {
            let item = seed::item(db, &source, n).await;
            let content = seed::content(n);
            let mut new = seed::new_post(&town, n, &content, at(-86_400));
            new.item = Some((item.id, source.id));
            seed::add_post(db, new).await;
        }
        assert_eq!(read!(db, |c| posts_read::published_since(c, town.id, source.id, at(0))), 2);
        assert_eq!(read!(db, |c| posts_read::published_since(c, town.id, source.id, at(1))), 0);
        assert_eq!(read!(db, |c| posts_read::published_since(c, town.id, other.id, at(0))), 0);
    }
}
