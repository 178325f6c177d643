//! Two posts against each other: everything that speaks for and against one message, and the score it adds up to.

use super::conflicts::{conflict, days_differ};
use super::dates::{Day, Said};
use super::judge::Conflict;
use super::overlap::{Facts, Overlap, has_day};
use super::{Fingerprint, Link};

/// Less than this in common proves nothing by itself.
const THIN: f32 = 5.0;
/// What one page of a subject counts, less than half of a page that stands for one message.
const SUBJECT: f32 = 1.5;
/// What two posts of one minute gain; after some twelve hours it is used up, and what lies further apart loses.
const HASTE: f32 = 1.4;
/// Score from which two posts are the same, even where one of them may be for staff.
const CERTAIN: f32 = 5.0;
/// Bits in which one picture may differ from itself.
const SAME_PICTURE: u32 = 8;
/// Share of a post that the other has where it is a copy, cut or smoothed.
const COPY: f32 = 0.85;
/// The same where both show one picture within [`AT_ONCE`].
const NEAR_COPY: f32 = 0.75;
/// Hours within which a town hall puts one message on all its channels.
const AT_ONCE: f32 = 3.0;
/// Weight up to which a post is only a line under its picture.
const CAPTION: f32 = 9.0;
/// What one picture counts more where a post has hardly more than it.
const CAPTIONED: f32 = 3.0;
/// What one picture counts more where both show it within [`AT_ONCE`]: what serves several messages comes back later.
const PICTURED: f32 = 1.5;

/// Everything the decision rests on.
#[derive(Debug, Clone)]
pub(super) struct Weighing {
    pub conflict: Option<Conflict>,
    /// Share of the shorter post that the longer one says too.
    pub covered: f32,
    /// Weight of what both say.
    pub shared: f32,
    /// Weight of words both have that are no names, days or numbers: what the posts are about.
    pub what: f32,
    /// How many rare ones of them.
    pub rare: u32,
    /// How telling the numbers are that both name.
    pub figures: f32,
    /// Weight of the longer post: the more it says, the more it shares with any other.
    pub length: f32,
    /// Rare words and facts that only the shorter one has.
    pub alone: f32,
    /// One links to the other's own page.
    pub permalink: bool,
    /// Both link to one page.
    pub link: bool,
    /// Both link to one page of a subject.
    pub subject: bool,
    /// One links to another page of the site on which the other stands.
    pub elsewhere: bool,
    pub picture: bool,
    /// One is only a line under the picture that the other shows as well, and the line tells of nothing else.
    pub caption: bool,
    pub day: bool,
    /// Share of the longer post's head that the shorter one says too.
    pub headed: f32,
    /// The same of its title or first sentence.
    pub titled: f32,
    /// Full days of the shorter post are not those in the longer one's head.
    pub aside: bool,
    /// Days differ, though not surely.
    pub days: bool,
    /// Both sources name a place for the appointment in data: whether it is the same.
    pub venue: Option<bool>,
    /// Hours between the two, where both are known to the minute.
    pub apart: Option<f32>,
    /// Only staff may merge them.
    pub by_hand: bool,
}

