//! Posts: said once, edited in place, hidden and shown again, withdrawn for good, wiped.

use ausrufer::domain::media::AltOrigin;
use ausrufer::domain::post::{ContentMedia, PostState};
use ausrufer::store::activities::{self, NewActivity};
use ausrufer::store::{StoreError, changes, posts, posts_read};

use crate::support::databases;
use crate::support::seed::{self, at, attempt, read, store, ulid};

#[tokio::test]
async fn the_same_message_is_one_post_and_a_refused_one_leaves_nothing() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let post = seed::post(db, &town, "Markt", at(0)).await;
        let log = read!(db, |c| changes::newest(c));
        let content = seed::content("Markt");
        let again = attempt!(db, |c| posts::add(c, seed::new_post(&town, "Markt", &content, at(0)), at(5)));
        assert!(matches!(again, Err(StoreError::Exists(_))));
        assert_eq!(read!(db, |c| changes::newest(c)), log);
        assert_eq!(read!(db, |c| posts_read::revisions(c, town.id, post.id)), [(at(0), content)]);
    }
}

#[tokio::test]
async fn an_edit_keeps_the_post_and_moves_the_edit_time_only_when_readers_are_told() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let post = seed::post(db, &town, "Markt", at(0)).await;
        let told = seed::content("Markt verlegt");
        store!(db, |c| posts::revise(c, &post, &told, Some(at(10)), at(10)));
        let silent = seed::content("Markt verlegt!");
        store!(db, |c| posts::revise(c, &post, &silent, None, at(20)));
        let now = seed::post_again(db, &post).await;
        assert_eq!((now.ulid, now.slug.as_str(), now.published_at), (post.ulid, "beitrag", post.published_at));
        assert_eq!((now.title.as_deref(), now.edited_at), (Some("Markt verlegt!"), Some(at(10))));
        let revisions = read!(db, |c| posts_read::revisions(c, town.id, post.id));
        assert_eq!(revisions[1..], [(at(10), told), (at(20), silent)]);
    }
}

#[tokio::test]
async fn edits_within_one_second_are_told_apart() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let post = seed::post(db, &town, "Markt", at(0)).await;
        let mut seen = vec![post.published_at.as_second()];
        for (edit, millis) in [1, 1, 300, 999, 2_500, 60_000, 60_000].into_iter().enumerate() {
            let now = post.published_at + jiff::SignedDuration::from_millis(millis);
            let content = seed::content(&format!("Fassung {edit}"));
            store!(db, |c| posts::revise(c, &post, &content, Some(now), now));
            let edited = seed::post_again(db, &post).await.edited_at.unwrap();
            assert!(edited >= now);
            seen.push(edited.as_second());
            // A silent revision between them moves nothing.
            store!(db, |c| posts::revise(c, &post, &content, None, now));
            assert_eq!(seed::post_again(db, &post).await.edited_at, Some(edited));
        }
        assert!(seen.is_sorted_by(|earlier, later| earlier < later), "{seen:?}");
        assert_eq!(seen[6] - seen[0], 60, "as soon as it can, it is the moment itself again");
    }
}

#[tokio::test]
async fn pictures_and_hashtags_follow_the_last_edit() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let (one, two) = (seed::picture(db, &town, "one", "a").await, seed::picture(db, &town, "two", "b").await);
        let shown = |media, alt: Option<&str>| ContentMedia {
            media,
            alt: alt.map(str::to_owned),
            alt_origin: if alt.is_some() { AltOrigin::Author } else { AltOrigin::None },
        };
        let mut content = seed::content("Markt");
        content.media = vec![shown(two, Some("Das Rathaus")), shown(one, None), shown(two, None)];
        content.hashtags = vec!["Markt".to_owned(), "markt".to_owned(), "Straße".to_owned()];
        let post = seed::add_post(db, seed::new_post(&town, "Markt", &content, at(0))).await;
        let pictures: Vec<_> = post.attached.iter().map(|one| (one.media.id, one.alt_origin)).collect();
        assert_eq!(pictures, [(two, AltOrigin::Author), (one, AltOrigin::None), (two, AltOrigin::None)]);
        assert_eq!(post.attached[0].alt.as_deref(), Some("Das Rathaus"));
        assert_eq!(post.attached[0].media.variants, [seed::variant("b")]);
        assert_eq!(post.hashtags, content.hashtags);
        assert_eq!(test.number("SELECT count(*) FROM post_tag").await, Some(2), "compared without case");
        content.media = vec![shown(one, None)];
        content.hashtags = Vec::new();
        store!(db, |c| posts::revise(c, &post, &content, None, at(1)));
        let now = seed::post_again(db, &post).await;
        assert_eq!(now.attached.iter().map(|one| one.media.id).collect::<Vec<_>>(), [one]);
        assert_eq!(test.number("SELECT count(*) FROM post_tag").await, Some(0));
    }
}

