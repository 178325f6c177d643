//! Which stored pictures may be shown: those of public posts, and the town's arms. The newest posts' pictures are known
//! without the database; answers about others are remembered until a post of the town changes. [`super::answer`] asks,
//! the tail forgets.

use std::collections::{HashMap, HashSet};
use std::sync::{PoisonError, RwLock};

use crate::domain::TownId;
use crate::domain::post::Post;

/// So many answers are remembered for a town.
const REMEMBERED: usize = 4096;

#[derive(Default)]
struct OfTown {
    /// Rises with every change: an answer from an older state is not remembered.
    generation: u64,
    hot: HashSet<String>,
    asked: HashMap<String, bool>,
}

/// What is known.
#[derive(Default)]
pub struct Pictures(RwLock<HashMap<TownId, OfTown>>);

impl Pictures {
    /// Whether a file is shown, if that is known, and the state that holds for an answer found now.
    #[must_use]
    pub fn known(&self, town: TownId, hash: &str) -> (Option<bool>, u64) {
        let towns = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let Some(of_town) = towns.get(&town) else { return (None, 0) };
        let known = of_town.hot.contains(hash).then_some(true).or_else(|| of_town.asked.get(hash).copied());
        (known, of_town.generation)
    }

    /// Remembers what the store said, unless something changed since `generation`.
    pub fn remember(&self, town: TownId, hash: &str, shown: bool, generation: u64) {
        let mut towns = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let of_town = towns.entry(town).or_default();
        if of_town.generation == generation {
            if of_town.asked.len() >= REMEMBERED {
                of_town.asked.clear();
            }
            of_town.asked.insert(hash.to_owned(), shown);
        }
    }

    /// Forgets everything about a town's pictures: a post changed.
    pub fn forget(&self, town: TownId) {
        let mut towns = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let of_town = towns.entry(town).or_default();
        *of_town = OfTown { generation: of_town.generation + 1, ..OfTown::default() };
    }

    /// The pictures of posts that are shown now.
    pub fn set_hot(&self, town: TownId, posts: &[Post]) {
        let attached = posts.iter().flat_map(|post| &post.attached);
        let hot = attached.flat_map(|one| &one.media.variants).map(|variant| variant.hash.clone()).collect();
        self.0.write().unwrap_or_else(PoisonError::into_inner).entry(town).or_default().hot = hot;
    }
}
