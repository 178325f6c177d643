//! `/archiv`: the months in which something was said, with how much. In: when each public post was said, newest first.

use askama::Template;
use jiff::Timestamp;

use super::frame::Frame;
use super::page::{Draft, Shows};
use super::render::{RenderError, Renderer};
use crate::i18n::month_name;
use crate::urls;

#[derive(Template)]
#[template(path = "public/archive.html")]
struct ArchivePage<'a> {
    f: Frame<'a>,
    years: Vec<Year>,
}

struct Year {
    year: i16,
    months: Vec<Line>,
}

struct Line {
    href: String,
    name: String,
    posts: usize,
}

/// Renders the list of months.
///
/// # Errors
/// When the template fails.
pub fn render(r: &Renderer<'_>, moments: &[Timestamp]) -> Result<Draft, RenderError> {
    let mut frame = r.frame(r.locale.text("page-archive"));
    frame.path = Some(urls::ARCHIVE.to_owned());
    let mut years: Vec<Year> = Vec::new();
    let mut last = None;
    for at in moments {
        let day = at.to_zoned_datetime(r.view.zone.clone());
        let (year, month) = (day.year(), day.month());
        if years.last().is_none_or(|known| known.year != year) {
            years.push(Year { year, months: Vec::new() });
        }
        let Some(months) = years.last_mut().map(|year| &mut year.months) else { continue };
        match months.last_mut().filter(|_| last == Some((year, month))) {
            Some(line) => line.posts += 1,
            None => months.push(Line {
                href: frame.link(&urls::archive_month(year, month)),
                name: month_name(r.locale, year, month),
                posts: 1,
            }),
        }
        last = Some((year, month));
    }
    Ok(Draft { shows: Shows::all_posts(), ..Draft::html(ArchivePage { f: frame, years }.render()?) })
}
