//! The decision. In: two fingerprints of one town and two sources. Out: the same, not the same, or a matter for staff.

use super::dates::{Clock, Day, Said};
use super::names::Sort;
use super::words::{COMMON, NOUN};
use super::{Count, Fingerprint, Turn, Word, numbers};

/// What the judge says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// One message.
    Same(Reason),
    /// Two messages.
    Different(Conflict),
    /// Perhaps one message: staff decides, the machine does not merge.
    Doubt(Reason),
}

/// Why two posts are, or may be, one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// One links to the other's own page.
    Permalink,
    /// Both link to one page.
    Link,
    /// Near-identical text.
    Text,
    /// One picture, and text that fits.
    Picture,
    /// The same day and place, told in other words.
    Event,
    /// Alike, but a warning or a cancellation, which no machine merges.
    ByHand,
    /// Alike, but not enough.
    Alike,
}

/// Why two posts are two messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// Too little in common.
    Unlike,
    Day,
    Clock,
    Name,
    /// Other part, level or number of a series.
    Series,
    /// One is called off, moved, lifted or extended, the other is not.
    Turn,
    /// The same sentences about something else.
    Template,
    /// Fingerprints of two versions of this program.
    Version,
}

/// Bits in which one picture may differ from itself.
const SAME_PICTURE: u32 = 8;

/// Scores from which two posts are the same, or perhaps the same.
const SAME: f32 = 2.2;
pub(super) const DOUBT: f32 = -0.5;
/// Score from which an item belongs to a post that nothing speaks against.
pub(super) const NEAR: f32 = 0.5;

/// Compares two posts.
#[must_use]
pub fn judge(one: &Fingerprint, other: &Fingerprint) -> Verdict {
    let weighing = Weighing::of(one, other);
    weighing.verdict()
}

/// Everything the decision rests on.
#[derive(Debug, Clone)]
pub struct Weighing {
    pub conflict: Option<Conflict>,
    /// Share of the shorter post that the longer one says too.
    pub covered: f32,
    /// Share of the longer post that the shorter one says too.
    pub covers: f32,
    /// Weight of what both say.
    pub shared: f32,
    /// Rare words and facts that both have.
    pub rare: u32,
    /// Rare words and facts that only the shorter one has.
    pub alone: f32,
    pub permalink: bool,
    pub link: bool,
    pub elsewhere: bool,
    pub picture: bool,
    pub common_picture: bool,
    pub day: bool,
    pub clock: bool,
    pub name: bool,
    /// Share of the longer post's head that the shorter one says too.
    pub headed: f32,
    /// The same of its title or first sentence.
    pub titled: f32,
    /// Full days of the shorter post are not those in the longer one's head.
    pub aside: bool,
    /// One says no to something, the other does not.
    pub denied: bool,
    /// Days differ, though not surely.
    pub days: bool,
    pub by_hand: bool,
}

impl Weighing {
    /// Weighs two posts against each other.
    #[must_use]
    pub fn of(one: &Fingerprint, other: &Fingerprint) -> Self {
        let (short, long) = if weight(one) <= weight(other) { (one, other) } else { (other, one) };
        let forth = Overlap::of(short, long);
        let back = Overlap::of(long, short);
        let facts = Facts::of(short, long);
        let back_facts = Facts::of(long, short);
        let share = |overlap: &Overlap, facts: &Facts| {
            let all = overlap.all + facts.all;
            if all > 0.0 { (overlap.shared + facts.shared) / all } else { 0.0 }
        };
        let page = |own: bool| {
            one.links
                .iter()
                .any(|a| other.links.iter().any(|b| a.page == b.page && (!own || a.own || b.own) && !a.weak && !b.weak))
        };
        let picture = |common: bool| {
            one.pictures.iter().any(|a| {
                other
                    .pictures
                    .iter()
                    .any(|b| a.hash.distance(b.hash) <= SAME_PICTURE && (common || !(a.common || b.common)))
            })
        };
        let (covered, covers) = (share(&forth, &facts), share(&back, &back_facts));
        let alike = covered.min(covers);
        Self {
            conflict: conflict(short, long, alike).or_else(|| is_template(short, long).then_some(Conflict::Template)),
            covered,
            covers,
            shared: forth.shared + facts.shared,
            rare: forth.rare + facts.rare,
            alone: forth.alone + facts.all - facts.shared,
            permalink: page(true),
            link: page(false),
            elsewhere: leads_elsewhere(one, other) || leads_elsewhere(other, one),
            picture: picture(false),
            common_picture: picture(true),
            day: facts.day,
            clock: facts.clock,
            name: facts.name,
            headed: headed(long, short, long.head),
            titled: headed(long, short, long.title),
            aside: aside(short, long),
            denied: one.hints.contains(&Turn::Cancelled) != other.hints.contains(&Turn::Cancelled),
            days: days_differ(short, long),
            by_hand: one.by_hand() || other.by_hand(),
        }
    }

