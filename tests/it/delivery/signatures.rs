//! Hosts and signature dialects.

use ausrufer::federation::signature::Dialect;

use super::stage::Stage;
use crate::support::databases;
use crate::support::mini_peer::Script;

#[tokio::test]
async fn a_host_that_wants_rfc_9421_gets_it_at_once_and_is_remembered() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("modern").await;
        stage.follower(&peer, "anna", true).await;
        peer.answer(Script::Only9421);
        stage.create().await;
        stage.deliver().await;
        stage.create().await;
        stage.deliver().await;
        let received = peer.received();
        let dialects: Vec<_> = received.iter().map(|one| one.dialect.unwrap()).collect();
        assert_eq!(dialects, [Dialect::Cavage, Dialect::Rfc9421, Dialect::Rfc9421]);
        assert_eq!(received[0].body, received[1].body);
        assert!(received.iter().all(|one| one.distrust.is_none()));
        peer.answer_by(
            |one, _| if one.dialect == Some(Dialect::Cavage) { Script::Accept } else { Script::status(401) },
        );
        stage.create().await;
        stage.deliver().await;
        assert_eq!(peer.received().last().unwrap().dialect, Some(Dialect::Cavage), "the host may change its mind");
    }
}

#[tokio::test]
async fn what_a_host_wanted_is_forgotten_after_thirty_days() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("damals").await;
        stage.follower(&peer, "anna", true).await;
        peer.answer(Script::Only9421);
        for days in [0, 29, 2, 1] {
            stage.advance(days * 24 * 60 * 60);
            stage.create().await;
            stage.deliver().await;
        }
        let dialects: Vec<_> = peer.received().iter().map(|one| one.dialect.unwrap()).collect();
        let (old, new) = (Dialect::Cavage, Dialect::Rfc9421);
        assert_eq!(dialects, [old, new, new, old, new, new]);
    }
}

#[tokio::test]
async fn a_host_that_never_believes_us_is_asked_three_times() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("misstraut").await;
        stage.follower(&peer, "anna", true).await;
        peer.answer(Script::status(403));
        stage.create().await;
        stage.deliver().await;
        let first = stage.next().await.unwrap().as_secs() / 60;
        let second = stage.next().await.unwrap().as_secs() / 3600;
        assert!((48..=72).contains(&first) && (19..=29).contains(&second), "{first} min, {second} h");
        assert_eq!(stage.waiting().await, 0);
        assert_eq!(peer.received().len(), 6, "each time in both dialects");
        assert_eq!(stage.db.text("SELECT outcome FROM receipt").await.as_deref(), Some("refused"));
    }
}
