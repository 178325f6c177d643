//! What follows what, and what need not be said any more.

use std::time::Duration;

use ausrufer::store::deliveries::Priority;

use super::stage::Stage;
use crate::support::databases;
use crate::support::mini_peer::{MiniPeer, Script};

#[tokio::test]
async fn create_update_and_delete_keep_their_order_when_the_first_try_fails() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("ordnung").await;
        stage.follower(&peer, "anna", true).await;
        peer.answer_in_turn(vec![Script::status(503)]);
        let said = stage.create().await;
        stage.deliver().await;
        stage.advance(1);
        stage.change(&said, "Update").await;
        stage.deliver().await;
        assert_eq!(peer.received().len(), 1, "the host rests after its failure");
        stage.next().await;
        assert_eq!(peer.taken(), ["Create", "Update"]);
        stage.change(&said, "Delete").await;
        stage.deliver().await;
        assert_eq!(peer.taken(), ["Create", "Update", "Delete"]);
        assert!(peer.received().iter().all(|one| one.object == said.object()));
    }
}

#[tokio::test]
async fn an_update_waits_for_its_create_although_the_host_takes_two_at_a_time() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("wartet").await;
        stage.follower(&peer, "anna", true).await;
        let said = stage.create().await;
        stage.change(&said, "Update").await;
        let other = stage.create().await.object();
        peer.answer_by(move |one, _| if one.object == other { Script::status(202) } else { Script::Hold });
        let delivering = tokio::spawn({
            let deliverer = stage.deliverer.clone();
            async move { deliverer.deliver_due().await }
        });
        let both = peer.await_received(|all| all.len() == 2, Duration::from_secs(10)).await;
        assert!(both.iter().all(|one| one.kind == "Create"), "{both:?}");
        peer.release(2);
        delivering.await.unwrap();
        assert_eq!(peer.taken(), ["Create", "Create", "Update"]);
    }
}

#[tokio::test]
async fn an_update_does_not_overtake_a_create_that_waits_alone() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("bleibt").await;
        stage.follower(&peer, "anna", true).await;
        let bad = stage.create().await;
        stage.create().await;
        let poison = bad.object();
        peer.answer_by(move |one, _| if one.object == poison { Script::status(500) } else { Script::Accept });
        stage.deliver().await;
        stage.change(&bad, "Update").await;
        assert_eq!(stage.deliver().await, 0, "the Create waits, so its Update does");
        stage.create().await;
        assert_eq!(stage.deliver().await, 1, "others do not");
        peer.answer(Script::Accept);
        stage.next().await;
        let kinds: Vec<_> =
            peer.received().into_iter().filter(|one| one.object == bad.object()).map(|one| one.kind).collect();
        assert_eq!(kinds, ["Create", "Create", "Update"]);
    }
}

#[tokio::test]
async fn every_follower_of_a_host_is_reached_with_one_post_to_its_shared_inbox() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let (big, small) = (stage.peer("gross").await, stage.peer("klein").await);
        for user in ["anna", "berta", "clara"] {
            stage.follower(&big, user, true).await;
        }
        stage.follower(&small, "dora", false).await;
        stage.create().await;
        assert_eq!(stage.deliver().await, 2);
        assert_eq!(big.received().len(), 1);
        assert_eq!(big.received()[0].path, "/inbox");
        assert_eq!(small.received()[0].path, "/users/dora/inbox");
        assert_eq!(stage.db.number("SELECT count(*) FROM receipt WHERE outcome = 'delivered'").await, Some(2));
    }
}

#[tokio::test]
async fn a_boost_that_is_taken_back_is_not_sent_and_undone_where_it_was_tried() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let (up, down) = (stage.peer("wach").await, stage.peer("schlaeft").await);
        stage.follower(&up, "anna", true).await;
        stage.follower(&down, "berta", true).await;
        down.answer(Script::status(503));
        let tried = stage.boost().await;
        stage.deliver().await;
        let unseen = stage.boost().await;
        stage.deliver().await;
        assert_eq!(stage.change(&unseen, "Undo").await, 1, "only the host that saw it");
        assert_eq!(stage.change(&tried, "Undo").await, 2, "a failed try may have arrived");
        stage.deliver().await;
        down.answer(Script::Accept);
        stage.next().await;
        let kinds = |peer: &MiniPeer| peer.received().into_iter().map(|one| one.kind).collect::<Vec<_>>();
        assert_eq!(kinds(&up), ["Create", "Create", "Undo", "Undo"]);
        assert_eq!(kinds(&down), ["Create", "Undo"]);
        assert_eq!(stage.waiting().await, 0);
    }
}

#[tokio::test]
async fn a_boost_does_not_outlive_the_post_it_passes_on() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("schlaeft").await;
        stage.follower(&peer, "anna", true).await;
        peer.answer(Script::status(503));
        stage.create().await;
        stage.deliver().await;
        let passed_on = stage.boost().await;
        stage.change(&passed_on, "Delete").await;
        assert_eq!(
            stage
                .db
                .number(
                    "SELECT count(*) FROM delivery d JOIN activity a ON a.id = d.activity_id WHERE a.kind = 'Announce'"
                )
                .await,
            Some(0)
        );
    }
}

