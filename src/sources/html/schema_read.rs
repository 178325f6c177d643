//! schema.org objects (JSON-LD 1.1) → things a town says: articles, appointments, entries of a list. In: a JSON value as
//! found in a page or an interface. Out: [`Thing`]s in order. Fields that are missing or odd are left out; unknown types
//! are passed over. Called by `page` and `document_parse`.

use serde_json::{Map, Value};
use url::Url;

use super::super::address_clean::absolute;
use super::super::feed::{self, Content};
use crate::domain::item::{EventStatus, Place};

/// Objects looked at in one value.
const MAX_OBJECTS: usize = 5000;

/// Fields in which objects lie that are things of their own.
const BRANCHES: &[&str] =
    &["@graph", "data", "docs", "items", "results", "mainEntity", "itemListElement", "item", "hasPart", "event"];

/// What a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThingKind {
    Article,
    Event,
    /// A `ListItem` that only names a page.
    Entry,
}

/// An object that may become an item, its fields still as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Thing {
    pub kind: ThingKind,
    /// `identifier`, or an `@id` or `id` that is no address.
    pub id: Option<String>,
    pub url: Option<Url>,
    pub title: Option<String>,
    /// `articleBody`, else `description`; plain text or markup.
    pub text: Option<String>,
    /// It is the whole text, not a summary.
    pub is_full: bool,
    pub images: Vec<(Url, Option<String>)>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub lang: Option<String>,
    pub event: Option<Appointment>,
}

/// The fields of an `Event`.
#[derive(Debug, Clone, PartialEq)]
pub struct Appointment {
    pub start: String,
    pub end: Option<String>,
    pub status: EventStatus,
    pub place: Option<Place>,
}

/// Every thing in a value, in order of writing, however it is wrapped.
#[must_use]
pub fn things(value: &Value, base: Option<&Url>) -> Vec<Thing> {
    let mut found = Vec::new();
    let mut waiting = vec![value];
    let mut looked_at = 0;
    while let Some(value) = waiting.pop() {
        looked_at += 1;
        if looked_at > MAX_OBJECTS {
            break;
        }
        match value {
            Value::Array(values) => waiting.extend(values.iter().rev()),
            Value::Object(object) => {
                if let Some(thing) = thing(object, base) {
                    found.push(thing);
                } else if !types(object).contains(&"BreadcrumbList") {
                    waiting.extend(BRANCHES.iter().rev().filter_map(|name| object.get(*name)));
                }
            }
            _ => {}
        }
    }
    found
}

fn thing(object: &Map<String, Value>, base: Option<&Url>) -> Option<Thing> {
    let kind = types(object).iter().find_map(|name| kind_of(name))?;
    let url = url_of(object, base);
    if kind == ThingKind::Entry {
        // An entry that holds its thing is opened instead.
        return (url.is_some() && !object.get("item").is_some_and(Value::is_object)).then(|| Thing {
            title: text(object, &["name"]),
            url,
            ..Thing::bare(kind)
        });
    }
    let event = if kind == ThingKind::Event { Some(appointment(object)?) } else { None };
    let full = text(object, &["articleBody"]);
    Some(Thing {
        id: identifier(object),
        url,
        title: text(object, &["headline", "name", "title", "alternativeHeadline"]).map(|title| one_line(&title)),
        is_full: full.is_some(),
        text: full.or_else(|| text(object, &["description", "abstract", "short_description"])),
        images: images(object, base),
        // An appointment's "published" is when it is shown first, which may well lie ahead.
        published: text(object, &["datePublished", "dateCreated", "created_time"]),
        modified: text(object, &["dateModified", "last_modified_time"]),
        lang: text(object, &["inLanguage"]),
        event,
        ..Thing::bare(kind)
    })
}

impl Thing {
    fn bare(kind: ThingKind) -> Self {
        Self {
            kind,
            id: None,
            url: None,
            title: None,
            text: None,
            is_full: false,
            images: Vec::new(),
            published: None,
            modified: None,
            lang: None,
            event: None,
        }
    }
}

