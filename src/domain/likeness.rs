//! Whether two posts of one town, from two sources, are one message. Pure and deterministic: a post becomes a
//! [`Fingerprint`] once, is found again by its [`Fingerprint::keys`], and [`judge`] compares two fingerprints.
//!
//! The judge weighs the words, days, times, names, links and pictures that both posts share against what the shorter
//! one says alone, and refuses where facts contradict each other. Warnings and cancellations are never the same by
//! machine (DESIGN D12): there the answer is [`Verdict::Doubt`] at most.
//!
//! `lex` cuts text up, `words` knows what a word is worth and `synonyms` what it means, `dates`, `numbers`, `names` and
//! `turns` find facts, `staff` knows what no machine may merge, `links` reads addresses, `keys` makes candidate keys.
//! `overlap` and `conflicts` compare, `weighing` adds up, `judge` decides on a pair and [`place`] on an item among posts.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

mod common;
mod conflicts;
mod dates;
mod judge;
mod keys;
mod lex;
mod links;
mod names;
mod numbers;
mod overlap;
mod place;
mod staff;
mod synonyms;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod ties_tests;
mod turns;
mod weighing;
mod words;

pub use common::Carrier;
pub use dates::{Clock, Day, Said};
pub use judge::{Conflict, Reason, Verdict, judge};
pub use links::Link;
pub use names::{Name, Sort};
pub use numbers::Count;
pub use place::{Neighbour, Placement, place};
pub use turns::Turn;

/// Bumped whenever a post would get another fingerprint.
pub const VERSION: u8 = 6;
/// The eldest version whose fingerprints lack only what they can do without: meanings, months, lone numbers, the minute.
/// They can be compared with new ones; those of elder versions are never the same.
const OLDEST: u8 = 4;

/// Words kept of a text; what stands further down is detail.
const MAX_WORDS: usize = 260;
/// Words that show whether two texts run alike.
const OPENING: usize = 60;
/// Letters of a word that is a noun though it may be capital only because it begins a sentence.
const LONG: usize = 9;
/// Words at the beginning that count as its head.
const HEAD_WORDS: usize = 24;

/// A difference hash of a picture, 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PictureHash(pub u64);

impl PictureHash {
    /// Bits in which two pictures differ; up to 8 is the same picture, encoded anew or cropped a little.
    #[must_use]
    pub fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }

    /// Whether both show the same, encoded anew or cropped a little.
    #[must_use]
    pub fn resembles(self, other: Self) -> bool {
        self.distance(other) <= 8
    }
}

/// Whether a link or a picture stands for no single message, from the sources that have shown it before, one entry for
/// each time. A source says a thing once: what it shows again, or what another has shown twice, is a shop, a list, a sign.
#[must_use]
pub fn is_common<S: PartialEq>(source: &S, earlier: &[S]) -> bool {
    let twice = |at: usize, one: &S| earlier.get(..at).is_some_and(|before| before.contains(one));
    earlier.contains(source) || earlier.iter().enumerate().any(|(at, one)| twice(at, one))
}

/// A picture of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    pub hash: PictureHash,
    /// See [`is_common`]: the town's arms, a sign, a tile.
    pub common: bool,
}

/// An address in a post, as the caller knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address<'a> {
    pub address: &'a str,
    /// See [`is_common`].
    pub common: bool,
}

/// What the judge gets to know of a post.
#[derive(Debug, Clone)]
pub struct Message<'a> {
    pub title: Option<&'a str>,
    pub text: &'a str,
    /// The page that holds this very message, where the source has one.
    pub permalink: Option<&'a str>,
    /// Every address in the post.
    pub links: Vec<Address<'a>>,
    pub pictures: Vec<Picture>,
    /// The day of the post in the town's time zone; "morgen" counts from here.
    pub posted: Date,
    /// The moment of the post, where the source tells it to the minute; a guess is worse than nothing.
    pub posted_at: Option<Timestamp>,
    /// Start of the appointment it announces, where the source says so in data.
    pub event: Option<Date>,
    /// Where that appointment is, where the source says so in data.
    pub place: Option<&'a str>,
    /// An official warning, or an appointment called off or moved, where the source says so in data.
    pub warning: bool,
    /// The town's name; it stands in every post and says nothing.
    pub town: &'a str,
}

