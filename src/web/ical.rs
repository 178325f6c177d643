//! Appointments for calendars (RFC 5545). Each date is an event of its own in UTC, so that every program shows series,
//! left-out dates and the change of the clock alike. In: posts that announce appointments. Out: the file.

use jiff::Timestamp;

use super::page::{Draft, Shows};
use super::render::Renderer;
use crate::domain::body_text;
use crate::domain::event::Occurrence;
use crate::domain::item::{EventStatus, ItemEvent};
use crate::domain::post::Post;
use crate::event_words::EventWords;
use crate::urls;

/// So many dates stand in a file.
const MOST_DATES: usize = 1000;
/// So many letters of a post's words.
const DESCRIPTION: usize = 500;

/// The file with every date that is not over.
#[must_use]
pub fn render(r: &Renderer<'_>, posts: &[Post]) -> Draft {
    let mut out = Lines::default();
    out.line("BEGIN", "VCALENDAR");
    out.line("VERSION", "2.0");
    out.line("PRODID", "-//Ausrufer//Termine//DE");
    out.line("METHOD", "PUBLISH");
    out.text("X-WR-CALNAME", &r.view.town.name);
    let dates = posts.iter().filter_map(|post| Some((post, post.event.as_ref()?)));
    let dates =
        dates.flat_map(|(post, event)| event.occurrences(r.now).into_iter().map(move |date| (post, event, date)));
    let mut next: Option<Timestamp> = None;
    for (post, event, date) in dates.take(MOST_DATES) {
        next = Some(next.map_or(date.over_at, |known| known.min(date.over_at)));
        one(&mut out, r, post, event, &date);
    }
    out.line("END", "VCALENDAR");
    Draft { shows: Shows::all_posts(), valid_until: next, ..Draft::open("text/calendar; charset=utf-8", out.0) }
}

fn one(out: &mut Lines, r: &Renderer<'_>, post: &Post, event: &ItemEvent, date: &Occurrence) {
    let said = post.edited_at.unwrap_or(post.created_at).max(post.created_at);
    out.line("BEGIN", "VEVENT");
    out.line("UID", &format!("{}-{}@{}", post.ulid, date.start.as_second(), r.view.origin.host()));
    out.line("DTSTAMP", &utc(said));
    if event.all_day {
        let day = |at: Timestamp| event.zone().to_datetime(at).date();
        // A whole day ends before the next one begins (RFC 5545 §3.6.1).
        let last = day(date.end.unwrap_or(date.start)).tomorrow().unwrap_or_else(|_| day(date.start));
        out.line("DTSTART;VALUE=DATE", &day(date.start).strftime("%Y%m%d").to_string());
        out.line("DTEND;VALUE=DATE", &last.strftime("%Y%m%d").to_string());
    } else {
        out.line("DTSTART", &utc(date.start));
        if let Some(end) = date.end {
            out.line("DTEND", &utc(end));
        }
    }
    out.text("SUMMARY", &post.heading());
    if let Some(place) = EventWords::of(event, r.locale, &r.view.zone, None).place {
        out.text("LOCATION", &place);
    }
    out.text("DESCRIPTION", &body_text::shorten(&body_text::render(&post.body), DESCRIPTION));
    out.line("URL", &r.view.origin.absolute(&urls::post(post, &r.view.zone)));
    if event.status == EventStatus::Cancelled {
        out.line("STATUS", "CANCELLED");
    }
    out.line("END", "VEVENT");
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Content lines: at most 75 bytes each, one that goes on begins with a space (RFC 5545 §3.1).
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn line(&mut self, name: &str, value: &str) {
        let mut width = 0;
        for c in format!("{name}:{value}").chars().filter(|c| !c.is_control()) {
            if width + c.len_utf8() > 74 {
                self.0.push_str("\r\n ");
                width = 1;
            }
            self.0.push(c);
            width += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A value of the type TEXT (§3.3.11).
    fn text(&mut self, name: &str, text: &str) {
        let text = text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n");
        self.line(name, &text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_letters_and_text_cannot_break_out() {
        let mut out = Lines::default();
        out.text("SUMMARY", &format!("{}; a, b\\c\r\nEND:VEVENT", "ä".repeat(60)));
        assert!(out.0.split("\r\n").all(|line| line.len() <= 75), "{}", out.0);
        let unfolded = out.0.replace("\r\n ", "");
        assert_eq!(unfolded, format!("SUMMARY:{}\\; a\\, b\\\\c\\nEND:VEVENT\r\n", "ä".repeat(60)));
    }
}
