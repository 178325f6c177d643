//! "Verlauf": every version of a post that is kept, with who brought it and which words came and went.

use std::time::Duration;

use askama::Template;
use similar::{ChangeTag, TextDiff};

use super::super::audit_names::AuditNames;
use super::super::audit_words::{deed_words, who_words};
use super::super::office::Visit;
use super::super::reply::Reply;
use super::frame::{Failure, Frame, page};
use super::post::{above, living};
use crate::domain::audit::Row;
use crate::domain::body_text;
use crate::domain::post::{Content, Post};
use crate::i18n::{Locale, moment};
use crate::store::{Conn, StoreError, audit, posts_read, revisions};

/// So long two versions may be compared; then the rest counts as changed.
const LONGEST: Duration = Duration::from_millis(150);

#[derive(Template)]
#[template(path = "admin/post_history.html")]
struct HistoryPage {
    f: Frame,
    versions: Vec<Version>,
}

struct Version {
    when: String,
    who: String,
    /// What was decided, where it was a decision.
    deed: Option<String>,
    first: bool,
    changes: Vec<Change>,
}

/// One part of a post that changed.
struct Change {
    part: String,
    pieces: Vec<Piece>,
}

struct Piece {
    text: String,
    added: bool,
    removed: bool,
}

/// What tells who brought a version.
struct Traces {
    rows: Vec<Row>,
    names: AuditNames,
    channels: Vec<(jiff::Timestamp, String)>,
}

/// The page, the newest version first.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale, post) = (visit.town()?, visit.locale, living(visit).await?);
    let (kept, traces) = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            let rows = audit::about_posts(c, town.id, &[post.ulid]).await?;
            let names = AuditNames::load(c, town.id, &rows).await?;
            let channels = revisions::of_channels(c, town.id, post.id).await?;
            let kept = posts_read::revisions(c, town.id, post.id).await?;
            Ok::<_, StoreError>((kept, Traces { rows, names, channels }))
        })
        .await?;
    let zone = town.zone();
    let before = std::iter::once(None).chain(kept.iter().map(|(_, content)| Some(content)));
    let mut versions: Vec<Version> = kept
        .iter()
        .zip(before)
        .map(|((at, content), before)| {
            let (who, deed) = author(&traces, &post, *at, before.is_none(), locale);
            let changes = before.map(|before| changes(before, content, locale)).unwrap_or_default();
            Version { when: moment(locale, *at, &zone), who, deed, first: before.is_none(), changes }
        })
        .collect();
    versions.reverse();
    let f = Frame::new(visit, locale.text("desk-history")).under(visit, above(visit, &post)?);
    page(&HistoryPage { f, versions })
}

/// Who brought a version, and by which decision: what was decided or read at the very moment.
fn author(traces: &Traces, post: &Post, at: jiff::Timestamp, first: bool, locale: Locale) -> (String, Option<String>) {
    let channel = traces.channels.iter().find(|(seen, _)| *seen == at).map(|(_, name)| name);
    // A post begins with its channel, even if somebody decided something in the same moment.
    let begins = first && channel.is_some();
    let decided = traces.rows.iter().rev().find(|row| row.line.at_ms == at.as_millisecond());
    if let Some(row) = decided.filter(|_| !begins) {
        let deed = deed_words(&row.line, &traces.names, locale);
        return (who_words(&row.line, &traces.names, locale), Some(deed));
    }
    let channel = channel.or(post.channels.first().filter(|_| first).map(|channel| &channel.name));
    match channel {
        Some(name) => (locale.with("desk-history-channel", &[("channel", name.as_str().into())]), None),
        None => (locale.text("desk-history-unknown"), None),
    }
}

/// The parts that differ, word by word.
fn changes(before: &Content, after: &Content, locale: Locale) -> Vec<Change> {
    let title = |content: &Content| content.title.clone().unwrap_or_default();
    let tags = |content: &Content| content.hashtags.join(" ");
    let pictures = |content: &Content| {
        let one = |alt: Option<&str>| alt.map_or_else(|| locale.text("desk-history-undescribed"), str::to_owned);
        content.media.iter().map(|medium| one(medium.alt.as_deref())).collect::<Vec<_>>().join("\n")
    };
    let parts = [
        ("field-title", title(before), title(after)),
        ("field-body", body_text::render(&before.body), body_text::render(&after.body)),
        ("field-hashtags", tags(before), tags(after)),
        ("field-media", pictures(before), pictures(after)),
        ("field-lang", before.lang.clone(), after.lang.clone()),
    ];
    let differing = parts.into_iter().filter(|(_, old, new)| old != new);
    differing.map(|(key, old, new)| Change { part: locale.text(key), pieces: pieces(&old, &new) }).collect()
}

/// Runs of words that stayed, came or went.
fn pieces(old: &str, new: &str) -> Vec<Piece> {
    let diff = TextDiff::configure().timeout(LONGEST).diff_words(old, new);
    let mut pieces: Vec<Piece> = Vec::new();
    for change in diff.iter_all_changes() {
        let (added, removed) = (change.tag() == ChangeTag::Insert, change.tag() == ChangeTag::Delete);
        match pieces.last_mut() {
            Some(last) if (last.added, last.removed) == (added, removed) => last.text.push_str(change.value()),
            _ => pieces.push(Piece { text: change.value().to_owned(), added, removed }),
        }
    }
    pieces
}
