//! The page mirror on disk (DESIGN D8): pages beyond the hot set, compressed, under `{data_dir}/seiten/{host}/…` in the
//! shape a plain web server can serve. What lies there is known from an index in memory, so a page from an earlier run
//! is never served by mistake; it is emptied at start.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::page::{Head, Page};
use super::shelf::{Key, Touched};
use super::target::Target;
use crate::domain::TownId;

/// Pages of one town that lie here at most (about 20 MB of index); beyond it the tenth that was not asked for longest
/// makes room. A town with 20,000 posts in both languages fits.
const PAGES_PER_TOWN: usize = 50_000;

struct Filed {
    /// When it was last asked for, in ticks of the counter.
    used: AtomicU64,
    head: Head,
    /// Without the endings `.br` and `.gz`.
    file: PathBuf,
}

/// The mirror.
pub struct Mirror {
    root: PathBuf,
    index: RwLock<HashMap<TownId, HashMap<Key, Arc<Filed>>>>,
    counter: AtomicU64,
    most: usize,
}

impl Mirror {
    /// A mirror below `root`, which need not exist yet.
    #[must_use]
    pub fn new(root: PathBuf) -> Self {
        Self { root, index: RwLock::default(), counter: AtomicU64::new(0), most: PAGES_PER_TOWN }
    }

