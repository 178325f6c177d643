//! `/termine`: what is to come, date by date; of a series its next dates. In: posts that announce appointments. Out: a list
//! by months that changes when one of its dates is over.

use askama::Template;
use jiff::{SignedDuration, Timestamp};

use super::card::localised;
use super::frame::Frame;
use super::page::{Draft, Shows};
use super::render::{RenderError, Renderer};
use crate::domain::event::Occurrence;
use crate::domain::post::Post;
use crate::event_words::{EventWords, date_words};
use crate::i18n::month_name;
use crate::urls;

/// So many posts with appointments are looked at.
pub const MOST_POSTS: u32 = 1000;
/// So many dates stand on the page, …
const MOST_DATES: usize = 200;
/// … and so many of one series, for so long ahead.
const OF_A_SERIES: usize = 8;
const SERIES_AHEAD: SignedDuration = SignedDuration::from_hours(24 * 62);

#[derive(Template)]
#[template(path = "public/events.html")]
struct EventsPage<'a> {
    f: Frame<'a>,
    months: Vec<MonthOf>,
}

struct MonthOf {
    name: String,
    dates: Vec<Line>,
}

struct Line {
    href: String,
    file: String,
    title: String,
    lang: Option<String>,
    status: Option<String>,
    when: String,
    iso: String,
    place: Option<String>,
}

/// Renders the list.
///
/// # Errors
/// When the template fails.
pub fn render(r: &Renderer<'_>, posts: &[Post]) -> Result<Draft, RenderError> {
    let mut frame = r.frame(r.locale.text("page-events"));
    frame.path = Some(urls::EVENTS.to_owned());
    let mut dates: Vec<(Occurrence, &Post)> =
        posts.iter().flat_map(|post| ahead(post, r.now).into_iter().map(move |date| (date, post))).collect();
    dates.sort_by_key(|(date, post)| (date.start, post.ulid));
    dates.truncate(MOST_DATES);
    let mut months: Vec<MonthOf> = Vec::new();
    for (date, post) in &dates {
        let Some(line) = line(r, date, post) else { continue };
        // What has begun already stands under today.
        let day = date.start.max(r.now).to_zoned_datetime(r.view.zone.clone());
        let name = month_name(r.locale, day.year(), day.month());
        match months.last_mut().filter(|last| last.name == name) {
            Some(last) => last.dates.push(line),
            None => months.push(MonthOf { name, dates: vec![line] }),
        }
    }
    Ok(Draft {
        shows: Shows::all_posts(),
        valid_until: dates.iter().map(|(date, _)| date.over_at).min(),
        ..Draft::html(EventsPage { f: frame, months }.render()?)
    })
}

/// A post's dates that are not over: of a series the next ones.
fn ahead(post: &Post, now: Timestamp) -> Vec<Occurrence> {
    let Some(event) = &post.event else { return Vec::new() };
    let mut dates = event.occurrences(now);
    if event.repeats() {
        let horizon = now.checked_add(SERIES_AHEAD).unwrap_or(Timestamp::MAX);
        let near = dates.iter().take(OF_A_SERIES).take_while(|date| date.start <= horizon).count();
        dates.truncate(near.max(1));
    }
    dates
}

fn line(r: &Renderer<'_>, date: &Occurrence, post: &Post) -> Option<Line> {
    let event = post.event.as_ref()?;
    let words = EventWords::of(event, r.locale, &r.view.zone, Some(r.now));
    let zone = if event.all_day { event.zone() } else { r.view.zone.clone() };
    let day = date.start.to_zoned_datetime(zone.clone()).date();
    Some(Line {
        href: localised(r.locale, &urls::post(post, &r.view.zone)),
        file: urls::event_file(post.ulid),
        title: post.heading(),
        lang: (post.lang != r.locale.tag()).then(|| post.lang.clone()),
        status: words.status,
        when: date_words(date, event.all_day, r.locale, &zone),
        iso: if event.all_day { day.to_string() } else { super::card::iso(date.start) },
        place: words.place,
    })
}
