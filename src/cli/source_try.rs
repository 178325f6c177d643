//! What `source test` shows: whether a channel is readable, and the last posts that were found, so that a person sees
//! whether they are the right ones. Nothing is stored.

use serde_json::json;

use super::Cx;
use crate::domain::body_text::shorten;
use crate::domain::item::{Item, Precision};
use crate::domain::source::Source;
use crate::domain::town::Town;
use crate::i18n::{day, moment};
use crate::sources::{Batch, Profile};

/// Posts shown.
const MOST: usize = 5;

/// Longer headlines are cut, in characters.
const MAX_HEADLINE: usize = 90;

/// Says what one look found.
pub(super) fn say(cx: &Cx, town: &Town, source: &Source, profile: &Profile, batch: &Batch) {
    let locale = cx.out.locale;
    let name = profile.name.clone().unwrap_or_else(|| source.name.clone());
    let mut found: Vec<&Item> = batch.items.iter().collect();
    found.sort_by_key(|item| std::cmp::Reverse(item.created_at.as_ref().map(|time| time.utc)));
    found.truncate(MOST);
    let mut said = locale.with("cli-source-good", &[("name", name.into())]);
    if !found.is_empty() {
        said.push_str("\n\n");
        said.push_str(&locale.with("cli-source-found", &[("count", found.len().into())]));
    }
    for item in &found {
        // Of an appointment people want to know when it is, not when it was entered.
        let time = item.event.as_ref().map(|event| &event.start).or(item.created_at.as_ref());
        let when = time.map_or_else(
            || locale.text("cli-source-undated"),
            |time| match time.precision {
                Precision::Date => day(locale, time.utc, &town.zone()),
                Precision::Minute | Precision::Second => moment(locale, time.utc, &town.zone()),
            },
        );
        let link = item.canonical_url.as_deref().unwrap_or("–");
        said.push_str(&format!("\n· {} ({when})\n  {link}", headline(item)));
    }
    let as_json = |item: &&Item| {
        json!({
            "title": item.title, "text": shorten(&item.text, 300), "url": item.canonical_url,
            "created_at": item.created_at, "native_id": item.native_id, "kind": item.kind,
        })
    };
    let found: Vec<_> = found.iter().map(as_json).collect();
    cx.out.say(&said, json!({ "ok": true, "profile": profile, "found": found }));
}

fn headline(item: &Item) -> String {
    let text = item.title.as_deref().unwrap_or(&item.text);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    shorten(if line.is_empty() { "–" } else { &line }, MAX_HEADLINE)
}
