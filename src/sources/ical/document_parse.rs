//! A calendar's bytes become items. In: the body of an answer. Out: [`Parsed`], or why this is no calendar. Pure.
//! Called by `poll`, `refetch`, `discover` and `source parse`.

use super::super::charset_decode;
use super::super::contract::{NormaliseCx, Parsed, Profile, Quarantined};
use super::super::failure::SourceError;
use super::component_read::{Calendar, Component, components};
use super::event_read::draft;
use super::line_read::lines;
use super::zone_read::Zones;
use super::{item_build, time_read};
use crate::domain::body_text::shorten;
use crate::domain::source::Cause;

/// Reads a calendar. One that lists nothing is sound, too.
///
/// # Errors
/// [`Cause::WebPage`] for those, [`Cause::NotACalendar`] for anything else that is no calendar.
pub fn parse(raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
    if raw.iter().all(u8::is_ascii_whitespace) {
        return Err(SourceError::new(Cause::EmptyAnswer, "the address answers with nothing"));
    }
    let calendar = components(lines(raw, cx.charset.as_deref()));
    if !calendar.recognised {
        return Err(not_a_calendar(raw, cx));
    }
    let zones = Zones::of(&calendar.zones, &cx.zone);
    let mut drafts = Vec::new();
    let mut quarantined = Vec::new();
    for event in &calendar.events {
        match draft(event, &zones, cx.base_url.as_ref()) {
            Ok(draft) => drafts.push(draft),
            Err((aside, reason)) => {
                let native_id = event.text("UID").map(crate::domain::item::NativeId);
                quarantined.push(Quarantined { native_id, aside, reason, excerpt: excerpt(event) });
            }
        }
    }
    let (items, aside) = item_build::build(drafts, cx);
    quarantined.extend(aside);
    Ok(Parsed {
        items,
        quarantined,
        profile: profile(&calendar),
        damaged: !calendar.whole,
        ttl_s: ttl(&calendar),
        ..Parsed::default()
    })
}

fn excerpt(event: &Component) -> String {
    shorten(&event.text("SUMMARY").unwrap_or_default(), 120)
}

fn not_a_calendar(raw: &[u8], cx: &NormaliseCx) -> SourceError {
    let head = charset_decode::decode(raw.get(..raw.len().min(1024)).unwrap_or(raw), cx.charset.as_deref());
    let head = head.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    if head.starts_with("<!doctype html") || head.starts_with("<html") || head.contains("<head") {
        SourceError::new(Cause::WebPage, "the address answers with a web page, not with a calendar")
    } else {
        SourceError::new(Cause::NotACalendar, "the answer is no calendar")
    }
}

/// `NAME` (RFC 7986 §5.1) or what everybody writes instead.
fn profile(calendar: &Calendar) -> Profile {
    let own = |name: &str| calendar.own.iter().find(|line| line.name == name).and_then(super::line_read::Line::text);
    let web = |text: &String| text.starts_with("https://") || text.starts_with("http://");
    Profile { name: own("NAME").or_else(|| own("X-WR-CALNAME")), site_url: own("URL").filter(web), lang: None }
}

/// `REFRESH-INTERVAL` (RFC 7986 §5.7) or Outlook's `X-PUBLISHED-TTL`, in seconds.
fn ttl(calendar: &Calendar) -> Option<u32> {
    let line = calendar.own.iter().find(|line| matches!(line.name.as_str(), "REFRESH-INTERVAL" | "X-PUBLISHED-TTL"))?;
    time_read::seconds(&line.value)
}
