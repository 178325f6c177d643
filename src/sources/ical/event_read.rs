//! One event as its calendar wrote it. In: a `VEVENT` and the calendar's zones. Out: a [`Draft`] with times and texts read,
//! or why it cannot be used. People's names (ORGANIZER, ATTENDEE, CONTACT) are never looked at. Called by `item_build`.

use url::Url;

use super::super::address_clean::{absolute, without_tracking};
use super::super::html_read::{looks_like_markup, text_of};
use super::super::language_tag::primary_language;
use super::component_read::Component;
use super::status_read::status_of;
use super::text_clean::without_export_note;
use super::time_read::{Moment, after, moment, moments};
use super::zone_read::Zones;
use crate::domain::item::{EventStatus, ItemMedia, Place};
use crate::domain::media::MediaKind;
use crate::domain::source::Aside;

/// Pictures taken from one event.
const MAX_PICTURES: usize = 10;
/// Left-out and added dates taken from one series, of each sort.
const MAX_DATES: usize = 1000;

/// An event before it becomes an item.
#[derive(Debug, Clone)]
pub struct Draft {
    pub uid: Option<String>,
    /// Which date of its series it replaces.
    pub replaces: Option<Moment>,
    pub sequence: u32,
    pub title: Option<String>,
    pub text: String,
    pub html: Option<String>,
    pub lang: Option<String>,
    pub start: Moment,
    /// Of whole days the last one, included.
    pub end: Option<Moment>,
    pub all_day: bool,
    pub place: Option<Place>,
    pub status: EventStatus,
    pub url: Option<Url>,
    pub rrule: Option<String>,
    pub exdates: Vec<Moment>,
    pub rdates: Vec<Moment>,
    pub media: Vec<ItemMedia>,
    pub created: Option<Moment>,
    pub stamped: Option<Moment>,
    pub modified: Option<Moment>,
    /// `CLASS` is not public.
    pub private: bool,
}

/// Reads an event.
///
/// # Errors
/// Why it is set aside.
pub fn draft(event: &Component, zones: &Zones, base: Option<&Url>) -> Result<Draft, (Aside, String)> {
    if event.cut {
        return Err((Aside::Cut, "the document ends inside this event".to_owned()));
    }
    let replaces = event.first("RECURRENCE-ID").and_then(|line| moment(line, zones));
    let start = event.first("DTSTART").and_then(|line| moment(line, zones)).or_else(|| replaces.clone());
    let Some(start) = start else {
        return Err((Aside::NoDate, "the event has no start that can be read".to_owned()));
    };
    let (start, end, all_day) = period(event, zones, start);
    let (text, html) = description(event);
    let title = event.text("SUMMARY").map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "));
    let dates =
        |name: &str| -> Vec<Moment> { event.all(name).flat_map(|line| moments(line, zones)).take(MAX_DATES).collect() };
    let at = |name: &str| event.first(name).and_then(|line| moment(line, zones)).filter(|at| !at.is_day());
    Ok(Draft {
        uid: event.text("UID"),
        replaces,
        sequence: event.first("SEQUENCE").and_then(|line| line.value.trim().parse().ok()).unwrap_or(0),
        status: status_of(event.text("STATUS").as_deref(), title.as_deref()),
        lang: event.first("SUMMARY").and_then(|line| line.param("LANGUAGE")).and_then(primary_language),
        title,
        text,
        html,
        start,
        end,
        all_day,
        place: place(event),
        url: event.first("URL").and_then(|line| absolute(base, line.value.trim())).map(without_tracking),
        rrule: event.first("RRULE").map(|line| line.value.trim().to_ascii_uppercase()).filter(|rule| !rule.is_empty()),
        exdates: dates("EXDATE"),
        rdates: dates("RDATE"),
        media: pictures(event, base),
        created: at("CREATED"),
        stamped: at("DTSTAMP"),
        modified: at("LAST-MODIFIED"),
        private: event.text("CLASS").is_some_and(|class| !class.eq_ignore_ascii_case("public")),
    })
}

