//! A meeting becomes an item. In: a Meeting object and the links to its papers. Out: an [`Item`] of kind event with the
//! public agenda, a [`Hint`] that it is gone, or the reason why it is set aside. Called by `answer_read` and `poll`.
//!
//! **Identity**: the meeting's id, as `https`.
//!
//! **`content_hash`**: SHA-256 over the JSON array `["oparl/1", title, start, end, state, place, agenda, files, web]`,
//! where times are seconds, agenda is the number, name, result, resolution and links of each public item, and files are
//! addresses without signatures. `created` and `modified` are not part of it: a vendor's update touches them everywhere.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use url::Url;

use super::super::address_clean::without_signature;
use super::super::contract::{Hint, HintVerb, NormaliseCx, Quarantined};
use super::super::time_parse::parse_time;
use super::meeting_text::{self, Agenda, AgendaItem, Doc, Words};
use super::objects::{address_of, each, id_of, is_open, says, text};
use super::papers::Links;
use crate::domain::body_text::shorten;
use crate::domain::item::{EventStatus, Item, ItemEvent, ItemKind, ItemTime, NativeId, Place, Precision};
use crate::domain::source::Aside;
use crate::seal::sha256_hex;

/// Agenda items shown; the longest agendas have some eighty.
const MOST_ITEMS: usize = 200;

/// Files shown beside the agenda.
const MOST_FILES: usize = 12;

/// What a Meeting object is to us.
#[derive(Debug)]
pub enum Reading {
    Item(Box<Item>),
    /// Withdrawn at the source.
    Gone(Hint),
    Aside(Quarantined),
}

/// Reads a Meeting (OParl 1.1 §3.8).
#[must_use]
pub fn read(meeting: &Value, links: &Links, cx: &NormaliseCx) -> Reading {
    let Some(id) = id_of(meeting) else {
        return aside(meeting, None, Aside::NoEntry, "the meeting has no id that is a web address");
    };
    if !is_open(meeting) {
        return Reading::Gone(Hint { native_id: NativeId(id), verb: HintVerb::Delete });
    }
    let Some(start) = time(meeting, "start", cx) else {
        return aside(meeting, Some(id), Aside::Empty, "the meeting has no date yet");
    };
    let agenda = agenda(meeting, &id, links);
    if agenda.items.is_empty() {
        return aside(meeting, Some(id), Aside::Empty, "no public agenda yet");
    }
    Reading::Item(Box::new(item(meeting, id, start, &agenda, cx)))
}

fn aside(meeting: &Value, id: Option<String>, why: Aside, reason: &str) -> Reading {
    let excerpt = text(meeting, "name").map_or_else(String::new, |name| shorten(&name, 120));
    Reading::Aside(Quarantined { native_id: id.map(NativeId), aside: why, reason: reason.to_owned(), excerpt })
}

/// When a meeting begins.
#[must_use]
pub fn start_of(meeting: &Value, cx: &NormaliseCx) -> Option<Timestamp> {
    time(meeting, "start", cx).map(|at| at.utc)
}

fn time(object: &Value, field: &str, cx: &NormaliseCx) -> Option<ItemTime> {
    parse_time(&text(object, field)?, &cx.zone)
}

fn agenda(meeting: &Value, id: &str, links: &Links) -> Agenda {
    let mut open: Vec<&Value> =
        each(meeting, "agendaItem").iter().filter(|item| item.is_object() && is_open(item)).collect();
    // Stable: where no order is given the list's own counts.
    open.sort_by_key(|item| item.get("order").and_then(Value::as_i64).unwrap_or(0));
    let items = open.into_iter().take(MOST_ITEMS).filter_map(|item| {
        let mut docs: Vec<Doc> =
            links.of(id, item).into_iter().map(|link| Doc { name: link.name.clone(), url: link.url.clone() }).collect();
        docs.extend(files(item, &["resolutionFile", "auxiliaryFile"]));
        Some(AgendaItem {
            number: text(item, "number"),
            name: text(item, "name")?,
            result: text(item, "result"),
            resolution: text(item, "resolutionText"),
            docs,
        })
    });
    Agenda {
        items: items.collect(),
        docs: files(meeting, &["invitation", "resultsProtocol", "verbatimProtocol", "auxiliaryFile"]),
    }
}

/// Public files of an object, each address once.
fn files(object: &Value, fields: &[&str]) -> Vec<Doc> {
    let mut docs: Vec<Doc> = Vec::new();
    for file in fields.iter().flat_map(|field| each(object, field)).filter(|file| is_open(file)) {
        let Some(url) = address_of(file) else { continue };
        let Some(name) = text(file, "name").or_else(|| text(file, "fileName")) else { continue };
        if docs.len() < MOST_FILES && docs.iter().all(|known| known.url != url) {
            docs.push(Doc { name: shorten(&name, 160), url });
        }
    }
    docs
}

