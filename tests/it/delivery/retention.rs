//! What is kept about other servers ends.

use ausrufer::store::remote_actors::{self, Fetched};
use ausrufer::store::{Conn, deliveries};

use super::stage::Stage;
use crate::support::databases;

const DAY: u64 = 24 * 60 * 60;

async fn prune_after(stage: &Stage, days: u64) {
    stage.advance(days * DAY);
    let now = stage.now();
    stage.db.db.write(async |conn: &mut Conn<'_>| deliveries::prune(conn, now).await).await.unwrap();
}

async fn counts(stage: &Stage) -> [i64; 5] {
    let mut all = [0; 5];
    for (count, table) in all.iter_mut().zip(["activity", "follower", "remote_actor", "inbox", "peer"]) {
        *count = stage.db.number(&format!("SELECT count(*) FROM {table}")).await.unwrap();
    }
    all
}

#[tokio::test]
async fn who_left_is_known_for_a_year_and_then_forgotten_with_host_and_inboxes() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let (left, stays) = (stage.peer("fort").await, stage.peer("bleibt").await);
        stage.follower(&left, "anna", true).await;
        stage.follower(&stays, "berta", true).await;
        stage.create().await;
        stage.deliver().await;
        let (now, like) = (stage.now().as_millisecond(), format!("http://{}/%", left.host()));
        stage
            .db
            .sql(&format!(
                "UPDATE follower SET to_at = {now} \
                 WHERE remote_actor_id IN (SELECT id FROM remote_actor WHERE uri LIKE '{like}')"
            ))
            .await;
        prune_after(&stage, 364).await;
        assert_eq!(counts(&stage).await, [1, 2, 2, 4, 2], "an edit or a withdrawal may still have to reach them");
        prune_after(&stage, 2).await;
        assert_eq!(counts(&stage).await, [1, 1, 1, 2, 1]);
        assert_eq!(stage.following().await, 1);
    }
}

#[tokio::test]
async fn accepts_are_kept_for_thirty_days_and_as_long_as_they_wait() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("antwort").await;
        let inbox = stage.follower(&peer, "anna", true).await;
        stage.accept(inbox).await;
        stage.create().await;
        prune_after(&stage, 31).await;
        assert_eq!(counts(&stage).await[0], 2, "both still wait");
        stage.deliver().await;
        prune_after(&stage, 0).await;
        assert_eq!(stage.db.text("SELECT kind FROM activity").await.as_deref(), Some("Create"));
        stage.accept(inbox).await;
        stage.deliver().await;
        prune_after(&stage, 29).await;
        assert_eq!(counts(&stage).await[0], 2);
    }
}

#[tokio::test]
async fn the_words_of_an_update_are_kept_for_thirty_days_and_as_long_as_they_wait() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("fassung").await;
        stage.follower(&peer, "anna", true).await;
        let said = stage.create().await;
        stage.change(&said, "Update").await;
        let words = async || {
            let query = "SELECT count(*) FROM activity WHERE kind IN ('Create', 'Update') AND body <> ''";
            stage.db.number(query).await.unwrap()
        };
        prune_after(&stage, 31).await;
        assert_eq!(words().await, 2, "it still waits");
        stage.deliver().await;
        prune_after(&stage, 0).await;
        assert_eq!(words().await, 1, "the Create's stay");
        assert_eq!(counts(&stage).await[0], 2, "and the Update is known");
        stage.change(&said, "Update").await;
        stage.deliver().await;
        prune_after(&stage, 29).await;
        assert_eq!(words().await, 2);
    }
}

#[tokio::test]
async fn an_actor_who_follows_nobody_is_kept_for_thirty_days_and_what_waits_keeps_its_inbox() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let now = stage.now();
        let new = Fetched {
            uri: "https://social.test/users/anna",
            host: "social.test",
            inbox: "https://social.test/users/anna/inbox",
            shared_inbox: None,
            username: "anna",
            key_id: "https://social.test/users/anna#main-key",
            key_pem: "-",
        };
        let save = async |conn: &mut Conn<'_>| {
            remote_actors::save(conn, new, now).await?;
            remote_actors::by_uri(conn, new.uri).await
        };
        let anna = stage.db.db.write(save).await.unwrap().unwrap();
        prune_after(&stage, 29).await;
        assert_eq!(counts(&stage).await, [0, 0, 1, 1, 1]);
        stage.accept(anna.inbox).await;
        prune_after(&stage, 2).await;
        assert_eq!(counts(&stage).await, [1, 0, 0, 1, 1], "its message still waits");
        stage.db.sql("DELETE FROM delivery").await;
        prune_after(&stage, 0).await;
        assert_eq!(counts(&stage).await, [1, 0, 0, 0, 0]);
    }
}