/// From when until when. An end that is not after the start is no end. Whole days are told by a start without a clock, by
/// Outlook's flag, or by lasting from midnight to midnight; their end is written as the day after (RFC 5545 §3.6.1).
fn period(event: &Component, zones: &Zones, start: Moment) -> (Moment, Option<Moment>, bool) {
    let stated = event.first("DTEND").and_then(|line| moment(line, zones));
    let end = stated.or_else(|| after(&start, &event.first("DURATION")?.value));
    if start.is_day() {
        let first = start.local().date();
        let last = end.and_then(|end| {
            let date = end.local().date();
            end.as_day(if end.is_day() { date.yesterday().ok()? } else { date })
                .filter(|last| last.local().date() > first)
        });
        return (start, last, true);
    }
    let end = end.filter(|end| end.time.utc > start.time.utc);
    let flag = event.text("X-MICROSOFT-CDO-ALLDAYEVENT").is_some_and(|flag| flag.eq_ignore_ascii_case("true"));
    let local = |moment: &Moment| zones.source.to_datetime(moment.time.utc);
    let midnight = |moment: &Moment| local(moment).time() == jiff::civil::Time::midnight();
    let day_end = |moment: &Moment| local(moment).hour() == 23 && local(moment).minute() == 59;
    let whole = midnight(&start) && end.as_ref().map_or(flag, |end| midnight(end) || day_end(end));
    if !whole {
        return (start, end, false);
    }
    let day = |moment: &Moment, date| Moment { zone: zones.source.clone(), ..moment.clone() }.as_day(date);
    let first = local(&start).date();
    let last = end.as_ref().and_then(|end| {
        let date = if midnight(end) { local(end).date().yesterday().ok()? } else { local(end).date() };
        day(end, date).filter(|_| date > first)
    });
    match day(&start, first) {
        Some(start) => (start, last, true),
        None => (start, end, false),
    }
}

/// The description in plain text, and its markup where it has some. `X-ALT-DESC` helps out where there is no other.
fn description(event: &Component) -> (String, Option<String>) {
    let plain = event.text("DESCRIPTION").map(|text| without_export_note(&text)).filter(|text| !text.is_empty());
    let markup = |text: String| (text_of(&text), Some(text));
    match plain {
        Some(text) if looks_like_markup(&text) => markup(text),
        Some(text) => (text, None),
        None => event.text("X-ALT-DESC").map_or_else(|| (String::new(), None), markup),
    }
}

/// Where it is: the first line is a name, further lines are an address.
fn place(event: &Component) -> Option<Place> {
    let text = event.text("LOCATION").unwrap_or_default();
    let mut lines = text.lines().map(|line| line.trim().trim_end_matches(',')).filter(|line| !line.is_empty());
    let name = lines.next().map(str::to_owned);
    let address = lines.collect::<Vec<_>>().join(", ");
    let (lat, lon) = event.first("GEO").and_then(|line| coordinates(&line.value)).unzip();
    let place = Place { name, address: (!address.is_empty()).then_some(address), lat, lon };
    (place.name.is_some() || place.lat.is_some()).then_some(place)
}

/// `GEO:50.11;8.68`; some write a comma. The point in the Atlantic where empty fields lie is none.
fn coordinates(text: &str) -> Option<(f64, f64)> {
    let (lat, lon) = text.split_once(';').or_else(|| text.split_once(','))?;
    let (lat, lon): (f64, f64) = (lat.trim_end_matches('\\').trim().parse().ok()?, lon.trim().parse().ok()?);
    let sound = lat.abs() <= 90.0 && lon.abs() <= 180.0 && (lat != 0.0 || lon != 0.0);
    sound.then_some((lat, lon))
}

/// Pictures: `IMAGE` (RFC 7986 §5.10) and attachments that are pictures.
fn pictures(event: &Component, base: Option<&Url>) -> Vec<ItemMedia> {
    let is_picture = |mime: Option<&str>| mime.is_some_and(|mime| mime.to_ascii_lowercase().starts_with("image/"));
    let images = event.all("IMAGE").filter(|line| line.param("FMTTYPE").is_none_or(|mime| is_picture(Some(mime))));
    let attached = event.all("ATTACH").filter(|line| is_picture(line.param("FMTTYPE")));
    let mut found: Vec<ItemMedia> = Vec::new();
    for line in images.chain(attached).filter(|line| line.param("ENCODING").is_none()).take(MAX_PICTURES) {
        let Some(url) = absolute(base, line.value.trim()) else { continue };
        let picture =
            ItemMedia { mime: line.param("FMTTYPE").map(str::to_owned), ..ItemMedia::at(MediaKind::Image, url.into()) };
        if !found.iter().any(|known| known.source_url == picture.source_url) {
            found.push(picture);
        }
    }
    found
}
