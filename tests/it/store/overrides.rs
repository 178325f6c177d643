//! What staff wrote over a post's pictures outlives a move: nobody is asked because rows have other numbers now.

use ausrufer::domain::MediaId;
use ausrufer::domain::compose::Field;
use ausrufer::domain::media::AltOrigin;
use ausrufer::domain::post::{Content, ContentMedia};
use ausrufer::seal::sha256_hex;
use ausrufer::store::overrides;

use crate::support::databases;
use crate::support::seed::{self, at, read, store};

fn with_picture(media: MediaId, alt: &str) -> Content {
    let mut content = seed::content("Markt");
    content.media = vec![ContentMedia { media, alt: Some(alt.to_owned()), alt_origin: AltOrigin::Author }];
    content
}

#[tokio::test]
async fn pictures_are_known_by_their_bytes_wherever_the_town_moves() {
    for test in databases::each().await {
        let db = &test.db;
        let (left, moved) = (seed::town(db, "alt.example").await, seed::town(db, "neu.example").await);
        let old = seed::picture(db, &left, "Rathaus", "Datei").await;
        let new = seed::picture(db, &moved, "Rathaus", "Datei").await;
        let other = seed::picture(db, &moved, "Brunnen", "Andere").await;
        assert_ne!(old, new);
        let (here, there) = (seed::post(db, &left, "Markt", at(0)).await, seed::post(db, &moved, "Markt", at(0)).await);
        let wrote = serde_json::to_value(&with_picture(old, "Das Rathaus").media).unwrap();
        let over = with_picture(old, "Rathaus");
        store!(db, |c| overrides::set(c, left.id, here.id, Field::Media, &wrote, &over, at(1)));
        // As an import writes rows: every number is a new one, what is hashed stays.
        test.sql(&format!(
            "INSERT INTO post_override (post_id, field, town_id, value, over, at) \
             SELECT {}, field, {}, replace(value, ':{old}', ':{new}'), over, at FROM post_override",
            there.id.0, moved.id.0
        ))
        .await;
        let outdated = async |content: &Content| read!(db, |c| overrides::outdated(c, moved.id, there.id, content));
        assert!(outdated(&with_picture(new, "Rathaus")).await.is_empty(), "the same picture");
        assert_eq!(outdated(&with_picture(other, "Rathaus")).await, [Field::Media], "another picture");
        assert_eq!(outdated(&with_picture(new, "Brunnen")).await, [Field::Media], "another description");

        let earlier =
            sha256_hex(serde_json::to_value(&with_picture(new, "Rathaus").media).unwrap().to_string().as_bytes());
        test.sql(&format!("UPDATE post_override SET over = '{earlier}' WHERE post_id = {}", there.id.0)).await;
        assert!(outdated(&with_picture(new, "Rathaus")).await.is_empty(), "written by an earlier program");
        assert_eq!(outdated(&with_picture(other, "Rathaus")).await, [Field::Media]);
    }
}
