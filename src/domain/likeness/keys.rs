//! Numbers under which a post is found again. Two posts of one message share at least one with high probability; two
//! others of a town and a few days rarely do.

use super::dates::Said;
use super::{Fingerprint, PictureHash, hash, words};

/// Most keys of a post.
const MAX_KEYS: usize = 40;

const LINKS: usize = 4;
const DAYS: usize = 3;
const NAMES: usize = 4;
const COUNTS: usize = 4;
const WORDS: usize = 17;

impl Fingerprint {
    /// At most 40 keys for an index over the town's posts of the last days.
    #[must_use]
    pub fn keys(&self) -> Vec<i64> {
        let mut keys: Vec<i64> =
            self.links.iter().filter(|link| !link.common).take(LINKS).map(|link| link.page).collect();
        for picture in self.pictures.iter().filter(|picture| !picture.common).take(2) {
            keys.extend(picture.hash.keys());
        }
        keys.extend(self.names.iter().take(NAMES).map(|name| hash(&["name", &name.own])));
        let days = self.days.iter().filter(|day| day.said == Said::InFull).take(DAYS);
        for day in days {
            let clock = self.clocks.first().map_or(u16::MAX, |clock| clock.minute % 720);
            keys.push(hash(&["day", &day.number.to_string(), &clock.to_string()]));
        }
        let counts = self.counts.iter().filter(|count| count.value.len() > 1).take(COUNTS);
        keys.extend(counts.map(|count| hash(&["count", &count.value])));
        keys.extend(self.telling_words().into_iter().map(|word| hash(&["word", start_of(word)])));
        keys.sort_unstable();
        keys.dedup();
        keys.truncate(MAX_KEYS);
        keys
    }

    /// The words that tell most: rare ones first, those at the beginning before later ones.
    fn telling_words(&self) -> Vec<&str> {
        let mut ranked: Vec<(u32, usize, &str)> = self
            .words
            .iter()
            .enumerate()
            .filter(|(_, word)| word.1 > words::COMMON)
            .map(|(at, word)| {
                let head = if at < self.head { 3 } else { 0 };
                (u32::from(word.1) + head, at, word.0.as_str())
            })
            .collect();
        ranked.sort_by_key(|(score, at, _)| (std::cmp::Reverse(*score), *at));
        ranked.into_iter().take(WORDS).map(|(_, _, word)| word).collect()
    }
}

/// Compounds of one word begin alike: "Sandsack", "Sandsackausgabe".
fn start_of(word: &str) -> &str {
    word.char_indices().nth(7).and_then(|(end, _)| word.get(..end)).unwrap_or(word)
}

impl PictureHash {
    /// Keys of its four bands: up to three wrong bits leave one whole.
    #[must_use]
    pub fn keys(self) -> [i64; 4] {
        [0u32, 1, 2, 3].map(|band| {
            let bits = (self.0 >> (16 * band)) & 0xffff;
            hash(&["picture", &band.to_string(), &bits.to_string()])
        })
    }
}