    /// Empties the whole mirror, also of towns that were deleted meanwhile.
    ///
    /// # Errors
    /// When files cannot be removed.
    pub async fn clear_all(&self) -> std::io::Result<()> {
        self.index.write().unwrap_or_else(PoisonError::into_inner).clear();
        match tokio::fs::remove_dir_all(&self.root).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Empties a town's folder.
    ///
    /// # Errors
    /// When files cannot be removed.
    pub async fn clear(&self, town: TownId, host: &str) -> std::io::Result<()> {
        self.index.write().unwrap_or_else(PoisonError::into_inner).remove(&town);
        match tokio::fs::remove_dir_all(self.root.join(safe(host))).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// A page that lies here.
    pub async fn get(&self, key: &Key) -> Option<Arc<Page>> {
        let filed = self.index.read().unwrap_or_else(PoisonError::into_inner).get(&key.town)?.get(key).cloned()?;
        filed.used.store(self.counter.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        let brotli = tokio::fs::read(with_ending(&filed.file, "br")).await.ok()?;
        let gzip = tokio::fs::read(with_ending(&filed.file, "gz")).await.ok()?;
        Some(Arc::new(Page { head: filed.head.clone(), brotli: brotli.into(), gzip: gzip.into() }))
    }

    /// Files a page. Each file appears whole or not at all; every version has files of its own until the index knows it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn put(&self, host: &str, key: &Key, page: &Page) -> std::io::Result<()> {
        let Some(file) = self.file(host, key, page) else { return Ok(()) };
        if let Some(folder) = file.parent() {
            tokio::fs::create_dir_all(folder).await?;
        }
        for (ending, bytes) in [("br", &page.brotli), ("gz", &page.gzip)] {
            let number = self.counter.fetch_add(1, Ordering::Relaxed);
            let fresh = with_ending(&file, &format!("{number}.neu"));
            tokio::fs::write(&fresh, bytes).await?;
            tokio::fs::rename(&fresh, with_ending(&file, ending)).await?;
        }
        let used = AtomicU64::new(self.counter.fetch_add(1, Ordering::Relaxed));
        let filed = Arc::new(Filed { used, head: page.head.clone(), file });
        let mut gone = Vec::new();
        {
            let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
            let pages = index.entry(key.town).or_default();
            pages.insert(key.clone(), filed);
            if pages.len() > self.most {
                let mut order: Vec<u64> = pages.values().map(|filed| filed.used.load(Ordering::Relaxed)).collect();
                order.sort_unstable();
                let last = order.get(self.most / 10).copied().unwrap_or(0);
                gone.extend(pages.extract_if(|_, filed| filed.used.load(Ordering::Relaxed) <= last));
            }
        }
        for (_, filed) in gone {
            remove(&filed).await;
        }
        Ok(())
    }

    /// Removes one page.
    pub async fn forget(&self, key: &Key) {
        let filed =
            self.index.write().unwrap_or_else(PoisonError::into_inner).get_mut(&key.town).and_then(|p| p.remove(key));
        if let Some(filed) = filed {
            remove(&filed).await;
        }
    }

    /// Removes what a change concerns.
    pub async fn change(&self, town: TownId, touched: &Touched) {
        let mut gone = Vec::new();
        if let Some(pages) = self.index.write().unwrap_or_else(PoisonError::into_inner).get_mut(&town) {
            gone.extend(pages.extract_if(|_, filed| touched.concerns(&filed.head.shows)));
        }
        for (_, filed) in gone {
            remove(&filed).await;
        }
    }

    /// How many pages lie here.
    #[must_use]
    pub fn count(&self) -> usize {
        self.index.read().unwrap_or_else(PoisonError::into_inner).values().map(HashMap::len).sum()
    }

    /// `kanal/x/index.html`, `vor/{ulid}/index.html`, `feed.atom`. Only pages that people or feed readers ask for.
    fn file(&self, host: &str, key: &Key, page: &Page) -> Option<PathBuf> {
        if page.head.status != 200 {
            return None;
        }
        let path = match &key.target {
            Target::List { of, before: Some(before) } => format!("{}/vor/{before}", of.path()),
            Target::Post(_) => page.head.path.clone()?,
            Target::List { .. } | Target::Channels | Target::Fixed(_) | Target::Feed { .. } => key.target.path()?,
            _ => return None,
        };
        let mut file = self.root.join(safe(host));
        if key.locale != crate::i18n::Locale::De {
            file.push(key.locale.tag());
        }
        for segment in path.split('/').filter(|segment| !segment.is_empty()) {
            file.push(safe(segment));
        }
        if !matches!(key.target, Target::Feed { .. }) {
            file.push("index.html");
        }
        Some(file)
    }
}

async fn remove(filed: &Filed) {
    for ending in ["br", "gz"] {
        let file = with_ending(&filed.file, ending);
        if let Err(error) = tokio::fs::remove_file(&file).await {
            tracing::warn!(file = %file.display(), %error, "a mirrored page could not be removed");
        }
    }
}

/// A name that cannot leave its folder: anything but plain characters becomes its hexadecimal value; long names are cut
/// and made unique by their hash.
fn safe(segment: &str) -> String {
    let mut out = String::new();
    for c in segment.bytes() {
        match c {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'%' | b'@' => out.push(char::from(c)),
            b'.' if !out.is_empty() => out.push('.'),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    if out.len() > 180 {
        let hash = crate::seal::sha256_hex(segment.as_bytes());
        out.truncate(140);
        out.push_str(hash.get(..32).unwrap_or(&hash));
    }
    out
}

fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;
    use crate::web::page::{Draft, Shows};
    use crate::web::target::Of;

    #[tokio::test]
    async fn beyond_its_size_the_page_nobody_asks_for_makes_room() {
        let folder = tempfile::tempdir().unwrap();
        let mirror = Mirror { most: 3, ..Mirror::new(folder.path().to_owned()) };
        let key = |n: u32| {
            let target = Target::List { of: Of::Hashtag(n.to_string()), before: None };
            Key { town: TownId(1), locale: Locale::De, target }
        };
        let page = Page::press(Draft::html("<p>Hallo</p>".into()), jiff::Timestamp::UNIX_EPOCH).unwrap();
        for n in 1..=4 {
            mirror.put("t.example", &key(n), &page).await.unwrap();
            assert!(mirror.get(&key(1)).await.is_some(), "somebody asks for it");
        }
        assert!(mirror.count() <= 3 && mirror.get(&key(2)).await.is_none() && mirror.get(&key(4)).await.is_some());
        let left = folder.path().join("t.example/schlagwort").read_dir().unwrap();
        assert_eq!(left.filter(|tag| tag.as_ref().unwrap().path().join("index.html.br").exists()).count(), 3);
    }

    #[tokio::test]
    async fn a_filed_page_comes_back_until_a_change_concerns_it() {
        let folder = tempfile::tempdir().unwrap();
        let mirror = Mirror::new(folder.path().to_owned());
        let of = Of::Channel("../../etc".into());
        let key = Key { town: TownId(1), locale: Locale::De, target: Target::List { of, before: None } };
        let draft = Draft { shows: Shows::all_posts(), ..Draft::html("<p>Hallo</p>".into()) };
        let page = Page::press(draft, jiff::Timestamp::UNIX_EPOCH).unwrap();
        mirror.put("t.example", &key, &page).await.unwrap();
        assert_eq!(mirror.get(&key).await.as_deref(), Some(&page));
        assert!(folder.path().join("t.example/kanal").read_dir().unwrap().next().is_some(), "it stays in its folder");
        mirror.change(TownId(1), &Touched::Posts(vec![(1, ulid::Ulid(1))])).await;
        assert!(mirror.get(&key).await.is_none() && mirror.count() == 0);
    }
}
