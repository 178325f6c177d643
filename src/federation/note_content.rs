//! The words of a Note: title, text cut to a length every server shows well, hashtags, and the link to our page.
//! In: a post; out: HTML with the hashtags it contains. Called by [`super::note_document`].

use super::actor_document::hashtag_base;
use super::forms::Voice;
use super::note_document::MAX_ATTACHMENTS;
use crate::domain::body::{Block, Body, Span};
use crate::domain::body_html::escape;
use crate::domain::post::Post;
use crate::domain::{body_note, body_text};
use crate::event_words::{EventWords, recording_words};
use crate::i18n::Locale;
use crate::urls;

/// How many characters of text are tried, longest first; the shorter ones are for texts full of long links.
const LENGTHS: [usize; 4] = [2500, 1000, 300, 0];
/// The longest HTML as JSON, in bytes. It stands twice in an activity, which must stay below 64 KiB.
const MAX_HTML: usize = 14 * 1024;
/// Hashtags of the post that the text does not contain are added up to this many.
const MAX_TAGS: usize = 5;
/// A block that does not fit is cut inside when less than this part of the room is used.
const WORTH_CUTTING: usize = 2;

/// What a Note says.
pub(super) struct NoteText {
    /// `content`.
    pub html: String,
    /// Every hashtag linked in it, as written, each once.
    pub tags: Vec<String>,
}

/// Renders a post.
pub(super) fn content(voice: &Voice<'_>, post: &Post) -> NoteText {
    let mut text = render(voice, post, 0);
    for limit in LENGTHS {
        text = render(voice, post, limit);
        if escaped_len(&text.html) <= MAX_HTML {
            break;
        }
    }
    text
}

fn render(voice: &Voice<'_>, post: &Post, limit: usize) -> NoteText {
    let base = hashtag_base(voice.origin);
    let (body, cut) = shorten(&post.body.without_trailing_tags().with_tags_up_to(MAX_TAGS), limit);
    let mut html = String::new();
    if let Some(title) = post.title.as_deref().filter(|title| !title.trim().is_empty()) {
        html.push_str(&format!("<p><strong>{}</strong></p>", escape(&body_text::shorten(title, 200))));
    }
    let locale = Locale::of_tag(&post.lang);
    if let Some(event) = &post.event {
        // A Note is seldom read anew: it says what stays true, not which date comes next.
        let line = EventWords::of(event, locale, &voice.town.zone(), None).line();
        html.push_str(&format!("<p>{}</p>", escape(&line)));
    }
    html.push_str(&body_note::render(&body, &base));
    for recording in &post.recordings {
        html.push_str(&body_note::link_paragraph(&recording_words(recording, locale), &recording.url));
    }
    let mut tags = body.hashtags();
    let added = missing_tags(post, &tags);
    if !added.is_empty() {
        html.push_str(&body_note::render(&tag_line(&added), &base));
        tags.extend(added);
    }
    let label = match post.attached.len() {
        _ if cut => "note-read-more",
        pictures if pictures > MAX_ATTACHMENTS => "note-more-pictures",
        _ => "note-permalink",
    };
    let label = locale.with(label, &[("host", voice.origin.host().into())]);
    html.push_str(&body_note::link_paragraph(&label, &voice.origin.absolute(&urls::post(post, &voice.town.zone()))));
    NoteText { html, tags }
}

/// Hashtags of the post that the text does not show, as far as there is room for them.
fn missing_tags(post: &Post, shown: &[String]) -> Vec<String> {
    let room = MAX_TAGS.saturating_sub(shown.len());
    let mut missing: Vec<String> = Vec::new();
    // Those of the text first: there they stand as their author wrote them.
    for tag in post.body.hashtags().iter().chain(&post.hashtags).filter(|tag| is_hashtag(tag)) {
        let is_known = |other: &String| other.to_lowercase() == tag.to_lowercase();
        if missing.len() < room && !shown.iter().any(is_known) && !missing.iter().any(is_known) {
            missing.push(tag.clone());
        }
    }
    missing
}

/// Letters, digits and underscores, not digits alone: what every server links.
fn is_hashtag(tag: &str) -> bool {
    tag.chars().all(|c| c.is_alphanumeric() || c == '_') && tag.chars().any(char::is_alphabetic)
}

fn tag_line(tags: &[String]) -> Body {
    let mut spans = Vec::new();
    for tag in tags {
        if !spans.is_empty() {
            spans.push(Span::text(" "));
        }
        spans.push(Span::Hashtag { tag: tag.clone() });
    }
    Body { blocks: vec![Block::Paragraph { spans }] }
}

/// The first blocks of a body that have about `limit` characters, and whether something was left out. The block at
/// the border is left out whole, unless that would waste most of the room.
fn shorten(body: &Body, limit: usize) -> (Body, bool) {
    let mut kept = Vec::new();
    let mut room = limit;
    for block in &body.blocks {
        let length = length(block);
        if length <= room {
            room -= length;
            kept.push(block.clone());
            continue;
        }
        if room > limit / WORTH_CUTTING
            && let Some(part) = cut_block(block, room)
        {
            kept.push(part);
        }
        return (Body { blocks: kept }, true);
    }
    (Body { blocks: kept }, false)
}

fn length(block: &Block) -> usize {
    body_text::render(&Body { blocks: vec![block.clone()] }).chars().count()
}

/// The beginning of a block; `None` when nothing sensible is left.
fn cut_block(block: &Block, room: usize) -> Option<Block> {
    match block {
        Block::Paragraph { spans } => Some(Block::Paragraph { spans: cut_spans(spans, room) }),
        Block::Heading { .. } => None,
        Block::List { ordered, entries } => {
            let entries = rows_that_fit(entries, room, |entry| spans_length(entry));
            (!entries.is_empty()).then_some(Block::List { ordered: *ordered, entries })
        }
        Block::Table { header, rows } => {
            let rows = rows_that_fit(rows, room, |row| row.iter().map(|cell| spans_length(cell) + 3).sum());
            (!rows.is_empty()).then(|| Block::Table { header: header.clone(), rows })
        }
        Block::Quote { blocks } => {
            let (inner, _) = shorten(&Body { blocks: blocks.clone() }, room);
            (!inner.is_empty()).then_some(Block::Quote { blocks: inner.blocks })
        }
    }
}

fn rows_that_fit<T: Clone>(rows: &[T], mut room: usize, length: impl Fn(&T) -> usize) -> Vec<T> {
    let fits = |row: &&T| {
        let length = length(row) + 1;
        let fits = length <= room;
        room = room.saturating_sub(length);
        fits
    };
    rows.iter().take_while(fits).cloned().collect()
}

fn spans_length(spans: &[Span]) -> usize {
    let mut text = String::new();
    body_text::inline(spans, &mut text);
    text.chars().count()
}

/// Whole spans as long as they fit, then the beginning of a text, closed with "…".
fn cut_spans(spans: &[Span], mut room: usize) -> Vec<Span> {
    let mut kept = Vec::new();
    for span in spans {
        let length = spans_length(std::slice::from_ref(span));
        if length <= room {
            room -= length;
            kept.push(span.clone());
            continue;
        }
        kept.push(match span {
            Span::Text { text } if room > 1 => Span::text(leading_space(text, body_text::shorten(text, room))),
            _ => Span::text("…"),
        });
        break;
    }
    kept
}

/// Cutting trims; the space towards the span before it must stay.
fn leading_space(original: &str, cut: String) -> String {
    if original.starts_with(' ') { format!(" {cut}") } else { cut }
}

fn escaped_len(html: &str) -> usize {
    serde_json::Value::from(html).to_string().len()
}
