//! An event of a Page becomes an item with an appointment. In: an event node. Out: an [`Item`]. Who hosts, comes or is
//! interested is never read. Called by `document_parse`.

use super::super::graph::item_finish::finish;
use super::super::graph::node::Node;
use super::super::graph::reading::{Skip, Why};
use super::super::graph::signed_address::medium;
use super::VERSION;
use super::post_read::{SITE, check_public};
use super::whose::Whose;
use crate::domain::item::{EventStatus, Item, ItemEvent, ItemKind, NativeId, Place};
use crate::domain::media::MediaKind;

/// Reads an event.
///
/// # Errors
/// For a draft, a closed event, or one of others.
pub fn read(node: Node<'_>, whose: &Whose) -> Result<Item, Skip> {
    let Some(id) = node.id("id") else { return Err(Skip::new(None, Why::NoPost, "no id")) };
    whose.check(node, "owner")?;
    check_public(node)?;
    let closed = node
        .text("type")
        .is_some_and(|kind| matches!(kind, "private" | "group" | "community" | "friends" | "work_company"));
    if node.flag("is_draft") == Some(true) || closed {
        return Err(Skip::new(Some(id), Why::NotPublic, "a draft, or a closed event"));
    }
    let Some(start) = node.time("start_time") else {
        return Err(Skip::new(Some(id), Why::Empty, "an event without a time"));
    };
    let url = format!("{SITE}/events/{id}");
    let mut item = Item::new(NativeId(id));
    item.kind = ItemKind::Event;
    item.account_native_id = whose.page().map(str::to_owned);
    item.canonical_url = Some(url.clone());
    item.title = node.text("name").map(|name| name.trim().to_owned());
    item.text = node.text("description").unwrap_or_default().to_owned();
    item.created_at = node.time("created_time");
    item.media.extend(cover(node));
    item.event = Some(ItemEvent {
        all_day: node.flag("is_date_only") == Some(true) || !start.orig.contains('T'),
        end: node.time("end_time").filter(|end| end.utc >= start.utc),
        tz: node.text("timezone").filter(|zone| zone.contains('/') || *zone == "UTC").map(str::to_owned),
        place: place(node),
        status: if node.flag("is_canceled") == Some(true) { EventStatus::Cancelled } else { EventStatus::Scheduled },
        url: Some(node.text("ticket_uri").filter(|uri| uri.starts_with("http")).map_or(url, str::to_owned)),
        ..ItemEvent::at(start)
    });
    finish(&mut item, VERSION);
    Ok(item)
}

/// Its picture.
fn cover(node: Node<'_>) -> Option<crate::domain::item::ItemMedia> {
    let cover = node.get("cover")?;
    medium(MediaKind::Image, cover.id("cover_id").or_else(|| cover.id("id")), cover.text("source"))
}

/// `place`; in old answers `venue`, or `location` as a mere name.
fn place(node: Node<'_>) -> Option<Place> {
    let whole = node.get("place").or_else(|| node.get("venue"));
    let location =
        whole.and_then(|place| place.get("location").filter(|location| location.0.is_object()).or(Some(place)));
    let part = |key| location.and_then(|location| location.text(key)).map(str::trim);
    let town = [part("zip"), part("city")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let address = [part("street"), Some(town.as_str())]
        .into_iter()
        .flatten()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    let name =
        whole.and_then(|place| place.text("name")).or_else(|| node.text("location")).map(|name| name.trim().to_owned());
    let address = (!address.is_empty()).then_some(address);
    if name.is_none() && address.is_none() {
        return None;
    }
    let degrees = |key| location.and_then(|location| location.number(key)).filter(|degrees| *degrees != 0.0);
    let (lat, lon) = degrees("latitude").zip(degrees("longitude")).unzip();
    Some(Place { name, address, lat, lon })
}
