//! The database is away: what people ask for most is served all the same (DESIGN D8, requirement F-01).

use std::collections::BTreeMap;

use ausrufer::store::actors;
use ausrufer::urls;

use crate::support::databases;
use crate::support::seed::{self, read};
use crate::support::server::{TestServer, start_of_tests};

const HTML: &str = "text/html";
const ACTIVITY: &str = "application/activity+json";

#[tokio::test]
async fn hot_pages_are_served_while_the_database_is_away() {
    for database in databases::each().await {
        let engine = database.db.engine();
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        let town = server.town().await;
        let actor = read!(database.db, |c| actors::main(c, town.id)).unwrap();
        let mut hot: Vec<(String, &str)> =
            ["/", "/feed.atom", "/feed.rss", "/feed.json", "/impressum"].map(|path| (path.to_owned(), HTML)).into();
        hot.push((urls::actor("rathaus"), ACTIVITY));
        hot.push((urls::actor_part("rathaus", "outbox"), ACTIVITY));
        for n in 0..210u32 {
            let (title, at) =
                (format!("Beitrag {n}"), start_of_tests() - jiff::SignedDuration::from_mins(i64::from(n)));
            let content = seed::content(&title);
            let mut new = seed::new_post(&town, &title, &content, at);
            new.actor = Some(actor.id);
            let post = seed::add_post(&database.db, new).await;
            if n < 200 {
                hot.push((urls::post(&post, &town.zone()), HTML));
            }
            if n < 20 {
                hot.push((urls::note(post.ulid), ACTIVITY));
            }
        }
        server.app.web.catch_up().await;
        let mut next = Some("/".to_owned());
        for _ in 0..3 {
            let (_, _, page) = server.get(&next.take().unwrap(), HTML).await;
            let before = page.split("\" rel=\"next\"").next().unwrap();
            next = before.rsplit("href=\"").next().map(str::to_owned);
            hot.extend(next.clone().map(|path| (path, HTML)));
        }
        let mut was = BTreeMap::new();
        for (path, accept) in &hot {
            let (status, _, body) = server.get(path, accept).await;
            assert_eq!(status, 200, "{engine}: {path}");
            was.insert(path, body);
        }

        database.break_it().await;
        assert!(
            server.app.db.read(async |c: &mut ausrufer::store::Conn<'_>| actors::main(c, town.id).await).await.is_err()
        );
        // As the running server does every second.
        server.app.web.catch_up().await;
        for (path, accept) in &hot {
            let (status, headers, body) = server.get(path, accept).await;
            assert_eq!((status, &body), (200, &was[path]), "{engine}: {path}");
            assert!(!headers.contains_key("retry-after"));
        }
        let (status, headers, page) = server.get("/@rathaus", HTML).await;
        let again = headers.get("retry-after").map(|value| value.to_str().unwrap());
        assert_eq!((status, again), (503, Some("60")), "{engine}: it really is away: {page}");
        assert!(page.contains("Gleich wieder da"), "{page}");
        assert_eq!(server.get("/gibt-es-nicht", HTML).await.0, 404, "{engine}");
    }
}