#[tokio::test]
async fn a_withdrawn_post_is_not_sent_to_hosts_that_never_saw_it() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let (up, down) = (stage.peer("wach").await, stage.peer("schlaeft").await);
        stage.follower(&up, "anna", true).await;
        stage.follower(&down, "berta", true).await;
        down.answer(Script::status(503));
        let tried = stage.create().await;
        stage.deliver().await;
        // The second host rests now, so it never hears of the second post.
        let unseen = stage.create().await;
        stage.change(&unseen, "Update").await;
        stage.deliver().await;
        assert_eq!(stage.change(&unseen, "Delete").await, 1, "only the host that saw the post");
        assert_eq!(stage.change(&tried, "Delete").await, 2, "a failed try may have arrived");
        stage.deliver().await;
        down.answer(Script::Accept);
        stage.next().await;
        assert_eq!(up.taken(), ["Create", "Create", "Update", "Delete", "Delete"]);
        assert_eq!(down.taken(), ["Delete"]);
        assert_eq!(down.received().last().unwrap().object, tried.object());
        assert_eq!(stage.waiting().await, 0);
    }
}

#[tokio::test]
async fn a_newer_update_takes_the_place_of_one_that_still_waits() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("neuer").await;
        stage.follower(&peer, "anna", true).await;
        peer.answer_in_turn(vec![Script::Accept, Script::status(500)]);
        let said = stage.create().await;
        stage.deliver().await;
        stage.change(&said, "Update").await;
        stage.deliver().await;
        stage.change(&said, "Update").await;
        stage.change(&said, "Update").await;
        assert_eq!(stage.waiting().await, 1);
        stage.next().await;
        let received = peer.received();
        assert_eq!(peer.taken(), ["Create", "Update"]);
        assert_ne!(received[1].id, received[2].id, "the refused Update is not sent again");
    }
}

#[tokio::test]
async fn urgent_things_go_first_and_towns_take_turns() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let (village, mayor) = stage.add_town("dorf.localhost").await;
        let peer = stage.peer("reihe").await;
        let inbox = stage.follower(&peer, "anna", false).await;
        stage.follower_of(village, mayor, &peer, "anna", false).await;
        let early = stage.create().await;
        stage.deliver().await;
        for _ in 0..3 {
            stage.create().await;
        }
        for _ in 0..2 {
            stage.create_as(village, mayor, Priority::Post, None).await;
        }
        stage.change(&early, "Delete").await;
        stage.accept(inbox).await;
        stage.create_as(stage.town, stage.actor, Priority::Warning, None).await;
        stage.deliver_all().await;
        let order: Vec<String> = peer
            .received()
            .iter()
            .skip(1)
            .map(|one| format!("{} {}", one.kind, if one.id.contains("dorf") { "dorf" } else { "stadt" }))
            .collect();
        assert_eq!(
            order,
            [
                "Create stadt",
                "Accept stadt",
                "Delete stadt",
                "Create dorf",
                "Create stadt",
                "Create dorf",
                "Create stadt",
                "Create stadt"
            ]
        );
    }
}

#[tokio::test]
async fn a_post_that_a_host_cannot_digest_holds_up_no_other() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("verdaut").await;
        stage.follower(&peer, "anna", false).await;
        let bad = stage.create().await.object();
        let poison = bad.clone();
        peer.answer_by(move |one, _| if one.object == poison { Script::status(500) } else { Script::Accept });
        for _ in 0..5 {
            stage.create().await;
        }
        let start = stage.now();
        while peer.taken().len() < 5 {
            stage.next().await.expect("something is due");
        }
        assert!(stage.now().duration_since(start).as_mins() < 60, "the others did not wait for it");
        assert_eq!(stage.waiting().await, 1);
        peer.answer(Script::Accept);
        stage.next().await;
        assert_eq!(peer.received().last().unwrap().object, bad);
        assert_eq!(stage.waiting().await, 0);
    }
}

#[tokio::test]
async fn an_inbox_that_is_dead_holds_up_nobody_else_at_its_host() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("nachbarn").await;
        stage.follower(&peer, "anna", false).await;
        stage.follower(&peer, "berta", false).await;
        peer.answer_by(|one, _| if one.path.contains("anna") { Script::status(500) } else { Script::Accept });
        let said = stage.create().await;
        stage.change(&said, "Update").await;
        for _ in 0..10 {
            if peer.taken().len() == 2 {
                break;
            }
            stage.next().await;
        }
        assert_eq!(peer.taken(), ["Create", "Update"], "berta has both");
        assert_eq!(stage.waiting().await, 2, "and both wait for anna");
        assert!(peer.received().iter().all(|one| !one.path.contains("anna") || one.kind == "Create"), "in order");
    }
}

#[tokio::test]
async fn nothing_but_a_delete_goes_out_about_a_post_that_is_hidden() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("verborgen").await;
        stage.follower(&peer, "anna", true).await;
        let set = async |state: &str| stage.db.sql(&format!("UPDATE post SET state = '{state}'")).await;
        let said = stage.create().await;
        set("hidden").await;
        assert_eq!(stage.deliver().await, 0);
        assert_eq!(stage.next().await, None, "nobody waits for it");
        set("public").await;
        assert_eq!(stage.deliver().await, 1, "shown again");
        stage.change(&said, "Update").await;
        set("hidden").await;
        assert_eq!(stage.deliver().await, 0);
        stage.change(&said, "Delete").await;
        assert_eq!(stage.deliver().await, 1);
        assert_eq!(peer.taken(), ["Create", "Delete"]);
        assert_eq!(stage.waiting().await, 0);
    }
}