/// The local names of `@type`.
fn types(object: &Map<String, Value>) -> Vec<&str> {
    let names = match object.get("@type") {
        Some(Value::String(name)) => vec![name.as_str()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let local = |name: &'_ str| -> usize { name.rfind("schema.org/").map_or(0, |at| at + "schema.org/".len()) };
    names.into_iter().map(|name| name.get(local(name)..).unwrap_or(name).trim_start_matches("schema:")).collect()
}

fn kind_of(name: &str) -> Option<ThingKind> {
    let name = name.split('/').next().unwrap_or_default();
    match name {
        "ListItem" => Some(ThingKind::Entry),
        "PublicationEvent" | "BroadcastEvent" | "OnDemandEvent" | "UserEvent" => None,
        "Report" | "SocialMediaPosting" => Some(ThingKind::Article),
        "Festival" | "EventSeries" => Some(ThingKind::Event),
        _ if name.ends_with("Article") || name.ends_with("BlogPosting") => Some(ThingKind::Article),
        _ if name.ends_with("Event") => Some(ThingKind::Event),
        _ => None,
    }
}

/// A field's text under the first of these names that has one: plain, wrapped, in several languages (German first).
fn text(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| words(object.get(*name)?))
}

fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => values.iter().find_map(words),
        Value::Object(object) => ["@value", "@id", "value", "name", "de", "en"]
            .iter()
            .find_map(|key| object.get(*key).filter(|inner| inner.is_string()))
            .or_else(|| object.iter().find(|(key, inner)| key.len() == 2 && inner.is_string()).map(|(_, inner)| inner))
            .and_then(words),
        Value::Bool(_) | Value::Null => None,
    }
}

fn one_line(text: &str) -> String {
    feed::one_line(&Content::guess(text)).unwrap_or_default()
}

fn url_of(object: &Map<String, Value>, base: Option<&Url>) -> Option<Url> {
    ["url", "mainEntityOfPage", "@id", "item", "info_url"].iter().find_map(|name| {
        let text = words(object.get(*name)?)?;
        // A blank node or a bare number is no address.
        let is_address = text.contains("://") || text.starts_with(['/', '?', '.']) || *name == "url";
        absolute(base, &text).filter(|_| is_address)
    })
}

fn identifier(object: &Map<String, Value>) -> Option<String> {
    ["identifier", "@id", "id"]
        .iter()
        .find_map(|name| words(object.get(*name)?))
        .filter(|id| !id.contains("://") && !id.starts_with("_:") && !id.starts_with('#'))
}

/// `image` as an address, an `ImageObject` or a list of either; small versions of the same picture are passed over.
fn images(object: &Map<String, Value>, base: Option<&Url>) -> Vec<(Url, Option<String>)> {
    let mut found: Vec<(Url, Option<String>)> = Vec::new();
    let value = object.get("image").or_else(|| object.get("images"));
    let listed: Vec<&Value> = match value {
        // Several addresses in a row are usually one picture in several shapes; several objects are several pictures.
        Some(Value::Array(values)) if values.iter().all(Value::is_string) => values.iter().take(1).collect(),
        Some(Value::Array(values)) => values.iter().take(20).collect(),
        Some(value) => vec![value],
        None => Vec::new(),
    };
    for value in listed {
        let (address, alt) = match value {
            Value::String(address) => (Some(address.clone()), None),
            Value::Object(image) => (
                text(image, &["contentUrl", "url", "@id"]),
                text(image, &["caption", "description", "alternativeHeadline"]),
            ),
            _ => (None, None),
        };
        if let Some(url) = address.and_then(|address| absolute(base, &address))
            && !found.iter().any(|(known, _)| *known == url)
        {
            found.push((url, alt.map(|alt| one_line(&alt))));
        }
    }
    found
}

fn appointment(object: &Map<String, Value>) -> Option<Appointment> {
    let status = text(object, &["eventStatus", "event_status"]).unwrap_or_default();
    let status = match status.rsplit('/').next().unwrap_or_default() {
        "EventCancelled" => EventStatus::Cancelled,
        "EventPostponed" | "EventRescheduled" => EventStatus::Moved,
        _ => EventStatus::Scheduled,
    };
    Some(Appointment {
        start: text(object, &["startDate", "start_time"])?,
        end: text(object, &["endDate", "end_time"]),
        status,
        place: object.get("location").and_then(place),
    })
}

