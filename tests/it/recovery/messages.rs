//! New messages with a picture, and edits.

use std::io::Cursor;

use super::lives::{Alive, LONG, Place, World};
use crate::support::databases;
use crate::support::site::Answer;

/// A small picture that looks like no other.
fn picture(n: usize) -> Vec<u8> {
    let seed = u8::try_from(n % 250).unwrap();
    let picture = image::RgbImage::from_fn(64, 48, |x, y| {
        let (x, y) = (x as u8, y as u8);
        image::Rgb([x.wrapping_mul(seed), y.wrapping_mul(seed ^ 37), seed])
    });
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

/// What can be seen of how far two new messages are. Numbers are what came since [`Counts::of`] began to count.
struct Counts {
    asked: usize,
    /// Times the picture was asked for.
    fetched: usize,
    media: i64,
    items: i64,
    /// Posts that are to have the picture.
    pictured: i64,
    waiting: i64,
    /// Looks that are not finished.
    looks: i64,
    leased: i64,
    told: usize,
}

impl Counts {
    async fn of(world: &World, words: &[String; 2], file: &str) -> Self {
        Self {
            asked: world.site.asked("/feed.xml").len(),
            fetched: world.site.asked(file).len(),
            media: world.number("SELECT count(*) FROM media").await,
            items: world.number("SELECT count(*) FROM item").await,
            pictured: world.number(&format!("SELECT count(*) FROM post WHERE plain LIKE '%{}%'", words[0])).await,
            waiting: world.number(WAITING).await,
            looks: world.number("SELECT count(*) FROM job WHERE kind = 'poll_source'").await,
            leased: world.number(LEASED).await,
            told: words.iter().map(|word| world.told("Create", word).len()).sum(),
        }
    }

    fn since(self, before: &Self) -> Self {
        let (asked, fetched) = (self.asked - before.asked, self.fetched - before.fetched);
        Self { asked, fetched, media: self.media - before.media, items: self.items - before.items, ..self }
    }
}

const WAITING: &str = "SELECT count(*) FROM delivery";
const LEASED: &str = "SELECT count(*) FROM peer WHERE lease_token IS NOT NULL";

const PLACES: [Place<Counts>; 11] = [
    ("the look is due, its source not asked", |seen| seen.looks == 1 && seen.asked == 0),
    ("the source has answered, nothing is stored", |seen| seen.asked == 1 && seen.fetched == 0 && seen.items == 0),
    ("the picture is fetched, not stored", |seen| seen.fetched == 1 && seen.media == 0),
    ("the picture is stored, its message is not", |seen| seen.media == 1 && seen.pictured == 0),
    ("between two messages", |seen| seen.items == 1),
    ("everything is said, the look goes on", |seen| seen.items == 2 && seen.looks == 1),
    ("the look is finished, nothing sent", |seen| seen.items == 2 && seen.looks == 0 && seen.told == 0),
    ("deliveries are leased, not sent", |seen| seen.waiting == 2 && seen.leased == 1 && seen.told == 0),
    ("sent in part or whole, but not noted", |seen| seen.told > 0 && seen.waiting == 2),
    ("all is sent, but not noted", |seen| seen.told == 2 && seen.waiting > 0),
    ("sent and noted", |seen| seen.told == 2 && seen.waiting == 0),
];

#[tokio::test(flavor = "multi_thread")]
async fn killed_anywhere_two_new_messages_appear_once_and_are_told_once() {
    for database in databases::each().await {
        let mut world = World::begin(database).await;
        for (n, (place, is_there)) in PLACES.iter().enumerate() {
            let words = [format!("Alpha{n:04}"), format!("Beta{n:04}")];
            let file = format!("/bild{n}.png");
            world.site.put(&file, Answer::ok("image/png", picture(n)));
            let mut first = world.entry(&format!("a{n}"), &words[0]);
            first.picture = Some(file.clone());
            let second = world.entry(&format!("b{n}"), &words[1]);
            world.says(first);
            world.says(second);
            let before = Counts::of(&world, &words, &file).await;
            let at_place = async || is_there(&Counts::of(&world, &words, &file).await.since(&before));
            world.live_and_die_at(place, at_place, async |alive| alive.pass(60).await);
            let recovers = async |alive: &Alive<'_>| {
                alive.pass(LONG).await;
                alive.pass(LONG).await;
                [alive.shown(&words[0]).await, alive.shown(&words[1]).await]
            };
            assert_eq!(world.live(recovers), [(1, 1, 1), (1, 1, 1)], "killed: {place}");
            for word in &words {
                assert_eq!(world.told("Create", word).len(), 1, "{word}, killed: {place}");
                assert_eq!(world.told("Update", word).len(), 0, "{word}, killed: {place}");
            }
        }
    }
}

/// What can be seen of how far an edit is.
struct EditSeen {
    /// Whether the source was asked since the edit.
    asked: bool,
    /// Posts with the new words.
    corrected: i64,
    waiting: i64,
    leased: i64,
    told: usize,
}

const EDIT_PLACES: [Place<EditSeen>; 5] = [
    ("the edit is read, nothing is corrected", |seen| seen.asked && seen.corrected == 0),
    ("corrected, not leased", |seen| seen.corrected == 1 && seen.waiting == 1 && seen.leased == 0),
    ("leased, not sent", |seen| seen.corrected == 1 && seen.leased == 1 && seen.told == 0),
    ("sent, but not noted", |seen| seen.told == 1 && seen.waiting == 1),
    ("sent and noted", |seen| seen.told == 1 && seen.waiting == 0),
];

#[tokio::test(flavor = "multi_thread")]
async fn killed_anywhere_an_edit_is_shown_once_and_told_once() {
    for database in databases::each().await {
        let mut world = World::begin(database).await;
        world.says(world.entry("a", "Anfang0000"));
        world.live(async |alive| alive.pass(60).await);
        for (n, (place, is_there)) in EDIT_PLACES.iter().enumerate() {
            let word = format!("Neu{n:04}");
            world.listed[0].text = format!("<p>Näheres jetzt unter {word}.</p>");
            world.site.feed(&world.listed);
            let looks = world.site.asked("/feed.xml").len();
            let at_place = async || {
                is_there(&EditSeen {
                    asked: world.site.asked("/feed.xml").len() > looks,
                    corrected: world.number(&format!("SELECT count(*) FROM post WHERE plain LIKE '%{word}%'")).await,
                    waiting: world.number(WAITING).await,
                    leased: world.number(LEASED).await,
                    told: world.told("Update", &word).len(),
                })
            };
            world.live_and_die_at(place, at_place, async |alive| alive.pass(60).await);
            let recovers = async |alive: &Alive<'_>| {
                alive.pass(LONG).await;
                alive.pass(LONG).await;
                alive.shown(&word).await
            };
            assert_eq!(world.live(recovers), (1, 1, 1), "killed: {place}");
            assert_eq!(world.told("Update", &word).len(), 1, "killed: {place}");
            assert_eq!(world.told("Create", &word).len(), 0, "an edit is no new post");
        }
    }
}