fn item(meeting: &Value, id: String, start: ItemTime, agenda: &Agenda, cx: &NormaliseCx) -> Item {
    let (web, status, place) = (meeting.get("web").and(address_of(meeting)), status(meeting), place(meeting));
    let end = time(meeting, "end", cx).filter(|end| end.utc > start.utc);
    let all_day = start.precision == Precision::Date || is_midnight(&start, cx);
    let words = Words {
        name: text(meeting, "name").or_else(|| organization(meeting)),
        start: start.utc,
        status,
        place: place.as_ref().map(readable),
    };
    let mut item = Item::new(NativeId(id));
    item.kind = ItemKind::Event;
    item.title = Some(meeting_text::title(&words, cx.locale, &cx.zone));
    item.html = Some(meeting_text::html(agenda, cx.locale));
    item.text = meeting_text::plain(agenda, cx.locale);
    item.lang = Some("de".to_owned());
    item.account_native_id.clone_from(&cx.account);
    item.created_at = published(meeting, cx);
    item.content_hash = hash(&item, &start, end.as_ref(), agenda, &words, web.as_deref());
    item.canonical_url.clone_from(&web);
    item.event = Some(ItemEvent {
        end,
        tz: cx.zone.iana_name().map(str::to_owned),
        all_day,
        place,
        status,
        url: web,
        ..ItemEvent::at(start)
    });
    item
}

/// Some systems write midnight when they know only the day; no council meets then.
fn is_midnight(at: &ItemTime, cx: &NormaliseCx) -> bool {
    at.utc.to_zoned_datetime(cx.zone.clone()).time() == jiff::civil::Time::midnight()
}

/// When the agenda became public, as far as the system tells: with the invitation, else with its latest public item.
fn published(meeting: &Value, cx: &NormaliseCx) -> Option<ItemTime> {
    let invitation = each(meeting, "invitation").iter().find_map(|file| time(file, "created", cx));
    let items = || each(meeting, "agendaItem").iter().filter(|item| is_open(item));
    let at = invitation
        .or_else(|| items().filter_map(|item| time(item, "created", cx)).max_by_key(|at| at.utc))
        .or_else(|| time(meeting, "created", cx))?;
    let ahead = cx.now.is_some_and(|now| at.utc.duration_since(now) > SignedDuration::from_mins(10));
    (!ahead).then_some(at)
}

fn status(meeting: &Value) -> EventStatus {
    let state = text(meeting, "meetingState").unwrap_or_default().to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| state.contains(word));
    if says(meeting, "cancelled", true) || has(&["abgesagt", "entfällt", "entfallen", "cancel"]) {
        EventStatus::Cancelled
    } else if has(&["verschoben", "verlegt"]) {
        EventStatus::Moved
    } else {
        EventStatus::Scheduled
    }
}

/// The meeting's body, where the system embeds it.
fn organization(meeting: &Value) -> Option<String> {
    each(meeting, "organization").iter().find_map(|body| text(body, "name"))
}

fn place(meeting: &Value) -> Option<Place> {
    let location = meeting.get("location").filter(|location| location.is_object() && is_open(location))?;
    let town = [text(location, "postalCode"), text(location, "locality")].into_iter().flatten().collect::<Vec<_>>();
    let street = text(location, "streetAddress");
    let address = street.into_iter().chain((!town.is_empty()).then(|| town.join(" "))).collect::<Vec<_>>().join(", ");
    let room = text(location, "room");
    let name = text(location, "description").or_else(|| room.clone());
    let (lat, lon) = point(location).unzip();
    let place = Place { name, address: (!address.is_empty()).then_some(address), lat, lon };
    (place.name.is_some() || place.address.is_some()).then_some(place)
}

fn readable(place: &Place) -> String {
    [place.name.as_deref(), place.address.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Latitude and longitude (RFC 7946 §3.1.1: longitude first). Some systems, and the standard's own example, swap them;
/// in Germany the larger one is always the latitude.
fn point(location: &Value) -> Option<(f64, f64)> {
    let geo = location.get("geojson")?;
    let geometry = geo.get("geometry").unwrap_or(geo);
    if geometry.get("type")?.as_str()? != "Point" {
        return None;
    }
    let pair = geometry.get("coordinates")?.as_array()?;
    let (a, b) = (pair.first()?.as_f64()?, pair.get(1)?.as_f64()?);
    let (lon, lat) = if a > b { (b, a) } else { (a, b) };
    (lat.abs() <= 90.0 && lon.abs() <= 180.0).then_some((lat, lon))
}

fn hash(
    item: &Item,
    start: &ItemTime,
    end: Option<&ItemTime>,
    agenda: &Agenda,
    words: &Words,
    web: Option<&str>,
) -> String {
    let doc = |doc: &Doc| {
        let url = Url::parse(&doc.url).map_or_else(|_| doc.url.clone(), |url| without_signature(url).into());
        (doc.name.clone(), url)
    };
    let agenda_items: Vec<_> = agenda
        .items
        .iter()
        .map(|one| (&one.number, &one.name, &one.result, &one.resolution, one.docs.iter().map(doc).collect::<Vec<_>>()))
        .collect();
    let files: Vec<_> = agenda.docs.iter().map(doc).collect();
    let fields = serde_json::json!([
        "oparl/1",
        item.title,
        start.utc.as_second(),
        end.map(|end| end.utc.as_second()),
        words.status,
        words.place,
        agenda_items,
        files,
        web
    ]);
    sha256_hex(fields.to_string().as_bytes())
}