fn place(value: &Value) -> Option<Place> {
    let object = match value {
        Value::String(name) => {
            let name = one_line(name);
            return (!name.is_empty()).then_some(Place { name: Some(name), address: None, lat: None, lon: None });
        }
        Value::Array(values) => return values.iter().find_map(place),
        Value::Object(object) => object,
        _ => return None,
    };
    let address = match object.get("address") {
        Some(Value::Object(parts)) => {
            let line = |names: &[&str]| text(parts, names).map(|part| one_line(&part)).filter(|part| !part.is_empty());
            let town = [line(&["postalCode"]), line(&["addressLocality"])].into_iter().flatten().collect::<Vec<_>>();
            let town = Some(town.join(" ")).filter(|town| !town.is_empty());
            let parts: Vec<String> = [line(&["streetAddress"]), town].into_iter().flatten().collect();
            Some(parts.join(", "))
        }
        Some(value) => words(value).map(|address| one_line(&address)),
        None => None,
    };
    let address = address.filter(|address| !address.is_empty());
    let number = |name: &str| -> Option<f64> {
        let value = object.get("geo")?.get(name)?;
        value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
    };
    let (lat, lon) = (number("latitude"), number("longitude"));
    let name = text(object, &["name"]).map(|name| one_line(&name));
    (name.is_some() || address.is_some()).then_some(Place { name, address, lat, lon })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn base() -> Url {
        Url::parse("https://stadt.example/neu/").unwrap()
    }

    #[test]
    fn things_are_found_however_they_are_wrapped() {
        let value = json!({"@context": "https://schema.org", "@graph": [
            {"@type": "WebSite", "name": "Stadt"},
            {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "name": "Start", "item": "/"}]},
            {"@type": ["NewsArticle"], "headline": "Eins", "url": "eins"},
            {"@type": "ItemList", "itemListElement": [
                {"@type": "ListItem", "position": 1, "url": "/zwei"},
                {"@type": "ListItem", "item": {"@type": "http://schema.org/BlogPosting", "name": "Drei", "@id": "/drei"}}
            ]},
            {"@type": "MusicEvent", "name": {"en": "Concert", "de": "Konzert"}, "startDate": "2026-05-01"}
        ]});
        let found: Vec<_> = things(&value, Some(&base()))
            .into_iter()
            .map(|thing| (thing.kind, thing.title.unwrap_or_default(), thing.url.map(String::from).unwrap_or_default()))
            .collect();
        let expected = [
            (ThingKind::Article, "Eins", "https://stadt.example/neu/eins"),
            (ThingKind::Entry, "", "https://stadt.example/zwei"),
            (ThingKind::Article, "Drei", "https://stadt.example/drei"),
            (ThingKind::Event, "Konzert", ""),
        ];
        assert_eq!(found, expected.map(|(kind, title, url)| (kind, title.to_owned(), url.to_owned())));
    }

    #[test]
    fn an_appointment_keeps_its_place_and_state() {
        let value = json!({"@type": "Event", "name": "Markt", "startDate": "2026-05-01T10:00:00+0200",
            "eventStatus": "https://schema.org/EventCancelled",
            "location": [{"@type": "Place", "name": "Marktplatz", "address": {"streetAddress": "Markt 1",
                "postalCode": "12345", "addressLocality": "Musterbach"}, "geo": {"latitude": "50.1", "longitude": 8}}]});
        let event = things(&value, None).remove(0).event.unwrap();
        let place = event.place.unwrap();
        assert_eq!((event.status, place.name.as_deref()), (EventStatus::Cancelled, Some("Marktplatz")));
        assert_eq!(place.address.as_deref(), Some("Markt 1, 12345 Musterbach"));
        assert_eq!((place.lat, place.lon), (Some(50.1), Some(8.0)));
        assert!(things(&json!({"@type": "Event", "name": "Ohne Zeit"}), None).is_empty());
    }
}
