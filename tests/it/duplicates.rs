//! One message, one post: seven sets of invented posts, told apart by `domain::likeness`. Posts arrive in the order of their
//! times, find each other by their keys, and are placed, as the server does it. A pair counts when both posts are of one
//! town, from two platforms, and at most 48 hours apart.
//!
//! `tuning.jsonl`, `retold.jsonl` and half of `second.jsonl`, `third.jsonl` and `fourth.jsonl` are there to work with: the
//! tests list what goes wrong in them. The other halves, `gate.jsonl` and `fifth.jsonl`
//! measure; nobody looks into them.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use ausrufer::domain::likeness::{
    Address, Fingerprint, Message, Neighbour, Picture, PictureHash, Verdict, is_common, judge, place,
};
use jiff::{SignedDuration, Timestamp};

const WINDOW: SignedDuration = SignedDuration::from_hours(48);

#[derive(serde::Deserialize)]
struct Post {
    id: String,
    message: String,
    town: String,
    platform: String,
    posted_at: String,
    title: Option<String>,
    text: String,
    links: Vec<String>,
    pictures: Vec<String>,
    /// A reader found that it warns or takes something back: no machine may merge it (DESIGN D12).
    by_hand: bool,
}

impl Post {
    fn at(&self) -> Timestamp {
        self.posted_at.parse().unwrap()
    }

    fn hashes(&self) -> Vec<PictureHash> {
        self.pictures.iter().map(|hex| PictureHash(u64::from_str_radix(hex, 16).unwrap())).collect()
    }
}

/// Whether a message of `second.jsonl`, `third.jsonl` or `fourth.jsonl` belongs to the half to work with: a bit of its FNV-1a hash.
fn to_work_with(post: &Post) -> bool {
    let hash = post
        .message
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 32) & 1 == 0
}

/// A set with the fingerprint of each post and the message that the machine thinks it belongs to.
struct Set {
    posts: Vec<Post>,
    prints: Vec<Fingerprint>,
    placed: Vec<usize>,
    /// Pairs that share a key.
    candidates: HashSet<(usize, usize)>,
}

/// Which sources of a town have shown a link or a picture before.
#[derive(Default)]
struct Habits {
    links: HashMap<(String, String), Vec<String>>,
    pictures: HashMap<String, Vec<(PictureHash, String)>>,
}

impl Habits {
    fn knows_link(&self, post: &Post, link: &str) -> bool {
        let known = self.links.get(&(post.town.clone(), link.to_owned()));
        known.is_some_and(|platforms| is_common(&post.platform, platforms))
    }

    fn knows_picture(&self, post: &Post, hash: PictureHash) -> bool {
        let known = self.pictures.get(&post.town).map_or(&[][..], Vec::as_slice);
        let platforms: Vec<String> =
            known.iter().filter(|(other, _)| other.distance(hash) <= 8).map(|(_, platform)| platform.clone()).collect();
        is_common(&post.platform, &platforms)
    }

    fn learn(&mut self, post: &Post) {
        for link in &post.links {
            self.links.entry((post.town.clone(), link.clone())).or_default().push(post.platform.clone());
        }
        for hash in post.hashes() {
            self.pictures.entry(post.town.clone()).or_default().push((hash, post.platform.clone()));
        }
    }
}

fn fingerprint(post: &Post, habits: &Habits) -> Fingerprint {
    let links = post.links.iter().map(|address| Address { address, common: habits.knows_link(post, address) });
    let pictures =
        post.hashes().into_iter().map(|hash| Picture { hash, common: habits.knows_picture(post, hash) }).collect();
    Fingerprint::of(&Message {
        title: post.title.as_deref(),
        text: &post.text,
        permalink: post.links.first().filter(|_| post.platform == "website").map(String::as_str),
        links: links.collect(),
        pictures,
        posted: post.posted_at[..10].parse().unwrap(),
        posted_at: Some(post.at()),
        event: None,
        place: None,
        warning: false,
        town: &post.town,
    })
}

impl Set {
    /// Reads a set and lets its posts arrive. `None`: the set is not there.
    fn read(name: &str) -> Option<Self> {
        Self::read_some(name, |_| true)
    }

