//! Which town a request is for: by its Host header, from memory (DESIGN §4). The tail renews what stands here.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use http::Request;
use http::header::HOST;

use super::town_view::TownView;
use crate::domain::TownId;

/// What a Host header means.
#[derive(Debug, Clone)]
pub enum Door {
    /// A town's own host.
    Town(Arc<TownView>),
    /// The domain behind the `@` of an actor: only `/.well-known/…`, everything else moves to the town.
    Handle(Arc<TownView>),
    /// A host we do not know while there is exactly one public town: pages move there.
    Elsewhere(Arc<TownView>),
    /// Nobody's host.
    Nobody,
}

#[derive(Default)]
struct Inner {
    by_id: HashMap<TownId, Arc<TownView>>,
    by_host: HashMap<String, TownId>,
    by_handle: HashMap<String, TownId>,
}

/// The towns by host.
#[derive(Default)]
pub struct Hosts(RwLock<Inner>);

impl Hosts {
    /// Opens the door for a Host header. A port counts only where it is part of a town's name.
    #[must_use]
    pub fn find(&self, host: &str) -> Door {
        let inner = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let host = host.to_ascii_lowercase();
        let bare = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
        let names = [Some(host.as_str()), bare.map(|(name, _)| name)];
        for (map, door) in [(&inner.by_host, Door::Town as fn(_) -> _), (&inner.by_handle, Door::Handle)] {
            for name in names.into_iter().flatten() {
                if let Some(view) = map.get(name).and_then(|id| inner.by_id.get(id)) {
                    return door(view.clone());
                }
            }
        }
        let mut public = inner.by_id.values().filter(|view| view.town.is_public());
        match (public.next(), public.next()) {
            (Some(only), None) => Door::Elsewhere(only.clone()),
            _ => Door::Nobody,
        }
    }

    /// A town's view.
    #[must_use]
    pub fn view(&self, town: TownId) -> Option<Arc<TownView>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).by_id.get(&town).cloned()
    }

    /// All towns.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<TownView>> {
        let mut all: Vec<_> = self.0.read().unwrap_or_else(PoisonError::into_inner).by_id.values().cloned().collect();
        all.sort_by_key(|view| view.town.id);
        all
    }

    /// Renews a town, or forgets it.
    pub fn set(&self, town: TownId, view: Option<TownView>) {
        let mut inner = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match view {
            Some(view) => inner.by_id.insert(town, Arc::new(view)),
            None => inner.by_id.remove(&town),
        };
        let mut by_host = HashMap::new();
        let mut by_handle = HashMap::new();
        for (id, view) in &inner.by_id {
            by_host.insert(view.town.host.to_ascii_lowercase(), *id);
            for domain in view.actors.iter().filter_map(|actor| actor.handle_domain.as_deref()) {
                by_handle.insert(domain.to_ascii_lowercase(), *id);
            }
        }
        inner.by_host = by_host;
        inner.by_handle = by_handle;
    }
}

/// The host a request names: its Host header, or the authority of an HTTP/2 request.
#[must_use]
pub fn named<B>(request: &Request<B>) -> Option<String> {
    let mut headers = request.headers().get_all(HOST).iter();
    match (headers.next(), headers.next()) {
        (Some(host), None) => host.to_str().ok().map(str::to_owned),
        (None, _) => request.uri().authority().map(|authority| authority.as_str().to_owned()),
        // Two Host headers are a trick (RFC 9112 §3.2).
        (Some(_), Some(_)) => None,
    }
}
