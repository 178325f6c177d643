//! Events become items. In: the drafts of one calendar. Out: an [`Item`] per UID and one per changed date of a series, and
//! why others are set aside. Called by `document_parse`.
//!
//! **Identity**: the UID; for a changed date of a series the UID, `#` and the date it replaces, in UTC; without a UID a hash
//! of start and title.
//!
//! **`content_hash`**: SHA-256 over the JSON array `["ical/1", title, text, url, start, end, all_day, place, status, rrule,
//! exdates, rdates, media]`: text with collapsed white space and without export notes, times in UTC with their zone, media
//! without signatures. DTSTAMP, SEQUENCE, LAST-MODIFIED and CREATED are not part of it: exports bump them.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::super::address_clean::without_signature;
use super::super::contract::{NormaliseCx, Quarantined};
use super::super::html_read::fingerprint;
use super::event_read::Draft;
use super::time_read::Moment;
use crate::domain::body_text::shorten;
use crate::domain::item::{Item, ItemEvent, ItemKind, ItemTime, NativeId};
use crate::domain::source::Aside;
use crate::seal::sha256_hex;

/// How far ahead of our clock a source's clock may be.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(10);
/// 1990: earlier times are the accidents of empty fields, in Unix seconds.
const EMPTY_FIELD_S: i64 = 631_152_000;
/// Longer ids, in bytes, are stored as their hash.
const MAX_ID: usize = 500;

/// Makes the items of a calendar, in its order.
#[must_use]
pub fn build(drafts: Vec<Draft>, cx: &NormaliseCx) -> (Vec<Item>, Vec<Quarantined>) {
    let mut aside = Vec::new();
    let (drafts, private): (Vec<Draft>, Vec<Draft>) = drafts.into_iter().partition(|draft| !draft.private);
    // Without their id: an event that is no longer public counts as no longer listed.
    aside.extend(private.iter().map(|draft| Quarantined { native_id: None, ..set_aside(draft, Aside::Private) }));
    let (mut drafts, twice) = once_each(drafts);
    aside.extend(twice.iter().map(|draft| set_aside(draft, Aside::Twice)));
    complete_replacements(&mut drafts);
    let stamps = Stamps::of(&drafts, cx.now);
    (drafts.into_iter().map(|draft| item(draft, &stamps, cx)).collect(), aside)
}

/// Of several versions of one event the one with the highest SEQUENCE, then the one changed last, then the first.
fn once_each(drafts: Vec<Draft>) -> (Vec<Draft>, Vec<Draft>) {
    let mut kept: Vec<Draft> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut twice = Vec::new();
    let version = |draft: &Draft| (draft.sequence, draft.modified.as_ref().map(|at| at.time.utc));
    for draft in drafts {
        let place = *places.entry(native_id(&draft)).or_insert(kept.len());
        match kept.get_mut(place) {
            None => kept.push(draft),
            Some(known) if version(&draft) > version(known) => twice.push(std::mem::replace(known, draft)),
            Some(_) => twice.push(draft),
        }
    }
    (kept, twice)
}

/// A changed date takes what it does not say itself from its series; one that changes nothing is no item; the others
/// leave the series, as they are items of their own.
fn complete_replacements(drafts: &mut Vec<Draft>) {
    let series: HashMap<String, (usize, Draft)> = drafts
        .iter()
        .enumerate()
        .filter(|(_, draft)| draft.replaces.is_none())
        .filter_map(|(at, draft)| Some((draft.uid.clone()?, (at, draft.clone()))))
        .collect();
    let mut same = Vec::new();
    let mut left_out: Vec<(usize, Moment)> = Vec::new();
    for (at, draft) in drafts.iter_mut().enumerate() {
        let Some((replaces, (place, master))) =
            draft.replaces.clone().zip(draft.uid.as_ref().and_then(|uid| series.get(uid)))
        else {
            continue;
        };
        inherit(draft, master);
        if is_same_date(draft, &replaces, master) {
            same.push(at);
        } else {
            left_out.push((*place, replaces));
        }
    }
    for (place, date) in left_out {
        if let Some(master) = drafts.get_mut(place) {
            master.exdates.push(date);
        }
    }
    let mut at = 0;
    drafts.retain(|_| {
        at += 1;
        !same.contains(&(at - 1))
    });
}

fn inherit(draft: &mut Draft, master: &Draft) {
    if draft.title.is_none() {
        draft.title.clone_from(&master.title);
        draft.lang.clone_from(&master.lang);
    }
    if draft.text.is_empty() {
        draft.text.clone_from(&master.text);
        draft.html.clone_from(&master.html);
    }
    if draft.place.is_none() {
        draft.place.clone_from(&master.place);
    }
    if draft.url.is_none() {
        draft.url.clone_from(&master.url);
    }
    (draft.rrule, draft.exdates, draft.rdates) = (None, Vec::new(), Vec::new());
}

fn is_same_date(draft: &Draft, replaces: &Moment, master: &Draft) -> bool {
    let lasts = |one: &Draft| one.end.as_ref().map(|end| end.time.utc.duration_since(one.start.time.utc));
    draft.start.key() == replaces.key()
        && draft.all_day == master.all_day
        && lasts(draft) == lasts(master)
        && draft.status == master.status
        && draft.title == master.title
        && draft.text == master.text
        && draft.place == master.place
        && draft.url == master.url
}