impl Weighing {
    /// Weighs two posts against each other.
    pub(super) fn of(one: &Fingerprint, other: &Fingerprint) -> Self {
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
            let fits = |a: Link, b: Link| a.meets(b) && (!own || a.own || b.own);
            one.links.iter().any(|a| other.links.iter().any(|b| fits(*a, *b)))
        };
        let picture = one
            .pictures
            .iter()
            .filter(|picture| !picture.common)
            .any(|a| other.pictures.iter().any(|b| !b.common && a.hash.distance(b.hash) <= SAME_PICTURE));
        let (covered, covers) = (share(&forth, &facts), share(&back, &back_facts));
        let permalink = page(true);
        let mut weighing = Self {
            conflict: conflict(short, long, covered.min(covers)),
            covered,
            shared: forth.shared + facts.shared,
            what: forth.what,
            rare: forth.rare,
            figures: facts.figures,
            length: back.all,
            alone: forth.alone + facts.all - facts.shared,
            permalink,
            link: page(false),
            subject: one.links.iter().any(|a| other.links.iter().any(|b| a.touches(*b))),
            elsewhere: leads_elsewhere(one, other) || leads_elsewhere(other, one),
            picture,
            caption: false,
            day: facts.day,
            headed: back.headed,
            titled: back.titled,
            aside: aside(short, long),
            days: days_differ(short, long),
            venue: (!one.venue.is_empty() && !other.venue.is_empty())
                .then(|| one.venue.iter().any(|word| other.venue.contains(word))),
            apart: one
                .minute
                .zip(other.minute)
                .map(|(one, other)| (one - other).unsigned_abs().min(6000) as f32 / 60.0),
            by_hand: one.by_hand() || other.by_hand(),
        };
        let line = forth.all + facts.all <= CAPTION;
        let alone = if weighing.at_once() { CAPTION } else { 0.0 };
        weighing.caption = picture && line && weighing.alone <= alone;
        let doubtful = one.may_be_for_staff || other.may_be_for_staff;
        let for_staff = weighing.by_hand || doubtful;
        weighing.conflict = weighing.conflict.filter(|conflict| !weighing.outweighs(*conflict, for_staff));
        weighing.by_hand |= doubtful && weighing.score() < CERTAIN;
        weighing
    }

    /// Whether the two came within the hours in which a town hall fills its channels.
    fn at_once(&self) -> bool {
        self.apart.is_some_and(|hours| hours <= AT_ONCE)
    }

    /// Whether so much else ties the two together that a fact read out of their wording does not part them. Days, series
    /// and turns of what is for staff part them always.
    fn outweighs(&self, conflict: Conflict, for_staff: bool) -> bool {
        let near_copy = self.picture && self.at_once() && self.covered >= NEAR_COPY;
        let copy = self.covered >= COPY && self.alone == 0.0;
        self.score() >= CERTAIN
            && match conflict {
                Conflict::Template => self.link || near_copy || copy,
                Conflict::Amount => self.link || near_copy,
                // "Freigegeben" may be a new beach.
                Conflict::Turn => !for_staff && (self.link || self.picture && self.at_once()),
                Conflict::Clock | Conflict::Name => self.permalink,
                Conflict::Day | Conflict::Series | Conflict::Version | Conflict::Unlike => false,
            }
    }

    /// What the time between two posts says: those of one message mostly follow each other within hours. A town hall may
    /// publish several things of one house at once, so it is no evidence where nothing else is.
    fn haste(&self) -> f32 {
        let points = self.apart.map_or(0.0, |hours| HASTE - 0.55 * hours.ln_1p());
        if self.rare == 0 && !self.link && !self.picture { points.min(0.0) } else { points }
    }

    /// Log-odds of being one message, from what both share and what each says alone. The weights are a logistic regression
    /// over the posts of `tests/data/duplicates` that are there to work with and the pairs of `tests.rs`, held back towards
    /// round numbers until weights from one hand's posts served those of the other hands as well; those of the places in
    /// data, which no post there has, of the hours between and of what shares no rare word are set by hand.
    pub(super) fn score(&self) -> f32 {
        let points = |holds: bool, points: f32| if holds { points } else { 0.0 };
        let link = if self.permalink { 4.5 } else { points(self.link, 3.2) };
        let facts = (self.shared - self.what).max(0.0);
        -1.1 + 1.2 * self.what.ln_1p() + facts.ln_1p() + 2.0 * self.figures.ln_1p()
            - 0.3 * self.alone.ln_1p()
            - 0.3 * self.length.ln_1p()
            + 0.8 * self.headed
            + 0.9 * self.titled
            + link
            + points(self.subject && !self.link, SUBJECT)
            + points(self.picture, 2.2)
            + points(self.picture && self.at_once(), PICTURED)
            + points(self.caption, CAPTIONED)
            + points(self.day && self.venue == Some(true), 1.9)
            - points(self.venue == Some(false), 4.0)
            - points(self.aside, 2.2)
            - points(self.elsewhere && !self.link, 1.6)
            - points(self.days, 1.0)
            - points(self.rare == 0, 1.2)
            - points(self.rare <= 1, 0.6)
            + self.haste()
            - points(self.shared < THIN && !self.link && !self.picture, 0.9)
    }
}

/// Whether a post is about another day than the head of a longer one, be it only a weekday.
fn aside(short: &Fingerprint, long: &Fingerprint) -> bool {
    let full = |day: &&Day| day.said == Said::InFull;
    let mut head = long.days.iter().filter(full).filter(|day| day.head).peekable();
    let mut mine = short.days.iter().filter(|day| day.said != Said::Today).peekable();
    head.peek().is_some() && mine.peek().is_some() && !head.any(|day| has_day(short, *day))
}

fn weight(post: &Fingerprint) -> u32 {
    post.words.iter().map(|word| u32::from(word.1)).sum()
}

/// Whether a post links to another page of the site on which the other stands, and not to the other.
fn leads_elsewhere(post: &Fingerprint, page: &Fingerprint) -> bool {
    let Some(own) = page.links.iter().find(|link| link.own) else { return false };
    let mut there = post.links.iter().filter(|link| link.site == own.site && !link.common && !link.list).peekable();
    there.peek().is_some() && there.all(|link| link.page != own.page)
}
