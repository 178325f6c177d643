//! Descriptions and full sizes of pictures, which posts do not carry. In: items and what is known already. Out: the same
//! items with both. An item whose pictures are not known yet waits for the next look, so that nobody is told first
//! without and then with a description. Called by `poll` and `refetch`.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::contract::Budget;
use super::super::failure::SourceError;
use super::super::graph::client::{Graph, Refused};
use super::super::graph::item_finish::finish;
use super::super::graph::node::Node;
use super::VERSION;
use super::media_read::{description, picture};
use crate::domain::item::{Item, ItemMedia};
use crate::domain::media::{AltOrigin, MediaKind};
use crate::domain::source::{Cause, ErrorClass};

/// Photos in one request.
const AT_ONCE: usize = 50;
/// Photos remembered.
const REMEMBERED: usize = 600;
/// A description is looked at again after this time.
const AGAIN_S: i64 = 86_400;
/// After a refusal nobody asks again for so long.
const REFUSED_S: i64 = 3_600;

/// What is known of a page's photos.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Photos {
    known: BTreeMap<String, Known>,
    refused_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Known {
    #[serde(skip_serializing_if = "Option::is_none")]
    alt: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    auto: bool,
    /// When it was looked at, Unix seconds.
    at: i64,
}

/// Completes the pictures of items; items that must wait are taken out. Whether there were any.
pub async fn describe(graph: &Graph<'_>, items: &mut Vec<Item>, photos: &mut Photos, budget: &mut Budget) -> bool {
    let now = graph.now().as_second();
    let wanted: Vec<String> = ids_of(items);
    let stale = |id: &&String| photos.known.get(*id).is_none_or(|known| now - known.at >= AGAIN_S);
    let mut due: Vec<&String> = wanted.iter().filter(stale).collect();
    // What was never looked at holds an item back: it comes first.
    due.sort_by_key(|id| photos.known.contains_key(*id));
    due.truncate(AT_ONCE);
    let resting = photos.refused_at.is_some_and(|at| now - at.as_second() < REFUSED_S);
    let mut sizes = BTreeMap::new();
    if !due.is_empty() && !resting {
        let due: Vec<String> = due.into_iter().cloned().collect();
        match ask(graph, &due, budget).await {
            Ok(found) => {
                photos.refused_at = None;
                for (id, medium) in found {
                    let auto = medium.alt_source == AltOrigin::Auto;
                    photos.known.insert(id.clone(), Known { alt: medium.alt.clone(), auto, at: now });
                    sizes.insert(id, medium);
                }
                // Asked for and not answered: there is nothing to wait for.
                for id in due {
                    photos.known.entry(id).or_insert(Known { alt: None, auto: false, at: now });
                }
            }
            Err(Refused::Spent) => {}
            Err(refused) => {
                let error = SourceError::from(refused);
                tracing::info!(%error, "descriptions of pictures cannot be read");
                let lasting = error.class() != ErrorClass::Transient || error.cause == Cause::ServerTrouble;
                photos.refused_at = Some(graph.now()).filter(|_| lasting);
            }
        }
    }
    let before = items.len();
    if photos.refused_at.is_none() {
        items.retain(|item| images(item).all(|id| photos.known.contains_key(id)));
    }
    for item in &mut *items {
        complete(item, photos, &sizes);
    }
    photos.forget(&wanted);
    items.len() < before
}

/// The pictures' ids, each once, in order.
fn ids_of(items: &[Item]) -> Vec<String> {
    let mut seen = HashSet::new();
    items.iter().flat_map(images).filter(|id| seen.insert(*id)).cloned().collect()
}

/// Pictures of posts; an event's own picture has no description of its own.
fn images(item: &Item) -> impl Iterator<Item = &String> {
    let pictures = item.media.iter().filter(|medium| medium.kind == MediaKind::Image);
    let posts = item.event.is_none();
    pictures.filter(move |_| posts).filter_map(|medium| medium.native_media_id.as_ref())
}

async fn ask(graph: &Graph<'_>, ids: &[String], budget: &mut Budget) -> Result<Vec<(String, ItemMedia)>, Refused> {
    let ids = ids.join(",");
    let query = [("ids", ids.as_str()), ("fields", "id,images,width,height,alt_text,alt_text_custom")];
    let answer = graph.get("", &query, budget).await?;
    let nodes = answer.json.as_object().into_iter().flatten();
    let found = nodes.filter_map(|(id, node)| {
        let known = picture(Node(node)).or_else(|| {
            let (alt, alt_source) = description(Node(node));
            Some(ItemMedia { source_url: None, alt, alt_source, ..ItemMedia::at(MediaKind::Image, String::new()) })
        })?;
        Some((id.clone(), known))
    });
    Ok(found.collect())
}

fn complete(item: &mut Item, photos: &Photos, sizes: &BTreeMap<String, ItemMedia>) {
    for medium in item.media.iter_mut().filter(|medium| medium.kind == MediaKind::Image) {
        let Some(id) = &medium.native_media_id else { continue };
        if let Some(known) = photos.known.get(id) {
            medium.alt.clone_from(&known.alt);
            medium.alt_source = match (&known.alt, known.auto) {
                (None, _) => AltOrigin::None,
                (Some(_), true) => AltOrigin::Auto,
                (Some(_), false) => AltOrigin::Author,
            };
        }
        if let Some(larger) = sizes.get(id).filter(|larger| larger.source_url.is_some() && larger.w >= medium.w) {
            medium.source_url.clone_from(&larger.source_url);
            medium.expires_at.clone_from(&larger.expires_at);
            (medium.w, medium.h) = (larger.w, larger.h);
        }
    }
    finish(item, VERSION);
}

impl Photos {
    /// Keeps what is wanted, and of the rest the latest.
    fn forget(&mut self, wanted: &[String]) {
        if self.known.len() <= REMEMBERED {
            return;
        }
        let wanted: HashSet<&String> = wanted.iter().collect();
        let mut rest: Vec<(i64, String)> = self
            .known
            .iter()
            .filter(|(id, _)| !wanted.contains(id))
            .map(|(id, known)| (known.at, id.clone()))
            .collect();
        rest.sort();
        let over = self.known.len() - REMEMBERED;
        for (_, id) in rest.into_iter().take(over) {
            self.known.remove(&id);
        }
    }
}
