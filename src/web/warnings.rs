//! `/warnungen`: what warns now, and what did within the last 30 days, official and the town's own, also what is below the
//! threshold from which the town's account says it. In: the store. Out: a page that says as of when it is true.

use askama::Template;
use jiff::{SignedDuration, Timestamp};

use super::banner;
use super::card::{Card, Showing, When, iso};
use super::frame::Frame;
use super::page::{Draft, Shows};
use super::render::{RenderError, Renderer, next_change};
use crate::domain::post::Post;
use crate::domain::source::{SourceKind, SourceState};
use crate::i18n::moment;
use crate::store::{Conn, StoreError, sources, warnings};
use crate::urls;

/// How long a past warning stands here.
const PAST: SignedDuration = SignedDuration::from_hours(30 * 24);
/// So many warnings stand here at most.
const MOST: u32 = 200;
/// How long the page may say as of when it is true.
const FRESH: SignedDuration = SignedDuration::from_secs(60);

#[derive(Template)]
#[template(path = "public/warnings.html")]
struct WarningsPage<'a> {
    f: Frame<'a>,
    /// Whether any service is read at all.
    served: bool,
    as_of: Option<When>,
    stale: Vec<String>,
    running: Vec<Card>,
    past: Vec<Card>,
}

/// What the page is made of.
pub struct Gathered {
    posts: Vec<Post>,
    /// When each service that is read answered last.
    answered: Vec<Option<Timestamp>>,
}

/// Reads it. The services' last answers are read anew: nobody notes each of them as a change of the page.
///
/// # Errors
/// When the store refuses.
pub async fn gather(r: &Renderer<'_>, conn: &mut Conn<'_>) -> Result<Gathered, StoreError> {
    let town = r.view.town.id;
    let since = r.now.checked_sub(PAST).unwrap_or(Timestamp::MIN);
    let posts = warnings::holding_since(conn, town, since, true, MOST).await?;
    let services = sources::of_town(conn, town).await?.into_iter();
    let answered = services
        .filter(|source| source.kind == SourceKind::Cap && source.state == SourceState::Active)
        .map(|source| source.health.last_success_at)
        .collect();
    Ok(Gathered { posts, answered })
}

/// Renders it.
///
/// # Errors
/// When the template fails.
pub fn render(r: &Renderer<'_>, gathered: &Gathered) -> Result<Draft, RenderError> {
    let mut frame = r.frame(r.locale.text("page-warnings"));
    frame.path = Some(urls::WARNINGS.to_owned());
    let (running, past) = r.view.sort_warnings(&gathered.posts, r.now);
    let card =
        |post: &&Post| Card::of(r.view, post, Showing { locale: r.locale, full: false, first: false, now: r.now });
    // As of the service that answered longest ago; where one never did, nothing can be said.
    let as_of = match gathered.answered.as_slice() {
        [] => Some(r.now),
        all => all.iter().copied().min().flatten(),
    };
    let page = WarningsPage {
        served: !gathered.answered.is_empty(),
        as_of: as_of.map(|at| When { iso: iso(at), text: moment(r.locale, at, &r.view.zone) }),
        stale: banner::stale(r.view, r.locale, r.now),
        running: running.iter().map(card).collect(),
        past: past.iter().map(card).collect(),
        f: frame,
    };
    let fresh = r.now.checked_add(FRESH).ok();
    Ok(Draft {
        shows: Shows { sources: true, health: true, ..Shows::all_posts() },
        valid_until: next_change(&gathered.posts, r.now).into_iter().chain(fresh).min(),
        ..Draft::html(page.render()?)
    })
}
