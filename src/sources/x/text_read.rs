//! The words of a post of X. In: a post; its offsets count code points. Out: what a reader should read, and marked runs
//! in UTF-8 bytes: shortened addresses are written out, those that only stand for the post's own pictures or for the
//! quoted post are left out. Called by `post_read`.

use serde_json::Value;

use super::super::contract::OffsetUnit;
use super::super::json_value::{list, number, text, web};
use super::super::span_offsets::{MAX_SPANS, bytes};
use crate::domain::item::{ItemSpan, SpanKind};

/// What stands at a place of the text.
struct Piece {
    start: usize,
    end: usize,
    /// What is written there instead; `None` leaves it as it is.
    words: Option<String>,
    mark: Option<(SpanKind, Option<String>, Option<String>)>,
}

/// Reads the words; `quoted` is the id of a quoted post. A long post has its words, and its own marks, elsewhere.
#[must_use]
pub fn read(post: &Value, quoted: Option<&str>) -> (String, Vec<ItemSpan>) {
    let note = ["/note_tweet", "/note_post"]
        .into_iter()
        .filter_map(|at| post.pointer(at))
        .find(|note| text(note, "/text").is_some());
    let short = text(post, "/full_text").or_else(|| text(post, "/text")).unwrap_or_default();
    let (raw, holder) = note.map_or((short, post), |note| (text(note, "/text").unwrap_or_default(), note));
    let entities = holder.get("entities").unwrap_or(&Value::Null);
    let mut pieces = pieces(entities, raw, quoted);
    pieces.sort_by_key(|piece| piece.start);
    put_together(raw, pieces)
}

fn place(entity: &Value, raw: &str) -> Option<(usize, usize)> {
    let at = |name: &str, older: &str| number(entity, name).or_else(|| number(entity, older));
    let start = usize::try_from(at("/start", "/indices/0")?).ok()?;
    let end = usize::try_from(at("/end", "/indices/1")?).ok()?;
    bytes(raw, OffsetUnit::CodePoints, start, end)
}

fn pieces(entities: &Value, raw: &str, quoted: Option<&str>) -> Vec<Piece> {
    let mut found = Vec::new();
    for entity in list(entities, "/urls").iter().take(MAX_SPANS) {
        let Some((start, end)) = place(entity, raw) else { continue };
        let Some(url) = web(entity, "/unwound_url").or_else(|| web(entity, "/expanded_url")) else { continue };
        let own =
            entity.get("media_key").is_some() || is_of_media(&url) || quoted.is_some_and(|id| is_status(&url, id));
        let mark = (!own).then(|| (SpanKind::Link, Some(url.clone()), None));
        found.push(Piece { start, end, words: Some(if own { String::new() } else { url }), mark });
    }
    for entity in list(entities, "/media") {
        let Some((start, end)) = place(entity, raw) else { continue };
        found.push(Piece { start, end, words: Some(String::new()), mark: None });
    }
    for (list_at, name_at, kind) in [
        ("/hashtags", "/tag", SpanKind::Hashtag),
        ("/mentions", "/username", SpanKind::Mention),
        ("/user_mentions", "/screen_name", SpanKind::Mention),
    ] {
        for entity in list(entities, list_at).iter().take(MAX_SPANS) {
            let Some((start, end)) = place(entity, raw) else { continue };
            let name = text(entity, name_at).or_else(|| text(entity, "/text")).map(str::to_owned);
            let href = name.as_ref().filter(|_| kind == SpanKind::Mention).map(|name| format!("https://x.com/{name}"));
            found.push(Piece { start, end, words: None, mark: Some((kind, href, name)) });
        }
    }
    found
}

fn is_of_media(url: &str) -> bool {
    let ours = ["https://twitter.com/", "https://x.com/"].iter().any(|site| url.starts_with(site));
    ours && url.contains("/status/") && (url.contains("/photo/") || url.contains("/video/"))
}

fn is_status(url: &str, id: &str) -> bool {
    url.split("/status/").nth(1).is_some_and(|rest| rest.split(['/', '?']).next() == Some(id))
}

fn put_together(raw: &str, pieces: Vec<Piece>) -> (String, Vec<ItemSpan>) {
    let (mut out, mut spans, mut done) = (String::new(), Vec::new(), 0);
    for piece in pieces {
        // Of two marks on one place the first counts.
        let Some(before) = raw.get(done..piece.start) else { continue };
        out.push_str(&plain(before));
        let start = out.len();
        match &piece.words {
            Some(words) => out.push_str(words),
            None => out.push_str(&plain(raw.get(piece.start..piece.end).unwrap_or_default())),
        }
        if let Some((kind, href, native_ref)) = piece.mark {
            spans.push(ItemSpan { start, end: out.len(), kind, href, native_ref });
        }
        done = piece.end;
    }
    out.push_str(&plain(raw.get(done..).unwrap_or_default()));
    out.truncate(out.trim_end().len());
    spans.retain(|span| span.end <= out.len());
    (out, spans)
}

/// The three characters that the platform writes as references.
fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
