//! Where finished pages stand in memory, within a budget over all towns (DESIGN D8). Hot pages stay as long as there is
//! room; others leave first, least recently used first. Answering takes from here, the tail and on-demand rendering put.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::page::{Page, Position};
use super::target::Target;
use crate::domain::TownId;
use crate::i18n::Locale;

/// What a page is kept under.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    pub town: TownId,
    pub locale: Locale,
    pub target: Target,
}

/// Why pages leave the shelf.
#[derive(Debug, Clone)]
pub enum Touched {
    /// Everything of the town.
    Town,
    /// What shows posts at these positions.
    Posts(Vec<Position>),
    /// What names channels.
    Sources,
    /// What says whether channels can be read just now.
    Health,
}

impl Touched {
    /// Whether a page with these dependencies is concerned.
    #[must_use]
    pub fn concerns(&self, page: &super::page::Shows) -> bool {
        match self {
            Self::Town => true,
            Self::Posts(positions) => positions.iter().any(|at| page.touches(*at)),
            Self::Sources => page.sources,
            Self::Health => page.health,
        }
    }
}

struct Slot {
    page: Arc<Page>,
    hot: bool,
    used: AtomicU64,
}

#[derive(Default)]
struct Inner {
    slots: HashMap<Key, Slot>,
    bytes: usize,
    /// Rises with every change of a town: a page rendered from an older state is not kept.
    generation: HashMap<TownId, u64>,
}

/// The shelf.
pub struct Shelf {
    inner: RwLock<Inner>,
    ticks: AtomicU64,
    budget: usize,
}

impl Shelf {
    /// An empty shelf for `budget` bytes.
    #[must_use]
    pub fn new(budget: usize) -> Self {
        Self { inner: RwLock::default(), ticks: AtomicU64::new(0), budget }
    }

    /// A page, if it stands here. A guest whose time is over is not found; a hot page is, because the tail renews it.
    #[must_use]
    pub fn get(&self, key: &Key, now: jiff::Timestamp) -> Option<Arc<Page>> {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        let slot = inner.slots.get(key)?;
        if !slot.hot && slot.page.head.valid_until.is_some_and(|until| until <= now) {
            return None;
        }
        slot.used.store(self.tick(), Ordering::Relaxed);
        Some(slot.page.clone())
    }

    /// The state a rendering begins from; see [`Shelf::put`].
    #[must_use]
    pub fn generation(&self, town: TownId) -> u64 {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        inner.generation.get(&town).copied().unwrap_or(0)
    }

    /// Puts a page, replacing the one before. Refused (`false`) when the town changed since `generation`.
    pub fn put(&self, key: Key, page: Arc<Page>, hot: bool, generation: u64) -> bool {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        if inner.generation.get(&key.town).copied().unwrap_or(0) != generation {
            return false;
        }
        let words = key.target.text_len();
        inner.bytes += page.weight() + words;
        let slot = Slot { page, hot, used: AtomicU64::new(self.tick()) };
        if let Some(old) = inner.slots.insert(key, slot) {
            inner.bytes -= old.page.weight() + words;
        }
        inner.shrink(self.budget);
        true
    }

    /// Begins a new state of a town: pages that are concerned leave, except hot ones, which are replaced in place.
    /// Returns the keys of the hot pages that are concerned.
    pub fn change(&self, town: TownId, touched: &Touched) -> Vec<Key> {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        *inner.generation.entry(town).or_default() += 1;
        let mut stale = Vec::new();
        let mut freed = 0;
        inner.slots.retain(|key, slot| {
            if key.town != town || !touched.concerns(&slot.page.head.shows) {
                return true;
            }
            if slot.hot {
                stale.push(key.clone());
                return true;
            }
            freed += slot.page.weight() + key.target.text_len();
            false
        });
        inner.bytes -= freed;
        stale
    }

    /// Takes pages down, hot or not.
    pub fn remove(&self, keys: &[Key]) {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            if let Some(slot) = inner.slots.remove(key) {
                inner.bytes -= slot.page.weight() + key.target.text_len();
            }
        }
    }

    /// Takes down everything of a town, and nothing that is being rendered now will be kept.
    pub fn drop_town(&self, town: TownId) {
        let hot = self.change(town, &Touched::Town);
        self.remove(&hot);
    }

    /// Says which pages of a town are hot from now on; the others stay as guests.
    pub fn set_hot(&self, town: TownId, hot: &HashSet<Key>) {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        for (key, slot) in inner.slots.iter_mut().filter(|(key, _)| key.town == town) {
            slot.hot = hot.contains(key);
        }
    }

    /// Hot pages whose time is over.
    #[must_use]
    pub fn expired(&self, now: jiff::Timestamp) -> Vec<Key> {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        let over = |slot: &Slot| slot.hot && slot.page.head.valid_until.is_some_and(|until| until <= now);
        inner.slots.iter().filter(|(_, slot)| over(slot)).map(|(key, _)| key.clone()).collect()
    }

    /// How many bytes stand here.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.inner.read().unwrap_or_else(PoisonError::into_inner).bytes
    }

    fn tick(&self) -> u64 {
        self.ticks.fetch_add(1, Ordering::Relaxed)
    }
}