/// A word of a fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word(
    /// The stem.
    pub String,
    /// What it counts.
    pub u8,
);

/// What is kept of a post to recognise it again. Stored as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    pub version: u8,
    /// Words that say something, each once, in the order of the text.
    pub words: Vec<Word>,
    /// What each of them means, as words of one sense share it; 0 where nothing is known.
    #[serde(default)]
    pub meanings: Vec<u16>,
    /// The minute in which it was posted, since 1970; unknown where the source only names a day.
    #[serde(default)]
    pub minute: Option<i64>,
    /// How many of them belong to the title or the beginning.
    pub head: usize,
    /// How many of them belong to the title or the first sentence.
    pub title: usize,
    /// The first words of the text, all of them, as short hashes: whether two texts run alike.
    pub opening: Vec<u16>,
    /// Hashtags, as stems; they may confirm, their absence says nothing.
    pub tags: Vec<String>,
    pub days: Vec<Day>,
    /// Months named without a day: "Ende Oktober" is 10.
    #[serde(default)]
    pub months: Vec<u8>,
    pub clocks: Vec<Clock>,
    pub names: Vec<Name>,
    /// How many of the names stand in the title or the first sentences.
    pub head_names: usize,
    pub counts: Vec<Count>,
    /// Last digits of telephone numbers.
    pub phones: Vec<String>,
    /// Turns in the title or the first sentences.
    pub turns: Vec<Turn>,
    /// Turns anywhere.
    pub all_turns: Vec<Turn>,
    /// Turns that the head may mean in other words.
    pub hints: Vec<Turn>,
    /// It warns or takes something back: only staff may merge it (DESIGN D12).
    pub for_staff: bool,
    /// It may be such a post: a machine merges it only with what is the same beyond doubt.
    #[serde(default)]
    pub may_be_for_staff: bool,
    pub links: Vec<Link>,
    pub pictures: Vec<Picture>,
    /// Words of the appointment's place, where the source names one in data.
    #[serde(default)]
    pub venue: Vec<String>,
}

impl Fingerprint {
    /// Takes a post's fingerprint.
    #[must_use]
    pub fn of(message: &Message<'_>) -> Self {
        let tokens = lex::tokens(message.title, message.text);
        let mut used = vec![false; tokens.len()];
        let mut found = dates::scan(&tokens, message.posted, &mut used);
        if let Some(day) = message.event.map(dates::number_of).filter(|day| found.days.iter().all(|d| d.number != *day))
        {
            found.days.push(Day { number: day, said: Said::InFull, head: true });
        }
        let (counts, phones) = numbers::scan(&tokens, &mut used);
        let town: Vec<String> = lex::fold(message.town)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|part| part.len() > 3)
            .map(ToOwned::to_owned)
            .collect();
        let mut named = vec![false; tokens.len()];
        let names = names::scan(&tokens, &town, &mut named);
        let head = tokens.iter().position(|token| !token.in_head()).unwrap_or(tokens.len());
        let mut unused = vec![false; tokens.len()];
        let head_names = names::scan(tokens.get(..head).unwrap_or_default(), &town, &mut unused).len();
        let turns = turns::scan(&tokens);
        let bag = Bag::of(&tokens, &used, &named, &town);
        let head = bag.head.min(HEAD_WORDS);
        let grade = staff::grade(&tokens, message.title.is_some());
        Self {
            version: VERSION,
            meanings: bag.words.iter().map(|word| synonyms::meaning(&word.0)).collect(),
            minute: message.posted_at.map(|at| at.as_second() / 60),
            words: bag.words,
            head,
            title: bag.title.min(HEAD_WORDS / 2),
            opening: opening(&tokens),
            tags: bag.tags,
            days: found.days,
            months: found.months,
            clocks: found.clocks,
            names,
            head_names,
            counts,
            phones,
            turns: turns.head,
            all_turns: turns.all,
            hints: turns.hints,
            for_staff: message.warning || grade == staff::Grade::Sure,
            may_be_for_staff: grade == staff::Grade::Perhaps,
            links: links_of(message),
            pictures: message.pictures.clone(),
            venue: message.place.map(|place| venue(place, &town)).unwrap_or_default(),
        }
    }

    /// Whether only staff may merge it: a warning, or something called off (DESIGN D12).
    #[must_use]
    pub fn by_hand(&self) -> bool {
        self.for_staff
    }
}

