//! `/kanaele`: which channels the town speaks on, how much each says, and whether it can be read just now.

use askama::Template;

use super::card::{Away, away};
use super::frame::Frame;
use super::origin::channel_class_words;
use super::page::{Draft, Shows};
use super::render::{RenderError, Renderer};
use super::town_view::TownView;
use crate::domain::source::{Source, SourceState};
use crate::i18n::{day, moment};
use crate::store::posts_read::{self, Listing};
use crate::store::{Conn, StoreError};
use crate::urls;
use jiff::Timestamp;

#[derive(Template)]
#[template(path = "public/channels.html")]
struct ChannelsPage<'a> {
    f: Frame<'a>,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    name: String,
    kind: String,
    /// That it is not the town's own, in words.
    class: Option<String>,
    posts: usize,
    newest: Option<String>,
    note: Option<String>,
    site: Option<Away>,
}

/// How much a channel says.
pub struct Says {
    posts: u64,
    newest: Option<Timestamp>,
}

/// Counts what each channel of a view says, in the view's order.
///
/// # Errors
/// When the store refuses.
pub async fn gather(view: &TownView, conn: &mut Conn<'_>) -> Result<Vec<Says>, StoreError> {
    let mut all = Vec::new();
    for source in &view.sources {
        let listing = Listing::Channel(source.id);
        let posts = posts_read::total(conn, view.town.id, &listing).await?;
        let newest = posts_read::page(conn, view.town.id, &listing, None, 1).await?;
        all.push(Says { posts, newest: newest.first().map(|post| post.created_at) });
    }
    Ok(all)
}

/// Renders the register.
///
/// # Errors
/// When the template fails.
pub fn render(r: &Renderer<'_>, says: &[Says]) -> Result<Draft, RenderError> {
    let mut frame = r.frame(r.locale.text("page-channels"));
    frame.path = Some(urls::CHANNELS.to_owned());
    let (stale, next_stale) = r.view.interrupted(r.now);
    let mut rows = Vec::new();
    for (source, says) in r.view.sources.iter().zip(says) {
        rows.push(Row {
            href: frame.link(&urls::channel(&source.slug)),
            name: source.name.clone(),
            kind: r.locale.text(&format!("page-kind-{}", source.kind.as_str())),
            class: channel_class_words(source.class, r.locale),
            posts: usize::try_from(says.posts).unwrap_or(usize::MAX),
            newest: says.newest.map(|at| day(r.locale, at, &r.view.zone)),
            note: note(r, source, stale.iter().any(|known| known.id == source.id)),
            site: source.site_url.as_deref().and_then(away),
        });
    }
    Ok(Draft {
        shows: Shows { sources: true, health: true, ..Shows::all_posts() },
        valid_until: next_stale,
        ..Draft::html(ChannelsPage { f: frame, rows }.render()?)
    })
}

fn note(r: &Renderer<'_>, source: &Source, stale: bool) -> Option<String> {
    match source.state {
        SourceState::Paused => Some(r.locale.text("page-channel-paused")),
        SourceState::Retired => {
            let at = day(r.locale, source.retired_at?, &r.view.zone);
            Some(r.locale.with("page-channel-retired", &[("at", at.into())]))
        }
        SourceState::Active if stale => {
            let since = moment(r.locale, source.health.failing_since?, &r.view.zone);
            Some(r.locale.with("page-channel-interrupted", &[("at", since.into())]))
        }
        SourceState::Active | SourceState::Removed => None,
    }
}