fn native_id(draft: &Draft) -> String {
    let uid = draft.uid.clone().unwrap_or_else(|| {
        let fields = serde_json::json!(["ical/uid", draft.start.key(), draft.title]);
        format!("sha256:{}", sha256_hex(fields.to_string().as_bytes()))
    });
    let id = match &draft.replaces {
        Some(replaces) => format!("{uid}#{}", replaces.key()),
        None => uid,
    };
    if id.len() > MAX_ID { format!("sha256:{}", sha256_hex(id.as_bytes())) } else { id }
}

fn set_aside(draft: &Draft, aside: Aside) -> Quarantined {
    let reason = match aside {
        Aside::Private => "the event is not marked as public",
        _ => "another event of this calendar has the same id",
    };
    let excerpt = if aside == Aside::Private {
        String::new()
    } else {
        shorten(draft.title.as_deref().unwrap_or(&draft.text), 120)
    };
    Quarantined { native_id: Some(NativeId(native_id(draft))), aside, reason: reason.to_owned(), excerpt }
}

/// Which of a calendar's time stamps say something about an event. Those that all events share are the export's.
struct Stamps {
    created: bool,
    stamped: bool,
    modified: bool,
    now: Option<Timestamp>,
}

impl Stamps {
    fn of(drafts: &[Draft], now: Option<Timestamp>) -> Self {
        let differ = |stamp: fn(&Draft) -> Option<&Moment>| {
            let mut minutes: Vec<i64> =
                drafts.iter().filter_map(stamp).map(|at| at.time.utc.as_second().div_euclid(60)).collect();
            minutes.sort_unstable();
            minutes.dedup();
            // An export that takes some minutes is still one.
            minutes.first().zip(minutes.last()).is_some_and(|(first, last)| last - first > 60)
        };
        let single = drafts.len() == 1;
        Self {
            created: single || differ(|draft| draft.created.as_ref()),
            stamped: differ(|draft| draft.stamped.as_ref()),
            modified: single || differ(|draft| draft.modified.as_ref()),
            now,
        }
    }

    /// When it was announced: CREATED, else DTSTAMP or LAST-MODIFIED where they are times of the event.
    fn created(&self, draft: &Draft) -> Option<ItemTime> {
        let created = self.believed(self.created, draft.created.as_ref());
        let created = created.or_else(|| self.believed(self.stamped, draft.stamped.as_ref()));
        created.or_else(|| self.believed(self.modified, draft.modified.as_ref()))
    }

    fn edited(&self, draft: &Draft, created: Option<&ItemTime>) -> Option<ItemTime> {
        let edited = self.believed(self.modified, draft.modified.as_ref())?;
        created.is_some_and(|created| edited.utc > created.utc).then_some(edited)
    }

    fn believed(&self, trusted: bool, stamp: Option<&Moment>) -> Option<ItemTime> {
        let stamp = &stamp.filter(|_| trusted)?.time;
        let ahead = self.now.is_some_and(|now| stamp.utc.duration_since(now) > CLOCK_SKEW);
        (!ahead && stamp.utc.as_second() > EMPTY_FIELD_S).then(|| stamp.clone())
    }
}

fn item(draft: Draft, stamps: &Stamps, cx: &NormaliseCx) -> Item {
    let mut item = Item::new(NativeId(native_id(&draft)));
    item.account_native_id.clone_from(&cx.account);
    item.kind = ItemKind::Event;
    item.content_hash = content_hash(&draft, cx.base_url.as_ref());
    item.version_id = (draft.sequence > 0).then(|| draft.sequence.to_string());
    item.created_at = stamps.created(&draft);
    item.edited_at = stamps.edited(&draft, item.created_at.as_ref());
    let url = draft.url.map(String::from);
    item.event = Some(ItemEvent {
        tz: draft.start.zone.iana_name().map(str::to_owned),
        start: draft.start.time,
        end: draft.end.map(|end| end.time),
        all_day: draft.all_day,
        place: draft.place,
        status: draft.status,
        url: url.clone(),
        rrule: draft.rrule,
        exdates: draft.exdates.into_iter().map(|date| date.time).collect(),
        rdates: draft.rdates.into_iter().map(|date| date.time).collect(),
    });
    item.canonical_url = url;
    item.title = draft.title;
    item.text = draft.text;
    item.html = draft.html;
    item.lang = draft.lang;
    item.media = draft.media;
    item
}

fn content_hash(draft: &Draft, base: Option<&Url>) -> String {
    let text = match &draft.html {
        Some(html) => fingerprint(html, base),
        None => draft.text.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    let keys = |dates: &[Moment]| {
        let mut keys: Vec<String> = dates.iter().map(Moment::key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    let media: Vec<Option<String>> = draft
        .media
        .iter()
        .map(|media| {
            media.source_url.as_deref().and_then(|url| Url::parse(url).ok()).map(without_signature).map(String::from)
        })
        .collect();
    // The zone matters only where it decides about further dates.
    let zone = draft.rrule.as_ref().and_then(|_| draft.start.zone.iana_name());
    let fields = serde_json::json!([
        "ical/1",
        draft.title,
        text,
        draft.url.as_ref().map(Url::as_str),
        (draft.start.key(), zone),
        draft.end.as_ref().map(Moment::key),
        draft.all_day,
        draft.place,
        draft.status,
        draft.rrule,
        keys(&draft.exdates),
        keys(&draft.rdates),
        media,
    ]);
    sha256_hex(fields.to_string().as_bytes())
}