    /// The same with the posts that `wanted` takes.
    fn read_some(name: &str, wanted: impl Fn(&Post) -> bool) -> Option<Self> {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/duplicates").join(name);
        let text = std::fs::read_to_string(path).ok()?;
        let mut posts: Vec<Post> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        posts.retain(wanted);
        posts.sort_by_key(|post| (post.at(), post.id.clone()));
        let mut habits = Habits::default();
        let mut prints = Vec::new();
        for post in &posts {
            prints.push(fingerprint(post, &habits));
            habits.learn(post);
        }
        let placed = (0..posts.len()).collect();
        let mut set = Self { posts, prints, placed, candidates: HashSet::new() };
        for at in 0..set.posts.len() {
            set.arrive(at);
        }
        Some(set)
    }

    fn near(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.posts[one], &self.posts[other]);
        one.town == other.town && one.at().duration_since(other.at()).abs() <= WINDOW
    }

    fn arrive(&mut self, at: usize) {
        let keys: HashSet<i64> = self.prints[at].keys().into_iter().collect();
        assert!(keys.len() <= 40, "{} has {} keys", self.posts[at].id, keys.len());
        let found: Vec<usize> = (0..at)
            .filter(|other| self.near(*other, at) && self.prints[*other].keys().iter().any(|key| keys.contains(key)))
            .collect();
        self.candidates.extend(found.iter().map(|other| (*other, at)));
        let posts: HashSet<usize> = found.iter().map(|other| self.placed[*other]).collect();
        let neighbours: Vec<Neighbour<'_, usize, &str>> = (0..at)
            .filter(|other| posts.contains(&self.placed[*other]))
            .map(|other| Neighbour {
                post: self.placed[other],
                source: self.posts[other].platform.as_str(),
                print: &self.prints[other],
            })
            .collect();
        let placement = place(&self.prints[at], self.posts[at].platform.as_str(), &neighbours);
        if let Some((elder, younger)) = placement.same.split_first() {
            self.placed[at] = *elder;
            for post in &mut self.placed[..at] {
                if younger.contains(post) {
                    *post = *elder;
                }
            }
        }
    }

    /// Whether each post that is for staff is known to be.
    fn recognition(&self) -> Recognition {
        let mut recognition = Recognition::default();
        for (post, print) in self.posts.iter().zip(&self.prints) {
            recognition.score.count(post.by_hand, print.by_hand());
            recognition.others += usize::from(!post.by_hand);
            let perhaps = usize::from(print.may_be_for_staff);
            recognition.perhaps[usize::from(!post.by_hand)] += perhaps;
            if post.by_hand != print.by_hand() {
                recognition.mistakes.push(format!("{} {}", if post.by_hand { "UNSEEN" } else { "ALARM " }, post.id));
            }
        }
        recognition
    }

    fn measure(&self) -> Measure {
        let mut measure = Measure::default();
        for one in 0..self.posts.len() {
            for other in one + 1..self.posts.len() {
                if self.near(one, other) && self.posts[one].platform != self.posts[other].platform {
                    self.count(one, other, &mut measure);
                }
            }
        }
        measure
    }

    fn count(&self, one: usize, other: usize, measure: &mut Measure) {
        let truth = self.posts[one].message == self.posts[other].message;
        let same = self.placed[one] == self.placed[other];
        let verdict = judge(&self.prints[one], &self.prints[other]);
        let by_hand = self.posts[one].by_hand || self.posts[other].by_hand;
        let pair = format!("{} {} {verdict:?}", self.posts[one].id, self.posts[other].id);
        measure.pairs += 1;
        measure.candidates += usize::from(self.candidates.contains(&(one, other)));
        if !by_hand {
            measure.judged.count(truth, matches!(verdict, Verdict::Same(_)));
            measure.placed.count(truth, same);
            if truth != same {
                measure.wrong.push(format!("{} {pair}", if same { "FALSE " } else { "MISSED" }));
            }
        } else if same {
            measure.against_the_rule += usize::from(truth);
            measure.placed.wrong += usize::from(!truth);
            measure.wrong_by_hand += usize::from(!truth);
        } else if truth {
            measure.by_hand += 1;
            measure.by_hand_shown += usize::from(matches!(verdict, Verdict::Doubt(_)));
        }
    }
}

