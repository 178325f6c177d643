//! What a post offers beside its words: the appointment it announces, and sounds and films to listen to or watch. In: a
//! [`Post`] and the moment. Out: what templates and feeds show. Called by `card` and `feed`.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::card::{Away, away, iso};
use crate::domain::body_html::push_escaped;
use crate::domain::media::Recording;
use crate::domain::post::Post;
use crate::event_words::{EventWords, recording_words};
use crate::i18n::Locale;
use crate::urls;

/// When and where, as a template shows it.
#[derive(Debug, Clone)]
pub struct Appointment {
    /// "Termin", or "Abgesagt".
    pub label: String,
    /// It is called off or moved: the label says so, and it stands out.
    pub changed: bool,
    pub when: String,
    /// The beginning of the date in `when`, for machines.
    pub iso: String,
    pub place: Option<String>,
    pub over: bool,
    /// The file for a calendar.
    pub file: String,
}

impl Appointment {
    /// Puts a post's appointment into words.
    #[must_use]
    pub fn of(post: &Post, locale: Locale, zone: &TimeZone, now: Timestamp) -> Option<Self> {
        let words = EventWords::of(post.event.as_ref()?, locale, zone, Some(now));
        Some(Self {
            changed: words.status.is_some(),
            label: words.status.unwrap_or_else(|| locale.text("holds-kind-event")),
            iso: if words.all_day { words.first_day.to_string() } else { iso(words.start) },
            when: words.when,
            place: words.place,
            file: urls::event_file(post.ulid),
            over: words.over,
        })
    }
}

/// A link to a sound or a film.
#[derive(Debug, Clone)]
pub struct Listen {
    /// "Anhören, 13 Minuten"
    pub label: String,
    pub to: Away,
}

/// A post's sounds and films.
#[must_use]
pub fn listen(post: &Post, locale: Locale) -> Vec<Listen> {
    let link =
        |recording: &Recording| Some(Listen { label: recording_words(recording, locale), to: away(&recording.url)? });
    post.recordings.iter().filter_map(link).collect()
}

/// The same for a feed, in HTML and in plain text, before and after the post's words. What it says must stay true: a series
/// is told by its rule, not by its next date.
pub struct Around {
    pub before_html: String,
    pub before_text: String,
    pub after_html: String,
    pub after_text: String,
}

impl Around {
    /// Puts it together.
    #[must_use]
    pub fn of(post: &Post, locale: Locale, zone: &TimeZone) -> Self {
        let (mut before_html, mut before_text) = (String::new(), String::new());
        if let Some(event) = &post.event {
            let line = EventWords::of(event, locale, zone, None).line();
            before_html.push_str("<p><strong>");
            push_escaped(&line, &mut before_html);
            before_html.push_str("</strong></p>");
            before_text = format!("{line}\n\n");
        }
        let (mut after_html, mut after_text) = (String::new(), String::new());
        for one in listen(post, locale) {
            after_html.push_str("<p><a href=\"");
            push_escaped(&one.to.href, &mut after_html);
            after_html.push_str("\">");
            push_escaped(&one.label, &mut after_html);
            after_html.push_str("</a></p>");
            after_text.push_str(&format!("\n\n{}: {}", one.label, one.to.href));
        }
        Self { before_html, before_text, after_html, after_text }
    }
}
