//! Looks single posts and events of a Page up. In: their ids. Out: what each is now. Called by `FacebookConnector`.

use super::super::contract::{Ask, Budget, Cx, Fetched};
use super::super::failure::SourceError;
use super::super::graph::client::{Door, Graph};
use super::super::graph::lookup::look_up;
use super::beside::{EVENT_FIELDS, REEL_FIELDS};
use super::document_parse;
use super::photo_lookup::describe;
use super::poll::{Memory, POST_FIELDS, normalise_cx};
use crate::domain::item::{Item, NativeId};

/// Answers each ask in order.
///
/// # Errors
/// When the platform as a whole cannot be asked.
pub async fn refetch(cx: &Cx<'_>, asks: &[Ask], budget: &mut Budget) -> Result<Vec<(NativeId, Fetched)>, SourceError> {
    let account = super::account_of(cx.source)?;
    let graph = Graph::of_source(Door::Facebook, cx)?;
    let normalise = normalise_cx(cx, &account);
    // A post's id names its page; those of events and films are bare.
    let is_film = |url: &str| url.contains("/reel/") || url.contains("/videos/");
    let fields = |ask: &Ask| {
        let film = ask.canonical_url.as_deref().is_some_and(is_film);
        let fields = match ask.native_id.0.contains('_') {
            true => POST_FIELDS,
            false if film => REEL_FIELDS,
            false => EVENT_FIELDS,
        };
        fields.to_owned()
    };
    let read = |node: &serde_json::Value| document_parse::list(std::slice::from_ref(node), None, &normalise);
    let mut answers = look_up(&graph, asks, fields, read, budget).await?;
    let mut photos = Memory::of(cx.source.cursor.clone(), &account).photos;
    let mut items: Vec<Item> = answers
        .iter()
        .filter_map(|(_, fetched)| match fetched {
            Fetched::Found(item) => Some((**item).clone()),
            _ => None,
        })
        .collect();
    describe(&graph, &mut items, &mut photos, budget).await;
    for (_, fetched) in &mut answers {
        if let Fetched::Found(item) = fetched {
            // Its pictures could not be read: it is there, and the next look tells the rest.
            let whole = items.iter().find(|whole| whole.native_id == item.native_id);
            *fetched = whole.map_or(Fetched::StillThere, |whole| Fetched::Found(Box::new(whole.clone())));
        }
    }
    Ok(answers)
}
