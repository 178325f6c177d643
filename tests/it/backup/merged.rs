//! What was merged, said by staff, blocked or asked about survives a backup and a move; also where a row names one that
//! stands behind it, in another file of the backup.

use ausrufer::domain::body::Body;
use ausrufer::domain::compose::Field;
use ausrufer::domain::media::AltOrigin;
use ausrufer::domain::post::{Content, ContentMedia};
use ausrufer::domain::rules::{Label, LabelKind};
use ausrufer::domain::town::Town;
use ausrufer::domain::{ItemId, MediaId, PostId};
use ausrufer::seal::write_key;
use ausrufer::store::blocks::{self, Block};
use ausrufer::store::held::{self, HeldEntry, HeldKind};
use ausrufer::store::post_items::{self, Left};
use ausrufer::store::posts::NewPost;
use ausrufer::store::{bonds, labels, overrides, readings};

use super::PASSPHRASE;
use super::moving::{export, import};
use super::tables::{config, take};
use crate::support::databases::{self, TestDb};
use crate::support::seed::{self, at, read, store};
use crate::support::server::TestServer;

fn shown(media: MediaId) -> ContentMedia {
    ContentMedia { media, alt: None, alt_origin: AltOrigin::None }
}

/// Two messages that are one, with everything that can hang on them.
async fn merged(test: &TestDb, town: &Town) {
    let db = &test.db;
    let source = seed::source(db, town, "zweitkanal").await;
    let (one, other) = (seed::item(db, &source, "eins").await, seed::item(db, &source, "zwei").await);
    let picture = seed::picture(db, town, "Markt", "markt").await;
    // Longer than one file of a backup, so that the post that is named stands in the next.
    let long = Content { body: Body::from_plain(&"Wort ".repeat(900_000)), ..seed::content("Erstes") };
    let first = seed::add_post(db, seed::new_post(town, "Erstes", &long, at(1))).await;
    let second = seed::post(db, town, "Zweites", at(2)).await;
    let clear = seed::content("Antwort");
    let answer = seed::new_post(town, "Antwort", &clear, at(3));
    seed::add_post(db, NewPost { in_reply_to: Some(second.id), listed: false, ..answer }).await;
    // The other picture was tidied away since.
    let said = Content { media: vec![shown(MediaId(987_654)), shown(picture)], ..seed::content("Zweites") };
    let wanted = serde_json::to_value(&said.media).unwrap();
    let label = Label { kind: LabelKind::Topic, name: "Markt".into() };
    store!(db, |c| readings::keep(c, town.id, other.id, &said));
    store!(db, |c| post_items::link(c, town.id, first.id, one.id, source.id, at(1)));
    store!(db, |c| post_items::unlink(c, town.id, first.id, one.id, Left::Joined, at(3)));
    store!(db, |c| post_items::link(c, town.id, second.id, one.id, source.id, at(3)));
    store!(db, |c| post_items::set_joined(c, town.id, first.id, second.id));
    store!(db, |c| bonds::set(c, town.id, one.id, other.id, true, at(3)));
    store!(db, |c| overrides::set(c, town.id, second.id, Field::Media, &wanted, &said, at(3)));
    store!(db, |c| labels::add(c, town.id, second.id, &[label]));
    store!(db, |c| blocks::add(c, town.id, &Block::Item(source.ulid, other.native_id.clone()), at(3)));
    let asked = HeldEntry { item: other.id, new: None, evidence: None };
    store!(db, |c| held::ask(c, &source, HeldKind::Approval, &asked, at(3)));
    let (town, item) = (town.id, other.id);
    test.sql(&format!("INSERT INTO likeness_key (town_id, key, said_at, item_id) VALUES ({town}, -7, 1, {item})"))
        .await;
}

#[tokio::test]
async fn what_was_merged_comes_back_from_a_backup_on_both_engines() {
    for test in databases::each().await {
        let town = seed::town(&test.db, "eins.test").await;
        merged(&test, &town).await;
        let folder = tempfile::tempdir().unwrap();
        write_key(&folder.path().join("secret.key"), [7; 32]).unwrap();
        let blank = databases::blank_postgres().await;
        let url = blank.as_ref().map(|one| one.url.as_str()).filter(|_| test.url.starts_with("sqlite:"));
        take(&config(folder.path(), Some(&test.url)), url, folder.path()).await;
    }
}

#[tokio::test]
async fn what_was_merged_moves_with_its_town() {
    for from in databases::each().await {
        let old = TestServer::start(&from).await;
        merged(&from, &old.town().await).await;
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("umzug");
        export(&old, &folder).await;

        let to = from.another().await;
        let neighbour = seed::town(&to.db, "nachbar.localhost").await;
        merged(&to, &neighbour).await;
        let new = old.restart_beside(&to).await;
        import(&new, &folder, PASSPHRASE).await.unwrap();
        let town = new.town().await.id;
        let all = [
            (
                "post p JOIN post q ON q.id = p.joined_into",
                "p.town_id = $ AND q.town_id = $ AND p.title = 'Erstes' AND q.title = 'Zweites'",
            ),
            (
                "post p JOIN post q ON q.id = p.in_reply_to",
                "p.town_id = $ AND q.town_id = $ AND p.title = 'Antwort' AND q.title = 'Zweites' AND NOT p.listed",
            ),
            (
                "bond b JOIN item o ON o.id = b.item_a JOIN item i ON i.id = b.item_b",
                "b.town_id = $ AND o.town_id = $ AND i.town_id = $ AND b.same",
            ),
            (
                "post_item_past a JOIN post p ON p.id = a.post_id JOIN item i ON i.id = a.item_id",
                "a.town_id = $ AND p.town_id = $ AND i.town_id = $",
            ),
            ("media_file f JOIN media m ON m.id = f.media_id", "f.town_id = $ AND m.town_id = $"),
            ("likeness_key k JOIN item i ON i.id = k.item_id", "k.town_id = $ AND i.town_id = $ AND k.key = -7"),
            ("post_label l JOIN post p ON p.id = l.post_id", "l.town_id = $ AND p.town_id = $"),
            ("held h JOIN item i ON i.id = h.item_id", "h.town_id = $ AND i.town_id = $"),
            ("block", "town_id = $"),
        ];
        for (tables, condition) in all {
            let query = format!("SELECT count(*) FROM {tables} WHERE {}", condition.replace('$', &town.to_string()));
            assert_eq!(to.number(&query).await, Some(1), "{query}");
        }

        // Texts name pictures and items by number, too; what was tidied away is not named any more.
        let number = async |query: &str| to.number(&format!("{query} AND town_id = {town}")).await.unwrap();
        let picture = MediaId(number("SELECT id FROM media WHERE kind = 'image'").await);
        let item = number("SELECT id FROM item WHERE native_id = 'zwei'").await;
        let post = PostId(number("SELECT id FROM post WHERE title = 'Zweites'").await);
        let said = read!(to.db, |c| readings::content(c, town, ItemId(item))).unwrap();
        assert_eq!(said.media, [shown(picture)]);
        let laid = read!(to.db, |c| overrides::lay_over(c, town, post, seed::content("Zweites")));
        assert_eq!(laid.media, [shown(picture)]);
        let asked = to.text(&format!("SELECT entries FROM held WHERE town_id = {town}")).await.unwrap();
        assert!(asked.contains(&format!("\"item\":{item},")), "{asked}");
    }
}
