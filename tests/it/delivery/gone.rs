//! Inboxes that are no more.

use super::stage::Stage;
use crate::support::databases;
use crate::support::mini_peer::Script;

#[tokio::test]
async fn a_gone_inbox_is_forgotten_with_its_follower() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("weg").await;
        stage.follower(&peer, "anna", false).await;
        stage.follower(&peer, "berta", false).await;
        peer.answer_by(|one, _| if one.path.contains("anna") { Script::Gone } else { Script::Accept });
        stage.create().await;
        stage.deliver().await;
        assert_eq!(stage.following().await, 1);
        let changes = stage.db.number("SELECT count(*) FROM change WHERE kind = 'followers'").await;
        assert_eq!(changes, Some(1), "the number of followers is shown anew");
        stage.create().await;
        assert_eq!(stage.deliver().await, 1);
        assert_eq!(peer.received().iter().filter(|one| one.path.contains("anna")).count(), 1);
        assert_eq!(stage.waiting().await, 0);
    }
}

#[tokio::test]
async fn when_a_shared_inbox_fails_its_owners_get_the_post_at_their_own() {
    for db in databases::each().await {
        for code in [404, 405, 410] {
            let fresh =
                if db.db.engine() == "sqlite" { Some(databases::sqlite().await) } else { databases::postgres().await };
            let stage = Stage::new(fresh.unwrap()).await;
            let peer = stage.peer("geteilt").await;
            stage.follower(&peer, "anna", true).await;
            stage.follower(&peer, "berta", true).await;
            peer.answer_by(move |one, _| if one.path == "/inbox" { Script::status(code) } else { Script::Accept });
            stage.create().await;
            stage.deliver().await;
            let paths = |from: usize| {
                let mut paths: Vec<_> = peer.received().into_iter().skip(from).map(|one| one.path).collect();
                paths.sort();
                paths
            };
            assert_eq!(paths(0), ["/inbox", "/users/anna/inbox", "/users/berta/inbox"]);
            assert_eq!(stage.following().await, 2, "nobody is lost");
            stage.create().await;
            stage.deliver().await;
            assert_eq!(paths(3), ["/users/anna/inbox", "/users/berta/inbox"]);
        }
    }
}

#[tokio::test]
async fn an_inbox_that_is_missing_for_days_is_given_up() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("fehlt").await;
        stage.follower(&peer, "anna", false).await;
        peer.answer(Script::status(404));
        stage.create().await;
        stage.deliver().await;
        for _ in 0..3 {
            assert_eq!(stage.following().await, 1);
            let waited = stage.next().await.unwrap().as_secs() / 3600;
            assert!((19..=29).contains(&waited), "about a day: {waited} h");
        }
        assert_eq!(stage.following().await, 0);
        assert_eq!(stage.waiting().await, 0);
    }
}

#[tokio::test]
async fn who_follows_again_is_answered_at_an_inbox_that_was_gone() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("zurueck").await;
        let inbox = stage.follower(&peer, "anna", false).await;
        peer.answer_in_turn(vec![Script::Gone]);
        stage.create().await;
        stage.deliver().await;
        stage.follower(&peer, "anna", false).await;
        stage.accept(inbox).await;
        stage.create().await;
        stage.deliver().await;
        assert_eq!(peer.taken(), ["Accept", "Create"]);
    }
}

#[tokio::test]
async fn a_refused_message_is_not_sent_again_and_no_redirect_is_followed() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let (no, moved) = (stage.peer("nein").await, stage.peer("umgezogen").await);
        stage.follower(&no, "anna", true).await;
        stage.follower(&moved, "berta", true).await;
        no.answer(Script::status(422));
        moved.answer_in_turn(vec![Script::Status(307, vec![("location", no.shared_inbox_url())])]);
        stage.create().await;
        stage.deliver().await;
        assert_eq!((no.received().len(), moved.received().len()), (1, 1));
        assert_eq!(stage.db.text("SELECT outcome FROM receipt").await.as_deref(), Some("refused"));
        stage.next().await;
        assert_eq!((no.received().len(), moved.taken().len()), (1, 1));
        assert_eq!(stage.waiting().await, 0);
    }
}