#[derive(Default)]
struct Measure {
    pairs: usize,
    candidates: usize,
    /// Pairs of one message that no machine may merge, and those of them that staff gets to see.
    by_hand: usize,
    by_hand_shown: usize,
    /// Pairs of one message that a machine merged though no machine may.
    against_the_rule: usize,
    /// Wrong pairs with one of them.
    wrong_by_hand: usize,
    judged: Score,
    placed: Score,
    wrong: Vec<String>,
}

impl Measure {
    /// What was reached must not be lost.
    fn holds(&self, precision: f64, recall: f64) {
        let placed = &self.placed;
        assert!(placed.precision() >= precision && placed.recall() >= recall, "{placed}");
    }

    /// What no machine may merge (DESIGN D12) is merged in no more pairs than these.
    fn keeps_the_rule(&self, most: usize) {
        assert!(self.against_the_rule <= most, "{} pairs were merged that are for staff", self.against_the_rule);
    }
}

/// How well posts that are for staff are known.
#[derive(Default)]
struct Recognition {
    score: Score,
    /// Posts that are not.
    others: usize,
    /// Posts that may be: of those that are, and of the others.
    perhaps: [usize; 2],
    mistakes: Vec<String>,
}

impl Recognition {
    fn report(&self, name: &str) {
        let Score { right, missed, wrong } = self.score;
        let (seen, alarms) = (self.score.recall(), ratio(wrong, self.others));
        println!("{name}: recognised as for staff: {right} right, {missed} missed, {wrong} false of {}", self.others);
        println!("{name}: that is {seen:.4} of them, and {alarms:.4} of the others");
        println!("{name}: perhaps for staff: {} of the missed, {} of the others", self.perhaps[0], self.perhaps[1]);
    }
}

#[derive(Default)]
struct Score {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Score {
    fn count(&mut self, truth: bool, same: bool) {
        self.right += usize::from(truth && same);
        self.wrong += usize::from(!truth && same);
        self.missed += usize::from(truth && !same);
    }

    fn precision(&self) -> f64 {
        ratio(self.right, self.right + self.wrong)
    }