    fn verdict(&self) -> Verdict {
        if let Some(conflict) = self.conflict {
            return Verdict::Different(conflict);
        }
        let score = self.score();
        let reason = if self.permalink {
            Reason::Permalink
        } else if self.link {
            Reason::Link
        } else if self.covered > 0.75 {
            Reason::Text
        } else if self.picture {
            Reason::Picture
        } else {
            Reason::Event
        };
        if score >= SAME {
            if self.by_hand { Verdict::Doubt(Reason::ByHand) } else { Verdict::Same(reason) }
        } else if score >= DOUBT {
            Verdict::Doubt(if self.by_hand { Reason::ByHand } else { Reason::Alike })
        } else {
            Verdict::Different(Conflict::Unlike)
        }
    }

    /// Log-odds of being one message, from what both share and what each says alone.
    #[must_use]
    pub fn score(&self) -> f32 {
        let points = |holds: bool, points: f32| if holds { points } else { 0.0 };
        let link = if self.permalink { 4.5 } else { points(self.link, 2.3) };
        -2.8 + 0.9 * self.covered + 1.6 * self.covers + 1.7 * self.shared.ln_1p() - self.alone.ln_1p()
            + 1.5 * self.headed
            + self.titled
            + link
            + points(self.picture, 1.8)
            + points(self.day, 0.4)
            - points(self.aside, 1.7)
            - points(self.elsewhere && !self.link, 1.1)
            - points(self.denied, 0.5)
            - points(self.days, 0.8)
    }
}

/// Share of a post's first words that another says too.
fn headed(post: &Fingerprint, other: &Fingerprint, words: usize) -> f32 {
    let head = post.words.get(..words).unwrap_or_default();
    let all: f32 = head.iter().map(value).sum();
    let shared: f32 = head.iter().map(|word| value(word) * find(word, other)).sum();
    if all > 0.0 { shared / all } else { 0.0 }
}

/// Whether a post is about another day than the head of a longer one.
fn aside(short: &Fingerprint, long: &Fingerprint) -> bool {
    let full = |day: &&Day| day.said == Said::InFull;
    let mut head = long.days.iter().filter(full).filter(|day| day.head).peekable();
    let mut mine = short.days.iter().filter(full).peekable();
    head.peek().is_some() && mine.peek().is_some() && !head.any(|day| has_day(short, *day))
}

/// Whether two texts are one form, filled in differently: the same words in the same order surround other names.
fn is_template(one: &Fingerprint, other: &Fingerprint) -> bool {
    in_step(&one.opening, &other.opening) >= 0.6 && has_slot(one, other)
}

/// Share of two openings that runs through both in the same order (longest common subsequence).
fn in_step(one: &[u16], other: &[u16]) -> f32 {
    let mut row = vec![0u16; other.len() + 1];
    for word in one {
        let mut diagonal = 0;
        for (at, theirs) in other.iter().enumerate() {
            let above = row.get(at + 1).copied().unwrap_or_default();
            let left = row.get(at).copied().unwrap_or_default();
            let best = if word == theirs { diagonal + 1 } else { above.max(left) };
            diagonal = above;
            if let Some(cell) = row.get_mut(at + 1) {
                *cell = best;
            }
        }
    }
    let longest = u16::try_from(one.len().max(other.len())).unwrap_or(u16::MAX);
    if longest == 0 { 0.0 } else { f32::from(row.last().copied().unwrap_or_default()) / f32::from(longest) }
}

/// Whether one text has a name where the other, between the same words, has another.
fn has_slot(one: &Fingerprint, other: &Fingerprint) -> bool {
    let lone = |word: &Word, text: &Fingerprint| word.1 >= NOUN && find(word, text) == 0.0;
    let place = |word: &Word| other.words.iter().position(|theirs| theirs.0 == word.0);
    one.words.iter().enumerate().filter(|(_, word)| lone(word, other)).any(|(at, _)| {
        let mut earlier = one.words.get(..at).unwrap_or_default().iter().rev();
        let mut later = one.words.get(at + 1..).unwrap_or_default().iter();
        let begin = earlier.find_map(place).map_or(0, |place| place + 1);
        let end = later.find_map(place).unwrap_or(other.words.len());
        other.words.get(begin..end).unwrap_or_default().iter().any(|word| lone(word, one))
    })
}

