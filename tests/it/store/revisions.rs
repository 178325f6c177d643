//! Earlier versions of items and posts: fifty of each, none but the newest for ever.

use ausrufer::domain::post::Content;
use ausrufer::store::{Conn, StoreError, items, posts, posts_read, revisions};

use crate::support::databases;
use crate::support::seed::{self, at, read, store};

const DAY: i64 = 86_400;

fn version(n: i64) -> Content {
    seed::content(&format!("Fassung {n}"))
}

#[tokio::test]
async fn fifty_versions_are_kept_and_the_newest_for_as_long_as_its_post_and_item() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let source = seed::source(db, &town, "aktuelles").await;
        let (stored, untouched) = (seed::item(db, &source, "a").await, seed::item(db, &source, "b").await);
        let (post, quiet) = (seed::post(db, &town, "Markt", at(0)).await, seed::post(db, &town, "Amt", at(0)).await);
        let edit = async |c: &mut Conn<'_>| {
            for n in 1..=60 {
                let text = format!("Fassung {n}");
                items::revise(c, &stored, &seed::foreign("a", &text), 1, true, at(n * DAY)).await?;
                posts::revise(c, &post, &version(n), Some(at(n * DAY)), at(n * DAY)).await?;
            }
            Ok::<_, StoreError>(())
        };
        db.write(edit).await.unwrap();
        let of_item = async || read!(db, |c| items::revisions(c, town.id, stored.id));
        let of_post = async || read!(db, |c| posts_read::revisions(c, town.id, post.id));

        assert_eq!(store!(db, |c| revisions::prune(c, at(0))), 22, "eleven too many of each");
        assert_eq!((of_item().await.len(), of_item().await[0].1), (50, at(11 * DAY)));
        assert_eq!((of_post().await.len(), of_post().await[0].clone()), (50, (at(11 * DAY), version(11))));

        assert_eq!(store!(db, |c| revisions::prune(c, at(58 * DAY))), 2 * 47);
        assert_eq!(
            of_post().await.iter().map(|(made_at, _)| *made_at).collect::<Vec<_>>(),
            [58, 59, 60].map(|n| at(n * DAY))
        );

        assert_eq!(store!(db, |c| revisions::prune(c, at(9_999 * DAY))), 4);
        assert_eq!(of_item().await.len(), 1);
        assert_eq!(of_post().await, [(at(60 * DAY), version(60))], "the newest stays");
        assert_eq!(read!(db, |c| items::revisions(c, town.id, untouched.id)).len(), 1);
        assert_eq!(read!(db, |c| posts_read::revisions(c, town.id, quiet.id)).len(), 1);
    }
}