#[tokio::test]
async fn hiding_is_reversible_and_a_withdrawal_is_not() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let post = seed::post(db, &town, "Markt", at(0)).await;
        store!(db, |c| posts::set_hidden(c, &post, true, at(1)));
        let hidden = seed::post_again(db, &post).await;
        assert_eq!((hidden.state, hidden.title.as_deref()), (PostState::Hidden, Some("Markt")));
        store!(db, |c| posts::set_hidden(c, &post, false, at(2)));
        assert_eq!(seed::post_again(db, &post).await.state, PostState::Public);

        store!(db, |c| posts::bury(c, &post, at(3)));
        let gone = seed::post_again(db, &post).await;
        assert_eq!((gone.state, gone.gone_at), (PostState::Gone, Some(at(3))));
        let log = read!(db, |c| changes::newest(c));
        let content = seed::content("Zurück");
        assert!(attempt!(db, |c| posts::set_hidden(c, &post, false, at(4))).is_err(), "it never returns");
        assert!(attempt!(db, |c| posts::revise(c, &post, &content, None, at(4))).is_err());
        assert!(attempt!(db, |c| posts::bury(c, &post, at(4))).is_err());
        assert_eq!(seed::post_again(db, &post).await, gone);
        assert_eq!(read!(db, |c| changes::newest(c)), log);
    }
}

#[tokio::test]
async fn each_step_of_a_post_is_one_line_for_the_pages() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let before = read!(db, |c| changes::newest(c));
        let post = seed::post(db, &town, "Markt", at(0)).await;
        store!(db, |c| posts::revise(c, &post, &seed::content("Neu"), None, at(1)));
        store!(db, |c| posts::set_hidden(c, &post, true, at(2)));
        store!(db, |c| posts::bury(c, &post, at(3)));
        let keys: Vec<_> = read!(db, |c| changes::since(c, before)).into_iter().map(|line| line.key).collect();
        assert_eq!(keys, vec![post.ulid.to_string(); 4]);
    }
}

#[tokio::test]
async fn a_withdrawn_post_is_wiped_everywhere_but_for_its_tombstone() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let (actor, source) = (seed::actor(db, &town, "rathaus").await, seed::source(db, &town, "a").await);
        let item = seed::item(db, &source, "geheim").await;
        let mut content = seed::content("Geheim");
        content.media = vec![ContentMedia {
            media: seed::picture(db, &town, "x", "x").await,
            alt: None,
            alt_origin: AltOrigin::None,
        }];
        let mut new = seed::new_post(&town, "Geheim", &content, at(0));
        new.actor = Some(actor.id);
        new.item = Some((item.id, source.id));
        let post = seed::add_post(db, new).await;
        for kind in ["Create", "Delete"] {
            let said = NewActivity {
                town: town.id,
                actor: actor.id,
                ulid: ulid(at(0), &[kind]),
                kind,
                post: Some(post.id),
                chain: "object",
                body: "Geheim",
                in_outbox: true,
                expires_at: None,
            };
            store!(db, |c| activities::add(c, said, at(0)));
        }
        store!(db, |c| posts::bury(c, &post, at(10)));
        assert!(read!(db, |c| posts::to_wipe(c, at(10))).is_empty());
        assert_eq!(read!(db, |c| posts::to_wipe(c, at(11))), [(town.id, post.id)]);
        store!(db, |c| posts::wipe(c, town.id, post.id, at(20)));
        assert!(read!(db, |c| posts::to_wipe(c, at(99))).is_empty());

        let wiped = seed::post_again(db, &post).await;
        assert_eq!((wiped.ulid, wiped.gone_at, wiped.title), (post.ulid, Some(at(10)), None));
        assert!(wiped.body.is_empty() && wiped.attached.is_empty());
        assert!(read!(db, |c| posts_read::revisions(c, town.id, post.id)).is_empty());
        let body = async |kind| {
            let said = read!(db, |c| activities::by_ulid(c, town.id, ulid(at(0), &[kind]))).unwrap();
            (said.body, said.in_outbox)
        };
        assert_eq!(body("Create").await, (String::new(), false));
        assert_eq!(body("Delete").await.0, "Geheim", "the tombstone is still to be told");
        assert_eq!(seed::item_again(db, &source, item.id).await.item.text, "");
    }
}

#[tokio::test]
async fn posts_from_before_the_actor_are_adopted_silently_and_once() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let newer = seed::post(db, &town, "Neuer", at(2)).await;
        let elder = seed::post(db, &town, "Älter", at(1)).await;
        let hidden = seed::post(db, &town, "Verborgen", at(0)).await;
        store!(db, |c| posts::set_hidden(c, &hidden, true, at(3)));
        let (actor, later) = (seed::actor(db, &town, "rathaus").await, seed::actor(db, &town, "warnung").await);
        assert_eq!(read!(db, |c| posts::without_actor(c, town.id, &[], 10)), [newer.id, elder.id, hidden.id]);
        assert_eq!(read!(db, |c| posts::without_actor(c, town.id, &[], 1)), [newer.id]);
        store!(db, |c| posts::adopt(c, town.id, elder.id, actor.id));
        let adopted = seed::post_again(db, &elder).await;
        assert_eq!((adopted.actor, adopted.silent), (Some(actor.id), true));
        assert!(attempt!(db, |c| posts::adopt(c, town.id, elder.id, later.id)).is_err(), "an author is for ever");
        assert_eq!(read!(db, |c| posts::without_actor(c, town.id, &[], 10)), [newer.id, hidden.id]);
    }
}