    fn recall(&self) -> f64 {
        ratio(self.right, self.right + self.missed)
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    let exact = |n: usize| f64::from(u32::try_from(n).unwrap());
    if whole == 0 { 1.0 } else { exact(part) / exact(whole) }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (precision, recall) = (self.precision(), self.recall());
        let Self { right, wrong, missed } = self;
        write!(f, "precision {precision:.4}, recall {recall:.4} ({right} right, {wrong} wrong, {missed} missed)")
    }
}

fn report(name: &str, measure: &Measure) {
    println!("{name}: {} pairs, {} share a key", measure.pairs, measure.candidates);
    println!("{name}: as posts   {}", measure.placed);
    println!("{name}: pair alone {}", measure.judged);
    println!(
        "{name}: {} pairs were merged that are for staff, and {} of the wrong ones are such",
        measure.against_the_rule, measure.wrong_by_hand
    );
    println!("{name}: {} pairs are for staff only, {} of them shown", measure.by_hand, measure.by_hand_shown);
}

#[test]
fn posts_to_work_with_are_told_apart() {
    let set = Set::read("tuning.jsonl").unwrap();
    let (measure, recognition) = (set.measure(), set.recognition());
    report("tuning", &measure);
    recognition.report("tuning");
    for line in measure.wrong.iter().chain(&recognition.mistakes) {
        println!("{line}");
    }
    measure.holds(0.995, 0.995);
    measure.keeps_the_rule(0);
}

#[test]
fn posts_of_a_second_hand_to_work_with_are_told_apart() {
    let set = Set::read_some("second.jsonl", to_work_with).unwrap();
    let (measure, recognition) = (set.measure(), set.recognition());
    report("second, to work with", &measure);
    recognition.report("second, to work with");
    for line in measure.wrong.iter().chain(&recognition.mistakes) {
        println!("{line}");
    }
    measure.holds(0.99, 0.99);
    measure.keeps_the_rule(0);
}

#[test]
fn posts_of_a_second_hand_to_check_are_told_apart() {
    let set = Set::read_some("second.jsonl", |post| !to_work_with(post)).unwrap();
    let measure = set.measure();
    report("second, to check", &measure);
    set.recognition().report("second, to check");
    measure.holds(0.99, 0.98);
    measure.keeps_the_rule(0);
}

#[test]
fn posts_of_a_third_hand_to_work_with_are_told_apart() {
    let set = Set::read_some("third.jsonl", to_work_with).unwrap();
    let (measure, recognition) = (set.measure(), set.recognition());
    report("third, to work with", &measure);
    recognition.report("third, to work with");
    for line in measure.wrong.iter().chain(&recognition.mistakes) {
        println!("{line}");
    }
    measure.holds(0.99, 0.96);
    measure.keeps_the_rule(0);
}

#[test]
fn posts_of_a_third_hand_to_check_are_told_apart() {
    let set = Set::read_some("third.jsonl", |post| !to_work_with(post)).unwrap();
    let measure = set.measure();
    report("third, to check", &measure);
    set.recognition().report("third, to check");
    measure.holds(0.99, 0.93);
    measure.keeps_the_rule(4);
}

#[test]
fn posts_retold_without_a_link_or_picture_are_told_apart() {
    let set = Set::read("retold.jsonl").unwrap();
    let (measure, recognition) = (set.measure(), set.recognition());
    report("retold", &measure);
    recognition.report("retold");
    for line in measure.wrong.iter().chain(&recognition.mistakes) {
        println!("{line}");
    }
    measure.holds(0.99, 0.92);
    measure.keeps_the_rule(0);
}

#[test]
fn posts_that_nobody_worked_with_are_told_apart() {
    let Some(set) = Set::read("gate.jsonl") else {
        println!("skipped: tests/data/duplicates/gate.jsonl is not there");
        return;
    };
    let measure = set.measure();
    report("gate", &measure);
    set.recognition().report("gate");
    // Alone it misses the goal's recall of 0.93; what is reached must not be lost.
    measure.holds(0.99, 0.89);
    measure.keeps_the_rule(2);
}

#[test]
fn posts_of_a_fourth_hand_to_work_with_are_told_apart() {
    let set = Set::read_some("fourth.jsonl", to_work_with).unwrap();
    let (measure, recognition) = (set.measure(), set.recognition());
    report("fourth, to work with", &measure);
    recognition.report("fourth, to work with");
    for line in measure.wrong.iter().chain(&recognition.mistakes) {
        println!("{line}");
    }
    measure.holds(0.995, 0.99);
    measure.keeps_the_rule(0);
}

#[test]
fn posts_of_a_fourth_hand_to_check_are_told_apart() {
    let set = Set::read_some("fourth.jsonl", |post| !to_work_with(post)).unwrap();
    let measure = set.measure();
    report("fourth, to check", &measure);
    set.recognition().report("fourth, to check");
    measure.holds(0.99, 0.94);
    measure.keeps_the_rule(11);
}

/// Written by an author who had seen neither the program nor any set; read by nobody who tuned.
#[test]
fn posts_of_a_fifth_hand_are_told_apart() {
    let set = Set::read("fifth.jsonl").unwrap();
    let measure = set.measure();
    report("fifth", &measure);
    set.recognition().report("fifth");
    measure.holds(0.99, 0.94);
    measure.keeps_the_rule(2);
}

/// The goal, on everything that was set aside before anybody tuned and that nobody read.
#[test]
fn what_was_set_aside_is_told_apart_as_well_as_it_must_be() {
    let mut all = Score::default();
    for name in ["gate.jsonl", "fifth.jsonl"] {
        let placed = Set::read(name).unwrap().measure().placed;
        all.right += placed.right;
        all.wrong += placed.wrong;
        all.missed += placed.missed;
    }
    println!("set aside: {all}");
    assert!(all.precision() >= 0.99 && all.recall() >= 0.93, "{all}");
}