fn weight(post: &Fingerprint) -> u32 {
    post.words.iter().map(|word| u32::from(word.1)).sum()
}

/// Whether a post links to another page of the site on which the other stands, and not to the other.
fn leads_elsewhere(post: &Fingerprint, page: &Fingerprint) -> bool {
    let Some(own) = page.links.iter().find(|link| link.own) else { return false };
    let mut there = post.links.iter().filter(|link| link.site == own.site && !link.weak).peekable();
    there.peek().is_some() && there.all(|link| link.page != own.page)
}

/// What two texts share in words.
struct Overlap {
    all: f32,
    shared: f32,
    rare: u32,
    alone: f32,
}

impl Overlap {
    fn of(short: &Fingerprint, long: &Fingerprint) -> Self {
        let mut overlap = Self { all: 0.0, shared: 0.0, rare: 0, alone: 0.0 };
        for word in &short.words {
            let weight = value(word);
            let found = find(word, long);
            overlap.all += weight;
            overlap.shared += weight * found;
            if word.1 >= NOUN && found > 0.5 {
                overlap.rare += 1;
            }
            if word.1 >= NOUN && found == 0.0 {
                overlap.alone += weight;
            }
        }
        overlap
    }
}

fn value(word: &Word) -> f32 {
    if word.1 == COMMON { 0.7 } else { f32::from(word.1) }
}

/// How much of a word a text has: the word, a part of it, or a misspelling.
fn find(word: &Word, text: &Fingerprint) -> f32 {
    let exact = text.words.iter().any(|other| other.0 == word.0) || text.tags.contains(&word.0);
    if exact {
        return 1.0;
    }
    if word.0.len() < 5 {
        return 0.0;
    }
    let near = text.words.iter().map(|other| nearness(&word.0, &other.0)).fold(0.0, f32::max);
    let tags = text.tags.iter().map(|other| nearness(&word.0, other)).fold(0.0, f32::max);
    near.max(tags)
}

fn nearness(one: &str, other: &str) -> f32 {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() < 5 {
        return 0.0;
    }
    if long.len() - short.len() >= 3 && (long.ends_with(short) || long.starts_with(short)) {
        return if short.len() >= 7 { 0.8 } else { 0.6 };
    }
    if short.len() >= 7 && is_misspelling(short, long) {
        return 0.9;
    }
    let head = short.bytes().zip(long.bytes()).take_while(|(a, b)| a == b).count();
    if head >= 7 { 0.5 } else { 0.0 }
}

/// One letter more, less, other, or two swapped; the first letter stands.
fn is_misspelling(short: &str, long: &str) -> bool {
    let (short, long) = (short.as_bytes(), long.as_bytes());
    if long.len() - short.len() > 1 || short.first() != long.first() {
        return false;
    }
    let head = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (a, b) = (short.get(head..).unwrap_or_default(), long.get(head..).unwrap_or_default());
    match (a, b) {
        _ if a.len() < b.len() => b.get(1..) == Some(a),
        ([_, rest @ ..], [_, others @ ..]) if rest == others => true,
        ([p, q, rest @ ..], [r, s, others @ ..]) => p == s && q == r && rest == others,
        _ => false,
    }
}

/// What two texts share in facts.
#[derive(Default)]
struct Facts {
    all: f32,
    shared: f32,
    rare: u32,
    day: bool,
    clock: bool,
    name: bool,
}

impl Facts {
    fn of(short: &Fingerprint, long: &Fingerprint) -> Self {
        let mut facts = Self::default();
        for day in &short.days {
            let met = has_day(long, *day);
            facts.day |= met;
            facts.count(
                match day.said {
                    Said::InFull => 4.0,
                    Said::Relative | Said::Weekday => 2.0,
                    Said::Today => 0.5,
                },
                met,
            );
        }
        for clock in &short.clocks {
            let met = has_clock(long, *clock);
            facts.clock |= met;
            facts.count(if clock.vague { 2.0 } else { 3.0 }, met);
        }
        for name in &short.names {
            let met = long.names.contains(name);
            facts.name |= met;
            // Its words are counted as words.
            facts.rare += u32::from(met);
        }
        for count in &short.counts {
            facts.count(if count.value.len() > 2 { 4.0 } else { 2.0 }, has_count(long, count));
        }
        for phone in &short.phones {
            facts.count(2.0, long.phones.contains(phone));
        }
        facts
    }

