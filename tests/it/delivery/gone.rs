//! Inboxes that are no more.

use ausrufer::store::{Conn, deliveries};

use super::stage::Stage;
use crate::support::databases;
use crate::support::mini_peer::{Received, Script};

#[tokio::test]
async fn a_gone_inbox_is_forgotten_with_its_follower() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("weg").await;
        stage.follower(&peer, "anna", false).await;
        stage.follower(&peer, "berta", false).await;
        peer.answer_by(|one, _| if one.path.contains("anna") { Script::Gone } else { Script::Accept });
        stage.create().await;
        stage.deliver_all().await;
        assert_eq!(stage.following().await, 1);
        let changes = stage.db.number("SELECT count(*) FROM change WHERE kind = 'followers'").await;
        assert_eq!(changes, Some(1), "the number of followers is shown anew");
        stage.create().await;
        assert_eq!(stage.deliver_all().await, 1);
        assert_eq!(peer.received().iter().filter(|one| one.path.contains("anna")).count(), 1);
        assert_eq!(stage.waiting().await, 0);
    }
}

#[tokio::test]
async fn when_a_shared_inbox_fails_its_owners_get_the_post_at_their_own() {
    for db in databases::each().await {
        for code in [404, 405, 410] {
            let stage = Stage::new(db.another().await).await;
            let peer = stage.peer("geteilt").await;
            stage.follower(&peer, "anna", true).await;
            stage.follower(&peer, "berta", true).await;
            peer.answer_by(move |one, _| if one.path == "/inbox" { Script::status(code) } else { Script::Accept });
            stage.create().await;
            stage.deliver_all().await;
            let paths = |from: usize| {
                let mut paths: Vec<_> = peer.received().into_iter().skip(from).map(|one| one.path).collect();
                paths.sort();
                paths
            };
            assert_eq!(paths(0), ["/inbox", "/users/anna/inbox", "/users/berta/inbox"]);
            assert_eq!(stage.following().await, 2, "nobody is lost");
            stage.create().await;
            stage.deliver_all().await;
            assert_eq!(paths(3), ["/users/anna/inbox", "/users/berta/inbox"]);
        }
    }
}

#[tokio::test]
async fn a_shared_inbox_that_failed_once_is_tried_again_after_a_day() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("kurz").await;
        stage.follower(&peer, "anna", true).await;
        stage.follower(&peer, "berta", true).await;
        peer.answer_in_turn(vec![Script::status(404)]);
        stage.create().await;
        stage.deliver_all().await;
        let before = peer.received().len();
        let post_after = async |hours: u64| {
            stage.advance(hours * 60 * 60);
            let now = stage.now();
            stage.db.db.write(async |c: &mut Conn<'_>| deliveries::prune(c, now).await).await.unwrap();
            let said = stage.create().await;
            stage.deliver_all().await;
            said
        };
        post_after(23).await;
        assert!(peer.received().iter().skip(before).all(|one| one.path != "/inbox"));
        let before = peer.received().len();
        post_after(2).await;
        let paths: Vec<_> = peer.received().into_iter().skip(before).map(|one| one.path).collect();
        assert_eq!(paths, ["/inbox"], "one request for both");
        // As long as it fails, its owners get everything at their own inboxes.
        peer.answer_by(|one, _| if one.path == "/inbox" { Script::status(404) } else { Script::Accept });
        for _ in 0..2 {
            let before = peer.received().len();
            post_after(25).await;
            let mut paths: Vec<_> = peer.received().into_iter().skip(before).map(|one| one.path).collect();
            paths.sort();
            assert!(paths.ends_with(&["/users/anna/inbox".to_owned(), "/users/berta/inbox".to_owned()]), "{paths:?}");
        }
    }
}

#[tokio::test]
async fn what_waits_at_an_own_inbox_is_not_overtaken_by_the_shared_one() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("zurueckgekehrt").await;
        stage.follower(&peer, "anna", true).await;
        peer.answer_by(|one, _| Script::status(if one.path == "/inbox" { 404 } else { 401 }));
        let said = stage.create().await;
        stage.deliver_all().await;
        assert_eq!(stage.waiting().await, 1, "at anna's own inbox");
        peer.answer(Script::Accept);
        let later = stage.now() + jiff::SignedDuration::from_hours(25);
        stage.db.db.write(async |c: &mut Conn<'_>| deliveries::prune(c, later).await).await.unwrap();
        stage.change(&said, "Update").await;
        stage.create().await;
        stage.deliver_all().await;
        assert_eq!(peer.taken().len(), 1, "the new post, at the shared inbox");
        stage.advance(2 * 60 * 60);
        stage.deliver_all().await;
        let paths: Vec<_> = peer.received().into_iter().skip(3).map(|one| (one.path, one.kind)).collect();
        let own = |kind: &str| ("/users/anna/inbox".to_owned(), kind.to_owned());
        assert_eq!(paths, [("/inbox".to_owned(), "Create".to_owned()), own("Create"), own("Update")]);
    }
}

#[tokio::test]
async fn a_shared_inbox_that_moved_is_found_by_its_owners_documents() {
    for db in databases::each().await {
        for code in [404, 410, 308] {
            let stage = Stage::new(db.another().await).await;
            let peer = stage.peer("neu").await;
            stage.follower(&peer, "anna", true).await;
            stage.follower(&peer, "berta", true).await;
            stage.create().await;
            let later = stage.create().await;
            peer.move_inboxes("/users/anna/inbox", "/neu/inbox");
            peer.answer_by(move |one, _| if one.path == "/inbox" { Script::status(code) } else { Script::Accept });
            stage.deliver().await;
            let mut taken: Vec<_> =
                peer.received().into_iter().filter(Received::is_taken).map(|one| one.path).collect();
            assert_eq!(taken, ["/neu/inbox", "/neu/inbox"], "one request each, {code}");
            let tried = peer.received().len();
            stage.change(&later, "Update").await;
            stage.deliver().await;
            taken = peer.received().into_iter().skip(tried).map(|one| one.path).collect();
            assert_eq!(taken, ["/neu/inbox"], "berta's as well");
            assert_eq!((stage.following().await, stage.waiting().await), (2, 0));
        }
    }
}

#[tokio::test]
async fn an_own_inbox_that_moved_is_found_before_its_follower_is_given_up() {
    for db in databases::each().await {
        for code in [404, 410] {
            let stage = Stage::new(db.another().await).await;
            let peer = stage.peer("eigen").await;
            stage.follower(&peer, "anna", false).await;
            let said = stage.create().await;
            stage.change(&said, "Update").await;
            peer.move_inboxes("/users/anna/neu/inbox", "/inbox");
            let old = "/users/anna/inbox";
            peer.answer_by(move |one, _| if one.path == old { Script::status(code) } else { Script::Accept });
            stage.deliver_all().await;
            assert_eq!(peer.taken(), ["Create", "Update"], "in order, {code}");
            assert!(peer.received().iter().skip(1).all(|one| one.path == "/users/anna/neu/inbox"));
            assert_eq!((stage.following().await, stage.waiting().await), (1, 0));
        }
    }
}

#[tokio::test]
async fn a_missing_inbox_whose_owner_is_gone_is_given_up_at_once() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("verwaist").await;
        stage.follower(&peer, "anna", false).await;
        peer.answer(Script::status(404));
        peer.remove_account();
        stage.create().await;
        stage.deliver().await;
        assert_eq!((stage.following().await, stage.waiting().await), (0, 0));
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
        stage.deliver_all().await;
        stage.follower(&peer, "anna", false).await;
        stage.accept(inbox).await;
        stage.create().await;
        stage.deliver_all().await;
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
