//! New messages with a picture, and edits.

use std::io::Cursor;

use super::lives::{Deaths, LONG, World};
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

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a sweep of minutes that is not reliable yet; by hand: cargo test recovery -- --ignored"]
async fn killed_anywhere_two_new_messages_appear_once_and_are_told_once() {
    for database in databases::each().await {
        let mut world = World::begin(database).await;
        let mut deaths = Deaths::default();
        for steps in 0.. {
            let words = [format!("Alpha{steps:04}"), format!("Beta{steps:04}")];
            let file = format!("/bild{steps}.png");
            world.site.put(&file, Answer::ok("image/png", picture(steps)));
            let mut first = world.entry(&format!("a{steps}"), &words[0]);
            first.picture = Some(file.clone());
            let second = world.entry(&format!("b{steps}"), &words[1]);
            world.says(first);
            world.says(second);
            let before = Counts::of(&world, &words, &file).await;
            let killed = world.live(Some(steps), async |alive| alive.pass(60).await).is_none();
            if killed {
                Counts::of(&world, &words, &file).await.note(&before, &mut deaths);
            }
            world.live(None, async |alive| {
                alive.pass(LONG).await;
                alive.pass(LONG).await;
                for word in &words {
                    assert_eq!(alive.shown(word).await, (1, 1, 1), "{word}, killed after {steps} steps");
                }
            });
            for word in &words {
                assert_eq!(world.told("Create", word).len(), 1, "{word}, killed after {steps} steps");
                assert_eq!(world.told("Update", word).len(), 0, "{word}, killed after {steps} steps");
            }
            if !killed {
                break;
            }
        }
        deaths.must_have_been(&[
            "the look is due, its source not asked",
            "the source has answered, nothing is stored",
            "the picture is fetched, not stored",
            "between two messages",
            "everything is said, nothing sent",
            "sent, but not noted",
            "sent and noted",
        ]);
    }
}

/// What can be seen of where the program is.
struct Counts {
    asked: usize,
    pictures: usize,
    media: i64,
    items: i64,
    waiting: i64,
    looks: i64,
    told: usize,
}

impl Counts {
    async fn of(world: &World, words: &[String], file: &str) -> Self {
        Self {
            asked: world.site.asked("/feed.xml").len(),
            pictures: world.site.asked(file).len(),
            media: world.number("SELECT count(*) FROM media").await,
            items: world.number("SELECT count(*) FROM item").await,
            waiting: world.number("SELECT count(*) FROM delivery").await,
            looks: world.number("SELECT count(*) FROM job WHERE kind = 'poll_source'").await,
            told: words.iter().map(|word| world.told("Create", word).len()).sum(),
        }
    }

    fn note(&self, before: &Self, deaths: &mut Deaths) {
        let (asked, items) = (self.asked > before.asked, self.items - before.items);
        let fetched = self.pictures > before.pictures;
        deaths.note("the look is due, its source not asked", self.looks == 1 && !asked);
        deaths.note("the source has answered, nothing is stored", asked && !fetched && items == 0);
        deaths.note("the picture is fetched, not stored", fetched && self.media == before.media);
        deaths.note("between two messages", items == 1);
        deaths.note("everything is said, nothing sent", items == 2 && self.waiting == 2 && self.told == 0);
        deaths.note("sent, but not noted", self.told > 0 && self.waiting > 0);
        deaths.note("sent and noted", self.told == 2 && self.waiting == 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a sweep of minutes that is not reliable yet; by hand: cargo test recovery -- --ignored"]
async fn killed_anywhere_an_edit_is_shown_once_and_told_once() {
    for database in databases::each().await {
        let mut world = World::begin(database).await;
        world.says(world.entry("a", "Anfang0000"));
        world.live(None, async |alive| alive.pass(60).await);
        let mut deaths = Deaths::default();
        for steps in 0.. {
            let word = format!("Neu{steps:04}");
            world.listed[0].text = format!("<p>Näheres jetzt unter {word}.</p>");
            world.site.feed(&world.listed);
            let killed = world.live(Some(steps), async |alive| alive.pass(60).await).is_none();
            if killed {
                let (told, waiting) =
                    (world.told("Update", &word).len(), world.number("SELECT count(*) FROM delivery").await);
                deaths.note("corrected, not sent", told == 0 && waiting == 1);
                deaths.note("sent, but not noted", told == 1 && waiting == 1);
            }
            world.live(None, async |alive| {
                alive.pass(LONG).await;
                alive.pass(LONG).await;
                assert_eq!(alive.shown(&word).await, (1, 1, 1), "killed after {steps} steps");
            });
            assert_eq!(world.told("Update", &word).len(), 1, "killed after {steps} steps");
            assert_eq!(world.told("Create", &word).len(), 0, "an edit is no new post");
            if !killed {
                break;
            }
        }
        deaths.must_have_been(&["corrected, not sent", "sent, but not noted"]);
    }
}
