//! Where a new item belongs. Items of one message find each other through the ones in between: two retellings may share
//! little with each other and much with the article both retell. So an item is held against whole posts, each with all
//! of its items, and not only against single items.

use super::Fingerprint;
use super::judge::{Conflict, DOUBT, NEAR};
use super::weighing::Weighing;

/// An item that is already there, and the post it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Neighbour<'a, P, S> {
    pub post: P,
    pub source: S,
    pub print: &'a Fingerprint,
}

/// What becomes of a new item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement<P> {
    /// The posts it is the same message as, the likeliest first. Several: they are one message with each other, too.
    pub same: Vec<P>,
    /// Posts that staff should look at.
    pub doubt: Vec<P>,
}

/// How much better than another message one must fit.
const MARGIN: f32 = 0.7;
/// Score from which one item of a post vouches for the rest of it, which the new one seems to contradict.
const VOUCHES: f32 = 3.5;

/// A post and how a new item stands to it.
struct Rival<'a, 'b, P, S> {
    post: P,
    items: Vec<&'b Neighbour<'a, P, S>>,
    score: f32,
    /// A fact or a source speaks against it.
    barred: bool,
    /// Something in the wording of one of its items speaks against it.
    doubted: bool,
    by_hand: bool,
}

/// Chooses the posts a new item belongs to. `neighbours` are all items of every post that shares a key with it and is
/// near in time. A source does not say the same thing twice: a post that has an item of the same source is never the same.
#[must_use]
pub fn place<P: Copy + PartialEq, S: Copy + PartialEq>(
    print: &Fingerprint,
    source: S,
    neighbours: &[Neighbour<'_, P, S>],
) -> Placement<P> {
    let mut rivals = rivals(print, source, neighbours);
    rivals.retain(|rival| !rival.barred && rival.score >= if rival.doubted { VOUCHES } else { DOUBT });
    rivals.sort_by(|one, other| other.score.total_cmp(&one.score));
    let (near, others): (Vec<_>, Vec<_>) = rivals.into_iter().partition(|rival| rival.score >= NEAR && !rival.by_hand);
    let mut placement = Placement { same: Vec::new(), doubt: others.iter().map(|rival| rival.post).collect() };
    let mut chosen: Vec<&Neighbour<'_, P, S>> = Vec::new();
    let best = near.first().map_or(0.0, |rival| rival.score);
    for rival in near {
        if agree(&chosen, &rival.items) {
            placement.same.push(rival.post);
            chosen.extend(rival.items);
        } else if rival.score > best - MARGIN {
            // Two messages fit about as well: staff decides.
            placement.doubt.append(&mut placement.same);
            placement.doubt.push(rival.post);
            break;
        } else {
            placement.doubt.push(rival.post);
        }
    }
    placement
}

fn rivals<'a, 'b, P: Copy + PartialEq, S: Copy + PartialEq>(
    print: &Fingerprint,
    source: S,
    neighbours: &'b [Neighbour<'a, P, S>],
) -> Vec<Rival<'a, 'b, P, S>> {
    let mut rivals: Vec<Rival<'a, 'b, P, S>> = Vec::new();
    for item in neighbours {
        let weighing = Weighing::of(print, item.print);
        let doubted = weighing.conflict.is_some_and(Conflict::is_of_wording);
        let barred = item.source == source || weighing.conflict.is_some() && !doubted;
        let score = if barred || doubted { f32::MIN } else { weighing.score() };
        match rivals.iter_mut().find(|rival| rival.post == item.post) {
            Some(rival) => {
                rival.items.push(item);
                rival.score = rival.score.max(score);
                rival.barred |= barred;
                rival.doubted |= doubted;
                rival.by_hand |= weighing.by_hand;
            }
            None => {
                let (post, by_hand) = (item.post, weighing.by_hand);
                rivals.push(Rival { post, items: vec![item], score, barred, doubted, by_hand });
            }
        }
    }
    rivals
}

/// Whether nothing in two posts contradicts that they are one.
fn agree<P, S: PartialEq>(one: &[&Neighbour<'_, P, S>], other: &[&Neighbour<'_, P, S>]) -> bool {
    one.iter().all(|a| other.iter().all(|b| a.source != b.source && Weighing::of(a.print, b.print).conflict.is_none()))
}
