//! One town moves to another server, where others live already: same page, same ids, same keys, same followers.

use std::path::Path;
use std::time::Duration;

use ausrufer::admin::{AdminError, TownManifest, export_town, import_town};
use ausrufer::error::Words;
use ausrufer::i18n::Locale;
use ausrufer::store::town_rows::{REFERENCES, SHARED};
use ausrufer::store::{Conn, audit, followers, tables, towns};

use super::PASSPHRASE;
use crate::support::databases::{self, TestDb};
use crate::support::mini_peer::MiniPeer;
use crate::support::seed::{self, read};
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Entry, Site};

#[tokio::test]
async fn every_reference_to_another_row_is_known() {
    let test = databases::sqlite().await;
    let query = "SELECT group_concat(f.\"from\" || ' ' || f.\"table\", ',') FROM sqlite_master m \
                 JOIN pragma_foreign_key_list(m.name) f WHERE f.\"table\" <> m.name";
    for pair in test.text(query).await.unwrap().split(',') {
        let (column, parent) = pair.split_once(' ').unwrap();
        assert!(REFERENCES.contains(&(column, parent)), "{column} → {parent} is not in store::town_rows::REFERENCES");
    }
    // What has no town is known to be shared, or stays behind with a reason.
    for table in read!(test.db, |c| tables::catalogue(c)) {
        let shared = SHARED.iter().any(|(name, _)| *name == table.name);
        let special = ["meta", "town", "seen_activity", "receipt", "job", "sign_in_flow"]
            .contains(&table.name.as_str())
            || table.name == "staff"
            || table.name.starts_with("staff_");
        assert!(table.has("town_id") || shared || special, "{} has no rule in store::town_rows", table.name);
    }
}

pub(super) async fn export(server: &TestServer, folder: &Path) -> TownManifest {
    let town = server.town().await;
    export_town(&server.app.desk(), &server.app.blobs, "test", &town, folder, PASSPHRASE).await.unwrap()
}

pub(super) async fn import(server: &TestServer, folder: &Path, passphrase: &str) -> Result<TownManifest, AdminError> {
    import_town(&server.app.desk(), &server.app.blobs, folder, passphrase).await
}

/// The refusal's sentence.
fn refusal(outcome: Result<TownManifest, AdminError>) -> String {
    outcome.map(|manifest| manifest.host).unwrap_err().words(Locale::De)
}

#[tokio::test]
async fn a_town_moves_to_another_server_and_its_followers_notice_nothing() {
    story(&databases::sqlite().await, databases::postgres().await.as_ref()).await;
    if let Some(postgres) = databases::postgres().await {
        story(&postgres, None).await;
    }
}

async fn story(from: &TestDb, to: Option<&TestDb>) {
    let site = Site::start("www").await;
    let mut entries = vec![Entry::new("a", "Aus der alten Zeit", start_of_tests() - Duration::from_secs(60))];
    site.feed(&entries);
    let old = TestServer::start(from).await;
    old.add_actor().await;
    old.add_source(&site.url("/feed.xml")).await;
    let peer = MiniPeer::start("peer", old.clock.clone()).await;
    peer.follow(&format!("http://{}/ap/rathaus", old.host)).await;
    old.pass(1).await;
    entries.insert(0, Entry::new("b", "Vor dem Umzug", start_of_tests() + Duration::from_secs(30)));
    site.feed(&entries);
    old.pass(60).await;
    let page = old.get("/", "text/html").await.2;
    let town = old.town().await.id;
    let log = read!(old.app.db, |c| audit::verify(c, town)).unwrap();
    assert!(log.n > 0);
    let heard = peer.received();
    assert!(heard.iter().any(|one| one.kind == "Create"));
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("umzug");
    assert_eq!(export(&old, &folder).await.contents.rows("follower"), 1);

    // A neighbour lives on the new server already, and numbers are taken there.
    let fresh = databases::sqlite().await;
    let database = to.unwrap_or(&fresh);
    for name in ["eins", "zwei", "drei"] {
        let town = seed::town(&database.db, &format!("{name}.localhost")).await;
        let source = seed::source(&database.db, &town, "aktuelles").await;
        seed::item(&database.db, &source, name).await;
        seed::remote_actor(&database.db, "social.example", name).await;
    }
    let new = old.restart_beside(database).await;
    assert!(refusal(import(&new, &folder, "ganz andere worte").await).contains("Passphrase"));
    let host = import(&new, &folder, PASSPHRASE).await.unwrap().host;
    assert_eq!(host, new.host);
    assert!(refusal(import(&new, &folder, PASSPHRASE).await).contains("gibt es auf diesem Server schon"));
    new.app.web.catch_up().await;
    assert_eq!(new.get("/", "text/html").await.2, page);
    let town = new.town().await;
    let actor = read!(new.app.db, |c| ausrufer::store::actors::main(c, town.id)).unwrap();
    assert_eq!(read!(new.app.db, |c| followers::count(c, town.id, actor.id)), 1);
    assert_eq!(read!(new.app.db, |c| audit::verify(c, town.id)), Ok(log), "who decided what moves along, unbroken");

    new.pass(60).await;
    assert_eq!(peer.received().len(), heard.len(), "nothing is said again");
    entries[0].text = "<p>Geändert nach dem Umzug.</p>".into();
    site.feed(&entries);
    new.pass(60).await;
    let said = peer.received().split_off(heard.len());
    assert_eq!(said.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(), ["Update"]);
    assert!(said[0].is_taken() && said[0].distrust.is_none(), "signed with the same key: {:?}", said[0].distrust);
    assert_eq!(read!(new.app.db, |c| towns::all(c)).len(), 4);
}

#[tokio::test]
async fn a_changed_file_is_refused_by_name_and_nothing_moves_in() {
    let database = databases::sqlite().await;
    let old = TestServer::start(&database).await;
    old.add_actor().await;
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("umzug");
    export(&old, &folder).await;
    let file = folder.join("tabellen/actor/0001.jsonl");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("rathaus", "rathous")).unwrap();
    let fresh = databases::sqlite().await;
    let new = old.restart_beside(&fresh).await;
    assert!(refusal(import(&new, &folder, PASSPHRASE).await).contains("tabellen/actor/0001.jsonl"));
    std::fs::remove_file(folder.join("manifest.json")).unwrap();
    assert!(refusal(import(&new, &folder, PASSPHRASE).await).contains("manifest.json"));
    let all = new.app.db.read(async |c: &mut Conn<'_>| towns::all(c).await).await.unwrap();
    assert!(all.is_empty());
}
