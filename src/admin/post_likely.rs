//! Which other posts may say the same as one, the likeliest first: what a person is offered to join it with.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::AdminError;
use crate::domain::PostId;
use crate::domain::likeness::{Fingerprint, Verdict, judge};
use crate::domain::post::Post;
use crate::publish::WINDOW;
use crate::store::{Conn, StoreError, likeness, posts_read};

/// So many are offered.
const MOST: usize = 8;

/// How likely it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// It has words in common.
    Related,
    /// It may be the same.
    Alike,
    /// It looks the same.
    Same,
}

/// Posts near in time that share something with this one, the likeliest first.
///
/// # Errors
/// When the store refuses.
pub(super) async fn likely_posts(conn: &mut Conn<'_>, post: &Post) -> Result<Vec<(Post, Likeness)>, AdminError> {
    let found = ranked(conn, post).await?;
    let mut all = Vec::new();
    for (other, (likeness, _)) in found.into_iter().take(MOST) {
        if let Some(other) = posts_read::by_id(conn, post.town, other).await? {
            all.push((other, likeness));
        }
    }
    Ok(all)
}

/// The others with how alike they are, and how many keys they share.
async fn ranked(conn: &mut Conn<'_>, post: &Post) -> Result<Vec<(PostId, (Likeness, usize))>, StoreError> {
    let town = post.town;
    let (from, to) = (post.created_at.checked_sub(WINDOW), post.created_at.checked_add(WINDOW));
    let (Ok(from), Ok(to)) = (from, to) else { return Ok(Vec::new()) };
    let mut best: HashMap<PostId, (Likeness, usize)> = HashMap::new();
    let mine = likeness::of_posts(conn, town, &[post.id]).await?;
    for member in mine.into_iter().flat_map(|(_, members)| members) {
        let Some(print) = member.print else { continue };
        let keys = print.keys();
        let mut others = likeness::candidates(conn, town, &keys, member.source, from, to).await?;
        others.retain(|other| *other != post.id);
        for (other, members) in likeness::of_posts(conn, town, &others).await? {
            for theirs in members.into_iter().filter_map(|member| member.print) {
                let rank = (alike(&print, &theirs), theirs.keys().iter().filter(|key| keys.contains(key)).count());
                let known = best.entry(other).or_insert(rank);
                *known = (*known).max(rank);
            }
        }
    }
    let mut all: Vec<_> = best.into_iter().collect();
    all.sort_by_key(|(id, rank)| (Reverse(*rank), *id));
    Ok(all)
}

fn alike(one: &Fingerprint, other: &Fingerprint) -> Likeness {
    match judge(one, other) {
        Verdict::Same(_) => Likeness::Same,
        Verdict::Doubt(_) => Likeness::Alike,
        Verdict::Different(_) => Likeness::Related,
    }
}
