//! Which addresses are ours: every town of this process, whatever its state (DESIGN D2).
//!
//! Asked before any fetch, delivery or verification: our own towns are reached through the store, never over the
//! network. In: a URL; out: yes or no.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;
use url::{Position, Url};

use crate::clock::SharedClock;
use crate::store::{Conn, Db, StoreError, towns};

/// How long the list is believed. A town that was just added is its own peer for at most this long.
const FRESH: SignedDuration = SignedDuration::from_secs(2);

/// The hosts of all towns. Cheap to clone.
#[derive(Clone)]
pub struct Hosts(Arc<Inner>);

struct Inner {
    db: Db,
    clock: SharedClock,
    known: Mutex<Option<(Timestamp, Arc<HashSet<String>>)>>,
}

impl Hosts {
    /// Reads the towns of this store.
    #[must_use]
    pub fn new(db: Db, clock: SharedClock) -> Self {
        Self(Arc::new(Inner { db, clock, known: Mutex::new(None) }))
    }

    /// Whether an address belongs to one of our towns: same host and port, whatever the scheme.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn is_ours(&self, url: &Url) -> Result<bool, StoreError> {
        let authority = url[Position::BeforeHost..Position::AfterPort].to_ascii_lowercase();
        Ok(self.all().await?.contains(&authority))
    }

    async fn all(&self) -> Result<Arc<HashSet<String>>, StoreError> {
        let now = self.0.clock.now();
        let mut known = self.0.known.lock().await;
        if let Some((read_at, hosts)) = known.as_ref()
            && now.duration_since(*read_at).abs() < FRESH
        {
            return Ok(Arc::clone(hosts));
        }
        let all = self.0.db.read(async |c: &mut Conn<'_>| towns::all(c).await).await?;
        let hosts: Arc<HashSet<String>> =
            Arc::new(all.into_iter().map(|town| town.host.to_ascii_lowercase()).collect());
        *known = Some((now, Arc::clone(&hosts)));
        Ok(hosts)
    }
}