impl Inner {
    /// Lets pages go until a tenth of the budget is free: guests first, then the least recently used hot ones.
    fn shrink(&mut self, budget: usize) {
        if self.bytes <= budget {
            return;
        }
        let rank = |slot: &Slot| (slot.hot, slot.used.load(Ordering::Relaxed));
        let mut order: Vec<((bool, u64), usize)> =
            self.slots.iter().map(|(key, slot)| (rank(slot), slot.page.weight() + key.target.text_len())).collect();
        order.sort_unstable();
        // No two slots have the same rank, so the last one that has to go names all the others.
        let mut last = None;
        for (rank, weight) in order {
            if self.bytes <= budget - budget / 10 {
                break;
            }
            self.bytes -= weight;
            last = Some(rank);
        }
        self.slots.retain(|_, slot| last.is_none_or(|last| rank(slot) > last));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Ulid;
    use crate::web::page::{Draft, Shows};

    const NOW: jiff::Timestamp = jiff::Timestamp::UNIX_EPOCH;

    fn key(n: u128) -> Key {
        Key { town: TownId(1), locale: Locale::De, target: Target::Post(Ulid(n)) }
    }

    fn page(n: u128) -> Arc<Page> {
        let at = (0, Ulid(n));
        let shows = Shows { range: Some((at, at)), ..Shows::default() };
        let draft = Draft { shows, ..Draft::html(format!("{n} {}", "wort ".repeat(20))) };
        Arc::new(Page::press(draft, jiff::Timestamp::UNIX_EPOCH).unwrap())
    }

    #[test]
    fn the_budget_holds_and_hot_pages_outlive_guests() {
        let shelf = Shelf::new(20_000);
        for n in 0..200 {
            shelf.put(key(n), page(n), n < 5, 0);
            assert!(shelf.bytes() <= 20_000);
        }
        assert!((0..5).all(|n| shelf.get(&key(n), NOW).is_some()));
        assert!(shelf.get(&key(6), NOW).is_none() && shelf.get(&key(199), NOW).is_some());
    }

    #[test]
    fn what_an_address_is_called_counts() {
        let shelf = Shelf::new(200_000);
        for n in 0..100 {
            let target = Target::Document { path: "/ap/x".into(), query: Some(format!("{n}{}", "x".repeat(20_000))) };
            shelf.put(Key { town: TownId(1), locale: Locale::De, target }, page(1), false, 0);
        }
        let inner = shelf.inner.read().unwrap();
        let held: usize = inner.slots.iter().map(|(key, slot)| slot.page.weight() + key.target.text_len()).sum();
        assert!(inner.slots.len() < 10 && held == inner.bytes && held <= 200_000, "{} {held}", inner.slots.len());
    }

    #[test]
    fn a_guest_whose_time_is_over_is_not_found() {
        let shelf = Shelf::new(100_000);
        let mut over = (*page(1)).clone();
        over.head.valid_until = Some(NOW);
        for (n, hot) in [(1, false), (2, true)] {
            shelf.put(key(n), Arc::new(over.clone()), hot, 0);
        }
        assert!(shelf.get(&key(1), NOW).is_none() && shelf.get(&key(2), NOW).is_some());
    }

    #[test]
    fn a_page_from_before_a_change_is_not_kept() {
        let shelf = Shelf::new(100_000);
        let generation = shelf.generation(TownId(1));
        shelf.change(TownId(1), &Touched::Town);
        assert!(!shelf.put(key(1), page(1), false, generation));
        assert!(shelf.get(&key(1), NOW).is_none());
    }

    #[test]
    fn a_changed_post_takes_its_guests_down_and_names_its_hot_pages() {
        let shelf = Shelf::new(100_000);
        for n in 1..=3 {
            shelf.put(key(n), page(n), n == 1, 0);
        }
        let stale = shelf.change(TownId(1), &Touched::Posts(vec![(0, Ulid(1)), (0, Ulid(2))]));
        assert_eq!(stale, vec![key(1)]);
        assert!(
            shelf.get(&key(1), NOW).is_some() && shelf.get(&key(2), NOW).is_none() && shelf.get(&key(3), NOW).is_some()
        );
    }
}