/// The words of a place that tell it from others of the town.
fn venue(place: &str, town: &[String]) -> Vec<String> {
    let tokens = lex::tokens(None, place);
    let words = tokens.iter().filter(|token| token.kind == lex::Kind::Word);
    let says_nothing = |word: &str| words::is_empty(word) || words::is_everyday(word) || is_town(word, town);
    let telling = words.filter(|token| !says_nothing(&token.folded));
    telling.map(|token| words::stem(&token.folded)).collect()
}

/// Whether a word is the town's name, or what its people are called.
fn is_town(word: &str, town: &[String]) -> bool {
    town.iter().any(|part| word.strip_prefix(part.as_str()).is_some_and(|rest| rest.len() <= 3))
}

/// Hashes of the first words.
fn opening(tokens: &[lex::Token]) -> Vec<u16> {
    let words = tokens.iter().filter(|token| token.kind == lex::Kind::Word && !token.tag);
    words.take(OPENING).map(|token| (hash(&[&token.folded]) & 0xffff) as u16).collect()
}

fn links_of(message: &Message<'_>) -> Vec<Link> {
    let own = message.permalink.and_then(|address| Link::new(address, true, false));
    let others = message.links.iter().filter_map(|link| Link::new(link.address, false, link.common));
    let mut links: Vec<Link> = Vec::new();
    for link in own.into_iter().chain(others) {
        if links.iter().all(|known| known.page != link.page) {
            links.push(link);
        }
    }
    links
}

/// Collects words.
#[derive(Default)]
struct Bag {
    words: Vec<Word>,
    tags: Vec<String>,
    places: HashMap<String, usize>,
    /// Words of the first sentences.
    head: usize,
    /// Words of the very first.
    title: usize,
}

impl Bag {
    fn of(tokens: &[lex::Token], used: &[bool], named: &[bool], town: &[String]) -> Self {
        let mut bag = Self::default();
        for (at, (token, used)) in tokens.iter().zip(used).enumerate() {
            let worth = if names::holds_office(tokens, at) {
                words::COMMON
            } else if names::says_where(tokens, at) || names::says_who(tokens, at) {
                words::PLACE
            } else {
                words::NOUN
            };
            bag.add(token, *used, named.get(at) == Some(&true), worth, town);
        }
        bag
    }

    /// Takes a word in; `worth`: what a noun counts here.
    fn add(&mut self, token: &lex::Token, used: bool, named: bool, worth: u8, town: &[String]) {
        if used || token.cut || token.kind != lex::Kind::Word || self.words.len() >= MAX_WORDS {
            return;
        }
        if is_town(&token.folded, town) {
            return;
        }
        // What begins a sentence may be a noun or not; a long word mostly is one.
        let noun = token.capital && (!token.first || token.folded.len() >= LONG) || token.tag;
        let weight = match words::weight(&token.folded, noun) {
            0 if !named => return,
            words::PLAIN if token.first && token.capital => words::PLAIN + 1,
            _ if named => words::NAME,
            words::NOUN => worth,
            weight => weight,
        };
        let stem = words::stem(&token.folded);
        if token.tag && !self.places.contains_key(&stem) {
            if !self.tags.contains(&stem) && self.tags.len() < 20 {
                self.tags.push(stem);
            }
            return;
        }
        if let Some(place) = self.places.get(&stem) {
            if let Some(word) = self.words.get_mut(*place) {
                // Where a word is once more than a place, it is what the post is about.
                word.1 = if word.1 == words::PLACE { weight } else { word.1.max(weight.min(words::NAME)) };
            }
            return;
        }
        self.places.insert(stem.clone(), self.words.len());
        self.words.push(Word(stem, weight));
        if token.sentence == 0 {
            self.title = self.words.len();
        }
        if token.in_head() {
            self.head = self.words.len();
        }
    }
}

/// A number for texts; the same on every machine and in every version (FNV-1a).
fn hash(parts: &[&str]) -> i64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0xff])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    // FNV mixes its high bits badly for short texts.
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (hash ^ (hash >> 29)).cast_signed()
}