    fn count(&mut self, weight: f32, met: bool) {
        self.all += weight;
        if met {
            self.shared += weight;
            self.rare += u32::from(weight > 2.0);
        }
    }
}

fn has_day(post: &Fingerprint, day: Day) -> bool {
    post.days.iter().any(|other| other.meets(day))
}

/// Another unit may be another word for the same: "Std." and "Wochenstunden".
fn has_count(post: &Fingerprint, count: &Count) -> bool {
    post.counts.iter().any(|other| other.value == count.value && (other.unit == count.unit || count.value.len() > 1))
}

fn has_clock(post: &Fingerprint, clock: Clock) -> bool {
    post.clocks.iter().any(|other| other.meets(clock))
}

/// The first fact in which two posts contradict each other.
fn conflict(short: &Fingerprint, long: &Fingerprint, alike: f32) -> Option<Conflict> {
    if short.version != long.version {
        return Some(Conflict::Version);
    }
    if turns_differ(short, long) || turns_differ(long, short) {
        return Some(Conflict::Turn);
    }
    if series_differ(short, long) {
        return Some(Conflict::Series);
    }
    if days_differ(short, long) && (alike >= 0.4 || !only_weekdays(short) && !only_weekdays(long)) {
        return Some(Conflict::Day);
    }
    if clocks_differ(short, long) {
        return Some(Conflict::Clock);
    }
    names_differ(short, long).then_some(Conflict::Name)
}

fn only_weekdays(post: &Fingerprint) -> bool {
    post.days.iter().all(|day| matches!(day.said, Said::Weekday | Said::Today))
}

/// Whether both name days and none of them is the same. "Heute" and a weekday say little against other ways to name one.
fn days_differ(one: &Fingerprint, other: &Fingerprint) -> bool {
    let said = |post: &Fingerprint, how: Said| post.days.iter().any(|day| day.said == how);
    let dated = |post: &Fingerprint| said(post, Said::InFull);
    let near = |post: &Fingerprint| said(post, Said::Relative) || said(post, Said::Weekday);
    let comparable = (dated(one) || near(one)) && (dated(other) || near(other))
        || said(one, Said::Today) && said(other, Said::Today) && !dated(one) && !dated(other);
    comparable && !one.days.iter().any(|day| has_day(other, *day))
}

/// Whether both name exact times and share none.
fn clocks_differ(one: &Fingerprint, other: &Fingerprint) -> bool {
    let exact = |post: &Fingerprint| post.clocks.iter().any(|clock| !clock.vague);
    exact(one) && exact(other) && !one.clocks.iter().any(|clock| has_clock(other, *clock))
}

fn turns_differ(one: &Fingerprint, other: &Fingerprint) -> bool {
    let put_off = [Turn::Cancelled, Turn::Moved];
    one.turns.iter().any(|turn| {
        let said = |list: &[Turn]| {
            list.contains(turn) || (put_off.contains(turn) && list.iter().any(|other| put_off.contains(other)))
        };
        !said(&other.all_turns) && !other.hints.contains(turn)
    })
}

fn series_differ(one: &Fingerprint, other: &Fingerprint) -> bool {
    one.counts.iter().filter(|count| numbers::is_series(&count.unit)).any(|count| {
        let mut same = other.counts.iter().filter(|other| other.unit == count.unit).peekable();
        same.peek().is_some() && same.all(|other| other.value != count.value)
    })
}

fn names_differ(one: &Fingerprint, other: &Fingerprint) -> bool {
    const SORTS: [Sort; 10] = [
        Sort::Street,
        Sort::School,
        Sort::Kindergarten,
        Sort::Council,
        Sort::Bath,
        Sort::Brigade,
        Sort::District,
        Sort::Church,
        Sort::Party,
        Sort::Library,
    ];
    SORTS.into_iter().any(|sort| {
        let of = |post: &Fingerprint| post.names.iter().filter(|name| name.sort == sort).cloned().collect::<Vec<_>>();
        let (mine, theirs) = (of(one), of(other));
        !mine.is_empty() && !theirs.is_empty() && !mine.iter().any(|name| theirs.contains(name))
    })
}
