//! Actors of other servers: one row each for all towns, with their host and inboxes.

use ausrufer::store::remote_actors::{self, Fetched};

use crate::support::databases;
use crate::support::seed::{self, at, read, store};

#[tokio::test]
async fn actors_of_one_server_share_its_peer_and_its_shared_inbox() {
    for test in databases::each().await {
        let db = &test.db;
        seed::remote_actor(db, "social.test", "anna").await;
        seed::remote_actor(db, "social.test", "berta").await;
        seed::remote_actor(db, "other.test", "anna").await;
        let known = async |host, name| {
            let uri = seed::remote_uri(host, name);
            read!(db, |c| remote_actors::by_uri(c, &uri)).unwrap()
        };
        let (anna, berta) = (known("social.test", "anna").await, known("social.test", "berta").await);
        assert_eq!((anna.peer, anna.shared_inbox), (berta.peer, berta.shared_inbox));
        assert_ne!(anna.inbox, berta.inbox);
        assert_ne!(known("other.test", "anna").await.peer, anna.peer);
        assert_eq!((anna.username.as_str(), anna.fetched_at, anna.gone_at), ("anna", at(0), None));
        assert_eq!(test.number("SELECT count(*) FROM peer").await, Some(2));
    }
}

#[tokio::test]
async fn a_fresh_document_replaces_key_and_inboxes_and_revives_an_inbox_that_was_gone() {
    for test in databases::each().await {
        let db = &test.db;
        let id = seed::remote_actor(db, "social.test", "anna").await;
        let uri = seed::remote_uri("social.test", "anna");
        test.sql("UPDATE inbox SET gone_at = 1").await;
        let new = Fetched {
            uri: &uri,
            host: "social.test",
            inbox: "https://social.test/users/anna/inbox",
            shared_inbox: None,
            username: "Anna B.",
            key_id: "https://social.test/users/anna#key-2",
            key_pem: "another",
        };
        assert_eq!(store!(db, |c| remote_actors::save(c, new, at(60))), id);
        let anna = read!(db, |c| remote_actors::by_uri(c, &uri)).unwrap();
        assert_eq!((anna.shared_inbox, anna.key_pem.as_str(), anna.fetched_at), (None, "another", at(60)));
        assert_eq!(
            test.number("SELECT count(*) FROM inbox WHERE gone_at IS NULL").await,
            Some(1),
            "only the one named"
        );
    }
}

#[tokio::test]
async fn a_forgotten_actor_is_unknown_and_forgetting_twice_changes_nothing() {
    for test in databases::each().await {
        let db = &test.db;
        seed::remote_actor(db, "social.test", "anna").await;
        let uri = seed::remote_uri("social.test", "anna");
        assert!(store!(db, |c| remote_actors::forget(c, &uri, at(1))));
        assert!(!store!(db, |c| remote_actors::forget(c, &uri, at(2))));
        assert_eq!(read!(db, |c| remote_actors::by_uri(c, &uri)), None);
    }
}
